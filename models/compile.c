/* models/compile.c - from a checked config to flat tables, once per epoch and scenario.
 * Invariant: entity k of a kind is the k-th by id, in every epoch and scenario.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "models/model.h"
#include "models/semantics.h"
#include "models/targets.h"

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

struct model_memory {
    block *blocks;
    cached_sampler *samplers;
    cached_calendar *calendars;
    named_purpose *purposes;
    bool *working_days;
    size_t n_days;
};

typedef struct compiler {
    sf_model *model;
    sf_problems *problems;
    const sf_node *root;
    double day; /* the civil day whose values count */
    const sf_node **segments, **profiles, **barriers, **programmes, **teams, **tiltak, **treatments;
    sf_status status;
    sf_error *err;
} compiler;

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

static void *take(compiler *c, size_t count, size_t size)
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
    for (cached_sampler *s = model->memory->samplers, *next; s != NULL; s = next) {
        next = s->next;
        sf_sampler_close(s->sampler);
        free(s);
    }
    for (cached_calendar *k = model->memory->calendars, *next; k != NULL; k = next) {
        next = k->next;
        sf_calendar_close(k->calendar);
        free(k);
    }
    for (named_purpose *p = model->memory->purposes, *next; p != NULL; p = next) {
        next = p->next;
        free(p);
    }
    for (block *b = model->memory->blocks, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(model->memory->working_days);
    free(model->memory);
    free(model);
}

/* --- small readers --------------------------------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    return strcmp(sf_node_name(*(const sf_node *const *)a), sf_node_name(*(const sf_node *const *)b));
}

/* The elements of a list, ordered by id (rows without ids keep their order). */
static const sf_node **elements(compiler *c, const sf_node *list, bool sorted)
{
    size_t n = sf_node_count(list);
    const sf_node **out = take(c, n, sizeof(const sf_node *));

    for (size_t i = 0; out != NULL && i < n; i++)
        out[i] = sf_node_at(list, i);
    if (sorted && out != NULL)
        qsort(out, n, sizeof(const sf_node *), by_id);
    return out;
}

static uint16_t index_of(const sf_node *const *nodes, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(sf_node_id(nodes[i]), id) == 0)
            return (uint16_t)i;
    }
    return SF_NONE;
}

static double number(const compiler *c, const sf_node *parent, const char *key, double otherwise)
{
    const sf_node *node = sf_node_get(parent, key);

    return node == NULL ? otherwise : sf_node_number(node, c->day);
}

static const char *text(const compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);

    return node == NULL ? NULL : sf_node_text(node, c->day);
}

static const char *label_of(const compiler *c, const sf_node *element)
{
    const char *label = text(c, element, "label");

    return label == NULL ? sf_node_id(element) : label;
}

static bool is_word(const compiler *c, const sf_node *parent, const char *key, const char *word)
{
    const char *is = text(c, parent, key);

    return is != NULL && strcmp(is, word) == 0;
}

static bool is_on(const compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);

    return node != NULL && sf_node_switch(node, c->day);
}

/* One number per segment; NULL when the key is omitted. */
static const double *by_segment(compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);
    double *out;

    if (node == NULL)
        return NULL;
    out = take(c, c->model->n_segments, sizeof *out);
    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++) {
        const sf_node *value = sf_node_for(node, sf_node_id(c->segments[s]));

        out[s] = sf_node_number(value, c->day);
    }
    return out;
}

