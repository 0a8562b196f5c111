/* results/validation_record.c - see validation_record.h. Texts live in the JSON, which the record keeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/validation_record.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "input/value.h"
#include "validation_record_json.h" /* made by cmake/embed.cmake */

typedef struct owned_record {
    sf_validation_record record; /* first: what is handed out */
    json_t *json;
} owned_record;

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "" : text;
}

static const char *text_in(const json_t *object, const char *key, sf_language language)
{
    return text_of(json_object_get(object, key), language == SF_LANGUAGE_NB ? "nb" : "en");
}

static bool read_target(const json_t *one, sf_language language, sf_recorded_target *out)
{
    int outcome = SF_TARGET_PASSES;

    while (outcome <= SF_NOT_COMPARABLE && strcmp(text_of(one, "result"), sf_outcome_id((sf_outcome)outcome)) != 0)
        outcome++;
    *out = (sf_recorded_target){.id = text_of(one, "id"),
                                .kind = text_of(one, "class"),
                                .source = text_of(one, "source"),
                                .title = text_in(one, "title", language),
                                .figure = text_in(one, "figure", language),
                                .value = text_in(one, "value", language),
                                .outcome = (sf_outcome)outcome};
    return outcome <= SF_NOT_COMPARABLE && out->id[0] != '\0' && out->title[0] != '\0';
}

static bool read_all(json_t *json, sf_language language, sf_validation_record *out)
{
    const json_t *targets = json_object_get(json, "targets");
    const char *day = text_of(json, "day");
    bool is_whole = sf_day_read(day, strlen(day), &out->civil_day);

    out->build = text_of(json, "build");
    for (size_t i = 0; is_whole && i < json_array_size(targets); i++) {
        is_whole = read_target(json_array_get(targets, i), language, &out->targets[i]);
        if (is_whole)
            out->count[out->targets[i].outcome]++;
        out->n++;
    }
    return is_whole && out->n > 0 && out->build[0] != '\0';
}

sf_status sf_validation_record_open(sf_language language, sf_validation_record **out, sf_error *err)
{
    owned_record *owned = calloc(1, sizeof *owned);

    if (owned == NULL)
        return sf_out_of_memory(err);
    owned->json = json_loadb(validation_record_json, validation_record_json_length, 0, NULL);
    owned->record.targets =
        calloc(json_array_size(json_object_get(owned->json, "targets")) + 1, sizeof *owned->record.targets);
    if (owned->record.targets == NULL || !read_all(owned->json, language, &owned->record)) {
        const bool is_spent = owned->record.targets == NULL || owned->json == NULL;

        sf_validation_record_free(&owned->record);
        return is_spent ? sf_out_of_memory(err)
                        : SF_FAIL(err, SF_EBUG, NULL, "%s", _("the record of the validation cannot be read"));
    }
    *out = &owned->record;
    return SF_OK;
}

void sf_validation_record_free(sf_validation_record *record)
{
    owned_record *owned = (owned_record *)record; /* the record is its first member */

    if (owned == NULL)
        return;
    free(owned->record.targets);
    json_decref(owned->json);
    free(owned);
}

bool sf_kind_confronts(const char *kind)
{
    return strstr(kind, "CONFRONT") != NULL;
}
