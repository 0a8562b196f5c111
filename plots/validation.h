/* plots/validation.h - what the validation found, for people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_VALIDATION_H
#define SF_PLOTS_VALIDATION_H

#include <stdio.h>

#include "results/validation.h"

/** "pass", "miss", "not comparable". */
const char *sf_outcome_words(sf_outcome outcome);

/** Writes DIR/report.html: targets that contradict a convenient model first, then what was missed, then all of them with number,
 *  band, interval and reason. dir is there.
 *  SF_ECANTCREATE, SF_EIO, SF_ENOMEM; SF_EUNAVAILABLE without the bundled font. */
SF_MUST_CHECK sf_status sf_validation_report(const sf_target_outcome *outcomes, size_t n, const char *dir,
                                             sf_language language, sf_error *err);

/** Prints one line for each target, the misses' reasons, and how many there are of each result. SF_EIO. */
SF_MUST_CHECK sf_status sf_validation_print(const sf_target_outcome *outcomes, size_t n, FILE *out,
                                            sf_language language, sf_error *err);

/** Writes the table of docs/validation.md: a row for each target, in the order given. SF_EIO. */
SF_MUST_CHECK sf_status sf_validation_markdown(const sf_target_outcome *outcomes, size_t n, FILE *out, sf_error *err);

#endif
