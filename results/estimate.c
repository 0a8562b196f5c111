/* results/estimate.c - an estimate and its standard error from the replications of one or two scenarios.
 *
 * Four ways to estimate, by what the observations hold (study.h says which stat uses which):
 *   ratio    sum(num)/sum(den), jackknife             include/saksflyt/statistics.h
 *   spread   standard deviation, without an interval  below
 *   values   mean of one value a replication, t       below
 *   pooled   from histograms, sectioning              below
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/estimate.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "saksflyt/statistics.h"

static const sf_fit nothing = {
    .estimate = SF_NOTHING, .error = SF_NOTHING, .degrees = SF_NOTHING, .independent_error = SF_NOTHING};

sf_estimate sf_fit_interval(sf_fit fit, double level)
{
    sf_estimate estimate = {
        .mean = fit.estimate, .low = SF_NOTHING, .high = SF_NOTHING, .replications = fit.replications};

    if (!isnan(fit.estimate) && fit.error >= 0.0 && fit.degrees >= 1.0) {
        const double half_width = sf_t_quantile(level, fit.degrees) * fit.error;

        estimate.low = fit.estimate - half_width;
        estimate.high = fit.estimate + half_width;
    }
    return estimate;
}

double sf_fit_p_value(sf_fit fit)
{
    if (isnan(fit.estimate) || !(fit.error >= 0.0) || !(fit.degrees >= 1.0))
        return SF_NOTHING;
    if (fit.error == 0.0)
        return fit.estimate == 0.0 ? 1.0 : 0.0;
    return 2.0 * gsl_cdf_tdist_Q(fabs(fit.estimate / fit.error), fit.degrees);
}

/* --- the observations of one row, one place for each replication -------------------------------------------------- */

typedef struct sample {
    size_t n;          /* replications asked for */
    double *num, *den; /* 0, 0 where a replication has no row or no sums */
    double *value;     /* NAN where a replication has none */
    size_t with_sums;  /* how many have den > 0 */
    bool has_sums;     /* does any row give num and den? */
} sample;

static void sample_free(sample *s)
{
    free(s->num);
    free(s->den);
    free(s->value);
    *s = (sample){0};
}

static sf_status sample_take(const sf_study *study, const sf_cell *cell, const uint32_t *numbers, size_t n, sample *out,
                             sf_error *err)
{
    const sf_stored_observation *one = cell != NULL ? study->observations + cell->first : NULL;
    const sf_stored_observation *end = cell != NULL ? one + cell->count : NULL;

    *out = (sample){.n = n,
                    .num = calloc(n + 1, sizeof(double)),
                    .den = calloc(n + 1, sizeof(double)),
                    .value = calloc(n + 1, sizeof(double))};
    if (out->num == NULL || out->den == NULL || out->value == NULL) {
        sample_free(out);
        return sf_study_out_of_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        out->value[i] = SF_NOTHING;
        while (one < end && one->replication < numbers[i])
            one++;
        if (one == end || one->replication != numbers[i])
            continue;
        out->value[i] = one->value;
        if (isnan(one->num) || isnan(one->den))
            continue;
        out->has_sums = true;
        out->num[i] = one->num;
        out->den[i] = one->den;
        out->with_sums += one->den > 0.0;
    }
    return SF_OK;
}

/* --- mean of values ----------------------------------------------------------------------------------------------- */

/* The mean of the values that are not NAN. */
static sf_fit mean_of_values(const double *values, size_t n)
{
    sf_moments moments = {0};

    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i]))
            sf_moments_add(&moments, values[i]);
    }
    if (moments.count == 0)
        return nothing;
    return (sf_fit){.independent_error = SF_NOTHING,
                    .estimate = moments.mean,
                    .error = sf_moments_sd(&moments) / sqrt((double)moments.count), /* NAN for one value */
                    .degrees = (double)moments.count - 1.0,
                    .replications = (size_t)moments.count};
}

/* --- spread: a standard deviation over all persons of all replications -------------------------------------------- */

