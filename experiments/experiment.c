/* experiments/experiment.c - workers take (scenario, replication) jobs, the calling thread stores what they finish.
 * Invariant: the database is only touched by the calling thread; a job is stored whole or not at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/experiment.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/digest.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiments/points.h"
#include "experiments/precision.h"
#include "experiments/work.h"
#include "models/keys.h"
#include "models/model.h"
#include "results/eventlog.h"
#include "results/store.h"
#include "results/study.h"

/* Who stores what the workers finish. */
typedef struct storer {
    const sf_experiment *experiment;
    const sf_model *model;
    sf_store *store;
    sf_experiment_result *result;
    size_t n_jobs;
    double begin;
    sf_precision *precision; /* NULL: everything is wanted */
    sf_work *work;
    sf_replication_record **held; /* not known to be needed yet; room for all jobs */
    size_t n_held;
} storer;

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void note_checks(sf_experiment_result *result, const sf_model *model, const sf_replication_record *record)
{
    for (size_t i = 0; i < record->n_checks && result->failed_check[0] == '\0'; i++) {
        if (!(record->checks[i].residual <= record->checks[i].limit))
            snprintf(result->failed_check, sizeof result->failed_check, "%s (%s, %u)", record->checks[i].id,
                     model->scenarios[record->scenario].id, record->replication);
    }
}

static void drop(sf_replication_record *record)
{
    sf_replication_free(record);
    free(record);
}

static sf_status store_records(storer *s, sf_replication_record **records, size_t n, sf_error *err)
{
    const sf_experiment *e = s->experiment;
    sf_status status;

    for (size_t i = 0; i < n; i++)
        sf_points_trim(e->design, s->model->scenarios[records[i]->scenario].id, &s->model->catalogue, s->model->targets,
                       s->model->n_targets, records[i]);
    status = sf_store_put(s->store, (const sf_replication_record *const *)records, n, err);

    for (size_t i = 0; i < n && status == SF_OK; i++) {
        note_checks(s->result, s->model, records[i]);
        s->result->events += records[i]->events;
    }
    for (size_t i = 0; i < n; i++)
        drop(records[i]);
    if (status == SF_OK)
        s->result->replications += n;
    if (e->progress != NULL && status == SF_OK)
        e->progress(e->user, s->result->replications, s->n_jobs, seconds_now() - s->begin);
    return status;
}

static sf_status store_finished(void *user, sf_replication_record **records, size_t n, sf_error *err)
{
    return store_records(user, records, n, err);
}

/* Stores those of the held ones that are certainly needed, as one batch. */
static sf_status store_needed(storer *s, sf_error *err)
{
    const uint32_t needed = sf_precision_needed(s->precision);
    sf_replication_record **sure = calloc(s->n_held + 1, sizeof(*sure));
    size_t n = 0, kept = 0;
    sf_status status;

    if (sure == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < s->n_held; i++) {
        if (s->held[i]->replication <= needed)
            sure[n++] = s->held[i];
        else
            s->held[kept++] = s->held[i];
    }
    s->n_held = kept;
    status = n > 0 ? store_records(s, sure, n, err) : SF_OK;
    free(sure);
    return status;
}

/* With a precision: what comes before its turn is held until it is known to be needed, and never stored when it is not. */
static sf_status hold_finished(void *user, sf_replication_record **records, size_t n, sf_error *err)
{
    storer *s = user;
    sf_status status = SF_OK;

    for (size_t i = 0; i < n; i++) {
        s->held[s->n_held++] = records[i];
        if (status == SF_OK)
            status = sf_precision_add(s->precision, records[i]->scenario, records[i], err);
    }
    if (status == SF_OK && sf_precision_reached(s->precision) > 0)
        sf_work_enough(s->work);
    return status == SF_OK ? store_needed(s, err) : status;
}

static size_t threads_of(const sf_experiment *e)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (e->threads > 0)
        return e->threads;
    if (e->ranks != NULL) /* a rank is a worker */
        return 1;
    return processors > 0 ? (size_t)processors : 1;
}

