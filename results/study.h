/* results/study.h - reading a finished (or partly finished) study: summaries with intervals, bands, comparisons.
 * What plots/ and the terminal summary are made from. Everything returned is owned by the study.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_STUDY_H
#define SF_RESULTS_STUDY_H

#include "models/observation.h"
#include "results/store.h"

typedef struct sf_study sf_study;

/** Opens DIR for reading: takes no lock and changes nothing, but for rolling back what a killed process had not
 *  finished. What is finished now is what the study shows, also while another process adds replications.
 *  Returns  SF_OK and *out (owner: the caller; one thread at a time); SF_ENOINPUT no such directory or no
 *           results.sqlite; SF_EDATA not a study; SF_EUNAVAILABLE a newer schema; SF_EIO; SF_ENOMEM.
 *  Cost     reads all observations, about 1 us each; histograms and series are read when first asked for. */
SF_MUST_CHECK sf_status sf_study_open(const char *dir, sf_study **out, sf_error *err);
void sf_study_close(sf_study *study); /* study may be NULL */

/** Facts of the study as stored (catalogue, scenarios, targets, assumptions included), lists in config order.
 *  Scenario, metric, entity, segment and state numbers below are indices into these lists. */
const sf_study_info *sf_study_facts(const sf_study *study);

/** When the study was made, "2026-01-31T12:00:00Z". */
const char *sf_study_created(const sf_study *study);

/** Finished replications of a scenario. */
size_t sf_study_replications(const sf_study *study, size_t scenario);
/** The number (from 1) of its i-th finished replication, ascending. i < sf_study_replications. */
uint32_t sf_study_replication_number(const sf_study *study, size_t scenario, size_t i);

/** Indices by id: true and *out, false when there is no such id. */
bool sf_study_find_scenario(const sf_study *study, const char *id, size_t *out);
bool sf_study_find_metric(const sf_study *study, const char *id, uint16_t *out);
bool sf_study_find_entity(const sf_study *study, const char *id, uint16_t *out);
bool sf_study_find_segment(const sf_study *study, const char *id, uint16_t *out);
bool sf_study_find_state(const sf_study *study, const char *id, uint16_t *out);

/** Does any finished replication have a row of the metric? */
bool sf_study_has_rows(const sf_study *study, uint16_t metric);

/** The baseline that differences are taken against: study.compare_with, else the first scenario. */
size_t sf_study_baseline(const sf_study *study);

/** Whether the config wants a scenario compared with the baseline (study.compare). True of the baseline when all are. */
bool sf_study_is_compared(const sf_study *study, size_t scenario);

/** Whether the config wants a chart in the report (study.charts). */
bool sf_study_shows_chart(const sf_study *study, const char *name);

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

/** All rows of summary.csv, by scenario (config order), metric id, entity id, segment id, stat. A row is there when any
 *  finished replication had it; its estimate is NAN when nothing can be said, its interval when there are fewer than
 *  two replications.
 *
 *  mean, rate, share_zero,      sum(num)/sum(den) over all finished replications (one without a row adds nothing to
 *  abandoned, still_waiting     either sum), jackknife interval, t with n - 1 degrees of freedom.
 *  p50, p90, p95, share_within  from the histograms pooled over replications: Aalen-Johansen with leaving unserved as a
 *                               competing end, open waits censored. Interval by sectioning: replications dealt out in
 *                               turn to g = min(10, n) groups, S^2 the mean square of the groups' estimates about the
 *                               pooled one, half width t(g - 1) S / sqrt(g); empty when a group has no estimate.
 *                               Source: Asmussen & Glynn 2007, III.5a. share_within uses the metric's target.
 *  sd                           pooled from the squares within (SD rows) and between replications (MEAN rows), without
 *                               an interval: one that covers as often as it says takes hundreds of replications.
 *  count, sum, and whatever     mean over the replications that have a value, t interval.
 *  has a value only
 *
 *  Cost O(observations + filled bins) the first time, nothing later. */
