/* tests/unit/test_model_work.c - tasks, working hours and portfolios in small offices whose every number is constant: only arrivals are
 * drawn, and what follows from them is worked out here anew, day by day.
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

#define HEAD(start, warm_up, length)                                                           \
    "saksflyt = 1; title = \"Prøve\";\n"                                                      \
    "time = { start = \"" start "\"; warm_up = \"" warm_up "\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"                                               \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"

#define ALWAYS "hours = \"168 h/week\"; calendar = \"always\"; "

/* --- working time by the day, written down a second time ------------------------------------------------------------------------ */

enum { OPENS = 8 };

/* The moment at which `hours` of work are done by someone who begins at `now`, days from time.start, 7.5 hours a working day. */
static double naive_finish(sf_date start, double now, double hours)
{
    int32_t day = (int32_t)floor(now);
    double from = now;

    for (;; day++) {
        double open = day + OPENS / 24.0, close = open + 7.5 / 24.0;

        if (!sf_civil_is_working_day(sf_civil_day(start) + day) || from >= close)
            continue;
        from = fmax(from, open);
        if (hours <= (close - from) * 24.0 + 1e-9)
            return from + hours / 24.0;
        hours -= (close - from) * 24.0;
    }
}

static double naive_begin(sf_date start, double now)
{
    return naive_finish(start, now, 1e-12);
}

/* People in order of entry. */
static int by_entry(const void *a, const void *b)
{
    double x = ((const sf_person_outcome *)a)->entry_days, y = ((const sf_person_outcome *)b)->entry_days;

    return (x > y) - (x < y);
}

static void in_order_of_entry(sf_replication_record *r)
{
    assert_true(r->n_persons > 5 && r->n_persons < 1000); /* all of them are there */
    qsort(r->persons, r->n_persons, sizeof *r->persons, by_entry);
}

static void a_task_takes_its_minutes_in_working_hours_at_the_pace_of_the_team(void **state)
{
    const sf_date start = {2025, 3, 1};
    world w = world_of_text(HEAD(
        "2025-03-01", "0 d",
        "1 y") "programmes = ( { id = \"p\"; arrivals = \"40 /y\"; exits = ( { id = \"done\"; } );\n"
               "  tasks = ( { id = \"meeting\"; due = \"1 d\"; minutes = \"300 min\"; documentation = \"150 min\"; counts_as = \"meeting\";\n"
               "              then = ( { exit = \"done\"; p = \"1\"; } ); } ); } );\n"
               "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 60; hours = \"37.5 h/week\"; overhead = \"0.25\"; leave = \"0.2\"; } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    int left = 0;

    (void)state;
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++) {
        const sf_person_outcome *p = &r.persons[i];

        if (isnan(p->exit_days))
            continue;
        left++;
        NEAR(p->exit_days, naive_finish(start, p->entry_days, 7.5 / (0.75 * 0.8)));
        NEAR(p->first_meeting_wait, naive_begin(start, p->entry_days) - p->entry_days);
        assert_int_equal(p->contacts, 1);
    }
    assert_true(left > 20);
    NEAR(observed(&w, &r, "hours/meeting", "teams.t", SF_STAT_RATE) * 0.5,
         observed(&w, &r, "hours/documentation", "teams.t", SF_STAT_RATE));
    sf_replication_free(&r);
    world_close(&w);
}

/* A warm-up of "1 y" is 365.25 days: the calendar still begins its days at midnight. */
static void working_days_begin_at_midnight_whatever_the_warm_up(void **state)
{
    const sf_date start = {2025, 3, 1};
    world w = world_of_text(HEAD(
        "2025-03-01", "1 y",
        "1 y") "programmes = ( { id = \"p\"; arrivals = \"40 /y\"; exits = ( { id = \"done\"; } );\n"
               "  tasks = ( { id = \"meeting\"; due = \"1 d\"; minutes = \"60 min\"; then = ( { exit = \"done\"; p = \"1\"; } ); } ); } );\n"
               "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 60; hours = \"37.5 h/week\"; } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++) {
        if (!isnan(r.persons[i].exit_days))
            NEAR(r.persons[i].exit_days, naive_finish(start, r.persons[i].entry_days, 1.0));
    }
    sf_replication_free(&r);
    world_close(&w);
}

