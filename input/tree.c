/* input/tree.c - libconfig's settings, the scan's places and the key table, joined into one tree.
 * Invariant: item i of the scan is the setting that stands at place i of libconfig's tree in document order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "input/node.h"
#include "input/suggest.h"

/* --- the key table ---------------------------------------------------------------------------------------------------------- */

/* Bytes of the path without its last name and without the [] and . before that. */
static size_t parent_length(const char *path)
{
    const char *dot = strrchr(path, '.');
    size_t length = dot == NULL ? 0 : (size_t)(dot - path);

    if (length >= 2 && memcmp(path + length - 2, "[]", 2) == 0)
        length -= 2;
    return length;
}

const char *sf_key_name(const sf_key *key)
{
    const char *dot = strrchr(key->path, '.');

    return dot == NULL ? key->path : dot + 1;
}

bool sf_reader_link_keys(sf_reader *reader)
{
    reader->parents = sf_pool_take(reader->pool, reader->key_count + 1, sizeof *reader->parents);
    if (reader->parents == NULL)
        return false;
    for (size_t i = 0; i < reader->key_count; i++) {
        const char *path = reader->keys[i].path;
        const size_t length = parent_length(path);

        reader->parents[i] = -1;
        for (size_t j = i; length > 0 && j-- > 0;)
            if (strlen(reader->keys[j].path) == length && memcmp(reader->keys[j].path, path, length) == 0)
                reader->parents[i] = (int)j;
        assert((length == 0) == (reader->parents[i] == -1)); /* a parent stands before its children */
    }
    return true;
}

int sf_reader_row(const sf_reader *reader, int parent, const char *name)
{
    for (size_t i = 0; i < reader->key_count; i++)
        if (reader->parents[i] == parent && strcmp(sf_key_name(&reader->keys[i]), name) == 0)
            return (int)i;
    return -1;
}

/* --- nodes ------------------------------------------------------------------------------------------------------------------ */

sf_node *sf_node_child(const sf_node *parent, const char *name)
{
    for (size_t i = 0; i < parent->count; i++)
        if (strcmp(parent->children[i]->name, name) == 0)
            return parent->children[i];
    return NULL;
}

static const char *join_path(sf_pool *pool, const char *parent, const char *name)
{
    const char *path = parent[0] == '\0' ? name : sf_pool_print(pool, "%s.%s", parent, name);

    return path != NULL ? path : name;
}

static sf_place item_place(const sf_reader *reader, size_t item)
{
    const sf_scan_item *at = &reader->scan->items[item];

    return sf_source_place(reader->source, at->line, at->column);
}

static sf_place name_place(const sf_reader *reader, size_t item)
{
    const sf_scan_item *at = &reader->scan->items[item];

    return sf_source_place(reader->source, at->name_line, at->name_column);
}

sf_node *sf_node_new(sf_reader *reader, const sf_node *parent, int row, const char *name, sf_node_shape shape)
{
    sf_node *node = sf_pool_take(reader->pool, 1, sizeof *node);

    if (node == NULL)
        return NULL;
    node->row = row;
    node->key = row >= 0 ? &reader->keys[row] : NULL;
    node->shape = shape;
    node->name = name;
    node->id = "";
    node->path = parent != NULL ? join_path(reader->pool, parent->path, name) : name;
    return node;
}

static size_t count_rows(const sf_reader *reader, int parent)
{
    size_t count = 0;

    for (size_t i = 0; i < reader->key_count; i++)
        count += reader->parents[i] == parent ? 1 : 0;
    return count;
}

bool sf_node_make_room(sf_reader *reader, sf_node *node, size_t most)
{
    node->children = sf_pool_take(reader->pool, most + count_rows(reader, node->row) + 1, sizeof(sf_node *));
    return node->children != NULL;
}

static void mark_default(sf_node *node)
{
    node->is_default = true;
    for (size_t i = 0; i < node->count; i++)
        mark_default(node->children[i]);
}

/* Stands where a required key is missing, so that what refers to it is not told as one error more. */
static sf_node *missing_node(sf_reader *reader, const sf_node *group, int row)
{
    const sf_key_type type = reader->keys[row].type;
    sf_node *node = sf_node_new(reader, group, row, sf_key_name(&reader->keys[row]),
                                type == SF_KEY_LIST || type == SF_KEY_ROWS ? SF_NODE_LIST
                                : type == SF_KEY_GROUP                     ? SF_NODE_GROUP
                                                                           : SF_NODE_VALUE);

    if (node == NULL)
        return NULL;
    node->place = group->place;
    node->is_broken = node->is_missing = true;
    return node;
}

