/* tests/oracle/test_coverage.c - intervals cover as often as they say. M/M/5 (Erlang 1917) and M/M/6 run through the model, ten replications
 * to an experiment, are stored and read back as any study is, and results/estimate.c makes its intervals of them. What is true is
 * known, so how often the intervals hold it can be counted.
 *
 * The gate: of 1,000 experiments 93.5 to 96.5 % cover (seed fixed, as a right 95 % would fail it for 2.4 % of seeds; a true 92 % passes
 * with probability 0.04). tests/oracle/nightly_coverage.c: 94.3 to 95.7 % of 10,000 (0.12 %; 93 % never passes), on a seed of
 * the day. Misses are counted on each side: waits are skewed to the right, so intervals that miss lie below more often than above, and
 * ten short replications know it: with 4,000 arrivals in each, means cover 93.5 % of 10,000 (94.0 % in fifty lines of C that share
 * nothing with us). What skewness takes from an interval falls as the length of the replications grows, so the nightly ones have
 * 64,000 arrivals (docs/decisions.md, 25 November 2026). Two mistakes that are often made must fail the gate, or it would be worth
 * nothing. Standard deviations failed it (90.1 % with ten replications, the jackknife's interval; 92 % with thirty, 93 % with a
 * hundred): since then they are printed without one.
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

#include "results/estimate.h"
#include "support/claims.h"
#include "support/sandbox.h"

#ifdef SF_ORACLE_NIGHTLY
#define NIGHTLY true
enum { EXPERIMENTS = 10000 };
static const double least = 0.943, most = 0.957, most_on_a_side = 0.045;
#define WINDOW "16000 d"
#else
#define NIGHTLY false
enum { EXPERIMENTS = 1000 };
static const double least = 0.935, most = 0.965, most_on_a_side = 0.065;
#define WINDOW "1000 d"
#endif

enum { REPLICATIONS = 10, AT_A_TIME = 100 /* experiments in one study */, IN_A_STUDY = REPLICATIONS * AT_A_TIME };

/* --- what is true ---------------------------------------------------------------------------------------------------------- */

enum { FIVE, SIX, SCENARIOS };

static double erlang_c(double load, int servers)
{
    double b = 1.0;

    for (int c = 1; c <= servers; c++)
        b = load * b / (c + load * b);
    return b / (1.0 - load / servers * (1.0 - b));
}

static double truth(int scenario, sf_stat stat)
{
    const int servers = scenario == FIVE ? 5 : 6;
    const double c = erlang_c(4.0, servers), faster = servers - 4.0; /* P(wait > t) = c exp(-faster t) */

    switch (stat) {
    case SF_STAT_MEAN:
        return c / faster;
    case SF_STAT_SHARE_ZERO:
        return 1.0 - c;
    case SF_STAT_SHARE_WITHIN: /* one day */
        return 1.0 - c * exp(-faster);
    case SF_STAT_P90:
        return log(c / 0.10) / faster;
    case SF_STAT_P95:
        return log(c / 0.05) / faster;
    default:
        fail_msg("nobody has worked out %s", sf_stat_name(stat));
        return NAN;
    }
}

/* --- replications, stored and read back ------------------------------------------------------------------------------------ */

#define LINE(warm_up, length)                                                                   \
    "saksflyt = 1; title = \"M/M/5\";\n"                                                        \
    "time = { start = \"2025-01-01\"; warm_up = \"" warm_up "\"; length = \"" length "\"; };\n" \
    "study = { within = ( { metric = \"wait.tiltak\"; target = \"1 d\"; } ); };\n"              \
    "segments = ( { id = \"everybody\"; share = \"1\"; } );\n"                                  \
    "streams = ( { id = \"arrivals\"; rate = \"4 /d\"; to = \"desk\"; } );\n"                   \
    "tiltak = ( { id = \"desk\"; places = 5; stay = \"exponential(mean 1 d)\"; } );\n"          \
    "scenarios = ( { id = \"five\"; set = []; }, { id = \"six\"; set = [\"tiltak.desk.places = 6 from always\"]; } );\n"

