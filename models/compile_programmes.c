/* models/compile_programmes.c - programmes: tasks, exits and the legal clock.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

static const consequence *compile_then(compiler *c, const sf_node *programme_node, const sf_node *const *tasks,
                                       size_t n_tasks, const sf_node *const *exits, size_t n_exits, const sf_node *task,
                                       size_t *count)
{
    const sf_node *list = sf_node_get(task, "then");
    size_t n = sf_node_count(list);
    consequence *out = compile_take(c, n, sizeof *out);
    double *left = compile_take(c, c->model->n_segments, sizeof *left); /* what "rest" gets, by segment */
    double *shares = compile_take(c, n * c->model->n_segments, sizeof *shares);

    *count = n;
    if (out == NULL || left == NULL || shares == NULL)
        return NULL;
    for (size_t s = 0; s < c->model->n_segments; s++)
        left[s] = 1.0;
    for (int second = 0; second < 2; second++) { /* numbers first, then the rests */
        for (size_t i = 0; i < n; i++) {
            const sf_node *row = sf_node_at(list, i), *p = sf_node_get(row, "p");
            bool is_need = sf_node_get(row, "need") != NULL;
            double *share = shares + i * c->model->n_segments;

            if (second == 0) {
                const char *id;

                out[i].p = share;
                out[i].purpose = compile_purpose(c, "programmes.%s.tasks.%s.then.%s", sf_node_id(programme_node),
                                                 sf_node_id(task), is_need ? compile_text(c, row, "need") : "or");
                out[i].delay_purpose = compile_purpose(c, "programmes.%s.tasks.%s.then.or.delay",
                                                       sf_node_id(programme_node), sf_node_id(task));
                out[i].delay = compile_sampler(c, row, "delay");
                out[i].target = SF_NONE;
                if ((id = compile_text(c, row, "need")) != NULL) {
                    out[i].kind = LEADS_TO_NEED;
                    for (size_t k = 0; k < c->model->n_needs; k++) {
                        if (strcmp(c->model->needs[k], id) == 0)
                            out[i].target = (uint16_t)k;
                    }
                } else if ((id = compile_text(c, row, "exit")) != NULL) {
                    out[i].kind = LEADS_TO_EXIT;
                    out[i].target = compile_index(exits, n_exits, id);
                } else if ((id = compile_text(c, row, "next")) != NULL) {
                    out[i].kind = LEADS_TO_TASK;
                    out[i].target = compile_index(tasks, n_tasks, id);
                } else if ((id = compile_text(c, row, "clears")) != NULL) {
                    out[i].kind = LEADS_TO_CLEARED_BARRIER;
                    out[i].target = compile_index(c->barriers, c->model->n_barriers, id);
                } else {
                    sf_problems_error(c->problems, sf_node_place(row), "%s",
                                      _("a row of then leads nowhere; write one of need, exit, next or clears"));
                }
            }
            for (size_t s = 0; s < c->model->n_segments; s++) {
                const sf_node *value = sf_node_for(p, sf_node_id(c->segments[s]));
                bool is_rest = sf_node_is_rest(value, c->day);

                if (second == 0 && !is_rest) {
                    share[s] = sf_node_number(value, c->day);
                    if (!is_need)
                        left[s] -= share[s];
                } else if (second == 1 && is_rest) {
                    out[i].rest |= UINT64_C(1) << s;
                    share[s] = fmax(0.0, left[s]);
                }
            }
        }
    }
    for (size_t s = 0; s < c->model->n_segments; s++) {
        if (left[s] < -1e-9) {
            sf_problems_error(
                c->problems, sf_node_place(list),
                _("the exits, next tasks and cleared barriers of %s add up to %.10g for segment %s; they must add up to at most 1"),
                sf_node_id(task), 1.0 - left[s], sf_node_id(c->segments[s]));
            break;
        }
    }
    return out;
}

