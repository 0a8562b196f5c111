/* models/tiltak.c - a need is seen, a referral is written, a person waits for a place, takes part, and comes back.
 * Invariant: nobody waits while a place is free.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "models/measure.h"

static uint32_t need_bit(uint16_t need)
{
    return UINT32_C(1) << need;
}

static bool takes(const tiltak *t, const person *p)
{
    if (!(t->places > 0.0))
        return false; /* a tiltak without places is not there */
    if ((t->accepted_segments >> p->segment & 1) == 0)
        return false;
    return t->takes_everyone || (p->barriers & ~t->accepted_barriers) == 0;
}

/* The tiltak that meets the need and takes the person as the person is: a free place first, then the shortest line per place. */
static uint16_t best_fit(const run *r, const person *p, uint16_t need)
{
    uint16_t best = SF_NONE;
    double shortest = (double)INFINITY;

    for (uint16_t i = 0; i < r->model->n_tiltak; i++) {
        const tiltak *t = &r->now->tiltak[i];
        double line;

        if ((t->offers & need_bit(need)) == 0 || !takes(t, p))
            continue;
        line = (double)r->tiltak[i].taking_part < t->places ? -1.0 : (double)r->tiltak[i].queue.length / t->places;
        if (line < shortest) {
            best = i;
            shortest = line;
        }
    }
    return best;
}

static bool is_treated(const run *r, const person *p, uint16_t need)
{
    uint16_t b = r->model->need_barrier[need];

    if (b == SF_NONE || (p->barriers >> b & 1) == 0)
        return false; /* treatment is for barriers */
    for (size_t i = 0; i < r->model->n_treatments; i++) {
        if ((r->now->treatments[i].offers & need_bit(need)) != 0)
            return true;
    }
    return false;
}

static void unmet_is(run *r, person *p, uint16_t need, bool unmet)
{
    bool was = (p->unmet & need_bit(need)) != 0;

    if (was == unmet)
        return;
    p->unmet ^= need_bit(need);
    level_changes(r, LEVEL_UNMET, need, p->segment, unmet ? 1.0 : -1.0);
}

/* --- the line --------------------------------------------------------------------------------------------------------------- */

static uint16_t class_in_line(const run *r, const person *p, const tiltak *t)
{
    const segment_kind *s = &r->now->segments[p->segment];

    if (t->rule == RULE_YOUNG_FIRST)
        return (uint16_t)(s->young ? 0 : 1);
    if (t->rule == RULE_COMPLEX_FIRST)
        return (uint16_t)(s->complex ? 0 : 1);
    return 0;
}

static void gets_place(run *r, person *p)
{
    const tiltak *t = &r->now->tiltak[p->tiltak];
    uint32_t who = index_of_person(r, p);
    double stay;

    life(r, p, SF_LIFE_GETS_PLACE, p->tiltak);
    wait_ends(r, KIND_TILTAK, p->tiltak, p->segment, p->tiltak_since, now_of(r), SF_WAIT_SERVED);
    measure_lost(r, p, LOST_TILTAK, p->tiltak_since, now_of(r));
    p->tiltak_wait += now_of(r) - p->tiltak_since;
    risks_spend(r, p);
    p->tiltak_stage = TILTAK_TAKING_PART;
    stay = fmin(sf_sampler_draw(t->stay, r->luck, p->key, t->purpose, 0, *visits_to_tiltak(r, p, p->tiltak) - 1u),
                t->longest_days);
    r->tiltak[p->tiltak].taking_part++;
    level_changes(r, LEVEL_IN_TILTAK, p->tiltak, p->segment, 1.0);
    p->tiltak_started++;
    measure_tiltak_start(r, p, p->tiltak);
    if (now_of(r) + stay < r->horizon)
        sf_engine_schedule(&r->engine, person_slot(r, who, TIMER_TILTAK), now_of(r) + stay, FIRST_COMPLETION,
                           ACTION_TILTAK_CHANGES, who);
    else
        sf_engine_cancel(&r->engine, person_slot(r, who, TIMER_TILTAK));
    risks_plan(r, p);
    tiltak_tasks_begin(r, p);
}

static void gave_up(run *r, person *p)
{
    life(r, p, SF_LIFE_GIVES_UP, p->tiltak);
    wait_ends(r, KIND_TILTAK, p->tiltak, p->segment, p->tiltak_since, now_of(r), SF_WAIT_ABANDONED);
    measure_lost(r, p, LOST_TILTAK, p->tiltak_since, now_of(r));
    p->tiltak_wait += now_of(r) - p->tiltak_since;
    p->tiltak_stage = TILTAK_NONE;
    p->tiltak = p->need = SF_NONE;
    if (p->stage == STAGE_ONLY_TILTAK)
        leaves(r, p, SF_NONE, LEAVES_TILTAK);
}

