/* tests/unit/test_crowd.c - the same people under two policies: who is compared with whom, and what counts as a gain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "results/crowd.h"
#include "support/synthetic_study.h"

enum { BAD, NEUTRAL, GOOD, STATES };

typedef struct fixture {
    char *sandbox;
    sf_study *study;
} fixture;

/* The made-up study with one exit that is better rare, one that is neither, and one that is better common. */
static int setup(void **state)
{
    static const char *const states[] = {"unresolved", "other", "work"};
    static const sf_metric exits[] = {{"outcome.exit/unresolved", "share", SF_LOWER_IS_BETTER, "", (double)NAN},
                                      {"outcome.exit/other", "share", SF_NEITHER_IS_BETTER, "", (double)NAN},
                                      {"outcome.exit/work", "share", SF_HIGHER_IS_BETTER, "", (double)NAN}};
    static const sf_target target = {"wait.meeting", "all", "all", "mean", 5.0};
    fixture *f = calloc(1, sizeof *f);
    sf_study_info info = synthetic_study();
    sf_catalogue catalogue = *info.catalogue;
    sf_store *store = NULL;
    sf_error err = {0};

    if (f == NULL)
        return 1;
    catalogue.metrics = exits;
    catalogue.n_metrics = 3;
    catalogue.states = catalogue.state_labels = states;
    catalogue.n_states = STATES;
    info.catalogue = &catalogue;
    info.targets = &target;
    info.n_targets = 1;
    f->sandbox = make_sandbox();
    if (sf_store_open(in_sandbox(f->sandbox, "s"), &info, false, &store, &err) != SF_OK)
        fail_msg("%s", err.message);
    sf_store_close(store);
    if (sf_study_open(in_sandbox(f->sandbox, "s"), &f->study, &err) != SF_OK)
        fail_msg("%s", err.message);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    sf_study_close(f->study);
    remove_sandbox(f->sandbox);
    free(f);
    return 0;
}

static sf_person_outcome person(uint64_t key, uint16_t segment, uint16_t ends, double meeting)
{
    return (sf_person_outcome){.key = key,
                               .programme = PROGRAMMES_AAP,
                               .segment = segment,
                               .exit_state = ends,
                               .entry_days = 1.0,
                               .first_meeting_wait = meeting};
}

static sf_crowd *crowd_of(fixture *f, size_t replications)
{
    sf_crowd *crowd = NULL;

    assert_int_equal(sf_crowd_open(f->study, replications, &crowd, NULL), SF_OK);
    return crowd;
}

static void people_are_the_same_by_key_and_the_rest_is_left_out(void **state)
{
    const sf_person_outcome base[] = {person(1, SEGMENT_LOW, GOOD, 1.0), person(2, SEGMENT_LOW, BAD, 1.0),
                                      person(5, SEGMENT_HIGH, BAD, 1.0), person(9, SEGMENT_HIGH, BAD, 1.0)};
    const sf_person_outcome other[] = {person(2, SEGMENT_LOW, GOOD, 1.0), person(4, SEGMENT_LOW, GOOD, 1.0),
                                       person(5, SEGMENT_HIGH, BAD, 1.0)};
    sf_crowd *crowd = crowd_of(*state, 1);

    sf_crowd_add(crowd, base, 4, other, 3);
    assert_true(sf_crowd_size(crowd, SEGMENT_ALL) == 2.0); /* 2 and 5 */
    assert_true(sf_crowd_size(crowd, SEGMENT_LOW) == 1.0);
    assert_true(sf_crowd_gain(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL).mean == 0.5);
    assert_true(sf_crowd_loss(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL).mean == 0.0);
    assert_true(sf_crowd_transition(crowd, BAD, GOOD).mean == 1.0);
    assert_true(sf_crowd_transition(crowd, BAD, BAD).mean == 1.0);
    sf_crowd_close(crowd);
}

static void of_several_spells_in_a_programme_the_first_counts(void **state)
{
    sf_person_outcome base[] = {person(1, SEGMENT_LOW, BAD, 1.0), person(1, SEGMENT_LOW, GOOD, 1.0)};
    const sf_person_outcome other[] = {person(1, SEGMENT_LOW, BAD, 1.0)};
    sf_crowd *crowd = crowd_of(*state, 1);

    base[1].entry_days = 400.0;
    sf_crowd_add(crowd, base, 2, other, 1);
    assert_true(sf_crowd_size(crowd, SEGMENT_ALL) == 1.0);
    assert_true(sf_crowd_gain(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL).mean == 0.0);
    sf_crowd_close(crowd);
}

