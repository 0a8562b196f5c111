/* bench/w3.c - the welfare office of yardstick/w3.c on the engine. Arguments: days, seed, offices.
 * 2.75 arrivals a day and office; 10 counsellors, each with a line of two priorities; 0.5 d for a first meeting, 0.25 d for a
 * follow-up; after a follow-up 0.1 leave, 0.2 of the rest join a tiltak of 50 places (lognormal stay, mean 90 d, sigma 0.5;
 * they give up after exponential 30 d); all others, and who comes back, meet again after exponential 30 d.
 * As yardstick STATS=2: time integrals of every line and of people there, waits and stays with histograms. Keyed luck: one
 * block a follow-up, whose words are the gap to the next one and what comes of this one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"
#include <math.h>

#include "saksflyt/luck.h"
#include "saksflyt/statistics.h"

enum { COUNSELLORS = 10, PLACES = 50 };
#define NOBODY UINT32_MAX
static const double arrivals_per_day = 2.75, meeting_days[2] = {0.25, 0.5}, mean_gap = 30.0, mean_patience = 30.0;
static const double stay_mu = 4.3748096703290875, stay_sigma = 0.5; /* mean 90 d */

typedef enum stage { AWAY, MEETING, IN_TILTAK, WAITING_FOR_TILTAK } stage;

typedef struct client {
    uint64_t key;
    double entered, joined;
    uint32_t next, previous, counsellor;
    uint16_t meetings, tiltak; /* occasions of luck */
    uint8_t stage, is_first;
} client;

typedef struct counsellor {
    uint32_t first[2], last[2], current;
    sf_level waiting;
} counsellor;

typedef struct office {
    uint32_t first, last, free_places, next_counsellor, arrivals, stream;
    sf_level waiting;
} office;

typedef struct county {
    sf_engine engine;
    sf_luck luck;
    uint32_t gap, follow_up, tiltak, patience; /* purposes */
    uint32_t n_offices, free_client, used, most;
    client *clients;
    counsellor *counsellors;
    office *offices;
    sf_level there;
    double stays, waited, tiltak_waited;
    uint64_t left, waits, tiltak_waits;
    uint64_t *wait_bins, *tiltak_bins, *stay_bins;
} county;

static double now_of(const county *c)
{
    return c->engine.now;
}

static void strikes_after(county *c, uint32_t who, double days)
{
    sf_engine_schedule(&c->engine, c->n_offices + who, now_of(c) + days, 0);
}

static void next_arrival(county *c, uint32_t number)
{
    office *o = &c->offices[number];

    sf_engine_schedule(&c->engine, number,
                       now_of(c) +
                           sf_luck_exponential(c->luck, sf_luck_subject(o->stream, ++o->arrivals), c->gap, 0, 0) /
                               arrivals_per_day,
                       0);
}

static void meeting_begins(county *c, counsellor *k, uint32_t who)
{
    client *p = &c->clients[who];
    const double waited = now_of(c) - p->joined;

    k->current = who;
    c->waited += waited;
    c->waits++;
    c->wait_bins[sf_bin_slot(waited)]++;
    p->stage = MEETING;
    strikes_after(c, who, meeting_days[p->is_first]);
}

static void asks_for_meeting(county *c, uint32_t who)
{
    client *p = &c->clients[who];
    counsellor *k = &c->counsellors[p->counsellor];
    const uint32_t line = p->is_first;

    p->joined = now_of(c);
    if (k->current == NOBODY) {
        meeting_begins(c, k, who);
        return;
    }
    sf_level_add(&k->waiting, now_of(c), 1.0);
    p->next = NOBODY;
    if (k->last[line] != NOBODY)
        c->clients[k->last[line]].next = who;
    else
        k->first[line] = who;
    k->last[line] = who;
}