static void joins_line(run *r, person *p)
{
    const tiltak *t = &r->now->tiltak[p->tiltak];
    tiltak_state *state = &r->tiltak[p->tiltak];
    uint32_t who = index_of_person(r, p);

    p->tiltak_since = now_of(r);
    ++*visits_to_tiltak(r, p, p->tiltak);
    life(r, p, SF_LIFE_JOINS_LINE, p->tiltak);
    measure_tiltak_joined(r, p->tiltak);
    if ((double)state->taking_part < t->places) {
        gets_place(r, p);
        return;
    }
    if ((double)state->queue.length >= t->room) {
        p->turned_away = p->tiltak;
        gave_up(r, p);
        return;
    }
    p->tiltak_stage = TILTAK_QUEUED;
    r->tiltak_nodes[who].class_ = class_in_line(r, p, t);
    r->tiltak_nodes[who].time = now_of(r);
    r->tiltak_nodes[who].tie = p->key;
    r->tiltak_nodes[who].minor = 0;
    sf_queue_join(&state->queue, r->tiltak_nodes, who);
    level_changes(r, LEVEL_TILTAK_QUEUE, p->tiltak, p->segment, 1.0);
    if (t->patience != NULL) {
        double patience = sf_sampler_draw(t->patience, r->luck, p->key, t->patience_purpose, 0,
                                          *visits_to_tiltak(r, p, p->tiltak) - 1u);

        if (now_of(r) + patience < r->horizon)
            sf_engine_schedule(&r->engine, person_slot(r, who, TIMER_TILTAK), now_of(r) + patience, FIRST_COMPLETION,
                               ACTION_TILTAK_CHANGES, who);
    }
}

void tiltak_line_rejoined(run *r, person *p)
{
    uint32_t who = index_of_person(r, p);

    if (p->tiltak_stage != TILTAK_QUEUED)
        return;
    sf_queue_leave(&r->tiltak[p->tiltak].queue, r->tiltak_nodes, who);
    r->tiltak_nodes[who].class_ = class_in_line(r, p, &r->now->tiltak[p->tiltak]);
    sf_queue_join(&r->tiltak[p->tiltak].queue, r->tiltak_nodes, who);
}

void tiltak_places_fill(run *r, uint32_t which)
{
    tiltak_state *state = &r->tiltak[which];

    while (state->queue.length > 0 && (double)state->taking_part < r->now->tiltak[which].places) {
        person *p = &r->people[sf_queue_take_first(&state->queue, r->tiltak_nodes)];

        level_changes(r, LEVEL_TILTAK_QUEUE, which, p->segment, -1.0);
        gets_place(r, p);
    }
}

void stream_joins_tiltak(run *r, person *p, uint16_t which)
{
    p->tiltak = which;
    joins_line(r, p);
}

/* --- from need to line --------------------------------------------------------------------------------------------------------- */

static void need_is_tried(run *r, person *p, uint16_t need)
{
    uint16_t fit = best_fit(r, p, need);

    if (r->model->need_barrier[need] != SF_NONE)
        treatment_wanted(r, p, need);
    unmet_is(r, p, need, fit == SF_NONE && !is_treated(r, p, need));
    if (fit == SF_NONE || p->tiltak_stage != TILTAK_NONE)
        return; /* one tiltak at a time */
    if (fit == p->turned_away && p->tiltak_since >= now_of(r))
        return; /* one meeting, one try: the line was full a moment ago */
    p->need = need;
    p->tiltak = fit;
    if (programme_of(r, p)->referral == SF_NONE) {
        joins_line(r, p);
        return;
    }
    p->tiltak_stage = TILTAK_REFERRED;
    task_asked(r, p, programme_of(r, p)->referral, 0.0);
}

static bool is_met_already(const run *r, const person *p, uint16_t need)
{
    uint16_t b = r->model->need_barrier[need];

    return b != SF_NONE && (p->barriers >> b & 1) == 0; /* a need to clear a barrier that is not there */
}

void need_is_seen(run *r, person *p, uint16_t need)
{
    if (is_met_already(r, p, need))
        return;
    if ((p->wanted & need_bit(need)) == 0) {
        p->wanted |= need_bit(need);
        measure_need(r, p, need);
        life(r, p, SF_LIFE_NEED_IS_SEEN, need);
    }
    need_is_tried(r, p, need);
}

void needs_looked_at_again(run *r, person *p)
{
    uint64_t key = p->key;

    for (uint16_t need = 0; need < r->model->n_needs && p->key == key && p->stage != STAGE_GONE; need++) {
        if ((p->wanted & need_bit(need)) == 0)
            continue;
        if (is_met_already(r, p, need)) {
            p->wanted &= ~need_bit(need);
            unmet_is(r, p, need, false);
        } else if (p->need != need) {
            need_is_tried(r, p, need);
        }
    }
}

