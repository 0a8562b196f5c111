/* tests/unit/test_study.c - what a study says: summaries with intervals, differences, decisions, bands, curves.
 * Expected intervals were computed with 30 digits from the definitions in results/study.h, apart from this code
 * (mpmath; t quantiles by root finding on the incomplete beta function): t2 4.30265272974946, t9 2.2621571627982, and
 * for Holm's levels 1 - 0.05/k with 9 degrees of freedom, k = 2 ... 5: 2.68501084682, 2.93332408837, 3.11093482318,
 * 3.24983554159.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/study.h"
#include "results/summary.h"
#include "support/synthetic_study.h"

/* --- helpers ------------------------------------------------------------------------------------------------------ */

typedef struct fixture {
    char *sandbox;
    sf_study_info info;
    sf_store *store;
    sf_study *study;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    if (f == NULL)
        return 1;
    f->sandbox = make_sandbox();
    f->info = synthetic_study();
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    sf_study_close(f->study);
    sf_store_close(f->store);
    remove_sandbox(f->sandbox);
    free(f);
    return 0;
}

/* Stores a record and frees it. */
static void keep(fixture *f, sf_replication_record *record)
{
    if (f->store == NULL)
        f->store = store_of(in_sandbox(f->sandbox, "s"), &f->info);
    put_record(f->store, record);
}

static sf_study *read_study(fixture *f)
{
    return f->study = study_of(in_sandbox(f->sandbox, "s"));
}

static bool is_close(double value, double expected)
{
    return fabs(value - expected) <= 1e-9 * fmax(1.0, fabs(expected));
}

#define assert_close(value, expected) assert_close_at((value), (expected), #value, __LINE__)
static void assert_close_at(double value, double expected, const char *what, int line)
{
    if (!is_close(value, expected))
        fail_msg("line %d: %s is %.15g, not %.15g", line, what, value, expected);
}

#define assert_estimate(estimate, mean, low, high) assert_estimate_at((estimate), (mean), (low), (high), __LINE__)
static void assert_estimate_at(sf_estimate estimate, double mean, double low, double high, int line)
{
    assert_close_at(estimate.mean, mean, "mean", line);
    assert_close_at(estimate.low, low, "low", line);
    assert_close_at(estimate.high, high, "high", line);
}

static void assert_only_mean(sf_estimate estimate, double mean)
{
    assert_close(estimate.mean, mean);
    assert_true(isnan(estimate.low) && isnan(estimate.high));
}

static sf_estimate today(const fixture *f, const char *metric, sf_stat stat)
{
    return sf_study_value(f->study, "today", metric, "all", "all", stat);
}

/* --- facts -------------------------------------------------------------------------------------------------------- */

static void the_facts_come_back_as_they_were_stored(void **state)
{
    fixture *f = *state;
    const sf_study_info *facts;
    sf_replication_record record = full_record(P60, 3);
    size_t scenario = 99;

    keep(f, &record);
    facts = sf_study_facts(read_study(f));
    assert_string_equal(facts->title, "A made-up office");
    assert_string_equal(facts->config_path, "configs/made_up.cfg");
    assert_string_equal(facts->build, "0.1.0 test");
    assert_string_equal(facts->resolved, f->info.resolved);
    assert_true(facts->seed == 18446744073709551615u);
    assert_close(facts->start_civil_day, 20089.0);
    assert_close(facts->warm_up_days, 365.25);
    assert_close(facts->length_days, 730.5);
    assert_close(facts->follow_up_days, 100.0);
    assert_int_equal(facts->n_scenarios, 3);
    assert_string_equal(facts->scenarios[P60].label, "60 per veileder, \"nok\" ansatte");
    assert_int_equal(facts->catalogue->n_metrics, SYNTHETIC_METRICS);
    assert_string_equal(facts->catalogue->metrics[WAIT_MEETING].unit, "d");
    assert_int_equal(facts->catalogue->metrics[WAIT_MEETING].direction, SF_LOWER_IS_BETTER);
    assert_close(facts->catalogue->metrics[WAIT_MEETING].target, 30.0);
    assert_true(isnan(facts->catalogue->metrics[STOCK].target));
    assert_string_equal(facts->catalogue->entities[PROGRAMMES_AAP], "programmes.aap");
    assert_string_equal(facts->catalogue->segment_labels[SEGMENT_HIGH], "High complexity");
    assert_string_equal(facts->catalogue->states[STATE_AAP], "aap");
    assert_int_equal(facts->n_targets, 3);
    assert_string_equal(facts->targets[0].stat, "p90");
    assert_close(facts->targets[2].matters, 0.01);
    assert_int_equal(facts->n_assumptions, 2);
    assert_string_equal(facts->assumptions[0].range, "30..300");
    assert_true(facts->assumptions[1].is_default && isnan(facts->assumptions[1].low));
    assert_int_equal(facts->assumptions[0].place.line, 31);
    assert_int_equal(sf_study_replications(f->study, P60), 1);
    assert_int_equal(sf_study_replication_number(f->study, P60, 0), 3);
    assert_int_equal(sf_study_replications(f->study, TODAY), 0);
    assert_true(sf_study_find_scenario(f->study, "pool", &scenario));
    assert_int_equal(scenario, POOL);
    assert_false(sf_study_find_scenario(f->study, "nobody", &scenario));
    assert_int_equal(sf_study_baseline(f->study), TODAY);
    assert_true(sf_study_has_rows(f->study, WAIT_MEETING));
    assert_false(sf_study_has_rows(f->study, OUTCOME_WORK));
}

