/* models/report.c - from the counters of one replication to its record.
 * Means and shares keep numerator and denominator, so that replications add up as sum/sum.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "models/checks.h"
#include "models/gaps.h"

typedef struct writer {
    const run *r;
    const sf_model *m;
    measures *x;
    sf_replication_record *record;
    size_t observation_room, histogram_room, bin_room;
    uint64_t *sums[SF_WAIT_ENDS]; /* counts per slot, added up over tallies */
    double *share;
    bool failed;
} writer;

static bool grows(void **items, size_t *room, size_t needed, size_t size)
{
    size_t wanted = *room;
    void *moved;

    while (wanted < needed)
        wanted = wanted < 256 ? 256 : wanted * 2;
    if (wanted == *room)
        return true;
    moved = realloc(*items, wanted * size);
    if (moved == NULL)
        return false;
    *items = moved;
    *room = wanted;
    return true;
}

static void put(writer *w, uint16_t metric, uint16_t entity, size_t seg, sf_stat stat, double num, double den,
                double value)
{
    if (w->failed || !grows((void **)&w->record->observations, &w->observation_room, w->record->n_observations + 1,
                            sizeof(sf_observation))) {
        w->failed = true;
        return;
    }
    w->record->observations[w->record->n_observations++] =
        (sf_observation){metric, entity, (uint16_t)seg, (uint8_t)stat, num, den, value};
}

static void put_ratio(writer *w, uint16_t metric, uint16_t entity, size_t seg, sf_stat stat, double num, double den)
{
    put(w, metric, entity, seg, stat, num, den, den > 0.0 ? num / den : (double)NAN);
}

static void put_value(writer *w, uint16_t metric, uint16_t entity, size_t seg, sf_stat stat, double value)
{
    put(w, metric, entity, seg, stat, NAN, NAN, value);
}

/* --- waits ------------------------------------------------------------------------------------------------------------------------- */

/* The slots of one octave that hold something. */
static void put_bins(writer *w, const uint64_t *counts, uint32_t octave)
{
    sf_replication_record *record = w->record;

    for (uint32_t slot = sf_octave_begin(octave); slot < sf_octave_end(octave); slot++) {
        if (counts[slot] == 0)
            continue;
        if (!grows((void **)&record->bins, &w->bin_room, record->n_bins + 1, sizeof(sf_histogram_bin))) {
            w->failed = true;
            return;
        }
        record->bins[record->n_bins++] = (sf_histogram_bin){sf_bin_of_slot(slot), (uint32_t)counts[slot]};
    }
}

static void put_histogram(writer *w, uint16_t metric, uint16_t entity, size_t seg, sf_wait_end end, uint64_t octaves)
{
    sf_replication_record *record = w->record;
    uint32_t first = (uint32_t)record->n_bins;

    for (uint32_t octave = 0; octave < SF_OCTAVES; octave++) {
        if ((octaves >> octave & 1) != 0)
            put_bins(w, w->sums[end], octave);
    }
    if (record->n_bins == first)
        return;
    if (!grows((void **)&record->histograms, &w->histogram_room, record->n_histograms + 1,
               sizeof(sf_histogram_record))) {
        w->failed = true;
        return;
    }
    record->histograms[record->n_histograms++] =
        (sf_histogram_record){metric, entity, (uint16_t)seg, (uint8_t)end, first, (uint32_t)(record->n_bins - first)};
}

static void counts_added(writer *w, const wait_tally *t)
{
    for (uint32_t octave = 0; octave < SF_OCTAVES; octave++) {
        for (int e = 0; (t->octaves >> octave & 1) != 0 && e < SF_WAIT_ENDS; e++) {
            for (uint32_t slot = sf_octave_begin(octave); slot < sf_octave_end(octave); slot++)
                w->sums[e][slot] += t->counts[e][slot];
        }
    }
}

/* They are all 0 between two waits. */
static void sums_cleared(writer *w, uint64_t octaves)
{
    for (uint32_t octave = 0; octave < SF_OCTAVES; octave++) {
        for (int e = 0; (octaves >> octave & 1) != 0 && e < SF_WAIT_ENDS; e++)
            memset(&w->sums[e][sf_octave_begin(octave)], 0,
                   (sf_octave_end(octave) - sf_octave_begin(octave)) * sizeof(uint64_t));
    }
}

/* Sums over the segments of a group; of integers, exactly. */
static double sum_of(const writer *w, size_t group, const double *by_segment)
{
    const uint64_t segments = sf_model_segments_of(w->m, group);
    double sum = 0.0;

    for (size_t k = 0; k < w->m->n_segments; k++)
        sum += (segments >> k & 1) != 0 ? by_segment[k] : 0.0;
    return sum;
}

static double count_of(const writer *w, size_t group, const uint64_t *by_segment)
{
    const uint64_t segments = sf_model_segments_of(w->m, group);
    uint64_t sum = 0;

    for (size_t k = 0; k < w->m->n_segments; k++)
        sum += (segments >> k & 1) != 0 ? by_segment[k] : 0;
    return (double)sum;
}

/* Is somebody of that segment (numbered as in the catalogue) one of the group? */
static bool is_in_group(const writer *w, size_t group, uint16_t segment)
{
    return group == 0 || (sf_model_segments_of(w->m, group) >> (segment - 1) & 1) != 0;
}

/* The waits of entities [from, to) and one group of people together, as rows and histograms of (entity, group). */
static void put_wait(writer *w, wait_kind kind, uint16_t metric, uint16_t entity, size_t from, size_t to, size_t seg)
{
    const uint64_t segments = sf_model_segments_of(w->m, seg);
    sf_moments moments = {0};
    uint64_t ends[SF_WAIT_ENDS] = {0}, zero = 0, joined, ended, abandoned_at_once = 0, octaves = 0;
    double sum = 0.0, target = w->m->catalogue.metrics[metric].target;

    for (size_t of = from; of < to; of++) {
        for (size_t k = 0; k < w->m->n_segments; k++) {
            const wait_tally *t = &w->x->waits[kind][of * w->m->n_segments + k];

            if ((segments >> k & 1) == 0 || t->ends[0] + t->ends[1] + t->ends[2] == 0)
                continue;
            for (int e = 0; e < SF_WAIT_ENDS; e++)
                ends[e] += t->ends[e];
            counts_added(w, t);
            octaves |= t->octaves;
            abandoned_at_once += t->counts[SF_WAIT_ABANDONED][0];
            zero += t->zero;
            sum += t->sum;
            sf_moments_merge(&moments, &t->moments);
        }
    }
    ended = ends[SF_WAIT_SERVED] + ends[SF_WAIT_ABANDONED];
    joined = ended + ends[SF_WAIT_OPEN];
    put_value(w, metric, entity, seg, SF_STAT_COUNT, (double)joined);
    if (joined == 0)
        return;
    put_ratio(w, metric, entity, seg, SF_STAT_MEAN, sum, (double)ended);
    put(w, metric, entity, seg, SF_STAT_SD, moments.squares, (double)ended, sf_moments_sd(&moments));
    if (kind != KIND_STAY) {
        put_ratio(w, metric, entity, seg, SF_STAT_SHARE_ZERO, (double)(zero - abandoned_at_once), (double)joined);
        put_ratio(w, metric, entity, seg, SF_STAT_ABANDONED, (double)ends[SF_WAIT_ABANDONED], (double)joined);
        put_ratio(w, metric, entity, seg, SF_STAT_STILL_WAITING, (double)ends[SF_WAIT_OPEN], (double)joined);
    }
    (void)sf_incidence_in(octaves, w->sums[SF_WAIT_SERVED], w->sums[SF_WAIT_ABANDONED], w->sums[SF_WAIT_OPEN],
                          w->share);
    put_value(w, metric, entity, seg, SF_STAT_P50, sf_incidence_quantile(w->share, 0.5));
    put_value(w, metric, entity, seg, SF_STAT_P90, sf_incidence_quantile(w->share, 0.9));
    put_value(w, metric, entity, seg, SF_STAT_P95, sf_incidence_quantile(w->share, 0.95));
    if (!isnan(target))
        put_value(w, metric, entity, seg, SF_STAT_SHARE_WITHIN, sf_incidence_within(w->share, target));
    for (int e = 0; e < SF_WAIT_ENDS; e++)
        put_histogram(w, metric, entity, seg, (sf_wait_end)e, octaves);
    sums_cleared(w, octaves);
}

