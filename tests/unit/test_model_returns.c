/* tests/unit/test_model_returns.c - out of a programme and back, or into the next one: person by person, against the luck itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "models/state.h"
#include "saksflyt/luck.h"
#include "support/diary.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-7)

#define HEAD(length)                                                                    \
    "saksflyt = 1; title = \"Prøve\";\n"                                               \
    "time = { start = \"2024-01-01\"; warm_up = \"0 d\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"                                        \
    "segments = ( { id = \"easy\"; share = \"0.5\"; }, { id = \"hard\"; share = \"rest\"; } );\n"

static double budget(uint64_t key, const char *path, uint32_t spell)
{
    return sf_luck_exponential(sf_luck_of(SEED, 1), key, sf_luck_purpose(path), spell, 0);
}

static double day(int year, int month, int day_of_month)
{
    return sf_civil_day((sf_date){year, month, day_of_month}) - sf_civil_day((sf_date){2024, 1, 1});
}

static void who_left_comes_back_when_the_rate_outside_has_spent_the_budget(void **state)
{
    /* 1 a month for 20 days, nothing until day 50, then 2; from July 2025 four times all that. */
    world w = world_of_text(HEAD(
        "3 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"work\"; rate = \"2 /mo\";\n"
               "  returns = ( { id = \"again\"; rate = \"1 /mo; 4 /mo from 2025-07-01\";\n"
               "    by_time = ( { from = \"50 d\"; times = 2; }, { from = \"20 d\"; times = 0; } ); } ); } ); } );\n");
    diary d = diary_of(&w, "base", 1, SEED);
    const double changes = day(2025, 7, 1);
    size_t checked = 0;

    (void)state;
    for (size_t i = 0; i < d.n; i++) {
        uint64_t key = d.entries[i].key;
        double left = d.entries[i].time, at = left, spent;
        const double ends[4] = {left + 20.0, left + 50.0, changes, INFINITY};
        size_t earlier = 0, back;

        if (d.entries[i].what != SF_LIFE_LEAVES)
            continue;
        for (size_t k = 0; k < i; k++)
            earlier += d.entries[k].key == key && d.entries[k].what == SF_LIFE_COMES_BACK;
        spent = budget(key, "programmes.p.exits.work.returns.again", (uint32_t)earlier);
        for (;;) {
            double next = (double)INFINITY, rate = (at < changes ? 1.0 : 4.0) / 30.4375;

            rate *= at < ends[0] ? 1.0 : at < ends[1] ? 0.0 : 2.0;
            for (int k = 0; k < 4; k++)
                next = ends[k] > at ? fmin(next, ends[k]) : next;
            if (rate > 0.0 && at + spent / rate <= next) {
                at += spent / rate;
                break;
            }
            spent -= rate * (next - at);
            at = next;
        }
        back = diary_next(&d, key, SF_LIFE_COMES_BACK, i);
        if (back == d.n) {
            assert_true(at >= w.model->horizon_days);
            continue;
        }
        NEAR(d.entries[back].time, at);
        checked++;
    }
    assert_true(checked > 100);
    diary_close(&d);
    world_close(&w);
}

static void each_spell_draws_its_budgets_anew_and_the_segment_stays(void **state)
{
    world w = world_of_text(HEAD(
        "5 y") "programmes = ( { id = \"p\"; arrivals = \"50 /y\"; exits = ( { id = \"work\"; rate = { easy = \"1 /mo\"; hard = \"0.1 /mo\"; };\n"
               "  returns = ( { id = \"again\"; rate = \"1 /mo\"; } ); } ); } );\n");
    diary d = diary_of(&w, "base", 1, SEED);
    size_t later_spells = 0;

    (void)state;
    for (size_t i = 0; i < d.n; i++) {
        uint64_t key = d.entries[i].key;
        uint32_t spell = 0, segment = 2;
        size_t left = diary_next(&d, key, SF_LIFE_LEAVES, i);

        if (d.entries[i].what != SF_LIFE_STARTS || left == d.n)
            continue;
        for (size_t k = 0; k < i; k++) {
            if (d.entries[k].key == key && d.entries[k].what == SF_LIFE_ARRIVES)
                segment = d.entries[k].detail;
            spell += d.entries[k].key == key && d.entries[k].what == SF_LIFE_COMES_BACK;
        }
        assert_in_range(segment, 0, 1);
        NEAR(d.entries[left].time - d.entries[i].time,
             budget(key, "programmes.p.exits.work", spell) * 30.4375 / (segment == 0 ? 1.0 : 0.1));
        later_spells += spell > 0;
    }
    assert_true(later_spells > 100);
    diary_close(&d);
    world_close(&w);
}

