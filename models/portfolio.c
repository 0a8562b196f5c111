/* models/portfolio.c - who owns whom: portfolios with limits, and people who wait for an owner.
 * Invariant: nobody waits for an owner while an active post of the team has room under its limit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "models/measure.h"
#include "models/routing.h"

static desk_state *desk_here(run *r, const person *p)
{
    return &r->desks[desk_for(r, p, p->team)];
}

static uint32_t fewer(const run *r, uint32_t best, uint32_t candidate)
{
    return best == NOBODY || r->posts[candidate].people < r->posts[best].people ? candidate : best;
}

/* The veileder with the fewest people; the lowest number among equals. NOBODY when the team has none. */
static uint32_t least_loaded(const run *r, uint32_t number)
{
    const desk_state *t = &r->desks[number];
    uint32_t best = NOBODY;

    for (uint32_t i = t->first_post; i < t->first_post + t->posts; i++) {
        if (is_filled(&r->posts[i]))
            best = fewer(r, best, i);
    }
    return best;
}

static bool has_room(const run *r, uint32_t who)
{
    return who != NOBODY && (double)r->posts[who].people < r->now->teams[r->posts[who].team].limit;
}

bool desk_has_room(const run *r, uint32_t number)
{
    const desk_state *t = &r->desks[number];

    for (uint32_t i = t->first_post; i < t->first_post + t->posts; i++) {
        if (is_filled(&r->posts[i]) && has_room(r, i))
            return true;
    }
    return false;
}

/* The next one round the table who has room. */
static uint32_t next_in_turn(const run *r, uint32_t number)
{
    const desk_state *t = &r->desks[number];

    for (uint32_t k = 0; k < t->posts; k++) {
        uint32_t i = t->first_post + (t->turn + k) % t->posts;

        if (is_filled(&r->posts[i]) && has_room(r, i))
            return i;
    }
    return NOBODY;
}

/* Of those who have room and a competence that the person needs, the one with the fewest people. */
static uint32_t competent_with_room(const run *r, uint32_t number, const person *p)
{
    const desk_state *t = &r->desks[number];
    uint32_t best = NOBODY;

    for (uint32_t i = t->first_post; i < t->first_post + t->posts; i++) {
        if (is_filled(&r->posts[i]) && has_room(r, i) && has_competence(r, &r->posts[i], p))
            best = fewer(r, best, i);
    }
    return best;
}

/* Whom the team gives the person to: by its rule among those who have room; a team that takes everybody goes on with the fewest.
 * NOBODY when the person has to wait. */
static uint32_t owner_for(run *r, uint32_t number, const person *p)
{
    const team *rules = &r->now->teams[r->model->team_of_desk[number]];
    uint32_t best = NOBODY;

    if (rules->pick == PICK_IN_TURN)
        best = next_in_turn(r, number);
    else if (rules->pick == PICK_COMPETENT)
        best = competent_with_room(r, number, p);
    if (best == NOBODY) {
        best = least_loaded(r, number);
        if (!has_room(r, best) && rules->full != FULL_OVERLOAD)
            return NOBODY;
    }
    if (best != NOBODY)
        r->desks[number].turn = best - r->desks[number].first_post + 1;
    return best;
}

static void owned_by(run *r, person *p, uint32_t who)
{
    post *owner = &r->posts[who];
    bool was_handed_over = p->had_owner;
    uint32_t index = index_of_person(r, p);

    p->owner_stage = OWNER_POST;
    p->owner = who;
    p->previous_owned = NOBODY;
    p->next_owned = owner->first_owned;
    if (owner->first_owned != NOBODY)
        r->people[owner->first_owned].previous_owned = index;
    owner->first_owned = index;
    owner->people++;
    desk_here(r, p)->people++;
    measure_owned(r, p, 1.0);
    if (!was_handed_over)
        wait_ends(r, KIND_VEILEDER, p->team, p->segment, p->since, now_of(r), SF_WAIT_SERVED);
    p->since = now_of(r);
    p->had_owner = true;
    life(r, p, SF_LIFE_GETS_OWNER, owner->number);
    tasks_requeue(r, p);
    if (was_handed_over && programme_of(r, p)->takeover != SF_NONE)
        task_asked(r, p, programme_of(r, p)->takeover, 0.0);
}

