/* results/schema.c - the tables of a study's database, and the views that people and other programs may rely on.
 *
 * Tables ending in _data hold whole numbers and doubles, most of them in key order without a row id: small
 * and fast to write.
 * The views beside them carry the public names and columns, with every id as text; they stay the same when tables
 * change. A histogram is one row per distribution, its bins a JSON object {"bin number": count}; the view unfolds it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/database.h"

const char *const sf_schema[] = {
    /* what the study is */
    "CREATE TABLE study(key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE scenario_data(code INTEGER PRIMARY KEY, position INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,"
    " label TEXT NOT NULL, overrides TEXT NOT NULL)",
    "CREATE TABLE metric_data(code INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,"
    " direction INTEGER NOT NULL, label TEXT NOT NULL, target REAL)",
    "CREATE TABLE entity_data(code INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL)",
    "CREATE TABLE segment_data(code INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL)",
    "CREATE TABLE state_data(code INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL)",
    "CREATE TABLE stat_data(code INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
    "CREATE TABLE ending_data(code INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
    "INSERT INTO ending_data VALUES (0, 'served'), (1, 'abandoned'), (2, 'open')", /* sf_wait_end */
    "CREATE TABLE target(number INTEGER PRIMARY KEY, metric TEXT NOT NULL, entity TEXT NOT NULL, segment TEXT NOT NULL,"
    " stat TEXT NOT NULL, matters REAL)",
    "CREATE TABLE assumption(number INTEGER PRIMARY KEY, path TEXT NOT NULL, value TEXT NOT NULL, range TEXT NOT NULL,"
    " source TEXT NOT NULL, source_title TEXT NOT NULL, is_default INTEGER NOT NULL, amount REAL, low REAL, high REAL,"
    " file TEXT NOT NULL, at_line INTEGER NOT NULL, at_column INTEGER NOT NULL)",

    /* what the replications left behind */
    "CREATE TABLE replication_data(scenario INTEGER, number INTEGER, status TEXT NOT NULL, events INTEGER NOT NULL,"
    " PRIMARY KEY(scenario, number)) WITHOUT ROWID",
    "CREATE TABLE observation_data(scenario INTEGER, replication INTEGER, metric INTEGER, entity INTEGER, segment INTEGER,"
    " stat INTEGER, num REAL, den REAL, value REAL,"
    " PRIMARY KEY(scenario, replication, metric, entity, segment, stat)) WITHOUT ROWID",
    "CREATE TABLE series_data(scenario INTEGER, replication INTEGER, metric INTEGER, entity INTEGER, segment INTEGER,"
    " time_days REAL, value REAL,"
    " PRIMARY KEY(scenario, replication, metric, entity, segment, time_days)) WITHOUT ROWID",
    /* with a row id, because its rows are long: a table without one keeps at most a quarter of a page in place */
    "CREATE TABLE histogram_data(scenario INTEGER NOT NULL, replication INTEGER NOT NULL, metric INTEGER NOT NULL,"
    " entity INTEGER NOT NULL, segment INTEGER NOT NULL, ending INTEGER NOT NULL, bins TEXT NOT NULL,"
    " UNIQUE(scenario, replication, metric, entity, segment, ending))",
    "CREATE TABLE transition_data(scenario INTEGER, replication INTEGER, segment INTEGER, from_state INTEGER,"
    " to_state INTEGER, count INTEGER NOT NULL,"
    " PRIMARY KEY(scenario, replication, segment, from_state, to_state)) WITHOUT ROWID",
    "CREATE TABLE person_outcome_data(scenario INTEGER, replication INTEGER, person INTEGER, programme INTEGER,"
    " segment INTEGER NOT NULL, exit_state INTEGER NOT NULL, contacts INTEGER NOT NULL, tiltak_started INTEGER NOT NULL,"
    " entry_days REAL, exit_days REAL, first_meeting_wait_days REAL, tiltak_wait_days REAL,"
    " PRIMARY KEY(scenario, replication, person, programme, entry_days)) WITHOUT ROWID",
    "CREATE TABLE self_check_data(scenario INTEGER, replication INTEGER, id TEXT, residual REAL, tolerance REAL,"
    " PRIMARY KEY(scenario, replication, id)) WITHOUT ROWID",
    "CREATE TABLE timing_data(scenario INTEGER, replication INTEGER, seconds REAL,"
    " PRIMARY KEY(scenario, replication)) WITHOUT ROWID",

    /* the public names */
    "CREATE VIEW scenario(id, label, overrides) AS SELECT id, label, overrides FROM scenario_data ORDER BY position",
    "CREATE VIEW replication(scenario, number, status, events) AS"
    " SELECT s.id, r.number, r.status, r.events FROM replication_data r JOIN scenario_data s ON s.code = r.scenario",
    "CREATE VIEW metric(id, unit, direction, label) AS SELECT id, unit,"
    " CASE direction WHEN -1 THEN 'lower' WHEN 1 THEN 'higher' ELSE 'neither' END, label FROM metric_data",
    "CREATE VIEW observation(scenario, replication, metric, entity, segment, stat, num, den, value) AS"
    " SELECT s.id, o.replication, m.id, e.id, g.id, t.id, o.num, o.den, o.value FROM observation_data o"
    " JOIN scenario_data s ON s.code = o.scenario JOIN metric_data m ON m.code = o.metric"
    " JOIN entity_data e ON e.code = o.entity JOIN segment_data g ON g.code = o.segment"
    " JOIN stat_data t ON t.code = o.stat",
    "CREATE VIEW series(scenario, replication, metric, entity, segment, time_days, value) AS"
    " SELECT s.id, o.replication, m.id, e.id, g.id, o.time_days, o.value FROM series_data o"
    " JOIN scenario_data s ON s.code = o.scenario JOIN metric_data m ON m.code = o.metric"
    " JOIN entity_data e ON e.code = o.entity JOIN segment_data g ON g.code = o.segment",
    /* all who joined, however their wait ended; the second view tells served, abandoned and open apart */
    "CREATE VIEW histogram(scenario, replication, metric, entity, segment, bin, count) AS"
    " SELECT s.id, o.replication, m.id, e.id, g.id, CAST(b.key AS INTEGER), sum(b.value) FROM histogram_data o"
    " JOIN scenario_data s ON s.code = o.scenario JOIN metric_data m ON m.code = o.metric"
    " JOIN entity_data e ON e.code = o.entity JOIN segment_data g ON g.code = o.segment, json_each(o.bins) b"
    " GROUP BY o.scenario, o.replication, o.metric, o.entity, o.segment, b.key",
    "CREATE VIEW histogram_by_ending(scenario, replication, metric, entity, segment, bin, count, ending) AS"
    " SELECT s.id, o.replication, m.id, e.id, g.id, CAST(b.key AS INTEGER), b.value, w.id FROM histogram_data o"
    " JOIN scenario_data s ON s.code = o.scenario JOIN metric_data m ON m.code = o.metric"
    " JOIN entity_data e ON e.code = o.entity JOIN segment_data g ON g.code = o.segment"
    " JOIN ending_data w ON w.code = o.ending, json_each(o.bins) b",
    "CREATE VIEW transition(scenario, replication, segment, from_state, to_state, count) AS"
    " SELECT s.id, o.replication, g.id, a.id, b.id, o.count FROM transition_data o"
    " JOIN scenario_data s ON s.code = o.scenario JOIN segment_data g ON g.code = o.segment"
    " JOIN state_data a ON a.code = o.from_state JOIN state_data b ON b.code = o.to_state",
    "CREATE VIEW person_outcome(scenario, replication, person, programme, segment, exit_state, entry_days, exit_days,"
    " first_meeting_wait_days, tiltak_wait_days, contacts, tiltak_started) AS"
    " SELECT s.id, o.replication, printf('%016x', o.person), e.id, g.id, a.id, o.entry_days, o.exit_days,"
    " o.first_meeting_wait_days, o.tiltak_wait_days, o.contacts, o.tiltak_started FROM person_outcome_data o"
    " JOIN scenario_data s ON s.code = o.scenario JOIN entity_data e ON e.code = o.programme"
    " JOIN segment_data g ON g.code = o.segment JOIN state_data a ON a.code = o.exit_state",
    "CREATE VIEW self_check(scenario, replication, id, residual, tolerance, passed) AS"
    " SELECT s.id, o.replication, o.id, o.residual, o.tolerance, coalesce(o.residual <= o.tolerance, 0) FROM self_check_data o"
    " JOIN scenario_data s ON s.code = o.scenario",
    "CREATE VIEW timing(scenario, replication, seconds) AS"
    " SELECT s.id, o.replication, o.seconds FROM timing_data o JOIN scenario_data s ON s.code = o.scenario",
    NULL,
};
