/* core/number.c - decimal numbers between text and double, whatever LC_NUMERIC is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/number.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count_digits(const char *text, size_t length)
{
    size_t n = 0;

    while (n < length && isdigit((unsigned char)text[n]))
        n++;
    return n;
}

size_t sf_number_length(const char *text, size_t length)
{
    size_t n = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    size_t digits = count_digits(text + n, length - n);

    if (digits == 0)
        return 0;
    n += digits;
    if (n + 1 < length && text[n] == '.' && isdigit((unsigned char)text[n + 1]))
        n += 1 + count_digits(text + n + 1, length - n - 1);
    if (n < length && (text[n] == 'e' || text[n] == 'E')) {
        const size_t sign = n + 1 < length && (text[n + 1] == '-' || text[n + 1] == '+') ? 1 : 0;

        digits = count_digits(text + n + 1 + sign, length - n - 1 - sign);
        n += digits > 0 ? 1 + sign + digits : 0;
    }
    return n;
}

double sf_number_of(const char *text, size_t length)
{
    char copy[400];
    locale_t c_locale; /* glibc hands out its one constant "C" object: this costs nothing and cannot fail */
    double value;

    if (length >= sizeof copy || length == 0 || sf_number_length(text, length) != length)
        return (double)NAN;
    memcpy(copy, text, length);
    copy[length] = '\0';
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    value = strtod_l(copy, NULL, c_locale);
    freelocale(c_locale);
    return value;
}

const char *sf_number_write(double value, char buffer[SF_NUMBER_ROOM])
{
    snprintf(buffer, SF_NUMBER_ROOM, "%.15g", value);
    for (char *c = buffer; *c != '\0'; c++)
        if (*c == ',') /* the decimal mark of some locales */
            *c = '.';
    return buffer;
}