static void disowned(run *r, person *p)
{
    post *owner = &r->posts[p->owner];

    if (p->previous_owned != NOBODY)
        r->people[p->previous_owned].next_owned = p->next_owned;
    else
        owner->first_owned = p->next_owned;
    if (p->next_owned != NOBODY)
        r->people[p->next_owned].previous_owned = p->previous_owned;
    owner->people--;
    desk_here(r, p)->people--;
    measure_owned(r, p, -1.0);
    p->owner = NOBODY;
}

static uint16_t owner_class(const run *r, const person *p)
{
    const team *t = &r->now->teams[p->team];
    const segment_kind *s = &r->now->segments[p->segment];

    switch (t->rule) {
    case RULE_NEW_AND_NEAR_LIMIT_FIRST:
        return (uint16_t)(p->near_limit || !p->had_owner ? 0 : 1);
    case RULE_YOUNG_FIRST:
        return (uint16_t)(s->young ? 0 : 1);
    case RULE_COMPLEX_FIRST:
        return (uint16_t)(s->complex ? 0 : 1);
    case RULE_FIFO:
    case RULE_EARLIEST_DEADLINE:
    case RULE_WEIGHTED:
        break;
    }
    return 0;
}

/* Where the person stands among equals of a class: since when, less the days of head start. */
static double waits_from(const run *r, const person *p)
{
    const team *t = &r->now->teams[p->team];
    const segment_kind *s = &r->now->segments[p->segment];

    if (t->rule != RULE_WEIGHTED)
        return p->since;
    return p->since - (p->had_owner ? 0.0 : t->weights.is_new) - (p->near_limit ? t->weights.near_limit : 0.0) -
           (s->young ? t->weights.young : 0.0) - (s->complex ? t->weights.complex : 0.0);
}

static bool is_waiting(const person *p)
{
    return p->owner_stage == OWNER_WAITING || p->owner_stage == OWNER_POOLED;
}

static void stands_in_line(run *r, person *p)
{
    p->owner = line_joined(
        r, &desk_here(r, p)->waiting,
        (sf_queue_node){
            .class_ = owner_class(r, p), .time = waits_from(r, p), .tie = p->key, .who = index_of_person(r, p)});
}

static void starts_waiting(run *r, person *p)
{
    const team *t = &r->now->teams[p->team];

    if (!is_waiting(p)) {
        life(r, p, SF_LIFE_WAITS_FOR_OWNER, p->team);
        level_changes(r, LEVEL_WAIT_OWNER, p->team, p->segment, 1.0);
    }
    p->owner_stage = t->full == FULL_POOL && t->pool != SF_NONE ? OWNER_POOLED : OWNER_WAITING;
    stands_in_line(r, p);
    tasks_requeue(r, p);
}

void owner_reranked(run *r, person *p)
{
    if (is_waiting(p))
        line_reranked(r, &desk_here(r, p)->waiting, p->owner, owner_class(r, p), waits_from(r, p));
}

/* The person is no longer in the queue of the team's waiting people (the queue itself has been left by the caller). */
static void stopped_waiting(run *r, person *p)
{
    level_changes(r, LEVEL_WAIT_OWNER, p->team, p->segment, -1.0);
    time_was_spent(r, LEVEL_WAIT_OWNER, p->since);
}

/* An owner at once where there is room or the team takes everybody; otherwise a place in the line. */
static void finds_owner(run *r, person *p)
{
    uint32_t owner = owner_for(r, desk_for(r, p, p->team), p);

    if (owner == NOBODY) {
        starts_waiting(r, p);
        return;
    }
    if (is_waiting(p))
        stopped_waiting(r, p);
    owned_by(r, p, owner);
}

/* Everybody out of the line, in its order; returns how many. */
static uint32_t line_dissolved(run *r, uint32_t number, uint32_t *who)
{
    uint32_t n = 0;

    while (r->desks[number].waiting.length > 0)
        who[n++] = line_first_taken(r, &r->desks[number].waiting);
    return n;
}

