/* input/node.h - the tree of a config inside this room: what input/config.h shows from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_NODE_H
#define SF_INPUT_NODE_H

#include "input/config.h"
#include "input/scan.h"
#include "input/value.h"

typedef struct sf_attribute_map sf_attribute_map; /* input/attributes.h */

typedef enum sf_node_shape {
    SF_NODE_GROUP, /* { ... }, or one element of a list */
    SF_NODE_LIST,  /* ( {...}, ... ) */
    SF_NODE_BY_ID, /* one value for each segment or profile */
    SF_NODE_VALUE
} sf_node_shape;

/* Nodes are never changed once they are part of a setup; a scenario copies those on the way to what it changes and shares
 * the rest with the base. */
struct sf_node {
    const sf_key *key; /* NULL for the root; an element has its list's key, a value by segment the key of its group */
    int row;           /* of key in the table; -1 for the root */
    sf_node_shape shape;
    const char *name; /* the key's last name; of an element its id or number; of a value by segment the segment */
    const char *id;   /* of an element, "" when it has none */
    const char *path; /* by ids: "teams.aap.portfolio.limit"; "" for the root */
    sf_place place;
    unsigned laid;               /* by which of the reader's overlays this copy was made; 0: by none */
    bool is_default;             /* filled in from the key table */
    const sf_attribute_map *map; /* SF_NODE_BY_ID by segment: which segments have the value that a child is for */
    bool is_one_of;              /* the value for one segment or profile, inside an SF_NODE_BY_ID */
    bool is_broken;              /* a problem was reported here: present, but without a usable value */
    bool is_missing;             /* required but not written: broken, and only here so that nothing else complains */
    sf_node **children;
    size_t count;
    const char *table; /* SF_NODE_LIST: the CSV file that it was read from, without folders; NULL: none */
    const char
        *in_short; /* a scenario that stands not in the file and is not written out (config.h); NULL: any other node */
    sf_value *values; /* SF_NODE_VALUE: one or more, ascending in time */
    size_t value_count;
    char digest[SF_DIGEST_HEX]; /* of everything the node means (input/canonical.c); "" until it is computed */
};

/** What reading one config needs everywhere. */
typedef struct sf_reader {
    sf_pool *pool;
    sf_problems *problems;
    const sf_key *keys;
    size_t key_count;
    int *parents; /* the parent row of each row; -1 for top-level keys */
    const sf_source *source;
    const sf_scan *scan;
    sf_tables *tables;     /* the CSV files read so far */
    sf_attribute_map *map; /* filled when the whole tree is there */
    unsigned
        overlay; /* the scenario that is being laid, from 1: its own copies may be changed in place; 0: nothing may */
} sf_reader;

/** Fills reader->parents from the paths of the table. False when memory ran out. */
bool sf_reader_link_keys(sf_reader *reader);

/** The row of the key `name` below `parent` (-1: at the top); -1 when there is none. */
int sf_reader_row(const sf_reader *reader, int parent, const char *name);

/** The last name in a key's path: "tasks" of "programmes[].tasks[]". */
const char *sf_key_name(const sf_key *key);

/** An empty node below parent (NULL for the root), not yet among its children. row is that of its key. NULL when memory ran out. */
sf_node *sf_node_new(sf_reader *reader, const sf_node *parent, int row, const char *name, sf_node_shape shape);

/** Room for so many children, and for the keys below the node's own that may be filled in. False when memory ran out. */
bool sf_node_make_room(sf_reader *reader, sf_node *node, size_t most);

/** Adds to a group that was read what was not written in it: defaults, and complaints about required keys. */
void sf_tree_fill_in(sf_reader *reader, sf_node *group);

/** Reads the CSV file `name` as the elements of `list`: the first line holds paths of keys, each further line is an element.
 *  Problems are added; the list is broken when the file as a whole cannot be read. */
void sf_rows_read(sf_reader *reader, sf_node *list, const char *name);

/** Adds a key with one value of text, or of `count` words (text NULL), to a group that has room for it. False when memory ran out. */
bool sf_node_add_key(sf_reader *reader, sf_node *group, const char *name, const char *text, const char *const *words,
                     size_t count);

/** Parses the spliced text and builds its tree, defaults filled in. NULL when memory ran out or libconfig refused the text;
 *  problems are added and leave broken nodes. Owner: the pool. */
sf_node *sf_tree_read(sf_reader *reader);

/** A new node for the key in `row`, built from its default; NULL when it has none. parent is the group it belongs in. */
sf_node *sf_tree_default(sf_reader *reader, int row, const sf_node *parent);

/** The direct child of that name; NULL when there is none. */
sf_node *sf_node_child(const sf_node *parent, const char *name);

/** Computes the digests of the node and of what it holds. They leave out what two equal studies may differ in.
 *  False when memory ran out. */
bool sf_canonical_digest(sf_pool *pool, sf_node *node);

/** A libconfig string, quoted and escaped. Owner: the pool; NULL when memory ran out. */
const char *sf_canonical_quote(sf_pool *pool, const char *text);

/** The words of a value as [ "a", "b" ]. Owner: the pool; NULL when memory ran out. */
const char *sf_canonical_words(sf_pool *pool, const sf_value *value);

/** More assignments for one scenario. */
typedef struct sf_more_sets {
    const char **lines;
    size_t count;
} sf_more_sets;

/** Writes the settings of the root as config text. `sets` (NULL, or one for each scenario) are appended to the scenarios' own.
 *  Returns false when memory ran out (the stream's own errors are the caller's to see). */
bool sf_canonical_write(sf_pool *pool, const sf_node *root, const sf_more_sets *sets, FILE *file);

#endif
