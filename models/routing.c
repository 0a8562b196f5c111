/* models/routing.c - how a programme's tasks lead to each other.
 * Invariant: whatever models/work.c can open is in routing.open; nothing else is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/routing.h"

#include <math.h>

/* Loops among tasks are followed this often; what goes round more often is as good as endless. */
enum { MOST_ROUNDS = 200 };

static uint32_t bit(size_t which)
{
    return UINT32_C(1) << which;
}

static bool is_open(uint32_t open, size_t which)
{
    return (open >> which & 1) != 0;
}

static uint32_t tasks_that_open(const programme *prog, task_opening when)
{
    uint32_t open = 0;

    for (size_t i = 0; i < prog->n_tasks; i++) {
        if (prog->tasks[i].opens == when && prog->tasks[i].after == SF_NONE)
            open |= bit(i);
    }
    return open;
}

static bool leads_to_needs(const programme *prog, uint32_t open)
{
    for (size_t i = 0; i < prog->n_tasks; i++) {
        for (size_t k = 0; k < prog->tasks[i].n_then && is_open(open, i); k++) {
            if (prog->tasks[i].then[k].kind == LEADS_TO_NEED)
                return true;
        }
    }
    return false;
}

/* The exits that these tasks lead to. */
static uint32_t exits_of_tasks(const programme *prog, uint32_t open)
{
    uint32_t exits = 0;

    for (size_t i = 0; i < prog->n_tasks; i++) {
        for (size_t k = 0; k < prog->tasks[i].n_then && is_open(open, i); k++) {
            const consequence *c = &prog->tasks[i].then[k];

            if (c->kind == LEADS_TO_EXIT && c->target != SF_NONE)
                exits |= bit(c->target);
        }
    }
    return exits;
}

/* All that opens once these are open: what they lead to, what comes after them, the referral that a need asks for, and the
 * hand-over that an exit asks for. */
static uint32_t spread(const programme *prog, uint32_t open)
{
    uint32_t before;

    do {
        uint32_t exits = exits_of_tasks(prog, open);

        before = open;
        for (size_t i = 0; i < prog->n_tasks; i++) {
            const task_type *t = &prog->tasks[i];

            if (t->after != SF_NONE && is_open(open, t->after))
                open |= bit(i);
            for (size_t k = 0; k < t->n_then && is_open(open, i); k++) {
                if (t->then[k].kind == LEADS_TO_TASK && t->then[k].target != SF_NONE)
                    open |= bit(t->then[k].target);
            }
        }
        for (size_t j = 0; j < prog->n_exits; j++) {
            if (is_open(exits, j) && prog->exits[j].handover != SF_NONE)
                open |= bit(prog->exits[j].handover);
        }
        if (prog->referral != SF_NONE && leads_to_needs(prog, open))
            open |= bit(prog->referral);
    } while (open != before);
    return open;
}

/* What only a programme that has started asks for. */
static uint32_t asked_after_start(const programme *prog)
{
    uint32_t open = tasks_that_open(prog, OPENS_AT_START);

    if (prog->has_extension && prog->extension_test != SF_NONE)
        open |= bit(prog->extension_test);
    if (prog->takeover != SF_NONE)
        open |= bit(prog->takeover); /* whenever an owner leaves or a portfolio is reorganised */
    open |= prog->handed_back;
    for (size_t j = 0; j < prog->n_exits; j++) {
        if (prog->exits[j].rate != NULL && prog->exits[j].handover != SF_NONE)
            open |= bit(prog->exits[j].handover);
    }
    return open;
}

static uint32_t exits_at_limit(const programme *prog, size_t n_segments)
{
    uint32_t exits = 0;

    for (size_t s = 0; s < n_segments && prog->has_clock; s++) {
        if (prog->at_limit[s] != SF_NONE)
            exits |= bit(prog->at_limit[s]);
        if (prog->at_limit_with_barrier != NULL && prog->at_limit_with_barrier[s] != SF_NONE)
            exits |= bit(prog->at_limit_with_barrier[s]);
        if (prog->has_extension && prog->extension_refused[s] != SF_NONE)
            exits |= bit(prog->extension_refused[s]);
    }
    return exits;
}

routing routing_of(const programme *prog, size_t n_segments)
{
    routing r = {.before = spread(prog, tasks_that_open(prog, OPENS_AT_ENTRY))};

    r.starts = prog->starts_with == SF_NONE || is_open(r.before, prog->starts_with);
    r.open = r.starts ? spread(prog, r.before | asked_after_start(prog)) : r.before;
    r.sees_needs = leads_to_needs(prog, r.open);
    r.exits = exits_of_tasks(prog, r.open) | (r.starts ? exits_at_limit(prog, n_segments) : 0);
    if (prog->application_task != SF_NONE)
        r.open |= bit(prog->application_task);
    if (programme_is_applied_for(prog) && prog->refused_to != SF_NONE)
        r.exits |= bit(prog->refused_to);
    if (prog->selects && prog->rejected_to != SF_NONE)
        r.exits |= bit(prog->rejected_to);
    for (size_t j = 0; j < prog->n_exits && r.starts; j++) {
        if (prog->exits[j].rate != NULL)
            r.exits |= bit(j);
    }
    return r;
}