static void put_waits(writer *w, wait_kind kind, uint16_t metric, uint16_t (*entity)(const sf_model *, size_t))
{
    size_t n = w->x->n_waits[kind], s = w->m->n_segments;
    uint64_t any = 0;

    for (size_t i = 0; i < n * s; i++) {
        for (int e = 0; e < SF_WAIT_ENDS; e++)
            any += w->x->waits[kind][i].ends[e];
    }
    if (any == 0)
        return;
    for (size_t group = 0; group < sf_model_groups(w->m); group++)
        put_wait(w, kind, metric, 0, 0, n, group);
    for (size_t of = 0; of < n; of++) {
        any = 0;
        for (size_t i = 0; i < s; i++) {
            for (int e = 0; e < SF_WAIT_ENDS; e++)
                any += w->x->waits[kind][of * s + i].ends[e];
        }
        if (any == 0)
            continue;
        for (size_t group = 0; group < sf_model_groups(w->m); group++)
            put_wait(w, kind, metric, entity(w->m, of), of, of + 1, group);
    }
}

static uint16_t programme_entity(const sf_model *m, size_t i)
{
    (void)m;
    return entity_of_programme(i);
}

static void put_all_waits(writer *w)
{
    const metric_numbers *n = &w->m->metrics;

    put_waits(w, KIND_VEILEDER, n->wait_veileder, entity_of_team);
    for (int k = 0; k < TASK_WAITS; k++)
        put_waits(w, (wait_kind)(KIND_MEETING + k), n->wait_task[k], programme_entity);
    put_waits(w, KIND_TREATMENT, n->wait_treatment, entity_of_treatment);
    put_waits(w, KIND_TILTAK, n->wait_tiltak, entity_of_tiltak);
    if (w->m->people_are_selected)
        put_waits(w, KIND_LIST, n->wait_list, programme_entity);
    if (w->m->n_markets > 0)
        put_waits(w, KIND_OPENING, n->wait_opening, entity_of_market);
    put_waits(w, KIND_STAY, n->stay, programme_entity);
}

/* --- levels and shares ---------------------------------------------------------------------------------------------------------------- */

static double window_days(const writer *w)
{
    return w->m->length_days;
}

static double window_years(const writer *w)
{
    return w->m->length_days / SF_DAYS_PER_YEAR;
}

static double area(const writer *w, level_kind kind, size_t of)
{
    double sum = 0.0;

    for (size_t k = 0; k < w->m->n_segments; k++)
        sum += w->x->in_window[kind][of * w->m->n_segments + k];
    return sum;
}

/* The time average of a level, for each entity and segment and for all together. */
static void put_level(writer *w, level_kind kind, uint16_t metric, uint16_t (*entity)(const sf_model *, size_t),
                      bool by_segment)
{
    size_t s = w->m->n_segments, n = w->x->n_levels[kind];
    double all = 0.0;

    for (size_t of = 0; of < n; of++) {
        put_ratio(w, metric, entity(w->m, of), 0, SF_STAT_MEAN, area(w, kind, of), window_days(w));
        all += area(w, kind, of);
        for (size_t group = 1; by_segment && group < sf_model_groups(w->m); group++)
            put_ratio(w, metric, entity(w->m, of), group, SF_STAT_MEAN,
                      sum_of(w, group, &w->x->in_window[kind][of * s]), window_days(w));
    }
    if (n > 0)
        put_ratio(w, metric, 0, 0, SF_STAT_MEAN, all, window_days(w));
    for (size_t group = 1; by_segment && n > 0 && group < sf_model_groups(w->m); group++) {
        double sum = 0.0;

        for (size_t of = 0; of < n; of++)
            sum += sum_of(w, group, &w->x->in_window[kind][of * s]);
        put_ratio(w, metric, 0, group, SF_STAT_MEAN, sum, window_days(w));
    }
}

typedef double cell_value(const writer *w, size_t cell, size_t which);

/* What the segments of a group have of a measure in programme p. */
static double sum_of_cells(const writer *w, size_t group, size_t p, cell_value *value, size_t which)
{
    const uint64_t segments = sf_model_segments_of(w->m, group);
    double sum = 0.0;

    for (size_t k = 0; k < w->m->n_segments; k++)
        sum += (segments >> k & 1) != 0 ? value(w, p * w->m->n_segments + k, which) : 0.0;
    return sum;
}

/* A ratio for each programme and group, and for all together. */
static void put_by_programme(writer *w, uint16_t metric, sf_stat stat, cell_value *num, cell_value *den, size_t which)
{
    double total_num = 0.0, total_den = 0.0;

    for (size_t p = 0; p < w->m->n_programmes; p++) {
        for (size_t group = 0; group < sf_model_groups(w->m); group++)
            put_ratio(w, metric, entity_of_programme(p), group, stat, sum_of_cells(w, group, p, num, which),
                      sum_of_cells(w, group, p, den, which));
        total_num += sum_of_cells(w, 0, p, num, which);
        total_den += sum_of_cells(w, 0, p, den, which);
    }
    put_ratio(w, metric, 0, 0, stat, total_num, total_den);
}

/* One programme's rates a year, in all and by group. */
static void put_rate_of_programme(writer *w, uint16_t metric, size_t p, cell_value *num, size_t which)
{
    for (size_t group = 0; group < sf_model_groups(w->m); group++)
        put_ratio(w, metric, entity_of_programme(p), group, SF_STAT_RATE, sum_of_cells(w, group, p, num, which),
                  window_years(w));
}

/* Events per year, for each programme and group, and for all together: every row has the same years. */
static void put_rates_by_programme(writer *w, uint16_t metric, cell_value *num, size_t which)
{
    double total = 0.0;

    for (size_t p = 0; p < w->m->n_programmes; p++) {
        put_rate_of_programme(w, metric, p, num, which);
        total += sum_of_cells(w, 0, p, num, which);
    }
    put_ratio(w, metric, 0, 0, SF_STAT_RATE, total, window_years(w));
}

static double exits_of(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->waits[KIND_STAY][cell].ends[SF_WAIT_SERVED];
}
static double out_by(const writer *w, size_t cell, size_t state)
{
    return (double)w->x->flow_out[cell * w->m->n_states + state];
}
static double out_after_start(const writer *w, size_t cell, size_t state);
static double entered(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->entered[cell];
}
static double at_limit(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->limit_reached[cell];
}
static double lost_to(const writer *w, size_t cell, size_t cause)
{
    return w->x->lost[cell * LOST_CAUSES + cause];
}
static double limits(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return w->x->limit_days[cell];
}
static double stock_months(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return w->x->in_window[LEVEL_STOCK][cell] / SF_DAYS_PER_MONTH;
}
static double people_seen(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->snapshot_people[cell];
}
static double ready(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->ready[cell];
}
static double over_months(const writer *w, size_t cell, size_t k)
{
    return (double)w->x->over[cell * SF_OVER_MONTHS + k];
}
static double since_contact(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return w->x->since_contact[cell];
}
static double late(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->due_late[cell];
}
static double held_due(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->due_held[cell];
}
static double continued(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->continued[cell];
}
static double repeated(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return (double)w->x->repeated[cell];
}
static double tiltak_in_spells(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return w->x->tiltak_count[cell];
}
static double contact_in(const writer *w, size_t cell, size_t phase)
{
    return w->x->contact[cell * PHASES + phase];
}

