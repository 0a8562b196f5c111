/* tests/oracle/test_textbook_queues.c - the configs in configs/oracles/ give what the formulas say. Exact values: the opening comment
 * of each config, with its source. A value passes when it lies within 4.4 standard errors of the exact one (two-sided p 1e-5), and
 * when its standard error is small enough for that to mean something: the limits below. tests/oracle/nightly_textbook_queues.c runs
 * the same with more replications, a new seed every night, and a standard error of at most 0.25 %.
 * SPDX-License-Identifier: GPL-3.0-or-later */
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
#include "support/lives.h"

#ifdef SF_ORACLE_NIGHTLY
#define TIMES(nightly) (nightly) /* so many times the replications of the config */
#define AT_MOST(now, nightly) (nightly)
#else
#define TIMES(nightly) 1
#define AT_MOST(now, nightly) (now)
#endif

enum {
    SECTIONS = 20
}; /* quantiles: pooled within sections of the replications, whose spread gives the standard error */

typedef enum claim_kind {
    RATIO,       /* sum / sum over the replications, jackknifed */
    COMPLEMENT,  /* 1 - RATIO */
    VARIANCE,    /* of waits */
    QUANTILE_95, /* of waits, from the histograms */
    WITHIN_A_DAY
} claim_kind;

typedef struct claim {
    claim_kind kind;
    const char *metric;
    sf_stat stat;
    double exact;
    double widest; /* largest standard error, as a share of the exact value */
} claim;

typedef struct sample {
    double *num, *den, *squares; /* by replication */
    uint64_t *counts[SECTIONS][SF_WAIT_ENDS];
} sample;

static uint64_t seed_of_the_day(const world *w)
{
#ifdef SF_ORACLE_NIGHTLY
    (void)w;
    return (uint64_t)time(NULL) / 86400;
#else
    return w->model->seed;
#endif
}

/* --- collecting ------------------------------------------------------------------------------------------------------------ */

static void *room(size_t n, size_t size)
{
    void *memory = calloc(n, size);

    assert_non_null(memory);
    return memory;
}

