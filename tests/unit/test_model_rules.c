/* tests/unit/test_model_rules.c - rule versions: whom a change of legal time reaches, what an extension is granted on, claims that are
 * turned down. Expected dates by the calendar (core/civil.h), else by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/civil.h"
#include "saksflyt/luck.h"
#include "support/diary.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-7)

#define HEAD(length)                                                                    \
    "saksflyt = 1; title = \"Prøve\";\n"                                               \
    "time = { start = \"2016-01-01\"; warm_up = \"0 d\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"                                        \
    "barriers = ( { id = \"health\"; } );\n"                                            \
    "profiles = ( { id = \"well\"; }, { id = \"ill\"; barriers = [\"health\"]; } );\n"  \
    "segments = ( { id = \"people\"; share = \"1\"; profiles = { well = \"0.5\"; ill = \"rest\"; }; } );\n"

#define TEAM \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 200; hours = \"168 h/week\"; calendar = \"always\"; } );\n"

static double day(int year, int month, int day_of_month)
{
    return sf_civil_day((sf_date){year, month, day_of_month}) - sf_civil_day((sf_date){2016, 1, 1});
}

static double months_after(double moment, int months)
{
    int32_t start = sf_civil_day((sf_date){2016, 1, 1}), whole = (int32_t)floor(moment);

    return sf_civil_add_months(start + whole, months) - start + (moment - whole);
}

/* A stay from `start` on ends at expected(start), for everybody in a world with the clock `text`; how many did not stay 48 months. */
static size_t stays_end(const char *text, double (*expected)(double start))
{
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    size_t other = 0, seen = 0;

    for (size_t i = 0; i < d.n; i++) {
        size_t left = diary_next(&d, d.entries[i].key, SF_LIFE_LEAVES, i);
        double ends;

        if (d.entries[i].what != SF_LIFE_STARTS)
            continue;
        ends = expected(d.entries[i].time);
        if (left == d.n) {
            assert_true(ends >= w.model->horizon_days);
            continue;
        }
        NEAR(d.entries[left].time, ends);
        other += fabs(ends - months_after(d.entries[i].time, 48)) > 1e-6;
        seen++;
    }
    assert_true(seen > 100);
    diary_close(&d);
    world_close(&w);
    return other;
}

#define LIMIT_2018(rest)                                                                  \
    HEAD("8 y")                                                                           \
    "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; exits = ( { id = \"end\"; } );\n" \
    "  clock = { limit = \"48 mo; 36 mo from 2018-01-01\"; at_limit = \"end\"; " rest " }; } );\n"

static double by_the_rule_at_the_start(double start)
{
    return months_after(start, start < day(2018, 1, 1) ? 48 : 36);
}

static double everybody_by_the_new_rule(double start)
{
    return fmax(months_after(start, 36), day(2018, 1, 1));
}

/* Those who would lose time keep four months of it. */
static double four_months_are_left(double start)
{
    double change = day(2018, 1, 1);

    if (start >= change)
        return months_after(start, 36);
    return fmax(months_after(start, 36), fmin(months_after(start, 48), months_after(change, 4)));
}

static void a_shorter_limit_reaches_only_new_spells_unless_the_rule_says_everyone(void **state)
{
    (void)state;
    assert_true(stays_end(LIMIT_2018(""), by_the_rule_at_the_start) > 100);
    assert_true(stays_end(LIMIT_2018("applies_to = \"new_spells\";"), by_the_rule_at_the_start) > 100);
}

static void everyone_on_date_moves_the_limit_of_those_inside(void **state)
{
    (void)state;
    assert_true(stays_end(LIMIT_2018("applies_to = \"everyone_on_date\";"), everybody_by_the_new_rule) > 100);
    /* What holds on the date of the change decides about it. */
    assert_true(
        stays_end(
            LIMIT_2018("applies_to = \"new_spells; everyone_on_date from 2018-01-01; new_spells from 2018-06-01\";"),
            everybody_by_the_new_rule) > 100);
}

