/* results/database.c - the few things we ask of SQLite, with its errors turned into ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/database.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/text.h"
#include "results/files.h"
#include "results/store.h"

enum { PATIENCE_MS = 60000 }; /* a reader holds the file for about a second at most */

static sf_status status_of(int code)
{
    switch (code & 0xff) { /* the low byte is the primary code */
    case SQLITE_NOMEM:
        return SF_ENOMEM;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SF_EBUSY;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return SF_ECANTCREATE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SF_EDATA;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        return SF_EBUG;
    default:
        return SF_EIO;
    }
}

sf_status sf_database_failed(sqlite3 *db, sf_error *err)
{
    const int code = sqlite3_extended_errcode(db);
    const int last =
        errno; /* SQLite forgets the reason of a write that failed in COMMIT; the callers below clear errno */
    const int reason = sqlite3_system_errno(db) != 0 ? sqlite3_system_errno(db) : last;
    const char *path = sqlite3_db_filename(db, "main");
    const sf_status status = status_of(code);

    if (status == SF_ENOMEM)
        return SF_FAIL(err, status, NULL, _("out of memory"));
    if ((code & 0xff) == SQLITE_FULL)
        return SF_FAIL(err, status, NULL, _("%s: writing failed: %s"), path != NULL ? path : "", strerror(ENOSPC));
    if (status == SF_EIO && reason != 0)
        return SF_FAIL(err, status, NULL, _("%s: %s (%s)"), path != NULL ? path : "", sqlite3_errmsg(db),
                       strerror(reason));
    return SF_FAIL(err, status, NULL, _("%s: %s"), path != NULL ? path : "", sqlite3_errmsg(db));
}

sf_status sf_database_run(sqlite3 *db, const char *sql, sf_error *err)
{
    errno = 0;
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? SF_OK : sf_database_failed(db, err);
}

sf_status sf_database_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, sf_error *err)
{
    return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK
               ? SF_OK
               : sf_database_failed(db, err);
}

bool sf_database_next(sqlite3_stmt *statement, sf_status *status, sf_error *err)
{
    int code;

    errno = 0;
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return true;
    *status = code == SQLITE_DONE ? SF_OK : sf_database_failed(sqlite3_db_handle(statement), err);
    return false;
}

sf_status sf_database_step(sqlite3_stmt *statement, sf_error *err)
{
    sf_status status = SF_OK;

    errno = 0;
    if (sqlite3_step(statement) != SQLITE_DONE)
        status = sf_database_failed(sqlite3_db_handle(statement), err);
    sqlite3_reset(statement); /* repeats the error that was just reported */
    return status;
}

sf_status sf_database_insert(sqlite3_stmt *statement, const int64_t *wholes, int n_wholes, const double *reals,
                             int n_reals, sf_error *err)
{
    int code = SQLITE_OK;

    for (int i = 0; i < n_wholes && code == SQLITE_OK; i++)
        code = sqlite3_bind_int64(statement, 1 + i, wholes[i]);
    for (int i = 0; i < n_reals && code == SQLITE_OK; i++)
        code = sqlite3_bind_double(statement, 1 + n_wholes + i, reals[i]); /* SQLite makes NULL of NAN */
    if (code != SQLITE_OK)
        return sf_database_failed(sqlite3_db_handle(statement), err);
    return sf_database_step(statement, err);
}

double sf_database_real(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? (double)NAN
                                                                 : sqlite3_column_double(statement, column);
}

const char *sf_database_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);

    return text != NULL ? (const char *)text : "";
}

/* One whole number from a PRAGMA or a count. */
static sf_status ask(sqlite3 *db, const char *sql, int *out, sf_error *err)
{
    sqlite3_stmt *statement = NULL;
    sf_status status = sf_database_prepare(db, sql, &statement, err);

    if (status == SF_OK && sf_database_next(statement, &status, err))
        *out = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

static sf_status look_inside(sqlite3 *db, sf_database_state *state, sf_error *err)
{
    int application = 0, version = 0, objects = 0;
    sf_error why = {0};
    sf_status status = ask(db, "SELECT count(*) FROM sqlite_master", &objects, &why);

    if (status == SF_OK)
        status = ask(db, "PRAGMA application_id", &application, &why);
    if (status == SF_OK)
        status = ask(db, "PRAGMA user_version", &version, &why);
    if (status == SF_EDATA) { /* not a database at all, or a broken one */
        *state = SF_DATABASE_FOREIGN;
        return SF_OK;
    }
    if (status != SF_OK)
        return SF_FAIL(err, status, NULL, "%s", why.message);
    if (objects == 0 && application == 0)
        *state = SF_DATABASE_EMPTY;
    else if (application != SF_APPLICATION_ID)
        *state = SF_DATABASE_FOREIGN;
    else
        *state = version > SF_SCHEMA_VERSION ? SF_DATABASE_NEWER : SF_DATABASE_OURS;
    return SF_OK;
}

sf_status sf_database_open(const char *path, bool make, sqlite3 **out, sf_database_state *state, sf_error *err)
{
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | (make ? SQLITE_OPEN_CREATE : 0);
    sqlite3 *db = NULL;
    sf_status status = SF_OK;

    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) {
        status = SF_FAIL(err, db == NULL ? SF_ENOMEM : status_of(sqlite3_errcode(db)), NULL,
                         _("%s: cannot be opened: %s"), path, db == NULL ? _("out of memory") : sqlite3_errmsg(db));
    }
    if (status == SF_OK) {
        sqlite3_busy_timeout(db, PATIENCE_MS);
        status = look_inside(db, state, err);
    }
    if (status == SF_OK)
        status = sf_database_run(db, "PRAGMA temp_store = MEMORY", err);
    if (status != SF_OK) {
        sqlite3_close(db);
        return status;
    }
    *out = db;
    return SF_OK;
}

static sf_status refuse(const char *dir, sf_database_state state, sf_error *err)
{
    switch (state) {
    case SF_DATABASE_NEWER:
        return SF_FAIL(
            err, SF_EUNAVAILABLE, NULL,
            _("%s: this study was written by a newer version of the program (a newer schema); read it with that version"),
            dir);
    case SF_DATABASE_EMPTY:
    case SF_DATABASE_FOREIGN:
        return SF_FAIL(err, SF_EDATA, NULL, _("%s/%s: is not the database of a study"), dir, SF_FILE_DATABASE);
    case SF_DATABASE_OURS:
        break;
    }
    return SF_OK;
}

sf_status sf_database_find_study(const char *dir, sf_directory *directory, sqlite3 **out, sf_error *err)
{
    sf_database_state state = SF_DATABASE_EMPTY;
    sqlite3 *db = NULL;
    sf_status status = sf_directory_look(dir, directory, err);

    if (status != SF_OK)
        return status;
    if (!sf_directory_has_database(directory))
        status =
            SF_FAIL(err, SF_ENOINPUT, NULL, _("%s: there is no study in this folder (no %s)"), dir, SF_FILE_DATABASE);
    if (status == SF_OK)
        status = sf_database_open(directory->database, false, &db, &state, err);
    if (status == SF_OK)
        status = refuse(dir, state, err);
    if (status != SF_OK) {
        sqlite3_close(db);
        sf_directory_leave(directory);
        return status;
    }
    *out = db;
    return SF_OK;
}
