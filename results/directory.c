/* results/directory.c - the folder of one study: made when missing, locked while it is written, and never anybody
 * else's. Invariant: who holds the flock holds it on the file that is called study.lock now. (A lock file that its last
 * owner removed may still be locked by a latecomer; comparing inodes finds that out.)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"
#include "results/files.h"
#include "results/manifest.h"

/* --- making and removing folders ---------------------------------------------------------------------------------- */

/* Makes sure that a new folder is still there after a power failure. */
static void sync_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *parent = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    const int folder = parent == NULL ? -1 : open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder >= 0) { /* a failure here costs only safety against power failure at this very moment */
        fsync(folder);
        close(folder);
    }
    free(parent);
}

/* Makes each missing folder of the path; counts those made at its end. */
static sf_status make_folders(const char *path, size_t *made, sf_error *err)
{
    char *prefix = strdup(path);
    sf_status status = SF_OK;

    if (prefix == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory"));
    for (char *end = prefix; *end != '\0' && status == SF_OK;) {
        char kept;

        end += strspn(end, "/");
        end += strcspn(end, "/");
        kept = *end;
        *end = '\0';
        if (mkdir(prefix, 0777) == 0) {
            ++*made;
            sync_parent(prefix);
        } else if (errno == EEXIST || errno == EISDIR) {
            *made = kept == '\0' ? *made : 0; /* "new/../old/newer": only what comes last can be taken back */
        } else {
            status = SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s: cannot make the folder: %s"), prefix, strerror(errno));
        }
        *end = kept;
    }
    free(prefix);
    return status;
}

/* Removes the last `made` folders of the path while they are empty. */
static void remove_folders(const char *path, size_t made)
{
    char *prefix = strdup(path);

    if (prefix == NULL)
        return;
    while (made > 0) {
        size_t length = strlen(prefix);

        while (length > 0 && prefix[length - 1] == '/')
            prefix[--length] = '\0';
        if (length == 0)
            break;
        if (rmdir(prefix) == 0)
            made--;
        else if (errno != ENOENT) /* making stopped before this one */
            break;
        while (length > 0 && prefix[length - 1] != '/')
            prefix[--length] = '\0';
    }
    free(prefix);
}

/* --- whose folder is it ------------------------------------------------------------------------------------------- */

static bool is_temporary(const char *name)
{
    const size_t length = strlen(name);

    return name[0] == '.' && length > 4 && strcmp(name + length - 4, ".tmp") == 0;
}

static bool is_a_studys_file(const char *name)
{
    if (strcmp(name, SF_FILE_DATABASE) == 0 || strcmp(name, SF_FILE_JOURNAL) == 0 || strcmp(name, SF_FILE_LOCK) == 0)
        return true;
    for (const char *const *one = sf_file_names(); *one != NULL; one++) {
        if (strcmp(name, *one) == 0 || (is_temporary(name) && strncmp(name + 1, *one, strlen(*one)) == 0))
            return true;
    }
    return false;
}

/* The first entry that no study wrote, in a folder without a database; false when there is none. */
static bool find_foreign(int folder, char *name, size_t size)
{
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;
    bool found = false;

    if (entries == NULL) {
        if (copy >= 0)
            close(copy);
        snprintf(name, size, "?");
        return true; /* cannot be read, so it is not ours to write in */
    }
    while (!found && (entry = readdir(entries)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_a_studys_file(entry->d_name))
            continue;
        snprintf(name, size, "%s", entry->d_name);
        found = true;
    }
    closedir(entries);
    return found;
}

bool sf_directory_has_database(const sf_directory *directory)
{
    struct stat facts;

    return fstatat(directory->folder, SF_FILE_DATABASE, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

static sf_status refuse_foreign(const sf_directory *directory, sf_error *err)
{
    char name[256];

    if (sf_directory_has_database(directory) || !find_foreign(directory->folder, name, sizeof name))
        return SF_OK;
    return SF_FAIL(
        err, SF_ECANTCREATE, NULL,
        _("%s: this folder is not empty and holds no study (there is \"%s\"); choose another folder with -o"),
        directory->shown, name);
}

/* --- the lock ----------------------------------------------------------------------------------------------------- */

static bool is_the_file_of_that_name(int folder, int file)
{
    struct stat named, ours;

    return fstatat(folder, SF_FILE_LOCK, &named, AT_SYMLINK_NOFOLLOW) == 0 && fstat(file, &ours) == 0 &&
           named.st_ino == ours.st_ino && named.st_dev == ours.st_dev;
}

static sf_status lock(sf_directory *directory, sf_error *err)
{
    for (;;) {
        const int file = openat(directory->folder, SF_FILE_LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
        int reason;

        if (file < 0)
            return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s: cannot be created: %s"), directory->shown, SF_FILE_LOCK,
                           strerror(errno));
        if (flock(file, LOCK_EX | LOCK_NB) != 0) {
            reason = errno;
            close(file);
            if (reason == EWOULDBLOCK)
                return SF_FAIL(
                    err, SF_EBUSY, NULL,
                    _("%s: another Saksflyt process is writing this study; wait for it, or choose another folder with -o"),
                    directory->shown);
            return SF_FAIL(err, SF_EIO, NULL, _("%s/%s: cannot be locked: %s"), directory->shown, SF_FILE_LOCK,
                           strerror(reason));
        }
        if (is_the_file_of_that_name(directory->folder, file)) {
            directory->lock = file;
            return SF_OK;
        }
        close(file); /* its owner removed it between our open and our flock: try the new one */
    }
}

/* --- taking and leaving ------------------------------------------------------------------------------------------- */

static sf_status open_folder(const char *path, sf_status when_missing, sf_directory *directory, sf_error *err)
{
    char *real;

    directory->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory->folder < 0)
        return SF_FAIL(err, when_missing, NULL, _("%s: cannot open the folder: %s"), path, strerror(errno));
    directory->shown = strdup(path);
    real = realpath(path, NULL); /* SQLite refuses symlinks, but the folder itself may be reached through one */
    if (directory->shown == NULL || real == NULL ||
        asprintf(&directory->database, "%s/%s", real, SF_FILE_DATABASE) < 0) {
        directory->database = NULL;
        free(real);
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory"));
    }
    free(real);
    return SF_OK;
}

sf_status sf_directory_take(const char *path, sf_directory *out, sf_error *err)
{
    sf_directory directory = {.folder = -1, .lock = -1};
    sf_status status;

    if (path[0] == '\0')
        return SF_FAIL(err, SF_ECANTCREATE, NULL, _("the folder of the study has no name"));
    status = make_folders(path, &directory.made, err);
    if (status == SF_OK)
        status = open_folder(path, SF_ECANTCREATE, &directory, err);
    if (status == SF_OK)
        status = refuse_foreign(&directory, err);
    if (status == SF_OK)
        status = lock(&directory, err);
    if (status != SF_OK) {
        remove_folders(path, directory.made);
        directory.made = 0;
        sf_directory_leave(&directory);
        return status;
    }
    *out = directory;
    return SF_OK;
}

sf_status sf_directory_look(const char *path, sf_directory *out, sf_error *err)
{
    sf_directory directory = {.folder = -1, .lock = -1};
    const sf_status status = open_folder(path, SF_ENOINPUT, &directory, err);

    if (status != SF_OK) {
        sf_directory_leave(&directory);
        return status;
    }
    *out = directory;
    return SF_OK;
}

sf_status sf_directory_join(const char *path, sf_directory *out, sf_error *err)
{
    sf_directory directory;
    sf_error why = {0};
    sf_status status = sf_directory_look(path, &directory, err);

    if (status != SF_OK)
        return status;
    status = lock(&directory, &why);
    if (status != SF_OK && status != SF_ECANTCREATE) {
        sf_directory_leave(&directory);
        return SF_FAIL(err, status, NULL, "%s", why.message);
    }
    *out = directory;
    return SF_OK;
}

void sf_directory_leave(sf_directory *directory)
{
    if (directory->lock >= 0) {
        unlinkat(directory->folder, SF_FILE_LOCK, 0); /* before the lock is let go: nobody else can have taken it */
        close(directory->lock);
    }
    if (directory->folder >= 0)
        close(directory->folder);
    free(directory->shown);
    free(directory->database);
    *directory = (sf_directory){.folder = -1, .lock = -1};
}

void sf_directory_undo(sf_directory *directory)
{
    const size_t made = directory->made;
    char *path = made > 0 ? strdup(directory->shown) : NULL;

    sf_directory_leave(directory);
    if (path != NULL)
        remove_folders(path, made);
    free(path);
}

/* --- deleting a study --------------------------------------------------------------------------------------------- */

static sf_status delete_file(int folder, const char *shown, const char *name, sf_error *err)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT)
        return SF_OK;
    return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s: cannot be deleted: %s"), shown, name, strerror(errno));
}

