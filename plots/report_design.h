/* plots/report_design.h - what a study of generated scenarios answers, for the report and for the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_REPORT_DESIGN_H
#define SF_PLOTS_REPORT_DESIGN_H

#include "plots/document.h"

/** Adds the answer of a sweep to a report, chart and what was left out included. The study must have a design. */
SF_MUST_CHECK sf_status sf_report_design(sf_document *document, sf_error *err);

/** The name of the chart that shows the design: "sweep" and so on. */
const char *sf_design_chart(const sf_design *design);

/** The same on a terminal. */
SF_MUST_CHECK sf_status sf_design_print(sf_sheet *sheet, FILE *out, sf_error *err);

#endif
