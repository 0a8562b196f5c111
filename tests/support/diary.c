/* tests/support/diary.c - see diary.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/keys.h"
#include "support/diary.h"

void diary_writes(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    diary *d = user;

    if (d->n == d->room) {
        d->room = d->room < 1024 ? 1024 : 2 * d->room;
        d->entries = realloc(d->entries, d->room * sizeof *d->entries);
        assert_non_null(d->entries);
    }
    d->entries[d->n] = (diary_entry){key, time, d->n, what, detail};
    d->n++;
}

static diary kept(const char *name, const world *w, uint32_t scenario, uint32_t replication, uint64_t seed)
{
    diary d = {0};
    sf_error err = {0};

    if (sf_model_replicate_logged(w->model, scenario, replication, seed, w->arena, NULL, diary_writes, &d, &d.record,
                                  &err) != SF_OK)
        fail_msg("%s: %s", name, err.message);
    assert_true(d.record.n_checks > 0);
    for (size_t i = 0; i < d.record.n_checks; i++) {
        if (!(d.record.checks[i].residual <= d.record.checks[i].limit))
            fail_msg("%s: self-check %s: %g is above %g", name, d.record.checks[i].id, d.record.checks[i].residual,
                     d.record.checks[i].limit);
    }
    return d;
}

diary diary_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed)
{
    return kept(scenario, w, scenario_of(w, scenario), replication, seed);
}

diary lives_of(const char *name, const world *w, uint32_t scenario, uint32_t replication, uint64_t seed)
{
    diary d = kept(name, w, scenario, replication, seed);

    diary_sort_by_person(&d);
    return d;
}

void diary_close(diary *d)
{
    free(d->entries);
    sf_replication_free(&d->record);
    *d = (diary){0};
}

size_t diary_next(const diary *d, uint64_t key, sf_life what, size_t from)
{
    while (from < d->n && (d->entries[from].key != key || d->entries[from].what != what))
        from++;
    return from;
}

size_t diary_count(const diary *d, sf_life what, double first, double last)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        n += d->entries[i].what == what && d->entries[i].time >= first && d->entries[i].time < last;
    return n;
}

static int by_person(const void *a, const void *b)
{
    const diary_entry *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

void diary_sort_by_person(diary *d)
{
    if (d->n > 0)
        qsort(d->entries, d->n, sizeof *d->entries, by_person);
}

size_t diary_next_person(const diary *d, size_t at)
{
    size_t next = at;

    while (next < d->n && d->entries[next].key == d->entries[at].key)
        next++;
    return next;
}

static bool is_one_life(const diary_entry *a, size_t n_a, const diary_entry *b, size_t n_b, double tolerance)
{
    for (size_t i = 0; i < n_a && n_a == n_b; i++) {
        if (a[i].what != b[i].what || a[i].detail != b[i].detail || !(fabs(a[i].time - b[i].time) <= tolerance))
            return false;
    }
    return n_a == n_b;
}

size_t lives_that_differ(const diary *a, const diary *b, double tolerance, size_t *compared)
{
    size_t different = 0, i = 0, j = 0;

    *compared = 0;
    while (i < a->n || j < b->n) {
        const uint64_t x = i < a->n ? a->entries[i].key : UINT64_MAX, y = j < b->n ? b->entries[j].key : UINT64_MAX;
        const size_t next_i = x <= y ? diary_next_person(a, i) : i, next_j = y <= x ? diary_next_person(b, j) : j;

        different += !is_one_life(a->entries + i, next_i - i, b->entries + j, next_j - j, tolerance);
        ++*compared;
        i = next_i;
        j = next_j;
    }
    return different;
}

/* All that is said about a config, and whether it may be run. */
static sf_status said_about(const char *text, bool warnings, const char *wanted, bool *found)
{
    char path[] = "/tmp/saksflyt-diary-XXXXXX.cfg";
    int file = mkstemps(path, 4);
    sf_problems problems = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_error err = {0};
    sf_status status;

    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    assert_int_equal(close(file), 0);
    status = sf_config_read(path, sf_keys(), sf_keys_count(), NULL, 0, &problems, &config, &err);
    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    *found = false;
    for (size_t i = 0; i < problems.count; i++) {
        if (problems.items[i].is_warning == warnings && strstr(problems.items[i].message, wanted) != NULL)
            *found = true;
        else
            print_message("%d:%d: %s\n", problems.items[i].place.line, problems.items[i].place.column,
                          problems.items[i].message);
    }
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
    unlink(path);
    return status;
}

void model_refuses(const char *text, const char *said)
{
    bool found;

    assert_int_equal(said_about(text, false, said, &found), SF_ECONFIG);
    assert_true(found);
}

void model_warns(const char *text, const char *said)
{
    bool found;

    assert_int_equal(said_about(text, true, said, &found), SF_OK);
    assert_true(found);
}
