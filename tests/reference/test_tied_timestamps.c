/* tests/reference/test_tied_timestamps.c - what waits, takes part, is worked on or runs out, met by what ends or changes it at exactly
 * the same instant: every cell of the matrix happens, and nobody is stranded and no place lost by it.
 *
 * The world is worlds/everything_at_one_instant.cfg, where all that happens after the veiledere come happens at midnight. That
 * nobody waits in vain after an instant, the reference model asserts itself; that the engine's lives are its lives, compare.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference/compare.h"

#define SEED 20261124

enum row { LINE, PLACE, VEILEDER, DEADLINE, ROWS };
enum column { TIMEOUT, CANCEL, LEAVE, CLOSE, REOPEN, COLUMNS };

static const char *const row_names[ROWS] = {"queue", "place", "counsellor", "deadline"};
static const char *const column_names[COLUMNS] = {"timeout", "cancel", "leave", "close", "re-open"};

enum { MOST_TILTAK = 4 };

/* What one person is in the middle of. */
typedef struct follower {
    uint64_t key;
    double start, begun; /* of the programme; of the task in work (NAN: none) */
    double joined[MOST_TILTAK], placed[MOST_TILTAK];
    size_t programme;
    bool has_claimed;
} follower;

/* What has happened at the present instant. */
typedef struct instant {
    size_t joins[MOST_TILTAK], completes[MOST_TILTAK], gives_up[MOST_TILTAK], gets_place[MOST_TILTAK];
    size_t decided_in_line[MOST_TILTAK];
    size_t held, begins, leaves_by_task, at_limit;
    uint64_t held_by; /* the latest to have held a task */
} instant;

typedef struct matrix {
    const sf_model *model;
    const epoch *rules;
    double now;
    follower *people;
    size_t n;
    instant at;
    size_t cells[ROWS][COLUMNS];
} matrix;

static follower *who(matrix *m, uint64_t key)
{
    for (size_t i = m->n; i-- > 0;) {
        if (m->people[i].key == key)
            return &m->people[i];
    }
    m->people = realloc(m->people, (m->n + 1) * sizeof *m->people);
    assert_non_null(m->people);
    m->people[m->n] = (follower){.key = key, .start = NAN, .begun = NAN, .programme = SF_NONE};
    for (size_t i = 0; i < MOST_TILTAK; i++)
        m->people[m->n].joined[i] = m->people[m->n].placed[i] = NAN;
    return &m->people[m->n++];
}

static bool is(double a, double b) /* to the last bit; NAN is nothing */
{
    return a <= b && a >= b;
}

/* The rules before the present instant, when it is a policy date; NULL otherwise. */
static const epoch *rules_before(const matrix *m)
{
    const sf_scenario_tables *s = &m->model->scenarios[0];

    for (size_t e = 1; e < s->n_epochs; e++) {
        if (is(s->epochs[e].from, m->now))
            return &s->epochs[e - 1];
    }
    return NULL;
}

static const epoch *rules_now(const matrix *m)
{
    const sf_scenario_tables *s = &m->model->scenarios[0];
    size_t e = 0;

    while (e + 1 < s->n_epochs && s->epochs[e + 1].from <= m->now)
        e++;
    return &s->epochs[e];
}

static void instant_is_over(matrix *m)
{
    const epoch *before = rules_before(m), *now = rules_now(m);
    const instant *at = &m->at;

    for (size_t x = 0; x < m->model->n_tiltak; x++) {
        const bool closes = before != NULL && before->tiltak[x].places > 0.0 && !(now->tiltak[x].places > 0.0),
                   opens = before != NULL && now->tiltak[x].places > 0.0 && !(before->tiltak[x].places > 0.0);

        m->cells[LINE][TIMEOUT] += at->gives_up[x] > 0 && at->completes[x] > 0;
        m->cells[LINE][CANCEL] += at->decided_in_line[x] > 0 && at->completes[x] > 0;
        m->cells[LINE][LEAVE] += at->joins[x] > 0 && at->completes[x] > 0;
        m->cells[LINE][CLOSE] += closes && at->gives_up[x] > 0;
        m->cells[LINE][REOPEN] += opens && at->gives_up[x] > 0 && at->gets_place[x] > 0;
        m->cells[PLACE][LEAVE] += at->completes[x] > 1 && at->gets_place[x] > 0;
        m->cells[PLACE][CLOSE] += closes && at->completes[x] > 0;
        m->cells[PLACE][REOPEN] += opens && at->completes[x] > 0;
        if (closes)
            m->cells[DEADLINE][CLOSE] += at->at_limit > 0;
        if (opens)
            m->cells[DEADLINE][REOPEN] += at->at_limit > 0;
    }
    m->cells[VEILEDER][LEAVE] += at->leaves_by_task > 0 && at->begins > 0;
    for (size_t t = 0; before != NULL && t < m->model->n_teams; t++) {
        if (now->teams[t].veiledere > before->teams[t].veiledere)
            m->cells[VEILEDER][REOPEN] += at->held > 0 && at->begins > 0;
        if (now->teams[t].veiledere >= before->teams[t].veiledere)
            continue;
        for (size_t i = 0; i < m->n;
             i++) /* begun a day ago, not held: the veileder has left at the moment it was done */
            m->cells[VEILEDER][CLOSE] += is(m->people[i].begun, m->now - 1.0);
    }
    m->at = (instant){0};
}

