/* tests/unit/test_units.c - numbers with units.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/units.h"

static double value_of(sf_quantity_kind kind, const char *text)
{
    sf_quantity quantity = {.value = -1.0};
    sf_error err = {.status = SF_OK};

    if (sf_quantity_read(kind, text, strlen(text), &quantity, &err) != SF_OK)
        fail_msg("%s: %s", text, err.message);
    return quantity.value;
}

static void is_refused(sf_quantity_kind kind, const char *text, const char *message)
{
    sf_quantity quantity = {.value = 17.0};
    sf_error err = {.status = SF_OK};

    assert_int_equal(sf_quantity_read(kind, text, strlen(text), &quantity, &err), SF_EDOMAIN);
    assert_string_equal(err.message, message);
    assert_true(quantity.value == 17.0); /* outputs are untouched on failure */
}

static void each_kind_has_its_own_unit(void **state)
{
    (void)state;
    assert_true(value_of(SF_Q_WORK, "75 min") == 75.0);
    assert_true(value_of(SF_Q_WORK, "4 h") == 240.0);
    assert_true(value_of(SF_Q_DURATION, "14 d") == 14.0);
    assert_true(value_of(SF_Q_DURATION, "12 h") == 0.5);
    assert_true(value_of(SF_Q_DURATION, "2 w") == 14.0);
    assert_true(value_of(SF_Q_DURATION, "6mo") == 6.0 * 30.4375);
    assert_true(value_of(SF_Q_DURATION, "5 y") == 5.0 * 365.25);
    assert_true(value_of(SF_Q_SHARE, "8.6 %") == 0.086);
    assert_true(value_of(SF_Q_SHARE, "0.086") == 0.086);
    assert_true(value_of(SF_Q_NUMBER, "130 %") == 1.3);
    assert_true(value_of(SF_Q_NUMBER, "-1.5e-3") == -0.0015);
    assert_true(value_of(SF_Q_COUNT, "925") == 925.0);
    assert_true(value_of(SF_Q_HOURS_RATE, "37.5 h/week") == 37.5);
    assert_true(value_of(SF_Q_MONEY, "119000 NOK") == 119000.0);
    assert_true(value_of(SF_Q_MONEY_RATE, "20975 NOK/mo") == 20975.0 / 30.4375);
    assert_true(value_of(SF_Q_G_RATE, "2 G/y") == 2.0);
}

static void a_rate_is_per_day(void **state)
{
    (void)state;
    assert_true(value_of(SF_Q_RATE, "4 /d") == 4.0);
    assert_true(value_of(SF_Q_RATE, "430 /y") == 430.0 / 365.25);
    assert_true(value_of(SF_Q_RATE, "2.4 %/mo") == 2.4 / (100.0 * 30.4375));
    assert_true(value_of(SF_Q_RATE, "2.4 % / mo") == 2.4 / (100.0 * 30.4375));
}

static void legal_months_are_calendar_months(void **state)
{
    sf_quantity quantity;

    (void)state;
    assert_int_equal(sf_quantity_read(SF_Q_LEGAL_TIME, "36 mo", 5, &quantity, NULL), SF_OK);
    assert_int_equal(quantity.calendar_months, 36);
    assert_true(quantity.value == 36.0 * 30.4375);
    assert_string_equal(quantity.unit, "mo");
    assert_int_equal(sf_quantity_read(SF_Q_LEGAL_TIME, "2 y", 3, &quantity, NULL), SF_OK);
    assert_int_equal(quantity.calendar_months, 24);
    assert_int_equal(sf_quantity_read(SF_Q_LEGAL_TIME, "52 w", 4, &quantity, NULL), SF_OK);
    assert_int_equal(quantity.calendar_months, 0);
    assert_int_equal(sf_quantity_read(SF_Q_DURATION, "36 mo", 5, &quantity, NULL), SF_OK);
    assert_int_equal(quantity.calendar_months, 0);
}

static void each_slip_has_its_own_sentence(void **state)
{
    (void)state;
    is_refused(SF_Q_WORK, "75", "\"75\" has no unit; a working time is written in min or h, for example \"75 min\"");
    is_refused(SF_Q_WORK, "3 d",
               "\"d\" is not a unit here; a working time is written in min or h, for example \"75 min\"");
    is_refused(SF_Q_COUNT, "-3", "-3 is negative; a count is zero or more, for example \"12\"");
    is_refused(SF_Q_COUNT, "2.5", "2.5 is not a whole number; a count is 0, 1, 2 and so on");
    is_refused(SF_Q_SHARE, "1.0000001", "1.0000001 is more than the whole; a share is from 0 to 1, or 0 % to 100 %");
    is_refused(SF_Q_SHARE, "101 %", "101 % is more than the whole; a share is from 0 to 1, or 0 % to 100 %");
    is_refused(SF_Q_RATE, "-2 /d", "-2 /d is negative; a rate is zero or more, for example \"2.4 %/mo\"");
    is_refused(SF_Q_NUMBER, "1e999", "1e999 is too large for a number; at most 1e15 is understood");
    is_refused(SF_Q_NUMBER, "4e-320", "4e-320 is too small for a number; write 0, or at least 1e-15");
    is_refused(SF_Q_NUMBER, "-0.0", "-0.0 is minus zero; write 0");
    is_refused(SF_Q_NUMBER, "nan",
               "\"nan\" is not a finite number; a number is written without a unit, or in %, for example \"1.3\"");
    is_refused(SF_Q_NUMBER, "twelve",
               "\"twelve\" is not a number; a number is written without a unit, or in %, for example \"1.3\"");
    is_refused(SF_Q_DURATION, "",
               "a number is missing; a duration is written in s, min, h, d, w, mo or y, for example \"14 d\"");
    is_refused(SF_Q_SHARE, "8,6 %", "\"8,6 %\" has a decimal comma; the decimal mark is a point");
}

static void a_number_is_read_only_to_its_end(void **state)
{
    sf_quantity quantity;

    (void)state;
    assert_int_equal(sf_quantity_read(SF_Q_NUMBER, "123", 2, &quantity, NULL), SF_OK);
    assert_true(quantity.value == 12.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_its_own_unit),       cmocka_unit_test(a_rate_is_per_day),
        cmocka_unit_test(legal_months_are_calendar_months), cmocka_unit_test(each_slip_has_its_own_sentence),
        cmocka_unit_test(a_number_is_read_only_to_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
