/* tests/fuzz/fuzz.c - see fuzz.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/keys.h"

static char folder[64]; /* of this process */

void fuzz_fails(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("FUZZ: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}

static void leave_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (chdir("/") != 0 || system(command) != 0)
        fprintf(stderr, "%s is left behind\n", folder);
}

const char *fuzz_enter_folder(void)
{
    struct stat info;

    if (folder[0] != '\0')
        return folder;
    /* In memory, where there is such a place. */
    snprintf(folder, sizeof folder, "%s/saksflyt-fuzz-XXXXXX", stat("/dev/shm", &info) == 0 ? "/dev/shm" : "/tmp");
    FUZZ_HOLDS(mkdtemp(folder) != NULL && chdir(folder) == 0 && mkdir("parts", 0700) == 0, "%s: %s", folder,
               strerror(errno));
    atexit(leave_folder);
    return folder;
}

void fuzz_write(const char *name, const void *bytes, size_t size)
{
    const int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    FUZZ_HOLDS(file >= 0 && write(file, bytes, size) == (ssize_t)size && close(file) == 0, "%s: %s", name,
               strerror(errno));
}

bool fuzz_read(sf_config **config, sf_model **model)
{
    sf_problems problems = {0};
    sf_error err = {0};
    sf_status status = sf_config_read("a.cfg", sf_keys(), sf_keys_count(), NULL, 0, &problems, config, &err);

    if (status == SF_OK)
        status = sf_model_compile(*config, &problems, model, &err);
    sf_problems_sort(&problems);
    for (size_t i = 0; i < problems.count; i++) {
        FUZZ_HOLDS(problems.items[i].message[0] != '\0', "a problem has no sentence");
        FUZZ_HOLDS(problems.items[i].place.line >= 0, "a problem has no place: %s", problems.items[i].message);
        if (getenv("FUZZ_SHOW") != NULL)
            fprintf(stderr, "%d:%d: %s%s\n", problems.items[i].place.line, problems.items[i].place.column,
                    problems.items[i].is_warning ? "warning: " : "", problems.items[i].message);
    }
    FUZZ_HOLDS((status == SF_OK) == (problems.errors == 0), "status %d with %zu errors: %s", (int)status,
               problems.errors, err.message);
    FUZZ_HOLDS(status == SF_OK || status == SF_ECONFIG || status == SF_EDATA, "status %d: %s", (int)status,
               err.message);
    sf_problems_free(&problems);
    if (status != SF_OK) {
        sf_config_free(*config);
        *config = NULL;
    }
    return status == SF_OK;
}
