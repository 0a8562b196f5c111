/* tests/unit/test_model_cohorts.c - people who are followed from something else than their entry. What became of them is counted anew
 * from their lives, one by one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "support/told.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

/* Two segments, a course of ten days, work by chance, a limit of 100 days that some are let past. */
#define STUDY(cohort) STUDY_WITH("", cohort)
#define STUDY_WITH(returns, cohort)                                                                                                                                                                     \
    "saksflyt = 1; title = \"Prøve\"; study = { replications = 1; seed = 1; };\n"                                                                                                                      \
    "time = { start = \"2025-01-01\"; warm_up = \"1 y\"; length = \"2 y\"; };\n"                                                                                                                        \
    "profiles = ( { id = \"ready\"; barriers = []; }, { id = \"other\"; barriers = []; } );\n"                                                                                                          \
    "segments = ( { id = \"low\"; share = \"0.5\"; profiles = { ready = \"1\"; }; }, { id = \"high\"; share = \"rest\"; profiles = { ready = \"0.5\"; other = \"0.5\"; }; } );\n"                       \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; } );\n"                                                                                  \
    "programmes = ( { id = \"p\"; arrivals = \"400 /y\"; exits = ( { id = \"work\"; rate = \"20 %/mo\"; " returns                                                                                       \
    " }, { id = \"end\"; } );\n"                                                                                                                                                                        \
    "  clock = { limit = \"100 d\"; at_limit = \"end\"; extension = { test = \"test\"; opens = \"10 d\"; length = \"400 d\"; cap = \"400 d\"; grounds = ( { id = \"g\"; passes = \"0.5\"; } ); }; };\n" \
    "  tasks = ( { id = \"meeting\"; due = \"10 d\"; minutes = \"0 min\"; then = ( { need = \"training\"; p = \"0.6\"; } ); }, { id = \"test\"; minutes = \"0 min\"; } ); } );\n"                       \
    "tiltak = ( { id = \"course\"; offers = [\"training\"]; places = 8; stay = \"10 d\"; drop_out = \"1 /mo\"; patience = \"30 d\"; } );\n"                                                             \
    "cohorts = ( { id = \"followed\"; programme = \"p\"; first = \"2025-03-01\"; follow = \"13 mo\"; " cohort                                                                                           \
    " } );\n"

static double day(int year, int month, int day_of_month)
{
    return sf_civil_day((sf_date){year, month, day_of_month}) - sf_civil_day((sf_date){2025, 1, 1}) +
           366.0; /* warm_up, whole days */
}

typedef bool begins(const told *t, const told_event *e);

static bool a_tiltak_begins(const told *t, const told_event *e)
{
    (void)t;
    return e->what == SF_LIFE_GETS_PLACE;
}

static bool a_tiltak_ends(const told *t, const told_event *e)
{
    (void)t;
    return e->what == SF_LIFE_COMPLETES || e->what == SF_LIFE_DROPS_OUT;
}

static uint32_t segment_of(const told *t, uint64_t key)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->events[i].key == key && t->events[i].what == SF_LIFE_ARRIVES)
            return t->events[i].detail;
    }
    return 0;
}

/* Members and those of them who are in work within so many months, as the lives say; segment UINT32_MAX: all. */
static void count_members(const told *t, begins *make, double first, double last, uint32_t segment, double months,
                          double *members, double *work)
{
    *members = *work = 0.0;
    for (size_t i = 0; i < t->n; i++) {
        const told_event *e = &t->events[i];
        double left;

        if (e->time < first || e->time >= last || !make(t, e) ||
            (segment != UINT32_MAX && segment_of(t, e->key) != segment))
            continue;
        *members += 1.0;
        left = told_when(t, e->key, SF_LIFE_LEAVES, 1, e->time); /* exits by id: end, work */
        *work += left <= e->time + months * 30.4375;
    }
}

static void are_followed(const char *config, begins *make, const char *segment, uint32_t number)
{
    world w = world_of_text(config);
    told t = told_of(&w, "base", 1, SEED);
    const sf_observation *row =
        find_row(&w, &t.record, "outcome.by/work/12", "cohorts.followed", segment, SF_STAT_MEAN);
    double members, work;

    count_members(&t, make, day(2025, 3, 1), day(2025, 7, 1), number, 12.0, &members, &work);
    assert_non_null(row);
    assert_true(members > 20.0);
    NEAR(row->den, members);
    NEAR(row->num, work);
    told_free(&t);
    world_close(&w);
}

