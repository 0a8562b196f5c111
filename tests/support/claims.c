/* tests/support/claims.c - see claims.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/claims.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "saksflyt/statistics.h"

enum {
    SECTIONS = 20
}; /* quantiles: pooled within sections of the replications, whose spread gives the standard error */

#define NIGHTLY_ERROR 0.0025
#define GATE 4.4

typedef struct sample {
    double *num, *den, *squares; /* by replication */
    uint64_t *counts[SECTIONS][SF_WAIT_ENDS];
} sample;

uint64_t oracle_seed(uint64_t given, bool nightly)
{
    const char *wanted = getenv("SAKSFLYT_ORACLE_SEED");

    if (!nightly)
        return given;
    return wanted != NULL ? strtoull(wanted, NULL, 10) : (uint64_t)time(NULL) / 86400;
}

/* --- collecting ------------------------------------------------------------------------------------------------------------ */

static void *room(size_t n, size_t size)
{
    void *memory = calloc(n, size);

    assert_non_null(memory);
    return memory;
}

static bool reads_histograms(const claim *c)
{
    return c->kind == QUANTILE || c->kind == WITHIN || c->kind == BEYOND;
}

static sample sample_of(const claim *c, size_t replications)
{
    sample s = {room(replications, sizeof(double)),
                room(replications, sizeof(double)),
                room(replications, sizeof(double)),
                {{NULL}}};

    for (int k = 0; k < SECTIONS && reads_histograms(c); k++) {
        for (int e = 0; e < SF_WAIT_ENDS; e++)
            s.counts[k][e] = room(SF_BIN_SLOTS, sizeof(uint64_t));
    }
    return s;
}

static void sample_free(sample *s)
{
    free(s->num);
    free(s->den);
    free(s->squares);
    for (int k = 0; k < SECTIONS; k++) {
        for (int e = 0; e < SF_WAIT_ENDS; e++)
            free(s->counts[k][e]);
    }
}

static const char *segment_of(const claim *c)
{
    return c->segment == NULL ? "all" : c->segment;
}

static void add_histograms(sample *s, const claim *c, const world *w, const sf_replication_record *r, size_t section)
{
    for (size_t i = 0; i < r->n_histograms; i++) {
        const sf_histogram_record *h = &r->histograms[i];

        if (h->entity != 0 || strcmp(w->model->catalogue.segments[h->segment], segment_of(c)) != 0 ||
            strcmp(w->model->catalogue.metrics[h->metric].id, c->metric) != 0)
            continue;
        for (uint32_t b = h->first_bin; b < h->first_bin + h->n_bins; b++)
            s->counts[section][h->end][sf_bin_to_slot(r->bins[b].bin)] += r->bins[b].count;
    }
}

static const sf_observation *row(const claim *c, const world *w, const sf_replication_record *r, sf_stat stat)
{
    const sf_observation *found = find_row(w, r, c->metric, c->entity == NULL ? "all" : c->entity, segment_of(c), stat);

    if (found == NULL)
        fail_msg("nothing is observed of %s %s", c->metric, sf_stat_name(stat));
    return found;
}

