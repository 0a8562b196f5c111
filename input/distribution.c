/* input/distribution.c - distributions as planners write them, turned into parameters and moments.
 * Invariant: a distribution that is returned has finite parameters, mean >= 0 and (but for a constant) sd > 0.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/distribution.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "core/text.h"

/* The 0.9 quantile of the standard normal distribution. */
static const double z90 = 1.2815515655446004;

enum { MOST_ARGUMENTS = 3, LONGEST_NAME = 15 };

/* One way to write one distribution. A parameter's name is "" when its place says what it is. */
typedef struct form {
    const char *name;
    sf_distribution_kind kind;
    size_t arguments;
    const char *parameters[MOST_ARGUMENTS];
    bool is_plain[MOST_ARGUMENTS]; /* a number without a unit */
    const char *pattern;           /* for messages */
} form;

static const form forms[] = {
    {"constant", SF_DIST_CONSTANT, 1, {""}, {false}, "constant(3 d)"},
    {"uniform", SF_DIST_UNIFORM, 2, {"", ""}, {false}, "uniform(5 d, 15 d)"},
    {"exponential", SF_DIST_EXPONENTIAL, 1, {"mean"}, {false}, "exponential(mean 2 d)"},
    {"gamma", SF_DIST_GAMMA, 2, {"mean", "sd"}, {false}, "gamma(mean 9 mo, sd 4 mo)"},
    {"weibull", SF_DIST_WEIBULL, 2, {"shape", "mean"}, {true, false}, "weibull(shape 1.5, mean 3 mo)"},
    {"lognormal", SF_DIST_LOGNORMAL, 2, {"median", "p90"}, {false}, "lognormal(median 45 d, p90 90 d)"},
    {"lognormal", SF_DIST_LOGNORMAL, 2, {"mean", "sd"}, {false}, "lognormal(mean 10 d, sd 3 d)"},
    {"triangular", SF_DIST_TRIANGULAR, 3, {"", "", ""}, {false}, "triangular(1 d, 2 d, 4 d)"},
    {"erlang", SF_DIST_ERLANG, 2, {"", "mean"}, {true, false}, "erlang(4, mean 1 d)"},
};
enum { FORM_COUNT = sizeof forms / sizeof forms[0] };

/* A piece of the text. */
typedef struct part {
    const char *text;
    size_t length;
} part;

static part trimmed(const char *text, size_t length)
{
    while (length > 0 && isspace((unsigned char)*text)) {
        text++;
        length--;
    }
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    return (part){text, length};
}

static bool is_word(part p, const char *word)
{
    return p.length == strlen(word) && memcmp(p.text, word, p.length) == 0;
}

/* The leading word of an argument, "mean" of "mean 9 mo"; empty when it begins with a number. */
static part leading_word(part argument)
{
    size_t n = 0;

    if (argument.length == 0 || !isalpha((unsigned char)argument.text[0]))
        return (part){argument.text, 0};
    while (n < argument.length && isalnum((unsigned char)argument.text[n]))
        n++;
    return (part){argument.text, n};
}

static part without(part argument, part word)
{
    return trimmed(argument.text + word.length, argument.length - word.length);
}

/* --- what is written ---------------------------------------------------------------------------------------------------- */

/* The arguments between the brackets; returns how many there are (only MOST_ARGUMENTS are kept). */
static size_t split_arguments(const char *text, size_t length, part arguments[MOST_ARGUMENTS])
{
    size_t count = 0, start = 0;

    if (trimmed(text, length).length == 0)
        return 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && text[i] != ',')
            continue;
        if (count < MOST_ARGUMENTS)
            arguments[count] = trimmed(text + start, i - start);
        count++;
        start = i + 1;
    }
    return count;
}

static bool form_fits(const form *f, size_t count, const part arguments[MOST_ARGUMENTS])
{
    if (f->arguments != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_word(leading_word(arguments[i]), f->parameters[i]))
            return false;
    return true;
}

/* The form that fits; NULL after *err says how the name (or any distribution) is written. */
static const form *find_form(part name, size_t count, const part arguments[MOST_ARGUMENTS], sf_error *err)
{
    const char *patterns[2] = {NULL, NULL};
    size_t named = 0;

    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (!is_word(name, forms[i].name))
            continue;
        if (form_fits(&forms[i], count, arguments))
            return &forms[i];
        patterns[named++] = forms[i].pattern;
    }
    if (named == 2)
        (void)SF_FAIL(err, SF_EDOMAIN, NULL, _("the parameters of %s do not fit; write for example \"%s\" or \"%s\""),
                      forms[5].name, patterns[0], patterns[1]);
    else if (named == 1)
        (void)SF_FAIL(err, SF_EDOMAIN, NULL, _("the parameters of %.*s do not fit; write for example \"%s\""),
                      (int)name.length, name.text, patterns[0]);
    else
        (void)SF_FAIL(
            err, SF_EDOMAIN, NULL,
            _("\"%.*s\" is not a distribution; known are constant, uniform, exponential, gamma, weibull, lognormal, "
              "triangular and erlang"),
            name.length > 40 ? 40 : (int)name.length, name.text);
    return NULL;
}

