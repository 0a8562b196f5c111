/* plots/hypercube.c - how far the answers of all draws within the ranges lie apart: one small panel for each decision, the draws stacked in
 * columns, with what the decision turns on and the answer as the config has it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/hypercube.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "results/uncertainty.h"

enum { MOST_PANELS = 8, ACROSS = 2, COLUMNS = 30, NAMED = 3 };

static const double plot_height = 96.0, heading_height = 58.0, axis_height = 30.0, panel_gap = 36.0, row_gap = 16.0;

/* --- words ------------------------------------------------------------------------------------------------------------- */

/* One decision with its names. */
typedef struct decision {
    const sf_uncertainty *u;
    const char *title, *unit, *scenario, *base;
} decision;

typedef struct decisions {
    decision *all;
    size_t n;
} decisions;

static decision named(sf_sheet *sheet, const sf_uncertainty *u)
{
    decision out = {
        .u = u, .scenario = sf_scenario_label(sheet, u->scenario), .base = sf_scenario_label(sheet, u->base)};

    out.title = sf_target_name(sheet, u->target, &out.unit);
    return out;
}

static sf_status read_decisions(sf_sheet *sheet, decisions *out, sf_error *err)
{
    const sf_uncertainty *all;
    size_t n;
    const sf_status status = sf_study_uncertainties(sheet->study, &all, &n, err);

    *out = (decisions){NULL, 0};
    if (status != SF_OK)
        return status;
    out->all = sf_take(sheet, n + 1, sizeof *out->all);
    for (size_t i = 0; i < n && out->all != NULL; i++)
        out->all[out->n++] = named(sheet, &all[i]);
    return sf_sheet_status(sheet, err);
}

/* What a sign of the difference means for people. */
static const char *sign_words(const sf_uncertainty *u, int sign)
{
    if (sign == 0)
        return sf_verdict_words(SF_NO_DIFFERENCE_THAT_MATTERS);
    if (u->direction == SF_NEITHER_IS_BETTER)
        return sign > 0 ? _("larger") : _("smaller");
    return sf_verdict_words((sign > 0) == (u->direction == SF_HIGHER_IS_BETTER) ? SF_BETTER : SF_WORSE);
}

static const char *say(sf_sheet *sheet, const decision *d, double value)
{
    return sf_say_difference(sheet, value, NAN, NAN, d->unit);
}

static const char *say_estimate(sf_sheet *sheet, const decision *d, sf_estimate e)
{
    return sf_say_difference(sheet, e.mean, e.low, e.high, d->unit);
}

static const char *say_share(sf_sheet *sheet, double share)
{
    return sf_say_value(sheet, share, "share");
}

/* "programmes.aap.exits.work.rate (0.5..2; 40 % agree in its lowest third, 98 % in its highest)" */
static const char *influence_words(sf_sheet *sheet, const sf_influence *i, bool is_unanimous)
{
    const sf_design_axis *a = &sheet->facts->design->axes[i->axis];

    if (is_unanimous)
        return sf_print(sheet, "%s (%s)", a->path, a->range);
    return sf_print(sheet, _("%s (%s: %s of the draws in its lowest third agree, %s in its highest)"), a->path,
                    a->range, say_share(sheet, i->agree_low), say_share(sheet, i->agree_high));
}

static const char *overturning(sf_sheet *sheet, const sf_uncertainty *u)
{
    const size_t shown = u->n_influence < NAMED ? u->n_influence : NAMED;
    const char *names = "";
    size_t sure = 0;

    for (size_t k = 0; k < shown; k++) {
        names = sf_print(sheet, "%s%s%s", names, k > 0 ? "; " : "",
                         influence_words(sheet, &u->influence[k], u->agree == u->n));
        sure += u->influence[k].stands_out;
    }
    if (shown == 0)
        return "";
    if (!(u->draws[u->n - 1] > u->draws[0]))
        return _("It is the same in every draw.");
    return sf_print(sheet, "%s %s",
                    sf_print(sheet,
                             u->agree == u->n
                                 ? _("No draw overturns it. It goes most with %s.")
                                 : _("What could overturn it, by how closely it goes with the difference: %s."),
                             names),
                    sure == shown ? ""
                    : sure == 0   ? _("None of them stands out from chance: more draws (--draws) would tell.")
                                  : sf_print(sheet, _("Standing out from chance: %zu of these."), sure));
}

/* Standard deviations beside each other: what is not known of the assumptions, and what is left to chance. */
static const char *spread(sf_sheet *sheet, const decision *d)
{
    const sf_components *v = &d->u->variance;

    if (isnan(v->parameters))
        return _("Chance cannot be told apart with one replication of each draw.");
    return sf_print(
        sheet,
        _("The assumptions spread it by %s (standard deviation); chance moves a mean of %zu replications by %s."),
        sf_say_value(sheet, sqrt(v->parameters), d->unit), d->u->replications,
        sf_say_value(sheet, sqrt((v->common + v->own) / (double)d->u->replications), d->unit));
}