static void add_life(sample *s, const claim *c, const world *w, const sf_replication_record *r, size_t i, size_t n)
{
    const sf_observation *o;

    switch (c->kind) {
    case RATIO:
    case COMPLEMENT:
        o = row(c, w, r, c->stat);
        s->num[i] = o->num;
        s->den[i] = o->den;
        break;
    case VALUES_VARIANCE:
    case VALUES_DISPERSION:
        s->num[i] = row(c, w, r, c->stat)->value;
        break;
    case MEAN_OF_SERVED: /* who is turned away has waited no time */
        s->num[i] = row(c, w, r, SF_STAT_MEAN)->num;
        s->den[i] = row(c, w, r, SF_STAT_MEAN)->den - row(c, w, r, SF_STAT_ABANDONED)->num;
        break;
    case SERVED_WHO_WAITED:
        s->den[i] = row(c, w, r, SF_STAT_MEAN)->den - row(c, w, r, SF_STAT_ABANDONED)->num;
        s->num[i] = s->den[i] - row(c, w, r, SF_STAT_SHARE_ZERO)->num;
        break;
    case VARIANCE: /* sum of squares around 0, so that replications add up exactly */
        o = row(c, w, r, SF_STAT_MEAN);
        s->num[i] = o->num;
        s->den[i] = o->den;
        s->squares[i] = row(c, w, r, SF_STAT_SD)->num + o->num * o->num / o->den;
        break;
    case QUANTILE:
    case WITHIN:
    case BEYOND:
        add_histograms(s, c, w, r, i * SECTIONS / n);
        break;
    case CLAIM_KINDS:
        break;
    }
}

/* --- estimating ------------------------------------------------------------------------------------------------------------ */

static double variance_of(double num, double den, double squares)
{
    return squares / den - num / den * (num / den);
}

/* Jackknife: Efron 1982, ch. 3. */
static double variance_and_error(const sample *s, size_t n, double *se)
{
    sf_moments without = {0};
    double num = 0.0, den = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        num += s->num[i];
        den += s->den[i];
        squares += s->squares[i];
    }
    for (size_t i = 0; i < n; i++)
        sf_moments_add(&without, variance_of(num - s->num[i], den - s->den[i], squares - s->squares[i]));
    *se = sqrt((double)(n - 1) / (double)n * without.squares);
    return variance_of(num, den, squares);
}

/* The variance of the replications' values, or variance / mean, with its jackknifed error, as centred sums. */
static double spread_and_error(const sample *s, size_t n, bool over_mean, double *se)
{
    sf_moments all = {0}, without = {0};
    double m = (double)n, variance;

    for (size_t i = 0; i < n; i++)
        sf_moments_add(&all, s->num[i]);
    for (size_t i = 0; i < n; i++) {
        double d = s->num[i] - all.mean, mean = all.mean - d / (m - 1.0);
        double left = (all.squares - d * d * m / (m - 1.0)) / (m - 2.0);

        sf_moments_add(&without, over_mean ? left / mean : left);
    }
    *se = sqrt((m - 1.0) / m * without.squares);
    variance = all.squares / (m - 1.0);
    return over_mean ? variance / all.mean : variance;
}

static double from_histogram(const claim *c, uint64_t *const counts[SF_WAIT_ENDS])
{
    double *share = room(SF_BIN_SLOTS, sizeof *share), value;

    (void)sf_incidence(counts[SF_WAIT_SERVED], counts[SF_WAIT_ABANDONED], counts[SF_WAIT_OPEN], share);
    value = c->kind == QUANTILE ? sf_incidence_quantile(share, c->at) : sf_incidence_within(share, c->at);
    free(share);
    return c->kind == BEYOND ? 1.0 - value : value;
}

static double sectioned(const claim *c, sample *s, double *se)
{
    sf_moments moments = {0};

    for (int k = 0; k < SECTIONS; k++) {
        sf_moments_add(&moments, from_histogram(c, s->counts[k]));
        for (int e = 0; k > 0 && e < SF_WAIT_ENDS; e++) {
            for (size_t slot = 0; slot < SF_BIN_SLOTS; slot++)
                s->counts[0][e][slot] += s->counts[k][e][slot];
        }
    }
    *se = sf_moments_sd(&moments) / sqrt((double)SECTIONS);
    return from_histogram(c, s->counts[0]);
}

static double estimate_of(const claim *c, sample *s, size_t n, double *se)
{
    double value;

    switch (c->kind) {
    case VARIANCE:
        return variance_and_error(s, n, se);
    case VALUES_VARIANCE:
    case VALUES_DISPERSION:
        return spread_and_error(s, n, c->kind == VALUES_DISPERSION, se);
    case QUANTILE:
    case WITHIN:
    case BEYOND:
        return sectioned(c, s, se);
    default:
        value = sf_ratio_jackknife(n, s->num, s->den, se);
        return c->kind == COMPLEMENT ? 1.0 - value : value;
    }
}