/* Shares over ids that add up to 1, "rest" filled in; ids left out have none. */
static double *shares_over(compiler *c, const sf_node *group, const sf_node *const *ids, size_t n)
{
    double *out = take(c, n, sizeof *out), sum = 0.0;
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

static legal_time legal(const compiler *c, const sf_node *parent, const char *key)
{
    sf_quantity q = sf_node_quantity(sf_node_get(parent, key), c->day);

    return (legal_time){q.calendar_months, q.value};
}

static const sf_sampler *sampler(compiler *c, const sf_node *parent, const char *key)
{
    const sf_node *node = sf_node_get(parent, key);
    const sf_distribution *wanted;
    cached_sampler *s;
    sf_status status;

    if (node == NULL)
        return NULL;
    wanted = sf_node_distribution(node, c->day);
    for (s = c->model->memory->samplers; s != NULL; s = s->next) {
        if (sf_distribution_is_same(&s->distribution, wanted))
            return s->sampler;
    }
    s = calloc(1, sizeof *s);
    if (s == NULL) {
        c->status = SF_FAIL(c->err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
        return NULL;
    }
    s->distribution = *wanted;
    status = sf_sampler_open(wanted, &s->sampler, c->err);
    if (status != SF_OK) {
        c->status = status;
        free(s);
        return NULL;
    }
    s->next = c->model->memory->samplers;
    c->model->memory->samplers = s;
    return s->sampler;
}

/* The purpose of a path, registered so that two paths never share one. */
static uint32_t purpose(compiler *c, const char *format, ...) SF_PRINTF(2, 3);
static uint32_t purpose(compiler *c, const char *format, ...)
{
    char path[512];
    va_list arguments;
    named_purpose *p;
    uint32_t hash;

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
    p = malloc(sizeof *p + strlen(path) + 1);
    if (p == NULL) {
        c->status = SF_FAIL(c->err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
        return hash;
    }
    p->hash = hash;
    strcpy(p->path, path);
    p->next = c->model->memory->purposes;
    c->model->memory->purposes = p;
    return hash;
}

static const sf_calendar *calendar_of(compiler *c, bool always, double opens_at, double hours_per_week)
{
    double hours = always ? 24.0 : hours_per_week / 5.0;
    cached_calendar *k;

    for (k = c->model->memory->calendars; k != NULL; k = k->next) {
        if (k->always == always && !(k->opens_at < opens_at || k->opens_at > opens_at) &&
            !(k->hours < hours || k->hours > hours))
            return k->calendar;
    }
    k = calloc(1, sizeof *k);
    if (k == NULL) {
        c->status = SF_FAIL(c->err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
        return NULL;
    }
    c->status = always ? sf_calendar_open_always(&k->calendar, c->err)
                       : sf_calendar_open(c->model->memory->working_days, c->model->memory->n_days, opens_at, hours,
                                          &k->calendar, c->err);
    if (c->status != SF_OK) {
        free(k);
        return NULL;
    }
    k->always = always;
    k->opens_at = opens_at;
    k->hours = hours;
    k->next = c->model->memory->calendars;
    c->model->memory->calendars = k;
    return k->calendar;
}

static uint32_t need_bits(const compiler *c, const sf_node *parent, const char *key)
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
static uint64_t bits_among(const compiler *c, const sf_node *node, const sf_node *const *kind, size_t n, bool *any)
{
    size_t words = node == NULL ? 0 : sf_node_words(node, c->day);
    uint64_t bits = 0;

    *any = false;
    for (size_t i = 0; i < words; i++) {
        uint16_t k = index_of(kind, n, sf_node_word(node, c->day, i));

        if (k != SF_NONE) {
            bits |= UINT64_C(1) << k;
            *any = true;
        }
    }
    return bits;
}

static priority_rule rule_of(const compiler *c, const sf_node *parent, const char *key)
{
    static const char *const names[] = {"fifo", "earliest_deadline", "new_and_near_limit_first", "young_first",
                                        "complex_first"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_word(c, parent, key, names[i]))
            return (priority_rule)i;
    }
    return RULE_FIFO;
}

/* --- people ---------------------------------------------------------------------------------------------------------- */

static const segment_kind *compile_segments(compiler *c)
{
    segment_kind *out = take(c, c->model->n_segments, sizeof *out);

    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++) {
        const sf_node *node = c->segments[s], *shares = sf_node_get(node, "profiles");

        out[s].id = sf_node_id(node);
        out[s].young = is_on(c, node, "young");
        out[s].complex = is_on(c, node, "complex");
        if (shares != NULL)
            out[s].profile_shares = shares_over(c, shares, c->profiles, c->model->n_profiles);
    }
    return out;
}

static const profile *compile_profiles(compiler *c)
{
    profile *out = take(c, c->model->n_profiles, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_profiles; i++) {
        bool any;

        out[i].id = sf_node_id(c->profiles[i]);
        out[i].barriers =
            (uint32_t)bits_among(c, sf_node_get(c->profiles[i], "barriers"), c->barriers, c->model->n_barriers, &any);
        out[i].phi = number(c, c->profiles[i], "phi", 0.0);
    }
    return out;
}

static const barrier *compile_barriers(compiler *c)
{
    barrier *out = take(c, c->model->n_barriers, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_barriers; i++) {
        out[i].id = sf_node_id(c->barriers[i]);
        out[i].purpose = purpose(c, "barriers.%s", out[i].id);
        out[i].clears = by_segment(c, c->barriers[i], "clears");
    }
    return out;
}

/* Shares of segments: the stream's own, else the segments' general ones. */
static const double *stream_shares(compiler *c, const sf_node *own)
{
    double *out, sum = 0.0;
    size_t rest = SIZE_MAX;

    if (own != NULL)
        return shares_over(c, own, c->segments, c->model->n_segments);
    out = take(c, c->model->n_segments, sizeof *out);
    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++) {
        const sf_node *share = sf_node_get(c->segments[s], "share");

        if (share == NULL) /* the one segment of a config without segments */
            out[s] = 1.0;
        else if (sf_node_is_rest(share, c->day))
            rest = s;
        else
            out[s] = sf_node_number(share, c->day);
        sum += out[s];
    }
    if (out != NULL && rest != SIZE_MAX)
        out[rest] = fmax(0.0, 1.0 - sum);
    return out;
}

static void fill_stream(compiler *c, stream *out, const char *path, const char *id, const sf_node *rate,
                        const sf_node *season, const sf_node *shares)
{
    out->id = id;
    out->purpose = purpose(c, "%s", path);
    out->gap_purpose = purpose(c, "gap");
    out->segment_purpose = purpose(c, "segment");
    out->profile_purpose = purpose(c, "profile");
    out->programme = out->tiltak = SF_NONE;
    out->rate = sf_node_number(rate, c->day);
    if (season != NULL) {
        sf_season s = sf_node_season(season, c->day);

        out->season_amplitude = s.amplitude;
        out->season_period = s.period_days;
    }
    out->shares = stream_shares(c, shares);
}

static int by_stream_id(const void *a, const void *b)
{
    return strcmp(((const stream *)a)->id, ((const stream *)b)->id);
}

/* Streams of their own, and one for each programme with arrivals. */
static const stream *compile_streams(compiler *c)
{
    const sf_node *list = sf_node_get(c->root, "streams");
    stream *out = take(c, c->model->n_streams, sizeof *out);
    size_t n = 0;

    for (size_t i = 0; out != NULL && i < sf_node_count(list); i++) {
        const sf_node *node = sf_node_at(list, i);
        const char *to = text(c, node, "to");
        char path[96];

        snprintf(path, sizeof path, "streams.%s", sf_node_id(node));
        fill_stream(c, &out[n], path, sf_node_id(node), sf_node_get(node, "rate"), sf_node_get(node, "season"),
                    sf_node_get(node, "shares"));
        out[n].programme = index_of(c->programmes, c->model->n_programmes, to);
        if (out[n].programme == SF_NONE)
            out[n].tiltak = index_of(c->tiltak, c->model->n_tiltak, to);
        n++;
    }
    for (size_t p = 0; out != NULL && p < c->model->n_programmes; p++) {
        const sf_node *node = c->programmes[p], *rate = sf_node_get(node, "arrivals");
        char path[96];

        if (rate == NULL)
            continue;
        snprintf(path, sizeof path, "programmes.%s", sf_node_id(node));
        fill_stream(c, &out[n], path, sf_node_id(node), rate, sf_node_get(node, "season"), sf_node_get(node, "shares"));
        out[n++].programme = (uint16_t)p;
    }
    assert(n == c->model->n_streams);
    qsort(out, n, sizeof *out, by_stream_id);
    return out;
}

static uint16_t state_of(const compiler *c, const char *id);

/* --- programmes ------------------------------------------------------------------------------------------------------ */

static const consequence *compile_then(compiler *c, const sf_node *programme_node, const sf_node *const *tasks,
                                       size_t n_tasks, const sf_node *const *exits, size_t n_exits, const sf_node *task,
                                       size_t *count)
{
    const sf_node *list = sf_node_get(task, "then");
    size_t n = sf_node_count(list);
    consequence *out = take(c, n, sizeof *out);
    double *left = take(c, c->model->n_segments, sizeof *left); /* what "rest" gets, by segment */

    *count = n;
    if (out == NULL || left == NULL)
        return NULL;
    for (size_t s = 0; s < c->model->n_segments; s++)
        left[s] = 1.0;
    for (int second = 0; second < 2; second++) { /* numbers first, then the rests */
        for (size_t i = 0; i < n; i++) {
            const sf_node *row = sf_node_at(list, i), *p = sf_node_get(row, "p");
            bool is_need = sf_node_get(row, "need") != NULL;
            double *share;

            if (second == 0) {
                const char *id;

                share = take(c, c->model->n_segments, sizeof *share);
                if (share == NULL)
                    return NULL;
                out[i].p = share;
                out[i].purpose = purpose(c, "programmes.%s.tasks.%s.then.%s", sf_node_id(programme_node),
                                         sf_node_id(task), is_need ? text(c, row, "need") : "or");
                out[i].delay = sampler(c, row, "delay");
                out[i].target = SF_NONE;
                if ((id = text(c, row, "need")) != NULL) {
                    out[i].kind = LEADS_TO_NEED;
                    for (size_t k = 0; k < c->model->n_needs; k++) {
                        if (strcmp(c->model->needs[k], id) == 0)
                            out[i].target = (uint16_t)k;
                    }
                } else if ((id = text(c, row, "exit")) != NULL) {
                    out[i].kind = LEADS_TO_EXIT;
                    out[i].target = index_of(exits, n_exits, id);
                } else if ((id = text(c, row, "next")) != NULL) {
                    out[i].kind = LEADS_TO_TASK;
                    out[i].target = index_of(tasks, n_tasks, id);
                } else if ((id = text(c, row, "clears")) != NULL) {
                    out[i].kind = LEADS_TO_CLEARED_BARRIER;
                    out[i].target = index_of(c->barriers, c->model->n_barriers, id);
                } else {
                    sf_problems_error(c->problems, sf_node_place(row), "%s",
                                      _("a row of then leads nowhere; write one of need, exit, next or clears"));
                }
            }
            share = (double *)(uintptr_t)out[i].p;
            for (size_t s = 0; s < c->model->n_segments; s++) {
                const sf_node *value = sf_node_for(p, sf_node_id(c->segments[s]));
                bool is_rest = sf_node_is_rest(value, c->day);

                if (second == 0 && !is_rest) {
                    share[s] = sf_node_number(value, c->day);
                    if (!is_need)
                        left[s] -= share[s];
                } else if (second == 1 && is_rest) {
                    share[s] = fmax(0.0, left[s]);
                }
            }
        }
    }
    for (size_t s = 0; s < c->model->n_segments; s++) {
        if (left[s] < -1e-9) {
            sf_problems_error(
                c->problems, sf_node_place(list),
                _("the exits, next tasks and cleared barriers of %s add up to %g for segment %s; they must add up to at most 1"),
                sf_node_id(task), 1.0 - left[s], sf_node_id(c->segments[s]));
            break;
        }
    }
    return out;
}

static uint16_t reference(const compiler *c, const sf_node *parent, const char *key, const sf_node *const *kind,
                          size_t n)
{
    const char *id = text(c, parent, key);

    return id == NULL ? SF_NONE : index_of(kind, n, id);
}

static const task_type *compile_tasks(compiler *c, const sf_node *owner, const sf_node *const *tasks, size_t n,
                                      const sf_node *const *exits, size_t n_exits)
{
    static const char *const waits[TASK_WAITS] = {"meeting", "assessment", "plan", "decision"};
    task_type *out = take(c, n, sizeof *out);

    for (size_t i = 0; out != NULL && i < n; i++) {
        const sf_node *node = tasks[i];
        task_type *t = &out[i];

        t->id = sf_node_id(node);
        t->label = label_of(c, node);
        t->purpose = purpose(c, "programmes.%s.tasks.%s", sf_node_id(owner), t->id);
        t->gap_purpose = purpose(c, "programmes.%s.tasks.%s.gap", sf_node_id(owner), t->id);
        t->no_show_purpose = purpose(c, "programmes.%s.tasks.%s.no_show", sf_node_id(owner), t->id);
        t->after = reference(c, node, "after", tasks, n);
        t->due = number(c, node, "due", NAN);
        t->every = by_segment(c, node, "every");
        t->rate = by_segment(c, node, "rate");
        t->only_in_tiltak = is_word(c, node, "during", "tiltak");
        if (is_word(c, node, "opens", "entry"))
            t->opens = OPENS_AT_ENTRY;
        else if (is_word(c, node, "opens", "asked"))
            t->opens = OPENS_WHEN_ASKED;
        else if (is_word(c, node, "opens", "start") || !isnan(t->due) || t->every != NULL || t->rate != NULL)
            t->opens = OPENS_AT_START;
        else
            t->opens = OPENS_WHEN_ASKED;
        t->minutes = sampler(c, node, "minutes");
        t->documentation_minutes = number(c, node, "documentation", 0.0);
        t->priority = sf_node_get(node, "priority") == NULL ? -1 : (int)number(c, node, "priority", 0.0);
        t->has_deadline = is_on(c, node, "deadline");
        t->can_be_missed = is_on(c, node, "no_show");
        t->counts = number(c, node, "counts", 1.0);
        t->counts_as = -1;
        for (int w = 0; w < TASK_WAITS; w++) {
            if (is_word(c, node, "counts_as", waits[w]))
                t->counts_as = w;
        }
        t->then = compile_then(c, owner, tasks, n, exits, n_exits, node, &t->n_then);
    }
    return out;
}

static void compile_door(compiler *c, const sf_node *node, exit_kind *e)
{
    double d = number(c, node, "follow_up.doubling", 1.0), most = number(c, node, "follow_up.without_end", 1.0);

    if (sf_node_get(node, "follow_up") == NULL || (d <= 1.0 && most <= 1.0))
        return;
    if (!(most > d * d && d > 1.0)) {
        sf_problems_error(
            c->problems, sf_node_place(sf_node_get(node, "follow_up.without_end")),
            _("without_end is %g and doubling is %g; without_end must be larger than doubling squared (%g), and doubling larger than 1"),
            most, d, d * d);
        return;
    }
    e->follow_up_k = log(most) / log(d) - 2.0;
    e->follow_up_beta = log(most) * (1.0 + e->follow_up_k) / e->follow_up_k;
}

static int by_step(const void *a, const void *b)
{
    const rate_step *x = a, *y = b;

    return (x->from_days > y->from_days) - (x->from_days < y->from_days);
}

static const exit_kind *compile_exits(compiler *c, const sf_node *owner, const sf_node *const *exits, size_t n,
                                      const sf_node *const *tasks, size_t n_tasks)
{
    exit_kind *out = take(c, n, sizeof *out);

    for (size_t i = 0; out != NULL && i < n; i++) {
        const sf_node *node = exits[i], *steps = sf_node_get(node, "by_time");
        exit_kind *e = &out[i];
        rate_step *factors;

        e->id = sf_node_id(node);
        e->label = label_of(c, node);
        e->purpose = purpose(c, "programmes.%s.exits.%s", sf_node_id(owner), e->id);
        e->rate = by_segment(c, node, "rate");
        e->n_steps = sf_node_count(steps);
        e->steps = factors = take(c, e->n_steps, sizeof *factors);
        for (size_t k = 0; factors != NULL && k < e->n_steps; k++)
            factors[k] = (rate_step){number(c, sf_node_at(steps, k), "from", 0.0),
                                     number(c, sf_node_at(steps, k), "times", 1.0)};
        if (factors != NULL)
            qsort(factors, e->n_steps, sizeof *factors, by_step);
        e->with_barrier = number(c, node, "with_barrier", 1.0);
        e->in_tiltak = number(c, node, "in_tiltak", 1.0);
        compile_door(c, node, e);
        e->handover = reference(c, node, "handover", tasks, n_tasks);
        e->decision = sampler(c, node, "decision");
        e->state = state_of(c, e->id);
        e->good = is_word(c, node, "good", "yes")  ? SF_HIGHER_IS_BETTER
                  : is_word(c, node, "good", "no") ? SF_LOWER_IS_BETTER
                                                   : SF_NEITHER_IS_BETTER;
    }
    return out;
}

static const uint16_t *exits_by_segment(compiler *c, const sf_node *parent, const char *key,
                                        const sf_node *const *exits, size_t n)
{
    const sf_node *node = sf_node_get(parent, key);
    uint16_t *out;

    if (node == NULL)
        return NULL;
    out = take(c, c->model->n_segments, sizeof *out);
    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++)
        out[s] = index_of(exits, n, sf_node_text(sf_node_for(node, sf_node_id(c->segments[s])), c->day));
    return out;
}