#define FOLLOW_UP(limit, more)                                                      \
    "programmes = ( { id = \"p\"; arrivals = \"30 /y\"; clock = { limit = \"" limit \
    "\"; at_limit = \"end\"; }; exits = ( { id = \"end\"; } );\n"                   \
    "  tasks = ( " more " ); } );\n"

static void the_next_follow_up_is_counted_from_the_end_of_the_last(void **state)
{
    world w = world_of_text(HEAD("2025-01-01", "0 d", "3 y") FOLLOW_UP(
        "200.5 d",
        "{ id = \"follow_up\"; every = \"10 d\"; minutes = \"960 min\"; documentation = \"480 min\"; }") "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 60; " ALWAYS
                                                                                                         "} );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++) {
        if (!isnan(r.persons[i].exit_days))
            assert_int_equal(r.persons[i].contacts,
                             18); /* every 10 + 1 days; counted from the due date there would be 19 */
    }
    sf_replication_free(&r);
    world_close(&w);
}

static void late_work_grows_but_does_not_multiply(void **state)
{
    world w = world_of_text(HEAD("2025-01-01", "400 d", "1 y") FOLLOW_UP(
        "100 d",
        "{ id = \"message\"; rate = \"5 /d\"; minutes = \"10 min\"; counts = 0; }") "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 1; hours = \"0.001 h/week\"; } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double backlog = observed(&w, &r, "backlog/message", "all", SF_STAT_MEAN),
           stock = observed(&w, &r, "stock", "all", SF_STAT_MEAN);

    (void)state;
    assert_true(backlog <= stock && backlog > 0.97 * stock); /* one each, after a fifth of a day */
    sf_replication_free(&r);
    world_close(&w);
}

static void a_missed_meeting_is_booked_again_and_has_waited_since_it_first_opened(void **state)
{
    world w = world_of_text(HEAD(
        "2025-01-01", "0 d",
        "4 y") "programmes = ( { id = \"p\"; arrivals = \"200 /y\"; exits = ( { id = \"end\"; } );\n"
               "  clock = { limit = \"200 d\"; at_limit = \"end\"; };\n"
               "  no_show = { p = \"0.5\"; minutes = \"0 min\"; rebook = \"7 d\"; };\n"
               "  tasks = ( { id = \"meeting\"; due = \"10 d\"; no_show = \"yes\"; minutes = \"30 min\"; counts_as = \"meeting\"; } ); } );\n"
               "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 300; " ALWAYS "} );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double longest = 0.0, late = 0.0, held = 0.0, mean = observed(&w, &r, "wait.meeting", "all", SF_STAT_MEAN);

    (void)state;
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++) {
        double wait = r.persons[i].first_meeting_wait;

        if (isnan(wait))
            continue;
        NEAR(wait, 7.0 * floor(wait / 7.0 + 0.5));
        longest = fmax(longest, wait);
        held += 1.0;
        late += wait > 10.0;
    }
    assert_true(longest >= 21.0);
    assert_true(fabs(mean - 7.0) < 4.4 * 7.0 * sqrt(2.0 / held)); /* a geometric number of weeks: mean 1, variance 2 */
    NEAR(observed(&w, &r, "contact.late", "all", SF_STAT_MEAN), late / held);
    sf_replication_free(&r);
    world_close(&w);
}

/* Ten veiledere, people who stay 100 days, 2 a week: some 29 people. */
#define PORTFOLIOS(veiledere, portfolio, more)                                                                   \
    "programmes = ( { id = \"p\"; arrivals = \"2 /w\"; takeover = \"reading\"; exits = ( { id = \"end\"; } );\n" \
    "  clock = { limit = \"100 d\"; at_limit = \"end\"; };\n"                                                    \
    "  tasks = ( { id = \"meeting\"; due = \"14 d\"; minutes = \"30 min\"; counts_as = \"meeting\"; },\n"        \
    "            { id = \"reading\"; minutes = \"30 min\"; counts = 0; },\n"                                     \
    "            { id = \"follow_up\"; every = \"20 d\"; minutes = \"30 min\"; } ); } );\n"                      \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = " veiledere "; " ALWAYS "portfolio = { " portfolio    \
    " }; }\n" more " );\n"