static task_type *compile_tasks(compiler *c, const sf_node *owner, const sf_node *const *tasks, size_t n,
                                const sf_node *const *exits, size_t n_exits)
{
    static const char *const waits[TASK_WAITS] = {"meeting", "assessment", "plan", "decision"};
    task_type *out = compile_take(c, n, sizeof *out);

    for (size_t i = 0; out != NULL && i < n; i++) {
        const sf_node *node = tasks[i];
        task_type *t = &out[i];

        t->id = sf_node_id(node);
        t->label = compile_label(c, node);
        t->purpose = compile_purpose(c, "programmes.%s.tasks.%s", sf_node_id(owner), t->id);
        t->gap_purpose = compile_purpose(c, "programmes.%s.tasks.%s.gap", sf_node_id(owner), t->id);
        t->no_show_purpose = compile_purpose(c, "programmes.%s.tasks.%s.no_show", sf_node_id(owner), t->id);
        t->after = compile_reference(c, node, "after", tasks, n);
        t->due = compile_number(c, node, "due", NAN);
        t->every = compile_by_segment(c, node, "every");
        t->rate = compile_by_segment(c, node, "rate");
        t->team = compile_reference(c, node, "team", c->teams, c->model->n_teams);
        t->is_travelled_for = compile_is_on(c, node, "travel");
        t->self_service = compile_by_segment(c, node, "self_service");
        t->self_service_purpose = compile_purpose(c, "programmes.%s.tasks.%s.self_service", sf_node_id(owner), t->id);
        t->only_in_tiltak = compile_is_word(c, node, "during", "tiltak");
        if (compile_is_word(c, node, "opens", "entry"))
            t->opens = OPENS_AT_ENTRY;
        else if (!compile_is_word(c, node, "opens", "asked") &&
                 (compile_is_word(c, node, "opens", "start") || !isnan(t->due) || t->every != NULL || t->rate != NULL))
            t->opens = OPENS_AT_START;
        else
            t->opens = OPENS_WHEN_ASKED;
        t->minutes = compile_sampler(c, node, "minutes");
        t->documentation_minutes = compile_number(c, node, "documentation", 0.0);
        t->hours = t->minutes == NULL ? 0.0 : (sf_sampler_mean(t->minutes) + t->documentation_minutes) / 60.0;
        t->priority = sf_node_get(node, "priority") == NULL ? -1 : (int)compile_number(c, node, "priority", 0.0);
        t->has_deadline = compile_is_on(c, node, "deadline");
        t->can_be_missed = compile_is_on(c, node, "no_show");
        t->counts = compile_number(c, node, "counts", 1.0);
        t->counts_as = -1;
        for (int w = 0; w < TASK_WAITS; w++) {
            if (compile_is_word(c, node, "counts_as", waits[w]))
                t->counts_as = w;
        }
        t->then = compile_then(c, owner, tasks, n, exits, n_exits, node, &t->n_then);
    }
    for (size_t i = 0; out != NULL && i < n; i++) {
        if (out[i].after != SF_NONE)
            out[out[i].after].followed_by |= UINT32_C(1) << i;
    }
    return out;
}

/* Design 3: C > D^2 > 1, at the value and at both ends of the ranges. */
static bool door_is_possible(compiler *c, const sf_node *node, double d, double most)
{
    if (most > d * d && d > 1.0)
        return true;
    sf_problems_error(
        c->problems, sf_node_place(node),
        _("without_end is %g and doubling is %g; without_end must be larger than doubling squared (%g), and doubling larger than 1"),
        most, d, d * d);
    return false;
}

