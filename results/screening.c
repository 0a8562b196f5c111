/* results/screening.c - Morris screening: which of many assumptions move a result at all, and which of them not alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/screening.h"

#include <stdlib.h>
#include <string.h>

#include "results/reader.h"
#include "saksflyt/statistics.h"

/* --- arithmetic -------------------------------------------------------------------------------------------------------- */

void sf_trajectory_effects(const sf_trajectory *trajectory, const double y[], double effects[])
{
    for (size_t i = 0; i < trajectory->n; i++) {
        const size_t step = trajectory->moves[i];

        effects[i] = (y[step] - y[step - 1]) / trajectory->change[i];
    }
}

sf_elementary sf_elementary_of(const double effects[], size_t n)
{
    sf_moments signed_ones = {0}, sizes = {0};
    sf_elementary out = {
        .mu = SF_NOTHING, .mu_star = SF_NOTHING, .low = SF_NOTHING, .high = SF_NOTHING, .sigma = SF_NOTHING};

    for (size_t i = 0; i < n; i++)
        if (!isnan(effects[i])) {
            sf_moments_add(&signed_ones, effects[i]);
            sf_moments_add(&sizes, fabs(effects[i]));
        }
    out.n = (size_t)sizes.count;
    if (out.n == 0)
        return out;
    out.mu = signed_ones.mean;
    out.mu_star = sizes.mean;
    out.sigma = sf_moments_sd(&signed_ones); /* NAN for one */
    if (out.n >= 2) {
        const double half_width =
            sf_t_quantile(0.95, (double)out.n - 1.0) * sf_moments_sd(&sizes) / sqrt((double)out.n);

        out.low = fmax(0.0, out.mu_star - half_width);
        out.high = out.mu_star + half_width;
    }
    return out;
}

/* --- a study ----------------------------------------------------------------------------------------------------------- */

/* The scenarios of one trajectory, by step; shape [n_axes + 1], NULL where the study has none. */
typedef struct walk {
    const char **other, **base;
    sf_trajectory trajectory;
} walk;

static sf_status read_walk(sf_study *study, size_t number, const char *other, const char *base, walk *out,
                           sf_error *err)
{
    const sf_design *d = study->facts.design;
    const size_t k = d->n_axes;

    *out = (walk){.other = sf_study_take(study, k + 2, sizeof(char *)),
                  .base = sf_study_take(study, k + 2, sizeof(char *)),
                  .trajectory = {.n = k,
                                 .start = sf_study_take(study, k + 1, sizeof(double)),
                                 .change = sf_study_take(study, k + 1, sizeof(double)),
                                 .moves = sf_study_take(study, k + 1, sizeof(size_t))}};
    if (out->other == NULL || out->base == NULL || out->trajectory.start == NULL || out->trajectory.change == NULL ||
        out->trajectory.moves == NULL)
        return sf_study_out_of_memory(err);
    for (size_t i = 0; i < d->n_points; i++) {
        const sf_design_point *p = &d->points[i];

        if (p->role != SF_ROLE_STEP || p->number != number + 1 || p->step > k)
            continue;
        if (strcmp(p->of, other) == 0)
            out->other[p->step] = p->scenario;
        if (strcmp(p->of, base) == 0)
            out->base[p->step] = p->scenario;
    }
    return sf_trajectory_make(d->drawing.seed, d->drawing.places[number], (unsigned)d->drawing.round, &out->trajectory,
                              err);
}

/* Elementary effects of all factors along one trajectory. */
typedef struct effects {
    double *all;  /* shape [n_axes] */
    double *luck; /* squared standard error of each over replications; NAN with one replication */
} effects;

static sf_status effects_of(sf_study *study, const walk *w, const sf_target *target, effects *out, sf_error *err)
{
    const size_t k = w->trajectory.n;
    sf_paired *y = calloc(k + 1, sizeof *y);
    double *means = calloc(k + 1, sizeof *means);
    sf_status status = y == NULL || means == NULL ? sf_study_out_of_memory(err) : SF_OK;

    for (size_t s = 0; s <= k && status == SF_OK; s++) {
        y[s].difference.mean = SF_NOTHING;
        if (w->other[s] != NULL && w->base[s] != NULL)
            status = sf_study_paired(study, w->other[s], w->base[s], target, &y[s], err);
        means[s] = y[s].difference.mean;
    }
    if (status == SF_OK)
        sf_trajectory_effects(&w->trajectory, means, out->all);
    for (size_t i = 0; i < k && status == SF_OK; i++) {
        const sf_paired *after = &y[w->trajectory.moves[i]], *before = after - 1;
        sf_moments moments = {0};

        for (size_t r = 0; after->n == before->n && r < after->n; r++)
            sf_moments_add(&moments, (after->each[r] - before->each[r]) / w->trajectory.change[i]);
        out->luck[i] = moments.count > 1 ? pow(sf_moments_sd(&moments), 2.0) / (double)moments.count : SF_NOTHING;
    }
    free(means);
    free(y);
    return status;
}

