/* sim/engine.c - the event engine. Invariant: the event handled next is the smallest of (time, priority, sequence, slot) of all
 * that are pending, and at most one of them carries its slot's sequence number. How they are kept changes no result.
 *
 *   run    the bucket that is due, sorted, latest first: the next event is taken off its end, and what is scheduled into the
 *          bucket meanwhile is put in its place. While the set is small this is all there is
 *   near   4-ary heap: what would be put into a run that is too long for that
 *   wheel  unsorted buckets of equal width after the one that is due: scheduling is appending to a chunk. In a large set they are
 *          kept by blocks of 2^block_shift buckets, of which only the one that is due is dealt out over its buckets: so few
 *          chunks are open at a time, and all others are full
 *   far    4-ary heap: what lies beyond the wheel
 *
 * Source: calendar and ladder queues (Brown 1988; Tang, Goh & Thng 2005); measurements in docs/engine.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "saksflyt/engine.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FAN_OUT = 4,
    POLL_MASK = 4095,
    LEAST_SHIFT = 3, /* a chunk has 2^3 to 2^8 places of 16 bytes, of which its head takes one */
    MOST_SHIFT = 8,
    FEW_BUCKETS = 4096, /* so many and more are kept by blocks */
    LARGE = 1 << 16,    /* above so many pending events far ones are better kept in more buckets than in a heap */
    SMALL = 16,         /* up to so many pending events a sorted run is faster than a wheel */
    LONG_RUN = 128,     /* nothing is put into a run of this length: it goes to the heap beside it */
    LEAST_FAR = 64,     /* events beyond the wheel that are not worth a sweep */
    SAMPLE = 256,       /* events looked at to choose a width */
    INSERTION = 8,      /* runs up to this length are sorted by insertion alone */
    TUNE_EVERY = 256,   /* buckets opened between two looks at the width */
    MOST_CELLS = 4096,  /* of the sort of a long run */
    LOOK_AHEAD = 20     /* timers fetched before their event is due */
};
/* What happens rarely is kept out of the functions that every event goes through: they stay short and need few registers. */
#define RARE __attribute__((noinline, cold))
#define APART __attribute__((noinline))
#define IS_RARE(condition) __builtin_expect((condition), 0)
#define NO_CHUNK UINT32_MAX
#define EMPTY 0          /* of a bucket's head: no chunk has a place there */
#define LAST_BUCKET 1e18 /* holds all that lies beyond: ages ahead, counted in instants */

/* Places of events are numbered through all chunks; the first place of a chunk is its head. A bucket's head is the next free place
 * of its latest chunk, so that an event is put there without looking at the chunk; the chunks before that one are full. */
struct sf_chunk {
    uint32_t next, count; /* count: only while all events are gathered */
    uint64_t unused;
    sf_event events[];
};

/* --- events ------------------------------------------------------------------------------------------------------------ */

static uint64_t bits_of(double time)
{
    uint64_t bits;

    memcpy(&bits, &time, sizeof bits);
    return bits;
}

static double time_of(sf_event event)
{
    double time;

    memcpy(&time, &event.time_bits, sizeof time);
    return time;
}

static bool is_before(sf_event a, sf_event b)
{
    return a.time_bits != b.time_bits ? a.time_bits < b.time_bits : a.key < b.key;
}

static uint32_t sequence_of(sf_event event)
{
    return (uint32_t)(event.key >> SF_SLOT_BITS);
}

/* A macro: a function of nothing but a prefetch has no effect that GCC 12 knows of, and is thrown away. */
#define FETCH_TIMER(engine, event) __builtin_prefetch(&(engine)->timers[sf_event_slot(event)], 1)

static bool is_stale(const sf_engine *engine, sf_event event)
{
    return engine->timers[sf_event_slot(event)] != sequence_of(event);
}

/* --- a 4-ary heap ------------------------------------------------------------------------------------------------------ */

