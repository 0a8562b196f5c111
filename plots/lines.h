/* plots/lines.h - plain UTF-8 text in columns and paragraphs, for a terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_LINES_H
#define SF_PLOTS_LINES_H

#include <stdbool.h>
#include <stdio.h>

/** A text padded with blanks to so many columns; a longer one stays whole. */
void sf_print_padded(FILE *out, const char *text, int columns, bool to_the_right);

/** A paragraph broken at blanks, indented by two, further lines by four. */
void sf_print_wrapped(FILE *out, const char *text);

#endif
