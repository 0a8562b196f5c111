/* results/fingerprint.c - the line of `saksflyt digest DIR`.
 *
 * The rows below are fed to SHA-256 in the order of their keys, where ids sort as text: neither the order in which
 * replications finished nor the order of a config's lists shows. Replications go by scenario id and number; in each of
 * them come replication, observation, series, histogram, transition and person_outcome. Every column is fed with its
 * type: 't' and a text with its length, 'i' and a whole number, 'r' and a real, 'n' for nothing (core/digest.h).
 * resolved.cfg comes last.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "results/database.h"
#include "results/directory.h"
#include "results/files.h"
#include "results/store.h"

enum { LONGEST_RESOLVED = 64 << 20 };

#define BY_NAMES                                                                                   \
    " CROSS JOIN metric_data m ON m.code = o.metric CROSS JOIN entity_data e ON e.code = o.entity" \
    " CROSS JOIN segment_data g ON g.code = o.segment WHERE o.scenario = ?1 AND o.replication = ?2"

static const char scenarios_sql[] = "SELECT 'scenario', id, label, overrides FROM scenario_data ORDER BY id";
static const char metrics_sql[] = "SELECT 'metric', id, unit, direction, label FROM metric_data ORDER BY id";
static const char replications_sql[] =
    "SELECT r.scenario, r.number FROM replication_data r JOIN scenario_data s ON s.code = r.scenario"
    " ORDER BY s.id, r.number";

/* What each replication feeds. ?1 is the scenario's code, ?2 the number. */
static const char *const replication_sql[] = {
    "SELECT 'replication', s.id, r.number, r.status, r.events FROM replication_data r JOIN scenario_data s ON s.code = r.scenario"
    " WHERE r.scenario = ?1 AND r.number = ?2",
    "SELECT 'observation', m.id, e.id, g.id, t.id, o.num, o.den, o.value FROM observation_data o"
    " CROSS JOIN stat_data t ON t.code = o.stat" BY_NAMES " ORDER BY m.id, e.id, g.id, o.stat",
    "SELECT 'series', m.id, e.id, g.id, o.time_days, o.value FROM series_data o" BY_NAMES
    " ORDER BY m.id, e.id, g.id, o.time_days",
    "SELECT 'histogram', m.id, e.id, g.id, o.ending, o.bins FROM histogram_data o" BY_NAMES
    " ORDER BY m.id, e.id, g.id, o.ending",
    "SELECT 'transition', g.id, a.id, b.id, o.count FROM transition_data o CROSS JOIN segment_data g ON g.code = o.segment"
    " CROSS JOIN state_data a ON a.code = o.from_state CROSS JOIN state_data b ON b.code = o.to_state"
    " WHERE o.scenario = ?1 AND o.replication = ?2 ORDER BY g.id, a.id, b.id",
    "SELECT 'person_outcome', o.person, e.id, g.id, a.id, o.contacts, o.tiltak_started, o.entry_days, o.exit_days,"
    " o.first_meeting_wait_days, o.tiltak_wait_days FROM person_outcome_data o CROSS JOIN entity_data e ON e.code = o.programme"
    " CROSS JOIN segment_data g ON g.code = o.segment CROSS JOIN state_data a ON a.code = o.exit_state"
    " WHERE o.scenario = ?1 AND o.replication = ?2 ORDER BY o.person, e.id, o.entry_days",
};
enum { QUERIES = sizeof replication_sql / sizeof *replication_sql };

static void feed_row(sf_digest *digest, sqlite3_stmt *row)
{
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        switch (sqlite3_column_type(row, i)) {
        case SQLITE_INTEGER:
            sf_digest_add(digest, "i", 1);
            sf_digest_add_u64(digest, (uint64_t)sqlite3_column_int64(row, i));
            break;
        case SQLITE_FLOAT:
            sf_digest_add(digest, "r", 1);
            sf_digest_add_double(digest, sqlite3_column_double(row, i));
            break;
        case SQLITE_NULL:
            sf_digest_add(digest, "n", 1);
            break;
        default:
            sf_digest_add(digest, "t", 1);
            sf_digest_add_text(digest, sf_database_text(row, i));
        }
    }
}

static sf_status feed_query(sf_digest *digest, sqlite3_stmt *query, sf_error *err)
{
    sf_status status = SF_OK;

    while (sf_database_next(query, &status, err))
        feed_row(digest, query);
    sqlite3_reset(query);
    return status;
}

static sf_status feed_once(sf_digest *digest, sqlite3 *db, const char *sql, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_status status = sf_database_prepare(db, sql, &query, err);

    if (status == SF_OK)
        status = feed_query(digest, query, err);
    sqlite3_finalize(query);
    return status;
}

static sf_status feed_replications(sf_digest *digest, sqlite3 *db, sf_error *err)
{
    sqlite3_stmt *all = NULL, *query[QUERIES] = {NULL};
    sf_status status = sf_database_prepare(db, replications_sql, &all, err);

    for (int i = 0; i < QUERIES && status == SF_OK; i++)
        status = sf_database_prepare(db, replication_sql[i], &query[i], err);
    while (status == SF_OK && sf_database_next(all, &status, err)) {
        for (int i = 0; i < QUERIES && status == SF_OK; i++) {
            sqlite3_bind_int64(query[i], 1, sqlite3_column_int64(all, 0));
            sqlite3_bind_int64(query[i], 2, sqlite3_column_int64(all, 1));
            status = feed_query(digest, query[i], err);
        }
    }
    for (int i = 0; i < QUERIES; i++)
        sqlite3_finalize(query[i]);
    sqlite3_finalize(all);
    return status;
}

