/* tests/support/told.c - see told.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/told.h"

told told_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed)
{
    diary d = diary_of(w, scenario, replication, seed);

    return (told){d.entries, d.n, d.room, d.record};
}

void told_free(told *t)
{
    sf_replication_free(&t->record);
    free(t->events);
    *t = (told){0};
}

double told_when(const told *t, uint64_t key, sf_life what, uint32_t detail, double from)
{
    for (size_t i = 0; i < t->n; i++) {
        const told_event *e = &t->events[i];

        if (e->key == key && e->what == what && e->detail == detail && e->time >= from)
            return e->time;
    }
    return NAN;
}

size_t told_count(const told *t, sf_life what, uint32_t detail)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++)
        n += t->events[i].what == what && t->events[i].detail == detail;
    return n;
}

uint32_t tiltak_number(const world *w, const char *id)
{
    const epoch *first = &w->model->scenarios[0].epochs[0];

    for (uint32_t i = 0; i < w->model->n_tiltak; i++) {
        if (strcmp(first->tiltak[i].id, id) == 0)
            return i;
    }
    fail_msg("there is no tiltak %s", id);
    return 0;
}
