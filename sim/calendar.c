/* sim/calendar.c - working time by prefix sums: both directions are one table look-up and a little arithmetic.
 *
 *     hours
 *       |              ____________      flat at night and at weekends; sf_calendar_finish reads the
 *       |         ____/                  same staircase from the side, and takes the left end of a flat
 *       |    ____/
 *       +---/-------------------------- days
 *
 * Invariant: working_days_before[nth_working_day[k]] == k.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calendar.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/extremes.h"
#include "core/text.h"

#define HOURS_IN_A_DAY 24.0

struct sf_calendar {
    double opens, length;          /* hours; opens + length <= 24 */
    bool is_always;                /* no tables: every day counts, without end */
    uint32_t days, working_days;   /* in the tables */
    uint32_t *working_days_before; /* days + 1: [d] of the days before d */
    uint32_t *nth_working_day;     /* working_days */
    uint32_t memory[];             /* both of them */
};

static sf_calendar *calendar_with_days(size_t days)
{
    sf_calendar *c = calloc(1, sizeof *c + (2 * days + 1) * sizeof(uint32_t));

    if (c != NULL) {
        c->days = (uint32_t)days;
        c->working_days_before = c->memory;
        c->nth_working_day = c->memory + days + 1;
    }
    return c;
}

sf_status sf_calendar_open(const bool *is_working_day, size_t days, double opens_hour, double hours_a_day,
                           sf_calendar **out, sf_error *err)
{
    sf_calendar *c;

    if (!(opens_hour >= 0.0 && hours_a_day > 0.0 && opens_hour + hours_a_day <= HOURS_IN_A_DAY))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("a working day of %g hours from %g o'clock does not fit between 0 and 24 o'clock"),
                       hours_a_day, opens_hour);
    if (days >= UINT32_MAX)
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("a calendar of %zu days is too long"), days);
    c = calendar_with_days(days);
    if (c == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory for a calendar of %zu days"), days);
    c->opens = opens_hour;
    c->length = hours_a_day;
    for (uint32_t day = 0; day < c->days; day++) {
        c->working_days_before[day] = c->working_days;
        if (is_working_day[day])
            c->nth_working_day[c->working_days++] = day;
    }
    c->working_days_before[days] = c->working_days;
    *out = c;
    return SF_OK;
}

