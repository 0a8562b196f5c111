/* app/build.c - the only file that includes the generated build_info.h, so that a new commit compiles one small file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/build.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build_info.h"

const char *sf_build_id(void)
{
    return SF_BUILD_ID;
}

const char *sf_build_commit(void)
{
    return SF_BUILD_COMMIT;
}

/* The first of the two folders, given relative to the program, that can be read; "" when neither can. */
static const char *folder_of(const char *const places[2], char *buffer, size_t size)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;

    buffer[0] = '\0';
    if (length <= 0)
        return buffer;
    program[length] = '\0';
    slash = strrchr(program, '/');
    if (slash == NULL)
        return buffer;
    *slash = '\0';
    for (size_t i = 0; i < 2; i++) {
        int written = snprintf(buffer, size, "%s/%s", program, places[i]);

        if (written > 0 && (size_t)written < size && access(buffer, R_OK | X_OK) == 0)
            return buffer;
    }
    buffer[0] = '\0';
    return buffer;
}

const char *sf_build_locale_dir(char *buffer, size_t size)
{
    return folder_of((const char *const[2]){"locale", "../share/locale"}, buffer, size);
}

const char *sf_build_configs_dir(char *buffer, size_t size)
{
    return folder_of((const char *const[2]){"configs", "../share/saksflyt/configs"}, buffer, size);
}
