/* include/saksflyt/engine.h - the event engine: time, timers and the order in which things happen.
 *
 * A timer has a number, its slot, and that is all the engine knows of it: the model says what a slot means. An event is 16
 * bytes: when, and a key of (priority, sequence, slot). A slot holds the sequence number of its pending event; an event whose
 * number is no longer the slot's is stale and never reaches the handler, so cancelling and moving a timer cost O(1). Ties are
 * broken by priority, then by the order of the schedule calls, never by an address.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SAKSFLYT_ENGINE_H
#define SAKSFLYT_ENGINE_H

#include <signal.h>

#include "saksflyt/core.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SF_SLOT_BITS = 28,     /* 268 million timers */
    SF_SEQUENCE_BITS = 32, /* when they are used up, pending events are numbered anew in their order */
    SF_PRIORITIES = 16
};

typedef struct sf_event {
    uint64_t time_bits; /* a double >= 0: non-negative doubles order as integers */
    uint64_t key;       /* priority (4 bits) | sequence (32 bits) | slot (28 bits) */
} sf_event;

/** A slot: the sequence number of its pending event; 0 = idle. */
typedef uint32_t sf_timer;

typedef struct sf_engine sf_engine;

/** Handles the event of a slot, now. It may schedule and cancel, and never allocates. */
typedef void sf_handler(void *model, uint32_t slot);

static inline uint32_t sf_event_slot(sf_event event)
{
    return (uint32_t)(event.key & ((UINT64_C(1) << SF_SLOT_BITS) - 1));
}

/** Hears, before each event is handled, of the n events that are due after it: due[-1] is the next, due[-n] the last that is known by now.
 *  Fetches from memory what they will read, and changes nothing. Some of them may be cancelled by then, or already are. */
typedef void sf_ahead(void *model, const sf_event *due, size_t n);

struct sf_engine {
    double now; /* days since the start of the run */
    sf_timer *timers;
    /* The event set (docs/engine.md): a wheel of unsorted buckets, one of which - the one that is due - lies sorted in `run`;
     * a small set is all run. What every event touches comes first, in two cache lines. */
    sf_event *run; /* latest first, so that the event that comes next is the last */
    size_t n_run, n_near;
    size_t pending;    /* events in the set, stale ones included */
    size_t watched;    /* pending events at which the set is looked at: it is full, or wants a wheel, or another one */
    uint32_t sequence; /* of the latest schedule call */
    uint32_t n_blocks, block_shift; /* of the wheel; a block is 2^block_shift buckets */
    double inverse_width;           /* buckets per day; 0: no wheel, everything is in `run` and `near` */
    uint64_t bucket, block;         /* that are due */
    uint32_t *block_heads;          /* within heads, of the blocks after the one that is due */
    uint32_t *heads;                /* next free place of each bucket's latest chunk */
    unsigned char *chunks;
    size_t in_buckets, in_blocks; /* events in buckets of the block that is due, and in the blocks after it */
    size_t slots;
    uint64_t handled; /* events that reached the handler */
    sf_ahead *ahead;  /* NULL, or set after the start */
    sf_ahead *
        opens; /* hears in the same way of the n events of a bucket, when it is opened: none were due before. NULL, or set */
    size_t stale;    /* of the pending events, how many are known to be stale */
    size_t capacity; /* room in events */
    bool is_full;    /* the set ran out of room: the run has failed */
    uint32_t chunk_shift, free_chunk, n_chunks, most_chunks, most_buckets;
    sf_event *near, *far,
        *spare; /* heaps: into the bucket that is due when the run is long; beyond the wheel. Sorting room */
    size_t n_far;
    uint32_t *cells;       /* for sorting a long run */
    size_t next_size;      /* pending events at which a set without a wheel is looked at again */
    size_t near_limit;     /* length of `near` at which the bucket that is due is found too wide */
    size_t far_limit;      /* length of `far` at which stale events are thrown out of it */
    uint64_t opened, read; /* buckets opened, and events in them, since the width was chosen */
    size_t peak_chunks, peak_far, peak_near, peak_run;
};

/** Bytes of memory that an engine with room for so many events needs. Most of it is only touched when it is used. */
SF_API size_t sf_engine_memory(size_t capacity);

/** Makes an engine over memory that the caller owns: room for `slots` idle timers (zeroed), and sf_engine_memory(capacity)
 *  bytes, aligned to 64. capacity should be at least 2 * slots + 1024: stale events are swept when they are more
 *  than the live ones. */
SF_API void sf_engine_start(sf_engine *engine, sf_timer *timers, size_t slots, void *memory, size_t capacity);

/** Sets slot's timer to strike at `time` (days, >= now, finite). A pending timer of the slot is replaced. Cost O(1) amortised. */
SF_API void sf_engine_schedule(sf_engine *engine, uint32_t slot, double time, uint32_t priority);

/** Takes back slot's timer, if it is pending. Cost O(1). */
SF_API void sf_engine_cancel(sf_engine *engine, uint32_t slot);

static inline bool sf_engine_is_pending(const sf_engine *engine, uint32_t slot)
{
    return engine->timers[slot] != 0;
}

/** Handles every event before `until` (days), in order, and sets now = until.
 *  stop     polled every 4096 events; not NULL and not 0 ends the run early
 *  Returns  SF_OK; SF_EINTERRUPTED when stopped; SF_ENOMEM when the event set ran out of room. */
SF_API sf_status sf_engine_run(sf_engine *engine, double until, sf_handler *handle, void *model,
                               const volatile sig_atomic_t *stop);

/** Bytes of the event set's memory that have been in use: chunks, heaps, runs and bucket heads, not the timers. */
SF_API size_t sf_engine_touched(const sf_engine *engine);

#ifdef __cplusplus
}
#endif
#endif
