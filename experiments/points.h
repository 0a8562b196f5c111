/* experiments/points.h - scenarios that are made rather than written: the points of a sweep.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_POINTS_H
#define SF_EXPERIMENTS_POINTS_H

#include "input/config.h"
#include "input/pool.h"
#include "models/observation.h"
#include "results/design.h"

/** Generated scenarios, and which scenarios a study of them runs. Memory: the pool. */
typedef struct sf_points {
    sf_pool pool;
    sf_more_scenario *more;
    size_t n_more;
    const char **run; /* ids, declared ones first */
    size_t n_run;
    sf_design_point *at; /* of the design, one for each generated scenario */
    sf_design design;
} sf_points;

void sf_points_free(sf_points *points);

enum {
    SF_SWEEP_MOST_AXES = 2,
    SF_SWEEP_MOST_POINTS = 1000 /* times the scenarios; what is swept finer than this is a calibration */
};

typedef enum sf_layout {
    SF_LAYOUT_GRID,  /* every value of one axis with every value of the other */
    SF_LAYOUT_LATIN, /* Latin hypercube: each axis cut into as many parts as there are points, one point in each
                        (McKay, Beckman & Conover 1979) */
    SF_LAYOUT_SOBOL, /* quasi-random, by GSL */
    SF_LAYOUT_HALTON,
    SF_LAYOUTS
} sf_layout;

/** "grid", "latin", "sobol" or "halton" to a layout; false for anything else. */
bool sf_layout_read(const char *word, sf_layout *out);

typedef struct sf_sweep {
    const char *const *varies;    /* "PATH=a:b:step", "PATH *= a:b:step UNIT from always" */
    size_t n_varies;              /* 1 .. SF_SWEEP_MOST_AXES */
    const char *const *scenarios; /* ids of the declared scenarios that are swept; none: all */
    size_t n_scenarios;
    const char *until; /* kept with the study (results/response.h); NULL or "" when not asked */
    sf_layout layout;
    size_t n_points; /* of all layouts but the grid */
} sf_sweep;

/** Makes the points of a sweep: each scenario (the base when the config has none) with one more assignment for each axis on top.
 *  A step may be negative: the axis is then walked downwards. The last value is the last that does not pass b.
 *  Returns  SF_EUSAGE with a sentence for what is no range, holds no or one point, too many, names no such scenario or a path that
 *           is not there or holds no number; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_points_sweep(const sf_config *config, const sf_sweep *sweep, sf_points *out, sf_error *err);

/** Makes one variant of a scenario (NULL: study.compare_with, else the first) for each tiltak with a limited number of places: a tenth more
 *  of them from time.start on, one at least. One place more would drown in chance; a tenth, divided by its number, tells what one is worth.
 *  Returns SF_EUSAGE for a scenario that is not there, or when no tiltak has a limited number of places; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_points_gaps(const sf_config *config, const char *scenario, sf_points *out, sf_error *err);

enum { SF_TORNADO_MOST_FACTORS = 400 };

/** Makes, for each number of the base with a declared range, two variants of the baseline (study.compare_with) and two of the scenario
 *  `other` (NULL: the next one): that number at the low and at the high end of its range from the beginning of the warm-up, all else as it
 *  is; what the scenario itself assigns comes on top. Numbers without a range are listed in the design as left out, and so are ends that
 *  the config's checks refuse (reading each alone finds them: path and sets are those of the config).
 *  Returns SF_EUSAGE when no number has a range, or there are no two scenarios; SF_ENOMEM. Cost: one reading of the config for each end. */
SF_MUST_CHECK sf_status sf_points_tornado(const sf_config *config, const char *path, const char *const *sets,
                                          size_t n_sets, const char *other, sf_points *out, sf_error *err);

/** study.compare_with, else the first scenario, else "base". */
const char *sf_points_baseline(const sf_config *config);

/** Drops what the study of so many small runs does not keep: for draws, steps and the ends of ranges everything but observations
 *  and distributions of everybody; for points and added places people, courses and the distributions of segments. Says nothing of other scenarios, nor without a design. */
void sf_points_trim(const sf_design *design, const char *scenario, sf_replication_record *record);

#endif
