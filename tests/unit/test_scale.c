/* tests/unit/test_scale.c - from values to places on the page, and round values to mark on the way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/civil.h"
#include "plots/scale.h"

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1.0, fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void has_ticks(const sf_ticks *ticks, size_t n, const double expected[])
{
    assert_int_equal(ticks->n, n);
    for (size_t i = 0; i < n; i++)
        near(ticks->at[i], expected[i]);
}

/* --- scales -------------------------------------------------------------------------------------------------------------- */

static void a_scale_puts_the_ends_of_its_domain_at_the_ends_of_its_stretch(void **state)
{
    const sf_scale upwards = sf_scale_linear(0.0, 50.0, 300.0, 100.0);

    (void)state;
    near(sf_scale_at(upwards, 0.0), 300.0);
    near(sf_scale_at(upwards, 50.0), 100.0);
    near(sf_scale_at(upwards, 12.5), 250.0);
    near(sf_scale_at(upwards, 75.0), 0.0); /* outside lands outside */
    assert_true(isnan(sf_scale_at(upwards, (double)NAN)));
}

static void the_inverse_gives_the_value_back(void **state)
{
    const double domains[][2] = {{0.0, 1.0},   {-3.0, 8.0}, {1e9, 1.1e9}, {5.0, -5.0},
                                 {1e-6, 2e-6}, {7.0, 7.0},  {0.0, 0.0}};

    (void)state;
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++) {
        const sf_scale scale = sf_scale_linear(domains[i][0], domains[i][1], 40.0, 640.0);

        for (double t = -0.5; t <= 1.5; t += 0.125) {
            const double value = scale.from + t * (scale.to - scale.from);

            near(sf_scale_inverse(scale, sf_scale_at(scale, value)), value);
        }
    }
}

static void one_value_alone_stands_in_the_middle(void **state)
{
    (void)state;
    near(sf_scale_at(sf_scale_linear(20.0, 20.0, 0.0, 100.0), 20.0), 50.0);
    near(sf_scale_at(sf_scale_linear(0.0, 0.0, 0.0, 100.0), 0.0), 50.0);
    near(sf_scale_at(sf_scale_linear(-4.0, -4.0, 100.0, 0.0), -4.0), 50.0);
}

/* --- ticks --------------------------------------------------------------------------------------------------------------- */

static void ticks_are_round(void **state)
{
    sf_ticks ticks = sf_ticks_nice(0.0, 100.0, 5);

    (void)state;
    has_ticks(&ticks, 6, (const double[]){0.0, 20.0, 40.0, 60.0, 80.0, 100.0});
    assert_int_equal(ticks.decimals, 0);
    ticks = sf_ticks_nice(0.0, 1.0, 4);
    has_ticks(&ticks, 5, (const double[]){0.0, 0.25, 0.5, 0.75, 1.0});
    assert_int_equal(ticks.decimals, 2);
    ticks = sf_ticks_nice(848.0, 962.0, 4);
    has_ticks(&ticks, 3, (const double[]){850.0, 900.0, 950.0});
    ticks = sf_ticks_nice(-0.13, 0.07, 4);
    has_ticks(&ticks, 4, (const double[]){-0.1, -0.05, 0.0, 0.05});
    ticks = sf_ticks_nice(0.0, 2.2e9, 5);
    has_ticks(&ticks, 5, (const double[]){0.0, 5e8, 1e9, 1.5e9, 2e9});
}

static void there_are_never_many_more_ticks_than_asked_for(void **state)
{
    (void)state;
    for (double high = 1e-6; high < 1e12; high *= 1.37)
        for (size_t about = 1; about <= 10; about++) {
            const sf_ticks ticks = sf_ticks_nice(0.0, high, about);

            assert_in_range(ticks.n, about == 1 ? 1 : about / 3, about + 1);
            for (size_t i = 0; i < ticks.n; i++)
                assert_true(ticks.at[i] >= 0.0 && ticks.at[i] <= high * (1.0 + 1e-9));
        }
}

static void a_domain_of_one_value_has_that_value_as_its_only_tick(void **state)
{
    const sf_ticks ticks = sf_ticks_nice(0.35, 0.35, 5);

    (void)state;
    has_ticks(&ticks, 1, (const double[]){0.35});
    assert_int_equal(ticks.decimals, 2);
    near(ticks.step, 0.0);
}

static void persons_are_counted_in_whole_steps(void **state)
{
    const sf_ticks ticks = sf_ticks_whole(0.0, 2.0, 8);

    (void)state;
    has_ticks(&ticks, 3, (const double[]){0.0, 1.0, 2.0});
    assert_int_equal(ticks.decimals, 0);
}

static void a_step_says_how_many_digits_it_needs(void **state)
{
    (void)state;
    assert_int_equal(sf_step_decimals(20.0), 0);
    assert_int_equal(sf_step_decimals(2.5), 1);
    assert_int_equal(sf_step_decimals(0.25), 2);
    assert_int_equal(sf_step_decimals(0.001), 3);
    assert_int_equal(sf_step_decimals(0.0), 0);
}

