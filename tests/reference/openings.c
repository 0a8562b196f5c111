/* tests/reference/openings.c - section "Job openings" of docs/model.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdlib.h>

#include "reference/reference.h"

static const exit_kind *exit_of(const ref_world *w, const ref_person *p, size_t exit)
{
    return &ref_programme(w, p)->exits[exit];
}

/* Whom an opening at that home is for: those who belong to the same office, to the same region, or everybody. */
static bool is_for(const ref_world *w, size_t market, size_t home, const ref_person *p)
{
    switch (w->model->market_catchments[market]) {
    case CATCHMENT_OFFICE:
        return p->home == home;
    case CATCHMENT_REGION:
        return w->model->region_of_office[p->home] == w->model->region_of_office[home];
    case CATCHMENT_ALL:
        break;
    }
    return true;
}

bool ref_needs_opening(const ref_world *w, const ref_person *p, size_t exit)
{
    const exit_kind *e = exit_of(w, p, exit);

    return e->market != SF_NONE &&
           sf_luck_uniform(w->luck, p->key, e->opening_purpose, p->spell, 0) < e->opening_share[p->segment];
}

/* The opening that has been vacant longest; NULL when there is none. */
static ref_vacancy *first_vacant(const ref_world *w, const ref_person *p, size_t market)
{
    for (size_t i = 0; i < w->n_vacant; i++) { /* in the order in which they came */
        if (w->vacant[i]->market == market && is_for(w, market, w->vacant[i]->home, p))
            return w->vacant[i];
    }
    return NULL;
}

void ref_opening_closes(ref_world *w, ref_vacancy *o)
{
    size_t i = 0;

    while (w->vacant[i] != o)
        i++;
    free(o);
    for (w->n_vacant--; i < w->n_vacant; i++)
        w->vacant[i] = w->vacant[i + 1];
}

bool ref_may_leave(ref_world *w, ref_person *p, size_t exit)
{
    ref_vacancy *o;

    if (!ref_needs_opening(w, p, exit))
        return true;
    if (p->sought != SF_NONE)
        return false;
    o = first_vacant(w, p, exit_of(w, p, exit)->market);
    if (o == NULL) {
        ref_budgets_are_spent(w, p);
        p->sought = exit;
        p->sought_since = w->now;
        ref_tell(w, p, SF_LIFE_WAITS_FOR_OPENING, exit);
        ref_risk_is_arranged(w, p);
        return false;
    }
    ref_opening_closes(w, o);
    ref_tell(w, p, SF_LIFE_GETS_OPENING, exit);
    return true;
}

/* Who has been ready longest; among equals by key. */
static ref_person *first_in_line(const ref_world *w, size_t market, size_t home)
{
    ref_person *first = NULL;

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];

        if (p->sought == SF_NONE || exit_of(w, p, p->sought)->market != market || !is_for(w, market, home, p))
            continue;
        if (first == NULL || p->sought_since < first->sought_since ||
            (!(p->sought_since > first->sought_since) && p->key < first->key))
            first = p;
    }
    return first;
}

void ref_opening_comes(ref_world *w, size_t market, uint64_t key, size_t home)
{
    const labour_market *m = &w->rules->markets[market];
    ref_person *first = first_in_line(w, market, home);
    double lasts;
    ref_vacancy *o;

    if (first != NULL) {
        const size_t exit = first->sought;

        first->sought = SF_NONE;
        ref_tell(w, first, SF_LIFE_GETS_OPENING, exit);
        ref_leaves(w, first, exit);
        return;
    }
    lasts = sf_sampler_draw(m->lasts, w->luck, key, m->lasts_purpose, 0, 0);
    if (!(lasts > 0.0))
        return;
    o = calloc(1, sizeof *o);
    w->vacant = realloc(w->vacant, (w->n_vacant + 1) * sizeof(ref_vacancy *));
    assert(o != NULL && w->vacant != NULL);
    *o = (ref_vacancy){.market = market, .home = home};
    w->vacant[w->n_vacant++] = o;
    ref_arrange(w, &o->end, w->now + lasts, TURN_END);
}

bool ref_waits_in_vain(const ref_world *w, const ref_person *p)
{
    return p->sought != SF_NONE && first_vacant(w, p, exit_of(w, p, p->sought)->market) != NULL;
}