static int by_mu_star(const void *a, const void *b)
{
    const sf_screened *first = a, *second = b;
    const double x = isnan(first->effect.mu_star) ? -1.0 : first->effect.mu_star,
                 y = isnan(second->effect.mu_star) ? -1.0 : second->effect.mu_star;

    if (x != y)
        return x > y ? -1 : 1;
    return (first->axis > second->axis) - (first->axis < second->axis);
}

/* What each trajectory says about one factor, gathered. */
static sf_screened screened(size_t axis, const effects *all, size_t n, double *scratch)
{
    sf_screened out = {.axis = axis};
    double luck = 0.0;

    for (size_t t = 0; t < n; t++) {
        scratch[t] = all[t].all[axis];
        luck += all[t].luck[axis] / (double)n;
    }
    out.effect = sf_elementary_of(scratch, n);
    out.luck = sqrt(luck * 2.0 / M_PI);
    out.stands_out = out.effect.low > (isnan(out.luck) ? 0.0 : out.luck);
    return out;
}

static sf_status screen(sf_study *study, const walk *walks, size_t n_walks, sf_screening *s, sf_error *err)
{
    const size_t k = study->facts.design->n_axes;
    const sf_target *target = &study->facts.targets[s->target];
    effects *all = calloc(n_walks + 1, sizeof *all);
    double *numbers = calloc(2 * k * n_walks + 1, sizeof *numbers), *scratch = calloc(n_walks + 1, sizeof *scratch);
    sf_status status = all == NULL || numbers == NULL || scratch == NULL ? sf_study_out_of_memory(err) : SF_OK;

    s->factors = sf_study_take(study, k + 1, sizeof *s->factors);
    if (status == SF_OK && s->factors == NULL)
        status = sf_study_out_of_memory(err);
    if (status == SF_OK)
        status = sf_study_paired(study, s->other, s->base, target, &s->as_is, err);
    for (size_t t = 0; t < n_walks && status == SF_OK; t++) {
        all[t] = (effects){numbers + 2 * k * t, numbers + 2 * k * t + k};
        status = effects_of(study, &walks[t], target, &all[t], err);
    }
    for (size_t i = 0; i < k && status == SF_OK; i++)
        s->factors[s->n++] = screened(i, all, n_walks, scratch);
    if (status == SF_OK && s->n > 0)
        qsort(s->factors, s->n, sizeof *s->factors, by_mu_star);
    s->trajectories = n_walks;
    free(scratch);
    free(numbers);
    free(all);
    return status;
}

sf_status sf_study_screenings(sf_study *study, const sf_screening **out, size_t *n, sf_error *err)
{
    const sf_study_info *facts = &study->facts;
    const sf_design *d = facts->design;
    const char *base = facts->scenarios[sf_study_baseline(study)].id, *other = "";
    sf_screening *all = sf_study_take(study, facts->n_targets + 1, sizeof *all);
    walk *walks = sf_study_take(study, d->drawing.n + 1, sizeof *walks);
    sf_status status = all == NULL || walks == NULL ? sf_study_out_of_memory(err) : SF_OK;

    *n = 0;
    for (size_t i = 0; i < d->n_points; i++)
        if (strcmp(d->points[i].of, base) != 0)
            other = d->points[i].of;
    for (size_t t = 0; t < d->drawing.n && status == SF_OK; t++)
        status = read_walk(study, t, other, base, &walks[t], err);
    for (size_t t = 0; t < facts->n_targets && status == SF_OK; t++) {
        all[t] = (sf_screening){.target = t, .base = base, .other = other};
        status = screen(study, walks, d->drawing.n, &all[(*n)++], err);
    }
    *out = all;
    return status;
}
