/* models/work.c - the work people give: tasks open, wait at their owner, are held, and lead to something.
 * Invariant: an active, present post is idle only when neither its own queue nor its team's shared queue holds a task.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/extremes.h"
#include "models/measure.h"

/* No meeting is certain to move a case: design 3, door i. */
static const double MOST_LIKELY = 0.95;

static const task_type *type_of(const run *r, const person *p, uint16_t type)
{
    return &programme_of(r, p)->tasks[type];
}

static uint32_t bit(uint16_t type)
{
    return UINT32_C(1) << type;
}

static uint32_t task_slot(const run *r, uint32_t which)
{
    return r->slot_tasks + which;
}

/* --- records ------------------------------------------------------------------------------------------------------------ */

static uint32_t task_new(run *r, person *p, uint16_t type)
{
    uint32_t which = r->first_free_task;

    if (which != NOBODY) {
        r->first_free_task = r->tasks[which].next;
    } else if (r->tasks_used < r->tasks_capacity) {
        which = r->tasks_used++;
    } else {
        r->out_of_room = true;
        r->engine.is_full = true;
        return NOBODY;
    }
    r->tasks[which] = (task){.opened = now_of(r),
                             .due = NAN,
                             .person = index_of_person(r, p),
                             .next = p->first_task,
                             .type = type,
                             .state = TASK_WITHOUT_OWNER};
    if (r->interruptions != NULL)
        r->interruptions[which].hours_left = NAN;
    p->first_task = which;
    p->active_types |= bit(type);
    return which;
}

static void task_removed(run *r, person *p, uint32_t which)
{
    uint32_t *link = &p->first_task;

    while (*link != which)
        link = &r->tasks[*link].next;
    *link = r->tasks[which].next;
    p->active_types &= ~bit(r->tasks[which].type);
    r->tasks[which].state = TASK_FREE;
    r->tasks[which].next = r->first_free_task;
    r->first_free_task = which;
}

static uint32_t task_of(const run *r, const person *p, uint16_t type)
{
    uint32_t which = p->first_task;

    while (which != NOBODY && r->tasks[which].type != type)
        which = r->tasks[which].next;
    return which;
}

static void backlog_changes(run *r, const person *p, uint16_t type, double change)
{
    level_changes(r, LEVEL_BACKLOG, r->model->task_name[p->programme * SF_MOST_TASK_TYPES + type], 0, change);
    level_changes(r, LEVEL_UNSERVED, p->programme, 0, change * type_of(r, p, type)->hours);
}

static bool is_open(const task *t)
{
    return t->state == TASK_WITHOUT_OWNER || t->state == TASK_QUEUED || t->state == TASK_IN_WORK;
}

static bool is_interrupted(const run *r, uint32_t which)
{
    return r->interruptions != NULL && !isnan(r->interruptions[which].hours_left);
}

double task_begun(const run *r, uint32_t which)
{
    const task *t = &r->tasks[which];

    if (t->state == TASK_IN_WORK && r->posts[t->place].first_begun <= now_of(r))
        return r->posts[t->place].first_begun;
    return is_interrupted(r, which) ? r->interruptions[which].begun : (double)NAN;
}

/* --- queues ------------------------------------------------------------------------------------------------------------- */

/* A deadline of its own or of the law. */
static bool is_urgent(const task_type *type)
{
    return !isnan(type->due) || type->has_deadline;
}

/* Where the team's rule puts the task: smaller goes first. */
static uint16_t class_of(const run *r, const person *p, const task_type *type, const team *t)
{
    const segment_kind *s = &r->now->segments[p->segment];

    if (type->priority >= 0)
        return (uint16_t)type->priority;
    switch (t->rule) {
    case RULE_NEW_AND_NEAR_LIMIT_FIRST: /* entry work has a deadline; so has what the law asks for */
        return (uint16_t)(is_urgent(type) || p->near_limit ? 0 : 1);
    case RULE_EARLIEST_DEADLINE:
        return (uint16_t)(isnan(type->due) ? 1 : 0);
    case RULE_YOUNG_FIRST:
        return (uint16_t)(s->young ? 0 : 1);
    case RULE_COMPLEX_FIRST:
        return (uint16_t)(s->complex ? 0 : 1);
    case RULE_FIFO:
    case RULE_WEIGHTED:
        break;
    }
    return 0;
}

/* Days: no run, and no deadline, is that long. */
static const double LATER_THAN_ANY_DEADLINE = 1e6;

/* Among equals of a class the smallest goes first; under `earliest_deadline` those without one last. `weighted`: everybody ages alike and some begin with a head start (Kleinrock 1964,
 * delay-dependent priorities of one slope). */
static double rank_of(const run *r, const person *p, const task *t, const task_type *type, const team *served_by)
{
    const head_start *days = &served_by->weights;
    const segment_kind *s = &r->now->segments[p->segment];

    if (served_by->rule == RULE_EARLIEST_DEADLINE)
        return isnan(t->due) ? t->opened + LATER_THAN_ANY_DEADLINE : t->due;
    if (served_by->rule != RULE_WEIGHTED)
        return t->opened;
    return t->opened - (p->last_post == NOBODY ? days->is_new : 0.0) - (p->near_limit ? days->near_limit : 0.0) -
           (is_urgent(type) ? days->deadline : 0.0) - (s->young ? days->young : 0.0) -
           (s->complex ? days->complex : 0.0);
}

static bool is_minimum(const team *pool, const task_type *type)
{
    return pool->minimum_task != NULL && strcmp(pool->minimum_task, type->id) == 0;
}

