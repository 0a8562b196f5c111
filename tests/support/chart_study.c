/* tests/support/chart_study.c - made-up studies that fill every chart. The figures follow from scenario and replication by
 * formulas, so that the same study has the same bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/chart_study.h"

#include <assert.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/placebo.h"
#include "results/store.h"
#include "support/synthetic_study.h"

#define NONE ((double)NAN)

enum { ALL, THE_PROGRAMME, A_TEAM, THE_POOL, A_TILTAK, N_ENTITIES };
enum { N_STATES = 4, N_MONTHS = 11, N_FIXED = 32, N_METRICS = N_FIXED + N_STATES * N_MONTHS, LONG_LABEL = 10000 };

static const char *const state_ids[N_STATES] = {"aap", "work", "disability", "other"};

/* What the records of one study are made from. The store copies all strings. */
typedef struct names {
    sf_metric metrics[N_METRICS];
    char ids[N_STATES * N_MONTHS][40];
    const char *entity_labels[N_ENTITIES], *segment_labels[3], *state_labels[N_STATES];
    sf_store_scenario scenarios[CHART_SCENARIOS];
    char scenario_ids[CHART_SCENARIOS][32], scenario_labels[CHART_SCENARIOS][80];
    char long_label[LONG_LABEL + 1];
    sf_catalogue catalogue;
} names;

static const char *const entity_ids[N_ENTITIES] = {"all", "programmes.aap", "teams.aap", "teams.pool", "tiltak.aft"};
static const char *const segment_ids[] = {"all", "low", "high"};

static void name_metrics(names *n)
{
    const sf_metric fixed[N_FIXED] = {
        {"wait.meeting", "d", SF_LOWER_IS_BETTER, "Wait for the first meeting", 21.0},
        {"wait.tiltak", "d", SF_LOWER_IS_BETTER, "Wait for a place in tiltak", NONE},
        {"stock", "persons", SF_NEITHER_IS_BETTER, "People in the programme", NONE},
        {"portfolio.size", "persons", SF_NEITHER_IS_BETTER, "People per veileder", NONE},
        {"queue.tiltak", "persons", SF_LOWER_IS_BETTER, "People waiting for a place", NONE},
        {"use.veileder", "share", SF_NEITHER_IS_BETTER, "Use of veileder hours", NONE},
        {"stay", "d", SF_NEITHER_IS_BETTER, "Time in the programme", NONE},
        {"contact.held", "per person-month", SF_HIGHER_IS_BETTER, "Contact held", NONE},
        {"outcome.by/work/24", "share", SF_HIGHER_IS_BETTER, "Left this way", NONE},
        {"cost.tiltak/state", "NOK/y", SF_LOWER_IS_BETTER, "Cost of tiltak places", NONE},
        {"load.veileder", "share", SF_NEITHER_IS_BETTER, "Work asked for", NONE},
        {"unmet.need/skills", "person-days/y", SF_LOWER_IS_BETTER, "skills", NONE},
        {"contact.held/start", "per person-month", SF_HIGHER_IS_BETTER, "Contact in the start phase", NONE},
        {"contact.held/middle", "per person-month", SF_HIGHER_IS_BETTER, "Contact in the middle", NONE},
        {"contact.held/end", "per person-month", SF_HIGHER_IS_BETTER, "Contact near the limit", NONE},
        {"clock.lost/tiltak", "share", SF_LOWER_IS_BETTER, "Legal time spent waiting for tiltak", NONE},
        {"clock.lost/treatment", "share", SF_LOWER_IS_BETTER, "Legal time spent waiting for treatment", NONE},
        {"clock.lost/veileder", "share", SF_LOWER_IS_BETTER, "Legal time spent waiting for the veileder", NONE},
        {"hours.available", "h/y", SF_NEITHER_IS_BETTER, "Hours available for tasks", NONE},
        {"hours/documentation", "h/y", SF_NEITHER_IS_BETTER, "Documentation", NONE},
        {"hours/first_meeting", "h/y", SF_NEITHER_IS_BETTER, "Første møte", NONE},
        {"backlog/first_meeting", "tasks", SF_LOWER_IS_BETTER, "Første møte", NONE},
        {"hours/follow_up", "h/y", SF_NEITHER_IS_BETTER, "Oppfølging", NONE},
        {"backlog/follow_up", "tasks", SF_LOWER_IS_BETTER, "Oppfølging", NONE},
        {"cost.veileder/state", "NOK/y", SF_LOWER_IS_BETTER, "Cost of veiledere", NONE},
        {"cost.veileder/municipality", "NOK/y", SF_LOWER_IS_BETTER, "Cost of veiledere", NONE},
        {"cost.benefit/state", "NOK/y", SF_LOWER_IS_BETTER, "Cost of benefits", NONE},
        {"cost.benefit/municipality", "NOK/y", SF_LOWER_IS_BETTER, "Cost of benefits", NONE},
        {"queue.veileder", "persons", SF_LOWER_IS_BETTER, "People without an owner", NONE},
        {"flow.start", "persons/y", SF_NEITHER_IS_BETTER, "People who start the programme", NONE},
        {"outcome.exit/work", "share", SF_HIGHER_IS_BETTER, "Left to work", NONE},
        {"outcome.exit/disability", "share", SF_LOWER_IS_BETTER, "Left to disability", NONE},
    };

    memcpy(n->metrics, fixed, sizeof fixed);
    for (size_t i = 0; i < N_STATES * N_MONTHS; i++) {
        snprintf(n->ids[i], sizeof n->ids[i], "status.at/%s/%zu", state_ids[i / N_MONTHS], i % N_MONTHS * 6);
        n->metrics[N_FIXED + i] = (sf_metric){n->ids[i], "share", SF_NEITHER_IS_BETTER, "Where people are", NONE};
    }
}

