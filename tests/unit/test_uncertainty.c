/* tests/unit/test_uncertainty.c - a decision over the draws of a hypercube: what agrees, what is chance, and what would overturn it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/sampling.h"
#include "results/screening.h"
#include "results/uncertainty.h"
#include "support/synthetic_study.h"

/* --- arithmetic ---------------------------------------------------------------------------------------------------------- */

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-12;
}

static void a_variance_comes_apart_into_assumptions_and_luck(void **state)
{
    /* Two draws (rows), two replications. Draws mean 1.5 and 5.5, replications 2 and 5, all 3.5: sums of squares 16, 9, and 29 - 25 = 4
     * with one degree of freedom each; (16 - 4) / 2 = 6, (9 - 4) / 2 = 2.5, 4. */
    const double y[] = {1.0, 2.0, 3.0, 8.0};
    /* draw + luck: nothing of its own. Variances 7 of (0, 1, 5), and 2 of (0, 2). */
    const double added[] = {0.0, 2.0, 1.0, 3.0, 5.0, 7.0}, unknown[] = {1.0, (double)NAN, 2.0, 3.0};
    const sf_components both = sf_components_of(y, 2, 2), apart = sf_components_of(added, 3, 2);

    (void)state;
    assert_true(near(both.parameters, 6.0) && near(both.common, 2.5) && near(both.own, 4.0));
    assert_true(near(apart.parameters, 7.0) && near(apart.common, 2.0) && near(apart.own, 0.0));
    assert_true(isnan(sf_components_of(y, 4, 1).parameters)); /* one replication tells no luck */
    assert_true(isnan(sf_components_of(unknown, 2, 2).own));
}

static void a_share_has_the_interval_of_wilson(void **state)
{
    /* Newcombe 1998, Stat. Med. 17, 857-872, table I, method 3 */
    static const struct {
        size_t hits, n;
        double low, high;
    } cases[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0, 0.1611}, {1, 29, 0.0061, 0.1718}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const sf_estimate e = sf_wilson(cases[i].hits, cases[i].n);

        assert_true(fabs(e.low - cases[i].low) < 5e-5 && fabs(e.high - cases[i].high) < 5e-5);
    }
    assert_true(isnan(sf_wilson(0, 0).mean));
}

static void a_difference_below_what_matters_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(sf_decision_sign(4.9, 5.0), 0);
    assert_int_equal(sf_decision_sign(5.0, 5.0), 1);
    assert_int_equal(sf_decision_sign(-5.0, 5.0), -1);
    assert_int_equal(sf_decision_sign(-1e-9, 0.0), -1);
    assert_int_equal(sf_decision_sign(0.0, 0.0), 0);
    assert_int_equal(sf_decision_sign((double)NAN, 0.0), 0);
}

/* --- a study ------------------------------------------------------------------------------------------------------------- */

enum { DRAWS = 60, REPLICATIONS = 3, SEED = 7, AXES = 3, TRAJECTORIES = 4, MOST = 2 + 2 * DRAWS };

static const char *const paths[AXES] = {"teams.aap.hours", "tiltak.aft.stay", "programmes.aap.arrivals"};

typedef struct made {
    sf_store_scenario scenarios[MOST];
    char ids[MOST][16];
    sf_design_axis axes[AXES];
    sf_design_point points[MOST];
    size_t places[DRAWS];
    sf_design design;
    double y[MOST]; /* mean of the outcome, by scenario */
    size_t n;       /* scenarios */
} made;

static void add_scenario(made *m, const char *id, double y)
{
    snprintf(m->ids[m->n], sizeof m->ids[m->n], "%s", id);
    m->scenarios[m->n] = (sf_store_scenario){m->ids[m->n], m->ids[m->n], ""};
    m->y[m->n++] = y;
}

