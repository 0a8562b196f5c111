/* plots/wording.h - how a decision is said, alike on the terminal and in the report.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_WORDING_H
#define SF_PLOTS_WORDING_H

#include "plots/sheet.h"
#include "results/crowd.h"
#include "results/fieller.h"

/** "Better:", "Worse:", "No difference that matters:", "Undecided:". Static. */
const char *sf_verdict_begins(sf_verdict verdict);

/** Cost per extra exit in million NOK with Fieller's set, "+1.2 (+0.9 to +1.8)"; "not determined ..." where the set is no interval. */
const char *sf_say_cost_per_exit(sf_sheet *sheet, const sf_fieller *set);

/** The difference alone with its 95 % interval: "+0.4 (+0.2 to +0.6)". */
const char *sf_say_decision(sf_sheet *sheet, const sf_decision *decision);

/** What was measured in both scenarios and how they differ, as one sentence. Owner: the sheet. */
const char *sf_decision_sentence(sf_sheet *sheet, const sf_decision *decision);

/** Little's law for one scenario: inflow x stay of each programme against the people counted, and veiledere x portfolio of each
 *  team with those who have no owner. "" when the study has no programme. Owner: the sheet. */
const char *sf_balance_sentence(sf_sheet *sheet, size_t scenario);

/** What counts as a gain or a loss: "first meeting at least 5 days sooner or later". Owner: the sheet. */
const char *sf_gain_words(sf_sheet *sheet, const sf_crowd *crowd, sf_gain gain);

/** People whose outcome is another one, from which to which. */
typedef struct sf_move {
    uint16_t from, to;
    sf_estimate count;
} sf_move;

/** All moves of a crowd that anybody makes, the most frequent first. Owner: the sheet. */
const sf_move *sf_moves_of(sf_sheet *sheet, const sf_crowd *crowd, size_t *n);

/** "12,3", "over 1 000": how many times as many runs without common luck would have been as good. NAN is an en dash. Owner: the sheet. */
const char *sf_say_pairing(sf_sheet *sheet, double pairing);

#endif