static double contacts(const writer *w, size_t cell, size_t which)
{
    (void)which;
    return w->x->contact[cell * PHASES] + w->x->contact[cell * PHASES + 1] + w->x->contact[cell * PHASES + 2];
}

/* Person-months in a phase: its share of the people seen at month ends, of all person-months. */
static double months_in(const writer *w, size_t cell, size_t phase)
{
    double seen = (double)w->x->snapshot_people[cell];

    return seen > 0.0 ? stock_months(w, cell, 0) * (double)w->x->phase_people[cell * PHASES + phase] / seen : 0.0;
}

/* Exits of people whose programme had started: outcome shares leave out those refused or not selected. */
static double out_after_start(const writer *w, size_t cell, size_t state)
{
    const sf_transition *t = w->record->transitions;
    size_t s = w->m->n_segments, programme_number = cell / s;
    uint16_t from = w->r->now->programmes[programme_number].state;

    for (size_t i = 0; i < w->record->n_transitions; i++) {
        if (t[i].segment == 1 + cell % s && t[i].from_state == from && t[i].to_state == state)
            return (double)t[i].count;
    }
    return 0.0;
}

static void put_people(writer *w)
{
    const sf_model *m = w->m;
    const metric_numbers *n = &m->metrics;
    size_t s = m->n_segments;

    put_level(w, LEVEL_STOCK, n->stock, programme_entity, true);
    put_level(w, LEVEL_APPLYING, n->queue_application, programme_entity, true);
    if (m->people_are_selected)
        put_level(w, LEVEL_LISTED, n->queue_list, programme_entity, true);
    put_rates_by_programme(w, n->flow_start, entered, 0);
    put_by_programme(w, n->limit_reached, SF_STAT_MEAN, at_limit, exits_of, 0);
    put_by_programme(w, n->tiltak_count, SF_STAT_MEAN, tiltak_in_spells, exits_of, 0);
    for (int k = 0; k < SF_OVER_MONTHS; k++)
        put_by_programme(w, n->stock_over[k], SF_STAT_MEAN, over_months, people_seen, (size_t)k);
    if (n->stock_ready != SF_NONE)
        put_by_programme(w, n->stock_ready, SF_STAT_MEAN, ready, people_seen, 0);
    for (int k = 0; k < LOST_CAUSES; k++)
        put_by_programme(w, n->lost[k], SF_STAT_MEAN, lost_to, limits, (size_t)k);
    for (size_t i = 0; i < m->n_streams; i++) {
        uint16_t entity = entity_of_stream(w->r, i);

        for (size_t group = 0; group < sf_model_groups(m); group++)
            put_ratio(w, n->flow_in[i], entity, group, SF_STAT_RATE, count_of(w, group, &w->x->flow_in[i * s]),
                      window_years(w));
    }
    for (size_t state = 0; state < m->n_states; state++) {
        double any = 0.0;

        for (size_t at = 0; at < m->n_programmes * s; at++)
            any += out_by(w, at, state);
        for (size_t p = 0; p < m->n_programmes;
             p++) { /* an exit that the programme has is reported even when nobody took it */
            for (size_t j = 0; j < w->r->now->programmes[p].n_exits; j++)
                any += w->r->now->programmes[p].exits[j].state == state;
        }
        if (any <= 0.0)
            continue;
        put_rates_by_programme(w, n->flow_out[state], out_by, state);
        put_by_programme(w, n->outcome_exit[state], SF_STAT_MEAN, out_after_start, exits_of, state);
    }
}

static void put_openings(writer *w)
{
    const metric_numbers *n = &w->m->metrics;

    put_level(w, LEVEL_SEARCHING, n->queue_opening, entity_of_market, true);
    for (size_t i = 0; i < w->m->n_markets; i++) {
        const uint16_t entity = entity_of_market(w->m, i);

        put_ratio(w, n->opening_posted, entity, 0, SF_STAT_RATE, (double)w->x->posted[i], window_years(w));
        put_ratio(w, n->opening_taken, entity, 0, SF_STAT_MEAN, (double)w->x->filled[i], (double)w->x->posted[i]);
    }
}

static double back_from(const writer *w, size_t cell, size_t state)
{
    return (double)w->x->flow_back[cell * w->m->n_states + state];
}
static double relapsed_from(const writer *w, size_t cell, size_t state)
{
    return (double)w->x->relapsed[cell * w->m->n_states + state];
}
static double relapsed(const writer *w, size_t cell, size_t which)
{
    double sum = 0.0;

    (void)which;
    for (size_t state = 0; state < w->m->n_states; state++)
        sum += relapsed_from(w, cell, state);
    return sum;
}

/* Who comes back: by where they come from, and as a share of those who left. */
static void put_returns(writer *w)
{
    const sf_model *m = w->m;
    const metric_numbers *n = &m->metrics;

    for (size_t state = 0; state < m->n_states; state++) {
        if (exit_is_returned_from(w->r->now->programmes, m->n_programmes, state))
            put_by_programme(w, n->relapse[state], SF_STAT_MEAN, relapsed_from, out_after_start, state);
    }
    put_by_programme(w, n->relapse[m->n_states], SF_STAT_MEAN, relapsed, exits_of, 0);
    for (size_t to = 0; to < m->n_programmes; to++) {
        for (size_t state = 0; state < m->n_states; state++) {
            if (programme_is_entered_from(w->r->now->programmes, m->n_programmes, to, state))
                put_rate_of_programme(w, n->flow_back[state], to, back_from, state);
        }
    }
}

static void put_work(writer *w)
{
    const sf_model *m = w->m;
    const metric_numbers *n = &m->metrics;
    size_t s = m->n_segments, names = m->n_task_names;
    double busy = 0.0, available = 0.0, owned = 0.0, posts = 0.0, unserved = 0.0;

    put_by_programme(w, n->contact_held, SF_STAT_MEAN, contacts, stock_months, 0);
    for (size_t phase = 0; phase < PHASES; phase++)
        put_by_programme(w, n->contact_phase[phase], SF_STAT_MEAN, contact_in, months_in, phase);
    put_by_programme(w, n->contact_since, SF_STAT_MEAN, since_contact, people_seen, 0);
    put_by_programme(w, n->contact_late, SF_STAT_MEAN, late, held_due, 0);
    put_by_programme(w, n->contact_continuity, SF_STAT_MEAN, continued, repeated, 0);
    put_level(w, LEVEL_WAIT_OWNER, n->queue_veileder, entity_of_team, true);
    for (size_t t = 0; t < m->n_teams; t++) {
        uint16_t entity = entity_of_team(m, t);
        double team_owned = area(w, LEVEL_OWNED, t), team_posts = w->x->in_window[LEVEL_POSTS][t * s];

        put_ratio(w, n->use_veileder, entity, 0, SF_STAT_MEAN, w->x->busy[t], w->x->available[t]);
        put_ratio(w, n->load_veileder, entity, 0, SF_STAT_MEAN, w->x->asked_hours[t], w->x->available_task_hours[t]);
        put_ratio(w, n->hours_available, entity, 0, SF_STAT_RATE, w->x->available_task_hours[t], window_years(w));
        put_ratio(w, n->staff_veileder, entity, 0, SF_STAT_MEAN, team_posts, window_days(w));
        put_ratio(w, n->portfolio_size, entity, 0, SF_STAT_MEAN, team_owned, team_posts);
        for (size_t i = 0; i < names; i++) {
            if (w->x->hours[t * (names + 2) + i] > 0.0)
                put_ratio(w, n->hours_task[i], entity, 0, SF_STAT_RATE, w->x->hours[t * (names + 2) + i],
                          window_years(w));
        }
        put_ratio(w, n->hours_documentation, entity, 0, SF_STAT_RATE, w->x->hours[t * (names + 2) + names],
                  window_years(w));
        put_ratio(w, n->hours_no_show, entity, 0, SF_STAT_RATE, w->x->hours[t * (names + 2) + names + 1],
                  window_years(w));
        busy += w->x->busy[t];
        available += w->x->available[t];
        owned += team_owned;
        posts += team_posts;
    }
    if (m->n_teams > 0) {
        put_ratio(w, n->use_veileder, 0, 0, SF_STAT_MEAN, busy, available);
        put_ratio(w, n->staff_veileder, 0, 0, SF_STAT_MEAN, posts, window_days(w));
        put_ratio(w, n->portfolio_size, 0, 0, SF_STAT_MEAN, owned, posts);
    }
    for (size_t i = 0; i < names; i++) {
        double hours = 0.0;

        for (size_t t = 0; t < m->n_teams; t++)
            hours += w->x->hours[t * (names + 2) + i];
        put_ratio(w, n->hours_task[i], 0, 0, SF_STAT_RATE, hours, window_years(w));
        put_ratio(w, n->backlog_task[i], 0, 0, SF_STAT_MEAN, w->x->in_window[LEVEL_BACKLOG][i * s], window_days(w));
    }
    for (size_t p = 0; p < m->n_programmes; p++) {
        put_ratio(w, n->hours_unserved, entity_of_programme(p), 0, SF_STAT_MEAN, w->x->in_window[LEVEL_UNSERVED][p * s],
                  window_days(w));
        unserved += w->x->in_window[LEVEL_UNSERVED][p * s];
    }
    put_ratio(w, n->hours_unserved, 0, 0, SF_STAT_MEAN, unserved, window_days(w));
    if (m->follows_change)
        put_ratio(w, n->hours_handover, 0, 0, SF_STAT_RATE, w->x->handover, window_years(w));
}

