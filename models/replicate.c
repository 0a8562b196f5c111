/* models/replicate.c - one replication of one scenario: memory, timers, the loop, the record.
 *
 * Timer slots:  0 policy | 1 month | 2 window | 3 year | lists | courses | vacant openings | layers of streams and openings | posts x 3 | outsiders | people x 3 |
 *               participations | tasks
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "models/measures.h"

enum { MOST_LAYERS = 19 }; /* of thinning: up to 2^18 arrivals a day, and a config has at most 2 x 100,000 */

/* What a timer slot means, in the order of how often it strikes. */
static void happens(void *model, uint32_t slot)
{
    run *r = model;

    if (slot >= r->slot_tasks) {
        task_opens(r, slot - r->slot_tasks);
    } else if (slot >= r->slot_participations) {
        uint32_t which = slot - r->slot_participations;

        if (r->participations[which].what < r->model->n_tiltak)
            tiltak_changes(r, which);
        else
            treatment_changes(r, which);
    } else if (slot >= r->slot_people) {
        uint32_t who = (slot - r->slot_people) / PERSON_TIMERS;

        switch ((enum person_timer)((slot - r->slot_people) % PERSON_TIMERS)) {
        case TIMER_RISK:
            risk_strikes(r, who);
            break;
        case TIMER_CLOCK:
            clock_strikes(r, who);
            break;
        case TIMER_CLAIM:
        case PERSON_TIMERS:
            claim_is_decided(r, who);
            break;
        }
    } else if (slot >= r->slot_outsiders) {
        comes_back(r, slot - r->slot_outsiders);
    } else if (slot >= r->slot_posts) {
        uint32_t who = (slot - r->slot_posts) / POST_TIMERS;

        switch ((enum post_timer)((slot - r->slot_posts) % POST_TIMERS)) {
        case TIMER_WORK:
            task_is_done(r, who);
            break;
        case TIMER_ABSENCE:
            gets_sick_or_well(r, who);
            break;
        case TIMER_TURNOVER:
        case POST_TIMERS:
            leaves_or_is_replaced(r, who);
            break;
        }
    } else if (slot >= r->slot_streams) {
        arrives(r, slot - r->slot_streams);
    } else if (slot >= r->slot_openings) {
        opening_is_closed(r, slot - r->slot_openings);
    } else if (slot >= r->slot_courses) {
        course_starts(r, slot - r->slot_courses);
    } else if (slot >= r->slot_lists) {
        list_is_decided(r, slot - r->slot_lists);
    } else if (slot == SLOT_MONTH) {
        month_ends(r, r->months_ended++);
    } else if (slot == SLOT_WINDOW) {
        window_turns(r, r->window_turned++);
    } else if (slot == SLOT_YEAR) {
        year_turns(r);
    } else {
        policy_changes(r, (uint32_t)r->epoch + 1);
    }
}

/* Arrivals in all: what fewer people need stays in the caches by itself, and announcing them only costs. */
#define MANY_PEOPLE 50000.0

enum { CACHE_LINE = 64 };
/* A function of nothing but prefetches has no effect that GCC 12 knows of, and a call to it is thrown away: so these say that they have one. */
#define FETCHES() __asm__ volatile("")
#define FETCH(pointer) __builtin_prefetch((pointer), 1)
/* Of a record that may lie across two cache lines. */
#define FETCH_BOTH_ENDS(pointer)                           \
    do {                                                   \
        FETCH(pointer);                                    \
        FETCH((const unsigned char *)((pointer) + 1) - 1); \
    } while (0)
#define FETCH_PERSON(r, who)                                              \
    do {                                                                  \
        const unsigned char *p_ = (const void *)&(r)->people[who];        \
        const unsigned char *b_ = belongings_of((r), (who));              \
        FETCH(p_);                                                        \
        FETCH(p_ + CACHE_LINE);                                           \
        FETCH(p_ + (size_t)2 * CACHE_LINE);                               \
        for (size_t l_ = 0; l_ < (r)->belongings_bytes; l_ += CACHE_LINE) \
            FETCH(b_ + l_);                                               \
    } while (0)

