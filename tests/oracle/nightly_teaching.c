/* tests/oracle/nightly_teaching.c - tests/oracle/test_teaching.c with thirty times the replications, on a seed of the day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define SF_ORACLE_NIGHTLY
#include "test_teaching.c"
