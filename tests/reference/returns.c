/* tests/reference/returns.c - section "Outside, and the next programme" of docs/model.md.
 * Here the way back is not found in advance: whoever is outside has budgets that are spent as time passes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "reference/reference.h"

/* --- used time and bars ----------------------------------------------------------------------------------------------------------- */

double ref_days_used(const ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);
    size_t i = p->programme;

    if (its->clock_is_renewed && w->now >= ref_after(w, p->left_on[i], its->renewed_after, 1))
        p->days_used[i] = 0.0;
    return p->days_used[i];
}

double ref_bar_ends(const ref_world *w, const ref_person *p, size_t which)
{
    if (!p->is_covered[which])
        return -(double)INFINITY;
    return ref_after(w, p->left_on[which], w->rules->programmes[which].bar_length, 1);
}

static bool is_barred(const ref_world *w, const ref_person *p, size_t which)
{
    return w->now < ref_bar_ends(w, p, which);
}

/* --- the way back ------------------------------------------------------------------------------------------------------------------- */

static const exit_kind *exit_of(const ref_world *w, const ref_person *p)
{
    return &ref_programme(w, p)->exits[p->left_by];
}

static double rate_of(const ref_world *w, const ref_person *p, const return_kind *way)
{
    double rate = way->rate[p->segment], factor = 1.0;

    if (w->rules->programmes[way->programme].bar_loses && is_barred(w, p, way->programme))
        return 0.0;
    for (size_t i = 0; i < way->n_steps; i++) { /* sorted by from */
        if (p->left_at + way->steps[i].from_days <= w->now)
            factor = way->steps[i].factor;
    }
    return rate * factor;
}

void ref_return_budgets_are_spent(ref_world *w, ref_person *p)
{
    double now = w->now;

    if (p->whereabouts != OUTSIDE)
        return;
    w->now = p->spent_to;
    for (size_t k = 0; k < exit_of(w, p)->n_returns; k++)
        p->return_budget[k] -= rate_of(w, p, &exit_of(w, p)->returns[k]) * (now - p->spent_to);
    w->now = p->spent_to = now;
}

/* All ways back are taken in the order in which people left. */
static void arrange_way_back(ref_world *w, ref_person *p, double at)
{
    p->way_back = (appointment){true, fmax(at, w->now), TURN_ARRIVAL, p->left_as};
}

void ref_way_back_is_arranged(ref_world *w, ref_person *p)
{
    double next = (double)INFINITY;
    const exit_kind *e;

    if (p->whereabouts == HELD_BACK)
        arrange_way_back(w, p, ref_bar_ends(w, p, p->back_to));
    if (p->whereabouts != OUTSIDE)
        return;
    e = exit_of(w, p);
    p->way_back.is_made = false;
    p->back_by = SF_NONE;
    for (size_t k = 0; k < e->n_returns; k++) { /* where a rate may change */
        const return_kind *way = &e->returns[k];

        for (size_t i = 0; i < way->n_steps; i++) {
            if (p->left_at + way->steps[i].from_days > w->now)
                next = fmin(next, p->left_at + way->steps[i].from_days);
        }
        if (is_barred(w, p, way->programme))
            next = fmin(next, ref_bar_ends(w, p, way->programme));
    }
    for (size_t k = 0; k < e->n_returns; k++) {
        double rate = rate_of(w, p, &e->returns[k]);

        if (rate > 0.0 && w->now + fmax(p->return_budget[k], 0.0) / rate < next) {
            next = w->now + fmax(p->return_budget[k], 0.0) / rate;
            p->back_by = k;
        }
    }
    if (isfinite(next))
        arrange_way_back(w, p, next);
}

static void is_outside(ref_world *w, ref_person *p)
{
    p->whereabouts = OUTSIDE;
    p->spent_to = w->now;
    for (size_t k = 0; k < exit_of(w, p)->n_returns; k++)
        p->return_budget[k] = sf_luck_exponential(w->luck, p->key, exit_of(w, p)->returns[k].purpose, p->spell, 0);
    ref_way_back_is_arranged(w, p);
}

void ref_goes_outside(ref_world *w, ref_person *p, size_t exit)
{
    const programme *its;
    const exit_kind *e;

    if (p->programme == SF_NONE || p->spell + 1 >= SF_LUCK_SPELLS)
        return;
    its = ref_programme(w, p);
    e = &its->exits[exit];
    if (!isnan(p->start)) /* a day begun is a day used */
        p->days_used[p->programme] =
            fmin(p->days_used[p->programme] + ceil(w->now - p->start - 1e-6), SF_MOST_CLOCK_DAYS);
    p->left_on[p->programme] = floor(w->now);
    p->is_covered[p->programme] = (its->barred_exits >> exit & 1) != 0;
    p->left_by = exit;
    p->left_at = w->now;
    p->left_as = ++w->arranged;
    if (e->enters != SF_NONE &&
        sf_luck_uniform(w->luck, p->key, e->enters_purpose, p->spell, 0) < e->enters_share[p->segment]) {
        double days = e->enters_after == NULL
                          ? 0.0
                          : sf_sampler_draw(e->enters_after, w->luck, p->key, e->enters_purpose, p->spell, 1);

        p->whereabouts = BETWEEN_PROGRAMMES;
        p->back_to = e->enters;
        p->back_by = SF_NONE;
        arrange_way_back(w, p, w->now + days);
    } else {
        is_outside(w, p);
    }
}

static void comes_back(ref_world *w, ref_person *before)
{
    ref_person *p = ref_person_is_made(w, before->key);

    before->whereabouts = NOWHERE;
    p->spell = before->spell + 1;
    p->segment = before->segment;
    p->profile = before->profile;
    p->home = before->home;
    p->frailty_left = before->frailty_left;
    p->barriers = before->barriers;
    p->programme = before->back_to;
    for (size_t i = 0; i < w->model->n_programmes; i++) {
        p->days_used[i] = before->days_used[i];
        p->left_on[i] = before->left_on[i];
        p->is_covered[i] = before->is_covered[i];
    }
    ref_tell(w, p, SF_LIFE_COMES_BACK, p->programme);
    ref_comes_to_programme(w, p);
}

void ref_way_back_is_due(ref_world *w, ref_person *p)
{
    if (p->whereabouts == OUTSIDE) {
        ref_return_budgets_are_spent(w, p);
        if (p->back_by == SF_NONE) { /* a rate has changed */
            ref_way_back_is_arranged(w, p);
            return;
        }
        p->back_to = exit_of(w, p)->returns[p->back_by].programme;
    }
    if (!is_barred(w, p, p->back_to)) {
        comes_back(w, p);
    } else if (p->whereabouts == BETWEEN_PROGRAMMES && w->rules->programmes[p->back_to].bar_loses) {
        is_outside(w, p); /* turned away */
    } else {
        p->whereabouts = HELD_BACK;
        ref_way_back_is_arranged(w, p);
    }
}
