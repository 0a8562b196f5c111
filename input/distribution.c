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

enum { MOST_ARGUMENTS = 4 };

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
    {"pert", SF_DIST_BETA, 3, {"", "", ""}, {false}, "pert(1 d, 2 d, 4 d)"},
    {"beta", SF_DIST_BETA, 4, {"", "", "mean", "sd"}, {false}, "beta(5 d, 60 d, mean 20 d, sd 8 d)"},
    {"erlang", SF_DIST_ERLANG, 2, {"", "mean"}, {true, false}, "erlang(4, mean 1 d)"},
    {"hyperexponential",
     SF_DIST_HYPEREXPONENTIAL,
     3,
     {"", "mean", "mean"},
     {true, false, false},
     "hyperexponential(0.3, mean 10 d, mean 40 d)"},
    {"hyperexponential",
     SF_DIST_HYPEREXPONENTIAL,
     2,
     {"mean", "cv2"},
     {false, true},
     "hyperexponential(mean 20 d, cv2 3)"},
};
enum { FORM_COUNT = sizeof forms / sizeof forms[0] };

#define GAMMA_PATTERN "gamma(mean 9 mo, sd 4 mo)"
#define EMPIRICAL_PATTERN "empirical(waits.csv, d)"
#define MIXTURE_PATTERN "mixture(0.3: exponential(mean 2 d), 0.7: gamma(mean 9 d, sd 4 d))"

/* Shapes that can be sampled (sim/sampler.c). */
static const double smallest_shape = 0.01;
static const double largest_shape = 1e4;

/* Shares written with up to nine decimals add up to 1 within this. */
static const double sum_tolerance = 1e-9;

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

/* The arguments between the brackets; returns how many there are (only the first `most` are kept). Commas in brackets or quotes
 * separate nothing. */
static size_t split_arguments(const char *text, size_t length, part *arguments, size_t most)
{
    size_t count = 0, start = 0;
    int depth = 0;
    bool is_quoted = false;

    if (trimmed(text, length).length == 0)
        return 0;
    for (size_t i = 0; i <= length; i++) {
        const char c = (char)(i < length ? text[i] : ',');

        is_quoted = i < length && is_quoted != (c == '"');
        if (!is_quoted && c == '(')
            depth++;
        else if (!is_quoted && c == ')')
            depth--;
        if (i < length && (c != ',' || depth > 0 || is_quoted))
            continue;
        if (count < most)
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
        (void)SF_FAIL(err, SF_EDOMAIN, NULL, _("the parameters of %.*s do not fit; write for example \"%s\" or \"%s\""),
                      (int)name.length, name.text, patterns[0], patterns[1]);
    else if (named == 1)
        (void)SF_FAIL(err, SF_EDOMAIN, NULL, _("the parameters of %.*s do not fit; write for example \"%s\""),
                      (int)name.length, name.text, patterns[0]);
    else
        (void)SF_FAIL(
            err, SF_EDOMAIN, NULL,
            _("\"%.*s\" is not a distribution; known are constant, uniform, exponential, gamma, weibull, lognormal, "
              "triangular, pert, beta, erlang, hyperexponential, empirical and mixture"),
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
        else if (f->kind == SF_DIST_ERLANG)
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

static sf_status check_shapes(const form *f, double largest, double smallest, sf_error *err)
{
    if (largest > largest_shape)
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the sd of %s is too small to be sampled; make it larger, or write constant(...)"), f->name);
    if (smallest < smallest_shape)
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the sd of %s is too large to be sampled; make it smaller, for example \"%s\""), f->name,
                       f->pattern);
    return SF_OK;
}

static sf_status make_pert(const form *f, const double v[MOST_ARGUMENTS], sf_distribution *d, sf_error *err)
{
    const double low = v[0], mode = v[1], high = v[2];

    if (!(low <= mode && mode <= high && low < high))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the numbers of pert do not rise; write low, mode, high, for example \"%s\""), f->pattern);
    d->a = 1.0 + 4.0 * (mode - low) / (high - low);
    d->b = 1.0 + 4.0 * (high - mode) / (high - low);
    d->c = low;
    d->d = high;
    d->mean = (low + 4.0 * mode + high) / 6.0;
    d->sd = sqrt((d->mean - low) * (high - d->mean) / 7.0);
    return SF_OK;
}

