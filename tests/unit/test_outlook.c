/* tests/unit/test_outlook.c - a config on paper, against closed forms and against a run in which nobody has to wait.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "models/outlook.h"
#include "support/lives.h"

#define SEED 20260101

static void is_near(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.12g is not %.12g", value, expected);
}

static sf_outlook look_at(const world *w, const char *scenario)
{
    sf_outlook outlook;
    sf_error err = {0};

    assert_int_equal(sf_outlook_make(w->model, scenario_of(w, scenario), &outlook, &err), SF_OK);
    return outlook;
}

static const epoch *first_tables(const world *w)
{
    return &w->model->scenarios[0].epochs[0];
}

/* Exits are sorted by id: disability, limit, other, work. */
static void a_spell_with_a_limit_is_that_of_the_closed_form(void **state)
{
    world w = world_of_file(SF_TEST_SOURCE_DIR "/configs/oracles/o14_aap_like_spell.cfg", NULL, 0);
    const sf_spell spell = sf_spell_on_paper(w.model, first_tables(&w), 0, 0, 0);
    sf_outlook outlook = look_at(&w, "base");

    (void)state;
    is_near(spell.days, 448.788193807, 1e-10);
    is_near(spell.exits[0], 0.221168719740, 1e-10);
    is_near(spell.exits[1], 0.115325121038, 1e-10);
    is_near(spell.exits[2], 0.073722906580, 1e-10);
    is_near(spell.exits[3], 0.589783252641, 1e-10);
    is_near(spell.at_limit, 0.115325121038, 1e-10);
    is_near(outlook.programmes[0].people, 14744.581316, 1e-9);
    sf_outlook_free(&outlook);
    world_close(&w);
}

#define HEAD                                                                     \
    "saksflyt = 1; title = \"Prøve\";\n"                                        \
    "time = { start = \"2025-01-01\"; warm_up = \"6 y\"; length = \"6 y\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"

/* While blocked one leaves at half the rate: with c the rate of clearing and r that of leaving, the blocked time is 1/(c + r/2), and
 * the share c/(c + r/2) has 1/r more (Cox & Oakes 1984). */
static void a_barrier_that_clears_divides_a_spell_in_two(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"people\"; share = \"1\"; profiles = { blocked = \"1\"; }; } );\n"
        "barriers = ( { id = \"debt\"; clears = \"0.02 /d\"; } );\n"
        "profiles = ( { id = \"blocked\"; barriers = [\"debt\"]; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"out\"; rate = \"0.01 /d\"; with_barrier = \"0.5\"; } ); } );\n");
    const sf_spell spell = sf_spell_on_paper(w.model, first_tables(&w), 0, 0, 1);

    (void)state;
    is_near(spell.days, 1.0 / 0.025 + 0.02 / 0.025 / 0.01, 2e-4);
    is_near(spell.exits[0], 1.0, 1e-9);
    world_close(&w);
}

