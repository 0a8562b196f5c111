/* tests/reference/tiltak.c - section "Needs, tiltak and treatment" of docs/model.md: a need is seen, a person waits for a place,
 * takes part, and goes on or comes back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "reference/reference.h"

/* --- what a person has to do with tiltak: the newest first ---------------------------------------------------------------------------- */

ref_part *ref_part_begins(ref_person *p, size_t which, bool is_treatment, size_t need)
{
    ref_part *part = calloc(1, sizeof *part);

    assert(part != NULL && p->n_parts < MOST_PARTS);
    *part = (ref_part){.which = which, .is_treatment = is_treatment, .need = need, .stage = REFERRED};
    memmove(p->parts + 1, p->parts, p->n_parts * sizeof(ref_part *));
    p->parts[0] = part;
    p->n_parts++;
    return part;
}

static void taken_out(ref_person *p, const ref_part *part)
{
    size_t i = 0;

    while (p->parts[i] != part)
        i++;
    memmove(p->parts + i, p->parts + i + 1, (p->n_parts - i - 1) * sizeof(ref_part *));
    p->n_parts--;
}

void ref_part_ends(ref_person *p, ref_part *part)
{
    taken_out(p, part);
    free(part);
}

static ref_part *part_in(const ref_person *p, size_t which)
{
    for (size_t i = 0; i < p->n_parts; i++) {
        if (!p->parts[i]->is_treatment && p->parts[i]->which == which && p->parts[i]->stage != COMPLETED)
            return p->parts[i];
    }
    return NULL;
}

bool ref_has_to_do_with(const ref_person *p, size_t which)
{
    return part_in(p, which) != NULL;
}

bool ref_takes_part(const ref_person *p)
{
    for (size_t i = 0; i < p->n_parts; i++) {
        if (!p->parts[i]->is_treatment && p->parts[i]->stage == TAKES_PART)
            return true;
    }
    return false;
}

/* --- lines, and who is in them ----------------------------------------------------------------------------------------------------- */

static bool belongs_to(const ref_world *w, const ref_person *p, size_t site)
{
    return site_of(w->model, w->model->tiltak_of_site[site], p->home) == site;
}

static size_t count(const ref_world *w, size_t site, part_stage in)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n_people; i++) {
        const ref_part *part = part_in(w->people[i], w->model->tiltak_of_site[site]);

        n += belongs_to(w, w->people[i], site) && part != NULL && part->stage == in;
    }
    return n;
}

/* A place, a course that begins now where people begin together, and money where it is paid from a budget. */
static bool can_start(const ref_world *w, size_t site)
{
    const size_t which = w->model->tiltak_of_site[site];
    const tiltak *t = &w->rules->tiltak[which];

    return (double)count(w, site, TAKES_PART) < w->rules->site_places[site] &&
           (t->n_starts == 0 || w->is_starting == &w->courses[which]) && ref_is_paid_for(w, which);
}

int ref_class_in_line(const ref_world *w, const ref_person *p, priority_rule rule)
{
    const segment_kind *segment = &w->rules->segments[p->segment];

    switch (rule) {
    case RULE_YOUNG_FIRST:
        return segment->young ? 0 : 1;
    case RULE_COMPLEX_FIRST:
        return segment->complex ? 0 : 1;
    default:
        return 0;
    }
}

/* Class, then time of joining, then key. */
static ref_person *first_in_line(const ref_world *w, size_t site)
{
    const size_t which = w->model->tiltak_of_site[site];
    ref_person *first = NULL;
    double since = NAN;

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];
        const ref_part *part = part_in(p, which);
        int a, b;

        if (part == NULL || part->stage != WAITS_FOR_PLACE || !belongs_to(w, p, site))
            continue;
        a = ref_class_in_line(w, p, w->rules->tiltak[which].rule);
        b = first == NULL ? 0 : ref_class_in_line(w, first, w->rules->tiltak[which].rule);
        if (first == NULL || a < b ||
            (a == b && (part->since < since || (!(part->since > since) && p->key < first->key)))) {
            first = p;
            since = part->since;
        }
    }
    return first;
}

/* --- places ------------------------------------------------------------------------------------------------------------------------- */