static const post *post_of_slot(const run *r, uint32_t slot)
{
    return &r->posts[(slot - r->slot_posts) / POST_TIMERS];
}

static bool is_post_slot(const run *r, uint32_t slot)
{
    return slot >= r->slot_posts && slot < r->slot_outsiders;
}

/* What the event of a slot will read is on its way from memory some events before it is due, each step following what the one
 * before has brought. First the record of the slot itself. */
static inline void record_is_fetched(const run *r, uint32_t slot)
{
    FETCHES();
    if (slot >= r->slot_tasks) {
        FETCH(&r->tasks[slot - r->slot_tasks]);
    } else if (slot >= r->slot_participations) {
        FETCH_BOTH_ENDS(&r->participations[slot - r->slot_participations]);
    } else if (slot >= r->slot_people) {
        FETCH_PERSON(r, (slot - r->slot_people) / PERSON_TIMERS);
    } else if (is_post_slot(r, slot)) {
        const unsigned char *worker = (const void *)post_of_slot(r, slot);

        for (size_t line = 0; line < sizeof(post); line += CACHE_LINE)
            FETCH(worker + line);
    }
}

/* Whom it is about; of a veileder, the task in work and the one that comes after it. */
static inline void subject_is_fetched(const run *r, uint32_t slot)
{
    FETCHES();
    if (slot >= r->slot_tasks) {
        FETCH_PERSON(r, r->tasks[slot - r->slot_tasks].person);
    } else if (slot >= r->slot_participations) {
        FETCH_PERSON(r, r->participations[slot - r->slot_participations].person);
    } else if (is_post_slot(r, slot)) {
        const post *worker = post_of_slot(r, slot);

        FETCH(&r->desks[worker->desk]);
        if (worker->task != NOBODY) {
            FETCH(&r->tasks[worker->task]);
            FETCH(&r->engine.timers[r->slot_tasks + worker->task]);
        }
        for (size_t lane = 0; lane < SF_QUEUE_LANES; lane++) {
            if (worker->queue.lanes[lane].first != NOBODY)
                FETCH_BOTH_ENDS(&r->nodes[worker->queue.lanes[lane].first]);
        }
    }
}

/* Who holds what opens; of a veileder, the person, and who comes after them. */
static inline void other_is_fetched(const run *r, uint32_t slot)
{
    FETCHES();
    if (slot >= r->slot_tasks) {
        const person *p = &r->people[r->tasks[slot - r->slot_tasks].person];

        if (p->owner_stage == OWNER_POST)
            FETCH(&r->posts[p->owner]);
    } else if (slot >= r->slot_people && slot < r->slot_participations) {
        const person *p = &r->people[(slot - r->slot_people) / PERSON_TIMERS];

        if (p->first_participation != NOBODY)
            FETCH_BOTH_ENDS(&r->participations[p->first_participation]);
    } else if (is_post_slot(r, slot)) {
        const post *worker = post_of_slot(r, slot);

        if (worker->task != NOBODY)
            FETCH_PERSON(r, r->tasks[worker->task].person);
        if (worker->queue.first != NOBODY) {
            const sf_queue_node *first = &r->nodes[worker->queue.first];

            FETCH(&r->tasks[first->who]);
            if (first->next != NOBODY)
                FETCH_BOTH_ENDS(&r->nodes[first->next]);
        }
    }
}

