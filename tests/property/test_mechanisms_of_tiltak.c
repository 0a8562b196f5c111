/* tests/property/test_mechanisms_of_tiltak.c - what the sources claim about tiltak comes out of the rules: in the office of
 * configs/kontor.cfg one cause is switched, on the same luck, and the results move as they should. Nothing of it is typed in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "support/lives.h"

#define SEED 20250101
#define SHORT "time.warm_up = 5 y", "time.length = 3 y"

enum { REPLICATIONS = 6 };

/* The office of kontor.cfg with some assignments, lived through so often. */
typedef struct office {
    world w;
    sf_replication_record lives[REPLICATIONS];
} office;

static office office_with(const char *const *sets, size_t n)
{
    office o = {.w = world_of_file(SF_TEST_SOURCE_DIR "/configs/kontor.cfg", sets, n)};

    for (uint32_t i = 0; i < REPLICATIONS; i++)
        o.lives[i] = life_of(&o.w, "today", i + 1, SEED);
    return o;
}

static void office_closed(office *o)
{
    for (size_t i = 0; i < REPLICATIONS; i++)
        sf_replication_free(&o->lives[i]);
    world_close(&o->w);
}

static double mean(const office *o, const char *metric, const char *entity, const char *segment)
{
    double sum = 0.0;

    for (size_t i = 0; i < REPLICATIONS; i++)
        sum += observed_in(&o->w, &o->lives[i], metric, entity, segment, SF_STAT_MEAN);
    return sum / REPLICATIONS;
}

/* M4 (S1), target V27: what complex cases lack is low-threshold places; as many ordinary AFT places do less for them, and those with
 * one clear problem hardly notice. */
static void low_threshold_places_bring_complex_cases_into_tiltak_and_ordinary_places_hardly_do(void **state)
{
    const char *const as_it_is[] = {SHORT}, *const low[] = {SHORT, "tiltak.lavterskel.places += 30 from always"},
                      *const ordinary[] = {SHORT, "tiltak.aft.places += 30 from always"};
    office a = office_with(as_it_is, 2), b = office_with(low, 3), c = office_with(ordinary, 3);
    const double was = mean(&a, "tiltak.count", "programmes.aap", "high_over30"),
                 is = mean(&b, "tiltak.count", "programmes.aap", "high_over30"),
                 other = mean(&c, "tiltak.count", "programmes.aap", "high_over30"),
                 low_was = mean(&a, "tiltak.count", "programmes.aap", "low_over30"),
                 low_is = mean(&b, "tiltak.count", "programmes.aap", "low_over30");

    (void)state;
    assert_true(is > 1.03 * was);
    assert_true(is - was > 2.0 * (other - was));
    assert_true(fabs(low_is - low_was) < 0.3 * (is - was));
    office_closed(&a);
    office_closed(&b);
    office_closed(&c);
}

/* M6 (S1), target V28: places are the same, so who is served first is served at somebody's cost. */
static void young_first_shortens_their_wait_lengthens_that_of_others_and_leaves_the_mean(void **state)
{
    const char *const first[] = {SHORT}, *const fifo[] = {SHORT,
                                                          "tiltak.aft.queue = fifo from always",
                                                          "tiltak.arbeidstrening.queue = fifo from always",
                                                          "tiltak.oppfolging.queue = fifo from always",
                                                          "tiltak.amo.queue = fifo from always",
                                                          "tiltak.lonnstilskudd.queue = fifo from always"};
    office a = office_with(first, 2), b = office_with(fifo, 7);

    (void)state;
    assert_true(mean(&a, "wait.tiltak", "all", "low_under30") < 0.6 * mean(&b, "wait.tiltak", "all", "low_under30"));
    assert_true(mean(&a, "wait.tiltak", "all", "low_over30") > 1.1 * mean(&b, "wait.tiltak", "all", "low_over30"));
    assert_true(fabs(mean(&a, "wait.tiltak", "all", "all") / mean(&b, "wait.tiltak", "all", "all") - 1.0) < 0.15);
    office_closed(&a);
    office_closed(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(low_threshold_places_bring_complex_cases_into_tiltak_and_ordinary_places_hardly_do),
        cmocka_unit_test(young_first_shortens_their_wait_lengthens_that_of_others_and_leaves_the_mean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
