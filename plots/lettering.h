/* plots/lettering.h - text: measured and drawn with the bundled font only, so that a chart has the same bytes everywhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_LETTERING_H
#define SF_PLOTS_LETTERING_H

#include <cairo.h>

#include "core/format.h"
#include "plots/style.h"

/** A rectangle in points, y downwards: left <= right, top <= bottom. */
typedef struct sf_rect {
    double left, top, right, bottom;
} sf_rect;

typedef struct sf_lettering sf_lettering;

/** Reads one character of a user's text and moves on. What could command is tamed: control characters, line ends and changes
 *  of direction become a blank; bytes that are no UTF-8 and code points that XML forbids become U+FFFD. 0 at the end. */
uint32_t sf_tame_next(const char **text);

/** Copies as much of a text as fits into room bytes, tamed and as valid UTF-8; returns to. room >= 8. */
char *sf_tame(const char *from, char *to, size_t room);

/** Loads the bundled font (Inter, plots/fonts) through a fontconfig set-up of its own; no system font is seen.
 *  Looked for in ../share/saksflyt/fonts and ../plots/fonts, ../../plots/fonts beside the executable, then in the source tree.
 *  Returns SF_EUNAVAILABLE naming the places when it is nowhere; SF_ENOMEM. Owner: the caller, sf_lettering_close. */
SF_MUST_CHECK sf_status sf_lettering_open(sf_lettering **out, sf_error *err);
void sf_lettering_close(sf_lettering *lettering);

/** How a text sits on its anchor. */
typedef enum sf_align { SF_ALIGN_START, SF_ALIGN_MIDDLE, SF_ALIGN_END } sf_align;

/** A text with its room. Wider text wraps at words into at most `lines` lines and then ends in an ellipsis.
 *  width <= 0 means as wide as needed, on one line. Marks and control characters are shown as they are, never obeyed:
 *  no markup, no change of direction, no line breaks; at most 1,600 bytes are looked at. */
typedef struct sf_text {
    const char *text; /* UTF-8; broken bytes are replaced */
    sf_type type;
    double width;
    int lines;
} sf_text;

typedef struct sf_extent {
    double width, height;
} sf_extent;

/** The room a text takes, points. */
sf_extent sf_text_extent(const sf_lettering *lettering, sf_text text);

/** Where sf_text_draw would put it. */
sf_rect sf_text_place(const sf_lettering *lettering, sf_text text, double x, double y, sf_align across, sf_align down);

/** Draws the text at (x, y): across START = x is its left edge, down START = y is its top edge. Leaves cr as found. */
void sf_text_draw(const sf_lettering *lettering, cairo_t *cr, sf_text text, double x, double y, sf_align across,
                  sf_align down);

#endif
