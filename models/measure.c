/* models/measure.c - counting while a replication runs. Invariant: nothing here draws luck, schedules or changes a life.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "core/extremes.h"
#include "core/text.h"
#include "models/checks.h"
#include "models/gaps.h"

static size_t entities_of_wait(const sf_model *m, wait_kind kind)
{
    switch (kind) {
    case KIND_OPENING:
        return m->n_markets;
    case KIND_LIST:
        return m->people_are_selected ? m->n_programmes : 0;
    case KIND_VEILEDER:
        return m->n_teams;
    case KIND_TREATMENT:
        return m->n_treatments;
    case KIND_TILTAK:
        return m->n_tiltak;
    case KIND_MEETING:
    case KIND_ASSESSMENT:
    case KIND_PLAN:
    case KIND_DECISION:
    case KIND_STAY:
    case WAIT_KINDS:
        break;
    }
    return m->n_programmes;
}

static size_t entities_of_level(const sf_model *m, level_kind kind)
{
    switch (kind) {
    case LEVEL_LISTED:
        return m->people_are_selected ? m->n_programmes : 0;
    case LEVEL_STOCK:
    case LEVEL_APPLYING:
    case LEVEL_BEFORE_START:
    case LEVEL_UNSERVED:
        return m->n_programmes;
    case LEVEL_ONLY_TILTAK:
        return 1;
    case LEVEL_OWNED:
    case LEVEL_POSTS:
    case LEVEL_WAIT_OWNER:
        return m->n_teams;
    case LEVEL_TILTAK_QUEUE:
    case LEVEL_IN_TILTAK:
    case LEVEL_PLACES:
        return m->n_tiltak;
    case LEVEL_TREATMENT:
    case LEVEL_IN_TREATMENT:
        return m->n_treatments;
    case LEVEL_BACKLOG:
        return m->n_task_names;
    case LEVEL_UNMET:
        return m->n_needs;
    case LEVEL_OFFICE_STOCK:
    case LEVEL_OFFICE_OWNED:
    case LEVEL_OFFICE_POSTS:
        return m->has_offices ? m->n_offices : 0;
    case LEVEL_OFFICE_UNMET:
        return m->has_offices ? m->n_offices * m->n_needs : 0;
    case LEVEL_SITE_QUEUE:
    case LEVEL_IN_SITE:
    case LEVEL_SITE_PLACES:
        return m->has_local_tiltak ? m->n_sites : 0;
    case LEVEL_STOPPED:
        return m->n_budgets;
    case LEVEL_SEARCHING:
        return m->n_markets;
    case LEVEL_KINDS:
        break;
    }
    return 0;
}

sf_status measures_open(run *r, sf_arena *arena, sf_error *err)
{
    const sf_model *m = r->model;
    size_t s = m->n_segments, months = (size_t)ceil((m->length_days + SERIES_BEFORE_DAYS) / SF_DAYS_PER_MONTH) + 3;
    measures *x = sf_arena_take(arena, 1, sizeof *x);
    bool ok = x != NULL;

    r->measures = x;
#define ROOM(pointer, count) \
    ok = ok && ((pointer) = sf_arena_take(arena, (count) > 0 ? (count) : 1, sizeof *(pointer))) != NULL
    for (int k = 0; ok && k < WAIT_KINDS; k++) {
        x->n_waits[k] = entities_of_wait(m, (wait_kind)k);
        ROOM(x->waits[k], x->n_waits[k] * s);
        for (size_t i = 0; ok && i < x->n_waits[k] * s; i++) {
            for (int e = 0; e < SF_WAIT_ENDS; e++)
                ROOM(x->waits[k][i].counts[e], (size_t)SF_BIN_SLOTS);
        }
    }
    for (int k = 0; ok && k < LEVEL_KINDS; k++) {
        x->n_levels[k] = entities_of_level(m, (level_kind)k);
        ROOM(x->levels[k], x->n_levels[k] * s);
        ROOM(x->at_opening[k], x->n_levels[k] * s);
        ROOM(x->in_window[k], x->n_levels[k] * s);
        ROOM(x->at_month[k], x->n_levels[k] * s);
        ROOM(x->at_account[k], x->n_levels[k] * s);
    }
    if (ok) {
        ROOM(x->flow_in, m->n_streams * s);
        ROOM(x->came_month, m->n_streams);
        ROOM(x->entered, m->n_programmes * s);
        ROOM(x->posted, m->n_markets);
        ROOM(x->filled, m->n_markets);
        ROOM(x->flow_out, m->n_programmes * s * m->n_states);
        ROOM(x->flow_back, m->people_return ? m->n_programmes * s * m->n_states : 0);
        ROOM(x->relapsed, m->people_return ? m->n_programmes * s * m->n_states : 0);
        ROOM(x->moved, m->n_programmes * s * m->n_states);
        ROOM(x->limit_reached, m->n_programmes * s);
        ROOM(x->lost, m->n_programmes * s * LOST_CAUSES);
        ROOM(x->limit_days, m->n_programmes * s);
        ROOM(x->tiltak_count, m->n_programmes * s);
        ROOM(x->contact, m->n_programmes * s * PHASES);
        ROOM(x->phase_people, m->n_programmes * s * PHASES);
        ROOM(x->over, m->n_programmes * s * SF_OVER_MONTHS);
        ROOM(x->snapshot_people, m->n_programmes * s);
        ROOM(x->ready, m->n_programmes * s);
        ROOM(x->since_contact, m->n_programmes * s);
        ROOM(x->due_held, m->n_programmes * s);
        ROOM(x->due_late, m->n_programmes * s);
        ROOM(x->repeated, m->n_programmes * s);
        ROOM(x->continued, m->n_programmes * s);
        ROOM(x->started, m->n_tiltak * s);
        ROOM(x->joined, m->n_tiltak);
        ROOM(x->delegated, m->n_tiltak);
        ROOM(x->delegated_hours, m->n_tiltak);
        ROOM(x->site_waits, m->has_local_tiltak ? m->n_sites : 0);
        ROOM(x->completed, m->n_tiltak * s);
        ROOM(x->dropped_out, m->n_tiltak * s);
        ROOM(x->substituted, m->n_tiltak * s);
        ROOM(x->budget_used, m->n_budgets);
        ROOM(x->budget_amount, m->n_budgets);
        ROOM(x->wanted, m->n_needs * s);
        ROOM(x->hours, m->n_teams * (m->n_task_names + 2));
        ROOM(x->asked_hours, m->n_teams);
        ROOM(x->busy, m->n_teams);
        ROOM(x->busy_month, m->n_teams);
        ROOM(x->available, m->n_teams);
        ROOM(x->available_month, m->n_teams);
        ROOM(x->available_task_hours, m->n_teams);
        ROOM(x->cost, COST_KINDS * 2);
        ROOM(x->cost_month, COST_KINDS * 2);
        ROOM(x->contact_month, m->n_programmes);
        ROOM(x->stock_month, m->n_programmes);
        ROOM(x->office_exits, m->has_offices ? m->n_offices * m->n_states : 0);
        ROOM(x->office_meetings, m->has_offices ? m->n_offices : 0);
        ROOM(x->office_meeting_days, m->has_offices ? m->n_offices : 0);
        ROOM(x->series, months * SERIES_MOST(m));
        x->series_room = months * SERIES_MOST(m);
        x->log_room = (size_t)(m->people_bound * 1.2 * (m->people_return ? SPELLS_EACH : 1)) + 10000;
        ROOM(x->log, x->log_room);
        for (size_t c = 0; c < m->n_cohorts; c++)
            x->member_room += m->cohorts[c].from != FROM_ENTRY ? 2 * x->log_room : 0;
        if (x->member_room > 0) {
            ROOM(x->members, x->member_room);
            ROOM(x->member_of, r->people_capacity);
        }
    }
#undef ROOM
    if (!ok)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s",
                       _("the memory budget is too small for the measurements; allow more with --memory"));
    return m->looks_for_gaps ? gap_account_open(m, arena, &x->gaps, err) : SF_OK;
}

/* --- levels ------------------------------------------------------------------------------------------------------------------ */