static void name_things(names *n, size_t n_scenarios)
{
    const char *const entities[] = {"All", "AAP", "AAP-team", "Felles pulje", "AFT"};
    const char *const segments[] = {"All", "Lav kompleksitet", "Høy kompleksitet"};
    const char *const states[] = {"AAP", "Arbeid", "Uføretrygd", "Annet"};

    memcpy(n->entity_labels, entities, sizeof entities);
    memcpy(n->segment_labels, segments, sizeof segments);
    memcpy(n->state_labels, states, sizeof states);
    for (size_t s = 0; s < n_scenarios; s++) {
        snprintf(n->scenario_ids[s], sizeof n->scenario_ids[s], "s%zu", s);
        snprintf(n->scenario_labels[s], sizeof n->scenario_labels[s],
                 s == 0 ? "I dag" : "%zu per veileder, med de ansatte det krever", 100 - 5 * s);
        n->scenarios[s] = (sf_store_scenario){n->scenario_ids[s], n->scenario_labels[s],
                                              s == 1 ? "tiltak.aft.places += 20 from 2021-07-01" : ""};
    }
    n->catalogue = (sf_catalogue){.metrics = n->metrics,
                                  .n_metrics = N_METRICS,
                                  .entities = entity_ids,
                                  .entity_labels = n->entity_labels,
                                  .n_entities = N_ENTITIES,
                                  .segments = segment_ids,
                                  .segment_labels = n->segment_labels,
                                  .n_segments = 3,
                                  .states = state_ids,
                                  .state_labels = n->state_labels,
                                  .n_states = N_STATES};
}

static void name_hostile_things(names *n)
{
    for (size_t i = 0; i < LONG_LABEL; i++)
        n->long_label[i] = "<b>&\"' "[i % 7];
    n->scenarios[0].label = "\xd8\xa7\xd9\x84\xd9\x8a\xd9\x88\xd9\x85 \xf0\x9f\x98\x80"; /* Arabic, and a face */
    n->scenarios[1].label = n->long_label;
    n->scenarios[2].label = "two\nlines\tand \x7f bells \a";
    n->entity_labels[THE_PROGRAMME] = "</svg><script>alert(1)</script>";
    n->segment_labels[1] = "\xe2\x80\xae"
                           "desrever \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"; /* right-to-left override, Hebrew */
    n->segment_labels[2] = "' onmouseover='alert(1)";
    n->state_labels[1] = "<img src=x>";
    n->metrics[0].label = "broken \xff\xfe bytes \xe2\x80";
}

/* A figure for one row. t is 0...1 through the measured time. */
static double figure(chart_study_kind kind, double base, size_t scenario, size_t replication, double t)
{
    if (kind == CHARTS_CONSTANT)
        return base;
    return base * (1.0 - 0.04 * (double)scenario * t) *
           (1.0 + 0.01 * sin((double)(7 * replication + 3 * scenario) + 9.0 * t));
}

