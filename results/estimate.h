/* results/estimate.h - an estimate and its standard error from the replications of one or two scenarios.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_ESTIMATE_H
#define SF_RESULTS_ESTIMATE_H

#include "results/reader.h"

/** What the replications say: the estimate, its standard error, and the degrees of freedom of its t interval.
 *  NAN where nothing can be said; replications = how many had something to say.
 *  independent_error is that of a difference, had both sides been run on luck of their own: the root of the sum of
 *  their squared errors over the same replications. NAN for what is no difference. */
typedef struct sf_fit {
    double estimate, error, degrees, independent_error;
    size_t replications;
} sf_fit;

/** The estimate with its t interval at a level (0.95 ...). */
sf_estimate sf_fit_interval(sf_fit fit, double level);

/** The p-value of "it is 0", two-sided t; NAN when there is no standard error. */
double sf_fit_p_value(sf_fit fit);

/** Estimates one row of the summary from all finished replications of its scenario. Errors: SF_ENOMEM, SF_EDATA. */
SF_MUST_CHECK sf_status sf_fit_row(sf_study *study, sf_row_key key, sf_stat stat, sf_fit *out, sf_error *err);

/** The same estimate, without its error, from these replications alone (ascending). NAN when they say nothing. */
SF_MUST_CHECK sf_status sf_fit_over(sf_study *study, sf_row_key key, sf_stat stat, const uint32_t *numbers, size_t n,
                                    double *out, sf_error *err);

/** Estimates the difference of the row between its own scenario and the baseline, over their common replications. */
SF_MUST_CHECK sf_status sf_fit_difference(sf_study *study, sf_row_key key, size_t baseline, sf_stat stat, sf_fit *out,
                                          sf_error *err);

/** Pools the histograms of a key over the given replications (ascending). target: of share_within; may be NAN.
 *  The histograms must have been read. */
void sf_pool_histograms(sf_study *study, sf_row_key key, const uint32_t *numbers, size_t n, double target,
                        sf_pooled *out);

/** Fills study->pool.share with the cumulative incidence of all finished replications; how many joined (0: no
 *  curve). */
uint64_t sf_pool_incidence(sf_study *study, sf_row_key key);

#endif
