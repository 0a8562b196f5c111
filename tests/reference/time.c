/* tests/reference/time.c - section "Time" of docs/model.md: what happens next, legal time, working time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/civil.h"
#include "reference/reference.h"

void ref_arrange(ref_world *w, appointment *what, double at, turn when)
{
    assert(at >= w->now);
    *what = (appointment){true, at, when, ++w->arranged};
}

void ref_tell(ref_world *w, const ref_person *p, sf_life what, size_t detail)
{
    w->log(w->user, p->key, w->now, what, detail == SF_NONE ? UINT32_MAX : (uint32_t)detail);
}

/* --- legal time: months by the calendar, days as days ----------------------------------------------------------------------- */

double ref_after(const ref_world *w, double from, legal_time time, int sign)
{
    double civil = w->model->origin_civil_day + from, day = floor(civil);

    if (time.months == 0)
        return from + sign * time.days;
    return (sf_civil_add_months((int32_t)day, sign * time.months) + (civil - day)) - w->model->origin_civil_day;
}

/* --- working time, day by day ------------------------------------------------------------------------------------------------ */

static bool is_working_day(const ref_world *w, double day)
{
    return sf_civil_is_working_day((int32_t)(w->model->origin_civil_day + day));
}

/* Hours since the opening at moment t of that day, within the working day. */
static double hours_into(const team *its, double day, double t)
{
    return fmin(fmax((t - day) * 24.0 - its->opens_at, 0.0), its->hours_per_week / 5.0);
}

double ref_opening(const ref_world *w, const team *its, double from)
{
    if (its->is_always_open)
        return from;
    for (double day = floor(from);; day++) {
        double opens = day + its->opens_at / 24.0;

        if (is_working_day(w, day) &&
            hours_into(its, day, fmax(from, opens)) + SF_CALENDAR_GRAIN < its->hours_per_week / 5.0)
            return fmax(from, opens);
    }
}

double ref_finish(const ref_world *w, const team *its, double from, double hours)
{
    double since_opening, filled = 0.0, day = floor(from); /* working days filled with it */

    if (its->is_always_open || hours <= 0.0)
        return from + hours / 24.0;
    since_opening = hours + (is_working_day(w, day) ? hours_into(its, day, from) : 0.0);
    for (; day < w->model->horizon_days + 3660.0; day++) {
        double length = its->hours_per_week / 5.0;

        if (!is_working_day(w, day))
            continue;
        if (since_opening <=
            (filled + 1.0) * length + SF_CALENDAR_GRAIN) /* work that fills the day is done at closing */
            return fmax(from, day + (its->opens_at + fmin(since_opening - filled * length, length)) / 24.0);
        filled++;
    }
    return (double)INFINITY;
}

double ref_hours(const ref_world *w, const team *its, double from, double to)
{
    const double first = floor(from), last = floor(to);
    double days = 0.0; /* working days begun by the end of the last, but not by the beginning of the first */

    if (its->is_always_open)
        return (to - from) * 24.0;
    for (double day = first; day < last; day++)
        days += is_working_day(w, day);
    return days * (its->hours_per_week / 5.0) + ((is_working_day(w, last) ? hours_into(its, last, to) : 0.0) -
                                                 (is_working_day(w, first) ? hours_into(its, first, from) : 0.0));
}

/* --- what happens next: the earliest of all that has been arranged ------------------------------------------------------------ */

typedef enum kind {
    POLICY,
    YEAR,
    COURSE,
    ARRIVAL,
    WAY_BACK,
    LIST,
    DONE,
    ABSENCE,
    TURNOVER,
    CLOCK,
    DECISION,
    RISK,
    TILTAK,
    TREATMENT,
    OPENING,
    TASK,
    NOTHING
} kind;

typedef struct happening {
    appointment *what;
    kind kind;
    void *subject;
    size_t type;
} happening;

static void consider(happening *first, appointment *what, kind of, void *subject, size_t type)
{
    const appointment *best = first->what;

    if (!what->is_made)
        return;
    if (best != NULL) {
        if (what->at > best->at)
            return;
        if (!(what->at < best->at)) {
            if (what->turn > best->turn || (what->turn == best->turn && what->number > best->number))
                return;
        }
    }
    *first = (happening){what, of, subject, type};
}

static happening what_is_next(ref_world *w)
{
    happening first = {.kind = NOTHING};

    consider(&first, &w->policy, POLICY, NULL, 0);
    consider(&first, &w->year, YEAR, NULL, 0);
    for (size_t i = 0; i < w->model->n_tiltak; i++)
        consider(&first, &w->courses[i], COURSE, NULL, i);
    for (size_t i = 0; i < w->n_layers; i++)
        consider(&first, &w->layers[i].arrival, ARRIVAL, &w->layers[i], 0);
    for (size_t i = 0; i < w->n_posts; i++) {
        consider(&first, &w->posts[i].done, DONE, &w->posts[i], 0);
        consider(&first, &w->posts[i].absence, ABSENCE, &w->posts[i], 0);
        consider(&first, &w->posts[i].turnover, TURNOVER, &w->posts[i], 0);
    }
    for (size_t i = 0; i < w->model->n_programmes; i++)
        consider(&first, &w->lists[i].decision, LIST, NULL, i);
    for (size_t i = 0; i < w->n_vacant; i++)
        consider(&first, &w->vacant[i]->end, OPENING, w->vacant[i], 0);
    for (size_t i = 0; i < w->n_gone; i++)
        consider(&first, &w->gone[i]->way_back, WAY_BACK, w->gone[i], 0);
    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];

        consider(&first, &p->clock, CLOCK, p, 0);
        consider(&first, &p->decision, DECISION, p, 0);
        consider(&first, &p->risk, RISK, p, 0);
        for (size_t k = 0; k < p->n_parts; k++)
            consider(&first, &p->parts[k]->change, p->parts[k]->is_treatment ? TREATMENT : TILTAK, p, k);
        for (size_t type = 0; p->programme != SF_NONE && type < ref_programme(w, p)->n_tasks; type++)
            consider(&first, &p->tasks[type].opening, TASK, p, type);
    }
    return first;
}

