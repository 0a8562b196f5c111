/* models/outlook.c - the office on paper.
 * Invariant: people are counted in cells (programme, segment, profile); everything else is a sum over cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/outlook.h"

#include <assert.h>
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
    double t;                        /* days since the start */
    double limit;                    /* days from the start to the present legal limit; INFINITY: none */
    double held[SF_MOST_TASK_TYPES]; /* when a recurring task that may lead out is held next; INFINITY: never */
    double at_random[SF_MOST_EXITS]; /* rate of an exit by tasks that come at random, by exit */
    sf_spell *out;
} spell_run;

/* The chance that a held task leads to an exit, also by way of the tasks that it leads to at once. */
static void add_ways_out(const programme *prog, const task_type *t, size_t segment, double chance, int depth,
                         double ways[SF_MOST_EXITS])
{
    for (size_t k = 0; k < t->n_then && depth > 0; k++) {
        const consequence *c = &t->then[k];

        if (c->target == SF_NONE)
            continue;
        if (c->kind == LEADS_TO_EXIT)
            ways[c->target] += chance * c->p[segment];
        else if (c->kind == LEADS_TO_TASK && prog->tasks[c->target].every == NULL)
            add_ways_out(prog, &prog->tasks[c->target], segment, chance * c->p[segment], depth - 1, ways);
    }
}

