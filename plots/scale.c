/* plots/scale.c - arithmetic of axes. Invariant: a scale's domain has width, so that it can always be inverted.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/scale.h"

#include <assert.h>
#include <math.h>

#include "core/civil.h"

sf_scale sf_scale_linear(double from, double to, double start, double end)
{
    assert(isfinite(from) && isfinite(to));
    if (!(fabs(to - from) > 1e-12 * fmax(fabs(from), fabs(to)))) {
        const double margin = from == 0.0 ? 1.0 : fabs(from) * 0.1;

        from -= margin;
        to += margin;
    }
    return (sf_scale){from, to, start, end};
}

double sf_scale_at(sf_scale scale, double value)
{
    return scale.start + (value - scale.from) / (scale.to - scale.from) * (scale.end - scale.start);
}

double sf_scale_inverse(sf_scale scale, double place)
{
    return scale.from + (place - scale.start) / (scale.end - scale.start) * (scale.to - scale.from);
}

/* The smallest step of 1, 2, 2.5 or 5 times a power of ten that cuts span into at most `about` parts. */
static double nice_step(double span, size_t about)
{
    static const double round[] = {1.0, 2.0, 2.5, 5.0};
    const double least = span / (double)about;
    const double power = pow(10.0, floor(log10(least)));

    for (size_t i = 0; i < sizeof round / sizeof round[0]; i++)
        if (round[i] * power >= least * (1.0 - 1e-9))
            return round[i] * power;
    return 10.0 * power;
}

int sf_step_decimals(double step)
{
    int decimals = 0;

    while (decimals < 6 && fabs(step - round(step)) > 1e-6 * step) {
        step *= 10.0;
        decimals++;
    }
    return decimals;
}

static sf_ticks ticks_every(double step, double low, double high)
{
    sf_ticks ticks = {.step = step, .decimals = sf_step_decimals(step)};
    const double first = ceil(low / step - 1e-9), last = floor(high / step + 1e-9);

    while (ticks.n < SF_MOST_TICKS && first + (double)ticks.n <= last) {
        const double k = first + (double)ticks.n;

        ticks.at[ticks.n++] = k == 0.0 ? 0.0 : k * step; /* no negative zero on an axis */
    }
    if (ticks.n < 2)
        ticks.step = 0.0;
    return ticks;
}

sf_ticks sf_ticks_nice(double low, double high, size_t about)
{
    assert(isfinite(low) && isfinite(high) && low <= high && about >= 1 && about <= SF_MOST_TICKS);
    if (!(high - low > 1e-12 * fmax(fabs(low), fabs(high))))
        return (sf_ticks){.n = 1, .at = {low}, .decimals = sf_step_decimals(fabs(low))};
    return ticks_every(nice_step(high - low, about), low, high);
}

sf_ticks sf_ticks_whole(double low, double high, size_t about)
{
    sf_ticks ticks = sf_ticks_nice(low, high, about);

    if (ticks.decimals > 0 && ticks.n > 1)
        ticks = ticks_every(fmax(1.0, ceil(nice_step(high - low, about))), low, high);
    return ticks;
}

double sf_nice_ceiling(double value, double span)
{
    double step;

    assert(isfinite(value));
    if (!(span > 0.0))
        return value;
    step = nice_step(span, 5);
    return ceil(value / step - 1e-9) * step;
}

double sf_nice_floor(double value, double span)
{
    const double floor_value = -sf_nice_ceiling(-value, span);

    return floor_value == 0.0 ? 0.0 : floor_value;
}

sf_year_ticks sf_ticks_years(double start_civil_day, double from_days, double to_days, size_t most)
{
    static const int steps[] = {1, 2, 5, 10, 20, 50, 100};
    const int first = sf_civil_date((int32_t)floor(start_civil_day + from_days)).year;
    const int last = sf_civil_date((int32_t)floor(start_civil_day + to_days)).year;
    sf_year_ticks ticks = {0};
    size_t s = 0;

    assert(most >= 1 && most <= SF_MOST_TICKS && from_days <= to_days);
    while (s + 1 < sizeof steps / sizeof steps[0] && (size_t)((last - first) / steps[s]) + 1 > most)
        s++;
    for (int year = first; year <= last && ticks.n < most; year++) {
        const double days = (double)sf_civil_day((sf_date){year, 1, 1}) - start_civil_day;

        if (year % steps[s] != 0 || days < from_days || days > to_days)
            continue;
        ticks.days[ticks.n] = days;
        ticks.year[ticks.n++] = year;
    }
    return ticks;
}

/* Makes z non-decreasing, moving it as little as possible (least squares): neighbours in the wrong order share their mean.
 * Source: pool adjacent violators, Barlow, Bartholomew, Bremner & Brunk 1972. */
static void pool_adjacent_violators(size_t n, double z[])
{
    size_t i = 0;

    while (i + 1 < n) {
        size_t first = i, end = i + 2;
        double sum = 0.0;

        if (z[i] <= z[i + 1] + 1e-9) {
            i++;
            continue;
        }
        while (first > 0 && fabs(z[first - 1] - z[i]) <= 1e-9) /* equal values are one block */
            first--;
        while (end < n && fabs(z[end] - z[i + 1]) <= 1e-9)
            end++;
        for (size_t k = first; k < end; k++)
            sum += z[k];
        for (size_t k = first; k < end; k++)
            z[k] = sum / (double)(end - first);
        i = first > 0 ? first - 1 : 0; /* the block may now collide with the one before */
    }
}

static void spread_evenly(size_t n, const double height[], double top, double gap, double centre[])
{
    for (size_t i = 0; i < n; i++) {
        centre[i] = top + height[i] / 2.0;
        top += height[i] + gap;
    }
}

void sf_spread(size_t n, const double height[], double top, double bottom, double centre[])
{
    double total = 0.0, before = 0.0;

    for (size_t i = 0; i < n; i++)
        total += height[i];
    if (n > 1 && total > bottom - top) {
        spread_evenly(n, height, top, (bottom - top - total) / (double)(n - 1), centre);
        return;
    }
    /* Take away the heights of those before: what is left must only be non-decreasing. */
    for (size_t i = 0; i < n; i++) {
        centre[i] -= before + height[i] / 2.0;
        before += height[i];
    }
    pool_adjacent_violators(n, centre);
    before = 0.0;
    for (size_t i = 0; i < n; i++) {
        centre[i] = fmax(top, fmin(centre[i], bottom - total)) + before + height[i] / 2.0;
        before += height[i];
    }
}
