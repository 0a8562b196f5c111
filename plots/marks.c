/* plots/marks.c - painting, back to front.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/marks.h"

#include <math.h>
#include <stdio.h>

/* label is NULL for a mark. */
static void note_down(const sf_pen *pen, const char *label, sf_rect place, sf_rect within)
{
    sf_ledger *ledger = pen->ledger;

    if (ledger == NULL)
        return;
    if (ledger->n < ledger->room) {
        sf_ledger_entry *entry = &ledger->entries[ledger->n];

        *entry = (sf_ledger_entry){.is_label = label != NULL, .place = place, .within = within};
        if (label != NULL)
            snprintf(entry->text, sizeof entry->text, "%s", label);
    }
    ledger->n++;
}

static void set_colour(cairo_t *cr, sf_colour c)
{
    cairo_set_source_rgba(cr, c.red, c.green, c.blue, c.alpha);
}

static void set_dash(cairo_t *cr, sf_dash dash)
{
    static const double long_dash[] = {7.0, 4.0}, dot[] = {2.0, 3.0}, long_dot[] = {8.0, 3.0, 2.0, 3.0};

    if (dash == SF_DASH_LONG)
        cairo_set_dash(cr, long_dash, 2, 0.0);
    else if (dash == SF_DASH_DOT)
        cairo_set_dash(cr, dot, 2, 0.0);
    else if (dash == SF_DASH_LONG_DOT)
        cairo_set_dash(cr, long_dot, 4, 0.0);
}

void sf_paint_text(const sf_pen *pen, sf_text text, double x, double y, sf_align across, sf_align down)
{
    if (text.text[0] == '\0')
        return;
    note_down(pen, text.text, sf_text_place(pen->lettering, text, x, y, across, down), (sf_rect){0.0, 0.0, 0.0, 0.0});
    sf_text_draw(pen->lettering, pen->cr, text, x, y, across, down);
}

void sf_paint_rule(const sf_pen *pen, double x1, double y1, double x2, double y2, double width, sf_colour colour,
                   sf_dash dash)
{
    cairo_t *cr = pen->cr;

    cairo_save(cr);
    set_colour(cr, colour);
    set_dash(cr, dash);
    cairo_set_line_width(cr, width);
    cairo_move_to(cr, x1, y1);
    cairo_line_to(cr, x2, y2);
    cairo_stroke(cr);
    cairo_restore(cr);
}

void sf_paint_box(const sf_pen *pen, sf_rect box, sf_colour fill)
{
    cairo_t *cr = pen->cr;

    cairo_save(cr);
    set_colour(cr, fill);
    cairo_rectangle(cr, box.left, box.top, box.right - box.left, box.bottom - box.top);
    cairo_fill(cr);
    cairo_restore(cr);
}

/* --- markers ----------------------------------------------------------------------------------------------------------- */

static void marker_path(cairo_t *cr, double x, double y, double r, sf_marker marker)
{
    switch (marker) {
    case SF_MARKER_DISC:
    case SF_MARKER_RING:
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, r, 0.0, 2.0 * M_PI);
        break;
    case SF_MARKER_SQUARE:
    case SF_MARKER_BOX:
        cairo_rectangle(cr, x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
        break;
    case SF_MARKER_DIAMOND:
        cairo_move_to(cr, x, y - 1.2 * r);
        cairo_line_to(cr, x + 1.2 * r, y);
        cairo_line_to(cr, x, y + 1.2 * r);
        cairo_line_to(cr, x - 1.2 * r, y);
        cairo_close_path(cr);
        break;
    case SF_MARKER_TRIANGLE_UP:
    case SF_MARKER_TRIANGLE_DOWN: {
        const double up = marker == SF_MARKER_TRIANGLE_UP ? -1.0 : 1.0;

        cairo_move_to(cr, x, y + 1.2 * r * up);
        cairo_line_to(cr, x + 1.1 * r, y - 0.9 * r * up);
        cairo_line_to(cr, x - 1.1 * r, y - 0.9 * r * up);
        cairo_close_path(cr);
        break;
    }
    case SF_MARKER_CROSS:
    case SF_MARKER_KINDS:
        cairo_move_to(cr, x - r, y - r);
        cairo_line_to(cr, x + r, y + r);
        cairo_move_to(cr, x - r, y + r);
        cairo_line_to(cr, x + r, y - r);
        break;
    }
}

void sf_paint_marker(const sf_pen *pen, sf_rect within, double x, double y, double size, sf_look look)
{
    cairo_t *cr = pen->cr;
    const double r = size / 2.0;

    if (isnan(x) || isnan(y))
        return;
    note_down(pen, NULL, (sf_rect){x, y, x, y}, within);
    cairo_save(cr);
    cairo_set_line_width(cr, size / 4.5);
    marker_path(cr, x, y, r, look.marker);
    if (look.marker == SF_MARKER_RING || look.marker == SF_MARKER_BOX) {
        set_colour(cr, SF_WHITE);
        cairo_fill_preserve(cr);
    }
    set_colour(cr, look.colour);
    if (look.marker == SF_MARKER_RING || look.marker == SF_MARKER_BOX || look.marker == SF_MARKER_CROSS)
        cairo_stroke(cr);
    else
        cairo_fill(cr);
    cairo_restore(cr);
}

/* --- lines and areas --------------------------------------------------------------------------------------------------- */

static void note_point(const sf_pen *pen, const sf_frame *frame, double x, double y)
{
    if (pen->ledger != NULL)
        note_down(pen, NULL, (sf_rect){x, y, x, y}, frame->plot);
}

