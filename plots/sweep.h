/* plots/sweep.h - a sweep read once, for its chart, its page and the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_SWEEP_H
#define SF_PLOTS_SWEEP_H

#include "plots/chart.h"
#include "results/response.h"

enum { SF_SWEEP_MOST_PANELS = 8 };

typedef struct sf_sweep_curve {
    size_t scenario; /* declared */
    const char *name;
    size_t n;
    const sf_response *walked; /* in the order in which the axis was walked */
    const sf_response *sorted; /* by the value on the axis */
    size_t knee;               /* of sorted; n when there is none */
    sf_until_answer answer;    /* of walked; only where the panel has a wish */
} sf_sweep_curve;

typedef struct sf_sweep_panel {
    sf_measure measure;
    const sf_until *until; /* NULL: no wish about this one */
    bool is_flat;          /* 0 at every point */
    const char *said;      /* the unit that decides how many digits are said */
    const char *unit, *title, *heading, *axis;
    sf_sweep_curve *curves; /* [n_curves] */
} sf_sweep_panel;

typedef struct sf_sweep_table {
    const char *const *swept; /* ids of the declared scenarios */
    size_t n_swept;
    const double *lines; /* values of the second axis, where the points lie in a grid */
    size_t n_lines;
    bool is_scattered; /* two axes and no grid */
    size_t n_curves;   /* n_swept, times n_lines where there are any */
    sf_sweep_panel panels[SF_SWEEP_MOST_PANELS];
    size_t n_panels;
} sf_sweep_table;

/** Reads the measures of a sweep: what it was to reach, the declared targets, else the usual ones. The study must have such a design. */
SF_MUST_CHECK sf_status sf_sweep_table_read(sf_sheet *sheet, sf_sweep_table *out, sf_error *err);

/** All points, measure by measure. */
sf_table sf_sweep_as_table(sf_sheet *sheet, const sf_sweep_table *sweep);

/** "teams.aap.portfolio.limit (persons)". */
const char *sf_sweep_axis_name(sf_sheet *sheet, size_t axis);

/** From where on a wish is fulfilled, how sure that is, or the best that can be reached. */
const char *sf_sweep_until_sentence(sf_sheet *sheet, const sf_sweep_panel *panel, const sf_sweep_curve *curve);

/** Where a curve bends most; "" when it does not. */
const char *sf_sweep_knee_sentence(sf_sheet *sheet, const sf_sweep_panel *panel, const sf_sweep_curve *curve);

#endif
