/* plots/waits.c - how long people wait: for each kind of wait a panel; in it, for each segment and scenario, the time within
 * which half and nine of ten were served.
 *
 *   segment            | o----------|          |  14 . 41 . 3 %    one lane for each scenario
 *                      | p50        p90        |  p50 . p90 . left unserved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plots/chart.h"

enum { MOST_PANELS = 12, MOST_ACROSS = 3 };

static const double names_width = 166.0, names_gap = 12.0, panel_gap = 22.0, figures_gap = 10.0;
static const double lane_height = 15.0, segment_gap = 9.0, least_segment = 30.0, panel_title_height = 36.0,
                    axis_height = 36.0, key_gap = 12.0;

typedef struct lane {
    sf_estimate half, nine; /* days within which half, and nine of ten, were served */
    sf_estimate left;       /* share who left unserved */
    sf_estimate mean;       /* days, of those who were served */
    sf_estimate within;     /* share served within the declared target; NAN without one */
} lane;

typedef struct panel {
    uint16_t metric;
    const char *title;
    const char *counted; /* "n = 430" */
    const char *axis;    /* "days; dashed: the target, 21" */
    sf_frame frame;
    sf_ticks ticks;
    const lane *lanes;          /* [segment of the plan][shown scenario] */
    const char *const *figures; /* "14 · 41", as lanes */
    double figures_width;
    bool anyone_left; /* unserved, one in a hundred or more in some lane: then the figures say how many */
    double target;    /* days, from study.within; NAN when none is declared */
} panel;

typedef struct plan {
    size_t n_panels, n_across, n_segments;
    panel panels[MOST_PANELS];
    const uint16_t *segments;
    double key_top;
} plan;

static bool is_wait(const sf_metric *metric)
{
    return strncmp(metric->id, "wait.", 5) == 0;
}

static const double worth_telling = 0.01; /* share who left unserved */

static bool has_something(const lane *l)
{
    return !isnan(l->half.mean) || !isnan(l->nine.mean) || !isnan(l->mean.mean) || l->left.mean > 0.0;
}

static lane lane_of(const sf_sheet *sheet, size_t scenario, uint16_t metric, uint16_t segment)
{
    return (lane){sf_estimate_of(sheet, scenario, metric, 0, segment, SF_STAT_P50),
                  sf_estimate_of(sheet, scenario, metric, 0, segment, SF_STAT_P90),
                  sf_estimate_of(sheet, scenario, metric, 0, segment, SF_STAT_ABANDONED),
                  sf_estimate_of(sheet, scenario, metric, 0, segment, SF_STAT_MEAN),
                  sf_estimate_of(sheet, scenario, metric, 0, segment, SF_STAT_SHARE_WITHIN)};
}

