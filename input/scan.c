/* input/scan.c - a recursive-descent scanner of libconfig's grammar, as far as our configs use it.
 * Invariant: what passes here is accepted by libconfig with the same settings in the same order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/scan.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

enum { HASH_SLOTS = 32768 }; /* > 3 x SF_SCAN_MOST_SETTINGS */

typedef struct scanner {
    sf_pool *pool;
    const sf_source *source;
    sf_problems *problems;
    const char *text;
    size_t length, at;
    int line, column;
    sf_scan *scan;
    size_t capacity;
    uint32_t *names; /* HASH_SLOTS of item numbers; 0 is free, as item 0 has no name */
    size_t *groups;  /* the group of each named item */
    bool has_duplicates;
} scanner;

/* --- one character at a time -------------------------------------------------------------------------------------------- */

static char peek(const scanner *s)
{
    return s->text[s->at]; /* the text ends with a NUL, and holds no other */
}

static void step(scanner *s)
{
    if (s->text[s->at] == '\n') {
        s->line++;
        s->column = 1;
    } else if (((unsigned char)s->text[s->at + 1] & 0xc0) != 0x80) {
        s->column++; /* a character may be several bytes */
    }
    s->at++;
}

static bool complain_at(scanner *s, int line, int column, const char *message)
{
    const sf_place place = sf_source_place(s->source, line, column);

    sf_problems_error(s->problems, &place, "%s", message);
    return false;
}

static bool complain(scanner *s, const char *message)
{
    return complain_at(s, s->line, s->column, message);
}

/* Moves past blanks and comments; false (after a complaint) when a comment never ends. */
static bool skip_blanks(scanner *s)
{
    for (;;) {
        const char c = peek(s);
        const char *next = s->text + s->at + (c != '\0' ? 1 : 0);

        if (c == ' ' || c == '\t' || c == '\n') {
            step(s);
        } else if (c == '#' || (c == '/' && *next == '/')) {
            while (s->at < s->length && peek(s) != '\n')
                step(s);
        } else if (c == '/' && *next == '*') {
            const int line = s->line, column = s->column;
            const char *end = strstr(s->text + s->at + 2, "*/");

            if (end == NULL)
                return complain_at(s, line, column, _("this comment never ends; close it with */"));
            while (s->text + s->at < end + 2)
                step(s);
        } else {
            return true;
        }
    }
}

/* --- items -------------------------------------------------------------------------------------------------------------- */

/* A new item at the current place; NULL after a complaint or when memory ran out. */
static sf_scan_item *add_item(scanner *s)
{
    sf_scan_item *item;

    if (s->scan->count > SF_SCAN_MOST_SETTINGS) { /* item 0 is the config itself */
        complain(s, _("there are more than 10,000 settings; long lists belong in CSV files"));
        return NULL;
    }
    if (s->scan->count == s->capacity) {
        const size_t capacity = s->capacity == 0 ? 512 : 2 * s->capacity;
        sf_scan_item *items = sf_pool_take(s->pool, capacity, sizeof *items);
        size_t *groups = sf_pool_take(s->pool, capacity, sizeof *groups);

        if (items == NULL || groups == NULL)
            return NULL;
        if (s->scan->count > 0) {
            memcpy(items, s->scan->items, s->scan->count * sizeof *items);
            memcpy(groups, s->groups, s->scan->count * sizeof *groups);
        }
        s->scan->items = items;
        s->groups = groups;
        s->capacity = capacity;
    }
    item = &s->scan->items[s->scan->count++];
    *item = (sf_scan_item){.name_line = s->line, .name_column = s->column, .line = s->line, .column = s->column};
    return item;
}

