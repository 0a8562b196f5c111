/* models/outlook.c - the office on paper.
 * Invariant: people are counted in cells (programme, segment, profile); everything else is a sum over cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/outlook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "models/routing.h"

/* Beyond this nobody is followed on paper: as long as any duration that a config may hold. */
static const double end_of_paper_days = 36525.0;

/* --- one spell ----------------------------------------------------------------------------------------------------------- */

/* Those still inside, by whether a barrier is open: shares of those who started. */
typedef struct inside {
    double blocked, ready;
} inside;

typedef struct spell_run {
    const sf_model *model;
    const epoch *now;
    const programme *prog;
    size_t segment;
    uint32_t barriers;
    inside alive;
    double t; /* days since the start */
    sf_spell *out;
} spell_run;

/* The share whose barriers have all cleared by themselves within t days. */
static double cleared_by(const spell_run *r, double t)
{
    double share = 1.0;

    for (size_t b = 0; b < r->model->n_barriers; b++) {
        const double *rate = r->now->barriers[b].clears;

        if ((r->barriers >> b & 1) != 0)
            share *= rate == NULL ? 0.0 : -expm1(-rate[r->segment] * t);
    }
    return share;
}

/* The rate of an exit from t on, until its next step. */
static double rate_of(const spell_run *r, const exit_kind *e, bool is_blocked)
{
    double factor = 1.0;

    for (size_t i = 0; i < e->n_steps && e->steps[i].from_days <= r->t; i++)
        factor = e->steps[i].factor;
    return e->rate == NULL ? 0.0 : e->rate[r->segment] * factor * (is_blocked ? e->with_barrier : 1.0);
}

static double all_rates(const spell_run *r, bool is_blocked)
{
    double sum = 0.0;

    for (size_t j = 0; j < r->prog->n_exits; j++)
        sum += rate_of(r, &r->prog->exits[j], is_blocked);
    return sum;
}

/* Person-days of a share that leaves at this rate for `days`. */
static double days_spent(double share, double rate, double days)
{
    return rate > 0.0 ? share * -expm1(-rate * days) / rate : share * days;
}

static double next_step_of_rates(const spell_run *r)
{
    double next = (double)INFINITY;

    for (size_t j = 0; j < r->prog->n_exits; j++) {
        for (size_t i = 0; i < r->prog->exits[j].n_steps; i++) {
            if (r->prog->exits[j].steps[i].from_days > r->t)
                next = fmin(next, r->prog->exits[j].steps[i].from_days);
        }
    }
    return next;
}

/* Time passes for `days`, during which no rate changes; those whose last barrier clears meanwhile change in the middle. */
static void time_passes(spell_run *r, double days)
{
    const double was = cleared_by(r, r->t), is = cleared_by(r, r->t + days);
    const double clears = was < 1.0 ? (is - was) / (1.0 - was) : 1.0;
    const double out_blocked = all_rates(r, true), out_ready = all_rates(r, false);
    const double changing = r->alive.blocked * clears, staying = r->alive.blocked - changing;
    const double halfway = changing * exp(-out_blocked * days / 2.0);
    const double days_blocked = days_spent(staying, out_blocked, days) + days_spent(changing, out_blocked, days / 2.0);
    const double days_ready = days_spent(r->alive.ready, out_ready, days) + days_spent(halfway, out_ready, days / 2.0);

    for (size_t j = 0; j < r->prog->n_exits; j++)
        r->out->exits[j] +=
            days_blocked * rate_of(r, &r->prog->exits[j], true) + days_ready * rate_of(r, &r->prog->exits[j], false);
    r->out->days += days_blocked + days_ready;
    r->alive.blocked = staying * exp(-out_blocked * days);
    r->alive.ready = r->alive.ready * exp(-out_ready * days) + halfway * exp(-out_ready * days / 2.0);
    r->t += days;
}

static double alive(const spell_run *r)
{
    return r->alive.blocked + r->alive.ready;
}

static void time_passes_until(spell_run *r, double until)
{
    until = fmin(until, end_of_paper_days);
    while (r->t < until && alive(r) > 1e-12) {
        double days = fmin(until, next_step_of_rates(r)) - r->t;

        if (r->alive.blocked > 0.0) /* only these change within a step */
            days = fmin(days, fmax(1.0, r->t / 200.0));
        time_passes(r, days);
    }
    r->t = fmax(r->t, until);
}

