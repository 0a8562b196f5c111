/* tests/oracle/test_engine_queues.c - textbook queues written with the public headers alone: engine, luck and statistics, no model and no
 * config. What a library user would write, and a second way to the same formulas. The gate: tests/support/claims.h, with the standard
 * errors of a short run; tests/oracle/nightly_engine_queues.c has the full one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "saksflyt/engine.h"
#include "saksflyt/luck.h"
#include "saksflyt/statistics.h"
#include "support/claims.h"

#ifdef SF_ORACLE_NIGHTLY
#define NIGHTLY true
#define TIMES(nightly) (nightly)
#define AT_MOST(now) ((void)(now), 0.0025)
#else
#define NIGHTLY false
#define TIMES(nightly) 1
#define AT_MOST(now) (now)
#endif

/* --- memory for a small engine --------------------------------------------------------------------------------------------- */

enum { SLOTS = 64, ROOM = 2 * SLOTS + 1024, LINE = 1 << 16 };

typedef struct machine {
    sf_engine engine;
    sf_timer timers[SLOTS];
    void *memory;
} machine;

static void machine_starts(machine *m)
{
    if (m->memory == NULL)
        m->memory = aligned_alloc(64, (sf_engine_memory(ROOM) + 63) / 64 * 64);
    assert_non_null(m->memory);
    for (int i = 0; i < SLOTS; i++)
        m->timers[i] = 0;
    sf_engine_start(&m->engine, m->timers, SLOTS, m->memory, ROOM);
}

/* --- M/M/c ----------------------------------------------------------------------------------------------------------------- */

typedef struct office {
    machine machine;
    double arrival_rate;
    uint32_t servers;
    sf_luck luck;
    uint32_t arrived, served;
    double came[LINE]; /* when: of those who wait, by number */
    uint64_t waiting;  /* first number in line */
    uint32_t in_line, busy;
    sf_level number;
    double warm_up, waits;
    uint64_t waited; /* people counted */
} office;

static void is_served(office *o, double since)
{
    uint32_t slot = 1;

    while (sf_engine_is_pending(&o->machine.engine, slot))
        slot++;
    o->busy++;
    sf_engine_schedule(&o->machine.engine, slot,
                       o->machine.engine.now + sf_luck_exponential(o->luck, o->served++, 2, 0, 0), 0);
    if (since >= o->warm_up) {
        o->waits += o->machine.engine.now - since;
        o->waited++;
    }
}

static void joins(office *o)
{
    double now = o->machine.engine.now;

    sf_level_add(&o->number, now, 1.0);
    if (o->busy < o->servers) {
        is_served(o, now);
        return;
    }
    assert_true(o->in_line < LINE);
    o->came[(o->waiting + o->in_line++) % LINE] = now;
}

static void something_happens(void *model, uint32_t slot)
{
    office *o = model;
    double now = o->machine.engine.now;

    if (slot == 0) { /* an arrival */
        joins(o);
        sf_engine_schedule(&o->machine.engine, 0,
                           now + sf_luck_exponential(o->luck, o->arrived++, 1, 0, 0) / o->arrival_rate, 1);
        return;
    }
    sf_level_add(&o->number, now, -1.0);
    o->busy--;
    if (o->in_line > 0) {
        o->in_line--;
        is_served(o, o->came[o->waiting++ % LINE]);
    }
}

/* One replication with so many people there at the start; area: of the number in the system, from the warm-up on. */
static double office_runs(office *o, uint32_t at_first, double warm_up, double days)
{
    double before;

    machine_starts(&o->machine);
    o->arrived = o->served = o->in_line = o->busy = 0;
    o->waiting = o->waited = 0;
    o->waits = 0.0;
    o->number = (sf_level){0};
    o->warm_up = warm_up;
    for (uint32_t i = 0; i < at_first; i++)
        joins(o);
    sf_engine_schedule(&o->machine.engine, 0, sf_luck_exponential(o->luck, o->arrived++, 1, 0, 0) / o->arrival_rate, 1);
    assert_int_equal(sf_engine_run(&o->machine.engine, warm_up, something_happens, o, NULL), SF_OK);
    before = sf_level_area(&o->number, warm_up);
    assert_int_equal(sf_engine_run(&o->machine.engine, warm_up + days, something_happens, o, NULL), SF_OK);
    return sf_level_area(&o->number, warm_up + days) - before;
}

