/* tests/unit/test_calendar.c - working time over Easter, weekends and absences, and its inverse.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "core/civil.h"
#include "saksflyt/luck.h"
#include "sim/calendar.h"

#define OPENS 8.0  /* o'clock */
#define LENGTH 7.5 /* hours: to half past three */
#define EXACT_DAYS 1e-9

enum { DAYS = 365 * 12 };

/* Engine day 0 is Monday 14 April 2025; Easter Sunday that year is 20 April. */
static sf_calendar *easter_calendar(void)
{
    const int32_t first = sf_civil_day((sf_date){2025, 4, 14});
    bool is_working_day[DAYS];
    sf_calendar *calendar = NULL;
    sf_error err = {0};

    for (int32_t day = 0; day < DAYS; day++)
        is_working_day[day] = sf_civil_is_working_day(first + day);
    assert_int_equal(sf_calendar_open(is_working_day, DAYS, OPENS, LENGTH, &calendar, &err), SF_OK);
    return calendar;
}

static double at(int day, double hour)
{
    return day + hour / 24.0;
}

static void assert_moment(double value, double expected)
{
    assert_true(fabs(value - expected) <= EXACT_DAYS);
}

static void assert_hours(double value, double expected)
{
    assert_true(fabs(value - expected) <= EXACT_DAYS * 24.0);
}

static double random_between(uint32_t i, uint32_t purpose, double low, double high)
{
    return low + (high - low) * sf_luck_uniform(sf_luck_of(20260101, 1), i, purpose, 0, 0);
}

/* --- the shared calendar ----------------------------------------------------------------------------------------------- */

/* Mon 14, Tue 15, Wed 16 | Maundy Thursday 17 ... Easter Monday 21 | Tue 22. */
static void nobody_works_from_maundy_thursday_to_easter_monday(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    assert_moment(sf_calendar_finish(c, at(2, 15.0), 1.0),
                  at(8, 8.5)); /* Wednesday at three, an hour: Tuesday half past eight */
    assert_hours(sf_calendar_hours_between(c, 3.0, 8.0), 0.0);
    assert_hours(sf_calendar_hours_between(c, 0.0, 14.0), (3 + 4) * LENGTH); /* the two weeks */
    assert_int_equal(sf_calendar_working_days(c, 14), 7);
    assert_int_equal(sf_calendar_working_day(c, 3), 8);
    assert_moment(sf_calendar_next(c, at(5, 12.0)), at(8, OPENS));
    sf_calendar_close(c);
}

static void nobody_works_at_weekends(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    assert_moment(sf_calendar_finish(c, at(11, 14.5), 2.0),
                  at(14, 9.0)); /* Friday 25 April at half past two: Monday at nine */
    assert_hours(sf_calendar_hours_between(c, 12.0, 14.0), 0.0);
    sf_calendar_close(c);
}

static void hours_count_in_opening_hours_only(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    assert_hours(sf_calendar_hours(c, at(0, 7.0)), 0.0);
    assert_hours(sf_calendar_hours(c, at(0, 8.0)), 0.0);
    assert_hours(sf_calendar_hours(c, at(0, 10.0)), 2.0);
    assert_hours(sf_calendar_hours(c, at(0, 15.5)), LENGTH);
    assert_hours(sf_calendar_hours(c, at(0, 20.0)), LENGTH);
    assert_hours(sf_calendar_hours(c, at(1, 8.25)), LENGTH + 0.25);
    assert_true(sf_calendar_hours_a_day(c) == LENGTH);
    sf_calendar_close(c);
}

static void the_next_moment_of_work_is_now_in_opening_hours(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    assert_true(sf_calendar_next(c, at(0, 12.0)) == at(0, 12.0) && sf_calendar_is_open(c, at(0, 12.0)));
    assert_true(sf_calendar_next(c, at(0, OPENS)) == at(0, OPENS) && sf_calendar_is_open(c, at(0, OPENS)));
    assert_true(sf_calendar_next(c, at(0, 3.0)) == at(0, OPENS) && !sf_calendar_is_open(c, at(0, 3.0)));
    assert_true(sf_calendar_next(c, at(0, 15.5)) == at(1, OPENS)); /* closing time is closed */
    sf_calendar_close(c);
}

