/* results/design.c - a design to JSON and back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/design.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

static const char *const kind_words[SF_DESIGN_KINDS] = {"sweep", "gaps", "sensitivity", "morris", "hypercube"};
static const char *const role_words[SF_ROLES] = {"point", "more", "low", "high", "step", "draw"};

/* JSON has no NAN; null stands for it. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *axes_of(const sf_design *d)
{
    json_t *list = json_array();

    for (size_t i = 0; i < d->n_axes; i++) {
        const sf_design_axis *a = &d->axes[i];

        json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:s}", "path", a->path, "unit", a->unit,
                                              "value", number(a->value), "low", number(a->low), "high", number(a->high),
                                              "range", a->range, "source", a->source));
    }
    return list;
}

static json_t *points_of(const sf_design *d)
{
    json_t *list = json_array();

    for (size_t i = 0; i < d->n_points; i++) {
        const sf_design_point *p = &d->points[i];
        json_t *at = json_array();

        for (size_t k = 0; k < p->n_at; k++)
            json_array_append_new(at, json_pack("[I, o]", (json_int_t)p->at[k].axis, number(p->at[k].value)));
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:I, s:o}", "scenario", p->scenario, "of", p->of,
                                              "role", role_words[p->role], "number", (json_int_t)p->number, "step",
                                              (json_int_t)p->step, "at", at));
    }
    return list;
}

/* The seed as text: JSON's whole numbers are signed. */
static json_t *drawing_of(const sf_design_drawing *d)
{
    json_t *places = json_array();
    char seed[24];

    for (size_t i = 0; i < d->n; i++)
        json_array_append_new(places, json_integer((json_int_t)d->places[i]));
    snprintf(seed, sizeof seed, "%" PRIu64, d->seed);
    return json_pack("{s:s, s:I, s:o}", "seed", seed, "round", (json_int_t)d->round, "places", places);
}

sf_status sf_design_write(const sf_design *d, char **out, sf_error *err)
{
    json_t *left_out = json_array(), *root;

    for (size_t i = 0; i < d->n_left_out; i++)
        json_array_append_new(left_out, json_string(d->left_out[i]));
    root = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "kind", kind_words[d->kind], "from", d->from, "until", d->until,
                     "axes", axes_of(d), "points", points_of(d), "left_out", left_out);
    if (root != NULL && d->drawing.n > 0)
        json_object_set_new(root, "drawing", drawing_of(&d->drawing));
    *out = root == NULL ? NULL : json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_decref(root);
    return *out != NULL ? SF_OK : SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
}

/* --- and back ---------------------------------------------------------------------------------------------------------- */

typedef struct reading {
    sf_design_memory *take;
    void *user;
    bool is_spent, is_wrong;
} reading;

static const char *text_in(reading *r, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    char *copy = NULL;

    if (text == NULL)
        r->is_wrong = true;
    else
        copy = r->take(r->user, strlen(text) + 1, 1);
    if (copy != NULL)
        memcpy(copy, text, strlen(text) + 1);
    r->is_spent |= text != NULL && copy == NULL;
    return copy != NULL ? copy : "";
}