/* A pool does what has a deadline, what somebody asked for, and its declared minimum. */
static bool pool_does(const team *pool, const task_type *type)
{
    return is_urgent(type) || type->rate != NULL || type->opens == OPENS_WHEN_ASKED || is_minimum(pool, type);
}

static void joins_queue(run *r, person *p, uint32_t which)
{
    task *t = &r->tasks[which];
    const task_type *type = type_of(r, p, t->type);
    sf_queue_node place = {.tie = p->key, .minor = t->type, .who = which};
    const team *served_by;
    sf_queue *queue;
    uint32_t desk;

    t->state = TASK_WITHOUT_OWNER;
    if (type->team != SF_NONE) {
        served_by = &r->now->teams[type->team];
        desk = desk_for(r, p, type->team);
        place.where = DESK_QUEUE | desk;
        queue = &r->desks[desk].shared;
    } else if (p->owner_stage == OWNER_POST) {
        served_by = &r->now->teams[p->team];
        if (r->posts[p->owner].vacant && is_urgent(type)) { /* colleagues see to it */
            desk = desk_for(r, p, p->team);
            place.where = DESK_QUEUE | desk;
            queue = &r->desks[desk].shared;
        } else {
            place.where = p->owner;
            queue = &r->posts[p->owner].queue;
        }
    } else if (p->owner_stage == OWNER_TEAM || p->owner_stage == OWNER_POOLED) {
        uint16_t team_number = p->owner_stage == OWNER_TEAM ? p->team : r->now->teams[p->team].pool;

        served_by = &r->now->teams[team_number];
        if (p->owner_stage == OWNER_POOLED && !pool_does(served_by, type))
            return;
        desk = desk_for(r, p, team_number);
        place.where = DESK_QUEUE | desk;
        queue = &r->desks[desk].shared;
    } else {
        return;
    }
    place.class_ = class_of(r, p, type, served_by);
    place.time = rank_of(r, p, t, type, served_by);
    t->place = line_joined(r, queue, place);
    t->state = TASK_QUEUED;
}

static void joins_queue_and_works(run *r, person *p, uint32_t which)
{
    uint32_t where;

    joins_queue(r, p, which);
    if (r->tasks[which].state != TASK_QUEUED)
        return;
    where = r->nodes[r->tasks[which].place].where;
    if ((where & DESK_QUEUE) != 0) {
        desk_works(r, where & ~(uint32_t)DESK_QUEUE);
        desk_turns_to_urgent_work(r, where & ~(uint32_t)DESK_QUEUE);
    } else {
        work_begins(r, where);
        turns_to_urgent_work(r, where);
    }
}

static void task_leaves_queue(run *r, uint32_t which)
{
    task *t = &r->tasks[which];
    uint32_t where = r->nodes[t->place].where;

    assert(t->state == TASK_QUEUED);
    if ((where & DESK_QUEUE) != 0)
        line_left(r, &r->desks[where & ~(uint32_t)DESK_QUEUE].shared, t->place);
    else
        line_left(r, &r->posts[where].queue, t->place);
    t->state = TASK_WITHOUT_OWNER;
}

/* The desks in whose lines the person's tasks stand. */
static void desks_turn_to_tasks_of(run *r, person *p)
{
    for (uint32_t which = p->first_task; which != NOBODY; which = r->tasks[which].next) {
        uint32_t where = r->tasks[which].state == TASK_QUEUED ? r->nodes[r->tasks[which].place].where : 0;

        if ((where & DESK_QUEUE) != 0)
            desk_turns_to_urgent_work(r, where & ~(uint32_t)DESK_QUEUE);
    }
}

void tasks_requeue(run *r, person *p)
{
    tasks_rejoin(r, p);
    if (p->owner_stage == OWNER_POST) {
        work_begins(r, p->owner);
        turns_to_urgent_work(r, p->owner);
    } else if (p->owner_stage == OWNER_TEAM || p->owner_stage == OWNER_POOLED) {
        uint32_t number = desk_for(r, p, p->owner_stage == OWNER_TEAM ? p->team : r->now->teams[p->team].pool);

        desk_works(r, number);
        desk_turns_to_urgent_work(r, number); /* what is in hand may have become less urgent */
    }
    desks_turn_to_tasks_of(r, p);
}

void tasks_wait(run *r, person *p)
{
    for (uint32_t which = p->first_task; which != NOBODY; which = r->tasks[which].next) {
        if (r->tasks[which].state == TASK_QUEUED)
            task_leaves_queue(r, which);
    }
}

void tasks_rejoin(run *r, person *p)
{
    for (uint32_t which = p->first_task; which != NOBODY; which = r->tasks[which].next) {
        if (r->tasks[which].state == TASK_QUEUED)
            task_leaves_queue(r, which);
        if (r->tasks[which].state == TASK_WITHOUT_OWNER)
            joins_queue(r, p, which);
    }
}

void tasks_reweighed(run *r, const person *p, const epoch *before)
{
    for (uint32_t which = p->first_task; which != NOBODY; which = r->tasks[which].next) {
        uint16_t type = r->tasks[which].type;

        if (is_open(&r->tasks[which]))
            level_changes(r, LEVEL_UNSERVED, p->programme, 0,
                          type_of(r, p, type)->hours - before->programmes[p->programme].tasks[type].hours);
    }
}

/* --- opening ------------------------------------------------------------------------------------------------------------ */

static void recurs(run *r, person *p, uint16_t number);

