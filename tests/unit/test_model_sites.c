/* tests/unit/test_model_sites.c - tiltak whose places belong to offices or regions: how places are shared out, and who may have them.
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

#include "models/keys.h"
#include "support/lives.h"

#define SEED 20260101
#define NEAR_ENOUGH(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

/* a: 500 users, b: 300, both in the north; c: 20, in the south. The need is seen at once. */
#define OFFICES                                                                                                         \
    "offices = ( { id = \"a\"; users = 500; region = \"north\"; }, { id = \"b\"; users = 300; region = \"north\"; },\n" \
    "            { id = \"c\"; users = 20; region = \"south\"; } );\n"
#define WORLD_OF(offices, tiltak)                                                                                                      \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                              \
    "time = { start = \"2025-01-01\"; warm_up = \"2 y\"; length = \"5 y\"; };\n"                                                       \
    "study = { replications = 1; seed = 1; };\n"                                                                                       \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"                                                                            \
    "programmes = ( { id = \"p\"; arrivals = \"82 /y\"; exits = ( { id = \"end\"; } );\n"                                              \
    "  clock = { limit = \"24 mo\"; at_limit = \"end\"; };\n"                                                                          \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n" \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n" offices         \
    "tiltak = ( { id = \"x\"; offers = [\"training\"]; stay = \"6 mo\"; " tiltak " } );\n"
#define WORLD(tiltak) WORLD_OF(OFFICES, tiltak)

static void places_are(const char *text, const double *expected, size_t n)
{
    world w = world_of_text(text);
    double sum = 0.0;

    assert_int_equal(w.model->n_sites, n);
    for (size_t i = 0; i < n; i++) {
        NEAR_ENOUGH(w.model->scenarios[0].epochs[0].site_places[i], expected[i]);
        sum += expected[i];
    }
    NEAR_ENOUGH(w.model->scenarios[0].epochs[0].tiltak[0].places, sum);
    world_close(&w);
}

/* Of 820 users, 500 : 300 : 20. A place goes to the highest quotient users / (places + 1/2). The first of c's, 20 / 0.5 = 40, ties with
 * the thirteenth of a's, 500 / 12.5, and the eighth of b's, 300 / 7.5: a goes first by id, then b, then c. */
static void places_are_shared_out_by_the_users_of_the_offices(void **state)
{
    (void)state;
    places_are(WORLD("catchment = \"office\"; places = 41;"), (const double[]){25, 15, 1}, 3);
    places_are(WORLD("catchment = \"office\"; places = 20;"), (const double[]){13, 7, 0}, 3);
    places_are(WORLD("catchment = \"office\"; places = 21;"), (const double[]){13, 8, 0}, 3);
    places_are(WORLD("catchment = \"office\"; places = 22;"), (const double[]){13, 8, 1}, 3);
    places_are(WORLD("catchment = \"region\"; places = 41;"), (const double[]){40, 1}, 2);
    places_are(WORLD("catchment = \"all\"; places = 41;"), (const double[]){41}, 1);
}

/* Sainte-Laguë's method is house monotone (Balinski & Young 1982), so what one place more is worth is never muddled by one that moves. */
static void one_place_more_goes_to_one_site_and_no_other_loses_any(void **state)
{
    double before[3] = {0};

    (void)state;
    for (int total = 1; total <= 60; total++) {
        char set[64];
        const char *const sets[] = {set};
        world w;
        double gained = 0.0;

        snprintf(set, sizeof set, "tiltak.x.places=%d from always", total);
        w = world_of_text_with(WORLD("catchment = \"office\"; places = 0;"), sets, 1);
        for (size_t i = 0; i < 3; i++) {
            const double now = w.model->scenarios[0].epochs[0].site_places[i];

            assert_true(now >= before[i]);
            gained += now - before[i];
            before[i] = now;
        }
        NEAR_ENOUGH(gained, 1.0);
        world_close(&w);
    }
}

static void a_site_may_have_places_of_its_own_beside_those_that_are_shared_out(void **state)
{
    world w;

    (void)state;
    places_are(WORLD("catchment = \"office\"; places = 8; sites = ( { id = \"c\"; places = 3; } );"),
               (const double[]){5, 3, 3}, 3);
    places_are(
        WORLD(
            "catchment = \"region\"; places = 0; sites = ( { id = \"south\"; places = 3; }, { id = \"north\"; places = 7; } );"),
        (const double[]){7, 3}, 2);
    w = world_of_text_with(WORLD("catchment = \"office\"; places = 8; sites = ( { id = \"c\"; places = 3; } );"),
                           (const char *const[]){"tiltak.x.sites.c.places += 4 from 2026-01-01"}, 1);
    assert_int_equal(w.model->scenarios[0].n_epochs, 2);
    NEAR_ENOUGH(w.model->scenarios[0].epochs[0].site_places[2], 3.0);
    NEAR_ENOUGH(w.model->scenarios[0].epochs[1].site_places[2], 7.0);
    NEAR_ENOUGH(w.model->scenarios[0].epochs[1].site_places[0], 5.0);
    world_close(&w);
}

/* There are no places for those who belong to b and c: for them the need is unmet, however many are free in a. */
static void nobody_is_taken_from_outside_the_catchment(void **state)
{
    world w = world_of_text(WORLD(
        "catchment = \"office\"; places = 500; sites = ( { id = \"b\"; places = 0; }, { id = \"c\"; places = 0; } );"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double of_b = observed(&w, &r, "unmet.need/training", "offices.b", SF_STAT_RATE),
           of_c = observed(&w, &r, "unmet.need/training", "offices.c", SF_STAT_RATE);

    (void)state;
    assert_null(find_row(&w, &r, "unmet.need/training", "offices.a", "all", SF_STAT_RATE));
    assert_true(of_b > 0.0 && of_c > 0.0);
    NEAR_ENOUGH((of_b + of_c) / observed(&w, &r, "unmet.need/training", "all", SF_STAT_RATE), 1.0);
    NEAR_ENOUGH(observed(&w, &r, "tiltak.started", "tiltak.x.sites.a", SF_STAT_RATE),
                observed(&w, &r, "tiltak.started", "tiltak.x", SF_STAT_RATE));
    NEAR_ENOUGH(observed(&w, &r, "tiltak.started", "tiltak.x.sites.b", SF_STAT_RATE), 0.0);
    NEAR_ENOUGH(observed(&w, &r, "wait.tiltak", "tiltak.x", SF_STAT_MEAN), 0.0);
    sf_replication_free(&r);
    world_close(&w);
}

/* Where people belong decides, not where they are served: b's people are served in a from 2026, and still have the places of b. */
static void people_keep_their_tiltak_when_their_office_is_merged(void **state)
{
    world w = world_of_text_with(
        WORLD(
            "catchment = \"office\"; places = 0; sites = ( { id = \"a\"; places = 0; }, { id = \"b\"; places = 9; }, { id = \"c\"; places = 0; } );"),
        (const char *const[]){"offices.b.served = in(a)"}, 1);
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    assert_true(observed(&w, &r, "tiltak.started", "tiltak.x.sites.b", SF_STAT_RATE) > 5.0);
    NEAR_ENOUGH(observed(&w, &r, "tiltak.started", "tiltak.x.sites.a", SF_STAT_RATE), 0.0);
    sf_replication_free(&r);
    world_close(&w);
}

/* The sites together are the tiltak; and equity tells how far apart they are. */
static void results_are_told_for_each_site(void **state)
{
    world w = world_of_text(WORLD("catchment = \"region\"; places = 24; sites = ( { id = \"south\"; places = 1; } );"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    const double north = observed(&w, &r, "wait.tiltak", "tiltak.x.sites.north", SF_STAT_MEAN),
                 south = observed(&w, &r, "wait.tiltak", "tiltak.x.sites.south", SF_STAT_MEAN),
                 least = fmin(north, south), most = fmax(north, south);

    (void)state;
    NEAR_ENOUGH(observed(&w, &r, "queue.tiltak", "tiltak.x.sites.north", SF_STAT_MEAN) +
                    observed(&w, &r, "queue.tiltak", "tiltak.x.sites.south", SF_STAT_MEAN),
                observed(&w, &r, "queue.tiltak", "tiltak.x", SF_STAT_MEAN));
    NEAR_ENOUGH(24.0 * observed(&w, &r, "use.tiltak", "tiltak.x.sites.north", SF_STAT_MEAN) +
                    observed(&w, &r, "use.tiltak", "tiltak.x.sites.south", SF_STAT_MEAN),
                25.0 * observed(&w, &r, "use.tiltak", "tiltak.x", SF_STAT_MEAN));
    assert_true(least > 0.0);
    NEAR_ENOUGH(observed(&w, &r, "equity/wait.tiltak", "tiltak.x", SF_STAT_MEAN),
                (least + 0.9 * (most - least)) / (least + 0.1 * (most - least)));
    sf_replication_free(&r);
    world_close(&w);
}

/* The same places, the same people: split among offices they stand empty in one while people wait in another (pooling; Kleinrock 1976). */
static void the_same_places_split_among_offices_leave_more_waiting(void **state)
{
    world split = world_of_text(WORLD("catchment = \"office\"; places = 44;")),
          shared = world_of_text(WORLD("catchment = \"all\"; places = 44;"));
    int longer = 0;

    (void)state;
    for (uint32_t k = 1; k <= 8; k++) {
        sf_replication_record a = life_of(&split, "base", k, SEED), b = life_of(&shared, "base", k, SEED);

        longer += observed(&split, &a, "queue.tiltak", "tiltak.x", SF_STAT_MEAN) >
                  observed(&shared, &b, "queue.tiltak", "tiltak.x", SF_STAT_MEAN);
        sf_replication_free(&a);
        sf_replication_free(&b);
    }
    assert_int_equal(longer, 8);
    world_close(&split);
    world_close(&shared);
}

/* P25: a job specialist of IPS serves at most twenty. */
static void job_specialists_limit_the_places_by_their_number(void **state)
{
    static const char limited[] = WORLD("places = 70; specialists = { team = \"t\"; each = 20; };");
    const double of_two[] = {40, 70, 60};
    world w = world_of_text_with(limited,
                                 (const char *const[]){"teams.t.veiledere = 2 from always",
                                                       "teams.t.veiledere += 2 from 2026-01-01",
                                                       "tiltak.x.specialists.each = 15 from 2027-01-01"},
                                 3);

    (void)state;
    assert_int_equal(w.model->scenarios[0].n_epochs, 3);
    for (size_t e = 0; e < 3; e++)
        NEAR_ENOUGH(w.model->scenarios[0].epochs[e].tiltak[0].places, of_two[e]);
    world_close(&w);
    places_are(WORLD("catchment = \"region\"; places = \"unlimited\"; specialists = { team = \"t\"; each = 0.1025; };"),
               (const double[]){40, 1}, 2); /* 400 veiledere: 41 places */
}

/* --- what is refused ------------------------------------------------------------------------------------------------------------------ */

static void is_refused(const char *text, const char *because)
{
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_problems problems = {0};
    sf_error err = {0};
    FILE *f = fopen("sites.cfg", "w");
    bool said = false;

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(sf_config_read("sites.cfg", sf_keys(), sf_keys_count(), NULL, 0, &problems, &config, &err), SF_OK);
    assert_int_equal(sf_model_compile(config, &problems, &model, &err), SF_ECONFIG);
    for (size_t i = 0; i < problems.count; i++)
        said = said || (!problems.items[i].is_warning && problems.items[i].place.line > 0 &&
                        strstr(problems.items[i].message, because) != NULL);
    assert_true(said);
    sf_problems_free(&problems);
    sf_config_free(config);
    (void)remove("sites.cfg");
}

static void a_catchment_that_cannot_be_is_refused(void **state)
{
    (void)state;
    is_refused(WORLD_OF("", "catchment = \"office\"; places = 4;"), "there are none; declare offices");
    is_refused(WORLD_OF("offices = ( { id = \"a\"; users = 5; } );\n", "catchment = \"region\"; places = 4;"),
               "the office a is in none; give each office a region");
    is_refused(WORLD_OF("offices = ( { id = \"a\"; users = 5; region = \"Nord\"; } );\n", "places = 4;"),
               "\"Nord\" cannot be the id of a region");
    is_refused(WORLD("catchment = \"office\"; places = 4; sites = ( { id = \"north\"; places = 1; } );"),
               "there is no office \"north\"");
    is_refused(WORLD("catchment = \"region\"; places = 4; sites = ( { id = \"a\"; places = 1; } );"),
               "no office is in a region \"a\"");
    is_refused(
        WORLD(
            "catchment = \"office\"; places = 4; sites = ( { id = \"a\"; places = 1; } ); specialists = { team = \"t\"; each = 2; };"),
        "leave out sites or specialists");
    is_refused(WORLD("places = 4; sites = ( { id = \"a\"; places = 1; } );"), "write catchment = ");
    is_refused(
        WORLD(
            "catchment = \"region\"; places = 4; sites = ( { id = \"north\"; places = 1; }, { id = \"south\"; places = 1; } );"),
        "nobody is left to share out 4 more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_shared_out_by_the_users_of_the_offices),
        cmocka_unit_test(one_place_more_goes_to_one_site_and_no_other_loses_any),
        cmocka_unit_test(a_site_may_have_places_of_its_own_beside_those_that_are_shared_out),
        cmocka_unit_test(nobody_is_taken_from_outside_the_catchment),
        cmocka_unit_test(people_keep_their_tiltak_when_their_office_is_merged),
        cmocka_unit_test(results_are_told_for_each_site),
        cmocka_unit_test(the_same_places_split_among_offices_leave_more_waiting),
        cmocka_unit_test(job_specialists_limit_the_places_by_their_number),
        cmocka_unit_test(a_catchment_that_cannot_be_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
