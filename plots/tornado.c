/* plots/tornado.c - which of the assumed numbers a decision hangs on: for each target the widest swings, one bar for each number.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/tornado.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

enum { MOST_BARS = 12, MOST_PANELS = 4 };

static const double names_width = 330.0, figures_width = 150.0, row_height = 22.0, title_height = 34.0,
                    axis_height = 44.0, panel_gap = 18.0;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static const char *scenario_at(const sf_design *d, const char *of, size_t number, sf_design_role role)
{
    for (size_t i = 0; i < d->n_points; i++)
        if (d->points[i].number == number && d->points[i].role == role && strcmp(d->points[i].of, of) == 0)
            return d->points[i].scenario;
    return "";
}

static sf_status difference_at(sf_sheet *sheet, const sf_target *t, const char *other, const char *base,
                               sf_estimate *out, sf_error *err)
{
    sf_stat stat;
    sf_difference d = {.difference = {NAN, NAN, NAN, 0}};
    sf_status status = SF_OK;

    if (sf_stat_find(t->stat, &stat))
        status = sf_study_difference(sheet->study, other, base, t->metric, t->entity, t->segment, stat, &d, err);
    *out = d.difference;
    return status;
}

/* -1, 0, 1: what the interval says about a difference that matters. */
static int verdict_of(sf_estimate e, double matters)
{
    const double least = isnan(matters) ? 0.0 : matters;

    if (!(e.low > 0.0 || e.high < 0.0) || fabs(e.mean) < least)
        return 0;
    return e.mean > 0.0 ? 1 : -1;
}

static bool overturns(const sf_tornado *t, sf_estimate at)
{
    return !isnan(at.low) && verdict_of(at, t->matters) != verdict_of(t->as_is, t->matters) &&
           (at.low > t->as_is.high || at.high < t->as_is.low || verdict_of(at, t->matters) != 0);
}

static int by_swing(const void *a, const void *b)
{
    const sf_swing *first = a, *second = b;

    if (first->swing != second->swing)
        return first->swing > second->swing ? -1 : 1;
    return strcmp(first->path, second->path);
}

static double further(double a, double b)
{
    return fmax(isnan(a) ? 0.0 : fabs(a), isnan(b) ? 0.0 : fabs(b));
}

static sf_status read_target(sf_sheet *sheet, size_t target, const char *base, const char *other, sf_tornado *out,
                             sf_error *err)
{
    const sf_design *d = sheet->facts->design;
    const sf_target *t = &sheet->facts->targets[target];
    sf_status status;

    *out = (sf_tornado){.target = target, .matters = t->matters};
    out->title = sf_target_name(sheet, target, &out->unit);
    out->swings = sf_take(sheet, d->n_axes, sizeof *out->swings);
    status = difference_at(sheet, t, other, base, &out->as_is, err);
    for (size_t k = 0; k < d->n_axes && out->swings != NULL && status == SF_OK; k++) {
        sf_swing *s = &out->swings[k];

        *s = (sf_swing){.path = d->axes[k].path, .range = d->axes[k].range, .source = d->axes[k].source};
        status = difference_at(sheet, t, scenario_at(d, other, k + 1, SF_ROLE_LOW),
                               scenario_at(d, base, k + 1, SF_ROLE_LOW), &s->low, err);
        if (status == SF_OK)
            status = difference_at(sheet, t, scenario_at(d, other, k + 1, SF_ROLE_HIGH),
                                   scenario_at(d, base, k + 1, SF_ROLE_HIGH), &s->high, err);
        s->swing = further(s->low.mean - out->as_is.mean, s->high.mean - out->as_is.mean);
        s->overturns = overturns(out, s->low) || overturns(out, s->high);
        out->n++;
    }
    if (out->swings != NULL)
        qsort(out->swings, out->n, sizeof *out->swings, by_swing);
    return status;
}

sf_status sf_tornados_read(sf_sheet *sheet, const sf_tornado **out, size_t *n, const char **base, const char **other,
                           sf_error *err)
{
    const sf_study_info *facts = sheet->facts;
    sf_tornado *all = sf_take(sheet, facts->n_targets, sizeof *all);
    sf_status status = SF_OK;

    *n = 0;
    *base = facts->scenarios[sheet->baseline].id;
    *other = "";
    for (size_t i = 0; i < facts->design->n_points; i++)
        if (strcmp(facts->design->points[i].of, *base) != 0)
            *other = facts->design->points[i].of;
    for (size_t t = 0; t < facts->n_targets && all != NULL && status == SF_OK; t++)
        status = read_target(sheet, t, *base, *other, &all[(*n)++], err);
    *out = all;
    return status;
}

/* --- words ------------------------------------------------------------------------------------------------------------- */

