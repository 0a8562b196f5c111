/* app/design.h - what sweep, gaps and sensitivity share: generated scenarios, the plan said beforehand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_DESIGN_H
#define SF_APP_DESIGN_H

#include "app/experiment.h"
#include "experiments/points.h"
#include "models/model.h"

/** The config as it is without generated scenarios. */
typedef struct design_context {
    const sf_config *config;
    const sf_model *model;
} design_context;

/** Makes the generated scenarios of a config. */
typedef sf_status design_maker(const design_context *c, void *user, sf_points *out, sf_error *err);

/** Reads the config, makes its generated scenarios, says the plan, runs all of it and tells the results. suffix: of the default directory.
 *  Returns the exit code. */
int design_execute(const app *context, experiment_arguments *a, const char *suffix, design_maker *make, void *user);

/** A command that takes the arguments of an experiment and no others; they are what `make` gets as user. Returns the exit code. */
int design_command(const app *context, int argc, char **argv, const struct argp *parser, const char *suffix,
                   design_maker *make);

#endif
