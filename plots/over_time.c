/* plots/over_time.c - people, portfolios, queues and the use of hours through calendar time: one strip each, all on the same
 * dates, every scenario in each strip with its uncertainty and its name at the end of its line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/chart.h"

enum { MOST_STRIPS = 16, MOST_DATES = 8 };

static const double numbers_width = 52.0, names_width = 190.0, strip_title = 23.0, least_plot = 80.0,
                    sentence_height = 18.0, sentence_gap = 4.0, strip_gap = 14.0, axis_height = 22.0,
                    crowded_name = 11.0, dates_height = 18.0;
static const double shown_before_start = SF_DAYS_PER_YEAR; /* of the warm-up: enough to see what changed */

typedef struct curve {
    size_t n;
    const double *days, *mean, *low, *high, *p10, *p90;
} curve;

typedef struct strip {
    uint16_t metric, entity;
    const char *title;
    const char *sentence; /* in place of lines that never move, or that are the same in every scenario; NULL: lines */
    const curve *curves;  /* [shown scenario] */
    double least, most;   /* of all that is drawn */
    double least_mean, most_mean;
    sf_frame frame;
    sf_ticks ticks;
} strip;

typedef struct dated {
    double days; /* from time.start */
    const char *label;
    const char *what; /* the assignments that act from then on, as the config writes them; NULL for the start */
} dated;