/* The person finds the answer without a veileder. It is an occasion of the task like any other. */
static bool is_done_alone(run *r, const person *p, uint16_t number)
{
    const task_type *type = type_of(r, p, number);
    uint16_t *occasion = occasion_of(r, index_of_person(r, p), number);

    if (type->self_service == NULL || sf_luck_uniform(r->luck, p->key, type->self_service_purpose, p->spell,
                                                      *occasion) >= type->self_service[p->segment])
        return false;
    (void)occasion_taken(r, occasion);
    return true;
}

/* The first by id of the tiltak that the person takes part in whose provider holds tasks of this type. */
static const tiltak *provider_of(const run *r, const person *p, uint16_t number)
{
    const tiltak *first = NULL;

    for (uint32_t i = p->first_participation; i != NOBODY && p->programme != SF_NONE; i = r->participations[i].next) {
        const participation *part = &r->participations[i];
        const tiltak *t = part->what < r->model->n_tiltak ? &r->now->tiltak[part->what] : NULL;

        if (t != NULL && part->stage == STAGE_TAKING_PART && t->delegates != NULL &&
            (t->delegates->tasks[p->programme] & bit(number)) != 0 && (first == NULL || t < first))
            first = t;
    }
    return first;
}

/* Does the provider of a tiltak hold it in the veileder's place? NULL: no. */
static const tiltak *held_by_provider(const run *r, const person *p, uint16_t number)
{
    const tiltak *t = provider_of(r, p, number);

    if (t == NULL ||
        sf_luck_uniform(r->luck, p->key, t->delegates->purposes[p->programme * SF_MOST_TASK_TYPES + number], p->spell,
                        *occasion_of(r, index_of_person(r, p), number)) >= t->delegates->share[p->segment])
        return NULL;
    return t;
}

static void provider_holds(run *r, person *p, uint32_t which, const tiltak *by);

static bool decides_application(const run *r, const person *p, uint16_t number)
{
    return p->stage == STAGE_APPLYING && programme_of(r, p)->application_task == number;
}

static void opens_now(run *r, person *p, uint32_t which)
{
    task *t = &r->tasks[which];
    const task_type *type = type_of(r, p, t->type);
    const tiltak *provider;

    if (!t->missed_before && is_done_alone(r, p, t->type)) {
        uint16_t number = t->type;

        life(r, p, SF_LIFE_HELPS_THEMSELVES, number);
        task_removed(r, p, which);
        if (decides_application(r, p, number))
            application_is_decided(r, p);
        else
            recurs(r, p, number);
        return;
    }
    provider = r->model->providers_hold_tasks && !t->missed_before ? held_by_provider(r, p, t->type) : NULL;
    if (provider != NULL) {
        provider_holds(r, p, which, provider);
        return;
    }
    if (!t->missed_before) {
        t->opened = now_of(r);
        t->due = now_of(r) + type->due; /* NAN without a deadline */
        measure_task_opened(r, p, type);
    }
    life(r, p, SF_LIFE_TASK_OPENS, t->type);
    backlog_changes(r, p, t->type, 1.0);
    joins_queue_and_works(r, p, which);
}

static void opens_later(run *r, uint32_t which, double at)
{
    r->tasks[which].state = TASK_SCHEDULED;
    if (!r->tasks[which].missed_before)
        r->tasks[which].opened = at; /* a rebooked one has been open since it first opened */
    if (at < r->horizon)
        sf_engine_schedule(&r->engine, task_slot(r, which), at, FIRST_OPENING);
    else
        sf_engine_cancel(&r->engine, task_slot(r, which));
}

void task_opens(run *r, uint32_t which)
{
    person *p = &r->people[r->tasks[which].person];

    opens_now(r, p, which);
}

void task_asked(run *r, person *p, uint16_t type, double delay_days)
{
    uint32_t which;

    if ((p->active_types & bit(type)) != 0) { /* lateness grows, it does not duplicate */
        which = task_of(r, p, type);
        if (r->tasks[which].state == TASK_SCHEDULED && delay_days <= 0.0 && !r->tasks[which].missed_before) {
            sf_engine_cancel(&r->engine, task_slot(r, which));
            opens_now(r, p, which);
        }
        return;
    }
    which = task_new(r, p, type);
    if (which == NOBODY)
        return;
    if (delay_days > 0.0)
        opens_later(r, which, now_of(r) + delay_days);
    else
        opens_now(r, p, which);
}

/* The time from now to the next one of a recurring task; NAN when there is none. */
static double days_to_next(const run *r, const person *p, uint16_t number)
{
    const task_type *type = type_of(r, p, number);

    if (type->every != NULL) {
        if (p->owner_stage == OWNER_POOLED) {
            const team *pool = &r->now->teams[r->now->teams[p->team].pool];

            if (is_minimum(pool, type))
                return pool->minimum_every;
        }
        return type->every[p->segment];
    }
    if (type->rate != NULL && type->rate[p->segment] > 0.0) {
        uint32_t occasion = *occasion_of(r, index_of_person(r, p), number);

        return sf_luck_exponential(r->luck, p->key, type->gap_purpose, p->spell, occasion) / type->rate[p->segment];
    }
    return NAN;
}

static void recurs(run *r, person *p, uint16_t number)
{
    const task_type *type = type_of(r, p, number);
    double days;

    if (type->only_in_tiltak && !takes_part(r, p))
        return;
    if (type->every == NULL && type->rate == NULL)
        return;
    if ((p->active_types & bit(number)) != 0)
        return;
    days = days_to_next(r, p, number);
    if (!isnan(days) && (now_of(r) + days < r->horizon || type->rate != NULL)) { /* another rate may bring it nearer */
        uint32_t which = task_new(r, p, number);

        if (which != NOBODY)
            opens_later(r, which, now_of(r) + days);
    }
}

