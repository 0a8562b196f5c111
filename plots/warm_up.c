/* plots/warm_up.c - had the baseline settled when measuring began? Welch's picture (1983): the monthly mean of all replications and its
 * moving average, with the cut of MSER-5 and what is concluded from it. Arrivals stand first: who they bring, moves the rest.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/chart.h"
#include "results/settling.h"

enum { MOST_PANELS = 12, COLUMNS = 2, HALF_WINDOW = 6 };

static const double numbers_width = 50.0, panel_gap = 26.0, plot_height = 120.0, panel_title = 50.0, axis_height = 22.0,
                    row_gap = 12.0, least_movement = 0.005;

typedef struct panel {
    uint16_t metric, entity;
    const char *title, *verdict;
    bool is_bad;
    size_t n;
    const double *days, *mean, *smooth;
    double least, most;
    double cut_days; /* where MSER-5 cuts; NAN: not judged */
    sf_frame frame;
    sf_ticks ticks;
} panel;

typedef struct plan {
    size_t n_panels, left_out;
    panel panels[MOST_PANELS];
    double first_day, last_day;
    sf_year_ticks years;
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

/* Welch 1983: the mean of 2w + 1 values; fewer at the beginning, as many on either side; nothing at the end, where there would be fewer. */
static void smooth(const double *values, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++) {
        const size_t w = i < HALF_WINDOW ? i : HALF_WINDOW;

        out[i] = i + w < n ? 0.0 : (double)NAN;
        for (size_t k = i - w; i + w < n && k <= i + w; k++)
            out[i] += values[k] / (double)(2 * w + 1);
    }
}

static sf_status read_lines(sf_sheet *sheet, panel *p, sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    const sf_band_point *points = NULL;
    double *columns;
    sf_status status = sf_study_band(sheet->study, sheet->baseline, c->metrics[p->metric].id, c->entities[p->entity],
                                     c->segments[0], &points, &p->n, err);

    if (status != SF_OK || p->n == 0)
        return status;
    columns = sf_take(sheet, 3 * p->n, sizeof *columns);
    if (columns == NULL)
        return sf_sheet_status(sheet, err);
    for (size_t i = 0; i < p->n; i++) {
        columns[i] = points[i].time_days;
        columns[p->n + i] = points[i].mean;
        p->least = fmin(p->least, points[i].mean);
        p->most = fmax(p->most, points[i].mean);
    }
    smooth(columns + p->n, p->n, columns + 2 * p->n);
    p->days = columns;
    p->mean = columns + p->n;
    p->smooth = columns + 2 * p->n;
    return SF_OK;
}

/* What is concluded: of a stream from its trend, of the rest from MSER-5. */
static const char *verdict_on(sf_sheet *sheet, const panel *p, const sf_settling *settling, const sf_trend *trend)
{
    const char *unit = sheet->catalogue->metrics[p->metric].unit;

    if (trend != NULL)
        return sf_print(sheet, _("Trend: %s in the first year, %s in the last"),
                        sf_say_value(sheet, trend->first, unit), sf_say_value(sheet, trend->last, unit));
    if (!sf_settling_is_judged(sheet->catalogue->metrics[p->metric].id))
        return _("No trend");
    if (isnan(settling->settled_days))
        return _("Too short to be judged");
    if (!p->is_bad)
        return _("Settled when measuring began");
    if (settling->drifts)
        return sf_print(sheet, _("Drifts: %s in the first year, %s in the last"),
                        sf_say_value(sheet, settling->early, unit), sf_say_value(sheet, settling->late, unit));
    if (settling->never)
        return _("May never settle: half of the time is over, and it still moves");
    return sf_print(sheet, _("Had not settled: %s until %s, then %s"), sf_say_value(sheet, settling->early, unit),
                    sf_say_date(sheet, sheet->facts->start_civil_day + settling->settled_days),
                    sf_say_value(sheet, settling->late, unit));
}

static const sf_trend *trend_of(const sf_trend *trends, size_t n, uint16_t metric, uint16_t entity)
{
    for (size_t i = 0; i < n; i++)
        if (trends[i].metric == metric && trends[i].entity == entity)
            return &trends[i];
    return NULL;
}

