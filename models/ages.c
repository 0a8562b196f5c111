/* models/ages.c - see ages.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/ages.h"

#include <math.h>

/* The last point whose value is not above x, and how far x is on the way to the next one (0..1). */
static size_t point_before(const double *values, size_t n, double x, double *part)
{
    size_t low = 0, high = n - 1;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (values[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    *part = values[high] > values[low] ? fmin(fmax((x - values[low]) / (values[high] - values[low]), 0.0), 1.0) : 0.0;
    return low;
}

static double between(const double *values, size_t low, double part)
{
    return values[low] + part * (values[low + 1] - values[low]);
}

double age_at(const age_table *table, double u)
{
    double part;
    size_t low;

    if (table->n < 2)
        return 0.0;
    low = point_before(table->mass, table->n, u * table->mass[table->n - 1], &part);
    return between(table->at, low, part);
}

double age_value(const age_table *table, const double *curve, double age)
{
    double part;
    size_t low;

    if (table->n < 2)
        return curve[0];
    low = point_before(table->at, table->n, age, &part);
    return between(curve, low, part);
}

void ages_of(const sf_sampler *sampler, double at[AGE_POINTS], double mass[AGE_POINTS])
{
    double before = 1.0; /* share that lasts longer */

    at[0] = mass[0] = 0.0;
    for (size_t i = 1; i < AGE_POINTS; i++) {
        const double p = ((double)i - 0.5) / (AGE_POINTS - 1), longer = 1.0 - p;

        at[i] = fmax(sf_sampler_quantile(sampler, p), at[i - 1]);
        mass[i] = mass[i - 1] + 0.5 * (before + longer) * (at[i] - at[i - 1]);
        before = longer;
    }
}

double rest_of(const sf_sampler *sampler, double elapsed, double u)
{
    static const double least = 1e-300, most = 1.0 - 1e-12;
    double low = 0.0, high = 1.0;

    for (int i = 0; i < 52 && high - low > 0.0; i++) { /* F(elapsed), by halves */
        const double middle = 0.5 * (low + high);

        if (sf_sampler_quantile(sampler, fmin(fmax(middle, least), most)) <= elapsed)
            low = middle;
        else
            high = middle;
    }
    if (low >= most)
        return 0.0;
    return fmax(sf_sampler_quantile(sampler, fmin(fmax(low + u * (1.0 - low), least), most)) - elapsed, 0.0);
}