SF_MUST_CHECK sf_status sf_study_summary(sf_study *study, const sf_summary_row **rows, size_t *n, sf_error *err);

/** One row by ids as in the contract ("wait.meeting", "all", "all"); an estimate of NANs when there is no such row,
 *  also when memory runs out. Cost O(log rows) once the summary is made. */
sf_estimate sf_study_value(sf_study *study, const char *scenario, const char *metric, const char *entity,
                           const char *segment, sf_stat stat);

/** The paired difference scenario - baseline of one row, on common luck: over the replications that both have finished,
 *  by the paired form of the method that sf_study_summary uses for the stat. base and other are the rows of the summary
 *  (each scenario's own replications). NANs where a side has nothing to say; SF_EDOMAIN for an unknown scenario. */
typedef struct sf_difference {
    uint32_t scenario;
    uint16_t metric, entity, segment;
    uint8_t stat;
    sf_estimate base, other, difference;
} sf_difference;
SF_MUST_CHECK sf_status sf_study_difference(sf_study *study, const char *scenario, const char *baseline,
                                            const char *metric, const char *entity, const char *segment, sf_stat stat,
                                            sf_difference *out, sf_error *err);

/** What may be concluded on one target (study.targets) for one scenario against the baseline, at 5 % for all of them
 *  together.
 *
 *  The m = targets x (scenarios - 1) differences are ordered by the p-value of "no difference" (two-sided t). Holm's
 *  step-down gives the k-th of them the level 1 - 0.05/(m - k + 1) for as long as its t interval excludes 0; from the
 *  first one that does not, all keep that level. The verdict rests on that interval (low, high):
 *    better, worse                it excludes 0, the estimate is at least `matters` from 0, and the metric has a good
 *                                 direction;
 *    no difference that matters   it lies inside (-matters, +matters);
 *    undecided                    anything else: too few replications, or a true but borderline difference.
 *  Source: Holm 1979, Scand. J. Statist. 6, 65-70. */
typedef enum sf_verdict { SF_BETTER, SF_WORSE, SF_NO_DIFFERENCE_THAT_MATTERS, SF_UNDECIDED } sf_verdict;
/** "better", "worse", "no_difference_that_matters", "undecided": for tables, not translated. Static. */
const char *sf_verdict_id(sf_verdict verdict);
typedef struct sf_decision {
    uint32_t scenario;
    size_t target; /* index into facts->targets */
    sf_difference difference;
    double low, high; /* the simultaneous interval that the verdict rests on */
    sf_verdict verdict;
} sf_decision;
/** All decisions, by target, then scenario (config order). None when there is no target or only one scenario. Against the
 *  study's own baseline, or another one (an index of a scenario). */
/** What a scenario is compared with: a baseline with the same follow-up effect ("ID@low" with "BASELINE@low") where the study has
 *  one, otherwise the baseline itself. */
size_t sf_study_baseline_of(const sf_study *study, size_t scenario, size_t baseline);
SF_MUST_CHECK sf_status sf_study_decisions(sf_study *study, const sf_decision **out, size_t *n, sf_error *err);
SF_MUST_CHECK sf_status sf_study_decisions_against(sf_study *study, size_t baseline, const sf_decision **out, size_t *n,
                                                   sf_error *err);

/** The paired difference of one row of the summary, with what common luck was worth. */
typedef struct sf_comparison {
    sf_difference difference;
    double p_value; /* of "no difference", two-sided t, for this row alone; NAN when it cannot be said */
    double
        pairing; /* variance had both been run on luck of their own / variance achieved: so many times as many independent
                       replications would be as good. NAN when it cannot be said, also when the difference never varies */
    bool is_target; /* among study.targets; everything else is exploratory */
} sf_comparison;

/** Every row of every scenario but the baseline against it, in the order of the summary. Cost as sf_study_summary. */
SF_MUST_CHECK sf_status sf_study_comparisons(sf_study *study, size_t baseline, const sf_comparison **out, size_t *n,
                                             sf_error *err);