void ref_end_of_stay_is_arranged(ref_world *w, const ref_person *p, ref_part *part)
{
    const tiltak *t = &w->rules->tiltak[part->which];
    double rate = t->drop_out == NULL ? 0.0 : t->drop_out[p->segment],
           drops_at = rate > 0.0 ? w->now + fmax(part->budget, 0.0) / rate : (double)INFINITY;

    part->drops_out = drops_at < part->ends;
    ref_arrange(w, &part->change, fmax(w->now, fmin(drops_at, part->ends)), TURN_END);
}

/* Another rate of dropping out: what has been spent is spent at the old one. */
void ref_stays_are_rearranged(ref_world *w, ref_person *p, const epoch *before)
{
    for (size_t i = 0; i < p->n_parts; i++) {
        ref_part *part = p->parts[i];
        double was, is;

        if (part->is_treatment || part->stage != TAKES_PART || w->rules->tiltak[part->which].drop_out == NULL)
            continue;
        was = before->tiltak[part->which].drop_out[p->segment];
        is = w->rules->tiltak[part->which].drop_out[p->segment];
        part->budget -= was * (w->now - part->budget_as_of);
        part->budget_as_of = w->now;
        if (was < is || was > is)
            ref_end_of_stay_is_arranged(w, p, part);
    }
}

static void gets_place(ref_world *w, ref_person *p, ref_part *part)
{
    const size_t which = part->which;
    const tiltak *t = &w->rules->tiltak[which];
    const uint32_t visit = p->lines_joined[which] - 1;

    ref_tell(w, p, SF_LIFE_GETS_PLACE, which);
    ref_budgets_are_spent(w, p);
    part->stage = TAKES_PART;
    part->since = part->budget_as_of = w->now;
    part->ends = w->now + fmin(sf_sampler_draw(t->stay, w->luck, p->key, t->purpose, p->spell, visit), t->longest_days);
    part->budget = sf_luck_exponential(w->luck, p->key, t->drop_out_purpose, p->spell, visit);
    ref_stay_is_promised(w, part);
    ref_end_of_stay_is_arranged(w, p, part);
    ref_risk_is_arranged(w, p);
    for (size_t i = 0; p->programme != SF_NONE && i < ref_programme(w, p)->n_tasks; i++) {
        if (ref_programme(w, p)->tasks[i].only_in_tiltak)
            ref_task_recurs(w, p, i);
    }
}

static void gives_up(ref_world *w, ref_person *p, ref_part *part)
{
    ref_tell(w, p, SF_LIFE_GIVES_UP, part->which);
    ref_part_ends(p, part);
    if (p->stage == ONLY_TILTAK && p->n_parts == 0)
        ref_leaves(w, p, SF_NONE);
}

static void joins_line(ref_world *w, ref_person *p, ref_part *part)
{
    const size_t which = part->which;
    const tiltak *t = &w->rules->tiltak[which];
    const size_t site = site_of(w->model, which, p->home);

    part->since = w->now;
    p->lines_joined[which]++;
    ref_tell(w, p, SF_LIFE_JOINS_LINE, which);
    if (can_start(w, site)) {
        gets_place(w, p, part);
    } else if ((double)count(w, site, WAITS_FOR_PLACE) >= t->room) {
        p->full_line = which;
        gives_up(w, p, part);
    } else {
        part->stage = WAITS_FOR_PLACE;
        part->change.is_made = false;
        if (t->patience != NULL)
            ref_arrange(w, &part->change,
                        w->now + sf_sampler_draw(t->patience, w->luck, p->key, t->patience_purpose, p->spell,
                                                 p->lines_joined[which] - 1),
                        TURN_END);
    }
}

bool ref_could_place(const ref_world *w, size_t site)
{
    return can_start(w, site) && w->rules->tiltak[w->model->tiltak_of_site[site]].budget == SF_NONE &&
           first_in_line(w, site) != NULL;
}

void ref_joins_line(ref_world *w, ref_person *p, size_t which)
{
    joins_line(w, p, ref_part_begins(p, which, false, SF_NONE));
}

static void place_is_given(ref_world *w, size_t site)
{
    ref_person *p = first_in_line(w, site);
    ref_part *part;

    assert(p != NULL); /* a place is given to somebody */
    part = part_in(p, w->model->tiltak_of_site[site]);
    assert(part != NULL); /* who stands in line has a part that waits */
    gets_place(w, p, part);
}

