/* results/store.h - the one results database of a study: made, continued, written in whole replications.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_STORE_H
#define SF_RESULTS_STORE_H

#include "core/digest.h"
#include "input/config.h"
#include "models/observation.h"
#include "results/design.h"

#define SF_SCHEMA_VERSION 1 /* PRAGMA user_version; a program refuses a newer one */

typedef struct sf_store_scenario {
    const char *id, *label, *overrides;
} sf_store_scenario;

/** What makes two runs the same study, and what a report must say about it. Strings are copied. */
typedef struct sf_study_info {
    const char *title;
    const char *question;      /* what the study is to answer; NULL or "" when the config does not say */
    const char *config_path;   /* as given */
    const char *config_digest; /* 64 hex digits */
    const char *build;         /* sf_version() + commit + compiler: differs when results may differ */
    const char *machine;       /* what last bits may depend on beside the build; NULL: as it is here */
    uint64_t seed;
    const char *compare_with; /* scenario id of the baseline */
    const char *compare;      /* ids of the scenarios that are compared with it, "a|b"; NULL or "": all */
    const char *charts;       /* names of the charts of the report, "a|b"; NULL or "": all */
    double start_civil_day;   /* time.start */
    double warm_up_days;
    double length_days;                 /* the measured window is [0, length) */
    double follow_up_days;              /* the run goes on to length + follow_up */
    const char *resolved;               /* the text of resolved.cfg */
    const sf_catalogue *catalogue;      /* the same for every run of a study, but for the order of its lists */
    const sf_store_scenario *scenarios; /* all of the config in its order, also those that this run leaves out */
    size_t n_scenarios;
    const sf_target *targets;
    size_t n_targets;
    const sf_assumption *assumptions; /* of the base */
    size_t n_assumptions;
    const sf_design *design; /* of generated scenarios; NULL when there are none */
    const sf_change *change; /* study.change; NULL when it is not written */
    bool
        is_about_real_people; /* the run began with a stock that was not made up: no result about few of them is shown */
    uint32_t shard,
        shards;     /* this run takes the replications r with (r - 1) mod shards = shard - 1; 0, 0: all of them */
    uint32_t whole; /* how many replications all shards together are to have */
} sf_study_info;

typedef struct sf_store sf_store;

/** Opens (makes or continues) the study in directory `dir`, taking a flock on a file in it for as long as it is open.
 *  A study is continued when config digest, seed and build are the same, and, once it has replications, the C library and what the
 *  processor makes of its logarithms; its finished replications stay, and title,
 *  paths, resolved.cfg and the order of scenarios become those of `info`. Lists may have been reordered meanwhile:
 *  numbers in records always follow `info`, and are translated id by id.
 *  fresh      deletes an existing study first: the database, the files named in results/files.c and the charts that the
 *             manifest lists. Nothing else is ever deleted.
 *  Returns    SF_OK and *out (owner: the caller, sf_store_close; one thread at a time);
 *             SF_EBUSY another process has it; SF_ECANTCREATE the directory cannot be made, or holds another study (the
 *             sentence names what differs: config, seed, build, machine, schema), or holds something and no study; SF_EIO;
 *             SF_ENOMEM.
 *  Leaves nothing behind that was not there when it fails. */
SF_MUST_CHECK sf_status sf_store_open(const char *dir, const sf_study_info *info, bool fresh, sf_store **out,
                                      sf_error *err);

/** True when that replication (from 1) of that scenario (from 0) is already whole in the database; false also when the
 *  database cannot be read (then storing it will say why). Cost a few microseconds. */
bool sf_store_has(const sf_store *store, uint32_t scenario, uint32_t replication);

/** Stores whole replications in one transaction (rollback journal, synchronous=EXTRA): when it returns SF_OK they
 *  survive kill -9 and loss of power; otherwise none of them is there. Histogram bins must ascend within each record.
 *  Errors   SF_EIO disk full and the like; SF_EBUSY a reader held the file for a minute; SF_ENOMEM; SF_EBUG a
 *           replication that is there already, or one that says the same thing twice.
 *  Cost     about 1 us a row, four fsyncs a call. */
SF_MUST_CHECK sf_status sf_store_put(sf_store *store, const sf_replication_record *const *records, size_t n,
                                     sf_error *err);

/** Copies all replications of other folders of the same study into this one, each folder in one transaction. What is there
 *  already is left as it is. The folders fit together as sf_merge_check says. SF_EBUSY another process writes to one of
 *  them. */
SF_MUST_CHECK sf_status sf_store_merge(sf_store *store, const char *const *dirs, size_t n, sf_error *err);

/** Do these folders make one study? Same config, seed, build and kind of machine; every replication once; shards of one
 *  size, none missing, none unfinished; in the end the replications 1, 2 ... n of every scenario that any of them has.
 *  SF_EDATA names the first thing that does not fit; SF_ENOINPUT. */
SF_MUST_CHECK sf_status sf_merge_check(const char *const *dirs, size_t n, sf_error *err);

/** Writes resolved.cfg, summary.csv and manifest.json from what is in the database (temp file, fsync, rename). May be
 *  called again when more replications are there. Errors: SF_ECANTCREATE, SF_EIO, SF_ENOMEM; the old files stay
 *  whole. */
SF_MUST_CHECK sf_status sf_store_finish(sf_store *store, sf_error *err);

/** Closes and unlocks. store may be NULL. */
void sf_store_close(sf_store *store);

/** The line of `saksflyt digest DIR`: SHA-256 over the rows, in key order, of scenario, replication, metric,
 *  observation, series, histogram, transition, person_outcome, and over resolved.cfg (results/fingerprint.c says how).
 *  Independent of threads, restarts, paths, time. Errors as sf_study_open. */
SF_MUST_CHECK sf_status sf_store_digest(const char *dir, char hex[SF_DIGEST_HEX], sf_error *err);

/** The same over the rows of one replication alone. "" in hex when the study does not have it. */
SF_MUST_CHECK sf_status sf_store_replication_digest(const char *dir, const char *scenario, uint32_t replication,
                                                    char hex[SF_DIGEST_HEX], sf_error *err);

/** Does the database hold together? SQLite's own integrity check, and rows of whole replications only. What is wrong goes into
 *  `wrong`; "" when nothing is. */
SF_MUST_CHECK sf_status sf_store_integrity(const char *dir, char *wrong, size_t size, sf_error *err);

#endif
