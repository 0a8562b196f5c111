/* tests/unit/test_statistics.c - bins, incidence with censoring, moments and jackknives against values worked out by hand or
 * certified by NIST.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "saksflyt/luck.h"
#include "saksflyt/statistics.h"

static bool is_near(double value, double expected, double tolerance)
{
    return fabs(value - expected) <= tolerance;
}

/* --- bins -------------------------------------------------------------------------------------------------------------- */

static void slots_join_without_gaps_and_are_narrow(void **state)
{
    (void)state;
    for (uint32_t slot = 1; slot < SF_BIN_SLOTS; slot++) {
        const double low = sf_bin_low(slot), high = sf_bin_high(slot);

        assert_true(high > low && (high - low) / low <= 0x1p-8);
        assert_int_equal(sf_bin_slot(low), slot);
        assert_int_equal(sf_bin_slot(nextafter(high, 0.0)), slot);
        assert_true(sf_bin_middle(slot) == 0.5 * (low + high));
        if (slot + 1 < SF_BIN_SLOTS)
            assert_true(sf_bin_low(slot + 1) == high);
    }
    assert_true(sf_bin_low(1) == 0x1p-20 && sf_bin_high(SF_BIN_SLOTS - 1) == 0x1p17);
}

static void only_zero_has_the_slot_of_zero(void **state)
{
    (void)state;
    assert_int_equal(sf_bin_slot(0.0), 0);
    assert_int_equal(sf_bin_slot(5e-324), 1); /* shorter than a tenth of a second, but a wait */
    assert_true(sf_bin_low(0) == 0.0 && sf_bin_high(0) == 0.0 && sf_bin_middle(0) == 0.0);
}

static void times_out_of_range_share_the_outermost_slots(void **state)
{
    (void)state;
    assert_int_equal(sf_bin_slot(1e-9), 1);
    assert_int_equal(sf_bin_slot(1e9), SF_BIN_SLOTS - 1);
    assert_int_equal(sf_bin_slot((double)INFINITY), SF_BIN_SLOTS - 1);
}

static void a_stored_bin_is_the_leading_bits_of_the_double(void **state)
{
    (void)state;
    assert_int_equal(sf_bin_of_slot(sf_bin_slot(1.0)), 1023 << 8);
    assert_int_equal(sf_bin_of_slot(sf_bin_slot(1.5)), 1023 << 8 | 128);
    assert_int_equal(sf_bin_of_slot(0), 0);
    for (uint32_t slot = 0; slot < SF_BIN_SLOTS; slot++)
        assert_int_equal(sf_bin_to_slot(sf_bin_of_slot(slot)), slot);
}

/* --- waits ------------------------------------------------------------------------------------------------------------- */

typedef struct waits {
    uint64_t served[SF_BIN_SLOTS], abandoned[SF_BIN_SLOTS], open[SF_BIN_SLOTS];
    double share[SF_BIN_SLOTS];
} waits;

/* Ten people. Slots of 1, 2, 4, 8, 16 days (each begins exactly there). By Aalen & Johansen (1978), S before | at risk | F after:
 *   1 d   2 served                 S 1     10   F 2/10                 = 0.2
 *   2 d   1 left, 1 still open     S 0.8    8                            0.2
 *   4 d   3 served                 S 0.7    6   F 0.2 + 0.7 x 3/6      = 0.55
 *   8 d   1 still open             S 0.35   3                            0.55
 *  16 d   2 served                 S 0.35   2   F 0.55 + 0.35 x 2/2    = 0.9     (0.1 left unserved) */
static waits *ten_people(void)
{
    waits *w = calloc(1, sizeof *w);

    assert_non_null(w);
    w->served[sf_bin_slot(1.0)] = 2;
    w->abandoned[sf_bin_slot(2.0)] = 1;
    w->open[sf_bin_slot(2.0)] = 1;
    w->served[sf_bin_slot(4.0)] = 3;
    w->open[sf_bin_slot(8.0)] = 1;
    w->served[sf_bin_slot(16.0)] = 2;
    return w;
}

