/* tests/unit/test_model_barriers.c - what stands in people's way: barriers that come back, goals that do not mind some of them,
 * treatment with few places, and people who are slower than others for no reason that anybody sees.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/told.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

#define HEAD(length)                                                                    \
    "saksflyt = 1; title = \"Prøve\"; study = { replications = 1; seed = 1; };\n"      \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"" length "\"; };\n" \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"

/* --- frailty -------------------------------------------------------------------------------------------------------------------------- */

/* With a rate of one a month and a gamma frailty of mean 1 and variance v, (1 + v t)^(-1/v) are still there after t months
 * (Vaupel, Manton & Stallard 1979). */
static void frailty_leaves_as_many_as_the_formula_says(void **state)
{
    const struct {
        const char *written;
        double variance;
    } cases[] = {{"frailty = \"0.5\";", 0.5}, {"frailty = \"2\";", 2.0}};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        char config[2048];
        world w;
        told t;
        double came = 0.0, stayed[3] = {0.0};

        snprintf(
            config, sizeof config,
            HEAD(
                "3 y") "segments = ( { id = \"people\"; share = \"1\"; %s } );\n"
                       "programmes = ( { id = \"p\"; arrivals = \"6000 /y\"; exits = ( { id = \"work\"; rate = \"1 /mo\"; } ); } );\n",
            cases[k].written);
        w = world_of_text(config);
        t = told_of(&w, "base", 1, SEED);
        for (size_t i = 0; i < t.n; i++) {
            double left;

            if (t.events[i].what != SF_LIFE_LEAVES &&
                !(t.events[i].what == SF_LIFE_STARTS && t.events[i].time < 365.25))
                continue;
            if (t.events[i].what == SF_LIFE_STARTS) {
                came += 1.0;
                continue;
            }
            left = t.events[i].time;
            for (size_t b = i; b-- > 0;) { /* the start lies before */
                if (t.events[b].key == t.events[i].key && t.events[b].what == SF_LIFE_STARTS) {
                    if (t.events[b].time < 365.25) {
                        for (int m = 0; m < 3; m++)
                            stayed[m] -= left - t.events[b].time <= 30.4375 * (1 << 2 * m);
                    }
                    break;
                }
            }
        }
        for (int m = 0; m < 3; m++) { /* after 1, 4 and 16 months */
            double share = (came + stayed[m]) / came,
                   exact = pow(1.0 + cases[k].variance * (1 << 2 * m), -1.0 / cases[k].variance);

            assert_true(came > 5000.0);
            assert_true(fabs(share - exact) < 4.4 * sqrt(exact * (1.0 - exact) / came));
        }
        told_free(&t);
        world_close(&w);
    }
}

/* --- barriers that return ------------------------------------------------------------------------------------------------------------- */

#define TWO_WAYS(returns)                                                                \
    HEAD("6 y")                                                                          \
    "barriers = ( { id = \"health\"; clears = \"20 %/mo\"; " returns                     \
    " } ); goals = ( { id = \"work\"; requires = [\"health\"]; } );\n"                   \
    "profiles = ( { id = \"ill\"; barriers = [\"health\"]; goal = \"work\"; } );\n"      \
    "segments = ( { id = \"people\"; share = \"1\"; profiles = { ill = \"1\"; }; } );\n" \
    "programmes = ( { id = \"p\"; arrivals = \"600 /y\"; exits = ( { id = \"end\"; } ); clock = { limit = \"730.5 d\"; at_limit = \"end\"; }; } );\n"

/* A barrier that clears at a and returns at b is open for a share a/(a+b) - a/(a+b)^2 (1 - e^-(a+b)T)/T less than always, over a
 * stay of T. From the third year on the stock is of all ages alike, so that is its share of people who are ready. */
static double share_ready(double a, double b, double months)
{
    double both = a + b;

    return a / both - a / (both * both) * (1.0 - exp(-both * months)) / months;
}

static void a_barrier_that_returns_is_open_for_the_share_of_time_that_the_rates_give(void **state)
{
    const char *const from_third_year[] = {"time.warm_up = 2 y"};
    world often = world_of_text_with(TWO_WAYS("returns = \"10 %/mo\";"), from_third_year, 1),
          never = world_of_text_with(TWO_WAYS(""), from_third_year, 1);
    sf_replication_record a = life_of(&often, "base", 1, SEED), b = life_of(&never, "base", 1, SEED);
    double with = observed(&often, &a, "stock.ready", "programmes.p", SF_STAT_MEAN),
           without = observed(&never, &b, "stock.ready", "programmes.p", SF_STAT_MEAN);

    (void)state;
    assert_true(fabs(with - share_ready(0.2, 0.1, 24.0)) < 0.02);
    assert_true(fabs(without - share_ready(0.2, 0.0, 24.0)) < 0.02);
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&often);
    world_close(&never);
}

/* --- goals ------------------------------------------------------------------------------------------------------------------------------ */

static void only_barriers_that_the_goal_requires_to_be_gone_stand_in_the_way(void **state)
{
#define AIMED(goal)                                                                                                                                                              \
    HEAD("2 y")                                                                                                                                                                  \
    "barriers = ( { id = \"health\"; }, { id = \"debt\"; } ); goals = ( { id = \"work\"; requires = [\"health\"]; }, { id = \"part\"; requires = [\"debt\", \"health\"]; } );\n" \
    "profiles = ( { id = \"owing\"; barriers = [\"debt\"]; " goal                                                                                                                \
    " } ); segments = ( { id = \"people\"; share = \"1\"; profiles = { owing = \"1\"; }; } );\n"                                                                                 \
    "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"50 d\"; at_limit = \"end\"; };\n"                                                                   \
    "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"1000 /d\"; with_barrier = 0; } ); } );\n"
    const struct {
        const char *config;
        bool works;
    } cases[] = {{AIMED("goal = \"work\";"), true}, {AIMED("goal = \"part\";"), false}, {AIMED(""), false}};

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        world w = world_of_text(cases[k].config);
        sf_replication_record r = life_of(&w, "base", 1, SEED);

        NEAR(observed(&w, &r, "outcome.exit/work", "programmes.p", SF_STAT_MEAN), cases[k].works ? 1.0 : 0.0);
        sf_replication_free(&r);
        world_close(&w);
    }
}