/* Adds what was not written: defaults, and complaints about required keys. */
static void fill_in(sf_reader *reader, sf_node *group, bool is_written)
{
    for (size_t i = 0; i < reader->key_count; i++) {
        const sf_key *key = &reader->keys[i];
        const char *name = sf_key_name(key);
        sf_node *child;

        if (reader->parents[i] != group->row || sf_node_child(group, name) != NULL)
            continue;
        if ((key->flags & SF_KEY_REQUIRED) != 0 && is_written)
            sf_problems_error(reader->problems, &group->place, _("%s is missing; write for example %s = %s"),
                              join_path(reader->pool, group->path, name), name,
                              key->example != NULL       ? key->example
                              : key->type == SF_KEY_LIST ? "( { id = \"...\"; } )"
                                                         : "{ }");
        child = key->fallback != NULL ? sf_tree_default(reader, (int)i, group) : NULL;
        if (child == NULL && (key->flags & SF_KEY_REQUIRED) != 0 && is_written)
            child = missing_node(reader, group, (int)i);
        if (child != NULL)
            group->children[group->count++] = child;
    }
}

void sf_tree_fill_in(sf_reader *reader, sf_node *group)
{
    fill_in(reader, group, true);
}

sf_node *sf_tree_default(sf_reader *reader, int row, const sf_node *parent)
{
    const sf_key *key = &reader->keys[row];
    const bool is_group = key->type == SF_KEY_GROUP;
    sf_node *node;

    if (key->fallback == NULL)
        return NULL;
    node = sf_node_new(reader, parent, row, sf_key_name(key), is_group ? SF_NODE_GROUP : SF_NODE_VALUE);
    if (node == NULL)
        return NULL;
    node->place = parent->place;
    if (is_group) {
        if (!sf_node_make_room(reader, node, 0))
            return NULL;
        fill_in(reader, node, false);
    } else {
        const sf_value_reader text_reader = {reader->pool, reader->problems, parent->place, node->path, {NULL, NULL}};

        node->values = sf_value_read(&text_reader, key, key->fallback, &node->value_count);
        assert(node->values != NULL ||
               reader->pool->failed); /* a default that cannot be read is a fault of the table */
        if (node->values == NULL)
            return NULL;
    }
    mark_default(node);
    return node;
}

bool sf_node_add_key(sf_reader *reader, sf_node *group, const char *name, const char *text, const char *const *words,
                     size_t count)
{
    const int row = sf_reader_row(reader, group->row, name);
    sf_node *node = sf_node_new(reader, group, row, name, SF_NODE_VALUE);
    sf_value *value = sf_pool_take(reader->pool, 1, sizeof *value);

    if (node == NULL || value == NULL)
        return false;
    *value = (sf_value){.from = SF_ALWAYS,
                        .text = text == NULL ? "" : sf_pool_copy(reader->pool, text, strlen(text)),
                        .range = "",
                        .source = "",
                        .low = (double)NAN,
                        .high = (double)NAN,
                        .headline = (double)NAN,
                        .words = sf_pool_take(reader->pool, count + 1, sizeof *value->words),
                        .word_places = sf_pool_take(reader->pool, count + 1, sizeof *value->word_places),
                        .word_count = count};
    if (value->text == NULL || value->words == NULL || value->word_places == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        value->words[i] = sf_pool_copy(reader->pool, words[i], strlen(words[i]));
        value->word_places[i] = group->place;
        if (value->words[i] == NULL)
            return false;
    }
    node->place = group->place;
    node->values = value;
    node->value_count = 1;
    group->children[group->count++] = node;
    return true;
}

/* --- values ----------------------------------------------------------------------------------------------------------------- */

static const char *shape_wanted(const sf_key *key)
{
    switch (key->type) {
    case SF_KEY_GROUP:
    case SF_KEY_SOURCES:
        return _("a block { ... }");
    case SF_KEY_LIST:
    case SF_KEY_ROWS:
        return _("a list ( { ... }, { ... } )");
    case SF_KEY_REFS:
    case SF_KEY_WORDS:
        return _("a list of texts [ \"...\" ]");
    case SF_KEY_SWITCH:
        return _("\"yes\" or \"no\"");
    case SF_KEY_SEED:
        return _("a whole number");
    default:
        return (key->flags & SF_KEY_BY_ID) != 0 ? _("a text in quotes, or a block by id") : _("a text in quotes");
    }
}

