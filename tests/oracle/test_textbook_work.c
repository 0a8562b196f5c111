/* tests/oracle/test_textbook_work.c - people and the veiledere who work for them: the configs in configs/oracles/ give what the
 * formulas say. Exact values: the opening comment of each config, with its source; of the case manager, a Markov chain that is solved
 * here. The gate: tests/support/claims.h, with the standard errors of a short run; tests/oracle/nightly_textbook_work.c has the
 * full one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include <gsl/gsl_linalg.h>

#include "support/claims.h"

#ifdef SF_ORACLE_NIGHTLY
#define NIGHTLY true
#else
#define NIGHTLY false
#endif

#define HOLD(of, claims) claims_hold(&(of), claims, sizeof(claims) / sizeof((claims)[0]), NIGHTLY)

static void one_veileder_makes_people_wait_as_m_m_1(void **state)
{
    static const oracle o1 = {.id = "O1", .file = "o1_mm1.cfg", .times = 70};
    const claim claims[] = {
        {"number in the system", RATIO, "stock", .stat = SF_STAT_MEAN, .exact = 4.0, .now = 0.012},
        {"time in the system, d", RATIO, "stay", .stat = SF_STAT_MEAN, .exact = 5.0, .now = 0.012},
        {"variance of the time in the system, d^2", VARIANCE, "stay", .exact = 25.0, .now = 0.03},
        {"P(time in the system > 10 d)", BEYOND, "stay", .at = 10.0, .exact = 0.135335283237, .now = 0.03},
        {"mean wait, d", RATIO, "wait.meeting", .stat = SF_STAT_MEAN, .exact = 4.0, .now = 0.012},
        {"P(wait > 5 d)", BEYOND, "wait.meeting", .at = 5.0, .exact = 0.294303552937, .now = 0.02},
    };

    (void)state;
    HOLD(o1, claims);
}

static void an_urgent_case_waits_as_if_it_were_alone(void **state)
{
    static const oracle o11 = {.id = "O11", .file = "o11_mm1_preemptive.cfg", .times = 20};
    const claim claims[] = {
        {"time in the system, urgent, d", RATIO, "stay", "urgent", SF_STAT_MEAN, .exact = 1.428571428571, .now = 0.005},
        {"time in the system, ordinary, d", RATIO, "stay", "ordinary", SF_STAT_MEAN, .exact = 4.761904761905,
         .now = 0.01},
        {"number in the system", RATIO, "stock", .stat = SF_STAT_MEAN, .exact = 2.333333333333, .now = 0.008},
        {"use of the veileder", RATIO, "use.veileder", .stat = SF_STAT_MEAN, .exact = 0.7},
    };

    (void)state;
    HOLD(o11, claims);
}

static void ten_people_ask_two_veiledere_as_machines_ask_repairers(void **state)
{
    static const oracle o16 = {.id = "O16", .file = "o16_finite_source.cfg", .times = 4};
    const claim claims[] = {
        {"mean number asking", RATIO, "backlog/help", .stat = SF_STAT_MEAN, .exact = 2.403721530130},
        {"helped, 1/d", RATIO, "contact.held", .stat = SF_STAT_MEAN, .times = 10.0 / 30.4375, .exact = 1.519255693974},
        {"mean wait, d", RATIO, "wait.meeting", .stat = SF_STAT_MEAN, .exact = 0.582170492870, .now = 0.004},
        {"use of the veiledere", RATIO, "use.veileder", .stat = SF_STAT_MEAN, .exact = 0.759627846987},
    };

    (void)state;
    HOLD(o16, claims);
}

/* --- the case manager ------------------------------------------------------------------------------------------------------ */

/* The equilibrium of configs/oracles/case_manager.cfg: states (present or away, n cases, k of them on their own). */
enum { LIMIT = 4, MOST_CASES = 90, STATES_OF_N = LIMIT + 1, STATES = 2 * (MOST_CASES + 1) * STATES_OF_N };

typedef struct equilibrium {
    double waiting, waits, owned, busy, present, cases,
        open_meetings; /* means; waits: share that finds the portfolio full */
} equilibrium;

static size_t place(int away, int n, int k)
{
    return (size_t)((away * (MOST_CASES + 1) + n) * STATES_OF_N + k);
}

static bool is_state(int n, int k)
{
    return n >= 0 && n <= MOST_CASES && k >= 0 && k <= LIMIT && k <= n;
}

/* One flow of the chain: into the transposed generator, so that its kernel is the equilibrium. */
static void flows(gsl_matrix *q, size_t from, size_t to, double rate)
{
    *gsl_matrix_ptr(q, to, from) += rate;
    *gsl_matrix_ptr(q, from, from) -= rate;
}

static void fill(gsl_matrix *q, double falls_ill, double recovers)
{
    const double arrival = 0.25, meeting = 1.0, last = 0.4, back = 1.0 / 3.0;

    for (int away = 0; away < 2; away++) {
        for (int n = 0; n <= MOST_CASES; n++) {
            for (int k = 0; k <= LIMIT; k++) {
                size_t here = place(away, n, k);

                if (!is_state(n, k)) { /* no such state: its probability is 0 */
                    gsl_matrix_set(q, here, here, 1.0);
                    continue;
                }
                if (n < MOST_CASES)
                    flows(q, here, place(away, n + 1, k), arrival);
                if (k > 0)
                    flows(q, here, place(away, n, k - 1), k * back);
                if (!away && (n < LIMIT ? n : LIMIT) > k) {
                    flows(q, here, place(away, n - 1, k), meeting * last);
                    flows(q, here, place(away, n, k + 1), meeting * (1.0 - last));
                }
                if (falls_ill > 0.0)
                    flows(q, here, place(1 - away, n, k), away ? recovers : falls_ill);
                else if (away) /* never away: the way back only */
                    flows(q, here, place(0, n, k), recovers);
            }
        }
    }
}

