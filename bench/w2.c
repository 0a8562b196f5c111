/* bench/w2.c - M/M/20 at load 0.9 on the engine: two priorities, and people who give up. Arguments: customers, seed.
 * As yardstick/w2.c mode 0: arrivals 18, services 1, 30 % go first, patience exponential with mean 5; who is served takes the
 * patience timer back. Waits by priority with a histogram, as in production. Two blocks of luck a customer: gap and service;
 * patience and priority.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"
#include "saksflyt/luck.h"
#include "saksflyt/statistics.h"

enum { SERVERS = 20, PRIORITIES = 2, MOST_WAITING = 1 << 16, SLOTS = 1 + SERVERS + MOST_WAITING };
static const double mean_gap = 1.0 / 18.0, mean_patience = 5.0;
#define NOBODY UINT32_MAX

typedef struct customer {
    double arrived, service;
    uint32_t next, previous, priority;
} customer;

typedef struct office {
    sf_engine engine;
    sf_luck luck;
    uint32_t stream, visit, patience;
    uint32_t customers, arrivals, free_customer, used;
    uint32_t first[PRIORITIES], last[PRIORITIES];
    uint32_t idle[SERVERS], n_idle;
    double next_service;
    sf_level busy;
    double waited[PRIORITIES];
    uint64_t served, gave_up;
    customer *people;
    uint64_t *waits; /* [priority][served or not] histograms */
} office;

static void wait_ends(office *o, uint32_t priority, bool served, double arrived)
{
    const double days = o->engine.now - arrived;

    o->waited[priority] += days;
    o->waits[(priority * 2 + served) * SF_BIN_SLOTS + sf_bin_slot(days)]++;
    if (served)
        o->served++;
    else
        o->gave_up++;
}

static uint32_t patience_slot(uint32_t who)
{
    return 1 + SERVERS + who;
}

static void next_arrival(office *o)
{
    double gap_and_service[2];

    if (o->arrivals == o->customers)
        return;
    sf_luck_exponential_pair(o->luck, sf_luck_subject(o->stream, ++o->arrivals), o->visit, 0, 0, gap_and_service);
    o->next_service = gap_and_service[1];
    sf_engine_schedule(&o->engine, 0, o->engine.now + mean_gap * gap_and_service[0], 0);
}

static void joins_line(office *o, uint32_t priority, double patience)
{
    uint32_t who = o->free_customer;
    customer *c;

    if (who != NOBODY)
        o->free_customer = o->people[who].next;
    else
        who = o->used++;
    c = &o->people[who];
    *c = (customer){o->engine.now, o->next_service, NOBODY, o->last[priority], priority};
    if (c->previous != NOBODY)
        o->people[c->previous].next = who;
    else
        o->first[priority] = who;
    o->last[priority] = who;
    sf_engine_schedule(&o->engine, patience_slot(who), o->engine.now + patience, 0);
}

static void leaves_line(office *o, uint32_t who)
{
    customer *c = &o->people[who];

    if (c->previous != NOBODY)
        o->people[c->previous].next = c->next;
    else
        o->first[c->priority] = c->next;
    if (c->next != NOBODY)
        o->people[c->next].previous = c->previous;
    else
        o->last[c->priority] = c->previous;
    c->next = o->free_customer;
    o->free_customer = who;
}

static void arrives(office *o)
{
    uint64_t second;
    double patience = mean_patience * sf_luck_exponential_and_word(o->luck, sf_luck_subject(o->stream, o->arrivals),
                                                                   o->patience, 0, 0, &second);
    uint32_t priority = sf_uniform(second) < 0.3;

    if (o->n_idle > 0) {
        uint32_t server = o->idle[--o->n_idle];

        sf_level_add(&o->busy, o->engine.now, 1.0);
        wait_ends(o, priority, true, o->engine.now);
        sf_engine_schedule(&o->engine, 1 + server, o->engine.now + o->next_service, 0);
    } else {
        joins_line(o, priority, patience);
    }
    next_arrival(o);
}

static void is_done(office *o, uint32_t server)
{
    uint32_t who = o->first[1] != NOBODY ? o->first[1] : o->first[0];
    const customer *c = &o->people[who];

    if (who == NOBODY) {
        sf_level_add(&o->busy, o->engine.now, -1.0);
        o->idle[o->n_idle++] = server;
        return;
    }
    wait_ends(o, c->priority, true, c->arrived);
    sf_engine_cancel(&o->engine, patience_slot(who));
    sf_engine_schedule(&o->engine, 1 + server, o->engine.now + c->service, 0);
    leaves_line(o, who);
}

static void gives_up(office *o, uint32_t who)
{
    wait_ends(o, o->people[who].priority, false, o->people[who].arrived);
    leaves_line(o, who);
}

static void happens(void *model, uint32_t slot)
{
    if (slot == 0)
        arrives(model);
    else if (slot <= SERVERS)
        is_done(model, slot - 1);
    else
        gives_up(model, slot - 1 - SERVERS);
}

int main(int argc, char **argv)
{
    office o = {.customers = (uint32_t)argument(argc, argv, 1, 1e6),
                .luck = sf_luck_of((uint64_t)argument(argc, argv, 2, 1), 1),
                .stream = sf_luck_purpose("streams.people"),
                .visit = sf_luck_purpose("streams.people.visit"),
                .patience = sf_luck_purpose("streams.people.patience"),
                .free_customer = NOBODY,
                .first = {NOBODY, NOBODY},
                .last = {NOBODY, NOBODY},
                .people = memory_for(MOST_WAITING, sizeof(customer)),
                .waits = memory_for(PRIORITIES * 2 * SF_BIN_SLOTS, sizeof(uint64_t))};
    double begun, seconds;
    sf_status status;

    for (uint32_t s = 0; s < SERVERS; s++)
        o.idle[o.n_idle++] = s;
    engine_open(&o.engine, SLOTS);
    begun = processor_seconds();
    next_arrival(&o);
    status = sf_engine_run(&o.engine, 1e18, happens, &o, NULL);
    seconds = processor_seconds() - begun;
    fprintf(stderr, "share that gives up %.5f\n", (double)o.gave_up / (double)(o.served + o.gave_up));
    /* The yardstick counts two events a customer: arriving, and ending the wait or the service. */
    result(2 * (o.served + o.gave_up), seconds, 0.0);
    return status == SF_OK ? 0 : 70;
}
