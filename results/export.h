/* results/export.h - a study's tables for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_EXPORT_H
#define SF_RESULTS_EXPORT_H

#include "results/study.h"

/** Writes DIR/summary.csv again from the database, and of a hypercube or a screening DIR/sensitivity.csv
 *  (results/sensitivity.h). Errors as sf_file_replace and sf_study_open. */
SF_MUST_CHECK sf_status sf_export_csv(const char *dir, sf_error *err);

/** Writes DIR/export.json: what made the study, its metrics, the rows of summary.csv, decisions, assumptions,
 *  self-checks, and of a hypercube or a screening what it found. One object; ids as in the database; numbers with all their digits, null where nothing can be said; the
 *  seed as text, because many readers lose whole numbers above 2^53. Same study: same bytes. Errors as sf_export_csv. */
SF_MUST_CHECK sf_status sf_export_json(const char *dir, sf_error *err);

/** Writes DIR/compare.csv: every row of sf_study_comparisons under the header scenario,baseline,metric,entity,segment,stat,
 *  unit,base,other,difference,ci_low,ci_high,p_value,pairing,role; role is target or exploratory. *n_rows receives how many.
 *  Errors as sf_export_csv. */
SF_MUST_CHECK sf_status sf_export_comparisons(const char *dir, sf_study *study, size_t baseline, size_t *n_rows,
                                              sf_error *err);

#endif
