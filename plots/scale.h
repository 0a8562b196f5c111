/* plots/scale.h - from values to places on the page, and round values to mark on the way. Pure values: nothing is drawn.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_SCALE_H
#define SF_PLOTS_SCALE_H

#include <stddef.h>
#include <stdint.h>

/** A straight line from a domain (any unit) to a stretch of the page (points; may run upwards or to the left). */
typedef struct sf_scale {
    double from, to;   /* domain; from != to */
    double start, end; /* page */
} sf_scale;

/** A domain of no width (one value, or constant data) is widened around its value, so that the scale can be inverted. */
sf_scale sf_scale_linear(double from, double to, double start, double end);

/** The place of a value. A value outside the domain lands outside the stretch; NAN stays NAN. */
double sf_scale_at(sf_scale scale, double value);

/** The value at a place: sf_scale_at's inverse. */
double sf_scale_inverse(sf_scale scale, double place);

enum { SF_MOST_TICKS = 24 };

/** Round values inside a domain, ascending. */
typedef struct sf_ticks {
    size_t n;
    double at[SF_MOST_TICKS];
    double step;  /* distance between neighbours, in the domain's unit; 0 when n < 2 */
    int decimals; /* digits after the mark that tell neighbours apart */
} sf_ticks;

/** About `about` (>= 1) ticks in [low, high], their step 1, 2, 2.5 or 5 times a power of ten.
 *  Source: Heckbert, "Nice numbers for graph labels", Graphics Gems 1990. */
sf_ticks sf_ticks_nice(double low, double high, size_t about);

/** As above, with whole steps only: for counts of persons. */
sf_ticks sf_ticks_whole(double low, double high, size_t about);

/** Digits after the mark that show a step in full (0..6). */
int sf_step_decimals(double step);

/** The least multiple of a round step that is >= value (and the greatest <= value), with the step that about five ticks over
 *  `span` would have. */
double sf_nice_ceiling(double value, double span);
double sf_nice_floor(double value, double span);

/** A calendar year's first day as a tick. */
typedef struct sf_year_ticks {
    size_t n;
    double days[SF_MOST_TICKS]; /* days from time.start */
    int year[SF_MOST_TICKS];
} sf_year_ticks;

/** Each first of January in [from_days, to_days], both counted from start_civil_day (core/civil.h); every second, fifth,
 *  tenth ... year when there would be more than `most` (1..SF_MOST_TICKS). */
sf_year_ticks sf_ticks_years(double start_civil_day, double from_days, double to_days, size_t most);

/** Moves n things of the given heights, wanted at `centre` (ascending), as little as needed so that none overlaps within
 *  [top, bottom]; writes the new centres in place. When they do not fit they are spread evenly. Cost O(n^2). */
void sf_spread(size_t n, const double height[], double top, double bottom, double centre[]);

#endif
