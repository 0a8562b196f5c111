/* include/saksflyt/engine.h - the event engine: time, timers and the order in which things happen.
 *
 * An event is 16 bytes: when, and a key of (priority, sequence, slot). What happens is written in the subject's timer slot;
 * an event whose sequence number is no longer the slot's is stale and never reaches a handler, so cancelling and moving a
 * timer cost O(1). Ties are broken by priority, then by the order of the schedule calls, never by an address.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SAKSFLYT_ENGINE_H
#define SAKSFLYT_ENGINE_H

#include <signal.h>

#include "saksflyt/core.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SF_SLOT_BITS = 26,     /* 67 million timers */
    SF_SEQUENCE_BITS = 34, /* 17 thousand million schedule calls in one replication */
    SF_PRIORITIES = 16
};

typedef struct sf_event {
    uint64_t time_bits; /* a double >= 0: non-negative doubles order as integers */
    uint64_t key;       /* priority (4 bits) | sequence (34 bits) | slot (26 bits) */
} sf_event;

/** What a timer will do, and to whom. */
typedef struct sf_timer {
    uint64_t sequence; /* of the pending event; 0 = idle */
    uint32_t action;   /* index into the handlers */
    uint32_t subject;  /* handed to the handler */
} sf_timer;

typedef struct sf_engine sf_engine;

/** A handler: something happens to a subject, now. It may schedule and cancel, and never allocates. */
typedef void sf_handler(void *model, uint32_t subject);

struct sf_engine {
    double now; /* days since the start of the run */
    sf_timer *timers;
    size_t slots;
    uint64_t sequence;    /* of the latest schedule call */
    uint64_t handled;     /* events that reached a handler */
    size_t pending;       /* events in the set, stale ones included */
    size_t stale;         /* of these, how many are known to be stale */
    size_t capacity;      /* room in events */
    bool is_full;         /* the set ran out of room: the run has failed */
    const void *subjects; /* optional, set after the start: the records that subjects index, fetched ahead */
    size_t subject_bytes; /* of one record; 0: none */
    /* The event set (docs/engine.md): a heap while it is small; above that a wheel of unsorted buckets, one of which - the
     * one that is due - lies sorted in `run`, with a heap for what is scheduled into it meanwhile. */
    sf_event *near, *far, *run, *spare; /* each has room for capacity events */
    size_t n_near, n_far, run_at, run_end;
    struct sf_chunk *chunks;
    uint32_t *heads; /* first chunk of each bucket */
    uint32_t *cells; /* for sorting a long run */
    uint32_t n_buckets, most_buckets, n_chunks, most_chunks, free_chunk;
    size_t in_wheel;       /* events in buckets */
    double inverse_width;  /* buckets per day; 0: no wheel, everything is in `near` */
    uint64_t bucket;       /* the one that is due */
    size_t next_size;      /* pending events at which a heap is looked at again */
    uint64_t opened, read; /* buckets opened, and events in them, since the width was chosen */
};

/** Bytes of memory that an engine with room for so many events needs. Most of it is only touched when it is used. */
SF_API size_t sf_engine_memory(size_t capacity);

/** Makes an engine over memory that the caller owns: room for `slots` idle timers (zeroed), and sf_engine_memory(capacity)
 *  bytes, aligned to 64. capacity should be at least 2 * slots + 1024: stale events are swept when they are more
 *  than the live ones. */
SF_API void sf_engine_start(sf_engine *engine, sf_timer *timers, size_t slots, void *memory, size_t capacity);

/** Sets slot's timer: `action` happens to `subject` at `time` (days, >= now, finite). A pending timer of the slot is replaced.
 *  Cost O(1) amortised. */
SF_API void sf_engine_schedule(sf_engine *engine, uint32_t slot, double time, uint32_t priority, uint32_t action,
                               uint32_t subject);

/** Takes back slot's timer, if it is pending. Cost O(1). */
SF_API void sf_engine_cancel(sf_engine *engine, uint32_t slot);

static inline bool sf_engine_is_pending(const sf_engine *engine, uint32_t slot)
{
    return engine->timers[slot].sequence != 0;
}

/** Handles every event before `until` (days), in order, and sets now = until.
 *  stop     polled every 4096 events; not NULL and not 0 ends the run early
 *  Returns  SF_OK; SF_EINTERRUPTED when stopped; SF_ENOMEM when the event set ran out of room. */
SF_API sf_status sf_engine_run(sf_engine *engine, double until, sf_handler *const handlers[], void *model,
                               const volatile sig_atomic_t *stop);

#ifdef __cplusplus
}
#endif
#endif
