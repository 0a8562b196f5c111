/* results/settling.c - had the system settled when measuring began?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/settling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/reader.h"
#include "saksflyt/statistics.h"

enum { IN_A_BATCH = 5, FEWEST_MONTHS = 20 };

static const double LEAST_SHARE = 0.02; /* of the later mean: less would change no conclusion */

static double batch_mean(const double *values, size_t batch)
{
    double sum = 0.0;

    for (size_t i = 0; i < IN_A_BATCH; i++)
        sum += values[batch * IN_A_BATCH + i];
    return sum / IN_A_BATCH;
}

size_t sf_mser5(const double *values, size_t n)
{
    const size_t batches = n / IN_A_BATCH;
    double best = INFINITY;
    size_t cut = 0;

    for (size_t d = 0; d <= batches / 2 && d < batches; d++) {
        const double left = (double)(batches - d);
        double sum = 0.0, squares = 0.0, mean;

        for (size_t b = d; b < batches; b++)
            sum += batch_mean(values, b);
        mean = sum / left;
        for (size_t b = d; b < batches; b++)
            squares += (batch_mean(values, b) - mean) * (batch_mean(values, b) - mean);
        if (squares / (left * left) < best) {
            best = squares / (left * left);
            cut = d;
        }
    }
    return cut * IN_A_BATCH;
}

typedef struct stretch { /* of a band: mean, and mean half width of its intervals */
    double mean, half_width;
} stretch;

static stretch stretch_of(const sf_band_point *points, size_t from, size_t to)
{
    stretch s = {0};

    for (size_t i = from; i < to; i++) {
        s.mean += points[i].mean / (double)(to - from);
        s.half_width += (points[i].high - points[i].low) / 2.0 / (double)(to - from);
    }
    return s;
}

/* True when the series still moves in the measured period; the cut is told in any case. */
static bool is_unsettled(const sf_band_point *points, size_t n, double *values, sf_settling *out)
{
    size_t start = 0, cut;
    stretch early, late;

    for (size_t i = 0; i < n; i++)
        values[i] = points[i].mean;
    while (start < n && points[start].time_days < 0.0)
        start++;
    cut = sf_mser5(values, n);
    *out = (sf_settling){.settled_days = cut < n ? points[cut].time_days : (double)INFINITY};
    if (cut <= start || cut >= n)
        return false;
    early = stretch_of(points, start, cut);
    late = stretch_of(points, cut, n);
    *out = (sf_settling){.settled_days = points[cut].time_days,
                         .early = early.mean,
                         .late = late.mean,
                         .never = cut / IN_A_BATCH == n / IN_A_BATCH / 2};
    return fabs(early.mean - late.mean) > early.half_width + late.half_width && /* false when there are no intervals */
           fabs(early.mean - late.mean) > LEAST_SHARE * fabs(late.mean);
}

bool sf_settling_is_judged(const char *metric)
{
    static const char *const looked_at[] = {"stock", "queue.veileder", "queue.tiltak", "portfolio.size",
                                            "use.veileder"};

    for (size_t i = 0; i < sizeof looked_at / sizeof looked_at[0]; i++) {
        if (strcmp(metric, looked_at[i]) == 0)
            return true;
    }
    return false;
}

/* --- trends --------------------------------------------------------------------------------------------------------------------- */

static const double trend_level = 0.99, least_trend = 0.05; /* of the mean, from the first year to the last */
enum { MONTHS = 12, FEWEST_YEARS = 2, FEWEST_LINES = 3 };

/* The slope of the least-squares line through the means of whole years from time.start on, a year; and the mean of those. */
static double slope_of(const sf_run_line *line, size_t years, double *mean)
{
    double products = 0.0, squares = 0.0;

    *mean = 0.0;
    for (size_t y = 0; y < years; y++) {
        const double at = (double)y - (double)(years - 1) / 2.0;
        double year = 0.0;

        for (size_t i = y * MONTHS; i < (y + 1) * MONTHS; i++)
            year += line->values[i] / MONTHS;
        *mean += year / (double)years;
        products += at * year;
        squares += at * at;
    }
    return products / squares;
}