static double area_of(const world *w, const sf_replication_record *r, const char *metric, const char *entity)
{
    const sf_observation *row = find_row(w, r, metric, entity, "all", SF_STAT_MEAN);

    assert_non_null(row);
    return row->num;
}

static void an_overloaded_team_owns_everybody_at_once(void **state)
{
    world w = world_of_text(HEAD("2025-01-01", "400 d", "1000 d")
                                PORTFOLIOS("2", "limit = 3; when_full = \"overload\";", ""));
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    NEAR(observed(&w, &r, "wait.veileder", "teams.t", SF_STAT_SHARE_ZERO), 1.0);
    NEAR(area_of(&w, &r, "portfolio.size", "teams.t"), area_of(&w, &r, "stock", "programmes.p"));
    NEAR(observed(&w, &r, "queue.veileder", "teams.t", SF_STAT_MEAN), 0.0);
    sf_replication_free(&r);
    world_close(&w);
}

static void a_team_that_lets_people_wait_never_owns_more_than_its_limit(void **state)
{
    world w =
        world_of_text(HEAD("2025-01-01", "400 d", "1000 d") PORTFOLIOS("2", "limit = 3; when_full = \"wait\";", ""));
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    /* Far more people than room: always full, the rest wait with their clocks running, and nobody without an owner is met. */
    NEAR(observed(&w, &r, "portfolio.size", "teams.t", SF_STAT_MEAN), 3.0);
    NEAR(area_of(&w, &r, "portfolio.size", "teams.t") + area_of(&w, &r, "queue.veileder", "teams.t"),
         area_of(&w, &r, "stock", "programmes.p"));
    /* Six places, each held for the 100 - wait days that are left: by Little's law 6 = 2/7 (100 - wait). */
    assert_true(fabs(observed(&w, &r, "wait.veileder", "teams.t", SF_STAT_MEAN) - 79.0) < 6.0);
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++)
        assert_true(isnan(r.persons[i].exit_days) ||
                    fabs(r.persons[i].exit_days - r.persons[i].entry_days - 100.0) < 1e-9);
    sf_replication_free(&r);
    world_close(&w);
}