sf_status sf_calendar_open_always(sf_calendar **out, sf_error *err)
{
    sf_calendar *c = calendar_with_days(0);

    if (c == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory for a calendar"));
    c->is_always = true;
    c->length = HOURS_IN_A_DAY;
    *out = c;
    return SF_OK;
}

void sf_calendar_close(sf_calendar *calendar)
{
    free(calendar);
}

double sf_calendar_hours_a_day(const sf_calendar *calendar)
{
    return calendar->length;
}

uint32_t sf_calendar_working_days(const sf_calendar *calendar, uint32_t day)
{
    if (calendar->is_always)
        return day;
    return calendar->working_days_before[day < calendar->days ? day : calendar->days];
}

uint32_t sf_calendar_working_day(const sf_calendar *calendar, uint32_t k)
{
    if (calendar->is_always)
        return k;
    return k < calendar->working_days ? calendar->nth_working_day[k] : UINT32_MAX;
}

static bool is_working_day(const sf_calendar *c, uint32_t day)
{
    return day < c->days && c->working_days_before[day + 1] > c->working_days_before[day];
}

/* The day that t lies in; all days after the last are alike, so that one number does for them. */
static uint32_t day_of(const sf_calendar *c, double t)
{
    assert(t >= 0.0); /* written so that NaN fails too */
    return t < (double)c->days ? (uint32_t)t : c->days;
}

/* Hours worked on a working day by the moment t in it, 0 ... length. */
static double hours_today(const sf_calendar *c, uint32_t day, double t)
{
    return sf_smaller(sf_larger((t - (double)day) * HOURS_IN_A_DAY - c->opens, 0.0), c->length);
}

static double moment_of(const sf_calendar *c, uint32_t day, double hours_since_opening)
{
    return (double)day + (c->opens + hours_since_opening) / HOURS_IN_A_DAY;
}

double sf_calendar_hours(const sf_calendar *calendar, double t)
{
    uint32_t day;

    if (calendar->is_always)
        return t * HOURS_IN_A_DAY;
    day = day_of(calendar, t);
    return (double)calendar->working_days_before[day] * calendar->length +
           (is_working_day(calendar, day) ? hours_today(calendar, day, t) : 0.0);
}

double sf_calendar_hours_between(const sf_calendar *calendar, double from, double to)
{
    uint32_t first, last;
    double first_day, last_day;

    assert(from <= to);
    if (calendar->is_always)
        return (to - from) * HOURS_IN_A_DAY;
    /* Whole days and parts of days apart, so that years of hours do not swallow the last digits of a minute. */
    first = day_of(calendar, from);
    last = day_of(calendar, to);
    first_day = is_working_day(calendar, first) ? hours_today(calendar, first, from) : 0.0;
    last_day = is_working_day(calendar, last) ? hours_today(calendar, last, to) : 0.0;
    return (double)(calendar->working_days_before[last] - calendar->working_days_before[first]) * calendar->length +
           (last_day - first_day);
}

double sf_calendar_finish(const sf_calendar *calendar, double now, double hours)
{
    uint32_t today, day;
    double since_opening, whole_days;

    assert(hours >= 0.0);
    if (hours == 0.0)
        return now;
    if (calendar->is_always)
        return now + hours / HOURS_IN_A_DAY;
    today = day_of(calendar, now);
    since_opening = hours + (is_working_day(calendar, today) ? hours_today(calendar, today, now) : 0.0);
    /* The last of n working days takes (0, length] hours: work that fills a day is done at closing, not next morning. */
    whole_days = 0.0;
    if (since_opening - SF_CALENDAR_GRAIN > calendar->length)
        whole_days = ceil((since_opening - SF_CALENDAR_GRAIN) / calendar->length) - 1.0;
    if (whole_days >= (double)(calendar->working_days - calendar->working_days_before[today]))
        return (double)INFINITY;
    day = calendar->nth_working_day[calendar->working_days_before[today] + (uint32_t)whole_days];
    /* Never before now: work of less than a rounding begun at closing time. */
    return sf_larger(
        now, moment_of(calendar, day, sf_smaller(since_opening - whole_days * calendar->length, calendar->length)));
}

double sf_calendar_next(const sf_calendar *calendar, double t)
{
    uint32_t day, k;

    if (calendar->is_always)
        return t;
    day = day_of(calendar, t);
    k = calendar->working_days_before[day];
    if (is_working_day(calendar, day)) {
        if (hours_today(calendar, day, t) + SF_CALENDAR_GRAIN < calendar->length)
            return sf_larger(t, moment_of(calendar, day, 0.0));
        k++; /* closed for today */
    }
    return k < calendar->working_days ? moment_of(calendar, calendar->nth_working_day[k], 0.0) : (double)INFINITY;
}

bool sf_calendar_is_open(const sf_calendar *calendar, double t)
{
    return sf_calendar_next(calendar, t) <= t;
}

/* --- one worker's absences --------------------------------------------------------------------------------------------- */

bool sf_absences_add(sf_absences *absences, double from, double to)
{
    sf_absence *last = absences->count > 0 ? &absences->items[absences->count - 1] : NULL;

    assert(from <= to);
    assert(last == NULL || from >= last->to);
    if (last != NULL && from <= last->to) {
        last->to = to;
        return true;
    }
    if (absences->count == absences->capacity)
        return false;
    absences->items[absences->count++] = (sf_absence){from, to};
    return true;
}

/* The first absence that ends after t: the one that covers t, or else the next one. count when there is none. */
static uint32_t first_ending_after(const sf_absences *absences, double t)
{
    uint32_t low = 0, high = absences == NULL ? 0 : absences->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (absences->items[middle].to > t)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static uint32_t count_of(const sf_absences *absences)
{
    return absences == NULL ? 0 : absences->count;
}

void sf_absences_forget(sf_absences *absences, double t)
{
    const uint32_t past = first_ending_after(absences, t);

    for (uint32_t i = past; i < absences->count; i++)
        absences->items[i - past] = absences->items[i];
    absences->count -= past;
}

bool sf_absences_cover(const sf_absences *absences, double t)
{
    const uint32_t i = first_ending_after(absences, t);

    return i < count_of(absences) && absences->items[i].from <= t;
}

double sf_worker_hours_between(const sf_calendar *calendar, const sf_absences *absences, double from, double to)
{
    double hours = sf_calendar_hours_between(calendar, from, to);

    for (uint32_t i = first_ending_after(absences, from); i < count_of(absences) && absences->items[i].from < to; i++)
        hours -= sf_calendar_hours_between(calendar, sf_larger(from, absences->items[i].from),
                                           sf_smaller(to, absences->items[i].to));
    return sf_larger(hours, 0.0); /* whole days less whole days may leave a rounding */
}

double sf_worker_finish(const sf_calendar *calendar, const sf_absences *absences, double now, double hours)
{
    if (hours == 0.0)
        return now;
    for (uint32_t i = first_ending_after(absences, now); i < count_of(absences); i++) {
        const sf_absence *away = &absences->items[i];

        if (now < away->from) {
            const double before = sf_calendar_hours_between(calendar, now, away->from);

            if (hours <= before + SF_CALENDAR_GRAIN)
                return sf_smaller(sf_calendar_finish(calendar, now, hours), away->from);
            hours -= before;
        }
        now = away->to;
    }
    return sf_calendar_finish(calendar, now, hours);
}

double sf_worker_next(const sf_calendar *calendar, const sf_absences *absences, double t)
{
    for (;;) {
        const double open = sf_calendar_next(calendar, t);
        const uint32_t i = first_ending_after(absences, open);

        if (i == count_of(absences) || absences->items[i].from > open)
            return open;
        t = absences->items[i].to;
    }
}
