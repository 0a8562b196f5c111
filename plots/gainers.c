/* plots/gainers.c - who gains and who loses: of the same people under both policies, how many are better and how many are worse
 * off, by segment, beside a placebo. Who would gain is a property of the coupling, so nothing is read without the placebo.
 * One panel for each respect in which people may gain; losses to the left of zero, gains to the right.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plots/chart.h"
#include "plots/wording.h"
#include "results/placebo.h"

enum { MOST_ROWS = 40 }; /* in a panel; with more, only everybody is drawn, and the table has the segments */

static const double names_width = 300.0, figures_width = 210.0, title_height = 22.0, group_height = 20.0,
                    row_height = 18.0, axis_height = 22.0, panel_gap = 18.0, key_height = 24.0, bar_thick = 9.0;

/* One scenario among the people of one segment. */
typedef struct row {
    size_t scenario;
    sf_estimate gain, loss;
    const char *figures;
} row;

typedef struct group {
    uint16_t segment;
    sf_estimate chance_gain, chance_loss; /* the placebo's; NAN without one */
    row *rows;
    double top;
} group;

typedef struct panel {
    sf_gain gain;
    const char *title;
    group *groups;
    size_t n_groups;
    sf_frame frame;
    sf_ticks ticks;
} panel;

typedef struct plan {
    const sf_crowd **crowds; /* by place among the scenarios that are drawn */
    size_t *scenarios, n_scenarios;
    const sf_crowd *placebo;
    panel panels[SF_GAINS];
    size_t n;
    bool leaves_segments_out;
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static sf_status read_crowds(sf_sheet *sheet, plan *p, sf_error *err)
{
    sf_status status = SF_OK;

    p->crowds = sf_take(sheet, sheet->n_shown, sizeof *p->crowds);
    p->scenarios = sf_take(sheet, sheet->n_shown, sizeof *p->scenarios);
    for (size_t i = 0; p->crowds != NULL && p->scenarios != NULL && i < sheet->n_shown && status == SF_OK; i++) {
        const size_t s = sheet->shown[i];
        const sf_crowd *crowd = NULL;

        if (s == sheet->baseline || !sf_study_is_compared(sheet->study, s))
            continue;
        status = sf_study_crowd(sheet->study, sheet->baseline, s, &crowd, err);
        if (status != SF_OK || !(sf_crowd_size(crowd, 0) > 0.0))
            continue;
        p->scenarios[p->n_scenarios] = s;
        p->crowds[p->n_scenarios++] = crowd;
    }
    p->placebo = sf_study_placebo(sheet->study);
    return status == SF_OK ? sf_sheet_status(sheet, err) : status;
}

static const sf_estimate unknown = {NAN, NAN, NAN, 0};

static const char *figures_of(sf_sheet *sheet, const row *r)
{
    return sf_print(sheet, _("lose %s   gain %s"), sf_say_value(sheet, r->loss.mean, "share"),
                    sf_say_value(sheet, r->gain.mean, "share"));
}

static bool is_anybody(const plan *p, uint16_t segment)
{
    for (size_t i = 0; i < p->n_scenarios; i++)
        if (sf_crowd_size(p->crowds[i], segment) > 0.0)
            return true;
    return false;
}

static bool is_anything_known(const panel *one, size_t n_scenarios)
{
    for (size_t g = 0; one->groups != NULL && g < one->n_groups; g++) {
        const row *rows = one->groups[g].rows;

        for (size_t i = 0; rows != NULL && i < n_scenarios; i++)
            if (!isnan(rows[i].gain.mean) || !isnan(rows[i].loss.mean))
                return true;
    }
    return false;
}

static sf_status read_panel(sf_sheet *sheet, plan *p, sf_gain gain, sf_error *err)
{
    panel *one = &p->panels[p->n];
    const size_t n_segments = sheet->catalogue->n_segments, n = p->leaves_segments_out ? 1 : n_segments;

    if (isnan(sf_crowd_matters(p->crowds[0], gain)) || !(sf_crowd_replications(p->crowds[0]) > 0))
        return SF_OK;
    *one = (panel){.gain = gain, .title = sf_gain_words(sheet, p->crowds[0], gain)};
    one->groups = sf_take(sheet, n, sizeof *one->groups);
    for (uint16_t g = 0; one->groups != NULL && g < n; g++) {
        group *to = &one->groups[one->n_groups];

        if (!is_anybody(p, g))
            continue;
        *to = (group){g, unknown, unknown, sf_take(sheet, p->n_scenarios, sizeof *to->rows), 0.0};
        if (p->placebo != NULL) {
            to->chance_gain = sf_crowd_gain(p->placebo, gain, g);
            to->chance_loss = sf_crowd_loss(p->placebo, gain, g);
        }
        for (size_t i = 0; to->rows != NULL && i < p->n_scenarios; i++) {
            row *r = &to->rows[i];

            *r = (row){p->scenarios[i], sf_crowd_gain(p->crowds[i], gain, g), sf_crowd_loss(p->crowds[i], gain, g), ""};
            r->figures = figures_of(sheet, r);
        }
        one->n_groups++;
    }
    p->n += is_anything_known(one, p->n_scenarios);
    return sf_sheet_status(sheet, err);
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static double farthest(double most, const sf_estimate *e)
{
    const double values[] = {e->mean, e->low, e->high};

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (isfinite(values[i]))
            most = fmax(most, values[i]);
    return most;
}

static double place_panel(panel *one, size_t n_scenarios, double top)
{
    double y = top + title_height, most = 0.0;

    for (size_t g = 0; g < one->n_groups; g++) {
        group *to = &one->groups[g];

        to->top = y;
        y += group_height + row_height * (double)n_scenarios;
        most = fmax(most, fmax(to->chance_gain.mean,
                               to->chance_loss.mean)); /* their intervals are not drawn; fmax forgets a NAN */
        for (size_t i = 0; i < n_scenarios; i++)
            most = farthest(farthest(most, &to->rows[i].gain), &to->rows[i].loss);
    }
    if (!(most > 0.0))
        most = 0.01;
    most = sf_nice_ceiling(most, 2.0 * most);
    one->frame.plot = (sf_rect){SF_CHART_MARGIN + names_width, top + title_height,
                                SF_CHART_WIDTH - SF_CHART_MARGIN - figures_width, y};
    one->frame.x = sf_scale_linear(-most, most, one->frame.plot.left + 8.0, one->frame.plot.right - 8.0);
    one->frame.y = sf_scale_linear(0.0, 1.0, one->frame.plot.bottom, one->frame.plot.top);
    one->ticks = sf_ticks_nice(-most, most, 6);
    return y + axis_height;
}

static double place(plan *p, double top)
{
    double y = top + key_height;

    for (size_t k = 0; k < p->n; k++)
        y = place_panel(&p->panels[k], p->n_scenarios, y) + panel_gap;
    return y - panel_gap;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

/* How much moves by itself: the placebo's loss to its gain, behind everything. */
static void paint_chance(const sf_pen *pen, const panel *one, const group *g, double bottom)
{
    const double left = sf_scale_at(one->frame.x, -g->chance_loss.mean),
                 right = sf_scale_at(one->frame.x, g->chance_gain.mean);

    if (isnan(left) || isnan(right))
        return;
    sf_paint_box(pen, (sf_rect){left, g->top + group_height - 3.0, right, bottom - 2.0}, sf_colour_rgb(0xd0d7de));
    sf_paint_rule(pen, left, g->top + group_height - 3.0, left, bottom - 2.0, 1.0, SF_SOFT, SF_DASH_DOT);
    sf_paint_rule(pen, right, g->top + group_height - 3.0, right, bottom - 2.0, 1.0, SF_SOFT, SF_DASH_DOT);
}

/* A bar from zero with its interval; side -1 for losses, 1 for gains. */
static void paint_side(const sf_pen *pen, const panel *one, const sf_estimate *e, double side, double y)
{
    const sf_look look = sf_look_of_verdict(side > 0.0 ? SF_BETTER : SF_WORSE);
    const double mean = side * e->mean, end = sf_scale_at(one->frame.x, mean);

    if (isnan(e->mean))
        return;
    sf_paint_bar(pen, &one->frame, fmin(0.0, mean), fmax(0.0, mean), y, bar_thick, sf_colour_faint(look.colour, 0.55));
    if (!isnan(e->low)) {
        const double low = side * fmax(0.0, e->low), high = side * e->high; /* a share is not below 0 */

        sf_paint_bar(pen, &one->frame, fmin(low, high), fmax(low, high), y, 1.6, look.colour);
    }
    sf_paint_marker(pen, one->frame.plot, end, y, 8.0, look);
}

static void paint_group(const sf_pen *pen, const sf_sheet *sheet, const panel *one, const group *g, size_t n)
{
    const double bottom = g->top + group_height + row_height * (double)n;
    const char *name = g->segment == 0 ? _("Everybody") : sf_segment_name(sheet, g->segment);

    sf_paint_text(pen, (sf_text){name, {12.0, true, SF_INK}, names_width - 10.0, 1}, SF_CHART_MARGIN, g->top + 3.0,
                  SF_ALIGN_START, SF_ALIGN_START);
    paint_chance(pen, one, g, bottom);
    for (size_t i = 0; i < n; i++) {
        const row *r = &g->rows[i];
        const double y = g->top + group_height + row_height * ((double)i + 0.5) - 2.0;

        sf_paint_text(pen, (sf_text){sf_scenario_name(sheet, r->scenario), SF_TYPE_LABEL, names_width - 24.0, 1},
                      SF_CHART_MARGIN + 14.0, y, SF_ALIGN_START, SF_ALIGN_MIDDLE);
        paint_side(pen, one, &r->loss, -1.0, y);
        paint_side(pen, one, &r->gain, 1.0, y);
        sf_paint_text(pen, (sf_text){r->figures, {11.0, false, SF_INK}, figures_width - 12.0, 1},
                      one->frame.plot.right + 12.0, y, SF_ALIGN_START, SF_ALIGN_MIDDLE);
    }
}

static void paint_panel(const sf_pen *pen, const sf_sheet *sheet, const panel *one, size_t n)
{
    const sf_rect plot = one->frame.plot;
    const double zero = sf_scale_at(one->frame.x, 0.0);

    sf_paint_text(pen, (sf_text){one->title, SF_TYPE_PANEL, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, 1}, SF_CHART_MARGIN,
                  plot.top - title_height, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_box(pen, plot, sf_colour_rgb(0xf8f9fa));
    for (size_t g = 0; g < one->n_groups; g++)
        paint_group(pen, sheet, one, &one->groups[g], n);
    sf_paint_rule(pen, zero, plot.top, zero, plot.bottom, 1.2, SF_INK, SF_DASH_SOLID);
    sf_paint_rule(pen, plot.left, plot.bottom, plot.right, plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    for (size_t i = 0; i < one->ticks.n; i++) { /* shares on both sides of zero: no signs */
        char text[32];

        sf_format_number(pen->language, 100.0 * fabs(one->ticks.at[i]), sf_step_decimals(100.0 * one->ticks.step), text,
                         sizeof text);
        sf_paint_text(pen, (sf_text){text, SF_TYPE_TICK, 0.0, 1}, sf_scale_at(one->frame.x, one->ticks.at[i]),
                      plot.bottom + 4.0, SF_ALIGN_MIDDLE, SF_ALIGN_START);
    }
    sf_paint_text(pen, (sf_text){_("← lose"), {11.0, true, SF_INK}, 0.0, 1}, plot.left - 24.0, plot.bottom + 4.0,
                  SF_ALIGN_END, SF_ALIGN_START);
    sf_paint_text(pen, (sf_text){_("gain → (of 100 people)"), {11.0, true, SF_INK}, 0.0, 1}, plot.right + 24.0,
                  plot.bottom + 4.0, SF_ALIGN_START, SF_ALIGN_START);
}

static double paint_key_item(const sf_pen *pen, sf_verdict verdict, const char *text, double x, double y)
{
    const sf_text words = {text, SF_TYPE_LABEL, 0.0, 1};

    sf_paint_marker(pen, (sf_rect){x, y - 10.0, x + 12.0, y + 10.0}, x + 6.0, y, 9.0, sf_look_of_verdict(verdict));
    sf_paint_text(pen, words, x + 16.0, y, SF_ALIGN_START, SF_ALIGN_MIDDLE);
    return x + 16.0 + sf_text_extent(pen->lettering, words).width + 22.0;
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;
    const double y = p->panels[0].frame.plot.top - title_height - key_height + 9.0;
    double x = paint_key_item(pen, SF_WORSE, _("lose"), SF_CHART_MARGIN, y);

    x = paint_key_item(pen, SF_BETTER, _("gain"), x, y);
    if (p->placebo != NULL) {
        sf_paint_box(pen, (sf_rect){x, y - 6.0, x + 22.0, y + 6.0}, sf_colour_rgb(0xd0d7de));
        sf_paint_text(pen,
                      (sf_text){_("what chance alone does: the same policy with one arrival more (placebo)"),
                                SF_TYPE_LABEL, SF_CHART_WIDTH - SF_CHART_MARGIN - x - 28.0, 1},
                      x + 28.0, y, SF_ALIGN_START, SF_ALIGN_MIDDLE);
    }
    for (size_t k = 0; k < p->n; k++)
        paint_panel(pen, sheet, &p->panels[k], p->n_scenarios);
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static const char *say_share(sf_sheet *sheet, sf_estimate e)
{
    return sf_say_estimate(sheet, e.mean, e.low, e.high, "share");
}

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    sf_table table =
        sf_table_begin(sheet, 8, 3,
                       (const char *[]){_("What"), _("Segment"), _("Scenario"), _("People followed"), _("Lose"),
                                        _("Gain"), _("Lose in the placebo"), _("Gain in the placebo")});

    for (size_t k = 0; k < p->n; k++)
        for (uint16_t g = 0; g < sheet->catalogue->n_segments; g++)
            for (size_t i = 0; i < p->n_scenarios; i++) {
                const sf_gain gain = p->panels[k].gain;
                const sf_crowd *crowd = p->crowds[i];

                if (is_anybody(p, g))
                    sf_table_add(
                        sheet, &table,
                        (const char *[]){
                            p->panels[k].title, sf_segment_name(sheet, g), sf_scenario_name(sheet, p->scenarios[i]),
                            sf_say_count(sheet, round(sf_crowd_size(crowd, g))),
                            say_share(sheet, sf_crowd_loss(crowd, gain, g)),
                            say_share(sheet, sf_crowd_gain(crowd, gain, g)),
                            say_share(sheet, p->placebo == NULL ? unknown : sf_crowd_loss(p->placebo, gain, g)),
                            say_share(sheet, p->placebo == NULL ? unknown : sf_crowd_gain(p->placebo, gain, g))});
            }
    return table;
}

static const char *note_of(sf_sheet *sheet, const plan *p)
{
    const char *note = sf_print(
        sheet, _("Of %s people followed in each of %zu replications. Lines: 95 %% intervals over replications."),
        sf_say_count(sheet, round(sf_crowd_size(p->crowds[0], 0))), sf_crowd_replications(p->crowds[0]));

    note = p->placebo != NULL
               ? sf_print(sheet,
                          _("%s Placebo: %zu replications; what lies inside the grey zone is no doing of the policy."),
                          note, sf_crowd_replications(p->placebo))
               : sf_print(sheet,
                          _("%s No placebo is kept with this study, so how much of it is chance cannot be seen: "
                            "saksflyt compare makes one."),
                          note);
    if (p->leaves_segments_out)
        note = sf_print(sheet, _("%s Segments are in the table."), note);
    return note;
}

static const char *why_nothing(const sf_sheet *sheet, const plan *p)
{
    if (sheet->n_shown < 2)
        return _("This study has one scenario only, so there is nothing to compare it with.");
    return p->n_scenarios == 0
               ? _("No person was followed in both the baseline and another scenario.")
               : _("Too few people were followed for anything to be said about who gains and who loses.");
}

sf_status sf_chart_gainers(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    const char *baseline = sheet->facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : "";
    sf_chart chart = sf_chart_begin(
        sheet, "gainers", sf_print(sheet, _("Who gains and who loses, compared with “%s”"), baseline),
        _("The same people under both policies: how many of a hundred are better off, and how many worse. Who would gain also "
          "depends on luck, so read what lies beyond the grey zone."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    sf_status status;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    status = read_crowds(sheet, p, err);
    p->leaves_segments_out = p->n_scenarios * sheet->catalogue->n_segments > MOST_ROWS;
    for (int gain = 0; gain < SF_GAINS && status == SF_OK && p->n_scenarios > 0; gain++)
        status = read_panel(sheet, p, (sf_gain)gain, err);
    if (status != SF_OK)
        return status;
    if (p->n == 0) {
        sf_chart_explain(sheet, &chart, why_nothing(sheet, p));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p);
    chart.alt = sf_print(
        sheet, _("%s: %zu ways to gain or lose, by segment and scenario. The numbers are in the table below it."),
        chart.title, p->n);
    sf_chart_end(sheet, &chart, place(p, chart.top), note_of(sheet, p));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
