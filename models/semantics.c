/* models/semantics.c - a config that is well written may still make no sense: work that takes no time and never ends, doors that
 * nobody can reach, rooms that nobody can leave. Each is told where the user can mend it.
 * Source: the classic faults of networks of queues and of state charts, as listed in docs/decisions.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/semantics.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "models/outlook.h"
#include "models/routing.h"

/* Probabilities that are written with up to nine decimals add up to 1 within this. */
static const double tolerance = 1e-9;

/* All but one stay in a hundred are longer than this quantile: "the shortest stay" of a distribution without a least value. */
static const double short_stay = 0.01;

typedef struct checker {
    const sf_model *model;
    sf_problems *problems;
    const sf_scenario_tables *scenario;
    const sf_node *root;   /* of the scenario's setup */
    const char *main_file; /* that the user named; others are included */
    uint64_t entered_by_any;
    uint64_t entered[SF_MOST_SEGMENTS]; /* bits of the programmes that people of the segment may enter, at some time */
    bool *reached;                      /* tiltak */
    bool *at_work_now, *at_work_ever;   /* teams with people: in this epoch; in some epoch of some scenario */
} checker;

static const sf_node *element(const sf_node *list, const char *id)
{
    for (size_t i = 0; i < sf_node_count(list); i++) {
        if (strcmp(sf_node_id(sf_node_at(list, i)), id) == 0)
            return sf_node_at(list, i);
    }
    return NULL;
}

static const sf_node *node_of(const checker *c, const char *list, const char *id)
{
    return element(sf_node_get(c->root, list), id);
}

/* The place of a key, or of what it should stand in. */
static const sf_place *place_of(const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);

    return sf_node_place(node != NULL ? node : parent);
}

/* Without an epoch's own tables: what holds when the run begins. */
static const epoch *first(const checker *c)
{
    return &c->scenario->epochs[0];
}

static bool has(uint32_t bits, size_t which)
{
    return (bits >> which & 1) != 0;
}

/* --- who comes --------------------------------------------------------------------------------------------------------- */

/* The programmes that an exit leads to, straight or after a while outside. SF_NONE: for anybody, if only in another scenario. */
static uint64_t programmes_beyond(const exit_kind *e, size_t segment)
{
    uint64_t beyond =
        e->enters != SF_NONE && (segment == SF_NONE || e->enters_share[segment] > 0.0) ? UINT64_C(1) << e->enters : 0;

    for (size_t k = 0; k < e->n_returns; k++) {
        if (segment == SF_NONE || e->returns[k].rate[segment] > 0.0)
            beyond |= UINT64_C(1) << e->returns[k].programme;
    }
    return beyond;
}

/* Where streams bring people of the segment, and where they may go from there. Exits that nobody can take are told elsewhere. */
static uint64_t programmes_entered(const checker *c, size_t segment)
{
    uint64_t entered = 0, before;

    for (size_t e = 0; e < c->scenario->n_epochs; e++) {
        const epoch *now = &c->scenario->epochs[e];

        for (size_t k = 0; k < c->model->n_streams; k++) {
            if (now->streams[k].programme != SF_NONE && (segment == SF_NONE || now->streams[k].shares[segment] > 0.0))
                entered |= UINT64_C(1) << now->streams[k].programme;
        }
    }
    for (size_t i = 0; i < c->model->stock.n; i++) {
        const stock_row *row = &c->model->stock.rows[i];

        if (segment == SF_NONE || row->segment == segment)
            entered |= UINT64_C(1) << row->programme;
    }
    for (size_t i = 0; i < c->model->n_assignments; i++) {
        const assignment *a = &c->scenario->epochs[0].assignments[i];

        if (a->programme != SF_NONE && (segment == SF_NONE || (a->segments >> segment & 1) != 0))
            entered |= UINT64_C(1) << a->programme;
    }
    do {
        before = entered;
        for (size_t e = 0; e < c->scenario->n_epochs; e++) {
            for (size_t p = 0; p < c->model->n_programmes; p++) {
                const programme *prog = &c->scenario->epochs[e].programmes[p];

                for (size_t j = 0; j < prog->n_exits && (before >> p & 1) != 0; j++)
                    entered |= programmes_beyond(&prog->exits[j], segment);
            }
        }
    } while (entered != before);
    return entered;
}

/* People of the segment come to the programme, at some time. SF_NONE: of any segment. */
static bool enters(const checker *c, size_t which, size_t segment)
{
    return ((segment == SF_NONE ? c->entered_by_any : c->entered[segment]) >> which & 1) != 0;
}

/* --- tasks and exits --------------------------------------------------------------------------------------------------- */

