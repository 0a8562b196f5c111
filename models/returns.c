/* models/returns.c - out of one programme and into the next, or back after a while outside.
 * Outside, each return is a competing risk of the exit that somebody left by and of the time since: one unit-exponential budget
 * per spell and return, spent by the integral of its rate. Nothing that happens inside changes these rates, so the way back is
 * found at once, through all policy dates ahead, and only who comes back within the run is remembered.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "core/civil.h"
#include "models/measure.h"

/* The end of a legal day is reached a moment before midnight when times are added up in doubles. */
#define A_MOMENT 1e-6 /* days */

typedef struct way_back {
    double at; /* engine days; INFINITY: never */
    uint16_t programme;
    uint8_t origin;
} way_back;

static past_spells *pasts_of(const run *r, const person *p)
{
    return &r->pasts[index_of_person(r, p) * r->model->n_past];
}

/* --- used time and bars -------------------------------------------------------------------------------------------------- */

double used_days(run *r, const person *p)
{
    const programme *prog = programme_of(r, p);
    past_spells *past;

    if (prog->past == SF_NONE)
        return 0.0;
    past = &pasts_of(r, p)[prog->past];
    if (past->used > 0 && prog->clock_is_renewed &&
        now_of(r) >= legal_time_after(r, past->left, prog->renewed_after, 1))
        past->used = 0;
    return past->used;
}

double past_days(const run *r, const person *p)
{
    const programme *prog = programme_of(r, p);

    return prog->past == SF_NONE ? 0.0 : pasts_of(r, p)[prog->past].used;
}

double bar_ends(const run *r, const programme *prog, const past_spells *past)
{
    assert(past != NULL || prog->past == SF_NONE); /* where a programme keeps a past, everybody has one */
    if (prog->past == SF_NONE || !past[prog->past].barred)
        return -(double)INFINITY;
    return legal_time_after(r, past[prog->past].left, prog->bar_length, 1);
}

/* What the spell that ends now adds to the past. */
static void past_grows(run *r, const person *p, uint16_t exit)
{
    const programme *prog = programme_of(r, p);
    past_spells *past;

    if (prog->past == SF_NONE)
        return;
    past = &pasts_of(r, p)[prog->past];
    if (!isnan(p->start)) {
        double used = past->used + ceil(now_of(r) - p->start - A_MOMENT);

        past->used = (unsigned)fmin(used, SF_MOST_CLOCK_DAYS) & (unsigned)SF_MOST_CLOCK_DAYS;
    }
    past->left = (uint16_t)now_of(r);
    past->barred = prog->barred_exits >> exit & 1u;
}

/* --- the way back ---------------------------------------------------------------------------------------------------------- */

static const epoch *epoch_at(const run *r, double t)
{
    const epoch *e = r->now, *last = r->scenario->epochs + r->scenario->n_epochs - 1;

    while (e < last && e[1].from <= t)
        e++;
    return e;
}

static double epoch_ends(const run *r, const epoch *e)
{
    return e < r->scenario->epochs + r->scenario->n_epochs - 1 ? e[1].from : (double)INFINITY;
}

/* The first moment from t on at which the rules of that day let the person into a programme. */
static double held_until(const run *r, double t, uint16_t number, const past_spells *past)
{
    for (;;) {
        const epoch *e = epoch_at(r, t);
        double free = bar_ends(r, &e->programmes[number], past), ends = epoch_ends(r, e);

        if (free <= t)
            return t;
        if (free < ends)
            return free;
        t = ends;
    }
}

/* The rate of a return at t; *until is moved forward to where it may change next. */
static double return_rate(const run *r, const return_kind *back, const epoch *e, uint16_t segment, double left,
                          double t, const past_spells *past, double *until)
{
    const programme *to = &e->programmes[back->programme];
    double factor = 1.0;

    for (size_t i = 0; i < back->n_steps; i++) {
        if (left + back->steps[i].from_days > t) {
            *until = fmin(*until, left + back->steps[i].from_days);
            break;
        }
        factor = back->steps[i].factor;
    }
    if (to->bar_loses && bar_ends(r, to, past) > t) {
        *until = fmin(*until, bar_ends(r, to, past));
        return 0.0;
    }
    return back->rate[segment] * factor;
}

