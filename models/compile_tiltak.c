/* models/compile_tiltak.c - tiltak with their places and effects, and treatments.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

/* The exits that an effect's exit id names, programme by programme. */
static const uint16_t *exits_named(compiler *c, const programme *programmes, const char *id)
{
    uint16_t *out = compile_take(c, c->model->n_programmes, sizeof *out);

    for (size_t p = 0; out != NULL && programmes != NULL && p < c->model->n_programmes; p++) {
        out[p] = SF_NONE;
        for (size_t j = 0; j < programmes[p].n_exits; j++) {
            if (strcmp(programmes[p].exits[j].id, id) == 0)
                out[p] = (uint16_t)j;
        }
    }
    return out;
}

/* The rows of then; "rest" gets what the others leave. */
static const tiltak_step *compile_steps(compiler *c, const sf_node *node, size_t *count)
{
    const sf_node *list = sf_node_get(node, "then");
    const size_t n = sf_node_count(list), segments = c->model->n_segments;
    tiltak_step *out = compile_take(c, n, sizeof *out);
    double *left = compile_take(c, 2 * segments, sizeof *left); /* after a completed stay; after dropping out */
    double *shares = compile_take(c, n * segments, sizeof *shares);

    *count = n;
    if (out == NULL || left == NULL || shares == NULL)
        return NULL;
    for (size_t s = 0; s < 2 * segments; s++)
        left[s] = 1.0;
    for (size_t i = 0; i < n; i++) {
        const sf_node *row = sf_node_at(list, i), *p = sf_node_get(row, "p");
        double *share = shares + i * segments;

        out[i] = (tiltak_step){compile_reference(c, row, "next", c->tiltak, c->model->n_tiltak), share,
                               compile_sampler(c, row, "delay"), compile_is_word(c, row, "after", "drop_out")};
        for (size_t s = 0; s < segments; s++) {
            const sf_node *value = sf_node_for(p, sf_node_id(c->segments[s]));

            share[s] = sf_node_is_rest(value, c->day) ? -1.0 : sf_node_number(value, c->day);
            left[out[i].after_drop_out * segments + s] -= fmax(share[s], 0.0);
        }
    }
    for (size_t s = 0; s < segments; s++) {
        for (size_t i = 0; i < n; i++) {
            if (shares[i * segments + s] < 0.0)
                shares[i * segments + s] = fmax(left[out[i].after_drop_out * segments + s], 0.0);
        }
        if (fmin(left[s], left[segments + s]) < -1e-9) {
            sf_problems_error(
                c->problems, sf_node_place(list),
                _("what follows %s adds up to %g for segment %s; the rows of then must add up to at most 1"),
                sf_node_id(node), 1.0 - fmin(left[s], left[segments + s]), sf_node_id(c->segments[s]));
            break;
        }
    }
    return out;
}

static const course_start *compile_starts(compiler *c, const sf_node *node, size_t *count)
{
    const sf_node *list = sf_node_get(node, "starts");
    course_start *out = compile_take(c, sf_node_count(list), sizeof *out);

    *count = sf_node_count(list);
    for (size_t i = 0; out != NULL && i < *count; i++) {
        const sf_node *row = sf_node_at(list, i);

        out[i].on = compile_number(c, row, "on", 0.0) - c->model->origin_civil_day;
        if (sf_node_get(row, "every") != NULL)
            out[i].every = compile_legal_time(c, row, "every");
    }
    return out;
}

const appropriation *compile_budgets(compiler *c)
{
    appropriation *out = compile_take(c, c->model->n_budgets, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_budgets; i++) {
        out[i].id = sf_node_id(c->budgets[i]);
        out[i].per_day = compile_number(c, c->budgets[i], "amount", 0.0);
    }
    return out;
}

/* The task of that id in each programme; SF_NONE where there is none. */
static uint16_t task_in(const programme *prog, const char *id)
{
    for (size_t i = 0; id != NULL && i < prog->n_tasks; i++) {
        if (strcmp(prog->tasks[i].id, id) == 0)
            return (uint16_t)i;
    }
    return SF_NONE;
}

static const delegation *compile_delegation(compiler *c, const char *owner, const sf_node *node,
                                            const programme *programmes)
{
    const size_t n = c->model->n_programmes;
    const sf_node *named = node == NULL ? NULL : sf_node_get(node, "tasks");
    delegation *out = node == NULL ? NULL : compile_take(c, 1, sizeof *out);
    uint32_t *tasks = out == NULL ? NULL : compile_take(c, n, sizeof *tasks);
    uint16_t *hand_back = tasks == NULL ? NULL : compile_take(c, n, sizeof *hand_back);
    uint32_t *purposes = hand_back == NULL ? NULL : compile_take(c, n * SF_MOST_TASK_TYPES, sizeof *purposes);

    if (purposes == NULL)
        return NULL;
    for (size_t p = 0; p < n; p++) {
        hand_back[p] = task_in(&programmes[p], compile_text(c, node, "hand_back"));
        for (size_t i = 0; i < sf_node_words(named, c->day); i++) {
            const uint16_t task = task_in(&programmes[p], sf_node_word(named, c->day, i));

            if (task == SF_NONE)
                continue;
            tasks[p] |= UINT32_C(1) << task;
            purposes[p * SF_MOST_TASK_TYPES + task] =
                compile_purpose(c, "tiltak.%s.delegates.%s", owner, programmes[p].tasks[task].id);
        }
    }
    *out = (delegation){.tasks = tasks,
                        .hand_back = hand_back,
                        .share = compile_by_segment(c, node, "share"),
                        .contact = compile_number(c, node, "contact", 0.0),
                        .quality = compile_number(c, node, "quality", 0.0),
                        .cost = compile_number(c, node, "cost", 0.0),
                        .purposes = purposes};
    return out;
}