static void check_task_opens(checker *c, const programme *prog, const sf_node *tasks, size_t which)
{
    const task_type *t = &prog->tasks[which];
    const sf_node *node = element(tasks, t->id);

    if (prog->referral == which)
        sf_problems_error(
            c->problems, sf_node_place(node),
            _("nobody is ever referred by the task %s: no task of %s sees a need; write then = ( { need = ...; p = ...; } ) in a task, or "
              "leave out the referral"),
            t->id, prog->id);
    else if (t->after != SF_NONE)
        sf_problems_error(c->problems, place_of(node, "after"),
                          _("the task %s opens after %s, which never opens itself; name a task that does"), t->id,
                          prog->tasks[t->after].id);
    else
        sf_problems_error(
            c->problems, sf_node_place(node),
            _("nothing ever asks for the task %s; give it opens, due, every or rate, let another task lead to it by next, or remove it"),
            t->id);
}

static void check_reach(checker *c, const programme *prog, const sf_node *node, const routing *r)
{
    const sf_node *tasks = sf_node_get(node, "tasks"), *exits = sf_node_get(node, "exits");

    if (!r->starts) {
        sf_problems_error(
            c->problems, place_of(node, "starts_with"),
            _("nobody ever starts %s: its first task %s cannot open before the start; give it opens = \"entry\", or let a task that opens at "
              "entry lead to it by next or after"),
            prog->id, prog->tasks[prog->starts_with].id);
        return; /* all else would follow from it */
    }
    for (size_t i = 0; i < prog->n_tasks; i++) {
        if (!has(r->open, i))
            check_task_opens(c, prog, tasks, i);
    }
    for (size_t j = 0; j < prog->n_exits; j++) {
        if (!has(r->exits, j))
            sf_problems_error(
                c->problems, sf_node_place(element(exits, prog->exits[j].id)),
                _("nobody can leave %s by the exit %s; give it a rate, let a task or the limit lead to it, or remove it"),
                prog->id, prog->exits[j].id);
    }
}

/* The chance of leaving by a rate, in some epoch. */
static bool leaves_by_chance(const checker *c, size_t which, size_t segment)
{
    for (size_t e = 0; e < c->scenario->n_epochs; e++) {
        const programme *prog = &c->scenario->epochs[e].programmes[which];

        for (size_t j = 0; j < prog->n_exits; j++) {
            if (prog->exits[j].rate != NULL && prog->exits[j].rate[segment] > 0.0)
                return true;
        }
    }
    return false;
}

static bool leaves_by_task(const checker *c, size_t which, size_t segment, uint32_t open)
{
    for (size_t e = 0; e < c->scenario->n_epochs; e++) {
        const programme *prog = &c->scenario->epochs[e].programmes[which];

        for (size_t i = 0; i < prog->n_tasks; i++) {
            if (has(open, i) && routing_exit_share(&prog->tasks[i], segment) > 0.0)
                return true;
        }
    }
    return false;
}

static void check_ways_out(checker *c, size_t number, const sf_node *node, const routing *r)
{
    const programme *prog = &first(c)->programmes[number];

    for (size_t s = 0; s < c->model->n_segments && !prog->has_clock; s++) {
        if (!enters(c, number, s) || leaves_by_chance(c, number, s) || leaves_by_task(c, number, s, r->open))
            continue;
        sf_problems_error(
            c->problems, place_of(node, "exits"),
            _("people of segment %s never leave %s: no exit has a rate for them, no task leads to one, and there is no clock; give an exit a "
              "rate, or write a clock"),
            first(c)->segments[s].id, prog->id);
        return;
    }
}

static bool opens_again_before_start(const programme *prog, uint32_t before)
{
    for (size_t i = 0; i < prog->n_tasks; i++) {
        if (has(before, i) && (prog->tasks[i].every != NULL || prog->tasks[i].rate != NULL))
            return true;
    }
    return false;
}

/* Before the start there are no risks and no clock: what the tasks do not decide, nothing decides. */
static void check_everybody_starts_or_leaves(checker *c, size_t number, const sf_node *node, const routing *r)
{
    for (size_t s = 0; s < c->model->n_segments; s++) {
        double most = 0.0;

        if (!r->starts || !enters(c, number, s))
            continue;
        for (size_t e = 0; e < c->scenario->n_epochs; e++) {
            const programme *prog = &c->scenario->epochs[e].programmes[number];
            const visits v = routing_visits(prog, s, NULL);

            most = fmax(most, opens_again_before_start(prog, r->before) ? 1.0 : v.starts + v.leaves);
        }
        if (most > 1.0 - tolerance)
            continue;
        sf_problems_error(
            c->problems, place_of(node, "starts_with"),
            _("of segment %s only a share of %g starts %s or leaves it; the rest would wait for ever: let the tasks before the start lead to an "
              "exit or a next task with p = \"rest\""),
            first(c)->segments[s].id, most, first(c)->programmes[number].id);
        return;
    }
}

/* --- no time ------------------------------------------------------------------------------------------------------------ */

