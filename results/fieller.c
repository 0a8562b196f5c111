/* results/fieller.c - Fieller's confidence set, and what an extra exit costs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/fieller.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/reader.h"
#include "saksflyt/statistics.h"

typedef struct sums { /* means, and variances and covariance of the means */
    double x, y, xx, yy, xy;
    size_t n;
} sums;

static sums sums_of(size_t n, const double x[], const double y[])
{
    sums s = {0};

    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]) || isnan(y[i]))
            continue;
        s.x += x[i];
        s.y += y[i];
        s.n++;
    }
    if (s.n == 0)
        return s;
    s.x /= (double)s.n;
    s.y /= (double)s.n;
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]) || isnan(y[i]))
            continue;
        s.xx += (x[i] - s.x) * (x[i] - s.x);
        s.yy += (y[i] - s.y) * (y[i] - s.y);
        s.xy += (x[i] - s.x) * (y[i] - s.y);
    }
    if (s.n > 1) {
        const double each = (double)s.n * (double)(s.n - 1);

        s.xx /= each;
        s.yy /= each;
        s.xy /= each;
    }
    return s;
}

/* (x - R y)^2 <= t^2 (xx - 2 R xy + R^2 yy), a quadratic in R: a R^2 - 2 b R + c <= 0. */
sf_fieller sf_fieller_set(size_t n, const double x[], const double y[], double level)
{
    const sums s = sums_of(n, x, y);
    sf_fieller out = {SF_FIELLER_EVERYTHING, s.n > 0 && s.y != 0.0 ? s.x / s.y : SF_NOTHING, SF_NOTHING, SF_NOTHING,
                      s.n};
    double t, a, b, c, discriminant, root;

    if (s.n < 2)
        return out;
    t = sf_t_quantile(level, (double)s.n - 1.0);
    a = s.y * s.y - t * t * s.yy;
    b = s.x * s.y - t * t * s.xy;
    c = s.x * s.x - t * t * s.xx;
    discriminant = b * b - a * c;
    if (a == 0.0 || discriminant < 0.0)
        return out;
    root = sqrt(discriminant);
    out.shape = a > 0.0 ? SF_FIELLER_INTERVAL : SF_FIELLER_OUTSIDE;
    out.low = fmin((b - root) / a, (b + root) / a);
    out.high = fmax((b - root) / a, (b + root) / a);
    return out;
}

/* --- what an extra exit costs ------------------------------------------------------------------------------------------------ */

/* Adds the rate of a row, replication by replication, times a sign; NAN where a replication has none. Shape out[n]. True when the scenario has
 * the row at all. */
static bool add_rates(const sf_study *study, size_t scenario, uint16_t metric, const uint32_t *numbers, size_t n,
                      double sign, double out[])
{
    const sf_cell *cell = sf_study_cell(study, sf_study_key(study, scenario, metric, 0, 0), SF_STAT_RATE);
    const sf_stored_observation *one = cell == NULL ? NULL : study->observations + cell->first,
                                *end = cell == NULL ? NULL : one + cell->count;

    for (size_t i = 0; i < n && cell != NULL; i++) {
        while (one < end && one->replication < numbers[i])
            one++;
        out[i] +=
            one < end && one->replication == numbers[i] && one->den > 0.0 ? sign * one->num / one->den : SF_NOTHING;
    }
    return cell != NULL;
}

static bool is_cost(const char *metric, bool without_benefits)
{
    return strncmp(metric, "cost.veileder/", 14) == 0 || strncmp(metric, "cost.tiltak/", 12) == 0 ||
           (!without_benefits && strncmp(metric, "cost.benefit/", 13) == 0);
}

static size_t common_replications(const sf_finished *a, const sf_finished *b, uint32_t out[])
{
    size_t n = 0;

    for (size_t i = 0, k = 0; i < a->n; i++) {
        while (k < b->n && b->number[k] < a->number[i])
            k++;
        if (k < b->n && b->number[k] == a->number[i])
            out[n++] = a->number[i];
    }
    return n;
}

sf_status sf_study_cost_per_exit(sf_study *study, size_t scenario, size_t baseline, uint16_t exit,
                                 bool without_benefits, sf_fieller *out, sf_error *err)
{
    const size_t most = study->finished[scenario].n;
    uint32_t *numbers = calloc(most + 1, sizeof *numbers);
    double *costs = calloc(2 * most + 1, sizeof *costs), *exits = costs == NULL ? NULL : costs + most;
    size_t n;
    bool is_known = false;

    *out = (sf_fieller){SF_FIELLER_EVERYTHING, SF_NOTHING, SF_NOTHING, SF_NOTHING, 0};
    if (numbers == NULL || costs == NULL) {
        free(numbers);
        free(costs);
        return sf_study_out_of_memory(err);
    }
    n = common_replications(&study->finished[scenario], &study->finished[baseline], numbers);
    for (size_t m = 0; m < study->catalogue.n_metrics; m++) {
        if (!is_cost(study->catalogue.metrics[m].id, without_benefits))
            continue;
        is_known = add_rates(study, scenario, (uint16_t)m, numbers, n, 1.0, costs) || is_known;
        is_known = add_rates(study, baseline, (uint16_t)m, numbers, n, -1.0, costs) || is_known;
    }
    if (is_known && add_rates(study, scenario, exit, numbers, n, 1.0, exits) &&
        add_rates(study, baseline, exit, numbers, n, -1.0, exits))
        *out = sf_fieller_set(n, costs, exits, 0.95);
    free(numbers);
    free(costs);
    return SF_OK;
}

const uint16_t *sf_study_good_exits(sf_study *study, size_t *n)
{
    const sf_catalogue *c = &study->catalogue;
    uint16_t *found = sf_study_take(study, c->n_metrics, sizeof *found);

    *n = 0;
    for (uint16_t m = 0; found != NULL && m < c->n_metrics; m++) {
        uint16_t flow;
        char id[160];

        if (strncmp(c->metrics[m].id, "outcome.exit/", 13) != 0 || c->metrics[m].direction != SF_HIGHER_IS_BETTER)
            continue;
        snprintf(id, sizeof id, "flow.out/%s", c->metrics[m].id + 13);
        if (sf_study_find_metric(study, id, &flow))
            found[(*n)++] = flow;
    }
    return found;
}
