/* experiments/validation.c - runs what the targets of the validation need, and judges them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/validation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

/* A study, and which of its scenarios the wanted targets name. */
typedef struct errand {
    const sf_validation_study *study;
    bool is_needed, takes_all; /* takes_all: some place names no scenario */
    char **scenarios;
    size_t n_scenarios;
    sf_study *open;
} errand;

typedef struct errands {
    errand *list;
    size_t n;
    const char *unknown; /* a place whose study does not exist */
    bool is_short;       /* of memory */
} errands;

static bool has_scenario(const errand *e, const char *id)
{
    for (size_t i = 0; i < e->n_scenarios; i++) {
        if (strcmp(e->scenarios[i], id) == 0)
            return true;
    }
    return false;
}

static void add_scenario(errands *all, errand *e, const char *id)
{
    char **grown;

    if (has_scenario(e, id))
        return;
    grown = realloc(e->scenarios, (e->n_scenarios + 1) * sizeof *grown);
    if (grown != NULL)
        e->scenarios = grown;
    if (grown == NULL || (grown[e->n_scenarios] = strdup(id)) == NULL)
        all->is_short = true;
    else
        e->n_scenarios++;
}

static void note_place(void *user, const char *place)
{
    errands *all = user;
    const char *dot = strchr(place, '.');
    const size_t length = dot != NULL ? (size_t)(dot - place) : strlen(place);

    for (size_t i = 0; i < all->n; i++) {
        errand *e = &all->list[i];

        if (strlen(e->study->id) != length || strncmp(e->study->id, place, length) != 0)
            continue;
        e->is_needed = true;
        if (dot == NULL)
            e->takes_all = true;
        else
            add_scenario(all, e, dot + 1);
        return;
    }
    all->unknown = place;
}

static sf_status note_target(errands *all, const sf_validation_target *target, sf_error *err)
{
    for (size_t i = 0; i < target->n_checks; i++) {
        const sf_validation_check *check = &target->checks[i];
        size_t k = 0;

        do {
            const sf_status status =
                sf_formula_visit(check->value, check->n_at > 0 ? check->at[k] : NULL, note_place, all, err);

            if (status != SF_OK)
                return status;
            if (all->unknown != NULL)
                return SF_FAIL(err, SF_ECONFIG, NULL, _("%s: there is no study for @%s"), target->id, all->unknown);
        } while (++k < check->n_at);
    }
    return all->is_short ? sf_out_of_memory(err) : SF_OK;
}

static sf_status run_study(const sf_validation_order *order, const errand *e, const char *config, const char *dir,
                           sf_problems *problems, sf_error *err)
{
    sf_experiment experiment = {.config = config,
                                .dir = dir,
                                .build = order->build,
                                .sets = e->study->sets,
                                .n_sets = e->study->n_sets,
                                .scenarios = (const char *const *)e->scenarios,
                                .n_scenarios = e->takes_all ? 0 : e->n_scenarios,
                                .replications = e->study->replications,
                                .threads = order->threads,
                                .stop = order->stop};
    sf_experiment_result result;
    sf_status status = sf_experiment_run(&experiment, problems, &result, err);

    if (status ==
        SF_ECANTCREATE) { /* of another build, or from before the config was changed: what can be computed again */
        sf_error why = {0};

        experiment.fresh = true;
        sf_problems_free(problems);
        *problems = (sf_problems){0};
        if (sf_experiment_run(&experiment, problems, &result, &why) == SF_OK)
            return SF_OK;
        *err = why;
        return why.status;
    }
    return status;
}

static sf_status run_errand(const sf_validation_order *order, errand *e, sf_problems *problems, sf_error *err)
{
    char *config = NULL, *dir = NULL;
    sf_status status = SF_OK;

    if (asprintf(&config, "%s/%s", order->configs, e->study->config) < 0)
        config = NULL;
    if (asprintf(&dir, "%s/%s", order->dir, e->study->id) < 0)
        dir = NULL;
    if (config == NULL || dir == NULL)
        status = sf_out_of_memory(err);
    if (status == SF_OK)
        status = run_study(order, e, config, dir, problems, err);
    if (status == SF_OK)
        status = sf_study_open(dir, &e->open, err);
    free(config);
    free(dir);
    return status;
}

static sf_status run_all(const sf_validation_order *order, errands *all, sf_problems *problems, sf_error *err)
{
    size_t needed = 0, done = 0;
    sf_status status = SF_OK;

    for (size_t i = 0; i < all->n; i++)
        needed += all->list[i].is_needed;
    for (size_t i = 0; i < all->n && status == SF_OK; i++) {
        errand *e = &all->list[i];

        if (!e->is_needed)
            continue;
        if (order->tells != NULL)
            order->tells(order->user, e->study->id, ++done, needed);
        sf_problems_free(problems); /* warnings of the studies before: their configs have been looked at */
        *problems = (sf_problems){0};
        status = run_errand(order, e, problems, err);
    }
    return status;
}

static sf_status judge_all(const sf_validation_order *order, const errands *all, sf_target_outcome *outcomes,
                           sf_error *err)
{
    size_t n_targets, n_sources = 0, judged = 0;
    const sf_validation_target *targets = sf_validation_targets(order->validation, &n_targets);
    sf_formula_source *sources = calloc(all->n + 1, sizeof *sources);
    sf_status status = sources != NULL ? SF_OK : sf_out_of_memory(err);

    for (size_t i = 0; i < all->n && status == SF_OK; i++) {
        if (all->list[i].open != NULL)
            sources[n_sources++] = (sf_formula_source){all->list[i].study->id, all->list[i].open};
    }
    while (judged < order->n_wanted && status == SF_OK) {
        status = sf_validation_judge(&targets[order->wanted[judged]], sources, n_sources, order->language,
                                     &outcomes[judged], err);
        judged += status == SF_OK;
    }
    while (status != SF_OK && judged > 0)
        sf_target_outcome_free(&outcomes[--judged]);
    free(sources);
    return status;
}

static void close_all(errands *all)
{
    for (size_t i = 0; i < all->n && all->list != NULL; i++) {
        errand *e = &all->list[i];

        sf_study_close(e->open);
        for (size_t k = 0; k < e->n_scenarios; k++)
            free(e->scenarios[k]);
        free(e->scenarios);
    }
    free(all->list);
}

sf_status sf_validation_run(const sf_validation_order *order, sf_problems *problems, sf_target_outcome *outcomes,
                            sf_error *err)
{
    size_t n_targets;
    const sf_validation_target *targets = sf_validation_targets(order->validation, &n_targets);
    errands all = {0};
    const sf_validation_study *studies = sf_validation_studies(order->validation, &all.n);
    sf_status status = SF_OK;

    all.list = calloc(all.n + 1, sizeof *all.list);
    if (all.list == NULL)
        status = sf_out_of_memory(err);
    for (size_t i = 0; i < all.n && status == SF_OK; i++)
        all.list[i].study = &studies[i];
    for (size_t i = 0; i < order->n_wanted && status == SF_OK; i++)
        status = note_target(&all, &targets[order->wanted[i]], err);
    if (status == SF_OK)
        status = run_all(order, &all, problems, err);
    if (status == SF_OK)
        status = judge_all(order, &all, outcomes, err);
    close_all(&all);
    return status;
}
