/* plots/workbook.c - the study as an XLSX workbook: a sheet for each table, numbers as numbers, and native charts.
 * The file is made in memory and reaches the disk whole.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/page.h"
#include "plots/plots.h"
#include "plots/sheet.h"
#include "plots/wording.h"
#include "results/summary.h"

enum { LONGEST_CELL = 8000, MOST_SERIES = 8 };

/* 1.1.2000: the same study has the same bytes whenever the workbook is made. */
static const time_t fixed_time = 946684800;

typedef struct book {
    sf_sheet *sheet;
    lxw_workbook *workbook;
    lxw_format *head, *text, *count, *one, *two, *percent, *money, *date;
    bool failed;
} book;

/* A sheet that is being filled, row by row. */
typedef struct tab {
    book *b;
    lxw_worksheet *worksheet;
    const char *name;
    lxw_row_t row;
} tab;

/* --- cells ------------------------------------------------------------------------------------------------------------- */

static void put_text(tab *t, lxw_col_t column, const char *text)
{
    char cell[LONGEST_CELL];

    if (text != NULL && text[0] != '\0')
        t->b->failed |= worksheet_write_string(t->worksheet, t->row, column, sf_tame(text, cell, sizeof cell), NULL) !=
                        LXW_NO_ERROR;
}

/* Nothing is written where nothing is known: an empty cell, never 0. */
static void put_number(tab *t, lxw_col_t column, double value, lxw_format *format)
{
    if (isfinite(value))
        t->b->failed |= worksheet_write_number(t->worksheet, t->row, column, value, format) != LXW_NO_ERROR;
}

static lxw_format *format_of(const book *b, const char *unit)
{
    if (sf_unit_is_share(unit))
        return b->percent;
    if (unit != NULL && strncmp(unit, "NOK", 3) == 0)
        return b->money;
    if (unit != NULL && (strcmp(unit, "d") == 0 || strcmp(unit, "persons") == 0 || strncmp(unit, "h", 1) == 0))
        return b->one;
    return b->two;
}

static void put_estimate(tab *t, lxw_col_t column, const sf_estimate *e, lxw_format *format)
{
    put_number(t, column, e->mean, format);
    put_number(t, (lxw_col_t)(column + 1), e->low, format);
    put_number(t, (lxw_col_t)(column + 2), e->high, format);
}

/* A sheet whose first row stays in sight. heads end with NULL. */
static tab begin_tab(book *b, const char *name, const char *const heads[])
{
    tab t = {.b = b, .name = name, .worksheet = workbook_add_worksheet(b->workbook, name)};

    if (t.worksheet == NULL) {
        b->failed = true;
        return t;
    }
    for (lxw_col_t column = 0; heads[column] != NULL; column++) {
        char cell[LONGEST_CELL];

        b->failed |= worksheet_write_string(t.worksheet, 0, column, sf_tame(heads[column], cell, sizeof cell),
                                            b->head) != LXW_NO_ERROR;
    }
    worksheet_freeze_panes(t.worksheet, 1, 0);
    worksheet_set_landscape(t.worksheet);
    worksheet_fit_to_pages(t.worksheet, 1, 0);
    worksheet_repeat_rows(t.worksheet, 0, 0);
    t.row = 1;
    return t;
}

static void set_width(tab *t, lxw_col_t first, lxw_col_t last, double width)
{
    if (t->worksheet != NULL)
        worksheet_set_column(t->worksheet, first, last, width, NULL);
}

/* The rows may be filtered by what their columns say. */
static void end_tab(tab *t, lxw_col_t columns)
{
    if (t->worksheet != NULL && t->row > 1)
        worksheet_autofilter(t->worksheet, 0, 0, (lxw_row_t)(t->row - 1), (lxw_col_t)(columns - 1));
}

/* --- charts ------------------------------------------------------------------------------------------------------------ */

static lxw_chart *begin_chart(tab *t, uint8_t kind, const char *title, const char *unit)
{
    lxw_chart *chart = workbook_add_chart(t->b->workbook, kind);
    char name[256];

    if (chart == NULL) {
        t->b->failed = true;
        return NULL;
    }
    chart_title_set_name(chart, sf_tame(title, name, sizeof name));
    chart_axis_set_name(kind == LXW_CHART_BAR ? chart->x_axis : chart->y_axis, sf_tame(unit, name, sizeof name));
    return chart;
}

