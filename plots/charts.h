/* plots/charts.h - the table of charts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_CHARTS_H
#define SF_PLOTS_CHARTS_H

#include "plots/chart.h"

enum {
    SF_CHARTS_OF_ALL = 11,    /* come first */
    SF_CHARTS_OF_DESIGNS = 5, /* each for one kind of generated scenarios */
    SF_CHARTS_OF_CHANGES = 1, /* for studies that follow a change */
    SF_CHART_KINDS = SF_CHARTS_OF_ALL + SF_CHARTS_OF_DESIGNS + SF_CHARTS_OF_CHANGES
};

/* What a chart is for, beside the kinds of designs. */
enum { SF_CHART_FOR_ALL = -1, SF_CHART_FOR_CHANGES = -2 };

typedef struct sf_chart_kind {
    const char *name;  /* the file's */
    const char *title; /* for people, N_() marked */
    sf_chart_builder *build;
    int design; /* only for studies of that sf_design_kind, and drawn unasked there; or one of the above */
} sf_chart_kind;

/** In the order of the report. */
extern const sf_chart_kind sf_chart_kinds[SF_CHART_KINDS];

#endif