/* The line that it joins; of the person, the list of tasks and what they take part in. */
static inline void rest_is_fetched(const run *r, uint32_t slot)
{
    FETCHES();
    if (slot >= r->slot_tasks) {
        const person *p = &r->people[r->tasks[slot - r->slot_tasks].person];

        if (p->owner_stage == OWNER_POST) {
            const sf_queue *queue = &r->posts[p->owner].queue;

            for (size_t lane = 0; lane < SF_QUEUE_LANES; lane++) {
                if (queue->lanes[lane].last != NOBODY)
                    FETCH_BOTH_ENDS(&r->nodes[queue->lanes[lane].last]);
            }
        }
    } else if (is_post_slot(r, slot)) {
        const post *worker = post_of_slot(r, slot);

        if (worker->task != NOBODY) {
            const uint32_t who = r->tasks[worker->task].person;
            const person *p = &r->people[who];

            FETCH(&r->tasks[p->first_task]);
            if (p->first_participation != NOBODY)
                FETCH_BOTH_ENDS(&r->participations[p->first_participation]);
            FETCH(&r->engine.timers[person_slot(r, who, TIMER_RISK)]);
        }
        if (worker->queue.first != NOBODY) {
            const sf_queue_node *first = &r->nodes[worker->queue.first];

            FETCH_PERSON(r, r->tasks[first->who].person);
        }
    }
}

/* Their other tasks, of which one is looked for. */
static inline void list_is_fetched(const run *r, uint32_t slot)
{
    FETCHES();
    if (is_post_slot(r, slot) && post_of_slot(r, slot)->task != NOBODY) {
        const person *p = &r->people[r->tasks[post_of_slot(r, slot)->task].person];

        if (r->tasks[p->first_task].next != NOBODY)
            FETCH(&r->tasks[r->tasks[p->first_task].next]);
    }
}

enum { AHEAD_LIST = 3, AHEAD_REST = 6, AHEAD_OTHER = 10, AHEAD_SUBJECT = 14, AHEAD_RECORD = 18 };

static void are_coming(void *model, const sf_event *due, size_t n)
{
    const run *r = model;

    if (n >= AHEAD_RECORD)
        record_is_fetched(r, sf_event_slot(due[-AHEAD_RECORD]));
    if (n >= AHEAD_SUBJECT)
        subject_is_fetched(r, sf_event_slot(due[-AHEAD_SUBJECT]));
    if (n >= AHEAD_OTHER)
        other_is_fetched(r, sf_event_slot(due[-AHEAD_OTHER]));
    if (n >= AHEAD_REST)
        rest_is_fetched(r, sf_event_slot(due[-AHEAD_REST]));
    if (n >= AHEAD_LIST)
        list_is_fetched(r, sf_event_slot(due[-AHEAD_LIST]));
}

/* The events that come first in a bucket have had nobody to announce them: step by step for all of them at once. */
static void have_come_up(void *model, const sf_event *due, size_t n)
{
    const run *r = model;

    for (ptrdiff_t k = 1; k <= AHEAD_RECORD && k <= (ptrdiff_t)n; k++)
        record_is_fetched(r, sf_event_slot(due[-k]));
    for (ptrdiff_t k = 1; k <= AHEAD_SUBJECT && k <= (ptrdiff_t)n; k++)
        subject_is_fetched(r, sf_event_slot(due[-k]));
    for (ptrdiff_t k = 1; k <= AHEAD_OTHER && k <= (ptrdiff_t)n; k++)
        other_is_fetched(r, sf_event_slot(due[-k]));
    for (ptrdiff_t k = 1; k <= AHEAD_REST && k <= (ptrdiff_t)n; k++)
        rest_is_fetched(r, sf_event_slot(due[-k]));
    for (ptrdiff_t k = 1; k <= AHEAD_LIST && k <= (ptrdiff_t)n; k++)
        list_is_fetched(r, sf_event_slot(due[-k]));
}