static void compile_clock(compiler *c, const sf_node *node, programme *p, const sf_node *const *tasks, size_t n_tasks,
                          const sf_node *const *exits, size_t n_exits)
{
    const sf_node *clock = sf_node_get(node, "clock"), *extension = sf_node_get(clock, "extension"), *grounds;
    ground *g;

    if (clock == NULL)
        return;
    p->has_clock = true;
    p->limit = legal(c, clock, "limit");
    p->at_limit = exits_by_segment(c, clock, "at_limit", exits, n_exits);
    p->has_end_window = sf_node_get(clock, "end_window") != NULL;
    if (p->has_end_window)
        p->end_window = legal(c, clock, "end_window");
    if (extension == NULL)
        return;
    p->has_extension = true;
    p->extension_test = reference(c, extension, "test", tasks, n_tasks);
    if (sf_node_get(extension, "opens") != NULL)
        p->extension_opens = legal(c, extension, "opens");
    else
        p->extension_opens = p->end_window;
    p->extension_length = legal(c, extension, "length");
    p->extension_cap = legal(c, extension, "cap");
    p->late_test_continues = is_word(c, extension, "if_late", "continues");
    p->extension_refused = exits_by_segment(c, extension, "refused", exits, n_exits);
    if (p->extension_refused == NULL)
        p->extension_refused = p->at_limit;
    grounds = sf_node_get(extension, "grounds");
    p->n_grounds = sf_node_count(grounds);
    p->grounds = g = take(c, p->n_grounds, sizeof *g);
    for (size_t i = 0; g != NULL && i < p->n_grounds; i++) {
        const sf_node *row = sf_node_at(grounds, i);

        g[i].purpose = purpose(c, "programmes.%s.clock.extension.grounds.%s", p->id, sf_node_id(row));
        g[i].passes = by_segment(c, row, "passes");
    }
}

