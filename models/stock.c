/* models/stock.c - the people who are there on the first day: each is put where the row says, with what is under way as old as it is,
 * and what is left of it conditional on that.
 *
 *   everybody is there, with the owner that is known -> the others get owners by the team's rule -> tiltak, tasks, clocks and risks
 *   -> free places and idle veiledere are looked at
 *
 * Invariant: what is drawn for a row depends on its key, the replication and the base alone, never on the scenario.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "models/measure.h"

static const stock_table *table_of(const run *r)
{
    return &r->model->stock;
}

/* --- what nobody knows ------------------------------------------------------------------------------------------------------ */

static const spell_ages *ages_for(const run *r, const stock_row *row, bool is_barred)
{
    return &table_of(r)->spells[2 * (row->programme * r->model->n_segments + row->segment) + is_barred];
}

/* By the shares of those who arrive, times how long people with the profile are there: the time of a whole spell, or the share of
 * spells that has got so far. */
static uint16_t profile_of(const run *r, const stock_row *row)
{
    const epoch *e = &r->scenario->epochs[0];
    const double *shares = e->segments[row->segment].profile_shares;
    double weights[SF_MOST_PROFILES], sum = 0.0, u;
    uint16_t last = SF_NONE;

    if (row->profile != SF_NONE || shares == NULL)
        return row->profile;
    for (size_t k = 0; k < r->model->n_profiles; k++) {
        const profile *is = &e->profiles[k];
        const spell_ages *ages = ages_for(r, row, (is->barriers & is->requires) != 0);

        weights[k] = shares[k];
        if (row->state == STOCK_INSIDE)
            weights[k] *= isnan(row->elapsed) ? ages->ages.mass[ages->ages.n - 1]
                                              : age_value(&ages->ages, ages->survival, row->elapsed);
        sum += weights[k];
    }
    u = sf_luck_uniform(r->luck, row->key, table_of(r)->profile_purpose, 0, 0) * sum;
    for (uint16_t k = 0; k < r->model->n_profiles; k++) {
        if (weights[k] <= 0.0 && (sum > 0.0 || shares[k] <= 0.0))
            continue;
        last = k;
        if (u < weights[k])
            break;
        u -= weights[k];
    }
    return last;
}

static double drawn_age(const run *r, const stock_row *row, const age_table *ages, uint32_t purpose)
{
    return age_at(ages, sf_luck_uniform(r->luck, row->key, purpose, 0, 0));
}

static double elapsed_of(const run *r, const stock_row *row, bool is_barred)
{
    const stock_table *s = table_of(r);

    if (!isnan(row->elapsed))
        return row->elapsed;
    return drawn_age(
        r, row, row->state == STOCK_APPLYING ? &s->applications[row->programme] : &ages_for(r, row, is_barred)->ages,
        s->elapsed_purpose);
}

static double rest_drawn(const run *r, const person *p, const sf_sampler *of, double elapsed, uint32_t purpose,
                         uint32_t occasion)
{
    return rest_of(of, elapsed, sf_luck_uniform(r->luck, p->key, purpose, p->spell, occasion));
}

/* --- frailty: who has stayed for so long is, as a rule, one who leaves slowly -------------------------------------------------- */

static int compare_keys(const void *key, const void *row)
{
    const uint64_t a = *(const uint64_t *)key, b = ((const stock_row *)row)->key;

    return (a > b) - (a < b);
}

const stock_row *stock_row_of(const run *r, uint64_t key)
{
    const stock_table *s = table_of(r);

    if (s->n == 0 || key >> 32 != s->purpose)
        return NULL;
    return bsearch(&key, s->rows, s->n, sizeof *s->rows, compare_keys);
}

/* A gamma factor with mean 1 and variance theta, given that its bearer is still there after an integrated hazard H, is gamma with
 * mean 1 / (1 + theta H): the same draw, so many times smaller. Source: Vaupel, Manton & Stallard 1979. */
double frailty_in_stock(const run *r, const person *p)
{
    const stock_row *row = stock_row_of(r, p->key);

    return row == NULL ? 1.0 : r->stock_frailty[row - table_of(r)->rows];
}