#define BARRED(length, returns)                                                                           \
    HEAD("4 y")                                                                                           \
    "programmes = ( { id = \"p\"; arrivals = \"200 /y\"; bar = { exits = [\"limit\"]; length = \"" length \
    "\"; returns = \"" returns "\"; };\n"                                                                 \
    "  clock = { limit = \"10 d\"; at_limit = \"limit\"; renewed_after = \"0 d\"; };\n"                   \
    "  exits = ( { id = \"limit\"; returns = ( { id = \"again\"; rate = \"0.01 /d\"; } ); },\n"           \
    "            { id = \"work\"; rate = \"0.1 /d\"; returns = ( { id = \"again\"; rate = \"0.01 /d\"; } ); } ); } );\n"

/* Checks every return to BARRED against what `expected` makes of the day of leaving and the free return; how many were moved. */
static size_t returns_are(const char *text, double (*expected)(double left, double budget))
{
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    size_t moved = 0, free_ones = 0;

    for (size_t i = 0; i < d.n; i++) {
        uint64_t key = d.entries[i].key;
        uint32_t spell = 0;
        double left = d.entries[i].time, spent, at;
        size_t back = diary_next(&d, key, SF_LIFE_COMES_BACK, i);
        bool limit = d.entries[i].detail == 0;

        if (d.entries[i].what != SF_LIFE_LEAVES)
            continue;
        for (size_t k = 0; k < i; k++)
            spell += d.entries[k].key == key && d.entries[k].what == SF_LIFE_COMES_BACK;
        spent = budget(key, limit ? "programmes.p.exits.limit.returns.again" : "programmes.p.exits.work.returns.again",
                       spell);
        at = limit ? expected(left, spent) : left + spent / 0.01; /* the bar does not cover work */
        if (back == d.n) {
            assert_true(at >= w.model->horizon_days);
            continue;
        }
        NEAR(d.entries[back].time, at);
        moved += fabs(at - left - spent / 0.01) > 1e-6;
        free_ones += !limit;
    }
    diary_close(&d);
    world_close(&w);
    assert_true(free_ones > 50);
    return moved;
}

static double months_after(double moment, int months)
{
    int32_t start = sf_civil_day((sf_date){2024, 1, 1});

    return sf_civil_add_months(start + (int32_t)floor(moment), months) - start;
}

static double held_for_a_year(double left, double spent)
{
    return fmax(left + spent / 0.01, months_after(left, 12));
}

static double lost_for_a_year(double left, double spent)
{
    return months_after(left, 12) + spent / 0.01;
}

/* The bar falls on 1 February 2025. */
static double held_until_the_rule_falls(double left, double spent)
{
    double wanted = left + spent / 0.01, falls = day(2025, 2, 1);

    return wanted >= falls ? wanted : fmax(wanted, fmin(months_after(left, 12), falls));
}

static void a_return_inside_the_bar_is_held_to_its_last_day(void **state)
{
    (void)state;
    assert_true(returns_are(BARRED("12 mo", "held"), held_for_a_year) > 50);
}

static void a_lost_return_is_tried_again_only_when_the_bar_is_over(void **state)
{
    (void)state;
    assert_true(returns_are(BARRED("12 mo", "lost"), lost_for_a_year) > 50);
}

static void a_bar_that_is_lifted_frees_those_outside_on_the_day(void **state)
{
    (void)state;
    assert_true(returns_are(BARRED("12 mo; 0 d from 2025-02-01", "held"), held_until_the_rule_falls) > 50);
}

