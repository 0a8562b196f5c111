/* tests/unit/test_model_chains.c - what happens between tiltak: one after the other, side by side. Lives are read event by event.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/problems.h"
#include "models/keys.h"
#include "support/lives.h"
#include "support/told.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

#define HEAD(length, more)                                                              \
    "saksflyt = 1; title = \"Prøve\";\n"                                               \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"                                        \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n" more
#define OFFICE(needs, rest)                                                                                            \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n" \
    "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; " rest                                                        \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( " needs " ); },\n"                  \
    "            { id = \"follow_up\"; every = \"5 d\"; minutes = \"0 min\"; } ); } );\n"
#define FIFTY_DAYS "exits = ( { id = \"end\"; } ); clock = { limit = \"50 d\"; at_limit = \"end\"; };\n"

/* --- one after the other ---------------------------------------------------------------------------------------------------------- */

static void who_has_been_in_one_tiltak_goes_on_to_the_next_after_the_delay(void **state)
{
    world w = world_of_text(HEAD(
        "2 y",
        "streams = ( { id = \"in\"; rate = \"100 /y\"; to = \"first\"; } );\n"
        "tiltak = ( { id = \"first\"; places = \"unlimited\"; stay = \"10 d\"; then = ( { next = \"second\"; p = \"1\"; delay = \"3 d\"; } ); },\n"
        "           { id = \"second\"; places = \"unlimited\"; stay = \"20 d\"; } );\n"));
    told t = told_of(&w, "base", 1, SEED);
    size_t lives = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        double came = t.events[i].time, second;

        if (t.events[i].what != SF_LIFE_ARRIVES || came > 690.0)
            continue;
        lives++;
        second = told_when(&t, t.events[i].key, SF_LIFE_GETS_PLACE, tiltak_number(&w, "second"), came);
        NEAR(second, came + 13.0);
        NEAR(told_when(&t, t.events[i].key, SF_LIFE_LEAVES, UINT32_MAX, came), came + 33.0);
    }
    assert_true(lives > 100);
    told_free(&t);
    world_close(&w);
}

/* A station that one in four comes back to at once is visited 4/3 times: a geometric number of visits. */
static void who_comes_back_with_a_probability_comes_back_a_geometric_number_of_times(void **state)
{
    world w = world_of_text(HEAD(
        "40 y",
        "streams = ( { id = \"in\"; rate = \"1000 /y\"; to = \"desk\"; } );\n"
        "tiltak = ( { id = \"desk\"; places = \"unlimited\"; stay = \"1 d\"; then = ( { next = \"desk\"; p = \"0.25\"; } ); } );\n"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double in = observed(&w, &r, "flow.in/in", "tiltak.desk", SF_STAT_RATE) * 40.0,
           started = observed(&w, &r, "tiltak.started", "tiltak.desk", SF_STAT_RATE) * 40.0;
    double sd = sqrt(0.25) / 0.75 / sqrt(in); /* of the mean of a geometric number, p = 0.75 */

    (void)state;
    assert_true(in > 39000.0);
    assert_true(fabs(started / in - 4.0 / 3.0) < 4.4 * sd);
    sf_replication_free(&r);
    world_close(&w);
}

static void a_chain_breaks_where_the_next_tiltak_does_not_take_the_person(void **state)
{
    world w = world_of_text(
        "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; length = \"2 y\"; };\n"
        "study = { replications = 1; seed = 1; }; barriers = ( { id = \"health\"; } );\n"
        "profiles = ( { id = \"ill\"; barriers = [\"health\"]; }, { id = \"well\"; barriers = []; } );\n"
        "segments = ( { id = \"people\"; share = \"1\"; profiles = { ill = \"0.5\"; well = \"0.5\"; }; } );\n"
        "streams = ( { id = \"in\"; rate = \"100 /y\"; to = \"first\"; } );\n"
        "tiltak = ( { id = \"first\"; places = \"unlimited\"; stay = \"10 d\"; then = ( { next = \"second\"; p = \"rest\"; } ); },\n"
        "           { id = \"second\"; places = \"unlimited\"; stay = \"20 d\"; accepts = []; } );\n");
    told t = told_of(&w, "base", 1, SEED);
    size_t ended = 0, went_on = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];

        if (e->what != SF_LIFE_COMPLETES || e->detail != tiltak_number(&w, "first"))
            continue;
        ended++;
        if (isnan(told_when(&t, e->key, SF_LIFE_GETS_PLACE, tiltak_number(&w, "second"), e->time)))
            NEAR(told_when(&t, e->key, SF_LIFE_LEAVES, UINT32_MAX, e->time), e->time);
        else
            went_on++;
    }
    assert_true(fabs((double)went_on - 0.5 * (double)ended) < 4.4 * sqrt(0.25 * (double)ended));
    assert_int_equal(went_on, told_count(&t, SF_LIFE_GOES_ON, tiltak_number(&w, "second")));
    told_free(&t);
    world_close(&w);
}