static double frailty_left(const run *r, const stock_row *row, bool is_barred, double elapsed)
{
    const spell_ages *ages = ages_for(r, row, is_barred);
    const double theta = r->now->segments[row->segment].frailty_variance;

    if (row->state != STOCK_INSIDE || !(theta > 0.0))
        return 1.0;
    return 1.0 / (1.0 + theta * age_value(&ages->ages, ages->hazard, elapsed));
}

/* --- who is there, and whose they are ------------------------------------------------------------------------------------------ */

static bool is_barred_from_goal(const run *r, const person *p)
{
    return p->barriers != 0 && !is_ready(r, p);
}

static person *is_there(run *r, size_t number)
{
    const stock_row *row = &table_of(r)->rows[number];
    person *p = person_born(r);
    uint16_t is_of;
    double elapsed;

    if (p == NULL)
        return NULL;
    p->key = row->key;
    p->segment = (uint8_t)row->segment;
    p->programme = row->programme;
    p->home = home_of(r, p->key);
    is_of = profile_of(r, row);
    if (is_of != SF_NONE) {
        p->profile = (uint8_t)is_of;
        p->barriers = (uint16_t)r->now->profiles[is_of].barriers;
    }
    if (row->knows_barriers)
        p->barriers = row->barriers;
    elapsed = elapsed_of(r, row, is_barred_from_goal(r, p));
    r->stock_frailty[number] = frailty_left(r, row, is_barred_from_goal(r, p), elapsed);
    p->since = now_of(r) - elapsed;
    if (row->state == STOCK_INSIDE) {
        p->stage = STAGE_IN_PROGRAMME;
        p->start = p->since;
        p->rules = (uint16_t)r->epoch;
    } else {
        p->stage = row->state == STOCK_APPLYING ? STAGE_APPLYING : STAGE_BEFORE_START;
    }
    life(r, p, SF_LIFE_ARRIVES, p->segment);
    life(r, p, SF_LIFE_IS_THERE, p->programme);
    measure_is_there(r, p);
    return p;
}

/* --- what is under way ------------------------------------------------------------------------------------------------------------ */

static void application_is_under_way(run *r, person *p)
{
    const programme *prog = programme_of(r, p);

    level_changes(r, LEVEL_APPLYING, p->programme, p->segment, 1.0);
    if (prog->application_task != SF_NONE) { /* ready to be decided, since it came */
        task_has_been_open(r, p, prog->application_task, now_of(r) - p->since);
        return;
    }
    sf_engine_schedule(&r->engine, person_slot(r, index_of_person(r, p), TIMER_CLOCK),
                       now_of(r) +
                           rest_drawn(r, p, prog->application_wait, now_of(r) - p->since, prog->application_purpose, 0),
                       FIRST_COMPLETION);
}

static void participations_are_under_way(run *r, person *p, const stock_row *row)
{
    const stock_table *s = table_of(r);

    if (row->completed != SF_NONE) {
        double ago = isnan(row->completed_ago) ? 0.5 * (now_of(r) - p->start) : row->completed_ago;

        tiltak_was_completed(r, p, row->completed, now_of(r) - ago);
    }
    if (row->tiltak != SF_NONE && !isnan(row->tiltak_wait)) {
        tiltak_is_waited_for(r, p, row->tiltak, row->tiltak_wait);
    } else if (row->tiltak != SF_NONE) {
        double elapsed = isnan(row->tiltak_elapsed) ? drawn_age(r, row, &s->stays[row->tiltak], s->tiltak_purpose)
                                                    : row->tiltak_elapsed;

        tiltak_is_under_way(r, p, row->tiltak, elapsed);
    }
    if (row->treatment != SF_NONE && !isnan(row->treatment_wait)) {
        treatment_is_waited_for(r, p, row->treatment, row->treatment_wait);
    } else if (row->treatment != SF_NONE) {
        double elapsed = isnan(row->treatment_elapsed)
                             ? drawn_age(r, row, &s->treatments[row->treatment], s->treatment_purpose)
                             : row->treatment_elapsed;

        treatment_is_under_way(r, p, row->treatment, elapsed);
    }
}

static void contact_was_held(const run *r, person *p, const stock_row *row)
{
    p->last_contact = isnan(row->last_contact) ? p->start : now_of(r) - row->last_contact;
    if (p->owner_stage == OWNER_POST)
        p->last_post = p->owner;
}