static void no_work_is_done_at_once(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    assert_true(sf_calendar_finish(c, at(5, 3.0), 0.0) == at(5, 3.0)); /* even on Easter Saturday at night */
    assert_true(sf_worker_finish(c, NULL, at(5, 3.0), 0.0) == at(5, 3.0));
    sf_calendar_close(c);
}

/* 15 meetings of half an hour fill the day; sums of halves of hours in days are not exact, the day's end is. */
static void work_that_fills_a_day_ends_at_closing_time(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    for (uint32_t k = 0; k < sf_calendar_working_days(c, DAYS); k++) {
        const uint32_t day = sf_calendar_working_day(c, k);
        double t = sf_calendar_next(c, day);

        for (int meeting = 0; meeting < 15; meeting++)
            t = sf_calendar_finish(c, t, 0.5);
        assert_moment(t, at((int)day, OPENS + LENGTH));
        assert_moment(sf_calendar_finish(c, day, LENGTH), at((int)day, OPENS + LENGTH));
        assert_true(sf_calendar_next(c, t) > day + 1); /* and the next one waits for the morning */
    }
    sf_calendar_close(c);
}

static void finishing_undoes_counting_hours(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        const double now = random_between(i, 1, 0.0, 3000.0), hours = exp(random_between(i, 2, -6.0, 7.0));
        const double then = sf_calendar_finish(c, now, hours);

        assert_true(then > now);
        assert_hours(sf_calendar_hours_between(c, now, then), hours);
        assert_hours(sf_calendar_hours(c, then) - sf_calendar_hours(c, now), hours);
    }
    sf_calendar_close(c);
}

static void counting_hours_undoes_finishing(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        const double now = random_between(i, 3, 0.0, 3000.0);
        const double then = sf_calendar_next(c, random_between(i, 4, now, 4000.0)) + at(0, 0.001);

        assert_moment(sf_calendar_finish(c, now, sf_calendar_hours_between(c, now, then)), then);
    }
    sf_calendar_close(c);
}

static void working_days_and_their_numbers_are_inverse(void **state)
{
    sf_calendar *c = easter_calendar();

    (void)state;
    for (uint32_t k = 0; k < sf_calendar_working_days(c, DAYS); k++) {
        const uint32_t day = sf_calendar_working_day(c, k);

        assert_int_equal(sf_calendar_working_days(c, day), k);
        assert_int_equal(sf_calendar_working_days(c, day + 1), k + 1);
    }
    sf_calendar_close(c);
}

static void after_the_last_day_nobody_works(void **state)
{
    sf_calendar *c = easter_calendar();
    const uint32_t all = sf_calendar_working_days(c, DAYS), last = sf_calendar_working_day(c, all - 1);

    (void)state;
    assert_true(isinf(sf_calendar_next(c, DAYS + 1.0)) && isinf(sf_calendar_next(c, (double)INFINITY)));
    assert_true(isinf(sf_calendar_next(c, at((int)last, 16.0))));
    assert_true(isinf(sf_calendar_finish(c, last, LENGTH + 0.1)) && isinf(sf_calendar_finish(c, DAYS + 1.0, 1.0)));
    assert_moment(sf_calendar_finish(c, last, LENGTH), at((int)last, OPENS + LENGTH));
    assert_hours(sf_calendar_hours_between(c, 0.0, 1e6), all * LENGTH);
    assert_int_equal(sf_calendar_working_days(c, DAYS + 100), all);
    assert_int_equal(sf_calendar_working_day(c, all), UINT32_MAX);
    sf_calendar_close(c);
}

