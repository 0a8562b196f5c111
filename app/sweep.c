/* app/sweep.c - saksflyt sweep: the scenarios at many values of one number or two.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "app/design.h"
#include "core/text.h"
#include "experiments/points.h"
#include "results/response.h"

enum { OPTION_VARY = OPTION_OWN, OPTION_UNTIL, OPTION_DESIGN, OPTION_POINTS };

typedef struct arguments {
    experiment_arguments shared;
    const char **varies;
    sf_sweep sweep;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    uint64_t number;
    error_t shared;

    switch (key) {
    case OPTION_VARY:
        a->varies[a->sweep.n_varies++] = value;
        return 0;
    case OPTION_UNTIL:
        a->sweep.until = value;
        return 0;
    case OPTION_DESIGN:
        if (!sf_layout_read(value, &a->sweep.layout))
            argp_error(state, _("\"%s\" is no layout of points; there are grid, latin, sobol and halton"), value);
        return 0;
    case OPTION_POINTS:
        if (!read_whole(value, 2, SF_SWEEP_MOST_POINTS, &number))
            argp_error(state, _("\"%s\" is no number of points; write a whole number from 2 to %d"), value,
                       SF_SWEEP_MOST_POINTS);
        a->sweep.n_points = (size_t)number;
        return 0;
    default:
        break;
    }
    shared = experiment_option(key, value, state, &a->shared);
    if (key != ARGP_KEY_END)
        return shared;
    if (a->sweep.n_varies == 0)
        argp_error(state, "%s", _("what is swept? Write --vary teams.aap.portfolio.limit=30:120:10 for example"));
    if (a->sweep.n_points > 0 && a->sweep.layout == SF_LAYOUT_GRID)
        argp_error(state, "%s",
                   _("--points belongs to --design latin, sobol or halton; a grid has as many as --vary says"));
    if (a->sweep.n_points == 0)
        a->sweep.n_points = 16;
    return 0;
}

static sf_status make(const design_context *c, void *user, sf_points *out, sf_error *err)
{
    arguments *a = user;
    sf_until until;
    sf_status status = SF_OK;

    a->sweep.varies = a->varies;
    a->sweep.scenarios = a->shared.scenarios;
    a->sweep.n_scenarios = a->shared.experiment.n_scenarios;
    if (a->sweep.until != NULL)
        status = sf_until_read(a->sweep.until, &c->model->catalogue, &until, err);
    return status == SF_OK ? sf_points_sweep(c->config, &a->sweep, out, err) : status;
}

static const struct argp_option options[] = {
    EXPERIMENT_OPTIONS,
    {"vary", OPTION_VARY, "PATH=FIRST:LAST:STEP", 0,
     N_("the values that are tried, for one number or two; a unit and \"from always\" may follow"), 0},
    {"until", OPTION_UNTIL, "METRIC STAT <= VALUE", 0,
     N_("tell from which value on the wish is fulfilled, \"wait.meeting p90 <= 21 d\" for example"), 0},
    {"design", OPTION_DESIGN, "LAYOUT", 0, N_("where the points lie: grid (when omitted), latin, sobol or halton"), 0},
    {"points", OPTION_POINTS, "N", 0, N_("how many points, when they lie in no grid; 16 when omitted"), 0},
    {0}};

const struct argp sweep_parser = {
    options,       option,
    "CONFIG",      N_("Runs the scenarios of a config at many values of one number or two, on common luck."),
    NULL,          NULL,
    SF_TEXT_DOMAIN};

int command_sweep(const app *context, int argc, char **argv)
{
    arguments a = {.varies = calloc((size_t)argc, sizeof *a.varies)};
    int code;

    if (!experiment_arguments_take(&a.shared, argc) || a.varies == NULL) {
        code = show_no_memory();
    } else {
        code = parse_arguments(&sweep_parser, argc, argv, &a);
        if (code == EX_OK)
            code = design_execute(context, &a.shared, "-sweep", make, &a);
    }
    experiment_arguments_free(&a.shared);
    free(a.varies);
    return code;
}
