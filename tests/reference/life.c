/* tests/reference/life.c - section "From application to exit" of docs/model.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "reference/reference.h"

const programme *ref_programme(const ref_world *w, const ref_person *p)
{
    return &w->rules->programmes[p->programme];
}

/* --- application, entry, start ------------------------------------------------------------------------------------------------ */

void ref_application_begins(ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);

    p->stage = APPLIES;
    if (its->application_wait == NULL) {
        ref_task_is_asked(w, p, its->application_task, 0.0);
        return;
    }
    ref_arrange(w, &p->decision,
                w->now + sf_sampler_draw(its->application_wait, w->luck, p->key, its->application_purpose, p->spell, 0),
                TURN_END);
}

void ref_application_is_decided(ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);

    if (its->application_refused != NULL && its->refused_to != SF_NONE &&
        sf_luck_uniform(w->luck, p->key, its->application_purpose, p->spell, 1) < its->application_refused[p->segment])
        ref_leaves(w, p, its->refused_to);
    else
        ref_is_let_in(w, p);
}

void ref_is_let_in(ref_world *w, ref_person *p)
{
    if (ref_programme(w, p)->selects)
        ref_is_listed(w, p);
    else
        ref_reaches_office(w, p);
}

void ref_reaches_office(ref_world *w, ref_person *p)
{
    p->stage = BEFORE_START;
    ref_tell(w, p, SF_LIFE_REACHES_OFFICE, 0);
    ref_owner_is_wanted(w, p);
    ref_tasks_open(w, p, OPENS_AT_ENTRY);
    if (ref_programme(w, p)->starts_with == SF_NONE)
        ref_programme_starts(w, p);
}

void ref_programme_starts(ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);

    if (p->stage == IN_PROGRAMME)
        return;
    p->stage = IN_PROGRAMME;
    p->start = w->now;
    p->own_rules = its;
    ref_tell(w, p, SF_LIFE_STARTS, p->programme);
    if (its->has_clock) {
        p->ordinary_limit = ref_after(w, p->start - ref_days_used(w, p), its->limit, 1);
        p->limit = fmax(p->ordinary_limit, p->start);
        ref_clock_is_set(w, p);
    }
    ref_risks_begin(w, p);
    if (p->assigned != SF_NONE && !ref_has_to_do_with(p, p->assigned))
        ref_joins_line(w, p, p->assigned);
    ref_tasks_open(w, p, OPENS_AT_START);
}

/* --- legal time ----------------------------------------------------------------------------------------------------------------- */

/* The rules of the day; or those that were in force when a change came that is for new spells only. */
static const programme *rules_of(const ref_world *w, const ref_person *p)
{
    return ref_programme(w, p)->applies_to == APPLIES_TO_NEW_SPELLS ? p->own_rules : ref_programme(w, p);
}

static double near_from(const ref_world *w, const ref_person *p)
{
    const programme *its = rules_of(w, p);

    return its->has_end_window ? ref_after(w, p->limit, its->end_window, -1) : p->limit;
}

static double last_limit(const ref_world *w, const ref_person *p)
{
    return ref_after(w, p->ordinary_limit, rules_of(w, p)->extension_cap, 1);
}

/* INFINITY when no further test is to come. */
static double test_from(const ref_world *w, const ref_person *p)
{
    const programme *its = rules_of(w, p);

    if (!its->has_extension || p->test_has_opened ||
        p->limit > last_limit(w, p) - 1e-6) /* days: as far as rounding may bring it */
        return (double)INFINITY;
    return ref_after(w, p->limit, its->extension_opens, -1);
}

void ref_clock_is_set(ref_world *w, ref_person *p)
{
    double next = (double)INFINITY;

    p->clock.is_made = false;
    if (p->stage != IN_PROGRAMME || isinf(p->limit))
        return;
    if (!p->is_past_limit)
        next = p->limit;
    if (!p->is_near_limit && !p->is_past_limit)
        next = fmin(next, near_from(w, p));
    next = fmin(next, test_from(w, p));
    if (isfinite(next))
        ref_arrange(w, &p->clock, fmax(next, w->now), TURN_CLOCK);
}

static size_t exit_at_limit(const ref_world *w, const ref_person *p)
{
    const programme *its = rules_of(w, p);

    if (p->is_refused && its->extension_refused != its->at_limit) /* an exit of their own */
        return its->extension_refused[p->segment];
    if (p->barriers != 0 && its->at_limit_with_barrier != NULL)
        return its->at_limit_with_barrier[p->segment];
    return its->at_limit[p->segment];
}