static const char *kind_written(sf_scan_kind kind)
{
    switch (kind) {
    case SF_SCAN_GROUP:
        return _("a block { }");
    case SF_SCAN_LIST:
        return _("a list ( )");
    case SF_SCAN_ARRAY:
        return _("a list [ ]");
    case SF_SCAN_STRING:
        return _("a text");
    case SF_SCAN_NUMBER:
        return _("a bare number");
    case SF_SCAN_SWITCH:
        return _("true or false");
    }
    return "";
}

static void complain_about_shape(sf_reader *reader, sf_node *node, size_t item)
{
    const char *example = node->key->example;

    node->is_broken = true;
    if (example != NULL)
        sf_problems_error(reader->problems, &node->place, _("%s is %s; it is %s, for example %s"), node->path,
                          kind_written(reader->scan->items[item].kind), shape_wanted(node->key), example);
    else
        sf_problems_error(reader->problems, &node->place, _("%s is %s; it is %s"), node->path,
                          kind_written(reader->scan->items[item].kind), shape_wanted(node->key));
}

/* "75" where a unit is needed: said in the words of the kind, which know the units. */
static const char *bare_text(sf_reader *reader, sf_node *node, size_t item)
{
    const sf_scan_item *at = &reader->scan->items[item];
    const bool is_number =
        at->kind == SF_SCAN_NUMBER && (sf_key_is_number(node->key->type) || node->key->type == SF_KEY_SEED);
    const bool is_switch = at->kind == SF_SCAN_SWITCH && node->key->type == SF_KEY_SWITCH;

    if (is_switch) /* libconfig takes TRUE and True, too */
        return (at->text[0] | 0x20) == 't' ? "true" : "false";
    return is_number ? sf_pool_copy(reader->pool, at->text, at->length) : NULL;
}

/* One text, number or switch. Broken nodes keep their place but have no values. */
static void read_scalar(sf_reader *reader, sf_node *node, const config_setting_t *setting, size_t item)
{
    const bool is_string = reader->scan->items[item].kind == SF_SCAN_STRING;
    const char *text = is_string ? config_setting_get_string(setting) : bare_text(reader, node, item);
    const sf_value_reader text_reader = {reader->pool, reader->problems, node->place, node->path,
                                         sf_table_finder_in(reader->tables, node->place.file)};

    if (text == NULL || node->key->type == SF_KEY_REFS || node->key->type == SF_KEY_WORDS) {
        complain_about_shape(reader, node, item);
        return;
    }
    if (is_string)
        text = sf_pool_copy(reader->pool, text, strlen(text));
    if (text != NULL)
        node->values = sf_value_read(&text_reader, node->key, text, &node->value_count);
    node->is_broken = node->values == NULL;
}

/* [ "a", "b" ] */
static void read_words(sf_reader *reader, sf_node *node, const config_setting_t *setting, size_t item)
{
    const size_t count = (size_t)config_setting_length(setting);
    sf_value *value = sf_pool_take(reader->pool, 1, sizeof *value);
    const char **words = sf_pool_take(reader->pool, count + 1, sizeof *words);
    sf_place *places = sf_pool_take(reader->pool, count + 1, sizeof *places);

    if (count > 0 && reader->scan->items[item + 1].kind != SF_SCAN_STRING) {
        complain_about_shape(reader, node, item);
        return;
    }
    if (value == NULL || words == NULL || places == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *word = config_setting_get_string_elem(setting, (int)i);

        words[i] = sf_pool_copy(reader->pool, word, strlen(word));
        places[i] = item_place(reader, item + 1 + i);
        places[i].column++; /* the text begins after its quote */
        if (words[i] == NULL)
            return;
        if (node->key->type == SF_KEY_WORDS && node->key->words != NULL) {
            const sf_value_reader one = {reader->pool, reader->problems, places[i], node->path,
                                         sf_table_finder_in(reader->tables, node->place.file)};

            if (!sf_word_read(&one, node->key, words[i])) {
                node->is_broken = true;
                return;
            }
        }
    }
    *value = (sf_value){.from = SF_ALWAYS,
                        .text = "",
                        .range = "",
                        .source = "",
                        .words = words,
                        .word_places = places,
                        .word_count = count};
    node->values = value;
    node->value_count = 1;
}

static sf_node *read_setting(sf_reader *reader, const sf_node *parent, int row, const char *name,
                             const config_setting_t *setting, size_t item);

