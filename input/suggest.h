/* input/suggest.h - what the user may have meant.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_SUGGEST_H
#define SF_INPUT_SUGGEST_H

#include "input/pool.h"

/** The candidates seen so far and the best of them. Begin with the word that was written. */
typedef struct sf_suggestion {
    const char *written;
    const char *best; /* NULL until one is near enough */
    size_t distance;  /* of best */
    const char *all;  /* the candidates as "a, b, c"; NULL when there is none */
    size_t count;
} sf_suggestion;

/** Adds a candidate that lives as long as the pool. */
void sf_suggest(sf_suggestion *suggestion, sf_pool *pool, const char *candidate);

/** "did you mean \"minutes\"?", or "it is one of a, b, c", or "" when there was no candidate. Owner: the pool; never NULL. */
const char *sf_suggestion_text(const sf_suggestion *suggestion, sf_pool *pool);

/** Number of letters to insert, delete, change or swap with a neighbour (optimal string alignment). Longer than 63: SIZE_MAX. */
size_t sf_edit_distance(const char *a, const char *b);

#endif