/* Takes the series in where there is one; those that have not settled before those that have. */
static sf_status add_panel(sf_sheet *sheet, plan *all, uint16_t metric, uint16_t entity, const sf_trend *trend,
                           bool bad_ones, sf_error *err)
{
    const char *unit = sf_unit_words(sheet->catalogue->metrics[metric].unit);
    panel p = {.metric = metric, .entity = entity, .least = INFINITY, .most = -INFINITY, .cut_days = NAN};
    sf_settling settling = {.settled_days = NAN};
    sf_status status = read_lines(sheet, &p, err);

    if (status != SF_OK || p.n == 0)
        return status;
    p.is_bad = trend != NULL;
    if (sf_settling_is_judged(sheet->catalogue->metrics[metric].id))
        status = sf_study_settling(sheet->study, sheet->baseline, metric, entity, &settling, &p.is_bad, err);
    if (status != SF_OK ||
        (!p.is_bad && !(p.most - p.least > least_movement * fabs(p.most)))) /* what hardly moves is settled */
        return status;
    if (p.is_bad != bad_ones)
        return SF_OK;
    if (all->n_panels == MOST_PANELS) {
        all->left_out++;
        return SF_OK;
    }
    p.cut_days = settling.settled_days;
    p.verdict = verdict_on(sheet, &p, &settling, trend);
    p.title = sf_full_name(sheet, metric, entity, 0);
    if (unit[0] != '\0')
        p.title = sf_print(sheet, "%s (%s)", p.title, unit);
    all->panels[all->n_panels++] = p;
    return SF_OK;
}

static bool is_shown(const sf_catalogue *c, uint16_t metric, uint16_t entity)
{
    const char *id = c->metrics[metric].id, *path = c->entities[entity];

    if (strncmp(id, "flow.in/", strlen("flow.in/")) == 0)
        return true;
    /* A tiltak has a queue of its own; the one of all of them says enough. */
    return sf_settling_is_judged(id) && (strcmp(id, "queue.tiltak") != 0 || strcmp(path, "all") == 0);
}

