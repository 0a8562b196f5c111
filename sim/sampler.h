/* sim/sampler.h - draws from the distributions of core/distribution.h, monotone in one uniform (or normal, or exponential)
 * so that the same luck under another mean or spread gives a comparable value.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_SIM_SAMPLER_H
#define SF_SIM_SAMPLER_H

#include "core/distribution.h"
#include "saksflyt/core.h"
#include "saksflyt/luck.h"

typedef struct sf_sampler sf_sampler;

/** Builds a sampler. Gamma, Erlang and beta get an inversion table (relative error of the quantile <= 1e-6, stated by the test;
 *  for a beta, of its distance to the low end below the median and to the high end above it; exact inversion in both tails beyond 2^-20), about 20 kB. Cost 1 to 10 ms for
 *  a table (shape 1 to 100), nothing otherwise. Arrays of the distribution are read in place and must outlive the sampler.
 *  Returns    SF_OK and *out; SF_EDOMAIN a parameter is out of range, or a gamma or beta shape outside 0.01 ... 10,000; SF_ENOMEM.
 *  Owner      the caller (sf_sampler_close; NULL is accepted). */
SF_MUST_CHECK sf_status sf_sampler_open(const sf_distribution *distribution, sf_sampler **out, sf_error *err);
void sf_sampler_close(sf_sampler *sampler);

/** The value at cumulative probability u in (0, 1). Thread-safe (reads only). Of a mixture it is searched for, which takes
 *  about a millisecond; its draws do not go this way. */
double sf_sampler_quantile(const sf_sampler *sampler, double u);

/** One draw by subject and purpose. Constant costs nothing; exponential, Weibull: one exponential; lognormal: one normal;
 *  a mixture: word 1 of attempt 0 chooses the part (by rising mean), whose draw it then is; all others: one uniform, inverted. */
double sf_sampler_draw(const sf_sampler *sampler, sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell,
                       uint32_t occasion);

double sf_sampler_mean(const sf_sampler *sampler);

#endif
