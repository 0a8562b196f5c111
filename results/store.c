/* results/store.c - the one results database of a study: made, continued, written in whole replications.
 *
 * Invariant: the database holds whole replications only. Everything of a batch, its rows in replication_data included,
 * is one transaction with a rollback journal and synchronous=EXTRA; whoever opens a file that was left in the middle of
 * one gets back the state before it.
 *
 * Numbers in records follow the caller's catalogue; numbers in the database follow the catalogue at the making of the
 * study. They differ when the lists of a config were reordered meanwhile, so every number goes through a code table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/store.h"

#include <assert.h>
#include <gnu/libc-version.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/text.h"
#include "results/change.h"
#include "results/database.h"
#include "results/directory.h"
#include "results/files.h"
#include "results/manifest.h"
#include "results/study.h"
#include "results/summary.h"

/* The number in the database of each number of the caller. */
typedef struct code_table {
    int64_t *code;
    size_t n;
} code_table;

enum { MACHINE_SIZE = 80 };

enum insert_kind {
    INSERT_REPLICATION,
    INSERT_OBSERVATION,
    INSERT_SERIES,
    INSERT_HISTOGRAM,
    INSERT_TRANSITION,
    INSERT_PERSON,
    INSERT_CHECK,
    INSERT_TIMING,
    INSERT_KINDS
};

static const char *const insert_sql[INSERT_KINDS] = {
    [INSERT_REPLICATION] = "INSERT INTO replication_data VALUES (?, ?, 'finished', ?)",
    [INSERT_OBSERVATION] = "INSERT INTO observation_data VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [INSERT_SERIES] = "INSERT INTO series_data VALUES (?, ?, ?, ?, ?, ?, ?)",
    [INSERT_HISTOGRAM] = "INSERT INTO histogram_data VALUES (?, ?, ?, ?, ?, ?, ?)",
    [INSERT_TRANSITION] = "INSERT INTO transition_data VALUES (?, ?, ?, ?, ?, ?)",
    [INSERT_PERSON] = "INSERT INTO person_outcome_data VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [INSERT_CHECK] = "INSERT INTO self_check_data VALUES (?, ?, ?, ?, ?)",
    [INSERT_TIMING] = "INSERT INTO timing_data VALUES (?, ?, ?)",
};

struct sf_store {
    sf_directory directory;
    sqlite3 *db;
    bool made_database; /* by this process: goes away again when opening fails */
    sqlite3_stmt *insert[INSERT_KINDS];
    sqlite3_stmt *has; /* is a replication there? */
    code_table scenarios, metrics, entities, segments, states;
    char *text; /* the bins of one histogram as JSON; grows */
    size_t text_size;
};

static sf_status out_of_memory(sf_error *err)
{
    (void)SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory"));
    return SF_ENOMEM;
}

/* --- making a study ----------------------------------------------------------------------------------------------- */

static sf_status bind_failed(sqlite3_stmt *statement, sf_error *err)
{
    return sf_database_failed(sqlite3_db_handle(statement), err);
}

static sf_status bind_text(sqlite3_stmt *statement, int column, const char *words, sf_error *err)
{
    const int code = sqlite3_bind_text(statement, column, words != NULL ? words : "", -1, SQLITE_TRANSIENT);

    return code == SQLITE_OK ? SF_OK : bind_failed(statement, err);
}

/* One column of a row that is stored once. */
typedef struct cell_value {
    enum { VALUE_WHOLE, VALUE_REAL, VALUE_TEXT } kind;
    int64_t whole;
    double real;
    const char *text;
} cell_value;

static cell_value whole(int64_t number)
{
    return (cell_value){.kind = VALUE_WHOLE, .whole = number};
}

static cell_value real(double number)
{
    return (cell_value){.kind = VALUE_REAL, .real = number};
}

static cell_value text(const char *words)
{
    return (cell_value){.kind = VALUE_TEXT, .text = words};
}

static sf_status bind_value(sqlite3_stmt *statement, int column, cell_value one, sf_error *err)
{
    int code = SQLITE_OK;

    switch (one.kind) {
    case VALUE_WHOLE:
        code = sqlite3_bind_int64(statement, column, one.whole);
        break;
    case VALUE_REAL:
        code = sqlite3_bind_double(statement, column, one.real);
        break;
    case VALUE_TEXT:
        return bind_text(statement, column, one.text, err);
    }
    return code == SQLITE_OK ? SF_OK : bind_failed(statement, err);
}

static sf_status insert_values(sqlite3 *db, const char *sql, const cell_value *values, int n, sf_error *err)
{
    sqlite3_stmt *statement = NULL;
    sf_status status = sf_database_prepare(db, sql, &statement, err);

    for (int i = 0; i < n && status == SF_OK; i++)
        status = bind_value(statement, i + 1, values[i], err);
    if (status == SF_OK)
        status = sf_database_step(statement, err);
    sqlite3_finalize(statement);
    return status;
}

/* Runs `INSERT ... VALUES (?, ?, ...)` once, with whole(), real() or text() for each column. */
#define INSERT_ONCE(db, err, sql, ...)                            \
    insert_values((db), (sql), (const cell_value[]){__VA_ARGS__}, \
                  (int)(sizeof(const cell_value[]){__VA_ARGS__} / sizeof(cell_value)), (err))

