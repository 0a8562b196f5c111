/* tests/reference/risks.c - section "Exits as competing risks" of docs/model.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "reference/reference.h"

/* --- rates, as they are just after `now` ---------------------------------------------------------------------------------------- */

static double step_of(const exit_kind *e, double start, double now)
{
    double factor = 1.0;

    for (size_t i = 0; i < e->n_steps; i++) { /* sorted by from */
        if (start + e->steps[i].from_days <= now)
            factor = e->steps[i].factor;
    }
    return factor;
}

/* The shortest row that the time left is within. */
static double left_of(const exit_kind *e, const ref_person *p, double now)
{
    for (size_t i = 0; i < e->n_left_steps; i++) { /* the shortest first */
        if (now >= p->limit - e->left_steps[i].from_days)
            return e->left_steps[i].factor;
    }
    return 1.0;
}

/* The row of the tiltak for the exit and the person's profile. */
static const tiltak_effect *effect_of(const ref_world *w, const ref_person *p, size_t which, size_t exit)
{
    for (size_t i = 0; which != SF_NONE && i < w->rules->tiltak[which].n_effects; i++) {
        const tiltak_effect *e = &w->rules->tiltak[which].effects[i];

        if (e->exit[p->programme] == exit &&
            (e->takes_all_profiles || (p->profile != SF_NONE && (e->profiles >> p->profile & 1) != 0)))
            return e;
    }
    return NULL;
}

/* During: the product over the tiltak that the person is in. After: that of the latest completed one, while in none but parallel
 * ones, and of each that stacks. *changes: when one of them is over. */
static double tiltak_factor(const ref_world *w, const ref_person *p, size_t exit, double *changes)
{
    double during = 1.0, after = 1.0, over[MOST_PARTS + 1];
    bool has_row = false, is_in_one = false;
    const tiltak_effect *rows[MOST_PARTS + 1];
    size_t n = 0;

    for (size_t i = 0; i < p->n_parts; i++) {
        const ref_part *part = p->parts[i];
        const tiltak_effect *row;

        if (part->is_treatment || (part->stage != TAKES_PART && part->stage != COMPLETED))
            continue;
        row = effect_of(w, p, part->which, exit);
        if (part->stage == COMPLETED) {
            rows[n] = row;
            over[n++] = part->since;
            continue;
        }
        is_in_one = is_in_one || !w->rules->tiltak[part->which].is_parallel;
        has_row = has_row || row != NULL;
        during *= row != NULL ? row->during : 1.0;
    }
    if (!is_in_one) {
        rows[n] = effect_of(w, p, p->latest_tiltak, exit);
        over[n++] = p->completed_at;
    }
    *changes = (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (rows[i] == NULL || !(w->now < over[i] + rows[i]->lasts_days))
            continue;
        after *= rows[i]->after;
        *changes = fmin(*changes, over[i] + rows[i]->lasts_days);
    }
    if (ref_takes_part(p) && !has_row)
        during = ref_programme(w, p)->exits[exit].in_tiltak;
    return during * after;
}

static double phi_of(const ref_world *w, const ref_person *p)
{
    return p->profile == SF_NONE ? 0.0 : w->rules->profiles[p->profile].phi;
}

/* m = exp(phi beta [r/(r+k) - 1/(1+k)]), r achieved over reference contact. */
static double follow_up_factor(const ref_world *w, const ref_person *p, const exit_kind *e)
{
    double phi = phi_of(w, p), r, k = e->follow_up_k;

    if (!(e->follow_up_beta > 0.0) || !(phi > 0.0) || p->barriers != 0 || ref_programme(w, p)->reference == NULL)
        return 1.0;
    r = p->contact / ref_programme(w, p)->reference[p->segment];
    return exp(phi * e->follow_up_beta * (r / (r + k) - 1.0 / (1.0 + k)));
}

/* Nobody leaves for a programme that would lose them. */
static bool is_barred(const ref_world *w, const ref_person *p, const exit_kind *e)
{
    return e->enters != SF_NONE && w->rules->programmes[e->enters].bar_loses && w->now < ref_bar_ends(w, p, e->enters);
}