static void members_are_followed_from_the_start_or_the_end_of_a_tiltak(void **state)
{
    (void)state;
    are_followed(STUDY("from = \"tiltak.start\"; last = \"2025-06-30\";"), a_tiltak_begins, "all", UINT32_MAX);
    are_followed(STUDY("from = \"tiltak.end\"; last = \"2025-06-30\";"), a_tiltak_ends, "all", UINT32_MAX);
    are_followed(STUDY("from = \"tiltak.end\"; last = \"2025-06-30\";"), a_tiltak_ends, "low",
                 1); /* by id: high, low */
}

static void where_takes_only_people_of_some_segments(void **state)
{
    world w = world_of_text(STUDY("from = \"tiltak.end\"; last = \"2025-06-30\"; where = [\"low\", \"course\"];"));
    told t = told_of(&w, "base", 1, SEED);
    const sf_observation *all = find_row(&w, &t.record, "outcome.by/work/12", "cohorts.followed", "all", SF_STAT_MEAN);
    double members, work;

    (void)state;
    count_members(&t, a_tiltak_ends, day(2025, 3, 1), day(2025, 7, 1), 1, 12.0, &members, &work);
    NEAR(all->den, members);
    NEAR(all->num, work);
    assert_null(find_row(&w, &t.record, "outcome.by/work/12", "cohorts.followed", "high", SF_STAT_MEAN));
    told_free(&t);
    world_close(&w);
}

static void everybody_there_on_a_day_is_a_member(void **state)
{
    world w = world_of_text(STUDY("from = \"date\"; last = \"2025-03-01\";"));
    told t = told_of(&w, "base", 1, SEED);
    const sf_observation *row = find_row(&w, &t.record, "outcome.by/work/12", "cohorts.followed", "all", SF_STAT_MEAN);
    double members = 0.0, work = 0.0, at = day(2025, 3, 1);

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];
        double left, ended;

        if (e->what != SF_LIFE_STARTS || e->time > at)
            continue;
        left = told_when(&t, e->key, SF_LIFE_LEAVES, 1, e->time);
        ended = fmin(left, told_when(&t, e->key, SF_LIFE_LEAVES, 0, e->time));
        if (ended <= at)
            continue;
        members += 1.0;
        work += left <= at + 365.25;
    }
    assert_true(members > 50.0);
    NEAR(row->den, members);
    NEAR(row->num, work);
    NEAR(observed(&w, &t.record, "status.at/p/0", "cohorts.followed", SF_STAT_MEAN), 1.0);
    told_free(&t);
    world_close(&w);
}

/* Half of those who are still there after 100 days leave just then; the others go on, and are members, too. */
static void who_reaches_the_ordinary_limit_is_followed_from_it(void **state)
{
    world w = world_of_text(STUDY("from = \"limit\"; last = \"2025-06-30\";"));
    told t = told_of(&w, "base", 1, SEED);
    const sf_observation *row = find_row(&w, &t.record, "outcome.by/end/12", "cohorts.followed", "all", SF_STAT_MEAN);
    double members = 0.0, ended = 0.0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];
        double limit = e->time + 100.0, work, end;

        if (e->what != SF_LIFE_STARTS || limit < day(2025, 3, 1) || limit >= day(2025, 7, 1))
            continue;
        work = told_when(&t, e->key, SF_LIFE_LEAVES, 1, e->time);
        end = told_when(&t, e->key, SF_LIFE_LEAVES, 0, e->time);
        if (work < limit)
            continue;
        members += 1.0;
        ended += end <= limit + 365.25;
    }
    assert_true(members > 20.0);
    NEAR(row->den, members);
    NEAR(row->num, ended);
    told_free(&t);
    world_close(&w);
}

/* --- people who come back ------------------------------------------------------------------------------------------------------------- */

#define COMES_BACK "returns = ( { id = \"again\"; rate = \"10 %/mo\"; } );"

typedef enum whereabouts { NOWHERE, INSIDE, AT_WORK, ENDED } whereabouts;

/* Where the person is at a moment, from the events of that life. */
static whereabouts where_is(const told *t, uint64_t key, double at)
{
    whereabouts is = NOWHERE;

    for (size_t i = 0; i < t->n && t->events[i].time <= at; i++) {
        const told_event *e = &t->events[i];

        if (e->key != key)
            continue;
        if (e->what == SF_LIFE_STARTS)
            is = INSIDE;
        if (e->what == SF_LIFE_LEAVES)
            is = e->detail == 1 ? AT_WORK : ENDED; /* exits by id: end, work */
    }
    return is;
}

static bool a_programme_begins(const told *t, const told_event *e)
{
    (void)t;
    return e->what == SF_LIFE_STARTS;
}

static bool somebody_goes_to_work(const told *t, const told_event *e)
{
    (void)t;
    return e->what == SF_LIFE_LEAVES && e->detail == 1;
}

