/* tests/unit/test_model_intake.c - who begins when: courses, budgets, second best choices, places in line that are kept; and how
 * stays end early. Exact, person by person.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "support/told.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

#define HEAD(length)                                                                    \
    "saksflyt = 1; title = \"Prøve\";\n"                                               \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"                                        \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"
#define STREAM(rate) "streams = ( { id = \"in\"; rate = \"" rate "\"; to = \"course\"; } );\n"
/* People see their need at once and have a contact every five days. */
#define OFFICE(limit)                                                                                                           \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"          \
    "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"end\"; } );\n"                                      \
    "  clock = { limit = \"" limit "\"; at_limit = \"end\"; };\n"                                                               \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); },\n" \
    "            { id = \"follow_up\"; every = \"5 d\"; minutes = \"0 min\"; } ); } );\n"

static double engine_day(int year, int month, int day)
{
    return sf_civil_day((sf_date){year, month, day}) - sf_civil_day((sf_date){2025, 1, 1});
}

/* --- courses ------------------------------------------------------------------------------------------------------------------------ */

static void people_begin_on_the_days_on_which_a_course_starts(void **state)
{
    const double days[] = {engine_day(2025, 1, 20), engine_day(2025, 7, 20), engine_day(2025, 10, 1),
                           engine_day(2026, 1, 20), engine_day(2026, 7, 20)};
    world w = world_of_text(HEAD("2 y") STREAM(
        "40 /y") "tiltak = ( { id = \"course\"; places = 12; stay = \"60 d\";\n"
                 "  starts = ( { on = \"2026-01-20\"; every = \"6 mo\"; }, { on = \"2025-10-01\"; } ); } );\n");
    told t = told_of(&w, "base", 1, SEED);
    size_t began[5] = {0}, other = 0, waiting = 0, most = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        bool known = false;

        waiting += t.events[i].what == SF_LIFE_JOINS_LINE;
        waiting -= t.events[i].what == SF_LIFE_GETS_PLACE;
        for (size_t k = 0; k < 5 && t.events[i].what == SF_LIFE_GETS_PLACE; k++) {
            known = known || fabs(t.events[i].time - days[k]) < 1e-9;
            began[k] += fabs(t.events[i].time - days[k]) < 1e-9;
        }
        other += t.events[i].what == SF_LIFE_GETS_PLACE && !known;
        most = waiting > most ? waiting : most;
    }
    assert_int_equal(other, 0);
    for (size_t k = 0; k < 5; k++)
        assert_true(began[k] > 0 && began[k] <= 12);
    assert_int_equal(began[1], 12); /* half a year's people were waiting */
    assert_true(most > 12);
    told_free(&t);
    world_close(&w);
}

/* --- dropping out ---------------------------------------------------------------------------------------------------------------------- */

/* A unit exponential, spent at 2 a year until a date and at 12 a year from then on, against a stay of 200 days. */
static void people_drop_out_when_the_risk_has_spent_its_budget(void **state)
{
    const double turn = engine_day(2026, 1, 1), slow = 2.0 / 365.25, fast = 12.0 / 365.25;
    world w = world_of_text(HEAD("2 y") STREAM(
        "100 /y") "tiltak = ( { id = \"course\"; places = \"unlimited\"; stay = \"200 d\"; drop_out = \"2 /y; 12 /y from 2026-01-01\"; } );\n");
    told t = told_of(&w, "base", 1, SEED);
    size_t dropped = 0, completed = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];
        double budget, drops;

        if (e->what != SF_LIFE_GETS_PLACE || e->time > 500.0)
            continue;
        budget = sf_luck_exponential(sf_luck_of(SEED, 1), e->key, sf_luck_purpose("tiltak.course.drop_out"), 0, 0);
        drops = e->time < turn ? e->time + budget / slow : e->time + budget / fast;
        if (e->time < turn && drops > turn)
            drops = turn + (budget - (turn - e->time) * slow) / fast;
        if (drops < e->time + 200.0) {
            NEAR(told_when(&t, e->key, SF_LIFE_DROPS_OUT, 0, e->time), drops);
            dropped++;
        } else {
            NEAR(told_when(&t, e->key, SF_LIFE_COMPLETES, 0, e->time), e->time + 200.0);
            completed++;
        }
    }
    assert_true(dropped > 30 && completed > 10);
    NEAR(observed(&w, &t.record, "tiltak.dropped_out", "tiltak.course", SF_STAT_MEAN),
         (double)told_count(&t, SF_LIFE_DROPS_OUT, 0) /
             (double)(told_count(&t, SF_LIFE_DROPS_OUT, 0) + told_count(&t, SF_LIFE_COMPLETES, 0)));
    told_free(&t);
    world_close(&w);
}

