/* input/check.c - the tree against itself: every reference finds what it names, every share adds up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/check.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "input/attributes.h"
#include "input/suggest.h"

/* Shares written with up to nine decimals add up to 1 within this. */
static const double sum_tolerance = 1e-9;

/* After so many problems the rest are told without a suggestion, which costs a search each. */
enum { MOST_SUGGESTIONS = 200 };

/* Something that can be pointed at. */
typedef struct thing {
    const char *kind; /* "tasks" */
    const char *id;
    const sf_node *list; /* that it is in */
    const sf_node *node;
    size_t order;
} thing;

typedef struct checker {
    sf_reader *reader;
    const sf_node *root;
    thing *things; /* sorted by kind, id, order */
    size_t thing_count;
    bool has_broken_list;
    const char **needs; /* every word of a "needs" list, unsorted */
    size_t need_count;
} checker;

/* --- what there is to point at ------------------------------------------------------------------------------------------------ */

static size_t count_nodes(const sf_node *node)
{
    size_t count = 1;

    for (size_t i = 0; i < node->count; i++)
        count += count_nodes(node->children[i]);
    for (size_t i = 0; i < node->value_count; i++)
        count += node->values[i].word_count;
    return count;
}

static bool is_needs(const sf_node *node)
{
    return node->key != NULL && node->key->type == SF_KEY_REFS && node->key->words != NULL &&
           strcmp(node->key->words, "needs") == 0;
}

/* True for a list that could not be read, or with an entry whose id could not: what it declares is not known. */
static bool has_unknown_things(const sf_node *node)
{
    if (node->shape != SF_NODE_LIST)
        return false;
    for (size_t i = 0; i < node->count; i++) {
        const sf_node *id = sf_node_child(node->children[i], "id");

        if (id != NULL && id->is_broken)
            return true;
    }
    return node->is_broken;
}

static void collect(checker *c, const sf_node *node)
{
    c->has_broken_list = c->has_broken_list || has_unknown_things(node);
    for (size_t i = 0; i < node->count; i++) {
        const sf_node *child = node->children[i];

        if (node->shape == SF_NODE_LIST && child->id[0] != '\0') {
            c->things[c->thing_count] = (thing){sf_key_name(node->key), child->id, node, child, c->thing_count};
            c->thing_count++;
        }
        collect(c, child);
    }
    for (size_t i = 0; is_needs(node) && i < node->value_count; i++)
        for (size_t j = 0; j < node->values[i].word_count; j++)
            c->needs[c->need_count++] = node->values[i].words[j];
}

static int compare_things(const void *left, const void *right)
{
    const thing *a = left, *b = right;
    int by = strcmp(a->kind, b->kind);

    if (by == 0)
        by = strcmp(a->id, b->id);
    return by != 0 ? by : (a->order > b->order) - (a->order < b->order);
}

/* The first thing of that kind and id in the sorted table; NULL when there is none. */
static const thing *find_things(const checker *c, const char *kind, const char *id)
{
    size_t low = 0, high = c->thing_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        int by = strcmp(c->things[middle].kind, kind);

        if (by == 0)
            by = strcmp(c->things[middle].id, id);
        if (by < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < c->thing_count && strcmp(c->things[low].kind, kind) == 0 && strcmp(c->things[low].id, id) == 0)
        return &c->things[low];
    return NULL;
}

/* Bytes of the first `names` names of a path by ids. */
static size_t head_length(const char *path, int names)
{
    size_t length = 0;

    while (names-- > 0) {
        length += strcspn(path + length, ".");
        if (names > 0 && path[length] == '.')
            length++;
    }
    return length;
}

/* Things inside an element ("programmes.aap.tasks...") can be seen from inside the same element, and from outside that kind of
 * list altogether ("teams.pool.minimum.task"). */
