/* core/format.h - numbers for human eyes, apart from LC_NUMERIC (which stays "C").
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_FORMAT_H
#define SF_CORE_FORMAT_H

#include <stddef.h>

typedef enum sf_language { SF_LANGUAGE_EN, SF_LANGUAGE_NB } sf_language;

/** Writes value with `decimals` digits after the mark: "1 234,5" in Norwegian (no-break thin space U+202F between
 *  thousands, decimal comma, U+2212 minus) and "1,234.5" in English. NaN gives an en dash. Returns buffer. size >= 32. */
const char *sf_format_number(sf_language language, double value, int decimals, char *buffer, size_t size);

/** As above with a number of decimals that shows about three significant digits. */
const char *sf_format_auto(sf_language language, double value, char *buffer, size_t size);

#endif