static sf_status make_beta(const form *f, const double v[MOST_ARGUMENTS], sf_distribution *d, sf_error *err)
{
    const double low = v[0], high = v[1], mean = v[2], sd = v[3];
    const double most = (mean - low) * (high - mean); /* the variance of a coin between the two ends */
    double both;

    if (!(low < high))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the ends of beta do not rise; write low, high, mean, sd, for example \"%s\""), f->pattern);
    if (!(low < mean && mean < high))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the mean of beta does not lie between its ends; write for example \"%s\""), f->pattern);
    if (!(sd * sd < most))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("the sd of beta is too large for a mean there, even with all at the two ends; write for "
                         "example \"%s\""),
                       f->pattern);
    both = most / (sd * sd) - 1.0;
    d->a = both * (mean - low) / (high - low);
    d->b = both * (high - mean) / (high - low);
    d->c = low;
    d->d = high;
    d->mean = mean;
    d->sd = sd;
    return check_shapes(f, fmax(d->a, d->b), fmin(d->a, d->b), err);
}

static sf_status make_hyperexponential(const form *f, const double v[MOST_ARGUMENTS], sf_distribution *d, sf_error *err)
{
    double square;

    if (f->arguments == 2) { /* balanced means: each branch brings half of the mean */
        if (!(v[1] > 1.0))
            return SF_FAIL(err, SF_EDOMAIN, NULL,
                           _("the cv2 of hyperexponential is %g; it is above 1, since 1 is the exponential"), v[1]);
        d->a = 0.5 * (1.0 + sqrt((v[1] - 1.0) / (v[1] + 1.0)));
        d->b = 0.5 * v[0] / d->a;
        d->c = 0.5 * v[0] / (1.0 - d->a);
    } else {
        if (!(v[0] > 0.0 && v[0] < 1.0))
            return SF_FAIL(err, SF_EDOMAIN, NULL,
                           _("the probability of hyperexponential is %g; it lies between 0 and 1, for example \"%s\""),
                           v[0], f->pattern);
        d->a = v[0];
        d->b = v[1];
        d->c = v[2];
    }
    d->mean = d->a * d->b + (1.0 - d->a) * d->c;
    square = 2.0 * (d->a * d->b * d->b + (1.0 - d->a) * d->c * d->c);
    d->sd = sqrt(square - d->mean * d->mean);
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
        return check_shapes(f, d->a, d->a, err);
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
    case SF_DIST_BETA:
        return f->arguments == 3 ? make_pert(f, v, d, err) : make_beta(f, v, d, err);
    case SF_DIST_HYPEREXPONENTIAL:
        return make_hyperexponential(f, v, d, err);
    case SF_DIST_EMPIRICAL:
    case SF_DIST_MIXTURE:
    case SF_DIST_KIND_COUNT:
        break;
    }
    assert(false && "every form has a kind");
    return SF_EBUG;
}

/* Who reads: where memory and files come from. */
typedef struct reader {
    sf_pool *pool;
    const sf_table_finder *finder;
    sf_quantity_kind kind;
    sf_error *err;
} reader;