static const char *sentence_of(sf_sheet *sheet, const decision *d)
{
    const sf_uncertainty *u = d->u;

    if (u->n == 0 || isnan(u->as_is.difference.mean))
        return sf_print(
            sheet,
            _("%s, “%s” against “%s”: the config as it is says nothing about it, so no draw can agree or disagree."),
            d->title, d->scenario, d->base);
    return sf_print(
        sheet,
        _("%s, “%s” against “%s”: %s as the config has it (%s), and so it is in %zu of %zu draws within the ranges, %s. Nine of ten draws lie between %s and %s. %s %s"),
        d->title, d->scenario, d->base, say_estimate(sheet, d, u->as_is.difference), sign_words(u, u->sign), u->agree,
        u->n, sf_say_estimate(sheet, u->share.mean, u->share.low, u->share.high, "share"), say(sheet, d, u->p05),
        say(sheet, d, u->p95), spread(sheet, d), overturning(sheet, u));
}

sf_status sf_hypercube_tell(sf_sheet *sheet, sf_hypercube_teller *tell, void *user, sf_error *err)
{
    decisions all;
    sf_status status = read_decisions(sheet, &all, err);

    for (size_t i = 0; i < all.n && status == SF_OK; i++)
        tell(user, sentence_of(sheet, &all.all[i]));
    return status == SF_OK ? sf_sheet_status(sheet, err) : status;
}

/* --- tables ------------------------------------------------------------------------------------------------------------ */

static const char *deviation(sf_sheet *sheet, double variance, const char *unit)
{
    return isnan(variance) ? "–" : sf_say_value(sheet, sqrt(variance), unit);
}

sf_status sf_hypercube_decisions(sf_sheet *sheet, sf_table *out, sf_error *err)
{
    decisions all;
    const sf_status status = read_decisions(sheet, &all, err);

    if (status != SF_OK)
        return status;
    *out = sf_table_begin(sheet, 12, 4,
                          (const char *[]){_("Target"), _("Scenario"), _("As the config has it"), _("It says"),
                                           _("Draws"), _("Draws that agree"), _("5th percentile"), _("Median"),
                                           _("95th percentile"), _("Spread by assumptions"),
                                           _("By luck that all draws share"), _("By luck of its own")});
    for (size_t i = 0; i < all.n; i++) {
        const decision *d = &all.all[i];
        const sf_uncertainty *u = d->u;

        sf_table_add(sheet, out,
                     (const char *[]){d->title, d->scenario, say_estimate(sheet, d, u->as_is.difference),
                                      sign_words(u, u->sign), sf_say_count(sheet, (double)u->n),
                                      sf_say_estimate(sheet, u->share.mean, u->share.low, u->share.high, "share"),
                                      say(sheet, d, u->p05), say(sheet, d, u->p50), say(sheet, d, u->p95),
                                      deviation(sheet, u->variance.parameters, d->unit),
                                      deviation(sheet, u->variance.common, d->unit),
                                      deviation(sheet, u->variance.own, d->unit)});
    }
    return sf_sheet_status(sheet, err);
}

sf_status sf_hypercube_influences(sf_sheet *sheet, sf_table *out, sf_error *err)
{
    decisions all;
    const sf_status status = read_decisions(sheet, &all, err);

    if (status != SF_OK)
        return status;
    *out = sf_table_begin(sheet, 9, 6,
                          (const char *[]){_("Target"), _("Scenario"), _("Number"), _("Range"), _("Source"),
                                           _("Stands out from chance"), _("Rank correlation"),
                                           _("Agree in its lowest third"), _("Agree in its highest third")});
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < all.all[i].u->n_influence && k < SF_HYPERCUBE_SHOWN; k++) {
            const decision *d = &all.all[i];
            const sf_influence *one = &d->u->influence[k];
            const sf_design_axis *a = &sheet->facts->design->axes[one->axis];

            sf_table_add(sheet, out,
                         (const char *[]){d->title, d->scenario, a->path, a->range, a->source,
                                          one->stands_out ? _("yes") : _("no"),
                                          sf_say_difference(sheet, one->correlation, NAN, NAN, ""),
                                          say_share(sheet, one->agree_low), say_share(sheet, one->agree_high)});
        }
    return sf_sheet_status(sheet, err);
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

typedef struct panel {
    const decision *of;
    sf_frame frame;
    sf_ticks ticks;
    double from, width;              /* of the columns */
    size_t counts[3][COLUMNS], most; /* by sign + 1; the tallest column */
    const char *shares;
} panel;

