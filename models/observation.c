/* models/observation.c - the names of the statistics, and giving back what a replication left behind.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/observation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const stat_names[SF_STAT_KINDS] = {
    [SF_STAT_MEAN] = "mean",
    [SF_STAT_SD] = "sd",
    [SF_STAT_P50] = "p50",
    [SF_STAT_P90] = "p90",
    [SF_STAT_P95] = "p95",
    [SF_STAT_SHARE_ZERO] = "share_zero",
    [SF_STAT_SHARE_WITHIN] = "share_within",
    [SF_STAT_RATE] = "rate",
    [SF_STAT_COUNT] = "count",
    [SF_STAT_SUM] = "sum",
    [SF_STAT_ABANDONED] = "abandoned",
    [SF_STAT_STILL_WAITING] = "still_waiting",
};

const char *sf_stat_name(sf_stat stat)
{
    assert((unsigned)stat < SF_STAT_KINDS);
    return stat_names[stat];
}

bool sf_stat_find(const char *name, sf_stat *out)
{
    for (unsigned stat = 0; stat < SF_STAT_KINDS; stat++) {
        if (strcmp(stat_names[stat], name) == 0) {
            *out = (sf_stat)stat;
            return true;
        }
    }
    return false;
}

void sf_replication_free(sf_replication_record *record)
{
    if (record == NULL)
        return;
    free(record->observations);
    free(record->series);
    free(record->histograms);
    free(record->bins);
    free(record->transitions);
    free(record->persons);
    free(record->checks);
    *record = (sf_replication_record){0};
}
