/* results/summary.h - summary.csv from a study.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_SUMMARY_H
#define SF_RESULTS_SUMMARY_H

#include <stdio.h>

#include "results/study.h"

/** The text of summary.csv: the rows of sf_study_summary under the header
 *  scenario,metric,entity,segment,stat,unit,mean,ci_low,ci_high,replications; lines end with LF, fields are quoted as
 *  in RFC 4180 where they must be, numbers are the shortest that read back equal, NAN is an empty field.
 *  Owner: the caller, free(). Errors: SF_ENOMEM, those of sf_study_summary. */
SF_MUST_CHECK sf_status sf_summary_write_csv(sf_study *study, char **text, size_t *length, sf_error *err);

/** The shortest decimal number that reads back equal; "" for NAN. buffer of at least 32. Returns buffer. */
const char *sf_csv_number(double value, char *buffer, size_t size);

/** One field and the character after it, quoted as in RFC 4180 where it must be. */
void sf_csv_field(FILE *file, const char *text, char end);

/** The unit of a stat of a metric: shares are shares whatever the metric is measured in, and a count of waits is no
 *  days. */
const char *sf_stat_unit(const sf_metric *metric, sf_stat stat);

#endif