static sf_status store_fact_text(sqlite3 *db, const char *key, const char *value, sf_error *err)
{
    return INSERT_ONCE(db, err, "INSERT OR REPLACE INTO study VALUES (?, ?)", text(key), text(value));
}

static sf_status store_fact_number(sqlite3 *db, const char *key, double value, sf_error *err)
{
    return INSERT_ONCE(db, err, "INSERT OR REPLACE INTO study VALUES (?, ?)", text(key), real(value));
}

/* What makes the study this study, and what never changes while it is continued. */
static sf_status store_identity(sqlite3 *db, const sf_study_info *info, sf_error *err)
{
    char seed[24], now[32];
    const time_t moment = time(NULL);
    struct tm utc;
    sf_status status;

    snprintf(seed, sizeof seed, "%" PRIu64, info->seed); /* as text: SQLite's whole numbers have a sign */
    if (gmtime_r(&moment, &utc) == NULL || strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        now[0] = '\0';
    status = store_fact_text(db, "config_digest", info->config_digest, err);
    if (status == SF_OK)
        status = store_fact_text(db, "build", info->build, err);
    if (status == SF_OK)
        status = store_fact_text(db, "seed", seed, err);
    if (status == SF_OK)
        status = store_fact_text(db, "created", now, err);
    return status;
}

/* A number for what the mathematical functions give here: with and without FMA some results in ten thousand differ in the last bit
 * (glibc 2.36: 15 of 200,000 logarithms, 142 exponentials, 154 powers), and one such bit can change the order of two events. */
static uint32_t last_bits(void)
{
    enum { TRIES = 20000 };
    uint32_t sum = 2166136261u; /* FNV-1a, 32 bits */

    for (int i = 1; i <= TRIES; i++) {
        const double x = i * 0.000173, y[] = {log(x), exp(x), pow(x, 0.37), log1p(x), expm1(-x), sin(x)};
        unsigned char bytes[sizeof y];

        memcpy(bytes, y, sizeof y);
        for (size_t k = 0; k < sizeof bytes; k++)
            sum = (sum ^ bytes[k]) * 16777619u;
    }
    return sum;
}

/* What the last bits of a time may depend on beside the build: the C library, the processor's features, and what they come to. */
static void describe_machine(char *text, size_t size)
{
    const char *fma = "", *avx2 = "";

#if defined(__x86_64__)
    if (__builtin_cpu_supports("fma"))
        fma = " fma";
    if (__builtin_cpu_supports("avx2"))
        avx2 = " avx2";
#endif
    snprintf(text, size, "glibc-%s%s%s libm-%08" PRIx32, gnu_get_libc_version(), fma, avx2, last_bits());
}

static const char *machine_of(const sf_study_info *info, char *here, size_t size)
{
    if (info->machine != NULL && info->machine[0] != '\0')
        return info->machine;
    describe_machine(here, size);
    return here;
}

/* Which part of the study this folder is; a run of everything is no part. */
static sf_status store_shard(sqlite3 *db, const sf_study_info *info, sf_error *err)
{
    char key[48], here[MACHINE_SIZE];
    sf_status status = store_fact_text(db, "machine", machine_of(info, here, sizeof here), err);

    if (status != SF_OK)
        return status;
    if (info->shards == 0)
        return sf_database_run(db, "DELETE FROM study WHERE key LIKE 'shard.%'", err);
    snprintf(key, sizeof key, "shard.%" PRIu32 "/%" PRIu32, info->shard, info->shards);
    return store_fact_number(db, key, info->whole, err);
}

static sf_status store_design(sqlite3 *db, const sf_design *design, sf_error *err)
{
    char *json = NULL;
    sf_status status;

    if (design == NULL)
        return SF_OK;
    status = sf_design_write(design, &json, err);
    if (status == SF_OK)
        status = store_fact_text(db, "design", json, err);
    free(json);
    return status;
}

static sf_status store_change(sqlite3 *db, const sf_change *change, sf_error *err)
{
    char *json = NULL;
    sf_status status;

    if (change == NULL)
        return SF_OK;
    status = sf_change_write(change, &json, err);
    if (status == SF_OK)
        status = store_fact_text(db, "change", json, err);
    free(json);
    return status;
}

/* What the latest run says about itself: paths, titles and labels may have changed, results have not. */
static sf_status store_description(sqlite3 *db, const sf_study_info *info, sf_error *err)
{
    sf_status status = store_fact_text(db, "title", info->title, err);

    if (status == SF_OK)
        status = store_fact_text(db, "question", info->question == NULL ? "" : info->question, err);
    if (status == SF_OK)
        status = store_fact_text(db, "config_path", info->config_path, err);
    if (status == SF_OK)
        status = store_fact_text(db, "compare_with", info->compare_with, err);
    if (status == SF_OK)
        status = store_fact_text(db, "compare", info->compare == NULL ? "" : info->compare, err);
    if (status == SF_OK)
        status = store_fact_text(db, "charts", info->charts == NULL ? "" : info->charts, err);
    if (status == SF_OK)
        status = store_fact_text(db, "resolved", info->resolved, err);
    if (status == SF_OK)
        status = store_design(db, info->design, err);
    if (status == SF_OK)
        status = store_change(db, info->change, err);
    if (status == SF_OK)
        status = store_fact_number(db, "start_civil_day", info->start_civil_day, err);
    if (status == SF_OK)
        status = store_fact_number(db, "warm_up_days", info->warm_up_days, err);
    if (status == SF_OK)
        status = store_fact_number(db, "length_days", info->length_days, err);
    if (status == SF_OK)
        status = store_fact_number(db, "follow_up_days", info->follow_up_days, err);
    if (status == SF_OK && info->is_about_real_people)
        status = store_fact_number(db, "real_people", 1.0, err);
    return status;
}

static sf_status store_names(sqlite3 *db, const char *sql, const char *const *ids, const char *const *labels, size_t n,
                             sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < n && status == SF_OK; i++)
        status = INSERT_ONCE(db, err, sql, whole((int64_t)i), text(ids[i]), text(labels != NULL ? labels[i] : ids[i]));
    return status;
}

