/* models/treatment.c - treatment outside NAV: a wait, then a stay that may clear the barrier; in parallel with all else. The wait is
 * drawn, or it is a line for places.
 * Invariant: nobody waits in a line while a place is free.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "models/measure.h"
#include "models/tiltak.h"

static uint16_t number_of(const run *r, const participation *part)
{
    return (uint16_t)(part->what - r->model->n_tiltak);
}

static bool is_for(const run *r, const participation *part, uint16_t need)
{
    return part->what >= r->model->n_tiltak && part->need == need;
}

/* Some treatment for the need is waited for, or under way. */
static bool is_on_its_way(const run *r, const person *p, uint16_t need)
{
    uint32_t i = p->first_participation;

    while (i != NOBODY && !is_for(r, &r->participations[i], need))
        i = r->participations[i].next;
    return i != NOBODY;
}

static bool has_place(const run *r, uint32_t which)
{
    return (double)r->treatments[which].taking_part < r->now->treatments[which].places;
}

static void is_treated(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    person *p = &r->people[part->person];
    uint16_t i = number_of(r, part);
    const treatment *t = &r->now->treatments[i];

    wait_ends(r, KIND_TREATMENT, i, p->segment, part->since, now_of(r), SF_WAIT_SERVED);
    measure_lost(r, p, LOST_TREATMENT, part->since, now_of(r));
    level_changes(r, LEVEL_TREATMENT, i, p->segment, -1.0);
    part->stage = STAGE_TAKING_PART;
    part->since = now_of(r);
    r->treatments[i].taking_part++;
    level_changes(r, LEVEL_IN_TREATMENT, i, 0, 1.0);
    life(r, p, SF_LIFE_IS_TREATED, i);
    participation_timer_set(
        r, which, sf_sampler_draw(t->stay, r->luck, p->key, t->stay_purpose, p->spell, *visits_to(r, p, part->what)));
}

static void line_is_joined(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    person *p = &r->people[part->person];
    uint16_t i = number_of(r, part);
    const treatment *t = &r->now->treatments[i];

    if (has_place(r, i)) {
        is_treated(r, which);
        return;
    }
    part->node = line_joined(
        r, &r->treatments[i].queue,
        (sf_queue_node){.class_ = class_by_rule(r, p, t->rule), .time = now_of(r), .tie = p->key, .who = which});
    if (t->patience != NULL)
        participation_timer_set(
            r, which,
            sf_sampler_draw(t->patience, r->luck, p->key, t->patience_purpose, p->spell, *visits_to(r, p, part->what)));
}

void treatment_wanted(run *r, person *p, uint16_t need)
{
    if ((p->barriers >> r->model->need_barrier[need] & 1) == 0 || is_on_its_way(r, p, need))
        return;
    for (uint16_t i = 0; i < r->model->n_treatments; i++) {
        const treatment *t = &r->now->treatments[i];
        uint16_t what = (uint16_t)(r->model->n_tiltak + i);
        uint32_t which;

        if ((t->offers >> need & 1) == 0 || participation_in(r, p, what) != NOBODY)
            continue;
        which = participation_begins(r, p, what, need);
        if (which == NOBODY)
            return;
        r->participations[which].stage = STAGE_IN_LINE;
        life(r, p, SF_LIFE_WAITS_TREATMENT, i);
        level_changes(r, LEVEL_TREATMENT, i, p->segment, 1.0);
        if (t->wait == NULL)
            line_is_joined(r, which);
        else
            participation_timer_set(
                r, which, sf_sampler_draw(t->wait, r->luck, p->key, t->wait_purpose, p->spell, *visits_to(r, p, what)));
        return;
    }
}

/* A new record in the person's name; the need is the first barrier, of those open, that it treats; where none is, the first need that it
 * offers. NOBODY: no room. */
static uint32_t is_known(run *r, person *p, uint16_t number, double since)
{
    const uint32_t offers = r->now->treatments[number].offers;
    uint32_t which;
    uint16_t found = SF_NONE;

    for (uint16_t need = 0; need < r->model->n_needs; need++) {
        const uint16_t b = r->model->need_barrier[need];

        if ((offers >> need & 1) == 0)
            continue;
        if (b != SF_NONE && (p->barriers >> b & 1) != 0) {
            found = need;
            break;
        }
        if (found == SF_NONE)
            found = need;
    }
    assert(found != SF_NONE); /* every treatment offers something */
    which = participation_begins(r, p, (uint16_t)(r->model->n_tiltak + number), found);
    if (which != NOBODY)
        r->participations[which].since = since;
    return which;
}

