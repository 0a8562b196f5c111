/* plots/gaps.c - which tiltak are missing, for whom, and what one more place is worth.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/gaps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"

static const double next_places = 100.0;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static sf_estimate divided(sf_estimate e, double by)
{
    return (sf_estimate){e.mean / by, e.low / by, e.high / by, e.replications};
}

static sf_status difference(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *gap, const char *metric,
                            const char *entity, const char *segment, sf_stat stat, sf_estimate *out, sf_error *err)
{
    sf_difference d;
    const sf_status status =
        sf_study_difference(sheet->study, gap->scenario, gaps->base, metric, entity, segment, stat, &d, err);

    *out = (sf_estimate){NAN, NAN, NAN, 0};
    if (status == SF_OK)
        *out = divided(d.difference, gap->more);
    return status;
}

/* Price of a place for a year, as the config has it. */
static double price_of(const sf_sheet *sheet, const char *path)
{
    const sf_study_info *facts = sheet->facts;
    const size_t length = strlen(path);

    for (size_t i = 0; i < facts->n_assumptions; i++)
        if (strncmp(facts->assumptions[i].path, path, length) == 0 &&
            strcmp(facts->assumptions[i].path + length, ".cost") == 0)
            return facts->assumptions[i].number * SF_DAYS_PER_YEAR;
    return NAN;
}

/* The segment that takes the largest part of the new starts. */
static sf_status find_whom(sf_sheet *sheet, const sf_gaps *gaps, sf_gap *gap, sf_error *err)
{
    double most = 0.0;
    sf_status status = SF_OK;

    gap->whom = SF_NOWHERE;
    for (size_t g = 1; g < sheet->catalogue->n_segments && status == SF_OK; g++) {
        sf_estimate one;

        status = difference(sheet, gaps, gap, "tiltak.started", gap->path, sheet->catalogue->segments[g], SF_STAT_RATE,
                            &one, err);
        if (one.mean > most && gap->starts.mean > 0.0) {
            most = one.mean;
            gap->whom = (uint16_t)g;
            gap->whom_share = one.mean / gap->starts.mean;
        }
    }
    return status;
}

static sf_status read_gap(sf_sheet *sheet, const sf_gaps *gaps, sf_gap *gap, sf_error *err)
{
    sf_status status =
        difference(sheet, gaps, gap, "tiltak.started", gap->path, "all", SF_STAT_RATE, &gap->starts, err);

    if (status == SF_OK)
        status = difference(sheet, gaps, gap, "flow.out/work", "all", "all", SF_STAT_RATE, &gap->work, err);
    if (status == SF_OK)
        status = difference(sheet, gaps, gap, "wait.tiltak", "all", "all", SF_STAT_MEAN, &gap->wait, err);
    if (status == SF_OK)
        status = difference(sheet, gaps, gap, "clock.lost/tiltak", "all", "all", SF_STAT_MEAN, &gap->lost, err);
    if (status == SF_OK)
        status = difference(sheet, gaps, gap, "limit.reached", "all", "all", SF_STAT_MEAN, &gap->limit, err);
    return status == SF_OK ? find_whom(sheet, gaps, gap, err) : status;
}

/* 2: helps, 1: not determined, 0: does harm. */
static int sureness_of(const sf_gap *gap)
{
    const sf_estimate e = isnan(gap->work.mean) ? gap->starts : gap->work;

    return e.low > 0.0 ? 2 : e.high < 0.0 ? 0 : 1;
}

static double rank_of(const sf_gap *gap)
{
    const double value = isnan(gap->work.mean) ? gap->starts.mean : gap->work.mean;

    return isnan(value) ? -(double)INFINITY : value;
}

static int by_value(const void *a, const void *b)
{
    const sf_gap *first = a, *second = b;
    const double x = rank_of(first), y = rank_of(second);

    if (sureness_of(first) != sureness_of(second))
        return sureness_of(second) - sureness_of(first);
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp(first->path, second->path);
}