static sf_status store_catalogue(sqlite3 *db, const sf_catalogue *catalogue, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < catalogue->n_metrics && status == SF_OK; i++) {
        const sf_metric *metric = &catalogue->metrics[i];

        status = INSERT_ONCE(db, err, "INSERT INTO metric_data VALUES (?, ?, ?, ?, ?, ?)", whole((int64_t)i),
                             text(metric->id), text(metric->unit), whole((int64_t)metric->direction),
                             text(metric->label), real(metric->target));
    }
    for (unsigned stat = 0; stat < SF_STAT_KINDS && status == SF_OK; stat++)
        status = INSERT_ONCE(db, err, "INSERT INTO stat_data VALUES (?, ?)", whole((int64_t)stat),
                             text(sf_stat_name((sf_stat)stat)));
    if (status == SF_OK)
        status = store_names(db, "INSERT INTO entity_data VALUES (?, ?, ?)", catalogue->entities,
                             catalogue->entity_labels, catalogue->n_entities, err);
    if (status == SF_OK)
        status = store_names(db, "INSERT INTO segment_data VALUES (?, ?, ?)", catalogue->segments,
                             catalogue->segment_labels, catalogue->n_segments, err);
    if (status == SF_OK)
        status = store_names(db, "INSERT INTO state_data VALUES (?, ?, ?)", catalogue->states, catalogue->state_labels,
                             catalogue->n_states, err);
    return status;
}

static sf_status store_targets(sqlite3 *db, const sf_study_info *info, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < info->n_targets && status == SF_OK; i++) {
        const sf_target *t = &info->targets[i];

        status = INSERT_ONCE(db, err, "INSERT INTO target VALUES (?, ?, ?, ?, ?, ?)", whole((int64_t)i),
                             text(t->metric), text(t->entity), text(t->segment), text(t->stat), real(t->matters));
    }
    return status;
}

static sf_status store_assumptions(sqlite3 *db, const sf_study_info *info, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < info->n_assumptions && status == SF_OK; i++) {
        const sf_assumption *a = &info->assumptions[i];

        status = INSERT_ONCE(db, err, "INSERT INTO assumption VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                             whole((int64_t)i), text(a->path), text(a->value), text(a->range), text(a->source),
                             text(a->source_title), whole(a->is_default), real(a->number), real(a->low), real(a->high),
                             text(a->place.file), whole((int64_t)a->place.line), whole((int64_t)a->place.column));
    }
    return status;
}

static sf_status make_study(sqlite3 *db, const sf_study_info *info, sf_error *err)
{
    char sql[64];
    sf_status status = SF_OK;

    for (size_t i = 0; sf_schema[i] != NULL && status == SF_OK; i++)
        status = sf_database_run(db, sf_schema[i], err);
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", SF_SCHEMA_VERSION);
    if (status == SF_OK)
        status = sf_database_run(db, sql, err);
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d", SF_APPLICATION_ID);
    if (status == SF_OK)
        status = sf_database_run(db, sql, err);
    if (status == SF_OK)
        status = store_identity(db, info, err);
    if (status == SF_OK)
        status = store_catalogue(db, info->catalogue, err);
    if (status == SF_OK)
        status = store_targets(db, info, err);
    if (status == SF_OK)
        status = store_assumptions(db, info, err);
    return status;
}

/* --- continuing a study ------------------------------------------------------------------------------------------- */

static sf_status stored_fact(sqlite3 *db, const char *key, char *out, size_t size, sf_error *err)
{
    sqlite3_stmt *statement = NULL;
    sf_status status = sf_database_prepare(db, "SELECT value FROM study WHERE key = ?", &statement, err);

    out[0] = '\0';
    if (status == SF_OK)
        status = bind_text(statement, 1, key, err);
    if (status == SF_OK && sf_database_next(statement, &status, err))
        snprintf(out, size, "%s", sf_database_text(statement, 0));
    sqlite3_finalize(statement);
    return status;
}