static void a_time_of_grace_is_kept_of_what_was_promised(void **state)
{
    (void)state;
    assert_true(stays_end(LIMIT_2018("applies_to = \"everyone_on_date\"; grace = \"4 mo\";"), four_months_are_left) >
                100);
}

/* Ordinary 12 months. Extensions of 12 up to 24 months; from 2018 of 6 up to 6. Everybody passes. */
#define EXTENSION_2018(applies)                                                                                                               \
    HEAD("8 y")                                                                                                                               \
    "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; exits = ( { id = \"end\"; } );\n"                                                     \
    "  tasks = ( { id = \"test\"; minutes = \"0 min\"; } );\n"                                                                                \
    "  clock = { limit = \"12 mo\"; at_limit = \"end\"; " applies "\n"                                                                        \
    "    extension = { test = \"test\"; length = \"12 mo; 6 mo from 2018-01-01\"; cap = \"24 mo; 6 mo from 2018-01-01\"; opens = \"1 mo\";\n" \
    "                  grounds = ( { id = \"g\"; passes = \"1\"; } ); }; }; } );\n" TEAM

static double tested_by_the_rules_of_the_start(double start)
{
    return months_after(start, start < day(2018, 1, 1) ? 36 : 18);
}

/* A test opens a month before the limit, and is held at once. */
static double tested_by_the_rules_of_the_test(double start)
{
    double change = day(2018, 1, 1), limit = months_after(start, 12);

    if (months_after(limit, -1) >= change)
        return months_after(start, 18);
    limit = months_after(limit, 12); /* the first grant; at the second the cap is already too short */
    return months_after(limit, -1) >= change ? limit : months_after(start, 36);
}

static void next_test_keeps_the_limit_and_tests_by_the_rules_of_the_day(void **state)
{
    (void)state;
    assert_true(stays_end(EXTENSION_2018(""), tested_by_the_rules_of_the_test) > 100);
    assert_true(stays_end(EXTENSION_2018("applies_to = \"next_test\";"), tested_by_the_rules_of_the_test) > 100);
}

static void new_spells_keep_also_the_extensions_of_their_start(void **state)
{
    (void)state;
    assert_true(stays_end(EXTENSION_2018("applies_to = \"new_spells\";"), tested_by_the_rules_of_the_start) > 100);
}

static double a_grant_stands(double start)
{
    /* 12 + 12 months granted; the limit of everyone falls to 6 months on 2018-01-01, and the cap to nothing. */
    double change = day(2018, 1, 1), granted = months_after(start, 24);

    if (start >= change)
        return months_after(start, 6);
    if (months_after(months_after(start, 12), -1) < change)
        return granted;
    return fmax(months_after(start, 6), change);
}

static void a_granted_extension_stands_when_the_ordinary_limit_is_cut(void **state)
{
    (void)state;
    assert_true(
        stays_end(
            HEAD(
                "6 y") "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; exits = ( { id = \"end\"; } );\n"
                       "  tasks = ( { id = \"test\"; minutes = \"0 min\"; } );\n"
                       "  clock = { limit = \"12 mo; 6 mo from 2018-01-01\"; at_limit = \"end\"; applies_to = \"everyone_on_date\";\n"
                       "    extension = { test = \"test\"; length = \"12 mo\"; cap = \"12 mo; 0 mo from 2018-01-01\"; opens = \"1 mo\";\n"
                       "                  grounds = ( { id = \"g\"; passes = \"1\"; } ); }; }; } );\n" TEAM,
            a_grant_stands) > 100);
}

/* --- grounds ------------------------------------------------------------------------------------------------------------------------- */