static sf_status no_memory(const reader *r)
{
    r->pool->failed = true;
    return SF_FAIL(r->err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the config"));
}

/* Both texts of what has no file in it. */
static sf_status keep_text(const reader *r, part text, sf_distribution_text *said)
{
    said->text = said->full_text = sf_pool_copy(r->pool, text.text, text.length);
    return said->text != NULL ? SF_OK : no_memory(r);
}

static sf_status read_plain(const reader *r, part text, sf_distribution_text *out)
{
    sf_quantity quantity;
    const sf_status status = sf_quantity_read(r->kind, text.text, text.length, &quantity, r->err);

    if (status != SF_OK)
        return status;
    *out =
        (sf_distribution_text){.distribution = {.kind = SF_DIST_CONSTANT, .a = quantity.value, .mean = quantity.value},
                               .headline = quantity.value};
    memcpy(out->unit, quantity.unit, sizeof out->unit);
    return keep_text(r, text, out);
}

/* --- in closed form ------------------------------------------------------------------------------------------------------- */

static sf_status read_form(const reader *r, part name, const part *arguments, size_t count, sf_distribution_text *said)
{
    double values[MOST_ARGUMENTS] = {0.0};
    const form *f = find_form(name, count, arguments, r->err);
    const sf_distribution *d = &said->distribution;
    sf_status status = f != NULL ? SF_OK : SF_EDOMAIN;

    for (size_t i = 0; i < count && status == SF_OK; i++) {
        const part number = without(arguments[i], leading_word(arguments[i]));
        sf_quantity quantity = {.value = 0.0};

        status =
            sf_quantity_read(f->is_plain[i] ? SF_Q_NUMBER : r->kind, number.text, number.length, &quantity, r->err);
        values[i] = quantity.value;
        if (status == SF_OK && !f->is_plain[i] && isnan(said->headline)) {
            said->headline = quantity.value;
            memcpy(said->unit, quantity.unit, sizeof said->unit);
        }
    }
    if (status == SF_OK)
        status = check_all_positive(f, values, r->err);
    if (status == SF_OK)
        status = make_distribution(f, values, &said->distribution, r->err);
    if (status == SF_OK &&
        !(isfinite(d->mean) && isfinite(d->sd) && isfinite(d->a) && isfinite(d->b) && d->mean < 1e15))
        status = SF_FAIL(r->err, SF_EDOMAIN, NULL,
                         _("%s has too wide a spread to be sampled; write for example \"%s\""), f->name, f->pattern);
    return status;
}

/* --- empirical ------------------------------------------------------------------------------------------------------------ */

/* The values of one file in one unit, before any factor. */
typedef struct sf_sample {
    struct sf_sample *next;
    const char *real_path, *wanted_unit;
    sf_quantity_kind kind;
    const double *values; /* ascending */
    size_t count;
    char unit[16];
    const char *list; /* the numbers as written, separated by blanks */
} sf_sample;

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Reads "12.5" in a unit. */
static sf_status read_number(const reader *r, part number, const char *unit, double *out)
{
    char text[96];
    sf_quantity quantity;
    sf_status status;

    if (number.length > 60)
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, _("\"%.60s\" is not a number; write for example 12.5"), number.text);
    snprintf(text, sizeof text, "%.*s%s%s", (int)number.length, number.text, unit[0] != '\0' ? " " : "", unit);
    status = sf_quantity_read(r->kind, text, strlen(text), &quantity, r->err);
    if (status == SF_OK)
        *out = quantity.value;
    return status;
}

static bool is_unit(const reader *r, part unit)
{
    char text[32];
    sf_quantity quantity;

    if (unit.length == 0 || unit.length > 15)
        return false;
    snprintf(text, sizeof text, "1 %.*s", (int)unit.length, unit.text);
    return sf_quantity_read(r->kind, text, strlen(text), &quantity, NULL) == SF_OK;
}

/* The unit that a header names: "d", "wait (d)", "wait [d]"; empty when it names none. */
static part unit_of_header(const reader *r, const char *header)
{
    const size_t length = strlen(header);
    const char *open = strrchr(header, '('), *square = strrchr(header, '[');
    part unit = trimmed(header, length);

    if (square != NULL && (open == NULL || square > open))
        open = square;
    if (open != NULL && (header[length - 1] == ')' || header[length - 1] == ']'))
        unit = trimmed(open + 1, (size_t)(header + length - open) - 2);
    return is_unit(r, unit) ? unit : (part){header, 0};
}

/* Chooses the unit of a sample and tells how many rows come before its values; false after a problem. */
static bool settle_unit(const reader *r, const sf_table *table, part wanted, sf_sample *sample, size_t *first)
{
    const sf_table_cell *header = &table->rows[0].cells[0];
    const part named = unit_of_header(r, header->text);
    const bool is_number = isdigit((unsigned char)header->text[0]) || header->text[0] == '-';
    const sf_place place = sf_table_place(table, header);
    const part unit = wanted.length > 0 ? wanted : named;

    *first = is_number ? 0 : 1;
    snprintf(sample->unit, sizeof sample->unit, "%.*s", (int)unit.length, unit.text);
    if (unit.length == 0)
        sf_problems_data_error(
            r->finder->tables->problems, &place,
            _("the first line names no unit; write for example \"wait (d)\", or give the unit in the "
              "config, for example %s"),
            EMPIRICAL_PATTERN);
    else if (named.length > 0 && !(named.length == unit.length && memcmp(named.text, unit.text, unit.length) == 0))
        sf_problems_data_error(r->finder->tables->problems, &place,
                               _("the first line says %.*s and the config says %.*s; which is it?"), (int)named.length,
                               named.text, (int)unit.length, unit.text);
    else
        return true;
    return false;
}

