/* plots/change.h - how long a change is felt and when it has paid for itself, in words. What results/recovery.h works out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_CHANGE_H
#define SF_PLOTS_CHANGE_H

#include "plots/sheet.h"
#include "results/recovery.h"

/** Days in months: "23", "4,2". */
const char *sf_say_months(sf_sheet *sheet, double days);

/** "23 (21 to 26)" months of the mean course; "not within 60" where the measured period ends first; at_once in place of 0; "cannot be told" when no time is
 *  ruled out; an en dash when there is nothing to say. */
const char *sf_say_time_to(sf_sheet *sheet, const sf_time_to *time, const char *at_once);

/** "2 of 30": replications that are not there within the measured period; an en dash when there is nothing to say. */
const char *sf_say_not_within(sf_sheet *sheet, const sf_time_to *time);

/** "The state", "The municipality", "Both". */
const char *sf_payer_name(sf_payer payer);

#endif
