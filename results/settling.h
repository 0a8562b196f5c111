/* results/settling.h - had the system settled when measuring began?
 *
 * MSER-5 (White 1997, Simulation 69, 323-334) on the mean of all replications, month by month from a year before time.start: in batches of
 * five months, the cut that makes the squared standard error of what remains smallest. A cut inside the measured period counts only when what
 * lies before it also differs: by more than both 95 % intervals together and more than 2 % of what comes later. MSER alone cuts something off any
 * series with slow random movements, and a warning that always comes is none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_SETTLING_H
#define SF_RESULTS_SETTLING_H

#include "results/study.h"

typedef struct sf_settling {
    uint16_t metric, entity;
    double settled_days; /* from time.start; positive: in the measured period */
    double early, late;  /* means from time.start to there, and from there on */
    bool never;          /* the best cut is as late as one may lie, half of the series: it may go on moving */
} sf_settling;

/** The series of a scenario that had not settled at time.start, in the order of metrics and entities: people, queues, portfolios and use of hours. Owner of
 *  *out: the study. None when there are fewer than two replications or twenty months. Cost: reading those series. */
SF_MUST_CHECK sf_status sf_study_unsettled(sf_study *study, size_t scenario, const sf_settling **out, size_t *n,
                                           sf_error *err);

/** The cut of MSER-5: how many of the n values are best left out at the beginning, a multiple of 5, at most half of them. */
size_t sf_mser5(const double *values, size_t n);

#endif
