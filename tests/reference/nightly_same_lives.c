/* tests/reference/nightly_same_lives.c - as test_same_lives.c, in many more worlds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "reference/compare.h"
#include "reference/generator.h"

#define SEED 20261125

enum { WORLDS = 500 };

static void five_hundred_worlds_at_random(void **state)
{
    static char text[65536];
    size_t events = 0;

    (void)state;
    for (uint32_t i = 0; i < WORLDS; i++) {
        char name[32];
        world w;

        world_is_generated(SEED, i, text, sizeof text);
        snprintf(name, sizeof name, "nightly world %u", i);
        w = world_of_text(text);
        for (uint32_t s = 0; s < w.model->n_scenarios; s++)
            events += lives_are_the_same(name, &w, s, 1, SEED).events;
        world_close(&w);
    }
    print_message("%d worlds, %zu events\n", WORLDS, events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_hundred_worlds_at_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
