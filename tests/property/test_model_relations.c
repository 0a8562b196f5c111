/* tests/property/test_model_relations.c - what must hold between two runs, or in any run, of an office with a bit of everything.
 * No statistics and no tolerance, but for last bits where a time is computed in another way.
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

#include "support/lives.h"

#define SEED 20260101

/* The parts of the office; every list comes in two orders. */
#define HEAD                                                                       \
    "saksflyt = 1; title = \"Prøve\";\n"                                          \
    "time = { start = \"2025-01-01\"; warm_up = \"2 y\"; length = \"18 mo\"; };\n" \
    "study = { replications = 2; seed = 1; };\n"                                   \
    "money = { g = \"130160 NOK\"; veileder = \"900000 NOK/y\"; };\n"
#define HEALTH "{ id = \"health\"; clears = \"2 %/mo\"; }"
#define SKILLS "{ id = \"skills\"; clears = { young = \"3 %/mo\"; high = \"1 %/mo\"; low = \"2 %/mo\"; }; }"
#define READY "{ id = \"ready\"; phi = 1; }"
#define ILL "{ id = \"ill\"; barriers = [\"health\"]; phi = \"0.5\"; }"
#define BOTH "{ id = \"both\"; barriers = [\"skills\", \"health\"]; }"
#define LOW "{ id = \"low\"; share = \"0.4\"; profiles = { ready = \"0.6\"; ill = \"rest\"; }; }"
#define HIGH \
    "{ id = \"high\"; label = \"Høy\"; complex = \"yes\"; share = \"0.3\"; profiles = { both = \"0.7\"; ill = \"rest\"; }; }"
#define YOUNG \
    "{ id = \"young\"; young = \"yes\"; share = \"rest\"; profiles = { ready = \"0.5\"; ill = \"0.2\"; both = \"rest\"; }; }"
#define MEETING                                                                                                                                                          \
    "{ id = \"meeting\"; due = \"14 d\"; no_show = \"yes\"; minutes = \"lognormal(median 60 min, p90 100 min)\"; documentation = \"20 min\"; counts_as = \"meeting\";\n" \
    "  then = ( { need = \"training\"; p = { low = \"0.5\"; high = \"0.2\"; young = \"0.7\"; }; }, { need = \"health\"; p = \"0.8\"; } ); }"
#define FOLLOW \
    "{ id = \"follow_up\"; every = { low = \"3 mo\"; high = \"2 mo\"; young = \"6 w\"; }; no_show = \"yes\"; minutes = \"40 min\"; then = ( { need = \"training\"; p = \"0.2\"; } ); }"
#define MESSAGE "{ id = \"message\"; rate = \"1 /mo\"; minutes = \"7 min\"; counts = 0; }"
#define HANDOVER "{ id = \"handover\"; minutes = \"300 min\"; counts = 0; deadline = \"yes\"; }"
#define TEST "{ id = \"test\"; minutes = \"240 min\"; counts_as = \"decision\"; }"
#define READING "{ id = \"reading\"; minutes = \"45 min\"; counts = 0; }"
#define REFERRAL "{ id = \"referral\"; minutes = \"60 min\"; counts = 0; }"
#define WORK                                                                                                                                                                \
    "{ id = \"work\"; rate = { low = \"4 %/mo\"; high = \"1 %/mo\"; young = \"5 %/mo\"; }; with_barrier = \"0.3\"; by_time = ( { from = \"12 mo\"; times = \"0.6\"; } );\n" \
    "  follow_up = { doubling = \"1.1\"; without_end = \"1.4\"; }; good = \"yes\"; }"
#define DISABILITY \
    "{ id = \"disability\"; rate = \"1 %/mo\"; handover = \"handover\"; decision = \"uniform(60 d, 180 d)\"; }"
