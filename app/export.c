/* app/export.c - saksflyt export: the tables of a study for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "core/text.h"
#include "results/export.h"

typedef struct arguments {
    const char *dir, *format;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case 'f':
        if (strcmp(value, "csv") != 0 && strcmp(value, "json") != 0)
            argp_error(state, _("\"%s\" is no format of tables; csv and json are"), value);
        a->format = value;
        return 0;
    case ARGP_KEY_ARG:
        if (a->dir != NULL)
            argp_error(state, _("\"%s\" is one argument too many"), value);
        a->dir = value;
        return 0;
    case ARGP_KEY_END:
        if (a->dir == NULL)
            argp_error(state, "%s", _("which study? Write its directory, out/kontor for example"));
        if (a->format == NULL)
            argp_error(state, "%s", _("which format? Write --format csv or --format json"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"format", 'f', "csv|json", 0, N_("csv: DIR/summary.csv; json: DIR/export.json"), 0}, {0}};

const struct argp export_parser = {
    options,
    option,
    "DIR",
    N_("Writes the tables of a study for other programs: the summary with its intervals as CSV, or "
       "with decisions, assumptions and self-checks as JSON."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

int command_export(const app *context, int argc, char **argv)
{
    arguments a = {0};
    sf_error err = {0};
    int code = parse_arguments(&export_parser, argc, argv, &a);
    sf_status status;

    (void)context;
    if (code != EX_OK)
        return code;
    status = strcmp(a.format, "csv") == 0 ? sf_export_csv(a.dir, &err) : sf_export_json(a.dir, &err);
    if (status != SF_OK)
        return show_error(&err, false);
    printf("%s/%s\n", a.dir, strcmp(a.format, "csv") == 0 ? "summary.csv" : "export.json");
    return EX_OK;
}
