/* core/problems.c - a growing list of everything that is wrong with the user's input.
 * Invariant: errors counts every error ever added, also those whose message could not be kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

static bool make_room(sf_problems *list)
{
    size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;
    sf_problem *items;

    if (list->count < list->capacity)
        return true;
    items = realloc(list->items, capacity * sizeof *items);
    if (items == NULL)
        return false;
    list->items = items;
    list->capacity = capacity;
    return true;
}

static void add(sf_problems *list, bool is_warning, sf_status status, const sf_place *place, const char *format,
                va_list arguments)
{
    char *message = NULL;

    if (!is_warning)
        list->errors++;
    if (!make_room(list) || vasprintf(&message, format, arguments) < 0)
        return;
    list->items[list->count++] = (sf_problem){.is_warning = is_warning,
                                              .status = status,
                                              .place = place != NULL ? *place : (sf_place){.file = ""},
                                              .message = message};
}

void sf_problems_error(sf_problems *list, const sf_place *place, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(list, false, SF_ECONFIG, place, format, arguments);
    va_end(arguments);
}

void sf_problems_data_error(sf_problems *list, const sf_place *place, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(list, false, SF_EDATA, place, format, arguments);
    va_end(arguments);
}

void sf_problems_warning(sf_problems *list, const sf_place *place, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(list, true, SF_ECONFIG, place, format, arguments);
    va_end(arguments);
}

/* A problem with what it is sorted by: qsort is not stable, so the order of adding is the last key. */
typedef struct ranked {
    size_t file; /* the first problem that mentions this file */
    size_t order;
    sf_problem problem;
} ranked;

static int compare_numbers(long long a, long long b)
{
    return (a > b) - (a < b);
}

static int compare_ranked(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    int by = compare_numbers((long long)a->file, (long long)b->file);

    if (by == 0)
        by = compare_numbers(a->problem.place.line, b->problem.place.line);
    if (by == 0)
        by = compare_numbers(a->problem.place.column, b->problem.place.column);
    return by != 0 ? by : compare_numbers((long long)a->order, (long long)b->order);
}

static size_t first_mention(const sf_problems *list, size_t index)
{
    size_t first = 0;

    while (strcmp(list->items[first].place.file, list->items[index].place.file) != 0)
        first++;
    return first;
}

static bool is_repeat(const sf_problem *a, const sf_problem *b)
{
    return a->place.line == b->place.line && a->place.column == b->place.column &&
           strcmp(a->place.file, b->place.file) == 0 && a->is_warning == b->is_warning &&
           strcmp(a->message, b->message) == 0;
}

static void drop_repeats(sf_problems *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && is_repeat(&list->items[kept - 1], &list->items[i])) {
            list->errors -= list->items[i].is_warning ? 0 : 1;
            free(list->items[i].message);
        } else {
            list->items[kept++] = list->items[i];
        }
    }
    list->count = kept;
}

void sf_problems_sort(sf_problems *list)
{
    ranked *rows = list->count > 1 ? malloc(list->count * sizeof *rows) : NULL;

    if (rows == NULL)
        return; /* nothing to sort, or no memory: the order of finding will do */
    for (size_t i = 0; i < list->count; i++)
        rows[i] = (ranked){.file = first_mention(list, i), .order = i, .problem = list->items[i]};
    qsort(rows, list->count, sizeof *rows, compare_ranked);
    for (size_t i = 0; i < list->count; i++)
        list->items[i] = rows[i].problem;
    free(rows);
    drop_repeats(list);
}

sf_status sf_problems_status(const sf_problems *list, sf_error *err)
{
    const sf_problem *first = NULL;
    sf_status worst = SF_EDATA;

    if (list->errors == 0)
        return SF_OK;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].is_warning)
            continue;
        if (first == NULL)
            first = &list->items[i];
        if (list->items[i].status == SF_ECONFIG)
            worst = SF_ECONFIG; /* a wrong config comes before the data that it reads */
    }
    if (first == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the input"));
    return SF_FAIL(err, worst, &first->place, "%s", first->message);
}

void sf_problems_free(sf_problems *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].message);
    free(list->items);
    *list = (sf_problems){.items = NULL};
}
