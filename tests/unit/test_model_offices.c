/* tests/unit/test_model_offices.c - who comes to which office, how its staff is counted, and what happens when offices merge.
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

#include "support/diary.h"

#define SEED 20260101
#define NEAR_ENOUGH(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

/* a: 500 users, b: 300, c: 20 */
#define OFFICES(a, b, c, team)                                                                                                                   \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                                        \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"2 y\"; };\n"                                                                 \
    "study = { replications = 1; seed = 1; };\n"                                                                                                 \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"                                                                                      \
    "programmes = ( { id = \"p\"; arrivals = \"820 /y\"; takeover = \"reading\";\n"                                                              \
    "  tasks = ( { id = \"meeting\"; due = \"5 d\"; minutes = \"60 min\"; travel = \"yes\"; }, { id = \"reading\"; minutes = \"30 min\"; } );\n" \
    "  exits = ( { id = \"out\"; rate = \"10 %/mo\"; local = \"yes\"; } ); } );\n"                                                               \
    "offices = ( { id = \"a\"; users = 500; " a " }, { id = \"b\"; users = 300; " b " }, { id = \"c\"; users = 20; " c                           \
    " } );\n"                                                                                                                                    \
    "teams = ( { id = \"t\"; serves = [\"p\"]; in_each_office = \"yes\"; hours = \"168 h/week\"; calendar = \"always\"; " team                   \
    " } );\n"

static const epoch *tables(const world *w, size_t number)
{
    return &w->model->scenarios[0].epochs[number];
}

static void heads_are(const char *text, uint32_t a, uint32_t b, uint32_t c)
{
    world w = world_of_text(text);

    assert_int_equal(w.model->n_desks, 3);
    assert_int_equal(tables(&w, 0)->heads[0], a);
    assert_int_equal(tables(&w, 0)->heads[1], b);
    assert_int_equal(tables(&w, 0)->heads[2], c);
    assert_int_equal(tables(&w, 0)->teams[0].veiledere, a + b + c);
    world_close(&w);
}

/* Of 820 users, 500 : 300 : 20. Ten heads are 6.10 : 3.66 : 0.24, so 6 : 4 : 0 by the largest remainder. */
static void veiledere_are_shared_out_by_the_largest_remainder(void **state)
{
    (void)state;
    heads_are(OFFICES("", "", "", "veiledere = 10;"), 6, 4, 0);
    heads_are(OFFICES("", "", "", "veiledere = 11;"), 7, 4, 0); /* 6.71 : 4.02 : 0.27 */
}

/* With at least two each, c takes two; b is then farther above its share than a. */
static void a_least_number_is_taken_from_those_with_most_above_their_share(void **state)
{
    (void)state;
    heads_are(OFFICES("", "", "", "veiledere = 10; staff = { at_least = 1; };"), 6, 3, 1);
    heads_are(OFFICES("", "", "", "veiledere = 10; staff = { at_least = 2; };"), 5, 3, 2);
    heads_are(OFFICES("", "", "", "veiledere = 3; staff = { at_least = 2; };"), 2, 2,
              2); /* it costs more than there is */
}

static void a_rule_gives_one_veileder_for_so_many_users(void **state)
{
    (void)state;
    heads_are(OFFICES("", "", "", "veiledere = 0; staff = { users_per_veileder = 80; };"), 6, 4,
              0); /* 6.25, 3.75, 0.25 */
    heads_are(OFFICES("", "", "", "veiledere = 0; staff = { users_per_veileder = 80; rounding = \"up\"; };"), 7, 4, 1);
    heads_are(
        OFFICES("", "", "", "veiledere = 0; staff = { users_per_veileder = 80; rounding = \"down\"; at_least = 1; };"),
        6, 3, 1);
}

/* V36: portfolios are smaller in small offices because heads are whole and there is a least number of them. */
static void small_offices_have_small_portfolios_when_each_has_at_least_one_veileder(void **state)
{
    world w = world_of_text(OFFICES("", "", "", "veiledere = 10; staff = { at_least = 1; };"));
    const epoch *e = tables(&w, 0);

    (void)state;
    assert_true(20.0 / e->heads[2] < 300.0 / e->heads[1]);
    assert_true(300.0 / e->heads[1] > 500.0 / e->heads[0]);
    world_close(&w);
}

/* --- lives ---------------------------------------------------------------------------------------------------------------------- */

typedef struct story {
    size_t arrivals, owners, readings, owners_on_the_day;
    double minutes; /* of the latest meeting whose beginning was the latest event of its kind */
} story;

static story told(const char *text, double merged_at)
{
    world w = world_of_text(text);
    diary d = diary_of(&w, w.model->scenarios[0].id, 1, SEED);
    story s = {0};
    const diary_entry *begun = NULL;

    for (const diary_entry *e = d.entries; e < d.entries + d.n; e++) {
        s.arrivals += e->what == SF_LIFE_ARRIVES;
        s.owners += e->what == SF_LIFE_GETS_OWNER;
        s.owners_on_the_day += e->what == SF_LIFE_GETS_OWNER && fabs(e->time - merged_at) < 1e-9;
        s.readings += e->what == SF_LIFE_TASK_OPENS && e->detail == 1;
        if (e->what == SF_LIFE_TASK_BEGINS && e->detail == 0)
            begun = e;
        if (e->what == SF_LIFE_TASK_IS_HELD && e->detail == 0 && begun != NULL && e->key == begun->key)
            s.minutes = (e->time - begun->time) * 1440.0;
    }
    diary_close(&d);
    world_close(&w);
    return s;
}

static void people_of_a_merged_office_get_an_owner_in_the_other_who_reads_the_case(void **state)
{
    /* 2026-01-01 is day 365: then some 37 % of 820 people a year with ten months' stay, about 250, have b as their home. */
    story apart = told(OFFICES("", "", "", "veiledere = 30; staff = { at_least = 1; };"), 365.0),
          merged = told(OFFICES("", "served = \"here; in(a) from 2026-01-01\";", "",
                                "veiledere = 30; staff = { at_least = 1; };"),
                        365.0);

    (void)state;
    assert_int_equal(apart.arrivals, merged.arrivals); /* nobody's luck depends on it */
    assert_int_equal(apart.owners, apart.arrivals);
    assert_int_equal(apart.readings, 0);
    assert_true(merged.owners_on_the_day > 150 && merged.owners_on_the_day < 350);
    assert_int_equal(merged.owners, merged.arrivals + merged.owners_on_the_day);
    assert_int_equal(merged.readings, merged.owners_on_the_day);
}

static void whoever_moves_with_the_office_is_no_beginner(void **state)
{
    /* Speed 0.01 for a beginner: a meeting would take days. All thirty chairs are filled from the start, some in another office. */
    story merged =
        told(OFFICES("", "served = \"here; in(a) from 2026-01-01\";", "",
                     "veiledere = 30; staff = { at_least = 1; }; learning = { time = \"3000 d\"; speed = 0.01; };"),
             365.0);

    (void)state;
    assert_true(fabs(merged.minutes - 60.0) < 1e-6);
}

static void travel_is_added_to_what_one_travels_for(void **state)
{
    story s =
        told(OFFICES("travel = \"15 min\";", "travel = \"15 min\";", "travel = \"15 min\";", "veiledere = 60;"), 0.0);

    (void)state;
    assert_true(fabs(s.minutes - 75.0) < 1e-6);
}

/* The rate of a local exit follows the labour market: half of it, twice the stay; people = inflow x stay. */
static void local_exits_follow_the_labour_market_of_the_office(void **state)
{
    world strong = world_of_text(OFFICES("", "", "", "veiledere = 60;")),
          weak = world_of_text(OFFICES("labour = 0.5;", "labour = 0.5;", "labour = 0.5;", "veiledere = 60;"));
    sf_replication_record a = life_of(&strong, "base", 1, SEED), b = life_of(&weak, "base", 1, SEED);

    (void)state;
    assert_true(observed(&weak, &b, "stock", "programmes.p", SF_STAT_MEAN) >
                1.3 * observed(&strong, &a, "stock", "programmes.p", SF_STAT_MEAN));
    sf_replication_free(&a);
    sf_replication_free(&b);
    world_close(&strong);
    world_close(&weak);
}

/* Each office's people, and together everybody's; small offices beside large ones have smaller portfolios, which equity tells. */
static void results_are_told_for_each_office_and_how_far_they_are_apart(void **state)
{
    world w = world_of_text(
        OFFICES("", "served = \"here; in(a) from 2026-01-01\";", "", "veiledere = 10; staff = { at_least = 1; };"));
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double a = observed(&w, &r, "stock", "offices.a", SF_STAT_MEAN),
           b = observed(&w, &r, "stock", "offices.b", SF_STAT_MEAN),
           c = observed(&w, &r, "stock", "offices.c", SF_STAT_MEAN);
    const char *const offices[] = {"offices.a", "offices.b", "offices.c"};
    double size[3];

    (void)state;
    NEAR_ENOUGH(a + b + c, observed(&w, &r, "stock", "programmes.p", SF_STAT_MEAN));
    assert_true(b > 0.0 && b < 0.5 * a); /* b is there for the first year only */
    NEAR_ENOUGH(observed(&w, &r, "staff.veileder", "offices.a", SF_STAT_MEAN) +
                    observed(&w, &r, "staff.veileder", "offices.b", SF_STAT_MEAN) +
                    observed(&w, &r, "staff.veileder", "offices.c", SF_STAT_MEAN),
                observed(&w, &r, "staff.veileder", "teams.t", SF_STAT_MEAN));
    for (int i = 0; i < 3; i++)
        size[i] = observed(&w, &r, "portfolio.size", offices[i], SF_STAT_MEAN);
    assert_true(size[2] < size[0] && size[2] < size[1]);
    {
        const double least = size[2], most = fmax(size[0], size[1]), middle = fmin(size[0], size[1]);

        NEAR_ENOUGH(observed(&w, &r, "equity/portfolio.size", "all", SF_STAT_MEAN),
                    (middle + 0.8 * (most - middle)) / (least + 0.2 * (middle - least)));
    }
    NEAR_ENOUGH(observed(&w, &r, "outcome.exit/out", "offices.a", SF_STAT_MEAN), 1.0);
    NEAR_ENOUGH(observed(&w, &r, "equity/outcome.exit/out", "all", SF_STAT_MEAN), 1.0);
    sf_replication_free(&r);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(veiledere_are_shared_out_by_the_largest_remainder),
        cmocka_unit_test(a_least_number_is_taken_from_those_with_most_above_their_share),
        cmocka_unit_test(a_rule_gives_one_veileder_for_so_many_users),
        cmocka_unit_test(small_offices_have_small_portfolios_when_each_has_at_least_one_veileder),
        cmocka_unit_test(people_of_a_merged_office_get_an_owner_in_the_other_who_reads_the_case),
        cmocka_unit_test(whoever_moves_with_the_office_is_no_beginner),
        cmocka_unit_test(travel_is_added_to_what_one_travels_for),
        cmocka_unit_test(results_are_told_for_each_office_and_how_far_they_are_apart),
        cmocka_unit_test(local_exits_follow_the_labour_market_of_the_office),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
