/* tests/unit/test_format.c - numbers as people read them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "core/format.h"

#define THIN "\xe2\x80\xaf"  /* U+202F */
#define MINUS "\xe2\x88\x92" /* U+2212 */

static void reads(sf_language language, double value, int decimals, const char *expected)
{
    char buffer[32];

    assert_string_equal(sf_format_number(language, value, decimals, buffer, sizeof buffer), expected);
}

static void reads_by_itself(double value, const char *expected)
{
    char buffer[32];

    assert_string_equal(sf_format_auto(SF_LANGUAGE_EN, value, buffer, sizeof buffer), expected);
}

static void norwegian_numbers_have_a_thin_space_and_a_comma(void **state)
{
    (void)state;
    reads(SF_LANGUAGE_NB, 1234.5, 1, "1" THIN "234,5");
    reads(SF_LANGUAGE_NB, -1234567.0, 0, MINUS "1" THIN "234" THIN "567");
    reads(SF_LANGUAGE_NB, 0.25, 2, "0,25");
    reads(SF_LANGUAGE_NB, 2.5e13, 2, "2,50e+13");
}

static void english_numbers_have_a_comma_and_a_point(void **state)
{
    (void)state;
    reads(SF_LANGUAGE_EN, 1234.5, 1, "1,234.5");
    reads(SF_LANGUAGE_EN, -1234567.0, 0, "-1,234,567");
    reads(SF_LANGUAGE_EN, 999.0, 0, "999");
    reads(SF_LANGUAGE_EN, 100000.0, 0, "100,000");
}

static void a_missing_number_is_a_dash(void **state)
{
    (void)state;
    reads(SF_LANGUAGE_NB, (double)NAN, 1, "\xe2\x80\x93");
    reads(SF_LANGUAGE_EN, (double)INFINITY, 1, "\xe2\x88\x9e");
}

static void nothing_is_ever_minus_zero(void **state)
{
    (void)state;
    reads(SF_LANGUAGE_EN, -0.04, 1, "0.0");
    reads(SF_LANGUAGE_EN, -0.0, 0, "0");
}

static void even_the_longest_number_fits(void **state)
{
    (void)state;
    reads(SF_LANGUAGE_NB, -999999999999.0, 6, MINUS "999" THIN "999" THIN "999" THIN "999,000000");
}

static void three_digits_are_shown_by_default(void **state)
{
    (void)state;
    reads_by_itself(0.0, "0");
    reads_by_itself(1234.5, "1,234");
    reads_by_itself(123.4, "123");
    reads_by_itself(99.96, "100");
    reads_by_itself(12.34, "12.3");
    reads_by_itself(1.234, "1.23");
    reads_by_itself(-0.1234, "-0.123");
    reads_by_itself(0.01234, "0.0123");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(norwegian_numbers_have_a_thin_space_and_a_comma),
        cmocka_unit_test(english_numbers_have_a_comma_and_a_point),
        cmocka_unit_test(a_missing_number_is_a_dash),
        cmocka_unit_test(nothing_is_ever_minus_zero),
        cmocka_unit_test(even_the_longest_number_fits),
        cmocka_unit_test(three_digits_are_shown_by_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