static void begins_to_run(run *r, person *p, uint16_t number)
{
    const task_type *type = type_of(r, p, number);

    if (type->every != NULL || type->rate != NULL)
        recurs(r, p, number);
    else if ((p->held_types & bit(number)) == 0)
        task_asked(r, p, number, 0.0);
}

/* It has begun to run: the moment that opens it has come, and what it comes after has been held. */
static bool runs(const person *p, const task_type *type)
{
    return (type->opens == OPENS_AT_ENTRY || (type->opens == OPENS_AT_START && p->stage == STAGE_IN_PROGRAMME)) &&
           (type->after == SF_NONE || (p->held_types & bit(type->after)) != 0);
}

/* As with risks: what is left of the time to the next is longer or shorter by as much as the rate is lower or higher. */
void tasks_asked_at_other_rates(run *r, person *p, const epoch *before)
{
    if (p->stage != STAGE_BEFORE_START && p->stage != STAGE_IN_PROGRAMME)
        return;
    for (uint16_t i = 0; i < programme_of(r, p)->n_tasks; i++) {
        const task_type *type = type_of(r, p, i);
        uint32_t which = (p->active_types & bit(i)) != 0 ? task_of(r, p, i) : NOBODY;
        double was, is;

        if (type->rate == NULL)
            continue;
        was = before->programmes[p->programme].tasks[i].rate[p->segment];
        is = type->rate[p->segment];
        if (which == NOBODY) {
            if (!(was > 0.0) && runs(p, type))
                recurs(r, p, i);
        } else if (r->tasks[which].state == TASK_SCHEDULED && !r->tasks[which].missed_before && was > 0.0) {
            if (!(is > 0.0)) {
                sf_engine_cancel(&r->engine, task_slot(r, which));
                task_removed(r, p, which);
            } else if (is < was || is > was) {
                opens_later(r, which, now_of(r) + (r->tasks[which].opened - now_of(r)) * (was / is));
            }
        }
    }
}

void entry_tasks_open(run *r, person *p, task_opening when)
{
    const programme *prog = programme_of(r, p);
    uint64_t key = p->key;

    for (uint16_t i = 0; i < prog->n_tasks && p->key == key && p->stage != STAGE_GONE; i++) {
        const task_type *type = &prog->tasks[i];

        if (type->opens == when && (type->after == SF_NONE || (p->held_types & bit(type->after)) != 0))
            begins_to_run(r, p, i);
    }
}

/* --- the stock ------------------------------------------------------------------------------------------------------------ */

void task_has_been_open(run *r, person *p, uint16_t number, double days)
{
    uint32_t which = task_new(r, p, number);
    task *t;

    if (which == NOBODY)
        return;
    t = &r->tasks[which];
    t->opened = now_of(r) - days;
    t->due = t->opened + type_of(r, p, number)->due;
    life(r, p, SF_LIFE_TASK_OPENS, number);
    backlog_changes(r, p, number, 1.0);
    joins_queue(r, p, which);
}

/* The next of a recurring task comes at a moment drawn within its interval. Messages have no memory. */
static void recurs_somewhere(run *r, person *p, uint16_t number)
{
    const task_type *type = type_of(r, p, number);
    double days = days_to_next(r, p, number);
    uint32_t which;

    if (isnan(days))
        return;
    if (type->every != NULL)
        days *= sf_luck_uniform(r->luck, p->key, type->gap_purpose, p->spell, 0);
    if (now_of(r) + days >= r->horizon && type->rate == NULL)
        return;
    which = task_new(r, p, number);
    if (which != NOBODY)
        opens_later(r, which, now_of(r) + days);
}

static bool comes_once(const task_type *type)
{
    return type->every == NULL && type->rate == NULL;
}

/* Before the start nothing is known to have been held: what opens at entry has been open since then. Afterwards, or when the row
 * names the task that is next, what comes once has been held, but for that task and what starts the programme. */
void tasks_are_under_way(run *r, person *p, const stock_row *row)
{
    const programme *prog = programme_of(r, p);
    const bool is_new = p->stage == STAGE_BEFORE_START && row->task == SF_NONE;

    for (uint16_t i = 0; i < prog->n_tasks; i++) {
        if (!is_new && i != row->task && (p->stage == STAGE_IN_PROGRAMME || i != prog->starts_with) &&
            (p->stage == STAGE_IN_PROGRAMME || comes_once(&prog->tasks[i])))
            p->held_types |= bit(i);
    }
    if (row->task != SF_NONE && isnan(row->task_open))
        task_asked(r, p, row->task, isnan(row->task_in) ? 0.0 : row->task_in);
    else if (row->task != SF_NONE)
        task_has_been_open(r, p, row->task, row->task_open);
    for (uint16_t i = 0; i < prog->n_tasks; i++) {
        const task_type *type = &prog->tasks[i];

        if (i == row->task || (type->only_in_tiltak ? !takes_part(r, p) : !runs(p, type)))
            continue;
        if (!comes_once(type))
            recurs_somewhere(r, p, i);
        else if (is_new)
            task_has_been_open(r, p, i, row->elapsed); /* which is known of those before the start */
    }
}

void tiltak_tasks_begin(run *r, person *p)
{
    if (p->programme == SF_NONE)
        return;
    for (uint16_t i = 0; i < programme_of(r, p)->n_tasks; i++) {
        if (type_of(r, p, i)->only_in_tiltak)
            recurs(r, p, i);
    }
}

void tiltak_tasks_end(run *r, person *p)
{
    for (uint32_t which = p->first_task, next; which != NOBODY; which = next) {
        next = r->tasks[which].next;
        if (r->tasks[which].state == TASK_SCHEDULED && type_of(r, p, r->tasks[which].type)->only_in_tiltak) {
            sf_engine_cancel(&r->engine, task_slot(r, which));
            task_removed(r, p, which);
        }
    }
}

