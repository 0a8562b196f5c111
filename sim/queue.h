/* sim/queue.h - a waiting line in any order, whose members may leave from the middle; nodes lie in an array of the caller's.
 * Most people join behind everybody else, or behind everybody of their class: they stand in two lanes, lists in order that are joined at
 * their end. Who comes before the last of both goes into a pairing heap beside them (Fredman, Sedgewick, Sleator & Tarjan 1986).
 * The order (class, time, tie, minor) is total, so who comes next never depends on who stands where, or on an address.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_SIM_QUEUE_H
#define SF_SIM_QUEUE_H

#include "saksflyt/core.h"

#define SF_NOBODY UINT32_MAX

typedef struct sf_queue_node {
    double time;     /* first among equals of a class: smallest time */
    uint64_t tie;    /* then smallest tie: the person's key */
    uint16_t class_; /* smallest class first */
    uint16_t minor;  /* then smallest minor: the task's type */
    uint32_t child, next,
        previous; /* previous: in a lane, or the left sibling, or the parent of a first child; child: or the lane */
    uint32_t who, where; /* the caller's: who stands here, and in which line */
} sf_queue_node;

enum { SF_QUEUE_LANES = 2 };

typedef struct sf_queue_lane {
    uint32_t first, last; /* SF_NOBODY when empty */
} sf_queue_lane;

typedef struct sf_queue {
    uint32_t first; /* of all; SF_NOBODY when empty */
    uint32_t length;
    sf_queue_lane lanes[SF_QUEUE_LANES];
    uint32_t heap; /* its root, or SF_NOBODY */
} sf_queue;

static inline void sf_queue_start(sf_queue *queue)
{
    *queue = (sf_queue){SF_NOBODY, 0, {{SF_NOBODY, SF_NOBODY}, {SF_NOBODY, SF_NOBODY}}, SF_NOBODY};
}

/** Whether one node goes before another, in one queue or in two. */
bool sf_queue_goes_before(const sf_queue_node *a, const sf_queue_node *b);

/** Joins; the node's order fields are set by the caller before. Cost O(1). */
void sf_queue_join(sf_queue *queue, sf_queue_node *nodes, uint32_t node);
/** Takes the first out and returns it; SF_NOBODY when empty. Cost O(1) out of a lane, O(log length) amortised out of the heap. */
uint32_t sf_queue_take_first(sf_queue *queue, sf_queue_node *nodes);
/** Leaves from anywhere. The node must be in this queue. Cost as of taking the first. */
void sf_queue_leave(sf_queue *queue, sf_queue_node *nodes, uint32_t node);

#endif
