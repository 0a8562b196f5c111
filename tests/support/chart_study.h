/* tests/support/chart_study.h - made-up studies that fill every chart, or try to break them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_CHART_STUDY_H
#define SF_TESTS_CHART_STUDY_H

#include "results/study.h"

typedef enum chart_study_kind {
    CHARTS_ORDINARY,
    CHARTS_EMPTY,    /* no replication is finished */
    CHARTS_CONSTANT, /* nothing differs between times, scenarios or replications */
    CHARTS_LEFT_OUT, /* the last scenario has not been run */
    CHARTS_SWEEP,    /* all scenarios but the first are points of a sweep */
    CHARTS_GAPS,     /* the second has two places more in the only tiltak */
    CHARTS_RANGES,   /* the others are the first two with one number after another at either end of its range */
    CHARTS_DRAWN,    /* all but the first two are draws of a hypercube over three numbers, for each of those two */
    CHARTS_SCREENED, /* the same, steps of Morris trajectories: n_scenarios is 2 + 8 for each */
    CHARTS_CHOSEN,   /* the config wants two charts, and one scenario compared: waits, forest and s1 */
    CHARTS_HOSTILE,  /* labels with markup, other directions, broken bytes, 10,000 characters */
    CHARTS_HOSTILE_TOO = 64 /* beside another kind: with such labels */
} chart_study_kind;

enum { CHART_SCENARIOS = 30 };

/** Stores a study of that kind, maybe with CHARTS_HOSTILE_TOO, in the new folder dir and opens it. Fails the test when it cannot. Owner: the caller. */
sf_study *make_chart_study(const char *dir, int kind_and_labels, size_t n_scenarios, size_t replications);

#endif
