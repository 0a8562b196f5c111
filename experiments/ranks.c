/* experiments/ranks.c - the processes that a launcher started together, by MPI where the build has it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/ranks.h"

#include <stdlib.h>

#include "core/text.h"

/* What Open MPI, PMIx and the older PMI (MPICH, Slurm) tell the processes that they start. */
bool sf_ranks_are_launched(void)
{
    static const char *const told[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"};

    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        if (getenv(told[i]) != NULL)
            return true;
    }
    return false;
}

#ifdef SF_HAVE_MPI

#include <limits.h>
#include <mpi.h>

enum { TAG = 1 };

static void send_bytes(int to, const void *bytes, size_t count)
{
    MPI_Send(bytes, count > INT_MAX ? INT_MAX : (int)count, MPI_BYTE, to, TAG, MPI_COMM_WORLD);
}

static void look_for(bool wait, int *from, size_t *count)
{
    MPI_Status status;
    int there = 1, bytes = 0;

    if (wait)
        MPI_Probe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &status);
    else
        MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &status);
    *from = -1;
    if (there == 0)
        return;
    MPI_Get_count(&status, MPI_BYTE, &bytes);
    *from = status.MPI_SOURCE;
    *count = (size_t)bytes;
}

static void receive_bytes(int from, void *bytes, size_t count)
{
    MPI_Recv(bytes, (int)count, MPI_BYTE, from, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

sf_status sf_ranks_join(sf_ranks **out, sf_error *err)
{
    static const sf_ranks by_mpi = {.send = send_bytes, .look = look_for, .receive = receive_bytes};
    sf_ranks *ranks = malloc(sizeof *ranks);
    int level;

    if (ranks == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    *ranks = by_mpi;
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level); /* only the main thread talks */
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->size);
    *out = ranks;
    return SF_OK;
}

void sf_ranks_leave(sf_ranks *ranks)
{
    if (ranks == NULL)
        return;
    MPI_Finalize();
    free(ranks);
}

#else

sf_status sf_ranks_join(sf_ranks **out, sf_error *err)
{
    (void)out;
    return SF_FAIL(
        err, SF_EUNAVAILABLE, NULL, "%s",
        _("started by an MPI launcher, but this build has no MPI: build it with -DMPI=ON, or run it without mpirun"));
}

void sf_ranks_leave(sf_ranks *ranks)
{
    (void)ranks;
}

#endif
