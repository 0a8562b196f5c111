/* results/export.c - a study's tables for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/export.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "results/directory.h"
#include "results/files.h"
#include "results/reader.h"
#include "results/sensitivity.h"
#include "results/summary.h"

static sf_status replace_in(const char *dir, const char *name, const char *text, size_t length, sf_error *err)
{
    sf_directory directory;
    sf_status status = sf_directory_look(dir, &directory, err);

    if (status != SF_OK)
        return status;
    status = sf_file_replace(directory.folder, dir, name, text, length, err);
    sf_directory_leave(&directory);
    return status;
}

sf_status sf_export_csv(const char *dir, sf_error *err)
{
    sf_study *study = NULL;
    char *text = NULL;
    size_t length = 0;
    sf_status status = sf_study_open(dir, &study, err);

    if (status == SF_OK)
        status = sf_summary_write_csv(study, &text, &length, err);
    if (status == SF_OK)
        status = replace_in(dir, SF_FILE_SUMMARY, text, length, err);
    if (status == SF_OK && sf_sensitivity_is_there(study)) {
        free(text);
        text = NULL;
        status = sf_sensitivity_csv(study, &text, &length, err);
        if (status == SF_OK)
            status = replace_in(dir, "sensitivity.csv", text, length, err);
    }
    free(text);
    sf_study_close(study);
    return status;
}

/* --- JSON ---------------------------------------------------------------------------------------------------------
 * jansson's packers take over what they are given, and give NULL when memory runs out; json_array_append_new and
 * json_object_set_new refuse a NULL, so one look at the end is enough - but for lists, which count what they hold. */

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static const char *direction_of(sf_direction direction)
{
    return direction == SF_LOWER_IS_BETTER ? "lower" : direction == SF_HIGHER_IS_BETTER ? "higher" : "neither";
}

static json_t *metric_list(const sf_study *study)
{
    json_t *list = json_array();

    for (size_t i = 0; i < study->catalogue.n_metrics; i++) {
        const sf_metric *one = &study->catalogue.metrics[i];

        json_array_append_new(list, json_pack("{ss ss ss ss so}", "id", one->id, "unit", one->unit, "direction",
                                              direction_of(one->direction), "label", one->label, "target",
                                              number(one->target)));
    }
    return list;
}

static json_t *scenario_list(const sf_study *study)
{
    json_t *list = json_array();

    for (size_t i = 0; i < study->facts.n_scenarios; i++) {
        const sf_store_scenario *one = &study->facts.scenarios[i];

        json_array_append_new(list, json_pack("{ss ss ss sI}", "id", one->id, "label", one->label, "overrides",
                                              one->overrides, "replications", (json_int_t)study->finished[i].n));
    }
    return list;
}

/* The four ids and the stat that every row begins with. */
static json_t *row_of(const sf_study *study, size_t scenario, size_t metric, size_t entity, size_t segment,
                      uint8_t stat)
{
    const sf_catalogue *c = &study->catalogue;

    return json_pack("{ss ss ss ss ss ss}", "scenario", study->facts.scenarios[scenario].id, "metric",
                     c->metrics[metric].id, "entity", c->entities[entity], "segment", c->segments[segment], "stat",
                     sf_stat_name((sf_stat)stat), "unit", sf_stat_unit(&c->metrics[metric], (sf_stat)stat));
}

static void add_estimate(json_t *row, const char *mean, const char *low, const char *high, sf_estimate estimate)
{
    json_object_set_new(row, mean, number(estimate.mean));
    json_object_set_new(row, low, number(estimate.low));
    json_object_set_new(row, high, number(estimate.high));
}