static void person_leaves(matrix *m, const follower *p, size_t exit)
{
    const programme *its = &rules_now(m)->programmes[p->programme];
    const bool at_limit = strcmp(its->exits[exit].id, "end") == 0, is_decided = p->has_claimed && !at_limit,
               is_in_work = is(p->begun, m->now - 1.0);

    m->at.at_limit += at_limit;
    m->at.leaves_by_task += !at_limit && !is_decided && m->at.held_by == p->key;
    m->cells[VEILEDER][TIMEOUT] += at_limit && is_in_work;
    m->cells[VEILEDER][CANCEL] += is_decided && is_in_work;
    m->cells[DEADLINE][CANCEL] += is_decided && is(p->start + its->limit.days, m->now);
    for (size_t x = 0; x < m->model->n_tiltak; x++) {
        const bool would_complete = is(p->placed[x] + sf_sampler_mean(rules_now(m)->tiltak[x].stay), m->now),
                   would_give_up = is(p->joined[x] + sf_sampler_mean(rules_now(m)->tiltak[x].patience), m->now);

        m->cells[PLACE][TIMEOUT] += at_limit && would_complete;
        m->cells[PLACE][CANCEL] += is_decided && would_complete;
        m->cells[DEADLINE][TIMEOUT] += at_limit && would_give_up;
        m->at.decided_in_line[x] += is_decided && !isnan(p->joined[x]);
    }
}

static void is_followed(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    matrix *m = user;
    follower *p = who(m, key);

    if (time > m->now)
        instant_is_over(m);
    m->now = time;
    switch (what) {
    case SF_LIFE_STARTS:
        p->start = time;
        p->programme = detail;
        break;
    case SF_LIFE_CLAIMS:
        p->has_claimed = true;
        break;
    case SF_LIFE_TASK_BEGINS:
        p->begun = time;
        m->at.begins++;
        break;
    case SF_LIFE_TASK_IS_HELD:
        p->begun = NAN;
        m->at.held++;
        m->at.held_by = key;
        break;
    case SF_LIFE_TEST_IS_PASSED:
    case SF_LIFE_TEST_IS_REFUSED:
        m->cells[DEADLINE][LEAVE] += is(p->start + rules_now(m)->programmes[p->programme].limit.days, time);
        break;
    case SF_LIFE_JOINS_LINE:
        p->joined[detail] = time;
        m->at.joins[detail]++;
        break;
    case SF_LIFE_GIVES_UP:
        m->at.gives_up[detail] += p->joined[detail] < time; /* not who was turned away from a full line */
        p->joined[detail] = NAN;
        break;
    case SF_LIFE_GETS_PLACE:
        p->joined[detail] = NAN;
        p->placed[detail] = time;
        m->at.gets_place[detail]++;
        break;
    case SF_LIFE_COMPLETES:
        p->placed[detail] = NAN;
        m->at.completes[detail]++;
        break;
    case SF_LIFE_LEAVES:
        if (p->programme != SF_NONE)
            person_leaves(m, p, detail);
        *p = (follower){.key = key, .start = NAN, .begun = NAN, .programme = SF_NONE};
        for (size_t i = 0; i < MOST_TILTAK; i++)
            p->joined[i] = p->placed[i] = NAN;
        break;
    default:
        break;
    }
}

static void every_pair_meets_at_one_instant_and_nobody_is_stranded(void **state)
{
    world w = world_of_file(SF_TEST_SOURCE_DIR "/tests/reference/worlds/everything_at_one_instant.cfg", NULL, 0);
    matrix m = {.model = w.model};
    sf_replication_record record = {0};
    sf_error err = {0};

    (void)state;
    assert_true(w.model->n_tiltak <= MOST_TILTAK);
    for (uint32_t replication = 1; replication <= 5; replication++) {
        (void)lives_are_the_same("everything at one instant", &w, 0, replication, SEED);
        m.n = 0;
        m.now = 0.0;
        assert_int_equal(
            sf_model_replicate_logged(w.model, 0, replication, SEED, w.arena, NULL, is_followed, &m, &record, &err),
            SF_OK);
        sf_replication_free(&record);
    }
    print_message("%-12s", "");
    for (int j = 0; j < COLUMNS; j++)
        print_message("%10s", column_names[j]);
    for (int i = 0; i < ROWS; i++) {
        print_message("\n%-12s", row_names[i]);
        for (int j = 0; j < COLUMNS; j++)
            print_message("%10zu", m.cells[i][j]);
    }
    print_message("\n");
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
            if (m.cells[i][j] == 0)
                fail_msg("%s x %s never happens", row_names[i], column_names[j]);
        }
    }
    free(m.people);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_meets_at_one_instant_and_nobody_is_stranded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