#define END "{ id = \"end\"; }"
#define P                                                                                                                                                                                \
    "id = \"p\"; arrivals = \"120 /y\"; season = \"sin(0.3, 12 mo)\"; benefit = \"2 G/y\"; follow_up = { reference = \"0.5 /mo\"; }; takeover = \"reading\"; referral = \"referral\";\n" \
    "  no_show = { p = \"0.15\"; minutes = \"20 min\"; rebook = \"7 d\"; };\n"                                                                                                           \
    "  clock = { limit = \"18 mo\"; end_window = \"4 mo\"; at_limit = \"end\"; extension = { test = \"test\"; length = \"6 mo\"; cap = \"12 mo\"; grounds = ( { id = \"g\"; passes = \"0.5\"; } ); }; };\n"
#define Q                                                                                       \
    "{ id = \"q\"; arrivals = \"30 /y\"; exits = ( { id = \"work\"; rate = \"8 %/mo\"; }, " END \
    " ); clock = { limit = \"12 mo\"; at_limit = \"end\"; };\n"                                 \
    "  tasks = ( { id = \"follow_up\"; every = \"2 w\"; minutes = \"50 min\"; } ); }"
#define TEAM_P                                                                                                                                                                                       \
    "{ id = \"tp\"; serves = [\"p\"]; veiledere = \"2; 3 from 2025-09-01\"; hours = \"37.5 h/week\"; overhead = \"0.72\"; absence = \"8 %\"; absence_spell = \"lognormal(median 4 d, p90 20 d)\";\n" \
    "  portfolio = { limit = \"35; 25 from 2025-06-01\"; when_full = \"pool(pool)\"; }; priority = \"new_and_near_limit_first\"; }"
#define TEAM_Q \
    "{ id = \"tq\"; serves = [\"q\"]; veiledere = 1; hours = \"30 h/week\"; overhead = \"0.5\"; portfolio = { limit = 12; when_full = \"wait\"; }; priority = \"young_first\"; }"
#define POOL \
    "{ id = \"pool\"; serves = []; veiledere = 1; hours = \"37.5 h/week\"; minimum = { task = \"follow_up\"; every = \"6 mo\"; }; }"
#define AFT                                                                                                                                                                                             \
    "{ id = \"aft\"; offers = [\"training\"]; accepts = []; places = \"6; 9 from 2025-10-01\"; stay = \"gamma(mean 5 mo, sd 2 mo)\"; patience = \"exponential(mean 4 mo)\"; cost = \"20975 NOK/mo\";\n" \
    "  effect = ( { exit = \"work\"; during = \"0.6\"; after = \"1.3\"; lasts = \"6 mo\"; } ); }"
#define MILD \
    "{ id = \"mild\"; offers = [\"training\", \"skills\"]; accepts = [\"skills\", \"health\"]; clears = \"0.6\"; places = 4; room = 5; queue = \"complex_first\"; stay = \"gamma(mean 3 mo, sd 1 mo)\"; }"
#define DPS \
    "treatment = ( { id = \"dps\"; offers = [\"health\"]; wait = \"lognormal(median 34 d, p90 100 d)\"; stay = \"exponential(mean 4 mo)\"; clears = \"0.7\"; } );\n"
#define TODAY "{ id = \"today\"; set = []; }"
#define MORE "{ id = \"more\"; set = [\"teams.tp.veiledere = 4\", \"tiltak.mild.places += 3 from 2025-04-01\"]; }"

static const char office[] =
    HEAD "barriers = ( " HEALTH ", " SKILLS " ); profiles = ( " READY ", " ILL ", " BOTH " ); segments = ( " LOW
         ", " HIGH ", " YOUNG " );\n"
         "programmes = ( { " P " tasks = ( " MEETING ", " FOLLOW ", " MESSAGE ", " HANDOVER ", " TEST ", " READING
         ", " REFERRAL " ); exits = ( " WORK ", " DISABILITY ", " END " ); }, " Q " );\n"
         "teams = ( " TEAM_P ", " TEAM_Q ", " POOL " ); tiltak = ( " AFT ", " MILD " );\n" DPS "scenarios = ( " TODAY
         ", " MORE " );\n";

