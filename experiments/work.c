/* experiments/work.c - workers take jobs, the calling thread takes over what they finish.
 *
 * Workers are threads of this process and, under a launcher, the other ranks. Rank 0 talks to each of them in turns: the rank says
 * what came of its job (at first: nothing yet), and is told the next one or to stop. So a rank always waits for exactly one answer,
 * and whoever ends the work early has to answer them all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/digest.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiments/parcel.h"

enum { BATCH = 16 };

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool is_asked_to_stop(const sf_work *work)
{
    return work->stop != NULL && *work->stop != 0;
}

/* One job, outside the lock. */
static sf_replication_record *done_by(const sf_work *work, sf_job which, sf_arena *arena, sf_error *err,
                                      sf_status *status)
{
    sf_replication_record *record = calloc(1, sizeof *record);
    sf_event_scratch *scratch = NULL;
    double begin = seconds_now();

    *status = SF_OK;
    if (record == NULL) {
        *status = sf_out_of_memory(err);
        return NULL;
    }
    if (work->events != NULL)
        *status = sf_event_scratch_open(work->events, &scratch, err);
    if (*status == SF_OK)
        *status =
            sf_model_replicate_logged(work->model, which.scenario, which.replication, work->seed, arena, work->stop,
                                      scratch != NULL ? sf_event_scratch_hears : NULL, scratch, record, err);
    if (*status == SF_OK && scratch != NULL) { /* before the replication is stored: what is stored has its events */
        *status = sf_event_scratch_commit(scratch, work->model->scenarios[which.scenario].id, which.replication, err);
        if (*status != SF_OK)
            sf_replication_free(record);
    } else {
        sf_event_scratch_close(scratch);
    }
    record->seconds = seconds_now() - begin;
    if (*status != SF_OK) {
        free(record);
        return NULL;
    }
    return record;
}

/* --- threads ------------------------------------------------------------------------------------------------------------ */

/* The next job, if any is still to be begun. The caller holds the lock. */
static bool next_job(sf_work *work, sf_job *out)
{
    if (work->status != SF_OK || work->next >= work->n_jobs || is_asked_to_stop(work))
        return false;
    *out = work->jobs[work->next++];
    return true;
}

static void *works(void *shared)
{
    sf_work *work = shared;
    sf_arena *arena = NULL;
    sf_error err = {0};
    sf_status status = sf_arena_open(work->memory, &arena, &err);
    sf_job which;

    pthread_mutex_lock(&work->lock);
    while (status == SF_OK && next_job(work, &which)) {
        sf_replication_record *record;

        pthread_mutex_unlock(&work->lock);
        record = done_by(work, which, arena, &err, &status);
        pthread_mutex_lock(&work->lock);
        if (record != NULL)
            work->finished[work->n_finished++] = record;
        pthread_cond_signal(&work->something_finished);
    }
    if (status != SF_OK && status != SF_EINTERRUPTED && work->status == SF_OK) {
        work->status = status;
        work->error = err;
    }
    work->working--;
    pthread_cond_signal(&work->something_finished);
    pthread_mutex_unlock(&work->lock);
    sf_arena_close(arena);
    return NULL;
}

void sf_work_enough(sf_work *work)
{
    pthread_mutex_lock(&work->lock);
    work->n_jobs = work->next;
    pthread_mutex_unlock(&work->lock);
}

/* --- other ranks ----------------------------------------------------------------------------------------------------------- */

typedef struct order { /* rank 0 to another: do this, or stop */
    uint32_t goes_on;
    sf_job job;
} order;

typedef struct
    answer { /* another to rank 0; a parcel follows in the same message when status is SF_OK and bytes remain */
    uint32_t status;
    char message[240];
    char digest[SF_DIGEST_HEX]; /* of the config, in the first answer; else "" */
} answer;

/* Tells a rank what to do next; true when it has a job. */
static bool give_order(sf_work *work, int rank)
{
    order next = {0};

    pthread_mutex_lock(&work->lock);
    next.goes_on = next_job(work, &next.job);
    pthread_mutex_unlock(&work->lock);
    work->ranks->send(rank, &next, sizeof next);
    return next.goes_on != 0;
}

