/* models/line.c - places in lines: one pool for all lines, since few stand in one at any time.
 * Invariant: a place is in exactly one line, or free.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "models/state.h"

/* There is a place for everybody who can stand in a line: rooms_taken sees to it. */
uint32_t line_joined(run *r, sf_queue *line, sf_queue_node place)
{
    uint32_t number = r->first_free_node;

    if (number != NOBODY) {
        r->first_free_node = r->nodes[number].next;
        if (r->first_free_node != NOBODY)
            __builtin_prefetch(&r->nodes[r->first_free_node], 1);
    } else {
        assert(r->nodes_used < r->nodes_capacity);
        number = r->nodes_used++;
    }
    r->nodes[number] = place;
    sf_queue_join(line, r->nodes, number);
    return number;
}

static void is_free(run *r, uint32_t number)
{
    r->nodes[number].next = r->first_free_node;
    r->first_free_node = number;
}

uint32_t line_first(const run *r, const sf_queue *line)
{
    return line->first == NOBODY ? NOBODY : r->nodes[line->first].who;
}

uint32_t line_first_taken(run *r, sf_queue *line)
{
    uint32_t number = sf_queue_take_first(line, r->nodes);

    if (number == NOBODY)
        return NOBODY;
    is_free(r, number);
    return r->nodes[number].who;
}

void line_left(run *r, sf_queue *line, uint32_t place)
{
    sf_queue_leave(line, r->nodes, place);
    is_free(r, place);
}

void line_reranked(run *r, sf_queue *line, uint32_t place, uint16_t class_, double time)
{
    sf_queue_leave(line, r->nodes, place);
    r->nodes[place].class_ = class_;
    r->nodes[place].time = time;
    sf_queue_join(line, r->nodes, place);
}
