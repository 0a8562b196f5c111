/* tests/unit/test_formula.c - arithmetic over studies gives estimates and intervals as its header says.
 * Expected by hand from results/formula.h; t quantiles: t(1) 12.7062047361747, t(3) 3.18244630528371.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/formula.h"
#include "support/synthetic_study.h"

typedef struct fixture {
    char *sandbox;
    sf_study *study;
} fixture;

/* today: stock 100, 110, 90, 120 in four replications; p60: 102, 114, 93, 127 in the first three and a fifth. outcome.by/work/24:
 * 10 of 40 each in today, 30 of 60 each in p60. */
static int setup(void **state)
{
    static const double today[] = {100, 110, 90, 120}, p60[] = {102, 114, 93};
    static fixture f;
    sf_study_info info = synthetic_study();
    sf_store *store;

    f.sandbox = make_sandbox();
    store = store_of(in_sandbox(f.sandbox, "s"), &info);
    for (uint32_t i = 0; i < 7; i++) {
        sf_replication_record record = i < 4 ? synthetic_record(TODAY, i + 1) : synthetic_record(P60, i - 3);

        add_sums(&record, STOCK, SEGMENT_ALL, SF_STAT_MEAN, i < 4 ? today[i] : p60[i - 4], 1.0);
        add_sums(&record, OUTCOME_WORK, SEGMENT_LOW, SF_STAT_MEAN, i < 4 ? 10 : 30, i < 4 ? 40 : 60);
        add_point(&record, STOCK, 10.0, i < 4 ? 7.0 : 9.0);
        add_point(&record, STOCK, 40.0, i < 4 ? 8.0 : 11.0);
        put_record(store, &record);
    }
    sf_store_close(store);
    f.study = study_of(in_sandbox(f.sandbox, "s"));
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    sf_study_close(f->study);
    remove_sandbox(f->sandbox);
    return 0;
}

static sf_status evaluate(fixture *f, const char *text, const char *at, sf_estimate *out, sf_error *err)
{
    const sf_formula_source source = {"office", f->study};

    return sf_formula_evaluate(text, &(sf_formula_place){at, 1.0}, 1, &source, 1, out, err);
}

static sf_estimate value(fixture *f, const char *text)
{
    sf_estimate out;
    sf_error err = {0};

    if (evaluate(f, text, "office.today", &out, &err) != SF_OK)
        fail_msg("%s: %s", text, err.message);
    return out;
}

#define assert_near(got, expected)                                       \
    do {                                                                 \
        const double is = (got), should = (expected);                    \
        if (!(fabs(is - should) <= 1e-9 * fmax(1.0, fabs(should))))      \
            fail_msg("line %d: %.15g, not %.15g", __LINE__, is, should); \
    } while (0)

static void arithmetic_has_its_usual_order(void **state)
{
    assert_near(value(*state, "1 + 2 * 3 - 8 / 4 / 2").mean, 6.0);
    assert_near(value(*state, "-(1 + 2) * 3").mean, -9.0);
    assert_near(value(*state, "max(1, 7, 3) - min(4, 2)").mean, 5.0);
}

/* mean 105; groups of one: squares 25 + 25 + 225 + 225 = 500; half width t(3) sqrt(500 / 3 / 4). */
static void a_cell_has_the_interval_of_sectioning(void **state)
{
    const sf_estimate stock = value(*state, "[stock]");

    assert_near(stock.mean, 105.0);
    assert_near(stock.high - stock.mean, 3.18244630528371 * sqrt(500.0 / 3.0 / 4.0));
    assert_near(stock.mean - stock.low, stock.high - stock.mean);
    assert_int_equal(stock.replications, 4);
}

/* The common ones are 1, 2, 3: differences 2, 4, 3. mean 3, squares 1 + 1 + 0 = 2, t(2) 4.30265272974946. */
static void a_difference_rests_on_common_replications_and_is_paired(void **state)
{
    const sf_estimate more = value(*state, "[stock @office.p60] - [stock]");

    assert_int_equal(more.replications, 3);
    assert_near(more.mean, 3.0);
    assert_near(more.high - more.mean, 4.30265272974946 * sqrt(2.0 / 2.0 / 3.0));
}

static void segments_statistics_and_days_are_told_apart(void **state)
{
    assert_near(value(*state, "[outcome.by/work/24 low @office.p60] - [outcome.by/work/24 mean all low]").mean, 0.25);
    assert_near(value(*state, "[stock 2025-01-15]").mean, 7.0);
    assert_near(value(*state, "[stock 2025-03-01 @office.p60]").mean, 11.0);
}

static void places_carry_weights(void **state)
{
    fixture *f = *state;
    const sf_formula_source source = {"office", f->study};
    const sf_formula_place places[] = {{"office.today", -1.0}, {"office.p60", 1.0}};
    sf_estimate out;
    sf_error err = {0};

    assert_int_equal(sf_formula_evaluate("[stock]", places, 2, &source, 1, &out, &err), SF_OK);
    assert_near(out.mean, 3.0);
}

static void what_nobody_has_measured_is_nan_and_not_0(void **state)
{
    assert_true(isnan(value(*state, "[status.at/work/12]").mean));
    assert_true(isnan(value(*state, "[stock @office.pool]").mean));
    assert_true(isnan(value(*state, "max(1, [status.at/work/12])").mean));
    assert_true(isnan(value(*state, "[stock] / ([stock] - [stock])").mean));
}

static void what_cannot_be_read_is_said_in_a_sentence(void **state)
{
    static const char *const wrong[][2] = {
        {"[stock", "a cell ends with ]; read so far: stock"},
        {"[stock] +", "a number, a cell or ( is missing before the end"},
        {"[stock] 7", "what does this mean here: 7"},
        {"[stocks]", "the study has no such metric: stocks"},
        {"[stock mode]", "there is no such statistic or segment: mode"},
        {"[stock teams.kvp]", "the study has no such entity: teams.kvp"},
        {"[stock @kontor]", "there is no such study: kontor"},
        {"[stock @office.p61]", "the study has no such scenario: office.p61"},
        {"[stock 1999-01-01]", "the series does not reach so far back: stock"},
        {"(1 + 2", ") is missing before "},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        sf_estimate out = {.mean = 4711.0};
        sf_error err = {0};

        assert_int_equal(evaluate(*state, wrong[i][0], "office.today", &out, &err), SF_EDOMAIN);
        if (strstr(err.message, wrong[i][1]) == NULL)
            fail_msg("%s: \"%s\" lacks \"%s\"", wrong[i][0], err.message, wrong[i][1]);
        assert_near(out.mean, 4711.0); /* untouched */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_has_its_usual_order),
        cmocka_unit_test(a_cell_has_the_interval_of_sectioning),
        cmocka_unit_test(a_difference_rests_on_common_replications_and_is_paired),
        cmocka_unit_test(segments_statistics_and_days_are_told_apart),
        cmocka_unit_test(places_carry_weights),
        cmocka_unit_test(what_nobody_has_measured_is_nan_and_not_0),
        cmocka_unit_test(what_cannot_be_read_is_said_in_a_sentence),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