static void arrives(county *c, uint32_t number)
{
    office *o = &c->offices[number];
    uint32_t who = c->free_client;

    if (who != NOBODY)
        c->free_client = c->clients[who].next;
    else if (c->used < c->most)
        who = c->used++;
    else
        abort();
    c->clients[who] = (client){.key = sf_luck_subject(o->stream, o->arrivals),
                               .entered = now_of(c),
                               .counsellor = number * COUNSELLORS + o->next_counsellor,
                               .is_first = 1};
    o->next_counsellor = o->next_counsellor + 1 == COUNSELLORS ? 0 : o->next_counsellor + 1;
    sf_level_add(&c->there, now_of(c), 1.0);
    asks_for_meeting(c, who);
    next_arrival(c, number);
}

static void leaves(county *c, uint32_t who)
{
    client *p = &c->clients[who];
    const double stay = now_of(c) - p->entered;

    c->stays += stay;
    c->left++;
    c->stay_bins[sf_bin_slot(stay)]++;
    sf_level_add(&c->there, now_of(c), -1.0);
    p->next = c->free_client;
    c->free_client = who;
}

static void tiltak_begins(county *c, uint32_t who)
{
    client *p = &c->clients[who];

    p->stage = IN_TILTAK;
    strikes_after(c, who,
                  exp(stay_mu + stay_sigma * sf_luck_normal(c->luck, p->key, c->tiltak, 0, (uint32_t)p->tiltak - 1)));
}

static void wait_for_tiltak_ends(county *c, office *o, const client *p)
{
    const double waited = now_of(c) - p->joined;

    c->tiltak_waited += waited;
    c->tiltak_waits++;
    c->tiltak_bins[sf_bin_slot(waited)]++;
    sf_level_add(&o->waiting, now_of(c), -1.0);
    if (p->previous != NOBODY)
        c->clients[p->previous].next = p->next;
    else
        o->first = p->next;
    if (p->next != NOBODY)
        c->clients[p->next].previous = p->previous;
    else
        o->last = p->previous;
}

static void joins_tiltak(county *c, uint32_t who)
{
    client *p = &c->clients[who];
    office *o = &c->offices[p->counsellor / COUNSELLORS];

    p->tiltak++;
    if (o->free_places > 0) {
        o->free_places--;
        c->tiltak_waits++;
        c->tiltak_bins[0]++;
        tiltak_begins(c, who);
        return;
    }
    sf_level_add(&o->waiting, now_of(c), 1.0);
    p->stage = WAITING_FOR_TILTAK;
    p->joined = now_of(c);
    p->next = NOBODY;
    p->previous = o->last;
    if (o->last != NOBODY)
        c->clients[o->last].next = who;
    else
        o->first = who;
    o->last = who;
    strikes_after(c, who,
                  mean_patience * sf_luck_exponential(c->luck, p->key, c->patience, 0, (uint32_t)p->tiltak - 1));
}

/* gap: in days, to the next meeting; u decides what comes of this one. */
static void goes_on(county *c, uint32_t who, double gap)
{
    c->clients[who].stage = AWAY;
    strikes_after(c, who, gap);
}

static double gap_of(county *c, client *p, uint64_t *second)
{
    return mean_gap * sf_luck_exponential_and_word(c->luck, p->key, c->follow_up, 0, p->meetings++, second);
}

static void meeting_ends(county *c, uint32_t who)
{
    client *p = &c->clients[who];
    counsellor *k = &c->counsellors[p->counsellor];
    const uint32_t line = k->first[1] != NOBODY, next = k->first[line];
    const bool was_first = p->is_first != 0;
    uint64_t second;
    double gap, u;

    k->current = NOBODY;
    if (next != NOBODY) {
        k->first[line] = c->clients[next].next;
        if (k->first[line] == NOBODY)
            k->last[line] = NOBODY;
        sf_level_add(&k->waiting, now_of(c), -1.0);
        meeting_begins(c, k, next);
    }
    gap = gap_of(c, p, &second);
    u = sf_uniform(second);
    p->is_first = 0;
    if (!was_first && u < 0.1)
        leaves(c, who);
    else if (!was_first && u < 0.1 + 0.2 * 0.9)
        joins_tiltak(c, who);
    else
        goes_on(c, who, gap);
}

