/* tests/oracle/test_textbook_spells.c - people over time: the configs in configs/oracles/ give what renewal theory and Markov chains
 * say. Exact values: the opening comment of each config, with its source. The gate: tests/support/claims.h, with the standard errors
 * of a short run; tests/oracle/nightly_textbook_spells.c has the full one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/claims.h"

#ifdef SF_ORACLE_NIGHTLY
#define NIGHTLY true
#else
#define NIGHTLY false
#endif

#define HOLD(of, claims) claims_hold(&(of), claims, sizeof(claims) / sizeof((claims)[0]), NIGHTLY)

static void a_season_of_arrivals_is_a_later_and_flatter_season_of_the_stock(void **state)
{
    static const struct {
        const char *scenario;
        double at_3, at_5;
    } exact[] = {{"exponential", 622.079920404, 671.112778589},
                 {"erlang", 619.961955191, 684.215261806},
                 {"fixed", 600.0, 732.318934901}};

    (void)state;
    for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        const oracle at_5 = {.id = "O13", .file = "o13_mtginf.cfg", .scenario = exact[i].scenario, .times = 3};
        const oracle at_3 = {.id = "O13",
                             .file = "o13_mtginf.cfg",
                             .scenario = exact[i].scenario,
                             .set = "time.warm_up = 123 mo",
                             .times = 3};
        const claim claims_5[] = {
            {"mean stock, t = 5 mo", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 1e5, .exact = exact[i].at_5}};
        const claim claims_3[] = {
            {"mean stock, t = 3 mo", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 1e5, .exact = exact[i].at_3}};

        HOLD(at_5, claims_5);
        HOLD(at_3, claims_3);
    }
}

/* Begun 17 months before, so that a stay of six months has forgotten the empty beginning. The error of a variance goes by the root of
 * 2 / replications, whatever is counted: 0.25 % takes 320,000 of them. */
static void the_stock_of_a_system_without_lines_is_a_poisson_number(void **state)
{
    static const oracle o13 = {
        .id = "O13", .file = "o13_mtginf.cfg", .scenario = "fixed", .set = "time.warm_up = 17 mo", .times = 920};
    const claim claims[] = {
        {"variance / mean of the stock", VALUES_DISPERSION, "use.tiltak", .stat = SF_STAT_MEAN, .times = 1e5,
         .exact = 1.0, .now = 0.08},
    };

    (void)state;
    HOLD(o13, claims);
}

/* The share of the stock that has been inside for more than x months: (exp(-r x) - exp(-r L)) / (1 - exp(-r L)). */
static void exits_compete_until_the_limit_as_renewal_theory_says(void **state)
{
    static const oracle o14 = {.id = "O14", .file = "o14_aap_like_spell.cfg", .times = 4};
    const claim claims[] = {
        {"mean spell, mo", RATIO, "stay", .stat = SF_STAT_MEAN, .times = 1.0 / 30.4375, .exact = 14.744581316032},
        {"share to work", RATIO, "outcome.exit/work", .stat = SF_STAT_MEAN, .exact = 0.589783252641},
        {"share to disability", RATIO, "outcome.exit/disability", .stat = SF_STAT_MEAN, .exact = 0.221168719740},
        {"share to other", RATIO, "outcome.exit/other", .stat = SF_STAT_MEAN, .exact = 0.073722906580, .now = 0.005},
        {"share to the exit at the limit", RATIO, "outcome.exit/limit", .stat = SF_STAT_MEAN, .exact = 0.115325121038,
         .now = 0.004},
        {"share that reaches the limit", RATIO, "limit.reached", .stat = SF_STAT_MEAN, .exact = 0.115325121038,
         .now = 0.004},
        {"stock at 1,000 in a month", RATIO, "stock", .stat = SF_STAT_MEAN, .exact = 14744.581316},
        {"mean age of the stock, mo", RATIO, "contact.since", .stat = SF_STAT_MEAN, .times = 1.0 / 30.4375,
         .exact = 11.973751273566},
        {"share of the stock over 12 mo", RATIO, "stock.over/12", .stat = SF_STAT_MEAN, .exact = 0.419845916002},
        {"share of the stock over 24 mo", RATIO, "stock.over/24", .stat = SF_STAT_MEAN, .exact = 0.137454606812},
    };

    (void)state;
    HOLD(o14, claims);
}

static void a_veileder_is_at_work_as_alternating_renewals_say(void **state)
{
    static const oracle o15 = {.id = "O15", .file = "o15_absence.cfg", .times = 170};
    const double hours_a_year = 24.0 * 365.25, days = 90.0 * 365.25;
    const claim claims[] = {
        {"availability", RATIO, "hours.available", .entity = "teams.desk", .stat = SF_STAT_RATE,
         .times = 1.0 / hours_a_year, .exact = 0.8},
        {"variance constant of availability, d", VALUES_VARIANCE, "hours.available", .entity = "teams.desk",
         .stat = SF_STAT_RATE, .times = days / (hours_a_year * hours_a_year), .exact = 1.386666666667, .now = 0.04},
    };

    (void)state;
    HOLD(o15, claims);
}

static void a_case_that_moves_between_states_ends_as_its_markov_chain_says(void **state)
{
    static const oracle o17 = {.id = "O17", .file = "o17_chain_of_states.cfg", .times = 2};
    const claim claims[] = {
        {"mean time to the end, mo", RATIO, "stay", .stat = SF_STAT_MEAN, .exact = 14.503239740821, .now = 0.003},
        {"share that ends in work", RATIO, "outcome.exit/work", .stat = SF_STAT_MEAN, .exact = 0.842332613391},
    };

    (void)state;
    HOLD(o17, claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_season_of_arrivals_is_a_later_and_flatter_season_of_the_stock),
        cmocka_unit_test(the_stock_of_a_system_without_lines_is_a_poisson_number),
        cmocka_unit_test(exits_compete_until_the_limit_as_renewal_theory_says),
        cmocka_unit_test(a_veileder_is_at_work_as_alternating_renewals_say),
        cmocka_unit_test(a_case_that_moves_between_states_ends_as_its_markov_chain_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
