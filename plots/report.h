/* plots/report.h - the parts of a report, each adding its blocks to the document. In the order of the page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_REPORT_H
#define SF_PLOTS_REPORT_H

#include "plots/document.h"

/** Makes the whole report. Errors of reading the study; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_report_fill(sf_document *document, sf_error *err);

/* --- plots/report_figures.c: tables of figures --------------------------------------------------------------------------- */

typedef enum sf_figure_group {
    SF_FIGURES_PEOPLE,
    SF_FIGURES_STAFF,
    SF_FIGURES_WAITS,
    SF_FIGURES_CONTACT,
    SF_FIGURES_OUTCOMES,
    SF_FIGURES_NEEDS
} sf_figure_group;

/** One table: the group's measures down, scenarios across. Nothing when nobody has any of them. */
void sf_report_figures(sf_document *document, sf_figure_group group, const char *caption);

/** A metric by entity: entities down, scenarios across. Nothing when nobody has it. */
void sf_report_by_entity(sf_document *document, const char *metric_id, sf_stat stat, const char *caption);

/** For each kind of wait, the share that was still open at the end. */
void sf_report_still_waiting(sf_document *document);

/** What the change does in its first year, and in the last one measured: paired differences of what is followed over time. */
SF_MUST_CHECK sf_status sf_report_first_year(sf_document *document, sf_error *err);

/** plots/report_change.c: first-year cost, hand-over, break-even and recovery of a study with study.change; nothing in others. */
SF_MUST_CHECK sf_status sf_report_change(sf_document *document, sf_error *err);

/** What an extra exit of a good kind costs, by scenario, with Fieller's sets. Nothing where nothing is compared. */
SF_MUST_CHECK sf_status sf_report_cost_per_exit(sf_document *document, sf_error *err);

/** The segments that are worse off on a target, by scenario. */
SF_MUST_CHECK sf_status sf_report_worse_off(sf_document *document, sf_error *err);

/** How far each verdict is from another one. */
SF_MUST_CHECK sf_status sf_report_overturn(sf_document *document, sf_error *err);

/* --- plots/report_comparison.c: what verdicts rest on, and who gains and who loses --------------------------------------- */

/** For each verdict: the difference, the interval with all targets together, and what common luck was worth. */
SF_MUST_CHECK sf_status sf_report_grounds(sf_document *document, const sf_decision *decisions, size_t n, sf_error *err);

/** Person by person: who gains and who loses, and from which outcome to which, beside the placebo. Nothing where nobody was followed. */
SF_MUST_CHECK sf_status sf_report_gainers(sf_document *document, sf_error *err);

/* --- plots/report_register.c: why to believe it -------------------------------------------------------------------------- */

void sf_report_assumptions(sf_document *document);
SF_MUST_CHECK sf_status sf_report_identities(sf_document *document, sf_error *err);
/** What drifts, or had not settled when measuring began: queues, portfolios, people, hours, arrivals. */
SF_MUST_CHECK sf_status sf_report_settled(sf_document *document, sf_error *err);
void sf_report_stress(sf_document *document);
void sf_report_origin(sf_document *document);

/* --- plots/report_validation.c ------------------------------------------------------------------------------------------- */

/** The results of the last full validation, with the build and the day that they are of. */
SF_MUST_CHECK sf_status sf_report_validation(sf_document *document, sf_error *err);

/** "2,5 years". */
const char *sf_years_of(sf_sheet *sheet, double days);

#endif
