/* tests/unit/test_model_stock.c - people who are there on the first day: what is under way is as old as the row says, and what nobody knows
 * is drawn as renewal theory has it.
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

#include "core/civil.h"
#include "models/ages.h"
#include "models/model.h"
#include "saksflyt/luck.h"
#include "support/diary.h"

#define SEED 20261125
#define MONTH 30.4375
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-7)
#define WITHIN(a, b, most) assert_true(fabs((a) - (b)) <= (most))

#define HEAD(length)                                                                    \
    "saksflyt = 1; title = \"Prøve\";\n"                                               \
    "time = { start = \"2024-01-01\"; warm_up = \"0 d\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"
#define ONE_SEGMENT "segments = ( { id = \"s\"; share = \"1\"; } );\n"

static uint64_t key_of(const char *id)
{
    char path[64];

    snprintf(path, sizeof path, "stock.people.%s", id);
    return sf_luck_subject(sf_luck_purpose("stock"), sf_luck_purpose(path));
}

static double left_at(const diary *d, const char *id)
{
    size_t i = diary_next(d, key_of(id), SF_LIFE_LEAVES, 0);

    assert_true(i < d->n);
    return d->entries[i].time;
}

/* A row for each of n people of whom nothing but the programme is known, after `head`. The caller frees it. */
static char *with_people(const char *head, size_t n, const char *row)
{
    const size_t size = strlen(head) + n * (strlen(row) + 2) + 100;
    char *text = malloc(size);
    size_t used;

    assert_non_null(text);
    used = (size_t)snprintf(text, size, "%s\nstock = { people = (\n", head);
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i > 0 ? ",\n" : "", row);
    snprintf(text + used, size - used, " ); };\n");
    return text;
}

/* --- what is known ---------------------------------------------------------------------------------------------------------- */

static void a_stay_goes_on_from_its_age_until_risk_or_limit(void **state)
{
    world w =
        world_of_text(HEAD("6 y") ONE_SEGMENT
                      "programmes = ( { id = \"p\"; clock = { limit = \"36 mo\"; at_limit = \"end\"; };\n"
                      "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"2 %/mo\"; } ); } );\n"
                      "stock = { people = ( { id = \"new\"; programme = \"p\"; segment = \"s\"; elapsed = \"0 d\"; },\n"
                      "  { id = \"half\"; programme = \"p\"; segment = \"s\"; since = \"2022-07-01\"; },\n"
                      "  { id = \"late\"; programme = \"p\"; segment = \"s\"; since = \"2021-02-15\"; } ); };\n");
    diary d = diary_of(&w, "base", 1, SEED);
    const char *const ids[] = {"new", "half", "late"};
    const sf_date limits[] = {{2027, 1, 1}, {2025, 7, 1}, {2024, 2, 15}};

    (void)state;
    for (size_t i = 0; i < 3; i++) { /* a unit-exponential budget has no memory */
        const double budget =
            sf_luck_exponential(sf_luck_of(SEED, 1), key_of(ids[i]), sf_luck_purpose("programmes.p.exits.work"), 0, 0);

        NEAR(left_at(&d, ids[i]),
             fmin(budget / (0.02 / MONTH), sf_civil_day(limits[i]) - sf_civil_day((sf_date){2024, 1, 1})));
    }
    diary_close(&d);
    world_close(&w);
}

static void a_granted_extension_moves_the_limit(void **state)
{
    world w = world_of_text(
        HEAD("6 y") ONE_SEGMENT
        "programmes = ( { id = \"p\"; clock = { limit = \"12 mo\"; at_limit = \"end\"; extension = { test = \"t\"; opens = \"0 d\";\n"
        "    length = \"6 mo\"; cap = \"18 mo\"; if_late = \"ends\"; grounds = ( { id = \"g\"; passes = 0; } ); }; };\n"
        "  tasks = ( { id = \"t\"; minutes = \"1 min\"; } ); exits = ( { id = \"end\"; } ); } );\n"
        "teams = ( { id = \"a\"; serves = [\"p\"]; veiledere = 0; hours = \"30 h/week\"; } );\n"
        "stock = { people = (\n"
        "  { id = \"told\"; programme = \"p\"; segment = \"s\"; since = \"2023-07-01\"; extended = \"3 mo\"; },\n"
        "  { id = \"guessed\"; programme = \"p\"; segment = \"s\"; since = \"2022-05-01\"; },\n"
        "  { id = \"used\"; programme = \"p\"; segment = \"s\"; since = \"2023-11-01\"; } ); };\n");
    diary d = diary_of(&w, "base", 1, SEED);
    const double origin = sf_civil_day((sf_date){2024, 1, 1});

    (void)state;
    NEAR(left_at(&d, "told"), sf_civil_day((sf_date){2024, 10, 1}) - origin);
    NEAR(left_at(&d, "guessed"),
         sf_civil_day((sf_date){2024, 5, 1}) - origin); /* two grants bring it past the first day */
    NEAR(left_at(&d, "used"), sf_civil_day((sf_date){2024, 11, 1}) - origin);
    diary_close(&d);
    world_close(&w);
}