void level_changes(run *r, level_kind kind, uint32_t of, uint32_t segment, double change)
{
    sf_level_add(&r->measures->levels[kind][of * r->model->n_segments + segment], now_of(r), change);
}

/* Levels of offices are kept where offices are declared. */
static void office_changes(run *r, level_kind kind, size_t office_number, size_t segment, double change)
{
    if (r->model->has_offices)
        level_changes(r, kind, (uint32_t)office_number, (uint32_t)segment, change);
}

static size_t office_number_of(const run *r, const person *p)
{
    return r->now->offices[p->home].served_by;
}

void measure_move(run *r, const person *p, uint16_t from, uint16_t to)
{
    if (p->stage != STAGE_IN_PROGRAMME)
        return;
    office_changes(r, LEVEL_OFFICE_STOCK, from, p->segment, -1.0);
    office_changes(r, LEVEL_OFFICE_STOCK, to, p->segment, 1.0);
}

void measure_owned(run *r, const person *p, double change)
{
    level_changes(r, LEVEL_OWNED, p->team, p->segment, change);
    if (change < 0.0)
        time_was_spent(r, LEVEL_OWNED, p->since);
    if (r->model->in_each_office[p->team])
        office_changes(r, LEVEL_OFFICE_OWNED, office_number_of(r, p), p->segment, change);
}

void measure_post(run *r, const post *worker, double change)
{
    level_changes(r, LEVEL_POSTS, worker->team, 0, change);
    if (r->model->in_each_office[worker->team])
        office_changes(r, LEVEL_OFFICE_POSTS, worker->desk - r->model->first_desk[worker->team], 0, change);
}

static bool in_window(const run *r, double t)
{
    return t >= r->window_from && t < r->window_to;
}

static bool now_counts(const run *r)
{
    return in_window(r, now_of(r));
}

/* --- waits ------------------------------------------------------------------------------------------------------------------- */

