/* tests/unit/test_recovery.c - how long a change is felt and when it has paid for itself, on series made by hand.
 * Expected days follow from straight lines: a difference of 30 - t/10 is 10 on day 200. t1 = tan(0.95 pi/2) = 12.7062047361747 is the
 * 95 % quantile of Student's t with one degree of freedom.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/civil.h"
#include "results/recovery.h"
#include "results/summary.h"
#include "support/synthetic_study.h"

enum { CONTACT, VEILEDER, BENEFIT, RECOVERY, BETTER, ALL_PAY, STATE_PAYS, MUNICIPALITY_PAYS, METRICS };
enum { UNDISTURBED, SURGE, REFORM };
enum { MONTHS = 60 };

static const double t1 = 12.7062047361747;

typedef struct fixture {
    char *sandbox;
    sf_study_info info;
    sf_store *store;
    sf_study *study;
} fixture;

static int setup(void **state)
{
    static const sf_metric metrics[METRICS] = {
        [CONTACT] = {"contact.held", "per person-month", SF_HIGHER_IS_BETTER, "Contact held", (double)NAN},
        [VEILEDER] = {"cost.veileder/state", "NOK/y", SF_LOWER_IS_BETTER, "Cost", (double)NAN},
        [BENEFIT] = {"cost.benefit/state", "NOK/y", SF_LOWER_IS_BETTER, "Cost", (double)NAN},
        [RECOVERY] = {"recovery/contact.held", "d", SF_LOWER_IS_BETTER, "Back", (double)NAN},
        [BETTER] = {"better/contact.held", "d", SF_LOWER_IS_BETTER, "Better", (double)NAN},
        [ALL_PAY] = {"break_even/all", "d", SF_LOWER_IS_BETTER, "Break-even", (double)NAN},
        [STATE_PAYS] = {"break_even/state", "d", SF_LOWER_IS_BETTER, "Break-even", (double)NAN},
        [MUNICIPALITY_PAYS] = {"break_even/municipality", "d", SF_LOWER_IS_BETTER, "Break-even", (double)NAN},
    };
    static const sf_store_scenario scenarios[] = {
        {"today", "Today", ""},
        {"surge", "Surge", "programmes.aap.arrivals *= 1.25 from 2025-01-01 until 2025-03-02"}, /* 60 days */
        {"reform", "Reform", "teams.aap.veiledere = 12"},
    };
    static const sf_recovery_rule rules[] = {{"contact.held", "all", 0.1, 0.0, 1}};
    static const sf_change change = {rules, 1};
    static sf_catalogue catalogue;
    fixture *f = calloc(1, sizeof *f);

    if (f == NULL)
        return 1;
    f->sandbox = make_sandbox();
    f->info = synthetic_study();
    catalogue = *f->info.catalogue;
    catalogue.metrics = metrics;
    catalogue.n_metrics = METRICS;
    f->info.catalogue = &catalogue;
    f->info.scenarios = scenarios;
    f->info.n_scenarios = 3;
    f->info.n_targets = 0;
    f->info.change = &change;
    f->info.length_days = MONTHS * SF_DAYS_PER_MONTH;
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

/* The value of a metric in the middle of a month, in a scenario and a replication. */
typedef double course(int scenario, uint32_t replication, uint16_t metric, double days);

static sf_study *study_of_courses(fixture *f, course *value, uint32_t replications)
{
    const char *dir = in_sandbox(f->sandbox, "s");

    f->store = store_of(dir, &f->info);
    for (int s = UNDISTURBED; s <= REFORM; s++) {
        for (uint32_t r = 1; r <= replications; r++) {
            sf_replication_record record = synthetic_record((uint32_t)s, r);

            for (uint16_t m = CONTACT; m <= BENEFIT; m++) {
                for (int k = 0; k < MONTHS; k++)
                    add_point(&record, m, (k + 0.5) * SF_DAYS_PER_MONTH, value(s, r, m, (k + 0.5) * SF_DAYS_PER_MONTH));
            }
            put_record(f->store, &record);
        }
    }
    f->study = study_of(dir);
    return f->study;
}

static sf_time_to felt(fixture *f, int scenario, sf_felt what)
{
    sf_error err = {0};
    sf_time_to time;

    if (sf_study_felt(f->study, (size_t)scenario, 0, what, &time, &err) != SF_OK)
        fail_msg("%s", err.message);
    return time;
}

static sf_time_to break_even(fixture *f, int scenario, sf_payer payer)
{
    sf_error err = {0};
    sf_time_to time;

    if (sf_study_break_even(f->study, (size_t)scenario, payer, &time, &err) != SF_OK)
        fail_msg("%s", err.message);
    return time;
}