static const programme *compile_programmes(compiler *c)
{
    programme *out = take(c, c->model->n_programmes, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_programmes; i++) {
        const sf_node *node = c->programmes[i], *task_list = sf_node_get(node, "tasks"),
                      *exit_list = sf_node_get(node, "exits");
        const sf_node **tasks = elements(c, task_list, true), **exits = elements(c, exit_list, true);
        programme *p = &out[i];

        p->id = sf_node_id(node);
        p->label = label_of(c, node);
        p->purpose = purpose(c, "programmes.%s", p->id);
        p->state = state_of(c, p->id);
        p->applying_state = state_of(c, "application");
        p->n_tasks = sf_node_count(task_list);
        p->n_exits = sf_node_count(exit_list);
        p->benefit = by_segment(c, node, "benefit");
        p->municipality_pays = is_word(c, node, "payer", "municipality");
        p->application_wait = sampler(c, node, "application.wait");
        p->application_refused = by_segment(c, node, "application.refused");
        p->refused_to = reference(c, node, "application.refused_to", exits, p->n_exits);
        p->application_purpose = purpose(c, "programmes.%s.application", p->id);
        if (p->application_refused != NULL && p->refused_to == SF_NONE) {
            for (size_t s = 0; s < c->model->n_segments; s++) {
                if (p->application_refused[s] > 0.0) {
                    sf_problems_error(
                        c->problems, sf_node_place(sf_node_get(node, "application.refused")), "%s",
                        _("some applications are refused, but refused_to does not say where the refused go; write refused_to = \"EXIT\""));
                    break;
                }
            }
        }
        p->starts_with = reference(c, node, "starts_with", tasks, p->n_tasks);
        p->referral = reference(c, node, "referral", tasks, p->n_tasks);
        p->takeover = reference(c, node, "takeover", tasks, p->n_tasks);
        p->reference = by_segment(c, node, "follow_up.reference");
        p->memory_days = number(c, node, "follow_up.memory", 0.0);
        p->step_days = number(c, node, "follow_up.step", 0.0);
        p->start_phase_days = number(c, node, "follow_up.start_phase", 0.0);
        p->has_no_show = sf_node_get(node, "no_show") != NULL;
        p->no_show_p = by_segment(c, node, "no_show.p");
        p->no_show_minutes = number(c, node, "no_show.minutes", 0.0);
        p->no_show_rebook_days = number(c, node, "no_show.rebook", 0.0);
        if (tasks == NULL || exits == NULL)
            return NULL;
        p->tasks = compile_tasks(c, node, tasks, p->n_tasks, exits, p->n_exits);
        p->exits = compile_exits(c, node, exits, p->n_exits, tasks, p->n_tasks);
        compile_clock(c, node, p, tasks, p->n_tasks, exits, p->n_exits);
    }
    return out;
}

