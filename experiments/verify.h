/* experiments/verify.h - does a study say what its config and its program say? Some replications are run again and compared.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_VERIFY_H
#define SF_EXPERIMENTS_VERIFY_H

#include <signal.h>

#include "saksflyt/core.h"

typedef struct sf_verification {
    const char *dir;
    const char *build; /* of this program */
    size_t sample;     /* replications to run again, spread over scenarios and numbers; at least 1 */
    const volatile sig_atomic_t *stop;
} sf_verification;

typedef struct sf_verified {
    size_t replications, finished; /* run again; in the study */
    bool other_build;              /* the study was made by another build */
    char difference[160];          /* the first thing that is not as it should be; "" when all is */
} sf_verified;

/** Looks at the database (integrity, whole replications), at resolved.cfg (the config of the study), at summary.csv (what the
 *  database gives), then runs a sample of the replications again from resolved.cfg and compares every row, bit for bit.
 *  Nothing in DIR is changed. What does not fit is in out->difference; another build is told, and compared all the same.
 *  Returns  SF_OK also when something differs; errors of reading, SF_ENOMEM, SF_EINTERRUPTED. */
SF_MUST_CHECK sf_status sf_verify(const sf_verification *verification, sf_verified *out, sf_error *err);

#endif