static void tally(wait_tally *w, double days, sf_wait_end how)
{
    const uint32_t slot = sf_bin_slot(days);

    w->counts[how][slot]++;
    w->octaves |= UINT64_C(1) << slot / SF_OCTAVE_SLOTS;
    w->ends[how]++;
    if (how == SF_WAIT_OPEN)
        return;
    w->sum += days;
    w->zero += days <= 0.0;
    sf_moments_add(&w->moments, days);
}

void wait_ends(run *r, wait_kind kind, uint32_t of, uint32_t segment, double joined, double ended, sf_wait_end how)
{
    double days = sf_larger(ended - joined, 0.0);

    r->measures->waited_ever[kind] +=
        sf_larger(ended - sf_larger(joined, 0.0), 0.0); /* the stock waited before the run, too */
    if (in_window(r, joined))
        tally(&r->measures->waits[kind][of * r->model->n_segments + segment], days, how);
}

/* --- people ------------------------------------------------------------------------------------------------------------------ */

void time_was_spent(run *r, level_kind kind, double since)
{
    r->measures->spent_ever[kind] += now_of(r) - sf_larger(since, 0.0); /* the stock was there before the run */
}

void presence_changes(run *r, double sign)
{
    r->measures->present_ever += sign * now_of(r);
}

static size_t cell(const run *r, const person *p)
{
    return p->programme * r->model->n_segments + p->segment;
}

void measure_arrival(run *r, const person *p, uint32_t stream_number)
{
    r->measures->arrived++;
    r->measures->came_month[stream_number]++;
    if (now_counts(r))
        r->measures->flow_in[stream_number * r->model->n_segments + p->segment]++;
}

void measure_is_there(run *r, const person *p)
{
    r->measures->arrived++;
    if (p->stage == STAGE_BEFORE_START)
        level_changes(r, LEVEL_BEFORE_START, p->programme, p->segment, 1.0);
    if (p->stage != STAGE_IN_PROGRAMME)
        return;
    level_changes(r, LEVEL_STOCK, p->programme, p->segment, 1.0);
    office_changes(r, LEVEL_OFFICE_STOCK, office_number_of(r, p), p->segment, 1.0);
}

void measure_return(run *r, const person *p, uint16_t from_state)
{
    r->measures->returned++;
    if (now_counts(r))
        r->measures->flow_back[cell(r, p) * r->model->n_states + from_state]++;
}

void measure_way_back(run *r, const person *p, uint16_t exit, double at)
{
    uint16_t state = programme_of(r, p)->exits[exit].state;

    if (now_counts(r) && !isnan(p->start))
        r->measures->relapsed[cell(r, p) * r->model->n_states + state] +=
            at <= now_of(r) + SF_RELAPSE_MONTHS * SF_DAYS_PER_MONTH;
}

void measure_entrant(run *r, person *p)
{
    measures *x = r->measures;

    level_changes(r, LEVEL_STOCK, p->programme, p->segment, 1.0);
    office_changes(r, LEVEL_OFFICE_STOCK, office_number_of(r, p), p->segment, 1.0);
    if (now_counts(r))
        x->entered[cell(r, p)]++;
    else if (!(r->model->people_return && now_of(r) >= r->window_to))
        return;                    /* who begins anew after the window may be somebody who is followed */
    if (x->n_log == x->log_room) { /* dropping some would bend every outcome */
        r->out_of_room = r->engine.is_full = true;
        return;
    }
    p->log = (uint32_t)x->n_log;
    x->log[x->n_log++] = (entrant){.outcome = {.key = p->key,
                                               .programme = entity_of_programme(p->programme),
                                               .segment = (uint16_t)(1 + p->segment),
                                               .exit_state = programme_of(r, p)->state,
                                               .entry_days = now_of(r) - r->model->warm_up_days,
                                               .exit_days = NAN,
                                               .first_meeting_wait = NAN}};
}

static void log_person(const run *r, const person *p, entrant *e)
{
    (void)r;
    e->outcome.first_meeting_wait = p->first_meeting_wait;
    e->outcome.tiltak_wait = p->tiltak_wait;
    e->outcome.contacts = p->contacts;
    e->outcome.tiltak_started = p->tiltak_started;
}

/* --- members of cohorts --------------------------------------------------------------------------------------------------------- */

static bool is_taken(const run *r, const person *p, const cohort *k)
{
    (void)r;
    return (k->programme == SF_NONE || k->programme == p->programme) && (k->segments >> p->segment & 1) != 0 &&
           (k->profiles == UINT64_MAX || (p->profile != NO_PROFILE && (k->profiles >> p->profile & 1) != 0));
}

static void becomes_member(run *r, const person *p, size_t which, double from)
{
    measures *x = r->measures;
    uint32_t *head = &x->member_of[index_of_person(r, p)];

    if (x->n_members == x->member_room) { /* dropping some would bend every outcome */
        r->out_of_room = r->engine.is_full = true;
        return;
    }
    x->members[x->n_members] = (cohort_member){.key = p->key,
                                               .from = from,
                                               .to = NAN,
                                               .next = *head - 1, /* wraps round to NOBODY */
                                               .cohort = (uint16_t)which,
                                               .segment = (uint16_t)(1 + p->segment),
                                               .state = SF_NONE,
                                               .programme = p->programme};
    *head = (uint32_t)++x->n_members;
}

