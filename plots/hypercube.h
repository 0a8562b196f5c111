/* plots/hypercube.h - the uncertainty of a decision that comes from its assumptions, in words, for the report and the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_HYPERCUBE_H
#define SF_PLOTS_HYPERCUBE_H

#include "plots/document.h"

/** Tells the answer sentence by sentence: for each target and scenario how many draws agree with the config, how far apart they are and
 *  how much of that is chance, and the three assumptions that could overturn it. The study must have such a design. */
typedef void sf_hypercube_teller(void *user, const char *sentence);
SF_MUST_CHECK sf_status sf_hypercube_tell(sf_sheet *sheet, sf_hypercube_teller *tell, void *user, sf_error *err);

/** Decisions, one a row: as the config has it, shares of draws, quantiles, and the variance in its parts. */
SF_MUST_CHECK sf_status sf_hypercube_decisions(sf_sheet *sheet, sf_table *out, sf_error *err);

/** The assumptions that go most with each decision, SF_HYPERCUBE_SHOWN of them. */
SF_MUST_CHECK sf_status sf_hypercube_influences(sf_sheet *sheet, sf_table *out, sf_error *err);
enum { SF_HYPERCUBE_SHOWN = 10 };

#endif