static bool can_see(const sf_node *from, const thing *what)
{
    const size_t outer = head_length(what->list->path, 1);

    if (what->list->path[outer] == '\0' || strncmp(from->path, what->list->path, outer + 1) != 0)
        return true; /* a top-level list, or seen from elsewhere */
    return head_length(from->path, 2) == head_length(what->list->path, 2) &&
           strncmp(from->path, what->list->path, head_length(what->list->path, 2)) == 0;
}

static bool is_kind(const char *kinds, const char *kind)
{
    const size_t length = strlen(kind);

    while (kinds != NULL && *kinds != '\0') {
        const size_t n = strcspn(kinds, "|");

        if (n == length && memcmp(kinds, kind, n) == 0)
            return true;
        kinds += n + (kinds[n] == '|' ? 1 : 0);
    }
    return false;
}

/* True when a list of one of the kinds declares things that are not known. */
static bool is_unknown(const sf_node *node, const char *kinds)
{
    if (has_unknown_things(node) && is_kind(kinds, sf_key_name(node->key)))
        return true;
    for (size_t i = 0; i < node->count; i++)
        if (is_unknown(node->children[i], kinds))
            return true;
    return false;
}

static bool exists(const checker *c, const sf_node *from, const char *kinds, const char *id)
{
    char kind[32];

    while (*kinds != '\0') {
        const size_t n = strcspn(kinds, "|");
        const thing *found;

        assert(n < sizeof kind);
        memcpy(kind, kinds, n);
        kind[n] = '\0';
        found = find_things(c, kind, id);
        for (; found != NULL && found < c->things + c->thing_count && strcmp(found->kind, kind) == 0 &&
               strcmp(found->id, id) == 0;
             found++)
            if (can_see(from, found))
                return true;
        kinds += n + (kinds[n] == '|' ? 1 : 0);
    }
    return false;
}

/* --- references --------------------------------------------------------------------------------------------------------------- */

static void complain_about_reference(checker *c, const sf_node *node, const sf_place *place, const char *kinds,
                                     const char *id)
{
    sf_suggestion suggestion = {.written = id};
    const bool is_worth_it = c->reader->problems->count < MOST_SUGGESTIONS;
    const char *hint;

    if (c->has_broken_list && is_unknown(c->root, kinds))
        return; /* its own problem is told already */
    for (size_t i = 0; is_worth_it && i < c->thing_count; i++)
        if (is_kind(kinds, c->things[i].kind) && can_see(node, &c->things[i]))
            sf_suggest(&suggestion, c->reader->pool, c->things[i].id);
    hint = sf_suggestion_text(&suggestion, c->reader->pool);
    if (!is_worth_it)
        sf_problems_error(c->reader->problems, place, _("%s: there is no \"%.60s\" among %s"), node->path, id, kinds);
    else if (hint[0] == '\0')
        sf_problems_error(c->reader->problems, place, _("%s: there is no \"%.60s\" among %s; none is declared yet"),
                          node->path, id, kinds);
    else
        sf_problems_error(c->reader->problems, place, _("%s: there is no \"%.60s\" among %s; %s"), node->path, id,
                          kinds, hint);
}

static bool is_declared_need(const checker *c, const char *need)
{
    for (size_t i = 0; i < c->need_count; i++)
        if (strcmp(c->needs[i], need) == 0)
            return true;
    return find_things(c, "barriers", need) != NULL;
}

static void warn_about_need(checker *c, const sf_node *node, const char *need)
{
    sf_suggestion suggestion = {.written = need};

    for (size_t i = 0; c->reader->problems->count < MOST_SUGGESTIONS && i < c->need_count; i++)
        sf_suggest(&suggestion, c->reader->pool, c->needs[i]);
    sf_problems_warning(
        c->reader->problems, &node->place,
        _("%s: nothing offers \"%s\", so it will count as unmet; name it in `offers` of what meets it, or %s"),
        node->path, need,
        suggestion.best != NULL ? sf_suggestion_text(&suggestion, c->reader->pool) : _("leave it so on purpose"));
}