/* --- teams, tiltak, treatment ---------------------------------------------------------------------------------------- */

static const team *compile_teams(compiler *c)
{
    team *out = take(c, c->model->n_teams, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_teams; i++) {
        const sf_node *node = c->teams[i], *names;
        const char *full = text(c, node, "portfolio.when_full");
        double overhead = number(c, node, "overhead", 0.0), leave = number(c, node, "leave", 0.0),
               absence = number(c, node, "absence", 0.0);
        double opens_at = number(c, node, "opens_at", 8.0);
        team *t = &out[i];
        bool any;

        t->id = sf_node_id(node);
        t->label = label_of(c, node);
        t->purpose = purpose(c, "teams.%s", t->id);
        t->serves = bits_among(c, sf_node_get(node, "serves"), c->programmes, c->model->n_programmes, &any);
        names = sf_node_get(node, "segments");
        t->segments = bits_among(c, names, c->segments, c->model->n_segments, &t->names_segments);
        if (names == NULL)
            t->segments = UINT64_MAX;
        t->veiledere = (uint32_t)number(c, node, "veiledere", 0.0);
        t->hours_per_week = number(c, node, "hours", 0.0);
        if (!is_word(c, node, "calendar", "always") && opens_at + t->hours_per_week / 5.0 > 24.0) {
            sf_problems_error(
                c->problems, sf_node_place(sf_node_get(node, "hours")),
                _("%g hours a week from %g o'clock do not fit in five days; write fewer hours, or calendar = \"always\""),
                t->hours_per_week, opens_at);
            opens_at = 0.0; /* for now, so that everything else can be looked at, too */
            t->hours_per_week = fmin(t->hours_per_week, 120.0);
        }
        t->calendar = calendar_of(c, is_word(c, node, "calendar", "always"), opens_at, t->hours_per_week);
        t->pace = (1.0 - overhead) * (1.0 - leave);
        if (is_word(c, node, "calendar", "always"))
            t->pace *= t->hours_per_week / 168.0;
        t->absence_spell = sampler(c, node, "absence_spell");
        if (t->absence_spell == NULL || absence <= 0.0) {
            t->absence_spell = NULL;
            t->pace *= 1.0 - absence;
        } else {
            t->absence_gap_days = sf_sampler_mean(t->absence_spell) * (1.0 - absence) / absence;
        }
        t->shared = is_on(c, node, "shared");
        t->municipality_pays = is_word(c, node, "payer", "municipality");
        t->limit = number(c, node, "portfolio.limit", (double)INFINITY);
        t->pool = SF_NONE;
        if (full != NULL && strcmp(full, "wait") == 0) {
            t->full = FULL_WAIT;
        } else if (full != NULL && strncmp(full, "pool(", 5) == 0) {
            char id[64];

            snprintf(id, sizeof id, "%.*s", (int)strcspn(full + 5, ")"), full + 5);
            t->full = FULL_POOL;
            t->pool = index_of(c->teams, c->model->n_teams, id);
        }
        t->reorganises_at_once = !is_word(c, node, "portfolio.reorganise", "attrition");
        t->rule = rule_of(c, node, "priority");
        t->minimum_task = text(c, node, "minimum.task");
        t->minimum_every = number(c, node, "minimum.every", NAN);
    }
    for (size_t i = 0; out != NULL && i < c->model->n_teams; i++) { /* a pool has one queue: its people have no owner */
        if (out[i].full == FULL_POOL && out[i].pool != SF_NONE)
            out[out[i].pool].shared = true;
    }
    return out;
}

/* The exits that an effect's exit id names, programme by programme. */
static const uint16_t *exits_named(compiler *c, const programme *programmes, const char *id)
{
    uint16_t *out = take(c, c->model->n_programmes, sizeof *out);

    for (size_t p = 0; out != NULL && programmes != NULL && p < c->model->n_programmes; p++) {
        out[p] = SF_NONE;
        for (size_t j = 0; j < programmes[p].n_exits; j++) {
            if (strcmp(programmes[p].exits[j].id, id) == 0)
                out[p] = (uint16_t)j;
        }
    }
    return out;
}

static const tiltak *compile_tiltak(compiler *c, const programme *programmes)
{
    tiltak *out = take(c, c->model->n_tiltak, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_tiltak; i++) {
        const sf_node *node = c->tiltak[i], *accepts = sf_node_get(node, "accepts"),
                      *rows = sf_node_get(node, "effect");
        tiltak *t = &out[i];
        tiltak_effect *effects;
        bool any;

        t->id = sf_node_id(node);
        t->label = label_of(c, node);
        t->purpose = purpose(c, "tiltak.%s.stay", t->id);
        t->patience_purpose = purpose(c, "tiltak.%s.patience", t->id);
        t->clears_purpose = purpose(c, "tiltak.%s.clears", t->id);
        t->places = number(c, node, "places", 0.0);
        t->room = number(c, node, "room", (double)INFINITY);
        t->stay = sampler(c, node, "stay");
        t->patience = sampler(c, node, "patience");
        t->longest_days = number(c, node, "longest", (double)INFINITY);
        t->takes_everyone = accepts == NULL;
        t->accepted_barriers = (uint32_t)bits_among(c, accepts, c->barriers, c->model->n_barriers, &any);
        t->accepted_segments = bits_among(c, accepts, c->segments, c->model->n_segments, &any);
        if (!any)
            t->accepted_segments = UINT64_MAX;
        t->offers = need_bits(c, node, "offers");
        t->clears = number(c, node, "clears", 1.0);
        t->rule = rule_of(c, node, "queue");
        t->cost_per_day = number(c, node, "cost", 0.0);
        t->municipality_pays = is_word(c, node, "payer", "municipality");
        t->n_effects = sf_node_count(rows);
        t->effects = effects = take(c, t->n_effects, sizeof *effects);
        for (size_t k = 0; effects != NULL && k < t->n_effects; k++) {
            const sf_node *row = sf_node_at(rows, k);

            effects[k] =
                (tiltak_effect){exits_named(c, programmes, text(c, row, "exit")), number(c, row, "during", 1.0),
                                number(c, row, "after", 1.0), number(c, row, "lasts", (double)INFINITY)};
        }
    }
    return out;
}

