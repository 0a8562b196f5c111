/* app/verify.c - saksflyt verify: does a study hold, and does it come out again?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <sysexits.h>

#include "app/build.h"
#include "app/command.h"
#include "core/text.h"
#include "experiments/verify.h"

enum { OPTION_SAMPLE = 256, USUAL_SAMPLE = 5 };

typedef struct arguments {
    const char *dir;
    uint64_t sample;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case OPTION_SAMPLE:
        if (!read_whole(value, 1, 1000000, &a->sample))
            argp_error(state, _("\"%s\" is no number of replications; write a whole number from 1 to 1000000"), value);
        return 0;
    default:
        return study_argument(key, value, state, &a->dir);
    }
}

static const struct argp_option options[] = {
    {"sample", OPTION_SAMPLE, "N", 0, N_("how many replications to run again; 5 when omitted"), 0}, {0}};

const struct argp verify_parser = {
    options,
    option,
    "DIR",
    N_("Checks the database, its config and its summary, then runs a sample of the replications again from DIR/resolved.cfg and "
       "compares every row. Changes nothing. Exit code 70 when something differs."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

int command_verify(const app *context, int argc, char **argv)
{
    arguments a = {.sample = USUAL_SAMPLE};
    sf_verified found;
    sf_error err = {0};
    int code = parse_arguments(&verify_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    if (sf_verify(
            &(sf_verification){.dir = a.dir, .build = sf_build_id(), .sample = (size_t)a.sample, .stop = context->stop},
            &found, &err) != SF_OK)
        return show_error(&err, false);
    if (found.other_build)
        fprintf(stderr,
                _("warning: %s was made by another build of the program; replications may differ for that alone\n"),
                a.dir);
    if (found.difference[0] != '\0') {
        fprintf(stderr, "saksflyt: %s: %s\n", a.dir, found.difference);
        return EX_SOFTWARE;
    }
    printf(_("%s: %zu of %zu replications were run again, and every row is the same.\n"), a.dir, found.replications,
           found.finished);
    return EX_OK;
}