const char *sf_life_name(sf_life what)
{
    static const char *const names[SF_LIFE_KINDS] = {
        [SF_LIFE_ARRIVES] = "arrives",
        [SF_LIFE_REACHES_OFFICE] = "reaches_office",
        [SF_LIFE_WAITS_FOR_OWNER] = "waits_for_owner",
        [SF_LIFE_GETS_OWNER] = "gets_owner",
        [SF_LIFE_STARTS] = "starts",
        [SF_LIFE_TASK_OPENS] = "task_opens",
        [SF_LIFE_TASK_BEGINS] = "task_begins",
        [SF_LIFE_TASK_IS_INTERRUPTED] = "task_is_interrupted",
        [SF_LIFE_TASK_IS_MISSED] = "task_is_missed",
        [SF_LIFE_TASK_IS_HELD] = "task_is_held",
        [SF_LIFE_NEED_IS_SEEN] = "need_is_seen",
        [SF_LIFE_JOINS_LINE] = "joins_line",
        [SF_LIFE_GETS_PLACE] = "gets_place",
        [SF_LIFE_GIVES_UP] = "gives_up",
        [SF_LIFE_COMPLETES] = "completes",
        [SF_LIFE_WAITS_TREATMENT] = "waits_treatment",
        [SF_LIFE_IS_TREATED] = "is_treated",
        [SF_LIFE_TREATMENT_ENDS] = "treatment_ends",
        [SF_LIFE_BARRIER_CLEARS] = "barrier_clears",
        [SF_LIFE_NEAR_LIMIT] = "near_limit",
        [SF_LIFE_TEST_IS_PASSED] = "test_is_passed",
        [SF_LIFE_TEST_IS_REFUSED] = "test_is_refused",
        [SF_LIFE_CLAIMS] = "claims",
        [SF_LIFE_LEAVES] = "leaves",
        [SF_LIFE_GOES_ON] = "goes_on",
        [SF_LIFE_SUBSTITUTES] = "takes_substitute",
        [SF_LIFE_DROPS_OUT] = "drops_out",
        [SF_LIFE_HELPS_THEMSELVES] = "helps_themselves",
        [SF_LIFE_BARRIER_RETURNS] = "barrier_returns",
        [SF_LIFE_STOPS_WAITING] = "stops_waiting",
        [SF_LIFE_COMES_BACK] = "comes_back",
        [SF_LIFE_IS_TURNED_DOWN] = "is_turned_down",
        [SF_LIFE_IS_LISTED] = "is_listed",
        [SF_LIFE_IS_THERE] = "is_there",
        [SF_LIFE_WAITS_FOR_OPENING] = "waits_for_opening",
        [SF_LIFE_GETS_OPENING] = "gets_opening",
        [SF_LIFE_PROVIDER_HOLDS] = "provider_holds",
    };

    return names[what];
}

/* Layers that a stream, or a labour market after them, may need: up to the highest rate it ever has in the scenario. */
static uint32_t layers_of(const run *r, size_t which)
{
    double most = 0.0;
    uint32_t layers = 1;

    for (size_t e = 0; e < r->scenario->n_epochs; e++) {
        const epoch *then = &r->scenario->epochs[e];

        if (which < r->model->n_streams)
            most = fmax(most, then->streams[which].rate * (1.0 + then->streams[which].season_amplitude));
        else
            most = fmax(most, most_openings(r->model, then, which - r->model->n_streams));
    }
    while (ldexp(1.0, (int)layers - 1) < most && layers < MOST_LAYERS)
        layers++;
    return layers;
}

/* The most posts a desk ever has. */
static uint32_t posts_of(const run *r, size_t which)
{
    uint32_t most = 0;

    for (size_t e = 0; e < r->scenario->n_epochs; e++) {
        uint32_t now = r->scenario->epochs[e].heads[which];

        most = now > most ? now : most;
    }
    return most;
}

static bool ever_interrupts(const sf_scenario_tables *scenario, size_t n_teams)
{
    for (size_t e = 0; e < scenario->n_epochs; e++) {
        for (size_t t = 0; t < n_teams; t++) {
            if (scenario->epochs[e].teams[t].interrupts)
                return true;
        }
    }
    return false;
}

/* People who may ever be there: never more than arrive. */
static double most_people(const sf_model *m)
{
    return m->people_bound + 10.0 * sqrt(m->people_bound) + 1000.0;
}

/* Openings that may ever be vacant at once: never more than come, and no more than there are timers for. */
static double most_vacant(const sf_model *m)
{
    const double most = m->openings_bound + 10.0 * sqrt(m->openings_bound) + 1000.0;

    return m->n_markets == 0 ? 0.0 : fmin(most, (double)((size_t)1 << (SF_SLOT_BITS - 1)));
}

