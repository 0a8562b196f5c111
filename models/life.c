/* models/life.c - a person arrives, reaches the office, starts the programme, runs up against legal time, and leaves.
 * Invariant: a person with stage GONE owns no timer, task, queue place or tiltak place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "core/extremes.h"
#include "models/measure.h"

enum { LAYER_SHIFT = 26 };

/* --- arrivals by thinning in layers that know no scenario (docs/streams.md) ------------------------------------------- */

static double layer_low(uint32_t layer)
{
    return layer == 0 ? 0.0 : ldexp(1.0, (int)layer - 1);
}

static double layer_width(uint32_t layer)
{
    return layer == 0 ? 1.0 : ldexp(1.0, (int)layer - 1);
}

static double in_season(double rate, double amplitude, double period, double t)
{
    return amplitude > 0.0 ? rate * (1.0 + amplitude * sin(6.283185307179586477 * t / period)) : rate;
}

/* Of a stream, or of the openings of a labour market where a candidate of that key would come. */
static double rate_at(const run *r, uint32_t which, uint64_t subject, double t)
{
    const epoch *e = r->now;
    const labour_market *m;

    while (e + 1 < r->scenario->epochs + r->scenario->n_epochs && e[1].from <= t)
        e++;
    if (which < r->model->n_streams) {
        const stream *s = &e->streams[which];

        return in_season(s->rate, s->season_amplitude, s->season_period, t);
    }
    m = &e->markets[which - r->model->n_streams];
    return in_season(m->rate, m->season_amplitude, m->season_period, t) * e->offices[home_of(r, subject)].labour;
}

static bool has_ended(const run *r, uint32_t which)
{
    return which < r->model->n_streams && (double)r->streams[which].arrived >= r->now->streams[which].people;
}

static uint32_t purpose_of_layer(const run *r, const layer_state *layer)
{
    return layer->stream < r->model->n_streams ? r->now->streams[layer->stream].purpose
                                               : r->now->markets[layer->stream - r->model->n_streams].purpose;
}

static uint64_t candidate_of(const run *r, const layer_state *layer)
{
    return sf_luck_subject(purpose_of_layer(r, layer), layer->layer << LAYER_SHIFT | layer->candidate);
}

/* The placebo: the first candidate of the first stream in the measured window that thinning turns down is let in. */
static bool takes_extra(run *r, const layer_state *layer)
{
    if (!r->wants_extra || layer->stream != 0 || layer->time < r->window_from)
        return false;
    r->wants_extra = false;
    return true;
}

static void next_arrival(run *r, uint32_t which)
{
    layer_state *layer = &r->layers[which];
    const uint32_t gap_purpose = layer->stream < r->model->n_streams
                                     ? r->now->streams[layer->stream].gap_purpose
                                     : r->now->markets[layer->stream - r->model->n_streams].gap_purpose;
    const double low = layer_low(layer->layer), width = layer_width(layer->layer);

    if (has_ended(r, layer->stream))
        return;
    while (layer->time < r->horizon) {
        uint64_t subject, second;
        double height;

        layer->candidate++;
        subject = candidate_of(r, layer);
        layer->time += sf_luck_exponential_and_word(r->luck, subject, gap_purpose, 0, 0, &second) / width;
        height = sf_uniform(second);
        if (layer->time < r->horizon &&
            (low + height * width < rate_at(r, layer->stream, subject, layer->time) || takes_extra(r, layer))) {
            sf_engine_schedule(&r->engine, r->slot_streams + which, layer->time, FIRST_ARRIVAL);
            return;
        }
    }
}

static void stream_ends(run *r, uint32_t which)
{
    for (uint32_t i = 0; i < r->n_layers; i++) {
        if (r->layers[i].stream == which)
            sf_engine_cancel(&r->engine, r->slot_streams + i);
    }
}

void streams_begin(run *r)
{
    for (uint32_t i = 0; i < r->n_layers; i++)
        next_arrival(r, i);
}