/* --- holding ------------------------------------------------------------------------------------------------------------ */

/* The slot has been given to somebody else, too, who comes. The other is as likely to come as people like this one. */
static bool another_comes(const run *r, const person *p, const task_type *type, uint32_t occasion)
{
    const programme *prog = programme_of(r, p);
    sf_bits luck;

    if (!prog->has_no_show || prog->overbooked <= 0.0)
        return false;
    luck = sf_luck_draw(r->luck, p->key, type->no_show_purpose, p->spell, occasion, 1);
    return sf_uniform(luck.word[0]) < prog->overbooked && sf_uniform(luck.word[1]) >= prog->no_show_p[p->segment];
}

/* Out of the veileder's own queue or the team's, whichever goes before. */
static uint32_t next_task(run *r, post *worker)
{
    sf_queue *own = &worker->queue, *shared = &r->desks[worker->desk].shared;

    if (shared->first == NOBODY)
        return line_first_taken(r, own);
    if (own->first != NOBODY && sf_queue_goes_before(&r->nodes[own->first], &r->nodes[shared->first]))
        return line_first_taken(r, own);
    return line_first_taken(r, shared);
}

/* What of the task is still to do, in task hours: drawn when it is begun for the first time, remembered when it is resumed. */
static double hours_to_do(run *r, uint32_t which, post *worker)
{
    const task *t = &r->tasks[which];
    person *p = &r->people[t->person];
    const task_type *type = type_of(r, p, t->type);
    uint32_t occasion;
    bool other_comes;

    if (is_interrupted(r, which)) {
        interruption *left = &r->interruptions[which];
        double hours = left->hours_left;

        worker->minutes = left->minutes;
        worker->documentation = left->documentation;
        worker->no_show = left->no_show;
        worker->first_begun = fmin(left->begun, worker->begin); /* the number when the other is NAN */
        left->hours_left = NAN;
        return hours;
    }
    occasion = occasion_taken(r, occasion_of(r, t->person, t->type));
    worker->first_begun = worker->begin;
    worker->no_show = type->can_be_missed && programme_of(r, p)->has_no_show &&
                      sf_luck_uniform(r->luck, p->key, type->no_show_purpose, p->spell, occasion) <
                          programme_of(r, p)->no_show_p[p->segment];
    other_comes = type->can_be_missed && another_comes(r, p, type, occasion);
    if (worker->no_show) {
        worker->minutes = other_comes ? programme_of(r, p)->rebooking_minutes : programme_of(r, p)->no_show_minutes;
        worker->documentation = 0.0;
    } else {
        double slowness = slowness_of(r, worker, p);

        worker->minutes = sf_sampler_draw(type->minutes, r->luck, p->key, type->purpose, p->spell, occasion) * slowness;
        worker->documentation = type->documentation_minutes * slowness;
        if (other_comes) /* and is received, and given another time */
            worker->minutes += programme_of(r, p)->overbooked_minutes;
    }
    if (type->is_travelled_for)
        worker->minutes += office_of(r, p)->travel_minutes;
    return (worker->minutes + worker->documentation) / 60.0;
}

static void takes_up(run *r, uint32_t who, uint32_t which)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];
    task *t = &r->tasks[which];

    t->state = TASK_IN_WORK;
    t->place = who;
    worker->task = which;
    life(r, &r->people[t->person], SF_LIFE_TASK_BEGINS, t->type);
    worker->begin = sf_larger(now_of(r), sf_calendar_next(its->calendar, now_of(r)));
    worker->asked = hours_to_do(r, which, worker);
    worker->worked = 0.0;
    worker->finish = sf_calendar_finish(its->calendar, worker->begin, worker->asked / its->pace);
    if (worker->finish < r->horizon + 1.0)
        sf_engine_schedule(&r->engine, post_slot(r, who, TIMER_WORK), sf_larger(worker->finish, now_of(r)),
                           FIRST_COMPLETION);
}

void work_begins(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    uint32_t which;

    if (!is_filled(worker) || worker->absent || worker->task != NOBODY || worker->is_closing || r->is_reorganising)
        return;
    which = next_task(r, worker);
    if (which != NOBODY)
        takes_up(r, who, which);
}

void desk_works(run *r, uint32_t number)
{
    const desk_state *t = &r->desks[number];

    for (uint32_t i = t->first_post; i < t->first_post + t->posts && t->shared.length > 0; i++)
        work_begins(r, i);
}

/* --- interrupting (preempt = resume) ----------------------------------------------------------------------------------- */

/* Where a task stands by the team's rule alone: its class, and its deadline where the rule looks at it. Having opened earlier is no
 * reason to interrupt anything. */
typedef struct urgency {
    uint16_t class_;
    double deadline;
} urgency;

static urgency urgency_of(const run *r, uint32_t which, const team *its)
{
    const task *t = &r->tasks[which];
    const person *p = &r->people[t->person];
    bool looks_at_it = its->rule == RULE_EARLIEST_DEADLINE && !isnan(t->due);

    return (urgency){class_of(r, p, type_of(r, p, t->type), its), looks_at_it ? t->due : (double)INFINITY};
}

static bool is_more_urgent(urgency a, urgency b)
{
    return a.class_ != b.class_ ? a.class_ < b.class_ : a.deadline < b.deadline;
}

static bool can_be_interrupted(const run *r, uint32_t who)
{
    const post *worker = &r->posts[who];

    return r->now->teams[worker->team].interrupts && is_filled(worker) && !worker->absent && worker->task != NOBODY &&
           !r->is_reorganising;
}

