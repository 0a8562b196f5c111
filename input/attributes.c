/* input/attributes.c - attributes combined into segments, before anything refers to a segment.
 * Invariant: afterwards every combination of one value of each attribute belongs to exactly one row of `segments`, or a problem tells why
 * not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/attributes.h"

#include <assert.h>
#include <string.h>

#include "core/text.h"

/* What the combinations are made of: the values of each attribute. */
typedef struct attributes {
    size_t n;
    const sf_node *values[SF_MOST_ATTRIBUTES]; /* lists */
} attributes;

/* --- reading what is written --------------------------------------------------------------------------------------------------- */

static bool is_readable(const sf_node *list)
{
    if (list == NULL || list->is_broken || list->shape != SF_NODE_LIST || list->count == 0)
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (list->children[i]->id[0] == '\0')
            return false;
    return true;
}

/* False when something is wrong: it is told, here or by whoever read it. */
static bool read_attributes(sf_reader *reader, const sf_node *list, attributes *out)
{
    size_t combinations = 1;

    if (!is_readable(list))
        return false;
    if (list->count > SF_MOST_ATTRIBUTES) {
        sf_problems_error(reader->problems, &list->place, _("%zu attributes; at most %d are possible"), list->count,
                          SF_MOST_ATTRIBUTES);
        return false;
    }
    for (size_t a = 0; a < list->count; a++) {
        out->values[a] = sf_node_child(list->children[a], "values");
        if (!is_readable(out->values[a]))
            return false;
        combinations *= out->values[a]->count < SF_MOST_COMBINATIONS ? out->values[a]->count : SF_MOST_COMBINATIONS + 1;
        if (combinations > SF_MOST_COMBINATIONS) {
            sf_problems_error(reader->problems, &list->place,
                              _("the values of the attributes make more than %d combinations; use fewer"),
                              SF_MOST_COMBINATIONS);
            return false;
        }
    }
    out->n = list->count;
    return true;
}

/* The attribute that has a value of that id; out->n when none has. */
static size_t attribute_with(const attributes *all, const char *value)
{
    size_t a = 0;

    while (a < all->n && sf_node_child(all->values[a], value) == NULL)
        a++;
    return a;
}

static bool check_values(sf_reader *reader, const attributes *all)
{
    bool is_right = true;

    for (size_t a = 1; a < all->n; a++) {
        for (size_t i = 0; i < all->values[a]->count; i++) {
            const sf_node *value = all->values[a]->children[i];

            if (attribute_with(all, value->id) == a)
                continue;
            sf_problems_error(reader->problems, &value->place,
                              _("the value \"%s\" belongs to two attributes; rename one, results are split by its id"),
                              value->id);
            is_right = false;
        }
    }
    return is_right;
}

/* --- which row a combination belongs to ------------------------------------------------------------------------------------------- */

static const sf_value *rule_of(const sf_node *row)
{
    const sf_node *of = sf_node_child(row, "of");

    return of != NULL && !of->is_broken && of->value_count > 0 ? &of->values[0] : NULL;
}

/* Values of one attribute are alternatives; of an attribute that is not named, any will do. */
static bool rule_takes(const attributes *all, const sf_value *rule, const char *const *combination)
{
    bool is_named[SF_MOST_ATTRIBUTES] = {false}, is_met[SF_MOST_ATTRIBUTES] = {false};

    for (size_t i = 0; i < rule->word_count; i++) {
        const size_t a = attribute_with(all, rule->words[i]);

        if (a == all->n)
            return false; /* told where references are checked */
        assert(combination[a] != NULL);
        is_named[a] = true;
        is_met[a] = is_met[a] || strcmp(combination[a], rule->words[i]) == 0;
    }
    for (size_t a = 0; a < all->n; a++)
        if (is_named[a] && !is_met[a])
            return false;
    return true;
}

/* The rule's value of an attribute, or NULL when it leaves more than one. */
static const char *value_of_rule(const attributes *all, const sf_value *rule, size_t a)
{
    const char *value = NULL;

    for (size_t i = 0; i < rule->word_count; i++) {
        if (attribute_with(all, rule->words[i]) != a)
            continue;
        if (value != NULL && strcmp(value, rule->words[i]) != 0)
            return NULL;
        value = rule->words[i];
    }
    return value == NULL && all->values[a]->count == 1 ? all->values[a]->children[0]->id : value;
}

static const char *joined(sf_pool *pool, const attributes *all, const char *const *combination)
{
    const char *id = combination[0];

    for (size_t a = 1; a < all->n && id != NULL; a++)
        id = sf_pool_print(pool, "%s_%s", id, combination[a]);
    return id;
}

/* --- rows that nobody wrote -------------------------------------------------------------------------------------------------------- */

static sf_node *new_segment(sf_reader *reader, const sf_node *list, const sf_node *where, const attributes *all,
                            const char *const *combination)
{
    const char *id = joined(reader->pool, all, combination);
    sf_node *row = id == NULL ? NULL : sf_node_new(reader, list, list->row, id, SF_NODE_GROUP);

    if (row == NULL || !sf_node_make_room(reader, row, 2))
        return NULL;
    row->id = id;
    row->place = where->place;
    if (!sf_id_is_valid(id))
        sf_problems_error(
            reader->problems, &where->place,
            _("\"%.80s\" is not an id; write a row of segments with a shorter id and of = [ ... ] for it"), id);
    if (!sf_node_add_key(reader, row, "id", id, NULL, 0) ||
        !sf_node_add_key(reader, row, "of", NULL, combination, all->n))
        return NULL;
    sf_tree_fill_in(reader, row);
    return row;
}

