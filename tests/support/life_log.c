/* tests/support/life_log.c - see life_log.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/life_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

void life_is_logged(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    life_log *log = user;

    if (log->n == log->capacity) {
        log->capacity = 2 * log->capacity + 1024;
        log->events = realloc(log->events, log->capacity * sizeof *log->events);
        assert_non_null(log->events);
    }
    log->events[log->n] = (life_event){key, time, log->n, what, detail};
    log->n++;
}

static int by_person(const void *a, const void *b)
{
    const life_event *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

void life_log_sort(life_log *log)
{
    if (log->n > 0)
        qsort(log->events, log->n, sizeof *log->events, by_person);
}

life_log life_log_of(const char *name, const world *w, uint32_t scenario, uint32_t replication, uint64_t seed)
{
    life_log log = {0};
    sf_replication_record record = {0};
    sf_error err = {0};

    if (sf_model_replicate_logged(w->model, scenario, replication, seed, w->arena, NULL, life_is_logged, &log, &record,
                                  &err) != SF_OK)
        fail_msg("%s: %s", name, err.message);
    assert_true(record.n_checks > 0);
    for (size_t k = 0; k < record.n_checks; k++) {
        if (!(record.checks[k].residual <= record.checks[k].limit))
            fail_msg("%s: self-check %s: %g is above %g", name, record.checks[k].id, record.checks[k].residual,
                     record.checks[k].limit);
    }
    sf_replication_free(&record);
    life_log_sort(&log);
    return log;
}

void life_log_free(life_log *log)
{
    free(log->events);
    *log = (life_log){0};
}

size_t life_log_next_person(const life_log *log, size_t at)
{
    size_t next = at;

    while (next < log->n && log->events[next].key == log->events[at].key)
        next++;
    return next;
}

static bool is_one_life(const life_event *a, size_t n_a, const life_event *b, size_t n_b, double tolerance)
{
    for (size_t i = 0; i < n_a && n_a == n_b; i++) {
        if (a[i].what != b[i].what || a[i].detail != b[i].detail || !(fabs(a[i].time - b[i].time) <= tolerance))
            return false;
    }
    return n_a == n_b;
}

size_t lives_that_differ(const life_log *a, const life_log *b, double tolerance, size_t *compared)
{
    size_t different = 0, i = 0, j = 0;

    *compared = 0;
    while (i < a->n || j < b->n) {
        const uint64_t x = i < a->n ? a->events[i].key : UINT64_MAX, y = j < b->n ? b->events[j].key : UINT64_MAX;
        const size_t next_i = x <= y ? life_log_next_person(a, i) : i, next_j = y <= x ? life_log_next_person(b, j) : j;

        different += !is_one_life(a->events + i, next_i - i, b->events + j, next_j - j, tolerance);
        ++*compared;
        i = next_i;
        j = next_j;
    }
    return different;
}