static void share_leaves(spell_run *r, uint16_t exit, double share)
{
    if (exit != SF_NONE)
        r->out->exits[exit] += alive(r) * share;
    r->alive.blocked *= 1.0 - share;
    r->alive.ready *= 1.0 - share;
}

/* The test may itself lead to an exit (a claim for disability benefit). Those found without grounds stay until their limit. */
static void test_is_held_on_paper(spell_run *r)
{
    const task_type *test = &r->prog->tasks[r->prog->extension_test];

    r->out->tests += alive(r);
    for (size_t k = 0; k < test->n_then; k++) {
        if (test->then[k].kind == LEADS_TO_EXIT && test->then[k].target != SF_NONE)
            share_leaves(r, test->then[k].target, test->then[k].p[r->segment]);
    }
}

static double share_that_passes(const spell_run *r)
{
    double fails = 1.0;

    for (size_t g = 0; g < r->prog->n_grounds; g++)
        fails *= 1.0 - r->prog->grounds[g].passes[r->segment];
    return 1.0 - fails;
}

static void limit_is_reached(spell_run *r, uint16_t exit, double share)
{
    r->out->at_limit += alive(r) * share;
    share_leaves(r, exit, share);
}

static void clock_runs(spell_run *r)
{
    const programme *prog = r->prog;
    const double last = prog->limit.days + (prog->has_extension ? prog->extension_cap.days : 0.0);
    double limit = prog->limit.days;

    while (prog->has_extension && limit < last && alive(r) > 1e-9) {
        time_passes_until(r, fmax(r->t, limit - prog->extension_opens.days));
        test_is_held_on_paper(r);
        time_passes_until(r, limit);
        limit_is_reached(r, prog->extension_refused[r->segment], 1.0 - share_that_passes(r));
        limit = fmin(last, limit + prog->extension_length.days);
    }
    time_passes_until(r, limit);
    limit_is_reached(r, prog->at_limit[r->segment], 1.0);
}

sf_spell sf_spell_on_paper(const sf_model *model, const epoch *now, size_t programme_number, size_t segment,
                           uint32_t barriers)
{
    sf_spell spell = {.days = 0.0};
    spell_run r = {.model = model,
                   .now = now,
                   .prog = &now->programmes[programme_number],
                   .segment = segment,
                   .barriers = barriers,
                   .alive = {.blocked = barriers != 0 ? 1.0 : 0.0, .ready = barriers != 0 ? 0.0 : 1.0},
                   .out = &spell};

    if (r.prog->has_clock)
        clock_runs(&r);
    else
        time_passes_until(&r, end_of_paper_days);
    for (size_t j = 0; j < r.prog->n_exits; j++) {
        if (r.prog->exits[j].decision != NULL)
            spell.days += spell.exits[j] * sf_sampler_mean(r.prog->exits[j].decision);
    }
    return spell;
}

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

/* People of one programme, segment and profile. */
typedef struct cell {
    size_t programme, segment;
    uint32_t barriers; /* open when they come */
    double inflow;     /* a year */
    sf_spell spell;
    course course;
    visits visits; /* of one of them */
} cell;

typedef struct paper {
    const sf_model *model;
    const epoch *now;
    sf_outlook *out;
    cell *cells;
    size_t n_cells;
    double *served; /* by tiltak: share of those who want a place that there are places for */
} paper;

static double people_of(const cell *c)
{
    return c->inflow * c->visits.starts * c->spell.days / SF_DAYS_PER_YEAR;
}

/* People a year of a segment whom the streams bring to a programme. */
static double streams_bring(const paper *p, size_t which, size_t segment)
{
    double a_day = 0.0;

    for (size_t k = 0; k < p->model->n_streams; k++) {
        const stream *s = &p->now->streams[k];

        if (s->programme == which && isinf(s->people)) /* a group that comes once is no inflow */
            a_day += s->rate * s->shares[segment];
    }
    return a_day * SF_DAYS_PER_YEAR;
}

