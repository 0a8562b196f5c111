/* models/checks.c - what every replication checks of itself. A replication whose checks fail is our bug, and is not kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/checks.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- nobody waits in vain ------------------------------------------------------------------------------------------------ */

static bool site_has_free_place(const run *r, uint32_t i)
{
    return (double)r->sites[i].taking_part < r->now->site_places[i] && !tiltak_is_held(r, r->model->tiltak_of_site[i]);
}

uint64_t waits_in_vain(const run *r)
{
    uint64_t vain = 0;

    for (uint32_t i = 0; i < r->model->n_sites; i++)
        vain += r->sites[i].queue.length > 0 && site_has_free_place(r, i);
    for (uint32_t i = 0; i < r->model->n_districts; i++)
        vain += r->districts[i].line.length > 0 && r->districts[i].first_vacant != NOBODY;
    for (uint32_t d = 0; d < r->model->n_desks; d++)
        vain += r->desks[d].waiting.length > 0 && desk_has_room(r, d);
    for (uint32_t i = 0; i < r->n_posts; i++) {
        const post *worker = &r->posts[i];

        vain += is_filled(worker) && !worker->absent && worker->task == NOBODY &&
                (worker->queue.length > 0 || r->desks[worker->desk].shared.length > 0);
    }
    return vain;
}

/* --- flow conservation: what has come in and not gone out is still there ----------------------------------------------------- */

/* Every level is one up for each who comes and one down for each who goes. Here those who are there are counted, one by one. */
static void count_people(const run *r, double *counted[LEVEL_KINDS])
{
    const sf_model *m = r->model;
    const size_t s = m->n_segments;

    for (uint32_t i = 0; i < r->people_used; i++) {
        const person *p = &r->people[i];

        if (p->stage == STAGE_GONE)
            continue;
        if (p->stage == STAGE_IN_PROGRAMME)
            counted[LEVEL_STOCK][p->programme * s + p->segment]++;
        if (p->stage == STAGE_APPLYING)
            counted[LEVEL_APPLYING][p->programme * s + p->segment]++;
        if (p->stage == STAGE_LISTED)
            counted[LEVEL_LISTED][p->programme * s + p->segment]++;
        if (m->n_markets > 0 && search_of(r, p)->exit_and_one != 0)
            counted[LEVEL_SEARCHING][market_sought(r, p) * s + p->segment]++;
        if (p->stage == STAGE_BEFORE_START)
            counted[LEVEL_BEFORE_START][p->programme * s + p->segment]++;
        if (p->stage == STAGE_ONLY_TILTAK)
            counted[LEVEL_ONLY_TILTAK][p->segment]++;
        if (p->owner_stage == OWNER_POST || p->owner_stage == OWNER_TEAM)
            counted[LEVEL_OWNED][p->team * s + p->segment]++;
        if (p->owner_stage == OWNER_WAITING || p->owner_stage == OWNER_POOLED)
            counted[LEVEL_WAIT_OWNER][p->team * s + p->segment]++;
        for (uint32_t t = p->first_task; t != NOBODY; t = r->tasks[t].next)
            counted[LEVEL_BACKLOG][m->task_name[p->programme * SF_MOST_TASK_TYPES + r->tasks[t].type] * s] +=
                r->tasks[t].state != TASK_SCHEDULED;
        for (uint32_t k = p->first_participation; k != NOBODY; k = r->participations[k].next) {
            const participation *part = &r->participations[k];

            if (part->what >= m->n_tiltak)
                counted[part->stage == STAGE_IN_LINE ? LEVEL_TREATMENT : LEVEL_IN_TREATMENT]
                       [(part->what - m->n_tiltak) * s + (part->stage == STAGE_IN_LINE ? p->segment : 0)]++;
            else if (part->stage == STAGE_IN_LINE)
                counted[LEVEL_TILTAK_QUEUE][part->what * s + p->segment]++;
            else if (part->stage == STAGE_TAKING_PART)
                counted[LEVEL_IN_TILTAK][part->what * s + p->segment]++;
        }
    }
}

static double of_all_segments(const run *r, const double *counted, size_t of)
{
    double sum = 0.0;

    for (size_t s = 0; s < r->model->n_segments; s++)
        sum += counted[of * r->model->n_segments + s];
    return sum;
}