/* A test has opened, is not yet held, and the rule lets the benefit go on until it is. */
static bool test_is_awaited(const ref_world *w, const ref_person *p)
{
    const programme *its = rules_of(w, p);

    return its->has_extension && its->late_test_continues && p->test_has_opened &&
           p->tasks[its->extension_test].stage != NOT_THERE;
}

void ref_clock_strikes(ref_world *w, ref_person *p)
{
    if (!p->is_near_limit && w->now >= near_from(w, p)) {
        p->is_near_limit = true;
        ref_tell(w, p, SF_LIFE_NEAR_LIMIT, 0);
        ref_owner_takes_up_work(w, p); /* what is urgent now may interrupt */
    }
    if (w->now >= test_from(w, p)) {
        p->test_has_opened = true;
        ref_task_is_asked(w, p, ref_programme(w, p)->extension_test, 0.0);
    }
    if (w->now >= p->limit && !p->is_past_limit) { /* a pending claim, a late test, the refused, at_limit */
        if (p->claim == SF_NONE && !test_is_awaited(w, p)) {
            ref_leaves(w, p, exit_at_limit(w, p));
            return;
        }
        p->is_past_limit = true;
    }
    ref_clock_is_set(w, p);
}

static bool is_known(const ref_person *p, ground_when what)
{
    bool in_treatment = false, waits_for_treatment = false, in_tiltak = false;

    for (size_t i = 0; i < p->n_parts; i++) {
        const ref_part *part = p->parts[i];

        in_treatment = in_treatment || (part->is_treatment && part->stage == TAKES_PART);
        waits_for_treatment = waits_for_treatment || (part->is_treatment && part->stage == WAITS_FOR_PLACE);
        in_tiltak = in_tiltak || (!part->is_treatment && part->stage == TAKES_PART);
    }
    switch (what) {
    case WHEN_BARRIER_IS_OPEN:
        return p->barriers != 0;
    case WHEN_IN_TREATMENT:
        return in_treatment;
    case WHEN_WAITING_FOR_TREATMENT:
        return waits_for_treatment;
    case WHEN_IN_TILTAK:
        return in_tiltak;
    case WHEN_TILTAK_COMPLETED:
        return p->latest_tiltak != SF_NONE;
    case WHEN_ANY:
        break;
    }
    return true;
}

void ref_test_is_held(ref_world *w, ref_person *p)
{
    const programme *its = rules_of(w, p);
    bool is_passed = false;
    double granted = p->limit;

    for (size_t i = 0; i < its->n_grounds; i++) {
        const ground *g = &its->grounds[i];
        const bool is_found = sf_luck_uniform(w->luck, p->key, g->purpose, p->spell, p->tests) < g->passes[p->segment];

        if (is_found && is_known(p, g->when)) {
            is_passed = true;
            granted = fmax(granted, ref_after(w, p->limit, g->length, 1));
        }
    }
    p->tests++;
    if (is_passed) {
        ref_tell(w, p, SF_LIFE_TEST_IS_PASSED, 0);
        if (ref_programme(w, p)->limit_moves_rates)
            ref_budgets_are_spent(w, p);
        p->limit = fmax(p->limit, fmin(granted, last_limit(w, p)));
        p->is_near_limit = p->is_past_limit = p->test_has_opened = false;
        ref_owner_takes_up_work(w, p);
        ref_clock_is_set(w, p);
        if (ref_programme(w, p)->limit_moves_rates)
            ref_risk_is_arranged(w, p);
        return;
    }
    ref_tell(w, p, SF_LIFE_TEST_IS_REFUSED, 0);
    p->is_refused = true;
    if (p->is_past_limit && p->claim == SF_NONE)
        ref_leaves(w, p, exit_at_limit(w, p));
}