static double share_accepted(const paper *p, size_t which, size_t segment)
{
    const double *refused = p->now->programmes[which].application_refused;

    return refused == NULL ? 1.0 : 1.0 - refused[segment];
}

static void add_cell(paper *p, size_t which, size_t segment, uint32_t barriers, double inflow)
{
    cell *c = &p->cells[p->n_cells];

    if (inflow <= 0.0)
        return;
    *c = (cell){.programme = which, .segment = segment, .barriers = barriers, .inflow = inflow};
    c->spell = sf_spell_on_paper(p->model, p->now, which, segment, barriers);
    c->course = (course){.stay_days = c->spell.days, .tests = c->spell.tests};
    for (size_t j = 0; j < p->now->programmes[which].n_exits; j++)
        c->course.exits[j] = c->spell.exits[j];
    c->visits = routing_visits(&p->now->programmes[which], segment, &c->course);
    p->n_cells++;
}

/* --- from one programme into the next, and back ------------------------------------------------------------------------------ */

enum { MOST_ROUNDS_OF_SPELLS = 64 }; /* as many spells as a life may have */

/* The shares of one entrant of the segment who leave by each exit, over all profiles. */
static void exits_of_entrant(const paper *p, size_t which, size_t segment, double out[SF_MOST_EXITS])
{
    const double *shares = p->now->segments[segment].profile_shares;
    const programme *prog = &p->now->programmes[which];

    memset(out, 0, SF_MOST_EXITS * sizeof *out);
    for (size_t i = 0; i < (shares == NULL ? 1 : p->model->n_profiles); i++) {
        const double share = shares == NULL ? 1.0 : shares[i];
        const uint32_t barriers = shares == NULL ? 0 : p->now->profiles[i].barriers;
        const sf_spell spell = sf_spell_on_paper(p->model, p->now, which, segment, barriers);
        course how = {.stay_days = spell.days, .tests = spell.tests};

        memcpy(how.exits, spell.exits, sizeof how.exits);
        for (size_t j = 0; j < prog->n_exits; j++)
            out[j] += share * routing_visits(prog, segment, &how).starts * spell.exits[j];
    }
}

static double return_rate(const return_kind *k, size_t segment, double t)
{
    double factor = 1.0;

    for (size_t i = 0; i < k->n_steps && k->steps[i].from_days <= t; i++)
        factor = k->steps[i].factor;
    return k->rate[segment] * factor;
}

static double next_return_step(const exit_kind *e, double t)
{
    double next = (double)INFINITY;

    for (size_t k = 0; k < e->n_returns; k++) {
        for (size_t i = 0; i < e->returns[k].n_steps; i++) {
            if (e->returns[k].steps[i].from_days > t)
                next = fmin(next, e->returns[k].steps[i].from_days);
        }
    }
    return next;
}

/* Of those who leave by an exit, who come back within the length of the run, by programme: competing risks, constant by steps. */
static void add_returns(const paper *p, const exit_kind *e, size_t segment, double leaving, double wanted[])
{
    const double last = p->model->horizon_days;
    double t = 0.0, outside = leaving;

    while (e->n_returns > 0 && t < last) {
        const double until = fmin(last, next_return_step(e, t));
        double all = 0.0, back;

        for (size_t k = 0; k < e->n_returns; k++)
            all += return_rate(&e->returns[k], segment, t);
        back = outside * -expm1(-all * (until - t));
        for (size_t k = 0; k < e->n_returns && all > 0.0; k++)
            wanted[e->returns[k].programme * p->model->n_segments + segment] +=
                back * return_rate(&e->returns[k], segment, t) / all;
        outside -= back;
        t = until;
    }
}

/* Where those go next who want to enter programmes (wanted, by programme and segment), one spell later. */
static void spells_lead_on(const paper *p, const double *exits, const double wanted[], double next[])
{
    const size_t n = p->model->n_segments;

    memset(next, 0, p->model->n_programmes * n * sizeof *next);
    for (size_t which = 0; which < p->model->n_programmes; which++) {
        const programme *prog = &p->now->programmes[which];

        for (size_t s = 0; s < n; s++) {
            const double *shares = exits + (which * n + s) * SF_MOST_EXITS;
            const double entering = wanted[which * n + s] * share_accepted(p, which, s);

            for (size_t j = 0; j < prog->n_exits && entering > 0.0; j++) {
                const exit_kind *e = &prog->exits[j];
                const double leaving = entering * shares[j],
                             going = e->enters == SF_NONE ? 0.0 : leaving * e->enters_share[s];

                if (going > 0.0)
                    next[e->enters * n + s] += going;
                add_returns(p, e, s, leaving - going, next);
            }
        }
    }
}

