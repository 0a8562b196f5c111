/* tests/unit/small_config.h - a small key table and helpers for tests of the config door.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_UNIT_SMALL_CONFIG_H
#define SF_TESTS_UNIT_SMALL_CONFIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/civil.h"
#include "input/config.h"

#define ANY (double)NAN, (double)NAN
#define REQUIRED SF_KEY_REQUIRED
#define DATED SF_KEY_DATED
#define BY_SEGMENT SF_KEY_BY_SEGMENT
#define STUDY SF_KEY_STUDY

/* Every type and flag once, in the shape of the real table. */
static const sf_key small_keys[] = {
    {"saksflyt", SF_KEY_COUNT, REQUIRED, 1, 1, NULL, NULL, "", NULL, "1"},
    {"title", SF_KEY_TEXT, REQUIRED, ANY, NULL, NULL, "", NULL, "\"Kontor\""},
    {"sources", SF_KEY_SOURCES, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"tables", SF_KEY_WORDS, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"time", SF_KEY_GROUP, REQUIRED, ANY, NULL, NULL, "", NULL, NULL},
    {"time.start", SF_KEY_DATE, REQUIRED | STUDY, ANY, NULL, NULL, "", NULL, "\"2025-01-01\""},
    {"time.warm_up", SF_KEY_DURATION, STUDY, 0, 36525, "0 d", NULL, "", NULL, "\"6 y\""},
    {"study", SF_KEY_GROUP, 0, ANY, "{}", NULL, "", NULL, NULL},
    {"study.replications", SF_KEY_COUNT, STUDY | SF_KEY_POSITIVE, 1, 1000000, "30", NULL, "", NULL, "30"},
    {"study.seed", SF_KEY_SEED, STUDY, ANY, "1", NULL, "", NULL, "20250101"},
    {"barriers", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"barriers[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"debt\""},
    {"profiles", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"profiles[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"ready\""},
    {"profiles[].barriers", SF_KEY_REFS, 0, ANY, NULL, "barriers", "", NULL, "[\"debt\"]"},
    {"segments", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"segments[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"low\""},
    {"segments[].share", SF_KEY_SHARE, REQUIRED | SF_KEY_REST, 0, 1, NULL, NULL, "", NULL, "\"0.5\""},
    {"segments[].profiles", SF_KEY_SHARE, SF_KEY_BY_PROFILE | SF_KEY_REST, 0, 1, NULL, NULL, "", NULL,
     "{ ready = \"rest\"; }"},
    {"segments[].young", SF_KEY_SWITCH, 0, ANY, "no", NULL, "", NULL, "\"yes\""},
    {"programmes", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"programmes[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"aap\""},
    {"programmes[].arrivals", SF_KEY_RATE, DATED, 0, 100000, NULL, NULL, "", NULL, "\"430 /y\""},
    {"programmes[].season", SF_KEY_SEASON, 0, ANY, NULL, NULL, "", NULL, "\"sin(0.4, 12 mo)\""},
    {"programmes[].shares", SF_KEY_SHARE, BY_SEGMENT | SF_KEY_REST, 0, 1, NULL, NULL, "", NULL,
     "{ low = \"0.4\"; high = \"rest\"; }"},
    {"programmes[].limit", SF_KEY_LEGAL_TIME, DATED | SF_KEY_POSITIVE, 0, 36525, NULL, NULL, "", NULL, "\"36 mo\""},
    {"programmes[].tasks", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"programmes[].tasks[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"plan\""},
    {"programmes[].tasks[].minutes", SF_KEY_WORK_DIST, REQUIRED | DATED, 0, 10000, NULL, NULL, "", NULL, "\"75 min\""},
    {"programmes[].tasks[].counts", SF_KEY_NUMBER, 0, 0, 100, "1", NULL, "", NULL, "0"},
    {"programmes[].tasks[].then", SF_KEY_ROWS, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"programmes[].tasks[].then[].p", SF_KEY_SHARE, REQUIRED | BY_SEGMENT | DATED | SF_KEY_REST, 0, 1, NULL, NULL, "",
     NULL, "\"0.5\""},
    {"programmes[].tasks[].then[].need", SF_KEY_REF, 0, ANY, NULL, "needs", "", NULL, "\"work_training\""},
    {"programmes[].tasks[].then[].next", SF_KEY_REF, 0, ANY, NULL, "tasks", "", NULL, "\"plan\""},
    {"programmes[].exits", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"programmes[].exits[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"work\""},
    {"programmes[].exits[].rate", SF_KEY_RATE, BY_SEGMENT | DATED, 0, 1000, NULL, NULL, "", NULL, "\"2.4 %/mo\""},
    {"teams", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"teams[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"aap\""},
    {"teams[].label", SF_KEY_TEXT, 0, ANY, NULL, NULL, "", NULL, "\"AAP\""},
    {"teams[].serves", SF_KEY_REFS, 0, ANY, NULL, "programmes", "", NULL, "[\"aap\"]"},
    {"teams[].veiledere", SF_KEY_COUNT, REQUIRED | DATED, 0, 100000, NULL, NULL, "", NULL, "10"},
    {"teams[].absence", SF_KEY_SHARE, DATED, 0, 0.99, "0", NULL, "", NULL, "\"8.6 %\""},
    {"teams[].portfolio", SF_KEY_GROUP, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"teams[].portfolio.limit", SF_KEY_COUNT, DATED | SF_KEY_UNLIMITED, 0, 1000000, "unlimited", NULL, "", NULL, "100"},
    {"teams[].portfolio.when_full", SF_KEY_WORD, DATED, ANY, "overload", "overload|wait|pool(*teams)", "", NULL,
     "\"wait\""},
    {"teams[].minimum", SF_KEY_REF, 0, ANY, NULL, "tasks", "", NULL, "\"plan\""},
    {"tiltak", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"tiltak[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"aft\""},
    {"tiltak[].places", SF_KEY_COUNT, REQUIRED | DATED, 0, 1000000, NULL, NULL, "", NULL, "60"},
    {"tiltak[].stay", SF_KEY_DURATION_DIST, DATED, 0, 36525, NULL, NULL, "", NULL, "\"gamma(mean 9 mo, sd 4 mo)\""},
    {"tiltak[].offers", SF_KEY_REFS, 0, ANY, NULL, "needs", "", NULL, "[\"work_training\"]"},
    {"scenarios", SF_KEY_LIST, 0, ANY, NULL, NULL, "", NULL, NULL},
    {"scenarios[].id", SF_KEY_ID, REQUIRED, ANY, NULL, NULL, "", NULL, "\"today\""},
    {"scenarios[].label", SF_KEY_TEXT, 0, ANY, NULL, NULL, "", NULL, "\"I dag\""},
    {"scenarios[].set", SF_KEY_WORDS, REQUIRED, ANY, NULL, NULL, "", NULL, "[]"},
};
enum { SMALL_KEY_COUNT = sizeof small_keys / sizeof small_keys[0] };

