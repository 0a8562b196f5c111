/* app/run.c - saksflyt run: from a config to a study directory, with progress on a terminal and the answer at the end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/build.h"
#include "app/experiment.h"
#include "core/civil.h"
#include "core/text.h"
#include "experiments/placebo.h"
#include "plots/plots.h"
#include "results/settling.h"
#include "results/study.h"

enum { OPTION_EVENTS = OPTION_OWN, OPTION_PRECISION };

typedef struct arguments {
    experiment_arguments shared;
    const char **precisions;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    sf_experiment *experiment = &a->shared.experiment;
    error_t shared;

    switch (key) {
    case OPTION_EVENTS:
        experiment->events = true;
        return 0;
    case OPTION_PRECISION:
        a->precisions[experiment->n_precisions++] = value;
        return 0;
    default:
        break;
    }
    shared = experiment_option(key, value, state, &a->shared);
    if (key == ARGP_KEY_END && experiment->shards > 0 && experiment->n_precisions > 0)
        argp_error(state, "%s",
                   _("--precision looks at all replications, and a shard (--shard) has only some of them"));
    return key == ARGP_KEY_END ? 0 : shared;
}

/* Design 3: the base rates hold at the reference contact; a base run that is more than 20 % off it has other rates than it says. */
static void warn_of_contact(const app *context, sf_study *study)
{
    const sf_study_info *facts = sf_study_facts(study);
    const char *base = facts->scenarios[sf_study_baseline(study)].id;

    for (size_t i = 0; i < facts->n_assumptions; i++) {
        const sf_assumption *a = &facts->assumptions[i];
        const char *after = strstr(a->path, ".follow_up.reference");
        char entity[128], achieved[32], reference[32];
        const char *one_segment;
        double held;

        if (after == NULL || strncmp(a->path, "programmes.", 11) != 0 || !(a->number > 0.0))
            continue;
        snprintf(entity, sizeof entity, "%.*s", (int)(after - a->path), a->path);
        one_segment = after[strlen(".follow_up.reference")] == '.' ? after + strlen(".follow_up.reference") + 1 : "all";
        held = sf_study_value(study, base, "contact.held", entity, one_segment, SF_STAT_MEAN).mean;
        if (isnan(held) || fabs(held / (a->number * SF_DAYS_PER_MONTH) - 1.0) <= 0.2)
            continue;
        fprintf(
            stderr,
            _("warning: %s: contact held is %s a month in scenario %s, the reference is %s; exit rates with follow_up hold at the reference, so set it near what is achieved\n"),
            a->path, sf_format_auto(context->language, held, achieved, sizeof achieved), base,
            sf_format_auto(context->language, a->number * SF_DAYS_PER_MONTH, reference, sizeof reference));
    }
}

/* Only of the baseline: a policy is meant to move things. */
static sf_status warn_of_warm_up(const app *context, sf_study *study, sf_error *err)
{
    enum { MOST_TOLD = 6 };
    const sf_study_info *facts = sf_study_facts(study);
    const size_t base = sf_study_baseline(study);
    const sf_settling *unsettled = NULL;
    size_t n = 0;
    sf_status status = sf_study_unsettled(study, base, &unsettled, &n, err);

    for (size_t i = 0; i < n && i < MOST_TOLD && status == SF_OK; i++) {
        const sf_settling *one = &unsettled[i];
        char early[32], late[32], days[32];

        sf_format_auto(context->language, one->early, early, sizeof early);
        sf_format_auto(context->language, one->late, late, sizeof late);
        sf_format_number(context->language, one->settled_days, 0, days, sizeof days);
        if (one->drifts)
            fprintf(
                stderr,
                _("warning: %s of %s in scenario %s drifts (%s in the first year, %s in the last); its averages describe no steady state\n"),
                facts->catalogue->metrics[one->metric].id, facts->catalogue->entities[one->entity],
                facts->scenarios[base].id, early, late);
        else
            fprintf(
                stderr,
                one->never
                    ? _("warning: %s of %s in scenario %s still moves when half of the time is over (%s at first, %s after %s days): it may never settle; "
                        "its averages describe no steady state\n")
                    : _("warning: %s of %s in scenario %s had not settled when measuring began (%s at first, %s after %s days); let the warm-up be "
                        "longer, or read it as a transition\n"),
                facts->catalogue->metrics[one->metric].id, facts->catalogue->entities[one->entity],
                facts->scenarios[base].id, early, late, days);
    }
    if (n > MOST_TOLD && status == SF_OK)
        fprintf(stderr, _("warning: ... and %zu more that had not settled\n"), n - MOST_TOLD);
    return status;
}

