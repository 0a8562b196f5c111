/* core/civil.h - civil time without summer time: days since 1970-01-01, months as the calendar counts them,
 * and the Norwegian public holidays.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_CIVIL_H
#define SF_CORE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#define SF_DAYS_PER_MONTH 30.4375 /* as a duration or rate: a Julian year over 12 (design 4) */
#define SF_DAYS_PER_YEAR 365.25

typedef struct sf_date {
    int year;  /* 1900..2199 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
} sf_date;

/** Days since 1970-01-01 in the Gregorian calendar. Exact for every valid date. Source: Fliegel & Van Flandern 1968. */
int32_t sf_civil_day(sf_date date);
sf_date sf_civil_date(int32_t day);
bool sf_date_is_valid(sf_date date);

/** Monday 0 ... Sunday 6. */
int sf_civil_weekday(int32_t day);

/** The same day of the month, `months` later (or earlier); clipped to the month's last day, so 31 January + 1 = 28/29 February.
 *  Source: forvaltningsloven's and domstolloven's counting of months. */
int32_t sf_civil_add_months(int32_t day, int months);

/** Easter Sunday of a Gregorian year. Source: the anonymous Gregorian computus (Meeus 1991). */
int32_t sf_civil_easter(int year);

/** True on Norwegian public holidays: 1 January, Maundy Thursday, Good Friday, Easter Sunday and Monday, 1 May, 17 May,
 *  Ascension Day, Whit Sunday and Monday, 25 and 26 December. Source: lov om helligdager 1995, lov om 1 og 17 mai 1947. */
bool sf_civil_is_norwegian_holiday(int32_t day);

/** Monday to Friday and no public holiday. */
bool sf_civil_is_working_day(int32_t day);

#endif
