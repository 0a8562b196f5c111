/* results/eventlog.h - events.bin: every event of every life of a run with --events, compressed, one block for each replication.
 *
 *   "SFEVENTS 1\n"
 *   block: header (below), then zlib data: records of 21 bytes, key 8, time 8, what 1, detail 4, little-endian
 *
 * A block is appended whole or not at all: what a killed run left behind is cut off when the log is opened again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_EVENTLOG_H
#define SF_RESULTS_EVENTLOG_H

#include <stdint.h>

#include "models/model.h"

#define SF_FILE_EVENTS "events.bin"

typedef struct sf_event_log sf_event_log;

/** Opens (makes) DIR/events.bin for appending; cuts off an unfinished block. Owner: the caller, sf_event_log_close.
 *  Errors: SF_ECANTCREATE; SF_EDATA something else of that name; SF_EIO; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_event_log_open(const char *dir, sf_event_log **out, sf_error *err);
void sf_event_log_close(sf_event_log *log); /* log may be NULL */

/** One replication that is being recorded: compressed as it comes, into a nameless file. Owner: the caller, until commit. */
typedef struct sf_event_scratch sf_event_scratch;
SF_MUST_CHECK sf_status sf_event_scratch_open(sf_event_log *log, sf_event_scratch **out, sf_error *err);

/** An sf_life_log; user is the scratch. What goes wrong is told by the commit. */
void sf_event_scratch_hears(void *user, uint64_t key, double time, sf_life what, uint32_t detail);

/** Appends the replication (from 1) and closes the scratch, also on failure. Threads may commit at once. */
SF_MUST_CHECK sf_status sf_event_scratch_commit(sf_event_scratch *scratch, const char *scenario, uint32_t replication,
                                                sf_error *err);
void sf_event_scratch_close(sf_event_scratch *scratch); /* gives the replication up; may be NULL */

/* --- reading ------------------------------------------------------------------------------------------------------------- */

typedef struct sf_logged_event {
    uint64_t key;
    double time; /* engine days */
    uint32_t detail;
    uint8_t what; /* sf_life */
} sf_logged_event;

/** A replication in the log. */
typedef struct sf_event_block {
    char scenario[64];
    uint32_t replication;
    uint64_t n_events, offset, bytes; /* of the compressed data */
} sf_event_block;

/** The whole blocks of DIR/events.bin, in the order of the file; of a replication that is there twice the last counts.
 *  Owner of *blocks: the caller, free. Errors: SF_ENOINPUT there is no log: the study was not run with --events; SF_EDATA;
 *  SF_EIO; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_event_blocks(const char *dir, sf_event_block **blocks, size_t *n, sf_error *err);

/** The events of a block, as they happened. Shape events[block->n_events]. Owner of *events: the caller, free. */
SF_MUST_CHECK sf_status sf_event_block_read(const char *dir, const sf_event_block *block, sf_logged_event **events,
                                            sf_error *err);

#endif
