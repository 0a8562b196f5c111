/* app/run.c - saksflyt run: from a config to a study directory, with progress on a terminal and the answer at the end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/build.h"
#include "app/command.h"
#include "core/civil.h"
#include "core/text.h"
#include "experiments/experiment.h"
#include "experiments/ranks.h"
#include "plots/plots.h"
#include "results/settling.h"
#include "results/study.h"

enum {
    OPTION_SCENARIO = 256,
    OPTION_SET,
    OPTION_SEED,
    OPTION_MEMORY,
    OPTION_NO_REPORT,
    OPTION_EVENTS,
    OPTION_FRESH,
    OPTION_SHARD,
    OPTION_PRECISION
};

typedef struct arguments {
    sf_experiment experiment;
    const char **sets, **scenarios, **precisions;
    char dir[4096];
    bool no_report;
} arguments;

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

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
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
    case OPTION_EVENTS:
        a->experiment.events = true;
        return 0;
    case OPTION_FRESH:
        a->experiment.fresh = true;
        return 0;
    case OPTION_PRECISION:
        a->precisions[a->experiment.n_precisions++] = value;
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
        if (a->experiment.shards > 0 && a->experiment.n_precisions > 0)
            argp_error(state, "%s",
                       _("--precision looks at all replications, and a shard (--shard) has only some of them"));
        if (a->experiment.shards > 0 && a->dir[0] == '\0')
            argp_error(state, "%s", _("a shard needs a folder of its own; name it with -o"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

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

/* Design 3: the base rates hold at the reference contact; a base run that is more than 20 % off it has other rates than it says. */
static void warn_of_contact(const app *context, sf_study *study)
{
    const sf_study_info *facts = sf_study_facts(study);
    const char *base = facts->scenarios[sf_study_baseline(study)].id;

    for (size_t i = 0; i < facts->n_assumptions; i++) {
        const sf_assumption *a = &facts->assumptions[i];
        const char *after = strstr(a->path, ".follow_up.reference");
        char entity[128], achieved[32], reference[32];
        const char *one_segment;
        double held;

        if (after == NULL || strncmp(a->path, "programmes.", 11) != 0 || !(a->number > 0.0))
            continue;
        snprintf(entity, sizeof entity, "%.*s", (int)(after - a->path), a->path);
        one_segment = after[strlen(".follow_up.reference")] == '.' ? after + strlen(".follow_up.reference") + 1 : "all";
        held = sf_study_value(study, base, "contact.held", entity, one_segment, SF_STAT_MEAN).mean;
        if (isnan(held) || fabs(held / (a->number * SF_DAYS_PER_MONTH) - 1.0) <= 0.2)
            continue;
        fprintf(
            stderr,
            _("warning: %s: contact held is %s a month in scenario %s, the reference is %s; exit rates with follow_up hold at the reference, so set it near what is achieved\n"),
            a->path, sf_format_auto(context->language, held, achieved, sizeof achieved), base,
            sf_format_auto(context->language, a->number * SF_DAYS_PER_MONTH, reference, sizeof reference));
    }
}

/* Only of the baseline: a policy is meant to move things. */
static sf_status warn_of_warm_up(const app *context, sf_study *study, sf_error *err)
{
    enum { MOST_TOLD = 6 };
    const sf_study_info *facts = sf_study_facts(study);
    const size_t base = sf_study_baseline(study);
    const sf_settling *unsettled = NULL;
    size_t n = 0;
    sf_status status = sf_study_unsettled(study, base, &unsettled, &n, err);

    for (size_t i = 0; i < n && i < MOST_TOLD && status == SF_OK; i++) {
        const sf_settling *one = &unsettled[i];
        char early[32], late[32], days[32];

        sf_format_auto(context->language, one->early, early, sizeof early);
        sf_format_auto(context->language, one->late, late, sizeof late);
        sf_format_number(context->language, one->settled_days, 0, days, sizeof days);
        if (one->drifts)
            fprintf(
                stderr,
                _("warning: %s of %s in scenario %s drifts (%s in the first year, %s in the last); its averages describe no steady state\n"),
                facts->catalogue->metrics[one->metric].id, facts->catalogue->entities[one->entity],
                facts->scenarios[base].id, early, late);
        else
            fprintf(
                stderr,
                one->never
                    ? _("warning: %s of %s in scenario %s still moves when half of the time is over (%s at first, %s after %s days): it may never settle; "
                        "its averages describe no steady state\n")
                    : _("warning: %s of %s in scenario %s had not settled when measuring began (%s at first, %s after %s days); let the warm-up be "
                        "longer, or read it as a transition\n"),
                facts->catalogue->metrics[one->metric].id, facts->catalogue->entities[one->entity],
                facts->scenarios[base].id, early, late, days);
    }
    if (n > MOST_TOLD && status == SF_OK)
        fprintf(stderr, _("warning: ... and %zu more that had not settled\n"), n - MOST_TOLD);
    return status;
}

