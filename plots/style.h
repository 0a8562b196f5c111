/* plots/style.h - colours, line patterns, marker shapes and type sizes, in one place.
 * Colours are Okabe & Ito's (2008), told apart by most colour-blind readers; those below 3:1 against white (WCAG 2.2, 1.4.11)
 * are used for areas with a dark edge only. Colour never stands alone: dash, marker or a label says the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_STYLE_H
#define SF_PLOTS_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "results/study.h"

typedef struct sf_colour {
    double red, green, blue, alpha; /* 0..1 */
} sf_colour;

/** An opaque colour from 0xRRGGBB. */
sf_colour sf_colour_rgb(unsigned rgb);
sf_colour sf_colour_faint(sf_colour colour, double alpha);

/** Contrast ratio of two opaque colours, 1..21. Source: WCAG 2.2, relative luminance. */
double sf_colour_contrast(sf_colour a, sf_colour b);

#define SF_WHITE sf_colour_rgb(0xffffff)
#define SF_INK sf_colour_rgb(0x1f2328)   /* text */
#define SF_SOFT sf_colour_rgb(0x57606a)  /* second text: 6:1 on white */
#define SF_RULE sf_colour_rgb(0x8c959f)  /* axis lines */
#define SF_GRID sf_colour_rgb(0xe4e7eb)  /* grid: quieter than any mark */
#define SF_SHADE sf_colour_rgb(0xeef0f3) /* zones */
#define SF_BLUE sf_colour_rgb(0x0072b2)
#define SF_VERMILLION sf_colour_rgb(0xd55e00)
#define SF_GREEN sf_colour_rgb(0x009e73)

typedef enum sf_marker {
    SF_MARKER_DISC,
    SF_MARKER_SQUARE,
    SF_MARKER_DIAMOND,
    SF_MARKER_TRIANGLE_UP,
    SF_MARKER_TRIANGLE_DOWN,
    SF_MARKER_CROSS,
    SF_MARKER_RING,
    SF_MARKER_BOX,
    SF_MARKER_KINDS
} sf_marker;

typedef enum sf_dash { SF_DASH_SOLID, SF_DASH_LONG, SF_DASH_DOT, SF_DASH_LONG_DOT, SF_DASH_KINDS } sf_dash;

typedef struct sf_look {
    sf_colour colour;
    sf_marker marker;
    sf_dash dash;
} sf_look;

/** How a scenario looks in every chart of a study: the baseline dark and solid, the others by order. Fifteen differ in colour or dash. */
sf_look sf_look_of_scenario(size_t scenario, size_t baseline);

/** What an area of a stack stands for. */
typedef enum sf_area_kind { SF_AREA_INSIDE, SF_AREA_GOOD, SF_AREA_OTHER, SF_AREA_BAD, SF_AREA_KINDS } sf_area_kind;

/** Fill of the k-th area of its kind: blues for those still inside, greens for good ends, orange for bad ones. Areas also have
 *  dark edges and names. */
sf_colour sf_colour_of_area(sf_area_kind kind, size_t k);

/** Dark or white, whichever reads better on the fill. */
sf_colour sf_colour_on(sf_colour fill);

/** Shape and colour of a verdict: better, worse, no difference that matters, undecided. */
sf_look sf_look_of_verdict(sf_verdict verdict);

typedef struct sf_type {
    double size; /* points */
    bool bold;
    sf_colour colour;
} sf_type;

#define SF_TYPE_TITLE ((sf_type){19.0, true, SF_INK})
#define SF_TYPE_SUBTITLE ((sf_type){13.0, false, SF_SOFT})
#define SF_TYPE_PANEL ((sf_type){13.0, true, SF_INK})
#define SF_TYPE_LABEL ((sf_type){12.0, false, SF_INK})
#define SF_TYPE_TICK ((sf_type){11.0, false, SF_SOFT})
#define SF_TYPE_NOTE ((sf_type){11.0, false, SF_SOFT})

#endif
