/* plots/plots.h - charts and the one-page report of a study.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_PLOTS_H
#define SF_PLOTS_PLOTS_H

#include <stdio.h>

#include "core/format.h"
#include "results/crowd.h"
#include "results/study.h"

/** The names of all charts, in the order of the report: "waits", "over_time", "whereabouts", "forest". Static; *n is set. */
const char *const *sf_plot_names(size_t *n);

/** The title of a chart for people, translated; NULL when there is no chart of that name. */
const char *sf_plot_title(const char *name);

/** What to draw, and how. */
typedef struct sf_plot_order {
    const char *const *names; /* of charts; n_names 0: all of them */
    size_t n_names;
    bool as_configured;         /* of all of them those that study.charts names */
    sf_language language;       /* of numbers and dates; sentences follow gettext */
    const char *const *formats; /* "png", "svg", "pdf" */
    size_t n_formats;
    double width, height; /* each file as large as fits, in pixels of a PNG or points of the others; 0: the usual */
} sf_plot_order;

/** Writes DIR/charts/<name>.<format> for each chart and format.
 *  dir        the study's directory; charts/ is made in it when missing
 *  Same study, order and build: the same bytes. A chart that this study cannot fill is drawn as a sentence that says why.
 *  Returns    SF_OK; SF_EUSAGE for a chart or format that does not exist (nothing is written); SF_ECANTCREATE or SF_EIO when
 *             a file cannot be written (a finished file stays whole); SF_EUNAVAILABLE without the bundled font; SF_EDOMAIN
 *             when a chart would be too large; SF_ENOMEM; what reading gives. */
SF_MUST_CHECK sf_status sf_plot(sf_study *study, const char *dir, const sf_plot_order *order, sf_error *err);

/** All charts that study.charts names, which is all of them when it names none, at their usual size. */
SF_MUST_CHECK sf_status sf_plot_all(sf_study *study, const char *dir, sf_language language, const char *const *formats,
                                    size_t n_formats, sf_error *err);

/** Writes DIR/report.html, one page that needs no other file, or DIR/report.pdf, the same on A4: the question, the answer, what it
 *  takes and does, who is worse off, what would overturn it; then why to believe it. Errors as sf_plot. */
SF_MUST_CHECK sf_status sf_report_html(sf_study *study, const char *dir, sf_language language, sf_error *err);
SF_MUST_CHECK sf_status sf_report_pdf(sf_study *study, const char *dir, sf_language language, sf_error *err);

/** Writes DIR/report.xlsx: a sheet for each table, numbers as numbers with their formats, heads that stay, and charts that the
 *  spreadsheet draws itself. Errors as sf_plot. */
SF_MUST_CHECK sf_status sf_report_xlsx(sf_study *study, const char *dir, sf_language language, sf_error *err);

/** Prints what a planner reads first: key figures by scenario with intervals, then the decisions in words. Plain UTF-8 text,
 *  40 columns and 24 more for each scenario; no colour. SF_EIO when out cannot be written. */
SF_MUST_CHECK sf_status sf_report_terminal(sf_study *study, FILE *out, sf_language language, sf_error *err);

/** Prints a whole comparison with one baseline: decisions on the declared targets with the interval they rest on and what
 *  common luck was worth, the key figures that were not declared as exploratory, and for each scenario who gains and who loses
 *  beside the placebo. placebo may be NULL, then `why_no_placebo` is said instead. Errors as sf_report_terminal. */
SF_MUST_CHECK sf_status sf_report_comparison(sf_study *study, size_t baseline, const sf_crowd *placebo,
                                             const char *why_no_placebo, FILE *out, sf_language language,
                                             sf_error *err);

#endif
