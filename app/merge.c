/* app/merge.c - saksflyt merge: one study from the folders of its shards.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "app/build.h"
#include "app/command.h"
#include "core/text.h"
#include "results/store.h"
#include "results/study.h"

enum { OPTION_NO_REPORT = 256, OPTION_FRESH };

typedef struct arguments {
    const char **dirs; /* room for every argument */
    size_t n;
    const char *out;
    bool no_report, fresh;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case 'o':
        a->out = value;
        return 0;
    case OPTION_NO_REPORT:
        a->no_report = true;
        return 0;
    case OPTION_FRESH:
        a->fresh = true;
        return 0;
    case ARGP_KEY_ARG:
        a->dirs[a->n++] = value;
        return 0;
    case ARGP_KEY_END:
        if (a->n == 0)
            argp_error(state, "%s", _("which shards? Write their folders"));
        if (a->out == NULL || a->out[0] == '\0')
            argp_error(state, "%s", _("where to? Name a folder for the whole study with -o"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"output", 'o', "DIR", 0, N_("the folder of the whole study"), 0},
    {"no-report", OPTION_NO_REPORT, NULL, 0, N_("no charts and no report"), 0},
    {"fresh", OPTION_FRESH, NULL, 0, N_("begin anew: replace the study in the directory"), 0},
    {0}};

const struct argp merge_parser = {
    options,
    option,
    "DIR...",
    N_("Makes one study of the folders of its shards: the same as one run of everything. Folders that do not fit together are "
       "refused, and what does not fit is named."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

static sf_status merge(const arguments *a, sf_error *err)
{
    sf_study *first = NULL;
    sf_store *store = NULL;
    sf_status status = sf_merge_check(a->dirs, a->n, err);

    if (status == SF_OK)
        status = sf_study_open(a->dirs[0], &first, err);
    if (status == SF_OK)
        status = sf_store_open(a->out, sf_study_facts(first), a->fresh, &store, err);
    if (status == SF_OK)
        status = sf_store_merge(store, a->dirs, a->n, err);
    if (status == SF_OK)
        status = sf_store_finish(store, err);
    sf_store_close(store);
    sf_study_close(first);
    return status;
}

int command_merge(const app *context, int argc, char **argv)
{
    arguments a = {.dirs = calloc((size_t)argc, sizeof *a.dirs)};
    sf_error err = {0};
    int code;

    if (a.dirs == NULL)
        return show_no_memory();
    code = parse_arguments(&merge_parser, argc, argv, &a);
    if (code == EX_OK) {
        code = merge(&a, &err) == SF_OK ? tell_results(context, a.out, a.no_report, &err) : show_error(&err, false);
        if (code == EX_OK)
            printf(_("\n%zu folders are one study in %s\n"), a.n, a.out);
    }
    free(a.dirs);
    return code;
}
