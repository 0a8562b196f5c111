/* models/participation.c - what people have to do with tiltak and treatments: pooled records, a list for each person.
 * Invariant: a record is in the list of its person, or free; a free one has no timer and stands in no line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "models/state.h"

uint32_t participation_begins(run *r, person *p, uint16_t what, uint16_t need)
{
    uint32_t which = r->first_free_participation;

    if (which != NOBODY) {
        r->first_free_participation = r->participations[which].next;
    } else if (r->participations_used < r->participations_capacity) {
        which = r->participations_used++;
    } else {
        r->out_of_room = true;
        r->engine.is_full = true;
        return NOBODY;
    }
    r->participations[which] = (participation){.since = now_of(r),
                                               .person = index_of_person(r, p),
                                               .next = p->first_participation,
                                               .what = what,
                                               .need = need,
                                               .stage = STAGE_REFERRED};
    p->first_participation = which;
    return which;
}

void participation_ends(run *r, uint32_t which)
{
    participation *gone = &r->participations[which];
    uint32_t *link = &r->people[gone->person].first_participation;

    while (*link != which)
        link = &r->participations[*link].next;
    *link = gone->next;
    sf_engine_cancel(&r->engine, r->slot_participations + which);
    gone->what = SF_NONE; /* whoever looks through all records finds no tiltak here */
    gone->next = r->first_free_participation;
    r->first_free_participation = which;
}

void participation_timer_set(run *r, uint32_t which, double days)
{
    if (now_of(r) + days < r->horizon)
        sf_engine_schedule(&r->engine, r->slot_participations + which, now_of(r) + days, FIRST_COMPLETION);
    else
        sf_engine_cancel(&r->engine, r->slot_participations + which);
}

bool takes_part(const run *r, const person *p)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        if (r->participations[i].what < r->model->n_tiltak && r->participations[i].stage == STAGE_TAKING_PART)
            return true;
    }
    return false;
}

bool has_treatment(const run *r, const person *p, participation_stage stage)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        if (r->participations[i].what >= r->model->n_tiltak && r->participations[i].stage == stage)
            return true;
    }
    return false;
}

bool has_to_do_with(const run *r, const person *p, uint16_t what)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        if (r->participations[i].what == what && r->participations[i].stage != STAGE_COMPLETED)
            return true;
    }
    return false;
}
