/* results/suppression.h - results about few real people are not shown. The one door: whatever leaves the database for a summary, an
 * export, a report or a chart has come through here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_SUPPRESSION_H
#define SF_RESULTS_SUPPRESSION_H

#include "results/reader.h"

/** Fewer persons than this behind a result, as a mean over replications, and it is hidden. Source: the rule of NAV's and SSB's
 *  statistics on persons. */
enum { SF_FEWEST_PERSONS_SHOWN = 5 };

/** When the study began with real people: takes out of study->observations (sorted) what is about fewer than
 *  SF_FEWEST_PERSONS_SHOWN, and remembers the keys. Where only one segment of a metric and entity is hidden, the next smallest
 *  goes with it, or the total would tell. Otherwise does nothing. Errors: SF_ENOMEM. Cost O(observations). */
SF_MUST_CHECK sf_status sf_study_suppress(sf_study *study, sf_error *err);

/** Was the row taken out? Cost O(log hidden rows). */
bool sf_study_is_hidden(const sf_study *study, sf_row_key key);

/** May a count of so many persons (mean over replications) be shown? Always, when no real people are in the study. */
bool sf_study_may_show(const sf_study *study, double persons);

/** Does the metric count people of the office, in persons (and not veiledere)? */
bool sf_metric_counts_people(const sf_metric *metric);

#endif