static void something_makes_members(run *r, const person *p, cohort_from what, uint64_t tiltak_bits, uint16_t state)
{
    for (size_t c = 0; c < r->model->n_cohorts && p->stage == STAGE_IN_PROGRAMME; c++) {
        const cohort *k = &r->model->cohorts[c];

        if (k->from == what && now_of(r) >= k->first && now_of(r) < k->last && (k->tiltak & tiltak_bits) != 0 &&
            (what != FROM_EXIT || (k->exits >> state % 64 & 1) != 0) && is_taken(r, p, k))
            becomes_member(r, p, c, now_of(r));
    }
}

/* Who was there on a day, or reached the ordinary limit, is known when it is known until when the person was there. */
static void moments_make_members(run *r, const person *p)
{
    for (size_t c = 0; c < r->model->n_cohorts; c++) {
        const cohort *k = &r->model->cohorts[c];
        double from = k->from == FROM_DATE ? k->first : p->ordinary_limit;

        if ((k->from != FROM_DATE && k->from != FROM_LIMIT) || !(from >= k->first && from < k->last))
            continue;
        if (p->start <= from && (from < now_of(r) || (k->from == FROM_LIMIT && from <= now_of(r))) && is_taken(r, p, k))
            becomes_member(r, p, c, from);
    }
}

static void members_leave(run *r, const person *p, uint16_t state)
{
    measures *x = r->measures;
    uint32_t *head;

    if (x->member_of == NULL)
        return;
    moments_make_members(r, p);
    something_makes_members(r, p, FROM_EXIT, UINT64_MAX, state);
    head = &x->member_of[index_of_person(r, p)];
    for (uint32_t i = *head - 1; i != NOBODY; i = x->members[i].next) {
        x->members[i].to = now_of(r);
        x->members[i].state = state;
    }
    *head = 0;
}

void measure_exit(run *r, person *p, uint16_t state, leave_cause cause)
{
    measures *x = r->measures;
    size_t at = cell(r, p);

    x->left++;
    if (isnan(p->start)) { /* leaves before the programme has started: not selected, for example */
        if (now_counts(r))
            x->flow_out[at * r->model->n_states + state]++;
        return;
    }
    members_leave(r, p, state);
    level_changes(r, LEVEL_STOCK, p->programme, p->segment, -1.0);
    office_changes(r, LEVEL_OFFICE_STOCK, office_number_of(r, p), p->segment, -1.0);
    x->waited_ever[KIND_STAY] += now_of(r) - sf_larger(p->start, 0.0);
    if (p->log != NOBODY) {
        entrant *e = &x->log[p->log];

        log_person(r, p, e);
        e->outcome.exit_days = now_of(r) - r->model->warm_up_days;
        e->outcome.exit_state = state;
    }
    if (!now_counts(r))
        return;
    x->flow_out[at * r->model->n_states + state]++;
    x->moved[at * r->model->n_states + state]++;
    x->exits++;
    if (r->model->has_offices)
        x->office_exits[office_number_of(r, p) * r->model->n_states + state]++;
    if (x->gaps != NULL)
        gap_exit(r, x->gaps, p, state);
    x->limit_reached[at] += cause == LEAVES_AT_LIMIT;
    x->tiltak_count[at] += p->tiltak_started;
    if (isfinite(p->ordinary_limit)) {
        x->limit_days[at] += fmax(p->ordinary_limit - p->start, 0.0); /* what is left of it in this spell */
        for (int k = 0; k < LOST_CAUSES; k++)
            x->lost[at * LOST_CAUSES + (size_t)k] += p->lost[k];
    }
    tally(&x->waits[KIND_STAY][at], now_of(r) - p->start, SF_WAIT_SERVED);
}

void measure_refusal(run *r, const person *p, uint16_t state)
{
    r->measures->left++;
    if (now_counts(r))
        r->measures->flow_out[cell(r, p) * r->model->n_states + state]++;
}

void measure_opening(run *r, uint16_t market, bool is_taken)
{
    if (now_counts(r))
        ++*(is_taken ? &r->measures->filled[market] : &r->measures->posted[market]);
}

void measure_only_tiltak_left(run *r, const person *p)
{
    r->measures->left++;
    level_changes(r, LEVEL_ONLY_TILTAK, 0, p->segment, -1.0);
}

void measure_lost(run *r, person *p, enum lost_cause cause, double from, double to)
{
    (void)r;
    if (!isnan(p->start) && to > from)
        p->lost[cause] += to - sf_larger(from, p->start);
}

/* --- contact and work ---------------------------------------------------------------------------------------------------------- */

static enum contact_phase phase_of(const run *r, const person *p)
{
    if (p->near_limit)
        return PHASE_END;
    return now_of(r) - p->start < programme_of(r, p)->start_phase_days ? PHASE_START : PHASE_MIDDLE;
}