/* { low = ...; high = ...; }: each a value of the group's own key; which ids there must be is checked later. */
static void read_by_id(sf_reader *reader, sf_node *node, const config_setting_t *setting, size_t item)
{
    const int count = config_setting_length(setting);
    size_t child_item = item + 1;

    node->shape = SF_NODE_BY_ID;
    node->map = (node->key->flags & SF_KEY_BY_SEGMENT) != 0 ? reader->map : NULL;
    if (!sf_node_make_room(reader, node, (size_t)count))
        return;
    for (int i = 0; i < count; i++) {
        const config_setting_t *child_setting = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child_setting);
        sf_node *child =
            sf_node_new(reader, node, node->row, sf_pool_copy(reader->pool, name, strlen(name)), SF_NODE_VALUE);

        if (child == NULL || child->name == NULL)
            return;
        child->place = item_place(reader, child_item);
        child->is_one_of = true;
        if (reader->scan->items[child_item].kind == SF_SCAN_ARRAY && node->key->type == SF_KEY_REFS)
            read_words(reader, child, child_setting, child_item);
        else
            read_scalar(reader, child, child_setting, child_item);
        node->children[node->count++] = child;
        child_item += reader->scan->items[child_item].subtree;
    }
}

/* --- groups and lists ------------------------------------------------------------------------------------------------------- */

static void complain_about_key(sf_reader *reader, const sf_node *group, const char *name, size_t item)
{
    sf_suggestion suggestion = {.written = name};
    const sf_place place = name_place(reader, item);

    for (size_t i = 0; i < reader->key_count; i++)
        if (reader->parents[i] == group->row)
            sf_suggest(&suggestion, reader->pool, sf_key_name(&reader->keys[i]));
    if (group->row < 0)
        sf_problems_error(reader->problems, &place, _("there is no key \"%s\" at the top of a config; %s"), name,
                          sf_suggestion_text(&suggestion, reader->pool));
    else
        sf_problems_error(reader->problems, &place, _("%s has no key \"%s\"; %s"), group->path, name,
                          sf_suggestion_text(&suggestion, reader->pool));
}

/* The keys of a group (or of the root, or of an element). */
static void read_group(sf_reader *reader, sf_node *group, const config_setting_t *setting, size_t item)
{
    const int count = config_setting_length(setting);
    size_t child_item = item + 1;

    if (!sf_node_make_room(reader, group, (size_t)count))
        return;
    for (int i = 0; i < count; i++) {
        const config_setting_t *child_setting = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child_setting);
        const int row = sf_reader_row(reader, group->row, name);

        assert(reader->scan->items[child_item].name_length == strlen(name));
        if (row < 0) {
            complain_about_key(reader, group, name, child_item);
        } else {
            sf_node *child =
                read_setting(reader, group, row, sf_key_name(&reader->keys[row]), child_setting, child_item);

            if (child == NULL)
                return;
            group->children[group->count++] = child;
        }
        child_item += reader->scan->items[child_item].subtree;
    }
    fill_in(reader, group, true);
}

/* The element's id as written, when it is one; NULL otherwise. */
static const char *written_id(sf_reader *reader, const config_setting_t *element)
{
    const config_setting_t *id = config_setting_get_member(element, "id");
    const char *text = id != NULL ? config_setting_get_string(id) : NULL;

    return text != NULL && sf_id_is_valid(text) ? sf_pool_copy(reader->pool, text, strlen(text)) : NULL;
}

/* ( {...}, {...} ) */
static void read_list(sf_reader *reader, sf_node *list, const config_setting_t *setting, size_t item)
{
    const int count = config_setting_length(setting);
    size_t child_item = item + 1;

    list->shape = SF_NODE_LIST;
    if (!sf_node_make_room(reader, list, (size_t)count))
        return;
    for (int i = 0; i < count; i++) {
        const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
        const bool is_group = reader->scan->items[child_item].kind == SF_SCAN_GROUP;
        const char *id = is_group ? written_id(reader, element) : NULL;
        const char *name = id != NULL ? id : sf_pool_print(reader->pool, "%d", i + 1);
        sf_node *child = name != NULL ? sf_node_new(reader, list, list->row, name, SF_NODE_GROUP) : NULL;

        if (child == NULL)
            return;
        child->place = item_place(reader, child_item);
        child->id = id != NULL ? id : "";
        if (is_group)
            read_group(reader, child, element, child_item);
        else
            complain_about_shape(reader, child, child_item);
        list->children[list->count++] = child;
        child_item += reader->scan->items[child_item].subtree;
    }
}

