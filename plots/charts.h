/* plots/charts.h - the table of charts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_CHARTS_H
#define SF_PLOTS_CHARTS_H

#include "plots/chart.h"

enum {
    SF_CHARTS_OF_ALL = 11,    /* come first */
    SF_CHARTS_OF_DESIGNS = 3, /* each for one kind of generated scenarios */
    SF_CHART_KINDS = SF_CHARTS_OF_ALL + SF_CHARTS_OF_DESIGNS
};

typedef struct sf_chart_kind {
    const char *name;  /* the file's */
    const char *title; /* for people, N_() marked */
    sf_chart_builder *build;
    int design; /* only for studies of that sf_design_kind, and drawn unasked there; -1: for all */
} sf_chart_kind;

/** In the order of the report. */
extern const sf_chart_kind sf_chart_kinds[SF_CHART_KINDS];

#endif