/* The numbers of a table, in *values and as one text; false when there was a problem in any row. */
static bool read_rows(const reader *r, sf_table *table, size_t first, const char *unit, double *values, char *list)
{
    sf_tables *tables = r->finder->tables;
    bool is_fine = true;
    size_t used = 0;

    for (size_t i = first; i < table->row_count; i++) {
        const sf_table_cell *cell = &table->rows[i].cells[0];
        const sf_place place = sf_table_place(table, cell);
        const char *number = sf_table_number(tables, table, cell->text);
        sf_error err = {.status = SF_OK};
        const reader quiet = {r->pool, r->finder, r->kind, &err};

        if (number == NULL)
            return false;
        if (table->rows[i].count != 1)
            sf_problems_data_error(tables->problems, &place, _("this row has %zu cells; a sample has one column"),
                                   table->rows[i].count);
        else if (read_number(&quiet, trimmed(number, strlen(number)), unit, &values[i - first]) != SF_OK)
            sf_problems_data_error(tables->problems, &place, "%s", err.message);
        else {
            used += (size_t)sprintf(list + used, "%s%s", used > 0 ? " " : "", number);
            continue;
        }
        is_fine = false;
    }
    return is_fine;
}

static sf_status take_sample(const reader *r, sf_table *table, part wanted, sf_sample *sample)
{
    size_t first = 0, bytes = 0;
    double *values;
    char *list;

    if (!settle_unit(r, table, wanted, sample, &first))
        return SF_EDATA;
    sample->count = table->row_count - first;
    for (size_t i = first; i < table->row_count; i++)
        bytes += strlen(table->rows[i].cells[0].text) + 1;
    values = sf_pool_take(r->pool, sample->count + 1, sizeof *values);
    list = sf_pool_take(r->pool, bytes + 1, 1);
    if (values == NULL || list == NULL)
        return no_memory(r);
    if (!read_rows(r, table, first, sample->unit, values, list))
        return r->pool->failed ? no_memory(r) : SF_EDATA;
    sf_table_notice(r->finder->tables, table);
    qsort(values, sample->count, sizeof *values, compare_doubles);
    sample->values = values;
    sample->list = list;
    return SF_OK;
}

/* The sample of a file, read now or before. */
static sf_status find_sample(const reader *r, const char *name, part wanted, const sf_sample **out)
{
    sf_tables *tables = r->finder->tables;
    const char *real = NULL, *unit = sf_pool_copy(r->pool, wanted.text, wanted.length);
    sf_table *table = NULL;
    sf_sample *sample;
    sf_status status = sf_table_find(r->finder, name, &real, r->err);

    if (status != SF_OK)
        return status;
    if (unit == NULL)
        return no_memory(r);
    for (sample = tables->samples; sample != NULL; sample = sample->next)
        if (sample->kind == r->kind && strcmp(sample->real_path, real) == 0 && strcmp(sample->wanted_unit, unit) == 0) {
            *out = sample;
            return sample->values != NULL ? SF_OK : SF_EDATA; /* its problems are told already */
        }
    sample = sf_pool_take(r->pool, 1, sizeof *sample);
    if (sample == NULL)
        return no_memory(r);
    *sample = (sf_sample){.next = tables->samples, .real_path = real, .wanted_unit = unit, .kind = r->kind};
    status = sf_table_read(r->finder, name, true, &table, r->err);
    if (status == SF_OK)
        status = take_sample(r, table, wanted, sample);
    if (status == SF_OK || status == SF_EDATA)
        tables->samples = sample;
    *out = sample;
    return status;
}

/* "12 14.5 30" */
static sf_status read_list(const reader *r, part list, const char *unit, sf_sample *sample)
{
    double *values = sf_pool_take(r->pool, list.length / 2 + 1, sizeof *values);
    size_t at = 0;

    sample->list = sf_pool_copy(r->pool, list.text, list.length);
    if (values == NULL || sample->list == NULL)
        return no_memory(r);
    while (at < list.length) {
        size_t end = at;
        sf_status status;

        while (end < list.length && list.text[end] != ' ')
            end++;
        status = read_number(r, (part){list.text + at, end - at}, unit, &values[sample->count]);
        if (status != SF_OK)
            return status;
        sample->count++;
        while (end < list.length && list.text[end] == ' ')
            end++;
        at = end;
    }
    qsort(values, sample->count, sizeof *values, compare_doubles);
    sample->values = values;
    snprintf(sample->unit, sizeof sample->unit, "%s", unit);
    return SF_OK;
}

