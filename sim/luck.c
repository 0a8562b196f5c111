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

static inline sf_bits draw(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t which)
{
    const philox4x32_ctr_t block =
        philox_block((uint32_t)subject, (uint32_t)(subject >> 32), purpose, which, luck.key[0], luck.key[1]);

    return (sf_bits){.word = {block.v[0] | (uint64_t)block.v[1] << 32, block.v[2] | (uint64_t)block.v[3] << 32}};
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
            1.0 - (double)(bits >> 7 & 2); /* bit 8; no branch, as it would be guessed wrong half the time */
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

double sf_luck_exponential(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion)
{
    const named_draw d = {luck, subject, purpose, which_draw(spell, occasion, 0)};

    return exponential(word_of_draw, &d);
}

static uint64_t second_word_of_draw(const void *source, uint32_t attempt)
{
    const named_draw *d = source;

    return draw(d->luck, d->subject, d->purpose, d->which + attempt).word[1];
}

/* The ziggurat when its first word is already there: nearly always that word is enough. */
static inline double exponential_from(uint64_t first, sf_word_source *word, const void *source)
{
    const uint32_t layer = (uint32_t)(first & LAYER_MASK);
    const double x = sf_uniform(first) * exponential_edge[layer];

    return x < exponential_edge[layer + 1] ? x : exponential(word, source);
}

double sf_luck_exponential_and_word(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion,
                                    uint64_t *second)
{
    const named_draw d = {luck, subject, purpose, which_draw(spell, occasion, 0)};
    const sf_bits bits = draw(luck, subject, purpose, d.which);

    *second = bits.word[1];
    return exponential_from(bits.word[0], word_of_draw, &d);
}

void sf_luck_exponential_pair(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion,
                              double pair[2])
{
    const named_draw d = {luck, subject, purpose, which_draw(spell, occasion, 0)};
    const sf_bits bits = draw(luck, subject, purpose, d.which);

    pair[0] = exponential_from(bits.word[0], word_of_draw, &d);
    pair[1] = exponential_from(bits.word[1], second_word_of_draw, &d);
}

double sf_luck_normal(sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell, uint32_t occasion)
{
    const named_draw d = {luck, subject, purpose, which_draw(spell, occasion, 0)};

    return normal(word_of_draw, &d);
}
