/* plots/whereabouts.c - where people are, month by month after they entered: shares of everyone who entered, stacked.
 * One row of panels for each programme, one panel for each scenario.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "plots/chart.h"

enum { MOST_STATES = 24, MOST_MONTHS = 128, MOST_ROWS = 6, MOST_ACROSS = 4 };

static const double numbers_width = 40.0, names_width = 150.0, panel_gap = 26.0, plot_height = 230.0, row_title = 22.0,
                    panel_title = 34.0, axis_height = 36.0, row_gap = 14.0;
static const double least_labelled = 0.02; /* areas thinner than this everywhere are left without a name */

typedef struct panel {
    size_t scenario;
    const double *low, *high; /* [state][month]: the area's edges, shares */
    sf_frame frame;
    bool has_names; /* the last of its row: names stand to the right of it */
} panel;

typedef struct row {
    uint16_t programme; /* entity */
    panel panels[SF_MOST_SCENARIOS];
    size_t order[MOST_STATES]; /* from the bottom: the programme itself first */
    size_t n_states;
    size_t n_months;
    double months[MOST_MONTHS];
    const char *unit; /* "per cent of those who entered (413 a year)" */
} row;

typedef struct plan {
    size_t n_rows, n_across;
    row rows[MOST_ROWS];
    size_t n_states, ranked[MOST_STATES];
    sf_colour fill[MOST_STATES]; /* by state */
    sf_ticks shares, months;
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

/* "status.at/<state>/<months>" to the number of the metric: [state][month slot]. */
typedef struct wanted {
    size_t n_months;
    int months[MOST_MONTHS];
    uint16_t metric[MOST_STATES][MOST_MONTHS];
} wanted;

static bool reads_metric(const sf_catalogue *catalogue, const char *id, size_t *state, int *months)
{
    static const char prefix[] = "status.at/";
    const char *name = id + strlen(prefix), *slash;
    char *end;
    long value;

    if (strncmp(id, prefix, strlen(prefix)) != 0 || (slash = strchr(name, '/')) == NULL)
        return false;
    value = strtol(slash + 1, &end, 10);
    if (*end != '\0' || end == slash + 1 || value < 0 || value > 1200)
        return false;
    for (size_t s = 0; s < catalogue->n_states && s < MOST_STATES; s++)
        if (strlen(catalogue->states[s]) == (size_t)(slash - name) &&
            strncmp(catalogue->states[s], name, (size_t)(slash - name)) == 0) {
            *state = s;
            *months = (int)value;
            return true;
        }
    return false;
}

/* The slot of a month count, kept ascending. */
static size_t slot_of(wanted *w, int months)
{
    size_t at = 0;

    while (at < w->n_months && w->months[at] < months)
        at++;
    if (at < w->n_months && w->months[at] == months)
        return at;
    if (w->n_months == MOST_MONTHS)
        return MOST_MONTHS;
    for (size_t k = w->n_months; k > at; k--)
        w->months[k] = w->months[k - 1];
    for (size_t s = 0; s < MOST_STATES; s++) {
        memmove(&w->metric[s][at + 1], &w->metric[s][at], (w->n_months - at) * sizeof w->metric[s][0]);
        w->metric[s][at] = SF_NOWHERE;
    }
    w->months[at] = months;
    w->n_months++;
    return at;
}

static void find_wanted(const sf_sheet *sheet, wanted *w)
{
    for (size_t m = 0; m < sheet->catalogue->n_metrics; m++) {
        size_t state, slot;
        int months;

        if (!reads_metric(sheet->catalogue, sheet->catalogue->metrics[m].id, &state, &months))
            continue;
        slot = slot_of(w, months);
        if (slot < MOST_MONTHS)
            w->metric[state][slot] = (uint16_t)m;
    }
}

static bool is_programme(const sf_sheet *sheet, const char *state)
{
    for (size_t e = 1; e < sheet->catalogue->n_entities; e++)
        if (strncmp(sheet->catalogue->entities[e], "programmes.", strlen("programmes.")) == 0 &&
            strcmp(sheet->catalogue->entities[e] + strlen("programmes."), state) == 0)
            return true;
    return false;
}

/* Good or bad, as the metric of ending there says. */
static sf_area_kind kind_of(sf_sheet *sheet, size_t state)
{
    const char *id = sheet->catalogue->states[state];
    uint16_t metric;

    if (is_programme(sheet, id))
        return SF_AREA_INSIDE;
    metric = sf_metric_of(sheet, sf_print(sheet, "outcome.exit/%s", id));
    if (metric == SF_NOWHERE || sheet->catalogue->metrics[metric].direction == SF_NEITHER_IS_BETTER)
        return SF_AREA_OTHER;
    return sheet->catalogue->metrics[metric].direction == SF_HIGHER_IS_BETTER ? SF_AREA_GOOD : SF_AREA_BAD;
}

/* How much of everyone's time after entry is spent in a state, in the baseline: which area deserves the strongest colour. */
static double weight_of(const sf_sheet *sheet, const wanted *w, size_t state)
{
    double weight = 0.0;

    for (size_t e = 0; e < sheet->catalogue->n_entities; e++)
        for (size_t m = 0; m < w->n_months; m++) {
            const double share =
                sf_estimate_of(sheet, sheet->baseline, w->metric[state][m], (uint16_t)e, 0, SF_STAT_MEAN).mean;

            weight += isfinite(share) ? share : 0.0;
        }
    return weight;
}

/* All states: other programmes, good ends, others, bad ones; within a kind the weightiest first. The same for every row, so that
 * a state keeps its colour. */
static void rank_states(sf_sheet *sheet, const wanted *w, plan *p)
{
    double weight[MOST_STATES];
    sf_area_kind kind[MOST_STATES];
    size_t used[SF_AREA_KINDS] = {0};

    p->n_states = sheet->catalogue->n_states < MOST_STATES ? sheet->catalogue->n_states : MOST_STATES;
    for (size_t s = 0; s < p->n_states; s++) {
        weight[s] = weight_of(sheet, w, s);
        kind[s] = kind_of(sheet, s);
        p->ranked[s] = s;
    }
    for (size_t i = 1; i < p->n_states; i++)
        for (size_t k = i; k > 0; k--) {
            const size_t a = p->ranked[k - 1], b = p->ranked[k];

            if (kind[a] < kind[b] || (kind[a] == kind[b] && weight[a] >= weight[b]))
                break;
            p->ranked[k - 1] = b;
            p->ranked[k] = a;
        }
    for (size_t i = 0; i < p->n_states; i++)
        p->fill[p->ranked[i]] = sf_colour_of_area(kind[p->ranked[i]], used[kind[p->ranked[i]]]++);
}

/* The programme's own state at the bottom, so that its edge is the share still inside. */
static void order_states(const sf_sheet *sheet, const plan *p, row *r)
{
    const char *dot = strchr(sheet->catalogue->entities[r->programme], '.');

    for (int own = 1; own >= 0; own--)
        for (size_t i = 0; i < p->n_states; i++) {
            const size_t s = p->ranked[i];
            const bool is_own = dot != NULL && strcmp(sheet->catalogue->states[s], dot + 1) == 0;

            if (is_own == (own == 1))
                r->order[r->n_states++] = s;
        }
}

/* Stacks one scenario's shares. False when it has none. */
static bool stack(sf_sheet *sheet, const wanted *w, const row *r, panel *p)
{
    double *low = sf_take(sheet, r->n_states * w->n_months, sizeof *low);
    double *high = sf_take(sheet, r->n_states * w->n_months, sizeof *high);
    bool has_any = false;

    if (low == NULL || high == NULL)
        return false;
    for (size_t m = 0; m < w->n_months; m++) {
        double sum = 0.0;
        bool is_known = false;

        for (size_t k = 0; k < r->n_states; k++) {
            const double share =
                sf_estimate_of(sheet, p->scenario, w->metric[r->order[k]][m], r->programme, 0, SF_STAT_MEAN).mean;

            low[k * w->n_months + m] = sum;
            if (isfinite(share)) {
                sum += share;
                is_known = true;
            }
            high[k * w->n_months + m] = sum;
        }
        for (size_t k = 0; !is_known && k < r->n_states; k++) /* follow-up does not reach this month */
            low[k * w->n_months + m] = high[k * w->n_months + m] = NAN;
        has_any |= is_known;
    }
    p->low = low;
    p->high = high;
    return has_any;
}

static void read_row(sf_sheet *sheet, const wanted *w, plan *p, uint16_t programme)
{
    row *r = &p->rows[p->n_rows];
    bool has_any = false;

    *r = (row){.programme = programme, .n_months = w->n_months};
    for (size_t m = 0; m < w->n_months; m++)
        r->months[m] = w->months[m];
    order_states(sheet, p, r);
    for (size_t i = 0; i < sheet->n_shown; i++) {
        r->panels[i].scenario = sheet->shown[i];
        has_any |= stack(sheet, w, r, &r->panels[i]);
    }
    if (has_any)
        p->n_rows++;
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static double place_rows(const sf_sheet *sheet, plan *p, double top)
{
    const double left = SF_CHART_MARGIN + numbers_width, right = SF_CHART_WIDTH - SF_CHART_MARGIN - names_width;
    double across, y = top;

    p->n_across = sheet->n_shown < MOST_ACROSS ? sheet->n_shown : MOST_ACROSS;
    across = (right - left - panel_gap * (double)(p->n_across - 1)) / (double)p->n_across;
    across = fmin(across, 420.0);
    for (size_t k = 0; k < p->n_rows; k++) {
        row *r = &p->rows[k];
        const double last = r->months[r->n_months - 1];

        y += row_title;
        for (size_t i = 0; i < sheet->n_shown; i++) {
            sf_frame *frame = &r->panels[i].frame;
            const double x = left + (double)(i % p->n_across) * (across + panel_gap);

            if (i > 0 && i % p->n_across == 0)
                y += panel_title + plot_height + axis_height;
            frame->plot = (sf_rect){x, y + panel_title, x + across, y + panel_title + plot_height};
            frame->x = sf_scale_linear(r->months[0], last, frame->plot.left, frame->plot.right);
            frame->y = sf_scale_linear(0.0, 1.0, frame->plot.bottom, frame->plot.top);
            r->panels[i].has_names = (i + 1) % p->n_across == 0 || i + 1 == sheet->n_shown;
        }
        y += panel_title + plot_height + axis_height + row_gap;
    }
    p->shares = sf_ticks_nice(0.0, 1.0, 4);
    return y - row_gap;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

/* Where an area is thick enough, for long enough, to hold its name; false when nowhere. */
static bool finds_room(const sf_frame *frame, const row *r, const panel *p, size_t k, sf_extent name, double *x,
                       double *y)
{
    double best = 0.0;

    for (size_t m = 0; m < r->n_months; m++) {
        const double centre = sf_scale_at(frame->x, r->months[m]);
        double top = -INFINITY, bottom = INFINITY;

        if (centre - name.width / 2.0 - 4.0 < frame->plot.left || centre + name.width / 2.0 + 4.0 > frame->plot.right)
            continue;
        for (size_t j = 0; j < r->n_months;
             j++) { /* the thinnest height over the width of the name, with a neighbour each side */
            const double at = sf_scale_at(frame->x, r->months[j]);
            const double margin = name.width / 2.0 + 4.0 + (frame->plot.right - frame->plot.left) / (double)r->n_months;

            if (fabs(at - centre) > margin)
                continue;
            if (isnan(p->high[k * r->n_months + j])) { /* an edge that follow-up does not reach */
                top = INFINITY;
                break;
            }
            top = fmax(top, sf_scale_at(frame->y, p->high[k * r->n_months + j]));
            bottom = fmin(bottom, sf_scale_at(frame->y, p->low[k * r->n_months + j]));
        }
        if (bottom - top > best) {
            best = bottom - top;
            *x = centre;
            *y = (top + bottom) / 2.0;
        }
    }
    return best >= name.height + 3.0;
}

typedef struct side_name {
    size_t k; /* position in the stack */
    double y;
} side_name;

/* Names that find no room inside the last panel stand beside it, in the order of the stack, top to bottom. */
static void paint_side_names(const sf_pen *pen, const sf_sheet *sheet, const row *r, const panel *p,
                             const bool is_inside[])
{
    double height[MOST_STATES], centre[MOST_STATES], want[MOST_STATES];
    sf_text texts[MOST_STATES];
    size_t n = 0;
    const double x = p->frame.plot.right;
    double edge = x;

    for (size_t k = r->n_states; k-- > 0;) {
        size_t last = r->n_months;

        for (size_t m = 0; m < r->n_months; m++)
            if (isfinite(p->high[k * r->n_months + m]))
                last = m;
        if (is_inside[k] || last == r->n_months ||
            p->high[k * r->n_months + last] - p->low[k * r->n_months + last] < least_labelled)
            continue;
        texts[n] = (sf_text){sf_state_name(sheet, r->order[k]), {11.0, false, SF_INK}, names_width - 20.0, 2};
        height[n] = sf_text_extent(sheet->lettering, texts[n]).height;
        want[n] = sf_scale_at(p->frame.y, (p->high[k * r->n_months + last] + p->low[k * r->n_months + last]) / 2.0);
        centre[n] = want[n];
        edge = sf_scale_at(p->frame.x, r->months[last]);
        n++;
    }
    sf_spread(n, height, p->frame.plot.top, p->frame.plot.bottom, centre);
    for (size_t i = 0; i < n; i++) {
        sf_paint_rule(pen, edge - 3.0, want[i], x + 14.0, centre[i], 0.8, SF_SOFT, SF_DASH_SOLID);
        sf_paint_text(pen, texts[i], x + 17.0, centre[i], SF_ALIGN_START, SF_ALIGN_MIDDLE);
    }
}

static void paint_areas(const sf_pen *pen, const sf_sheet *sheet, const plan *plan_of_all, const row *r, const panel *p)
{
    bool is_inside[MOST_STATES] = {false};

    for (size_t k = 0; k < r->n_states; k++)
        sf_paint_band(pen, &p->frame, r->n_months, r->months, p->low + k * r->n_months, p->high + k * r->n_months,
                      plan_of_all->fill[r->order[k]], true);
    for (size_t k = 0; k < r->n_states; k++) {
        const sf_text name = {
            sf_state_name(sheet, r->order[k]), {12.0, true, sf_colour_on(plan_of_all->fill[r->order[k]])}, 0.0, 1};
        double x = 0.0, y = 0.0;

        is_inside[k] = finds_room(&p->frame, r, p, k, sf_text_extent(sheet->lettering, name), &x, &y);
        if (is_inside[k])
            sf_paint_text(pen, name, x, y, SF_ALIGN_MIDDLE, SF_ALIGN_MIDDLE);
    }
    if (p->has_names)
        paint_side_names(pen, sheet, r, p, is_inside);
}

static void paint_panel(const sf_pen *pen, const sf_sheet *sheet, const plan *plan_of_all, const row *r, const panel *p,
                        bool is_first)
{
    const sf_rect plot = p->frame.plot;
    const sf_ticks months = sf_ticks_whole(r->months[0], r->months[r->n_months - 1] / 12.0, 5);
    sf_ticks in_months = months;

    for (size_t i = 0; i < months.n; i++)
        in_months.at[i] = months.at[i] * 12.0;
    sf_paint_text(pen, (sf_text){sf_scenario_name(sheet, p->scenario), SF_TYPE_LABEL, plot.right - plot.left, 2},
                  plot.left, plot.top - 4.0, SF_ALIGN_START, SF_ALIGN_END);
    sf_paint_box(pen, plot, SF_SHADE);
    paint_areas(pen, sheet, plan_of_all, r, p);
    if (is_first)
        sf_paint_numbers_y(pen, &p->frame, &plan_of_all->shares, 100.0);
    for (size_t i = 0; i < in_months.n; i++) {
        char number[16];
        const double x = sf_scale_at(p->frame.x, in_months.at[i]);

        snprintf(number, sizeof number, "%.0f", in_months.at[i]);
        sf_paint_rule(pen, x, plot.bottom, x, plot.bottom + 4.0, 1.0, SF_RULE, SF_DASH_SOLID);
        sf_paint_text(pen, (sf_text){number, SF_TYPE_TICK, 0.0, 1}, x, plot.bottom + 4.0, SF_ALIGN_MIDDLE,
                      SF_ALIGN_START);
    }
    sf_paint_text(pen, (sf_text){_("months after entry"), SF_TYPE_TICK, plot.right - plot.left, 1},
                  (plot.left + plot.right) / 2.0, plot.bottom + 18.0, SF_ALIGN_MIDDLE, SF_ALIGN_START);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    for (size_t k = 0; k < p->n_rows; k++) {
        const row *r = &p->rows[k];

        sf_paint_text(
            pen, (sf_text){sf_entity_name(sheet, r->programme), {15.0, true, SF_INK}, SF_CHART_WIDTH / 2.0, 1},
            SF_CHART_MARGIN, r->panels[0].frame.plot.top - panel_title - row_title, SF_ALIGN_START, SF_ALIGN_START);
        sf_paint_text(pen, (sf_text){r->unit, SF_TYPE_TICK, 0.0, 1}, SF_CHART_WIDTH - SF_CHART_MARGIN,
                      r->panels[0].frame.plot.top - panel_title - row_title + 4.0, SF_ALIGN_END, SF_ALIGN_START);
        for (size_t i = 0; i < sheet->n_shown; i++)
            paint_panel(pen, sheet, p, r, &r->panels[i], i % p->n_across == 0);
    }
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static sf_table table_of(sf_sheet *sheet, const plan *p, const wanted *w)
{
    static const int told[] = {6, 12, 24, 36, 48, 60};
    enum { N_TOLD = sizeof told / sizeof told[0] };
    const char *heads[3 + N_TOLD] = {_("Programme"), _("Scenario"), _("Where")};
    sf_table table;

    for (size_t i = 0; i < N_TOLD; i++)
        heads[3 + i] = sf_print(sheet, _("after %d months"), told[i]);
    table = sf_table_begin(sheet, 3 + N_TOLD, 3, heads);
    for (size_t k = 0; k < p->n_rows; k++)
        for (size_t i = 0; i < sheet->n_shown; i++)
            for (size_t s = 0; s < p->rows[k].n_states; s++) {
                const size_t state = p->rows[k].order[s];
                const char *cells[3 + N_TOLD] = {sf_entity_name(sheet, p->rows[k].programme),
                                                 sf_scenario_name(sheet, sheet->shown[i]), sf_state_name(sheet, state)};

                for (size_t t = 0; t < N_TOLD; t++) {
                    sf_estimate e = {NAN, NAN, NAN, 0};

                    for (size_t m = 0; m < w->n_months; m++)
                        if (w->months[m] == told[t])
                            e = sf_estimate_of(sheet, sheet->shown[i], w->metric[state][m], p->rows[k].programme, 0,
                                               SF_STAT_MEAN);
                    cells[3 + t] = sf_say_estimate(sheet, e.mean, e.low, e.high, "share");
                }
                sf_table_add(sheet, &table, cells);
            }
    return table;
}

/* How many enter a year in the baseline stands beside the shares. */
static void count_entrants(sf_sheet *sheet, row *r)
{
    const sf_estimate a_year =
        sf_estimate_of(sheet, sheet->baseline, sf_metric_of(sheet, "flow.start"), r->programme, 0, SF_STAT_RATE);

    r->unit = isnan(a_year.mean) ? _("per cent of those who entered")
                                 : sf_print(sheet, _("per cent of those who entered (%s a year)"),
                                            sf_say_value(sheet, a_year.mean, ""));
}

/* The widest interval of all shares that are drawn, half of it, as a share; NAN without intervals. */
static double widest_half(const sf_sheet *sheet, const plan *p, const wanted *w)
{
    double widest = NAN;

    for (size_t k = 0; k < p->n_rows; k++)
        for (size_t i = 0; i < sheet->n_shown; i++)
            for (size_t s = 0; s < p->rows[k].n_states; s++)
                for (size_t m = 0; m < w->n_months; m++) {
                    const sf_estimate e = sf_estimate_of(sheet, sheet->shown[i], w->metric[p->rows[k].order[s]][m],
                                                         p->rows[k].programme, 0, SF_STAT_MEAN);

                    widest = fmax(widest, (e.high - e.low) / 2.0); /* fmax passes over NAN */
                }
    return widest;
}

static const char *note_of(sf_sheet *sheet, const plan *p, const wanted *w)
{
    const double half = widest_half(sheet, p, w);
    const char *note = _("Everyone who entered in the measured period and could be followed that far. Areas without a "
                         "name hold less than two in a hundred.");

    return isnan(half)
               ? note
               : sf_print(sheet,
                          _("%s The 95 %% intervals of the shares reach at most %s percentage points to either side."),
                          note, sf_say_plain(sheet, ceil(1000.0 * half) / 10.0));
}

sf_status sf_chart_whereabouts(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart =
        sf_chart_begin(sheet, "whereabouts", _("Where people are after they entered"),
                       _("Of a hundred who entered a programme: how many are in each place, month by month. The "
                         "lowest area are those still in the programme."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    wanted *w = sf_take(sheet, 1, sizeof *w);

    if (p == NULL || w == NULL)
        return sf_sheet_status(sheet, err);
    memset(w->metric, 0xff, sizeof w->metric); /* SF_NOWHERE */
    find_wanted(sheet, w);
    rank_states(sheet, w, p);
    for (size_t e = 1; w->n_months > 1 && e < sheet->catalogue->n_entities && p->n_rows < MOST_ROWS; e++)
        if (strncmp(sheet->catalogue->entities[e], "programmes.", strlen("programmes.")) == 0)
            read_row(sheet, w, p, (uint16_t)e);
    if (p->n_rows == 0 && w->n_months > 1)
        read_row(sheet, w, p, 0);
    if (p->n_rows == 0) {
        sf_chart_explain(
            sheet, &chart,
            _("Nobody's whereabouts after entry are known in this study: no programme, or no follow-up long "
              "enough."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p, w);
    chart.alt =
        sf_print(sheet, _("%s: shares by month and scenario. The numbers are in the table below it."), chart.title);
    for (size_t k = 0; k < p->n_rows; k++)
        count_entrants(sheet, &p->rows[k]);
    sf_chart_end(sheet, &chart, place_rows(sheet, p, chart.top), note_of(sheet, p, w));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
