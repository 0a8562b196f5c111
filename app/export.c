/* app/export.c - saksflyt export: the tables of a study for other programs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "app/events.h"
#include "core/text.h"
#include "results/export.h"

typedef struct kind {
    const char *format, *file;
    sf_status (*writes)(const char *dir, sf_error *err);
} kind;

static const kind kinds[] = {{"csv", "summary.csv", sf_export_csv},
                             {"json", "export.json", sf_export_json},
                             {"events-csv", "events.csv", events_export_csv},
                             {"xes", "events.xes", events_export_xes}};

static const kind *kind_of(const char *format)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].format, format) == 0)
            return &kinds[i];
    return NULL;
}

typedef struct arguments {
    const char *dir;
    const kind *kind;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case 'f':
        a->kind = kind_of(value);
        if (a->kind == NULL)
            argp_error(state, _("\"%s\" is no format; write csv, json, events-csv or xes"), value);
        return 0;
    case ARGP_KEY_END:
        (void)study_argument(key, value, state, &a->dir);
        if (a->kind == NULL)
            argp_error(state, "%s", _("which format? Write --format csv, json, events-csv or xes"));
        return 0;
    default:
        return study_argument(key, value, state, &a->dir);
    }
}

static const struct argp_option options[] = {
    {"format", 'f', "csv|json|xes|events-csv", 0,
     N_("csv: DIR/summary.csv; json: DIR/export.json; of a run with --events, xes: DIR/events.xes; events-csv: DIR/events.csv"),
     0},
    {0}};

const struct argp export_parser = {
    options,
    option,
    "DIR",
    N_("Writes a study for other programs: the summary with its intervals as CSV, or with decisions, assumptions and "
       "self-checks as JSON; every event of every life for process mining, as XES (IEEE 1849) or CSV."),
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
    status = a.kind->writes(a.dir, &err);
    if (status != SF_OK)
        return show_error(&err, false);
    printf("%s/%s\n", a.dir, a.kind->file);
    return EX_OK;
}
