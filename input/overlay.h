/* input/overlay.h - assignments on paths by id: what a scenario or --set changes.
 *
 *   teams.aap.portfolio.limit = 60        tiltak.aft.places += 20 from 2026-07-01       teams.aap.hours *= 0.9 from always
 *   programmes.aap.arrivals *= 1.25 from 2025-01-01 until 2025-07-01
 *
 * Until names the first day on which the assignment no longer acts: what holds then is what would have held without it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_OVERLAY_H
#define SF_INPUT_OVERLAY_H

#include "input/node.h"

/** Who assigns. */
typedef struct sf_assignment {
    const char *text;
    sf_place place;       /* of the first character of text */
    bool is_set;          /* --set: may change time and study, and its places count columns in text */
    double start;         /* time.start as a civil day, where an assignment without a date acts; NAN when unknown */
    bool is_start_always; /* there is no warm-up, so that day is the first of all */
} sf_assignment;

/** True when the text assigns to a key of time or study. */
bool sf_overlay_is_study(const char *text);

/** The tree with one assignment applied: nodes on the way are copied, all others shared. What was copied under the same reader->overlay is
 *  not copied again, so of the trees of one overlay only the last is whole. Problems are added, and root itself
 *  is returned then. *path receives the path as written (pool), NULL when there is none. NULL when memory ran out. */
const sf_node *sf_overlay_apply(sf_reader *reader, const sf_node *root, const sf_assignment *assignment,
                                const char **path);

/** The assignments that give `node` and what it holds its present values, whatever was before: "PATH = VALUE from always",
 *  then one for each date. Writes at most `most` of them to lines (pool) and returns how many there are. */
size_t sf_overlay_restate(sf_pool *pool, const sf_node *node, const char **lines, size_t most);

#endif