static sf_status run_jobs(const sf_experiment *e, const sf_model *model, const char *digest, size_t memory,
                          const sf_job *jobs, size_t n_jobs, sf_precision *precision, sf_store *store,
                          sf_experiment_result *result, sf_error *err)
{
    storer s = {.experiment = e,
                .model = model,
                .store = store,
                .result = result,
                .n_jobs = n_jobs,
                .precision = precision,
                .held = calloc(precision == NULL ? 1 : n_jobs + 1, sizeof(sf_replication_record *)),
                .begin = seconds_now()};
    sf_work work = {.model = model,
                    .seed = model->seed,
                    .memory = memory,
                    .stop = e->stop,
                    .jobs = jobs,
                    .n_jobs = n_jobs,
                    .threads = threads_of(e),
                    .ranks = e->ranks,
                    .digest = digest,
                    .take = precision == NULL ? store_finished : hold_finished,
                    .user = &s};
    sf_status status = s.held == NULL ? sf_out_of_memory(err) : SF_OK;

    s.work = &work;
    if (status == SF_OK && e->events && e->ranks != NULL && e->ranks->size > 1)
        status =
            SF_FAIL(err, SF_EUSAGE, NULL, "%s", _("--events keeps its log in one process; run it without a launcher"));
    if (status == SF_OK && e->events)
        status = sf_event_log_open(e->dir, &work.events, err);
    if (status != SF_OK) {
        sf_work_dismiss(e->ranks);
        free(s.held);
        return status;
    }
    status = sf_work_do(&work, err);
    sf_event_log_close(work.events);
    for (size_t i = 0; i < s.n_held; i++)
        drop(s.held[i]); /* beyond what was enough, or cut off by a signal */
    free(s.held);
    result->seconds = seconds_now() - s.begin;
    return status;
}

/* What is there already counts, too. */
static sf_status add_stored(const sf_experiment *e, const sf_model *model, const bool *wanted, uint32_t most,
                            const sf_store *store, sf_precision *precision, sf_error *err)
{
    sf_study *study = NULL;
    sf_status status = sf_study_open(e->dir, &study, err);

    for (uint32_t r = 1; r <= most && status == SF_OK; r++) {
        for (uint32_t s = 0; s < model->n_scenarios && status == SF_OK; s++) {
            sf_replication_record record = {.replication = r};

            if (!wanted[s] || !sf_store_has(store, s, r))
                continue;
            status = sf_study_observed(study, model->scenarios[s].id, r, &model->catalogue, &record, err);
            if (status == SF_OK)
                status = sf_precision_add(precision, s, &record, err);
            sf_replication_free(&record);
        }
    }
    sf_study_close(study);
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
        return sf_out_of_memory(err);
    status = sf_config_write_resolved(config, memory, err);
    if (fclose(memory) != 0 && status == SF_OK)
        status = sf_out_of_memory(err);
    return status;
}

static sf_job *list_jobs(const sf_experiment *e, const sf_model *model, const bool *wanted, uint32_t replications,
                         const sf_store *store, size_t *n, size_t *kept)
{
    sf_job *jobs = calloc(model->n_scenarios * (size_t)replications + 1, sizeof *jobs);

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
                jobs[(*n)++] = (sf_job){s, r};
        }
    }
    return jobs;
}

/* What the config says, and then what was drawn for the people of the first day. *n grows. NULL: no memory. The caller frees it. */
static sf_assumption *with_those_of_stock(const sf_assumption *written, size_t *n, const stock_table *stock)
{
    sf_assumption *all = calloc(*n + stock->n_assumptions + 1, sizeof *all);

    if (all == NULL)
        return NULL;
    if (*n > 0)
        memcpy(all, written, *n * sizeof *all);
    for (size_t i = 0; i < stock->n_assumptions; i++)
        all[(*n)++] = stock->assumptions[i];
    return all;
}

