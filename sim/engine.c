/* sim/engine.c - the event engine. Invariant: events[0] is the smallest of (time, priority, sequence, slot) in the heap, and
 * at most one event in it carries its slot's sequence number.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "saksflyt/engine.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { FAN_OUT = 4, POLL_MASK = 4095 };

static uint64_t bits_of(double time)
{
    uint64_t bits;

    memcpy(&bits, &time, sizeof bits);
    return bits;
}

static double time_of(const sf_event *event)
{
    double time;

    memcpy(&time, &event->time_bits, sizeof time);
    return time;
}

static bool is_before(sf_event a, sf_event b)
{
    return a.time_bits != b.time_bits ? a.time_bits < b.time_bits : a.key < b.key;
}

static uint32_t slot_of(sf_event event)
{
    return (uint32_t)(event.key & ((UINT64_C(1) << SF_SLOT_BITS) - 1));
}

static uint64_t sequence_of(sf_event event)
{
    return event.key >> SF_SLOT_BITS & ((UINT64_C(1) << SF_SEQUENCE_BITS) - 1);
}

static bool is_stale(const sf_engine *engine, sf_event event)
{
    return engine->timers[slot_of(event)].sequence != sequence_of(event);
}

static void sift_up(sf_event *heap, size_t hole, sf_event event)
{
    while (hole > 0) {
        size_t parent = (hole - 1) / FAN_OUT;

        if (!is_before(event, heap[parent]))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = event;
}

static void sift_down(sf_event *heap, size_t count, size_t hole, sf_event event)
{
    for (;;) {
        size_t first = FAN_OUT * hole + 1, best = first, last;

        if (first >= count)
            break;
        last = first + FAN_OUT < count ? first + FAN_OUT : count;
        for (size_t child = first + 1; child < last; child++) {
            if (is_before(heap[child], heap[best]))
                best = child;
        }
        if (!is_before(heap[best], event))
            break;
        heap[hole] = heap[best];
        hole = best;
    }
    heap[hole] = event;
}

/* Drops every stale event and makes a heap of the rest. The order of handling does not depend on the heap's layout. */
static void sweep(sf_engine *engine)
{
    size_t kept = 0;

    for (size_t i = 0; i < engine->pending; i++) {
        if (!is_stale(engine, engine->events[i]))
            engine->events[kept++] = engine->events[i];
    }
    engine->pending = kept;
    engine->stale = 0;
    for (size_t i = kept / FAN_OUT + 1; i-- > 0;) {
        if (i < kept)
            sift_down(engine->events, kept, i, engine->events[i]);
    }
}

static sf_event take_first(sf_engine *engine)
{
    sf_event first = engine->events[0];
    size_t count = --engine->pending;

    if (count > 0)
        sift_down(engine->events, count, 0, engine->events[count]);
    return first;
}

void sf_engine_start(sf_engine *engine, sf_timer *timers, size_t slots, sf_event *events, size_t capacity)
{
    assert(slots <= (size_t)1 << SF_SLOT_BITS);
    *engine = (sf_engine){.events = events, .capacity = capacity, .timers = timers, .slots = slots};
}

void sf_engine_cancel(sf_engine *engine, uint32_t slot)
{
    assert(slot < engine->slots);
    if (engine->timers[slot].sequence != 0) {
        engine->timers[slot].sequence = 0;
        engine->stale++;
    }
}

void sf_engine_schedule(sf_engine *engine, uint32_t slot, double time, uint32_t priority, uint32_t action,
                        uint32_t subject)
{
    assert(priority < SF_PRIORITIES);
    assert(time >= engine->now && isfinite(time)); /* fails for NaN, too */
    sf_engine_cancel(engine, slot);
    if (engine->stale > engine->pending / 2 + 1024)
        sweep(engine);
    if (engine->pending == engine->capacity) {
        sweep(engine);
        if (engine->pending == engine->capacity) {
            engine->is_full = true;
            return;
        }
    }
    engine->sequence++;
    assert(engine->sequence < UINT64_C(1) << SF_SEQUENCE_BITS);
    engine->timers[slot] = (sf_timer){engine->sequence, action, subject};
    time += 0.0; /* -0.0 becomes 0.0, whose bits are 0 */
    sift_up(engine->events, engine->pending++,
            (sf_event){bits_of(time), (uint64_t)priority << 60 | engine->sequence << SF_SLOT_BITS | slot});
}

sf_status sf_engine_run(sf_engine *engine, double until, sf_handler *const handlers[], void *model,
                        const volatile sig_atomic_t *stop)
{
    uint64_t polled = 0;

    while (engine->pending > 0 && time_of(&engine->events[0]) < until) {
        sf_event event = take_first(engine);
        sf_timer *timer = &engine->timers[slot_of(event)];

        if (timer->sequence != sequence_of(event)) {
            engine->stale -= engine->stale > 0;
            continue;
        }
        timer->sequence = 0;
        assert(time_of(&event) >= engine->now); /* time never runs backwards */
        engine->now = time_of(&event);
        engine->handled++;
        handlers[timer->action](model, timer->subject);
        if (engine->is_full)
            return SF_ENOMEM;
        if ((++polled & POLL_MASK) == 0 && stop != NULL && *stop != 0)
            return SF_EINTERRUPTED;
    }
    engine->now = until;
    return SF_OK;
}
