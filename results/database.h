/* results/database.h - the few things we ask of SQLite, with its errors turned into ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_DATABASE_H
#define SF_RESULTS_DATABASE_H

#include <sqlite3.h>

#include "results/directory.h"
#include "saksflyt/core.h"

enum { SF_APPLICATION_ID = 0x53616b73 }; /* "Saks": how we know our own databases (PRAGMA application_id) */

/** The statements that make the tables and views of schema version SF_SCHEMA_VERSION; ends with NULL. */
extern const char *const sf_schema[];

/** The state of a file that was opened. */
typedef enum sf_database_state {
    SF_DATABASE_EMPTY,   /* nothing was ever stored, or making it was cut short */
    SF_DATABASE_OURS,    /* a study with this schema version */
    SF_DATABASE_NEWER,   /* a study with a newer schema version */
    SF_DATABASE_FOREIGN, /* something else */
} sf_database_state;

/** Opens the database at `path` for reading and writing (reading only when the file system allows no more), makes it
 *  when `make`. An unfinished transaction of a killed process is rolled back. Symlinks are refused.
 *  Owner: the caller, sqlite3_close. Errors: SF_ECANTCREATE, SF_EIO, SF_ENOMEM, SF_EBUSY. */
SF_MUST_CHECK sf_status sf_database_open(const char *path, bool make, sqlite3 **out, sf_database_state *state,
                                         sf_error *err);

/** Opens the study in a folder for reading. Owner of both: the caller, sqlite3_close and sf_directory_leave.
 *  SF_ENOINPUT no such folder or no database in it; SF_EDATA not a study; SF_EUNAVAILABLE a newer schema; SF_EIO;
 *  SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_database_find_study(const char *dir, sf_directory *directory, sqlite3 **out, sf_error *err);

/** Says in *err why the last call on `db` failed. Never SF_OK. */
sf_status sf_database_failed(sqlite3 *db, sf_error *err);

/** Runs SQL that gives no rows. */
SF_MUST_CHECK sf_status sf_database_run(sqlite3 *db, const char *sql, sf_error *err);

/** Prepares one statement. Owner: the caller, sqlite3_finalize (which accepts NULL). */
SF_MUST_CHECK sf_status sf_database_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, sf_error *err);

/** Takes the next row of a query: true when there is one. At the end or on error false, and *status tells which. */
bool sf_database_next(sqlite3_stmt *statement, sf_status *status, sf_error *err);

/** Inserts one row whose columns are first whole numbers, then reals (NAN becomes NULL), in the order of the
 *  statement. */
SF_MUST_CHECK sf_status sf_database_insert(sqlite3_stmt *statement, const int64_t *wholes, int n_wholes,
                                           const double *reals, int n_reals, sf_error *err);

/** Runs a statement that was bound by hand, and makes it ready for the next row. */
SF_MUST_CHECK sf_status sf_database_step(sqlite3_stmt *statement, sf_error *err);

/** A real column; NAN for NULL. */
double sf_database_real(sqlite3_stmt *statement, int column);

/** A text column; "" for NULL. Valid until the next step. */
const char *sf_database_text(sqlite3_stmt *statement, int column);

#endif
