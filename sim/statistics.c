/* sim/statistics.c - statistics that are streamed and merge: histograms, incidence with censoring, moments, jackknives.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "saksflyt/statistics.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

/* --- bins -------------------------------------------------------------------------------------------------------------- */

static double value_of_bin(uint32_t bin)
{
    const uint64_t bits = (uint64_t)bin << 44;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

double sf_bin_low(uint32_t slot)
{
    assert(slot < SF_BIN_SLOTS);
    return slot == 0 ? 0.0 : value_of_bin(sf_bin_of_slot(slot));
}

double sf_bin_high(uint32_t slot)
{
    assert(slot < SF_BIN_SLOTS);
    return slot == 0 ? 0.0 : value_of_bin(sf_bin_of_slot(slot) + 1);
}

double sf_bin_middle(uint32_t slot)
{
    return 0.5 * (sf_bin_low(slot) + sf_bin_high(slot));
}

/* --- waits that end served, end otherwise, or are still open ----------------------------------------------------------- */

static uint64_t count_in(const uint64_t *counts, uint32_t slot)
{
    return counts == NULL ? 0 : counts[slot];
}

static bool is_octave_used(uint64_t octaves, uint32_t octave)
{
    return (octaves >> octave & 1) != 0;
}

static uint64_t total_of(uint64_t octaves, const uint64_t *counts)
{
    uint64_t total = 0;

    for (uint32_t octave = 0; octave < SF_OCTAVES && counts != NULL; octave++) {
        for (uint32_t slot = sf_octave_begin(octave); is_octave_used(octaves, octave) && slot < sf_octave_end(octave);
             slot++)
            total += counts[slot];
    }
    return total;
}

/* Between two censorings the Aalen-Johansen steps are equal: every person under observation stands for the same share of all
 * who joined. A censoring hands the share of those who disappear evenly to those who remain (Efron 1967). So a step is one
 * division of whole counts, and without censoring the result is the plain share. */
typedef struct stretch {
    double share_before;   /* served by the last censoring */
    double mass;           /* share neither served nor gone by then */
    uint64_t people;       /* among whom it is divided */
    uint64_t served, gone; /* of them, since */
} stretch;

static double share_served(const stretch *s)
{
    return s->share_before + s->mass * ((double)s->served / (double)s->people);
}

static void censor(stretch *s, uint64_t n)
{
    const uint64_t remaining = s->people - s->served - s->gone;

    s->share_before = share_served(s);
    s->mass *= (double)remaining / (double)s->people;
    *s = (stretch){.share_before = s->share_before, .mass = s->mass, .people = remaining - n};
}

uint64_t sf_incidence_in(uint64_t octaves, const uint64_t *served, const uint64_t *abandoned, const uint64_t *open,
                         double *share)
{
    const uint64_t joined = total_of(octaves, served) + total_of(octaves, abandoned) + total_of(octaves, open);
    stretch s = {.mass = 1.0, .people = joined};
    bool is_beyond_follow_up = joined == 0;
    uint32_t changed = 0; /* the slot after the latest censoring */
    double now = 0.0;

    for (uint32_t octave = 0; octave < SF_OCTAVES; octave++) {
        const uint32_t begin = sf_octave_begin(octave), end = sf_octave_end(octave);

        if (!is_octave_used(octaves, octave)) {
            if (is_beyond_follow_up)
                now = (double)NAN;
            else if (begin == changed)
                now = share_served(&s);
            for (uint32_t slot = begin; slot < end; slot++)
                share[slot] = now;
            continue;
        }
        for (uint32_t slot = begin; slot < end; slot++) {
            const uint64_t censored = count_in(open, slot), gone = count_in(abandoned, slot);

            if (is_beyond_follow_up) {
                now = (double)NAN;
            } else if ((served[slot] | gone) != 0 || slot == changed) { /* most slots are empty */
                s.served += served[slot];
                s.gone += gone;
                now = share_served(&s);
            }
            share[slot] = now;
            if (censored > 0) {
                censor(&s, censored);
                is_beyond_follow_up = s.people == 0;
                changed = slot + 1;
            }
        }
    }
    return joined;
}

uint64_t sf_incidence(const uint64_t *served, const uint64_t *abandoned, const uint64_t *open, double *share)
{
    return sf_incidence_in(UINT64_MAX, served, abandoned, open, share);
}

static double share_before(const double *share, uint32_t slot)
{
    return slot == 0 ? 0.0 : share[slot - 1];
}

double sf_incidence_quantile(const double *share, double q)
{
    uint32_t slot = 0, end = SF_BIN_SLOTS; /* the first that is not below q, or NAN, lies in [slot, end] */
    double before, low;

    while (slot < end) { /* shares never fall, and NAN has only NAN after it */
        const uint32_t middle = slot + (end - slot) / 2;

        if (share[middle] < q)
            slot = middle + 1;
        else
            end = middle;
    }
    if (slot == SF_BIN_SLOTS || isnan(share[slot]))
        return (double)NAN;
    before = share_before(share, slot);
    low = sf_bin_low(slot);
    return q > before ? low + (q - before) / (share[slot] - before) * (sf_bin_high(slot) - low) : low;
}

double sf_incidence_within(const double *share, double days)
{
    const uint32_t slot = sf_bin_slot(days);
    const double before = share_before(share, slot), low = sf_bin_low(slot), high = sf_bin_high(slot);

    if (isnan(days))
        return (double)NAN;
    if (days < 0.0)
        return 0.0;
    if (slot > 0 && days <= low)
        return before; /* known even when follow-up ends inside this slot */
    if (days >= high)
        return share[slot];
    return before + (days - low) / (high - low) * (share[slot] - before);
}

/* --- mean and spread --------------------------------------------------------------------------------------------------- */

void sf_moments_add(sf_moments *moments, double value)
{
    const double deviation = value - moments->mean;

    moments->count++;
    moments->mean += deviation / (double)moments->count;
    moments->squares += deviation * (value - moments->mean);
}

void sf_moments_merge(sf_moments *into, const sf_moments *other)
{
    const double n = (double)into->count, m = (double)other->count;
    const double deviation = other->mean - into->mean;

    if (other->count == 0)
        return;
    if (into->count == 0) {
        *into = *other;
        return;
    }
    into->count += other->count;
    into->mean += deviation * (m / (n + m));
    into->squares += other->squares + deviation * deviation * (n * m / (n + m));
}

double sf_moments_sd(const sf_moments *moments)
{
    return moments->count < 2 ? (double)NAN : sqrt(moments->squares / (double)(moments->count - 1));
}

double sf_t_quantile(double level, double degrees_of_freedom)
{
    if (!(level > 0.0 && level < 1.0 && degrees_of_freedom >= 1.0))
        return (double)NAN;
    return gsl_cdf_tdist_Qinv(0.5 * (1.0 - level), degrees_of_freedom);
}

/* --- ratios of sums over replications ---------------------------------------------------------------------------------- */

typedef struct sums {
    double num, den;
} sums;

static sums sums_of(size_t n, const double *num, const double *den)
{
    sums total = {0.0, 0.0};

    for (size_t i = 0; i < n; i++) {
        total.num += num[i];
        total.den += den[i];
    }
    return total;
}

static double ratio(double num, double den)
{
    return den == 0.0 ? (double)NAN : num / den;
}

static double ratio_without(sums total, double num, double den)
{
    return ratio(total.num - num, total.den - den);
}

/* The jackknife's standard error from the n values with one replication left out, Efron (1982) eq. 3.6: their sum of squares
 * about their own mean, times (n - 1) / n. Sums run in index order. */
static double jackknife_se(const sf_moments *left_out)
{
    const double n = (double)left_out->count;

    return left_out->count < 2 ? (double)NAN : sqrt((n - 1.0) / n * left_out->squares);
}

double sf_ratio_jackknife(size_t n, const double *num, const double *den, double *se)
{
    const sums total = sums_of(n, num, den);
    sf_moments left_out = {0};

    for (size_t i = 0; i < n; i++)
        sf_moments_add(&left_out, ratio_without(total, num[i], den[i]));
    *se = jackknife_se(&left_out);
    return ratio(total.num, total.den);
}

double sf_ratio_difference_jackknife(size_t n, const double *num_a, const double *den_a, const double *num_b,
                                     const double *den_b, double *se)
{
    const sums a = sums_of(n, num_a, den_a), b = sums_of(n, num_b, den_b);
    sf_moments left_out = {0};

    for (size_t i = 0; i < n; i++)
        sf_moments_add(&left_out, ratio_without(a, num_a[i], den_a[i]) - ratio_without(b, num_b[i], den_b[i]));
    *se = jackknife_se(&left_out);
    return ratio(a.num, a.den) - ratio(b.num, b.den);
}