/* --- parameters to distributions ---------------------------------------------------------------------------------------- */

static sf_status must_be_positive(double value, const char *what, const form *f, sf_error *err)
{
    if (value > 0.0)
        return SF_OK;
    return SF_FAIL(err, SF_EDOMAIN, NULL, _("the %s of %s is 0; it is above 0, for example \"%s\""), what, f->name,
                   f->pattern);
}

static sf_status check_all_positive(const form *f, const double v[MOST_ARGUMENTS], sf_error *err)
{
    for (size_t i = 0; i < MOST_ARGUMENTS && i < f->arguments; i++) {
        sf_status status = SF_OK;

        if (f->parameters[i][0] != '\0')
            status = must_be_positive(v[i], f->parameters[i], f, err);
        else if (f->is_plain[i])
            status = must_be_positive(v[i], "shape", f, err);
        if (status != SF_OK)
            return status;
    }
    return SF_OK;
}

static sf_status make_lognormal(const form *f, double first, double second, sf_distribution *d, sf_error *err)
{
    if (strcmp(f->parameters[0], "median") == 0) {
        if (second <= first)
            return SF_FAIL(err, SF_EDOMAIN, NULL,
                           _("the p90 of lognormal is not above its median; write for example \"%s\""), f->pattern);
        d->a = log(first);
        d->b = log(second / first) / z90;
    } else {
        const double cv = second / first;

        d->b = sqrt(log1p(cv * cv));
        d->a = log(first) - 0.5 * d->b * d->b;
    }
    d->mean = exp(d->a + 0.5 * d->b * d->b);
    d->sd = d->mean * sqrt(expm1(d->b * d->b));
    return SF_OK;
}

static sf_status make_weibull(const form *f, double shape, double mean, sf_distribution *d, sf_error *err)
{
    double g1, g2;

    if (shape < 0.1 || shape > 100.0)
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the shape of weibull is %g; it is from 0.1 to 100, for example \"%s\""), shape, f->pattern);
    g1 = tgamma(1.0 + 1.0 / shape);
    g2 = tgamma(1.0 + 2.0 / shape);
    d->a = shape;
    d->b = mean / g1;
    d->mean = mean;
    d->sd = d->b * sqrt(g2 - g1 * g1);
    return SF_OK;
}

static sf_status make_triangular(const form *f, const double v[MOST_ARGUMENTS], sf_distribution *d, sf_error *err)
{
    const double low = v[0], mode = v[1], high = v[2];

    if (!(low <= mode && mode <= high && low < high))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the numbers of triangular do not rise; write low, mode, high, for example \"%s\""),
                       f->pattern);
    d->a = low;
    d->b = mode;
    d->c = high;
    d->mean = (low + mode + high) / 3.0;
    d->sd = sqrt(((high - low) * (high - low) - (mode - low) * (high - mode)) / 18.0);
    return SF_OK;
}

static sf_status make_distribution(const form *f, const double v[MOST_ARGUMENTS], sf_distribution *d, sf_error *err)
{
    d->kind = f->kind;
    switch (f->kind) {
    case SF_DIST_CONSTANT:
        d->a = d->mean = v[0];
        return SF_OK;
    case SF_DIST_UNIFORM:
        if (v[1] <= v[0])
            return SF_FAIL(err, SF_EDOMAIN, NULL,
                           _("the numbers of uniform do not rise; write low, high, for example \"%s\""), f->pattern);
        d->a = v[0];
        d->b = v[1];
        d->mean = 0.5 * (v[0] + v[1]);
        d->sd = (v[1] - v[0]) / sqrt(12.0);
        return SF_OK;
    case SF_DIST_EXPONENTIAL:
        d->a = d->mean = d->sd = v[0];
        return SF_OK;
    case SF_DIST_GAMMA:
        d->a = (v[0] / v[1]) * (v[0] / v[1]);
        d->b = v[1] * v[1] / v[0];
        d->mean = v[0];
        d->sd = v[1];
        return SF_OK;
    case SF_DIST_WEIBULL:
        return make_weibull(f, v[0], v[1], d, err);
    case SF_DIST_LOGNORMAL:
        return make_lognormal(f, v[0], v[1], d, err);
    case SF_DIST_TRIANGULAR:
        return make_triangular(f, v, d, err);
    case SF_DIST_ERLANG:
        if (v[0] != floor(v[0]) || v[0] > 1000.0)
            return SF_FAIL(err, SF_EDOMAIN, NULL,
                           _("the shape of erlang is %g; it is a whole number from 1 to 1000, for example \"%s\""),
                           v[0], f->pattern);
        d->a = v[0];
        d->b = v[1] / v[0];
        d->mean = v[1];
        d->sd = v[1] / sqrt(v[0]);
        return SF_OK;
    case SF_DIST_KIND_COUNT:
        break;
    }
    assert(false && "every form has a kind");
    return SF_EBUG;
}

