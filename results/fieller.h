/* results/fieller.h - a ratio of two paired differences with Fieller's confidence set: cost per extra exit.
 *
 * The set holds every ratio R for which "mean of x - R y is zero" is not rejected by the t test over the n pairs (Fieller 1954, J. R. Statist. Soc.
 * B 16, 175-185). Where the denominator's own interval excludes zero it is an interval; where not, it is all but an interval, or
 * everything: the data do not determine the ratio, and no interval that says otherwise covers as it says (Gleser & Hwang 1987).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_FIELLER_H
#define SF_RESULTS_FIELLER_H

#include "results/study.h"

typedef enum sf_fieller_shape {
    SF_FIELLER_INTERVAL,  /* from low to high */
    SF_FIELLER_OUTSIDE,   /* up to low, and from high on: not determined */
    SF_FIELLER_EVERYTHING /* not determined; also with fewer than two pairs */
} sf_fieller_shape;

typedef struct sf_fieller {
    sf_fieller_shape shape;
    double ratio;     /* mean x / mean y; NAN when there is nothing to say */
    double low, high; /* NAN for SF_FIELLER_EVERYTHING */
    size_t n;         /* pairs */
} sf_fieller;

/** Shape x[n], y[n]; a pair with a NAN is left out. level 0..1, as 0.95. */
sf_fieller sf_fieller_set(size_t n, const double x[], const double y[], double level);

/** NOK for each extra exit, scenario against baseline, over common replications: the difference of all costs a year (veiledere, tiltak and
 *  benefits, all payers; without_benefits: of veiledere and tiltak only) over that of flow.out/<exit>, entity and segment all.
 *  exit      number of a metric flow.out/...
 *  Returns   SF_OK and *out; its ratio is NAN where either is not known. SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_study_cost_per_exit(sf_study *study, size_t scenario, size_t baseline, uint16_t exit,
                                               bool without_benefits, sf_fieller *out, sf_error *err);

/** The metrics flow.out/<exit> of exits of which more are better (outcome.exit/<exit> says so), in catalogue order. Owner: the study;
 *  NULL, and *n 0, when memory runs out. */
const uint16_t *sf_study_good_exits(sf_study *study, size_t *n);

#endif
