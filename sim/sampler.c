/* sim/sampler.c - draws from a distribution by subject and purpose.
 * Invariant: for the same luck the value rises with the mean and changes smoothly with the shape, so two scenarios compare
 * person by person even where a distribution differs between them.
 *
 * A mixture takes the same draw twice: word 1 chooses the part, by rising mean, and word 0 is the part's own luck. So the same
 * person meets the same part under another mean, with the same rank in it.
 *
 * Gamma and Erlang invert a table. On each side of the median it is indexed by the probability p of that side's tail: 19
 * octaves from 2^-20 to 2^-1 with 32 cells each, found from the bits of the double, and cubic Hermite interpolation between
 * values and exact derivatives. Below shape 1 the table holds x^shape, which is almost linear in p at the lower end.
 * Beta does the same, but its upper tail is the lower one of the mirrored distribution, so the table there holds 1 - x.
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

/* One side of a table: which tail it is of, and how its values are kept. */
typedef struct side {
    double shape;      /* that rules the end at 0 */
    double other;      /* beta: the shape at the other end */
    double power;      /* shape when below 1, otherwise 1: the table holds x^power */
    double root;       /* 1 / power */
    double log_factor; /* where x is tiny, P(x) = x^shape / exp(log_factor): ln Gamma(shape + 1), or ln (a B(a, b)) */
} side;

struct sf_sampler {
    sf_distribution distribution;
    side lower, upper;  /* gamma has one side, and its upper tail is found on that */
    sf_sampler **parts; /* of a mixture; owned */
    knot table[];       /* with a table only: KNOTS of p = u, then KNOTS of p = 1 - u */
};

/* --- gamma with scale 1 ------------------------------------------------------------------------------------------------ */

typedef enum tail { LOWER, UPPER } tail;

static double gamma_probability(double shape, double x, tail which)
{
    return which == LOWER ? gsl_cdf_gamma_P(x, shape, 1.0) : gsl_cdf_gamma_Q(x, shape, 1.0);
}

/* Where x is tiny, of either distribution. */
static double power_law_quantile(const side *s, double u)
{
    return exp((log(u) + s->log_factor) / s->shape);
}

/* Where a tail has probability p >= 2^-53: Newton's method on ln p as a function of ln x, kept inside a bracket by bisection.
 * (GSL 2.7's gsl_cdf_gamma_Pinv and _Qinv fail below shape 0.2, and Qinv(0.013001, 1000, 1) is the quantile of 0.0068.)
 * The bracket: P(x) <= x^shape / Gamma(shape + 1); and a gamma variable lies within sqrt(2 shape s) below and
 * sqrt(2 shape s) + s above its mean but for probability exp(-s), here s = 40 (Boucheron, Lugosi & Massart 2013, 2.4). */
static double gamma_tail_quantile(const side *s, double p, tail which)
{
    const double shape = s->shape;
    const double reach = sqrt(80.0 * shape);
    const double bound = power_law_quantile(s, which == LOWER ? p : 1.0 - p);
    double low, high, z, step;

    if (bound < TINY)
        return bound;
    low = log(fmax(bound, shape - reach));
    high = log(shape + reach + 40.0);
    z = shape > 1.0 ? log(shape) : low;
    step = high - low;
    /* Newton doubles the digits: a step of 1e-10 leaves an error near 1e-16. */
    for (int i = 0; i < 200 && fabs(step) > 1e-10; i++) {
        const double x = exp(z), probability = gamma_probability(shape, x, which);
        const bool is_left = (which == LOWER) == (probability < p);
        double next = 0.5 * (low + high);

        if (is_left)
            low = z;
        else
            high = z;
        if (probability > 0.0) {
            const double newton = log(p / probability) * probability / (x * gsl_ran_gamma_pdf(x, shape, 1.0));

            next = which == LOWER ? z + newton : z - newton;
        }
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        step = next - z;
        z = next;
    }
    return exp(z);
}

/* y = x^power and dy/dp, where dp/dx is the density, falling on the upper side of a gamma. */
static knot knot_at(const side *s, double x, double density, double p, double direction)
{
    if (x < TINY && s->power < 1.0) { /* y = p exp(log_factor), even where x itself underflows */
        const double factor = exp(s->log_factor);

        return (knot){(direction > 0.0 ? p : 1.0 - p) * factor, direction * factor};
    }
    return (knot){pow(x, s->power), direction * s->power * pow(x, s->power - 1.0) / density};
}