static void is_put_aside(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];
    task *t = &r->tasks[worker->task];

    measure_hours(r, worker);
    sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_WORK));
    r->interruptions[worker->task] = (interruption){
        .begun = task_begun(r, worker->task),
        .hours_left =
            sf_calendar_hours_between(its->calendar, now_of(r), sf_larger(worker->finish, now_of(r))) * its->pace,
        .minutes = worker->minutes,
        .documentation = worker->documentation,
        .no_show = worker->no_show};
    measure_work_is_over(r, worker, r->interruptions[worker->task].hours_left);
    life(r, &r->people[t->person], SF_LIFE_TASK_IS_INTERRUPTED, t->type);
    t->state = TASK_WITHOUT_OWNER;
    worker->task = NOBODY;
}

static void turns_to(run *r, uint32_t who, uint32_t urgent)
{
    uint32_t aside = r->posts[who].task;

    is_put_aside(r, who);
    task_leaves_queue(r, urgent);
    takes_up(r, who, urgent);
    joins_queue_and_works(r, &r->people[r->tasks[aside].person], aside); /* another may be free for it */
}

void turns_to_urgent_work(run *r, uint32_t who)
{
    const post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];
    uint32_t first = line_first(r, &worker->queue);

    if (first != NOBODY && can_be_interrupted(r, who) &&
        is_more_urgent(urgency_of(r, first, its), urgency_of(r, worker->task, its)))
        turns_to(r, who, first);
}

/* Of the tasks in work the one that can wait longest; among equals the one begun last. NOBODY when none may be interrupted. */
static uint32_t least_urgent_in_work(const run *r, uint32_t number)
{
    const desk_state *t = &r->desks[number];
    const team *its = &r->now->teams[r->model->team_of_desk[number]];
    uint32_t least = NOBODY;

    for (uint32_t i = t->first_post; i < t->first_post + t->posts; i++) {
        urgency mine, other;

        if (!can_be_interrupted(r, i))
            continue;
        if (least == NOBODY) {
            least = i;
            continue;
        }
        mine = urgency_of(r, r->posts[i].task, its);
        other = urgency_of(r, r->posts[least].task, its);
        if (is_more_urgent(other, mine) ||
            (!is_more_urgent(mine, other) && r->posts[i].first_begun > r->posts[least].first_begun))
            least = i;
    }
    return least;
}

void desk_turns_to_urgent_work(run *r, uint32_t number)
{
    const team *its = &r->now->teams[r->model->team_of_desk[number]];

    while (its->interrupts && r->desks[number].shared.length > 0) {
        uint32_t urgent = line_first(r, &r->desks[number].shared), who = least_urgent_in_work(r, number);

        if (who == NOBODY || !is_more_urgent(urgency_of(r, urgent, its), urgency_of(r, r->posts[who].task, its)))
            return;
        turns_to(r, who, urgent);
    }
}

void everybody_works(run *r)
{
    for (uint32_t i = 0; i < r->n_posts; i++)
        work_begins(r, i);
    for (uint32_t i = 0; i < r->n_posts; i++)
        turns_to_urgent_work(r, i);
    for (uint32_t d = 0; d < r->model->n_desks; d++)
        desk_turns_to_urgent_work(r, d);
}

/* --- what a held task leads to ------------------------------------------------------------------------------------------ */

/* Better follow-up moves more cases, at most 95 of 100 (design 3, door i); which task comes next is no question of quality. */
static double chance_of(const consequence *c, uint16_t segment, double quality)
{
    double p = c->p[segment];

    if ((c->rest >> segment & 1) != 0)
        return 1.0; /* the last that may be drawn */
    if (c->kind == LEADS_TO_TASK)
        return p;
    return quality <= 1.0 ? p * quality : sf_smaller(p * quality, sf_larger(p, MOST_LIKELY));
}

/* One of the exits, next tasks and cleared barriers is drawn; each need is seen or not by itself. */
static void consequences_follow(run *r, person *p, const task_type *type, uint32_t occasion, double quality)
{
    uint64_t key = p->key;
    double u = -1.0;

    for (size_t i = 0; i < type->n_then && p->key == key && p->stage != STAGE_GONE; i++) {
        const consequence *c = &type->then[i];
        double p_of = chance_of(c, p->segment, quality);

        if (c->kind == LEADS_TO_NEED) {
            if (c->target != SF_NONE && sf_luck_uniform(r->luck, key, c->purpose, p->spell, occasion) < p_of)
                need_is_seen(r, p, c->target);
            continue;
        }
        if (u < 0.0)
            u = sf_luck_uniform(r->luck, key, c->purpose, p->spell, occasion);
        else if (u >= 2.0)
            continue; /* one has been drawn */
        if (u >= p_of) {
            u -= p_of;
            continue;
        }
        u = 2.0;
        if (c->kind == LEADS_TO_EXIT)
            takes_exit(r, p, c->target);
        else if (c->kind == LEADS_TO_TASK)
            task_asked(
                r, p, c->target,
                c->delay == NULL ? 0.0 : sf_sampler_draw(c->delay, r->luck, key, c->delay_purpose, p->spell, occasion));
        else if ((p->barriers >> c->target & 1) != 0)
            barrier_clears(r, p, c->target);
    }
}

static bool is_still_there(const person *p, uint64_t key)
{
    return p->key == key && p->stage != STAGE_GONE;
}

