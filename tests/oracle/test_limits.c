/* tests/oracle/test_limits.c - where one textbook queue becomes another. On common luck that is no matter of statistics: the same people wait
 * the same time, to the last bit. Where only a distribution must come out, the gate is that of tests/support/claims.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include <gsl/gsl_cdf.h>

#include "support/claims.h"

#define SEED 20260101

#define DESK(length, keys)                                                                \
    "saksflyt = 1; title = \"line\";\n"                                                   \
    "time = { start = \"2025-01-01\"; warm_up = \"100 d\"; length = \"" length "\"; };\n" \
    "segments = ( { id = \"everybody\"; share = \"1\"; } );\n"                            \
    "streams = ( { id = \"arrivals\"; rate = \"48 /d\"; to = \"desk\"; } );\n"            \
    "tiltak = ( { id = \"desk\"; stay = \"exponential(mean 1 d)\"; " keys " } );\n"

/* Every row of the one is in the other, to the bit. */
static void are_the_same(const char *one, const char *other)
{
    world a = world_of_text(one), b = world_of_text(other);
    sf_replication_record x = life_of(&a, "base", 1, SEED), y = life_of(&b, "base", 1, SEED);

    assert_true(x.n_observations > 20 && x.n_observations == y.n_observations);
    assert_int_equal(rows_that_differ(&a, &x, &b, &y), 0);
    sf_replication_free(&x);
    sf_replication_free(&y);
    world_close(&a);
    world_close(&b);
}

static void a_room_that_is_never_full_is_no_room_at_all(void **state)
{
    (void)state;
    are_the_same(DESK("2 y", "places = 52;"), DESK("2 y", "places = 52; room = 100000;"));
}

static void patience_without_end_is_erlang_c(void **state)
{
    (void)state;
    are_the_same(DESK("2 y", "places = 52;"), DESK("2 y", "places = 52; patience = \"constant(100 y)\";"));
}

/* Then nobody waits, and it makes no difference how many places stand empty. */
static void many_servers_are_as_many_as_anybody_likes(void **state)
{
    world a = world_of_text(DESK("2 y", "places = 1000;")), b = world_of_text(DESK("2 y", "places = 100000;"));
    sf_replication_record x = life_of(&a, "base", 1, SEED), y = life_of(&b, "base", 1, SEED);
    const sf_observation *used = find_row(&a, &x, "use.tiltak", "tiltak.desk", "all", SF_STAT_MEAN),
                         *also = find_row(&b, &y, "use.tiltak", "tiltak.desk", "all", SF_STAT_MEAN);

    (void)state;
    assert_true(used->num > 40.0 * 730.0 && !(used->num < also->num) &&
                !(used->num > also->num)); /* place-days in use */
    assert_true(observed(&a, &x, "wait.tiltak", "all", SF_STAT_SHARE_ZERO) >= 1.0);
    assert_true(observed(&b, &y, "wait.tiltak", "all", SF_STAT_SHARE_ZERO) >= 1.0);
    sf_replication_free(&x);
    sf_replication_free(&y);
    world_close(&a);
    world_close(&b);
}

/* Who gives up at the rate at which others are served: then it makes no difference to the number in the system whether a person waits or
 * is served, and that number is Poisson with mean 48. */
static void patience_as_long_as_service_makes_the_number_in_the_system_poisson(void **state)
{
    const oracle same_rates = {
        .id = "O8", .file = "o8_mm50_m.cfg", .set = "tiltak.desk.patience = exponential(mean 1 d) from always"};
    double waits = gsl_cdf_poisson_Q(49, 48.0), waiting = 0.0;

    (void)state;
    for (unsigned n = 51; n < 400; n++)
        waiting += gsl_cdf_poisson_Q(n - 1, 48.0); /* the mean of what exceeds 50 */
    {
        const claim claims[] = {
            {"share that waits", COMPLEMENT, "wait.tiltak", .stat = SF_STAT_SHARE_ZERO, .exact = waits, .now = 0.005},
            {"mean number waiting", RATIO, "queue.tiltak", .stat = SF_STAT_MEAN, .exact = waiting, .now = 0.008},
            {"mean number of places in use", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 50.0,
             .exact = 48.0 - waiting},
        };

        claims_hold(&same_rates, claims, sizeof claims / sizeof claims[0], false);
    }
}

/* O6 without its room is Erlang's loss system. */
static void a_line_without_a_room_is_a_loss_system(void **state)
{
    const oracle no_room = {.id = "O6", .file = "o6_mm10_15.cfg", .set = "tiltak.desk.room = 0 from always"};
    double b = 1.0;

    (void)state;
    for (int c = 1; c <= 10; c++) /* Erlang B for a load of 12 */
        b = 12.0 * b / (c + 12.0 * b);
    {
        const claim claims[] = {
            {"share lost", RATIO, "wait.tiltak", .stat = SF_STAT_ABANDONED, .exact = b, .now = 0.006},
            {"mean number of places in use", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 10.0,
             .exact = 12.0 * (1.0 - b)},
        };

        claims_hold(&no_room, claims, sizeof claims / sizeof claims[0], false);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_room_that_is_never_full_is_no_room_at_all),
        cmocka_unit_test(patience_without_end_is_erlang_c),
        cmocka_unit_test(many_servers_are_as_many_as_anybody_likes),
        cmocka_unit_test(patience_as_long_as_service_makes_the_number_in_the_system_poisson),
        cmocka_unit_test(a_line_without_a_room_is_a_loss_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
