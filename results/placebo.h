/* results/placebo.h - the placebo of a study, kept beside it in placebo.json: the baseline against itself with one arrival more.
 * Running it takes a model; whoever reads a study finds here what came out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_PLACEBO_H
#define SF_RESULTS_PLACEBO_H

#include "results/crowd.h"

/** The placebo of the study's own baseline; NULL when none is kept, or the one that is there belongs to another study, build or
 *  baseline, or cannot be read. Looked for once. Owner: the study. */
const sf_crowd *sf_study_placebo(sf_study *study);

/** Keeps the placebo of the study's own baseline: in DIR/placebo.json, and in the study, which takes it over (also when it fails).
 *  A study that begins with real people keeps it in memory only: the file would tell about few of them.
 *  Errors as sf_file_replace; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_placebo_keep(const char *dir, sf_study *study, sf_crowd *placebo, sf_error *err);

#endif
