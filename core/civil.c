/* core/civil.c - the Gregorian calendar as whole days since 1970-01-01, and the Norwegian public holidays.
 * Invariant: sf_civil_day and sf_civil_date are each other's inverse.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/civil.h"

#include <assert.h>
#include <stddef.h>

enum {
    JULIAN_DAY_OF_1970 = 2440588, /* the Julian day number of 1970-01-01 */
    FIRST_YEAR = 1900,
    LAST_YEAR = 2199
};

int32_t sf_civil_day(sf_date date)
{
    /* Fliegel & Van Flandern 1968: integer division towards zero is part of the formula; january is -1 in
     * January and February, which count with the year before. */
    const int january = (date.month - 14) / 12;
    const int julian_day = 1461 * (date.year + 4800 + january) / 4 + 367 * (date.month - 2 - 12 * january) / 12 -
                           3 * ((date.year + 4900 + january) / 100) / 4 + date.day - 32075;

    return julian_day - JULIAN_DAY_OF_1970;
}

sf_date sf_civil_date(int32_t day)
{
    int l = day + JULIAN_DAY_OF_1970 + 68569; /* the names are those of Fliegel & Van Flandern 1968 */
    const int n = 4 * l / 146097;
    int i, j;

    l -= (146097 * n + 3) / 4;
    i = 4000 * (l + 1) / 1461001;
    l -= 1461 * i / 4 - 31;
    j = 80 * l / 2447;
    return (sf_date){.year = 100 * (n - 49) + i + j / 11, .month = j + 2 - 12 * (j / 11), .day = l - 2447 * j / 80};
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    assert(month >= 1 && month <= 12);
    return month == 2 && is_leap ? 29 : days[month - 1];
}

bool sf_date_is_valid(sf_date date)
{
    return date.year >= FIRST_YEAR && date.year <= LAST_YEAR && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days_in_month(date.year, date.month);
}

int sf_civil_weekday(int32_t day)
{
    const int weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday */

    return weekday < 0 ? weekday + 7 : weekday;
}

int32_t sf_civil_add_months(int32_t day, int months)
{
    sf_date date = sf_civil_date(day);
    const int month = 12 * date.year + date.month - 1 + months; /* months since year 0 */

    date.year = month / 12;
    date.month = month % 12 + 1;
    if (date.day > days_in_month(date.year, date.month))
        date.day = days_in_month(date.year, date.month);
    return sf_civil_day(date);
}

int32_t sf_civil_easter(int year)
{
    /* The anonymous Gregorian computus, letters as in Meeus, Astronomical Algorithms (1991), ch. 8. */
    const int a = year % 19, b = year / 100, c = year % 100;
    const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;

    return sf_civil_day((sf_date){.year = year, .month = n / 31, .day = n % 31 + 1});
}

bool sf_civil_is_norwegian_holiday(int32_t day)
{
    static const int from_easter[] = {-3, -2, 0, 1, 39, 49, 50}; /* Maundy Thursday ... Whit Monday */
    const sf_date date = sf_civil_date(day);
    const int month_and_day = 100 * date.month + date.day;
    const int32_t easter = sf_civil_easter(date.year);

    if (month_and_day == 101 || month_and_day == 501 || month_and_day == 517 || month_and_day == 1225 ||
        month_and_day == 1226)
        return true;
    for (size_t i = 0; i < sizeof from_easter / sizeof from_easter[0]; i++)
        if (day == easter + from_easter[i])
            return true;
    return false;
}

bool sf_civil_is_working_day(int32_t day)
{
    return sf_civil_weekday(day) <= 4 && !sf_civil_is_norwegian_holiday(day);
}
