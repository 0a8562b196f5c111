/* results/merge.c - do some folders make one study? What does not fit is named.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "results/database.h"
#include "results/directory.h"
#include "results/store.h"

/* What must be alike in all folders, in the order in which it is complained about. */
enum { CONFIG, SEED, BUILD, MACHINE, FACTS };
static const char *const fact_keys[FACTS] = {"config_digest", "seed", "build", "machine"};

typedef struct part {
    const char *dir;
    char facts[FACTS][256];
    uint32_t shard, shards, whole; /* 0: no shard */
} part;

/* One replication of one folder. */
typedef struct piece {
    char scenario[64];
    uint32_t number;
    size_t part;
} piece;

typedef struct pieces {
    piece *items;
    size_t n, room;
} pieces;

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* "shard.2/8" */
static bool is_shard(const char *key, uint32_t *shard, uint32_t *shards)
{
    static const char prefix[] = "shard.";
    char *end;

    if (strncmp(key, prefix, sizeof prefix - 1) != 0)
        return false;
    *shard = (uint32_t)strtoul(key + sizeof prefix - 1, &end, 10);
    if (*end != '/')
        return false;
    *shards = (uint32_t)strtoul(end + 1, &end, 10);
    return *end == '\0' && *shard >= 1 && *shard <= *shards;
}

static sf_status read_facts(sqlite3 *db, part *out, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_status status = sf_database_prepare(db, "SELECT key, value FROM study", &query, err);

    while (status == SF_OK && sf_database_next(query, &status, err)) {
        const char *key = sf_database_text(query, 0);

        for (int i = 0; i < FACTS; i++) {
            if (strcmp(key, fact_keys[i]) == 0)
                snprintf(out->facts[i], sizeof out->facts[i], "%s", sf_database_text(query, 1));
        }
        if (is_shard(key, &out->shard, &out->shards)) {
            if (out->whole != 0)
                status = SF_FAIL(err, SF_EDATA, NULL, _("%s holds more than one shard; merge takes a folder for each"),
                                 out->dir);
            out->whole = (uint32_t)sqlite3_column_int64(query, 1);
        }
    }
    sqlite3_finalize(query);
    return status;
}

static sf_status read_pieces(sqlite3 *db, size_t which, pieces *list, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_status status = sf_database_prepare(
        db, "SELECT s.id, r.number FROM replication_data r JOIN scenario_data s ON s.code = r.scenario", &query, err);

    while (status == SF_OK && sf_database_next(query, &status, err)) {
        if (list->n == list->room) {
            const size_t room = list->room == 0 ? 256 : list->room * 2;
            piece *grown = realloc(list->items, room * sizeof *grown);

            if (grown == NULL) {
                status = sf_out_of_memory(err);
                break;
            }
            list->items = grown;
            list->room = room;
        }
        list->items[list->n] = (piece){.number = (uint32_t)sqlite3_column_int64(query, 1), .part = which};
        snprintf(list->items[list->n].scenario, sizeof list->items[list->n].scenario, "%s", sf_database_text(query, 0));
        list->n++;
    }
    sqlite3_finalize(query);
    return status;
}

static sf_status read_part(const char *dir, size_t which, part *out, pieces *list, sf_error *err)
{
    sf_directory directory;
    sqlite3 *db = NULL;
    sf_status status = sf_database_find_study(dir, &directory, &db, err);

    if (status != SF_OK)
        return status;
    out->dir = dir;
    status = read_facts(db, out, err);
    if (status == SF_OK)
        status = read_pieces(db, which, list, err);
    sqlite3_close(db);
    sf_directory_leave(&directory);
    return status;
}

/* --- fitting together ---------------------------------------------------------------------------------------------- */

static sf_status same_study(const part *first, const part *other, sf_error *err)
{
    static const char *const words[FACTS] = {N_("the config"), N_("the seed"), N_("the build of the program"),
                                             N_("the C library or the processor's features")};

    for (int i = 0; i < FACTS; i++) {
        if (strcmp(first->facts[i], other->facts[i]) != 0)
            return SF_FAIL(err, SF_EDATA, NULL, _("%s and %s are not of one study: %s differs (%.40s and %.40s)"),
                           first->dir, other->dir, _(words[i]), first->facts[i], other->facts[i]);
    }
    return SF_OK;
}