/* No barrier is open that the person's goal requires to be gone; without a goal it requires all. */
bool ref_is_ready(const ref_world *w, const ref_person *p)
{
    return p->profile == SF_NONE || (p->barriers & w->rules->profiles[p->profile].requires) == 0;
}

/* A barrier that the person has had and that is gone. */
static bool may_return(const ref_world *w, const ref_person *p, size_t b)
{
    return w->rules->barriers[b].returns != NULL && p->profile != SF_NONE &&
           (w->rules->profiles[p->profile].barriers & ~p->barriers) >> b & 1;
}

static double rate_of(const ref_world *w, const ref_person *p, size_t risk)
{
    const programme *its = ref_programme(w, p);
    double changes;

    if (risk < its->n_exits) {
        const exit_kind *e = &its->exits[risk];

        if (e->rate == NULL)
            return 0.0;
        if (p->claim != SF_NONE && (e->handover != SF_NONE || e->decision != NULL))
            return 0.0; /* one claim at a time; who has claimed may still leave otherwise */
        if (is_barred(w, p, e))
            return 0.0;
        if (p->sought != SF_NONE && ref_needs_opening(w, p, risk))
            return 0.0; /* ready, and waiting for an opening */
        return e->rate[p->segment] *
               (step_of(e, p->start, w->now) * left_of(e, p, w->now) * (ref_is_ready(w, p) ? 1.0 : e->with_barrier) *
                (e->is_local ? w->rules->offices[w->rules->offices[p->home].served_by].labour : 1.0)) *
               tiltak_factor(w, p, risk, &changes) * follow_up_factor(w, p, e);
    }
    risk -= its->n_exits;
    if (may_return(w, p, risk))
        return w->rules->barriers[risk].returns[p->segment];
    if ((p->barriers >> risk & 1) == 0 || w->rules->barriers[risk].clears == NULL)
        return 0.0;
    return w->rules->barriers[risk].clears[p->segment];
}

/* The next moment at which a rate changes by itself. */
static double rates_change_at(const ref_world *w, const ref_person *p)
{
    const programme *its = ref_programme(w, p);
    double next = (double)INFINITY;

    for (size_t j = 0; j < its->n_exits; j++) {
        double changes;

        for (size_t i = 0; i < its->exits[j].n_steps; i++) {
            if (p->start + its->exits[j].steps[i].from_days > w->now)
                next = fmin(next, p->start + its->exits[j].steps[i].from_days);
        }
        for (size_t i = 0; i < its->exits[j].n_left_steps; i++) {
            if (p->limit - its->exits[j].left_steps[i].from_days > w->now)
                next = fmin(next, p->limit - its->exits[j].left_steps[i].from_days);
        }
        (void)tiltak_factor(w, p, j, &changes);
        next = fmin(next, changes);
    }
    for (size_t j = 0; j < its->n_exits; j++) { /* contact is read in steps, where somebody looks at it */
        if (its->exits[j].follow_up_beta > 0.0 && its->reference != NULL && p->barriers == 0 && phi_of(w, p) > 0.0)
            next = fmin(next, p->contact_read + its->step_days);
    }
    for (size_t j = 0; j < its->n_exits; j++) {
        if (is_barred(w, p, &its->exits[j]))
            next = fmin(next, ref_bar_ends(w, p, its->exits[j].enters));
    }
    return next;
}

/* --- budgets ----------------------------------------------------------------------------------------------------------------------- */

static size_t number_of_risks(const ref_world *w, const ref_person *p)
{
    return ref_programme(w, p)->n_exits + w->model->n_barriers;
}

static void barrier_has_new_budget(ref_world *w, ref_person *p, size_t b)
{
    const barrier *kind = &w->rules->barriers[b];

    p->budget[ref_programme(w, p)->n_exits + b] = sf_luck_exponential(
        w->luck, p->key, may_return(w, p, b) ? kind->returns_purpose : kind->purpose, p->spell, p->returns[b]);
}