static void a_place_is_free_again_when_somebody_drops_out_and_a_row_of_then_may_follow(void **state)
{
    world w = world_of_text(HEAD("2 y") STREAM(
        "100 /y") "tiltak = ( { id = \"course\"; places = 4; stay = \"60 d\"; drop_out = \"6 /y\"; then = ( { next = \"easy\"; p = \"1\"; after = \"drop_out\"; } ); },\n"
                  "           { id = \"easy\"; places = \"unlimited\"; stay = \"1 d\"; } );\n");
    told t = told_of(&w, "base", 1, SEED);
    uint32_t course = tiltak_number(&w, "course"), rest = tiltak_number(&w, "easy");
    size_t inside = 0, full = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];

        if (e->detail != course)
            continue;
        inside += e->what == SF_LIFE_GETS_PLACE;
        inside -= e->what == SF_LIFE_DROPS_OUT || e->what == SF_LIFE_COMPLETES;
        assert_true(inside <= 4);
        full += inside == 4;
        if (e->what == SF_LIFE_DROPS_OUT && e->time < 720.0)
            NEAR(told_when(&t, e->key, SF_LIFE_GETS_PLACE, rest, e->time), e->time);
        if (e->what == SF_LIFE_COMPLETES)
            assert_true(isnan(told_when(&t, e->key, SF_LIFE_GETS_PLACE, rest, e->time)));
    }
    assert_true(full > 50 && told_count(&t, SF_LIFE_DROPS_OUT, course) > 20);
    told_free(&t);
    world_close(&w);
}

/* --- second best --------------------------------------------------------------------------------------------------------------------------- */

static void who_has_waited_long_takes_the_second_best_and_still_wants_the_first(void **state)
{
#define SECOND(more)                                                                                    \
    HEAD("3 y")                                                                                         \
    OFFICE("150 d")                                                                                     \
    "tiltak = ( { id = \"course\"; offers = [\"training\"]; places = 6; stay = \"40 d\"; " more " },\n" \
    "           { id = \"thin\"; places = 400; stay = \"12 d\"; } );\n"
    world w = world_of_text(SECOND("substitute = { tiltak = \"thin\"; after = \"23 d\"; };"));
    told t = told_of(&w, "base", 1, SEED);
    uint32_t thin = tiltak_number(&w, "thin"), course = tiltak_number(&w, "course");
    size_t substituted = 0, again = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];
        double back;

        if (e->what != SF_LIFE_SUBSTITUTES || e->detail != course)
            continue;
        substituted++;
        NEAR(told_when(&t, e->key, SF_LIFE_GETS_PLACE, thin, e->time), e->time);
        back =
            told_when(&t, e->key, SF_LIFE_JOINS_LINE, course, e->time); /* at the first contact after the twelve days */
        if (!isnan(back)) {
            NEAR(back, e->time + 15.0);
            again++;
        }
    }
    assert_true(substituted > 50 && again > 50);
    for (size_t i = 0; i < t.n; i++) { /* the first time: 25 days after the need was seen, at the fifth contact */
        double took, start;

        if (t.events[i].what != SF_LIFE_STARTS)
            continue;
        start = t.events[i].time;
        took = told_when(&t, t.events[i].key, SF_LIFE_SUBSTITUTES, course, start);
        if (!isnan(took) && took < start + 45.0)
            NEAR(took, start + 25.0);
    }
    NEAR(observed(&w, &t.record, "tiltak.substituted", "tiltak.course", SF_STAT_RATE) * 3.0 * 365.25 / 365.25,
         (double)substituted / w.model->length_days * 365.25 * 3.0);
    told_free(&t);
    world_close(&w);
}

