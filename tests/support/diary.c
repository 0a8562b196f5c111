/* tests/support/diary.c - see diary.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/keys.h"
#include "support/diary.h"

static void written_down(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    diary *d = user;

    if (d->n == d->room) {
        d->room = d->room < 1024 ? 1024 : 2 * d->room;
        d->entries = realloc(d->entries, d->room * sizeof *d->entries);
        assert_non_null(d->entries);
    }
    d->entries[d->n++] = (diary_entry){key, time, what, detail};
}

diary diary_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed)
{
    diary d = {0};
    sf_error err = {0};
    sf_status status = sf_model_replicate_logged(w->model, scenario_of(w, scenario), replication, seed, w->arena, NULL,
                                                 written_down, &d, &d.record, &err);

    if (status != SF_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < d.record.n_checks; i++) {
        if (!(d.record.checks[i].residual <= d.record.checks[i].limit))
            fail_msg("self-check %s: %g", d.record.checks[i].id, d.record.checks[i].residual);
    }
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