/* Three needs: one that nothing offers, one that nobody with the barrier is ever given, one that has to wait for it. */
static void needs_that_cannot_be_met_are_told_apart(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"low\"; share = \"0.5\"; profiles = { free = \"1\"; }; }, { id = \"high\"; share = \"rest\"; profiles = { health = \"0.6\"; debt = \"rest\"; }; } );\n"
        "barriers = ( { id = \"debt\"; }, { id = \"health\"; clears = \"0.01 /d\"; } );\n"
        "profiles = ( { id = \"free\"; }, { id = \"debt\"; barriers = [\"debt\"]; }, { id = \"health\"; barriers = [\"health\"]; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"out\"; rate = \"0.01 /d\"; } );\n"
        "  tasks = ( { id = \"meeting\"; due = \"1 d\"; minutes = \"60 min\";\n"
        "              then = ( { need = \"courage\"; p = \"0.1\"; }, { need = \"training\"; p = \"0.2\"; } ); } ); } );\n"
        "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 5; hours = \"37.5 h/week\"; } );\n"
        "tiltak = ( { id = \"course\"; places = 5; stay = \"60 d\"; accepts = []; offers = [\"training\"]; } );\n");
    sf_outlook outlook = look_at(&w, "base");
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < outlook.n_gaps; i++) {
        const sf_gap *g = &outlook.gaps[i];

        if (strcmp(g->need, "courage") == 0) {
            assert_int_equal(g->kind, SF_GAP_NOBODY_OFFERS);
            is_near(g->wanted, 10.0, 1e-12);
            assert_int_equal(g->segments, 3);
        } else if (g->kind == SF_GAP_NEVER) { /* a debt that never clears */
            is_near(g->wanted, 100.0 * 0.5 * 0.4 * 0.2, 1e-12);
            assert_int_equal(g->barriers, 1);
        } else { /* health has to clear first */
            assert_int_equal(g->kind, SF_GAP_LATER);
            is_near(g->wanted, 100.0 * 0.5 * 0.6 * 0.2, 1e-12);
            assert_int_equal(g->barriers, 2);
        }
        found++;
    }
    assert_int_equal(found, 3);
    assert_int_equal(outlook.left_out, 1); /* segments by id: high, low */
    sf_outlook_free(&outlook);
    world_close(&w);
}

static void a_pool_looks_after_those_for_whom_a_team_has_no_room(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"0.4 /d\"; exits = ( { id = \"out\"; rate = \"0.01 /d\"; } );\n"
        "  tasks = ( { id = \"follow_up\"; every = \"10 d\"; minutes = \"60 min\"; } ); } );\n"
        "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 3; hours = \"168 h/week\"; calendar = \"always\";\n"
        "            portfolio = { limit = 10; when_full = \"pool(pool)\"; }; },\n"
        "  { id = \"pool\"; serves = []; veiledere = 1; hours = \"168 h/week\"; calendar = \"always\"; minimum = { task = \"follow_up\"; every = \"40 d\"; }; } );\n");
    sf_outlook outlook = look_at(&w, "base");
    const sf_team_outlook *pool = &outlook.teams[0], *own = &outlook.teams[1];

    (void)state;
    is_near(own->people, 40.0, 1e-9); /* 0.4 a day for 100 days */
    is_near(own->room, 30.0, 1e-12);
    is_near(own->sent_on, 10.0, 1e-9);
    is_near(pool->people, 10.0, 1e-9);
    is_near(pool->asked_hours, 10.0 * 365.25 / 40.0, 1e-9);
    is_near(pool->there_hours, 24.0 * 365.25, 1e-3);
    is_near(own->asked_hours, 30.0 * 3.6525 / expm1(0.1),
            1e-9); /* whole intervals of 10 days in exponential stays of 100 */
    sf_outlook_free(&outlook);
    world_close(&w);
}

/* Every exit of the first programme leads half of them into the second. Of those outside, N, 5 % a year come back: they are N' = b(t - 50 d) -
 * 0.05 N, b = 50 + 0.05 N, so b grows by 0.05 x 50 / (1 + 0.05 x 50/365.25) a year from the 150th day on, and no steady state is near. */
static void people_go_on_to_the_next_programme_and_come_back(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"a\"; arrivals = \"100 /y\"; exits = ( { id = \"on\"; rate = \"1 %/d\"; enters = { programme = \"b\"; share = \"0.5\"; }; } ); },\n"
        "  { id = \"b\"; exits = ( { id = \"out\"; rate = \"2 %/d\"; returns = ( { id = \"back\"; rate = \"0.05 /y\"; } ); } ); } );\n");
    sf_outlook outlook = look_at(&w, "base");
    const double growth = 0.05 * 50.0 / (1.0 + 0.05 * 50.0 / 365.25), b = 50.0 + growth * (9.0 - 150.0 / 365.25);

    (void)state;
    is_near(outlook.programmes[0].inflow, 100.0, 1e-12);
    is_near(outlook.programmes[1].inflow, b, 0.01); /* months are whole on paper */
    is_near(outlook.programmes[1].people, outlook.programmes[1].inflow * 50.0 / 365.25, 1e-8);
    sf_outlook_free(&outlook);
    world_close(&w);
}