sf_status sf_gaps_read(sf_sheet *sheet, sf_gaps *out, sf_error *err)
{
    const sf_design *design = sheet->facts->design;
    sf_status status = SF_OK;

    *out = (sf_gaps){.base = design->n_points > 0 ? design->points[0].of : "", .left_out = 0};
    (void)sf_study_find_scenario(sheet->study, out->base, &out->base_number);
    for (size_t i = 0; i < design->n_points && status == SF_OK; i++) {
        const sf_design_point *p = &design->points[i];
        const sf_design_axis *axis = &design->axes[p->at[0].axis];
        sf_gap *gap = &out->gaps[out->n];

        if (out->n == SF_GAPS_MOST) {
            out->left_out++;
            continue;
        }
        *gap = (sf_gap){.scenario = p->scenario,
                        .path = axis->path,
                        .entity = sf_entity_of(sheet, axis->path),
                        .places = axis->value,
                        .more = p->at[0].value,
                        .cost = price_of(sheet, axis->path)};
        if (gap->entity == SF_NOWHERE)
            continue;
        gap->name = sf_entity_name(sheet, gap->entity);
        status = read_gap(sheet, out, gap, err);
        out->has_work |= !isnan(gap->work.mean);
        out->n++;
    }
    qsort(out->gaps, out->n, sizeof *out->gaps, by_value);
    return status;
}

/* --- sentences --------------------------------------------------------------------------------------------------------- */

static sf_estimate times(sf_estimate e, double by)
{
    return divided(e, 1.0 / by);
}

static const char *say_times(sf_sheet *sheet, sf_estimate e, double by)
{
    const sf_estimate all = times(e, by);

    return sf_say_difference(sheet, all.mean, all.low, all.high, "persons/y");
}

static bool is_sure(sf_estimate e)
{
    return e.low > 0.0 || e.high < 0.0;
}

static const char *whom_of(sf_sheet *sheet, const sf_gap *gap)
{
    if (gap->whom == SF_NOWHERE)
        return "";
    return sf_print(sheet, _(" Most of those who start are %s (%s)."), sf_segment_name(sheet, gap->whom),
                    sf_say_value(sheet, gap->whom_share, "share"));
}

static const char *rank_sentence(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *gap, size_t rank)
{
    const sf_estimate e = gaps->has_work ? gap->work : gap->starts;
    const char *what = gaps->has_work ? _("exits to work a year") : _("starts a year");
    const char *doubt = is_sure(e) ? "" : _(" The interval holds zero: not determined, run more replications.");
    const char *cost = isnan(gap->cost) ? _("without a price in the config")
                                        : sf_print(sheet, _("%s million NOK a year"),
                                                   sf_say_value(sheet, next_places * gap->cost, "NOK/y"));

    return sf_print(sheet, _("%zu. %s: %s %s for %.0f places, %s.%s%s"), rank + 1, gap->name,
                    say_times(sheet, e, next_places), what, next_places, cost, doubt, whom_of(sheet, gap));
}

/* Places stand empty and people wait: why. */
static const char *idle_sentence(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *gap)
{
    const double use =
        sf_estimate_of(sheet, gaps->base_number, sf_metric_of(sheet, "use.tiltak"), gap->entity, 0, SF_STAT_MEAN).mean;
    const double idle = (1.0 - use) * gap->places;
    const double all =
        sf_estimate_of(sheet, gaps->base_number, sf_metric_of(sheet, "queue.tiltak"), 0, 0, SF_STAT_MEAN).mean;
    const double own =
        sf_estimate_of(sheet, gaps->base_number, sf_metric_of(sheet, "queue.tiltak"), gap->entity, 0, SF_STAT_MEAN)
            .mean;

    if (!(idle >= 1.0) || !(all - own >= 1.0))
        return "";
    return sf_print(
        sheet,
        _("%s: %s of %s places stand idle at a time while %s people wait for other tiltak: it does not offer what they "
          "need, or does not take them (accepts)."),
        gap->name, sf_say_value(sheet, idle, "persons"), sf_say_count(sheet, gap->places),
        sf_say_value(sheet, all - own, "persons"));
}