static void more_places_of_the_wanted_one_close_the_gap_between_wanted_and_used(void **state)
{
    const char *const sets[] = {"tiltak.course.places = 40 from always"};
    const char *text = SECOND("substitute = { tiltak = \"thin\"; after = \"23 d\"; };");
    world few = world_of_text(text), many = world_of_text_with(text, sets, 1);
    sf_replication_record a = life_of(&few, "base", 1, SEED), b = life_of(&many, "base", 1, SEED);

    (void)state;
    assert_true(observed(&few, &a, "tiltak.substituted", "tiltak.course", SF_STAT_RATE) > 20.0);
    NEAR(observed(&many, &b, "tiltak.substituted", "tiltak.course", SF_STAT_RATE), 0.0);
    assert_true(observed(&few, &a, "tiltak.wanted", "tiltak.course", SF_STAT_RATE) >
                observed(&few, &a, "tiltak.started", "tiltak.course", SF_STAT_RATE) + 20.0);
    NEAR(observed(&many, &b, "tiltak.wanted", "tiltak.course", SF_STAT_RATE),
         observed(&many, &b, "tiltak.started", "tiltak.course", SF_STAT_RATE));
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&few);
    world_close(&many);
}

/* --- kept places in line ------------------------------------------------------------------------------------------------------------------------ */