static json_t *summary_list(const sf_study *study, const sf_summary_row *rows, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        json_t *row = row_of(study, rows[i].scenario, rows[i].metric, rows[i].entity, rows[i].segment, rows[i].stat);

        add_estimate(row, "mean", "ci_low", "ci_high", rows[i].estimate);
        json_object_set_new(row, "replications", json_integer((json_int_t)rows[i].estimate.replications));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *decision_list(const sf_study *study, const sf_decision *decisions, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        const sf_difference *d = &decisions[i].difference;
        json_t *row = row_of(study, decisions[i].scenario, d->metric, d->entity, d->segment, d->stat);

        json_object_set_new(
            row, "baseline",
            json_string(study->facts.scenarios[sf_study_baseline_of(study, d->scenario, sf_study_baseline(study))].id));
        json_object_set_new(row, "matters", number(study->facts.targets[decisions[i].target].matters));
        add_estimate(row, "difference", "ci_low", "ci_high", d->difference);
        json_object_set_new(row, "simultaneous_low", number(decisions[i].low));
        json_object_set_new(row, "simultaneous_high", number(decisions[i].high));
        json_object_set_new(row, "verdict", json_string(sf_verdict_id(decisions[i].verdict)));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *assumption_list(const sf_study *study)
{
    json_t *list = json_array();

    for (size_t i = 0; i < study->facts.n_assumptions; i++) {
        const sf_assumption *one = &study->facts.assumptions[i];

        json_array_append_new(list, json_pack("{ss ss ss ss ss sb}", "path", one->path, "value", one->value, "range",
                                              one->range, "source", one->source, "source_title", one->source_title,
                                              "is_default", one->is_default));
    }
    return list;
}

static json_t *check_list(const sf_check_result *checks, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list,
                              json_pack("{ss so so sI sI}", "id", checks[i].id, "worst", number(checks[i].worst),
                                        "tolerance", number(checks[i].limit), "replications",
                                        (json_int_t)checks[i].replications, "failed", (json_int_t)checks[i].failed));
    return list;
}

static sf_status study_as_json(sf_study *study, char **text, sf_error *err)
{
    const sf_study_info *facts = &study->facts;
    const sf_summary_row *rows = NULL;
    const sf_decision *decisions = NULL;
    const sf_check_result *checks = NULL;
    size_t n_rows = 0, n_decisions = 0, n_checks = 0;
    char seed[24], start[40];
    sf_date date;
    json_t *whole, *sensitivity = NULL;
    sf_status status = sf_study_summary(study, &rows, &n_rows, err);

    if (status == SF_OK)
        status = sf_study_decisions(study, &decisions, &n_decisions, err);
    if (status == SF_OK)
        status = sf_study_checks(study, &checks, &n_checks, err);
    if (status == SF_OK && sf_sensitivity_is_there(study))
        status = sf_sensitivity_json(study, &sensitivity, err);
    if (status != SF_OK)
        return status;
    snprintf(seed, sizeof seed, "%" PRIu64, facts->seed);
    date = sf_civil_date((int32_t)facts->start_civil_day);
    snprintf(start, sizeof start, "%04d-%02d-%02d", date.year, date.month, date.day);
    whole = json_pack("{ss si ss ss ss ss ss ss so so so so so so so so so}", "program", "saksflyt", "schema",
                      SF_SCHEMA_VERSION, "title", facts->title, "build", facts->build, "config_digest",
                      facts->config_digest, "seed", seed, "compare_with", facts->compare_with, "start", start,
                      "warm_up_days", number(facts->warm_up_days), "length_days", number(facts->length_days),
                      "follow_up_days", number(facts->follow_up_days), "scenarios", scenario_list(study), "metrics",
                      metric_list(study), "summary", summary_list(study, rows, n_rows), "decisions",
                      decision_list(study, decisions, n_decisions), "assumptions", assumption_list(study),
                      "self_checks", check_list(checks, n_checks));
    if (sensitivity != NULL)
        json_object_set_new(whole, "sensitivity", sensitivity);
    *text = whole != NULL ? json_dumps(whole, JSON_INDENT(1)) : NULL;
    if (json_array_size(json_object_get(whole, "summary")) != n_rows ||
        json_array_size(json_object_get(whole, "decisions")) != n_decisions) {
        free(*text);
        *text = NULL;
    }
    json_decref(whole);
    return *text != NULL ? SF_OK : sf_study_out_of_memory(err);
}

sf_status sf_export_json(const char *dir, sf_error *err)
{
    sf_study *study = NULL;
    char *text = NULL;
    sf_status status = sf_study_open(dir, &study, err);

    if (status == SF_OK)
        status = study_as_json(study, &text, err);
    if (status == SF_OK)
        status = replace_in(dir, "export.json", text, strlen(text), err);
    free(text);
    sf_study_close(study);
    return status;
}

/* --- comparisons -------------------------------------------------------------------------------------------------- */

static void write_comparison(FILE *file, const sf_study *study, const char *baseline, const sf_comparison *row)
{
    const sf_difference *d = &row->difference;
    const sf_catalogue *c = &study->catalogue;
    const double numbers[] = {d->base.mean,       d->other.mean, d->difference.mean, d->difference.low,
                              d->difference.high, row->p_value,  row->pairing};
    char buffer[32];

    sf_csv_field(file, study->facts.scenarios[d->scenario].id, ',');
    sf_csv_field(file, baseline, ',');
    sf_csv_field(file, c->metrics[d->metric].id, ',');
    sf_csv_field(file, c->entities[d->entity], ',');
    sf_csv_field(file, c->segments[d->segment], ',');
    sf_csv_field(file, sf_stat_name((sf_stat)d->stat), ',');
    sf_csv_field(file, sf_stat_unit(&c->metrics[d->metric], (sf_stat)d->stat), ',');
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sf_csv_field(file, sf_csv_number(numbers[i], buffer, sizeof buffer), ',');
    sf_csv_field(file, row->is_target ? "target" : "exploratory", '\n');
}

sf_status sf_export_comparisons(const char *dir, sf_study *study, size_t baseline, size_t *n_rows, sf_error *err)
{
    const sf_comparison *rows = NULL;
    char *text = NULL;
    size_t length = 0;
    FILE *file;
    bool failed;
    sf_status status = sf_study_comparisons(study, baseline, &rows, n_rows, err);

    if (status != SF_OK)
        return status;
    file = open_memstream(&text, &length);
    if (file == NULL)
        return sf_study_out_of_memory(err);
    fputs(
        "scenario,baseline,metric,entity,segment,stat,unit,base,other,difference,ci_low,ci_high,p_value,pairing,role\n",
        file);
    for (size_t i = 0; i < *n_rows; i++)
        write_comparison(file, study,
                         study->facts.scenarios[sf_study_baseline_of(study, rows[i].difference.scenario, baseline)].id,
                         &rows[i]);
    failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed)
        status = sf_study_out_of_memory(err);
    if (status == SF_OK)
        status = replace_in(dir, "compare.csv", text, length, err);
    free(text);
    return status;
}