static sf_status read_panels(sf_sheet *sheet, plan *p, sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    const sf_trend *trends = NULL;
    size_t n_trends = 0;
    sf_status status = sf_study_trends(sheet->study, sheet->baseline, &trends, &n_trends, err);

    for (int bad = 1; bad >= 0 && status == SF_OK; bad--)
        for (uint16_t m = 0; m < c->n_metrics && status == SF_OK; m++)
            for (uint16_t e = 0; e < c->n_entities && status == SF_OK; e++) {
                const sf_trend *trend = trend_of(trends, n_trends, m, e);

                if (is_shown(c, m, e))
                    status = add_panel(sheet, p, m, e, trend, bad == 1, err);
            }
    return status;
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static double place(const sf_sheet *sheet, plan *p, double top)
{
    const double across =
        (SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN - COLUMNS * numbers_width - (COLUMNS - 1.0) * panel_gap) / COLUMNS;
    const double height = panel_title + plot_height + axis_height + row_gap;
    const size_t rows = (p->n_panels + COLUMNS - 1) / COLUMNS;

    p->first_day = INFINITY;
    for (size_t k = 0; k < p->n_panels; k++) {
        p->first_day = fmin(p->first_day, p->panels[k].days[0]);
        p->last_day = fmax(p->last_day, p->panels[k].days[p->panels[k].n - 1]);
    }
    p->years = sf_ticks_years(sheet->facts->start_civil_day, p->first_day, p->last_day, 8);
    for (size_t k = 0; k < p->n_panels; k++) {
        panel *its = &p->panels[k];
        const size_t column = k % COLUMNS, row = k / COLUMNS;
        const double x = SF_CHART_MARGIN + numbers_width + (double)column * (across + panel_gap + numbers_width),
                     y = top + (double)row * height + panel_title;
        const bool from_zero = its->least >= 0.0 && its->least < 0.6 * its->most;
        const double span = from_zero ? its->most : fmax(its->most - its->least, 1e-6 * fabs(its->most));
        const double low = from_zero ? 0.0 : sf_nice_floor(its->least, span), high = sf_nice_ceiling(its->most, span);

        its->ticks = sf_ticks_nice(low, high, 4);
        its->frame.plot = (sf_rect){x, y, x + across, y + plot_height};
        its->frame.x = sf_scale_linear(p->first_day, p->last_day, x, x + across);
        its->frame.y = sf_scale_linear(low, high, y + plot_height, y);
    }
    return top + (double)rows * height - row_gap;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

static void paint_panel(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const panel *its)
{
    const sf_frame *f = &its->frame;
    const double wide = f->plot.right - f->plot.left, start = sf_scale_at(f->x, fmax(0.0, p->first_day));
    const sf_colour mark = its->is_bad ? SF_VERMILLION : SF_GREEN;

    sf_paint_text(pen, (sf_text){its->title, SF_TYPE_PANEL, wide, 1}, f->plot.left, f->plot.top - panel_title + 6.0,
                  SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_text(pen, (sf_text){its->verdict, {12.0, its->is_bad, its->is_bad ? SF_VERMILLION : SF_SOFT}, wide, 1},
                  f->plot.left, f->plot.top - panel_title + 25.0, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_box(pen, (sf_rect){f->plot.left, f->plot.top, start, f->plot.bottom}, SF_SHADE);
    sf_paint_grid_y(pen, f, &its->ticks);
    sf_paint_line(pen, f, its->n, its->days, its->mean, 0.9,
                  (sf_look){sf_colour_faint(SF_BLUE, 0.55), SF_MARKER_DISC, SF_DASH_SOLID});
    sf_paint_line(pen, f, its->n, its->days, its->smooth, 2.4, (sf_look){SF_INK, SF_MARKER_DISC, SF_DASH_SOLID});
    if (isfinite(its->cut_days)) {
        const double x = sf_scale_at(f->x, its->cut_days);

        sf_paint_rule(pen, x, f->plot.top, x, f->plot.bottom, 1.6, mark, SF_DASH_LONG);
    }
    sf_paint_rule(pen, f->plot.left, f->plot.bottom, f->plot.right, f->plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    sf_paint_numbers_y(pen, f, &its->ticks, sf_unit_factor(sheet->catalogue->metrics[its->metric].unit));
    sf_paint_years(pen, f, &p->years);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    for (size_t k = 0; k < p->n_panels; k++)
        paint_panel(pen, sheet, p, &p->panels[k]);
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static double mean_of(const panel *p, double from, double to)
{
    double sum = 0.0;
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        if (p->days[i] >= from && p->days[i] < to) {
            sum += p->mean[i];
            n++;
        }
    return n > 0 ? sum / (double)n : (double)NAN;
}

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    const double end = sheet->facts->length_days;
    sf_table table = sf_table_begin(sheet, 5, 2,
                                    (const char *[]){_("What"), _("Conclusion"), _("Year before measuring"),
                                                     _("First year measured"), _("Last year measured")});

    for (size_t k = 0; k < p->n_panels; k++) {
        const panel *its = &p->panels[k];
        const char *unit = sheet->catalogue->metrics[its->metric].unit;

        sf_table_add(
            sheet, &table,
            (const char *[]){its->title, its->verdict, sf_say_value(sheet, mean_of(its, -SF_DAYS_PER_YEAR, 0.0), unit),
                             sf_say_value(sheet, mean_of(its, 0.0, SF_DAYS_PER_YEAR), unit),
                             sf_say_value(sheet, mean_of(its, end - SF_DAYS_PER_YEAR, end + SF_DAYS_PER_MONTH), unit)});
    }
    return table;
}

sf_status sf_chart_warm_up(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "warm_up", _("Whether the office had settled when measuring began"),
        _("The baseline. Thin: the mean of all replications, month by month. Thick: its moving average over thirteen months "
          "(Welch). Dashed: where MSER-5 would cut. Grey: the last year of the warm-up."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    sf_status status;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    status = read_panels(sheet, p, err);
    if (status != SF_OK)
        return status;
    if (p->n_panels == 0) {
        sf_chart_explain(sheet, &chart, _("Nothing that moves was recorded over time in this study."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p);
    chart.alt = sf_print(sheet, _("%s %zu measures over time. The numbers are in the table below it."), chart.title,
                         p->n_panels);
    sf_chart_end(
        sheet, &chart, place(sheet, p, chart.top),
        sf_print(
            sheet, "%s%s",
            _("A series counts as not settled when MSER-5 (White 1997) cuts inside the measured period and what lies before the cut "
              "differs by more than both 95 % intervals and 2 %. It counts as drifting, and arrivals as having a trend, when the "
              "slopes of whole years over the replications differ from zero at 1 % and the line moves by more than 5 %."),
            p->left_out > 0 ? sf_print(sheet, _(" %zu more series are not shown."), p->left_out) : ""));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