/* Of all that a replication says only the wait of everybody is kept, so that reading it back takes no time. */
static void only_the_wait(sf_replication_record *r, uint16_t wait)
{
    size_t n = 0, histograms = 0;

    for (size_t i = 0; i < r->n_observations; i++) {
        const sf_observation *o = &r->observations[i];

        if (o->metric == wait && o->entity == 0 && o->segment == 0)
            r->observations[n++] = *o;
    }
    for (size_t i = 0; i < r->n_histograms; i++) {
        const sf_histogram_record *h = &r->histograms[i];

        if (h->metric == wait && h->entity == 0 && h->segment == 0)
            r->histograms[histograms++] = *h;
    }
    r->n_observations = n;
    r->n_histograms = histograms;
    r->n_series = r->n_transitions = r->n_persons = 0;
}

static void store(const char *dir, const world *w, uint32_t first, uint64_t seed)
{
    static sf_replication_record records[SCENARIOS * IN_A_STUDY];
    static const sf_replication_record *list[SCENARIOS * IN_A_STUDY];
    static const sf_store_scenario scenarios[] = {{"five", "", ""}, {"six", "", ""}};
    const sf_study_info info = {.title = "M/M/5",
                                .config_path = "",
                                .config_digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                                .build = "",
                                .seed = seed,
                                .compare_with = "five",
                                .length_days = w->model->length_days,
                                .resolved = "",
                                .catalogue = &w->model->catalogue,
                                .scenarios = scenarios,
                                .n_scenarios = SCENARIOS};
    sf_store *out = NULL;
    sf_error err = {0};
    uint16_t wait = w->model->metrics.wait_tiltak;
    size_t n = 0;

    for (uint32_t s = 0; s < SCENARIOS; s++) {
        for (uint32_t i = 0; i < IN_A_STUDY; i++) {
            records[n] = life_of(w, s == FIVE ? "five" : "six", first + i + 1, seed);
            records[n].replication = i + 1;
            only_the_wait(&records[n], wait);
            list[n] = &records[n];
            n++;
        }
    }
    if (sf_store_open(dir, &info, false, &out, &err) != SF_OK || sf_store_put(out, list, n, &err) != SF_OK)
        fail_msg("%s", err.message);
    sf_store_close(out);
    for (size_t i = 0; i < n; i++)
        sf_replication_free(&records[i]);
}

/* --- counting -------------------------------------------------------------------------------------------------------------- */

typedef struct coverage {
    const char *what;
    sf_stat stat;
    bool is_difference; /* six less five, paired */
    size_t experiments, below, above, below_with_z, above_with_z;
} coverage;

static double covered(const coverage *c)
{
    return 1.0 - (double)(c->below + c->above) / (double)c->experiments;
}

static bool passes_the_gate(double share)
{
    return share >= least && share <= most;
}

static void count(coverage *c, sf_study *study)
{
    uint16_t metric = 0, entity = 0, segment = 0;
    sf_row_key key;
    sf_fit fit;
    sf_error err = {0};
    sf_estimate interval;
    double exact = c->is_difference ? truth(SIX, c->stat) - truth(FIVE, c->stat) : truth(FIVE, c->stat);

    assert_true(sf_study_find_metric(study, "wait.tiltak", &metric));
    assert_true(sf_study_find_entity(study, "all", &entity));
    assert_true(sf_study_find_segment(study, "all", &segment));
    key = sf_study_key(study, c->is_difference ? SIX : FIVE, metric, entity, segment);
    if ((c->is_difference ? sf_fit_difference(study, key, FIVE, c->stat, &fit, &err)
                          : sf_fit_row(study, key, c->stat, &fit, &err)) != SF_OK)
        fail_msg("%s", err.message);
    interval = sf_fit_interval(fit, 0.95);
    if (!(interval.low < interval.high))
        fail_msg("%s: no interval, %g with an error of %g", c->what, fit.estimate, fit.error);
    c->experiments++;
    c->below += interval.high < exact;
    c->above += interval.low > exact;
    c->below_with_z += fit.estimate + 1.959963984540054 * fit.error < exact;
    c->above_with_z += fit.estimate - 1.959963984540054 * fit.error > exact;
}

