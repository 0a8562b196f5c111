/* results/sampling.c - where the draws of a sensitivity study lie: Latin hypercubes and Morris trajectories in the unit cube.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/sampling.h"

#include <assert.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "core/text.h"

/* A generator of its own for each seed, number and name. FNV-1a, 64 bits, folded to the 32 that the generator takes. */
static gsl_rng *stream_of(uint64_t seed, uint64_t number, const char *name)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    uint64_t hash = 14695981039346656037ULL;

    for (int i = 0; i < 16; i++)
        hash = (hash ^ (((i < 8 ? seed : number) >> (8 * (i % 8))) & 0xff)) * 1099511628211ULL;
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 1099511628211ULL;
    if (rng != NULL)
        gsl_rng_set(rng, (unsigned long)((hash ^ (hash >> 32)) & 0xffffffffUL));
    return rng;
}

static void shuffle(gsl_rng *rng, size_t n, size_t order[])
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    gsl_ran_shuffle(rng, order, n, sizeof *order);
}

sf_status sf_latin_column(uint64_t seed, uint64_t round, const char *name, size_t n, double shares[], sf_error *err)
{
    gsl_rng *rng = stream_of(seed, round, name);
    size_t *order = calloc(n + 1, sizeof *order);

    if (rng == NULL || order == NULL) {
        gsl_rng_free(rng);
        free(order);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    shuffle(rng, n, order);
    for (size_t i = 0; i < n; i++)
        shares[i] = ((double)order[i] + gsl_rng_uniform(rng)) / (double)n;
    gsl_rng_free(rng);
    free(order);
    return SF_OK;
}

double sf_triangular_quantile(double low, double mode, double high, double share)
{
    const double peak = isnan(mode) ? 0.5 * (low + high) : fmin(fmax(mode, low), high);
    const double left = high > low ? (peak - low) / (high - low) : 0.0; /* the share below the peak */

    if (!(high > low))
        return low;
    if (share < left)
        return low + sqrt(share * (high - low) * (peak - low));
    return high - sqrt((1.0 - share) * (high - low) * (high - peak));
}

sf_status sf_trajectory_make(uint64_t seed, uint64_t number, unsigned levels, sf_trajectory *out, sf_error *err)
{
    gsl_rng *rng = stream_of(seed, number, "trajectory");
    size_t *order = calloc(out->n + 1, sizeof *order);
    const double step = (double)levels / (2.0 * (levels - 1.0));

    assert(levels >= 2 && levels % 2 == 0);
    if (rng == NULL || order == NULL) {
        gsl_rng_free(rng);
        free(order);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    shuffle(rng, out->n, order);
    for (size_t i = 0; i < out->n; i++) {
        const double lower = (double)gsl_rng_uniform_int(rng, levels / 2) / (levels - 1.0);
        const bool is_upwards = gsl_rng_uniform_int(rng, 2) == 0;

        out->start[i] = is_upwards ? lower : lower + step;
        out->change[i] = is_upwards ? step : -step;
        out->moves[order[i]] = i + 1;
    }
    gsl_rng_free(rng);
    free(order);
    return SF_OK;
}

double sf_trajectory_at(const sf_trajectory *trajectory, size_t step, size_t factor)
{
    return trajectory->start[factor] + (step >= trajectory->moves[factor] ? trajectory->change[factor] : 0.0);
}
