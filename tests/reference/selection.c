/* tests/reference/selection.c - section "The list" of docs/model.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "reference/reference.h"

void ref_lists_begin(ref_world *w)
{
    for (size_t i = 0; i < w->model->n_programmes; i++) {
        if (w->rules->programmes[i].selects)
            ref_arrange(w, &w->lists[i].decision, w->rules->programmes[i].list_every, TURN_OPENING);
    }
}

void ref_is_listed(ref_world *w, ref_person *p)
{
    const programme *its = ref_programme(w, p);

    p->stage = LISTED;
    p->listed_on = w->now;
    p->score = its->score[p->segment];
    if (its->score_spread > 0.0)
        p->score += its->score_spread * sf_luck_normal(w->luck, p->key, its->score_purpose, p->spell, 0);
    ref_tell(w, p, SF_LIFE_IS_LISTED, p->programme);
}

/* The best of those on the list that this decision has not looked at. */
static ref_person *best_of(const ref_world *w, size_t which)
{
    ref_person *best = NULL;

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];

        if (p->stage != LISTED || p->programme != which || p->was_looked_at)
            continue;
        if (best == NULL || p->score > best->score || (!(p->score < best->score) && p->key < best->key))
            best = p;
    }
    return best;
}

void ref_list_is_decided(ref_world *w, size_t which)
{
    const programme *its = &w->rules->programmes[which];
    ref_list *list = &w->lists[which];
    double places = isinf(its->target) ? (double)INFINITY : list->part_of_a_place + its->target * its->list_every;
    bool is_full = false;

    for (ref_person *p = best_of(w, which); p != NULL; p = best_of(w, which)) {
        bool is_outside = (its->target_group >> p->segment & 1) == 0,
             is_one_too_many =
                 (double)list->taken_outside + 1.0 > its->outside_share * ((double)list->taken + 1.0) + 1e-9;

        p->was_looked_at = true;
        if (p->score < its->threshold) {
            ref_leaves(w, p, its->rejected_to);
            continue;
        }
        is_full = is_full || places < 1.0;
        if (!is_full && !(is_outside && is_one_too_many)) {
            places -= 1.0;
            list->taken++;
            list->taken_outside += is_outside;
            ref_reaches_office(w, p);
        } else if (w->now - p->listed_on >= its->list_longest) {
            ref_leaves(w, p, its->rejected_to);
        }
    }
    for (size_t i = 0; i < w->n_people; i++)
        w->people[i]->was_looked_at = false;
    list->part_of_a_place = isinf(places) ? 0.0 : places - floor(places);
    ref_arrange(w, &list->decision, w->now + its->list_every, TURN_OPENING);
}
