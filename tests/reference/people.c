/* tests/reference/people.c - section "People and their luck" of docs/model.md; arrivals as in docs/streams.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "reference/reference.h"

/* Layer 0 covers rates of 0 to 1 a day, layer n of 2^(n-1) to 2^n. */
static double floor_of(uint32_t layer)
{
    return layer == 0 ? 0.0 : pow(2.0, layer - 1.0);
}

static double width_of(uint32_t layer)
{
    return layer == 0 ? 1.0 : pow(2.0, layer - 1.0);
}

size_t ref_home_of(const ref_world *w, uint64_t key)
{
    size_t home = 0;

    if (w->model->n_offices > 1) {
        const double u = sf_luck_uniform(w->luck, key, w->model->home_purpose, 0, 0);

        while (u >= w->rules->offices[home].until)
            home++;
    }
    return home;
}

static bool is_stream(const ref_world *w, const ref_layer *layer)
{
    return layer->stream < w->model->n_streams;
}

static const labour_market *market_of(const ref_world *w, const epoch *rules, const ref_layer *layer)
{
    return &rules->markets[layer->stream - w->model->n_streams];
}

static double season(double amplitude, double period, double t)
{
    return amplitude > 0.0 ? 1.0 + amplitude * sin(2.0 * acos(-1.0) * t / period) : 1.0;
}

/* rate x (1 + a sin(2 pi t / period)), by the rules in force at t; of openings times the labour demand where they come. */
static double rate_at(const ref_world *w, const ref_layer *layer, uint64_t subject, double t)
{
    const epoch *then = NULL;
    const labour_market *m;

    for (size_t e = 0; e < w->scenario->n_epochs; e++) {
        if (w->scenario->epochs[e].from <= t)
            then = &w->scenario->epochs[e];
    }
    assert(then != NULL); /* the first rules are there from the start */
    if (is_stream(w, layer)) {
        const stream *s = &then->streams[layer->stream];

        return s->rate * season(s->season_amplitude, s->season_period, t);
    }
    m = market_of(w, then, layer);
    return m->rate * season(m->season_amplitude, m->season_period, t) * then->offices[ref_home_of(w, subject)].labour;
}

/* The subject of candidate k of a layer. */
static uint64_t subject_of(const ref_world *w, const ref_layer *layer)
{
    const uint32_t purpose =
        is_stream(w, layer) ? w->rules->streams[layer->stream].purpose : market_of(w, w->rules, layer)->purpose;

    return (uint64_t)purpose << 32 | (layer->layer * UINT64_C(0x4000000) + layer->candidate);
}

/* The next candidate whose height lies below the rate. */
static void next_arrival(ref_world *w, ref_layer *layer)
{
    if (is_stream(w, layer) && w->arrived[layer->stream] >= w->rules->streams[layer->stream].people)
        return;
    while (layer->candidate_comes < w->model->horizon_days) {
        const uint32_t gap = is_stream(w, layer) ? w->rules->streams[layer->stream].gap_purpose
                                                 : market_of(w, w->rules, layer)->gap_purpose;
        uint64_t subject;
        double height;

        layer->candidate++;
        subject = subject_of(w, layer);
        layer->candidate_comes += sf_luck_exponential(w->luck, subject, gap, 0, 0) / width_of(layer->layer);
        height = sf_uniform(sf_luck_draw(w->luck, subject, gap, 0, 0, 0).word[1]);
        if (floor_of(layer->layer) + height * width_of(layer->layer) <
            rate_at(w, layer, subject, layer->candidate_comes)) {
            ref_arrange(w, &layer->arrival, layer->candidate_comes, TURN_ARRIVAL);
            return;
        }
    }
}

void ref_streams_begin(ref_world *w)
{
    w->arrived = calloc(w->model->n_streams + 1, sizeof *w->arrived);
    assert(w->arrived != NULL);
    for (size_t s = 0; s < w->model->n_streams + w->model->n_markets; s++) {
        double highest = 0.0;
        uint32_t layer = 0;

        for (size_t e = 0; e < w->scenario->n_epochs; e++) {
            const epoch *then = &w->scenario->epochs[e];

            highest = fmax(highest, s < w->model->n_streams
                                        ? then->streams[s].rate * (1.0 + then->streams[s].season_amplitude)
                                        : most_openings(w->model, then, s - w->model->n_streams));
        }
        do {
            w->layers = realloc(w->layers, (w->n_layers + 1) * sizeof *w->layers);
            assert(w->layers != NULL);
            w->layers[w->n_layers++] = (ref_layer){.stream = s, .layer = layer};
        } while (floor_of(++layer) < highest);
    }
    for (size_t i = 0; i < w->n_layers; i++)
        next_arrival(w, &w->layers[i]);
}