static double share_at(const waits *w, double days)
{
    return w->share[sf_bin_slot(days)];
}

static void the_share_served_follows_aalen_and_johansen(void **state)
{
    waits *w = ten_people();

    (void)state;
    assert_int_equal(sf_incidence(w->served, w->abandoned, w->open, w->share), 10);
    assert_true(w->share[0] == 0.0 && share_at(w, 0.99) == 0.0);
    assert_true(is_near(share_at(w, 1.0), 0.2, 1e-15) && is_near(share_at(w, 3.99), 0.2, 1e-15));
    assert_true(is_near(share_at(w, 4.0), 0.55, 1e-15) && is_near(share_at(w, 15.9), 0.55, 1e-15));
    assert_true(is_near(share_at(w, 16.0), 0.9, 1e-15));
    assert_true(is_near(w->share[SF_BIN_SLOTS - 1], 0.9, 1e-15)); /* nobody was still open at the end: known for ever */
    free(w);
}

static void what_follow_up_cannot_reach_is_empty(void **state)
{
    waits *w = ten_people();

    (void)state;
    w->served[sf_bin_slot(16.0)] = 1; /* and the other one is still open at 20 days */
    w->open[sf_bin_slot(20.0)] = 1;
    assert_int_equal(sf_incidence(w->served, w->abandoned, w->open, w->share), 10);
    assert_true(is_near(share_at(w, 16.0), 0.725, 1e-15)); /* 0.55 + 0.35 x 1/2 */
    assert_true(is_near(share_at(w, 20.0), 0.725, 1e-15));
    for (uint32_t slot = sf_bin_slot(20.0) + 1; slot < SF_BIN_SLOTS; slot++)
        assert_true(isnan(w->share[slot]));
    assert_true(isnan(sf_incidence_quantile(w->share, 0.9)));
    assert_true(isnan(sf_incidence_within(w->share, 21.0)));
    assert_true(
        is_near(sf_incidence_within(w->share, sf_bin_high(sf_bin_slot(20.0))), 0.725, 1e-15)); /* its last moment */
    free(w);
}

static void ends_come_before_censorings_in_a_slot(void **state)
{
    waits *w = calloc(1, sizeof *w);

    (void)state;
    assert_non_null(w);
    w->served[sf_bin_slot(3.0)] = 1;
    w->open[sf_bin_slot(3.0)] = 1;
    assert_int_equal(sf_incidence(w->served, NULL, w->open, w->share), 2);
    assert_true(share_at(w, 3.0) == 0.5);
    assert_true(isnan(w->share[sf_bin_slot(3.0) + 1]));
    free(w);
}

static void nobody_joined_says_nothing(void **state)
{
    waits *w = calloc(1, sizeof *w);

    (void)state;
    assert_non_null(w);
    assert_int_equal(sf_incidence(w->served, w->abandoned, w->open, w->share), 0);
    assert_true(isnan(w->share[0]) && isnan(w->share[SF_BIN_SLOTS - 1]));
    assert_true(isnan(sf_incidence_quantile(w->share, 0.5)) && isnan(sf_incidence_within(w->share, 1.0)));
    free(w);
}

static void all_still_open_from_the_start_says_nothing_later(void **state)
{
    waits *w = calloc(1, sizeof *w);

    (void)state;
    assert_non_null(w);
    w->open[0] = 5;
    assert_int_equal(sf_incidence(w->served, NULL, w->open, w->share), 5);
    assert_true(w->share[0] == 0.0 && isnan(w->share[1]));
    free(w);
}