/* --- summaries ---------------------------------------------------------------------------------------------------- */

static void a_mean_is_sum_by_sum_with_a_jackknife_interval(void **state)
{
    static const double num[] = {10.0, 30.0, 20.0}, den[] = {2.0, 3.0, 5.0};
    fixture *f = *state;
    sf_estimate e;

    for (uint32_t i = 0; i < 3; i++) {
        sf_replication_record record = synthetic_record(TODAY, i + 1);

        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, num[i], den[i]);
        keep(f, &record);
    }
    read_study(f);
    e = today(f, "wait.meeting", SF_STAT_MEAN);
    assert_estimate(e, 6.0, -3.23191421179563, 15.2319142117956);
    assert_int_equal(e.replications, 3);
}

static void a_replication_without_the_row_counts_in_the_jackknife_but_said_nothing(void **state)
{
    static const double num[] = {10.0, 30.0, 20.0}, den[] = {2.0, 3.0, 5.0};
    fixture *f = *state;
    sf_estimate e;

    for (uint32_t i = 0; i < 4; i++) {
        sf_replication_record record = synthetic_record(TODAY, i + 1);

        if (i < 3)
            add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, num[i], den[i]);
        keep(f, &record);
    }
    read_study(f);
    e = today(f, "wait.meeting", SF_STAT_MEAN);
    assert_estimate(e, 6.0, -1.255102382578, 13.255102382578);
    assert_int_equal(e.replications, 3);
}

static void a_sum_is_a_mean_of_values_with_a_t_interval(void **state)
{
    static const double values[] = {1.0, 2.0, 4.0};
    fixture *f = *state;
    sf_replication_record silent = synthetic_record(TODAY, 4);
    sf_estimate e;

    for (uint32_t i = 0; i < 3; i++) {
        sf_replication_record record = synthetic_record(TODAY, i + 1);

        add_value(&record, COST, SEGMENT_ALL, SF_STAT_SUM, values[i]);
        keep(f, &record);
    }
    add_value(&silent, COST, SEGMENT_ALL, SF_STAT_SUM, (double)NAN);
    keep(f, &silent);
    read_study(f);
    e = today(f, "cost.staff/municipality", SF_STAT_SUM);
    assert_estimate(e, 7.0 / 3.0, -1.46124970026343, 6.12791636693009);
    assert_int_equal(e.replications, 3);
}

/* Three replications of the values {1, 3}, {2, 6, 7}, {4, 4, 10, 10}. */
/* And it has no interval: none that is known covers as often as it says (tests/oracle/test_coverage.c). */
static void a_spread_is_pooled_from_squares_within_and_between_replications(void **state)
{
    static const double squares[] = {2.0, 14.0, 36.0}, n[] = {2.0, 3.0, 4.0}, sum[] = {4.0, 15.0, 28.0};
    fixture *f = *state;

    for (uint32_t i = 0; i < 3; i++) {
        sf_replication_record record = synthetic_record(TODAY, i + 1);

        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, sum[i], n[i]);
        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_SD, squares[i], n[i]);
        keep(f, &record);
    }
    read_study(f);
    assert_only_mean(today(f, "wait.meeting", SF_STAT_SD), 3.2702361450581);
}

/* All wait 8 d (bin [8, 8.03125)) in one replication, 16 d (bin [16, 16.0625)) in the other. */
static void a_quantile_is_pooled_with_an_interval_by_sectioning(void **state)
{
    fixture *f = *state;
    sf_estimate e;

    for (uint32_t i = 1; i <= 2; i++) {
        sf_replication_record record = synthetic_record(TODAY, i);

        add_value(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_P90, 1234.0); /* its own value is not what is shown */
        add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, 8.0 * i, 10);
        keep(f, &record);
    }
    read_study(f);
    e = today(f, "wait.meeting", SF_STAT_P90);
    assert_estimate(e, 16.05, -56.0237092093607, 88.1237092093607);
    assert_int_equal(e.replications, 2);
}

