/* tests/reference/compare.c - see compare.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "reference/reference.h"
#include "support/life_log.h"

/* Both sides add up the same times in another order, so the last digits may differ: days. */
#define SAME_TIME 1e-7

static bool is_same(const life_event *a, const life_event *b)
{
    return a->what == b->what && a->detail == b->detail && fabs(a->time - b->time) < SAME_TIME;
}

static void show(const char *side, const life_log *r, size_t at, uint64_t key)
{
    size_t from = at;

    print_error("%s:\n", side);
    while (from > 0 && at - from < 12 && r->events[from - 1].key == key)
        from--;
    for (size_t i = from; i < r->n && i < at + 3 && r->events[i].key == key; i++)
        print_error("  %s %16.9f  %-15s %u  (%zu)\n", i == at ? ">" : " ", r->events[i].time,
                    sf_life_name(r->events[i].what), r->events[i].detail, r->events[i].number);
}

/* The time at which person `key`, whose events begin at i and j, first lives differently; INFINITY: never. *i and *j: where. */
static double parting(const life_log *a, const life_log *b, size_t *i, size_t *j, uint64_t key)
{
    while (*i < a->n && *j < b->n && a->events[*i].key == key && b->events[*j].key == key &&
           is_same(&a->events[*i], &b->events[*j])) {
        ++*i;
        ++*j;
    }
    bool is_over = *i >= a->n || a->events[*i].key != key, is_over_too = *j >= b->n || b->events[*j].key != key;

    if (is_over && is_over_too)
        return (double)INFINITY;
    return fmin(is_over ? (double)INFINITY : a->events[*i].time, is_over_too ? (double)INFINITY : b->events[*j].time);
}

lives_compared lives_are_the_same(const char *name, const world *w, uint32_t scenario, uint32_t replication,
                                  uint64_t seed)
{
    life_log engine = life_log_of(name, w, scenario, replication, seed), reference = {0};
    lives_compared out = {0};
    double first = (double)INFINITY;
    size_t i = 0, j = 0, first_i = 0, first_j = 0;
    uint64_t who = 0;

    ref_replicate(w->model, scenario, replication, seed, life_is_logged, &reference);
    life_log_sort(&reference);
    while (i < engine.n || j < reference.n) {
        uint64_t key = i >= engine.n                                    ? reference.events[j].key
                       : j >= reference.n                               ? engine.events[i].key
                       : engine.events[i].key < reference.events[j].key ? engine.events[i].key
                                                                        : reference.events[j].key;
        double at = parting(&engine, &reference, &i, &j, key);

        if (at < first) {
            first = at;
            first_i = i;
            first_j = j;
            who = key;
        }
        if (i < engine.n && engine.events[i].key == key)
            i = life_log_next_person(&engine, i);
        if (j < reference.n && reference.events[j].key == key)
            j = life_log_next_person(&reference, j);
        out.people++;
    }
    if (isfinite(first)) {
        print_error("%s, scenario %s, replication %u: person %llx lives differently from day %.6f on\n", name,
                    w->model->scenarios[scenario].id, replication, (unsigned long long)who, first);
        show("engine", &engine, first_i, who);
        show("reference", &reference, first_j, who);
        fail_msg("%s: the engine and the reference model disagree", name);
    }
    out.events = engine.n;
    for (size_t k = 0; k < engine.n; k++)
        out.of_kind[engine.events[k].what]++;
    life_log_free(&engine);
    life_log_free(&reference);
    return out;
}
