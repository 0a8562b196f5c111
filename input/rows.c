/* input/rows.c - a long list from a CSV file: a column is a key of the element by its path, a row is an element.
 *
 *   id;label;places;portfolio.limit;rate.low;rate.high;accepts        an empty cell is a key that is not written;
 *   aft;AFT;60;;2,4 %/mo;0,9 %/mo;debt skills                         [] is the empty list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "core/text.h"
#include "input/identity.h"
#include "input/node.h"
#include "input/suggest.h"

enum { MOST_COLUMNS = 200, DEEPEST_COLUMN = 6 };

/* What one column fills. */
typedef struct column {
    const char *path;           /* "portfolio.limit", as written */
    int groups[DEEPEST_COLUMN]; /* the rows of the blocks on the way */
    size_t depth;
    int row;           /* of the key in the table */
    const char *by_id; /* the segment or profile; NULL: one value for all */
} column;

typedef struct rows_reader {
    sf_reader *reader;
    sf_table *table;
    sf_node *list;
    column columns[MOST_COLUMNS];
    size_t count;
} rows_reader;

/* --- the first line ----------------------------------------------------------------------------------------------------------- */

static bool may_be_by_id(const sf_key *key)
{
    return (key->flags & SF_KEY_BY_ID) != 0;
}

static bool complain_about_column(rows_reader *r, int parent, const char *path, const char *name, const sf_place *place)
{
    sf_suggestion suggestion = {.written = name};

    for (size_t i = 0; i < r->reader->key_count; i++)
        if (r->reader->parents[i] == parent)
            sf_suggest(&suggestion, r->reader->pool, sf_key_name(&r->reader->keys[i]));
    sf_problems_data_error(r->reader->problems, place, _("the column \"%.80s\" is no key of %s; %s"), path,
                           r->list->path, sf_suggestion_text(&suggestion, r->reader->pool));
    return false;
}

/* Takes the path apart; false after a complaint. */
static bool read_column(rows_reader *r, const sf_table_cell *cell, column *out)
{
    const sf_place place = sf_table_place(r->table, cell);
    const char *rest = cell->text;
    int parent = r->list->row;

    *out = (column){.path = cell->text, .row = -1};
    while (*rest != '\0' && out->by_id == NULL) {
        const size_t length = strcspn(rest, ".");
        const char *name = sf_pool_copy(r->reader->pool, rest, length);
        const int row = name != NULL && out->row < 0 ? sf_reader_row(r->reader, parent, name) : -1;

        if (name == NULL)
            return false;
        rest += length + (rest[length] == '.' ? 1 : 0);
        if (row >= 0 && r->reader->keys[row].type == SF_KEY_GROUP && out->depth < DEEPEST_COLUMN)
            out->groups[out->depth++] = parent = row;
        else if (row >= 0)
            out->row = row;
        else if (out->row >= 0 && may_be_by_id(&r->reader->keys[out->row]) && *rest == '\0')
            out->by_id = name;
        else
            return complain_about_column(r, parent, cell->text, name, &place);
    }
    if (cell->text[0] == '\0')
        sf_problems_data_error(r->reader->problems, &place, "%s",
                               _("this column has no name; the first line names every column"));
    else if (out->row < 0)
        sf_problems_data_error(r->reader->problems, &place,
                               _("%s is a block; a column is one key in it, for example %s.%s"), cell->text, cell->text,
                               parent + 1 < (int)r->reader->key_count ? sf_key_name(&r->reader->keys[parent + 1]) : "");
    else if (r->reader->keys[out->row].type <= SF_KEY_ROWS || r->reader->keys[out->row].type == SF_KEY_SOURCES)
        sf_problems_data_error(r->reader->problems, &place, _("%s is a list of its own and cannot be a column"),
                               cell->text);
    else
        return true;
    return false;
}

static bool has_column(const rows_reader *r, const char *path)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->columns[i].path, path) == 0)
            return true;
    return false;
}

/* The keys that every row would lack. */
static bool check_required(rows_reader *r)
{
    const sf_place place = sf_input_file_place(r->table->name, 1, 1);
    bool is_fine = true;

    for (size_t i = 0; i < r->reader->key_count; i++) {
        const sf_key *key = &r->reader->keys[i];
        const char *name = sf_key_name(key);
        bool is_there = has_column(r, name);

        if (r->reader->parents[i] != r->list->row || (key->flags & SF_KEY_REQUIRED) == 0)
            continue;
        for (size_t j = 0; j < r->count; j++)
            is_there = is_there || r->columns[j].row == (int)i ||
                       (r->columns[j].depth > 0 && r->columns[j].groups[0] == (int)i);
        if (is_there)
            continue;
        sf_problems_data_error(r->reader->problems, &place,
                               _("there is no column \"%s\", which every element of %s needs"), name, r->list->path);
        is_fine = false;
    }
    return is_fine;
}