static void a_change_of_outcome_is_a_gain_when_the_exits_metrics_say_so(void **state)
{
    static const double gains[STATES][STATES] = {{0, 1, 1}, {0, 0, 1}, {0, 0, 0}};

    for (uint16_t from = 0; from < STATES; from++) {
        for (uint16_t to = 0; to < STATES; to++) {
            const sf_person_outcome base = person(1, SEGMENT_LOW, from, 1.0), other = person(1, SEGMENT_LOW, to, 1.0);
            sf_crowd *crowd = crowd_of(*state, 1);

            sf_crowd_add(crowd, &base, 1, &other, 1);
            assert_true(sf_crowd_gain(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL).mean == gains[from][to]);
            assert_true(sf_crowd_loss(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL).mean == gains[to][from]);
            sf_crowd_close(crowd);
        }
    }
}

static void a_wait_has_changed_when_the_difference_matters_and_is_silent_without_a_target(void **state)
{
    const sf_person_outcome base[] = {person(1, SEGMENT_LOW, BAD, 20.0), person(2, SEGMENT_LOW, BAD, 20.0),
                                      person(3, SEGMENT_LOW, BAD, 20.0), person(4, SEGMENT_LOW, BAD, 20.0),
                                      person(5, SEGMENT_LOW, BAD, (double)NAN)};
    const sf_person_outcome other[] = {
        person(1, SEGMENT_LOW, BAD, 15.0), person(2, SEGMENT_LOW, BAD, 15.1), person(3, SEGMENT_LOW, BAD, 26.0),
        person(4, SEGMENT_LOW, BAD, 20.0),
        person(5, SEGMENT_LOW, BAD, 1.0)}; /* the fifth had no meeting: no wait to compare */
    sf_crowd *crowd = crowd_of(*state, 1);

    sf_crowd_add(crowd, base, 5, other, 5);
    assert_true(sf_crowd_matters(crowd, SF_GAIN_FIRST_MEETING) == 5.0);
    assert_true(sf_crowd_gain(crowd, SF_GAIN_FIRST_MEETING, SEGMENT_ALL).mean == 0.25);
    assert_true(sf_crowd_loss(crowd, SF_GAIN_FIRST_MEETING, SEGMENT_ALL).mean == 0.25);
    assert_true(isnan(sf_crowd_matters(crowd, SF_GAIN_TILTAK)));
    assert_true(isnan(sf_crowd_gain(crowd, SF_GAIN_TILTAK, SEGMENT_ALL).mean));
    sf_crowd_close(crowd);
}

static void shares_are_sums_over_sums_with_an_interval_over_replications(void **state)
{
    const sf_person_outcome base[] = {person(1, SEGMENT_LOW, BAD, 1.0), person(2, SEGMENT_LOW, BAD, 1.0)};
    const sf_person_outcome other[] = {person(1, SEGMENT_LOW, GOOD, 1.0), person(2, SEGMENT_LOW, BAD, 1.0)};
    sf_crowd *crowd = crowd_of(*state, 3);
    sf_estimate gain;

    for (int i = 0; i < 2; i++)
        sf_crowd_add(crowd, base, 2, other, 2);
    gain = sf_crowd_gain(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL);
    assert_true(gain.mean == 0.5 && gain.low == 0.5 && gain.high == 0.5); /* every replication says the same */
    sf_crowd_add(crowd, base, 2, base, 2);
    gain = sf_crowd_gain(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL);
    assert_true(fabs(gain.mean - 1.0 / 3.0) < 1e-12);
    /* halves and a zero: standard deviation 0.5 / sqrt(3), t2 = 4.30265272974946 */
    assert_true(fabs(gain.high - gain.mean - 4.30265272974946 * 0.5 / 3.0) < 1e-9);
    assert_true(fabs(sf_crowd_transition(crowd, BAD, GOOD).mean - 2.0 / 3.0) < 1e-12);
    sf_crowd_close(crowd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(people_are_the_same_by_key_and_the_rest_is_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(of_several_spells_in_a_programme_the_first_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(a_change_of_outcome_is_a_gain_when_the_exits_metrics_say_so, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wait_has_changed_when_the_difference_matters_and_is_silent_without_a_target,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(shares_are_sums_over_sums_with_an_interval_over_replications, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
