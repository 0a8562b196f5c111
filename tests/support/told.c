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
#include <unistd.h>

#include "models/keys.h"
#include "support/told.h"

static void is_told(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    told *t = user;

    if (t->n == t->room) {
        t->room = t->room < 1024 ? 1024 : 2 * t->room;
        t->events = realloc(t->events, t->room * sizeof *t->events);
        assert_non_null(t->events);
    }
    t->events[t->n++] = (told_event){key, time, what, detail};
}

told told_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed)
{
    told t = {0};
    sf_error err = {0};

    if (sf_model_replicate_logged(w->model, scenario_of(w, scenario), replication, seed, w->arena, NULL, is_told, &t,
                                  &t.record, &err) != SF_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < t.record.n_checks; i++) {
        if (!(t.record.checks[i].residual <= t.record.checks[i].limit))
            fail_msg("%s: %g", t.record.checks[i].id, t.record.checks[i].residual);
    }
    return t;
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

void said_of(const char *config, const char *text)
{
    char path[] = "/tmp/saksflyt-said-XXXXXX.cfg";
    int file = mkstemps(path, 4);
    size_t length = strlen(config);
    sf_problems problems = {0};
    sf_config *read = NULL;
    sf_model *model = NULL;
    sf_error err = {0};
    bool is_said = false;
    sf_status status;

    assert_true(file >= 0);
    assert_int_equal(write(file, config, length), length);
    assert_int_equal(close(file), 0);
    status = sf_config_read(path, sf_keys(), sf_keys_count(), NULL, 0, &problems, &read, &err);
    if (status == SF_OK)
        status = sf_model_compile(read, &problems, &model, &err);
    unlink(path);
    for (size_t i = 0; i < problems.count; i++)
        is_said = is_said || strstr(problems.items[i].message, text) != NULL;
    for (size_t i = 0; i < problems.count && !is_said; i++)
        print_error("%s\n", problems.items[i].message);
    assert_int_equal(status, SF_ECONFIG);
    assert_true(is_said);
    sf_problems_free(&problems);
    sf_model_free(model);
    sf_config_free(read);
}
