/* sim/luck.c - draws by subject and purpose: one Philox4x32-10 block per attempt, and the ziggurats on top of it.
 * Invariant: a draw reads blocks of its own counter only, so no draw can disturb another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "saksflyt/luck.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#include <Random123/philox.h>

#include "sim/ziggurat.h"
#include "sim/ziggurat_tables.h"

/* Every result rests on doubles being evaluated as doubles. */
_Static_assert(FLT_EVAL_METHOD == 0, "excess precision would change the bytes of the results");

#define LAYER_MASK UINT64_C(0xff)

#define FNV_OFFSET UINT32_C(2166136261) /* Fowler, Noll & Vo: offset basis and prime of the 32-bit FNV-1a hash */
#define FNV_PRIME UINT32_C(16777619)

#define REPLICATION_KEYS UINT32_C(0x5eed) /* keeps the keys of replications apart from every draw */

static inline philox4x32_ctr_t philox_block(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t k0,
                                            uint32_t k1)
{
    const philox4x32_ctr_t counter = {{c0, c1, c2, c3}};
    const philox4x32_key_t key = {{k0, k1}};

    return philox4x32_R(10, counter, key);
}

sf_luck sf_luck_of(uint64_t seed, uint32_t replication)
{
    const philox4x32_ctr_t block =
        philox_block(replication, 0, 0, REPLICATION_KEYS, (uint32_t)seed, (uint32_t)(seed >> 32));

    return (sf_luck){.key = {block.v[0], block.v[1]}};
}

uint32_t sf_luck_purpose(const char *path)
{
    uint32_t hash = FNV_OFFSET;

    for (const char *c = path; *c != '\0'; c++)
        hash = (hash ^ (uint8_t)*c) * FNV_PRIME;
    return hash;
}

/* One block. Written out, because what a round waits for is only the multiplication, the shift and one exclusive or: the other
 * half of a round's new words is combined with the key beforehand. (Random123's own round waits for one more.)
 *
 *   (c0, c1, c2, c3)  ->  (hi1 ^ (c1 ^ k0), lo1, hi0 ^ (c3 ^ k1), lo0),  hi0:lo0 = M0 c0,  hi1:lo1 = M1 c2 */
static inline sf_bits draw(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t which)
{
    uint32_t c0 = (uint32_t)subject, c1 = (uint32_t)(subject >> 32), c2 = purpose, c3 = which;
    uint32_t k0 = luck.key[0], k1 = luck.key[1];

    for (int round = 0; round < 10; round++) {
        const uint64_t product0 = (uint64_t)PHILOX_M4x32_0 * c0, product1 = (uint64_t)PHILOX_M4x32_1 * c2;
        const uint32_t rest0 = c1 ^ k0, rest2 = c3 ^ k1;

        c0 = (uint32_t)(product1 >> 32) ^ rest0;
        c1 = (uint32_t)product1;
        c2 = (uint32_t)(product0 >> 32) ^ rest2;
        c3 = (uint32_t)product0;
        k0 += PHILOX_W32_0;
        k1 += PHILOX_W32_1;
    }
    return (sf_bits){.word = {c0 | (uint64_t)c1 << 32, c2 | (uint64_t)c3 << 32}};
}

/* Word 3 of the counter: which of the subject's draws for this purpose. */
static inline uint32_t which_draw(uint32_t spell, uint32_t occasion, uint32_t attempt)
{
    assert(spell < SF_LUCK_SPELLS && occasion < SF_LUCK_OCCASIONS && attempt < SF_LUCK_ATTEMPTS);
    return spell << 26 | occasion << 6 | attempt;
}

sf_bits sf_luck_draw(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion,
                     uint32_t attempt)
{
    return draw(luck, subject, purpose, which_draw(spell, occasion, attempt));
}

double sf_luck_uniform(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion)
{
    return sf_uniform(draw(luck, subject, purpose, which_draw(spell, occasion, 0)).word[0]);
}

/* One named draw, as a source of words: word 0 of attempts 0, 1, 2 ... */
typedef struct named_draw {
    sf_luck luck;
    uint64_t subject;
    uint32_t purpose, which;
} named_draw;

static inline uint64_t word_of_draw(const void *source, uint32_t attempt)
{
    const named_draw *d = source;

    return draw(d->luck, d->subject, d->purpose, d->which + attempt).word[0];
}

/*            height
 *        1 |\
 *          |-\            layer i: 0 <= x < edge[i], height[i] <= y < height[i + 1]
 *          |--\.          left of edge[i + 1] everything lies under the curve;
 *          |----\..       right of it is the wedge, where the curve decides;
 *          +-------=====  layer 0 has the tail instead of a wedge
 */
