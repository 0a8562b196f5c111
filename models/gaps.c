/* models/gaps.c - what a gap analysis counts beside the usual. One look at everybody each month, at the time at which the stock is
 * counted, too: where each need stands that has been seen, which places are idle and who waits beside them, what taking part holds
 * back. Starts, waits and exits of regions are counted one by one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/gaps.h"

#include <math.h>

#include "core/civil.h"
#include "core/text.h"
#include "models/tiltak.h"

/* People of a region in a tiltak. */
typedef struct zone_cell {
    double wait_days;        /* of waits that are over, of those who joined in the period */
    uint64_t ended, started; /* in the period */
    uint64_t in_line;        /* in all looks together */
} zone_cell;

typedef struct gap_account {
    uint64_t looks;
    uint64_t *
        needs; /* [((zone * n_needs + need) * NEED_STANDINGS + standing) * n_segments + segment]; the last zone is no region */
    uint64_t *wanted;  /* [(zone * n_needs + need) * n_segments + segment], in the period */
    double *places;    /* by site, in all looks together */
    double *idle;      /* [tiltak * IDLE_CAUSES + cause]: places, in all looks together */
    uint64_t *beside;  /* [(tiltak * BESIDE_CAUSES + cause) * n_segments + segment] */
    double *held_back; /* [tiltak * n_segments + segment]: exits a day, in all looks together */
    zone_cell *cells;  /* [(tiltak * n_zones + zone) * n_segments + segment] */
    uint64_t *exits;   /* [zone * n_states + state] */
    bool *has_spare;   /* by tiltak, in this look: some place is empty and nobody waits for it */
} gap_account;

sf_status gap_account_open(const sf_model *m, sf_arena *arena, gap_account **out, sf_error *err)
{
    const size_t s = m->n_segments;
    gap_account *x = sf_arena_take(arena, 1, sizeof *x);
    bool ok = x != NULL;

#define ROOM(pointer, count) ok = ok && ((pointer) = sf_arena_take(arena, (count) + 1, sizeof *(pointer))) != NULL
    ROOM(x->needs, (m->n_zones + 1) * m->n_needs * NEED_STANDINGS * s);
    ROOM(x->wanted, m->n_zones * m->n_needs * s);
    ROOM(x->places, m->n_sites);
    ROOM(x->idle, m->n_tiltak * IDLE_CAUSES);
    ROOM(x->beside, m->n_tiltak * BESIDE_CAUSES * s);
    ROOM(x->held_back, m->n_tiltak * s);
    ROOM(x->cells, m->n_tiltak * m->n_zones * s);
    ROOM(x->exits, m->n_zones * m->n_states);
    ROOM(x->has_spare, m->n_tiltak);
#undef ROOM
    if (!ok)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s",
                       _("the memory budget is too small for the measurements; allow more with --memory"));
    *out = x;
    return SF_OK;
}

/* The region that the person belongs to; n_zones for none, or where regions are not told apart. */
static size_t zone_of(const run *r, const person *p)
{
    const sf_model *m = r->model;

    return m->n_zones > 0 && m->region_of_office[p->home] != SF_NONE ? m->region_of_office[p->home] : m->n_zones;
}

static zone_cell *cell_of(const run *r, gap_account *x, const person *p, size_t which)
{
    const size_t zone = zone_of(r, p);

    return zone < r->model->n_zones ? &x->cells[(which * r->model->n_zones + zone) * r->model->n_segments + p->segment]
                                    : NULL;
}

/* --- events -------------------------------------------------------------------------------------------------------------- */

void gap_wait(const run *r, gap_account *x, const person *p, uint16_t which, double days)
{
    zone_cell *cell = cell_of(r, x, p, which);

    if (cell == NULL)
        return;
    cell->wait_days += days;
    cell->ended++;
}

void gap_start(const run *r, gap_account *x, const person *p, uint16_t which)
{
    zone_cell *cell = cell_of(r, x, p, which);

    if (cell != NULL)
        cell->started++;
}

void gap_need(const run *r, gap_account *x, const person *p, uint16_t need)
{
    const size_t zone = zone_of(r, p);

    if (zone < r->model->n_zones)
        x->wanted[(zone * r->model->n_needs + need) * r->model->n_segments + p->segment]++;
}

void gap_exit(const run *r, gap_account *x, const person *p, uint16_t state)
{
    const size_t zone = zone_of(r, p);

    if (zone < r->model->n_zones)
        x->exits[zone * r->model->n_states + state]++;
}

/* --- where a need stands ------------------------------------------------------------------------------------------------- */

static bool meets(const run *r, uint16_t which, uint16_t need)
{
    return (r->now->tiltak[which].offers >> need & 1) != 0;
}

