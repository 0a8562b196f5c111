/* tests/unit/test_model_people.c - who comes: shares that change by date, and cohorts that are sent somewhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "saksflyt/luck.h"
#include "support/diary.h"

#define SEED 20260101

#define HEAD(shares)                                                                                                        \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                   \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"730 d\"; }; study = { replications = 1; seed = 1; };\n" \
    "segments = ( { id = \"low\"; share = \"0.5; 0.9 from 2026-01-01\"; }, { id = \"high\"; share = \"rest\"; } );\n"       \
    "programmes = ( { id = \"p\"; arrivals = \"500 /y\"; " shares                                                           \
    " exits = ( { id = \"work\"; rate = \"1 /mo\"; } ); } );\n"

/* Everybody's segment follows from their own luck and the shares of the day on which they come. */
static void segments_follow(const char *text, double before, double after)
{
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    size_t lows[2] = {0}, n[2] = {0};

    for (size_t i = 0; i < d.n; i++) {
        bool is_late = d.entries[i].time >= 365.0;
        double u = sf_luck_uniform(sf_luck_of(SEED, 1), d.entries[i].key, sf_luck_purpose("segment"), 0, 0);
        bool is_high; /* segments are ordered by id: high, low */

        if (d.entries[i].what != SF_LIFE_ARRIVES)
            continue;
        is_high = u < 1.0 - (is_late ? after : before);
        assert_int_equal(d.entries[i].detail, is_high ? 0 : 1);
        lows[is_late] += !is_high;
        n[is_late]++;
    }
    assert_true(n[0] > 300 && n[1] > 300);
    assert_true(fabs((double)lows[0] / (double)n[0] - before) < 0.1 &&
                fabs((double)lows[1] / (double)n[1] - after) < 0.1);
    diary_close(&d);
    world_close(&w);
}

static void shares_of_segments_change_on_their_date(void **state)
{
    (void)state;
    segments_follow(HEAD(""), 0.5, 0.9);
    segments_follow(HEAD("shares = { low = \"rest\"; high = \"0.2; 0.7 from 2026-01-01\"; };"), 0.8, 0.3);
}

static void shares_must_add_up_on_every_date(void **state)
{
    (void)state;
    model_refuses(HEAD("shares = { low = \"0.4; 0.6 from 2026-01-01\"; high = \"0.6\"; };"), "add up to 1.2");
    model_refuses(HEAD("shares = { low = \"0.4; rest from 2026-01-01\"; high = \"rest\"; };"), "stands twice");
}

/* --- the same people with and without ------------------------------------------------------------------------------------------------- */

static const char pilot[] =
    "saksflyt = 1; title = \"Prøve\";\n"
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"3 y\"; }; study = { replications = 1; seed = 1; };\n"
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"
    "programmes = ( { id = \"social\"; arrivals = \"400 /y\"; exits = ( { id = \"work\"; rate = \"1 %/mo\"; } ); },\n"
    "  { id = \"kvp\"; clock = { limit = \"24 mo\"; at_limit = \"done\"; }; exits = ( { id = \"work\"; rate = \"3 %/mo\"; }, { id = \"done\"; } ); } );\n"
    "tiltak = ( { id = \"aft\"; places = 5; stay = \"100 d\"; offers = [\"x\"]; } );\n"
    "assign = ( { id = \"pilot\"; stream = \"social\"; first = \"2025-03-01\"; last = \"2025-08-31\"; share = \"0.4\"; programme = \"kvp\"; tiltak = \"aft\"; } );\n"
    "scenarios = ( { id = \"with\"; set = []; }, { id = \"without\"; set = [\"assign.pilot.acts = no\"]; } );\n";