static void without_censoring_it_is_the_plain_share(void **state)
{
    waits *w = calloc(1, sizeof *w);
    const sf_luck luck = sf_luck_of(20260101, 1);
    uint64_t so_far = 0;

    (void)state;
    assert_non_null(w);
    for (uint32_t i = 0; i < 30000; i++) {
        const uint32_t slot = sf_bin_slot(30.0 * sf_luck_exponential(luck, i, 1, 0, 0));

        if (sf_luck_uniform(luck, i, 2, 0, 0) < 0.3)
            w->abandoned[slot]++;
        else
            w->served[slot]++;
    }
    assert_int_equal(sf_incidence(w->served, w->abandoned, NULL, w->share), 30000);
    for (uint32_t slot = 0; slot < SF_BIN_SLOTS; slot++) {
        so_far += w->served[slot];
        assert_true(w->share[slot] == (double)so_far / 30000.0); /* to the last bit */
    }
    free(w);
}

/* Everyone is served after an exponential time (mean 30 days) and seen for 0 ... 60 days, evenly: F(t) = 1 - exp(-t/30). */
static void censoring_does_not_bend_the_share_served(void **state)
{
    waits *w = calloc(1, sizeof *w);
    const sf_luck luck = sf_luck_of(20260101, 1);
    enum { N = 200000 };

    (void)state;
    assert_non_null(w);
    for (uint32_t i = 0; i < N; i++) {
        const double end = 30.0 * sf_luck_exponential(luck, i, 3, 0, 0),
                     seen = 60.0 * sf_luck_uniform(luck, i, 4, 0, 0);

        if (end <= seen)
            w->served[sf_bin_slot(end)]++;
        else
            w->open[sf_bin_slot(seen)]++;
    }
    sf_incidence(w->served, NULL, w->open, w->share);
    for (double t = 1.0; t < 50.0; t += 1.0)
        assert_true(is_near(sf_incidence_within(w->share, t), 1.0 - exp(-t / 30.0), 0.008));
    assert_true(is_near(sf_incidence_quantile(w->share, 0.5), 30.0 * log(2.0), 0.5));
    free(w);
}

static void quantiles_and_shares_are_linear_within_a_slot(void **state)
{
    waits *w = ten_people();
    const double low = sf_bin_low(sf_bin_slot(4.0)), high = sf_bin_high(sf_bin_slot(4.0));

    (void)state;
    sf_incidence(w->served, w->abandoned, w->open, w->share);
    assert_true(
        is_near(sf_incidence_quantile(w->share, 0.375), 0.5 * (low + high), 1e-14)); /* half way from 0.2 to 0.55 */
    assert_true(is_near(sf_incidence_quantile(w->share, 0.55), high, 1e-12));
    assert_true(is_near(sf_incidence_within(w->share, 0.5 * (low + high)), 0.375, 1e-15));
    assert_true(is_near(sf_incidence_within(w->share, low), 0.2, 1e-15) &&
                is_near(sf_incidence_within(w->share, high), 0.55, 1e-15));
    assert_true(sf_incidence_quantile(w->share, 0.0) == 0.0);
    assert_true(isnan(sf_incidence_quantile(w->share, 0.91))); /* a tenth left unserved */
    assert_true(is_near(sf_incidence_within(w->share, 1e9), 0.9, 1e-15));
    assert_true(sf_incidence_within(w->share, -1.0) == 0.0 && isnan(sf_incidence_within(w->share, (double)NAN)));
    free(w);
}

static void those_who_did_not_wait_count_at_zero_days(void **state)
{
    waits *w = calloc(1, sizeof *w);

    (void)state;
    assert_non_null(w);
    w->served[0] = 3;
    w->served[sf_bin_slot(2.0)] = 1;
    sf_incidence(w->served, NULL, NULL, w->share);
    assert_true(w->share[0] == 0.75 && sf_incidence_within(w->share, 0.0) == 0.75);
    assert_true(sf_incidence_quantile(w->share, 0.5) == 0.0);
    free(w);
}

/* --- levels ------------------------------------------------------------------------------------------------------------ */

static void the_area_under_a_level_is_its_integral(void **state)
{
    sf_level level = {0};

    (void)state;
    sf_level_set(&level, 2.0, 3.0); /* 0 until day 2, 3 until day 5, 1 from then on */
    sf_level_add(&level, 5.0, -2.0);
    assert_true(sf_level_area(&level, 5.0) == 9.0 && sf_level_area(&level, 9.0) == 13.0);
}