#define assert_days(value, expected) assert_days_at((value), (expected), #value, __LINE__)
static void assert_days_at(double value, double expected, const char *what, int line)
{
    if (!(fabs(value - expected) <= 1e-6))
        fail_msg("line %d: %s is %.15g days, not %.15g", line, what, value, expected);
}

/* --- when something settles ---------------------------------------------------------------------------------------- */

static void what_settles_does_so_on_a_straight_line_between_two_points(void **state)
{
    const double days[] = {0.0, 10.0, 20.0, 30.0}, falls[] = {4.0, 3.0, -1.0, -2.0},
                 once_more[] = {-1.0, 2.0, -2.0, 1.0}, back[] = {-1.0, 2.0, -2.0, -1.0},
                 never[] = {-1.0, -1.0, 0.0, -1.0};

    (void)state;
    assert_days(sf_settles(4, days, falls, false), 17.5);
    assert_true(isnan(sf_settles(4, days, once_more, false))); /* above at the end */
    assert_days(sf_settles(4, days, back, false), 15.0);       /* the last time counts */
    assert_true(isinf(sf_settles(4, days, never, false)) && sf_settles(4, days, never, false) < 0.0);
    assert_days(sf_settles(4, days, never, true), 20.0); /* zero is above, until just after it */
    assert_true(isnan(sf_settles(0, days, falls, false)));
}

static void a_scenario_disturbs_from_its_first_day_until_its_last(void **state)
{
    const double start = (double)sf_civil_day((sf_date){2025, 1, 1});
    sf_disturbance d = sf_disturbance_of("programmes.aap.arrivals *= 1.25 from 2025-03-01 until 2025-09-01", start);

    (void)state;
    assert_days(d.from, 59.0);
    assert_days(d.until, 243.0);
    d = sf_disturbance_of("a.b = 2 from 2025-03-01 until 2025-04-01; a.c += 1 from 2025-02-01 until 2025-03-01", start);
    assert_days(d.from, 31.0);
    assert_days(d.until, 90.0);
    d = sf_disturbance_of("a.b = 2 from 2025-03-01 until 2025-04-01; a.c = 4", start); /* lasts */
    assert_days(d.from, 0.0);
    assert_true(isinf(d.until));
    d = sf_disturbance_of("a.b = \"24; 44 from 2026-07-01 until 2027-01-01\" from 2025-02-01", start);
    assert_days(d.from, 31.0);
    assert_true(isinf(d.until));
    d = sf_disturbance_of("a.b = 2 from always", start);
    assert_days(d.from, 0.0);
    d = sf_disturbance_of("", start);
    assert_days(d.until, 0.0);
}

/* --- recovery -------------------------------------------------------------------------------------------------------- */

/* Undisturbed 100. The surge takes off 30 - t/10 until day 300, more or less half a unit in the two replications. */
static double falls_back(int scenario, uint32_t replication, uint16_t metric, double days)
{
    if (metric != CONTACT)
        return 1e6;
    return 100.0 - (scenario == SURGE ? fmax(30.0 - days / 10.0, 0.0) + (replication == 1 ? 0.5 : -0.5) : 0.0);
}

static void recovery_is_counted_from_the_end_of_the_disturbance(void **state)
{
    fixture *f = *state;
    sf_time_to time;

    study_of_courses(f, falls_back, 2);
    time = felt(f, SURGE, SF_FELT_RECOVERY);
    assert_days(time.course.mean, 200.0 - 60.0);
    assert_days(time.course.low, 10.0 * (20.0 - 0.5 * t1) - 60.0);  /* 30 - t/10 - t1/2 = 10 */
    assert_days(time.course.high, 10.0 * (20.0 + 0.5 * t1) - 60.0); /* 30 - t/10 + t1/2 = 10 */
    assert_int_equal(time.replications, 2);
    assert_int_equal(time.not_within, 0);
    assert_days(time.median.mean, 195.0 - 60.0); /* the first of two */
    assert_days(time.p90.mean, 205.0 - 60.0);
    assert_true(isnan(time.median.low)); /* two say nothing about a median */
    assert_days(time.share_not_within.mean, 0.0);
    assert_days(time.share_not_within.high, 1.0 - sqrt(0.025)); /* Clopper & Pearson, none of two */
}

