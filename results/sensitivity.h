/* results/sensitivity.h - what a hypercube or a screening found, for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_SENSITIVITY_H
#define SF_RESULTS_SENSITIVITY_H

#include <jansson.h>

#include "results/study.h"

/** Has the study such results? */
bool sf_sensitivity_is_there(const sf_study *study);

/** One row for each decision and number. Of a hypercube under the header
 *    metric,entity,segment,stat,scenario,baseline,path,range,rank_correlation,agree_low,agree_high,stands_out
 *  and of a screening under
 *    metric,entity,segment,stat,scenario,baseline,path,range,mu,mu_star,ci_low,ci_high,sigma,luck,stands_out
 *  Owner of *text: the caller, free(). */
SF_MUST_CHECK sf_status sf_sensitivity_csv(sf_study *study, char **text, size_t *length, sf_error *err);

/** The same as a list of decisions, each with its numbers; of a hypercube with the shares and quantiles of the draws and the parts of
 *  their variance. Owner of *out: the caller, json_decref. An empty list for other studies. */
SF_MUST_CHECK sf_status sf_sensitivity_json(sf_study *study, json_t **out, sf_error *err);

#endif
