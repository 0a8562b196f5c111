/* experiments/precision.c - the smallest n whose first n replications are precise enough.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/precision.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "models/targets.h"
#include "results/response.h"
#include "results/summary.h"
#include "saksflyt/statistics.h"

typedef struct goal {
    uint16_t metric, entity, segment;
    int stat; /* sf_stat, or -1: the first of mean, rate, count, sum that the row has */
    double half_width;
    const char *text;
} goal;

enum { SECTIONS = 10 }; /* most groups of replications for intervals of quantiles, as in results/reader.h */

/* The histogram of one replication, until its turn has come: how waits ended, in which slot, how many. */
typedef struct slot_count {
    uint32_t slot, count;
    uint8_t end;
} slot_count;
typedef struct slot_counts {
    slot_count *items;
    size_t n;
} slot_counts;

/* Waits by how they ended, of all replications so far and of each group of them. */
typedef struct pools {
    uint64_t *ends[1 + SECTIONS][SF_WAIT_ENDS]; /* SF_BIN_SLOTS each */
    double *share;
} pools;

/* What one goal needs of one scenario, by replication - 1. */
typedef struct samples {
    double *num, *den, *value;
    slot_counts *waiting; /* of a pooled statistic; NULL */
    pools *pools;         /* of a pooled statistic; NULL */
    bool has_sums, has_histograms;
    int stat;
} samples;

struct sf_precision {
    const sf_model *model;
    const bool *wanted;
    uint32_t most;
    goal *goals;
    size_t n_goals;
    samples *samples;      /* [scenario * n_goals + goal] */
    unsigned char *counts; /* by replication - 1: how many of the wanted scenarios are there */
    size_t n_wanted;
    uint32_t complete;    /* replications 1 ... complete are there in all wanted scenarios */
    uint32_t last_failed; /* the largest n up to complete that is not enough */
    double would_take;
};

/* --- reading what is asked for ---------------------------------------------------------------------------------------------- */

static sf_status read_goal(const sf_catalogue *c, const char *text, goal *out, sf_error *err)
{
    const char *equals = strrchr(text, '='), *unit;
    char words[256];
    sf_measure measure;
    bool has_stat;
    sf_status status;

    if (equals == NULL || equals == text || (size_t)(equals - text) >= sizeof words)
        return SF_FAIL(err, SF_EUSAGE, NULL,
                       _("--precision: \"%s\" is no METRIC=HALFWIDTH; write wait.meeting=\"0.5 d\" for example"), text);
    snprintf(words, sizeof words, "%.*s", (int)(equals - text), text);
    status = sf_measure_read("--precision", words, c, &measure, &has_stat, err);
    if (status != SF_OK)
        return status;
    if (measure.stat == SF_STAT_SD)
        return SF_FAIL(
            err, SF_EUSAGE, NULL,
            _("--precision: %s has no interval that could be narrow; ask for the precision of a mean, a rate, a share or a quantile"),
            sf_stat_name(measure.stat));
    *out = (goal){.metric = measure.metric,
                  .entity = measure.entity,
                  .segment = measure.segment,
                  .stat = has_stat ? (int)measure.stat : -1,
                  .text = text};
    unit = sf_stat_unit(&c->metrics[measure.metric], measure.stat);
    if (!sf_difference_read(unit, equals + 1 + strspn(equals + 1, " "), &out->half_width) || !(out->half_width > 0.0))
        return SF_FAIL(err, SF_EUSAGE, NULL, _("--precision: \"%s\" is no half-width for %s, which is measured in %s"),
                       equals + 1, c->metrics[out->metric].id, unit);
    return SF_OK;
}

static bool is_pooled(int stat)
{
    return stat == SF_STAT_P50 || stat == SF_STAT_P90 || stat == SF_STAT_P95 || stat == SF_STAT_SHARE_WITHIN;
}

static void close_pools(pools *p)
{
    for (int g = 0; p != NULL && g <= SECTIONS; g++)
        for (int e = 0; e < SF_WAIT_ENDS; e++)
            free(p->ends[g][e]);
    if (p != NULL)
        free(p->share);
    free(p);
}

static pools *open_pools(void)
{
    pools *p = calloc(1, sizeof *p);
    bool has_room = p != NULL;

    for (int g = 0; g <= SECTIONS && has_room; g++)
        for (int e = 0; e < SF_WAIT_ENDS && has_room; e++) {
            p->ends[g][e] = calloc(SF_BIN_SLOTS, sizeof *p->ends[g][e]);
            has_room = p->ends[g][e] != NULL;
        }
    if (has_room)
        p->share = calloc(SF_BIN_SLOTS, sizeof *p->share);
    if (!has_room || p->share == NULL) {
        close_pools(p);
        return NULL;
    }
    return p;
}