static void a_pool_does_deadline_work_and_its_minimum_only(void **state)
{
    world w = world_of_text(HEAD("2025-01-01", "400 d", "2000 d")
                                PORTFOLIOS("1", "limit = 0; when_full = \"pool(pool)\";",
                                           ", { id = \"pool\"; serves = []; veiledere = 20; " ALWAYS
                                           "minimum = { task = \"follow_up\"; every = \"40 d\"; }; }"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++) {
        if (isnan(r.persons[i].exit_days))
            continue;
        NEAR(r.persons[i].first_meeting_wait, 0.0); /* a task with a deadline */
        assert_int_equal(r.persons[i].contacts, 3); /* and follow-up after 40 and 80 days, not every 20 */
    }
    NEAR(area_of(&w, &r, "queue.veileder", "teams.t"), area_of(&w, &r, "stock", "programmes.p"));
    assert_true(observed(&w, &r, "use.veileder", "teams.pool", SF_STAT_MEAN) > 0.0);
    NEAR(observed(&w, &r, "use.veileder", "teams.t", SF_STAT_MEAN), 0.0);
    sf_replication_free(&r);
    world_close(&w);
}

static void pooled_people_move_to_the_team_as_soon_as_a_portfolio_has_room(void **state)
{
    world w = world_of_text(HEAD("2025-01-01", "400 d", "1000 d")
                                PORTFOLIOS("2", "limit = 5; when_full = \"pool(pool)\";",
                                           ", { id = \"pool\"; serves = []; veiledere = 20; " ALWAYS
                                           "minimum = { task = \"follow_up\"; every = \"40 d\"; }; }"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    NEAR(observed(&w, &r, "portfolio.size", "teams.t", SF_STAT_MEAN), 5.0);
    assert_true(observed(&w, &r, "wait.veileder", "teams.t", SF_STAT_MEAN) > 0.0);
    assert_true(observed(&w, &r, "wait.veileder", "teams.t", SF_STAT_ABANDONED) < 1.0);
    sf_replication_free(&r);
    world_close(&w);
}

static double mean_between(const world *w, const sf_replication_record *r, const char *metric, const char *entity,
                           double from, double to, double *most)
{
    const sf_catalogue *names = &w->model->catalogue;
    double sum = 0.0;
    int n = 0;

    *most = 0.0;
    for (size_t i = 0; i < r->n_series; i++) {
        const sf_series_point *p = &r->series[i];

        if (strcmp(names->metrics[p->metric].id, metric) != 0 || strcmp(names->entities[p->entity], entity) != 0 ||
            p->time_days < from || p->time_days >= to)
            continue;
        sum += p->value;
        *most = fmax(*most, p->value);
        n++;
    }
    assert_true(n > 0);
    return sum / n;
}

static void a_lower_limit_moves_people_on_its_date(void **state)
{
    world w = world_of_text(HEAD("2025-01-01", "730 d", "730 d") PORTFOLIOS(
        "3", "limit = 30; when_full = \"wait\";",
        "") "scenarios = ( { id = \"today\"; set = []; }, { id = \"four\"; set = [\"teams.t.portfolio.limit = 4 from 2026-01-01\"]; },\n"
            "  { id = \"four_staffed\"; set = [\"teams.t.portfolio.limit = 4 from 2026-01-01\", \"teams.t.veiledere = 9 from 2026-01-01\"]; } );\n");
    sf_replication_record today = life_of(&w, "today", 1, SEED), four = life_of(&w, "four", 1, SEED),
                          staffed = life_of(&w, "four_staffed", 1, SEED);
    double most;

    (void)state;
    assert_true(mean_between(&w, &four, "portfolio.size", "teams.t", 0.0, 365.0, &most) > 7.0);
    NEAR(mean_between(&w, &four, "portfolio.size", "teams.t", 400.0, 730.0, &most), 4.0);
    NEAR(most, 4.0);
    assert_true(mean_between(&w, &staffed, "portfolio.size", "teams.t", 400.0, 730.0, &most) < 4.0 + 1e-9);
    assert_true(observed(&w, &staffed, "hours/reading", "teams.t", SF_STAT_RATE) >
                0.0); /* who is handed over is read up on */
    assert_null(find_row(&w, &today, "hours/reading", "teams.t", "all", SF_STAT_RATE));
    sf_replication_free(&today);
    sf_replication_free(&four);
    sf_replication_free(&staffed);
    world_close(&w);
}

/* Who stands in line for an owner, and who of them is near the limit. Everybody has had an owner before. */
typedef struct line {
    uint64_t keys[200];
    bool waits[200], near_limit[200];
    size_t count;
    double from;         /* the day on which new people stopped coming */
    int first, too_soon; /* those who got an owner near the limit; those who got one before somebody near the limit */
} line;

static void line_moves(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    line *l = user;
    bool passed_over = false;
    size_t who = 0;

    (void)detail;
    while (who < l->count && l->keys[who] != key)
        who++;
    if (who == l->count) {
        assert_true(l->count < 200);
        l->keys[l->count++] = key;
    }
    if (what == SF_LIFE_WAITS_FOR_OWNER)
        l->waits[who] = true;
    if (what == SF_LIFE_NEAR_LIMIT)
        l->near_limit[who] = true;
    if (what == SF_LIFE_LEAVES || what == SF_LIFE_GETS_OWNER)
        l->waits[who] = false;
    for (size_t i = 0; i < l->count; i++)
        passed_over = passed_over || (l->waits[i] && l->near_limit[i]);
    if (what == SF_LIFE_GETS_OWNER && time > l->from + 1.0) {
        l->first += l->near_limit[who];
        l->too_soon += !l->near_limit[who] && passed_over;
    }
}

static void who_comes_near_the_limit_while_waiting_for_an_owner_moves_ahead(void **state)
{
    /* More than one a day come, in two layers, so that the order of keys is not the order of arrival. */
    world w = world_of_text(HEAD(
        "2025-01-01", "0 d",
        "3 y") "programmes = ( { id = \"p\"; arrivals = \"500 /y; 0 /y from 2025-04-01\";\n"
               "  clock = { limit = \"700 d\"; end_window = \"400 d\"; at_limit = \"end\"; };\n"
               "  exits = ( { id = \"end\"; rate = \"5 %/mo\"; } ); } );\n"
               "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = \"5; 1 from 2025-04-01\"; " ALWAYS
               "portfolio = { limit = 30; when_full = \"wait\"; }; priority = \"new_and_near_limit_first\"; } );\n");
    sf_replication_record r;
    sf_error err = {0};
    line l = {.from = 90.0};

    (void)state;
    assert_int_equal(
        sf_model_replicate_logged(w.model, scenario_of(&w, "base"), 1, SEED, w.arena, NULL, line_moves, &l, &r, &err),
        SF_OK);
    assert_true(l.first >= 10); /* it matters here */
    assert_int_equal(l.too_soon, 0);
    sf_replication_free(&r);
    world_close(&w);
}

/* Every post has work all the time: what it does is what it could do, whatever happens to hours, absence, pace and heads on the way. */
static void an_overloaded_team_works_all_its_hours_and_not_a_minute_more(void **state)
{
    world w = world_of_text(HEAD(
        "2025-01-01", "400 d",
        "730 d") "programmes = ( { id = \"p\"; arrivals = \"4 /d\"; exits = ( { id = \"end\"; } ); clock = { limit = \"300 d\"; at_limit = \"end\"; };\n"
                 "  tasks = ( { id = \"meeting\"; due = \"14 d\"; minutes = \"200 min\"; documentation = \"37 min\"; },\n"
                 "            { id = \"follow_up\"; every = \"20 d\"; minutes = \"130 min\"; } ); } );\n"
                 "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = \"9; 6 from 2025-05-05; 4 from 2025-08-06\";\n"
                 "  hours = \"37.5 h/week; 30 h/week from 2026-02-02\"; overhead = \"0.3; 0.1 from 2025-03-03; 0.4 from 2026-06-07\";\n"
                 "  absence = \"0.1\"; absence_spell = \"exponential(mean 5 d)\"; } );\n");

    (void)state;
    for (uint32_t i = 1; i <= 5; i++) {
        sf_replication_record r = life_of(&w, "base", i, SEED);

        NEAR(observed(&w, &r, "use.veileder", "teams.t", SF_STAT_MEAN), 1.0);
        sf_replication_free(&r);
    }
    world_close(&w);
}

static void work_that_a_leaving_veileder_had_begun_is_done_by_another(void **state)
{
    world w = world_of_text(HEAD(
        "2025-01-01", "0 d",
        "400 d") "programmes = ( { id = \"p\"; arrivals = \"3 /d; 0 /d from 2025-02-15\"; exits = ( { id = \"done\"; } );\n"
                 "  tasks = ( { id = \"meeting\"; due = \"14 d\"; minutes = \"2000 min\"; counts_as = \"meeting\"; then = ( { exit = \"done\"; p = \"1\"; } ); } ); } );\n"
                 "teams = ( { id = \"t\"; serves = [\"p\"]; shared = \"yes\"; veiledere = \"9; 4 from 2025-02-01\"; " ALWAYS
                 "} );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++)
        assert_true(!isnan(r.persons[i].exit_days));
    sf_replication_free(&r);
    world_close(&w);
}

static void what_a_person_takes_along_on_leaving_has_not_been_held(void **state)
{
    /* While b waits, the longer c goes before it; the limit then breaks off c, and b has never been begun. */
    world w = world_of_text(HEAD(
        "2025-01-01", "0 d",
        "1 y") "programmes = ( { id = \"p\"; arrivals = \"40 /y\"; clock = { limit = \"2 d\"; at_limit = \"end\"; }; exits = ( { id = \"end\"; } );\n"
               "  tasks = ( { id = \"a\"; due = \"14 d\"; minutes = \"60 min\"; priority = 0; },\n"
               "            { id = \"c\"; after = \"a\"; minutes = \"6000 min\"; priority = 0; counts_as = \"plan\"; },\n"
               "            { id = \"b\"; due = \"14 d\"; minutes = \"60 min\"; priority = 1; counts_as = \"meeting\"; } ); } );\n"
               "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 60; " ALWAYS "} );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);

    (void)state;
    NEAR(observed(&w, &r, "wait.plan", "programmes.p", SF_STAT_ABANDONED), 0.0); /* begun, then broken off */
    assert_true(observed(&w, &r, "wait.meeting", "programmes.p", SF_STAT_ABANDONED) +
                    observed(&w, &r, "wait.meeting", "programmes.p", SF_STAT_STILL_WAITING) >
                1.0 - 1e-9);
    sf_replication_free(&r);
    world_close(&w);
}

static void hours_of_open_work_follow_the_minutes_of_the_day(void **state)
{
    world w = world_of_text(HEAD(
        "2025-01-01", "0 d",
        "400 d") "programmes = ( { id = \"p\"; arrivals = \"1 /d; 0 /d from 2025-02-15\"; clock = { limit = \"3000 d\"; at_limit = \"end\"; }; exits = ( { id = \"end\"; } );\n"
                 "  tasks = ( { id = \"meeting\"; due = \"14 d\"; minutes = \"60 min\"; documentation = \"600 min; 0 min from 2025-02-01\"; } ); } );\n"
                 "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 1; " ALWAYS "overhead = \"0.5\"; } );\n"
                 "cohorts = ( { id = \"late\"; programme = \"p\"; first = \"2025-01-01\"; last = \"2025-01-02\"; follow = \"1 d\"; } );\n");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double hours = observed(&w, &r, "hours.unserved", "all", SF_STAT_MEAN),
           open = observed(&w, &r, "backlog/meeting", "all", SF_STAT_MEAN);

    (void)state;
    /* Open tasks weigh 11 hours each before 1 February and 1 hour after. */
    assert_true(hours >= open - 1e-9 && hours <= 11.0 * open + 1e-9);
    sf_replication_free(&r);
    world_close(&w);
}

/* --- preempt = resume --------------------------------------------------------------------------------------------------------- */

typedef struct job {
    double arrives, rank, left, first_begun, done; /* rank: smaller goes first, then who arrived earlier */
} job;

static bool goes_first(const job *a, const job *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->arrives < b->arrives;
}

/* Who is worked for at this moment: of those present and not done the first few in order. A linear scan for each of them. */
static size_t in_work(job *jobs, size_t n, double now, size_t veiledere, job *chosen[])
{
    size_t k = 0;

    for (; k < veiledere; k++) {
        job *best = NULL;

        for (size_t i = 0; i < n; i++) {
            bool is_taken = false;

            for (size_t c = 0; c < k; c++)
                is_taken = is_taken || chosen[c] == &jobs[i];
            if (!is_taken && jobs[i].arrives <= now && jobs[i].left > 0.0 &&
                (best == NULL || goes_first(&jobs[i], best)))
                best = &jobs[i];
        }
        if (best == NULL)
            break;
        chosen[k] = best;
    }
    return k;
}

/* Serves everybody, from change to change. */
static void serve(job *jobs, size_t n, size_t veiledere)
{
    double now = jobs[0].arrives;

    for (;;) {
        job *chosen[4];
        size_t k = in_work(jobs, n, now, veiledere, chosen);
        double next = (double)INFINITY;

        for (size_t i = 0; i < n; i++)
            next = jobs[i].arrives > now ? fmin(next, jobs[i].arrives) : next;
        for (size_t c = 0; c < k; c++)
            next = fmin(next, now + chosen[c]->left);
        if (isinf(next))
            return;
        for (size_t c = 0; c < k; c++) {
            chosen[c]->first_begun = fmin(chosen[c]->first_begun, now);
            chosen[c]->left -= next - now;
            if (chosen[c]->left < 1e-9) {
                chosen[c]->left = 0.0;
                chosen[c]->done = next;
            }
        }
        now = next;
    }
}

/* One day of work for everybody; two kinds of people, who are served by `rules`. Rank 0 or 1 by segment, or a deadline. */
static void leaves_as_served_by_hand(const char *rules, size_t veiledere, bool by_deadline)
{
    char config[2048];
    world w;
    sf_replication_record r;
    job jobs[1000];
    size_t seen = 0;
    double waited = 0.0;

    snprintf(
        config, sizeof config,
        HEAD(
            "2025-01-01", "0 d",
            "1 y") "programmes = ( { id = \"soon\"; arrivals = \"%g /d\"; exits = ( { id = \"end\"; } );\n"
                   "  tasks = ( { id = \"work\"; opens = \"entry\"; minutes = \"1440 min\"; counts_as = \"meeting\"; %s\n"
                   "    then = ( { exit = \"end\"; p = \"1\"; } ); } ); },\n"
                   "  { id = \"later\"; arrivals = \"%g /d\"; exits = ( { id = \"end\"; } );\n"
                   "  tasks = ( { id = \"work\"; opens = \"entry\"; minutes = \"1440 min\"; counts_as = \"meeting\"; %s\n"
                   "    then = ( { exit = \"end\"; p = \"1\"; } ); } ); } );\n"
                   "teams = ( { id = \"t\"; serves = [\"soon\", \"later\"]; veiledere = %zu; shared = \"yes\"; preempt = \"resume\"; " ALWAYS
                   "%s } );\n",
        0.35 * (double)veiledere, by_deadline ? "due = \"1 d\";" : "priority = 0;", 0.35 * (double)veiledere,
        by_deadline ? "due = \"3 d\";" : "priority = 1;", veiledere, rules);
    w = world_of_text(config);
    r = life_of(&w, "base", 1, SEED);
    in_order_of_entry(&r);
    for (size_t i = 0; i < r.n_persons; i++) {
        bool is_soon = strcmp(w.model->catalogue.entities[r.persons[i].programme], "programmes.soon") == 0;
        double rank = by_deadline ? r.persons[i].entry_days + (is_soon ? 1.0 : 3.0) : (is_soon ? 0.0 : 1.0);

        jobs[i] = (job){r.persons[i].entry_days, rank, 1.0, (double)INFINITY, (double)NAN};
    }
    serve(jobs, r.n_persons, veiledere);
    for (size_t i = 0; i < r.n_persons; i++) {
        if (!isnan(r.persons[i].exit_days)) {
            NEAR(r.persons[i].exit_days, jobs[i].done);
            seen++;
        }
        waited += jobs[i].first_begun < 365.25 ? jobs[i].first_begun - jobs[i].arrives : 0.0;
    }
    assert_true(seen > 200);
    /* A wait ends when the task is first begun, however often it is interrupted after that. */
    NEAR(find_row(&w, &r, "wait.meeting", "all", "all", SF_STAT_MEAN)->num, waited);
    sf_replication_free(&r);
    world_close(&w);
}

static void an_urgent_task_interrupts_and_the_other_is_resumed_where_it_was_left(void **state)
{
    (void)state;
    leaves_as_served_by_hand("", 1, false);
    leaves_as_served_by_hand("", 2, false);
}

static void an_earlier_deadline_interrupts_a_later_one(void **state)
{
    (void)state;
    leaves_as_served_by_hand("priority = \"earliest_deadline\";", 1, true);
    leaves_as_served_by_hand("priority = \"earliest_deadline\";", 2, true);
}

typedef struct tally_of_work {
    long begun, interrupted, held, missed;
} tally_of_work;

static void count_work(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    tally_of_work *t = user;

    (void)key;
    (void)time;
    (void)detail;
    t->begun += what == SF_LIFE_TASK_BEGINS;
    t->interrupted += what == SF_LIFE_TASK_IS_INTERRUPTED;
    t->held += what == SF_LIFE_TASK_IS_HELD;
    t->missed += what == SF_LIFE_TASK_IS_MISSED;
}

/* Portfolios, office hours, sick leave, missed meetings, and a rule that begins and ends on dates: the self-checks (hours used against
 * hours there, Little's law) hold, and interrupted work costs no hour twice. */
static void interrupted_work_outlives_absence_and_policy_dates(void **state)
{
    static const char *const set[] = {"teams.t.preempt = resume from 2025-03-01",
                                      "teams.t.preempt = no from 2025-11-03", "teams.t.veiledere = 2 from 2025-08-04"};
    world w = world_of_text_with(
        HEAD(
            "2025-01-01", "100 d",
            "2 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"end\"; rate = \"10 %/mo\"; } );\n"
                   "  no_show = { p = \"0.2\"; minutes = \"30 min\"; rebook = \"3 d\"; };\n"
                   "  tasks = ( { id = \"meeting\"; every = \"30 d\"; minutes = \"300 min\"; no_show = \"yes\"; counts_as = \"meeting\"; },\n"
                   "            { id = \"message\"; rate = \"2 /mo\"; minutes = \"10 min\"; priority = 0; counts = 0; },\n"
                   "            { id = \"report\"; every = \"20 d\"; minutes = \"90 min\"; priority = 2; counts = 0; } ); } );\n"
                   "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 4; hours = \"37.5 h/week\"; overhead = \"0.2\"; absence = \"0.1\";\n"
                   "            absence_spell = \"exponential(mean 4 d)\"; priority = \"new_and_near_limit_first\"; } );\n",
        set, 3);
    tally_of_work t = {0};
    sf_replication_record r = {0};
    sf_error err = {0};

    (void)state;
    assert_int_equal(sf_model_replicate_logged(w.model, 0, 1, SEED, w.arena, NULL, count_work, &t, &r, &err), SF_OK);
    for (size_t i = 0; i < r.n_checks; i++)
        assert_true(r.checks[i].residual <= r.checks[i].limit);
    assert_true(t.interrupted > 100);
    assert_true(t.begun >= t.held + t.missed + t.interrupted && t.begun <= t.held + t.missed + t.interrupted + 300);
    NEAR(observed(&w, &r, "use.veileder", "teams.t", SF_STAT_MEAN),
         fmin(observed(&w, &r, "use.veileder", "teams.t", SF_STAT_MEAN), 1.0));
    sf_replication_free(&r);
    world_close(&w);
}

/* A minute after the other, without end: the 65,536th task of somebody would have the luck of the first. */
static void who_has_a_task_more_often_than_there_is_luck_for_ends_the_run(void **state)
{
    static const char text[] =
        "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"300 d\"; };\n"
        "study = { replications = 1; seed = 1; }; segments = ( { id = \"people\"; share = \"1\"; } );\n"
        "programmes = ( { id = \"p\"; arrivals = \"3 /y\"; exits = ( { id = \"end\"; rate = \"0.001 /y\"; } );\n"
        "  tasks = ( { id = \"message\"; opens = \"entry\"; minutes = \"1 min\"; then = ( { next = \"message\"; p = \"1\"; } ); } ); } );\n"
        "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 1; hours = \"168 h/week\"; calendar = \"always\"; } );\n";
    world w = world_of_text(text);
    sf_replication_record r = {0};
    sf_error err = {0};

    (void)state;
    assert_int_equal(sf_model_replicate(w.model, 0, 1, SEED, w.arena, NULL, &r, &err), SF_ECONFIG);
    assert_non_null(strstr(err.message, "65535 times"));
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_takes_its_minutes_in_working_hours_at_the_pace_of_the_team),
        cmocka_unit_test(working_days_begin_at_midnight_whatever_the_warm_up),
        cmocka_unit_test(the_next_follow_up_is_counted_from_the_end_of_the_last),
        cmocka_unit_test(late_work_grows_but_does_not_multiply),
        cmocka_unit_test(a_missed_meeting_is_booked_again_and_has_waited_since_it_first_opened),
        cmocka_unit_test(an_overloaded_team_owns_everybody_at_once),
        cmocka_unit_test(a_team_that_lets_people_wait_never_owns_more_than_its_limit),
        cmocka_unit_test(a_pool_does_deadline_work_and_its_minimum_only),
        cmocka_unit_test(pooled_people_move_to_the_team_as_soon_as_a_portfolio_has_room),
        cmocka_unit_test(a_lower_limit_moves_people_on_its_date),
        cmocka_unit_test(who_comes_near_the_limit_while_waiting_for_an_owner_moves_ahead),
        cmocka_unit_test(an_overloaded_team_works_all_its_hours_and_not_a_minute_more),
        cmocka_unit_test(work_that_a_leaving_veileder_had_begun_is_done_by_another),
        cmocka_unit_test(what_a_person_takes_along_on_leaving_has_not_been_held),
        cmocka_unit_test(hours_of_open_work_follow_the_minutes_of_the_day),
        cmocka_unit_test(an_urgent_task_interrupts_and_the_other_is_resumed_where_it_was_left),
        cmocka_unit_test(an_earlier_deadline_interrupts_a_later_one),
        cmocka_unit_test(interrupted_work_outlives_absence_and_policy_dates),
        cmocka_unit_test(who_has_a_task_more_often_than_there_is_luck_for_ends_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
