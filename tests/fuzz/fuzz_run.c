/* tests/fuzz/fuzz_run.c - valid configs by the grammar of the key table, a scenario of each run for some thousand events: no assertion of
 * the program's own fails, time never runs backwards, nothing happens to anybody before they come or after they have left, every
 * self-check holds, and a second run gives the same bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/grammar.h"

enum { SLOTS = 1 << 13, ENOUGH_EVENTS = 5000 };

/* Everybody who has come, by key; open addressing. */
typedef struct witness {
    uint64_t keys[SLOTS];
    uint8_t has_left[SLOTS];
    size_t people, events;
    double now;
    volatile sig_atomic_t stop;
} witness;

static size_t slot_of(const witness *w, uint64_t key)
{
    size_t slot = (size_t)((key ^ key >> 29) * UINT64_C(0x9e3779b97f4a7c15) >> 40) % SLOTS;

    while (w->keys[slot] != 0 && w->keys[slot] != key)
        slot = (slot + 1) % SLOTS;
    return slot;
}

static void is_seen(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    witness *w = user;
    const size_t slot = slot_of(w, key);

    (void)detail;
    FUZZ_HOLDS(time >= w->now, "%s at %.17g, after %.17g", sf_life_name(what), time, w->now);
    w->now = time;
    if (what == SF_LIFE_ARRIVES) {
        FUZZ_HOLDS(w->keys[slot] == 0, "somebody arrives twice");
        w->keys[slot] = key;
        w->people++;
    }
    FUZZ_HOLDS(w->keys[slot] == key, "%s before arriving", sf_life_name(what));
    FUZZ_HOLDS(w->has_left[slot] == (what == SF_LIFE_COMES_BACK), "%s %s leaving", sf_life_name(what),
               w->has_left[slot] ? "after" : "without");
    w->has_left[slot] = what == SF_LIFE_LEAVES;
    if (++w->events > ENOUGH_EVENTS || w->people > SLOTS / 2)
        w->stop = 1;
}

static void holds(const sf_replication_record *record)
{
    for (size_t i = 0; i < record->n_checks; i++)
        FUZZ_HOLDS(record->checks[i].residual <= record->checks[i].limit, "the self-check %s is off by %g",
                   record->checks[i].id, record->checks[i].residual);
    for (size_t i = 0; i < record->n_observations; i++)
        FUZZ_HOLDS(!isinf(record->observations[i].value), "an observation is infinite");
}

static bool is_same(const sf_replication_record *a, const sf_replication_record *b)
{
    bool same = a->n_observations == b->n_observations && a->events == b->events;

    for (size_t i = 0; same && i < a->n_observations; i++) {
        const sf_observation *x = &a->observations[i], *y = &b->observations[i];

        same = x->metric == y->metric && x->entity == y->entity && x->segment == y->segment && x->stat == y->stat &&
               memcmp(&x->num, &y->num, 3 * sizeof x->num) == 0;
    }
    return same;
}

static void run(const sf_model *model, uint32_t scenario, sf_arena *arena, sf_replication_record *record)
{
    witness *w = calloc(1, sizeof *w);
    sf_error err = {0};
    sf_status status;

    FUZZ_HOLDS(w != NULL, "out of memory");
    status = sf_model_replicate_logged(model, scenario, 1, 1, arena, &w->stop, is_seen, w, record, &err);
    FUZZ_HOLDS(status == SF_OK || (status == SF_EINTERRUPTED && w->stop != 0), "status %d: %s", (int)status,
               err.message);
    if (status == SF_OK)
        holds(record);
    free(w);
}

/* One scenario; one time in four once more, for the same bytes. */
static void run_one(const sf_model *model, uint32_t choice)
{
    const uint32_t scenario = choice / 4 % (uint32_t)model->n_scenarios;
    sf_replication_record record = {0}, again = {0};
    sf_arena *arena = NULL;
    sf_error err = {0};

    FUZZ_HOLDS(sf_arena_open(sf_model_memory_need(model), &arena, &err) == SF_OK, "no arena: %s", err.message);
    run(model, scenario, arena, &record);
    if (choice % 4 == 0) {
        run(model, scenario, arena, &again);
        FUZZ_HOLDS(is_same(&record, &again), "a second run differs");
    }
    sf_replication_free(&record);
    sf_replication_free(&again);
    sf_arena_close(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = grammar_config(data, size);
    sf_config *config = NULL;
    sf_model *model = NULL;

    FUZZ_HOLDS(text != NULL, "out of memory");
    fuzz_enter_folder();
    if (getenv("FUZZ_SHOW") != NULL)
        fprintf(stderr, "%s\n", text);
    fuzz_write("a.cfg", text, strlen(text));
    if (fuzz_read(&config, &model))
        run_one(model, size > 0 ? data[size - 1] : 0);
    sf_model_free(model);
    sf_config_free(config);
    free(text);
    return 0;
}
