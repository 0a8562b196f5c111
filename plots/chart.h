/* plots/chart.h - a chart laid out and ready to paint: headings, body, caption, and the same numbers as a table.
 *
 *   title
 *   subtitle: how to read it
 *   +---------------------------+
 *   | body: one chart's own     |   or a sentence, when there is nothing to draw
 *   +---------------------------+
 *   caption: what is shown, and where it comes from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_CHART_H
#define SF_PLOTS_CHART_H

#include "plots/marks.h"
#include "plots/page.h"
#include "plots/sheet.h"

#define SF_CHART_WIDTH 960.0
#define SF_CHART_MARGIN 20.0

typedef struct sf_chart {
    const char *name; /* file name without its ending */
    const char *title;
    const char *subtitle; /* how to read it */
    const char *note;     /* what is shown; "" when nothing needs saying */
    const char *source;
    const char *alt;     /* for those who listen instead of look */
    const char *nothing; /* a sentence in place of the body, or NULL */
    double top, bottom;  /* of the body, points from the top of the page */
    double height;       /* of the page */
    const void *plan;    /* the body's own layout */
    void (*paint)(const sf_pen *pen, const sf_sheet *sheet, const void *plan);
    sf_table table;
} sf_chart;

/** Lays a chart out. Everything lives in the sheet. SF_ENOMEM, or an error of reading the study. */
typedef sf_status sf_chart_builder(sf_sheet *sheet, sf_chart *out, sf_error *err);

sf_chart_builder sf_chart_waits;
sf_chart_builder sf_chart_over_time;
sf_chart_builder sf_chart_hours;
sf_chart_builder sf_chart_contact;
sf_chart_builder sf_chart_clock;
sf_chart_builder sf_chart_costs;
sf_chart_builder sf_chart_runs;
sf_chart_builder sf_chart_whereabouts;
sf_chart_builder sf_chart_forest;
sf_chart_builder sf_chart_gainers;
sf_chart_builder sf_chart_sweep;
sf_chart_builder sf_chart_gaps;
sf_chart_builder sf_chart_tornado;
sf_chart_builder sf_chart_morris;
sf_chart_builder sf_chart_hypercube;
sf_chart_builder sf_chart_warm_up;
sf_chart_builder sf_chart_recovery;

/** For builders: sets headings and works out where the body begins. A drawing without a study sets its own source. */
sf_chart sf_chart_begin(sf_sheet *sheet, const char *name, const char *title, const char *subtitle);

/** For builders: the body ends at `bottom`; adds the note and the source, and works out the page's height. */
void sf_chart_end(sf_sheet *sheet, sf_chart *chart, double bottom, const char *note);

/** For builders: there is nothing to draw, and this sentence says why. */
void sf_chart_explain(sf_sheet *sheet, sf_chart *chart, const char *sentence);

/** Paints the whole chart. */
void sf_chart_paint(const sf_pen *pen, const sf_sheet *sheet, const sf_chart *chart);

/** How large a file is to be: as large as fits into width x height, in pixels of a PNG or points of the others. 0: whatever. */
typedef struct sf_chart_size {
    double width, height;
} sf_chart_size;

/** The chart as a file's bytes. Owner of *bytes: the caller, free. */
SF_MUST_CHECK sf_status sf_chart_render(const sf_sheet *sheet, const sf_chart *chart, sf_page_format format,
                                        sf_chart_size size_of_file, unsigned char **bytes, size_t *size, sf_error *err);

/** Rows of a key that shows how each scenario looks; returns the height it takes. With pen NULL it is only measured. */
double sf_scenario_key(const sf_pen *pen, const sf_sheet *sheet, double left, double top, double width, bool with_line);

#endif
