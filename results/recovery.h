/* results/recovery.h - how long a change is felt, and when it has paid for itself.
 *
 * Everything is a paired difference on common luck, month by month: a scenario less what it is compared with (sf_study_baseline_of), in
 * the replications that both have finished. A scenario disturbs from the first day on which one of its assignments acts until the
 * first day on which none does; an assignment without until lasts. Times are days, counted
 *   recovery/METRIC    from the end of the disturbance (of one that lasts: from its beginning) until the metric is back for good: its
 *                      difference no larger than `within` of the undisturbed value, or than `least`
 *   better/METRIC      of a change that lasts, from its beginning until the difference is on the good side of zero for good
 *   break_even/PAYER   from the beginning, until what has been paid more since then, all kinds together, is nothing or less for good
 * For good: in every later month of the measured period. Between the middles of two months (for money: their ends) the difference is
 * taken to move in a straight line.
 *
 * Each is told in two ways. The mean course is the mean difference of all replications; its 95 % set holds every time that the pointwise
 * paired t intervals of that difference do not rule out (inverting the tests as Fieller 1954 does), and is open upwards when they do not
 * rule out that it lies beyond the measured period. Single replications: the quantiles of their own times, those that are not within the
 * measured period being later than all others (censoring at one common end: Kaplan-Meier is the empirical distribution), with exact
 * intervals from order statistics (Conover 1999, section 3.2), and the share that is not within it (Clopper & Pearson 1934). One office moves
 * by luck from month to month, so single replications take longer than their mean; `months` averages such movements out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_RECOVERY_H
#define SF_RESULTS_RECOVERY_H

#include "results/disturbance.h"

typedef enum sf_payer { SF_PAYER_ALL, SF_PAYER_STATE, SF_PAYER_MUNICIPALITY, SF_PAYERS } sf_payer;

/** "all", "state", "municipality": as in break_even/PAYER. */
const char *sf_payer_id(sf_payer payer);

typedef enum sf_felt { SF_FELT_RECOVERY, SF_FELT_BETTER } sf_felt;

/** One time, in days. */
typedef struct sf_time_to {
    sf_estimate
        course; /* of the mean course: mean NAN when it is not within the measured period; high NAN: open upwards */
    double followed_days; /* how long after the beginning of the count the measured period ends */
    size_t replications, not_within;
    sf_estimate median, p90, share_not_within; /* of single replications; NAN when it lies beyond */
} sf_time_to;

/** One of study.change.recovery (its number there) for one scenario. All NAN and no replications where there is nothing to compare: the
 *  baseline itself, a metric that nobody recorded, and SF_FELT_BETTER of a metric without a good
 *  direction, or of a disturbance that ends. Cost: reading both series. */
SF_MUST_CHECK sf_status sf_study_felt(sf_study *study, size_t scenario, size_t rule, sf_felt what, sf_time_to *out,
                                      sf_error *err);

/** The same of break-even. Nothing to say when that payer pays the same in every month. */
SF_MUST_CHECK sf_status sf_study_break_even(sf_study *study, size_t scenario, sf_payer payer, sf_time_to *out,
                                            sf_error *err);

/** A month of a mean paired difference, with its 95 % t interval (NAN below two replications). */
typedef struct sf_month {
    double days; /* from time.start */
    double base; /* the undisturbed value */
    double mean, low, high;
} sf_month;

/** The whole course of one of study.change.recovery, warm-up included, month by month (not averaged), at the middles of months. Owner of *months: the study. *n is 0 where there is nothing. */
SF_MUST_CHECK sf_status sf_study_felt_course(sf_study *study, size_t scenario, size_t rule, const sf_month **months,
                                             size_t *n, sf_error *err);

enum { SF_COST_KINDS = 3 };
/** "veileder", "tiltak", "benefit": as in cost.KIND/PAYER. */
const char *sf_cost_kind_id(size_t kind);

/** What has been paid more since the disturbance began, kroner, at the ends of months; the first point is its beginning. kind: one of
 *  SF_COST_KINDS, or SF_COST_KINDS for all of them together. *n is 0 where there is nothing. */
SF_MUST_CHECK sf_status sf_study_cost_course(sf_study *study, size_t scenario, sf_payer payer, size_t kind,
                                             const sf_month **months, size_t *n, sf_error *err);

/** The same of any rate a year that is recorded month by month for all together, hours.handover for example: what has come together since
 *  the disturbance began, in the unit times years. */
SF_MUST_CHECK sf_status sf_study_sum_course(sf_study *study, size_t scenario, const char *metric,
                                            const sf_month **months, size_t *n, sf_error *err);

/** The summary's rows of all this: recovery/, better/ and break_even/ with stats mean (the mean course), p50, p90 (of single replications)
 *  and still_waiting (the share that is not within the measured period). None in a study without study.change. Owner: the study. */
SF_MUST_CHECK sf_status sf_study_change_rows(sf_study *study, const sf_summary_row **rows, size_t *n, sf_error *err);

/** Do the replications say anything about the time? Not when their intervals rule no time out. */
bool sf_time_is_told(const sf_time_to *time);

/** When `excess` (at ascending days[n]) has gone to zero or below for good, in a straight line between two points; -INFINITY when it never was
 *  above, NAN when it is above at the end (or n is 0). zero_is_above: zero itself counts as above. */
double sf_settles(size_t n, const double days[], const double excess[], bool zero_is_above);

#endif
