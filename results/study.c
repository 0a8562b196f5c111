/* results/study.c - reading a study: what is there, in the order of the contract.
 * Invariant: numbers in sf_study are indices into its catalogue, which is in config order; keys sort by scenario
 * (config order) and then by id, so a sorted array of keys is in the order of summary.csv.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/study.h"
#include "results/suppression.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "results/change.h"
#include "results/crowd.h"
#include "results/directory.h"
#include "results/files.h"
#include "results/reader.h"
#include "saksflyt/statistics.h"

/* --- memory ------------------------------------------------------------------------------------------------------- */

void *sf_study_take(sf_study *study, size_t count, size_t size)
{
    void *memory;

    if (study->n_owned == study->owned_room) {
        const size_t room = study->owned_room == 0 ? 64 : study->owned_room * 2;
        void **grown = realloc(study->owned, room * sizeof *grown);

        if (grown == NULL)
            return NULL;
        study->owned = grown;
        study->owned_room = room;
    }
    memory = calloc(count > 0 ? count : 1, size);
    if (memory != NULL)
        study->owned[study->n_owned++] = memory;
    return memory;
}

/* A copy of a text column; NULL when memory runs out. */
static const char *take_text(sf_study *study, sqlite3_stmt *query, int column)
{
    const char *text = sf_database_text(query, column);
    const size_t size = strlen(text) + 1;
    char *copy = sf_study_take(study, size, 1);

    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

sf_row_key sf_study_key(const sf_study *study, size_t scenario, size_t metric, size_t entity, size_t segment)
{
    return (sf_row_key)scenario << 48 | (sf_row_key)study->metrics.rank_of[metric] << 32 |
           (sf_row_key)study->entities.rank_of[entity] << 16 | study->segments.rank_of[segment];
}

size_t sf_row_key_scenario(sf_row_key key)
{
    return (size_t)(key >> 48);
}

sf_row_key sf_row_key_in_scenario(sf_row_key key, size_t scenario)
{
    return (key & 0x0000ffffffffffff) | (sf_row_key)scenario << 48;
}

void sf_study_split_key(const sf_study *study, sf_row_key key, uint32_t *scenario, uint16_t *metric, uint16_t *entity,
                        uint16_t *segment)
{
    *scenario = (uint32_t)(key >> 48);
    *metric = study->metrics.index_of[key >> 32 & 0xffff];
    *entity = study->entities.index_of[key >> 16 & 0xffff];
    *segment = study->segments.index_of[key & 0xffff];
}

size_t sf_names_index(const sf_names *names, int64_t code)
{
    size_t at;

    SF_SEARCH(at, names->n, names->codes[at] < code);
    return at < names->n && names->codes[at] == code ? at : names->n;
}

/* --- names -------------------------------------------------------------------------------------------------------- */

typedef struct ranked_id {
    const char *id;
    uint16_t index;
} ranked_id;

static int by_id(const void *a, const void *b)
{
    return strcmp(((const ranked_id *)a)->id, ((const ranked_id *)b)->id);
}

/* Fills the ranks of names whose ids are known. */
static sf_status rank_names(sf_study *study, sf_names *names, const char *const *ids, sf_error *err)
{
    ranked_id *order = malloc((names->n + 1) * sizeof *order);

    names->rank_of = sf_study_take(study, names->n, sizeof *names->rank_of);
    names->index_of = sf_study_take(study, names->n, sizeof *names->index_of);
    if (order == NULL || names->rank_of == NULL || names->index_of == NULL) {
        free(order);
        return sf_study_out_of_memory(err);
    }
    for (size_t i = 0; i < names->n; i++)
        order[i] = (ranked_id){.id = ids[i], .index = (uint16_t)i};
    qsort(order, names->n, sizeof *order, by_id);
    for (size_t rank = 0; rank < names->n; rank++) {
        names->index_of[rank] = order[rank].index;
        names->rank_of[order[rank].index] = (uint16_t)rank;
    }
    free(order);
    return SF_OK;
}

static sf_status count_rows(sf_study *study, const char *sql, size_t *n, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_status status = sf_database_prepare(study->db, sql, &query, err);

    *n = 0;
    if (status == SF_OK && sf_database_next(query, &status, err))
        *n = (size_t)sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    return status;
}

/* Reads (code, id, label) rows: names, ids and labels in the order of codes. */
static sf_status read_names(sf_study *study, const char *count_sql, const char *sql, sf_names *names, const char ***ids,
                            const char ***labels, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_status status = count_rows(study, count_sql, &names->n, err);
    size_t i = 0;

    if (status != SF_OK)
        return status;
    *ids = sf_study_take(study, names->n, sizeof **ids);
    *labels = sf_study_take(study, names->n, sizeof **labels);
    names->codes = sf_study_take(study, names->n, sizeof *names->codes);
    if (*ids == NULL || *labels == NULL || names->codes == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(study->db, sql, &query, err);
    while (status == SF_OK && i < names->n && sf_database_next(query, &status, err)) {
        names->codes[i] = sqlite3_column_int64(query, 0);
        (*ids)[i] = take_text(study, query, 1);
        (*labels)[i] = take_text(study, query, 2);
        if ((*ids)[i] == NULL || (*labels)[i] == NULL)
            status = sf_study_out_of_memory(err);
        i++;
    }
    sqlite3_finalize(query);
    return status == SF_OK ? rank_names(study, names, *ids, err) : status;
}

static sf_status read_metrics(sf_study *study, sf_error *err)
{
    const char **ids = NULL, **labels = NULL;
    sf_metric *metrics;
    sqlite3_stmt *query = NULL;
    size_t i = 0;
    sf_status status =
        read_names(study, "SELECT count(*) FROM metric_data", "SELECT code, id, label FROM metric_data ORDER BY code",
                   &study->metrics, &ids, &labels, err);

    if (status != SF_OK)
        return status;
    metrics = sf_study_take(study, study->metrics.n, sizeof *metrics);
    if (metrics == NULL)
        return sf_study_out_of_memory(err);
    status =
        sf_database_prepare(study->db, "SELECT unit, direction, target FROM metric_data ORDER BY code", &query, err);
    while (status == SF_OK && i < study->metrics.n && sf_database_next(query, &status, err)) {
        metrics[i] = (sf_metric){.id = ids[i],
                                 .unit = take_text(study, query, 0),
                                 .direction = (sf_direction)sqlite3_column_int(query, 1),
                                 .label = labels[i],
                                 .target = sf_database_real(query, 2)};
        if (metrics[i].unit == NULL)
            status = sf_study_out_of_memory(err);
        i++;
    }
    sqlite3_finalize(query);
    study->catalogue.metrics = metrics;
    study->catalogue.n_metrics = study->metrics.n;
    return status;
}

static sf_status read_catalogue(sf_study *study, sf_error *err)
{
    sf_catalogue *catalogue = &study->catalogue;
    const char **ids = NULL, **labels = NULL;
    sf_status status = read_metrics(study, err);

    if (status == SF_OK)
        status =
            read_names(study, "SELECT count(*) FROM entity_data",
                       "SELECT code, id, label FROM entity_data ORDER BY code", &study->entities, &ids, &labels, err);
    catalogue->entities = ids;
    catalogue->entity_labels = labels;
    catalogue->n_entities = study->entities.n;
    if (status == SF_OK)
        status =
            read_names(study, "SELECT count(*) FROM segment_data",
                       "SELECT code, id, label FROM segment_data ORDER BY code", &study->segments, &ids, &labels, err);
    catalogue->segments = ids;
    catalogue->segment_labels = labels;
    catalogue->n_segments = study->segments.n;
    if (status == SF_OK)
        status = read_names(study, "SELECT count(*) FROM state_data",
                            "SELECT code, id, label FROM state_data ORDER BY code", &study->states, &ids, &labels, err);
    catalogue->states = ids;
    catalogue->state_labels = labels;
    catalogue->n_states = study->states.n;
    return status;
}

/* --- facts -------------------------------------------------------------------------------------------------------- */

static int by_code(const void *a, const void *b)
{
    const int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

/* Scenarios are numbered in config order, which need not be the order of their codes: codes[] is sorted for the search,
 * and index_of turns its places into numbers. */
static sf_status read_scenarios(sf_study *study, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_names *names = &study->scenarios;
    sf_store_scenario *list;
    int64_t *in_order;
    size_t i = 0;
    sf_status status = count_rows(study, "SELECT count(*) FROM scenario_data", &names->n, err);

    if (status != SF_OK)
        return status;
    list = sf_study_take(study, names->n, sizeof *list);
    in_order = sf_study_take(study, names->n, sizeof *in_order);
    names->codes = sf_study_take(study, names->n, sizeof *names->codes);
    names->index_of = sf_study_take(study, names->n, sizeof *names->index_of);
    if (list == NULL || in_order == NULL || names->codes == NULL || names->index_of == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(
        study->db, "SELECT code, id, label, overrides FROM scenario_data ORDER BY position, code", &query, err);
    while (status == SF_OK && i < names->n && sf_database_next(query, &status, err)) {
        in_order[i] = sqlite3_column_int64(query, 0);
        list[i] =
            (sf_store_scenario){take_text(study, query, 1), take_text(study, query, 2), take_text(study, query, 3)};
        if (list[i].id == NULL || list[i].label == NULL || list[i].overrides == NULL)
            status = sf_study_out_of_memory(err);
        i++;
    }
    sqlite3_finalize(query);
    memcpy(names->codes, in_order, names->n * sizeof *in_order);
    qsort(names->codes, names->n, sizeof *names->codes, by_code);
    for (i = 0; i < names->n; i++)
        names->index_of[sf_names_index(names, in_order[i])] = (uint16_t)i;
    study->facts.scenarios = list;
    study->facts.n_scenarios = names->n;
    return status;
}

static size_t scenario_of_code(const sf_study *study, int64_t code)
{
    const size_t place = sf_names_index(&study->scenarios, code);

    return place < study->scenarios.n ? study->scenarios.index_of[place] : study->scenarios.n;
}

typedef struct text_fact {
    const char *key;
    const char **to;
} text_fact;

typedef struct number_fact {
    const char *key;
    double *to;
} number_fact;

static void *take_for_reader(void *study, size_t count, size_t size)
{
    return sf_study_take(study, count, size);
}

static sf_status read_design(sf_study *study, const char *json, sf_error *err)
{
    sf_design *design;

    if (json[0] == '\0')
        return SF_OK;
    design = sf_study_take(study, 1, sizeof *design);
    study->facts.design = design;
    return design == NULL ? sf_study_out_of_memory(err) : sf_design_read(json, take_for_reader, study, design, err);
}

static sf_status read_change(sf_study *study, const char *json, sf_error *err)
{
    sf_change *change;

    if (json[0] == '\0')
        return SF_OK;
    change = sf_study_take(study, 1, sizeof *change);
    study->facts.change = change;
    return change == NULL ? sf_study_out_of_memory(err) : sf_change_read(json, take_for_reader, study, change, err);
}

static sf_status read_facts(sf_study *study, sf_error *err)
{
    sf_study_info *facts = &study->facts;
    const char *seed = "", *design = "", *change = "";
    double real_people = SF_NOTHING;
    const text_fact texts[] = {{"title", &facts->title},
                               {"question", &facts->question},
                               {"config_path", &facts->config_path},
                               {"build", &facts->build},
                               {"machine", &facts->machine},
                               {"config_digest", &facts->config_digest},
                               {"resolved", &facts->resolved},
                               {"compare_with", &facts->compare_with},
                               {"compare", &facts->compare},
                               {"charts", &facts->charts},
                               {"created", &study->created},
                               {"design", &design},
                               {"change", &change},
                               {"seed", &seed}};
    const number_fact numbers[] = {{"start_civil_day", &facts->start_civil_day},
                                   {"warm_up_days", &facts->warm_up_days},
                                   {"length_days", &facts->length_days},
                                   {"follow_up_days", &facts->follow_up_days},
                                   {"real_people", &real_people}};
    sqlite3_stmt *query = NULL;
    sf_status status = sf_database_prepare(study->db, "SELECT key, value FROM study", &query, err);

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i].to = "";
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i].to = SF_NOTHING;
    while (status == SF_OK && sf_database_next(query, &status, err)) {
        const char *key = sf_database_text(query, 0);

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            if (strcmp(key, texts[i].key) == 0) {
                *texts[i].to = take_text(study, query, 1);
                if (*texts[i].to == NULL)
                    status = sf_study_out_of_memory(err);
            }
        }
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            if (strcmp(key, numbers[i].key) == 0)
                *numbers[i].to = sf_database_real(query, 1);
        }
    }
    sqlite3_finalize(query);
    if (status == SF_OK)
        facts->seed = strtoull(seed, NULL, 10);
    if (status == SF_OK)
        status = read_design(study, design, err);
    if (status == SF_OK)
        status = read_change(study, change, err);
    facts->catalogue = &study->catalogue;
    facts->is_about_real_people = real_people > 0.0;
    return status;
}