/* Rows [first, last] of a column as one series, named by its head. */
static void add_series(tab *t, lxw_chart *chart, lxw_row_t first, lxw_row_t last, lxw_col_t categories,
                       lxw_col_t values, sf_look look)
{
    lxw_chart_series *series = chart == NULL ? NULL : chart_add_series(chart, NULL, NULL);
    const lxw_color_t colour = (lxw_color_t)(lround(look.colour.red * 255.0) << 16 |
                                             lround(look.colour.green * 255.0) << 8 | lround(look.colour.blue * 255.0));
    static const uint8_t dashes[SF_DASH_KINDS] = {LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_DASH,
                                                  LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_LINE_DASH_DASH_DOT};
    lxw_chart_line line = {.color = colour, .width = 1.75F, .dash_type = dashes[look.dash]};
    lxw_chart_fill fill = {.color = colour};

    if (series == NULL) {
        t->b->failed = true;
        return;
    }
    chart_series_set_categories(series, t->name, first, categories, last, categories);
    chart_series_set_values(series, t->name, first, values, last, values);
    chart_series_set_name_range(series, t->name, 0, values);
    chart_series_set_line(series, &line);
    chart_series_set_fill(series, &fill);
}

static void place_chart(tab *t, lxw_chart *chart, lxw_row_t row, lxw_col_t column)
{
    lxw_chart_options options = {.x_scale = 1.6, .y_scale = 1.4};

    if (chart != NULL)
        t->b->failed |= worksheet_insert_chart_opt(t->worksheet, row, column, chart, &options) != LXW_NO_ERROR;
}

/* --- sheets ------------------------------------------------------------------------------------------------------------ */

static void add_line(tab *t, const char *name, const char *value)
{
    put_text(t, 0, name);
    put_text(t, 1, value);
    t->row++;
}

static void add_about(book *b)
{
    sf_sheet *sheet = b->sheet;
    const sf_study_info *facts = sheet->facts;
    tab t = begin_tab(b, _("About"), (const char *const[]){_("What"), _("Value"), NULL});

    set_width(&t, 0, 0, 28.0);
    set_width(&t, 1, 1, 100.0);
    add_line(&t, _("Title"), facts->title);
    add_line(&t, _("Question"), facts->question);
    add_line(&t, _("Config"), facts->config_path);
    add_line(&t, _("Config digest (SHA-256)"), facts->config_digest);
    add_line(&t, _("Seed"), sf_print(sheet, "%llu", (unsigned long long)facts->seed));
    add_line(&t, _("Build"), facts->build);
    add_line(&t, _("Compared with"), facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : "–");
    add_line(&t, _("First measured day"), sf_say_date(sheet, facts->start_civil_day));
    for (size_t s = 0; s < facts->n_scenarios; s++) {
        add_line(&t, sf_print(sheet, _("Scenario %s"), sf_scenario_name(sheet, s)), facts->scenarios[s].overrides);
        add_line(&t, sf_print(sheet, _("Replications, %s"), sf_scenario_name(sheet, s)),
                 sf_say_count(sheet, (double)sf_study_replications(sheet->study, s)));
    }
}

static sf_status add_answer(book *b, sf_error *err)
{
    sf_sheet *sheet = b->sheet;
    const sf_decision *decisions = NULL;
    size_t n = 0;
    sf_status status = sheet->facts->n_scenarios > 1 ? sf_study_decisions(sheet->study, &decisions, &n, err) : SF_OK;
    tab t;

    if (status != SF_OK)
        return status;
    t = begin_tab(b, _("The answer"),
                  (const char *const[]){_("Measure"), _("Unit"), _("Scenario"), _("Baseline"), _("Scenario's own"),
                                        _("Difference"), _("Low"), _("High"), _("Least that matters"), _("Verdict"),
                                        NULL});
    set_width(&t, 0, 0, 60.0);
    set_width(&t, 1, 2, 24.0);
    set_width(&t, 9, 9, 30.0);
    for (size_t i = 0; i < n; i++) {
        const sf_difference *d = &decisions[i].difference;
        const char *unit = sf_stat_unit(&sheet->catalogue->metrics[d->metric], (sf_stat)d->stat);
        lxw_format *format = format_of(b, unit);

        put_text(&t, 0, sf_measure_name(sheet, d->metric, d->entity, d->segment, (sf_stat)d->stat, ""));
        put_text(&t, 1, sf_unit_is_share(unit) ? "%" : unit);
        put_text(&t, 2, sf_scenario_name(sheet, d->scenario));
        put_number(&t, 3, d->base.mean, format);
        put_number(&t, 4, d->other.mean, format);
        put_estimate(&t, 5, &d->difference, format);
        put_number(&t, 8, sheet->facts->targets[decisions[i].target].matters, format);
        put_text(&t, 9, sf_verdict_words(decisions[i].verdict));
        t.row++;
    }
    end_tab(&t, 10);
    return SF_OK;
}

