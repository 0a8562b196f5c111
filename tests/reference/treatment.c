/* tests/reference/treatment.c - treatment outside NAV: a drawn wait or a line for places, then a stay that may clear the barrier; in
 * parallel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "reference/reference.h"

static ref_part *part_in(const ref_person *p, size_t which)
{
    for (size_t i = 0; i < p->n_parts; i++) {
        if (p->parts[i]->is_treatment && p->parts[i]->which == which)
            return p->parts[i];
    }
    return NULL;
}

static bool is_treated_for(const ref_person *p, size_t need)
{
    for (size_t i = 0; i < p->n_parts; i++) {
        if (p->parts[i]->is_treatment && p->parts[i]->need == need)
            return true;
    }
    return false;
}

/* --- a line for places ------------------------------------------------------------------------------------------------------------------ */

static bool has_place(const ref_world *w, size_t which)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n_people; i++) {
        const ref_part *part = part_in(w->people[i], which);

        n += part != NULL && part->stage == TAKES_PART;
    }
    return (double)n < w->rules->treatments[which].places;
}

/* Class, then time of joining, then key. */
static ref_person *first_in_line(const ref_world *w, size_t which)
{
    ref_person *first = NULL;

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];
        const ref_part *part = part_in(p, which), *best = first == NULL ? NULL : part_in(first, which);
        int a, b;

        if (part == NULL || part->stage != WAITS_FOR_PLACE)
            continue;
        a = ref_class_in_line(w, p, w->rules->treatments[which].rule);
        b = first == NULL ? 0 : ref_class_in_line(w, first, w->rules->treatments[which].rule);
        if (first == NULL || a < b ||
            (a == b && (part->since < best->since || (!(part->since > best->since) && p->key < first->key))))
            first = p;
    }
    return first;
}

/* --- waiting, being treated, coming out --------------------------------------------------------------------------------------------------- */

static void is_treated(ref_world *w, ref_person *p, ref_part *part)
{
    const treatment *t = &w->rules->treatments[part->which];

    part->stage = TAKES_PART;
    ref_tell(w, p, SF_LIFE_IS_TREATED, part->which);
    ref_arrange(
        w, &part->change,
        w->now + sf_sampler_draw(t->stay, w->luck, p->key, t->stay_purpose, p->spell, p->treatments_ended[part->which]),
        TURN_END);
}

void ref_treatments_are_given(ref_world *w, size_t which)
{
    ref_person *p;

    if (w->rules->treatments[which].wait != NULL)
        return;
    while (has_place(w, which) && (p = first_in_line(w, which)) != NULL)
        is_treated(w, p, part_in(p, which));
}

/* The first treatment by id that offers it and that the person is not in for something else; for an open barrier. */
void ref_treatment_is_wanted(ref_world *w, ref_person *p, size_t need)
{
    if ((p->barriers >> w->model->need_barrier[need] & 1) == 0 || is_treated_for(p, need))
        return;
    for (size_t i = 0; i < w->model->n_treatments; i++) {
        const treatment *t = &w->rules->treatments[i];
        const sf_sampler *how_long = t->wait != NULL ? t->wait : t->patience;
        ref_part *part;

        if ((t->offers >> need & 1) == 0 || part_in(p, i) != NULL)
            continue;
        part = ref_part_begins(p, i, true, need);
        part->stage = WAITS_FOR_PLACE;
        part->since = w->now;
        ref_tell(w, p, SF_LIFE_WAITS_TREATMENT, i);
        if (t->wait == NULL && has_place(w, i))
            is_treated(w, p, part);
        else if (how_long != NULL)
            ref_arrange(w, &part->change,
                        w->now + sf_sampler_draw(how_long, w->luck, p->key,
                                                 t->wait != NULL ? t->wait_purpose : t->patience_purpose, p->spell,
                                                 p->treatments_ended[i]),
                        TURN_END);
        return;
    }
}

void ref_treatment_changes(ref_world *w, ref_person *p, ref_part *part)
{
    const size_t which = part->which;
    const treatment *t = &w->rules->treatments[which];
    const uint32_t occasion = p->treatments_ended[which];
    const uint16_t b = w->model->need_barrier[part->need];

    if (part->stage == WAITS_FOR_PLACE && t->wait != NULL) {
        is_treated(w, p, part);
        return;
    }
    p->treatments_ended[which]++;
    if (part->stage == WAITS_FOR_PLACE) { /* patience is at an end */
        ref_tell(w, p, SF_LIFE_STOPS_WAITING, which);
        ref_part_ends(p, part);
        return;
    }
    ref_tell(w, p, SF_LIFE_TREATMENT_ENDS, which);
    ref_part_ends(p, part);
    if (b != SF_NONE && (p->barriers >> b & 1) != 0 &&
        sf_luck_uniform(w->luck, p->key, t->clears_purpose, p->spell, occasion) < t->clears)
        ref_barrier_clears(w, p, b);
    ref_treatments_are_given(w, which);
}

void ref_treatment_is_left(ref_world *w, ref_person *p)
{
    ref_part *all[MOST_PARTS];
    const size_t n = p->n_parts;

    memcpy(all, p->parts, n * sizeof(ref_part *));
    for (size_t i = 0; i < n; i++) {
        const size_t which = all[i]->which;
        const bool was_inside = all[i]->stage == TAKES_PART;

        ref_part_ends(p, all[i]);
        if (was_inside)
            ref_treatments_are_given(w, which);
    }
}
