/* tests/property/test_order_of_replications.c - a replication says the same whatever ran before it in the same memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "support/lives.h"

#define SEED 20260101

/* Two configs of different sizes, all scenarios, in an order as if threads had raced: 1 ... 6, then 4 1 6 2 5 3 backwards through the
 * scenarios. Other luck runs in between. */
static void replications_may_run_in_any_order(void **state)
{
    static const char *const files[] = {"tests/e2e/small_office.cfg", "configs/oracles/case_manager.cfg"};
    static const uint32_t shuffled[] = {4, 1, 6, 2, 5, 3};

    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        static const char *const shorter[] = {"time.length = 2 y"};
        sf_replication_record first[8][6];
        char path[512];
        world w;

        snprintf(path, sizeof path, "%s/%s", SF_TEST_SOURCE_DIR, files[f]);
        w = world_of_file(path, shorter, 1);
        assert_true(w.model->n_scenarios <= 8);
        for (size_t s = 0; s < w.model->n_scenarios; s++) {
            for (uint32_t r = 1; r <= 6; r++)
                first[s][r - 1] = life_of(&w, w.model->scenarios[s].id, r, SEED);
        }
        for (size_t s = w.model->n_scenarios; s-- > 0;) {
            for (size_t k = 0; k < 6; k++) {
                sf_replication_record other = life_of(&w, w.model->scenarios[0].id, shuffled[k], SEED + 1);
                sf_replication_record again = life_of(&w, w.model->scenarios[s].id, shuffled[k], SEED);

                assert_true(same_record(&first[s][shuffled[k] - 1], &again));
                assert_false(same_record(&other, &again));
                sf_replication_free(&other);
                sf_replication_free(&again);
            }
        }
        for (size_t s = 0; s < w.model->n_scenarios; s++) {
            for (uint32_t r = 0; r < 6; r++)
                sf_replication_free(&first[s][r]);
        }
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replications_may_run_in_any_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