/* Every figure of the study, as in summary.csv, with names for people. */
static sf_status add_figures(book *b, sf_error *err)
{
    sf_sheet *sheet = b->sheet;
    const sf_summary_row *rows = NULL;
    size_t n = 0;
    sf_status status = sf_study_summary(sheet->study, &rows, &n, err);
    tab t;

    if (status != SF_OK)
        return status;
    t = begin_tab(b, _("All figures"),
                  (const char *const[]){_("Scenario"), _("Measure"), _("Id"), _("Of"), _("Segment"), _("Statistic"),
                                        _("Unit"), _("Mean"), _("Low"), _("High"), _("Replications"), NULL});
    set_width(&t, 0, 1, 40.0);
    set_width(&t, 2, 4, 24.0);
    for (size_t i = 0; i < n && t.row < LXW_ROW_MAX; i++) {
        const sf_metric *metric = &sheet->catalogue->metrics[rows[i].metric];
        const char *unit = sf_stat_unit(metric, (sf_stat)rows[i].stat);

        put_text(&t, 0, sf_scenario_name(sheet, rows[i].scenario));
        put_text(&t, 1, sf_metric_name(sheet, rows[i].metric));
        put_text(&t, 2, metric->id);
        put_text(&t, 3, sf_entity_name(sheet, rows[i].entity));
        put_text(&t, 4, sf_segment_name(sheet, rows[i].segment));
        put_text(&t, 5, sf_stat_name((sf_stat)rows[i].stat));
        put_text(&t, 6, unit);
        put_estimate(&t, 7, &rows[i].estimate, format_of(b, unit));
        put_number(&t, 10, (double)rows[i].estimate.replications, b->count);
        t.row++;
    }
    end_tab(&t, 11);
    return SF_OK;
}

static bool is_wait(const sf_metric *metric)
{
    return strncmp(metric->id, "wait.", 5) == 0;
}

/* Heads: one column for each scenario shown, after `first` of their own. Owner: the sheet. */
static const char *const *heads_by_scenario(sf_sheet *sheet, const char *const own[], size_t first)
{
    const char **heads = sf_take(sheet, first + sheet->n_shown + 1, sizeof *heads);

    if (heads == NULL)
        return own; /* the sheet is spent, which its status says */
    memcpy(heads, own, first * sizeof *heads);
    for (size_t i = 0; i < sheet->n_shown; i++)
        heads[first + i] = sf_scenario_name(sheet, sheet->shown[i]);
    return heads;
}

