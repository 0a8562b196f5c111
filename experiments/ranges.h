/* experiments/ranges.h - inside of experiments/: numbers of a config that may be moved within their declared ranges.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_RANGES_H
#define SF_EXPERIMENTS_RANGES_H

#include "experiments/sets.h"

/** The numbers of the base that have a range and can be moved. */
typedef struct sf_ranges {
    const sf_config *config;
    sf_design_axis *axes;
    const sf_assumption **of; /* the assumption of each axis */
    size_t n;
    const char **left_out; /* sentences; room for every assumption and a few more */
    size_t n_left_out;
} sf_ranges;

/** Lists them: those at or below one of `only` (none: all). Numbers without a range, those that cannot be moved, and those that --set has
 *  given a value are left out, each with a sentence. most: no more than so many.
 *  Returns SF_EUSAGE when none is left, or nothing with a range lies at an `only`; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_ranges_list(const sf_config *config, const char *const *sets, size_t n_sets,
                                       const char *const *only, size_t n_only, size_t most, sf_points *points,
                                       sf_ranges *out, sf_error *err);

/** The assignment that gives an axis a value (in its kind's own unit) from the beginning of the warm-up; whole numbers are rounded.
 *  Pool memory; NULL when it cannot be moved or memory ran out. */
const char *sf_ranges_assign(const sf_ranges *ranges, size_t axis, double value, sf_pool *pool);

/** Would the config with these scenarios more be a right one? NULL when it would; otherwise why not (pool). Cost: reading and compiling
 *  it once. */
const char *sf_ranges_refusal(const char *path, const char *const *sets, size_t n_sets, const sf_more_scenario *more,
                              size_t n_more, sf_pool *pool);

/** The two scenarios whose difference is looked at: the baseline (study.compare_with), and `other` (NULL: the next one).
 *  SF_EUSAGE when there are no two, or the config declares no study.targets that could tell them apart. */
SF_MUST_CHECK sf_status sf_ranges_pair(const sf_config *config, const char *other, sf_points *points,
                                       sf_declared pair[2], sf_error *err);

/** study.targets are what a sensitivity analysis is about: SF_EUSAGE when there are none. */
SF_MUST_CHECK sf_status sf_ranges_need_targets(const sf_config *config, sf_error *err);

#endif