static bool has_trend(const sf_run_line *lines, size_t n, sf_trend *out)
{
    const size_t years = n > 0 ? lines[0].n / MONTHS : 0;
    sf_moments slopes = {0}, means = {0};
    double half_width;

    if (n < FEWEST_LINES || years < FEWEST_YEARS)
        return false;
    for (size_t i = 0; i < n; i++) {
        double mean;

        if (lines[i].n / MONTHS != years)
            return false;
        sf_moments_add(&slopes, slope_of(&lines[i], years, &mean));
        sf_moments_add(&means, mean);
    }
    half_width = sf_t_quantile(trend_level, (double)n - 1.0) * sf_moments_sd(&slopes) / sqrt((double)n);
    out->years = (double)years;
    out->mean = means.mean;
    out->per_year = slopes.mean;
    out->first = means.mean - slopes.mean * (double)(years - 1) / 2.0;
    out->last = means.mean + slopes.mean * (double)(years - 1) / 2.0;
    return fabs(slopes.mean) > half_width && fabs(out->last - out->first) > least_trend * means.mean;
}

static sf_status find_drift(sf_study *study, size_t scenario, uint16_t metric, uint16_t entity, sf_settling *out,
                            bool *found, sf_error *err)
{
    const sf_catalogue *c = &study->catalogue;
    const sf_run_line *lines;
    sf_trend trend;
    size_t n;
    sf_status status =
        sf_study_lines(study, scenario, c->metrics[metric].id, c->entities[entity], "all", 0.0, &lines, &n, err);

    if (status != SF_OK || !has_trend(lines, n, &trend))
        return status;
    *found = out->drifts = true;
    out->early = trend.first;
    out->late = trend.last;
    return SF_OK;
}

sf_status sf_study_settling(sf_study *study, size_t scenario, uint16_t metric, uint16_t entity, sf_settling *out,
                            bool *found, sf_error *err)
{
    const sf_catalogue *c = &study->catalogue;
    const sf_band_point *points;
    size_t count;
    double *values;
    sf_status status =
        sf_study_band(study, scenario, c->metrics[metric].id, c->entities[entity], "all", &points, &count, err);

    *found = false;
    *out = (sf_settling){.metric = metric, .entity = entity, .settled_days = NAN};
    if (status != SF_OK || count < FEWEST_MONTHS)
        return status;
    values = calloc(count, sizeof *values);
    if (values == NULL)
        return sf_study_out_of_memory(err);
    *found = is_unsettled(points, count, values, out);
    free(values);
    if (!*found)
        status = find_drift(study, scenario, metric, entity, out, found, err);
    out->metric = metric;
    out->entity = entity;
    return status;
}

sf_status sf_study_unsettled(sf_study *study, size_t scenario, const sf_settling **out, size_t *n, sf_error *err)
{
    const sf_catalogue *c = &study->catalogue;
    sf_settling *all = sf_study_take(study, c->n_metrics * c->n_entities, sizeof *all);
    sf_status status = all == NULL ? sf_study_out_of_memory(err) : SF_OK;

    *n = 0;
    *out = all;
    for (uint16_t m = 0; m < c->n_metrics && status == SF_OK; m++) {
        for (uint16_t e = 0; e < c->n_entities && status == SF_OK && sf_settling_is_judged(c->metrics[m].id); e++) {
            bool found;

            status = sf_study_settling(study, scenario, m, e, &all[*n], &found, err);
            *n += status == SF_OK && found;
        }
    }
    return status;
}

sf_status sf_study_trends(sf_study *study, size_t scenario, const sf_trend **out, size_t *n, sf_error *err)
{
    const sf_catalogue *c = &study->catalogue;
    sf_trend *all = sf_study_take(study, c->n_metrics, sizeof *all);
    sf_status status = all == NULL ? sf_study_out_of_memory(err) : SF_OK;

    *n = 0;
    *out = all;
    for (uint16_t m = 0; m < c->n_metrics && status == SF_OK; m++) {
        /* a stream brings people to one place */
        for (uint16_t e = 0; e < c->n_entities && strncmp(c->metrics[m].id, "flow.in/", 8) == 0; e++) {
            const sf_run_line *lines;
            size_t count;

            if (isnan(sf_study_value(study, study->facts.scenarios[scenario].id, c->metrics[m].id, c->entities[e],
                                     "all", SF_STAT_RATE)
                          .mean))
                continue;
            status = sf_study_lines(study, scenario, c->metrics[m].id, c->entities[e], "all", 0.0, &lines, &count, err);
            if (status != SF_OK)
                break;
            if (!has_trend(lines, count, &all[*n]))
                continue;
            all[*n].metric = m;
            all[*n].entity = e;
            ++*n;
            break;
        }
    }
    return status;
}
