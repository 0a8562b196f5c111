/* tests/unit/test_mechanisms_of_tiltak.c - what is said of tiltak (domain 7.3) comes out of the rules: each cause is switched, and the
 * direction seen on common luck. Nothing about the outcome is typed in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/lives.h"

#define SEED 20260101
enum { RUNS = 4 };

/* The complex have a barrier that ordinary tiltak do not take; everybody's need is seen at once. */
static const char office[] =
    "saksflyt = 1; title = \"Prøve\";\n"
    "time = { start = \"2025-01-01\"; warm_up = \"3 y\"; length = \"6 y\"; };\n"
    "study = { replications = 1; seed = 1; };\n"
    "barriers = ( { id = \"mental_health\"; } );\n"
    "profiles = ( { id = \"ready\"; }, { id = \"health\"; barriers = [\"mental_health\"]; } );\n"
    "segments = ( { id = \"low\"; share = \"0.6\"; young = \"yes\"; profiles = { ready = \"1\"; }; },\n"
    "             { id = \"high\"; share = \"rest\"; complex = \"yes\"; profiles = { ready = \"0.4\"; health = \"rest\"; }; } );\n"
    "programmes = ( { id = \"p\"; arrivals = \"120 /y\"; exits = ( { id = \"end\"; } );\n"
    "  clock = { limit = \"24 mo\"; at_limit = \"end\"; };\n"
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; every = \"30 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n"
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"
    "tiltak = ( { id = \"aft\"; offers = [\"training\"]; accepts = []; places = 44; stay = \"6 mo\"; },\n"
    "           { id = \"low_threshold\"; offers = [\"training\"]; accepts = [\"mental_health\"]; places = 0; stay = \"6 mo\"; } );\n";

/* Mean wait for AFT, and starts of a segment in all tiltak. */
typedef struct seen {
    double wait_low, wait_high, started_low, started_high;
} seen;

static seen under(const char *set, uint32_t replication)
{
    const char *const sets[] = {set};
    world w = world_of_text_with(office, sets, 1);
    sf_replication_record r = life_of(&w, "base", replication, SEED);
    seen out = {observed_in(&w, &r, "wait.tiltak", "tiltak.aft", "low", SF_STAT_MEAN),
                observed_in(&w, &r, "wait.tiltak", "tiltak.aft", "high", SF_STAT_MEAN),
                observed_in(&w, &r, "tiltak.started", "tiltak.aft", "low", SF_STAT_RATE) +
                    observed_in(&w, &r, "tiltak.started", "tiltak.low_threshold", "low", SF_STAT_RATE),
                observed_in(&w, &r, "tiltak.started", "tiltak.aft", "high", SF_STAT_RATE) +
                    observed_in(&w, &r, "tiltak.started", "tiltak.low_threshold", "high", SF_STAT_RATE)};

    sf_replication_free(&r);
    world_close(&w);
    return out;
}

/* M4, V27: what complex people lack most is tiltak that take them; as many ordinary places do less for them. */
static void places_that_take_a_barrier_help_the_complex_more_than_ordinary_places_do(void **state)
{
    (void)state;
    for (uint32_t k = 1; k <= RUNS; k++) {
        const seen today = under("tiltak.aft.places += 0", k),
                   fitting = under("tiltak.low_threshold.places = 12 from always", k),
                   ordinary = under("tiltak.aft.places += 12 from always", k);
        const double by_fitting = fitting.started_high - today.started_high,
                     by_ordinary = ordinary.started_high - today.started_high;

        assert_true(by_fitting > 5.0);
        assert_true(by_fitting > by_ordinary); /* V27: the same number of ordinary places does less */
    }
}

/* M6, V28: at fixed capacity those who go first wait less and the others longer. */
static void the_others_wait_longer_when_the_young_go_first(void **state)
{
    (void)state;
    for (uint32_t k = 1; k <= RUNS; k++) {
        const seen fifo = under("tiltak.aft.queue = fifo", k),
                   first = under("tiltak.aft.queue = young_first from always", k);

        assert_true(first.wait_low < fifo.wait_low);
        assert_true(first.wait_high > fifo.wait_high);
    }
}

/* Twice as many want coaching as a course, which has places enough. */
#define MENU(places)                                                                                                   \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                              \
    "time = { start = \"2025-01-01\"; warm_up = \"3 y\"; length = \"6 y\"; };\n"                                       \
    "study = { replications = 1; seed = 1; };\n"                                                                       \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"                                                            \
    "programmes = ( { id = \"p\"; arrivals = \"120 /y\"; exits = ( { id = \"end\"; } );\n"                             \
    "  clock = { limit = \"24 mo\"; at_limit = \"end\"; };\n"                                                          \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\";\n"                                           \
    "    then = ( { need = \"coaching\"; p = \"0.6\"; }, { need = \"course\"; p = \"0.3\"; } ); } ); } );\n"           \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n" \
    "tiltak = ( { id = \"a\"; offers = [\"coaching\"]; places = " places                                               \
    "; stay = \"6 mo\"; patience = \"90 d\"; },\n"                                                                     \
    "           { id = \"b\"; parallel = \"yes\"; offers = [\"course\"]; places = 100; stay = \"6 mo\"; } );\n"

/* Starts in what is wanted most less those in the other; and how much more it is wanted, both a year. */
static double used_more(const char *config, double *wanted_more)
{
    world w = world_of_text(config);
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    const double used = observed(&w, &r, "tiltak.started", "tiltak.a", SF_STAT_RATE) -
                        observed(&w, &r, "tiltak.started", "tiltak.b", SF_STAT_RATE);

    *wanted_more = observed(&w, &r, "need.wanted/coaching", "all", SF_STAT_RATE) -
                   observed(&w, &r, "need.wanted/course", "all", SF_STAT_RATE);
    sf_replication_free(&r);
    world_close(&w);
    return used;
}

/* M19, V15: the gap comes out of scarce places, and closes when they rise. */
static void what_is_wanted_most_is_not_used_most_where_it_is_scarce(void **state)
{
    double wanted_scarce, wanted_plenty;

    (void)state;
    assert_true(used_more(MENU("8"), &wanted_scarce) < 0.0);
    assert_true(used_more(MENU("100"), &wanted_plenty) > 20.0);
    assert_true(wanted_scarce > 20.0 && wanted_plenty > 20.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_that_take_a_barrier_help_the_complex_more_than_ordinary_places_do),
        cmocka_unit_test(what_is_wanted_most_is_not_used_most_where_it_is_scarce),
        cmocka_unit_test(the_others_wait_longer_when_the_young_go_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
