/* models/targets.h - study.targets and study.within: results that decisions are made on, checked against what the model reports.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_TARGETS_H
#define SF_MODELS_TARGETS_H

#include "core/problems.h"
#include "models/model.h"

/** Reads study.targets into model->targets and checks every metric, entity, segment and least difference of study.targets and
 *  study.within against the catalogue, which must be complete. Adds a problem, with its place and what would be right, for each
 *  that cannot be. False when memory ran out. Cost O(rows x metrics). */
bool sf_model_read_targets(sf_model *model, const sf_config *config, sf_problems *problems);

/** Reads a difference of a metric in any unit in which it may be written, "5 d" or "2 w" or "5" for a time; *value is in the metric's
 *  own unit. False when it is none, or negative. */
bool sf_difference_read(const char *unit, const char *text, double *value);

#endif