static side side_of(double shape, double other, double log_factor)
{
    const double power = shape < 1.0 ? shape : 1.0;

    return (side){shape, other, power, 1.0 / power, log_factor};
}

/* --- beta on (0, 1) ---------------------------------------------------------------------------------------------------- */

/* The quantile of the lower tail, p <= 1/2, as gamma_tail_quantile. The bracket: P(x) <= x^a / (a B(a, b)) for b >= 1, as
 * (1 - t)^(b - 1) <= 1; for b < 1 the search begins far below. */
static double beta_tail_quantile(const side *s, double p)
{
    const double start = power_law_quantile(s, p);
    double low = s->other >= 1.0 ? log(start) : fmin(log(start), -700.0), high = 0.0;
    double z = fmin(log(start), log(s->shape / (s->shape + s->other))), step = 1.0;

    if (start < TINY)
        return start;
    for (int i = 0; i < 200 && fabs(step) > 1e-10 && high - low > 1e-15; i++) {
        const double x = exp(z), probability = gsl_cdf_beta_P(x, s->shape, s->other);
        double next = 0.5 * (low + high);

        if (probability < p)
            low = z;
        else
            high = z;
        if (probability > 0.0)
            next = z + log(p / probability) * probability / (x * gsl_ran_beta_pdf(x, s->shape, s->other));
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        step = next - z;
        z = next;
    }
    return exp(z);
}

static double probability_at(size_t cell)
{
    const uint64_t bits = (uint64_t)(cell + LOWEST_CELL) << BITS_BELOW_CELL;
    double p;

    memcpy(&p, &bits, sizeof p);
    return p;
}

static knot gamma_knot(const side *s, double p, tail which)
{
    const double x = gamma_tail_quantile(s, p, which);

    return knot_at(s, x, gsl_ran_gamma_pdf(x, s->shape, 1.0), p, which == LOWER ? 1.0 : -1.0);
}

static knot beta_knot(const side *s, double p)
{
    const double x = beta_tail_quantile(s, p);

    return knot_at(s, x, gsl_ran_beta_pdf(x, s->shape, s->other), p, 1.0);
}

static bool fill_tables(sf_sampler *s)
{
    const bool is_beta = s->distribution.kind == SF_DIST_BETA;
    knot *lower = s->table, *upper = s->table + KNOTS;
    bool finite = true;

    for (size_t cell = 0; cell <= CELLS; cell++) {
        const double p = probability_at(cell);

        lower[cell] = is_beta ? beta_knot(&s->lower, p) : gamma_knot(&s->lower, p, LOWER);
        upper[cell] = is_beta ? beta_knot(&s->upper, p) : gamma_knot(&s->lower, p, UPPER);
        finite = finite && isfinite(lower[cell].y) && isfinite(lower[cell].slope) && isfinite(upper[cell].y) &&
                 isfinite(upper[cell].slope);
    }
    if (!is_beta)
        upper[CELLS].y = lower[CELLS].y; /* one median */
    return finite;
}

static double interpolate(const knot *knots, double p)
{
    uint64_t bits, cell;
    double left, width, t, rise;
    const knot *a, *b;

    memcpy(&bits, &p, sizeof bits);
    cell = (bits >> BITS_BELOW_CELL) - LOWEST_CELL;
    if (cell >= CELLS)
        cell = CELLS - 1; /* p = 1/2 exactly is the right end of the last cell */
    a = &knots[cell];
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
        return gamma_tail_quantile(&s->lower, u, LOWER);
    if (q < TAIL)
        return gamma_tail_quantile(&s->lower, q, UPPER);
    y = u < 0.5 ? interpolate(s->table, u) : interpolate(s->table + KNOTS, q);
    return s->lower.power < 1.0 ? pow(y, s->lower.root) : y;
}

/* How far from its end of (0, 1) the beta quantile of a tail lies. */
static double beta_reach(const side *s, const knot *knots, double p)
{
    double y;

    if (p < TAIL)
        return beta_tail_quantile(s, p);
    y = interpolate(knots, p);
    return s->power < 1.0 ? pow(y, s->root) : y;
}

static double beta_quantile(const sf_sampler *s, double u)
{
    const sf_distribution *d = &s->distribution;

    return u < 0.5 ? d->c + (d->d - d->c) * beta_reach(&s->lower, s->table, u)
                   : d->d - (d->d - d->c) * beta_reach(&s->upper, s->table + KNOTS, 1.0 - u);
}