static void a_calendar_without_days_never_opens(void **state)
{
    sf_calendar *c = NULL;

    (void)state;
    assert_int_equal(sf_calendar_open(NULL, 0, OPENS, LENGTH, &c, NULL), SF_OK);
    assert_true(isinf(sf_calendar_next(c, 0.0)) && isinf(sf_calendar_finish(c, 0.0, 1.0)));
    assert_true(sf_calendar_hours(c, 7.0) == 0.0);
    sf_calendar_close(c);
}

static void the_calendar_that_never_closes_counts_every_hour(void **state)
{
    sf_calendar *c = NULL;

    (void)state;
    assert_int_equal(sf_calendar_open_always(&c, NULL), SF_OK);
    assert_true(sf_calendar_hours(c, 1.5) == 36.0 && sf_calendar_hours_between(c, 1.25, 2.0) == 18.0);
    assert_true(sf_calendar_finish(c, 1000.25, 6.0) == 1000.5);
    assert_true(sf_calendar_next(c, 0.1) == 0.1 && sf_calendar_is_open(c, 1e7));
    assert_true(sf_calendar_hours_a_day(c) == 24.0);
    assert_int_equal(sf_calendar_working_days(c, 9), 9);
    assert_int_equal(sf_calendar_working_day(c, 9), 9);
    sf_calendar_close(c);
}

static void opening_hours_must_fit_in_a_day(void **state)
{
    const double wrong[][2] = {{-1.0, 7.5}, {8.0, 0.0}, {17.0, 7.5}, {(double)NAN, 7.5}, {8.0, (double)NAN}};
    const bool monday = true;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        sf_calendar *c = NULL;
        sf_error err = {0};

        assert_int_equal(sf_calendar_open(&monday, 1, wrong[i][0], wrong[i][1], &c, &err), SF_EDOMAIN);
        assert_null(c);
        assert_true(err.message[0] != '\0');
    }
}

static void a_calendar_beyond_32_bits_of_days_is_refused(void **state)
{
    const bool monday = true;
    sf_calendar *c = NULL;

    (void)state;
    assert_int_equal(sf_calendar_open(&monday, UINT32_MAX, OPENS, LENGTH, &c, NULL), SF_EDOMAIN);
    assert_null(c);
}

static void a_day_may_last_from_midnight_to_midnight(void **state)
{
    const bool days[] = {true, false, true};
    sf_calendar *c = NULL;

    (void)state;
    assert_int_equal(sf_calendar_open(days, 3, 0.0, 24.0, &c, NULL), SF_OK);
    assert_true(sf_calendar_finish(c, 0.5, 12.0) == 1.0 && sf_calendar_finish(c, 0.5, 18.0) == 2.25);
    assert_true(sf_calendar_next(c, 1.0) == 2.0 && sf_calendar_is_open(c, 0.0));
    sf_calendar_close(c);
}

/* --- absences ---------------------------------------------------------------------------------------------------------- */

/* Away Tuesday 15 April from noon to Wednesday 16 at ten, and the week of Monday 28 April. */
static sf_absences two_absences(sf_absence memory[4])
{
    sf_absences absences = {.items = memory, .capacity = 4};

    assert_true(sf_absences_add(&absences, at(1, 12.0), at(2, 10.0)));
    assert_true(sf_absences_add(&absences, 14.0, 19.0));
    return absences;
}

static void an_absence_takes_its_hours_away(void **state)
{
    sf_calendar *c = easter_calendar();
    sf_absence memory[4];
    const sf_absences a = two_absences(memory);

    (void)state;
    assert_hours(sf_worker_hours_between(c, &a, 0.0, 3.0), 3 * LENGTH - 3.5 - 2.0);
    assert_hours(sf_worker_hours_between(c, &a, at(1, 13.0), at(2, 11.0)), 1.0); /* begins and ends around its end */
    assert_hours(sf_worker_hours_between(c, &a, at(1, 13.0), at(2, 9.0)), 0.0);  /* inside it */
    assert_hours(sf_worker_hours_between(c, &a, at(1, 11.0), at(1, 13.0)), 1.0);
    assert_hours(sf_worker_hours_between(c, &a, 0.0, 21.0),
                 (7 + 4) * LENGTH - 5.5 - 4 * LENGTH); /* 1 May is no working day */
    assert_hours(sf_worker_hours_between(c, NULL, 0.0, 3.0), 3 * LENGTH);
    sf_calendar_close(c);
}

