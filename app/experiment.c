/* app/experiment.c - what the commands share that run a config into a study directory: options, progress, the end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/build.h"
#include "core/text.h"
#include "experiments/ranks.h"
#include "input/config.h"

/* --- options ------------------------------------------------------------------------------------------------------------ */

static bool read_memory(const char *text, size_t *out)
{
    char *end;
    double value = strtod(text, &end), unit = 1.0;

    if (*end == 'K' || *end == 'k')
        unit = 1024.0;
    else if (*end == 'M')
        unit = 1048576.0;
    else if (*end == 'G')
        unit = 1073741824.0;
    if (end == text ||
        (*end != '\0' && (unit <= 1.0 || (end[1] != '\0' && strcmp(end + 1, "iB") != 0 && strcmp(end + 1, "B") != 0))))
        return false;
    if (!(value * unit >= 1048576.0 && value * unit <= 1e15))
        return false;
    *out = (size_t)(value * unit);
    return true;
}

/* "2/8" */
static bool read_shard(const char *text, uint32_t *shard, uint32_t *shards)
{
    const char *slash = strchr(text, '/');
    char first[16];
    uint64_t k, n;

    if (slash == NULL || slash == text || (size_t)(slash - text) >= sizeof first)
        return false;
    snprintf(first, sizeof first, "%.*s", (int)(slash - text), text);
    if (!read_whole(slash + 1, 1, 1000000, &n) || !read_whole(first, 1, n, &k))
        return false;
    *shard = (uint32_t)k;
    *shards = (uint32_t)n;
    return true;
}

bool experiment_arguments_take(experiment_arguments *a, int argc)
{
    a->sets = calloc((size_t)argc, sizeof *a->sets);
    a->scenarios = calloc((size_t)argc, sizeof *a->scenarios);
    return a->sets != NULL && a->scenarios != NULL;
}

void experiment_arguments_free(experiment_arguments *a)
{
    free(a->sets);
    free(a->scenarios);
}

