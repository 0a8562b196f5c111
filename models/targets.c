/* models/targets.c - a target names a metric, whose it is, for which segment, and which difference matters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/targets.h"

#include <string.h>

#include "core/text.h"
#include "input/suggest.h"

typedef struct reader {
    const sf_catalogue *catalogue;
    sf_problems *problems;
    sf_pool words; /* of suggestions */
} reader;

static const char *text_of(const sf_node *row, const char *key)
{
    return sf_node_text(sf_node_get(row, key), SF_ALWAYS);
}

static const sf_metric *metric_named(reader *r, const sf_node *row)
{
    const char *id = text_of(row, "metric");
    sf_suggestion near = {.written = id};

    for (size_t i = 0; i < r->catalogue->n_metrics; i++) {
        if (strcmp(r->catalogue->metrics[i].id, id) == 0)
            return &r->catalogue->metrics[i];
        sf_suggest(&near, &r->words, r->catalogue->metrics[i].id);
    }
    sf_problems_error(r->problems, sf_node_place(sf_node_get(row, "metric")), _("this model has no metric \"%s\"; %s"),
                      id, sf_suggestion_text(&near, &r->words));
    return NULL;
}

static bool is_among(reader *r, const char *const *names, size_t n, const char *name, const char **hint)
{
    sf_suggestion near = {.written = name};

    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
        sf_suggest(&near, &r->words, names[i]);
    }
    *hint = sf_suggestion_text(&near, &r->words);
    return false;
}

bool sf_difference_read(const char *unit, const char *text, double *value)
{
    const bool is_time = strcmp(unit, "d") == 0, is_money = strcmp(unit, "NOK/y") == 0;
    const sf_quantity_kind kind = is_time ? SF_Q_DURATION : is_money ? SF_Q_MONEY_RATE : SF_Q_NUMBER;
    sf_quantity q;

    if (sf_quantity_read(kind, text, strlen(text), &q, NULL) == SF_OK)
        *value = is_money ? q.value * 365.25 : q.value;
    else if (sf_quantity_read(SF_Q_NUMBER, text, strlen(text), &q, NULL) == SF_OK && q.unit[0] == '\0')
        *value = q.value;
    else
        return false;
    return *value >= 0.0;
}

static void read_matters(reader *r, const sf_node *row, const sf_metric *metric, double *out)
{
    const char *text = text_of(row, "matters");
    const sf_place *place = sf_node_place(sf_node_get(row, "matters"));

    if (sf_difference_read(metric->unit, text, out))
        return;
    if (strcmp(metric->unit, "d") == 0)
        sf_problems_error(r->problems, place,
                          _("\"%s\" is no least difference for %s, which is a time; write \"5 d\" for example"), text,
                          metric->id);
    else if (strcmp(metric->unit, "NOK/y") == 0)
        sf_problems_error(r->problems, place,
                          _("\"%s\" is no least difference for %s, which is money; write \"500000 NOK/y\" for example"),
                          text, metric->id);
    else
        sf_problems_error(
            r->problems, place,
            _("\"%s\" is no least difference for %s (%s); write a number that is not negative, \"0.01\" for example"),
            text, metric->id, metric->unit);
}

static void read_target(reader *r, const sf_node *row, sf_target *out)
{
    const sf_catalogue *names = r->catalogue;
    const sf_metric *metric = metric_named(r, row);
    const char *hint;

    *out = (sf_target){.metric = text_of(row, "metric"),
                       .entity = text_of(row, "entity"),
                       .segment = text_of(row, "segment"),
                       .stat = text_of(row, "stat")};
    if (!is_among(r, names->entities, names->n_entities, out->entity, &hint))
        sf_problems_error(r->problems, sf_node_place(sf_node_get(row, "entity")),
                          _("there is no \"%s\" to measure; %s"), out->entity, hint);
    if (!is_among(r, names->segments, names->n_segments, out->segment, &hint))
        sf_problems_error(r->problems, sf_node_place(sf_node_get(row, "segment")), _("there is no segment \"%s\"; %s"),
                          out->segment, hint);
    if (metric != NULL)
        read_matters(r, row, metric, &out->matters);
}

bool sf_model_read_targets(sf_model *model, const sf_config *config, sf_problems *problems)
{
    const sf_node *root = sf_setup_root(sf_config_base(config));
    const sf_node *targets = sf_node_get(root, "study.targets"), *within = sf_node_get(root, "study.within");
    size_t n = sf_node_count(targets);
    reader r = {.catalogue = &model->catalogue, .problems = problems};
    bool failed;

    model->targets = sf_model_allocate(model, n > 0 ? n : 1, sizeof *model->targets);
    if (model->targets == NULL)
        return false;
    model->n_targets = n;
    for (size_t i = 0; i < n; i++)
        read_target(&r, sf_node_at(targets, i), &model->targets[i]);
    for (size_t i = 0; i < sf_node_count(within); i++) {
        const sf_node *row = sf_node_at(within, i);
        const sf_metric *metric = metric_named(&r, row);

        if (metric != NULL && strncmp(metric->id, "wait.", 5) != 0)
            sf_problems_error(problems, sf_node_place(sf_node_get(row, "metric")),
                              _("%s is no wait, so nobody is within a target; write a metric that begins with wait."),
                              metric->id);
    }
    failed = r.words.failed;
    sf_pool_free(&r.words);
    return !failed;
}
