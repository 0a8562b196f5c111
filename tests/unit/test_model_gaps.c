/* tests/unit/test_model_gaps.c - what study.gaps counts: where needs stand, places that are idle beside people who wait and why, what
 * taking part holds back, all of it by region. Each world leaves one thing to see, and the rest follows from what the model counts anyway.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "support/lives.h"

#define SEED 20260101
#define NEAR_ENOUGH(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

/* The need is seen at once, in a meeting that takes no time. */
#define WORLD_WITH(programme, tasks, hours, tiltak)                                                                                \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                          \
    "time = { start = \"2025-01-01\"; warm_up = \"2 y\"; length = \"5 y\"; };\n"                                                   \
    "study = { replications = 1; seed = 1; gaps = \"yes\"; };\n"                                                                   \
    "segments = ( { id = \"young\"; share = \"0.5\"; young = \"yes\"; }, { id = \"old\"; share = \"rest\"; } );\n"                 \
    "offices = ( { id = \"a\"; users = 500; region = \"north\"; }, { id = \"b\"; users = 300; region = \"north\"; },\n"            \
    "            { id = \"c\"; users = 80; region = \"south\"; } );\n"                                                             \
    "programmes = ( { id = \"p\"; arrivals = \"88 /y\"; " programme "\n"                                                           \
    "  clock = { limit = \"24 mo\"; at_limit = \"end\"; };\n"                                                                      \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); }" tasks \
    " ); } );\n"                                                                                                                   \
    "teams = ( { id = \"t\"; serves = [\"p\"]; " hours "; calendar = \"always\"; } );\n"                                           \
    "tiltak = (" tiltak ");\n"
#define WORLD_OF(programme, tiltak) WORLD_WITH(programme, "", "veiledere = 400; hours = \"168 h/week\"", tiltak)
#define EXIT "exits = ( { id = \"end\"; } );"
#define WORLD(tiltak) WORLD_OF(EXIT, tiltak)
#define X "{ id = \"x\"; offers = [\"training\"]; stay = \"6 mo\"; "

static lived see(const char *text)
{
    return lived_of(text, SEED);
}

static double value(const lived *s, const char *metric, const char *entity)
{
    return observed(&s->w, &s->r, metric, entity, SF_STAT_MEAN);
}

static double standing(const lived *s, const char *where, const char *entity)
{
    char metric[64];

    snprintf(metric, sizeof metric, "need.now/training/%s", where);
    return value(s, metric, entity);
}

static const char *const standings[NEED_STANDINGS] = {"taking_part", "in_line", "referral",   "not_taken", "absent",
                                                      "treatment",   "held",    "other_line", "contact"};

/* --- needs ------------------------------------------------------------------------------------------------------------------ */

/* Nobody who has a need is counted twice or not at all: here everybody has it from the first meeting on until it is met. In the south
 * there are no places, so theirs is unmet. */
static void everybody_with_a_need_stands_somewhere(void **state)
{
    lived s = see(WORLD(X "catchment = \"region\"; places = 20; sites = ( { id = \"south\"; places = 0; } ); }"));
    double all = 0.0;

    (void)state;
    for (size_t k = 0; k < NEED_STANDINGS; k++) {
        const double north = standing(&s, standings[k], "regions.north"),
                     south = standing(&s, standings[k], "regions.south");
        char metric[64];

        snprintf(metric, sizeof metric, "need.now/training/%s", standings[k]);
        NEAR_ENOUGH(standing(&s, standings[k], "all"), north + south);
        NEAR_ENOUGH(standing(&s, standings[k], "all"), observed_in(&s.w, &s.r, metric, "all", "young", SF_STAT_MEAN) +
                                                           observed_in(&s.w, &s.r, metric, "all", "old", SF_STAT_MEAN));
        all += north + south;
        if (k != NEED_ABSENT)
            NEAR_ENOUGH(south, 0.0);
    }
    NEAR_ENOUGH(observed(&s.w, &s.r, "need.wanted/training", "regions.north", SF_STAT_RATE) +
                    observed(&s.w, &s.r, "need.wanted/training", "regions.south", SF_STAT_RATE),
                observed(&s.w, &s.r, "need.wanted/training", "all", SF_STAT_RATE));
    assert_true(observed(&s.w, &s.r, "need.wanted/training", "regions.south", SF_STAT_RATE) > 1.0);
    assert_true(standing(&s, "absent", "regions.south") > 5.0);
    NEAR_ENOUGH(standing(&s, "absent", "regions.north"), 0.0);
    /* The need is met by a stay of six months; the looks are too few to hold it to more than a twentieth. */
    assert_true(standing(&s, "taking_part", "all") <= 20.0);
    assert_true(all > 20.0 && all < value(&s, "stock", "programmes.p"));
    lived_close(&s);
}

/* Two tiltak exclude each other: whoever is in the first is locked in as to the second need. */
static void who_is_in_another_tiltak_is_held_there(void **state)
{
    lived s = see(
        "saksflyt = 1; title = \"Prøve\";\n"
        "time = { start = \"2025-01-01\"; warm_up = \"2 y\"; length = \"5 y\"; };\n"
        "study = { replications = 1; seed = 1; gaps = \"yes\"; };\n"
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"88 /y\"; exits = ( { id = \"end\"; } ); clock = { limit = \"24 mo\"; at_limit = \"end\"; };\n"
        "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; }, { need = \"job\"; p = \"1\"; } ); } ); } );\n"
        "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"
        "tiltak = ( { id = \"x\"; offers = [\"training\"]; stay = \"6 mo\"; places = 500; }, { id = \"y\"; offers = [\"job\"]; stay = \"6 mo\"; places = 500; } );\n");

    (void)state;
    assert_true(value(&s, "need.now/training/taking_part", "all") > 30.0);
    NEAR_ENOUGH(value(&s, "need.now/job/held", "all"), value(&s, "need.now/training/taking_part", "all"));
    NEAR_ENOUGH(value(&s, "need.now/job/taking_part", "all"),
                0.0); /* nobody meets them again, so nobody asks for y afterwards */
    lived_close(&s);
}

/* --- places ----------------------------------------------------------------------------------------------------------------- */

static void places_of_another_region_are_idle_beside_those_who_wait(void **state)
{
    lived s = see(WORLD(X "catchment = \"region\"; places = 500; sites = ( { id = \"south\"; places = 1; } ); }"));
    double waiting = 0.0;

    (void)state;
    for (const char *const *segment = (const char *const[]){"young", "old", NULL}; *segment != NULL; segment++)
        waiting += observed_in(&s.w, &s.r, "queue.tiltak", "tiltak.x.sites.south", *segment, SF_STAT_MEAN);
    assert_true(waiting > 1.0);
    NEAR_ENOUGH(value(&s, "idle.beside/catchment", "tiltak.x"), waiting);
    NEAR_ENOUGH(value(&s, "places.tiltak", "tiltak.x"), 501.0);
    NEAR_ENOUGH(value(&s, "places.tiltak", "tiltak.x.sites.south"), 1.0);
    NEAR_ENOUGH(value(&s, "idle.tiltak/no_line", "tiltak.x"), 501.0 - standing(&s, "taking_part", "all"));
    NEAR_ENOUGH(value(&s, "idle.tiltak", "tiltak.x"), value(&s, "idle.tiltak/no_line", "tiltak.x"));
    lived_close(&s);
}

static void places_are_idle_until_the_course_starts(void **state)
{
    lived s = see(WORLD(X "places = 400; starts = ( { on = \"2025-02-10\"; every = \"6 mo\"; } ); }"));

    (void)state;
    assert_true(value(&s, "idle.tiltak/course", "tiltak.x") > 5.0);
    NEAR_ENOUGH(value(&s, "idle.tiltak/course", "tiltak.x"), standing(&s, "in_line", "all"));
    NEAR_ENOUGH(value(&s, "idle.tiltak/budget", "tiltak.x"), 0.0);
    lived_close(&s);
}

static void why_those_who_wait_do_not_take_what_is_idle_is_told(void **state)
{
    static const struct {
        const char *y, *cause;
    } cases[] = {
        {"{ id = \"y\"; offers = [\"job\"]; stay = \"6 mo\"; places = 9; }", "idle.beside/not_offered"},
        {"{ id = \"y\"; offers = [\"training\"]; stay = \"6 mo\"; places = 500; accepts = [\"old\"]; }",
         "idle.beside/not_accepted"},
        {"{ id = \"y\"; offers = [\"training\"]; stay = \"6 mo\"; places = \"0; 900 from 2029-07-01\"; }",
         "idle.beside/other_line"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[4096];
        lived s;
        double beside, waiting;

        snprintf(text, sizeof text, WORLD(X "accepts = [\"young\"]; places = 5; }, %s"), cases[i].y);
        s = see(text);
        beside = value(&s, cases[i].cause, "tiltak.y");
        waiting =
            standing(&s, "in_line", "all"); /* young ones, for x: where y takes the old it has places for all of them */
        assert_true(waiting > 5.0);
        NEAR_ENOUGH(standing(&s, "absent", "all"), 0.0);
        assert_true((standing(&s, "not_taken", "all") > 5.0) == (i != 1)); /* x takes the young only */
        if (i < 2)
            NEAR_ENOUGH(beside, waiting);
        else
            assert_true(beside > 0.0 && beside < waiting); /* from the middle of the last year on */
        lived_close(&s);
    }
}

/* One veileder with four hours a week, and six hours for each referral: people wait for the referral, places for the people. */
static void places_are_idle_beside_those_whose_referral_is_not_written(void **state)
{
    lived s = see(WORLD_WITH("referral = \"referral\"; " EXIT,
                             ", { id = \"referral\"; minutes = \"360 min\"; opens = \"asked\"; }",
                             "veiledere = 1; hours = \"4 h/week\"", X "places = 500; }"));

    (void)state;
    assert_true(standing(&s, "referral", "all") > 20.0);
    NEAR_ENOUGH(value(&s, "idle.beside/referral", "tiltak.x"), standing(&s, "referral", "all"));
    lived_close(&s);
}

/* --- what taking part holds back --------------------------------------------------------------------------------------------- */

/* Everybody finds work at the same rate, and at half of it in the tiltak: each person-year inside holds back half of it. With a stay of
 * which nobody finds work at all, all of it. Held back = rate x (1 - during) x people inside. */
static void each_year_inside_holds_back_what_the_rate_loses(void **state)
{
    static const char *const during[] = {"0.5", "0", "1.5"};
    static const double share[] = {0.5, 1.0, -0.5};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[4096];
        lived s;
        double inside;

        snprintf(
            text, sizeof text,
            WORLD_OF(
                "exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"0.4 /y\"; good = \"yes\"; } );", X
                "places = 500; effect = ( { exit = \"work\"; during = \"%s\"; after = \"1\"; lasts = \"1 y\"; compared_with = \"none\"; } ); }"),
            during[i]);
        s = see(text);
        inside = standing(&s, "taking_part", "all");
        assert_true(inside > 10.0);
        NEAR_ENOUGH(observed(&s.w, &s.r, "held_back.tiltak", "tiltak.x", SF_STAT_RATE) / inside, 0.4 * share[i]);
        lived_close(&s);
    }
}

/* --- it only watches --------------------------------------------------------------------------------------------------------- */

static void counting_gaps_leaves_every_other_row_alone(void **state)
{
    static const char text[] =
        WORLD(X "catchment = \"region\"; places = 20; sites = ( { id = \"south\"; places = 3; } ); }");
    world with = world_of_text(text), without = world_of_text_with(text, (const char *const[]){"study.gaps = no"}, 1);
    sf_replication_record a = life_of(&without, "base", 1, SEED), b = life_of(&with, "base", 1, SEED);

    (void)state;
    assert_int_equal(rows_that_differ(&without, &a, &with, &b), 0);
    assert_true(a.n_observations + 50 < b.n_observations);
    assert_int_equal(a.events, b.events);
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&with);
    world_close(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_with_a_need_stands_somewhere),
        cmocka_unit_test(who_is_in_another_tiltak_is_held_there),
        cmocka_unit_test(places_of_another_region_are_idle_beside_those_who_wait),
        cmocka_unit_test(places_are_idle_until_the_course_starts),
        cmocka_unit_test(why_those_who_wait_do_not_take_what_is_idle_is_told),
        cmocka_unit_test(places_are_idle_beside_those_whose_referral_is_not_written),
        cmocka_unit_test(each_year_inside_holds_back_what_the_rate_loses),
        cmocka_unit_test(counting_gaps_leaves_every_other_row_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
