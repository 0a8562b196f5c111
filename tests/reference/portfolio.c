/* tests/reference/portfolio.c - section "Portfolios" of docs/model.md: who owns whom, and who waits for an owner.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdlib.h>

#include "reference/reference.h"

/* The desk of a team that serves the person: the one in the office that serves the person's home, or the only one. */
size_t ref_desk(const ref_world *w, const ref_person *p, size_t team_number)
{
    return desk_of(w->model, team_number, w->rules->offices[p->home].served_by);
}

/* Those in line of a team that sends them to a pool are the pool's to look after. */
bool ref_is_pooled(const ref_world *w, const ref_person *p)
{
    return p->ownership == IN_LINE && w->rules->teams[p->team].full == FULL_POOL &&
           w->rules->teams[p->team].pool != SF_NONE;
}

/* --- posts, by how many people they own ---------------------------------------------------------------------------------------- */

static size_t people_of(const ref_world *w, const ref_post *post)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n_people; i++)
        n += w->people[i]->ownership == OWNED && &w->posts[w->people[i]->owner] == post;
    return n;
}

static bool has_room(const ref_world *w, const ref_post *post)
{
    return post != NULL && (double)people_of(w, post) < w->rules->teams[post->team].limit;
}

/* The filled post with the fewest people; the lowest number among equals. */
static ref_post *least_loaded(const ref_world *w, size_t which)
{
    ref_post *best = NULL;

    for (size_t i = 0; i < w->n_posts; i++) {
        if (w->posts[i].desk == which && ref_is_there(&w->posts[i]) &&
            (best == NULL || people_of(w, &w->posts[i]) < people_of(w, best)))
            best = &w->posts[i];
    }
    return best;
}

/* The next round the table who has room; NULL when nobody has. */
static ref_post *next_in_turn(const ref_world *w, size_t which)
{
    ref_post *next = NULL;
    uint32_t farthest = UINT32_MAX, seats = 0;

    for (size_t i = 0; i < w->n_posts; i++)
        seats += w->posts[i].desk == which;
    for (size_t i = 0; i < w->n_posts; i++) {
        ref_post *post = &w->posts[i];

        if (post->desk == which && ref_is_there(post) && has_room(w, post) &&
            (post->number + seats - w->turns[which] % seats) % seats < farthest) {
            farthest = (post->number + seats - w->turns[which] % seats) % seats;
            next = post;
        }
    }
    return next;
}

static ref_post *competent_with_room(const ref_world *w, size_t which, const ref_person *p)
{
    ref_post *best = NULL;

    for (size_t i = 0; i < w->n_posts; i++) {
        ref_post *post = &w->posts[i];

        if (post->desk == which && ref_is_there(post) && has_room(w, post) && ref_has_competence(w, post, p) &&
            (best == NULL || people_of(w, post) < people_of(w, best)))
            best = post;
    }
    return best;
}

/* By the team's rule among those with room; else whoever has the fewest people, if there is room or the team takes everybody. */
static ref_post *owner_for(ref_world *w, const ref_person *p)
{
    const team *its = &w->rules->teams[p->team];
    ref_post *best = its->pick == PICK_IN_TURN     ? next_in_turn(w, ref_desk(w, p, p->team))
                     : its->pick == PICK_COMPETENT ? competent_with_room(w, ref_desk(w, p, p->team), p)
                                                   : NULL;

    if (best == NULL) {
        best = least_loaded(w, ref_desk(w, p, p->team));
        if (!has_room(w, best) && its->full != FULL_OVERLOAD)
            best = NULL;
    }
    if (best != NULL)
        w->turns[ref_desk(w, p, p->team)] = best->number + 1;
    return best;
}

/* --- the order of people: of those in line, and of those who have to move ----------------------------------------------------- */

static int class_of(const ref_world *w, const ref_person *p)
{
    switch (w->rules->teams[p->team].rule) {
    case RULE_NEW_AND_NEAR_LIMIT_FIRST:
        return p->is_near_limit || !p->had_owner ? 0 : 1;
    case RULE_YOUNG_FIRST:
        return w->rules->segments[p->segment].young ? 0 : 1;
    case RULE_COMPLEX_FIRST:
        return w->rules->segments[p->segment].complex ? 0 : 1;
    case RULE_FIFO:
    case RULE_EARLIEST_DEADLINE:
    case RULE_WEIGHTED:
        break;
    }
    return 0;
}