/* wanted[programme, segment]: people a year who want to enter, by streams, by links and back from outside. False when memory ran out. */
static bool find_inflows(const paper *p, double wanted[])
{
    const size_t n = p->model->n_segments, cells = p->model->n_programmes * n;
    double *exits = calloc(cells * SF_MOST_EXITS + 1, sizeof *exits), *last = calloc(cells + 1, sizeof *last),
           *next = calloc(cells + 1, sizeof *next), moved = 1.0;
    const bool has_room = exits != NULL && last != NULL && next != NULL;

    for (size_t i = 0; has_room && i < cells; i++) {
        last[i] = wanted[i] = streams_bring(p, i / n, i % n);
        exits_of_entrant(p, i / n, i % n, exits + i * SF_MOST_EXITS);
    }
    for (int round = 0; has_room && round < MOST_ROUNDS_OF_SPELLS && moved > 1e-9; round++) {
        spells_lead_on(p, exits, last, next);
        moved = 0.0;
        for (size_t i = 0; i < cells; i++) {
            wanted[i] += next[i];
            moved += next[i];
            last[i] = next[i];
        }
    }
    free(exits);
    free(last);
    free(next);
    return has_room;
}

static bool fill_cells(paper *p)
{
    const size_t n = p->model->n_segments;
    double *wanted = calloc(p->model->n_programmes * n + 1, sizeof *wanted);
    const bool has_room = wanted != NULL && find_inflows(p, wanted);

    for (size_t i = 0; has_room && i < p->model->n_programmes * n; i++) {
        const double *shares = p->now->segments[i % n].profile_shares;
        const double inflow = wanted[i] * share_accepted(p, i / n, i % n);

        for (size_t k = 0; k < p->model->n_profiles && shares != NULL; k++)
            add_cell(p, i / n, i % n, p->now->profiles[k].barriers, inflow * shares[k]);
        if (shares == NULL)
            add_cell(p, i / n, i % n, 0, inflow);
    }
    free(wanted);
    return has_room;
}

/* --- needs ------------------------------------------------------------------------------------------------------------------ */

/* The share of the cell's entrants who sooner or later have the need. */
static double share_with_need(const paper *p, const cell *c, uint16_t need)
{
    const programme *prog = &p->now->programmes[c->programme];
    const uint16_t b = p->model->need_barrier[need];
    double without = 1.0;

    if (b != SF_NONE && (c->barriers >> b & 1) == 0)
        return 0.0; /* a need to clear a barrier that is not there */
    for (size_t i = 0; i < prog->n_tasks; i++) {
        for (size_t k = 0; k < prog->tasks[i].n_then; k++) {
            const consequence *what = &prog->tasks[i].then[k];

            if (what->kind == LEADS_TO_NEED && what->target == need)
                without *= pow(1.0 - what->p[c->segment], c->visits.task[i]);
        }
    }
    return 1.0 - without;
}

static bool takes_segment(const tiltak *t, size_t segment)
{
    return t->places > 0.0 && (t->accepted_segments >> segment & 1) != 0;
}

static bool takes(const tiltak *t, size_t segment, uint32_t barriers)
{
    return takes_segment(t, segment) && (t->takes_everyone || (barriers & ~t->accepted_barriers) == 0);
}

static bool offers(const tiltak *t, uint16_t need)
{
    return (t->offers >> need & 1) != 0;
}

