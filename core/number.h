/* core/number.h - plain decimal numbers as text, in any locale.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_NUMBER_H
#define SF_CORE_NUMBER_H

#include <stddef.h>

enum { SF_NUMBER_ROOM = 40 }; /* bytes for any double as text */

/** Bytes of the number that text begins with ("45..120" begins with "45"); 0 when it begins with none. */
size_t sf_number_length(const char *text, size_t length);

/** The number that length bytes of text are; NAN when they are none. */
double sf_number_of(const char *text, size_t length);

/** A finite number in at most 15 significant digits: 0.9 * 1.1 is "0.99". Returns buffer. */
const char *sf_number_write(double value, char buffer[SF_NUMBER_ROOM]);

#endif
