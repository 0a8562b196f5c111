/* input/canonical.c - what a config means, apart from how it was written: its digest, and resolved.cfg.
 * Invariant: two configs with the same digest give the same results for the same seed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input/node.h"

/* --- digest -------------------------------------------------------------------------------------------------------------------- */

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* References in any order are the same set. Sorted through a small table of pointers, or as they stand when it is too small. */
static void add_words(sf_digest *digest, const sf_value *value, bool is_set)
{
    const char *sorted[256];
    const bool can_sort = is_set && value->word_count <= sizeof sorted / sizeof sorted[0];

    sf_digest_add_u64(digest, value->word_count);
    for (size_t i = 0; can_sort && i < value->word_count; i++)
        sorted[i] = value->words[i];
    if (can_sort)
        qsort(sorted, value->word_count, sizeof sorted[0], compare_texts);
    for (size_t i = 0; i < value->word_count; i++)
        sf_digest_add_text(digest, can_sort ? sorted[i] : value->words[i]);
}

static void add_distribution(sf_digest *digest, const sf_distribution *d)
{
    sf_digest_add_u64(digest, (uint64_t)d->kind);
    sf_digest_add_double(digest, d->a);
    sf_digest_add_double(digest, d->b);
    sf_digest_add_double(digest, d->c);
    if (d->kind == SF_DIST_BETA)
        sf_digest_add_double(digest, d->d);
    if (d->count > 0)
        sf_digest_add_u64(digest, d->count);
    for (size_t i = 0; i < d->count; i++) {
        sf_digest_add_double(digest, d->values[i]);
        if (d->parts != NULL)
            add_distribution(digest, &d->parts[i]);
    }
}

static void add_number(sf_digest *digest, sf_key_type type, const sf_value *value)
{
    sf_digest_add_u64(digest, value->is_rest);
    if (type == SF_KEY_DURATION_DIST || type == SF_KEY_WORK_DIST) {
        add_distribution(digest, &value->distribution);
    } else if (type == SF_KEY_SEASON) {
        sf_digest_add_double(digest, value->season.amplitude);
        sf_digest_add_double(digest, value->season.period_days);
    } else {
        sf_digest_add_double(digest, value->quantity.value);
        sf_digest_add_u64(digest, (uint64_t)value->quantity.calendar_months);
    }
    sf_digest_add_double(digest, value->low);
    sf_digest_add_double(digest, value->high);
    sf_digest_add_text(digest, value->source[0] != '\0' ? value->source : "antatt");
}

static void add_value(sf_digest *digest, sf_key_type type, const sf_value *value)
{
    sf_digest_add_double(digest, value->from);
    if (sf_key_is_number(type))
        add_number(digest, type, value);
    else if (type == SF_KEY_REFS || type == SF_KEY_WORDS)
        add_words(digest, value, type == SF_KEY_REFS);
    else if (type == SF_KEY_SWITCH)
        sf_digest_add_u64(digest, value->is_on);
    else if (type == SF_KEY_DATE)
        sf_digest_add_double(digest, value->quantity.value);
    else if (type == SF_KEY_SEED)
        sf_digest_add_u64(digest, value->seed);
    else
        sf_digest_add_text(digest, value->text);
}

/* What may differ between two runs of one study, or says nothing about results. */
static bool is_left_out(const sf_node *node)
{
    static const char *const paths[] = {"study.seed", "study.replications", "sources", "scenarios", "tables"};

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (strcmp(node->path, paths[i]) == 0)
            return true;
    return false;
}

static int compare_names(const void *left, const void *right)
{
    const sf_node *const *a = left, *const *b = right;

    return strcmp((*a)->name, (*b)->name);
}

/* Keys and things with an id in any order mean the same; rows without ids are known by their order. */
static bool has_order(const sf_node *node)
{
    return node->shape == SF_NODE_LIST && node->key->type == SF_KEY_ROWS;
}

