/* tests/unit/test_screening.c - where draws lie, and Morris screening against functions whose elementary effects are known.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/sampling.h"
#include "results/screening.h"

enum { SEED = 20251125, MOST_FACTORS = 8 };

/* --- where the draws lie ------------------------------------------------------------------------------------------------- */

static void each_part_of_a_latin_hypercube_holds_one_draw(void **state)
{
    enum { N = 50 };
    double shares[N], again[N], other[N];
    sf_error err = {0};
    size_t same = 0;

    (void)state;
    assert_int_equal(sf_latin_column(SEED, 0, "teams.aap.hours", N, shares, &err), SF_OK);
    for (size_t part = 0; part < N; part++) {
        size_t held = 0;

        for (size_t i = 0; i < N; i++)
            held += shares[i] >= (double)part / N && shares[i] < (double)(part + 1) / N;
        assert_int_equal(held, 1);
    }
    assert_int_equal(sf_latin_column(SEED, 0, "teams.aap.hours", N, again, &err), SF_OK);
    assert_memory_equal(shares, again, sizeof shares);
    assert_int_equal(sf_latin_column(SEED, 0, "teams.kvp.hours", N, other, &err), SF_OK);
    for (size_t i = 0; i < N; i++)
        same += fabs(shares[i] - other[i]) < 1e-9;
    assert_true(same < 5); /* another number, and another hypercube, lie elsewhere */
    assert_int_equal(sf_latin_column(SEED, 1, "teams.aap.hours", N, other, &err), SF_OK);
    assert_true(memcmp(shares, other, sizeof shares) != 0);
}

static void a_triangular_quantile_is_the_inverse_of_its_distribution(void **state)
{
    (void)state; /* on [0, 4] with the peak at 1: F(x) = x^2/4 below it, 1 - (4 - x)^2/12 above */
    assert_true(fabs(sf_triangular_quantile(0.0, 1.0, 4.0, 0.0) - 0.0) < 1e-15);
    assert_true(fabs(sf_triangular_quantile(0.0, 1.0, 4.0, 0.0625) - 0.5) < 1e-15);
    assert_true(fabs(sf_triangular_quantile(0.0, 1.0, 4.0, 0.25) - 1.0) < 1e-15);
    assert_true(fabs(sf_triangular_quantile(0.0, 1.0, 4.0, 0.625) - (4.0 - sqrt(4.5))) < 1e-15);
    assert_true(fabs(sf_triangular_quantile(0.0, 1.0, 4.0, 1.0) - 4.0) < 1e-15);
    assert_true(fabs(sf_triangular_quantile(0.0, 0.0, 4.0, 0.75) - 2.0) < 1e-15); /* the peak at an end */
    assert_true(fabs(sf_triangular_quantile(0.0, 9.0, 4.0, 0.25) - 2.0) < 1e-15); /* beyond it: the same */
    assert_true(fabs(sf_triangular_quantile(0.0, NAN, 4.0, 0.5) - 2.0) < 1e-15);  /* not known: the middle */
    assert_true(fabs(sf_triangular_quantile(3.0, 3.0, 3.0, 0.5) - 3.0) < 1e-15);
}

/* --- Morris -------------------------------------------------------------------------------------------------------------- */

typedef double function(const double x[]);

/* The number-th trajectory over k factors; arrays of MOST_FACTORS each. */
static sf_trajectory trajectory_of(size_t k, uint64_t number, double *start, double *change, size_t *moves)
{
    sf_trajectory t = {.n = k, .start = start, .change = change, .moves = moves};
    sf_error err = {0};

    assert_int_equal(sf_trajectory_make(SEED, number, 4, &t, &err), SF_OK);
    return t;
}

/* Elementary effects of r trajectories; shape effects[k][r]. */
static void screen(function *f, size_t k, size_t r, double *effects)
{
    double start[MOST_FACTORS], change[MOST_FACTORS], x[MOST_FACTORS], y[MOST_FACTORS + 1], one[MOST_FACTORS];
    size_t moves[MOST_FACTORS];

    for (size_t number = 0; number < r; number++) {
        const sf_trajectory t = trajectory_of(k, number, start, change, moves);

        for (size_t step = 0; step <= k; step++) {
            for (size_t i = 0; i < k; i++)
                x[i] = sf_trajectory_at(&t, step, i);
            y[step] = f(x);
        }
        sf_trajectory_effects(&t, y, one);
        for (size_t i = 0; i < k; i++)
            effects[i * r + number] = one[i];
    }
}

static void a_trajectory_moves_each_number_once_on_a_grid_of_four_levels(void **state)
{
    enum { K = 8, R = 2000 };
    double start[K], change[K];
    size_t moves[K], levels[4] = {0};

    (void)state;
    for (size_t number = 0; number < R; number++) {
        const sf_trajectory t = trajectory_of(K, number, start, change, moves);
        bool is_taken[K + 1] = {false};

        for (size_t i = 0; i < K; i++) {
            const double end = start[i] + change[i];

            assert_true(moves[i] >= 1 && moves[i] <= K && !is_taken[moves[i]]);
            is_taken[moves[i]] = true;
            assert_true(fabs(fabs(change[i]) - 2.0 / 3.0) < 1e-15); /* p / (2 (p - 1)) */
            assert_true(start[i] > -1e-12 && start[i] < 1.0 + 1e-12 && end > -1e-12 && end < 1.0 + 1e-12);
            assert_true(fabs(3.0 * start[i] - round(3.0 * start[i])) < 1e-12);
            levels[(size_t)round(3.0 * start[i])]++;
            assert_true(fabs(sf_trajectory_at(&t, moves[i] - 1, i) - start[i]) < 1e-15);
            assert_true(fabs(sf_trajectory_at(&t, moves[i], i) - end) < 1e-15);
        }
    }
    for (int level = 0; level < 4; level++) /* 16,000 starts, a quarter each: within 5 standard deviations of 4,000 */
        assert_true(fabs((double)levels[level] - K * R / 4.0) < 5.0 * sqrt(K * R * 0.25 * 0.75));
}