typedef struct plan {
    panel panels[MOST_PANELS];
    size_t n;
} plan;

/* From left to right, as the columns stand: "worse 12 % · no difference that matters 30 % · better 58 %". */
static const char *shares_of(sf_sheet *sheet, const sf_uncertainty *u)
{
    const size_t counts[] = {u->below, u->within, u->above};
    const char *text = "";

    for (int k = 0; k < 3; k++)
        if (counts[k] > 0)
            text = sf_print(sheet, "%s%s%s %s", text, text[0] != '\0' ? "  ·  " : "", sign_words(u, k - 1),
                            say_share(sheet, (double)counts[k] / (double)u->n));
    return text;
}

static void span_of(const sf_uncertainty *u, double *low, double *high)
{
    const sf_estimate *e = &u->as_is.difference;

    *low = fmin(0.0, fmin(u->draws[0], fmin(e->mean, e->low))); /* fmin passes NAN over */
    *high = fmax(0.0, fmax(u->draws[u->n - 1], fmax(e->mean, e->high)));
    if (*low > -u->matters && *high < u->matters) { /* all within what matters: show that */
        *low = -1.1 * u->matters;
        *high = 1.1 * u->matters;
    }
    if (!(*high > *low))
        *high = *low + 1.0;
}

/* Column edges on the limits of what matters would need columns of several widths: each draw is counted by its own sign instead. */
static void count_draws(panel *p, double low, double high)
{
    const sf_uncertainty *u = p->of->u;
    size_t sums[COLUMNS] = {0};

    p->from = low;
    p->width = (high - low) / COLUMNS;
    for (size_t i = 0; i < u->n; i++) {
        size_t column = (size_t)fmax(0.0, (u->draws[i] - low) / p->width);

        column = column < COLUMNS ? column : COLUMNS - 1;
        p->counts[sf_decision_sign(u->draws[i], u->matters) + 1][column]++;
        sums[column]++;
        p->most = sums[column] > p->most ? sums[column] : p->most;
    }
}

static void place_panel(sf_sheet *sheet, panel *p, double left, double top, double width)
{
    double low, high;

    span_of(p->of->u, &low, &high);
    count_draws(p, low, high);
    p->shares = shares_of(sheet, p->of->u);
    p->frame.plot = (sf_rect){left, top + heading_height, left + width, top + heading_height + plot_height};
    p->frame.x = sf_scale_linear(low, high, p->frame.plot.left + 8.0, p->frame.plot.right - 8.0);
    p->frame.y = sf_scale_linear(0.0, 1.22 * (double)p->most, p->frame.plot.bottom, p->frame.plot.top);
    p->ticks = sf_ticks_nice(low, high, 6);
}

static double place(sf_sheet *sheet, plan *p, double top)
{
    const double width = (SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN - panel_gap) / ACROSS;
    const double height = heading_height + plot_height + axis_height + row_gap;

    const size_t rows = (p->n + ACROSS - 1) / ACROSS;

    for (size_t i = 0; i < p->n; i++) {
        const size_t row = i / ACROSS;

        place_panel(sheet, &p->panels[i], SF_CHART_MARGIN + (double)(i % ACROSS) * (width + panel_gap),
                    top + (double)row * height, width);
    }
    return top + (double)rows * height - row_gap;
}

static sf_colour colour_of(const sf_uncertainty *u, int sign)
{
    if (sign == 0)
        return SF_RULE;
    if (u->direction == SF_NEITHER_IS_BETTER)
        return SF_BLUE;
    return (sign > 0) == (u->direction == SF_HIGHER_IS_BETTER) ? SF_GREEN : SF_VERMILLION;
}

static void paint_columns(const sf_pen *pen, const panel *p)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        double stacked = 0.0;

        for (int k = 0; k < 3; k++) {
            const double begin = p->from + (double)c * p->width, count = (double)p->counts[k][c];

            if (p->counts[k][c] == 0)
                continue;
            sf_paint_box(pen,
                         (sf_rect){sf_scale_at(p->frame.x, begin) + 0.75, sf_scale_at(p->frame.y, stacked + count),
                                   sf_scale_at(p->frame.x, begin + p->width) - 0.75, sf_scale_at(p->frame.y, stacked)},
                         colour_of(p->of->u, k - 1));
            stacked += count;
        }
    }
}