/* "a|b", "" when there is no list; NULL when memory runs out. Owner: the caller, free. */
static char *joined_words(const sf_node *list)
{
    const size_t n = list == NULL ? 0 : sf_node_words(list, SF_ALWAYS);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%s", i > 0 ? "|" : "", sf_node_word(list, SF_ALWAYS, i));
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static sf_status open_store(const sf_experiment *e, const sf_config *config, const sf_model *model, sf_store **store,
                            sf_error *err)
{
    const sf_node *root = sf_setup_root(sf_config_base(config));
    sf_store_scenario *scenarios = calloc(model->n_scenarios, sizeof *scenarios);
    const sf_assumption *written = NULL;
    sf_assumption *assumptions = NULL;
    char digest[SF_DIGEST_HEX], *resolved = NULL;
    sf_status status = scenarios == NULL ? sf_out_of_memory(err) : resolved_text(config, &resolved, err);

    if (status == SF_OK) {
        const sf_node *question = sf_node_get(root, "question");
        char *compare = joined_words(sf_node_get(root, "study.compare")),
             *charts = joined_words(sf_node_get(root, "study.charts"));
        sf_study_info info = {.title = sf_node_text(sf_node_get(root, "title"), SF_ALWAYS),
                              .question = question == NULL ? "" : sf_node_text(question, SF_ALWAYS),
                              .config_path = e->config,
                              .config_digest = digest,
                              .build = e->build,
                              .seed = model->seed,
                              .compare_with = model->compare_with,
                              .compare = compare,
                              .charts = charts,
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
                              .design = e->design,
                              .change = model->change,
                              .shard = e->shard,
                              .shards = e->shards,
                              .whole = e->replications > 0 ? e->replications : model->replications};

        for (size_t i = 0; i < model->n_scenarios; i++)
            scenarios[i] =
                (sf_store_scenario){model->scenarios[i].id, model->scenarios[i].label, model->scenarios[i].overrides};
        sf_config_digest(config, digest);
        info.n_assumptions = sf_setup_assumptions(sf_config_base(config), &written);
        info.is_about_real_people = sf_model_is_about_real_people(model);
        info.assumptions = assumptions = with_those_of_stock(written, &info.n_assumptions, &model->stock);
        status = assumptions == NULL || compare == NULL || charts == NULL
                     ? sf_out_of_memory(err)
                     : sf_store_open(e->dir, &info, e->fresh, store, err);
        free(compare);
        free(charts);
    }
    free(assumptions);
    free(resolved);
    free(scenarios);
    return status;
}

/* Jobs come in the order of replications: how many of them are within the first n. */
static size_t left_up_to(uint32_t n, const sf_job *jobs, size_t n_jobs)
{
    size_t left = 0;

    while (left < n_jobs && jobs[left].replication <= n)
        left++;
    return left;
}

/* Runs the first job to see how long one takes. Its record is thrown away: what is stored does not depend on who planned. */
static sf_status tell_plan(const sf_experiment *e, const sf_model *model, size_t memory, const bool *wanted,
                           uint32_t replications, const sf_job *jobs, size_t n_jobs, sf_error *err)
{
    sf_replication_record record = {0};
    sf_arena *arena = NULL;
    const size_t threads = threads_of(e);
    const double begin = seconds_now();
    size_t scenarios = 0;
    sf_status status = sf_arena_open(memory, &arena, err);

    if (status == SF_OK)
        status =
            sf_model_replicate(model, jobs[0].scenario, jobs[0].replication, model->seed, arena, e->stop, &record, err);
    for (size_t s = 0; s < model->n_scenarios; s++)
        scenarios += wanted[s];
    if (status == SF_OK)
        e->plan(e->user, scenarios, replications, n_jobs,
                (seconds_now() - begin) * (double)n_jobs / (double)(threads < n_jobs ? threads : n_jobs));
    sf_replication_free(&record);
    sf_arena_close(arena);
    return status == SF_EINTERRUPTED ? SF_OK : status; /* the jobs find out by themselves, and say so */
}

enum { USUAL_MOST = 1000 }; /* replications with a precision, unless -r says otherwise */

static uint32_t replications_of(const sf_experiment *e, const sf_model *model)
{
    if (e->replications > 0)
        return e->replications;
    return e->n_precisions > 0 && model->replications < USUAL_MOST ? USUAL_MOST : model->replications;
}

static sf_status run_model(const sf_experiment *e, const sf_config *config, const sf_model *model,
                           sf_experiment_result *result, sf_error *err)
{
    uint32_t replications = replications_of(e, model);
    size_t memory = e->memory_bytes > 0 ? e->memory_bytes : sf_model_memory_need(model);
    bool *wanted = calloc(model->n_scenarios, sizeof *wanted);
    char digest[SF_DIGEST_HEX];
    size_t n_jobs = 0;
    sf_store *store = NULL;
    sf_precision *precision = NULL;
    sf_job *jobs = NULL;
    sf_status status = wanted == NULL ? sf_out_of_memory(err) : SF_OK;

    sf_config_digest(config, digest);
    if (status == SF_OK)
        status = scenario_is_wanted(e, model, wanted, err);
    if (status == SF_OK && e->n_precisions > 0)
        status = sf_precision_open(e->precisions, e->n_precisions, model, wanted, replications, &precision, err);
    if (status == SF_OK)
        status = sf_model_fits(model, memory, err);
    if (status == SF_OK)
        status = open_store(e, config, model, &store, err);
    if (status == SF_OK && (jobs = list_jobs(e, model, wanted, replications, store, &n_jobs, &result->kept)) == NULL)
        status = sf_out_of_memory(err);
    if (status == SF_OK && precision != NULL)
        status = add_stored(e, model, wanted, replications, store, precision, err);
    if (status == SF_OK && precision != NULL && sf_precision_reached(precision) > 0)
        n_jobs = left_up_to(sf_precision_reached(precision), jobs, n_jobs);
    if (status == SF_OK && e->plan != NULL && n_jobs > 0)
        status = tell_plan(e, model, memory, wanted, replications, jobs, n_jobs, err);
    if (status == SF_OK)
        status = run_jobs(e, model, digest, memory, jobs, n_jobs, precision, store, result, err);
    else
        sf_work_dismiss(e->ranks);
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
    if (precision != NULL) {
        result->enough = sf_precision_reached(precision);
        result->would_take = sf_precision_would_take(precision);
        result->most = replications;
    }
    sf_precision_close(precision);
    sf_store_close(store);
    free(jobs);
    free(wanted);
    return status;
}

/* Another process than the first, with the status of reading the config. */
static sf_status help(const sf_experiment *e, const sf_config *config, const sf_model *model, sf_status status,
                      sf_error *err)
{
    char digest[SF_DIGEST_HEX];
    sf_work work = {.model = model, .memory = e->memory_bytes, .stop = e->stop, .ranks = e->ranks, .digest = digest};

    if (status != SF_OK) {
        sf_work_excuse(e->ranks, err);
        return status;
    }
    sf_config_digest(config, digest);
    work.seed = model->seed;
    if (work.memory == 0)
        work.memory = sf_model_memory_need(model);
    return sf_work_serve(&work, err);
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
        return sf_out_of_memory(err);
    for (size_t i = 0; i < n_sets; i++)
        sets[i] = e->sets[i];
    if (e->has_seed) { /* so that resolved.cfg tells the seed that was used */
        snprintf(seed, sizeof seed, "study.seed = %" PRIu64, e->seed);
        sets[n_sets++] = seed;
    }
    status = sf_config_read_more(e->config, sf_keys(), sf_keys_count(), sets, n_sets, e->more, e->n_more, problems,
                                 &config, err);
    if (status == SF_OK)
        status = sf_model_compile(config, problems, &model, err);
    if (status == SF_OK && e->events && sf_model_is_about_real_people(model))
        status = SF_FAIL(
            err, SF_EUSAGE, NULL, "%s",
            _("the stock is of real people, and no single life of such a run is written out: leave out --events, or write stock.synthetic = \"yes\" if they are made up"));
    if (e->ranks != NULL && e->ranks->rank > 0)
        status = help(e, config, model, status, err);
    else if (status == SF_OK)
        status = run_model(e, config, model, result, err);
    else
        sf_work_dismiss(e->ranks);
    sf_model_free(model);
    sf_config_free(config);
    free(sets);
    return status;
}