static bool read_header(rows_reader *r)
{
    const sf_table_row *header = &r->table->rows[0];
    bool is_fine = true;

    for (size_t i = 0; i < header->count; i++) {
        const sf_place place = sf_table_place(r->table, &header->cells[i]);

        if (i >= MOST_COLUMNS) {
            sf_problems_data_error(r->reader->problems, &place, _("there are more than %d columns"), (int)MOST_COLUMNS);
            return false;
        }
        if (has_column(r, header->cells[i].text) && header->cells[i].text[0] != '\0') {
            sf_problems_data_error(r->reader->problems, &place, _("the column \"%.80s\" stands twice; remove one"),
                                   header->cells[i].text);
            is_fine = false;
        }
        is_fine = read_column(r, &header->cells[i], &r->columns[i]) && is_fine;
        r->count = i + 1;
    }
    return is_fine && check_required(r);
}

/* --- cells -------------------------------------------------------------------------------------------------------------------- */

/* "debt skills", "debt|skills", "[]"; texts, which may hold blanks, only by |. */
static bool read_words(rows_reader *r, sf_node *node, const char *text)
{
    const char *separators = node->key->type == SF_KEY_REFS ? " \t\n|" : "|";
    sf_value *value = sf_pool_take(r->reader->pool, 1, sizeof *value);
    size_t most = 1;

    if (strcmp(text, "[]") == 0)
        text = "";
    for (const char *c = text; *c != '\0'; c++)
        most += strchr(separators, *c) != NULL ? 1 : 0;
    if (value == NULL)
        return false;
    *value = (sf_value){.from = SF_ALWAYS, .text = "", .range = "", .source = ""};
    value->words = sf_pool_take(r->reader->pool, most, sizeof *value->words);
    if (value->words == NULL)
        return false;
    for (text += strspn(text, separators); *text != '\0'; text += strspn(text, separators)) {
        size_t length = strcspn(text, separators), kept = length;

        while (kept > 0 && text[kept - 1] == ' ')
            kept--;
        value->words[value->word_count++] = sf_pool_copy(r->reader->pool, text, kept);
        text += length;
    }
    node->values = value;
    node->value_count = 1;
    return true;
}

/* Gives the node the value of its cell; without one it is broken. */
static void read_cell(rows_reader *r, sf_node *node, const char *text)
{
    const sf_value_reader reader = {r->reader->pool, r->reader->problems, node->place, node->path,
                                    sf_table_finder_in(r->reader->tables, r->table->name)};

    if (node->key->type == SF_KEY_REFS || node->key->type == SF_KEY_WORDS) {
        node->is_broken = !read_words(r, node, text);
        return;
    }
    if (sf_key_is_number(node->key->type) && r->table->has_semicolons)
        text = sf_table_number(r->reader->tables, r->table, text);
    if (text != NULL)
        node->values = sf_value_read(&reader, node->key, text, &node->value_count);
    node->is_broken = node->values == NULL;
}

/* The child for a key, made when it is not there yet. */
static sf_node *child_for(rows_reader *r, sf_node *parent, int row, sf_node_shape shape, const sf_place *place)
{
    const char *name = sf_key_name(&r->reader->keys[row]);
    sf_node *child = sf_node_child(parent, name);

    if (child != NULL)
        return child;
    child = sf_node_new(r->reader, parent, row, name, shape);
    if (child == NULL || (shape != SF_NODE_VALUE && !sf_node_make_room(r->reader, child, MOST_COLUMNS)))
        return NULL;
    child->place = *place;
    parent->children[parent->count++] = child;
    return child;
}

static void add_cell(rows_reader *r, sf_node *element, const column *c, const sf_table_cell *cell)
{
    const sf_place place = sf_table_place(r->table, cell);
    sf_node *node = element;

    for (size_t i = 0; i < c->depth && node != NULL; i++)
        node = child_for(r, node, c->groups[i], SF_NODE_GROUP, &place);
    if (node != NULL)
        node = child_for(r, node, c->row, c->by_id != NULL ? SF_NODE_BY_ID : SF_NODE_VALUE, &place);
    if (node != NULL && c->by_id != NULL && (node->key->flags & SF_KEY_BY_SEGMENT) != 0)
        node->map = r->reader->map;
    if (node == NULL)
        return;
    if ((node->shape == SF_NODE_BY_ID) != (c->by_id != NULL)) {
        sf_problems_data_error(
            r->reader->problems, &place,
            _("%s has one value for all and one for a part in the same row; leave one of them empty"), node->path);
        return;
    }
    if (c->by_id != NULL) {
        sf_node *child = sf_node_new(r->reader, node, c->row, c->by_id, SF_NODE_VALUE);

        if (child == NULL)
            return;
        child->place = place;
        child->is_one_of = true;
        node->children[node->count++] = child;
        node = child;
    }
    read_cell(r, node, cell->text);
}