/* A task every 60 days that ends the spell with probability 0.3: a stay is 60 days times a geometric number, 200 days, and all go on. */
static void a_task_that_leads_out_ends_a_spell_on_paper_too(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"a\"; arrivals = \"100 /y\"; exits = ( { id = \"on\"; enters = { programme = \"b\"; }; }, { id = \"out\"; } );\n"
        "    tasks = ( { id = \"first\"; due = \"1 d\"; minutes = \"60 min\"; then = ( { exit = \"out\"; p = \"0.2\"; } ); },\n"
        "              { id = \"decision\"; every = \"60 d\"; minutes = \"60 min\"; then = ( { exit = \"on\"; p = \"0.3\"; } ); } ); },\n"
        "  { id = \"b\"; exits = ( { id = \"out\"; rate = \"2 %/d\"; } ); } );\n"
        "teams = ( { id = \"t\"; serves = [\"a\", \"b\"]; veiledere = 10; hours = \"37.5 h/week\"; } );\n");
    const sf_spell spell = sf_spell_on_paper(w.model, first_tables(&w), 0, 0, 0);
    sf_outlook outlook = look_at(&w, "base");

    (void)state;
    is_near(spell.days, 0.8 * 200.0, 1e-6);
    is_near(spell.exits[0], 0.8, 1e-6);
    is_near(spell.exits[1], 0.2, 1e-6);
    is_near(outlook.programmes[1].inflow, 80.0, 1e-6);
    sf_outlook_free(&outlook);
    world_close(&w);
}

/* 100 a year want in, 60 of them in the group with the higher score; 20 places a year go to the best, and a list without a target takes all
 * who reach the threshold: half of those who score as high as it on average. */
static void a_list_takes_the_best_down_to_its_target(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"high\"; share = \"0.6\"; }, { id = \"low\"; share = \"rest\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"out\"; rate = \"1 %/d\"; }, { id = \"no\"; } );\n"
        "    intake = { score = { high = \"2\"; low = \"0\"; }; target = \"20 /y\"; every = \"1 mo\"; rejected = \"no\"; }; },\n"
        "  { id = \"q\"; arrivals = \"100 /y\"; exits = ( { id = \"out\"; rate = \"1 %/d\"; }, { id = \"no\"; } );\n"
        "    intake = { score = { high = \"2\"; low = \"0\"; }; spread = \"1\"; threshold = \"2\"; every = \"1 mo\"; rejected = \"no\"; }; } );\n");
    sf_outlook outlook = look_at(&w, "base");

    (void)state;
    is_near(outlook.programmes[0].inflow, 20.0, 1e-9);
    is_near(outlook.programmes[1].inflow, 60.0 * 0.5 + 40.0 * 0.02275013194817921, 1e-9); /* 1 - Phi(2) */
    sf_outlook_free(&outlook);
    world_close(&w);
}

/* Of 100 a year, exponential stays of 100 days and people dropping out at the same rate: half complete, after 50 days on average, and go on
 * to a stay of 40 days, which the appropriation pays for ten people at a time. */
