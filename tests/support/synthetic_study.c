/* tests/support/synthetic_study.c - a small made-up study, for tests of results/ and of what reads it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/synthetic_study.h"

#include <assert.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "saksflyt/statistics.h"

#define NONE ((double)NAN)

sf_study_info synthetic_study(void)
{
    static const char *const entities[] = {"all", "teams.aap", "programmes.aap"};
    static const char *const entity_labels[] = {"All", "AAP team", "AAP"};
    static const char *const segments[] = {"all", "low", "high"};
    static const char *const segment_labels[] = {"All", "Low complexity", "High complexity"};
    static const char *const states[] = {"work", "aap"};
    static const char *const state_labels[] = {"In work", "On AAP"};
    static const sf_metric metrics[SYNTHETIC_METRICS] = {
        [WAIT_MEETING] = {"wait.meeting", "d", SF_LOWER_IS_BETTER, "Wait for the first meeting", 30.0},
        [STOCK] = {"stock", "persons", SF_NEITHER_IS_BETTER, "People", NONE},
        [OUTCOME_WORK] = {"outcome.by/work/24", "share", SF_HIGHER_IS_BETTER, "In work within 24 months", NONE},
        [STATUS_WORK_12] = {"status.at/work/12", "share", SF_NEITHER_IS_BETTER, "In work after 12 months", NONE},
        [STATUS_AAP_12] = {"status.at/aap/12", "share", SF_NEITHER_IS_BETTER, "On AAP after 12 months", NONE},
        [STATUS_AAP_0] = {"status.at/aap/0", "share", SF_NEITHER_IS_BETTER, "On AAP at entry", NONE},
        [COST] = {"cost.staff/municipality", "NOK/y", SF_LOWER_IS_BETTER, "Staff", NONE},
    };
    static const sf_catalogue catalogue = {.metrics = metrics,
                                           .n_metrics = SYNTHETIC_METRICS,
                                           .entities = entities,
                                           .entity_labels = entity_labels,
                                           .n_entities = 3,
                                           .segments = segments,
                                           .segment_labels = segment_labels,
                                           .n_segments = 3,
                                           .states = states,
                                           .state_labels = state_labels,
                                           .n_states = 2};
    static const sf_store_scenario scenarios[] = {
        {"today", "I dag", ""},
        {"p60", "60 per veileder, \"nok\" ansatte", "teams.aap.portfolio.limit = 60"},
        {"pool", "60 aktive, resten i pulje",
         "teams.aap.portfolio.limit = 60; teams.aap.portfolio.when_full = pool(pool)"},
    };
    static const sf_target targets[] = {
        {"wait.meeting", "all", "all", "p90", 5.0},
        {"wait.meeting", "all", "all", "mean", 5.0},
        {"outcome.by/work/24", "all", "all", "mean", 0.01},
    };
    static const sf_assumption assumptions[] = {
        {.path = "teams.aap.portfolio.limit",
         .value = "100",
         .range = "30..300",
         .source = "antatt",
         .source_title = "",
         .number = 100.0,
         .low = 30.0,
         .high = 300.0,
         .place = {.file = "kontor.cfg", .line = 31, .column = 18}},
        {.path = "teams.aap.absence",
         .value = "8.6 %",
         .range = "",
         .source = "P26",
         .source_title = "dagsavisen.no 23.11.2023",
         .is_default = true,
         .number = 0.086,
         .low = NONE,
         .high = NONE,
         .place = {.file = "kontor.cfg", .line = 30, .column = 5}},
    };

    return (sf_study_info){.title = "A made-up office",
                           .config_path = "configs/made_up.cfg",
                           .config_digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                           .build = "0.1.0 test",
                           .seed = 18446744073709551615u,
                           .compare_with = "today",
                           .start_civil_day = 20089.0,
                           .warm_up_days = 365.25,
                           .length_days = 730.5,
                           .follow_up_days = 100.0,
                           .resolved = "saksflyt = 1;\ntitle = \"A made-up office\";\n",
                           .catalogue = &catalogue,
                           .scenarios = scenarios,
                           .n_scenarios = 3,
                           .targets = targets,
                           .n_targets = 3,
                           .assumptions = assumptions,
                           .n_assumptions = 2};
}

/* --- records ------------------------------------------------------------------------------------------------------ */

/* The list with room for one more; all lists here are short. */
static void *grown(void *list, size_t n, size_t size)
{
    void *more = realloc(list, (n + 1) * size);

    assert(more != NULL);
    return more;
}

sf_replication_record synthetic_record(uint32_t scenario, uint32_t replication)
{
    return (sf_replication_record){
        .scenario = scenario, .replication = replication, .events = 1000u * replication, .seconds = 0.5};
}

static void add_observation(sf_replication_record *record, sf_observation one)
{
    record->observations = grown(record->observations, record->n_observations, sizeof one);
    record->observations[record->n_observations++] = one;
}

void add_sums(sf_replication_record *record, uint16_t metric, uint16_t segment, sf_stat stat, double num, double den)
{
    add_observation(record, (sf_observation){.metric = metric,
                                             .segment = segment,
                                             .stat = (uint8_t)stat,
                                             .num = num,
                                             .den = den,
                                             .value = den > 0.0 ? num / den : NONE});
}

void add_value(sf_replication_record *record, uint16_t metric, uint16_t segment, sf_stat stat, double value)
{
    add_observation(
        record,
        (sf_observation){
            .metric = metric, .segment = segment, .stat = (uint8_t)stat, .num = NONE, .den = NONE, .value = value});
}

