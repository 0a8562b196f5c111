/* tests/unit/test_sampler.c - every kind of distribution against GSL, by distribution function and by moments.
 * tests/unit/nightly_sampler.c runs the same with ten times the draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>

#include "sim/sampler.h"
#include "support/chi_square.h"

#define SEED 20260101
#ifndef SF_TEST_DRAWS
#define SF_TEST_DRAWS 1000000
#endif

static sf_sampler *sampler_for(sf_distribution d)
{
    sf_sampler *sampler = NULL;
    sf_error err = {0};

    assert_int_equal(sf_sampler_open(&d, &sampler, &err), SF_OK);
    return sampler;
}

static sf_sampler *sampler_of(sf_distribution_kind kind, double a, double b, double c)
{
    return sampler_for((sf_distribution){.kind = kind, .a = a, .b = b, .c = c});
}

/* Linear between (value i, i / (n - 1)). */
static double empirical_cumulative(sf_distribution d, double x)
{
    size_t i = 0;

    while (i + 2 < d.count && d.values[i + 1] <= x)
        i++;
    return ((double)i + (x - d.values[i]) / (d.values[i + 1] - d.values[i])) / (double)(d.count - 1);
}

/* GSL's distribution function of a kind; the others from their definitions. */
static double cumulative(sf_distribution d, double x)
{
    double sum = 0.0;

    switch (d.kind) {
    case SF_DIST_UNIFORM:
        return gsl_cdf_flat_P(x, d.a, d.b);
    case SF_DIST_EXPONENTIAL:
        return gsl_cdf_exponential_P(x, d.a);
    case SF_DIST_GAMMA:
    case SF_DIST_ERLANG:
        return gsl_cdf_gamma_P(x, d.a, d.b);
    case SF_DIST_WEIBULL:
        return gsl_cdf_weibull_P(x, d.b, d.a);
    case SF_DIST_LOGNORMAL:
        return gsl_cdf_lognormal_P(x, d.a, d.b);
    case SF_DIST_TRIANGULAR:
        return x < d.b ? (x - d.a) * (x - d.a) / ((d.c - d.a) * (d.b - d.a))
                       : 1.0 - (d.c - x) * (d.c - x) / ((d.c - d.a) * (d.c - d.b));
    case SF_DIST_BETA:
        return gsl_cdf_beta_P((x - d.c) / (d.d - d.c), d.a, d.b);
    case SF_DIST_HYPEREXPONENTIAL:
        return d.a * gsl_cdf_exponential_P(x, d.b) + (1.0 - d.a) * gsl_cdf_exponential_P(x, d.c);
    case SF_DIST_EMPIRICAL:
        return empirical_cumulative(d, x);
    case SF_DIST_MIXTURE:
        for (size_t i = 0; i < d.count; i++)
            sum += d.values[i] * cumulative(d.parts[i], x);
        return sum;
    case SF_DIST_CONSTANT:
    case SF_DIST_KIND_COUNT:
        break;
    }
    fail();
    return 0.0;
}

/* Parameters, and mean and variance from the textbook (Johnson, Kotz & Balakrishnan 1994). */
typedef struct example {
    sf_distribution distribution;
    double mean, variance;
} example;

static const double sample[] = {0.0, 1.0, 1.5, 4.0, 30.0};
static const sf_distribution mixed[] = {{.kind = SF_DIST_EXPONENTIAL, .a = 2.0},
                                        {.kind = SF_DIST_GAMMA, .a = 4.84, .b = 2.5}};
static const double shares[] = {0.3, 0.7};