static double tasks_per_person(const sf_model *m)
{
    return m->n_task_types < 1 ? 0.0 : (double)m->n_task_types;
}

/* At once: one tiltak, all that may be taken beside it, and treatment. Nobody has them all, and people are as many as ever come:
 * three for each of them is more than there can be at a time. */
static double participations_per_person(const sf_model *m)
{
    double most = (double)m->n_treatments;
    bool is_one = false;

    for (size_t i = 0; i < m->n_tiltak; i++) {
        if (m->scenarios[0].epochs[0].tiltak[i].is_parallel)
            most += 1.0;
        else
            is_one = true;
    }
    return fmin(most + (is_one ? 1.0 : 0.0), 3.0);
}

static double slots_per_person(const sf_model *m)
{
    return PERSON_TIMERS + tasks_per_person(m) + participations_per_person(m) + (m->people_return ? 1.0 : 0.0);
}

/* In whole eights, so that the next one's doubles lie as they must; of many people in whole cache lines, so that they lie in no more
 * lines than they fill. */
static size_t belongings_bytes(const sf_model *m)
{
    size_t bytes = m->n_risks * sizeof(double) + (m->n_markets > 0 ? sizeof(search) : 0) +
                   (m->n_task_types + m->n_tiltak + m->n_treatments) * sizeof(uint16_t) +
                   (m->barriers_return ? m->n_barriers : 0);
    size_t whole = m->people_bound > MANY_PEOPLE ? CACHE_LINE : sizeof(double);

    return (bytes + whole - 1) / whole * whole;
}

static size_t bytes_per_person(const sf_model *m)
{
    bool interrupts = false;

    for (size_t s = 0; s < m->n_scenarios; s++)
        interrupts = interrupts || ever_interrupts(&m->scenarios[s], m->n_teams);
    return sizeof(person) + belongings_bytes(m) + (m->n_markets > 0 ? 2 : 1) * sizeof(sf_queue_node) +
           2 * sizeof(uint32_t) + PERSON_TIMERS * sizeof(sf_timer) +
           (size_t)(tasks_per_person(m) * (double)(sizeof(task) + sizeof(sf_queue_node) + sizeof(sf_timer) +
                                                   (interrupts ? sizeof(interruption) : 0))) +
           (size_t)(participations_per_person(m) *
                    (double)(sizeof(participation) + sizeof(sf_queue_node) + sizeof(sf_timer))) +
           (m->people_are_selected ? sizeof(uint32_t) + sizeof(double) : 0) +
           (m->people_return ? sizeof(outsider) + sizeof(sf_timer) : 0) + 2 * m->n_past * sizeof(past_spells) +
           (m->people_return ? 2 * SPELLS_EACH : 2) * sizeof(entrant);
}

double sf_model_room(const sf_model *m, double *bytes_each)
{
    if (bytes_each != NULL)
        *bytes_each = (double)bytes_per_person(m);
    return ((double)((size_t)1 << SF_SLOT_BITS) - most_vacant(m)) / (slots_per_person(m) + 1.0) - 1000.0;
}

size_t sf_model_memory_need(const sf_model *m)
{
    double people = fmin(most_people(m), sf_model_room(m, NULL));
    size_t tallies = 6 * (m->n_programmes + m->n_teams + m->n_tiltak + m->n_treatments + m->n_markets) * m->n_segments;
    size_t events = sf_engine_memory(2 * (size_t)(people * slots_per_person(m) + most_vacant(m)) +
                                     8192); /* in steps, not by person */

    return (size_t)(people * (double)bytes_per_person(m)) + events +
           (size_t)(most_vacant(m) * (double)(sizeof(opening) + sizeof(sf_timer))) +
           tallies * SF_WAIT_ENDS * SF_BIN_SLOTS * sizeof(uint32_t) + ((size_t)64 << 20);
}

