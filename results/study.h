/* results/study.h - reading a finished (or partly finished) study: summaries with intervals, bands, comparisons.
 * What plots/ and the terminal summary are made from. Everything returned is owned by the study.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_STUDY_H
#define SF_RESULTS_STUDY_H

#include "models/observation.h"
#include "results/store.h"

typedef struct sf_study sf_study;

/** Opens DIR read-only. SF_ENOINPUT: no such directory or no results.sqlite; SF_EDATA: not a study; SF_EUNAVAILABLE: a newer schema. */
SF_MUST_CHECK sf_status sf_study_open(const char *dir, sf_study **out, sf_error *err);
void sf_study_close(sf_study *study);

/** Facts of the study as stored (catalogue, scenarios, targets, assumptions included). */
const sf_study_info *sf_study_facts(const sf_study *study);
/** Finished replications of a scenario. */
size_t sf_study_replications(const sf_study *study, size_t scenario);

/** An estimate with its 95 % interval. NAN where there is nothing to say (never 0 in its place). */
typedef struct sf_estimate {
    double mean, low, high;
    size_t replications; /* how many had something to say */
} sf_estimate;

typedef struct sf_summary_row {
    uint32_t scenario;
    uint16_t metric, entity, segment;
    uint8_t stat;
    sf_estimate estimate;
} sf_summary_row;

/** All rows of summary.csv, by scenario, metric id, entity, segment, stat. Means, shares and rates: sum(num)/sum(den) over
 *  replications with a jackknife interval (t with n-1 degrees of freedom). Quantiles and share_within: from pooled histograms
 *  (Aalen-Johansen with leaving unserved as a competing end, open waits censored), interval by sectioning replications.
 *  Counts, sums and values: mean over replications with a t interval. One replication: interval empty (NAN). */
SF_MUST_CHECK sf_status sf_study_summary(sf_study *study, const sf_summary_row **rows, size_t *n, sf_error *err);

/** Finds one row; SF_OK and NAN estimate when there is none. ids as in the contract ("wait.meeting", "all", "all"). */
sf_estimate sf_study_value(sf_study *study, const char *scenario, const char *metric, const char *entity, const char *segment,
                           sf_stat stat);

/** The paired difference scenario - baseline of one row, on common luck, jackknife over replications. */
typedef struct sf_difference {
    uint32_t scenario;
    uint16_t metric, entity, segment;
    uint8_t stat;
    sf_estimate base, other, difference;
} sf_difference;
SF_MUST_CHECK sf_status sf_study_difference(sf_study *study, const char *scenario, const char *baseline, const char *metric,
                                            const char *entity, const char *segment, sf_stat stat, sf_difference *out, sf_error *err);

/** What may be concluded on one target (study.targets), Holm-corrected over targets x scenarios. */
typedef enum sf_verdict { SF_BETTER, SF_WORSE, SF_NO_DIFFERENCE_THAT_MATTERS, SF_UNDECIDED } sf_verdict;
typedef struct sf_decision {
    uint32_t scenario;
    size_t target;          /* index into facts->targets */
    sf_difference difference;
    double low, high;       /* the simultaneous interval that the verdict rests on */
    sf_verdict verdict;
} sf_decision;
SF_MUST_CHECK sf_status sf_study_decisions(sf_study *study, const sf_decision **out, size_t *n, sf_error *err);

/** A series as mean over replications with a pointwise 95 % interval of the mean and the 10-90 % band of replications. */
typedef struct sf_band_point {
    double time_days, mean, low, high, p10, p90;
} sf_band_point;
SF_MUST_CHECK sf_status sf_study_band(sf_study *study, size_t scenario, const char *metric, const char *entity, const char *segment,
                                      const sf_band_point **points, size_t *n, sf_error *err);

/** The pooled distribution of a wait: share served by each time (Aalen-Johansen), at most `most` points, ascending. */
typedef struct sf_curve_point {
    double days, share;
} sf_curve_point;
SF_MUST_CHECK sf_status sf_study_wait_curve(sf_study *study, size_t scenario, const char *metric, const char *entity,
                                            const char *segment, size_t most, const sf_curve_point **points, size_t *n, sf_error *err);

/** The worst residual of each self-check over all replications. */
typedef struct sf_check_result {
    const char *id;
    double worst, limit;
    size_t replications, failed;
} sf_check_result;
SF_MUST_CHECK sf_status sf_study_checks(sf_study *study, const sf_check_result **out, size_t *n, sf_error *err);

#endif