sf_status sf_precision_open(const char *const *texts, size_t n_texts, const sf_model *model, const bool *wanted,
                            uint32_t most, sf_precision **out, sf_error *err)
{
    sf_precision *p = calloc(1, sizeof *p);
    sf_status status = SF_OK;

    if (p == NULL)
        return sf_out_of_memory(err);
    *p = (sf_precision){.model = model,
                        .wanted = wanted,
                        .most = most,
                        .goals = calloc(n_texts + 1, sizeof *p->goals),
                        .n_goals = n_texts,
                        .samples = calloc(model->n_scenarios * n_texts + 1, sizeof *p->samples),
                        .counts = calloc((size_t)most + 1, 1),
                        .last_failed = SF_LEAST_REPLICATIONS - 1};
    if (p->goals == NULL || p->samples == NULL || p->counts == NULL)
        status = sf_out_of_memory(err);
    for (size_t s = 0; s < model->n_scenarios; s++)
        p->n_wanted += wanted[s];
    for (size_t i = 0; i < n_texts && status == SF_OK; i++)
        status = read_goal(&model->catalogue, texts[i], &p->goals[i], err);
    for (size_t i = 0; i < model->n_scenarios * n_texts && status == SF_OK; i++) {
        samples *one = &p->samples[i];

        *one = (samples){.num = calloc((size_t)most + 1, sizeof(double)),
                         .den = calloc((size_t)most + 1, sizeof(double)),
                         .value = calloc((size_t)most + 1, sizeof(double)),
                         .stat = p->goals[i % n_texts].stat};
        if (is_pooled(one->stat)) {
            one->waiting = calloc((size_t)most + 1, sizeof *one->waiting);
            one->pools = open_pools();
        }
        if (one->num == NULL || one->den == NULL || one->value == NULL ||
            (is_pooled(one->stat) && (one->waiting == NULL || one->pools == NULL)))
            status = sf_out_of_memory(err);
    }
    if (status != SF_OK) {
        sf_precision_close(p);
        return status;
    }
    *out = p;
    return SF_OK;
}

void sf_precision_close(sf_precision *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; p->samples != NULL && i < p->model->n_scenarios * p->n_goals; i++) {
        free(p->samples[i].num);
        free(p->samples[i].den);
        free(p->samples[i].value);
        for (uint32_t r = 0; p->samples[i].waiting != NULL && r < p->most; r++)
            free(p->samples[i].waiting[r].items);
        free(p->samples[i].waiting);
        close_pools(p->samples[i].pools);
    }
    free(p->samples);
    free(p->goals);
    free(p->counts);
    free(p);
}

/* --- is n enough? -------------------------------------------------------------------------------------------------------------- */

static double read_pool(pools *p, size_t group, int stat, double target)
{
    if (sf_incidence(p->ends[group][SF_WAIT_SERVED], p->ends[group][SF_WAIT_ABANDONED], p->ends[group][SF_WAIT_OPEN],
                     p->share) == 0)
        return (double)NAN;
    if (stat == SF_STAT_SHARE_WITHIN)
        return isnan(target) ? (double)NAN : sf_incidence_within(p->share, target);
    return sf_incidence_quantile(p->share, stat == SF_STAT_P50 ? 0.50 : stat == SF_STAT_P90 ? 0.90 : 0.95);
}

/* Sectioning (Asmussen & Glynn 2007, III.5a), as in results/estimate.c: replications are dealt out in turn to min(10, n) groups. */
static double half_width_by_sections(const samples *s, uint32_t n, double target)
{
    const uint32_t groups = n < SECTIONS ? n : SECTIONS;
    const double all = read_pool(s->pools, SECTIONS, s->stat, target);
    double squares = 0.0;

    for (uint32_t g = 0; g < groups; g++) {
        const double one = read_pool(s->pools, g, s->stat, target);

        squares += (one - all) * (one - all);
    }
    return sf_t_quantile(0.95, (double)groups - 1.0) * sqrt(squares / ((double)groups - 1.0) / (double)groups);
}

/* Half the width of the 95 % interval over the first n; NAN when there is none. The same estimates as in results/estimate.c. */
static double half_width_of(const samples *s, uint32_t n, double target)
{
    sf_moments moments = {0};
    double error;

    if (s->has_histograms)
        return half_width_by_sections(s, n, target);
    if (s->has_sums) {
        (void)sf_ratio_jackknife(n, s->num, s->den, &error);
        return sf_t_quantile(0.95, (double)n - 1.0) * error;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!isnan(s->value[i]))
            sf_moments_add(&moments, s->value[i]);
    }
    if (moments.count < 2)
        return (double)NAN;
    return sf_t_quantile(0.95, (double)moments.count - 1.0) * sf_moments_sd(&moments) / sqrt((double)moments.count);
}

static bool is_enough(sf_precision *p, uint32_t n)
{
    bool enough = true;

    p->would_take = 0.0;
    for (size_t s = 0; s < p->model->n_scenarios; s++) {
        for (size_t g = 0; g < p->n_goals && p->wanted[s]; g++) {
            const double width = half_width_of(&p->samples[s * p->n_goals + g], n,
                                               p->model->catalogue.metrics[p->goals[g].metric].target),
                         asked = p->goals[g].half_width;

            enough = enough && width <= asked; /* NAN is not enough */
            p->would_take = fmax(p->would_take, (double)n * (width / asked) * (width / asked));
        }
    }
    return enough;
}