static void owned_by_team(run *r, person *p)
{
    p->owner_stage = OWNER_TEAM;
    life(r, p, SF_LIFE_GETS_OWNER, UINT32_MAX);
    desk_here(r, p)->people++;
    measure_owned(r, p, 1.0);
}

void owner_wanted(run *r, person *p)
{
    p->team = team_that_serves(r->model, r->now, p->programme, p->segment);
    if (p->team == SF_NONE) {
        p->owner_stage = OWNER_NOT_NEEDED;
        return;
    }
    p->since = now_of(r);
    if (r->now->teams[p->team].shared) {
        owned_by_team(r, p);
        return;
    }
    finds_owner(r, p);
}

void owner_is_there(run *r, person *p, uint32_t number)
{
    const desk_state *its;

    p->team = team_that_serves(r->model, r->now, p->programme, p->segment);
    p->owner_stage = OWNER_NOT_NEEDED;
    if (p->team == SF_NONE)
        return;
    its = desk_here(r, p);
    if (r->now->teams[p->team].shared)
        owned_by_team(r, p);
    else if (number < its->posts && is_filled(&r->posts[its->first_post + number]))
        owned_by(r, p, its->first_post + number);
}

void owner_is_found(run *r, person *p, double waited)
{
    if (p->team == SF_NONE || p->owner_stage != OWNER_NOT_NEEDED)
        return;
    p->since = now_of(r) - waited;
    finds_owner(r, p);
}

void portfolios_fill(run *r, uint32_t number)
{
    desk_state *t = &r->desks[number];

    while (t->waiting.length > 0) {
        uint32_t owner = owner_for(r, number, &r->people[r->nodes[t->waiting.first].who]), who;

        if (owner == NOBODY)
            return;
        who = line_first_taken(r, &t->waiting);
        stopped_waiting(r, &r->people[who]);
        owned_by(r, &r->people[who], owner);
    }
}

void owner_lost(run *r, person *p)
{
    if (p->team == SF_NONE)
        return;
    if (p->owner_stage == OWNER_POST) {
        disowned(r, p);
    } else if (p->owner_stage == OWNER_TEAM) {
        desk_here(r, p)->people--;
        measure_owned(r, p, -1.0);
    } else if (is_waiting(p)) {
        line_left(r, &desk_here(r, p)->waiting, p->owner);
        stopped_waiting(r, p);
        if (!p->had_owner)
            wait_ends(r, KIND_VEILEDER, p->team, p->segment, p->since, now_of(r), SF_WAIT_ABANDONED);
    }
    p->owner_stage = OWNER_NOT_NEEDED;
    portfolios_fill(r, desk_for(r, p, p->team));
}

/* --- a policy date: other limits, other numbers of veiledere ----------------------------------------------------------------- */

static bool goes_before(const run *r, uint32_t a, uint32_t b)
{
    const person *x = &r->people[a], *y = &r->people[b];
    uint16_t class_x = owner_class(r, x), class_y = owner_class(r, y);

    return class_x != class_y ? class_x < class_y : x->key < y->key;
}

/* Insertion sort by the team's order: lists are one portfolio long, nearly random, and this happens on policy dates only. */
static void sort_people(const run *r, uint32_t *who, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t moving = who[i];
        size_t k = i;

        for (; k > 0 && goes_before(r, moving, who[k - 1]); k--)
            who[k] = who[k - 1];
        who[k] = moving;
    }
}

static size_t people_of(const run *r, uint32_t owner, uint32_t *out)
{
    size_t n = 0;

    for (uint32_t who = r->posts[owner].first_owned; who != NOBODY; who = r->people[who].next_owned)
        out[n++] = who;
    sort_people(r, out, n);
    return n;
}

static void released(run *r, uint32_t who)
{
    person *p = &r->people[who];

    disowned(r, p);
    p->owner_stage = OWNER_NOT_NEEDED;
    p->since = now_of(r);
    finds_owner(r, p);
}