static const char turned_round[] =
    HEAD "scenarios = ( " MORE ", " TODAY " );\n" DPS "tiltak = ( " MILD ", " AFT " ); teams = ( " POOL ", " TEAM_Q
         ", " TEAM_P " );\n"
         "programmes = ( " Q ", { exits = ( " END ", " DISABILITY ", " WORK " ); tasks = ( " REFERRAL ", " READING
         ", " TEST ", " HANDOVER ", " MESSAGE ", " FOLLOW ", " MEETING " ); " P " } );\n"
         "segments = ( " YOUNG ", " HIGH ", " LOW " ); profiles = ( " BOTH ", " ILL ", " READY
         " ); barriers = ( " SKILLS ", " HEALTH " );\n";

static const char with_an_empty_tiltak[] =
    HEAD "barriers = ( " HEALTH ", " SKILLS " ); profiles = ( " READY ", " ILL ", " BOTH " ); segments = ( " LOW
         ", " HIGH ", " YOUNG " );\n"
         "programmes = ( { " P " tasks = ( " MEETING ", " FOLLOW ", " MESSAGE ", " HANDOVER ", " TEST ", " READING
         ", " REFERRAL " ); exits = ( " WORK ", " DISABILITY ", " END " ); }, " Q " );\n"
         "teams = ( " TEAM_P ", " TEAM_Q ", " POOL " ); tiltak = ( " AFT
         ", { id = \"another\"; offers = [\"driving\"]; places = 10; stay = \"3 mo\"; }, " MILD " );\n" DPS
         "scenarios = ( " TODAY ", " MORE " );\n";

static void the_same_seed_gives_the_same_bytes_and_another_one_others(void **state)
{
    world w = world_of_text(office);
    sf_replication_record a = life_of(&w, "today", 1, SEED), other = life_of(&w, "today", 1, SEED + 1),
                          second = life_of(&w, "today", 2, SEED), again = life_of(&w, "today", 1, SEED);

    (void)state;
    assert_true(same_record(&a, &again));
    assert_false(same_record(&a, &other));
    assert_false(same_record(&a, &second));
    sf_replication_free(&a);
    sf_replication_free(&other);
    sf_replication_free(&second);
    sf_replication_free(&again);
    world_close(&w);
}

static void the_order_of_lists_means_nothing(void **state)
{
    world a = world_of_text(office), b = world_of_text(turned_round);
    const char *const scenarios[] = {"today", "more"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        sf_replication_record x = life_of(&a, scenarios[i], 1, SEED), y = life_of(&b, scenarios[i], 1, SEED);

        assert_int_equal(x.n_observations, y.n_observations);
        assert_int_equal(rows_that_differ(&a, &x, &b, &y), 0);
        assert_int_equal(x.events, y.events);
        sf_replication_free(&x);
        sf_replication_free(&y);
    }
    world_close(&a);
    world_close(&b);
}

static void a_tiltak_that_nobody_enters_changes_no_other_number(void **state)
{
    world a = world_of_text(office), b = world_of_text(with_an_empty_tiltak);
    sf_replication_record x = life_of(&a, "today", 1, SEED), y = life_of(&b, "today", 1, SEED);
    size_t different = 0;

    (void)state;
    for (size_t i = 0; i < x.n_observations; i++) { /* use over all tiltak counts the new places, of course */
        const sf_observation *o = &x.observations[i];

        if (strcmp(a.model->catalogue.metrics[o->metric].id, "use.tiltak") == 0 && o->entity == 0)
            continue;
        const sf_observation *same =
            find_row(&b, &y, a.model->catalogue.metrics[o->metric].id, a.model->catalogue.entities[o->entity],
                     a.model->catalogue.segments[o->segment], (sf_stat)o->stat);

        different += same == NULL || memcmp(&same->value, &o->value, sizeof o->value) != 0;
    }
    assert_int_equal(different, 0);
    sf_replication_free(&x);
    sf_replication_free(&y);
    world_close(&a);
    world_close(&b);
}

