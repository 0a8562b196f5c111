/* models/tiltak.c - a need is seen, a referral is written, a person waits for a place, takes part, and comes back.
 * Invariant: nobody waits while a place is free.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "models/measure.h"

/* No tiltak or treatment at all, for a participation that is about to get one. */
#define NOTHING SF_NONE

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

/* The person's participation in this tiltak or treatment; NOBODY when there is none. */
static uint32_t participation_in(const run *r, const person *p, uint16_t what)
{
    uint32_t i = p->first_participation;

    while (i != NOBODY && r->participations[i].what != what)
        i = r->participations[i].next;
    return i;
}

/* The participation in a tiltak that leaves no room for another of its kind; NOBODY. */
static uint32_t main_participation(const run *r, const person *p)
{
    uint32_t i = p->first_participation;

    while (i != NOBODY &&
           (r->participations[i].what >= r->model->n_tiltak || r->now->tiltak[r->participations[i].what].is_parallel))
        i = r->participations[i].next;
    return i;
}

/* The person may begin with this tiltak beside what is under way. */
static bool may_join(const run *r, const person *p, uint16_t which)
{
    return r->now->tiltak[which].is_parallel ? participation_in(r, p, which) == NOBODY
                                             : main_participation(r, p) == NOBODY;
}

/* Some tiltak meets the need and takes the person as the person is. */
static bool something_fits(const run *r, const person *p, uint16_t need)
{
    for (uint16_t i = 0; i < r->model->n_tiltak; i++) {
        if ((r->now->tiltak[i].offers & need_bit(need)) != 0 && takes(&r->now->tiltak[i], p))
            return true;
    }
    return false;
}

/* Of the tiltak that fit and may be joined now: one with a free place first, then the one with the shortest line per place. */
static uint16_t best_fit(const run *r, const person *p, uint16_t need)
{
    uint16_t best = SF_NONE;
    double shortest = (double)INFINITY;

    for (uint16_t i = 0; i < r->model->n_tiltak; i++) {
        const tiltak *t = &r->now->tiltak[i];
        double line;

        if ((t->offers & need_bit(need)) == 0 || !takes(t, p) || !may_join(r, p, i))
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

static person *person_in(const run *r, const participation *part)
{
    return &r->people[part->person];
}

static uint16_t class_in_line(const run *r, const person *p, const tiltak *t)
{
    const segment_kind *s = &r->now->segments[p->segment];

    if (t->rule == RULE_YOUNG_FIRST)
        return (uint16_t)(s->young ? 0 : 1);
    if (t->rule == RULE_COMPLEX_FIRST)
        return (uint16_t)(s->complex ? 0 : 1);
    return 0;
}

static void stops_waiting(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];

    line_left(r, &r->tiltak[part->what].queue, part->node);
    level_changes(r, LEVEL_TILTAK_QUEUE, part->what, person_in(r, part)->segment, -1.0);
}

static void gets_place(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    person *p = person_in(r, part);
    const tiltak *t = &r->now->tiltak[part->what];
    double stay;

    life(r, p, SF_LIFE_GETS_PLACE, part->what);
    wait_ends(r, KIND_TILTAK, part->what, p->segment, part->since, now_of(r), SF_WAIT_SERVED);
    measure_lost(r, p, LOST_TILTAK, part->since, now_of(r));
    p->tiltak_wait += now_of(r) - part->since;
    risks_spend(r, p);
    part->stage = STAGE_TAKING_PART;
    stay = fmin(sf_sampler_draw(t->stay, r->luck, p->key, t->purpose, p->spell, *visits_to(r, p, part->what) - 1u),
                t->longest_days);
    r->tiltak[part->what].taking_part++;
    level_changes(r, LEVEL_IN_TILTAK, part->what, p->segment, 1.0);
    p->tiltak_started++;
    measure_tiltak_start(r, p, part->what);
    participation_timer_set(r, which, stay);
    risks_plan(r, p);
    tiltak_tasks_begin(r, p);
}

static void gave_up(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];
    person *p = person_in(r, part);

    life(r, p, SF_LIFE_GIVES_UP, part->what);
    wait_ends(r, KIND_TILTAK, part->what, p->segment, part->since, now_of(r), SF_WAIT_ABANDONED);
    measure_lost(r, p, LOST_TILTAK, part->since, now_of(r));
    p->tiltak_wait += now_of(r) - part->since;
    participation_ends(r, which);
    if (p->stage == STAGE_ONLY_TILTAK && p->first_participation == NOBODY)
        leaves(r, p, SF_NONE, LEAVES_TILTAK);
}