static void work_waits_for_the_end_of_an_absence(void **state)
{
    sf_calendar *c = easter_calendar();
    sf_absence memory[4];
    const sf_absences a = two_absences(memory);

    (void)state;
    assert_moment(sf_worker_finish(c, &a, at(1, 11.0), 0.5), at(1, 11.5));
    assert_moment(sf_worker_finish(c, &a, at(1, 11.0), 1.0),
                  at(1, 12.0)); /* done when the absence begins, not after it */
    assert_moment(sf_worker_finish(c, &a, at(1, 11.0), 1.5), at(2, 10.5));
    assert_moment(sf_worker_finish(c, &a, at(1, 15.0), 1.5), at(2, 11.5));  /* begun while away */
    assert_moment(sf_worker_finish(c, &a, at(11, 15.0), 1.0), at(21, 8.5)); /* over a weekend, a week and a weekend */
    assert_moment(sf_worker_finish(c, &a, at(2, 9.0), 5.5 + 4 * LENGTH + 1.0), at(21, 9.0));
    assert_moment(sf_worker_finish(c, NULL, at(1, 11.0), 1.5), at(1, 12.5));
    sf_calendar_close(c);
}

static void the_next_moment_of_work_is_after_the_absence_and_the_night(void **state)
{
    sf_calendar *c = easter_calendar();
    sf_absence memory[4];
    sf_absences a = two_absences(memory);

    (void)state;
    assert_moment(sf_worker_next(c, &a, at(1, 12.0)), at(2, 10.0));
    assert_moment(sf_worker_next(c, &a, at(1, 11.0)), at(1, 11.0));
    assert_moment(sf_worker_next(c, &a, at(11, 16.0)), at(21, 8.0)); /* the next opening falls in an absence */
    assert_moment(sf_worker_next(c, NULL, at(1, 20.0)), at(2, 8.0));
    assert_true(sf_absences_add(&a, 30.0, (double)INFINITY)); /* has left for good */
    assert_true(isinf(sf_worker_next(c, &a, 31.0)) && isinf(sf_worker_finish(c, &a, 31.0, 1.0)));
    assert_true(isinf(sf_worker_finish(c, &a, 29.0, 2 * LENGTH)));
    sf_calendar_close(c);
}

static void an_absence_covers_its_first_moment_and_not_its_last(void **state)
{
    sf_absence memory[4];
    const sf_absences a = two_absences(memory), none = {0};

    (void)state;
    assert_true(sf_absences_cover(&a, at(1, 12.0)) && sf_absences_cover(&a, 18.9));
    assert_false(sf_absences_cover(&a, at(2, 10.0)) || sf_absences_cover(&a, 0.0) || sf_absences_cover(&a, 19.0));
    assert_false(sf_absences_cover(&none, 1.0) || sf_absences_cover(NULL, 1.0));
}

static void touching_absences_become_one_and_a_full_list_says_so(void **state)
{
    sf_absence memory[2];
    sf_absences a = {.items = memory, .capacity = 2};

    (void)state;
    assert_true(sf_absences_add(&a, 1.0, 2.0) && sf_absences_add(&a, 2.0, 3.0));
    assert_int_equal(a.count, 1);
    assert_true(a.items[0].to == 3.0);
    assert_true(sf_absences_add(&a, 5.0, 6.0));
    assert_false(sf_absences_add(&a, 8.0, 9.0));
    sf_absences_forget(&a, 2.5); /* the first one is not over yet */
    assert_int_equal(a.count, 2);
    sf_absences_forget(&a, 3.0);
    assert_int_equal(a.count, 1);
    assert_true(a.items[0].from == 5.0 && sf_absences_add(&a, 8.0, 9.0));
    sf_absences_forget(&a, 100.0);
    assert_int_equal(a.count, 0);
}

