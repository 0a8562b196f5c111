/* tests/support/diary.h - what happens to everybody in one replication, in the order of the engine or person by person.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_DIARY_H
#define SF_TESTS_DIARY_H

#include "support/lives.h"

typedef struct diary_entry {
    uint64_t key;
    double time;   /* engine days */
    size_t number; /* in the whole run */
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
/** The same, of a scenario by number, sorted by person. `name` is for messages. */
diary lives_of(const char *name, const world *w, uint32_t scenario, uint32_t replication, uint64_t seed);
void diary_close(diary *d);

/** Writes an event down: an sf_life_log, with a diary as user. */
void diary_writes(void *diary, uint64_t key, double time, sf_life what, uint32_t detail);

/** The person's next event of a kind from position `from` on; d->n when there is none. */
size_t diary_next(const diary *d, uint64_t key, sf_life what, size_t from);

/** How many events of a kind there are in [first, last) engine days. */
size_t diary_count(const diary *d, sf_life what, double first, double last);

/** By key, and for each person in the order in which it happened. */
void diary_sort_by_person(diary *d);
/** Of a sorted diary: the first place after `at` that is another person's, or the end. */
size_t diary_next_person(const diary *d, size_t at);
/** How many people of two sorted diaries live differently: another event, another detail, or a time that differs by more than
 *  `tolerance` days (0: in any bit). *compared receives the number of people. */
size_t lives_that_differ(const diary *a, const diary *b, double tolerance, size_t *compared);

/** A config of this text is refused, and one of the complaints holds `said`. */
void model_refuses(const char *text, const char *said);
/** It is accepted, and one of the warnings holds `said`. */
void model_warns(const char *text, const char *said);

#endif
