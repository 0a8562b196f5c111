/* results/design.h - what sets the generated scenarios of a study apart: the points of a sweep, the places added by a gap analysis,
 * the draws of a sensitivity analysis. Stored with the study, as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_DESIGN_H
#define SF_RESULTS_DESIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "saksflyt/core.h"

typedef enum sf_design_kind {
    SF_DESIGN_SWEEP,
    SF_DESIGN_GAPS,
    SF_DESIGN_SENSITIVITY, /* a tornado */
    SF_DESIGN_MORRIS,
    SF_DESIGN_HYPERCUBE,
    SF_DESIGN_KINDS
} sf_design_kind;

/** One number of the config that is moved. */
typedef struct sf_design_axis {
    const char *path;
    const char *unit;        /* of the values; "" when none */
    double value, low, high; /* as the config has it, and the ends of what is tried; NAN when unknown */
    const char *range;       /* as written, "12..25 mo" ... ; "" when none is declared */
    const char *source;      /* "" when not known */
} sf_design_axis;

typedef struct sf_design_value {
    size_t axis;
    double value; /* in the axis' unit */
} sf_design_value;

/** What a generated scenario is for. */
typedef enum sf_design_role {
    SF_ROLE_POINT, /* of a sweep */
    SF_ROLE_MORE,  /* more of one thing (gaps), value is how many more */
    SF_ROLE_LOW,   /* one number at the low end of its range, all else as it is */
    SF_ROLE_HIGH,
    SF_ROLE_STEP, /* of a Morris trajectory: where it is after `step` steps */
    SF_ROLE_DRAW, /* all numbers at once, within their ranges */
    SF_ROLES
} sf_design_role;

typedef struct sf_design_point {
    const char *scenario; /* its id */
    const char *of;       /* the declared scenario that it is a variant of */
    sf_design_role role;
    size_t number; /* of the point, the trajectory or the draw, from 1; the same for all scenarios that share it */
    const sf_design_value
        *at; /* where it is; axes that are not named are as the config has them. Of a step or a draw nothing: it
                                * moves all axes, and follows from the design's seed (results/sampling.h) */
    size_t n_at;
    size_t step; /* along a trajectory, 0 .. n_axes */
} sf_design_point;

/** What the places of draws and trajectories follow from. */
typedef struct sf_design_drawing {
    uint64_t seed;
    size_t round; /* draws in one hypercube; of trajectories the levels of their grid */
    const size_t *
        places; /* shape places[n]: which place (hypercube after hypercube) or trajectory of the seed, from 0, became number
                           * i + 1; those between were refused by the checks of a config */
    size_t n;
} sf_design_drawing;

typedef struct sf_design {
    sf_design_kind kind;
    const char *from;  /* "always", a date, or "" for time.start */
    const char *until; /* of a sweep; "" when not asked */
    const sf_design_axis *axes;
    size_t n_axes;
    const sf_design_point *points;
    size_t n_points;
    sf_design_drawing drawing;   /* n is 0 when nothing is drawn */
    const char *const *left_out; /* sentences: what was asked for and is not here */
    size_t n_left_out;
} sf_design;

/** As JSON. Owner of *out: the caller, free(). SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_design_write(const sf_design *design, char **out, sf_error *err);

/** From JSON; memory by take(user, count, size), zeroed, never given back one by one. SF_EDATA when it is no design; SF_ENOMEM. */
typedef void *sf_design_memory(void *user, size_t count, size_t size);
SF_MUST_CHECK sf_status sf_design_read(const char *json, sf_design_memory *take, void *user, sf_design *out,
                                       sf_error *err);

/** The value on an axis; NAN when the point does not name it. */
double sf_design_value_at(const sf_design_point *point, size_t axis);

/** The point of a scenario id; NULL when that scenario was declared. */
const sf_design_point *sf_design_point_of(const sf_design *design, const char *scenario);

#endif