static bool leads_at_once(const checker *c, const consequence *what)
{
    if (what->kind != LEADS_TO_TASK || what->target == SF_NONE ||
        (what->delay != NULL && sf_sampler_mean(what->delay) > 0.0))
        return false;
    for (size_t s = 0; s < c->model->n_segments; s++) {
        if (what->p[s] > 0.0)
            return true;
    }
    return false;
}

/* The tasks that a held task leads to within the same instant. A task that takes a minute is no such task. */
static uint32_t next_at_once(const checker *c, const programme *prog, size_t which)
{
    const task_type *t = &prog->tasks[which];
    uint32_t next = 0;

    for (size_t k = 0; k < t->n_then; k++) {
        if (leads_at_once(c, &t->then[k]) && task_takes_no_time(&prog->tasks[t->then[k].target]))
            next |= UINT32_C(1) << t->then[k].target;
    }
    return next;
}

static uint32_t reached_at_once(const checker *c, const programme *prog, size_t from)
{
    uint32_t reached = next_at_once(c, prog, from), before;

    do {
        before = reached;
        for (size_t i = 0; i < prog->n_tasks; i++) {
            if (has(before, i))
                reached |= next_at_once(c, prog, i);
        }
    } while (reached != before);
    return reached;
}

static void check_time_passes(checker *c, const programme *prog, const sf_node *node)
{
    for (size_t i = 0; i < prog->n_tasks; i++) {
        if (!task_takes_no_time(&prog->tasks[i]) || !has(reached_at_once(c, prog, i), i))
            continue;
        sf_problems_error(
            c->problems, place_of(element(sf_node_get(node, "tasks"), prog->tasks[i].id), "then"),
            _("the task %s leads back to itself without any time passing, so the run would stand still; give a task in the circle minutes, or "
              "its next a delay"),
            prog->tasks[i].id);
        return; /* the others of the circle say the same */
    }
}

/* Somebody turned away from a full line is referred again at the next contact: if the referral is itself a contact and takes no
 * time, that is at once. */
static void check_referral_takes_time(checker *c, const epoch *now, const programme *prog, const sf_node *node)
{
    const task_type *t = prog->referral == SF_NONE ? NULL : &prog->tasks[prog->referral];

    for (size_t i = 0; t != NULL && i < c->model->n_tiltak; i++) {
        if (!(isfinite(now->tiltak[i].room) && t->counts > 0.0 && task_takes_no_time(t)))
            continue;
        sf_problems_error(
            c->problems, sf_node_place(element(sf_node_get(node, "tasks"), t->id)),
            _("the referral %s takes no time, and who is turned away from the full line of %s would be referred again in the same moment; give "
              "it minutes, or counts = 0"),
            t->id, now->tiltak[i].id);
        return;
    }
}

/* --- settings that need another ----------------------------------------------------------------------------------------- */

static void check_companions(checker *c, const programme *prog, const sf_node *node)
{
    for (size_t i = 0; i < prog->n_tasks; i++) {
        if (prog->tasks[i].can_be_missed && !prog->has_no_show)
            sf_problems_warning(
                c->problems, place_of(element(sf_node_get(node, "tasks"), prog->tasks[i].id), "no_show"),
                _("the task %s may be missed, but %s has no no_show, so nobody misses it; write no_show = { p = ...; } in the programme"),
                prog->tasks[i].id, prog->id);
    }
    for (size_t j = 0; j < prog->n_exits; j++) {
        if (prog->exits[j].turned_down != NULL && prog->exits[j].handover == SF_NONE && prog->exits[j].decision == NULL)
            sf_problems_warning(
                c->problems, place_of(element(sf_node_get(node, "exits"), prog->exits[j].id), "turned_down"),
                _("the exit %s is taken without a claim, so nobody is turned down; write a handover or a decision"),
                prog->exits[j].id);
        if (prog->exits[j].follow_up_beta > 0.0 && prog->reference == NULL)
            sf_problems_warning(
                c->problems, place_of(element(sf_node_get(node, "exits"), prog->exits[j].id), "follow_up"),
                _("the exit %s answers to contact, but %s has no follow_up.reference to compare with, so it does not; write "
                  "follow_up = { reference = ...; } in the programme"),
                prog->exits[j].id, prog->id);
    }
}

/* --- beyond the exits ------------------------------------------------------------------------------------------------------ */

/* Inflow is reported by where it comes from: a stream and a state of the same name would be one row. */
static void check_origin_has_one_name(checker *c, const exit_kind *e, size_t to, const char *origin,
                                      const sf_node *node)
{
    for (size_t k = 0; k < c->model->n_streams; k++) {
        const stream *s = &first(c)->streams[k];

        if (s->programme != to || strcmp(s->id, origin) != 0)
            continue;
        sf_problems_error(
            c->problems, sf_node_place(node),
            _("who enters %s from the exit %s would be counted as flow.in/%s, like the arrivals of the stream %s; give one of them another id"),
            first(c)->programmes[to].id, e->id, origin, s->id);
    }
}

