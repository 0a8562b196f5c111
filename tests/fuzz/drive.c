/* tests/fuzz/drive.c - runs a target without libFuzzer: every file that is named, or lies in a folder that is named, as it is and then
 * changed N times by a generator of its own, which is the same every time. What fails is left as a.cfg in the folder that it names.
 *
 *   drive [-n N] FILE-OR-FOLDER...
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"
#include "models/keys.h"

enum { LARGEST = 300 * 1024 };

/* splitmix64 (Steele et al. 2014). */
static uint64_t random_word(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t n)
{
    return n == 0 ? 0 : (size_t)(random_word(state) % n);
}

/* Puts `with` in place of `drop` bytes at `at`. */
static size_t splice(uint8_t *bytes, size_t size, size_t at, size_t drop, const char *with, size_t length)
{
    if (drop > size - at)
        drop = size - at;
    if (size - drop + length > LARGEST)
        return size;
    memmove(bytes + at + length, bytes + at + drop, size - at - drop);
    memcpy(bytes + at, with, length);
    return size - drop + length;
}

/* One small change: a byte, a piece less, a piece twice, a word of the key table, or a number. */
static size_t change(uint8_t *bytes, size_t size, uint64_t *state)
{
    static const char *const words[] = {"0",
                                        "-1",
                                        "1e999",
                                        "rest",
                                        "\"",
                                        "{ }",
                                        "( )",
                                        "[ ]",
                                        ";",
                                        "unlimited",
                                        " from 2025-07-01",
                                        "\xff",
                                        "nan",
                                        "%",
                                        "@include \"a.cfg\"\n",
                                        "fuzz.csv",
                                        "\n%%csv\n"};
    const size_t at = below(state, size + 1);
    char piece[64];
    const char *path;

    switch (below(state, 6)) {
    case 0:
        if (at < size)
            bytes[at] = (uint8_t)random_word(state);
        return size;
    case 1:
        return splice(bytes, size, at, 1 + below(state, 40), "", 0);
    case 2:
        memcpy(piece, bytes + at, size - at < sizeof piece ? size - at : sizeof piece);
        return splice(bytes, size, below(state, size + 1), 0, piece,
                      size - at < sizeof piece ? size - at : sizeof piece);
    case 3:
        path = sf_keys()[below(state, sf_keys_count())].path;
        path = strrchr(path, '.') != NULL ? strrchr(path, '.') + 1 : path;
        return splice(bytes, size, at, 0, path, strlen(path));
    case 4:
        snprintf(piece, sizeof piece, "%zu", below(state, 1000));
        return splice(bytes, size, at, 1, piece, strlen(piece));
    default:
        path = words[below(state, sizeof words / sizeof words[0])];
        return splice(bytes, size, at, below(state, 4), path, strlen(path));
    }
}

static void try_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1); /* exactly so large that reading beyond it is seen */

    if (copy == NULL)
        exit(71);
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void try_file(const char *path, size_t changes)
{
    uint8_t *bytes = malloc(LARGEST + 64), *changed = malloc(LARGEST + 64);
    FILE *file = fopen(path, "rb");
    uint64_t state = 20261124;
    size_t size;

    if (file == NULL || bytes == NULL || changed == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(66);
    }
    size = fread(bytes, 1, LARGEST, file);
    fclose(file);
    try_bytes(bytes, size);
    for (size_t i = 0; i < changes; i++) {
        size_t now = size;

        memcpy(changed, bytes, size);
        for (size_t k = 0; k <= i % 5; k++)
            now = change(changed, now, &state);
        try_bytes(changed, now);
    }
    free(bytes);
    free(changed);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static size_t try_path(const char *path, size_t changes)
{
    struct dirent **entries = NULL;
    struct stat info;
    size_t tried = 0;
    int n;

    if (stat(path, &info) == 0 && !S_ISDIR(info.st_mode)) {
        try_file(path, changes);
        return 1;
    }
    n = scandir(path, &entries, NULL, by_name);
    if (n < 0) {
        fprintf(stderr, "there is no %s\n", path);
        exit(66);
    }
    for (int i = 0; i < n; i++) {
        char name[4096];

        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            tried += try_path(name, changes);
        free(entries[i]);
    }
    free(entries);
    return tried;
}

int main(int argc, char **argv)
{
    size_t changes = 0, tried = 0;
    int i = 1;

    if (argc > 2 && strcmp(argv[1], "-n") == 0) {
        changes = strtoul(argv[2], NULL, 10);
        i = 3;
    }
    printf("at work in %s\n", fuzz_enter_folder());
    fflush(stdout);
    for (; i < argc; i++)
        tried += try_path(argv[i], changes);
    printf("%zu files, %zu changes of each: nothing found\n", tried, changes);
    return tried > 0 ? 0 : 66;
}