/* --- judging --------------------------------------------------------------------------------------------------------------- */

static void add_to_table(const char *oracle_id, const char *system, const char *what, double estimate, double error,
                         double exact)
{
    const char *path = getenv("SAKSFLYT_ORACLE_TABLE");
    FILE *table = path == NULL ? NULL : fopen(path, "a");

    if (table == NULL)
        return;
    fprintf(table, "| %s | %s | %s | %.9g | %.7g | %+.2f | %.3f %% |\n", oracle_id, system, what, exact, estimate,
            (estimate - exact) / error, 100.0 * error / fabs(exact));
    fclose(table);
}

bool estimate_holds(const char *oracle_id, const char *system, const char *what, double estimate, double error,
                    double exact, double widest, uint64_t seed)
{
    double z = (estimate - exact) / error, percent = 100.0 * error / fabs(exact);

    add_to_table(oracle_id, system, what, estimate, error, exact);
    print_message("    %-4s %-34s %-36s %14.9g exact %14.9g  z %+5.2f  error %.3f %%\n", oracle_id, system, what,
                  estimate, exact, z, percent);
    if (fabs(z) <= GATE && percent <= 100.0 * widest)
        return true;
    print_error(
        "seed %llu: %s, %s: %s is %.9g, exactly %.9g: %.2f standard errors apart, an error of %.3f %% (at most %.3f %%)\n",
        (unsigned long long)seed, oracle_id, system, what, estimate, exact, z, percent, 100.0 * widest);
    return false;
}

static double widest_of(const claim *c, bool nightly)
{
    double at_night = c->nightly > 0.0 ? c->nightly : NIGHTLY_ERROR;

    return nightly || c->now <= 0.0 ? at_night : c->now;
}

static bool holds(const oracle *o, const claim *c, sample *s, size_t n, uint64_t seed, bool nightly)
{
    double se = NAN, times = c->times > 0.0 ? c->times : 1.0, value = estimate_of(c, s, n, &se);
    char system[128];

    snprintf(system, sizeof system, "%s%s%s%s%s", o->file, o->scenario != NULL ? ", " : "",
             o->scenario != NULL ? o->scenario : "", o->set != NULL ? ", " : "", o->set != NULL ? o->set : "");
    return estimate_holds(o->id, system, c->what, value * times, se * times, c->exact, widest_of(c, nightly), seed);
}

void claims_hold(const oracle *o, const claim *claims, size_t n_claims, bool nightly)
{
    char path[512];
    world w;
    size_t n, wrong = 0;
    uint64_t seed;
    sample *samples = room(n_claims, sizeof *samples);

    snprintf(path, sizeof path, "%s/configs/oracles/%s", SF_TEST_SOURCE_DIR, o->file);
    w = world_of_file(path, &o->set, o->set != NULL ? 1 : 0);
    n = w.model->replications * (nightly ? o->times : 1u);
    seed = oracle_seed(w.model->seed, nightly);
    for (size_t c = 0; c < n_claims; c++)
        samples[c] = sample_of(&claims[c], n);
    for (size_t i = 0; i < n; i++) {
        sf_replication_record r = life_of(&w, o->scenario != NULL ? o->scenario : "base", (uint32_t)i + 1, seed);

        for (size_t c = 0; c < n_claims; c++)
            add_life(&samples[c], &claims[c], &w, &r, i, n);
        sf_replication_free(&r);
    }
    for (size_t c = 0; c < n_claims; c++) {
        wrong += !holds(o, &claims[c], &samples[c], n, seed, nightly);
        sample_free(&samples[c]);
    }
    free(samples);
    world_close(&w);
    assert_int_equal(wrong, 0);
}
