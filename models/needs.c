/* models/needs.c - a need is seen in a contact, something that meets it is looked for, and a referral is written.
 * Invariant: a need counts as unmet while it is wanted and neither a tiltak fits nor treatment is there for it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/measure.h"
#include "models/tiltak.h"

/* No tiltak or treatment at all, for a participation that is about to get one. */
#define NOTHING SF_NONE

static uint32_t need_bit(uint16_t need)
{
    return UINT32_C(1) << need;
}

/* Some tiltak meets the need and takes the person as the person is. */
static bool something_fits(const run *r, const person *p, uint16_t need)
{
    for (uint16_t i = 0; i < r->model->n_tiltak; i++) {
        if ((r->now->tiltak[i].offers & need_bit(need)) != 0 && tiltak_takes(r, i, p))
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
        uint32_t site;
        double line;

        if ((t->offers & need_bit(need)) == 0 || !tiltak_takes(r, i, p) || !tiltak_may_be_joined(r, p, i))
            continue;
        site = site_for(r, p, i);
        line = site_can_start(r, site) ? -1.0 : (double)r->sites[site].queue.length / r->now->site_places[site];
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

void unmet_is(run *r, person *p, uint16_t need, bool unmet)
{
    bool was = (p->unmet & need_bit(need)) != 0;

    if (was == unmet)
        return;
    p->unmet ^= need_bit(need);
    measure_unmet(r, p, need, unmet ? 1.0 : -1.0);
}

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
        tiltak_line_joined(r, which);
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

/* The participation in a tiltak that is to meet the need; NOBODY. */
static uint32_t under_way_for(const run *r, const person *p, uint16_t need)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        if (r->participations[i].what < r->model->n_tiltak && r->participations[i].need == need)
            return i;
    }
    return NOBODY;
}

/* Who has waited long for the tiltak that was wanted takes the second best one, if it has a place now. What was wanted is
 * still wanted: it is tried again when the other has ended. */
static void substitute_is_tried(run *r, person *p, uint32_t which)
{
    const participation *part = &r->participations[which];
    const tiltak *t = &r->now->tiltak[part->what];

    if (part->stage != STAGE_IN_LINE || t->substitute == SF_NONE || now_of(r) - part->since < t->substitute_after_days)
        return;
    if (tiltak_takes(r, t->substitute, p) && site_can_start(r, site_for(r, p, t->substitute)) &&
        participation_in(r, p, t->substitute) == NOBODY)
        tiltak_line_changed(r, which, t->substitute);
}

void needs_looked_at_again(run *r, person *p)
{
    uint64_t key = p->key;

    for (uint16_t need = 0; need < r->model->n_needs && p->key == key && p->stage != STAGE_GONE; need++) {
        uint32_t under_way;

        if ((p->wanted & need_bit(need)) == 0)
            continue;
        if (is_met_already(r, p, need)) {
            p->wanted &= ~need_bit(need);
            unmet_is(r, p, need, false);
            continue;
        }
        under_way = under_way_for(r, p, need);
        if (under_way == NOBODY)
            need_is_tried(r, p, need);
        else
            substitute_is_tried(r, p, under_way);
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
        tiltak_line_joined(r, i);
    }
}