enum { MOST_TASKS_IN_A_ROW = 6 };

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
    for (size_t i = 0; i < e->n_left_steps; i++) {
        if (r->limit - e->left_steps[i].from_days <= r->t) {
            factor *= e->left_steps[i].factor;
            break;
        }
    }
    return r->at_random[e - r->prog->exits] +
           (e->rate == NULL ? 0.0 : e->rate[r->segment] * factor * (is_blocked ? e->with_barrier : 1.0));
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
        for (size_t i = 0; i < r->prog->exits[j].n_left_steps; i++) {
            if (r->limit - r->prog->exits[j].left_steps[i].from_days > r->t)
                next = fmin(next, r->limit - r->prog->exits[j].left_steps[i].from_days);
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

static void share_leaves(spell_run *r, uint16_t exit, double share)
{
    if (exit != SF_NONE)
        r->out->exits[exit] += alive(r) * share;
    r->alive.blocked *= 1.0 - share;
    r->alive.ready *= 1.0 - share;
}

/* Shares by exit leave at the same instant. */
static void shares_leave(spell_run *r, const double shares[SF_MOST_EXITS])
{
    double left = 0.0;

    for (uint16_t j = 0; j < r->prog->n_exits; j++) {
        const double share = fmin(shares[j], 1.0 - left);

        if (share > 0.0 && left < 1.0)
            share_leaves(r, j, fmin(1.0, share / (1.0 - left)));
        left += share;
    }
}

static double next_task_held(const spell_run *r)
{
    double next = (double)INFINITY;

    for (size_t i = 0; i < r->prog->n_tasks; i++)
        next = fmin(next, r->held[i]);
    return next;
}

/* On paper nobody waits: a recurring task is held on the day it comes, and comes again an interval later. */
static void tasks_are_held(spell_run *r)
{
    for (size_t i = 0; i < r->prog->n_tasks; i++) {
        const task_type *t = &r->prog->tasks[i];
        double ways[SF_MOST_EXITS] = {0};

        if (r->held[i] > r->t + 1e-9)
            continue;
        r->held[i] += t->every[r->segment];
        add_ways_out(r->prog, t, r->segment, 1.0, MOST_TASKS_IN_A_ROW, ways);
        shares_leave(r, ways);
    }
}

static void time_passes_until(spell_run *r, double until)
{
    until = fmin(until, end_of_paper_days);
    while (r->t < until && alive(r) > 1e-12) {
        double days = fmin(fmin(until, next_step_of_rates(r)), next_task_held(r)) - r->t;

        if (r->alive.blocked > 0.0) /* only these change within a step */
            days = fmin(days, fmax(1.0, r->t / 200.0));
        time_passes(r, fmax(days, 0.0));
        tasks_are_held(r);
    }
    r->t = fmax(r->t, until);
}

/* The tasks that come at the start lead out at once, and those that come again have their first day set. Tasks before the start are no
 * part of the spell; tests and hand-overs have days of their own. */
static void tasks_begin(spell_run *r)
{
    const programme *prog = r->prog;
    const uint32_t before = prog->starts_with == SF_NONE ? 0 : routing_of(prog, r->model->n_segments).before;
    const visits once = routing_visits(prog, r->segment, NULL);
    double ways[SF_MOST_EXITS] = {0};

    for (size_t i = 0; i < prog->n_tasks; i++) {
        const task_type *t = &prog->tasks[i];
        const bool is_asked = t->opens == OPENS_WHEN_ASKED && t->after == SF_NONE;
        double any[SF_MOST_EXITS] = {0}, sum = 0.0;

        r->held[i] = (double)INFINITY;
        add_ways_out(prog, t, r->segment, 1.0, MOST_TASKS_IN_A_ROW, any);
        for (size_t j = 0; j < prog->n_exits; j++)
            sum += any[j];
        if (sum <= 0.0 || t->only_in_tiltak || (before >> i & 1) != 0 ||
            (prog->has_extension && i == prog->extension_test))
            continue;
        if (t->every != NULL && !is_asked && t->every[r->segment] > 0.0)
            r->held[i] = t->every[r->segment];
        for (size_t j = 0; j < prog->n_exits && t->rate != NULL && !is_asked; j++)
            r->at_random[j] += t->rate[r->segment] * any[j];
        for (size_t k = 0; k < t->n_then && t->every == NULL && t->rate == NULL && once.starts > 0.0; k++) {
            if (t->then[k].kind == LEADS_TO_EXIT && t->then[k].target != SF_NONE)
                ways[t->then[k].target] += fmin(1.0, once.task[i] / once.starts) * t->then[k].p[r->segment];
        }
    }
    shares_leave(r, ways);
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

    r->limit = limit;
    while (prog->has_extension && limit < last && alive(r) > 1e-9) {
        time_passes_until(r, fmax(r->t, limit - prog->extension_opens.days));
        test_is_held_on_paper(r);
        time_passes_until(r, limit);
        limit_is_reached(r, prog->extension_refused[r->segment], 1.0 - share_that_passes(r));
        limit = fmin(last, limit + prog->extension_length.days);
        r->limit = limit;
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

    tasks_begin(&r);
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
    visits visits;                            /* of one of them */
    double with_provider[SF_MOST_TASK_TYPES]; /* days in which a provider holds the task */
} cell;

typedef struct paper {
    const sf_model *model;
    const epoch *now;
    sf_outlook *out;
    cell *cells;
    size_t n_cells;
    double *served; /* by tiltak: share of those who want a place that there are places for */
    double *needed, *asked,
        *chained; /* people a year who want a tiltak, [tiltak * n_segments + segment]: at first, and along chains */
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

/* What one entrant of a segment comes to, over all profiles: days until they leave, and by which exits, those before the start included. */
typedef struct entrant_on_paper {
    double days, exits[SF_MOST_EXITS];
} entrant_on_paper;

/* Shares of entrants who leave by a task before the programme has started. */
static void add_exits_before_start(const paper *p, const programme *prog, size_t segment, entrant_on_paper *out)
{
    const uint32_t before = routing_of(prog, p->model->n_segments).before;
    const visits v = routing_visits(prog, segment, NULL);

    for (size_t i = 0; i < prog->n_tasks && prog->starts_with != SF_NONE; i++) {
        const task_type *t = &prog->tasks[i];

        for (size_t k = 0; k < t->n_then && (before >> i & 1) != 0; k++) {
            if (t->then[k].kind == LEADS_TO_EXIT && t->then[k].target != SF_NONE)
                out->exits[t->then[k].target] += fmin(1.0, v.task[i]) * t->then[k].p[segment];
        }
    }
}

static entrant_on_paper entrant_of(const paper *p, size_t which, size_t segment)
{
    const double *shares = p->now->segments[segment].profile_shares;
    const programme *prog = &p->now->programmes[which];
    entrant_on_paper out = {.days = 0.0};

    for (size_t i = 0; i < (shares == NULL ? 1 : p->model->n_profiles); i++) {
        const double share = shares == NULL ? 1.0 : shares[i];
        const uint32_t barriers = shares == NULL ? 0 : p->now->profiles[i].barriers;
        const sf_spell spell = sf_spell_on_paper(p->model, p->now, which, segment, barriers);
        course how = {.stay_days = spell.days, .tests = spell.tests};
        double starts;

        memcpy(how.exits, spell.exits, sizeof how.exits);
        starts = routing_visits(prog, segment, &how).starts;
        out.days += share * starts * spell.days;
        for (size_t j = 0; j < prog->n_exits; j++)
            out.exits[j] += share * starts * spell.exits[j];
    }
    add_exits_before_start(p, prog, segment, &out);
    return out;
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

/* kernel[k * n_returns + which]: of those who leave by the exit, who come back that way in the k-th month after: competing risks, constant
 * by steps. */
static void fill_kernel(const exit_kind *e, size_t segment, size_t months, double kernel[])
{
    double t = 0.0, outside = 1.0;

    for (size_t k = 0; k < months; k++) {
        const double end = (double)(k + 1) * SF_DAYS_PER_MONTH;

        while (t < end) {
            const double until = fmin(end, next_return_step(e, t));
            double all = 0.0, back;

            for (size_t i = 0; i < e->n_returns; i++)
                all += return_rate(&e->returns[i], segment, t);
            back = outside * -expm1(-all * (until - t));
            for (size_t i = 0; i < e->n_returns && all > 0.0; i++)
                kernel[k * e->n_returns + i] += back * return_rate(&e->returns[i], segment, t) / all;
            outside -= back;
            t = until;
        }
    }
}

/* --- lists ------------------------------------------------------------------------------------------------------------------- */

static double share_above(const programme *prog, size_t segment, double score)
{
    const double above = prog->score[segment] - score;

    if (isinf(score))
        return score < 0.0 ? 1.0 : 0.0;
    return prog->score_spread > 0.0 ? 0.5 * erfc(-above / (prog->score_spread * sqrt(2.0))) : above >= 0.0 ? 1.0 : 0.0;
}

/* People a year whom a list gives when it takes all above a score, those outside the target group up to their share. */
static double taken_above(const paper *p, size_t which, const double wanted[], double score, double *share_outside)
{
    const programme *prog = &p->now->programmes[which];
    const double most =
        prog->outside_share < 1.0 ? prog->outside_share / (1.0 - prog->outside_share) : (double)INFINITY;
    double of_target = 0.0, outside = 0.0;

    for (size_t s = 0; s < p->model->n_segments; s++)
        *((prog->target_group >> s & 1) != 0 ? &of_target : &outside) +=
            wanted[s] * share_accepted(p, which, s) * share_above(prog, s, score);
    *share_outside = outside > 0.0 ? fmin(1.0, most * of_target / outside) : 1.0;
    return of_target + outside * *share_outside;
}

/* Of those who want in and are accepted, the share of each segment that a list takes: the best first, down to the score at which the
 * target is met. Those who are turned away at one decision may be taken at the next; the line is as long as patience makes it, but
 * who is taken is the same. wanted, taken: by segment. */
static void list_takes(const paper *p, size_t which, const double wanted[], double taken[])
{
    const programme *prog = &p->now->programmes[which];
    const double target = prog->target * SF_DAYS_PER_YEAR;
    double low = prog->threshold, high = -(double)INFINITY, above, below, part = 0.0, outside_low, outside_high;

    for (size_t s = 0; s < p->model->n_segments; s++) { /* scores worth trying lie within eight spreads */
        high = fmax(high, prog->score[s] + 8.0 * prog->score_spread + 1.0);
        if (isinf(prog->threshold))
            low = fmin(isinf(low) ? high : low, prog->score[s] - 8.0 * prog->score_spread - 1.0);
    }
    if (taken_above(p, which, wanted, low, &outside_low) > target) {
        for (int i = 0; i < 100 && high > low; i++) {
            const double middle = low + (high - low) / 2.0;

            *(taken_above(p, which, wanted, middle, &outside_low) > target ? &low : &high) = middle;
        }
        above = taken_above(p, which, wanted, high, &outside_high);
        below = taken_above(p, which, wanted, low, &outside_low);
        part = below > above ? (target - above) / (below - above) : 0.0; /* of those who stand equal at the cut */
    } else {
        part = 1.0;
        high = low;
        outside_high = outside_low;
    }
    for (size_t s = 0; s < p->model->n_segments; s++) {
        const bool is_outside = (prog->target_group >> s & 1) == 0;

        taken[s] = (1.0 - part) * share_above(prog, s, high) * (is_outside ? outside_high : 1.0) +
                   part * share_above(prog, s, low) * (is_outside ? outside_low : 1.0);
    }
}

/* --- a month after the other ----------------------------------------------------------------------------------------------------- */

/* The flows between programmes from the empty start to the end of what is measured, month by month: who leaves in one month wants in
 * elsewhere in the next, and some come back much later. [month * cells + programme * n_segments + segment] people a year. */
typedef struct months_on_paper {
    size_t n, measured_from, cells;
    double *wanted, *taken; /* taken [cells]: by a list, share of the accepted, in the month at hand */
    double *left;           /* people a year by exit, as they leave: [(month * cells + cell) * SF_MOST_EXITS + exit] */
    entrant_on_paper *entrants; /* [cells] */
} months_on_paper;

static bool months_begin(const paper *p, months_on_paper *m)
{
    const double end = p->model->warm_up_days + p->model->length_days;

    m->n = (size_t)fmin(ceil(end / SF_DAYS_PER_MONTH), 1200.0);
    m->measured_from = (size_t)fmin(p->model->warm_up_days / SF_DAYS_PER_MONTH, (double)m->n - 1.0);
    m->cells = p->model->n_programmes * p->model->n_segments;
    m->wanted = calloc((m->n + 1) * m->cells + 1, sizeof *m->wanted);
    m->taken = calloc(m->cells + 1, sizeof *m->taken);
    m->left = calloc((m->n + 1) * m->cells * SF_MOST_EXITS + 1, sizeof *m->left);
    m->entrants = calloc(m->cells + 1, sizeof *m->entrants);
    return m->wanted != NULL && m->taken != NULL && m->left != NULL && m->entrants != NULL;
}

static void months_end(months_on_paper *m)
{
    free(m->wanted);
    free(m->taken);
    free(m->left);
    free(m->entrants);
}

static double entering(const paper *p, const months_on_paper *m, size_t month, size_t at)
{
    const size_t n = p->model->n_segments;

    return m->wanted[month * m->cells + at] * share_accepted(p, at / n, at % n) * m->taken[at];
}

static void lists_take(const paper *p, months_on_paper *m, size_t month)
{
    const size_t n = p->model->n_segments;

    for (size_t which = 0; which < p->model->n_programmes; which++) {
        if (p->now->programmes[which].selects)
            list_takes(p, which, &m->wanted[month * m->cells + which * n], &m->taken[which * n]);
        for (size_t s = 0; s < n && !p->now->programmes[which].selects; s++)
            m->taken[which * n + s] = 1.0;
    }
}

/* Those of a cell who left by an exit in a month want in elsewhere, at once or after a time outside. */
static void exit_leads_on(const paper *p, months_on_paper *m, size_t month, size_t segment, const exit_kind *e,
                          double leaving, const double kernel[])
{
    const size_t n = p->model->n_segments;
    const double going = e->enters == SF_NONE ? 0.0 : leaving * e->enters_share[segment];

    assert(kernel != NULL || e->n_returns == 0); /* make_kernels has made one wherever people come back from */
    if (going > 0.0 && month + 1 < m->n)
        m->wanted[(month + 1) * m->cells + e->enters * n + segment] += going;
    for (size_t k = 0; month + 1 + k < m->n && e->n_returns > 0 && leaving > going; k++) {
        for (size_t i = 0; i < e->n_returns; i++)
            m->wanted[(month + 1 + k) * m->cells + e->returns[i].programme * n + segment] +=
                (leaving - going) * kernel[k * e->n_returns + i];
    }
}

static bool leads_on(const exit_kind *e)
{
    return e->enters != SF_NONE || e->n_returns > 0;
}

static void month_passes(const paper *p, months_on_paper *m, size_t month, double *const kernels[])
{
    const size_t n = p->model->n_segments;

    lists_take(p, m, month);
    for (size_t at = 0; at < m->cells; at++) {
        const programme *prog = &p->now->programmes[at / n];
        const entrant_on_paper *one = &m->entrants[at];
        const size_t out = month + (size_t)fmin(floor(one->days / SF_DAYS_PER_MONTH), (double)m->n);
        const double coming = entering(p, m, month, at);

        for (size_t j = 0; j < prog->n_exits && out < m->n; j++)
            m->left[(out * m->cells + at) * SF_MOST_EXITS + j] += coming * one->exits[j];
    }
    for (size_t at = 0; at < m->cells; at++) {
        const programme *prog = &p->now->programmes[at / n];

        for (size_t j = 0; j < prog->n_exits; j++) {
            const double leaving = m->left[(month * m->cells + at) * SF_MOST_EXITS + j];

            if (leaving > 0.0 && leads_on(&prog->exits[j]))
                exit_leads_on(p, m, month, at % n, &prog->exits[j], leaving, kernels[at * SF_MOST_EXITS + j]);
        }
    }
}

/* One kernel for each cell and exit that people come back from; the caller frees them. False when memory ran out. */
static bool make_kernels(const paper *p, const months_on_paper *m, double *kernels[])
{
    const size_t n = p->model->n_segments;

    for (size_t at = 0; at < m->cells; at++) {
        const programme *prog = &p->now->programmes[at / n];

        for (size_t j = 0; j < prog->n_exits; j++) {
            const exit_kind *e = &prog->exits[j];
            double **kernel = &kernels[at * SF_MOST_EXITS + j];

            if (e->n_returns == 0)
                continue;
            *kernel = calloc(m->n * e->n_returns, sizeof **kernel);
            if (*kernel == NULL)
                return false;
            fill_kernel(e, at % n, m->n, *kernel);
        }
    }
    return true;
}

/* inflow[programme, segment]: people a year who are let in, by streams, by links and back from outside: means of the measured
 * period. False when memory ran out. */
static bool find_inflows(const paper *p, double inflow[])
{
    const size_t n = p->model->n_segments;
    months_on_paper m = {.n = 0};
    bool has_room = months_begin(p, &m);
    double **kernels = has_room ? calloc(m.cells * SF_MOST_EXITS + 1, sizeof *kernels) : NULL;

    has_room = kernels != NULL && make_kernels(p, &m, kernels);
    for (size_t at = 0; has_room && at < m.cells; at++) {
        m.entrants[at] = entrant_of(p, at / n, at % n);
        for (size_t month = 0; month < m.n; month++)
            m.wanted[month * m.cells + at] = streams_bring(p, at / n, at % n);
    }
    for (size_t month = 0; has_room && month < m.n; month++) {
        month_passes(p, &m, month, kernels);
        for (size_t at = 0; at < m.cells && month >= m.measured_from; at++)
            inflow[at] += entering(p, &m, month, at) / (double)(m.n - m.measured_from);
        for (size_t at = 0; at < m.cells && month == m.measured_from; at++)
            p->out->programmes[at / n].inflow_first += entering(p, &m, month, at);
        for (size_t at = 0; at < m.cells && month + 1 == m.n; at++)
            p->out->programmes[at / n].inflow_last += entering(p, &m, month, at);
    }
    for (size_t i = 0; kernels != NULL && i < m.cells * SF_MOST_EXITS; i++)
        free(kernels[i]);
    free(kernels);
    months_end(&m);
    return has_room;
}

static bool fill_cells(paper *p)
{
    const size_t n = p->model->n_segments;
    double *inflows = calloc(p->model->n_programmes * n + 1, sizeof *inflows);
    const bool has_room = inflows != NULL && find_inflows(p, inflows);

    for (size_t i = 0; has_room && i < p->model->n_programmes * n; i++) {
        const double *shares = p->now->segments[i % n].profile_shares;
        const double inflow = inflows[i];

        for (size_t k = 0; k < p->model->n_profiles && shares != NULL; k++)
            add_cell(p, i / n, i % n, p->now->profiles[k].barriers, inflow * shares[k]);
        if (shares == NULL)
            add_cell(p, i / n, i % n, 0, inflow);
    }
    free(inflows);
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
            p->needed[i * p->model->n_segments + c->segment] += wanted * fmin(t->places, 1e9) / places;
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

/* A stay ends when it ends, or when somebody drops out, at rate d: it lasts (1 - E exp(-dS))/d on average, and E exp(-dS) complete. The
 * expectation is that over a thousand equally likely stays. */
static double mean_stay(const tiltak *t, size_t segment, double *completes)
{
    enum { STAYS = 1000 };
    const double d = t->drop_out == NULL ? 0.0 : t->drop_out[segment];
    double sum = 0.0;

    *completes = 1.0;
    if (d <= 0.0)
        return fmin(sf_sampler_mean(t->stay), t->longest_days);
    for (int i = 0; i < STAYS; i++)
        sum += exp(-d * fmin(sf_sampler_quantile(t->stay, (i + 0.5) / STAYS), t->longest_days)) / STAYS;
    *completes = sum;
    return (1.0 - sum) / d;
}

/* What is asked of a tiltak, by segment: people a year, from needs, from streams, and along chains. */
static void add_chains(const paper *p, const double asked[], double out[])
{
    const size_t n = p->model->n_segments;

    for (size_t i = 0; i < p->model->n_tiltak * n; i++) {
        const tiltak *t = &p->now->tiltak[i / n];
        double completes;

        if (asked[i] <= 0.0 || t->n_then == 0)
            continue;
        (void)mean_stay(t, i % n, &completes);
        for (size_t k = 0; k < t->n_then; k++) {
            const tiltak_step *step = &t->then[k];

            if (step->next != SF_NONE)
                out[step->next * n + i % n] +=
                    asked[i] * p->served[i / n] * (step->after_drop_out ? 1.0 - completes : completes) * step->p[i % n];
        }
    }
}

/* The places that each appropriation pays for, and the share of those who want a place that finds one. */
static void share_out_places(paper *p)
{
    for (size_t b = 0; b < p->model->n_budgets; b++) {
        double cost = 0.0; /* a day, were all places that are wanted and there in use */

        for (size_t i = 0; i < p->model->n_tiltak; i++) {
            if (p->now->tiltak[i].budget == b)
                cost +=
                    fmin(p->out->tiltak[i].places_wanted, p->out->tiltak[i].places) * p->now->tiltak[i].cost_per_day;
        }
        for (size_t i = 0; i < p->model->n_tiltak; i++) {
            sf_tiltak_outlook *o = &p->out->tiltak[i];

            if (p->now->tiltak[i].budget == b && cost > 0.0)
                o->places_paid = fmin(o->places_wanted, o->places) * p->now->appropriations[b].per_day / cost;
        }
    }
    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        const sf_tiltak_outlook *o = &p->out->tiltak[i];
        const double there = fmin(o->places, o->places_paid);

        p->served[i] = o->places_wanted > there ? there / o->places_wanted : 1.0;
    }
}

/* One more round along the chains: what is wanted of each tiltak, and how many places that takes. */
static void ask_for_places(paper *p)
{
    const size_t n = p->model->n_segments;
    double *asked = p->asked;

    memcpy(p->chained, p->needed, p->model->n_tiltak * n * sizeof *asked);
    add_chains(p, asked, p->chained);
    memcpy(asked, p->chained, p->model->n_tiltak * n * sizeof *asked);
    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        sf_tiltak_outlook *o = &p->out->tiltak[i];
        double days = 0.0, completes;

        o->wanted = 0.0;
        for (size_t s = 0; s < n; s++) {
            o->wanted += asked[i * n + s];
            days += asked[i * n + s] * mean_stay(&p->now->tiltak[i], s, &completes);
        }
        o->stay_months =
            (o->wanted > 0.0 ? days / o->wanted : mean_stay(&p->now->tiltak[i], 0, &completes)) / SF_DAYS_PER_MONTH;
        o->places_wanted = days / SF_DAYS_PER_YEAR;
    }
    share_out_places(p);
}

/* People in line in the long run when so many a year find no place: they give up as fast as they come (Little's law; a fluid queue with
 * abandonment, Whitt 2004). Without patience nothing ends it. */
static double line_of(double left_over, const sf_sampler *patience)
{
    return patience == NULL ? (double)INFINITY : left_over * sf_sampler_mean(patience) / SF_DAYS_PER_YEAR;
}

/* Straight from streams, and what is seen of needs; then round the chains until nothing moves much. */
static void fill_tiltak(paper *p)
{
    enum { MOST_CHAIN_ROUNDS = 40 };
    const size_t n = p->model->n_segments;

    for (size_t k = 0; k < p->model->n_streams; k++) {
        const stream *s = &p->now->streams[k];

        for (size_t g = 0; g < n && s->tiltak != SF_NONE && isinf(s->people); g++)
            p->needed[s->tiltak * n + g] += s->rate * SF_DAYS_PER_YEAR * s->shares[g];
    }
    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        sf_tiltak_outlook *o = &p->out->tiltak[i];
        const tiltak *t = &p->now->tiltak[i];

        o->id = t->id;
        o->label = t->label;
        o->places = t->places;
        o->places_paid = (double)INFINITY;
        p->served[i] = 1.0;
    }
    for (int round = 0; round < MOST_CHAIN_ROUNDS; round++)
        ask_for_places(p);
    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        sf_tiltak_outlook *o = &p->out->tiltak[i];

        if (p->served[i] < 1.0) {
            o->left_over = o->wanted * (1.0 - p->served[i]);
            o->line = line_of(o->left_over, p->now->tiltak[i].patience);
        }
    }
}

static void fill_treatments(paper *p)
{
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
        o->places = t->wait == NULL ? t->places : (double)INFINITY;
        if (o->treated > o->places) {
            o->left_over = o->wanted * (1.0 - o->places / o->treated);
            o->line = line_of(o->left_over, t->patience);
        }
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

/* Of a task that comes again and again, the share that no provider holds. */
static double with_veileder(const cell *c, size_t which, const task_type *t)
{
    const double days = t->only_in_tiltak ? c->course.tiltak_days : c->course.stay_days;

    return (t->every == NULL && t->rate == NULL) || !(days > 0.0) ? 1.0
                                                                  : fmax(0.0, 1.0 - c->with_provider[which] / days);
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
            minutes += c->inflow * c->visits.task[i] * with_veileder(c, i, t) * minutes_of(prog, t, c->segment);
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

/* Where offices are declared, openings come where people live, times the labour demand there. */
static double labour_demand(const paper *p)
{
    double demand = 0.0, before = 0.0;

    for (size_t i = 0; i < p->model->n_offices; i++) {
        demand += (p->now->offices[i].until - before) * p->now->offices[i].labour;
        before = p->now->offices[i].until;
    }
    return demand;
}

/* All districts together. */
static void fill_markets(paper *p)
{
    for (size_t i = 0; i < p->model->n_markets; i++) {
        sf_market_outlook *o = &p->out->markets[i];

        o->id = p->now->markets[i].id;
        o->label = p->now->markets[i].label;
        o->openings = p->now->markets[i].rate * labour_demand(p) * SF_DAYS_PER_YEAR;
    }
    for (size_t k = 0; k < p->n_cells; k++) {
        const cell *c = &p->cells[k];
        const programme *prog = &p->now->programmes[c->programme];

        for (size_t j = 0; j < prog->n_exits; j++) {
            const exit_kind *e = &prog->exits[j];

            if (e->market != SF_NONE)
                p->out->markets[e->market].wanted +=
                    c->inflow * c->visits.starts * c->spell.exits[j] * e->opening_share[c->segment];
        }
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

/* Of a person's stays in tiltak, what providers hold and hand back: the stays that all people have a year, times the person's part of the
 * people who want them, and of the days. */
static void providers_take_over(const paper *p, cell *c, double part_of_stays, double part_of_days)
{
    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        const delegation *d = p->now->tiltak[i].delegates;
        const double stays = p->served[i] * p->out->tiltak[i].wanted * part_of_stays,
                     days = p->served[i] * p->out->tiltak[i].places_wanted * SF_DAYS_PER_YEAR * part_of_days;

        if (d == NULL)
            continue;
        if (d->hand_back[c->programme] != SF_NONE)
            c->course.handed_back[d->hand_back[c->programme]] += stays;
        for (size_t t = 0; t < p->now->programmes[c->programme].n_tasks; t++) {
            if ((d->tasks[c->programme] >> t & 1) != 0)
                c->with_provider[t] += days * d->share[c->segment];
        }
    }
}

/* How many days of a stay are spent in tiltak: wanted stays, as far as there are places. */
static void people_take_part(paper *p)
{
    double wanted = 0.0, taken = 0.0;

    for (size_t i = 0; i < p->model->n_tiltak; i++) {
        wanted += p->out->tiltak[i].wanted;
        taken += p->served[i] * p->out->tiltak[i].places_wanted * SF_DAYS_PER_YEAR;
    }
    for (size_t k = 0; k < p->n_cells; k++) {
        cell *c = &p->cells[k];

        c->course.tiltak_days = wanted > 0.0 ? fmin(c->course.stay_days, c->course.joins * taken / wanted) : 0.0;
        if (taken > 0.0)
            providers_take_over(p, c, c->course.joins / wanted, c->course.tiltak_days / taken);
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
    out->n_markets = m->n_markets;
    out->markets = calloc(m->n_markets + 1, sizeof *out->markets);
    out->gaps = calloc(3 * m->n_needs + 1, sizeof *out->gaps);
    p->cells = calloc(m->n_programmes * m->n_segments * profiles + 1, sizeof *p->cells);
    p->served = calloc(m->n_tiltak + 1, sizeof *p->served);
    p->needed = calloc(3 * m->n_tiltak * m->n_segments + 1, sizeof *p->needed);
    if (p->needed != NULL) {
        p->asked = p->needed + m->n_tiltak * m->n_segments;
        p->chained = p->asked + m->n_tiltak * m->n_segments;
    }
    return out->programmes != NULL && out->teams != NULL && out->tiltak != NULL && out->treatments != NULL &&
           out->markets != NULL && out->gaps != NULL && p->cells != NULL && p->served != NULL && p->needed != NULL;
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
        fill_treatments(&p);
        people_take_part(&p);
        fill_programmes(&p);
        fill_markets(&p);
        fill_teams(&p);
        find_left_out(&p);
    }
    free(p.cells);
    free(p.served);
    free(p.needed);
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
    free(outlook->markets);
    free(outlook->gaps);
    *outlook = (sf_outlook){.scenario = NULL};
}
