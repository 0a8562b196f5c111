/* models/openings.c - work that there is: openings come, stay vacant for a while, and are taken by who is ready for work; who finds none
 * waits for one, and goes on in the programme meanwhile. So what helps some to be ready sooner makes others wait.
 * Openings are a double-ended queue with the people (Kendall 1951): one of the two lines is always empty.
 * Invariant: nobody waits in a district while an opening is vacant there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "models/measure.h"

static const labour_market *market_of(const run *r, const exit_kind *e)
{
    return &r->now->markets[e->market];
}

static bool is_searching(const run *r, const person *p)
{
    return r->model->n_markets > 0 && search_of(r, p)->exit_and_one != 0;
}

static const exit_kind *sought(const run *r, const person *p)
{
    return &programme_of(r, p)->exits[search_of(r, p)->exit_and_one - 1];
}

/* Of the same luck all spell long: who needs an opening at some share needs one at every larger share. */
static bool needs_opening(const run *r, const person *p, const exit_kind *e)
{
    return e->market != SF_NONE &&
           sf_luck_uniform(r->luck, p->key, e->opening_purpose, p->spell, 0) < e->opening_share[p->segment];
}

uint16_t market_sought(const run *r, const person *p)
{
    return sought(r, p)->market;
}

bool waits_for_opening(const run *r, const person *p, const exit_kind *e)
{
    return is_searching(r, p) && needs_opening(r, p, e);
}

uint16_t exit_that_is_free(const run *r, const person *p)
{
    if (!is_searching(r, p) || needs_opening(r, p, sought(r, p)))
        return SF_NONE;
    return (uint16_t)(search_of(r, p)->exit_and_one - 1);
}

static district *district_for(const run *r, const person *p, const exit_kind *e)
{
    return &r->districts[district_of(r->model, e->market, p->home)];
}

/* --- vacant openings, the one that has been vacant longest first ------------------------------------------------------------- */

static void becomes_vacant(run *r, uint32_t where, double until)
{
    district *d = &r->districts[where];
    uint32_t which = r->first_free_opening;

    if (which != NOBODY) {
        r->first_free_opening = r->openings[which].next;
    } else if (r->openings_used < r->openings_capacity) {
        which = r->openings_used++;
    } else {
        r->out_of_room = r->engine.is_full = true;
        return;
    }
    r->openings[which] = (opening){.district = where, .previous = d->last_vacant, .next = NOBODY};
    if (d->last_vacant != NOBODY)
        r->openings[d->last_vacant].next = which;
    else
        d->first_vacant = which;
    d->last_vacant = which;
    if (until < r->horizon)
        sf_engine_schedule(&r->engine, r->slot_openings + which, until, FIRST_COMPLETION);
}

static void is_vacant_no_longer(run *r, uint32_t which)
{
    opening *o = &r->openings[which];
    district *d = &r->districts[o->district];

    if (o->previous != NOBODY)
        r->openings[o->previous].next = o->next;
    else
        d->first_vacant = o->next;
    if (o->next != NOBODY)
        r->openings[o->next].previous = o->previous;
    else
        d->last_vacant = o->previous;
    o->next = r->first_free_opening;
    r->first_free_opening = which;
}

void opening_is_closed(run *r, uint32_t which)
{
    is_vacant_no_longer(r, which);
}

/* --- people ---------------------------------------------------------------------------------------------------------------------- */

static void waiting_ends(run *r, person *p, sf_wait_end how)
{
    search *s = search_of(r, p);
    const uint16_t market = sought(r, p)->market;

    level_changes(r, LEVEL_SEARCHING, market, p->segment, -1.0);
    wait_ends(r, KIND_OPENING, market, p->segment, s->since, now_of(r), how);
    s->exit_and_one = 0;
}

void search_is_given_up(run *r, person *p)
{
    if (!is_searching(r, p))
        return;
    line_left(r, &district_for(r, p, sought(r, p))->line, search_of(r, p)->place);
    waiting_ends(r, p, SF_WAIT_ABANDONED);
}

static void begins_to_wait(run *r, person *p, uint16_t exit)
{
    const exit_kind *e = &programme_of(r, p)->exits[exit];
    search *s = search_of(r, p);

    risks_spend(r, p);
    *s =
        (search){.since = now_of(r),
                 .exit_and_one = (uint16_t)(exit + 1),
                 .place = line_joined(r, &district_for(r, p, e)->line,
                                      (sf_queue_node){.time = now_of(r), .tie = p->key, .who = index_of_person(r, p)})};
    level_changes(r, LEVEL_SEARCHING, e->market, p->segment, 1.0);
    life(r, p, SF_LIFE_WAITS_FOR_OPENING, exit);
    risks_plan(r, p);
}

bool opening_is_found(run *r, person *p, uint16_t exit)
{
    const exit_kind *e = &programme_of(r, p)->exits[exit];
    district *d;

    if (!needs_opening(r, p, e))
        return true;
    if (is_searching(r, p))
        return false; /* waits already, whatever for */
    d = district_for(r, p, e);
    if (d->first_vacant == NOBODY) {
        begins_to_wait(r, p, exit);
        return false;
    }
    sf_engine_cancel(&r->engine, r->slot_openings + d->first_vacant);
    is_vacant_no_longer(r, d->first_vacant);
    wait_ends(r, KIND_OPENING, e->market, p->segment, now_of(r), now_of(r), SF_WAIT_SERVED);
    measure_opening(r, e->market, true);
    life(r, p, SF_LIFE_GETS_OPENING, exit);
    return true;
}

void opening_comes(run *r, uint16_t market, uint64_t key)
{
    const labour_market *m = &r->now->markets[market];
    const uint32_t where = district_of(r->model, market, home_of(r, key));
    const uint32_t who = line_first_taken(r, &r->districts[where].line);
    double lasts;

    measure_opening(r, market, false);
    if (who != NOBODY) {
        person *p = &r->people[who];
        const uint16_t exit = (uint16_t)(search_of(r, p)->exit_and_one - 1);

        assert(market_of(r, sought(r, p)) == m);
        waiting_ends(r, p, SF_WAIT_SERVED);
        measure_opening(r, market, true);
        life(r, p, SF_LIFE_GETS_OPENING, exit);
        leaves(r, p, exit, LEAVES_BY_RISK);
        return;
    }
    lasts = sf_sampler_draw(m->lasts, r->luck, key, m->lasts_purpose, 0, 0);
    if (lasts > 0.0)
        becomes_vacant(r, where, now_of(r) + lasts);
}