/* A value that stands for all segments that have it: none of them mixes it with another. */
static void check_value_is_told_apart(checker *c, const sf_node *node, const sf_place *place, const char *id)
{
    const sf_attribute_map *map = c->reader->map;
    const thing *value = find_things(c, "segments", id) == NULL ? find_things(c, "values", id) : NULL;
    const sf_node *attributes = sf_node_child(c->root, "attributes");

    for (size_t a = 0; value != NULL && attributes != NULL && a < attributes->count; a++) {
        if (sf_node_child(attributes->children[a], "values") != value->list)
            continue;
        for (size_t i = 0; i < map->n_segments; i++) {
            if (map->segments[i].values[a] == NULL)
                sf_problems_error(
                    c->reader->problems, place,
                    _("%s: the segment %s mixes values of %s, so \"%s\" does not tell who is meant; name segments"),
                    node->path, map->segments[i].segment, attributes->children[a]->id, id);
        }
    }
}

static void check_reference(checker *c, const sf_node *node, const sf_place *place, const char *id)
{
    const char *kinds = node->key->words;

    if (strcmp(kinds, "needs") != 0) {
        if (!exists(c, node, kinds, id))
            complain_about_reference(c, node, place, kinds, id);
        else if (is_kind(kinds, "segments") && is_kind(kinds, "values"))
            check_value_is_told_apart(c, node, place, id);
    } else if (!sf_id_is_valid(id)) {
        sf_problems_error(c->reader->problems, place,
                          _("%s: \"%.60s\" is not an id; write a-z, then a-z, 0-9 or _, at most 32 of them"),
                          node->path, id);
    } else if (node->key->type == SF_KEY_REF && !is_declared_need(c, id)) {
        warn_about_need(c, node, id);
    }
}

static void check_references(checker *c, const sf_node *node, const sf_value *value)
{
    const char *inner, *kind;

    switch (node->key->type) {
    case SF_KEY_REF:
        check_reference(c, node, &node->place, value->text);
        break;
    case SF_KEY_REFS:
        for (size_t i = 0; i < value->word_count; i++)
            check_reference(c, node, value->word_places != NULL ? &value->word_places[i] : &node->place,
                            value->words[i]);
        break;
    case SF_KEY_WORD: /* pool(TEAM) */
        inner = sf_word_argument(c->reader->pool, value->text);
        kind = sf_word_kind(c->reader->pool, node->key->words, value->text);
        if (inner != NULL && kind != NULL && !exists(c, node, kind, inner))
            complain_about_reference(c, node, &node->place, kind, inner);
        break;
    default:
        break;
    }
}

/* --- sources and ranges --------------------------------------------------------------------------------------------------------- */

static void check_source(checker *c, const sf_node *node, const char *code)
{
    const sf_node *sources = sf_node_child(c->root, "sources");
    sf_suggestion suggestion = {.written = code};

    if (code[0] == '\0' || strcmp(code, "antatt") == 0 || (sources != NULL && sf_node_child(sources, code) != NULL))
        return;
    sf_suggest(&suggestion, c->reader->pool, "antatt");
    for (size_t i = 0; sources != NULL && i < sources->count; i++)
        sf_suggest(&suggestion, c->reader->pool, sources->children[i]->name);
    sf_problems_error(c->reader->problems, &node->place,
                      _("%s: the source \"%s\" is not in `sources`; add it there, or %s"), node->path, code,
                      suggestion.best != NULL ? sf_suggestion_text(&suggestion, c->reader->pool)
                                              : _("write antatt for an assumption"));
}

static void check_own_range(checker *c, const sf_node *node, const sf_value *value)
{
    if (value->has_own_range && (value->headline < value->low || value->headline > value->high))
        sf_problems_warning(c->reader->problems, &node->place,
                            _("%s: %s lies outside its own range %s; widen the range or correct the value"), node->path,
                            value->text, value->range);
}

/* --- by segment, by profile ----------------------------------------------------------------------------------------------------- */