typedef struct identity {
    char config_digest[80], build[256], seed[24], machine[MACHINE_SIZE];
} identity;

/* Has anything been finished that the new replications would have to go with? */
static bool is_begun(sqlite3 *db)
{
    sqlite3_stmt *any = NULL;
    sf_status status = sf_database_prepare(db, "SELECT 1 FROM replication_data LIMIT 1", &any, NULL);
    const bool found = status == SF_OK && sf_database_next(any, &status, NULL);

    sqlite3_finalize(any);
    return found;
}

/* Adds "the seed (1 there, 2 here)" to a list of differences. */
static void add_difference(char *list, size_t size, const char *what, const char *there, const char *here)
{
    const size_t used = strlen(list);

    snprintf(list + used, size - used, _("%s%s (%.40s there, %.40s here)"), used > 0 ? ", " : "", what, there, here);
}

static sf_status compare_identity(const sf_store *store, const sf_study_info *info, sf_error *err)
{
    identity there;
    char seed[24], machine[MACHINE_SIZE], differences[640] = "";
    const char *here_is;
    sf_status status = stored_fact(store->db, "config_digest", there.config_digest, sizeof there.config_digest, err);

    if (status == SF_OK)
        status = stored_fact(store->db, "build", there.build, sizeof there.build, err);
    if (status == SF_OK)
        status = stored_fact(store->db, "seed", there.seed, sizeof there.seed, err);
    if (status == SF_OK)
        status = stored_fact(store->db, "machine", there.machine, sizeof there.machine, err);
    if (status != SF_OK)
        return status;
    here_is = machine_of(info, machine, sizeof machine);
    snprintf(seed, sizeof seed, "%" PRIu64, info->seed);
    if (strcmp(there.config_digest, info->config_digest) != 0) {
        there.config_digest[12] = '\0'; /* enough to tell two configs apart */
        char here[13];

        snprintf(here, sizeof here, "%s", info->config_digest);
        add_difference(differences, sizeof differences, _("the config"), there.config_digest, here);
    }
    if (strcmp(there.seed, seed) != 0)
        add_difference(differences, sizeof differences, _("the seed"), there.seed, seed);
    if (strncmp(there.build, info->build, sizeof there.build - 1) != 0)
        add_difference(differences, sizeof differences, _("the build of the program"), there.build, info->build);
    if (strcmp(there.machine, here_is) != 0 && is_begun(store->db))
        add_difference(differences, sizeof differences, _("the C library or the processor's features"), there.machine,
                       here_is);
    if (differences[0] == '\0')
        return SF_OK;
    return SF_FAIL(
        err, SF_ECANTCREATE, NULL,
        _("%s: this folder holds another study; what differs: %s. Choose another folder with -o, or replace the study "
          "with --fresh"),
        store->directory.shown, differences);
}

/* --- code tables -------------------------------------------------------------------------------------------------- */

static sf_status find_code(sqlite3_stmt *find, const char *id, int64_t *code, sf_error *err)
{
    sf_status status = bind_text(find, 1, id, err);

    *code = -1;
    if (status == SF_OK && sf_database_next(find, &status, err))
        *code = sqlite3_column_int64(find, 0);
    sqlite3_reset(find);
    return status;
}

/* Fills codes[i] for the id of each number; -1 where the database has no such id. */
static sf_status find_codes(sqlite3 *db, const char *sql, const char *const *ids, size_t n, code_table *out,
                            sf_error *err)
{
    sqlite3_stmt *find = NULL;
    sf_status status = sf_database_prepare(db, sql, &find, err);

    out->n = n;
    out->code = calloc(n + 1, sizeof *out->code);
    if (out->code == NULL)
        status = out_of_memory(err);
    for (size_t i = 0; i < n && status == SF_OK; i++)
        status = find_code(find, ids[i], &out->code[i], err);
    sqlite3_finalize(find);
    return status;
}

static sf_status same_catalogue(const sf_store *store, const code_table *table, const char *const *ids, sf_error *err)
{
    for (size_t i = 0; i < table->n; i++) {
        if (table->code[i] < 0)
            return SF_FAIL(
                err, SF_ECANTCREATE, NULL,
                _("%s: the study in this folder does not know \"%s\"; choose another folder with -o, or replace the "
                  "study with --fresh"),
                store->directory.shown, ids[i]);
    }
    return SF_OK;
}

static sf_status map_names(const sf_store *store, const char *sql, const char *const *ids, size_t n, code_table *out,
                           sf_error *err)
{
    sf_status status = find_codes(store->db, sql, ids, n, out, err);

    return status == SF_OK ? same_catalogue(store, out, ids, err) : status;
}

static sf_status map_metrics(sf_store *store, const sf_catalogue *catalogue, sf_error *err)
{
    const char **ids = calloc(catalogue->n_metrics + 1, sizeof *ids);
    sf_status status;

    if (ids == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < catalogue->n_metrics; i++)
        ids[i] = catalogue->metrics[i].id;
    status =
        map_names(store, "SELECT code FROM metric_data WHERE id = ?", ids, catalogue->n_metrics, &store->metrics, err);
    free(ids);
    return status;
}