/* Something meets the need and has places where the person belongs. */
static bool is_there_for(const run *r, const person *p, uint16_t need)
{
    for (uint16_t i = 0; i < r->model->n_tiltak; i++) {
        if (meets(r, i, need) && r->now->site_places[site_for(r, p, i)] > 0.0)
            return true;
    }
    return false;
}

/* Something that meets the need takes the person, and may be begun beside what is under way. */
static bool could_be_asked_for(const run *r, const person *p, uint16_t need)
{
    for (uint16_t i = 0; i < r->model->n_tiltak; i++) {
        if (meets(r, i, need) && tiltak_takes(r, i, p) && tiltak_may_be_joined(r, p, i))
            return true;
    }
    return false;
}

/* What the participation says about the need; NEED_STANDINGS: nothing. */
static need_standing standing_in(const run *r, const participation *part, uint16_t need)
{
    const sf_model *m = r->model;

    if (part->stage == STAGE_COMPLETED)
        return NEED_STANDINGS;
    if (part->what >= m->n_tiltak) {
        const size_t treatment_number = part->what - m->n_tiltak; /* wraps round where there is nothing left to join */

        return treatment_number < m->n_treatments && (r->now->treatments[treatment_number].offers >> need & 1) != 0
                   ? NEED_TREATMENT
                   : NEED_STANDINGS;
    }
    if (part->need != need && !meets(r, part->what, need)) {
        if (r->now->tiltak[part->what].is_parallel)
            return NEED_STANDINGS;
        return part->stage == STAGE_TAKING_PART ? NEED_HELD : NEED_OTHER_LINE;
    }
    return part->stage == STAGE_TAKING_PART ? NEED_TAKING_PART
           : part->stage == STAGE_IN_LINE   ? NEED_IN_LINE
                                            : NEED_REFERRAL;
}

static need_standing standing_of(const run *r, const person *p, uint16_t need)
{
    need_standing first = NEED_STANDINGS;

    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const need_standing one = standing_in(r, &r->participations[i], need);

        first = one < first ? one : first;
    }
    if (first > NEED_NOT_TAKEN && (p->unmet >> need & 1) != 0)
        return is_there_for(r, p, need) ? NEED_NOT_TAKEN : NEED_ABSENT;
    if (first > NEED_TREATMENT && could_be_asked_for(r, p, need))
        return NEED_CONTACT;
    return first == NEED_STANDINGS ? NEED_CONTACT : first;
}

static void look_at_needs(const run *r, gap_account *x, const person *p)
{
    const sf_model *m = r->model;

    for (uint16_t need = 0; p->wanted != 0 && need < m->n_needs; need++) {
        if ((p->wanted >> need & 1) != 0)
            x->needs[((zone_of(r, p) * m->n_needs + need) * NEED_STANDINGS + standing_of(r, p, need)) * m->n_segments +
                     p->segment]++;
    }
}

/* --- idle places, and who waits beside them ------------------------------------------------------------------------------- */

/* Empty places of the site that nobody waits for; 0 where there is no limit. */
static double spare_at(const run *r, uint32_t site)
{
    const double places = r->now->site_places[site];

    return isfinite(places) ? fmax(places - r->sites[site].taking_part - (double)r->sites[site].queue.length, 0.0)
                            : 0.0;
}

static void look_at_places(const run *r, gap_account *x, uint32_t which)
{
    const sf_model *m = r->model;
    const tiltak *t = &r->now->tiltak[which];

    x->has_spare[which] = false;
    for (uint32_t site = m->first_site[which]; site < m->first_site[which + 1]; site++) {
        const double places = r->now->site_places[site], spare = spare_at(r, site);
        const double idle = isfinite(places) ? fmax(places - r->sites[site].taking_part, 0.0) : 0.0;
        const bool waits_for_course = t->n_starts > 0 && !r->sites[site].is_starting;

        x->places[site] += places;
        x->idle[which * IDLE_CAUSES + IDLE_NO_LINE] += spare;
        x->idle[which * IDLE_CAUSES + (waits_for_course ? IDLE_COURSE : IDLE_BUDGET)] += idle - spare;
        x->has_spare[which] = x->has_spare[which] || spare >= 1.0;
    }
}

/* Why somebody in line, or about to be, is not in one of the spare places; BESIDE_CAUSES: the person is not beside them. */
static beside_cause cause_of(const run *r, const person *p, const participation *part, uint16_t spare)
{
    const uint32_t own = site_for(r, p, spare);

    if (part->stage == STAGE_REFERRED)
        return part->what == spare && spare_at(r, own) >= 1.0 ? BESIDE_REFERRAL : BESIDE_CAUSES;
    if (part->stage != STAGE_IN_LINE)
        return BESIDE_CAUSES;
    if (part->what != spare && (part->need == SF_NONE || !meets(r, spare, part->need)))
        return BESIDE_NOT_OFFERED;
    if (part->what == spare || spare_at(r, own) < 1.0)
        return BESIDE_CATCHMENT;
    return tiltak_takes(r, spare, p) ? BESIDE_OTHER_LINE : BESIDE_NOT_ACCEPTED;
}