static void check_exit_leads_on(checker *c, size_t number, const exit_kind *e, const sf_node *node)
{
    const programme *prog = &first(c)->programmes[number];

    if (e->enters == number)
        sf_problems_error(
            c->problems, place_of(node, "enters"),
            _("the exit %s leads straight back into %s, so it is no exit; write returns = ( { id = ...; rate = ...; } ) for those who come back later"),
            e->id, prog->id);
    else if (e->enters != SF_NONE)
        check_origin_has_one_name(c, e, e->enters, prog->id, sf_node_get(node, "enters"));
    for (size_t k = 0; k < e->n_returns; k++)
        check_origin_has_one_name(c, e, e->returns[k].programme, e->id, sf_node_get(node, "returns"));
}

/* Who has no legal time left leaves again at once: if that leads straight into the next such programme, nobody comes to rest. */
static bool may_be_left_at_once(const checker *c, const programme *prog, const exit_kind *e)
{
    size_t j = (size_t)(e - prog->exits);

    if (!prog->has_clock || prog->clock_is_renewed || e->enters_after != NULL)
        return false;
    for (size_t s = 0; s < c->model->n_segments; s++) {
        if ((prog->at_limit[s] == j || (prog->at_limit_with_barrier != NULL && prog->at_limit_with_barrier[s] == j) ||
             (prog->has_extension && prog->extension_refused[s] == j)) &&
            e->enters_share[s] > 0.0)
            return true;
    }
    return false;
}

static void check_round_takes_time(checker *c, size_t number, const sf_node *node)
{
    uint64_t reached = UINT64_C(1) << number, before;
    bool leads_back = false;

    do {
        before = reached;
        for (size_t p = 0; p < c->model->n_programmes; p++) {
            const programme *prog = &first(c)->programmes[p];

            for (size_t j = 0; j < prog->n_exits && (before >> p & 1) != 0; j++) {
                if (prog->exits[j].enters == SF_NONE || !may_be_left_at_once(c, prog, &prog->exits[j]))
                    continue;
                reached |= UINT64_C(1) << prog->exits[j].enters;
                leads_back = leads_back || prog->exits[j].enters == number;
            }
        }
    } while (reached != before);
    if (leads_back)
        sf_problems_error(
            c->problems, place_of(node, "clock"),
            _("people whose legal time is used up go round between %s and the next programme without any time passing; give an exit at a limit "
              "enters.after, or the clock renewed_after"),
            first(c)->programmes[number].id);
}

static void check_bar(checker *c, size_t number, const sf_node *node)
{
    const sf_node *bar = sf_node_get(node, "bar");
    bool comes_back = false;

    for (size_t p = 0; p < c->model->n_programmes && bar != NULL; p++) {
        const programme *prog = &first(c)->programmes[p];

        for (size_t j = 0; j < prog->n_exits; j++) {
            comes_back = comes_back || prog->exits[j].enters == number;
            for (size_t k = 0; k < prog->exits[j].n_returns; k++)
                comes_back = comes_back || prog->exits[j].returns[k].programme == number;
        }
    }
    if (bar != NULL && !comes_back)
        sf_problems_warning(c->problems, sf_node_place(bar),
                            _("nobody ever comes back to %s, so its bar bars nobody; write returns in an exit"),
                            first(c)->programmes[number].id);
}

static double days_of(legal_time time)
{
    return time.months > 0 ? time.months * SF_DAYS_PER_MONTH : time.days;
}

/* The longest that the law lets anybody stay; without a limit, the whole run. */
static double longest_stay(const checker *c, const programme *prog)
{
    const double no_limit = c->model->horizon_days;

    if (!prog->has_clock || prog->late_test_continues)
        return no_limit;
    return fmin(days_of(prog->limit) + (prog->has_extension ? days_of(prog->extension_cap) : 0.0), no_limit);
}

/* A person has luck for so many tasks of a type in one spell (docs/streams.md); ten standard deviations fit between the two. */
enum { MOST_EXPECTED_TASKS = 60000 };

static void check_luck_lasts(checker *c, const programme *prog, const sf_node *node)
{
    for (size_t i = 0; i < prog->n_tasks; i++) {
        const task_type *t = &prog->tasks[i];
        double most = 0.0;

        for (size_t s = 0; s < c->model->n_segments; s++) {
            double per_day = t->every != NULL ? 1.0 / t->every[s] : t->rate != NULL ? t->rate[s] : 0.0;

            most = fmax(most, per_day * longest_stay(c, prog));
        }
        if (most > MOST_EXPECTED_TASKS)
            sf_problems_error(
                c->problems, place_of(element(sf_node_get(node, "tasks"), t->id), t->every != NULL ? "every" : "rate"),
                _("somebody may have the task %s %.0f times in one spell; there is luck for %d: ask for it less often, set a limit, or "
                  "run for a shorter time"),
                t->id, most, MOST_EXPECTED_TASKS);
    }
}