void add_point(sf_replication_record *record, uint16_t metric, double time_days, double value)
{
    record->series = grown(record->series, record->n_series, sizeof *record->series);
    record->series[record->n_series++] = (sf_series_point){.metric = metric, .time_days = time_days, .value = value};
}

void add_transition(sf_replication_record *record, uint16_t from_state, uint16_t to_state, uint64_t count)
{
    record->transitions = grown(record->transitions, record->n_transitions, sizeof *record->transitions);
    record->transitions[record->n_transitions++] =
        (sf_transition){.from_state = from_state, .to_state = to_state, .count = count};
}

void add_person(sf_replication_record *record, uint64_t key, double entry_days, double exit_days)
{
    record->persons = grown(record->persons, record->n_persons, sizeof *record->persons);
    record->persons[record->n_persons++] = (sf_person_outcome){.key = key,
                                                               .programme = PROGRAMMES_AAP,
                                                               .segment = SEGMENT_HIGH,
                                                               .exit_state = STATE_WORK,
                                                               .entry_days = entry_days,
                                                               .exit_days = exit_days,
                                                               .first_meeting_wait = 12.5,
                                                               .tiltak_wait = 3.0,
                                                               .contacts = 4,
                                                               .tiltak_started = 1};
}

void add_check(sf_replication_record *record, const char *id, double residual, double limit)
{
    record->checks = grown(record->checks, record->n_checks, sizeof *record->checks);
    record->checks[record->n_checks++] = (sf_self_check){.id = id, .residual = residual, .limit = limit};
}

void add_waits(sf_replication_record *record, uint16_t metric, sf_wait_end end, double days, uint32_t count)
{
    sf_histogram_record *last = record->n_histograms > 0 ? &record->histograms[record->n_histograms - 1] : NULL;

    record->bins = grown(record->bins, record->n_bins, sizeof *record->bins);
    record->bins[record->n_bins++] = (sf_histogram_bin){.bin = sf_bin_of_slot(sf_bin_slot(days)), .count = count};
    if (last != NULL && last->metric == metric && last->end == (uint8_t)end) {
        last->n_bins++;
        return;
    }
    record->histograms = grown(record->histograms, record->n_histograms, sizeof *record->histograms);
    record->histograms[record->n_histograms++] = (sf_histogram_record){
        .metric = metric, .end = (uint8_t)end, .first_bin = (uint32_t)record->n_bins - 1, .n_bins = 1};
}

sf_replication_record full_record(uint32_t scenario, uint32_t replication)
{
    sf_replication_record record = synthetic_record(scenario, replication);
    const double x = 10.0 * scenario + replication;

    add_sums(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, 10.0 + x, 3.0);
    add_sums(&record, WAIT_MEETING, SEGMENT_LOW, SF_STAT_MEAN, 4.0 + x / 3.0, 2.0);
    add_value(&record, WAIT_MEETING, SEGMENT_ALL, SF_STAT_P90, x);
    add_value(&record, STOCK, SEGMENT_ALL, SF_STAT_MEAN, NONE);
    add_value(&record, COST, SEGMENT_ALL, SF_STAT_SUM, 1e6 + x);
    add_point(&record, STOCK, -30.0, x);
    add_point(&record, STOCK, 0.0, x + 1.0);
    add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, 0.0, 5);
    add_waits(&record, WAIT_MEETING, SF_WAIT_SERVED, x, 7);
    add_waits(&record, WAIT_MEETING, SF_WAIT_OPEN, 40.0, 1);
    add_transition(&record, STATE_AAP, STATE_WORK, replication);
    add_person(&record, 0xfedcba9800000001u + replication, 1.5, NONE);
    add_person(&record, 3u, 2.5, 90.0);
    add_check(&record, "little_law", 1e-13, 1e-10);
    return record;
}

/* --- a study in a folder ------------------------------------------------------------------------------------------ */

static void must_go_well(sf_status status, const sf_error *err)
{
    if (status == SF_OK)
        return;
    fprintf(stderr, "%s\n", err->message);
    abort();
}

sf_store *store_of(const char *dir, const sf_study_info *info)
{
    sf_store *store = NULL;
    sf_error err = {0};

    must_go_well(sf_store_open(dir, info, false, &store, &err), &err);
    return store;
}

void put_record(sf_store *store, sf_replication_record *record)
{
    const sf_replication_record *list[] = {record};
    sf_error err = {0};

    must_go_well(sf_store_put(store, list, 1, &err), &err);
    sf_replication_free(record);
}

sf_study *study_of(const char *dir)
{
    sf_study *study = NULL;
    sf_error err = {0};

    must_go_well(sf_study_open(dir, &study, &err), &err);
    return study;
}

/* --- sandbox ------------------------------------------------------------------------------------------------------ */

char *make_sandbox(void)
{
    char *path = strdup("/tmp/saksflyt-test-XXXXXX");

    assert(path != NULL);
    if (mkdtemp(path) == NULL)
        abort();
    return path;
}

static int remove_entry(const char *path, const struct stat *facts, int type, struct FTW *where)
{
    (void)facts;
    (void)type;
    (void)where;
    return remove(path);
}

void remove_sandbox(char *sandbox)
{
    nftw(sandbox, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(sandbox);
}

const char *in_sandbox(const char *sandbox, const char *name)
{
    static char buffers[16][512]; /* tests have one thread */
    static unsigned turn;
    char *buffer = buffers[turn++ % 16];

    snprintf(buffer, sizeof buffers[0], "%s/%s", sandbox, name);
    return buffer;
}

void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0)
        abort();
}
