/* tests/unit/test_response.c - curves of a sweep: where they bend, and from where on they are good enough.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/pool.h"
#include "results/response.h"

static sf_response at(double x, double mean, double half_width)
{
    return (sf_response){.x = x, .at = {mean, mean - half_width, mean + half_width, 10}};
}

static void a_curve_bends_where_it_is_furthest_from_the_line_between_its_ends(void **state)
{
    /* 1/x from 1 to 5: the distances from the line 1 - 0.2 (x - 1) are 0, 0.3, 0.2667, 0.15, 0 */
    sf_response curve[5];

    (void)state;
    for (int i = 0; i < 5; i++)
        curve[i] = at(i + 1, 1.0 / (i + 1), 0.01);
    assert_int_equal(sf_response_knee(curve, 5), 1);
    curve[1].at.low = -1.0; /* the interval there covers the whole bend */
    curve[1].at.high = 2.0;
    assert_int_equal(sf_response_knee(curve, 5), 5);
}

static void a_straight_line_and_a_short_curve_have_no_knee(void **state)
{
    sf_response curve[6];

    (void)state;
    for (int i = 0; i < 6; i++)
        curve[i] = at(i, 10.0 - i + (i % 2 == 0 ? 0.1 : -0.1), 0.01); /* a tenth of five is not a bend */
    assert_int_equal(sf_response_knee(curve, 6), 6);
    curve[1].at.mean = 0.0;
    assert_int_equal(sf_response_knee(curve, 4), 4);
}

static void good_enough_means_from_there_on_and_is_bracketed_by_intervals(void **state)
{
    const sf_response curve[] = {at(5, 9.0, 1.0), at(6, 5.5, 1.0), at(7, 4.5, 1.0), at(8, 3.0, 0.5), at(9, 1.0, 0.5)};
    const sf_until until = {.at_most = true, .limit = 5.0};
    const sf_until_answer answer = sf_until_on(&until, curve, 5);

    (void)state;
    assert_int_equal(answer.first, 2);    /* 4.5 */
    assert_int_equal(answer.earliest, 1); /* 4.5..6.5 does not exclude 5 */
    assert_int_equal(answer.surest, 3);   /* 2.5..3.5 */
    assert_int_equal(answer.best, 4);
}

static void a_point_that_is_good_by_luck_does_not_count_when_a_later_one_is_not(void **state)
{
    const sf_response curve[] = {at(1, 4.0, 0.1), at(2, 6.0, 0.1), at(3, 4.5, 0.1)};
    const sf_until at_most = {.at_most = true, .limit = 5.0}, at_least = {.at_most = false, .limit = 7.0};

    (void)state;
    assert_int_equal(sf_until_on(&at_most, curve, 3).first, 2);
    assert_int_equal(sf_until_on(&at_least, curve, 3).first, 3); /* nowhere */
    assert_int_equal(sf_until_on(&at_least, curve, 3).best, 1);
}

static void *take(void *user, size_t count, size_t size)
{
    return sf_pool_take(user, count, size);
}

static void a_design_is_the_same_after_json(void **state)
{
    const sf_design_axis axes[] = {
        {.path = "tiltak.a.places", .unit = "", .value = 5.0, .low = 1.0 / 3.0, .high = 7.0, .range = "", .source = ""},
        {.path = "teams.b.hours",
         .unit = "h/week",
         .value = (double)NAN,
         .low = 1.0,
         .high = 2.0,
         .range = "1..2",
         .source = "P26"}};
    const sf_design_value where[] = {{0, 0.1}, {1, 2.0}};
    const sf_design_point points[] = {
        {.scenario = "x_p1", .of = "x", .role = SF_ROLE_POINT, .number = 1, .at = where, .n_at = 2},
        {.scenario = "x_l2", .of = "x", .role = SF_ROLE_LOW, .number = 2, .at = where, .n_at = 1}};
    const char *const left_out[] = {"\"æ\" and \\"};
    const sf_design design = {.kind = SF_DESIGN_GAPS,
                              .from = "always",
                              .until = "a <= 1",
                              .axes = axes,
                              .n_axes = 2,
                              .points = points,
                              .n_points = 2,
                              .left_out = left_out,
                              .n_left_out = 1};
    sf_design again;
    sf_pool pool = {0};
    sf_error err = {0};
    char *json = NULL, *twice = NULL;

    (void)state;
    assert_int_equal(sf_design_write(&design, &json, &err), SF_OK);
    assert_int_equal(sf_design_read(json, take, &pool, &again, &err), SF_OK);
    assert_int_equal(sf_design_write(&again, &twice, &err), SF_OK);
    assert_string_equal(json, twice);
    assert_true(again.axes[0].low == 1.0 / 3.0);
    assert_true(sf_design_value_at(&again.points[1], 1) !=
                sf_design_value_at(&again.points[1], 1)); /* not named: NAN */
    assert_null(sf_design_point_of(&again, "x"));
    assert_int_equal(sf_design_point_of(&again, "x_l2")->role, SF_ROLE_LOW);
    sf_pool_free(&pool);
    free(json);
    free(twice);
}

static void what_is_no_design_is_refused(void **state)
{
    static const char *const wrong[] = {
        "", "[]", "{\"kind\":\"sweep\"}",
        "{\"kind\":\"walk\",\"from\":\"\",\"until\":\"\",\"axes\":[],\"points\":[],\"left_out\":[]}",
        ("{\"kind\":\"sweep\",\"from\":\"\",\"until\":\"\",\"axes\":[],\"points\":[{\"scenario\":\"a\",\"of\":\"b\","
         "\"role\":\"point\",\"number\":1,\"at\":[[3,1.0]]}],\"left_out\":[]}")};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        sf_design design;
        sf_pool pool = {0};
        sf_error err = {0};

        assert_int_equal(sf_design_read(wrong[i], take, &pool, &design, &err), SF_EDATA);
        sf_pool_free(&pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_bends_where_it_is_furthest_from_the_line_between_its_ends),
        cmocka_unit_test(a_straight_line_and_a_short_curve_have_no_knee),
        cmocka_unit_test(good_enough_means_from_there_on_and_is_bracketed_by_intervals),
        cmocka_unit_test(a_point_that_is_good_by_luck_does_not_count_when_a_later_one_is_not),
        cmocka_unit_test(a_design_is_the_same_after_json),
        cmocka_unit_test(what_is_no_design_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