/* What comes after a held task: those that follow it, and the next of its own kind. */
static void is_followed(run *r, person *p, uint16_t number)
{
    const programme *prog = programme_of(r, p);
    const task_type *type = &prog->tasks[number];
    uint64_t key = p->key;

    for (uint16_t i = 0; i < prog->n_tasks && type->followed_by >> i != 0 && is_still_there(p, key); i++) {
        if ((type->followed_by >> i & 1) != 0 &&
            (prog->tasks[i].opens != OPENS_AT_START || p->stage == STAGE_IN_PROGRAMME))
            begins_to_run(r, p, i);
    }
    if (is_still_there(p, key))
        recurs(r, p, number);
}

/* On the day on which the task comes, without a minute of a veileder's. Its occasion is used, as of one that a veileder holds. */
static void provider_holds(run *r, person *p, uint32_t which, const tiltak *by)
{
    const uint16_t number = r->tasks[which].type;
    const task_type *type = type_of(r, p, number);
    const uint32_t occasion = occasion_taken(r, occasion_of(r, index_of_person(r, p), number));
    const uint64_t key = p->key;

    life(r, p, SF_LIFE_PROVIDER_HOLDS, number);
    task_removed(r, p, which);
    p->held_types |= bit(number);
    measure_delegated(r, by, type);
    contact_counts(r, p, type->counts * by->delegates->contact);
    consequences_follow(r, p, type, occasion, by->delegates->quality);
    if (is_still_there(p, key))
        is_followed(r, p, number);
}

/* What holding a task of this type means for the person, step by step; any step may end the stay. */
static void task_has_been_held(run *r, person *p, uint16_t number, uint32_t occasion, double quality)
{
    const programme *prog = programme_of(r, p);
    const task_type *type = &prog->tasks[number];
    uint64_t key = p->key;

    if (decides_application(r, p, number)) {
        application_is_decided(r, p);
        return;
    }
    contact_counts(r, p, type->counts);
    if (prog->starts_with == number && type->n_then == 0)
        programme_starts(r, p);
    if (is_still_there(p, key) && p->claim != NO_CLAIM && prog->exits[p->claim].handover == number)
        handover_is_held(r, p);
    if (is_still_there(p, key) && prog->referral == number)
        referral_is_held(r, p);
    if (is_still_there(p, key))
        consequences_follow(r, p, type, occasion, quality);
    if (is_still_there(p, key) && prog->has_extension && prog->extension_test == number)
        test_is_held(r, p); /* after its consequences: a disability claim made here goes before the limit */
    if (is_still_there(p, key) && prog->starts_with == number && p->stage == STAGE_BEFORE_START)
        programme_starts(r, p);
    if (is_still_there(p, key) && type->counts > 0.0)
        needs_looked_at_again(r, p);
    if (is_still_there(p, key))
        is_followed(r, p, number);
}

/* Who has had a first contact is new no longer, where the head start of the new decides. */
static void has_been_met(run *r, person *p)
{
    for (size_t t = 0; t < r->model->n_teams; t++) {
        if (r->now->teams[t].rule == RULE_WEIGHTED && r->now->teams[t].weights.is_new > 0.0) {
            tasks_requeue(r, p);
            return;
        }
    }
}

void task_is_done(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    uint32_t which = worker->task;
    task *t = &r->tasks[which];
    person *p = &r->people[t->person];
    uint16_t number = t->type;
    const task_type *type = type_of(r, p, number);
    uint32_t occasion = (uint32_t)*occasion_of(r, t->person, number) - 1u;
    double quality;
    bool is_first = false;

    measure_hours(r, worker);
    measure_work_is_over(r, worker, 0.0);
    worker->task = NOBODY;
    worker->is_closing = true;
    backlog_changes(r, p, number, -1.0);
    life(r, p, worker->no_show ? SF_LIFE_TASK_IS_MISSED : SF_LIFE_TASK_IS_HELD, number);
    if (worker->no_show) {
        t->missed_before = true;
        opens_later(r, which, now_of(r) + programme_of(r, p)->no_show_rebook_days);
    } else {
        if (type->counts_as >= 0) {
            wait_ends(r, (wait_kind)(KIND_MEETING + type->counts_as), p->programme, p->segment, t->opened,
                      worker->first_begun, SF_WAIT_SERVED);
            if (!isnan(p->start))
                measure_lost(r, p, LOST_VEILEDER, sf_larger(t->opened, p->start), worker->first_begun);
            if (type->counts_as == WAIT_MEETING)
                measure_meeting(r, p, t->opened, worker->first_begun);
            if (type->counts_as == WAIT_MEETING && isnan(p->first_meeting_wait))
                p->first_meeting_wait = worker->first_begun - t->opened;
        }
        quality = quality_of(r, worker, p);
        measure_task_held(r, p, t, type, worker->first_begun);
        if (type->counts > 0.0) {
            is_first = p->last_post == NOBODY;
            measure_contact(r, p, who, type->counts);
            p->contacts++;
            p->last_contact = now_of(r);
            p->last_post = who;
        }
        p->held_types |= bit(number);
        p->turned_away = SF_NONE;
        task_removed(r, p, which);
        if (is_first)
            has_been_met(r, p);
        task_has_been_held(r, p, number, occasion, quality);
    }
    worker->is_closing = false;
    work_begins(r, who);
}

/* --- ending early --------------------------------------------------------------------------------------------------------- */

void work_is_broken_off(run *r, uint32_t who)
{
    post *worker = &r->posts[who];

    measure_hours(r, worker);
    sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_WORK));
    r->tasks[worker->task].state = TASK_WITHOUT_OWNER;
    worker->task = NOBODY;
}

