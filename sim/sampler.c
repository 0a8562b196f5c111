/* sim/sampler.c - draws from a distribution by subject and purpose.
 * Invariant: for the same luck the value rises with the mean and changes smoothly with the shape, so two scenarios compare
 * person by person even where a distribution differs between them.
 *
 * Gamma and Erlang invert a table. On each side of the median it is indexed by the probability p of that side's tail: 19
 * octaves from 2^-20 to 2^-1 with 32 cells each, found from the bits of the double, and cubic Hermite interpolation between
 * values and exact derivatives. Below shape 1 the table holds x^shape, which is almost linear in p at the lower end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sampler.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>

#include "core/text.h"

enum {
    OCTAVES = 19,  /* 2^-20 ... 2^-1 */
    CELL_BITS = 5, /* 32 cells in an octave */
    CELLS = OCTAVES << CELL_BITS,
    KNOTS = CELLS + 1,
    BITS_BELOW_CELL = 52 - CELL_BITS,
    LOWEST_CELL = (1023 - 20) << CELL_BITS
};
#define TAIL 0x1p-20

/* Shapes for which GSL's gamma probabilities are sound down to 2^-53 in both tails: an sd of 1 % to 1,000 % of the mean. */
#define SMALLEST_SHAPE 0.01
#define LARGEST_SHAPE 1e4

/* So small that P(x) = x^shape / Gamma(shape + 1) to 12 digits. */
#define TINY 1e-12

typedef struct knot {
    double y, slope; /* the (transformed) quantile and its derivative in p */
} knot;

struct sf_sampler {
    sf_distribution distribution;
    double power;      /* shape when below 1, otherwise 1: the table holds x^power */
    double root;       /* 1 / power */
    double log_factor; /* ln Gamma(shape + 1) */
    knot table[];      /* gamma and Erlang only: KNOTS of p = u, then KNOTS of p = 1 - u */
};

/* --- gamma with scale 1 ------------------------------------------------------------------------------------------------ */

typedef enum tail { LOWER, UPPER } tail;

static double gamma_probability(double shape, double x, tail side)
{
    return side == LOWER ? gsl_cdf_gamma_P(x, shape, 1.0) : gsl_cdf_gamma_Q(x, shape, 1.0);
}

static double power_law_quantile(const sf_sampler *s, double u)
{
    return exp((log(u) + s->log_factor) / s->distribution.a);
}

/* Where a tail has probability p >= 2^-53: Newton's method on ln p as a function of ln x, kept inside a bracket by bisection.
 * (GSL 2.7's gsl_cdf_gamma_Pinv and _Qinv fail below shape 0.2, and Qinv(0.013001, 1000, 1) is the quantile of 0.0068.)
 * The bracket: P(x) <= x^shape / Gamma(shape + 1); and a gamma variable lies within sqrt(2 shape s) below and
 * sqrt(2 shape s) + s above its mean but for probability exp(-s), here s = 40 (Boucheron, Lugosi & Massart 2013, 2.4). */
static double gamma_tail_quantile(const sf_sampler *s, double p, tail side)
{
    const double shape = s->distribution.a;
    const double reach = sqrt(80.0 * shape);
    const double bound = power_law_quantile(s, side == LOWER ? p : 1.0 - p);
    double low, high, z, step;

    if (bound < TINY)
        return bound;
    low = log(fmax(bound, shape - reach));
    high = log(shape + reach + 40.0);
    z = shape > 1.0 ? log(shape) : low;
    step = high - low;
    /* Newton doubles the digits: a step of 1e-10 leaves an error near 1e-16. */
    for (int i = 0; i < 200 && fabs(step) > 1e-10; i++) {
        const double x = exp(z), probability = gamma_probability(shape, x, side);
        const bool is_left = (side == LOWER) == (probability < p);
        double next = 0.5 * (low + high);

        if (is_left)
            low = z;
        else
            high = z;
        if (probability > 0.0) {
            const double newton = log(p / probability) * probability / (x * gsl_ran_gamma_pdf(x, shape, 1.0));

            next = side == LOWER ? z + newton : z - newton;
        }
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        step = next - z;
        z = next;
    }
    return exp(z);
}

/* y = x^power and dy/dp, where dp/dx is the density, falling on the upper side. */
static knot knot_at(const sf_sampler *s, double x, double p, double side)
{
    const double shape = s->distribution.a;

    if (x < TINY && s->power < 1.0) { /* y = p Gamma(shape + 1), even where x itself underflows */
        const double factor = exp(s->log_factor);

        return (knot){(side > 0.0 ? p : 1.0 - p) * factor, side * factor};
    }
    return (knot){pow(x, s->power), side * s->power * pow(x, s->power - 1.0) / gsl_ran_gamma_pdf(x, shape, 1.0)};
}