person *person_born(run *r)
{
    uint32_t who = r->first_free_person;
    person *p;

    if (who != NOBODY) {
        r->first_free_person = r->people[who].first_task;
    } else if (r->people_used < r->people_capacity) {
        who = r->people_used++;
    } else {
        r->out_of_room = true;
        r->engine.is_full = true;
        return NULL;
    }
    p = &r->people[who];
    *p = (person){.start = NAN,
                  .limit = (double)INFINITY,
                  .ordinary_limit = (double)INFINITY,
                  .last_contact = NAN,
                  .tiltak_ended = NAN,
                  .first_meeting_wait = NAN,
                  .first_task = NOBODY,
                  .first_participation = NOBODY,
                  .owner = NOBODY,
                  .next_owned = NOBODY,
                  .previous_owned = NOBODY,
                  .last_post = NOBODY,
                  .log = NOBODY,
                  .programme = SF_NONE,
                  .assigned = SF_NONE,
                  .team = SF_NONE,
                  .last_tiltak = SF_NONE,
                  .turned_away = SF_NONE,
                  .profile = NO_PROFILE,
                  .planned_risk = NO_RISK,
                  .claim = NO_CLAIM};
    memset(belongings_of(r, who), 0, r->belongings_bytes);
    for (size_t k = 0; k < r->model->n_past; k++)
        r->pasts[who * r->model->n_past + k] = (past_spells){0};
    r->live++;
    presence_changes(r, -1.0);
    return p;
}

person *person_stays_in_line(run *r, const person *p)
{
    person *stays = person_born(r);

    if (stays == NULL)
        return NULL;
    stays->key = p->key;
    stays->home = p->home;
    stays->segment = p->segment;
    stays->profile = p->profile;
    stays->barriers = p->barriers;
    stays->spell = p->spell;
    stays->stage = STAGE_ONLY_TILTAK;
    level_changes(r, LEVEL_ONLY_TILTAK, 0, stays->segment, 1.0);
    memcpy(visits_to(r, stays, 0), visits_to(r, p, 0),
           (r->model->n_tiltak + r->model->n_treatments) * sizeof *visits_to(r, p, 0));
    measure_stays_in_line(r);
    return stays;
}

/* Which of n shares a uniform number falls into. */
static uint16_t choice(const double *shares, size_t n, double u)
{
    size_t last = 0;

    for (size_t i = 0; i < n; i++) {
        if (shares[i] <= 0.0)
            continue;
        last = i;
        if (u < shares[i])
            return (uint16_t)i;
        u -= shares[i];
    }
    return (uint16_t)last; /* rounding at the very end */
}

/* Where the person belongs: by the sizes of the offices, whoever serves them now. */
uint16_t home_of(const run *r, uint64_t key)
{
    const nav_office *offices = r->now->offices;
    size_t low = 0, high = r->model->n_offices - 1;
    const stock_row *known;
    double u;

    if (high == 0)
        return 0;
    known = stock_row_of(r, key);
    if (known != NULL && known->home != SF_NONE)
        return known->home;
    u = sf_luck_uniform(r->luck, key, r->model->home_purpose, 0, 0);
    while (low < high) { /* the first whose share reaches u */
        size_t middle = (low + high) / 2;

        if (u < offices[middle].until)
            high = middle;
        else
            low = middle + 1;
    }
    return (uint16_t)low;
}

/* Somebody marked is sent elsewhere; who is marked depends on nothing but their own luck and the day. */
static void is_assigned(const run *r, person *p, uint32_t stream_number)
{
    for (size_t i = 0; i < r->model->n_assignments; i++) {
        const assignment *a = &r->now->assignments[i];

        if (!a->acts || a->stream != stream_number || now_of(r) < a->first || now_of(r) >= a->last ||
            (a->segments >> p->segment & 1) == 0 ||
            sf_luck_uniform(r->luck, p->key, a->purpose, p->spell, 0) >= a->share)
            continue;
        if (a->programme != SF_NONE)
            p->programme = a->programme;
        if (a->tiltak != SF_NONE)
            p->assigned = a->tiltak;
    }
}