static void a_quantile_that_follow_up_or_service_never_reaches_is_empty(void **state)
{
    fixture *f = *state;

    for (uint32_t i = 1; i <= 2; i++) {
        sf_replication_record record = synthetic_record(TODAY, i);

        add_value(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_P50, 0.0);
        add_value(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_P90, 0.0);
        add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, 8.0, 5);
        add_waits(&record, WAIT_MEETING, SF_WAIT_ABANDONED, 16.0, 4);
        add_waits(&record, WAIT_MEETING, SF_WAIT_OPEN, 20.0, 1);
        keep(f, &record);
    }
    read_study(f);
    assert_estimate(today(f, "wait.meeting", SF_STAT_P50), 8.03125, 8.03125, 8.03125);
    assert_true(isnan(today(f, "wait.meeting", SF_STAT_P90).mean));
    assert_int_equal(today(f, "wait.meeting", SF_STAT_P90).replications, 2);
}

static void share_within_uses_the_metrics_target(void **state)
{
    fixture *f = *state;

    for (uint32_t i = 1; i <= 3; i++) {
        sf_replication_record record = synthetic_record(TODAY, i);

        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_SHARE_WITHIN, 0.0, 10.0);
        add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, 8.0, 6); /* the target is 30 d */
        add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, 40.0, 4);
        keep(f, &record);
    }
    read_study(f);
    assert_estimate(today(f, "wait.meeting", SF_STAT_SHARE_WITHIN), 0.6, 0.6, 0.6);
}

static void one_replication_gives_estimates_without_intervals(void **state)
{
    fixture *f = *state;
    sf_replication_record record = full_record(TODAY, 1);

    add_waits(&record, WAIT_MEETING, SF_WAIT_OPEN, 41.0, 0);
    keep(f, &record);
    read_study(f);
    assert_only_mean(today(f, "wait.meeting", SF_STAT_MEAN), 11.0 / 3.0);
    assert_only_mean(today(f, "cost.staff/municipality", SF_STAT_SUM), 1000001.0);
    /* 5 waits of 0, 7 in [1, 1.00390625), one open at 40: 0.9 of 13 is 11.7, so 6.7 sevenths of the bin */
    assert_only_mean(today(f, "wait.meeting", SF_STAT_P90), 1.0 + 6.7 / 7.0 * 0.00390625);
}

static void what_nobody_said_anything_about_is_empty_and_not_zero(void **state)
{
    fixture *f = *state;

    for (uint32_t i = 1; i <= 2; i++) {
        sf_replication_record record = synthetic_record(TODAY, i);

        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, 0.0, 0.0);
        add_value(&record, STOCK, SEGMENT_ALL, SF_STAT_MEAN, (double)NAN);
        keep(f, &record);
    }
    read_study(f);
    assert_true(isnan(today(f, "wait.meeting", SF_STAT_MEAN).mean));
    assert_int_equal(today(f, "wait.meeting", SF_STAT_MEAN).replications, 0);
    assert_true(isnan(today(f, "stock", SF_STAT_MEAN).mean));
    assert_true(isnan(today(f, "stock", SF_STAT_COUNT).mean));   /* no such row */
    assert_true(isnan(today(f, "nothing", SF_STAT_COUNT).mean)); /* no such metric */
}

