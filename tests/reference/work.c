/* tests/reference/work.c - section "Work" of docs/model.md: tasks open, wait, are held, and lead to something.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "reference/reference.h"

static const task_type *type_of(const ref_world *w, const ref_person *p, size_t type)
{
    return &ref_programme(w, p)->tasks[type];
}

/* --- who does it, and in which order ---------------------------------------------------------------------------------------------- */

static bool is_minimum(const team *pool, const task_type *type)
{
    return pool->minimum_task != NULL && strcmp(pool->minimum_task, type->id) == 0;
}

static bool is_urgent(const task_type *type)
{
    return !isnan(type->due) || type->has_deadline;
}

/* A pool does what has a deadline, what somebody asks for, and its declared minimum. */
static bool pool_does(const team *pool, const task_type *type)
{
    return is_urgent(type) || type->rate != NULL || type->opens == OPENS_WHEN_ASKED || is_minimum(pool, type);
}

/* The team whose shared line holds the person's waiting task of this type; SF_NONE when an owner does it, or nobody. Some tasks are one
 * team's for everybody; of those whose veileder has left colleagues do what is urgent. */
static size_t desk_that_does(const ref_world *w, const ref_person *p, size_t type)
{
    if (type_of(w, p, type)->team != SF_NONE)
        return ref_desk(w, p, type_of(w, p, type)->team);
    if (p->ownership == OWNED && w->posts[p->owner].is_vacant && is_urgent(type_of(w, p, type)))
        return ref_desk(w, p, p->team);
    if (p->ownership == OWNED_BY_TEAM)
        return ref_desk(w, p, p->team);
    if (ref_is_pooled(w, p)) {
        size_t pool = w->rules->teams[p->team].pool;

        return pool_does(&w->rules->teams[pool], type_of(w, p, type)) ? ref_desk(w, p, pool) : SF_NONE;
    }
    return SF_NONE;
}

static int class_of(const ref_world *w, const ref_person *p, size_t number, const team *by)
{
    const task_type *type = type_of(w, p, number);

    if (type->priority >= 0)
        return type->priority;
    switch (by->rule) {
    case RULE_NEW_AND_NEAR_LIMIT_FIRST:
        return is_urgent(type) || p->is_near_limit ? 0 : 1;
    case RULE_EARLIEST_DEADLINE:
        return isnan(type->due) ? 1 : 0;
    case RULE_YOUNG_FIRST:
        return w->rules->segments[p->segment].young ? 0 : 1;
    case RULE_COMPLEX_FIRST:
        return w->rules->segments[p->segment].complex ? 0 : 1;
    case RULE_FIFO:
    case RULE_WEIGHTED:
        break;
    }
    return 0;
}

static double time_of(const ref_world *w, const ref_person *p, size_t number, const team *by)
{
    const task_type *type = type_of(w, p, number);
    const ref_task *t = &p->tasks[number];
    const segment_kind *s = &w->rules->segments[p->segment];

    if (by->rule == RULE_EARLIEST_DEADLINE) /* without a deadline last, a million days behind, and by their opening */
        return isnan(t->due) ? t->opened + 1e6 : t->due;
    if (by->rule != RULE_WEIGHTED)
        return t->opened;
    return t->opened - (p->met == SF_NONE ? by->weights.is_new : 0.0) -
           (p->is_near_limit ? by->weights.near_limit : 0.0) - (is_urgent(type) ? by->weights.deadline : 0.0) -
           (s->young ? by->weights.young : 0.0) - (s->complex ? by->weights.complex : 0.0);
}

typedef struct candidate {
    ref_person *person;
    size_t type;
    int class_;
    double time;
} candidate;

/* Class, then time, then the person's key, then the type. */
static bool goes_before(const candidate *a, const candidate *b)
{
    if (b->person == NULL || a->class_ != b->class_)
        return b->person == NULL || a->class_ < b->class_;
    if (a->time < b->time || a->time > b->time)
        return a->time < b->time;
    return a->person->key != b->person->key ? a->person->key < b->person->key : a->type < b->type;
}

