/* tests/oracle/test_textbook_queues.c - lines before servers: the configs in configs/oracles/ give what the formulas say. Exact values:
 * the opening comment of each config, with its source. The gate: tests/support/claims.h; here the standard errors are those of a
 * short run, as `now` says. tests/oracle/nightly_textbook_queues.c runs the same with the replications that bring every standard
 * error to 0.25 %, on a new seed every night.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/claims.h"

#ifdef SF_ORACLE_NIGHTLY
#define NIGHTLY true
#else
#define NIGHTLY false
#endif

#define HOLD(of, claims) claims_hold(&(of), claims, sizeof(claims) / sizeof((claims)[0]), NIGHTLY)

static void five_places_make_people_wait_as_erlang_c_says(void **state)
{
    static const oracle o2 = {.id = "O2", .file = "o2_mm5.cfg", .times = 2};
    const claim claims[] = {
        {"share that waits", COMPLEMENT, "wait.tiltak", .stat = SF_STAT_SHARE_ZERO, .exact = 0.554112554113},
        {"mean wait, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 0.554112554113},
        {"mean number waiting", RATIO, "queue.tiltak", .stat = SF_STAT_MEAN, .exact = 2.216450216450},
        {"use of the places", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .exact = 0.8},
        {"95 % quantile of the wait, d", QUANTILE, "wait.tiltak", .at = 0.95, .exact = 2.405344826952, .now = 0.004},
        {"P(wait > 1 d)", BEYOND, "wait.tiltak", .at = 1.0, .exact = 0.203846616753, .now = 0.005},
    };

    (void)state;
    HOLD(o2, claims);
}

static void thirty_places_make_people_wait_as_erlang_c_says(void **state)
{
    static const oracle o3 = {.id = "O3", .file = "o3_mm30.cfg", .times = 50};
    const claim claims[] = {
        {"share that waits", COMPLEMENT, "wait.tiltak", .stat = SF_STAT_SHARE_ZERO, .exact = 0.471408369947,
         .now = 0.01},
        {"mean wait, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 0.157136123316, .now = 0.02},
        {"mean number waiting", RATIO, "queue.tiltak", .stat = SF_STAT_MEAN, .exact = 4.242675329523, .now = 0.02},
        {"use of the places", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .exact = 0.9},
        {"P(wait > 0.25 d)", BEYOND, "wait.tiltak", .at = 0.25, .exact = 0.222677546645, .now = 0.02},
    };

    (void)state;
    HOLD(o3, claims);
}

/* One place and 0.7 arrivals a day: what is the same for every spread of the stay. */
#define ANY_STAY                                                                               \
    {"share that waits", COMPLEMENT, "wait.tiltak", .stat = SF_STAT_SHARE_ZERO, .exact = 0.7}, \
    {                                                                                          \
        "use of the place", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .exact = 0.7            \
    }

