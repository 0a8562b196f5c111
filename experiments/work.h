/* experiments/work.h - replications done by threads, or by other processes, and handed over one by one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_WORK_H
#define SF_EXPERIMENTS_WORK_H

#include <pthread.h>
#include <signal.h>

#include "experiments/ranks.h"
#include "models/model.h"
#include "results/eventlog.h"

typedef struct sf_job {
    uint32_t scenario, replication;
} sf_job;

/** Takes over finished records (sf_replication_free and free), in the order in which they were finished. Called on the thread that
 *  called sf_work_do, never at the same time twice. An error ends the work. */
typedef sf_status sf_work_taker(void *user, sf_replication_record **records, size_t n, sf_error *err);

/** What is to be done, and what is shared by those who do it. Fill in the first part, zero the rest. */
typedef struct sf_work {
    const sf_model *model;
    uint64_t seed;
    size_t memory; /* bytes of one replication */
    const volatile sig_atomic_t *stop;
    const sf_job *jobs;
    size_t n_jobs;
    size_t threads;        /* at least 1 */
    const sf_ranks *ranks; /* other processes that help, or NULL */
    sf_event_log *events;  /* every event goes there, or NULL; with threads of this process only */
    const char *digest;    /* of the config: all processes must have read the same; "" is compared with nothing */
    sf_work_taker *take;
    void *user;

    pthread_mutex_t lock; /* everything below */
    pthread_cond_t something_finished;
    size_t next;
    sf_replication_record **finished; /* room for all jobs */
    size_t n_finished, working;
    sf_status status; /* of the first worker that failed */
    sf_error error;
} sf_work;

/** Does all jobs, or those that were begun when a signal came or somebody failed. Jobs are begun in order. */
SF_MUST_CHECK sf_status sf_work_do(sf_work *work, sf_error *err);

/** No further jobs are begun; those at work are still handed over. For a taker that has seen enough. */
void sf_work_enough(sf_work *work);

/** Another process than the first that cannot work: says why and waits to be let go. */
void sf_work_excuse(const sf_ranks *ranks, const sf_error *why);

/** Another process than the first: does what rank 0 asks for until it asks no more. */
SF_MUST_CHECK sf_status sf_work_serve(const sf_work *work, sf_error *err);

/** Rank 0, in place of sf_work_do when there is nothing to be done after all: lets every other rank go. */
void sf_work_dismiss(const sf_ranks *ranks);

#endif
