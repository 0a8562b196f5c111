/* app/command.c - what every subcommand shares.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "core/text.h"

const command *all_commands(size_t *count)
{
    static const command commands[] = {
        {"run", command_run, "CONFIG [-o DIR]", N_("run every scenario, then write tables, charts and a report"),
         &run_parser},
        {"check", command_check, "CONFIG", N_("look for errors in a config, and say what it comes to on paper"),
         &check_parser},
        {"explain", command_explain, "[KEY]", N_("what a key, a unit or a distribution of the config language means"),
         &explain_parser},
        {"new", command_new, "NAME", N_("write a small commented office to begin with"), &new_parser},
        {"sweep", command_sweep, "CONFIG --vary PATH=A:B:STEP",
         N_("the scenarios at many values of one number or two, and where it is enough"), &sweep_parser},
        {"gaps", command_gaps, "CONFIG", N_("which tiltak are missing, for whom, and what one more place is worth"),
         &gaps_parser},
        {"sensitivity", command_sensitivity, "CONFIG", N_("which of the assumed numbers would overturn a decision"),
         &sensitivity_parser},
        {"trace", command_trace, "CONFIG --person KEY",
         N_("follow one person, event by event, under one policy or two"), &trace_parser},
        {"merge", command_merge, "DIR... -o DIR", N_("make one study of the folders of its shards"), &merge_parser},
        {"compare", command_compare, "DIR [--baseline ID]", N_("paired differences, and who gains and who loses"),
         &compare_parser},
        {"validate", command_validate, "[ID]...", N_("confront the model with what is known, target by target"),
         &validate_parser},
        {"plot", command_plot, "DIR [CHART]...", N_("draw the charts of a study again"), &plot_parser},
        {"report", command_report, "DIR", N_("write the report of a study again"), &report_parser},
        {"export", command_export, "DIR --format csv|json", N_("write the tables of a study for other programs"),
         &export_parser},
        {"digest", command_digest, "DIR", N_("64 hex digits that are the same when the results are"), &digest_parser},
        {"verify", command_verify, "DIR", N_("run a sample of replications again and compare"), &verify_parser},
    };

    *count = sizeof commands / sizeof commands[0];
    return commands;
}

static void show_place(const sf_place *place)
{
    if (place->file[0] == '\0')
        fputs("saksflyt: ", stderr);
    else if (place->line <= 0)
        fprintf(stderr, "%s: ", place->file);
    else
        fprintf(stderr, "%s:%d:%d: ", place->file, place->line, place->column);
}

void show_problems(const sf_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        show_place(&problems->items[i].place);
        if (problems->items[i].is_warning)
            fputs(_("warning: "), stderr);
        fprintf(stderr, "%s\n", problems->items[i].message);
    }
}

int show_error(const sf_error *err, bool shown)
{
    if (!shown) {
        show_place(&err->place);
        fprintf(stderr, "%s\n", err->message);
    }
    return sf_status_exit_code(err->status == SF_OK ? SF_EBUG : err->status);
}

int show_no_memory(void)
{
    fprintf(stderr, "saksflyt: %s\n", _("out of memory"));
    return sf_status_exit_code(SF_ENOMEM);
}

error_t study_argument(int key, char *value, struct argp_state *state, const char **dir)
{
    if (key == ARGP_KEY_ARG) {
        if (*dir != NULL)
            argp_error(state, _("\"%s\" is one argument too many"), value);
        *dir = value;
        return 0;
    }
    if (key != ARGP_KEY_END)
        return ARGP_ERR_UNKNOWN;
    if (*dir == NULL)
        argp_error(state, "%s", _("which study? Write its directory, out/kontor for example"));
    return 0;
}

int parse_arguments(const struct argp *parser, int argc, char **argv, void *input)
{
    char name[64]; /* what argp puts before its messages */

    snprintf(name, sizeof name, "saksflyt %s", argv[0]);
    argv[0] = name;
    argp_err_exit_status = EX_USAGE;
    return argp_parse(parser, argc, argv, 0, NULL, input) == 0 ? EX_OK : EX_USAGE;
}

bool read_whole(const char *text, uint64_t low, uint64_t high, uint64_t *out)
{
    char *end;
    unsigned long long value;

    if (text[0] < '0' || text[0] > '9') /* no sign, no blanks */
        return false;
    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || value < low || value > high)
        return false;
    *out = value;
    return true;
}

const char *default_directory(const char *config, char *buffer, size_t size)
{
    const char *name = strrchr(config, '/') == NULL ? config : strrchr(config, '/') + 1, *dot = strrchr(name, '.');
    int length = dot == NULL || dot == name ? (int)strlen(name) : (int)(dot - name);

    snprintf(buffer, size, "out/%.*s", length, name);
    return buffer;
}