/* Ten replications at a time are all that the study has, one experiment after the other. */
static void count_experiments(coverage *what, size_t n, const char *text, uint64_t seed, uint32_t experiments)
{
    world w = world_of_text(text);

    for (uint32_t done = 0; done < experiments; done += AT_A_TIME) {
        char *sandbox = make_sandbox();
        sf_study *study = NULL;
        sf_error err = {0};
        sf_finished all[SCENARIOS];

        store(in_sandbox(sandbox, "study"), &w, done * REPLICATIONS, seed);
        if (sf_study_open(in_sandbox(sandbox, "study"), &study, &err) != SF_OK ||
            sf_study_read_histograms(study, &err) != SF_OK)
            fail_msg("%s", err.message);
        memcpy(all, study->finished, sizeof all);
        for (size_t e = 0; e < AT_A_TIME; e++) {
            for (int s = 0; s < SCENARIOS; s++) {
                assert_int_equal(all[s].n, IN_A_STUDY);
                study->finished[s] = (sf_finished){all[s].number + e * REPLICATIONS, REPLICATIONS};
            }
            for (size_t i = 0; i < n; i++) {
                study->has_latest = study->has_latest_pair = false;
                count(&what[i], study);
            }
        }
        memcpy(study->finished, all, sizeof all);
        sf_study_close(study);
        remove_sandbox(sandbox);
    }
    world_close(&w);
}

static void tell(const char *what, size_t n, size_t below, size_t above)
{
    const char *path = getenv("SAKSFLYT_COVERAGE_TABLE");
    FILE *table = path == NULL ? NULL : fopen(path, "a");
    double all = (double)n;

    print_message("    %-52s covers %5.1f %% of %zu, misses: %.1f %% below, %.1f %% above\n", what,
                  100.0 * (1.0 - (double)(below + above) / all), n, 100.0 * (double)below / all,
                  100.0 * (double)above / all);
    if (table == NULL)
        return;
    fprintf(table, "| %s | %.2f %% | %.2f %% | %.2f %% |\n", what, 100.0 * (1.0 - (double)(below + above) / all),
            100.0 * (double)below / all, 100.0 * (double)above / all);
    fclose(table);
}

/* --- what is true of it ---------------------------------------------------------------------------------------------------- */

/* 500 arrivals before, 4,000 measured (64,000 at night). */
static void intervals_cover_as_often_as_they_say(void **state)
{
    coverage kinds[] = {
        {.what = "mean wait (sum / sum, jackknife)", .stat = SF_STAT_MEAN},
        {.what = "share that waits not at all (sum / sum, jackknife)", .stat = SF_STAT_SHARE_ZERO},
        {.what = "90 % quantile of the wait (sectioning)", .stat = SF_STAT_P90},
        {.what = "95 % quantile of the wait (sectioning)", .stat = SF_STAT_P95},
        {.what = "share within a day (sectioning)", .stat = SF_STAT_SHARE_WITHIN},
        {.what = "paired difference of mean waits", .stat = SF_STAT_MEAN, .is_difference = true},
        {.what = "paired difference of 90 % quantiles", .stat = SF_STAT_P90, .is_difference = true},
        {.what = "paired difference of shares that wait not at all", .stat = SF_STAT_SHARE_ZERO, .is_difference = true},
    };
    const size_t n = sizeof kinds / sizeof kinds[0];
    size_t wrong = 0;

    (void)state;
    count_experiments(kinds, n, LINE("125 d", WINDOW), oracle_seed(20260101, NIGHTLY), EXPERIMENTS);
    for (size_t i = 0; i < n; i++) {
        const coverage *c = &kinds[i];
        double all = (double)c->experiments;

        tell(c->what, c->experiments, c->below, c->above);
        wrong += !passes_the_gate(covered(c)) || (double)c->below / all > most_on_a_side ||
                 (double)c->above / all > most_on_a_side;
    }
    /* Negative control: the normal quantile in place of Student's t, for ten replications. */
    tell("negative control: z in place of t, mean wait", kinds[0].experiments, kinds[0].below_with_z,
         kinds[0].above_with_z);
    assert_false(
        passes_the_gate(1.0 - (double)(kinds[0].below_with_z + kinds[0].above_with_z) / (double)kinds[0].experiments));
    assert_int_equal(wrong, 0);
}

/* Negative control: a thousand arrivals from an empty office, nothing removed. */
static void a_warm_up_that_is_not_removed_fails_the_gate(void **state)
{
    coverage c = {.what = "negative control: warm-up not removed, mean wait", .stat = SF_STAT_MEAN};

    (void)state;
    count_experiments(&c, 1, LINE("0 d", "250 d"), oracle_seed(20260101, NIGHTLY), EXPERIMENTS);
    tell(c.what, c.experiments, c.below, c.above);
    assert_false(passes_the_gate(covered(&c)));
    assert_true(c.below > 2 * c.above); /* and on the side where it should be missed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_cover_as_often_as_they_say),
        cmocka_unit_test(a_warm_up_that_is_not_removed_fails_the_gate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
