/* tests/unit/test_distribution.c - distributions as one string. Expected moments from the closed forms, computed apart from the
 * code with 17 digits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "input/distribution.h"

/* The distribution of a text without files; its memory is given back when nothing but numbers is looked at. */
static sf_status read_text(sf_quantity_kind kind, const char *text, sf_distribution_text *said, sf_error *err)
{
    const sf_table_finder nowhere = {NULL, NULL};
    sf_pool pool = {.blocks = NULL};
    const sf_status status = sf_distribution_read(&pool, &nowhere, kind, text, strlen(text), said, err);

    sf_pool_free(&pool);
    return status;
}

static sf_distribution reads(sf_quantity_kind kind, const char *text)
{
    sf_distribution_text said = {.headline = 0.0};
    sf_error err = {.status = SF_OK};

    if (read_text(kind, text, &said, &err) != SF_OK)
        fail_msg("%s: %s", text, err.message);
    return said.distribution;
}

static void is_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-13 * fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void is_refused(const char *text, const char *message)
{
    sf_distribution_text said = {.headline = 17.0};
    sf_error err = {.status = SF_OK};

    assert_int_equal(read_text(SF_Q_DURATION, text, &said, &err), SF_EDOMAIN);
    assert_string_equal(err.message, message);
    assert_true(said.headline == 17.0);
}

static void a_plain_quantity_is_a_constant(void **state)
{
    const sf_distribution plain = reads(SF_Q_DURATION, "6 mo"), named = reads(SF_Q_DURATION, "constant(3 d)");
    const sf_distribution work = reads(SF_Q_WORK, "2 h");

    (void)state;
    assert_int_equal(plain.kind, SF_DIST_CONSTANT);
    assert_true(plain.a == 182.625 && plain.mean == 182.625 && plain.sd == 0.0);
    assert_true(named.a == 3.0 && named.kind == SF_DIST_CONSTANT);
    assert_true(work.mean == 120.0);
}

static void lognormal_by_median_and_p90(void **state)
{
    const sf_distribution d = reads(SF_Q_DURATION, "lognormal(median 45 d, p90 90 d)");

    (void)state;
    assert_int_equal(d.kind, SF_DIST_LOGNORMAL);
    is_near(d.a, 3.8066624897703199);  /* ln 45 */
    is_near(d.b, 0.54086561882930528); /* ln 2 / 1.2815515655446004 */
    is_near(d.mean, 45.0 * exp(0.5 * d.b * d.b));
    is_near(exp(d.a + 1.2815515655446004 * d.b), 90.0);
}

static void lognormal_by_mean_and_sd(void **state)
{
    const sf_distribution d = reads(SF_Q_DURATION, "lognormal(mean 10 d, sd 3 d)");

    (void)state;
    is_near(d.b * d.b, 0.086177696241052332); /* ln 1.09 */
    is_near(d.a, 2.3025850929940457 - 0.5 * 0.086177696241052332);
    is_near(d.mean, 10.0);
    is_near(d.sd, 3.0);
}

static void gamma_by_mean_and_sd(void **state)
{
    const sf_distribution d = reads(SF_Q_DURATION, "gamma(mean 9 mo, sd 4 mo)");

    (void)state;
    is_near(d.a, 5.0625);               /* (9/4)^2 */
    is_near(d.b, 16.0 / 9.0 * 30.4375); /* sd^2 / mean */
    is_near(d.mean, 9.0 * 30.4375);
    is_near(d.sd, 4.0 * 30.4375);
}

static void weibull_by_shape_and_mean(void **state)
{
    const sf_distribution d = reads(SF_Q_DURATION, "weibull(shape 2, mean 3 d)");

    (void)state;
    is_near(d.a, 2.0);
    is_near(d.b, 3.3851375012865379);  /* 3 / Gamma(1.5) = 6 / sqrt(pi) */
    is_near(d.sd, 1.5681696026311895); /* 3 sqrt(4/pi - 1) */
}

static void exponential_uniform_triangular_and_erlang(void **state)
{
    const sf_distribution exponential = reads(SF_Q_DURATION, "exponential(mean 2 d)"),
                          uniform = reads(SF_Q_DURATION, " uniform( 5 d , 15 d ) ");
    const sf_distribution triangular = reads(SF_Q_DURATION, "triangular(1 d, 2 d, 4 d)"),
                          erlang = reads(SF_Q_DURATION, "erlang(4, mean 1 d)");

    (void)state;
    assert_true(exponential.a == 2.0 && exponential.mean == 2.0 && exponential.sd == 2.0);
    assert_true(uniform.a == 5.0 && uniform.b == 15.0 && uniform.mean == 10.0);
    is_near(uniform.sd, 2.8867513459481288); /* 10 / sqrt 12 */
    assert_true(triangular.a == 1.0 && triangular.b == 2.0 && triangular.c == 4.0);
    is_near(triangular.mean, 7.0 / 3.0);
    is_near(triangular.sd, 0.62360956446232352); /* sqrt(7/18) */
    assert_true(erlang.a == 4.0 && erlang.b == 0.25 && erlang.mean == 1.0 && erlang.sd == 0.5);
}

