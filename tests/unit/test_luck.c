/* tests/unit/test_luck.c - luck by subject and purpose: known answers, the counter's layout, and the two ziggurats.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <Random123/philox.h>

#include "saksflyt/luck.h"
#include "sim/ziggurat.h"
#include "sim/ziggurat_tables.h"
#include "support/chi_square.h"

#define SEED 20260101

enum { DRAWS = 1000000 };

static void check_block(sf_bits bits, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth)
{
    assert_true(bits.word[0] == (first | (uint64_t)second << 32));
    assert_true(bits.word[1] == (third | (uint64_t)fourth << 32));
}

/* Known answers of Random123's kat_vectors for philox4x32-10: all zeros, all ones, digits of pi (Salmon et al. 2011). The
 * counter of each is written as a draw. */
static void philox_gives_its_known_answers(void **state)
{
    const sf_luck zeros = {{0, 0}}, ones = {{UINT32_MAX, UINT32_MAX}}, pi = {{0xa4093822, 0x299f31d0}};

    (void)state;
    check_block(sf_luck_draw(zeros, 0, 0, 0, 0, 0), 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    check_block(sf_luck_draw(ones, UINT64_MAX, UINT32_MAX, 63, 0xfffff, 63), 0x408f276d, 0x41c83b0e, 0xa20bc7c6,
                0x6d5451fd);
    check_block(sf_luck_draw(pi, UINT64_C(0x85a308d3243f6a88), 0x13198a2e, 0x03707344 >> 26, 0x03707344 >> 6 & 0xfffff,
                             0x03707344 & 63),
                0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
}

static void a_draw_is_the_block_at_the_counter_that_the_contract_names(void **state)
{
    const sf_luck luck = {{0x12345678, 0x9abcdef0}};
    const philox4x32_ctr_t counter = {{0x00000007, 0xcafe0001, 0xdeadbeef, 5u << 26 | 1234u << 6 | 3u}};
    const philox4x32_key_t key = {{0x12345678, 0x9abcdef0}};
    const philox4x32_ctr_t block = philox4x32(counter, key);

    (void)state;
    check_block(sf_luck_draw(luck, sf_luck_subject(0xcafe0001, 7), 0xdeadbeef, 5, 1234, 3), block.v[0], block.v[1],
                block.v[2], block.v[3]);
}

static void the_key_comes_from_the_seed_and_the_replication(void **state)
{
    const uint64_t seed = UINT64_C(0x0123456789abcdef);
    const philox4x32_ctr_t counter = {{17, 0, 0, 0x5eed}};
    const philox4x32_key_t key = {{0x89abcdef, 0x01234567}};
    const philox4x32_ctr_t block = philox4x32(counter, key);
    const sf_luck luck = sf_luck_of(seed, 17);

    (void)state;
    assert_true(luck.key[0] == block.v[0] && luck.key[1] == block.v[1]);
}

/* Values of docs/streams.md, computed by the separate program that stands there. */
static void the_worked_example_of_the_contract_holds(void **state)
{
    static const double gaps[2][3] = {{0.07710700468524642, 0.490227559548932, 1.2530936161972837},
                                      {0.44527064876344596, 0.3285294529306844, 0.0120182817220874}};
    const sf_luck luck = sf_luck_of(20250101, 1);
    const uint32_t stream = sf_luck_purpose("programmes.aap"), gap = sf_luck_purpose("gap");
    const uint32_t work = sf_luck_purpose("programmes.aap.exits.work");
    const uint64_t first = sf_luck_subject(stream, 1);

    (void)state;
    assert_true(luck.key[0] == 0x7357950e && luck.key[1] == 0x775e5364);
    assert_true(stream == 0x8b4062ae && gap == 0x481721cf && work == 0x261af130);
    check_block(sf_luck_draw(luck, first, gap, 0, 0, 0), 0xc23601a2, 0x0f803bd3, 0xe58d41ed, 0x4e8e3266);
    assert_true(sf_uniform(sf_luck_draw(luck, first, gap, 0, 0, 0).word[1]) == 0.30685725223661564);
    for (uint32_t layer = 0; layer < 2; layer++)
        for (uint32_t k = 1; k <= 3; k++)
            assert_true(sf_luck_exponential(luck, sf_luck_subject(stream, layer << 26 | k), gap, 0, 0) ==
                        gaps[layer][k - 1]);
    assert_true(sf_luck_exponential(luck, first, work, 0, 0) == 1.0283645878432632);
}

/* Published test vectors: Fowler, Noll, Vo & Eastlake, RFC 9923 (FNV-1a, 32 bits). */
static void a_purpose_is_the_fnv_1a_hash_of_its_path(void **state)
{
    (void)state;
    assert_true(sf_luck_purpose("") == 0x811c9dc5);
    assert_true(sf_luck_purpose("a") == 0xe40c292c);
    assert_true(sf_luck_purpose("foobar") == 0xbf9cf968);
}

static int compare_blocks(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(sf_bits));
}

/* 4 replications x 16 subjects x 16 purposes x 4 spells x 16 occasions x 4 attempts: no block twice. */
static void every_part_of_the_name_names_another_draw(void **state)
{
    enum { N = 4 * 16 * 16 * 4 * 16 * 4 };
    sf_bits *blocks = malloc(N * sizeof *blocks);

    (void)state;
    assert_non_null(blocks);
    for (uint32_t i = 0; i < N; i++)
        blocks[i] = sf_luck_draw(sf_luck_of(SEED, 1 + i % 4), sf_luck_subject(i / 4 % 4, i / 16 % 4), i / 64 % 16,
                                 i / 1024 % 4, i / 4096 % 16, i / 65536);
    qsort(blocks, N, sizeof *blocks, compare_blocks);
    for (uint32_t i = 1; i < N; i++)
        assert_true(compare_blocks(&blocks[i - 1], &blocks[i]) != 0);
    free(blocks);
}

/* Neighbouring purposes, subjects, occasions and replications: correlation over 10,000 draws each, |z| < 4.9 (TRUST 5's bound,
 * here for 200 pairs of streams). */
static void neighbouring_streams_are_uncorrelated(void **state)
{
    enum { N = 10000, PAIRS = 200 };

    (void)state;
    for (uint32_t pair = 0; pair < PAIRS; pair++) {
        const sf_luck luck = sf_luck_of(SEED, pair), other = sf_luck_of(SEED, pair + (pair % 4 == 3));
        double sum = 0.0;

        for (uint32_t i = 0; i < N; i++) {
            const double a = sf_luck_uniform(luck, i, pair, 0, 0);
            const double b = sf_luck_uniform(other, i, pair + (pair % 4 == 0), pair % 4 == 1, pair % 4 == 2);

            sum += (a - 0.5) * (b - 0.5) * 12.0;
        }
        assert_true(fabs(sum / sqrt(N)) < 4.9);
    }
}

static void a_uniform_is_never_0_and_never_1(void **state)
{
    (void)state;
    assert_true(sf_uniform(0) == 0x1p-53);
    assert_true(sf_uniform(UINT64_MAX) == 1.0 - 0x1p-53);
    assert_true(1.0 - sf_uniform(UINT64_MAX) == sf_uniform(0)); /* exact on both sides */
}

static void a_uniform_is_word_0_of_its_draw(void **state)
{
    const sf_luck luck = sf_luck_of(SEED, 1);

    (void)state;
    assert_true(sf_luck_uniform(luck, 4, 5, 6, 7) == sf_uniform(sf_luck_draw(luck, 4, 5, 6, 7, 0).word[0]));
}

/* --- ziggurats --------------------------------------------------------------------------------------------------------- */

static double exponential_density(double x)
{
    return exp(-x);
}

static double normal_density(double x)
{
    return exp(-0.5 * x * x);
}

/* What Marsaglia & Tsang (2000) ask of the tables: every layer has area v, the heights are the density at the edges. */
static void check_layers(const double *edge, const double *height, double (*density)(double), double v)
{
    assert_true(edge[256] == 0.0 && height[256] == 1.0);
    assert_true(fabs(edge[0] * height[1] / v - 1.0) < 1e-14); /* the base, stretched so that its tail has its share */
    for (int i = 1; i < 256; i++) {
        assert_true(edge[i] > edge[i + 1] && height[i] < height[i + 1]);
        assert_true(fabs(edge[i] * (height[i + 1] - height[i]) / v - 1.0) < 1e-12);
        assert_true(fabs(height[i] / density(edge[i]) - 1.0) < 1e-14);
    }
}

static void the_layers_have_equal_areas_under_the_density(void **state)
{
    const double r = exponential_edge[1], s = normal_edge[1];

    (void)state;
    assert_true(fabs(r / 7.69711747013104972 - 1.0) < 1e-15); /* Marsaglia & Tsang (2000), sections 2 and 3 */
    assert_true(fabs(s / 3.6541528853610088 - 1.0) < 1e-15);
    check_layers(exponential_edge, exponential_height, exponential_density, (r + 1.0) * exp(-r));
    check_layers(normal_edge, normal_height, normal_density,
                 s * exp(-0.5 * s * s) + sqrt(acos(0.0)) * erfc(s / sqrt(2.0)));
}

static void exponentials_follow_the_exponential_distribution(void **state)
{
    const sf_luck luck = sf_luck_of(SEED, 1);
    chi_square test = {0};

    (void)state;
    for (uint32_t i = 0; i < DRAWS; i++)
        chi_square_add(&test, gsl_cdf_exponential_P(sf_luck_exponential(luck, i, 1, 0, 0), 1.0));
    assert_true(chi_square_p(&test) > 1e-6);
}

static void normals_follow_the_normal_distribution(void **state)
{
    const sf_luck luck = sf_luck_of(SEED, 1);
    chi_square test = {0};

    (void)state;
    for (uint32_t i = 0; i < DRAWS; i++)
        chi_square_add(&test, gsl_cdf_ugaussian_P(sf_luck_normal(luck, i, 2, 0, 0)));
    assert_true(chi_square_p(&test) > 1e-6);
}

/* Words that always fall into layer 0 beyond its edge: what comes out is the distribution given that it is in the tail. */
typedef struct tail_words {
    uint32_t i;
    uint64_t sign;
} tail_words;

static uint64_t word_into_the_tail(const void *source, uint32_t attempt)
{
    const tail_words *w = source;

    if (attempt == 0)
        return UINT64_MAX << 12 | w->sign; /* layer 0, right end */
    return sf_luck_draw(sf_luck_of(SEED, 1), w->i, 3, 0, 0, attempt).word[0];
}

static void the_exponential_tail_is_exponential(void **state)
{
    chi_square test = {0};

    (void)state;
    for (uint32_t i = 0; i < DRAWS / 4; i++) {
        const double x = sf_ziggurat_exponential(word_into_the_tail, &(tail_words){i, 0});

        assert_true(x > exponential_edge[1]);
        chi_square_add(&test, gsl_cdf_exponential_P(x - exponential_edge[1], 1.0));
    }
    assert_true(chi_square_p(&test) > 1e-6);
}

static void the_normal_tail_is_normal_on_both_sides(void **state)
{
    const double beyond = gsl_cdf_ugaussian_Q(normal_edge[1]);
    chi_square test[2] = {{{0}, 0}, {{0}, 0}};

    (void)state;
    for (uint32_t i = 0; i < DRAWS / 2; i++) {
        const double x = sf_ziggurat_normal(word_into_the_tail, &(tail_words){i, i % 2 << 8});

        assert_true(fabs(x) > normal_edge[1] && signbit(x) == (i % 2 == 1));
        chi_square_add(&test[i % 2], gsl_cdf_ugaussian_Q(fabs(x)) / beyond);
    }
    assert_true(chi_square_p(&test[0]) > 1e-6 && chi_square_p(&test[1]) > 1e-6);
}

/* P(E > r) = exp(-r) = 0.000454, P(|N| > r) = 0.000258: counts within 4.4 standard errors. */
static void draws_reach_the_tails_as_often_as_they_should(void **state)
{
    const sf_luck luck = sf_luck_of(SEED, 2);
    const double p = exp(-exponential_edge[1]), q = 2.0 * gsl_cdf_ugaussian_Q(normal_edge[1]);
    int exponentials = 0, normals = 0;

    (void)state;
    for (uint32_t i = 0; i < 2 * DRAWS; i++) {
        exponentials += sf_luck_exponential(luck, i, 4, 0, 0) > exponential_edge[1];
        normals += fabs(sf_luck_normal(luck, i, 5, 0, 0)) > normal_edge[1];
    }
    assert_true(fabs(exponentials - 2.0 * DRAWS * p) < 4.4 * sqrt(2.0 * DRAWS * p));
    assert_true(fabs(normals - 2.0 * DRAWS * q) < 4.4 * sqrt(2.0 * DRAWS * q));
}

static uint64_t the_same_word(const void *source, uint32_t attempt)
{
    assert_true(attempt < SF_LUCK_ATTEMPTS);
    return *(const uint64_t *)source;
}

static uint64_t far_out_for_ever(const void *source, uint32_t attempt)
{
    (void)source;
    return attempt == 0 ? UINT64_MAX << 12 : 0; /* into the tail, and there the proposal that is never accepted */
}

static void a_tail_that_never_accepts_still_ends(void **state)
{
    (void)state;
    assert_true(sf_ziggurat_normal(far_out_for_ever, NULL) > normal_edge[1] &&
                sf_ziggurat_normal(far_out_for_ever, NULL) < 30.0);
    assert_true(sf_ziggurat_exponential(far_out_for_ever, NULL) > exponential_edge[1] &&
                sf_ziggurat_exponential(far_out_for_ever, NULL) < 60.0);
}

/* Whatever the words: all zeros, all ones, and each layer's right end for ever, which rejects 64 times. */
static void constant_words_give_finite_values_in_range(void **state)
{
    (void)state;
    for (uint64_t layer = 0; layer < 512; layer++) {
        const uint64_t words[] = {layer, UINT64_MAX << 12 | layer};

        for (int i = 0; i < 2; i++) {
            const double x = sf_ziggurat_exponential(the_same_word, &words[i]),
                         z = sf_ziggurat_normal(the_same_word, &words[i]);

            assert_true(x > 0.0 && x < 60.0);
            assert_true(fabs(z) < 30.0 && (z < 0.0) == (layer >= 256));
        }
    }
}

static uint64_t word_of_the_draw(const void *source, uint32_t attempt)
{
    return sf_luck_draw(sf_luck_of(SEED, 1), *(const uint32_t *)source, 1, 2, 3, attempt).word[0];
}

/* The share of draws that one word decides is the mean of edge[i + 1] / edge[i]: 0.97778 and 0.98508. */
static void one_word_nearly_always_suffices_and_more_come_from_further_attempts(void **state)
{
    enum { N = DRAWS / 10 };
    const sf_luck luck = sf_luck_of(SEED, 1);
    uint32_t exponentials = 0, normals = 0;

    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        const uint64_t bits = sf_luck_draw(luck, i, 1, 2, 3, 0).word[0];
        const uint32_t layer = (uint32_t)(bits & 255);
        const double sign = (bits & 256) != 0 ? -1.0 : 1.0, u = sf_uniform(bits);

        assert_true(sf_luck_exponential(luck, i, 1, 2, 3) == sf_ziggurat_exponential(word_of_the_draw, &i));
        assert_true(sf_luck_normal(luck, i, 1, 2, 3) == sf_ziggurat_normal(word_of_the_draw, &i));
        if (u * exponential_edge[layer] < exponential_edge[layer + 1]) {
            assert_true(sf_luck_exponential(luck, i, 1, 2, 3) == u * exponential_edge[layer]);
            exponentials++;
        }
        if (u * normal_edge[layer] < normal_edge[layer + 1]) {
            assert_true(sf_luck_normal(luck, i, 1, 2, 3) == sign * u * normal_edge[layer]);
            normals++;
        }
    }
    assert_true(fabs(exponentials - 0.97778 * N) < 4.4 * sqrt(0.97778 * 0.02222 * N));
    assert_true(fabs(normals - 0.98508 * N) < 4.4 * sqrt(0.98508 * 0.01492 * N));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_its_known_answers),
        cmocka_unit_test(a_draw_is_the_block_at_the_counter_that_the_contract_names),
        cmocka_unit_test(the_key_comes_from_the_seed_and_the_replication),
        cmocka_unit_test(the_worked_example_of_the_contract_holds),
        cmocka_unit_test(a_purpose_is_the_fnv_1a_hash_of_its_path),
        cmocka_unit_test(every_part_of_the_name_names_another_draw),
        cmocka_unit_test(neighbouring_streams_are_uncorrelated),
        cmocka_unit_test(a_uniform_is_never_0_and_never_1),
        cmocka_unit_test(a_uniform_is_word_0_of_its_draw),
        cmocka_unit_test(the_layers_have_equal_areas_under_the_density),
        cmocka_unit_test(exponentials_follow_the_exponential_distribution),
        cmocka_unit_test(normals_follow_the_normal_distribution),
        cmocka_unit_test(the_exponential_tail_is_exponential),
        cmocka_unit_test(the_normal_tail_is_normal_on_both_sides),
        cmocka_unit_test(draws_reach_the_tails_as_often_as_they_should),
        cmocka_unit_test(constant_words_give_finite_values_in_range),
        cmocka_unit_test(a_tail_that_never_accepts_still_ends),
        cmocka_unit_test(one_word_nearly_always_suffices_and_more_come_from_further_attempts),
    };

    return cmocka_run_group_tests_name("luck", tests, NULL, NULL);
}