static void task_dropped(run *r, person *p, uint32_t which)
{
    task *t = &r->tasks[which];
    const task_type *type = type_of(r, p, t->type);
    double begun = task_begun(r, which);
    uint32_t who = t->state == TASK_IN_WORK ? t->place : NOBODY;

    if (type->counts_as >= 0 && (is_open(t) || t->missed_before))
        wait_ends(r, (wait_kind)(KIND_MEETING + type->counts_as), p->programme, p->segment, t->opened,
                  isnan(begun) ? now_of(r) : begun, isnan(begun) ? SF_WAIT_ABANDONED : SF_WAIT_SERVED);
    if (is_open(t))
        backlog_changes(r, p, t->type, -1.0);
    if (t->state == TASK_QUEUED)
        task_leaves_queue(r, which);
    else if (t->state == TASK_SCHEDULED)
        sf_engine_cancel(&r->engine, task_slot(r, which));
    if (who != NOBODY)
        work_is_broken_off(r, who);
    task_removed(r, p, which);
}

/* A veileder freed by it takes up another task when nothing of the person's is left, the lowest number first. */
void tasks_drop(run *r, person *p)
{
    uint32_t freed[SF_MOST_TASK_TYPES], n = 0;

    while (p->first_task != NOBODY) {
        const task *t = &r->tasks[p->first_task];

        if (t->state == TASK_IN_WORK) {
            uint32_t k = n++;

            for (; k > 0 && freed[k - 1] > t->place; k--)
                freed[k] = freed[k - 1];
            freed[k] = t->place;
        }
        task_dropped(r, p, p->first_task);
    }
    for (uint32_t i = 0; i < n; i++)
        work_begins(r, freed[i]);
}

/* --- absence and changed hours ---------------------------------------------------------------------------------------------- */

static void absence_is_due(run *r, uint32_t who, double at)
{
    r->posts[who].next_absence = at;
    if (at < r->horizon)
        sf_engine_schedule(&r->engine, post_slot(r, who, TIMER_ABSENCE), at, FIRST_COMPLETION);
    else
        sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_ABSENCE));
}

/* One draw from a post's own luck: even occasions are spells at work, odd ones spells of absence. */
void absence_begins(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];

    if (its->absence_spell != NULL)
        absence_is_due(r, who,
                       now_of(r) + its->absence_gap_days * sf_luck_exponential(r->luck, worker->key, its->purpose, 0,
                                                                               2 * worker->absences));
}

void absence_replanned(run *r, uint32_t who, const team *before)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];

    if (!is_filled(worker) || worker->absent)
        return;
    if (its->absence_spell == NULL)
        sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_ABSENCE));
    else if (before->absence_spell == NULL)
        absence_begins(r, who);
    else if (its->absence_gap_days < before->absence_gap_days || its->absence_gap_days > before->absence_gap_days)
        absence_is_due(r, who,
                       now_of(r) +
                           (worker->next_absence - now_of(r)) * (its->absence_gap_days / before->absence_gap_days));
}

static void resumes(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];

    const double opens = sf_larger(now_of(r), sf_calendar_next(its->calendar, now_of(r)));

    if (worker->begin >= worker->absent_since) /* it had not really begun */
        worker->begin = opens;
    if (worker->first_begun >= worker->absent_since)
        worker->first_begun = opens;
    worker->finish = sf_calendar_finish(its->calendar, opens, worker->remaining_hours);
    if (worker->finish < r->horizon + 1.0)
        sf_engine_schedule(&r->engine, post_slot(r, who, TIMER_WORK), sf_larger(worker->finish, now_of(r)),
                           FIRST_COMPLETION);
}

void gets_sick_or_well(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];

    if (!worker->absent) {
        double length = its->absence_spell == NULL ? 0.0
                                                   : sf_sampler_draw(its->absence_spell, r->luck, worker->key,
                                                                     its->purpose, 0, 2 * worker->absences + 1);

        measure_hours(r, worker);
        worker->absent = true;
        worker->absent_since = now_of(r);
        if (worker->task != NOBODY) {
            worker->remaining_hours = sf_calendar_hours_between(its->calendar, now_of(r), worker->finish);
            sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_WORK));
        }
        sf_engine_schedule(&r->engine, post_slot(r, who, TIMER_ABSENCE), now_of(r) + length, FIRST_COMPLETION);
        return;
    }
    measure_absence(r, worker);
    worker->absent = false;
    worker->absences++;
    absence_begins(r, who);
    if (worker->task != NOBODY) {
        resumes(r, who);
        turns_to_urgent_work(r, who); /* it may have opened meanwhile */
        desk_turns_to_urgent_work(r, worker->desk);
    } else {
        work_begins(r, who);
    }
}

/* Other hours or another pace: what is left of the task in work is the same, measured in task hours. */
void work_replanned(run *r, uint32_t who, const team *before)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];
    double hours, opens;

    if (worker->task == NOBODY ||
        (its->calendar == before->calendar && !(its->pace < before->pace) && !(its->pace > before->pace)))
        return;
    if (worker->absent) {
        worker->remaining_hours = worker->remaining_hours * before->pace / its->pace;
        return;
    }
    hours = sf_calendar_hours_between(before->calendar, now_of(r), worker->finish) * before->pace / its->pace;
    opens = sf_larger(now_of(r), sf_calendar_next(its->calendar, now_of(r)));
    if (worker->begin >= now_of(r))
        worker->begin = opens;
    worker->finish = sf_calendar_finish(its->calendar, opens, hours);
    if (worker->finish < r->horizon + 1.0)
        sf_engine_schedule(&r->engine, post_slot(r, who, TIMER_WORK), sf_larger(worker->finish, now_of(r)),
                           FIRST_COMPLETION);
}