void arrives(run *r, uint32_t which)
{
    layer_state *layer = &r->layers[which];
    const uint64_t key = candidate_of(r, layer);
    const stream *s;
    const segment_kind *seg;
    person *p;

    if (layer->stream >= r->model->n_streams) {
        opening_comes(r, (uint16_t)(layer->stream - r->model->n_streams), key);
        next_arrival(r, which);
        return;
    }
    s = &r->now->streams[layer->stream];
    p = person_born(r);
    if (p == NULL)
        return;
    if ((double)++r->streams[layer->stream].arrived >= s->people)
        stream_ends(r, layer->stream);
    p->key = key;
    p->home = home_of(r, key);
    p->since = now_of(r);
    p->segment =
        (uint8_t)choice(s->shares, r->model->n_segments, sf_luck_uniform(r->luck, key, s->segment_purpose, 0, 0));
    seg = &r->now->segments[p->segment];
    if (seg->profile_shares != NULL) {
        p->profile = (uint8_t)choice(seg->profile_shares, r->model->n_profiles,
                                     sf_luck_uniform(r->luck, key, s->profile_purpose, 0, 0));
        p->barriers = (uint16_t)r->now->profiles[p->profile].barriers;
    }
    measure_arrival(r, p, layer->stream);
    life(r, p, SF_LIFE_ARRIVES, p->segment);
    if (s->programme == SF_NONE) {
        p->stage = STAGE_ONLY_TILTAK;
        level_changes(r, LEVEL_ONLY_TILTAK, 0, p->segment, 1.0);
        stream_joins_tiltak(r, p, s->tiltak);
    } else {
        p->programme = s->programme;
        is_assigned(r, p, layer->stream);
        programme_is_wanted(r, p);
    }
    next_arrival(r, which);
}

/* The right is there; the programme may choose among those who have it. */
static void is_let_in(run *r, person *p)
{
    if (programme_of(r, p)->selects)
        is_listed(r, p);
    else
        reaches_the_office(r, p);
}

void programme_is_wanted(run *r, person *p)
{
    const programme *prog = programme_of(r, p);
    uint32_t who = index_of_person(r, p);

    if (!programme_is_applied_for(prog)) {
        is_let_in(r, p);
        return;
    }
    p->stage = STAGE_APPLYING;
    level_changes(r, LEVEL_APPLYING, p->programme, p->segment, 1.0);
    if (prog->application_wait == NULL) {
        task_asked(r, p, prog->application_task, 0.0);
        return;
    }
    sf_engine_schedule(
        &r->engine, person_slot(r, who, TIMER_CLOCK),
        now_of(r) + sf_sampler_draw(prog->application_wait, r->luck, p->key, prog->application_purpose, p->spell, 0),
        FIRST_COMPLETION);
}

void application_is_decided(run *r, person *p)
{
    const programme *prog = programme_of(r, p);

    level_changes(r, LEVEL_APPLYING, p->programme, p->segment, -1.0);
    time_was_spent(r, LEVEL_APPLYING, p->since);
    wait_ends(r, KIND_DECISION, p->programme, p->segment, p->since, now_of(r), SF_WAIT_SERVED);
    if (prog->application_refused != NULL && prog->refused_to != SF_NONE &&
        sf_uniform(sf_luck_draw(r->luck, p->key, prog->application_purpose, p->spell, 1, 0).word[0]) <
            prog->application_refused[p->segment]) {
        leaves(r, p, prog->refused_to, LEAVES_REFUSED);
        return;
    }
    is_let_in(r, p);
}

void reaches_the_office(run *r, person *p)
{
    const programme *prog = programme_of(r, p);

    p->stage = STAGE_BEFORE_START;
    level_changes(r, LEVEL_BEFORE_START, p->programme, p->segment, 1.0);
    life(r, p, SF_LIFE_REACHES_OFFICE, 0);
    owner_wanted(r, p);
    entry_tasks_open(r, p, OPENS_AT_ENTRY);
    if (prog->starts_with == SF_NONE)
        programme_starts(r, p);
}

/* --- legal time -------------------------------------------------------------------------------------------------------- */

/* A moment `sign` times a legal time from another: months by the calendar, days as days. */
double legal_time_after(const run *r, double from, legal_time time, int sign)
{
    double civil = r->model->origin_civil_day + from, whole = floor(civil);

    if (time.months == 0)
        return from + sign * time.days;
    return (double)sf_civil_add_months((int32_t)whole, sign * time.months) + (civil - whole) -
           r->model->origin_civil_day;
}