void sf_gaps_tell(sf_sheet *sheet, const sf_gaps *gaps, sf_gaps_teller *tell, void *user)
{
    if (gaps->n == 0)
        return;
    tell(
        user,
        sf_print(
            sheet,
            _("Where the next %.0f places would help most, from “%s”, as far as the value of a tenth more holds for so many:"),
            next_places, sf_scenario_name(sheet, gaps->base_number)));
    for (size_t i = 0; i < gaps->n; i++)
        tell(user, rank_sentence(sheet, gaps, &gaps->gaps[i], i));
    for (size_t i = 0; i < gaps->n; i++) {
        const char *sentence = idle_sentence(sheet, gaps, &gaps->gaps[i]);

        if (sentence[0] != '\0')
            tell(user, sentence);
    }
    if (gaps->left_out > 0)
        tell(user, sf_print(sheet, _("%zu more tiltak are in summary.csv only."), gaps->left_out));
}

/* --- tables ------------------------------------------------------------------------------------------------------------ */

static const char *say_of(sf_sheet *sheet, sf_estimate e, double by, const char *unit)
{
    const sf_estimate all = times(e, by);

    return sf_say_difference(sheet, all.mean, all.low, all.high, unit);
}

sf_table sf_gaps_values(sf_sheet *sheet, const sf_gaps *gaps)
{
    sf_table table = sf_table_begin(sheet, 8, 1,
                                    (const char *[]){_("Tiltak"), _("Places added"), _("Starts a year for each place"),
                                                     _("Exits to work a year for each place"),
                                                     _("Exits to work a year for each million NOK"),
                                                     _("Days of wait for tiltak, for each place"),
                                                     _("Legal time lost to it, percentage points for 10 places"),
                                                     _("Reached the limit, percentage points for 10 places")});

    for (size_t i = 0; i < gaps->n; i++) {
        const sf_gap *g = &gaps->gaps[i];

        sf_table_add(sheet, &table,
                     (const char *[]){g->name, sf_print(sheet, "%.0f + %.0f", g->places, g->more),
                                      say_of(sheet, g->starts, 1.0, "persons/y"),
                                      say_of(sheet, g->work, 1.0, "persons/y"),
                                      say_of(sheet, g->work, g->cost > 0.0 ? 1e6 / g->cost : (double)NAN, "persons/y"),
                                      say_of(sheet, g->wait, 1.0, ""), say_of(sheet, g->lost, 1000.0, ""),
                                      say_of(sheet, g->limit, 1000.0, "")});
    }
    return table;
}

static const char *value_of(sf_sheet *sheet, const sf_gaps *gaps, const char *metric, uint16_t entity, uint16_t segment,
                            sf_stat stat, const char *unit)
{
    const sf_estimate e = sf_estimate_of(sheet, gaps->base_number, sf_metric_of(sheet, metric), entity, segment, stat);

    return sf_say_estimate(sheet, e.mean, e.low, e.high, unit);
}

sf_table sf_gaps_tiltak(sf_sheet *sheet, const sf_gaps *gaps)
{
    sf_table table =
        sf_table_begin(sheet, 8, 2,
                       (const char *[]){_("Tiltak"), _("Segment"), _("Places"), _("Use of places"), _("Start, a year"),
                                        _("Wait, mean (days)"), _("Waiting at a time"), _("Left unserved")});

    for (size_t i = 0; i < gaps->n; i++)
        for (size_t g = 0; g < sheet->catalogue->n_segments; g++) {
            const sf_gap *one = &gaps->gaps[i];
            const uint16_t segment = (uint16_t)g;

            sf_table_add(sheet, &table,
                         (const char *[]){
                             one->name, sf_segment_name(sheet, segment), g == 0 ? sf_say_count(sheet, one->places) : "",
                             g == 0 ? value_of(sheet, gaps, "use.tiltak", one->entity, 0, SF_STAT_MEAN, "share") : "",
                             value_of(sheet, gaps, "tiltak.started", one->entity, segment, SF_STAT_RATE, "persons/y"),
                             value_of(sheet, gaps, "wait.tiltak", one->entity, segment, SF_STAT_MEAN, "d"),
                             value_of(sheet, gaps, "queue.tiltak", one->entity, segment, SF_STAT_MEAN, "persons"),
                             value_of(sheet, gaps, "wait.tiltak", one->entity, segment, SF_STAT_ABANDONED, "share")});
        }
    return table;
}