static bool rooms_taken(run *r, sf_arena *arena)
{
    const sf_model *m = r->model;
    double room = sf_model_room(m, NULL);
    size_t slots, capacity;
    sf_timer *timers;
    void *events;
    bool ok = true;

    r->people_capacity = (uint32_t)fmin(most_people(m), room);
    r->tasks_capacity = (uint32_t)((double)r->people_capacity * tasks_per_person(m)) + 16;
    r->outsiders_capacity = m->people_return ? r->people_capacity : 0;
    r->participations_capacity = (uint32_t)((double)r->people_capacity * participations_per_person(m)) + 16;
    r->openings_capacity = (uint32_t)most_vacant(m);
#define ROOM(pointer, count) \
    ok = ok && ((pointer) = sf_arena_take(arena, (count) > 0 ? (count) : 1, sizeof *(pointer))) != NULL
    ROOM(r->people, r->people_capacity);
    r->first_search = (uint32_t)(m->n_risks * sizeof(double));
    r->first_occasion = r->first_search + (m->n_markets > 0 ? (uint32_t)sizeof(search) : 0);
    r->first_visit = r->first_occasion + (uint32_t)(m->n_task_types * sizeof(uint16_t));
    r->first_return = r->first_visit + (uint32_t)((m->n_tiltak + m->n_treatments) * sizeof(uint16_t));
    r->belongings_bytes = (uint32_t)belongings_bytes(m);
    ROOM(r->belongings, (size_t)r->people_capacity * r->belongings_bytes);
    if (m->people_are_selected) {
        ROOM(r->lists, m->n_programmes);
        ROOM(r->listed, r->people_capacity);
        ROOM(r->scores, r->people_capacity);
    }
    ROOM(r->outsiders, r->outsiders_capacity);
    ROOM(r->pasts, (size_t)r->people_capacity * m->n_past);
    ROOM(r->outside_pasts, (size_t)r->outsiders_capacity * m->n_past);
    ROOM(r->participations, r->participations_capacity);
    ROOM(r->scratch, 2 * (size_t)r->people_capacity);
    ROOM(r->tasks, r->tasks_capacity);
    if (m->stock.n > 0)
        ROOM(r->stock_frailty, m->stock.n);
    r->nodes_capacity = r->people_capacity + r->tasks_capacity + r->participations_capacity +
                        (m->n_markets > 0 ? r->people_capacity : 0);
    ROOM(r->nodes, r->nodes_capacity);
    if (ever_interrupts(r->scenario, m->n_teams))
        ROOM(r->interruptions, r->tasks_capacity);
    ROOM(r->desks, m->n_desks);
    ROOM(r->sites, m->n_sites);
    ROOM(r->treatments, m->n_treatments);
    ROOM(r->districts, m->n_districts);
    ROOM(r->openings, r->openings_capacity);
    ROOM(r->streams, m->n_streams);
    ROOM(r->bound, m->n_budgets);
    ROOM(r->is_stopped, m->n_budgets);
    for (size_t i = 0; i < m->n_streams + m->n_markets; i++)
        r->n_layers += layers_of(r, i);
    ROOM(r->layers, r->n_layers);
    for (size_t d = 0; d < m->n_desks; d++)
        r->n_posts += posts_of(r, d);
    ROOM(r->posts, r->n_posts);
    r->slot_lists = FIXED_SLOTS;
    r->slot_courses = r->slot_lists + (m->people_are_selected ? (uint32_t)m->n_programmes : 0);
    r->slot_openings = r->slot_courses + (uint32_t)m->n_tiltak;
    r->slot_streams = r->slot_openings + r->openings_capacity;
    r->slot_posts = r->slot_streams + r->n_layers;
    r->slot_outsiders = r->slot_posts + r->n_posts * POST_TIMERS;
    r->slot_people = r->slot_outsiders + r->outsiders_capacity;
    r->slot_participations = r->slot_people + r->people_capacity * PERSON_TIMERS;
    r->slot_tasks = r->slot_participations + r->participations_capacity;
    slots = (size_t)r->slot_tasks + r->tasks_capacity;
    if (!ok || slots > (size_t)1 << SF_SLOT_BITS)
        return false;
    capacity = 2 * slots + 4096;
    ok = (timers = sf_arena_take(arena, slots, sizeof *timers)) != NULL &&
         (events = sf_arena_take(arena, sf_engine_memory(capacity), 1)) != NULL;
#undef ROOM
    if (ok)
        sf_engine_start(&r->engine, timers, slots, events, capacity);
    if (m->people_bound > MANY_PEOPLE) {
        sf_arena_prefer_large_pages(arena);
        r->engine.ahead = are_coming;
        r->engine.opens = have_come_up;
    }
    return ok;
}