/* Someone may become free of the barrier: by themselves, by treatment, in a tiltak, or by what a task leads to. */
static bool can_clear(const paper *p, const cell *c, size_t b)
{
    const programme *prog = &p->now->programmes[c->programme];
    const double *by_itself = p->now->barriers[b].clears;
    bool clears = by_itself != NULL && by_itself[c->segment] > 0.0;

    for (uint16_t need = 0; need < p->model->n_needs; need++) {
        if (p->model->need_barrier[need] != b)
            continue;
        for (size_t i = 0; i < p->model->n_treatments; i++)
            clears = clears || ((p->now->treatments[i].offers >> need & 1) != 0 && p->now->treatments[i].clears > 0.0);
        for (size_t i = 0; i < p->model->n_tiltak; i++)
            clears = clears || (offers(&p->now->tiltak[i], need) && p->now->tiltak[i].clears > 0.0 &&
                                takes(&p->now->tiltak[i], c->segment, c->barriers));
    }
    for (size_t i = 0; i < prog->n_tasks; i++) {
        for (size_t k = 0; k < prog->tasks[i].n_then; k++)
            clears = clears ||
                     (prog->tasks[i].then[k].kind == LEADS_TO_CLEARED_BARRIER && prog->tasks[i].then[k].target == b);
    }
    return clears;
}

/* The open barriers of the cell that can never clear. */
static uint32_t lasting(const paper *p, const cell *c)
{
    uint32_t bits = 0;

    for (size_t b = 0; b < p->model->n_barriers; b++) {
        if ((c->barriers >> b & 1) != 0 && !can_clear(p, c, b))
            bits |= UINT32_C(1) << b;
    }
    return bits;
}

static void add_gap(paper *p, sf_gap_kind kind, uint16_t need, const cell *c, uint32_t barriers, double wanted)
{
    sf_gap *g = p->out->gaps;

    while (g < p->out->gaps + p->out->n_gaps && (g->kind != kind || g->need != p->model->needs[need]))
        g++;
    if (g == p->out->gaps + p->out->n_gaps) {
        *g = (sf_gap){.kind = kind, .need = p->model->needs[need]};
        p->out->n_gaps++;
    }
    g->wanted += wanted;
    g->segments |= UINT64_C(1) << c->segment;
    g->barriers |= barriers;
}

static void need_has_no_tiltak(paper *p, const cell *c, uint16_t need, double wanted)
{
    bool is_offered = false, is_later = false;
    const uint32_t stuck = lasting(p, c);
    uint32_t in_the_way = 0;

    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        const tiltak *t = &p->now->tiltak[i];

        if (!offers(t, need))
            continue;
        is_offered = true;
        is_later = is_later || takes(t, c->segment, stuck);
        if (takes_segment(t, c->segment))
            in_the_way |= c->barriers & ~t->accepted_barriers;
    }
    if (!is_offered)
        add_gap(p, SF_GAP_NOBODY_OFFERS, need, c, 0, wanted);
    else
        add_gap(p, is_later ? SF_GAP_LATER : SF_GAP_NEVER, need, c, in_the_way, wanted);
}

/* True when a treatment takes the need in hand. */
static bool treatment_is_wanted(paper *p, uint16_t need, double wanted)
{
    for (size_t i = 0; i < p->model->n_treatments && p->model->need_barrier[need] != SF_NONE; i++) {
        if ((p->now->treatments[i].offers >> need & 1) != 0) {
            p->out->treatments[i].wanted += wanted;
            return true;
        }
    }
    return false;
}

/* Those who want it spread over the tiltak that take them, by places. Returns how many want a place. */
static double tiltak_is_wanted(paper *p, const cell *c, uint16_t need, double wanted)
{
    double places = 0.0;

    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        const tiltak *t = &p->now->tiltak[i];

        if (offers(t, need) && takes(t, c->segment, c->barriers))
            places += fmin(t->places, 1e9);
    }
    for (size_t i = 0; i < p->model->n_tiltak && places > 0.0; i++) {
        const tiltak *t = &p->now->tiltak[i];

        if (offers(t, need) && takes(t, c->segment, c->barriers))
            p->out->tiltak[i].wanted += wanted * fmin(t->places, 1e9) / places;
    }
    return places > 0.0 ? wanted : 0.0;
}

