/* results/manifest.h - manifest.json: what made a study, for people and programs; and which charts belong to it.
 * Nothing in it is part of a digest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_MANIFEST_H
#define SF_RESULTS_MANIFEST_H

#include "results/study.h"

/** Writes DIR/manifest.json: version, build, config digest, seed, config path, scenarios with their replications, times
 *  of making and finishing, charts (kept from an older manifest), facts about the machine. Errors as
 *  sf_file_replace. */
SF_MUST_CHECK sf_status sf_manifest_write(int folder, const char *shown, const sf_study *study, sf_error *err);

/** Adds names of pictures in DIR/charts/ to the manifest, so that --fresh may delete them. Names must satisfy
 *  sf_file_name_is_chart (otherwise SF_EDOMAIN); those listed already stay once. Call it before the pictures are
 *  written. SF_ENOINPUT when there is no manifest. Two processes that do this at the same moment may lose each other's
 *  names. */
SF_MUST_CHECK sf_status sf_manifest_add_charts(const char *dir, const char *const *names, size_t n, sf_error *err);

/** The charts that the manifest lists; none when there is no manifest or it is not one of ours.
 *  Owner: the caller, sf_manifest_charts_free. Errors: SF_EIO, SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_manifest_charts(int folder, const char *shown, char ***names, size_t *n, sf_error *err);
void sf_manifest_charts_free(char **names, size_t n);

#endif
