/* plots/morris.c - a screening of many assumptions: how much each moves the difference, and how much that depends on the others.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/morris.h"

#include <math.h>
#include <string.h>

#include "core/text.h"
#include "results/screening.h"

enum { MOST_PANELS = 4, MOST_NAMES = 8, NAMED = 3 };

static const double plot_height = 190.0, title_height = 28.0, axis_height = 46.0, panel_gap = 12.0,
                    numbers_width = 74.0, plot_width = 430.0, name_height = 20.0;

/* --- words ------------------------------------------------------------------------------------------------------------- */

typedef struct screening {
    const sf_screening *s;
    const char *title, *unit;
} screening;

typedef struct screenings {
    screening *all;
    size_t n;
} screenings;

static screening named(sf_sheet *sheet, const sf_screening *s)
{
    screening out = {.s = s};

    out.title = sf_target_name(sheet, s->target, &out.unit);
    return out;
}

static sf_status read_screenings(sf_sheet *sheet, screenings *out, sf_error *err)
{
    const sf_screening *all;
    size_t n;
    const sf_status status = sf_study_screenings(sheet->study, &all, &n, err);

    *out = (screenings){NULL, 0};
    if (status != SF_OK)
        return status;
    out->all = sf_take(sheet, n + 1, sizeof *out->all);
    for (size_t i = 0; i < n && out->all != NULL; i++)
        out->all[out->n++] = named(sheet, &all[i]);
    return sf_sheet_status(sheet, err);
}

static const char *path_of(const sf_sheet *sheet, const sf_screened *f)
{
    return sheet->facts->design->axes[f->axis].path;
}

/* Does the effect depend on the others, or on where in its range the number is, as much as it is large? */
static bool is_not_alone(const sf_screened *f)
{
    return f->stands_out && f->effect.sigma > f->effect.mu_star;
}

static const char *list(sf_sheet *sheet, const screening *one, bool not_alone)
{
    const char *names = "";
    size_t n = 0;

    for (size_t k = 0; k < one->s->n && n < NAMED; k++) {
        const sf_screened *f = &one->s->factors[k];

        if (sf_is_no_effect(sheet, one->s->target, f->effect.mu_star) || (not_alone && !is_not_alone(f)))
            continue;
        names = not_alone
                    ? sf_print(sheet, "%s%s%s", names, n > 0 ? "; " : "", path_of(sheet, f))
                    : sf_print(sheet, "%s%s%s (%s: %s)", names, n > 0 ? "; " : "", path_of(sheet, f),
                               sheet->facts->design->axes[f->axis].range,
                               sf_say_estimate(sheet, f->effect.mu_star, f->effect.low, f->effect.high, one->unit));
        n++;
    }
    return names;
}

static const char *sentence_of(sf_sheet *sheet, const screening *one)
{
    const sf_screening *s = one->s;
    const char *most = list(sheet, one, false), *not_alone = list(sheet, one, true);
    size_t sure = 0;

    for (size_t k = 0; k < s->n; k++)
        sure += s->factors[k].stands_out;
    if (most[0] == '\0')
        return sf_print(sheet, _("%s: no number within its range moves the difference."), one->title);
    return sf_print(
        sheet, "%s %s %s",
        sf_print(
            sheet,
            _("%s: %s as the config has it. Over its whole range, whatever the others are, a number moves the difference on average most with %s."),
            one->title,
            sf_say_difference(sheet, s->as_is.difference.mean, s->as_is.difference.low, s->as_is.difference.high,
                              one->unit),
            most),
        sf_print(sheet, _("%zu of %zu numbers stand out from chance with %zu trajectories."), sure, s->n,
                 s->trajectories),
        not_alone[0] == '\0'
            ? ""
            : sf_print(sheet, _("How much depends on the other numbers, or on where in the range it is, with %s."),
                       not_alone));
}

sf_status sf_morris_tell(sf_sheet *sheet, sf_morris_teller *tell, void *user, sf_error *err)
{
    screenings all;
    sf_status status = read_screenings(sheet, &all, err);

    for (size_t i = 0; i < all.n && status == SF_OK; i++)
        tell(user, sentence_of(sheet, &all.all[i]));
    return status == SF_OK ? sf_sheet_status(sheet, err) : status;
}