static void add_row(sf_replication_record *record, uint16_t metric, uint16_t entity, uint16_t segment, sf_stat stat,
                    double value)
{
    add_sums(record, metric, segment, stat, value * 100.0, 100.0);
    record->observations[record->n_observations - 1].entity = entity;
}

static void add_series(sf_replication_record *record, chart_study_kind kind, uint16_t metric, uint16_t entity,
                       double base)
{
    for (int month = -24; month <= 60; month++) {
        add_point(record, metric, month * 30.4375,
                  figure(kind, base, record->scenario, record->replication, month < 0 ? 0.0 : month / 60.0));
        record->series[record->n_series - 1].entity = entity;
    }
}

/* Waits by segment; in the last segment many give up on a place, so that nine of ten are never served. */
static void add_segment_waits(sf_replication_record *record, chart_study_kind kind, uint16_t metric, uint16_t segment,
                              double base)
{
    const double days = figure(kind, base, record->scenario, kind == CHARTS_CONSTANT ? 0 : record->replication, 1.0);

    for (int k = 1; k <= 10; k++) {
        add_waits(record, metric, SF_WAIT_SERVED, days * 0.2 * k, 10);
        record->histograms[record->n_histograms - 1].segment = segment;
    }
    if (metric == 1 && segment == 2) {
        add_waits(record, metric, SF_WAIT_ABANDONED, days, 60);
        record->histograms[record->n_histograms - 1].segment = segment;
    }
    add_row(record, metric, ALL, segment, SF_STAT_MEAN, days * 1.1);
    add_row(record, metric, ALL, segment, SF_STAT_STILL_WAITING, 0.02);
    add_value(record, metric, segment, SF_STAT_P50, days);
    add_value(record, metric, segment, SF_STAT_P90, days * 1.8);
    if (metric == 0)
        add_value(record, metric, segment, SF_STAT_SHARE_WITHIN, 0.7);
}

static void add_status(sf_replication_record *record, chart_study_kind kind)
{
    for (size_t month = 0; month < N_MONTHS; month++) {
        const double inside = exp(-(double)month / 4.0);
        const double shares[N_STATES] = {inside, 0.5 * (1.0 - inside), 0.4 * (1.0 - inside), 0.1 * (1.0 - inside)};

        if (kind != CHARTS_CONSTANT && record->scenario == 2 && month > 8)
            continue; /* follow-up does not reach as far */
        for (size_t s = 0; s < N_STATES; s++)
            add_row(record, (uint16_t)(N_FIXED + s * N_MONTHS + month), THE_PROGRAMME, 0, SF_STAT_MEAN, shares[s]);
    }
}

/* Rows that fill the charts of contact, legal time, hours and costs. */
static void add_work(sf_replication_record *record, chart_study_kind kind, double more_posts)
{
    static const struct {
        uint16_t metric;
        double base;
    } by_segment[] = {{12, 1.1}, {13, 0.3}, {14, 0.5}, {15, 0.04}, {16, 0.02}, {17, 0.01}};
    static const struct {
        uint16_t metric, entity;
        sf_stat stat;
        double base;
    } rows[] = {
        {5, A_TEAM, SF_STAT_MEAN, 0.93},     {18, A_TEAM, SF_STAT_RATE, 8300.0},      {19, A_TEAM, SF_STAT_RATE, 300.0},
        {19, THE_POOL, SF_STAT_RATE, 100.0}, {20, ALL, SF_STAT_RATE, 500.0},          {21, ALL, SF_STAT_MEAN, 5.0},
        {22, ALL, SF_STAT_RATE, 3000.0},     {23, ALL, SF_STAT_MEAN, 60.0},           {25, ALL, SF_STAT_RATE, 1.8e6},
        {27, ALL, SF_STAT_RATE, 8e6},        {29, THE_PROGRAMME, SF_STAT_RATE, 413.0}};

    for (size_t i = 0; i < sizeof by_segment / sizeof by_segment[0]; i++)
        for (uint16_t segment = 0; segment < 3; segment++)
            add_row(record, by_segment[i].metric, THE_PROGRAMME, segment, SF_STAT_MEAN,
                    figure(kind, by_segment[i].base, record->scenario, record->replication, 1.0));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add_row(record, rows[i].metric, rows[i].entity, 0, rows[i].stat,
                rows[i].metric >= 24 ? rows[i].base
                                     : figure(kind, rows[i].base, record->scenario, record->replication, 1.0));
    add_row(record, 24, ALL, 0, SF_STAT_RATE, 11.7e6 + 0.9e6 * more_posts);
    add_row(record, 26, ALL, 0, SF_STAT_RATE, 252e6);
}