/** A series as mean over replications with a pointwise 95 % t interval of the mean and the 10-90 % band of replications
 *  (linear between order statistics), by time. *n is 0 when there is no such series. Interval NAN below two
 *  replications. */
typedef struct sf_band_point {
    double time_days, mean, low, high, p10, p90;
} sf_band_point;
SF_MUST_CHECK sf_status sf_study_band(sf_study *study, size_t scenario, const char *metric, const char *entity,
                                      const char *segment, const sf_band_point **points, size_t *n, sf_error *err);

/** A series of one replication, by time. Shape days[n], values[n]; no NAN. */
typedef struct sf_run_line {
    uint32_t replication;
    size_t n;
    const double *days, *values;
} sf_run_line;

/** The same series, replication by replication (ascending), only from `from_days` on. *n is 0 when there is no such series. */
SF_MUST_CHECK sf_status sf_study_lines(sf_study *study, size_t scenario, const char *metric, const char *entity,
                                       const char *segment, double from_days, const sf_run_line **lines, size_t *n,
                                       sf_error *err);

/** The pooled distribution of a wait: share served by each time (Aalen-Johansen), at most `most` points, ascending. */
typedef struct sf_curve_point {
    double days, share;
} sf_curve_point;
SF_MUST_CHECK sf_status sf_study_wait_curve(sf_study *study, size_t scenario, const char *metric, const char *entity,
                                            const char *segment, size_t most, const sf_curve_point **points, size_t *n,
                                            sf_error *err);

/** Where people are after entry: observations `status.at/<state>/<months>` as one table, by state (catalogue order),
 *  then months. entity and segment as in the contract; share is of entrants. */
typedef struct sf_status_share {
    uint16_t state; /* index into the catalogue's states */
    double months;
    sf_estimate share;
} sf_status_share;
SF_MUST_CHECK sf_status sf_study_status_shares(sf_study *study, size_t scenario, const char *entity,
                                               const char *segment, const sf_status_share **shares, size_t *n,
                                               sf_error *err);

/** Persons who moved between two states, mean per replication, by segment, from, to. */
typedef struct sf_mean_transition {
    uint16_t segment, from_state, to_state;
    sf_estimate count;
} sf_mean_transition;
SF_MUST_CHECK sf_status sf_study_transitions(sf_study *study, size_t scenario, const sf_mean_transition **out,
                                             size_t *n, sf_error *err);

/** The persons of the measured cohort (or its stated sample) in one finished replication, by birth key, programme,
 *  entry: the same key is the same person in another scenario. *n is 0 when none were kept. Cost O(persons) at each
 *  call. */
SF_MUST_CHECK sf_status sf_study_persons(sf_study *study, size_t scenario, uint32_t replication,
                                         const sf_person_outcome **persons, size_t *n, sf_error *err);

/** For qsort: by birth key, programme, entry. */
int sf_person_order(const void *a, const void *b);

/** The observations and histograms of one finished replication, renumbered by another catalogue (a model's); those whose names it does not
 *  have are left out. Fills these arrays of *out, and no others; owner: the caller, sf_replication_free. SF_ENOMEM, SF_EDATA.
 *  Cost O(all observations and bins + names^2). */
SF_MUST_CHECK sf_status sf_study_observed(sf_study *study, const char *scenario, uint32_t replication,
                                          const sf_catalogue *catalogue, sf_replication_record *out, sf_error *err);

/** The worst residual of each self-check over all replications, by id. A residual that is NAN has failed and is the
 *  worst. */
typedef struct sf_check_result {
    const char *id;
    double worst, limit;         /* limit: that of the worst one */
    size_t replications, failed; /* how many had the check; how many of them did not pass */
} sf_check_result;
SF_MUST_CHECK sf_status sf_study_checks(sf_study *study, const sf_check_result **out, size_t *n, sf_error *err);

#endif