static void summary_csv_is_sorted_quoted_and_short(void **state)
{
    static const char expected[] =
        "scenario,metric,entity,segment,stat,unit,mean,ci_low,ci_high,replications\n"
        "today,\"cost,\"\"x\"\"\",all,all,sum,NOK/y,0.1,0.1,0.1,2\n"
        "today,stock,all,all,mean,persons,,,,0\n"
        "today,wait.meeting,all,all,mean,d,0.3333333333333333,0.3333333333333333,0.3333333333333333,2\n"
        "today,wait.meeting,all,all,share_zero,share,0.25,0.25,0.25,2\n"
        "today,wait.meeting,all,all,count,count,4,4,4,2\n"
        "today,wait.meeting,all,high,mean,d,1e+20,1e+20,1e+20,2\n"
        "today,wait.meeting,all,low,mean,d,0,0,0,2\n"
        "pool,stock,all,all,mean,persons,7,,,1\n";
    fixture *f = *state;
    sf_metric metrics[SYNTHETIC_METRICS];
    sf_catalogue catalogue = *f->info.catalogue;
    sf_replication_record record;
    char *text = NULL;
    size_t length = 0;

    memcpy(metrics, catalogue.metrics, sizeof metrics);
    metrics[COST].id = "cost,\"x\"";
    catalogue.metrics = metrics;
    f->info.catalogue = &catalogue;
    for (uint32_t i = 2; i >= 1; i--) {
        record = synthetic_record(TODAY, i);
        add_sums(&record, WAIT_MEETING, SEGMENT_LOW, SF_STAT_MEAN, -0.0, 1.0);
        add_sums(&record, WAIT_MEETING, SEGMENT_HIGH, SF_STAT_MEAN, 1e20, 1.0);
        add_value(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_COUNT, 4.0);
        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_SHARE_ZERO, 1.0, 4.0);
        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, 1.0, 3.0);
        add_value(&record, STOCK, SEGMENT_ALL, SF_STAT_MEAN, (double)NAN);
        add_value(&record, COST, SEGMENT_ALL, SF_STAT_SUM, 0.1);
        keep(f, &record);
    }
    record = synthetic_record(POOL, 1);
    add_value(&record, STOCK, SEGMENT_ALL, SF_STAT_MEAN, 7.0);
    keep(f, &record);
    assert_int_equal(sf_summary_write_csv(read_study(f), &text, &length, NULL), SF_OK);
    assert_string_equal(text, expected);
    assert_int_equal(length, strlen(expected));
    free(text);
}

static void numbers_are_the_shortest_that_read_back_equal(void **state)
{
    static const double values[] = {0.1, 1.0 / 3.0, 2.0 / 3.0, 100.0, 1e300, 5e-324, 0.1 + 0.2, 123456789.125, -2.5};
    static const char *const texts[] = {"0.1",    "0.3333333333333333",  "0.6666666666666666", "100", "1e+300",
                                        "5e-324", "0.30000000000000004", "123456789.125",      "-2.5"};
    char buffer[32];

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_string_equal(sf_csv_number(values[i], buffer, sizeof buffer), texts[i]);
    assert_string_equal(sf_csv_number((double)NAN, buffer, sizeof buffer), "");
    assert_string_equal(sf_csv_number(-0.0, buffer, sizeof buffer), "0");
}

/* --- differences -------------------------------------------------------------------------------------------------- */

static void a_difference_is_jackknifed_over_pairs_of_replications(void **state)
{
    static const double base[] = {12.0, 24.0, 30.0}, other[] = {10.0, 30.0, 20.0}, den[] = {2.0, 3.0, 5.0};
    fixture *f = *state;
    sf_difference d;

    for (uint32_t i = 0; i < 3; i++) {
        sf_replication_record record = synthetic_record(TODAY, i + 1);

        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, base[i], den[i]);
        keep(f, &record);
        record = synthetic_record(P60, i + 1);
        add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, other[i], den[i]);
        keep(f, &record);
    }
    read_study(f);
    assert_int_equal(
        sf_study_difference(f->study, "p60", "today", "wait.meeting", "all", "all", SF_STAT_MEAN, &d, NULL), SF_OK);
    assert_estimate(d.difference, -0.6, -6.84704165115326, 5.64704165115326);
    assert_close(d.base.mean, 6.6);
    assert_close(d.other.mean, 6.0);
    assert_int_equal(d.difference.replications, 3);
}

static void differences_of_values_quantiles_and_spreads_are_paired_too(void **state)
{
    static const double step[] = {-1.0, 0.0, 1.0};
    fixture *f = *state;
    sf_difference d;

    for (uint32_t scenario = TODAY; scenario <= P60; scenario++) {
        for (uint32_t i = 0; i < 3; i++) {
            sf_replication_record record = synthetic_record(scenario, i + 1);

            add_value(&record, COST, SEGMENT_ALL, SF_STAT_SUM, 100.0 * i + (5.0 + step[i]) * scenario);
            add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, 40.0, 4.0);
            add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_SD, 100.0 + 10.0 * i + 44.0 * scenario, 4.0);
            add_value(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_P50, 0.0);
            add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, scenario == TODAY ? 8.0 : 16.0, 4);
            keep(f, &record);
        }
    }
    read_study(f);
    /* 5 + {-1, 0, 1}: standard deviation 1, half width t2 / sqrt(3) */
    assert_int_equal(
        sf_study_difference(f->study, "p60", "today", "cost.staff/municipality", "all", "all", SF_STAT_SUM, &d, NULL),
        SF_OK);
    assert_estimate(d.difference, 5.0, 5.0 - 4.30265272974946 / sqrt(3.0), 5.0 + 4.30265272974946 / sqrt(3.0));
    /* the middle of each bin, in every group alike */
    assert_int_equal(sf_study_difference(f->study, "p60", "today", "wait.meeting", "all", "all", SF_STAT_P50, &d, NULL),
                     SF_OK);
    assert_estimate(d.difference, 8.015625, 8.015625, 8.015625);
    /* 330 and 462 squares over 12 - 1: variances 30 and 42 */
    assert_int_equal(sf_study_difference(f->study, "p60", "today", "wait.meeting", "all", "all", SF_STAT_SD, &d, NULL),
                     SF_OK);
    assert_only_mean(d.difference, sqrt(42.0) - sqrt(30.0));
}