#define CLOCKED(renewed)                                                                                             \
    HEAD("6 y")                                                                                                      \
    "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; clock = { limit = \"400 d\"; at_limit = \"limit\"; " renewed \
    "};\n"                                                                                                           \
    "  exits = ( { id = \"limit\"; }, { id = \"work\"; rate = \"0.01 /d\"; returns = ( { id = \"again\"; rate = \"0.01 /d\"; } ); } ); } );\n"

/* Everybody who leaves at the limit has used so many days: in all spells, a day begun being a day used; how many came back before. */
static size_t limits_count_days(const char *text, double renewed_after)
{
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    size_t seen = 0;

    for (size_t i = 0; i < d.n; i++) {
        double used = 0.0, started = NAN, left = -INFINITY;
        size_t spells = 0;

        if (d.entries[i].what != SF_LIFE_LEAVES || d.entries[i].detail != 0)
            continue;
        for (size_t k = 0; k <= i; k++) {
            if (d.entries[k].key != d.entries[i].key)
                continue;
            if (d.entries[k].what == SF_LIFE_STARTS) {
                if (d.entries[k].time >= floor(left) + renewed_after)
                    used = 0.0;
                started = d.entries[k].time;
                spells++;
            } else if (d.entries[k].what == SF_LIFE_LEAVES && k < i) {
                left = d.entries[k].time;
                used += ceil(left - started - 1e-6);
            }
        }
        if (used < 400.0)
            NEAR(d.entries[i].time - started, 400.0 - used);
        else
            NEAR(d.entries[i].time, started); /* nothing was left */
        seen += spells > 1;
    }
    diary_close(&d);
    world_close(&w);
    return seen;
}

static void time_used_before_counts_in_the_next_spell(void **state)
{
    (void)state;
    assert_true(limits_count_days(CLOCKED(""), INFINITY) > 30);
}

static void a_clock_is_renewed_after_so_long_outside(void **state)
{
    (void)state;
    assert_true(limits_count_days(CLOCKED("renewed_after = \"50 d\"; "), 50.0) > 10);
    assert_true(limits_count_days(CLOCKED("renewed_after = \"0 d\"; "), 0.0) > 5);
}

static void who_has_used_up_the_time_gets_the_rest_of_the_extensions_by_a_test(void **state)
{
    /* Out by work only after the limit: by then 12 months and some of the extension are used; the rest of the cap is what is left. */
    world w = world_of_text(HEAD(
        "6 y") "programmes = ( { id = \"p\"; arrivals = \"30 /y\"; clock = { limit = \"100 d\"; at_limit = \"limit\";\n"
               "    extension = { test = \"test\"; length = \"200 d\"; cap = \"200 d\"; grounds = ( { id = \"g\"; passes = \"1\"; } ); }; };\n"
               "  tasks = ( { id = \"test\"; minutes = \"0 min\"; } );\n"
               "  exits = ( { id = \"limit\"; }, { id = \"work\"; rate = \"1 /d\"; by_time = ( { from = \"0 d\"; times = 0; }, { from = \"150 d\"; times = 1; } );\n"
               "    returns = ( { id = \"again\"; rate = \"0.1 /d\"; } ); } ); } );\n"
               "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 100; hours = \"168 h/week\"; calendar = \"always\"; } );\n");
    diary d = diary_of(&w, "base", 1, SEED);
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < d.n; i++) {
        double started = d.entries[i].time, used = 0.0, last = NAN;
        uint64_t key = d.entries[i].key;
        size_t left = diary_next(&d, key, SF_LIFE_LEAVES, i), passed = diary_next(&d, key, SF_LIFE_TEST_IS_PASSED, i);

        if (d.entries[i].what != SF_LIFE_STARTS || left == d.n)
            continue;
        for (size_t k = 0; k < i; k++) {
            if (d.entries[k].key == key && d.entries[k].what == SF_LIFE_STARTS)
                last = d.entries[k].time;
            if (d.entries[k].key == key && d.entries[k].what == SF_LIFE_LEAVES)
                used += ceil(d.entries[k].time - last - 1e-6);
        }
        if (!(used >= 100.0 && used < 300.0))
            continue;
        assert_true(passed < left); /* the test is held at once */
        NEAR(d.entries[passed].time, started);
        NEAR(d.entries[left].time - started, fmin(300.0 - used, d.entries[left].time - started));
        if (d.entries[left].detail == 0)
            NEAR(d.entries[left].time - started, 300.0 - used);
        seen++;
    }
    assert_true(seen > 20);
    diary_close(&d);
    world_close(&w);
}

