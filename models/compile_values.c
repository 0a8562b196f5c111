/* models/compile_values.c - memory of the compiled model, and single values out of checked nodes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

typedef struct block {
    struct block *next;
    max_align_t bytes[];
} block;

typedef struct cached_sampler {
    struct cached_sampler *next;
    sf_distribution distribution;
    sf_sampler *sampler;
} cached_sampler;

typedef struct cached_calendar {
    struct cached_calendar *next;
    bool always;
    double opens_at, hours;
    sf_calendar *calendar;
} cached_calendar;

typedef struct named_purpose {
    struct named_purpose *next;
    uint32_t hash;
    char path[];
} named_purpose;

/* --- memory ---------------------------------------------------------------------------------------------------------- */

void *sf_model_allocate(sf_model *model, size_t count, size_t size)
{
    block *b;

    if (size != 0 && count > (SIZE_MAX - sizeof *b) / size)
        return NULL;
    b = calloc(1, sizeof *b + count * size);
    if (b == NULL)
        return NULL;
    b->next = model->memory->blocks;
    model->memory->blocks = b;
    return b->bytes;
}

void *compile_take(compiler *c, size_t count, size_t size)
{
    void *memory = sf_model_allocate(c->model, count > 0 ? count : 1, size);

    if (memory == NULL) {
        /* The tables of one config are small: without them nothing can go on, so a spare page of zeros would only hide it. */
        c->status = SF_FAIL(c->err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
    }
    return memory;
}

void sf_model_free(sf_model *model)
{
    if (model == NULL)
        return;
    for (cached_sampler *s = model->memory->samplers; s != NULL; s = s->next)
        sf_sampler_close(s->sampler);
    for (cached_calendar *k = model->memory->calendars; k != NULL; k = k->next)
        sf_calendar_close(k->calendar);
    for (block *b = model->memory->blocks, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(model->memory);
    free(model);
}

/* --- small readers --------------------------------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    return strcmp(sf_node_name(*(const sf_node *const *)a), sf_node_name(*(const sf_node *const *)b));
}

/* The elements of a list, ordered by id (rows without ids keep their order). */
const sf_node **compile_elements(compiler *c, const sf_node *list, bool sorted)
{
    size_t n = sf_node_count(list);
    const sf_node **out = compile_take(c, n, sizeof(const sf_node *));

    for (size_t i = 0; out != NULL && i < n; i++)
        out[i] = sf_node_at(list, i);
    if (sorted && out != NULL)
        qsort(out, n, sizeof(const sf_node *), by_id);
    return out;
}

uint16_t compile_index(const sf_node *const *nodes, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(sf_node_id(nodes[i]), id) == 0)
            return (uint16_t)i;
    }
    return SF_NONE;
}

double compile_number(const compiler *c, const sf_node *parent, const char *key, double otherwise)
{
    const sf_node *node = sf_node_get(parent, key);

    return node == NULL ? otherwise : sf_node_number(node, c->day);
}

const char *compile_text(const compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);

    return node == NULL ? NULL : sf_node_text(node, c->day);
}

const char *compile_label(const compiler *c, const sf_node *element)
{
    const char *label = compile_text(c, element, "label");

    return label == NULL ? sf_node_id(element) : label;
}

bool compile_is_word(const compiler *c, const sf_node *parent, const char *key, const char *word)
{
    const char *is = compile_text(c, parent, key);

    return is != NULL && strcmp(is, word) == 0;
}

bool compile_is_on(const compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);

    return node != NULL && sf_node_switch(node, c->day);
}

/* One number per segment; NULL when the key is omitted. */
const double *compile_by_segment(compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);
    double *out;

    if (node == NULL)
        return NULL;
    out = compile_take(c, c->model->n_segments, sizeof *out);
    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++) {
        const sf_node *value = sf_node_for(node, sf_node_id(c->segments[s]));

        out[s] = sf_node_number(value, c->day);
    }
    return out;
}

/* Shares over ids that add up to 1, "rest" filled in; ids left out have none. */
double *compile_shares(compiler *c, const sf_node *group, const sf_node *const *ids, size_t n)
{
    double *out = compile_take(c, n, sizeof *out), sum = 0.0;
    size_t rest = SIZE_MAX;

    for (size_t i = 0; out != NULL && i < n; i++) {
        const sf_node *value = sf_node_get(group, sf_node_id(ids[i]));

        if (value != NULL && sf_node_is_rest(value, c->day))
            rest = i;
        else if (value != NULL)
            out[i] = sf_node_number(value, c->day);
        sum += out[i];
    }
    if (out != NULL && rest != SIZE_MAX)
        out[rest] = fmax(0.0, 1.0 - sum);
    return out;
}

