/* results/response.c - how a measure responds to what a sweep varies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/response.h"

#include <math.h>
#include <string.h>

#include "results/reader.h"

/* Values that were written alike are alike; others differ by much more than rounding. */
static bool is_same(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1.0, fabs(a));
}

sf_status sf_study_response(sf_study *study, const char *of, sf_measure measure, size_t axis, double other,
                            const sf_response **out, size_t *n, sf_error *err)
{
    const sf_design *design = study->facts.design;
    const sf_catalogue *c = &study->catalogue;
    sf_response *curve;
    const sf_summary_row *rows;
    size_t n_rows;
    sf_status status;

    *out = NULL;
    *n = 0;
    if (design == NULL)
        return SF_OK;
    status = sf_study_summary(study, &rows, &n_rows, err);
    if (status != SF_OK)
        return status;
    curve = sf_study_take(study, design->n_points + 1, sizeof *curve);
    if (curve == NULL)
        return sf_study_out_of_memory(err);
    for (size_t i = 0; i < design->n_points; i++) {
        const sf_design_point *p = &design->points[i];
        const double x = sf_design_value_at(p, axis);
        const sf_estimate at = sf_study_value(study, p->scenario, c->metrics[measure.metric].id,
                                              c->entities[measure.entity], c->segments[measure.segment], measure.stat);

        if (strcmp(p->of, of) != 0 || isnan(x) || isnan(at.mean) ||
            (!isnan(other) && !is_same(other, sf_design_value_at(p, 1 - axis))))
            continue;
        curve[(*n)++] = (sf_response){p, x, at};
    }
    *out = curve;
    return SF_OK;
}

size_t sf_response_knee(const sf_response *curve, size_t n)
{
    enum { LEAST_POINTS = 5 };
    static const double least_distance = 0.1;
    double low = INFINITY, high = -INFINITY, furthest = 0.0;
    size_t knee = n;

    if (n < LEAST_POINTS)
        return n;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, curve[i].at.mean);
        high = fmax(high, curve[i].at.mean);
    }
    for (size_t i = 1; i + 1 < n && high > low; i++) {
        const double across = (curve[i].x - curve[0].x) / (curve[n - 1].x - curve[0].x);
        const double straight = curve[0].at.mean + across * (curve[n - 1].at.mean - curve[0].at.mean);
        const double distance = fabs(curve[i].at.mean - straight);

        if (distance > furthest) {
            furthest = distance;
            knee = i;
        }
    }
    if (knee == n || furthest < least_distance * (high - low) ||
        furthest <= 0.5 * (curve[knee].at.high - curve[knee].at.low))
        return n;
    return knee;
}

/* --- what is good enough ----------------------------------------------------------------------------------------------- */

/* How far the value is on the wrong side. */
static double shortfall(const sf_until *until, double value)
{
    return until->at_most ? value - until->limit : until->limit - value;
}

sf_until_answer sf_until_on(const sf_until *until, const sf_response *curve, size_t n)
{
    sf_until_answer answer = {n, n, n, n};

    for (size_t i = n; i-- > 0 && shortfall(until, curve[i].at.mean) <= 0.0;)
        answer.first = i;
    for (size_t i = n; i-- > 0 && shortfall(until, until->at_most ? curve[i].at.low : curve[i].at.high) <= 0.0;)
        answer.earliest = i;
    for (size_t i = n; i-- > 0 && shortfall(until, until->at_most ? curve[i].at.high : curve[i].at.low) <= 0.0;)
        answer.surest = i;
    for (size_t i = 0; i < n; i++)
        if (answer.best == n || shortfall(until, curve[i].at.mean) < shortfall(until, curve[answer.best].at.mean))
            answer.best = i;
    return answer;
}

/* --- what was swept ---------------------------------------------------------------------------------------------------- */

sf_status sf_study_axis_values(sf_study *study, size_t axis, const double **out, size_t *n, sf_error *err)
{
    const sf_design *design = study->facts.design;
    double *values = sf_study_take(study, design->n_points + 1, sizeof *values);

    *out = values;
    *n = 0;
    if (values == NULL)
        return sf_study_out_of_memory(err);
    for (size_t i = 0; i < design->n_points; i++) {
        const double value = sf_design_value_at(&design->points[i], axis);
        size_t k = 0;

        while (k < *n && !is_same(values[k], value))
            k++;
        if (k == *n && !isnan(value))
            values[(*n)++] = value;
    }
    return SF_OK;
}

sf_status sf_study_swept(sf_study *study, const char *const **out, size_t *n, sf_error *err)
{
    const sf_design *design = study->facts.design;
    const char **ids = sf_study_take(study, study->facts.n_scenarios + 1, sizeof *ids);

    *out = ids;
    *n = 0;
    if (ids == NULL)
        return sf_study_out_of_memory(err);
    for (size_t s = 0; s < study->facts.n_scenarios && design != NULL; s++)
        for (size_t i = 0; i < design->n_points; i++)
            if (strcmp(design->points[i].of, study->facts.scenarios[s].id) == 0) {
                ids[(*n)++] = study->facts.scenarios[s].id;
                break;
            }
    return SF_OK;
}