static void compile_door(compiler *c, const sf_node *node, exit_kind *e)
{
    const sf_node *doubling = sf_node_get(node, "follow_up.doubling"),
                  *without_end = sf_node_get(node, "follow_up.without_end");
    double d, most, low_d, high_d, low_most, high_most;
    bool has_ranges;

    if (doubling == NULL || without_end == NULL)
        return;
    d = sf_node_number(doubling, c->day);
    most = sf_node_number(without_end, c->day);
    has_ranges = sf_node_range(doubling, c->day, &low_d, &high_d);
    has_ranges = sf_node_range(without_end, c->day, &low_most, &high_most) && has_ranges;
    if (d <= 1.0 && most <= 1.0)
        return;
    if (!door_is_possible(c, without_end, d, most))
        return;
    if (has_ranges &&
        (!door_is_possible(c, without_end, low_d, low_most) || !door_is_possible(c, without_end, high_d, high_most)))
        return;
    if ((c->effect == EFFECT_LOW || c->effect == EFFECT_HIGH) && !has_ranges) {
        sf_problems_error(
            c->problems, sf_node_place(without_end), "%s",
            _("study.follow_up_effects asks for low or high, but doubling and without_end have no range to take them from; write \"1.1, 1.05..1.2, antatt\""));
        return;
    }
    if (c->effect == EFFECT_OFF)
        return;
    d = c->effect == EFFECT_LOW ? low_d : c->effect == EFFECT_HIGH ? high_d : d;
    most = c->effect == EFFECT_LOW ? low_most : c->effect == EFFECT_HIGH ? high_most : most;
    e->follow_up_k = log(most) / log(d) - 2.0;
    e->follow_up_beta = log(most) * (1.0 + e->follow_up_k) / e->follow_up_k;
}

static int by_step(const void *a, const void *b)
{
    const rate_step *x = a, *y = b;

    return (x->from_days > y->from_days) - (x->from_days < y->from_days);
}

const rate_step *compile_rate_steps(compiler *c, const sf_node *node, size_t *n)
{
    const sf_node *rows = sf_node_get(node, "by_time");
    rate_step *out = compile_take(c, sf_node_count(rows), sizeof *out);

    *n = sf_node_count(rows);
    for (size_t k = 0; out != NULL && k < *n; k++)
        out[k] = (rate_step){compile_number(c, sf_node_at(rows, k), "from", 0.0),
                             compile_number(c, sf_node_at(rows, k), "times", 1.0)};
    if (out != NULL)
        qsort(out, *n, sizeof *out, by_step);
    return out;
}

static const rate_step *compile_left_steps(compiler *c, const sf_node *node, size_t *n)
{
    const sf_node *rows = sf_node_get(node, "by_time_left");
    rate_step *out = compile_take(c, sf_node_count(rows), sizeof *out);

    *n = sf_node_count(rows);
    for (size_t k = 0; out != NULL && k < *n; k++)
        out[k] = (rate_step){compile_number(c, sf_node_at(rows, k), "within", 0.0),
                             compile_number(c, sf_node_at(rows, k), "times", 1.0)};
    if (out != NULL)
        qsort(out, *n, sizeof *out, by_step);
    return out;
}

static const exit_kind *compile_exits(compiler *c, const sf_node *owner, const sf_node *const *exits, size_t n,
                                      const sf_node *const *tasks, size_t n_tasks)
{
    exit_kind *out = compile_take(c, n, sizeof *out);

    for (size_t i = 0; out != NULL && i < n; i++) {
        const sf_node *node = exits[i];
        exit_kind *e = &out[i];

        e->id = sf_node_id(node);
        e->label = compile_label(c, node);
        e->purpose = compile_purpose(c, "programmes.%s.exits.%s", sf_node_id(owner), e->id);
        e->rate = compile_by_segment(c, node, "rate");
        e->steps = compile_rate_steps(c, node, &e->n_steps);
        e->left_steps = compile_left_steps(c, node, &e->n_left_steps);
        if (e->n_left_steps > 0 && sf_node_get(owner, "clock") == NULL)
            sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "by_time_left")),
                              _("%s has no clock, so no time is ever left; give it one, or leave out by_time_left"),
                              sf_node_id(owner));
        e->with_barrier = compile_number(c, node, "with_barrier", 1.0);
        e->in_tiltak = compile_number(c, node, "in_tiltak", 1.0);
        e->is_local = compile_is_on(c, node, "local");
        compile_door(c, node, e);
        e->handover = compile_reference(c, node, "handover", tasks, n_tasks);
        e->decision = compile_sampler(c, node, "decision");
        e->turned_down = compile_by_segment(c, node, "turned_down");
        e->turned_down_purpose = compile_purpose(c, "programmes.%s.exits.%s.turned_down", sf_node_id(owner), e->id);
        compile_opening(c, owner, node, e);
        e->state = compile_state(c, e->id);
        compile_ways_on(c, owner, node, e);
        e->good = compile_is_word(c, node, "good", "yes")  ? SF_HIGHER_IS_BETTER
                  : compile_is_word(c, node, "good", "no") ? SF_LOWER_IS_BETTER
                                                           : SF_NEITHER_IS_BETTER;
    }
    return out;
}

