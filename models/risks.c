/* models/risks.c - competing risks: one unit-exponential budget per spell and risk, spent by the integral of its rate.
 * Only the earliest is scheduled. Rates are constant between two plans; every change is spend - change - plan.
 * Invariant: budget[j] is what is left of risk j's unit exponential at risk_since.
 * Source: the inversion of a counting process' compensator (Cox & Oakes 1984 ch. 2; Bremaud 1981).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/measure.h"

static double *budgets_of(const run *r, const person *p)
{
    return &r->budgets[index_of_person(r, p) * r->model->n_risks];
}

static size_t barrier_risk(const run *r, size_t which)
{
    return r->model->n_risks - r->model->n_barriers + which;
}

/* Door (ii): m = exp(phi beta (r/(r+k) - 1/(1+k))), design 3. */
static double door_factor(const run *r, const person *p, const exit_kind *e)
{
    double phi, ratio;

    if (e->follow_up_beta <= 0.0 || p->barriers != 0 || p->profile == SF_NONE || programme_of(r, p)->reference == NULL)
        return 1.0;
    phi = r->now->profiles[p->profile].phi;
    if (phi <= 0.0)
        return 1.0;
    ratio = p->contact_rate / programme_of(r, p)->reference[p->segment];
    return exp(phi * e->follow_up_beta * (ratio / (ratio + e->follow_up_k) - 1.0 / (1.0 + e->follow_up_k)));
}

/* A bar that loses what falls into it also keeps people from leaving for the programme that they are barred from. */
static bool is_barred(const run *r, const person *p, const exit_kind *e, double *until)
{
    const programme *to;

    if (e->enters == SF_NONE || !r->now->programmes[e->enters].bar_loses)
        return false;
    to = &r->now->programmes[e->enters];
    *until = bar_ends(r, to, &r->pasts[index_of_person(r, p) * r->model->n_past]);
    return p->risk_since < *until;
}

static double exit_rate(const run *r, const person *p, size_t j)
{
    const exit_kind *e = &programme_of(r, p)->exits[j];
    double rate, factor = 1.0, until;

    if (e->rate == NULL || (p->claim != SF_NONE && (e->handover != SF_NONE || e->decision != NULL)))
        return 0.0; /* one claim at a time: while one is pending, no other is made */
    if (is_barred(r, p, e, &until))
        return 0.0;
    rate = e->rate[p->segment];
    for (size_t i = 0; i < e->n_steps && p->start + e->steps[i].from_days <= p->risk_since; i++)
        factor = e->steps[i].factor;
    if (p->barriers != 0)
        factor *= e->with_barrier;
    return rate * factor * tiltak_factor(r, p, e, &until) * door_factor(r, p, e);
}

static double barrier_rate(const run *r, const person *p, size_t b)
{
    const barrier *kind = &r->now->barriers[b];

    return (p->barriers >> b & 1) != 0 && kind->clears != NULL ? kind->clears[p->segment] : 0.0;
}

/* The next moment at which a rate changes by itself. */
static double next_break(const run *r, const person *p)
{
    const programme *prog = programme_of(r, p);
    double next = (double)INFINITY, now = now_of(r);
    bool reads_contact = false;

    for (size_t j = 0; j < prog->n_exits; j++) {
        const exit_kind *e = &prog->exits[j];
        double until = (double)INFINITY;

        for (size_t i = 0; i < e->n_steps; i++) {
            if (p->start + e->steps[i].from_days > now) {
                next = fmin(next, p->start + e->steps[i].from_days);
                break;
            }
        }
        if (!is_barred(r, p, e, &until))
            (void)tiltak_factor(r, p, e, &until);
        if (until > now)
            next = fmin(next, until);
        reads_contact = reads_contact || e->follow_up_beta > 0.0;
    }
    if (reads_contact && prog->reference != NULL && p->barriers == 0 && p->profile != SF_NONE &&
        r->now->profiles[p->profile].phi > 0.0)
        next = fmin(next, p->contact_read + prog->step_days);
    return next;
}

