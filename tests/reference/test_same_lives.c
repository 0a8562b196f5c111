/* tests/reference/test_same_lives.c - the engine gives everybody the life that the reference model gives them, event by event.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/compare.h"
#include "reference/generator.h"

#define SEED 20261124

/* --- worlds at random ----------------------------------------------------------------------------------------------------------------- */

enum { GENERATED = 80 };

static void worlds_at_random(void **state)
{
    static char text[65536];
    lives_compared sum = {0};

    (void)state;
    for (uint32_t i = 0; i < GENERATED; i++) {
        char name[32];
        world w;

        world_is_generated(SEED, i, text, sizeof text);
        snprintf(name, sizeof name, "world %u", i);
        w = world_of_text(text);
        for (uint32_t s = 0; s < w.model->n_scenarios; s++) {
            lives_compared c = lives_are_the_same(name, &w, s, 1, SEED);

            sum.people += c.people;
            sum.events += c.events;
            for (int k = 0; k < SF_LIFE_KINDS; k++)
                sum.of_kind[k] += c.of_kind[k];
        }
        world_close(&w);
    }
    print_message("%zu people, %zu events:", sum.people, sum.events);
    for (int k = 0; k < SF_LIFE_KINDS; k++) {
        print_message(" %s %zu", sf_life_name((sf_life)k), sum.of_kind[k]);
        assert_true(sum.of_kind[k] > 100); /* nothing is only thought to be there */
    }
    print_message("\n");
}

/* --- worlds by hand --------------------------------------------------------------------------------------------------------------- */

/* Every config of the folder, in every scenario: the name of the file is what it shows. */
static void worlds_by_hand(void **state)
{
    glob_t files = {0};

    (void)state;
    assert_int_equal(glob(SF_TEST_SOURCE_DIR "/tests/reference/worlds/*.cfg", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        world w = world_of_file(files.gl_pathv[i], NULL, 0);

        for (uint32_t s = 0; s < w.model->n_scenarios; s++) {
            for (uint32_t replication = 1; replication <= 3; replication++)
                assert_true(lives_are_the_same(strrchr(files.gl_pathv[i], '/') + 1, &w, s, replication, SEED).events >
                            1000);
        }
        world_close(&w);
    }
    globfree(&files);
}

/* --- one file ------------------------------------------------------------------------------------------------------------------------- */

static void one_file(const char *file)
{
    world w = world_of_file(file, NULL, 0);

    for (uint32_t s = 0; s < w.model->n_scenarios; s++) {
        lives_compared c = lives_are_the_same(file, &w, s, 1, SEED);

        print_message("%s, %s: %zu people, %zu events\n", file, w.model->scenarios[s].id, c.people, c.events);
    }
    world_close(&w);
}

static const char *path;

static void the_file_of_the_command_line(void **state)
{
    (void)state;
    one_file(path);
}

/* With the path of a config: that world alone, every scenario. */
int main(int argc, char **argv)
{
    const struct CMUnitTest one[] = {cmocka_unit_test(the_file_of_the_command_line)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worlds_by_hand),
        cmocka_unit_test(worlds_at_random),
    };

    if (argc == 2) {
        path = argv[1];
        return cmocka_run_group_tests(one, NULL, NULL);
    }
    if (argc == 3) { /* a generated world, to look at */
        static char text[65536];

        world_is_generated(SEED, (uint32_t)atoi(argv[2]), text, sizeof text);
        fputs(text, stdout);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