static inline double exponential(sf_word_source *word, const void *source)
{
    double x = 0.0;

    for (uint32_t attempt = 0; attempt + 1 < SF_LUCK_ATTEMPTS; attempt += 2) {
        const uint64_t bits = word(source, attempt);
        const uint32_t layer = (uint32_t)(bits & LAYER_MASK);
        double y;

        x = sf_uniform(bits) * exponential_edge[layer];
        if (x < exponential_edge[layer + 1])
            return x;
        y = sf_uniform(word(source, attempt + 1));
        if (layer == 0)
            return exponential_edge[1] - log(y); /* without memory: what is left beyond the edge is exponential again */
        if (exponential_height[layer] + y * (exponential_height[layer + 1] - exponential_height[layer]) < exp(-x))
            return x;
    }
    return x;
}

/* The normal beyond r: exponential proposals with rate r, Marsaglia (1964). Reads words in pairs. */
static double normal_tail(sf_word_source *word, const void *source, uint32_t attempt)
{
    const double r = normal_edge[1];
    double x = 0.0;

    for (; attempt + 1 < SF_LUCK_ATTEMPTS; attempt += 2) {
        const double y = -log(sf_uniform(word(source, attempt + 1)));

        x = -log(sf_uniform(word(source, attempt))) / r;
        if (2.0 * y > x * x)
            break;
    }
    return r + x;
}

static inline double normal(sf_word_source *word, const void *source)
{
    double x = 0.0;

    for (uint32_t attempt = 0; attempt + 1 < SF_LUCK_ATTEMPTS; attempt += 2) {
        const uint64_t bits = word(source, attempt);
        const uint32_t layer = (uint32_t)(bits & LAYER_MASK);
        const double sign =
            1.0 - (double)(int64_t)(bits >> 7 & 2); /* bit 8; no branch, as it would be guessed wrong half the time */
        double y;

        x = sign * sf_uniform(bits) * normal_edge[layer];
        if (fabs(x) < normal_edge[layer + 1])
            return x;
        if (layer == 0)
            return sign * normal_tail(word, source, attempt + 1);
        y = sf_uniform(word(source, attempt + 1));
        if (normal_height[layer] + y * (normal_height[layer + 1] - normal_height[layer]) < exp(-0.5 * x * x))
            return x;
    }
    return x;
}

double sf_ziggurat_exponential(sf_word_source *word, const void *source)
{
    return exponential(word, source);
}

double sf_ziggurat_normal(sf_word_source *word, const void *source)
{
    return normal(word, source);
}

/* Two draws in a hundred read more than their first word. They start again from the beginning, apart from the others, so that
 * these need no more than one block and few registers. */
#define RARE __attribute__((noinline, cold))

RARE static double exponential_anew(named_draw d)
{
    return exponential(word_of_draw, &d);
}

static uint64_t second_word_of_draw(const void *source, uint32_t attempt)
{
    const named_draw *d = source;

    return draw(d->luck, d->subject, d->purpose, d->which + attempt).word[1];
}

RARE static double second_exponential_anew(named_draw d)
{
    return exponential(second_word_of_draw, &d);
}

RARE static double normal_anew(named_draw d)
{
    return normal(word_of_draw, &d);
}

/* The ziggurat's first look: true when the word is enough, and *x is the draw. */
static inline bool exponential_is_enough(uint64_t word, double *x)
{
    const uint32_t layer = (uint32_t)(word & LAYER_MASK);

    *x = sf_uniform(word) * exponential_edge[layer];
    return __builtin_expect(*x < exponential_edge[layer + 1], 1);
}

double sf_luck_exponential(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion)
{
    const uint32_t which = which_draw(spell, occasion, 0);
    double x;

    if (exponential_is_enough(draw(luck, subject, purpose, which).word[0], &x))
        return x;
    return exponential_anew((named_draw){luck, subject, purpose, which});
}

double sf_luck_exponential_and_word(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion,
                                    uint64_t *second)
{
    const uint32_t which = which_draw(spell, occasion, 0);
    const sf_bits bits = draw(luck, subject, purpose, which);
    double x;

    *second = bits.word[1];
    if (exponential_is_enough(bits.word[0], &x))
        return x;
    return exponential_anew((named_draw){luck, subject, purpose, which});
}

void sf_luck_exponential_pair(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion,
                              double pair[2])
{
    const uint32_t which = which_draw(spell, occasion, 0);
    const sf_bits bits = draw(luck, subject, purpose, which);

    if (!exponential_is_enough(bits.word[0], &pair[0]))
        pair[0] = exponential_anew((named_draw){luck, subject, purpose, which});
    if (!exponential_is_enough(bits.word[1], &pair[1]))
        pair[1] = second_exponential_anew((named_draw){luck, subject, purpose, which});
}

double sf_luck_normal(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion)
{
    const uint32_t which = which_draw(spell, occasion, 0);
    const uint64_t word = draw(luck, subject, purpose, which).word[0];
    const uint32_t layer = (uint32_t)(word & LAYER_MASK);
    const double x = sf_uniform(word) * normal_edge[layer];

    if (__builtin_expect(x < normal_edge[layer + 1], 1))
        return (1.0 - (double)(int64_t)(word >> 7 & 2)) * x; /* bit 8 is the sign */
    return normal_anew((named_draw){luck, subject, purpose, which});
}