static sf_status map_catalogue(sf_store *store, const sf_catalogue *catalogue, sf_error *err)
{
    sf_status status = map_metrics(store, catalogue, err);

    if (status == SF_OK)
        status = map_names(store, "SELECT code FROM entity_data WHERE id = ?", catalogue->entities,
                           catalogue->n_entities, &store->entities, err);
    if (status == SF_OK)
        status = map_names(store, "SELECT code FROM segment_data WHERE id = ?", catalogue->segments,
                           catalogue->n_segments, &store->segments, err);
    if (status == SF_OK)
        status = map_names(store, "SELECT code FROM state_data WHERE id = ?", catalogue->states, catalogue->n_states,
                           &store->states, err);
    return status;
}

/* Scenarios may be added while a study grows; their order is that of the latest run, those it leaves out coming
 * last. */
static sf_status store_scenarios(sf_store *store, const sf_study_info *info, sf_error *err)
{
    sf_status status = sf_database_run(store->db, "UPDATE scenario_data SET position = position + 1000000000", err);

    for (size_t i = 0; i < info->n_scenarios && status == SF_OK; i++) {
        const sf_store_scenario *one = &info->scenarios[i];

        status = INSERT_ONCE(
            store->db, err,
            "INSERT INTO scenario_data SELECT coalesce(max(code) + 1, 0), ?, ?, ?, ? FROM scenario_data WHERE 1"
            " ON CONFLICT(id) DO UPDATE SET position = excluded.position, label = excluded.label,"
            " overrides = excluded.overrides",
            whole((int64_t)i), text(one->id), text(one->label), text(one->overrides));
    }
    return status;
}