/* The first of what waits: at this post (post not NULL), or in the shared line of the team. */
static candidate first_waiting(const ref_world *w, size_t which, const ref_post *post)
{
    const team *by = &w->rules->teams[w->model->team_of_desk[which]];
    candidate first = {0};

    for (size_t i = 0; i < w->n_people; i++) {
        ref_person *p = w->people[i];

        for (size_t type = 0; p->programme != SF_NONE && type < ref_programme(w, p)->n_tasks; type++) {
            const ref_task *t = &p->tasks[type];
            candidate this = {.person = p, .type = type};

            if (t->stage != WAITS)
                continue;
            if (post != NULL
                    ? p->ownership != OWNED || &w->posts[p->owner] != post || desk_that_does(w, p, type) != SF_NONE
                    : desk_that_does(w, p, type) != which)
                continue;
            this.class_ = class_of(w, p, type, by);
            this.time = time_of(w, p, type, by);
            if (goes_before(&this, &first))
                first = this;
        }
    }
    return first;
}

/* --- opening ------------------------------------------------------------------------------------------------------------------------- */

void ref_owner_takes_up_work(ref_world *w, const ref_person *p)
{
    for (size_t i = 0; p->programme != SF_NONE && i < ref_programme(w, p)->n_tasks; i++) {
        if (p->tasks[i].stage == WAITS && desk_that_does(w, p, i) != SF_NONE) {
            const size_t its = desk_that_does(w, p, i);

            ref_desk_takes_up_work(w, its);
            ref_desk_turns_to_urgent_work(w, its);
        }
    }
    if (p->ownership == OWNED) {
        ref_takes_up_work(w, &w->posts[p->owner]);
        ref_turns_to_urgent_work(w, &w->posts[p->owner]);
    } else if (p->ownership == OWNED_BY_TEAM || ref_is_pooled(w, p)) {
        size_t its = ref_desk(w, p, p->ownership == OWNED_BY_TEAM ? p->team : w->rules->teams[p->team].pool);

        ref_desk_takes_up_work(w, its);
        ref_desk_turns_to_urgent_work(w, its);
    }
}

/* The tiltak whose provider holds the task in the veileder's place: of those that the person takes part in the first that does such
 * tasks, and then by the person's luck. NULL: the veileder does. */
static const delegation *held_by_provider(const ref_world *w, const ref_person *p, size_t type)
{
    for (size_t which = 0; which < w->model->n_tiltak; which++) {
        const delegation *d = w->rules->tiltak[which].delegates;
        bool takes_part = false;

        for (size_t i = 0; i < p->n_parts; i++)
            takes_part = takes_part || (!p->parts[i]->is_treatment && p->parts[i]->which == which &&
                                        p->parts[i]->stage == TAKES_PART);
        if (takes_part && d != NULL && (d->tasks[p->programme] >> type & 1) != 0)
            return sf_luck_uniform(w->luck, p->key, d->purposes[p->programme * SF_MOST_TASK_TYPES + type], p->spell,
                                   p->tasks[type].begun) < d->share[p->segment]
                       ? d
                       : NULL;
    }
    return NULL;
}

static void provider_holds(ref_world *w, ref_person *p, size_t type, const delegation *d);