/* A variant of each of the two. */
static void add_pair(made *m, sf_design_role role, size_t number, size_t step, double difference)
{
    static const char *const ofs[] = {"today", "p60"};

    for (int s = 0; s < 2; s++) {
        char id[16];

        snprintf(id, sizeof id, "%c_%zu_%zu", ofs[s][0], number, step);
        m->points[m->design.n_points++] =
            (sf_design_point){.scenario = m->ids[m->n], .of = ofs[s], .role = role, .number = number, .step = step};
        add_scenario(m, id, 10.0 + s * difference);
    }
}

static void begin(made *m, sf_design_kind kind, size_t round, size_t n_places, double as_is)
{
    for (size_t k = 0; k < AXES; k++)
        m->axes[k] = (sf_design_axis){
            .path = paths[k], .unit = "", .value = 0.5, .low = 0.0, .high = 1.0, .range = "0..1", .source = "antatt"};
    for (size_t i = 0; i < n_places; i++)
        m->places[i] = i;
    m->design = (sf_design){.kind = kind,
                            .from = "always",
                            .until = "",
                            .axes = m->axes,
                            .n_axes = AXES,
                            .points = m->points,
                            .drawing = {.seed = SEED, .round = round, .places = m->places, .n = n_places}};
    add_scenario(m, "today", 10.0);
    add_scenario(m, "p60", 10.0 + as_is);
}

static double luck(uint32_t r, double size)
{
    return size * ((double)r - 2.0);
}

/* The outcome of a scenario is y; that of p60 and its variants has luck besides: -luck_size, 0 and luck_size in the three replications. */
static sf_study *stored(const char *dir, made *m, double luck_size)
{
    static const sf_target targets[] = {{"outcome.by/work/24", "all", "all", "mean", 1.0}};
    sf_study_info info = synthetic_study();
    sf_store *store = NULL;
    sf_study *study = NULL;
    sf_error err = {0};
    sf_replication_record *records = calloc(m->n * REPLICATIONS, sizeof *records);
    const sf_replication_record **list = calloc(m->n * REPLICATIONS, sizeof *list);
    size_t n = 0;

    assert_true(records != NULL && list != NULL);
    if (records == NULL || list == NULL)
        return NULL;
    info.scenarios = m->scenarios;
    info.n_scenarios = m->n;
    info.compare_with = "today";
    info.targets = targets;
    info.n_targets = 1;
    info.design = &m->design;
    assert_int_equal(sf_store_open(dir, &info, false, &store, &err), SF_OK);
    for (uint32_t s = 0; s < m->n; s++)
        for (uint32_t r = 1; r <= REPLICATIONS; r++, n++) {
            records[n] = synthetic_record(s, r);
            list[n] = &records[n];
            add_sums(&records[n], OUTCOME_WORK, SEGMENT_ALL, SF_STAT_MEAN, m->y[s] + (s % 2) * luck(r, luck_size), 1.0);
        }
    assert_int_equal(sf_store_put(store, list, n, &err), SF_OK);
    for (size_t i = 0; i < n; i++)
        sf_replication_free(&records[i]);
    free(list);
    free(records);
    sf_store_close(store);
    assert_int_equal(sf_study_open(dir, &study, &err), SF_OK);
    return study;
}

static int setup(void **state)
{
    *state = make_sandbox();
    return 0;
}

static int teardown(void **state)
{
    remove_sandbox(*state);
    return 0;
}

