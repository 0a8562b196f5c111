/* app/study.c - the commands that look at a finished study: digest, plot, report.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "core/text.h"
#include "plots/plots.h"
#include "results/store.h"
#include "results/study.h"

enum { MOST_CHARTS = 64 };

typedef struct arguments {
    const char *dir, *format;
    const char *charts[MOST_CHARTS];
    size_t n_charts, most_charts;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case 'f':
        a->format = value;
        return 0;
    case ARGP_KEY_ARG:
        if (a->dir == NULL)
            a->dir = value;
        else if (a->n_charts < a->most_charts)
            a->charts[a->n_charts++] = value;
        else
            argp_error(state, _("\"%s\" is one argument too many"), value);
        return 0;
    case ARGP_KEY_END:
        if (a->dir == NULL)
            argp_error(state, "%s", _("which study? Write its directory, out/kontor for example"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp digest_parser = {
    NULL, option, "DIR",         N_("Prints 64 hex digits that are the same when the results are."),
    NULL, NULL,   SF_TEXT_DOMAIN};

int command_digest(const app *context, int argc, char **argv)
{
    arguments a = {0};
    char hex[SF_DIGEST_HEX];
    sf_error err = {0};
    int code = parse_arguments(&digest_parser, argc, argv, &a);

    (void)context;
    if (code != EX_OK)
        return code;
    if (sf_store_digest(a.dir, hex, &err) != SF_OK)
        return show_error(&err, false);
    printf("%s\n", hex);
    return EX_OK;
}

static const struct argp_option plot_options[] = {
    {"format", 'f', "png|svg", 0, N_("only this format; both when omitted"), 0}, {0}};

const struct argp plot_parser = {
    plot_options, option, "DIR [CHART]...", N_("Draws the charts of a study again, into DIR/charts/."),
    NULL,         NULL,   SF_TEXT_DOMAIN};

int command_plot(const app *context, int argc, char **argv)
{
    arguments a = {.most_charts = MOST_CHARTS};
    const char *formats[2] = {"png", "svg"};
    sf_study *study = NULL;
    sf_error err = {0};
    sf_status status;
    int code = parse_arguments(&plot_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    if (a.format != NULL)
        formats[0] = a.format;
    status = sf_study_open(a.dir, &study, &err);
    if (status == SF_OK && a.n_charts == 0)
        status = sf_plot_all(study, a.dir, context->language, formats, a.format == NULL ? 2 : 1, &err);
    for (size_t i = 0; i < a.n_charts && status == SF_OK; i++)
        status = sf_plot_one(study, a.dir, a.charts[i], context->language, formats, a.format == NULL ? 2 : 1, &err);
    sf_study_close(study);
    return status == SF_OK ? EX_OK : show_error(&err, false);
}

static const struct argp_option report_options[] = {{"format", 'f', "html", 0, N_("html"), 0}, {0}};

const struct argp report_parser = {
    report_options, option, "DIR",         N_("Writes the report of a study again, into DIR/report.html."),
    NULL,           NULL,   SF_TEXT_DOMAIN};

int command_report(const app *context, int argc, char **argv)
{
    arguments a = {0};
    sf_study *study = NULL;
    sf_error err = {0};
    sf_status status;
    int code = parse_arguments(&report_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    if (a.format != NULL && strcmp(a.format, "html") != 0) {
        fprintf(stderr, _("saksflyt: this version writes html, not \"%s\"\n"), a.format);
        return EX_USAGE;
    }
    status = sf_study_open(a.dir, &study, &err);
    if (status == SF_OK)
        status = sf_report_html(study, a.dir, context->language, &err);
    sf_study_close(study);
    return status == SF_OK ? EX_OK : show_error(&err, false);
}
