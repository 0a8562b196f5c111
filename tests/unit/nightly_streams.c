/* tests/unit/nightly_streams.c - streams by our keys are independent of each other (TRUST: random streams), and their raw words for
 * batteries: `unit_nightly_streams raw N SEED` writes the draws of N interleaved streams to its output without end, which
 * tests/e2e/nightly_dieharder.sh hands to dieharder.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "saksflyt/luck.h"

#define SEED 20260101

/* --- raw words ------------------------------------------------------------------------------------------------------------- */

/* Stream k: people next to each other, in purposes next to each other, in replications next to each other. 2 streams are two purposes
 * of one person; 64 are 8 people x 8 purposes; 4,096 are 16 replications x 16 people x 16 purposes. */
static sf_bits draw_of(uint64_t seed, uint32_t streams, uint32_t k, uint64_t i)
{
    const uint32_t side = streams <= 2 ? 1 : streams <= 64 ? 8 : 16;
    const uint32_t purpose = k % (streams <= 2 ? streams : side), person = streams <= 2 ? 0 : k / side % side,
                   replication = streams <= 64 ? 0 : k / side / side;

    return sf_luck_draw(sf_luck_of(seed, 1 + replication),
                        sf_luck_subject(sf_luck_purpose("programmes.aap"), 1 + person),
                        sf_luck_purpose("programmes.aap.exits.work") + purpose, (uint32_t)(i >> 20) % SF_LUCK_SPELLS,
                        (uint32_t)i % SF_LUCK_OCCASIONS, (uint32_t)(i >> 26) % SF_LUCK_ATTEMPTS);
}

static int write_raw(uint32_t streams, uint64_t seed)
{
    static sf_bits block[4096];

    for (uint64_t i = 0;; i++) {
        for (uint32_t k = 0; k < streams; k++)
            block[k] = draw_of(seed, streams, k, i);
        if (fwrite(block, sizeof *block, streams, stdout) != streams)
            return 0; /* who reads has enough */
    }
}

/* --- pairs of streams ------------------------------------------------------------------------------------------------------ */

/* 10,000 pairs that differ by one in one part of the name, 100,000 draws of each: the largest correlation of a right generator is below
 * 4.9 standard errors with probability 0.99. */
static void no_two_neighbouring_streams_are_correlated(void **state)
{
    enum { PAIRS = 10000, DRAWS = 100000 };
    double largest = 0.0;

    (void)state;
    for (uint32_t pair = 0; pair < PAIRS; pair++) {
        const uint32_t part = pair % 4;
        const sf_luck luck = sf_luck_of(SEED, 1 + pair), other = sf_luck_of(SEED, 1 + pair + (part == 3));
        double sum = 0.0;

        for (uint32_t i = 0; i < DRAWS; i++) {
            const double a = sf_luck_uniform(luck, pair, 7, 0, i);
            const double b = sf_luck_uniform(other, pair + (part == 0), 7 + (part == 1), part == 2, i);

            sum += (a - 0.5) * (b - 0.5);
        }
        largest = fmax(largest, fabs(12.0 * sum / sqrt(DRAWS)));
    }
    print_message("    largest of 10,000 correlations: %.2f standard errors\n", largest);
    assert_true(largest < 4.9);
}

/* --- where streams begin --------------------------------------------------------------------------------------------------- */

enum { MILLION = 1000000 };

static int by_bits(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(sf_bits));
}

static size_t number_alike(sf_bits *first)
{
    size_t alike = 0;

    qsort(first, MILLION, sizeof *first, by_bits);
    for (size_t i = 1; i < MILLION; i++)
        alike += by_bits(&first[i - 1], &first[i]) == 0;
    return alike;
}

static void a_million_streams_begin_each_in_another_way(void **state)
{
    sf_bits *first = malloc(MILLION * sizeof *first);

    (void)state;
    assert_non_null(first);
    for (uint32_t i = 0; i < MILLION; i++) /* replications */
        first[i] = sf_luck_draw(sf_luck_of(SEED, 1 + i), 1, 7, 0, 0, 0);
    assert_int_equal(number_alike(first), 0);
    for (uint32_t i = 0; i < MILLION; i++) /* people */
        first[i] = sf_luck_draw(sf_luck_of(SEED, 1), i, 7, 0, 0, 0);
    assert_int_equal(number_alike(first), 0);
    for (uint32_t i = 0; i < MILLION; i++) /* purposes */
        first[i] = sf_luck_draw(sf_luck_of(SEED, 1), 1, i, 0, 0, 0);
    assert_int_equal(number_alike(first), 0);
    for (uint32_t i = 0; i < MILLION; i++) /* seeds */
        first[i] = sf_luck_draw(sf_luck_of(i, 1), 1, 7, 0, 0, 0);
    assert_int_equal(number_alike(first), 0);
    free(first);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_neighbouring_streams_are_correlated),
        cmocka_unit_test(a_million_streams_begin_each_in_another_way),
    };

    if (argc == 4 && strcmp(argv[1], "raw") == 0)
        return write_raw((uint32_t)strtoul(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