enum { N_PEOPLE = 60 };

/* The same people in every scenario. In scenario s every (10 - s)-th of them goes to work in place of disability, and every 20th the
 * other way; first meetings come s days sooner, and for the last ten of them 3 days later. */
static sf_person_outcome chart_person(chart_study_kind kind, uint32_t key, uint32_t scenario, uint32_t replication)
{
    const uint32_t apart = scenario < 8 ? 10 - scenario : 2, luck = (key + replication) % apart;
    sf_person_outcome p = {.key = 1000 + key,
                           .programme = THE_PROGRAMME,
                           .segment = (uint16_t)(1 + key % 2),
                           .exit_state = 2,
                           .entry_days = 10.0 + key,
                           .exit_days = 400.0,
                           .first_meeting_wait = 20.0,
                           .tiltak_wait = NONE};

    if (kind == CHARTS_CONSTANT)
        return p;
    p.exit_state = key % 20 == 0 ? (scenario == 0 ? 1 : 2) : scenario > 0 && luck == 0 ? 1 : 2;
    p.first_meeting_wait += key >= N_PEOPLE - 10 ? (scenario > 0 ? 3.0 : 0.0) : -(double)(scenario % 12);
    return p;
}

static void add_people(sf_replication_record *record, chart_study_kind kind)
{
    for (uint32_t key = 0; key < N_PEOPLE; key++) {
        add_person(record, 0, 0.0, NONE);
        record->persons[record->n_persons - 1] = chart_person(kind, key, record->scenario, record->replication);
    }
}

/* Two persons gain and one loses by one arrival more. */
static void keep_placebo(const char *dir, sf_study *study, chart_study_kind kind, size_t replications)
{
    sf_person_outcome base[N_PEOPLE], other[N_PEOPLE];
    sf_crowd *crowd = NULL;
    sf_error err = {0};

    if (sf_crowd_open(study, replications, &crowd, &err) != SF_OK)
        fail_msg("%s", err.message);
    for (uint32_t r = 1; r <= replications; r++) {
        for (uint32_t key = 0; key < N_PEOPLE; key++) {
            base[key] = other[key] = chart_person(kind, key, 0, r);
            if (key == 1 || key == 2)
                other[key].exit_state = 1;
            if (key == 20 && kind != CHARTS_CONSTANT)
                other[key].exit_state = 2;
        }
        sf_crowd_add(crowd, base, N_PEOPLE, other, N_PEOPLE);
    }
    if (sf_placebo_keep(dir, study, crowd, &err) != SF_OK)
        fail_msg("%s", err.message);
}

static sf_replication_record chart_record(chart_study_kind kind, uint32_t scenario, uint32_t replication)
{
    static const struct {
        uint16_t metric, entity;
        double base;
    } rows[] = {
        {2, THE_PROGRAMME, 925.0}, {3, A_TEAM, 95.0}, {3, THE_POOL, 0.0}, {4, ALL, 84.0},           {5, ALL, 0.93},
        {6, ALL, 786.0},           {7, ALL, 0.23},    {8, ALL, 0.21},     {8, THE_PROGRAMME, 0.21}, {10, A_TEAM, 0.97},
        {11, ALL, 43000.0}};
    sf_replication_record record = synthetic_record(scenario, replication);

    for (uint16_t metric = 0; metric < 2; metric++)
        for (uint16_t segment = 0; segment < 3; segment++)
            add_segment_waits(&record, kind, metric, segment, 14.0 + 20.0 * metric + segment);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add_row(&record, rows[i].metric, rows[i].entity, 0, SF_STAT_MEAN,
                figure(kind, rows[i].base, scenario, replication, 1.0));
    for (size_t i = 0; i < 5; i++)
        add_series(&record, kind, rows[i].metric, rows[i].entity, rows[i].base);
    add_row(&record, 2, ALL, 0, SF_STAT_MEAN, 925.0 - 3.0 * scenario);
    for (uint16_t segment = 0; segment < 3; segment++)
        add_row(&record, 1, A_TILTAK, segment, SF_STAT_MEAN, 34.0 + 5.0 * segment - 3.0 * scenario);
    add_work(&record, kind, (double)scenario);
    add_status(&record, kind);
    add_people(&record, kind);
    add_check(&record, "flow_conservation", 0.0, 0.0);
    add_check(&record, "little_law", 1e-13, 1e-10);
    return record;
}

