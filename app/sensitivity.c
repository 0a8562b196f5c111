/* app/sensitivity.c - saksflyt sensitivity: which of the assumed numbers would overturn a decision.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/design.h"
#include "core/text.h"

enum { USUAL_REPLICATIONS = 4 }; /* of each of very many scenarios */

static error_t option(int key, char *value, struct argp_state *state)
{
    experiment_arguments *a = state->input;
    const error_t shared = experiment_option(key, value, state, a);

    if (key != ARGP_KEY_END)
        return shared;
    if (a->experiment.n_scenarios > 1)
        argp_error(state, "%s", _("sensitivity compares one scenario with the baseline; name it with --scenario"));
    if (a->experiment.replications == 0)
        a->experiment.replications = USUAL_REPLICATIONS;
    return 0;
}

static sf_status make(const design_context *c, void *user, sf_points *out, sf_error *err)
{
    const experiment_arguments *a = user;

    return sf_points_tornado(c->config, a->experiment.config, a->sets, a->experiment.n_sets,
                             a->experiment.n_scenarios > 0 ? a->scenarios[0] : NULL, out, err);
}

static const struct argp_option options[] = {EXPERIMENT_OPTIONS, {0}};

const struct argp sensitivity_parser = {
    options,
    option,
    "CONFIG",
    N_("Moves each number with a declared range from end to end, and tells which would overturn a decision. Four replications when -r is omitted."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

int command_sensitivity(const app *context, int argc, char **argv)
{
    return design_command(context, argc, argv, &sensitivity_parser, "-sensitivity", make);
}
