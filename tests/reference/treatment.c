/* tests/reference/treatment.c - treatment outside NAV: a drawn wait, then a stay that may clear the barrier; in parallel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/reference.h"

static bool is_treated(const ref_person *p)
{
    for (size_t i = 0; i < p->n_parts; i++) {
        if (p->parts[i]->is_treatment)
            return true;
    }
    return false;
}

/* The first treatment by id that offers it, for an open barrier, one at a time. */
void ref_treatment_is_wanted(ref_world *w, ref_person *p, size_t need)
{
    if (is_treated(p) || (p->barriers >> w->model->need_barrier[need] & 1) == 0)
        return;
    for (size_t i = 0; i < w->model->n_treatments; i++) {
        const treatment *t = &w->rules->treatments[i];
        ref_part *part;

        if ((t->offers >> need & 1) == 0)
            continue;
        part = ref_part_begins(p, i, true, need);
        part->stage = WAITS_FOR_PLACE;
        ref_tell(w, p, SF_LIFE_WAITS_TREATMENT, i);
        ref_arrange(w, &part->change,
                    w->now +
                        sf_sampler_draw(t->wait, w->luck, p->key, t->wait_purpose, p->spell, p->treatments_ended[i]),
                    TURN_END);
        return;
    }
}

void ref_treatment_changes(ref_world *w, ref_person *p, ref_part *part)
{
    const treatment *t = &w->rules->treatments[part->which];
    const uint32_t occasion = p->treatments_ended[part->which];
    const uint16_t b = w->model->need_barrier[part->need];

    if (part->stage == WAITS_FOR_PLACE) {
        part->stage = TAKES_PART;
        ref_tell(w, p, SF_LIFE_IS_TREATED, part->which);
        ref_arrange(w, &part->change,
                    w->now + sf_sampler_draw(t->stay, w->luck, p->key, t->stay_purpose, p->spell, occasion), TURN_END);
        return;
    }
    p->treatments_ended[part->which]++;
    ref_tell(w, p, SF_LIFE_TREATMENT_ENDS, part->which);
    ref_part_ends(p, part);
    if ((p->barriers >> b & 1) != 0 &&
        sf_luck_uniform(w->luck, p->key, t->clears_purpose, p->spell, occasion) < t->clears)
        ref_barrier_clears(w, p, b);
}
