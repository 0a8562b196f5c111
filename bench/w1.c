/* bench/w1.c - M/M/1 at load 0.9 on the engine: one clerk, first come, first served. Arguments: customers, seed.
 * As yardstick/w1.c mode 3: the sojourn of everybody, time integrals of people there and of the clerk's work; and, as in
 * production, a histogram of waits. One block of luck a customer: the gap to the next one, and the customer's own service.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"
#include "saksflyt/luck.h"
#include "saksflyt/statistics.h"

enum { ARRIVAL, DEPARTURE, SLOTS };
enum { ROOM = 1 << 12 }; /* in the line; a power of two. Longer with probability 0.9^4096 */
static const double mean_gap = 1.0 / 0.9;

typedef struct customer {
    double arrived, service;
} customer;

typedef struct office {
    sf_engine engine;
    sf_luck luck;
    uint32_t stream, purpose;
    uint32_t customers, arrivals, first, last; /* first ... last - 1 are there; the first is being served */
    sf_level there, busy;
    double sojourns;
    double gap_and_service[2]; /* of the next one to be expected */
    customer *line;
    uint64_t *waits; /* histogram */
} office;

static void service_begins(office *o)
{
    const customer *c = &o->line[o->first % ROOM];

    o->waits[sf_bin_slot(o->engine.now - c->arrived)]++;
    sf_engine_schedule(&o->engine, DEPARTURE, o->engine.now + c->service, 0);
}

/* Keyed luck may be drawn before it is needed: the block of the customer after next is under way while events go on. */
static void draw_ahead(office *o)
{
    sf_luck_exponential_pair(o->luck, sf_luck_subject(o->stream, ++o->arrivals), o->purpose, 0, 0, o->gap_and_service);
}

static void next_arrival(office *o)
{
    if (o->arrivals > o->customers)
        return;
    o->line[o->last % ROOM].service = o->gap_and_service[1];
    sf_engine_schedule(&o->engine, ARRIVAL, o->engine.now + mean_gap * o->gap_and_service[0], 0);
    draw_ahead(o);
}

static void arrives(office *o)
{
    o->line[o->last++ % ROOM].arrived = o->engine.now;
    sf_level_add(&o->there, o->engine.now, 1.0);
    if (o->last - o->first == 1) {
        sf_level_set(&o->busy, o->engine.now, 1.0);
        service_begins(o);
    }
    next_arrival(o);
}

static void departs(office *o)
{
    o->sojourns += o->engine.now - o->line[o->first++ % ROOM].arrived;
    sf_level_add(&o->there, o->engine.now, -1.0);
    if (o->first != o->last)
        service_begins(o);
    else
        sf_level_set(&o->busy, o->engine.now, 0.0);
}

static void happens(void *model, uint32_t slot)
{
    if (slot == ARRIVAL)
        arrives(model);
    else
        departs(model);
}

int main(int argc, char **argv)
{
    office o = {.customers = (uint32_t)argument(argc, argv, 1, 1e6),
                .luck = sf_luck_of((uint64_t)argument(argc, argv, 2, 1), 1),
                .stream = sf_luck_purpose("streams.people"),
                .purpose = sf_luck_purpose("streams.people.visit"),
                .line = memory_for(ROOM, sizeof(customer)),
                .waits = memory_for(SF_BIN_SLOTS, sizeof(uint64_t))};
    double begun, seconds;
    sf_status status;

    engine_open(&o.engine, SLOTS);
    begun = processor_seconds();
    draw_ahead(&o);
    next_arrival(&o);
    status = sf_engine_run(&o.engine, 1e18, happens, &o, NULL);
    seconds = processor_seconds() - begun;
    fprintf(stderr, "mean sojourn %.4f, exactly 10\n", o.sojourns / o.customers);
    result(o.engine.handled, seconds, 0.0);
    return status == SF_OK ? 0 : 70;
}