/* The config's own answer with the interval that chance alone gives it, above the columns. */
static void paint_as_is(const sf_pen *pen, const panel *p)
{
    const sf_estimate *e = &p->of->u->as_is.difference;
    const double y = sf_scale_at(p->frame.y, 1.12 * (double)p->most);

    if (isnan(e->mean))
        return;
    if (!isnan(e->low) && !isnan(e->high))
        sf_paint_rule(pen, sf_scale_at(p->frame.x, e->low), y, sf_scale_at(p->frame.x, e->high), y, 1.8, SF_INK,
                      SF_DASH_SOLID);
    sf_paint_marker(pen, p->frame.plot, sf_scale_at(p->frame.x, e->mean), y, 9.0,
                    (sf_look){SF_INK, SF_MARKER_DIAMOND, SF_DASH_SOLID});
}

static void paint_limit(const sf_pen *pen, const panel *p, double at)
{
    const double x = sf_scale_at(p->frame.x, at);

    if (x > p->frame.plot.left && x < p->frame.plot.right)
        sf_paint_rule(pen, x, p->frame.plot.top, x, p->frame.plot.bottom, 1.2, SF_INK, SF_DASH_LONG);
}

static void paint_panel(const sf_pen *pen, const panel *p)
{
    const sf_rect plot = p->frame.plot;
    const double width = plot.right - plot.left, zero = sf_scale_at(p->frame.x, 0.0);

    sf_paint_text(pen, (sf_text){p->of->title, SF_TYPE_PANEL, width, 1}, plot.left, plot.top - 42.0, SF_ALIGN_START,
                  SF_ALIGN_END);
    sf_paint_text(pen, (sf_text){p->of->scenario, SF_TYPE_LABEL, width, 1}, plot.left, plot.top - 25.0, SF_ALIGN_START,
                  SF_ALIGN_END);
    sf_paint_text(pen, (sf_text){p->shares, {11.0, true, SF_INK}, width, 1}, plot.left, plot.top - 7.0, SF_ALIGN_START,
                  SF_ALIGN_END);
    sf_paint_grid_x(pen, &p->frame, &p->ticks);
    paint_columns(pen, p);
    sf_paint_rule(pen, zero, plot.top, zero, plot.bottom, 1.4, SF_INK, SF_DASH_SOLID);
    if (p->of->u->matters > 0.0) {
        paint_limit(pen, p, -p->of->u->matters);
        paint_limit(pen, p, p->of->u->matters);
    }
    paint_as_is(pen, p);
    sf_paint_rule(pen, plot.left, plot.bottom, plot.right, plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    sf_paint_numbers_x(pen, &p->frame, &p->ticks, sf_unit_factor(p->of->unit));
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    (void)sheet;
    for (size_t i = 0; i < p->n; i++)
        paint_panel(pen, &p->panels[i]);
}

static const char *note_of(sf_sheet *sheet, const decisions *all, size_t shown, size_t possible)
{
    const sf_uncertainty *u;
    const char *more =
        shown < possible ? sf_print(sheet, _(" %zu of %zu decisions; the table has them all."), shown, possible) : "";

    assert(all->all != NULL && shown > 0); /* a chart of no decision says so in words */
    u = all->all[0].u;
    return sf_print(
        sheet,
        _("“%s” is the baseline. %zu draws of a Latin hypercube over %zu ranges, %zu replications each, all on common luck; each number triangular in its range with the peak at the config's value.%s"),
        all->all[0].base, u->n, sheet->facts->design->n_axes, u->replications, more);
}

sf_status sf_chart_hypercube(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "hypercube", _("Does the answer stand within the ranges?"),
        _("Each column counts draws of all assumptions at once, by the difference that they give. Dashed: what matters. Diamond: as the "
          "config has it, with the interval that chance alone gives it."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    decisions all = {NULL, 0};
    size_t possible = 0;
    sf_status status = SF_OK;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    if (sheet->facts->design != NULL && sheet->facts->design->kind == SF_DESIGN_HYPERCUBE)
        status = read_decisions(sheet, &all, err);
    if (status != SF_OK)
        return status;
    for (size_t i = 0; i < all.n; i++)
        if (all.all[i].u->n > 0 && !isnan(all.all[i].u->as_is.difference.mean) && possible++ < MOST_PANELS)
            p->panels[p->n++].of = &all.all[i];
    if (p->n == 0) {
        sf_chart_explain(
            sheet, &chart,
            _("Nothing was drawn: saksflyt sensitivity CONFIG --method hypercube makes this chart, for a config with study.targets."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    chart.plan = p;
    chart.paint = paint;
    status = sf_hypercube_decisions(sheet, &chart.table, err);
    if (status != SF_OK)
        return status;
    chart.alt = sf_print(sheet, _("%s: %zu decisions. The numbers are in the table below it."), chart.title, p->n);
    sf_chart_end(sheet, &chart, place(sheet, p, chart.top), note_of(sheet, &all, p->n, possible));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