/* Scenario k is the first one with k in an office that has 10 at first. */
typedef struct points {
    sf_design design;
    sf_design_axis axis, axes[CHART_SCENARIOS];
    sf_design_value at[CHART_SCENARIOS];
    sf_design_point points[CHART_SCENARIOS];
    size_t places[CHART_SCENARIOS];
} points;

/* Scenarios 2, 3, 4 ... are variants of 0, 1, 0 ... */
static void lay_draws(points *p, const sf_study_info *info, bool is_morris)
{
    static const sf_design_axis axes[] = {{.path = "teams.aap.hours",
                                           .unit = "",
                                           .value = 37.5,
                                           .low = 30,
                                           .high = 40,
                                           .range = "30..40",
                                           .source = "antatt"},
                                          {.path = "programmes.aap.tasks.assessment.then.3.p.high_over30",
                                           .unit = "",
                                           .value = 0.2,
                                           .low = 0.1,
                                           .high = 0.4,
                                           .range = "0.1..0.4",
                                           .source = "P26"},
                                          {.path = "tiltak.aft.stay",
                                           .unit = "",
                                           .value = 12,
                                           .low = 3,
                                           .high = 24,
                                           .range = "3..24",
                                           .source = "antatt"}};

    for (size_t k = 2; k < info->n_scenarios; k++) {
        const size_t pair = (k - 2) / 2;

        p->points[k - 2] = (sf_design_point){.scenario = info->scenarios[k].id,
                                             .of = info->scenarios[k % 2].id,
                                             .role = is_morris ? SF_ROLE_STEP : SF_ROLE_DRAW,
                                             .number = 1 + (is_morris ? pair / 4 : pair),
                                             .step = is_morris ? pair % 4 : 0};
        p->places[k - 2] = k - 2;
    }
    p->design = (sf_design){.kind = is_morris ? SF_DESIGN_MORRIS : SF_DESIGN_HYPERCUBE,
                            .from = "always",
                            .until = "",
                            .axes = axes,
                            .n_axes = 3,
                            .points = p->points,
                            .n_points = info->n_scenarios - 2,
                            .drawing = {.seed = 1,
                                        .round = is_morris ? 4 : (info->n_scenarios - 2) / 2,
                                        .places = p->places,
                                        .n = (info->n_scenarios - 2) / (is_morris ? 8 : 2)}};
}

static void lay_points(points *p, const sf_study_info *info)
{
    p->axis = (sf_design_axis){
        .path = "teams.aap.veiledere", .unit = "", .value = 10.0, .low = 1.0, .range = "", .source = ""};
    p->axis.high = (double)(info->n_scenarios - 1);
    for (size_t k = 1; k < info->n_scenarios; k++) {
        p->at[k - 1] = (sf_design_value){0, (double)k};
        p->points[k - 1] =
            (sf_design_point){info->scenarios[k].id, info->scenarios[0].id, SF_ROLE_POINT, k, &p->at[k - 1], 1, 0};
    }
    p->design = (sf_design){.kind = SF_DESIGN_SWEEP,
                            .from = "",
                            .until = "",
                            .axes = &p->axis,
                            .n_axes = 1,
                            .points = p->points,
                            .n_points = info->n_scenarios - 1};
}

/* Scenario 1 has two places more in the tiltak. */
static void lay_gap(points *p, const sf_study_info *info)
{
    p->axis = (sf_design_axis){
        .path = "tiltak.aft", .unit = "", .value = 20.0, .low = NONE, .high = NONE, .range = "", .source = ""};
    p->at[0] = (sf_design_value){0, 2.0};
    p->points[0] = (sf_design_point){info->scenarios[1].id, info->scenarios[0].id, SF_ROLE_MORE, 1, &p->at[0], 1, 0};
    p->design = (sf_design){.kind = SF_DESIGN_GAPS,
                            .from = "",
                            .until = "",
                            .axes = &p->axis,
                            .n_axes = 1,
                            .points = p->points,
                            .n_points = 1};
}

