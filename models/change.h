/* models/change.h - study.change: what a change is followed by, month by month.
 *
 * With it a replication also records, for each month, what was paid by payer and kind, contact held in each programme and the hours that
 * new owners read themselves in; results/recovery.h makes recovery/, better/ and break_even/ of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_CHANGE_H
#define SF_MODELS_CHANGE_H

#include "core/problems.h"
#include "models/model.h"

/** Is a metric of this entity recorded month by month? Both are numbers of the complete catalogue. */
bool sf_model_records_months(const sf_model *model, uint16_t metric, uint16_t entity);

/** Reads study.change into model->change (NULL where it is not written) and checks its rows against the catalogue, which must be complete.
 *  Adds a problem, with its place and what would be right, for each that cannot be. False when memory ran out. */
bool sf_model_read_change(sf_model *model, const sf_config *config, sf_problems *problems);

#endif