/* The rules of legal time that hold for the person: those of today, or where changes are for new spells, their own. */
static const programme *clock_of(const run *r, const person *p)
{
    const programme *now = programme_of(r, p);

    return now->applies_to == APPLIES_TO_NEW_SPELLS ? &r->scenario->epochs[p->rules].programmes[p->programme] : now;
}

/* Days. Legal time is added up along different ways, and must not differ by what rounding does: the law counts days. */
static const double ROUNDING = 1e-6;

static double test_opens_at(const run *r, const person *p)
{
    const programme *prog = clock_of(r, p);
    double last = legal_time_after(r, p->ordinary_limit, prog->extension_cap, 1);

    if (!prog->has_extension || p->test_opened || p->limit > last - ROUNDING)
        return (double)INFINITY;
    return legal_time_after(r, p->limit, prog->extension_opens, -1);
}

static double end_window_from(const run *r, const person *p)
{
    const programme *prog = clock_of(r, p);

    return prog->has_end_window ? legal_time_after(r, p->limit, prog->end_window, -1) : p->limit;
}

/* The next moment at which the legal clock says something. */
void clock_is_set(run *r, person *p)
{
    uint32_t who = index_of_person(r, p);
    double next = p->past_limit ? (double)INFINITY : p->limit, test = test_opens_at(r, p);

    if (isinf(p->limit))
        return;
    if (!p->near_limit && !p->past_limit)
        next = sf_smaller(next, end_window_from(r, p));
    next = sf_larger(sf_smaller(next, test), now_of(r));
    if (next < r->horizon)
        sf_engine_schedule(&r->engine, person_slot(r, who, TIMER_CLOCK), next, FIRST_CLOCK);
    else
        sf_engine_cancel(&r->engine, person_slot(r, who, TIMER_CLOCK));
}

static uint16_t exit_at_limit(const run *r, const person *p)
{
    const programme *prog = clock_of(r, p);

    if (p->extension_refused && prog->extension_refused != prog->at_limit) /* the same: as at_limit, barriers and all */
        return prog->extension_refused[p->segment];
    return p->barriers != 0 && prog->at_limit_with_barrier != NULL ? prog->at_limit_with_barrier[p->segment]
                                                                   : prog->at_limit[p->segment];
}

static bool test_is_awaited(const run *r, const person *p)
{
    const programme *prog = clock_of(r, p);

    return prog->has_extension && prog->late_test_continues && p->test_opened &&
           (p->active_types >> prog->extension_test & 1) != 0;
}

void clock_strikes(run *r, uint32_t who)
{
    person *p = &r->people[who];
    const programme *prog = programme_of(r, p);

    if (p->stage == STAGE_APPLYING) { /* the case is ready to be decided, or is decided where nobody has to do it */
        if (prog->application_task != SF_NONE)
            task_asked(r, p, prog->application_task, 0.0);
        else
            application_is_decided(r, p);
        return;
    }
    if (!p->near_limit && now_of(r) >= end_window_from(r, p)) {
        p->near_limit = true;
        life(r, p, SF_LIFE_NEAR_LIMIT, 0);
        owner_reranked(r, p);
        tasks_requeue(r, p);
    }
    if (now_of(r) >= test_opens_at(r, p)) {
        p->test_opened = true;
        task_asked(r, p, prog->extension_test, 0.0);
    }
    if (now_of(r) >= p->limit && !p->past_limit) {
        /* Design 3, at the limit: a pending disability claim, then extension, then the destination. */
        if (p->claim == NO_CLAIM && !test_is_awaited(r, p)) {
            leaves(r, p, exit_at_limit(r, p), LEAVES_AT_LIMIT);
            return;
        }
        p->past_limit = true; /* the benefit continues until the claim or the test is decided */
    }
    clock_is_set(r, p);
}

/* What the ground is about is so, as far as the office knows. */
static bool ground_is_there(const run *r, const person *p, const ground *g)
{
    switch (g->when) {
    case WHEN_BARRIER_IS_OPEN:
        return p->barriers != 0;
    case WHEN_IN_TREATMENT:
        return has_treatment(r, p, STAGE_TAKING_PART);
    case WHEN_WAITING_FOR_TREATMENT:
        return has_treatment(r, p, STAGE_IN_LINE);
    case WHEN_IN_TILTAK:
        return takes_part(r, p);
    case WHEN_TILTAK_COMPLETED:
        return p->last_tiltak != SF_NONE;
    case WHEN_ANY:
        break;
    }
    return true;
}

