/* tests/reference/generator.h - small worlds at random, every construct of the config language in some of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_REFERENCE_GENERATOR_H
#define SF_TESTS_REFERENCE_GENERATOR_H

#include <stddef.h>
#include <stdint.h>

/** Writes config number `number` of the seed, a valid one with a scenario `base` and a scenario `other` that changes rules and
 *  resources on several dates. In every second one all times are whole days, so that much happens at one instant.
 *  Text longer than size fails the test. */
void world_is_generated(uint64_t seed, uint32_t number, char *text, size_t size);

#endif
