/* plots/chart.c - what all charts have in common: headings, caption, and the way from paint to bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/chart.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/text.h"

static const double text_width = SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN;
static const double gap_below_title = 3.0, gap_below_subtitle = 14.0, gap_above_note = 10.0, gap_in_note = 2.0;
static const double nothing_height = 90.0;

static sf_text title_text(const sf_chart *chart)
{
    return (sf_text){chart->title, SF_TYPE_TITLE, text_width, 2};
}

static sf_text subtitle_text(const sf_chart *chart)
{
    return (sf_text){chart->subtitle, SF_TYPE_SUBTITLE, text_width, 3};
}

static sf_text note_text(const sf_chart *chart)
{
    return (sf_text){chart->note, SF_TYPE_NOTE, text_width, 6};
}

static sf_text source_text(const sf_chart *chart)
{
    return (sf_text){chart->source, SF_TYPE_NOTE, text_width, 2};
}

sf_chart sf_chart_begin(sf_sheet *sheet, const char *name, const char *title, const char *subtitle)
{
    sf_chart chart = {.name = name, .title = title, .subtitle = subtitle, .note = "", .alt = title};

    chart.source = sheet->study != NULL ? sf_say_source(sheet) : "";
    chart.top = SF_CHART_MARGIN + sf_text_extent(sheet->lettering, title_text(&chart)).height + gap_below_title +
                sf_text_extent(sheet->lettering, subtitle_text(&chart)).height + gap_below_subtitle;
    return chart;
}

void sf_chart_end(sf_sheet *sheet, sf_chart *chart, double bottom, const char *note)
{
    chart->bottom = bottom;
    chart->note = note;
    chart->height = bottom + gap_above_note;
    if (note[0] != '\0')
        chart->height += sf_text_extent(sheet->lettering, note_text(chart)).height + gap_in_note;
    chart->height = ceil(chart->height + sf_text_extent(sheet->lettering, source_text(chart)).height + SF_CHART_MARGIN);
}

void sf_chart_explain(sf_sheet *sheet, sf_chart *chart, const char *sentence)
{
    chart->nothing = sentence;
    chart->alt = sf_print(sheet, "%s. %s", chart->title, sentence);
    sf_chart_end(sheet, chart, chart->top + nothing_height, "");
}

static void paint_nothing(const sf_pen *pen, const sf_chart *chart)
{
    const sf_rect box = {SF_CHART_MARGIN, chart->top, SF_CHART_WIDTH - SF_CHART_MARGIN, chart->bottom};

    sf_paint_box(pen, box, SF_SHADE);
    sf_paint_text(pen, (sf_text){chart->nothing, SF_TYPE_SUBTITLE, text_width - 40.0, 4}, SF_CHART_WIDTH / 2.0,
                  (chart->top + chart->bottom) / 2.0, SF_ALIGN_MIDDLE, SF_ALIGN_MIDDLE);
}

void sf_chart_paint(const sf_pen *pen, const sf_sheet *sheet, const sf_chart *chart)
{
    double y = SF_CHART_MARGIN;

    sf_paint_text(pen, title_text(chart), SF_CHART_MARGIN, y, SF_ALIGN_START, SF_ALIGN_START);
    y += sf_text_extent(sheet->lettering, title_text(chart)).height + gap_below_title;
    sf_paint_text(pen, subtitle_text(chart), SF_CHART_MARGIN, y, SF_ALIGN_START, SF_ALIGN_START);
    if (chart->nothing != NULL)
        paint_nothing(pen, chart);
    else
        chart->paint(pen, sheet, chart->plan);
    y = chart->bottom + gap_above_note;
    if (chart->note[0] != '\0') {
        sf_paint_text(pen, note_text(chart), SF_CHART_MARGIN, y, SF_ALIGN_START, SF_ALIGN_START);
        y += sf_text_extent(sheet->lettering, note_text(chart)).height + gap_in_note;
    }
    sf_paint_text(pen, source_text(chart), SF_CHART_MARGIN, y, SF_ALIGN_START, SF_ALIGN_START);
}

static double scale_of(const sf_chart *chart, sf_page_format format, sf_chart_size wanted)
{
    const double unit = format == SF_PAGE_PNG ? SF_PIXELS_PER_POINT : 1.0;
    double scale = INFINITY;

    if (wanted.width > 0.0)
        scale = wanted.width / (unit * SF_CHART_WIDTH);
    if (wanted.height > 0.0)
        scale = fmin(scale, wanted.height / (unit * chart->height));
    return isfinite(scale) ? scale : 1.0;
}

sf_status sf_chart_render(const sf_sheet *sheet, const sf_chart *chart, sf_page_format format,
                          sf_chart_size size_of_file, unsigned char **bytes, size_t *size, sf_error *err)
{
    sf_page *page = NULL;
    sf_status status =
        sf_page_open(format, SF_CHART_WIDTH, chart->height, scale_of(chart, format, size_of_file), &page, err);

    *bytes = NULL;
    if (status != SF_OK)
        return status;
    sf_chart_paint(&(sf_pen){.cr = sf_page_cairo(page), .lettering = sheet->lettering, .language = sheet->language},
                   sheet, chart);
    return sf_page_finish(page, chart->title, chart->alt, bytes, size, err);
}

/* --- the key of scenarios ---------------------------------------------------------------------------------------------- */

static const double key_sample = 30.0, key_gap = 20.0, key_row = 18.0, key_most = 440.0;

double sf_scenario_key(const sf_pen *pen, const sf_sheet *sheet, double left, double top, double width, bool with_line)
{
    double x = left, y = top;

    for (size_t i = 0; i < sheet->n_shown; i++) {
        const size_t s = sheet->shown[i];
        const sf_look look = sf_look_of_scenario(s, sheet->baseline);
        const sf_text name = {sf_scenario_name(sheet, s), SF_TYPE_LABEL, key_most, 1};
        const double wide = key_sample + 6.0 + sf_text_extent(sheet->lettering, name).width;
        const double middle = y + key_row / 2.0;

        if (x > left && x + wide > left + width) {
            x = left;
            y += key_row;
            i--; /* again, on the next row */
            continue;
        }
        if (pen != NULL) {
            if (with_line)
                sf_paint_rule(pen, x, middle, x + key_sample, middle, 2.0, look.colour, look.dash);
            sf_paint_marker(pen, (sf_rect){x, y, x + key_sample, y + key_row}, x + key_sample / 2.0, middle, 8.0, look);
            sf_paint_text(pen, name, x + key_sample + 6.0, middle, SF_ALIGN_START, SF_ALIGN_MIDDLE);
        }
        x += wide + key_gap;
    }
    return y - top + key_row;
}