static size_t list_examples(example *out)
{
    const double g1 = gsl_sf_gamma(1.0 + 1.0 / 1.7), g2 = gsl_sf_gamma(1.0 + 2.0 / 1.7), w = 0.8 * 0.8;
    const example examples[] = {
        {{.kind = SF_DIST_UNIFORM, .a = 5.0, .b = 15.0}, 10.0, 100.0 / 12.0},
        {{.kind = SF_DIST_EXPONENTIAL, .a = 40.0}, 40.0, 1600.0},
        {{.kind = SF_DIST_GAMMA, .a = 0.3, .b = 10.0}, 3.0, 30.0},
        {{.kind = SF_DIST_GAMMA, .a = 4.84, .b = 2.5}, 12.1, 30.25}, /* stay: mean 11 mo, sd 5 mo has shape 4.84 */
        {{.kind = SF_DIST_ERLANG, .a = 4.0, .b = 0.25}, 1.0, 0.25},
        {{.kind = SF_DIST_WEIBULL, .a = 1.7, .b = 3.0}, 3.0 * g1, 9.0 * (g2 - g1 * g1)},
        {{.kind = SF_DIST_LOGNORMAL, .a = 3.5, .b = 0.8}, exp(3.5 + 0.5 * w), (exp(w) - 1.0) * exp(7.0 + w)},
        {{.kind = SF_DIST_TRIANGULAR, .a = 45.0, .b = 75.0, .c = 120.0},
         80.0,
         (45.0 * 45.0 + 75.0 * 75.0 + 120.0 * 120.0 - 45.0 * 75.0 - 45.0 * 120.0 - 75.0 * 120.0) / 18.0},
        /* pert(1, 2, 4): shapes 7/3 and 11/3 on 1..4 */
        {{.kind = SF_DIST_BETA, .a = 7.0 / 3.0, .b = 11.0 / 3.0, .c = 1.0, .d = 4.0},
         13.0 / 6.0,
         7.0 / 6.0 * 11.0 / 6.0 / 7.0},
        /* both ends piled up */
        {{.kind = SF_DIST_BETA, .a = 0.2, .b = 0.6, .c = 0.0, .d = 8.0}, 2.0, 64.0 * 0.12 / (0.64 * 1.8)},
        {{.kind = SF_DIST_HYPEREXPONENTIAL, .a = 0.3, .b = 10.0, .c = 40.0},
         31.0,
         2.0 * (0.3 * 100.0 + 0.7 * 1600.0) - 961.0},
        /* uniform pieces 0-1, 1-1.5, 1.5-4, 4-30, a quarter each */
        {{.kind = SF_DIST_EMPIRICAL, .count = 5, .values = sample},
         5.375,
         (1.0 + 4.75 + 24.25 + 1036.0) / 12.0 - 5.375 * 5.375},
        {{.kind = SF_DIST_MIXTURE, .count = 2, .values = shares, .parts = mixed},
         0.3 * 2.0 + 0.7 * 12.1,
         0.3 * 8.0 + 0.7 * (30.25 + 12.1 * 12.1) - 9.07 * 9.07},
    };
    const size_t n = sizeof examples / sizeof examples[0];

    for (size_t i = 0; i < n; i++)
        out[i] = examples[i];
    return n;
}

/* Chi-square on 1,000 equiprobable bins: p > 1e-6; mean and variance within 4.4 standard errors. */
static void check_example(const example *e, uint32_t purpose)
{
    sf_sampler *sampler = sampler_for(e->distribution);
    const sf_luck luck = sf_luck_of(SEED, 1);
    const double n = SF_TEST_DRAWS;
    double sum = 0.0, squares = 0.0, fourths = 0.0;
    chi_square test = {0};

    for (uint32_t i = 0; i < SF_TEST_DRAWS; i++) {
        const double x = sf_sampler_draw(sampler, luck, i, purpose, 0, 0), d = x - e->mean;

        chi_square_add(&test, cumulative(e->distribution, x));
        sum += d;
        squares += d * d;
        fourths += d * d * d * d;
    }
    assert_true(chi_square_p(&test) > 1e-6);
    assert_true(fabs(sum / n) < 4.4 * sqrt(e->variance / n));
    assert_true(fabs(squares / n - e->variance) < 4.4 * sqrt((fourths / n - e->variance * e->variance) / n));
    assert_true(fabs(sf_sampler_mean(sampler) / e->mean - 1.0) < 1e-14);
    sf_sampler_close(sampler);
}

static void draws_follow_their_distribution(void **state)
{
    example examples[20];
    const size_t n = list_examples(examples);

    (void)state;
    for (size_t i = 0; i < n; i++)
        check_example(&examples[i], (uint32_t)i);
}