static void the_nice_ceiling_is_never_below_and_the_nice_floor_never_above(void **state)
{
    (void)state;
    near(sf_nice_ceiling(143.0, 143.0), 150.0);
    near(sf_nice_ceiling(60.0, 60.0), 60.0);
    near(sf_nice_floor(848.0, 114.0), 825.0);
    near(sf_nice_floor(0.0, 10.0), 0.0);
    near(sf_nice_ceiling(5.0, 0.0), 5.0);
    for (double value = -1e6; value < 1e6; value += 12345.67) {
        assert_true(sf_nice_ceiling(value, 777.0) >= value - 1e-6);
        assert_true(sf_nice_floor(value, 777.0) <= value + 1e-6);
    }
}

/* --- calendar years ------------------------------------------------------------------------------------------------------ */

static void years_begin_on_the_first_of_january(void **state)
{
    const double start = (double)sf_civil_day((sf_date){2025, 7, 1});
    const sf_year_ticks ticks = sf_ticks_years(start, -365.0, 730.0, 12);

    (void)state;
    assert_int_equal(ticks.n, 3);
    assert_int_equal(ticks.year[0], 2025);
    near(ticks.days[0], -181.0); /* January to June 2025: 181 days */
    assert_int_equal(ticks.year[2], 2027);
    near(ticks.days[2], 549.0); /* 184 + 365 */
}

static void too_many_years_are_thinned_to_every_second_fifth_or_tenth(void **state)
{
    const double start = (double)sf_civil_day((sf_date){2000, 1, 1});
    const sf_year_ticks ticks = sf_ticks_years(start, 0.0, 40.0 * 365.25, 6);

    (void)state;
    assert_int_equal(ticks.n, 5);
    for (size_t i = 0; i < ticks.n; i++)
        assert_int_equal(ticks.year[i], 2000 + 10 * (int)i);
}

/* --- labels moved apart -------------------------------------------------------------------------------------------------- */

static void labels_that_do_not_touch_stay_where_they_are(void **state)
{
    const double height[] = {10.0, 10.0, 10.0};
    double centre[] = {20.0, 50.0, 80.0};

    (void)state;
    sf_spread(3, height, 0.0, 100.0, centre);
    near(centre[0], 20.0);
    near(centre[1], 50.0);
    near(centre[2], 80.0);
}

static void labels_at_one_place_are_spread_round_it(void **state)
{
    const double height[] = {10.0, 20.0, 10.0};
    double centre[] = {50.0, 50.0, 50.0};

    (void)state;
    sf_spread(3, height, 0.0, 100.0, centre);
    near(centre[0], 35.0);
    near(centre[1], 50.0);
    near(centre[2], 65.0);
}

static void labels_never_overlap_nor_leave_the_room_they_have(void **state)
{
    double height[12], centre[12];

    (void)state;
    for (uint32_t trial = 1; trial <= 2000; trial++) {
        const size_t n = 1 + trial % 12;
        uint32_t noise = trial * 2654435761u;
        double at = -20.0;

        for (size_t i = 0; i < n; i++) {
            noise = noise * 1664525u + 1013904223u;
            height[i] = 4.0 + (double)(noise >> 28);
            at += (double)((noise >> 20) & 0x1f);
            centre[i] = at;
        }
        sf_spread(n, height, 0.0, 300.0, centre);
        for (size_t i = 0; i < n; i++) {
            const double top = i == 0 ? 0.0 : centre[i - 1] + height[i - 1] / 2.0;

            assert_true(centre[i] - height[i] / 2.0 >= top - 1e-6);
            assert_true(centre[i] + height[i] / 2.0 <= 300.0 + 1e-6);
        }
    }
}

static void labels_without_room_share_what_there_is(void **state)
{
    const double height[] = {20.0, 20.0, 20.0};
    double centre[] = {1.0, 2.0, 3.0};

    (void)state;
    sf_spread(3, height, 0.0, 40.0, centre);
    near(centre[0], 10.0);
    near(centre[1], 20.0);
    near(centre[2], 30.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scale_puts_the_ends_of_its_domain_at_the_ends_of_its_stretch),
        cmocka_unit_test(the_inverse_gives_the_value_back),
        cmocka_unit_test(one_value_alone_stands_in_the_middle),
        cmocka_unit_test(ticks_are_round),
        cmocka_unit_test(there_are_never_many_more_ticks_than_asked_for),
        cmocka_unit_test(a_domain_of_one_value_has_that_value_as_its_only_tick),
        cmocka_unit_test(persons_are_counted_in_whole_steps),
        cmocka_unit_test(a_step_says_how_many_digits_it_needs),
        cmocka_unit_test(the_nice_ceiling_is_never_below_and_the_nice_floor_never_above),
        cmocka_unit_test(years_begin_on_the_first_of_january),
        cmocka_unit_test(too_many_years_are_thinned_to_every_second_fifth_or_tenth),
        cmocka_unit_test(labels_that_do_not_touch_stay_where_they_are),
        cmocka_unit_test(labels_at_one_place_are_spread_round_it),
        cmocka_unit_test(labels_never_overlap_nor_leave_the_room_they_have),
        cmocka_unit_test(labels_without_room_share_what_there_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