void measure_contact(run *r, const person *p, uint32_t worker, double weight)
{
    measures *x = r->measures;

    if (isnan(p->start))
        return;
    x->contact_month[p->programme] += weight;
    if (!now_counts(r))
        return;
    x->contact[cell(r, p) * PHASES + (size_t)phase_of(r, p)] += weight;
    if (p->last_post != NOBODY) {
        x->repeated[cell(r, p)]++;
        x->continued[cell(r, p)] += p->last_post == worker;
    }
}

void measure_meeting(run *r, const person *p, double opened, double begins)
{
    if (!r->model->has_offices || !in_window(r, opened))
        return;
    r->measures->office_meetings[office_number_of(r, p)]++;
    r->measures->office_meeting_days[office_number_of(r, p)] += fmax(begins - opened, 0.0);
}

void measure_task_held(run *r, const person *p, const task *t, const task_type *type, double begin)
{
    (void)type;
    if (!now_counts(r) || isnan(t->due))
        return;
    r->measures->due_held[cell(r, p)]++;
    r->measures->due_late[cell(r, p)] += begin > t->due;
}

void measure_task_opened(run *r, const person *p, const task_type *type)
{
    uint16_t asked; /* the team that is to do it: the pool's, while a pool looks after the person */

    if (!now_counts(r) || (p->team == SF_NONE && type->team == SF_NONE))
        return;
    asked = type->team != SF_NONE ? type->team : p->owner_stage == OWNER_POOLED ? r->now->teams[p->team].pool : p->team;
    r->measures->asked_hours[asked] += type->hours;
}

/* Hours that a post works on its task are counted by the clock, from where they were last counted: so use can never exceed
 * what is available, whatever absence, policy date or month comes between. */
void measure_hours(run *r, post *worker)
{
    measures *x = r->measures;
    const team *its = &r->now->teams[worker->team];
    double from = sf_larger(worker->begin, worker->counted_to), to = now_of(r), all, month, window, task_hours;
    double *hours = &x->hours[worker->team * (r->model->n_task_names + 2)];
    const task *t;
    bool is_handover;

    if (worker->absent)
        return; /* measure_absence counts from where this last counted */
    worker->counted_to = to;
    if (worker->task == NOBODY || to <= from)
        return;
    month = sf_calendar_hours_between(its->calendar, sf_larger(from, x->month_from), to);
    x->busy_month[worker->team] += month;
    worker->worked += its->pace * (from >= x->month_from ? month : sf_calendar_hours_between(its->calendar, from, to));
    t = &r->tasks[worker->task];
    is_handover = !worker->no_show && t->type == programme_of(r, &r->people[t->person])->takeover;
    x->handover_month += is_handover ? month * its->pace : 0.0;
    if (to <= r->window_from || from >= r->window_to)
        return;
    if (to <= r->window_to && sf_larger(from, x->month_from) >= r->window_from && from >= x->month_from)
        window = month; /* the same stretch of time */
    else
        window =
            sf_calendar_hours_between(its->calendar, sf_larger(from, r->window_from), sf_smaller(to, r->window_to));
    x->busy[worker->team] += window;
    all = worker->minutes + worker->documentation;
    task_hours = window * its->pace;
    x->handover += is_handover ? task_hours : 0.0;
    if (worker->no_show)
        hours[r->model->n_task_names + 1] += task_hours;
    else if (all > 0.0)
        hours[r->model->task_name[r->people[t->person].programme * SF_MOST_TASK_TYPES + t->type]] +=
            task_hours * worker->minutes / all;
    if (!worker->no_show && all > 0.0)
        hours[r->model->n_task_names] += task_hours * worker->documentation / all;
}

void measure_work_is_over(run *r, post *worker, double hours_left)
{
    r->measures->asked_ever += worker->asked - hours_left;
    r->measures->worked_ever += worker->worked;
    r->measures->pieces_of_work++;
}

void measure_absence(run *r, post *worker)
{
    measures *x = r->measures;
    const team *its = &r->now->teams[worker->team];
    double from = sf_larger(worker->absent_since, worker->counted_to), to = now_of(r);

    worker->counted_to = to;
    x->available_month[worker->team] -=
        sf_calendar_hours_between(its->calendar, sf_larger(from, x->month_from), sf_larger(to, x->month_from));
    if (to > r->window_from && from < r->window_to) {
        double hours =
            sf_calendar_hours_between(its->calendar, sf_larger(from, r->window_from), sf_smaller(to, r->window_to));

        x->available[worker->team] -= hours;
        x->available_task_hours[worker->team] -= hours * its->pace;
    }
}

static void posts_are_counted(run *r)
{
    for (uint32_t i = 0; i < r->n_posts; i++) {
        if (!is_filled(&r->posts[i]))
            continue;
        if (r->posts[i].absent)
            measure_absence(r, &r->posts[i]);
        else
            measure_hours(r, &r->posts[i]);
    }
}

/* --- tiltak -------------------------------------------------------------------------------------------------------------------- */

static void site_changes(run *r, level_kind kind, const person *p, uint16_t which, double change)
{
    if (r->model->has_local_tiltak)
        level_changes(r, kind, site_for(r, p, which), 0, change);
}