static bool add_children(sf_digest *digest, sf_pool *pool, const sf_node *node)
{
    sf_node **sorted = sf_pool_take(pool, node->count + 1, sizeof(sf_node *));

    if (sorted == NULL)
        return false;
    if (node->count > 0)
        memcpy(sorted, node->children, node->count * sizeof(sf_node *));
    if (!has_order(node))
        qsort(sorted, node->count, sizeof(sf_node *), compare_names);
    for (size_t i = 0; i < node->count; i++) {
        if (is_left_out(sorted[i]))
            continue;
        if (!sf_canonical_digest(pool, sorted[i]))
            return false;
        sf_digest_add_text(digest, sorted[i]->name);
        sf_digest_add_text(digest, sorted[i]->digest);
    }
    return true;
}

bool sf_canonical_digest(sf_pool *pool, sf_node *node)
{
    sf_digest digest;

    if (node->digest[0] != '\0')
        return true; /* shared with a setup that was done before */
    sf_digest_begin(&digest);
    sf_digest_add_u64(&digest, (uint64_t)node->shape);
    sf_digest_add_u64(&digest, node->shape == SF_NODE_VALUE ? node->value_count : 0);
    if (!add_children(&digest, pool, node))
        return false;
    for (size_t i = 0; i < node->value_count; i++)
        add_value(&digest, node->key->type, &node->values[i]);
    sf_digest_end(&digest, node->digest);
    return true;
}

/* --- resolved.cfg -------------------------------------------------------------------------------------------------------------- */

/* What a libconfig string holds only behind a backslash, and the letter that stands there for it. */
static const char written_by_escape[] = "\"\\\n\t";
static const char escape_letters[] = "\"\\nt";

const char *sf_canonical_quote(sf_pool *pool, const char *text)
{
    char *quoted = sf_pool_take(pool, 2 * strlen(text) + 3, 1);
    size_t n = 0;

    if (quoted == NULL)
        return NULL;
    quoted[n++] = '"';
    for (; *text != '\0'; text++) {
        const char *escaped = strchr(written_by_escape, *text);

        if (escaped != NULL) {
            quoted[n++] = '\\';
            quoted[n++] = escape_letters[escaped - written_by_escape];
        } else {
            quoted[n++] = *text;
        }
    }
    quoted[n] = '"';
    return quoted;
}

const char *sf_canonical_words(sf_pool *pool, const sf_value *value)
{
    const char *text = "[";

    for (size_t i = 0; i < value->word_count && text != NULL; i++) {
        const char *quoted = sf_canonical_quote(pool, value->words[i]);

        text = quoted == NULL ? NULL : sf_pool_print(pool, "%s%s%s", text, i > 0 ? ", " : " ", quoted);
    }
    return text == NULL ? NULL : sf_pool_print(pool, "%s ]", text);
}

/* A writer that remembers whether memory ran out. */
typedef struct writer {
    sf_pool *pool;
    FILE *file;
    const sf_more_sets *sets;
    size_t scenario; /* whose turn it is */
    bool failed;
} writer;

static void indent(const writer *w, int depth)
{
    fprintf(w->file, "%*s", 2 * depth, "");
}

/* A number alone needs no quotes: 10, 0.5. */
static bool is_bare(const sf_node *node)
{
    const sf_value *value = &node->values[0];
    const sf_key_type type = node->key->type;

    return node->value_count == 1 && value->range[0] == '\0' && value->source[0] == '\0' &&
           (type == SF_KEY_COUNT || type == SF_KEY_NUMBER || type == SF_KEY_SHARE || type == SF_KEY_SEED) &&
           strlen(value->text) < 10 && strspn(value->text, "0123456789") == strlen(value->text);
}

static const char *value_text(sf_pool *pool, const sf_node *node)
{
    const sf_key_type type = node->key->type;
    const char *text;

    if (type == SF_KEY_REFS || type == SF_KEY_WORDS)
        return sf_canonical_words(pool, &node->values[0]);
    if (is_bare(node))
        return node->values[0].text;
    text = sf_value_write(pool, node->key, node->values, node->value_count);
    return text == NULL ? NULL : sf_canonical_quote(pool, text);
}

