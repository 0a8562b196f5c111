/* app/design.c - what sweep, gaps and sensitivity share: generated scenarios, the plan said beforehand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/design.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "core/text.h"
#include "models/keys.h"

/* The plan goes where the results go, before them: what is asked for may take long. */
static void say_plan(void *user, size_t scenarios, uint32_t replications, size_t jobs, double seconds)
{
    const app *context = user;
    char minutes[32], number[32];

    printf(_("Plan: %zu scenarios x %u replications; %s are still to be run, about %s minutes.\n"), scenarios,
           replications, sf_format_number(context->language, (double)jobs, 0, number, sizeof number),
           sf_format_auto(context->language, seconds / 60.0, minutes, sizeof minutes));
    fflush(stdout);
}

/* Follow-up effects multiply every scenario; here a scenario is one point of many. */
static void say_effects(const sf_config *config)
{
    const sf_node *effects = sf_node_get(sf_setup_root(sf_config_base(config)), "study.follow_up_effects");

    if (effects != NULL && sf_node_words(effects, SF_ALWAYS) > 0)
        printf(
            "%s\n",
            _("Left out: the other follow-up effects (study.follow_up_effects); run compares the scenarios under them."));
}

static sf_status make_points(const experiment_arguments *a, design_maker *make, void *user, sf_problems *problems,
                             sf_config **config, sf_points *out, sf_error *err)
{
    const sf_experiment *e = &a->experiment;
    sf_model *model = NULL;
    sf_status status = sf_config_read(e->config, sf_keys(), sf_keys_count(), a->sets, e->n_sets, problems, config, err);

    if (status == SF_OK)
        status = sf_model_compile(*config, problems, &model, err);
    if (status == SF_OK)
        status = make(&(design_context){*config, model}, user, out, err);
    sf_model_free(model);
    return status;
}

int design_execute(const app *context, experiment_arguments *a, const char *suffix, design_maker *make, void *user)
{
    sf_experiment *e = &a->experiment;
    sf_problems problems = {0};
    sf_config *config = NULL; /* what the points name lives in it */
    sf_points points = {0};
    sf_error err = {0};
    int code;
    sf_status status = make_points(a, make, user, &problems, &config, &points, &err);

    if (status == SF_OK) {
        if (a->dir[0] == '\0') {
            size_t used;

            default_directory(e->config, a->dir, sizeof a->dir - strlen(suffix));
            used = strlen(a->dir);
            snprintf(a->dir + used, sizeof a->dir - used, "%s", suffix);
        }
        e->more = points.more;
        e->n_more = points.n_more;
        e->design = &points.design;
        e->scenarios = points.run;
        e->n_scenarios = points.n_run;
        e->plan = say_plan;
        e->user = (void *)context;
        say_effects(config);
        code = experiment_execute(context, a, NULL, NULL);
    } else {
        sf_problems_sort(&problems);
        show_problems(&problems);
        code = show_error(&err, problems.errors > 0);
    }
    sf_problems_free(&problems);
    sf_points_free(&points);
    sf_config_free(config);
    return code;
}

int design_command(const app *context, int argc, char **argv, const struct argp *parser, const char *suffix,
                   design_maker *make)
{
    experiment_arguments a = {0};
    int code;

    if (!experiment_arguments_take(&a, argc)) {
        code = show_no_memory();
    } else {
        code = parse_arguments(parser, argc, argv, &a);
        if (code == EX_OK)
            code = design_execute(context, &a, suffix, make, &a);
    }
    experiment_arguments_free(&a);
    return code;
}