static void fail_with(sf_work *work, sf_status status, const char *message, int rank)
{
    pthread_mutex_lock(&work->lock);
    if (work->status == SF_OK) {
        work->status = status;
        (void)SF_FAIL(&work->error, status, NULL, _("process %d: %s"), rank, message);
    }
    pthread_mutex_unlock(&work->lock);
}

static void keep_parcel(sf_work *work, const char *bytes, size_t count, int rank)
{
    sf_replication_record *record = calloc(1, sizeof *record);
    sf_error err = {0};
    const sf_status status = record == NULL ? sf_out_of_memory(&err) : sf_parcel_unpack(bytes, count, record, &err);

    if (status != SF_OK) {
        free(record);
        fail_with(work, status, err.message, rank);
        return;
    }
    pthread_mutex_lock(&work->lock);
    work->finished[work->n_finished++] = record;
    pthread_mutex_unlock(&work->lock);
}

/* Takes what another rank has to say and tells it what to do next; true when it is at work again. */
static bool answer_rank(sf_work *work, int rank, size_t count)
{
    char *bytes = malloc(count);
    answer said;

    if (bytes == NULL || count < sizeof said) {
        char rest[1];

        work->ranks->receive(rank, bytes != NULL ? bytes : rest, bytes != NULL ? count : 0);
        fail_with(work, SF_ENOMEM, _("out of memory"), rank);
    } else {
        work->ranks->receive(rank, bytes, count);
        memcpy(&said, bytes, sizeof said);
        if (said.status != SF_OK)
            fail_with(work, (sf_status)said.status, said.message, rank);
        else if (said.digest[0] != '\0' && strcmp(said.digest, work->digest) != 0)
            fail_with(work, SF_EDATA, _("the config there is another one"), rank);
        else if (count > sizeof said)
            keep_parcel(work, bytes + sizeof said, count - sizeof said, rank);
    }
    free(bytes);
    return give_order(work, rank);
}

/* Looks whether another rank has something to say. Returns how many fewer are at work. */
static size_t listen(sf_work *work)
{
    size_t fewer = 0;

    for (;;) {
        int from = -1;
        size_t count = 0;

        work->ranks->look(false, &from, &count);
        if (from < 0)
            return fewer;
        fewer += !answer_rank(work, from, count);
    }
}

static void send_answer(const sf_ranks *ranks, const answer *said, const void *parcel, size_t count)
{
    const answer no_memory = {.status = SF_ENOMEM};
    char *whole = malloc(sizeof *said + count);

    if (whole == NULL) { /* say at least that */
        ranks->send(0, &no_memory, sizeof no_memory);
        return;
    }
    memcpy(whole, said, sizeof *said);
    if (count > 0)
        memcpy(whole + sizeof *said, parcel, count);
    ranks->send(0, whole, sizeof *said + count);
    free(whole);
}

static answer answer_of(sf_status status, const sf_error *err)
{
    answer said = {.status = (uint32_t)status};

    if (status != SF_OK)
        snprintf(said.message, sizeof said.message, "%.200s", err->message);
    return said;
}

static sf_status do_order(const sf_work *work, sf_job which, sf_arena *arena, sf_error *err)
{
    void *parcel = NULL;
    size_t count = 0;
    sf_status status;
    sf_replication_record *record = done_by(work, which, arena, err, &status);
    answer said;

    if (record != NULL)
        status = sf_parcel_pack(record, &parcel, &count, err);
    if (status == SF_EINTERRUPTED)
        status = SF_FAIL(err, *work->stop == SIGTERM ? SF_ETERMINATED : SF_EINTERRUPTED, NULL, "%s", _("stopped"));
    said = answer_of(status, err);
    send_answer(work->ranks, &said, parcel, count);
    sf_replication_free(record);
    free(record);
    free(parcel);
    return status;
}

sf_status sf_work_serve(const sf_work *work, sf_error *err)
{
    sf_arena *arena = NULL;
    sf_status status = sf_arena_open(work->memory, &arena, err);
    answer said = answer_of(status, err);
    order next;

    snprintf(said.digest, sizeof said.digest, "%s", work->digest);
    send_answer(work->ranks, &said, NULL, 0);
    for (;;) {
        int from;
        size_t count;

        work->ranks->look(true, &from, &count);
        work->ranks->receive(from, &next, sizeof next);
        if (next.goes_on == 0)
            break;
        status = do_order(work, next.job, arena, err);
    }
    sf_arena_close(arena);
    return status;
}