static void add_waits(book *b)
{
    sf_sheet *sheet = b->sheet;
    const char *const own[] = {_("Wait, days"), _("Segment"), _("Statistic"), NULL};
    static const sf_stat stats[] = {SF_STAT_MEAN, SF_STAT_P50, SF_STAT_P90};
    tab t = begin_tab(b, _("Waits"), heads_by_scenario(sheet, own, 3));
    lxw_chart *chart = begin_chart(&t, LXW_CHART_BAR, _("Mean wait"), _("days"));
    lxw_row_t last = 0;

    set_width(&t, 0, 1, 34.0);
    set_width(&t, 2, 2, 20.0);
    set_width(&t, 3, (lxw_col_t)(3 + sheet->n_shown), 16.0);
    /* Means for everyone come first, so that the chart can show them as one block. */
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t m = 0; m < sheet->catalogue->n_metrics; m++)
            for (size_t g = 0; is_wait(&sheet->catalogue->metrics[m]) && g < sheet->catalogue->n_segments; g++)
                for (size_t k = 0; k < sizeof stats / sizeof stats[0]; k++) {
                    const bool is_first = g == 0 && stats[k] == SF_STAT_MEAN;
                    bool is_known = false;

                    if (is_first != (pass == 0))
                        continue;
                    for (size_t i = 0; i < sheet->n_shown; i++) {
                        const sf_estimate e =
                            sf_estimate_of(sheet, sheet->shown[i], (uint16_t)m, 0, (uint16_t)g, stats[k]);

                        put_number(&t, (lxw_col_t)(3 + i), e.mean, b->one);
                        is_known |= !isnan(e.mean);
                    }
                    if (!is_known)
                        continue;
                    put_text(&t, 0, sf_metric_name(sheet, (uint16_t)m));
                    put_text(&t, 1, sf_segment_name(sheet, (uint16_t)g));
                    put_text(&t, 2, sf_stat_words(stats[k]));
                    last = is_first ? t.row : last;
                    t.row++;
                }
    for (size_t i = 0; last > 0 && i < sheet->n_shown && i < MOST_SERIES; i++)
        add_series(&t, chart, 1, last, 0, (lxw_col_t)(3 + i), sf_look_of_scenario(sheet->shown[i], sheet->baseline));
    if (last > 0)
        place_chart(&t, chart, 1, (lxw_col_t)(4 + sheet->n_shown));
    end_tab(&t, (lxw_col_t)(3 + sheet->n_shown));
}

static void add_costs(book *b)
{
    sf_sheet *sheet = b->sheet;
    const char *const own[] = {_("Cost, NOK a year"), NULL};
    tab t = begin_tab(b, _("Costs"), heads_by_scenario(sheet, own, 1));
    lxw_chart *chart = begin_chart(&t, LXW_CHART_BAR, _("What it costs a year, by payer"), _("NOK a year"));

    set_width(&t, 0, 0, 44.0);
    set_width(&t, 1, (lxw_col_t)(1 + sheet->n_shown), 20.0);
    for (size_t m = 0; m < sheet->catalogue->n_metrics; m++) {
        bool is_paid = false;

        if (strncmp(sheet->catalogue->metrics[m].id, "cost.", 5) != 0)
            continue;
        for (size_t i = 0; i < sheet->n_shown; i++) {
            const double cost = sf_estimate_of(sheet, sheet->shown[i], (uint16_t)m, 0, 0, SF_STAT_RATE).mean;

            put_number(&t, (lxw_col_t)(1 + i), cost, b->money);
            is_paid |= !isnan(cost);
        }
        if (!is_paid)
            continue;
        put_text(&t, 0, sf_metric_name(sheet, (uint16_t)m));
        t.row++;
    }
    for (size_t i = 0; t.row > 1 && i < sheet->n_shown && i < MOST_SERIES; i++)
        add_series(&t, chart, 1, (lxw_row_t)(t.row - 1), 0, (lxw_col_t)(1 + i),
                   sf_look_of_scenario(sheet->shown[i], sheet->baseline));
    if (t.row > 1)
        place_chart(&t, chart, 1, (lxw_col_t)(2 + sheet->n_shown));
    end_tab(&t, (lxw_col_t)(1 + sheet->n_shown));
}

/* Days since 30.12.1899, which is how spreadsheets count. */
static double excel_day(double civil_day)
{
    return floor(civil_day) + 25569.0;
}