typedef struct plan {
    size_t n_strips, n_drawn; /* the first n_drawn are lines, the rest sentences */
    strip strips[MOST_STRIPS];
    size_t n_dates;
    dated dates[MOST_DATES];
    double from, to; /* days from time.start */
    sf_year_ticks years;
    size_t left_out; /* strips for which there is no room */
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static double clipped(double value, double least, double most)
{
    return isnan(value) ? value : fmin(fmax(value, least), most);
}

/* A share that never exceeds one cannot do so within its symmetric interval either. */
static double natural_most(const sf_band_point *points, size_t n, const char *unit)
{
    for (size_t i = 0; i < n; i++)
        if (points[i].p90 > 1.0 + 1e-9)
            return INFINITY;
    return sf_unit_is_share(unit) ? 1.0 : (double)INFINITY;
}

static sf_status read_curve(sf_sheet *sheet, size_t scenario, uint16_t metric, uint16_t entity, curve *out,
                            sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    const sf_band_point *points = NULL;
    size_t n = 0;
    double *columns, natural;
    sf_status status = sf_study_band(sheet->study, scenario, c->metrics[metric].id, c->entities[entity], c->segments[0],
                                     &points, &n, err);

    *out = (curve){0};
    if (status != SF_OK || n == 0)
        return status;
    columns = sf_take(sheet, 6 * n, sizeof *columns);
    if (columns == NULL)
        return sf_sheet_status(sheet, err);
    natural = natural_most(points, n, c->metrics[metric].unit);
    for (size_t i = 0; i < n; i++) {
        if (points[i].time_days < -shown_before_start || points[i].time_days > sheet->facts->length_days + 1.0)
            continue;
        columns[out->n] = points[i].time_days;
        columns[n + out->n] = points[i].mean;
        columns[2 * n + out->n] = clipped(points[i].low, points[i].mean >= 0.0 ? 0.0 : (double)-INFINITY, INFINITY);
        columns[3 * n + out->n] = clipped(points[i].high, -INFINITY, natural);
        columns[4 * n + out->n] = points[i].p10;
        columns[5 * n + out->n] = points[i].p90;
        out->n++;
    }
    out->days = columns;
    out->mean = columns + n;
    out->low = columns + 2 * n;
    out->high = columns + 3 * n;
    out->p10 = columns + 4 * n;
    out->p90 = columns + 5 * n;
    return SF_OK;
}

static void widen_mean(strip *s, double value)
{
    if (isfinite(value)) {
        s->least_mean = fmin(s->least_mean, value);
        s->most_mean = fmax(s->most_mean, value);
    }
}

static void widen(strip *s, double value)
{
    if (isfinite(value)) {
        s->least = fmin(s->least, value);
        s->most = fmax(s->most, value);
    }
}

/* A strip for one metric and entity, unless nobody recorded it. */
static sf_status add_strip(sf_sheet *sheet, plan *p, uint16_t metric, uint16_t entity, sf_error *err)
{
    strip s = {.metric = metric,
               .entity = entity,
               .least = INFINITY,
               .most = -INFINITY,
               .least_mean = INFINITY,
               .most_mean = -INFINITY};
    curve *curves = sf_take(sheet, sheet->n_shown, sizeof *curves);
    sf_status status = SF_OK;

    if (curves == NULL)
        return sf_sheet_status(sheet, err);
    for (size_t i = 0; status == SF_OK && i < sheet->n_shown; i++) {
        status = read_curve(sheet, sheet->shown[i], metric, entity, &curves[i], err);
        for (size_t k = 0; status == SF_OK && k < curves[i].n; k++) {
            widen(&s, curves[i].mean[k]);
            widen_mean(&s, curves[i].mean[k]);
            widen(&s, curves[i].low[k]);
            widen(&s, curves[i].high[k]);
            if (sheet->shown[i] == sheet->baseline) {
                widen(&s, curves[i].p10[k]);
                widen(&s, curves[i].p90[k]);
            }
        }
    }
    if (status != SF_OK || s.least > s.most)
        return status;
    if (s.most == 0.0 && s.least == 0.0 && strncmp(sheet->catalogue->metrics[metric].id, "queue.", 6) == 0 &&
        entity > 0)
        return SF_OK; /* a team that never has a queue */
    if (p->n_strips == MOST_STRIPS) {
        p->left_out++;
        return SF_OK;
    }
    s.curves = curves;
    p->strips[p->n_strips++] = s;
    return SF_OK;
}

/* The metric for every entity whose path begins with `kind`; for all together when there is none. */
static sf_status add_strips(sf_sheet *sheet, plan *p, const char *id, const char *kind, sf_error *err)
{
    const uint16_t metric = sf_metric_of(sheet, id);
    const size_t before = p->n_strips + p->left_out;
    sf_status status = SF_OK;

    if (metric == SF_NOWHERE)
        return SF_OK;
    for (size_t e = 1; kind != NULL && status == SF_OK && e < sheet->catalogue->n_entities; e++)
        if (strncmp(sheet->catalogue->entities[e], kind, strlen(kind)) == 0)
            status = add_strip(sheet, p, metric, (uint16_t)e, err);
    if (status == SF_OK && p->n_strips + p->left_out == before)
        status = add_strip(sheet, p, metric, 0, err);
    return status;
}

/* "2026-07-01" at the start of a text; false when there is none. */
static bool reads_date(const char *text, sf_date *date)
{
    char *end;

    date->year = (int)strtol(text, &end, 10);
    if (end != text + 4 || *end != '-')
        return false;
    date->month = (int)strtol(text + 5, &end, 10);
    if (end != text + 7 || *end != '-')
        return false;
    date->day = (int)strtol(text + 8, &end, 10);
    return end == text + 10 && sf_date_is_valid(*date);
}

/* The mark at a day, within half of one; NULL when there is none. */
static dated *mark_at(plan *p, double days)
{
    for (size_t k = 0; k < p->n_dates; k++)
        if (fabs(p->dates[k].days - days) <= 0.5)
            return &p->dates[k];
    return NULL;
}

/* The assignment of n bytes begins to act on that day: a mark of its own, or one more on the mark that is there. */
static void mark(sf_sheet *sheet, plan *p, double days, const char *assignment, size_t n)
{
    dated *at = mark_at(p, days);

    if (at == NULL && p->n_dates < MOST_DATES) {
        at = &p->dates[p->n_dates++];
        *at = (dated){days, sf_say_date(sheet, sheet->facts->start_civil_day + days), NULL};
    }
    if (at == NULL || at == &p->dates[0])
        return;
    if (at->what == NULL)
        at->what = sf_print(sheet, "%.*s", (int)n, assignment);
    else if (memmem(at->what, strlen(at->what), assignment, n) == NULL)
        at->what = sf_print(sheet, "%s; %.*s", at->what, (int)n, assignment);
}

/* Dates that one scenario writes, "tiltak.aft.places += 20 from 2026-07-01; ...". */
static void find_dates_of(sf_sheet *sheet, plan *p, const char *overrides)
{
    static const char from[] = " from ", until[] = " until ";
    const double start = sheet->facts->start_civil_day;

    for (const char *at = strstr(overrides, from); at != NULL; at = strstr(at, from)) {
        const char *begin = at;
        sf_date date;
        double days;

        while (begin > overrides && begin[-1] != ';')
            begin--;
        begin += strspn(begin, " ");
        at += sizeof from - 1;
        if (!reads_date(at, &date))
            continue;
        days = (double)sf_civil_day(date) - start;
        if (days > 0.5 && days < sheet->facts->length_days)
            mark(sheet, p, days, begin, (size_t)(at - (sizeof from - 1) - begin));
    }
    for (const char *at = strstr(overrides, until); at != NULL; at = strstr(at, until)) {
        const char *begin = at, *what;
        sf_date date;

        while (begin > overrides && begin[-1] != ';')
            begin--;
        begin += strspn(begin, " ");
        what = sf_print(sheet, _("the end of %.*s"), (int)strcspn(begin, "=+*") - 1, begin);
        at += sizeof until - 1;
        if (reads_date(at, &date) && (double)sf_civil_day(date) - start < sheet->facts->length_days)
            mark(sheet, p, (double)sf_civil_day(date) - start, what, strlen(what));
    }
}

static void find_dates(sf_sheet *sheet, plan *p)
{
    p->dates[p->n_dates++] =
        (dated){0.0, sf_print(sheet, _("start %s"), sf_say_date(sheet, sheet->facts->start_civil_day)), NULL};
    for (size_t i = 0; i < sheet->n_shown; i++)
        if (sheet->facts->scenarios[sheet->shown[i]].overrides != NULL)
            find_dates_of(sheet, p, sheet->facts->scenarios[sheet->shown[i]].overrides);
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static void find_dates_range(const sf_sheet *sheet, plan *p)
{
    p->from = 0.0;
    p->to = sheet->facts->length_days;
    for (size_t k = 0; k < p->n_strips; k++)
        for (size_t i = 0; i < sheet->n_shown; i++)
            if (p->strips[k].curves[i].n > 0) {
                p->from = fmin(p->from, p->strips[k].curves[i].days[0]);
                p->to = fmax(p->to, p->strips[k].curves[i].days[p->strips[k].curves[i].n - 1]);
            }
    if (!(p->to > p->from))
        p->to = p->from + 1.0;
    p->years = sf_ticks_years(sheet->facts->start_civil_day, p->from, p->to, 12);
}

/* Strips that there may be many of: one for each team. */
static bool is_about_staff(const char *id)
{
    return strstr(id, "veileder") != NULL || strncmp(id, "portfolio.", strlen("portfolio.")) == 0;
}

static const double hardly = 0.02; /* of the level, on average over time */

/* Whether a scenario's curve is the first one's, month by month. */
static bool is_like(const curve *c, const curve *first)
{
    double apart = 0.0, level = 0.0;

    if (c->n != first->n)
        return false;
    for (size_t k = 0; k < first->n; k++) {
        apart += fabs(c->mean[k] - first->mean[k]);
        level += fabs(first->mean[k]);
    }
    return apart <= hardly * level;
}

/* Whether nothing tells the scenarios apart. With one scenario there is nothing to tell apart, and its line is drawn. */
static bool hardly_differs(const sf_sheet *sheet, const strip *s)
{
    for (size_t i = 1; i < sheet->n_shown; i++)
        if (!is_like(&s->curves[i], &s->curves[0]))
            return false;
    return sheet->n_shown > 1;
}

/* What is said in words instead of lines: what never moves, and of the many strips about teams those that are alike. */
static const char *sentence_of(sf_sheet *sheet, const strip *s)
{
    const sf_metric *metric = &sheet->catalogue->metrics[s->metric];

    if (!(s->most - s->least > 1e-9 * fmax(1.0, fabs(s->most))))
        return sf_print(sheet, _("Always %s in every scenario shown."), sf_say_value(sheet, s->most, metric->unit));
    if (is_about_staff(metric->id) && hardly_differs(sheet, s))
        return sf_print(sheet, _("Practically the same in every scenario: from %s to %s."),
                        sf_say_value(sheet, s->least_mean, metric->unit),
                        sf_say_value(sheet, s->most_mean, metric->unit));
    return NULL;
}

/* Lines first, sentences after them. */
static void sort_strips(sf_sheet *sheet, plan *p)
{
    strip sentences[MOST_STRIPS] = {{0}};
    size_t n = 0;

    for (size_t k = 0; k < p->n_strips; k++) {
        p->strips[k].sentence = sentence_of(sheet, &p->strips[k]);
        if (p->strips[k].sentence != NULL)
            sentences[n++] = p->strips[k];
        else
            p->strips[p->n_drawn++] = p->strips[k];
    }
    memcpy(&p->strips[p->n_drawn], sentences, n * sizeof sentences[0]);
}

static const char *title_of(sf_sheet *sheet, const strip *s)
{
    const char *unit = sf_unit_words(sheet->catalogue->metrics[s->metric].unit);
    const char *name = sf_full_name(sheet, s->metric, s->entity, 0);

    return unit[0] != '\0' ? sf_print(sheet, "%s (%s)", name, unit) : name;
}

/* The axis begins at zero when the data come near it, and when the means hardly move: magnified noise tells a planner nothing.
 * Otherwise the title says where it begins. */
static void place_strip(sf_sheet *sheet, const plan *p, strip *s, double top)
{
    const double factor = sf_unit_factor(sheet->catalogue->metrics[s->metric].unit);
    const bool hardly_moves = s->most_mean - s->least_mean < 0.03 * s->most_mean;
    const bool from_zero = s->least >= 0.0 && (s->least < 0.5 * s->most || hardly_moves);
    const double span = from_zero ? s->most : s->most - s->least;
    const double height = fmax(least_plot, (double)sheet->n_shown * crowded_name - strip_gap);

    s->frame.plot = (sf_rect){SF_CHART_MARGIN + numbers_width, top + strip_title,
                              SF_CHART_WIDTH - SF_CHART_MARGIN - names_width, top + strip_title + height};
    s->frame.x = sf_scale_linear(p->from, p->to, s->frame.plot.left, s->frame.plot.right);
    s->frame.y = sf_scale_linear(from_zero ? 0.0 : sf_nice_floor(s->least, span), sf_nice_ceiling(s->most, span),
                                 s->frame.plot.bottom, s->frame.plot.top);
    s->ticks = sf_ticks_nice(s->frame.y.from, s->frame.y.to, 4);
    s->title = title_of(sheet, s);
    if (s->frame.y.from > 0.0)
        s->title =
            sf_print(sheet, _("%s – the axis begins at %s"), s->title, sf_say_plain(sheet, s->frame.y.from * factor));
}

/* Places lines under each other, then the sentences; returns where the last ends. */
static double place_strips(sf_sheet *sheet, plan *p, double top)
{
    double y = top;

    if (p->n_drawn > 0)
        y += dates_height;
    for (size_t k = 0; k < p->n_drawn; k++) {
        place_strip(sheet, p, &p->strips[k], y);
        y = p->strips[k].frame.plot.bottom + strip_gap;
    }
    if (p->n_drawn > 0)
        y += axis_height - strip_gap;
    for (size_t k = p->n_drawn; k < p->n_strips; k++) {
        p->strips[k].title = title_of(sheet, &p->strips[k]);
        p->strips[k].frame.plot.top = y += sentence_gap;
        y += sentence_height;
    }
    return y;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

static void paint_dates(const sf_pen *pen, const plan *p, const strip *s)
{
    for (size_t k = 0; k < p->n_dates; k++) {
        const double x = sf_scale_at(s->frame.x, p->dates[k].days);

        sf_paint_rule(pen, x, s->frame.plot.top, x, s->frame.plot.bottom, 1.0, SF_SOFT,
                      k == 0 ? SF_DASH_SOLID : SF_DASH_LONG);
    }
}

static void paint_date_labels(const sf_pen *pen, const plan *p, double bottom)
{
    const sf_frame *frame = &p->strips[0].frame;
    double free_from = frame->plot.left - numbers_width;

    for (size_t k = 0; k < p->n_dates; k++) {
        const sf_text label = {p->dates[k].label, SF_TYPE_TICK, 0.0, 1};
        const double x = sf_scale_at(frame->x, p->dates[k].days);
        const double width = sf_text_extent(pen->lettering, label).width;

        if (x - width / 2.0 < free_from)
            continue; /* two policy dates in one month: the line still marks it */
        sf_paint_text(pen, label, x, bottom, SF_ALIGN_MIDDLE, SF_ALIGN_END);
        free_from = x + width / 2.0 + 6.0;
    }
}

static void paint_curve(const sf_pen *pen, const strip *s, const curve *c, double width, sf_look look)
{
    sf_paint_line(pen, &s->frame, c->n, c->days, c->mean, width, look);
    if (c->n > 0)
        sf_paint_marker(pen, s->frame.plot, sf_scale_at(s->frame.x, c->days[c->n - 1]),
                        sf_scale_at(s->frame.y, c->mean[c->n - 1]), 7.0, look);
}

/* Back to front: how much one office varies today, how sure the means are, the baseline broad, the others upon it: where two
 * lines are one, both still show. */
static void paint_curves(const sf_pen *pen, const sf_sheet *sheet, const strip *s)
{
    const double tint = sheet->n_shown <= 3   ? 0.25
                        : sheet->n_shown <= 6 ? 0.15
                                              : 0.08; /* many must not bury the lines */

    for (size_t i = 0; i < sheet->n_shown; i++)
        if (sheet->shown[i] == sheet->baseline)
            sf_paint_band(pen, &s->frame, s->curves[i].n, s->curves[i].days, s->curves[i].p10, s->curves[i].p90,
                          SF_SHADE, false);
    for (size_t i = 0; i < sheet->n_shown; i++) {
        const curve *c = &s->curves[i];
        const sf_colour colour = sf_look_of_scenario(sheet->shown[i], sheet->baseline).colour;

        sf_paint_band(pen, &s->frame, c->n, c->days, c->low, c->high, sf_colour_faint(colour, tint), false);
    }
    for (size_t i = 0; i < sheet->n_shown; i++)
        if (sheet->shown[i] == sheet->baseline)
            paint_curve(pen, s, &s->curves[i], 3.4, sf_look_of_scenario(sheet->baseline, sheet->baseline));
    for (size_t i = 0; i < sheet->n_shown; i++)
        if (sheet->shown[i] != sheet->baseline)
            paint_curve(pen, s, &s->curves[i], 1.8, sf_look_of_scenario(sheet->shown[i], sheet->baseline));
}

typedef struct end_label {
    size_t shown;
    double y; /* where its line ends */
} end_label;

static void sort_by_height(end_label *labels, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && labels[k].y < labels[k - 1].y; k--) {
            const end_label swap = labels[k];

            labels[k] = labels[k - 1];
            labels[k - 1] = swap;
        }
}

/* Names at the ends of the lines, moved apart, with a thin leader back to the line. */
static void paint_end_labels(const sf_pen *pen, const sf_sheet *sheet, const strip *s, double bottom)
{
    end_label labels[SF_MOST_SCENARIOS];
    double height[SF_MOST_SCENARIOS], centre[SF_MOST_SCENARIOS];
    sf_text texts[SF_MOST_SCENARIOS];
    size_t n = 0;
    const double x = s->frame.plot.right, room = names_width - 26.0;
    const bool is_crowded = sheet->n_shown > 4;

    for (size_t i = 0; i < sheet->n_shown; i++)
        if (s->curves[i].n > 0 && isfinite(s->curves[i].mean[s->curves[i].n - 1]))
            labels[n++] = (end_label){i, sf_scale_at(s->frame.y, s->curves[i].mean[s->curves[i].n - 1])};
    sort_by_height(labels, n);
    for (size_t k = 0; k < n; k++) {
        const sf_look look = sf_look_of_scenario(sheet->shown[labels[k].shown], sheet->baseline);

        texts[k] = (sf_text){sf_scenario_name(sheet, sheet->shown[labels[k].shown]),
                             {is_crowded ? 9.0 : 11.0, false, look.colour},
                             room,
                             is_crowded           ? 1
                             : sheet->n_shown > 3 ? 2
                                                  : 3};
        height[k] = sf_text_extent(sheet->lettering, texts[k]).height;
        centre[k] = labels[k].y;
    }
    sf_spread(n, height, s->frame.plot.top - strip_title / 2.0, bottom, centre);
    for (size_t k = 0; k < n; k++) {
        sf_paint_rule(pen, x + 6.0, labels[k].y, x + 20.0, centre[k], 0.8, SF_RULE, SF_DASH_SOLID);
        sf_paint_text(pen, texts[k], x + 23.0, centre[k], SF_ALIGN_START, SF_ALIGN_MIDDLE);
    }
}

static void paint_years(const sf_pen *pen, const plan *p, const strip *s, bool with_numbers)
{
    char year[16];

    for (size_t k = 0; k < p->years.n; k++) {
        const double x = sf_scale_at(s->frame.x, p->years.days[k]);

        sf_paint_rule(pen, x, s->frame.plot.bottom, x, s->frame.plot.bottom + 4.0, 1.0, SF_RULE, SF_DASH_SOLID);
        if (!with_numbers)
            continue;
        snprintf(year, sizeof year, "%d", p->years.year[k]);
        sf_paint_text(pen, (sf_text){year, SF_TYPE_TICK, 0.0, 1}, x, s->frame.plot.bottom + 5.0, SF_ALIGN_MIDDLE,
                      SF_ALIGN_START);
    }
}

static void paint_strip(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const strip *s, bool is_last)
{
    const sf_rect plot = s->frame.plot;

    sf_paint_text(pen, (sf_text){s->title, SF_TYPE_PANEL, plot.right - SF_CHART_MARGIN, 1}, SF_CHART_MARGIN,
                  plot.top - strip_title, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_grid_y(pen, &s->frame, &s->ticks);
    paint_curves(pen, sheet, s);
    paint_dates(pen, p, s);
    sf_paint_numbers_y(pen, &s->frame, &s->ticks, sf_unit_factor(sheet->catalogue->metrics[s->metric].unit));
    paint_end_labels(pen, sheet, s, plot.bottom + strip_gap / 2.0);
    sf_paint_rule(pen, plot.left, plot.bottom, plot.right, plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    paint_years(pen, p, s, is_last);
}

/* "People per veileder, KVP team (persons)   Practically the same ..." */
static void paint_sentence(const sf_pen *pen, const strip *s)
{
    const double across = SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN;
    const sf_text title = {s->title, SF_TYPE_PANEL, 0.55 * across, 1};
    const double x = SF_CHART_MARGIN + sf_text_extent(pen->lettering, title).width + 12.0;

    sf_paint_text(pen, title, SF_CHART_MARGIN, s->frame.plot.top, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_text(pen, (sf_text){s->sentence, SF_TYPE_SUBTITLE, SF_CHART_WIDTH - SF_CHART_MARGIN - x, 1}, x,
                  s->frame.plot.top, SF_ALIGN_START, SF_ALIGN_START);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    if (p->n_drawn > 0)
        paint_date_labels(pen, p, p->strips[0].frame.plot.top - strip_title - 2.0);
    for (size_t k = 0; k < p->n_drawn; k++)
        paint_strip(pen, sheet, p, &p->strips[k], k + 1 == p->n_drawn);
    for (size_t k = p->n_drawn; k < p->n_strips; k++)
        paint_sentence(pen, &p->strips[k]);
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

/* The last point not after `days`; n when there is none. */
static size_t point_at(const curve *c, double days)
{
    size_t found = c->n;

    for (size_t i = 0; i < c->n && c->days[i] <= days + 0.5; i++)
        found = i;
    return found;
}

/* One scenario's curve in a strip, once a year: a table of every month would be read by nobody. */
static void add_rows(sf_sheet *sheet, sf_table *table, const plan *p, const strip *s, size_t shown)
{
    const curve *c = &s->curves[shown];
    const char *unit = sheet->catalogue->metrics[s->metric].unit;
    const int years = (int)((p->to + 1.0) / SF_DAYS_PER_YEAR);

    for (int year = 0; year <= years; year++) {
        const size_t at = point_at(c, year * SF_DAYS_PER_YEAR);

        if (at == c->n)
            continue;
        sf_table_add(sheet, table,
                     (const char *[]){sf_full_name(sheet, s->metric, s->entity, 0),
                                      sf_scenario_name(sheet, sheet->shown[shown]),
                                      sf_say_date(sheet, sheet->facts->start_civil_day + c->days[at]),
                                      sf_say_estimate(sheet, c->mean[at], c->low[at], c->high[at], unit),
                                      sf_print(sheet, "%s · %s", sf_say_value(sheet, c->p10[at], unit),
                                               sf_say_value(sheet, c->p90[at], unit))});
    }
}

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    sf_table table = sf_table_begin(sheet, 5, 3,
                                    (const char *[]){_("What"), _("Scenario"), _("Date"), _("Mean (95 % interval)"),
                                                     _("One in ten below · above")});

    for (size_t k = 0; k < p->n_strips; k++)
        for (size_t i = 0; i < sheet->n_shown; i++)
            add_rows(sheet, &table, p, &p->strips[k], i);
    return table;
}

/* Whether a scenario changes the thing of that path. */
static bool is_changed(const sf_sheet *sheet, const char *path)
{
    for (size_t i = 0; i < sheet->n_shown; i++) {
        const char *overrides = sheet->facts->scenarios[sheet->shown[i]].overrides;
        const char *at = overrides == NULL ? NULL : strstr(overrides, path);

        if (at != NULL && at[strlen(path)] == '.' && (at == overrides || at[-1] == ' ' || at[-1] == ';'))
            return true;
    }
    return false;
}

/* The tiltak that a scenario changes: how full its places are, and who waits for them. */
static sf_status add_changed_tiltak(sf_sheet *sheet, plan *p, sf_error *err)
{
    const uint16_t queue = sf_metric_of(sheet, "queue.tiltak"), use = sf_metric_of(sheet, "use.tiltak");
    sf_status status = SF_OK;

    for (size_t e = 1; status == SF_OK && e < sheet->catalogue->n_entities; e++) {
        const char *path = sheet->catalogue->entities[e];

        if (strncmp(path, "tiltak.", strlen("tiltak.")) != 0 || !is_changed(sheet, path))
            continue;
        if (queue != SF_NOWHERE)
            status = add_strip(sheet, p, queue, (uint16_t)e, err);
        if (status == SF_OK && use != SF_NOWHERE)
            status = add_strip(sheet, p, use, (uint16_t)e, err);
    }
    return status;
}

static sf_status choose_strips(sf_sheet *sheet, plan *p, sf_error *err)
{
    static const char *const wanted[][2] = {{"stock", "programmes."},
                                            {"portfolio.size", "teams."},
                                            {"queue.veileder", "teams."},
                                            {"queue.tiltak", NULL},
                                            {"use.veileder", "teams."}};
    sf_status status = SF_OK;

    for (size_t i = 0; status == SF_OK && i < sizeof wanted / sizeof wanted[0]; i++)
        status = add_strips(sheet, p, wanted[i][0], wanted[i][1], err);
    return status == SF_OK ? add_changed_tiltak(sheet, p, err) : status;
}

static const char *note_of(sf_sheet *sheet, const plan *p)
{
    const char *note =
        _("Line: mean of the replications, with its 95 % interval. Grey: from the lowest to the highest tenth of "
          "the replications of the baseline, which is how much one office varies.");

    for (size_t k = 1; k < p->n_dates; k++)
        note = sf_print(sheet, k == 1 ? _("%s Dashed: %s – %s") : _("%s; %s – %s"), note, p->dates[k].label,
                        p->dates[k].what);
    if (p->n_dates > 1)
        note = sf_print(sheet, "%s.", note);
    if (p->left_out > 0)
        note = sf_print(sheet, _("%s %zu more are left out for room; results.sqlite has them."), note, p->left_out);
    return note;
}

sf_status sf_chart_over_time(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "over_time", _("People, portfolios, queues and hours over time"),
        _("Every scenario from the day it begins. What happens after the line “start” is what the change does; "
          "lines that level out have settled."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    double bottom;
    sf_status status;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    status = choose_strips(sheet, p, err);
    if (status != SF_OK)
        return status;
    if (p->n_strips == 0) {
        sf_chart_explain(sheet, &chart, _("Nothing was recorded over time in this study."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    find_dates(sheet, p);
    find_dates_range(sheet, p);
    sort_strips(sheet, p);
    bottom = place_strips(sheet, p, chart.top);
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p);
    chart.alt = sf_print(sheet, _("%s: %zu curves by scenario. The numbers are in the table below it."), chart.title,
                         p->n_strips);
    sf_chart_end(sheet, &chart, bottom, note_of(sheet, p));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