static double probability_at(size_t cell)
{
    const uint64_t bits = (uint64_t)(cell + LOWEST_CELL) << BITS_BELOW_CELL;
    double p;

    memcpy(&p, &bits, sizeof p);
    return p;
}

static bool fill_tables(sf_sampler *s)
{
    knot *lower = s->table, *upper = s->table + KNOTS;
    bool finite = true;

    for (size_t cell = 0; cell <= CELLS; cell++) {
        const double p = probability_at(cell);

        lower[cell] = knot_at(s, gamma_tail_quantile(s, p, LOWER), p, 1.0);
        upper[cell] = knot_at(s, gamma_tail_quantile(s, p, UPPER), p, -1.0);
        finite = finite && isfinite(lower[cell].y) && isfinite(lower[cell].slope) && isfinite(upper[cell].y) &&
                 isfinite(upper[cell].slope);
    }
    upper[CELLS].y = lower[CELLS].y; /* one median */
    return finite;
}

static double interpolate(const knot *side, double p)
{
    uint64_t bits, cell;
    double left, width, t, rise;
    const knot *a, *b;

    memcpy(&bits, &p, sizeof bits);
    cell = (bits >> BITS_BELOW_CELL) - LOWEST_CELL;
    if (cell >= CELLS)
        cell = CELLS - 1; /* p = 1/2 exactly is the right end of the last cell */
    a = &side[cell];
    b = a + 1;
    left = probability_at(cell);
    width = probability_at(cell + 1) - left;
    t = (p - left) / width;
    rise = b->y - a->y;
    /* Hermite's cubic in Horner form: value a at 0, b at 1, slopes as tabulated. */
    return a->y + t * (width * a->slope + t * (3.0 * rise - width * (2.0 * a->slope + b->slope) +
                                               t * (width * (a->slope + b->slope) - 2.0 * rise)));
}

static double gamma_quantile(const sf_sampler *s, double u)
{
    const double q = 1.0 - u;
    double y;

    if (u < TAIL)
        return gamma_tail_quantile(s, u, LOWER);
    if (q < TAIL)
        return gamma_tail_quantile(s, q, UPPER);
    y = u < 0.5 ? interpolate(s->table, u) : interpolate(s->table + KNOTS, q);
    return s->power < 1.0 ? pow(y, s->root) : y;
}

/* --- the others, in closed form ---------------------------------------------------------------------------------------- */

static double triangular_quantile(const sf_distribution *d, double u)
{
    const double low = d->a, mode = d->b, high = d->c;
    const double rising = (mode - low) / (high - low); /* share of the probability below the mode */

    return u < rising ? low + sqrt(u * (high - low) * (mode - low))
                      : high - sqrt((1.0 - u) * (high - low) * (high - mode));
}

/* Weibull is scale x E^(1/shape) with E a unit exponential. */
static double weibull_of(const sf_distribution *d, double exponential)
{
    return d->b * pow(exponential, 1.0 / d->a);
}

static double lognormal_of(const sf_distribution *d, double normal)
{
    return exp(d->a + d->b * normal);
}

/* The unit exponential at probability u, to full precision near both ends. */
static double exponential_at(double u)
{
    return -log1p(-u);
}

/* --- opening ----------------------------------------------------------------------------------------------------------- */

static bool is_positive(double x)
{
    return isfinite(x) && x > 0.0;
}

static bool parameters_make_sense(const sf_distribution *d)
{
    switch (d->kind) {
    case SF_DIST_CONSTANT:
        return isfinite(d->a);
    case SF_DIST_UNIFORM:
        return isfinite(d->a) && isfinite(d->b) && d->a < d->b;
    case SF_DIST_EXPONENTIAL:
        return is_positive(d->a);
    case SF_DIST_GAMMA:
    case SF_DIST_WEIBULL:
        return is_positive(d->a) && is_positive(d->b);
    case SF_DIST_ERLANG:
        return is_positive(d->a) && is_positive(d->b) && d->a == floor(d->a);
    case SF_DIST_LOGNORMAL:
        return isfinite(d->a) && isfinite(d->b) && d->b >= 0.0;
    case SF_DIST_TRIANGULAR:
        return isfinite(d->a) && isfinite(d->c) && d->a < d->c && d->a <= d->b && d->b <= d->c;
    case SF_DIST_KIND_COUNT:
        break;
    }
    return false;
}

static bool has_table(const sf_distribution *d)
{
    return d->kind == SF_DIST_GAMMA || d->kind == SF_DIST_ERLANG;
}

