/* tests/reference/treatment.c - treatment outside NAV: a drawn wait, then a stay that may clear the barrier; in parallel.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/reference.h"

/* The first treatment by id that offers it, for an open barrier, one at a time. */
void ref_treatment_is_wanted(ref_world *w, ref_person *p, size_t need)
{
    if (p->treatment_stage != NOT_TREATED || (p->barriers >> w->model->need_barrier[need] & 1) == 0)
        return;
    for (size_t i = 0; i < w->model->n_treatments; i++) {
        const treatment *t = &w->rules->treatments[i];

        if ((t->offers >> need & 1) == 0)
            continue;
        p->treatment_stage = WAITS_FOR_TREATMENT;
        p->treatment = i;
        p->treated_need = need;
        ref_tell(w, p, SF_LIFE_WAITS_TREATMENT, i);
        ref_arrange(w, &p->treatment_change,
                    w->now +
                        sf_sampler_draw(t->wait, w->luck, p->key, t->wait_purpose, p->spell, p->treatments_ended[i]),
                    TURN_END);
        return;
    }
}

void ref_treatment_changes(ref_world *w, ref_person *p)
{
    const treatment *t = &w->rules->treatments[p->treatment];
    const uint32_t occasion = p->treatments_ended[p->treatment];
    const uint16_t b = w->model->need_barrier[p->treated_need];

    if (p->treatment_stage == WAITS_FOR_TREATMENT) {
        p->treatment_stage = IN_TREATMENT;
        ref_tell(w, p, SF_LIFE_IS_TREATED, p->treatment);
        ref_arrange(w, &p->treatment_change,
                    w->now + sf_sampler_draw(t->stay, w->luck, p->key, t->stay_purpose, p->spell, occasion), TURN_END);
        return;
    }
    p->treatment_stage = NOT_TREATED;
    p->treatments_ended[p->treatment]++;
    ref_tell(w, p, SF_LIFE_TREATMENT_ENDS, p->treatment);
    if ((p->barriers >> b & 1) != 0 &&
        sf_luck_uniform(w->luck, p->key, t->clears_purpose, p->spell, occasion) < t->clears)
        ref_barrier_clears(w, p, b);
}
