/* models/tiltak.c - a person waits for a place, takes part, and goes on or comes back.
 * Invariant: nobody waits while a place can be given.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/tiltak.h"

#include <assert.h>
#include <math.h>

#include "models/measure.h"

/* --- who may ---------------------------------------------------------------------------------------------------------------------- */

static bool takes_barriers_and_segment(const tiltak *t, const person *p)
{
    if ((t->accepted_segments >> p->segment & 1) == 0)
        return false;
    return t->takes_everyone || (p->barriers & ~t->accepted_barriers) == 0;
}

bool tiltak_takes(const run *r, size_t which, const person *p)
{
    const tiltak *t = &r->now->tiltak[which];
    uint16_t goal;

    if (!(r->now->site_places[site_for(r, p, which)] > 0.0))
        return false; /* a tiltak without places is not there */
    if (!takes_barriers_and_segment(t, p))
        return false;
    if (!t->names_goals)
        return true;
    goal = p->profile == NO_PROFILE ? SF_NONE : r->now->profiles[p->profile].goal;
    return goal != SF_NONE && (t->accepted_goals >> goal & 1) != 0;
}

/* Taking part is over: the record is only kept for its effect. */
static bool is_over(const participation *part)
{
    return part->stage == STAGE_COMPLETED;
}

uint32_t participation_in(const run *r, const person *p, uint16_t what)
{
    uint32_t i = p->first_participation;

    while (i != NOBODY && (r->participations[i].what != what || is_over(&r->participations[i])))
        i = r->participations[i].next;
    return i;
}

/* The participation in a tiltak that leaves no room for another of its kind; NOBODY. */
static uint32_t main_participation(const run *r, const person *p)
{
    uint32_t i = p->first_participation;

    while (i != NOBODY && (r->participations[i].what >= r->model->n_tiltak || is_over(&r->participations[i]) ||
                           r->now->tiltak[r->participations[i].what].is_parallel))
        i = r->participations[i].next;
    return i;
}

bool tiltak_may_be_joined(const run *r, const person *p, uint16_t which)
{
    return r->now->tiltak[which].is_parallel ? participation_in(r, p, which) == NOBODY
                                             : main_participation(r, p) == NOBODY;
}

bool site_can_start(const run *r, uint32_t site)
{
    const tiltak_state *state = &r->sites[site];
    const uint32_t which = r->model->tiltak_of_site[site];

    return (double)state->taking_part < r->now->site_places[site] &&
           (r->now->tiltak[which].n_starts == 0 || state->is_starting) && budget_allows(r, which);
}

/* Something may hold people in line beside the number of places: a course that has not begun, a budget. What is left of a budget
 * may suffice for the shorter rest of a year without anybody noticing before something happens in its tiltak. */
bool tiltak_is_held(const run *r, uint32_t which)
{
    return r->now->tiltak[which].n_starts > 0 || r->now->tiltak[which].budget != SF_NONE;
}

/* --- the line --------------------------------------------------------------------------------------------------------------- */

static person *person_in(const run *r, const participation *part)
{
    return &r->people[part->person];
}

static tiltak_state *site_in(const run *r, const participation *part)
{
    return &r->sites[site_for(r, person_in(r, part), part->what)];
}

static void stops_waiting(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];

    line_left(r, &site_in(r, part)->queue, part->node);
    measure_tiltak_line(r, person_in(r, part), part->what, -1.0);
}

/* The stay ends when it ends, or when the risk of dropping out has spent its budget, whichever comes first. */
static void end_is_set(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    const tiltak *t = &r->now->tiltak[part->what];
    double rate = t->drop_out == NULL ? 0.0 : t->drop_out[person_in(r, part)->segment];
    double drops = rate > 0.0 ? fmax(part->left, 0.0) / rate : (double)INFINITY;

    part->drops_out = now_of(r) + drops < part->ends;
    participation_timer_set(r, which, part->drops_out ? drops : fmax(part->ends - now_of(r), 0.0));
}

