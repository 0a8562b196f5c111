/* results/sampling.h - where the draws of a sensitivity study lie: Latin hypercubes and Morris trajectories in the unit cube.
 * The same seed gives the same places, so a study keeps its seed and not its millions of numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_SAMPLING_H
#define SF_RESULTS_SAMPLING_H

#include "saksflyt/core.h"

/** The column of one factor in a Latin hypercube: [0, 1) is cut into n equal parts, each holds one of the n places.
 *  round      which of several hypercubes of the same seed
 *  name       of the factor: its places do not depend on which other factors there are
 *  shares     shape shares[n]
 *  Source     McKay, Beckman & Conover 1979, Technometrics 21, 239-245. SF_ENOMEM. Cost O(n). */
SF_MUST_CHECK sf_status sf_latin_column(uint64_t seed, uint64_t round, const char *name, size_t n, double shares[],
                                        sf_error *err);

/** The quantile of a triangular distribution on [low, high] with its peak at mode: a number whose range has been declared and whose
 *  value is the best guess. A mode outside the range, or NAN, counts as the nearer end, or the middle. share in [0, 1]. */
double sf_triangular_quantile(double low, double mode, double high, double share);

/** A walk through the unit cube on a grid of `levels` values (even, >= 2) along which each factor moves once, by
 *  levels / (2 (levels - 1)) up or down, in random order. Factor i is at start[i] before step moves[i] (1 .. n), and at
 *  start[i] + change[i] from then on. Arrays of n; owner: the caller.
 *  Source: Morris 1991, Technometrics 33, 161-174. */
typedef struct sf_trajectory {
    size_t n;
    double *start, *change;
    size_t *moves;
} sf_trajectory;

/** Fills in the number-th trajectory of a seed; out->n and its arrays are given. SF_ENOMEM. Cost O(n). */
SF_MUST_CHECK sf_status sf_trajectory_make(uint64_t seed, uint64_t number, unsigned levels, sf_trajectory *out,
                                           sf_error *err);

/** Where a factor is after `step` steps (0 .. n). */
double sf_trajectory_at(const sf_trajectory *trajectory, size_t step, size_t factor);

#endif
