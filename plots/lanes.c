/* plots/lanes.c - layout and paint of lanes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/lanes.h"

#include <math.h>

#include "core/text.h"

static const double names_gap = 12.0, panel_gap = 22.0, figures_gap = 10.0, lane_height = 15.0, row_gap = 7.0,
                    least_row = 22.0, title_height = 36.0, bare_title_height = 22.0, axis_height = 36.0, between = 18.0;

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static double row_height(const sf_sheet *sheet)
{
    return fmax(least_row, (double)sheet->n_shown * lane_height) + row_gap;
}

static double figures_room(sf_sheet *sheet, const sf_lanes *lanes, const sf_lane_panel *p)
{
    double widest = 0.6 * sf_text_extent(sheet->lettering, (sf_text){p->head, SF_TYPE_TICK, 0.0, 1}).width;

    for (size_t i = 0; i < lanes->n_rows * sheet->n_shown; i++)
        widest =
            fmax(widest, sf_text_extent(sheet->lettering, (sf_text){p->lanes[i].figures, SF_TYPE_TICK, 0.0, 1}).width);
    return widest + figures_gap;
}

/* What the lanes of a panel reach from and to. Every estimate is on the axis, zero too; an interval that reaches much further is
 * cut at its edge. */
static void widen(const sf_sheet *sheet, const sf_lanes *lanes, const sf_lane_panel *p, double *least, double *most)
{
    double far = 0.0;

    if (!isnan(p->reference))
        *most = fmax(*most, p->reference);
    for (size_t i = 0; i < lanes->n_rows * sheet->n_shown; i++)
        if (isfinite(p->lanes[i].at.mean)) {
            *most = fmax(*most, p->lanes[i].at.mean);
            *least = fmin(*least, p->lanes[i].at.mean);
            far = fmax(far, isfinite(p->lanes[i].at.high) ? p->lanes[i].at.high : 0.0);
        }
    *most = fmax(*most, fmin(far, 1.3 * *most));
}

static void scale_panel(const sf_sheet *sheet, sf_lanes *lanes, size_t k)
{
    const size_t row = k / lanes->n_across * lanes->n_across;
    const size_t first = lanes->one_axis ? row : k, end = lanes->one_axis ? row + lanes->n_across : k + 1;
    double least = 0.0, most = 0.0;
    sf_lane_panel *p = &lanes->panels[k];

    for (size_t i = first; i < end && i < lanes->n_panels; i++)
        widen(sheet, lanes, &lanes->panels[i], &least, &most);
    if (!(most > 0.0))
        most = least < 0.0 ? 0.0 : 1.0;
    p->frame.x = sf_scale_linear(least < 0.0 ? sf_nice_floor(least, most - least) : 0.0,
                                 sf_nice_ceiling(most, most - least), 0.0, 1.0);
    p->ticks = sf_ticks_nice(p->frame.x.from, p->frame.x.to, 4);
}

/* Room for the title, and for what stands over the lanes where anything does. */
static double head_height(const sf_lanes *lanes)
{
    for (size_t k = 0; k < lanes->n_panels; k++)
        if (lanes->panels[k].head[0] != '\0' || lanes->panels[k].counted[0] != '\0')
            return title_height;
    return bare_title_height;
}

