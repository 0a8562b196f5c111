/* core/distribution.h - what a distribution string says, as plain data: read by input/, sampled by sim/.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_DISTRIBUTION_H
#define SF_CORE_DISTRIBUTION_H

#include <stddef.h>

typedef enum sf_distribution_kind {
    SF_DIST_CONSTANT,    /* a = value; also a plain quantity, "6 mo" */
    SF_DIST_UNIFORM,     /* a = low, b = high */
    SF_DIST_EXPONENTIAL, /* a = mean */
    SF_DIST_GAMMA,       /* a = shape, b = scale */
    SF_DIST_WEIBULL,     /* a = shape, b = scale */
    SF_DIST_LOGNORMAL,   /* a = mu, b = sigma of the logarithm */
    SF_DIST_TRIANGULAR,  /* a = low, b = mode, c = high */
    SF_DIST_ERLANG,      /* a = shape (whole), b = scale */
    SF_DIST_KIND_COUNT
} sf_distribution_kind;

/** All parameters and moments in the key's own unit (days for durations, minutes for work). */
typedef struct sf_distribution {
    sf_distribution_kind kind;
    double a, b, c;
    double mean, sd;
} sf_distribution;

#endif
