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

/* Both sides add up the same times in another order, so the last digits may differ: days. */
#define SAME_TIME 1e-7

typedef struct life_event {
    uint64_t key;
    double time;
    size_t number; /* in the whole run */
    sf_life what;
    uint32_t detail;
} life_event;

typedef struct record {
    life_event *events;
    size_t n, capacity;
} record;

static void is_written_down(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    record *r = user;

    if (r->n == r->capacity) {
        r->capacity = 2 * r->capacity + 1024;
        r->events = realloc(r->events, r->capacity * sizeof *r->events);
        assert_non_null(r->events);
    }
    r->events[r->n] = (life_event){key, time, r->n, what, detail};
    r->n++;
}

static int by_person(const void *a, const void *b)
{
    const life_event *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static bool is_same(const life_event *a, const life_event *b)
{
    return a->what == b->what && a->detail == b->detail && fabs(a->time - b->time) < SAME_TIME;
}

static void show(const char *side, const record *r, size_t at, uint64_t key)
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
static double parting(const record *a, const record *b, size_t *i, size_t *j, uint64_t key)
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

static void past_person(const record *r, size_t *i, uint64_t key)
{
    while (*i < r->n && r->events[*i].key == key)
        ++*i;
}

lives_compared lives_are_the_same(const char *name, const world *w, uint32_t scenario, uint32_t replication,
                                  uint64_t seed)
{
    record engine = {0}, reference = {0};
    sf_replication_record checked = {0};
    sf_error err = {0};
    lives_compared out = {0};
    double first = (double)INFINITY;
    size_t i = 0, j = 0, first_i = 0, first_j = 0;
    uint64_t who = 0;

    if (sf_model_replicate_logged(w->model, scenario, replication, seed, w->arena, NULL, is_written_down, &engine,
                                  &checked, &err) != SF_OK)
        fail_msg("%s: %s", name, err.message);
    for (size_t k = 0; k < checked.n_checks; k++) {
        if (!(checked.checks[k].residual <= checked.checks[k].limit))
            fail_msg("%s: self-check %s: %g is above %g", name, checked.checks[k].id, checked.checks[k].residual,
                     checked.checks[k].limit);
    }
    sf_replication_free(&checked);
    ref_replicate(w->model, scenario, replication, seed, is_written_down, &reference);
    qsort(engine.events, engine.n, sizeof *engine.events, by_person);
    qsort(reference.events, reference.n, sizeof *reference.events, by_person);
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
        past_person(&engine, &i, key);
        past_person(&reference, &j, key);
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
    free(engine.events);
    free(reference.events);
    return out;
}