void tiltak_stay_replanned(run *r, const person *p, const epoch *before)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        participation *part = &r->participations[i];
        const double *was, *is;

        if (part->what >= r->model->n_tiltak || part->stage != STAGE_TAKING_PART)
            continue;
        was = before->tiltak[part->what].drop_out;
        is = r->now->tiltak[part->what].drop_out;
        if (was == NULL || is == NULL)
            continue; /* a block is there in all epochs or in none */
        part->left -= was[p->segment] * (now_of(r) - part->counted);
        part->counted = now_of(r);
        if (was[p->segment] < is[p->segment] || was[p->segment] > is[p->segment])
            end_is_set(r, i);
    }
}

static void gets_place(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    person *p = person_in(r, part);
    const tiltak *t = &r->now->tiltak[part->what];
    double stay;
    uint16_t visit = (uint16_t)(*visits_to(r, p, part->what) - 1u);

    life(r, p, SF_LIFE_GETS_PLACE, part->what);
    measure_tiltak_wait(r, p, part->what, part->since, SF_WAIT_SERVED);
    measure_lost(r, p, LOST_TILTAK, part->since, now_of(r));
    p->tiltak_wait += now_of(r) - part->since;
    risks_spend(r, p);
    part->stage = STAGE_TAKING_PART;
    part->since = part->counted = now_of(r);
    stay = fmin(sf_sampler_draw(t->stay, r->luck, p->key, t->purpose, p->spell, visit), t->longest_days);
    part->ends = now_of(r) + stay;
    part->left = t->drop_out == NULL ? (double)INFINITY
                                     : sf_luck_exponential(r->luck, p->key, t->drop_out_purpose, p->spell, visit);
    site_in(r, part)->taking_part++;
    measure_tiltak_places(r, p, part->what, 1.0);
    p->tiltak_started++;
    measure_tiltak_start(r, p, part->what);
    budget_is_bound(r, which);
    end_is_set(r, which);
    risks_plan(r, p);
    tiltak_tasks_begin(r, p);
}

static void gave_up(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];
    person *p = person_in(r, part);

    life(r, p, SF_LIFE_GIVES_UP, part->what);
    measure_tiltak_wait(r, p, part->what, part->since, SF_WAIT_ABANDONED);
    measure_lost(r, p, LOST_TILTAK, part->since, now_of(r));
    p->tiltak_wait += now_of(r) - part->since;
    participation_ends(r, which);
    if (p->stage == STAGE_ONLY_TILTAK && p->first_participation == NOBODY)
        leaves(r, p, SF_NONE, LEAVES_TILTAK);
}

void tiltak_line_joined(run *r, uint32_t which)
{
    participation *part = &r->participations[which];
    person *p = person_in(r, part);
    const tiltak *t = &r->now->tiltak[part->what];
    tiltak_state *state = site_in(r, part);

    part->since = now_of(r);
    (void)occasion_taken(r, visits_to(r, p, part->what));
    life(r, p, SF_LIFE_JOINS_LINE, part->what);
    measure_tiltak_joined(r, part->what);
    if (site_can_start(r, site_for(r, p, part->what))) {
        gets_place(r, which);
        return;
    }
    if ((double)state->queue.length >= t->room) {
        p->turned_away = part->what;
        gave_up(r, which);
        return;
    }
    part->stage = STAGE_IN_LINE;
    part->node = line_joined(
        r, &state->queue,
        (sf_queue_node){.class_ = class_by_rule(r, p, t->rule), .time = now_of(r), .tie = p->key, .who = which});
    measure_tiltak_line(r, p, part->what, 1.0);
    if (t->patience != NULL)
        participation_timer_set(r, which,
                                sf_sampler_draw(t->patience, r->luck, p->key, t->patience_purpose, p->spell,
                                                *visits_to(r, p, part->what) - 1u));
}