/* spread: num = squares within the replication, den = weight. mean: num = sum, den = weight. */
static double sd_of(const sample *spread, const sample *mean)
{
    double weight = 0.0, sum = 0.0, squares = 0.0, grand;

    for (size_t i = 0; i < spread->n; i++) {
        weight += spread->den[i];
        sum += mean->den[i] > 0.0 ? spread->den[i] * (mean->num[i] / mean->den[i]) : 0.0;
    }
    if (!(weight > 1.0))
        return SF_NOTHING;
    grand = sum / weight;
    for (size_t i = 0; i < spread->n; i++) {
        const double d = mean->den[i] > 0.0 ? mean->num[i] / mean->den[i] - grand : 0.0;

        squares += spread->num[i] + spread->den[i] * d * d;
    }
    return sqrt(squares / (weight - 1.0));
}

/* Without an interval: that of the jackknife covered 90 % of the time with ten replications of a queue, 92 % with thirty and 93 % with
 * a hundred, where it said 95 (tests/oracle/test_coverage.c; docs/decisions.md). */
static sf_fit fit_sd(double sd, size_t replications)
{
    return (sf_fit){.estimate = sd,
                    .error = SF_NOTHING,
                    .degrees = SF_NOTHING,
                    .independent_error = SF_NOTHING,
                    .replications = replications};
}

/* --- pooled histograms -------------------------------------------------------------------------------------------- */

static void pool_clear(sf_pool *pool)
{
    if (pool->low <= pool->high) {
        for (int end = 0; end < SF_WAIT_ENDS; end++)
            memset(pool->ends[end] + pool->low, 0, (pool->high - pool->low + 1) * sizeof *pool->ends[end]);
    }
    pool->low = SF_BIN_SLOTS;
    pool->high = 0;
}

static void pool_add(sf_pool *pool, const sf_study *study, const sf_stored_histogram *histogram)
{
    const sf_stored_bin *bin = study->bins + histogram->first;

    for (size_t i = 0; i < histogram->count; i++, bin++) {
        pool->ends[histogram->end][bin->slot] += bin->count;
        pool->low = bin->slot < pool->low ? bin->slot : pool->low;
        pool->high = bin->slot > pool->high ? bin->slot : pool->high;
    }
}

/* The place of a number in an ascending list; n when it is not there. */
static size_t place_of(const uint32_t *numbers, size_t n, uint32_t number)
{
    size_t at;

    SF_SEARCH(at, n, numbers[at] < number);
    return at < n && numbers[at] == number ? at : n;
}

static void read_pool(sf_pool *pool, double target, double out[SF_POOLED_STATS])
{
    const uint64_t joined =
        sf_incidence(pool->ends[SF_WAIT_SERVED], pool->ends[SF_WAIT_ABANDONED], pool->ends[SF_WAIT_OPEN], pool->share);

    for (int stat = 0; stat < SF_POOLED_STATS; stat++)
        out[stat] = SF_NOTHING;
    if (joined == 0)
        return;
    out[SF_POOLED_P50] = sf_incidence_quantile(pool->share, 0.50);
    out[SF_POOLED_P90] = sf_incidence_quantile(pool->share, 0.90);
    out[SF_POOLED_P95] = sf_incidence_quantile(pool->share, 0.95);
    if (!isnan(target))
        out[SF_POOLED_WITHIN] = sf_incidence_within(pool->share, target);
}

void sf_pool_histograms(sf_study *study, sf_row_key key, const uint32_t *numbers, size_t n, double target,
                        sf_pooled *out)
{
    size_t count;
    const sf_stored_histogram *all = sf_study_histograms(study, key, &count);
    uint32_t latest = 0;

    *out = (sf_pooled){.groups = n < SF_SECTIONS ? n : SF_SECTIONS};
    pool_clear(&study->pool);
    for (size_t i = 0; i < count; i++) {
        if (place_of(numbers, n, all[i].replication) == n || all[i].count == 0)
            continue;
        pool_add(&study->pool, study, &all[i]);
        out->replications += all[i].replication != latest; /* sorted by replication; numbers count from 1 */
        latest = all[i].replication;
    }
    read_pool(&study->pool, target, out->all);
    for (size_t group = 0; group < out->groups && out->groups >= 2; group++) {
        pool_clear(&study->pool);
        for (size_t i = 0; i < count; i++) {
            const size_t place = place_of(numbers, n, all[i].replication);

            if (place < n && place % out->groups == group)
                pool_add(&study->pool, study, &all[i]);
        }
        read_pool(&study->pool, target, out->group[group]);
    }
}

