/* tests/fault/shim.c - a library for LD_PRELOAD that lets calls fail: the n-th, or that and all later ones.
 *
 *   SF_FAULT=malloc:12      the 12th call of malloc, calloc, realloc or strdup fails with ENOMEM
 *   SF_FAULT=write:3+       the 3rd write and all later ones fail with ENOSPC (write, pwrite64)
 *   SF_FAULT=sync:2         the 2nd fsync or fdatasync fails with EIO
 *   SF_FAULT=rename:1       the 1st rename fails with EACCES
 *   SF_FAULT_COUNT=FILE     writes there how many such calls there were, at the end
 *
 * Only calls that come from the program itself or from SQLite count: other libraries (GLib, libconfig) end the process when memory is
 * gone, which no test of ours can mend.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { NOTHING, MALLOC, WRITE, SYNC, RENAME };

static enum kind which;
static long wanted;
static bool all_later;
static atomic_long calls;
static _Thread_local bool inside; /* dladdr and stdio may allocate */

__attribute__((constructor)) static void read_what_is_wanted(void)
{
    static const char *const names[] = {"", "malloc:", "write:", "sync:", "rename:"};
    const char *text = getenv("SF_FAULT");

    for (int kind = MALLOC; text != NULL && kind <= RENAME; kind++) {
        if (strncmp(text, names[kind], strlen(names[kind])) != 0)
            continue;
        which = (enum kind)kind;
        wanted = strtol(text + strlen(names[kind]), NULL, 10);
        all_later = text[strlen(text) - 1] == '+';
    }
}

__attribute__((destructor)) static void tell_how_many(void)
{
    const char *path = getenv("SF_FAULT_COUNT");
    const long n = calls;
    FILE *file;

    which = NOTHING;
    if (path != NULL && (file = fopen(path, "w")) != NULL) {
        fprintf(file, "%ld\n", n);
        fclose(file);
    }
}

static bool is_ours(const void *caller)
{
    Dl_info info;
    const char *name;

    if (dladdr(caller, &info) == 0 || info.dli_fname == NULL)
        return false;
    name = strrchr(info.dli_fname, '/');
    name = name == NULL ? info.dli_fname : name + 1;
    return strcmp(name, "saksflyt") == 0 || strncmp(name, "libsqlite3", 10) == 0;
}

static bool fails(enum kind kind, const void *caller)
{
    bool now = false;

    if (which != kind || inside)
        return false;
    inside = true;
    if (is_ours(caller)) {
        const long n = atomic_fetch_add(&calls, 1) + 1;

        now = all_later ? n >= wanted : n == wanted;
    }
    inside = false;
    return now;
}

/* The function of that name in the library behind this one. ISO C has no way to turn a pointer to an object into one to a function. */
static void find_real(const char *name, void *function, size_t size)
{
    void *address = dlsym(RTLD_NEXT, name);

    memcpy(function, &address, size);
}

/* What glibc's own names are; dlsym would allocate. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    return fails(MALLOC, __builtin_return_address(0)) ? no_memory() : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails(MALLOC, __builtin_return_address(0)) ? no_memory() : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return fails(MALLOC, __builtin_return_address(0)) ? no_memory() : __libc_realloc(block, size);
}

char *strdup(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = fails(MALLOC, __builtin_return_address(0)) ? no_memory() : __libc_malloc(size);

    return copy == NULL ? NULL : memcpy(copy, text, size);
}

static int full(void)
{
    errno = ENOSPC;
    return -1;
}

/* Files only: what the program says on the terminal is not on the disk. */
ssize_t write(int file, const void *bytes, size_t count)
{
    ssize_t (*real)(int, const void *, size_t);

    find_real("write", &real, sizeof real);
    return file > 2 && fails(WRITE, __builtin_return_address(0)) ? full() : real(file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at)
{
    ssize_t (*real)(int, const void *, size_t, off64_t);

    find_real("pwrite64", &real, sizeof real);
    return fails(WRITE, __builtin_return_address(0)) ? full() : real(file, bytes, count, at);
}

int fsync(int file)
{
    int (*real)(int);

    if (fails(SYNC, __builtin_return_address(0))) {
        errno = EIO;
        return -1;
    }
    find_real("fsync", &real, sizeof real);
    return real(file);
}

int fdatasync(int file)
{
    int (*real)(int);

    if (fails(SYNC, __builtin_return_address(0))) {
        errno = EIO;
        return -1;
    }
    find_real("fdatasync", &real, sizeof real);
    return real(file);
}

int renameat(int from, const char *old, int to, const char *new)
{
    int (*real)(int, const char *, int, const char *);

    if (fails(RENAME, __builtin_return_address(0))) {
        errno = EACCES;
        return -1;
    }
    find_real("renameat", &real, sizeof real);
    return real(from, old, to, new);
}