void tiltak_line_rejoined(run *r, person *p)
{
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];

        if (part->what >= r->model->n_tiltak || part->stage != STAGE_IN_LINE)
            continue;
        line_reranked(r, &site_in(r, part)->queue, part->node, class_by_rule(r, p, r->now->tiltak[part->what].rule),
                      part->since);
    }
}

static void first_gets_place(run *r, uint32_t site)
{
    uint32_t first = line_first_taken(r, &r->sites[site].queue);

    measure_tiltak_line(r, person_in(r, &r->participations[first]), r->participations[first].what, -1.0);
    gets_place(r, first);
}

static bool is_before(const sf_queue_node *a, const sf_queue_node *b)
{
    return a->time < b->time || (!(a->time > b->time) && a->tie < b->tie);
}

/* Of the tiltak that share a budget, the site whose first in line has waited longest; n_sites when none can give a place. */
static uint32_t longest_waited(const run *r, uint16_t budget)
{
    const uint32_t n = r->model->n_sites;
    uint32_t best = n;

    for (uint32_t i = 0; i < n; i++) {
        if (r->sites[i].queue.length == 0 || r->now->tiltak[r->model->tiltak_of_site[i]].budget != budget ||
            !site_can_start(r, i))
            continue;
        if (best == n || is_before(&r->nodes[r->sites[i].queue.first], &r->nodes[r->sites[best].queue.first]))
            best = i;
    }
    return best;
}

static void budgeted_places_fill(run *r, uint16_t budget)
{
    uint32_t next;

    while ((next = longest_waited(r, budget)) < r->model->n_sites)
        first_gets_place(r, next);
    budget_is_looked_at(r, budget);
}

static void site_fills(run *r, uint32_t site)
{
    while (r->sites[site].queue.length > 0 && site_can_start(r, site))
        first_gets_place(r, site);
}

void tiltak_places_fill(run *r, uint32_t which)
{
    if (r->now->tiltak[which].budget != SF_NONE) {
        budgeted_places_fill(r, r->now->tiltak[which].budget);
        return;
    }
    for (uint32_t site = r->model->first_site[which]; site < r->model->first_site[which + 1]; site++)
        site_fills(r, site);
}

/* Somebody has left a place: only the line at that site can move, unless the money moves, too. */
static void place_is_given_on(run *r, uint32_t which, uint32_t site)
{
    if (r->now->tiltak[which].budget != SF_NONE)
        budgeted_places_fill(r, r->now->tiltak[which].budget);
    else
        site_fills(r, site);
}

/* From one line to another: what was wanted is left, the substitute begins. */
void tiltak_line_changed(run *r, uint32_t which, uint16_t to)
{
    participation *part = &r->participations[which];
    person *p = person_in(r, part);

    stops_waiting(r, which);
    measure_tiltak_wait(r, p, part->what, part->since, SF_WAIT_ABANDONED);
    measure_lost(r, p, LOST_TILTAK, part->since, now_of(r));
    p->tiltak_wait += now_of(r) - part->since;
    measure_substituted(r, p, part->what);
    life(r, p, SF_LIFE_SUBSTITUTES, part->what);
    part->what = to;
    part->need = SF_NONE;
    tiltak_line_joined(r, which);
}

void stream_joins_tiltak(run *r, person *p, uint16_t which)
{
    uint32_t part = participation_begins(r, p, which, SF_NONE);

    if (part != NOBODY)
        tiltak_line_joined(r, part);
}

/* --- the stock ------------------------------------------------------------------------------------------------------------------ */