static void a_quantile_undoes_the_distribution_function(void **state)
{
    example examples[20];
    const size_t n = list_examples(examples);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const sf_distribution d = examples[i].distribution;
        sf_sampler *sampler = sampler_for(d);

        for (double u = 0x1p-30; u < 1.0; u += d.kind == SF_DIST_MIXTURE ? 0.05 : 0.001)
            assert_true(fabs(cumulative(d, sf_sampler_quantile(sampler, u)) - u) < 1e-7 * u + 1e-13);
        sf_sampler_close(sampler);
    }
}

/* The stated error of the table, on a grid of 2,000 probabilities a side from 1/2 down to 2^-53, which crosses into the exact
 * tails. (Shapes where GSL's own inverse is sound.) */
static void the_gamma_table_is_within_1e_6_of_gsl(void **state)
{
    const double shapes[] = {0.3, 1.0, 2.0, 4.84, 20.0, 100.0};

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        sf_sampler *sampler = sampler_of(SF_DIST_GAMMA, shapes[i], 1.0, 0.0);

        for (int k = 0; k < 2000; k++) {
            const double p = 0.5 * pow(0x1p-52, k / 2000.0), u = 1.0 - p;

            assert_true(fabs(sf_sampler_quantile(sampler, p) / gsl_cdf_gamma_Pinv(p, shapes[i], 1.0) - 1.0) <= 1e-6);
            assert_true(fabs(sf_sampler_quantile(sampler, u) / gsl_cdf_gamma_Qinv(1.0 - u, shapes[i], 1.0) - 1.0) <=
                        1e-6);
        }
        sf_sampler_close(sampler);
    }
}

/* All shapes, also those where GSL's inverse fails: the probability of the quantile is the one asked for, in both tails. */
static void the_gamma_table_is_right_for_every_shape_it_takes(void **state)
{
    const double shapes[] = {0.01, 0.05, 0.1, 0.7, 0.999, 1.001, 3.0, 1000.0, 10000.0};

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        sf_sampler *sampler = sampler_of(SF_DIST_GAMMA, shapes[i], 1.0, 0.0);

        for (int k = 0; k < 500; k++) {
            const double p = 0.5 * pow(0x1p-52, k / 500.0), u = 1.0 - p;
            const double low = sf_sampler_quantile(sampler, p), high = sf_sampler_quantile(sampler, u);

            if (low > 1e-290) /* below, the quantile itself is 0 or has lost its digits */
                assert_true(fabs(gsl_cdf_gamma_P(low, shapes[i], 1.0) / p - 1.0) <= 1e-7);
            if (high > 1e-290)
                assert_true(fabs(gsl_cdf_gamma_Q(high, shapes[i], 1.0) / (1.0 - u) - 1.0) <= 1e-7);
        }
        sf_sampler_close(sampler);
    }
}

static void quantiles_never_fall_as_the_probability_rises(void **state)
{
    example examples[20];
    const size_t n = list_examples(examples);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const sf_distribution d = examples[i].distribution;
        sf_sampler *sampler = sampler_for(d);
        double before = 0.0;

        for (double u = d.kind == SF_DIST_MIXTURE ? 2.0 : 0x1p-53; u < 1.0; u += 1e-3 * fmin(u, 1.0 - u) + 0x1p-53) {
            const double x = sf_sampler_quantile(sampler, u);

            assert_true(x >= before * (1.0 - 1e-14)); /* but for rounding */
            before = x;
        }
        sf_sampler_close(sampler);
    }
}

/* Also what the lowest and the highest word of luck can ask for. */
static void the_most_extreme_luck_gives_finite_values_in_range(void **state)
{
    example examples[20];
    const size_t n = list_examples(examples);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const sf_distribution d = examples[i].distribution;
        sf_sampler *sampler = sampler_for(d);
        const double low = sf_sampler_quantile(sampler, sf_uniform(0));
        const double high = sf_sampler_quantile(sampler, sf_uniform(UINT64_MAX));

        assert_true(low >= 0.0 && low < examples[i].mean && high > examples[i].mean && isfinite(high));
        if (d.kind == SF_DIST_UNIFORM)
            assert_true(low >= d.a && high <= d.b);
        if (d.kind == SF_DIST_TRIANGULAR)
            assert_true(low >= d.a && high <= d.c);
        sf_sampler_close(sampler);
    }
}

/* The table of a beta: its distance to the low end below the median, down to 2^-53, for every shape it takes; above, the same
 * mirrored. (With shape 0.01 at the other end, the quantile is 1 but for rounding.) */
