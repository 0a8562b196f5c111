/* tests/unit/test_model_applications.c - applications that a team decides on: how long that takes is an outcome of load.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "models/outlook.h"
#include "support/diary.h"

#define SEED 20260101

/* Applications come to people who work day and night, so that hours are hours. */
#define CLAIMS(days, programme, decide, offices, back)                                                               \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                            \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"" days "\"; };\n"                                \
    "study = { replications = 1; seed = 1; };\n"                                                                     \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n" offices "programmes = ( { id = \"p\"; " programme "\n"   \
    "  tasks = ( { id = \"decide\"; team = \"back\"; " decide " },\n"                                                \
    "            { id = \"meeting\"; due = \"5 d\"; minutes = \"0 min\"; counts_as = \"meeting\"; } );\n"            \
    "  exits = ( { id = \"out\"; rate = \"20 %/mo\"; }, { id = \"no\"; rate = \"0 %/mo\"; } ); } );\n"               \
    "teams = ( { id = \"back\"; serves = []; hours = \"168 h/week\"; calendar = \"always\"; shared = \"yes\"; " back \
    " },\n"                                                                                                          \
    "          { id = \"front\"; serves = [\"p\"]; hours = \"168 h/week\"; calendar = \"always\"; veiledere = 2; } );\n"

/* One caseworker, half a day to each: whoever is ready is decided on half a day after that, or after the one before (Lindley 1952). */
static void are_decided_one_after_the_other(const char *text, double ready_after)
{
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    double free_at = 0.0;
    size_t decided = 0, waited = 0;

    for (size_t i = 0; i < d.n; i++) {
        size_t reached;
        double ready = d.entries[i].time + ready_after;

        if (d.entries[i].what != SF_LIFE_ARRIVES)
            continue;
        waited += free_at > ready;
        free_at = fmax(free_at, ready) + 0.5;
        reached = diary_next(&d, d.entries[i].key, SF_LIFE_REACHES_OFFICE, i);
        if (reached == d.n) {
            assert_true(free_at >= w.model->horizon_days);
            continue;
        }
        assert_true(fabs(d.entries[reached].time - free_at) < 1e-9);
        decided++;
    }
    assert_true(decided > 500 && waited > 100);
    diary_close(&d);
    world_close(&w);
}

static void applications_wait_for_the_caseworker_and_for_each_other(void **state)
{
    (void)state;
    are_decided_one_after_the_other(CLAIMS("2 y", "arrivals = \"1.5 /d\"; application = { task = \"decide\"; };",
                                           "minutes = \"720 min\";", "", "veiledere = 1;"),
                                    0.0);
}

/* What has to come in first comes in first: papers from a doctor, the end of sick pay. */
static void a_wait_comes_before_the_task(void **state)
{
    (void)state;
    are_decided_one_after_the_other(
        CLAIMS("2 y", "arrivals = \"1.5 /d\"; application = { wait = \"10 d\"; task = \"decide\"; };",
               "minutes = \"720 min\";", "", "veiledere = 1;"),
        10.0);
}

/* O2 of configs/oracles: four a day, five caseworkers, a day to each on average. From the application to the decision it takes
 * C / (c mu - lambda) + 1 / mu = 0.554112554113 + 1 days (Erlang 1917). */
static void a_back_office_is_a_queue_of_erlang(void **state)
{
    world w = world_of_text(CLAIMS("6000 d", "arrivals = \"4 /d\"; application = { task = \"decide\"; };",
                                   "minutes = \"exponential(mean 1440 min)\";", "", "veiledere = 5;"));
    double sum = 0.0, squares = 0.0, half_width;
    const int n = 40;

    (void)state;
    for (int i = 1; i <= n; i++) {
        sf_replication_record r = life_of(&w, "base", (uint32_t)i, SEED);
        const double days = observed(&w, &r, "wait.decision", "programmes.p", SF_STAT_MEAN),
                     waiting = observed(&w, &r, "queue.application", "programmes.p", SF_STAT_MEAN);

        assert_true(fabs(waiting / (4.0 * days) - 1.0) < 0.05); /* Little 1961, but for the edges of the window */
        sum += days;
        squares += days * days;
        sf_replication_free(&r);
    }
    half_width = gsl_cdf_tdist_Pinv(0.995, n - 1) * sqrt((squares / n - sum / n * (sum / n)) / (n - 1));
    print_message("%.6f +- %.6f days\n", sum / n, half_width);
    assert_true(half_width < 0.05);
    assert_true(fabs(sum / n - 1.554112554113) < half_width);
    world_close(&w);
}

/* V23: the same step of load costs more days the nearer the load is to one. */
static void handling_time_grows_faster_than_load(void **state)
{
    static const char *const sets[] = {"programmes.p.arrivals = 3.5 /d from always",
                                       "programmes.p.arrivals = 4 /d from always",
                                       "programmes.p.arrivals = 4.5 /d from always"};
    double days[3];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        world w = world_of_text_with(CLAIMS("4000 d", "arrivals = \"4 /d\"; application = { task = \"decide\"; };",
                                            "minutes = \"exponential(mean 1440 min)\";", "", "veiledere = 5;"),
                                     &sets[i], 1);
        sf_replication_record r = life_of(&w, "base", 1, SEED);

        days[i] = observed(&w, &r, "wait.decision", "programmes.p", SF_STAT_MEAN);
        sf_replication_free(&r);
        world_close(&w);
    }
    assert_true(days[0] < days[1] && days[2] - days[1] > 1.5 * (days[1] - days[0]));
}

/* One back office for both offices, with the hours of two small ones: nobody waits while another one's caseworker is idle. */
static void a_back_office_for_all_decides_sooner_than_one_in_each_office(void **state)
{
#define OFFICES "offices = ( { id = \"a\"; users = 1; }, { id = \"b\"; users = 1; } );\n"
    static const char pooled[] = CLAIMS("4 y", "arrivals = \"1.6 /d\"; application = { task = \"decide\"; };",
                                        "minutes = \"1440 min\";", OFFICES, "veiledere = 2;");
    static const char apart[] =
        CLAIMS("4 y", "arrivals = \"1.6 /d\"; application = { task = \"decide\"; };", "minutes = \"1440 min\";",
               OFFICES, "veiledere = 2; in_each_office = \"yes\"; staff = { at_least = 1; };");
    const char *texts[2] = {pooled, apart};
    double days[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        world w = world_of_text(texts[i]);
        sf_replication_record r = life_of(&w, "base", 1, SEED);

        days[i] = observed(&w, &r, "wait.decision", "programmes.p", SF_STAT_MEAN);
        sf_replication_free(&r);
        world_close(&w);
    }
    assert_true(days[0] > 1.0 && days[0] + 0.5 < days[1]);
#undef OFFICES
}

/* Who is refused is a matter of luck and of the share, not of how or when it is decided. */
static void the_same_people_are_refused_however_it_is_decided(void **state)
{
    static const char by_task[] = CLAIMS(
        "2 y",
        "arrivals = \"1 /d\"; application = { task = \"decide\"; wait = \"3 d\"; refused = \"0.4\"; refused_to = \"no\"; };",
        "minutes = \"60 min\";", "", "veiledere = 1;");
    static const char by_wait[] =
        "saksflyt = 1; title = \"Prøve\";\n"
        "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"2 y\"; };\n"
        "study = { replications = 1; seed = 1; };\n"
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"1 /d\"; application = { wait = \"3 d\"; refused = \"0.4\"; refused_to = \"no\"; };\n"
        "  exits = ( { id = \"out\"; rate = \"20 %/mo\"; }, { id = \"no\"; rate = \"0 %/mo\"; } ); } );\n";
    world a = world_of_text(by_task), b = world_of_text(by_wait);
    diary da = diary_of(&a, "base", 1, SEED), db = diary_of(&b, "base", 1, SEED);
    size_t refused = 0, let_in = 0;

    (void)state;
    for (size_t i = 0; i < da.n; i++) {
        const uint64_t key = da.entries[i].key;
        const bool is_in = diary_next(&da, key, SF_LIFE_REACHES_OFFICE, i) < da.n;

        if (da.entries[i].what != SF_LIFE_ARRIVES || da.entries[i].time > 700.0)
            continue;
        assert_int_equal(is_in, diary_next(&db, key, SF_LIFE_REACHES_OFFICE, 0) < db.n);
        refused += !is_in;
        let_in += is_in;
    }
    assert_true(refused > 200 && let_in > 300);
    diary_close(&da);
    diary_close(&db);
    world_close(&a);
    world_close(&b);
}

/* An automatic decision is made at once and by nobody; the more there are of them, the sooner the others are decided on. */
static void automatic_decisions_take_no_time_and_free_hours(void **state)
{
    static const char *const all[] = {"programmes.p.tasks.decide.self_service = 1"},
                             *const half[] = {"programmes.p.tasks.decide.self_service = 0.5"};
    static const char text[] = CLAIMS("4 y", "arrivals = \"0.9 /d\"; application = { task = \"decide\"; };",
                                      "minutes = \"1440 min\"; self_service = \"0\";", "", "veiledere = 1;");
    world none = world_of_text(text), some = world_of_text_with(text, half, 1),
          every = world_of_text_with(text, all, 1);
    sf_replication_record a = life_of(&none, "base", 1, SEED), b = life_of(&some, "base", 1, SEED),
                          c = life_of(&every, "base", 1, SEED);

    (void)state;
    assert_true(observed(&every, &c, "wait.decision", "programmes.p", SF_STAT_MEAN) <= 0.0);
    assert_true(observed(&every, &c, "use.veileder", "teams.back", SF_STAT_MEAN) <= 0.0);
    assert_true(observed(&none, &a, "wait.decision", "programmes.p", SF_STAT_MEAN) >
                5.0 * observed(&some, &b, "wait.decision", "programmes.p", SF_STAT_MEAN));
    sf_replication_free(&a);
    sf_replication_free(&b);
    sf_replication_free(&c);
    world_close(&none);
    world_close(&some);
    world_close(&every);
}

/* Deciding is no contact, and its hours are its team's: 365.25 applications a year, half of them refused, an hour each. */
static void the_hours_are_those_of_the_team_and_no_contact(void **state)
{
    world w = world_of_text(CLAIMS(
        "4 y", "arrivals = \"1 /d\"; application = { task = \"decide\"; refused = \"0.5\"; refused_to = \"no\"; };",
        "minutes = \"50 min\"; documentation = \"10 min\";", "", "veiledere = 1;"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    diary d = diary_of(&w, "base", 1, SEED);
    sf_outlook o;
    sf_error err = {0};
    const double meetings = (double)diary_count(&d, SF_LIFE_STARTS, 0.0, w.model->horizon_days),
                 months = observed(&w, &r, "stock", "programmes.p", SF_STAT_MEAN) * w.model->length_days / 30.4375;

    (void)state;
    assert_int_equal(sf_outlook_make(w.model, 0, &o, &err), SF_OK);
    assert_string_equal(o.teams[0].id, "back");
    assert_true(fabs(o.teams[0].asked_hours - 365.25) < 1e-6); /* on paper */
    sf_outlook_free(&o);
    assert_true(fabs(observed(&w, &r, "use.veileder", "teams.back", SF_STAT_MEAN) - 1.0 / 24.0) < 0.004);
    assert_true(fabs(observed(&w, &r, "contact.held", "programmes.p", SF_STAT_MEAN) * months - meetings) < 1.5);
    diary_close(&d);
    sf_replication_free(&r);
    world_close(&w);
}

static void what_cannot_decide_an_application_is_refused(void **state)
{
    (void)state;
    model_refuses(CLAIMS("1 y", "arrivals = \"1 /d\"; application = { refused = \"0.1\"; refused_to = \"no\"; };",
                         "minutes = \"1 min\";", "", "veiledere = 1;"),
                  "nothing decides the application; write wait");
    model_refuses(CLAIMS("1 y", "arrivals = \"1 /d\"; application = { task = \"meeting\"; };", "minutes = \"1 min\";",
                         "", "veiledere = 1;"),
                  "the task meeting decides applications of people who have no veileder yet; name the team");
    model_refuses(
        CLAIMS("1 y", "arrivals = \"1 /d\"; application = { task = \"decide\"; };",
               "minutes = \"1 min\"; every = \"1 mo\";", "", "veiledere = 1;"),
        "the task decide is asked for by an application alone, and is reported as wait.decision; leave out every");
    model_refuses(CLAIMS("1 y", "arrivals = \"1 /d\"; takeover = \"decide\"; application = { task = \"decide\"; };",
                         "minutes = \"1 min\";", "", "veiledere = 1;"),
                  "the task decide decides applications, and is named for something else, too");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(applications_wait_for_the_caseworker_and_for_each_other),
        cmocka_unit_test(a_wait_comes_before_the_task),
        cmocka_unit_test(a_back_office_is_a_queue_of_erlang),
        cmocka_unit_test(handling_time_grows_faster_than_load),
        cmocka_unit_test(a_back_office_for_all_decides_sooner_than_one_in_each_office),
        cmocka_unit_test(the_same_people_are_refused_however_it_is_decided),
        cmocka_unit_test(automatic_decisions_take_no_time_and_free_hours),
        cmocka_unit_test(the_hours_are_those_of_the_team_and_no_contact),
        cmocka_unit_test(what_cannot_decide_an_application_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