/* --- the others -------------------------------------------------------------------------------------------------------- */

/* Newton's method on ln S, S(x) = a exp(-x/b) + (1 - a) exp(-x/c): ln S is convex and falls, so that every step from the left
 * ends on the left again, and the steps never turn. It begins at what each branch alone would need. */
static double hyperexponential_quantile(const sf_distribution *d, double u)
{
    const double wanted = log1p(-u); /* ln S */
    double x = fmax(-wanted * fmin(d->b, d->c), fmax(d->b * (log(d->a) - wanted), d->c * (log1p(-d->a) - wanted)));

    for (int i = 0; i < 100; i++) {
        const double one = d->a * exp(-x / d->b), two = (1.0 - d->a) * exp(-x / d->c);
        const double reached =
            x < fmin(d->b, d->c) ? log1p(d->a * expm1(-x / d->b) + (1.0 - d->a) * expm1(-x / d->c)) : log(one + two);
        const double step = (reached - wanted) * (one + two) / (one / d->b + two / d->c);

        if (!(step > 1e-15 * x))
            break;
        x += step;
    }
    return x;
}

/* Linear between the ordered values (Law 2015, 6.2.4). */
static double empirical_quantile(const sf_distribution *d, double u)
{
    const double at = u * (double)(d->count - 1);
    const size_t i = at < (double)(d->count - 2) ? (size_t)at : d->count - 2;

    return d->values[i] + (at - (double)i) * (d->values[i + 1] - d->values[i]);
}

/* The probability of at most x, by halving: only for a mixture's quantile, which no draw needs. */
static double probability_up_to(const sf_sampler *s, double x)
{
    double low = 0.0, high = 1.0;

    while (high - low > 0x1p-52) {
        const double middle = 0.5 * (low + high);

        if (sf_sampler_quantile(s, middle) <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* It lies between the parts' own quantiles of u. */
static double mixture_quantile(const sf_sampler *s, double u)
{
    double low = (double)INFINITY, high = 0.0;

    for (size_t i = 0; i < s->distribution.count; i++) {
        const double x = sf_sampler_quantile(s->parts[i], u);

        low = fmin(low, x);
        high = fmax(high, x);
    }
    for (int i = 0; i < 60 && high - low > 1e-14 * high; i++) {
        const double middle = 0.5 * (low + high);
        double reached = 0.0;

        for (size_t k = 0; k < s->distribution.count; k++)
            reached += s->distribution.values[k] * probability_up_to(s->parts[k], middle);
        if (reached < u)
            low = middle;
        else
            high = middle;
    }
    return high;
}

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

/* Finite, above `least`, and rising if need be. */
static bool values_make_sense(const sf_distribution *d, double least, bool rising)
{
    for (size_t i = 0; i < d->count; i++)
        if (!isfinite(d->values[i]) || !(d->values[i] > least) || (rising && i > 0 && d->values[i] < d->values[i - 1]))
            return false;
    return true;
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
    case SF_DIST_BETA:
        return is_positive(d->a) && is_positive(d->b) && isfinite(d->c) && isfinite(d->d) && d->c < d->d;
    case SF_DIST_HYPEREXPONENTIAL:
        return d->a > 0.0 && d->a < 1.0 && is_positive(d->b) && is_positive(d->c);
    case SF_DIST_EMPIRICAL:
        return d->count >= 2 && values_make_sense(d, -(double)INFINITY, true);
    case SF_DIST_MIXTURE:
        return d->count >= 1 && d->parts != NULL && values_make_sense(d, 0.0, false);
    case SF_DIST_KIND_COUNT:
        break;
    }
    return false;
}

static bool has_table(const sf_distribution *d)
{
    return d->kind == SF_DIST_GAMMA || d->kind == SF_DIST_ERLANG || d->kind == SF_DIST_BETA;
}

static sf_status prepare_gamma(sf_sampler *s, sf_error *err)
{
    const double shape = s->distribution.a;

    if (!(shape >= SMALLEST_SHAPE && shape <= LARGEST_SHAPE))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the gamma shape %g cannot be sampled; its sd must be 1 %% to 1000 %% of its mean"), shape);
    s->lower = side_of(shape, 0.0, gsl_sf_lngamma(shape + 1.0));
    if (!fill_tables(s))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("the gamma distribution with shape %g cannot be inverted"), shape);
    return SF_OK;
}

static sf_status prepare_beta(sf_sampler *s, sf_error *err)
{
    const double a = s->distribution.a, b = s->distribution.b;
    const double log_beta = gsl_sf_lngamma(a) + gsl_sf_lngamma(b) - gsl_sf_lngamma(a + b);

    if (!(fmin(a, b) >= SMALLEST_SHAPE && fmax(a, b) <= LARGEST_SHAPE))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the beta shapes %g and %g cannot be sampled; both must be from 0.01 to 10000"), a, b);
    s->lower = side_of(a, b, log(a) + log_beta);
    s->upper = side_of(b, a, log(b) + log_beta);
    if (!fill_tables(s))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("the beta distribution with shapes %g and %g cannot be inverted"), a,
                       b);
    return SF_OK;
}