static void needs_are_seen(paper *p, cell *c)
{
    for (uint16_t need = 0; need < p->model->n_needs; need++) {
        double wanted = c->inflow * share_with_need(p, c, need), joins;
        bool treated;

        if (wanted <= 0.0)
            continue;
        treated = treatment_is_wanted(p, need, wanted);
        joins = tiltak_is_wanted(p, c, need, wanted);
        if (joins <= 0.0 && !treated)
            need_has_no_tiltak(p, c, need, wanted);
        c->course.joins += joins / c->inflow;
    }
}

static double mean_stay(const tiltak *t)
{
    return fmin(sf_sampler_mean(t->stay), t->longest_days);
}

static void fill_tiltak(paper *p)
{
    for (size_t k = 0; k < p->model->n_streams; k++) {
        const stream *s = &p->now->streams[k];

        if (s->tiltak != SF_NONE && isinf(s->people))
            p->out->tiltak[s->tiltak].wanted += s->rate * SF_DAYS_PER_YEAR;
    }
    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        sf_tiltak_outlook *o = &p->out->tiltak[i];
        const tiltak *t = &p->now->tiltak[i];

        o->id = t->id;
        o->label = t->label;
        o->stay_months = mean_stay(t) / SF_DAYS_PER_MONTH;
        o->places = t->places;
        o->places_wanted = o->wanted * mean_stay(t) / SF_DAYS_PER_YEAR;
        p->served[i] = o->places_wanted > o->places ? o->places / o->places_wanted : 1.0;
    }
    for (size_t i = 0; i < p->model->n_treatments; i++) {
        sf_treatment_outlook *o = &p->out->treatments[i];
        const treatment *t = &p->now->treatments[i];

        o->id = t->id;
        o->label = t->label;
        o->wait_months =
            t->wait == NULL ? 0.0 : sf_sampler_mean(t->wait) / SF_DAYS_PER_MONTH; /* a line's is not known */
        o->stay_months = sf_sampler_mean(t->stay) / SF_DAYS_PER_MONTH;
        o->waiting = o->wanted * o->wait_months / 12.0;
        o->treated = o->wanted * o->stay_months / 12.0;
    }
}

static void find_left_out(paper *p)
{
    for (size_t s = 0; s < p->model->n_segments && p->model->n_tiltak > 0; s++) {
        const double *shares = p->now->segments[s].profile_shares;
        bool taken = false;

        for (size_t i = 0; i < p->model->n_tiltak; i++) {
            taken = taken || (shares == NULL && takes(&p->now->tiltak[i], s, 0));
            for (size_t k = 0; k < p->model->n_profiles && shares != NULL; k++)
                taken = taken || (shares[k] > 0.0 && takes(&p->now->tiltak[i], s, p->now->profiles[k].barriers));
        }
        if (!taken)
            p->out->left_out |= UINT64_C(1) << s;
    }
}

/* --- hours ------------------------------------------------------------------------------------------------------------------ */

/* Minutes of a task, with those lost to people who do not appear before it is held. */
static double minutes_of(const programme *prog, const task_type *t, size_t segment)
{
    double minutes = sf_sampler_mean(t->minutes) + t->documentation_minutes;

    if (t->can_be_missed && prog->has_no_show) {
        const double missed = prog->no_show_p[segment], other_comes = prog->overbooked * (1.0 - missed);

        minutes += other_comes * prog->overbooked_minutes;
        minutes += (other_comes * prog->rebooking_minutes + (1.0 - other_comes) * prog->no_show_minutes) * missed /
                   (1.0 - missed);
    }
    return t->self_service == NULL ? minutes : (1.0 - t->self_service[segment]) * minutes;
}

/* Hours a year that the cell asks for of one team: its owner or a pool (models/work.c, pool_does), or one that holds some task for all. */
static double hours_of(const paper *p, const cell *c, const team *pool, uint16_t holder)
{
    const programme *prog = &p->now->programmes[c->programme];
    double minutes = 0.0;

    for (size_t i = 0; i < prog->n_tasks; i++) {
        const task_type *t = &prog->tasks[i];
        bool is_minimum;

        if (t->team != holder)
            continue;
        is_minimum = pool != NULL && pool->minimum_task != NULL && strcmp(pool->minimum_task, t->id) == 0;

        if (is_minimum && t->every != NULL)
            minutes += people_of(c) * SF_DAYS_PER_YEAR / pool->minimum_every * minutes_of(prog, t, c->segment);
        else if (pool == NULL || !isnan(t->due) || t->has_deadline || t->rate != NULL || t->opens == OPENS_WHEN_ASKED)
            minutes += c->inflow * c->visits.task[i] * minutes_of(prog, t, c->segment);
    }
    return minutes / 60.0;
}