/* --- moments ----------------------------------------------------------------------------------------------------------- */

/* Digits that agree with a certified value (log relative error), at most 15. */
static double digits(double value, double certified)
{
    return value == certified ? 15.0 : fmin(15.0, -log10(fabs(value - certified) / fabs(certified)));
}

/* NIST StRD NumAcc2-4: the first value, then 1,000 values that lie 0.1 below and above it in turn. */
static sf_moments numacc(double first, double below, double above)
{
    sf_moments m = {0};

    sf_moments_add(&m, first);
    for (int i = 0; i < 1000; i++)
        sf_moments_add(&m, i % 2 == 0 ? below : above);
    return m;
}

/* Digits of TRUST's table; certified values of https://www.itl.nist.gov/div898/strd/univ/homepage.html */
static void moments_reach_the_certified_digits(void **state)
{
    sf_moments one = {0};
    const sf_moments two = numacc(1.2, 1.1, 1.3), three = numacc(1000000.2, 1000000.1, 1000000.3);
    const sf_moments four = numacc(10000000.2, 10000000.1, 10000000.3);

    (void)state;
    sf_moments_add(&one, 10000001.0);
    sf_moments_add(&one, 10000003.0);
    sf_moments_add(&one, 10000002.0);
    assert_true(digits(one.mean, 10000002.0) >= 15.0 && digits(sf_moments_sd(&one), 1.0) >= 15.0);
    assert_true(digits(two.mean, 1.2) >= 14.9 && digits(sf_moments_sd(&two), 0.1) >= 14.0);
    assert_true(digits(three.mean, 1000000.2) >= 14.9 && digits(sf_moments_sd(&three), 0.1) >= 9.4);
    assert_true(digits(four.mean, 10000000.2) >= 14.9 && digits(sf_moments_sd(&four), 0.1) >= 8.2);
}

/* NIST StRD Michelso: Michelson's 100 measurements of the speed of light in 1879, here in km/s less 299,000. */
static void moments_of_the_speed_of_light_are_the_certified_ones(void **state)
{
    static const int speeds[100] = {
        850,  740, 900, 1070, 930, 850, 950,  980,  980, 880,
        1000, 980, 930, 650,  760, 810, 1000, 1000, 960, 960, /* run 1 */
        960,  940, 960, 940,  880, 800, 850,  880,  900, 840,
        830,  790, 810, 880,  880, 830, 800,  790,  760, 800, /* run 2 */
        880,  880, 880, 860,  720, 720, 620,  860,  970, 950,
        880,  910, 850, 870,  840, 840, 850,  840,  840, 840, /* run 3 */
        890,  810, 810, 820,  800, 770, 760,  740,  750, 760,
        910,  920, 890, 860,  880, 720, 840,  850,  850, 780, /* run 4 */
        890,  840, 780, 810,  760, 810, 790,  810,  820, 850,
        870,  870, 810, 740,  810, 940, 950,  800,  810, 870, /* run 5 */
    };
    sf_moments m = {0};

    (void)state;
    for (int i = 0; i < 100; i++)
        sf_moments_add(&m, (299000 + speeds[i]) / 1000.0);
    assert_true(digits(m.mean, 299.852400000000) >= 14.9);
    assert_true(digits(sf_moments_sd(&m), 0.0790105478190518) >= 12.0);
}