void measure_tiltak_line(run *r, const person *p, uint16_t which, double change)
{
    level_changes(r, LEVEL_TILTAK_QUEUE, which, p->segment, change);
    site_changes(r, LEVEL_SITE_QUEUE, p, which, change);
}

void measure_tiltak_places(run *r, const person *p, uint16_t which, double change)
{
    level_changes(r, LEVEL_IN_TILTAK, which, p->segment, change);
    site_changes(r, LEVEL_IN_SITE, p, which, change);
}

/* Places that are counted: unlimited ones are none. */
static double counted_places(double places)
{
    return isfinite(places) ? places : 0.0;
}

void measure_places(run *r, const epoch *before)
{
    const sf_model *m = r->model;

    for (uint32_t i = 0; i < m->n_tiltak; i++)
        level_changes(r, LEVEL_PLACES, i, 0,
                      counted_places(r->now->tiltak[i].places) -
                          (before == NULL ? 0.0 : counted_places(before->tiltak[i].places)));
    for (uint32_t i = 0; m->has_local_tiltak && i < m->n_sites; i++)
        level_changes(r, LEVEL_SITE_PLACES, i, 0,
                      counted_places(r->now->site_places[i]) -
                          (before == NULL ? 0.0 : counted_places(before->site_places[i])));
}

void measure_tiltak_wait(run *r, const person *p, uint16_t which, double since, sf_wait_end how)
{
    wait_ends(r, KIND_TILTAK, which, p->segment, since, now_of(r), how);
    if (r->measures->gaps != NULL && how != SF_WAIT_OPEN && in_window(r, since))
        gap_wait(r, r->measures->gaps, p, which, fmax(now_of(r) - since, 0.0));
    if (r->model->has_local_tiltak && how != SF_WAIT_OPEN && in_window(r, since)) {
        site_wait *at = &r->measures->site_waits[site_for(r, p, which)];

        at->days += fmax(now_of(r) - since, 0.0);
        at->ended++;
    }
}

void measure_unmet(run *r, const person *p, uint16_t need, double change)
{
    level_changes(r, LEVEL_UNMET, need, p->segment, change);
    if (r->model->has_offices)
        level_changes(r, LEVEL_OFFICE_UNMET, (uint32_t)(p->home * r->model->n_needs + need), p->segment, change);
}

void measure_tiltak_start(run *r, const person *p, uint16_t which)
{
    something_makes_members(r, p, FROM_TILTAK_START, UINT64_C(1) << which % 64, SF_NONE);
    if (!now_counts(r))
        return;
    r->measures->started[which * r->model->n_segments + p->segment]++;
    if (r->model->has_local_tiltak)
        r->measures->site_waits[site_for(r, p, which)].started++;
    if (r->measures->gaps != NULL)
        gap_start(r, r->measures->gaps, p, which);
}

void measure_tiltak_joined(run *r, uint16_t which)
{
    if (now_counts(r))
        r->measures->joined[which]++;
}

void measure_tiltak_ended(run *r, const person *p, uint16_t which, bool dropped_out)
{
    measures *x = r->measures;

    something_makes_members(r, p, FROM_TILTAK_END, UINT64_C(1) << which % 64, SF_NONE);
    if (now_counts(r))
        (dropped_out ? x->dropped_out : x->completed)[which * r->model->n_segments + p->segment]++;
}

void measure_delegated(run *r, const tiltak *by, const task_type *type)
{
    const size_t which = (size_t)(by - r->now->tiltak);

    if (!now_counts(r))
        return;
    r->measures->delegated[which]++;
    r->measures->delegated_hours[which] += type->hours;
    r->measures->cost[COST_TILTAK * 2 + by->municipality_pays] += by->delegates->cost;
}

void measure_substituted(run *r, const person *p, uint16_t wanted)
{
    if (now_counts(r))
        r->measures->substituted[wanted * r->model->n_segments + p->segment]++;
}

void measure_stays_in_line(run *r)
{
    r->measures->kept_lines++;
}

void measure_budget(run *r, size_t which, int64_t used, int64_t amount)
{
    if (!(now_of(r) > r->window_from && now_of(r) <= r->window_to))
        return;
    r->measures->budget_used[which] += (double)used;
    r->measures->budget_amount[which] += (double)amount;
}

void measure_need(run *r, const person *p, uint16_t need)
{
    if (!now_counts(r))
        return;
    r->measures->wanted[need * r->model->n_segments + p->segment]++;
    if (r->measures->gaps != NULL)
        gap_need(r, r->measures->gaps, p, need);
}

/* --- money and hours, brought up to now ------------------------------------------------------------------------------------------ */

static double area_now(const run *r, level_kind kind, size_t i)
{
    return sf_level_area(&r->measures->levels[kind][i], now_of(r));
}

/* The area since the last account. */
static double since_account(run *r, level_kind kind, size_t i)
{
    double area = area_now(r, kind, i), since = area - r->measures->at_account[kind][i];

    r->measures->at_account[kind][i] = area;
    return since;
}

static void is_paid(measures *x, enum cost_kind kind, bool municipality_pays, double kroner, double weight)
{
    x->cost[kind * 2 + municipality_pays] += weight * kroner;
    x->cost_month[kind * 2 + municipality_pays] += kroner;
}

