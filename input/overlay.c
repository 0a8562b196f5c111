/* input/overlay.c - one assignment: read, find its place in the tree, change a copy.
 * Invariant: the tree that is given stays as it is, but for what was copied for the same scenario before.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/overlay.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "core/text.h"
#include "input/attributes.h"
#include "input/suggest.h"

typedef enum operation { REPLACE, ADD, MULTIPLY } operation;

/* An assignment, taken apart. */
typedef struct change {
    sf_reader *reader;
    const sf_node *root;
    const sf_assignment *assignment;
    const char *path;
    operation operation;
    const char *value; /* as written, quotes taken off */
    bool is_quoted;
    bool has_date;
    double from;
    double until; /* the first day on which it no longer acts; INFINITY: it lasts */
    sf_place value_place;
    bool is_broken; /* a problem was added */
} change;

static const sf_node *complain_at(change *c, const sf_place *place, const char *format, ...) SF_PRINTF(3, 4);

/* Always NULL, so that a search can end with it. */
static const sf_node *complain_at(change *c, const sf_place *place, const char *format, ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    sf_problems_error(c->reader->problems, place, "%s", message);
    c->is_broken = true;
    return NULL;
}

#define COMPLAIN(c, ...) complain_at((c), &(c)->assignment->place, __VA_ARGS__)

/* --- reading the text --------------------------------------------------------------------------------------------------------- */

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\n");
}

static size_t path_length(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
}

/* The last such word of the text that stands outside quotes; NULL when there is none. */
static const char *last_word(const char *text, size_t length, const char *word)
{
    const size_t n = strlen(word);
    const char *last = NULL;

    for (size_t i = 0; i + n <= length; i++)
        last = memcmp(text + i, word, n) == 0 ? text + i : last;
    return last == NULL || memchr(last, '"', length - (size_t)(last - text)) != NULL ? NULL : last;
}

/* The whole of a text, but for blanks around it, is a day of the calendar. */
static bool reads_day(const char *text, size_t length, double *day)
{
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    return length == 10 && sf_day_read(text, 10, day);
}

/* " until DATE" at the end; the length of what stands before it. */
static bool take_until(change *c, const char *value, size_t *length)
{
    static const char until[] = " until ";
    const char *word = last_word(value, *length, until), *date;

    c->until = (double)INFINITY;
    if (word == NULL)
        return true;
    date = skip_blanks(word + sizeof until - 1);
    if (!reads_day(date, *length - (size_t)(date - value), &c->until)) {
        COMPLAIN(c, _("\"%.40s\" is not a day of the calendar; write for example from 2025-01-01 until 2025-07-01"),
                 date);
        return false;
    }
    *length = (size_t)(word - value);
    return true;
}

/* " from DATE" or " from always" at the end; the length of what stands before it. */
static bool take_from(change *c, const char *value, size_t *length)
{
    static const char from[] = " from ", always[] = "always";
    const char *word = last_word(value, *length, from), *date;
    size_t left;

    if (word == NULL)
        return true;
    date = skip_blanks(word + sizeof from - 1);
    left = date < value + *length ? *length - (size_t)(date - value) : 0; /* nothing but blanks: no day */
    c->has_date = true;
    c->from = SF_ALWAYS;
    if ((left >= sizeof always - 1 && memcmp(date, always, sizeof always - 1) == 0 &&
         strspn(date + sizeof always - 1, " \t\n") >= left - (sizeof always - 1)) ||
        reads_day(date, left, &c->from)) {
        *length = (size_t)(word - value);
        return true;
    }
    COMPLAIN(c, _("\"%.40s\" is not a day of the calendar; write for example from 2026-07-01, or from always"),
             sf_pool_copy(c->reader->pool, date, left));
    return false;
}

static const char *unescaped(sf_pool *pool, const char *text, size_t length)
{
    char *copy = sf_pool_take(pool, length + 1, 1);
    size_t n = 0;

    for (size_t i = 0; copy != NULL && i < length; i++) {
        static const char letters[] = "\"\\nt", meanings[] = "\"\\\n\t";
        const char *letter = text[i] == '\\' && i + 1 < length ? strchr(letters, text[i + 1]) : NULL;

        if (letter != NULL) {
            copy[n++] = meanings[letter - letters];
            i++;
        } else {
            copy[n++] = text[i];
        }
    }
    return copy;
}