static bool anyone_waited(const sf_sheet *sheet, uint16_t metric, uint16_t segment)
{
    for (size_t i = 0; i < sheet->n_shown; i++) {
        const lane l = lane_of(sheet, sheet->shown[i], metric, segment);

        if (has_something(&l))
            return true;
    }
    return false;
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static void choose_panels(const sf_sheet *sheet, plan *p)
{
    for (size_t m = 0; m < sheet->catalogue->n_metrics && p->n_panels < MOST_PANELS; m++)
        if (is_wait(&sheet->catalogue->metrics[m]) && anyone_waited(sheet, (uint16_t)m, 0))
            p->panels[p->n_panels++].metric = (uint16_t)m;
    p->n_across = p->n_panels < MOST_ACROSS ? p->n_panels : MOST_ACROSS;
}

/* Segments in which anyone waited for anything. Everyone comes first. */
static void choose_segments(sf_sheet *sheet, plan *p)
{
    uint16_t *segments = sf_take(sheet, sheet->catalogue->n_segments, sizeof *segments);

    for (size_t g = 0; segments != NULL && g < sheet->catalogue->n_segments; g++)
        for (size_t k = 0; k < p->n_panels; k++)
            if (anyone_waited(sheet, p->panels[k].metric, (uint16_t)g)) {
                segments[p->n_segments++] = (uint16_t)g;
                break;
            }
    p->segments = segments;
}

static const char *percent_of(sf_sheet *sheet, double share)
{
    return isnan(share) ? "–" : sf_print(sheet, "%s\xc2\xa0%%", sf_say_count(sheet, 100.0 * share));
}

/* "14 · 41 · 3 % · 62 %": half, nine of ten, who left when anybody did, within the target when there is one. */
static const char *figures_of(sf_sheet *sheet, const panel *k, const lane *l)
{
    const char *figures =
        sf_print(sheet, "%s · %s", sf_say_value(sheet, l->half.mean, "d"), sf_say_value(sheet, l->nine.mean, "d"));

    if (k->anyone_left)
        figures = sf_print(sheet, "%s · %s", figures, percent_of(sheet, l->left.mean));
    return isnan(k->target) ? figures : sf_print(sheet, "%s · %s", figures, percent_of(sheet, l->within.mean));
}

/* The axis holds every estimate; an interval that reaches much further is cut at its edge. */
static double longest(const lane *l)
{
    double most = 0.0;
    const double values[] = {l->half.mean, l->nine.mean, l->mean.mean};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (isfinite(values[i]))
            most = fmax(most, values[i]);
    return fmax(most, fmin(1.5 * most, fmax(l->half.high, l->nine.high)));
}

static const char *figures_head(const panel *k)
{
    if (!isnan(k->target))
        return k->anyone_left ? _("half · 9 of 10 · left · in time") : _("half · 9 of 10 · in time");
    return k->anyone_left ? _("half · 9 of 10 · left") : _("half · 9 of 10");
}

static double figures_room(sf_sheet *sheet, const panel *k, size_t n)
{
    double widest = sf_text_extent(sheet->lettering, (sf_text){figures_head(k), SF_TYPE_TICK, 0.0, 1}).width * 0.55;

    for (size_t i = 0; i < n; i++)
        widest = fmax(widest, sf_text_extent(sheet->lettering, (sf_text){k->figures[i], SF_TYPE_TICK, 0.0, 1}).width);
    return widest + figures_gap;
}

/* How many waits one replication of the baseline counts. */
static const char *counted(sf_sheet *sheet, uint16_t metric)
{
    const double n = sf_estimate_of(sheet, sheet->baseline, metric, 0, 0, SF_STAT_COUNT).mean;

    return isnan(n) ? "" : sf_print(sheet, _("n = %s"), sf_say_count(sheet, n));
}

static void fill_panel(sf_sheet *sheet, const plan *p, panel *out)
{
    const size_t n = p->n_segments * sheet->n_shown;
    lane *lanes = sf_take(sheet, n, sizeof *lanes);
    const char **figures = sf_take(sheet, n, sizeof *figures);
    double most = 0.0;

    if (lanes == NULL || figures == NULL)
        return;
    for (size_t i = 0; i < n; i++) {
        lanes[i] = lane_of(sheet, sheet->shown[i % sheet->n_shown], out->metric, p->segments[i / sheet->n_shown]);
        most = fmax(most, longest(&lanes[i]));
        out->anyone_left |= lanes[i].left.mean >= worth_telling;
    }
    out->target = sheet->catalogue->metrics[out->metric].target;
    for (size_t i = 0; i < n; i++)
        figures[i] = figures_of(sheet, out, &lanes[i]);
    if (!isnan(out->target))
        most = fmax(most, out->target);
    out->title = sf_metric_name(sheet, out->metric);
    out->counted = counted(sheet, out->metric);
    out->axis = isnan(out->target) ? _("days")
                                   : sf_print(sheet, _("days (dashed: target %s)"), sf_say_plain(sheet, out->target));
    out->lanes = lanes;
    out->figures = figures;
    out->figures_width = figures_room(sheet, out, n);
    if (!(most > 0.0))
        most = 1.0;
    out->frame.x = sf_scale_linear(0.0, sf_nice_ceiling(most, most), 0.0, 1.0);
    out->ticks = sf_ticks_nice(0.0, out->frame.x.to, 4);
}

/* Room for one segment: its lanes, and two lines of its name. */
static double segment_height(const sf_sheet *sheet)
{
    return fmax(least_segment, (double)sheet->n_shown * lane_height) + segment_gap;
}

/* Gives every panel its place; returns where the last row of panels ends. */
static double place_panels(const sf_sheet *sheet, plan *p, double top)
{
    const double left = SF_CHART_MARGIN + names_width + names_gap, right = SF_CHART_WIDTH - SF_CHART_MARGIN;
    const double across = (right - left - panel_gap * (double)(p->n_across - 1)) / (double)p->n_across;
    const double row = panel_title_height + (double)p->n_segments * segment_height(sheet) + axis_height;

    for (size_t k = 0; k < p->n_panels; k++) {
        sf_frame *frame = &p->panels[k].frame;
        const size_t row_of = k / p->n_across, column_of = k % p->n_across;
        const double x = left + (double)column_of * (across + panel_gap);
        const double y = top + (double)row_of * (row + panel_gap);

        frame->plot =
            (sf_rect){x, y + panel_title_height, x + across - p->panels[k].figures_width, y + row - axis_height};
        frame->x = sf_scale_linear(frame->x.from, frame->x.to, frame->plot.left, frame->plot.right);
    }
    return top + ceil((double)p->n_panels / (double)p->n_across) * (row + panel_gap) - panel_gap;
}

static double segment_middle(const sf_sheet *sheet, const panel *k, size_t segment)
{
    return k->frame.plot.top + ((double)segment + 0.5) * segment_height(sheet);
}

static double lane_middle(const sf_sheet *sheet, const panel *k, size_t segment, size_t shown)
{
    return segment_middle(sheet, k, segment) + ((double)shown - ((double)sheet->n_shown - 1.0) / 2.0) * lane_height;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

static void paint_names(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const panel *k)
{
    for (size_t g = 0; g < p->n_segments; g++)
        sf_paint_text(pen, (sf_text){sf_segment_name(sheet, p->segments[g]), {12.0, g == 0, SF_INK}, names_width, 2},
                      SF_CHART_MARGIN, segment_middle(sheet, k, g), SF_ALIGN_START, SF_ALIGN_MIDDLE);
}

/* A quiet rule between segments leads the eye from the name to the lanes of every panel. */
static void paint_rules(const sf_pen *pen, const sf_sheet *sheet, const plan *p, size_t first)
{
    const panel *k = &p->panels[first];
    const size_t last = first + p->n_across < p->n_panels ? first + p->n_across - 1 : p->n_panels - 1;
    const double right = p->panels[last].frame.plot.right + p->panels[last].figures_width;

    for (size_t g = 0; g <= p->n_segments; g++) {
        const double y = k->frame.plot.top + (double)g * segment_height(sheet);

        sf_paint_rule(pen, SF_CHART_MARGIN, y, right, y, 1.0, SF_GRID, SF_DASH_SOLID);
    }
}

/* Cut to the axis: no wait is below zero, whatever a symmetric interval says. */
static void paint_interval(const sf_pen *pen, const sf_frame *frame, const sf_estimate *e, double y, sf_colour colour)
{
    if (!isnan(e->low) && !isnan(e->high))
        sf_paint_bar(pen, frame, fmax(e->low, frame->x.from), fmin(e->high, frame->x.to), y, 9.0,
                     sf_colour_faint(colour, 0.25));
}

/* The median's marker, a line on to the upright of nine of ten; an arrow to the edge when that is not reached. */
static void paint_lane(const sf_pen *pen, const sf_frame *frame, const lane *l, double y, sf_look look)
{
    const double half = sf_scale_at(frame->x, l->half.mean), nine = sf_scale_at(frame->x, l->nine.mean);
    const double end = isnan(nine) ? frame->plot.right : nine;

    paint_interval(pen, frame, &l->half, y, look.colour);
    paint_interval(pen, frame, &l->nine, y, look.colour);
    if (!has_something(l))
        return;
    sf_paint_rule(pen, isnan(half) ? frame->plot.left : half, y, end, y, 1.6, look.colour, look.dash);
    if (isnan(nine)) {
        sf_paint_rule(pen, end - 5.0, y - 4.0, end, y, 1.6, look.colour, SF_DASH_SOLID);
        sf_paint_rule(pen, end - 5.0, y + 4.0, end, y, 1.6, look.colour, SF_DASH_SOLID);
    } else {
        sf_paint_rule(pen, nine, y - 5.5, nine, y + 5.5, 2.4, look.colour, SF_DASH_SOLID);
    }
    sf_paint_marker(pen, frame->plot, half, y, 8.0, look);
}

static void paint_target(const sf_pen *pen, const panel *k)
{
    const double x = sf_scale_at(k->frame.x, k->target);

    if (!isnan(x))
        sf_paint_rule(pen, x, k->frame.plot.top, x, k->frame.plot.bottom, 1.2, SF_SOFT, SF_DASH_LONG);
}

static void paint_panel(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const panel *k)
{
    const sf_frame *frame = &k->frame;
    const double right = frame->plot.right + k->figures_width;
    const double middle = (frame->plot.left + frame->plot.right) / 2.0;

    sf_paint_text(pen, (sf_text){k->title, SF_TYPE_PANEL, right - frame->plot.left, 1}, frame->plot.left,
                  frame->plot.top - panel_title_height, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_text(pen, (sf_text){figures_head(k), SF_TYPE_TICK, 0.0, 1}, right, frame->plot.top + 1.0, SF_ALIGN_END,
                  SF_ALIGN_END);
    sf_paint_text(pen, (sf_text){k->counted, SF_TYPE_TICK, 0.0, 1}, frame->plot.left, frame->plot.top + 1.0,
                  SF_ALIGN_START, SF_ALIGN_END);
    sf_paint_grid_x(pen, frame, &k->ticks);
    paint_target(pen, k);
    for (size_t g = 0; g < p->n_segments; g++)
        for (size_t i = 0; i < sheet->n_shown; i++) {
            const lane *l = &k->lanes[g * sheet->n_shown + i];
            const sf_look look = sf_look_of_scenario(sheet->shown[i], sheet->baseline);
            const double y = lane_middle(sheet, k, g, i);

            paint_lane(pen, frame, l, y, look);
            sf_paint_text(pen, (sf_text){k->figures[g * sheet->n_shown + i], {11.0, false, SF_INK}, 0.0, 1}, right, y,
                          SF_ALIGN_END, SF_ALIGN_MIDDLE);
        }
    sf_paint_rule(pen, frame->plot.left, frame->plot.bottom, frame->plot.right, frame->plot.bottom, 1.0, SF_RULE,
                  SF_DASH_SOLID);
    sf_paint_numbers_x(pen, frame, &k->ticks, 1.0);
    sf_paint_text(pen, (sf_text){k->axis, SF_TYPE_TICK, 0.0, 1}, middle, frame->plot.bottom + 18.0, SF_ALIGN_MIDDLE,
                  SF_ALIGN_START);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    sf_scenario_key(pen, sheet, SF_CHART_MARGIN, p->key_top, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, true);
    for (size_t k = 0; k < p->n_panels; k++) {
        if (k % p->n_across == 0) {
            paint_rules(pen, sheet, p, k);
            paint_names(pen, sheet, p, &p->panels[k]);
        }
        paint_panel(pen, sheet, p, &p->panels[k]);
    }
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    sf_table table = sf_table_begin(sheet, 8, 3,
                                    (const char *[]){_("Wait"), _("Segment"), _("Scenario"), _("Half within, days"),
                                                     _("Nine of ten within, days"), _("Mean of those served, days"),
                                                     _("Left unserved"), _("Served within the target")});

    for (size_t k = 0; k < p->n_panels; k++)
        for (size_t g = 0; g < p->n_segments; g++)
            for (size_t i = 0; i < sheet->n_shown; i++) {
                const lane l = p->panels[k].lanes[g * sheet->n_shown + i];

                sf_table_add(
                    sheet, &table,
                    (const char *[]){sf_metric_name(sheet, p->panels[k].metric), sf_segment_name(sheet, p->segments[g]),
                                     sf_scenario_name(sheet, sheet->shown[i]),
                                     sf_say_estimate(sheet, l.half.mean, l.half.low, l.half.high, "d"),
                                     sf_say_estimate(sheet, l.nine.mean, l.nine.low, l.nine.high, "d"),
                                     sf_say_estimate(sheet, l.mean.mean, l.mean.low, l.mean.high, "d"),
                                     sf_say_estimate(sheet, l.left.mean, l.left.low, l.left.high, "share"),
                                     sf_say_estimate(sheet, l.within.mean, l.within.low, l.within.high, "share")});
            }
    return table;
}

sf_status sf_chart_waits(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart =
        sf_chart_begin(sheet, "waits", _("How long people wait"),
                       _("The marker: within this time half were served. The upright at the line's end: nine of "
                         "ten. The shorter and further to the left, the better."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    double bottom;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    choose_panels(sheet, p);
    choose_segments(sheet, p);
    if (p->n_panels == 0) {
        sf_chart_explain(sheet, &chart,
                         _("No wait was measured in this study: nothing in it queues, or nobody was served."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    for (size_t k = 0; k < p->n_panels; k++)
        fill_panel(sheet, p, &p->panels[k]);
    if (sheet->is_spent)
        return sf_sheet_status(sheet, err);
    p->key_top = chart.top;
    bottom = chart.top + key_gap +
             sf_scenario_key(NULL, sheet, SF_CHART_MARGIN, chart.top, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, true);
    bottom = place_panels(sheet, p, bottom);
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p);
    chart.alt =
        sf_print(sheet, _("%s: %zu kinds of waits by segment and scenario. The numbers are in the table below it."),
                 chart.title, p->n_panels);
    sf_chart_end(
        sheet, &chart, bottom,
        _("Days. Those who left unserved count as not served; waits still open are censored. Pale: 95 % interval. "
          "An en dash with an arrow: fewer than that were ever served. In time: served within the target. n: waits "
          "counted in one replication of the baseline."));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