static equilibrium solve(double falls_ill, double recovers)
{
    gsl_matrix *q = gsl_matrix_calloc(STATES, STATES);
    gsl_vector *right = gsl_vector_calloc(STATES), *p = gsl_vector_alloc(STATES);
    gsl_permutation *order = gsl_permutation_alloc(STATES);
    equilibrium e = {0};
    int sign;

    fill(q, falls_ill, recovers);
    for (size_t i = 0; i < STATES; i++) /* one balance equation follows from the others: in its place, the sum is 1 */
        gsl_matrix_set(q, 0, i, 1.0);
    gsl_vector_set(right, 0, 1.0);
    gsl_linalg_LU_decomp(q, order, &sign);
    gsl_linalg_LU_solve(q, order, right, p);
    for (int away = 0; away < 2; away++) {
        for (int n = 0; n <= MOST_CASES; n++) {
            for (int k = 0; is_state(n, k); k++) {
                double share = gsl_vector_get(p, place(away, n, k));
                int owned = n < LIMIT ? n : LIMIT, m = owned - k;

                e.waiting += share * (n - owned);
                e.waits += n >= LIMIT ? share : 0.0;
                e.owned += share * owned;
                e.cases += share * n;
                e.present += away ? 0.0 : share;
                e.busy += !away && m > 0 ? share : 0.0;
                e.open_meetings += share * (n - owned + m);
                if (n == MOST_CASES)
                    assert_true(share < 1e-7); /* far enough out */
            }
        }
    }
    gsl_permutation_free(order);
    gsl_vector_free(p);
    gsl_vector_free(right);
    gsl_matrix_free(q);
    return e;
}

/* Waits by Little's law (Little 1961). A meeting has been waited for until it is begun, however often it is interrupted; and what
 * is begun is in work, away or not. */
static void hold_case_manager(const char *scenario, equilibrium e, double begun_meetings)
{
    const oracle manager = {.id = "CM", .file = "case_manager.cfg", .scenario = scenario, .times = 40};
    const double arrival = 0.25;
    const claim claims[] = {
        {"share that waits for an owner", COMPLEMENT, "wait.veileder", .stat = SF_STAT_SHARE_ZERO, .exact = e.waits,
         .now = 0.03},
        {"mean wait for an owner, d", RATIO, "wait.veileder", .stat = SF_STAT_MEAN, .exact = e.waiting / arrival,
         .now = 0.05},
        {"mean number without an owner", RATIO, "queue.veileder", .stat = SF_STAT_MEAN, .exact = e.waiting,
         .now = 0.05},
        {"mean portfolio", RATIO, "portfolio.size", .stat = SF_STAT_MEAN, .exact = e.owned, .now = 0.01},
        {"use of the veileder when there", RATIO, "use.veileder", .stat = SF_STAT_MEAN, .exact = e.busy / e.present,
         .now = 0.005},
        {"time in the programme, d", RATIO, "stay", .stat = SF_STAT_MEAN, .exact = e.cases / arrival, .now = 0.03},
        {"cases", RATIO, "stock", .stat = SF_STAT_MEAN, .exact = e.cases, .now = 0.03},
        {"meetings per person-month", RATIO, "contact.held", .stat = SF_STAT_MEAN, .exact = 30.4375 * e.busy / e.cases,
         .now = 0.03},
        {"open meetings", RATIO, "backlog/meeting", .stat = SF_STAT_MEAN, .exact = e.open_meetings, .now = 0.04},
        {"mean wait for a meeting, d", RATIO, "wait.meeting", .stat = SF_STAT_MEAN,
         .exact = (e.open_meetings - begun_meetings) / e.busy, .now = 0.05},
    };

    HOLD(manager, claims);
}

static void a_case_manager_meets_waits_and_owns_as_the_markov_chain_says(void **state)
{
    equilibrium e = solve(0.0, 1.0);

    (void)state;
    hold_case_manager("well", e, e.busy);
}

/* Away for five days on average out of fifty. A meeting that illness interrupts stays begun: of the time with a meeting in hand,
 * the share at work is that of the time at all, since meetings and illness know nothing of each other: a meeting lasts 1 d of work,
 * and each day of work brings 1/45 spell of 5 d. */
static void illness_makes_a_case_manager_wait_as_the_markov_chain_says(void **state)
{
    equilibrium e = solve(1.0 / 45.0, 1.0 / 5.0);

    (void)state;
    hold_case_manager("sick", e, e.busy * (1.0 + 5.0 / 45.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_veileder_makes_people_wait_as_m_m_1),
        cmocka_unit_test(an_urgent_case_waits_as_if_it_were_alone),
        cmocka_unit_test(ten_people_ask_two_veiledere_as_machines_ask_repairers),
        cmocka_unit_test(a_case_manager_meets_waits_and_owns_as_the_markov_chain_says),
        cmocka_unit_test(illness_makes_a_case_manager_wait_as_the_markov_chain_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