/* NIST StRD Lew: deflections of a steel-concrete beam under a periodic force. */
static const int lew[200] = {
    -213, -564, -35,  -15,  141,  115,  -420, -360, 203,  -338, -431, 194,  -220, -513, 154,  -125, -559, 92,   -21,
    -579, -52,  99,   -543, -175, 162,  -457, -346, 204,  -300, -474, 164,  -107, -572, -8,   83,   -541, -224, 180,
    -420, -374, 201,  -236, -531, 83,   27,   -564, -112, 131,  -507, -254, 199,  -311, -495, 143,  -46,  -579, -90,
    136,  -472, -338, 202,  -287, -477, 169,  -124, -568, 17,   48,   -568, -135, 162,  -430, -422, 172,  -74,  -577,
    -13,  92,   -534, -243, 194,  -355, -465, 156,  -81,  -578, -64,  139,  -449, -384, 193,  -198, -538, 110,  -44,
    -577, -6,   66,   -552, -164, 161,  -460, -344, 205,  -281, -504, 134,  -28,  -576, -118, 156,  -437, -381, 200,
    -220, -540, 83,   11,   -568, -160, 172,  -414, -408, 188,  -125, -572, -32,  139,  -492, -321, 205,  -262, -504,
    142,  -83,  -574, 0,    48,   -571, -106, 137,  -501, -266, 190,  -391, -406, 194,  -186, -553, 83,   -13,  -577,
    -49,  103,  -515, -280, 201,  300,  -506, 131,  -45,  -578, -80,  138,  -462, -361, 201,  -211, -554, 32,   74,
    -533, -235, 187,  -372, -442, 182,  -147, -566, 25,   68,   -535, -244, 194,  -351, -463, 174,  -125, -570, 15,
    72,   -550, -190, 172,  -424, -385, 198,  -218, -536, 96};
/* NIST StRD Lottery: winning numbers of the Maryland Pick-3 lottery. */
static const int lottery[218] = {
    162, 671, 933, 414, 788, 730, 817, 33,  536, 875, 670, 236, 473, 167, 877, 980, 316, 950, 456, 92,  517, 557,
    956, 954, 104, 178, 794, 278, 147, 773, 437, 435, 502, 610, 582, 780, 689, 562, 964, 791, 28,  97,  848, 281,
    858, 538, 660, 972, 671, 613, 867, 448, 738, 966, 139, 636, 847, 659, 754, 243, 122, 455, 195, 968, 793, 59,
    730, 361, 574, 522, 97,  762, 431, 158, 429, 414, 22,  629, 788, 999, 187, 215, 810, 782, 47,  34,  108, 986,
    25,  644, 829, 630, 315, 567, 919, 331, 207, 412, 242, 607, 668, 944, 749, 168, 864, 442, 533, 805, 372, 63,
    458, 777, 416, 340, 436, 140, 919, 350, 510, 572, 905, 900, 85,  389, 473, 758, 444, 169, 625, 692, 140, 897,
    672, 288, 312, 860, 724, 226, 884, 508, 976, 741, 476, 417, 831, 15,  318, 432, 241, 114, 799, 955, 833, 358,
    935, 146, 630, 830, 440, 642, 356, 373, 271, 715, 367, 393, 190, 669, 8,   861, 108, 795, 269, 590, 326, 866,
    64,  523, 862, 840, 219, 382, 998, 4,   628, 305, 747, 247, 34,  747, 729, 645, 856, 974, 24,  568, 24,  694,
    608, 480, 410, 729, 947, 293, 53,  930, 223, 203, 677, 227, 62,  455, 387, 318, 562, 242, 428, 968};
/* NIST StRD Mavro: transmittance of a filter, times 100,000. */
static const int mavro[50] = {200180, 200170, 200180, 200190, 200180, 200170, 200150, 200140, 200150, 200150,
                              200170, 200180, 200180, 200190, 200190, 200210, 200200, 200160, 200140, 200130,
                              200130, 200150, 200150, 200160, 200150, 200140, 200130, 200140, 200150, 200140,
                              200150, 200160, 200150, 200160, 200190, 200200, 200200, 200210, 200220, 200230,
                              200240, 200250, 200270, 200260, 200260, 200260, 200270, 200260, 200250, 200240};

static sf_moments moments_of(const int *values, size_t n, double unit)
{
    sf_moments m = {0};

    for (size_t i = 0; i < n; i++)
        sf_moments_add(&m, values[i] / unit);
    return m;
}