/* The segment has a value in the group: its own, or one through a value of an attribute that it has. */
static void check_segment_in_group(checker *c, const sf_node *node, const char *segment)
{
    const sf_node *through = NULL;

    if (sf_node_child(node, segment) != NULL)
        return;
    for (size_t i = 0; i < node->count; i++) {
        if (!sf_attributes_has(node->map, segment, node->children[i]->name))
            continue;
        if (through != NULL) {
            sf_problems_error(
                c->reader->problems, &node->children[i]->place,
                _("%s: the segment \"%s\" is both %s and %s; key the group by one attribute, or name the segment itself"),
                node->path, segment, through->name, node->children[i]->name);
            return;
        }
        through = node->children[i];
    }
    if (through == NULL)
        sf_problems_error(c->reader->problems, &node->place,
                          _("%s leaves out the segment \"%s\"; give it a value, or write one value for all"),
                          node->path, segment);
}

/* Shares by the values of an attribute: all of them are of the same one, another than the group's own (the values of which it is a
 * part of the share). */
static void check_values_of_group(checker *c, const sf_node *node)
{
    const sf_node *list = NULL;

    for (size_t i = 0; i < node->count; i++) {
        const thing *value = find_things(c, "values", node->children[i]->name);

        if (value == NULL) {
            complain_about_reference(c, node, &node->children[i]->place, "values", node->children[i]->name);
            return;
        }
        if (list != NULL && value->list != list) {
            sf_problems_error(c->reader->problems, &node->children[i]->place,
                              _("%s: %s and %s are values of two attributes; write the shares by those of one"),
                              node->path, node->children[i - 1]->name, node->children[i]->name);
            return;
        }
        list = value->list;
    }
    for (size_t i = 0; list != NULL && i < list->count; i++)
        if (sf_node_child(node, list->children[i]->id) == NULL)
            sf_problems_error(c->reader->problems, &node->place, _("%s leaves out the value \"%s\"; give it a share"),
                              node->path, list->children[i]->id);
}

/* Shares of all segments, or of the values of one attribute. */
static bool is_by_value(const checker *c, const sf_node *node)
{
    return node->count > 0 && find_things(c, "segments", node->children[0]->name) == NULL &&
           find_things(c, "values", node->children[0]->name) != NULL;
}

static void check_ids_of_group(checker *c, const sf_node *node, bool are_shares)
{
    const bool by_profile = (node->key->flags & SF_KEY_BY_PROFILE) != 0;
    const bool has_values = !by_profile && c->reader->map->n_attributes > 0;
    const char *kind = by_profile ? "profiles" : "segments";
    const sf_node *list = sf_node_child(c->root, kind);

    if ((node->key->flags & SF_KEY_BY_VALUE) != 0 || (has_values && are_shares && is_by_value(c, node))) {
        check_values_of_group(c, node);
        return;
    }
    for (size_t i = 0; i < node->count; i++)
        if (find_things(c, kind, node->children[i]->name) == NULL &&
            !(has_values && find_things(c, "values", node->children[i]->name) != NULL))
            complain_about_reference(c, node, &node->children[i]->place, has_values ? "segments|values" : kind,
                                     node->children[i]->name);
    for (size_t i = 0; !by_profile && list != NULL && i < list->count; i++)
        if (list->children[i]->id[0] != '\0')
            check_segment_in_group(c, node, list->children[i]->id);
}

/* --- sums ------------------------------------------------------------------------------------------------------------------------- */

/* Shares that belong together, while they are added. */
typedef struct sum {
    double total;
    size_t rests;
    bool is_complete; /* no broken value among them */
} sum;

/* What holds on a day: the last value not after it. */
static const sf_value *value_on(const sf_node *node, double day)
{
    size_t i = 0;

    while (i + 1 < node->value_count && node->values[i + 1].from <= day)
        i++;
    return &node->values[i];
}