static void portfolios_are_those_of_the_rows_until_the_scenario_says_otherwise(void **state)
{
    char *text = with_people(
        HEAD("1 y") ONE_SEGMENT
        "programmes = ( { id = \"p\"; exits = ( { id = \"end\"; rate = \"0.1 %/mo\"; } ); } );\n"
        "teams = ( { id = \"a\"; serves = [\"p\"]; veiledere = 3; hours = \"30 h/week\"; portfolio = { limit = 20; when_full = \"wait\"; }; } );\n"
        "scenarios = ( { id = \"today\"; set = []; }, { id = \"fewer\"; set = [\"teams.a.portfolio.limit = 6\"]; } );\n",
        15, "{ programme = \"p\"; segment = \"s\"; elapsed = \"9 mo\"; owner = \"Kari\"; }");
    world w = world_of_text(text);
    diary today = diary_of(&w, "today", 1, SEED), fewer = diary_of(&w, "fewer", 1, SEED);
    size_t first = 0, others = 0;

    (void)state;
    for (size_t i = 0; i < today.n && today.entries[i].time <= 0.0; i++) {
        if (today.entries[i].what == SF_LIFE_GETS_OWNER)
            assert_int_equal(today.entries[i].detail, 0);
    }
    assert_int_equal(diary_count(&today, SF_LIFE_GETS_OWNER, 0.0, 0.1), 15);
    for (size_t i = 0; i < fewer.n && fewer.entries[i].time <= 0.0; i++) { /* nine move on, to the two who have room */
        first += fewer.entries[i].what == SF_LIFE_GETS_OWNER && fewer.entries[i].detail == 0;
        others += fewer.entries[i].what == SF_LIFE_GETS_OWNER && fewer.entries[i].detail > 0;
    }
    assert_int_equal(first, 15);
    assert_int_equal(others, 9);
    diary_close(&today);
    diary_close(&fewer);
    world_close(&w);
    free(text);
}

static void a_task_that_has_been_open_for_long_goes_first(void **state)
{
    world w = world_of_text(
        HEAD("1 y") ONE_SEGMENT
        "programmes = ( { id = \"p\"; exits = ( { id = \"end\"; rate = \"0.01 %/mo\"; } ); tasks = ( { id = \"talk\"; every = \"90 d\"; minutes = \"60 min\"; } ); } );\n"
        "teams = ( { id = \"a\"; serves = [\"p\"]; veiledere = 1; hours = \"168 h/week\"; calendar = \"always\"; } );\n"
        "stock = { people = ( { id = \"b\"; programme = \"p\"; segment = \"s\"; elapsed = \"9 mo\"; task = \"talk\"; },\n"
        "  { id = \"a\"; programme = \"p\"; segment = \"s\"; elapsed = \"9 mo\"; task = \"talk\"; task_open = \"5 d\"; },\n"
        "  { id = \"c\"; programme = \"p\"; segment = \"s\"; elapsed = \"9 mo\"; task = \"talk\"; task_in = \"7 d\"; } ); };\n");
    diary d = diary_of(&w, "base", 1, SEED);

    (void)state;
    NEAR(d.entries[diary_next(&d, key_of("a"), SF_LIFE_TASK_IS_HELD, 0)].time, 1.0 / 24.0);
    NEAR(d.entries[diary_next(&d, key_of("b"), SF_LIFE_TASK_IS_HELD, 0)].time, 2.0 / 24.0);
    NEAR(d.entries[diary_next(&d, key_of("c"), SF_LIFE_TASK_OPENS, 0)].time, 7.0);
    diary_close(&d);
    world_close(&w);
}

/* --- what is drawn ------------------------------------------------------------------------------------------------------------ */

static sf_sampler *sampler_of(sf_distribution distribution)
{
    sf_sampler *out = NULL;

    assert_int_equal(sf_sampler_open(&distribution, &out, NULL), SF_OK);
    return out;
}

