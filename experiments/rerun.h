/* experiments/rerun.h - the model of a finished study, compiled again from its own resolved.cfg.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_RERUN_H
#define SF_EXPERIMENTS_RERUN_H

#include "input/config.h"
#include "models/model.h"
#include "results/study.h"

typedef struct sf_rerun {
    sf_config *config;
    sf_model *model;
    sf_arena *arena;
} sf_rerun;

/** Reads DIR/resolved.cfg, makes sure that it is the config of the study (same digest, same seed), and compiles it.
 *  Owner of the contents: the caller, sf_rerun_close.
 *  Errors  SF_EDATA when it is not, or does not compile; SF_ENOINPUT; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_rerun_open(const char *dir, const sf_study *study, sf_rerun *out, sf_error *err);
void sf_rerun_close(sf_rerun *rerun);

/** The model's number of a scenario of the study; SF_EDATA when it has none of that id. */
SF_MUST_CHECK sf_status sf_rerun_scenario(const sf_rerun *rerun, const sf_study *study, size_t scenario, uint32_t *out,
                                          sf_error *err);

#endif