APART static void heap_add(sf_event *heap, size_t *count, sf_event event)
{
    size_t hole = (*count)++;

    while (hole > 0) {
        size_t parent = (hole - 1) / FAN_OUT;

        if (!is_before(event, heap[parent]))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = event;
}

APART static void heap_drop_first(sf_event *heap, size_t *count)
{
    size_t n = --*count, hole = 0;
    sf_event event = heap[n];

    for (;;) {
        size_t first = FAN_OUT * hole + 1, best = first, last;

        if (first >= n)
            break;
        last = first + FAN_OUT < n ? first + FAN_OUT : n;
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

/* --- the run ----------------------------------------------------------------------------------------------------------- */

/* Puts an event into its place among those that are due: what comes sooner moves up. */
static void run_add(sf_event *run, size_t *count, sf_event event)
{
    size_t k = (*count)++;

    for (; k > 0 && is_before(run[k - 1], event); k--)
        run[k] = run[k - 1];
    run[k] = event;
}

/* Latest first. */
static void sort_by_insertion(sf_event *events, size_t n)
{
    for (size_t i = 1; i < n;)
        run_add(events, &i, events[i]);
}

RARE static void near_add(sf_engine *engine, sf_event event)
{
    heap_add(engine->near, &engine->n_near, event);
    engine->peak_near = engine->n_near > engine->peak_near ? engine->n_near : engine->peak_near;
    if (engine->n_near >= engine->near_limit)
        engine->watched = 0; /* the next call looks into it */
}

/* Into the bucket that is due, or into a set without a wheel. */
static inline void due_add(sf_engine *engine, sf_event event)
{
    if (IS_RARE(engine->n_run >= LONG_RUN))
        near_add(engine, event);
    else
        run_add(engine->run, &engine->n_run, event);
}

/* --- the wheel --------------------------------------------------------------------------------------------------------- */

static uint64_t bucket_of(const sf_engine *engine, sf_event event)
{
    double bucket = time_of(event) * engine->inverse_width;

    return (uint64_t)(int64_t)(bucket < LAST_BUCKET ? bucket : LAST_BUCKET); /* signed: one instruction */
}

static struct sf_chunk *chunk_at(const sf_engine *engine, uint32_t number)
{
    return (struct sf_chunk *)(engine->chunks + ((size_t)number << engine->chunk_shift) * sizeof(sf_event));
}

static uint32_t chunk_room(const sf_engine *engine)
{
    return (UINT32_C(1) << engine->chunk_shift) - 1;
}

static uint32_t chunk_of_place(const sf_engine *engine, uint32_t place)
{
    return place >> engine->chunk_shift;
}

/* The first place of a fresh chunk, for a bucket without any or whose latest one is full. */
APART static uint32_t place_in_fresh_chunk(sf_engine *engine, uint32_t place)
{
    uint32_t fresh = engine->free_chunk;

    if (fresh != NO_CHUNK)
        engine->free_chunk = chunk_at(engine, fresh)->next;
    else
        fresh = engine->n_chunks++;
    assert(fresh < engine->most_chunks);
    chunk_at(engine, fresh)->next = place == EMPTY ? NO_CHUNK : chunk_of_place(engine, place - 1);
    return (fresh << engine->chunk_shift) + 1;
}

static inline void wheel_add(sf_engine *engine, sf_event event, uint32_t *head)
{
    uint32_t place = *head;

    if ((place & chunk_room(engine)) == 0) /* the place after a full chunk is the head of another; so is EMPTY */
        place = place_in_fresh_chunk(engine, place);
    ((sf_event *)engine->chunks)[place] = event;
    *head = place + 1;
}

/* Heads: first those of the buckets of the block that is due, then those of the blocks after it. */
static uint32_t block_buckets(const sf_engine *engine)
{
    return UINT32_C(1) << engine->block_shift;
}

static uint32_t *head_of_bucket(const sf_engine *engine, uint64_t bucket)
{
    return &engine->heads[bucket & (block_buckets(engine) - 1)];
}

static uint32_t *head_of_block(const sf_engine *engine, uint64_t block)
{
    return &engine->block_heads[block & (engine->n_blocks - 1)];
}

static uint32_t n_heads(const sf_engine *engine)
{
    return engine->n_blocks == 0 ? 0 : block_buckets(engine) + engine->n_blocks;
}

/* Events whose timers are set anew, years ahead, again and again, would fill the heap with stale ones: these are thrown out whenever it
 * has doubled since the last time. */
RARE static void far_is_swept(sf_engine *engine)
{
    const size_t before = engine->n_far;
    size_t n = 0;

    engine->n_far = 0;
    for (size_t i = 0; i < before; i++) {
        const sf_event event = engine->far[i];

        if (!is_stale(engine, event))
            heap_add(engine->far, &n, event); /* never beyond what has been read */
    }
    engine->n_far = n;
    engine->pending -= before - n;
    engine->stale -= before - n < engine->stale ? before - n : engine->stale;
    engine->far_limit = 2 * n + LEAST_FAR;
}

APART static void far_add(sf_engine *engine, sf_event event)
{
    if (engine->n_far >= engine->far_limit)
        far_is_swept(engine);
    heap_add(engine->far, &engine->n_far, event);
    engine->peak_far = engine->n_far > engine->peak_far ? engine->n_far : engine->peak_far;
}

static inline void add(sf_engine *engine, sf_event event)
{
    const uint64_t bucket = engine->n_blocks == 0 ? 0 : bucket_of(engine, event);
    uint64_t blocks_ahead;

    if (bucket <= engine->bucket) {
        due_add(engine, event);
        return;
    }
    blocks_ahead = (bucket >> engine->block_shift) - engine->block;
    if (blocks_ahead == 0) {
        wheel_add(engine, event, head_of_bucket(engine, bucket));
        engine->in_buckets++;
    } else if (blocks_ahead < engine->n_blocks) {
        wheel_add(engine, event, head_of_block(engine, engine->block + blocks_ahead));
        engine->in_blocks++;
    } else {
        far_add(engine, event);
    }
}

/* Events that a bucket should hold: few enough to sort fast, and the more the larger the set, so that the wheel stays in cache. */
static double wanted_in_bucket(size_t pending)
{
    return pending < 2000 ? 16.0 : 24.0 + (double)pending / 8192.0;
}

/* Which of `cells` a share of the bucket, times cells, falls into; rounding may lie a hair outside. */
static uint32_t cell_of(double where, uint32_t cells)
{
    if (!(where > 0.0))
        return 0;
    return where < (double)cells ? (uint32_t)(int32_t)where : cells - 1;
}

/* Days per bucket for n events: from the lower quarter of a sample of them. Not above 0 when they all lie at one instant. */
static double choose_width(const sf_engine *engine, const sf_event *events, size_t n)
{
    sf_event sample[SAMPLE];
    double quarter;

    for (size_t i = 0; i < SAMPLE; i++)
        sample[i] = events[i * n / SAMPLE];
    sort_by_insertion(sample, SAMPLE);
    quarter = time_of(sample[SAMPLE - 1 - SAMPLE / 4]) - engine->now;
    if (!(quarter > 0.0))
        quarter = (time_of(sample[0]) - engine->now) / 4.0;
    return quarter * 4.0 * wanted_in_bucket(n) / (double)n;
}

static uint32_t power_of_two_above(double n)
{
    uint32_t power = 64;

    while ((double)power < n && power < UINT32_C(1) << 22)
        power *= 2;
    return power;
}

static size_t chunk_bytes_used(const sf_engine *engine)
{
    const size_t now = ((size_t)engine->n_chunks << engine->chunk_shift) * sizeof(sf_event);

    return now > engine->peak_chunks ? now : engine->peak_chunks;
}

/* Chunks learn how many events they hold; free ones hold none. */
static void chunks_are_counted(sf_engine *engine)
{
    for (uint32_t c = 0; c < engine->n_chunks; c++)
        chunk_at(engine, c)->count = 0;
    for (uint32_t h = 0; h < n_heads(engine); h++) {
        const uint32_t head = engine->heads[h];
        uint32_t count = (head - 1) & chunk_room(engine); /* in the latest; the others are full */

        for (uint32_t c = head == EMPTY ? NO_CHUNK : chunk_of_place(engine, head - 1); c != NO_CHUNK;
             c = chunk_at(engine, c)->next) {
            chunk_at(engine, c)->count = count;
            count = chunk_room(engine);
        }
    }
}

/* Takes every live event out of the set and lines them up where the chunks lie: first those of the chunks themselves, which only ever
 * move to an earlier place, since a chunk's head takes one. Returns how many. */
static size_t gather(sf_engine *engine)
{
    sf_event *all = (sf_event *)engine->chunks;
    size_t n = 0;

#define KEEP(event)                     \
    do {                                \
        const sf_event kept_ = (event); \
        if (!is_stale(engine, kept_))   \
            all[n++] = kept_;           \
    } while (0)
    chunks_are_counted(engine);
    for (uint32_t c = 0; c < engine->n_chunks; c++) {
        const struct sf_chunk *chunk = chunk_at(engine, c);
        const uint32_t count = chunk->count; /* its place may be taken before all have moved */

        for (uint32_t i = 0; i < count; i++) {
            if (i + LOOK_AHEAD < count)
                FETCH_TIMER(engine, chunk->events[i + LOOK_AHEAD]);
            KEEP(chunk->events[i]);
        }
    }
    for (size_t i = 0; i < engine->n_far; i++)
        KEEP(engine->far[i]);
    for (size_t i = 0; i < engine->n_near; i++)
        KEEP(engine->near[i]);
    for (size_t i = 0; i < engine->n_run; i++)
        KEEP(engine->run[i]);
#undef KEEP
    engine->peak_chunks = chunk_bytes_used(engine);
    engine->n_near = engine->n_far = engine->n_run = engine->in_buckets = engine->in_blocks = 0;
    engine->n_blocks = engine->block_shift = 0;
    engine->n_chunks = 0;
    engine->free_chunk = NO_CHUNK;
    return n;
}

/* The number of pending events at which the set is looked at again: it wants a wheel, or has outgrown the one it has. */
static void watch(sf_engine *engine)
{
    const size_t next = engine->n_blocks == 0 ? engine->next_size : 4 * engine->pending + 1024;

    engine->watched = next < engine->capacity ? next : engine->capacity;
}

static int by_sequence(const void *a, const void *b)
{
    uint32_t x = sequence_of(*(const sf_event *)a), y = sequence_of(*(const sf_event *)b);

    return (x > y) - (x < y);
}

static uint32_t most_buckets_for(size_t capacity)
{
    return power_of_two_above((double)capacity / 2.0);
}

/* Full chunks for all, and one that is not full for each bucket. */
static size_t chunk_bytes_for(size_t capacity)
{
    return (capacity / 7 + most_buckets_for(capacity) + 16) * (sizeof(sf_event) << LEAST_SHIFT) +
           2 * (sizeof(sf_event) << MOST_SHIFT);
}

/* How many buckets, in how many blocks, and how large their chunks: about six to a full bucket, and room for a thin one at each
 * head. */
static void choose_chunks(sf_engine *engine, size_t n)
{
    const double wanted = wanted_in_bucket(n);
    uint32_t buckets = power_of_two_above((n < LARGE ? 4.0 : 8.0) * (double)n / wanted);

    engine->chunk_shift = LEAST_SHIFT;
    while (engine->chunk_shift < MOST_SHIFT && 4.0 * (double)(2 << engine->chunk_shift) < wanted)
        engine->chunk_shift++;
    engine->most_chunks = (uint32_t)(chunk_bytes_for(engine->capacity) / sizeof(sf_event) >> engine->chunk_shift);
    while (buckets > engine->most_buckets || buckets + engine->capacity / chunk_room(engine) + 2 > engine->most_chunks)
        buckets /= 2;
    engine->block_shift = 0;
    if (buckets >= FEW_BUCKETS) {
        for (; buckets > 2 * block_buckets(engine); buckets /= 2) /* about as many blocks as there are buckets in one */
            engine->block_shift++;
    }
    engine->n_blocks = buckets;
}

/* Makes the set anew of the n live events that gather has lined up, as run or wheel, with a width that fits. They are read from the
 * last one on, and what they leave becomes chunks. Cost O(n). */
static void build(sf_engine *engine, size_t n)
{
    sf_event *all = (sf_event *)engine->chunks;
    double width = n > SMALL ? choose_width(engine, all, n) : 0.0;
    size_t places;

    engine->pending = n;
    engine->stale = 0;
    engine->opened = engine->read = 0;
    engine->inverse_width = 0.0;
    engine->chunk_shift = LEAST_SHIFT;
    if (width > 0.0 && time_of(all[0]) / width < 1e15) {
        choose_chunks(engine, n);
        engine->inverse_width = 1.0 / width;
        engine->bucket = (uint64_t)(engine->now * engine->inverse_width);
        engine->block = engine->bucket >> engine->block_shift;
        engine->block_heads = engine->heads + block_buckets(engine);
        memset(engine->heads, EMPTY, n_heads(engine) * sizeof *engine->heads);
    }
    places = (size_t)1 << engine->chunk_shift;
    engine->n_chunks = (uint32_t)((n + places - 1) / places);
    for (size_t i = n; i-- > 0;) {
        const sf_event event = all[i];

        if (i % places == 0) {
            const uint32_t emptied = (uint32_t)(i / places);

            chunk_at(engine, emptied)->next = engine->free_chunk;
            engine->free_chunk = emptied;
        }
        add(engine, event);
    }
    engine->peak_chunks = chunk_bytes_used(engine);
    watch(engine);
}

RARE static void rebuild(sf_engine *engine)
{
    build(engine, gather(engine));
}

/* Sequence numbers are used up: pending events are numbered from 1 in the order in which they were scheduled. */
RARE static void number_anew(sf_engine *engine)
{
    const uint64_t sequence_bits = ((UINT64_C(1) << SF_SEQUENCE_BITS) - 1) << SF_SLOT_BITS;
    sf_event *all = (sf_event *)engine->chunks;
    size_t n = gather(engine);

    qsort(all, n, sizeof *all, by_sequence);
    for (size_t i = 0; i < n; i++) {
        sf_event *event = &all[i];

        engine->timers[sf_event_slot(*event)] = (sf_timer)(i + 1);
        event->key = (event->key & ~sequence_bits) | (uint64_t)(i + 1) << SF_SLOT_BITS;
    }
    engine->sequence = (uint32_t)n;
    build(engine, n);
}

/* Sorts the n events in `spare`, all of the bucket that is due, into `run`: long runs are first dealt out over cells by time. */
static void sort_into_run(sf_engine *engine, size_t n)
{
    uint32_t cells = (uint32_t)(n / 2 < MOST_CELLS ? n / 2 : MOST_CELLS), *ends = engine->cells;
    double begin = (double)engine->bucket;

    if (n <= INSERTION) {
        engine->n_run = 0;
        for (size_t i = 0; i < n; i++)
            run_add(engine->run, &engine->n_run, engine->spare[i]);
        return;
    }
    memset(ends, 0, (cells + 1) * sizeof *ends);
#define CELL(event) (cells - 1 - cell_of((time_of(event) * engine->inverse_width - begin) * (double)cells, cells))
    for (size_t i = 0; i < n; i++)
        ends[CELL(engine->spare[i]) + 1]++;
    for (uint32_t c = 1; c <= cells; c++)
        ends[c] += ends[c - 1];
    for (size_t i = 0; i < n; i++)
        engine->run[ends[CELL(engine->spare[i])]++] = engine->spare[i];
#undef CELL
    sort_by_insertion(engine->run, n);
    engine->n_run = n;
}

/* What lies beyond the wheel comes into it as the wheel turns. */
static void far_comes_near(sf_engine *engine)
{
    while (engine->n_far > 0) {
        sf_event event = engine->far[0];
        uint64_t block = bucket_of(engine, event) >> engine->block_shift;

        if (block >= engine->block + engine->n_blocks)
            return;
        heap_drop_first(engine->far, &engine->n_far);
        wheel_add(engine, event, head_of_block(engine, block));
        engine->in_blocks++;
    }
}

static void is_freed(sf_engine *engine, uint32_t chunk)
{
    chunk_at(engine, chunk)->next = engine->free_chunk;
    engine->free_chunk = chunk;
}

/* Goes through the chunks of a head, each with `count` events at `events`; the body frees nothing itself. */
/* NOLINTBEGIN(bugprone-macro-parentheses): events_ and count_ are names, one of them declared here; no parentheses fit there. */
#define EACH_CHUNK(engine, head, events_, count_)                                                                  \
    for (uint32_t c_ = (head) == EMPTY ? NO_CHUNK : chunk_of_place((engine), (head)-1),                            \
                  count_ = ((head)-1) & chunk_room(engine), next_;                                                 \
         c_ != NO_CHUNK && (next_ = chunk_at((engine), c_)->next, events_ = chunk_at((engine), c_)->events, true); \
         is_freed((engine), c_), c_ = next_, count_ = chunk_room(engine))
/* NOLINTEND(bugprone-macro-parentheses) */

/* Turns the wheel to the next block and deals it out over its buckets. */
APART static void open_next_block(sf_engine *engine)
{
    const sf_event *events;
    uint32_t *head, first;

    if (engine->in_blocks == 0) /* nothing for a whole turn: straight to what comes first */
        engine->block = (bucket_of(engine, engine->far[0]) >> engine->block_shift) - 1;
    else
        engine->opened += (engine->block + 1) * block_buckets(engine) - 1 - engine->bucket;
    engine->block++;
    engine->bucket = engine->block * block_buckets(engine) - 1; /* none of them is open yet */
    far_comes_near(engine);
    head = head_of_block(engine, engine->block);
    first = *head;
    *head = EMPTY;
    EACH_CHUNK(engine, first, events, count)
    {
        for (uint32_t i = 0; i < count; i++)
            wheel_add(engine, events[i], head_of_bucket(engine, bucket_of(engine, events[i])));
        engine->in_blocks -= count;
        engine->in_buckets += count;
    }
}

/* Too full or too empty buckets, or most events beyond the wheel: another width is wanted. */
static bool is_out_of_tune(const sf_engine *engine)
{
    double wanted = wanted_in_bucket(engine->pending), mean = (double)engine->read / (double)engine->opened;

    return mean > 3.0 * wanted || mean < wanted / 4.0 || engine->n_far > engine->pending / 2 + SMALL;
}

/* The head of the next bucket that holds something. There is one. */
static uint32_t *next_head(sf_engine *engine)
{
    uint32_t *head;

    if (engine->block_shift == 0) { /* a block is a bucket */
        if (engine->in_blocks == 0)
            engine->block = bucket_of(engine, engine->far[0]) - 1;
        do {
            engine->block++;
            engine->opened++;
            far_comes_near(engine);
            head = head_of_block(engine, engine->block);
        } while (*head == EMPTY);
        engine->bucket = engine->block;
        return head;
    }
    while (engine->in_buckets == 0)
        open_next_block(engine);
    do {
        engine->bucket++;
        engine->opened++;
        head = head_of_bucket(engine, engine->bucket);
    } while (*head == EMPTY);
    return head;
}

/* Turns the wheel to the next bucket that holds something and sorts it into `run`. There is one. */
APART static void open_next_bucket(sf_engine *engine)
{
    const sf_event *events;
    uint32_t *head, first;
    size_t n = 0;

    if (engine->opened >= TUNE_EVERY || (double)engine->read > TUNE_EVERY * wanted_in_bucket(engine->pending)) {
        bool retune = is_out_of_tune(engine);

        engine->opened = engine->read = 0;
        if (retune) {
            rebuild(engine);
            return;
        }
    }
    head = next_head(engine);
    first = *head;
    *head = EMPTY;
    EACH_CHUNK(engine, first, events, count)
    {
        memcpy(engine->spare + n, events, count * sizeof *events);
        n += count;
    }
    if (engine->block_shift == 0)
        engine->in_blocks -= n;
    else
        engine->in_buckets -= n;
    engine->read += n;
    first = engine->block_shift == 0 ? *head_of_block(engine, engine->block + 1)
                                     : *head_of_bucket(engine, engine->bucket + 1);
    if (first != EMPTY)
        __builtin_prefetch(chunk_at(engine, chunk_of_place(engine, first - 1)));
    engine->peak_run = n > engine->peak_run ? n : engine->peak_run;
    sort_into_run(engine, n);
    for (size_t i = n > LOOK_AHEAD ? n - LOOK_AHEAD : 0; i < n; i++)
        FETCH_TIMER(engine, engine->run[i]);
}

/* Sets without a due event get one, if there is any. */
static bool something_is_due(sf_engine *engine, void *model)
{
    while (IS_RARE(engine->n_run == 0) && engine->n_near == 0) {
        if (engine->in_blocks + engine->in_buckets + engine->n_far == 0)
            return false;
        open_next_bucket(engine);
        if (engine->opens != NULL)
            engine->opens(model, engine->run + engine->n_run, engine->n_run);
    }
    return true;
}

static bool near_comes_first(const sf_engine *engine)
{
    return engine->n_near > 0 && (engine->n_run == 0 || is_before(engine->near[0], engine->run[engine->n_run - 1]));
}

/* --- the public part --------------------------------------------------------------------------------------------------- */

size_t sf_engine_memory(size_t capacity)
{
    return 4 * (capacity + 4) * sizeof(sf_event) + chunk_bytes_for(capacity) +
           (most_buckets_for(capacity) + MOST_CELLS + 16) * sizeof(uint32_t) +
           (size_t)7 * 64; /* the seven parts, each in whole cache lines */
}

static void *part_of(unsigned char **memory, size_t bytes)
{
    unsigned char *part = *memory;

    *memory += (bytes + 63) / 64 * 64;
    return part;
}

void sf_engine_start(sf_engine *engine, sf_timer *timers, size_t slots, void *memory, size_t capacity)
{
    unsigned char *rest = memory;

    assert(slots <= (size_t)1 << SF_SLOT_BITS);
    *engine = (sf_engine){.timers = timers, .slots = slots, .capacity = capacity, .free_chunk = NO_CHUNK};
    engine->most_buckets = most_buckets_for(capacity);
    engine->chunks = part_of(&rest, chunk_bytes_for(capacity));
    engine->near = part_of(&rest, (capacity + 4) * sizeof(sf_event));
    engine->far = part_of(&rest, (capacity + 4) * sizeof(sf_event));
    engine->run = part_of(&rest, (capacity + 4) * sizeof(sf_event));
    engine->spare = part_of(&rest, (capacity + 4) * sizeof(sf_event));
    engine->heads = part_of(&rest, (engine->most_buckets + 1) * sizeof *engine->heads);
    engine->cells = part_of(&rest, (MOST_CELLS + 1) * sizeof *engine->cells);
    engine->next_size = SMALL;
    engine->near_limit = 1024;
    engine->far_limit = LEAST_FAR;
    watch(engine);
}

size_t sf_engine_touched(const sf_engine *engine)
{
    return chunk_bytes_used(engine) + (engine->peak_far + engine->peak_near + 2 * engine->peak_run) * sizeof(sf_event) +
           (n_heads(engine) + MOST_CELLS) * sizeof(uint32_t);
}

static void is_cancelled(sf_engine *engine, uint32_t slot)
{
    engine->timers[slot] = 0;
    if (++engine->stale > (engine->pending < LARGE ? engine->pending / 4 + 256 : engine->pending / 2))
        rebuild(engine);
}

void sf_engine_cancel(sf_engine *engine, uint32_t slot)
{
    assert(slot < engine->slots);
    if (engine->timers[slot] != 0)
        is_cancelled(engine, slot);
}

/* The set is full, or has reached a size at which a wheel is worth while, or sequence numbers are used up. */
RARE static void makes_room(sf_engine *engine)
{
    if (engine->sequence == UINT32_MAX) {
        number_anew(engine);
    } else if (engine->n_near >= engine->near_limit) {
        /* So much is due in one bucket that it should be many. Should that not help, because it all lies at one instant, the next
         * look is taken at twice the number. */
        engine->near_limit = 2 * engine->n_near;
        rebuild(engine);
    } else if (engine->n_blocks > 0 || engine->pending == engine->capacity) {
        rebuild(engine);
    } else {
        engine->next_size = 2 * engine->pending;
        rebuild(engine);
    }
    if (engine->pending == engine->capacity)
        engine->is_full = true;
}

static inline void put(sf_engine *engine, uint32_t slot, double time, uint32_t priority)
{
    engine->timers[slot] = ++engine->sequence;
    engine->pending++;
    time += 0.0; /* -0.0 becomes 0.0, whose bits are 0 */
    add(engine,
        (sf_event){bits_of(time), (uint64_t)priority << 60 | (uint64_t)engine->sequence << SF_SLOT_BITS | slot});
}

/* When there is more to do than to put the event into the set. */
APART static void put_with_care(sf_engine *engine, uint32_t slot, double time, uint32_t priority)
{
    if (engine->timers[slot] != 0)
        is_cancelled(engine, slot);
    if (engine->pending >= engine->watched || engine->sequence == UINT32_MAX)
        makes_room(engine);
    if (!engine->is_full)
        put(engine, slot, time, priority);
}

void sf_engine_schedule(sf_engine *engine, uint32_t slot, double time, uint32_t priority)
{
    assert(priority < SF_PRIORITIES && slot < engine->slots);
    assert(time >= engine->now && time < (double)INFINITY); /* fails for NaN, too */
    if (engine->timers[slot] != 0 || IS_RARE(engine->pending >= engine->watched || engine->sequence == UINT32_MAX))
        put_with_care(engine, slot, time, priority);
    else
        put(engine, slot, time, priority);
}

sf_status sf_engine_run(sf_engine *engine, double until, sf_handler *handle, void *model,
                        const volatile sig_atomic_t *stop)
{
    const uint64_t end = bits_of(until + 0.0);
    uint64_t polled = 0;

    assert(until >= engine->now);
    while (something_is_due(engine, model)) {
        const bool is_near = near_comes_first(engine);
        const sf_event event = is_near ? engine->near[0] : engine->run[engine->n_run - 1];
        const uint32_t slot = sf_event_slot(event);

        if (event.time_bits >= end)
            break;
        engine->pending--;
        if (is_near)
            heap_drop_first(engine->near, &engine->n_near);
        else
            engine->n_run--;
        /* Timers, and then what the model keeps, on their way from memory before their events are due. */
        if (engine->n_run > LOOK_AHEAD)
            FETCH_TIMER(engine, engine->run[engine->n_run - 1 - LOOK_AHEAD]);
        if (engine->ahead != NULL)
            engine->ahead(model, engine->run + engine->n_run, engine->n_run);
        if (engine->timers[slot] != sequence_of(event)) {
            engine->stale -= engine->stale > 0;
            continue;
        }
        engine->timers[slot] = 0;
        assert(event.time_bits >= bits_of(engine->now)); /* time never runs backwards */
        engine->now = time_of(event);
        engine->handled++;
        handle(model, slot);
        if (engine->is_full)
            return SF_ENOMEM;
        if ((++polled & POLL_MASK) == 0 && stop != NULL && *stop != 0)
            return SF_EINTERRUPTED;
    }
    engine->now = until;
    return SF_OK;
}
