/* input/pool.c - memory of one config, in blocks from malloc.
 * Invariant: nothing that was handed out moves before sf_pool_free.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 16 };

typedef struct sf_pool_block {
    struct sf_pool_block *next;
    size_t used, size; /* of data; multiples of ALIGNMENT */
    _Alignas(ALIGNMENT) unsigned char data[];
} sf_pool_block;

static sf_pool_block *block_with(sf_pool *pool, size_t bytes)
{
    const size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    sf_pool_block *block = pool->blocks;

    if (block != NULL && block->size - block->used >= bytes)
        return block;
    block = calloc(1, sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    block->next = pool->blocks;
    pool->blocks = block;
    return block;
}

void *sf_pool_take(sf_pool *pool, size_t count, size_t size)
{
    size_t bytes;
    sf_pool_block *block = NULL;

    if (size == 0 || count <= (SIZE_MAX / 4) / size) {
        bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        block = block_with(pool, bytes);
    }
    if (block == NULL) {
        pool->failed = true;
        return NULL;
    }
    block->used += bytes;
    return block->data + block->used - bytes;
}

char *sf_pool_copy(sf_pool *pool, const char *text, size_t length)
{
    char *copy = sf_pool_take(pool, length + 1, 1);

    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

char *sf_pool_print(sf_pool *pool, const char *format, ...)
{
    va_list arguments, again;
    int length;
    char *text = NULL;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0)
        text = sf_pool_take(pool, (size_t)length + 1, 1);
    if (text != NULL)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

void sf_pool_free(sf_pool *pool)
{
    sf_pool_block *block = pool->blocks;

    while (block != NULL) {
        sf_pool_block *next = block->next;

        free(block);
        block = next;
    }
    *pool = (sf_pool){.blocks = NULL};
}