static void check_programme(checker *c, size_t number)
{
    const programme *prog = &first(c)->programmes[number];
    const sf_node *node = node_of(c, "programmes", prog->id);
    const routing r = routing_of(prog, c->model->n_segments);

    if (!enters(c, number, SF_NONE)) {
        sf_problems_error(
            c->problems, sf_node_place(node),
            _("nobody ever enters %s; write arrivals = \"430 /y\", or a stream with to = \"%s\"; or let an exit of another programme lead there"),
            prog->id, prog->id);
        return;
    }
    check_reach(c, prog, node, &r);
    if (r.starts)
        check_ways_out(c, number, node, &r);
    check_everybody_starts_or_leaves(c, number, node, &r);
    for (size_t e = 0; e < c->scenario->n_epochs; e++) {
        const epoch *now = &c->scenario->epochs[e];

        check_time_passes(c, &now->programmes[number], node);
        check_luck_lasts(c, &now->programmes[number], node);
        check_referral_takes_time(c, now, &now->programmes[number], node);
    }
    check_companions(c, prog, node);
    for (size_t j = 0; j < prog->n_exits; j++)
        check_exit_leads_on(c, number, &prog->exits[j], element(sf_node_get(node, "exits"), prog->exits[j].id));
    check_round_takes_time(c, number, node);
    check_bar(c, number, node);
}

/* --- tiltak against the law ---------------------------------------------------------------------------------------------- */

static bool sees_offered_need(const programme *prog, uint32_t open, uint32_t offers)
{
    for (size_t i = 0; i < prog->n_tasks; i++) {
        for (size_t k = 0; k < prog->tasks[i].n_then && has(open, i); k++) {
            const consequence *what = &prog->tasks[i].then[k];

            if (what->kind == LEADS_TO_NEED && what->target != SF_NONE && has(offers, what->target))
                return true;
        }
    }
    return false;
}

/* A stay that is cut off by the limit in all but one case in a hundred can never do what the tiltak is for. */
static void check_tiltak_fits(checker *c, const epoch *now, const tiltak *t)
{
    double stay = fmin(t->longest_days, sf_sampler_quantile(t->stay, short_stay));

    for (size_t p = 0; p < c->model->n_programmes; p++) {
        const programme *prog = &now->programmes[p];
        const routing r = routing_of(prog, c->model->n_segments);
        double most = prog->limit.days + (prog->has_extension ? prog->extension_cap.days : 0.0);

        if (!prog->has_clock || stay <= most || !sees_offered_need(prog, r.open, t->offers))
            continue;
        sf_problems_error(
            c->problems, place_of(node_of(c, "tiltak", t->id), "stay"),
            _("99 of 100 stays in %s are longer than %.0f days, but nobody may be in %s for more than %.0f days, extensions included; shorten the "
              "stay, write longest, or raise the limit"),
            t->id, floor(stay), prog->id, most);
        return;
    }
}

static bool takes_no_time(const tiltak *t)
{
    return sf_sampler_mean(t->stay) <= 0.0 || t->longest_days <= 0.0;
}

/* The tiltak that a stay in this one leads to within the same instant. */
static bool follows_at_once(const checker *c, const tiltak *from, size_t to)
{
    for (size_t k = 0; k < from->n_then; k++) {
        const tiltak_step *step = &from->then[k];

        if (step->next != to || (step->delay != NULL && sf_sampler_mean(step->delay) > 0.0))
            continue;
        for (size_t s = 0; s < c->model->n_segments; s++) {
            if (step->p[s] > 0.0)
                return true;
        }
    }
    return false;
}

/* What only NAV can do: the decisions, and what stands between veileder and provider. */
static const char *what_only_a_veileder_does(const programme *prog, size_t task)
{
    if (prog->starts_with == task)
        return _("starts the programme");
    if (prog->referral == task)
        return _("is the referral to a tiltak");
    if (prog->takeover == task)
        return _("is for a new owner");
    if (prog->application_task == task)
        return _("decides the application");
    if (prog->has_extension && prog->extension_test == task)
        return _("is the test for an extension");
    for (size_t j = 0; j < prog->n_exits; j++) {
        if (prog->exits[j].handover == task)
            return _("is the hand-over of a claim");
    }
    return NULL;
}

