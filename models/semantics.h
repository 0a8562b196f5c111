/* models/semantics.h - what is wrong with a config only when one knows what its words mean.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_SEMANTICS_H
#define SF_MODELS_SEMANTICS_H

#include "core/problems.h"
#include "models/model.h"

/** Adds every problem that the compiled tables of any scenario show, with the place of the setting that causes it:
 *
 *  refused   tasks that lead to each other without any time passing; a task or exit that nothing leads to; a programme that
 *            nobody enters, starts, serves or can leave; a tiltak whose shortest stay is longer than people may be there; a
 *            team that nobody is served by; a pool whose minimum nobody has; a value or assignment dated after the run; more
 *            people than a replication can hold
 *  warned    people whose team has no veiledere; settings that do nothing because another is missing; a date after the run in
 *            an included file, which other configs share
 *
 *  The tables of the model must be complete. Why so: docs/decisions.md. False when memory ran out.
 *  Cost O(scenarios x epochs x (programmes x tasks^2 + settings)). */
bool sf_model_check_semantics(sf_model *model, const sf_config *config, sf_problems *problems);

#endif
