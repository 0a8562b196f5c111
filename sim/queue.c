/* sim/queue.c - an intrusive pairing heap. Invariant: no node comes before its parent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/queue.h"

#include <assert.h>

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

void sf_queue_join(sf_queue *queue, sf_queue_node *nodes, uint32_t node)
{
    nodes[node].child = nodes[node].next = nodes[node].previous = SF_NOBODY;
    queue->first = meld(nodes, queue->first, node);
    queue->length++;
}

uint32_t sf_queue_take_first(sf_queue *queue, sf_queue_node *nodes)
{
    uint32_t first = queue->first;

    if (first != SF_NOBODY) {
        queue->first = meld_siblings(nodes, nodes[first].child);
        queue->length--;
    }
    return first;
}

void sf_queue_leave(sf_queue *queue, sf_queue_node *nodes, uint32_t node)
{
    uint32_t previous = nodes[node].previous, next = nodes[node].next;

    assert(queue->length > 0);
    if (queue->first == node) {
        (void)sf_queue_take_first(queue, nodes);
        return;
    }
    if (nodes[previous].child == node)
        nodes[previous].child = next;
    else
        nodes[previous].next = next;
    if (next != SF_NOBODY)
        nodes[next].previous = previous;
    nodes[node].next = nodes[node].previous = SF_NOBODY;
    queue->first = meld(nodes, queue->first, meld_siblings(nodes, nodes[node].child));
    queue->length--;
}