static double absent_share(const team *t)
{
    double spell = t->absence_spell == NULL ? 0.0 : sf_sampler_mean(t->absence_spell);

    return spell > 0.0 ? spell / (spell + t->absence_gap_days) : 0.0;
}

/* Of the posts, how many have a veileder, times the mean speed of those (Cox 1962: renewal reward; tenures are exponential). */
static double speed_there(const team *t)
{
    const double leaves = t->turnover_rate * t->learning_days,
                 new_ones = leaves > 0.0 ? 1.0 + expm1(-leaves) / leaves : 0.0,
                 vacancy = t->vacancy == NULL ? 0.0 : sf_sampler_mean(t->vacancy);

    return (1.0 - (1.0 - t->first_speed) * new_ones) / (1.0 + t->turnover_rate * vacancy);
}

/* Task hours a year of the whole team, holidays and absence taken off. */
static double hours_there(const paper *p, const team *t)
{
    const double from = p->model->warm_up_days, years = p->model->length_days / SF_DAYS_PER_YEAR;

    return sf_calendar_hours_between(t->calendar, from, from + p->model->length_days) / years * t->pace *
           (1.0 - absent_share(t)) * speed_there(t) * t->veiledere;
}

static void own_people(paper *p)
{
    for (size_t k = 0; k < p->n_cells; k++) {
        const uint16_t t = team_that_serves(p->model, p->now, p->cells[k].programme, p->cells[k].segment);

        if (t != SF_NONE)
            p->out->teams[t].people += people_of(&p->cells[k]);
    }
}

/* The share of a team's people for whom there is no room. */
static double share_without_room(const sf_team_outlook *o)
{
    return o->people > o->room ? 1.0 - o->room / o->people : 0.0;
}

static void share_out_work(paper *p)
{
    for (size_t k = 0; k < p->n_cells; k++) {
        const cell *c = &p->cells[k];
        const uint16_t t = team_that_serves(p->model, p->now, c->programme, c->segment);
        const team *its;
        double without;

        for (uint16_t back = 0; back < p->model->n_teams; back++)
            p->out->teams[back].asked_hours += hours_of(p, c, NULL, back);
        if (t == SF_NONE)
            continue;
        its = &p->now->teams[t];
        without = its->full == FULL_OVERLOAD ? 0.0 : share_without_room(&p->out->teams[t]);
        p->out->teams[t].asked_hours += (1.0 - without) * hours_of(p, c, NULL, SF_NONE);
        if (its->full != FULL_POOL || its->pool == SF_NONE || without <= 0.0)
            continue;
        p->out->teams[t].sent_on += without * people_of(c);
        p->out->teams[its->pool].asked_hours += without * hours_of(p, c, &p->now->teams[its->pool], SF_NONE);
    }
}

static void fill_teams(paper *p)
{
    for (size_t t = 0; t < p->model->n_teams; t++) {
        const team *its = &p->now->teams[t];
        sf_team_outlook *o = &p->out->teams[t];

        o->id = its->id;
        o->label = its->label;
        o->veiledere = its->veiledere;
        o->limit = its->limit;
        o->room = isinf(its->limit) ? its->limit : its->limit * its->veiledere;
        o->there_hours = hours_there(p, its);
    }
    own_people(p);
    share_out_work(p);
    for (size_t t = 0; t < p->model->n_teams; t++) { /* a pool looks after those who were sent to it */
        const team *its = &p->now->teams[t];

        if (its->full == FULL_POOL && its->pool != SF_NONE)
            p->out->teams[its->pool].people += p->out->teams[t].sent_on;
    }
}