static const double coefficients[] = {3.0, -2.0, 0.5, 0.0, 10.0};

static double linear(const double x[])
{
    double y = 7.0;

    for (int i = 0; i < 5; i++)
        y += coefficients[i] * x[i];
    return y;
}

static void on_a_linear_function_every_effect_is_its_coefficient(void **state)
{
    enum { K = 5, R = 10 };
    double effects[K * R];

    (void)state; /* x is in units of the range, so mu is coefficient times range, and nothing varies */
    screen(linear, K, R, effects);
    for (int i = 0; i < K; i++) {
        const sf_elementary e = sf_elementary_of(&effects[i * R], R);

        assert_int_equal(e.n, R);
        assert_true(fabs(e.mu - coefficients[i]) < 1e-12);
        assert_true(fabs(e.mu_star - fabs(coefficients[i])) < 1e-12);
        assert_true(e.sigma < 1e-12 && e.high - e.low < 1e-12);
    }
}

/* Ishigami & Homma 1990 with a = 7, b = 0.1; x in the unit cube stands for (-pi, pi). */
static double ishigami(const double x[])
{
    const double pi = acos(-1.0), a = pi * (2.0 * x[0] - 1.0), b = pi * (2.0 * x[1] - 1.0), c = pi * (2.0 * x[2] - 1.0);

    return sin(a) + 7.0 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a);
}

/* On four levels the numbers lie at -pi, -pi/3, pi/3 and pi, and a step is 2/3 of the range, from -pi to pi/3 or from -pi/3 to pi.
 *   1: s (1 + 0.1 x3^4) with s = sin(pi/3) / (2/3), x3^4 = (pi/3)^4 or pi^4: always upwards
 *   2: 7 sin^2(pi/3) / (2/3) = 7.875, up or down alike
 *   3: 0.1 (pi^4 - (pi/3)^4) sin(x1) / (2/3), sin(x1) = 0 or +-sin(pi/3), each half of the time: up or down alike */
static void morris_puts_ishigamis_numbers_in_their_order(void **state)
{
    enum { K = 3, R = 40000 }; /* 7.875 and 7.704 are 6 standard errors (6.249 / 200) apart */
    const double pi = acos(-1.0), s = sin(pi / 3.0) * 1.5, far = pow(pi, 4.0), near = pow(pi / 3.0, 4.0);
    const double first[] = {s * (1.0 + 0.1 * near), s * (1.0 + 0.1 * far)}, third = 0.1 * (far - near) * s;
    const double mu_star[] = {(first[0] + first[1]) / 2.0, 7.875, third / 2.0}, mu[] = {mu_star[0], 0.0, 0.0};
    const double sigma[] = {(first[1] - first[0]) / 2.0, 7.875, third / sqrt(2.0)};
    double *effects = calloc(K * R, sizeof *effects);
    sf_elementary e[K];

    (void)state;
    assert_non_null(effects);
    screen(ishigami, K, R, effects);
    for (int i = 0; i < K; i++) {
        e[i] = sf_elementary_of(&effects[i * R], R);
        assert_true(fabs(e[i].mu_star - mu_star[i]) <= 4.0 * (e[i].high - e[i].low) / 3.92 + 1e-12);
        assert_true(fabs(e[i].mu - mu[i]) < 4.0 * sigma[i] / sqrt(R));
        assert_true(fabs(e[i].sigma - sigma[i]) < 0.02 * sigma[i]);
        assert_true(e[i].high - e[i].low < 0.2);
    }
    assert_true(fabs(e[1].mu_star - 7.875) < 1e-9); /* never varies in size */
    assert_true(e[1].mu_star > e[0].mu_star && e[0].mu_star > e[2].mu_star);
    assert_true(e[2].sigma > e[1].sigma && e[1].sigma > e[0].sigma); /* the third does nothing alone: its sigma tells */
    free(effects);
}

static void what_is_not_known_is_left_out_of_an_effect(void **state)
{
    const double known[] = {1.0, (double)NAN, 3.0}, one[] = {2.0}, none[] = {(double)NAN};
    const sf_elementary e = sf_elementary_of(known, 3);

    (void)state;
    assert_int_equal(e.n, 2);
    assert_true(fabs(e.mu - 2.0) < 1e-15 && fabs(e.sigma - sqrt(2.0)) < 1e-15);
    assert_true(e.low >= 0.0 && e.low < 1e-15); /* 2 -+ 12.7: an average of sizes is not below 0 */
    assert_true(isnan(sf_elementary_of(one, 1).high) && isnan(sf_elementary_of(one, 1).sigma));
    assert_int_equal(sf_elementary_of(none, 1).n, 0);
    assert_true(isnan(sf_elementary_of(none, 1).mu_star));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_of_a_latin_hypercube_holds_one_draw),
        cmocka_unit_test(a_triangular_quantile_is_the_inverse_of_its_distribution),
        cmocka_unit_test(a_trajectory_moves_each_number_once_on_a_grid_of_four_levels),
        cmocka_unit_test(on_a_linear_function_every_effect_is_its_coefficient),
        cmocka_unit_test(morris_puts_ishigamis_numbers_in_their_order),
        cmocka_unit_test(what_is_not_known_is_left_out_of_an_effect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