static void everything_is_set(run *r)
{
    const sf_model *m = r->model;
    uint32_t layer = 0, first_post = 0;

    r->first_free_person = r->first_free_task = r->first_free_participation = r->first_free_node = NOBODY;
    r->first_free_outsider = r->first_free_opening = NOBODY;
    for (uint32_t s = 0; s < m->n_streams + m->n_markets; s++) {
        uint32_t n = layers_of(r, s);

        for (uint32_t k = 0; k < n; k++, layer++)
            r->layers[layer] = (layer_state){.stream = s, .layer = k};
    }
    for (uint32_t d = 0; d < m->n_desks; d++) {
        desk_state *desk = &r->desks[d];

        desk->first_post = first_post;
        desk->posts = posts_of(r, d);
        sf_queue_start(&desk->waiting);
        sf_queue_start(&desk->shared);
        for (uint32_t i = 0; i < desk->posts; i++) {
            r->posts[first_post + i] = (post){.key = sf_luck_subject(m->desk_purpose[d], i),
                                              .team = m->team_of_desk[d],
                                              .desk = d,
                                              .number = i,
                                              .first_owned = NOBODY,
                                              .joined = -(double)INFINITY,
                                              .leaves_at = (double)INFINITY,
                                              .task = NOBODY};
            sf_queue_start(&r->posts[first_post + i].queue);
        }
        first_post += desk->posts;
    }
    for (uint32_t i = 0; i < m->n_sites; i++)
        sf_queue_start(&r->sites[i].queue);
    for (uint32_t i = 0; i < m->n_treatments; i++)
        sf_queue_start(&r->treatments[i].queue);
    for (uint32_t i = 0; i < m->n_districts; i++) {
        r->districts[i].first_vacant = r->districts[i].last_vacant = NOBODY;
        sf_queue_start(&r->districts[i].line);
    }
}

/* Memory that people took: every record that was ever in use, with all that hangs on it. Records of those who left are used again,
 * so that people_used is also the most who were there at once. */
static double people_bytes(const run *r)
{
    const sf_model *m = r->model;
    size_t person_bytes = sizeof(person) + belongings_bytes(m) + m->n_past * sizeof(past_spells) +
                          2 * sizeof(uint32_t) + PERSON_TIMERS * sizeof(sf_timer);
    size_t task_bytes = sizeof(task) + sizeof(sf_timer) + (r->interruptions != NULL ? sizeof(interruption) : 0);

    return (double)(r->people_used * person_bytes + r->tasks_used * task_bytes + r->nodes_used * sizeof(sf_queue_node) +
                    r->participations_used * (sizeof(participation) + sizeof(sf_timer)) +
                    sf_engine_touched(&r->engine));
}

static sf_status does_not_fit(const sf_model *model, sf_error *err)
{
    return SF_FAIL(
        err, SF_ENOMEM, NULL,
        _("one replication needs room for about %.0f people (%.0f MiB); allow more with --memory, or simulate fewer"),
        most_people(model), (double)sf_model_memory_need(model) / 1048576.0);
}

sf_status sf_model_fits(const sf_model *model, size_t memory_bytes, sf_error *err)
{
    sf_arena *arena = NULL;
    sf_status status = sf_arena_open(memory_bytes, &arena, err);

    for (size_t s = 0; s < model->n_scenarios && status == SF_OK; s++) {
        run r = {.model = model, .scenario = &model->scenarios[s], .now = &model->scenarios[s].epochs[0]};

        sf_arena_reset(arena);
        if (!rooms_taken(&r, arena))
            status = does_not_fit(model, err);
        else
            status = measures_open(&r, arena, err);
    }
    sf_arena_close(arena);
    return status;
}

