/* app/sensitivity.c - saksflyt sensitivity: which of the assumed numbers would overturn a decision.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/design.h"
#include "core/text.h"

enum { OPTION_METHOD = OPTION_OWN, OPTION_ONLY, OPTION_DRAWS, OPTION_TRAJECTORIES };

typedef sf_status points_maker(const sf_config *config, const sf_sensitivity *asked, sf_points *out, sf_error *err);

/* Few replications of very many scenarios: what is asked about is the assumptions, and common luck keeps chance small. */
static const struct method {
    const char *name;
    points_maker *make;
    uint32_t replications;
} methods[] = {
    {"tornado", sf_points_tornado, 4}, {"morris", sf_points_morris, 2}, {"hypercube", sf_points_hypercube, 4}};

enum { TORNADO, MORRIS, HYPERCUBE, METHODS };

typedef struct arguments {
    experiment_arguments shared;
    const char **only;
    size_t n_only;
    size_t method, draws, trajectories;
} arguments;

static size_t method_of(const char *name)
{
    size_t k = 0;

    while (k < METHODS && strcmp(methods[k].name, name) != 0)
        k++;
    return k;
}

static size_t read_draws(const char *value, struct argp_state *state)
{
    uint64_t number = 0;

    if (!read_whole(value, 2, SF_MOST_DRAWS, &number))
        argp_error(state, _("\"%s\" is no number of draws or trajectories; write a whole number from 2 to %d"), value,
                   SF_MOST_DRAWS);
    return (size_t)number;
}

static void check(arguments *a, struct argp_state *state)
{
    if (a->draws > 0 && a->method != HYPERCUBE)
        argp_error(state, "%s", _("--draws belongs to --method hypercube; trajectories are counted by --trajectories"));
    if (a->trajectories > 0 && a->method != MORRIS)
        argp_error(state, "%s", _("--trajectories belongs to --method morris; draws are counted by --draws"));
    if (a->shared.experiment.n_scenarios > 1 && a->method != HYPERCUBE)
        argp_error(state, "%s", _("sensitivity compares one scenario with the baseline; name it with --scenario"));
    if (a->shared.experiment.replications == 0)
        a->shared.experiment.replications = methods[a->method].replications;
}

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    error_t shared;

    switch (key) {
    case OPTION_METHOD:
        a->method = method_of(value);
        if (a->method == METHODS)
            argp_error(state, _("\"%s\" is no method; there are tornado, morris and hypercube"), value);
        return 0;
    case OPTION_ONLY:
        a->only[a->n_only++] = value;
        return 0;
    case OPTION_DRAWS:
        a->draws = read_draws(value, state);
        return 0;
    case OPTION_TRAJECTORIES:
        a->trajectories = read_draws(value, state);
        return 0;
    default:
        break;
    }
    shared = experiment_option(key, value, state, &a->shared);
    if (key == ARGP_KEY_END) {
        check(a, state);
        return 0;
    }
    return shared;
}

static sf_status make(const design_context *c, void *user, sf_points *out, sf_error *err)
{
    const arguments *a = user;
    const sf_experiment *e = &a->shared.experiment;
    const sf_sensitivity asked = {.path = e->config,
                                  .sets = a->shared.sets,
                                  .n_sets = e->n_sets,
                                  .scenarios = a->shared.scenarios,
                                  .n_scenarios = e->n_scenarios,
                                  .only = a->only,
                                  .n_only = a->n_only,
                                  .seed = e->has_seed ? e->seed : sf_points_seed(c->config),
                                  .draws = a->method == MORRIS ? a->trajectories : a->draws};

    return methods[a->method].make(c->config, &asked, out, err);
}

static const struct argp_option options[] = {
    EXPERIMENT_OPTIONS,
    {"method", OPTION_METHOD, "METHOD", 0,
     N_("tornado (when omitted): one number at a time; morris: screens many at once; hypercube: all at once, and how often the decision stands"),
     0},
    {"only", OPTION_ONLY, "PATH", 0,
     N_("move only the numbers at or below this path, programmes.aap for example; may be repeated"), 0},
    {"draws", OPTION_DRAWS, "N", 0, N_("how many draws of the hypercube; 200 when omitted"), 0},
    {"trajectories", OPTION_TRAJECTORIES, "N", 0,
     N_("how many trajectories of Morris; 4 to 10, by how many numbers have a range, when omitted"), 0},
    {0}};

const struct argp sensitivity_parser = {
    options,
    option,
    "CONFIG",
    N_("Moves the numbers with a declared range within it, and tells which would overturn a decision. Four replications when -r is "
       "omitted, two of morris."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

int command_sensitivity(const app *context, int argc, char **argv)
{
    arguments a = {.only = calloc((size_t)argc, sizeof *a.only)};
    int code;

    if (!experiment_arguments_take(&a.shared, argc) || a.only == NULL) {
        code = show_no_memory();
    } else {
        code = parse_arguments(&sensitivity_parser, argc, argv, &a);
        if (code == EX_OK)
            code = design_execute(context, &a.shared, "-sensitivity", make, &a);
    }
    experiment_arguments_free(&a.shared);
    free(a.only);
    return code;
}