/* KVP, AAP and social assistance as in domain 3 and 4, without veiledere. */
#define LADDER                                                                                                                                \
    HEAD("6 y")                                                                                                                               \
    "programmes = (\n"                                                                                                                        \
    "  { id = \"aap\"; arrivals = \"40 /y\"; application = { wait = \"30 d\"; refused = \"0.5\"; refused_to = \"refused\"; };\n"              \
    "    clock = { limit = \"300 d\"; at_limit = \"unresolved\"; };\n"                                                                        \
    "    exits = ( { id = \"work\"; rate = \"2 %/mo\"; }, { id = \"unresolved\"; enters = { programme = \"social\"; share = \"0.7\"; }; },\n" \
    "              { id = \"refused\"; returns = ( { id = \"applies_again\"; rate = \"10 %/mo\"; } ); } ); },\n"                              \
    "  { id = \"kvp\"; clock = { limit = \"200 d\"; at_limit = \"aap\"; renewed_after = \"0 d\"; };\n"                                        \
    "    exits = ( { id = \"aap\"; enters = { programme = \"aap\"; after = \"7 d\"; }; } ); },\n"                                             \
    "  { id = \"social\"; arrivals = \"20 /y\"; exits = ( { id = \"kvp\"; rate = \"10 %/mo\"; enters = { programme = \"kvp\"; }; },\n"        \
    "    { id = \"work\"; rate = \"2 %/mo\"; returns = ( { id = \"relapse\"; rate = \"5 %/mo\"; } ); } ); } );\n"

static void an_exit_leads_into_the_next_programme_which_counts_where_people_come_from(void **state)
{
    world w = world_of_text(LADDER);
    diary d = diary_of(&w, "base", 1, SEED);
    const double years = 6.0;
    double kvp_ends = observed(&w, &d.record, "flow.out/aap", "programmes.kvp", SF_STAT_RATE) * years,
           to_kvp = observed(&w, &d.record, "flow.out/kvp", "programmes.social", SF_STAT_RATE) * years,
           unresolved = observed(&w, &d.record, "flow.out/unresolved", "programmes.aap", SF_STAT_RATE) * years;
    size_t from_kvp = 0, again = 0;

    (void)state;
    NEAR(observed(&w, &d.record, "flow.in/social", "programmes.kvp", SF_STAT_RATE) * years, to_kvp);
    /* 7 days later, so at most those of the last week are missing. */
    assert_true(kvp_ends - observed(&w, &d.record, "flow.in/kvp", "programmes.aap", SF_STAT_RATE) * years <= 3.0);
    assert_true(kvp_ends > 50.0);
    assert_true(fabs(observed(&w, &d.record, "flow.in/aap", "programmes.social", SF_STAT_RATE) * years / unresolved -
                     0.7) < 4.4 * sqrt(0.21 / unresolved));
    for (size_t i = 0; i < d.n; i++) {
        size_t back = diary_next(&d, d.entries[i].key, SF_LIFE_COMES_BACK, i);

        if (d.entries[i].what != SF_LIFE_COMES_BACK || d.entries[i].detail != 1) /* into kvp */
            continue;
        back = diary_next(&d, d.entries[i].key, SF_LIFE_COMES_BACK, i + 1);
        if (back == d.n)
            continue;
        NEAR(d.entries[back].time - d.entries[i].time, 200.0 + 7.0);
        assert_int_equal(d.entries[back].detail, 0); /* applies for AAP */
        from_kvp++;
    }
    for (size_t i = 0; i < d.n; i++) { /* who was refused applies again, and is heard again */
        size_t back = diary_next(&d, d.entries[i].key, SF_LIFE_COMES_BACK, i);

        if (d.entries[i].what == SF_LIFE_LEAVES && back < d.n && d.entries[back].detail == 0)
            again++;
    }
    assert_true(from_kvp > 50 && again > 30);
    assert_true(observed(&w, &d.record, "flow.in/refused", "programmes.aap", SF_STAT_RATE) > 3.0);
    diary_close(&d);
    world_close(&w);
}