static sample sample_of(size_t replications)
{
    sample s = {room(replications, sizeof(double)),
                room(replications, sizeof(double)),
                room(replications, sizeof(double)),
                {{NULL}}};

    for (int k = 0; k < SECTIONS; k++) {
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

static void add_histograms(sample *s, const world *w, const sf_replication_record *r, const char *metric,
                           size_t section)
{
    for (size_t i = 0; i < r->n_histograms; i++) {
        const sf_histogram_record *h = &r->histograms[i];

        if (h->entity != 0 || h->segment != 0 || strcmp(w->model->catalogue.metrics[h->metric].id, metric) != 0)
            continue;
        for (uint32_t b = h->first_bin; b < h->first_bin + h->n_bins; b++)
            s->counts[section][h->end][sf_bin_to_slot(r->bins[b].bin)] += r->bins[b].count;
    }
}

static void add_life(sample *s, const claim *c, const world *w, const sf_replication_record *r, size_t i, size_t n)
{
    const sf_observation *mean = find_row(w, r, c->metric, "all", "all", c->stat);

    assert_non_null(mean);
    s->num[i] = mean->num;
    s->den[i] = mean->den;
    if (c->kind == VARIANCE) { /* sum of squares around 0, so that replications add up exactly */
        const sf_observation *sd = find_row(w, r, c->metric, "all", "all", SF_STAT_SD);

        assert_non_null(sd);
        s->squares[i] = sd->num + mean->num * mean->num / mean->den;
    }
    if (c->kind == QUANTILE_95 || c->kind == WITHIN_A_DAY)
        add_histograms(s, w, r, c->metric, i * SECTIONS / n);
}

/* --- estimating ------------------------------------------------------------------------------------------------------------ */

static double variance_without(const sample *s, size_t n, size_t left_out)
{
    double num = 0.0, den = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        if (i == left_out)
            continue;
        num += s->num[i];
        den += s->den[i];
        squares += s->squares[i];
    }
    return squares / den - num / den * (num / den);
}

static double variance_and_error(const sample *s, size_t n, double *se)
{
    double sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += variance_without(s, n, i) / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += pow(variance_without(s, n, i) - sum, 2.0);
    *se = sqrt((double)(n - 1) / (double)n * squares);
    return variance_without(s, n, n);
}

static double from_histogram(const claim *c, uint64_t *const counts[SF_WAIT_ENDS])
{
    double *share = room(SF_BIN_SLOTS, sizeof *share), value;

    (void)sf_incidence(counts[SF_WAIT_SERVED], counts[SF_WAIT_ABANDONED], counts[SF_WAIT_OPEN], share);
    value = c->kind == QUANTILE_95 ? sf_incidence_quantile(share, 0.95) : sf_incidence_within(share, 1.0);
    free(share);
    return value;
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

static bool holds(const claim *c, sample *s, size_t n, uint64_t seed)
{
    double se = NAN, value = NAN, z;

    if (c->kind == VARIANCE) {
        value = variance_and_error(s, n, &se);
    } else if (c->kind == RATIO || c->kind == COMPLEMENT) {
        value = sf_ratio_jackknife(n, s->num, s->den, &se);
        if (c->kind == COMPLEMENT)
            value = 1.0 - value;
    } else {
        value = sectioned(c, s, &se);
    }
    z = (value - c->exact) / se;
    print_message("    %-22s %-10s %14.9g exact %14.9g  z %+5.2f  error %.3f %%\n", c->metric,
                  c->kind == VARIANCE       ? "variance"
                  : c->kind == COMPLEMENT   ? "1 - share"
                  : c->kind == QUANTILE_95  ? "p95"
                  : c->kind == WITHIN_A_DAY ? "within 1 d"
                                            : sf_stat_name(c->stat),
                  value, c->exact, z, 100.0 * se / c->exact);
    if (fabs(z) <= 4.4 && se <= c->widest * c->exact)
        return true;
    print_error("seed %llu: %s is %.9g, exactly %.9g: %.2f standard errors of %.3f %% (at most %.3f %%)\n",
                (unsigned long long)seed, c->metric, value, c->exact, z, 100.0 * se / c->exact, 100.0 * c->widest);
    return false;
}

/* Runs one scenario of a config and holds every claim against it. */
static void claims_hold(const char *file, const char *scenario, size_t times, const claim *claims, size_t n_claims)
{
    char path[512];
    world w;
    size_t n, wrong = 0;
    uint64_t seed;
    sample *samples = room(n_claims, sizeof *samples);

    snprintf(path, sizeof path, "%s/configs/oracles/%s", SF_TEST_SOURCE_DIR, file);
    w = world_of_file(path, NULL, 0);
    n = w.model->replications * times;
    seed = seed_of_the_day(&w);
    for (size_t c = 0; c < n_claims; c++)
        samples[c] = sample_of(n);
    for (size_t i = 0; i < n; i++) {
        sf_replication_record r = life_of(&w, scenario, (uint32_t)i + 1, seed);

        for (size_t c = 0; c < n_claims; c++)
            add_life(&samples[c], &claims[c], &w, &r, i, n);
        sf_replication_free(&r);
    }
    for (size_t c = 0; c < n_claims; c++) {
        wrong += !holds(&claims[c], &samples[c], n, seed);
        sample_free(&samples[c]);
    }
    free(samples);
    world_close(&w);
    assert_int_equal(wrong, 0);
}

#define CLAIMS_HOLD(file, scenario, times, claims) \
    claims_hold(file, scenario, times, claims, sizeof(claims) / sizeof((claims)[0]))

/* --- what is true ---------------------------------------------------------------------------------------------------------- */

static void five_places_make_people_wait_as_erlang_c_says(void **state)
{
    const claim claims[] = {
        {COMPLEMENT, "wait.tiltak", SF_STAT_SHARE_ZERO, 0.554112554113, 0.0025},
        {RATIO, "wait.tiltak", SF_STAT_MEAN, 0.554112554113, 0.0025},
        {RATIO, "queue.tiltak", SF_STAT_MEAN, 2.216450216450, 0.0025},
        {RATIO, "use.tiltak", SF_STAT_MEAN, 0.8, 0.0025},
        {QUANTILE_95, "wait.tiltak", SF_STAT_MEAN, 2.405344826952, 0.004},
        {WITHIN_A_DAY, "wait.tiltak", SF_STAT_MEAN, 1.0 - 0.203846616753, 0.0025},
    };

    (void)state;
    CLAIMS_HOLD("o2_mm5.cfg", "base", TIMES(2), claims);
}

/* One place and 0.7 arrivals a day: what is the same for every spread of the stay. */
#define ANY_STAY                                                  \
    {COMPLEMENT, "wait.tiltak", SF_STAT_SHARE_ZERO, 0.7, 0.0025}, \
    {                                                             \
        RATIO, "use.tiltak", SF_STAT_MEAN, 0.7, 0.0025            \
    }

static void equal_stays_halve_the_wait_of_exponential_ones(void **state)
{
    const claim claims[] = {ANY_STAY, {RATIO, "wait.tiltak", SF_STAT_MEAN, 1.166666666667, AT_MOST(0.006, 0.0025)}};

    (void)state;
    CLAIMS_HOLD("o4_mg1.cfg", "fixed", TIMES(5), claims);
}

static void erlang_stays_wait_as_pollaczek_and_khinchine_say(void **state)
{
    const claim claims[] = {
        ANY_STAY,
        {RATIO, "wait.tiltak", SF_STAT_MEAN, 1.458333333333, AT_MOST(0.006, 0.0025)},
        {VARIANCE, "wait.tiltak", SF_STAT_MEAN, 3.585069444444, AT_MOST(0.015, 0.006)},
    };

    (void)state;
    CLAIMS_HOLD("o4_mg1.cfg", "erlang", TIMES(5), claims);
}

static void exponential_stays_wait_as_pollaczek_and_khinchine_say(void **state)
{
    const claim claims[] = {ANY_STAY, {RATIO, "wait.tiltak", SF_STAT_MEAN, 2.333333333333, AT_MOST(0.008, 0.0025)}};

    (void)state;
    CLAIMS_HOLD("o4_mg1.cfg", "exponential", TIMES(10), claims);
}

static void lognormal_stays_wait_five_times_as_long_as_equal_ones(void **state)
{
    const claim claims[] = {
        ANY_STAY,
        {RATIO, "wait.tiltak", SF_STAT_MEAN, 5.833333333333, AT_MOST(0.025, 0.0025)},
        {VARIANCE, "wait.tiltak", SF_STAT_MEAN, 131.25, AT_MOST(0.2, 0.05)},
    };

    (void)state;
    CLAIMS_HOLD("o4_mg1.cfg", "lognormal", TIMES(100), claims);
}

static void impatient_people_give_up_as_palm_says(void **state)
{
    const claim claims[] = {
        {COMPLEMENT, "wait.tiltak", SF_STAT_SHARE_ZERO, 0.467774068554, AT_MOST(0.006, 0.0025)},
        {RATIO, "wait.tiltak", SF_STAT_ABANDONED, 0.030912249162, AT_MOST(0.008, 0.0025)},
        {RATIO, "wait.tiltak", SF_STAT_MEAN, 0.061824498324, AT_MOST(0.008, 0.0025)},
        {RATIO, "queue.tiltak", SF_STAT_MEAN, 2.967575919571, AT_MOST(0.008, 0.0025)},
        {RATIO, "use.tiltak", SF_STAT_MEAN, 46.516212040 / 50.0, 0.0025},
    };

    (void)state;
    CLAIMS_HOLD("o8_mm50_m.cfg", "base", TIMES(8), claims);
}

static void exits_compete_until_the_limit_as_renewal_theory_says(void **state)
{
    const claim claims[] = {
        {RATIO, "stay", SF_STAT_MEAN, 14.744581316032 * 30.4375, 0.0025},
        {RATIO, "outcome.exit/work", SF_STAT_MEAN, 0.589783252641, 0.0025},
        {RATIO, "outcome.exit/disability", SF_STAT_MEAN, 0.221168719740, 0.0025},
        {RATIO, "outcome.exit/other", SF_STAT_MEAN, 0.073722906580, AT_MOST(0.005, 0.0025)},
        {RATIO, "outcome.exit/limit", SF_STAT_MEAN, 0.115325121038, AT_MOST(0.004, 0.0025)},
        {RATIO, "limit.reached", SF_STAT_MEAN, 0.115325121038, AT_MOST(0.004, 0.0025)},
        {RATIO, "stock", SF_STAT_MEAN, 14744.581316, 0.0025},
    };

    (void)state;
    CLAIMS_HOLD("o14_aap_like_spell.cfg", "base", TIMES(4), claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_places_make_people_wait_as_erlang_c_says),
        cmocka_unit_test(equal_stays_halve_the_wait_of_exponential_ones),
        cmocka_unit_test(erlang_stays_wait_as_pollaczek_and_khinchine_say),
        cmocka_unit_test(exponential_stays_wait_as_pollaczek_and_khinchine_say),
        cmocka_unit_test(lognormal_stays_wait_five_times_as_long_as_equal_ones),
        cmocka_unit_test(impatient_people_give_up_as_palm_says),
        cmocka_unit_test(exits_compete_until_the_limit_as_renewal_theory_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
