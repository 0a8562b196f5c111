/* results/uncertainty.c - what not knowing the assumptions does to a decision, apart from what chance does to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/uncertainty.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

#include "results/estimate.h"
#include "results/sampling.h"

/* --- arithmetic -------------------------------------------------------------------------------------------------------- */

static const sf_components unknown = {SF_NOTHING, SF_NOTHING, SF_NOTHING};

sf_components sf_components_of(const double y[], size_t n_draws, size_t n_replications)
{
    const double a = (double)n_draws, b = (double)n_replications;
    double grand = 0.0, of_draws = 0.0, of_replications = 0.0, all = 0.0, own;

    if (n_draws < 2 || n_replications < 2)
        return unknown;
    for (size_t i = 0; i < n_draws * n_replications; i++)
        grand += y[i] / (a * b);
    for (size_t d = 0; d < n_draws; d++) {
        double mean = 0.0;

        for (size_t r = 0; r < n_replications; r++) {
            mean += y[d * n_replications + r] / b;
            all += (y[d * n_replications + r] - grand) * (y[d * n_replications + r] - grand);
        }
        of_draws += b * (mean - grand) * (mean - grand);
    }
    for (size_t r = 0; r < n_replications; r++) {
        double mean = 0.0;

        for (size_t d = 0; d < n_draws; d++)
            mean += y[d * n_replications + r] / a;
        of_replications += a * (mean - grand) * (mean - grand);
    }
    if (isnan(all))
        return unknown;
    own = fmax(0.0, all - of_draws - of_replications) / ((a - 1.0) * (b - 1.0));
    return (sf_components){.parameters = fmax(0.0, (of_draws / (a - 1.0) - own) / b),
                           .common = fmax(0.0, (of_replications / (b - 1.0) - own) / a),
                           .own = own};
}

sf_estimate sf_wilson(size_t hits, size_t n)
{
    const double z = gsl_cdf_ugaussian_Pinv(0.975), all = (double)n;
    double p, centre, half_width;

    if (n == 0)
        return (sf_estimate){SF_NOTHING, SF_NOTHING, SF_NOTHING, 0};
    p = (double)hits / all;
    centre = (p + z * z / (2.0 * all)) / (1.0 + z * z / all);
    half_width = z * sqrt(p * (1.0 - p) / all + z * z / (4.0 * all * all)) / (1.0 + z * z / all);
    return (sf_estimate){p, fmax(0.0, centre - half_width), fmin(1.0, centre + half_width), n};
}

int sf_decision_sign(double difference, double matters)
{
    if (isnan(difference) || difference == 0.0 || (matters > 0.0 && fabs(difference) < matters))
        return 0;
    return difference > 0.0 ? 1 : -1;
}

/* --- differences by replication ---------------------------------------------------------------------------------------- */

static size_t number_of_common(const sf_finished *a, const sf_finished *b, uint32_t *out)
{
    size_t n = 0, j = 0;

    for (size_t i = 0; i < a->n; i++) {
        while (j < b->n && b->number[j] < a->number[i])
            j++;
        if (j < b->n && b->number[j] == a->number[i])
            out[n++] = a->number[i];
    }
    return n;
}

static sf_status each_of(sf_study *study, sf_row_key key, sf_row_key base_key, sf_stat stat, sf_paired *out,
                         sf_error *err)
{
    const sf_finished *a = &study->finished[sf_row_key_scenario(key)];
    const sf_finished *b = &study->finished[sf_row_key_scenario(base_key)];
    uint32_t *numbers = calloc(a->n + 1, sizeof *numbers);
    double *each = sf_study_take(study, a->n + 1, sizeof *each);
    sf_status status = numbers == NULL || each == NULL ? sf_study_out_of_memory(err) : SF_OK;

    if (status == SF_OK)
        out->n = number_of_common(a, b, numbers);
    for (size_t i = 0; i < out->n && status == SF_OK; i++) {
        double other = SF_NOTHING, base = SF_NOTHING;

        status = sf_fit_over(study, key, stat, &numbers[i], 1, &other, err);
        if (status == SF_OK)
            status = sf_fit_over(study, base_key, stat, &numbers[i], 1, &base, err);
        each[i] = other - base;
    }
    out->each = each;
    free(numbers);
    return status;
}

sf_status sf_study_paired(sf_study *study, const char *other, const char *base, const sf_target *target, sf_paired *out,
                          sf_error *err)
{
    sf_difference d;
    size_t other_number, base_number;
    sf_stat stat;
    sf_row_key key;
    sf_status status;

    *out = (sf_paired){.difference = {SF_NOTHING, SF_NOTHING, SF_NOTHING, 0}};
    if (!sf_stat_find(target->stat, &stat))
        return SF_FAIL(err, SF_EDATA, NULL, _("the study has a target on an unknown stat \"%s\""), target->stat);
    status = sf_study_difference(study, other, base, target->metric, target->entity, target->segment, stat, &d, err);
    if (status != SF_OK)
        return status;
    out->difference = d.difference;
    if (isnan(d.difference.mean) || !sf_study_find_scenario(study, other, &other_number) ||
        !sf_study_find_scenario(study, base, &base_number))
        return SF_OK;
    key = sf_study_key(study, other_number, d.metric, d.entity, d.segment);
    return each_of(study, key, sf_row_key_in_scenario(key, base_number), stat, out, err);
}

