/* sim/queue.h - a waiting line in any order, whose members may leave from the middle.
 * An intrusive pairing heap (Fredman, Sedgewick, Sleator & Tarjan 1986) over nodes in an array: no memory of its own.
 * The order (class, time, tie, minor) is total, so who comes next never depends on the heap's shape or on an address.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_SIM_QUEUE_H
#define SF_SIM_QUEUE_H

#include "saksflyt/core.h"

#define SF_NOBODY UINT32_MAX

typedef struct sf_queue_node {
    double time;                    /* first among equals of a class: smallest time */
    uint64_t tie;                   /* then smallest tie: the person's key */
    uint16_t class_;                /* smallest class first */
    uint16_t minor;                 /* then smallest minor: the task's type */
    uint32_t child, next, previous; /* previous: left sibling, or the parent of a first child */
    uint32_t who, where;            /* the caller's: who stands here, and in which line */
} sf_queue_node;

typedef struct sf_queue {
    uint32_t first; /* SF_NOBODY when empty */
    uint32_t length;
} sf_queue;

static inline void sf_queue_start(sf_queue *queue)
{
    *queue = (sf_queue){SF_NOBODY, 0};
}

/** Whether one node goes before another, in one queue or in two. */
bool sf_queue_goes_before(const sf_queue_node *a, const sf_queue_node *b);

/** Joins; the node's order fields are set by the caller before. Cost O(1). */
void sf_queue_join(sf_queue *queue, sf_queue_node *nodes, uint32_t node);
/** Takes the first out and returns it; SF_NOBODY when empty. Cost O(log length) amortised. */
uint32_t sf_queue_take_first(sf_queue *queue, sf_queue_node *nodes);
/** Leaves from anywhere. The node must be in this queue. Cost O(log length) amortised. */
void sf_queue_leave(sf_queue *queue, sf_queue_node *nodes, uint32_t node);

#endif
