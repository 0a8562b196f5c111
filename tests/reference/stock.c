/* tests/reference/stock.c - section "The stock of the first day" of docs/model.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "reference/reference.h"

static double uniform(const ref_world *w, const ref_person *p, uint32_t purpose, uint32_t occasion)
{
    return sf_luck_uniform(w->luck, p->key, purpose, p->spell, occasion);
}

static const spell_ages *ages(const ref_world *w, const stock_row *row, bool is_barred)
{
    return &w->model->stock.spells[(row->programme * w->model->n_segments + row->segment) * 2 + (is_barred ? 1 : 0)];
}

/* Known, or by share times the time that people with the profile are there (or the share of them who have been there so long). */
static size_t profile_of(const ref_world *w, const ref_person *p, const stock_row *row)
{
    const double *shares = w->rules->segments[row->segment].profile_shares;
    double weights[SF_MOST_PROFILES], all = 0.0, upper = 0.0, u;
    size_t last = SF_NONE;

    if (row->profile != SF_NONE || shares == NULL)
        return row->profile;
    for (size_t k = 0; k < w->model->n_profiles; k++) {
        const profile *is = &w->rules->profiles[k];
        const spell_ages *a = ages(w, row, (is->barriers & is->requires) != 0);

        weights[k] = row->state != STOCK_INSIDE ? shares[k]
                     : isnan(row->elapsed)      ? shares[k] * a->ages.mass[a->ages.n - 1]
                                                : shares[k] * age_value(&a->ages, a->survival, row->elapsed);
        all += weights[k];
    }
    u = uniform(w, p, w->model->stock.profile_purpose, 0) * all;
    for (size_t k = 0; k < w->model->n_profiles; k++) {
        if (weights[k] <= 0.0 && (all > 0.0 || shares[k] <= 0.0))
            continue;
        upper += weights[k];
        last = k;
        if (u < upper)
            break;
    }
    return last;
}

static bool is_barred(const ref_world *w, const ref_person *p)
{
    return p->barriers != 0 && !ref_is_ready(w, p);
}

static void is_there(ref_world *w, const stock_row *row, ref_person *p, double *waited)
{
    const age_table *table;
    const segment_kind *segment = &w->rules->segments[row->segment];

    p->segment = row->segment;
    p->programme = row->programme;
    if (row->home != SF_NONE)
        p->home = row->home;
    p->profile = profile_of(w, p, row);
    if (row->knows_barriers)
        p->barriers = row->barriers;
    else if (p->profile != SF_NONE)
        p->barriers = w->rules->profiles[p->profile].barriers;
    table = row->state == STOCK_APPLYING ? &w->model->stock.applications[row->programme]
                                         : &ages(w, row, is_barred(w, p))->ages;
    *waited = isnan(row->elapsed) ? age_at(table, uniform(w, p, w->model->stock.elapsed_purpose, 0)) : row->elapsed;
    if (row->state == STOCK_INSIDE && segment->frailty_variance > 0.0) {
        const spell_ages *a = ages(w, row, is_barred(w, p));

        p->frailty_left = 1.0 / (1.0 + segment->frailty_variance * age_value(&a->ages, a->hazard, *waited));
    }
    p->stage = row->state == STOCK_INSIDE ? IN_PROGRAMME : row->state == STOCK_APPLYING ? APPLIES : BEFORE_START;
    if (p->stage == IN_PROGRAMME) {
        p->start = w->now - *waited;
        p->own_rules = ref_programme(w, p);
    }
    ref_tell(w, p, SF_LIFE_ARRIVES, p->segment);
    ref_tell(w, p, SF_LIFE_IS_THERE, p->programme);
}