/* How many people or tasks have come in and not gone out, and are not there either, or the other way round. False: no memory. */
static bool lost_or_stranded(const run *r, double *out)
{
    static const level_kind kinds[] = {LEVEL_STOCK,       LEVEL_LISTED,  LEVEL_APPLYING,   LEVEL_BEFORE_START,
                                       LEVEL_ONLY_TILTAK, LEVEL_OWNED,   LEVEL_WAIT_OWNER, LEVEL_TILTAK_QUEUE,
                                       LEVEL_IN_TILTAK,   LEVEL_BACKLOG, LEVEL_TREATMENT,  LEVEL_IN_TREATMENT,
                                       LEVEL_SEARCHING};
    const measures *x = r->measures;
    double *counted[LEVEL_KINDS] = {0}, *room, wrong = 0.0, without_owner = 0.0;
    size_t total = 1, used = 0;

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        total += x->n_levels[kinds[k]] * r->model->n_segments;
    room = calloc(total, sizeof *room);
    if (room == NULL)
        return false;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        counted[kinds[k]] = room + used;
        used += x->n_levels[kinds[k]] * r->model->n_segments;
    }
    count_people(r, counted);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (size_t i = 0; i < x->n_levels[kinds[k]] * r->model->n_segments; i++)
            wrong += fabs(x->levels[kinds[k]][i].value - counted[kinds[k]][i]);
    }
    for (size_t i = 0; i < r->model->n_tiltak; i++) { /* and lines are as long, and places as taken, as that */
        double waiting = of_all_segments(r, counted[LEVEL_TILTAK_QUEUE], i),
               inside = of_all_segments(r, counted[LEVEL_IN_TILTAK], i);

        for (uint32_t s = r->model->first_site[i]; s < r->model->first_site[i + 1]; s++) {
            waiting -= (double)r->sites[s].queue.length;
            inside -= (double)r->sites[s].taking_part;
        }
        wrong += fabs(waiting) + fabs(inside);
    }
    for (size_t t = 0; t < r->model->n_teams; t++)
        without_owner += of_all_segments(r, counted[LEVEL_WAIT_OWNER], t);
    for (size_t d = 0; d < r->model->n_desks; d++)
        without_owner -= (double)r->desks[d].waiting.length;
    wrong += fabs(without_owner);
    free(room);
    *out = wrong;
    return true;
}

/* --- Little's law as an identity of the sample path ---------------------------------------------------------------------------- */

static double relative(double a, double b)
{
    double size = fmax(fabs(a), fabs(b));

    return size > 0.0 ? fabs(a - b) / size : 0.0;
}

static double area_under(const run *r, level_kind level)
{
    const measures *x = r->measures;
    double integral = 0.0;

    for (size_t i = 0; i < x->n_levels[level] * r->model->n_segments; i++)
        integral += sf_level_area(&x->levels[level][i], now_of(r));
    return integral;
}

/* The integral of a queue is the sum of its waits, open ones up to the end. */
static double little_residual(const run *r, level_kind level, wait_kind kind)
{
    return relative(area_under(r, level), r->measures->waited_ever[kind]);
}

/* Times at a level of those who are still there at the end. */
static void add_open_times(const run *r, double spent[LEVEL_KINDS])
{
    const double now = now_of(r);

    for (uint32_t i = 0; i < r->people_used; i++) {
        const person *p = &r->people[i];

        if (p->stage == STAGE_GONE)
            continue;
        if (p->stage == STAGE_APPLYING)
            spent[LEVEL_APPLYING] += now - fmax(p->since, 0.0);
        if (p->stage == STAGE_LISTED)
            spent[LEVEL_LISTED] += now - fmax(p->since, 0.0);
        if (p->owner_stage == OWNER_POST || p->owner_stage == OWNER_TEAM)
            spent[LEVEL_OWNED] += now - fmax(p->since, 0.0);
        if (p->owner_stage == OWNER_WAITING || p->owner_stage == OWNER_POOLED)
            spent[LEVEL_WAIT_OWNER] += now - fmax(p->since, 0.0);
        for (uint32_t k = p->first_participation; k != NOBODY; k = r->participations[k].next) {
            const participation *part = &r->participations[k];

            if (part->stage == STAGE_TAKING_PART)
                spent[part->what < r->model->n_tiltak ? LEVEL_IN_TILTAK : LEVEL_IN_TREATMENT] +=
                    now - fmax(part->since, 0.0);
        }
    }
}