static void every_row_is_compared_and_tells_what_common_luck_was_worth(void **state)
{
    static const double step[] = {-1.0, 0.0, 1.0};
    fixture *f = *state;
    const sf_comparison *rows;
    size_t n, of_cost = 0, targets = 0;

    for (uint32_t scenario = TODAY; scenario <= P60; scenario++) {
        for (uint32_t i = 0; i < 3; i++) {
            sf_replication_record record = synthetic_record(scenario, i + 1);

            add_value(&record, COST, SEGMENT_ALL, SF_STAT_SUM, 100.0 * i + (5.0 + step[i]) * scenario);
            add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, 40.0, 4.0);
            keep(f, &record);
        }
    }
    read_study(f);
    assert_int_equal(sf_study_comparisons(f->study, TODAY, &rows, &n, NULL), SF_OK);
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].difference.scenario, P60);
        targets += rows[i].is_target;
        if (rows[i].difference.metric != COST)
            continue;
        of_cost++;
        assert_close(rows[i].difference.difference.mean, 5.0);
        /* the values have standard deviations 100 and 101, their difference 1 */
        assert_close(rows[i].pairing, 100.0 * 100.0 + 101.0 * 101.0);
        /* t = 5 sqrt(3) with 2 degrees of freedom: 1 - t / sqrt(2 + t^2) */
        assert_close(rows[i].p_value, 1.0 - 5.0 * sqrt(3.0) / sqrt(77.0));
    }
    assert_int_equal(of_cost, 1);
    assert_int_equal(targets, 1);
    assert_int_equal(sf_study_comparisons(f->study, P60, &rows, &n, NULL), SF_OK); /* the other way round */
    assert_int_equal(rows[0].difference.scenario, TODAY);
    assert_close(rows[0].difference.difference.mean, -5.0);
}

static void only_common_replications_make_a_difference(void **state)
{
    fixture *f = *state;
    sf_difference d;

    for (uint32_t i = 1; i <= 4; i++) {
        sf_replication_record record = synthetic_record(TODAY, i);

        add_value(&record, COST, SEGMENT_ALL, SF_STAT_SUM, i == 1 ? 1000.0 : 1.0);
        keep(f, &record);
        if (i == 1)
            continue;
        record = synthetic_record(P60, i);
        add_value(&record, COST, SEGMENT_ALL, SF_STAT_SUM, 3.0);
        keep(f, &record);
    }
    read_study(f);
    assert_int_equal(
        sf_study_difference(f->study, "p60", "today", "cost.staff/municipality", "all", "all", SF_STAT_SUM, &d, NULL),
        SF_OK);
    assert_estimate(d.difference, 2.0, 2.0, 2.0);
    assert_int_equal(d.difference.replications, 3);
    assert_int_equal(sf_study_difference(f->study, "no", "today", "stock", "all", "all", SF_STAT_SUM, &d, NULL),
                     SF_EDOMAIN);
    assert_int_equal(sf_study_difference(f->study, "pool", "today", "stock", "all", "all", SF_STAT_SUM, &d, NULL),
                     SF_OK);
    assert_true(isnan(d.difference.mean));
}

/* Ten replications in pairs above and below, so that standard errors are simple: +-x gives x sqrt(10/9)/sqrt(10) =
 * x/3. */
static void store_decision_study(fixture *f)
{
    for (uint32_t i = 1; i <= 10; i++) {
        const double sign = i % 2 == 0 ? 1.0 : -1.0, luck = 0.1 * i;
        const double waits[] = {20.0 + luck, 10.0 + luck + 0.5 * sign, 20.5 + luck + 0.5 * sign};
        const double work[] = {0.4, 0.3 + 0.01 * sign, 0.42 + 0.1 * sign};
        const double days[] = {16.0, 8.0, 0.0};

        for (uint32_t scenario = TODAY; scenario <= POOL; scenario++) {
            sf_replication_record record = synthetic_record(scenario, i);

            add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, 10.0 * waits[scenario], 10.0);
            add_sums(&record, OUTCOME_WORK, SEGMENT_ALL, SF_STAT_MEAN, 50.0 * work[scenario], 50.0);
            add_sums(&record, STOCK, SEGMENT_ALL, SF_STAT_MEAN, 100.0 * (scenario + 1), 1.0);
            if (scenario != POOL) {
                add_value(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_P90, 0.0);
                add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, days[scenario], 10);
            }
            keep(f, &record);
        }
    }
}

