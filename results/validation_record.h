/* results/validation_record.h - what the last full validation found, as every report shows it. `saksflyt validate --format record`
 * wrote it once (configs/validering/record.json) and the build takes it in: a report runs no validation, and says of which build and
 * day its figures are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_VALIDATION_RECORD_H
#define SF_RESULTS_VALIDATION_RECORD_H

#include "results/validation.h"

/** One target. Texts in one language; "" where there is none. */
typedef struct sf_recorded_target {
    const char *id, *kind, *source, *title, *figure, *value;
    sf_outcome outcome;
} sf_recorded_target;

typedef struct sf_validation_record {
    const char *build; /* of the program whose results these are */
    double civil_day;  /* on which they were made */
    sf_recorded_target *targets;
    size_t n;
    size_t count[SF_NOT_COMPARABLE + 1]; /* by outcome */
} sf_validation_record;

/** Reads the record that this build holds. Owner of *out: the caller, sf_validation_record_free. SF_ENOMEM; SF_EBUG when the build
 *  holds no record that can be read. */
SF_MUST_CHECK sf_status sf_validation_record_open(sf_language language, sf_validation_record **out, sf_error *err);
void sf_validation_record_free(sf_validation_record *record); /* record may be NULL */

/** Is it among the evidence that contradicts a convenient model? */
bool sf_kind_confronts(const char *kind);

#endif
