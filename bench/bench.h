/* bench/bench.h - what the benchmarks share: processor time, memory, and the one line that measure.py reads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_BENCH_H
#define SF_BENCH_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "saksflyt/engine.h"

/* Seconds of processor time of this process: other programs on the machine do not count, only what they do to the caches. */
static inline double processor_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Zeroed memory, or the end of the benchmark. A large block lies in large pages where the kernel has them, as the yardstick's. */
static inline void *memory_for(size_t count, size_t size)
{
    const size_t large = (size_t)2 << 20, bytes = count * size + 64;
    void *memory = NULL;

    if (bytes < large) {
        memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
        if (memory != NULL)
            memset(memory, 0, bytes);
    } else {
        memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED)
            memory = NULL;
        else
            madvise(memory, bytes, MADV_HUGEPAGE);
    }
    if (memory == NULL) {
        fputs("out of memory\n", stderr);
        exit(71);
    }
    return memory;
}

/* An engine over its own memory, for so many timers. */
static inline void engine_open(sf_engine *engine, size_t slots)
{
    size_t capacity = 2 * slots + 1024;

    sf_engine_start(engine, memory_for(slots, sizeof(sf_timer)), slots, memory_for(sf_engine_memory(capacity), 1),
                    capacity);
}

static inline void result(uint64_t events, double seconds, double bytes_per_person)
{
    printf("RESULT ev=%" PRIu64 " sec=%.6f bytes=%.1f\n", events, seconds, bytes_per_person);
}

static inline double argument(int argc, char **argv, int which, double otherwise)
{
    return argc > which ? strtod(argv[which], NULL) : otherwise;
}

#endif