/* Waiting since; under the rule `weighted` with a head start. */
static double time_of(const ref_world *w, const ref_person *p)
{
    const team *its = &w->rules->teams[p->team];
    const segment_kind *s = &w->rules->segments[p->segment];

    if (its->rule != RULE_WEIGHTED)
        return p->owner_wanted_since;
    return p->owner_wanted_since - (p->had_owner ? 0.0 : its->weights.is_new) -
           (p->is_near_limit ? its->weights.near_limit : 0.0) - (s->young ? its->weights.young : 0.0) -
           (s->complex ? its->weights.complex : 0.0);
}

/* Class, then time in line, then key. Those who have an owner are not in line: their time decides nothing. */
static bool goes_before(const ref_world *w, const ref_person *a, const ref_person *b)
{
    int class_a = class_of(w, a), class_b = class_of(w, b);

    if (class_a != class_b)
        return class_a < class_b;
    if (a->ownership == IN_LINE && (time_of(w, a) < time_of(w, b) || time_of(w, a) > time_of(w, b)))
        return time_of(w, a) < time_of(w, b);
    return a->key < b->key;
}

static ref_person *first_in_line(const ref_world *w, size_t which)
{
    ref_person *first = NULL;

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];

        if (p->ownership == IN_LINE && ref_desk(w, p, p->team) == which && (first == NULL || goes_before(w, p, first)))
            first = p;
    }
    return first;
}

/* Of those whom the post owns the last in the team's order, or the first. */
static ref_person *one_of(const ref_world *w, const ref_post *post, bool is_last_wanted)
{
    ref_person *found = NULL;

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];

        if (p->ownership != OWNED || &w->posts[p->owner] != post)
            continue;
        if (found == NULL || goes_before(w, p, found) != is_last_wanted)
            found = p;
    }
    return found;
}

/* --- getting and losing an owner ------------------------------------------------------------------------------------------------ */

static void gets_owner(ref_world *w, ref_person *p, ref_post *post)
{
    bool is_taken_over = p->had_owner;

    p->ownership = OWNED;
    p->owner = (size_t)(post - w->posts);
    p->had_owner = true;
    ref_tell(w, p, SF_LIFE_GETS_OWNER, post->number);
    ref_owner_takes_up_work(w, p);
    if (is_taken_over && ref_programme(w, p)->takeover != SF_NONE)
        ref_task_is_asked(w, p, ref_programme(w, p)->takeover, 0.0);
}

static void finds_owner_or_waits(ref_world *w, ref_person *p)
{
    ref_post *owner = owner_for(w, p);

    if (owner != NULL) {
        gets_owner(w, p, owner);
        return;
    }
    p->ownership = IN_LINE;
    ref_tell(w, p, SF_LIFE_WAITS_FOR_OWNER, p->team);
    ref_owner_takes_up_work(w, p); /* a pool may do what the owner has not */
}

/* The first team, by id, that serves the programme and names the segment; else the first that names no segment. */
static size_t serving_team(const ref_world *w, const ref_person *p)
{
    for (int is_general = 0; is_general < 2; is_general++) {
        for (size_t t = 0; t < w->model->n_teams; t++) {
            const team *its = &w->rules->teams[t];

            if ((its->serves >> p->programme & 1) != 0 && (its->segments >> p->segment & 1) != 0 &&
                its->names_segments == (is_general == 0))
                return t;
        }
    }
    return SF_NONE;
}

void ref_owner_is_wanted(ref_world *w, ref_person *p)
{
    p->team = serving_team(w, p);
    p->owner_wanted_since = w->now;
    if (p->team == SF_NONE)
        return;
    if (w->rules->teams[p->team].shared) {
        p->ownership = OWNED_BY_TEAM;
        ref_tell(w, p, SF_LIFE_GETS_OWNER, UINT32_MAX);
        return;
    }
    finds_owner_or_waits(w, p);
}

/* Of somebody in the stock the veileder is known, if that one is there; the others find one when all of these have theirs. */
void ref_owner_is_there(ref_world *w, ref_person *p, uint32_t number)
{
    p->team = serving_team(w, p);
    if (p->team == SF_NONE)
        return;
    if (w->rules->teams[p->team].shared) {
        p->ownership = OWNED_BY_TEAM;
        ref_tell(w, p, SF_LIFE_GETS_OWNER, UINT32_MAX);
        return;
    }
    for (size_t i = 0; i < w->n_posts; i++) {
        ref_post *post = &w->posts[i];

        if (post->desk == ref_desk(w, p, p->team) && post->number == number && ref_is_there(post))
            gets_owner(w, p, post);
    }
}

