/* models/compile_people.c - segments, profiles, barriers and the streams that people come in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

static double frailty_variance(const compiler *c, const sf_node *segment)
{
    const sf_node *written = compile_segment_key(c, segment, "frailty");

    return written == NULL ? 0.0 : sf_node_number(written, c->day);
}

/* Gamma with mean 1 and this variance (Vaupel, Manton & Stallard 1979); NULL without a variance. */
static const sf_sampler *compile_frailty(compiler *c, const sf_node *segment)
{
    const double variance = frailty_variance(c, segment);
    sf_distribution gamma = {.kind = SF_DIST_GAMMA, .b = variance, .mean = 1.0, .sd = sqrt(variance)};

    if (!(variance > 0.0))
        return NULL;
    gamma.a = 1.0 / variance;
    return compile_sampler_of(c, &gamma);
}

const segment_kind *compile_segments(compiler *c)
{
    segment_kind *out = compile_take(c, c->model->n_segments, sizeof *out);

    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++) {
        const sf_node *node = c->segments[s], *shares = compile_segment_key(c, node, "profiles");

        out[s].id = sf_node_id(node);
        out[s].young = compile_segment_is(c, node, "young");
        out[s].complex = compile_segment_is(c, node, "complex");
        out[s].frailty = compile_frailty(c, node);
        out[s].frailty_variance = frailty_variance(c, node);
        out[s].frailty_purpose = compile_purpose(c, "frailty");
        if (shares != NULL)
            out[s].profile_shares = compile_shares(c, shares, c->profiles, c->model->n_profiles);
    }
    return out;
}

const profile *compile_profiles(compiler *c)
{
    profile *out = compile_take(c, c->model->n_profiles, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_profiles; i++) {
        bool any;

        out[i].id = sf_node_id(c->profiles[i]);
        out[i].barriers = (uint32_t)compile_bits_among(c, sf_node_get(c->profiles[i], "barriers"), c->barriers,
                                                       c->model->n_barriers, &any);
        out[i].phi = compile_number(c, c->profiles[i], "phi", 0.0);
        out[i].goal = compile_reference(c, c->profiles[i], "goal", c->goals, c->model->n_goals);
        out[i].requires = UINT32_MAX;
        if (out[i].goal != SF_NONE)
        out[i].requires = (uint32_t)compile_bits_among(c, sf_node_get(c->goals[out[i].goal], "requires"), c->barriers,
                                                       c->model->n_barriers, &any);
    }
    return out;
}

const barrier *compile_barriers(compiler *c)
{
    barrier *out = compile_take(c, c->model->n_barriers, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_barriers; i++) {
        out[i].id = sf_node_id(c->barriers[i]);
        out[i].purpose = compile_purpose(c, "barriers.%s", out[i].id);
        out[i].clears = compile_by_segment(c, c->barriers[i], "clears");
        out[i].returns_purpose = compile_purpose(c, "barriers.%s.returns", out[i].id);
        out[i].returns = compile_by_segment(c, c->barriers[i], "returns");
        c->model->barriers_return = c->model->barriers_return || out[i].returns != NULL;
    }
    return out;
}

