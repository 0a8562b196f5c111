/* models/treatment.c - treatment outside NAV: a drawn wait, then a stay that may clear the barrier; in parallel with the rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/measure.h"

/* The person's treatment, waited for or under way; NOBODY when there is none. */
static uint32_t treatment_of(const run *r, const person *p)
{
    uint32_t i = p->first_participation;

    while (i != NOBODY && r->participations[i].what < r->model->n_tiltak)
        i = r->participations[i].next;
    return i;
}

void treatment_wanted(run *r, person *p, uint16_t need)
{
    if (treatment_of(r, p) != NOBODY || (p->barriers >> r->model->need_barrier[need] & 1) == 0)
        return;
    for (uint16_t i = 0; i < r->model->n_treatments; i++) {
        const treatment *t = &r->now->treatments[i];
        uint16_t what = (uint16_t)(r->model->n_tiltak + i);
        uint32_t which;

        if ((t->offers >> need & 1) == 0)
            continue;
        which = participation_begins(r, p, what, need);
        if (which == NOBODY)
            return;
        r->participations[which].stage = STAGE_IN_LINE;
        life(r, p, SF_LIFE_WAITS_TREATMENT, i);
        level_changes(r, LEVEL_TREATMENT, i, p->segment, 1.0);
        participation_timer_set(
            r, which, sf_sampler_draw(t->wait, r->luck, p->key, t->wait_purpose, p->spell, *visits_to(r, p, what)));
        return;
    }
}

void treatment_changes(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    person *p = &r->people[part->person];
    uint16_t i = (uint16_t)(part->what - r->model->n_tiltak), b, visit = *visits_to(r, p, part->what);
    const treatment *t = &r->now->treatments[i];

    if (part->stage == STAGE_IN_LINE) {
        wait_ends(r, KIND_TREATMENT, i, p->segment, part->since, now_of(r), SF_WAIT_SERVED);
        measure_lost(r, p, LOST_TREATMENT, part->since, now_of(r));
        level_changes(r, LEVEL_TREATMENT, i, p->segment, -1.0);
        part->stage = STAGE_TAKING_PART;
        life(r, p, SF_LIFE_IS_TREATED, i);
        participation_timer_set(r, which, sf_sampler_draw(t->stay, r->luck, p->key, t->stay_purpose, p->spell, visit));
        return;
    }
    life(r, p, SF_LIFE_TREATMENT_ENDS, i);
    b = r->model->need_barrier[part->need];
    ++*visits_to(r, p, part->what);
    participation_ends(r, which);
    if ((p->barriers >> b & 1) != 0 && sf_luck_uniform(r->luck, p->key, t->clears_purpose, p->spell, visit) < t->clears)
        barrier_clears(r, p, b);
}

void treatment_left(run *r, person *p)
{
    for (uint32_t which; (which = treatment_of(r, p)) != NOBODY; participation_ends(r, which)) {
        const participation *part = &r->participations[which];
        uint16_t i = (uint16_t)(part->what - r->model->n_tiltak);

        if (part->stage != STAGE_IN_LINE)
            continue;
        wait_ends(r, KIND_TREATMENT, i, p->segment, part->since, now_of(r), SF_WAIT_ABANDONED);
        level_changes(r, LEVEL_TREATMENT, i, p->segment, -1.0);
    }
}
