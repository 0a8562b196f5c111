/* plots/timeline.h - lives drawn along a calendar: one person under one or more policies, one block for each.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_TIMELINE_H
#define SF_PLOTS_TIMELINE_H

#include "core/format.h"
#include "plots/chart.h"

/** What a row of a life shows. */
typedef enum sf_life_row {
    SF_LIFE_ROW_PROGRAMME, /* applying, without an owner, in the programme */
    SF_LIFE_ROW_CONTACT,   /* meetings held and missed */
    SF_LIFE_ROW_WORK,      /* other work on the case */
    SF_LIFE_ROW_TILTAK,
    SF_LIFE_ROW_TREATMENT,
    SF_LIFE_ROW_CLOCK, /* legal dates, barriers cleared */
    SF_LIFE_ROWS
} sf_life_row;

/** A stretch of time. Bars of one row may overlap: they get tracks under each other. */
typedef struct sf_life_bar {
    sf_life_row row;
    double from, to;   /* civil days, from <= to */
    bool is_waiting;   /* drawn hollow */
    const char *label; /* inside, where there is room */
} sf_life_bar;

typedef enum sf_life_sign { SF_LIFE_HELD, SF_LIFE_MISSED, SF_LIFE_NOTED, SF_LIFE_SIGNS } sf_life_sign;

/** A moment. */
typedef struct sf_life_dot {
    sf_life_row row;
    double at; /* civil day */
    sf_life_sign sign;
    const char *label; /* beside it, where there is room; "": none */
} sf_life_dot;

/** One life under one policy. */
typedef struct sf_life_story {
    const char *title; /* "Today - work, 14.5.2026" */
    const sf_life_bar *bars;
    size_t n_bars;
    const sf_life_dot *dots;
    size_t n_dots;
} sf_life_story;

typedef struct sf_timeline {
    const char *title, *source;
    const sf_life_story *stories;
    size_t n_stories;
} sf_timeline;

/** Lays the timeline out. Everything lives in the sheet, but the timeline, which must outlive it. SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_timeline_chart(sf_sheet *sheet, const sf_timeline *timeline, sf_chart *out, sf_error *err);

/** Draws the stories under each other on one calendar and writes them to a file: its ending says whether png, svg or pdf.
 *  Returns SF_OK; SF_EUSAGE for another ending; SF_ECANTCREATE, SF_EIO; SF_EUNAVAILABLE without the bundled font; SF_EDOMAIN;
 *  SF_ENOMEM. No half file is left. Cost: proportional to bars times tracks. */
SF_MUST_CHECK sf_status sf_plot_timeline(const sf_timeline *timeline, sf_language language, const char *path,
                                         sf_error *err);

#endif
