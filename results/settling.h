/* results/settling.h - had the system settled when measuring began?
 *
 * MSER-5 (White 1997, Simulation 69, 323-334) on the mean of all replications, month by month from a year before time.start: in batches of
 * five months, the cut that makes the squared standard error of what remains smallest. A cut inside the measured period counts only when what
 * lies before it also differs: by more than both 95 % intervals together and more than 2 % of what comes later. MSER alone cuts something off any
 * series with slow random movements, and a warning that always comes is none. MSER sees how a series begins, not where it goes:
 * one that begins level and then moves is found as a drift.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_SETTLING_H
#define SF_RESULTS_SETTLING_H

#include "results/study.h"

typedef struct sf_settling {
    uint16_t metric, entity;
    double settled_days; /* from time.start; positive: in the measured period */
    double early,
        late;   /* means from time.start to there, and from there on; of a drift in the first and the last year */
    bool never; /* the best cut is as late as one may lie, half of the series: it may go on moving */
    bool
        drifts; /* no cut is best, but the line through whole years rises or falls (see sf_trend): it has not settled either */
} sf_settling;

/** Is a series of this metric looked at? */
bool sf_settling_is_judged(const char *metric);

/** One series: *found when it had not settled. out->settled_days is where MSER-5 cuts in any case, NAN when the series is too short
 *  to be judged. */
SF_MUST_CHECK sf_status sf_study_settling(sf_study *study, size_t scenario, uint16_t metric, uint16_t entity,
                                          sf_settling *out, bool *found, sf_error *err);

/** The series of a scenario that had not settled at time.start, in the order of metrics and entities: people, queues, portfolios and use of hours. Owner of
 *  *out: the study. None when there are fewer than two replications or twenty months. Cost: reading those series. */
SF_MUST_CHECK sf_status sf_study_unsettled(sf_study *study, size_t scenario, const sf_settling **out, size_t *n,
                                           sf_error *err);

/** Do arrivals have a trend? Then there is no steady state to settle in.
 *
 *  In each replication a straight line is laid through the totals of whole years from time.start on, which no season bends; the slopes
 *  of the replications are compared with zero by a two-sided t test at 1 % (they are independent, whatever months are). A trend counts
 *  when it also amounts to more than 5 % of the mean from the first year to the last. */
typedef struct sf_trend {
    uint16_t metric, entity;   /* flow.in/<stream> */
    double mean, per_year;     /* persons a year, and how much that changes a year */
    double first, last, years; /* the line in the middle of the first year and of the last; how many years */
} sf_trend;

/** The streams of a scenario with a trend. Owner of *out: the study. None with fewer than three replications or two years. */
SF_MUST_CHECK sf_status sf_study_trends(sf_study *study, size_t scenario, const sf_trend **out, size_t *n,
                                        sf_error *err);

/** The cut of MSER-5: how many of the n values are best left out at the beginning, a multiple of 5, at most half of them. */
size_t sf_mser5(const double *values, size_t n);

#endif