static void scenarios_share_their_warm_up(void **state)
{
    world w = world_of_text(office);
    sf_replication_record a = life_of(&w, "today", 1, SEED), b = life_of(&w, "more", 1, SEED);
    size_t before = 0, after = 0;

    (void)state;
    assert_int_equal(a.n_series, b.n_series);
    for (size_t i = 0; i < a.n_series; i++) {
        bool same = memcmp(&a.series[i].value, &b.series[i].value, sizeof(double)) == 0;

        if (a.series[i].time_days < 0.0) {
            assert_true(same);
            before++;
        }
        after += !same;
    }
    assert_true(before > 50 && after > 50);
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&w);
}

/* How many of a replication's people (of its sample) carry a key that the other does not have. */
static size_t strangers(const sf_replication_record *in, const sf_replication_record *to)
{
    size_t n = 0;

    for (size_t i = 0; i < in->n_persons; i++) {
        bool known = false;

        for (size_t k = 0; k < to->n_persons; k++)
            known = known || to->persons[k].key == in->persons[i].key;
        n += !known;
    }
    return n;
}

static void a_placebo_is_the_same_life_with_one_arrival_more(void **state)
{
    world w = world_of_text(office);
    sf_replication_record as_it_was = life_of(&w, "today", 1, SEED), more = {0};
    const sf_observation *before, *after;

    (void)state;
    assert_int_equal(sf_model_replicate_placebo(w.model, scenario_of(&w, "today"), 1, SEED, w.arena, NULL, &more, NULL),
                     SF_OK);
    before = find_row(&w, &as_it_was, "flow.in/p", "programmes.p", "all", SF_STAT_RATE);
    after = find_row(&w, &more, "flow.in/p", "programmes.p", "all", SF_STAT_RATE);
    assert_non_null(before);
    assert_non_null(after);
    assert_true(after->num == before->num + 1.0);
    assert_int_equal(strangers(&more, &as_it_was), 1);
    assert_int_equal(strangers(&as_it_was, &more), 0);
    for (size_t i = 0; i < as_it_was.n_series; i++) { /* the warm-up is untouched */
        if (as_it_was.series[i].time_days < 0.0)
            assert_true(memcmp(&as_it_was.series[i].value, &more.series[i].value, sizeof(double)) == 0);
    }
    sf_replication_free(&as_it_was);
    sf_replication_free(&more);
    world_close(&w);
}

static void without_inflow_there_is_nothing(void **state)
{
    const char *const sets[] = {"programmes.p.arrivals=0 /y from always", "programmes.q.arrivals=0 /y from always"};
    world w = world_of_text_with(office, sets, 2);
    sf_replication_record r = life_of(&w, "today", 1, SEED);

    (void)state;
    assert_int_equal(r.n_persons, 0);
    assert_int_equal(r.n_histograms, 0);
    for (size_t i = 0; i < r.n_observations; i++) {
        const sf_observation *o = &r.observations[i];
        const char *id = w.model->catalogue.metrics[o->metric].id;

        if (strcmp(id, "hours.available") == 0 || strcmp(id, "staff.veileder") == 0 ||
            strncmp(id, "cost.veileder/", 14) == 0 || strncmp(id, "cost.tiltak/", 12) == 0)
            continue; /* who waits for people in vain costs all the same */
        if (!isnan(o->value) && (o->value < 0.0 || o->value > 0.0))
            fail_msg("%s is %g", id, o->value);
    }
    sf_replication_free(&r);
    world_close(&w);
}

/* A spell without queues: every duration twice as long, every rate half as large. The arrivals stay as they are: their layers
 * (docs/streams.md) know no other rate. */