void referral_is_held(run *r, person *p)
{
    uint16_t fit;

    if (p->tiltak_stage != TILTAK_REFERRED)
        return;
    fit = best_fit(r, p, p->need); /* the lines may have changed since the need was seen */
    if (fit == SF_NONE) {
        uint16_t need = p->need;

        p->tiltak_stage = TILTAK_NONE;
        p->tiltak = p->need = SF_NONE;
        unmet_is(r, p, need, !is_treated(r, p, need));
        return;
    }
    p->tiltak = fit;
    joins_line(r, p);
}

/* --- the end of it --------------------------------------------------------------------------------------------------------------- */

static void place_is_freed(run *r, person *p)
{
    r->tiltak[p->tiltak].taking_part--;
    level_changes(r, LEVEL_IN_TILTAK, p->tiltak, p->segment, -1.0);
    p->tiltak_stage = TILTAK_NONE;
}

static void completes(run *r, person *p)
{
    uint16_t which = p->tiltak;
    const tiltak *t = &r->now->tiltak[which];

    life(r, p, SF_LIFE_COMPLETES, which);
    risks_spend(r, p);
    place_is_freed(r, p);
    p->last_tiltak = which;
    p->tiltak_ended = now_of(r);
    p->tiltak = p->need = SF_NONE;
    tiltak_tasks_end(r, p);
    for (uint16_t need = 0; need < r->model->n_needs; need++) {
        uint16_t b = r->model->need_barrier[need];

        if ((t->offers & need_bit(need)) == 0)
            continue;
        p->wanted &= ~need_bit(need);
        unmet_is(r, p, need, false);
        if (b != SF_NONE && (p->barriers >> b & 1) != 0 &&
            sf_luck_uniform(r->luck, p->key, t->clears_purpose, b, *visits_to_tiltak(r, p, which) - 1u) < t->clears)
            barrier_clears(r, p, b);
    }
    risks_plan(r, p);
    if (p->stage == STAGE_ONLY_TILTAK)
        leaves(r, p, SF_NONE, LEAVES_TILTAK);
    tiltak_places_fill(r, which);
}

void tiltak_changes(void *model, uint32_t who)
{
    run *r = model;
    person *p = &r->people[who];

    if (p->tiltak_stage == TILTAK_QUEUED) { /* patience is at an end */
        sf_queue_leave(&r->tiltak[p->tiltak].queue, r->tiltak_nodes, who);
        level_changes(r, LEVEL_TILTAK_QUEUE, p->tiltak, p->segment, -1.0);
        gave_up(r, p);
    } else {
        completes(r, p);
    }
}

void tiltak_left(run *r, person *p)
{
    uint16_t which = p->tiltak;

    for (uint16_t need = 0; need < r->model->n_needs; need++)
        unmet_is(r, p, need, false);
    if (p->tiltak_stage == TILTAK_QUEUED) {
        sf_queue_leave(&r->tiltak[which].queue, r->tiltak_nodes, index_of_person(r, p));
        level_changes(r, LEVEL_TILTAK_QUEUE, which, p->segment, -1.0);
        wait_ends(r, KIND_TILTAK, which, p->segment, p->tiltak_since, now_of(r), SF_WAIT_ABANDONED);
        p->tiltak_stage = TILTAK_NONE;
    } else if (p->tiltak_stage == TILTAK_TAKING_PART) {
        place_is_freed(r, p);
        sf_engine_cancel(&r->engine, person_slot(r, index_of_person(r, p), TIMER_TILTAK));
        p->tiltak = SF_NONE;
        tiltak_places_fill(r, which);
    }
    p->tiltak = p->need = SF_NONE;
}

/* The factor on an exit's rate at risk_since; *until receives the moment at which it ends by itself, if there is one. */
double tiltak_factor(const run *r, const person *p, const exit_kind *e, double *until)
{
    uint16_t which = p->tiltak_stage == TILTAK_TAKING_PART ? p->tiltak : p->last_tiltak;
    size_t number = (size_t)(e - programme_of(r, p)->exits);
    const tiltak *t;

    if (which == SF_NONE)
        return 1.0;
    t = &r->now->tiltak[which];
    for (size_t i = 0; i < t->n_effects; i++) {
        const tiltak_effect *effect = &t->effects[i];

        if (effect->exit[p->programme] != number)
            continue;
        if (p->tiltak_stage == TILTAK_TAKING_PART)
            return effect->during;
        if (p->risk_since < p->tiltak_ended + effect->lasts_days) {
            *until = p->tiltak_ended + effect->lasts_days;
            return effect->after;
        }
        return 1.0;
    }
    return p->tiltak_stage == TILTAK_TAKING_PART ? e->in_tiltak : 1.0;
}
