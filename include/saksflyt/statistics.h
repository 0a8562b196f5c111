/* include/saksflyt/statistics.h - statistics that are streamed and merge exactly.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SAKSFLYT_STATISTICS_H
#define SAKSFLYT_STATISTICS_H

#include <string.h>

#include "saksflyt/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- histograms of non-negative times: integer counts, so merging is exact in any order -------------------------------
 * bin number = bits of the double >> 44 = exponent and 8 leading mantissa bits: relative width <= 2^-8 (0.4 %).
 * 0 has bin 0. Values below 2^-20 days (a tenth of a second) share the lowest bin, above 2^17 days (359 years) the highest. */
enum {
    SF_BIN_LOWEST = (1023 - 20) << 8, /* bin number of 2^-20 */
    SF_BIN_HIGHEST = ((1023 + 17) << 8) - 1,
    SF_BIN_SLOTS = SF_BIN_HIGHEST - SF_BIN_LOWEST + 2, /* slot 0 is exactly zero; slot 1 is SF_BIN_LOWEST */
    SF_OCTAVE_SLOTS =
        256, /* slots are looked through by so many: a histogram has something in a few of the octaves only */
    SF_OCTAVES = (SF_BIN_SLOTS + SF_OCTAVE_SLOTS - 1) / SF_OCTAVE_SLOTS
};

/** The slot (0 ... SF_BIN_SLOTS - 1) of a value >= 0. */
static inline uint32_t sf_bin_slot(double value)
{
    uint64_t bits;
    uint32_t bin;

    if (!(value > 0.0))
        return 0;
    memcpy(&bits, &value, sizeof bits);
    bin = (uint32_t)(bits >> 44);
    if (bin < SF_BIN_LOWEST)
        bin = SF_BIN_LOWEST;
    if (bin > SF_BIN_HIGHEST)
        bin = SF_BIN_HIGHEST;
    return bin - SF_BIN_LOWEST + 1;
}

/** Slot to bin number as stored, and back. */
static inline uint32_t sf_bin_of_slot(uint32_t slot)
{
    return slot == 0 ? 0 : slot + SF_BIN_LOWEST - 1;
}
static inline uint32_t sf_bin_to_slot(uint32_t bin)
{
    return bin == 0 ? 0 : bin - SF_BIN_LOWEST + 1;
}

/** Lower edge, upper edge and middle of a slot, days. Slot 0: 0, 0, 0. The lower edge belongs to the slot, the upper one does not;
 *  the outermost slots also hold what lies beyond them (slot 1: everything between 0 and 2^-20 days). */
SF_API double sf_bin_low(uint32_t slot);
SF_API double sf_bin_high(uint32_t slot);
SF_API double sf_bin_middle(uint32_t slot);

/* --- waits with two ways to end and censoring ------------------------------------------------------------------------- */

/** Share served by time t (cumulative incidence): Aalen & Johansen 1978, with leaving unserved as a competing end and open
 *  waits censored at the time they had lasted.
 *  served, abandoned, open   counts per slot, SF_BIN_SLOTS each (abandoned and open may be NULL: none)
 *  share                     receives the cumulative incidence at the upper edge of each slot; NAN from the first slot on
 *                            where nobody is left under observation and open waits had remained (follow-up cannot reach)
 *  Within one slot ends come before censorings. Returns the number under observation at time 0. Cost O(SF_BIN_SLOTS). */
SF_API uint64_t sf_incidence(const uint64_t *served, const uint64_t *abandoned, const uint64_t *open, double *share);

/** The same for counts that are 0 outside some octaves of slots. octaves: bit k says that there may be something in the slots from
 *  k SF_OCTAVE_SLOTS on; the counts of other octaves are not read. */
SF_API uint64_t sf_incidence_in(uint64_t octaves, const uint64_t *served, const uint64_t *abandoned,
                                const uint64_t *open, double *share);

/** The first slot of an octave, and the one after its last. */
static inline uint32_t sf_octave_begin(uint32_t octave)
{
    return octave * SF_OCTAVE_SLOTS;
}
static inline uint32_t sf_octave_end(uint32_t octave)
{
    return octave + 1 == SF_OCTAVES ? (uint32_t)SF_BIN_SLOTS : (octave + 1) * SF_OCTAVE_SLOTS;
}

/** The time by which a share q of all who joined was served: linear within the slot. NAN when it is not reached. */
SF_API double sf_incidence_quantile(const double *share, double q);

/** The share served within t days (before t, to be exact), linear within the slot; NAN when follow-up cannot reach t. */
SF_API double sf_incidence_within(const double *share, double days);

/* --- integrals over time --------------------------------------------------------------------------------------------- */

/** The integral of a level that changes in steps. Times in days. */
typedef struct sf_level {
    double value, since, area;
} sf_level;

static inline void sf_level_set(sf_level *level, double now, double value)
{
    level->area += level->value * (now - level->since);
    level->since = now;
    level->value = value;
}
static inline void sf_level_add(sf_level *level, double now, double change)
{
    sf_level_set(level, now, level->value + change);
}
/** The integral up to now. */
static inline double sf_level_area(const sf_level *level, double now)
{
    return level->area + level->value * (now - level->since);
}

/* --- mean and spread in one pass (Welford 1962), merged by Chan, Golub & LeVeque 1979 ---------------------------------- */
typedef struct sf_moments {
    uint64_t count;
    double mean, squares; /* squares: sum of squared deviations from the mean */
} sf_moments;

SF_API void sf_moments_add(sf_moments *moments, double value);
SF_API void sf_moments_merge(sf_moments *into, const sf_moments *other);
SF_API double sf_moments_sd(const sf_moments *moments); /* NAN below two values */

/** Student's t: the two-sided 95 % (or given) quantile, df >= 1. */
SF_API double sf_t_quantile(double level, double degrees_of_freedom);

/** sum(num)/sum(den) with its jackknife standard error over n replications; *se is NAN for n < 2. NAN when sum(den) is 0.
 *  Source: Efron 1982, ch. 3; pseudo-values reduced in index order. */
SF_API double sf_ratio_jackknife(size_t n, const double *num, const double *den, double *se);

/** The difference of two such ratios on common replications (a - b), jackknifed pairwise. */
SF_API double sf_ratio_difference_jackknife(size_t n, const double *num_a, const double *den_a, const double *num_b,
                                            const double *den_b, double *se);

#ifdef __cplusplus
}
#endif
#endif
