/* input/pool.h - the memory of one config: taken piece by piece, given back all at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_POOL_H
#define SF_INPUT_POOL_H

#include "saksflyt/core.h"

typedef struct sf_pool {
    struct sf_pool_block *blocks; /* newest first */
    bool failed;                  /* memory ran out at some time: what was built may lack pieces */
} sf_pool;

/** count elements of `size` bytes, zeroed; NULL (and failed set) when memory ran out. Owner: the pool. */
void *sf_pool_take(sf_pool *pool, size_t count, size_t size);

/** A copy of length bytes with an end. NULL as above. */
char *sf_pool_copy(sf_pool *pool, const char *text, size_t length);

/** printf into the pool. NULL as above. */
char *sf_pool_print(sf_pool *pool, const char *format, ...) SF_PRINTF(2, 3);

void sf_pool_free(sf_pool *pool);

#endif
