/* input/suggest.c - near misses by edit distance.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/suggest.h"

#include <string.h>

#include "core/text.h"

enum { LONGEST = 63, MOST_LISTED = 16, FARTHEST = 3 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t sf_edit_distance(const char *a, const char *b)
{
    size_t rows[3][LONGEST + 1]; /* the row before the last, the last, this one */
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    const size_t a_length = strlen(a), b_length = strlen(b);

    if (a_length > LONGEST || b_length > LONGEST)
        return SIZE_MAX;
    memset(rows, 0, sizeof rows);
    for (size_t j = 0; j <= b_length; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *oldest = before;

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
        row = oldest;
    }
    return last[b_length];
}

/* A third of the letters may be wrong, three at most: "veileder" finds "veiledere", "abc" does not find "xyz". */
static bool is_near(size_t distance, size_t length)
{
    return distance <= FARTHEST && distance <= (length + 2) / 3;
}

/* The distance, or SIZE_MAX when the lengths alone put it out of reach. */
static size_t near_distance(const char *written, const char *candidate)
{
    const size_t a = strlen(written), b = strlen(candidate);

    return (a > b ? a - b : b - a) > FARTHEST ? SIZE_MAX : sf_edit_distance(written, candidate);
}

void sf_suggest(sf_suggestion *suggestion, sf_pool *pool, const char *candidate)
{
    const size_t distance = near_distance(suggestion->written, candidate);

    if (is_near(distance, strlen(suggestion->written)) &&
        (suggestion->best == NULL || distance < suggestion->distance)) {
        suggestion->best = candidate;
        suggestion->distance = distance;
    }
    if (suggestion->count < MOST_LISTED) {
        const char *longer =
            suggestion->all == NULL ? candidate : sf_pool_print(pool, "%s, %s", suggestion->all, candidate);

        suggestion->all = longer != NULL ? longer : suggestion->all;
    }
    suggestion->count++;
}

const char *sf_suggestion_text(const sf_suggestion *suggestion, sf_pool *pool)
{
    const char *text = NULL;

    if (suggestion->best != NULL)
        text = sf_pool_print(pool, _("did you mean \"%s\"?"), suggestion->best);
    else if (suggestion->count > MOST_LISTED)
        text = sf_pool_print(pool, _("it is one of %s and %zu more"), suggestion->all, suggestion->count - MOST_LISTED);
    else if (suggestion->count > 1)
        text = sf_pool_print(pool, _("it is one of %s"), suggestion->all);
    else if (suggestion->count == 1)
        text = sf_pool_print(pool, _("it can only be %s"), suggestion->all);
    return text != NULL ? text : "";
}
