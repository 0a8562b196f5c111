/* bench/hold.c - the hold model on the engine: n timers; one strikes, touches its record and is set again after exponential 1.
 * Arguments: n, events a round. As yardstick/hold.c: four rounds, of which the first is not counted; the best of the others.
 * Luck is keyed: one block serves two holds of a timer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"
#include "saksflyt/luck.h"

typedef struct record {
    uint64_t strikes, unused;
    double second; /* of the latest block; below 0: used */
    uint32_t occasion;
} record;

typedef struct holder {
    sf_engine engine;
    sf_luck luck;
    uint32_t purpose;
    record *records;
    uint64_t until; /* events handled at the end of the round */
    volatile sig_atomic_t stop;
} holder;

static double draw(holder *h, uint32_t slot)
{
    record *r = &h->records[slot];
    double pair[2];

    if (r->second >= 0.0) {
        pair[0] = r->second;
        r->second = -1.0;
        return pair[0];
    }
    sf_luck_exponential_pair(h->luck, sf_luck_subject(h->purpose, slot), h->purpose, 0, r->occasion, pair);
    r->occasion = (r->occasion + 1) % SF_LUCK_OCCASIONS;
    r->second = pair[1];
    return pair[0];
}

static void strikes(void *model, uint32_t slot)
{
    holder *h = model;

    h->records[slot].strikes++;
    sf_engine_schedule(&h->engine, slot, h->engine.now + draw(h, slot), 0);
    if (h->engine.handled >= h->until)
        h->stop = 1;
}

static void are_coming(void *model, const sf_event *due, size_t n)
{
    if (n > 8)
        __builtin_prefetch(&((holder *)model)->records[sf_event_slot(due[-9])], 1);
}

int main(int argc, char **argv)
{
    const uint32_t n = (uint32_t)argument(argc, argv, 1, 1e4);
    const uint64_t events = (uint64_t)argument(argc, argv, 2, 1e6);
    holder h = {.luck = sf_luck_of(1, 1), .purpose = sf_luck_purpose("hold"), .records = memory_for(n, sizeof(record))};
    double best = 1e18;
    uint64_t counted = 1;

    engine_open(&h.engine, n);
    h.engine.ahead = are_coming;
    for (uint32_t i = 0; i < n; i++)
        h.records[i].second = -1.0;
    for (uint32_t i = 0; i < n; i++)
        sf_engine_schedule(&h.engine, i, draw(&h, i), 0);
    for (int round = 0; round < 4; round++) {
        uint64_t before = h.engine.handled;
        double begun = processor_seconds(), seconds;

        h.until = before + events;
        h.stop = 0;
        if (sf_engine_run(&h.engine, 1e18, strikes, &h, &h.stop) != SF_EINTERRUPTED)
            return 70;
        seconds = processor_seconds() - begun;
        if (round > 0 && seconds / (double)(h.engine.handled - before) < best) {
            counted = h.engine.handled - before;
            best = seconds / (double)counted;
        }
    }
    result(counted, best * (double)counted,
           ((double)sf_engine_touched(&h.engine) + (double)n * (double)(sizeof(record) + sizeof(sf_timer))) /
               (double)n);
    return 0;
}
