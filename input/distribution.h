/* input/distribution.h - the one-string distribution, "lognormal(median 45 d, p90 90 d)".
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_DISTRIBUTION_H
#define SF_INPUT_DISTRIBUTION_H

#include "core/distribution.h"
#include "core/units.h"
#include "input/pool.h"

/** What the text of a distribution says. */
typedef struct sf_distribution_text {
    sf_distribution distribution; /* in the kind's own unit */
    double headline;              /* the first quantity with a unit: the mean, the median, the low end or the value */
    char unit[16];                /* its unit, for a range that has none */
} sf_distribution_text;

/** Reads constant(3 d) or a plain quantity; uniform(5 d, 15 d); exponential(mean 2 d); gamma(mean 9 mo, sd 4 mo);
 *  weibull(shape 1.5, mean 3 mo); lognormal(median 45 d, p90 90 d) or lognormal(mean 10 d, sd 3 d);
 *  triangular(1 d, 2 d, 4 d) with the mode between; erlang(4, mean 1 d).
 *  kind     SF_Q_DURATION or SF_Q_WORK
 *  Returns  SF_EDOMAIN and a sentence that says what would be right; *out is then untouched.
 *  Source   moments: Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions (1994-95). */
SF_MUST_CHECK sf_status sf_distribution_read(sf_quantity_kind kind, const char *text, size_t length,
                                             sf_distribution_text *out, sf_error *err);

/** The same text with every time in it multiplied: "gamma(mean 9 mo, sd 4 mo)" by 2 is "gamma(mean 18 mo, sd 8 mo)".
 *  text is one that sf_distribution_read accepts. Owner: the pool; NULL when memory ran out. */
char *sf_distribution_scale(sf_pool *pool, const char *text, double factor);

#endif
