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

enum {
    SF_TORNADO_MOST_FACTORS = 400,
    SF_DRAWN_MOST_FACTORS = 2000,
    SF_DRAWN_MOST_SCENARIOS = 5000, /* generated ones in one study */
    SF_MOST_DRAWS = 2000,           /* draws, or trajectories */
    SF_MORRIS_LEVELS = 4            /* of the grid of a trajectory (Morris 1991) */
};

/** What is asked of the config's declared ranges. */
typedef struct sf_sensitivity {
    const char *path; /* of the config, and its --set: trying a number means reading it again */
    const char *const *sets;
    size_t n_sets;
    const char *const
        *scenarios; /* ids of declared scenarios besides the baseline (study.compare_with); none: tornado and Morris the
                                   * next one, the hypercube all */
    size_t n_scenarios;
    const char *const
        *only; /* paths: what lies neither at nor below one of them stays as it is; none: everything is moved */
    size_t n_only;
    uint64_t seed;
    size_t draws; /* draws of the hypercube, or trajectories; 0: as many as are usual */
} sf_sensitivity;

/** Makes, for each number of the base with a declared range, two variants of the baseline and two of another scenario: that number at the
 *  low and at the high end of its range from the beginning of the warm-up, all else as it is; what the scenario itself assigns comes on
 *  top. Numbers without a range are listed in the design as left out, and so are ends that the config's checks refuse.
 *  Returns SF_EUSAGE when no number has a range, there are no two scenarios, or no study.targets; SF_ENOMEM. Cost: one reading of the
 *  config for each end. */
SF_MUST_CHECK sf_status sf_points_tornado(const sf_config *config, const sf_sensitivity *asked, sf_points *out,
                                          sf_error *err);

/** Makes Morris trajectories over the ranges (results/sampling.h), for the baseline and another scenario: each step is a variant of both.
 *  A number at level x of its grid is low + x (high - low). Numbers that the config's checks
 *  refuse at an end, all else as it is, are left out; trajectories that they refuse anywhere are replaced by the next
 *  of the same seed. Usual: as many as keep a scenario at SF_MORRIS_USUAL_STEPS steps, 4 to 10.
 *  Errors as above, and SF_EUSAGE when they are refused again and again. Cost: a reading of the config for each number, and for each eight steps. */
SF_MUST_CHECK sf_status sf_points_morris(const sf_config *config, const sf_sensitivity *asked, sf_points *out,
                                         sf_error *err);
enum { SF_MORRIS_USUAL_STEPS = 700, SF_MORRIS_FEWEST = 4, SF_MORRIS_USUAL = 10 };

/** Makes the draws of a Latin hypercube over the ranges: each number with a triangular distribution between the ends of its range, its
 *  peak at the config's value; each draw is a variant of the baseline and of all scenarios that are asked for. Draws that the config's
 *  checks refuse are replaced by those of a further hypercube, so what is sampled is the hypercube within what the checks allow.
 *  Errors as above. Cost: one reading of the config for each draw. */
SF_MUST_CHECK sf_status sf_points_hypercube(const sf_config *config, const sf_sensitivity *asked, sf_points *out,
                                            sf_error *err);
enum { SF_HYPERCUBE_USUAL = 200 };

/** Do the scenarios of such a study follow from its design, rather than stand in its resolved.cfg? */
bool sf_points_are_drawn(const sf_design *design);

/** Makes the draws or trajectories of a finished study again, from its own config and design. Fills out->more alone.
 *  SF_EDATA when they do not fit together; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_points_again(const sf_config *config, const sf_design *design, sf_points *out,
                                        sf_error *err);

/** study.seed of the config. */
uint64_t sf_points_seed(const sf_config *config);

/** study.compare_with, else the first scenario, else "base". */
const char *sf_points_baseline(const sf_config *config);

/** Drops what the study of so many small runs does not keep: for draws, steps and the ends of ranges everything but observations and
 *  distributions of what is decided on (targets), and the self-checks; for points and added places people, courses and the distributions of
 *  segments. Leaves other scenarios alone, and all of them without a design. */
void sf_points_trim(const sf_design *design, const char *scenario, const sf_catalogue *catalogue,
                    const sf_target *targets, size_t n_targets, sf_replication_record *record);

#endif