/* How stays end, what is taken in place of what, and what money there was: each only where the config has it. */
static void put_tiltak_ends(writer *w)
{
    const sf_model *m = w->m;
    const metric_numbers *n = &m->metrics;
    size_t s = m->n_segments;
    double all_started = 0.0, sheltered = 0.0;

    for (size_t i = 0; i < m->n_tiltak; i++) {
        uint16_t entity = entity_of_tiltak(m, i);
        const tiltak *t = &w->r->now->tiltak[i];

        for (size_t group = 0; group < sf_model_groups(m); group++) {
            double out = count_of(w, group, &w->x->dropped_out[i * s]),
                   all = out + count_of(w, group, &w->x->completed[i * s]);

            if (t->drop_out != NULL)
                put_ratio(w, n->tiltak_dropped_out, entity, group, SF_STAT_MEAN, out, all);
            if (t->substitute != SF_NONE)
                put_ratio(w, n->tiltak_substituted, entity, group, SF_STAT_RATE,
                          count_of(w, group, &w->x->substituted[i * s]), window_years(w));
        }
        all_started += count_of(w, 0, &w->x->started[i * s]);
        sheltered += t->is_sheltered ? count_of(w, 0, &w->x->started[i * s]) : 0.0;
        if (t->delegates != NULL) {
            put_ratio(w, n->tiltak_delegated, entity, 0, SF_STAT_RATE, (double)w->x->delegated[i], window_years(w));
            put_ratio(w, n->hours_delegated, entity, 0, SF_STAT_RATE, w->x->delegated_hours[i], window_years(w));
        }
        if (n->tiltak_wanted != SF_NONE)
            put_ratio(w, n->tiltak_wanted, entity, 0, SF_STAT_RATE, (double)w->x->joined[i], window_years(w));
    }
    if (n->tiltak_sheltered != SF_NONE)
        put_ratio(w, n->tiltak_sheltered, 0, 0, SF_STAT_MEAN, sheltered, all_started);
    for (size_t b = 0; b < m->n_budgets; b++) {
        put_ratio(w, n->budget_used, entity_of_budget(m, b), 0, SF_STAT_MEAN, w->x->budget_used[b],
                  w->x->budget_amount[b]);
        put_ratio(w, n->budget_stopped, entity_of_budget(m, b), 0, SF_STAT_MEAN, w->x->in_window[LEVEL_STOPPED][b * s],
                  window_days(w));
    }
}

static void put_tiltak(writer *w)
{
    const sf_model *m = w->m;
    const metric_numbers *n = &m->metrics;
    size_t s = m->n_segments;
    double used_all = 0.0, places_all = 0.0;

    put_level(w, LEVEL_TILTAK_QUEUE, n->queue_tiltak, entity_of_tiltak, true);
    put_level(w, LEVEL_TREATMENT, n->queue_treatment, entity_of_treatment, true);
    for (size_t i = 0; i < m->n_tiltak; i++) {
        uint16_t entity = entity_of_tiltak(m, i);
        double used = area(w, LEVEL_IN_TILTAK, i), places = w->x->in_window[LEVEL_PLACES][i * s];

        if (places > 0.0) {
            put_ratio(w, n->use_tiltak, entity, 0, SF_STAT_MEAN, used, places);
            put_ratio(w, n->load_tiltak, entity, 0, SF_STAT_MEAN,
                      (double)w->x->joined[i] * sf_sampler_mean(w->r->now->tiltak[i].stay), places);
            used_all += used;
            places_all += places;
        }
        for (size_t group = 0; group < sf_model_groups(m); group++)
            put_ratio(w, n->tiltak_started, entity, group, SF_STAT_RATE, count_of(w, group, &w->x->started[i * s]),
                      window_years(w));
    }
    if (places_all > 0.0)
        put_ratio(w, n->use_tiltak, 0, 0, SF_STAT_MEAN, used_all, places_all);
    put_tiltak_ends(w);
    for (size_t i = 0; i < m->n_treatments && n->use_treatment != SF_NONE; i++) {
        if (w->r->now->treatments[i].wait == NULL && isfinite(w->r->now->treatments[i].places))
            put_ratio(w, n->use_treatment, entity_of_treatment(m, i), 0, SF_STAT_MEAN,
                      w->x->in_window[LEVEL_IN_TREATMENT][i * s], window_days(w) * w->r->now->treatments[i].places);
    }
    for (size_t need = 0; need < m->n_needs; need++) {
        for (size_t group = 0; group < sf_model_groups(m); group++) {
            put_ratio(w, n->need_wanted[need], 0, group, SF_STAT_RATE, count_of(w, group, &w->x->wanted[need * s]),
                      window_years(w));
            put_ratio(w, n->need_unmet[need], 0, group, SF_STAT_RATE,
                      sum_of(w, group, &w->x->in_window[LEVEL_UNMET][need * s]), window_years(w));
        }
    }
    for (int payer = 0; payer < 2; payer++) {
        put_ratio(w, n->cost_veileder[payer], 0, 0, SF_STAT_RATE, w->x->cost[COST_VEILEDER * 2 + payer],
                  window_years(w));
        put_ratio(w, n->cost_tiltak[payer], 0, 0, SF_STAT_RATE, w->x->cost[COST_TILTAK * 2 + payer], window_years(w));
        put_ratio(w, n->cost_benefit[payer], 0, 0, SF_STAT_RATE, w->x->cost[COST_BENEFIT * 2 + payer], window_years(w));
    }
}

/* --- what became of entrants ------------------------------------------------------------------------------------------------------------ */

typedef struct spell {
    double days;
    uint16_t exit; /* state, or SF_NONE when censored */
} spell;

static int by_days(const void *a, const void *b)
{
    const spell *x = a, *y = b;

    if (x->days < y->days || x->days > y->days)
        return x->days < y->days ? -1 : 1;
    return (x->exit == SF_NONE) - (y->exit == SF_NONE); /* exits before censorings */
}

