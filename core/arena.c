/* core/arena.c - memory of one replication: reserved address space that the kernel fills as it is touched.
 * Invariant: every byte from `dirty` on has never been handed out, so it is still zero.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/text.h"

enum { ALIGNMENT = 64 }; /* a cache line, so that arrays of records do not share one with a neighbour */

struct sf_arena {
    unsigned char *base;
    size_t budget; /* bytes, a multiple of ALIGNMENT */
    size_t used;   /* a multiple of ALIGNMENT, <= dirty */
    size_t dirty;  /* the most used since the kernel last gave zero pages */
    size_t peak;   /* the most ever used */
};

sf_status sf_arena_open(size_t budget_bytes, sf_arena **out, sf_error *err)
{
    sf_arena *arena;
    void *base;

    assert(out != NULL);
    if (budget_bytes == 0 || budget_bytes > SIZE_MAX / 2)
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("a memory budget of %zu bytes is out of range"), budget_bytes);
    budget_bytes = (budget_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    arena = malloc(sizeof *arena);
    if (arena == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    base = mmap(NULL, budget_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) {
        free(arena);
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory: %zu bytes of address space are not to be had"),
                       budget_bytes);
    }
    *arena = (sf_arena){.base = base, .budget = budget_bytes};
    *out = arena;
    return SF_OK;
}

void sf_arena_close(sf_arena *arena)
{
    if (arena == NULL)
        return;
    munmap(arena->base, arena->budget);
    free(arena);
}

void *sf_arena_take(sf_arena *arena, size_t count, size_t size)
{
    unsigned char *block = arena->base + arena->used;
    const size_t free_bytes = arena->budget - arena->used;
    size_t bytes;

    if (size != 0 && count > free_bytes / size)
        return NULL;
    bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes > free_bytes)
        return NULL;
    if (arena->used < arena->dirty)
        memset(block, 0, bytes < arena->dirty - arena->used ? bytes : arena->dirty - arena->used);
    arena->used += bytes;
    if (arena->used > arena->dirty)
        arena->dirty = arena->used;
    if (arena->used > arena->peak)
        arena->peak = arena->used;
    return block;
}

void sf_arena_reset(sf_arena *arena)
{
    /* Fresh zero pages cost only what was touched, while clearing would touch all that was reserved. */
    if (madvise(arena->base, arena->dirty, MADV_DONTNEED) == 0)
        arena->dirty = 0;
    arena->used = 0;
}

void sf_arena_prefer_large_pages(sf_arena *arena)
{
    (void)madvise(arena->base, arena->budget, MADV_HUGEPAGE); /* a wish: a kernel without them goes on as before */
}

size_t sf_arena_used(const sf_arena *arena)
{
    return arena->used;
}

size_t sf_arena_peak(const sf_arena *arena)
{
    return arena->peak;
}