void ref_task_opens(ref_world *w, ref_person *p, size_t type)
{
    ref_task *t = &p->tasks[type];

    if (!t->is_rebooked && type_of(w, p, type)->self_service != NULL &&
        sf_luck_uniform(w->luck, p->key, type_of(w, p, type)->self_service_purpose, p->spell, t->begun) <
            type_of(w, p, type)->self_service[p->segment]) {
        t->begun++;
        t->stage = NOT_THERE;
        t->opening.is_made = false;
        ref_tell(w, p, SF_LIFE_HELPS_THEMSELVES, type);
        if (p->stage == APPLIES)
            ref_application_is_decided(w, p); /* by nobody: an automatic decision */
        ref_task_recurs(w, p, type);
        return;
    }
    if (!t->is_rebooked && held_by_provider(w, p, type) != NULL) {
        provider_holds(w, p, type, held_by_provider(w, p, type));
        return;
    }
    t->stage = WAITS;
    t->opening.is_made = false;
    if (!t->is_rebooked) {
        t->opened = w->now;
        t->due = w->now + type_of(w, p, type)->due;
    }
    ref_tell(w, p, SF_LIFE_TASK_OPENS, type);
    ref_owner_takes_up_work(w, p);
}

static void is_planned(ref_world *w, ref_person *p, size_t type, double days)
{
    p->tasks[type].stage = PLANNED;
    ref_arrange(w, &p->tasks[type].opening, w->now + days, TURN_OPENING);
}

/* At most one of a type: asking for one that is open changes nothing, and one that is planned opens at once. */
void ref_task_is_asked(ref_world *w, ref_person *p, size_t type, double delay_days)
{
    ref_task *t = &p->tasks[type];

    if (t->stage == NOT_THERE && delay_days > 0.0)
        is_planned(w, p, type, delay_days);
    else if (t->stage == NOT_THERE || (t->stage == PLANNED && delay_days <= 0.0 && !t->is_rebooked))
        ref_task_opens(w, p, type);
}

/* The time from the end of one to the next. INFINITY: none. */
static double days_to_next(const ref_world *w, const ref_person *p, size_t number)
{
    const task_type *type = type_of(w, p, number);

    if (type->every != NULL) {
        if (ref_is_pooled(w, p) && is_minimum(&w->rules->teams[w->rules->teams[p->team].pool], type))
            return w->rules->teams[w->rules->teams[p->team].pool].minimum_every;
        return type->every[p->segment];
    }
    if (type->rate != NULL && type->rate[p->segment] > 0.0)
        return sf_luck_exponential(w->luck, p->key, type->gap_purpose, p->spell, p->tasks[number].begun) /
               type->rate[p->segment];
    return (double)INFINITY;
}

static bool is_recurring(const task_type *type)
{
    return type->every != NULL || type->rate != NULL;
}

void ref_task_recurs(ref_world *w, ref_person *p, size_t number)
{
    const task_type *type = type_of(w, p, number);

    if (!is_recurring(type) || p->tasks[number].stage != NOT_THERE)
        return;
    if (type->only_in_tiltak && !ref_takes_part(p))
        return;
    if (isfinite(days_to_next(w, p, number)))
        is_planned(w, p, number, days_to_next(w, p, number));
}

static void begins_to_run(ref_world *w, ref_person *p, size_t number)
{
    if (is_recurring(type_of(w, p, number)))
        ref_task_recurs(w, p, number);
    else if (!p->tasks[number].was_held)
        ref_task_is_asked(w, p, number, 0.0);
}

/* On a policy date: what is left of the time to the next is longer or shorter by as much as the rate is lower or higher. */
void ref_tasks_are_asked_at_other_rates(ref_world *w, ref_person *p, const epoch *before)
{
    for (size_t i = 0; p->programme != SF_NONE && i < ref_programme(w, p)->n_tasks; i++) {
        const task_type *type = type_of(w, p, i);
        ref_task *t = &p->tasks[i];
        const double was = type->rate == NULL ? 0.0 : before->programmes[p->programme].tasks[i].rate[p->segment],
                     is = type->rate == NULL ? 0.0 : type->rate[p->segment];

        if (t->stage == NOT_THERE && is > 0.0 && !(was > 0.0)) {
            const bool has_come =
                (type->opens == OPENS_AT_ENTRY && (p->stage == BEFORE_START || p->stage == IN_PROGRAMME)) ||
                (type->opens == OPENS_AT_START && p->stage == IN_PROGRAMME);

            if (has_come && (type->after == SF_NONE || p->tasks[type->after].was_held))
                ref_task_recurs(w, p, i);
        } else if (t->stage == PLANNED && !t->is_rebooked && was > 0.0 && !(is > 0.0)) {
            t->stage = NOT_THERE;
            t->opening.is_made = false;
        } else if (t->stage == PLANNED && !t->is_rebooked && was > 0.0 && (is < was || is > was)) {
            is_planned(w, p, i, (t->opening.at - w->now) * (was / is));
        }
    }
}

