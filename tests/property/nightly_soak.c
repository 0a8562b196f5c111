/* tests/property/nightly_soak.c - ten thousand short replications in one arena: the program does not grow.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "support/lives.h"

enum { REPLICATIONS = 10000, FIRST = 200 }; /* after the first ones libraries have what they keep */

/* Memory of this process that is in RAM, bytes: the second number of /proc/self/statm. */
static size_t resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    size_t all = 0, resident = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%zu %zu", &all, &resident), 2);
    fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

static void ten_thousand_replications_grow_the_program_by_less_than_a_mebibyte(void **state)
{
    const char *sets[] = {"time.warm_up = 1 y", "time.length = 1 y"};
    world w = world_of_file(SF_TEST_SOURCE_DIR "/tests/e2e/small_office.cfg", sets, 2);
    size_t before = 0, after;

    (void)state;
    for (uint32_t i = 1; i <= REPLICATIONS; i++) {
        sf_replication_record record = life_of(&w, w.model->scenarios[i % w.model->n_scenarios].id, i, 1);

        assert_true(record.events > 0);
        sf_replication_free(&record);
        if (i == FIRST)
            before = resident_bytes();
    }
    after = resident_bytes();
    print_message("%zu bytes after %d replications, %zu after %d\n", before, FIRST, after, REPLICATIONS);
    assert_true(after < before + ((size_t)1 << 20));
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_replications_grow_the_program_by_less_than_a_mebibyte)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