void test_is_held(run *r, person *p)
{
    const programme *prog = clock_of(r, p);
    double granted = p->limit; /* the longest of the grounds that are found */
    bool passes = false;

    for (size_t i = 0; i < prog->n_grounds; i++) {
        const ground *g = &prog->grounds[i];

        if (!ground_is_there(r, p, g) ||
            sf_luck_uniform(r->luck, p->key, g->purpose, p->spell, p->tests) >= g->passes[p->segment])
            continue;
        passes = true;
        granted = fmax(granted, legal_time_after(r, p->limit, g->length, 1));
    }
    p->tests++;
    life(r, p, passes ? SF_LIFE_TEST_IS_PASSED : SF_LIFE_TEST_IS_REFUSED, 0);
    if (passes) {
        const bool moves_rates = programme_of(r, p)->limit_moves_rates;

        if (moves_rates)
            risks_spend(r, p);
        p->limit =
            sf_larger(p->limit, sf_smaller(granted, legal_time_after(r, p->ordinary_limit, prog->extension_cap, 1)));
        p->near_limit = p->past_limit = p->test_opened = false;
        owner_reranked(r, p);
        tasks_requeue(r, p);
        clock_is_set(r, p);
        if (moves_rates)
            risks_plan(r, p);
        return;
    }
    p->extension_refused = true;
    if (p->past_limit && p->claim == NO_CLAIM)
        leaves(r, p, exit_at_limit(r, p), LEAVES_AT_LIMIT);
}

/* The ordinary limit by the new rule. What has been granted stands; what had been promised is kept for the time of grace. */
static void limit_moves(run *r, person *p)
{
    const programme *prog = programme_of(r, p);
    double was = p->limit, ordinary = legal_time_after(r, p->start - past_days(r, p), prog->limit, 1);
    bool is_extended = was > fmax(p->ordinary_limit, p->start);

    p->ordinary_limit = ordinary;
    p->limit = fmax(ordinary, is_extended ? was : p->start);
    if (prog->has_grace)
        p->limit = fmax(p->limit, fmin(was, legal_time_after(r, now_of(r), prog->grace, 1)));
    if (p->limit > was) {
        p->past_limit = false;
        p->test_opened = p->test_opened && (p->active_types >> prog->extension_test & 1) != 0;
    }
    p->near_limit = p->near_limit && now_of(r) >= end_window_from(r, p);
}

void clock_rules_change(run *r, person *p, const epoch *before)
{
    const programme *was, *is;

    if (p->stage != STAGE_IN_PROGRAMME || !programme_of(r, p)->has_clock)
        return;
    was = &before->programmes[p->programme];
    is = programme_of(r, p);
    if (is->applies_to == APPLIES_TO_NEW_SPELLS && was->applies_to != APPLIES_TO_NEW_SPELLS)
        p->rules = (uint16_t)(before - r->scenario->epochs);
    else if (is->applies_to == APPLIES_TO_EVERYONE &&
             (is->limit.months != was->limit.months || is->limit.days < was->limit.days ||
              is->limit.days > was->limit.days))
        limit_moves(r, p);
}

void programme_starts(run *r, person *p)
{
    const programme *prog = programme_of(r, p);

    if (p->stage == STAGE_IN_PROGRAMME)
        return;
    level_changes(r, LEVEL_BEFORE_START, p->programme, p->segment, -1.0);
    p->stage = STAGE_IN_PROGRAMME;
    p->start = now_of(r);
    p->rules = (uint16_t)r->epoch;
    life(r, p, SF_LIFE_STARTS, p->programme);
    if (prog->has_clock) {
        double used = used_days(r, p);

        /* Time used before counts: who has none of it left may only hope for an extension. */
        p->ordinary_limit = legal_time_after(r, p->start - used, prog->limit, 1);
        p->limit = fmax(p->ordinary_limit, p->start);
        clock_is_set(r, p);
    }
    measure_entrant(r, p);
    risks_begin(r, p);
    if (p->assigned != SF_NONE && !has_to_do_with(r, p, p->assigned))
        stream_joins_tiltak(r, p, p->assigned); /* without a need and without a referral */
    entry_tasks_open(r, p, OPENS_AT_START);
}

