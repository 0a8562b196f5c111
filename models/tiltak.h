/* models/tiltak.h - between the files about tiltak: who may, the line, courses and budgets.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_TILTAK_H
#define SF_MODELS_TILTAK_H

#include "models/state.h"

/* Where the rule of a line for places puts the person: smaller goes first. */
static inline uint16_t class_by_rule(const run *r, const person *p, priority_rule rule)
{
    const segment_kind *s = &r->now->segments[p->segment];

    if (rule == RULE_YOUNG_FIRST)
        return (uint16_t)(s->young ? 0 : 1);
    if (rule == RULE_COMPLEX_FIRST)
        return (uint16_t)(s->complex ? 0 : 1);
    return 0;
}

/* --- tiltak.c --- */

/* The tiltak is there for those who live where the person lives, and takes the person as the person is. */
bool tiltak_takes(const run *r, size_t which, const person *p);
/* The person may begin with this one beside what is under way. */
bool tiltak_may_be_joined(const run *r, const person *p, uint16_t which);
/* The person's participation in this tiltak or treatment; NOBODY when there is none. */
uint32_t participation_in(const run *r, const person *p, uint16_t what);
/* Somebody could begin at the site now: there is a place, a course begins now or whenever somebody comes, and there is money. */
bool site_can_start(const run *r, uint32_t site);
void tiltak_line_joined(run *r, uint32_t participation);
void tiltak_line_changed(run *r, uint32_t participation, uint16_t to);

/* --- needs.c --- */
void unmet_is(run *r, person *p, uint16_t need, bool unmet);

/* --- intake.c: dates on which courses start, and yearly budgets --- */
bool budget_allows(const run *r, uint32_t which);
void budget_is_bound(run *r, uint32_t participation);    /* somebody begins */
void budget_is_released(run *r, uint32_t participation); /* somebody has ended: what was used is what counts */
void budget_is_looked_at(run *r, uint16_t budget);       /* is intake stopped? */

#endif
