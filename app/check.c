/* app/check.c - saksflyt check: all errors of a config at once, or one line that says there are none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <sysexits.h>

#include "app/command.h"
#include "core/text.h"
#include "models/keys.h"
#include "models/model.h"

static error_t argument(int key, char *value, struct argp_state *state)
{
    const char **config = state->input;

    if (key == ARGP_KEY_ARG && *config == NULL) {
        *config = value;
        return 0;
    }
    if (key == ARGP_KEY_ARG)
        argp_error(state, _("one config at a time: \"%s\" is one too many"), value);
    if (key == ARGP_KEY_END && *config == NULL)
        argp_error(state, "%s", _("which config? Write its path, configs/kontor.cfg for example"));
    return key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}

/* People = inflow x stay against veiledere x limit: the balance a planner should see before a run is left to the report,
 * where stay is known; here is what the config itself says. */
static void say_summary(const sf_model *model, const char *config)
{
    const epoch *first = &model->scenarios[0].epochs[0];

    printf(_("%s: no errors. %zu scenarios, %u replications, %zu programmes, %zu teams, %zu tiltak.\n"), config,
           model->n_scenarios, model->replications, model->n_programmes, model->n_teams, model->n_tiltak);
    for (size_t i = 0; i < model->n_streams; i++)
        printf(_("  inflow %s: %.1f a year\n"), first->streams[i].id, first->streams[i].rate * 365.25);
    for (size_t t = 0; t < model->n_teams; t++) {
        const team *its = &first->teams[t];

        printf(_("  team %s: %u veiledere, %.1f task hours a week each"), its->id, its->veiledere,
               its->hours_per_week * its->pace);
        if (isfinite(its->limit))
            printf(_(", room for %.0f people"), its->limit * its->veiledere);
        putchar('\n');
    }
}

int command_check(const app *context, int argc, char **argv)
{
    const struct argp parser = {NULL, argument, "CONFIG", _("Looks for errors in a config, and runs nothing."),
                                NULL, NULL,     NULL};
    const char *path = NULL;
    sf_problems problems = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_error err = {0};
    int code = parse_arguments(&parser, argc, argv, &path);
    sf_status status;

    (void)context;
    if (code != EX_OK)
        return code;
    status = sf_config_read(path, sf_keys(), sf_keys_count(), NULL, 0, &problems, &config, &err);
    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    sf_problems_sort(&problems);
    show_problems(&problems);
    if (status == SF_OK)
        say_summary(model, path);
    else
        code = show_error(&err, problems.errors > 0);
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
    return code;
}