static sf_status read_targets(sf_study *study, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_target *targets;
    size_t n, i = 0;
    sf_status status = count_rows(study, "SELECT count(*) FROM target", &n, err);

    if (status != SF_OK)
        return status;
    targets = sf_study_take(study, n, sizeof *targets);
    if (targets == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(study->db, "SELECT metric, entity, segment, stat, matters FROM target ORDER BY number",
                                 &query, err);
    while (status == SF_OK && i < n && sf_database_next(query, &status, err)) {
        targets[i] = (sf_target){.metric = take_text(study, query, 0),
                                 .entity = take_text(study, query, 1),
                                 .segment = take_text(study, query, 2),
                                 .stat = take_text(study, query, 3),
                                 .matters = sf_database_real(query, 4)};
        if (targets[i].metric == NULL || targets[i].entity == NULL || targets[i].segment == NULL ||
            targets[i].stat == NULL)
            status = sf_study_out_of_memory(err);
        i++;
    }
    sqlite3_finalize(query);
    study->facts.targets = targets;
    study->facts.n_targets = n;
    return status;
}

static bool read_assumption(sf_study *study, sqlite3_stmt *query, sf_assumption *out)
{
    const char *file = sf_database_text(query, 9);

    *out = (sf_assumption){.path = take_text(study, query, 0),
                           .value = take_text(study, query, 1),
                           .range = take_text(study, query, 2),
                           .source = take_text(study, query, 3),
                           .source_title = take_text(study, query, 4),
                           .is_default = sqlite3_column_int(query, 5) != 0,
                           .number = sf_database_real(query, 6),
                           .low = sf_database_real(query, 7),
                           .high = sf_database_real(query, 8),
                           .place = {.line = sqlite3_column_int(query, 10), .column = sqlite3_column_int(query, 11)}};
    memcpy(out->place.file, file, strnlen(file, sizeof out->place.file - 1));
    return out->path != NULL && out->value != NULL && out->range != NULL && out->source != NULL &&
           out->source_title != NULL;
}

static sf_status read_assumptions(sf_study *study, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_assumption *assumptions;
    size_t n, i = 0;
    sf_status status = count_rows(study, "SELECT count(*) FROM assumption", &n, err);

    if (status != SF_OK)
        return status;
    assumptions = sf_study_take(study, n, sizeof *assumptions);
    if (assumptions == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(
        study->db,
        "SELECT path, value, range, source, source_title, is_default, amount, low, high, file, at_line, at_column"
        " FROM assumption ORDER BY number",
        &query, err);
    while (status == SF_OK && i < n && sf_database_next(query, &status, err)) {
        if (!read_assumption(study, query, &assumptions[i]))
            status = sf_study_out_of_memory(err);
        i++;
    }
    sqlite3_finalize(query);
    study->facts.assumptions = assumptions;
    study->facts.n_assumptions = n;
    return status;
}

static sf_status read_finished(sf_study *study, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    size_t total;
    uint32_t *numbers;
    sf_status status = count_rows(study, "SELECT count(*) FROM replication_data", &total, err);

    if (status != SF_OK)
        return status;
    study->finished = sf_study_take(study, study->scenarios.n, sizeof *study->finished);
    numbers = sf_study_take(study, total, sizeof *numbers);
    if (study->finished == NULL || numbers == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(study->db, "SELECT scenario, number FROM replication_data ORDER BY scenario, number",
                                 &query, err);
    for (size_t i = 0; status == SF_OK && i < total && sf_database_next(query, &status, err); i++) {
        const size_t scenario = scenario_of_code(study, sqlite3_column_int64(query, 0));

        if (scenario == study->scenarios.n)
            continue;
        if (study->finished[scenario].n == 0)
            study->finished[scenario].number = numbers + i;
        numbers[i] = (uint32_t)sqlite3_column_int64(query, 1);
        study->finished[scenario].n++;
    }
    sqlite3_finalize(query);
    return status;
}

/* --- observations ------------------------------------------------------------------------------------------------- */

/* The key of the columns scenario, metric, entity, segment from `first` on; false when a number is in no catalogue. */
static bool read_key(const sf_study *study, sqlite3_stmt *query, sf_row_key *key)
{
    const size_t scenario = scenario_of_code(study, sqlite3_column_int64(query, 0));
    const size_t metric = sf_names_index(&study->metrics, sqlite3_column_int64(query, 2));
    const size_t entity = sf_names_index(&study->entities, sqlite3_column_int64(query, 3));
    const size_t segment = sf_names_index(&study->segments, sqlite3_column_int64(query, 4));

    if (scenario == study->scenarios.n || metric == study->metrics.n || entity == study->entities.n ||
        segment == study->segments.n)
        return false;
    *key = sf_study_key(study, scenario, metric, entity, segment);
    return true;
}

static bool is_finished(const sf_study *study, size_t scenario, uint32_t replication)
{
    const sf_finished *finished = &study->finished[scenario];
    size_t at;

    SF_SEARCH(at, finished->n, finished->number[at] < replication);
    return at < finished->n && finished->number[at] == replication;
}

static int by_key_stat_replication(const void *a, const void *b)
{
    const sf_stored_observation *first = a, *second = b;

    if (first->key != second->key)
        return first->key < second->key ? -1 : 1;
    if (first->stat != second->stat)
        return first->stat < second->stat ? -1 : 1;
    return (first->replication > second->replication) - (first->replication < second->replication);
}

static sf_status read_observations(sf_study *study, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    size_t room;
    sf_status status = count_rows(study, "SELECT count(*) FROM observation_data", &room, err);

    if (status != SF_OK)
        return status;
    study->observations = malloc((room + 1) * sizeof *study->observations);
    if (study->observations == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(
        study->db, "SELECT scenario, replication, metric, entity, segment, stat, num, den, value FROM observation_data",
        &query, err);
    while (status == SF_OK && study->n_observations < room && sf_database_next(query, &status, err)) {
        sf_stored_observation *one = &study->observations[study->n_observations];

        if (!read_key(study, query, &one->key) || sqlite3_column_int(query, 5) >= SF_STAT_KINDS)
            continue;
        one->replication = (uint32_t)sqlite3_column_int64(query, 1);
        one->stat = (uint8_t)sqlite3_column_int(query, 5);
        one->num = sf_database_real(query, 6);
        one->den = sf_database_real(query, 7);
        one->value = sf_database_real(query, 8);
        study->n_observations++;
    }
    sqlite3_finalize(query);
    qsort(study->observations, study->n_observations, sizeof *study->observations, by_key_stat_replication);
    return status;
}

static sf_status find_cells(sf_study *study, sf_error *err)
{
    const sf_stored_observation *all = study->observations;
    size_t n = 0;

    for (size_t i = 0; i < study->n_observations; i++)
        n += i == 0 || all[i].key != all[i - 1].key || all[i].stat != all[i - 1].stat;
    study->cells = sf_study_take(study, n, sizeof *study->cells);
    if (study->cells == NULL)
        return sf_study_out_of_memory(err);
    for (size_t i = 0; i < study->n_observations; i++) {
        if (i == 0 || all[i].key != all[i - 1].key || all[i].stat != all[i - 1].stat)
            study->cells[study->n_cells++] = (sf_cell){.key = all[i].key, .stat = all[i].stat, .first = i};
        study->cells[study->n_cells - 1].count++;
    }
    return SF_OK;
}

const sf_cell *sf_study_cell(const sf_study *study, sf_row_key key, sf_stat stat)
{
    const sf_cell *cells = study->cells;
    size_t at;

    SF_SEARCH(at, study->n_cells, cells[at].key < key || (cells[at].key == key && cells[at].stat < (uint8_t)stat));
    return at < study->n_cells && cells[at].key == key && cells[at].stat == (uint8_t)stat ? &cells[at] : NULL;
}

/* --- histograms --------------------------------------------------------------------------------------------------- */

static bool read_number(const char **text, uint32_t *out)
{
    uint64_t number = 0;
    const char *at = *text;

    while (*at >= '0' && *at <= '9' && number <= UINT32_MAX)
        number = number * 10 + (uint64_t)(*at++ - '0');
    if (at == *text || number > UINT32_MAX)
        return false;
    *text = at;
    *out = (uint32_t)number;
    return true;
}

static bool skip(const char **text, char expected)
{
    if (**text != expected)
        return false;
    ++*text;
    return true;
}

/* Reads {"261120":4,...}, which is all the JSON that results/store.c writes here; false for anything else. */
static bool read_bins(const char *text, sf_stored_bin *bins, size_t room, size_t *n)
{
    *n = 0;
    if (!skip(&text, '{'))
        return false;
    while (*text != '}') {
        uint32_t bin;

        if (*n == room || (*n > 0 && !skip(&text, ',')) || !skip(&text, '"') || !read_number(&text, &bin) ||
            !skip(&text, '"') || !skip(&text, ':') || !read_number(&text, &bins[*n].count))
            return false;
        if (bin != 0 && (bin < SF_BIN_LOWEST || bin > SF_BIN_HIGHEST))
            return false;
        bins[*n].slot = sf_bin_to_slot(bin);
        ++*n;
    }
    return text[1] == '\0';
}

static int by_key_replication_end(const void *a, const void *b)
{
    const sf_stored_histogram *first = a, *second = b;

    if (first->key != second->key)
        return first->key < second->key ? -1 : 1;
    if (first->replication != second->replication)
        return first->replication < second->replication ? -1 : 1;
    return (first->end > second->end) - (first->end < second->end);
}

/* Makes room for the bins of a text of that length (each takes at least six characters: "0":1,). */
static bool room_for_bins(sf_study *study, size_t *room, size_t length)
{
    const size_t need = study->n_bins + length / 6 + 1;
    sf_stored_bin *grown;

    if (study->bins != NULL && need <= *room)
        return true;
    grown = realloc(study->bins, need * 2 * sizeof *grown);
    if (grown == NULL)
        return false;
    study->bins = grown;
    *room = need * 2;
    return true;
}

static sf_status read_histogram(sf_study *study, sqlite3_stmt *query, size_t *room, sf_error *err)
{
    sf_stored_histogram *one = &study->histograms[study->n_histograms];
    const char *text = sf_database_text(query, 6);

    if (!read_key(study, query, &one->key))
        return SF_OK;
    one->replication = (uint32_t)sqlite3_column_int64(query, 1);
    one->end = (uint8_t)sqlite3_column_int(query, 5);
    one->first = study->n_bins;
    if (!is_finished(study, sf_row_key_scenario(one->key), one->replication) || sf_study_is_hidden(study, one->key))
        return SF_OK; /* another process added it since we opened the study; or it is not shown */
    if (!room_for_bins(study, room, strlen(text)))
        return sf_study_out_of_memory(err);
    if (one->end >= SF_WAIT_ENDS || !read_bins(text, study->bins + one->first, *room - one->first, &one->count))
        return SF_FAIL(err, SF_EDATA, NULL, _("%s: a histogram is damaged"), sqlite3_db_filename(study->db, "main"));
    study->n_bins += one->count;
    study->n_histograms++;
    return SF_OK;
}

sf_status sf_study_read_histograms(sf_study *study, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    size_t n, room = 0;
    sf_status status;

    if (study->has_histograms)
        return SF_OK;
    status = count_rows(study, "SELECT count(*) FROM histogram_data", &n, err);
    if (status != SF_OK)
        return status;
    free(study->histograms); /* of an attempt that failed */
    study->n_histograms = study->n_bins = 0;
    study->histograms = malloc((n + 1) * sizeof *study->histograms);
    free(study->bins);
    study->bins = NULL;
    if (study->histograms == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(
        study->db, "SELECT scenario, replication, metric, entity, segment, ending, bins FROM histogram_data", &query,
        err);
    for (size_t i = 0; status == SF_OK && i < n && sf_database_next(query, &status, err); i++)
        status = read_histogram(study, query, &room, err);
    sqlite3_finalize(query);
    if (status != SF_OK)
        return status;
    qsort(study->histograms, study->n_histograms, sizeof *study->histograms, by_key_replication_end);
    study->has_histograms = true;
    return SF_OK;
}

const sf_stored_histogram *sf_study_histograms(const sf_study *study, sf_row_key key, size_t *n)
{
    size_t first;

    SF_SEARCH(first, study->n_histograms, study->histograms[first].key < key);
    for (*n = 0; first + *n < study->n_histograms && study->histograms[first + *n].key == key; ++*n)
        ;
    return study->histograms + first;
}

/* --- opening and closing ------------------------------------------------------------------------------------------ */

/* Everything read here is of one moment: one transaction. */
static sf_status read_study(sf_study *study, sf_error *err)
{
    sf_status status = sf_database_run(study->db, "PRAGMA query_only = 1", err);

    if (status == SF_OK)
        status = sf_database_run(study->db, "BEGIN", err);
    if (status == SF_OK)
        status = read_facts(study, err);
    if (status == SF_OK)
        status = read_catalogue(study, err);
    if (status == SF_OK)
        status = read_scenarios(study, err);
    if (status == SF_OK)
        status = read_targets(study, err);
    if (status == SF_OK)
        status = read_assumptions(study, err);
    if (status == SF_OK)
        status = read_finished(study, err);
    if (status == SF_OK)
        status = read_observations(study, err);
    if (status == SF_OK)
        status = sf_study_suppress(study, err);
    if (status == SF_OK)
        status = find_cells(study, err);
    if (status == SF_OK)
        status = sf_database_run(study->db, "COMMIT", err);
    return status;
}

static sf_status make_pool(sf_study *study, sf_error *err)
{
    sf_pool *pool = &study->pool;

    for (int end = 0; end < SF_WAIT_ENDS; end++)
        pool->ends[end] = sf_study_take(study, SF_BIN_SLOTS, sizeof *pool->ends[end]);
    pool->share = sf_study_take(study, SF_BIN_SLOTS, sizeof *pool->share);
    pool->low = SF_BIN_SLOTS;
    for (int end = 0; end < SF_WAIT_ENDS; end++) {
        if (pool->ends[end] == NULL)
            return sf_study_out_of_memory(err);
    }
    return pool->share == NULL ? sf_study_out_of_memory(err) : SF_OK;
}

sf_status sf_study_open(const char *dir, sf_study **out, sf_error *err)
{
    sf_study *study = calloc(1, sizeof *study);
    sf_directory directory;
    sf_status status;

    if (study == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_find_study(dir, &directory, &study->db, err);
    if (status == SF_OK) {
        sf_directory_leave(&directory);
        study->dir = sf_study_take(study, strlen(dir) + 1, 1);
        status = study->dir == NULL ? sf_study_out_of_memory(err) : read_study(study, err);
    }
    if (status == SF_OK)
        memcpy(study->dir, dir, strlen(dir) + 1);
    if (status == SF_OK)
        status = make_pool(study, err);
    if (status != SF_OK) {
        sf_study_close(study);
        return status;
    }
    *out = study;
    return SF_OK;
}

void sf_study_close(sf_study *study)
{
    if (study == NULL)
        return;
    sqlite3_close(study->db);
    for (size_t i = 0; study->crowds != NULL && i < study->facts.n_scenarios * study->facts.n_scenarios; i++)
        sf_crowd_close(study->crowds[i]);
    sf_crowd_close(study->placebo);
    for (size_t i = 0; i < study->n_owned; i++)
        free(study->owned[i]);
    free(study->owned);
    free(study->observations);
    free(study->histograms);
    free(study->bins);
    free(study);
}

/* --- small answers ------------------------------------------------------------------------------------------------ */

const sf_study_info *sf_study_facts(const sf_study *study)
{
    return &study->facts;
}

const char *sf_study_created(const sf_study *study)
{
    return study->created;
}

size_t sf_study_replications(const sf_study *study, size_t scenario)
{
    assert(scenario < study->facts.n_scenarios);
    return study->finished[scenario].n;
}

uint32_t sf_study_replication_number(const sf_study *study, size_t scenario, size_t i)
{
    assert(scenario < study->facts.n_scenarios && i < study->finished[scenario].n);
    return study->finished[scenario].number[i];
}

bool sf_study_find_scenario(const sf_study *study, const char *id, size_t *out)
{
    for (size_t i = 0; i < study->facts.n_scenarios; i++) {
        if (strcmp(study->facts.scenarios[i].id, id) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool sf_study_find_metric(const sf_study *study, const char *id, uint16_t *out)
{
    for (size_t i = 0; i < study->catalogue.n_metrics; i++) {
        if (strcmp(study->catalogue.metrics[i].id, id) == 0) {
            *out = (uint16_t)i;
            return true;
        }
    }
    return false;
}

static bool find_id(const char *const *ids, size_t n, const char *id, uint16_t *out)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(ids[i], id) == 0) {
            *out = (uint16_t)i;
            return true;
        }
    }
    return false;
}

bool sf_study_find_entity(const sf_study *study, const char *id, uint16_t *out)
{
    return find_id(study->catalogue.entities, study->catalogue.n_entities, id, out);
}

bool sf_study_find_segment(const sf_study *study, const char *id, uint16_t *out)
{
    return find_id(study->catalogue.segments, study->catalogue.n_segments, id, out);
}

bool sf_study_find_state(const sf_study *study, const char *id, uint16_t *out)
{
    return find_id(study->catalogue.states, study->catalogue.n_states, id, out);
}

bool sf_study_has_rows(const sf_study *study, uint16_t metric)
{
    for (size_t i = 0; i < study->n_cells; i++) {
        if (study->metrics.index_of[study->cells[i].key >> 32 & 0xffff] == metric)
            return true;
    }
    return false;
}

size_t sf_study_baseline(const sf_study *study)
{
    size_t baseline = 0;

    sf_study_find_scenario(study, study->facts.compare_with, &baseline);
    return baseline;
}

/* Whether a list "a|b" has the first `length` letters of a name; every name when it is empty. */
static bool names(const char *list, const char *name, size_t length)
{
    const char *end;

    if (list == NULL || list[0] == '\0')
        return true;
    for (const char *at = list;; at = end + 1) {
        end = strchrnul(at, '|');
        if ((size_t)(end - at) == length && strncmp(at, name, length) == 0)
            return true;
        if (*end == '\0')
            return false;
    }
}

bool sf_study_is_compared(const sf_study *study, size_t scenario)
{
    const char *id = study->facts.scenarios[scenario].id;

    return names(study->facts.compare, id, strcspn(id, "@")); /* with every effect of follow-up, or with none */
}

bool sf_study_shows_chart(const sf_study *study, const char *name)
{
    return names(study->facts.charts, name, strlen(name));
}
