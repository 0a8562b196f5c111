/* tests/fuzz/grammar.h - bytes become a config that is nearly always valid: the key table is the grammar, and each byte decides one
 * choice in it. A new key is written by itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_FUZZ_GRAMMAR_H
#define SF_TESTS_FUZZ_GRAMMAR_H

#include <stddef.h>
#include <stdint.h>

/** The config that the bytes stand for. When they have come to an end every further choice is the plainest one, so that no bytes at
 *  all give one programme with one exit. Owner: the caller (free); NULL when memory ran out. */
char *grammar_config(const uint8_t *bytes, size_t size);

#endif