/* Hours by walking along in steps of a minute, the slow way; absences begin and end on whole minutes. */
static double hours_minute_by_minute(const sf_calendar *c, const sf_absences *a, int from_minute, int to_minute)
{
    int worked = 0;

    for (int minute = from_minute; minute < to_minute; minute++) {
        const double middle = (minute + 0.5) / 1440.0;

        worked += sf_calendar_is_open(c, middle) && !sf_absences_cover(a, middle);
    }
    return worked / 60.0;
}

static sf_absences random_absences(sf_absence *memory, uint32_t capacity)
{
    sf_absences a = {.items = memory, .capacity = capacity};
    int minute = 0;

    for (uint32_t i = 0; i < capacity; i++) {
        const int from = minute + (int)random_between(i, 5, 10.0, 40000.0),
                  to = from + (int)random_between(i, 6, 1.0, 20000.0);

        assert_true(sf_absences_add(&a, from / 1440.0, to / 1440.0));
        minute = to;
    }
    return a;
}

static void worked_hours_agree_with_a_count_of_minutes(void **state)
{
    sf_calendar *c = easter_calendar();
    sf_absence memory[100];
    const sf_absences a = random_absences(memory, 100);

    (void)state;
    for (uint32_t i = 0; i < 40; i++) {
        const int from = (int)random_between(i, 7, 0.0, 2e6), to = from + (int)random_between(i, 8, 0.0, 1e5);

        assert_hours(sf_worker_hours_between(c, &a, from / 1440.0, to / 1440.0),
                     hours_minute_by_minute(c, &a, from, to));
    }
    sf_calendar_close(c);
}

static void finishing_undoes_counting_hours_with_absences(void **state)
{
    sf_calendar *c = easter_calendar();
    sf_absence memory[100];
    const sf_absences a = random_absences(memory, 100);

    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        const double now = random_between(i, 9, 0.0, 3000.0), hours = exp(random_between(i, 10, -6.0, 6.0));
        const double then = sf_worker_finish(c, &a, now, hours);

        assert_hours(sf_worker_hours_between(c, &a, now, then), hours);
        assert_true(!sf_absences_cover(&a, then - 2.0 * EXACT_DAYS)); /* the last moment of work is one of work */
        assert_true(sf_calendar_is_open(c, then - 2.0 * EXACT_DAYS));
    }
    sf_calendar_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_works_from_maundy_thursday_to_easter_monday),
        cmocka_unit_test(nobody_works_at_weekends),
        cmocka_unit_test(hours_count_in_opening_hours_only),
        cmocka_unit_test(the_next_moment_of_work_is_now_in_opening_hours),
        cmocka_unit_test(no_work_is_done_at_once),
        cmocka_unit_test(work_that_fills_a_day_ends_at_closing_time),
        cmocka_unit_test(finishing_undoes_counting_hours),
        cmocka_unit_test(counting_hours_undoes_finishing),
        cmocka_unit_test(working_days_and_their_numbers_are_inverse),
        cmocka_unit_test(after_the_last_day_nobody_works),
        cmocka_unit_test(a_calendar_without_days_never_opens),
        cmocka_unit_test(the_calendar_that_never_closes_counts_every_hour),
        cmocka_unit_test(opening_hours_must_fit_in_a_day),
        cmocka_unit_test(a_calendar_beyond_32_bits_of_days_is_refused),
        cmocka_unit_test(a_day_may_last_from_midnight_to_midnight),
        cmocka_unit_test(an_absence_takes_its_hours_away),
        cmocka_unit_test(work_waits_for_the_end_of_an_absence),
        cmocka_unit_test(the_next_moment_of_work_is_after_the_absence_and_the_night),
        cmocka_unit_test(an_absence_covers_its_first_moment_and_not_its_last),
        cmocka_unit_test(touching_absences_become_one_and_a_full_list_says_so),
        cmocka_unit_test(worked_hours_agree_with_a_count_of_minutes),
        cmocka_unit_test(finishing_undoes_counting_hours_with_absences),
    };

    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