static void a_marked_cohort_is_run_with_and_without_and_nobody_else_notices(void **state)
{
    world w = world_of_text(pilot);
    diary with = diary_of(&w, "with", 1, SEED), without = diary_of(&w, "without", 1, SEED);
    size_t marked = 0, others = 0, places = 0, helped = 0, hurt = 0;

    (void)state;
    for (size_t i = 0; i < with.n; i++) {
        uint64_t key = with.entries[i].key;
        double at = with.entries[i].time;
        size_t start = diary_next(&with, key, SF_LIFE_STARTS, i), same = diary_next(&without, key, SF_LIFE_ARRIVES, 0),
               left = diary_next(&with, key, SF_LIFE_LEAVES, i),
               otherwise = diary_next(&without, key, SF_LIFE_LEAVES, 0);
        bool is_marked = at >= 59.0 && at < 243.0 &&
                         sf_luck_uniform(sf_luck_of(SEED, 1), key, sf_luck_purpose("assign.pilot"), 0, 0) < 0.4;
        double stay = left < with.n ? with.entries[left].time : 1e9,
               other_stay = otherwise < without.n ? without.entries[otherwise].time : 1e9;

        if (with.entries[i].what != SF_LIFE_ARRIVES)
            continue;
        assert_true(same < without.n && fabs(without.entries[same].time - at) <= 0.0); /* the same people come */
        assert_int_equal(with.entries[start].detail, is_marked ? 0 : 1);               /* by id: kvp, social */
        if (!is_marked) {
            assert_true(fabs(stay - other_stay) <= 0.0);
            others++;
            continue;
        }
        marked++;
        places += diary_next(&with, key, SF_LIFE_JOINS_LINE, i) < with.n;
        helped += stay < other_stay;
        hurt += stay > other_stay;
    }
    assert_true(marked > 50 && others > 500);
    assert_int_equal(places, marked); /* all of them join the line, without a need */
    assert_true(helped > 2 * hurt);   /* V11: the direction, person by person */
    assert_int_equal(diary_count(&without, SF_LIFE_JOINS_LINE, 0.0, 1e9), 0);
    diary_close(&with);
    diary_close(&without);
    world_close(&w);
}

static void an_assignment_needs_people_and_a_place_to_send_them(void **state)
{
#define ASSIGN(stream, to)                                                                                                                      \
    "saksflyt = 1; title = \"x\"; time = { start = \"2025-01-01\"; length = \"1 y\"; };\n"                                                      \
    "segments = ( { id = \"a\"; share = \"1\"; } );\n"                                                                                          \
    "streams = ( { id = \"straight\"; rate = \"1 /mo\"; to = \"aft\"; } );\n"                                                                   \
    "programmes = ( { id = \"p\"; arrivals = \"9 /y\"; exits = ( { id = \"work\"; rate = \"1 /mo\"; enters = { programme = \"q\"; }; } ); },\n" \
    "  { id = \"q\"; exits = ( { id = \"end\"; rate = \"1 /mo\"; } ); } );\n"                                                                   \
    "tiltak = ( { id = \"aft\"; places = 5; stay = \"10 d\"; } );\n"                                                                            \
    "assign = ( { id = \"pilot\"; stream = \"" stream "\"; first = \"2025-03-01\"; last = \"2025-08-31\"; " to                                  \
    " } );\n"
    (void)state;
    model_refuses(ASSIGN("q", "programme = \"p\";"), "q has no arrivals of its own");
    model_refuses(ASSIGN("straight", "programme = \"p\";"), "leads into a tiltak");
    model_refuses(ASSIGN("p", ""), "pilot is sent nowhere");
}

/* S2: the right kind of follow-up is clarified late. Innsatsgrupper are programmes here, and a new decision is a task. */
static void nobody_changes_innsatsgruppe_before_a_veileder_has_time(void **state)
{
    world w = world_of_file(SF_TEST_SOURCE_DIR "/configs/innsatsgrupper.cfg", NULL, 0);
    sf_replication_record today = life_of(&w, "today", 1, SEED), fewer = life_of(&w, "fewer", 1, SEED);

    (void)state;
    assert_true(observed(&w, &fewer, "wait.decision", "programmes.ikval", SF_STAT_MEAN) >
                3.0 * observed(&w, &today, "wait.decision", "programmes.ikval", SF_STAT_MEAN));
    assert_true(observed(&w, &fewer, "flow.in/ikval", "programmes.bform", SF_STAT_RATE) <
                0.95 * observed(&w, &today, "flow.in/ikval", "programmes.bform", SF_STAT_RATE));
    /* Those who need more are left longer in the group that gives least. */
    assert_true(observed_in(&w, &fewer, "stock", "programmes.ikval", "reduced", SF_STAT_MEAN) >
                1.1 * observed_in(&w, &today, "stock", "programmes.ikval", "reduced", SF_STAT_MEAN));
    sf_replication_free(&today);
    sf_replication_free(&fewer);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_segments_change_on_their_date),
        cmocka_unit_test(shares_must_add_up_on_every_date),
        cmocka_unit_test(a_marked_cohort_is_run_with_and_without_and_nobody_else_notices),
        cmocka_unit_test(an_assignment_needs_people_and_a_place_to_send_them),
        cmocka_unit_test(nobody_changes_innsatsgruppe_before_a_veileder_has_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