/* --- side by side ----------------------------------------------------------------------------------------------------------------- */

/* Two needs are seen in the first meeting. Where one of the two tiltak can be taken beside others, both begin at once; where
 * none can, the second one begins at the first contact after the first one has ended. */
static void a_parallel_tiltak_is_taken_beside_another(void **state)
{
#define BOTH(parallel)                                                                                                           \
    HEAD(                                                                                                                        \
        "2 y",                                                                                                                   \
        OFFICE(                                                                                                                  \
            "{ need = \"training\"; p = \"1\"; }, { need = \"mentor\"; p = \"1\"; }",                                            \
            FIFTY_DAYS) "tiltak = ( { id = \"course\"; offers = [\"training\"]; places = \"unlimited\"; stay = \"12 d\"; },\n"   \
                        "           { id = \"guide\"; offers = [\"mentor\"]; places = \"unlimited\"; stay = \"12 d\"; " parallel \
                        " } );\n")
    for (int parallel = 0; parallel < 2; parallel++) {
        world w = world_of_text(parallel ? BOTH("parallel = \"yes\";") : BOTH(""));
        told t = told_of(&w, "base", 1, SEED);
        size_t lives = 0;

        for (size_t i = 0; i < t.n; i++) {
            double came = t.events[i].time;

            if (t.events[i].what != SF_LIFE_STARTS || came > 670.0)
                continue;
            lives++;
            NEAR(told_when(&t, t.events[i].key, SF_LIFE_GETS_PLACE, tiltak_number(&w, "course"), came), came);
            NEAR(told_when(&t, t.events[i].key, SF_LIFE_GETS_PLACE, tiltak_number(&w, "guide"), came),
                 parallel ? came : came + 15.0);
        }
        assert_true(lives > 100);
        told_free(&t);
        world_close(&w);
    }
    (void)state;
}

/* --- what makes no sense ------------------------------------------------------------------------------------------------------------ */

static void a_circle_of_stays_without_length_is_refused(void **state)
{
    (void)state;
    said_of(
        HEAD("1 y",
             "streams = ( { id = \"in\"; rate = \"1 /d\"; to = \"a\"; } );\n"
             "tiltak = ( { id = \"a\"; places = 1; stay = \"0 d\"; then = ( { next = \"b\"; p = \"0.5\"; } ); },\n"
             "           { id = \"b\"; places = 1; stay = \"0 d\"; then = ( { next = \"a\"; p = \"0.5\"; } ); } );\n"),
        "a leads back to itself without any time passing");
    said_of(
        HEAD(
            "1 y",
            "streams = ( { id = \"in\"; rate = \"1 /d\"; to = \"a\"; } );\n"
            "tiltak = ( { id = \"a\"; places = 1; stay = \"0 d\"; then = ( { next = \"b\"; p = \"0.5\"; } ); },\n"
            "           { id = \"b\"; places = 1; stay = \"1 d\"; then = ( { next = \"a\"; p = \"0.5\"; }, { next = \"b\"; p = \"0.6\"; } ); } );\n"),
        "what follows b adds up to 1.1 for segment people; the rows of then must add up to at most 1");
}

static void what_a_tiltak_cannot_do_is_refused(void **state)
{
#define REFUSED(text)                                                            \
    HEAD("1 y", "streams = ( { id = \"in\"; rate = \"1 /d\"; to = \"a\"; } );\n" \
                "tiltak = ( { id = \"a\"; places = 1; stay = \"10 d\"; " text " } );\n")
    (void)state;
    said_of(REFUSED("substitute = { tiltak = \"a\"; after = \"10 d\"; };"), "a is its own substitute");
    said_of(REFUSED("then = ( { next = \"a\"; p = \"0.5\"; after = \"drop_out\"; } );"), "nobody ever drops out of a");
    said_of(
        HEAD(
            "1 y",
            "streams = ( { id = \"in\"; rate = \"1 /d\"; to = \"a\"; } ); budgets = ( { id = \"state\"; amount = \"1 NOK/y\"; } );\n"
            "tiltak = ( { id = \"a\"; places = 1; stay = \"10 d\"; budget = \"state\"; } );\n"),
        "a is paid from a budget but costs nothing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_been_in_one_tiltak_goes_on_to_the_next_after_the_delay),
        cmocka_unit_test(who_comes_back_with_a_probability_comes_back_a_geometric_number_of_times),
        cmocka_unit_test(a_chain_breaks_where_the_next_tiltak_does_not_take_the_person),
        cmocka_unit_test(a_parallel_tiltak_is_taken_beside_another),
        cmocka_unit_test(what_a_tiltak_cannot_do_is_refused),
        cmocka_unit_test(a_circle_of_stays_without_length_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
