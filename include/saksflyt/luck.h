/* include/saksflyt/luck.h - random numbers by subject and purpose, from a counter-based generator.
 *
 *   draw = f(seed, replication, subject, purpose, spell, occasion)
 *
 * Nothing is drawn "next": who draws what for the how-manieth time names the number, so adding a tiltak, a post or a
 * statistic leaves everybody else's luck alone and two scenarios compare person by person. The layout below is a public
 * contract (docs/streams.md).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SAKSFLYT_LUCK_H
#define SAKSFLYT_LUCK_H

#include "saksflyt/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The luck of one replication: the key of Philox4x32-10. */
typedef struct sf_luck {
    uint32_t key[2];
} sf_luck;

/** The key for a seed and a replication (from 1): the first two words of Philox with key = seed (low word first) at counter
 *  (replication, 0, 0, 0x5eed). Different replications of one seed have independent streams. */
SF_API sf_luck sf_luck_of(uint64_t seed, uint32_t replication);

/** A purpose is the hash of a config id path, "programmes.aap.exits.work": 32-bit FNV-1a. Collisions are refused by the
 *  model's compiler. */
SF_API uint32_t sf_luck_purpose(const char *path);

/** The birth key of a subject: a stream (or team) by the purpose hash of its path, and a number in it. */
static inline uint64_t sf_luck_subject(uint32_t stream, uint32_t number)
{
    return (uint64_t)stream << 32 | number;
}

enum { SF_LUCK_SPELLS = 64, SF_LUCK_OCCASIONS = 1 << 20, SF_LUCK_ATTEMPTS = 64 };

/** One draw: 128 random bits as two 64-bit words.
 *  Counter of the block: word 0 = low half of subject, word 1 = high half, word 2 = purpose,
 *  word 3 = spell (6 bits) << 26 | occasion (20 bits) << 6 | attempt (6 bits). attempt counts rejections within one draw, so a
 *  rejection never moves the occasion. Of the block's four 32-bit words, word[0] is the first (low half) and the second (high
 *  half), word[1] the third and the fourth.
 *  word[1] of attempt 0 is never read by the functions below: it is the caller's, for a second use of the same draw.
 *  spell, occasion, attempt   below the limits above (asserted). Cost about 10 ns. */
typedef struct sf_bits {
    uint64_t word[2];
} sf_bits;
SF_API sf_bits sf_luck_draw(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion,
                            uint32_t attempt);

/** Uniform on (0, 1): the middle of one of 2^52 equal cells, chosen by bits 12-63 of the word. Never 0, never 1; u and 1 - u
 *  are both exact. (With 53 bits the highest cell's middle would round to 1.) */
static inline double sf_uniform(uint64_t word)
{
    return ((double)(int64_t)(word >> 12) + 0.5) * 0x1p-52; /* signed: one instruction */
}

/** Unit exponential (ziggurat, 256 layers). Word 0 of attempt 0 suffices in 97.8 % of draws; otherwise word 0 of attempts 1, 2
 *  ... is read as well. Exact in the tail. */
SF_API double sf_luck_exponential(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion);

/** The same draw, and word 1 of its attempt 0, for a second use that costs no block of its own: a uniform, for example. */
SF_API double sf_luck_exponential_and_word(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell,
                                           uint32_t occasion, uint64_t *second);

/** Two independent unit exponentials of one draw: pair[0] is sf_luck_exponential, pair[1] reads word 1 of attempts 0, 1, 2 ... */
SF_API void sf_luck_exponential_pair(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell,
                                     uint32_t occasion, double pair[2]);

/** Standard normal (ziggurat, 256 layers). Words as for the exponential; 98.5 % of draws need one. */
SF_API double sf_luck_normal(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion);

/** Uniform on (0, 1) from word 0 of attempt 0. */
SF_API double sf_luck_uniform(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion);

#ifdef __cplusplus
}
#endif
#endif
