/* plots/runs.c - every replication as a line of its own: how much luck alone moves an office, which one run never shows.
 * Rows: what is followed over time. Columns: scenarios, on the same axis.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plots/chart.h"

enum { MOST_ROWS = 4, MOST_COLUMNS = 3 };

static const double numbers_width = 46.0, panel_gap = 20.0, plot_height = 140.0, row_title = 40.0, axis_height = 22.0,
                    row_gap = 12.0;

typedef struct panel {
    size_t n;
    const sf_run_line *lines;
    size_t n_mean;
    const double *days, *mean;
    sf_frame frame;
} panel;

typedef struct row {
    uint16_t metric, entity;
    const char *title;
    panel panels[MOST_COLUMNS];
    double most, least, last_day, first_day;
    sf_ticks ticks;
} row;

typedef struct plan {
    size_t n_rows, n_columns, scenarios[MOST_COLUMNS];
    row rows[MOST_ROWS];
    sf_year_ticks years;
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static sf_status read_panel(sf_sheet *sheet, const row *r, size_t scenario, panel *out, sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    const char *metric = c->metrics[r->metric].id, *entity = c->entities[r->entity];
    const sf_band_point *band = NULL;
    double *days, *mean;
    size_t n_band = 0;
    sf_status status =
        sf_study_lines(sheet->study, scenario, metric, entity, c->segments[0], 0.0, &out->lines, &out->n, err);

    if (status == SF_OK)
        status = sf_study_band(sheet->study, scenario, metric, entity, c->segments[0], &band, &n_band, err);
    if (status != SF_OK)
        return status;
    days = sf_take(sheet, n_band, sizeof *days);
    mean = sf_take(sheet, n_band, sizeof *mean);
    if (days == NULL || mean == NULL)
        return sf_sheet_status(sheet, err);
    for (size_t i = 0; i < n_band; i++)
        if (band[i].time_days >= 0.0) {
            days[out->n_mean] = band[i].time_days;
            mean[out->n_mean++] = band[i].mean;
        }
    out->days = days;
    out->mean = mean;
    return SF_OK;
}

/* Takes the row in when the replications of some scenario differ in it: what never moves teaches nothing. */
static sf_status read_row(sf_sheet *sheet, plan *p, uint16_t metric, uint16_t entity, sf_error *err)
{
    row r = {.metric = metric, .entity = entity, .least = INFINITY, .most = -INFINITY, .first_day = INFINITY};
    const char *unit = sf_unit_words(sheet->catalogue->metrics[metric].unit);
    sf_status status = SF_OK;

    for (size_t k = 0; k < p->n_columns && status == SF_OK; k++) {
        status = read_panel(sheet, &r, p->scenarios[k], &r.panels[k], err);
        for (size_t i = 0; status == SF_OK && i < r.panels[k].n; i++)
            for (size_t t = 0; t < r.panels[k].lines[i].n; t++) {
                r.least = fmin(r.least, r.panels[k].lines[i].values[t]);
                r.most = fmax(r.most, r.panels[k].lines[i].values[t]);
                r.first_day = fmin(r.first_day, r.panels[k].lines[i].days[t]);
                r.last_day = fmax(r.last_day, r.panels[k].lines[i].days[t]);
            }
    }
    if (status != SF_OK || !(r.most - r.least > 1e-9 * fabs(r.most)))
        return status;
    r.title = sf_full_name(sheet, metric, entity, 0);
    if (unit[0] != '\0')
        r.title = sf_print(sheet, "%s (%s)", r.title, unit);
    p->rows[p->n_rows++] = r;
    return SF_OK;
}

/* Queues first: it is there that luck is seen. */
static sf_status read_rows(sf_sheet *sheet, plan *p, sf_error *err)
{
    static const char *const wanted[][2] = {
        {"queue.tiltak", "all"}, {"queue.veileder", "teams."}, {"use.veileder", "teams."}, {"stock", "programmes."}};
    sf_status status = SF_OK;

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const uint16_t metric = sf_metric_of(sheet, wanted[i][0]);
        const size_t before = p->n_rows;

        for (size_t e = 0; metric != SF_NOWHERE && status == SF_OK && p->n_rows == before && p->n_rows < MOST_ROWS &&
                           e < sheet->catalogue->n_entities;
             e++)
            if (strncmp(sheet->catalogue->entities[e], wanted[i][1], strlen(wanted[i][1])) == 0)
                status = read_row(sheet, p, metric, (uint16_t)e, err);
    }
    return status;
}

