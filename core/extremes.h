/* core/extremes.h - the larger and the smaller of two numbers, where neither is NAN. fmax and fmin of <math.h> know better, and
 * are therefore calls into the library: some dozens of them for each event.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_EXTREMES_H
#define SF_CORE_EXTREMES_H

static inline double sf_larger(double a, double b)
{
    return a > b ? a : b;
}

static inline double sf_smaller(double a, double b)
{
    return a < b ? a : b;
}

#endif
