/* results/compare.c - paired differences between scenarios, and what may be concluded from them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "results/estimate.h"
#include "results/study.h"

static const double FAMILY_LEVEL = 0.05; /* chance of any wrong "it differs" among all decisions of a study */

static const sf_estimate nothing = {.mean = SF_NOTHING, .low = SF_NOTHING, .high = SF_NOTHING};

/* --- what is compared with what ----------------------------------------------------------------------------------- */

/* The points of a design are a curve, not as many policies to choose among. */
static bool is_compared(const sf_study *study, size_t scenario, size_t baseline)
{
    const sf_design *design = study->facts.design;

    return sf_study_baseline_of(study, scenario, baseline) != scenario &&
           (design == NULL || sf_design_point_of(design, study->facts.scenarios[scenario].id) == NULL);
}

static size_t length_without_effect(const char *id)
{
    return strcspn(id, "@");
}

size_t sf_study_baseline_of(const sf_study *study, size_t scenario, size_t baseline)
{
    const char *id = study->facts.scenarios[scenario].id, *base = study->facts.scenarios[baseline].id,
               *effect = id + length_without_effect(id);
    const size_t length = length_without_effect(base);

    for (size_t s = 0; s < study->facts.n_scenarios; s++) {
        const char *other = study->facts.scenarios[s].id;

        if (length_without_effect(other) == length && strncmp(other, base, length) == 0 &&
            strcmp(other + length, effect) == 0)
            return s;
    }
    return baseline;
}

/* --- one difference ----------------------------------------------------------------------------------------------- */

static sf_estimate estimate_of(const sf_study *study, sf_row_key key, sf_stat stat)
{
    const sf_cell *cell = sf_study_cell(study, key, stat);

    return cell != NULL ? study->rows[cell - study->cells].estimate : nothing;
}

static sf_status find_difference(sf_study *study, size_t scenario, size_t baseline, const char *metric,
                                 const char *entity, const char *segment, sf_stat stat, sf_difference *out, sf_fit *fit,
                                 sf_error *err)
{
    const sf_summary_row *rows;
    size_t n;
    sf_row_key key;
    sf_status status;

    *out = (sf_difference){.scenario = (uint32_t)scenario,
                           .stat = (uint8_t)stat,
                           .base = nothing,
                           .other = nothing,
                           .difference = nothing};
    *fit =
        (sf_fit){.estimate = SF_NOTHING, .error = SF_NOTHING, .degrees = SF_NOTHING, .independent_error = SF_NOTHING};
    if (!sf_study_find_metric(study, metric, &out->metric) || !sf_study_find_entity(study, entity, &out->entity) ||
        !sf_study_find_segment(study, segment, &out->segment))
        return SF_OK;
    status = sf_study_summary(study, &rows, &n, err);
    if (status != SF_OK)
        return status;
    key = sf_study_key(study, scenario, out->metric, out->entity, out->segment);
    status = sf_fit_difference(study, key, baseline, stat, fit, err);
    if (status != SF_OK)
        return status;
    out->base = estimate_of(study, sf_row_key_in_scenario(key, baseline), stat);
    out->other = estimate_of(study, key, stat);
    out->difference = sf_fit_interval(*fit, 0.95);
    return SF_OK;
}

sf_status sf_study_difference(sf_study *study, const char *scenario, const char *baseline, const char *metric,
                              const char *entity, const char *segment, sf_stat stat, sf_difference *out, sf_error *err)
{
    size_t other, base;
    sf_fit fit;

    if (!sf_study_find_scenario(study, scenario, &other))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("the study has no scenario \"%s\""), scenario);
    if (!sf_study_find_scenario(study, baseline, &base))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("the study has no scenario \"%s\""), baseline);
    return find_difference(study, other, base, metric, entity, segment, stat, out, &fit, err);
}

/* --- decisions ---------------------------------------------------------------------------------------------------- */