/* The baseline, and the first others. */
static void choose_scenarios(const sf_sheet *sheet, plan *p)
{
    if (sheet->n_shown == 0)
        return;
    p->scenarios[p->n_columns++] = sheet->baseline;
    for (size_t i = 0; i < sheet->n_shown && p->n_columns < MOST_COLUMNS; i++)
        if (sheet->shown[i] != sheet->baseline)
            p->scenarios[p->n_columns++] = sheet->shown[i];
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static double place(const sf_sheet *sheet, plan *p, double top)
{
    const double columns = (double)p->n_columns;
    const double across =
        (SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN - columns * numbers_width - (columns - 1.0) * panel_gap) / columns;
    double first = INFINITY, last = 0.0;

    for (size_t k = 0; k < p->n_rows; k++) {
        first = fmin(first, p->rows[k].first_day);
        last = fmax(last, p->rows[k].last_day);
    }
    p->years = sf_ticks_years(sheet->facts->start_civil_day, first, last, p->n_columns == 1 ? 12 : 5);
    for (size_t k = 0; k < p->n_rows; k++) {
        row *r = &p->rows[k];
        const bool from_zero = r->least >= 0.0 && r->least < 0.6 * r->most;
        const double low = from_zero ? 0.0 : sf_nice_floor(r->least, r->most - r->least);
        const double high = sf_nice_ceiling(r->most, from_zero ? r->most : r->most - r->least);
        const double y = top + (double)k * (row_title + plot_height + axis_height + row_gap) + row_title;

        r->ticks = sf_ticks_nice(low, high, 4);
        for (size_t i = 0; i < p->n_columns; i++) {
            const double x = SF_CHART_MARGIN + numbers_width + (double)i * (across + panel_gap + numbers_width);
            sf_frame *f = &r->panels[i].frame;

            f->plot = (sf_rect){x, y, x + across, y + plot_height};
            f->x = sf_scale_linear(first, last, x, x + across);
            f->y = sf_scale_linear(low, high, f->plot.bottom, f->plot.top);
        }
    }
    return top + (double)p->n_rows * (row_title + plot_height + axis_height + row_gap) - row_gap;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

static void paint_panel(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const row *r, size_t column)
{
    const panel *its = &r->panels[column];
    const sf_frame *frame = &its->frame;
    const size_t scenario = p->scenarios[column];
    const sf_look look = sf_look_of_scenario(scenario, sheet->baseline);
    const sf_look thin = {sf_colour_faint(look.colour, its->n > 10 ? 0.35 : 0.6), look.marker, SF_DASH_SOLID};

    sf_paint_text(
        pen,
        (sf_text){
            sf_scenario_name(sheet, scenario), {12.0, false, look.colour}, frame->plot.right - frame->plot.left, 1},
        frame->plot.left, frame->plot.top - 3.0, SF_ALIGN_START, SF_ALIGN_END);
    sf_paint_grid_y(pen, frame, &r->ticks);
    for (size_t i = 0; i < its->n; i++)
        sf_paint_line(pen, frame, its->lines[i].n, its->lines[i].days, its->lines[i].values, 0.8, thin);
    sf_paint_line(pen, frame, its->n_mean, its->days, its->mean, 2.6,
                  (sf_look){look.colour, look.marker, SF_DASH_SOLID});
    sf_paint_rule(pen, frame->plot.left, frame->plot.bottom, frame->plot.right, frame->plot.bottom, 1.0, SF_RULE,
                  SF_DASH_SOLID);
    sf_paint_numbers_y(pen, frame, &r->ticks, sf_unit_factor(sheet->catalogue->metrics[r->metric].unit));
    sf_paint_years(pen, frame, &p->years);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    for (size_t k = 0; k < p->n_rows; k++) {
        const row *r = &p->rows[k];

        sf_paint_text(pen, (sf_text){r->title, SF_TYPE_PANEL, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, 1},
                      SF_CHART_MARGIN, r->panels[0].frame.plot.top - row_title, SF_ALIGN_START, SF_ALIGN_START);
        for (size_t i = 0; i < p->n_columns; i++)
            paint_panel(pen, sheet, p, r, i);
    }
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

/* Of each replication's mean over time: the lowest, the middle of all, the highest. */
static void add_row(sf_sheet *sheet, sf_table *table, const row *r, const panel *its, size_t scenario)
{
    const char *unit = sheet->catalogue->metrics[r->metric].unit;
    double least = INFINITY, most = -INFINITY, sum = 0.0;

    for (size_t i = 0; i < its->n; i++) {
        double mean = 0.0;

        for (size_t t = 0; t < its->lines[i].n; t++)
            mean += its->lines[i].values[t] / (double)its->lines[i].n;
        least = fmin(least, mean);
        most = fmax(most, mean);
        sum += mean;
    }
    if (its->n == 0)
        return;
    sf_table_add(sheet, table,
                 (const char *[]){r->title, sf_scenario_name(sheet, scenario), sf_say_count(sheet, (double)its->n),
                                  sf_say_value(sheet, least, unit), sf_say_value(sheet, sum / (double)its->n, unit),
                                  sf_say_value(sheet, most, unit)});
}

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    sf_table table = sf_table_begin(sheet, 6, 2,
                                    (const char *[]){_("What"), _("Scenario"), _("Replications"),
                                                     _("Lowest replication, mean over time"), _("All of them"),
                                                     _("Highest replication")});

    for (size_t k = 0; k < p->n_rows; k++)
        for (size_t i = 0; i < p->n_columns; i++)
            add_row(sheet, &table, &p->rows[k], &p->rows[k].panels[i], p->scenarios[i]);
    return table;
}

sf_status sf_chart_runs(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart =
        sf_chart_begin(sheet, "runs", _("Every replication as a line"),
                       _("Thin: one possible course of the same office with the same rules, month by month; only luck "
                         "differs. Thick: the mean of them. One run alone could have been any of the thin lines."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    sf_status status;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    choose_scenarios(sheet, p);
    status = read_rows(sheet, p, err);
    if (status != SF_OK)
        return status;
    if (p->n_rows == 0) {
        sf_chart_explain(sheet, &chart,
                         _("Nothing was recorded over time that differs from run to run in this study."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p);
    chart.alt = sf_print(sheet, _("%s: %zu measures by scenario. The numbers are in the table below it."), chart.title,
                         p->n_rows);
    sf_chart_end(sheet, &chart, place(sheet, p, chart.top),
                 p->n_columns < sheet->n_shown
                     ? sf_print(sheet, _("Monthly means. Only the first %zu scenarios are shown."), p->n_columns)
                     : _("Monthly means."));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