void ref_owner_is_found(ref_world *w, ref_person *p, double waited)
{
    if (p->team == SF_NONE || p->ownership != NO_TEAM)
        return;
    p->owner_wanted_since = w->now - waited;
    finds_owner_or_waits(w, p);
}

/* Those in line get an owner, one by one, while there is room. */
static void line_moves(ref_world *w, size_t which)
{
    ref_person *p;
    ref_post *owner;

    while ((p = first_in_line(w, which)) != NULL && (owner = owner_for(w, p)) != NULL)
        gets_owner(w, p, owner);
}

bool ref_could_own(const ref_world *w, size_t team_number)
{
    return first_in_line(w, team_number) != NULL && has_room(w, least_loaded(w, team_number));
}

void ref_owner_is_lost(ref_world *w, ref_person *p)
{
    p->ownership = NO_TEAM;
    if (p->team != SF_NONE)
        line_moves(w, ref_desk(w, p, p->team));
}

/* --- a policy date ------------------------------------------------------------------------------------------------------------------ */

static void is_released(ref_world *w, ref_person *p)
{
    p->ownership = NO_TEAM;
    p->owner_wanted_since = w->now;
    finds_owner_or_waits(w, p);
}

static bool another_has_room(const ref_world *w, const ref_post *than)
{
    for (size_t i = 0; i < w->n_posts; i++) {
        const ref_post *post = &w->posts[i];

        if (post != than && post->desk == than->desk && ref_is_there(post) && has_room(w, post))
            return true;
    }
    return false;
}

void ref_portfolios_are_reorganised(ref_world *w, size_t which)
{
    const team *rules = &w->rules->teams[w->model->team_of_desk[which]];
    ref_person *p;

    line_moves(w, which);
    if (rules->shared)
        return;
    for (size_t i = 0; i < w->n_posts; i++) { /* whose veileder has left */
        ref_post *post = &w->posts[i];

        while (post->desk == which && !post->is_filled && (p = one_of(w, post, false)) != NULL)
            is_released(w, p);
    }
    if (!rules->reorganises_at_once)
        return;
    for (size_t i = 0; i < w->n_posts; i++) { /* above the limit */
        ref_post *post = &w->posts[i];

        if (post->desk != which || !post->is_filled)
            continue;
        while ((double)people_of(w, post) > rules->limit) {
            if (rules->full == FULL_OVERLOAD && !another_has_room(w, post))
                break;
            is_released(w, one_of(w, post, true));
        }
    }
}

/* --- an office is merged into another, or opens ---------------------------------------------------------------------------------------- */

/* Whoever had an owner has none until the other office is reached; whoever waits goes on waiting there. */
void ref_office_is_left(ref_world *w, ref_person *p)
{
    if (p->team == SF_NONE || !w->model->in_each_office[p->team] || p->ownership == IN_LINE)
        return;
    p->ownership = NO_TEAM;
    p->owner_wanted_since = w->now;
}

void ref_office_is_reached(ref_world *w, ref_person *p)
{
    if (p->team == SF_NONE || !w->model->in_each_office[p->team] || p->ownership == IN_LINE)
        return;
    if (w->rules->teams[p->team].shared) {
        p->ownership = OWNED_BY_TEAM;
        ref_tell(w, p, SF_LIFE_GETS_OWNER, UINT32_MAX);
        return;
    }
    finds_owner_or_waits(w, p);
}

/* --- a veileder leaves, another begins ------------------------------------------------------------------------------------------------ */

/* Colleagues take the people, in the team's order; who finds no room waits. */
void ref_portfolio_is_handed_over(ref_world *w, ref_post *post)
{
    ref_person *p;

    while ((p = one_of(w, post, false)) != NULL)
        is_released(w, p);
}

/* The successor has the people of the one who left, and reads every case; then those in line come, if there is room. */
void ref_portfolio_is_taken_over(ref_world *w, ref_post *post)
{
    size_t n = people_of(w, post);
    ref_person *last = NULL;

    for (size_t k = 0; k < n; k++) {
        ref_person *p = NULL;

        for (size_t i = 0; i < w->n_people; i++) { /* the next in the team's order */
            ref_person *this = w->people[i];

            if (this->ownership == OWNED && &w->posts[this->owner] == post &&
                (last == NULL || goes_before(w, last, this)) && (p == NULL || goes_before(w, this, p)))
                p = this;
        }
        last = p;
        ref_tell(w, p, SF_LIFE_GETS_OWNER, post->number);
        if (ref_programme(w, p)->takeover != SF_NONE)
            ref_task_is_asked(w, p, ref_programme(w, p)->takeover, 0.0);
    }
    line_moves(w, post->desk);
}