static sf_table table_of(sf_sheet *sheet, const screenings *all)
{
    sf_table table =
        sf_table_begin(sheet, 9, 5,
                       (const char *[]){_("Target"), _("Number"), _("Range"), _("Source"), _("Stands out from chance"),
                                        _("Mean size of its effect (μ*)"), _("Mean effect (μ)"),
                                        _("Standard deviation (σ)"), _("What chance alone gives")});

    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->all[i].s->n; k++) {
            const screening *one = &all->all[i];
            const sf_screened *f = &one->s->factors[k];
            const sf_design_axis *a = &sheet->facts->design->axes[f->axis];

            sf_table_add(sheet, &table,
                         (const char *[]){
                             one->title, a->path, a->range, a->source, f->stands_out ? _("yes") : _("no"),
                             sf_say_estimate(sheet, f->effect.mu_star, f->effect.low, f->effect.high, one->unit),
                             sf_say_difference(sheet, f->effect.mu, NAN, NAN, one->unit),
                             sf_say_value(sheet, f->effect.sigma, one->unit), sf_say_value(sheet, f->luck, one->unit)});
        }
    return table;
}

sf_status sf_morris_table(sf_sheet *sheet, sf_table *out, sf_error *err)
{
    screenings all;
    const sf_status status = read_screenings(sheet, &all, err);

    if (status != SF_OK)
        return status;
    *out = table_of(sheet, &all);
    return sf_sheet_status(sheet, err);
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

typedef struct panel {
    const screening *of;
    sf_frame frame;
    sf_ticks across, up;
    size_t n_names;
    const char *names[MOST_NAMES];
    double name_y[MOST_NAMES]; /* centre of each name */
} panel;

typedef struct plan {
    panel panels[MOST_PANELS];
    size_t n;
    const sf_design_axis *axes;
} plan;

static bool can_be_drawn(const sf_screened *f)
{
    return !isnan(f->effect.mu_star) && !isnan(f->effect.sigma);
}

/* The names stand right of the plot, from the top in the order of their points, so that no leader crosses another's name. */
static void place_names(const sf_sheet *sheet, panel *p)
{
    size_t order[MOST_NAMES], n = 0;
    double centre[MOST_NAMES], height[MOST_NAMES];

    for (size_t k = 0; k < p->of->s->n && n < MOST_NAMES; k++) {
        const sf_screened *f = &p->of->s->factors[k];
        const double y = sf_scale_at(p->frame.y, f->effect.sigma);
        size_t j = n;

        if (!can_be_drawn(f) || sf_is_no_effect(sheet, p->of->s->target, f->effect.mu_star))
            break; /* sorted: those after it are smaller */
        for (; j > 0 && centre[j - 1] > y; j--) {
            centre[j] = centre[j - 1];
            order[j] = order[j - 1];
        }
        centre[j] = y;
        order[j] = k;
        n++;
    }
    for (size_t i = 0; i < n; i++)
        height[i] = name_height;
    sf_spread(n, height, p->frame.plot.top, p->frame.plot.bottom, centre);
    for (size_t i = 0; i < n; i++) { /* names[k] is that of the k-th factor */
        p->names[order[i]] = path_of(sheet, &p->of->s->factors[order[i]]);
        p->name_y[order[i]] = centre[i];
    }
    p->n_names = n;
}

static double place(sf_sheet *sheet, plan *p, double top)
{
    for (size_t i = 0; i < p->n; i++) {
        panel *one = &p->panels[i];
        const sf_screening *s = one->of->s;
        double across = 0.0, up = 0.0;

        for (size_t k = 0; k < s->n; k++)
            if (can_be_drawn(&s->factors[k])) {
                across =
                    fmax(across, fmax(s->factors[k].effect.mu_star, k < MOST_NAMES ? s->factors[k].effect.high : 0.0));
                up = fmax(up, s->factors[k].effect.sigma);
            }
        if (!(across > 0.0))
            across = 1.0;
        if (!(up > 0.0))
            up = across;
        one->frame.plot = (sf_rect){SF_CHART_MARGIN + numbers_width, top + title_height,
                                    SF_CHART_MARGIN + numbers_width + plot_width, top + title_height + plot_height};
        one->frame.x = sf_scale_linear(0.0, 1.04 * across, one->frame.plot.left + 8.0, one->frame.plot.right);
        one->frame.y = sf_scale_linear(0.0, 1.06 * up, one->frame.plot.bottom - 8.0, one->frame.plot.top + 4.0);
        one->across = sf_ticks_nice(0.0, across, 6);
        one->up = sf_ticks_nice(0.0, up, 4);
        place_names(sheet, one);
        top = one->frame.plot.bottom + axis_height + panel_gap;
    }
    return top - panel_gap;
}

/* Above this line the effect varies more than it is large. */
static void paint_diagonal(const sf_pen *pen, const panel *p)
{
    const double end = fmin(p->frame.x.to, p->frame.y.to);

    sf_paint_rule(pen, sf_scale_at(p->frame.x, 0.0), sf_scale_at(p->frame.y, 0.0), sf_scale_at(p->frame.x, end),
                  sf_scale_at(p->frame.y, end), 1.2, SF_RULE, SF_DASH_LONG);
}

static void paint_factor(const sf_pen *pen, const panel *p, size_t k)
{
    const sf_screened *f = &p->of->s->factors[k];
    const double x = sf_scale_at(p->frame.x, f->effect.mu_star), y = sf_scale_at(p->frame.y, f->effect.sigma);
    const sf_look look = {f->stands_out ? SF_BLUE : SF_SOFT, f->stands_out ? SF_MARKER_DISC : SF_MARKER_RING,
                          SF_DASH_SOLID};

    if (!can_be_drawn(f))
        return;
    if (k < p->n_names) {
        sf_paint_rule(pen, x, y, p->frame.plot.right + 14.0, p->name_y[k], 0.7, SF_RULE, SF_DASH_SOLID);
        if (!isnan(f->effect.low))
            sf_paint_rule(pen, sf_scale_at(p->frame.x, f->effect.low), y,
                          sf_scale_at(p->frame.x, fmin(f->effect.high, p->frame.x.to)), y, 1.4, look.colour,
                          SF_DASH_SOLID);
        sf_paint_text(pen,
                      (sf_text){p->names[k],
                                {11.0, f->stands_out, SF_INK},
                                SF_CHART_WIDTH - SF_CHART_MARGIN - p->frame.plot.right - 18.0,
                                1},
                      p->frame.plot.right + 18.0, p->name_y[k], SF_ALIGN_START, SF_ALIGN_MIDDLE);
    }
    sf_paint_marker(pen, p->frame.plot, x, y, 8.0, look);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    (void)sheet;
    for (size_t i = 0; i < p->n; i++) {
        const panel *one = &p->panels[i];
        const sf_rect plot = one->frame.plot;
        const double factor = sf_unit_factor(one->of->unit);

        sf_paint_text(pen, (sf_text){one->of->title, SF_TYPE_PANEL, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, 1},
                      SF_CHART_MARGIN, plot.top - 10.0, SF_ALIGN_START, SF_ALIGN_END);
        sf_paint_grid_x(pen, &one->frame, &one->across);
        sf_paint_grid_y(pen, &one->frame, &one->up);
        paint_diagonal(pen, one);
        for (size_t k = one->of->s->n; k-- > 0;) /* the largest on top */
            paint_factor(pen, one, k);
        sf_paint_numbers_x(pen, &one->frame, &one->across, factor);
        sf_paint_numbers_y(pen, &one->frame, &one->up, factor);
        sf_paint_text(pen, (sf_text){"σ", SF_TYPE_TICK, 0.0, 1}, SF_CHART_MARGIN, 0.5 * (plot.top + plot.bottom),
                      SF_ALIGN_START, SF_ALIGN_MIDDLE);
        sf_paint_text(pen, (sf_text){_("Mean size of the effect (μ*)"), SF_TYPE_TICK, plot_width, 1}, plot.right,
                      plot.bottom + 22.0, SF_ALIGN_END, SF_ALIGN_START);
    }
}

sf_status sf_chart_morris(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "morris", _("Which assumptions move the answer at all"),
        _("Across: how much a number moves the difference on average when it goes through its range (μ*). Up: how much that varies with the "
          "other numbers and with the place in the range (σ); above the dashed line more than it is. Disc and bold: stands out from chance."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    screenings all = {NULL, 0};
    sf_status status = SF_OK;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    if (sheet->facts->design != NULL && sheet->facts->design->kind == SF_DESIGN_MORRIS)
        status = read_screenings(sheet, &all, err);
    if (status != SF_OK)
        return status;
    for (size_t i = 0; i < all.n && p->n < MOST_PANELS; i++)
        if (all.all[i].s->n > 0 && can_be_drawn(&all.all[i].s->factors[0]) &&
            !sf_is_no_effect(sheet, all.all[i].s->target, all.all[i].s->factors[0].effect.mu_star))
            p->panels[p->n++].of = &all.all[i];
    if (p->n == 0) {
        sf_chart_explain(
            sheet, &chart,
            all.n > 0
                ? _("No number within its range moves any of the differences, or there are too few trajectories to tell.")
                : _("Nothing was screened: saksflyt sensitivity CONFIG --method morris makes this chart, for a config with study.targets."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, &all);
    chart.alt = sf_print(sheet, _("%s: %zu targets. The numbers are in the table below it."), chart.title, p->n);
    sf_chart_end(
        sheet, &chart, place(sheet, p, chart.top),
        sf_print(
            sheet,
            _("“%s” against “%s”: %zu trajectories of Morris over %zu ranges. The line through a point is the 95 %% interval of its μ* over trajectories. The %d largest have names."),
            p->panels[0].of->s->other, p->panels[0].of->s->base, p->panels[0].of->s->trajectories,
            sheet->facts->design->n_axes, MOST_NAMES));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