void ref_task_has_been_open(ref_world *w, ref_person *p, size_t type, double days)
{
    ref_task *t = &p->tasks[type];

    t->stage = WAITS;
    t->opened = w->now - days;
    t->due = t->opened + type_of(w, p, type)->due;
    ref_tell(w, p, SF_LIFE_TASK_OPENS, type);
}

/* Of somebody in the stock: the task that is known; of those that recur the next, somewhere within its interval; what comes once has been
 * held, unless the programme has not started and nothing is known. */
void ref_tasks_are_under_way(ref_world *w, ref_person *p, const stock_row *row, double waited)
{
    const programme *its = ref_programme(w, p);
    const bool is_inside = p->stage == IN_PROGRAMME, is_unknown = !is_inside && row->task == SF_NONE;

    for (size_t i = 0; i < its->n_tasks; i++) {
        if (is_inside)
            p->tasks[i].was_held = i != row->task;
        else
            p->tasks[i].was_held =
                !is_unknown && i != row->task && i != its->starts_with && !is_recurring(&its->tasks[i]);
    }
    if (row->task != SF_NONE && !isnan(row->task_open))
        ref_task_has_been_open(w, p, row->task, row->task_open);
    else if (row->task != SF_NONE)
        ref_task_is_asked(w, p, row->task, isnan(row->task_in) ? 0.0 : row->task_in);
    for (size_t i = 0; i < its->n_tasks; i++) {
        const task_type *type = &its->tasks[i];
        const bool has_come = (type->opens == OPENS_AT_ENTRY || (type->opens == OPENS_AT_START && is_inside)) &&
                              (type->after == SF_NONE || p->tasks[type->after].was_held);
        double days;

        if (i == row->task || (type->only_in_tiltak ? !ref_takes_part(p) : !has_come))
            continue;
        if (!is_recurring(type)) {
            if (is_unknown)
                ref_task_has_been_open(w, p, i, waited);
            continue;
        }
        days = days_to_next(w, p, i);
        if (type->every != NULL)
            days *= sf_luck_uniform(w->luck, p->key, type->gap_purpose, p->spell, 0);
        if (isfinite(days))
            is_planned(w, p, i, days);
    }
}

void ref_tasks_open(ref_world *w, ref_person *p, task_opening when)
{
    for (size_t i = 0; i < ref_programme(w, p)->n_tasks; i++) {
        const task_type *type = type_of(w, p, i);

        if (type->opens == when && (type->after == SF_NONE || p->tasks[type->after].was_held))
            begins_to_run(w, p, i);
    }
}

/* --- holding ------------------------------------------------------------------------------------------------------------------------- */

void ref_work_is_arranged(ref_world *w, ref_post *post)
{
    double end = ref_finish(w, &w->rules->teams[post->team], fmax(post->begins, w->now), post->hours_left);

    ref_arrange(w, &post->done, end, TURN_END);
}

/* The slot was given to somebody else, too, and the other comes. */
static bool another_comes(const ref_world *w, const ref_person *p, const task_type *type, uint32_t occasion)
{
    const programme *prog = ref_programme(w, p);
    const sf_bits luck = sf_luck_draw(w->luck, p->key, type->no_show_purpose, p->spell, occasion, 1);

    return type->can_be_missed && prog->has_no_show && sf_uniform(luck.word[0]) < prog->overbooked &&
           !(sf_uniform(luck.word[1]) < prog->no_show_p[p->segment]);
}

