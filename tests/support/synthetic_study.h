/* tests/support/synthetic_study.h - a small made-up study, for tests of results/ and of what reads it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_SYNTHETIC_STUDY_H
#define SF_TESTS_SYNTHETIC_STUDY_H

#include "results/store.h"
#include "results/study.h"
#include "support/sandbox.h"

/* Places in the lists of synthetic_study(). */
enum synthetic_metric {
    WAIT_MEETING, /* days, lower is better, target 30 d */
    STOCK,        /* persons, neither */
    OUTCOME_WORK, /* share, higher is better */
    STATUS_WORK_12,
    STATUS_AAP_12,
    STATUS_AAP_0,
    COST, /* NOK/y, lower */
    SYNTHETIC_METRICS
};
enum synthetic_entity { ENTITY_ALL, TEAMS_AAP, PROGRAMMES_AAP };
enum synthetic_segment { SEGMENT_ALL, SEGMENT_LOW, SEGMENT_HIGH };
enum synthetic_state { STATE_WORK, STATE_AAP };
enum synthetic_scenario { TODAY, P60, POOL };

/** Three scenarios (today, p60, pool), baseline today, targets: p90 and mean wait.meeting, mean outcome.by/work/24.
 *  Static. */
sf_study_info synthetic_study(void);

/** An empty record; free with sf_replication_free. */
sf_replication_record synthetic_record(uint32_t scenario, uint32_t replication);

void add_sums(sf_replication_record *record, uint16_t metric, uint16_t segment, sf_stat stat, double num, double den);
void add_value(sf_replication_record *record, uint16_t metric, uint16_t segment, sf_stat stat, double value);
void add_point(sf_replication_record *record, uint16_t metric, double time_days, double value);
void add_transition(sf_replication_record *record, uint16_t from_state, uint16_t to_state, uint64_t count);
void add_person(sf_replication_record *record, uint64_t key, double entry_days, double exit_days);
void add_check(sf_replication_record *record, const char *id, double residual, double limit);
/** `count` waits of `days` that ended so; waits of one ending are added in ascending order, one after the other. */
void add_waits(sf_replication_record *record, uint16_t metric, sf_wait_end end, double days, uint32_t count);

/** A new study in a folder; one record more in it, freed; the study as it stands there. A failure ends the test. */
sf_store *store_of(const char *dir, const sf_study_info *info);
void put_record(sf_store *store, sf_replication_record *record);
sf_study *study_of(const char *dir);

/** Some rows of every table, made from the scenario and the number. */
sf_replication_record full_record(uint32_t scenario, uint32_t replication);

#endif