static void equal_stays_wait_half_as_long_as_exponential_ones(void **state)
{
    static const oracle o4 = {.id = "O4", .file = "o4_mg1.cfg", .scenario = "fixed", .times = 5};
    static const oracle o5 = {.id = "O5", .file = "o4_mg1.cfg", .scenario = "fixed", .times = 5};
    const claim mean[] = {
        ANY_STAY, {"mean wait, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 1.166666666667, .now = 0.006}};
    const claim distribution[] = {
        {"P(wait = 0)", RATIO, "wait.tiltak", .stat = SF_STAT_SHARE_ZERO, .exact = 0.3},
        {"P(wait <= 0.5 d)", WITHIN, "wait.tiltak", .at = 0.5, .exact = 0.425720264578},
        {"P(wait <= 1 d)", WITHIN, "wait.tiltak", .at = 1.0, .exact = 0.604125812241},
        {"P(wait <= 2 d)", WITHIN, "wait.tiltak", .at = 2.0, .exact = 0.793671921485},
        {"P(wait <= 5 d)", WITHIN, "wait.tiltak", .at = 5.0, .exact = 0.972724036912},
    };

    (void)state;
    HOLD(o4, mean);
    HOLD(o5, distribution);
}

static void erlang_stays_wait_as_pollaczek_and_khinchine_say(void **state)
{
    static const oracle o4 = {.id = "O4", .file = "o4_mg1.cfg", .scenario = "erlang", .times = 30};
    const claim claims[] = {
        ANY_STAY,
        {"mean wait, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 1.458333333333, .now = 0.006},
        {"variance of the wait, d^2", VARIANCE, "wait.tiltak", .exact = 3.585069444444, .now = 0.02},
    };

    (void)state;
    HOLD(o4, claims);
}

static void exponential_stays_wait_as_pollaczek_and_khinchine_say(void **state)
{
    static const oracle o4 = {.id = "O4", .file = "o4_mg1.cfg", .scenario = "exponential", .times = 10};
    const claim claims[] = {
        ANY_STAY, {"mean wait, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 2.333333333333, .now = 0.008}};

    (void)state;
    HOLD(o4, claims);
}

/* The sixth moment of a lognormal stay is 4^15, so the sample variance converges slowly: 1,500 x the replications for 0.25 %.
 * So the gate of the variance is 5 %. */
static void lognormal_stays_wait_five_times_as_long_as_equal_ones(void **state)
{
    static const oracle o4 = {.id = "O4", .file = "o4_mg1.cfg", .scenario = "lognormal", .times = 100};
    const claim claims[] = {
        ANY_STAY,
        {"mean wait, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 5.833333333333, .now = 0.025},
        {"variance of the wait, d^2", VARIANCE, "wait.tiltak", .exact = 131.25, .now = 0.2, .nightly = 0.05},
    };

    (void)state;
    HOLD(o4, claims);
}

static void a_line_with_an_end_turns_people_away_as_the_balance_equations_say(void **state)
{
    static const oracle o6 = {.id = "O6", .file = "o6_mm10_15.cfg", .times = 5};
    const claim claims[] = {
        {"share turned away", RATIO, "wait.tiltak", .stat = SF_STAT_ABANDONED, .exact = 0.203260898890, .now = 0.006},
        {"share of the accepted that waits", SERVED_WHO_WAITED, "wait.tiltak", .exact = 0.762953030604, .now = 0.006},
        {"mean wait of the accepted, d", MEAN_OF_SERVED, "wait.tiltak", .exact = 0.256313504691, .now = 0.006},
        {"mean number waiting", RATIO, "queue.tiltak", .stat = SF_STAT_MEAN, .exact = 2.450579895960, .now = 0.006},
        {"throughput, 1/d", RATIO, "tiltak.started", .entity = "tiltak.desk", .stat = SF_STAT_RATE,
         .times = 1.0 / 365.25, .exact = 9.560869213314},
    };

    (void)state;
    HOLD(o6, claims);
}

static void calls_are_lost_as_erlang_b_says_whatever_the_spread_of_their_length(void **state)
{
    static const oracle fixed = {.id = "O7", .file = "o7_mg20_20.cfg", .scenario = "fixed", .times = 9};
    static const oracle exponential = {.id = "O7", .file = "o7_mg20_20.cfg", .scenario = "exponential", .times = 14};
    static const oracle lognormal = {.id = "O7", .file = "o7_mg20_20.cfg", .scenario = "lognormal", .times = 30};
    const claim claims[] = {
        {"share lost", RATIO, "wait.tiltak", .stat = SF_STAT_ABANDONED, .exact = 0.064410924782, .now = 0.015},
        {"mean number of places in use", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 20.0,
         .exact = 14.969425203495},
    };

    (void)state;
    HOLD(fixed, claims);
    HOLD(exponential, claims);
    HOLD(lognormal, claims);
}

static void impatient_people_give_up_as_palm_says(void **state)
{
    static const oracle o8 = {.id = "O8", .file = "o8_mm50_m.cfg", .times = 8};
    const claim claims[] = {
        {"share that waits", COMPLEMENT, "wait.tiltak", .stat = SF_STAT_SHARE_ZERO, .exact = 0.467774068554,
         .now = 0.006},
        {"share that gives up", RATIO, "wait.tiltak", .stat = SF_STAT_ABANDONED, .exact = 0.030912249162, .now = 0.008},
        {"mean wait, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 0.061824498324, .now = 0.008},
        {"mean number waiting", RATIO, "queue.tiltak", .stat = SF_STAT_MEAN, .exact = 2.967575919571, .now = 0.008},
        {"mean number of places in use", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 50.0,
         .exact = 46.516212040},
    };

    (void)state;
    HOLD(o8, claims);
}

static void an_overloaded_line_is_kept_in_check_by_those_who_give_up(void **state)
{
    static const oracle o9 = {.id = "O9", .file = "o9_mm10_m.cfg", .times = 6};
    const claim claims[] = {
        {"share that waits", COMPLEMENT, "wait.tiltak", .stat = SF_STAT_SHARE_ZERO, .exact = 0.925599104229},
        {"share that gives up", RATIO, "wait.tiltak", .stat = SF_STAT_ABANDONED, .exact = 0.181082517025, .now = 0.008},
        {"mean wait of all, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 0.724330068099, .now = 0.008},
        {"mean number waiting", RATIO, "queue.tiltak", .stat = SF_STAT_MEAN, .exact = 8.691960817184, .now = 0.008},
        {"mean number of places in use", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 10.0,
         .exact = 9.827009795704},
    };

    (void)state;
    HOLD(o9, claims);
}

static void who_goes_first_changes_who_waits_and_not_how_long_all_wait_together(void **state)
{
    static const oracle o10 = {.id = "O10", .file = "o10_mm5_priority.cfg", .times = 20};
    const claim claims[] = {
        {"mean wait of the young, d", RATIO, "wait.tiltak", "young", SF_STAT_MEAN, .exact = 0.158317872604,
         .now = 0.01},
        {"mean wait of the others, d", RATIO, "wait.tiltak", "other", SF_STAT_MEAN, .exact = 0.791589363018,
         .now = 0.015},
        {"mean wait of all, d", RATIO, "wait.tiltak", .stat = SF_STAT_MEAN, .exact = 0.554112554113, .now = 0.015},
    };

    (void)state;
    HOLD(o10, claims);
}

static void stations_of_a_network_are_queues_by_themselves(void **state)
{
    static const oracle o12 = {.id = "O12", .file = "o12_jackson.cfg", .times = 16};
    const claim claims[] = {
        {"arrivals at one, 1/d", RATIO, "tiltak.started", .entity = "tiltak.one", .stat = SF_STAT_RATE,
         .times = 1.0 / 365.25, .exact = 1.40625},
        {"arrivals at two, 1/d", RATIO, "tiltak.started", .entity = "tiltak.two", .stat = SF_STAT_RATE,
         .times = 1.0 / 365.25, .exact = 1.203125},
        {"arrivals at three, 1/d", RATIO, "tiltak.started", .entity = "tiltak.three", .stat = SF_STAT_RATE,
         .times = 1.0 / 365.25, .exact = 1.14375},
        {"mean wait at one, d", RATIO, "wait.tiltak", .entity = "tiltak.one", .stat = SF_STAT_MEAN,
         .exact = 0.294117647059, .now = 0.008},
        {"mean wait at two, d", RATIO, "wait.tiltak", .entity = "tiltak.two", .stat = SF_STAT_MEAN,
         .exact = 0.279712665412, .now = 0.012},
        {"mean wait at three, d", RATIO, "wait.tiltak", .entity = "tiltak.three", .stat = SF_STAT_MEAN,
         .exact = 0.222239683042, .now = 0.015},
        {"mean number waiting, all", RATIO, "queue.tiltak", .stat = SF_STAT_MEAN, .exact = 1.004318879229, .now = 0.01},
        {"mean number in places, all", RATIO, "use.tiltak", .stat = SF_STAT_MEAN, .times = 6.0,
         .exact = 2.996354166667},
    };

    (void)state;
    HOLD(o12, claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_places_make_people_wait_as_erlang_c_says),
        cmocka_unit_test(thirty_places_make_people_wait_as_erlang_c_says),
        cmocka_unit_test(equal_stays_wait_half_as_long_as_exponential_ones),
        cmocka_unit_test(erlang_stays_wait_as_pollaczek_and_khinchine_say),
        cmocka_unit_test(exponential_stays_wait_as_pollaczek_and_khinchine_say),
        cmocka_unit_test(lognormal_stays_wait_five_times_as_long_as_equal_ones),
        cmocka_unit_test(a_line_with_an_end_turns_people_away_as_the_balance_equations_say),
        cmocka_unit_test(calls_are_lost_as_erlang_b_says_whatever_the_spread_of_their_length),
        cmocka_unit_test(impatient_people_give_up_as_palm_says),
        cmocka_unit_test(an_overloaded_line_is_kept_in_check_by_those_who_give_up),
        cmocka_unit_test(who_goes_first_changes_who_waits_and_not_how_long_all_wait_together),
        cmocka_unit_test(stations_of_a_network_are_queues_by_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
