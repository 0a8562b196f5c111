/* input/distribution.h - the one-string distribution, "lognormal(median 45 d, p90 90 d)".
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_DISTRIBUTION_H
#define SF_INPUT_DISTRIBUTION_H

#include "core/distribution.h"
#include "core/units.h"
#include "input/table.h"

enum { SF_MIXTURE_MOST_PARTS = 16 };

/** What the text of a distribution says. */
typedef struct sf_distribution_text {
    sf_distribution distribution; /* in the kind's own unit */
    double headline;              /* the first quantity with a unit: the mean, the median, the low end or the value */
    char unit[16];                /* its unit, for a range that has none */
    const char *text;             /* as written, but file names count from the config's folder */
    const char *full_text;        /* the same with the values of each file in place of its name, for resolved.cfg */
} sf_distribution_text;

/** Reads constant(3 d) or a plain quantity; uniform(5 d, 15 d); exponential(mean 2 d); gamma(mean 9 mo, sd 4 mo);
 *  weibull(shape 1.5, mean 3 mo); lognormal(median 45 d, p90 90 d) or lognormal(mean 10 d, sd 3 d);
 *  triangular(1 d, 2 d, 4 d) with the mode between; pert(1 d, 2 d, 4 d) likewise; erlang(4, mean 1 d);
 *  beta(5 d, 60 d, mean 20 d, sd 8 d) on an interval; hyperexponential(0.3, mean 10 d, mean 40 d), or with balanced means
 *  hyperexponential(mean 20 d, cv2 3); empirical(waits.csv), empirical(waits.csv, d) or empirical(12 14.5 30, d), each maybe
 *  with a factor, empirical(waits.csv, d, times 1.2); mixture(0.3: exponential(mean 2 d), 0.7: constant(9 d)).
 *  An empirical distribution is linear between the ordered values: probability (i - 1)/(n - 1) at the i-th of n.
 *  kind     SF_Q_DURATION or SF_Q_WORK
 *  pool     keeps texts and arrays
 *  finder   where CSV files are
 *  Returns  SF_EDOMAIN and a sentence that says what would be right; SF_EDATA after adding the problems of a CSV file; SF_ENOMEM.
 *           *out is then untouched.
 *  Source   moments: Johnson, Kotz & Balakrishnan, Continuous Univariate Distributions (1994-95); pert: Malcolm et al. (1959)
 *           in the form of Vose, a beta with shapes 1 + 4 (mode - low)/(high - low) and 1 + 4 (high - mode)/(high - low);
 *           balanced means: Whitt (1982), Approximating a point process by a renewal process; empirical: Law, Simulation
 *           Modeling and Analysis (2015), 6.2.4. */
SF_MUST_CHECK sf_status sf_distribution_read(sf_pool *pool, const sf_table_finder *finder, sf_quantity_kind kind,
                                             const char *text, size_t length, sf_distribution_text *out, sf_error *err);

/** The same text with every time in it multiplied: "gamma(mean 9 mo, sd 4 mo)" by 2 is "gamma(mean 18 mo, sd 8 mo)".
 *  text is one that sf_distribution_read accepts. Owner: the pool; NULL when memory ran out. */
char *sf_distribution_scale(sf_pool *pool, const char *text, double factor);

#endif