static void the_beta_table_is_right_for_every_shape_it_takes(void **state)
{
    const double shapes[][2] = {{0.01, 5.0}, {0.2, 0.6},  {1.0, 1.0},      {1.0, 5.0},      {2.5, 3.5},
                                {20.0, 3.0}, {0.5, 80.0}, {1000.0, 900.0}, {10000.0, 30.0}, {0.7, 10000.0}};

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        const double a = shapes[i][0], b = shapes[i][1];
        sf_sampler *low = sampler_for((sf_distribution){.kind = SF_DIST_BETA, .a = a, .b = b, .c = 0.0, .d = 1.0});
        sf_sampler *mirror = sampler_for((sf_distribution){.kind = SF_DIST_BETA, .a = b, .b = a, .c = 0.0, .d = 1.0});

        for (int k = 1; k < 500; k++) {
            const double p = 0.5 * pow(0x1p-52, k / 500.0);
            const double x = sf_sampler_quantile(low, p), y = sf_sampler_quantile(mirror, p);

            if (x > 1e-290)
                assert_true(fabs(gsl_cdf_beta_P(x, a, b) / p - 1.0) <= 1e-6);
            if (y > 1e-290 && a >= 0.1)
                assert_true(fabs(gsl_cdf_beta_P(y, b, a) / p - 1.0) <= 1e-6);
            assert_true(fabs(sf_sampler_quantile(low, 1.0 - p) -
                             (1.0 - sf_sampler_quantile(mirror, 1.0 - (1.0 - p)))) <= 1e-15);
        }
        sf_sampler_close(low);
        sf_sampler_close(mirror);
    }
}

/* Balanced means, squared coefficient of variation 4: the far tail belongs to the slower branch alone. */
static void a_hyperexponential_is_exact_in_both_tails(void **state)
{
    const sf_distribution d = {
        .kind = SF_DIST_HYPEREXPONENTIAL, .a = 0.88729833462074170, .b = 0.56350832689629156, .c = 4.4364916731037085};
    sf_sampler *sampler = sampler_for(d);

    (void)state;
    for (int k = 1; k < 500; k++) {
        const double p = pow(2.0, -k / 10.0), x = sf_sampler_quantile(sampler, p),
                     y = sf_sampler_quantile(sampler, 1.0 - p);

        assert_true(fabs((gsl_cdf_exponential_P(x, d.b) * d.a + gsl_cdf_exponential_P(x, d.c) * (1.0 - d.a)) / p -
                         1.0) < 1e-12);
        assert_true(fabs((gsl_cdf_exponential_Q(y, d.b) * d.a + gsl_cdf_exponential_Q(y, d.c) * (1.0 - d.a)) /
                             (1.0 - (1.0 - p)) -
                         1.0) < 1e-12);
    }
    sf_sampler_close(sampler);
}

/* The part is chosen by the person's luck alone, so another mean moves the value and not the part. */
static void a_person_meets_the_same_part_of_a_mixture_under_another_mean(void **state)
{
    const sf_distribution longer_parts[] = {{.kind = SF_DIST_EXPONENTIAL, .a = 2.4},
                                            {.kind = SF_DIST_GAMMA, .a = 4.84, .b = 3.0}};
    sf_sampler *base =
        sampler_for((sf_distribution){.kind = SF_DIST_MIXTURE, .count = 2, .values = shares, .parts = mixed});
    sf_sampler *longer =
        sampler_for((sf_distribution){.kind = SF_DIST_MIXTURE, .count = 2, .values = shares, .parts = longer_parts});
    const sf_luck luck = sf_luck_of(SEED, 1);

    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        assert_true(fabs(sf_sampler_draw(longer, luck, i, 9, 0, 0) / sf_sampler_draw(base, luck, i, 9, 0, 0) - 1.2) <
                    1e-14);
    sf_sampler_close(base);
    sf_sampler_close(longer);
}

static void the_quantile_of_a_mixture_rises(void **state)
{
    sf_sampler *sampler =
        sampler_for((sf_distribution){.kind = SF_DIST_MIXTURE, .count = 2, .values = shares, .parts = mixed});
    double before = 0.0;

    (void)state;
    for (double u = 0.001; u < 1.0; u += 0.01) {
        const double x = sf_sampler_quantile(sampler, u);

        assert_true(x > before);
        before = x;
    }
    sf_sampler_close(sampler);
}

