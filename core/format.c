/* core/format.c - numbers for human eyes: digits from printf, marks from the reader's language.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/format.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The marks of one language, UTF-8. */
typedef struct marks {
    const char *minus, *thousands, *decimal;
} marks;

static const marks language_marks[] = {
    [SF_LANGUAGE_EN] = {"-", ",", "."}, [SF_LANGUAGE_NB] = {"\xe2\x88\x92", "\xe2\x80\xaf", ","}, /* U+2212, U+202F */
};

enum { MOST_DECIMALS = 6 };

/* From here on digits are noise: shown as 1.2e+12. Below it 32 bytes are always enough. */
static const double largest_in_full = 1e12;

/* Text that is built up in the caller's buffer; what does not fit is cut. */
typedef struct writer {
    char *buffer;
    size_t size, length;
} writer;

static void put(writer *out, const char *text, size_t length)
{
    if (out->length + length >= out->size)
        return;
    memcpy(out->buffer + out->length, text, length);
    out->length += length;
    out->buffer[out->length] = '\0';
}

static bool is_all_zeros(const char *digits)
{
    return digits[strspn(digits, "0.")] == '\0';
}

static void put_grouped(writer *out, const char *digits, const marks *with)
{
    const size_t whole = strcspn(digits, ".");

    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            put(out, with->thousands, strlen(with->thousands));
        put(out, digits + i, 1);
    }
    if (digits[whole] == '.') {
        put(out, with->decimal, strlen(with->decimal));
        put(out, digits + whole + 1, strlen(digits + whole + 1));
    }
}

const char *sf_format_number(sf_language language, double value, int decimals, char *buffer, size_t size)
{
    const marks *with = &language_marks[language];
    writer out = {.buffer = buffer, .size = size};
    char digits[64];

    assert(buffer != NULL && size >= 32);
    buffer[0] = '\0';
    if (isnan(value)) {
        put(&out, "\xe2\x80\x93", 3); /* en dash: no number */
        return buffer;
    }
    decimals = decimals < 0 ? 0 : decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
    if (isinf(value))
        snprintf(digits, sizeof digits, "%s", "\xe2\x88\x9e"); /* infinity */
    else if (fabs(value) >= largest_in_full)
        snprintf(digits, sizeof digits, "%.2e", fabs(value));
    else
        snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
    if (value < 0.0 && !is_all_zeros(digits)) /* -0.04 to one decimal is 0.0, not -0.0 */
        put(&out, with->minus, strlen(with->minus));
    if (isinf(value))
        put(&out, digits, strlen(digits));
    else
        put_grouped(&out, digits, with);
    return buffer;
}

const char *sf_format_auto(sf_language language, double value, char *buffer, size_t size)
{
    const double magnitude = fabs(value);
    double enough = 100.0;
    int decimals = 0;

    /* One more for every tenth below 100; 99.96 shows as 100, not 100.0. */
    while (magnitude > 0.0 && decimals < MOST_DECIMALS && magnitude < enough * (1.0 - 0.0005)) {
        decimals++;
        enough /= 10.0;
    }
    return sf_format_number(language, value, decimals, buffer, size);
}
