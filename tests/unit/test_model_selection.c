/* tests/unit/test_model_selection.c - programmes that choose from a list: who is taken in, who is not, and what that does to results.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "saksflyt/luck.h"
#include "support/diary.h"

#define SEED 20101231
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-7)

/* The group that the project is for goes to work at 2 % a month, others at 8 %; they seem more stable, too. */
#define PROJECT(intake, more)                                                                                             \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                 \
    "time = { start = \"2008-01-01\"; warm_up = \"0 d\"; length = \"6 y\"; }; study = { replications = 1; seed = 1; };\n" \
    "segments = ( { id = \"group\"; share = \"0.6\"; }, { id = \"others\"; share = \"rest\"; } );\n"                      \
    "programmes = ( { id = \"p\"; arrivals = \"300 /y\"; clock = { limit = \"12 mo\"; at_limit = \"done\"; };\n"          \
    "  intake = { rejected = \"rejected\"; " intake " };\n"                                                               \
    "  exits = ( { id = \"work\"; rate = { group = \"2 %/mo\"; others = \"8 %/mo\"; }; }, { id = \"done\"; },\n"          \
    "            { id = \"dropout\"; rate = { group = \"5 %/mo\"; others = \"1 %/mo\"; }; }, { id = \"rejected\"; } ); } );\n" more

static double score_of(uint64_t key, double mean, double spread)
{
    return mean + spread * sf_luck_normal(sf_luck_of(SEED, 1), key, sf_luck_purpose("programmes.p.intake"), 0, 0);
}

static void the_highest_scores_are_taken_in_up_to_the_target(void **state)
{
    world w = world_of_text(PROJECT(
        "score = { group = \"0\"; others = \"1\"; }; spread = \"0.5\"; target = \"0.25 /d\"; every = \"30 d\"; threshold = \"-0.5\";",
        ""));
    diary d = diary_of(&w, "base", 1, SEED);
    double listed[4096];
    uint64_t keys[4096];
    size_t n = 0, at = 0, taken = 0, rejected = 0;

    (void)state;
    for (double day = 30.0; day < w.model->horizon_days; day += 30.0) {
        double places = floor(day / 30.0 * 7.5) - floor((day - 30.0) / 30.0 * 7.5);

        for (; at < d.n && d.entries[at].time < day; at++) { /* who has come on the list since */
            size_t arrival = diary_next(&d, d.entries[at].key, SF_LIFE_ARRIVES, 0);

            if (d.entries[at].what != SF_LIFE_IS_LISTED)
                continue;
            keys[n] = d.entries[at].key;
            listed[n++] = score_of(d.entries[at].key, d.entries[arrival].detail == 0 ? 0.0 : 1.0, 0.5);
            assert_true(n < 4096);
        }
        for (size_t i = 0; i < n;) { /* whoever is below the threshold, full or not */
            if (listed[i] >= -0.5) {
                i++;
                continue;
            }
            NEAR(d.entries[diary_next(&d, keys[i], SF_LIFE_LEAVES, 0)].time, day);
            rejected++;
            keys[i] = keys[--n];
            listed[i] = listed[n];
        }
        for (; places >= 1.0 && n > 0; places -= 1.0, taken++) { /* the best of those who are left */
            size_t best = 0;

            for (size_t i = 0; i < n; i++)
                best = listed[i] > listed[best] ? i : best;
            NEAR(d.entries[diary_next(&d, keys[best], SF_LIFE_REACHES_OFFICE, 0)].time, day);
            keys[best] = keys[--n];
            listed[best] = listed[n];
        }
    }
    assert_true(taken > 500 && rejected > 100);
    diary_close(&d);
    world_close(&w);
}

/* What a list makes of the project: shares of exits, and people a year. */
typedef struct results {
    double work, dropout, work_in_group, taken, rejected, listed;
} results;