static void tiltak_is_under_way(ref_world *w, ref_person *p, const stock_row *row)
{
    const stock_table *s = &w->model->stock;
    const tiltak *t = &w->rules->tiltak[row->tiltak];
    ref_part *part;
    double elapsed, rest;

    if (!isnan(row->tiltak_wait)) {
        part = ref_part_begins(p, row->tiltak, false, SF_NONE);
        part->stage = WAITS_FOR_PLACE;
        part->since = w->now - row->tiltak_wait;
        ref_tell(w, p, SF_LIFE_JOINS_LINE, row->tiltak);
        if (t->patience != NULL)
            ref_arrange(w, &part->change,
                        w->now + rest_of(t->patience, row->tiltak_wait, uniform(w, p, t->patience_purpose, 0)),
                        TURN_END);
    } else {
        elapsed = isnan(row->tiltak_elapsed) ? age_at(&s->stays[row->tiltak], uniform(w, p, s->tiltak_purpose, 0))
                                             : row->tiltak_elapsed;
        part = ref_part_begins(p, row->tiltak, false, SF_NONE);
        part->stage = TAKES_PART;
        part->since = w->now - elapsed;
        part->budget_as_of = w->now;
        rest = rest_of(t->stay, elapsed, uniform(w, p, t->purpose, 0));
        part->ends = w->now + fmax(0.0, fmin(rest, t->longest_days - elapsed));
        part->budget = sf_luck_exponential(w->luck, p->key, t->drop_out_purpose, p->spell, 0);
        ref_tell(w, p, SF_LIFE_GETS_PLACE, row->tiltak);
        ref_stay_is_promised(w, part);
        ref_end_of_stay_is_arranged(w, p, part);
    }
    p->lines_joined[row->tiltak] = 1;
}

static void treatment_is_under_way(ref_world *w, ref_person *p, const stock_row *row)
{
    const stock_table *s = &w->model->stock;
    const treatment *t = &w->rules->treatments[row->treatment];
    size_t need = 0;
    ref_part *part;
    double elapsed;

    /* For the first of the open barriers that it treats; for the first need that it offers, where no such barrier is open. */
    while ((t->offers >> need & 1) == 0)
        need++;
    for (size_t one = need; one < w->model->n_needs; one++) {
        const uint16_t b = w->model->need_barrier[one];

        if ((t->offers >> one & 1) != 0 && b != SF_NONE && (p->barriers >> b & 1) != 0) {
            need = one;
            break;
        }
    }
    part = ref_part_begins(p, row->treatment, true, need);
    if (!isnan(row->treatment_wait)) {
        const sf_sampler *until = t->wait != NULL ? t->wait : t->patience;

        part->stage = WAITS_FOR_PLACE;
        part->since = w->now - row->treatment_wait;
        ref_tell(w, p, SF_LIFE_WAITS_TREATMENT, row->treatment);
        if (until != NULL)
            ref_arrange(w, &part->change,
                        w->now + rest_of(until, row->treatment_wait,
                                         uniform(w, p, t->wait != NULL ? t->wait_purpose : t->patience_purpose, 0)),
                        TURN_END);
        return;
    }
    elapsed = isnan(row->treatment_elapsed)
                  ? age_at(&s->treatments[row->treatment], uniform(w, p, s->treatment_purpose, 0))
                  : row->treatment_elapsed;
    part->stage = TAKES_PART;
    part->since = w->now - elapsed;
    ref_tell(w, p, SF_LIFE_IS_TREATED, row->treatment);
    ref_arrange(w, &part->change, w->now + rest_of(t->stay, elapsed, uniform(w, p, t->stay_purpose, 0)), TURN_END);
}

static void claim_is_under_way(ref_world *w, ref_person *p, const stock_row *row)
{
    const exit_kind *e = &ref_programme(w, p)->exits[row->claim];
    const age_table *table = &w->model->stock.claims[row->programme * SF_MOST_EXITS + row->claim];
    double elapsed;

    p->claim = row->claim;
    if (e->handover != SF_NONE && e->handover == row->task)
        return;
    p->is_handed_over = true;
    elapsed =
        isnan(row->claim_elapsed) ? age_at(table, uniform(w, p, w->model->stock.claim_purpose, 0)) : row->claim_elapsed;
    ref_arrange(w, &p->decision, w->now + rest_of(e->decision, elapsed, uniform(w, p, e->purpose, 1)), TURN_END);
}