/* Moments of the law that is linear between its ordered values: a uniform piece of probability 1/(n - 1) between each two. */
static sf_status make_empirical(const reader *r, const sf_sample *sample, double factor, sf_distribution *d)
{
    const size_t n = sample->count;
    double *values = sf_pool_take(r->pool, n + 1, sizeof *values);
    double square = 0.0;

    if (values == NULL)
        return no_memory(r);
    if (n < 2)
        return SF_FAIL(r->err, SF_EDOMAIN, NULL,
                       _("empirical has %zu values; it needs at least 2, or write constant(...)"), n);
    if (!(sample->values[0] < sample->values[n - 1]))
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, "%s",
                       _("all values of empirical are the same; write constant(...) for it"));
    for (size_t i = 0; i < n; i++)
        values[i] = sample->values[i] * factor;
    *d = (sf_distribution){.kind = SF_DIST_EMPIRICAL, .count = n, .values = values};
    for (size_t i = 0; i + 1 < n; i++)
        d->mean += 0.5 * (values[i] + values[i + 1]) / (double)(n - 1);
    for (size_t i = 0; i + 1 < n; i++) {
        const double a = values[i] - d->mean, b = values[i + 1] - d->mean;

        square += (a * a + a * b + b * b) / (3.0 * (double)(n - 1));
    }
    d->sd = sqrt(square);
    return SF_OK;
}

/* "times 1.2" */
static sf_status read_times(const reader *r, part argument, double *factor)
{
    const part number = without(argument, leading_word(argument));
    sf_quantity quantity;
    const sf_status status = sf_quantity_read(SF_Q_NUMBER, number.text, number.length, &quantity, r->err);

    if (status != SF_OK)
        return status;
    if (!(quantity.value > 0.0))
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, "%s",
                       _("the factor of empirical is not above 0; write for example times 1.2"));
    *factor = quantity.value;
    return SF_OK;
}

/* A file as seen from the config's own folder, so that the text means the same wherever it is read again. */
static const char *name_from_config(const reader *r, const char *name)
{
    const char *folder = r->finder->folder, *own = sf_input_file_folder(r->pool, r->finder->tables->source->files[0]);
    const size_t length = own != NULL ? strlen(own) : 0;

    if (own == NULL || strcmp(folder, own) == 0)
        return name;
    if (strcmp(own, ".") == 0)
        return sf_pool_print(r->pool, "%s/%s", folder, name);
    assert(strncmp(folder, own, length) == 0 &&
           folder[length] == '/'); /* an included file's name begins with its includer's */
    return sf_pool_print(r->pool, "%s/%s", folder + length + 1, name);
}

static sf_status write_empirical(const reader *r, const char *source, const sf_sample *sample, part unit, part times,
                                 sf_distribution_text *said)
{
    const char *tail = times.length > 0 ? sf_pool_print(r->pool, ", %.*s)", (int)times.length, times.text) : ")";

    if (tail == NULL || source == NULL)
        return no_memory(r);
    said->text = sf_pool_print(r->pool, "empirical(%s%s%.*s%s", source, unit.length > 0 ? ", " : "", (int)unit.length,
                               unit.text, tail);
    said->full_text = sf_pool_print(r->pool, "empirical(%s, %s%s", sample->list, sample->unit, tail);
    return said->text != NULL && said->full_text != NULL ? SF_OK : no_memory(r);
}

