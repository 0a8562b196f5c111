/* experiments/sets.h - inside of experiments/: the declared scenarios as lists of assignments, and generated ones added to them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_SETS_H
#define SF_EXPERIMENTS_SETS_H

#include "experiments/points.h"

/** A scenario of the config. */
typedef struct sf_declared {
    const char *id, *label;
    const char *const *set;
    size_t n_set;
} sf_declared;

/** The declared scenarios that are asked for (none: all; a config without scenarios has "base"), and begins points->run with them.
 *  SF_EUSAGE for an id that is not there. */
SF_MUST_CHECK sf_status sf_points_declared(const sf_config *config, const char *const *wanted, size_t n_wanted,
                                           sf_points *points, const sf_declared **out, size_t *n, sf_error *err);

/** Room for so many generated scenarios. */
SF_MUST_CHECK sf_status sf_points_room(sf_points *points, size_t n, sf_error *err);

/** Adds a generated scenario "<id of the declared one>_<name>" (shorter when that is no id). point: role, number, at; the rest is filled
 *  in. Texts live in the pool; NULL among them: memory ran out. */
SF_MUST_CHECK sf_status sf_points_add(sf_points *points, const sf_declared *of, const char *name, const char *label,
                                      const char *const *set, size_t n_set, sf_design_point point, sf_error *err);

#endif