static void takes_up(ref_world *w, ref_post *post, candidate next)
{
    const team *its = &w->rules->teams[post->team];
    const programme *prog = ref_programme(w, next.person);
    const task_type *type = &prog->tasks[next.type];
    ref_task *t = &next.person->tasks[next.type];
    bool is_double;
    uint32_t occasion;
    double minutes;

    t->stage = IN_WORK;
    post->person = next.person;
    post->type = next.type;
    ref_tell(w, next.person, SF_LIFE_TASK_BEGINS, next.type);
    post->begins = ref_opening(w, its, w->now);
    if (t->is_interrupted) { /* what is left of it */
        t->is_interrupted = false;
        post->is_missed = t->is_missed;
        post->first_begun = isnan(t->first_begun) ? post->begins : t->first_begun;
        post->hours_left = t->hours_left / its->pace;
        ref_work_is_arranged(w, post);
        return;
    }
    occasion = t->begun++;
    post->is_missed = type->can_be_missed && prog->has_no_show &&
                      sf_luck_uniform(w->luck, next.person->key, type->no_show_purpose, next.person->spell, occasion) <
                          prog->no_show_p[next.person->segment];
    is_double = another_comes(w, next.person, type, occasion);
    if (post->is_missed) {
        minutes = is_double ? prog->rebooking_minutes : prog->no_show_minutes;
    } else {
        const double slowness = ref_slowness(w, post, next.person);

        minutes =
            sf_sampler_draw(type->minutes, w->luck, next.person->key, type->purpose, next.person->spell, occasion) *
                slowness +
            (is_double ? prog->overbooked_minutes : 0.0) + type->documentation_minutes * slowness;
    }
    if (type->is_travelled_for)
        minutes += w->rules->offices[w->rules->offices[next.person->home].served_by].travel_minutes;
    post->first_begun = post->begins;
    post->hours_left = minutes / 60.0 / its->pace;
    ref_work_is_arranged(w, post);
}

/* The first task in line, of the veileder's own people or of the team. */
static candidate first_for(const ref_world *w, const ref_post *post)
{
    const candidate own = first_waiting(w, post->desk, post), shared = first_waiting(w, post->desk, NULL);

    return own.person == NULL || (shared.person != NULL && goes_before(&shared, &own)) ? shared : own;
}

static bool is_idle(const ref_post *post)
{
    return ref_is_there(post) && !post->is_absent && post->person == NULL && !post->is_closing;
}

bool ref_could_work(const ref_world *w, const ref_post *post)
{
    return is_idle(post) && first_for(w, post).person != NULL;
}

/* An idle veileder takes up what comes first. */
void ref_takes_up_work(ref_world *w, ref_post *post)
{
    candidate next;

    if (!is_idle(post) || w->is_reorganising)
        return;
    next = first_for(w, post);
    if (next.person != NULL)
        takes_up(w, post, next);
}

void ref_desk_takes_up_work(ref_world *w, size_t which)
{
    for (size_t i = 0; i < w->n_posts; i++) {
        if (w->posts[i].desk == which)
            ref_takes_up_work(w, &w->posts[i]);
    }
}

/* --- interrupting: preempt = resume --------------------------------------------------------------------------------------------------- */

/* Class first, then the deadline where the rule looks at it. To have opened earlier is no reason to interrupt. */
static bool is_more_urgent(const ref_world *w, const team *by, const ref_person *a, size_t type_a, const ref_person *b,
                           size_t type_b)
{
    const int class_a = class_of(w, a, type_a, by), class_b = class_of(w, b, type_b, by);

    if (class_a != class_b || by->rule != RULE_EARLIEST_DEADLINE || isnan(a->tasks[type_a].due))
        return class_a < class_b;
    return isnan(b->tasks[type_b].due) || a->tasks[type_a].due < b->tasks[type_b].due;
}