static bool another_has_room(const run *r, uint32_t number, uint32_t than)
{
    const desk_state *t = &r->desks[number];

    for (uint32_t i = t->first_post; i < t->first_post + t->posts; i++) {
        if (i != than && is_filled(&r->posts[i]) && has_room(r, i))
            return true;
    }
    return false;
}

void portfolios_reorganise(run *r, uint32_t number)
{
    const team *rules = &r->now->teams[r->model->team_of_desk[number]];
    desk_state *t = &r->desks[number];
    uint32_t waiting = line_dissolved(r, number, r->scratch);

    for (uint32_t i = 0; i < waiting; i++) /* they stand in line again under the rules of today */
        stands_in_line(r, &r->people[r->scratch[i]]);
    waiting = line_dissolved(r, number, r->scratch);
    for (uint32_t i = 0; i < waiting; i++)
        finds_owner(r, &r->people[r->scratch[i]]);
    if (rules->shared)
        return;
    for (uint32_t i = t->first_post; i < t->first_post + t->posts; i++) { /* people whose veileder has left */
        size_t n = r->posts[i].active ? 0 : people_of(r, i, r->scratch);

        for (size_t k = 0; k < n; k++)
            released(r, r->scratch[k]);
    }
    if (!rules->reorganises_at_once || isinf(rules->limit))
        return;
    for (uint32_t i = t->first_post; i < t->first_post + t->posts;
         i++) { /* people above the limit: last in the order first */
        size_t n = r->posts[i].active && (double)r->posts[i].people > rules->limit ? people_of(r, i, r->scratch) : 0;

        for (size_t k = n; k-- > 0 && (double)r->posts[i].people > rules->limit;) {
            if (rules->full == FULL_OVERLOAD && !another_has_room(r, number, i))
                break;
            released(r, r->scratch[k]);
        }
    }
    portfolios_fill(r, number);
}

/* --- an office is merged into another, or opens ----------------------------------------------------------------------------------- */

/* The person has nobody, and stands nowhere, until the other office is reached. Nobody moves up meanwhile. */
void office_is_left(run *r, person *p)
{
    if (p->team == SF_NONE || !r->model->in_each_office[p->team])
        return;
    tasks_wait(r, p);
    if (p->owner_stage == OWNER_POST) {
        disowned(r, p);
    } else if (p->owner_stage == OWNER_TEAM) {
        desk_here(r, p)->people--;
        measure_owned(r, p, -1.0);
    } else if (is_waiting(p)) {
        line_left(r, &desk_here(r, p)->waiting, p->owner);
        return; /* and still waits */
    }
    p->owner_stage = OWNER_NOT_NEEDED;
    p->since = now_of(r);
}

void office_is_reached(run *r, person *p)
{
    if (p->team == SF_NONE || !r->model->in_each_office[p->team])
        return;
    if (is_waiting(p))
        stands_in_line(r, p);
    else if (r->now->teams[p->team].shared)
        owned_by_team(r, p);
    else
        finds_owner(r, p);
}

/* --- a veileder leaves, and another begins --------------------------------------------------------------------------------------- */

void portfolio_is_handed_over(run *r, uint32_t who)
{
    size_t n = people_of(r, who, r->scratch);

    for (size_t k = 0; k < n; k++)
        released(r, r->scratch[k]);
}

void portfolio_waits(run *r, uint32_t who)
{
    size_t n = people_of(r, who, r->scratch);

    for (size_t k = 0; k < n; k++) /* what has a deadline goes to the colleagues */
        tasks_requeue(r, &r->people[r->scratch[k]]);
}

void portfolio_is_taken_over(run *r, uint32_t who)
{
    size_t n = people_of(r, who, r->scratch);

    for (size_t k = 0; k < n; k++) {
        person *p = &r->people[r->scratch[k]];

        life(r, p, SF_LIFE_GETS_OWNER, r->posts[who].number);
        tasks_requeue(r, p);
        if (programme_of(r, p)->takeover != SF_NONE)
            task_asked(r, p, programme_of(r, p)->takeover, 0.0);
    }
}