static void add_share(checker *c, sum *s, const sf_node *node, double day)
{
    if (node == NULL || node->is_broken || node->shape != SF_NODE_VALUE || node->value_count == 0) {
        s->is_complete = false;
        return;
    }
    if (!value_on(node, day)->is_rest) {
        s->total += value_on(node, day)->quantity.value;
        return;
    }
    s->rests++;
    if (s->rests == 2)
        sf_problems_error(c->reader->problems, &node->place,
                          _("%s: \"rest\" stands twice; write it once, the others as shares"), node->path);
}

/* False when something was wrong. */
static bool check_sum(checker *c, const sum *s, const sf_node *where)
{
    if (!s->is_complete || s->rests > 1)
        return s->rests <= 1;
    if (s->rests == 1 && s->total > 1.0 + sum_tolerance)
        sf_problems_error(c->reader->problems, &where->place,
                          _("%s: the shares beside \"rest\" add up to %.10g; leave something for the rest"),
                          where->path, s->total);
    else if (s->rests == 0 && fabs(s->total - 1.0) > sum_tolerance)
        sf_problems_error(c->reader->problems, &where->place,
                          _("%s: the shares add up to %.10g, not 1; correct them, or write \"rest\" for one"),
                          where->path, s->total);
    else
        return true;
    return false;
}

/* The share of element i: itself in a group, its key of that name in a list. NULL when it is not written. */
static const sf_node *share_of(const sf_node *where, size_t i, const char *name)
{
    return name == NULL ? where->children[i] : sf_node_child(where->children[i], name);
}

static bool check_shares_on(checker *c, const sf_node *where, const char *name, double day)
{
    sum s = {.is_complete = where->count > 0};

    for (size_t i = 0; i < where->count; i++)
        add_share(c, &s, share_of(where, i, name), day);
    return check_sum(c, &s, where);
}

/* Shares that belong together add up on every day: those of one group (name NULL: the profiles of a segment, the segments of a
 * stream), or those across a list (segments[].share). */
static void check_shares(checker *c, const sf_node *where, const char *name)
{
    bool is_right = check_shares_on(c, where, name, SF_ALWAYS);

    for (size_t i = 0; i < where->count && is_right; i++) {
        const sf_node *share = share_of(where, i, name);

        for (size_t k = 1; share != NULL && share->shape == SF_NODE_VALUE && k < share->value_count && is_right; k++)
            is_right = check_shares_on(c, where, name, share->values[k].from);
    }
}

/* "rest" once for each id across rows: then[].p. Whether those shares must add up is for the model to say. */
static void check_rests_across(checker *c, const sf_node *rows, const char *name, const char *id)
{
    size_t rests = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const sf_node *node = sf_node_child(rows->children[i], name);

        if (node != NULL && id != NULL)
            node = sf_node_for(node, id);
        if (node == NULL || node->value_count == 0 || !node->values[0].is_rest)
            continue;
        if (++rests == 2)
            sf_problems_error(c->reader->problems, &node->place,
                              _("%s: \"rest\" stands twice; write it once, the others as shares"), node->path);
    }
}

static void check_rest_key(checker *c, const sf_node *list, const sf_key *key)
{
    const sf_node *segments = sf_node_child(c->root, "segments");
    const bool by_id = (key->flags & SF_KEY_BY_ID) != 0;

    if (list->key->type == SF_KEY_LIST && !by_id) {
        check_shares(c, list, sf_key_name(key));
    } else if (list->key->type == SF_KEY_ROWS) {
        bool is_by_segment = false;

        for (size_t i = 0; i < list->count; i++) {
            const sf_node *node = sf_node_child(list->children[i], sf_key_name(key));

            is_by_segment = is_by_segment || (node != NULL && node->shape == SF_NODE_BY_ID);
        }
        if (!is_by_segment)
            check_rests_across(c, list, sf_key_name(key), NULL);
        for (size_t i = 0; is_by_segment && segments != NULL && i < segments->count; i++)
            check_rests_across(c, list, sf_key_name(key), segments->children[i]->id);
    }
}