/* CODE = "title"; ... */
static void read_sources(sf_reader *reader, sf_node *group, const config_setting_t *setting, size_t item)
{
    const int count = config_setting_length(setting);

    if (!sf_node_make_room(reader, group, (size_t)count))
        return;
    for (int i = 0; i < count; i++) {
        const config_setting_t *child_setting = config_setting_get_elem(setting, (unsigned)i);
        const char *name = config_setting_name(child_setting), *title = config_setting_get_string(child_setting);
        sf_node *child =
            sf_node_new(reader, group, group->row, sf_pool_copy(reader->pool, name, strlen(name)), SF_NODE_VALUE);
        sf_value *value = sf_pool_take(reader->pool, 1, sizeof *value);

        if (child == NULL || value == NULL || child->name == NULL)
            return;
        child->place = item_place(reader, item + 1);
        if (title == NULL) {
            child->is_broken = true;
            sf_problems_error(reader->problems, &child->place, _("the source %s has no title; write %s = \"title\""),
                              name, name);
        } else {
            *value = (sf_value){
                .from = SF_ALWAYS, .text = sf_pool_copy(reader->pool, title, strlen(title)), .range = "", .source = ""};
            child->values = value;
            child->value_count = 1;
        }
        group->children[group->count++] = child;
        item += reader->scan->items[item + 1].subtree;
    }
}

static bool is_table_name(const config_setting_t *setting)
{
    const char *name = config_setting_get_string(setting);

    return sf_table_is_name(name, strlen(name));
}

/* One setting below parent. Broken nodes are returned, too: they are present. NULL when memory ran out. */
static bool may_be_table(const sf_key *key)
{
    return key->type == SF_KEY_LIST || (key->type == SF_KEY_ROWS && (key->flags & SF_KEY_PRIVATE) != 0);
}

static sf_node *read_setting(sf_reader *reader, const sf_node *parent, int row, const char *name,
                             const config_setting_t *setting, size_t item)
{
    const sf_key *key = &reader->keys[row];
    const sf_scan_kind kind = reader->scan->items[item].kind;
    const bool may_be_by_id = (key->flags & SF_KEY_BY_ID) != 0;
    const bool is_container = key->type == SF_KEY_GROUP || key->type == SF_KEY_LIST || key->type == SF_KEY_ROWS ||
                              key->type == SF_KEY_SOURCES;
    sf_node *node = sf_node_new(reader, parent, row, name, is_container ? SF_NODE_GROUP : SF_NODE_VALUE);

    if (node == NULL)
        return NULL;
    node->place = item_place(reader, item);
    if (key->type == SF_KEY_GROUP && kind == SF_SCAN_GROUP)
        read_group(reader, node, setting, item);
    else if (key->type == SF_KEY_SOURCES && kind == SF_SCAN_GROUP)
        read_sources(reader, node, setting, item);
    else if ((key->type == SF_KEY_LIST || key->type == SF_KEY_ROWS) && kind == SF_SCAN_LIST)
        read_list(reader, node, setting, item);
    else if (may_be_table(key) && kind == SF_SCAN_STRING && is_table_name(setting))
        sf_rows_read(reader, node, config_setting_get_string(setting));
    else if ((key->type == SF_KEY_REFS || key->type == SF_KEY_WORDS) && kind == SF_SCAN_ARRAY)
        read_words(reader, node, setting, item);
    else if (may_be_by_id && kind == SF_SCAN_GROUP)
        read_by_id(reader, node, setting, item);
    else if (kind >= SF_SCAN_STRING && !is_container)
        read_scalar(reader, node, setting, item);
    else
        complain_about_shape(reader, node, item);
    return node;
}

/* --- the whole -------------------------------------------------------------------------------------------------------------- */

static void check_version(sf_reader *reader, const sf_node *root)
{
    const sf_node *version = sf_node_child(root, "saksflyt");
    const sf_place place = reader->scan->count > 1 ? name_place(reader, 1) : root->place;

    if (version != NULL && !version->is_missing && root->children[0] != version)
        sf_problems_error(reader->problems, &place, "%s",
                          _("the language version does not come first; begin with saksflyt = 1;"));
}

sf_node *sf_tree_read(sf_reader *reader)
{
    config_t config;
    sf_node *root = sf_node_new(reader, NULL, -1, "", SF_NODE_GROUP);

    if (root == NULL)
        return NULL;
    root->place = sf_source_place(reader->source, 1, 1);
    config_init(&config);
    if (config_read_string(&config, reader->source->text) == CONFIG_TRUE) {
        read_group(reader, root, config_root_setting(&config), 0);
        check_version(reader, root);
    } else { /* the scan let something pass that libconfig does not take: say at least where */
        const sf_place place = sf_source_place(reader->source, config_error_line(&config), 0);

        sf_problems_error(reader->problems, &place, _("libconfig does not understand this line: %s"),
                          config_error_text(&config));
        root = NULL;
    }
    config_destroy(&config);
    return reader->pool->failed ? NULL : root;
}