static void what_is_left_of_a_time_is_conditional_on_what_has_passed(void **state)
{
    sf_sampler *fixed = sampler_of((sf_distribution){.kind = SF_DIST_CONSTANT, .a = 10.0, .mean = 10.0}),
               *memoryless =
                   sampler_of((sf_distribution){.kind = SF_DIST_EXPONENTIAL, .a = 8.0, .mean = 8.0, .sd = 8.0}),
               *even = sampler_of((sf_distribution){.kind = SF_DIST_UNIFORM, .a = 4.0, .b = 12.0, .mean = 8.0});

    (void)state;
    for (double u = 0.05; u < 1.0; u += 0.1) {
        WITHIN(rest_of(fixed, 7.0, u), 3.0, 1e-9);
        WITHIN(rest_of(fixed, 11.0, u), 0.0, 0.0); /* longer than it can last */
        WITHIN(rest_of(memoryless, 30.0, u), -8.0 * log(1.0 - u), 1e-6);
        WITHIN(rest_of(even, 6.0, u), 6.0 * u, 1e-6); /* uniform from 6 to 12 */
        WITHIN(rest_of(even, 1.0, u), 3.0 + 8.0 * u, 1e-6);
    }
    sf_sampler_close(fixed);
    sf_sampler_close(memoryless);
    sf_sampler_close(even);
}

/* Cox 1962, 5.2: the age of what is under way has the density S(a) / mean; its mean is E[X^2] / (2 E[X]). */
static void ages_of_stays_under_way_are_those_of_renewal_theory(void **state)
{
    sf_sampler *fixed = sampler_of((sf_distribution){.kind = SF_DIST_CONSTANT, .a = 10.0, .mean = 10.0}),
               *even = sampler_of((sf_distribution){.kind = SF_DIST_UNIFORM, .a = 0.0, .b = 12.0, .mean = 6.0});
    double at[AGE_POINTS], mass[AGE_POINTS], sum = 0.0;
    const age_table table = {AGE_POINTS, at, mass};

    (void)state;
    ages_of(fixed, at, mass);
    WITHIN(age_at(&table, 0.5), 5.0, 0.01); /* any age is as likely as any other */
    WITHIN(age_at(&table, 0.9), 9.0, 0.01);
    ages_of(even, at, mass);
    for (int i = 0; i < 1000; i++)
        sum += age_at(&table, (i + 0.5) / 1000.0);
    WITHIN(sum / 1000.0, 48.0 / 12.0, 0.02); /* E[X^2] = 48 */
    WITHIN(age_at(&table, 0.75), 6.0, 0.02); /* 1 - (1 - a/12)^2 */
    sf_sampler_close(fixed);
    sf_sampler_close(even);
}

/* TRUST, O14: exits .04, .015 and .005 a month, limit 36 months: mean stay 14.744581316, mean age of the stock 11.973751274 months, and
 * .115325121 of the spells reach the limit. */
#define SPELL                                                                                                                  \
    ONE_SEGMENT                                                                                                                \
    "programmes = ( { id = \"p\"; arrivals = \"%s\"; clock = { limit = \"1095.75 d\"; at_limit = \"end\"; };\n"                \
    "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"4 %%/mo\"; }, { id = \"disability\"; rate = \"1.5 %%/mo\"; },\n" \
    "    { id = \"other\"; rate = \"0.5 %%/mo\"; } ); } );\n"

static void the_stock_of_a_steady_programme_has_the_mean_age_of_o14_and_stays_as_large(void **state)
{
    enum { PEOPLE = 2500 };
    char head[2048], *text;
    world w;
    diary d;
    double ages = 0.0, there = PEOPLE, at = 0.0, area = 0.0;

    (void)state;
    snprintf(head, sizeof head, HEAD("3 y") SPELL, "169.5538 /mo"); /* 2500 / 14.744581316 */
    text = with_people(head, PEOPLE, "{ programme = \"p\"; segment = \"s\"; }");
    w = world_of_text(text);
    d = diary_of(&w, "base", 1, SEED);
    for (size_t i = 0; i < w.model->stock.n; i++)
        ages += age_at(&w.model->stock.spells[0].ages, sf_luck_uniform(sf_luck_of(SEED, 1), w.model->stock.rows[i].key,
                                                                       sf_luck_purpose("stock.elapsed"), 0, 0));
    /* Standard deviation of an age: 9.7 months; of the mean of 2500: 0.194. */
    WITHIN(ages / PEOPLE / MONTH, 11.973751274, 4 * 0.2);
    WITHIN(w.model->stock.spells[0].ages.mass[w.model->stock.spells[0].ages.n - 1] / MONTH, 14.744581316, 0.001);
    for (size_t i = 0; i < d.n; i++) {
        const int change = d.entries[i].what == SF_LIFE_STARTS ? 1 : d.entries[i].what == SF_LIFE_LEAVES ? -1 : 0;

        area += there * (d.entries[i].time - at);
        at = d.entries[i].time;
        there += change;
    }
    /* The stock of the first day is 2500 exactly and later varies like a Poisson count that forgets in 15 months: its mean over three
     * years has a standard deviation below 30. */
    WITHIN(area / at, PEOPLE, 4 * 30.0);
    diary_close(&d);
    world_close(&w);
    free(text);
}