/* Where arrivals grow or shrink there is no steady state, however long the warm-up. */
static sf_status warn_of_trends(const app *context, sf_study *study, sf_error *err)
{
    enum { MOST_TOLD = 6 };
    const sf_study_info *facts = sf_study_facts(study);
    const size_t base = sf_study_baseline(study);
    const sf_trend *trends = NULL;
    size_t n = 0;
    sf_status status = sf_study_trends(study, base, &trends, &n, err);

    for (size_t i = 0; i < n && i < MOST_TOLD && status == SF_OK; i++) {
        char first[32], last[32];

        fprintf(
            stderr,
            _("warning: %s of %s in scenario %s has a trend (%s a year in the first year, %s in the last): there is no steady state; read averages as those of the period\n"),
            facts->catalogue->metrics[trends[i].metric].id, facts->catalogue->entities[trends[i].entity],
            facts->scenarios[base].id, sf_format_auto(context->language, trends[i].first, first, sizeof first),
            sf_format_auto(context->language, trends[i].last, last, sizeof last));
    }
    if (n > MOST_TOLD && status == SF_OK)
        fprintf(stderr, _("warning: ... and %zu more with a trend\n"), n - MOST_TOLD);
    return status;
}

/* Gainers and losers are read beside a placebo: a third of the replications once more, at most ten. saksflyt compare takes more. */
static sf_status play_placebo(const app *context, const char *dir, sf_study *study, sf_error *err)
{
    enum { MOST = 10, FEWEST = 2 };
    const sf_study_info *facts = sf_study_facts(study);
    const size_t n = facts->n_scenarios > 0 ? sf_study_replications(study, sf_study_baseline(study)) / 3 : 0;
    sf_error why = {0};
    sf_status status = SF_OK;

    if (facts->design == NULL)
        status = sf_placebo_make(dir, study, sf_build_id(),
                                 n < FEWEST ? FEWEST
                                 : n > MOST ? MOST
                                            : n,
                                 context->stop, &why);
    if (status == SF_EUNAVAILABLE || status == SF_EDATA)
        return SF_OK; /* shards of another build, for example: the charts say that there is none */
    if (status != SF_OK)
        *err = why;
    return status;
}

int tell_results(const app *context, const char *dir, bool no_report, sf_error *err)
{
    static const char *const formats[] = {"png", "svg"};
    sf_study *study = NULL;
    sf_status status = sf_study_open(dir, &study, err);

    if (status == SF_OK && !no_report)
        status = play_placebo(context, dir, study, err);
    if (status == SF_OK && !no_report)
        status = sf_plot_all(study, dir, context->language, formats, 2, err);
    if (status == SF_OK && !no_report)
        status = sf_report_html(study, dir, context->language, err);
    if (status == SF_OK)
        status = sf_report_terminal(study, stdout, context->language, err);
    if (status == SF_OK)
        warn_of_contact(context, study);
    if (status == SF_OK)
        status = warn_of_warm_up(context, study, err);
    if (status == SF_OK)
        status = warn_of_trends(context, study, err);
    sf_study_close(study);
    return status == SF_OK ? EX_OK : show_error(err, false);
}

static void say_precision(const app *context, const sf_experiment_result *result, void *user)
{
    const arguments *a = user;
    char number[32];

    if (a->shared.experiment.n_precisions == 0)
        return;
    if (result->enough > 0)
        printf(_("\n%u replications are enough for the precision that was asked for.\n"), result->enough);
    else
        printf(_("\nThe precision that was asked for is not reached with %u replications; it takes about %s (-r).\n"),
               result->most, sf_format_number(context->language, result->would_take, 0, number, sizeof number));
}

static const struct argp_option options[] = {
    EXPERIMENT_OPTIONS,
    {"events", OPTION_EVENTS, NULL, 0, N_("keep every event of every life, for export --format events-csv or xes"), 0},
    {"precision", OPTION_PRECISION, "METRIC=HALFWIDTH", 0,
     N_("as many replications as it takes for intervals this narrow, at most -r (1000 when omitted); may be repeated"),
     0},
    {0}};

const struct argp run_parser = {
    options, option, "CONFIG",      N_("Runs every scenario of a config and writes tables, charts and a report."),
    NULL,    NULL,   SF_TEXT_DOMAIN};

int command_run(const app *context, int argc, char **argv)
{
    arguments a = {.precisions = calloc((size_t)argc, sizeof *a.precisions)};
    int code;

    if (!experiment_arguments_take(&a.shared, argc) || a.precisions == NULL) {
        code = show_no_memory();
    } else {
        code = parse_arguments(&run_parser, argc, argv, &a);
        a.shared.experiment.precisions = a.precisions;
        if (code == EX_OK)
            code = experiment_execute(context, &a.shared, say_precision, &a);
    }
    experiment_arguments_free(&a.shared);
    free(a.precisions);
    return code;
}