static const char *say(sf_sheet *sheet, const sf_tornado *t, sf_estimate e)
{
    return sf_say_difference(sheet, e.mean, e.low, e.high, t->unit);
}

/* Does no number within its range move the difference? */
static bool is_still(const sf_sheet *sheet, const sf_tornado *t)
{
    return !isnan(t->as_is.mean) &&
           (t->n == 0 || sf_is_no_effect(sheet, t->target, t->swings[0].swing)); /* the widest */
}

/* " Not moved by any number: ...", or nothing. */
static const char *still_ones(sf_sheet *sheet, const sf_tornado *all, size_t n)
{
    const char *names = "";

    for (size_t i = 0; i < n; i++)
        if (is_still(sheet, &all[i]))
            names = sf_print(sheet, "%s%s%s", names, names[0] != '\0' ? "; " : "", all[i].title);
    return names[0] == '\0' ? "" : sf_print(sheet, _(" Not moved by any number within its range: %s."), names);
}

const char *sf_tornado_sentence(sf_sheet *sheet, const sf_tornado *t)
{
    size_t overturning = 0;
    const char *names = "", *overturn = "";

    if (is_still(sheet, t))
        return sf_print(sheet, _("%s: %s as the config has it. No number within its range moves it."), t->title,
                        say(sheet, t, t->as_is));
    for (size_t k = 0; k < t->n; k++) {
        if (k < 3)
            names = sf_print(sheet, "%s%s%s (%s: %s; %s)", names, k > 0 ? "; " : "", t->swings[k].path,
                             t->swings[k].range, say(sheet, t, t->swings[k].low), say(sheet, t, t->swings[k].high));
        if (t->swings[k].overturns && ++overturning <= 3)
            overturn = sf_print(sheet, "%s%s%s", overturn, overturning > 1 ? ", " : "", t->swings[k].path);
    }
    return sf_print(sheet, _("%s: %s as the config has it. It moves most with %s. %s"), t->title,
                    say(sheet, t, t->as_is), names,
                    verdict_of(t->as_is, t->matters) == 0
                        ? _("It is undecided as it is, so there is nothing to overturn: more replications tell.")
                    : overturning == 0 ? _("No single one of the ranges would overturn it.")
                                       : sf_print(sheet, _("%zu of %zu ranges would overturn it at one end: %s."),
                                                  overturning, t->n, overturn));
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

typedef struct panel {
    const sf_tornado *of;
    sf_frame frame;
    sf_ticks ticks;
    size_t n;
    const char **figures;
} panel;

typedef struct plan {
    panel panels[MOST_PANELS];
    size_t n;
} plan;

static void paint_row(const sf_pen *pen, const panel *p, size_t k)
{
    const sf_swing *s = &p->of->swings[k];
    const double y = p->frame.plot.top + ((double)k + 0.5) * row_height;
    const sf_look look = sf_look_of_scenario(s->overturns ? 2 : 1, 0);

    sf_paint_text(pen, (sf_text){s->path, {11.0, s->overturns, SF_INK}, names_width - 14.0, 1}, SF_CHART_MARGIN, y,
                  SF_ALIGN_START, SF_ALIGN_MIDDLE);
    if (!isnan(s->low.mean) && !isnan(s->high.mean))
        sf_paint_bar(pen, &p->frame, fmin(s->low.mean, s->high.mean), fmax(s->low.mean, s->high.mean), y, 9.0,
                     sf_colour_faint(look.colour, 0.45));
    if (!isnan(s->low.mean))
        sf_paint_marker(pen, p->frame.plot, sf_scale_at(p->frame.x, s->low.mean), y, 9.0,
                        (sf_look){look.colour, SF_MARKER_RING, SF_DASH_SOLID});
    if (!isnan(s->high.mean))
        sf_paint_marker(pen, p->frame.plot, sf_scale_at(p->frame.x, s->high.mean), y, 9.0,
                        (sf_look){look.colour, SF_MARKER_DISC, SF_DASH_SOLID});
    sf_paint_text(pen, (sf_text){p->figures[k], SF_TYPE_TICK, figures_width - 12.0, 1}, p->frame.plot.right + 12.0, y,
                  SF_ALIGN_START, SF_ALIGN_MIDDLE);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    for (size_t i = 0; i < p->n; i++) {
        const panel *one = &p->panels[i];
        const sf_rect plot = one->frame.plot;
        const double zero = sf_scale_at(one->frame.x, 0.0), as_is = sf_scale_at(one->frame.x, one->of->as_is.mean);

        sf_paint_text(pen, (sf_text){one->of->title, SF_TYPE_PANEL, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, 1},
                      SF_CHART_MARGIN, plot.top - 10.0, SF_ALIGN_START, SF_ALIGN_END);
        sf_paint_grid_x(pen, &one->frame, &one->ticks);
        sf_paint_rule(pen, zero, plot.top, zero, plot.bottom, 1.4, SF_INK, SF_DASH_SOLID);
        sf_paint_rule(pen, as_is, plot.top, as_is, plot.bottom, 1.4, SF_SOFT, SF_DASH_LONG);
        for (size_t k = 0; k < one->n; k++)
            paint_row(pen, one, k);
        sf_paint_numbers_x(pen, &one->frame, &one->ticks, sf_unit_factor(one->of->unit));
    }
    (void)sheet;
}

static double place(sf_sheet *sheet, plan *p, double top)
{
    for (size_t i = 0; i < p->n; i++) {
        panel *one = &p->panels[i];
        double low = fmin(0.0, one->of->as_is.mean), high = fmax(0.0, one->of->as_is.mean);

        one->n = one->of->n < MOST_BARS ? one->of->n : MOST_BARS;
        one->figures = sf_take(sheet, one->n, sizeof *one->figures);
        for (size_t k = 0; k < one->n && one->figures != NULL; k++) {
            const sf_swing *s = &one->of->swings[k];

            low = fmin(low, fmin(s->low.mean, s->high.mean));
            high = fmax(high, fmax(s->low.mean, s->high.mean));
            one->figures[k] = sf_print(sheet, "%s … %s", sf_say_difference(sheet, s->low.mean, NAN, NAN, one->of->unit),
                                       sf_say_difference(sheet, s->high.mean, NAN, NAN, one->of->unit));
        }
        if (!(high > low))
            high = low + 1.0;
        one->frame.plot = (sf_rect){SF_CHART_MARGIN + names_width, top + title_height,
                                    SF_CHART_WIDTH - SF_CHART_MARGIN - figures_width,
                                    top + title_height + (double)one->n * row_height};
        one->frame.x = sf_scale_linear(low - 0.04 * (high - low), high + 0.04 * (high - low), one->frame.plot.left,
                                       one->frame.plot.right);
        one->frame.y = sf_scale_linear(0.0, 1.0, one->frame.plot.bottom, one->frame.plot.top);
        one->ticks = sf_ticks_nice(low, high, 6);
        top = one->frame.plot.bottom + axis_height + panel_gap;
    }
    return top - panel_gap - axis_height + 28.0;
}

static sf_table table_of(sf_sheet *sheet, const sf_tornado *all, size_t n)
{
    sf_table table = sf_table_begin(sheet, 7, 4,
                                    (const char *[]){_("Target"), _("Number"), _("Range"), _("Source"),
                                                     _("Difference at the low end"), _("Difference at the high end"),
                                                     _("Would overturn it")});

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < all[i].n; k++) {
            const sf_swing *s = &all[i].swings[k];

            sf_table_add(sheet, &table,
                         (const char *[]){all[i].title, s->path, s->range, s->source, say(sheet, &all[i], s->low),
                                          say(sheet, &all[i], s->high), s->overturns ? _("yes") : _("no")});
        }
    return table;
}