static void clock_is_under_way(ref_world *w, ref_person *p, const stock_row *row)
{
    const programme *its = ref_programme(w, p);

    if (!its->has_clock)
        return;
    if (row->used > 0.0)
        p->days_used[p->programme] = ceil(row->used);
    p->ordinary_limit = ref_after(w, p->start - p->days_used[p->programme], its->limit, 1);
    p->limit = fmax(p->ordinary_limit, p->start);
    if (row->is_extended) {
        p->limit = ref_after(w, p->ordinary_limit, row->extended, 1);
    } else if (its->has_extension) {
        const double last = ref_after(w, p->ordinary_limit, its->extension_cap, 1);

        while (p->limit <= w->now && p->limit < last) /* a grant is a day at least */
            p->limit = fmin(last, fmax(p->limit + 1.0, ref_after(w, p->limit, its->extension_length, 1)));
    }
    ref_clock_is_set(w, p);
}

static void goes_on(ref_world *w, ref_person *p, const stock_row *row, double waited)
{
    const programme *its = ref_programme(w, p);

    if (p->stage == APPLIES && its->application_task != SF_NONE) {
        ref_task_has_been_open(w, p, its->application_task, waited);
        return;
    }
    if (p->stage == APPLIES) {
        ref_arrange(w, &p->decision,
                    w->now + rest_of(its->application_wait, waited, uniform(w, p, its->application_purpose, 0)),
                    TURN_END);
        return;
    }
    if (p->stage == BEFORE_START) {
        ref_tasks_are_under_way(w, p, row, waited);
        return;
    }
    p->met_at = isnan(row->last_contact) ? p->start : w->now - row->last_contact;
    if (p->ownership == OWNED)
        p->met = p->owner;
    if (row->completed != SF_NONE) {
        const double at = w->now - (isnan(row->completed_ago) ? 0.5 * (w->now - p->start) : row->completed_ago);

        if (w->rules->tiltak[row->completed].stacks) {
            ref_part *kept = ref_part_begins(p, row->completed, false, SF_NONE);

            kept->stage = COMPLETED;
            kept->since = at;
        } else {
            p->latest_tiltak = row->completed;
            p->completed_at = at;
        }
    }
    if (row->tiltak != SF_NONE)
        tiltak_is_under_way(w, p, row);
    if (row->treatment != SF_NONE)
        treatment_is_under_way(w, p, row);
    if (row->claim != SF_NONE)
        claim_is_under_way(w, p, row);
    ref_tasks_are_under_way(w, p, row, waited);
    clock_is_under_way(w, p, row);
    ref_risks_begin(w, p);
}

void ref_stock_begins(ref_world *w)
{
    const stock_table *s = &w->model->stock;
    ref_person **people = calloc(s->n + 1, sizeof(ref_person *));
    double *waited = calloc(s->n + 1, sizeof *waited);

    if (people == NULL || waited == NULL)
        abort();
    w->is_reorganising = true;
    for (size_t i = 0; i < s->n; i++) {
        people[i] = ref_person_is_made(w, s->rows[i].key);
        is_there(w, &s->rows[i], people[i], &waited[i]);
        if (people[i]->stage != APPLIES)
            ref_owner_is_there(w, people[i], s->rows[i].owner);
    }
    for (size_t i = 0; i < s->n; i++) {
        if (people[i]->stage != APPLIES)
            ref_owner_is_found(w, people[i], isnan(s->rows[i].owner_wait) ? waited[i] : s->rows[i].owner_wait);
    }
    for (size_t d = 0; d < w->model->n_desks; d++)
        ref_portfolios_are_reorganised(w, d);
    for (size_t i = 0; i < s->n; i++)
        goes_on(w, people[i], &s->rows[i], waited[i]);
    for (size_t i = 0; i < w->model->n_tiltak; i++)
        ref_places_are_given(w, i);
    for (size_t i = 0; i < w->model->n_treatments; i++)
        ref_treatments_are_given(w, i);
    w->is_reorganising = false;
    if (s->n > 0)
        ref_everybody_works(w);
    free(people);
    free(waited);
}