/* Four lines that every config needs; what a test adds begins on line 5. */
#define HEAD                                    \
    "saksflyt = 1;\n"                           \
    "title = \"Kontor\";\n"                     \
    "sources = { P26 = \"dagsavisen.no\"; };\n" \
    "time = { start = \"2025-01-01\"; warm_up = \"6 y\"; };\n"

/* A folder of its own for one test, and where it is. */
typedef struct folder {
    char path[64];
    char home[1024]; /* where the test ran before */
} folder;

static inline folder folder_open(void)
{
    folder f = {.path = "/tmp/saksflyt-test-XXXXXX"};

    assert_non_null(mkdtemp(f.path));
    assert_non_null(getcwd(f.home, sizeof f.home));
    assert_int_equal(chdir(f.path), 0);
    return f;
}

static inline void write_bytes(const char *name, const char *bytes, size_t count)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static inline void write_text(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static inline void folder_close(const folder *f)
{
    char command[128];

    assert_int_equal(chdir(f->home), 0);
    snprintf(command, sizeof command, "rm -rf '%s'", f->path);
    assert_int_equal(system(command), 0);
}

/* Reads a.cfg in the current folder; the problems as lines "file:line:column: message" in said. */
static inline sf_status read_here(const char *const *sets, size_t set_count, sf_config **config, char *said,
                                  size_t size)
{
    sf_problems problems = {.items = NULL};
    sf_error err = {.status = SF_OK};
    size_t used = 0;
    const sf_status status =
        sf_config_read("a.cfg", small_keys, SMALL_KEY_COUNT, sets, set_count, &problems, config, &err);

    said[0] = '\0';
    for (size_t i = 0; i < problems.count && used < size; i++)
        used += (size_t)snprintf(said + used, size - used, "%s:%d:%d: %s%s\n", problems.items[i].place.file,
                                 problems.items[i].place.line, problems.items[i].place.column,
                                 problems.items[i].is_warning ? "warning: " : "", problems.items[i].message);
    sf_problems_free(&problems);
    return status;
}

/* The text is a config without any error; the caller frees it. */
static inline sf_config *read_good_with(const char *text, const char *const *sets, size_t set_count)
{
    const folder f = folder_open();
    sf_config *config = NULL;
    char said[8192];

    write_text("a.cfg", text);
    if (read_here(sets, set_count, &config, said, sizeof said) != SF_OK)
        fail_msg("%s", said);
    folder_close(&f);
    return config;
}

static inline sf_config *read_good(const char *text)
{
    return read_good_with(text, NULL, 0);
}

/* The text is refused with exactly these lines. */
static inline void bytes_are_refused(const char *bytes, size_t count, const char *expected)
{
    const folder f = folder_open();
    sf_config *config = NULL;
    char said[8192];

    write_bytes("a.cfg", bytes, count);
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(said, expected);
    assert_null(config);
    folder_close(&f);
}

static inline void is_refused(const char *text, const char *expected)
{
    bytes_are_refused(text, strlen(text), expected);
}

/* The text is accepted with exactly these warnings. */
static inline void is_accepted(const char *text, const char *expected)
{
    const folder f = folder_open();
    sf_config *config = NULL;
    char said[8192];

    write_text("a.cfg", text);
    if (read_here(NULL, 0, &config, said, sizeof said) != SF_OK)
        fail_msg("%s", said);
    assert_string_equal(said, expected);
    sf_config_free(config);
    folder_close(&f);
}

static inline const sf_node *base_node(const sf_config *config, const char *path)
{
    const sf_node *node = sf_node_get(sf_setup_root(sf_config_base(config)), path);

    if (node == NULL)
        fail_msg("there is no %s", path);
    return node;
}

static inline double base_number(const sf_config *config, const char *path)
{
    return sf_node_number(base_node(config, path), SF_ALWAYS);
}

static inline double day(int year, int month, int day_of_month)
{
    return sf_civil_day((sf_date){.year = year, .month = month, .day = day_of_month});
}

#endif