/* From scenario 2 on four for each number: both scenarios at its low end, and both at its high end. */
static void lay_ranges(points *p, const sf_study_info *info)
{
    static const char *const paths[] = {"programmes.aap.arrivals", "teams.aap.absence",
                                        "programmes.aap.tasks.follow_up.then.assessed.probability"};
    const size_t n_axes = (info->n_scenarios - 2) / 4;

    for (size_t k = 0; k < n_axes; k++)
        p->axes[k] = (sf_design_axis){.path = paths[k % 3],
                                      .unit = "",
                                      .value = 2.0,
                                      .low = 1.0,
                                      .high = 3.0,
                                      .range = "1..3",
                                      .source = "antatt"};
    for (size_t i = 0; i < 4 * n_axes; i++) {
        p->at[i] = (sf_design_value){i / 4, i % 4 < 2 ? 1.0 : 3.0};
        p->points[i] = (sf_design_point){info->scenarios[2 + i].id,
                                         info->scenarios[i % 2].id,
                                         i % 4 < 2 ? SF_ROLE_LOW : SF_ROLE_HIGH,
                                         1 + i / 4,
                                         &p->at[i],
                                         1,
                                         0};
    }
    p->design = (sf_design){.kind = SF_DESIGN_SENSITIVITY,
                            .from = "",
                            .until = "",
                            .axes = p->axes,
                            .n_axes = n_axes,
                            .points = p->points,
                            .n_points = 4 * n_axes};
}

sf_study *make_chart_study(const char *dir, int kind_and_labels, size_t n_scenarios, size_t replications)
{
    const chart_study_kind kind = (chart_study_kind)(kind_and_labels & ~CHARTS_HOSTILE_TOO);
    const bool is_hostile = kind == CHARTS_HOSTILE || (kind_and_labels & CHARTS_HOSTILE_TOO) != 0;
    static const sf_target targets[] = {{"wait.meeting", "all", "all", "p90", 1.0},
                                        {"outcome.by/work/24", "all", "all", "mean", 0.01}};
    names *n = calloc(1, sizeof *n);
    sf_study_info info = synthetic_study();
    sf_store *store = NULL;
    sf_study *study = NULL;
    points laid = {0};
    sf_error err = {0};
    sf_replication_record *records = calloc(n_scenarios * replications + 1, sizeof *records);
    const sf_replication_record **list = calloc(n_scenarios * replications + 1, sizeof *list);
    size_t n_records = 0;

    assert(n != NULL && records != NULL && list != NULL);
    name_metrics(n);
    name_things(n, n_scenarios);
    if (is_hostile)
        name_hostile_things(n);
    info.title = is_hostile ? "<h1>Title & \"more\"</h1>" : "Et oppdiktet kontor";
    info.compare_with = "s0";
    info.start_civil_day = 18262.0; /* 2020-01-01 */
    info.warm_up_days = 730.0;
    info.length_days = 1826.0;
    info.follow_up_days = 365.0;
    info.catalogue = &n->catalogue;
    info.scenarios = n->scenarios;
    info.n_scenarios = n_scenarios;
    info.targets = targets;
    info.n_targets = 2;
    if (kind == CHARTS_CHOSEN) {
        info.charts = "waits|forest";
        info.compare = "s1";
    }
    if (kind == CHARTS_SWEEP)
        lay_points(&laid, &info);
    if (kind == CHARTS_DRAWN || kind == CHARTS_SCREENED)
        lay_draws(&laid, &info, kind == CHARTS_SCREENED);
    if (kind == CHARTS_SWEEP || kind == CHARTS_DRAWN || kind == CHARTS_SCREENED)
        info.design = &laid.design;
    if (kind == CHARTS_GAPS || kind == CHARTS_RANGES) {
        (kind == CHARTS_GAPS ? lay_gap : lay_ranges)(&laid, &info);
        info.design = &laid.design;
    }
    if (sf_store_open(dir, &info, false, &store, &err) != SF_OK)
        fail_msg("%s", err.message);
    for (uint32_t r = 0; kind != CHARTS_EMPTY && r < (n_scenarios - (kind == CHARTS_LEFT_OUT)) * replications; r++) {
        records[r] = chart_record(kind, r / (uint32_t)replications, 1 + r % (uint32_t)replications);
        list[r] = &records[r];
        n_records++;
    }
    if (n_records > 0 && sf_store_put(store, list, n_records, &err) != SF_OK)
        fail_msg("%s", err.message);
    for (size_t r = 0; r < n_records; r++)
        sf_replication_free(&records[r]);
    free(list);
    free(records);
    sf_store_close(store);
    if (sf_study_open(dir, &study, &err) != SF_OK)
        fail_msg("%s", err.message);
    if (n_records > 0)
        keep_placebo(dir, study, kind, replications);
    free(n);
    return study;
}
