/* tests/reference/tiltak.c - section "Needs, tiltak and treatment" of docs/model.md: a need is seen, a person waits for a place,
 * takes part, and comes back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "reference/reference.h"

/* --- lines, and who is in them ----------------------------------------------------------------------------------------------------- */

static size_t count(const ref_world *w, size_t which, tiltak_stage in)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n_people; i++)
        n += w->people[i]->tiltak_stage == in && w->people[i]->tiltak == which;
    return n;
}

static bool has_free_place(const ref_world *w, size_t which)
{
    return (double)count(w, which, TAKES_PART) < w->rules->tiltak[which].places;
}

static int class_of(const ref_world *w, const ref_person *p, size_t which)
{
    const segment_kind *segment = &w->rules->segments[p->segment];

    switch (w->rules->tiltak[which].rule) {
    case RULE_YOUNG_FIRST:
        return segment->young ? 0 : 1;
    case RULE_COMPLEX_FIRST:
        return segment->complex ? 0 : 1;
    default:
        return 0;
    }
}

/* Class, then time of joining, then key. */
static ref_person *first_in_line(const ref_world *w, size_t which)
{
    ref_person *first = NULL;

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];
        int a, b;

        if (p->tiltak_stage != WAITS_FOR_PLACE || p->tiltak != which)
            continue;
        a = class_of(w, p, which);
        b = first == NULL ? 0 : class_of(w, first, which);
        if (first == NULL || a < b ||
            (a == b && (p->in_line_since < first->in_line_since ||
                        (!(p->in_line_since > first->in_line_since) && p->key < first->key))))
            first = p;
    }
    return first;
}

/* --- places ------------------------------------------------------------------------------------------------------------------------- */

static void gets_place(ref_world *w, ref_person *p)
{
    const tiltak *t = &w->rules->tiltak[p->tiltak];
    double stay;

    ref_tell(w, p, SF_LIFE_GETS_PLACE, p->tiltak);
    ref_budgets_are_spent(w, p);
    p->tiltak_stage = TAKES_PART;
    stay = sf_sampler_draw(t->stay, w->luck, p->key, t->purpose, p->spell, p->lines_joined[p->tiltak] - 1);
    ref_arrange(w, &p->tiltak_change, w->now + fmin(stay, t->longest_days), TURN_END);
    ref_risk_is_arranged(w, p);
    for (size_t i = 0; p->programme != SF_NONE && i < ref_programme(w, p)->n_tasks; i++) {
        if (ref_programme(w, p)->tasks[i].only_in_tiltak)
            ref_task_recurs(w, p, i);
    }
}

static void gives_up(ref_world *w, ref_person *p)
{
    ref_tell(w, p, SF_LIFE_GIVES_UP, p->tiltak);
    p->tiltak_stage = NO_TILTAK;
    p->tiltak = p->need = SF_NONE;
    p->tiltak_change.is_made = false;
    if (p->stage == ONLY_TILTAK)
        ref_leaves(w, p, SF_NONE);
}

void ref_joins_line(ref_world *w, ref_person *p, size_t which)
{
    const tiltak *t = &w->rules->tiltak[which];

    p->tiltak = which;
    p->in_line_since = w->now;
    p->lines_joined[which]++;
    ref_tell(w, p, SF_LIFE_JOINS_LINE, which);
    if (has_free_place(w, which)) {
        assert(count(w, which, WAITS_FOR_PLACE) == 0); /* nobody waits while a place is free */
        gets_place(w, p);
    } else if ((double)count(w, which, WAITS_FOR_PLACE) >= t->room) {
        p->full_line = which;
        gives_up(w, p);
    } else {
        p->tiltak_stage = WAITS_FOR_PLACE;
        if (t->patience != NULL)
            ref_arrange(w, &p->tiltak_change,
                        w->now + sf_sampler_draw(t->patience, w->luck, p->key, t->patience_purpose, p->spell,
                                                 p->lines_joined[which] - 1),
                        TURN_END);
    }
}

bool ref_could_place(const ref_world *w, size_t which)
{
    return has_free_place(w, which) && first_in_line(w, which) != NULL;
}

void ref_places_are_given(ref_world *w, size_t which)
{
    ref_person *p;

    while (has_free_place(w, which) && (p = first_in_line(w, which)) != NULL) {
        p->tiltak_change.is_made = false; /* the place came before patience ran out */
        gets_place(w, p);
    }
}

/* --- from need to line ---------------------------------------------------------------------------------------------------------------- */

/* The tiltak that offers it, has places, and accepts the person as the person is: one with a free place, else the one with the
 * shortest line per place; the first by id among equals. */
