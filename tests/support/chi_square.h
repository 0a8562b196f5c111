/* tests/support/chi_square.h - do draws follow a distribution? Counts in equiprobable bins against what they should be.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_CHI_SQUARE_H
#define SF_TESTS_CHI_SQUARE_H

#include <assert.h>
#include <stdint.h>

#include <gsl/gsl_cdf.h>

enum { CHI_SQUARE_BINS = 1000 };

typedef struct chi_square {
    uint64_t counts[CHI_SQUARE_BINS], n;
} chi_square;

/** Adds a draw by its cumulative probability under the distribution that it should have. */
static inline void chi_square_add(chi_square *test, double probability)
{
    const int bin = (int)(probability * CHI_SQUARE_BINS);

    assert(probability >= 0.0 && probability <= 1.0);
    test->counts[bin < CHI_SQUARE_BINS ? bin : CHI_SQUARE_BINS - 1]++;
    test->n++;
}

/** The probability of counts as uneven as these (Pearson 1900). */
static inline double chi_square_p(const chi_square *test)
{
    const double expected = (double)test->n / CHI_SQUARE_BINS;
    double statistic = 0.0;

    for (int bin = 0; bin < CHI_SQUARE_BINS; bin++) {
        const double difference = (double)test->counts[bin] - expected;

        statistic += difference * difference / expected;
    }
    return gsl_cdf_chisq_Q(statistic, CHI_SQUARE_BINS - 1);
}

#endif
