/* tests/reference/compare.h - the engine and the reference model side by side, person by person.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_REFERENCE_COMPARE_H
#define SF_TESTS_REFERENCE_COMPARE_H

#include "support/lives.h"

/** What was compared. */
typedef struct lives_compared {
    size_t people, events;
    size_t of_kind[SF_LIFE_KINDS]; /* events of each kind */
} lives_compared;

/** Runs one replication twice, through the engine and through the reference model, asserts the engine's self-checks, and compares
 *  every life: the same events in the same order, at times that differ by less than a hundredth of a second. Otherwise it prints
 *  the first differing event of the person whose lives part first, with what led up to it, and fails.
 *  name   of the world, for messages. */
lives_compared lives_are_the_same(const char *name, const world *w, uint32_t scenario, uint32_t replication,
                                  uint64_t seed);

#endif