static sf_status map_scenarios(sf_store *store, const sf_study_info *info, sf_error *err)
{
    const char **ids = calloc(info->n_scenarios + 1, sizeof *ids);
    sf_status status;

    if (ids == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < info->n_scenarios; i++)
        ids[i] = info->scenarios[i].id;
    status =
        map_names(store, "SELECT code FROM scenario_data WHERE id = ?", ids, info->n_scenarios, &store->scenarios, err);
    free(ids);
    return status;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

static sf_status refuse(const sf_store *store, sf_database_state state, sf_error *err)
{
    if (state == SF_DATABASE_NEWER)
        return SF_FAIL(
            err, SF_ECANTCREATE, NULL,
            _("%s: the study in this folder was written by a newer version of the program (a newer schema); use that version, "
              "choose another folder with -o, or replace the study with --fresh"),
            store->directory.shown);
    return SF_FAIL(err, SF_ECANTCREATE, NULL,
                   _("%s/%s: is not a database that Saksflyt can read; move it away, or choose another folder with -o"),
                   store->directory.shown, SF_FILE_DATABASE);
}

/* Opens the database; an older study is deleted first when the user wants a fresh start. */
static sf_status open_database(sf_store *store, bool fresh, sf_database_state *state, sf_error *err)
{
    const bool existed = sf_directory_has_database(&store->directory);
    sf_status status = sf_database_open(store->directory.database, true, &store->db, state, err);

    if (status != SF_OK) {
        if (!existed)
            unlinkat(store->directory.folder, SF_FILE_DATABASE, 0);
        return status;
    }
    store->made_database = !existed || *state == SF_DATABASE_EMPTY;
    if (*state == SF_DATABASE_FOREIGN || (*state == SF_DATABASE_NEWER && !fresh))
        return refuse(store, *state, err);
    if (!fresh || (*state == SF_DATABASE_EMPTY && !existed))
        return SF_OK;
    sqlite3_close(store->db);
    store->db = NULL;
    status = sf_directory_delete_study(&store->directory, err);
    if (status == SF_OK)
        status = sf_database_open(store->directory.database, true, &store->db, state, err);
    store->made_database = true;
    return status;
}

static sf_status make_or_continue(sf_store *store, const sf_study_info *info, sf_database_state state, sf_error *err)
{
    sf_status status = sf_database_run(store->db, "PRAGMA journal_mode = DELETE", err);

    if (status == SF_OK) /* FULL and a sync of the folder after each commit: without it the last one may come undone */
        status = sf_database_run(store->db, "PRAGMA synchronous = EXTRA", err);
    if (status == SF_OK)
        status = sf_database_run(store->db, "BEGIN IMMEDIATE", err);
    if (status != SF_OK)
        return status;
    if (state == SF_DATABASE_EMPTY)
        status = make_study(store->db, info, err);
    else
        status = compare_identity(store, info, err);
    if (status == SF_OK)
        status = map_catalogue(store, info->catalogue, err);
    if (status == SF_OK)
        status = store_description(store->db, info, err);
    if (status == SF_OK)
        status = store_shard(store->db, info, err);
    if (status == SF_OK)
        status = store_scenarios(store, info, err);
    if (status == SF_OK)
        status = map_scenarios(store, info, err);
    if (status == SF_OK)
        status = sf_database_run(store->db, "COMMIT", err);
    if (status != SF_OK)
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static sf_status prepare_statements(sf_store *store, sf_error *err)
{
    sf_status status = SF_OK;

    for (int kind = 0; kind < INSERT_KINDS && status == SF_OK; kind++)
        status = sf_database_prepare(store->db, insert_sql[kind], &store->insert[kind], err);
    if (status == SF_OK)
        status = sf_database_prepare(store->db, "SELECT 1 FROM replication_data WHERE scenario = ? AND number = ?",
                                     &store->has, err);
    return status;
}

static void close_database(sf_store *store)
{
    for (int kind = 0; kind < INSERT_KINDS; kind++)
        sqlite3_finalize(store->insert[kind]);
    sqlite3_finalize(store->has);
    sqlite3_close(store->db);
    free(store->scenarios.code);
    free(store->metrics.code);
    free(store->entities.code);
    free(store->segments.code);
    free(store->states.code);
    free(store->text);
}

/* Takes back what a failed opening did. */
static void abandon(sf_store *store)
{
    close_database(store);
    if (store->made_database) {
        unlinkat(store->directory.folder, SF_FILE_JOURNAL, 0);
        unlinkat(store->directory.folder, SF_FILE_DATABASE, 0);
    }
    sf_directory_undo(&store->directory);
    free(store);
}

sf_status sf_store_open(const char *dir, const sf_study_info *info, bool fresh, sf_store **out, sf_error *err)
{
    sf_store *store = calloc(1, sizeof *store);
    sf_database_state state = SF_DATABASE_EMPTY;
    sf_status status;

    assert(info->n_scenarios > 0 && info->catalogue != NULL);
    if (store == NULL)
        return out_of_memory(err);
    status = sf_directory_take(dir, &store->directory, err);
    if (status != SF_OK) {
        free(store);
        return status;
    }
    status = open_database(store, fresh, &state, err);
    if (status == SF_OK)
        status = make_or_continue(store, info, state, err);
    if (status == SF_OK)
        status = prepare_statements(store, err);
    if (status != SF_OK) {
        abandon(store);
        return status;
    }
    *out = store;
    return SF_OK;
}

bool sf_store_has(const sf_store *store, uint32_t scenario, uint32_t replication)
{
    bool found;

    assert(scenario < store->scenarios.n);
    sqlite3_bind_int64(store->has, 1, store->scenarios.code[scenario]);
    sqlite3_bind_int64(store->has, 2, replication);
    found = sqlite3_step(store->has) == SQLITE_ROW;
    sqlite3_reset(store->has);
    return found;
}

/* --- storing replications ----------------------------------------------------------------------------------------- */

static int64_t code_of(const code_table *table, size_t number)
{
    assert(number < table->n);
    return table->code[number];
}

static sf_status put_observations(sf_store *store, const sf_replication_record *r, int64_t scenario, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < r->n_observations && status == SF_OK; i++) {
        const sf_observation *o = &r->observations[i];
        const int64_t key[] = {scenario,
                               r->replication,
                               code_of(&store->metrics, o->metric),
                               code_of(&store->entities, o->entity),
                               code_of(&store->segments, o->segment),
                               o->stat};
        const double said[] = {o->num, o->den, o->value};

        assert(o->stat < SF_STAT_KINDS);
        status = sf_database_insert(store->insert[INSERT_OBSERVATION], key, 6, said, 3, err);
    }
    return status;
}

static sf_status put_series(sf_store *store, const sf_replication_record *r, int64_t scenario, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < r->n_series && status == SF_OK; i++) {
        const sf_series_point *p = &r->series[i];
        const int64_t key[] = {scenario, r->replication, code_of(&store->metrics, p->metric),
                               code_of(&store->entities, p->entity), code_of(&store->segments, p->segment)};
        const double said[] = {p->time_days, p->value};

        status = sf_database_insert(store->insert[INSERT_SERIES], key, 5, said, 2, err);
    }
    return status;
}

/* Writes a whole number and returns the place behind it. */
static char *write_number(char *to, uint32_t number)
{
    char digits[10];
    int n = 0;

    do
        digits[n++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (n > 0)
        *to++ = digits[--n];
    return to;
}

/* {"261120":4,"261376":1} in store->text; the length, or 0 when memory ran out. */
static size_t write_bins(sf_store *store, const sf_histogram_bin *bins, size_t n)
{
    const size_t longest = n * 25 + 3; /* two numbers of up to ten digits, quotes, colon, comma */
    char *to;

    if (longest > store->text_size) {
        char *grown = realloc(store->text, longest * 2);

        if (grown == NULL)
            return 0;
        store->text = grown;
        store->text_size = longest * 2;
    }
    to = store->text;
    *to++ = '{';
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            *to++ = ',';
        *to++ = '"';
        to = write_number(to, bins[i].bin);
        *to++ = '"';
        *to++ = ':';
        to = write_number(to, bins[i].count);
    }
    *to++ = '}';
    return (size_t)(to - store->text);
}