/* [ "...", "..." ], one assignment on each line, with those of --set after them. */
static void write_sets(writer *w, const sf_node *node, int depth)
{
    const sf_more_sets more = w->sets != NULL ? w->sets[w->scenario++] : (sf_more_sets){.count = 0};
    const sf_value *value = &node->values[0];
    const size_t count = value->word_count + more.count;

    fputs("[", w->file);
    for (size_t i = 0; i < count; i++) {
        const char *word = i < value->word_count ? value->words[i] : more.lines[i - value->word_count];
        const char *quoted = word != NULL ? sf_canonical_quote(w->pool, word) : NULL;

        w->failed = w->failed || quoted == NULL;
        fputs("\n", w->file);
        indent(w, depth + 1);
        fprintf(w->file, "%s%s", quoted != NULL ? quoted : "", i + 1 < count ? "," : "");
    }
    fputs(count > 0 ? " ]" : "]", w->file);
}

static void write_value(writer *w, const sf_node *node, int depth)
{
    const char *text;

    if (node->key->type == SF_KEY_WORDS) {
        write_sets(w, node, depth);
        return;
    }
    text = value_text(w->pool, node);
    w->failed = w->failed || text == NULL;
    fputs(text != NULL ? text : "", w->file);
}

static void write_settings(writer *w, const sf_node *group, int depth);

/* Scenarios that are not written out come last. */
static size_t written_out(const sf_node *list)
{
    size_t count = list->count;

    while (count > 0 && list->children[count - 1]->in_short != NULL)
        count--;
    return count;
}

static void write_list(writer *w, const sf_node *list, int depth)
{
    const size_t count = written_out(list);

    fputs("(", w->file);
    for (size_t i = 0; i < count; i++) {
        fputs("\n", w->file);
        indent(w, depth + 1);
        fputs("{\n", w->file);
        write_settings(w, list->children[i], depth + 2);
        indent(w, depth + 1);
        fputs(i + 1 < count ? "}," : "}\n", w->file);
    }
    if (count > 0)
        indent(w, depth);
    fputs(")", w->file);
}

/* Human beings who were read from a file stay there, unless somebody has said that they were made up. */
static bool stays_in_its_file(const sf_node *group, const sf_node *node)
{
    const sf_node *synthetic = sf_node_child(group, "synthetic");

    return node->key != NULL && (node->key->flags & SF_KEY_PRIVATE) != 0 && node->table != NULL &&
           !(synthetic != NULL && synthetic->value_count > 0 && synthetic->values[0].is_on);
}

static void write_settings(writer *w, const sf_node *group, int depth)
{
    for (size_t i = 0; i < group->count; i++) {
        const sf_node *node = group->children[i];

        if (strcmp(node->path, "tables") == 0)
            continue; /* written at the end, with what was read now */
        indent(w, depth);
        fprintf(w->file, "%s = ", node->name);
        if (stays_in_its_file(group, node)) {
            const char *quoted = sf_canonical_quote(w->pool, node->table);

            w->failed = w->failed || quoted == NULL;
            fputs(quoted != NULL ? quoted : "", w->file);
        } else if (node->shape == SF_NODE_VALUE) {
            write_value(w, node, depth);
        } else if (node->shape == SF_NODE_LIST) {
            write_list(w, node, depth);
        } else {
            fputs("{\n", w->file);
            write_settings(w, node, depth + 1);
            indent(w, depth);
            fputs("}", w->file);
        }
        fprintf(w->file, ";%s\n", node->is_default && node->shape == SF_NODE_VALUE ? " # default" : "");
    }
}

bool sf_canonical_write(sf_pool *pool, const sf_node *root, const sf_more_sets *sets, FILE *file)
{
    writer w = {.pool = pool, .file = file, .sets = sets};

    write_settings(&w, root, 0);
    return !w.failed;
}