static uint32_t look_ahead_of(uint32_t n)
{
    return n / 20 > SF_LOOK_AHEAD ? n / 20 : SF_LOOK_AHEAD;
}

/* --- taking replications ----------------------------------------------------------------------------------------------------------- */

static const sf_observation *row_of(const goal *g, int stat, const sf_observation *observations, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const sf_observation *o = &observations[i];

        if (o->metric == g->metric && o->entity == g->entity && o->segment == g->segment && o->stat == stat)
            return o;
    }
    return NULL;
}

static void choose_stat(const goal *g, samples *s, const sf_observation *observations, size_t n)
{
    static const sf_stat usual[] = {SF_STAT_MEAN, SF_STAT_RATE, SF_STAT_COUNT, SF_STAT_SUM};

    for (size_t i = 0; i < sizeof usual / sizeof usual[0] && s->stat < 0; i++) {
        if (row_of(g, (int)usual[i], observations, n) != NULL)
            s->stat = (int)usual[i];
    }
}

/* Keeps the bins of a goal until the replications before have come. */
static sf_status keep_bins(const goal *g, samples *s, uint32_t at, const sf_replication_record *record, sf_error *err)
{
    slot_counts kept = {calloc(record->n_bins + 1, sizeof *kept.items), 0};

    if (kept.items == NULL)
        return sf_out_of_memory(err);
    for (size_t h = 0; h < record->n_histograms; h++) {
        const sf_histogram_record *one = &record->histograms[h];

        if (one->metric != g->metric || one->entity != g->entity || one->segment != g->segment)
            continue;
        for (uint32_t i = 0; i < one->n_bins; i++) {
            const sf_histogram_bin bin = record->bins[one->first_bin + i];

            kept.items[kept.n++] = (slot_count){sf_bin_to_slot(bin.bin), bin.count, one->end};
        }
        s->has_histograms = true;
    }
    s->waiting[at] = kept;
    return SF_OK;
}

/* The turn of a replication has come: into the pool of all, and into that of its group. */
static void pool_bins(samples *s, uint32_t at)
{
    const size_t groups[] = {SECTIONS, at % SECTIONS};

    for (size_t i = 0; s->waiting != NULL && i < s->waiting[at].n; i++) {
        const slot_count one = s->waiting[at].items[i];

        for (size_t g = 0; g < 2; g++)
            s->pools->ends[groups[g]][one.end][one.slot] += one.count;
    }
    if (s->waiting != NULL) {
        free(s->waiting[at].items);
        s->waiting[at] = (slot_counts){NULL, 0};
    }
}

static void turn_has_come(sf_precision *p)
{
    for (size_t i = 0; i < p->model->n_scenarios * p->n_goals; i++)
        if (p->wanted[i / p->n_goals])
            pool_bins(&p->samples[i], p->complete);
    p->complete++;
}

sf_status sf_precision_add(sf_precision *p, uint32_t scenario, const sf_replication_record *record, sf_error *err)
{
    const uint32_t replication = record->replication, at = replication - 1;
    const sf_observation *observations = record->observations;
    const size_t n = record->n_observations;
    sf_status status;

    if (replication > p->most || !p->wanted[scenario])
        return SF_OK;
    for (size_t g = 0; g < p->n_goals; g++) {
        samples *s = &p->samples[scenario * p->n_goals + g];
        const sf_observation *o;

        if (s->stat < 0)
            choose_stat(&p->goals[g], s, observations, n);
        o = s->stat < 0 ? NULL : row_of(&p->goals[g], s->stat, observations, n);
        if (o == NULL && s->stat < 0)
            return SF_FAIL(
                err, SF_EUSAGE, NULL,
                _("--precision %s: there is no such row; see which entities and statistics summary.csv has for the metric"),
                p->goals[g].text);
        s->value[at] = o == NULL ? (double)NAN : o->value;
        if (o != NULL && !isnan(o->num) && !isnan(o->den) && s->stat != SF_STAT_COUNT && s->stat != SF_STAT_SUM) {
            s->has_sums = true;
            s->num[at] = o->num;
            s->den[at] = o->den;
        }
        status = s->waiting == NULL ? SF_OK : keep_bins(&p->goals[g], s, at, record, err);
        if (status != SF_OK)
            return status;
    }
    p->counts[at]++;
    assert(p->counts[at] <= p->n_wanted);
    while (p->complete < p->most && p->counts[p->complete] == p->n_wanted && sf_precision_reached(p) == 0) {
        turn_has_come(p);
        if (p->complete >= SF_LEAST_REPLICATIONS && !is_enough(p, p->complete))
            p->last_failed = p->complete;
    }
    return SF_OK;
}

uint32_t sf_precision_needed(const sf_precision *p)
{
    return p->last_failed + 1 < p->most ? p->last_failed + 1 : p->most;
}

uint32_t sf_precision_reached(const sf_precision *p)
{
    const uint32_t n = p->last_failed + 1;

    if (n > p->most || n > p->complete)
        return 0;
    return p->complete >= n + look_ahead_of(n) || p->complete == p->most ? n : 0;
}

double sf_precision_would_take(const sf_precision *p)
{
    return ceil(p->would_take);
}