static void the_assumption_that_decides_is_found_and_luck_is_kept_apart(void **state)
{
    made *m = calloc(1, sizeof *m);
    double shares[DRAWS], expected = 0.0;
    const sf_uncertainty *u;
    sf_study *study;
    sf_error err = {0};
    size_t n, below = 0, within = 0, above = 0;

    assert_non_null(m);
    begin(m, SF_DESIGN_HYPERCUBE, DRAWS, DRAWS, 4.0);
    assert_int_equal(sf_latin_column(SEED, 0, paths[1], DRAWS, shares, &err), SF_OK);
    for (size_t i = 0; i < DRAWS; i++) { /* only the second number does anything: from -5 to +5 */
        const double difference = 10.0 * (shares[i] - 0.5);

        add_pair(m, SF_ROLE_DRAW, i + 1, 0, difference);
        below += difference <= -1.0;
        within += fabs(difference) < 1.0;
        above += difference >= 1.0;
        expected += difference * difference / (DRAWS - 1.0);
    }
    study = stored(in_sandbox(*state, "h"), m, 0.5);
    assert_int_equal(sf_study_uncertainties(study, &u, &n, &err), SF_OK);
    assert_int_equal(n, 1);
    assert_string_equal(u->scenario, "p60");
    assert_true(near(u->as_is.difference.mean, 4.0));
    assert_int_equal(u->sign, 1);
    assert_int_equal(u->n, DRAWS);
    assert_true(u->below == below && u->within == within && u->above == above && u->agree == above);
    assert_int_equal(u->below + u->within, DRAWS - u->agree);
    assert_true(fabs(u->p05 + 4.5) < 0.2 && fabs(u->p50) < 0.2 && fabs(u->p95 - 4.5) < 0.2);
    /* luck is -0.5, 0, +0.5, the same for all draws: variance 0.25, and nothing of its own */
    assert_true(fabs(u->variance.common - 0.25) < 1e-9 && u->variance.own < 1e-9);
    assert_true(fabs(u->variance.parameters - expected) < 0.01 * expected); /* about 100/12 */
    assert_int_equal(u->n_influence, AXES);
    assert_int_equal(u->influence[0].axis, 1);
    assert_true(near(u->influence[0].correlation, 1.0) && u->influence[0].stands_out);
    assert_true(near(u->influence[0].agree_low, 0.0) && near(u->influence[0].agree_high, 1.0));
    assert_false(u->influence[1].stands_out || u->influence[2].stands_out);
    sf_study_close(study);
    free(m);
}

static void a_study_of_trajectories_gives_back_a_linear_function(void **state)
{
    static const double coefficients[AXES] = {0.0, -6.0, 2.0};
    made *m = calloc(1, sizeof *m);
    double start[AXES], change[AXES];
    size_t moves[AXES], n;
    sf_trajectory t = {.n = AXES, .start = start, .change = change, .moves = moves};
    const sf_screening *s;
    sf_study *study;
    sf_error err = {0};

    assert_non_null(m);
    begin(m, SF_DESIGN_MORRIS, 4, TRAJECTORIES, 1.0);
    for (size_t number = 0; number < TRAJECTORIES; number++) {
        assert_int_equal(sf_trajectory_make(SEED, number, 4, &t, &err), SF_OK);
        for (size_t step = 0; step <= AXES; step++) {
            double y = 1.0;

            for (size_t i = 0; i < AXES; i++)
                y += coefficients[i] * sf_trajectory_at(&t, step, i);
            add_pair(m, SF_ROLE_STEP, number + 1, step, y);
        }
    }
    study = stored(in_sandbox(*state, "m"), m, 0.5);
    assert_int_equal(sf_study_screenings(study, &s, &n, &err), SF_OK);
    assert_int_equal(n, 1);
    assert_int_equal(s->trajectories, TRAJECTORIES);
    assert_true(s->factors[0].axis == 1 && s->factors[1].axis == 2 && s->factors[2].axis == 0);
    assert_true(fabs(s->factors[0].effect.mu + 6.0) < 1e-9 && fabs(s->factors[0].effect.mu_star - 6.0) < 1e-9);
    assert_true(fabs(s->factors[1].effect.mu - 2.0) < 1e-9 && s->factors[1].effect.sigma < 1e-9);
    assert_true(s->factors[2].effect.mu_star < 1e-9);
    assert_true(s->factors[0].luck < 1e-9); /* luck that all share cancels */
    assert_true(s->factors[0].stands_out);
    sf_study_close(study);
    free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_variance_comes_apart_into_assumptions_and_luck),
        cmocka_unit_test(a_share_has_the_interval_of_wilson),
        cmocka_unit_test(a_difference_below_what_matters_says_nothing),
        cmocka_unit_test_setup_teardown(the_assumption_that_decides_is_found_and_luck_is_kept_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(a_study_of_trajectories_gives_back_a_linear_function, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
