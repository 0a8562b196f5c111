/* plots/sweep.c - what a sweep shows: for each measure a panel, the varied number across, a line with its band for each scenario (or, with
 * two numbers, for each value of the second), the bend marked, and where a wish is fulfilled.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "results/summary.h"

enum { MOST_CURVES = 8, MOST_ACROSS = 2 };

static const double title_height = 46.0, axis_height = 46.0, plot_height = 210.0, panel_gap = 26.0,
                    numbers_width = 58.0, names_width = 112.0;

typedef struct panel {
    const sf_sweep_panel *of;
    sf_frame frame;
    sf_ticks ticks;
} panel;

typedef struct plan {
    sf_sweep_table table;
    panel *panels;
    sf_ticks x;
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static bool is_known(const sf_sheet *sheet, sf_measure m)
{
    for (size_t i = 0; i < sheet->facts->design->n_points; i++) {
        size_t s;

        if (sf_study_find_scenario(sheet->study, sheet->facts->design->points[i].scenario, &s) &&
            !isnan(sf_estimate_of(sheet, s, m.metric, m.entity, m.segment, m.stat).mean))
            return true;
    }
    return false;
}

static bool is_same(sf_measure a, sf_measure b)
{
    return a.metric == b.metric && a.entity == b.entity && a.segment == b.segment && a.stat == b.stat;
}

static void add_measure(sf_sheet *sheet, sf_sweep_table *t, sf_measure m, const sf_until *until)
{
    for (size_t k = 0; k < t->n_panels; k++)
        if (is_same(t->panels[k].measure, m))
            return;
    if (t->n_panels == SF_SWEEP_MOST_PANELS || !is_known(sheet, m))
        return;
    t->panels[t->n_panels++] =
        (sf_sweep_panel){.measure = m,
                         .until = until,
                         .unit = sf_stat_unit(&sheet->catalogue->metrics[m.metric], m.stat),
                         .title = sf_measure_name(sheet, m.metric, m.entity, m.segment, m.stat, "")};
}

/* What is asked for first, then the declared targets, then what planners look at, as far as this study knows it. */
static sf_status choose_measures(sf_sheet *sheet, sf_sweep_table *t, sf_error *err)
{
    static const struct {
        const char *metric;
        sf_stat stat;
    } usual[] = {{"wait.meeting", SF_STAT_P90},  {"wait.tiltak", SF_STAT_MEAN},
                 {"wait.tiltak", SF_STAT_P90},   {"wait.tiltak", SF_STAT_ABANDONED},
                 {"contact.held", SF_STAT_MEAN}, {"use.veileder", SF_STAT_MEAN},
                 {"use.tiltak", SF_STAT_MEAN},   {"outcome.by/work/24", SF_STAT_MEAN}};
    const sf_study_info *facts = sheet->facts;
    sf_until *until = sf_take(sheet, 1, sizeof *until);
    sf_status status = SF_OK;

    if (until != NULL && facts->design->until[0] != '\0') {
        status = sf_until_read(facts->design->until, sheet->catalogue, until, err);
        if (status == SF_OK)
            add_measure(sheet, t, until->measure, until);
    }
    for (size_t i = 0; i < facts->n_targets && status == SF_OK; i++) {
        sf_measure m = {0};

        if (sf_study_find_metric(sheet->study, facts->targets[i].metric, &m.metric) &&
            sf_study_find_entity(sheet->study, facts->targets[i].entity, &m.entity) &&
            sf_study_find_segment(sheet->study, facts->targets[i].segment, &m.segment) &&
            sf_stat_find(facts->targets[i].stat, &m.stat))
            add_measure(sheet, t, m, NULL);
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual && facts->n_targets == 0 && status == SF_OK; i++) {
        const sf_measure m = {.metric = sf_metric_of(sheet, usual[i].metric), .stat = usual[i].stat};

        if (m.metric != SF_NOWHERE)
            add_measure(sheet, t, m, NULL);
    }
    return status;
}

static int by_x(const void *a, const void *b)
{
    const sf_response *first = a, *second = b;

    return (first->x > second->x) - (first->x < second->x);
}