static void a_chain_of_tiltak_carries_on_who_completed_and_money_sets_its_places(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "streams = ( { id = \"s\"; to = \"first\"; rate = \"100 /y\"; } );\n"
        "budgets = ( { id = \"money\"; amount = \"100000 NOK/y\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"0 /y\"; exits = ( { id = \"out\"; rate = \"1 %/d\"; } ); } );\n"
        "tiltak = ( { id = \"first\"; places = 1000; stay = \"exponential(mean 100 d)\"; drop_out = \"1 %/d\"; offers = [\"x\"];\n"
        "             then = ( { next = \"second\"; p = \"1\"; } ); },\n"
        "           { id = \"second\"; places = 1000; stay = \"40 d\"; patience = \"exponential(mean 0.5 y)\"; offers = [\"x\"]; cost = \"20000 NOK/y\"; budget = \"money\"; } );\n");
    sf_outlook outlook = look_at(&w, "base");
    const sf_tiltak_outlook *first = &outlook.tiltak[0], *second = &outlook.tiltak[1];

    (void)state;
    is_near(first->stay_months * 30.4375, 50.0, 1e-3);
    is_near(second->wanted, 50.0, 1e-3);
    is_near(second->places_wanted, 50.0 * 40.0 / 365.25, 1e-3);
    is_near(second->places_paid, 5.0, 1e-9); /* 100 000 / 20 000 */
    is_near(second->left_over, 50.0 * (1.0 - 5.0 / second->places_wanted), 1e-3);
    is_near(second->line, second->left_over * 0.5, 1e-9); /* each waits half a year before giving up */
    assert_true(first->left_over <= 0.0 && first->line <= 0.0);
    sf_outlook_free(&outlook);
    world_close(&w);
}

static void where_nobody_waits_the_run_says_what_the_paper_says(void **state)
{
    world w = world_of_text(
        HEAD
        "segments = ( { id = \"a\"; share = \"0.7\"; }, { id = \"b\"; share = \"rest\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"1000 /y\"; clock = { limit = \"24 mo\"; at_limit = \"limit\"; };\n"
        "  exits = ( { id = \"work\"; rate = { a = \"6 %/mo\"; b = \"2 %/mo\"; }; }, { id = \"limit\"; } );\n"
        "  tasks = ( { id = \"meeting\"; due = \"14 d\"; minutes = \"90 min\"; then = ( { need = \"training\"; p = \"0.3\"; } ); },\n"
        "            { id = \"follow_up\"; every = \"2 mo\"; minutes = \"60 min\"; } ); } );\n"
        "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 70; hours = \"37.5 h/week\"; } );\n"
        "tiltak = ( { id = \"course\"; places = 1000; stay = \"gamma(mean 90 d, sd 30 d)\"; offers = [\"training\"]; } );\n");
    sf_outlook outlook = look_at(&w, "base");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    const double hours = observed(&w, &r, "hours/meeting", "teams.t", SF_STAT_RATE) +
                         observed(&w, &r, "hours/follow_up", "teams.t", SF_STAT_RATE);
    double used;

    (void)state;
    is_near(observed(&w, &r, "stock", "programmes.p", SF_STAT_MEAN), outlook.programmes[0].people, 0.02);
    is_near(hours, outlook.teams[0].asked_hours, 0.05); /* on paper the office never closes for the night */
    is_near(observed(&w, &r, "hours.available", "teams.t", SF_STAT_RATE), outlook.teams[0].there_hours, 1e-3);
    used = observed(&w, &r, "use.tiltak", "tiltak.course", SF_STAT_MEAN) * 1000.0 / outlook.tiltak[0].places_wanted;
    assert_true(used > 0.85 && used < 1.0); /* the paper does not see that who leaves for work leaves the course */
    sf_replication_free(&r);
    sf_outlook_free(&outlook);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spell_with_a_limit_is_that_of_the_closed_form),
        cmocka_unit_test(a_barrier_that_clears_divides_a_spell_in_two),
        cmocka_unit_test(needs_that_cannot_be_met_are_told_apart),
        cmocka_unit_test(a_pool_looks_after_those_for_whom_a_team_has_no_room),
        cmocka_unit_test(people_go_on_to_the_next_programme_and_come_back),
        cmocka_unit_test(a_task_that_leads_out_ends_a_spell_on_paper_too),
        cmocka_unit_test(a_list_takes_the_best_down_to_its_target),
        cmocka_unit_test(a_chain_of_tiltak_carries_on_who_completed_and_money_sets_its_places),
        cmocka_unit_test(where_nobody_waits_the_run_says_what_the_paper_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