static void joins_line(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    person *p = person_in(r, part);
    const tiltak *t = &r->now->tiltak[part->what];
    tiltak_state *state = &r->tiltak[part->what];

    part->since = now_of(r);
    ++*visits_to(r, p, part->what);
    life(r, p, SF_LIFE_JOINS_LINE, part->what);
    measure_tiltak_joined(r, part->what);
    if ((double)state->taking_part < t->places) {
        gets_place(r, which);
        return;
    }
    if ((double)state->queue.length >= t->room) {
        p->turned_away = part->what;
        gave_up(r, which);
        return;
    }
    part->stage = STAGE_IN_LINE;
    part->node =
        line_joined(r, &state->queue,
                    (sf_queue_node){.class_ = class_in_line(r, p, t), .time = now_of(r), .tie = p->key, .who = which});
    level_changes(r, LEVEL_TILTAK_QUEUE, part->what, p->segment, 1.0);
    if (t->patience != NULL)
        participation_timer_set(r, which,
                                sf_sampler_draw(t->patience, r->luck, p->key, t->patience_purpose, p->spell,
                                                *visits_to(r, p, part->what) - 1u));
}

void tiltak_line_rejoined(run *r, person *p)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];

        if (part->what >= r->model->n_tiltak || part->stage != STAGE_IN_LINE)
            continue;
        line_reranked(r, &r->tiltak[part->what].queue, part->node, class_in_line(r, p, &r->now->tiltak[part->what]),
                      part->since);
    }
}

void tiltak_places_fill(run *r, uint32_t which)
{
    tiltak_state *state = &r->tiltak[which];

    while (state->queue.length > 0 && (double)state->taking_part < r->now->tiltak[which].places) {
        uint32_t first = line_first_taken(r, &state->queue);

        level_changes(r, LEVEL_TILTAK_QUEUE, which, person_in(r, &r->participations[first])->segment, -1.0);
        gets_place(r, first);
    }
}

void stream_joins_tiltak(run *r, person *p, uint16_t which)
{
    uint32_t part = participation_begins(r, p, which, SF_NONE);

    if (part != NOBODY)
        joins_line(r, part);
}

/* --- from need to line --------------------------------------------------------------------------------------------------------- */

static void need_is_tried(run *r, person *p, uint16_t need)
{
    uint16_t fit;
    uint32_t which;

    if (r->model->need_barrier[need] != SF_NONE)
        treatment_wanted(r, p, need);
    unmet_is(r, p, need, !something_fits(r, p, need) && !is_treated(r, p, need));
    fit = best_fit(r, p, need);
    if (fit == SF_NONE || fit == p->turned_away)
        return; /* one meeting, one try: the line was full a moment ago */
    which = participation_begins(r, p, fit, need);
    if (which == NOBODY)
        return;
    if (programme_of(r, p)->referral == SF_NONE)
        joins_line(r, which);
    else
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

/* Some tiltak is to meet the need already. */
static bool is_under_way(const run *r, const person *p, uint16_t need)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        if (r->participations[i].what < r->model->n_tiltak && r->participations[i].need == need)
            return true;
    }
    return false;
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
        } else if (!is_under_way(r, p, need)) {
            need_is_tried(r, p, need);
        }
    }
}

/* One referral is written for all that is wanted now. The lines may have changed since the needs were seen. */
void referral_is_held(run *r, person *p)
{
    for (uint32_t i = p->first_participation, next; i != NOBODY; i = next) {
        participation *part = &r->participations[i];
        uint16_t need = part->need, fit;

        next = part->next;
        if (part->stage != STAGE_REFERRED || part->what >= r->model->n_tiltak)
            continue;
        part->what = NOTHING; /* is to leave room for itself */
        fit = best_fit(r, p, need);
        if (fit == SF_NONE) {
            unmet_is(r, p, need, !something_fits(r, p, need) && !is_treated(r, p, need));
            participation_ends(r, i);
            continue;
        }
        part->what = fit;
        joins_line(r, i);
    }
}

/* --- the end of it --------------------------------------------------------------------------------------------------------------- */

static void place_is_freed(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];

    r->tiltak[part->what].taking_part--;
    level_changes(r, LEVEL_IN_TILTAK, part->what, person_in(r, part)->segment, -1.0);
    participation_ends(r, which);
}

/* A chain: the next tiltak's line is joined without a new referral. The person may not be taken there any more. */
static void goes_on(run *r, person *p, uint16_t from, uint16_t visit)
{
    const tiltak *t = &r->now->tiltak[from];
    double u = t->n_then == 0 ? 1.0 : sf_luck_uniform(r->luck, p->key, t->then_purpose, p->spell, visit);

    for (size_t i = 0; i < t->n_then; i++) {
        const tiltak_step *step = &t->then[i];
        double delay;
        uint32_t which;

        if (u >= step->p[p->segment]) {
            u -= step->p[p->segment];
            continue;
        }
        if (step->next == SF_NONE || !takes(&r->now->tiltak[step->next], p) || !may_join(r, p, step->next))
            return;
        which = participation_begins(r, p, step->next, SF_NONE);
        if (which == NOBODY)
            return;
        life(r, p, SF_LIFE_GOES_ON, step->next);
        delay = step->delay == NULL
                    ? 0.0
                    : sf_sampler_draw(step->delay, r->luck, p->key, t->then_delay_purpose, p->spell, visit);
        if (delay > 0.0) {
            r->participations[which].stage = STAGE_ON_THE_WAY;
            participation_timer_set(r, which, delay);
        } else {
            joins_line(r, which);
        }
        return;
    }
}