static bool can_be_interrupted(const ref_world *w, const ref_post *post)
{
    return w->rules->teams[post->team].interrupts && ref_is_there(post) && !post->is_absent && post->person != NULL &&
           !w->is_reorganising;
}

/* The work in hand is put aside for this one, and stands in line again. */
static void turns_to(ref_world *w, ref_post *post, candidate urgent)
{
    const team *its = &w->rules->teams[post->team];
    ref_person *whose = post->person;
    const size_t type = post->type;
    ref_task *t = &whose->tasks[type];

    post->hours_left = ref_hours(w, its, w->now, post->done.at);
    t->is_interrupted = true;
    t->is_missed = post->is_missed;
    t->hours_left = post->hours_left * its->pace;
    t->first_begun = post->first_begun <= w->now ? post->first_begun : (double)NAN;
    ref_tell(w, whose, SF_LIFE_TASK_IS_INTERRUPTED, type);
    ref_work_is_put_down(w, post);
    takes_up(w, post, urgent);
    ref_owner_takes_up_work(w, whose); /* another may be free for it */
}

void ref_turns_to_urgent_work(ref_world *w, ref_post *post)
{
    const candidate first = first_waiting(w, post->desk, post);

    if (first.person != NULL && can_be_interrupted(w, post) &&
        is_more_urgent(w, &w->rules->teams[post->team], first.person, first.type, post->person, post->type))
        turns_to(w, post, first);
}

/* The shared line of a team interrupts the least urgent of what its veiledere have in hand: among equals, what was begun last. */
void ref_desk_turns_to_urgent_work(ref_world *w, size_t which)
{
    const team *by = &w->rules->teams[w->model->team_of_desk[which]];

    for (;;) {
        const candidate first = first_waiting(w, which, NULL);
        ref_post *least = NULL;

        for (size_t i = 0; i < w->n_posts; i++) {
            ref_post *post = &w->posts[i];

            if (post->desk != which || !can_be_interrupted(w, post))
                continue;
            if (least == NULL || is_more_urgent(w, by, least->person, least->type, post->person, post->type) ||
                (!is_more_urgent(w, by, post->person, post->type, least->person, least->type) &&
                 post->first_begun > least->first_begun))
                least = post;
        }
        if (first.person == NULL || least == NULL ||
            !is_more_urgent(w, by, first.person, first.type, least->person, least->type))
            return;
        turns_to(w, least, first);
    }
}

void ref_everybody_works(ref_world *w)
{
    for (size_t i = 0; i < w->n_posts; i++)
        ref_takes_up_work(w, &w->posts[i]);
    for (size_t i = 0; i < w->n_posts; i++)
        ref_turns_to_urgent_work(w, &w->posts[i]);
    for (size_t d = 0; d < w->model->n_desks; d++)
        ref_desk_turns_to_urgent_work(w, d);
}

/* --- what a held task leads to -------------------------------------------------------------------------------------------------------- */

/* Better follow-up moves more cases: at most 95 of 100, unless it is certain anyway. */
static double moved(double p, double quality)
{
    if (quality <= 1.0)
        return p * quality;
    return p >= 0.95 ? p : fmin(p * quality, 0.95);
}