void ref_rules_change(ref_world *w, ref_person *p, const epoch *before)
{
    const programme *was, *is;
    double old_limit = p->limit;
    bool is_extended = p->limit > p->ordinary_limit && p->limit > p->start;

    if (p->stage != IN_PROGRAMME || !ref_programme(w, p)->has_clock)
        return;
    was = &before->programmes[p->programme];
    is = ref_programme(w, p);
    if (is->applies_to == APPLIES_TO_NEW_SPELLS && was->applies_to != APPLIES_TO_NEW_SPELLS)
        p->own_rules = was;
    if (is->applies_to != APPLIES_TO_EVERYONE ||
        (is->limit.months == was->limit.months &&
         !(is->limit.days < was->limit.days || is->limit.days > was->limit.days)))
        return;
    p->ordinary_limit = ref_after(w, p->start - p->days_used[p->programme], is->limit, 1);
    p->limit = fmax(p->ordinary_limit, is_extended ? old_limit : p->start);
    if (is->has_grace)
        p->limit = fmax(p->limit, fmin(old_limit, ref_after(w, w->now, is->grace, 1)));
    if (p->limit > old_limit) {
        p->is_past_limit = false;
        if (!is->has_extension || p->tasks[is->extension_test].stage == NOT_THERE)
            p->test_has_opened = false;
    }
    if (w->now < near_from(w, p))
        p->is_near_limit = false;
}

/* --- ways out --------------------------------------------------------------------------------------------------------------------- */

void ref_takes_exit(ref_world *w, ref_person *p, size_t exit)
{
    const exit_kind *e = &ref_programme(w, p)->exits[exit];

    if (!ref_may_leave(w, p, exit))
        return;
    if (e->handover == SF_NONE && e->decision == NULL) {
        ref_leaves(w, p, exit);
        return;
    }
    if (p->claim != SF_NONE) /* one claim at a time */
        return;
    ref_budgets_are_spent(w, p);
    p->claim = exit;
    ref_tell(w, p, SF_LIFE_CLAIMS, exit);
    ref_risk_is_arranged(w, p);
    if (e->handover != SF_NONE)
        ref_task_is_asked(w, p, e->handover, 0.0);
    else
        ref_claim_is_handed_over(w, p);
}

void ref_claim_is_handed_over(ref_world *w, ref_person *p)
{
    const exit_kind *e = &ref_programme(w, p)->exits[p->claim];

    if (p->is_handed_over)
        return;
    p->is_handed_over = true;
    if (e->decision == NULL)
        ref_decision_falls(w, p);
    else
        ref_arrange(w, &p->decision,
                    w->now +
                        sf_sampler_draw(e->decision, w->luck, p->key, e->purpose, p->spell, 2 * p->claims_lost + 1),
                    TURN_END);
}

static bool is_turned_down(const ref_world *w, const ref_person *p)
{
    const exit_kind *e = &ref_programme(w, p)->exits[p->claim];

    return e->turned_down != NULL && sf_luck_uniform(w->luck, p->key, e->turned_down_purpose, p->spell,
                                                     p->claims_lost) < e->turned_down[p->segment];
}

void ref_decision_falls(ref_world *w, ref_person *p)
{
    size_t exit = p->claim;

    if (p->stage == APPLIES) {
        if (ref_programme(w, p)->application_task != SF_NONE) {
            p->decision.is_made = false;
            ref_task_is_asked(w, p, ref_programme(w, p)->application_task, 0.0);
        } else {
            ref_application_is_decided(w, p);
        }
        return;
    }
    if (!is_turned_down(w, p)) {
        ref_leaves(w, p, exit);
        return;
    }
    ref_budgets_are_spent(w, p);
    p->claim = SF_NONE;
    p->is_handed_over = false;
    p->claims_lost++;
    ref_tell(w, p, SF_LIFE_IS_TURNED_DOWN, exit);
    p->budget[exit] =
        sf_luck_exponential(w->luck, p->key, ref_programme(w, p)->exits[exit].purpose, p->spell, 2 * p->claims_lost);
    ref_risk_is_arranged(w, p);
    if (p->is_past_limit) { /* at the limit again */
        p->is_past_limit = false;
        ref_clock_is_set(w, p);
    }
}

void ref_leaves(ref_world *w, ref_person *p, size_t exit)
{
    assert(p->stage != GONE);
    ref_tell(w, p, SF_LIFE_LEAVES, exit);
    ref_tiltak_is_left(w, p);
    ref_treatment_is_left(w, p);
    ref_tasks_are_dropped(w, p);
    p->clock = p->decision = p->risk = (appointment){0};
    p->stage = GONE;
    p->sought = SF_NONE;
    ref_is_gone(w, p);
    ref_owner_is_lost(w, p);
    if (exit != SF_NONE)
        ref_goes_outside(w, p, exit);
}