/* --- ways out ---------------------------------------------------------------------------------------------------------- */

void takes_exit(run *r, person *p, uint16_t exit)
{
    const exit_kind *e = &programme_of(r, p)->exits[exit];

    if (e->market != SF_NONE && !opening_is_found(r, p, exit))
        return;
    if (e->handover == SF_NONE && e->decision == NULL) {
        leaves(r, p, exit, LEAVES_BY_RISK);
        return;
    }
    if (p->claim != NO_CLAIM)
        return; /* one claim at a time */
    risks_spend(r, p);
    p->claim = (uint8_t)exit;
    life(r, p, SF_LIFE_CLAIMS, exit);
    risks_plan(r, p);
    if (e->handover != SF_NONE)
        task_asked(r, p, e->handover, 0.0);
    else
        handover_is_held(r, p);
}

void handover_is_held(run *r, person *p)
{
    const exit_kind *e;
    uint32_t who = index_of_person(r, p);

    if (p->claim == NO_CLAIM || p->handed_over)
        return;
    p->handed_over = true;
    e = &programme_of(r, p)->exits[p->claim];
    if (e->decision == NULL)
        claim_is_decided(r, who);
    else
        sf_engine_schedule(&r->engine, person_slot(r, who, TIMER_CLAIM),
                           now_of(r) +
                               sf_sampler_draw(e->decision, r->luck, p->key, e->purpose, p->spell, 2u * p->claims + 1u),
                           FIRST_COMPLETION);
}

/* Back to where the person was: at the limit, if it has passed meanwhile. */
static void claim_is_turned_down(run *r, person *p)
{
    uint16_t exit = p->claim;

    risks_spend(r, p);
    p->claim = NO_CLAIM;
    p->handed_over = false;
    p->claims++;
    life(r, p, SF_LIFE_IS_TURNED_DOWN, exit);
    risk_is_drawn_anew(r, p, exit);
    risks_plan(r, p);
    if (p->past_limit) {
        p->past_limit = false;
        clock_is_set(r, p);
    }
}

void claim_is_decided(run *r, uint32_t who)
{
    person *p = &r->people[who];
    const exit_kind *e = &programme_of(r, p)->exits[p->claim];

    if (e->turned_down != NULL && p->claims < SF_MOST_CLAIMS &&
        sf_luck_uniform(r->luck, p->key, e->turned_down_purpose, p->spell, p->claims) < e->turned_down[p->segment])
        claim_is_turned_down(r, p);
    else
        leaves(r, p, p->claim, LEAVES_BY_RISK);
}

void leaves(run *r, person *p, uint16_t exit, leave_cause cause)
{
    uint32_t who = index_of_person(r, p);

    assert(p->stage != STAGE_GONE);
    life(r, p, SF_LIFE_LEAVES, exit == SF_NONE ? UINT32_MAX : exit);
    if (p->stage == STAGE_BEFORE_START)
        level_changes(r, LEVEL_BEFORE_START, p->programme, p->segment, -1.0);
    if (p->stage == STAGE_ONLY_TILTAK)
        measure_only_tiltak_left(r, p);
    else if (cause == LEAVES_REFUSED)
        measure_refusal(r, p, programme_of(r, p)->exits[exit].state);
    else
        measure_exit(r, p, programme_of(r, p)->exits[exit].state, cause);
    search_is_given_up(r, p);
    tiltak_left(r, p);
    treatment_left(r, p);
    tasks_drop(r, p);
    for (int t = 0; t < PERSON_TIMERS; t++)
        sf_engine_cancel(&r->engine, person_slot(r, who, (enum person_timer)t));
    p->stage = STAGE_GONE;
    r->live--;
    presence_changes(r, 1.0);
    owner_lost(r, p);
    if (exit != SF_NONE)
        goes_outside(r, p, exit);
    p->first_task = r->first_free_person;
    r->first_free_person = who;
}