static void fill_programmes(paper *p)
{
    for (size_t i = 0; i < p->model->n_programmes; i++) {
        p->out->programmes[i].id = p->now->programmes[i].id;
        p->out->programmes[i].label = p->now->programmes[i].label;
    }
    for (size_t k = 0; k < p->n_cells; k++) {
        const cell *c = &p->cells[k];
        sf_programme_outlook *o = &p->out->programmes[c->programme];

        o->inflow += c->inflow;
        o->starts += c->inflow * c->visits.starts;
        o->people += people_of(c);
    }
    for (size_t i = 0; i < p->model->n_programmes; i++) {
        sf_programme_outlook *o = &p->out->programmes[i];

        o->stay_months = o->starts > 0.0 ? o->people / o->starts * 12.0 : 0.0;
    }
}

/* --- the whole -------------------------------------------------------------------------------------------------------------- */

/* How many days of a stay are spent in tiltak: wanted stays, as far as there are places. */
static void people_take_part(paper *p)
{
    double wanted = 0.0, taken = 0.0;

    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        wanted += p->out->tiltak[i].wanted;
        taken += p->out->tiltak[i].wanted * p->served[i] * mean_stay(&p->now->tiltak[i]);
    }
    for (size_t k = 0; k < p->n_cells; k++) {
        cell *c = &p->cells[k];

        c->course.tiltak_days = wanted > 0.0 ? fmin(c->course.stay_days, c->course.joins * taken / wanted) : 0.0;
        c->visits = routing_visits(&p->now->programmes[c->programme], c->segment, &c->course);
    }
}

static const epoch *epoch_at_start(const sf_model *model, const sf_scenario_tables *scenario, size_t *later)
{
    const epoch *now = scenario->epochs;

    *later = 0;
    for (size_t e = 1; e < scenario->n_epochs; e++) {
        if (scenario->epochs[e].from <= model->warm_up_days)
            now = &scenario->epochs[e];
        else
            ++*later;
    }
    return now;
}

static bool take_room(paper *p, sf_outlook *out)
{
    const sf_model *m = p->model;
    const size_t profiles = m->n_profiles > 0 ? m->n_profiles : 1;

    out->n_programmes = m->n_programmes;
    out->n_teams = m->n_teams;
    out->n_tiltak = m->n_tiltak;
    out->n_treatments = m->n_treatments;
    out->programmes = calloc(m->n_programmes + 1, sizeof *out->programmes);
    out->teams = calloc(m->n_teams + 1, sizeof *out->teams);
    out->tiltak = calloc(m->n_tiltak + 1, sizeof *out->tiltak);
    out->treatments = calloc(m->n_treatments + 1, sizeof *out->treatments);
    out->gaps = calloc(3 * m->n_needs + 1, sizeof *out->gaps);
    p->cells = calloc(m->n_programmes * m->n_segments * profiles + 1, sizeof *p->cells);
    p->served = calloc(m->n_tiltak + 1, sizeof *p->served);
    return out->programmes != NULL && out->teams != NULL && out->tiltak != NULL && out->treatments != NULL &&
           out->gaps != NULL && p->cells != NULL && p->served != NULL;
}

sf_status sf_outlook_make(const sf_model *model, size_t scenario, sf_outlook *out, sf_error *err)
{
    const sf_scenario_tables *tables = &model->scenarios[scenario];
    sf_outlook made = {.scenario = tables->id, .label = tables->label};
    paper p = {.model = model, .out = &made};
    bool has_room = take_room(&p, &made);

    if (has_room) {
        p.now = epoch_at_start(model, tables, &made.later_dates);
        has_room = fill_cells(&p);
    }
    if (has_room) {
        for (size_t k = 0; k < p.n_cells; k++)
            needs_are_seen(&p, &p.cells[k]);
        fill_tiltak(&p);
        people_take_part(&p);
        fill_programmes(&p);
        fill_teams(&p);
        find_left_out(&p);
    }
    free(p.cells);
    free(p.served);
    if (!has_room) {
        sf_outlook_free(&made);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while looking ahead"));
    }
    *out = made;
    return SF_OK;
}

void sf_outlook_free(sf_outlook *outlook)
{
    free(outlook->programmes);
    free(outlook->teams);
    free(outlook->tiltak);
    free(outlook->treatments);
    free(outlook->gaps);
    *outlook = (sf_outlook){.scenario = NULL};
}
