/* tests/support/told.h - lives event by event, as the model tells them: a diary that is asked when something happened.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_TOLD_H
#define SF_TESTS_TOLD_H

#include "support/diary.h"

typedef diary_entry told_event;

/** Every event of every life of one replication, in the order in which they happened, and its record. */
typedef struct told {
    told_event *events;
    size_t n, room;
    sf_replication_record record;
} told;

/** Runs one replication and asserts its self-checks. Free with told_free. */
told told_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed);
void told_free(told *t);

/** When this first happened to the person, at `from` or later; NAN when it did not. */
double told_when(const told *t, uint64_t key, sf_life what, uint32_t detail, double from);

/** How often it happened to anybody. */
size_t told_count(const told *t, sf_life what, uint32_t detail);

/** The number of a tiltak in the tables; fails when there is none. */
uint32_t tiltak_number(const world *w, const char *id);

/** The config is refused with a message that holds this text. */
static inline void said_of(const char *config, const char *text)
{
    model_refuses(config, text);
}

#endif