static sf_status shards_fit(const part *parts, size_t n, sf_error *err)
{
    const part *first = &parts[0];
    bool *seen;
    sf_status status = SF_OK;

    for (size_t i = 1; i < n; i++) {
        if (parts[i].shards != first->shards)
            return SF_FAIL(err, SF_EDATA, NULL, _("%s is one of %u shards and %s one of %u: they do not fit together"),
                           first->dir, first->shards, parts[i].dir, parts[i].shards);
        if (parts[i].whole != first->whole)
            return SF_FAIL(
                err, SF_EDATA, NULL,
                _("%s was run for %u replications in all and %s for %u; run the shorter one again with -r %u"),
                first->dir, first->whole, parts[i].dir, parts[i].whole,
                first->whole > parts[i].whole ? first->whole : parts[i].whole);
    }
    seen = calloc((size_t)first->shards + 1, sizeof *seen);
    if (seen == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < n && status == SF_OK; i++) {
        if (parts[i].shards > 0 && seen[parts[i].shard])
            status = SF_FAIL(err, SF_EDATA, NULL, _("shard %u/%u is there twice; %s is the second"), parts[i].shard,
                             parts[i].shards, parts[i].dir);
        seen[parts[i].shard] = true;
    }
    for (uint32_t k = 1; k <= first->shards && status == SF_OK; k++) {
        if (!seen[k])
            status = SF_FAIL(err, SF_EDATA, NULL, _("shard %u/%u is missing"), k, first->shards);
    }
    free(seen);
    return status;
}

static int by_scenario_and_number(const void *a, const void *b)
{
    const piece *first = a, *second = b;
    const int order = strcmp(first->scenario, second->scenario);

    if (order != 0)
        return order;
    return (first->number > second->number) - (first->number < second->number);
}

/* Every replication once, and in each scenario from 1 to the same last one without a gap. */
static sf_status pieces_fit(const part *parts, pieces *list, sf_error *err)
{
    uint32_t last = parts[0].whole;

    if (list->n > 0)
        qsort(list->items, list->n, sizeof *list->items, by_scenario_and_number);
    for (size_t i = 0; i < list->n; i++)
        last = list->items[i].number > last ? list->items[i].number : last;
    for (size_t i = 0; i < list->n; i++) {
        const piece *one = &list->items[i];
        const bool begins = i == 0 || strcmp(one[-1].scenario, one->scenario) != 0;
        const bool ends = i + 1 == list->n || strcmp(one[1].scenario, one->scenario) != 0;
        const uint32_t expected = begins ? 1 : one[-1].number + 1;

        if (!begins && one->number == one[-1].number)
            return SF_FAIL(err, SF_EDATA, NULL, _("replication %u of scenario %s is in %s and in %s"), one->number,
                           one->scenario, parts[one[-1].part].dir, parts[one->part].dir);
        if (one->number != expected || (ends && one->number != last))
            return SF_FAIL(
                err, SF_EDATA, NULL,
                _("replication %u of scenario %s is in none of the folders; finish its run (the same command goes on) and merge again"),
                one->number != expected ? expected : one->number + 1, one->scenario);
    }
    return SF_OK;
}

sf_status sf_merge_check(const char *const *dirs, size_t n, sf_error *err)
{
    part *parts = calloc(n + 1, sizeof *parts);
    pieces list = {0};
    sf_status status = parts == NULL ? sf_out_of_memory(err) : SF_OK;

    for (size_t i = 0; i < n && status == SF_OK; i++)
        status = read_part(dirs[i], i, &parts[i], &list, err);
    for (size_t i = 1; i < n && status == SF_OK; i++)
        status = same_study(&parts[0], &parts[i], err);
    if (status == SF_OK)
        status = shards_fit(parts, n, err);
    if (status == SF_OK)
        status = pieces_fit(parts, &list, err);
    free(list.items);
    free(parts);
    return status;
}