static const treatment *compile_treatments(compiler *c)
{
    treatment *out = take(c, c->model->n_treatments, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_treatments; i++) {
        const sf_node *node = c->treatments[i];
        treatment *t = &out[i];

        t->id = sf_node_id(node);
        t->label = label_of(c, node);
        t->wait_purpose = purpose(c, "treatment.%s.wait", t->id);
        t->stay_purpose = purpose(c, "treatment.%s.stay", t->id);
        t->clears_purpose = purpose(c, "treatment.%s.clears", t->id);
        t->offers = need_bits(c, node, "offers");
        t->wait = sampler(c, node, "wait");
        t->stay = sampler(c, node, "stay");
        t->clears = number(c, node, "clears", 1.0);
    }
    return out;
}

/* --- the whole ------------------------------------------------------------------------------------------------------- */

static void gather_elements(compiler *c, const sf_setup *setup)
{
    c->root = sf_setup_root(setup);
    c->segments = elements(c, sf_node_get(c->root, "segments"), true);
    c->profiles = elements(c, sf_node_get(c->root, "profiles"), true);
    c->barriers = elements(c, sf_node_get(c->root, "barriers"), true);
    c->programmes = elements(c, sf_node_get(c->root, "programmes"), true);
    c->teams = elements(c, sf_node_get(c->root, "teams"), true);
    c->tiltak = elements(c, sf_node_get(c->root, "tiltak"), true);
    c->treatments = elements(c, sf_node_get(c->root, "treatment"), true);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All ids that somebody offers or that are a barrier, sorted: what a person may need. */
static void gather_needs(compiler *c)
{
    sf_model *m = c->model;
    const char **needs = take(c, SF_MOST_NEEDS, sizeof *needs);
    uint16_t *barriers = take(c, SF_MOST_NEEDS, sizeof *barriers);
    const sf_node *lists[2] = {sf_node_get(c->root, "tiltak"), sf_node_get(c->root, "treatment")};
    const sf_node *programme_list = sf_node_get(c->root, "programmes");
    size_t n = 0;

    if (needs == NULL || barriers == NULL)
        return;
#define ADD_NEED(name)                                                                                            \
    do {                                                                                                          \
        const char *added = (name);                                                                               \
        bool known = false;                                                                                       \
        for (size_t known_need = 0; known_need < n; known_need++)                                                 \
            known = known || strcmp(needs[known_need], added) == 0;                                               \
        if (!known && n < SF_MOST_NEEDS)                                                                          \
            needs[n++] = added;                                                                                   \
        else if (!known)                                                                                          \
            sf_problems_error(c->problems, NULL, _("there are more than %d different needs; %s is one too many"), \
                              SF_MOST_NEEDS, added);                                                              \
    } while (0)
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < sf_node_count(lists[k]); i++) {
            const sf_node *offers = sf_node_get(sf_node_at(lists[k], i), "offers");
            size_t words = offers == NULL ? 0 : sf_node_words(offers, SF_ALWAYS);

            for (size_t w = 0; w < words; w++)
                ADD_NEED(sf_node_word(offers, SF_ALWAYS, w));
        }
    }
    for (size_t p = 0; p < sf_node_count(programme_list); p++) { /* needs that nobody offers are needs all the same */
        const sf_node *tasks = sf_node_get(sf_node_at(programme_list, p), "tasks");

        for (size_t t = 0; t < sf_node_count(tasks); t++) {
            const sf_node *then = sf_node_get(sf_node_at(tasks, t), "then");

            for (size_t i = 0; i < sf_node_count(then); i++) {
                const char *need = text(c, sf_node_at(then, i), "need");

                if (need != NULL)
                    ADD_NEED(need);
            }
        }
    }
#undef ADD_NEED
    qsort(needs, n, sizeof *needs, by_text);
    for (size_t i = 0; i < n; i++)
        barriers[i] = index_of(c->barriers, m->n_barriers, needs[i]);
    m->needs = needs;
    m->need_barrier = barriers;
    m->n_needs = n;
}

static uint16_t state_of(const compiler *c, const char *id)
{
    for (size_t i = 0; i < c->model->n_states; i++) {
        if (strcmp(c->model->catalogue.states[i], id) == 0)
            return (uint16_t)i;
    }
    return SF_NONE;
}

static void add_state(const char **ids, const char **labels, size_t *n, const char *id, const char *label)
{
    size_t at = *n;

    for (size_t i = 0; i < *n; i++) {
        if (strcmp(ids[i], id) == 0)
            return;
    }
    while (at > 0 && strcmp(ids[at - 1], id) > 0) {
        ids[at] = ids[at - 1];
        labels[at] = labels[at - 1];
        at--;
    }
    ids[at] = id;
    labels[at] = label;
    ++*n;
}

/* Where people can be: applying, in a programme, or gone by an exit. An exit named as a programme leads into it. */
static void gather_states(compiler *c)
{
    size_t most = 1;
    const char **ids, **labels;

    for (size_t p = 0; p < c->model->n_programmes; p++)
        most += 1 + sf_node_count(sf_node_get(c->programmes[p], "exits"));
    ids = take(c, most, sizeof *ids);
    labels = take(c, most, sizeof *labels);
    if (ids == NULL || labels == NULL)
        return;
    c->model->n_states = 0;
    for (size_t p = 0; p < c->model->n_programmes; p++)
        add_state(ids, labels, &c->model->n_states, sf_node_id(c->programmes[p]), label_of(c, c->programmes[p]));
    for (size_t p = 0; p < c->model->n_programmes; p++) {
        const sf_node *exits = sf_node_get(c->programmes[p], "exits");

        for (size_t i = 0; i < sf_node_count(exits); i++)
            add_state(ids, labels, &c->model->n_states, sf_node_id(sf_node_at(exits, i)),
                      label_of(c, sf_node_at(exits, i)));
    }
    add_state(ids, labels, &c->model->n_states, "application", N_("Application"));
    c->model->catalogue.states = ids;
    c->model->catalogue.state_labels = labels;
    c->model->catalogue.n_states = c->model->n_states;
}

