/* models/risks.c - competing risks: one unit-exponential budget per spell and risk, spent by the integral of its rate.
 * Only the earliest is scheduled. Rates are constant between two plans; every change is spend - change - plan.
 * Invariant: budget[j] is what is left of risk j's unit exponential at risk_since.
 * Source: the inversion of a counting process' compensator (Cox & Oakes 1984 ch. 2; Bremaud 1981).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/extremes.h"
#include "models/measure.h"

static size_t barrier_risk(const run *r, size_t which)
{
    return r->model->n_risks - r->model->n_barriers + which;
}

/* By how much contact moves this person's rates, 0: not at all. Design 3 door (ii) is for people with no open barrier. */
static double phi_of(const run *r, const person *p)
{
    if (p->barriers != 0 || p->profile == NO_PROFILE || programme_of(r, p)->reference == NULL)
        return 0.0;
    return r->now->profiles[p->profile].phi;
}

/* m = exp(phi beta (r/(r+k) - 1/(1+k))), r = achieved / reference contact. */
static double door_factor(const run *r, const person *p, const exit_kind *e, double phi)
{
    double ratio = p->contact_rate / programme_of(r, p)->reference[p->segment];

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

bool is_ready(const run *r, const person *p)
{
    return p->profile == NO_PROFILE || (p->barriers & r->now->profiles[p->profile].requires) == 0;
}

/* The step that is in force at risk_since; *change is brought forward to the next one. */
static double step_factor(const person *p, const exit_kind *e, double *change)
{
    double factor = 1.0;
    size_t i = 0;

    for (; i < e->n_steps && p->start + e->steps[i].from_days <= p->risk_since; i++)
        factor = e->steps[i].factor;
    if (i < e->n_steps)
        *change = sf_smaller(*change, p->start + e->steps[i].from_days);
    return factor;
}

/* As with time since the start: of the rows for little time left, the shortest that the time left is within. */
static double left_factor(const person *p, const exit_kind *e, double *change)
{
    for (size_t i = 0; i < e->n_left_steps; i++) {
        const double from = p->limit - e->left_steps[i].from_days;

        if (from <= p->risk_since)
            return e->left_steps[i].factor;
        *change = sf_smaller(*change, from);
    }
    return 1.0;
}

/* The rate of an exit that comes by chance, at risk_since, without what contact and tiltak do to it. */
static double rate_by_itself(const run *r, const person *p, const exit_kind *e, double *change)
{
    double factor = 1.0;

    if (e->n_steps > 0)
        factor = step_factor(p, e, change);
    if (e->n_left_steps > 0)
        factor *= left_factor(p, e, change);
    if (p->barriers != 0 && !is_ready(r, p))
        factor *= e->with_barrier;
    if (e->is_local)
        factor *= office_of(r, p)->labour;
    return e->rate[p->segment] * factor;
}

/* The rates of the exits that come by chance, at risk_since, without what contact does to them; those without a rate are left alone.
 * *change receives the next moment at which one of them changes by itself: until then they are the same. */
static void rates_before_contact(const run *r, const person *p, double rates[SF_MOST_EXITS], double *change)
{
    const programme *prog = programme_of(r, p);
    const bool has_tiltak = p->first_participation != NOBODY || p->last_tiltak != SF_NONE;
    const uint32_t moved = has_tiltak ? r->now->moved_by_tiltak[p->programme] : 0;

    *change = (double)INFINITY;
    for (size_t j = 0; j < prog->n_exits; j++) {
        const exit_kind *e = &prog->exits[j];
        double rate, until = (double)INFINITY;

        if (e->rate == NULL)
            continue;
        rate = rate_by_itself(r, p, e, change);
        if ((moved >> j & 1) != 0) {
            rate *= tiltak_factor(r, p, e, &until);
            if (until > p->risk_since)
                *change = sf_smaller(*change, until);
        }
        if (e->enters != SF_NONE && is_barred(r, p, e, &until)) {
            rate = 0.0;
            *change = sf_smaller(*change, until);
        }
        if (p->claim != NO_CLAIM && (e->handover != SF_NONE || e->decision != NULL))
            rate = 0.0; /* one claim at a time: while one is pending, no other is made */
        if (e->market != SF_NONE && waits_for_opening(r, p, e))
            rate = 0.0; /* ready for work: no more can be done than to wait for it */
        rates[j] = rate;
    }
}

/* The same with what contact does. Returns the moment at which contact is read again, INFINITY when it does nothing. */
static double rates_of_exits(const run *r, const person *p, const double before_contact[SF_MOST_EXITS],
                             double rates[SF_MOST_EXITS])
{
    const programme *prog = programme_of(r, p);
    const double phi = phi_of(r, p);
    double change = (double)INFINITY;

    for (size_t j = 0; j < prog->n_exits; j++) {
        const exit_kind *e = &prog->exits[j];

        if (e->rate == NULL)
            continue;
        /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): reading contact changes neither the programme nor its exits */
        rates[j] = before_contact[j];
        if (e->follow_up_beta > 0.0 && phi > 0.0) {
            rates[j] *= door_factor(r, p, e, phi);
            change = p->contact_read + prog->step_days;
        }
    }
    return change;
}