static const uint16_t *exits_by_segment(compiler *c, const sf_node *parent, const char *key,
                                        const sf_node *const *exits, size_t n)
{
    const sf_node *node = sf_node_get(parent, key);
    uint16_t *out;

    if (node == NULL)
        return NULL;
    out = compile_take(c, c->model->n_segments, sizeof *out);
    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++)
        out[s] = compile_index(exits, n, sf_node_text(sf_node_for(node, sf_node_id(c->segments[s])), c->day));
    return out;
}

static ground_when compile_ground_when(const compiler *c, const sf_node *row)
{
    static const char *const words[] = {[WHEN_BARRIER_IS_OPEN] = "barrier_open",
                                        [WHEN_IN_TREATMENT] = "in_treatment",
                                        [WHEN_WAITING_FOR_TREATMENT] = "waiting_for_treatment",
                                        [WHEN_IN_TILTAK] = "in_tiltak",
                                        [WHEN_TILTAK_COMPLETED] = "tiltak_completed"};

    for (size_t i = 1; i < sizeof words / sizeof words[0]; i++) {
        if (compile_is_word(c, row, "when", words[i]))
            return (ground_when)i;
    }
    return WHEN_ANY;
}

static void compile_clock(compiler *c, const sf_node *node, programme *p, const sf_node *const *tasks, size_t n_tasks,
                          const sf_node *const *exits, size_t n_exits)
{
    const sf_node *clock = sf_node_get(node, "clock"), *extension = sf_node_get(clock, "extension"), *grounds;
    ground *g;

    if (clock == NULL)
        return;
    p->has_clock = true;
    p->limit = compile_legal_time(c, clock, "limit");
    p->at_limit = exits_by_segment(c, clock, "at_limit", exits, n_exits);
    p->at_limit_with_barrier = exits_by_segment(c, clock, "at_limit_with_barrier", exits, n_exits);
    p->applies_to = compile_is_word(c, clock, "applies_to", "new_spells")         ? APPLIES_TO_NEW_SPELLS
                    : compile_is_word(c, clock, "applies_to", "everyone_on_date") ? APPLIES_TO_EVERYONE
                                                                                  : APPLIES_FROM_NEXT_TEST;
    p->has_grace = sf_node_get(clock, "grace") != NULL;
    if (p->has_grace)
        p->grace = compile_legal_time(c, clock, "grace");
    p->has_end_window = sf_node_get(clock, "end_window") != NULL;
    if (p->has_end_window)
        p->end_window = compile_legal_time(c, clock, "end_window");
    if (extension == NULL)
        return;
    p->has_extension = true;
    p->extension_test = compile_reference(c, extension, "test", tasks, n_tasks);
    if (sf_node_get(extension, "opens") != NULL)
        p->extension_opens = compile_legal_time(c, extension, "opens");
    else
        p->extension_opens = p->end_window;
    p->extension_length = compile_legal_time(c, extension, "length");
    p->extension_cap = compile_legal_time(c, extension, "cap");
    p->late_test_continues = compile_is_word(c, extension, "if_late", "continues");
    p->extension_refused = exits_by_segment(c, extension, "refused", exits, n_exits);
    if (p->extension_refused == NULL)
        p->extension_refused = p->at_limit;
    grounds = sf_node_get(extension, "grounds");
    p->n_grounds = sf_node_count(grounds);
    p->grounds = g = compile_take(c, p->n_grounds, sizeof *g);
    for (size_t i = 0; g != NULL && i < p->n_grounds; i++) {
        const sf_node *row = sf_node_at(grounds, i);

        g[i].purpose = compile_purpose(c, "programmes.%s.clock.extension.grounds.%s", p->id, sf_node_id(row));
        g[i].when = compile_ground_when(c, row);
        g[i].passes = compile_by_segment(c, row, "passes");
        g[i].length = sf_node_get(row, "length") == NULL ? p->extension_length : compile_legal_time(c, row, "length");
    }
}