/* An exit at a limit of 36 months is an exit within 36 months: differences of two times may err in the last bits. */
#define A_MOMENT 1e-6 /* days */

/* Cumulative incidence of every exit at `months` (ascending), by Aalen & Johansen. NAN where follow-up does not reach. */
static void incidence_at(const spell *spells, size_t n, size_t n_states, const double *at_days, size_t n_at,
                         double *out)
{
    double survival = 1.0, *cumulated = out + n_at * n_states; /* one row more than there are answers */
    size_t i = 0;

    for (size_t s = 0; s < n_states; s++)
        cumulated[s] = 0.0;
    for (size_t k = 0; k < n_at; k++) {
        for (; i < n && spells[i].days <= at_days[k] + A_MOMENT; i++) {
            double step = survival / (double)(n - i);

            if (spells[i].exit != SF_NONE) {
                cumulated[spells[i].exit] += step;
                survival -= step;
            }
        }
        for (size_t s = 0; s < n_states; s++)
            out[k * n_states + s] = i < n || survival < 1e-12 ? cumulated[s] : (double)NAN;
    }
}

static void put_outcomes(writer *w, spell *spells, size_t n, uint16_t entity, size_t seg, uint16_t inside)
{
    enum { AT = SF_OUTCOME_MONTHS + SF_STATUS_MONTHS };
    const sf_model *m = w->m;
    double days[SF_OUTCOME_MONTHS], status_days[SF_STATUS_MONTHS], *out;

    if (n == 0)
        return;
    out = malloc((size_t)(AT + 1) * m->n_states * sizeof *out);
    if (out == NULL) {
        w->failed = true;
        return;
    }
    for (int k = 0; k < SF_OUTCOME_MONTHS; k++)
        days[k] = sf_outcome_months[k] * SF_DAYS_PER_MONTH;
    for (int k = 0; k < SF_STATUS_MONTHS; k++)
        status_days[k] = k * SF_STATUS_STEP_MONTHS * SF_DAYS_PER_MONTH;
    qsort(spells, n, sizeof *spells, by_days);
    incidence_at(spells, n, m->n_states, days, SF_OUTCOME_MONTHS, out);
    incidence_at(spells, n, m->n_states, status_days, SF_STATUS_MONTHS, out + SF_OUTCOME_MONTHS * m->n_states);
    for (size_t state = 0; state < m->n_states; state++) {
        bool is_exit = false;

        for (size_t p = 0; p < m->n_programmes; p++) {
            for (size_t j = 0; j < w->r->now->programmes[p].n_exits; j++)
                is_exit = is_exit || (w->r->now->programmes[p].exits[j].state == state &&
                                      (inside == SF_NONE || w->r->now->programmes[p].state == inside));
        }
        for (int k = 0; k < SF_OUTCOME_MONTHS && is_exit; k++) {
            double share = out[(size_t)k * m->n_states + state];

            if (isnan(share))
                put_value(w, m->metrics.outcome_by[state * SF_OUTCOME_MONTHS + (size_t)k], entity, seg, SF_STAT_MEAN,
                          NAN);
            else
                put_ratio(w, m->metrics.outcome_by[state * SF_OUTCOME_MONTHS + (size_t)k], entity, seg, SF_STAT_MEAN,
                          share * (double)n, (double)n);
        }
        for (int k = 0; k < SF_STATUS_MONTHS && inside != SF_NONE && (is_exit || state == inside); k++) {
            const double *row = out + (SF_OUTCOME_MONTHS + (size_t)k) * m->n_states;
            double share = row[state];

            if (state == inside) { /* still there: what is left of the exits, whatever they are called */
                share = 1.0 + (is_exit ? 0.0 : row[state]);
                for (size_t other = 0; other < m->n_states; other++)
                    share -= row[other];
            }
            if (!isnan(share))
                put_ratio(w, m->metrics.status_at[state * SF_STATUS_MONTHS + (size_t)k], entity, seg, SF_STAT_MEAN,
                          fmax(share, 0.0) * (double)n, (double)n);
        }
    }
    free(out);
}

/* Entrants of a programme (and cohort), of one segment or all. */
static size_t gather(const writer *w, spell *out, uint16_t programme_entity_number, size_t seg, double first,
                     double last)
{
    double end = w->m->length_days + w->m->follow_up_days;
    size_t n = 0;

    for (size_t i = 0; i < w->x->n_log; i++) {
        const sf_person_outcome *o = &w->x->log[i].outcome;

        if (o->programme != programme_entity_number || !is_in_group(w, seg, o->segment) || o->entry_days < first ||
            o->entry_days >= last)
            continue;
        out[n++] = isnan(o->exit_days) ? (spell){end - o->entry_days, SF_NONE}
                                       : (spell){o->exit_days - o->entry_days, o->exit_state};
    }
    return n;
}

static int by_person_key(const void *a, const void *b)
{
    const sf_person_outcome *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->entry_days > y->entry_days) - (x->entry_days < y->entry_days);
}

static bool is_an_exit(const writer *w, size_t state)
{
    for (size_t p = 0; p < w->m->n_programmes; p++) {
        for (size_t j = 0; j < w->r->now->programmes[p].n_exits; j++) {
            if (w->r->now->programmes[p].exits[j].state == state)
                return true;
        }
    }
    return false;
}

/* --- what becomes of people who may come back: ever, and now ------------------------------------------------------------------------ */

/* A life from a moment on: the spell that goes on then (or ends just then), and those in the log that begin later. */
typedef struct followed {
    double from, until;   /* days from time.start: followed from, and the end of follow-up */
    double exit;          /* of the first spell; NAN: still inside */
    uint16_t state;       /* that it leads to */
    uint16_t inside;      /* the state of being in its programme */
    bool exit_counts;     /* false: it is what they are followed from */
    size_t next, n_later; /* spells: order[next ...] */
} followed;

typedef struct log_order {
    uint32_t *order; /* the log by person and entry */
    size_t n;
} log_order;

static int by_life(const void *a, const void *b, void *log)
{
    const sf_person_outcome *x = &((const entrant *)log)[*(const uint32_t *)a].outcome,
                            *y = &((const entrant *)log)[*(const uint32_t *)b].outcome;

    return by_person_key(x, y);
}

static const sf_person_outcome *in_order(const writer *w, const log_order *all, size_t at)
{
    return &w->x->log[all->order[at]].outcome;
}

/* How many spells from `at` on are of the person. */
static size_t spells_of(const writer *w, const log_order *all, size_t at, uint64_t key)
{
    size_t n = 0;

    while (at + n < all->n && in_order(w, all, at + n)->key == key)
        n++;
    return n;
}

