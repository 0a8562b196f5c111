/* tests/reference/policy.c - the dates on which rules and resources change, for people already inside, too.
 * Everything is put in order first; then every idle veileder takes up the first task, and free places are given.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "reference/reference.h"

static bool is_wanted(const ref_world *w, const ref_post *post)
{
    return post->number < w->rules->heads[post->desk];
}

/* Who goes, goes first; who comes from another office, or was there from the start, knows the work. */
void ref_posts_are_filled(ref_world *w)
{
    for (size_t t = 0; t < w->model->n_teams; t++) {
        size_t left = 0;

        for (size_t i = 0; i < w->n_posts; i++) {
            ref_post *post = &w->posts[i];

            if (post->team != t || !post->is_filled || is_wanted(w, post))
                continue;
            left++;
            post->is_filled = false; /* what was begun goes back to the line with its person */
            post->absence.is_made = post->turnover.is_made = false;
            post->absences += post->is_absent;
            post->is_absent = false;
            post->holders += !post->is_vacant;
            post->is_vacant = false;
            if (post->person != NULL)
                ref_work_is_put_down(w, post);
        }
        for (size_t i = 0; i < w->n_posts; i++) {
            ref_post *post = &w->posts[i];

            if (post->team != t || post->is_filled || !is_wanted(w, post))
                continue;
            post->is_filled = true;
            post->joined = left > 0 || w->now <= 0.0 ? -(double)INFINITY : w->now;
            left -= left > 0;
            ref_turnover_is_arranged(w, post);
            ref_absence_is_arranged(w, post);
        }
    }
}

void ref_policy_is_arranged(ref_world *w)
{
    size_t next = (size_t)(w->rules - w->scenario->epochs) + 1;

    if (next < w->scenario->n_epochs)
        ref_arrange(w, &w->policy, w->scenario->epochs[next].from, TURN_POLICY);
}

/* The task in work is planned anew when the hours or the pace of its veileder change. */
static void work_goes_on(ref_world *w, ref_post *post, const team *before)
{
    const team *its = &w->rules->teams[post->team];

    if (post->person == NULL ||
        (!(its->pace < before->pace || its->pace > before->pace) && its->calendar == before->calendar))
        return;
    if (!post->is_absent)
        post->hours_left = ref_hours(w, before, w->now, post->done.at);
    post->hours_left = post->hours_left * before->pace / its->pace;
    if (!post->is_absent) {
        post->begins = ref_opening(w, its, w->now);
        ref_work_is_arranged(w, post);
    }
}

static int by_key(const void *a, const void *b)
{
    const uint64_t x = (*(ref_person *const *)a)->key, y = (*(ref_person *const *)b)->key;

    return (x > y) - (x < y);
}

static bool moves_office(const epoch *before, const epoch *after, const ref_person *p)
{
    return before->offices[p->home].served_by != after->offices[p->home].served_by;
}

void ref_policy_changes(ref_world *w)
{
    const epoch *before = w->rules;
    ref_person **order = malloc((w->n_people + 1) * sizeof(ref_person *));
    size_t n = 0;

    assert(order != NULL);
    for (size_t i = 0; i < w->n_people; i++)
        order[n++] = w->people[i];
    qsort(order, n, sizeof(ref_person *), by_key);
    for (size_t i = 0; i < n; i++)
        ref_budgets_are_spent(w, order[i]);
    for (size_t i = 0; i < w->n_gone; i++)
        ref_return_budgets_are_spent(w, w->gone[i]);
    for (size_t i = 0; i < n; i++) {
        if (moves_office(w->rules, w->rules + 1, order[i]))
            ref_office_is_left(w, order[i]);
    }
    w->rules++;
    for (size_t i = 0; i < n; i++)
        ref_rules_change(w, order[i], before);
    w->is_reorganising = true;
    ref_posts_are_filled(w);
    for (size_t i = 0; i < w->n_posts; i++) {
        ref_post *post = &w->posts[i];
        const team *was = &before->teams[post->team];

        work_goes_on(w, post, was);
        if (ref_is_there(post) && post->number < before->heads[post->desk]) {
            ref_absence_is_rearranged(w, post, was);
            ref_turnover_is_rearranged(w, post, was);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (moves_office(before, w->rules, order[i]))
            ref_office_is_reached(w, order[i]);
    }
    for (size_t d = 0; d < w->model->n_desks; d++)
        ref_portfolios_are_reorganised(w, d);
    for (size_t i = 0; i < n; i++)
        ref_stays_are_rearranged(w, order[i], before);
    for (size_t i = 0; i < n; i++)
        ref_tasks_are_asked_at_other_rates(w, order[i], before);
    w->is_reorganising = false;
    ref_everybody_works(w);
    for (size_t i = 0; i < w->model->n_tiltak; i++) {
        ref_places_are_given(w, i);
        ref_course_is_arranged(w, i, w->now);
    }
    for (size_t i = 0; i < w->model->n_treatments; i++)
        ref_treatments_are_given(w, i);
    for (size_t i = 0; i < n; i++) {
        ref_risk_is_arranged(w, order[i]);
        ref_clock_is_set(w, order[i]);
    }
    for (size_t i = 0; i < w->n_gone; i++)
        ref_way_back_is_arranged(w, w->gone[i]);
    free(order);
    ref_policy_is_arranged(w);
}
