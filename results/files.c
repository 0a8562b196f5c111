/* results/files.c - writing whole files safely, and the names of all files that a study writes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"

enum { LONGEST_NAME = 64 };

static const char *const names[] = {
    "report.html", "report.pdf", "report.xlsx",   "compare.csv",   "sensitivity.csv", "export.json",    "events.xes",
    "events.csv",  "events.bin", SF_FILE_PLACEBO, SF_FILE_SUMMARY, SF_FILE_RESOLVED,  SF_FILE_MANIFEST, NULL};

const char *const *sf_file_names(void)
{
    return names;
}

bool sf_file_name_is_plain(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    const size_t length = strlen(name);

    return length >= 1 && length <= LONGEST_NAME && strspn(name, allowed) == length && name[0] != '.' && name[0] != '-';
}

bool sf_file_name_is_chart(const char *name)
{
    const char *ending = strrchr(name, '.');

    return sf_file_name_is_plain(name) && ending != NULL &&
           (strcmp(ending, ".png") == 0 || strcmp(ending, ".svg") == 0 || strcmp(ending, ".pdf") == 0);
}

bool sf_write_all(int file, const void *all, size_t count)
{
    const char *bytes = all;

    while (count > 0) {
        const ssize_t written = write(file, bytes, count);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

static sf_status cannot_write(const char *shown, const char *name, sf_error *err)
{
    return SF_FAIL(err, errno == ENOMEM ? SF_ENOMEM : SF_EIO, NULL, _("%s/%s: writing failed: %s"), shown, name,
                   strerror(errno));
}

sf_status sf_file_replace(int folder, const char *shown, const char *name, const void *bytes, size_t count,
                          sf_error *err)
{
    char temporary[LONGEST_NAME + 8];
    sf_status status = SF_OK;
    int file;

    assert(sf_file_name_is_plain(name));
    snprintf(temporary, sizeof temporary, ".%s.tmp", name);
    unlinkat(folder, temporary, 0); /* left by a process that was killed while it wrote */
    file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0)
        return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s: cannot be created: %s"), shown, name, strerror(errno));
    if (!sf_write_all(file, bytes, count) || fsync(file) != 0)
        status = cannot_write(shown, name, err);
    if (close(file) != 0 && status == SF_OK)
        status = cannot_write(shown, name, err);
    if (status == SF_OK && renameat(folder, temporary, folder, name) != 0)
        status = cannot_write(shown, name, err);
    if (status != SF_OK) {
        unlinkat(folder, temporary, 0);
        return status;
    }
    return fsync(folder) == 0 ? SF_OK : cannot_write(shown, name, err);
}

static sf_status cannot_read(const char *shown, const char *name, sf_error *err)
{
    return SF_FAIL(err, errno == ENOENT ? SF_ENOINPUT : SF_EIO, NULL, _("%s/%s: cannot be read: %s"), shown, name,
                   strerror(errno));
}

static sf_status read_all(int file, const char *shown, const char *name, size_t most, char **out, size_t *count,
                          sf_error *err)
{
    struct stat facts;
    size_t size, have = 0;
    char *bytes;

    if (fstat(file, &facts) != 0)
        return cannot_read(shown, name, err);
    if (!S_ISREG(facts.st_mode) || (uintmax_t)facts.st_size > most)
        return SF_FAIL(err, SF_EDATA, NULL, _("%s/%s: is not a file that a study wrote"), shown, name);
    size = (size_t)facts.st_size;
    bytes = malloc(size + 1);
    if (bytes == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory"));
    while (have < size) {
        const ssize_t got = read(file, bytes + have, size - have);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            free(bytes);
            return cannot_read(shown, name, err);
        }
        if (got == 0)
            break; /* someone shortened it meanwhile */
        have += (size_t)got;
    }
    bytes[have] = '\0';
    *out = bytes;
    *count = have;
    return SF_OK;
}

sf_status sf_file_read(int folder, const char *shown, const char *name, size_t most, char **out, size_t *count,
                       sf_error *err)
{
    sf_status status;
    const int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        return cannot_read(shown, name, err);
    status = read_all(file, shown, name, most, out, count, err);
    close(file);
    return status;
}