/* The task is named for something beside the application, or opens otherwise. */
static bool is_task_of_the_programme(compiler *c, const sf_node *owner, const programme *p, const sf_node *const *tasks)
{
    static const char *const roles[] = {"starts_with", "referral", "takeover", "clock.extension.test"};
    const uint16_t which = p->application_task;
    bool is = false;

    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        is = is || compile_reference(c, owner, roles[i], tasks, p->n_tasks) == which;
    for (size_t j = 0; p->exits != NULL && j < p->n_exits; j++)
        is = is || p->exits[j].handover == which;
    for (size_t i = 0; i < p->n_tasks; i++) {
        is = is || p->tasks[i].after == which;
        for (size_t k = 0; k < p->tasks[i].n_then; k++)
            is = is || (p->tasks[i].then[k].kind == LEADS_TO_TASK && p->tasks[i].then[k].target == which);
    }
    return is;
}

/* It is done before anybody reaches the office: once, by a team, and it is no contact. */
static void compile_application_task(compiler *c, const sf_node *owner, const programme *p, const sf_node *const *tasks,
                                     task_type *t)
{
    static const char *const others[] = {"opens", "after", "every", "rate", "counts_as", "then"};
    const sf_node *node = tasks[p->application_task];

    t->opens = OPENS_WHEN_ASKED;
    t->counts = 0.0;
    if (t->team == SF_NONE)
        sf_problems_error(
            c->problems, sf_node_place(node),
            _("the task %s decides applications of people who have no veileder yet; name the team that does it: team = \"TEAM\""),
            t->id);
    if (is_task_of_the_programme(c, owner, p, tasks))
        sf_problems_error(
            c->problems, sf_node_place(node),
            _("the task %s decides applications, and is named for something else, too; make that a task of its own"),
            t->id);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const sf_node *other = sf_node_get(node, others[i]);

        if (other != NULL && (strcmp(others[i], "then") != 0 || sf_node_count(other) > 0))
            sf_problems_error(
                c->problems, sf_node_place(other),
                _("the task %s is asked for by an application alone, and is reported as wait.decision; leave out %s"),
                t->id, others[i]);
    }
}

/* Bits: the tasks that come when the provider of some tiltak hands back. */
static uint32_t tasks_handed_back(const compiler *c, const sf_node *const *tasks, size_t n)
{
    uint32_t bits = 0;

    for (size_t t = 0; t < c->model->n_tiltak; t++) {
        const uint16_t task = compile_reference(c, sf_node_get(c->tiltak[t], "delegates"), "hand_back", tasks, n);

        bits |= task == SF_NONE ? 0 : UINT32_C(1) << task;
    }
    return bits;
}

