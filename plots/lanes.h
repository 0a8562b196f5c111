/* plots/lanes.h - panels side by side that share their rows; in each row one lane for each scenario: a marker with its interval,
 * or a bar from zero, and the figure beside it.
 *
 *   row name           | --o--             |  0,41       one lane for each scenario
 *                      |    --#--          |  0,40
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_LANES_H
#define SF_PLOTS_LANES_H

#include "plots/chart.h"

enum { SF_MOST_LANE_PANELS = 18, SF_MOST_LANE_ROWS = 40 };

typedef struct sf_lane {
    sf_estimate at;      /* NAN: the lane is empty */
    const char *figures; /* right of the lane */
} sf_lane;

typedef struct sf_lane_panel {
    const char *title;
    const char *head;     /* over the figures */
    const char *counted;  /* over the lanes; "" when there is nothing to count */
    const char *axis;     /* the unit, below the numbers */
    double factor;        /* of the numbers on the axis: 100 for shares */
    bool from_zero;       /* bars from zero; otherwise markers */
    const sf_lane *lanes; /* [row][shown scenario] */
    double reference;     /* a dashed upright, explained by the axis or the note; NAN: none */
    sf_frame frame;       /* by sf_lanes_place, as what follows */
    sf_ticks ticks;
    double figures_width;
} sf_lane_panel;

typedef struct sf_lanes {
    size_t n_panels, n_across, n_rows;
    sf_lane_panel panels[SF_MOST_LANE_PANELS];
    const char *rows[SF_MOST_LANE_ROWS];
    bool first_is_all; /* the first row stands for all others together */
    bool one_axis;     /* panels side by side have the same axis */
    double names_width;
} sf_lanes;

/** Gives every panel its place from `top` on; returns where the last row of panels ends. */
double sf_lanes_place(sf_sheet *sheet, sf_lanes *lanes, double top);

void sf_lanes_paint(const sf_pen *pen, const sf_sheet *sheet, const sf_lanes *lanes);

/** A lane of an estimate: its figure is the value in the metric's unit, without it. */
sf_lane sf_lane_of(sf_sheet *sheet, sf_estimate at, const char *unit);

/** Adds a panel of one metric: lanes of each segment (rows) for one entity. The rows of `lanes` are the catalogue's segments
 *  named in segments[n_rows]. False, and nothing added, when nobody has it or there is no room. */
bool sf_lanes_add_by_segment(sf_sheet *sheet, sf_lanes *lanes, const uint16_t *segments, const char *title,
                             uint16_t metric, uint16_t entity);

/** Rows for the segments in which one of the metrics is known, everyone first; returns their catalogue numbers (in the sheet). */
const uint16_t *sf_lanes_segments(sf_sheet *sheet, sf_lanes *lanes, const uint16_t *metrics, size_t n_metrics);

/** A table of all lanes: panel, row, scenario, value with interval. value: its heading. unit: of all panels. */
sf_table sf_lanes_table(sf_sheet *sheet, const sf_lanes *lanes, const char *panel, const char *row, const char *value,
                        const char *unit);

#endif
