/* models/compile_teams.c - teams: hours, absence, portfolios and rules.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

static void compile_pick(compiler *c, const sf_node *node, team *t)
{
    t->pick = compile_is_word(c, node, "portfolio.pick", "in_turn")     ? PICK_IN_TURN
              : compile_is_word(c, node, "portfolio.pick", "competent") ? PICK_COMPETENT
                                                                        : PICK_FEWEST;
    t->weights = (head_start){.is_new = compile_number(c, node, "weights.new", 0.0),
                              .near_limit = compile_number(c, node, "weights.near_limit", 0.0),
                              .deadline = compile_number(c, node, "weights.deadline", 0.0),
                              .young = compile_number(c, node, "weights.young", 0.0),
                              .complex = compile_number(c, node, "weights.complex", 0.0)};
}

static void compile_turnover(compiler *c, const sf_node *node, team *t)
{
    t->turnover_rate = compile_number(c, node, "turnover.rate", 0.0);
    t->turnover_purpose = compile_purpose(c, "teams.%s.turnover", t->id);
    t->vacancy = compile_sampler(c, node, "turnover.vacancy");
    t->colleagues_take_over = compile_is_word(c, node, "turnover.people", "colleagues");
    t->learning_days = compile_number(c, node, "learning.time", 0.0);
    t->first_speed = compile_number(c, node, "learning.speed", 1.0);
    t->first_quality = compile_number(c, node, "learning.quality", 1.0);
}

static void compile_quality(compiler *c, const sf_node *node, team *t)
{
    const sf_node *list = sf_node_get(node, "competences");
    competence *out;

    t->method = compile_number(c, node, "quality.method", 1.0);
    t->continuity = compile_number(c, node, "quality.continuity", 1.0);
    t->n_competences = sf_node_count(list);
    t->competences = out = compile_take(c, t->n_competences, sizeof *out);
    for (size_t i = 0; out != NULL && i < t->n_competences; i++) {
        const sf_node *row = sf_node_at(list, i), *whom = sf_node_get(row, "for");
        bool any;

        out[i] =
            (competence){.veiledere = (uint32_t)compile_number(c, row, "veiledere", 0.0),
                         .segments = compile_bits_among(c, whom, c->segments, c->model->n_segments, &any),
                         .barriers = (uint32_t)compile_bits_among(c, whom, c->barriers, c->model->n_barriers, &any),
                         .quality = compile_number(c, row, "quality", 1.0),
                         .minutes = compile_number(c, row, "minutes", 1.0),
                         .leaves = sf_node_get(row, "successors") != NULL,
                         .successors = compile_number(c, row, "successors", 0.0),
                         .learnt_days = compile_number(c, row, "learnt", (double)INFINITY),
                         .purpose = compile_purpose(c, "teams.%s.competences.%s", t->id, sf_node_id(row))};
        if (sf_node_get(row, "learnt") != NULL && !out[i].leaves)
            sf_problems_error(
                c->problems, sf_node_place(sf_node_get(row, "learnt")),
                _("%s stays with the post, so nobody has to learn it; write successors, or leave out learnt"),
                sf_node_id(row));
    }
}

team *compile_teams(compiler *c)
{
    team *out = compile_take(c, c->model->n_teams, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_teams; i++) {
        const sf_node *node = c->teams[i], *names;
        const char *full = compile_text(c, node, "portfolio.when_full");
        double overhead = compile_number(c, node, "overhead", 0.0), leave = compile_number(c, node, "leave", 0.0),
               absence = compile_number(c, node, "absence", 0.0);
        double opens_at = compile_number(c, node, "opens_at", 8.0);
        team *t = &out[i];
        bool any;

        t->id = sf_node_id(node);
        t->label = compile_label(c, node);
        t->purpose = compile_purpose(c, "teams.%s", t->id);
        t->serves = compile_bits_among(c, sf_node_get(node, "serves"), c->programmes, c->model->n_programmes, &any);
        names = sf_node_get(node, "segments");
        t->segments = compile_bits_among(c, names, c->segments, c->model->n_segments, &t->names_segments);
        if (names == NULL)
            t->segments = UINT64_MAX;
        t->veiledere = (uint32_t)compile_number(c, node, "veiledere", 0.0);
        t->hours_per_week = compile_number(c, node, "hours", 0.0);
        if (!compile_is_word(c, node, "calendar", "always") && opens_at + t->hours_per_week / 5.0 > 24.0) {
            sf_problems_error(
                c->problems, sf_node_place(sf_node_get(node, "hours")),
                _("%g hours a week from %g o'clock do not fit in five days; write fewer hours, or calendar = \"always\""),
                t->hours_per_week, opens_at);
            opens_at = 0.0; /* for now, so that everything else can be looked at, too */
            t->hours_per_week = fmin(t->hours_per_week, 120.0);
        }
        t->is_always_open = compile_is_word(c, node, "calendar", "always");
        t->opens_at = opens_at;
        t->calendar = compile_calendar(c, t->is_always_open, opens_at, t->hours_per_week);
        t->pace = (1.0 - overhead) * (1.0 - leave);
        if (t->is_always_open)
            t->pace *= t->hours_per_week / 168.0;
        t->absence_spell = compile_sampler(c, node, "absence_spell");
        if (t->absence_spell == NULL || absence <= 0.0) {
            t->absence_spell = NULL;
            t->pace *= 1.0 - absence;
        } else {
            t->absence_gap_days = sf_sampler_mean(t->absence_spell) * (1.0 - absence) / absence;
        }
        t->shared = compile_is_on(c, node, "shared");
        t->municipality_pays = compile_is_word(c, node, "payer", "municipality");
        t->limit = compile_number(c, node, "portfolio.limit", (double)INFINITY);
        t->pool = SF_NONE;
        if (full != NULL && strcmp(full, "wait") == 0) {
            t->full = FULL_WAIT;
        } else if (full != NULL && strncmp(full, "pool(", 5) == 0) {
            char id[64];

            snprintf(id, sizeof id, "%.*s", (int)strcspn(full + 5, ")"), full + 5);
            t->full = FULL_POOL;
            t->pool = compile_index(c->teams, c->model->n_teams, id);
        }
        t->reorganises_at_once = !compile_is_word(c, node, "portfolio.reorganise", "attrition");
        t->rule = compile_rule(c, node, "priority");
        t->interrupts = compile_is_word(c, node, "preempt", "resume");
        compile_pick(c, node, t);
        compile_turnover(c, node, t);
        compile_quality(c, node, t);
        t->minimum_task = compile_text(c, node, "minimum.task");
        t->minimum_every = compile_number(c, node, "minimum.every", NAN);
    }
    for (size_t i = 0; out != NULL && i < c->model->n_teams; i++) { /* a pool has one queue: its people have no owner */
        if (out[i].full == FULL_POOL && out[i].pool != SF_NONE)
            out[out[i].pool].shared = true;
    }
    return out;
}
