/* models/policy.c - the dates on which rules and resources change: new tables, for people already inside, too.
 * People are visited in the order of their keys, so nothing depends on where their records lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "models/measure.h"

static void posts_are_filled(run *r)
{
    for (uint32_t t = 0; t < r->model->n_teams; t++) {
        const team_state *state = &r->teams[t];

        for (uint32_t i = state->first_post; i < state->first_post + state->posts; i++) {
            post *worker = &r->posts[i];
            bool wanted = worker->number < r->now->teams[t].veiledere;

            if (wanted == worker->active)
                continue;
            if (!worker->vacant)
                level_changes(r, LEVEL_POSTS, t, 0, wanted ? 1.0 : -1.0);
            worker->active = wanted;
            worker->counted_to = now_of(r);
            if (wanted) {
                worker->joined =
                    now_of(r) > 0.0 ? now_of(r) : -(double)INFINITY; /* at the start they know their work */
                turnover_begins(r, i);
                absence_begins(r, i);
            } else { /* the veileder leaves: what was begun goes back to the line with its person */
                sf_engine_cancel(&r->engine, post_slot(r, i, TIMER_ABSENCE));
                worker->absences += worker->absent;
                if (worker->task != NOBODY)
                    work_is_broken_off(r, i);
                worker->absent = false;
                worker->holders += !worker->vacant;
                turnover_begins(r, i);
            }
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
    for (uint32_t i = 0; i < r->model->n_tiltak; i++) {
        if (isfinite(r->now->tiltak[i].places))
            level_changes(r, LEVEL_PLACES, i, 0, r->now->tiltak[i].places);
    }
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

void policy_changes(run *r, uint32_t epoch_number)
{
    const epoch *before = r->now;
    uint32_t *order = r->scratch + r->people_capacity; /* the second half: reorganising uses the first */
    size_t n = everybody_in_key_order(r, order);

    measure_account(r);
    for (size_t i = 0; i < n; i++)
        risks_spend(r, &r->people[order[i]]);
    r->now = &r->scenario->epochs[epoch_number];
    r->epoch = epoch_number;
    r->is_reorganising = true;
    posts_are_filled(r);
    for (uint32_t i = 0; i < r->n_posts; i++) {
        work_replanned(r, i, &before->teams[r->posts[i].team]);
        if (r->posts[i].number < before->teams[r->posts[i].team].veiledere) {
            absence_replanned(r, i, &before->teams[r->posts[i].team]);
            turnover_replanned(r, i, &before->teams[r->posts[i].team]);
        }
    }
    for (uint32_t t = 0; t < r->model->n_teams; t++)
        portfolios_reorganise(r, t);
    for (size_t i = 0; i < n; i++) { /* other minutes and ranks; and what a veileder who has left had begun */
        tasks_reweighed(r, &r->people[order[i]], before);
        tasks_rejoin(r, &r->people[order[i]]);
        tiltak_line_rejoined(r, &r->people[order[i]]);
        tiltak_stay_replanned(r, &r->people[order[i]], before);
    }
    r->is_reorganising = false;
    everybody_works(r);
    for (uint32_t i = 0; i < r->model->n_tiltak; i++) {
        double was = before->tiltak[i].places, is = r->now->tiltak[i].places;

        level_changes(r, LEVEL_PLACES, i, 0, (isfinite(is) ? is : 0.0) - (isfinite(was) ? was : 0.0));
        tiltak_places_fill(r, i);
        if (r->now->tiltak[i].n_starts > 0)
            course_is_planned(r, i, now_of(r));
    }
    for (size_t i = 0; i < n; i++) {
        risks_plan(r, &r->people[order[i]]);
        if (r->people[order[i]].stage == STAGE_IN_PROGRAMME)
            clock_is_set(r, &r->people[order[i]]);
    }
    next_policy_date(r);
}