/* Where the spells of the person begin that start after a moment. */
static size_t first_after(const writer *w, const log_order *all, uint64_t key, double days)
{
    size_t low = 0, high = all->n;

    while (low < high) {
        const size_t middle = (low + high) / 2;
        const sf_person_outcome *o = in_order(w, all, middle);

        if (o->key < key || (o->key == key && o->entry_days <= days))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Days until the person first leaves by the exit; INFINITY: not while followed. */
static double first_left_by(const writer *w, const log_order *all, const followed *who, size_t state)
{
    if (who->exit_counts && !isnan(who->exit) && who->state == state)
        return who->exit - who->from;
    for (size_t i = 0; i < who->n_later; i++) {
        const sf_person_outcome *o = in_order(w, all, who->next + i);

        if (!isnan(o->exit_days) && o->exit_state == state)
            return o->exit_days - who->from;
    }
    return (double)INFINITY;
}

/* The state at a moment: the programme that the person is in, or the exit taken last. */
static uint16_t state_at(const writer *w, const log_order *all, const followed *who, double at)
{
    uint16_t state = isnan(who->exit) || who->exit > at + A_MOMENT ? who->inside : who->state;

    for (size_t i = 0; i < who->n_later; i++) {
        const sf_person_outcome *o = in_order(w, all, who->next + i);

        if (o->entry_days > at + A_MOMENT)
            break;
        state = isnan(o->exit_days) || o->exit_days > at + A_MOMENT
                    ? w->r->now->programmes[o->programme - entity_of_programme(0)].state
                    : o->exit_state;
    }
    return state;
}

/* Everybody is followed to the end of the run, so nothing but that end censors (Kaplan & Meier 1958 for the first time of each exit,
 * whatever came before it), and the state at a moment is a share of those whose follow-up reaches it. */
static void put_ever_and_now(writer *w, const log_order *all, const followed *who, size_t n, spell *spells,
                             uint16_t entity, size_t seg)
{
    const sf_model *m = w->m;
    double days[SF_OUTCOME_MONTHS], out[SF_OUTCOME_MONTHS + 1], *counts;

    if (n == 0)
        return;
    counts = calloc(m->n_states, sizeof *counts);
    if (counts == NULL) {
        w->failed = true;
        return;
    }
    for (int k = 0; k < SF_OUTCOME_MONTHS; k++)
        days[k] = sf_outcome_months[k] * SF_DAYS_PER_MONTH;
    for (size_t state = 0; state < m->n_states; state++) {
        if (!is_an_exit(w, state))
            continue;
        for (size_t i = 0; i < n; i++) {
            const double left = first_left_by(w, all, &who[i], state);

            spells[i] = isinf(left) ? (spell){who[i].until - who[i].from, SF_NONE} : (spell){left, 0};
        }
        qsort(spells, n, sizeof *spells, by_days);
        incidence_at(spells, n, 1, days, SF_OUTCOME_MONTHS, out);
        for (int k = 0; k < SF_OUTCOME_MONTHS; k++)
            put(w, m->metrics.outcome_by[state * SF_OUTCOME_MONTHS + (size_t)k], entity, seg, SF_STAT_MEAN,
                isnan(out[k]) ? (double)NAN : out[k] * (double)n, isnan(out[k]) ? (double)NAN : (double)n, out[k]);
    }
    for (int k = 0; k < SF_STATUS_MONTHS; k++) {
        const double at = k * SF_STATUS_STEP_MONTHS * SF_DAYS_PER_MONTH;
        double reached = 0.0;

        memset(counts, 0, m->n_states * sizeof *counts);
        for (size_t i = 0; i < n; i++) {
            if (who[i].until - who[i].from < at - A_MOMENT)
                continue;
            reached += 1.0;
            counts[state_at(w, all, &who[i], who[i].from + at)] += 1.0;
        }
        for (size_t state = 0; state < m->n_states && reached > 0.0; state++)
            put_ratio(w, m->metrics.status_at[state * SF_STATUS_MONTHS + (size_t)k], entity, seg, SF_STAT_MEAN,
                      counts[state], reached);
    }
    free(counts);
}

/* Everybody who begins in a programme (SF_NONE: in any) at some time: each beginning is followed on its own. */
static size_t gather_lives(const writer *w, const log_order *all, followed *out, size_t programme_number, size_t seg,
                           double first, double last)
{
    const double until = w->m->length_days + w->m->follow_up_days;
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        const sf_person_outcome *o = in_order(w, all, i);
        const uint16_t entity = o->programme;

        if ((programme_number != SF_NONE && entity != entity_of_programme(programme_number)) ||
            !is_in_group(w, seg, o->segment) || o->entry_days < first || o->entry_days >= last)
            continue;
        out[n++] = (followed){o->entry_days,
                              until,
                              o->exit_days,
                              o->exit_state,
                              w->r->now->programmes[entity - entity_of_programme(0)].state,
                              true,
                              i + 1,
                              spells_of(w, all, i + 1, o->key)};
    }
    return n;
}

static size_t gather_members(const writer *w, const log_order *all, followed *out, size_t which, size_t seg)
{
    const double warm_up = w->m->warm_up_days;
    size_t n = 0;

    for (size_t i = 0; i < w->x->n_members; i++) {
        const cohort_member *one = &w->x->members[i];
        size_t next;

        if (one->cohort != which || !is_in_group(w, seg, one->segment))
            continue;
        next = first_after(w, all, one->key, one->from - warm_up);
        out[n++] = (followed){one->from - warm_up,
                              w->m->length_days + w->m->follow_up_days,
                              one->to - warm_up,
                              one->state,
                              w->r->now->programmes[one->programme].state,
                              w->m->cohorts[which].from != FROM_EXIT,
                              next,
                              spells_of(w, all, next, one->key)};
    }
    return n;
}

/* Whoever has left is followed on: the one spell that put_fates looks at is over. */
static bool any_cohort_from_exit(const sf_model *m)
{
    for (size_t c = 0; c < m->n_cohorts; c++) {
        if (m->cohorts[c].from == FROM_EXIT)
            return true;
    }
    return false;
}

static void put_lives(writer *w)
{
    const sf_model *m = w->m;
    const measures *x = w->x;
    const size_t most = (x->n_log > x->n_members ? x->n_log : x->n_members) + 1;
    log_order all = {malloc((x->n_log + 1) * sizeof *all.order), x->n_log};
    followed *who = malloc(most * sizeof *who);
    spell *spells = malloc(most * sizeof *spells);

    w->failed = w->failed || all.order == NULL || who == NULL || spells == NULL;
    for (size_t i = 0; i < x->n_log && !w->failed; i++)
        all.order[i] = (uint32_t)i;
    if (!w->failed)
        qsort_r(all.order, all.n, sizeof *all.order, by_life, x->log);
    for (size_t seg = 0; seg < sf_model_groups(m) && !w->failed; seg++) {
        put_ever_and_now(w, &all, who, gather_lives(w, &all, who, SF_NONE, seg, 0.0, m->length_days), spells, 0, seg);
        for (size_t p = 0; p < m->n_programmes; p++)
            put_ever_and_now(w, &all, who, gather_lives(w, &all, who, p, seg, 0.0, m->length_days), spells,
                             entity_of_programme(p), seg);
        for (size_t c = 0; c < m->n_cohorts; c++) {
            const cohort *k = &m->cohorts[c];
            const size_t n = k->from == FROM_ENTRY ? gather_lives(w, &all, who, k->programme, seg,
                                                                  k->first - m->warm_up_days, k->last - m->warm_up_days)
                                                   : gather_members(w, &all, who, c, seg);

            put_ever_and_now(w, &all, who, n, spells, entity_of_cohort(m, c), seg);
        }
    }
    free(all.order);
    free(who);
    free(spells);
}

/* Cohorts that are followed from something else than entry. */
static void put_members(writer *w)
{
    const sf_model *m = w->m;
    spell *spells = malloc((w->x->n_members + 1) * sizeof *spells);

    w->failed = w->failed || spells == NULL;
    for (size_t c = 0; c < m->n_cohorts && spells != NULL; c++) {
        const cohort *k = &m->cohorts[c];
        size_t programme_number = k->programme != SF_NONE ? k->programme : 0;
        uint16_t inside =
            k->programme == SF_NONE && m->n_programmes != 1 ? SF_NONE : w->r->now->programmes[programme_number].state;

        for (size_t seg = 0; seg < sf_model_groups(m) && k->from != FROM_ENTRY; seg++) {
            size_t n = 0;

            for (size_t i = 0; i < w->x->n_members; i++) {
                const cohort_member *one = &w->x->members[i];

                if (one->cohort == c && is_in_group(w, seg, one->segment))
                    spells[n++] = (spell){(isnan(one->to) ? m->horizon_days : one->to) - one->from, one->state};
            }
            put_outcomes(w, spells, n, entity_of_cohort(m, c), seg, inside);
        }
    }
    free(spells);
}

static void put_fates(writer *w)
{
    const sf_model *m = w->m;
    spell *spells = malloc((w->x->n_log + 1) * sizeof *spells);
    double warm_up = m->warm_up_days;

    if (spells == NULL) {
        w->failed = true;
        return;
    }
    for (size_t p = 0; p < m->n_programmes; p++) {
        uint16_t inside = w->r->now->programmes[p].state;

        for (size_t seg = 0; seg < sf_model_groups(m); seg++)
            put_outcomes(w, spells, gather(w, spells, entity_of_programme(p), seg, 0.0, m->length_days),
                         entity_of_programme(p), seg, inside);
        for (size_t c = 0; c < m->n_cohorts; c++) {
            const cohort *k = &m->cohorts[c];

            if (k->from != FROM_ENTRY || (k->programme != p && !(k->programme == SF_NONE && m->n_programmes == 1)))
                continue;
            for (size_t seg = 0; seg < sf_model_groups(m); seg++)
                put_outcomes(w, spells,
                             gather(w, spells, entity_of_programme(p), seg, k->first - warm_up, k->last - warm_up),
                             entity_of_cohort(m, c), seg, inside);
        }
    }
    put_members(w);
    for (size_t seg = 0; seg < sf_model_groups(m); seg++) { /* over all programmes: exits of the same name together */
        size_t n = 0;

        for (size_t p = 0; p < m->n_programmes; p++)
            n += gather(w, spells + n, entity_of_programme(p), seg, 0.0, m->length_days);
        put_outcomes(w, spells, n, 0, seg, m->n_programmes == 1 ? w->r->now->programmes[0].state : SF_NONE);
    }
    free(spells);
}

/* Of somebody who comes back, the first spell: a person of the cohort is one person. Sorted by person; returns how many. */
static size_t first_spells(sf_person_outcome *out, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || out[i].key != out[kept - 1].key)
            out[kept++] = out[i];
    }
    return kept;
}

