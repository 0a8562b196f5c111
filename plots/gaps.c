/* plots/gaps.c - a gap analysis read: what one more place in each tiltak is worth, and its chart, a heat map of who waits for what.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/gaps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"

/* --- reading ----------------------------------------------------------------------------------------------------------- */

sf_estimate sf_times(sf_estimate e, double by)
{
    return by < 0.0 ? (sf_estimate){e.mean * by, e.high * by, e.low * by, e.replications}
                    : (sf_estimate){e.mean * by, e.low * by, e.high * by, e.replications};
}

sf_status sf_gaps_difference(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *gap, const char *metric,
                             const char *entity, const char *segment, sf_stat stat, double by, sf_estimate *out,
                             sf_error *err)
{
    sf_difference d;
    const sf_status status =
        sf_study_difference(sheet->study, gap->scenario, gaps->base, metric, entity, segment, stat, &d, err);

    *out = (sf_estimate){NAN, NAN, NAN, 0};
    if (status == SF_OK)
        *out = sf_times(d.difference, 1.0 / by);
    return status;
}

sf_estimate sf_gaps_value(sf_sheet *sheet, const sf_gaps *gaps, const char *metric, uint16_t entity, uint16_t segment,
                          sf_stat stat)
{
    return sf_estimate_of(sheet, gaps->base_number, sf_metric_of(sheet, metric), entity, segment, stat);
}

uint16_t sf_gaps_in_region(sf_sheet *sheet, const sf_gap *gap, const char *region)
{
    const uint16_t site = sf_entity_of(sheet, sf_print(sheet, "%s.sites.%s", gap->path, region));

    return site != SF_NOWHERE ? site : sf_entity_of(sheet, sf_print(sheet, "%s.regions.%s", gap->path, region));
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

/* The segment that takes the largest part of the new starts. Some may lose starts to it: the parts are those of all who gain. */
static sf_status find_whom(sf_sheet *sheet, const sf_gaps *gaps, sf_gap *gap, sf_error *err)
{
    double most = 0.0, gained = 0.0;
    sf_status status = SF_OK;

    gap->whom = SF_NOWHERE;
    for (size_t g = 1; g < sheet->catalogue->n_segments && status == SF_OK; g++) {
        sf_estimate one;

        status = sf_gaps_difference(sheet, gaps, gap, "tiltak.started", gap->path, sheet->catalogue->segments[g],
                                    SF_STAT_RATE, gap->more, &one, err);
        gained += one.mean > 0.0 ? one.mean : 0.0;
        if (one.mean > most && gap->worth[SF_WORTH_STARTS].mean > 0.0) {
            most = one.mean;
            gap->whom = (uint16_t)g;
        }
    }
    gap->whom_share = gained > 0.0 ? most / gained : 0.0;
    return status;
}

static sf_status read_gap(sf_sheet *sheet, const sf_gaps *gaps, sf_gap *gap, sf_error *err)
{
    static const struct {
        const char *metric;
        sf_stat stat;
    } of[SF_WORTHS] = {[SF_WORTH_WORK] = {"flow.out/work", SF_STAT_RATE},
                       [SF_WORTH_STARTS] = {"tiltak.started", SF_STAT_RATE},
                       [SF_WORTH_WAIT] = {"wait.tiltak", SF_STAT_MEAN},
                       [SF_WORTH_LOST] = {"clock.lost/tiltak", SF_STAT_MEAN},
                       [SF_WORTH_LIMIT] = {"limit.reached", SF_STAT_MEAN}};
    sf_status status = SF_OK;

    for (size_t k = 0; k < SF_WORTHS && status == SF_OK; k++)
        status = sf_gaps_difference(sheet, gaps, gap, of[k].metric, k == SF_WORTH_STARTS ? gap->path : "all", "all",
                                    of[k].stat, gap->more, &gap->worth[k], err);
    return status == SF_OK ? find_whom(sheet, gaps, gap, err) : status;
}

static const sf_estimate *rank_by(const sf_gap *gap)
{
    return &gap->worth[isnan(gap->worth[SF_WORTH_WORK].mean) ? SF_WORTH_STARTS : SF_WORTH_WORK];
}

/* 2: helps, 1: not determined, 0: does harm. */
static int sureness_of(const sf_gap *gap)
{
    const sf_estimate *e = rank_by(gap);

    return e->low > 0.0 ? 2 : e->high < 0.0 ? 0 : 1;
}

static double rank_of(const sf_gap *gap)
{
    const double value = rank_by(gap)->mean;

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

static void read_regions(sf_sheet *sheet, sf_gaps *out)
{
    static const char kind[] = "regions.";
    const sf_catalogue *c = sheet->catalogue;
    const char **ids = sf_take(sheet, c->n_entities, sizeof *ids);

    for (size_t e = 0; e < c->n_entities && ids != NULL; e++)
        if (strncmp(c->entities[e], kind, sizeof kind - 1) == 0)
            ids[out->n_regions++] = c->entities[e] + sizeof kind - 1;
    out->regions = ids;
}

sf_status sf_gaps_read(sf_sheet *sheet, sf_gaps *out, sf_error *err)
{
    const sf_design *design = sheet->facts->design;
    sf_status status = SF_OK;

    *out = (sf_gaps){.base = design->n_points > 0 ? design->points[0].of : "", .left_out = 0};
    (void)sf_study_find_scenario(sheet->study, out->base, &out->base_number);
    read_regions(sheet, out);
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
        out->has_work |= !isnan(gap->worth[SF_WORTH_WORK].mean);
        out->n++;
    }
    qsort(out->gaps, out->n, sizeof *out->gaps, by_value);
    return status == SF_OK ? sf_sheet_status(sheet, err) : status;
}

/* --- the chart: a heat map, segments and regions down, tiltak across, numbers in the cells ------------------------------------------------ */

enum { MOST_REGIONS = 24 }; /* in the chart; the table has all */

static const double names_width = 190.0, head_height = 46.0, cell_height = 44.0, cell_gap = 2.0, block_gap = 14.0;

typedef struct cell {
    double shade; /* 0..1; NAN: nobody was there */
    const char *wait, *waiting;
} cell;

typedef struct heat_row {
    const char *name;
    uint16_t segment;
    const char *region; /* NULL: all */
} heat_row;

typedef struct plan {
    sf_gaps gaps;
    size_t n_rows;
    heat_row *rows;
    size_t n_segment_rows; /* then a row for each region */
    cell *cells;           /* [row][gap] */
    double top, cell_width;
} plan;

static double row_top(const plan *p, size_t row)
{
    return p->top + head_height + (double)row * cell_height + (row >= p->n_segment_rows ? block_gap : 0.0);
}

static sf_rect place_of(const plan *p, size_t row, size_t column)
{
    const double x = SF_CHART_MARGIN + names_width + (double)column * p->cell_width;
    const double y = row_top(p, row);

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

        sf_paint_text(pen, (sf_text){p->rows[row].name, {12.0, row == 0, SF_INK}, names_width - 12.0, 2},
                      SF_CHART_MARGIN, (r.top + r.bottom) / 2.0, SF_ALIGN_START, SF_ALIGN_MIDDLE);
        for (size_t i = 0; i < p->gaps.n; i++)
            paint_cell(pen, place_of(p, row, i), &p->cells[row * p->gaps.n + i]);
    }
}