static void check_delegation(checker *c, const tiltak *t, const sf_node *node)
{
    for (size_t p = 0; t->delegates != NULL && p < c->model->n_programmes; p++) {
        const programme *prog = &first(c)->programmes[p];

        for (size_t i = 0; i < prog->n_tasks; i++) {
            const char *why = what_only_a_veileder_does(prog, i);

            if (t->delegates->hand_back[p] == i && why != NULL && prog->takeover != i)
                sf_problems_error(c->problems, place_of(node, "delegates.hand_back"),
                                  _("the provider of %s cannot hand back with %s: in %s it %s; name a task of its own"),
                                  t->id, prog->tasks[i].id, prog->id, why);
            if ((t->delegates->tasks[p] >> i & 1) == 0)
                continue;
            if (t->delegates->hand_back[p] == i)
                why = _("comes when the provider hands back");
            if (why != NULL)
                sf_problems_error(c->problems, place_of(node, "delegates"),
                                  _("the provider of %s cannot hold %s: in %s it %s; leave it out of delegates.tasks"),
                                  t->id, prog->tasks[i].id, prog->id, why);
        }
    }
}

static void check_tiltak_choices(checker *c, const tiltak *t)
{
    const sf_node *node = node_of(c, "tiltak", t->id);

    check_delegation(c, t, node);

    if (t->substitute != SF_NONE && first(c)->tiltak[t->substitute].id == t->id)
        sf_problems_error(c->problems, place_of(node, "substitute"),
                          _("%s is its own substitute; name another tiltak, or leave out substitute"), t->id);
    for (size_t k = 0; k < t->n_then; k++) {
        if (!t->then[k].after_drop_out || t->drop_out != NULL)
            continue;
        sf_problems_error(
            c->problems, place_of(node, "then"),
            _("nobody ever drops out of %s, so nothing can follow that; write drop_out = \"3 %%/mo\", or leave out the row of then"),
            t->id);
        break;
    }
    if (t->budget != SF_NONE && !(t->cost_per_day > 0.0))
        sf_problems_error(
            c->problems, place_of(node, "budget"),
            _("%s is paid from a budget but costs nothing, so the budget never stops it; write cost = \"10000 NOK/mo\", or leave out budget"),
            t->id);
}

/* Marks the tiltak that a stay in `from` leads to without any time passing, itself not counted unless it is led back to. */
static void mark_reached_at_once(checker *c, const epoch *now, size_t from)
{
    const size_t n = c->model->n_tiltak;
    bool found = true;

    for (size_t i = 0; i < n; i++)
        c->reached[i] = takes_no_time(&now->tiltak[i]) && follows_at_once(c, &now->tiltak[from], i);
    while (found) {
        found = false;
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < n && c->reached[i]; k++) {
                if (c->reached[k] || !takes_no_time(&now->tiltak[k]) || !follows_at_once(c, &now->tiltak[i], k))
                    continue;
                c->reached[k] = found = true;
            }
        }
    }
}

/* Stays without length that follow each other in a circle would keep a person busy for ever in one moment. */
static void check_chain_takes_time(checker *c, const epoch *now)
{
    for (size_t i = 0; i < c->model->n_tiltak; i++) {
        if (now->tiltak[i].n_then == 0 || !takes_no_time(&now->tiltak[i]))
            continue;
        mark_reached_at_once(c, now, i);
        if (!c->reached[i])
            continue;
        sf_problems_error(
            c->problems, place_of(node_of(c, "tiltak", now->tiltak[i].id), "then"),
            _("%s leads back to itself without any time passing, so the run would stand still; give a tiltak in the circle a stay, or its next "
              "a delay"),
            now->tiltak[i].id);
        return; /* the others of the circle say the same */
    }
}

/* --- labour markets ------------------------------------------------------------------------------------------------------- */

static void check_market_is_asked(checker *c, size_t which)
{
    for (size_t p = 0; p < c->model->n_programmes; p++) {
        const programme *prog = &first(c)->programmes[p];

        for (size_t j = 0; j < prog->n_exits; j++) {
            if (prog->exits[j].market == which)
                return;
        }
    }
    sf_problems_warning(
        c->problems, sf_node_place(node_of(c, "labour_markets", first(c)->markets[which].id)),
        _("no exit takes the openings of %s, so they change nothing; write opening = { market = \"%s\"; } in an exit"),
        first(c)->markets[which].id, first(c)->markets[which].id);
}

/* --- teams ---------------------------------------------------------------------------------------------------------------- */

/* Marks the teams that own people, or look after them, in an epoch. */
static void mark_teams_at_work(const checker *c, const epoch *now, bool at_work[])
{
    for (size_t p = 0; p < c->model->n_programmes; p++) {
        for (size_t s = 0; s < c->model->n_segments; s++) {
            uint16_t t = team_that_serves(c->model, now, p, s);

            if (t == SF_NONE || !enters(c, p, s))
                continue;
            at_work[t] = true;
            for (size_t i = 0; i < now->programmes[p].n_tasks; i++) {
                if (now->programmes[p].tasks[i].team != SF_NONE)
                    at_work[now->programmes[p].tasks[i].team] = true;
            }
            if (now->teams[t].full == FULL_POOL && now->teams[t].pool != SF_NONE)
                at_work[now->teams[t].pool] = true;
        }
    }
}