/* The measured cohort: members of the declared cohorts, or all entrants when none is declared; the first by key when many. */
static void put_persons(writer *w)
{
    enum { SAMPLE = 1000 }; /* people per replication; docs/model.md says so */
    sf_person_outcome *out = malloc((w->x->n_log + 1) * sizeof *out);
    size_t n = 0;
    bool any_from_entry = false;

    if (out == NULL) {
        w->failed = true;
        return;
    }
    for (size_t c = 0; c < w->m->n_cohorts; c++)
        any_from_entry = any_from_entry || w->m->cohorts[c].from == FROM_ENTRY;
    for (size_t i = 0; i < w->x->n_log; i++) {
        const sf_person_outcome *o = &w->x->log[i].outcome;
        bool member = !any_from_entry && o->entry_days < w->m->length_days;

        for (size_t c = 0; c < w->m->n_cohorts; c++) {
            const cohort *k = &w->m->cohorts[c];

            member = member ||
                     (k->from == FROM_ENTRY &&
                      (k->programme == SF_NONE || entity_of_programme(k->programme) == o->programme) &&
                      o->entry_days >= k->first - w->m->warm_up_days && o->entry_days < k->last - w->m->warm_up_days);
        }
        if (member)
            out[n++] = *o;
    }
    qsort(out, n, sizeof *out, by_person_key);
    n = first_spells(out, n);
    w->record->persons = out;
    w->record->n_persons = n < SAMPLE ? n : SAMPLE;
}

static void put_transitions(writer *w)
{
    const sf_model *m = w->m;
    size_t s = m->n_segments;

    w->record->transitions = calloc(m->n_programmes * s * m->n_states + 1, sizeof *w->record->transitions);
    if (w->record->transitions == NULL) {
        w->failed = true;
        return;
    }
    for (size_t p = 0; p < m->n_programmes; p++) {
        for (size_t k = 0; k < s; k++) {
            for (size_t state = 0; state < m->n_states; state++) {
                uint64_t count = w->x->moved[(p * s + k) * m->n_states + state];

                if (count > 0)
                    w->record->transitions[w->record->n_transitions++] =
                        (sf_transition){(uint16_t)(1 + k), w->r->now->programmes[p].state, (uint16_t)state, count};
            }
        }
    }
}

/* --- self-checks -------------------------------------------------------------------------------------------------------------------------- */

static void put_checks(writer *w)
{
    w->record->checks = calloc(MOST_SELF_CHECKS, sizeof *w->record->checks);
    if (w->record->checks != NULL)
        w->record->n_checks = self_checks(w->r, w->record->checks);
    w->failed = w->failed || w->record->n_checks == 0;
}

/* Waits that are open at the horizon: censored. */
static void close_open_waits(run *r)
{
    for (uint32_t i = 0; i < r->people_used; i++) {
        const person *p = &r->people[i];
        double now = now_of(r);

        if (p->stage == STAGE_GONE)
            continue;
        if (p->stage == STAGE_APPLYING)
            wait_ends(r, KIND_DECISION, p->programme, p->segment, p->since, now, SF_WAIT_OPEN);
        if (p->stage == STAGE_LISTED)
            wait_ends(r, KIND_LIST, p->programme, p->segment, p->since, now, SF_WAIT_OPEN);
        if (r->model->n_markets > 0 && search_of(r, p)->exit_and_one != 0)
            wait_ends(r, KIND_OPENING, market_sought(r, p), p->segment, search_of(r, p)->since, now, SF_WAIT_OPEN);
        if (p->stage == STAGE_IN_PROGRAMME)
            r->measures->waited_ever[KIND_STAY] += now - fmax(p->start, 0.0);
        if ((p->owner_stage == OWNER_WAITING || p->owner_stage == OWNER_POOLED) && !p->had_owner)
            wait_ends(r, KIND_VEILEDER, p->team, p->segment, p->since, now, SF_WAIT_OPEN);
        for (uint32_t k = p->first_participation; k != NOBODY; k = r->participations[k].next) {
            const participation *part = &r->participations[k];
            size_t treatment_number = part->what - r->model->n_tiltak; /* wraps round for a tiltak, which has none */

            if (part->stage != STAGE_IN_LINE)
                continue;
            if (part->what < r->model->n_tiltak)
                measure_tiltak_wait(r, p, part->what, part->since, SF_WAIT_OPEN);
            else
                wait_ends(r, KIND_TREATMENT, (uint32_t)treatment_number, p->segment, part->since, now, SF_WAIT_OPEN);
        }
        for (uint32_t t = p->first_task; t != NOBODY; t = r->tasks[t].next) {
            const task *open = &r->tasks[t];
            int as = r->now->programmes[p->programme].tasks[open->type].counts_as;
            double begun = task_begun(r, t);

            if (as < 0 || (open->state == TASK_SCHEDULED && !open->missed_before))
                continue;
            if (!isnan(begun))
                wait_ends(r, (wait_kind)(KIND_MEETING + as), p->programme, p->segment, open->opened, begun,
                          SF_WAIT_SERVED);
            else
                wait_ends(r, (wait_kind)(KIND_MEETING + as), p->programme, p->segment, open->opened, now, SF_WAIT_OPEN);
        }
    }
}

/* --- offices ----------------------------------------------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Between order statistics as Hyndman & Fan's (1996) type 7. */
static double quantile_of(const double *sorted, size_t n, double share)
{
    const double at = share * (double)(n - 1);
    const size_t below = (size_t)at;

    return below + 1 < n ? sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]) : sorted[n - 1];
}