static void measured_data_reach_the_certified_digits(void **state)
{
    const sf_moments beam = moments_of(lew, 200, 1.0), drawn = moments_of(lottery, 218, 1.0),
                     filter = moments_of(mavro, 50, 100000.0);

    (void)state;
    assert_true(digits(beam.mean, -177.435000000000) >= 14.9 && digits(sf_moments_sd(&beam), 277.332168044316) >= 12.0);
    assert_true(digits(drawn.mean, 518.958715596330) >= 14.5 &&
                digits(sf_moments_sd(&drawn), 291.699727470969) >= 12.0);
    assert_true(digits(filter.mean, 2.00185600000000) >= 14.9 &&
                digits(sf_moments_sd(&filter), 0.000429123454003053) >= 12.0);
}

/* NIST StRD PiDigits: the first 5,000 digits of pi, computed here (Rabinowitz & Wagon 1995: a spigot, with held digits). NIST's list has a
 * 3 where pi has an 8, at the 957th digit, and its certified values are those of the list. */
static void takes_digit(sf_moments *m, unsigned digit)
{
    sf_moments_add(m, m->count == 956 && digit == 8 ? 3.0 : digit);
}

static void the_digits_of_pi_reach_the_certified_digits(void **state)
{
    enum { DIGITS = 5000, CELLS = (DIGITS + 10) * 10 / 3 + 1 };
    static unsigned cell[CELLS];
    unsigned nines = 0, held = 0, given = 0;
    bool is_first = true;
    sf_moments m = {0};

    (void)state;
    for (size_t i = 0; i < CELLS; i++)
        cell[i] = 2;
    while (given < DIGITS) {
        unsigned carry = 0, digit;

        for (unsigned i = CELLS - 1; i > 0; i--) {
            unsigned x = 10 * cell[i] + carry * (i + 1);

            cell[i] = x % (2 * i + 1);
            carry = x / (2 * i + 1);
        }
        carry = 10 * cell[0] + carry;
        cell[0] = carry % 10;
        digit = carry / 10;
        if (digit == 9) {
            nines++;
            continue;
        }
        if (!is_first) { /* what was held is certain now, and the nines after it */
            takes_digit(&m, digit == 10 ? held + 1 : held);
            for (given++; nines > 0 && given < DIGITS; nines--, given++)
                takes_digit(&m, digit == 10 ? 0 : 9);
        }
        nines = 0;
        is_first = false;
        held = digit == 10 ? 0 : digit;
    }
    assert_int_equal(m.count, DIGITS);
    assert_true(digits(m.mean, 4.53480000000000) >= 14.0 && digits(sf_moments_sd(&m), 2.86733906028871) >= 12.0);
}

/* 1e9 + k / 1024 for k = 0 ... 1023, a thousand times: all exact, the mean too. */
static void the_mean_of_a_million_large_values_keeps_13_digits(void **state)
{
    sf_moments m = {0};

    (void)state;
    for (int i = 0; i < 1024000; i++)
        sf_moments_add(&m, 1e9 + (i % 1024) * 0x1p-10);
    assert_true(digits(m.mean, 1e9 + 511.5 * 0x1p-10) >= 13.0);
}

static void merged_moments_are_the_moments_of_all(void **state)
{
    const sf_luck luck = sf_luck_of(20260101, 1);
    sf_moments serial = {0}, merged = {0}, empty = {0};

    (void)state;
    for (uint32_t part = 0; part < 7; part++) {
        sf_moments own = {0};

        for (uint32_t i = 0; i < 100 * part; i++) { /* the first part is empty */
            const double x = 100.0 + sf_luck_normal(luck, i, part, 0, 0);

            sf_moments_add(&serial, x);
            sf_moments_add(&own, x);
        }
        sf_moments_merge(&merged, &own);
        sf_moments_merge(&merged, &empty);
    }
    assert_int_equal(merged.count, serial.count);
    assert_true(digits(merged.mean, serial.mean) >= 13.0 &&
                digits(sf_moments_sd(&merged), sf_moments_sd(&serial)) >= 12.0);
}

