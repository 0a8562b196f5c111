/* results/screening.h - Morris screening: which of many assumptions move a result at all, and which of them not alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_SCREENING_H
#define SF_RESULTS_SCREENING_H

#include "results/sampling.h"
#include "results/uncertainty.h"

/** The elementary effects of one trajectory: what each factor does to y for each unit it moves, all others where they are then.
 *  y          the function along the trajectory; shape y[trajectory->n + 1]
 *  effects    shape effects[trajectory->n]; NAN where y is not known on both sides */
void sf_trajectory_effects(const sf_trajectory *trajectory, const double y[], double effects[]);

/** What the elementary effects of one factor come to, one for each trajectory. As a factor's range is the unit, an effect is what moving
 *  it through its whole range would do.
 *    mu        their mean
 *    mu_star   the mean of their sizes, and its 95 % t interval over trajectories (NAN below two; it does not end below 0)
 *    sigma     their standard deviation: how much the effect depends on where the other factors are, and on the size of the step
 *  Source: Morris 1991; mu_star: Campolongo, Cariboni & Saltelli 2007, Environ. Model. Softw. 22, 1509-1518. */
typedef struct sf_elementary {
    size_t n; /* effects that are known */
    double mu, mu_star, low, high, sigma;
} sf_elementary;
sf_elementary sf_elementary_of(const double effects[], size_t n);

/** One factor and one target of a study. */
typedef struct sf_screened {
    size_t axis;
    sf_elementary effect;
    double
        luck; /* mu_star that chance alone would give: sqrt(2/pi) of an effect's standard error over replications (the mean size of a
                  * centred normal); NAN with one replication */
    bool stands_out; /* the interval of mu_star lies wholly above it */
} sf_screened;

typedef struct sf_screening {
    size_t target;
    const char *base, *other; /* the difference other - base is what is screened */
    sf_paired as_is;          /* the difference as the config has it */
    sf_screened *factors;     /* the largest mu_star first */
    size_t n;                 /* factors */
    size_t trajectories;
} sf_screening;

/** All targets of a study of SF_DESIGN_MORRIS. Owner: the study. SF_EDATA, SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_study_screenings(sf_study *study, const sf_screening **out, size_t *n, sf_error *err);

#endif
