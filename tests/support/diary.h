/* tests/support/diary.h - what happens to everybody in one replication, in the order of the engine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_DIARY_H
#define SF_TESTS_DIARY_H

#include "support/lives.h"

typedef struct diary_entry {
    uint64_t key;
    double time; /* engine days */
    sf_life what;
    uint32_t detail;
} diary_entry;

typedef struct diary {
    diary_entry *entries;
    size_t n, room;
    sf_replication_record record;
} diary;

/** Runs one replication, asserts its self-checks, and keeps every event. Owner: the caller, diary_close. */
diary diary_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed);
void diary_close(diary *d);

/** The person's next event of a kind from position `from` on; d->n when there is none. */
size_t diary_next(const diary *d, uint64_t key, sf_life what, size_t from);

/** How many events of a kind there are in [first, last) engine days. */
size_t diary_count(const diary *d, sf_life what, double first, double last);

/** A config of this text is refused, and one of the complaints holds `said`. */
void model_refuses(const char *text, const char *said);
/** It is accepted, and one of the warnings holds `said`. */
void model_warns(const char *text, const char *said);

#endif
