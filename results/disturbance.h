/* results/disturbance.h - from when to when the assignments of a scenario act.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_DISTURBANCE_H
#define SF_RESULTS_DISTURBANCE_H

#include "results/study.h"

typedef struct sf_disturbance {
    double from;  /* days from time.start, >= 0: an assignment from always, or without a date, begins on day 0 */
    double until; /* INFINITY: it lasts. Both 0 when the scenario assigns nothing */
} sf_disturbance;
sf_disturbance sf_study_disturbance(const sf_study *study, size_t scenario);
/** The same of any list of assignments, "A; B; ...", as overrides write it, for a study that starts on a civil day. */
sf_disturbance sf_disturbance_of(const char *overrides, double start_civil_day);

#endif
