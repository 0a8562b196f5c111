/* tests/oracle/nightly_coverage.c - tests/oracle/test_coverage.c with 10,000 experiments, on a seed of the day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define SF_ORACLE_NIGHTLY
#include "test_coverage.c"
