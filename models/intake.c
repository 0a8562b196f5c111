/* models/intake.c - when people can begin: dates on which courses start, and yearly appropriations.
 * Invariant: what a budget is bound to is, to the krone, the sum over this year's stays: days used of those that have ended, days
 * expected of those under way. It is kept in whole kroner, so the order of adding up means nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/civil.h"
#include "models/measure.h"
#include "models/tiltak.h"

/* --- courses ------------------------------------------------------------------------------------------------------------------------ */

/* The k-th start of a row, k of any sign. */
static double start_of(const run *r, const course_start *row, double k)
{
    legal_time step = {.months = (int)(row->every.months * k), .days = row->every.days * k};

    return legal_time_after(r, row->on, step, 1);
}

/* The first start at `from` or later; INFINITY when there is none before the run ends. */
static double next_start(const run *r, const tiltak *t, double from)
{
    double next = (double)INFINITY;

    for (size_t i = 0; i < t->n_starts; i++) {
        const course_start *row = &t->starts[i];
        double k;

        if (!(row->every.days > 0.0)) {
            next = row->on >= from ? fmin(next, row->on) : next;
            continue;
        }
        k = floor((from - row->on) / row->every.days) - 2.0; /* months are longer or shorter than their mean */
        while (start_of(r, row, k) < from)
            k += 1.0;
        next = fmin(next, start_of(r, row, k));
    }
    return next;
}

void course_is_planned(run *r, uint32_t which, double from)
{
    double next = next_start(r, &r->now->tiltak[which], from);

    if (next < r->horizon)
        sf_engine_schedule(&r->engine, r->slot_courses + which, next, FIRST_OPENING);
    else
        sf_engine_cancel(&r->engine, r->slot_courses + which);
}

void course_starts(run *r, uint32_t which)
{
    for (uint32_t s = r->model->first_site[which]; s < r->model->first_site[which + 1]; s++)
        r->sites[s].is_starting = true;
    tiltak_places_fill(r, which);
    for (uint32_t s = r->model->first_site[which]; s < r->model->first_site[which + 1]; s++)
        r->sites[s].is_starting = false;
    course_is_planned(r, which, now_of(r) + 0.5); /* dates are days */
}

/* --- budgets ------------------------------------------------------------------------------------------------------------------------- */

/* Stays are planned with their mean: nobody knows beforehand how long this one will be. */
static double planned_days(const tiltak *t)
{
    return fmin(sf_sampler_mean(t->stay), t->longest_days);
}

/* What a stay that has `days` left costs before the year is out, kroner. */
static int64_t cost_this_year(const run *r, const tiltak *t, double days)
{
    return (int64_t)llround(t->cost_per_day * fmax(0.0, fmin(days, r->year_ends - now_of(r))));
}

static int64_t yearly_amount(const run *r, uint16_t which)
{
    return (int64_t)llround(r->now->appropriations[which].per_day * SF_DAYS_PER_YEAR);
}

bool budget_allows(const run *r, uint32_t which)
{
    const tiltak *t = &r->now->tiltak[which];

    return t->budget == SF_NONE ||
           r->bound[t->budget] + cost_this_year(r, t, planned_days(t)) <= yearly_amount(r, t->budget);
}

void budget_is_bound(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    const tiltak *t = &r->now->tiltak[part->what];

    if (t->budget == SF_NONE)
        return;
    part->promised = (int32_t)cost_this_year(r, t, planned_days(t));
    r->bound[t->budget] += part->promised;
}

void budget_is_released(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    const tiltak *t = &r->now->tiltak[part->what];

    if (t->budget == SF_NONE)
        return;
    r->bound[t->budget] += llround(t->cost_per_day * (now_of(r) - fmax(part->since, r->year_began))) - part->promised;
}

/* Intake is stopped when somebody waits for a place that there is no money for. */
void budget_is_looked_at(run *r, uint16_t which)
{
    bool stopped = false;

    for (uint32_t s = 0; s < r->model->n_sites && !stopped; s++) {
        const uint32_t i = r->model->tiltak_of_site[s];

        stopped = r->now->tiltak[i].budget == which && r->sites[s].queue.length > 0 &&
                  (double)r->sites[s].taking_part < r->now->site_places[s] && !budget_allows(r, i);
    }
    if (stopped == r->is_stopped[which])
        return;
    r->is_stopped[which] = stopped;
    level_changes(r, LEVEL_STOPPED, which, 0, stopped ? 1.0 : -1.0);
}

/* The first of January: what was bound for later is bound now, and intake goes on. */
void year_turns(run *r)
{
    sf_date today = sf_civil_date((int32_t)floor(r->model->origin_civil_day + now_of(r) + 0.5));

    for (size_t b = 0; b < r->model->n_budgets; b++) {
        if (now_of(r) > 0.0)
            measure_budget(r, b, r->bound[b], yearly_amount(r, (uint16_t)b));
        r->bound[b] = 0;
    }
    r->year_began = now_of(r);
    r->year_ends = sf_civil_day((sf_date){today.year + 1, 1, 1}) - r->model->origin_civil_day;
    for (uint32_t i = 0; i < r->participations_used; i++) {
        participation *part = &r->participations[i];
        const tiltak *t;

        if (part->stage != STAGE_TAKING_PART || part->what >= r->model->n_tiltak)
            continue;
        t = &r->now->tiltak[part->what];
        if (t->budget == SF_NONE)
            continue;
        part->promised = (int32_t)cost_this_year(r, t, part->since + planned_days(t) - now_of(r));
        r->bound[t->budget] += part->promised;
    }
    for (uint32_t i = 0; i < r->model->n_tiltak; i++) {
        if (r->now->tiltak[i].budget != SF_NONE)
            tiltak_places_fill(r, i);
    }
    if (r->year_ends < r->horizon)
        sf_engine_schedule(&r->engine, SLOT_YEAR, r->year_ends, FIRST_POLICY);
}

void intake_begins(run *r)
{
    for (uint32_t i = 0; i < r->model->n_tiltak; i++) {
        if (r->now->tiltak[i].n_starts > 0)
            course_is_planned(r, i, now_of(r));
    }
    if (r->model->n_budgets > 0)
        year_turns(r);
}
