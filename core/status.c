/* core/status.c - what went wrong, told once: statuses, their exit codes, the one error and the log.
 * Invariant: the first error of a failed call is the one that is kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "saksflyt/core.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct status_row {
    const char *name;
    int exit_code;
} status_row;

/* Exit codes: sysexits.h (4.3BSD), and 128 + the signal's number for an interrupted run. */
static const status_row status_table[SF_STATUS_COUNT] = {
    [SF_OK] = {"SF_OK", 0},
    [SF_EUSAGE] = {"SF_EUSAGE", 64},
    [SF_EDATA] = {"SF_EDATA", 65},
    [SF_ENOINPUT] = {"SF_ENOINPUT", 66},
    [SF_EUNAVAILABLE] = {"SF_EUNAVAILABLE", 69},
    [SF_EBUG] = {"SF_EBUG", 70},
    [SF_ENOMEM] = {"SF_ENOMEM", 71},
    [SF_ECANTCREATE] = {"SF_ECANTCREATE", 73},
    [SF_EIO] = {"SF_EIO", 74},
    [SF_EBUSY] = {"SF_EBUSY", 75},
    [SF_ECONFIG] = {"SF_ECONFIG", 78},
    [SF_EDOMAIN] = {"SF_EDOMAIN",
                    70}, /* the program checks its input first, so one that reaches main is our own fault */
    [SF_EINTERRUPTED] = {"SF_EINTERRUPTED", 130},
    [SF_ETERMINATED] = {"SF_ETERMINATED", 143},
};

static bool is_status(sf_status status)
{
    return (int)status >= 0 && status < SF_STATUS_COUNT;
}

sf_status sf_error_set(sf_error *err, sf_status status, const sf_place *place, const char *source_file, int source_line,
                       const char *format, ...)
{
    va_list arguments;

    assert(is_status(status) && status != SF_OK);
    if (err == NULL || err->status != SF_OK)
        return status;
    err->status = status;
    err->place = place != NULL ? *place : (sf_place){.file = ""};
    err->source_file = source_file;
    err->source_line = source_line;
    va_start(arguments, format);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    return status;
}

int sf_status_exit_code(sf_status status)
{
    return is_status(status) ? status_table[status].exit_code : status_table[SF_EBUG].exit_code;
}

const char *sf_status_name(sf_status status)
{
    return is_status(status) ? status_table[status].name : "SF_?";
}

void sf_log_write(const sf_log *log, sf_log_level level, const char *format, ...)
{
    char line[1024];
    va_list arguments;

    if (log == NULL || log->sink == NULL)
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (char *c = line; *c != '\0'; c++) /* a line is a line: whoever reads the log may split on newlines */
        if (*c == '\n')
            *c = ' ';
    log->sink(log->user, level, line);
}

const char *sf_version(void)
{
    return SF_VERSION;
}