static run run_of(const sf_model *model, uint32_t scenario, uint32_t replication, uint64_t seed)
{
    return (run){.model = model,
                 .scenario = &model->scenarios[scenario],
                 .now = &model->scenarios[scenario].epochs[0],
                 .luck = sf_luck_of(seed, replication),
                 .window_from = model->warm_up_days,
                 .window_to = model->warm_up_days + model->length_days,
                 .horizon = model->horizon_days};
}

static sf_status replicate(run *r, uint32_t scenario, uint32_t replication, sf_arena *arena,
                           const volatile sig_atomic_t *stop, sf_replication_record *record, sf_error *err)
{
    const sf_model *model = r->model;
    double series_from;
    sf_status status;

    sf_arena_reset(arena);
    if (!rooms_taken(r, arena))
        return does_not_fit(model, err);
    status = measures_open(r, arena, err);
    if (status != SF_OK)
        return status;
    everything_is_set(r);
    policy_begins(r);
    intake_begins(r);
    /* Month borders are counted from time.start, so that a month of the series never straddles it. */
    series_from =
        r->window_from - floor(fmin(SERIES_BEFORE_DAYS, r->window_from) / SF_DAYS_PER_MONTH) * SF_DAYS_PER_MONTH;
    sf_engine_schedule(&r->engine, SLOT_MONTH, series_from, FIRST_MEASURE);
    sf_engine_schedule(&r->engine, SLOT_WINDOW, r->window_from, FIRST_MEASURE);
    lists_begin(r);
    stock_begins(r);
    streams_begin(r);
    status = sf_engine_run(&r->engine, r->horizon, happens, r, stop);
    if (status == SF_EINTERRUPTED)
        return status;
    if (r->out_of_occasions)
        return SF_FAIL(
            err, SF_ECONFIG, NULL,
            _("replication %u of scenario %s: in one spell somebody has had a task, a line or a treatment %d times, or a barrier "
              "%d times, and there is no more luck for it; ask for it less often, or run for a shorter time"),
            replication, r->scenario->id, MOST_OCCASIONS, UINT8_MAX + 1);
    if (status != SF_OK || r->out_of_room)
        return SF_FAIL(
            err, SF_ENOMEM, NULL,
            _("replication %u of scenario %s ran out of room for people or events; allow more with --memory"),
            replication, r->scenario->id);
    if (model->follow_up_days <= 0.0) { /* the window closes with the run: these events lie at the horizon */
        if (sf_engine_is_pending(&r->engine, SLOT_MONTH))
            month_ends(r, 1);
        window_turns(r, 1);
    }
    status = measures_report(r, scenario, replication, record, err);
    if (status == SF_OK) {
        record->most_people = r->people_used;
        record->people_bytes = people_bytes(r);
    }
    return status;
}

sf_status sf_model_replicate(const sf_model *model, uint32_t scenario, uint32_t replication, uint64_t seed,
                             sf_arena *arena, const volatile sig_atomic_t *stop, sf_replication_record *record,
                             sf_error *err)
{
    return sf_model_replicate_logged(model, scenario, replication, seed, arena, stop, NULL, NULL, record, err);
}

sf_status sf_model_replicate_logged(const sf_model *model, uint32_t scenario, uint32_t replication, uint64_t seed,
                                    sf_arena *arena, const volatile sig_atomic_t *stop, sf_life_log *log, void *user,
                                    sf_replication_record *record, sf_error *err)
{
    run r = run_of(model, scenario, replication, seed);

    r.log = log;
    r.log_user = user;
    return replicate(&r, scenario, replication, arena, stop, record, err);
}

sf_status sf_model_replicate_placebo(const sf_model *model, uint32_t scenario, uint32_t replication, uint64_t seed,
                                     sf_arena *arena, const volatile sig_atomic_t *stop, sf_replication_record *record,
                                     sf_error *err)
{
    run r = run_of(model, scenario, replication, seed);

    r.wants_extra = true;
    return replicate(&r, scenario, replication, arena, stop, record, err);
}