static void m_m_c_is_as_erlang_says(const char *id, const char *system, uint32_t servers, double arrivals, double wait,
                                    double number, size_t replications, double now)
{
    enum { DAYS = 4000 };
    uint64_t seed = oracle_seed(20260101, NIGHTLY);
    office *o = calloc(1, sizeof *o);
    double *waits = calloc(replications, sizeof *waits), *people = calloc(replications, sizeof *people),
           *areas = calloc(replications, sizeof *areas), *days = calloc(replications, sizeof *days), se, mean;
    bool holds;

    assert(o != NULL && waits != NULL && people != NULL && areas != NULL && days != NULL);
    o->servers = servers;
    o->arrival_rate = arrivals;
    for (size_t i = 0; i < replications; i++) {
        o->luck = sf_luck_of(seed, (uint32_t)i + 1);
        areas[i] = office_runs(o, 0, 1000.0, DAYS);
        days[i] = DAYS;
        waits[i] = o->waits;
        people[i] = (double)o->waited;
    }
    mean = sf_ratio_jackknife(replications, waits, people, &se);
    holds = estimate_holds(id, system, "mean wait, d (library)", mean, se, wait, AT_MOST(now), seed);
    mean = sf_ratio_jackknife(replications, areas, days, &se);
    holds = estimate_holds(id, system, "number in the system (library)", mean, se, number, AT_MOST(now), seed) && holds;
    free(o->machine.memory);
    free(o);
    free(waits);
    free(people);
    free(areas);
    free(days);
    assert_true(holds);
}

static void queues_written_with_the_public_headers_are_erlangs(void **state)
{
    (void)state;
    m_m_c_is_as_erlang_says("O1", "M/M/1", 1, 0.8, 4.0, 4.0, TIMES(60) * 200, 0.03);
    m_m_c_is_as_erlang_says("O2", "M/M/5", 5, 4.0, 0.554112554113, 4.0 + 2.216450216450, TIMES(14) * 300, 0.01);
    m_m_c_is_as_erlang_says("O3", "M/M/30", 30, 27.0, 0.157136123316, 27.0 + 4.242675329523, TIMES(50) * 60, 0.03);
}

/* --- the variance of a time average ---------------------------------------------------------------------------------------- */

/* Of the number in M/M/1 over T days in equilibrium, exactly: (s T - c) / T^2, s = 2 int C(t) dt, c = 2 int t C(t) dt, but for a
 * remainder like exp(-T/90). With f the number less its mean, g solves Qg = -f and h Qh = -g; for a birth-death chain the
 * differences of g are sums: lambda pi(n) (g(n+1) - g(n)) = sum of pi f beyond n. */
static double variance_of_mean_number(double lambda, double mu, double days, double *constant)
{
    enum { N = 600 };
    double pi[N], of[3][N] = {{0.0}}, *f = of[0], *g = of[1], *h = of[2], rho = lambda / mu, s = 0.0, c = 0.0;

    for (int n = 0; n < N; n++) {
        pi[n] = (1.0 - rho) * pow(rho, n);
        f[n] = n - rho / (1.0 - rho);
    }
    for (int k = 0; k < 2; k++) {
        double beyond = 0.0, mean = 0.0, step[N];

        for (int n = N - 1; n > 0; n--) {
            beyond += pi[n] * of[k][n];
            step[n - 1] = beyond / (lambda * pi[n - 1]);
        }
        of[k + 1][0] = 0.0;
        for (int n = 1; n < N; n++)
            of[k + 1][n] = of[k + 1][n - 1] + step[n - 1];
        for (int n = 0; n < N; n++)
            mean += pi[n] * of[k + 1][n];
        for (int n = 0; n < N; n++)
            of[k + 1][n] -= mean;
    }
    for (int n = 0; n < N; n++) {
        s += 2.0 * pi[n] * f[n] * g[n];
        c += 2.0 * pi[n] * f[n] * h[n];
    }
    *constant = s;
    return (s * days - c) / (days * days);
}

