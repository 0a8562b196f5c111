/* experiments/placebo.h - the baseline of a finished study once more, with one arrival more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_PLACEBO_H
#define SF_EXPERIMENTS_PLACEBO_H

#include <signal.h>

#include "results/crowd.h"

/** Runs the first `most` finished replications of a scenario again with one arrival more, from DIR/resolved.cfg, and adds the
 *  people of each beside those that are stored to the crowd.
 *  build     of this program; a study of another build has other lives: SF_EUNAVAILABLE
 *  scenario  index in the study
 *  stop      a signal number once one has come; may be NULL
 *  Errors    those of reading a config and of replicating; SF_EINTERRUPTED. Cost: as many replications. */
SF_MUST_CHECK sf_status sf_placebo_add(const char *dir, sf_study *study, const char *build, size_t scenario,
                                       size_t most, const volatile sig_atomic_t *stop, sf_crowd *crowd, sf_error *err);

/** The same for the study's own baseline, unless it is kept already with as many replications; then kept (results/placebo.h).
 *  Nothing happens in a study that compares nothing. Errors as sf_placebo_add and sf_placebo_keep. */
SF_MUST_CHECK sf_status sf_placebo_make(const char *dir, sf_study *study, const char *build, size_t most,
                                        const volatile sig_atomic_t *stop, sf_error *err);

#endif