static void one_value_has_no_spread_to_tell(void **state)
{
    sf_moments m = {0};

    (void)state;
    assert_true(isnan(sf_moments_sd(&m)));
    sf_moments_add(&m, 7.0);
    assert_true(m.mean == 7.0 && isnan(sf_moments_sd(&m)));
    sf_moments_add(&m, 9.0);
    assert_true(is_near(sf_moments_sd(&m), sqrt(2.0), 1e-15));
}

/* --- intervals --------------------------------------------------------------------------------------------------------- */

static void t_quantiles_are_the_tabulated_ones(void **state)
{
    (void)state;
    assert_true(is_near(sf_t_quantile(0.95, 9), 2.262157163, 5e-10));
    assert_true(is_near(sf_t_quantile(0.95, 19), 2.093024054, 5e-10));
    assert_true(is_near(sf_t_quantile(0.95, 29), 2.045229642, 5e-10));
    assert_true(is_near(sf_t_quantile(0.95, 1), tan(0.475 * acos(-1.0)), 1e-9)); /* Cauchy */
    assert_true(is_near(sf_t_quantile(0.5, 2), sqrt(2.0 / 3.0), 1e-9)); /* P(T2 < t) = (1 + t / sqrt(2 + t^2)) / 2 */
    assert_true(is_near(sf_t_quantile(0.95, 1e7), 1.959964, 1e-5));     /* normal */
}

/* Down to the levels that Holm's correction asks for: the distribution function gives the level back. */
static void t_quantiles_undo_the_distribution_function(void **state)
{
    (void)state;
    for (double outside = 0.5; outside > 1e-8; outside *= 0.7)
        for (double df = 1.0; df < 2000.0; df *= 1.7)
            assert_true(is_near(2.0 * gsl_cdf_tdist_Q(sf_t_quantile(1.0 - outside, df), df) / outside, 1.0, 1e-7));
}

static void a_level_or_degrees_out_of_range_have_no_quantile(void **state)
{
    (void)state;
    assert_true(isnan(sf_t_quantile(0.0, 9)) && isnan(sf_t_quantile(1.0, 9)) && isnan(sf_t_quantile((double)NAN, 9)));
    assert_true(isnan(sf_t_quantile(0.95, 0)) && isnan(sf_t_quantile(0.95, (double)NAN)));
}

/* With equal denominators the jackknife is the classical standard error of a mean: 1, 2, 3, 4 have sd sqrt(5/3). */
static void the_jackknife_of_a_mean_is_its_standard_error(void **state)
{
    const double num[] = {1, 2, 3, 4}, den[] = {1, 1, 1, 1};
    double se;

    (void)state;
    assert_true(sf_ratio_jackknife(4, num, den, &se) == 2.5);
    assert_true(is_near(se, sqrt(5.0 / 3.0) / 2.0, 1e-15));
}

/* num 1, 3, 2 over den 2, 4, 3: left out one by one 5/7, 3/5, 4/6 (mean 208/315); squares about it
 * (17^2 + 19^2 + 2^2) / 315^2 = 654 / 99225, times 2/3. */
static void the_jackknife_of_a_ratio_is_as_worked_out_by_hand(void **state)
{
    const double num[] = {1, 3, 2}, den[] = {2, 4, 3};
    double se;

    (void)state;
    assert_true(is_near(sf_ratio_jackknife(3, num, den, &se), 6.0 / 9.0, 1e-15));
    assert_true(is_near(se, sqrt(654.0 / 99225.0 * 2.0 / 3.0), 1e-15));
}

/* Pseudo-values n theta - (n - 1) theta_i of the difference, Efron (1982) 3.8, the slow way. */
static void the_jackknife_of_a_difference_pairs_replications(void **state)
{
    const double num_a[] = {10, 12, 9, 14, 11}, den_a[] = {20, 22, 19, 21, 23};
    const double num_b[] = {8, 11, 7, 12, 10}, den_b[] = {21, 20, 20, 22, 24};
    const double theta = 56.0 / 105.0 - 48.0 / 107.0;
    double pseudo[5], mean = 0.0, squares = 0.0, se;

    (void)state;
    for (int i = 0; i < 5; i++) {
        const double left_out = (56.0 - num_a[i]) / (105.0 - den_a[i]) - (48.0 - num_b[i]) / (107.0 - den_b[i]);

        pseudo[i] = 5.0 * theta - 4.0 * left_out;
        mean += pseudo[i] / 5.0;
    }
    for (int i = 0; i < 5; i++)
        squares += (pseudo[i] - mean) * (pseudo[i] - mean);
    assert_true(is_near(sf_ratio_difference_jackknife(5, num_a, den_a, num_b, den_b, &se), theta, 1e-15));
    assert_true(is_near(se, sqrt(squares / (5.0 * 4.0)), 1e-14));
}