/* Of people with a gamma frailty of variance v who are still there after a, S(t | a) = ((1 + v r (a + t)) / (1 + v r a))^(-1/v). */
static void who_has_stayed_for_long_leaves_more_slowly(void **state)
{
    enum { PEOPLE = 2000 };
    char *text = with_people(
        HEAD("2 y") "segments = ( { id = \"s\"; share = \"1\"; frailty = \"1.5\"; } );\n"
                    "programmes = ( { id = \"p\"; exits = ( { id = \"work\"; rate = \"6 %/mo\"; } ); } );\n",
        PEOPLE, "{ programme = \"p\"; segment = \"s\"; elapsed = \"913.125 d\"; }");
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    const double v = 1.5, r = 0.06, a = 30.0, t = 12.0,
                 expected = 1.0 - pow((1.0 + v * r * (a + t)) / (1.0 + v * r * a), -1.0 / v),
                 share = (double)diary_count(&d, SF_LIFE_LEAVES, 0.0, t * MONTH) / PEOPLE;

    (void)state;
    WITHIN(share, expected, 4.0 * sqrt(expected * (1.0 - expected) / PEOPLE));
    assert_true(share < 0.3); /* 0.164; new people: 0.389 */
    diary_close(&d);
    world_close(&w);
    free(text);
}

static void everybody_in_the_stock_is_the_same_in_all_scenarios(void **state)
{
    char *text = with_people(
        HEAD(
            "1 y") "barriers = ( { id = \"debt\"; clears = \"1 %/mo\"; } );\n"
                   "profiles = ( { id = \"free\"; }, { id = \"owing\"; barriers = [\"debt\"]; } );\n"
                   "segments = ( { id = \"s\"; share = \"1\"; profiles = { free = \"0.5\"; owing = \"rest\"; }; } );\n"
                   "programmes = ( { id = \"p\"; clock = { limit = \"24 mo\"; at_limit = \"end\"; };\n"
                   "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"5 %/mo\"; with_barrier = \"0.2\"; } ); } );\n"
                   "scenarios = ( { id = \"base\"; set = []; }, { id = \"fast\"; set = [\"programmes.p.exits.work.rate *= 3\"]; } );\n",
        200, "{ programme = \"p\"; segment = \"s\"; }");
    world w = world_of_text(text);
    diary base = diary_of(&w, "base", 1, SEED), fast = diary_of(&w, "fast", 1, SEED);
    size_t sooner = 0, limits = 0;

    (void)state;
    for (size_t i = 0; i < w.model->stock.n; i++) {
        const uint64_t key = w.model->stock.rows[i].key;
        size_t a = diary_next(&base, key, SF_LIFE_LEAVES, 0), b = diary_next(&fast, key, SF_LIFE_LEAVES, 0);

        if (a == base.n || b == fast.n)
            continue;
        if (base.entries[a].detail == 0 && fast.entries[b].detail == 0) { /* at the limit in both: the same start */
            NEAR(base.entries[a].time, fast.entries[b].time);
            limits++;
        } else {
            assert_true(fast.entries[b].time <= base.entries[a].time);
            sooner++;
        }
    }
    assert_true(sooner > 30 && limits > 10);
    diary_close(&base);
    diary_close(&fast);
    world_close(&w);
    free(text);
}

