/* results/summary.c - all rows of a study with their intervals, in memory and as summary.csv.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/summary.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "results/estimate.h"
#include "results/recovery.h"

static const sf_estimate nothing = {.mean = SF_NOTHING, .low = SF_NOTHING, .high = SF_NOTHING};

/* --- rows --------------------------------------------------------------------------------------------------------- */

static sf_status make_rows(sf_study *study, sf_error *err)
{
    sf_summary_row *made = sf_study_take(study, study->n_cells, sizeof *made);
    sf_status status = SF_OK;

    if (made == NULL)
        return sf_study_out_of_memory(err);
    for (size_t i = 0; i < study->n_cells && status == SF_OK; i++) {
        const sf_cell *cell = &study->cells[i];
        sf_fit fit;

        sf_study_split_key(study, cell->key, &made[i].scenario, &made[i].metric, &made[i].entity, &made[i].segment);
        made[i].stat = cell->stat;
        status = sf_fit_row(study, cell->key, (sf_stat)cell->stat, &fit, err);
        made[i].estimate = sf_fit_interval(fit, 0.95);
    }
    if (status == SF_OK)
        study->rows = made;
    return status;
}

static int by_row_order(const void *a, const void *b, void *study)
{
    const sf_summary_row *x = a, *y = b;
    const sf_row_key first = sf_study_key(study, x->scenario, x->metric, x->entity, x->segment),
                     second = sf_study_key(study, y->scenario, y->metric, y->entity, y->segment);

    return first != second ? (first < second ? -1 : 1) : (x->stat > y->stat) - (x->stat < y->stat);
}

/* The rows of cells, and those that compare the months of two scenarios. */
static sf_status gather_rows(sf_study *study, sf_error *err)
{
    const sf_summary_row *more = NULL;
    size_t n = 0;
    sf_summary_row *all;
    sf_status status = sf_study_change_rows(study, &more, &n, err);

    if (status != SF_OK)
        return status;
    all = n > 0 ? sf_study_take(study, study->n_cells + n, sizeof *all) : study->rows;
    if (all == NULL)
        return sf_study_out_of_memory(err);
    if (n > 0) {
        memcpy(all, study->rows, study->n_cells * sizeof *all);
        memcpy(all + study->n_cells, more, n * sizeof *all);
        qsort_r(all, study->n_cells + n, sizeof *all, by_row_order, study);
    }
    study->all_rows = all;
    study->n_rows = study->n_cells + n;
    return SF_OK;
}

sf_status sf_study_summary(sf_study *study, const sf_summary_row **rows, size_t *n, sf_error *err)
{
    sf_status status = study->rows == NULL ? make_rows(study, err) : SF_OK;

    if (status == SF_OK && study->all_rows == NULL)
        status = gather_rows(study, err);
    if (status != SF_OK)
        return status;
    *rows = study->all_rows;
    *n = study->n_rows;
    return SF_OK;
}

/* The key of four ids; false when there is no such id. */
static bool find_key(const sf_study *study, const char *scenario, const char *metric, const char *entity,
                     const char *segment, sf_row_key *key)
{
    size_t s;
    uint16_t m, e, g;

    if (!sf_study_find_scenario(study, scenario, &s) || !sf_study_find_metric(study, metric, &m) ||
        !sf_study_find_entity(study, entity, &e) || !sf_study_find_segment(study, segment, &g))
        return false;
    *key = sf_study_key(study, s, m, e, g);
    return true;
}

static const sf_summary_row *row_named(sf_study *study, const sf_summary_row *rows, size_t n,
                                       const sf_summary_row *wanted)
{
    size_t low = 0, high = n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (by_row_order(&rows[middle], wanted, study) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && by_row_order(&rows[low], wanted, study) == 0 ? &rows[low] : NULL;
}

sf_estimate sf_study_value(sf_study *study, const char *scenario, const char *metric, const char *entity,
                           const char *segment, sf_stat stat)
{
    sf_summary_row wanted = {.stat = (uint8_t)stat};
    const sf_summary_row *rows, *row;
    sf_row_key key;
    size_t n;

    if (!find_key(study, scenario, metric, entity, segment, &key) || sf_study_summary(study, &rows, &n, NULL) != SF_OK)
        return nothing;
    sf_study_split_key(study, key, &wanted.scenario, &wanted.metric, &wanted.entity, &wanted.segment);
    row = row_named(study, rows, n, &wanted);
    return row != NULL ? row->estimate : nothing;
}

/* --- summary.csv -------------------------------------------------------------------------------------------------- */

const char *sf_stat_unit(const sf_metric *metric, sf_stat stat)
{
    switch (stat) {
    case SF_STAT_SHARE_ZERO:
    case SF_STAT_SHARE_WITHIN:
    case SF_STAT_ABANDONED:
    case SF_STAT_STILL_WAITING:
        return "share";
    case SF_STAT_COUNT:
        return strcmp(metric->unit, "d") == 0 || strcmp(metric->unit, "share") == 0 ? "count" : metric->unit;
    default:
        return metric->unit;
    }
}

const char *sf_csv_number(double value, char *buffer, size_t size)
{
    buffer[0] = '\0';
    if (isnan(value))
        return buffer;
    if (value == 0.0) /* not "-0" */
        value = 0.0;
    /* %g drops trailing zeros, so 15 digits give every shorter number too; but the smallest of all have fewer digits */
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(buffer, size, "%.*g", digits, value);
        if (strtod(buffer, NULL) == value)
            break;
    }
    return buffer;
}

void sf_csv_field(FILE *file, const char *text, char end)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, file);
    } else {
        putc('"', file);
        for (; *text != '\0'; text++) {
            if (*text == '"')
                putc('"', file);
            putc(*text, file);
        }
        putc('"', file);
    }
    putc(end, file);
}

static void write_row(FILE *file, const sf_study *study, const sf_summary_row *row)
{
    const sf_catalogue *catalogue = &study->catalogue;
    const sf_metric *metric = &catalogue->metrics[row->metric];
    const double numbers[] = {row->estimate.mean, row->estimate.low, row->estimate.high};
    char buffer[32];

    sf_csv_field(file, study->facts.scenarios[row->scenario].id, ',');
    sf_csv_field(file, metric->id, ',');
    sf_csv_field(file, catalogue->entities[row->entity], ',');
    sf_csv_field(file, catalogue->segments[row->segment], ',');
    sf_csv_field(file, sf_stat_name((sf_stat)row->stat), ',');
    sf_csv_field(file, sf_stat_unit(metric, (sf_stat)row->stat), ',');
    for (size_t i = 0; i < 3; i++)
        sf_csv_field(file, sf_csv_number(numbers[i], buffer, sizeof buffer), ',');
    fprintf(file, "%zu\n", row->estimate.replications);
}

sf_status sf_summary_write_csv(sf_study *study, char **text, size_t *length, sf_error *err)
{
    const sf_summary_row *rows = NULL;
    size_t n = 0;
    FILE *file;
    bool failed;
    sf_status status = sf_study_summary(study, &rows, &n, err);

    if (status != SF_OK)
        return status;
    *text = NULL;
    file = open_memstream(text, length);
    if (file == NULL)
        return sf_study_out_of_memory(err);
    fputs("scenario,metric,entity,segment,stat,unit,mean,ci_low,ci_high,replications\n", file);
    for (size_t i = 0; i < n; i++)
        write_row(file, study, &rows[i]);
    failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed) {
        free(*text);
        *text = NULL;
        return sf_study_out_of_memory(err);
    }
    return SF_OK;
}