sf_table sf_gaps_needs(sf_sheet *sheet, const sf_gaps *gaps)
{
    static const char wanted[] = "need.wanted/";
    const sf_catalogue *c = sheet->catalogue;
    sf_table table = sf_table_begin(
        sheet, 4, 2,
        (const char *[]){_("Need"), _("Segment"), _("Wanted, a year"), _("People whose need nothing fits, at a time")});

    for (size_t m = 0; m < c->n_metrics; m++)
        for (size_t g = 0; g < c->n_segments && strncmp(c->metrics[m].id, wanted, sizeof wanted - 1) == 0; g++) {
            const char *need = c->metrics[m].id + sizeof wanted - 1;
            const sf_estimate unmet = times(sf_estimate_of(sheet, gaps->base_number,
                                                           sf_metric_of(sheet, sf_print(sheet, "unmet.need/%s", need)),
                                                           0, (uint16_t)g, SF_STAT_RATE),
                                            1.0 / SF_DAYS_PER_YEAR);

            sf_table_add(
                sheet, &table,
                (const char *[]){need, sf_segment_name(sheet, (uint16_t)g),
                                 value_of(sheet, gaps, c->metrics[m].id, 0, (uint16_t)g, SF_STAT_RATE, "persons/y"),
                                 sf_say_estimate(sheet, unmet.mean, unmet.low, unmet.high, "persons")});
        }
    return table;
}

/* --- the chart: a heat map, segments down, tiltak across, numbers in the cells ------------------------------------------------ */

static const double names_width = 190.0, head_height = 46.0, cell_height = 44.0, cell_gap = 2.0;

typedef struct cell {
    double shade; /* 0..1; NAN: nobody was there */
    const char *wait, *waiting;
} cell;

typedef struct plan {
    sf_gaps gaps;
    size_t n_rows;
    cell *cells; /* [row][gap] */
    const char *const *rows;
    double top, cell_width;
} plan;

static sf_rect place_of(const plan *p, size_t row, size_t column)
{
    const double x = SF_CHART_MARGIN + names_width + (double)column * p->cell_width;
    const double y = p->top + head_height + (double)row * cell_height;

    return (sf_rect){x, y, x + p->cell_width - cell_gap, y + cell_height - cell_gap};
}

static void paint_cell(const sf_pen *pen, sf_rect r, const cell *c)
{
    const sf_colour full = sf_colour_rgb(0x0072b2);
    const double s = isnan(c->shade) ? 0.0 : 0.06 + 0.94 * c->shade;
    const sf_colour fill = {1.0 - s * (1.0 - full.red), 1.0 - s * (1.0 - full.green), 1.0 - s * (1.0 - full.blue), 1.0};
    const double x = (r.left + r.right) / 2.0, y = (r.top + r.bottom) / 2.0;

    sf_paint_box(pen, r, fill);
    sf_paint_text(pen, (sf_text){c->wait, {13.0, true, sf_colour_on(fill)}, r.right - r.left - 4.0, 1}, x, y,
                  SF_ALIGN_MIDDLE, SF_ALIGN_END);
    sf_paint_text(pen, (sf_text){c->waiting, {10.5, false, sf_colour_on(fill)}, r.right - r.left - 4.0, 1}, x, y + 2.0,
                  SF_ALIGN_MIDDLE, SF_ALIGN_START);
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    (void)sheet;
    for (size_t i = 0; i < p->gaps.n; i++) {
        const sf_rect r = place_of(p, 0, i);

        sf_paint_text(pen, (sf_text){p->gaps.gaps[i].name, SF_TYPE_TICK, r.right - r.left, 3}, (r.left + r.right) / 2.0,
                      r.top - 4.0, SF_ALIGN_MIDDLE, SF_ALIGN_END);
    }
    for (size_t row = 0; row < p->n_rows; row++) {
        const sf_rect r = place_of(p, row, 0);

        sf_paint_text(pen, (sf_text){p->rows[row], {12.0, row == 0, SF_INK}, names_width - 12.0, 2}, SF_CHART_MARGIN,
                      (r.top + r.bottom) / 2.0, SF_ALIGN_START, SF_ALIGN_MIDDLE);
        for (size_t i = 0; i < p->gaps.n; i++)
            paint_cell(pen, place_of(p, row, i), &p->cells[row * p->gaps.n + i]);
    }
}

