/* experiments/rerun.c - the model of a finished study, compiled again from its own resolved.cfg.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/rerun.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiments/points.h"
#include "models/keys.h"
#include "results/files.h"

static sf_status is_the_studys(const sf_rerun *rerun, const sf_study *study, const char *path, sf_error *err)
{
    const sf_study_info *facts = sf_study_facts(study);
    char digest[SF_DIGEST_HEX];

    sf_config_digest(rerun->config, digest);
    if (strcmp(digest, facts->config_digest) != 0 || rerun->model->seed != facts->seed)
        return SF_FAIL(
            err, SF_EDATA, NULL,
            _("%s is not the config that the study was run with: it has been changed since, or belongs to another study"),
            path);
    return SF_OK;
}

/* With the draws of a study that are too many to be written out: they follow from its design. */
static sf_status read_with_draws(const char *path, const sf_study *study, sf_problems *problems, sf_rerun *out,
                                 sf_error *err)
{
    sf_points points = {0};
    sf_config *whole = NULL;
    sf_status status = sf_points_again(out->config, sf_study_facts(study)->design, &points, err);

    if (status == SF_OK)
        status = sf_config_read_more(path, sf_keys(), sf_keys_count(), NULL, 0, points.more, points.n_more, problems,
                                     &whole, err);
    if (status == SF_OK) {
        sf_points_free(&points); /* its texts may lie in the old config */
        sf_config_free(out->config);
        out->config = whole;
    }
    sf_points_free(&points);
    return status;
}

sf_status sf_rerun_open(const char *dir, const sf_study *study, sf_rerun *out, sf_error *err)
{
    sf_problems problems = {0};
    char *path = NULL;
    sf_status status;

    *out = (sf_rerun){0};
    if (asprintf(&path, "%s/%s", dir, SF_FILE_RESOLVED) < 0)
        return sf_out_of_memory(err);
    status = sf_config_read(path, sf_keys(), sf_keys_count(), NULL, 0, &problems, &out->config, err);
    if (status == SF_OK && sf_points_are_drawn(sf_study_facts(study)->design))
        status = read_with_draws(path, study, &problems, out, err);
    if (status == SF_OK)
        status = sf_model_compile(out->config, &problems, &out->model, err);
    if (status == SF_ECONFIG)
        status = err->status = SF_EDATA; /* our own file: not the user's config is wrong, but what lies in the folder */
    if (status == SF_OK)
        status = is_the_studys(out, study, path, err);
    if (status == SF_OK)
        status = sf_arena_open(sf_model_memory_need(out->model), &out->arena, err);
    sf_problems_free(&problems);
    free(path);
    if (status != SF_OK)
        sf_rerun_close(out);
    return status;
}

void sf_rerun_close(sf_rerun *rerun)
{
    sf_arena_close(rerun->arena);
    sf_model_free(rerun->model);
    sf_config_free(rerun->config);
    *rerun = (sf_rerun){0};
}

sf_status sf_rerun_scenario(const sf_rerun *rerun, const sf_study *study, size_t scenario, uint32_t *out, sf_error *err)
{
    const char *id = sf_study_facts(study)->scenarios[scenario].id;

    for (size_t i = 0; i < rerun->model->n_scenarios; i++) {
        if (strcmp(rerun->model->scenarios[i].id, id) == 0) {
            *out = (uint32_t)i;
            return SF_OK;
        }
    }
    return SF_FAIL(err, SF_EDATA, NULL, _("there is no scenario \"%s\" in %s"), id, SF_FILE_RESOLVED);
}