void measure_account(run *r)
{
    measures *x = r->measures;
    const sf_model *m = r->model;
    double from = x->accounted, to = now_of(r), weight = x->window_is_open ? 1.0 : 0.0;
    size_t s = m->n_segments;

    for (size_t t = 0; t < m->n_teams; t++) {
        const team *its = &r->now->teams[t];
        double post_days = since_account(r, LEVEL_POSTS, t * s), posts = to > from ? post_days / (to - from) : 0.0;
        double hours = posts * sf_calendar_hours_between(its->calendar, from, to);

        is_paid(x, COST_VEILEDER, its->municipality_pays,
                post_days * r->now->veileder_cost_per_day * its->hours_per_week / r->now->full_time_hours, weight);
        x->available[t] += weight * hours;
        x->available_task_hours[t] += weight * hours * its->pace;
        x->available_month[t] += hours;
    }
    for (size_t i = 0; i < m->n_tiltak; i++) {
        const tiltak *t = &r->now->tiltak[i];
        double place_days = since_account(r, LEVEL_PLACES, i * s), used = 0.0;

        for (size_t k = 0; k < s; k++)
            used += since_account(r, LEVEL_IN_TILTAK, i * s + k);
        is_paid(x, COST_TILTAK, t->municipality_pays,
                t->cost_per_day * (isinf(t->places) || t->budget != SF_NONE ? used : place_days), weight);
    }
    for (size_t p = 0; p < m->n_programmes; p++) {
        for (size_t k = 0; k < s; k++) {
            double days = since_account(r, LEVEL_STOCK, p * s + k);

            if (r->now->programmes[p].benefit != NULL)
                is_paid(x, COST_BENEFIT, r->now->programmes[p].municipality_pays,
                        days * r->now->programmes[p].benefit[k] * r->now->g / SF_DAYS_PER_YEAR, weight);
        }
    }
    x->accounted = to;
    posts_are_counted(r);
}

/* --- the calendar of measuring ------------------------------------------------------------------------------------------------------ */

static void point(run *r, uint16_t metric, uint16_t entity, uint16_t segment, double value)
{
    measures *x = r->measures;

    if (x->n_series < x->series_room)
        x->series[x->n_series++] = (sf_series_point){metric, entity, segment,
                                                     (x->month_from + now_of(r)) / 2.0 - r->model->warm_up_days, value};
}

/* Mean of a level over the month that ends now, all segments together. */
static double month_mean(run *r, level_kind kind, size_t of)
{
    measures *x = r->measures;
    size_t s = r->model->n_segments;
    double sum = 0.0;

    for (size_t k = 0; k < s; k++) {
        double area = area_now(r, kind, of * s + k);

        sum += area - x->at_month[kind][of * s + k];
        x->at_month[kind][of * s + k] = area;
    }
    return sum / (now_of(r) - x->month_from);
}

uint16_t entity_of_stream(const run *r, size_t i)
{
    const stream *s = &r->now->streams[i];

    return s->programme != SF_NONE ? entity_of_programme(s->programme) : entity_of_tiltak(r->model, s->tiltak);
}

/* Contact held by programme, hours of hand-over and cost by kind and payer in the month that ends now. */
static void change_in_series(run *r)
{
    const sf_model *m = r->model;
    const uint16_t *const cost[COST_KINDS] = {m->metrics.cost_veileder, m->metrics.cost_tiltak,
                                              m->metrics.cost_benefit};
    const measures *x = r->measures;
    const double days = now_of(r) - x->month_from;

    for (size_t p = 0; p < m->n_programmes; p++) {
        if (x->stock_month[p] > 0.0)
            point(r, m->metrics.contact_held, entity_of_programme(p), 0,
                  x->contact_month[p] / (x->stock_month[p] * days / SF_DAYS_PER_MONTH));
    }
    point(r, m->metrics.hours_handover, 0, 0, x->handover_month * SF_DAYS_PER_YEAR / days);
    for (size_t k = 0; k < COST_KINDS; k++) {
        for (size_t payer = 0; payer < 2; payer++)
            point(r, cost[k][payer], 0, 0, x->cost_month[k * 2 + payer] * SF_DAYS_PER_YEAR / days);
    }
}

