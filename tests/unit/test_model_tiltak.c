/* tests/unit/test_model_tiltak.c - needs, lines, places and treatment. Waits are worked out anew, person by person, by a plain
 * simulation of one line that is searched from end to end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "support/lives.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

enum { MOST_PEOPLE = 1000 };

/* People see their need at once: the meeting takes no time, and there are veiledere enough. */
#define HEAD(length, segments, more)                                                    \
    "saksflyt = 1; title = \"Prøve\";\n"                                               \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n" segments more                          \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"
#define PEOPLE "segments = ( { id = \"people\"; share = \"1\"; } );\n"
#define YOUNG_AND_OLD \
    "segments = ( { id = \"young\"; share = \"0.5\"; young = \"yes\"; }, { id = \"old\"; share = \"rest\"; } );\n"
#define PROGRAMME(arrivals, limit)                                                                 \
    "programmes = ( { id = \"p\"; arrivals = \"" arrivals                                          \
    "\"; exits = ( { id = \"end\"; } ); clock = { limit = \"" limit "\"; at_limit = \"end\"; };\n" \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n"

/* --- one line, written down a second time --------------------------------------------------------------------------------------- */

typedef struct line {
    double stay, patience;              /* patience INFINITY: without end */
    double places, places_later, later; /* places from the moment `later` on */
    size_t room;
    bool young_first;
} line;

typedef struct guest {
    double joined, waited; /* waited NAN: not known before the end */
    bool is_young, is_served, is_gone;
} guest;

static int by_entry(const void *a, const void *b)
{
    double x = ((const sf_person_outcome *)a)->entry_days, y = ((const sf_person_outcome *)b)->entry_days;

    return (x > y) - (x < y);
}

static bool goes_before(const line *l, const guest *a, const guest *b)
{
    if (l->young_first && a->is_young != b->is_young)
        return a->is_young;
    return a->joined < b->joined;
}

/* Steps from moment to moment at which anything can happen: somebody comes, a stay or patience ends, places are added. */
static void line_runs(const line *l, guest *g, size_t n, double end)
{
    double ends[MOST_PEOPLE], now = 0.0;
    size_t inside = 0, come = 0;
    bool has_turned = false;

    while (true) {
        double next = (double)INFINITY;
        size_t waiting = 0;
        double places;

        if (come < n)
            next = g[come].joined;
        if (!has_turned)
            next = fmin(next, l->later);
        for (size_t i = 0; i < inside; i++)
            next = fmin(next, ends[i]);
        for (size_t i = 0; i < come; i++)
            next = g[i].is_served || g[i].is_gone ? next : fmin(next, g[i].joined + l->patience);
        if (next >= end)
            return;
        now = next;
        has_turned = has_turned || now >= l->later;
        places = has_turned ? l->places_later : l->places;
        for (size_t i = inside; i-- > 0;) {
            if (ends[i] <= now)
                ends[i] = ends[--inside];
        }
        for (size_t i = 0; i < come; i++) {
            if (!g[i].is_served && !g[i].is_gone && g[i].joined + l->patience <= now) {
                g[i].is_gone = true;
                g[i].waited = l->patience;
            }
            waiting += !g[i].is_served && !g[i].is_gone;
        }
        if (come < n && g[come].joined <= now) {
            if ((double)inside >= places && waiting >= l->room) {
                g[come].is_gone = true;
                g[come].waited = 0.0;
            }
            come++;
        }
        while ((double)inside < places) {
            guest *first = NULL;

            for (size_t i = 0; i < come; i++) {
                if (!g[i].is_served && !g[i].is_gone && (first == NULL || goes_before(l, &g[i], first)))
                    first = &g[i];
            }
            if (first == NULL)
                break;
            first->is_served = true;
            first->waited = now - first->joined;
            ends[inside++] = now + l->stay;
        }
    }
}

