/* tests/unit/test_model_memory.c - the memory that a model says it needs is the memory that it takes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "support/lives.h"

/* The event set grows in steps with the number of people, so people by the thousand once needed more than was said: M/M/30 over
 * six years asked for 274 MiB and did not fit in them. */
static void a_model_fits_in_the_memory_that_it_says_it_needs(void **state)
{
    static const char text[] = "saksflyt = 1; title = \"line\";\n"
                               "time = { start = \"2025-01-01\"; length = \"2000 d\"; };\n"
                               "segments = ( { id = \"everybody\"; share = \"1\"; } );\n"
                               "streams = ( { id = \"arrivals\"; rate = \"%g /d\"; to = \"desk\"; } );\n"
                               "tiltak = ( { id = \"desk\"; places = 30; stay = \"exponential(mean 1 d)\"; } );\n";

    (void)state;
    for (double rate = 0.25; rate < 300.0; rate *= 1.3) {
        char config[1024];
        world w;
        sf_error err = {0};

        snprintf(config, sizeof config, text, rate);
        w = world_of_text(config);
        if (sf_model_fits(w.model, sf_model_memory_need(w.model), &err) != SF_OK)
            fail_msg("%g arrivals a day: %s", rate, err.message);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_fits_in_the_memory_that_it_says_it_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