/* Does every value of the second axis come with more than one of the first? Then each is a line; scattered points are one. */
static bool is_grid(const sf_design *design, size_t n_first, size_t n_second, size_t n_swept)
{
    return design->n_axes == 2 && n_first * n_second * n_swept == design->n_points;
}

/* A tenth of a day is close enough in an office, not for a desk where waits are hours. */
static void choose_digits(const sf_sweep_table *t, sf_sweep_panel *p)
{
    double largest = 0.0;

    for (size_t i = 0; i < t->n_curves; i++)
        for (size_t k = 0; k < p->curves[i].n; k++)
            largest = fmax(largest, fabs(p->curves[i].sorted[k].at.mean));
    p->is_flat = largest == 0.0;
    p->said = largest < 3.0 && !sf_unit_is_share(p->unit) ? "" : p->unit;
}

static sf_status read_curve(sf_sheet *sheet, const sf_sweep_table *t, size_t number, sf_measure m, sf_sweep_curve *out,
                            sf_error *err)
{
    const sf_response *read;
    sf_response *curve;
    size_t n;
    const bool by_second = t->n_lines > 0;
    const size_t swept = by_second ? number / t->n_lines : number;
    sf_status status = sf_study_response(sheet->study, t->swept[swept], m, 0,
                                         by_second ? t->lines[number % t->n_lines] : (double)NAN, &read, &n, err);

    if (status != SF_OK)
        return status;
    curve = sf_take(sheet, n, sizeof *curve);
    *out = (sf_sweep_curve){.scenario = 0, .n = curve == NULL ? 0 : n, .walked = read, .sorted = curve};
    if (curve != NULL)
        memcpy(curve, read, n * sizeof *curve);
    if (curve != NULL)
        qsort(curve, n, sizeof *curve, by_x);
    (void)sf_study_find_scenario(sheet->study, t->swept[swept], &out->scenario);
    out->knee = t->is_scattered ? n : sf_response_knee(out->sorted, out->n);
    out->name = sf_scenario_name(sheet, out->scenario);
    if (by_second) {
        const sf_design_axis *second = &sheet->facts->design->axes[1];

        out->name = sf_print(sheet, "%s%s%s%s%s", t->n_swept > 1 ? out->name : "", t->n_swept > 1 ? ", " : "",
                             sf_say_plain(sheet, t->lines[number % t->n_lines]), second->unit[0] != '\0' ? " " : "",
                             second->unit);
    }
    return SF_OK;
}

static bool is_like(const sf_sweep_table *t, const sf_sweep_panel *a, const sf_sweep_panel *b)
{
    if (strcmp(a->unit, b->unit) != 0)
        return false;
    for (size_t i = 0; i < t->n_curves; i++) {
        if (a->curves[i].n != b->curves[i].n)
            return false;
        for (size_t k = 0; k < a->curves[i].n; k++)
            if (a->curves[i].sorted[k].at.mean < b->curves[i].sorted[k].at.mean ||
                a->curves[i].sorted[k].at.mean > b->curves[i].sorted[k].at.mean)
                return false;
    }
    return true;
}

/* What is 0 everywhere and nobody asked for says nothing: shares that cannot be left unserved, for example. Nor does what is said
 * already: where one programme has meetings, the wait for one is the same for it and for all. */
static void drop_what_says_nothing(sf_sweep_table *t)
{
    size_t kept = 0;

    for (size_t k = 0; k < t->n_panels; k++) {
        bool is_told = t->panels[k].is_flat;

        for (size_t i = 0; i < kept; i++)
            is_told = is_told || is_like(t, &t->panels[i], &t->panels[k]);
        if (!is_told || t->panels[k].until != NULL)
            t->panels[kept++] = t->panels[k];
    }
    t->n_panels = kept;
}