/* Of all sites that are paid from the budget, the one whose first in line has waited longest. */
static size_t who_comes_first(const ref_world *w, size_t budget)
{
    size_t best = SF_NONE;

    for (size_t i = 0; i < w->model->n_sites; i++) {
        const ref_person *p, *other;
        double a, b;

        if (w->rules->tiltak[w->model->tiltak_of_site[i]].budget != budget || !can_start(w, i) ||
            (p = first_in_line(w, i)) == NULL)
            continue;
        if (best == SF_NONE) {
            best = i;
            continue;
        }
        other = first_in_line(w, best);
        a = part_in(p, w->model->tiltak_of_site[i])->since;
        b = part_in(other, w->model->tiltak_of_site[best])->since;
        if (a < b || (!(a > b) && p->key < other->key))
            best = i;
    }
    return best;
}

void ref_places_are_given(ref_world *w, size_t which)
{
    const size_t budget = w->rules->tiltak[which].budget;
    size_t next;

    if (budget == SF_NONE) {
        for (size_t site = w->model->first_site[which]; site < w->model->first_site[which + 1]; site++) {
            while (can_start(w, site) && first_in_line(w, site) != NULL)
                place_is_given(w, site);
        }
        return;
    }
    while ((next = who_comes_first(w, budget)) != SF_NONE)
        place_is_given(w, next);
}

/* --- from need to line ---------------------------------------------------------------------------------------------------------------- */

static bool accepts(const ref_world *w, size_t which, const ref_person *p)
{
    const tiltak *t = &w->rules->tiltak[which];
    const size_t goal = p->profile == SF_NONE ? SF_NONE : w->rules->profiles[p->profile].goal;

    if (t->names_goals && (goal == SF_NONE || (t->accepted_goals >> goal & 1) == 0))
        return false;
    return w->rules->site_places[site_of(w->model, which, p->home)] > 0.0 &&
           (t->accepted_segments >> p->segment & 1) != 0 &&
           (t->takes_everyone || (p->barriers & ~t->accepted_barriers) == 0);
}

/* Beside what is under way: a parallel one once, of the others one at a time. */
static bool may_begin(const ref_world *w, const ref_person *p, size_t which)
{
    if (w->rules->tiltak[which].is_parallel)
        return part_in(p, which) == NULL;
    for (size_t i = 0; i < p->n_parts; i++) {
        const ref_part *part = p->parts[i];

        if (!part->is_treatment && part->stage != COMPLETED && part->which != SF_NONE &&
            !w->rules->tiltak[part->which].is_parallel)
            return false;
    }
    return true;
}

/* The tiltak that offers it, has places, accepts the person as the person is, and may begin: one that can start now, else the one
 * with the shortest line per place; the first by id among equals. */
static size_t best_fit(const ref_world *w, const ref_person *p, size_t need)
{
    size_t best = SF_NONE;
    double shortest = (double)INFINITY;

    for (size_t i = 0; i < w->model->n_tiltak; i++) {
        const tiltak *t = &w->rules->tiltak[i];
        const size_t site = site_of(w->model, i, p->home);
        double line;

        if ((t->offers >> need & 1) == 0 || !accepts(w, i, p) || !may_begin(w, p, i))
            continue;
        if (can_start(w, site))
            return i;
        line = (double)count(w, site, WAITS_FOR_PLACE) / w->rules->site_places[site];
        if (line < shortest) {
            best = i;
            shortest = line;
        }
    }
    return best;
}

static void is_tried(ref_world *w, ref_person *p, size_t need)
{
    size_t fit;

    if (w->model->need_barrier[need] != SF_NONE)
        ref_treatment_is_wanted(w, p, need);
    fit = best_fit(w, p, need);
    if (fit == SF_NONE || fit == p->full_line) /* one meeting, one try */
        return;
    if (ref_programme(w, p)->referral == SF_NONE) {
        joins_line(w, p, ref_part_begins(p, fit, false, need));
    } else {
        (void)ref_part_begins(p, fit, false, need);
        ref_task_is_asked(w, p, ref_programme(w, p)->referral, 0.0);
    }
}

/* A need to clear a barrier that is not there. */
static bool is_met(const ref_world *w, const ref_person *p, size_t need)
{
    return w->model->need_barrier[need] != SF_NONE && (p->barriers >> w->model->need_barrier[need] & 1) == 0;
}