void risks_begin(run *r, person *p)
{
    const programme *prog = programme_of(r, p);
    double *budgets = budgets_of(r, p);

    for (size_t j = 0; j < prog->n_exits; j++)
        budgets[j] = sf_luck_exponential(r->luck, p->key, prog->exits[j].purpose, p->spell, 0);
    for (size_t b = 0; b < r->model->n_barriers; b++)
        budgets[barrier_risk(r, b)] = sf_luck_exponential(r->luck, p->key, r->now->barriers[b].purpose, p->spell, 0);
    p->risk_since = now_of(r);
    p->contact_read = now_of(r);
    if (prog->reference != NULL)
        p->contact_rate = prog->reference[p->segment];
    risks_plan(r, p);
}

void risks_spend(run *r, person *p)
{
    const programme *prog;
    double *budgets, passed = now_of(r) - p->risk_since;

    if (p->stage != STAGE_IN_PROGRAMME || passed <= 0.0)
        return;
    prog = programme_of(r, p);
    budgets = budgets_of(r, p);
    for (size_t j = 0; j < prog->n_exits; j++)
        budgets[j] -= exit_rate(r, p, j) * passed;
    for (size_t b = 0; b < r->model->n_barriers; b++)
        budgets[barrier_risk(r, b)] -= barrier_rate(r, p, b) * passed;
    p->risk_since = now_of(r);
}

static void contact_is_forgotten(run *r, person *p, double until)
{
    p->contact_rate *= exp(-(until - p->contact_read) / programme_of(r, p)->memory_days);
    p->contact_read = until;
}

/* Contact is read at every contact and every step after it, whatever else happens in between: a policy date or a barrier that
 * clears must not change what the rates know. The sum is that of next_break, so that it comes out the same to the last bit. */
static void contact_is_read_in_steps(run *r, person *p)
{
    const programme *prog = programme_of(r, p);

    while (prog->reference != NULL && p->contact_read + prog->step_days <= now_of(r))
        contact_is_forgotten(r, p, p->contact_read + prog->step_days);
}

void risks_plan(run *r, person *p)
{
    const programme *prog;
    const double *budgets;
    double next, rate;
    uint32_t who = index_of_person(r, p);

    if (p->stage != STAGE_IN_PROGRAMME)
        return;
    p->risk_since = now_of(r);
    prog = programme_of(r, p);
    budgets = budgets_of(r, p);
    contact_is_read_in_steps(r, p);
    next = next_break(r, p);
    p->planned_risk = SF_NONE;
    for (size_t j = 0; j < r->model->n_risks; j++) {
        double left = fmax(budgets[j], 0.0);

        if (j < prog->n_exits)
            rate = exit_rate(r, p, j);
        else if (j >= barrier_risk(r, 0))
            rate = barrier_rate(r, p, j - barrier_risk(r, 0));
        else
            continue;
        if (rate > 0.0 && now_of(r) + left / rate < next) {
            next = now_of(r) + left / rate;
            p->planned_risk = (uint16_t)j;
        }
    }
    if (next < r->horizon)
        sf_engine_schedule(&r->engine, person_slot(r, who, TIMER_RISK), next, FIRST_RISK);
    else
        sf_engine_cancel(&r->engine, person_slot(r, who, TIMER_RISK));
}

void risk_strikes(run *r, uint32_t who)
{
    person *p = &r->people[who];
    uint16_t risk = p->planned_risk;

    risks_spend(r, p);
    if (risk == SF_NONE) {
        risks_plan(r, p);
    } else if (risk >= barrier_risk(r, 0)) {
        barrier_clears(r, p, (uint16_t)(risk - barrier_risk(r, 0)));
    } else {
        budgets_of(r, p)[risk] = 0.0;
        takes_exit(r, p, risk);
    }
}

void contact_counts(run *r, person *p, double weight)
{
    const programme *prog = programme_of(r, p);

    if (prog->reference == NULL || p->stage != STAGE_IN_PROGRAMME || weight <= 0.0)
        return;
    risks_spend(r, p);
    contact_is_read_in_steps(r, p);
    contact_is_forgotten(r, p, now_of(r));
    p->contact_rate += weight / prog->memory_days; /* an exponentially forgotten count, as a rate per day */
    risks_plan(r, p);
}

void barrier_clears(run *r, person *p, uint16_t which)
{
    risks_spend(r, p);
    p->barriers = (uint16_t)(p->barriers & ~(1u << which));
    life(r, p, SF_LIFE_BARRIER_CLEARS, which);
    risks_plan(r, p);
}