/* Shares inside each element of a list ("shares", "profiles"), not one for each row ("then[].p"). */
static bool is_share_group(const checker *c, const sf_node *node)
{
    const int parent = c->reader->parents[node->row];

    return (node->key->flags & SF_KEY_REST) != 0 && (node->key->flags & (SF_KEY_BY_SEGMENT | SF_KEY_BY_PROFILE)) != 0 &&
           (parent < 0 || c->reader->keys[parent].type != SF_KEY_ROWS);
}

/* --- the walk ----------------------------------------------------------------------------------------------------------------------- */

static void check_duplicates(checker *c)
{
    for (size_t i = 1; i < c->thing_count; i++) {
        const thing *here = &c->things[i];
        const thing *before = here - 1;

        while (before > c->things && strcmp(before->kind, here->kind) == 0 && strcmp(before->id, here->id) == 0 &&
               before->list != here->list)
            before--;
        if (strcmp(before->kind, here->kind) == 0 && strcmp(before->id, here->id) == 0 && before->list == here->list)
            sf_problems_error(c->reader->problems, &here->node->place,
                              _("the id \"%s\" stands twice in %s; the first is at %s:%d:%d, rename one"), here->id,
                              here->list->path, before->node->place.file, before->node->place.line,
                              before->node->place.column);
    }
}

static void check_value(checker *c, const sf_node *node)
{
    const char *example = node->key->example != NULL ? node->key->example : "{ }";

    if (is_share_group(c, node) && !node->is_one_of)
        sf_problems_error(c->reader->problems, &node->place,
                          (node->key->flags & SF_KEY_BY_PROFILE) != 0
                              ? _("%s is one value; write a share for each profile, for example %s")
                              : _("%s is one value; write a share for each segment, for example %s"),
                          node->path, example);
    for (size_t i = 0; i < node->value_count; i++) {
        const sf_value *value = &node->values[i];

        check_references(c, node, value);
        if (sf_key_is_number(node->key->type)) {
            if (value->has_own_source)
                check_source(c, node, value->source);
            check_own_range(c, node, value);
        }
    }
}

/* What child i of node was in the base: nearly always at the same place there. */
static const sf_node *counterpart(const sf_node *base, const sf_node *node, size_t i)
{
    if (base == NULL)
        return NULL;
    if (i < base->count && strcmp(base->children[i]->name, node->children[i]->name) == 0)
        return base->children[i];
    return sf_node_child(base, node->children[i]->name);
}

static void check_node(checker *c, const sf_node *node, const sf_node *base)
{
    if (node == base || node->is_broken)
        return;
    if (node->shape == SF_NODE_VALUE && node->key->type != SF_KEY_SOURCES)
        check_value(c, node);
    if (node->shape == SF_NODE_BY_ID) {
        check_ids_of_group(c, node, is_share_group(c, node));
        if (is_share_group(c, node))
            check_shares(c, node, NULL);
    }
    for (size_t i = 0; node->shape == SF_NODE_LIST && i < c->reader->key_count; i++)
        if (c->reader->parents[i] == node->row && (c->reader->keys[i].flags & SF_KEY_REST) != 0)
            check_rest_key(c, node, &c->reader->keys[i]);
    for (size_t i = 0; i < node->count; i++)
        check_node(c, node->children[i], counterpart(base, node, i));
}

bool sf_check_tree(sf_reader *reader, const sf_node *root, const sf_node *base)
{
    checker c = {.reader = reader, .root = root};
    const size_t most = count_nodes(root);

    if (root == base)
        return true;
    c.things = malloc(most * sizeof *c.things);
    c.needs = malloc(most * sizeof *c.needs);
    if (c.things != NULL && c.needs != NULL) {
        collect(&c, root);
        qsort(c.things, c.thing_count, sizeof *c.things, compare_things);
        if (base == NULL)
            check_duplicates(&c);
        check_node(&c, root, base);
    } else {
        reader->pool->failed = true;
    }
    free(c.needs);
    free(c.things);
    return !reader->pool->failed;
}
