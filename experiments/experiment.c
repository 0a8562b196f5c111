/* experiments/experiment.c - workers take (scenario, replication) jobs, the calling thread stores what they finish.
 * Invariant: the database is only touched by the calling thread; a job is stored whole or not at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/experiment.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/text.h"
#include "models/keys.h"
#include "models/model.h"
#include "results/store.h"

enum { BATCH = 16 };

typedef struct job {
    uint32_t scenario, replication;
} job;

typedef struct floor_of_work { /* shared by the workers and the storer, under one lock */
    const sf_model *model;
    uint64_t seed;
    size_t memory;
    const volatile sig_atomic_t *stop;
    const job *jobs;
    size_t n_jobs, next;
    sf_replication_record **finished; /* room for all jobs */
    size_t n_finished, working;
    sf_status status; /* of the first worker that failed */
    sf_error error;
    pthread_mutex_t lock;
    pthread_cond_t something_finished;
} floor_of_work;

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One job, outside the lock. */
static sf_replication_record *done_by(const floor_of_work *f, job which, sf_arena *arena, sf_error *err,
                                      sf_status *status)
{
    sf_replication_record *record = calloc(1, sizeof *record);
    double begin = seconds_now();

    if (record == NULL) {
        *status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
        return NULL;
    }
    *status = sf_model_replicate(f->model, which.scenario, which.replication, f->seed, arena, f->stop, record, err);
    record->seconds = seconds_now() - begin;
    if (*status != SF_OK) {
        free(record);
        return NULL;
    }
    return record;
}

static void *works(void *shared)
{
    floor_of_work *f = shared;
    sf_arena *arena = NULL;
    sf_error err = {0};
    sf_status status = sf_arena_open(f->memory, &arena, &err);

    pthread_mutex_lock(&f->lock);
    while (status == SF_OK && f->status == SF_OK && f->next < f->n_jobs && (f->stop == NULL || *f->stop == 0)) {
        job which = f->jobs[f->next++];
        sf_replication_record *record;

        pthread_mutex_unlock(&f->lock);
        record = done_by(f, which, arena, &err, &status);
        pthread_mutex_lock(&f->lock);
        if (record != NULL)
            f->finished[f->n_finished++] = record;
        pthread_cond_signal(&f->something_finished);
    }
    if (status != SF_OK && status != SF_EINTERRUPTED && f->status == SF_OK) {
        f->status = status;
        f->error = err;
    }
    f->working--;
    pthread_cond_signal(&f->something_finished);
    pthread_mutex_unlock(&f->lock);
    sf_arena_close(arena);
    return NULL;
}

static void note_checks(sf_experiment_result *result, const sf_model *model, const sf_replication_record *record)
{
    for (size_t i = 0; i < record->n_checks && result->failed_check[0] == '\0'; i++) {
        if (!(record->checks[i].residual <= record->checks[i].limit))
            snprintf(result->failed_check, sizeof result->failed_check, "%s (%s, %u)", record->checks[i].id,
                     model->scenarios[record->scenario].id, record->replication);
    }
}

/* Stores what has been finished since the last time. The caller holds the lock; it is open while the disk is written. */
static sf_status store_finished(floor_of_work *f, size_t *stored, sf_store *store, sf_experiment_result *result,
                                sf_error *err)
{
    size_t n = f->n_finished - *stored < BATCH ? f->n_finished - *stored : BATCH;
    sf_replication_record **records = f->finished + *stored;
    sf_status status;

    pthread_mutex_unlock(&f->lock);
    status = sf_store_put(store, (const sf_replication_record *const *)records, n, err);
    for (size_t i = 0; i < n && status == SF_OK; i++) {
        note_checks(result, f->model, records[i]);
        result->events += records[i]->events;
    }
    for (size_t i = 0; i < n; i++) {
        sf_replication_free(records[i]);
        free(records[i]);
        records[i] = NULL;
    }
    pthread_mutex_lock(&f->lock);
    *stored += n;
    if (status == SF_OK)
        result->replications += n;
    return status;
}