void ref_need_is_seen(ref_world *w, ref_person *p, size_t need)
{
    if (is_met(w, p, need))
        return;
    if ((p->wanted >> need & 1) == 0) {
        p->wanted |= UINT32_C(1) << need;
        ref_tell(w, p, SF_LIFE_NEED_IS_SEEN, need);
    }
    is_tried(w, p, need);
}

/* Waited long enough, and the second best has a place: what was wanted is left, and is still wanted. */
static void second_best_is_tried(ref_world *w, ref_person *p, ref_part *part)
{
    const tiltak *t = &w->rules->tiltak[part->which];

    if (part->stage != WAITS_FOR_PLACE || t->substitute == SF_NONE || w->now - part->since < t->substitute_after_days)
        return;
    if (!accepts(w, t->substitute, p) || !can_start(w, site_of(w->model, t->substitute, p->home)) ||
        part_in(p, t->substitute) != NULL)
        return;
    ref_tell(w, p, SF_LIFE_SUBSTITUTES, part->which);
    part->which = t->substitute;
    part->need = SF_NONE;
    joins_line(w, p, part);
}

static ref_part *part_for(const ref_person *p, size_t need)
{
    for (size_t i = 0; i < p->n_parts; i++) {
        if (!p->parts[i]->is_treatment && p->parts[i]->need == need)
            return p->parts[i];
    }
    return NULL;
}

void ref_needs_are_looked_at_again(ref_world *w, ref_person *p)
{
    for (size_t need = 0; need < w->model->n_needs && p->stage != GONE; need++) {
        if ((p->wanted >> need & 1) == 0)
            continue;
        if (is_met(w, p, need))
            p->wanted &= ~(UINT32_C(1) << need);
        else if (part_for(p, need) == NULL)
            is_tried(w, p, need);
        else
            second_best_is_tried(w, p, part_for(p, need));
    }
}

/* One referral for all that is wanted; as lines and barriers are now. */
void ref_referral_is_held(ref_world *w, ref_person *p)
{
    ref_part *asked[MOST_PARTS];
    size_t n = 0;

    for (size_t i = 0; i < p->n_parts; i++) {
        if (!p->parts[i]->is_treatment && p->parts[i]->stage == REFERRED)
            asked[n++] = p->parts[i];
    }
    for (size_t i = 0; i < n; i++) {
        size_t fit;

        asked[i]->which = SF_NONE;
        fit = best_fit(w, p, asked[i]->need);
        if (fit == SF_NONE) {
            ref_part_ends(p, asked[i]);
            continue;
        }
        asked[i]->which = fit;
        joins_line(w, p, asked[i]);
    }
}

/* --- the end of it ---------------------------------------------------------------------------------------------------------------------- */

/* One row of then is drawn among those for this kind of end; the line is joined if the tiltak takes the person as the person is by now. */
static void goes_on(ref_world *w, ref_person *p, size_t from, uint32_t visit, bool dropped_out)
{
    const tiltak *t = &w->rules->tiltak[from];
    double upper = 0.0, u = sf_luck_uniform(w->luck, p->key, t->then_purpose, p->spell, visit), delay;

    for (size_t i = 0; i < t->n_then; i++) {
        const tiltak_step *step = &t->then[i];
        ref_part *part;

        if (step->after_drop_out != dropped_out)
            continue;
        upper += step->p[p->segment];
        if (u >= upper)
            continue;
        if (!accepts(w, step->next, p) || !may_begin(w, p, step->next))
            return;
        part = ref_part_begins(p, step->next, false, SF_NONE);
        ref_tell(w, p, SF_LIFE_GOES_ON, step->next);
        delay = step->delay == NULL
                    ? 0.0
                    : sf_sampler_draw(step->delay, w->luck, p->key, t->then_delay_purpose, p->spell, visit);
        if (delay > 0.0) {
            part->stage = ON_THE_WAY;
            ref_arrange(w, &part->change, w->now + delay, TURN_END);
        } else {
            joins_line(w, p, part);
        }
        return;
    }
}

static void effect_is_kept(ref_world *w, ref_person *p, size_t which)
{
    ref_part *kept = NULL;

    if (p->stage == ONLY_TILTAK)
        return;
    for (size_t i = 0; i < p->n_parts; i++) {
        if (!p->parts[i]->is_treatment && p->parts[i]->which == which && p->parts[i]->stage == COMPLETED)
            kept = p->parts[i];
    }
    if (kept == NULL)
        kept = ref_part_begins(p, which, false, SF_NONE);
    kept->stage = COMPLETED;
    kept->since = w->now;
}