uint64_t sf_pool_incidence(sf_study *study, sf_row_key key)
{
    size_t count;
    const sf_stored_histogram *all = sf_study_histograms(study, key, &count);
    sf_pool *pool = &study->pool;

    pool_clear(pool);
    for (size_t i = 0; i < count; i++)
        pool_add(pool, study, &all[i]);
    return sf_incidence(pool->ends[SF_WAIT_SERVED], pool->ends[SF_WAIT_ABANDONED], pool->ends[SF_WAIT_OPEN],
                        pool->share);
}

/* Sectioning: the mean square of the groups about the pooled estimate. Asmussen & Glynn 2007, III.5a. */
static sf_fit fit_sections(double estimate, const double *group, size_t groups, size_t replications)
{
    sf_fit fit = nothing;
    double squares = 0.0;

    fit.estimate = estimate;
    fit.replications = replications;
    if (groups < 2)
        return fit;
    for (size_t i = 0; i < groups; i++)
        squares += (group[i] - estimate) * (group[i] - estimate); /* one NAN leaves NAN: no interval */
    fit.error = sqrt(squares / ((double)groups - 1.0) / (double)groups);
    fit.degrees = (double)groups - 1.0;
    return fit;
}

static int pooled_stat(sf_stat stat)
{
    switch (stat) {
    case SF_STAT_P50:
        return SF_POOLED_P50;
    case SF_STAT_P90:
        return SF_POOLED_P90;
    case SF_STAT_P95:
        return SF_POOLED_P95;
    case SF_STAT_SHARE_WITHIN:
        return SF_POOLED_WITHIN;
    default:
        return SF_POOLED_STATS;
    }
}

static double target_of(const sf_study *study, sf_row_key key)
{
    uint32_t scenario;
    uint16_t metric, entity, segment;

    sf_study_split_key(study, key, &scenario, &metric, &entity, &segment);
    return study->catalogue.metrics[metric].target;
}

/* --- which way to estimate ---------------------------------------------------------------------------------------- */

static bool is_pooled(const sf_study *study, sf_row_key key, sf_stat stat)
{
    size_t count;

    if (pooled_stat(stat) == SF_POOLED_STATS || (stat == SF_STAT_SHARE_WITHIN && isnan(target_of(study, key))))
        return false;
    sf_study_histograms(study, key, &count);
    return count > 0;
}

static bool is_ratio(sf_stat stat)
{
    switch (stat) {
    case SF_STAT_MEAN:
    case SF_STAT_SHARE_ZERO:
    case SF_STAT_SHARE_WITHIN:
    case SF_STAT_RATE:
    case SF_STAT_ABANDONED:
    case SF_STAT_STILL_WAITING:
        return true;
    default:
        return false;
    }
}

/* --- one scenario ------------------------------------------------------------------------------------------------- */

static sf_status fit_spread(const sf_study *study, sf_row_key key, const sample *spread, const uint32_t *numbers,
                            sf_fit *out, sf_error *err)
{
    sample mean;
    sf_status status = sample_take(study, sf_study_cell(study, key, SF_STAT_MEAN), numbers, spread->n, &mean, err);

    if (status != SF_OK)
        return status;
    *out = fit_sd(sd_of(spread, &mean), spread->with_sums);
    sample_free(&mean);
    return SF_OK;
}