double good_exits_held_back(const run *r, const person *p)
{
    const programme *prog = programme_of(r, p);
    double inside[SF_MOST_EXITS], rates[SF_MOST_EXITS], change, held = 0.0;

    rates_before_contact(r, p, inside, &change);
    (void)rates_of_exits(r, p, inside, rates);
    for (size_t j = 0; j < prog->n_exits; j++) {
        const exit_kind *e = &prog->exits[j];

        if (e->rate == NULL || e->good != SF_HIGHER_IS_BETTER)
            continue;
        inside[j] = rate_by_itself(r, p, e, &change) * tiltak_factor_outside(r, p, e); /* from here on: outside */
        /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): the same exits as in rates_of_exits; nothing has changed them */
        held -= rates[j];
    }
    (void)rates_of_exits(r, p, inside, rates);
    for (size_t j = 0; j < prog->n_exits; j++) {
        if (prog->exits[j].rate != NULL && prog->exits[j].good == SF_HIGHER_IS_BETTER)
            held += rates[j];
    }
    return held;
}

static bool had_and_cleared(const run *r, const person *p, size_t b)
{
    return r->now->barriers[b].returns != NULL && p->profile != NO_PROFILE && (p->barriers >> b & 1) == 0 &&
           (r->now->profiles[p->profile].barriers >> b & 1) != 0;
}

static double barrier_rate(const run *r, const person *p, size_t b)
{
    const barrier *kind = &r->now->barriers[b];

    if (had_and_cleared(r, p, b))
        return kind->returns[p->segment];

    return (p->barriers >> b & 1) != 0 && kind->clears != NULL ? kind->clears[p->segment] : 0.0;
}

/* The barriers to which something may happen: the open ones; where barriers return, all of them. */
static uint32_t watched(const run *r, const person *p)
{
    return r->model->barriers_return ? (UINT32_C(1) << r->model->n_barriers) - 1 : p->barriers;
}

/* Of what comes next: that the open barrier clears, or that the cleared one returns. */
static double barrier_budget(const run *r, const person *p, uint16_t which)
{
    const barrier *kind = &r->now->barriers[which];
    uint32_t occasion = r->model->barriers_return ? *returns_of_barrier(r, p, which) : 0;

    return sf_luck_exponential(r->luck, p->key, had_and_cleared(r, p, which) ? kind->returns_purpose : kind->purpose,
                               p->spell, occasion);
}

static double frailty_of(const run *r, const person *p)
{
    const segment_kind *s = &r->now->segments[p->segment];

    if (s->frailty == NULL)
        return 1.0;
    return sf_sampler_draw(s->frailty, r->luck, p->key, s->frailty_purpose, 0, 0) * frailty_in_stock(r, p);
}

void risks_begin(run *r, person *p)
{
    const programme *prog = programme_of(r, p);
    double *budgets = budgets_of(r, p), frailty = frailty_of(r, p);

    /* A factor on all rates that never changes is the same as a budget divided by it. */
    for (size_t j = 0; j < prog->n_exits; j++)
        budgets[j] = sf_luck_exponential(r->luck, p->key, prog->exits[j].purpose, p->spell, 0) / frailty;
    for (uint16_t b = 0; b < r->model->n_barriers; b++) {
        if (r->model->barriers_return)
            *returns_of_barrier(r, p, b) = 0;
        budgets[barrier_risk(r, b)] = barrier_budget(r, p, b);
    }
    p->risk_since = now_of(r);
    p->contact_read = now_of(r);
    if (prog->reference != NULL)
        p->contact_rate = prog->reference[p->segment];
    risks_plan(r, p);
}

void risk_is_drawn_anew(run *r, person *p, uint16_t exit)
{
    budgets_of(r, p)[exit] =
        sf_luck_exponential(r->luck, p->key, programme_of(r, p)->exits[exit].purpose, p->spell, 2u * p->claims);
}

/* What the time since risk_since has used up, at rates that held all that time. */
static void budgets_spent(run *r, person *p, const double before_contact[SF_MOST_EXITS])
{
    const programme *prog = programme_of(r, p);
    double *budgets = budgets_of(r, p), passed = now_of(r) - p->risk_since, rates[SF_MOST_EXITS];

    (void)rates_of_exits(r, p, before_contact, rates);
    for (size_t j = 0; j < prog->n_exits; j++) {
        if (prog->exits[j].rate != NULL)
            budgets[j] -= rates[j] * passed;
    }
    for (size_t b = 0; watched(r, p) >> b != 0; b++)
        budgets[barrier_risk(r, b)] -= barrier_rate(r, p, b) * passed;
    p->risk_since = now_of(r);
}