static void fill_in_groups(rows_reader *r, sf_node *node)
{
    for (size_t i = 0; i < node->count; i++)
        if (node->children[i]->shape == SF_NODE_GROUP)
            fill_in_groups(r, node->children[i]);
    sf_tree_fill_in(r->reader, node);
}

static const char *id_of(const rows_reader *r, const sf_table_row *row)
{
    for (size_t i = 0; i < r->count && i < row->count; i++)
        if (strcmp(r->columns[i].path, "id") == 0 && sf_id_is_valid(row->cells[i].text))
            return row->cells[i].text;
    return "";
}

static void add_row(rows_reader *r, const sf_table_row *row, size_t number)
{
    const sf_place place = sf_input_file_place(r->table->name, row->line, 1);
    const char *id = id_of(r, row);
    const char *name = id[0] != '\0' ? id : sf_pool_print(r->reader->pool, "%zu", number);
    sf_node *element = name != NULL ? sf_node_new(r->reader, r->list, r->list->row, name, SF_NODE_GROUP) : NULL;

    if (element == NULL || !sf_node_make_room(r->reader, element, r->count))
        return;
    element->id = id;
    element->place = place;
    r->list->children[r->list->count++] = element;
    if (row->count != r->count) {
        element->is_broken = true;
        sf_problems_data_error(r->reader->problems, &place, _("this row has %zu cells, and the first line has %zu"),
                               row->count, r->count);
        return;
    }
    for (size_t i = 0; i < r->count; i++)
        if (row->cells[i].text[0] != '\0')
            add_cell(r, element, &r->columns[i], &row->cells[i]);
    fill_in_groups(r, element);
}

/* --- the whole ---------------------------------------------------------------------------------------------------------------- */

static bool is_small_enough(rows_reader *r)
{
    const sf_place place = sf_input_file_place(r->table->name, 1, 1);
    sf_tables *tables = r->reader->tables;

    const size_t most =
        (r->list->key->flags & SF_KEY_PRIVATE) != 0 ? SF_TABLES_MOST_PEOPLE_CELLS : SF_TABLES_MOST_CELLS;

    tables->cells += r->table->row_count * r->count;
    if (tables->cells <= most)
        return true;
    sf_problems_data_error(r->reader->problems, &place, _("the tables of a config hold more than %d cells together"),
                           (int)most);
    return false;
}

/* Before anything in the table is read, and so before a message could repeat it. */
static bool names_nobody(rows_reader *r)
{
    const sf_table_row *header = &r->table->rows[0];

    for (size_t i = 0; i < header->count; i++) {
        if (!sf_identity_is_name(header->cells[i].text))
            continue;
        const sf_place place = sf_table_place(r->table, &header->cells[i]);

        sf_problems_data_error(
            r->reader->problems, &place,
            _("the column \"%.80s\" is for national identity numbers, which have no place here; remove it"),
            header->cells[i].text);
        return false;
    }
    for (size_t row = 0; row < r->table->row_count; row++) {
        for (size_t i = 0; i < r->table->rows[row].count; i++) {
            const sf_table_cell *cell = &r->table->rows[row].cells[i];

            if (!sf_identity_is_number(cell->text))
                continue;
            const sf_place place = sf_table_place(r->table, cell);

            sf_problems_data_error(
                r->reader->problems, &place,
                _("the column \"%.80s\" holds what looks like a national identity number; such numbers have no place here: remove the column, or number the rows from 1"),
                i < header->count && row > 0 && !sf_identity_is_number(header->cells[i].text) ? header->cells[i].text
                                                                                              : "?");
            return false;
        }
    }
    return true;
}

void sf_rows_read(sf_reader *reader, sf_node *list, const char *name)
{
    const sf_table_finder finder = sf_table_finder_in(reader->tables, list->place.file);
    rows_reader r = {.reader = reader, .list = list};
    sf_error err = {.status = SF_OK};
    const sf_status status = sf_table_read(&finder, name, false, &r.table, &err);

    list->shape = SF_NODE_LIST;
    list->is_broken = true;
    list->table = strrchr(name, '/') != NULL
                      ? sf_pool_copy(reader->pool, strrchr(name, '/') + 1, strlen(strrchr(name, '/') + 1))
                      : sf_pool_copy(reader->pool, name, strlen(name));
    if (status == SF_EDOMAIN)
        sf_problems_error(reader->problems, &list->place, "%s: %s", list->path, err.message);
    if (status != SF_OK || !names_nobody(&r) || !read_header(&r) || !is_small_enough(&r) ||
        !sf_node_make_room(reader, list, r.table->row_count))
        return;
    list->is_broken = false;
    for (size_t i = 1; i < r.table->row_count && !reader->pool->failed; i++)
        add_row(&r, &r.table->rows[i], i);
    sf_table_notice(reader->tables, r.table);
}