static int count_characters(const char *text, size_t length)
{
    int count = 0;

    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

/* PATH (= | += | *=) VALUE [from DATE] [until DATE] */
static bool read_change(change *c)
{
    const char *text = c->assignment->text;
    const char *start = skip_blanks(text), *sign, *value;
    const size_t length = path_length(start);
    size_t value_length;

    c->path = sf_pool_copy(c->reader->pool, start, length);
    sign = skip_blanks(start + length);
    c->operation = sign[0] == '+' ? ADD : sign[0] == '*' ? MULTIPLY : REPLACE;
    if (c->operation != REPLACE)
        sign++;
    if (length == 0 || sign[0] != '=') {
        COMPLAIN(c, _("\"%.80s\" is not an assignment; write PATH = VALUE, PATH += VALUE or PATH *= VALUE"), text);
        return false;
    }
    value = skip_blanks(sign + 1);
    c->value_place = c->assignment->place;
    if (c->assignment->is_set)
        c->value_place.column += count_characters(text, (size_t)(value - text));
    value_length = strlen(value);
    if (!take_until(c, value, &value_length) || !take_from(c, value, &value_length))
        return false;
    while (value_length > 0 && isspace((unsigned char)value[value_length - 1]))
        value_length--;
    c->is_quoted = value_length >= 2 && value[0] == '"' && value[value_length - 1] == '"';
    c->value = c->is_quoted ? unescaped(c->reader->pool, value + 1, value_length - 2)
                            : sf_pool_copy(c->reader->pool, value, value_length);
    if (value_length == 0) {
        COMPLAIN(c, _("%s is given no value; write %s = VALUE"), c->path, c->path);
        return false;
    }
    return c->value != NULL && c->path != NULL;
}

/* --- one value ---------------------------------------------------------------------------------------------------------------- */

/* What one of the unit is in the kind's own unit. */
static double worth_of(sf_quantity_kind kind, const char *unit)
{
    char text[32];
    sf_quantity one = {.value = 1.0};

    snprintf(text, sizeof text, "1 %s", unit);
    if (sf_quantity_read(kind, text, strlen(text), &one, NULL) != SF_OK)
        return 1.0;
    return one.value;
}

/* A number with the unit that the value before had. */
static const char *number_text(change *c, double number, const char *unit)
{
    char digits[SF_NUMBER_ROOM];

    return sf_pool_print(c->reader->pool, "%s%s%s", sf_number_write(number, digits), unit[0] != '\0' ? " " : "", unit);
}

/* The operand of += as a number in `unit`; it may be negative. */
static bool read_step(change *c, const sf_key *key, const char *unit, double *out)
{
    const sf_quantity_kind kind = sf_key_quantity_kind(key->type);
    const char *text = skip_blanks(c->value);
    const bool is_negative = text[0] == '-';
    sf_error err = {.status = SF_OK};
    sf_quantity step;

    if (is_negative && kind != SF_Q_NUMBER)
        text = skip_blanks(text + 1);
    if (sf_quantity_read(kind, text, strlen(text), &step, &err) != SF_OK) {
        complain_at(c, &c->value_place, "%s: %s", c->path, err.message);
        return false;
    }
    *out = strcmp(step.unit, unit) == 0 ? sf_number_of(text, sf_number_length(text, strlen(text)))
                                        : step.value / worth_of(kind, unit);
    if (is_negative && kind != SF_Q_NUMBER)
        *out = -*out;
    return true;
}

static bool read_factor(change *c, double *out)
{
    sf_error err = {.status = SF_OK};
    sf_quantity factor;

    if (sf_quantity_read(SF_Q_NUMBER, c->value, strlen(c->value), &factor, &err) == SF_OK && factor.value >= 0.0) {
        *out = factor.value;
        return true;
    }
    complain_at(c, &c->value_place, _("%s: \"%.60s\" is not a factor; write for example *= 1.2 or *= 120 %%"), c->path,
                c->value);
    return false;
}

/* A value's number as it was written; of constant(3 d), in the unit that was written. */
static double written_number(const sf_key *key, const sf_value *value)
{
    const size_t length = sf_number_length(value->text, strlen(value->text));

    if (length > 0)
        return sf_number_of(value->text, length);
    return value->headline / worth_of(sf_key_quantity_kind(key->type), value->quantity.unit);
}

/* One end of a range, multiplied; it keeps its unit if it has one. */
static const char *scaled_end(change *c, const char *text, size_t length, double factor)
{
    size_t digits;
    char number[SF_NUMBER_ROOM];

    while (length > 0 && isspace((unsigned char)*text)) {
        text++;
        length--;
    }
    digits = sf_number_length(text, length);
    return sf_pool_print(c->reader->pool, "%s%.*s", sf_number_write(sf_number_of(text, digits) * factor, number),
                         (int)(length - digits), text + digits);
}

/* Value and range, multiplied, as one text; a range scales with its value. */
static const char *multiplied_text(change *c, const sf_key *key, const sf_value *before, double factor)
{
    const bool is_distribution = key->type == SF_KEY_DURATION_DIST || key->type == SF_KEY_WORK_DIST;
    const char *value = is_distribution ? sf_distribution_scale(c->reader->pool, before->text, factor)
                                        : number_text(c, written_number(key, before) * factor, before->quantity.unit);
    const char *dots = strstr(before->range, ".."), *low, *high;

    if (dots == NULL || value == NULL)
        return value;
    low = scaled_end(c, before->range, (size_t)(dots - before->range), factor);
    high = scaled_end(c, dots + 2, strlen(dots + 2), factor);
    return low != NULL && high != NULL ? sf_pool_print(c->reader->pool, "%s, %s..%s", value, low, high) : NULL;
}

/* The text that the operation makes of one value; NULL after a complaint. */
static const char *changed_text(change *c, const sf_node *node, const sf_value *before)
{
    const sf_key *key = node->key;
    const bool is_distribution = key->type == SF_KEY_DURATION_DIST || key->type == SF_KEY_WORK_DIST;
    const char *unit = before->quantity.unit;
    double operand;

    if (c->operation == REPLACE)
        return c->value;
    if (sf_key_quantity_kind(key->type) == SF_Q_KIND_COUNT || !isfinite(before->headline)) {
        COMPLAIN(c, _("%s is \"%s\", which is no number to add to or multiply; write = instead"), node->path,
                 before->text);
        return NULL;
    }
    if (c->operation == MULTIPLY)
        return read_factor(c, &operand) ? multiplied_text(c, key, before, operand) : NULL;
    if (is_distribution && before->distribution.kind != SF_DIST_CONSTANT) {
        COMPLAIN(c, _("%s is a distribution; += does not say which of its numbers grows, write *= or = instead"),
                 node->path);
        return NULL;
    }
    if (!read_step(c, key, unit, &operand))
        return NULL;
    return number_text(c, written_number(key, before) + operand, unit);
}

/* One value after the operation; it keeps the source and the range of the one before unless it brings its own. */
static bool change_value(change *c, const sf_node *node, const sf_value *before, sf_value *out)
{
    const sf_value_reader reader = {c->reader->pool, c->reader->problems, c->value_place, node->path,
                                    sf_table_finder_in(c->reader->tables, "")};
    const char *text = changed_text(c, node, before);

    if (text == NULL || !sf_value_read_one(&reader, node->key, text, "", out)) {
        c->is_broken = true;
        return false;
    }
    if (!out->has_own_source)
        out->source = before->source;
    if (c->operation == MULTIPLY)
        out->has_own_range = false; /* it is the old one, scaled */
    if (out->has_own_range || c->operation == MULTIPLY)
        return true;
    out->range = before->range;
    out->low = before->low;
    out->high = before->high;
    if (out->headline < out->low || out->headline > out->high)
        sf_problems_warning(c->reader->problems, &c->value_place,
                            _("%s: %s lies outside the range %s that the config gives; is it meant so?"), node->path,
                            out->text, out->range);
    return true;
}

/* --- values by date ----------------------------------------------------------------------------------------------------------- */

/* From when the assignment acts on this node; false after a complaint. */
static bool acts_from(change *c, const sf_node *node, double *from)
{
    const bool is_study = (node->key->flags & SF_KEY_STUDY) != 0;

    *from = c->has_date ? c->from : c->assignment->is_start_always ? SF_ALWAYS : c->assignment->start;
    if (is_study || isnan(*from))
        *from = SF_ALWAYS;
    if (is_study && ((c->has_date && isfinite(c->from)) || isfinite(c->until))) {
        COMPLAIN(c, _("%s has no date; keys of time and study are simply replaced"), node->path);
        return false;
    }
    if ((isfinite(*from) || isfinite(c->until)) && (node->key->flags & SF_KEY_DATED) == 0) {
        COMPLAIN(c, _("%s cannot change while the model runs; write \"%s ... from always\""), node->path, c->path);
        return false;
    }
    if (c->until <= *from) {
        char begins[16], ends[16];

        COMPLAIN(
            c, _("%s is changed from %s until %s, so the change ends before it begins; write a later day after until"),
            node->path, sf_day_write(*from, begins), sf_day_write(c->until, ends));
        return false;
    }
    return true;
}

/* A node that was not written has no value to act on before `from`, nor one to come back to. */
static bool check_absent(change *c, const sf_node *node, double from)
{
    if (node->value_count > 0)
        return true;
    if (c->operation != REPLACE)
        COMPLAIN(c, _("%s is not written in the config and has no default; write = instead"), node->path);
    else if (isfinite(from))
        COMPLAIN(
            c,
            _("%s is not written in the config, so nothing holds before the date; write it in the config, or add from always"),
            node->path);
    else if (isfinite(c->until))
        COMPLAIN(c, _("%s is not written in the config, so nothing holds after the change; write it in the config"),
                 node->path);
    else
        return true;
    return false;
}

static sf_node *change_values(change *c, const sf_node *node)
{
    sf_node *copy = sf_pool_take(c->reader->pool, 1, sizeof *copy);
    sf_value *values = sf_pool_take(c->reader->pool, node->value_count + 3, sizeof *values);
    const sf_value nothing = {.text = "", .range = "", .source = "", .low = (double)NAN, .high = (double)NAN};
    const sf_value *in_force = node->value_count > 0 ? &node->values[0] : &nothing;
    size_t count = 0, next = 0;
    double from;

    if (copy == NULL || values == NULL || !acts_from(c, node, &from) || !check_absent(c, node, from))
        return NULL;
    for (; next < node->value_count && node->values[next].from < from; next++) {
        values[count++] = node->values[next];
        in_force = &node->values[next];
    }
    if (next < node->value_count && node->values[next].from <= from)
        in_force = &node->values[next++];
    if (!change_value(c, node, in_force, &values[count]))
        return NULL;
    values[count++].from = from;
    for (; next < node->value_count && node->values[next].from < c->until; next++) {
        in_force = &node->values[next];
        if (c->operation == REPLACE)
            continue;
        if (!change_value(c, node, in_force, &values[count])) /* += and *= act on every later value, too */
            return NULL;
        values[count++].from = in_force->from;
    }
    if (isfinite(c->until) && !(next < node->value_count && node->values[next].from <= c->until)) {
        values[count] = *in_force; /* as it would have been */
        values[count++].from = c->until;
    }
    for (; next < node->value_count; next++)
        values[count++] = node->values[next];
    *copy = *node;
    copy->shape = SF_NODE_VALUE;
    copy->children = NULL;
    copy->count = 0;
    copy->values = values;
    copy->value_count = count;
    copy->place = c->value_place;
    copy->is_default = copy->is_broken = false;
    copy->digest[0] = '\0';
    return copy;
}

/* --- the way to it ------------------------------------------------------------------------------------------------------------ */

static sf_node *copy_with_child(change *c, const sf_node *node, size_t index, sf_node *child)
{
    sf_node *own = (sf_node *)node, *copy;
    sf_node **children;

    if (node->laid != 0 && node->laid == c->reader->overlay && index < node->count) {
        own->children[index] = child;
        return own;
    }
    copy = sf_pool_take(c->reader->pool, 1, sizeof *copy);
    children = sf_pool_take(c->reader->pool, node->count + 1, sizeof(sf_node *));
    if (copy == NULL || children == NULL)
        return NULL;
    *copy = *node;
    copy->laid = c->reader->overlay;
    if (node->count > 0)
        memcpy(children, node->children, node->count * sizeof(sf_node *));
    children[index] = child;
    copy->children = children;
    copy->count = index == node->count ? node->count + 1 : node->count;
    copy->is_default = false;
    copy->digest[0] = '\0';
    return copy;
}

/* Every value of a by-segment group; = makes one value for all of it. */
static sf_node *change_group(change *c, const sf_node *group)
{
    sf_node *changed = group->count > 0 ? copy_with_child(c, group, 0, group->children[0]) : NULL;

    if (c->operation == REPLACE && group->count > 0) {
        sf_node one = *group->children[0];

        one.is_one_of = false;
        one.name = group->name;
        one.path = group->path;
        return change_values(c, &one);
    }
    for (size_t i = 0; changed != NULL && i < group->count; i++) {
        changed->children[i] = change_values(c, group->children[i]);
        if (changed->children[i] == NULL)
            return NULL;
    }
    return changed;
}

/* One value for all, as a group with the same value for each segment. */
static sf_node *split_by_id(change *c, const sf_node *node)
{
    const sf_node *list = sf_node_child(c->root, (node->key->flags & SF_KEY_BY_PROFILE) != 0 ? "profiles" : "segments");
    sf_node *group = sf_pool_take(c->reader->pool, 1, sizeof *group);

    if (group == NULL || list == NULL)
        return NULL;
    *group = *node;
    group->shape = SF_NODE_BY_ID;
    group->map = (node->key->flags & SF_KEY_BY_SEGMENT) != 0 ? c->reader->map : NULL;
    group->values = NULL;
    group->value_count = 0;
    group->children = sf_pool_take(c->reader->pool, list->count + 1, sizeof(sf_node *));
    for (size_t i = 0; group->children != NULL && i < list->count; i++) {
        sf_node *child = sf_pool_take(c->reader->pool, 1, sizeof *child);

        if (child == NULL)
            return NULL;
        *child = *node;
        child->is_one_of = true;
        child->name = list->children[i]->name;
        child->path = sf_pool_print(c->reader->pool, "%s.%s", node->path, child->name);
        group->children[group->count++] = child;
    }
    return group->children != NULL ? group : NULL;
}

/* A group keyed by values of an attribute, keyed by segments instead. */
static sf_node *split_by_segment(change *c, const sf_node *node)
{
    const sf_attribute_map *map = node->map;
    sf_node *group = sf_pool_take(c->reader->pool, 1, sizeof *group);

    if (group == NULL)
        return NULL;
    *group = *node;
    group->digest[0] = '\0';
    group->count = 0;
    group->children = sf_pool_take(c->reader->pool, map->n_segments + 1, sizeof(sf_node *));
    for (size_t i = 0; group->children != NULL && i < map->n_segments; i++) {
        const sf_node *own = sf_node_for(node, map->segments[i].segment);
        sf_node *child = sf_pool_take(c->reader->pool, 1, sizeof *child);

        if (child == NULL)
            return NULL;
        if (own == NULL)
            continue; /* left out: told where groups are checked */
        *child = *own;
        child->name = map->segments[i].segment;
        child->path = sf_pool_print(c->reader->pool, "%s.%s", node->path, child->name);
        group->children[group->count++] = child;
    }
    return group->children != NULL ? group : NULL;
}

/* Is the next name of the path a segment, or a value of an attribute, that the group has no key for? */
static bool is_of_segments(const sf_node *node, const char *name)
{
    bool is_one = false;

    if (node->shape != SF_NODE_BY_ID || node->map == NULL || sf_node_child(node, name) != NULL)
        return false;
    for (size_t i = 0; i < node->map->n_segments; i++) {
        const char *segment = node->map->segments[i].segment;

        is_one = is_one || strcmp(segment, name) == 0 || sf_attributes_has(node->map, segment, name);
    }
    return is_one;
}

static const sf_node *complain_about_path(change *c, const sf_node *node, const char *name)
{
    sf_suggestion suggestion = {.written = name};
    const char *where = node->path[0] != '\0' ? node->path : _("the config");

    if (node->shape == SF_NODE_VALUE)
        return COMPLAIN(c, _("%s is one value, with nothing inside it; end the path there"), where);
    for (size_t i = 0; i < node->count; i++)
        sf_suggest(&suggestion, c->reader->pool, node->children[i]->name);
    for (size_t i = 0; node->shape == SF_NODE_GROUP && i < c->reader->key_count; i++)
        if (c->reader->parents[i] == node->row && sf_node_child(node, sf_key_name(&c->reader->keys[i])) == NULL)
            sf_suggest(&suggestion, c->reader->pool, sf_key_name(&c->reader->keys[i]));
    return COMPLAIN(c, _("there is no \"%.60s\" in %s; %s"), name, where,
                    sf_suggestion_text(&suggestion, c->reader->pool));
}

/* A key of the table that is not written: an empty node to assign to; NULL after a complaint. */
static sf_node *absent_key(change *c, const sf_node *group, const char *name)
{
    const int row = group->shape == SF_NODE_GROUP ? sf_reader_row(c->reader, group->row, name) : -1;
    sf_node *node;

    if (row < 0) {
        complain_about_path(c, group, name);
        return NULL;
    }
    if (c->reader->keys[row].type <= SF_KEY_ROWS) {
        COMPLAIN(c, _("%s has no %s in the config; an assignment changes one value, so write the block first"),
                 group->path[0] != '\0' ? group->path : _("the config"), name);
        return NULL;
    }
    node = sf_pool_take(c->reader->pool, 1, sizeof *node);
    if (node == NULL)
        return NULL;
    *node = (sf_node){.key = &c->reader->keys[row],
                      .row = row,
                      .shape = SF_NODE_VALUE,
                      .name = sf_key_name(&c->reader->keys[row]),
                      .id = ""};
    node->path = group->path[0] != '\0' ? sf_pool_print(c->reader->pool, "%s.%s", group->path, node->name) : node->name;
    return node->path != NULL ? node : NULL;
}

/* The node at the end of the path. */
static sf_node *change_here(change *c, const sf_node *node)
{
    if (node->shape == SF_NODE_BY_ID)
        return change_group(c, node);
    if (node->shape != SF_NODE_VALUE) {
        COMPLAIN(c, _("%s is a block; an assignment changes one value, so point at a key in it"), node->path);
        return NULL;
    }
    if (node->key->type == SF_KEY_ID || node->key->type == SF_KEY_SOURCES ||
        (node->key->type == SF_KEY_WORDS && node->key->words == NULL)) {
        COMPLAIN(c, _("%s cannot be assigned; write it in the config"), node->path);
        return NULL;
    }
    return change_values(c, node);
}

/* The child that the next name of a path means, made when the key is not written; NULL after a complaint. */
static sf_node *find_child(change *c, const sf_node *node, const char *name, size_t *index)
{
    for (*index = 0; *index < node->count; (*index)++)
        if (strcmp(node->children[*index]->name, name) == 0)
            return node->children[*index];
    return absent_key(c, node, name);
}

static sf_node *walk(change *c, const sf_node *node, const char *rest);

/* Changes the values of all segments of that name, or with that value of an attribute. */
static sf_node *walk_segments(change *c, const sf_node *node, const char *name, const char *rest)
{
    const sf_node *group = split_by_segment(c, node);
    sf_node *changed = NULL;

    c->path = node->path; /* what has changed is more than one value */
    for (size_t i = 0; group != NULL && i < group->count; i++) {
        const char *segment = group->children[i]->name;
        sf_node *child;

        if (strcmp(segment, name) != 0 && !sf_attributes_has(node->map, segment, name))
            continue;
        child = walk(c, group->children[i], rest);
        changed = child != NULL ? copy_with_child(c, group, i, child) : NULL;
        group = changed;
    }
    return changed;
}

/* Follows `rest` down from node and returns the changed copy; NULL after a complaint or without memory. */
static sf_node *walk(change *c, const sf_node *node, const char *rest)
{
    const size_t length = strcspn(rest, ".");
    const char *name = sf_pool_copy(c->reader->pool, rest, length);
    sf_node *child;
    size_t index;

    if (node->is_broken) {
        c->is_broken = true; /* its own problem is reported already */
        return NULL;
    }
    if (rest[0] == '\0')
        return change_here(c, node);
    if (node->shape == SF_NODE_VALUE && !node->is_one_of &&
        (node->key->flags & (SF_KEY_BY_SEGMENT | SF_KEY_BY_PROFILE)) != 0)
        node = split_by_id(c, node);
    if (node == NULL || name == NULL)
        return NULL;
    if (is_of_segments(node, name))
        return walk_segments(c, node, name, rest + length + (rest[length] == '.' ? 1 : 0));
    child = find_child(c, node, name, &index);
    if (child != NULL)
        child = walk(c, child, rest + length + (rest[length] == '.' ? 1 : 0));
    return child != NULL ? copy_with_child(c, node, index, child) : NULL;
}

static bool begins_with(const char *path, const char *name)
{
    const size_t length = strlen(name);

    return strncmp(path, name, length) == 0 && (path[length] == '.' || path[length] == '\0');
}

/* What no assignment may change; false after a complaint. */
static bool may_change(change *c)
{
    if (begins_with(c->path, "scenarios") || begins_with(c->path, "sources") || begins_with(c->path, "saksflyt")) {
        COMPLAIN(c, _("%s cannot be assigned; write it in the config"), c->path);
        return false;
    }
    if (!c->assignment->is_set && (begins_with(c->path, "time") || begins_with(c->path, "study"))) {
        COMPLAIN(c, _("%s is the same for all scenarios; change it in the config, or by --set"), c->path);
        return false;
    }
    return true;
}

bool sf_overlay_is_study(const char *text)
{
    const char *path = skip_blanks(text);

    return strncmp(path, "time.", 5) == 0 || strncmp(path, "study.", 6) == 0;
}

const sf_node *sf_overlay_apply(sf_reader *reader, const sf_node *root, const sf_assignment *assignment,
                                const char **path)
{
    change c = {.reader = reader, .root = root, .assignment = assignment};
    const sf_node *changed;

    *path = NULL;
    if (read_change(&c)) {
        *path = c.path;
        if (may_change(&c)) {
            changed = walk(&c, root, c.path);
            *path = c.path;
            if (changed != NULL)
                return changed;
        }
    }
    return reader->pool->failed ? NULL : root;
}

/* --- restating ---------------------------------------------------------------------------------------------------------------- */

static const char *restated_value(sf_pool *pool, const sf_node *node, const sf_value *value)
{
    const bool is_number = sf_key_is_number(node->key->type);

    if (node->key->type == SF_KEY_TEXT)
        return sf_canonical_quote(pool, value->text);
    if (node->key->type == SF_KEY_REFS)
        return sf_canonical_words(pool, value);
    return sf_pool_print(pool, "%s%s%s%s%s", value->full_text != NULL ? value->full_text : value->text,
                         is_number && value->range[0] != '\0' ? ", " : "", is_number ? value->range : "",
                         is_number && value->source[0] != '\0' ? ", " : "", is_number ? value->source : "");
}

size_t sf_overlay_restate(sf_pool *pool, const sf_node *node, const char **lines, size_t most)
{
    size_t count = 0;

    for (size_t i = 0; i < node->count; i++) {
        const size_t used = count < most ? count : most;

        count += sf_overlay_restate(pool, node->children[i], lines + used, most - used);
    }
    for (size_t i = 0; i < node->value_count; i++, count++) {
        const sf_value *value = &node->values[i];
        const char *text = count < most ? restated_value(pool, node, value) : NULL;
        char day[16];

        if (text != NULL)
            lines[count] = sf_pool_print(pool, "%s = %s from %s", node->path, text,
                                         isfinite(value->from) ? sf_day_write(value->from, day) : "always");
    }
    return count;
}