void treatment_is_under_way(run *r, person *p, uint16_t number, double elapsed)
{
    const treatment *t = &r->now->treatments[number];
    uint32_t which = is_known(r, p, number, now_of(r) - elapsed);

    if (which == NOBODY)
        return;
    r->participations[which].stage = STAGE_TAKING_PART;
    r->treatments[number].taking_part++;
    level_changes(r, LEVEL_IN_TREATMENT, number, 0, 1.0);
    life(r, p, SF_LIFE_IS_TREATED, number);
    participation_timer_set(r, which,
                            rest_of(t->stay, elapsed, sf_luck_uniform(r->luck, p->key, t->stay_purpose, p->spell, 0)));
}

void treatment_is_waited_for(run *r, person *p, uint16_t number, double waited)
{
    const treatment *t = &r->now->treatments[number];
    uint32_t which = is_known(r, p, number, now_of(r) - waited);
    participation *part;

    if (which == NOBODY)
        return;
    part = &r->participations[which];
    part->stage = STAGE_IN_LINE;
    life(r, p, SF_LIFE_WAITS_TREATMENT, number);
    level_changes(r, LEVEL_TREATMENT, number, p->segment, 1.0);
    if (t->wait != NULL) {
        participation_timer_set(
            r, which, rest_of(t->wait, waited, sf_luck_uniform(r->luck, p->key, t->wait_purpose, p->spell, 0)));
        return;
    }
    part->node = line_joined(
        r, &r->treatments[number].queue,
        (sf_queue_node){.class_ = class_by_rule(r, p, t->rule), .time = part->since, .tie = p->key, .who = which});
    if (t->patience != NULL)
        participation_timer_set(
            r, which, rest_of(t->patience, waited, sf_luck_uniform(r->luck, p->key, t->patience_purpose, p->spell, 0)));
}

void treatment_places_fill(run *r, uint32_t which)
{
    while (r->treatments[which].queue.length > 0 && has_place(r, which))
        is_treated(r, line_first_taken(r, &r->treatments[which].queue));
}

void treatment_line_rejoined(run *r, person *p)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];
        uint16_t which = number_of(r, part);

        if (part->what < r->model->n_tiltak || part->what == SF_NONE || part->stage != STAGE_IN_LINE ||
            r->now->treatments[which].wait != NULL)
            continue;
        line_reranked(r, &r->treatments[which].queue, part->node, class_by_rule(r, p, r->now->treatments[which].rule),
                      part->since);
    }
}

static void leaves_the_line(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];
    person *p = &r->people[part->person];
    uint16_t i = number_of(r, part);

    if (r->now->treatments[i].wait == NULL)
        line_left(r, &r->treatments[i].queue, part->node);
    wait_ends(r, KIND_TREATMENT, i, p->segment, part->since, now_of(r), SF_WAIT_ABANDONED);
    level_changes(r, LEVEL_TREATMENT, i, p->segment, -1.0);
}

static void place_is_freed(run *r, uint16_t which, double since)
{
    r->treatments[which].taking_part--;
    level_changes(r, LEVEL_IN_TREATMENT, which, 0, -1.0);
    time_was_spent(r, LEVEL_IN_TREATMENT, since);
    if (r->now->treatments[which].wait == NULL)
        treatment_places_fill(r, which);
}

static void patience_ends(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];
    person *p = &r->people[part->person];

    life(r, p, SF_LIFE_STOPS_WAITING, number_of(r, part));
    leaves_the_line(r, which);
    measure_lost(r, p, LOST_TREATMENT, part->since, now_of(r));
    (void)occasion_taken(r, visits_to(r, p, part->what));
    participation_ends(r, which);
}

static void treatment_ends(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];
    person *p = &r->people[part->person];
    uint16_t i = number_of(r, part), b = r->model->need_barrier[part->need], visit = *visits_to(r, p, part->what);
    const treatment *t = &r->now->treatments[i];
    double since = part->since;

    life(r, p, SF_LIFE_TREATMENT_ENDS, i);
    (void)occasion_taken(r, visits_to(r, p, part->what));
    participation_ends(r, which);
    if (b != SF_NONE && (p->barriers >> b & 1) != 0 && /* of the stock: it may offer what is no barrier */
        sf_luck_uniform(r->luck, p->key, t->clears_purpose, p->spell, visit) < t->clears)
        barrier_clears(r, p, b);
    place_is_freed(r, i, since);
}

void treatment_changes(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];

    if (part->stage == STAGE_TAKING_PART)
        treatment_ends(r, which);
    else if (r->now->treatments[number_of(r, part)].wait == NULL)
        patience_ends(r, which);
    else
        is_treated(r, which);
}

void treatment_left(run *r, person *p)
{
    for (uint32_t i = p->first_participation, next; i != NOBODY; i = next) {
        const participation *part = &r->participations[i];
        uint16_t which = number_of(r, part);
        bool is_inside = part->stage == STAGE_TAKING_PART;
        double since = part->since;

        next = part->next;
        if (part->what < r->model->n_tiltak)
            continue;
        if (part->stage == STAGE_IN_LINE)
            leaves_the_line(r, i);
        participation_ends(r, i);
        if (is_inside)
            place_is_freed(r, which, since);
    }
}
