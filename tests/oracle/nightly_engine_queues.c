/* tests/oracle/nightly_engine_queues.c - tests/oracle/test_engine_queues.c with the replications that bring the standard errors to
 * 0.25 %, on a seed of the day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define SF_ORACLE_NIGHTLY
#include "test_engine_queues.c"