/* The people of a record wait exactly as in the line. */
static void everybody_waits_as_in(const line *l, const world *w, sf_replication_record *r)
{
    guest *g = calloc(MOST_PEOPLE, sizeof *g);
    size_t served = 0, gone = 0;

    assert_non_null(g);
    assert_true(r->n_persons > 50 && r->n_persons < MOST_PEOPLE);
    qsort(r->persons, r->n_persons, sizeof *r->persons, by_entry);
    for (size_t i = 0; i < r->n_persons; i++)
        g[i] = (guest){.joined = r->persons[i].entry_days,
                       .waited = NAN,
                       .is_young = strcmp(w->model->catalogue.segments[r->persons[i].segment], "young") == 0};
    line_runs(l, g, r->n_persons, w->model->length_days);
    for (size_t i = 0; i < r->n_persons; i++) {
        assert_int_equal(r->persons[i].tiltak_started, g[i].is_served);
        served += g[i].is_served;
        gone += g[i].is_gone;
        if (g[i].is_served || g[i].is_gone)
            NEAR(r->persons[i].tiltak_wait, g[i].waited);
    }
    NEAR(observed(w, r, "wait.tiltak", "tiltak.course", SF_STAT_ABANDONED), (double)gone / (double)r->n_persons);
    NEAR(observed(w, r, "tiltak.started", "tiltak.course", SF_STAT_RATE) * w->model->length_days / 365.25,
         (double)served);
    free(g);
}

#define COURSE(text) "tiltak = ( { id = \"course\"; offers = [\"training\"]; " text " } );\n"

static void a_line_waits_as_one_worked_out_by_hand(void **state, const char *config, line l)
{
    world w = world_of_text(config);

    (void)state;
    for (uint32_t i = 1; i <= 3; i++) {
        sf_replication_record r = life_of(&w, "base", i, SEED);

        everybody_waits_as_in(&l, &w, &r);
        sf_replication_free(&r);
    }
    world_close(&w);
}

static void first_come_is_first_served(void **state)
{
    a_line_waits_as_one_worked_out_by_hand(
        state, HEAD("2 y", PEOPLE, PROGRAMME("100 /y", "4000 d")) COURSE("places = 3; stay = \"10 d\";"),
        (line){10.0, INFINITY, 3, 3, INFINITY, MOST_PEOPLE, false});
}

static void a_full_line_turns_people_away_and_patience_runs_out(void **state)
{
    a_line_waits_as_one_worked_out_by_hand(state,
                                           HEAD("2 y", PEOPLE, PROGRAMME("150 /y", "4000 d"))
                                               COURSE("places = 3; stay = \"10 d\"; room = 4; patience = \"9.5 d\";"),
                                           (line){10.0, 9.5, 3, 3, INFINITY, 4, false});
}

static void the_young_go_first_where_the_rule_says_so(void **state)
{
    a_line_waits_as_one_worked_out_by_hand(
        state,
        HEAD("2 y", YOUNG_AND_OLD, PROGRAMME("110 /y", "4000 d"))
            COURSE("places = 3; stay = \"10 d\"; queue = \"young_first\"; patience = \"40 d\";"),
        (line){10.0, 40.0, 3, 3, INFINITY, MOST_PEOPLE, true});
}

static void places_come_and_go_on_their_dates(void **state)
{
    const double later = sf_civil_day((sf_date){2026, 3, 4}) - sf_civil_day((sf_date){2025, 1, 1});

    a_line_waits_as_one_worked_out_by_hand(
        state,
        HEAD("2 y", PEOPLE, PROGRAMME("120 /y", "4000 d"))
            COURSE("places = \"2; 5 from 2026-03-04\"; stay = \"10 d\"; patience = \"60 d\";"),
        (line){10.0, 60.0, 2, 5, later, MOST_PEOPLE, false});
    a_line_waits_as_one_worked_out_by_hand(/* fewer: nobody is sent home, but no place is given until there is one */
                                           state,
                                           HEAD("2 y", PEOPLE, PROGRAMME("120 /y", "4000 d")) COURSE(
                                               "places = \"5; 2 from 2026-03-04\"; stay = \"10 d\"; patience = \"60 d\";"),
                                           (line){10.0, 60.0, 5, 2, later, MOST_PEOPLE, false});
}