tiltak *compile_tiltak(compiler *c, const programme *programmes)
{
    tiltak *out = compile_take(c, c->model->n_tiltak, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_tiltak; i++) {
        const sf_node *node = c->tiltak[i], *accepts = sf_node_get(node, "accepts"),
                      *rows = sf_node_get(node, "effect");
        tiltak *t = &out[i];
        tiltak_effect *effects;
        bool any;

        t->id = sf_node_id(node);
        t->label = compile_label(c, node);
        t->purpose = compile_purpose(c, "tiltak.%s.stay", t->id);
        t->patience_purpose = compile_purpose(c, "tiltak.%s.patience", t->id);
        t->clears_purpose = compile_purpose(c, "tiltak.%s.clears", t->id);
        t->then_purpose = compile_purpose(c, "tiltak.%s.then", t->id);
        t->then_delay_purpose = compile_purpose(c, "tiltak.%s.then.delay", t->id);
        t->is_parallel = compile_is_on(c, node, "parallel");
        t->is_sheltered = compile_is_on(c, node, "sheltered");
        t->keeps = compile_is_on(c, node, "keep");
        t->stacks = compile_is_on(c, node, "stack");
        t->then = compile_steps(c, node, &t->n_then);
        t->drop_out_purpose = compile_purpose(c, "tiltak.%s.drop_out", t->id);
        t->drop_out = compile_by_segment(c, node, "drop_out");
        t->starts = compile_starts(c, node, &t->n_starts);
        t->substitute = compile_reference(c, sf_node_get(node, "substitute"), "tiltak", c->tiltak, c->model->n_tiltak);
        t->substitute_after_days = compile_number(c, node, "substitute.after", 0.0);
        t->delegates = compile_delegation(c, t->id, sf_node_get(node, "delegates"), programmes);
        t->budget = compile_reference(c, node, "budget", c->budgets, c->model->n_budgets);
        t->places = compile_number(c, node, "places", 0.0);
        t->room = compile_number(c, node, "room", (double)INFINITY);
        t->stay = compile_sampler(c, node, "stay");
        t->patience = compile_sampler(c, node, "patience");
        t->longest_days = compile_number(c, node, "longest", (double)INFINITY);
        t->takes_everyone = accepts == NULL;
        t->accepted_barriers = (uint32_t)compile_bits_among(c, accepts, c->barriers, c->model->n_barriers, &any);
        t->accepted_segments = compile_bits_among(c, accepts, c->segments, c->model->n_segments, &any);
        if (!any)
            t->accepted_segments = UINT64_MAX;
        t->accepted_goals = compile_bits_among(c, accepts, c->goals, c->model->n_goals, &t->names_goals);
        t->offers = compile_need_bits(c, node, "offers");
        t->clears = compile_number(c, node, "clears", 1.0);
        t->rule = compile_rule(c, node, "queue");
        t->cost_per_day = compile_number(c, node, "cost", 0.0);
        t->municipality_pays = compile_is_word(c, node, "payer", "municipality");
        t->n_effects = sf_node_count(rows);
        t->effects = effects = compile_take(c, t->n_effects, sizeof *effects);
        for (size_t k = 0; effects != NULL && k < t->n_effects; k++) {
            const sf_node *row = sf_node_at(rows, k);

            effects[k] = (tiltak_effect){
                exits_named(c, programmes, compile_text(c, row, "exit")),
                compile_number(c, row, "during", 1.0),
                compile_number(c, row, "after", 1.0),
                compile_number(c, row, "lasts", (double)INFINITY),
                compile_bits_among(c, sf_node_get(row, "profiles"), c->profiles, c->model->n_profiles, &any),
                sf_node_get(row, "profiles") == NULL};
        }
    }
    return out;
}

const treatment *compile_treatments(compiler *c)
{
    treatment *out = compile_take(c, c->model->n_treatments, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_treatments; i++) {
        const sf_node *node = c->treatments[i];
        treatment *t = &out[i];

        t->id = sf_node_id(node);
        t->label = compile_label(c, node);
        t->wait_purpose = compile_purpose(c, "treatment.%s.wait", t->id);
        t->stay_purpose = compile_purpose(c, "treatment.%s.stay", t->id);
        t->clears_purpose = compile_purpose(c, "treatment.%s.clears", t->id);
        t->offers = compile_need_bits(c, node, "offers");
        t->wait = compile_sampler(c, node, "wait");
        t->places = compile_number(c, node, "places", 0.0);
        t->patience_purpose = compile_purpose(c, "treatment.%s.patience", t->id);
        t->patience = compile_sampler(c, node, "patience");
        t->rule = compile_rule(c, node, "queue");
        if ((t->wait == NULL) == (sf_node_get(node, "places") == NULL))
            sf_problems_error(
                c->problems, sf_node_place(node),
                _("the treatment %s must have either places, with a queue, or a wait that is drawn; write one of them"),
                t->id);
        t->stay = compile_sampler(c, node, "stay");
        t->clears = compile_number(c, node, "clears", 1.0);
    }
    return out;
}
