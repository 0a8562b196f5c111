/* plots/timeline.c - layout and paint of lives along a calendar.
 *
 *   Today - work, 14.5.2026
 *   Programme   [ applies ][ without an owner ][==== AAP ===================]
 *   Contact                                       o     x  o        o
 *   Tiltak                                    [ waits  ][== AFT ==]
 *                                    2025                     2026
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/timeline.h"

#include <libgen.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"
#include "plots/chart.h"

static const double names_width = 120.0, track_height = 17.0, row_gap = 7.0, story_title = 26.0, axis_height = 24.0,
                    story_gap = 16.0, label_gap = 7.0;
static const double plot_left = SF_CHART_MARGIN + 120.0, plot_right = SF_CHART_WIDTH - SF_CHART_MARGIN - 8.0;

enum { MOST_TRACKS = 6 };

typedef struct block {
    const sf_life_story *story;
    const uint8_t *track;     /* of each bar */
    const uint8_t *dot_track; /* of each dot */
    size_t tracks[SF_LIFE_ROWS];
    bool has[SF_LIFE_ROWS];
    double top[SF_LIFE_ROWS]; /* of each row that is there */
    sf_frame frame;
} block;

typedef struct plan {
    size_t n;
    block *blocks;
    double from, to; /* civil days */
    sf_year_ticks years;
} plan;

