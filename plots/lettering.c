/* plots/lettering.c - Pango with one bundled font and every source of difference between machines switched off:
 * no hinting, no rounding of glyph positions, a fixed language, no system fonts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/lettering.h"

#include <assert.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include "core/text.h"

struct sf_lettering {
    PangoFontMap *map;
    PangoContext *context;
    FcConfig *config;
};

enum { MOST_BYTES = 1600 };

static const char family[] = "Inter";
static const char *const font_files[] = {"Inter-Regular.otf", "Inter-SemiBold.otf"};

/* --- finding the font -------------------------------------------------------------------------------------------------- */

static bool has_fonts(const char *dir)
{
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof font_files / sizeof font_files[0]; i++)
        if ((size_t)snprintf(path, sizeof path, "%s/%s", dir, font_files[i]) >= sizeof path || access(path, R_OK) != 0)
            return false;
    return true;
}

static bool finds_beside_executable(char dir[PATH_MAX])
{
    static const char *const places[] = {"../share/saksflyt/fonts", "../plots/fonts", "../../plots/fonts"};
    char self[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    const char *here;

    if (length <= 0)
        return false;
    self[length] = '\0';
    here = dirname(self);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if ((size_t)snprintf(dir, PATH_MAX, "%s/%s", here, places[i]) < PATH_MAX && has_fonts(dir))
            return true;
    return false;
}

static bool finds_in_source_tree(char dir[PATH_MAX])
{
    char source[PATH_MAX] = __FILE__;

    return (size_t)snprintf(dir, PATH_MAX, "%s/fonts", dirname(source)) < PATH_MAX && has_fonts(dir);
}

/* --- opening ----------------------------------------------------------------------------------------------------------- */

static sf_status config_with_our_fonts(FcConfig **out, sf_error *err)
{
    char dir[PATH_MAX], path[PATH_MAX + 32];
    FcConfig *config;

    if (!finds_beside_executable(dir) && !finds_in_source_tree(dir))
        return SF_FAIL(err, SF_EUNAVAILABLE, NULL,
                       _("the chart font %s is missing; it belongs in ../share/saksflyt/fonts beside the program"),
                       font_files[0]);
    config = FcConfigCreate();
    if (config == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    for (size_t i = 0; i < sizeof font_files / sizeof font_files[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, font_files[i]);
        if (!FcConfigAppFontAddFile(config, (const FcChar8 *)path)) {
            FcConfigDestroy(config);
            return SF_FAIL(err, SF_EUNAVAILABLE, NULL, _("%s is not a font that can be read"), path);
        }
    }
    *out = config;
    return SF_OK;
}

static void switch_off_differences(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    pango_context_set_language(context, pango_language_from_string("nb"));
}

sf_status sf_lettering_open(sf_lettering **out, sf_error *err)
{
    sf_lettering *lettering = calloc(1, sizeof *lettering);
    sf_status status;

    if (lettering == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    status = config_with_our_fonts(&lettering->config, err);
    if (status != SF_OK)
        goto failed;
    lettering->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (lettering->map == NULL) {
        status =
            SF_FAIL(err, SF_EUNAVAILABLE, NULL, "%s", _("Cairo was built without FreeType fonts, which charts need"));
        goto failed;
    }
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(lettering->map), lettering->config);
    lettering->context = pango_font_map_create_context(lettering->map);
    switch_off_differences(lettering->context);
    *out = lettering;
    return SF_OK;
failed:
    sf_lettering_close(lettering);
    return status;
}

void sf_lettering_close(sf_lettering *lettering)
{
    if (lettering == NULL)
        return;
    if (lettering->context != NULL)
        g_object_unref(lettering->context);
    if (lettering->map != NULL)
        g_object_unref(lettering->map);
    if (lettering->config != NULL)
        FcConfigDestroy(lettering->config);
    free(lettering);
}

/* --- one text ---------------------------------------------------------------------------------------------------------- */

/* Characters that would break the line or turn the direction of what follows. */
static bool is_commanding(gunichar c)
{
    return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f || c == 0x061c ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

uint32_t sf_tame_next(const char **text)
{
    const char *from = *text;
    gunichar c;

    if (*from == '\0')
        return 0;
    c = g_utf8_get_char_validated(from, -1);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        *text = from + 1;
        return 0xfffd;
    }
    *text = g_utf8_next_char(from);
    return is_commanding(c) ? ' ' : (c & 0xfffe) == 0xfffe ? 0xfffd : c;
}

char *sf_tame(const char *from, char *to, size_t room)
{
    size_t n = 0;
    uint32_t c;

    assert(room >= 8);
    while (n + 8 <= room && (c = sf_tame_next(&from)) != 0) /* a character has at most 6 bytes */
        n += (size_t)g_unichar_to_utf8(c, to + n);
    to[n] = '\0';
    return to;
}

/* A new layout of the text; the caller unrefs it. */
static PangoLayout *layout_of(const sf_lettering *lettering, sf_text text)
{
    PangoLayout *layout = pango_layout_new(lettering->context);
    PangoFontDescription *font = pango_font_description_new();
    PangoAttrList *attributes = pango_attr_list_new();
    char tamed[MOST_BYTES + 8];

    assert(text.text != NULL && text.type.size > 0.0);
    sf_tame(text.text, tamed, sizeof tamed);
    pango_font_description_set_family_static(font, family);
    pango_font_description_set_weight(font, text.type.bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, text.type.size * PANGO_SCALE);
    pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1")); /* digits of one width line up */
    pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_text(layout, tamed, -1);
    if (text.width > 0.0) {
        pango_layout_set_width(layout, (int)(text.width * PANGO_SCALE) + 1);
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout, text.lines > 0 ? -text.lines : -1);
    }
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
    return layout;
}

static sf_extent extent_of(PangoLayout *layout)
{
    PangoRectangle logical;

    pango_layout_get_extents(layout, NULL, &logical);
    return (sf_extent){(double)logical.width / PANGO_SCALE, (double)logical.height / PANGO_SCALE};
}

sf_extent sf_text_extent(const sf_lettering *lettering, sf_text text)
{
    PangoLayout *layout = layout_of(lettering, text);
    const sf_extent extent = extent_of(layout);

    g_object_unref(layout);
    return extent;
}

static double moved_by(double at, double size, sf_align align)
{
    return at - size * (align == SF_ALIGN_START ? 0.0 : align == SF_ALIGN_MIDDLE ? 0.5 : 1.0);
}

sf_rect sf_text_place(const sf_lettering *lettering, sf_text text, double x, double y, sf_align across, sf_align down)
{
    const sf_extent extent = sf_text_extent(lettering, text);
    const double left = moved_by(x, extent.width, across), top = moved_by(y, extent.height, down);

    return (sf_rect){left, top, left + extent.width, top + extent.height};
}

void sf_text_draw(const sf_lettering *lettering, cairo_t *cr, sf_text text, double x, double y, sf_align across,
                  sf_align down)
{
    PangoLayout *layout = layout_of(lettering, text);
    const sf_extent extent = extent_of(layout);
    const sf_colour c = text.type.colour;

    if (across == SF_ALIGN_END)
        pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
    if (across == SF_ALIGN_MIDDLE)
        pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    cairo_save(cr);
    cairo_set_source_rgba(cr, c.red, c.green, c.blue, c.alpha);
    /* A layout with a width aligns its lines within that width; the anchor moves the whole. */
    cairo_move_to(cr, moved_by(x, text.width > 0.0 ? text.width : extent.width, across),
                  moved_by(y, extent.height, down));
    pango_cairo_show_layout(cr, layout);
    cairo_restore(cr);
    g_object_unref(layout);
}
