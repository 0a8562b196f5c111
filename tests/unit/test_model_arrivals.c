/* tests/unit/test_model_arrivals.c - streams: as many people as the rate says, and no more than the stream has.
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

static double arrivals(const char *length, const char *keys, double *in_all)
{
    char config[1024];
    world w;
    sf_replication_record r;
    const sf_observation *flow;
    double a_year;

    snprintf(config, sizeof config,
             "saksflyt = 1; title = \"stream\";\n"
             "time = { start = \"2025-01-01\"; length = \"%s\"; };\n"
             "segments = ( { id = \"everybody\"; share = \"1\"; } );\n"
             "streams = ( { id = \"s\"; to = \"t\"; %s } );\n"
             "tiltak = ( { id = \"t\"; places = \"unlimited\"; stay = \"100 y\"; } );\n",
             length, keys);
    w = world_of_text(config);
    r = life_of(&w, "base", 1, SEED);
    flow = find_row(&w, &r, "flow.in/s", "tiltak.t", "all", SF_STAT_RATE);
    assert_non_null(flow);
    *in_all = flow->num;
    a_year = flow->value;
    sf_replication_free(&r);
    world_close(&w);
    return a_year;
}

/* Layers of thinning once ended at 65,536 a day, though a config may say 100,000, and a season doubles that. */
static void the_highest_rate_that_a_config_may_have_is_reached(void **state)
{
    double n;

    (void)state;
    arrivals("1 d", "rate = \"100000 /d\";", &n);
    assert_true(fabs(n - 100000.0) < 4.4 * sqrt(100000.0));
    arrivals("1 d", "rate = \"100000 /d\"; season = \"sin(1, 4 d)\";",
             &n); /* a quarter of a wave, from the middle to the top */
    assert_true(fabs(n - 100000.0 * (1.0 + 2.0 / 3.14159265358979)) < 4.4 * sqrt(163662.0));
}

/* Room was once made for the mean of the season, whatever part of it a run sees: half a wave has a quarter more people. */
static void a_run_in_high_season_has_room_for_its_people(void **state)
{
    double n;

    (void)state;
    arrivals("5 y", "rate = \"20000 /y\"; season = \"sin(0.9, 10 y)\";", &n);
    assert_true(fabs(n - 100000.0 * (1.0 + 0.9 * 2.0 / 3.14159265358979)) < 4.4 * sqrt(160000.0));
}

static void a_stream_with_so_many_people_ends_with_the_last_of_them(void **state)
{
    double n;

    (void)state;
    arrivals("2 y", "rate = \"3 /d\"; people = 10;", &n);
    assert_true(n == 10.0);
    arrivals("2 y", "rate = \"3 /d\"; people = 1;", &n);
    assert_true(n == 1.0);
    arrivals("2 y", "rate = \"10 /y\"; people = 1000;", &n);
    assert_true(n > 5.0 && n < 40.0); /* the time is over first */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_rate_that_a_config_may_have_is_reached),
        cmocka_unit_test(a_run_in_high_season_has_room_for_its_people),
        cmocka_unit_test(a_stream_with_so_many_people_ends_with_the_last_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
