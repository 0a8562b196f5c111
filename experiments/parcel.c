/* experiments/parcel.c - one replication as bytes: a head, then each array as it lies in memory. Both ends are the same build, so
 * layout and padding are alike; the head says so.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/parcel.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

enum { ID_BYTES = 48, PARTS = 7, MARK = 0x53616b73 };

typedef struct head {
    uint32_t mark, head_bytes;
    uint32_t scenario, replication;
    uint64_t events;
    double seconds;
    uint64_t count[PARTS];
} head;

typedef struct named_check { /* a self-check with its id in place of a pointer */
    char id[ID_BYTES];
    double residual, limit;
} named_check;

static const size_t item_bytes[PARTS] = {sizeof(sf_observation),   sizeof(sf_series_point), sizeof(sf_histogram_record),
                                         sizeof(sf_histogram_bin), sizeof(sf_transition),   sizeof(sf_person_outcome),
                                         sizeof(named_check)};

sf_status sf_parcel_pack(const sf_replication_record *r, void **bytes, size_t *count, sf_error *err)
{
    const head h = {.mark = MARK,
                    .head_bytes = sizeof h,
                    .scenario = r->scenario,
                    .replication = r->replication,
                    .events = r->events,
                    .seconds = r->seconds,
                    .count = {r->n_observations, r->n_series, r->n_histograms, r->n_bins, r->n_transitions,
                              r->n_persons, r->n_checks}};
    const void *const parts[PARTS - 1] = {r->observations, r->series,      r->histograms,
                                          r->bins,         r->transitions, r->persons};
    size_t total = sizeof h;
    char *to;

    for (int i = 0; i < PARTS; i++)
        total += h.count[i] * item_bytes[i];
    *bytes = to = malloc(total);
    if (to == NULL)
        return sf_out_of_memory(err);
    memcpy(to, &h, sizeof h);
    to += sizeof h;
    for (int i = 0; i < PARTS - 1; i++) {
        const size_t n = h.count[i] * item_bytes[i];

        if (n > 0)
            memcpy(to, parts[i], n);
        to += n;
    }
    for (size_t i = 0; i < r->n_checks; i++, to += sizeof(named_check)) {
        named_check check = {.residual = r->checks[i].residual, .limit = r->checks[i].limit};

        strncpy(check.id, r->checks[i].id, ID_BYTES - 1);
        memcpy(to, &check, sizeof check);
    }
    *count = total;
    return SF_OK;
}

/* A copy of one array; NULL when memory runs out. */
static void *copy_of(const char **from, uint64_t n, size_t size)
{
    const size_t bytes = n * size;
    void *copy = malloc(bytes + 1);

    if (copy != NULL)
        memcpy(copy, *from, bytes);
    *from += bytes;
    return copy;
}

/* The checks and, behind them in the same block, their ids. */
static sf_self_check *checks_of(const char *from, uint64_t n)
{
    sf_self_check *checks = calloc(1, (n + 1) * (sizeof *checks + ID_BYTES));
    char *ids = checks == NULL ? NULL : (char *)(checks + n + 1);

    for (uint64_t i = 0; checks != NULL && i < n; i++, ids += ID_BYTES) {
        named_check one;

        memcpy(&one, from + i * sizeof one, sizeof one);
        memcpy(ids, one.id, ID_BYTES);
        checks[i] = (sf_self_check){.id = ids, .residual = one.residual, .limit = one.limit};
    }
    return checks;
}

sf_status sf_parcel_unpack(const void *bytes, size_t count, sf_replication_record *out, sf_error *err)
{
    const char *from = bytes;
    size_t total = sizeof(head);
    head h;

    if (count < sizeof h)
        return SF_FAIL(err, SF_EBUG, NULL, "%s", _("another process sent something that is no replication"));
    memcpy(&h, from, sizeof h);
    for (int i = 0; i < PARTS; i++)
        total += h.count[i] * item_bytes[i];
    if (h.mark != MARK || h.head_bytes != sizeof h || total != count)
        return SF_FAIL(err, SF_EBUG, NULL, "%s", _("another process sent something that is no replication"));
    from += sizeof h;
    *out = (sf_replication_record){
        .scenario = h.scenario, .replication = h.replication, .events = h.events, .seconds = h.seconds};
    out->observations = copy_of(&from, out->n_observations = h.count[0], item_bytes[0]);
    out->series = copy_of(&from, out->n_series = h.count[1], item_bytes[1]);
    out->histograms = copy_of(&from, out->n_histograms = h.count[2], item_bytes[2]);
    out->bins = copy_of(&from, out->n_bins = h.count[3], item_bytes[3]);
    out->transitions = copy_of(&from, out->n_transitions = h.count[4], item_bytes[4]);
    out->persons = copy_of(&from, out->n_persons = h.count[5], item_bytes[5]);
    out->checks = checks_of(from, out->n_checks = h.count[6]);
    if (out->observations != NULL && out->series != NULL && out->histograms != NULL && out->bins != NULL &&
        out->transitions != NULL && out->persons != NULL && out->checks != NULL)
        return SF_OK;
    sf_replication_free(out);
    return sf_out_of_memory(err);
}
