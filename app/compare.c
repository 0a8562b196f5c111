/* app/compare.c - saksflyt compare: paired differences, what may be concluded from them, and who gains and who loses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/build.h"
#include "app/command.h"
#include "core/text.h"
#include "experiments/placebo.h"
#include "input/suggest.h"
#include "plots/plots.h"
#include "results/export.h"
#include "results/placebo.h"

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

/* The placebo of the study's own baseline is kept for its report and charts; that of another one is for now only. */
static sf_status play_placebo(const app *context, const char *dir, sf_study *study, size_t baseline, sf_crowd **own,
                              const sf_crowd **out, sf_error *err)
{
    sf_status status;

    if (baseline == sf_study_baseline(study)) {
        status = sf_placebo_make(dir, study, sf_build_id(), MOST_PLACEBOS, context->stop, err);
        *out = status == SF_OK ? sf_study_placebo(study) : NULL;
        return status;
    }
    status = sf_crowd_open(study, sf_study_replications(study, baseline), own, err);
    if (status == SF_OK)
        status = sf_placebo_add(dir, study, sf_build_id(), baseline, MOST_PLACEBOS, context->stop, *own, err);
    *out = status == SF_OK ? *own : NULL;
    return status;
}

/* Without a placebo there is still a comparison; stopped, without memory or with a full disk there is none. */
static bool is_fatal(sf_status status)
{
    return status == SF_EINTERRUPTED || status == SF_ETERMINATED || status == SF_ENOMEM || status == SF_EIO ||
           status == SF_ECANTCREATE;
}

static sf_status compare(const app *context, const arguments *a, sf_study *study, size_t baseline, sf_error *err)
{
    const sf_crowd *placebo = NULL;
    sf_crowd *own = NULL;
    sf_error why = {0};
    size_t n_rows = 0;
    sf_status status = sf_export_comparisons(a->dir, study, baseline, &n_rows, err);

    if (status == SF_OK) {
        const sf_status played = play_placebo(context, a->dir, study, baseline, &own, &placebo, &why);

        if (is_fatal(played)) {
            status = played;
            *err = why;
        }
    }
    if (status == SF_OK)
        status = sf_report_comparison(study, baseline, placebo, why.message, stdout, context->language, err);
    if (status == SF_OK)
        printf(_("\nAll %zu differences: %s/compare.csv\n"), n_rows, a->dir);
    sf_crowd_close(own);
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