static results results_of(const char *text)
{
    world w = world_of_text(text);
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    results out = {.work = observed(&w, &r, "outcome.exit/work", "programmes.p", SF_STAT_MEAN),
                   .dropout = observed(&w, &r, "outcome.exit/dropout", "programmes.p", SF_STAT_MEAN),
                   .work_in_group = observed_in(&w, &r, "outcome.exit/work", "programmes.p", "group", SF_STAT_MEAN),
                   .taken = observed(&w, &r, "flow.start", "programmes.p", SF_STAT_RATE),
                   .rejected = observed(&w, &r, "flow.out/rejected", "programmes.p", SF_STAT_RATE),
                   .listed = observed(&w, &r, "queue.list", "programmes.p", SF_STAT_MEAN)};

    sf_replication_free(&r);
    world_close(&w);
    return out;
}

#define SCORES "score = { group = \"0.4\"; others = \"0.8\"; }; spread = \"0.1\"; "

/* M11, V14: a target fills the programme with people who cannot use it; a threshold turns them away. */
static void a_target_for_participants_fills_the_programme_and_a_threshold_raises_completion(void **state)
{
    results targeted = results_of(PROJECT(SCORES "target = \"20 /mo\";", "")),
            tightened = results_of(PROJECT(SCORES "threshold = \"0.5\";", ""));

    (void)state;
    assert_true(tightened.taken < targeted.taken && tightened.rejected > 50.0 && targeted.rejected <= 0.0);
    assert_true(tightened.dropout < targeted.dropout - 0.1);
    assert_true(tightened.work > targeted.work + 0.1);
}

/* M9, V37: the more come from outside the target group, the better it looks; inside the group nothing is better. */
static void creaming_raises_the_result_and_helps_nobody_in_the_target_group(void **state)
{
    results none = results_of(PROJECT(SCORES "target = \"10 /mo\"; target_group = [\"group\"]; outside = \"0\";", "")),
            some =
                results_of(PROJECT(SCORES "target = \"10 /mo\"; target_group = [\"group\"]; outside = \"0.38\";", "")),
            many =
                results_of(PROJECT(SCORES "target = \"10 /mo\"; target_group = [\"group\"]; outside = \"0.6\";", ""));

    (void)state;
    assert_true(none.work + 0.05 < some.work && some.work + 0.05 < many.work);
    assert_true(fabs(none.work_in_group - many.work_in_group) < 0.06);
    assert_true(fabs(none.taken - many.taken) < 15.0); /* as many people, others */
}

static void the_rejected_may_try_again_and_who_waits_too_long_is_rejected(void **state)
{
    results first = results_of(PROJECT(SCORES "target = \"5 /mo\"; longest = \"90 d\";", ""));
    world w = world_of_text(
        "saksflyt = 1; title = \"x\"; time = { start = \"2008-01-01\"; length = \"6 y\"; };\n"
        "segments = ( { id = \"a\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"300 /y\"; intake = { score = \"0\"; spread = \"1\"; threshold = \"0\"; rejected = \"rejected\"; };\n"
        "  exits = ( { id = \"work\"; rate = \"1 /mo\"; }, { id = \"rejected\"; returns = ( { id = \"again\"; rate = \"10 %/mo\"; } ); } ); } );\n");
    diary d = diary_of(&w, "base", 1, SEED);
    size_t again = 0, in_at_last = 0;

    (void)state;
    assert_true(first.rejected > 150.0 && first.listed < 100.0);
    for (size_t i = 0; i < d.n; i++) { /* another day, another impression: the score is drawn anew in the next spell */
        size_t listed = diary_next(&d, d.entries[i].key, SF_LIFE_IS_LISTED, i),
               in = diary_next(&d, d.entries[i].key, SF_LIFE_REACHES_OFFICE, i);

        if (d.entries[i].what != SF_LIFE_COMES_BACK)
            continue;
        assert_true(listed < d.n && d.entries[listed].time <= d.entries[i].time);
        again++;
        in_at_last += in < d.n;
    }
    assert_true(again > 300 && in_at_last > 100);
    diary_close(&d);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_scores_are_taken_in_up_to_the_target),
        cmocka_unit_test(a_target_for_participants_fills_the_programme_and_a_threshold_raises_completion),
        cmocka_unit_test(creaming_raises_the_result_and_helps_nobody_in_the_target_group),
        cmocka_unit_test(the_rejected_may_try_again_and_who_waits_too_long_is_rejected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