static sf_status delete_charts(const sf_directory *directory, sf_error *err)
{
    char **charts = NULL;
    size_t n = 0;
    sf_status status = sf_manifest_charts(directory->folder, directory->shown, &charts, &n, err);
    const int folder = openat(directory->folder, SF_FOLDER_CHARTS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    for (size_t i = 0; i < n && status == SF_OK && folder >= 0; i++) {
        if (sf_file_name_is_chart(charts[i])) /* the manifest may have been edited */
            status = delete_file(folder, directory->shown, charts[i], err);
    }
    if (folder >= 0) {
        close(folder);
        if (status == SF_OK) /* stays when somebody's own files are in it */
            unlinkat(directory->folder, SF_FOLDER_CHARTS, AT_REMOVEDIR);
    }
    sf_manifest_charts_free(charts, n);
    return status;
}

sf_status sf_directory_delete_study(const sf_directory *directory, sf_error *err)
{
    sf_status status = delete_charts(directory, err);

    for (const char *const *name = sf_file_names(); *name != NULL && status == SF_OK; name++) {
        char temporary[80];

        snprintf(temporary, sizeof temporary, ".%s.tmp", *name);
        status = delete_file(directory->folder, directory->shown, temporary, err);
        if (status == SF_OK)
            status = delete_file(directory->folder, directory->shown, *name, err);
    }
    if (status == SF_OK)
        status = delete_file(directory->folder, directory->shown, SF_FILE_JOURNAL, err);
    if (status == SF_OK)
        status = delete_file(directory->folder, directory->shown, SF_FILE_DATABASE, err);
    return status;
}