static void a_constant_is_itself(void **state)
{
    sf_sampler *sampler = sampler_of(SF_DIST_CONSTANT, 30.0, 0.0, 0.0);

    (void)state;
    assert_true(sf_sampler_draw(sampler, sf_luck_of(SEED, 1), 1, 2, 3, 4) == 30.0);
    assert_true(sf_sampler_quantile(sampler, 0.1) == 30.0 && sf_sampler_mean(sampler) == 30.0);
    sf_sampler_close(sampler);
}

static void a_lognormal_without_spread_is_its_median(void **state)
{
    sf_sampler *sampler = sampler_of(SF_DIST_LOGNORMAL, 2.0, 0.0, 0.0);

    (void)state;
    assert_true(sf_sampler_draw(sampler, sf_luck_of(SEED, 1), 1, 2, 3, 4) == exp(2.0));
    sf_sampler_close(sampler);
}

/* The same luck under a mean 20 % longer: everyone's value is 20 % longer; under another spread: it moves a little. */
static void the_same_luck_gives_comparable_values(void **state)
{
    sf_sampler *base = sampler_of(SF_DIST_GAMMA, 4.84, 2.5, 0.0), *longer = sampler_of(SF_DIST_GAMMA, 4.84, 3.0, 0.0);
    sf_sampler *wider = sampler_of(SF_DIST_GAMMA, 4.4, 2.75, 0.0);
    const sf_luck luck = sf_luck_of(SEED, 1);

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        const double x = sf_sampler_draw(base, luck, i, 9, 0, 0);

        assert_true(fabs(sf_sampler_draw(longer, luck, i, 9, 0, 0) / x - 1.2) < 1e-14);
        assert_true(fabs(sf_sampler_draw(wider, luck, i, 9, 0, 0) / x - 1.0) < 0.2);
    }
    sf_sampler_close(base);
    sf_sampler_close(longer);
    sf_sampler_close(wider);
}