/* A row for the combination, where none is written. False when memory ran out. */
static bool place_combination(sf_reader *reader, const sf_node *where, sf_node *list, const attributes *all,
                              const char *const *combination)
{
    const sf_node *found = NULL;
    sf_node *made;

    for (size_t i = 0; i < list->count; i++) {
        const sf_value *rule = rule_of(list->children[i]);

        if (rule == NULL || !rule_takes(all, rule, combination))
            continue;
        if (found == NULL) {
            found = list->children[i];
            continue;
        }
        sf_problems_error(reader->problems, &list->children[i]->place,
                          _("%s: people with %s belong to the segment %s already; let `of` of one of them take fewer"),
                          list->children[i]->path, joined(reader->pool, all, combination), found->id);
        return true;
    }
    if (found != NULL)
        return true;
    made = new_segment(reader, list, where, all, combination);
    if (made != NULL)
        list->children[list->count++] = made;
    return made != NULL;
}

/* The list of segments, with room for every combination; made when the config has none. NULL when memory ran out. */
static sf_node *segments_with_room(sf_reader *reader, sf_node *root, const sf_node *where)
{
    sf_node *list = sf_node_child(root, "segments"), **old = list == NULL ? NULL : list->children;

    if (list == NULL) {
        list = sf_node_new(reader, root, sf_reader_row(reader, -1, "segments"), "segments", SF_NODE_LIST);
        if (list == NULL)
            return NULL;
        list->place = where->place;
        root->children[root->count++] = list; /* there is room for each key of the table */
    }
    if (!sf_node_make_room(reader, list, list->count + SF_MOST_COMBINATIONS))
        return NULL;
    assert(old != NULL || list->count == 0);
    if (old != NULL && list->count > 0)
        memcpy(list->children, old, list->count * sizeof(sf_node *));
    return list;
}

/* --- the whole --------------------------------------------------------------------------------------------------------------------- */

static bool check_rows(sf_reader *reader, const sf_node *list)
{
    bool is_right = true;

    for (size_t i = 0; i < list->count; i++) {
        const sf_node *row = list->children[i], *share = sf_node_child(row, "share");

        if (sf_node_child(row, "of") == NULL) {
            sf_problems_error(reader->problems, &row->place,
                              _("%s: write of = [ ... ], the values of the attributes that make the segment"),
                              row->path);
            is_right = false;
        }
        if (share != NULL)
            sf_problems_error(reader->problems, &share->place,
                              _("%s: attributes have shares, so a segment has none; write them at the values"),
                              share->path);
    }
    return is_right;
}

/* Without attributes each segment has a share of its own. */
static void require_shares(sf_reader *reader, const sf_node *list)
{
    for (size_t i = 0; list != NULL && list->shape == SF_NODE_LIST && i < list->count; i++) {
        const sf_node *row = list->children[i];
        const int key = sf_reader_row(reader, row->row, "share");

        if (key >= 0 && row->shape == SF_NODE_GROUP && !row->is_broken && sf_node_child(row, "share") == NULL)
            sf_problems_error(reader->problems, &row->place,
                              _("%s.share is missing; write for example share = %s, or declare attributes"), row->path,
                              reader->keys[key].example != NULL ? reader->keys[key].example : "\"1\"");
    }
}

static bool fill_map(sf_reader *reader, const sf_node *list, const attributes *all, sf_attribute_map *map)
{
    map->segments = sf_pool_take(reader->pool, list->count + 1, sizeof *map->segments);
    if (map->segments == NULL)
        return false;
    map->n_attributes = all->n;
    for (size_t i = 0; i < list->count; i++) {
        const sf_value *rule = rule_of(list->children[i]);
        sf_segment_values *one = &map->segments[map->n_segments];

        if (rule == NULL)
            continue;
        one->segment = list->children[i]->id;
        for (size_t a = 0; a < all->n; a++)
            one->values[a] = value_of_rule(all, rule, a);
        map->n_segments++;
    }
    return true;
}

bool sf_attributes_combine(sf_reader *reader, sf_node *root, sf_attribute_map *map)
{
    const sf_node *declared = sf_node_child(root, "attributes");
    const char *combination[SF_MOST_ATTRIBUTES] = {NULL};
    size_t at[SF_MOST_ATTRIBUTES] = {0}, a;
    attributes all = {0};
    sf_node *list;

    if (declared == NULL)
        require_shares(reader, sf_node_child(root, "segments"));
    if (declared == NULL || !read_attributes(reader, declared, &all) || !check_values(reader, &all))
        return true;
    list = segments_with_room(reader, root, declared);
    if (list == NULL)
        return false;
    if (!check_rows(reader, list))
        return true;
    do {
        for (a = 0; a < all.n; a++)
            combination[a] = all.values[a]->children[at[a]]->id;
        if (!place_combination(reader, declared, list, &all, combination))
            return false;
        for (a = all.n; a > 0 && ++at[a - 1] == all.values[a - 1]->count; a--)
            at[a - 1] = 0;
    } while (a > 0);
    return fill_map(reader, list, &all, map);
}

bool sf_attributes_has(const sf_attribute_map *map, const char *segment, const char *value)
{
    for (size_t i = 0; map != NULL && i < map->n_segments; i++) {
        if (strcmp(map->segments[i].segment, segment) != 0)
            continue;
        for (size_t a = 0; a < map->n_attributes; a++)
            if (map->segments[i].values[a] != NULL && strcmp(map->segments[i].values[a], value) == 0)
                return true;
        return false;
    }
    return false;
}
