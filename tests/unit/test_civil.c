/* tests/unit/test_civil.c - the calendar against published dates.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/civil.h"

static int32_t day(int year, int month, int day_of_month)
{
    return sf_civil_day((sf_date){.year = year, .month = month, .day = day_of_month});
}

static void days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(day(1970, 1, 1), 0);
    assert_int_equal(day(1969, 12, 31), -1);
    assert_int_equal(day(2000, 1, 1), 10957);  /* date -u -d 2000-01-01 +%s: 946684800 / 86400 */
    assert_int_equal(day(2025, 1, 1), 20089);  /* 1735689600 / 86400 */
    assert_int_equal(day(1900, 1, 1), -25567); /* 70 years with 17 leap days */
}

static void every_day_of_three_centuries_has_its_own_date(void **state)
{
    sf_date before = {.year = 1899, .month = 12, .day = 31};

    (void)state;
    for (int32_t d = day(1900, 1, 1); d <= day(2199, 12, 31); d++) {
        const sf_date date = sf_civil_date(d);

        assert_true(sf_date_is_valid(date));
        assert_int_equal(sf_civil_day(date), d);
        assert_true(date.day == before.day + 1 || date.day == 1);
        before = date;
    }
}

static void impossible_dates_are_refused(void **state)
{
    (void)state;
    assert_true(sf_date_is_valid((sf_date){2024, 2, 29}));
    assert_true(sf_date_is_valid((sf_date){2000, 2, 29}));
    assert_false(sf_date_is_valid((sf_date){2025, 2, 29}));
    assert_false(sf_date_is_valid((sf_date){2100, 2, 29})); /* a century, not divisible by 400 */
    assert_false(sf_date_is_valid((sf_date){2025, 4, 31}));
    assert_false(sf_date_is_valid((sf_date){2025, 13, 1}));
    assert_false(sf_date_is_valid((sf_date){2025, 0, 1}));
    assert_false(sf_date_is_valid((sf_date){2025, 1, 0}));
    assert_false(sf_date_is_valid((sf_date){1899, 1, 1}));
    assert_false(sf_date_is_valid((sf_date){2200, 1, 1}));
}

static void weekdays_follow_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(sf_civil_weekday(day(1970, 1, 1)), 3); /* a Thursday */
    assert_int_equal(sf_civil_weekday(day(2025, 1, 1)), 2); /* a Wednesday */
    assert_int_equal(sf_civil_weekday(day(1945, 5, 8)), 1); /* a Tuesday */
}

static void months_keep_the_day_or_end_with_the_month(void **state)
{
    (void)state;
    assert_int_equal(sf_civil_add_months(day(2025, 1, 31), 1), day(2025, 2, 28));
    assert_int_equal(sf_civil_add_months(day(2024, 1, 31), 1), day(2024, 2, 29));
    assert_int_equal(sf_civil_add_months(day(2025, 1, 31), 2), day(2025, 3, 31));
    assert_int_equal(sf_civil_add_months(day(2025, 11, 15), 36), day(2028, 11, 15));
    assert_int_equal(sf_civil_add_months(day(2025, 3, 31), -1), day(2025, 2, 28));
    assert_int_equal(sf_civil_add_months(day(2025, 1, 1), -1), day(2024, 12, 1));
    assert_int_equal(sf_civil_add_months(day(2024, 2, 29), 12), day(2025, 2, 28));
}

static void easter_falls_on_the_published_days(void **state)
{
    /* Easter Sundays of the almanac; 1943 and 2038 are the latest date there is, 1954 and 1981 the computus's
     * exceptions. */
    static const sf_date easters[] = {{1943, 4, 25}, {1954, 4, 18}, {1961, 4, 2}, {1981, 4, 19}, {2000, 4, 23},
                                      {2008, 3, 23}, {2019, 4, 21}, {2023, 4, 9}, {2024, 3, 31}, {2025, 4, 20},
                                      {2026, 4, 5},  {2027, 3, 28}, {2038, 4, 25}};

    (void)state;
    for (size_t i = 0; i < sizeof easters / sizeof easters[0]; i++)
        assert_int_equal(sf_civil_easter(easters[i].year), sf_civil_day(easters[i]));
}

static void norway_has_these_holidays_in_2025_and_no_others(void **state)
{
    static const sf_date holidays[] = {{2025, 1, 1},  {2025, 4, 17}, {2025, 4, 18},  {2025, 4, 20},
                                       {2025, 4, 21}, {2025, 5, 1},  {2025, 5, 17},  {2025, 5, 29},
                                       {2025, 6, 8},  {2025, 6, 9},  {2025, 12, 25}, {2025, 12, 26}};
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < sizeof holidays / sizeof holidays[0]; i++)
        assert_true(sf_civil_is_norwegian_holiday(sf_civil_day(holidays[i])));
    for (int32_t d = day(2025, 1, 1); d <= day(2025, 12, 31); d++)
        found += sf_civil_is_norwegian_holiday(d) ? 1 : 0;
    assert_int_equal(found, sizeof holidays / sizeof holidays[0]);
}

static void the_year_2025_has_252_working_days(void **state)
{
    size_t working = 0;

    (void)state;
    for (int32_t d = day(2025, 1, 1); d <= day(2025, 12, 31); d++)
        working += sf_civil_is_working_day(d) ? 1 : 0;
    assert_int_equal(working, 252); /* 261 weekdays in 2025 less 9 holidays that fall on one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_from_1970),
        cmocka_unit_test(every_day_of_three_centuries_has_its_own_date),
        cmocka_unit_test(impossible_dates_are_refused),
        cmocka_unit_test(weekdays_follow_the_calendar),
        cmocka_unit_test(months_keep_the_day_or_end_with_the_month),
        cmocka_unit_test(easter_falls_on_the_published_days),
        cmocka_unit_test(norway_has_these_holidays_in_2025_and_no_others),
        cmocka_unit_test(the_year_2025_has_252_working_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