static void month_in_series(run *r)
{
    const sf_model *m = r->model;
    measures *x = r->measures;
    double queue = 0.0;

    for (size_t p = 0; p < m->n_programmes; p++) {
        x->stock_month[p] = month_mean(r, LEVEL_STOCK, p);
        point(r, m->metrics.stock, entity_of_programme(p), 0, x->stock_month[p]);
    }
    for (size_t i = 0; i < m->n_streams; i++)
        point(r, m->metrics.flow_in[i], entity_of_stream(r, i), 0,
              (double)x->came_month[i] * SF_DAYS_PER_YEAR / (now_of(r) - x->month_from));
    for (size_t t = 0; t < m->n_teams; t++) {
        double owned = month_mean(r, LEVEL_OWNED, t), posts = month_mean(r, LEVEL_POSTS, t),
               waiting = month_mean(r, LEVEL_WAIT_OWNER, t);
        double available = x->available_month[t];

        if (posts > 0.0) {
            point(r, m->metrics.portfolio_size, entity_of_team(m, t), 0, owned / posts);
            if (available > 0.0)
                point(r, m->metrics.use_veileder, entity_of_team(m, t), 0, x->busy_month[t] / available);
        }
        point(r, m->metrics.queue_veileder, entity_of_team(m, t), 0, waiting);
    }
    for (size_t i = 0; i < m->n_tiltak; i++) {
        double waiting = month_mean(r, LEVEL_TILTAK_QUEUE, i), places = month_mean(r, LEVEL_PLACES, i),
               used = month_mean(r, LEVEL_IN_TILTAK, i);

        queue += waiting;
        point(r, m->metrics.queue_tiltak, entity_of_tiltak(m, i), 0, waiting);
        if (places > 0.0)
            point(r, m->metrics.use_tiltak, entity_of_tiltak(m, i), 0, used / places);
    }
    if (m->n_tiltak > 0)
        point(r, m->metrics.queue_tiltak, 0, 0, queue);
    for (size_t i = 0; i < m->n_task_names; i++)
        point(r, m->metrics.backlog_task[i], 0, 0, month_mean(r, LEVEL_BACKLOG, i));
    if (m->follows_change)
        change_in_series(r);
}

/* A look at everybody in a programme, once a month: how long inside, how long since contact, which phase. */
static void snapshot(run *r)
{
    measures *x = r->measures;

    for (uint32_t i = 0; i < r->people_used; i++) {
        const person *p = &r->people[i];
        size_t at;

        if (p->stage != STAGE_IN_PROGRAMME)
            continue;
        at = cell(r, p);
        x->snapshot_people[at]++;
        x->ready[at] += is_ready(r, p);
        x->phase_people[at * PHASES + (size_t)phase_of(r, p)]++;
        x->since_contact[at] += now_of(r) - (isnan(p->last_contact) ? p->start : p->last_contact);
        for (int k = 0; k < SF_OVER_MONTHS; k++)
            x->over[at * SF_OVER_MONTHS + (size_t)k] += now_of(r) - p->start > sf_over_months[k] * SF_DAYS_PER_MONTH;
    }
    if (SELF_CHECKS_ARE_ON)
        x->waits_in_vain += waits_in_vain(r);
    if (x->gaps != NULL)
        gap_account_looks(r, x->gaps);
    x->snapshots++;
}

void month_ends(run *r, uint32_t month)
{
    measures *x = r->measures;
    double next = x->month_from + 2.0 * SF_DAYS_PER_MONTH;

    measure_account(r);
    if (month > 0) {
        if (now_of(r) <= r->window_to + 1e-9)
            month_in_series(r);
        if (now_counts(r))
            snapshot(r);
    }
    next = month > 0 ? now_of(r) + SF_DAYS_PER_MONTH : next - SF_DAYS_PER_MONTH;
    for (size_t t = 0; t < r->model->n_teams; t++)
        x->busy_month[t] = x->available_month[t] = 0.0;
    memset(x->came_month, 0, r->model->n_streams * sizeof *x->came_month);
    memset(x->contact_month, 0, r->model->n_programmes * sizeof *x->contact_month);
    memset(x->cost_month, 0, (size_t)2 * COST_KINDS * sizeof *x->cost_month);
    x->handover_month = 0.0;
    if (month == 0) { /* the series begins here: areas before do not count */
        for (int k = 0; k < LEVEL_KINDS; k++) {
            for (size_t i = 0; i < x->n_levels[k] * r->model->n_segments; i++)
                x->at_month[k][i] = area_now(r, (level_kind)k, i);
        }
        next = now_of(r) + SF_DAYS_PER_MONTH;
    }
    x->month_from = now_of(r);
    if (next <= r->window_to + 1e-9)
        sf_engine_schedule(&r->engine, SLOT_MONTH, next, FIRST_MEASURE);
}

void window_turns(run *r, uint32_t which)
{
    measures *x = r->measures;

    measure_account(r);
    for (int k = 0; k < LEVEL_KINDS; k++) {
        for (size_t i = 0; i < x->n_levels[k] * r->model->n_segments; i++) {
            if (which == 0)
                x->at_opening[k][i] = area_now(r, (level_kind)k, i);
            else
                x->in_window[k][i] = area_now(r, (level_kind)k, i) - x->at_opening[k][i];
        }
    }
    x->window_is_open = which == 0;
    if (which == 0)
        sf_engine_schedule(&r->engine, SLOT_WINDOW, r->window_to, FIRST_MEASURE);
}

void measures_log_open(run *r)
{
    measures *x = r->measures;

    for (uint32_t i = 0; i < r->people_used; i++) {
        const person *p = &r->people[i];

        if (p->stage != STAGE_GONE && p->log != NOBODY)
            log_person(r, p, &x->log[p->log]);
        if (p->stage == STAGE_IN_PROGRAMME && x->member_of != NULL)
            moments_make_members(r, p);
    }
}