sf_status sf_sweep_table_read(sf_sheet *sheet, sf_sweep_table *out, sf_error *err)
{
    const sf_design *design = sheet->facts->design;
    const double *first, *second = NULL;
    size_t n_first, n_second = 0;
    sf_status status;

    *out = (sf_sweep_table){.n_panels = 0};
    status = sf_study_swept(sheet->study, &out->swept, &out->n_swept, err);
    if (status == SF_OK)
        status = sf_study_axis_values(sheet->study, 0, &first, &n_first, err);
    if (status == SF_OK && design->n_axes == 2)
        status = sf_study_axis_values(sheet->study, 1, &second, &n_second, err);
    if (status == SF_OK)
        status = choose_measures(sheet, out, err);
    if (status != SF_OK)
        return status;
    if (design->n_axes == 2 && is_grid(design, n_first, n_second, out->n_swept)) {
        out->lines = second;
        out->n_lines = n_second;
    }
    out->is_scattered = design->n_axes == 2 && out->n_lines == 0;
    out->n_curves = out->n_swept * (out->n_lines > 0 ? out->n_lines : 1);
    for (size_t k = 0; k < out->n_panels && status == SF_OK; k++) {
        sf_sweep_panel *p = &out->panels[k];

        p->curves = sf_take(sheet, out->n_curves, sizeof *p->curves);
        for (size_t i = 0; i < out->n_curves && p->curves != NULL && status == SF_OK; i++)
            status = read_curve(sheet, out, i, p->measure, &p->curves[i], err);
        if (p->curves != NULL && status == SF_OK)
            choose_digits(out, p);
        for (size_t i = 0; i < out->n_curves && p->curves != NULL && p->until != NULL; i++)
            p->curves[i].answer = sf_until_on(p->until, p->curves[i].walked, p->curves[i].n);
    }
    drop_what_says_nothing(out);
    return status;
}

const char *sf_sweep_axis_name(sf_sheet *sheet, size_t axis)
{
    const sf_design_axis *a = &sheet->facts->design->axes[axis];

    return a->unit[0] != '\0' ? sf_print(sheet, "%s (%s)", a->path, a->unit) : a->path;
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static sf_look look_of(const sf_sheet *sheet, const plan *p, size_t number)
{
    if (p->table.n_lines > 0)
        return sf_look_of_scenario(number, 0);
    return sf_look_of_scenario(p->table.panels[0].curves[number].scenario, sheet->baseline);
}

static size_t curves_drawn(const plan *p)
{
    return p->table.n_curves < MOST_CURVES ? p->table.n_curves : MOST_CURVES;
}

static void span_of(const plan *p, const sf_sweep_panel *of, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < curves_drawn(p); i++)
        for (size_t k = 0; k < of->curves[i].n; k++) {
            const sf_estimate *at = &of->curves[i].sorted[k].at;

            *low = fmin(*low, fmin(at->mean, at->low));
            *high = fmax(*high, fmax(at->mean, at->high));
        }
    if (of->until != NULL) {
        *low = fmin(*low, of->until->limit);
        *high = fmax(*high, of->until->limit);
    }
    if (*low > 0.0 && *low < 0.5 * *high)
        *low = 0.0;
}

