/* core/distribution.h - what a distribution string says, as plain data: read by input/, sampled by sim/.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_DISTRIBUTION_H
#define SF_CORE_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

typedef enum sf_distribution_kind {
    SF_DIST_CONSTANT,         /* a = value; also a plain quantity, "6 mo" */
    SF_DIST_UNIFORM,          /* a = low, b = high */
    SF_DIST_EXPONENTIAL,      /* a = mean */
    SF_DIST_GAMMA,            /* a = shape, b = scale */
    SF_DIST_WEIBULL,          /* a = shape, b = scale */
    SF_DIST_LOGNORMAL,        /* a = mu, b = sigma of the logarithm */
    SF_DIST_TRIANGULAR,       /* a = low, b = mode, c = high */
    SF_DIST_ERLANG,           /* a = shape (whole), b = scale */
    SF_DIST_BETA,             /* a, b = shapes, on the interval from c = low to d = high; also pert */
    SF_DIST_HYPEREXPONENTIAL, /* a = probability of the first mean, b = first mean, c = second mean */
    SF_DIST_EMPIRICAL,        /* values[count] ascending; linear between them: Q((i - 1)/(count - 1)) is the i-th */
    SF_DIST_MIXTURE,          /* parts[count], values[count] = their shares, which add up to 1 */
    SF_DIST_KIND_COUNT
} sf_distribution_kind;

/** All parameters and moments in the key's own unit (days for durations, minutes for work).
 *  Owner of the arrays: who made the distribution (the config); they outlive all that uses it. */
typedef struct sf_distribution {
    sf_distribution_kind kind;
    double a, b, c, d;
    double mean, sd;
    size_t count; /* of values, and of parts */
    const double *values;
    const struct sf_distribution *parts; /* of a mixture, by rising mean; none is a mixture itself */
} sf_distribution;

/** True when both have the same parameters, values and parts. Cost O(count). */
bool sf_distribution_is_same(const sf_distribution *a, const sf_distribution *b);

#endif
