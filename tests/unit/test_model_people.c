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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_segments_change_on_their_date),
        cmocka_unit_test(shares_must_add_up_on_every_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
