/* tests/support/lives.c - see lives.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/keys.h"
#include "support/lives.h"

world world_of_file(const char *path, const char *const *sets, size_t n_sets)
{
    world w = {0};
    sf_problems problems = {0};
    sf_error err = {0};
    sf_status status = sf_config_read(path, sf_keys(), sf_keys_count(), sets, n_sets, &problems, &w.config, &err);

    if (status == SF_OK)
        status = sf_model_compile(w.config, &problems, &w.model, &err);
    if (status == SF_OK)
        status = sf_arena_open(sf_model_memory_need(w.model), &w.arena, &err);
    for (size_t i = 0; i < problems.count && status != SF_OK; i++)
        print_error("%s:%d:%d: %s\n", problems.items[i].place.file, problems.items[i].place.line,
                    problems.items[i].place.column, problems.items[i].message);
    sf_problems_free(&problems);
    if (status != SF_OK)
        fail_msg("%s: %s", path, err.message);
    return w;
}

world world_of_text_with(const char *text, const char *const *sets, size_t n_sets)
{
    char path[] = "/tmp/saksflyt-lives-XXXXXX.cfg";
    int file = mkstemps(path, 4);
    size_t length = strlen(text);
    world w;

    assert_true(file >= 0);
    assert_int_equal(write(file, text, length), length);
    assert_int_equal(close(file), 0);
    w = world_of_file(path, sets, n_sets);
    unlink(path);
    return w;
}

world world_of_text(const char *text)
{
    return world_of_text_with(text, NULL, 0);
}

void world_close(world *w)
{
    sf_arena_close(w->arena);
    sf_model_free(w->model);
    sf_config_free(w->config);
    *w = (world){0};
}

uint32_t scenario_of(const world *w, const char *id)
{
    for (uint32_t i = 0; i < w->model->n_scenarios; i++) {
        if (strcmp(w->model->scenarios[i].id, id) == 0)
            return i;
    }
    fail_msg("no scenario %s", id);
    return 0;
}

sf_replication_record life_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed)
{
    sf_replication_record record = {0};
    sf_error err = {0};

    if (sf_model_replicate(w->model, scenario_of(w, scenario), replication, seed, w->arena, NULL, &record, &err) !=
        SF_OK)
        fail_msg("scenario %s, replication %u: %s", scenario, replication, err.message);
    assert_true(record.n_checks > 0);
    for (size_t i = 0; i < record.n_checks; i++) {
        if (!(record.checks[i].residual <= record.checks[i].limit))
            fail_msg("self-check %s of scenario %s, replication %u: %g is above %g", record.checks[i].id, scenario,
                     replication, record.checks[i].residual, record.checks[i].limit);
    }
    return record;
}

static size_t place_of(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0)
            return i;
    }
    fail_msg("no %s here", name);
    return n;
}

lived lived_of(const char *text, uint64_t seed)
{
    lived l = {.w = world_of_text(text)};

    l.r = life_of(&l.w, "base", 1, seed);
    return l;
}

void lived_close(lived *l)
{
    sf_replication_free(&l->r);
    world_close(&l->w);
}

const sf_observation *find_row(const world *w, const sf_replication_record *r, const char *metric, const char *entity,
                               const char *segment, sf_stat stat)
{
    const sf_catalogue *names = &w->model->catalogue;
    size_t e = place_of(names->entities, names->n_entities, entity),
           s = place_of(names->segments, names->n_segments, segment), m = 0;

    while (m < names->n_metrics && strcmp(names->metrics[m].id, metric) != 0)
        m++;
    if (m == names->n_metrics)
        fail_msg("no metric %s here", metric);
    for (size_t i = 0; i < r->n_observations; i++) {
        const sf_observation *o = &r->observations[i];

        if (o->metric == m && o->entity == e && o->segment == s && o->stat == (uint8_t)stat)
            return o;
    }
    return NULL;
}

double observed_in(const world *w, const sf_replication_record *r, const char *metric, const char *entity,
                   const char *segment, sf_stat stat)
{
    const sf_observation *row = find_row(w, r, metric, entity, segment, stat);

    if (row != NULL)
        return row->value;
    fail_msg("nothing is observed of %s %s, %s, %s", metric, sf_stat_name(stat), entity, segment);
    return (double)NAN;
}

double observed(const world *w, const sf_replication_record *r, const char *metric, const char *entity, sf_stat stat)
{
    return observed_in(w, r, metric, entity, "all", stat);
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

size_t rows_that_differ(const world *wa, const sf_replication_record *a, const world *wb,
                        const sf_replication_record *b)
{
    const sf_catalogue *names = &wa->model->catalogue;
    size_t different = 0;

    for (size_t i = 0; i < a->n_observations; i++) {
        const sf_observation *x = &a->observations[i];
        const char *metric = names->metrics[x->metric].id, *entity = names->entities[x->entity],
                   *segment = names->segments[x->segment];
        const sf_observation *y = find_row(wb, b, metric, entity, segment, (sf_stat)x->stat);

        if (y != NULL && same_bits(x->value, y->value) && same_bits(x->num, y->num) && same_bits(x->den, y->den))
            continue;
        if (different++ < 5)
            print_error("%s %s, %s, %s: %.17g, then %.17g\n", metric, sf_stat_name((sf_stat)x->stat), entity, segment,
                        x->value, y == NULL ? 0.0 : y->value);
    }
    return different;
}

static bool same_bytes(const void *a, size_t n_a, const void *b, size_t n_b, size_t size)
{
    return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a * size) == 0);
}

bool same_record(const sf_replication_record *a, const sf_replication_record *b)
{
    if (a->events != b->events || a->n_observations != b->n_observations || a->n_persons != b->n_persons ||
        a->n_series != b->n_series || a->n_histograms != b->n_histograms)
        return false;
    for (size_t i = 0; i < a->n_observations; i++) { /* field by field: there are holes between them */
        const sf_observation *x = &a->observations[i], *y = &b->observations[i];

        if (x->metric != y->metric || x->entity != y->entity || x->segment != y->segment || x->stat != y->stat ||
            !same_bits(x->value, y->value) || !same_bits(x->num, y->num) || !same_bits(x->den, y->den))
            return false;
    }
    for (size_t i = 0; i < a->n_series; i++) {
        const sf_series_point *x = &a->series[i], *y = &b->series[i];

        if (x->metric != y->metric || x->entity != y->entity || !same_bits(x->time_days, y->time_days) ||
            !same_bits(x->value, y->value))
            return false;
    }
    for (size_t i = 0; i < a->n_persons; i++) {
        const sf_person_outcome *x = &a->persons[i], *y = &b->persons[i];

        if (x->key != y->key || x->exit_state != y->exit_state || !same_bits(x->entry_days, y->entry_days) ||
            !same_bits(x->exit_days, y->exit_days) || !same_bits(x->tiltak_wait, y->tiltak_wait) ||
            x->contacts != y->contacts)
            return false;
    }
    return same_bytes(a->bins, a->n_bins, b->bins, b->n_bins, sizeof *a->bins);
}
