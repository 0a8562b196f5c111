/* results/directory.h - the folder of one study: made when missing, locked while it is written, and never anybody
 * else's.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_DIRECTORY_H
#define SF_RESULTS_DIRECTORY_H

#include "saksflyt/core.h"

typedef struct sf_directory {
    int folder;     /* descriptor of the folder, -1 when closed */
    int lock;       /* descriptor of the lock file with our flock on it, or -1 */
    char *shown;    /* the path as the user gave it, for messages */
    char *database; /* real path of results.sqlite (no symlinks), for SQLite */
    size_t made;    /* how many folders at the end of the path did not exist before */
} sf_directory;

/** Makes the folder (and missing parents) and locks it.
 *  Returns  SF_OK; SF_ECANTCREATE it cannot be made, or holds something and no study; SF_EBUSY another process has it;
 *           SF_EIO; SF_ENOMEM. On failure everything is as it was. */
SF_MUST_CHECK sf_status sf_directory_take(const char *path, sf_directory *out, sf_error *err);

/** Opens an existing folder for reading, without a lock. SF_ENOINPUT when there is none. */
SF_MUST_CHECK sf_status sf_directory_look(const char *path, sf_directory *out, sf_error *err);

/** Opens an existing folder and locks it, so that nobody writes to it meanwhile; a folder that cannot be written to needs no
 *  lock. SF_ENOINPUT when there is none, SF_EBUSY when another process writes to it. */
SF_MUST_CHECK sf_status sf_directory_join(const char *path, sf_directory *out, sf_error *err);

/** Gives the folder back; the lock file goes too. */
void sf_directory_leave(sf_directory *directory);

/** As sf_directory_leave, and removes the folders that sf_directory_take made, as far as they are empty. */
void sf_directory_undo(sf_directory *directory);

/** True when the folder has an entry called results.sqlite. */
bool sf_directory_has_database(const sf_directory *directory);

/** Deletes the files that a study wrote: those of sf_file_names(), their temp files, the charts that the manifest
 *  lists, and at last journal and database, so that a folder whose cleaning was cut short is still known as a study's.
 *  Anything else stays. */
SF_MUST_CHECK sf_status sf_directory_delete_study(const sf_directory *directory, sf_error *err);

#endif