static void parameters_out_of_range_are_refused(void **state)
{
    const double falling[] = {2.0, 1.0};
    const sf_distribution broken[] = {mixed[0], {.kind = SF_DIST_EXPONENTIAL, .a = -1.0}};
    const sf_distribution wrong[] = {
        {.kind = SF_DIST_CONSTANT, .a = (double)INFINITY},
        {.kind = SF_DIST_UNIFORM, .a = 2.0, .b = 2.0},
        {.kind = SF_DIST_UNIFORM, .a = (double)NAN, .b = 2.0},
        {.kind = SF_DIST_UNIFORM, .a = 1.0, .b = (double)INFINITY},
        {.kind = SF_DIST_EXPONENTIAL, .a = 0.0},
        {.kind = SF_DIST_EXPONENTIAL, .a = (double)INFINITY},
        {.kind = SF_DIST_GAMMA, .a = 1.0, .b = 0.0},
        {.kind = SF_DIST_GAMMA, .a = -1.0, .b = 1.0},
        {.kind = SF_DIST_GAMMA, .a = 0.009, .b = 1.0},
        {.kind = SF_DIST_GAMMA, .a = 10001.0, .b = 1.0},
        {.kind = SF_DIST_ERLANG, .a = 1.5, .b = 1.0},
        {.kind = SF_DIST_ERLANG, .a = 0.0, .b = 1.0},
        {.kind = SF_DIST_ERLANG, .a = 1.0, .b = -1.0},
        {.kind = SF_DIST_WEIBULL, .a = 0.0, .b = 1.0},
        {.kind = SF_DIST_WEIBULL, .a = 1.0, .b = 0.0},
        {.kind = SF_DIST_LOGNORMAL, .a = 1.0, .b = -0.1},
        {.kind = SF_DIST_LOGNORMAL, .a = (double)NAN, .b = 0.1},
        {.kind = SF_DIST_LOGNORMAL, .a = 1.0, .b = (double)INFINITY},
        {.kind = SF_DIST_TRIANGULAR, .a = 1.0, .b = 0.5, .c = 2.0},
        {.kind = SF_DIST_TRIANGULAR, .a = 1.0, .b = 2.5, .c = 2.0},
        {.kind = SF_DIST_TRIANGULAR, .a = 2.0, .b = 2.0, .c = 2.0},
        {.kind = SF_DIST_TRIANGULAR, .a = -(double)INFINITY, .b = 0.0, .c = 2.0},
        {.kind = SF_DIST_TRIANGULAR, .a = 0.0, .b = 0.0, .c = (double)INFINITY},
        {.kind = SF_DIST_BETA, .a = 0.0, .b = 1.0, .c = 0.0, .d = 1.0},
        {.kind = SF_DIST_BETA, .a = 1.0, .b = 0.009, .c = 0.0, .d = 1.0},
        {.kind = SF_DIST_BETA, .a = 10001.0, .b = 1.0, .c = 0.0, .d = 1.0},
        {.kind = SF_DIST_BETA, .a = 1.0, .b = 1.0, .c = 1.0, .d = 1.0},
        {.kind = SF_DIST_BETA, .a = 1.0, .b = 1.0, .c = 1.0, .d = (double)INFINITY},
        {.kind = SF_DIST_HYPEREXPONENTIAL, .a = 0.0, .b = 1.0, .c = 2.0},
        {.kind = SF_DIST_HYPEREXPONENTIAL, .a = 1.0, .b = 1.0, .c = 2.0},
        {.kind = SF_DIST_HYPEREXPONENTIAL, .a = 0.5, .b = 0.0, .c = 2.0},
        {.kind = SF_DIST_HYPEREXPONENTIAL, .a = 0.5, .b = 1.0, .c = (double)INFINITY},
        {.kind = SF_DIST_EMPIRICAL, .count = 1, .values = sample},
        {.kind = SF_DIST_EMPIRICAL, .count = 2, .values = falling},
        {.kind = SF_DIST_MIXTURE, .count = 0},
        {.kind = SF_DIST_MIXTURE, .count = 2, .values = shares},
        {.kind = SF_DIST_MIXTURE, .count = 2, .values = sample, .parts = mixed},
        {.kind = SF_DIST_MIXTURE, .count = 2, .values = shares, .parts = broken},
        {.kind = SF_DIST_KIND_COUNT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        sf_sampler *sampler = NULL;
        sf_error err = {0};

        assert_int_equal(sf_sampler_open(&wrong[i], &sampler, &err), SF_EDOMAIN);
        assert_null(sampler);
        assert_true(err.message[0] != '\0');
    }
}

static void a_triangle_may_lean_against_either_side(void **state)
{
    sf_sampler *left = sampler_of(SF_DIST_TRIANGULAR, 1.0, 1.0, 3.0),
               *right = sampler_of(SF_DIST_TRIANGULAR, 1.0, 3.0, 3.0);

    (void)state;
    assert_true(fabs(sf_sampler_quantile(left, 0.75) - 2.0) < 1e-15);  /* 1 - (3 - x)^2 / 4 = 3/4 */
    assert_true(fabs(sf_sampler_quantile(right, 0.25) - 2.0) < 1e-15); /* (x - 1)^2 / 4 = 1/4 */
    sf_sampler_close(left);
    sf_sampler_close(right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_follow_their_distribution),
        cmocka_unit_test(a_quantile_undoes_the_distribution_function),
        cmocka_unit_test(the_gamma_table_is_within_1e_6_of_gsl),
        cmocka_unit_test(the_gamma_table_is_right_for_every_shape_it_takes),
        cmocka_unit_test(quantiles_never_fall_as_the_probability_rises),
        cmocka_unit_test(the_most_extreme_luck_gives_finite_values_in_range),
        cmocka_unit_test(the_beta_table_is_right_for_every_shape_it_takes),
        cmocka_unit_test(a_hyperexponential_is_exact_in_both_tails),
        cmocka_unit_test(a_person_meets_the_same_part_of_a_mixture_under_another_mean),
        cmocka_unit_test(the_quantile_of_a_mixture_rises),
        cmocka_unit_test(a_constant_is_itself),
        cmocka_unit_test(a_lognormal_without_spread_is_its_median),
        cmocka_unit_test(the_same_luck_gives_comparable_values),
        cmocka_unit_test(parameters_out_of_range_are_refused),
        cmocka_unit_test(a_triangle_may_lean_against_either_side),
    };

    return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
