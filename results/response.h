/* results/response.h - how a measure responds to what a sweep varies: the curve, its knee, and the first point that is good enough.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_RESPONSE_H
#define SF_RESULTS_RESPONSE_H

#include "results/design.h"
#include "results/study.h"

/** What is measured: one row of the summary for each scenario. */
typedef struct sf_measure {
    uint16_t metric, entity, segment; /* of the study's catalogue */
    sf_stat stat;
} sf_measure;

/** Reads "METRIC [ENTITY] [SEGMENT] [STAT]", as the options --precision and --until have it; `option` names it in messages.
 *  *has_stat tells whether a statistic was written. SF_EUSAGE; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_measure_read(const char *option, const char *text, const sf_catalogue *catalogue,
                                        sf_measure *out, bool *has_stat, sf_error *err);

/** "METRIC [ENTITY] [SEGMENT] [STAT] <= VALUE": a measure and how much of it is wanted. STAT is the mean when it is left out. */
typedef struct sf_until {
    sf_measure measure;
    bool at_most; /* <=; otherwise >= */
    double limit; /* in the metric's unit */
} sf_until;

/** Reads an until. SF_EUSAGE with a sentence (and a suggestion) for what is none; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_until_read(const char *text, const sf_catalogue *catalogue, sf_until *out, sf_error *err);

/** One point of a curve. */
typedef struct sf_response {
    const sf_design_point *point;
    double x; /* its value on the axis */
    sf_estimate at;
} sf_response;

/** The curve of a measure over one axis for the variants of a declared scenario, in the order in which the axis was walked. With two axes
 *  only the points whose value on the other one is `other` (NAN: all of them). *n is 0 when the study has no design, or nothing was
 *  measured. Owner: the study. */
SF_MUST_CHECK sf_status sf_study_response(sf_study *study, const char *of, sf_measure measure, size_t axis,
                                          double other, const sf_response **out, size_t *n, sf_error *err);

/** Where a curve bends most: the point furthest from the straight line between its ends, both axes scaled to 0..1. n when there is none:
 *  fewer than five points, a distance below a tenth of the height, or one that the interval at that point covers.
 *  Source: Satopaa, Albrecht, Irwin & Raghavan 2011, "Finding a kneedle in a haystack". Cost O(n). */
size_t sf_response_knee(const sf_response *curve, size_t n);

/** Where along a curve the wish holds. Indices into the curve; n where there is none. */
typedef struct sf_until_answer {
    size_t first;    /* from this point on every estimate fulfils it */
    size_t earliest; /* from this point on no 95 % interval excludes it */
    size_t surest;   /* from this point on every 95 % interval fulfils it wholly */
    size_t best;     /* the point whose estimate is nearest to, or furthest beyond, what is wanted */
} sf_until_answer;
sf_until_answer sf_until_on(const sf_until *until, const sf_response *curve, size_t n);

/** The different values of an axis in the order in which they were walked. Owner: the study. */
SF_MUST_CHECK sf_status sf_study_axis_values(sf_study *study, size_t axis, const double **out, size_t *n,
                                             sf_error *err);

/** The ids of the declared scenarios that were swept, in config order. Owner: the study. */
SF_MUST_CHECK sf_status sf_study_swept(sf_study *study, const char *const **out, size_t *n, sf_error *err);

#endif