/* p90 over p10 of the values that offices have; nothing with fewer than two, or where one in ten has none of it. */
static void put_equity(writer *w, uint16_t metric, uint16_t entity, const double *values, size_t of, double *sorted)
{
    size_t n = 0;

    for (size_t i = 0; i < of; i++) {
        if (!isnan(values[i]))
            sorted[n++] = values[i];
    }
    if (n < 2)
        return;
    qsort(sorted, n, sizeof *sorted, by_size);
    if (quantile_of(sorted, n, 0.1) > 0.0)
        put_value(w, metric, entity, 0, SF_STAT_MEAN, quantile_of(sorted, n, 0.9) / quantile_of(sorted, n, 0.1));
}

static double ratio_or_none(double num, double den)
{
    return den > 0.0 ? num / den : (double)NAN;
}

static double exits_from(const writer *w, size_t office_number)
{
    uint64_t all = 0;

    for (size_t s = 0; s < w->m->n_states; s++)
        all += w->x->office_exits[office_number * w->m->n_states + s];
    return (double)all;
}

/* What an office had of each measure, and how far offices are apart in it. */
static void put_offices(writer *w)
{
    const sf_model *m = w->m;
    const metric_numbers *n = &m->metrics;
    const measures *x = w->x;
    double *values = calloc(2 * m->n_offices, sizeof *values), *sorted;

    if (values == NULL) {
        w->failed = true;
        return;
    }
    sorted = values + m->n_offices;
    for (size_t i = 0; i < m->n_offices; i++) {
        const double posts = x->in_window[LEVEL_OFFICE_POSTS][i * m->n_segments],
                     owned = area(w, LEVEL_OFFICE_OWNED, i);

        put_ratio(w, n->stock, entity_of_office(m, i), 0, SF_STAT_MEAN, area(w, LEVEL_OFFICE_STOCK, i), window_days(w));
        put_ratio(w, n->staff_veileder, entity_of_office(m, i), 0, SF_STAT_MEAN, posts, window_days(w));
        if (posts > 0.0)
            put_ratio(w, n->portfolio_size, entity_of_office(m, i), 0, SF_STAT_MEAN, owned, posts);
        values[i] = ratio_or_none(owned, posts);
    }
    put_equity(w, n->equity_portfolio, 0, values, m->n_offices, sorted);
    for (size_t i = 0; i < m->n_offices; i++) {
        if (x->office_meetings[i] > 0)
            put_ratio(w, n->wait_task[WAIT_MEETING], entity_of_office(m, i), 0, SF_STAT_MEAN, x->office_meeting_days[i],
                      (double)x->office_meetings[i]);
        values[i] = ratio_or_none(x->office_meeting_days[i], (double)x->office_meetings[i]);
    }
    put_equity(w, n->equity_meeting, 0, values, m->n_offices, sorted);
    for (size_t state = 0; state < m->n_states; state++) {
        uint64_t any = 0;

        for (size_t i = 0; i < m->n_offices; i++) {
            values[i] = ratio_or_none((double)x->office_exits[i * m->n_states + state], exits_from(w, i));
            any += x->office_exits[i * m->n_states + state];
        }
        if (any == 0)
            continue;
        for (size_t i = 0; i < m->n_offices; i++) {
            if (exits_from(w, i) > 0.0)
                put_ratio(w, n->outcome_exit[state], entity_of_office(m, i), 0, SF_STAT_MEAN,
                          (double)x->office_exits[i * m->n_states + state], exits_from(w, i));
        }
        put_equity(w, n->equity_exit[state], 0, values, m->n_offices, sorted);
    }
    free(values);
}

/* Needs that nothing fits, where the people who have them belong. */
static void put_unmet_by_office(writer *w)
{
    const sf_model *m = w->m;

    for (size_t i = 0; i < m->n_offices; i++) {
        for (size_t need = 0; need < m->n_needs; need++) {
            const double days = area(w, LEVEL_OFFICE_UNMET, i * m->n_needs + need);

            if (days > 0.0)
                put_ratio(w, m->metrics.need_unmet[need], entity_of_office(m, i), 0, SF_STAT_RATE, days,
                          window_years(w));
        }
    }
}

/* Each site of a tiltak with a local catchment, and how far they are apart in waiting. */
static void put_sites(writer *w)
{
    const sf_model *m = w->m;
    const metric_numbers *n = &m->metrics;
    double *values = calloc(2 * (size_t)m->n_sites + 1, sizeof *values);

    if (values == NULL) {
        w->failed = true;
        return;
    }
    for (size_t t = 0; t < m->n_tiltak; t++) {
        const uint32_t first = m->first_site[t], end = m->first_site[t + 1];

        if (m->catchments[t] == CATCHMENT_ALL)
            continue;
        for (uint32_t s = first; s < end; s++) {
            const site_wait *waits = &w->x->site_waits[s];
            const double places = area(w, LEVEL_SITE_PLACES, s);
            const uint16_t entity = entity_of_site(m, s);

            put_ratio(w, n->queue_tiltak, entity, 0, SF_STAT_MEAN, area(w, LEVEL_SITE_QUEUE, s), window_days(w));
            put_ratio(w, n->tiltak_started, entity, 0, SF_STAT_RATE, (double)waits->started, window_years(w));
            if (places > 0.0)
                put_ratio(w, n->use_tiltak, entity, 0, SF_STAT_MEAN, area(w, LEVEL_IN_SITE, s), places);
            if (waits->ended > 0)
                put_ratio(w, n->wait_tiltak, entity, 0, SF_STAT_MEAN, waits->days, (double)waits->ended);
            values[s - first] = ratio_or_none(waits->days, (double)waits->ended);
        }
        put_equity(w, n->equity_wait_tiltak, entity_of_tiltak(m, t), values, end - first, values + m->n_sites);
    }
    free(values);
}

static void put_gap(void *user, uint16_t metric, uint16_t entity, size_t segment, sf_stat stat, double num, double den)
{
    put_ratio(user, metric, entity, segment, stat, num, den);
}

sf_status measures_report(run *r, uint32_t scenario, uint32_t replication, sf_replication_record *record, sf_error *err)
{
    writer w = {.r = r, .m = r->model, .x = r->measures, .record = record};

    *record = (sf_replication_record){.scenario = scenario, .replication = replication, .events = r->engine.handled};
    close_open_waits(r);
    measures_log_open(r);
    w.share = malloc(SF_BIN_SLOTS * sizeof *w.share);
    for (int e = 0; e < SF_WAIT_ENDS; e++) {
        w.sums[e] = calloc(SF_BIN_SLOTS, sizeof(uint64_t));
        w.failed = w.failed || w.sums[e] == NULL;
    }
    record->series = malloc((r->measures->n_series + 1) * sizeof *record->series);
    w.failed = w.failed || w.share == NULL || record->series == NULL;
    if (!w.failed) {
        memcpy(record->series, r->measures->series, r->measures->n_series * sizeof *record->series);
        record->n_series = r->measures->n_series;
        put_transitions(&w);
        put_all_waits(&w);
        put_people(&w);
        if (r->model->n_markets > 0)
            put_openings(&w);
        if (w.m->people_return)
            put_returns(&w);
        put_work(&w);
        put_tiltak(&w);
        if (r->model->has_offices)
            put_offices(&w);
        if (r->model->has_offices)
            put_unmet_by_office(&w);
        if (r->model->has_local_tiltak)
            put_sites(&w);
        if (r->measures->gaps != NULL)
            gap_account_report(r, r->measures->gaps, put_gap, &w);
        if (w.m->people_return || any_cohort_from_exit(w.m))
            put_lives(&w);
        else
            put_fates(&w);
        put_persons(&w);
        if (SELF_CHECKS_ARE_ON)
            put_checks(&w);
    }
    free(w.share);
    for (int e = 0; e < SF_WAIT_ENDS; e++)
        free(w.sums[e]);
    if (!w.failed)
        return SF_OK;
    sf_replication_free(record);
    *record = (sf_replication_record){0};
    return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while writing down a replication"));
}