/* Where arrivals grow or shrink there is no steady state, however long the warm-up. */
static sf_status warn_of_trends(const app *context, sf_study *study, sf_error *err)
{
    enum { MOST_TOLD = 6 };
    const sf_study_info *facts = sf_study_facts(study);
    const size_t base = sf_study_baseline(study);
    const sf_trend *trends = NULL;
    size_t n = 0;
    sf_status status = sf_study_trends(study, base, &trends, &n, err);

    for (size_t i = 0; i < n && i < MOST_TOLD && status == SF_OK; i++) {
        char first[32], last[32];

        fprintf(
            stderr,
            _("warning: %s of %s in scenario %s has a trend (%s a year in the first year, %s in the last): there is no steady state; read averages as those of the period\n"),
            facts->catalogue->metrics[trends[i].metric].id, facts->catalogue->entities[trends[i].entity],
            facts->scenarios[base].id, sf_format_auto(context->language, trends[i].first, first, sizeof first),
            sf_format_auto(context->language, trends[i].last, last, sizeof last));
    }
    if (n > MOST_TOLD && status == SF_OK)
        fprintf(stderr, _("warning: ... and %zu more with a trend\n"), n - MOST_TOLD);
    return status;
}

int tell_results(const app *context, const char *dir, bool no_report, sf_error *err)
{
    static const char *const formats[] = {"png", "svg"};
    sf_study *study = NULL;
    sf_status status = sf_study_open(dir, &study, err);

    if (status == SF_OK && !no_report)
        status = sf_plot_all(study, dir, context->language, formats, 2, err);
    if (status == SF_OK && !no_report)
        status = sf_report_html(study, dir, context->language, err);
    if (status == SF_OK)
        status = sf_report_terminal(study, stdout, context->language, err);
    if (status == SF_OK)
        warn_of_contact(context, study);
    if (status == SF_OK)
        status = warn_of_warm_up(context, study, err);
    if (status == SF_OK)
        status = warn_of_trends(context, study, err);
    sf_study_close(study);
    return status == SF_OK ? EX_OK : show_error(err, false);
}

static void say_precision(const app *context, const arguments *a, const sf_experiment_result *result)
{
    char number[32];

    if (a->experiment.n_precisions == 0)
        return;
    if (result->enough > 0)
        printf(_("\n%u replications are enough for the precision that was asked for.\n"), result->enough);
    else
        printf(_("\nThe precision that was asked for is not reached with %u replications; it takes about %s (-r).\n"),
               result->most, sf_format_number(context->language, result->would_take, 0, number, sizeof number));
}

static void say_where(const app *context, const arguments *a, const sf_experiment_result *result)
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
static void say_shard(const arguments *a, const sf_experiment_result *result)
{
    printf(
        _("Shard %u/%u in %s: %zu new replications, %zu were there already. When all are there: saksflyt merge DIR... -o DIR\n"),
        a->experiment.shard, a->experiment.shards, a->dir, result->replications, result->kept);
}

static int run(const app *context, arguments *a)
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
    a->experiment.scenarios = a->scenarios;
    a->experiment.precisions = a->precisions;
    a->experiment.stop = context->stop;
    if (isatty(STDERR_FILENO)) {
        a->experiment.progress = show_progress;
        a->experiment.user = (void *)(uintptr_t)context;
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
        if (code == EX_OK)
            say_precision(context, a, &result);
        if (code == EX_OK)
            say_where(context, a, &result);
        if (code == EX_OK && status == SF_EBUG)
            code = EX_SOFTWARE;
    }
    sf_problems_free(&problems);
    return code;
}

static const struct argp_option options[] = {
    {"output", 'o', "DIR", 0, N_("the study directory; out/<config> when omitted"), 0},
    {"replications", 'r', "N", 0, N_("independent runs of every scenario, in place of study.replications"), 0},
    {"jobs", 'j', "N", 0, N_("threads; one per processor when omitted"), 0},
    {"scenario", OPTION_SCENARIO, "ID", 0, N_("run only this scenario; may be repeated"), 0},
    {"set", OPTION_SET, "PATH=VALUE", 0, N_("one more assignment on top of every scenario; may be repeated"), 0},
    {"seed", OPTION_SEED, "S", 0, N_("in place of study.seed"), 0},
    {"memory", OPTION_MEMORY, "SIZE", 0, N_("the most memory of one replication, 4G for example"), 0},
    {"no-report", OPTION_NO_REPORT, NULL, 0, N_("no charts and no report"), 0},
    {"events", OPTION_EVENTS, NULL, 0, N_("keep every event of every life, for export --format events-csv or xes"), 0},
    {"fresh", OPTION_FRESH, NULL, 0, N_("begin anew: replace the study in the directory"), 0},
    {"precision", OPTION_PRECISION, "METRIC=HALFWIDTH", 0,
     N_("as many replications as it takes for intervals this narrow, at most -r (1000 when omitted); may be repeated"),
     0},
    {"shard", OPTION_SHARD, "K/N", 0,
     N_("only the K-th of N parts of the replications, without charts and report; see merge"), 0},
    {0}};

const struct argp run_parser = {
    options, option, "CONFIG",      N_("Runs every scenario of a config and writes tables, charts and a report."),
    NULL,    NULL,   SF_TEXT_DOMAIN};

int command_run(const app *context, int argc, char **argv)
{
    arguments a = {.no_report = false};
    int code;

    a.sets = calloc((size_t)argc, sizeof *a.sets);
    a.scenarios = calloc((size_t)argc, sizeof *a.scenarios);
    a.precisions = calloc((size_t)argc, sizeof *a.precisions);
    if (a.sets == NULL || a.scenarios == NULL || a.precisions == NULL) {
        free(a.sets);
        free(a.scenarios);
        free(a.precisions);
        return show_no_memory();
    }
    code = parse_arguments(&run_parser, argc, argv, &a);
    if (code == EX_OK)
        code = run(context, &a);
    free(a.sets);
    free(a.scenarios);
    free(a.precisions);
    return code;
}
