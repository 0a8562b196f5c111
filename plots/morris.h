/* plots/morris.h - a Morris screening in words, for the report and the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_MORRIS_H
#define SF_PLOTS_MORRIS_H

#include "plots/document.h"

/** Tells the answer sentence by sentence: for each target which assumptions move the difference most, which of them not alone, and how
 *  many do not stand out from chance. The study must have such a design. */
typedef void sf_morris_teller(void *user, const char *sentence);
SF_MUST_CHECK sf_status sf_morris_tell(sf_sheet *sheet, sf_morris_teller *tell, void *user, sf_error *err);

/** Every number and target: mu, mu* with its interval, sigma, and what chance alone gives. */
SF_MUST_CHECK sf_status sf_morris_table(sf_sheet *sheet, sf_table *out, sf_error *err);

#endif