static sf_status run_jobs(const sf_experiment *e, floor_of_work *f, sf_store *store, sf_experiment_result *result,
                          sf_error *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = e->threads > 0 ? e->threads : processors > 0 ? (size_t)processors : 1, started = 0, stored = 0;
    pthread_t *threads;
    double begin = seconds_now();
    sf_status status = SF_OK;

    if (wanted > f->n_jobs)
        wanted = f->n_jobs;
    threads = calloc(wanted + 1, sizeof *threads);
    f->finished = calloc(f->n_jobs + 1, sizeof *f->finished);
    if (threads == NULL || f->finished == NULL) {
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
        goto done;
    }
    pthread_mutex_lock(&f->lock);
    while (started < wanted && pthread_create(&threads[started], NULL, works, f) == 0) {
        started++;
        f->working++;
    }
    if (started == 0 && wanted > 0)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("no thread can be started"));
    while (f->working > 0 || stored < f->n_finished) {
        if (stored == f->n_finished) {
            pthread_cond_wait(&f->something_finished, &f->lock);
            continue;
        }
        if (status == SF_OK)
            status = store_finished(f, &stored, store, result, err);
        else
            stored = f->n_finished;
        if (status != SF_OK && f->status == SF_OK)
            f->status = status; /* no new jobs */
        if (e->progress != NULL && status == SF_OK)
            e->progress(e->user, result->replications, f->n_jobs, seconds_now() - begin);
    }
    pthread_mutex_unlock(&f->lock);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (status == SF_OK && f->status != SF_OK) {
        status = f->status;
        if (err != NULL && err->status == SF_OK)
            *err = f->error;
    }
done:
    for (size_t i = 0; f->finished != NULL && i < f->n_finished; i++) {
        sf_replication_free(f->finished[i]);
        free(f->finished[i]);
    }
    free(f->finished);
    free(threads);
    result->seconds = seconds_now() - begin;
    return status;
}

/* --- what the study says about itself ------------------------------------------------------------------------------------ */

static sf_status scenario_is_wanted(const sf_experiment *e, const sf_model *model, bool *wanted, sf_error *err)
{
    for (size_t i = 0; i < model->n_scenarios; i++)
        wanted[i] = e->n_scenarios == 0;
    for (size_t k = 0; k < e->n_scenarios; k++) {
        bool known = false;

        for (size_t i = 0; i < model->n_scenarios; i++) {
            if (strcmp(model->scenarios[i].id, e->scenarios[k]) == 0)
                wanted[i] = known = true;
        }
        if (!known)
            return SF_FAIL(err, SF_EUSAGE, NULL, _("there is no scenario \"%s\" in %s"), e->scenarios[k], e->config);
    }
    return SF_OK;
}

