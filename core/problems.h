/* core/problems.h - all errors and warnings found in one reading of the user's input, in file order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_PROBLEMS_H
#define SF_CORE_PROBLEMS_H

#include "saksflyt/core.h"

typedef struct sf_problem {
    bool is_warning;
    sf_status status; /* SF_ECONFIG or SF_EDATA */
    sf_place place;
    char *message; /* "what is wrong; what would be right", owned by the list */
} sf_problem;

typedef struct sf_problems {
    sf_problem *items;
    size_t count;
    size_t capacity;
    size_t errors; /* how many are not warnings */
} sf_problems;

/** Adds an error (or a warning) at a place. place may be NULL. Running out of memory drops the message but still counts. */
void sf_problems_error(sf_problems *list, const sf_place *place, const char *format, ...) SF_PRINTF(3, 4);
void sf_problems_data_error(sf_problems *list, const sf_place *place, const char *format, ...)
    SF_PRINTF(3, 4); /* SF_EDATA */
void sf_problems_warning(sf_problems *list, const sf_place *place, const char *format, ...) SF_PRINTF(3, 4);

/** Sorts by file (in order of first mention), line, column; stable. What is said twice about one place is kept once. */
void sf_problems_sort(sf_problems *list);

/** SF_OK when there is no error; otherwise the worst status (SF_ECONFIG before SF_EDATA), with the first error's message in
 *  *err; SF_ENOMEM when there were errors but no memory to keep them. */
sf_status sf_problems_status(const sf_problems *list, sf_error *err);

void sf_problems_free(sf_problems *list);

#endif