#define GROUNDS(grounds, more)                                                                                                 \
    HEAD("6 y")                                                                                                                \
    "programmes = ( { id = \"p\"; arrivals = \"80 /y\"; exits = ( { id = \"end\"; }, { id = \"ill\"; } );\n"                   \
    "  tasks = ( { id = \"test\"; minutes = \"0 min\"; },\n"                                                                   \
    "            { id = \"meeting\"; due = \"1 d\"; minutes = \"0 min\"; then = ( { need = \"health\"; p = \"1\"; } ); } );\n" \
    "  clock = { limit = \"360 d\"; at_limit = \"end\"; at_limit_with_barrier = \"ill\";\n"                                    \
    "    extension = { test = \"test\"; length = \"100 d\"; cap = \"1000 d\"; opens = \"10 d\"; grounds = ( " grounds          \
    " ); }; }; } );\n" TEAM more

/* Mean stay of those who have left, over everybody and by exit. */
static void stays_are(const char *text, double everybody, double well, double ill)
{
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    double sum[2] = {0}, n[2] = {0};

    for (size_t i = 0; i < d.n; i++) {
        size_t left = diary_next(&d, d.entries[i].key, SF_LIFE_LEAVES, i);

        if (d.entries[i].what != SF_LIFE_STARTS || left == d.n || d.entries[i].time > 2.0 * 365.25)
            continue; /* the early ones have all left */
        sum[d.entries[left].detail] += d.entries[left].time - d.entries[i].time;
        n[d.entries[left].detail]++;
    }
    assert_true(n[0] > 20.0 && n[1] > 20.0);
    NEAR(sum[0] / n[0], well);
    NEAR(sum[1] / n[1], ill);
    if (!isnan(everybody))
        NEAR((sum[0] + sum[1]) / (n[0] + n[1]), everybody);
    diary_close(&d);
    world_close(&w);
}

static void a_ground_is_looked_at_only_when_its_state_is_known(void **state)
{
    (void)state;
    stays_are(GROUNDS("{ id = \"g\"; passes = \"0\"; }", ""), 360.0, 360.0, 360.0);
    /* The ill go on being ill: 360 + 10 times 100 days. */
    stays_are(GROUNDS("{ id = \"g\"; when = \"barrier_open\"; passes = \"1\"; }", ""), NAN, 360.0, 1360.0);
    /* Of two grounds the longer grant counts: 360 + 500 + 500. */
    stays_are(
        GROUNDS(
            "{ id = \"g\"; when = \"barrier_open\"; passes = \"1\"; }, { id = \"h\"; when = \"barrier_open\"; passes = \"1\"; length = \"500 d\"; }",
            ""),
        NAN, 360.0, 1360.0);
    stays_are(GROUNDS("{ id = \"g\"; when = \"tiltak_completed\"; passes = \"1\"; }", ""), 360.0, 360.0, 360.0);
}

#define TREATED(wait) \
    "treatment = ( { id = \"dps\"; offers = [\"health\"]; wait = \"" wait "\"; stay = \"50 d\"; clears = \"0\"; } );\n"

/* V24: the wait itself is the ground. The need is seen once, at the meeting. */
static void a_longer_wait_for_treatment_is_a_longer_stay_where_waiting_is_a_ground(void **state)
{
#define WAITING "{ id = \"wait\"; when = \"waiting_for_treatment\"; passes = \"1\"; }"
    (void)state;
    stays_are(GROUNDS(WAITING, TREATED("45 d")), NAN, 360.0, 360.0); /* over long before the test at 350 days */
    stays_are(GROUNDS(WAITING, TREATED("400 d")), NAN, 360.0, 460.0);
    stays_are(GROUNDS(WAITING, TREATED("600 d")), NAN, 360.0, 660.0);
    stays_are(GROUNDS("{ id = \"wait\"; when = \"waiting_for_treatment\"; passes = \"0\"; }", TREATED("600 d")), 360.0,
              360.0, 360.0); /* the switch is off */
    stays_are(GROUNDS("{ id = \"in\"; when = \"in_treatment\"; passes = \"1\"; }", TREATED("340 d")), NAN, 360.0,
              460.0);
}

/* --- claims --------------------------------------------------------------------------------------------------------------------------- */

