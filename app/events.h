/* app/events.h - the event log of a study for process mining: CSV and XES.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_EVENTS_H
#define SF_APP_EVENTS_H

#include "core/format.h"
#include "saksflyt/core.h"

/** Writes DIR/events.csv: one line for each event, person by person, with the column names of XES that pm4py and bupaR know.
 *  Errors: SF_ENOINPUT the study was not run with --events; SF_EDATA; SF_ECANTCREATE, SF_EIO; SF_ENOMEM. The old file is intact
 *  on failure. Memory: the events of one replication. */
SF_MUST_CHECK sf_status events_export_csv(const char *dir, sf_error *err);

/** Writes DIR/events.xes: IEEE 1849-2016, a trace for each person. Errors as events_export_csv. */
SF_MUST_CHECK sf_status events_export_xes(const char *dir, sf_error *err);

#endif