static const char *row_name(sf_life_row row)
{
    switch (row) {
    case SF_LIFE_ROW_PROGRAMME:
        return _("Programme");
    case SF_LIFE_ROW_CONTACT:
        return _("Contact");
    case SF_LIFE_ROW_WORK:
        return _("Other work");
    case SF_LIFE_ROW_TILTAK:
        return _("Tiltak");
    case SF_LIFE_ROW_TREATMENT:
        return _("Treatment");
    case SF_LIFE_ROW_CLOCK:
        return _("Clock; barriers gone");
    case SF_LIFE_ROWS:
        break;
    }
    return "";
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

/* Whether a bar touches none of the earlier ones of its row in that track. */
static bool fits(const sf_life_story *s, const uint8_t *track, size_t bar, size_t wanted)
{
    for (size_t k = 0; k < bar; k++)
        if (s->bars[k].row == s->bars[bar].row && track[k] == wanted && s->bars[k].to > s->bars[bar].from &&
            s->bars[k].from < s->bars[bar].to)
            return false;
    return true;
}

/* Every bar goes into the first track where it fits; the last track takes what fits nowhere. */
static void give_tracks(block *b, uint8_t *track)
{
    const sf_life_story *s = b->story;

    for (size_t i = 0; i < s->n_bars; i++) {
        size_t t = 0;

        while (t + 1 < MOST_TRACKS && !fits(s, track, i, t))
            t++;
        track[i] = (uint8_t)t;
        b->has[s->bars[i].row] = true;
        if (b->tracks[s->bars[i].row] < t + 1)
            b->tracks[s->bars[i].row] = t + 1;
    }
    b->track = track;
}

static sf_text label_of(const sf_life_dot *dot)
{
    return (sf_text){dot->label, {10.0, false, SF_INK}, 0.0, 1};
}

/* Dots with a label go into the first track where the label before has ended; the others into the first. */
static void give_dot_tracks(const sf_sheet *sheet, const plan *p, block *b, uint8_t *track)
{
    const sf_life_story *s = b->story;
    const sf_scale x = sf_scale_linear(p->from, p->to, plot_left, plot_right);
    double free_from[SF_LIFE_ROWS][MOST_TRACKS] = {{0.0}};

    for (size_t i = 0; i < s->n_dots; i++) {
        const sf_life_dot *dot = &s->dots[i];
        const double at = sf_scale_at(x, dot->at);
        size_t t = 0;

        while (dot->label[0] != '\0' && t + 1 < MOST_TRACKS && free_from[dot->row][t] > at - 5.0)
            t++;
        track[i] = (uint8_t)t;
        if (dot->label[0] != '\0')
            free_from[dot->row][t] = at + label_gap + sf_text_extent(sheet->lettering, label_of(dot)).width;
        b->has[dot->row] = true;
        if (b->tracks[dot->row] < t + 1)
            b->tracks[dot->row] = t + 1;
    }
    b->dot_track = track;
}

static void find_range(const sf_timeline *timeline, plan *p)
{
    p->from = INFINITY;
    p->to = -INFINITY;
    for (size_t k = 0; k < timeline->n_stories; k++) {
        for (size_t i = 0; i < timeline->stories[k].n_bars; i++) {
            p->from = fmin(p->from, timeline->stories[k].bars[i].from);
            p->to = fmax(p->to, timeline->stories[k].bars[i].to);
        }
        for (size_t i = 0; i < timeline->stories[k].n_dots; i++) {
            p->from = fmin(p->from, timeline->stories[k].dots[i].at);
            p->to = fmax(p->to, timeline->stories[k].dots[i].at);
        }
    }
    if (!(p->to > p->from)) { /* a life of one moment, or of none */
        p->from = isfinite(p->from) ? p->from : 0.0;
        p->to = p->from + 30.0;
    }
    p->years = sf_ticks_years(0.0, p->from, p->to, 12);
}

static double place_blocks(plan *p, double top)
{
    for (size_t k = 0; k < p->n; k++) {
        block *b = &p->blocks[k];
        double y = top + story_title;

        b->frame.plot.left = plot_left;
        b->frame.plot.right = plot_right;
        b->frame.plot.top = y;
        for (int row = 0; row < SF_LIFE_ROWS; row++) {
            b->top[row] = y;
            if (b->has[row])
                y += track_height * (double)b->tracks[row] + row_gap;
        }
        b->frame.plot.bottom = y;
        b->frame.x = sf_scale_linear(p->from, p->to, b->frame.plot.left, b->frame.plot.right);
        b->frame.y = sf_scale_linear(0.0, 1.0, b->frame.plot.bottom, b->frame.plot.top);
        top = y + axis_height + story_gap;
    }
    return top - story_gap;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

static void paint_bar(const sf_pen *pen, const block *b, size_t i, sf_look look)
{
    const sf_life_bar *bar = &b->story->bars[i];
    const size_t track = b->track[i];
    const double left = sf_scale_at(b->frame.x, bar->from);
    const double right = fmax(left + 1.0, sf_scale_at(b->frame.x, bar->to));
    const double top = b->top[bar->row] + (double)track * track_height + 1.0, bottom = top + track_height - 3.0;
    const double middle = (top + bottom) / 2.0, room = right - left - 6.0;
    const sf_colour edge = look.colour;

    sf_paint_bar(pen, &b->frame, bar->from, bar->to, middle, bottom - top,
                 bar->is_waiting ? SF_WHITE : sf_colour_faint(look.colour, 0.22));
    sf_paint_rule(pen, left, top, right, top, 1.0, edge, bar->is_waiting ? SF_DASH_DOT : SF_DASH_SOLID);
    sf_paint_rule(pen, left, bottom, right, bottom, 1.0, edge, bar->is_waiting ? SF_DASH_DOT : SF_DASH_SOLID);
    sf_paint_rule(pen, left, top, left, bottom, 1.4, edge, SF_DASH_SOLID);
    sf_paint_rule(pen, right, top, right, bottom, 1.4, edge, SF_DASH_SOLID);
    if (room >= 26.0 && fits(b->story, b->track, i, track)) /* more at a time than there are tracks: no second name */
        sf_paint_text(pen, (sf_text){bar->label, {10.0, false, SF_INK}, room, 1}, left + 4.0, middle, SF_ALIGN_START,
                      SF_ALIGN_MIDDLE);
}

static void paint_dot(const sf_pen *pen, const block *b, const sf_life_dot *dot, size_t track, sf_look look)
{
    static const sf_marker markers[SF_LIFE_SIGNS] = {SF_MARKER_DISC, SF_MARKER_CROSS, SF_MARKER_BOX};
    const double x = sf_scale_at(b->frame.x, dot->at);
    const double y = b->top[dot->row] + ((double)track + 0.5) * track_height;
    const sf_text label = label_of(dot);

    sf_paint_marker(pen, b->frame.plot, x, y, dot->sign == SF_LIFE_NOTED ? 5.0 : 7.0,
                    (sf_look){look.colour, markers[dot->sign], SF_DASH_SOLID});
    if (x + label_gap + sf_text_extent(pen->lettering, label).width <= SF_CHART_WIDTH)
        sf_paint_text(pen, label, x + label_gap, y, SF_ALIGN_START, SF_ALIGN_MIDDLE);
}

static void paint_calendar(const sf_pen *pen, const plan *p, const block *b)
{
    const sf_rect plot = b->frame.plot;
    char year[16];

    for (size_t k = 0; k < p->years.n; k++) {
        const double x = sf_scale_at(b->frame.x, p->years.days[k]);

        snprintf(year, sizeof year, "%d", p->years.year[k]);
        sf_paint_rule(pen, x, plot.top, x, plot.bottom + 4.0, 1.0, SF_GRID, SF_DASH_SOLID);
        sf_paint_text(pen, (sf_text){year, SF_TYPE_TICK, 0.0, 1}, x, plot.bottom + 5.0, SF_ALIGN_MIDDLE,
                      SF_ALIGN_START);
    }
    sf_paint_rule(pen, plot.left, plot.bottom, plot.right, plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
}

static void paint_block(const sf_pen *pen, const plan *p, const block *b, sf_look look)
{
    sf_paint_text(pen, (sf_text){b->story->title, SF_TYPE_PANEL, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, 1},
                  SF_CHART_MARGIN, b->frame.plot.top - story_title, SF_ALIGN_START, SF_ALIGN_START);
    paint_calendar(pen, p, b);
    for (int row = 0; row < SF_LIFE_ROWS; row++)
        if (b->has[row])
            sf_paint_text(pen, (sf_text){row_name((sf_life_row)row), {11.0, false, SF_INK}, names_width - 8.0, 1},
                          SF_CHART_MARGIN, b->top[row] + track_height / 2.0, SF_ALIGN_START, SF_ALIGN_MIDDLE);
    for (size_t i = 0; i < b->story->n_bars; i++)
        paint_bar(pen, b, i, look);
    for (size_t i = 0; i < b->story->n_dots; i++)
        paint_dot(pen, b, &b->story->dots[i], b->dot_track[i], look);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    (void)sheet;
    for (size_t k = 0; k < p->n; k++)
        paint_block(pen, p, &p->blocks[k], sf_look_of_scenario(k, 0));
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

sf_status sf_timeline_chart(sf_sheet *sheet, const sf_timeline *timeline, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "timeline", timeline->title,
        _("Filled: in it. Dotted: waiting for it. Disc: a task held; cross: nobody came; box: a date that matters."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    block *blocks = sf_take(sheet, timeline->n_stories, sizeof *blocks);

    if (p == NULL || blocks == NULL)
        return sf_sheet_status(sheet, err);
    p->n = timeline->n_stories;
    p->blocks = blocks;
    find_range(timeline, p);
    for (size_t k = 0; k < p->n; k++) {
        uint8_t *track = sf_take(sheet, timeline->stories[k].n_bars, sizeof *track);
        uint8_t *dot_track = sf_take(sheet, timeline->stories[k].n_dots, sizeof *dot_track);

        if (track == NULL || dot_track == NULL)
            return sf_sheet_status(sheet, err);
        blocks[k].story = &timeline->stories[k];
        give_tracks(&blocks[k], track);
        give_dot_tracks(sheet, p, &blocks[k], dot_track);
    }
    chart.plan = p;
    chart.paint = paint;
    chart.source = timeline->source;
    sf_chart_end(sheet, &chart, place_blocks(p, chart.top), "");
    *out = chart;
    return sf_sheet_status(sheet, err);
}

/* The format that a path ends in. */
static sf_status format_of(const char *path, sf_page_format *format, sf_error *err)
{
    const char *dot = strrchr(path, '.');

    if (dot == NULL || strchr(dot, '/') != NULL || !sf_page_format_read(dot + 1, format))
        return SF_FAIL(err, SF_EUSAGE, NULL, _("%s: a chart's name ends in .png, .svg or .pdf"), path);
    return SF_OK;
}

/* Any path that the user names, also one outside a study. */
static sf_status write_to(const char *path, const unsigned char *bytes, size_t size, sf_error *err)
{
    char *folder_copy = strdup(path), *name_copy = strdup(path);
    const char *name = name_copy == NULL ? NULL : basename(name_copy);
    int folder = -1;
    sf_status status = SF_OK;

    if (folder_copy == NULL || name == NULL)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    if (status == SF_OK && strlen(name) > 80)
        status = SF_FAIL(err, SF_EUSAGE, NULL, "%s", _("a chart's name has at most 80 bytes"));
    if (status == SF_OK)
        status = sf_folder_open(dirname(folder_copy), NULL, &folder, err);
    if (status == SF_OK) {
        status = sf_file_write(folder, folder_copy, name, bytes, size, err);
        close(folder);
    }
    free(folder_copy);
    free(name_copy);
    return status;
}

sf_status sf_plot_timeline(const sf_timeline *timeline, sf_language language, const char *path, sf_error *err)
{
    sf_sheet sheet;
    sf_chart chart;
    sf_page_format format = SF_PAGE_PNG;
    unsigned char *bytes = NULL;
    size_t size = 0;
    sf_status status = format_of(path, &format, err);

    if (status == SF_OK)
        status = sf_sheet_open_bare(language, &sheet, err);
    if (status != SF_OK)
        return status;
    status = sf_timeline_chart(&sheet, timeline, &chart, err);
    if (status == SF_OK)
        status = sf_chart_render(&sheet, &chart, format, (sf_chart_size){0.0, 0.0}, &bytes, &size, err);
    if (status == SF_OK)
        status = write_to(path, bytes, size, err);
    free(bytes);
    sf_sheet_close(&sheet);
    return status;
}