static sf_status resolved_text(const sf_config *config, char **out, sf_error *err)
{
    size_t size = 0;
    FILE *memory = open_memstream(out, &size);
    sf_status status;

    if (memory == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    status = sf_config_write_resolved(config, memory, err);
    if (fclose(memory) != 0 && status == SF_OK)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    return status;
}

static job *list_jobs(const sf_experiment *e, const sf_model *model, const bool *wanted, uint32_t replications,
                      const sf_store *store, size_t *n, size_t *kept)
{
    job *jobs = calloc(model->n_scenarios * (size_t)replications + 1, sizeof *jobs);

    *n = *kept = 0;
    for (uint32_t r = 1; jobs != NULL && r <= replications;
         r++) { /* all scenarios of a replication together: a study cut short is still paired */
        if (e->shards > 0 && (r - 1) % e->shards != e->shard - 1)
            continue;
        for (uint32_t s = 0; s < model->n_scenarios; s++) {
            if (!wanted[s])
                continue;
            if (sf_store_has(store, s, r))
                ++*kept;
            else
                jobs[(*n)++] = (job){s, r};
        }
    }
    return jobs;
}

static sf_status open_store(const sf_experiment *e, const sf_config *config, const sf_model *model, sf_store **store,
                            sf_error *err)
{
    const sf_node *root = sf_setup_root(sf_config_base(config));
    sf_store_scenario *scenarios = calloc(model->n_scenarios, sizeof *scenarios);
    const sf_assumption *assumptions = NULL;
    char digest[SF_DIGEST_HEX], *resolved = NULL;
    sf_status status = scenarios == NULL ? SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"))
                                         : resolved_text(config, &resolved, err);

    if (status == SF_OK) {
        const sf_node *question = sf_node_get(root, "question");
        sf_study_info info = {.title = sf_node_text(sf_node_get(root, "title"), SF_ALWAYS),
                              .question = question == NULL ? "" : sf_node_text(question, SF_ALWAYS),
                              .config_path = e->config,
                              .config_digest = digest,
                              .build = e->build,
                              .seed = model->seed,
                              .compare_with = model->compare_with,
                              .start_civil_day = model->start_civil_day,
                              .warm_up_days = model->warm_up_days,
                              .length_days = model->length_days,
                              .follow_up_days = model->follow_up_days,
                              .resolved = resolved,
                              .catalogue = &model->catalogue,
                              .scenarios = scenarios,
                              .n_scenarios = model->n_scenarios,
                              .targets = model->targets,
                              .n_targets = model->n_targets,
                              .shard = e->shard,
                              .shards = e->shards,
                              .whole = e->replications > 0 ? e->replications : model->replications};

        for (size_t i = 0; i < model->n_scenarios; i++)
            scenarios[i] =
                (sf_store_scenario){model->scenarios[i].id, model->scenarios[i].label, model->scenarios[i].overrides};
        sf_config_digest(config, digest);
        info.n_assumptions = sf_setup_assumptions(sf_config_base(config), &assumptions);
        info.assumptions = assumptions;
        status = sf_store_open(e->dir, &info, e->fresh, store, err);
    }
    free(resolved);
    free(scenarios);
    return status;
}

static sf_status run_model(const sf_experiment *e, const sf_config *config, const sf_model *model,
                           sf_experiment_result *result, sf_error *err)
{
    uint32_t replications = e->replications > 0 ? e->replications : model->replications;
    size_t memory = e->memory_bytes > 0 ? e->memory_bytes : sf_model_memory_need(model);
    bool *wanted = calloc(model->n_scenarios, sizeof *wanted);
    size_t n_jobs = 0;
    sf_store *store = NULL;
    job *jobs = NULL;
    sf_status status = wanted == NULL ? SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory")) : SF_OK;

    if (status == SF_OK)
        status = scenario_is_wanted(e, model, wanted, err);
    if (status == SF_OK)
        status = sf_model_fits(model, memory, err);
    if (status == SF_OK)
        status = open_store(e, config, model, &store, err);
    if (status == SF_OK && (jobs = list_jobs(e, model, wanted, replications, store, &n_jobs, &result->kept)) == NULL)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    if (status == SF_OK) {
        floor_of_work f = {.model = model,
                           .seed = model->seed,
                           .memory = memory,
                           .stop = e->stop,
                           .jobs = jobs,
                           .n_jobs = n_jobs,
                           .lock = PTHREAD_MUTEX_INITIALIZER,
                           .something_finished = PTHREAD_COND_INITIALIZER};

        status = run_jobs(e, &f, store, result, err);
    }
    if (status == SF_OK)
        status = sf_store_finish(store, err);
    if (status == SF_OK && e->stop != NULL && *e->stop != 0)
        status = SF_FAIL(err, *e->stop == SIGTERM ? SF_ETERMINATED : SF_EINTERRUPTED, NULL,
                         _("stopped; %zu of %zu new replications are saved, run again to continue"),
                         result->replications, n_jobs);
    if (status == SF_OK && result->failed_check[0] != '\0')
        status = SF_FAIL(
            err, SF_EBUG, NULL,
            _("the self-check %s failed: the figures cannot be trusted; please report this with the config and the seed"),
            result->failed_check);
    sf_store_close(store);
    free(jobs);
    free(wanted);
    return status;
}

sf_status sf_experiment_run(const sf_experiment *e, sf_problems *problems, sf_experiment_result *result, sf_error *err)
{
    const char **sets = calloc(e->n_sets + 1, sizeof *sets);
    char seed[48];
    size_t n_sets = e->n_sets;
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_status status = SF_OK;

    *result = (sf_experiment_result){0};
    if (sets == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    for (size_t i = 0; i < n_sets; i++)
        sets[i] = e->sets[i];
    if (e->has_seed) { /* so that resolved.cfg tells the seed that was used */
        snprintf(seed, sizeof seed, "study.seed = %" PRIu64, e->seed);
        sets[n_sets++] = seed;
    }
    status = sf_config_read(e->config, sf_keys(), sf_keys_count(), sets, n_sets, problems, &config, err);
    if (status == SF_OK)
        status = sf_model_compile(config, problems, &model, err);
    if (status == SF_OK)
        status = run_model(e, config, model, result, err);
    sf_model_free(model);
    sf_config_free(config);
    free(sets);
    return status;
}
