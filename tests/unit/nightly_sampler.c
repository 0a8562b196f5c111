/* tests/unit/nightly_sampler.c - tests/unit/test_sampler.c with the 10 million draws of a nightly run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define SF_TEST_DRAWS 10000000
#include "test_sampler.c"