static void twice_the_times_give_twice_the_stays(void **state)
{
    static const char spell[] =
        "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"20 y\"; };\n"
        "study = { replications = 1; seed = 1; }; segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"45 /y\"; clock = { limit = \"%d d\"; at_limit = \"end\"; };\n"
        "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"%g /d\"; by_time = ( { from = \"%d d\"; times = 0.5; } ); },\n"
        "            { id = \"other\"; rate = \"%g /d\"; decision = \"gamma(mean %d d, sd %d d)\"; } ); } );\n";
    char once_text[2048], twice_text[2048];
    world once, twice;
    sf_replication_record a, b;
    size_t compared = 0;

    (void)state;
    snprintf(once_text, sizeof once_text, spell, 400, 0.004, 100, 0.002, 50, 20);
    snprintf(twice_text, sizeof twice_text, spell, 800, 0.002, 200, 0.001, 100, 40);
    once = world_of_text(once_text);
    twice = world_of_text(twice_text);
    a = life_of(&once, "base", 1, SEED);
    b = life_of(&twice, "base", 1, SEED);
    assert_int_equal(a.n_persons, b.n_persons);
    for (size_t i = 0; i < a.n_persons; i++) {
        double stay = a.persons[i].exit_days - a.persons[i].entry_days,
               longer = b.persons[i].exit_days - b.persons[i].entry_days;

        assert_true(a.persons[i].key == b.persons[i].key);
        if (isnan(longer))
            continue;
        compared++;
        assert_int_equal(a.persons[i].exit_state, b.persons[i].exit_state);
        assert_true(fabs(longer - 2.0 * stay) < 1e-9 * longer + 1e-8);
    }
    assert_true(compared > 700);
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&once);
    world_close(&twice);
}

/* A person's own time to a risk falls in its rate, all else equal (design 5). */
static void a_higher_rate_of_work_brings_nobody_to_work_later(void **state)
{
    static const char spell[] =
        "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"10 y\"; };\n"
        "study = { replications = 1; seed = 1; }; segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"90 /y\"; clock = { limit = \"36 mo\"; at_limit = \"end\"; };\n"
        "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"2 %/mo\"; }, { id = \"other\"; rate = \"2 %/mo\"; } ); } );\n"
        "scenarios = ( { id = \"low\"; set = []; }, { id = \"high\"; set = [\"programmes.p.exits.work.rate *= 1.3\"]; } );\n";
    world w = world_of_text(spell);
    sf_replication_record low = life_of(&w, "low", 1, SEED), high = life_of(&w, "high", 1, SEED);
    size_t gained = 0;

    (void)state;
    assert_int_equal(low.n_persons, high.n_persons);
    for (size_t i = 0; i < low.n_persons; i++) {
        const char *before = w.model->catalogue.states[low.persons[i].exit_state],
                   *after = w.model->catalogue.states[high.persons[i].exit_state];

        if (strcmp(before, "work") == 0) {
            assert_string_equal(after, "work");
            assert_true(high.persons[i].exit_days <= low.persons[i].exit_days);
        } else if (strcmp(after, "work") == 0) {
            gained++;
        } else {
            assert_string_equal(before, after);
        }
    }
    assert_true(gained > 10);
    sf_replication_free(&low);
    sf_replication_free(&high);
    world_close(&w);
}

static void self_checks_hold_in_every_scenario_and_replication(void **state)
{
    world w = world_of_text(office);

    (void)state;
    for (uint32_t i = 1; i <= 15; i++) { /* life_of asserts them */
        sf_replication_record a = life_of(&w, "today", i, SEED), b = life_of(&w, "more", i, SEED);

        sf_replication_free(&a);
        sf_replication_free(&b);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes_and_another_one_others),
        cmocka_unit_test(the_order_of_lists_means_nothing),
        cmocka_unit_test(a_tiltak_that_nobody_enters_changes_no_other_number),
        cmocka_unit_test(scenarios_share_their_warm_up),
        cmocka_unit_test(a_placebo_is_the_same_life_with_one_arrival_more),
        cmocka_unit_test(without_inflow_there_is_nothing),
        cmocka_unit_test(twice_the_times_give_twice_the_stays),
        cmocka_unit_test(a_higher_rate_of_work_brings_nobody_to_work_later),
        cmocka_unit_test(self_checks_hold_in_every_scenario_and_replication),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
