/* tests/unit/test_status.c - statuses, the first error, problems in file order, the log.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/problems.h"

static void exit_codes_are_those_of_the_manual(void **state)
{
    static const int codes[SF_STATUS_COUNT] = {
        [SF_EUSAGE] = 64,  [SF_EDATA] = 65,         [SF_ENOINPUT] = 66,    [SF_EUNAVAILABLE] = 69, [SF_EBUG] = 70,
        [SF_ENOMEM] = 71,  [SF_ECANTCREATE] = 73,   [SF_EIO] = 74,         [SF_EBUSY] = 75,        [SF_ECONFIG] = 78,
        [SF_EDOMAIN] = 70, [SF_EINTERRUPTED] = 130, [SF_ETERMINATED] = 143};

    (void)state;
    for (int status = 0; status < SF_STATUS_COUNT; status++)
        assert_int_equal(sf_status_exit_code((sf_status)status), codes[status]);
    assert_string_equal(sf_status_name(SF_ECONFIG), "SF_ECONFIG");
    assert_string_equal(sf_version(), "0.1.0");
}

static void the_first_error_wins(void **state)
{
    const sf_place place = {.file = "kontor.cfg", .line = 31, .column = 18};
    sf_error err = {.status = SF_OK};

    (void)state;
    assert_int_equal(SF_FAIL(&err, SF_ECONFIG, &place, "%d heads", -3), SF_ECONFIG);
    assert_int_equal(SF_FAIL(&err, SF_EIO, NULL, "later"), SF_EIO);
    assert_int_equal(err.status, SF_ECONFIG);
    assert_string_equal(err.message, "-3 heads");
    assert_int_equal(err.place.line, 31);
    assert_int_equal(SF_FAIL(NULL, SF_EIO, NULL, "nobody listens"), SF_EIO);
}

static void problems_come_in_file_order(void **state)
{
    sf_problems list = {.items = NULL};
    sf_error err = {.status = SF_OK};

    (void)state;
    sf_problems_warning(&list, &(sf_place){"a.cfg", 9, 1}, "w");
    sf_problems_error(&list, &(sf_place){"b.cfg", 1, 1}, "other file");
    sf_problems_error(&list, &(sf_place){"a.cfg", 2, 7}, "second of two");
    sf_problems_error(&list, &(sf_place){"a.cfg", 2, 3}, "first %s", "of two");
    sf_problems_error(&list, &(sf_place){"a.cfg", 2, 7}, "third at the same place");
    sf_problems_sort(&list);
    assert_int_equal(list.count, 5);
    assert_int_equal(list.errors, 4);
    assert_string_equal(list.items[0].message, "first of two");
    assert_string_equal(list.items[1].message, "second of two");
    assert_string_equal(list.items[2].message, "third at the same place");
    assert_true(list.items[3].is_warning);
    assert_string_equal(list.items[4].message, "other file");
    assert_int_equal(sf_problems_status(&list, &err), SF_ECONFIG);
    assert_string_equal(err.message, "first of two");
    sf_problems_free(&list);
    assert_int_equal(sf_problems_status(&list, NULL), SF_OK);
}

static void data_errors_alone_give_the_data_status(void **state)
{
    sf_problems list = {.items = NULL};

    (void)state;
    sf_problems_data_error(&list, NULL, "row 3");
    assert_int_equal(sf_problems_status(&list, NULL), SF_EDATA);
    sf_problems_error(&list, NULL, "key");
    assert_int_equal(sf_problems_status(&list, NULL), SF_ECONFIG);
    sf_problems_free(&list);
}

static void remember(void *user, sf_log_level level, const char *message)
{
    snprintf(user, 64, "%d:%s", (int)level, message);
}

static void the_log_is_one_line_to_the_sink(void **state)
{
    char heard[64] = "";
    const sf_log log = {.sink = remember, .user = heard};

    (void)state;
    sf_log_write(&log, SF_LOG_WARNING, "a\nb %d", 7);
    assert_string_equal(heard, "2:a b 7");
    sf_log_write(NULL, SF_LOG_INFO, "silence");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_codes_are_those_of_the_manual), cmocka_unit_test(the_first_error_wins),
        cmocka_unit_test(problems_come_in_file_order),        cmocka_unit_test(data_errors_alone_give_the_data_status),
        cmocka_unit_test(the_log_is_one_line_to_the_sink),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
