/* plots/charts.h - the table of charts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_CHARTS_H
#define SF_PLOTS_CHARTS_H

#include "plots/chart.h"

enum { SF_CHART_KINDS = 10 };

typedef struct sf_chart_kind {
    const char *name;  /* the file's */
    const char *title; /* for people, N_() marked */
    sf_chart_builder *build;
} sf_chart_kind;

/** In the order of the report. */
extern const sf_chart_kind sf_chart_kinds[SF_CHART_KINDS];

#endif
