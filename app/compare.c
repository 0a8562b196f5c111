/* app/compare.c - saksflyt compare: paired differences, what may be concluded from them, and who gains and who loses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/build.h"
#include "app/command.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiments/placebo.h"
#include "input/suggest.h"
#include "plots/plots.h"
#include "results/export.h"

enum { OPTION_BASELINE = 256, MOST_PLACEBOS = 100 };

typedef struct arguments {
    const char *dir, *baseline;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case OPTION_BASELINE:
        a->baseline = value;
        return 0;
    default:
        return study_argument(key, value, state, &a->dir);
    }
}

static const struct argp_option options[] = {
    {"baseline", OPTION_BASELINE, "ID", 0, N_("the scenario to compare with; study.compare_with when omitted"), 0},
    {0}};

const struct argp compare_parser = {
    options,
    option,
    "DIR",
    N_("Compares every scenario of a study with a baseline, replication by replication on common luck. All differences go to "
       "DIR/compare.csv."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

static sf_status find_baseline(const sf_study *study, const char *wanted, size_t *out, sf_error *err)
{
    const sf_study_info *facts = sf_study_facts(study);
    sf_suggestion suggestion = {.written = wanted};
    sf_pool pool = {0};

    *out = sf_study_baseline(study);
    if (wanted == NULL || sf_study_find_scenario(study, wanted, out))
        return SF_OK;
    for (size_t i = 0; i < facts->n_scenarios; i++)
        sf_suggest(&suggestion, &pool, facts->scenarios[i].id);
    (void)SF_FAIL(err, SF_EUSAGE, NULL, _("the study has no scenario \"%s\"; %s"), wanted,
                  sf_suggestion_text(&suggestion, &pool));
    sf_pool_free(&pool);
    return SF_EUSAGE;
}

/* The replications that both scenarios have finished, side by side. */
static sf_status fill_crowd(sf_study *study, size_t baseline, size_t scenario, sf_crowd **out, sf_error *err)
{
    const size_t n_base = sf_study_replications(study, baseline), n_other = sf_study_replications(study, scenario);
    sf_status status = sf_crowd_open(study, n_base < n_other ? n_base : n_other, out, err);

    for (size_t i = 0, j = 0; i < n_base && j < n_other && status == SF_OK;) {
        const uint32_t base = sf_study_replication_number(study, baseline, i);
        const uint32_t other = sf_study_replication_number(study, scenario, j);
        const sf_person_outcome *there = NULL, *here = NULL;
        size_t n_there = 0, n_here = 0;

        if (base == other)
            status = sf_study_persons(study, baseline, base, &there, &n_there, err);
        if (base == other && status == SF_OK)
            status = sf_study_persons(study, scenario, base, &here, &n_here, err);
        if (base == other && status == SF_OK)
            sf_crowd_add(*out, there, n_there, here, n_here);
        i += base <= other;
        j += other <= base;
    }
    return status;
}

static sf_status compare(const app *context, const arguments *a, sf_study *study, size_t baseline, sf_error *err)
{
    const size_t scenarios = sf_study_facts(study)->n_scenarios;
    sf_crowd **crowds = calloc(scenarios + 1, sizeof *crowds), *placebo = NULL;
    sf_error why = {0};
    size_t n_rows = 0;
    sf_status status =
        crowds == NULL ? sf_out_of_memory(err) : sf_export_comparisons(a->dir, study, baseline, &n_rows, err);

    for (size_t s = 0; s < scenarios && status == SF_OK; s++) {
        const size_t own = sf_study_baseline_of(study, s, baseline);

        if (s != own)
            status = fill_crowd(study, own, s, &crowds[s], err);
    }
    if (status == SF_OK)
        status = sf_crowd_open(study, sf_study_replications(study, baseline), &placebo, err);
    if (status == SF_OK) {
        const sf_status played =
            sf_placebo_add(a->dir, study, sf_build_id(), baseline, MOST_PLACEBOS, context->stop, placebo, &why);

        if (played == SF_EINTERRUPTED || played == SF_ETERMINATED || played == SF_ENOMEM) {
            status = played;
            *err = why;
        } else if (played != SF_OK) {
            sf_crowd_close(placebo);
            placebo = NULL;
        }
    }
    if (status == SF_OK)
        status = sf_report_comparison(study, baseline, crowds, placebo, why.message, stdout, context->language, err);
    if (status == SF_OK)
        printf(_("\nAll %zu differences: %s/compare.csv\n"), n_rows, a->dir);
    sf_crowd_close(placebo);
    for (size_t s = 0; s < scenarios && crowds != NULL; s++)
        sf_crowd_close(crowds[s]);
    free(crowds);
    return status;
}

int command_compare(const app *context, int argc, char **argv)
{
    arguments a = {0};
    sf_study *study = NULL;
    sf_error err = {0};
    size_t baseline = 0;
    sf_status status;
    int code = parse_arguments(&compare_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    status = sf_study_open(a.dir, &study, &err);
    if (status == SF_OK)
        status = find_baseline(study, a.baseline, &baseline, &err);
    if (status == SF_OK && sf_study_facts(study)->n_scenarios < 2)
        status = SF_FAIL(&err, SF_EUSAGE, NULL, _("%s holds one scenario; a comparison takes at least two"), a.dir);
    if (status == SF_OK)
        status = compare(context, &a, study, baseline, &err);
    sf_study_close(study);
    return status == SF_OK ? EX_OK : show_error(&err, false);
}