static sf_status put_histograms(sf_store *store, const sf_replication_record *r, int64_t scenario, sf_error *err)
{
    sqlite3_stmt *insert = store->insert[INSERT_HISTOGRAM];
    sf_status status = SF_OK;

    for (size_t i = 0; i < r->n_histograms && status == SF_OK; i++) {
        const sf_histogram_record *h = &r->histograms[i];
        const int64_t key[] = {scenario,
                               r->replication,
                               code_of(&store->metrics, h->metric),
                               code_of(&store->entities, h->entity),
                               code_of(&store->segments, h->segment),
                               h->end};
        size_t length;

        assert(h->end < SF_WAIT_ENDS && h->first_bin <= r->n_bins && h->n_bins <= r->n_bins - h->first_bin);
        length = write_bins(store, r->bins + h->first_bin, h->n_bins);
        if (length == 0)
            return out_of_memory(err);
        if (sqlite3_bind_text64(insert, 7, store->text, length, SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK)
            return bind_failed(insert, err);
        status = sf_database_insert(insert, key, 6, NULL, 0, err);
    }
    return status;
}

static sf_status put_transitions(sf_store *store, const sf_replication_record *r, int64_t scenario, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < r->n_transitions && status == SF_OK; i++) {
        const sf_transition *t = &r->transitions[i];
        const int64_t row[] = {scenario,
                               r->replication,
                               code_of(&store->segments, t->segment),
                               code_of(&store->states, t->from_state),
                               code_of(&store->states, t->to_state),
                               (int64_t)t->count};

        status = sf_database_insert(store->insert[INSERT_TRANSITION], row, 6, NULL, 0, err);
    }
    return status;
}

static sf_status put_persons(sf_store *store, const sf_replication_record *r, int64_t scenario, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < r->n_persons && status == SF_OK; i++) {
        const sf_person_outcome *p = &r->persons[i];
        const int64_t row[] = {scenario,
                               r->replication,
                               (int64_t)p->key, /* bit for bit; the view shows 16 hex digits */
                               code_of(&store->entities, p->programme),
                               code_of(&store->segments, p->segment),
                               code_of(&store->states, p->exit_state),
                               p->contacts,
                               p->tiltak_started};
        const double said[] = {p->entry_days, p->exit_days, p->first_meeting_wait, p->tiltak_wait};

        status = sf_database_insert(store->insert[INSERT_PERSON], row, 8, said, 4, err);
    }
    return status;
}

static sf_status put_checks(sf_store *store, const sf_replication_record *r, int64_t scenario, sf_error *err)
{
    sqlite3_stmt *insert = store->insert[INSERT_CHECK];
    sf_status status = SF_OK;

    for (size_t i = 0; i < r->n_checks && status == SF_OK; i++) {
        const sf_self_check *check = &r->checks[i];
        const int64_t key[] = {scenario, r->replication};

        if (sqlite3_bind_text(insert, 3, check->id, -1, SQLITE_STATIC) != SQLITE_OK ||
            sqlite3_bind_double(insert, 4, check->residual) != SQLITE_OK ||
            sqlite3_bind_double(insert, 5, check->limit) != SQLITE_OK)
            return bind_failed(insert, err);
        status = sf_database_insert(insert, key, 2, NULL, 0, err);
    }
    return status;
}

static sf_status put_replication(sf_store *store, const sf_replication_record *r, sf_error *err)
{
    const int64_t scenario = code_of(&store->scenarios, r->scenario);
    const int64_t row[] = {scenario, r->replication, (int64_t)r->events};
    sf_status status = sf_database_insert(store->insert[INSERT_REPLICATION], row, 3, NULL, 0, err);

    if (status == SF_OK)
        status = put_observations(store, r, scenario, err);
    if (status == SF_OK)
        status = put_series(store, r, scenario, err);
    if (status == SF_OK)
        status = put_histograms(store, r, scenario, err);
    if (status == SF_OK)
        status = put_transitions(store, r, scenario, err);
    if (status == SF_OK)
        status = put_persons(store, r, scenario, err);
    if (status == SF_OK)
        status = put_checks(store, r, scenario, err);
    if (status == SF_OK)
        status = sf_database_insert(store->insert[INSERT_TIMING], row, 2, &r->seconds, 1, err);
    return status;
}

sf_status sf_store_put(sf_store *store, const sf_replication_record *const *records, size_t n, sf_error *err)
{
    sf_status status = sf_database_run(store->db, "BEGIN IMMEDIATE", err);

    if (status != SF_OK)
        return status;
    for (size_t i = 0; i < n && status == SF_OK; i++) {
        assert(records[i]->replication >= 1);
        status = put_replication(store, records[i], err);
    }
    if (status == SF_OK)
        status = sf_database_run(store->db, "COMMIT", err);
    if (status != SF_OK)
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL); /* harmless when SQLite has rolled back itself */
    return status;
}

/* --- other folders of the same study --------------------------------------------------------------------------------- */

/* Each table in the database that is attached as `source`, its codes turned into ours by way of the ids. Only of replications
 * that are in temp.wanted. */
#define OURS(kind)                                                                                                    \
    " JOIN source." kind "_data s_" kind " ON s_" kind ".code = o." kind " JOIN main." kind "_data " kind " ON " kind \
    ".id = s_" kind ".id"