static void check_service(checker *c)
{
    for (size_t p = 0; p < c->model->n_programmes; p++) {
        for (size_t s = 0; s < c->model->n_segments && first(c)->programmes[p].n_tasks > 0; s++) {
            if (team_that_serves(c->model, first(c), p, s) != SF_NONE || !enters(c, p, s))
                continue;
            sf_problems_error(
                c->problems, sf_node_place(node_of(c, "programmes", first(c)->programmes[p].id)),
                _("no team serves people of segment %s in programme %s; name the programme in the serves of a team"),
                first(c)->segments[s].id, first(c)->programmes[p].id);
            break;
        }
    }
}

/* The first office that has people for the team and nobody to help them. */
static void check_each_office(checker *c, const epoch *now, size_t t)
{
    for (size_t i = 0; i < c->model->n_offices; i++) {
        if (now->offices[i].served_by != i || now->heads[desk_of(c->model, t, i)] > 0)
            continue;
        sf_problems_warning(
            c->problems, place_of(node_of(c, "teams", now->teams[t].id), "veiledere"),
            _("in scenario %s the office %s has people for the team %s but no veileder, so nothing is done for them; give the team staff = { at_least = 1; }"),
            c->scenario->id, now->offices[i].id, now->teams[t].id);
        return;
    }
}

static void check_somebody_works(checker *c, const epoch *now)
{
    memset(c->at_work_now, 0, c->model->n_teams * sizeof *c->at_work_now);
    mark_teams_at_work(c, now, c->at_work_now);
    for (size_t t = 0; t < c->model->n_teams; t++) {
        c->at_work_ever[t] = c->at_work_ever[t] || c->at_work_now[t];
        if (c->at_work_now[t] && now->teams[t].veiledere == 0)
            sf_problems_warning(
                c->problems, place_of(node_of(c, "teams", now->teams[t].id), "veiledere"),
                _("in scenario %s the team %s has people but no veileder, so nothing is done for them; give it veiledere"),
                c->scenario->id, now->teams[t].id);
        else if (c->at_work_now[t] && c->model->in_each_office[t])
            check_each_office(c, now, t);
    }
}

/* A post has luck for half a million spells of absence, and for as many veiledere one after the other (docs/streams.md). */
enum { MOST_EXPECTED_SPELLS = 500000 };

static void check_posts_have_luck(checker *c, const epoch *now, size_t which)
{
    const team *t = &now->teams[which];
    double absences = 0.0, holders = t->turnover_rate * c->model->horizon_days;

    if (t->absence_spell != NULL)
        absences = c->model->horizon_days / (t->absence_gap_days + sf_sampler_mean(t->absence_spell));
    if (absences > MOST_EXPECTED_SPELLS)
        sf_problems_error(c->problems, place_of(node_of(c, "teams", t->id), "absence_spell"),
                          _("a veileder of %s would be away %.0f times; there is luck for %d: let spells be longer"),
                          t->id, absences, MOST_EXPECTED_SPELLS);
    if (holders > MOST_EXPECTED_SPELLS)
        sf_problems_error(c->problems, place_of(node_of(c, "teams", t->id), "turnover"),
                          _("%.0f veiledere of %s would leave one post; there is luck for %d: let them stay longer"),
                          holders, t->id, MOST_EXPECTED_SPELLS);
}

/* A pool promises its people a task every so often: some of them must have that task, again and again. */
static void check_minimum(checker *c, const epoch *now, size_t pool)
{
    const char *wanted = now->teams[pool].minimum_task;

    for (size_t p = 0; p < c->model->n_programmes && wanted != NULL; p++) {
        const programme *prog = &now->programmes[p];

        for (size_t i = 0; i < prog->n_tasks; i++) {
            if (strcmp(prog->tasks[i].id, wanted) == 0 && prog->tasks[i].every != NULL)
                return;
        }
    }
    if (wanted != NULL)
        sf_problems_error(
            c->problems, place_of(node_of(c, "teams", now->teams[pool].id), "minimum.task"),
            _("the minimum of %s is the task %s, which nobody has again and again; name a task with every"),
            now->teams[pool].id, wanted);
}

/* --- dates ---------------------------------------------------------------------------------------------------------------- */