static void place_is_left(county *c, uint32_t who)
{
    client *p = &c->clients[who];
    office *o = &c->offices[p->counsellor / COUNSELLORS];
    const uint32_t next = o->first;
    uint64_t second;

    if (next != NOBODY) {
        wait_for_tiltak_ends(c, o, &c->clients[next]);
        tiltak_begins(c, next); /* takes the patience timer back */
    } else {
        o->free_places++;
    }
    goes_on(c, who, gap_of(c, p, &second));
}

static void gives_up(county *c, uint32_t who)
{
    client *p = &c->clients[who];
    uint64_t second;

    wait_for_tiltak_ends(c, &c->offices[p->counsellor / COUNSELLORS], p);
    goes_on(c, who, gap_of(c, p, &second));
}

static void happens(void *model, uint32_t slot)
{
    county *c = model;
    uint32_t who = slot - c->n_offices;

    if (slot < c->n_offices) {
        arrives(c, slot);
        return;
    }
    switch ((stage)c->clients[who].stage) {
    case AWAY:
        asks_for_meeting(c, who);
        break;
    case MEETING:
        meeting_ends(c, who);
        break;
    case IN_TILTAK:
        place_is_left(c, who);
        break;
    case WAITING_FOR_TILTAK:
        gives_up(c, who);
        break;
    }
}

static void are_coming(void *model, const sf_event *due, size_t n)
{
    const county *c = model;
    const uint32_t slot = n > 8 ? sf_event_slot(due[-9]) : 0;

    if (slot >= c->n_offices)
        __builtin_prefetch(&c->clients[slot - c->n_offices], 1);
}

static uint64_t *histogram(void)
{
    return memory_for(SF_BIN_SLOTS, sizeof(uint64_t));
}

int main(int argc, char **argv)
{
    const uint32_t n = (uint32_t)argument(argc, argv, 3, 1);
    county c = {.luck = sf_luck_of((uint64_t)argument(argc, argv, 2, 1), 1),
                .gap = sf_luck_purpose("streams.gap"),
                .follow_up = sf_luck_purpose("tasks.follow_up"),
                .tiltak = sf_luck_purpose("tiltak.stay"),
                .patience = sf_luck_purpose("tiltak.patience"),
                .n_offices = n,
                .free_client = NOBODY,
                .most = (uint32_t)(n * arrivals_per_day * 370.0 * 1.6) + 4096,
                .wait_bins = histogram(),
                .tiltak_bins = histogram(),
                .stay_bins = histogram()};
    const double days = argument(argc, argv, 1, 20000.0);
    double begun, seconds;
    sf_status status;

    c.clients = memory_for(c.most, sizeof *c.clients);
    c.counsellors = memory_for((size_t)n * COUNSELLORS, sizeof *c.counsellors);
    c.offices = memory_for(n, sizeof *c.offices);
    engine_open(&c.engine, n + c.most);
    c.engine.ahead = are_coming;
    begun = processor_seconds();
    for (uint32_t i = 0; i < n; i++) {
        char name[32];

        snprintf(name, sizeof name, "streams.office%u", i);
        c.offices[i] =
            (office){.first = NOBODY, .last = NOBODY, .free_places = PLACES, .stream = sf_luck_purpose(name)};
        for (uint32_t k = 0; k < COUNSELLORS; k++)
            c.counsellors[i * COUNSELLORS + k] =
                (counsellor){.first = {NOBODY, NOBODY}, .last = {NOBODY, NOBODY}, .current = NOBODY};
        next_arrival(&c, i);
    }
    status = sf_engine_run(&c.engine, days, happens, &c, NULL);
    seconds = processor_seconds() - begun;
    fprintf(stderr, "people %.1f stay %.1f wait %.3f tiltak wait %.2f\n", sf_level_area(&c.there, days) / days,
            c.stays / (double)c.left, c.waited / (double)c.waits, c.tiltak_waited / (double)c.tiltak_waits);
    result(c.engine.handled, seconds,
           ((double)sf_engine_touched(&c.engine) + (double)c.used * (double)(sizeof(client) + sizeof(sf_timer))) /
               (double)c.used);
    return status == SF_OK ? 0 : 70;
}