/* Of those whom `make` makes members: who has ever left to work, or at the limit, within a year, and who is inside after it. */
static void are_followed_through_later_spells(const char *config, begins *make)
{
    world w = world_of_text(config);
    told t = told_of(&w, "base", 1, SEED);
    double members = 0.0, work = 0.0, ended = 0.0, inside = 0.0, at_work = 0.0;
    const sf_observation *row;

    for (size_t i = 0; i < t.n; i++) {
        const told_event *e = &t.events[i];
        const double after = e->time + 365.25, from = e->what == SF_LIFE_STARTS
                                                          ? e->time
                                                          : nextafter(e->time, INFINITY); /* not the exit itself */

        if (e->time < day(2025, 3, 1) || e->time >= day(2025, 7, 1) || !make(&t, e))
            continue;
        members += 1.0;
        work += told_when(&t, e->key, SF_LIFE_LEAVES, 1, from) <= after;
        ended += told_when(&t, e->key, SF_LIFE_LEAVES, 0, from) <= after;
        inside += where_is(&t, e->key, after) == INSIDE;
        at_work += where_is(&t, e->key, after) == AT_WORK;
    }
    assert_true(members > 20.0 && work > 5.0 && inside > 5.0 && at_work > 5.0);
    row = find_row(&w, &t.record, "outcome.by/work/12", "cohorts.followed", "all", SF_STAT_MEAN);
    NEAR(row->den, members);
    NEAR(row->num, work);
    row = find_row(&w, &t.record, "outcome.by/end/12", "cohorts.followed", "all", SF_STAT_MEAN);
    NEAR(row->num, ended);
    row = find_row(&w, &t.record, "status.at/p/12", "cohorts.followed", "all", SF_STAT_MEAN);
    NEAR(row->den, members);
    NEAR(row->num, inside);
    NEAR(find_row(&w, &t.record, "status.at/work/12", "cohorts.followed", "all", SF_STAT_MEAN)->num, at_work);
    NEAR(observed(&w, &t.record, "status.at/p/12", "cohorts.followed", SF_STAT_MEAN) +
             observed(&w, &t.record, "status.at/work/12", "cohorts.followed", SF_STAT_MEAN) +
             observed(&w, &t.record, "status.at/end/12", "cohorts.followed", SF_STAT_MEAN),
         1.0);
    told_free(&t);
    world_close(&w);
}

/* Who has left to work and come back has ever been in work, and is inside now: ever and now are two things (design 6). */
static void whoever_comes_back_has_left_and_is_inside(void **state)
{
    (void)state;
    are_followed_through_later_spells(STUDY_WITH(COMES_BACK, "last = \"2025-06-30\";"), a_programme_begins);
}

/* The exit that makes them members is none that becomes of them. */
static void members_are_followed_from_an_exit(void **state)
{
    (void)state;
    are_followed_through_later_spells(
        STUDY_WITH(COMES_BACK, "from = \"exit\"; exits = [\"work\"]; last = \"2025-06-30\";"), somebody_goes_to_work);
}

static void the_rows_of_a_cohort_carry_its_id_whatever_the_order_in_the_config(void **state)
{
    world w = world_of_text(STUDY(
        "from = \"tiltak.end\"; last = \"2025-06-30\"; }, { id = \"all_in\"; programme = \"p\"; first = \"2025-01-01\"; last = \"2025-12-31\"; follow = \"1 mo\";"));

    (void)state;
    assert_string_equal(w.model->catalogue.entities[entity_of_cohort(w.model, 0)], "cohorts.all_in");
    assert_string_equal(w.model->cohorts[0].id, "all_in");
    assert_string_equal(w.model->cohorts[1].id, "followed");
    world_close(&w);
}

static void what_no_cohort_can_be_is_refused(void **state)
{
    (void)state;
    said_of(STUDY("from = \"limit\"; last = \"2025-06-30\"; where = [\"course\"];"),
            "names a tiltak, but is not followed from one");
    said_of(STUDY("last = \"2025-06-30\"; where = [\"low\"];"), "is followed from entry");
    said_of(STUDY("exits = [\"work\"]; last = \"2025-06-30\";"), "names exits, but is not followed from one");
    said_of(STUDY("from = \"date\"; last = \"2025-06-30\";"), "first and last must be that day");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_followed_from_the_start_or_the_end_of_a_tiltak),
        cmocka_unit_test(where_takes_only_people_of_some_segments),
        cmocka_unit_test(everybody_there_on_a_day_is_a_member),
        cmocka_unit_test(who_reaches_the_ordinary_limit_is_followed_from_it),
        cmocka_unit_test(whoever_comes_back_has_left_and_is_inside),
        cmocka_unit_test(members_are_followed_from_an_exit),
        cmocka_unit_test(the_rows_of_a_cohort_carry_its_id_whatever_the_order_in_the_config),
        cmocka_unit_test(what_no_cohort_can_be_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