static void a_scenario_does_not_differ_from_itself(void **state)
{
    const double num[] = {1, 3, 2}, den[] = {2, 4, 3};
    double se;

    (void)state;
    assert_true(sf_ratio_difference_jackknife(3, num, den, num, den, &se) == 0.0 && se == 0.0);
}

static void a_ratio_without_a_base_or_a_second_replication_says_so(void **state)
{
    const double num[] = {1, 2}, none[] = {0, 0}, first_only[] = {3, 0};
    double se = 0.0;

    (void)state;
    assert_true(sf_ratio_jackknife(1, num, num, &se) == 1.0 && isnan(se));
    assert_true(isnan(sf_ratio_jackknife(2, none, none, &se)) && isnan(se));
    assert_true(isnan(sf_ratio_jackknife(0, num, num, &se)) && isnan(se));
    assert_true(sf_ratio_jackknife(2, num, first_only, &se) == 1.0 &&
                isnan(se)); /* without the first there is no base */
    assert_true(isnan(sf_ratio_difference_jackknife(2, num, num, none, none, &se)) && isnan(se));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_join_without_gaps_and_are_narrow),
        cmocka_unit_test(only_zero_has_the_slot_of_zero),
        cmocka_unit_test(times_out_of_range_share_the_outermost_slots),
        cmocka_unit_test(a_stored_bin_is_the_leading_bits_of_the_double),
        cmocka_unit_test(the_share_served_follows_aalen_and_johansen),
        cmocka_unit_test(what_follow_up_cannot_reach_is_empty),
        cmocka_unit_test(ends_come_before_censorings_in_a_slot),
        cmocka_unit_test(nobody_joined_says_nothing),
        cmocka_unit_test(all_still_open_from_the_start_says_nothing_later),
        cmocka_unit_test(without_censoring_it_is_the_plain_share),
        cmocka_unit_test(censoring_does_not_bend_the_share_served),
        cmocka_unit_test(quantiles_and_shares_are_linear_within_a_slot),
        cmocka_unit_test(those_who_did_not_wait_count_at_zero_days),
        cmocka_unit_test(the_area_under_a_level_is_its_integral),
        cmocka_unit_test(moments_reach_the_certified_digits),
        cmocka_unit_test(moments_of_the_speed_of_light_are_the_certified_ones),
        cmocka_unit_test(measured_data_reach_the_certified_digits),
        cmocka_unit_test(the_digits_of_pi_reach_the_certified_digits),
        cmocka_unit_test(the_mean_of_a_million_large_values_keeps_13_digits),
        cmocka_unit_test(merged_moments_are_the_moments_of_all),
        cmocka_unit_test(one_value_has_no_spread_to_tell),
        cmocka_unit_test(t_quantiles_are_the_tabulated_ones),
        cmocka_unit_test(t_quantiles_undo_the_distribution_function),
        cmocka_unit_test(a_level_or_degrees_out_of_range_have_no_quantile),
        cmocka_unit_test(the_jackknife_of_a_mean_is_its_standard_error),
        cmocka_unit_test(the_jackknife_of_a_ratio_is_as_worked_out_by_hand),
        cmocka_unit_test(the_jackknife_of_a_difference_pairs_replications),
        cmocka_unit_test(a_scenario_does_not_differ_from_itself),
        cmocka_unit_test(a_ratio_without_a_base_or_a_second_replication_says_so),
    };

    return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
