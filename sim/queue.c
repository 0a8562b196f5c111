/* sim/queue.c - two lanes and a pairing heap. Invariant: a lane is in order, no node of the heap comes before its parent, and `first`
 * is the earliest of the three that lead.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/queue.h"

#include <assert.h>

/* What a node's `child` says while it stands in lane 0; in lane 1 it is one less. */
#define IN_A_LANE (SF_NOBODY - 1)

bool sf_queue_goes_before(const sf_queue_node *a, const sf_queue_node *b)
{
    if (a->class_ != b->class_)
        return a->class_ < b->class_;
    if (a->time < b->time || a->time > b->time)
        return a->time < b->time;
    if (a->tie != b->tie)
        return a->tie < b->tie;
    return a->minor < b->minor;
}

/* The one that comes first becomes the parent of the other. */
static uint32_t meld(sf_queue_node *nodes, uint32_t a, uint32_t b)
{
    if (a == SF_NOBODY)
        return b;
    if (b == SF_NOBODY)
        return a;
    if (sf_queue_goes_before(&nodes[b], &nodes[a])) {
        uint32_t swap = a;

        a = b;
        b = swap;
    }
    nodes[b].previous = a;
    nodes[b].next = nodes[a].child;
    if (nodes[a].child != SF_NOBODY)
        nodes[nodes[a].child].previous = b;
    nodes[a].child = b;
    nodes[a].next = SF_NOBODY;
    nodes[a].previous = SF_NOBODY;
    return a;
}

/* Melds a list of siblings in two passes: pairs from the left, then all from the right. Iterative: a list may be long. */
static uint32_t meld_siblings(sf_queue_node *nodes, uint32_t first)
{
    uint32_t pairs = SF_NOBODY, root = SF_NOBODY;

    while (first != SF_NOBODY) {
        uint32_t a = first, b = nodes[a].next, rest = b == SF_NOBODY ? SF_NOBODY : nodes[b].next, pair;

        nodes[a].next = nodes[a].previous = SF_NOBODY;
        if (b != SF_NOBODY)
            nodes[b].next = nodes[b].previous = SF_NOBODY;
        pair = meld(nodes, a, b);
        nodes[pair].next = pairs; /* a stack, so that the second pass runs from the right */
        pairs = pair;
        first = rest;
    }
    while (pairs != SF_NOBODY) {
        uint32_t rest = nodes[pairs].next;

        nodes[pairs].next = SF_NOBODY;
        root = meld(nodes, root, pairs);
        pairs = rest;
    }
    return root;
}

static bool is_in_a_lane(const sf_queue_node *node)
{
    return node->child <= IN_A_LANE && node->child > IN_A_LANE - SF_QUEUE_LANES;
}

static void lane_joined(sf_queue *queue, sf_queue_node *nodes, uint32_t number, uint32_t node)
{
    sf_queue_lane *lane = &queue->lanes[number];

    nodes[node].child = IN_A_LANE - number;
    nodes[node].next = SF_NOBODY;
    nodes[node].previous = lane->last;
    if (lane->last == SF_NOBODY)
        lane->first = node;
    else
        nodes[lane->last].next = node;
    lane->last = node;
}

static void lane_left(sf_queue *queue, sf_queue_node *nodes, uint32_t node)
{
    sf_queue_lane *lane = &queue->lanes[IN_A_LANE - nodes[node].child];
    const uint32_t previous = nodes[node].previous, next = nodes[node].next;

    if (previous == SF_NOBODY)
        lane->first = next;
    else
        nodes[previous].next = next;
    if (next == SF_NOBODY)
        lane->last = previous;
    else
        nodes[next].previous = previous;
}

static void heap_left(sf_queue *queue, sf_queue_node *nodes, uint32_t node)
{
    const uint32_t previous = nodes[node].previous, next = nodes[node].next;
    const uint32_t below = meld_siblings(nodes, nodes[node].child);

    if (queue->heap == node) {
        queue->heap = below;
        return;
    }
    if (nodes[previous].child == node)
        nodes[previous].child = next;
    else
        nodes[previous].next = next;
    if (next != SF_NOBODY)
        nodes[next].previous = previous;
    queue->heap = meld(nodes, queue->heap, below);
}

static uint32_t earlier(const sf_queue_node *nodes, uint32_t a, uint32_t b)
{
    if (a == SF_NOBODY)
        return b;
    return b == SF_NOBODY || sf_queue_goes_before(&nodes[a], &nodes[b]) ? a : b;
}

void sf_queue_join(sf_queue *queue, sf_queue_node *nodes, uint32_t node)
{
    uint32_t number = 0;

    while (number < SF_QUEUE_LANES && queue->lanes[number].last != SF_NOBODY &&
           !sf_queue_goes_before(&nodes[queue->lanes[number].last], &nodes[node]))
        number++;
    if (number < SF_QUEUE_LANES) {
        lane_joined(queue, nodes, number, node);
    } else {
        nodes[node].child = nodes[node].next = nodes[node].previous = SF_NOBODY;
        queue->heap = meld(nodes, queue->heap, node);
    }
    if (number == SF_QUEUE_LANES || queue->lanes[number].first == node) /* else it comes after one in the same lane */
        queue->first = earlier(nodes, queue->first, node);
    queue->length++;
}

void sf_queue_leave(sf_queue *queue, sf_queue_node *nodes, uint32_t node)
{
    assert(queue->length > 0);
    if (is_in_a_lane(&nodes[node]))
        lane_left(queue, nodes, node);
    else
        heap_left(queue, nodes, node);
    if (queue->first == node)
        queue->first = earlier(nodes, earlier(nodes, queue->lanes[0].first, queue->lanes[1].first), queue->heap);
    queue->length--;
}

uint32_t sf_queue_take_first(sf_queue *queue, sf_queue_node *nodes)
{
    const uint32_t first = queue->first;

    if (first != SF_NOBODY)
        sf_queue_leave(queue, nodes, first);
    return first;
}
