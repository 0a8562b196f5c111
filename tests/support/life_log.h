/* tests/support/life_log.h - everything that happens to everybody in one replication, sorted by person.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_LIFE_LOG_H
#define SF_TESTS_LIFE_LOG_H

#include "support/lives.h"

typedef struct life_event {
    uint64_t key;
    double time;
    size_t number; /* in the whole run */
    sf_life what;
    uint32_t detail;
} life_event;

typedef struct life_log {
    life_event *events;
    size_t n, capacity;
} life_log;

/** Writes an event down: an sf_life_log, with a life_log as user. */
void life_is_logged(void *log, uint64_t key, double time, sf_life what, uint32_t detail);
/** By key, and for each person in the order in which it happened. */
void life_log_sort(life_log *log);
/** Runs one replication, asserts its self-checks, and returns its sorted log; life_log_free. `name` is for messages. */
life_log life_log_of(const char *name, const world *w, uint32_t scenario, uint32_t replication, uint64_t seed);
void life_log_free(life_log *log);

/** The first place after `at` that is another person's, or the end. */
size_t life_log_next_person(const life_log *log, size_t at);

/** How many people of a or b live differently: another event, another detail, or a time that differs by more than `tolerance`
 *  days (0: in any bit). *compared receives the number of people. */
size_t lives_that_differ(const life_log *a, const life_log *b, double tolerance, size_t *compared);

#endif
