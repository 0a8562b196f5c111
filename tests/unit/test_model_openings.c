/* tests/unit/test_model_openings.c - job openings: who is ready takes one or waits, and what helps some makes others wait.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "models/outlook.h"
#include "support/diary.h"

#define SEED 20260101

/* People are ready for work a minute and a half after they come, so that who comes is who is ready. */
#define READY_AT_ONCE(days, arrivals, market, opening, exits)                                               \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                   \
    "time = { start = \"2025-01-01\"; warm_up = \"400 d\"; length = \"" days "\"; };\n"                     \
    "study = { replications = 1; seed = 1; };\n"                                                            \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"                                                 \
    "labour_markets = ( { id = \"m\"; " market " } );\n"                                                    \
    "programmes = ( { id = \"p\"; arrivals = \"" arrivals "\";\n"                                           \
    "  exits = ( { id = \"work\"; good = \"yes\"; rate = \"1000 /d\"; opening = { market = \"m\"; " opening \
    " }; }" exits " ); } );\n"

typedef struct estimate {
    double mean, half_width; /* 99 % */
} estimate;

static estimate estimate_of(const world *w, const char *metric, const char *entity, sf_stat stat)
{
    const int n = 12;
    double sum = 0.0, squares = 0.0;

    for (int i = 1; i <= n; i++) {
        sf_replication_record r = life_of(w, "base", (uint32_t)i, SEED);
        const double x = observed(w, &r, metric, entity, stat);

        sum += x;
        squares += x * x;
        sf_replication_free(&r);
    }
    return (estimate){sum / n, gsl_cdf_tdist_Pinv(0.995, n - 1) * sqrt((squares / n - sum / n * (sum / n)) / (n - 1))};
}

static void is_near(estimate e, double exact, double most)
{
    print_message("%g +- %g, exactly %g\n", e.mean, e.half_width, exact);
    assert_true(e.half_width < most);
    assert_true(fabs(e.mean - exact) < e.half_width);
}

/* Openings that nobody is waiting for are lost, so the line is that of M/M/1 (Gross et al. 2008, ch. 2): one a day is ready, 1.25
 * openings come, rho = 0.8. In line rho / (1 - rho) = 4, wait 1 / (mu - lambda) = 4 d, exponential: median 4 ln 2 d. */
static void without_vacancies_people_wait_as_in_mm1(void **state)
{
    world w = world_of_text(READY_AT_ONCE("30000 d", "1 /d", "openings = \"1.25 /d\"; lasts = \"0 d\";", "", ""));

    (void)state;
    is_near(estimate_of(&w, "queue.opening", "labour_markets.m", SF_STAT_MEAN), 4.0, 0.4);
    is_near(estimate_of(&w, "wait.opening", "labour_markets.m", SF_STAT_MEAN), 4.0, 0.4);
    is_near(estimate_of(&w, "wait.opening", "labour_markets.m", SF_STAT_P50), 4.0 * log(2.0), 0.3);
    is_near(estimate_of(&w, "opening.taken", "labour_markets.m", SF_STAT_MEAN), 0.8, 0.02);
    is_near(estimate_of(&w, "opening.posted", "labour_markets.m", SF_STAT_RATE), 1.25 * 365.25, 5.0);
    world_close(&w);
}

/* The double-ended queue of people and openings (Kendall 1951), with people who leave otherwise at 0.05 a day and openings that close at
 * 0.1 a day: birth and death, p(n+1) = p(n) lambda / (mu + (n+1) 0.05) where n >= 0 wait, p(-m-1) = p(-m) mu / (lambda + (m+1) 0.1). */
static void people_and_openings_wait_for_each_other_as_a_double_ended_queue(void **state)
{
    world w = world_of_text(READY_AT_ONCE("6000 d", "1 /d", "openings = \"1 /d\"; lasts = \"exponential(mean 10 d)\";",
                                          "", ", { id = \"other\"; rate = \"0.05 /d\"; }"));
    double p = 1.0, all = 1.0, waiting = 0.0, vacant = 0.0;

    (void)state;
    for (int n = 1; n < 400; n++) {
        p *= 1.0 / (1.0 + n * 0.05);
        all += p;
        waiting += n * p;
    }
    p = 1.0;
    for (int n = 1; n < 400; n++) {
        p *= 1.0 / (1.0 + n * 0.1);
        all += p;
        vacant += p;
    }
    is_near(estimate_of(&w, "queue.opening", "labour_markets.m", SF_STAT_MEAN), waiting / all, 0.2);
    is_near(estimate_of(&w, "wait.opening", "labour_markets.m", SF_STAT_SHARE_ZERO), vacant / all, 0.03);
    is_near(estimate_of(&w, "outcome.exit/work", "programmes.p", SF_STAT_MEAN), 1.0 - 0.05 * waiting / all, 0.01);
    world_close(&w);
}

/* Two groups alike; the other is helped to be ready at twice the rate. */
#define GROUPS(share, openings, task, more)                                                                                     \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                       \
    "time = { start = \"2025-01-01\"; warm_up = \"5 y\"; length = \"10 y\"; };\n"                                               \
    "study = { replications = 1; seed = 1; };\n"                                                                                \
    "segments = ( { id = \"untreated\"; share = \"0.5\"; }, { id = \"treated\"; share = \"rest\"; } );\n"                       \
    "labour_markets = ( { id = \"m\"; openings = \"" openings "\"; lasts = \"20 d\"; } );\n"                                    \
    "programmes = ( { id = \"p\"; arrivals = \"200 /y\"; clock = { limit = \"24 mo\"; at_limit = \"unresolved\"; };\n" task     \
    "  exits = ( { id = \"work\"; good = \"yes\"; rate = { untreated = \"3 %/mo\"; treated = \"3 %/mo\"; };\n"                  \
    "              opening = { market = \"m\"; share = \"" share "\"; }; }, { id = \"unresolved\"; } ); } );\n"                 \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 4; hours = \"37.5 h/week\"; } );\n"                                  \
    "scenarios = ( { id = \"today\"; set = []; }, { id = \"helped\"; set = [\"programmes.p.exits.work.rate.treated *= 2\"" more \
    "]; } );\n"

typedef struct shares {
    double treated, untreated, all;
} shares;

static shares work_of(const world *w, const char *scenario)
{
    sf_replication_record r = life_of(w, scenario, 1, SEED);
    const shares out = {observed_in(w, &r, "outcome.exit/work", "programmes.p", "treated", SF_STAT_MEAN),
                        observed_in(w, &r, "outcome.exit/work", "programmes.p", "untreated", SF_STAT_MEAN),
                        observed(w, &r, "outcome.exit/work", "programmes.p", SF_STAT_MEAN)};

    sf_replication_free(&r);
    return out;
}

#define TASK \
    "  tasks = ( { id = \"talk\"; every = \"2 mo\"; minutes = \"60 min\"; then = ( { exit = \"work\"; p = 0.02; } ); } );\n"

/* Displacement (V45, P50): with as many openings as there are, the treated gain, the untreated lose, and less is gained in all than by the
 * treated; with demand without limit nobody loses anything. */
static void with_fixed_openings_the_untreated_lose_what_the_treated_gain(void **state)
{
    static const char unlimited[] = GROUPS("0", "70 /y", TASK, ""), fixed[] = GROUPS("1", "70 /y", TASK, "");
    shares before, after, free_before, free_after;
    world w;

    (void)state;
    w = world_of_text(fixed);
    before = work_of(&w, "today");
    after = work_of(&w, "helped");
    world_close(&w);
    w = world_of_text(unlimited);
    free_before = work_of(&w, "today");
    free_after = work_of(&w, "helped");
    world_close(&w);
    assert_true(free_after.treated > free_before.treated + 0.1);
    assert_true(fabs(free_after.untreated - free_before.untreated) <= 0.0);
    assert_true(after.treated > before.treated + 0.03);
    assert_true(after.untreated < before.untreated - 0.03);
    assert_true(after.all - before.all < 0.5 * (after.treated - before.treated));
    assert_true(after.all - before.all < free_after.all - free_before.all);
}

/* A talk that leads to work leads to an opening: both doors of follow-up go through it. */
static void a_talk_that_leads_to_work_leads_to_an_opening(void **state)
{
    static const char fixed[] = GROUPS("1", "5 /y", TASK,
                                       ", \"programmes.p.exits.work.rate.untreated = 0 /y from always\""
                                       ", \"programmes.p.exits.work.rate.treated = 0 /y from always\"");
    size_t waits = 0;
    world w;
    diary d;

    (void)state;
    w = world_of_text(fixed);
    d = diary_of(&w, "helped", 1, SEED);
    for (size_t i = 1; i < d.n; i++) {
        if (d.entries[i].what != SF_LIFE_WAITS_FOR_OPENING)
            continue;
        assert_int_equal(d.entries[i - 1].what, SF_LIFE_TASK_IS_HELD);
        assert_true(d.entries[i - 1].key == d.entries[i].key);
        waits++;
    }
    assert_true(waits > 100);
    diary_close(&d);
    world_close(&w);
}

/* With a share of 0 every life is as in a config without openings, whatever the openings do: common luck keeps lives aligned. */
static void a_share_of_zero_leaves_every_life_as_it_was(void **state)
{
    static const char with[] = GROUPS("0", "70 /y", TASK, "");
    char without[8192];
    world a, b;
    diary da, db;
    char *at;

    (void)state;
    strcpy(without, with);
    at = strstr(without, "opening = { market");
    assert_non_null(at);
    memset(at, ' ', strcspn(at, "}") + 3);
    a = world_of_text(with);
    b = world_of_text(without);
    da = diary_of(&a, "today", 1, SEED);
    db = diary_of(&b, "today", 1, SEED);
    assert_int_equal(da.n, db.n);
    for (size_t i = 0; i < da.n; i++)
        assert_true(da.entries[i].key == db.entries[i].key && da.entries[i].what == db.entries[i].what &&
                    da.entries[i].detail == db.entries[i].detail &&
                    fabs(da.entries[i].time - db.entries[i].time) <= 0.0);
    assert_true(da.n > 10000);
    diary_close(&da);
    diary_close(&db);
    world_close(&a);
    world_close(&b);
}

/* More openings are the same openings and some more: nobody waits longer for one (nobody leaves the line, and all are alike). */
static void more_openings_let_nobody_wait_longer(void **state)
{
    static const char *const more[] = {"labour_markets.m.openings = 1.5 /d from always"};
    static const char text[] = READY_AT_ONCE("2000 d", "1 /d", "openings = \"1.2 /d\"; lasts = \"5 d\";", "", "");
    world few = world_of_text(text), many = world_of_text_with(text, more, 1);
    diary a = diary_of(&few, "base", 1, SEED), b = diary_of(&many, "base", 1, SEED);
    size_t sooner = 0;

    (void)state;
    for (size_t i = 0; i < a.n; i++) {
        size_t gone;

        if (a.entries[i].what != SF_LIFE_GETS_OPENING)
            continue;
        gone = diary_next(&b, a.entries[i].key, SF_LIFE_GETS_OPENING, 0);
        assert_true(gone < b.n && b.entries[gone].time <= a.entries[i].time);
        sooner += b.entries[gone].time < a.entries[i].time;
    }
    assert_true(sooner > 200);
    diary_close(&a);
    diary_close(&b);
    world_close(&few);
    world_close(&many);
}

/* Nobody takes an opening of another office, and where there is no labour demand there are none. */
static void an_opening_is_for_those_who_belong_where_it_comes(void **state)
{
    static const char text[] =
        READY_AT_ONCE("2000 d", "1 /d", "openings = \"0.4 /d\"; lasts = \"30 d\"; catchment = \"%s\";", "",
                      "") "offices = ( { id = \"a\"; users = 1; region = \"r\"; labour = 0; },\n"
                          "  { id = \"b\"; users = 1; region = \"r\"; labour = 2; } );\n";
    static const char *const catchments[] = {"office", "region", "all"};
    char changed[4096];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        sf_replication_record r;
        double a, b;
        world w;

        snprintf(changed, sizeof changed, text, catchments[i]);
        w = world_of_text(changed);
        r = life_of(&w, "base", 1, SEED);
        a = observed(&w, &r, "stock", "offices.a", SF_STAT_MEAN);
        b = observed(&w, &r, "stock", "offices.b", SF_STAT_MEAN);
        if (i == 0)
            assert_true(a > 500.0 &&
                        b < 300.0); /* half a person a day and no work; 0.4 openings a day for the others */
        else
            assert_true(fabs(a / b - 1.0) < 0.15);
        sf_replication_free(&r);
        world_close(&w);
    }
}

/* When a policy date brings demand without limit, everybody in line leaves on that date. */
static void who_needs_no_opening_any_more_leaves_on_the_date(void **state)
{
    static const char text[] = READY_AT_ONCE("400 d", "1 /d", "openings = \"0.2 /d\"; lasts = \"30 d\";",
                                             "share = \"1; 0 from 2025-06-01\";", "");
    world w = world_of_text(text);
    diary d = diary_of(&w, "base", 1, SEED);
    const double date = 400.0 + 151.0; /* engine days: 1 June is 151 days after 1 January */
    size_t left = 0;

    (void)state;
    for (size_t i = 0; i < d.n; i++) {
        const diary_entry *e = &d.entries[i];
        size_t found, gone;

        if (e->what != SF_LIFE_WAITS_FOR_OPENING)
            continue;
        assert_true(e->time < date);
        found = diary_next(&d, e->key, SF_LIFE_GETS_OPENING, i);
        gone = diary_next(&d, e->key, SF_LIFE_LEAVES, i);
        assert_true(gone < d.n &&
                    (found < gone ? d.entries[gone].time < date : fabs(d.entries[gone].time - date) < 1e-9));
        left += found > gone;
    }
    assert_true(left > 300);
    diary_close(&d);
    world_close(&w);
}

static void paper_compares_who_is_ready_with_the_openings(void **state)
{
    world w = world_of_text(
        READY_AT_ONCE("400 d", "1 /d", "openings = \"0.4 /d\"; lasts = \"30 d\";", "share = \"0.5\";", ""));
    sf_outlook o;
    sf_error err = {0};

    (void)state;
    assert_int_equal(sf_outlook_make(w.model, 0, &o, &err), SF_OK);
    assert_int_equal(o.n_markets, 1);
    assert_true(fabs(o.markets[0].wanted - 0.5 * 365.25) < 1e-3);
    assert_true(fabs(o.markets[0].openings - 0.4 * 365.25) < 1e-9);
    sf_outlook_free(&o);
    world_close(&w);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    model_refuses(
        READY_AT_ONCE("1 y", "1 /d", "openings = \"1 /d\"; lasts = \"0 d\";", "",
                      ", { id = \"other\"; rate = \"1 /y\"; decision = \"9 d\"; opening = { market = \"m\"; }; }"),
        "the exit other is claimed and decided on, so nobody takes an opening by it");
    model_refuses(READY_AT_ONCE("1 y", "1 /d", "openings = \"1 /d\"; lasts = \"0 d\"; catchment = \"office\";", "", ""),
                  "m belongs to offices, but there are none");
    model_warns(
        "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; length = \"1 y\"; };\n"
        "labour_markets = ( { id = \"n\"; openings = \"1 /d\"; lasts = \"0 d\"; } );\n"
        "segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"1 /d\"; exits = ( { id = \"out\"; rate = \"1 /mo\"; } ); } );\n",
        "no exit takes the openings of n, so they change nothing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_vacancies_people_wait_as_in_mm1),
        cmocka_unit_test(people_and_openings_wait_for_each_other_as_a_double_ended_queue),
        cmocka_unit_test(with_fixed_openings_the_untreated_lose_what_the_treated_gain),
        cmocka_unit_test(a_talk_that_leads_to_work_leads_to_an_opening),
        cmocka_unit_test(a_share_of_zero_leaves_every_life_as_it_was),
        cmocka_unit_test(more_openings_let_nobody_wait_longer),
        cmocka_unit_test(an_opening_is_for_those_who_belong_where_it_comes),
        cmocka_unit_test(who_needs_no_opening_any_more_leaves_on_the_date),
        cmocka_unit_test(paper_compares_who_is_ready_with_the_openings),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
