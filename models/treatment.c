/* models/treatment.c - treatment outside NAV: a drawn wait, then a stay that may clear the barrier; in parallel with the rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/measure.h"

static void timer_set(run *r, uint32_t who, double days)
{
    if (now_of(r) + days < r->horizon)
        sf_engine_schedule(&r->engine, person_slot(r, who, TIMER_TREATMENT), now_of(r) + days, FIRST_COMPLETION,
                           ACTION_TREATMENT_CHANGES, who);
}

void treatment_wanted(run *r, person *p, uint16_t need)
{
    if (p->treatment_stage != TREATMENT_NONE || (p->barriers >> r->model->need_barrier[need] & 1) == 0)
        return;
    for (uint16_t i = 0; i < r->model->n_treatments; i++) {
        const treatment *t = &r->now->treatments[i];

        if ((t->offers >> need & 1) == 0)
            continue;
        p->treatment_stage = TREATMENT_WAITING;
        p->treatment = i;
        p->treated_need = need;
        p->treatment_since = now_of(r);
        life(r, p, SF_LIFE_WAITS_TREATMENT, i);
        level_changes(r, LEVEL_TREATMENT, i, p->segment, 1.0);
        timer_set(r, index_of_person(r, p),
                  sf_sampler_draw(t->wait, r->luck, p->key, t->wait_purpose, 0, *visits_to_treatment(r, p, i)));
        return;
    }
}

void treatment_changes(void *model, uint32_t who)
{
    run *r = model;
    person *p = &r->people[who];
    const treatment *t = &r->now->treatments[p->treatment];
    uint16_t b;

    if (p->treatment_stage == TREATMENT_WAITING) {
        wait_ends(r, KIND_TREATMENT, p->treatment, p->segment, p->treatment_since, now_of(r), SF_WAIT_SERVED);
        measure_lost(r, p, LOST_TREATMENT, p->treatment_since, now_of(r));
        level_changes(r, LEVEL_TREATMENT, p->treatment, p->segment, -1.0);
        p->treatment_stage = TREATMENT_GOING_ON;
        life(r, p, SF_LIFE_IS_TREATED, p->treatment);
        timer_set(
            r, who,
            sf_sampler_draw(t->stay, r->luck, p->key, t->stay_purpose, 0, *visits_to_treatment(r, p, p->treatment)));
        return;
    }
    life(r, p, SF_LIFE_TREATMENT_ENDS, p->treatment);
    b = r->model->need_barrier[p->treated_need];
    if ((p->barriers >> b & 1) != 0 &&
        sf_luck_uniform(r->luck, p->key, t->clears_purpose, 0, *visits_to_treatment(r, p, p->treatment)) < t->clears)
        barrier_clears(r, p, b);
    ++*visits_to_treatment(r, p, p->treatment);
    p->treatment_stage = TREATMENT_NONE;
    p->treatment = p->treated_need = SF_NONE;
}

void treatment_left(run *r, person *p)
{
    if (p->treatment_stage == TREATMENT_WAITING) {
        wait_ends(r, KIND_TREATMENT, p->treatment, p->segment, p->treatment_since, now_of(r), SF_WAIT_ABANDONED);
        level_changes(r, LEVEL_TREATMENT, p->treatment, p->segment, -1.0);
    }
    p->treatment_stage = TREATMENT_NONE;
}