static void fill_cells(sf_sheet *sheet, plan *p)
{
    const uint16_t wait = sf_metric_of(sheet, "wait.tiltak"), queue = sf_metric_of(sheet, "queue.tiltak");
    double longest = 0.0;

    for (size_t k = 0; k < p->n_rows * p->gaps.n; k++) {
        const uint16_t segment = (uint16_t)(k / p->gaps.n), entity = p->gaps.gaps[k % p->gaps.n].entity;
        const double days = sf_estimate_of(sheet, p->gaps.base_number, wait, entity, segment, SF_STAT_MEAN).mean;
        const double people = sf_estimate_of(sheet, p->gaps.base_number, queue, entity, segment, SF_STAT_MEAN).mean;

        p->cells[k] =
            (cell){days, isnan(days) ? "–" : sf_print(sheet, "%s d", sf_say_value(sheet, days, "d")),
                   isnan(people) ? "" : sf_print(sheet, _("%s waiting"), sf_say_value(sheet, people, "persons"))};
        longest = fmax(longest, isnan(days) ? 0.0 : days);
    }
    for (size_t k = 0; k < p->n_rows * p->gaps.n && longest > 0.0; k++)
        p->cells[k].shade /= longest;
}

sf_status sf_chart_gaps(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "gaps", _("Which tiltak are waited for, and by whom"),
        _("Mean wait for a place, by segment and tiltak; the darker, the longer. Below it how many wait at a time."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    const char **rows = sf_take(sheet, sheet->catalogue->n_segments, sizeof *rows);
    sf_status status = SF_OK;

    if (p == NULL || rows == NULL)
        return sf_sheet_status(sheet, err);
    if (sheet->facts->design != NULL && sheet->facts->design->kind == SF_DESIGN_GAPS)
        status = sf_gaps_read(sheet, &p->gaps, err);
    if (status != SF_OK)
        return status;
    if (p->gaps.n == 0) {
        sf_chart_explain(sheet, &chart, _("This study looks for no gaps: saksflyt gaps CONFIG does."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    p->n_rows = sheet->catalogue->n_segments > 2 ? sheet->catalogue->n_segments : 1; /* one segment is everybody */
    for (size_t g = 0; g < p->n_rows; g++)
        rows[g] = sf_segment_name(sheet, (uint16_t)g);
    p->rows = rows;
    p->top = chart.top;
    p->cell_width = fmin(150.0, (SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN - names_width) / (double)p->gaps.n);
    p->cells = sf_take(sheet, p->n_rows * p->gaps.n, sizeof *p->cells);
    if (p->cells == NULL)
        return sf_sheet_status(sheet, err);
    fill_cells(sheet, p);
    chart.plan = p;
    chart.paint = paint;
    chart.table = sf_gaps_tiltak(sheet, &p->gaps);
    chart.alt = sf_print(sheet, _("%s: %zu tiltak by %zu segments. The numbers are in the table below it."),
                         chart.title, p->gaps.n, p->n_rows);
    sf_chart_end(
        sheet, &chart, p->top + head_height + (double)p->n_rows * cell_height,
        _("Waits of those who joined in the period. Ordered by what one more place is worth, the most valuable first."));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