void tiltak_is_under_way(run *r, person *p, uint16_t what, double elapsed)
{
    const tiltak *t = &r->now->tiltak[what];
    uint32_t which = participation_begins(r, p, what, SF_NONE);
    participation *part;
    double stay;

    if (which == NOBODY)
        return;
    part = &r->participations[which];
    part->stage = STAGE_TAKING_PART;
    part->since = now_of(r) - elapsed;
    part->counted = now_of(r);
    stay = rest_of(t->stay, elapsed, sf_luck_uniform(r->luck, p->key, t->purpose, p->spell, *visits_to(r, p, what)));
    part->ends = now_of(r) + fmax(fmin(stay, t->longest_days - elapsed), 0.0);
    part->left = t->drop_out == NULL
                     ? (double)INFINITY
                     : sf_luck_exponential(r->luck, p->key, t->drop_out_purpose, p->spell, *visits_to(r, p, what));
    ++*visits_to(r, p, what);
    life(r, p, SF_LIFE_GETS_PLACE, what);
    site_in(r, part)->taking_part++;
    measure_tiltak_places(r, p, what, 1.0);
    p->tiltak_started++;
    budget_is_bound(r, which);
    end_is_set(r, which);
}

void tiltak_is_waited_for(run *r, person *p, uint16_t what, double waited)
{
    const tiltak *t = &r->now->tiltak[what];
    uint32_t which = participation_begins(r, p, what, SF_NONE);
    participation *part;

    if (which == NOBODY)
        return;
    part = &r->participations[which];
    part->since = now_of(r) - waited;
    part->stage = STAGE_IN_LINE;
    life(r, p, SF_LIFE_JOINS_LINE, what);
    part->node = line_joined(
        r, &site_in(r, part)->queue,
        (sf_queue_node){.class_ = class_by_rule(r, p, t->rule), .time = part->since, .tie = p->key, .who = which});
    measure_tiltak_line(r, p, what, 1.0);
    if (t->patience != NULL)
        participation_timer_set(
            r, which,
            rest_of(t->patience, waited,
                    sf_luck_uniform(r->luck, p->key, t->patience_purpose, p->spell, *visits_to(r, p, what))));
    ++*visits_to(r, p, what);
}

/* --- the end of it --------------------------------------------------------------------------------------------------------------- */

static void place_is_freed(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];

    budget_is_released(r, which);
    site_in(r, part)->taking_part--;
    measure_tiltak_places(r, person_in(r, part), part->what, -1.0);
    time_was_spent(r, LEVEL_IN_TILTAK, part->since);
    participation_ends(r, which);
}

/* A chain: the next tiltak's line is joined without a new referral. The person may not be taken there any more. */
static void goes_on(run *r, person *p, uint16_t from, uint16_t visit, bool dropped_out)
{
    const tiltak *t = &r->now->tiltak[from];
    double u = t->n_then == 0 ? 1.0 : sf_luck_uniform(r->luck, p->key, t->then_purpose, p->spell, visit);

    for (size_t i = 0; i < t->n_then; i++) {
        const tiltak_step *step = &t->then[i];
        double delay;
        uint32_t which;

        if (step->after_drop_out != dropped_out)
            continue;
        if (u >= step->p[p->segment]) {
            u -= step->p[p->segment];
            continue;
        }
        if (step->next == SF_NONE || !tiltak_takes(r, step->next, p) || !tiltak_may_be_joined(r, p, step->next))
            return;
        which = participation_begins(r, p, step->next, SF_NONE);
        if (which == NOBODY)
            return;
        life(r, p, SF_LIFE_GOES_ON, step->next);
        delay = step->delay == NULL
                    ? 0.0
                    : sf_sampler_draw(step->delay, r->luck, p->key, t->then_delay_purpose, p->spell, visit);
        if (delay > 0.0) {
            r->participations[which].stage = STAGE_ON_THE_WAY;
            participation_timer_set(r, which, delay);
        } else {
            tiltak_line_joined(r, which);
        }
        return;
    }
}

/* The effect of a tiltak that stacks is kept beside those of the others, until the person leaves. */
static void effect_is_kept(run *r, person *p, uint16_t what)
{
    uint32_t i = p->first_participation;

    if (p->stage == STAGE_ONLY_TILTAK)
        return;
    while (i != NOBODY && !(r->participations[i].what == what && is_over(&r->participations[i])))
        i = r->participations[i].next;
    if (i == NOBODY)
        i = participation_begins(r, p, what, SF_NONE);
    if (i == NOBODY)
        return;
    r->participations[i].stage = STAGE_COMPLETED;
    r->participations[i].since = now_of(r);
}

