/* tests/unit/test_queue.c - the waiting line whose members may leave from the middle, against a list that is searched from end to end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "saksflyt/luck.h"
#include "sim/queue.h"

#define SEED 20260101

enum { MOST = 200000 };

static sf_queue_node node_of(uint16_t class_, double time, uint64_t tie, uint16_t minor)
{
    return (sf_queue_node){.class_ = class_, .time = time, .tie = tie, .minor = minor};
}

static void the_order_is_class_then_time_then_tie_then_minor(void **state)
{
    sf_queue_node nodes[6] = {node_of(1, 0.0, 0, 0), node_of(0, 2.0, 5, 1), node_of(0, 2.0, 4, 9),
                              node_of(0, 1.0, 9, 9), node_of(0, 2.0, 5, 0), node_of(0, 2.0, 6, 0)};
    const uint32_t expected[6] = {3, 2, 4, 1, 5, 0};
    sf_queue queue;

    (void)state;
    sf_queue_start(&queue);
    for (uint32_t i = 0; i < 6; i++)
        sf_queue_join(&queue, nodes, i);
    assert_int_equal(queue.length, 6);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(sf_queue_take_first(&queue, nodes), expected[i]);
    assert_int_equal(queue.length, 0);
    assert_int_equal(sf_queue_take_first(&queue, nodes), SF_NOBODY);
}

static void the_first_and_the_last_may_leave(void **state)
{
    sf_queue_node nodes[3] = {node_of(0, 1.0, 0, 0), node_of(0, 2.0, 0, 0), node_of(0, 3.0, 0, 0)};
    sf_queue queue;

    (void)state;
    sf_queue_start(&queue);
    for (uint32_t i = 0; i < 3; i++)
        sf_queue_join(&queue, nodes, i);
    sf_queue_leave(&queue, nodes, 0);
    sf_queue_leave(&queue, nodes, 2);
    assert_int_equal(sf_queue_take_first(&queue, nodes), 1);
    sf_queue_join(&queue, nodes, 2); /* who has left may come again */
    sf_queue_leave(&queue, nodes, 2);
    assert_int_equal(queue.length, 0);
    assert_int_equal(queue.first, SF_NOBODY);
}

static bool goes_before(const sf_queue_node *a, const sf_queue_node *b)
{
    if (a->class_ != b->class_)
        return a->class_ < b->class_;
    if (a->time < b->time || a->time > b->time)
        return a->time < b->time;
    return a->tie != b->tie ? a->tie < b->tie : a->minor < b->minor;
}

/* Many equal classes and times, two lines over the same nodes, joins, leaves and takes in any order. */
static void any_mixture_of_joins_leaves_and_takes_keeps_the_order(void **state)
{
    enum { PEOPLE = 120, STEPS = 40000 };
    sf_queue_node nodes[PEOPLE] = {0};
    uint8_t in[PEOPLE] = {0}; /* 0 nowhere, 1 or 2 the line */
    uint32_t lengths[3] = {0};
    sf_queue lines[3];
    sf_luck luck = sf_luck_of(SEED, 1);

    (void)state;
    sf_queue_start(&lines[1]);
    sf_queue_start(&lines[2]);
    for (uint32_t step = 0; step < STEPS; step++) {
        sf_bits bits = sf_luck_draw(luck, step, 1, 0, 0, 0);
        uint32_t who = (uint32_t)(bits.word[0] % PEOPLE), line = 1 + (uint32_t)(bits.word[0] >> 40) % 2,
                 what = (uint32_t)(bits.word[0] >> 50) % 8;

        if (in[who] == 0 && what < 6) {
            nodes[who] = node_of((uint16_t)(bits.word[1] % 2), (double)(bits.word[1] >> 8 & 3), bits.word[1] >> 16 & 1,
                                 (uint16_t)who);
            sf_queue_join(&lines[line], nodes, who);
            in[who] = (uint8_t)line;
            lengths[line]++;
        } else if (in[who] != 0 && what < 5) {
            sf_queue_leave(&lines[in[who]], nodes, who);
            lengths[in[who]]--;
            in[who] = 0;
        } else if (what == 7) {
            uint32_t best = SF_NOBODY;

            for (uint32_t i = 0; i < PEOPLE; i++) {
                if (in[i] == line && (best == SF_NOBODY || goes_before(&nodes[i], &nodes[best])))
                    best = i;
            }
            assert_int_equal(sf_queue_take_first(&lines[line], nodes), best);
            if (best != SF_NOBODY) {
                in[best] = 0;
                lengths[line]--;
            }
        }
        assert_int_equal(lines[1].length, lengths[1]);
        assert_int_equal(lines[2].length, lengths[2]);
    }
}

static void a_very_long_line_needs_no_stack(void **state)
{
    sf_queue_node *nodes = calloc(MOST, sizeof *nodes);
    sf_queue queue;

    (void)state;
    assert_non_null(nodes);
    sf_queue_start(&queue);
    for (uint32_t i = 0; i < MOST; i++) { /* ascending: every node becomes a child of the first */
        nodes[i] = node_of(0, (double)i, 0, 0);
        sf_queue_join(&queue, nodes, i);
    }
    for (uint32_t i = 0; i < MOST; i++)
        assert_int_equal(sf_queue_take_first(&queue, nodes), i);
    for (uint32_t i = MOST; i-- > 0;) { /* descending: a chain */
        nodes[i] = node_of(0, (double)i, 0, 0);
        sf_queue_join(&queue, nodes, i);
    }
    for (uint32_t i = 1; i < MOST; i += 2)
        sf_queue_leave(&queue, nodes, i);
    for (uint32_t i = 0; i < MOST; i += 2)
        assert_int_equal(sf_queue_take_first(&queue, nodes), i);
    assert_int_equal(queue.length, 0);
    free(nodes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_is_class_then_time_then_tie_then_minor),
        cmocka_unit_test(the_first_and_the_last_may_leave),
        cmocka_unit_test(any_mixture_of_joins_leaves_and_takes_keeps_the_order),
        cmocka_unit_test(a_very_long_line_needs_no_stack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