/* Everybody, then each segment (where there are two), then each region. */
static bool choose_rows(sf_sheet *sheet, plan *p)
{
    const size_t n_segments = sheet->catalogue->n_segments;

    p->rows = sf_take(sheet, n_segments + p->gaps.n_regions, sizeof *p->rows);
    if (p->rows == NULL)
        return false;
    p->n_segment_rows = n_segments > 2 ? n_segments : 1; /* one segment is everybody */
    for (size_t g = 0; g < p->n_segment_rows; g++)
        p->rows[p->n_rows++] = (heat_row){sf_segment_name(sheet, (uint16_t)g), (uint16_t)g, NULL};
    for (size_t k = 0; k < p->gaps.n_regions && k < MOST_REGIONS; k++)
        p->rows[p->n_rows++] = (heat_row){p->gaps.regions[k], 0, p->gaps.regions[k]};
    return true;
}

static void fill_cells(sf_sheet *sheet, plan *p)
{
    double longest = 0.0;

    for (size_t k = 0; k < p->n_rows * p->gaps.n; k++) {
        const heat_row *of = &p->rows[k / p->gaps.n];
        const sf_gap *gap = &p->gaps.gaps[k % p->gaps.n];
        const uint16_t entity = of->region == NULL ? gap->entity : sf_gaps_in_region(sheet, gap, of->region);
        const double days = sf_gaps_value(sheet, &p->gaps, "wait.tiltak", entity, of->segment, SF_STAT_MEAN).mean;
        const double people = sf_gaps_value(sheet, &p->gaps, "queue.tiltak", entity, of->segment, SF_STAT_MEAN).mean;

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
    sf_status status = SF_OK;

    if (p == NULL)
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
    if (!choose_rows(sheet, p))
        return sf_sheet_status(sheet, err);
    p->top = chart.top;
    p->cell_width = fmin(150.0, (SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN - names_width) / (double)p->gaps.n);
    p->cells = sf_take(sheet, p->n_rows * p->gaps.n, sizeof *p->cells);
    if (p->cells == NULL)
        return sf_sheet_status(sheet, err);
    fill_cells(sheet, p);
    chart.plan = p;
    chart.paint = paint;
    chart.table = sf_gaps_tiltak(sheet, &p->gaps);
    chart.alt =
        sf_print(sheet, _("%s: %zu tiltak by %zu segments and %zu regions. The numbers are in the table below it."),
                 chart.title, p->gaps.n, p->n_segment_rows, p->n_rows - p->n_segment_rows);
    sf_chart_end(
        sheet, &chart, row_top(p, p->n_rows),
        _("Waits of those who joined in the period. Ordered by what one more place is worth, the most valuable first."));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