static sf_status prepare_gamma(sf_sampler *s, sf_error *err)
{
    const double shape = s->distribution.a;

    if (!(shape >= SMALLEST_SHAPE && shape <= LARGEST_SHAPE))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the gamma shape %g cannot be sampled; its sd must be 1 %% to 1000 %% of its mean"), shape);
    s->power = shape < 1.0 ? shape : 1.0;
    s->root = 1.0 / s->power;
    s->log_factor = gsl_sf_lngamma(shape + 1.0);
    if (!fill_tables(s))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("the gamma distribution with shape %g cannot be inverted"), shape);
    return SF_OK;
}

sf_status sf_sampler_open(const sf_distribution *distribution, sf_sampler **out, sf_error *err)
{
    sf_sampler *s;
    sf_status status = SF_OK;

    if (!parameters_make_sense(distribution))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("a distribution's parameters (%g, %g, %g) are outside its range"),
                       distribution->a, distribution->b, distribution->c);
    s = calloc(1, sizeof *s + (has_table(distribution) ? (size_t)2 * KNOTS * sizeof(knot) : 0));
    if (s == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory for a distribution"));
    s->distribution = *distribution;
    if (has_table(distribution))
        status = prepare_gamma(s, err);
    if (status == SF_OK)
        *out = s;
    else
        sf_sampler_close(s);
    return status;
}

void sf_sampler_close(sf_sampler *sampler)
{
    free(sampler);
}

/* --- values ------------------------------------------------------------------------------------------------------------ */

double sf_sampler_quantile(const sf_sampler *sampler, double u)
{
    const sf_distribution *d = &sampler->distribution;

    assert(u > 0.0 && u < 1.0);
    switch (d->kind) {
    case SF_DIST_CONSTANT:
        return d->a;
    case SF_DIST_UNIFORM:
        return d->a + u * (d->b - d->a);
    case SF_DIST_EXPONENTIAL:
        return d->a * exponential_at(u);
    case SF_DIST_GAMMA:
    case SF_DIST_ERLANG:
        return d->b * gamma_quantile(sampler, u);
    case SF_DIST_WEIBULL:
        return weibull_of(d, exponential_at(u));
    case SF_DIST_LOGNORMAL:
        return lognormal_of(d, gsl_cdf_ugaussian_Pinv(u));
    case SF_DIST_TRIANGULAR:
        return triangular_quantile(d, u);
    case SF_DIST_KIND_COUNT:
        break;
    }
    assert(false && "a kind of distribution without a quantile");
    return (double)NAN;
}

double sf_sampler_draw(const sf_sampler *sampler, sf_luck luck, uint64_t subject, uint32_t purpose, uint32_t spell,
                       uint32_t occasion)
{
    const sf_distribution *d = &sampler->distribution;

    switch (d->kind) {
    case SF_DIST_CONSTANT:
        return d->a;
    case SF_DIST_EXPONENTIAL:
        return d->a * sf_luck_exponential(luck, subject, purpose, spell, occasion);
    case SF_DIST_WEIBULL:
        return weibull_of(d, sf_luck_exponential(luck, subject, purpose, spell, occasion));
    case SF_DIST_LOGNORMAL:
        return lognormal_of(d, sf_luck_normal(luck, subject, purpose, spell, occasion));
    case SF_DIST_UNIFORM:
    case SF_DIST_GAMMA:
    case SF_DIST_TRIANGULAR:
    case SF_DIST_ERLANG:
    case SF_DIST_KIND_COUNT:
        break;
    }
    return sf_sampler_quantile(sampler, sf_luck_uniform(luck, subject, purpose, spell, occasion));
}

double sf_sampler_mean(const sf_sampler *sampler)
{
    const sf_distribution *d = &sampler->distribution;

    switch (d->kind) {
    case SF_DIST_CONSTANT:
    case SF_DIST_EXPONENTIAL:
        return d->a;
    case SF_DIST_UNIFORM:
        return 0.5 * (d->a + d->b);
    case SF_DIST_GAMMA:
    case SF_DIST_ERLANG:
        return d->a * d->b;
    case SF_DIST_WEIBULL:
        return d->b * exp(gsl_sf_lngamma(1.0 + 1.0 / d->a)); /* the logarithm: GSL's Gamma overflows aloud */
    case SF_DIST_LOGNORMAL:
        return exp(d->a + 0.5 * d->b * d->b);
    case SF_DIST_TRIANGULAR:
        return (d->a + d->b + d->c) / 3.0;
    case SF_DIST_KIND_COUNT:
        break;
    }
    assert(false && "a kind of distribution without a mean");
    return (double)NAN;
}