/* `end` is the first day that is not run to its end. */
static void check_dates(checker *c, const sf_node *node, double end)
{
    double last = sf_node_last_change(node);

    if (last >= end) {
        const sf_date when = sf_civil_date((int32_t)last), until = sf_civil_date((int32_t)end - 1);
        const sf_place *place = sf_node_place(node);
        char text[512];

        snprintf(
            text, sizeof text,
            _("%s changes on %04d-%02d-%02d, but the run ends with %04d-%02d-%02d; choose a day before that, or a longer time.length"),
            sf_node_path(node), when.year, when.month, when.day, until.year, until.month, until.day);
        if (strcmp(place->file, c->main_file) == 0 || strncmp(place->file, "--", 2) == 0)
            sf_problems_error(c->problems, place, "%s", text);
        else
            sf_problems_warning(c->problems, place, "%s", text); /* other configs, with later years, share the file */
    }
    for (size_t i = 0; i < sf_node_count(node); i++)
        check_dates(c, sf_node_at(node, i), end);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------ */

static void check_scenario(checker *c)
{
    for (size_t s = 0; s < c->model->n_segments; s++)
        c->entered[s] = programmes_entered(c, s);
    c->entered_by_any = programmes_entered(c, SF_NONE);
    for (size_t p = 0; p < c->model->n_programmes; p++)
        check_programme(c, p);
    check_service(c);
    for (size_t i = 0; i < c->model->n_markets; i++)
        check_market_is_asked(c, i);
    for (size_t e = 0; e < c->scenario->n_epochs; e++) {
        const epoch *now = &c->scenario->epochs[e];

        for (size_t i = 0; i < c->model->n_tiltak; i++)
            check_tiltak_fits(c, now, &now->tiltak[i]);
        check_chain_takes_time(c, now);
        for (size_t i = 0; i < c->model->n_tiltak && e == 0; i++)
            check_tiltak_choices(c, &now->tiltak[i]);
        for (size_t t = 0; t < c->model->n_teams; t++)
            check_minimum(c, now, t);
        for (size_t t = 0; t < c->model->n_teams; t++)
            check_posts_have_luck(c, now, t);
        check_somebody_works(c, now);
    }
    check_dates(c, c->root, floor(c->model->origin_civil_day + c->model->horizon_days));
}

/* A team is needed in one scenario at least: a pool that only some of them send people to is. Where a programme has no people that has
 * been told, and idle teams would follow from it. */
static void check_idle_teams(checker *c)
{
    for (size_t p = 0; p < c->model->n_programmes; p++) {
        if (!enters(c, p, SF_NONE))
            return;
    }
    for (size_t t = 0; t < c->model->n_teams; t++) {
        if (!c->at_work_ever[t])
            sf_problems_error(
                c->problems, sf_node_place(node_of(c, "teams", first(c)->teams[t].id)),
                _("nobody is ever served by the team %s: other teams go first for all its people, or it serves no programme and no team sends "
                  "people to it by when_full = \"pool(%s)\"; change what it serves, or remove it"),
                first(c)->teams[t].id, first(c)->teams[t].id);
    }
}

/* --- how many -------------------------------------------------------------------------------------------------------------- */

/* People who are there at a time at the least: nobody waits, and nobody comes before the run begins. */
static double people_at_a_time(const sf_outlook *o, double horizon_days)
{
    double people = 0.0;

    for (size_t i = 0; i < o->n_programmes; i++)
        people += fmin(o->programmes[i].people, o->programmes[i].starts * horizon_days / SF_DAYS_PER_YEAR);
    return people;
}

/* False when memory ran out. */
static bool check_room(checker *c, size_t scenario)
{
    const double gib = 1073741824.0;
    double bytes_each, people, room = sf_model_room(c->model, &bytes_each);
    sf_outlook outlook;

    if (sf_outlook_make(c->model, scenario, &outlook, NULL) != SF_OK)
        return false;
    people = people_at_a_time(&outlook, c->model->horizon_days);
    sf_outlook_free(&outlook);
    if (people > room)
        sf_problems_error(
            c->problems, place_of(c->root, "programmes"),
            _("about %.0f people would be there at a time, which needs about %.0f GiB; the limit is %.0f people and %.0f GiB: simulate fewer"),
            people, people * bytes_each / gib, room, room * bytes_each / gib);
    return true;
}

bool sf_model_check_semantics(sf_model *model, const sf_config *config, sf_problems *problems)
{
    checker c = {.model = model, .problems = problems, .root = sf_setup_root(sf_config_base(config))};
    const bool has_scenarios = sf_config_scenario_count(config) > 0;

    c.main_file = place_of(c.root, "saksflyt")->file;
    c.at_work_now = sf_model_allocate(model, model->n_teams + 1, sizeof *c.at_work_now);
    c.at_work_ever = sf_model_allocate(model, model->n_teams + 1, sizeof *c.at_work_ever);
    c.reached = sf_model_allocate(model, model->n_tiltak + 1, sizeof *c.reached);
    if (c.at_work_now == NULL || c.at_work_ever == NULL || c.reached == NULL)
        return false;
    assert(model->n_declared > 0);                 /* a config without scenarios has one, the base */
    for (size_t i = model->n_declared; i-- > 0;) { /* the first one last, so that it is the one whose teams are named */
        c.scenario = &model->scenarios[i];
        c.root = sf_setup_root(has_scenarios ? sf_config_scenario(config, i) : sf_config_base(config));
        check_scenario(&c);
    }
    check_idle_teams(&c);
    return problems->errors > 0 || check_room(&c, 0);
}