const programme *compile_programmes(compiler *c)
{
    programme *out = compile_take(c, c->model->n_programmes, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_programmes; i++) {
        const sf_node *node = c->programmes[i], *task_list = sf_node_get(node, "tasks"),
                      *exit_list = sf_node_get(node, "exits");
        const sf_node **tasks = compile_elements(c, task_list, true), **exits = compile_elements(c, exit_list, true);
        programme *p = &out[i];
        task_type *own;

        if (tasks == NULL || exits == NULL)
            return NULL;
        p->id = sf_node_id(node);
        p->label = compile_label(c, node);
        p->purpose = compile_purpose(c, "programmes.%s", p->id);
        p->state = compile_state(c, p->id);
        p->applying_state = compile_state(c, "application");
        p->n_tasks = sf_node_count(task_list);
        p->n_exits = sf_node_count(exit_list);
        p->benefit = compile_by_segment(c, node, "benefit");
        p->municipality_pays = compile_is_word(c, node, "payer", "municipality");
        p->application_wait = compile_sampler(c, node, "application.wait");
        p->application_refused = compile_by_segment(c, node, "application.refused");
        p->refused_to = compile_reference(c, node, "application.refused_to", exits, p->n_exits);
        p->application_purpose = compile_purpose(c, "programmes.%s.application", p->id);
        p->application_task = compile_reference(c, node, "application.task", tasks, p->n_tasks);
        if (sf_node_get(node, "application") != NULL && !programme_is_applied_for(p))
            sf_problems_error(
                c->problems, sf_node_place(sf_node_get(node, "application")), "%s",
                _("nothing decides the application; write wait = \"70 d\", or task = \"TASK\" with a task that a team holds"));
        if (p->application_refused != NULL && p->refused_to == SF_NONE) {
            for (size_t s = 0; s < c->model->n_segments; s++) {
                if (p->application_refused[s] > 0.0) {
                    sf_problems_error(
                        c->problems, sf_node_place(sf_node_get(node, "application.refused")), "%s",
                        _("some applications are refused, but refused_to does not say where the refused go; write refused_to = \"EXIT\""));
                    break;
                }
            }
        }
        p->starts_with = compile_reference(c, node, "starts_with", tasks, p->n_tasks);
        p->referral = compile_reference(c, node, "referral", tasks, p->n_tasks);
        p->takeover = compile_reference(c, node, "takeover", tasks, p->n_tasks);
        p->reference = compile_by_segment(c, node, "follow_up.reference");
        p->memory_days = compile_number(c, node, "follow_up.memory", 0.0);
        p->step_days = compile_number(c, node, "follow_up.step", 0.0);
        p->start_phase_days = compile_number(c, node, "follow_up.start_phase", 0.0);
        p->has_no_show = sf_node_get(node, "no_show") != NULL;
        p->no_show_p = compile_by_segment(c, node, "no_show.p");
        p->no_show_minutes = compile_number(c, node, "no_show.minutes", 0.0);
        p->no_show_rebook_days = compile_number(c, node, "no_show.rebook", 0.0);
        p->overbooked = compile_number(c, node, "no_show.overbooked", 0.0);
        p->overbooked_minutes = compile_number(c, node, "no_show.overbooked_minutes", 0.0);
        p->rebooking_minutes = compile_number(c, node, "no_show.rebooking_minutes", 0.0);
        p->tasks = own = compile_tasks(c, node, tasks, p->n_tasks, exits, p->n_exits);
        p->exits = compile_exits(c, node, exits, p->n_exits, tasks, p->n_tasks);
        p->handed_back = tasks_handed_back(c, tasks, p->n_tasks);
        if (p->application_task != SF_NONE && own != NULL)
            compile_application_task(c, node, p, tasks, &own[p->application_task]);
        for (size_t j = 0; p->exits != NULL && j < p->n_exits; j++)
            p->limit_moves_rates = p->limit_moves_rates || p->exits[j].n_left_steps > 0;
        compile_clock(c, node, p, tasks, p->n_tasks, exits, p->n_exits);
        compile_past(c, node, p, exits, p->n_exits);
        compile_selection(c, node, p, exits, p->n_exits);
    }
    return out;
}
