/* results/reader.h - inside of sf_study: what was read, in the order of the contract. Only results/ includes it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_READER_H
#define SF_RESULTS_READER_H

#include <math.h>

#include "core/text.h"
#include "results/database.h"
#include "results/study.h"

#define SF_NOTHING ((double)NAN) /* nothing can be said; never 0 in its place */

enum { SF_SECTIONS = 10 }; /* most groups of replications for intervals of quantiles */

/** Sets `at` to the first of n ascending things that is not below what is sought, n when all are; `below` tells it of thing `at`. */
#define SF_SEARCH(at, n, below)                   \
    do {                                          \
        size_t low_ = 0;                          \
                                                  \
        for (size_t high_ = (n); low_ < high_;) { \
            (at) = low_ + (high_ - low_) / 2;     \
            if (below)                            \
                low_ = (at) + 1;                  \
            else                                  \
                high_ = (at);                     \
        }                                         \
        (at) = low_;                              \
    } while (0)

/** Scenario, metric, entity and segment as one number that sorts as summary.csv does: config order of scenarios, then
 *  ids. */
typedef uint64_t sf_row_key;

/** One stored observation. */
typedef struct sf_stored_observation {
    sf_row_key key;
    uint32_t replication;
    uint8_t stat;
    double num, den, value;
} sf_stored_observation;

/** All replications of one row of the summary: observations[first ... first + count). */
typedef struct sf_cell {
    sf_row_key key;
    uint8_t stat;
    size_t first, count;
} sf_cell;

typedef struct sf_stored_bin {
    uint32_t slot; /* include/saksflyt/statistics.h */
    uint32_t count;
} sf_stored_bin;

/** One stored histogram: bins[first ... first + count). */
typedef struct sf_stored_histogram {
    sf_row_key key;
    uint32_t replication;
    uint8_t end; /* sf_wait_end */
    size_t first, count;
} sf_stored_histogram;

/** Names in config order (as in the catalogue) and their places in the order of ids. */
typedef struct sf_names {
    size_t n;
    uint16_t *rank_of;  /* index in the catalogue -> rank by id */
    uint16_t *index_of; /* rank by id -> index in the catalogue */
    int64_t *codes;     /* index -> code in the database, ascending */
} sf_names;

/** The finished replications of one scenario. */
typedef struct sf_finished {
    uint32_t *number; /* ascending, from 1 */
    size_t n;
} sf_finished;

/** Counts of waits per slot, and the range of slots that may hold any (to clear them quickly). */
typedef struct sf_pool {
    uint64_t *ends[3]; /* by sf_wait_end, SF_BIN_SLOTS each */
    double *share;     /* SF_BIN_SLOTS */
    uint32_t low, high;
} sf_pool;

/** Quantiles and the share within the target, of all replications together and of each group of them. */
enum sf_pooled_stat { SF_POOLED_P50, SF_POOLED_P90, SF_POOLED_P95, SF_POOLED_WITHIN, SF_POOLED_STATS };
typedef struct sf_pooled {
    size_t groups;       /* min(SF_SECTIONS, replications) */
    size_t replications; /* how many had anybody in the histogram */
    double all[SF_POOLED_STATS];
    double group[SF_SECTIONS][SF_POOLED_STATS];
} sf_pooled;

struct sf_study {
    sqlite3 *db;
    void **owned; /* everything handed out, freed on closing */
    size_t n_owned, owned_room;

    sf_study_info facts;
    sf_catalogue catalogue;
    const char *created;
    sf_names scenarios, metrics, entities, segments, states; /* scenarios: rank is config order */
    sf_finished *finished;                                   /* by scenario */

    sf_stored_observation *observations; /* by key, stat, replication */
    size_t n_observations;
    sf_cell *cells; /* by key, stat */
    size_t n_cells;
    sf_row_key *hidden; /* ascending: rows about few real people, which are not among the observations */
    size_t n_hidden;

    bool has_histograms;             /* read? */
    sf_stored_histogram *histograms; /* by key, replication, end */
    size_t n_histograms;
    sf_stored_bin *bins;
    size_t n_bins;
    sf_pool pool;
    bool has_latest; /* the stats of one key come one after the other: pooled once for all of them */
    sf_row_key latest_key;
    sf_pooled latest;
    bool has_latest_pair; /* the same for differences: the other scenario's, then the baseline's */
    sf_row_key latest_pair[2];
    sf_pooled latest_pools[2];

    sf_summary_row *rows;     /* NULL until asked for; one for each cell */
    sf_summary_row *all_rows; /* the same with those of results/recovery.h, by key and stat; NULL until asked for */
    size_t n_rows;
    sf_decision *decisions; /* NULL until asked for */
    size_t n_decisions, decisions_baseline;

    char *dir;                /* as it was opened */
    struct sf_crowd **crowds; /* [baseline * n_scenarios + scenario], NULL until asked for */
    bool has_placebo;         /* looked for? */
    struct sf_crowd *placebo; /* of the study's baseline; NULL when there is none */
};

/** Memory that lives as long as the study, zeroed; NULL when it runs out. */
void *sf_study_take(sf_study *study, size_t count, size_t size);

/* Inline, so that static analysis sees that it never returns SF_OK. */
static inline sf_status sf_study_out_of_memory(sf_error *err)
{
    (void)SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory"));
    return SF_ENOMEM;
}

sf_row_key sf_study_key(const sf_study *study, size_t scenario, size_t metric, size_t entity, size_t segment);
size_t sf_row_key_scenario(sf_row_key key);
/** Puts another scenario in a key. */
sf_row_key sf_row_key_in_scenario(sf_row_key key, size_t scenario);
void sf_study_split_key(const sf_study *study, sf_row_key key, uint32_t *scenario, uint16_t *metric, uint16_t *entity,
                        uint16_t *segment);

/** The cell of a row; NULL when there is none. */
const sf_cell *sf_study_cell(const sf_study *study, sf_row_key key, sf_stat stat);

/** As sf_study_persons, in memory of the caller's own (free). */
SF_MUST_CHECK sf_status sf_study_read_persons(sf_study *study, size_t scenario, uint32_t replication,
                                              sf_person_outcome **persons, size_t *n, sf_error *err);

/** Reads the histograms, the first time. */
SF_MUST_CHECK sf_status sf_study_read_histograms(sf_study *study, sf_error *err);
/** The histograms of a key: their first, and how many. */
const sf_stored_histogram *sf_study_histograms(const sf_study *study, sf_row_key key, size_t *n);

/** An index by its code in the database; names->n when there is none. */
size_t sf_names_index(const sf_names *names, int64_t code);

#endif