static sf_status read_empirical(const reader *r, const part *arguments, size_t count, sf_distribution_text *said)
{
    const bool has_times = count >= 2 && is_word(leading_word(arguments[count - 1]), "times");
    const part times = has_times ? arguments[count - 1] : (part){"", 0};
    const part unit = count == (has_times ? 3 : 2) ? arguments[1] : (part){"", 0};
    const bool is_quoted = count > 0 && arguments[0].length >= 2 && arguments[0].text[0] == '"' &&
                           arguments[0].text[arguments[0].length - 1] == '"';
    const part what = count == 0  ? (part){"", 0}
                      : is_quoted ? (part){arguments[0].text + 1, arguments[0].length - 2}
                                  : arguments[0];
    const char *name = sf_pool_copy(r->pool, what.text, what.length), *source = name;
    sf_sample written = {.count = 0};
    const sf_sample *sample = &written;
    double factor = 1.0;
    sf_status status;

    if (name == NULL)
        return no_memory(r);
    if (count == 0 || count > (has_times ? 3 : 2) || (!sf_table_is_name(name, what.length) && unit.length == 0))
        return SF_FAIL(r->err, SF_EDOMAIN, NULL,
                       _("the parameters of %.*s do not fit; write for example \"%s\" or \"%s\""), 9, "empirical",
                       EMPIRICAL_PATTERN, "empirical(12 14.5 30, d)");
    if (unit.length > 0 && !is_unit(r, unit))
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, _("\"%.*s\" is not a unit of these values; write for example \"%s\""),
                       unit.length > 40 ? 40 : (int)unit.length, unit.text,
                       r->kind == SF_Q_WORK ? "empirical(minutes.csv, min)" : EMPIRICAL_PATTERN);
    if (has_times && (status = read_times(r, times, &factor)) != SF_OK)
        return status;
    if (sf_table_is_name(name, what.length)) {
        status = find_sample(r, name, unit, &sample);
        source = status == SF_OK ? name_from_config(r, name) : NULL;
        if (source != NULL && is_quoted)
            source = sf_pool_print(r->pool, "\"%s\"", source);
    } else {
        char unit_text[16];

        snprintf(unit_text, sizeof unit_text, "%.*s", (int)unit.length, unit.text);
        status = read_list(r, what, unit_text, &written);
    }
    if (status == SF_OK)
        status = make_empirical(r, sample, factor, &said->distribution);
    if (status != SF_OK)
        return status;
    said->headline = said->distribution.mean;
    memcpy(said->unit, sample->unit, sizeof said->unit);
    return write_empirical(r, source, sample, unit, times, said);
}

/* --- mixtures ------------------------------------------------------------------------------------------------------------- */

/* A part while the mixture is put together. */
typedef struct mixed {
    double share;
    sf_distribution_text said;
} mixed;

static int compare_mixed(const void *left, const void *right)
{
    const sf_distribution *a = &((const mixed *)left)->said.distribution,
                          *b = &((const mixed *)right)->said.distribution;

    if (a->mean < b->mean || a->mean > b->mean)
        return a->mean < b->mean ? -1 : 1;
    if (a->sd < b->sd || a->sd > b->sd)
        return a->sd < b->sd ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static sf_status read_any(const reader *r, part all, bool is_part, sf_distribution_text *said);

/* "0.3: exponential(mean 2 d)" */
static sf_status read_part(const reader *r, part argument, mixed *out)
{
    const char *colon = memchr(argument.text, ':', argument.length);
    part share;
    sf_quantity quantity;
    sf_status status;

    if (colon == NULL)
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, _("a part of mixture has no share; write for example \"%s\""),
                       MIXTURE_PATTERN);
    share = trimmed(argument.text, (size_t)(colon - argument.text));
    status = sf_quantity_read(SF_Q_SHARE, share.text, share.length, &quantity, r->err);
    if (status != SF_OK)
        return status;
    if (!(quantity.value > 0.0))
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, "%s", _("a part of mixture has the share 0; leave that part out"));
    out->share = quantity.value;
    return read_any(r, trimmed(colon + 1, (size_t)(argument.text + argument.length - colon) - 1), true, &out->said);
}

static sf_status write_mixture(const reader *r, const part *arguments, const mixed *parts, size_t count,
                               sf_distribution_text *said)
{
    const char *text = "mixture(", *full = text;

    for (size_t i = 0; i < count && text != NULL && full != NULL; i++) {
        const int share = (int)((const char *)memchr(arguments[i].text, ':', arguments[i].length) - arguments[i].text);
        const char *before = i > 0 ? ", " : "", *after = i + 1 == count ? ")" : "";

        text =
            sf_pool_print(r->pool, "%s%s%.*s: %s%s", text, before, share, arguments[i].text, parts[i].said.text, after);
        full = sf_pool_print(r->pool, "%s%s%.*s: %s%s", full, before, share, arguments[i].text, parts[i].said.full_text,
                             after);
    }
    said->text = text;
    said->full_text = full;
    return text != NULL && full != NULL ? SF_OK : no_memory(r);
}