/* --- how often ----------------------------------------------------------------------------------------------------------- */

double routing_exit_share(const task_type *type, size_t segment)
{
    double share = 0.0;

    for (size_t k = 0; k < type->n_then; k++) {
        if (type->then[k].kind == LEADS_TO_EXIT)
            share += type->then[k].p[segment];
    }
    return fmin(share, 1.0);
}

static bool recurs(const task_type *type)
{
    return type->every != NULL || type->rate != NULL;
}

/* How often a recurring task comes in so many days. One that comes `every` interval first comes after one, and the last interval is
 * cut off: of a stay that ends by chance it is the mean number of whole intervals. */
static double times_in(double days, const task_type *type, size_t segment)
{
    if (type->every == NULL)
        return days * type->rate[segment];
    return type->every[segment] > 0.0 && days > 0.0 ? 1.0 / expm1(type->every[segment] / days) : 0.0;
}

/* Applications for each person who is let in: the refused have been decided on, too. */
static double applications_each(const programme *prog, size_t segment)
{
    const double refused = prog->application_refused == NULL ? 0.0 : prog->application_refused[segment];

    return refused < 1.0 ? 1.0 / (1.0 - refused) : 0.0;
}

/* How often something other than a task asks for this one; starts is the probability of starting. */
static double asked_from_outside(const programme *prog, size_t which, size_t segment, const course *how, double starts)
{
    const task_type *t = &prog->tasks[which];
    double count = 0.0, days = t->only_in_tiltak ? how->tiltak_days : how->stay_days;

    if (t->opens != OPENS_WHEN_ASKED && t->after == SF_NONE) {
        if (recurs(t))
            count += starts * times_in(days, t, segment);
        else
            count += t->opens == OPENS_AT_ENTRY ? 1.0 : starts;
    }
    if (prog->has_extension && prog->extension_test == which)
        count += starts * how->tests;
    if (prog->referral == which)
        count += how->joins;
    if ((prog->handed_back >> which & 1) != 0)
        count += how->handed_back[which];
    if (prog->application_task == which)
        count += applications_each(prog, segment);
    for (size_t j = 0; j < prog->n_exits; j++) {
        if (prog->exits[j].handover == which)
            count += starts * how->exits[j];
    }
    return count;
}

/* One more round: what each task is asked for, by what was held in the round before. */
static visits next_round(const programme *prog, size_t segment, const course *how, const visits *last)
{
    visits v = {.starts = last->starts, .leaves = 0.0};

    for (size_t i = 0; i < prog->n_tasks; i++)
        v.task[i] = asked_from_outside(prog, i, segment, how, last->starts);
    for (size_t i = 0; i < prog->n_tasks; i++) {
        const task_type *t = &prog->tasks[i];

        for (size_t k = 0; k < t->n_then; k++) {
            if (t->then[k].kind == LEADS_TO_TASK && t->then[k].target != SF_NONE)
                v.task[t->then[k].target] += last->task[i] * t->then[k].p[segment];
        }
        if (t->after != SF_NONE) {
            double held = fmin(1.0, last->task[t->after]) * (1.0 - routing_exit_share(&prog->tasks[t->after], segment));

            v.task[i] +=
                recurs(t) ? held * times_in(t->only_in_tiltak ? how->tiltak_days : how->stay_days, t, segment) : held;
        }
        v.leaves += last->task[i] * routing_exit_share(t, segment);
    }
    return v;
}

static visits settle(const programme *prog, size_t segment, const course *how, double starts)
{
    visits v = {.starts = starts};

    for (int round = 0; round < MOST_ROUNDS; round++) {
        visits next = next_round(prog, segment, how, &v);
        double moved = fabs(next.leaves - v.leaves);

        for (size_t i = 0; i < prog->n_tasks; i++)
            moved += fabs(next.task[i] - v.task[i]);
        v = next;
        if (moved < 1e-12)
            break;
    }
    return v;
}

visits routing_visits(const programme *prog, size_t segment, const course *how)
{
    const course nothing = {.stay_days = 0.0};
    visits before = settle(prog, segment, &nothing, 0.0), all;
    double starts = 1.0;

    if (prog->starts_with != SF_NONE)
        starts = fmin(1.0, before.task[prog->starts_with]) *
                 (1.0 - routing_exit_share(&prog->tasks[prog->starts_with], segment));
    all = settle(prog, segment, how == NULL ? &nothing : how, starts);
    all.leaves = before.leaves;
    return all;
}

bool task_takes_no_time(const task_type *type)
{
    return sf_sampler_mean(type->minutes) <= 0.0 && type->documentation_minutes <= 0.0;
}

uint16_t team_that_serves(const sf_model *model, const epoch *now, size_t which, size_t segment)
{
    uint16_t general = SF_NONE;

    for (uint16_t t = 0; t < model->n_teams; t++) {
        const team *candidate = &now->teams[t];

        if ((candidate->serves >> which & 1) == 0 || (candidate->segments >> segment & 1) == 0)
            continue;
        if (candidate->names_segments)
            return t;
        if (general == SF_NONE)
            general = t;
    }
    return general;
}
