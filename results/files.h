/* results/files.h - writing whole files safely, and the names of all files that a study writes.
 * A file is either the old one or the whole new one, also when power fails: temp file, fsync, rename, fsync of the
 * folder. Files are opened under the folder's descriptor and symlinks are never followed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_FILES_H
#define SF_RESULTS_FILES_H

#include "saksflyt/core.h"

#define SF_FILE_DATABASE "results.sqlite"
#define SF_FILE_JOURNAL "results.sqlite-journal"
#define SF_FILE_SUMMARY "summary.csv"
#define SF_FILE_RESOLVED "resolved.cfg"
#define SF_FILE_MANIFEST "manifest.json"
#define SF_FILE_PLACEBO "placebo.json"
#define SF_FILE_LOCK "study.lock"
#define SF_FOLDER_CHARTS "charts"

/** Replaces (or makes) one file in an open folder.
 *  folder      descriptor of the folder
 *  shown       the folder's path as the user gave it, for messages
 *  name        a plain file name, sf_file_name_is_plain
 *  Returns     SF_OK; SF_ECANTCREATE the temp file cannot be made; SF_EIO writing failed (disk full ...). On failure
 *              the old file is untouched and no temp file is left. Cost: one fsync of the file and one of the
 *              folder. */
SF_MUST_CHECK sf_status sf_file_replace(int folder, const char *shown, const char *name, const void *bytes,
                                        size_t count, sf_error *err);

/** Writes all bytes to an open file, however many calls it takes; false with errno when it cannot. */
bool sf_write_all(int file, const void *bytes, size_t count);

/** Reads a whole regular file of at most `most` bytes; *out ends with a NUL beyond *count. Owner: the caller, free().
 *  Returns SF_OK; SF_ENOINPUT there is none; SF_EDATA it is too long; SF_EIO; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_file_read(int folder, const char *shown, const char *name, size_t most, char **out,
                                     size_t *count, sf_error *err);

/** True for 1 to 64 characters of [A-Za-z0-9._-] that do not begin with a point or a dash. */
bool sf_file_name_is_plain(const char *name);

/** True for plain names of pictures: .png, .svg or .pdf. Only such names are listed as charts in the manifest. */
bool sf_file_name_is_chart(const char *name);

/** Names of the files that a study may write beside the database, the journal, the lock and the charts; ends with NULL.
 *  The manifest comes last: until it is gone it can tell which charts belong to the study. */
const char *const *sf_file_names(void);

#endif