static sf_status read_plain(sf_quantity_kind kind, part text, sf_distribution_text *out, sf_error *err)
{
    sf_quantity quantity;
    const sf_status status = sf_quantity_read(kind, text.text, text.length, &quantity, err);

    if (status != SF_OK)
        return status;
    *out =
        (sf_distribution_text){.distribution = {.kind = SF_DIST_CONSTANT, .a = quantity.value, .mean = quantity.value},
                               .headline = quantity.value};
    memcpy(out->unit, quantity.unit, sizeof out->unit);
    return SF_OK;
}

sf_status sf_distribution_read(sf_quantity_kind kind, const char *text, size_t length, sf_distribution_text *out,
                               sf_error *err)
{
    const part all = trimmed(text, length);
    const char *open = memchr(all.text, '(', all.length);
    sf_distribution_text said = {.headline = (double)NAN};
    part arguments[MOST_ARGUMENTS], name;
    double values[MOST_ARGUMENTS] = {0.0, 0.0, 0.0};
    sf_status status = SF_OK;
    const form *f;
    size_t count;

    if (open == NULL && (all.length == 0 || !isalpha((unsigned char)all.text[0])))
        return read_plain(kind, all, out, err);
    name = open == NULL ? all : trimmed(all.text, (size_t)(open - all.text));
    if (open != NULL && all.text[all.length - 1] != ')')
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("the ) of \"%.*s\" is missing; write for example \"%s\""),
                       (int)name.length, name.text, forms[3].pattern);
    count = open == NULL ? 0 : split_arguments(open + 1, (size_t)(all.text + all.length - 1 - (open + 1)), arguments);
    f = find_form(name, count, arguments, err);
    if (f == NULL)
        return SF_EDOMAIN;

    for (size_t i = 0; i < count && status == SF_OK; i++) {
        const part number = without(arguments[i], leading_word(arguments[i]));
        sf_quantity quantity = {.value = 0.0};

        status = sf_quantity_read(f->is_plain[i] ? SF_Q_NUMBER : kind, number.text, number.length, &quantity, err);
        values[i] = quantity.value;
        if (status == SF_OK && !f->is_plain[i] && isnan(said.headline)) {
            said.headline = quantity.value;
            memcpy(said.unit, quantity.unit, sizeof said.unit);
        }
    }
    if (status == SF_OK)
        status = check_all_positive(f, values, err);
    if (status == SF_OK)
        status = make_distribution(f, values, &said.distribution, err);
    if (status == SF_OK &&
        !(isfinite(said.distribution.mean) && isfinite(said.distribution.sd) && isfinite(said.distribution.a) &&
          isfinite(said.distribution.b) && said.distribution.mean < 1e15))
        status = SF_FAIL(err, SF_EDOMAIN, NULL, _("%s has too wide a spread to be sampled; write for example \"%s\""),
                         f->name, f->pattern);
    if (status == SF_OK)
        *out = said;
    return status;
}

char *sf_distribution_scale(sf_pool *pool, const char *text, double factor)
{
    const char *open = strchr(text, '(');
    part arguments[MOST_ARGUMENTS] = {{text, strlen(text)}};
    size_t count = 1;
    char *result;

    if (open != NULL)
        count = split_arguments(open + 1, strlen(open + 1) - 1, arguments);
    result = open != NULL ? sf_pool_copy(pool, text, (size_t)(open - text) + 1) : sf_pool_copy(pool, "", 0);
    for (size_t i = 0; i < count && i < MOST_ARGUMENTS && result != NULL; i++) {
        const part word = leading_word(arguments[i]), number = without(arguments[i], word);
        const char *unit = number.text + sf_number_length(number.text, number.length);
        const part unit_part = trimmed(unit, number.length - (size_t)(unit - number.text));
        const bool is_plain = unit_part.length == 0; /* a shape: it has no unit and does not scale */
        char scaled[SF_NUMBER_ROOM];

        sf_number_write(sf_number_of(number.text, (size_t)(unit - number.text)) * (is_plain ? 1.0 : factor), scaled);
        result = sf_pool_print(pool, "%s%s%.*s%s%s%s%.*s", result, i > 0 ? ", " : "", (int)word.length, word.text,
                               word.length > 0 ? " " : "", scaled, is_plain ? "" : " ", (int)unit_part.length,
                               unit_part.text);
    }
    return result == NULL ? NULL : open != NULL ? sf_pool_print(pool, "%s)", result) : result;
}
