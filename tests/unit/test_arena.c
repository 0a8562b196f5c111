/* tests/unit/test_arena.c - memory that is handed out zeroed and taken back at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/arena.h"

static void memory_is_zeroed_also_after_a_reset(void **state)
{
    sf_arena *arena = NULL;
    unsigned char *block;

    (void)state;
    assert_int_equal(sf_arena_open(1 << 20, &arena, NULL), SF_OK);
    block = sf_arena_take(arena, 100, 10);
    memset(block, 0xff, 1000);
    sf_arena_reset(arena);
    assert_int_equal(sf_arena_used(arena), 0);
    assert_ptr_equal(sf_arena_take(arena, 2000, 1), block);
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(block[i], 0);
    sf_arena_close(arena);
}

static void blocks_are_aligned_and_apart(void **state)
{
    sf_arena *arena = NULL;
    unsigned char *first, *second;

    (void)state;
    assert_int_equal(sf_arena_open(1 << 16, &arena, NULL), SF_OK);
    first = sf_arena_take(arena, 3, 7);
    second = sf_arena_take(arena, 1, 1);
    assert_int_equal((uintptr_t)first % 64, 0);
    assert_int_equal(second - first, 64);
    sf_arena_close(arena);
}

static void the_budget_is_kept(void **state)
{
    sf_arena *arena = NULL;

    (void)state;
    assert_int_equal(sf_arena_open(1000, &arena, NULL), SF_OK); /* rounded up to 1024 */
    assert_null(sf_arena_take(arena, 1025, 1));
    assert_null(sf_arena_take(arena, SIZE_MAX, 16)); /* a product that would overflow */
    assert_non_null(sf_arena_take(arena, 1024, 1));
    assert_null(sf_arena_take(arena, 1, 1));
    sf_arena_reset(arena);
    assert_int_equal(sf_arena_peak(arena), 1024);
    sf_arena_close(arena);
}

static void a_huge_budget_costs_nothing_until_used(void **state)
{
    sf_arena *arena = NULL;

    (void)state;
    assert_int_equal(sf_arena_open((size_t)64 << 30, &arena, NULL), SF_OK);
    assert_non_null(sf_arena_take(arena, 1, 1));
    sf_arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_also_after_a_reset),
        cmocka_unit_test(blocks_are_aligned_and_apart),
        cmocka_unit_test(the_budget_is_kept),
        cmocka_unit_test(a_huge_budget_costs_nothing_until_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
