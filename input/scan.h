/* input/scan.h - where everything stands: every setting of the text with its line and column, in document order.
 * libconfig 1.5 knows no columns, reads some slips as something else, and takes quadratic time on many names, so this
 * scanner goes first and lets only what it understands pass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_SCAN_H
#define SF_INPUT_SCAN_H

#include "input/source.h"

enum {
    SF_SCAN_MOST_SETTINGS = 10000,
    SF_SCAN_MOST_IN_GROUP = 2000, /* libconfig compares each name with every other */
    SF_SCAN_DEEPEST = 32
};

typedef enum sf_scan_kind {
    SF_SCAN_GROUP,
    SF_SCAN_LIST,
    SF_SCAN_ARRAY,
    SF_SCAN_STRING,
    SF_SCAN_NUMBER,
    SF_SCAN_SWITCH
} sf_scan_kind;

/** One setting, or one element of a list or array. */
typedef struct sf_scan_item {
    sf_scan_kind kind;
    int name_line, name_column; /* of the name; of the value when it has no name */
    int line, column;           /* of the value, in the spliced text */
    const char *name;           /* not ended; NULL for elements */
    size_t name_length;
    const char *text; /* the value as written (a string: its first quote and on); not ended */
    size_t length;
    size_t subtree; /* this item and everything inside it */
} sf_scan_item;

typedef struct sf_scan {
    sf_scan_item *items; /* [0] is the whole config, a group */
    size_t count;
} sf_scan;

/** Scans the text. Returns SF_OK; SF_ECONFIG after adding a problem (scanning ends at the first syntax error; names that
 *  stand twice are all reported); SF_ENOMEM. Owner: the pool. */
SF_MUST_CHECK sf_status sf_scan_read(sf_pool *pool, const sf_source *source, sf_scan *out, sf_problems *problems);

#endif
