/* plots/tornado.h - a sensitivity analysis read once, for its chart, its page and the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_TORNADO_H
#define SF_PLOTS_TORNADO_H

#include "plots/chart.h"
#include "results/response.h"

/** One number moved from end to end: the paired difference between the two scenarios at each end. */
typedef struct sf_swing {
    const char *path, *range, *source;
    sf_estimate low, high;
    double swing;   /* how far the further end is from the difference as the config has it */
    bool overturns; /* the difference has the other sign, or no longer matters, at an end whose interval says so */
} sf_swing;

/** One target. */
typedef struct sf_tornado {
    size_t target;
    const char *title, *unit;
    sf_estimate as_is; /* the difference with all numbers as in the config */
    double matters;    /* NAN when nobody said */
    sf_swing *swings;  /* the widest first */
    size_t n;
} sf_tornado;

/** All targets of the study (none: *n is 0). The study must have such a design. Owner: the sheet. */
SF_MUST_CHECK sf_status sf_tornados_read(sf_sheet *sheet, const sf_tornado **out, size_t *n, const char **base,
                                         const char **other, sf_error *err);

/** How many assumptions would overturn the target's difference, and the three widest. */
const char *sf_tornado_sentence(sf_sheet *sheet, const sf_tornado *tornado);

#endif
