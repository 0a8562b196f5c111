/* tests/support/claims.h - what a textbook says of a config, held against replications of the model.
 *
 * A claim passes when the estimate lies within 4.4 standard errors of the exact value (two-sided p 1e-5), and when the standard error is
 * small enough for that to mean something: 0.25 % of the value at night, what the claim says (`now`) in the short per-commit run.
 * With SAKSFLYT_ORACLE_TABLE=FILE every claim is also appended to FILE as a row of the table in docs/oracles.md;
 * SAKSFLYT_ORACLE_SEED=N takes the place of the nightly seed of the day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_CLAIMS_H
#define SF_TESTS_CLAIMS_H

#include "models/model.h"
#include "support/lives.h"

typedef enum claim_kind {
    RATIO,             /* sum / sum over the replications, jackknifed */
    COMPLEMENT,        /* 1 - RATIO */
    MEAN_OF_SERVED,    /* sum of waits / those who were served: for lines that turn people away */
    SERVED_WHO_WAITED, /* share of the served who waited at all */
    VARIANCE,          /* of waits or stays, all replications together */
    QUANTILE,          /* `at`: the probability */
    WITHIN,            /* share of waits or stays of less than `at` days */
    BEYOND,            /* 1 - WITHIN */
    VALUES_VARIANCE,   /* variance over the replications of their value */
    VALUES_DISPERSION, /* variance / mean of the same: 1 for Poisson counts */
    CLAIM_KINDS
} claim_kind;

typedef struct claim {
    const char *what; /* for people: "mean wait, d" */
    claim_kind kind;
    const char *metric;
    const char *segment; /* NULL: all */
    sf_stat stat;        /* of RATIO, COMPLEMENT and VALUES_*; the others know theirs */
    double exact;
    const char *entity; /* NULL: all */
    double at;          /* QUANTILE, WITHIN, BEYOND */
    double times;       /* the estimate is multiplied by this; 0 means 1 */
    double now;         /* largest standard error per commit, as a share of the exact value; 0: as at night */
    double nightly;     /* the same at night; 0: 0.0025 */
} claim;

typedef struct oracle {
    const char *id;       /* "O2" */
    const char *file;     /* in configs/oracles/ */
    const char *scenario; /* NULL: base */
    const char *set;      /* one --set; NULL: none */
    uint32_t times;       /* at night, so many times the replications of the config */
} oracle;

/** Runs one scenario of a config and holds every claim against it; the test fails when one does not hold. */
void claims_hold(const oracle *o, const claim *claims, size_t n_claims, bool nightly);

/** Compares one estimate with its exact value by the gate above, prints it, and adds it to the table. For what is simulated
 *  outside a config, too. widest: largest standard error as a share of the exact value. Returns whether it holds. */
bool estimate_holds(const char *oracle_id, const char *system, const char *what, double estimate, double error,
                    double exact, double widest, uint64_t seed);

/** The seed of an oracle: given, by night that of the day (or SAKSFLYT_ORACLE_SEED). */
uint64_t oracle_seed(uint64_t given, bool nightly);

#endif