/* The error of a variance goes by the root of 2 / replications, whatever is counted. */
static void a_time_average_of_m_m_1_varies_as_whitt_says(void **state)
{
    enum { DAYS = 2000 };
    const size_t n = TIMES(400) * 3400;
    const uint64_t seed = oracle_seed(20260101, NIGHTLY);
    office *o = calloc(1, sizeof *o);
    sf_moments means = {0};
    double constant, exact = variance_of_mean_number(0.8, 1.0, DAYS, &constant), *all = calloc(n, sizeof *all),
                     fourth = 0.0, variance;

    (void)state;
    assert(o != NULL && all != NULL);
    assert_true(fabs(constant / 1800.0 - 1.0) < 1e-9); /* 2 rho (1 + rho) / (mu (1 - rho)^4), Whitt 1989 */
    o->servers = 1;
    o->arrival_rate = 0.8;
    for (size_t i = 0; i < n; i++) {
        o->luck = sf_luck_of(seed, (uint32_t)i + 1);
        /* in equilibrium from the start: P(N >= k) = 0.8^k */
        all[i] = office_runs(o, (uint32_t)(log(sf_luck_uniform(o->luck, 0, 3, 0, 0)) / log(0.8)), 0.0, DAYS) / DAYS;
        sf_moments_add(&means, all[i]);
    }
    for (size_t i = 0; i < n; i++)
        fourth += pow(all[i] - means.mean, 4.0) / (double)n;
    variance = means.squares / (double)(n - 1);
    free(o->machine.memory);
    free(o);
    free(all);
    /* The distribution of the mean has a long tail, so its fourth moment, not 3, tells the error. */
    assert_true(estimate_holds("O1", "M/M/1", "variance of the mean over 2,000 d (library)", variance,
                               sqrt((fourth - variance * variance) / (double)n), exact, AT_MOST(0.06), seed));
}

/* --- at work and away ------------------------------------------------------------------------------------------------------ */

typedef struct veileder {
    machine machine;
    sf_luck luck;
    uint32_t spell;
    bool is_away;
    sf_level at_work;
} veileder;

/* Gamma with shape 2 and mean 40 d: two exponentials of 20 d; away 5 to 15 d. */
static void comes_or_goes(void *model, uint32_t slot)
{
    veileder *v = model;
    double now = v->machine.engine.now, days, pair[2];

    v->is_away = !v->is_away;
    sf_level_set(&v->at_work, now, v->is_away ? 0.0 : 1.0);
    if (v->is_away) {
        days = 5.0 + 10.0 * sf_luck_uniform(v->luck, 1, 2, 0, v->spell);
    } else {
        sf_luck_exponential_pair(v->luck, 1, 1, 0, ++v->spell, pair);
        days = 20.0 * (pair[0] + pair[1]);
    }
    sf_engine_schedule(&v->machine.engine, slot, now + days, 0);
}

static void availability_is_as_alternating_renewals_say(void **state)
{
    enum { DAYS = 20000 };
    const size_t n = TIMES(110) * 3400;
    const uint64_t seed = oracle_seed(20260101, NIGHTLY);
    veileder *v = calloc(1, sizeof *v);
    sf_moments shares = {0};
    bool holds;

    (void)state;
    assert_non_null(v);
    for (size_t i = 0; i < n; i++) {
        double before;

        machine_starts(&v->machine);
        v->luck = sf_luck_of(seed, (uint32_t)i + 1);
        v->spell = 0;
        v->is_away = true;
        v->at_work = (sf_level){0};
        comes_or_goes(v, 0);
        assert_int_equal(sf_engine_run(&v->machine.engine, 500.0, comes_or_goes, v, NULL),
                         SF_OK); /* forget the start */
        before = sf_level_area(&v->at_work, 500.0);
        assert_int_equal(sf_engine_run(&v->machine.engine, 500.0 + DAYS, comes_or_goes, v, NULL), SF_OK);
        sf_moments_add(&shares, (sf_level_area(&v->at_work, 500.0 + DAYS) - before) / DAYS);
    }
    free(v->machine.memory);
    free(v);
    holds = estimate_holds("O15", "Gamma(2, 40 d) at work, U(5, 15) d away", "availability (library)", shares.mean,
                           sf_moments_sd(&shares) / sqrt((double)n), 0.8, 0.0025, seed);
    holds = estimate_holds("O15", "Gamma(2, 40 d) at work, U(5, 15) d away", "variance constant, d (library)",
                           shares.squares / (double)(n - 1) * DAYS,
                           shares.squares / (double)(n - 1) * DAYS * sqrt(2.0 / (double)(n - 1)), 0.746666666667,
                           AT_MOST(0.03), seed) &&
            holds;
    assert_true(holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queues_written_with_the_public_headers_are_erlangs),
        cmocka_unit_test(a_time_average_of_m_m_1_varies_as_whitt_says),
        cmocka_unit_test(availability_is_as_alternating_renewals_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
