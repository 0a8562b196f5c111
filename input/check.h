/* input/check.h - what can only be checked when the whole tree is there: ids, references, segments, sums, sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_CHECK_H
#define SF_INPUT_CHECK_H

#include "input/node.h"

/** Adds every problem of the tree under root that its single settings do not show.
 *  base   the tree that was checked before, or NULL: nodes shared with it are passed over
 *  False when memory ran out. Cost O(settings log settings). */
bool sf_check_tree(sf_reader *reader, const sf_node *root, const sf_node *base);

#endif