/* --- the draws of a study ---------------------------------------------------------------------------------------------- */

/* Of every axis the share of the triangular distribution that each draw took; shape shares[axis * n_draws + draw]. */
static sf_status read_shares(sf_study *study, double **out, sf_error *err)
{
    const sf_design *d = study->facts.design;
    const size_t n = d->drawing.n, round = d->drawing.round;
    double *column = calloc(round + 1, sizeof *column),
           *shares = sf_study_take(study, d->n_axes * n + 1, sizeof *shares);
    sf_status status = column == NULL || shares == NULL ? sf_study_out_of_memory(err) : SF_OK;

    for (size_t k = 0; k < d->n_axes && status == SF_OK; k++) {
        size_t latest = SIZE_MAX;

        for (size_t i = 0; i < n && status == SF_OK; i++) { /* places ascend, so each hypercube is made once */
            if (d->drawing.places[i] / round != latest) {
                latest = d->drawing.places[i] / round;
                status = sf_latin_column(d->drawing.seed, latest, d->axes[k].path, round, column, err);
            }
            shares[k * n + i] = column[d->drawing.places[i] % round];
        }
    }
    free(column);
    *out = shares;
    return status;
}

/* The scenario of a draw; NULL when the study has none. */
static const char *drawn_scenario(const sf_design *d, const char *of, size_t number)
{
    for (size_t i = 0; i < d->n_points; i++)
        if (d->points[i].number == number && d->points[i].role == SF_ROLE_DRAW && strcmp(d->points[i].of, of) == 0)
            return d->points[i].scenario;
    return NULL;
}

/* What is known of one question: differences and shares of those draws that have one. */
typedef struct sample {
    size_t n, n_axes;
    double *difference;  /* shape [n] */
    size_t *draw;        /* which draw it is, from 0 */
    double *each;        /* shape [n * replications] */
    size_t replications; /* of every draw; 0 when they are not as many everywhere */
} sample;