/* One block of rows for each thing followed: date, and the mean in every scenario. */
static sf_status add_course(tab *t, uint16_t metric, uint16_t entity, size_t *charts, sf_error *err)
{
    sf_sheet *sheet = t->b->sheet;
    const sf_catalogue *c = sheet->catalogue;
    const lxw_row_t first = t->row;
    const sf_band_point *base = NULL;
    size_t n = 0;
    lxw_chart *chart;
    sf_status status = sf_study_band(sheet->study, sheet->baseline, c->metrics[metric].id, c->entities[entity],
                                     c->segments[0], &base, &n, err);

    for (size_t k = 0; status == SF_OK && k < n; k++) {
        put_text(t, 0, sf_full_name(sheet, metric, entity, 0));
        put_number(t, 1, excel_day(sheet->facts->start_civil_day + base[k].time_days), t->b->date);
        t->row++;
    }
    for (size_t i = 0; status == SF_OK && n > 0 && i < sheet->n_shown; i++) {
        const sf_band_point *band = NULL;
        size_t m = 0;

        status = sf_study_band(sheet->study, sheet->shown[i], c->metrics[metric].id, c->entities[entity],
                               c->segments[0], &band, &m, err);
        for (size_t k = 0, j = 0; status == SF_OK && k < n; k++) {
            while (j < m && band[j].time_days < base[k].time_days - 1e-6)
                j++;
            if (j < m && fabs(band[j].time_days - base[k].time_days) <= 1e-6) {
                t->row = (lxw_row_t)(first + k);
                put_number(t, (lxw_col_t)(2 + i), band[j].mean, format_of(t->b, c->metrics[metric].unit));
            }
        }
    }
    if (status != SF_OK || n == 0)
        return status;
    t->row = (lxw_row_t)(first + n);
    chart =
        begin_chart(t, LXW_CHART_LINE, sf_full_name(sheet, metric, entity, 0), sf_unit_words(c->metrics[metric].unit));
    if (chart != NULL)
        chart_axis_set_num_format(chart->x_axis, "yyyy");
    for (size_t i = 0; i < sheet->n_shown && i < MOST_SERIES; i++)
        add_series(t, chart, first, (lxw_row_t)(t->row - 1), 1, (lxw_col_t)(2 + i),
                   sf_look_of_scenario(sheet->shown[i], sheet->baseline));
    place_chart(t, chart, (lxw_row_t)(1 + 22 * (*charts)++), (lxw_col_t)(3 + sheet->n_shown));
    return SF_OK;
}

static sf_status add_over_time(book *b, sf_error *err)
{
    static const char *const wanted[][2] = {
        {"stock", "programmes."}, {"queue.tiltak", "all"}, {"queue.veileder", "teams."}, {"use.veileder", "teams."}};
    sf_sheet *sheet = b->sheet;
    const char *const own[] = {_("What"), _("Date"), NULL};
    tab t = begin_tab(b, _("Over time"), heads_by_scenario(sheet, own, 2));
    size_t charts = 0;
    sf_status status = SF_OK;

    set_width(&t, 0, 0, 44.0);
    set_width(&t, 1, (lxw_col_t)(2 + sheet->n_shown), 16.0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const uint16_t metric = sf_metric_of(sheet, wanted[i][0]);

        for (size_t e = 0; metric != SF_NOWHERE && status == SF_OK && e < sheet->catalogue->n_entities; e++)
            if (strncmp(sheet->catalogue->entities[e], wanted[i][1], strlen(wanted[i][1])) == 0)
                status = add_course(&t, metric, (uint16_t)e, &charts, err);
    }
    end_tab(&t, (lxw_col_t)(2 + sheet->n_shown));
    return status;
}

static void add_assumptions(book *b)
{
    const sf_study_info *facts = b->sheet->facts;
    tab t = begin_tab(b, _("Assumptions"),
                      (const char *const[]){_("Number"), _("Value"), _("Range"), _("Source"), _("Title of the source"),
                                            _("Default"), NULL});

    set_width(&t, 0, 0, 60.0);
    set_width(&t, 1, 3, 24.0);
    set_width(&t, 4, 4, 60.0);
    for (size_t i = 0; i < facts->n_assumptions; i++) {
        const sf_assumption *a = &facts->assumptions[i];

        put_text(&t, 0, a->path);
        put_text(&t, 1, a->value);
        put_text(&t, 2, a->range);
        put_text(&t, 3, a->source);
        put_text(&t, 4, a->source_title);
        put_text(&t, 5, a->is_default ? _("yes") : "");
        t.row++;
    }
    end_tab(&t, 6);
}

static sf_status add_checks(book *b, sf_error *err)
{
    const sf_check_result *checks = NULL;
    size_t n = 0;
    sf_status status = sf_study_checks(b->sheet->study, &checks, &n, err);
    tab t;

    if (status != SF_OK)
        return status;
    t = begin_tab(b, _("Self-checks"),
                  (const char *const[]){_("What must hold"), _("Worst residual"), _("Limit"), _("Replications"),
                                        _("Failed"), NULL});
    set_width(&t, 0, 0, 40.0);
    for (size_t i = 0; i < n; i++) {
        put_text(&t, 0, checks[i].id);
        put_number(&t, 1, checks[i].worst, NULL);
        put_number(&t, 2, checks[i].limit, NULL);
        put_number(&t, 3, (double)checks[i].replications, b->count);
        put_number(&t, 4, (double)checks[i].failed, b->count);
        t.row++;
    }
    end_tab(&t, 5);
    return SF_OK;
}

