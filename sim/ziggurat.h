/* sim/ziggurat.h - unit exponential and standard normal from a row of random words, so that a test can choose the words.
 * Source: Marsaglia & Tsang (2000), J. Stat. Software 5(8); normal tail: Marsaglia (1964), Technometrics 6(1).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_SIM_ZIGGURAT_H
#define SF_SIM_ZIGGURAT_H

#include <stdint.h>

/** Gives the attempt-th random word of one draw, attempt 0 ... SF_LUCK_ATTEMPTS - 1. The same attempt gives the same word. */
typedef uint64_t sf_word_source(const void *source, uint32_t attempt);

/** The value of a draw. In a word bits 0-7 choose the layer, bit 8 the sign (normal only) and bits 12-63 the place in it.
 *  About 98 in 100 draws need word 0 only; a tail or wedge reads on in order. Should 64 words not suffice (probability below
 *  1e-50) the last candidate stands, so the result is finite for any words. Cost O(1). */
double sf_ziggurat_exponential(sf_word_source *word, const void *source);
double sf_ziggurat_normal(sf_word_source *word, const void *source);

#endif
