/* results/change.h - what a change is followed by (study.change), stored with the study as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_CHANGE_H
#define SF_RESULTS_CHANGE_H

#include "models/observation.h"
#include "results/design.h"
#include "saksflyt/core.h"

/** As JSON. Owner of *out: the caller, free(). SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_change_write(const sf_change *change, char **out, sf_error *err);

/** From JSON; memory by take(user, count, size), as in sf_design_read. SF_EDATA when it is none; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_change_read(const char *json, sf_design_memory *take, void *user, sf_change *out,
                                       sf_error *err);

#endif
