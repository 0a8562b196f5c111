/* app/experiment.h - what the commands share that run a config into a study directory: options, progress, the end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_EXPERIMENT_H
#define SF_APP_EXPERIMENT_H

#include "app/command.h"
#include "experiments/experiment.h"

enum {
    OPTION_SCENARIO = 256,
    OPTION_SET,
    OPTION_SEED,
    OPTION_MEMORY,
    OPTION_NO_REPORT,
    OPTION_FRESH,
    OPTION_SHARD,
    OPTION_OWN /* the first of a command's own */
};

typedef struct experiment_arguments {
    sf_experiment experiment;
    const char **sets, **scenarios;
    char dir[4096];
    bool no_report;
} experiment_arguments;

/** Room for as many --set and --scenario as there are arguments. False when memory ran out. */
bool experiment_arguments_take(experiment_arguments *a, int argc);
void experiment_arguments_free(experiment_arguments *a);

/** The options that all of them have; ARGP_ERR_UNKNOWN for any other, and for ARGP_KEY_END after its own checks. */
error_t experiment_option(int key, char *value, struct argp_state *state, experiment_arguments *a);

/** Their rows in a table of options. */
/* clang-format off */
#define EXPERIMENT_OPTIONS                                                                                              \
    {"output", 'o', "DIR", 0, N_("the study directory; out/<config> when omitted, with -sweep, -gaps or -sensitivity"), 0}, \
    {"replications", 'r', "N", 0, N_("independent runs of every scenario, in place of study.replications"), 0},         \
    {"jobs", 'j', "N", 0, N_("threads; one per processor when omitted"), 0},                                            \
    {"scenario", OPTION_SCENARIO, "ID", 0, N_("run only this scenario; may be repeated"), 0},                           \
    {"set", OPTION_SET, "PATH=VALUE", 0, N_("one more assignment on top of every scenario; may be repeated"), 0},       \
    {"seed", OPTION_SEED, "S", 0, N_("in place of study.seed"), 0},                                                     \
    {"memory", OPTION_MEMORY, "SIZE", 0, N_("the most memory of one replication, 4G for example"), 0},                  \
    {"no-report", OPTION_NO_REPORT, NULL, 0, N_("no charts and no report"), 0},                                         \
    {"fresh", OPTION_FRESH, NULL, 0, N_("begin anew: replace the study in the directory"), 0},                          \
    {"shard", OPTION_SHARD, "K/N", 0,                                                                                   \
     N_("only the K-th of N parts of the replications, without charts and report; see merge"), 0}
/* clang-format on */

/** Runs the experiment, shows what is wrong, and unless it is a shard tells the results; more (may be NULL) then says what the command
 *  adds to them. Returns the exit code. */
typedef void experiment_more(const app *context, const sf_experiment_result *result, void *user);
int experiment_execute(const app *context, experiment_arguments *a, experiment_more *more, void *user);

#endif
