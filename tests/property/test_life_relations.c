/* tests/property/test_life_relations.c - what a change to the world may do to whose life, event by event, under common luck.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/diary.h"

#define SEED 20261124

#define HEAD                                                                       \
    "saksflyt = 1; title = \"Prøve\";\n"                                          \
    "time = { start = \"2025-01-01\"; warm_up = \"100 d\"; length = \"2 y\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"

/* --- one server more ------------------------------------------------------------------------------------------------------- */

#define FIRST_COME                                                                                                         \
    HEAD                                                                                                                   \
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"                                                            \
        "streams = ( { id = \"calls\"; rate = \"4 /d\"; to = \"desk\"; } );\n"                                             \
        "tiltak = ( { id = \"desk\"; places = 5; stay = \"gamma(mean 1.1 d, sd 0.7 d)\"; } );\n"                           \
        "scenarios = ( { id = \"five\"; set = []; }, { id = \"six\"; set = [\"tiltak.desk.places = 6 from always\"]; },\n" \
        "              { id = \"seven\"; set = [\"tiltak.desk.places = 7 from 2025-07-01\"]; } );\n"

/* When a person got a place, by the order of arrival; NAN: not yet. */
static double place_of_next(const diary *log, size_t *at, uint64_t *key)
{
    const size_t end = diary_next_person(log, *at);
    double got = (double)NAN;

    *key = log->entries[*at].key;
    for (; *at < end; ++*at) {
        if (log->entries[*at].what == SF_LIFE_GETS_PLACE)
            got = log->entries[*at].time;
    }
    return got;
}

/* First come, first served, patience without end, a service of one's own (Kiefer & Wolfowitz 1955: the workloads are ordered). */
static void with_a_place_more_nobody_waits_longer(void **state)
{
    world w = world_of_text(FIRST_COME);
    diary five = lives_of("five", &w, scenario_of(&w, "five"), 1, SEED);
    const char *const more[] = {"six", "seven"};

    (void)state;
    for (int k = 0; k < 2; k++) {
        diary other = lives_of(more[k], &w, scenario_of(&w, more[k]), 1, SEED);
        size_t sooner = 0, i = 0, j = 0;

        while (i < five.n && j < other.n) {
            uint64_t key, same;
            double before = place_of_next(&five, &i, &key), after = place_of_next(&other, &j, &same);

            assert_true(key == same);
            if (isnan(before))
                continue;
            assert_true(after <= before);
            sooner += after < before;
        }
        assert_true(i == five.n && j == other.n);
        assert_true(sooner > 500);
        diary_close(&other);
    }
    diary_close(&five);
    world_close(&w);
}

/* --- what changes nobody's life -------------------------------------------------------------------------------------------------- */

/* An office with a bit of everything, in parts to put something between. */
#define PEOPLE                                                                                                                  \
    HEAD                                                                                                                        \
        "money = { g = \"130160 NOK\"; veileder = \"900000 NOK/y\"; };\n"                                                       \
        "barriers = ( { id = \"health\"; clears = \"2 %/mo\"; } ); profiles = ( { id = \"ready\"; phi = 1; }, { id = \"ill\"; " \
        "barriers = [\"health\"]; phi = \"0.4\"; } );\n"                                                                        \
        "segments = ( { id = \"old\"; share = \"0.6\"; profiles = { ready = \"0.5\"; ill = \"rest\"; }; }, { id = "             \
        "\"young\"; share = \"rest\"; young = \"yes\"; } );\n"
#define PROGRAMME                                                                                                                    \
    "programmes = ( { id = \"p\"; arrivals = \"150 /y\"; follow_up = { reference = \"0.7 /mo\"; }; no_show = { p = "                 \
    "\"0.2\"; minutes = \"20 min\"; rebook = \"6 d\"; };\n"                                                                          \
    "  clock = { limit = \"14 mo\"; end_window = \"3 mo\"; at_limit = \"end\"; extension = { test = \"test\"; length = \"4 mo\"; "   \
    "cap = \"8 mo\"; grounds = ( { id = \"g\"; passes = \"0.5\"; } ); }; };\n"                                                       \
    "  tasks = ( { id = \"meeting\"; due = \"14 d\"; no_show = \"yes\"; minutes = \"lognormal(median 60 min, p90 100 min)\"; "       \
    "then = ( { need = \"training\"; p = \"0.6\"; }, { need = \"health\"; p = \"0.5\"; } ); },\n"                                    \
    "    { id = \"follow_up\"; every = \"5 w\"; minutes = \"50 min\"; then = ( { need = \"training\"; p = \"0.3\"; } ); },\n"        \
    "    { id = \"message\"; rate = \"1.5 /mo\"; minutes = \"8 min\"; counts = 0; }, { id = \"test\"; minutes = \"200 min\"; } );\n" \
    "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"4 %/mo\"; with_barrier = \"0.4\"; follow_up = { doubling = "           \
    "\"1.2\"; without_end = \"1.8\"; }; }, { id = \"disability\"; rate = \"1 %/mo\"; decision = \"gamma(mean 90 d, sd 30 d)\"; } ); } );\n"
#define HOURS "hours = \"37.5 h/week\"; overhead = \"0.6\"; priority = \"new_and_near_limit_first\"; "
#define TIGHT                                                        \
    "{ id = \"t\"; serves = [\"p\"]; veiledere = 2; " HOURS          \
    "absence = \"8 %\"; absence_spell = \"exponential(mean 5 d)\"; " \
    "portfolio = { limit = 70; when_full = \"wait\"; }; }"
#define WIDE(heads) "{ id = \"t\"; serves = [\"p\"]; veiledere = " heads "; shared = \"yes\"; " HOURS "}"
#define DPS \
    "treatment = ( { id = \"dps\"; offers = [\"health\"]; wait = \"exponential(mean 40 d)\"; stay = \"exponential(mean 3 mo)\"; } );\n"

#define PLACES(n)                                                        \
    "{ id = \"aft\"; offers = [\"training\"]; accepts = []; places = " n \
    "; stay = \"gamma(mean 4 mo, sd 2 mo)\"; patience = "                \
    "\"exponential(mean 4 mo)\"; clears = 0.5; effect = ( { exit = \"work\"; during = \"0.6\"; after = \"1.4\"; } ); }"
#define TODAY "scenarios = ( { id = \"today\"; set = []; } );\n"

static world office(const char *teams, const char *places, const char *more)
{
    static char text[16384];

    snprintf(text, sizeof text, "%steams = ( %s );\ntiltak = ( %s );\n%s%s", PEOPLE PROGRAMME, teams, places, DPS,
             more);
    return world_of_text(text);
}

/* How many people live differently in two worlds. */
static size_t different(const world *a, const char *scenario_a, const world *b, const char *scenario_b,
                        double tolerance)
{
    diary x = lives_of(scenario_a, a, scenario_of(a, scenario_a), 1, SEED),
          y = lives_of(scenario_b, b, scenario_of(b, scenario_b), 1, SEED);
    size_t people, n = lives_that_differ(&x, &y, tolerance, &people);

    assert_true(people > 250 && x.n > 5000);
    diary_close(&x);
    diary_close(&y);
    return n;
}

static void nobody_lives_differently_for_what_they_never_meet(void **state)
{
    static const struct {
        const char *what, *teams, *tiltak, *more;
    } added[] = {
        {"a tiltak that nobody enters", TIGHT,
         "" PLACES("8") ", { id = \"verksted\"; offers = [\"truck_driving\"]; places = 10; stay = \"3 mo\"; }", TODAY},
        {"posts of a pool that nobody is sent to",
         "" TIGHT ", { id = \"zero\"; serves = []; veiledere = 4; hours = \"20 h/week\"; }", PLACES("8"),
         "scenarios = ( { id = \"today\"; set = []; }, { id = \"pool\"; set = [\"teams.t.portfolio.when_full = pool(zero)\"]; } );\n"},
        {"a cohort that is followed for as long as the others are", TIGHT, PLACES("8"),
         "cohorts = ( { id = \"new\"; first = \"2025-01-01\"; last = \"2025-12-31\"; follow = \"12 mo\"; } );\n" TODAY},
    };
    world plain = office(TIGHT, PLACES("8"), TODAY);

    (void)state;
    for (size_t i = 0; i < sizeof added / sizeof added[0]; i++) {
        world w = office(added[i].teams, added[i].tiltak, added[i].more);
        size_t n = different(&plain, "today", &w, "today", 0.0);

        if (n > 0)
            fail_msg("%s: %zu people live differently", added[i].what, n);
        world_close(&w);
    }
    world_close(&plain);
}

static void a_post_more_where_nobody_waits_changes_nobodys_life(void **state)
{
    world a = office(WIDE("300"), PLACES("300"), TODAY), b = office(WIDE("301"), PLACES("301"), TODAY);

    (void)state;
    assert_int_equal(different(&a, "today", &b, "today", 0.0), 0);
    world_close(&a);
    world_close(&b);
}

/* On the date budgets are spent up to it, and what is spent in two parts adds up to the same but for last bits: days. */
static void a_date_on_which_only_prices_change_changes_nobodys_life(void **state)
{
    world w = office(
        TIGHT, PLACES("8"),
        "scenarios = ( { id = \"today\"; set = []; },\n"
        "  { id = \"dearer\"; set = [\"money.veileder = 990000 NOK/y from 2025-07-01\", \"money.g = 140000 NOK from 2026-05-01\"]; } );\n");

    (void)state;
    assert_int_equal(different(&w, "today", &w, "dearer", 1e-8), 0);
    world_close(&w);
}

/* --- the placebo: one arrival more ------------------------------------------------------------------------------------------------- */

/* A second stream that brings one person in all. */
#define ONE_MORE "streams = ( { id = \"extra\"; rate = \"0.1 /y\"; to = \"p\"; } );\n"

typedef struct ripple {
    size_t people, changed;
    double arrival, first;        /* of the extra person; the first change in anybody else's life */
    size_t parted[SF_LIFE_KINDS]; /* by what happened first that had not, or later than it had */
} ripple;

static ripple ripple_of(const diary *without, const diary *with)
{
    ripple out = {.arrival = NAN, .first = (double)INFINITY};

    for (size_t i = 0, j = 0; j < with->n;) {
        const size_t end_i = diary_next_person(without, i), end_j = diary_next_person(with, j);
        size_t k = 0;

        if (i >= without->n || without->entries[i].key != with->entries[j].key) { /* who is only there in one of them */
            assert_true(isnan(out.arrival));
            out.arrival = with->entries[j].time;
            j = end_j;
            continue;
        }
        out.people++;
        while (i + k < end_i && j + k < end_j && without->entries[i + k].what == with->entries[j + k].what &&
               !(without->entries[i + k].time < with->entries[j + k].time) &&
               !(without->entries[i + k].time > with->entries[j + k].time))
            k++;
        if (i + k < end_i || j + k < end_j) {
            const diary_entry *was = i + k < end_i ? &without->entries[i + k] : NULL,
                              *is = j + k < end_j ? &with->entries[j + k] : NULL,
                              *first = was == NULL || (is != NULL && is->time < was->time) ? is : was;

            assert(first != NULL); /* one of the two lives goes on */
            out.changed++;
            out.parted[first->what]++;
            out.first = fmin(out.first, first->time);
        }
        i = end_i;
        j = end_j;
    }
    return out;
}

/* Who gains and who loses beside a policy is a property of the coupling: this is how many lives one harmless arrival moves. */
static void one_arrival_more_moves_nobody_where_there_is_room_and_many_where_there_is_none(void **state)
{
    const char *const teams[] = {WIDE("300"), TIGHT}, *const places[] = {PLACES("300"), PLACES("8")};

    (void)state;
    for (int tight = 0; tight < 2; tight++) {
        world without = office(teams[tight], places[tight], TODAY),
              with = office(teams[tight], places[tight], ONE_MORE TODAY);
        diary a = lives_of("without", &without, 0, 1, SEED), b = lives_of("with", &with, 0, 1, SEED);
        ripple r = ripple_of(&a, &b);

        assert_true(r.arrival > 0.0); /* exactly one: ripple_of sees to it */
        print_message("%s: one arrival more on day %.1f, %zu of %zu other lives change, the first on day %.1f:",
                      tight ? "tight" : "room for all", r.arrival, r.changed, r.people, r.first);
        for (int k = 0; k < SF_LIFE_KINDS; k++) {
            if (r.parted[k] > 0)
                print_message(" %s %zu", sf_life_name((sf_life)k), r.parted[k]);
        }
        print_message("\n");
        assert_true(r.first > r.arrival);
        if (tight)
            assert_true(r.changed > 20 && r.changed < r.people);
        else
            assert_int_equal(r.changed, 0);
        diary_close(&a);
        diary_close(&b);
        world_close(&without);
        world_close(&with);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_a_place_more_nobody_waits_longer),
        cmocka_unit_test(nobody_lives_differently_for_what_they_never_meet),
        cmocka_unit_test(a_post_more_where_nobody_waits_changes_nobodys_life),
        cmocka_unit_test(a_date_on_which_only_prices_change_changes_nobodys_life),
        cmocka_unit_test(one_arrival_more_moves_nobody_where_there_is_room_and_many_where_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
