/* app/study.c - the commands that look at a finished study: digest, plot, report.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "core/text.h"
#include "plots/plots.h"
#include "results/store.h"
#include "results/study.h"

enum { MOST_CHARTS = 64, MOST_FORMATS = 8, OPTION_SIZE = 256 };

typedef struct arguments {
    const char *dir;
    const char *formats[MOST_FORMATS];
    size_t n_formats;
    const char *charts[MOST_CHARTS];
    size_t n_charts, most_charts;
    double width, height; /* of charts; 0: the usual */
} arguments;

/* "1200" or "1200x800". */
static bool read_size(const char *text, double *width, double *height)
{
    char *end;

    if (text[0] < '0' || text[0] > '9')
        return false;
    *width = strtod(text, &end);
    *height = 0.0;
    if (*end == 'x' && end[1] >= '0' && end[1] <= '9')
        *height = strtod(end + 1, &end);
    return *end == '\0' && *width >= 16.0 && *width <= 32767.0 &&
           (*height == 0.0 || (*height >= 16.0 && *height <= 32767.0));
}

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case 'f':
        if (a->n_formats == MOST_FORMATS)
            argp_error(state, _("\"%s\" is one format too many"), value);
        a->formats[a->n_formats++] = value;
        return 0;
    case OPTION_SIZE:
        if (!read_size(value, &a->width, &a->height))
            argp_error(state, _("\"%s\" is no size; write a width of 16 to 32767, or width and height: 1200x800"),
                       value);
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
    {"format", 'f', "png|svg|pdf", 0, N_("this format, and may be repeated; png and svg when omitted"), 0},
    {"size", OPTION_SIZE, "WIDTH[xHEIGHT]", 0,
     N_("as large as fits, in pixels of a png or points of the others; 1920 and 960 wide when omitted"), 0},
    {0}};

const struct argp plot_parser = {
    plot_options, option, "DIR [CHART]...", N_("Draws the charts of a study again, into DIR/charts/."),
    NULL,         NULL,   SF_TEXT_DOMAIN};

int command_plot(const app *context, int argc, char **argv)
{
    static const char *const usual[] = {"png", "svg"};
    arguments a = {.most_charts = MOST_CHARTS};
    sf_study *study = NULL;
    sf_error err = {0};
    sf_status status;
    int code = parse_arguments(&plot_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    status = sf_study_open(a.dir, &study, &err);
    if (status == SF_OK)
        status = sf_plot(study, a.dir,
                         &(sf_plot_order){.names = a.charts,
                                          .n_names = a.n_charts,
                                          .language = context->language,
                                          .formats = a.n_formats > 0 ? a.formats : usual,
                                          .n_formats = a.n_formats > 0 ? a.n_formats : 2,
                                          .width = a.width,
                                          .height = a.height},
                         &err);
    sf_study_close(study);
    return status == SF_OK ? EX_OK : show_error(&err, false);
}

static const struct argp_option report_options[] = {
    {"format", 'f', "html|pdf|xlsx", 0, N_("which kind, and may be repeated; html when omitted"), 0}, {0}};

const struct argp report_parser = {
    report_options, option, "DIR",         N_("Writes the report of a study again, into DIR/report.FORMAT."),
    NULL,           NULL,   SF_TEXT_DOMAIN};

static const struct report_kind {
    const char *format;
    sf_status (*writes)(sf_study *study, const char *dir, sf_language language, sf_error *err);
} report_kinds[] = {{"html", sf_report_html}, {"pdf", sf_report_pdf}, {"xlsx", sf_report_xlsx}};

static const struct report_kind *report_of(const char *format)
{
    for (size_t i = 0; i < sizeof report_kinds / sizeof report_kinds[0]; i++)
        if (strcmp(report_kinds[i].format, format) == 0)
            return &report_kinds[i];
    return NULL;
}

int command_report(const app *context, int argc, char **argv)
{
    arguments a = {0};
    const struct report_kind *kinds[MOST_FORMATS];
    sf_study *study = NULL;
    sf_error err = {0};
    sf_status status;
    int code = parse_arguments(&report_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    if (a.n_formats == 0)
        a.formats[a.n_formats++] = "html";
    for (size_t i = 0; i < a.n_formats; i++) {
        kinds[i] = report_of(a.formats[i]);
        if (kinds[i] == NULL) {
            fprintf(stderr, _("saksflyt: there is no report as \"%s\"; write html, pdf or xlsx\n"), a.formats[i]);
            return EX_USAGE;
        }
    }
    status = sf_study_open(a.dir, &study, &err);
    for (size_t i = 0; status == SF_OK && i < a.n_formats; i++)
        status = kinds[i]->writes(study, a.dir, context->language, &err);
    sf_study_close(study);
    return status == SF_OK ? EX_OK : show_error(&err, false);
}