legal_time compile_legal_time(const compiler *c, const sf_node *parent, const char *key)
{
    sf_quantity q = sf_node_quantity(sf_node_get(parent, key), c->day);

    return (legal_time){q.calendar_months, q.value};
}

const sf_sampler *compile_sampler(compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);

    return node == NULL ? NULL : compile_sampler_of(c, sf_node_distribution(node, c->day));
}

const sf_sampler *compile_sampler_of(compiler *c, const sf_distribution *wanted)
{
    struct model_memory *memory = c->model->memory;
    cached_sampler *s;
    sf_status status;

    for (s = memory->samplers; s != NULL; s = s->next) {
        if (sf_distribution_is_same(&s->distribution, wanted))
            return s->sampler;
    }
    s = compile_take(c, 1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->distribution = *wanted;
    status = sf_sampler_open(wanted, &s->sampler, c->err);
    if (status != SF_OK) {
        c->status = status;
        return NULL;
    }
    s->next = memory->samplers;
    memory->samplers = s;
    return s->sampler;
}

/* The purpose of a path, registered so that two paths never share one. */
uint32_t compile_purpose(compiler *c, const char *format, ...)
{
    char path[512];
    va_list arguments;
    named_purpose *p;
    uint32_t hash;
    size_t length;

    va_start(arguments, format);
    vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    hash = sf_luck_purpose(path);
    for (p = c->model->memory->purposes; p != NULL; p = p->next) {
        if (p->hash != hash)
            continue;
        if (strcmp(p->path, path) == 0)
            return hash;
        sf_problems_error(c->problems, NULL, _("the luck of %s and %s would be the same; rename one of them"), p->path,
                          path);
        return hash;
    }
    length = strlen(path) + 1;
    p = compile_take(c, 1, sizeof *p + length);
    if (p == NULL)
        return hash;
    p->hash = hash;
    memcpy(p->path, path, length);
    p->next = c->model->memory->purposes;
    c->model->memory->purposes = p;
    return hash;
}

const sf_calendar *compile_calendar(compiler *c, bool always, double opens_at, double hours_per_week)
{
    double hours = always ? 24.0 : hours_per_week / 5.0;
    cached_calendar *k;
    sf_status status;

    for (k = c->model->memory->calendars; k != NULL; k = k->next) {
        if (k->always == always && !(k->opens_at < opens_at || k->opens_at > opens_at) &&
            !(k->hours < hours || k->hours > hours))
            return k->calendar;
    }
    k = compile_take(c, 1, sizeof *k);
    if (k == NULL)
        return NULL;
    status = always ? sf_calendar_open_always(&k->calendar, c->err)
                    : sf_calendar_open(c->model->memory->working_days, c->model->memory->n_days, opens_at, hours,
                                       &k->calendar, c->err);
    if (status != SF_OK) {
        c->status = status; /* an earlier failure is not forgotten when this goes well */
        return NULL;
    }
    k->always = always;
    k->opens_at = opens_at;
    k->hours = hours;
    k->next = c->model->memory->calendars;
    c->model->memory->calendars = k;
    return k->calendar;
}

uint32_t compile_need_bits(const compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);
    size_t n = node == NULL ? 0 : sf_node_words(node, c->day);
    uint32_t bits = 0;

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < c->model->n_needs; k++) {
            if (strcmp(c->model->needs[k], sf_node_word(node, c->day, i)) == 0)
                bits |= UINT32_C(1) << k;
        }
    }
    return bits;
}

/* A bit for each named element; *any tells whether some word named one of the kind. */
uint64_t compile_bits_among(const compiler *c, const sf_node *node, const sf_node *const *kind, size_t n, bool *any)
{
    size_t words = node == NULL ? 0 : sf_node_words(node, c->day);
    uint64_t bits = 0;

    *any = false;
    for (size_t i = 0; i < words; i++) {
        uint16_t k = compile_index(kind, n, sf_node_word(node, c->day, i));

        if (k != SF_NONE) {
            bits |= UINT64_C(1) << k;
            *any = true;
        } else if (kind == c->segments) {
            const uint64_t those = compile_segments_with(c, sf_node_word(node, c->day, i));

            bits |= those;
            *any = *any || those != 0;
        }
    }
    return bits;
}

priority_rule compile_rule(const compiler *c, const sf_node *parent, const char *key)
{
    static const char *const names[] = {"fifo",        "earliest_deadline", "new_and_near_limit_first",
                                        "young_first", "complex_first",     "weighted"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (compile_is_word(c, parent, key, names[i]))
            return (priority_rule)i;
    }
    return RULE_FIFO;
}

uint16_t compile_reference(const compiler *c, const sf_node *parent, const char *key, const sf_node *const *kind,
                           size_t n)
{
    const char *id = compile_text(c, parent, key);

    return id == NULL ? SF_NONE : compile_index(kind, n, id);
}
