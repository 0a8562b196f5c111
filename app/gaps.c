/* app/gaps.c - saksflyt gaps: which tiltak are missing, for whom, and what one more place is worth.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/design.h"
#include "core/text.h"

static error_t option(int key, char *value, struct argp_state *state)
{
    experiment_arguments *a = state->input;
    const error_t shared = experiment_option(key, value, state, a);

    if (key != ARGP_KEY_END)
        return shared;
    a->sets[a->experiment.n_sets++] =
        "study.gaps = yes"; /* every --set has taken a word, and CONFIG has left room for one */
    if (a->experiment.n_scenarios > 1)
        argp_error(state, "%s", _("gaps looks at one scenario at a time; name it with --scenario"));
    return 0;
}

static sf_status make(const design_context *c, void *user, sf_points *out, sf_error *err)
{
    const experiment_arguments *a = user;

    return sf_points_gaps(c->config, a->experiment.n_scenarios > 0 ? a->scenarios[0] : NULL, out, err);
}

static const struct argp_option options[] = {EXPERIMENT_OPTIONS, {0}};

const struct argp gaps_parser = {
    options, option, "CONFIG",      N_("Tells which tiltak are missing, for whom, and what one more place is worth."),
    NULL,    NULL,   SF_TEXT_DOMAIN};

int command_gaps(const app *context, int argc, char **argv)
{
    return design_command(context, argc, argv, &gaps_parser, "-gaps", make);
}