static void rows_that_make_no_sense_are_told_with_what_would_be_right(void **state)
{
#define OFFICE                                                                                                                                                         \
    HEAD("1 y")                                                                                                                                                        \
    ONE_SEGMENT                                                                                                                                                        \
    "programmes = ( { id = \"p\"; arrivals = \"1 /y\"; exits = ( { id = \"end\"; rate = \"1e-9 /y\"; } ); tasks = ( { id = \"talk\"; minutes = \"9 min\"; } ); } );\n" \
    "tiltak = ( { id = \"aft\"; places = 3; stay = \"9 d\"; } );\n"
#define ROW(cells) OFFICE "stock = { people = ( { programme = \"p\"; segment = \"s\"; " cells " } ); };\n"
    (void)state;
    model_refuses(ROW(""), "fill in elapsed or since");
    model_refuses(ROW("elapsed = \"1 d\"; since = \"2023-01-01\";"), "exclude each other");
    model_refuses(ROW("since = \"2025-01-01\";"), "after time.start");
    model_refuses(ROW("elapsed = \"1 d\"; state = \"applying\";"), "has no application");
    model_refuses(ROW("elapsed = \"1 d\"; state = \"before_start\";"), "write inside");
    model_refuses(ROW("elapsed = \"1 d\"; tiltak_wait = \"3 d\";"), "says nothing without tiltak");
    model_refuses(ROW("elapsed = \"1 d\"; claim = \"end\";"), "not decided on after a claim");
    model_refuses(ROW("elapsed = \"1 d\"; used = \"30 d\";"), "no used time is kept");
    model_refuses(ROW("elapsed = \"1 d\"; extended = \"30 d\";"), "has no extension");
    model_refuses(
        "saksflyt = 1; title = \"x\"; time = { start = \"2024-01-01\"; warm_up = \"9 d\"; length = \"9 d\"; };\n" ONE_SEGMENT
        "programmes = ( { id = \"p\"; exits = ( { id = \"end\"; } ); } );\n"
        "stock = { people = ( { programme = \"p\"; segment = \"s\"; elapsed = \"1 d\"; } ); };\n",
        "there is no warm-up");
    model_refuses(ROW("elapsed = \"1 d\";") "scenarios = ( { id = \"x\"; set = [\"stock.synthetic = yes\"]; } );\n",
                  "all scenarios begin with the same people");
}

/* The one with the barrier is cured, the other is treated for what is no longer there: nothing is shifted by a barrier that does not exist. */
static void a_treatment_of_what_is_there_no_more_ends_and_clears_nothing(void **state)
{
    world w = world_of_text(HEAD(
        "1 y") "barriers = ( { id = \"pain\"; }, { id = \"debt\"; } );\n" ONE_SEGMENT
               "treatment = ( { id = \"clinic\"; offers = [\"debt\"]; places = 5; stay = \"60 d\"; clears = \"1\"; },\n"
               "  { id = \"other\"; offers = [\"pain\"]; places = 5; stay = \"60 d\"; clears = \"1\"; } );\n"
               "programmes = ( { id = \"p\"; clock = { limit = \"36 mo\"; at_limit = \"end\"; }; exits = ( { id = \"end\"; } ); } );\n"
               "stock = { people = (\n"
               "  { id = \"ill\"; programme = \"p\"; segment = \"s\"; elapsed = \"90 d\"; barriers = [\"debt\"];\n"
               "    treatment = \"clinic\"; treatment_elapsed = \"10 d\"; },\n"
               "  { id = \"well\"; programme = \"p\"; segment = \"s\"; elapsed = \"90 d\"; barriers = [\"pain\"];\n"
               "    treatment = \"clinic\"; treatment_elapsed = \"10 d\"; } ); };\n");
    diary d = diary_of(&w, "base", 1, SEED);

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        const uint64_t who = key_of(k == 0 ? "ill" : "well");
        const size_t ends = diary_next(&d, who, SF_LIFE_TREATMENT_ENDS, 0);

        assert_true(ends < d.n);
        NEAR(d.entries[ends].time, 50.0);
        assert_int_equal(diary_next(&d, who, SF_LIFE_BARRIER_CLEARS, 0) < d.n, k == 0);
    }
    diary_close(&d);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stay_goes_on_from_its_age_until_risk_or_limit),
        cmocka_unit_test(a_granted_extension_moves_the_limit),
        cmocka_unit_test(portfolios_are_those_of_the_rows_until_the_scenario_says_otherwise),
        cmocka_unit_test(a_task_that_has_been_open_for_long_goes_first),
        cmocka_unit_test(what_is_left_of_a_time_is_conditional_on_what_has_passed),
        cmocka_unit_test(ages_of_stays_under_way_are_those_of_renewal_theory),
        cmocka_unit_test(the_stock_of_a_steady_programme_has_the_mean_age_of_o14_and_stays_as_large),
        cmocka_unit_test(who_has_stayed_for_long_leaves_more_slowly),
        cmocka_unit_test(everybody_in_the_stock_is_the_same_in_all_scenarios),
        cmocka_unit_test(a_treatment_of_what_is_there_no_more_ends_and_clears_nothing),
        cmocka_unit_test(rows_that_make_no_sense_are_told_with_what_would_be_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