/* Needs are seen each by itself; of everything else that may follow at most one thing does. */
static void consequences_follow(ref_world *w, ref_person *p, const task_type *type, uint32_t occasion, double quality)
{
    double upper = 0.0;
    bool is_drawn = false;

    for (size_t i = 0; i < type->n_then && p->stage != GONE; i++) {
        const consequence *c = &type->then[i];
        double u = sf_luck_uniform(w->luck, p->key, c->purpose, p->spell, occasion);

        if (c->kind == LEADS_TO_NEED) {
            if (u < moved(c->p[p->segment], quality))
                ref_need_is_seen(w, p, c->target);
            continue;
        }
        upper = (c->rest >> p->segment & 1) != 0 ? 1.0
                : c->kind == LEADS_TO_TASK       ? upper + c->p[p->segment]
                                                 : upper + moved(c->p[p->segment], quality);
        if (is_drawn || u >= upper)
            continue;
        is_drawn = true;
        switch (c->kind) {
        case LEADS_TO_EXIT:
            ref_takes_exit(w, p, c->target);
            break;
        case LEADS_TO_TASK:
            ref_task_is_asked(w, p, c->target,
                              c->delay == NULL
                                  ? 0.0
                                  : sf_sampler_draw(c->delay, w->luck, p->key, c->delay_purpose, p->spell, occasion));
            break;
        case LEADS_TO_CLEARED_BARRIER:
            if ((p->barriers >> c->target & 1) != 0)
                ref_barrier_clears(w, p, c->target);
            break;
        case LEADS_TO_NEED:
            break;
        }
    }
}

static void is_followed(ref_world *w, ref_person *p, size_t number)
{
    const programme *prog = ref_programme(w, p);

    for (size_t i = 0; p->stage != GONE && i < prog->n_tasks; i++) {
        if (prog->tasks[i].after == number && (prog->tasks[i].opens != OPENS_AT_START || p->stage == IN_PROGRAMME))
            begins_to_run(w, p, i);
    }
    if (p->stage != GONE)
        ref_task_recurs(w, p, number);
}

/* At once, whoever is busy. */
static void provider_holds(ref_world *w, ref_person *p, size_t type, const delegation *d)
{
    ref_task *t = &p->tasks[type];

    ref_tell(w, p, SF_LIFE_PROVIDER_HOLDS, type);
    t->begun++;
    t->stage = NOT_THERE;
    t->opening.is_made = false;
    t->was_held = true;
    ref_contact_is_counted(w, p, type_of(w, p, type)->counts * d->contact);
    consequences_follow(w, p, type_of(w, p, type), t->begun - 1, d->quality);
    if (p->stage != GONE)
        is_followed(w, p, type);
}

/* Step by step; any step may end the stay. */
static void task_has_been_held(ref_world *w, ref_person *p, size_t number, uint32_t occasion, double quality)
{
    const programme *prog = ref_programme(w, p);
    const task_type *type = &prog->tasks[number];

    if (p->stage == APPLIES) { /* there is no other task yet */
        ref_application_is_decided(w, p);
        return;
    }
    ref_contact_is_counted(w, p, type->counts);
    if (prog->starts_with == number && type->n_then == 0)
        ref_programme_starts(w, p);
    if (p->claim != SF_NONE && prog->exits[p->claim].handover == number)
        ref_claim_is_handed_over(w, p);
    if (p->stage != GONE && prog->referral == number)
        ref_referral_is_held(w, p);
    if (p->stage != GONE)
        consequences_follow(w, p, type, occasion, quality);
    if (p->stage != GONE && prog->has_extension && prog->extension_test == number)
        ref_test_is_held(w, p);
    if (p->stage == BEFORE_START && prog->starts_with == number) /* unless it has led to something else */
        ref_programme_starts(w, p);
    if (p->stage != GONE && type->counts > 0.0)
        ref_needs_are_looked_at_again(w, p);
    if (p->stage != GONE)
        is_followed(w, p, number);
}

void ref_task_is_done(ref_world *w, ref_post *post)
{
    ref_person *p = post->person;
    ref_task *t = &p->tasks[post->type];
    const size_t type = post->type;
    double quality;

    post->person = NULL;
    post->is_closing = true;
    if (post->is_missed) {
        ref_tell(w, p, SF_LIFE_TASK_IS_MISSED, type);
        t->is_rebooked = true;
        is_planned(w, p, type, ref_programme(w, p)->no_show_rebook_days);
    } else {
        ref_tell(w, p, SF_LIFE_TASK_IS_HELD, type);
        t->stage = NOT_THERE;
        t->is_rebooked = false;
        t->was_held = true;
        p->full_line = SF_NONE; /* one meeting, one try */
        quality = ref_quality(w, post, p);
        if (type_of(w, p, type)->counts > 0.0) {
            p->met = (size_t)(post - w->posts);
            p->met_at = w->now;
        }
        task_has_been_held(w, p, type, t->begun - 1, quality);
    }
    post->is_closing = false;
    ref_takes_up_work(w, post);
}