static void a_rule_of_the_line_holds_from_its_date_for_those_who_wait_already(void **state)
{
    /* No places at first, so that everybody waits; then one place, and another rule on the same day. */
    world w = world_of_text(HEAD("300 d", YOUNG_AND_OLD, PROGRAMME("200 /y", "4000 d")) COURSE(
        "places = \"1; 4 from 2025-06-01\"; stay = \"100 d\"; queue = \"fifo; young_first from 2025-06-01\";"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    const double later = sf_civil_day((sf_date){2025, 6, 1}) - sf_civil_day((sf_date){2025, 1, 1});
    size_t started_then = 0;

    (void)state;
    for (size_t i = 0; i < r.n_persons; i++) {
        const sf_person_outcome *p = &r.persons[i];

        if (p->tiltak_started == 0 || fabs(p->entry_days + p->tiltak_wait - later) > 1e-9)
            continue;
        started_then++;
        assert_string_equal(w.model->catalogue.segments[p->segment], "young");
    }
    assert_int_equal(started_then, 3);
    sf_replication_free(&r);
    world_close(&w);
}

static void one_more_place_makes_nobody_wait_longer(void **state)
{
    world w = world_of_text(HEAD("3 y", PEOPLE, PROGRAMME("200 /y", "4000 d")) COURSE(
        "places = 7; stay = \"lognormal(mean 12 d, sd 20 d)\";") "scenarios = ( { id = \"seven\"; set = []; }, { id = \"eight\"; set = [\"tiltak.course.places += 1 from always\"]; } );\n");
    double gained = 0.0;

    (void)state;
    for (uint32_t i = 1; i <= 5; i++) {
        sf_replication_record a = life_of(&w, "seven", i, SEED), b = life_of(&w, "eight", i, SEED);

        assert_int_equal(a.n_persons, b.n_persons);
        for (size_t k = 0; k < a.n_persons; k++) { /* in order of their keys */
            assert_true(a.persons[k].key == b.persons[k].key);
            if (b.persons[k].tiltak_started == 0)
                assert_int_equal(a.persons[k].tiltak_started, 0);
            else if (a.persons[k].tiltak_started == 1)
                assert_true(b.persons[k].tiltak_wait <= a.persons[k].tiltak_wait + 1e-9);
            gained += a.persons[k].tiltak_wait - b.persons[k].tiltak_wait;
        }
        sf_replication_free(&a);
        sf_replication_free(&b);
    }
    assert_true(gained > 100.0);
    world_close(&w);
}

/* --- needs and barriers ------------------------------------------------------------------------------------------------------------ */

#define BARRED                                                                                                                                            \
    "barriers = ( { id = \"health\"; }, { id = \"debt\"; } );\n"                                                                                          \
    "profiles = ( { id = \"ready\"; barriers = []; }, { id = \"ill\"; barriers = [\"health\"]; }, { id = \"owing\"; barriers = [\"debt\"]; } );\n"        \
    "segments = ( { id = \"fit\"; share = \"0.4\"; profiles = { ready = \"1\"; }; }, { id = \"sick\"; share = \"0.3\"; profiles = { ill = \"1\"; }; },\n" \
    "             { id = \"poor\"; share = \"0.3\"; profiles = { owing = \"1\"; }; } );\n"

static void a_tiltak_takes_only_those_whose_open_barriers_it_accepts(void **state)
{
    world w = world_of_text(HEAD(
        "3 y", BARRED,
        PROGRAMME(
            "150 /y",
            "50 d")) "tiltak = ( { id = \"course\"; offers = [\"training\"]; accepts = []; places = 100; stay = \"5 d\"; },\n"
                     "           { id = \"mild\"; offers = [\"training\"]; accepts = [\"health\"]; places = 100; stay = \"5 d\"; } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double seen = 0.0;

    (void)state;
    NEAR(observed_in(&w, &r, "tiltak.started", "tiltak.course", "sick", SF_STAT_RATE), 0.0);
    for (size_t i = 0; i < r.n_persons; i++) {
        const char *segment = w.model->catalogue.segments[r.persons[i].segment];
        double out = isnan(r.persons[i].exit_days) ? w.model->length_days : r.persons[i].exit_days;

        assert_int_equal(r.persons[i].tiltak_started, strcmp(segment, "poor") != 0);
        if (strcmp(segment, "poor") == 0)
            seen += out - r.persons[i].entry_days; /* nothing fits: unmet from the meeting to the exit */
    }
    NEAR(observed(&w, &r, "unmet.need/training", "all", SF_STAT_RATE) * 3.0, seen);
    NEAR(observed_in(&w, &r, "unmet.need/training", "all", "poor", SF_STAT_RATE) * 3.0, seen);
    sf_replication_free(&r);
    world_close(&w);
}

static void a_need_that_nothing_offers_is_wanted_and_unmet(void **state)
{
    world w = world_of_text(HEAD("2 y", PEOPLE, PROGRAMME("100 /y", "30 d")));
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    NEAR(observed(&w, &r, "need.wanted/training", "all", SF_STAT_RATE),
         observed(&w, &r, "flow.in/p", "programmes.p", SF_STAT_RATE));
    NEAR(observed(&w, &r, "unmet.need/training", "all", SF_STAT_RATE) * 2.0,
         observed(&w, &r, "stock", "all", SF_STAT_MEAN) * 730.5);
    sf_replication_free(&r);
    world_close(&w);
}

static void treatment_waits_and_clears_beside_everything_else(void **state)
{
    world w = world_of_text(HEAD(
        "3 y",
        "barriers = ( { id = \"health\"; } ); profiles = ( { id = \"ill\"; barriers = [\"health\"]; } );\n"
        "segments = ( { id = \"sick\"; share = \"1\"; profiles = { ill = \"1\"; }; } );\n",
        "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"200 d\"; at_limit = \"end\"; };\n"
        "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"1000 /d\"; with_barrier = 0; } );\n"
        "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"health\"; p = \"1\"; } ); } ); } );\n") "treatment = ( { id = \"dps\"; offers = [\"health\"]; wait = \"34 d\"; stay = \"20 d\"; clears = \"0.5\"; } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double worked = 0.0, all = 0.0;

    (void)state;
    NEAR(observed(&w, &r, "wait.treatment", "treatment.dps", SF_STAT_MEAN), 34.0);
    for (size_t i = 0; i < r.n_persons; i++) {
        const sf_person_outcome *p = &r.persons[i];
        double stay = p->exit_days - p->entry_days;

        if (isnan(stay))
            continue;
        all += 1.0;
        worked += stay < 199.0;
        assert_true(stay < 199.0 ? stay > 54.0 && stay < 54.1
                                 : fabs(stay - 200.0) < 1e-9); /* works as soon as treated */
    }
    assert_true(fabs(worked / all - 0.5) < 4.4 * sqrt(0.25 / all));
    NEAR(observed(&w, &r, "unmet.need/health", "all", SF_STAT_RATE), 0.0);
    sf_replication_free(&r);
    world_close(&w);
}

static void a_referral_takes_its_time_before_the_line(void **state)
{
    world w = world_of_text(HEAD(
        "2 y", PEOPLE,
        "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; referral = \"referral\"; exits = ( { id = \"end\"; } );\n"
        "  clock = { limit = \"100 d\"; at_limit = \"end\"; };\n"
        "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); },\n"
        "            { id = \"referral\"; minutes = \"2880 min\"; counts = 0; counts_as = \"plan\"; } ); } );\n")
                                COURSE("places = \"unlimited\"; stay = \"30 d\"; effect = ( { exit = \"end\"; } );"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    for (size_t i = 0; i < r.n_persons; i++) {
        double days =
            (isnan(r.persons[i].exit_days) ? w.model->length_days : r.persons[i].exit_days) - r.persons[i].entry_days;

        assert_int_equal(r.persons[i].tiltak_started, days > 2.0);
        NEAR(r.persons[i].tiltak_wait, 0.0);
    }
    sf_replication_free(&r);
    world_close(&w);
}

static void an_effect_holds_during_and_after_and_then_no_more(void **state)
{
    world w = world_of_text(
        HEAD(
            "3 y", PEOPLE,
            "programmes = ( { id = \"p\"; arrivals = \"150 /y\"; exits = ( { id = \"work\"; rate = \"1 /mo\"; } );\n"
            "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"1\"; } ); } ); } );\n")
            COURSE(
                "places = 1000; stay = \"20 d\"; effect = ( { exit = \"work\"; during = 0.25; after = 3; lasts = \"10 d\"; } );"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    for (size_t i = 0; i < r.n_persons; i++) {
        const sf_person_outcome *p = &r.persons[i];
        double left = 30.4375 * sf_luck_exponential(sf_luck_of(SEED, 1), p->key,
                                                    sf_luck_purpose("programmes.p.exits.work"), 0, 0);
        double stay = left <= 5.0 ? 4.0 * left : left <= 35.0 ? 20.0 + (left - 5.0) / 3.0 : 30.0 + (left - 35.0);

        if (!isnan(p->exit_days))
            NEAR(p->exit_days - p->entry_days, stay);
    }
    sf_replication_free(&r);
    world_close(&w);
}

/* The same person stays as long in a course whether or not another one came first (design 5: adding a tiltak leaves everyone's luck
 * alone). The barrier that the course clears holds back the exit, which follows at once. */
#define SKILLED(needs, more)                                                                                                          \
    HEAD(                                                                                                                             \
        "3 y",                                                                                                                        \
        "barriers = ( { id = \"skills\"; } ); profiles = ( { id = \"open\"; barriers = [\"skills\"]; } );\n"                          \
        "segments = ( { id = \"people\"; share = \"1\"; profiles = { open = \"1\"; }; } );\n",                                        \
        "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"work\"; rate = \"1000 /d\"; with_barrier = 0; } );\n" \
        "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( " needs                                        \
        "{ need = \"skills\"; p = \"1\"; } ); },\n"                                                                                   \
        "            { id = \"follow_up\"; every = \"4 d\"; minutes = \"0 min\"; } ); } );\n")                                        \
    "tiltak = ( { id = \"course\"; offers = [\"skills\"]; places = \"unlimited\"; stay = \"lognormal(mean 60 d, sd 50 d)\"; }" more   \
    " );\n"

static void a_stay_is_as_long_whatever_came_before_it(void **state)
{
    world w = world_of_text(SKILLED("", "")),
          v = world_of_text(
              SKILLED("{ need = \"cv\"; p = \"1\"; }, ",
                      ", { id = \"early\"; offers = [\"cv\"]; places = \"unlimited\"; stay = \"3 d\"; }"));
    sf_replication_record a = life_of(&w, "base", 1, SEED), b = life_of(&v, "base", 1, SEED);
    size_t compared = 0;

    (void)state;
    assert_int_equal(a.n_persons, b.n_persons);
    for (size_t i = 0; i < a.n_persons; i++) {
        if (isnan(b.persons[i].exit_days))
            continue;
        compared++;
        assert_true(fabs(b.persons[i].exit_days - a.persons[i].exit_days - 4.0) <
                    0.05); /* looked at again after four days */
    }
    assert_true(compared > 100);
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&w);
    world_close(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_come_is_first_served),
        cmocka_unit_test(a_full_line_turns_people_away_and_patience_runs_out),
        cmocka_unit_test(the_young_go_first_where_the_rule_says_so),
        cmocka_unit_test(places_come_and_go_on_their_dates),
        cmocka_unit_test(a_rule_of_the_line_holds_from_its_date_for_those_who_wait_already),
        cmocka_unit_test(one_more_place_makes_nobody_wait_longer),
        cmocka_unit_test(a_tiltak_takes_only_those_whose_open_barriers_it_accepts),
        cmocka_unit_test(a_need_that_nothing_offers_is_wanted_and_unmet),
        cmocka_unit_test(treatment_waits_and_clears_beside_everything_else),
        cmocka_unit_test(a_referral_takes_its_time_before_the_line),
        cmocka_unit_test(an_effect_holds_during_and_after_and_then_no_more),
        cmocka_unit_test(a_stay_is_as_long_whatever_came_before_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