double sf_lanes_place(sf_sheet *sheet, sf_lanes *lanes, double top)
{
    const double left = SF_CHART_MARGIN + lanes->names_width + names_gap, right = SF_CHART_WIDTH - SF_CHART_MARGIN;
    const double across = (right - left - panel_gap * (double)(lanes->n_across - 1)) / (double)lanes->n_across;
    const double head = head_height(lanes);
    const double row = head + (double)lanes->n_rows * row_height(sheet) + axis_height;

    for (size_t k = 0; k < lanes->n_panels; k++) {
        sf_lane_panel *p = &lanes->panels[k];
        const size_t at = k % lanes->n_across, below = k / lanes->n_across;
        const double x = left + (double)at * (across + panel_gap), y = top + (double)below * (row + between);

        p->figures_width = fmin(figures_room(sheet, lanes, p), 0.6 * across);
        scale_panel(sheet, lanes, k);
        p->frame.plot = (sf_rect){x, y + head, x + across - p->figures_width, y + row - axis_height};
        p->frame.x = sf_scale_linear(p->frame.x.from, p->frame.x.to, p->frame.plot.left, p->frame.plot.right);
    }
    return top + ceil((double)lanes->n_panels / (double)lanes->n_across) * (row + between) - between;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

static double row_middle(const sf_sheet *sheet, const sf_lane_panel *p, size_t row)
{
    return p->frame.plot.top + ((double)row + 0.5) * row_height(sheet);
}

static void paint_names(const sf_pen *pen, const sf_sheet *sheet, const sf_lanes *lanes, size_t first)
{
    const size_t last = first + lanes->n_across < lanes->n_panels ? first + lanes->n_across - 1 : lanes->n_panels - 1;
    const sf_lane_panel *p = &lanes->panels[first];
    const double right = lanes->panels[last].frame.plot.right + lanes->panels[last].figures_width;
    const int lines = row_height(sheet) >= 30.0 ? 2 : 1;

    for (size_t g = 0; g <= lanes->n_rows; g++) {
        const double y = p->frame.plot.top + (double)g * row_height(sheet);

        sf_paint_rule(pen, SF_CHART_MARGIN, y, right, y, 1.0, SF_GRID, SF_DASH_SOLID);
    }
    for (size_t g = 0; g < lanes->n_rows; g++)
        sf_paint_text(
            pen, (sf_text){lanes->rows[g], {12.0, g == 0 && lanes->first_is_all, SF_INK}, lanes->names_width, lines},
            SF_CHART_MARGIN, row_middle(sheet, p, g), SF_ALIGN_START, SF_ALIGN_MIDDLE);
}

static void paint_lane(const sf_pen *pen, const sf_lane_panel *p, const sf_lane *lane, double y, sf_look look)
{
    const sf_frame *frame = &p->frame;
    const sf_estimate *e = &lane->at;

    if (isnan(e->mean))
        return;
    if (p->from_zero)
        sf_paint_bar(pen, frame, 0.0, e->mean, y, 7.0, sf_colour_faint(look.colour, 0.55));
    if (!isnan(e->low) && !isnan(e->high))
        sf_paint_bar(pen, frame, fmin(fmax(e->low, frame->x.from), frame->x.to),
                     fmin(fmax(e->high, frame->x.from), frame->x.to), y, p->from_zero ? 2.0 : 9.0,
                     p->from_zero ? look.colour : sf_colour_faint(look.colour, 0.25));
    sf_paint_marker(pen, frame->plot, sf_scale_at(frame->x, e->mean), y, 8.0, look);
}

static void paint_panel(const sf_pen *pen, const sf_sheet *sheet, const sf_lanes *lanes, const sf_lane_panel *p)
{
    const sf_frame *frame = &p->frame;
    const double right = frame->plot.right + p->figures_width, across = right - frame->plot.left;
    const double x = sf_scale_at(frame->x, p->reference), zero = sf_scale_at(frame->x, 0.0);
    const double head = sf_text_extent(sheet->lettering, (sf_text){p->head, SF_TYPE_TICK, across, 1}).width;

    sf_paint_text(pen, (sf_text){p->title, SF_TYPE_PANEL, across, 1}, frame->plot.left,
                  frame->plot.top - head_height(lanes), SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_text(pen, (sf_text){p->head, SF_TYPE_TICK, across, 1}, right, frame->plot.top + 1.0, SF_ALIGN_END,
                  SF_ALIGN_END);
    if (across - head > 30.0)
        sf_paint_text(pen, (sf_text){p->counted, SF_TYPE_TICK, across - head - 8.0, 1}, frame->plot.left,
                      frame->plot.top + 1.0, SF_ALIGN_START, SF_ALIGN_END);
    sf_paint_grid_x(pen, frame, &p->ticks);
    sf_paint_rule(pen, zero, frame->plot.top, zero, frame->plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    if (!isnan(x))
        sf_paint_rule(pen, x, frame->plot.top, x, frame->plot.bottom, 1.2, SF_SOFT, SF_DASH_LONG);
    for (size_t g = 0; g < lanes->n_rows; g++)
        for (size_t i = 0; i < sheet->n_shown; i++) {
            const sf_lane *lane = &p->lanes[g * sheet->n_shown + i];
            const double y = row_middle(sheet, p, g) + ((double)i - ((double)sheet->n_shown - 1.0) / 2.0) * lane_height;

            paint_lane(pen, p, lane, y, sf_look_of_scenario(sheet->shown[i], sheet->baseline));
            sf_paint_text(pen, (sf_text){lane->figures, {11.0, false, SF_INK}, p->figures_width - 4.0, 1}, right, y,
                          SF_ALIGN_END, SF_ALIGN_MIDDLE);
        }
    sf_paint_rule(pen, frame->plot.left, frame->plot.bottom, frame->plot.right, frame->plot.bottom, 1.0, SF_RULE,
                  SF_DASH_SOLID);
    sf_paint_numbers_x(pen, frame, &p->ticks, p->factor);
    sf_paint_text(pen, (sf_text){p->axis, SF_TYPE_TICK, across, 1}, (frame->plot.left + frame->plot.right) / 2.0,
                  frame->plot.bottom + 18.0, SF_ALIGN_MIDDLE, SF_ALIGN_START);
}

void sf_lanes_paint(const sf_pen *pen, const sf_sheet *sheet, const sf_lanes *lanes)
{
    for (size_t k = 0; k < lanes->n_panels; k++) {
        if (k % lanes->n_across == 0)
            paint_names(pen, sheet, lanes, k);
        paint_panel(pen, sheet, lanes, &lanes->panels[k]);
    }
}

/* --- filling ----------------------------------------------------------------------------------------------------------- */

sf_lane sf_lane_of(sf_sheet *sheet, sf_estimate at, const char *unit)
{
    return (sf_lane){at, sf_say_value(sheet, at.mean, unit)};
}

bool sf_lanes_add_by_segment(sf_sheet *sheet, sf_lanes *lanes, const uint16_t *segments, const char *title,
                             uint16_t metric, uint16_t entity)
{
    sf_lane *cells = sf_take(sheet, lanes->n_rows * sheet->n_shown, sizeof *cells);
    const char *unit;
    bool is_known = false;

    if (cells == NULL || metric == SF_NOWHERE || lanes->n_panels == SF_MOST_LANE_PANELS)
        return false;
    unit = sheet->catalogue->metrics[metric].unit;
    for (size_t g = 0; g < lanes->n_rows; g++)
        for (size_t i = 0; i < sheet->n_shown; i++) {
            sf_lane *cell = &cells[g * sheet->n_shown + i];

            *cell = sf_lane_of(sheet, sf_estimate_of(sheet, sheet->shown[i], metric, entity, segments[g], SF_STAT_MEAN),
                               unit);
            is_known |= !isnan(cell->at.mean);
        }
    if (!is_known)
        return false;
    lanes->panels[lanes->n_panels++] = (sf_lane_panel){.title = title,
                                                       .head = "",
                                                       .counted = "",
                                                       .axis = sf_unit_words(unit),
                                                       .factor = sf_unit_factor(unit),
                                                       .lanes = cells,
                                                       .reference = NAN};
    return true;
}

static bool is_known_in(const sf_sheet *sheet, const uint16_t *metrics, size_t n_metrics, uint16_t segment)
{
    for (size_t k = 0; k < n_metrics; k++)
        for (size_t e = 0; metrics[k] != SF_NOWHERE && e < sheet->catalogue->n_entities; e++)
            for (size_t i = 0; i < sheet->n_shown; i++)
                if (!isnan(sf_estimate_of(sheet, sheet->shown[i], metrics[k], (uint16_t)e, segment, SF_STAT_MEAN).mean))
                    return true;
    return false;
}

const uint16_t *sf_lanes_segments(sf_sheet *sheet, sf_lanes *lanes, const uint16_t *metrics, size_t n_metrics)
{
    uint16_t *segments = sf_take(sheet, sheet->catalogue->n_segments, sizeof *segments);

    for (size_t g = 0; segments != NULL && g < sheet->catalogue->n_segments && lanes->n_rows < SF_MOST_LANE_ROWS; g++)
        if (is_known_in(sheet, metrics, n_metrics, (uint16_t)g)) {
            lanes->rows[lanes->n_rows] = sf_segment_name(sheet, (uint16_t)g);
            segments[lanes->n_rows++] = (uint16_t)g;
        }
    lanes->first_is_all = true;
    return segments;
}

sf_table sf_lanes_table(sf_sheet *sheet, const sf_lanes *lanes, const char *panel, const char *row, const char *value,
                        const char *unit)
{
    sf_table table = sf_table_begin(sheet, 4, 3, (const char *[]){panel, row, _("Scenario"), value});

    for (size_t k = 0; k < lanes->n_panels; k++)
        for (size_t g = 0; g < lanes->n_rows; g++)
            for (size_t i = 0; i < sheet->n_shown; i++) {
                const sf_estimate *e = &lanes->panels[k].lanes[g * sheet->n_shown + i].at;

                sf_table_add(sheet, &table,
                             (const char *[]){lanes->panels[k].title, lanes->rows[g],
                                              sf_scenario_name(sheet, sheet->shown[i]),
                                              sf_say_estimate(sheet, e->mean, e->low, e->high, unit)});
            }
    return table;
}