static sf_status read_sample(sf_study *study, const sf_target *target, const char *scenario, const char *base,
                             sample *out, sf_error *err)
{
    const sf_design *d = study->facts.design;
    sf_status status = SF_OK;

    for (size_t i = 0; i < d->drawing.n && status == SF_OK; i++) {
        const char *other = drawn_scenario(d, scenario, i + 1), *with = drawn_scenario(d, base, i + 1);
        sf_paired paired;

        if (other == NULL || with == NULL)
            continue;
        status = sf_study_paired(study, other, with, target, &paired, err);
        if (status != SF_OK || isnan(paired.difference.mean))
            continue;
        if (out->n == 0) {
            out->replications = paired.n;
            out->each = sf_study_take(study, d->drawing.n * paired.n + 1, sizeof *out->each);
            if (out->each == NULL)
                return sf_study_out_of_memory(err);
        }
        if (paired.n != out->replications)
            out->replications = 0;
        if (out->replications > 0)
            memcpy(&out->each[out->n * out->replications], paired.each, out->replications * sizeof *out->each);
        out->draw[out->n] = i;
        out->difference[out->n++] = paired.difference.mean;
    }
    return status;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int by_correlation(const void *a, const void *b)
{
    const sf_influence *first = a, *second = b;
    const double x = fabs(first->correlation), y = fabs(second->correlation);

    if (x != y)
        return x > y ? -1 : 1;
    return (first->axis > second->axis) - (first->axis < second->axis);
}

/* Two-sided p-value of a rank correlation of n pairs; t approximation (Kendall & Gibbons 1990, 4.14). */
static double p_value_of(double correlation, size_t n)
{
    const double degrees = (double)n - 2.0;

    if (isnan(correlation) || n < 3)
        return 1.0;
    if (fabs(correlation) >= 1.0)
        return 0.0;
    return 2.0 * gsl_cdf_tdist_Q(fabs(correlation) * sqrt(degrees / (1.0 - correlation * correlation)), degrees);
}

/* Share of draws with the config's sign among those whose share of the axis lies in [low, high). */
static double agreement(const sample *s, const sf_uncertainty *u, const double shares[], double low, double high)
{
    size_t n = 0, agree = 0;

    for (size_t i = 0; i < s->n; i++)
        if (shares[i] >= low && shares[i] < high) {
            n++;
            agree += sf_decision_sign(s->difference[i], u->matters) == u->sign;
        }
    return n > 0 ? (double)agree / (double)n : SF_NOTHING;
}

static sf_status influences_of(sf_study *study, const sample *s, const double *all_shares, sf_uncertainty *u,
                               sf_error *err)
{
    const sf_design *d = study->facts.design;
    double *shares = calloc(s->n + 1, sizeof *shares), *work = calloc(2 * s->n + 2, sizeof *work);

    u->influence = sf_study_take(study, d->n_axes + 1, sizeof *u->influence);
    if (shares == NULL || work == NULL || u->influence == NULL) {
        free(shares);
        free(work);
        return sf_study_out_of_memory(err);
    }
    for (size_t k = 0; k < d->n_axes && s->n >= 3; k++) {
        for (size_t i = 0; i < s->n; i++)
            shares[i] = all_shares[k * d->drawing.n + s->draw[i]];
        u->influence[u->n_influence++] =
            (sf_influence){.axis = k,
                           .correlation = u->draws[0] < u->draws[s->n - 1] /* what never changes goes with nothing */
                                              ? gsl_stats_spearman(shares, 1, s->difference, 1, s->n, work)
                                              : 0.0,
                           .agree_low = agreement(s, u, shares, 0.0, 1.0 / 3.0),
                           .agree_high = agreement(s, u, shares, 2.0 / 3.0, 1.0)};
    }
    if (u->n_influence > 0)
        qsort(u->influence, u->n_influence, sizeof *u->influence, by_correlation);
    for (size_t k = 0; k < u->n_influence; k++) { /* Holm 1979, from the smallest p-value on */
        if (p_value_of(u->influence[k].correlation, s->n) > 0.05 / (double)(u->n_influence - k))
            break;
        u->influence[k].stands_out = true;
    }
    free(shares);
    free(work);
    return SF_OK;
}

static sf_status answer(sf_study *study, const double *shares, sf_uncertainty *u, sf_error *err)
{
    const sf_target *target = &study->facts.targets[u->target];
    const size_t room = study->facts.design->drawing.n + 1;
    sample s = {.difference = sf_study_take(study, room, sizeof *s.difference),
                .draw = sf_study_take(study, room, sizeof *s.draw)};
    double *sorted = sf_study_take(study, room, sizeof *sorted);
    sf_status status = s.difference == NULL || s.draw == NULL || sorted == NULL ? sf_study_out_of_memory(err) : SF_OK;

    if (status == SF_OK)
        status = sf_study_paired(study, u->scenario, u->base, target, &u->as_is, err);
    if (status == SF_OK)
        status = read_sample(study, target, u->scenario, u->base, &s, err);
    if (status != SF_OK)
        return status;
    u->sign = sf_decision_sign(u->as_is.difference.mean, u->matters);
    u->n = s.n;
    for (size_t i = 0; i < s.n; i++) {
        const int sign = sf_decision_sign(s.difference[i], u->matters);

        u->below += sign < 0;
        u->within += sign == 0;
        u->above += sign > 0;
        u->agree += sign == u->sign;
        sorted[i] = s.difference[i];
    }
    qsort(sorted, s.n, sizeof *sorted, by_size);
    u->draws = sorted;
    u->share = sf_wilson(u->agree, s.n);
    u->p05 = u->p50 = u->p95 = SF_NOTHING;
    if (s.n > 0) {
        u->p05 = gsl_stats_quantile_from_sorted_data(sorted, 1, s.n, 0.05);
        u->p50 = gsl_stats_quantile_from_sorted_data(sorted, 1, s.n, 0.50);
        u->p95 = gsl_stats_quantile_from_sorted_data(sorted, 1, s.n, 0.95);
    }
    u->replications = s.replications;
    u->variance = s.n > 0 ? sf_components_of(s.each, s.n, s.replications) : unknown;
    return influences_of(study, &s, shares, u, err);
}

static size_t declared_scenarios(const sf_study *study, const char *base, const char **out)
{
    const sf_design *d = study->facts.design;
    size_t n = 0;

    for (size_t i = 0; i < study->facts.n_scenarios; i++) {
        const char *id = study->facts.scenarios[i].id;

        if (strcmp(id, base) != 0 && drawn_scenario(d, id, 1) != NULL)
            out[n++] = id;
    }
    return n;
}

sf_status sf_study_uncertainties(sf_study *study, const sf_uncertainty **out, size_t *n, sf_error *err)
{
    const sf_study_info *facts = &study->facts;
    const char *base = facts->scenarios[sf_study_baseline(study)].id;
    const char **ids = calloc(facts->n_scenarios + 1, sizeof *ids);
    const size_t n_ids = ids == NULL ? 0 : declared_scenarios(study, base, ids);
    sf_uncertainty *all = sf_study_take(study, facts->n_targets * n_ids + 1, sizeof *all);
    double *shares = NULL;
    sf_status status = ids == NULL || all == NULL ? sf_study_out_of_memory(err) : read_shares(study, &shares, err);

    *n = 0;
    for (size_t t = 0; t < facts->n_targets && status == SF_OK; t++)
        for (size_t i = 0; i < n_ids && status == SF_OK; i++) {
            sf_uncertainty *u = &all[(*n)++];
            uint16_t metric;

            *u = (sf_uncertainty){.target = t,
                                  .base = base,
                                  .scenario = ids[i],
                                  .matters = isnan(facts->targets[t].matters) ? 0.0 : facts->targets[t].matters};
            if (sf_study_find_metric(study, facts->targets[t].metric, &metric))
                u->direction = study->catalogue.metrics[metric].direction;
            status = answer(study, shares, u, err);
        }
    free(ids);
    *out = all;
    return status;
}