/* The file; before the study's first end, when there is none, the text in the database that will become it. */
static sf_status feed_resolved(sf_digest *digest, const sf_directory *directory, sqlite3 *db, sf_error *err)
{
    sf_error why = {0};
    char *text = NULL;
    size_t length = 0;
    const sf_status status =
        sf_file_read(directory->folder, directory->shown, SF_FILE_RESOLVED, LONGEST_RESOLVED, &text, &length, &why);

    if (status == SF_ENOINPUT)
        return feed_once(digest, db, "SELECT value FROM study WHERE key = 'resolved'", err);
    if (status != SF_OK)
        return SF_FAIL(err, status, NULL, "%s", why.message);
    sf_digest_add(digest, "t", 1);
    sf_digest_add_u64(digest, length);
    sf_digest_add(digest, text, length);
    free(text);
    return SF_OK;
}

static sf_status feed_study(sf_digest *digest, const sf_directory *directory, sqlite3 *db, sf_error *err)
{
    sf_status status = sf_database_run(db, "PRAGMA query_only = 1; BEGIN", err);

    if (status == SF_OK)
        status = feed_once(digest, db, scenarios_sql, err);
    if (status == SF_OK)
        status = feed_once(digest, db, metrics_sql, err);
    if (status == SF_OK)
        status = feed_replications(digest, db, err);
    if (status == SF_OK)
        status = feed_resolved(digest, directory, db, err);
    return status;
}

sf_status sf_store_digest(const char *dir, char hex[SF_DIGEST_HEX], sf_error *err)
{
    sf_directory directory;
    sf_digest digest;
    sqlite3 *db = NULL;
    sf_status status = sf_database_find_study(dir, &directory, &db, err);

    if (status != SF_OK)
        return status;
    sf_digest_begin(&digest);
    status = feed_study(&digest, &directory, db, err);
    if (status == SF_OK)
        sf_digest_end(&digest, hex);
    sqlite3_close(db);
    sf_directory_leave(&directory);
    return status;
}

/* --- one replication, and the database as such ---------------------------------------------------------------------- */

static sf_status feed_replication(sf_digest *digest, sqlite3 *db, const char *scenario, uint32_t replication,
                                  bool *found, sf_error *err)
{
    sqlite3_stmt *find = NULL, *query = NULL;
    sf_status status = sf_database_prepare(
        db,
        "SELECT s.code FROM replication_data r JOIN scenario_data s ON s.code = r.scenario WHERE s.id = ? AND r.number = ?",
        &find, err);
    int64_t code = -1;

    *found = false;
    if (status == SF_OK) {
        sqlite3_bind_text(find, 1, scenario, -1, SQLITE_STATIC);
        sqlite3_bind_int64(find, 2, replication);
        *found = sf_database_next(find, &status, err);
        code = *found ? sqlite3_column_int64(find, 0) : -1;
    }
    sqlite3_finalize(find);
    for (int i = 0; i < QUERIES && status == SF_OK && *found; i++) {
        status = sf_database_prepare(db, replication_sql[i], &query, err);
        if (status == SF_OK) {
            sqlite3_bind_int64(query, 1, code);
            sqlite3_bind_int64(query, 2, replication);
            status = feed_query(digest, query, err);
        }
        sqlite3_finalize(query);
        query = NULL;
    }
    return status;
}

sf_status sf_store_replication_digest(const char *dir, const char *scenario, uint32_t replication,
                                      char hex[SF_DIGEST_HEX], sf_error *err)
{
    sf_directory directory;
    sf_digest digest;
    sqlite3 *db = NULL;
    bool found = false;
    sf_status status = sf_database_find_study(dir, &directory, &db, err);

    hex[0] = '\0';
    if (status != SF_OK)
        return status;
    sf_digest_begin(&digest);
    status = feed_replication(&digest, db, scenario, replication, &found, err);
    if (status == SF_OK && found)
        sf_digest_end(&digest, hex);
    sqlite3_close(db);
    sf_directory_leave(&directory);
    return status;
}

/* The first row of each query says what is wrong. */
static const char *const integrity_sql[] = {
    "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    "SELECT 'rows of a replication that is not there' FROM (SELECT DISTINCT scenario, replication FROM observation_data"
    " EXCEPT SELECT scenario, number FROM replication_data)",
    "SELECT 'a replication without rows' FROM (SELECT scenario, number FROM replication_data"
    " EXCEPT SELECT scenario, replication FROM observation_data)",
};

sf_status sf_store_integrity(const char *dir, char *wrong, size_t size, sf_error *err)
{
    sf_directory directory;
    sqlite3 *db = NULL;
    sf_status status = sf_database_find_study(dir, &directory, &db, err);

    wrong[0] = '\0';
    if (status != SF_OK)
        return status;
    for (size_t i = 0; i < sizeof integrity_sql / sizeof *integrity_sql && status == SF_OK && wrong[0] == '\0'; i++) {
        sqlite3_stmt *query = NULL;

        status = sf_database_prepare(db, integrity_sql[i], &query, err);
        if (status == SF_OK && sf_database_next(query, &status, err))
            snprintf(wrong, size, "%s", sf_database_text(query, 0));
        sqlite3_finalize(query);
    }
    sqlite3_close(db);
    sf_directory_leave(&directory);
    return status;
}