static void nothing_is_said_of_the_baseline_nor_of_what_no_one_recorded(void **state)
{
    fixture *f = *state;

    study_of_courses(f, falls_back, 2);
    assert_int_equal(felt(f, UNDISTURBED, SF_FELT_RECOVERY).replications, 0);
    assert_true(isnan(felt(f, UNDISTURBED, SF_FELT_RECOVERY).course.mean));
    assert_int_equal(felt(f, SURGE, SF_FELT_BETTER).replications, 0); /* it ends: back is all that can be asked */
    assert_int_equal(break_even(f, SURGE, SF_PAYER_MUNICIPALITY).replications, 0);
    assert_int_equal(break_even(f, SURGE, SF_PAYER_STATE).replications, 0); /* pays the same */
}

/* Never back in replication 1; in the others the difference ends on days 300, 400 ... */
static double some_never_come_back(int scenario, uint32_t replication, uint16_t metric, double days)
{
    if (metric != CONTACT || scenario != SURGE)
        return metric == CONTACT ? 100.0 : 1e6;
    return 100.0 - (replication == 1 ? 20.0 : fmax(0.0, 20.0 - days * 10.0 / (100.0 * (replication + 1))));
}

static void those_that_are_not_back_are_later_than_all_others(void **state)
{
    fixture *f = *state;
    sf_time_to time;

    study_of_courses(f, some_never_come_back, 10);
    time = felt(f, SURGE, SF_FELT_RECOVERY);
    assert_int_equal(time.not_within, 1);
    assert_days(time.share_not_within.mean, 0.1);
    assert_days(time.median.mean, 700.0 - 60.0); /* replication 6, the fifth of 300, 400 ... 1100 and never */
    assert_days(time.median.low, 400.0 - 60.0);  /* ranks 2 and 9 of 10: Conover 1999, table A3 */
    assert_days(time.median.high, 1100.0 - 60.0);
    assert_days(time.p90.mean, 1100.0 - 60.0);
    assert_true(isnan(time.p90.high));
}

static void a_least_difference_counts_where_the_undisturbed_value_is_small(void **state)
{
    fixture *f = *state;
    static const sf_recovery_rule rules[] = {{"contact.held", "all", 0.0, 20.0, 1}};
    static const sf_change change = {rules, 1};

    f->info.change = &change;
    study_of_courses(f, falls_back, 2);
    assert_days(felt(f, SURGE, SF_FELT_RECOVERY).course.mean, 100.0 - 60.0);
}

/* A spike in month 20, of which a mean over four months makes a quarter. */
static double has_a_spike(int scenario, uint32_t replication, uint16_t metric, double days)
{
    (void)replication;
    return metric != CONTACT ? 1e6 : scenario == SURGE && fabs(days - 20.5 * SF_DAYS_PER_MONTH) < 1.0 ? 80.0 : 100.0;
}

static void what_moves_by_luck_alone_is_averaged_out(void **state)
{
    fixture *f = *state;
    static const sf_recovery_rule rules[] = {{"contact.held", "all", 0.1, 0.0, 1},
                                             {"contact.held", "all", 0.1, 0.0, 4}};
    static const sf_change change = {rules, 2};
    sf_error err = {0};
    sf_time_to each, mean;

    f->info.change = &change;
    study_of_courses(f, has_a_spike, 2);
    assert_int_equal(sf_study_felt(f->study, SURGE, 0, SF_FELT_RECOVERY, &each, &err), SF_OK);
    assert_int_equal(sf_study_felt(f->study, SURGE, 1, SF_FELT_RECOVERY, &mean, &err), SF_OK);
    assert_days(each.course.mean, 21.0 * SF_DAYS_PER_MONTH - 60.0); /* half way back to 100: ten per cent */
    assert_days(mean.course.mean, 0.0);
}

/* Worse by 5 at first, better by 5 in the end: even on day 150. */
static double turns(int scenario, uint32_t replication, uint16_t metric, double days)
{
    (void)replication;
    return metric != CONTACT ? 1e6 : 100.0 + (scenario == REFORM ? fmin(days / 30.0 - 5.0, 5.0) : 0.0);
}

static void a_reform_is_better_from_the_day_on_which_the_difference_turns(void **state)
{
    fixture *f = *state;
    sf_time_to time;

    study_of_courses(f, turns, 3);
    time = felt(f, REFORM, SF_FELT_BETTER);
    assert_days(time.course.mean, 150.0);
    assert_days(time.course.low, 150.0); /* all replications alike */
    assert_days(time.median.mean, 150.0);
}

/* --- money ----------------------------------------------------------------------------------------------------------- */

/* 1.2 million more a year for veiledere in the first year, 0.6 million less a year in benefits afterwards. */
static double pays_back(int scenario, uint32_t replication, uint16_t metric, double days)
{
    (void)replication;
    if (scenario != REFORM)
        return 1e7;
    return 1e7 + (metric == VEILEDER && days < SF_DAYS_PER_YEAR  ? 1.2e6
                  : metric == BENEFIT && days > SF_DAYS_PER_YEAR ? -0.6e6
                                                                 : 0.0);
}