static sf_status fit_sample(const sf_study *study, sf_row_key key, sf_stat stat, const uint32_t *numbers, size_t n,
                            sf_fit *out, sf_error *err)
{
    sample s;
    sf_status status = sample_take(study, sf_study_cell(study, key, stat), numbers, n, &s, err);

    if (status != SF_OK)
        return status;
    if (s.has_sums && is_ratio(stat)) {
        out->estimate = sf_ratio_jackknife(n, s.num, s.den, &out->error);
        out->degrees = (double)n - 1.0;
        out->replications = s.with_sums;
    } else if (s.has_sums && stat == SF_STAT_SD) {
        status = fit_spread(study, key, &s, numbers, out, err);
    } else {
        *out = mean_of_values(s.value, n);
    }
    sample_free(&s);
    return status;
}

sf_status sf_fit_row(sf_study *study, sf_row_key key, sf_stat stat, sf_fit *out, sf_error *err)
{
    const sf_finished *finished = &study->finished[sf_row_key_scenario(key)];
    const sf_pooled *pooled;
    double group[SF_SECTIONS];
    sf_status status = sf_study_read_histograms(study, err);

    *out = nothing;
    if (status != SF_OK)
        return status;
    if (!is_pooled(study, key, stat))
        return fit_sample(study, key, stat, finished->number, finished->n, out, err);
    if (!study->has_latest || study->latest_key != key) {
        sf_pool_histograms(study, key, finished->number, finished->n, target_of(study, key), &study->latest);
        study->latest_key = key;
        study->has_latest = true;
    }
    pooled = &study->latest;
    for (size_t i = 0; i < pooled->groups; i++)
        group[i] = pooled->group[i][pooled_stat(stat)];
    *out = fit_sections(pooled->all[pooled_stat(stat)], group, pooled->groups, pooled->replications);
    return SF_OK;
}

sf_status sf_fit_over(sf_study *study, sf_row_key key, sf_stat stat, const uint32_t *numbers, size_t n, double *out,
                      sf_error *err)
{
    sf_pooled pooled;
    sf_fit fit = nothing;
    sf_status status = sf_study_read_histograms(study, err);

    *out = SF_NOTHING;
    if (status != SF_OK)
        return status;
    if (is_pooled(study, key, stat)) {
        sf_pool_histograms(study, key, numbers, n, target_of(study, key), &pooled);
        *out = pooled.all[pooled_stat(stat)];
        return SF_OK;
    }
    status = fit_sample(study, key, stat, numbers, n, &fit, err);
    if (status == SF_OK)
        *out = fit.estimate;
    return status;
}

/* --- two scenarios on common luck --------------------------------------------------------------------------------- */

/* The replications that both have finished. Owner: the caller. */
static uint32_t *common_replications(const sf_finished *a, const sf_finished *b, size_t *n)
{
    uint32_t *common = calloc(a->n + 1, sizeof *common);

    *n = 0;
    for (size_t i = 0; common != NULL && i < a->n; i++) {
        if (place_of(b->number, b->n, a->number[i]) < b->n)
            common[(*n)++] = a->number[i];
    }
    return common;
}

static double error_of_independent(sf_fit one, sf_fit other)
{
    return hypot(one.error, other.error);
}

static sf_status difference_of_spreads(const sf_study *study, sf_row_key key, sf_row_key base_key, const sample *other,
                                       const sample *base, const uint32_t *numbers, sf_fit *out, sf_error *err)
{
    sample other_mean = {0}, base_mean = {0};
    sf_status status = sample_take(study, sf_study_cell(study, key, SF_STAT_MEAN), numbers, other->n, &other_mean, err);

    if (status == SF_OK)
        status = sample_take(study, sf_study_cell(study, base_key, SF_STAT_MEAN), numbers, base->n, &base_mean, err);
    if (status == SF_OK)
        *out = fit_sd(sd_of(other, &other_mean) - sd_of(base, &base_mean),
                      other->with_sums < base->with_sums ? other->with_sums : base->with_sums);
    sample_free(&other_mean);
    sample_free(&base_mean);
    return status;
}

static sf_fit difference_of_values(sample *other, const sample *base)
{
    const double apart =
        error_of_independent(mean_of_values(other->value, other->n), mean_of_values(base->value, base->n));
    sf_fit fit;

    for (size_t i = 0; i < other->n; i++)
        other->value[i] -= base->value[i]; /* NAN where either has none */
    fit = mean_of_values(other->value, other->n);
    fit.independent_error = apart;
    return fit;
}

