/* models/checks.h - what every replication checks of itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_CHECKS_H
#define SF_MODELS_CHECKS_H

#include "models/measures.h"

enum { MOST_SELF_CHECKS = 16 };

/* Only the bench builds without them, to tell what they cost. */
#ifdef SF_WITHOUT_SELF_CHECKS
enum { SELF_CHECKS_ARE_ON = 0 };
#else
enum { SELF_CHECKS_ARE_ON = 1 };
#endif

/** How many waits are in vain at this moment: lines of tiltak beside a free place, of people without an owner beside room in a
 *  portfolio, of tasks beside an idle veileder. Between two instants there are none. Cost O(posts). */
uint64_t waits_in_vain(const run *r);

/** The checks of a replication that has come to its horizon; returns how many, 0 when there is no memory. Cost O(people there). */
size_t self_checks(const run *r, sf_self_check out[MOST_SELF_CHECKS]);

#endif
