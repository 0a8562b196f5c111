/* tests/oracle/test_teaching.c - each config of configs/undervisning/ makes the idea visible that its opening paragraph claims: the figures
 * there, from the formulas there, held against the config's own replications (the gate: tests/support/claims.h).
 * tests/oracle/nightly_teaching.c runs the same with so many that the standard errors are small.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "support/claims.h"

#ifdef SF_ORACLE_NIGHTLY
#define NIGHTLY true
#else
#define NIGHTLY false
#endif

/* One claim about one scenario. The short run has a standard error of a few percent, the nightly one of one. */
static void claim_one(const char *file, const char *scenario, claim c)
{
    const oracle o = {.id = "teaching", .file = file, .scenario = scenario, .times = 30};

    if (c.now <= 0.0)
        c.now = 0.06;
    c.nightly = 0.015;
    claims_hold(&o, &c, 1, NIGHTLY);
}

static void meeting_is_waited_for(const char *file, const char *scenario, const char *segment, double days)
{
    claim_one(file, scenario,
              (claim){"mean wait, d", RATIO, "wait.meeting", .segment = segment, .stat = SF_STAT_MEAN, .exact = days});
}

/* M/M/1 (Erlang): load / (1 - load) meetings of a day. */
static void the_queue_explodes_near_full_load(void **state)
{
    static const char file[] = "../undervisning/nesten_full.cfg";

    (void)state;
    meeting_is_waited_for(file, "half", NULL, 1.0);
    meeting_is_waited_for(file, "seventy", NULL, 7.0 / 3.0);
    meeting_is_waited_for(file, "eighty", NULL, 4.0);
    meeting_is_waited_for(file, "ninety", NULL, 9.0);
}

/* M/G/1 (Pollaczek 1930, Khinchine 1932): 0.8 / 0.2 x (1 + cv^2) / 2. */
static void unlike_meetings_make_longer_queues_at_the_same_load(void **state)
{
    static const char file[] = "../undervisning/variasjon.cfg";

    (void)state;
    meeting_is_waited_for(file, "alike", NULL, 2.0);
    meeting_is_waited_for(file, "mixed", NULL, 4.0);
    meeting_is_waited_for(file, "unlike", NULL, 10.0);
}

static world opened(const char *file)
{
    char path[512];

    snprintf(path, sizeof path, "%s/configs/oracles/%s", SF_TEST_SOURCE_DIR, file);
    return world_of_file(path, NULL, 0);
}

static double mean_wait(const char *file, const char *scenario)
{
    double sum = 0.0, served = 0.0;
    world w = opened(file);

    for (uint32_t i = 1; i <= w.model->replications; i++) {
        sf_replication_record r = life_of(&w, scenario, i, w.model->seed);
        const sf_observation *row = find_row(&w, &r, "wait.meeting", "all", "all", SF_STAT_MEAN);

        assert_non_null(row);
        sum += row->num;
        served += row->den;
        sf_replication_free(&r);
    }
    world_close(&w);
    return sum / served;
}

/* In turn: E5/M/1, s / (1 - s) with s = (4 / (4 + 1 - s))^5. One line: M/M/5, Erlang C. The fewest lies between and has no formula. */
static void one_line_is_shorter_than_five(void **state)
{
    static const char file[] = "../undervisning/felles_ko.cfg";
    double fewest = mean_wait(file, "fewest");

    (void)state;
    meeting_is_waited_for(file, "in_turn", NULL, 2.152256730153);
    meeting_is_waited_for(file, "shared", NULL, 0.554112554113);
    assert_true(fewest > 0.65 && fewest < 0.85); /* "0.7 days" */
}

/* Cobham 1954, one server; and Kleinrock's conservation law: together they wait as long as without priorities. */
static void who_goes_first_decides_who_waits_not_how_long_all_wait(void **state)
{
    static const char file[] = "../undervisning/forrang.cfg";

    (void)state;
    meeting_is_waited_for(file, "fifo", NULL, 4.0);
    meeting_is_waited_for(file, "young", NULL, 4.0);
    meeting_is_waited_for(file, "young", "young", 0.8 / 0.68);
    meeting_is_waited_for(file, "young", "older", 0.8 / (0.68 * 0.2));
}

/* Little 1961: 50 a year x 2 years, day by day; places used 50 a year x 1 / (2 + 0.5) years of the 40. */
static void a_need_that_nothing_meets_is_in_no_queue(void **state)
{
    static const char file[] = "../undervisning/udekket_behov.cfg";
    world w = opened(file);
    sf_replication_record r;

    (void)state;
    claim_one(file, "today",
              (claim){"unmet need, person-days a year", RATIO, "unmet.need/work_training", .stat = SF_STAT_RATE,
                      .exact = 100.0 * 365.25});
    claim_one(file, "today",
              (claim){"use of the places", RATIO, "use.tiltak", .entity = "tiltak.training", .stat = SF_STAT_MEAN,
                      .exact = 0.5});
    r = life_of(&w, "today", 1, w.model->seed);
    assert_true(observed(&w, &r, "queue.tiltak", "all", SF_STAT_MEAN) < 0.01); /* nobody stands in line */
    sf_replication_free(&r);
    r = life_of(&w, "fitting", 1, w.model->seed);
    assert_true(observed(&w, &r, "unmet.need/work_training", "all", SF_STAT_RATE) < 1e-9);
    assert_true(observed(&w, &r, "queue.tiltak", "all", SF_STAT_MEAN) > 1.0); /* now they do */
    sf_replication_free(&r);
    world_close(&w);
}

/* 1 - exp(-0.1 (365 - wait - 90) / 30.4375); the share of the limit that went by in the queue is wait / 365. */
static void the_clock_runs_while_people_wait(void **state)
{
    static const char file[] = "../undervisning/klokka_gar.cfg";
    static const struct {
        const char *scenario;
        double wait, work;
    } cases[] = {
        {"thirty", 30.0, 0.552879940710}, {"ninety", 90.0, 0.455454008572}, {"one_eighty", 180.0, 0.268102637293}};

    world w = opened(file);
    sf_replication_record r;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        claim_one(file, cases[i].scenario,
                  (claim){"share to work", RATIO, "outcome.exit/work", .entity = "programmes.aap", .stat = SF_STAT_MEAN,
                          .exact = cases[i].work});
        r = life_of(&w, cases[i].scenario, 1, w.model->seed);
        assert_true(fabs(observed(&w, &r, "clock.lost/treatment", "programmes.aap", SF_STAT_MEAN) -
                         cases[i].wait / 365.0) < 1e-9);
        sf_replication_free(&r);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_queue_explodes_near_full_load),
        cmocka_unit_test(unlike_meetings_make_longer_queues_at_the_same_load),
        cmocka_unit_test(one_line_is_shorter_than_five),
        cmocka_unit_test(who_goes_first_decides_who_waits_not_how_long_all_wait),
        cmocka_unit_test(a_need_that_nothing_meets_is_in_no_queue),
        cmocka_unit_test(the_clock_runs_while_people_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
