/* app/command.h - what every subcommand shares: its place in the table, errors on the terminal, the language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_COMMAND_H
#define SF_APP_COMMAND_H

#include <argp.h>
#include <signal.h>

#include "core/format.h"
#include "core/problems.h"
#include "saksflyt/core.h"

typedef struct app {
    sf_language language;
    const char *command;               /* "run", for messages */
    const volatile sig_atomic_t *stop; /* the signal that came, or 0 */
} app;

/** A subcommand: argv[0] is its name. Returns the exit code. */
typedef int command_main(const app *context, int argc, char **argv);

command_main command_trace, command_run, command_check, command_explain, command_new, command_digest, command_plot,
    command_report;
command_main command_sweep, command_gaps, command_sensitivity, command_export, command_compare, command_merge,
    command_verify, command_validate;

/** One subcommand: for the usage message, the manual page and completion. Texts are marked, not translated. */
typedef struct command {
    const char *name;
    command_main *run;
    const char *arguments;
    const char *meaning;
    const struct argp *parser; /* its options; argp_domain is ours, so that argp itself translates */
} command;

/** All subcommands, in the order of the manual; *count of them. Static. */
const command *all_commands(size_t *count);

extern const struct argp trace_parser, run_parser, check_parser, explain_parser, new_parser, digest_parser, plot_parser,
    report_parser;
extern const struct argp sweep_parser, gaps_parser, sensitivity_parser, export_parser, compare_parser, merge_parser,
    verify_parser, validate_parser;

/** Prints every problem, "file:line:column: error: ...", in order, on stderr. */
void show_problems(const sf_problems *problems);

/** Prints the error on stderr, unless show_problems has shown it already, and returns its exit code. */
int show_error(const sf_error *err, bool shown);

/** Says that memory is gone, and returns that exit code. */
int show_no_memory(void);

/** The arguments of a command that takes one study directory and nothing else: keeps it in *dir, complains of a second or of none. */
error_t study_argument(int key, char *value, struct argp_state *state, const char **dir);

/** argp_parse with exit code 64 for usage errors (argp's own habit differs); *done is true when help was printed. */
int parse_arguments(const struct argp *parser, int argc, char **argv, void *input);

/** Charts and report of a study unless no_report, the short answer on stdout, warnings on stderr. Returns the exit code, errors
 *  shown. */
int tell_results(const app *context, const char *dir, bool no_report, sf_error *err);

/** A whole number from text, within [low, high]; false when it is none. */
bool read_whole(const char *text, uint64_t low, uint64_t high, uint64_t *out);

/** "out/<config stem>", in a buffer of the caller. */
const char *default_directory(const char *config, char *buffer, size_t size);

#endif