static void completes(run *r, uint32_t which)
{
    uint16_t what = r->participations[which].what;
    person *p = person_in(r, &r->participations[which]);
    uint16_t visit = (uint16_t)(*visits_to(r, p, what) - 1u);
    const tiltak *t = &r->now->tiltak[what];

    life(r, p, SF_LIFE_COMPLETES, what);
    risks_spend(r, p);
    place_is_freed(r, which);
    p->last_tiltak = what;
    p->tiltak_ended = now_of(r);
    tiltak_tasks_end(r, p);
    for (uint16_t need = 0; need < r->model->n_needs; need++) {
        uint16_t b = r->model->need_barrier[need];

        if ((t->offers & need_bit(need)) == 0)
            continue;
        p->wanted &= ~need_bit(need);
        unmet_is(r, p, need, false);
        if (b != SF_NONE && (p->barriers >> b & 1) != 0 &&
            sf_luck_uniform(r->luck, p->key, t->clears_purpose, p->spell, (uint32_t)visit * SF_MOST_BARRIERS + b) <
                t->clears)
            barrier_clears(r, p, b);
    }
    risks_plan(r, p);
    goes_on(r, p, what, visit);
    if (p->stage == STAGE_ONLY_TILTAK && p->first_participation == NOBODY)
        leaves(r, p, SF_NONE, LEAVES_TILTAK);
    tiltak_places_fill(r, what);
}

void tiltak_changes(run *r, uint32_t which)
{
    switch ((participation_stage)r->participations[which].stage) {
    case STAGE_ON_THE_WAY:
        joins_line(r, which);
        break;
    case STAGE_IN_LINE: /* patience is at an end */
        stops_waiting(r, which);
        gave_up(r, which);
        break;
    case STAGE_TAKING_PART:
        completes(r, which);
        break;
    case STAGE_REFERRED:
        assert(false); /* waits for a task, not for a moment */
        break;
    }
}

void tiltak_left(run *r, person *p)
{
    for (uint16_t need = 0; need < r->model->n_needs; need++)
        unmet_is(r, p, need, false);
    for (uint32_t i = p->first_participation, next; i != NOBODY; i = next) {
        uint16_t what = r->participations[i].what;

        next = r->participations[i].next;
        if (what >= r->model->n_tiltak)
            continue;
        if (r->participations[i].stage == STAGE_TAKING_PART) {
            place_is_freed(r, i);
            tiltak_places_fill(r, what);
            continue;
        }
        if (r->participations[i].stage == STAGE_IN_LINE) {
            stops_waiting(r, i);
            wait_ends(r, KIND_TILTAK, what, p->segment, r->participations[i].since, now_of(r), SF_WAIT_ABANDONED);
        }
        participation_ends(r, i);
    }
}

/* What a tiltak does to an exit of the person's programme; NULL: nothing. */
static const tiltak_effect *effect_on(const run *r, const person *p, uint16_t which, size_t exit)
{
    const tiltak *t = &r->now->tiltak[which];

    for (size_t i = 0; i < t->n_effects; i++) {
        if (t->effects[i].exit[p->programme] == exit)
            return &t->effects[i];
    }
    return NULL;
}

/* The factor on an exit's rate at risk_since; *until receives the moment at which it ends by itself, if there is one. */
double tiltak_factor(const run *r, const person *p, const exit_kind *e, double *until)
{
    size_t number = (size_t)(e - programme_of(r, p)->exits);
    bool is_inside = false, is_inside_one = false, has_effect = false;
    double factor = 1.0;

    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];
        const tiltak_effect *effect;

        if (part->what >= r->model->n_tiltak || part->stage != STAGE_TAKING_PART)
            continue;
        is_inside = true;
        is_inside_one = is_inside_one || !r->now->tiltak[part->what].is_parallel;
        effect = effect_on(r, p, part->what, number);
        if (effect != NULL) {
            has_effect = true;
            factor *= effect->during;
        }
    }
    if (is_inside && !has_effect)
        factor = e->in_tiltak;
    if (!is_inside_one && p->last_tiltak != SF_NONE) { /* of those that were completed only the latest counts */
        const tiltak_effect *effect = effect_on(r, p, p->last_tiltak, number);

        if (effect != NULL && p->risk_since < p->tiltak_ended + effect->lasts_days) {
            *until = p->tiltak_ended + effect->lasts_days;
            factor *= effect->after;
        }
    }
    return factor;
}