void risks_spend(run *r, person *p)
{
    double before_contact[SF_MOST_EXITS], change;

    if (p->stage != STAGE_IN_PROGRAMME || now_of(r) <= p->risk_since)
        return;
    rates_before_contact(r, p, before_contact, &change);
    budgets_spent(r, p, before_contact);
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

/* The risk strikes next when it does so before all that have been looked at. */
static void is_considered(run *r, person *p, uint16_t risk, double rate, double *next)
{
    const double budget = budgets_of(r, p)[risk], left = budget > 0.0 ? budget : 0.0;

    if (rate > 0.0 && now_of(r) + left / rate < *next) {
        *next = now_of(r) + left / rate;
        p->planned_risk = (uint8_t)risk;
    }
}

/* The earliest of the risks, and of the moments at which a rate changes, is scheduled. */
static void next_is_planned(run *r, person *p, const double before_contact[SF_MOST_EXITS], double change)
{
    const programme *prog = programme_of(r, p);
    double next, rates[SF_MOST_EXITS];
    uint32_t slot = person_slot(r, index_of_person(r, p), TIMER_RISK);

    next = sf_smaller(change, rates_of_exits(r, p, before_contact, rates));
    p->planned_risk = NO_RISK;
    for (uint16_t j = 0; j < prog->n_exits; j++) {
        if (prog->exits[j].rate != NULL)
            is_considered(r, p, j, rates[j], &next);
    }
    for (uint16_t b = 0; watched(r, p) >> b != 0; b++)
        is_considered(r, p, (uint16_t)barrier_risk(r, b), barrier_rate(r, p, b), &next);
    if (r->model->n_markets > 0 && exit_that_is_free(r, p) != SF_NONE) { /* a policy date has brought demand enough */
        next = now_of(r);
        p->planned_risk = (uint8_t)exit_that_is_free(r, p);
    }
    if (next < r->horizon)
        sf_engine_schedule(&r->engine, slot, next, FIRST_RISK);
    else
        sf_engine_cancel(&r->engine, slot);
}

void risks_plan(run *r, person *p)
{
    double before_contact[SF_MOST_EXITS], change;

    if (p->stage != STAGE_IN_PROGRAMME)
        return;
    p->risk_since = now_of(r);
    contact_is_read_in_steps(r, p);
    rates_before_contact(r, p, before_contact, &change);
    next_is_planned(r, p, before_contact, change);
}

/* Spend, change, plan, when nothing but contact has changed: most rates need to be worked out only once. */
static void contact_is_read(run *r, person *p, double held)
{
    const programme *prog = programme_of(r, p);
    double before_contact[SF_MOST_EXITS], change;
    bool passed = now_of(r) > p->risk_since;

    rates_before_contact(r, p, before_contact, &change);
    if (passed)
        budgets_spent(r, p, before_contact);
    contact_is_read_in_steps(r, p);
    if (held > 0.0) {
        contact_is_forgotten(r, p, now_of(r));
        p->contact_rate += held / prog->memory_days; /* an exponentially forgotten count, as a rate per day */
    }
    if (passed && change <= now_of(r)) /* one of them has changed by itself, just now */
        rates_before_contact(r, p, before_contact, &change);
    next_is_planned(r, p, before_contact, change);
}

static void barrier_returns(run *r, person *p, uint16_t which)
{
    if (++*returns_of_barrier(r, p, which) == 0)
        r->out_of_occasions = r->engine.is_full = true;
    p->barriers = (uint16_t)(p->barriers | 1u << which);
    life(r, p, SF_LIFE_BARRIER_RETURNS, which);
    budgets_of(r, p)[barrier_risk(r, which)] = barrier_budget(r, p, which);
    risks_plan(r, p);
}

void risk_strikes(run *r, uint32_t who)
{
    person *p = &r->people[who];
    uint16_t risk = p->planned_risk;

    if (risk == NO_RISK) {
        contact_is_read(r, p, 0.0);
        return;
    }
    risks_spend(r, p);
    if (risk >= barrier_risk(r, 0)) {
        uint16_t which = (uint16_t)(risk - barrier_risk(r, 0));

        if ((p->barriers >> which & 1) != 0)
            barrier_clears(r, p, which);
        else
            barrier_returns(r, p, which);
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
    contact_is_read(r, p, weight);
}

void barrier_clears(run *r, person *p, uint16_t which)
{
    risks_spend(r, p);
    p->barriers = (uint16_t)(p->barriers & ~(1u << which));
    life(r, p, SF_LIFE_BARRIER_CLEARS, which);
    if (had_and_cleared(r, p, which))
        budgets_of(r, p)[barrier_risk(r, which)] = barrier_budget(r, p, which);
    risks_plan(r, p);
}