static void assert_decision(const sf_decision *d, uint32_t scenario, size_t target, double estimate, double half_width,
                            sf_verdict verdict)
{
    assert_int_equal(d->scenario, scenario);
    assert_int_equal(d->target, target);
    assert_int_equal(d->verdict, verdict);
    assert_close(d->difference.difference.mean, estimate);
    assert_close(d->low, estimate - half_width);
    assert_close(d->high, estimate + half_width);
}

/* By p-value: p90 of p60 (exact), then t = 60, 30, 3, 0.6, and pool has no p90. The first four are told from 0 at
 * Holm's levels 1 - 0.05/6 ... 1 - 0.05/3; the fifth is not, at 1 - 0.05/2. */
static void decisions_are_better_worse_no_difference_or_undecided(void **state)
{
    fixture *f = *state;
    const sf_decision *d;
    size_t n;

    store_decision_study(f);
    assert_int_equal(sf_study_decisions(read_study(f), &d, &n, NULL), SF_OK);
    assert_int_equal(n, 6);
    assert_decision(&d[0], P60, 0, 8.028125 - 16.05625, 0.0, SF_BETTER);
    assert_int_equal(d[1].verdict, SF_UNDECIDED);
    assert_true(isnan(d[1].low) && isnan(d[1].difference.difference.mean));
    assert_decision(&d[2], P60, 1, -10.0, 3.24983554159 * 0.5 / 3.0, SF_BETTER);
    assert_decision(&d[3], POOL, 1, 0.5, 2.93332408837 * 0.5 / 3.0, SF_NO_DIFFERENCE_THAT_MATTERS);
    assert_decision(&d[4], P60, 2, -0.1, 3.11093482318 * 0.01 / 3.0, SF_WORSE);
    assert_decision(&d[5], POOL, 2, 0.02, 2.68501084682 * 0.1 / 3.0, SF_UNDECIDED);
}

static void a_difference_that_is_told_from_zero_but_may_be_too_small_is_undecided(void **state)
{
    static const sf_target targets[] = {{"wait.meeting", "all", "all", "mean", 10.2},
                                        {"stock", "all", "all", "mean", 5.0}};
    fixture *f = *state;
    const sf_decision *d;
    size_t n;

    f->info.targets = targets;
    f->info.n_targets = 2;
    store_decision_study(f);
    assert_int_equal(sf_study_decisions(read_study(f), &d, &n, NULL), SF_OK);
    assert_int_equal(n, 4);
    assert_int_equal(d[0].verdict, SF_UNDECIDED); /* -10 +- 0.5 excludes 0, but neither reaches nor excludes -10.2 */
    assert_true(d[0].high < 0.0);
    assert_int_equal(d[2].verdict, SF_UNDECIDED); /* 100 persons more is neither better nor worse */
    assert_true(d[2].low > 5.0);
}

static void a_study_with_one_scenario_decides_nothing(void **state)
{
    fixture *f = *state;
    sf_replication_record record = full_record(TODAY, 1);
    const sf_decision *d;
    size_t n = 9;

    f->info.n_scenarios = 1;
    keep(f, &record);
    assert_int_equal(sf_study_decisions(read_study(f), &d, &n, NULL), SF_OK);
    assert_int_equal(n, 0);
}

/* --- what charts draw --------------------------------------------------------------------------------------------- */

static void a_band_is_the_mean_over_replications_at_each_time(void **state)
{
    static const double values[] = {4.0, 1.0, 2.0};
    fixture *f = *state;
    const sf_band_point *points;
    size_t n;

    for (uint32_t i = 0; i < 3; i++) {
        sf_replication_record record = synthetic_record(TODAY, i + 1);

        add_point(&record, STOCK, -30.0, 5.0);
        add_point(&record, STOCK, 0.0, values[i]);
        if (i == 0)
            add_point(&record, STOCK, 30.0, 9.0);
        keep(f, &record);
    }
    assert_int_equal(sf_study_band(read_study(f), TODAY, "stock", "all", "all", &points, &n, NULL), SF_OK);
    assert_int_equal(n, 3);
    assert_close(points[0].time_days, -30.0);
    assert_close(points[0].low, 5.0);
    assert_close(points[1].mean, 7.0 / 3.0);
    assert_close(points[1].low, -1.46124970026343);
    assert_close(points[1].high, 6.12791636693009);
    assert_close(points[1].p10, 1.2); /* a fifth of the way from 1 to 2 */
    assert_close(points[1].p90, 3.6); /* four fifths of the way from 2 to 4 */
    assert_close(points[2].mean, 9.0);
    assert_true(isnan(points[2].low));
    assert_int_equal(sf_study_band(f->study, POOL, "stock", "all", "all", &points, &n, NULL), SF_OK);
    assert_int_equal(n, 0);
}