static void a_place_in_line_survives_leaving_the_programme_where_it_is_kept(void **state)
{
#define KEPT(more)                                                                                                                     \
    HEAD("3 y")                                                                                                                        \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"                 \
    "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"work\"; rate = \"1 /mo\"; } );\n"                          \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n" \
    "tiltak = ( { id = \"course\"; offers = [\"training\"]; places = 2; stay = \"20 d\"; " more " } );\n"
    for (int kept = 0; kept < 2; kept++) {
        world w = world_of_text(kept ? KEPT("keep = \"yes\";") : KEPT(""));
        told t = told_of(&w, "base", 1, SEED);
        size_t outside = 0;

        for (size_t i = 0; i < t.n; i++) {
            double left;

            if (t.events[i].what != SF_LIFE_GETS_PLACE)
                continue;
            left = NAN;
            for (size_t k = 0; k < i; k++) {
                if (t.events[k].key == t.events[i].key && t.events[k].what == SF_LIFE_LEAVES)
                    left = t.events[k].time;
            }
            outside += !isnan(left) && left < t.events[i].time;
        }
        assert_true(kept ? outside > 15 : outside == 0);
        if (kept) /* everybody in the line is served in the end: nobody leaves it unserved */
            NEAR(observed(&w, &t.record, "wait.tiltak", "tiltak.course", SF_STAT_ABANDONED), 0.0);
        told_free(&t);
        world_close(&w);
    }
    (void)state;
}

/* --- effects ------------------------------------------------------------------------------------------------------------------------------------ */

/* Two tiltak one after the other, each doubling the rate of work for good: with stack four times, without twice. */
static void effects_multiply_only_where_they_stack(void **state)
{
#define TWO(stack)                                                                                                                     \
    "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; length = \"3 y\"; };\n"                                        \
    "study = { replications = 1; seed = 1; }; segments = ( { id = \"people\"; share = \"1\"; } );\n"                                   \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"                 \
    "programmes = ( { id = \"p\"; arrivals = \"150 /y\"; exits = ( { id = \"work\"; rate = \"1 /mo\"; } );\n"                          \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n" \
    "tiltak = ( { id = \"a\"; offers = [\"training\"]; places = 1000; stay = \"4 d\"; then = ( { next = \"b\"; p = \"1\"; } );"        \
    " effect = ( { exit = \"work\"; after = 2; } ); " stack " },\n"                                                                    \
    "           { id = \"b\"; places = 1000; stay = \"4 d\"; effect = ( { exit = \"work\"; after = 2; } ); } );\n"
    for (int stack = 0; stack < 2; stack++) {
        world w = world_of_text(stack ? TWO("stack = \"yes\";") : TWO(""));
        sf_replication_record r = life_of(&w, "base", 1, SEED);
        size_t late = 0;

        for (size_t i = 0; i < r.n_persons; i++) {
            const sf_person_outcome *p = &r.persons[i];
            double left = 30.4375 * sf_luck_exponential(sf_luck_of(SEED, 1), p->key,
                                                        sf_luck_purpose("programmes.p.exits.work"), 0, 0);
            double in_b = stack ? 2.0 : 1.0, after = stack ? 4.0 : 2.0;
            double stay = left <= 4.0                ? left
                          : left <= 4.0 + 4.0 * in_b ? 4.0 + (left - 4.0) / in_b
                                                     : 8.0 + (left - 4.0 - 4.0 * in_b) / after;

            if (isnan(p->exit_days))
                continue;
            NEAR(p->exit_days - p->entry_days, stay);
            late += stay > 8.0;
        }
        assert_true(late > 100);
        sf_replication_free(&r);
        world_close(&w);
    }
    (void)state;
}

static void an_effect_acts_on_the_profiles_that_it_names(void **state)
{
    world w = world_of_text(
        "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; length = \"3 y\"; };\n"
        "study = { replications = 1; seed = 1; };\n"
        "profiles = ( { id = \"ready\"; barriers = []; }, { id = \"composite\"; barriers = []; } );\n"
        "segments = ( { id = \"ready\"; share = \"0.5\"; profiles = { ready = \"1\"; }; }, { id = \"composite\"; share = \"rest\"; profiles = { composite = \"1\"; }; } );\n"
        "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"150 /y\"; exits = ( { id = \"work\"; rate = \"1 /mo\"; } );\n"
        "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n"
        "tiltak = ( { id = \"a\"; offers = [\"training\"]; places = 1000; stay = \"0 d\";\n"
        "  effect = ( { exit = \"work\"; after = 3; profiles = [\"ready\"]; } ); } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    for (size_t i = 0; i < r.n_persons; i++) {
        const sf_person_outcome *p = &r.persons[i];
        double left = 30.4375 * sf_luck_exponential(sf_luck_of(SEED, 1), p->key,
                                                    sf_luck_purpose("programmes.p.exits.work"), 0, 0);
        bool gains = strcmp(w.model->catalogue.segments[p->segment], "ready") == 0;

        if (!isnan(p->exit_days))
            NEAR(p->exit_days - p->entry_days, gains ? left / 3.0 : left);
    }
    assert_true(r.n_persons > 100);
    sf_replication_free(&r);
    world_close(&w);
}

/* --- money ------------------------------------------------------------------------------------------------------------------------------------------ */

/* 10,000 kroner a month for everybody in the course, 360,000 a year: three people the whole year round, or more of them for a
 * while. Intake stops when all is bound and goes on in January, whatever places there are. */
static void intake_stops_when_the_year_is_bound_and_goes_on_in_january(void **state)
{
    world w = world_of_text(HEAD("3 y") STREAM(
        "60 /y") "budgets = ( { id = \"state\"; amount = \"360000 NOK/y\"; } );\n"
                 "tiltak = ( { id = \"course\"; places = 10; stay = \"73.05 d\"; cost = \"10000 NOK/mo\"; budget = \"state\"; } );\n");
    told t = told_of(&w, "base", 1, SEED);
    const double ends[] = {engine_day(2026, 1, 1), engine_day(2027, 1, 1), engine_day(2028, 1, 1)};
    double spent[3] = {0.0, 0.0, 0.0};
    size_t began[3] = {0}, at_new_year = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        double from = t.events[i].time, to = from + 73.05;

        if (t.events[i].what != SF_LIFE_GETS_PLACE)
            continue;
        for (size_t y = 0; y < 3; y++) {
            double first = y == 0 ? 0.0 : ends[y - 1];

            spent[y] += fmax(0.0, fmin(to, ends[y]) - fmax(from, first)) * 10000.0 / 30.4375;
            began[y] += from >= first && from < ends[y];
            at_new_year += fabs(from - ends[y]) < 1e-9;
        }
    }
    for (size_t y = 0; y < 3; y++) {
        assert_true(spent[y] <= 360000.0 + 100.0); /* rounded to kroner, person by person */
        assert_true(spent[y] > 330000.0);
        assert_true(began[y] >= 14 && began[y] < 40);
    }
    assert_true(at_new_year >= 10);
    assert_true(observed(&w, &t.record, "budget.stopped", "budgets.state", SF_STAT_MEAN) > 0.1);
    told_free(&t);
    world_close(&w);
}

/* Who has dropped out in December is not paid for in January: what is bound then is the rest of the stays under way. */
static void in_january_only_running_stays_are_bound(void **state)
{
    world w = world_of_text(HEAD("2 y") STREAM(
        "400 /y") "budgets = ( { id = \"state\"; amount = \"600000 NOK/y\"; } );\n"
                  "tiltak = ( { id = \"course\"; places = 500; stay = \"60 d\"; cost = \"36525 NOK/y\"; drop_out = \"0.3 /mo\"; budget = \"state\"; } );\n");
    told t = told_of(&w, "base", 1, SEED);
    const double january = engine_day(2026, 1, 1);
    double bound = 0.0;
    size_t began = 0, waiting = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];
        double ended;

        waiting += e->what == SF_LIFE_JOINS_LINE && e->time < january;
        waiting -= e->what == SF_LIFE_GETS_PLACE && e->time < january;
        if (e->what != SF_LIFE_GETS_PLACE)
            continue;
        began += fabs(e->time - january) < 1e-9;
        ended = fmin(e->time + 60.0, told_when(&t, e->key, SF_LIFE_DROPS_OUT, 0, e->time));
        if (e->time < january && ended > january)
            bound += round(100.0 * (e->time + 60.0 - january));
    }
    assert_true(bound > 1000.0);
    assert_int_equal(began, fmin((double)waiting, floor((600000.0 - bound) / 6000.0)));
    assert_true(waiting > began);
    told_free(&t);
    world_close(&w);
}

static void more_money_stops_intake_less_and_no_more_than_the_places_then(void **state)
{
    const char *text = HEAD("3 y") STREAM(
        "60 /y") "budgets = ( { id = \"state\"; amount = \"360000 NOK/y\"; } );\n"
                 "tiltak = ( { id = \"course\"; places = 10; stay = \"73.05 d\"; cost = \"10000 NOK/mo\"; budget = \"state\"; } );\n";
    const char *const sets[] = {"budgets.state.amount *= 2 from always"}, *const enough[] = {
                                                                              "budgets.state.amount *= 10 from always"};
    world one = world_of_text(text), two = world_of_text_with(text, sets, 1), ten = world_of_text_with(text, enough, 1);
    sf_replication_record a = life_of(&one, "base", 1, SEED), b = life_of(&two, "base", 1, SEED),
                          c = life_of(&ten, "base", 1, SEED);

    (void)state;
    assert_true(observed(&one, &a, "budget.stopped", "budgets.state", SF_STAT_MEAN) >
                observed(&two, &b, "budget.stopped", "budgets.state", SF_STAT_MEAN));
    NEAR(observed(&ten, &c, "budget.stopped", "budgets.state", SF_STAT_MEAN), 0.0);
    assert_true(observed(&one, &a, "wait.tiltak", "tiltak.course", SF_STAT_MEAN) >
                observed(&two, &b, "wait.tiltak", "tiltak.course", SF_STAT_MEAN));
    NEAR(observed(&one, &a, "cost.tiltak/state", "all", SF_STAT_RATE),
         observed(&one, &a, "use.tiltak", "tiltak.course", SF_STAT_MEAN) * 10.0 * 10000.0 * 12.0);
    sf_replication_free(&a);
    sf_replication_free(&b);
    sf_replication_free(&c);
    world_close(&one);
    world_close(&two);
    world_close(&ten);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_begin_on_the_days_on_which_a_course_starts),
        cmocka_unit_test(people_drop_out_when_the_risk_has_spent_its_budget),
        cmocka_unit_test(a_place_is_free_again_when_somebody_drops_out_and_a_row_of_then_may_follow),
        cmocka_unit_test(who_has_waited_long_takes_the_second_best_and_still_wants_the_first),
        cmocka_unit_test(more_places_of_the_wanted_one_close_the_gap_between_wanted_and_used),
        cmocka_unit_test(a_place_in_line_survives_leaving_the_programme_where_it_is_kept),
        cmocka_unit_test(effects_multiply_only_where_they_stack),
        cmocka_unit_test(an_effect_acts_on_the_profiles_that_it_names),
        cmocka_unit_test(intake_stops_when_the_year_is_bound_and_goes_on_in_january),
        cmocka_unit_test(in_january_only_running_stays_are_bound),
        cmocka_unit_test(more_money_stops_intake_less_and_no_more_than_the_places_then),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
