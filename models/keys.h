/* models/keys.h - the key table of the config language: every key, its unit, range, default, meaning and source.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_KEYS_H
#define SF_MODELS_KEYS_H

#include "input/keys.h"

/** The table, parents before children. Static. */
const sf_key *sf_keys(void);
size_t sf_keys_count(void);

#endif