void sf_work_excuse(const sf_ranks *ranks, const sf_error *why)
{
    const answer said = answer_of(why->status, why);
    order stop;
    int from;
    size_t count;

    send_answer(ranks, &said, NULL, 0);
    ranks->look(true, &from, &count);
    ranks->receive(from, &stop, sizeof stop);
}

void sf_work_dismiss(const sf_ranks *ranks)
{
    const order stop = {0};

    for (int rank = 1; ranks != NULL && rank < ranks->size; rank++) {
        answer said;
        int from;
        size_t count;

        ranks->look(true, &from, &count);
        ranks->receive(from, &said, sizeof said);
        ranks->send(from, &stop, sizeof stop);
    }
}

/* --- the whole ---------------------------------------------------------------------------------------------------------------- */

/* Hands over what has been finished since the last time. The caller holds the lock; it is open meanwhile. */
static sf_status hand_over(sf_work *work, size_t *taken, sf_error *err)
{
    const size_t n = work->n_finished - *taken < BATCH ? work->n_finished - *taken : BATCH;
    sf_replication_record **records = work->finished + *taken;
    sf_status status;

    pthread_mutex_unlock(&work->lock);
    status = work->take(work->user, records, n, err);
    pthread_mutex_lock(&work->lock);
    *taken += n;
    return status;
}

/* Waits for something to happen. The caller holds the lock. Returns how many fewer ranks are at work. */
static size_t wait_for_news(sf_work *work, size_t serving)
{
    const struct timespec moment = {.tv_nsec = 200000};
    size_t fewer;

    if (serving == 0) {
        pthread_cond_wait(&work->something_finished, &work->lock);
        return 0;
    }
    pthread_mutex_unlock(&work->lock);
    fewer = listen(work);
    if (fewer == 0)
        nanosleep(&moment, NULL);
    pthread_mutex_lock(&work->lock);
    return fewer;
}

static sf_status oversee(sf_work *work, size_t serving, sf_error *err)
{
    size_t taken = 0;
    sf_status status = SF_OK;

    while (work->working > 0 || serving > 0 || taken < work->n_finished) {
        if (taken == work->n_finished) {
            serving -= wait_for_news(work, serving);
            continue;
        }
        if (status == SF_OK) {
            status = hand_over(work, &taken, err);
        } else { /* nobody wants them any more */
            sf_replication_free(work->finished[taken]);
            free(work->finished[taken++]);
        }
        if (status != SF_OK && work->status == SF_OK)
            work->status = status; /* no new jobs */
    }
    return status;
}

sf_status sf_work_do(sf_work *work, sf_error *err)
{
    const size_t wanted = work->threads < work->n_jobs ? work->threads : work->n_jobs;
    const size_t others = work->ranks != NULL ? (size_t)work->ranks->size - 1 : 0;
    size_t started = 0;
    pthread_t *threads = calloc(wanted + 1, sizeof *threads);
    sf_status status = SF_OK;

    work->finished = calloc(work->n_jobs + 1, sizeof *work->finished);
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->something_finished, NULL);
    if (threads == NULL || work->finished == NULL) {
        status = work->status = sf_out_of_memory(err);
        if (work->ranks != NULL)
            sf_work_dismiss(work->ranks);
        goto done;
    }
    pthread_mutex_lock(&work->lock);
    while (started < wanted && pthread_create(&threads[started], NULL, works, work) == 0) {
        started++;
        work->working++;
    }
    if (started == 0 && wanted > 0)
        status = work->status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("no thread can be started"));
    if (status == SF_OK)
        status = oversee(work, others, err);
    else if (work->ranks != NULL)
        sf_work_dismiss(work->ranks);
    pthread_mutex_unlock(&work->lock);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (status == SF_OK && work->status != SF_OK) {
        status = work->status;
        if (err != NULL && err->status == SF_OK)
            *err = work->error;
    }
done:
    free(work->finished);
    free(threads);
    return status;
}
