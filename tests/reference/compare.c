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
#include "support/diary.h"

/* Both sides add up the same times in another order, so the last digits may differ: days. */
#define SAME_TIME 1e-7

static bool is_same(const diary_entry *a, const diary_entry *b)
{
    return a->what == b->what && a->detail == b->detail && fabs(a->time - b->time) < SAME_TIME;
}

static void show(const char *side, const diary *r, size_t at, uint64_t key)
{
    size_t from = at;

    print_error("%s:\n", side);
    while (from > 0 && at - from < 12 && r->entries[from - 1].key == key)
        from--;
    for (size_t i = from; i < r->n && i < at + 3 && r->entries[i].key == key; i++)
        print_error("  %s %16.9f  %-15s %u  (%zu)\n", i == at ? ">" : " ", r->entries[i].time,
                    sf_life_name(r->entries[i].what), r->entries[i].detail, r->entries[i].number);
}

/* The time at which person `key`, whose events begin at i and j, first lives differently; INFINITY: never. *i and *j: where. */
static double parting(const diary *a, const diary *b, size_t *i, size_t *j, uint64_t key)
{
    while (*i < a->n && *j < b->n && a->entries[*i].key == key && b->entries[*j].key == key &&
           is_same(&a->entries[*i], &b->entries[*j])) {
        ++*i;
        ++*j;
    }
    bool is_over = *i >= a->n || a->entries[*i].key != key, is_over_too = *j >= b->n || b->entries[*j].key != key;

    if (is_over && is_over_too)
        return (double)INFINITY;
    return fmin(is_over ? (double)INFINITY : a->entries[*i].time, is_over_too ? (double)INFINITY : b->entries[*j].time);
}

lives_compared lives_are_the_same(const char *name, const world *w, uint32_t scenario, uint32_t replication,
                                  uint64_t seed)
{
    diary engine = lives_of(name, w, scenario, replication, seed), reference = {0};
    lives_compared out = {0};
    double first = (double)INFINITY;
    size_t i = 0, j = 0, first_i = 0, first_j = 0;
    uint64_t who = 0;

    ref_replicate(w->model, scenario, replication, seed, diary_writes, &reference);
    diary_sort_by_person(&reference);
    while (i < engine.n || j < reference.n) {
        uint64_t key = i >= engine.n                                      ? reference.entries[j].key
                       : j >= reference.n                                 ? engine.entries[i].key
                       : engine.entries[i].key < reference.entries[j].key ? engine.entries[i].key
                                                                          : reference.entries[j].key;
        double at = parting(&engine, &reference, &i, &j, key);

        if (at < first) {
            first = at;
            first_i = i;
            first_j = j;
            who = key;
        }
        if (i < engine.n && engine.entries[i].key == key)
            i = diary_next_person(&engine, i);
        if (j < reference.n && reference.entries[j].key == key)
            j = diary_next_person(&reference, j);
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
        out.of_kind[engine.entries[k].what]++;
    diary_close(&engine);
    diary_close(&reference);
    return out;
}