void sf_paint_line(const sf_pen *pen, const sf_frame *frame, size_t n, const double xs[], const double ys[],
                   double width, sf_look look)
{
    cairo_t *cr = pen->cr;
    bool is_down = false;

    cairo_save(cr);
    set_colour(cr, look.colour);
    set_dash(cr, look.dash);
    cairo_set_line_width(cr, width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < n; i++) {
        const double x = sf_scale_at(frame->x, xs[i]), y = sf_scale_at(frame->y, ys[i]);

        if (isnan(x) || isnan(y)) {
            is_down = false;
            continue;
        }
        note_point(pen, frame, x, y);
        if (is_down)
            cairo_line_to(cr, x, y);
        else
            cairo_move_to(cr, x, y);
        is_down = true;
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* One unbroken stretch [first, end) of a band. */
static void band_path(const sf_pen *pen, const sf_frame *frame, size_t first, size_t end, const double xs[],
                      const double low[], const double high[])
{
    cairo_t *cr = pen->cr;

    cairo_new_sub_path(cr);
    for (size_t i = first; i < end; i++) {
        note_point(pen, frame, sf_scale_at(frame->x, xs[i]), sf_scale_at(frame->y, high[i]));
        cairo_line_to(cr, sf_scale_at(frame->x, xs[i]), sf_scale_at(frame->y, high[i]));
    }
    for (size_t i = end; i-- > first;) {
        note_point(pen, frame, sf_scale_at(frame->x, xs[i]), sf_scale_at(frame->y, low[i]));
        cairo_line_to(cr, sf_scale_at(frame->x, xs[i]), sf_scale_at(frame->y, low[i]));
    }
    cairo_close_path(cr);
}

void sf_paint_band(const sf_pen *pen, const sf_frame *frame, size_t n, const double xs[], const double low[],
                   const double high[], sf_colour fill, bool edge)
{
    cairo_t *cr = pen->cr;

    cairo_save(cr);
    set_colour(cr, fill);
    for (size_t i = 0; i < n;) {
        size_t end = i;

        while (end < n && !isnan(low[end]) && !isnan(high[end]))
            end++;
        if (end > i)
            band_path(pen, frame, i, end, xs, low, high);
        i = end > i ? end : i + 1;
    }
    if (edge) {
        cairo_fill_preserve(cr);
        set_colour(cr, SF_INK);
        cairo_set_line_width(cr, 0.6);
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(cr);
    } else {
        cairo_fill(cr);
    }
    cairo_restore(cr);
}

void sf_paint_bar(const sf_pen *pen, const sf_frame *frame, double low, double high, double y, double thick,
                  sf_colour colour)
{
    const double x1 = sf_scale_at(frame->x, low), x2 = sf_scale_at(frame->x, high);

    if (isnan(x1) || isnan(x2))
        return;
    note_point(pen, frame, x1, y);
    note_point(pen, frame, x2, y);
    sf_paint_box(pen, (sf_rect){fmin(x1, x2), y - thick / 2.0, fmax(x1, x2), y + thick / 2.0}, colour);
}

/* --- axes -------------------------------------------------------------------------------------------------------------- */

void sf_paint_grid_x(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks)
{
    for (size_t i = 0; i < ticks->n; i++) {
        const double x = sf_scale_at(frame->x, ticks->at[i]);

        sf_paint_rule(pen, x, frame->plot.top, x, frame->plot.bottom, 1.0, SF_GRID, SF_DASH_SOLID);
    }
}

void sf_paint_grid_y(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks)
{
    for (size_t i = 0; i < ticks->n; i++) {
        const double y = sf_scale_at(frame->y, ticks->at[i]);

        sf_paint_rule(pen, frame->plot.left, y, frame->plot.right, y, 1.0, SF_GRID, SF_DASH_SOLID);
    }
}

static const char *tick_number(const sf_pen *pen, const sf_ticks *ticks, size_t i, double factor, char buffer[48])
{
    const double step = ticks->n > 1 ? ticks->step : fabs(ticks->at[0]); /* one tick must at least show itself */

    return sf_format_number(pen->language, ticks->at[i] * factor, sf_step_decimals(step * factor), buffer, 48);
}

void sf_paint_numbers_x(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks, double factor)
{
    char buffer[48];

    for (size_t i = 0; i < ticks->n; i++)
        sf_paint_text(pen, (sf_text){.text = tick_number(pen, ticks, i, factor, buffer), .type = SF_TYPE_TICK},
                      sf_scale_at(frame->x, ticks->at[i]), frame->plot.bottom + 4.0, SF_ALIGN_MIDDLE, SF_ALIGN_START);
}

void sf_paint_numbers_y(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks, double factor)
{
    char buffer[48];

    for (size_t i = 0; i < ticks->n; i++)
        sf_paint_text(pen, (sf_text){.text = tick_number(pen, ticks, i, factor, buffer), .type = SF_TYPE_TICK},
                      frame->plot.left - 6.0, sf_scale_at(frame->y, ticks->at[i]), SF_ALIGN_END, SF_ALIGN_MIDDLE);
}

void sf_paint_years(const sf_pen *pen, const sf_frame *frame, const sf_year_ticks *years)
{
    char year[16];

    for (size_t k = 0; k < years->n; k++) {
        const double x = sf_scale_at(frame->x, years->days[k]);

        snprintf(year, sizeof year, "%d", years->year[k]);
        sf_paint_rule(pen, x, frame->plot.bottom, x, frame->plot.bottom + 4.0, 1.0, SF_RULE, SF_DASH_SOLID);
        sf_paint_text(pen, (sf_text){year, SF_TYPE_TICK, 0.0, 1}, x, frame->plot.bottom + 5.0, SF_ALIGN_MIDDLE,
                      SF_ALIGN_START);
    }
}