/* Tasks of the same id in different programmes share one name in the results. */
static void gather_task_names(compiler *c)
{
    sf_model *m = c->model;
    uint16_t *numbers = take(c, m->n_programmes * SF_MOST_TASK_TYPES, sizeof *numbers);
    const char **names = take(c, m->n_programmes * SF_MOST_TASK_TYPES, sizeof *names);
    size_t n = 0;

    for (size_t p = 0; numbers != NULL && names != NULL && p < m->n_programmes; p++) {
        const sf_node *list = sf_node_get(c->programmes[p], "tasks");
        const sf_node **tasks = elements(c, list, true);

        for (size_t t = 0; tasks != NULL && t < sf_node_count(list) && t < SF_MOST_TASK_TYPES; t++) {
            size_t k = 0;

            while (k < n && strcmp(names[k], sf_node_id(tasks[t])) != 0)
                k++;
            if (k == n)
                names[n++] = sf_node_id(tasks[t]);
            numbers[p * SF_MOST_TASK_TYPES + t] = (uint16_t)k;
        }
    }
    m->task_name = numbers;
    m->task_names = names;
    m->n_task_names = n;
}

static void measure_sizes(compiler *c)
{
    sf_model *m = c->model;
    const sf_node *programme_list = sf_node_get(c->root, "programmes");

    m->n_segments = sf_node_count(sf_node_get(c->root, "segments"));
    m->n_profiles = sf_node_count(sf_node_get(c->root, "profiles"));
    m->n_barriers = sf_node_count(sf_node_get(c->root, "barriers"));
    m->n_programmes = sf_node_count(programme_list);
    m->n_teams = sf_node_count(sf_node_get(c->root, "teams"));
    m->n_tiltak = sf_node_count(sf_node_get(c->root, "tiltak"));
    m->n_treatments = sf_node_count(sf_node_get(c->root, "treatment"));
    m->n_streams = sf_node_count(sf_node_get(c->root, "streams"));
    for (size_t p = 0; p < m->n_programmes; p++) {
        const sf_node *node = sf_node_at(programme_list, p);
        size_t exits = sf_node_count(sf_node_get(node, "exits")), tasks = sf_node_count(sf_node_get(node, "tasks"));

        m->n_streams += sf_node_get(node, "arrivals") != NULL;
        m->n_risks = exits + m->n_barriers > m->n_risks ? exits + m->n_barriers : m->n_risks;
        m->n_task_types = tasks > m->n_task_types ? tasks : m->n_task_types;
        if (tasks > SF_MOST_TASK_TYPES)
            sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "tasks")),
                              _("%zu kinds of task; a programme may have at most %d"), tasks, SF_MOST_TASK_TYPES);
        if (exits > SF_MOST_EXITS)
            sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "exits")),
                              _("%zu exits; a programme may have at most %d"), exits, SF_MOST_EXITS);
    }
    if (m->n_segments > SF_MOST_SEGMENTS || m->n_programmes > 64 || m->n_barriers > SF_MOST_BARRIERS ||
        m->n_profiles > SF_MOST_PROFILES)
        sf_problems_error(c->problems, NULL,
                          _("at most %d segments, %d profiles, %d barriers and 64 programmes are possible"),
                          SF_MOST_SEGMENTS, SF_MOST_PROFILES, SF_MOST_BARRIERS);
}

static void compile_epoch(compiler *c, epoch *out)
{
    out->segments = compile_segments(c);
    out->profiles = compile_profiles(c);
    out->barriers = compile_barriers(c);
    out->streams = compile_streams(c);
    out->programmes = compile_programmes(c);
    out->teams = compile_teams(c);
    out->tiltak = compile_tiltak(c, out->programmes);
    out->treatments = compile_treatments(c);
    out->g = number(c, c->root, "money.g", 0.0);
    out->veileder_cost_per_day = number(c, c->root, "money.veileder", 0.0);
    out->full_time_hours = number(c, c->root, "money.full_time", 1.0);
}

static void compile_scenario(compiler *c, const sf_setup *setup, sf_scenario_tables *out)
{
    const sf_model *m = c->model;
    const double *dates;
    size_t n_dates = sf_setup_dates(setup, &dates);
    epoch *epochs = take(c, n_dates + 1, sizeof *epochs);

    if (epochs == NULL)
        return;
    gather_elements(c, setup);
    out->epochs = epochs;
    c->day = m->origin_civil_day;
    compile_epoch(c, &epochs[0]);
    out->n_epochs = 1;
    for (size_t i = 0; i < n_dates && c->status == SF_OK; i++) {
        if (!(dates[i] > m->origin_civil_day && dates[i] < m->origin_civil_day + m->horizon_days))
            continue;
        c->day = dates[i];
        epochs[out->n_epochs].from = dates[i] - m->origin_civil_day;
        compile_epoch(c, &epochs[out->n_epochs++]);
    }
}