static sf_status prepare_mixture(sf_sampler *s, sf_error *err)
{
    sf_status status = SF_OK;

    s->parts = calloc(s->distribution.count, sizeof(sf_sampler *));
    if (s->parts == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory for a distribution"));
    for (size_t i = 0; i < s->distribution.count && status == SF_OK; i++)
        status = sf_sampler_open(&s->distribution.parts[i], &s->parts[i], err);
    return status;
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
    if (distribution->kind == SF_DIST_BETA)
        status = prepare_beta(s, err);
    else if (has_table(distribution))
        status = prepare_gamma(s, err);
    else if (distribution->kind == SF_DIST_MIXTURE)
        status = prepare_mixture(s, err);
    if (status == SF_OK)
        *out = s;
    else
        sf_sampler_close(s);
    return status;
}

void sf_sampler_close(sf_sampler *sampler)
{
    if (sampler == NULL)
        return;
    for (size_t i = 0; sampler->parts != NULL && i < sampler->distribution.count; i++)
        sf_sampler_close(sampler->parts[i]);
    free(sampler->parts);
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
    case SF_DIST_BETA:
        return beta_quantile(sampler, u);
    case SF_DIST_HYPEREXPONENTIAL:
        return hyperexponential_quantile(d, u);
    case SF_DIST_EMPIRICAL:
        return empirical_quantile(d, u);
    case SF_DIST_MIXTURE:
        return mixture_quantile(sampler, u);
    case SF_DIST_KIND_COUNT:
        break;
    }
    assert(false && "a kind of distribution without a quantile");
    return (double)NAN;
}

static const sf_sampler *chosen_part(const sf_sampler *mixture, double u)
{
    const sf_distribution *d = &mixture->distribution;
    double sum = d->values[0];
    size_t i = 0;

    while (i + 1 < d->count && u >= sum)
        sum += d->values[++i];
    return mixture->parts[i];
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
    case SF_DIST_MIXTURE:
        return sf_sampler_draw(
            chosen_part(sampler, sf_uniform(sf_luck_draw(luck, subject, purpose, spell, occasion, 0).word[1])), luck,
            subject, purpose, spell, occasion);
    case SF_DIST_UNIFORM:
    case SF_DIST_GAMMA:
    case SF_DIST_TRIANGULAR:
    case SF_DIST_ERLANG:
    case SF_DIST_BETA:
    case SF_DIST_HYPEREXPONENTIAL:
    case SF_DIST_EMPIRICAL:
    case SF_DIST_KIND_COUNT:
        break;
    }
    return sf_sampler_quantile(sampler, sf_luck_uniform(luck, subject, purpose, spell, occasion));
}

double sf_sampler_mean(const sf_sampler *sampler)
{
    const sf_distribution *d = &sampler->distribution;
    double sum = 0.0;

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
    case SF_DIST_BETA:
        return d->c + (d->d - d->c) * d->a / (d->a + d->b);
    case SF_DIST_HYPEREXPONENTIAL:
        return d->a * d->b + (1.0 - d->a) * d->c;
    case SF_DIST_EMPIRICAL:
        for (size_t i = 0; i + 1 < d->count; i++)
            sum += 0.5 * (d->values[i] + d->values[i + 1]);
        return sum / (double)(d->count - 1);
    case SF_DIST_MIXTURE:
        for (size_t i = 0; i < d->count; i++)
            sum += d->values[i] * sf_sampler_mean(sampler->parts[i]);
        return sum;
    case SF_DIST_KIND_COUNT:
        break;
    }
    assert(false && "a kind of distribution without a mean");
    return (double)NAN;
}
