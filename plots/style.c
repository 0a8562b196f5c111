/* plots/style.c - the palette and who gets which colour.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/style.h"

#include <math.h>

sf_colour sf_colour_rgb(unsigned rgb)
{
    return (sf_colour){((rgb >> 16) & 0xff) / 255.0, ((rgb >> 8) & 0xff) / 255.0, (rgb & 0xff) / 255.0, 1.0};
}

sf_colour sf_colour_faint(sf_colour colour, double alpha)
{
    colour.alpha = alpha;
    return colour;
}

static double linear_light(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double luminance(sf_colour c)
{
    return 0.2126 * linear_light(c.red) + 0.7152 * linear_light(c.green) + 0.0722 * linear_light(c.blue);
}

double sf_colour_contrast(sf_colour a, sf_colour b)
{
    const double la = luminance(a), lb = luminance(b);

    return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

sf_look sf_look_of_scenario(size_t scenario, size_t baseline)
{
    /* Okabe & Ito's blue, vermillion, bluish green, reddish purple and orange, darkened to 4.5:1 on white so that names may
     * be written in them. */
    static const unsigned rgb[] = {0x0072b2, 0xbf5300, 0x007f5c, 0xa04f80, 0x8f6400};
    enum { N_COLOURS = sizeof rgb / sizeof rgb[0] };
    const size_t k = scenario > baseline ? scenario - 1 : scenario; /* order among those that are not the baseline */

    if (scenario == baseline)
        return (sf_look){SF_INK, SF_MARKER_DISC, SF_DASH_SOLID};
    return (sf_look){sf_colour_rgb(rgb[k % N_COLOURS]), (sf_marker)(1 + k % (SF_MARKER_KINDS - 1)),
                     (sf_dash)(1 + k % (SF_DASH_KINDS - 1))};
}

static sf_colour lighter(sf_colour c)
{
    return (sf_colour){0.5 + c.red / 2.0, 0.5 + c.green / 2.0, 0.5 + c.blue / 2.0, c.alpha};
}

sf_colour sf_colour_of_area(sf_area_kind kind, size_t k)
{
    static const unsigned rgb[SF_AREA_KINDS][4] = {[SF_AREA_INSIDE] = {0x56b4e9, 0x9ccbe8, 0x4a9fd4, 0xc5e0f2},
                                                   [SF_AREA_GOOD] = {0x009e73, 0x7fcbb2, 0x4fb894, 0xb5e0d2},
                                                   [SF_AREA_OTHER] = {0xf0e442, 0xcc79a7, 0xb8bec6, 0xb5a8d6},
                                                   [SF_AREA_BAD] = {0xe69f00, 0xe8855b, 0xf3c9a5, 0xd9a58c}};
    const sf_colour colour = sf_colour_rgb(rgb[kind][k % 4]);

    return k / 4 % 2 == 0 ? colour : lighter(colour);
}

sf_colour sf_colour_on(sf_colour fill)
{
    return sf_colour_contrast(SF_INK, fill) >= sf_colour_contrast(SF_WHITE, fill) ? SF_INK : SF_WHITE;
}

sf_look sf_look_of_verdict(sf_verdict verdict)
{
    switch (verdict) {
    case SF_BETTER:
        return (sf_look){SF_BLUE, SF_MARKER_DISC, SF_DASH_SOLID};
    case SF_WORSE:
        return (sf_look){SF_VERMILLION, SF_MARKER_DIAMOND, SF_DASH_SOLID};
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return (sf_look){SF_SOFT, SF_MARKER_SQUARE, SF_DASH_SOLID};
    case SF_UNDECIDED:
        break;
    }
    return (sf_look){SF_INK, SF_MARKER_RING, SF_DASH_SOLID};
}