/* One decision while its level is not yet known. */
typedef struct question {
    sf_fit fit;
    double p_value; /* 2 when there is none: comes last */
    size_t number;  /* in the order of the answers */
} question;

static int by_p_value(const void *a, const void *b)
{
    const question *first = a, *second = b;

    if (first->p_value != second->p_value)
        return first->p_value < second->p_value ? -1 : 1;
    return (first->number > second->number) - (first->number < second->number);
}

const char *sf_verdict_id(sf_verdict verdict)
{
    switch (verdict) {
    case SF_BETTER:
        return "better";
    case SF_WORSE:
        return "worse";
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return "no_difference_that_matters";
    case SF_UNDECIDED:
        break;
    }
    return "undecided";
}

static sf_verdict verdict_of(const sf_decision *decision, double matters, sf_direction direction)
{
    const double estimate = decision->difference.difference.mean;

    if (isnan(decision->low) || isnan(decision->high))
        return SF_UNDECIDED;
    if ((decision->low > -matters && decision->high < matters) || (decision->low == 0.0 && decision->high == 0.0))
        return SF_NO_DIFFERENCE_THAT_MATTERS;
    if (decision->low <= 0.0 && decision->high >= 0.0)
        return SF_UNDECIDED;
    if (fabs(estimate) < matters || direction == SF_NEITHER_IS_BETTER)
        return SF_UNDECIDED;
    return (estimate > 0.0) == (direction == SF_HIGHER_IS_BETTER) ? SF_BETTER : SF_WORSE;
}

/* Holm 1979: gives each question its level and with it the interval that the verdict rests on. */
static void answer(const sf_study *study, question *questions, size_t n, sf_decision *decisions)
{
    double level = 1.0;
    bool goes_on = true;

    qsort(questions, n, sizeof *questions, by_p_value);
    for (size_t k = 0; k < n; k++) {
        sf_decision *decision = &decisions[questions[k].number];
        const double matters = study->facts.targets[decision->target].matters;
        sf_estimate simultaneous;

        if (goes_on)
            level = 1.0 - FAMILY_LEVEL / (double)(n - k);
        goes_on = goes_on && questions[k].p_value < 1.0 - level;
        simultaneous = sf_fit_interval(questions[k].fit, level);
        decision->low = simultaneous.low;
        decision->high = simultaneous.high;
        decision->verdict = verdict_of(decision, isnan(matters) ? 0.0 : matters,
                                       study->catalogue.metrics[decision->difference.metric].direction);
    }
}

/* What the config does not ask for is no part of the family of decisions. */
static bool is_decided(const sf_study *study, size_t scenario, size_t baseline)
{
    return is_compared(study, scenario, baseline) && sf_study_is_compared(study, scenario);
}

static sf_status ask(sf_study *study, size_t baseline, question *questions, sf_decision *decisions, sf_error *err)
{
    sf_status status = SF_OK;
    size_t n = 0;

    for (size_t t = 0; t < study->facts.n_targets; t++) {
        const sf_target *target = &study->facts.targets[t];
        sf_stat stat;

        if (!sf_stat_find(target->stat, &stat))
            return SF_FAIL(err, SF_EDATA, NULL, _("the study has a target on an unknown stat \"%s\""), target->stat);
        for (size_t s = 0; s < study->facts.n_scenarios && status == SF_OK; s++) {
            sf_decision *decision = &decisions[n];
            question *one = &questions[n];

            const size_t own = sf_study_baseline_of(study, s, baseline);

            if (!is_decided(study, s, baseline))
                continue;
            *decision = (sf_decision){.scenario = (uint32_t)s, .target = t};
            one->number = n++;
            status = find_difference(study, s, own, target->metric, target->entity, target->segment, stat,
                                     &decision->difference, &one->fit, err);
            one->p_value = sf_fit_p_value(one->fit);
            if (isnan(one->p_value))
                one->p_value = 2.0;
        }
    }
    return status;
}

