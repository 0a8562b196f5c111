/* results/sensitivity.c - what a hypercube or a screening found, for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/sensitivity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "results/reader.h"
#include "results/screening.h"
#include "results/summary.h"
#include "results/uncertainty.h"

bool sf_sensitivity_is_there(const sf_study *study)
{
    const sf_design *d = study->facts.design;

    return d != NULL && (d->kind == SF_DESIGN_MORRIS || d->kind == SF_DESIGN_HYPERCUBE);
}

/* Both kinds of results; those that the study has not are empty. */
typedef struct found {
    const sf_uncertainty *uncertainties;
    size_t n_uncertainties;
    const sf_screening *screenings;
    size_t n_screenings;
} found;

static sf_status find(sf_study *study, found *out, sf_error *err)
{
    *out = (found){NULL, 0, NULL, 0};
    if (!sf_sensitivity_is_there(study))
        return SF_OK;
    return study->facts.design->kind == SF_DESIGN_MORRIS
               ? sf_study_screenings(study, &out->screenings, &out->n_screenings, err)
               : sf_study_uncertainties(study, &out->uncertainties, &out->n_uncertainties, err);
}

/* --- CSV ---------------------------------------------------------------------------------------------------------------- */

static void begin_row(FILE *file, const sf_study *study, size_t target, const char *scenario, const char *base,
                      size_t axis)
{
    const sf_target *t = &study->facts.targets[target];
    const sf_design_axis *a = &study->facts.design->axes[axis];
    const char *texts[] = {t->metric, t->entity, t->segment, t->stat, scenario, base, a->path, a->range};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        sf_csv_field(file, texts[i], ',');
}

static void end_row(FILE *file, const double *numbers, size_t n, bool stands_out)
{
    char buffer[32];

    for (size_t i = 0; i < n; i++)
        sf_csv_field(file, sf_csv_number(numbers[i], buffer, sizeof buffer), ',');
    sf_csv_field(file, stands_out ? "yes" : "no", '\n');
}

static void write_uncertainty(FILE *file, const sf_study *study, const sf_uncertainty *u)
{
    for (size_t k = 0; k < u->n_influence; k++) {
        const sf_influence *i = &u->influence[k];

        begin_row(file, study, u->target, u->scenario, u->base, i->axis);
        end_row(file, (const double[]){i->correlation, i->agree_low, i->agree_high}, 3, i->stands_out);
    }
}

static void write_screening(FILE *file, const sf_study *study, const sf_screening *s)
{
    for (size_t k = 0; k < s->n; k++) {
        const sf_screened *f = &s->factors[k];
        const sf_elementary *e = &f->effect;

        begin_row(file, study, s->target, s->other, s->base, f->axis);
        end_row(file, (const double[]){e->mu, e->mu_star, e->low, e->high, e->sigma, f->luck}, 6, f->stands_out);
    }
}

sf_status sf_sensitivity_csv(sf_study *study, char **text, size_t *length, sf_error *err)
{
    found all;
    FILE *file;
    bool failed;
    sf_status status = find(study, &all, err);

    if (status != SF_OK)
        return status;
    file = open_memstream(text, length);
    if (file == NULL)
        return sf_study_out_of_memory(err);
    fprintf(file, "metric,entity,segment,stat,scenario,baseline,path,range,%s,stands_out\n",
            all.n_screenings > 0 ? "mu,mu_star,ci_low,ci_high,sigma,luck" : "rank_correlation,agree_low,agree_high");
    for (size_t i = 0; i < all.n_uncertainties; i++)
        write_uncertainty(file, study, &all.uncertainties[i]);
    for (size_t i = 0; i < all.n_screenings; i++)
        write_screening(file, study, &all.screenings[i]);
    failed = ferror(file) != 0;
    return fclose(file) != 0 || failed ? sf_study_out_of_memory(err) : SF_OK;
}

/* --- JSON --------------------------------------------------------------------------------------------------------------- */

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *interval(sf_estimate e)
{
    return json_pack("{so so so}", "mean", number(e.mean), "ci_low", number(e.low), "ci_high", number(e.high));
}

static json_t *question(const sf_study *study, size_t target, const char *scenario, const char *base, sf_estimate as_is)
{
    const sf_target *t = &study->facts.targets[target];

    return json_pack("{ss ss ss ss ss ss so so}", "metric", t->metric, "entity", t->entity, "segment", t->segment,
                     "stat", t->stat, "scenario", scenario, "baseline", base, "matters", number(t->matters), "as_is",
                     interval(as_is));
}

static json_t *uncertainty_json(const sf_study *study, const sf_uncertainty *u)
{
    json_t *one = question(study, u->target, u->scenario, u->base, u->as_is.difference), *numbers = json_array();

    json_object_set_new(one, "draws", json_integer((json_int_t)u->n));
    json_object_set_new(one, "agree", json_integer((json_int_t)u->agree));
    json_object_set_new(one, "share", interval(u->share));
    json_object_set_new(one, "below", json_integer((json_int_t)u->below));
    json_object_set_new(one, "within", json_integer((json_int_t)u->within));
    json_object_set_new(one, "above", json_integer((json_int_t)u->above));
    json_object_set_new(one, "p05", number(u->p05));
    json_object_set_new(one, "p50", number(u->p50));
    json_object_set_new(one, "p95", number(u->p95));
    json_object_set_new(one, "variance",
                        json_pack("{so so so sI}", "parameters", number(u->variance.parameters), "common",
                                  number(u->variance.common), "own", number(u->variance.own), "replications",
                                  (json_int_t)u->replications));
    for (size_t k = 0; k < u->n_influence; k++) {
        const sf_influence *i = &u->influence[k];

        json_array_append_new(numbers,
                              json_pack("{ss so so so sb}", "path", study->facts.design->axes[i->axis].path,
                                        "rank_correlation", number(i->correlation), "agree_low", number(i->agree_low),
                                        "agree_high", number(i->agree_high), "stands_out", i->stands_out));
    }
    json_object_set_new(one, "numbers", numbers);
    return one;
}

static json_t *screening_json(const sf_study *study, const sf_screening *s)
{
    json_t *one = question(study, s->target, s->other, s->base, s->as_is.difference), *numbers = json_array();

    json_object_set_new(one, "trajectories", json_integer((json_int_t)s->trajectories));
    for (size_t k = 0; k < s->n; k++) {
        const sf_screened *f = &s->factors[k];

        json_array_append_new(numbers,
                              json_pack("{ss so so so so so so sb}", "path", study->facts.design->axes[f->axis].path,
                                        "mu", number(f->effect.mu), "mu_star", number(f->effect.mu_star), "ci_low",
                                        number(f->effect.low), "ci_high", number(f->effect.high), "sigma",
                                        number(f->effect.sigma), "luck", number(f->luck), "stands_out", f->stands_out));
    }
    json_object_set_new(one, "numbers", numbers);
    return one;
}

sf_status sf_sensitivity_json(sf_study *study, json_t **out, sf_error *err)
{
    found all;
    const sf_status status = find(study, &all, err);

    if (status != SF_OK)
        return status;
    *out = json_array();
    for (size_t i = 0; i < all.n_uncertainties; i++)
        json_array_append_new(*out, uncertainty_json(study, &all.uncertainties[i]));
    for (size_t i = 0; i < all.n_screenings; i++)
        json_array_append_new(*out, screening_json(study, &all.screenings[i]));
    if (json_array_size(*out) == all.n_uncertainties + all.n_screenings)
        return SF_OK;
    json_decref(*out);
    return sf_study_out_of_memory(err);
}
