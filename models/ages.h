/* models/ages.h - how long what is under way has lasted, and how long it will last: the renewal theory of a stock.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_AGES_H
#define SF_MODELS_AGES_H

#include <stddef.h>

#include "sim/sampler.h"

/** The ages of what is under way when it begins at a steady rate: their density is S(a) / mean, S the share that lasts longer than a.
 *  `mass` is the integral of S up to each `at`; S is taken as linear in between. Source: Cox 1962, Renewal Theory, 5.2. */
typedef struct age_table {
    size_t n;
    const double *at, *mass; /* days; mass[n - 1] is the mean of the whole */
} age_table;

/** The ages of spells in a programme, by day, for people of one kind. */
typedef struct spell_ages {
    age_table ages;
    const double *hazard,
        *survival; /* at each of ages.at: integral of the rates of all exits for a frailty of 1; share still there */
} spell_ages;

/** The age at cumulative probability u in (0, 1), days. */
double age_at(const age_table *table, double u);

/** The value of the curve at an age; its last beyond the end. */
double age_value(const age_table *table, const double *curve, double age);

enum { AGE_POINTS = 512 };
/** Fills AGE_POINTS ages and masses of a time with this distribution. The tail beyond 1 - 1/1024 is cut. */
void ages_of(const sf_sampler *sampler, double at[AGE_POINTS], double mass[AGE_POINTS]);

/** What is left of a time that has lasted for `elapsed` days, at cumulative probability u in (0, 1): F inverted between F(elapsed) and
 *  1. 0 where the distribution gives no such long times. Cost: some 50 quantiles. */
double rest_of(const sf_sampler *sampler, double elapsed, double u);

#endif