static void needs_are_met(ref_world *w, ref_person *p, size_t which, uint32_t visit)
{
    const tiltak *t = &w->rules->tiltak[which];

    for (size_t need = 0; need < w->model->n_needs; need++) {
        const uint16_t b = w->model->need_barrier[need];

        if ((t->offers >> need & 1) == 0)
            continue;
        p->wanted &= ~(UINT32_C(1) << need);
        if (b != SF_NONE && (p->barriers >> b & 1) != 0 &&
            sf_luck_uniform(w->luck, p->key, t->clears_purpose, p->spell, 16 * visit + b) < t->clears)
            ref_barrier_clears(w, p, b);
    }
}

static void stay_ends(ref_world *w, ref_person *p, ref_part *part)
{
    const size_t which = part->which;
    const bool dropped_out = part->drops_out;
    const uint32_t visit = p->lines_joined[which] - 1;

    ref_tell(w, p, dropped_out ? SF_LIFE_DROPS_OUT : SF_LIFE_COMPLETES, which);
    ref_budgets_are_spent(w, p);
    ref_stay_is_paid(w, part);
    ref_part_ends(p, part);
    if (!dropped_out && w->rules->tiltak[which].stacks) {
        effect_is_kept(w, p, which);
    } else if (!dropped_out) {
        p->latest_tiltak = which;
        p->completed_at = w->now;
    }
    for (size_t i = 0; p->programme != SF_NONE && !ref_takes_part(p) && i < ref_programme(w, p)->n_tasks; i++) {
        if (ref_programme(w, p)->tasks[i].only_in_tiltak && p->tasks[i].stage == PLANNED) {
            p->tasks[i].stage = NOT_THERE;
            p->tasks[i].opening.is_made = p->tasks[i].is_rebooked = false;
        }
    }
    if (!dropped_out)
        needs_are_met(w, p, which, visit);
    ref_risk_is_arranged(w, p);
    goes_on(w, p, which, visit, dropped_out);
    if (w->rules->tiltak[which].delegates != NULL && p->stage == IN_PROGRAMME &&
        w->rules->tiltak[which].delegates->hand_back[p->programme] != SF_NONE)
        ref_task_is_asked(w, p, w->rules->tiltak[which].delegates->hand_back[p->programme], 0.0);
    if (p->stage == ONLY_TILTAK && p->n_parts == 0)
        ref_leaves(w, p, SF_NONE);
    ref_places_are_given(w, which);
}

void ref_tiltak_changes(ref_world *w, ref_person *p, ref_part *part)
{
    if (part->stage == WAITS_FOR_PLACE)
        gives_up(w, p, part);
    else if (part->stage == ON_THE_WAY)
        joins_line(w, p, part);
    else
        stay_ends(w, p, part);
}

/* Somebody with the same luck and no programme waits on in the line that is kept. */
static void place_in_line_is_kept(ref_world *w, ref_person *p, ref_part *part)
{
    ref_person *waits_on = ref_person_is_made(w, p->key);

    waits_on->segment = p->segment;
    waits_on->home = p->home;
    waits_on->profile = p->profile;
    waits_on->barriers = p->barriers;
    waits_on->spell = p->spell;
    waits_on->stage = ONLY_TILTAK;
    memcpy(waits_on->lines_joined, p->lines_joined, w->model->n_tiltak * sizeof *p->lines_joined);
    taken_out(p, part);
    waits_on->parts[waits_on->n_parts++] = part;
    part->need = SF_NONE;
}

void ref_tiltak_is_left(ref_world *w, ref_person *p)
{
    ref_part *all[MOST_PARTS];
    const size_t n = p->n_parts;

    memcpy(all, p->parts, n * sizeof(ref_part *));
    for (size_t i = 0; i < n; i++) {
        const size_t which = all[i]->which;

        if (all[i]->is_treatment)
            continue;
        if (all[i]->stage == WAITS_FOR_PLACE && w->rules->tiltak[which].keeps) {
            place_in_line_is_kept(w, p, all[i]);
        } else if (all[i]->stage == TAKES_PART) {
            ref_stay_is_paid(w, all[i]);
            ref_part_ends(p, all[i]);
            ref_places_are_given(w, which);
        } else {
            ref_part_ends(p, all[i]);
        }
    }
}