/* Each from its own formula: pert (Vose) sd^2 = (mean - low)(high - mean)/7, hyperexponential E X^2 = 2 sum p m^2, empirical the mean
 * of two uniform pieces, mixture E X^2 = sum p (sd^2 + mean^2). */
static void laws_on_an_interval_and_of_several_parts(void **state)
{
    const sf_distribution pert = reads(SF_Q_DURATION, "pert(1 d, 2 d, 4 d)"),
                          beta = reads(SF_Q_DURATION, "beta(5 d, 60 d, mean 20 d, sd 8 d)"),
                          two = reads(SF_Q_DURATION, "hyperexponential(0.3, mean 10 d, mean 40 d)"),
                          balanced = reads(SF_Q_DURATION, "hyperexponential(mean 20 d, cv2 3)"),
                          sample = reads(SF_Q_DURATION, "empirical(12 30 14.5, d, times 2)"),
                          mixed = reads(SF_Q_DURATION, "mixture(0.3: exponential(mean 2 d), 0.7: constant(9 d))");

    (void)state;
    is_near(pert.mean, 13.0 / 6.0);
    is_near(pert.sd, sqrt(11.0 / 36.0));
    is_near(beta.mean, 20.0);
    is_near(beta.sd, 8.0);
    is_near(two.mean, 31.0);
    is_near(two.sd, sqrt(1339.0));
    is_near(balanced.mean, 20.0);
    is_near(balanced.sd, sqrt(1200.0));
    is_near(sample.mean, 35.5);
    is_near(mixed.mean, 6.9);
    is_near(mixed.sd, sqrt(11.49));
}

static void laws_of_several_parts_are_refused_when_the_parts_do_not_fit(void **state)
{
    (void)state;
    is_refused("pert(4 d, 2 d, 1 d)",
               "the numbers of pert do not rise; write low, mode, high, for example \"pert(1 d, 2 d, 4 d)\"");
    is_refused(
        "beta(5 d, 60 d, mean 70 d, sd 8 d)",
        "the mean of beta does not lie between its ends; write for example \"beta(5 d, 60 d, mean 20 d, sd 8 d)\"");
    is_refused(
        "beta(5 d, 60 d, mean 20 d, sd 30 d)",
        "the sd of beta is too large for a mean there, even with all at the two ends; write for example \"beta(5 d, 60 d, mean 20 d, sd 8 d)\"");
    is_refused(
        "hyperexponential(1.3, mean 10 d, mean 40 d)",
        "the probability of hyperexponential is 1.3; it lies between 0 and 1, for example \"hyperexponential(0.3, mean 10 d, mean 40 d)\"");
    is_refused("hyperexponential(mean 20 d, cv2 0.5)",
               "the cv2 of hyperexponential is 0.5; it is above 1, since 1 is the exponential");
    is_refused("empirical(12, d)", "empirical has 1 values; it needs at least 2, or write constant(...)");
    is_refused("empirical(12 14 30, d, times 0)",
               "the factor of empirical is not above 0; write for example times 1.2");
    is_refused("empirical(waits.csv, d)", "no CSV file can be read here: \"waits.csv\"");
    is_refused(
        "mixture(0.3: exponential(mean 2 d), 0.6: constant(9 d))",
        "the shares of mixture add up to 0.9, not 1; write for example \"mixture(0.3: exponential(mean 2 d), 0.7: gamma(mean 9 d, sd 4 d))\"");
    is_refused("mixture(0.3: mixture(0.5: 1 d, 0.5: 2 d), 0.7: constant(9 d))",
               "a mixture holds no other mixture; write out its parts");
}