static sf_status make_mixture(const reader *r, mixed *parts, size_t count, sf_distribution *d)
{
    sf_distribution *kept = sf_pool_take(r->pool, count, sizeof *kept);
    double *shares = sf_pool_take(r->pool, count, sizeof *shares);
    double sum = 0.0, square = 0.0;

    if (kept == NULL || shares == NULL)
        return no_memory(r);
    for (size_t i = 0; i < count; i++)
        sum += parts[i].share;
    if (!(fabs(sum - 1.0) <= sum_tolerance))
        return SF_FAIL(r->err, SF_EDOMAIN, NULL,
                       _("the shares of mixture add up to %.10g, not 1; write for example \"%s\""), sum,
                       MIXTURE_PATTERN);
    qsort(parts, count, sizeof *parts, compare_mixed); /* so that the order of writing means nothing */
    *d = (sf_distribution){.kind = SF_DIST_MIXTURE, .count = count, .values = shares, .parts = kept};
    for (size_t i = 0; i < count; i++) {
        kept[i] = parts[i].said.distribution;
        shares[i] = parts[i].share / sum;
        d->mean += shares[i] * kept[i].mean;
    }
    for (size_t i = 0; i < count; i++) {
        const double off = kept[i].mean - d->mean;

        square += shares[i] * (kept[i].sd * kept[i].sd + off * off);
    }
    d->sd = sqrt(square);
    return SF_OK;
}

static sf_status read_mixture(const reader *r, const char *text, size_t length, sf_distribution_text *said)
{
    part arguments[SF_MIXTURE_MOST_PARTS];
    mixed parts[SF_MIXTURE_MOST_PARTS] = {0};
    const size_t count = split_arguments(text, length, arguments, SF_MIXTURE_MOST_PARTS);
    sf_status status = SF_OK;

    if (count < 2 || count > SF_MIXTURE_MOST_PARTS)
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, _("a mixture has 2 to %d parts, not %zu; write for example \"%s\""),
                       (int)SF_MIXTURE_MOST_PARTS, count, MIXTURE_PATTERN);
    for (size_t i = 0; i < count && status == SF_OK; i++)
        status = read_part(r, arguments[i], &parts[i]);
    if (status == SF_OK)
        status = write_mixture(r, arguments, parts, count, said);
    if (status != SF_OK)
        return status;
    memcpy(said->unit, parts[0].said.unit, sizeof said->unit);
    status = make_mixture(r, parts, count, &said->distribution);
    said->headline = said->distribution.mean;
    return status;
}

/* --- all of them ---------------------------------------------------------------------------------------------------------- */

static sf_status read_any(const reader *r, part all, bool is_part, sf_distribution_text *said)
{
    const char *open = memchr(all.text, '(', all.length);
    const bool is_plain = open == NULL && (all.length == 0 || !isalpha((unsigned char)all.text[0]));
    const part name = open == NULL ? all : trimmed(all.text, (size_t)(open - all.text));
    const size_t inner = open != NULL ? (size_t)(all.text + all.length - open) - 1 : 0; /* with the last bracket */
    part arguments[MOST_ARGUMENTS];
    size_t count;
    sf_status status;

    *said = (sf_distribution_text){.headline = (double)NAN};
    if (is_plain)
        return read_plain(r, all, said);
    if (open != NULL && all.text[all.length - 1] != ')')
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, _("the ) of \"%.*s\" is missing; write for example \"%s\""),
                       name.length > 40 ? 40 : (int)name.length, name.text, GAMMA_PATTERN);
    if (is_word(name, "mixture") && is_part)
        return SF_FAIL(r->err, SF_EDOMAIN, NULL, "%s", _("a mixture holds no other mixture; write out its parts"));
    if (is_word(name, "mixture"))
        return read_mixture(r, inner > 0 ? open + 1 : "", inner > 0 ? inner - 1 : 0, said);
    count = inner > 0 ? split_arguments(open + 1, inner - 1, arguments, MOST_ARGUMENTS) : 0;
    if (is_word(name, "empirical"))
        return read_empirical(r, arguments, count, said);
    status = read_form(r, name, arguments, count, said);
    return status == SF_OK ? keep_text(r, all, said) : status;
}

sf_status sf_distribution_read(sf_pool *pool, const sf_table_finder *finder, sf_quantity_kind kind, const char *text,
                               size_t length, sf_distribution_text *out, sf_error *err)
{
    const reader r = {pool, finder, kind, err};
    sf_distribution_text said;
    const sf_status status = read_any(&r, trimmed(text, length), false, &said);

    if (status == SF_OK)
        *out = said;
    return status;
}