#define STATE(column)                                                                                       \
    " JOIN source.state_data s_" column " ON s_" column ".code = o." column " JOIN main.state_data " column \
    " ON " column ".id = s_" column ".id"
#define WANTED " JOIN temp.wanted w ON w.source_code = o.scenario AND w.number = o.replication"
static const char *const merge_sql[] = {
    "INSERT INTO main.observation_data SELECT w.code, o.replication, metric.code, entity.code, segment.code, o.stat, o.num, o.den,"
    " o.value FROM source.observation_data o" WANTED OURS("metric") OURS("entity") OURS("segment"),
    "INSERT INTO main.series_data SELECT w.code, o.replication, metric.code, entity.code, segment.code, o.time_days, o.value"
    " FROM source.series_data o" WANTED OURS("metric") OURS("entity") OURS("segment"),
    "INSERT INTO main.histogram_data SELECT w.code, o.replication, metric.code, entity.code, segment.code, o.ending, o.bins"
    " FROM source.histogram_data o" WANTED OURS("metric") OURS("entity") OURS("segment"),
    "INSERT INTO main.transition_data SELECT w.code, o.replication, segment.code, from_state.code, to_state.code, o.count"
    " FROM source.transition_data o" WANTED OURS("segment") STATE("from_state") STATE("to_state"),
    "INSERT INTO main.person_outcome_data SELECT w.code, o.replication, o.person, programme.code, segment.code, exit_state.code,"
    " o.contacts, o.tiltak_started, o.entry_days, o.exit_days, o.first_meeting_wait_days, o.tiltak_wait_days"
    " FROM source.person_outcome_data o" WANTED OURS("segment")
        STATE("exit_state") " JOIN source.entity_data s_programme ON s_programme.code = o.programme"
                            " JOIN main.entity_data programme ON programme.id = s_programme.id",
    "INSERT INTO main.self_check_data SELECT w.code, o.replication, o.id, o.residual, o.tolerance FROM source.self_check_data o" WANTED,
    "INSERT INTO main.timing_data SELECT w.code, o.replication, o.seconds FROM source.timing_data o" WANTED,
    "INSERT INTO main.replication_data SELECT w.code, r.number, r.status, r.events FROM source.replication_data r"
    " JOIN temp.wanted w ON w.source_code = r.scenario AND w.number = r.number",
};

static sf_status copy_replications(sqlite3 *db, sf_error *err)
{
    sf_status status = sf_database_run(
        db,
        "CREATE TEMP TABLE IF NOT EXISTS wanted(source_code INTEGER, number INTEGER, code INTEGER, PRIMARY KEY(source_code, number));"
        "DELETE FROM temp.wanted; BEGIN IMMEDIATE;"
        "INSERT INTO temp.wanted SELECT r.scenario, r.number, s.code FROM source.replication_data r"
        " JOIN source.scenario_data t ON t.code = r.scenario JOIN main.scenario_data s ON s.id = t.id"
        " WHERE NOT EXISTS (SELECT 1 FROM main.replication_data o WHERE o.scenario = s.code AND o.number = r.number)",
        err);

    for (size_t i = 0; i < sizeof merge_sql / sizeof *merge_sql && status == SF_OK; i++)
        status = sf_database_run(db, merge_sql[i], err);
    if (status == SF_OK)
        status = sf_database_run(db, "COMMIT", err);
    if (status != SF_OK)
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static sf_status merge_folder(sf_store *store, const char *dir, sf_error *err)
{
    sf_directory directory;
    sf_status status = sf_directory_join(dir, &directory, err);

    if (status != SF_OK)
        return status;
    status = INSERT_ONCE(store->db, err, "ATTACH ? AS source", text(directory.database));
    if (status == SF_OK) {
        status = copy_replications(store->db, err);
        sqlite3_exec(store->db, "DETACH source", NULL, NULL, NULL);
    }
    sf_directory_leave(&directory);
    return status;
}

sf_status sf_store_merge(sf_store *store, const char *const *dirs, size_t n, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < n && status == SF_OK; i++)
        status = merge_folder(store, dirs[i], err);
    return status;
}

/* --- the files beside the database -------------------------------------------------------------------------------- */

sf_status sf_store_finish(sf_store *store, sf_error *err)
{
    const int folder = store->directory.folder;
    const char *shown = store->directory.shown;
    sf_study *study = NULL;
    char *csv = NULL;
    size_t length = 0;
    sf_status status = sf_study_open(shown, &study, err);

    if (status == SF_OK) {
        const char *resolved = sf_study_facts(study)->resolved;

        status = sf_file_replace(folder, shown, SF_FILE_RESOLVED, resolved, strlen(resolved), err);
    }
    if (status == SF_OK)
        status = sf_summary_write_csv(study, &csv, &length, err);
    if (status == SF_OK)
        status = sf_file_replace(folder, shown, SF_FILE_SUMMARY, csv, length, err);
    if (status == SF_OK)
        status = sf_manifest_write(folder, shown, study, err);
    free(csv);
    sf_study_close(study);
    return status;
}

void sf_store_close(sf_store *store)
{
    if (store == NULL)
        return;
    close_database(store);
    sf_directory_leave(&store->directory);
    free(store);
}