/* Shares of segments: the stream's own, else the segments' general ones. */
static const double *stream_shares(compiler *c, const sf_node *own)
{
    double *out, sum = 0.0;
    size_t rest = SIZE_MAX;

    if (own != NULL && compile_index(c->segments, c->model->n_segments, sf_node_name(sf_node_at(own, 0))) != SF_NONE)
        return compile_shares(c, own, c->segments, c->model->n_segments);
    out = compile_take(c, c->model->n_segments, sizeof *out);
    if (out != NULL && sf_node_get(c->root, "attributes") != NULL) {
        compile_combined_shares(c, own, out);
        return out;
    }
    for (size_t s = 0; out != NULL && s < c->model->n_segments; s++) {
        const sf_node *share = sf_node_get(c->segments[s], "share");

        if (sf_node_is_rest(share, c->day))
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
    out->purpose = compile_purpose(c, "%s", path);
    out->gap_purpose = compile_purpose(c, "gap");
    out->segment_purpose = compile_purpose(c, "segment");
    out->profile_purpose = compile_purpose(c, "profile");
    out->programme = out->tiltak = SF_NONE;
    out->rate = sf_node_number(rate, c->day);
    out->people = (double)INFINITY;
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
const stream *compile_streams(compiler *c)
{
    const sf_node *list = sf_node_get(c->root, "streams");
    stream *out = compile_take(c, c->model->n_streams, sizeof *out);
    size_t n = 0;

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < sf_node_count(list); i++) {
        const sf_node *node = sf_node_at(list, i);
        const char *to = compile_text(c, node, "to");
        char path[96];

        snprintf(path, sizeof path, "streams.%s", sf_node_id(node));
        fill_stream(c, &out[n], path, sf_node_id(node), sf_node_get(node, "rate"), sf_node_get(node, "season"),
                    sf_node_get(node, "shares"));
        out[n].people = compile_number(c, node, "people", (double)INFINITY);
        out[n].programme = compile_index(c->programmes, c->model->n_programmes, to);
        if (out[n].programme == SF_NONE)
            out[n].tiltak = compile_index(c->tiltak, c->model->n_tiltak, to);
        n++;
    }
    for (size_t p = 0; p < c->model->n_programmes; p++) {
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

/* The stream of that id: declared by itself, or a programme's own. */
static uint16_t stream_named(compiler *c, const stream *streams, const char *id)
{
    const sf_node *list = sf_node_get(c->root, "streams");
    bool is_declared = false;
    uint32_t wanted;

    for (size_t i = 0; i < sf_node_count(list); i++)
        is_declared = is_declared || strcmp(sf_node_id(sf_node_at(list, i)), id) == 0;
    wanted = compile_purpose(c, is_declared ? "streams.%s" : "programmes.%s", id);
    for (size_t i = 0; i < c->model->n_streams; i++) {
        if (streams[i].purpose == wanted)
            return (uint16_t)i;
    }
    return SF_NONE;
}

const assignment *compile_assignments(compiler *c, const stream *streams)
{
    const sf_node *list = sf_node_get(c->root, "assign");
    const sf_node **rows = compile_elements(c, list, true);
    assignment *out = compile_take(c, c->model->n_assignments, sizeof *out);

    for (size_t i = 0; out != NULL && rows != NULL && streams != NULL && i < c->model->n_assignments; i++) {
        const sf_node *node = rows[i], *segments = sf_node_get(node, "segments");
        assignment *a = &out[i];
        bool any;

        a->purpose = compile_purpose(c, "assign.%s", sf_node_id(node));
        a->stream = stream_named(c, streams, compile_text(c, node, "stream"));
        a->first = compile_number(c, node, "first", 0.0) - c->model->origin_civil_day;
        a->last = compile_number(c, node, "last", 0.0) + 1.0 - c->model->origin_civil_day;
        a->segments =
            segments == NULL ? UINT64_MAX : compile_bits_among(c, segments, c->segments, c->model->n_segments, &any);
        a->share = compile_number(c, node, "share", 1.0);
        a->acts = compile_is_on(c, node, "acts");
        a->programme = compile_reference(c, node, "programme", c->programmes, c->model->n_programmes);
        a->tiltak = compile_reference(c, node, "tiltak", c->tiltak, c->model->n_tiltak);
        if (a->stream == SF_NONE)
            sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "stream")),
                              _("%s has no arrivals of its own; name a stream, or a programme with arrivals"),
                              compile_text(c, node, "stream"));
        else if (streams[a->stream].programme == SF_NONE)
            sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "stream")),
                              _("the stream %s leads into a tiltak, not a programme; choose another"),
                              compile_text(c, node, "stream"));
        else if (a->programme == SF_NONE && a->tiltak == SF_NONE)
            sf_problems_error(c->problems, sf_node_place(node),
                              _("%s is sent nowhere; write a programme, a tiltak, or both"), sf_node_id(node));
    }
    return out;
}