/* Worked hours are differences of moments, so each piece of work may be off by the rounding of one; the rest is a fault. */
static double work_residual(const run *r)
{
    const measures *x = r->measures;
    const double rounding = (double)x->pieces_of_work * now_of(r) * 24.0 * DBL_EPSILON,
                 apart = fmax(fabs(x->worked_ever - x->asked_ever) - rounding, 0.0);

    return x->asked_ever > 0.0 ? apart / x->asked_ever : apart;
}

/* Everybody is in one state at a time from arriving to leaving: their times in states are the time that they were there. */
static double states_residual(const run *r)
{
    const double present = r->measures->present_ever + (double)r->live * now_of(r);

    return relative(area_under(r, LEVEL_APPLYING) + area_under(r, LEVEL_LISTED) + area_under(r, LEVEL_BEFORE_START) +
                        area_under(r, LEVEL_STOCK) + area_under(r, LEVEL_ONLY_TILTAK),
                    present);
}

static double overrun_of_hours(const measures *x, size_t n_teams)
{
    double overrun = 0.0;

    for (size_t t = 0; t < n_teams; t++) {
        if (x->available[t] > 0.0)
            overrun = fmax(overrun, x->busy[t] / x->available[t] - 1.0);
    }
    return overrun;
}

size_t self_checks(const run *r, sf_self_check out[MOST_SELF_CHECKS])
{
    static const double rounding = 1e-10; /* relative */
    const measures *x = r->measures;
    double spent[LEVEL_KINDS];
    const double flow = (double)x->arrived + (double)x->returned + (double)x->kept_lines - (double)x->left;
    double lost;

    if (!lost_or_stranded(r, &lost))
        return 0;
    memcpy(spent, x->spent_ever, sizeof spent);
    add_open_times(r, spent);
    const sf_self_check all[] = {
        {"flow_conservation", fabs(flow - (double)r->live), 0.0},
        {"flow_conservation_everywhere", lost, 0.0},
        {"little_law_programmes", little_residual(r, LEVEL_STOCK, KIND_STAY), rounding},
        {"little_law_tiltak", little_residual(r, LEVEL_TILTAK_QUEUE, KIND_TILTAK), rounding},
        {"little_law_treatment", little_residual(r, LEVEL_TREATMENT, KIND_TREATMENT), rounding},
        {"little_law_treatment_places", relative(area_under(r, LEVEL_IN_TREATMENT), spent[LEVEL_IN_TREATMENT]),
         rounding},
        {"little_law_tiltak_places", relative(area_under(r, LEVEL_IN_TILTAK), spent[LEVEL_IN_TILTAK]), rounding},
        {"little_law_portfolios", relative(area_under(r, LEVEL_OWNED), spent[LEVEL_OWNED]), rounding},
        {"little_law_owners", relative(area_under(r, LEVEL_WAIT_OWNER), spent[LEVEL_WAIT_OWNER]), rounding},
        {"little_law_entry",
         relative(area_under(r, LEVEL_APPLYING) + area_under(r, LEVEL_LISTED),
                  spent[LEVEL_APPLYING] + spent[LEVEL_LISTED]),
         rounding},
        {"little_law_work", work_residual(r), 1e-9},
        {"time_in_states", states_residual(r), rounding},
        {"veileder_hours", overrun_of_hours(x, r->model->n_teams), 1e-9},
        {"waits_in_vain", (double)(x->waits_in_vain + waits_in_vain(r)), 0.0},
        {"little_law_openings", little_residual(r, LEVEL_SEARCHING, KIND_OPENING), rounding}, /* where there are any */
    };
    const size_t n = sizeof all / sizeof all[0] - (r->model->n_markets == 0);

    static_assert(sizeof all / sizeof all[0] <= MOST_SELF_CHECKS, "there is room for all");
    for (size_t i = 0; i < n; i++)
        out[i] = all[i];
    return n;
}
