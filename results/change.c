/* results/change.c - study.change to JSON and back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/change.h"

#include <jansson.h>
#include <string.h>

#include "core/text.h"

sf_status sf_change_write(const sf_change *change, char **out, sf_error *err)
{
    json_t *list = json_array(), *root;

    for (size_t i = 0; i < change->n_rules; i++) {
        const sf_recovery_rule *rule = &change->rules[i];

        json_array_append_new(list, json_pack("{s:s, s:s, s:f, s:f, s:I}", "metric", rule->metric, "entity",
                                              rule->entity, "within", rule->within, "least", rule->least, "months",
                                              (json_int_t)rule->months));
    }
    root = json_pack("{s:o}", "recovery", list);
    *out = root == NULL ? NULL : json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(root);
    return *out != NULL ? SF_OK : SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
}

static const char *copy_of(const char *text, sf_design_memory *take, void *user)
{
    const size_t size = strlen(text) + 1;
    char *copy = take(user, size, 1);

    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

sf_status sf_change_read(const char *json, sf_design_memory *take, void *user, sf_change *out, sf_error *err)
{
    json_t *root = json_loads(json, 0, NULL);
    const json_t *list = json_object_get(root, "recovery");
    const size_t n = json_array_size(list);
    sf_recovery_rule *rules = take(user, n > 0 ? n : 1, sizeof *rules);
    bool is_wrong = !json_is_array(list), is_spent = rules == NULL;

    for (size_t i = 0; i < n && !is_wrong && !is_spent; i++) {
        const char *metric, *entity;
        json_int_t months;

        is_wrong = json_unpack(json_array_get(list, i), "{s:s, s:s, s:F, s:F, s:I}", "metric", &metric, "entity",
                               &entity, "within", &rules[i].within, "least", &rules[i].least, "months", &months) != 0 ||
                   months < 1 || months > UINT32_MAX;
        if (is_wrong)
            break;
        rules[i].months = (uint32_t)months;
        rules[i].metric = copy_of(metric, take, user);
        rules[i].entity = copy_of(entity, take, user);
        is_spent = rules[i].metric == NULL || rules[i].entity == NULL;
    }
    json_decref(root);
    if (is_spent)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    if (is_wrong)
        return SF_FAIL(err, SF_EDATA, NULL, "%s", _("what the study says about following its changes cannot be read"));
    *out = (sf_change){.rules = rules, .n_rules = n};
    return SF_OK;
}
