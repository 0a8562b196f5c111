/* tests/unit/test_fieller.c - Fieller's set for a ratio of means. Expected values were computed with 40 digits from the quadratic, apart
 * from this code; the t quantile with 9 degrees of freedom is 2.2621571627982.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "results/fieller.h"

static void is_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-10 * fmax(1.0, fabs(expected))))
        fail_msg("%.15g is not %.15g", value, expected);
}

static const double costs[] = {12, 15, 9, 14, 11, 13, 10, 16, 12, 8};

static void a_denominator_that_is_certainly_not_zero_gives_an_interval(void **state)
{
    const double exits[] = {3, 4, 2, 5, 3, 4, 2, 4, 3, 2};
    const sf_fieller f = sf_fieller_set(10, costs, exits, 0.95);

    (void)state;
    assert_int_equal(f.shape, SF_FIELLER_INTERVAL);
    assert_int_equal(f.n, 10);
    is_near(f.ratio, 3.75);
    is_near(f.low, 3.3608105226063992);
    is_near(f.high, 4.3151497443002847);
}

static void a_denominator_that_may_be_zero_leaves_all_but_an_interval(void **state)
{
    const double exits[] = {1, -1, 2, -2, 1, 0, -1, 2, 1, 0};
    const sf_fieller f = sf_fieller_set(10, costs, exits, 0.95);

    (void)state;
    assert_int_equal(f.shape, SF_FIELLER_OUTSIDE);
    is_near(f.ratio, 40.0);
    is_near(f.low, -18.486776013625144);
    is_near(f.high, 9.2130614307724354);
}

static void two_differences_that_may_both_be_zero_leave_everything(void **state)
{
    const double x[] = {1, -2, 3, -1, 0, 2, -3, 1, 0, -1}, y[] = {1, -1, 2, -2, 1, 0, -1, 2, 1, 0};
    const sf_fieller f = sf_fieller_set(10, x, y, 0.95);

    (void)state;
    assert_int_equal(f.shape, SF_FIELLER_EVERYTHING);
    is_near(f.ratio, 0.0);
    assert_true(isnan(f.low) && isnan(f.high));
}

static void one_pair_says_nothing_and_pairs_without_a_value_are_left_out(void **state)
{
    const double x[] = {NAN, 4, NAN}, y[] = {1, 2, NAN};
    const sf_fieller one = sf_fieller_set(3, x, y, 0.95), none = sf_fieller_set(0, x, y, 0.95);

    (void)state;
    assert_int_equal(one.n, 1);
    assert_int_equal(one.shape, SF_FIELLER_EVERYTHING);
    is_near(one.ratio, 2.0);
    assert_true(isnan(none.ratio) && none.shape == SF_FIELLER_EVERYTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_denominator_that_is_certainly_not_zero_gives_an_interval),
        cmocka_unit_test(a_denominator_that_may_be_zero_leaves_all_but_an_interval),
        cmocka_unit_test(two_differences_that_may_both_be_zero_leave_everything),
        cmocka_unit_test(one_pair_says_nothing_and_pairs_without_a_value_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
