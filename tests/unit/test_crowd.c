/* tests/unit/test_crowd.c - the same people under two policies: who is compared with whom, and what counts as a gain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "results/crowd.h"
#include "results/placebo.h"
#include "support/synthetic_study.h"

enum { BAD, NEUTRAL, GOOD, STATES };

typedef struct fixture {
    char *sandbox;
    sf_study *study;
} fixture;

/* The made-up study with one exit that is better rare, one that is neither, and one that is better common. */
static int set_up(void **state, bool is_about_real_people)
{
    static const char *const states[] = {"unresolved", "other", "work"};
    static const sf_metric exits[] = {{"outcome.exit/unresolved", "share", SF_LOWER_IS_BETTER, "", (double)NAN},
                                      {"outcome.exit/other", "share", SF_NEITHER_IS_BETTER, "", (double)NAN},
                                      {"outcome.exit/work", "share", SF_HIGHER_IS_BETTER, "", (double)NAN}};
    static const sf_target target = {"wait.meeting", "all", "all", "mean", 5.0};
    fixture *f = calloc(1, sizeof *f);
    sf_study_info info = synthetic_study();
    sf_catalogue catalogue = *info.catalogue;

    if (f == NULL)
        return 1;
    catalogue.metrics = exits;
    catalogue.n_metrics = 3;
    catalogue.states = catalogue.state_labels = states;
    catalogue.n_states = STATES;
    info.catalogue = &catalogue;
    info.targets = &target;
    info.n_targets = 1;
    info.is_about_real_people = is_about_real_people;
    f->sandbox = make_sandbox();
    sf_store_close(store_of(in_sandbox(f->sandbox, "s"), &info));
    f->study = study_of(in_sandbox(f->sandbox, "s"));
    *state = f;
    return 0;
}

static int setup(void **state)
{
    return set_up(state, false);
}

static int setup_with_real_people(void **state)
{
    return set_up(state, true);
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

/* --- the placebo ---------------------------------------------------------------------------------------------------------- */

static void opened_again(fixture *f)
{
    sf_study_close(f->study);
    f->study = NULL;
    assert_int_equal(sf_study_open(in_sandbox(f->sandbox, "s"), &f->study, NULL), SF_OK);
}

/* One of two gains in the first replication, one of two loses in the second. */
static sf_crowd *small_placebo(fixture *f)
{
    const sf_person_outcome bad[] = {person(1, SEGMENT_LOW, BAD, 20.0), person(2, SEGMENT_ALL, BAD, 20.0)};
    const sf_person_outcome good[] = {person(1, SEGMENT_LOW, GOOD, 10.0), person(2, SEGMENT_ALL, BAD, 20.0)};
    sf_crowd *crowd = crowd_of(f, 2);

    sf_crowd_add(crowd, bad, 2, good, 2);
    sf_crowd_add(crowd, good, 2, bad, 2);
    return crowd;
}

static void a_placebo_is_read_back_as_it_was_kept(void **state)
{
    fixture *f = *state;
    const sf_crowd *back;

    assert_null(sf_study_placebo(f->study));
    assert_int_equal(sf_placebo_keep(in_sandbox(f->sandbox, "s"), f->study, small_placebo(f), NULL), SF_OK);
    opened_again(f);
    back = sf_study_placebo(f->study);
    assert_non_null(back);
    assert_int_equal(sf_crowd_replications(back), 2);
    assert_true(sf_crowd_size(back, SEGMENT_ALL) == 2.0);
    assert_true(sf_crowd_size(back, SEGMENT_LOW) == 1.0);
    assert_true(sf_crowd_gain(back, SF_GAIN_OUTCOME, SEGMENT_ALL).mean == 0.25);
    assert_true(sf_crowd_loss(back, SF_GAIN_OUTCOME, SEGMENT_LOW).mean == 0.5);
    assert_true(sf_crowd_gain(back, SF_GAIN_FIRST_MEETING, SEGMENT_LOW).mean == 0.5);
    assert_true(sf_crowd_transition(back, BAD, GOOD).mean == 0.5);
}

static void rewritten(const char *path, const char *from, const char *to)
{
    char command[1200];

    snprintf(command, sizeof command, "sed -i 's/%s/%s/' '%s'", from, to, path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): the path is ours */
}

static void a_placebo_of_another_study_or_a_damaged_one_is_none(void **state)
{
    static const char *const changes[][2] = {{"\"seed\":\"", "\"seed\":\"1"},
                                             {"\"build\":\"", "\"build\":\"x"},
                                             {"\"config_digest\":\"0", "\"config_digest\":\"f"},
                                             {"\"baseline\":\"", "\"baseline\":\"x"},
                                             {"\"replications\":2", "\"replications\":3"},
                                             {"\"gained\":\\[1", "\"gained\":[-1"},
                                             {"\"gained\":\\[1", "\"gained\":[\"1\""},
                                             {"}$", ""},
                                             {".*", ""}};
    fixture *f = *state;

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        assert_int_equal(sf_placebo_keep(in_sandbox(f->sandbox, "s"), f->study, small_placebo(f), NULL), SF_OK);
        rewritten(in_sandbox(f->sandbox, "s/placebo.json"), changes[i][0], changes[i][1]);
        opened_again(f);
        assert_null(sf_study_placebo(f->study));
    }
}

static void the_placebo_of_real_people_is_not_written_down(void **state)
{
    fixture *f = *state;

    assert_int_equal(sf_placebo_keep(in_sandbox(f->sandbox, "s"), f->study, small_placebo(f), NULL), SF_OK);
    assert_non_null(sf_study_placebo(f->study));
    assert_int_equal(access(in_sandbox(f->sandbox, "s/placebo.json"), F_OK), -1);
}

static void fewer_than_five_real_people_are_not_told_nor_what_gives_them_away(void **state)
{
    enum { PEOPLE = 20 };
    fixture *f = *state;
    sf_person_outcome base[PEOPLE], other[PEOPLE];
    sf_crowd *crowd = crowd_of(f, 1);

    for (uint64_t key = 0; key < PEOPLE; key++) { /* 9 gain: 6 of no segment, 3 of the low one; 11 keep what they had */
        base[key] = person(key, key < 6 ? SEGMENT_ALL : SEGMENT_LOW, BAD, 20.0);
        other[key] = person(key, base[key].segment, key < 9 ? GOOD : BAD, 20.0);
    }
    sf_crowd_add(crowd, base, PEOPLE, other, PEOPLE);
    assert_true(isnan(sf_crowd_gain(crowd, SF_GAIN_OUTCOME, SEGMENT_LOW).mean));
    assert_true(sf_crowd_gain(crowd, SF_GAIN_OUTCOME, SEGMENT_ALL).mean == 0.45);
    assert_true(sf_crowd_loss(crowd, SF_GAIN_OUTCOME, SEGMENT_LOW).mean == 0.0); /* nobody is not few */
    assert_true(sf_crowd_transition(crowd, BAD, GOOD).mean == 9.0);
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
        cmocka_unit_test_setup_teardown(a_placebo_is_read_back_as_it_was_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(a_placebo_of_another_study_or_a_damaged_one_is_none, setup, teardown),
        cmocka_unit_test_setup_teardown(the_placebo_of_real_people_is_not_written_down, setup_with_real_people,
                                        teardown),
        cmocka_unit_test_setup_teardown(fewer_than_five_real_people_are_not_told_nor_what_gives_them_away,
                                        setup_with_real_people, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