/* From `from` to the first return, rates constant between the moments where one of them may change. */
static way_back first_return(const run *r, const person *p, uint16_t exit, const past_spells *past, double from)
{
    const exit_kind *now = &programme_of(r, p)->exits[exit];
    const double left = now_of(r), enough = fmax(r->horizon, left + SF_RELAPSE_MONTHS * SF_DAYS_PER_MONTH);
    const size_t n = now->n_returns;
    double budget[SF_MOST_RETURNS], t = from;

    for (size_t k = 0; k < n; k++)
        budget[k] = sf_luck_exponential(r->luck, p->key, now->returns[k].purpose, p->spell, 0);
    while (t < enough) {
        const epoch *e = epoch_at(r, t);
        const exit_kind *then = &e->programmes[p->programme].exits[exit];
        double until = epoch_ends(r, e), first = (double)INFINITY, rates[SF_MOST_RETURNS];
        size_t which = 0;

        assert(then->n_returns == n); /* a date changes rates, not where one comes back to */
        for (size_t k = 0; k < n; k++) {
            rates[k] = return_rate(r, &then->returns[k], e, p->segment, left, t, past, &until);
            if (rates[k] > 0.0 && t + budget[k] / rates[k] < first) {
                first = t + budget[k] / rates[k];
                which = k;
            }
        }
        if (first < until)
            return (way_back){first, then->returns[which].programme, (uint8_t)exit};
        for (size_t k = 0; k < n && isfinite(until); k++)
            budget[k] = fmax(budget[k] - rates[k] * (until - t), 0.0);
        t = until;
    }
    return (way_back){.at = (double)INFINITY};
}

static way_back find_way_back(const run *r, const person *p, uint16_t exit, const past_spells *past)
{
    const exit_kind *e = &programme_of(r, p)->exits[exit];
    way_back way = {.at = (double)INFINITY};

    if (e->enters != SF_NONE &&
        sf_luck_uniform(r->luck, p->key, e->enters_purpose, p->spell, 0) < e->enters_share[p->segment]) {
        way = (way_back){now_of(r), e->enters, (uint8_t)(exit | BY_LINK)};
        if (e->enters_after != NULL)
            way.at += sf_sampler_draw(e->enters_after, r->luck, p->key, e->enters_purpose, p->spell, 1);
        if (epoch_at(r, way.at)->programmes[way.programme].bar_loses &&
            held_until(r, way.at, way.programme, past) > way.at)
            way = first_return(r, p, exit, past, way.at); /* turned away there: from now on outside like anybody */
    } else if (e->n_returns > 0) {
        way = first_return(r, p, exit, past, now_of(r));
    }
    if (isfinite(way.at))
        way.at = held_until(r, way.at, way.programme, past);
    return way;
}

void goes_outside(run *r, const person *p, uint16_t exit)
{
    size_t n_past = r->model->n_past;
    way_back way;
    outsider *o;
    uint32_t which;

    if (!r->model->people_return || p->programme == SF_NONE || p->spell + 1 >= SF_LUCK_SPELLS)
        return;
    past_grows(r, p, exit);
    way = find_way_back(r, p, exit, n_past > 0 ? pasts_of(r, p) : NULL);
    measure_way_back(r, p, exit, (way.origin & BY_LINK) == 0 ? way.at : (double)INFINITY);
    if (way.at >= r->horizon)
        return;
    which = r->first_free_outsider;
    if (which != NOBODY)
        r->first_free_outsider = r->outsiders[which].next;
    else if (r->outsiders_used < r->outsiders_capacity)
        which = r->outsiders_used++;
    else {
        r->out_of_room = true;
        r->engine.is_full = true;
        return;
    }
    o = &r->outsiders[which];
    *o = (outsider){.key = p->key,
                    .next = NOBODY,
                    .barriers = p->barriers,
                    .segment = (uint8_t)p->segment,
                    .profile = p->profile,
                    .left_programme = (uint8_t)p->programme,
                    .origin = way.origin,
                    .programme = (uint8_t)way.programme,
                    .spell = (uint8_t)(p->spell + 1)};
    for (size_t k = 0; k < n_past; k++)
        r->outside_pasts[which * n_past + k] = pasts_of(r, p)[k];
    r->outside++;
    sf_engine_schedule(&r->engine, r->slot_outsiders + which, way.at, FIRST_ARRIVAL);
}

void comes_back(run *r, uint32_t which)
{
    outsider *o = &r->outsiders[which];
    const programme *left = &r->now->programmes[o->left_programme];
    person *p = person_born(r);

    if (p == NULL)
        return;
    p->key = o->key;
    p->home = home_of(r, p->key);
    p->spell = o->spell;
    p->segment = o->segment;
    p->profile = o->profile;
    p->barriers = o->barriers;
    p->programme = o->programme;
    p->since = now_of(r);
    for (size_t k = 0; k < r->model->n_past; k++)
        pasts_of(r, p)[k] = r->outside_pasts[which * r->model->n_past + k];
    measure_return(r, p, (o->origin & BY_LINK) != 0 ? left->state : left->exits[o->origin].state);
    life(r, p, SF_LIFE_COMES_BACK, p->programme);
    o->next = r->first_free_outsider;
    r->first_free_outsider = which;
    r->outside--;
    programme_is_wanted(r, p);
}
