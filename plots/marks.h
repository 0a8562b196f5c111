/* plots/marks.h - what is painted: text, rules, lines, bands, markers. Each mark takes all it needs and leaves the cairo_t as
 * it found it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_MARKS_H
#define SF_PLOTS_MARKS_H

#include "plots/lettering.h"
#include "plots/scale.h"
#include "plots/style.h"

/** One thing painted, for those who check a chart: labels must not overlap, marks must lie within their plot. */
typedef struct sf_ledger_entry {
    bool is_label; /* otherwise a mark */
    char text[80]; /* labels: how they begin */
    sf_rect place;
    sf_rect within; /* marks: the plot; labels: the page */
} sf_ledger_entry;

typedef struct sf_ledger {
    sf_ledger_entry *entries; /* owner: the ledger's maker; shape entries[room] */
    size_t room;
    size_t n; /* how much was painted; what exceeds the room was not written down */
} sf_ledger;

/** What one paints with. */
typedef struct sf_pen {
    cairo_t *cr;
    const sf_lettering *lettering;
    sf_language language;
    sf_ledger *ledger; /* NULL: nobody checks */
} sf_pen;

/** Where values go: a plot's rectangle and the scales across and up it. */
typedef struct sf_frame {
    sf_rect plot;
    sf_scale x, y;
} sf_frame;

void sf_paint_text(const sf_pen *pen, sf_text text, double x, double y, sf_align across, sf_align down);

/** A straight rule between two places of the page. */
void sf_paint_rule(const sf_pen *pen, double x1, double y1, double x2, double y2, double width, sf_colour colour,
                   sf_dash dash);
void sf_paint_box(const sf_pen *pen, sf_rect box, sf_colour fill);

/** A marker `size` points across, at a place of the page. */
void sf_paint_marker(const sf_pen *pen, sf_rect within, double x, double y, double size, sf_look look);

/** A line through (xs, ys) in values; it breaks where a value is NAN. Shape xs[n], ys[n]. */
void sf_paint_line(const sf_pen *pen, const sf_frame *frame, size_t n, const double xs[], const double ys[],
                   double width, sf_look look);

/** The area between low and high; it breaks where either is NAN. edge: a thin dark line round it, or none. */
void sf_paint_band(const sf_pen *pen, const sf_frame *frame, size_t n, const double xs[], const double low[],
                   const double high[], sf_colour fill, bool edge);

/** A horizontal bar from value `low` to `high` at height y of the page, `thick` points. */
void sf_paint_bar(const sf_pen *pen, const sf_frame *frame, double low, double high, double y, double thick,
                  sf_colour colour);

/** Grid lines at the ticks. */
void sf_paint_grid_x(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks);
void sf_paint_grid_y(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks);

/** Numbers at the ticks: below the plot, or left of it. factor scales what is written (100 for shares in per cent). */
void sf_paint_numbers_x(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks, double factor);
void sf_paint_numbers_y(const sf_pen *pen, const sf_frame *frame, const sf_ticks *ticks, double factor);

/** Years below the plot, with a tick where each begins. */
void sf_paint_years(const sf_pen *pen, const sf_frame *frame, const sf_year_ticks *years);

#endif