static void relapse_is_the_share_back_within_12_months(void **state)
{
    world w = world_of_text(
        HEAD("8 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = (\n"
                    "  { id = \"work\"; rate = \"0.1 /mo\"; returns = ( { id = \"again\"; rate = \"2 %/mo\"; } ); },\n"
                    "  { id = \"moved\"; rate = \"0.05 /mo\"; } ); } );\n");
    diary d = diary_of(&w, "base", 1, SEED);
    double expected = 1.0 - exp(-0.02 * 12.0),
           left = observed(&w, &d.record, "flow.out/work", "programmes.p", SF_STAT_RATE) * 8.0,
           share = observed(&w, &d.record, "relapse/work", "programmes.p", SF_STAT_MEAN);
    double back = 0.0, early = 0.0;

    (void)state;
    for (size_t i = 0; i < d.n; i++) { /* those who left so early that it is seen in full */
        size_t next = diary_next(&d, d.entries[i].key, SF_LIFE_COMES_BACK, i);

        if (d.entries[i].what != SF_LIFE_LEAVES || d.entries[i].detail != 1 || d.entries[i].time > 7.0 * 365.25 - 1.0)
            continue;
        early++;
        back += next < d.n && d.entries[next].time <= d.entries[i].time + 365.25;
    }
    assert_true(left > 400.0);
    assert_true(fabs(back / early - expected) < 4.4 * sqrt(expected * (1.0 - expected) / early));
    assert_true(fabs(share - expected) < 4.4 * sqrt(expected * (1.0 - expected) / left));
    assert_true(observed(&w, &d.record, "relapse", "programmes.p", SF_STAT_MEAN) <
                share); /* nobody comes back who has moved */
    diary_close(&d);
    world_close(&w);
}

/* M24: follow-up after the end lowers relapse. The same people, with and without the programme that keeps in touch. */
static void follow_up_after_the_end_lowers_relapse(void **state)
{
    static const char text[] = HEAD(
        "8 y") "programmes = ( { id = \"aap\"; arrivals = \"100 /y\"; exits = ( { id = \"work\"; rate = \"5 %/mo\"; enters = { programme = \"after\"; share = \"0\"; };\n"
               "  returns = ( { id = \"relapse\"; rate = \"3 %/mo\"; } ); } ); },\n"
               "  { id = \"after\"; label = \"Oppfølging uten ytelse\"; clock = { limit = \"12 mo\"; at_limit = \"settled\"; renewed_after = \"0 d\"; };\n"
               "    exits = ( { id = \"settled\"; returns = ( { id = \"relapse\"; programme = \"aap\"; rate = \"1 %/mo\"; } ); },\n"
               "              { id = \"falls_back\"; rate = \"1 %/mo\"; enters = { programme = \"aap\"; }; } ); } );\n"
               "scenarios = ( { id = \"without\"; set = []; }, { id = \"with\"; set = [\"programmes.aap.exits.work.enters.share = 1\"]; } );\n";
    world w = world_of_text(text);
    sf_replication_record without = life_of(&w, "without", 1, SEED), with = life_of(&w, "with", 1, SEED);
    double before = observed(&w, &without, "stock", "programmes.aap", SF_STAT_MEAN),
           after = observed(&w, &with, "stock", "programmes.aap", SF_STAT_MEAN);

    (void)state;
    assert_true(after < before * 0.9);
    assert_true(observed(&w, &with, "stock", "programmes.after", SF_STAT_MEAN) > 10.0);
    NEAR(observed(&w, &without, "stock", "programmes.after", SF_STAT_MEAN), 0.0);
    sf_replication_free(&without);
    sf_replication_free(&with);
    world_close(&w);
}

static void a_return_changes_nobody_elses_luck(void **state)
{
    static const char text[] = HEAD(
        "4 y") "programmes = ( { id = \"p\"; arrivals = \"50 /y\"; exits = ( { id = \"work\"; rate = \"10 %/mo\";\n"
               "  returns = ( { id = \"again\"; rate = \"0 /mo\"; } ); } ); } );\n"
               "scenarios = ( { id = \"never\"; set = []; }, { id = \"often\"; set = [\"programmes.p.exits.work.returns.again.rate = 50 %/mo\"]; } );\n";
    world w = world_of_text(text);
    diary never = diary_of(&w, "never", 1, SEED), often = diary_of(&w, "often", 1, SEED);

    (void)state;
    for (size_t i = 0; i < never.n; i++) { /* every first spell is the same in both */
        size_t same = diary_next(&often, never.entries[i].key, never.entries[i].what, 0);

        assert_true(same < often.n && fabs(often.entries[same].time - never.entries[i].time) <= 0.0);
    }
    assert_true(often.n > never.n + 100);
    diary_close(&never);
    diary_close(&often);
    world_close(&w);
}

static void who_has_left_and_may_return_takes_32_bytes(void **state)
{
    (void)state;
    assert_true(sizeof(outsider) + 2 * sizeof(past_spells) <= 32); /* two programmes with a clock: AAP and KVP */
}

static void what_leads_nowhere_or_round_in_circles_is_refused(void **state)
{
    (void)state;
    model_refuses(
        HEAD(
            "1 y") "programmes = ( { id = \"p\"; arrivals = \"1 /y\"; exits = ( { id = \"x\"; rate = \"1 /mo\"; enters = { programme = \"p\"; }; } ); } );\n",
        "leads straight back into p");
    model_refuses(
        HEAD(
            "1 y") "streams = ( { id = \"x\"; rate = \"1 /y\"; to = \"p\"; } );\n"
                   "programmes = ( { id = \"p\"; exits = ( { id = \"x\"; rate = \"1 /mo\"; returns = ( { id = \"r\"; rate = \"1 /mo\"; } ); } ); } );\n",
        "counted as flow.in/x");
    model_refuses(
        HEAD(
            "1 y") "programmes = ( { id = \"a\"; arrivals = \"1 /y\"; clock = { limit = \"10 d\"; at_limit = \"b\"; }; exits = ( { id = \"b\"; enters = { programme = \"b\"; }; } ); },\n"
                   "  { id = \"b\"; clock = { limit = \"10 d\"; at_limit = \"a\"; }; exits = ( { id = \"a\"; enters = { programme = \"a\"; }; } ); } );\n",
        "without any time passing");
    model_warns(
        HEAD(
            "1 y") "programmes = ( { id = \"p\"; arrivals = \"1 /y\"; bar = { exits = [\"x\"]; length = \"12 mo\"; }; exits = ( { id = \"x\"; rate = \"1 /mo\"; } ); } );\n",
        "its bar bars nobody");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_left_comes_back_when_the_rate_outside_has_spent_the_budget),
        cmocka_unit_test(each_spell_draws_its_budgets_anew_and_the_segment_stays),
        cmocka_unit_test(a_return_inside_the_bar_is_held_to_its_last_day),
        cmocka_unit_test(a_lost_return_is_tried_again_only_when_the_bar_is_over),
        cmocka_unit_test(a_bar_that_is_lifted_frees_those_outside_on_the_day),
        cmocka_unit_test(time_used_before_counts_in_the_next_spell),
        cmocka_unit_test(a_clock_is_renewed_after_so_long_outside),
        cmocka_unit_test(who_has_used_up_the_time_gets_the_rest_of_the_extensions_by_a_test),
        cmocka_unit_test(an_exit_leads_into_the_next_programme_which_counts_where_people_come_from),
        cmocka_unit_test(relapse_is_the_share_back_within_12_months),
        cmocka_unit_test(follow_up_after_the_end_lowers_relapse),
        cmocka_unit_test(a_return_changes_nobody_elses_luck),
        cmocka_unit_test(who_has_left_and_may_return_takes_32_bytes),
        cmocka_unit_test(what_leads_nowhere_or_round_in_circles_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
