/* sim/calendar.h - working time, exactly: hours of work between two moments, and the moment when work will be done.
 * One calendar is shared by all who keep the same hours; each worker adds absences of their own.
 * Moments are engine days from 0 (the integer part is the day, 0.5 is noon); work is in hours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_SIM_CALENDAR_H
#define SF_SIM_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "saksflyt/core.h"

typedef struct sf_calendar sf_calendar;

/** Opens a calendar with the same opening hours on every working day.
 *  is_working_day  one bool per engine day, 0 ... days - 1; copied. After the last day nobody works.
 *  opens_hour      when the day's work begins, hours after midnight, 0 ... 24.
 *  hours_a_day     length of the working day, hours, above 0; it must end by midnight.
 *  Returns         SF_OK and *out; SF_EDOMAIN the hours do not fit in a day; SF_ENOMEM.
 *  Owner           the caller (sf_calendar_close; NULL is accepted). Read-only afterwards, so threads may share it.
 *  Cost            O(days); 9 bytes a day. */
SF_MUST_CHECK sf_status sf_calendar_open(const bool *is_working_day, size_t days, double opens_hour, double hours_a_day,
                                         sf_calendar **out, sf_error *err);

/** Opens the calendar that never closes: 24 hours every day, without end. */
SF_MUST_CHECK sf_status sf_calendar_open_always(sf_calendar **out, sf_error *err);

void sf_calendar_close(sf_calendar *calendar);

/** Length of the working day, hours. */
double sf_calendar_hours_a_day(const sf_calendar *calendar);

/** Working days before day `day` (of the days 0 ... day - 1). Cost O(1). */
uint32_t sf_calendar_working_days(const sf_calendar *calendar, uint32_t day);

/** The day that is the k-th working day, k from 0: the inverse of the above. UINT32_MAX when there is none. Cost O(1). */
uint32_t sf_calendar_working_day(const sf_calendar *calendar, uint32_t k);

/** Hours of work from 0 to t, t >= 0. Never falls; rises by t only in opening hours. Cost O(1), as are the next four. */
double sf_calendar_hours(const sf_calendar *calendar, double t);

/** Hours of work from `from` to `to`, from <= to. */
double sf_calendar_hours_between(const sf_calendar *calendar, double from, double to);

/** The first moment when `hours` >= 0 of work have been done by someone who starts at `now`; `now` itself for 0 hours.
 *  Work that fills the day is done at closing time: what would spill over by less than SF_CALENDAR_GRAIN does not.
 *  INFINITY when the calendar ends first. With sf_calendar_hours_between it is an exact inverse pair to 1e-9 days. */
double sf_calendar_finish(const sf_calendar *calendar, double now, double hours);

/** The first moment at or after t when work can be done: t itself in opening hours (opening included, closing not).
 *  INFINITY after the last working day. */
double sf_calendar_next(const sf_calendar *calendar, double t);

/** True when t lies in opening hours. */
bool sf_calendar_is_open(const sf_calendar *calendar, double t);

/** Less work than this (hours: 3.6 microseconds) is rounding, not work. */
#define SF_CALENDAR_GRAIN 1e-9

/* --- one worker's absences --------------------------------------------------------------------------------------------- */

/** Away from `from` until `to`, days; from <= to. */
typedef struct sf_absence {
    double from, to;
} sf_absence;

/** What is known of one worker's absences: sorted, apart, growing at the end as they are drawn. The memory is the caller's;
 *  a list of zeros is a worker who is always there. */
typedef struct sf_absences {
    sf_absence *items;
    uint32_t count, capacity;
} sf_absences;

/** Adds an absence that begins no earlier than the last one ended (touching ones become one). False, and nothing is added,
 *  when the list is full: forget the past first. Cost O(1). */
bool sf_absences_add(sf_absences *absences, double from, double to);

/** Forgets the absences that ended at or before t. Cost O(count). */
void sf_absences_forget(sf_absences *absences, double t);

/** True when the worker is away at t (the first moment of an absence counts, the last does not). Cost O(log count). */
bool sf_absences_cover(const sf_absences *absences, double t);

/** Hours of work from `from` to `to` less those of the absences. absences may be NULL here and below: none.
 *  Cost O(log count + absences in between), as the next two. */
double sf_worker_hours_between(const sf_calendar *calendar, const sf_absences *absences, double from, double to);

/** The first moment when `hours` of work have been done, skipping the absences known now: plan anew when one is added. */
double sf_worker_finish(const sf_calendar *calendar, const sf_absences *absences, double now, double hours);

/** The first moment at or after t in opening hours and outside absences. INFINITY when there is none. */
double sf_worker_next(const sf_calendar *calendar, const sf_absences *absences, double t);

#endif