static sf_status difference_of_samples(const sf_study *study, sf_row_key key, sf_row_key base_key, sf_stat stat,
                                       const uint32_t *numbers, size_t n, sf_fit *out, sf_error *err)
{
    sample other, base;
    sf_status status = sample_take(study, sf_study_cell(study, key, stat), numbers, n, &other, err);

    if (status != SF_OK)
        return status;
    status = sample_take(study, sf_study_cell(study, base_key, stat), numbers, n, &base, err);
    if (status != SF_OK) {
        sample_free(&other);
        return status;
    }
    if (other.has_sums && base.has_sums && is_ratio(stat)) {
        double other_error, base_error;

        (void)sf_ratio_jackknife(n, other.num, other.den, &other_error);
        (void)sf_ratio_jackknife(n, base.num, base.den, &base_error);
        out->estimate = sf_ratio_difference_jackknife(n, other.num, other.den, base.num, base.den, &out->error);
        out->independent_error = hypot(other_error, base_error);
        out->degrees = (double)n - 1.0;
        out->replications = other.with_sums < base.with_sums ? other.with_sums : base.with_sums;
    } else if (other.has_sums && base.has_sums && stat == SF_STAT_SD) {
        status = difference_of_spreads(study, key, base_key, &other, &base, numbers, out, err);
    } else {
        *out = difference_of_values(&other, &base);
    }
    sample_free(&other);
    sample_free(&base);
    return status;
}

/* The stats of one key come one after the other: pooled once for all of them. */
static void pool_pair(sf_study *study, sf_row_key key, sf_row_key base_key, const uint32_t *numbers, size_t n)
{
    const double target = target_of(study, key);

    if (study->has_latest_pair && study->latest_pair[0] == key && study->latest_pair[1] == base_key)
        return;
    sf_pool_histograms(study, key, numbers, n, target, &study->latest_pools[0]);
    sf_pool_histograms(study, base_key, numbers, n, target, &study->latest_pools[1]);
    study->latest_pair[0] = key;
    study->latest_pair[1] = base_key;
    study->has_latest_pair = true;
}

static void difference_of_pools(sf_study *study, sf_row_key key, sf_row_key base_key, sf_stat stat,
                                const uint32_t *numbers, size_t n, sf_fit *out)
{
    const int which = pooled_stat(stat);
    const sf_pooled *other = &study->latest_pools[0], *base = &study->latest_pools[1];
    double group[3][SF_SECTIONS];

    pool_pair(study, key, base_key, numbers, n);
    assert(base->groups == other->groups && other->groups <= SF_SECTIONS); /* both of the same replications */
    for (size_t i = 0; i < other->groups; i++) {
        group[0][i] = other->group[i][which];
        group[1][i] = base->group[i][which];
        group[2][i] = group[0][i] - group[1][i];
    }
    *out = fit_sections(other->all[which] - base->all[which], group[2], other->groups,
                        other->replications < base->replications ? other->replications : base->replications);
    out->independent_error =
        error_of_independent(fit_sections(other->all[which], group[0], other->groups, other->replications),
                             fit_sections(base->all[which], group[1], base->groups, base->replications));
}

sf_status sf_fit_difference(sf_study *study, sf_row_key key, size_t baseline, sf_stat stat, sf_fit *out, sf_error *err)
{
    const sf_row_key base_key = sf_row_key_in_scenario(key, baseline);
    uint32_t *numbers;
    size_t n;
    sf_status status = sf_study_read_histograms(study, err);

    *out = nothing;
    if (status != SF_OK)
        return status;
    numbers = common_replications(&study->finished[sf_row_key_scenario(key)], &study->finished[baseline], &n);
    if (numbers == NULL)
        return sf_study_out_of_memory(err);
    if (is_pooled(study, key, stat) || is_pooled(study, base_key, stat))
        difference_of_pools(study, key, base_key, stat, numbers, n, out);
    else
        status = difference_of_samples(study, key, base_key, stat, numbers, n, out, err);
    free(numbers);
    return status;
}
