/* experiments/verify.c - some replications of a study are run again and compared, row by row.
 * They are stored in a folder of their own by the same code that stored the study, and the two are compared by the digest of each
 * replication: nothing is said to be alike because a second way of comparing overlooks something.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/text.h"
#include "experiments/points.h"
#include "experiments/rerun.h"
#include "results/directory.h"
#include "results/files.h"
#include "results/store.h"
#include "results/summary.h"

typedef struct check {
    const sf_verification *asked;
    sf_verified *out;
    sf_study *study;
    sf_rerun rerun;
    char scratch[4096]; /* folder of the replications that are run again */
    sf_store *store;
} check;

static size_t finished_replications(const sf_study *study)
{
    size_t n = 0;

    for (size_t s = 0; s < sf_study_facts(study)->n_scenarios; s++)
        n += sf_study_replications(study, s);
    return n;
}

/* summary.csv as the database gives it; a study that was never finished has none. */
static sf_status check_summary(check *c, sf_error *err)
{
    sf_directory directory;
    sf_error why = {0};
    char *expected = NULL, *there = NULL;
    size_t n_expected = 0, n_there = 0;
    sf_status status = sf_summary_write_csv(c->study, &expected, &n_expected, err);

    if (status != SF_OK)
        return status;
    status = sf_directory_look(c->asked->dir, &directory, err);
    if (status == SF_OK) {
        const sf_status read =
            sf_file_read(directory.folder, directory.shown, SF_FILE_SUMMARY, (size_t)1 << 30, &there, &n_there, &why);

        if (read == SF_OK && (n_expected != n_there || memcmp(expected, there, n_there) != 0))
            snprintf(c->out->difference, sizeof c->out->difference, _("%s is not what the database gives"),
                     SF_FILE_SUMMARY);
        sf_directory_leave(&directory);
    }
    free(expected);
    free(there);
    return status;
}

static sf_status open_scratch(check *c, sf_error *err)
{
    const sf_model *model = c->rerun.model;
    const char *temporary = getenv("TMPDIR");
    sf_study_info info = *sf_study_facts(c->study);
    sf_store_scenario *scenarios = calloc(model->n_scenarios + 1, sizeof *scenarios);
    sf_status status;

    if (scenarios == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < model->n_scenarios; i++)
        scenarios[i] =
            (sf_store_scenario){model->scenarios[i].id, model->scenarios[i].label, model->scenarios[i].overrides};
    info.catalogue = &model->catalogue; /* records are numbered by the model */
    info.scenarios = scenarios;
    info.n_scenarios = model->n_scenarios;
    snprintf(c->scratch, sizeof c->scratch, "%.4000s/saksflyt-verify-XXXXXX", temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(c->scratch) == NULL) {
        c->scratch[0] = '\0';
        status = SF_FAIL(err, SF_ECANTCREATE, NULL, "%s", _("no temporary folder can be made; set TMPDIR"));
    } else {
        status = sf_store_open(c->scratch, &info, false, &c->store, err);
    }
    free(scenarios);
    return status;
}

static void remove_scratch(check *c)
{
    char path[4200];

    sf_store_close(c->store);
    if (c->scratch[0] == '\0')
        return;
    snprintf(path, sizeof path, "%s/%s", c->scratch, SF_FILE_DATABASE);
    unlink(path);
    rmdir(c->scratch);
}

static sf_status run_again(check *c, size_t scenario, uint32_t number, sf_error *err)
{
    sf_replication_record record = {0};
    const sf_replication_record *list[] = {&record};
    uint32_t which = 0;
    sf_status status = sf_rerun_scenario(&c->rerun, c->study, scenario, &which, err);

    if (status == SF_OK)
        status = sf_model_replicate(c->rerun.model, which, number, c->rerun.model->seed, c->rerun.arena, c->asked->stop,
                                    &record, err);
    if (status == SF_EINTERRUPTED)
        return SF_FAIL(err, *c->asked->stop == SIGTERM ? SF_ETERMINATED : SF_EINTERRUPTED, NULL, "%s", _("stopped"));
    sf_points_trim(sf_study_facts(c->study)->design, sf_study_facts(c->study)->scenarios[scenario].id,
                   &c->rerun.model->catalogue, c->rerun.model->targets, c->rerun.model->n_targets, &record);
    if (status == SF_OK)
        status = sf_store_put(c->store, list, 1, err);
    sf_replication_free(&record);
    return status;
}

static sf_status compare_one(check *c, size_t scenario, uint32_t number, sf_error *err)
{
    const char *id = sf_study_facts(c->study)->scenarios[scenario].id;
    char there[SF_DIGEST_HEX], again[SF_DIGEST_HEX];
    sf_status status = run_again(c, scenario, number, err);

    if (status == SF_OK)
        status = sf_store_replication_digest(c->asked->dir, id, number, there, err);
    if (status == SF_OK)
        status = sf_store_replication_digest(c->scratch, id, number, again, err);
    if (status != SF_OK)
        return status;
    c->out->replications++;
    if (strcmp(there, again) != 0)
        snprintf(c->out->difference, sizeof c->out->difference,
                 _("replication %u of scenario %s is another one when it is run again"), number, id);
    return SF_OK;
}

/* Spread over all finished replications, the first and the last included. */
static sf_status compare_sample(check *c, sf_error *err)
{
    const size_t all = c->out->finished, n = c->asked->sample < all ? c->asked->sample : all;
    sf_status status = SF_OK;

    for (size_t i = 0; i < n && status == SF_OK && c->out->difference[0] == '\0'; i++) {
        size_t place = n < 2 ? 0 : i * (all - 1) / (n - 1), scenario = 0;

        while (place >= sf_study_replications(c->study, scenario))
            place -= sf_study_replications(c->study, scenario++);
        status = compare_one(c, scenario, sf_study_replication_number(c->study, scenario, place), err);
    }
    return status;
}

sf_status sf_verify(const sf_verification *asked, sf_verified *out, sf_error *err)
{
    check c = {.asked = asked, .out = out};
    sf_error why = {0};
    sf_status status;

    *out = (sf_verified){0};
    status = sf_store_integrity(asked->dir, out->difference, sizeof out->difference, err);
    if (status != SF_OK || out->difference[0] != '\0')
        return status;
    status = sf_study_open(asked->dir, &c.study, err);
    if (status == SF_OK) {
        out->finished = finished_replications(c.study);
        out->other_build = strcmp(asked->build, sf_study_facts(c.study)->build) != 0;
        status = check_summary(&c, err);
    }
    if (status == SF_OK && out->difference[0] == '\0') {
        status = sf_rerun_open(asked->dir, c.study, &c.rerun, &why);
        if (status == SF_EDATA) {
            snprintf(out->difference, sizeof out->difference, "%.*s", (int)sizeof out->difference - 1, why.message);
            status = SF_OK;
        } else if (status != SF_OK) {
            *err = why;
        }
    }
    if (status == SF_OK && out->difference[0] == '\0')
        status = open_scratch(&c, err);
    if (status == SF_OK && out->difference[0] == '\0')
        status = compare_sample(&c, err);
    remove_scratch(&c);
    sf_rerun_close(&c.rerun);
    sf_study_close(c.study);
    return status;
}