/* --- scaling -------------------------------------------------------------------------------------------------------------- */

/* "mean 9 mo" times 2; a number without a unit is a shape or a probability and stays. */
static char *scale_argument(sf_pool *pool, part argument, double factor)
{
    const part word = leading_word(argument), number = without(argument, word);
    const char *unit = number.text + sf_number_length(number.text, number.length);
    const part unit_part = trimmed(unit, number.length - (size_t)(unit - number.text));
    const bool is_plain = unit_part.length == 0;
    char scaled[SF_NUMBER_ROOM];

    sf_number_write(sf_number_of(number.text, (size_t)(unit - number.text)) * (is_plain ? 1.0 : factor), scaled);
    return sf_pool_print(pool, "%.*s%s%s%s%.*s", (int)word.length, word.text, word.length > 0 ? " " : "", scaled,
                         is_plain ? "" : " ", (int)unit_part.length, unit_part.text);
}

/* The values of a sample stay as they are, and the factor stands beside them. */
static char *scale_empirical(sf_pool *pool, const part *arguments, size_t count, double factor)
{
    const bool has_times = is_word(leading_word(arguments[count - 1]), "times");
    const part times = has_times ? without(arguments[count - 1], (part){"times", 5}) : (part){"1", 1};
    const size_t digits = sf_number_length(times.text, times.length);
    const bool is_percent = digits < times.length;
    char *text = sf_pool_print(pool, "empirical(%.*s", (int)arguments[0].length, arguments[0].text);
    char scaled[SF_NUMBER_ROOM];

    if (text != NULL && count == (has_times ? 3 : 2))
        text = sf_pool_print(pool, "%s, %.*s", text, (int)arguments[1].length, arguments[1].text);
    sf_number_write(sf_number_of(times.text, digits) * factor / (is_percent ? 100.0 : 1.0), scaled);
    return text != NULL ? sf_pool_print(pool, "%s, times %s)", text, scaled) : NULL;
}

static char *scale_mixture(sf_pool *pool, const part *arguments, size_t count, double factor)
{
    char *result = sf_pool_print(pool, "mixture(");

    for (size_t i = 0; i < count && result != NULL; i++) {
        const char *colon = memchr(arguments[i].text, ':', arguments[i].length);
        const part rest = trimmed(colon + 1, (size_t)(arguments[i].text + arguments[i].length - colon) - 1);
        const char *alone = sf_pool_copy(pool, rest.text, rest.length);
        const char *scaled = alone != NULL ? sf_distribution_scale(pool, alone, factor) : NULL;

        result = scaled == NULL ? NULL
                                : sf_pool_print(pool, "%s%s%.*s: %s", result, i > 0 ? ", " : "",
                                                (int)(colon - arguments[i].text), arguments[i].text, scaled);
    }
    return result != NULL ? sf_pool_print(pool, "%s)", result) : NULL;
}

char *sf_distribution_scale(sf_pool *pool, const char *text, double factor)
{
    const char *open = strchr(text, '(');
    const part name = open != NULL ? trimmed(text, (size_t)(open - text)) : (part){text, 0};
    part arguments[SF_MIXTURE_MOST_PARTS] = {{text, strlen(text)}};
    size_t count = 1;
    char *result;

    if (open != NULL)
        count = split_arguments(open + 1, strlen(open + 1) - 1, arguments, SF_MIXTURE_MOST_PARTS);
    assert(count >= 1 && count <= SF_MIXTURE_MOST_PARTS);
    if (is_word(name, "empirical"))
        return scale_empirical(pool, arguments, count, factor);
    if (is_word(name, "mixture"))
        return scale_mixture(pool, arguments, count, factor);
    result = open != NULL ? sf_pool_copy(pool, text, (size_t)(open - text) + 1) : sf_pool_copy(pool, "", 0);
    for (size_t i = 0; i < count && result != NULL; i++) {
        const char *scaled = scale_argument(pool, arguments[i], factor);

        result = scaled == NULL ? NULL : sf_pool_print(pool, "%s%s%s", result, i > 0 ? ", " : "", scaled);
    }
    return result == NULL ? NULL : open != NULL ? sf_pool_print(pool, "%s)", result) : result;
}