static double place(sf_sheet *sheet, plan *p, double top)
{
    const sf_design_axis *axis = &sheet->facts->design->axes[0];
    const size_t across = p->table.n_panels < MOST_ACROSS ? 1 : MOST_ACROSS;
    const double width = (SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN - (double)(across - 1) * panel_gap) / (double)across;
    const size_t rows = (p->table.n_panels + across - 1) / across;

    p->x = sf_ticks_nice(axis->low, axis->high, across == 1 ? 10 : 6);
    for (size_t k = 0; k < p->table.n_panels; k++) {
        panel *one = &p->panels[k];
        const size_t column = k % across, row = k / across;
        const double x = SF_CHART_MARGIN + (double)column * (width + panel_gap);
        const double y = top + (double)row * (title_height + plot_height + axis_height + 8.0) + title_height;
        double low, high;

        one->of = &p->table.panels[k];
        span_of(p, one->of, &low, &high);
        low = sf_nice_floor(low, high - low);
        high = sf_nice_ceiling(high, high - low);
        one->frame.plot = (sf_rect){x + numbers_width, y, x + width - names_width, y + plot_height};
        one->frame.x = sf_scale_linear(axis->low, axis->high, one->frame.plot.left + 5.0, one->frame.plot.right - 5.0);
        one->frame.y = sf_scale_linear(low, high, one->frame.plot.bottom, one->frame.plot.top);
        one->ticks = sf_ticks_nice(low, high, 5);
    }
    return top + (double)rows * (title_height + plot_height + axis_height + 8.0) - 8.0;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

enum { MOST_POINTS = 256 };

static void paint_curve(const sf_pen *pen, const plan *p, const panel *one, const sf_sweep_curve *curve, sf_look look)
{
    double x[MOST_POINTS], mean[MOST_POINTS], low[MOST_POINTS], high[MOST_POINTS];
    const size_t n = curve->n < MOST_POINTS ? curve->n : MOST_POINTS;

    for (size_t k = 0; k < n; k++) {
        x[k] = curve->sorted[k].x;
        mean[k] = curve->sorted[k].at.mean;
        low[k] = curve->sorted[k].at.low;
        high[k] = curve->sorted[k].at.high;
    }
    if (!p->table.is_scattered) {
        sf_paint_band(pen, &one->frame, n, x, low, high, sf_colour_faint(look.colour, 0.18), false);
        sf_paint_line(pen, &one->frame, n, x, mean, 1.8, look);
    }
    for (size_t k = 0; k < n; k++)
        sf_paint_marker(pen, one->frame.plot, sf_scale_at(one->frame.x, x[k]), sf_scale_at(one->frame.y, mean[k]), 6.0,
                        look);
}

/* A dashed upright to the bend, and its value at the axis' end. */
static void paint_knee(const sf_pen *pen, const panel *one, const sf_sweep_curve *curve, sf_look look)
{
    const sf_response *at = &curve->sorted[curve->knee];
    const double x = sf_scale_at(one->frame.x, at->x), y = sf_scale_at(one->frame.y, at->at.mean);

    sf_paint_rule(pen, x, y, x, one->frame.plot.bottom, 1.2, look.colour, SF_DASH_DOT);
    sf_paint_marker(pen, one->frame.plot, x, y, 13.0, (sf_look){look.colour, SF_MARKER_RING, SF_DASH_SOLID});
}

static void paint_limit(const sf_pen *pen, const panel *one)
{
    const double y = sf_scale_at(one->frame.y, one->of->until->limit);

    sf_paint_rule(pen, one->frame.plot.left, y, one->frame.plot.right, y, 1.4, SF_INK, SF_DASH_LONG);
}

static void paint_names(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const panel *one)
{
    double centre[MOST_CURVES], height[MOST_CURVES], ends[MOST_CURVES];
    sf_text texts[MOST_CURVES];
    size_t order[MOST_CURVES], n = 0;

    for (size_t i = 0; i < curves_drawn(p); i++) {
        const sf_sweep_curve *curve = &one->of->curves[i];
        size_t k = n;

        if (curve->n == 0)
            continue;
        ends[i] = sf_scale_at(one->frame.y, curve->sorted[curve->n - 1].at.mean);
        for (; k > 0 && ends[order[k - 1]] > ends[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
        n++;
    }
    for (size_t k = 0; k < n; k++) {
        texts[k] = (sf_text){one->of->curves[order[k]].name,
                             {curves_drawn(p) > 4 ? 9.5 : 11.0, false, look_of(sheet, p, order[k]).colour},
                             names_width - 22.0,
                             2};
        height[k] = sf_text_extent(pen->lettering, texts[k]).height;
        centre[k] = ends[order[k]];
    }
    sf_spread(n, height, one->frame.plot.top, one->frame.plot.bottom, centre);
    for (size_t k = 0; k < n; k++) {
        sf_paint_rule(pen, one->frame.plot.right + 1.0, ends[order[k]], one->frame.plot.right + 14.0, centre[k], 0.8,
                      SF_RULE, SF_DASH_SOLID);
        sf_paint_text(pen, texts[k], one->frame.plot.right + 17.0, centre[k], SF_ALIGN_START, SF_ALIGN_MIDDLE);
    }
}

static void paint_panel(const sf_pen *pen, const sf_sheet *sheet, const plan *p, const panel *one)
{
    const sf_rect plot = one->frame.plot;
    const double left = plot.left - numbers_width;

    sf_paint_text(pen, (sf_text){one->of->heading, SF_TYPE_PANEL, plot.right + names_width - left, 2}, left,
                  plot.top - 12.0, SF_ALIGN_START, SF_ALIGN_END);
    sf_paint_grid_y(pen, &one->frame, &one->ticks);
    sf_paint_rule(pen, plot.left, plot.bottom, plot.right, plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    if (one->of->until != NULL)
        paint_limit(pen, one);
    for (size_t i = 0; i < curves_drawn(p); i++)
        paint_curve(pen, p, one, &one->of->curves[i], look_of(sheet, p, i));
    for (size_t i = 0; i < curves_drawn(p); i++)
        if (one->of->curves[i].knee < one->of->curves[i].n)
            paint_knee(pen, one, &one->of->curves[i], look_of(sheet, p, i));
    sf_paint_numbers_y(pen, &one->frame, &one->ticks, sf_unit_factor(one->of->unit));
    sf_paint_numbers_x(pen, &one->frame, &p->x, 1.0);
    sf_paint_text(pen, (sf_text){one->of->axis, SF_TYPE_TICK, plot.right + names_width - plot.left, 1}, plot.left,
                  plot.bottom + 24.0, SF_ALIGN_START, SF_ALIGN_START);
    if (!p->table.is_scattered)
        paint_names(pen, sheet, p, one);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    for (size_t k = 0; k < p->table.n_panels; k++)
        paint_panel(pen, sheet, p, &p->panels[k]);
}

/* --- sentences --------------------------------------------------------------------------------------------------------- */

static const char *say_x(sf_sheet *sheet, double x)
{
    const sf_design_axis *a = &sheet->facts->design->axes[0];

    return sf_print(sheet, "%s = %s%s%s", a->path, sf_say_plain(sheet, x), a->unit[0] != '\0' ? " " : "", a->unit);
}

static const char *say_at(sf_sheet *sheet, const sf_sweep_panel *p, const sf_estimate *e)
{
    return sf_print(sheet, "%s%s%s", sf_say_estimate(sheet, e->mean, e->low, e->high, p->said),
                    sf_unit_is_share(p->unit) ? "" : " ", sf_unit_is_share(p->unit) ? "" : sf_unit_words(p->unit));
}

static const char *say_limit(sf_sheet *sheet, const sf_sweep_panel *p)
{
    const double factor = sf_unit_factor(p->unit);
    const char *words = sf_unit_words(p->unit);

    return sf_print(sheet, "%s%s%s", sf_say_plain(sheet, p->until->limit * factor), words[0] != '\0' ? " " : "", words);
}

const char *sf_sweep_until_sentence(sf_sheet *sheet, const sf_sweep_panel *p, const sf_sweep_curve *c)
{
    const sf_until_answer *a = &c->answer;
    const char *wish = sf_print(sheet, "%s %s %s", p->title, p->until->at_most ? "≤" : "≥", say_limit(sheet, p));
    const char *best;

    if (c->n == 0)
        return "";
    best =
        sf_print(sheet, _("%s gives %s"), say_x(sheet, c->walked[a->best].x), say_at(sheet, p, &c->walked[a->best].at));
    if (a->first == c->n)
        return sf_print(sheet,
                        _("%s: %s is not reached by any value that was tried. The best that can be reached: %s."),
                        c->name, wish, best);
    return sf_print(sheet, _("%s: %s from %s on (%s). With 95 %% intervals: not excluded from %s on, sure %s.%s"),
                    c->name, wish, say_x(sheet, c->walked[a->first].x), say_at(sheet, p, &c->walked[a->first].at),
                    sf_say_plain(sheet, c->walked[a->earliest].x),
                    a->surest < c->n ? sf_print(sheet, _("from %s on"), sf_say_plain(sheet, c->walked[a->surest].x))
                                     : _("nowhere: run more replications, or try further values"),
                    a->first == 0 ? _(" It is so at the first value already: try values before it.") : "");
}

const char *sf_sweep_knee_sentence(sf_sheet *sheet, const sf_sweep_panel *p, const sf_sweep_curve *c)
{
    if (c->knee >= c->n)
        return "";
    return sf_print(sheet, _("%s: %s bends most at %s (%s)."), c->name, p->title, say_x(sheet, c->sorted[c->knee].x),
                    say_at(sheet, p, &c->sorted[c->knee].at));
}

sf_table sf_sweep_as_table(sf_sheet *sheet, const sf_sweep_table *t)
{
    const sf_design *design = sheet->facts->design;
    sf_table table = sf_table_begin(
        sheet, 4, 2,
        (const char *[]){_("What"), _("Scenario"), sf_sweep_axis_name(sheet, 0), _("Estimate (95 % interval)")});

    for (size_t k = 0; k < t->n_panels; k++)
        for (size_t i = 0; i < t->n_curves; i++)
            for (size_t j = 0; j < t->panels[k].curves[i].n; j++) {
                const sf_sweep_curve *c = &t->panels[k].curves[i];
                const sf_response *r = &c->sorted[j];
                const char *x = sf_say_plain(sheet, r->x);

                if (t->is_scattered)
                    x = sf_print(sheet, "%s; %s = %s", x, design->axes[1].path,
                                 sf_say_plain(sheet, sf_design_value_at(r->point, 1)));
                sf_table_add(
                    sheet, &table,
                    (const char *[]){t->panels[k].heading, c->name, x,
                                     sf_say_estimate(sheet, r->at.mean, r->at.low, r->at.high, t->panels[k].said)});
            }
    return table;
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static void head_panels(sf_sheet *sheet, sf_sweep_table *t)
{
    for (size_t k = 0; k < t->n_panels; k++) {
        sf_sweep_panel *p = &t->panels[k];

        p->heading = sf_measure_name(sheet, p->measure.metric, p->measure.entity, p->measure.segment, p->measure.stat,
                                     sf_unit_words(p->unit));
        p->axis = sf_sweep_axis_name(sheet, 0);
    }
}

static const char *note_of(sf_sheet *sheet, const plan *p)
{
    const char *note =
        p->table.is_scattered
            ? sf_print(sheet, _("Points that lie in no grid; %s is varied, too."), sheet->facts->design->axes[1].path)
            : _("Bands: 95 % intervals. All points share their luck, so lines are smoother than the bands. Ring and dotted line: "
                "where the curve bends most, when it does.");

    if (p->table.n_panels > 0 && p->table.panels[0].until != NULL)
        note = sf_print(sheet, _("%s Dashed: what is wished for."), note);
    if (p->table.n_lines > 0)
        note = sf_print(sheet, _("%s Each line is a value of %s."), note, sf_sweep_axis_name(sheet, 1));
    if (p->table.n_curves > MOST_CURVES)
        note = sf_print(sheet, _("%s Only the first %d lines are drawn; the table has all."), note, MOST_CURVES);
    return note;
}

sf_status sf_chart_sweep(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart =
        sf_chart_begin(sheet, "sweep", _("What changes with what was varied"),
                       _("The same people and the same luck at every point; only the varied number differs."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    sf_status status = SF_OK;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    if (sheet->facts->design != NULL && sheet->facts->design->kind == SF_DESIGN_SWEEP)
        status = sf_sweep_table_read(sheet, &p->table, err);
    if (status != SF_OK)
        return status;
    p->panels = sf_take(sheet, p->table.n_panels, sizeof *p->panels);
    if (p->table.n_panels == 0 || p->panels == NULL) {
        sf_chart_explain(sheet, &chart,
                         _("This study varies nothing: saksflyt sweep CONFIG --vary PATH=A:B:STEP does."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    head_panels(sheet, &p->table);
    chart.plan = p;
    chart.paint = paint;
    chart.table = sf_sweep_as_table(sheet, &p->table);
    chart.alt = sf_print(sheet, _("%s: %zu measures against %s. The numbers are in the table below it."), chart.title,
                         p->table.n_panels, sf_sweep_axis_name(sheet, 0));
    sf_chart_end(sheet, &chart, place(sheet, p, chart.top), note_of(sheet, p));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
