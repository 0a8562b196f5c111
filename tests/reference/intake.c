/* tests/reference/intake.c - rows `starts` and `budget` of section "Needs, tiltak and treatment" of docs/model.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/civil.h"
#include "reference/reference.h"

/* --- courses ------------------------------------------------------------------------------------------------------------------------ */

/* Every start of every row is looked at, from a hundred years before to a hundred after. */
void ref_course_is_arranged(ref_world *w, size_t which, double from)
{
    const tiltak *t = &w->rules->tiltak[which];
    double next = (double)INFINITY;

    for (size_t i = 0; i < t->n_starts; i++) {
        const course_start *row = &t->starts[i];
        int most = row->every.days > 0.0 ? (int)(36525.0 / row->every.days) : 0;

        for (int k = -most; k <= most; k++) {
            legal_time step = {.months = row->every.months * k, .days = row->every.days * k};
            double start = ref_after(w, row->on, step, 1);

            if (start >= from)
                next = fmin(next, start);
        }
    }
    w->courses[which].is_made = false;
    if (isfinite(next))
        ref_arrange(w, &w->courses[which], next, TURN_OPENING);
}

void ref_course_starts(ref_world *w, size_t which)
{
    w->is_starting = &w->courses[which];
    ref_places_are_given(w, which);
    w->is_starting = NULL;
    ref_course_is_arranged(w, which, w->now + 0.5);
}

/* --- budgets, in whole kroner --------------------------------------------------------------------------------------------------------- */

static double planned_days(const tiltak *t)
{
    return fmin(sf_sampler_mean(t->stay), t->longest_days);
}

static long long kroner_this_year(const ref_world *w, const tiltak *t, double days)
{
    return llround(t->cost_per_day * fmax(0.0, fmin(days, w->year_ends - w->now)));
}

/* Used by stays that have ended, and promised to those under way. */
static long long bound(const ref_world *w, size_t budget)
{
    long long sum = w->used[budget];

    for (size_t i = 0; i < w->n_people; i++) {
        const ref_person *p = w->people[i];

        for (size_t k = 0; k < p->n_parts; k++) {
            const ref_part *part = p->parts[k];

            if (!part->is_treatment && part->stage == TAKES_PART && w->rules->tiltak[part->which].budget == budget)
                sum += part->promised;
        }
    }
    return sum;
}

bool ref_is_paid_for(const ref_world *w, size_t which)
{
    const tiltak *t = &w->rules->tiltak[which];

    return t->budget == SF_NONE || bound(w, t->budget) + kroner_this_year(w, t, planned_days(t)) <=
                                       llround(w->rules->appropriations[t->budget].per_day * SF_DAYS_PER_YEAR);
}

void ref_stay_is_promised(ref_world *w, ref_part *part)
{
    const tiltak *t = &w->rules->tiltak[part->which];

    if (t->budget != SF_NONE)
        part->promised = kroner_this_year(w, t, planned_days(t));
}

void ref_stay_is_paid(ref_world *w, const ref_part *part)
{
    const tiltak *t = &w->rules->tiltak[part->which];

    if (t->budget != SF_NONE)
        w->used[t->budget] += llround(t->cost_per_day * (w->now - fmax(part->since, w->year_began)));
}

/* The first of January: nothing is used yet, and running stays are promised the rest of their planned days. */
void ref_year_turns(ref_world *w)
{
    const sf_date today = sf_civil_date((int32_t)floor(w->model->origin_civil_day + w->now + 0.5));

    if (w->model->n_budgets == 0)
        return;
    for (size_t b = 0; b < w->model->n_budgets; b++)
        w->used[b] = 0;
    w->year_began = w->now;
    w->year_ends = sf_civil_day((sf_date){today.year + 1, 1, 1}) - w->model->origin_civil_day;
    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];

        for (size_t k = 0; k < p->n_parts; k++) {
            ref_part *part = p->parts[k];
            const tiltak *t;

            if (part->is_treatment || part->stage != TAKES_PART)
                continue;
            t = &w->rules->tiltak[part->which];
            if (t->budget != SF_NONE)
                part->promised = kroner_this_year(w, t, part->since + planned_days(t) - w->now);
        }
    }
    for (size_t i = 0; i < w->model->n_tiltak; i++) {
        if (w->rules->tiltak[i].budget != SF_NONE)
            ref_places_are_given(w, i);
    }
    ref_arrange(w, &w->year, w->year_ends, TURN_POLICY);
}