static size_t best_fit(const ref_world *w, const ref_person *p, size_t need)
{
    size_t best = SF_NONE;
    double shortest = (double)INFINITY;

    for (size_t i = 0; i < w->model->n_tiltak; i++) {
        const tiltak *t = &w->rules->tiltak[i];

        if ((t->offers >> need & 1) == 0 || !(t->places > 0.0) || (t->accepted_segments >> p->segment & 1) == 0)
            continue;
        if (!t->takes_everyone && (p->barriers & ~t->accepted_barriers) != 0)
            continue;
        if (has_free_place(w, i))
            return i;
        if ((double)count(w, i, WAITS_FOR_PLACE) / t->places < shortest) {
            best = i;
            shortest = (double)count(w, i, WAITS_FOR_PLACE) / t->places;
        }
    }
    return best;
}

static void is_tried(ref_world *w, ref_person *p, size_t need)
{
    size_t fit = best_fit(w, p, need);

    if (w->model->need_barrier[need] != SF_NONE)
        ref_treatment_is_wanted(w, p, need);
    if (fit == SF_NONE || p->tiltak_stage != NO_TILTAK) /* one at a time */
        return;
    if (fit == p->full_line) /* one meeting, one try */
        return;
    p->need = need;
    if (ref_programme(w, p)->referral == SF_NONE) {
        ref_joins_line(w, p, fit);
    } else {
        p->tiltak_stage = REFERRED;
        ref_task_is_asked(w, p, ref_programme(w, p)->referral, 0.0);
    }
}

/* A need to clear a barrier that is not there. */
static bool is_met(const ref_world *w, const ref_person *p, size_t need)
{
    return w->model->need_barrier[need] != SF_NONE && (p->barriers >> w->model->need_barrier[need] & 1) == 0;
}

void ref_need_is_seen(ref_world *w, ref_person *p, size_t need)
{
    if (is_met(w, p, need))
        return;
    if ((p->wanted >> need & 1) == 0) {
        p->wanted |= UINT32_C(1) << need;
        ref_tell(w, p, SF_LIFE_NEED_IS_SEEN, need);
    }
    is_tried(w, p, need);
}

void ref_needs_are_looked_at_again(ref_world *w, ref_person *p)
{
    for (size_t need = 0; need < w->model->n_needs && p->stage != GONE; need++) {
        if ((p->wanted >> need & 1) == 0)
            continue;
        if (is_met(w, p, need))
            p->wanted &= ~(UINT32_C(1) << need);
        else if (p->need != need)
            is_tried(w, p, need);
    }
}

void ref_referral_is_held(ref_world *w, ref_person *p)
{
    size_t fit;

    if (p->tiltak_stage != REFERRED)
        return;
    fit = best_fit(w, p, p->need); /* as lines and barriers are now */
    p->tiltak_stage = NO_TILTAK;
    if (fit == SF_NONE)
        p->need = SF_NONE;
    else
        ref_joins_line(w, p, fit);
}

/* --- the end of it ---------------------------------------------------------------------------------------------------------------------- */

static void completes(ref_world *w, ref_person *p)
{
    const size_t which = p->tiltak;
    const tiltak *t = &w->rules->tiltak[which];

    ref_tell(w, p, SF_LIFE_COMPLETES, which);
    ref_budgets_are_spent(w, p);
    p->tiltak_stage = NO_TILTAK;
    p->tiltak = p->need = SF_NONE;
    p->latest_tiltak = which;
    p->completed_at = w->now;
    for (size_t i = 0; p->programme != SF_NONE && i < ref_programme(w, p)->n_tasks; i++) {
        if (ref_programme(w, p)->tasks[i].only_in_tiltak && p->tasks[i].stage == PLANNED) {
            p->tasks[i].stage = NOT_THERE;
            p->tasks[i].opening.is_made = p->tasks[i].is_rebooked = false;
        }
    }
    for (size_t need = 0; need < w->model->n_needs; need++) {
        const uint16_t b = w->model->need_barrier[need];

        if ((t->offers >> need & 1) == 0)
            continue;
        p->wanted &= ~(UINT32_C(1) << need);
        if (b != SF_NONE && (p->barriers >> b & 1) != 0 &&
            sf_luck_uniform(w->luck, p->key, t->clears_purpose, p->spell, 16 * (p->lines_joined[which] - 1) + b) <
                t->clears)
            ref_barrier_clears(w, p, b);
    }
    ref_risk_is_arranged(w, p);
    if (p->stage == ONLY_TILTAK)
        ref_leaves(w, p, SF_NONE);
    ref_places_are_given(w, which);
}

void ref_tiltak_changes(ref_world *w, ref_person *p)
{
    if (p->tiltak_stage == WAITS_FOR_PLACE)
        gives_up(w, p);
    else
        completes(w, p);
}

void ref_tiltak_is_left(ref_world *w, ref_person *p)
{
    const tiltak_stage was = p->tiltak_stage;
    const size_t which = p->tiltak;

    p->tiltak_stage = NO_TILTAK;
    p->tiltak = p->need = SF_NONE;
    p->tiltak_change.is_made = false;
    if (was == TAKES_PART)
        ref_places_are_given(w, which);
}
