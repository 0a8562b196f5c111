/* experiments/precision.h - how many replications are enough: the smallest n whose first n give intervals that are narrow enough.
 *
 * Hoad, Robinson & Davies 2010 (J. Oper. Res. Soc. 61, 1632-1644): n is enough when the half-width of the 95 % interval over the first n
 * replications is at most what was asked for, and stays so over the look-ahead: the next 5 replications, or n / 20 when that is
 * more. The look-ahead guards against intervals that are narrow by luck; its replications are not kept. At least 3. Only the values
 * of the first replications, in the order of their numbers, decide; so the answer depends on no thread, rank or restart.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_PRECISION_H
#define SF_EXPERIMENTS_PRECISION_H

#include "models/model.h"

enum { SF_LEAST_REPLICATIONS = 3, SF_LOOK_AHEAD = 5 };

typedef struct sf_precision sf_precision;

/** Reads texts "METRIC[ ENTITY][ SEGMENT][ STAT]=HALFWIDTH" ("wait.meeting programmes.aap=0.5 d") against the model's catalogue.
 *  STAT is mean where the metric has one, else rate, count or sum. Quantiles (p50, p90, p95) and share_within are pooled over the replications so far,
 *  their intervals made by sectioning into at most ten groups, as everywhere; a standard deviation has no interval and cannot be asked
 *  for. wanted: by scenario, which ones count. most: no more replications than that.
 *  Returns SF_OK and *out (owner: the caller, sf_precision_close); SF_EUSAGE with a suggestion for what does not exist; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_precision_open(const char *const *texts, size_t n_texts, const sf_model *model,
                                          const bool *wanted, uint32_t most, sf_precision **out, sf_error *err);
void sf_precision_close(sf_precision *precision); /* precision may be NULL */

/** Takes what one replication observed (its observations and histograms); each replication of each scenario once. SF_EUSAGE when the
 *  first one of a scenario has no such row; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_precision_add(sf_precision *precision, uint32_t scenario,
                                         const sf_replication_record *record, sf_error *err);

/** Replications 1 ... so many are certainly needed, as far as is known. */
uint32_t sf_precision_needed(const sf_precision *precision);

/** n once it is known, 0 before: n is known when its look-ahead, or all that may be run, has been seen. */
uint32_t sf_precision_reached(const sf_precision *precision);

/** About how many it takes, from the widest interval so far: variance / half-width^2. 0 when nothing can be said yet. */
double sf_precision_would_take(const sf_precision *precision);

#endif