sf_status sf_study_decisions_against(sf_study *study, size_t baseline, const sf_decision **out, size_t *n,
                                     sf_error *err)
{
    size_t compared = 0, count;
    question *questions;
    sf_decision *decisions;
    sf_status status;

    for (size_t s = 0; s < study->facts.n_scenarios; s++)
        compared += is_decided(study, s, baseline);
    count = study->facts.n_targets * compared;
    if (study->decisions == NULL || study->decisions_baseline != baseline) {
        decisions = sf_study_take(study, count, sizeof *decisions);
        questions = calloc(count + 1, sizeof *questions);
        if (decisions == NULL || questions == NULL) {
            free(questions);
            return sf_study_out_of_memory(err);
        }
        status = ask(study, baseline, questions, decisions, err);
        if (status == SF_OK)
            answer(study, questions, count, decisions);
        free(questions);
        if (status != SF_OK)
            return status;
        study->decisions = decisions;
        study->n_decisions = count;
        study->decisions_baseline = baseline;
    }
    *out = study->decisions;
    *n = study->n_decisions;
    return SF_OK;
}

sf_status sf_study_decisions(sf_study *study, const sf_decision **out, size_t *n, sf_error *err)
{
    return sf_study_decisions_against(study, sf_study_baseline(study), out, n, err);
}

/* --- every row ---------------------------------------------------------------------------------------------------- */

static bool is_target(const sf_study *study, const sf_difference *d)
{
    for (size_t t = 0; t < study->facts.n_targets; t++) {
        const sf_target *target = &study->facts.targets[t];

        if (strcmp(target->metric, study->catalogue.metrics[d->metric].id) == 0 &&
            strcmp(target->entity, study->catalogue.entities[d->entity]) == 0 &&
            strcmp(target->segment, study->catalogue.segments[d->segment]) == 0 &&
            strcmp(target->stat, sf_stat_name((sf_stat)d->stat)) == 0)
            return true;
    }
    return false;
}

static sf_status compare_cell(sf_study *study, const sf_cell *cell, size_t baseline, sf_comparison *out, sf_error *err)
{
    sf_difference *d = &out->difference;
    sf_fit fit;
    const sf_status status = sf_fit_difference(study, cell->key, baseline, (sf_stat)cell->stat, &fit, err);

    if (status != SF_OK)
        return status;
    d->stat = cell->stat;
    sf_study_split_key(study, cell->key, &d->scenario, &d->metric, &d->entity, &d->segment);
    d->base = estimate_of(study, sf_row_key_in_scenario(cell->key, baseline), (sf_stat)cell->stat);
    d->other = estimate_of(study, cell->key, (sf_stat)cell->stat);
    d->difference = sf_fit_interval(fit, 0.95);
    out->p_value = sf_fit_p_value(fit);
    out->pairing =
        fit.error > 0.0 ? fit.independent_error * fit.independent_error / (fit.error * fit.error) : SF_NOTHING;
    out->is_target = is_target(study, d);
    return SF_OK;
}

sf_status sf_study_comparisons(sf_study *study, size_t baseline, const sf_comparison **out, size_t *n, sf_error *err)
{
    const sf_summary_row *rows;
    size_t n_rows;
    sf_comparison *list = sf_study_take(study, study->n_cells, sizeof *list);
    sf_status status = list == NULL ? sf_study_out_of_memory(err) : sf_study_summary(study, &rows, &n_rows, err);

    *n = 0;
    for (size_t i = 0; i < study->n_cells && status == SF_OK; i++) {
        const size_t scenario = sf_row_key_scenario(study->cells[i].key),
                     own = sf_study_baseline_of(study, scenario, baseline);

        if (scenario != own)
            status = compare_cell(study, &study->cells[i], own, &list[(*n)++], err);
    }
    *out = list;
    return status;
}