/* The person's frailty is on all exit rates from the first spell to the last, so it may as well shorten the budgets. */
void ref_risks_begin(ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);
    const segment_kind *segment = &w->rules->segments[p->segment];
    const double frailty =
        segment->frailty == NULL
            ? 1.0
            : sf_sampler_draw(segment->frailty, w->luck, p->key, segment->frailty_purpose, 0, 0) * p->frailty_left;

    for (size_t j = 0; j < its->n_exits; j++)
        p->budget[j] = sf_luck_exponential(w->luck, p->key, its->exits[j].purpose, p->spell, 0) / frailty;
    for (size_t b = 0; b < w->model->n_barriers; b++) {
        p->returns[b] = 0;
        barrier_has_new_budget(w, p, b);
    }
    p->spent_to = p->contact_read = w->now;
    if (its->reference != NULL)
        p->contact = its->reference[p->segment];
    ref_risk_is_arranged(w, p);
}

void ref_budgets_are_spent(ref_world *w, ref_person *p)
{
    double now = w->now;

    if (p->stage != IN_PROGRAMME)
        return;
    w->now = p->spent_to; /* rates as they have been since then */
    for (size_t i = 0; i < number_of_risks(w, p); i++)
        p->budget[i] -= rate_of(w, p, i) * (now - p->spent_to);
    w->now = p->spent_to = now;
}

/* Forgotten exponentially. */
static void contact_is_read(const ref_world *w, ref_person *p, double at)
{
    p->contact *= exp(-(at - p->contact_read) / ref_programme(w, p)->memory_days);
    p->contact_read = at;
}

static void contact_is_read_in_steps(const ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);

    while (its->reference != NULL && p->contact_read + its->step_days <= w->now)
        contact_is_read(w, p, p->contact_read + its->step_days);
}

void ref_risk_is_arranged(ref_world *w, ref_person *p)
{
    double next;

    p->risk.is_made = false;
    if (p->stage != IN_PROGRAMME)
        return;
    contact_is_read_in_steps(w, p);
    next = rates_change_at(w, p);
    p->next_risk = SF_NONE;
    for (size_t i = 0; i < number_of_risks(w, p); i++) {
        double rate = rate_of(w, p, i), at = rate > 0.0 ? w->now + fmax(p->budget[i], 0.0) / rate : (double)INFINITY;

        if (at < next) {
            next = at;
            p->next_risk = i;
        }
    }
    if (p->sought != SF_NONE && !ref_needs_opening(w, p, p->sought)) { /* since a policy date there is demand enough */
        next = w->now;
        p->next_risk = p->sought;
    }
    if (isfinite(next))
        ref_arrange(w, &p->risk, next, TURN_CHANCE);
}

static void barrier_returns(ref_world *w, ref_person *p, size_t which)
{
    p->returns[which]++;
    p->barriers |= UINT32_C(1) << which;
    ref_tell(w, p, SF_LIFE_BARRIER_RETURNS, which);
    barrier_has_new_budget(w, p, which);
    ref_risk_is_arranged(w, p);
}

void ref_risk_is_due(ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);
    size_t risk = p->next_risk;

    ref_budgets_are_spent(w, p);
    if (risk == SF_NONE) {
        ref_risk_is_arranged(w, p);
        return;
    }
    p->budget[risk] = (double)INFINITY; /* once per spell */
    if (risk < its->n_exits)
        ref_takes_exit(w, p, risk);
    else if (may_return(w, p, risk - its->n_exits))
        barrier_returns(w, p, risk - its->n_exits);
    else
        ref_barrier_clears(w, p, risk - its->n_exits);
}

void ref_contact_is_counted(ref_world *w, ref_person *p, double weight)
{
    const programme *its = ref_programme(w, p);

    if (p->stage != IN_PROGRAMME || its->reference == NULL || !(weight > 0.0))
        return;
    ref_budgets_are_spent(w, p);
    contact_is_read_in_steps(w, p);
    contact_is_read(w, p, w->now);
    p->contact += weight / its->memory_days;
    ref_risk_is_arranged(w, p);
}

void ref_barrier_clears(ref_world *w, ref_person *p, size_t which)
{
    ref_budgets_are_spent(w, p);
    p->barriers &= ~(UINT32_C(1) << which);
    ref_tell(w, p, SF_LIFE_BARRIER_CLEARS, which);
    if (p->programme != SF_NONE && may_return(w, p, which))
        barrier_has_new_budget(w, p, which);
    ref_risk_is_arranged(w, p);
}