void tiltak_was_completed(run *r, person *p, uint16_t which, double at)
{
    uint32_t i;

    if (!r->now->tiltak[which].stacks) {
        p->last_tiltak = which;
        p->tiltak_ended = at;
        return;
    }
    i = participation_begins(r, p, which, SF_NONE);
    if (i == NOBODY)
        return;
    r->participations[i].stage = STAGE_COMPLETED;
    r->participations[i].since = at;
}

/* What a completed stay gives: needs met, barriers cleared perhaps. */
static void needs_are_met(run *r, person *p, const tiltak *t, uint16_t visit)
{
    for (uint16_t need = 0; need < r->model->n_needs; need++) {
        uint16_t b = r->model->need_barrier[need];

        if ((t->offers >> need & 1) == 0)
            continue;
        p->wanted &= ~(UINT32_C(1) << need);
        unmet_is(r, p, need, false);
        if (b != SF_NONE && (p->barriers >> b & 1) != 0 &&
            sf_luck_uniform(r->luck, p->key, t->clears_purpose, p->spell, (uint32_t)visit * SF_MOST_BARRIERS + b) <
                t->clears)
            barrier_clears(r, p, b);
    }
}

static void stay_ends(run *r, uint32_t which)
{
    const participation *part = &r->participations[which];
    uint16_t what = part->what;
    bool dropped_out = part->drops_out;
    person *p = person_in(r, part);
    uint16_t visit = (uint16_t)(*visits_to(r, p, what) - 1u);
    const tiltak *t = &r->now->tiltak[what];
    const uint32_t site = site_for(r, p, what);

    life(r, p, dropped_out ? SF_LIFE_DROPS_OUT : SF_LIFE_COMPLETES, what);
    measure_tiltak_ended(r, p, what, dropped_out);
    risks_spend(r, p);
    place_is_freed(r, which);
    if (!dropped_out && t->stacks) {
        effect_is_kept(r, p, what);
    } else if (!dropped_out) {
        p->last_tiltak = what;
        p->tiltak_ended = now_of(r);
    }
    if (!takes_part(r, p))
        tiltak_tasks_end(r, p);
    if (!dropped_out)
        needs_are_met(r, p, t, visit);
    risks_plan(r, p);
    goes_on(r, p, what, visit, dropped_out);
    if (t->delegates != NULL && p->stage == STAGE_IN_PROGRAMME && t->delegates->hand_back[p->programme] != SF_NONE)
        task_asked(r, p, t->delegates->hand_back[p->programme], 0.0);
    if (p->stage == STAGE_ONLY_TILTAK && p->first_participation == NOBODY)
        leaves(r, p, SF_NONE, LEAVES_TILTAK);
    place_is_given_on(r, what, site);
}

void tiltak_changes(run *r, uint32_t which)
{
    switch ((participation_stage)r->participations[which].stage) {
    case STAGE_ON_THE_WAY:
        tiltak_line_joined(r, which);
        break;
    case STAGE_IN_LINE: /* patience is at an end */
        stops_waiting(r, which);
        gave_up(r, which);
        break;
    case STAGE_TAKING_PART:
        stay_ends(r, which);
        break;
    case STAGE_REFERRED:
    case STAGE_COMPLETED:
        assert(false); /* waits for a task, or for nothing */
        break;
    }
}

/* The person leaves, but not this line: somebody with the same luck and no programme waits on. Nobody has lost anything. */
static bool place_in_line_is_kept(run *r, person *p, uint32_t which)
{
    uint32_t *link = &p->first_participation;
    person *waits_on = person_stays_in_line(r, p);

    if (waits_on == NULL)
        return false;
    while (*link != which)
        link = &r->participations[*link].next;
    *link = r->participations[which].next;
    r->participations[which].next = waits_on->first_participation;
    waits_on->first_participation = which;
    r->participations[which].person = index_of_person(r, waits_on);
    r->participations[which].need = SF_NONE;
    return true;
}

