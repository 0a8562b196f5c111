/* input/attributes.h - segments as combinations of attributes: the rows of `segments` that a config need not write, and which value of
 * each attribute a segment has.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_ATTRIBUTES_H
#define SF_INPUT_ATTRIBUTES_H

#include "input/node.h"

enum { SF_MOST_ATTRIBUTES = 8, SF_MOST_COMBINATIONS = 64 };

/** A segment: values[a] is the id of its value of attribute a, NULL when the segment mixes several. */
typedef struct sf_segment_values {
    const char *segment;
    const char *values[SF_MOST_ATTRIBUTES];
} sf_segment_values;

/** All zero without attributes. Owner: the pool of the reader. */
struct sf_attribute_map {
    size_t n_attributes, n_segments;
    sf_segment_values *segments;
};

/** Adds to `segments` a row for each combination of values that no row is written for (its id: the ids of the values joined by _ in
 *  the order of `attributes`), and fills *map. Problems are added. False when memory ran out. */
bool sf_attributes_combine(sf_reader *reader, sf_node *root, sf_attribute_map *map);

/** True when the segment has that value. */
bool sf_attributes_has(const sf_attribute_map *map, const char *segment, const char *value);

#endif
