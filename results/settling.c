/* results/settling.c - had the system settled when measuring began?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/settling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "results/reader.h"

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

/* True, and *out filled in, when the series still moves in the measured period. */
static bool is_unsettled(const sf_band_point *points, size_t n, double *values, sf_settling *out)
{
    size_t start = 0, cut;
    stretch early, late;

    for (size_t i = 0; i < n; i++)
        values[i] = points[i].mean;
    while (start < n && points[start].time_days < 0.0)
        start++;
    cut = sf_mser5(values, n);
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

static bool is_looked_at(const char *metric)
{
    static const char *const looked_at[] = {"stock", "queue.veileder", "queue.tiltak", "portfolio.size",
                                            "use.veileder"};

    for (size_t i = 0; i < sizeof looked_at / sizeof looked_at[0]; i++) {
        if (strcmp(metric, looked_at[i]) == 0)
            return true;
    }
    return false;
}

sf_status sf_study_unsettled(sf_study *study, size_t scenario, const sf_settling **out, size_t *n, sf_error *err)
{
    const sf_catalogue *c = &study->catalogue;
    sf_settling *found = sf_study_take(study, c->n_metrics * c->n_entities, sizeof *found);
    sf_status status = found == NULL ? sf_study_out_of_memory(err) : SF_OK;

    *n = 0;
    *out = found;
    for (uint16_t m = 0; m < c->n_metrics && status == SF_OK; m++) {
        for (uint16_t e = 0; e < c->n_entities && status == SF_OK && is_looked_at(c->metrics[m].id); e++) {
            const sf_band_point *points;
            size_t count;
            double *values;

            status = sf_study_band(study, scenario, c->metrics[m].id, c->entities[e], "all", &points, &count, err);
            if (status != SF_OK || count < FEWEST_MONTHS)
                continue;
            values = calloc(count, sizeof *values);
            if (values == NULL)
                return sf_study_out_of_memory(err);
            if (is_unsettled(points, count, values, &found[*n])) {
                found[*n].metric = m;
                found[*n].entity = e;
                ++*n;
            }
            free(values);
        }
    }
    return status;
}