static void constant_flows_break_even_on_the_day_that_arithmetic_says(void **state)
{
    fixture *f = *state;
    const sf_month *months = NULL;
    size_t n = 0;
    sf_error err = {0};

    study_of_courses(f, pays_back, 2);
    assert_days(break_even(f, REFORM, SF_PAYER_STATE).course.mean, 36.0 * SF_DAYS_PER_MONTH); /* 1.2 = 0.6 x 2 years */
    assert_days(break_even(f, REFORM, SF_PAYER_ALL).median.mean, 36.0 * SF_DAYS_PER_MONTH);
    assert_int_equal(break_even(f, REFORM, SF_PAYER_MUNICIPALITY).replications, 0);
    assert_int_equal(sf_study_cost_course(f->study, REFORM, SF_PAYER_ALL, SF_COST_KINDS, &months, &n, &err), SF_OK);
    assert_int_equal(n, MONTHS + 1);
    assert_days(months[0].days, 0.0);
    assert_true(months[0].mean == 0.0);
    assert_days(months[12].days, SF_DAYS_PER_YEAR);
    assert_true(fabs(months[12].mean - 1.2e6) < 1e-3);
    assert_true(fabs(months[60].mean - (1.2e6 - 4 * 0.6e6)) < 1e-3);
    assert_int_equal(sf_study_cost_course(f->study, REFORM, SF_PAYER_ALL, 0, &months, &n, &err), SF_OK);
    assert_true(fabs(months[60].mean - 1.2e6) < 1e-3);
}

/* More all the time, by 1 million or by 3. */
static double never_pays(int scenario, uint32_t replication, uint16_t metric, double days)
{
    (void)days;
    return 1e7 + (scenario == REFORM && metric == VEILEDER ? 1e6 * (2.0 * replication - 1.0) : 0.0);
}

static void what_never_pays_has_no_day(void **state)
{
    fixture *f = *state;
    sf_time_to time;

    study_of_courses(f, never_pays, 2);
    time = break_even(f, REFORM, SF_PAYER_ALL);
    assert_true(isnan(time.course.mean));
    assert_days(time.course.low, 0.0); /* two replications rule nothing out: 2 million, give or take 12.7 */
    assert_true(isnan(time.course.high));
    assert_int_equal(time.not_within, 2);
}

static void the_summary_has_them_as_rows(void **state)
{
    fixture *f = *state;
    const sf_summary_row *rows = NULL;
    size_t n = 0;
    sf_error err = {0};

    study_of_courses(f, falls_back, 2);
    assert_days(sf_study_value(f->study, "surge", "recovery/contact.held", "all", "all", SF_STAT_MEAN).mean, 140.0);
    assert_days(sf_study_value(f->study, "surge", "recovery/contact.held", "all", "all", SF_STAT_P50).mean, 135.0);
    assert_days(sf_study_value(f->study, "surge", "recovery/contact.held", "all", "all", SF_STAT_STILL_WAITING).mean,
                0.0);
    assert_true(isnan(sf_study_value(f->study, "today", "recovery/contact.held", "all", "all", SF_STAT_MEAN).mean));
    assert_int_equal(sf_study_summary(f->study, &rows, &n, &err), SF_OK);
    for (size_t i = 1; i < n; i++)
        assert_true(rows[i - 1].scenario <= rows[i].scenario);
}

int main(void)
{
#define RECOVERY_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_settles_does_so_on_a_straight_line_between_two_points),
        cmocka_unit_test(a_scenario_disturbs_from_its_first_day_until_its_last),
        RECOVERY_TEST(recovery_is_counted_from_the_end_of_the_disturbance),
        RECOVERY_TEST(nothing_is_said_of_the_baseline_nor_of_what_no_one_recorded),
        RECOVERY_TEST(those_that_are_not_back_are_later_than_all_others),
        RECOVERY_TEST(a_least_difference_counts_where_the_undisturbed_value_is_small),
        RECOVERY_TEST(what_moves_by_luck_alone_is_averaged_out),
        RECOVERY_TEST(a_reform_is_better_from_the_day_on_which_the_difference_turns),
        RECOVERY_TEST(constant_flows_break_even_on_the_day_that_arithmetic_says),
        RECOVERY_TEST(what_never_pays_has_no_day),
        RECOVERY_TEST(the_summary_has_them_as_rows),
    };
#undef RECOVERY_TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
