/* models/change.c - see change.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/change.h"

#include <string.h>

#include "core/text.h"
#include "input/suggest.h"
#include "models/targets.h"

static bool is_among(uint16_t metric, const uint16_t *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (numbers[i] == metric)
            return true;
    }
    return false;
}

/* Entities lie one kind after the other. */
static bool lies_from(uint16_t entity, uint16_t first, size_t n)
{
    return entity >= first && entity < first + n;
}

/* What month_in_series records in every study, then what it records of a change. */
bool sf_model_records_months(const sf_model *model, uint16_t metric, uint16_t entity)
{
    const metric_numbers *n = &model->metrics;
    const bool is_programme = lies_from(entity, entity_of_programme(0), model->n_programmes),
               is_team = lies_from(entity, entity_of_team(model, 0), model->n_teams),
               is_tiltak = lies_from(entity, entity_of_tiltak(model, 0), model->n_tiltak);

    if (metric == n->stock)
        return is_programme;
    if (metric == n->portfolio_size || metric == n->use_veileder || metric == n->queue_veileder)
        return is_team;
    if (metric == n->queue_tiltak)
        return is_tiltak || (entity == 0 && model->n_tiltak > 0);
    if (metric == n->use_tiltak)
        return is_tiltak;
    if (is_among(metric, n->backlog_task, model->n_task_names))
        return entity == 0;
    if (is_among(metric, n->flow_in, model->n_streams))
        return is_programme || is_tiltak;
    if (!model->follows_change)
        return false;
    if (metric == n->contact_held)
        return is_programme;
    return entity == 0 && (metric == n->hours_handover || is_among(metric, n->cost_veileder, 2) ||
                           is_among(metric, n->cost_tiltak, 2) || is_among(metric, n->cost_benefit, 2));
}

typedef struct reader {
    const sf_model *model;
    sf_problems *problems;
    sf_pool words; /* of suggestions */
} reader;

static const char *text_of(const sf_node *row, const char *key)
{
    return sf_node_text(sf_node_get(row, key), SF_ALWAYS);
}

static bool is_recorded(const sf_model *model, uint16_t metric)
{
    for (size_t e = 0; e < model->catalogue.n_entities; e++) {
        if (sf_model_records_months(model, metric, (uint16_t)e))
            return true;
    }
    return false;
}

/* The number of a metric that is recorded month by month; SF_NONE after a complaint. */
static uint16_t metric_of(reader *r, const sf_node *row)
{
    const sf_catalogue *names = &r->model->catalogue;
    const char *id = text_of(row, "metric");
    sf_suggestion near = {.written = id};

    for (uint16_t m = 0; m < names->n_metrics; m++) {
        if (!is_recorded(r->model, m))
            continue;
        if (strcmp(names->metrics[m].id, id) == 0)
            return m;
        sf_suggest(&near, &r->words, names->metrics[m].id);
    }
    sf_problems_error(r->problems, sf_node_place(sf_node_get(row, "metric")),
                      _("\"%s\" is not recorded month by month, so its recovery cannot be timed; %s"), id,
                      sf_suggestion_text(&near, &r->words));
    return SF_NONE;
}

static void check_entity(reader *r, const sf_node *row, uint16_t metric)
{
    const sf_catalogue *names = &r->model->catalogue;
    const char *id = text_of(row, "entity");
    sf_suggestion near = {.written = id};

    for (uint16_t e = 0; e < names->n_entities; e++) {
        if (!sf_model_records_months(r->model, metric, e))
            continue;
        if (strcmp(names->entities[e], id) == 0)
            return;
        sf_suggest(&near, &r->words, names->entities[e]);
    }
    sf_problems_error(r->problems, sf_node_place(sf_node_get(row, "entity")),
                      _("%s is not recorded month by month for \"%s\"; %s"), names->metrics[metric].id, id,
                      sf_suggestion_text(&near, &r->words));
}

static void read_least(reader *r, const sf_node *row, const sf_metric *metric, double *out)
{
    const sf_node *node = sf_node_get(row, "least");

    *out = 0.0;
    if (node == NULL || sf_difference_read(metric->unit, sf_node_text(node, SF_ALWAYS), out))
        return;
    sf_problems_error(
        r->problems, sf_node_place(node),
        _("\"%s\" is no difference of %s (%s); write a number that is not negative, \"0.01\" for example"),
        sf_node_text(node, SF_ALWAYS), metric->id, metric->unit);
}

static void read_rule(reader *r, const sf_node *row, sf_recovery_rule *out)
{
    const uint16_t metric = metric_of(r, row);

    *out = (sf_recovery_rule){.metric = text_of(row, "metric"),
                              .entity = text_of(row, "entity"),
                              .within = sf_node_number(sf_node_get(row, "within"), SF_ALWAYS),
                              .months = (uint32_t)sf_node_number(sf_node_get(row, "months"), SF_ALWAYS)};
    if (metric == SF_NONE)
        return;
    check_entity(r, row, metric);
    read_least(r, row, &r->model->catalogue.metrics[metric], &out->least);
}

bool sf_model_read_change(sf_model *model, const sf_config *config, sf_problems *problems)
{
    const sf_node *root = sf_setup_root(sf_config_base(config)), *node = sf_node_get(root, "study.change");
    const sf_node *rows = sf_node_get(root, "study.change.recovery");
    const size_t n = sf_node_count(rows);
    reader r = {.model = model, .problems = problems};
    sf_recovery_rule *rules;
    sf_change *change;
    bool failed;

    if (node == NULL)
        return true;
    change = sf_model_allocate(model, 1, sizeof *change);
    rules = sf_model_allocate(model, n > 0 ? n : 1, sizeof *rules);
    if (change == NULL || rules == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        read_rule(&r, sf_node_at(rows, i), &rules[i]);
    *change = (sf_change){.rules = rules, .n_rules = n};
    model->change = change;
    failed = r.words.failed;
    sf_pool_free(&r.words);
    return !failed;
}