sf_status sf_chart_tornado(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "tornado", _("Which assumptions the answer hangs on"),
        _("The difference between the two scenarios with one number at a time at the low end of its range (ring) and "
          "at the high end (disc). Dashed: as the config has it. Bold: would overturn the answer."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    const sf_tornado *all = NULL;
    const char *base = "", *other = "";
    size_t n = 0;
    sf_status status = SF_OK;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    if (sheet->facts->design != NULL && sheet->facts->design->kind == SF_DESIGN_SENSITIVITY)
        status = sf_tornados_read(sheet, &all, &n, &base, &other, err);
    if (status != SF_OK)
        return status;
    for (size_t i = 0; i < n && p->n < MOST_PANELS; i++)
        if (!isnan(all[i].as_is.mean) && !is_still(sheet, &all[i]))
            p->panels[p->n++].of = &all[i];
    if (p->n == 0) {
        sf_chart_explain(
            sheet, &chart,
            n > 0
                ? _("No number within its range moves any of the differences.")
                : _("There is nothing to move: saksflyt sensitivity CONFIG makes this chart, for a config with study.targets."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, all, n);
    chart.alt = sf_print(sheet, _("%s: %zu targets. The numbers are in the table below it."), chart.title, p->n);
    sf_chart_end(
        sheet, &chart, place(sheet, p, chart.top),
        sf_print(
            sheet,
            _("“%s” against “%s”. The %d widest of %zu numbers with a range; one at a time, so what two of them do together is not seen.%s"),
            other, base, MOST_BARS, sheet->facts->design->n_axes, still_ones(sheet, all, n)));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