static void impossible_parameters_are_refused(void **state)
{
    (void)state;
    is_refused("gamma(mean 9 mo, sd 0 mo)",
               "the sd of gamma is 0; it is above 0, for example \"gamma(mean 9 mo, sd 4 mo)\"");
    is_refused("exponential(mean 0 d)",
               "the mean of exponential is 0; it is above 0, for example \"exponential(mean 2 d)\"");
    is_refused("exponential(mean -2 d)", "-2 d is negative; a duration is zero or more, for example \"14 d\"");
    is_refused(
        "exponential(mean nan d)",
        "\"nan d\" is not a finite number; a duration is written in s, min, h, d, w, mo or y, for example \"14 d\"");
    is_refused("lognormal(median 45 d, p90 40 d)",
               "the p90 of lognormal is not above its median; write for example \"lognormal(median 45 d, p90 90 d)\"");
    is_refused("lognormal(median 1 d, p90 1e15 d)",
               "lognormal has too wide a spread to be sampled; write for example \"lognormal(median 45 d, p90 90 d)\"");
    is_refused("uniform(15 d, 5 d)",
               "the numbers of uniform do not rise; write low, high, for example \"uniform(5 d, 15 d)\"");
    is_refused(
        "triangular(1 d, 5 d, 4 d)",
        "the numbers of triangular do not rise; write low, mode, high, for example \"triangular(1 d, 2 d, 4 d)\"");
    is_refused("weibull(shape 0.01, mean 3 d)",
               "the shape of weibull is 0.01; it is from 0.1 to 100, for example \"weibull(shape 1.5, mean 3 mo)\"");
    is_refused("erlang(2.5, mean 1 d)",
               "the shape of erlang is 2.5; it is a whole number from 1 to 1000, for example \"erlang(4, mean 1 d)\"");
    is_refused("erlang(0, mean 1 d)", "the shape of erlang is 0; it is above 0, for example \"erlang(4, mean 1 d)\"");
}

static void misspelt_distributions_say_how_they_are_written(void **state)
{
    (void)state;
    is_refused(
        "gama(mean 9 mo, sd 4 mo)",
        "\"gama\" is not a distribution; known are constant, uniform, exponential, gamma, weibull, lognormal, triangular, pert, beta, erlang, hyperexponential, empirical and mixture");
    is_refused("gamma(mean 9 mo)",
               "the parameters of gamma do not fit; write for example \"gamma(mean 9 mo, sd 4 mo)\"");
    is_refused("gamma(9 mo, 4 mo)",
               "the parameters of gamma do not fit; write for example \"gamma(mean 9 mo, sd 4 mo)\"");
    is_refused(
        "lognormal(mean 9 mo, p90 4 mo)",
        "the parameters of lognormal do not fit; write for example \"lognormal(median 45 d, p90 90 d)\" or \"lognormal(mean 10 d, sd 3 d)\"");
    is_refused("exponential(mean 2)",
               "\"2\" has no unit; a duration is written in s, min, h, d, w, mo or y, for example \"14 d\"");
    is_refused("exponential(mean 2 d",
               "the ) of \"exponential\" is missing; write for example \"gamma(mean 9 mo, sd 4 mo)\"");
    is_refused("exponential", "the parameters of exponential do not fit; write for example \"exponential(mean 2 d)\"");
    is_refused("75", "\"75\" has no unit; a duration is written in s, min, h, d, w, mo or y, for example \"14 d\"");
}

static void times_scale_and_shapes_do_not(void **state)
{
    sf_pool pool = {.blocks = NULL};

    (void)state;
    assert_string_equal(sf_distribution_scale(&pool, "gamma(mean 9 mo, sd 4 mo)", 1.5), "gamma(mean 13.5 mo, sd 6 mo)");
    assert_string_equal(sf_distribution_scale(&pool, "weibull(shape 1.5, mean 3 mo)", 2.0),
                        "weibull(shape 1.5, mean 6 mo)");
    assert_string_equal(sf_distribution_scale(&pool, "erlang(4, mean 1 d)", 0.1), "erlang(4, mean 0.1 d)");
    assert_string_equal(sf_distribution_scale(&pool, "triangular(1 d, 2 d, 4 d)", 1.1),
                        "triangular(1.1 d, 2.2 d, 4.4 d)");
    assert_string_equal(sf_distribution_scale(&pool, "75 min", 2.0), "150 min");
    sf_pool_free(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_quantity_is_a_constant),
        cmocka_unit_test(lognormal_by_median_and_p90),
        cmocka_unit_test(lognormal_by_mean_and_sd),
        cmocka_unit_test(gamma_by_mean_and_sd),
        cmocka_unit_test(weibull_by_shape_and_mean),
        cmocka_unit_test(exponential_uniform_triangular_and_erlang),
        cmocka_unit_test(laws_on_an_interval_and_of_several_parts),
        cmocka_unit_test(laws_of_several_parts_are_refused_when_the_parts_do_not_fit),
        cmocka_unit_test(impossible_parameters_are_refused),
        cmocka_unit_test(misspelt_distributions_say_how_they_are_written),
        cmocka_unit_test(times_scale_and_shapes_do_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