static void look_beside(const run *r, gap_account *x, const person *p, const participation *part)
{
    const sf_model *m = r->model;

    for (uint16_t t = 0; t < m->n_tiltak; t++) {
        const beside_cause cause = x->has_spare[t] ? cause_of(r, p, part, t) : BESIDE_CAUSES;

        if (cause != BESIDE_CAUSES)
            x->beside[(t * BESIDE_CAUSES + cause) * m->n_segments + p->segment]++;
    }
}

/* --- the look -------------------------------------------------------------------------------------------------------------- */

/* What taking part holds back is put down to the tiltak that the person is in; in equal parts to several. */
static void look_at_person(const run *r, gap_account *x, const person *p)
{
    const sf_model *m = r->model;
    double held, inside = 0.0;

    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];
        zone_cell *cell = part->what < m->n_tiltak ? cell_of(r, x, p, part->what) : NULL;

        if (part->what >= m->n_tiltak)
            continue;
        inside += part->stage == STAGE_TAKING_PART;
        if (cell != NULL)
            cell->in_line += part->stage == STAGE_IN_LINE;
        look_beside(r, x, p, part);
    }
    if (p->stage != STAGE_IN_PROGRAMME || inside <= 0.0)
        return;
    held = good_exits_held_back(r, p) / inside;
    for (uint32_t i = p->first_participation; i != NOBODY; i = r->participations[i].next) {
        const participation *part = &r->participations[i];

        if (part->what < m->n_tiltak && part->stage == STAGE_TAKING_PART)
            x->held_back[part->what * m->n_segments + p->segment] += held;
    }
}

void gap_account_looks(run *r, gap_account *x)
{
    x->looks++;
    for (uint32_t t = 0; t < r->model->n_tiltak; t++)
        look_at_places(r, x, t);
    for (uint32_t i = 0; i < r->people_used; i++) {
        const person *p = &r->people[i];

        if (p->stage == STAGE_GONE)
            continue;
        look_at_needs(r, x, p);
        look_at_person(r, x, p);
    }
}

/* --- the rows -------------------------------------------------------------------------------------------------------------- */

typedef struct reporter {
    const run *r;
    const gap_account *x;
    gap_put *put;
    void *user;
    double looks, years;
} reporter;

/* Each segment, and all of them together, from counts by segment. */
static void put_counts(const reporter *w, uint16_t metric, uint16_t entity, const uint64_t *counts)
{
    double all = 0.0;

    for (size_t s = 0; s < w->r->model->n_segments; s++) {
        w->put(w->user, metric, entity, 1 + s, SF_STAT_MEAN, (double)counts[s], w->looks);
        all += (double)counts[s];
    }
    w->put(w->user, metric, entity, 0, SF_STAT_MEAN, all, w->looks);
}

static void put_needs(const reporter *w)
{
    const sf_model *m = w->r->model;
    uint64_t all[SF_MOST_SEGMENTS];

    for (size_t k = 0; k < m->n_needs * NEED_STANDINGS; k++) {
        for (size_t s = 0; s < m->n_segments; s++)
            all[s] = 0;
        for (size_t z = 0; z <= m->n_zones; z++) {
            const uint64_t *counts = &w->x->needs[(z * m->n_needs * NEED_STANDINGS + k) * m->n_segments];

            for (size_t s = 0; s < m->n_segments; s++)
                all[s] += counts[s];
            if (z < m->n_zones)
                put_counts(w, m->metrics.need_now[k], entity_of_region(m, z), counts);
        }
        put_counts(w, m->metrics.need_now[k], 0, all);
    }
}

static void put_wanted(const reporter *w, size_t zone)
{
    const sf_model *m = w->r->model;

    for (size_t need = 0; need < m->n_needs; need++) {
        const uint64_t *counts = &w->x->wanted[(zone * m->n_needs + need) * m->n_segments];
        double all = 0.0;

        for (size_t s = 0; s < m->n_segments; s++) {
            w->put(w->user, m->metrics.need_wanted[need], entity_of_region(m, zone), 1 + s, SF_STAT_RATE,
                   (double)counts[s], w->years);
            all += (double)counts[s];
        }
        w->put(w->user, m->metrics.need_wanted[need], entity_of_region(m, zone), 0, SF_STAT_RATE, all, w->years);
    }
}

