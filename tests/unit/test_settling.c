/* tests/unit/test_settling.c - where MSER-5 cuts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "results/settling.h"

static void a_series_that_does_not_move_is_kept_whole(void **state)
{
    double values[40];

    (void)state;
    for (int i = 0; i < 40; i++)
        values[i] = i % 2 == 0 ? 9.0 : 11.0;
    assert_int_equal(sf_mser5(values, 40), 0);
    assert_int_equal(sf_mser5(values, 4), 0);
    assert_int_equal(sf_mser5(values, 0), 0);
}

static void what_lies_off_at_the_beginning_is_cut_in_whole_batches(void **state)
{
    double values[60];

    (void)state;
    for (int i = 0; i < 60; i++) /* twelve values far off: batches 1 and 2 whole, two values of batch 3 */
        values[i] = i < 12 ? 100.0 : i % 2 == 0 ? 9.0 : 11.0;
    assert_int_equal(sf_mser5(values, 60), 15);
}

static void never_more_than_half_is_cut(void **state)
{
    double values[40];

    (void)state;
    for (int i = 0; i < 40; i++) /* a straight line never settles */
        values[i] = i;
    assert_int_equal(sf_mser5(values, 40), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_series_that_does_not_move_is_kept_whole),
        cmocka_unit_test(what_lies_off_at_the_beginning_is_cut_in_whole_batches),
        cmocka_unit_test(never_more_than_half_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