error_t experiment_option(int key, char *value, struct argp_state *state, experiment_arguments *a)
{
    uint64_t number;

    switch (key) {
    case 'o':
        if (snprintf(a->dir, sizeof a->dir, "%s", value) >= (int)sizeof a->dir || value[0] == '\0')
            argp_error(state, "%s", _("-o takes the name of a directory"));
        return 0;
    case 'r':
        if (!read_whole(value, 1, 1000000, &number))
            argp_error(state, _("\"%s\" is no number of replications; write a whole number from 1 to 1000000"), value);
        a->experiment.replications = (uint32_t)number;
        return 0;
    case 'j':
        if (!read_whole(value, 1, 1024, &number))
            argp_error(state, _("\"%s\" is no number of threads; write a whole number from 1 to 1024"), value);
        a->experiment.threads = (uint32_t)number;
        return 0;
    case OPTION_SCENARIO:
        a->scenarios[a->experiment.n_scenarios++] = value;
        return 0;
    case OPTION_SET:
        a->sets[a->experiment.n_sets++] = value;
        return 0;
    case OPTION_SEED:
        if (!read_whole(value, 0, UINT64_MAX, &number))
            argp_error(state, _("\"%s\" is no seed; write a whole number from 0 to 18446744073709551615"), value);
        a->experiment.has_seed = true;
        a->experiment.seed = number;
        return 0;
    case OPTION_MEMORY:
        if (!read_memory(value, &a->experiment.memory_bytes))
            argp_error(state, _("\"%s\" is no amount of memory; write 512M or 4G, at least 1M"), value);
        return 0;
    case OPTION_NO_REPORT:
        a->no_report = true;
        return 0;
    case OPTION_FRESH:
        a->experiment.fresh = true;
        return 0;
    case OPTION_SHARD:
        if (!read_shard(value, &a->experiment.shard, &a->experiment.shards))
            argp_error(state, _("\"%s\" is no shard; write 2/8 for the second of eight"), value);
        a->no_report = true;
        return 0;
    case ARGP_KEY_ARG:
        if (a->experiment.config != NULL)
            argp_error(state, _("one config at a time: \"%s\" is one too many"), value);
        a->experiment.config = value;
        return 0;
    case ARGP_KEY_END:
        if (a->experiment.config == NULL)
            argp_error(state, "%s", _("which config? Write its path, configs/kontor.cfg for example"));
        if (a->experiment.shards > 0 && a->dir[0] == '\0')
            argp_error(state, "%s", _("a shard needs a folder of its own; name it with -o"));
        return ARGP_ERR_UNKNOWN;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --- running ------------------------------------------------------------------------------------------------------------ */

/* "  45 of 90, 12 s, about 13 s left" on one line that is written over. */
static void show_progress(void *user, size_t done, size_t all, double seconds)
{
    const app *context = user;
    char took[32], left[32];

    sf_format_number(context->language, seconds, 0, took, sizeof took);
    sf_format_number(context->language, done > 0 ? seconds * (double)(all - done) / (double)done : 0.0, 0, left,
                     sizeof left);
    fprintf(stderr, _("\r\033[K%zu of %zu replications, %s s, about %s s left"), done, all, took, left);
    if (done == all)
        fputs("\r\033[K", stderr);
    fflush(stderr);
}

static void say_where(const app *context, const experiment_arguments *a, const sf_experiment_result *result)
{
    char seconds[32], events[32];

    sf_format_number(context->language, result->seconds, 1, seconds, sizeof seconds);
    sf_format_number(context->language, (double)result->events, 0, events, sizeof events);
    printf(_("\n%zu new replications (%s events) in %s s; %zu were there already.\n"), result->replications, events,
           seconds, result->kept);
    if (a->no_report)
        printf(_("Tables: %s/summary.csv\n"), a->dir);
    else
        printf(_("Report: %s/report.html   Charts: %s/charts/   Tables: %s/summary.csv\n"), a->dir, a->dir, a->dir);
}

/* One part of a study says little: it is told where the rest goes instead. */
static void say_shard(const experiment_arguments *a, const sf_experiment_result *result)
{
    printf(
        _("Shard %u/%u in %s: %zu new replications, %zu were there already. When all are there: saksflyt merge DIR... -o DIR\n"),
        a->experiment.shard, a->experiment.shards, a->dir, result->replications, result->kept);
}

/* What is wrong with one generated scenario is wrong with all of them; that it lies outside a declared range is what they are for. */
static void say_once(sf_problems *problems)
{
    size_t kept = 0;
    bool is_told = false;

    for (size_t i = 0; i < problems->count; i++) {
        sf_problem *p = &problems->items[i];
        const bool is_generated = strcmp(p->place.file, SF_MORE_SCENARIOS) == 0;

        if (is_generated && (p->is_warning || is_told)) {
            free(p->message);
            continue;
        }
        is_told |= is_generated;
        problems->items[kept++] = *p;
    }
    problems->count = kept;
}

int experiment_execute(const app *context, experiment_arguments *a, experiment_more *more, void *user)
{
    sf_problems problems = {0};
    sf_experiment_result result;
    sf_error err = {0};
    sf_status status;
    sf_ranks *ranks = NULL;
    bool is_helper;
    int code;

    if (sf_ranks_are_launched() && a->experiment.threads > 1) {
        fprintf(stderr, "saksflyt: %s\n",
                _("under mpirun each process is one worker: leave -j out, and give their number to mpirun -n"));
        return EX_USAGE;
    }
    if (a->dir[0] == '\0')
        default_directory(a->experiment.config, a->dir, sizeof a->dir);
    a->experiment.dir = a->dir;
    a->experiment.build = sf_build_id();
    a->experiment.sets = a->sets;
    if (a->experiment.scenarios == NULL)
        a->experiment.scenarios = a->scenarios;
    a->experiment.stop = context->stop;
    if (isatty(STDERR_FILENO)) {
        a->experiment.progress = show_progress;
        a->experiment.user = (void *)context;
    }
    if (sf_ranks_are_launched()) {
        status = sf_ranks_join(&ranks, &err);
        if (status != SF_OK)
            return show_error(&err, false);
        if (ranks->rank > 0)
            a->experiment.progress = NULL;
        a->experiment.ranks = ranks;
    }
    status = sf_experiment_run(&a->experiment, &problems, &result, &err);
    is_helper = ranks != NULL && ranks->rank > 0;
    sf_ranks_leave(ranks); /* before charts are drawn: the others would wait for that, too */
    if (is_helper) {       /* the first process says what there is to say */
        sf_problems_free(&problems);
        return sf_status_exit_code(status);
    }
    sf_problems_sort(&problems);
    say_once(&problems);
    show_problems(&problems);
    if (status == SF_EBUG)
        (void)show_error(&err, false); /* the results are there all the same */
    if (status != SF_OK && status != SF_EBUG) {
        code = show_error(&err, problems.errors > 0);
    } else if (a->experiment.shards > 0) {
        code = status == SF_EBUG ? EX_SOFTWARE : EX_OK;
        say_shard(a, &result);
    } else {
        code = tell_results(context, a->dir, a->no_report, &err);
        if (code == EX_OK && more != NULL)
            more(context, &result, user);
        if (code == EX_OK)
            say_where(context, a, &result);
        if (code == EX_OK && status == SF_EBUG)
            code = EX_SOFTWARE;
    }
    sf_problems_free(&problems);
    return code;
}
