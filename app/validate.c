/* app/validate.c - saksflyt validate: the model against what is known, target by target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "app/build.h"
#include "app/command.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiments/validation.h"
#include "input/suggest.h"
#include "plots/validation.h"

enum { LONGEST_PATH = 4096 };

typedef struct arguments {
    const char *dir, *format, **ids;
    size_t n_ids;
    uint32_t threads;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    uint64_t number;

    switch (key) {
    case 'o':
        a->dir = value;
        return 0;
    case 'f':
        a->format = value;
        if (strcmp(value, "text") != 0 && strcmp(value, "json") != 0 && strcmp(value, "markdown") != 0 &&
            strcmp(value, "record") != 0)
            argp_error(state, _("\"%s\" is no format; write text, json, markdown or record"), value);
        return 0;
    case 'j':
        if (!read_whole(value, 1, 1024, &number))
            argp_error(state, _("\"%s\" is no number of threads from 1 to 1024"), value);
        a->threads = (uint32_t)number;
        return 0;
    case ARGP_KEY_ARG:
        a->ids[a->n_ids++] = value;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"format", 'f', "text|json|markdown|record", 0,
     N_("how the results are written; text when omitted; record: as reports of studies show them"), 0},
    {"output", 'o', "DIR", 0, N_("where the studies and the report go; out/validate when omitted"), 0},
    {"jobs", 'j', "N", 0, N_("threads; one per processor when omitted"), 0},
    {0}};

const struct argp validate_parser = {
    options,
    option,
    "[ID]...",
    N_("Confronts the model with what is known: pass, miss or not comparable for each target, with number, band, interval and "
       "reason. All targets when none is named. A miss is no error of the program."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

/* The places of the targets asked for; all of them when none is. Owner: the caller. */
static sf_status choose(const sf_validation *validation, const arguments *a, size_t **out, size_t *n, sf_error *err)
{
    size_t n_targets;
    const sf_validation_target *targets = sf_validation_targets(validation, &n_targets);
    size_t *wanted = calloc(n_targets + a->n_ids + 1, sizeof *wanted);

    if (wanted == NULL)
        return sf_out_of_memory(err);
    *n = a->n_ids > 0 ? a->n_ids : n_targets;
    for (size_t i = 0; i < *n; i++) {
        wanted[i] = a->n_ids > 0 ? sf_validation_find(validation, a->ids[i]) : i;
        if (wanted[i] == n_targets) {
            sf_suggestion suggestion = {.written = a->ids[i]};
            sf_pool pool = {0};

            for (size_t k = 0; k < n_targets; k++)
                sf_suggest(&suggestion, &pool, targets[k].id);
            (void)SF_FAIL(err, SF_EUSAGE, NULL, _("there is no target \"%s\"; %s"), a->ids[i],
                          sf_suggestion_text(&suggestion, &pool));
            sf_pool_free(&pool);
            free(wanted);
            return SF_EUSAGE;
        }
    }
    *out = wanted;
    return SF_OK;
}

static void tell_study(void *user, const char *study, size_t i, size_t n)
{
    (void)user;
    fputs("\r\033[K", stderr); /* over the line before */
    fprintf(stderr, _("study %zu of %zu: %s"), i, n, study);
    if (i == n)
        fputc('\n', stderr);
}

/* Every folder of the path that is missing. What then cannot be written says so itself. */
static void make_folders(const char *path)
{
    char part[LONGEST_PATH];

    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        (void)mkdir(part, 0777);
    }
    (void)mkdir(path, 0777);
}

/* With the build and today's date: whoever reads it later must know what it is of. */
static sf_status show_record(const sf_target_outcome *outcomes, size_t n, sf_error *err)
{
    const time_t now = time(NULL);
    struct tm utc;
    char day[16] = "";

    if (gmtime_r(&now, &utc) != NULL)
        strftime(day, sizeof day, "%Y-%m-%d", &utc);
    return sf_validation_write_record(outcomes, n, sf_build_id(), day, stdout, err);
}

static sf_status show(const app *context, const arguments *a, const sf_target_outcome *outcomes, size_t n,
                      sf_error *err)
{
    sf_status status;

    if (a->format != NULL && strcmp(a->format, "json") == 0)
        return sf_validation_write_json(outcomes, n, stdout, err);
    if (a->format != NULL && strcmp(a->format, "markdown") == 0)
        return sf_validation_markdown(outcomes, n, stdout, err);
    if (a->format != NULL && strcmp(a->format, "record") == 0)
        return show_record(outcomes, n, err);
    status = sf_validation_print(outcomes, n, stdout, context->language, err);
    if (status == SF_OK)
        printf(_("Report: %s/report.html\n"), a->dir);
    return status;
}

static sf_status validate(const app *context, const arguments *a, sf_problems *problems, sf_error *err)
{
    char configs[LONGEST_PATH], targets[LONGEST_PATH + 32], calibrated[LONGEST_PATH + 32];
    sf_validation *validation = NULL;
    sf_target_outcome *outcomes = NULL;
    size_t *wanted = NULL, n = 0;
    sf_status status;

    if (sf_build_configs_dir(configs, sizeof configs)[0] == '\0')
        return SF_FAIL(
            err, SF_EUNAVAILABLE, NULL, "%s",
            _("the configs of the validation are missing; they belong in ../share/saksflyt/configs beside the program"));
    snprintf(targets, sizeof targets, "%s/validering/targets.cfg", configs);
    snprintf(calibrated, sizeof calibrated, "%s/calibrated.cfg", configs);
    status = sf_validation_read(targets, calibrated, problems, &validation, err);
    if (status == SF_OK)
        status = choose(validation, a, &wanted, &n, err);
    if (status == SF_OK && (outcomes = calloc(n + 1, sizeof *outcomes)) == NULL)
        status = sf_out_of_memory(err);
    if (status == SF_OK) {
        const sf_validation_order order = {.validation = validation,
                                           .wanted = wanted,
                                           .n_wanted = n,
                                           .configs = configs,
                                           .dir = a->dir,
                                           .build = sf_build_id(),
                                           .threads = a->threads,
                                           .language = context->language,
                                           .stop = context->stop,
                                           .tells = isatty(STDERR_FILENO) ? tell_study : NULL};

        status = sf_validation_run(&order, problems, outcomes, err);
    }
    if (status == SF_OK) {
        make_folders(a->dir);
        status = sf_validation_report(outcomes, n, a->dir, context->language, err);
        if (status == SF_OK)
            status = show(context, a, outcomes, n, err);
        for (size_t i = 0; i < n; i++)
            sf_target_outcome_free(&outcomes[i]);
    }
    free(outcomes);
    free(wanted);
    sf_validation_free(validation);
    return status;
}

int command_validate(const app *context, int argc, char **argv)
{
    arguments a = {.dir = "out/validate", .ids = calloc((size_t)argc + 1, sizeof *a.ids)};
    sf_problems problems = {0};
    sf_error err = {0};
    int code;

    if (a.ids == NULL)
        return show_no_memory();
    code = parse_arguments(&validate_parser, argc, argv, &a);
    if (code == EX_OK) {
        const sf_status status = validate(context, &a, &problems, &err);

        if (status != SF_OK) {
            sf_problems_sort(&problems);
            show_problems(&problems);
            code = show_error(&err, problems.errors > 0);
        }
    }
    sf_problems_free(&problems);
    free(a.ids);
    return code;
}