static double number_in(const json_t *value)
{
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static size_t word_in(reading *r, const json_t *object, const char *key, const char *const *words, size_t n)
{
    const char *text = json_string_value(json_object_get(object, key));

    for (size_t i = 0; i < n && text != NULL; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    r->is_wrong = true;
    return 0;
}

/* Zeroed memory for what a list holds; NULL for an empty one, too. */
static void *room_for(reading *r, const json_t *list, size_t size, size_t *n)
{
    void *room;

    *n = 0;
    if (!json_is_array(list)) {
        r->is_wrong = true;
        return NULL;
    }
    room = r->take(r->user, json_array_size(list) + 1, size);
    r->is_spent |= room == NULL;
    if (room != NULL)
        *n = json_array_size(list);
    return room;
}

static void read_axes(reading *r, const json_t *list, sf_design *out)
{
    sf_design_axis *axes = room_for(r, list, sizeof *axes, &out->n_axes);

    for (size_t i = 0; i < out->n_axes; i++) {
        const json_t *one = json_array_get(list, i);

        axes[i] = (sf_design_axis){.path = text_in(r, one, "path"),
                                   .unit = text_in(r, one, "unit"),
                                   .value = number_in(json_object_get(one, "value")),
                                   .low = number_in(json_object_get(one, "low")),
                                   .high = number_in(json_object_get(one, "high")),
                                   .range = text_in(r, one, "range"),
                                   .source = text_in(r, one, "source")};
    }
    out->axes = axes;
}

static void read_point(reading *r, const json_t *one, size_t n_axes, sf_design_point *out)
{
    const json_t *at = json_object_get(one, "at");
    sf_design_value *values = room_for(r, at, sizeof *values, &out->n_at);

    out->scenario = text_in(r, one, "scenario");
    out->of = text_in(r, one, "of");
    out->role = (sf_design_role)word_in(r, one, "role", role_words, SF_ROLES);
    out->number = (size_t)json_integer_value(json_object_get(one, "number"));
    out->step = (size_t)json_integer_value(json_object_get(one, "step")); /* 0 where none is written */
    for (size_t k = 0; k < out->n_at; k++) {
        const json_int_t axis = json_integer_value(json_array_get(json_array_get(at, k), 0));

        r->is_wrong |= axis < 0 || (size_t)axis >= n_axes;
        values[k] = (sf_design_value){(size_t)axis, number_in(json_array_get(json_array_get(at, k), 1))};
    }
    out->at = values;
}

static void read_points(reading *r, const json_t *list, sf_design *out)
{
    sf_design_point *points = room_for(r, list, sizeof *points, &out->n_points);

    for (size_t i = 0; i < out->n_points; i++)
        read_point(r, json_array_get(list, i), out->n_axes, &points[i]);
    out->points = points;
}

static void read_drawing(reading *r, const json_t *one, sf_design_drawing *out)
{
    const json_t *list = json_object_get(one, "places");
    const char *seed = json_string_value(json_object_get(one, "seed"));
    size_t *places = room_for(r, list, sizeof *places, &out->n);

    r->is_wrong |= seed == NULL;
    out->seed = seed != NULL ? strtoull(seed, NULL, 10) : 0;
    out->round = (size_t)json_integer_value(json_object_get(one, "round"));
    r->is_wrong |= out->round == 0;
    for (size_t i = 0; places != NULL && i < out->n; i++)
        places[i] = (size_t)json_integer_value(json_array_get(list, i));
    out->places = places;
}

static void read_left_out(reading *r, const json_t *list, sf_design *out)
{
    const char **texts = room_for(r, list, sizeof *texts, &out->n_left_out);

    for (size_t i = 0; i < out->n_left_out; i++) {
        const json_t *wrapped = json_array_get(list, i);
        const char *text = json_is_string(wrapped) ? json_string_value(wrapped) : "";
        char *copy = r->take(r->user, strlen(text) + 1, 1);

        r->is_spent |= copy == NULL;
        texts[i] = copy != NULL ? memcpy(copy, text, strlen(text) + 1) : "";
    }
    out->left_out = texts;
}

sf_status sf_design_read(const char *json, sf_design_memory *take, void *user, sf_design *out, sf_error *err)
{
    reading r = {.take = take, .user = user};
    json_t *root = json_loads(json, 0, NULL);

    *out = (sf_design){.kind = (sf_design_kind)word_in(&r, root, "kind", kind_words, SF_DESIGN_KINDS),
                       .from = text_in(&r, root, "from"),
                       .until = text_in(&r, root, "until")};
    read_axes(&r, json_object_get(root, "axes"), out);
    read_points(&r, json_object_get(root, "points"), out);
    if (json_object_get(root, "drawing") != NULL)
        read_drawing(&r, json_object_get(root, "drawing"), &out->drawing);
    read_left_out(&r, json_object_get(root, "left_out"), out);
    json_decref(root);
    if (r.is_spent)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    if (r.is_wrong)
        return SF_FAIL(err, SF_EDATA, NULL, "%s",
                       _("what the study says about its generated scenarios cannot be read"));
    return SF_OK;
}

/* --- questions --------------------------------------------------------------------------------------------------------- */

double sf_design_value_at(const sf_design_point *point, size_t axis)
{
    for (size_t i = 0; i < point->n_at; i++)
        if (point->at[i].axis == axis)
            return point->at[i].value;
    return (double)NAN;
}

const sf_design_point *sf_design_point_of(const sf_design *design, const char *scenario)
{
    for (size_t i = 0; i < design->n_points; i++)
        if (strcmp(design->points[i].scenario, scenario) == 0)
            return &design->points[i];
    return NULL;
}