static void a_tiltak_may_take_people_of_a_goal_only(void **state)
{
    world w = world_of_text(HEAD(
        "2 y") "barriers = ( { id = \"health\"; } ); goals = ( { id = \"work\"; requires = []; }, { id = \"part\"; requires = []; } );\n"
               "profiles = ( { id = \"worker\"; goal = \"work\"; }, { id = \"other\"; goal = \"part\"; } );\n"
               "segments = ( { id = \"workers\"; share = \"0.5\"; profiles = { worker = \"1\"; }; }, { id = \"others\"; share = \"rest\"; profiles = { other = \"1\"; }; } );\n"
               "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"50 d\"; at_limit = \"end\"; }; exits = ( { id = \"end\"; } );\n"
               "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n"
               "tiltak = ( { id = \"course\"; offers = [\"training\"]; places = 100; stay = \"5 d\"; accepts = [\"work\"]; } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    NEAR(observed_in(&w, &r, "tiltak.started", "tiltak.course", "others", SF_STAT_RATE), 0.0);
    assert_true(observed_in(&w, &r, "tiltak.started", "tiltak.course", "workers", SF_STAT_RATE) > 20.0);
    sf_replication_free(&r);
    world_close(&w);
}

/* --- treatment with places --------------------------------------------------------------------------------------------------------------- */

#define CLINIC(places, more)                                                                                                         \
    HEAD("3 y")                                                                                                                      \
    "barriers = ( { id = \"health\"; } ); profiles = ( { id = \"ill\"; barriers = [\"health\"]; } );\n"                              \
    "segments = ( { id = \"people\"; share = \"1\"; profiles = { ill = \"1\"; }; } );\n"                                             \
    "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"300 d\"; at_limit = \"end\"; };\n"                      \
    "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"1000 /d\"; with_barrier = 0; } );\n"                                   \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"health\"; p = \"1\"; } ); } ); } );\n" \
    "treatment = ( { id = \"dps\"; offers = [\"health\"]; places = " places "; stay = \"30 d\"; " more " } );\n"

static void treatment_with_places_is_a_line_in_which_patience_may_end(void **state)
{
    world w = world_of_text(CLINIC("5", "patience = \"40 d\";"));
    told t = told_of(&w, "base", 1, SEED);
    size_t inside = 0, waiting = 0, gave_up = 0;
    double last = -1.0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];

        if (e->time > last) /* an instant is over: nobody waits while a place is free */
            assert_true(waiting == 0 || inside == 5);
        last = e->time;
        waiting += e->what == SF_LIFE_WAITS_TREATMENT;
        waiting -= e->what == SF_LIFE_IS_TREATED || e->what == SF_LIFE_STOPS_WAITING;
        inside += e->what == SF_LIFE_IS_TREATED;
        inside -= e->what == SF_LIFE_TREATMENT_ENDS;
        assert_true(inside <= 5);
        if (e->what != SF_LIFE_STOPS_WAITING)
            continue;
        gave_up++;
        assert_true(told_when(&t, e->key, SF_LIFE_WAITS_TREATMENT, 0, 0.0) <= e->time - 40.0 + 1e-9);
    }
    assert_true(gave_up > 20);
    assert_true(observed(&w, &t.record, "use.treatment", "treatment.dps", SF_STAT_MEAN) > 0.95);
    told_free(&t);
    world_close(&w);
}

static void more_places_in_treatment_shorten_the_wait_and_bring_more_people_to_work(void **state)
{
    world few = world_of_text(CLINIC("6", "")), many = world_of_text(CLINIC("30", ""));
    sf_replication_record a = life_of(&few, "base", 1, SEED), b = life_of(&many, "base", 1, SEED);

    (void)state;
    assert_true(observed(&few, &a, "wait.treatment", "treatment.dps", SF_STAT_MEAN) >
                observed(&many, &b, "wait.treatment", "treatment.dps", SF_STAT_MEAN) + 20.0);
    assert_true(observed(&few, &a, "outcome.exit/work", "programmes.p", SF_STAT_MEAN) <
                observed(&many, &b, "outcome.exit/work", "programmes.p", SF_STAT_MEAN));
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&few);
    world_close(&many);
}

static void a_treatment_has_places_or_a_drawn_wait(void **state)
{
    (void)state;
    said_of(CLINIC("5", "wait = \"10 d\";"),
            "the treatment dps must have either places, with a queue, or a wait that is drawn");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frailty_leaves_as_many_as_the_formula_says),
        cmocka_unit_test(a_barrier_that_returns_is_open_for_the_share_of_time_that_the_rates_give),
        cmocka_unit_test(only_barriers_that_the_goal_requires_to_be_gone_stand_in_the_way),
        cmocka_unit_test(a_tiltak_may_take_people_of_a_goal_only),
        cmocka_unit_test(treatment_with_places_is_a_line_in_which_patience_may_end),
        cmocka_unit_test(more_places_in_treatment_shorten_the_wait_and_bring_more_people_to_work),
        cmocka_unit_test(a_treatment_has_places_or_a_drawn_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
