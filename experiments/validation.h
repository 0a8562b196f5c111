/* experiments/validation.h - runs what the targets of the validation need, and judges them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_VALIDATION_H
#define SF_EXPERIMENTS_VALIDATION_H

#include "experiments/experiment.h"
#include "results/validation.h"

typedef struct sf_validation_order {
    const sf_validation *validation;
    const size_t *wanted; /* places in its list of targets */
    size_t n_wanted;
    const char *configs; /* the folder that the studies' configs count from */
    const char *dir;     /* each study goes to DIR/<id of the study> */
    const char *build;
    uint32_t threads; /* 0: as many as there are processors */
    sf_language language;
    const volatile sig_atomic_t *stop;                                /* may be NULL */
    void (*tells)(void *user, const char *study, size_t i, size_t n); /* before each study; may be NULL */
    void *user;
} sf_validation_order;

/** Runs the studies that the wanted targets name, and of each only the scenarios named, then judges the targets in the order
 *  wanted. A study that is there already with the same config and build is continued; one of another build is replaced.
 *  problems   receives the errors of a config that cannot be read
 *  outcomes   shape [n_wanted]; owner of what they hold: the caller, sf_target_outcome_free
 *  Returns    SF_OK, also when targets are missed; what sf_experiment_run, sf_study_open and sf_validation_judge give. */
SF_MUST_CHECK sf_status sf_validation_run(const sf_validation_order *order, sf_problems *problems,
                                          sf_target_outcome *outcomes, sf_error *err);

#endif