/* Time granted so far: as the row says, or so many grants that legal time is not up. */
static void clock_is_under_way(run *r, person *p, const stock_row *row)
{
    const programme *prog = programme_of(r, p);
    double last;

    if (!prog->has_clock)
        return;
    if (row->used > 0.0)
        r->pasts[index_of_person(r, p) * r->model->n_past + prog->past].used =
            (unsigned)fmin(ceil(row->used), SF_MOST_CLOCK_DAYS) & (unsigned)SF_MOST_CLOCK_DAYS;
    p->ordinary_limit = legal_time_after(r, p->start - past_days(r, p), prog->limit, 1);
    p->limit = fmax(p->ordinary_limit, p->start);
    if (row->is_extended) {
        p->limit = legal_time_after(r, p->ordinary_limit, row->extended, 1);
    } else if (prog->has_extension) {
        last = legal_time_after(r, p->ordinary_limit, prog->extension_cap, 1);
        while (p->limit <= now_of(r) && p->limit < last)
            p->limit = fmin(fmax(legal_time_after(r, p->limit, prog->extension_length, 1), p->limit + 1.0), last);
    }
    clock_is_set(r, p);
}

static void claim_is_under_way(run *r, person *p, const stock_row *row)
{
    const exit_kind *e;
    double elapsed;

    if (row->claim == SF_NONE)
        return;
    e = &programme_of(r, p)->exits[row->claim];
    p->claim = (uint8_t)row->claim;
    if (e->decision == NULL || (e->handover != SF_NONE && e->handover == row->task))
        return; /* the hand-over comes first */
    p->handed_over = true;
    elapsed = isnan(row->claim_elapsed)
                  ? drawn_age(r, row, &table_of(r)->claims[row->programme * SF_MOST_EXITS + row->claim],
                              table_of(r)->claim_purpose)
                  : row->claim_elapsed;
    sf_engine_schedule(&r->engine, person_slot(r, index_of_person(r, p), TIMER_CLAIM),
                       now_of(r) + rest_drawn(r, p, e->decision, elapsed, e->purpose, 1), FIRST_COMPLETION);
}

static void goes_on_from_here(run *r, person *p, const stock_row *row)
{
    switch (p->stage) {
    case STAGE_APPLYING:
        application_is_under_way(r, p);
        break;
    case STAGE_BEFORE_START:
        tasks_are_under_way(r, p, row);
        break;
    case STAGE_IN_PROGRAMME:
        contact_was_held(r, p, row);
        participations_are_under_way(r, p, row);
        claim_is_under_way(r, p, row);
        tasks_are_under_way(r, p, row);
        clock_is_under_way(r, p, row);
        risks_begin(r, p);
        break;
    case STAGE_GONE:
    case STAGE_LISTED:
    case STAGE_ONLY_TILTAK:
        assert(false);
        break;
    }
}

void stock_begins(run *r)
{
    const stock_table *s = table_of(r);
    uint32_t *who = r->scratch + r->people_capacity; /* the second half: reorganising uses the first */

    if (s->n == 0)
        return;
    r->is_reorganising = true;
    for (size_t i = 0; i < s->n; i++) {
        person *p = is_there(r, i);

        if (p == NULL)
            return;
        who[i] = index_of_person(r, p);
        if (p->stage != STAGE_APPLYING)
            owner_is_there(r, p, s->rows[i].owner);
    }
    for (size_t i = 0; i < s->n; i++) {
        person *p = &r->people[who[i]];

        if (p->stage != STAGE_APPLYING)
            owner_is_found(r, p, isnan(s->rows[i].owner_wait) ? now_of(r) - p->since : s->rows[i].owner_wait);
    }
    for (uint32_t d = 0; d < r->model->n_desks; d++) /* limits may be others than those that portfolios grew under */
        portfolios_reorganise(r, d);
    for (size_t i = 0; i < s->n; i++)
        goes_on_from_here(r, &r->people[who[i]], &s->rows[i]);
    for (uint32_t i = 0; i < r->model->n_tiltak; i++)
        tiltak_places_fill(r, i);
    for (uint32_t i = 0; i < r->model->n_treatments; i++) {
        if (r->now->treatments[i].wait == NULL)
            treatment_places_fill(r, i);
    }
    r->is_reorganising = false;
    everybody_works(r);
}