static void a_wait_curve_rises_where_people_are_served(void **state)
{
    static const double days[] = {0.0, 8.0, 8.03125, 16.0, 16.0625}, share[] = {0.0, 0.0, 0.4, 0.4, 1.0};
    fixture *f = *state;
    sf_replication_record record = synthetic_record(TODAY, 1);
    const sf_curve_point *points;
    size_t n;

    add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, 8.0, 4);
    add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, 16.0, 6);
    keep(f, &record);
    assert_int_equal(sf_study_wait_curve(read_study(f), TODAY, "wait.meeting", "all", "all", 100, &points, &n, NULL),
                     SF_OK);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++) {
        assert_close(points[i].days, days[i]);
        assert_close(points[i].share, share[i]);
    }
    assert_int_equal(sf_study_wait_curve(f->study, TODAY, "wait.meeting", "all", "all", 3, &points, &n, NULL), SF_OK);
    assert_int_equal(n, 3);
    assert_close(points[0].days, 0.0);
    assert_close(points[2].days, 16.0625);
    assert_int_equal(sf_study_wait_curve(f->study, POOL, "wait.meeting", "all", "all", 3, &points, &n, NULL), SF_OK);
    assert_int_equal(n, 0);
}

static void shares_by_state_come_in_the_order_of_states_and_months(void **state)
{
    fixture *f = *state;
    sf_replication_record record = synthetic_record(TODAY, 1);
    const sf_status_share *shares;
    size_t n;

    add_sums(&record, STATUS_AAP_12, SEGMENT_ALL, SF_STAT_MEAN, 7.0, 10.0);
    add_sums(&record, STATUS_WORK_12, SEGMENT_ALL, SF_STAT_MEAN, 3.0, 10.0);
    add_sums(&record, STATUS_AAP_0, SEGMENT_ALL, SF_STAT_MEAN, 10.0, 10.0);
    keep(f, &record);
    assert_int_equal(sf_study_status_shares(read_study(f), TODAY, "all", "all", &shares, &n, NULL), SF_OK);
    assert_int_equal(n, 3);
    assert_int_equal(shares[0].state, STATE_WORK);
    assert_close(shares[0].months, 12.0);
    assert_close(shares[0].share.mean, 0.3);
    assert_int_equal(shares[1].state, STATE_AAP);
    assert_close(shares[1].months, 0.0);
    assert_close(shares[2].share.mean, 0.7);
}

static void transitions_are_means_with_silence_as_zero(void **state)
{
    fixture *f = *state;
    sf_replication_record one = synthetic_record(TODAY, 1), other = synthetic_record(TODAY, 2);
    const sf_mean_transition *t;
    size_t n;

    add_transition(&one, STATE_AAP, STATE_WORK, 3);
    add_transition(&one, STATE_WORK, STATE_AAP, 1);
    add_transition(&other, STATE_WORK, STATE_AAP, 2);
    keep(f, &one);
    keep(f, &other);
    assert_int_equal(sf_study_transitions(read_study(f), TODAY, &t, &n, NULL), SF_OK);
    assert_int_equal(n, 2);
    assert_int_equal(t[0].from_state, STATE_WORK);
    assert_close(t[0].count.mean, 1.5);
    assert_int_equal(t[1].from_state, STATE_AAP);
    assert_close(t[1].count.mean, 1.5);
    assert_int_equal(sf_study_transitions(f->study, P60, &t, &n, NULL), SF_OK);
    assert_int_equal(n, 0);
}

