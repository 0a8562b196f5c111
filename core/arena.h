/* core/arena.h - one block of memory per replication, handed out in order and taken back all at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_ARENA_H
#define SF_CORE_ARENA_H

#include "saksflyt/core.h"

typedef struct sf_arena sf_arena;

/** Opens an arena with a budget in bytes; nothing is committed until used. Owner: the caller, sf_arena_close. */
SF_MUST_CHECK sf_status sf_arena_open(size_t budget_bytes, sf_arena **out, sf_error *err);
void sf_arena_close(sf_arena *arena);

/** count elements of `size` bytes, zeroed, 64-byte aligned; NULL when the budget is spent. Cost O(bytes). */
void *sf_arena_take(sf_arena *arena, size_t count, size_t size);

/** Gives everything back; the next take starts at the beginning. */
void sf_arena_reset(sf_arena *arena);

/** Asks the kernel for pages of 2 MiB from now on: for a hundred megabytes that are read here and there. What is touched is rounded up to
 *  whole ones, so a small arena does not want them. */
void sf_arena_prefer_large_pages(sf_arena *arena);

size_t sf_arena_used(const sf_arena *arena);
size_t sf_arena_peak(const sf_arena *arena);

#endif
