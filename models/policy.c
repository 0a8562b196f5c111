/* models/policy.c - the dates on which rules and resources change: new tables, for people already inside, too.
 * People are visited in the order of their keys, so nothing depends on where their records lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "models/measure.h"

/* What was begun goes back to the line with its person. */
static void post_is_given_up(run *r, uint32_t who)
{
    post *worker = &r->posts[who];

    if (!worker->vacant)
        measure_post(r, worker, -1.0);
    worker->active = false;
    worker->counted_to = now_of(r);
    sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_ABSENCE));
    worker->absences += worker->absent;
    if (worker->task != NOBODY)
        work_is_broken_off(r, who);
    worker->absent = false;
    worker->holders += !worker->vacant;
    turnover_begins(r, who);
}

/* Who comes from another office, and who is there when the run begins, knows the work. */
static void post_is_filled(run *r, uint32_t who, bool is_experienced)
{
    post *worker = &r->posts[who];

    measure_post(r, worker, 1.0);
    worker->active = true;
    worker->counted_to = now_of(r);
    worker->joined = is_experienced ? -(double)INFINITY : now_of(r);
    turnover_begins(r, who);
    absence_begins(r, who);
}

static void posts_are_filled(run *r)
{
    for (uint32_t t = 0; t < r->model->n_teams; t++) {
        const uint32_t first = r->desks[r->model->first_desk[t]].first_post;
        uint32_t end = first, left = 0;

        for (uint32_t d = r->model->first_desk[t]; d < r->model->n_desks && r->model->team_of_desk[d] == t; d++)
            end = r->desks[d].first_post + r->desks[d].posts;
        for (uint32_t i = first; i < end; i++) {
            if (r->posts[i].active && r->posts[i].number >= r->now->heads[r->posts[i].desk]) {
                post_is_given_up(r, i);
                left++;
            }
        }
        for (uint32_t i = first; i < end; i++) {
            if (r->posts[i].active || r->posts[i].number >= r->now->heads[r->posts[i].desk])
                continue;
            post_is_filled(r, i, left > 0 || now_of(r) <= 0.0);
            left -= left > 0;
        }
    }
}

static void next_policy_date(run *r)
{
    if (r->epoch + 1 < r->scenario->n_epochs)
        sf_engine_schedule(&r->engine, SLOT_POLICY, r->scenario->epochs[r->epoch + 1].from, FIRST_POLICY);
}

void policy_begins(run *r)
{
    posts_are_filled(r);
    measure_places(r, NULL);
    next_policy_date(r);
}

static int by_key(const void *a, const void *b, void *people)
{
    uint64_t x = ((const person *)people)[*(const uint32_t *)a].key,
             y = ((const person *)people)[*(const uint32_t *)b].key;

    return (x > y) - (x < y);
}

static size_t everybody_in_key_order(run *r, uint32_t *who)
{
    size_t n = 0;

    for (uint32_t i = 0; i < r->people_used; i++) {
        if (r->people[i].stage != STAGE_GONE)
            who[n++] = i;
    }
    qsort_r(who, n, sizeof *who, by_key, r->people);
    return n;
}

static bool moves_office(const epoch *before, const epoch *after, const person *p)
{
    return before->offices[p->home].served_by != after->offices[p->home].served_by;
}

void policy_changes(run *r, uint32_t epoch_number)
{
    const epoch *before = r->now;
    uint32_t *order = r->scratch + r->people_capacity; /* the second half: reorganising uses the first */
    size_t n = everybody_in_key_order(r, order);

    measure_account(r);
    for (size_t i = 0; i < n; i++)
        risks_spend(r, &r->people[order[i]]);
    for (size_t i = 0; i < n; i++) {
        if (moves_office(before, &r->scenario->epochs[epoch_number], &r->people[order[i]]))
            office_is_left(r, &r->people[order[i]]);
    }
    r->now = &r->scenario->epochs[epoch_number];
    r->epoch = epoch_number;
    for (size_t i = 0; i < n; i++)
        clock_rules_change(r, &r->people[order[i]], before);
    r->is_reorganising = true;
    posts_are_filled(r);
    for (uint32_t i = 0; i < r->n_posts; i++) {
        work_replanned(r, i, &before->teams[r->posts[i].team]);
        if (r->posts[i].number < before->heads[r->posts[i].desk]) {
            absence_replanned(r, i, &before->teams[r->posts[i].team]);
            turnover_replanned(r, i, &before->teams[r->posts[i].team]);
        }
    }
    for (size_t i = 0; i < n; i++) {
        person *p = &r->people[order[i]];

        if (!moves_office(before, r->now, p))
            continue;
        measure_move(r, p, before->offices[p->home].served_by, r->now->offices[p->home].served_by);
        office_is_reached(r, p);
    }
    for (uint32_t d = 0; d < r->model->n_desks; d++)
        portfolios_reorganise(r, d);
    for (size_t i = 0; i < n; i++) { /* other minutes and ranks; and what a veileder who has left had begun */
        tasks_reweighed(r, &r->people[order[i]], before);
        tasks_rejoin(r, &r->people[order[i]]);
        tasks_asked_at_other_rates(r, &r->people[order[i]], before);
        tiltak_line_rejoined(r, &r->people[order[i]]);
        tiltak_stay_replanned(r, &r->people[order[i]], before);
        treatment_line_rejoined(r, &r->people[order[i]]);
    }
    r->is_reorganising = false;
    everybody_works(r);
    measure_places(r, before);
    for (uint32_t i = 0; i < r->model->n_tiltak; i++) {
        tiltak_places_fill(r, i);
        if (r->now->tiltak[i].n_starts > 0)
            course_is_planned(r, i, now_of(r));
    }
    for (uint32_t i = 0; i < r->model->n_treatments; i++) {
        if (r->now->treatments[i].wait == NULL)
            treatment_places_fill(r, i);
    }
    for (size_t i = 0; i < n; i++) {
        risks_plan(r, &r->people[order[i]]);
        if (r->people[order[i]].stage == STAGE_IN_PROGRAMME)
            clock_is_set(r, &r->people[order[i]]);
    }
    next_policy_date(r);
}