static void it_happens(ref_world *w, const happening *it)
{
    it->what->is_made = false;
    switch (it->kind) {
    case POLICY:
        ref_policy_changes(w);
        break;
    case YEAR:
        ref_year_turns(w);
        break;
    case COURSE:
        ref_course_starts(w, it->type);
        break;
    case ARRIVAL:
        ref_arrives(w, it->subject);
        break;
    case LIST:
        ref_list_is_decided(w, it->type);
        break;
    case WAY_BACK:
        ref_way_back_is_due(w, it->subject);
        break;
    case DONE:
        ref_task_is_done(w, it->subject);
        break;
    case ABSENCE:
        ref_absence_changes(w, it->subject);
        break;
    case TURNOVER:
        ref_turnover_changes(w, it->subject);
        break;
    case CLOCK:
        ref_clock_strikes(w, it->subject);
        break;
    case DECISION:
        ref_decision_falls(w, it->subject);
        break;
    case RISK:
        ref_risk_is_due(w, it->subject);
        break;
    case TILTAK:
        ref_tiltak_changes(w, it->subject, ((ref_person *)it->subject)->parts[it->type]);
        break;
    case TREATMENT:
        ref_treatment_changes(w, it->subject, ((ref_person *)it->subject)->parts[it->type]);
        break;
    case OPENING:
        ref_opening_closes(w, it->subject);
        break;
    case TASK:
        ref_task_opens(w, it->subject, it->type);
        break;
    case NOTHING:
        break;
    }
}

/* Room for the most posts each desk ever has, all of them empty. */
static void posts_are_made(ref_world *w)
{
    for (size_t d = 0; d < w->model->n_desks; d++) {
        uint32_t most = 0;

        for (size_t e = 0; e < w->scenario->n_epochs; e++)
            most = w->scenario->epochs[e].heads[d] > most ? w->scenario->epochs[e].heads[d] : most;
        w->posts = realloc(w->posts, (w->n_posts + most + 1) * sizeof *w->posts);
        assert(w->posts != NULL);
        for (uint32_t i = 0; i < most; i++)
            w->posts[w->n_posts++] = (ref_post){.key = sf_luck_subject(w->model->desk_purpose[d], i),
                                                .team = w->model->team_of_desk[d],
                                                .desk = d,
                                                .number = i};
    }
}

static void nobody_waits_in_vain(const ref_world *w)
{
    for (size_t i = 0; i < w->n_posts; i++)
        assert(!ref_could_work(w, &w->posts[i]));
    for (size_t i = 0; i < w->model->n_teams; i++)
        assert(!ref_could_own(w, i));
    for (size_t i = 0; i < w->model->n_sites; i++)
        assert(!ref_could_place(w, i));
    for (size_t i = 0; i < w->n_people; i++)
        assert(!ref_waits_in_vain(w, w->people[i]));
}

void ref_replicate(const sf_model *model, uint32_t scenario, uint32_t replication, uint64_t seed, sf_life_log *log,
                   void *user)
{
    ref_world w = {.model = model,
                   .scenario = &model->scenarios[scenario],
                   .luck = sf_luck_of(seed, replication),
                   .log = log,
                   .user = user};
    happening next;

    w.rules = &w.scenario->epochs[0];
    posts_are_made(&w);
    w.turns = calloc(model->n_desks + 1, sizeof *w.turns);
    w.courses = calloc(model->n_tiltak + 1, sizeof *w.courses);
    w.used = calloc(model->n_budgets + 1, sizeof *w.used);
    assert(w.turns != NULL && w.courses != NULL && w.used != NULL);
    ref_posts_are_filled(&w);
    ref_policy_is_arranged(&w);
    for (size_t i = 0; i < model->n_tiltak; i++)
        ref_course_is_arranged(&w, i, 0.0);
    ref_year_turns(&w);
    ref_lists_begin(&w);
    ref_stock_begins(&w);
    ref_streams_begin(&w);
    for (next = what_is_next(&w); next.kind != NOTHING && next.what->at < model->horizon_days;
         next = what_is_next(&w)) {
        assert(next.what->at >= w.now);
        if (next.what->at > w.now) /* all that belongs to the instant has happened */
            nobody_waits_in_vain(&w);
        w.now = next.what->at;
        it_happens(&w, &next);
    }
    ref_people_are_forgotten(&w);
    while (w.n_vacant > 0)
        ref_opening_closes(&w, w.vacant[0]);
    free(w.vacant);
    free(w.posts);
    free(w.turns);
    free(w.courses);
    free(w.used);
    free(w.layers);
    free(w.arrived);
}