static void persons_come_back_by_birth_key(void **state)
{
    fixture *f = *state;
    sf_replication_record record = full_record(P60, 4);
    const sf_person_outcome *persons;
    size_t n;

    keep(f, &record);
    assert_int_equal(sf_study_persons(read_study(f), P60, 4, &persons, &n, NULL), SF_OK);
    assert_int_equal(n, 2);
    assert_true(persons[0].key == 3u && persons[1].key == 0xfedcba9800000005u);
    assert_int_equal(persons[0].programme, PROGRAMMES_AAP);
    assert_int_equal(persons[0].segment, SEGMENT_HIGH);
    assert_int_equal(persons[0].exit_state, STATE_WORK);
    assert_close(persons[0].entry_days, 2.5);
    assert_close(persons[0].exit_days, 90.0);
    assert_true(isnan(persons[1].exit_days));
    assert_close(persons[0].first_meeting_wait, 12.5);
    assert_close(persons[0].tiltak_wait, 3.0);
    assert_int_equal(persons[0].contacts, 4);
    assert_int_equal(persons[0].tiltak_started, 1);
    assert_int_equal(sf_study_persons(f->study, P60, 5, &persons, &n, NULL), SF_OK);
    assert_int_equal(n, 0);
}

static void self_checks_show_the_worst_and_count_what_failed(void **state)
{
    static const double residual[] = {1e-12, 1e-8, 1e-11};
    fixture *f = *state;
    const sf_check_result *checks;
    size_t n;

    for (uint32_t i = 0; i < 3; i++) {
        sf_replication_record record = synthetic_record(TODAY, i + 1);

        add_check(&record, "little_law", residual[i], 1e-10);
        add_check(&record, "flow_conservation", i == 0 ? (double)NAN : 0.0, 0.0);
        keep(f, &record);
    }
    assert_int_equal(sf_study_checks(read_study(f), &checks, &n, NULL), SF_OK);
    assert_int_equal(n, 2);
    assert_string_equal(checks[0].id, "flow_conservation");
    assert_true(isnan(checks[0].worst));
    assert_int_equal(checks[0].failed, 1);
    assert_string_equal(checks[1].id, "little_law");
    assert_close(checks[1].worst, 1e-8);
    assert_int_equal(checks[1].replications, 3);
    assert_int_equal(checks[1].failed, 1);
}

/* --- bad studies -------------------------------------------------------------------------------------------------- */

static void what_is_no_study_is_refused_with_its_own_status(void **state)
{
    fixture *f = *state;
    sf_study *study = NULL;
    FILE *file;

    assert_int_equal(sf_study_open(in_sandbox(f->sandbox, "missing"), &study, NULL), SF_ENOINPUT);
    assert_int_equal(sf_study_open(f->sandbox, &study, NULL), SF_ENOINPUT);
    file = fopen(in_sandbox(f->sandbox, "results.sqlite"), "w");
    assert_non_null(file);
    fputs("not a database, whatever it is called", file);
    fclose(file);
    assert_int_equal(sf_study_open(f->sandbox, &study, NULL), SF_EDATA);
    assert_null(study);
}

#define IN_STUDY(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_STUDY(the_facts_come_back_as_they_were_stored),
        IN_STUDY(a_mean_is_sum_by_sum_with_a_jackknife_interval),
        IN_STUDY(a_replication_without_the_row_counts_in_the_jackknife_but_said_nothing),
        IN_STUDY(a_sum_is_a_mean_of_values_with_a_t_interval),
        IN_STUDY(a_spread_is_pooled_from_squares_within_and_between_replications),
        IN_STUDY(a_quantile_is_pooled_with_an_interval_by_sectioning),
        IN_STUDY(a_quantile_that_follow_up_or_service_never_reaches_is_empty),
        IN_STUDY(share_within_uses_the_metrics_target),
        IN_STUDY(one_replication_gives_estimates_without_intervals),
        IN_STUDY(what_nobody_said_anything_about_is_empty_and_not_zero),
        IN_STUDY(summary_csv_is_sorted_quoted_and_short),
        cmocka_unit_test(numbers_are_the_shortest_that_read_back_equal),
        IN_STUDY(a_difference_is_jackknifed_over_pairs_of_replications),
        IN_STUDY(differences_of_values_quantiles_and_spreads_are_paired_too),
        IN_STUDY(every_row_is_compared_and_tells_what_common_luck_was_worth),
        IN_STUDY(only_common_replications_make_a_difference),
        IN_STUDY(decisions_are_better_worse_no_difference_or_undecided),
        IN_STUDY(a_difference_that_is_told_from_zero_but_may_be_too_small_is_undecided),
        IN_STUDY(a_study_with_one_scenario_decides_nothing),
        IN_STUDY(a_band_is_the_mean_over_replications_at_each_time),
        IN_STUDY(a_wait_curve_rises_where_people_are_served),
        IN_STUDY(shares_by_state_come_in_the_order_of_states_and_months),
        IN_STUDY(transitions_are_means_with_silence_as_zero),
        IN_STUDY(persons_come_back_by_birth_key),
        IN_STUDY(self_checks_show_the_worst_and_count_what_failed),
        IN_STUDY(what_is_no_study_is_refused_with_its_own_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