void tiltak_left(run *r, person *p)
{
    for (uint16_t need = 0; need < r->model->n_needs; need++)
        unmet_is(r, p, need, false);
    for (uint32_t i = p->first_participation, next; i != NOBODY; i = next) {
        uint16_t what = r->participations[i].what;

        next = r->participations[i].next;
        if (what >= r->model->n_tiltak)
            continue;
        if (r->participations[i].stage == STAGE_IN_LINE && r->now->tiltak[what].keeps && place_in_line_is_kept(r, p, i))
            continue;
        if (r->participations[i].stage == STAGE_TAKING_PART) {
            place_is_freed(r, i);
            place_is_given_on(r, what, site_for(r, p, what));
            continue;
        }
        if (r->participations[i].stage == STAGE_IN_LINE) {
            stops_waiting(r, i);
            measure_tiltak_wait(r, p, what, r->participations[i].since, SF_WAIT_ABANDONED);
        }
        participation_ends(r, i);
    }
}

/* What a tiltak does to an exit of the person's programme, for a person of this profile; NULL: nothing. */
static const tiltak_effect *effect_on(const run *r, const person *p, uint16_t which, size_t exit)
{
    const tiltak *t = &r->now->tiltak[which];

    for (size_t i = 0; i < t->n_effects; i++) {
        const tiltak_effect *effect = &t->effects[i];

        if (effect->exit[p->programme] == exit &&
            (effect->takes_all_profiles || (p->profile != NO_PROFILE && (effect->profiles >> p->profile & 1) != 0)))
            return effect;
    }
    return NULL;
}

/* What is left of a completed one. */
static double after_factor(const run *r, const person *p, uint16_t which, double ended, size_t exit, double *until)
{
    const tiltak_effect *effect = effect_on(r, p, which, exit);

    if (effect == NULL || !(p->risk_since < ended + effect->lasts_days))
        return 1.0;
    *until = fmin(*until, ended + effect->lasts_days);
    return effect->after;
}

/* The factor on an exit's rate at risk_since; *until receives the moment at which it changes by itself, or INFINITY. */
double tiltak_factor(const run *r, const person *p, const exit_kind *e, double *until)
{
    size_t number = (size_t)(e - programme_of(r, p)->exits);
    bool is_inside = false, is_inside_one = false, has_effect = false;
    double factor = 1.0, after = 1.0;

    *until = (double)INFINITY;
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];
        const tiltak_effect *effect;

        if (part->what >= r->model->n_tiltak)
            continue;
        if (is_over(part))
            after *= after_factor(r, p, part->what, part->since, number, until);
        if (part->stage != STAGE_TAKING_PART)
            continue;
        is_inside = true;
        is_inside_one = is_inside_one || !r->now->tiltak[part->what].is_parallel;
        effect = effect_on(r, p, part->what, number);
        if (effect != NULL) {
            has_effect = true;
            factor *= effect->during;
        }
    }
    if (is_inside && !has_effect)
        factor = e->in_tiltak;
    if (!is_inside_one && p->last_tiltak != SF_NONE) /* of those that do not stack only the latest counts */
        after *= after_factor(r, p, p->last_tiltak, p->tiltak_ended, number, until);
    return factor * after;
}

double tiltak_factor_outside(const run *r, const person *p, const exit_kind *e)
{
    size_t number = (size_t)(e - programme_of(r, p)->exits);
    double after = 1.0, until = (double)INFINITY;

    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];

        if (part->what < r->model->n_tiltak && is_over(part))
            after *= after_factor(r, p, part->what, part->since, number, &until);
    }
    if (p->last_tiltak != SF_NONE)
        after *= after_factor(r, p, p->last_tiltak, p->tiltak_ended, number, &until);
    return after;
}
