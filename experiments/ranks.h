/* experiments/ranks.h - the processes of one run that a launcher (mpirun) started together. Rank 0 reads, writes and hands out
 * jobs; the others only replicate. What is sent is bytes, so that nothing here knows how.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_RANKS_H
#define SF_EXPERIMENTS_RANKS_H

#include "saksflyt/core.h"

enum { SF_ANY_RANK = -1 };

typedef struct sf_ranks {
    int rank, size;
    /** Sends bytes to another rank, and waits until they are on their way. */
    void (*send)(int to, const void *bytes, size_t count);
    /** The next message: who sent it and how long it is. wait = false: *from is -1 when there is none yet. */
    void (*look)(bool wait, int *from, size_t *count);
    /** Receives the message that look told of. */
    void (*receive)(int from, void *bytes, size_t count);
} sf_ranks;

/** True when a launcher has started this process beside others, whatever this build can make of it. */
bool sf_ranks_are_launched(void);

/** Joins the other processes. Owner: the program; sf_ranks_leave once, by every rank.
 *  SF_EUNAVAILABLE when this build has no MPI. */
SF_MUST_CHECK sf_status sf_ranks_join(sf_ranks **out, sf_error *err);
void sf_ranks_leave(sf_ranks *ranks); /* ranks may be NULL */

#endif