static uint32_t hash_name(const char *name, size_t length, size_t group)
{
    uint32_t hash = 2166136261u ^ (uint32_t)group; /* FNV-1a */

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* Remembers the item's name in its group; complains when the group has it already. */
static void remember_name(scanner *s, size_t index, size_t group)
{
    const sf_scan_item *item = &s->scan->items[index];
    uint32_t slot = hash_name(item->name, item->name_length, group) % HASH_SLOTS;

    assert(s->groups != NULL && s->names != NULL);
    s->groups[index] = group;
    for (; s->names[slot] != 0; slot = (slot + 1) % HASH_SLOTS) {
        const size_t other = s->names[slot];
        const sf_scan_item *first = &s->scan->items[other];

        if (s->groups[other] == group && first->name_length == item->name_length &&
            memcmp(first->name, item->name, item->name_length) == 0) {
            const sf_place place = sf_source_place(s->source, item->name_line, item->name_column);
            const sf_place before = sf_source_place(s->source, first->name_line, first->name_column);

            sf_problems_error(s->problems, &place,
                              _("\"%.*s\" is written twice; it stands at %s:%d:%d already, remove one"),
                              (int)item->name_length, item->name, before.file, before.line, before.column);
            s->has_duplicates = true;
            return;
        }
    }
    s->names[slot] = (uint32_t)index;
}

/* --- values ------------------------------------------------------------------------------------------------------------- */

static bool scan_value(scanner *s, size_t index, int depth);

static bool scan_one_string(scanner *s)
{
    const int line = s->line, column = s->column;

    step(s);
    for (;;) {
        const char c = peek(s);

        if (c == '\n' || c == '\0')
            return complain_at(s, line, column, _("this text has no closing quote on its line; write \"...\""));
        if (c == '\\' && strchr("\"\\nt", s->text[s->at + 1]) == NULL)
            return complain(
                s, _("this escape is not understood; write the character itself, or one of \\\" \\\\ \\n \\t"));
        if (c == '\\')
            step(s);
        step(s);
        if (c == '"')
            return true;
    }
}

/* One string, or several in a row that are one text. */
static bool scan_string(scanner *s, sf_scan_item *item)
{
    const size_t start = s->at;
    size_t end;

    item->kind = SF_SCAN_STRING;
    do {
        if (!scan_one_string(s))
            return false;
        end = s->at;
        if (!skip_blanks(s))
            return false;
    } while (peek(s) == '"');
    item->text = s->text + start;
    item->length = end - start;
    return true;
}

static void skip_digits(scanner *s)
{
    while (isdigit((unsigned char)peek(s)))
        step(s);
}

/* "75 min" without quotes: says how to write it. */
static bool complain_about_unit(scanner *s, const sf_scan_item *item, size_t start)
{
    const size_t length = strcspn(s->text + start, ";,)}]\n#");
    const sf_place place = sf_source_place(s->source, item->line, item->column);

    if (s->text[s->at] == 'x' || s->text[s->at] == 'X' || s->text[s->at] == 'L' || s->text[s->at] == '.')
        return complain_at(s, item->line, item->column,
                           _("numbers are written in decimal digits, for example 10 or 0.5"));
    sf_problems_error(s->problems, &place, _("a number with a unit is one text; write \"%.*s\" in quotes"),
                      length > 60 ? 60 : (int)length, s->text + start);
    return false;
}

/* True when what follows on the line is not part of a number: its end, a separator, or the next key ("a = 1 b = 2"). */
static bool ends_value(const scanner *s)
{
    const size_t blanks = strspn(s->text + s->at, " \t");
    const char *next = s->text + s->at + blanks;

    if (*next == '\0' || strchr(";,)}]\n#/", *next) != NULL)
        return true;
    return blanks > 0 && isalpha((unsigned char)*next) && next[strcspn(next, "=;,)}]\n#\"")] == '=';
}

static bool scan_number(scanner *s, sf_scan_item *item)
{
    const size_t start = s->at;

    item->kind = SF_SCAN_NUMBER;
    if (peek(s) == '-' || peek(s) == '+')
        step(s);
    if (!isdigit((unsigned char)peek(s)))
        return complain(s, _("a number is expected here, for example 10 or 0.5"));
    skip_digits(s);
    if (peek(s) == '.' && isdigit((unsigned char)s->text[s->at + 1])) {
        step(s);
        skip_digits(s);
    }
    if ((peek(s) == 'e' || peek(s) == 'E') &&
        (isdigit((unsigned char)s->text[s->at + 1]) ||
         ((s->text[s->at + 1] == '-' || s->text[s->at + 1] == '+') && isdigit((unsigned char)s->text[s->at + 2])))) {
        step(s);
        step(s);
        skip_digits(s);
    }
    item->text = s->text + start;
    item->length = s->at - start;
    if (!ends_value(s))
        return complain_about_unit(s, item, start);
    return true;
}

static bool scan_word(scanner *s, sf_scan_item *item)
{
    const size_t start = s->at;
    size_t length = 0;

    while (isalnum((unsigned char)s->text[start + length]) || s->text[start + length] == '_')
        length++;
    if ((length == 4 && strncasecmp(s->text + start, "true", 4) == 0) ||
        (length == 5 && strncasecmp(s->text + start, "false", 5) == 0)) {
        item->kind = SF_SCAN_SWITCH;
        item->text = s->text + start;
        item->length = length;
        while (s->at < start + length)
            step(s);
        return true;
    }
    if (length > 0) {
        const sf_place place = sf_source_place(s->source, s->line, s->column);
        const char *next = s->text + start + length + strspn(s->text + start + length, " \t");

        if (*next == '=' || *next == ':') {
            sf_problems_error(
                s->problems, &place,
                _("%.*s is a setting, but a value is expected here; settings stand in { }, and in ( ) stand such blocks"),
                (int)length, s->text + start);
            return false;
        }
        sf_problems_error(s->problems, &place, _("%.*s is text, and text is written in quotes; write \"%.*s\""),
                          (int)length, s->text + start, (int)length, s->text + start);
        return false;
    }
    return complain(s,
                    _("a value is expected here: a text in quotes, a number, true, false, or a block { }, ( ) or [ ]"));
}

/* The elements of ( ... ) or [ ... ] after the opening; `closer` ends them. */
static bool scan_elements(scanner *s, size_t index, char closer, int depth)
{
    const int line = s->line, column = s->column;
    size_t first = 0;

    step(s);
    for (;;) {
        size_t element;

        if (!skip_blanks(s))
            return false;
        if (peek(s) == closer && first == 0)
            break;
        if (peek(s) == '\0')
            return complain_at(s, line, column,
                               closer == ')' ? _("this ( is never closed; end the list with )")
                                             : _("this [ is never closed; end the list with ]"));
        if (peek(s) == closer)
            return complain(s, _("there is one comma too many; the last element has none after it"));
        element = s->scan->count;
        if (add_item(s) == NULL || !scan_value(s, element, depth + 1) || !skip_blanks(s))
            return false;
        if (closer == ']' && s->scan->items[element].kind <= SF_SCAN_ARRAY)
            return complain_at(s, s->scan->items[element].line, s->scan->items[element].column,
                               _("[ ] holds texts or numbers only; blocks go into ( )"));
        if (first == 0)
            first = element;
        if (closer == ']' && s->scan->items[element].kind != s->scan->items[first].kind)
            return complain_at(s, s->scan->items[element].line, s->scan->items[element].column,
                               _("[ ] holds one kind of value; write all of them in quotes, or none"));
        if (peek(s) == closer)
            break;
        if (peek(s) != ',' && peek(s) != '\0')
            return complain(s, closer == ')' ? _("a comma is missing before this element, or a ) to end the list")
                                             : _("a comma is missing before this element, or a ] to end the list"));
        if (peek(s) == ',')
            step(s);
    }
    step(s);
    s->scan->items[index].subtree = s->scan->count - index;
    return true;
}

/* The text of a forgotten quote goes on to the next one: label = "AFT; places = "45". */
static const sf_scan_item *swallowed_setting(const scanner *s)
{
    const sf_scan_item *last = s->scan->count > 1 ? &s->scan->items[s->scan->count - 1] : NULL;

    return last != NULL && last->kind == SF_SCAN_STRING && last->line == s->line &&
                   memchr(last->text, '=', last->length) != NULL
               ? last
               : NULL;
}

/* Where a key is expected stands something else; the group that the key would be in begins at line and column. */
static bool complain_about_key(scanner *s, char closer, int line, int column)
{
    const sf_place place = sf_source_place(s->source, s->line, s->column),
                   open = sf_source_place(s->source, line, column);
    const sf_scan_item *swallowed = swallowed_setting(s);
    const bool is_bracket = peek(s) != '\0' && strchr("(){}[]", peek(s)) != NULL;

    if (swallowed != NULL)
        sf_problems_error(
            s->problems, &place,
            _("a key is expected here; is a quote missing earlier on this line? %.*s is one text as it stands"),
            swallowed->length > 60 ? 60 : (int)swallowed->length, swallowed->text);
    else if (is_bracket && closer == '}')
        sf_problems_error(s->problems, &place,
                          _("the block { that begins at %s:%d:%d is still open here; a } is missing before this %c"),
                          open.file, open.line, open.column, peek(s));
    else if (is_bracket && strchr(")}]", peek(s)) != NULL)
        sf_problems_error(s->problems, &place, _("there is one %c too many; nothing is open here"), peek(s));
    else
        return complain(s, _("a key is expected here; keys are written with a-z, 0-9 and _, and begin with a letter"));
    return false;
}

static bool scan_name(scanner *s, sf_scan_item *item)
{
    const size_t start = s->at;

    while (isalnum((unsigned char)peek(s)) || peek(s) == '_')
        step(s);
    item->name = s->text + start;
    item->name_length = s->at - start;
    if ((item->name_length == 4 && strncasecmp(item->name, "true", 4) == 0) ||
        (item->name_length == 5 && strncasecmp(item->name, "false", 5) == 0))
        return complain_at(s, item->name_line, item->name_column, _("a key is expected here, not true or false"));
    if (!skip_blanks(s))
        return false;
    if (peek(s) != '=' && peek(s) != ':')
        return complain(s, _("a = is missing between the key and its value"));
    step(s);
    return skip_blanks(s);
}

/* KEY = VALUE; ... up to `closer` ('\0' for the whole config). */
static bool scan_settings(scanner *s, size_t group, char closer, int depth)
{
    const int line = s->line, column = s->column;
    size_t in_group = 0;

    if (closer != '\0')
        step(s);
    for (;;) {
        const size_t index = s->scan->count;
        sf_scan_item *item;

        if (!skip_blanks(s))
            return false;
        if (s->at >= s->length && closer != '\0')
            return complain_at(s, line, column, _("this { is never closed; end the block with }"));
        if (s->at >= s->length || (closer != '\0' && peek(s) == closer))
            break;
        if (!isalpha((unsigned char)peek(s)))
            return complain_about_key(s, closer, line, column);
        if (++in_group > SF_SCAN_MOST_IN_GROUP)
            return complain(s, _("there are more than 2,000 keys in one block; long lists belong in CSV files"));
        item = add_item(s);
        if (item == NULL || !scan_name(s, item))
            return false;
        item->line = s->line;
        item->column = s->column;
        remember_name(s, index, group);
        if (!scan_value(s, index, depth + 1) || !skip_blanks(s))
            return false;
        if (peek(s) == ';' || peek(s) == ',')
            step(s);
    }
    if (closer != '\0')
        step(s);
    s->scan->items[group].subtree = s->scan->count - group;
    return true;
}

static bool scan_value(scanner *s, size_t index, int depth)
{
    sf_scan_item *item = &s->scan->items[index];
    const char c = peek(s);

    if (depth > SF_SCAN_DEEPEST)
        return complain(s, _("blocks are nested more than 32 deep; no key lies that deep"));
    item->subtree = 1;
    item->text = s->text + s->at;
    if (c == '{' || c == '(' || c == '[') {
        item->kind = c == '{' ? SF_SCAN_GROUP : c == '(' ? SF_SCAN_LIST : SF_SCAN_ARRAY;
        return c == '{' ? scan_settings(s, index, '}', depth) : scan_elements(s, index, c == '(' ? ')' : ']', depth);
    }
    if (c == '"')
        return scan_string(s, item);
    if (isdigit((unsigned char)c) || c == '-' || c == '+' || c == '.')
        return scan_number(s, item);
    return scan_word(s, item);
}

sf_status sf_scan_read(sf_pool *pool, const sf_source *source, sf_scan *out, sf_problems *problems)
{
    scanner s = {.pool = pool,
                 .source = source,
                 .problems = problems,
                 .text = source->text,
                 .length = source->length,
                 .line = 1,
                 .column = 1,
                 .scan = out};

    *out = (sf_scan){.items = NULL};
    s.names = sf_pool_take(pool, HASH_SLOTS, sizeof *s.names);
    if (s.names == NULL || add_item(&s) == NULL)
        return SF_ENOMEM;
    out->items[0].kind = SF_SCAN_GROUP;
    if (!scan_settings(&s, 0, '\0', 0))
        return pool->failed ? SF_ENOMEM : SF_ECONFIG;
    return s.has_duplicates ? SF_ECONFIG : SF_OK;
}