/* --- the file ---------------------------------------------------------------------------------------------------------- */

static lxw_format *number_format(book *b, const char *pattern)
{
    lxw_format *format = workbook_add_format(b->workbook);

    if (format == NULL)
        b->failed = true;
    else
        format_set_num_format(format, pattern);
    return format;
}

static void make_formats(book *b)
{
    b->count = number_format(b, "#,##0");
    b->one = number_format(b, "#,##0.0");
    b->two = number_format(b, "#,##0.00");
    b->percent = number_format(b, "0.0 %");
    b->money = number_format(b, "#,##0");
    b->date = number_format(b, b->sheet->language == SF_LANGUAGE_NB ? "dd.mm.yyyy" : "yyyy-mm-dd");
    b->head = number_format(b, "@");
    if (b->head != NULL) {
        format_set_bold(b->head);
        format_set_text_wrap(b->head);
        format_set_bottom(b->head, LXW_BORDER_THIN);
    }
}

static sf_status fill(book *b, sf_error *err)
{
    char title[256];
    lxw_doc_properties properties = {
        .title = sf_tame(b->sheet->facts->title, title, sizeof title), .author = "Saksflyt", .created = fixed_time};
    sf_status status;

    workbook_set_properties(b->workbook, &properties);
    make_formats(b);
    add_about(b);
    status = add_answer(b, err);
    if (status != SF_OK)
        return status;
    add_waits(b);
    add_costs(b);
    status = add_over_time(b, err);
    if (status == SF_OK)
        status = add_figures(b, err);
    if (status != SF_OK)
        return status;
    add_assumptions(b);
    status = add_checks(b, err);
    if (status == SF_OK && b->failed)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("the workbook could not be filled: out of memory"));
    return status == SF_OK ? sf_sheet_status(b->sheet, err) : status;
}

/* The bytes of an open file; owner of the mapping: the caller, munmap. */
static void *map_file(int file, size_t *size)
{
    struct stat info;
    void *bytes;

    if (fstat(file, &info) != 0 || info.st_size <= 0)
        return NULL;
    *size = (size_t)info.st_size;
    bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
    return bytes == MAP_FAILED ? NULL : bytes;
}

/* libxlsxwriter writes to a path only: here to the path of a file that exists in memory alone. */
static sf_status make_workbook(sf_sheet *sheet, int file, sf_error *err)
{
    char path[64];
    book b = {.sheet = sheet};
    lxw_error closed;
    sf_status status;

    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    b.workbook = workbook_new(path);
    if (b.workbook == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    status = fill(&b, err);
    closed = workbook_close(b.workbook); /* frees it, too */
    if (status == SF_OK && closed != LXW_NO_ERROR)
        status = SF_FAIL(err, closed == LXW_ERROR_MEMORY_MALLOC_FAILED ? SF_ENOMEM : SF_EIO, NULL,
                         _("the workbook could not be made: %s"), lxw_strerror(closed));
    return status;
}

sf_status sf_report_xlsx(sf_study *study, const char *dir, sf_language language, sf_error *err)
{
    sf_sheet sheet;
    const int file = memfd_create("report.xlsx", MFD_CLOEXEC);
    void *bytes = NULL;
    size_t size = 0;
    int folder = -1;
    sf_status status;

    if (file < 0)
        return SF_FAIL(err, SF_ENOMEM, NULL, _("the workbook could not be made: %s"), strerror(errno));
    status = sf_sheet_open_words(study, language, &sheet, err);
    if (status == SF_OK) {
        status = make_workbook(&sheet, file, err);
        sf_sheet_close(&sheet);
    }
    if (status == SF_OK && (bytes = map_file(file, &size)) == NULL)
        status = SF_FAIL(err, SF_EIO, NULL, _("the workbook could not be made: %s"), strerror(errno));
    if (status == SF_OK)
        status = sf_folder_open(dir, NULL, &folder, err);
    if (status == SF_OK) {
        status = sf_file_write(folder, dir, "report.xlsx", bytes, size, err);
        close(folder);
    }
    if (bytes != NULL)
        munmap(bytes, size);
    close(file);
    return status;
}