static void a_claim_that_is_turned_down_may_be_made_again(void **state)
{
    world w = world_of_text(HEAD(
        "20 y") "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; exits = ( { id = \"disability\"; rate = \"1 %/d\"; decision = \"30 d\"; turned_down = \"0.6\"; } ); } );\n");
    diary d = diary_of(&w, "base", 1, SEED);
    const uint32_t claims = sf_luck_purpose("programmes.p.exits.disability"),
                   down = sf_luck_purpose("programmes.p.exits.disability.turned_down");
    const sf_luck luck = sf_luck_of(SEED, 1);
    size_t turned_down = 0, granted = 0;

    (void)state;
    for (size_t i = 0; i < d.n; i++) {
        uint64_t key = d.entries[i].key;
        double at = d.entries[i].time;
        size_t last = i;

        if (d.entries[i].what != SF_LIFE_STARTS)
            continue;
        for (uint32_t n = 0;; n++) { /* claim after claim, until one is granted or the run ends */
            bool is_refused = sf_luck_uniform(luck, key, down, 0, n) < 0.6;

            at += sf_luck_exponential(luck, key, claims, 0, 2 * n) / 0.01 + 30.0;
            if (at >= w.model->horizon_days)
                break;
            last = diary_next(&d, key, is_refused ? SF_LIFE_IS_TURNED_DOWN : SF_LIFE_LEAVES, last + 1);
            assert_true(last < d.n);
            NEAR(d.entries[last].time, at);
            turned_down += is_refused;
            granted += !is_refused;
            if (!is_refused)
                break;
        }
    }
    assert_true(turned_down > 500 && granted > 500);
    diary_close(&d);
    world_close(&w);
}

static void who_is_turned_down_after_the_limit_leaves_at_once(void **state)
{
    world w = world_of_text(HEAD(
        "6 y") "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; clock = { limit = \"100 d\"; at_limit = \"end\"; };\n"
               "  exits = ( { id = \"end\"; }, { id = \"disability\"; rate = \"1 %/d\"; decision = \"200 d\"; turned_down = \"1\"; } ); } );\n");
    diary d = diary_of(&w, "base", 1, SEED);
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < d.n; i++) {
        size_t down = diary_next(&d, d.entries[i].key, SF_LIFE_IS_TURNED_DOWN, i),
               left = diary_next(&d, d.entries[i].key, SF_LIFE_LEAVES, i);

        if (d.entries[i].what != SF_LIFE_CLAIMS || down == d.n)
            continue;
        NEAR(d.entries[down].time, d.entries[i].time + 200.0);
        NEAR(d.entries[left].time, d.entries[down].time);
        assert_int_equal(d.entries[left].detail, 1); /* end: exits are ordered by id */
        seen++;
    }
    assert_true(seen > 50);
    diary_close(&d);
    world_close(&w);
}

static void a_setting_about_claims_needs_a_claim(void **state)
{
    (void)state;
    model_warns(
        HEAD(
            "1 y") "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; exits = ( { id = \"x\"; rate = \"1 /mo\"; turned_down = \"0.5\"; } ); } );\n",
        "taken without a claim");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shorter_limit_reaches_only_new_spells_unless_the_rule_says_everyone),
        cmocka_unit_test(everyone_on_date_moves_the_limit_of_those_inside),
        cmocka_unit_test(a_time_of_grace_is_kept_of_what_was_promised),
        cmocka_unit_test(next_test_keeps_the_limit_and_tests_by_the_rules_of_the_day),
        cmocka_unit_test(new_spells_keep_also_the_extensions_of_their_start),
        cmocka_unit_test(a_granted_extension_stands_when_the_ordinary_limit_is_cut),
        cmocka_unit_test(a_ground_is_looked_at_only_when_its_state_is_known),
        cmocka_unit_test(a_longer_wait_for_treatment_is_a_longer_stay_where_waiting_is_a_ground),
        cmocka_unit_test(a_claim_that_is_turned_down_may_be_made_again),
        cmocka_unit_test(who_is_turned_down_after_the_limit_leaves_at_once),
        cmocka_unit_test(a_setting_about_claims_needs_a_claim),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