/* --- ending early ----------------------------------------------------------------------------------------------------------------------- */

void ref_work_is_put_down(ref_world *w, ref_post *post)
{
    (void)w;
    post->person->tasks[post->type].stage = WAITS;
    post->person = NULL;
    post->done.is_made = false;
}

void ref_tasks_are_dropped(ref_world *w, ref_person *p)
{
    bool is_freed;

    for (size_t i = 0; i < SF_MOST_TASK_TYPES; i++) {
        if (p->tasks[i].stage != IN_WORK)
            p->tasks[i] = (ref_task){0};
    }
    do { /* freed in the order of the posts; nobody takes up what the person still has elsewhere */
        is_freed = false;
        for (size_t i = 0; i < w->n_posts && !is_freed; i++) {
            ref_post *post = &w->posts[i];

            if (post->person != p)
                continue;
            ref_work_is_put_down(w, post);
            p->tasks[post->type] = (ref_task){0};
            ref_takes_up_work(w, post);
            is_freed = true;
        }
    } while (is_freed);
}

/* --- absence ------------------------------------------------------------------------------------------------------------------------------ */

void ref_absence_is_arranged(ref_world *w, ref_post *post)
{
    const team *its = &w->rules->teams[post->team];

    post->absence.is_made = false;
    if (its->absence_spell != NULL)
        ref_arrange(w, &post->absence,
                    w->now + its->absence_gap_days *
                                 sf_luck_exponential(w->luck, post->key, its->purpose, 0, 2 * post->absences),
                    TURN_END);
}

/* Other absence: what is left of the time at work is longer or shorter by as much. Whoever is away comes back as arranged. */
void ref_absence_is_rearranged(ref_world *w, ref_post *post, const team *before)
{
    const team *its = &w->rules->teams[post->team];

    if (post->is_absent)
        return;
    if (its->absence_spell == NULL || before->absence_spell == NULL)
        ref_absence_is_arranged(w, post);
    else if (its->absence_gap_days < before->absence_gap_days || its->absence_gap_days > before->absence_gap_days)
        ref_arrange(w, &post->absence,
                    w->now + (post->absence.at - w->now) * (its->absence_gap_days / before->absence_gap_days),
                    TURN_END);
}

void ref_absence_changes(ref_world *w, ref_post *post)
{
    const team *its = &w->rules->teams[post->team];

    if (!post->is_absent) {
        post->is_absent = true;
        post->away_since = w->now;
        if (post->person != NULL) { /* what is left of the task waits for its veileder */
            post->hours_left = ref_hours(w, its, w->now, post->done.at);
            post->done.is_made = false;
        }
        ref_arrange(w, &post->absence,
                    w->now + (its->absence_spell == NULL ? 0.0
                                                         : sf_sampler_draw(its->absence_spell, w->luck, post->key,
                                                                           its->purpose, 0, 2 * post->absences + 1)),
                    TURN_END);
        return;
    }
    post->is_absent = false;
    post->absences++;
    ref_absence_is_arranged(w, post);
    if (post->person == NULL) {
        ref_takes_up_work(w, post);
        return;
    }
    if (post->first_begun >= post->away_since)
        post->first_begun = ref_opening(w, its, w->now);
    post->begins = ref_opening(w, its, w->now);
    ref_work_is_arranged(w, post);
    ref_turns_to_urgent_work(w, post); /* it may have opened meanwhile */
    ref_desk_turns_to_urgent_work(w, post->desk);
}
