/* results/until.c - a measure, and how much of it is wanted, as a user writes them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "input/pool.h"
#include "input/suggest.h"
#include "models/targets.h"
#include "results/response.h"
#include "results/summary.h"

static sf_status unknown(const char *option, const char *word, const char *const *ids, size_t n, const char *format,
                         sf_error *err)
{
    sf_suggestion suggestion = {.written = word};
    sf_pool pool = {0};

    for (size_t i = 0; i < n; i++)
        sf_suggest(&suggestion, &pool, ids[i]);
    (void)sf_error_set(err, SF_EUSAGE, NULL, __FILE__, __LINE__, format, option, word,
                       sf_suggestion_text(&suggestion, &pool));
    sf_pool_free(&pool);
    return SF_EUSAGE;
}

static bool find(const char *const *ids, size_t n, const char *id, uint16_t *out)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(ids[i], id) == 0) {
            *out = (uint16_t)i;
            return true;
        }
    }
    return false;
}

static sf_status read_metric(const char *option, const sf_catalogue *c, const char *word, uint16_t *out, sf_error *err)
{
    const char **ids = calloc(c->n_metrics + 1, sizeof *ids);
    sf_status status = SF_OK;

    if (ids == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < c->n_metrics; i++)
        ids[i] = c->metrics[i].id;
    if (!find(ids, c->n_metrics, word, out))
        status = unknown(option, word, ids, c->n_metrics, _("%s: there is no metric \"%s\"; %s"), err);
    free(ids);
    return status;
}

static sf_status read_qualifier(const char *option, const sf_catalogue *c, const char *word, sf_measure *out,
                                bool *has_stat, sf_error *err)
{
    if (find(c->entities, c->n_entities, word, &out->entity) || find(c->segments, c->n_segments, word, &out->segment))
        return SF_OK;
    if (!sf_stat_find(word, &out->stat))
        return unknown(option, word, c->entities, c->n_entities,
                       _("%s: \"%s\" is neither an entity nor a segment nor a statistic; %s"), err);
    *has_stat = true;
    return SF_OK;
}

sf_status sf_measure_read(const char *option, const char *text, const sf_catalogue *catalogue, sf_measure *out,
                          bool *has_stat, sf_error *err)
{
    char words[256], *rest, *word;
    sf_status status;

    *out = (sf_measure){.stat = SF_STAT_MEAN};
    *has_stat = false;
    snprintf(words, sizeof words, "%s", text);
    word = strtok_r(words, " ", &rest);
    status = word == NULL ? SF_FAIL(err, SF_EUSAGE, NULL, _("%s: \"%s\" names no metric"), option, text)
                          : read_metric(option, catalogue, word, &out->metric, err);
    while (status == SF_OK && (word = strtok_r(NULL, " ", &rest)) != NULL)
        status = read_qualifier(option, catalogue, word, out, has_stat, err);
    return status;
}

sf_status sf_until_read(const char *text, const sf_catalogue *catalogue, sf_until *out, sf_error *err)
{
    const char *sign = strpbrk(text, "<>"), *value;
    char words[256];
    const char *unit;
    bool has_stat;
    sf_status status;

    *out = (sf_until){.at_most = sign != NULL && sign[0] == '<'};
    if (sign == NULL || sign[1] != '=' || (size_t)(sign - text) >= sizeof words)
        return SF_FAIL(
            err, SF_EUSAGE, NULL,
            _("--until: \"%.120s\" is no wish; write METRIC STAT <= VALUE or >= VALUE, \"wait.meeting p90 <= 21 d\" for example"),
            text);
    snprintf(words, sizeof words, "%.*s", (int)(sign - text), text);
    status = sf_measure_read("--until", words, catalogue, &out->measure, &has_stat, err);
    if (status != SF_OK)
        return status;
    unit = sf_stat_unit(&catalogue->metrics[out->measure.metric], out->measure.stat);
    value = sign + 2 + strspn(sign + 2, " ");
    if (!sf_difference_read(unit, value, &out->limit))
        return SF_FAIL(err, SF_EUSAGE, NULL, _("--until: \"%.60s\" is no value for %s, which is measured in %s"), value,
                       catalogue->metrics[out->measure.metric].id, unit);
    return SF_OK;
}
