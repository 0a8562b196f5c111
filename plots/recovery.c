/* plots/recovery.c - what a change does month by month: the difference of each scenario from the undisturbed course, with the band within
 * which it counts as back and a mark where it is; then what has been paid more, with a mark where that has come in again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/change.h"
#include "plots/chart.h"

enum { MOST_STRIPS = 12, TABLE_STEP = 6 };

static const double numbers_width = 52.0, right_room = 12.0, strip_title = 23.0, plot_height = 118.0, strip_gap = 14.0,
                    axis_height = 22.0, key_gap = 10.0, disturbance_bar = 3.0;
static const double shown_before_start = SF_DAYS_PER_YEAR;

typedef struct line {
    size_t n;
    const double *days, *mean, *low, *high;
    sf_time_to time;     /* what is marked */
    double counted_from; /* days from time.start */
} line;

typedef struct strip {
    const char *name;  /* of what is shown, for the table */
    const char *title; /* with its unit */
    const char *unit;
    const line *lines; /* [shown scenario]; the baseline's is empty */
    size_t n_band;     /* 0: none */
    const double *band_days, *band_low, *band_high;
    double least, most;
    sf_frame frame;
    sf_ticks ticks;
} strip;

typedef struct plan {
    size_t n_strips;
    strip strips[MOST_STRIPS];
    double from, to, key_top;
    sf_year_ticks years;
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static void widen(strip *s, double value)
{
    if (isfinite(value)) {
        s->least = fmin(s->least, value);
        s->most = fmax(s->most, value);
    }
}

static bool fill_line(sf_sheet *sheet, strip *s, const sf_month *months, size_t n, line *out)
{
    double *columns = sf_take(sheet, 4 * n + 1, sizeof *columns);

    if (columns == NULL)
        return false;
    out->days = columns;
    out->mean = columns + n;
    out->low = columns + 2 * n;
    out->high = columns + 3 * n;
    for (size_t k = 0; k < n; k++) {
        if (months[k].days < -shown_before_start || months[k].days > sheet->facts->length_days + 1.0)
            continue;
        columns[out->n] = months[k].days;
        columns[n + out->n] = months[k].mean;
        columns[2 * n + out->n] = months[k].low;
        columns[3 * n + out->n] = months[k].high;
        widen(s, months[k].mean);
        widen(s, months[k].low);
        widen(s, months[k].high);
        out->n++;
    }
    return true;
}

/* The band within which a difference counts as none, from the undisturbed course. */
static void fill_band(sf_sheet *sheet, strip *s, const sf_recovery_rule *rule, const sf_month *months, size_t n)
{
    double *columns = s->n_band > 0 ? NULL : sf_take(sheet, 3 * n + 1, sizeof *columns);

    if (columns == NULL)
        return;
    s->band_days = columns;
    s->band_low = columns + n;
    s->band_high = columns + 2 * n;
    for (size_t k = 0; k < n; k++) {
        const double band = fmax(rule->within * fabs(months[k].base), rule->least);

        if (months[k].days < -shown_before_start || months[k].days > sheet->facts->length_days + 1.0)
            continue;
        columns[s->n_band] = months[k].days;
        columns[n + s->n_band] = -band;
        columns[2 * n + s->n_band] = band;
        widen(s, band);
        widen(s, -band);
        s->n_band++;
    }
}

/* Only what moves is drawn. */
static void add_strip(plan *p, const strip *s)
{
    if (s->most > s->least && p->n_strips < MOST_STRIPS)
        p->strips[p->n_strips++] = *s;
}

static sf_status add_rule(sf_sheet *sheet, plan *p, size_t rule, sf_error *err)
{
    const sf_recovery_rule *its = &sheet->facts->change->rules[rule];
    const uint16_t metric = sf_metric_of(sheet, its->metric), entity = sf_entity_of(sheet, its->entity);
    line *lines = sf_take(sheet, sheet->n_shown, sizeof *lines);
    strip s = {.lines = lines};
    sf_status status = SF_OK;

    if (lines == NULL || metric == SF_NOWHERE || entity == SF_NOWHERE)
        return sf_sheet_status(sheet, err);
    s.unit = sheet->catalogue->metrics[metric].unit;
    s.name = sf_full_name(sheet, metric, entity, 0);
    s.title = sf_print(sheet, _("%s: difference from undisturbed (%s)"), s.name,
                       sf_unit_is_share(s.unit) ? _("percentage points") : sf_unit_words(s.unit));
    for (size_t i = 0; i < sheet->n_shown && status == SF_OK; i++) {
        const sf_disturbance when = sf_study_disturbance(sheet->study, sheet->shown[i]);
        const sf_month *months = NULL;
        size_t n = 0;

        status = sf_study_felt_course(sheet->study, sheet->shown[i], rule, &months, &n, err);
        if (status == SF_OK)
            status = sf_study_felt(sheet->study, sheet->shown[i], rule, SF_FELT_RECOVERY, &lines[i].time, err);
        lines[i].counted_from = isinf(when.until) ? when.from : when.until;
        if (status == SF_OK && n > 0) {
            fill_band(sheet, &s, its, months, n);
            if (!fill_line(sheet, &s, months, n, &lines[i]))
                return sf_sheet_status(sheet, err);
        }
    }
    if (status == SF_OK)
        add_strip(p, &s);
    return status;
}

/* Shown when some scenario's break-even can be told. */
static sf_status add_cost(sf_sheet *sheet, plan *p, sf_payer payer, bool *is_shown, sf_error *err)
{
    line *lines = sf_take(sheet, sheet->n_shown, sizeof *lines);
    strip s = {.lines = lines, .unit = "NOK"};
    bool is_told = false;
    sf_status status = SF_OK;

    if (lines == NULL)
        return sf_sheet_status(sheet, err);
    s.name = sf_print(sheet, _("Paid more since the change began: %s"), sf_payer_name(payer));
    s.title = sf_print(sheet, "%s (%s)", s.name, sf_unit_words(s.unit));
    for (size_t i = 0; i < sheet->n_shown && status == SF_OK; i++) {
        const sf_month *months = NULL;
        size_t n = 0;

        status = sf_study_break_even(sheet->study, sheet->shown[i], payer, &lines[i].time, err);
        if (status == SF_OK)
            status = sf_study_cost_course(sheet->study, sheet->shown[i], payer, SF_COST_KINDS, &months, &n, err);
        lines[i].counted_from = sf_study_disturbance(sheet->study, sheet->shown[i]).from;
        is_told = is_told || sf_time_is_told(&lines[i].time);
        if (status == SF_OK && n > 0 && !fill_line(sheet, &s, months, n, &lines[i]))
            return sf_sheet_status(sheet, err);
    }
    *is_shown = status == SF_OK && is_told;
    if (*is_shown)
        add_strip(p, &s);
    return status;
}

static sf_status choose_strips(sf_sheet *sheet, plan *p, sf_error *err)
{
    bool is_shown = false;
    sf_status status = SF_OK;

    for (size_t i = 0; sheet->facts->change != NULL && i < sheet->facts->change->n_rules && status == SF_OK; i++)
        status = add_rule(sheet, p, i, err);
    if (status == SF_OK)
        status = add_cost(sheet, p, SF_PAYER_MUNICIPALITY, &is_shown, err);
    if (status == SF_OK && is_shown) /* otherwise the state pays all of it */
        status = add_cost(sheet, p, SF_PAYER_STATE, &is_shown, err);
    return status == SF_OK ? add_cost(sheet, p, SF_PAYER_ALL, &is_shown, err) : status;
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static double place_strips(const sf_sheet *sheet, plan *p, double top)
{
    double y = top;

    p->from = 0.0;
    p->to = sheet->facts->length_days;
    for (size_t k = 0; k < p->n_strips; k++)
        for (size_t i = 0; i < sheet->n_shown; i++)
            if (p->strips[k].lines[i].n > 0)
                p->from = fmin(p->from, p->strips[k].lines[i].days[0]);
    p->years = sf_ticks_years(sheet->facts->start_civil_day, p->from, p->to, 12);
    for (size_t k = 0; k < p->n_strips; k++) {
        strip *s = &p->strips[k];
        const double least = fmin(s->least, 0.0), most = fmax(s->most, 0.0), span = most - least;

        s->frame.plot = (sf_rect){SF_CHART_MARGIN + numbers_width, y + strip_title,
                                  SF_CHART_WIDTH - SF_CHART_MARGIN - right_room, y + strip_title + plot_height};
        s->frame.x = sf_scale_linear(p->from, p->to, s->frame.plot.left, s->frame.plot.right);
        s->frame.y = sf_scale_linear(sf_nice_floor(least, span), sf_nice_ceiling(most, span), s->frame.plot.bottom,
                                     s->frame.plot.top);
        s->ticks = sf_ticks_nice(s->frame.y.from, s->frame.y.to, 4);
        y = s->frame.plot.bottom + strip_gap;
    }
    return y + axis_height - strip_gap;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

/* From when to when the scenarios disturb that do not last: tinted, with a bar of its own on top for each. */
static void paint_disturbances(const sf_pen *pen, const sf_sheet *sheet, const strip *s)
{
    size_t n = 0;

    for (size_t i = 0; i < sheet->n_shown; i++) {
        const sf_disturbance when = sf_study_disturbance(sheet->study, sheet->shown[i]);
        const sf_colour colour = sf_look_of_scenario(sheet->shown[i], sheet->baseline).colour;
        sf_rect box = s->frame.plot;

        if (sheet->shown[i] == sheet->baseline || isinf(when.until) || !(when.until > when.from))
            continue;
        box.left = sf_scale_at(s->frame.x, fmin(when.from, s->frame.x.to));
        box.right = sf_scale_at(s->frame.x, fmin(when.until, s->frame.x.to));
        sf_paint_box(pen, box, sf_colour_faint(colour, 0.08));
        box.top += (disturbance_bar + 1.0) * (double)n++;
        box.bottom = box.top + disturbance_bar;
        sf_paint_box(pen, box, colour);
    }
}

/* The value of a line on a day; at its ends beyond them. */
static double value_at(const line *l, double days)
{
    for (size_t k = 1; k < l->n; k++) {
        if (days <= l->days[k])
            return l->mean[k - 1] + (l->mean[k] - l->mean[k - 1]) * (fmax(days, l->days[k - 1]) - l->days[k - 1]) /
                                        (l->days[k] - l->days[k - 1]);
    }
    return l->n > 0 ? l->mean[l->n - 1] : (double)NAN;
}

/* Where it is back, or paid for: a marker on the line, and the times that are not ruled out as a bar through it. */
static void paint_mark(const sf_pen *pen, const strip *s, const line *l, sf_look look)
{
    const double day = l->counted_from + l->time.course.mean, y = sf_scale_at(s->frame.y, value_at(l, day));
    const double low = l->counted_from + l->time.course.low,
                 high = isnan(l->time.course.high) ? s->frame.x.to : l->counted_from + l->time.course.high;

    if (!sf_time_is_told(&l->time) || !(l->time.course.mean > 0.0) || l->n == 0 || day > s->frame.x.to)
        return;
    if (!isnan(low))
        sf_paint_rule(pen, sf_scale_at(s->frame.x, low), y, sf_scale_at(s->frame.x, fmin(high, s->frame.x.to)), y, 2.5,
                      look.colour, SF_DASH_SOLID);
    sf_paint_marker(pen, s->frame.plot, sf_scale_at(s->frame.x, day), y, 11.0, look);
}

static void paint_strip(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const strip *s, bool is_last)
{
    const sf_rect plot = s->frame.plot;
    const double zero = sf_scale_at(s->frame.y, 0.0);

    sf_paint_text(pen, (sf_text){s->title, SF_TYPE_PANEL, plot.right - SF_CHART_MARGIN, 1}, SF_CHART_MARGIN,
                  plot.top - strip_title, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_band(pen, &s->frame, s->n_band, s->band_days, s->band_low, s->band_high, sf_colour_rgb(0xdfe3e8), false);
    paint_disturbances(pen, sheet, s);
    sf_paint_grid_y(pen, &s->frame, &s->ticks);
    for (size_t i = 0; i < sheet->n_shown; i++) {
        const line *l = &s->lines[i];

        sf_paint_band(pen, &s->frame, l->n, l->days, l->low, l->high,
                      sf_colour_faint(sf_look_of_scenario(sheet->shown[i], sheet->baseline).colour, 0.15), false);
    }
    sf_paint_rule(pen, plot.left, zero, plot.right, zero, 1.0, SF_SOFT, SF_DASH_SOLID);
    sf_paint_rule(pen, sf_scale_at(s->frame.x, 0.0), plot.top, sf_scale_at(s->frame.x, 0.0), plot.bottom, 1.0, SF_SOFT,
                  SF_DASH_SOLID);
    for (size_t i = 0; i < sheet->n_shown; i++) {
        const line *l = &s->lines[i];

        sf_paint_line(pen, &s->frame, l->n, l->days, l->mean, 1.8,
                      sf_look_of_scenario(sheet->shown[i], sheet->baseline));
    }
    for (size_t i = 0; i < sheet->n_shown; i++)
        paint_mark(pen, s, &s->lines[i], sf_look_of_scenario(sheet->shown[i], sheet->baseline));
    sf_paint_numbers_y(pen, &s->frame, &s->ticks, sf_unit_factor(s->unit));
    sf_paint_rule(pen, plot.left, plot.bottom, plot.right, plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    if (is_last)
        sf_paint_years(pen, &s->frame, &p->years);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    sf_scenario_key(pen, sheet, SF_CHART_MARGIN, p->key_top, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, true);
    for (size_t k = 0; k < p->n_strips; k++)
        paint_strip(pen, sheet, p, &p->strips[k], k + 1 == p->n_strips);
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    sf_table table = sf_table_begin(
        sheet, 4, 3, (const char *[]){_("What"), _("Scenario"), _("Date"), _("Difference (95 % interval)")});

    for (size_t k = 0; k < p->n_strips; k++)
        for (size_t i = 0; i < sheet->n_shown; i++) {
            const line *l = &p->strips[k].lines[i];

            for (size_t m = 0; m < l->n; m += TABLE_STEP)
                sf_table_add(
                    sheet, &table,
                    (const char *[]){p->strips[k].name, sf_scenario_name(sheet, sheet->shown[i]),
                                     sf_say_date(sheet, sheet->facts->start_civil_day + l->days[m]),
                                     sf_say_difference(sheet, l->mean[m], l->low[m], l->high[m], p->strips[k].unit)});
        }
    return table;
}

sf_status sf_chart_recovery(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "recovery", _("What a change does month by month, and when it is over"),
        sf_print(
            sheet,
            _("Each line is a scenario less “%s” on the same luck. A marker shows where it is back within the grey band for good, or where what was paid more has come in again; the bar through it, which times are not ruled out."),
            sheet->facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : ""));
    plan *p = sf_take(sheet, 1, sizeof *p);
    double top;
    sf_status status;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    status = choose_strips(sheet, p, err);
    if (status != SF_OK)
        return status;
    if (p->n_strips == 0) {
        sf_chart_explain(sheet, &chart,
                         sheet->facts->change == NULL
                             ? _("Nothing is followed month by month in this study: write study.change in the config.")
                             : _("No scenario differs from the baseline in what is followed month by month."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    p->key_top = chart.top;
    top = chart.top + key_gap +
          sf_scenario_key(NULL, sheet, SF_CHART_MARGIN, chart.top, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, true);
    chart.plan = p;
    chart.paint = paint;
    chart.alt = sf_print(sheet, _("%s: %zu curves by scenario. The numbers are in the table below it."), chart.title,
                         p->n_strips);
    sf_chart_end(
        sheet, &chart, place_strips(sheet, p, top),
        _("Line: mean of the paired differences, with its 95 % interval. Coloured ground, with a bar on top: while a disturbance that ends goes on."));
    chart.table = table_of(sheet, p);
    *out = chart;
    return sf_sheet_status(sheet, err);
}