static void put_idle(const reporter *w, size_t which)
{
    const sf_model *m = w->r->model;
    const uint16_t entity = entity_of_tiltak(m, which);
    double all = 0.0, places = 0.0;

    for (uint32_t site = m->first_site[which]; site < m->first_site[which + 1]; site++)
        places += w->x->places[site];
    if (isfinite(places))
        w->put(w->user, m->metrics.places, entity, 0, SF_STAT_MEAN, places, w->looks);
    for (size_t k = 0; k < IDLE_CAUSES; k++) {
        all += w->x->idle[which * IDLE_CAUSES + k];
        w->put(w->user, m->metrics.idle_by[k], entity, 0, SF_STAT_MEAN, w->x->idle[which * IDLE_CAUSES + k], w->looks);
    }
    w->put(w->user, m->metrics.idle, entity, 0, SF_STAT_MEAN, all, w->looks);
    for (size_t k = 0; k < BESIDE_CAUSES; k++)
        put_counts(w, m->metrics.idle_beside[k], entity, &w->x->beside[(which * BESIDE_CAUSES + k) * m->n_segments]);
}

static void put_held_back(const reporter *w, size_t which)
{
    const sf_model *m = w->r->model;
    const uint16_t entity = entity_of_tiltak(m, which);
    double all = 0.0;

    for (size_t s = 0; s < m->n_segments; s++) {
        const double held = w->x->held_back[which * m->n_segments + s] * SF_DAYS_PER_YEAR;

        w->put(w->user, m->metrics.held_back, entity, 1 + s, SF_STAT_RATE, held, w->looks);
        all += held;
    }
    w->put(w->user, m->metrics.held_back, entity, 0, SF_STAT_RATE, all, w->looks);
}

static void put_zone_cell(const reporter *w, uint16_t entity, size_t segment, const zone_cell *c)
{
    const metric_numbers *n = &w->r->model->metrics;

    w->put(w->user, n->queue_tiltak, entity, segment, SF_STAT_MEAN, (double)c->in_line, w->looks);
    w->put(w->user, n->tiltak_started, entity, segment, SF_STAT_RATE, (double)c->started, w->years);
    if (c->ended > 0)
        w->put(w->user, n->wait_tiltak, entity, segment, SF_STAT_MEAN, c->wait_days, (double)c->ended);
}

/* Places that belong to a region, by which offices or regions they are for; nothing where all have the same ones. */
static void put_places(const reporter *w, size_t which, size_t zone)
{
    const sf_model *m = w->r->model;
    double places = 0.0;

    for (uint32_t site = m->first_site[which]; site < m->first_site[which + 1]; site++) {
        const size_t at = site - m->first_site[which];
        const size_t its = m->catchments[which] == CATCHMENT_OFFICE ? m->region_of_office[at] : at;

        places += its == zone && isfinite(w->x->places[site]) ? w->x->places[site] : 0.0;
    }
    if (m->catchments[which] != CATCHMENT_ALL)
        w->put(w->user, m->metrics.places, entity_of_tiltak_in_region(m, which, zone), 0, SF_STAT_MEAN, places,
               w->looks);
}

/* A tiltak in a region. Where it has a site there, all segments together are the site's own rows already. */
static void put_zone(const reporter *w, size_t which, size_t zone)
{
    const sf_model *m = w->r->model;
    const zone_cell *cells = &w->x->cells[(which * m->n_zones + zone) * m->n_segments];
    const uint16_t entity = entity_of_tiltak_in_region(m, which, zone);
    zone_cell all = {0};

    for (size_t s = 0; s < m->n_segments; s++) {
        put_zone_cell(w, entity, 1 + s, &cells[s]);
        all.wait_days += cells[s].wait_days;
        all.ended += cells[s].ended;
        all.started += cells[s].started;
        all.in_line += cells[s].in_line;
    }
    if (m->catchments[which] != CATCHMENT_REGION)
        put_zone_cell(w, entity, 0, &all);
    put_places(w, which, zone);
}

void gap_account_report(const run *r, const gap_account *x, gap_put *put, void *user)
{
    const sf_model *m = r->model;
    const reporter w = {r, x, put, user, (double)x->looks, (r->window_to - r->window_from) / SF_DAYS_PER_YEAR};

    put_needs(&w);
    for (size_t t = 0; t < m->n_tiltak; t++) {
        put_idle(&w, t);
        put_held_back(&w, t);
        for (size_t z = 0; z < m->n_zones; z++)
            put_zone(&w, t, z);
    }
    for (size_t z = 0; z < m->n_zones; z++) {
        put_wanted(&w, z);
        for (size_t s = 0; s < m->n_states; s++) {
            put(user, m->metrics.flow_out[s], entity_of_region(m, z), 0, SF_STAT_RATE,
                (double)x->exits[z * m->n_states + s], w.years);
        }
    }
}