/* Which days of the run are working days in Norway. */
static bool fill_working_days(sf_model *m)
{
    size_t n = (size_t)m->horizon_days + 3660; /* work begun near the end is finished in thought */
    int32_t first = (int32_t)floor(m->origin_civil_day);

    m->memory->working_days = malloc(n * sizeof(bool));
    if (m->memory->working_days == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        m->memory->working_days[i] = sf_civil_is_working_day(first + (int32_t)i);
    m->memory->n_days = n;
    return true;
}

static void compile_study(compiler *c)
{
    sf_model *m = c->model;
    const sf_node *cohorts = sf_node_get(c->root, "cohorts");

    c->day = SF_ALWAYS;
    m->start_civil_day = number(c, c->root, "time.start", 0.0);
    m->warm_up_days = ceil(number(c, c->root, "time.warm_up", 0.0)); /* begins at midnight, as working days do */
    m->length_days = number(c, c->root, "time.length", 0.0);
    m->origin_civil_day = m->start_civil_day - m->warm_up_days;
    m->seed = sf_node_seed(sf_node_get(c->root, "study.seed"));
    m->replications = (uint32_t)number(c, c->root, "study.replications", 1.0);
    m->n_cohorts = sf_node_count(cohorts);
    m->cohorts = take(c, m->n_cohorts, sizeof *m->cohorts);
    for (size_t i = 0; m->cohorts != NULL && i < m->n_cohorts; i++) {
        const sf_node *node = sf_node_at(cohorts, i);
        cohort *k = &m->cohorts[i];
        const char *programme_id = text(c, node, "programme");
        double reach;

        k->id = sf_node_id(node);
        k->programme = programme_id == NULL ? SF_NONE : index_of(c->programmes, m->n_programmes, programme_id);
        k->first = number(c, node, "first", 0.0) - m->origin_civil_day;
        k->last = number(c, node, "last", 0.0) + 1.0 - m->origin_civil_day;
        k->follow_days = number(c, node, "follow", 0.0);
        if (!(k->last > k->first && k->first >= m->warm_up_days && k->last <= m->warm_up_days + m->length_days))
            sf_problems_error(
                c->problems, sf_node_place(node),
                _("the members of cohort %s do not enter within the measured period; first must not be after last, and both must lie from time.start to time.start + time.length"),
                k->id);
        reach = k->last + k->follow_days - m->warm_up_days - m->length_days;
        m->follow_up_days = reach > m->follow_up_days ? reach : m->follow_up_days;
    }
    m->horizon_days = m->warm_up_days + m->length_days + m->follow_up_days;
}

static double longest_stay(const tiltak *t)
{
    return fmin(t->longest_days, sf_sampler_quantile(t->stay, 0.99));
}

/* Design 3: a warm-up shorter than the longest legal spell plus the longest tiltak leaves traces of the empty start. */
static void check_warm_up(compiler *c)
{
    const epoch *e = &c->model->scenarios[0].epochs[0];
    double spell = 0.0, stay = 0.0;

    for (size_t p = 0; p < c->model->n_programmes; p++) {
        if (e->programmes[p].has_clock)
            spell = fmax(spell, e->programmes[p].limit.days +
                                    (e->programmes[p].has_extension ? e->programmes[p].extension_cap.days : 0.0));
    }
    for (size_t i = 0; i < c->model->n_tiltak; i++)
        stay = fmax(stay, longest_stay(&e->tiltak[i]));
    if (spell > 0.0 && c->model->warm_up_days < spell + stay)
        sf_problems_warning(
            c->problems, sf_node_place(sf_node_get(c->root, "time")),
            _("the warm-up of %.0f days is shorter than the longest legal spell and the longest tiltak together (%.0f days): the first results "
              "still carry traces of an empty office; a warm_up of \"%.0f y\" would be right"),
            c->model->warm_up_days, spell + stay, ceil((spell + stay) / SF_DAYS_PER_YEAR));
}

static double bound_people(const sf_model *m)
{
    double most = 0.0;

    for (size_t s = 0; s < m->n_scenarios; s++) {
        double sum = 0.0;

        for (size_t e = 0; e < m->scenarios[s].n_epochs; e++) {
            const epoch *now = &m->scenarios[s].epochs[e];
            double until = e + 1 < m->scenarios[s].n_epochs ? m->scenarios[s].epochs[e + 1].from : m->horizon_days;

            for (size_t k = 0; k < m->n_streams; k++)
                sum += now->streams[k].rate * (until - now->from);
        }
        most = sum > most ? sum : most;
    }
    return most;
}

static sf_status compile_all(compiler *c, const sf_config *config)
{
    sf_model *m = c->model;
    const char *compare;

    gather_elements(c, sf_config_base(config));
    measure_sizes(c);
    if (c->status != SF_OK || c->problems->errors > 0)
        return c->status;
    if (m->n_segments == 0) {
        sf_problems_error(c->problems, NULL, "%s",
                          _("there are no segments; declare at least one, with share = \"1\""));
        return SF_OK;
    }
    c->day = SF_ALWAYS;
    gather_needs(c);
    gather_states(c);
    gather_task_names(c);
    compile_study(c);
    if (c->status != SF_OK || c->problems->errors > 0)
        return c->status;
    if (!fill_working_days(m))
        return SF_FAIL(c->err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
    m->n_scenarios = sf_config_scenario_count(config);
    m->scenarios = take(c, m->n_scenarios > 0 ? m->n_scenarios : 1, sizeof *m->scenarios);
    if (m->scenarios == NULL)
        return c->status;
    if (m->n_scenarios == 0) {
        m->n_scenarios = 1;
        m->scenarios[0] = (sf_scenario_tables){.id = "base", .label = "base", .overrides = ""};
        compile_scenario(c, sf_config_base(config), &m->scenarios[0]);
    } else {
        for (size_t i = 0; i < m->n_scenarios && c->status == SF_OK; i++) {
            m->scenarios[i] = (sf_scenario_tables){.id = sf_config_scenario_id(config, i),
                                                   .label = sf_config_scenario_label(config, i),
                                                   .overrides = sf_config_scenario_overrides(config, i)};
            compile_scenario(c, sf_config_scenario(config, i), &m->scenarios[i]);
        }
    }
    if (c->status != SF_OK)
        return c->status;
    c->status = sf_model_catalogue(m, config, c->err);
    if (c->status != SF_OK)
        return c->status;
    if (!sf_model_check_semantics(m, config, c->problems) || !sf_model_read_targets(m, config, c->problems))
        return SF_FAIL(c->err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
    if (c->problems->errors > 0)
        return c->status;
    gather_elements(c, sf_config_base(config));
    check_warm_up(c);
    c->day = SF_ALWAYS;
    compare = text(c, c->root, "study.compare_with");
    m->compare_with = compare == NULL ? m->scenarios[0].id : compare;
    m->people_bound = bound_people(m);
    return c->status;
}

sf_status sf_model_compile(const sf_config *config, sf_problems *problems, sf_model **out, sf_error *err)
{
    sf_model *model = calloc(1, sizeof *model);
    compiler c = {.model = model, .problems = problems, .err = err};
    sf_status status;

    if (model == NULL || (model->memory = calloc(1, sizeof *model->memory)) == NULL) {
        free(model);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
    }
    status = compile_all(&c, config);
    if (status == SF_OK)
        status = sf_problems_status(problems, err);
    if (status != SF_OK) {
        sf_model_free(model);
        return status;
    }
    *out = model;
    return SF_OK;
}
