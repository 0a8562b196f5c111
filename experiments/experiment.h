/* experiments/experiment.h - scenarios x replications of one config, on all cores, into a study directory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_EXPERIMENT_H
#define SF_EXPERIMENTS_EXPERIMENT_H

#include <signal.h>

#include "core/problems.h"
#include "saksflyt/core.h"

/** Told after every batch that is safely stored. */
typedef void sf_progress(void *user, size_t done, size_t all, double seconds);

/** Told what is about to be run: new replications of all scenarios together, replications of each, and about how many seconds that takes
 *  (one replication was run to find out, and is run again). */
typedef void sf_plan(void *user, size_t scenarios, uint32_t replications, size_t jobs, double seconds);

typedef struct sf_experiment {
    const char *config;      /* path of the config */
    const char *dir;         /* study directory */
    const char *build;       /* build id, stored with the study */
    const char *const *sets; /* texts of --set */
    size_t n_sets;
    const char *const *scenarios; /* ids of --scenario; none: all */
    size_t n_scenarios;
    uint32_t replications; /* 0: as the config says */
    uint32_t threads;      /* 0: as many as there are processors */
    bool has_seed;
    uint64_t seed;                       /* instead of the config's, when has_seed */
    size_t memory_bytes;                 /* of one replication; 0: as the model needs */
    const struct sf_more_scenario *more; /* scenarios besides those of the config (input/config.h) */
    size_t n_more;
    const struct sf_design *design; /* what they are (results/design.h); NULL when there are none */
    sf_plan *plan;                  /* told before the first replication; may be NULL */
    bool fresh;
    bool events;                   /* write every event of every life to DIR/events.bin */
    const char *const *precisions; /* texts of --precision (experiments/precision.h); then replications is the most */
    size_t n_precisions;
    uint32_t shard, shards; /* only replications r with (r - 1) mod shards = shard - 1; 0, 0: all */
    const struct sf_ranks
        *ranks; /* the processes that a launcher started; NULL: this one alone. All call sf_experiment_run;
                                          those above 0 write nothing and fill in nothing */
    const volatile sig_atomic_t *stop; /* a signal number, once one has come; may be NULL */
    sf_progress *progress;             /* may be NULL */
    void *user;                        /* of progress and plan */
} sf_experiment;

typedef struct sf_experiment_result {
    size_t replications; /* new ones in this run */
    size_t kept;         /* that were there already */
    uint64_t events;
    double seconds;
    uint32_t enough;       /* with precisions: how many replications are enough; 0 when they were too few */
    double would_take;     /* then: about how many it takes */
    uint32_t most;         /* then: the most that were allowed */
    char failed_check[96]; /* the first self-check that failed, with scenario and replication; "" when none did */
} sf_experiment_result;

/** Reads, checks, compiles, runs and stores. Replications are stored whole, in batches, as they come; order and number of
 *  threads do not change the study's digest.
 *  problems   receives all errors and warnings of the config
 *  Returns    SF_OK; SF_ECONFIG, SF_EDATA, SF_ENOINPUT before anything is written; what sf_store_open gives; SF_EINTERRUPTED or
 *             SF_ETERMINATED with finished work saved; SF_ENOMEM; SF_EIO; SF_EBUG when a self-check failed (all is stored). */
SF_MUST_CHECK sf_status sf_experiment_run(const sf_experiment *experiment, sf_problems *problems,
                                          sf_experiment_result *result, sf_error *err);

#endif