/* Which of n shares, laid end to end, u falls into; shares of zero never. */
static size_t choice(const double *shares, size_t n, double u)
{
    double upper = 0.0;
    size_t last = 0;

    for (size_t i = 0; i < n; i++) {
        if (shares[i] <= 0.0)
            continue;
        upper += shares[i];
        last = i;
        if (u < upper)
            break;
    }
    return last;
}

static void is_added(ref_person ***list, size_t *n, ref_person *p)
{
    *list = realloc(*list, (*n + 1) * sizeof(ref_person *));
    assert(*list != NULL);
    (*list)[(*n)++] = p;
}

void ref_is_gone(ref_world *w, ref_person *p)
{
    size_t i = 0;

    while (w->people[i] != p)
        i++;
    w->people[i] = w->people[--w->n_people];
    is_added(&w->gone, &w->n_gone, p);
}

void ref_people_are_forgotten(ref_world *w)
{
    while (w->n_people > 0)
        ref_is_gone(w, w->people[0]);
    for (size_t i = 0; i < w->n_gone; i++) {
        while (w->gone[i]->n_parts > 0)
            ref_part_ends(w->gone[i], w->gone[i]->parts[0]);
        free(w->gone[i]->lines_joined);
        free(w->gone[i]->treatments_ended);
        free(w->gone[i]);
    }
    free(w->gone);
    free(w->people);
}

ref_person *ref_person_is_made(ref_world *w, uint64_t key)
{
    ref_person *p = calloc(1, sizeof *p);

    assert(p != NULL);
    is_added(&w->people, &w->n_people, p);
    p->key = key;
    p->start = p->completed_at = NAN;
    p->frailty_left = 1.0;
    p->ordinary_limit = p->limit = (double)INFINITY;
    p->profile = p->programme = p->team = p->latest_tiltak = p->full_line = p->claim = p->met = p->assigned = SF_NONE;
    p->sought = SF_NONE;
    p->lines_joined = calloc(w->model->n_tiltak + 1, sizeof *p->lines_joined);
    p->treatments_ended = calloc(w->model->n_treatments + 1, sizeof *p->treatments_ended);
    assert(p->lines_joined != NULL && p->treatments_ended != NULL);
    p->home = ref_home_of(w, key);
    return p;
}

void ref_comes_to_programme(ref_world *w, ref_person *p)
{
    if (ref_programme(w, p)->application_wait != NULL || ref_programme(w, p)->application_task != SF_NONE)
        ref_application_begins(w, p);
    else
        ref_is_let_in(w, p);
}

/* The marked are sent elsewhere, while that acts. */
static void is_assigned(const ref_world *w, ref_person *p, size_t stream_number)
{
    for (size_t i = 0; i < w->model->n_assignments; i++) {
        const assignment *a = &w->rules->assignments[i];
        const bool is_marked = sf_luck_uniform(w->luck, p->key, a->purpose, 0, 0) < a->share &&
                               (a->segments >> p->segment & 1) != 0 && w->now >= a->first && w->now < a->last;

        if (a->stream == stream_number && is_marked && a->acts) {
            p->programme = a->programme != SF_NONE ? a->programme : p->programme;
            p->assigned = a->tiltak != SF_NONE ? a->tiltak : p->assigned;
        }
    }
}

void ref_arrives(ref_world *w, ref_layer *layer)
{
    const uint64_t key = subject_of(w, layer);
    const segment_kind *segment;
    const stream *s;
    ref_person *p;

    if (!is_stream(w, layer)) {
        ref_opening_comes(w, layer->stream - w->model->n_streams, key, ref_home_of(w, key));
        next_arrival(w, layer);
        return;
    }
    s = &w->rules->streams[layer->stream];
    p = ref_person_is_made(w, key);
    w->arrived[layer->stream] += 1.0;
    for (size_t i = 0; i < w->n_layers && w->arrived[layer->stream] >= s->people; i++) { /* the stream ends */
        if (w->layers[i].stream == layer->stream)
            w->layers[i].arrival.is_made = false;
    }
    p->segment = choice(s->shares, w->model->n_segments, sf_luck_uniform(w->luck, p->key, s->segment_purpose, 0, 0));
    segment = &w->rules->segments[p->segment];
    if (segment->profile_shares != NULL) {
        p->profile = choice(segment->profile_shares, w->model->n_profiles,
                            sf_luck_uniform(w->luck, p->key, s->profile_purpose, 0, 0));
        p->barriers = w->rules->profiles[p->profile].barriers;
    }
    ref_tell(w, p, SF_LIFE_ARRIVES, p->segment);
    if (s->programme == SF_NONE) { /* straight into the line of a tiltak */
        p->stage = ONLY_TILTAK;
        ref_joins_line(w, p, s->tiltak);
    } else {
        p->programme = s->programme;
        is_assigned(w, p, layer->stream);
        ref_comes_to_programme(w, p);
    }
    next_arrival(w, layer);
}
