/* plots/html.h - writing HTML: everything a user wrote is escaped on its way out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_HTML_H
#define SF_PLOTS_HTML_H

#include <stddef.h>
#include <stdio.h>

#include "plots/sheet.h"

/** Text as text, inside an element or a quoted attribute: & < > " ' are escaped, and what could command is tamed
 *  (sf_tame_next). The result is well-formed XML, too. */
void sf_html_text(FILE *out, const char *text);

/** <tag>text</tag>. */
void sf_html_element(FILE *out, const char *tag, const char *text);

/** <td class="n">: a number, maybe with its interval in brackets, from sf_say_estimate and its like. */
void sf_html_number(FILE *out, const char *text);

/** A table with a caption for those who listen; text columns first, then numbers. class_name goes into the class attribute. */
void sf_html_table(FILE *out, const char *class_name, const char *caption, const sf_table *table);

/** bytes as base64 (RFC 4648). */
void sf_html_base64(FILE *out, const unsigned char *bytes, size_t size);

#endif
