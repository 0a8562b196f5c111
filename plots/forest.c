/* plots/forest.c - what each scenario changes against the baseline: the estimate with its interval, the line of no difference,
 * the zone where a difference does not matter, and the verdict.
 * One block for each measure, each with an axis of its own; zero stands at the same place in all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plots/chart.h"

enum { MOST_BLOCKS = 24 };

static const double least_names = 150.0, most_names = 384.0, figures_width = 190.0, title_height = 20.0,
                    row_height = 21.0, axis_height = 20.0, block_gap = 14.0, head_height = 22.0;

typedef struct item {
    size_t scenario;
    sf_difference difference;
    double low, high; /* the interval a verdict rests on; NAN, NAN when there is no verdict */
    bool is_judged;
    sf_verdict verdict;
    const char *figures;
} item;

typedef struct block {
    uint16_t metric, entity, segment;
    sf_stat stat;
    double matters; /* NAN when nobody said */
    const char *title;
    const char *toward_better; /* "fewer is better" ... or "" */
    item *items;
    size_t n_items;
    bool is_flat; /* nothing differs at all */
    sf_frame frame;
    sf_ticks ticks;
} block;

typedef struct plan {
    block blocks[MOST_BLOCKS];
    size_t n_blocks, n_targets; /* the first n_targets blocks are targets */
    size_t left_out;
    const char *unchanged; /* names of measures that hardly differ, "" when there are none */
    double names_width;
    double second_head; /* where "other measures" stands; NAN when there are none */
} plan;

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static bool has_block(const plan *p, uint16_t metric, uint16_t entity, uint16_t segment, sf_stat stat)
{
    for (size_t k = 0; k < p->n_blocks; k++)
        if (p->blocks[k].metric == metric && p->blocks[k].entity == entity && p->blocks[k].segment == segment &&
            p->blocks[k].stat == stat)
            return true;
    return false;
}

/* The same measure under another statistic, or a target on a part of it: one of them is enough. */
static bool has_measure(const plan *p, uint16_t metric, uint16_t entity)
{
    for (size_t k = 0; k < p->n_blocks; k++)
        if (p->blocks[k].metric == metric && (p->blocks[k].entity == entity || (k < p->n_targets && entity == 0)))
            return true;
    return false;
}

/* Under another effect the row stands below that of its scenario, and says only under which. */
static const char *name_of(const sf_sheet *sheet, size_t scenario)
{
    const sf_effect effect = sf_effect_of(sheet, scenario);

    return effect == SF_EFFECT_AS_CONFIGURED ? sf_scenario_name(sheet, scenario) : sf_effect_words(effect);
}

static const sf_decision *decision_on(const sf_decision *decisions, size_t n, size_t target, size_t scenario)
{
    for (size_t i = 0; i < n; i++)
        if (decisions[i].target == target && decisions[i].scenario == scenario)
            return &decisions[i];
    return NULL;
}

static block new_block(sf_sheet *sheet, uint16_t metric, uint16_t entity, uint16_t segment, sf_stat stat,
                       double matters)
{
    block b = {.metric = metric, .entity = entity, .segment = segment, .stat = stat, .matters = matters};
    const sf_metric *m = &sheet->catalogue->metrics[metric];
    const char *unit = sf_unit_is_share(m->unit) ? _("percentage points") : sf_unit_words(m->unit);

    b.title = sf_measure_name(sheet, metric, entity, segment, stat, unit);
    b.items = sf_take(sheet, sheet->n_shown * SF_EFFECTS, sizeof *b.items);
    b.toward_better = m->direction == SF_LOWER_IS_BETTER    ? _("← better")
                      : m->direction == SF_HIGHER_IS_BETTER ? _("better →")
                                                            : "";
    return b;
}

static void add_item(sf_sheet *sheet, block *b, item it)
{
    const char *unit = sheet->catalogue->metrics[b->metric].unit;
    const sf_estimate *d = &it.difference.difference;

    it.figures = sf_say_difference(sheet, d->mean, d->low, d->high, unit);
    b->items[b->n_items++] = it;
}

static bool is_known_anywhere(const block *b)
{
    for (size_t i = 0; i < b->n_items; i++)
        if (!isnan(b->items[i].difference.difference.mean))
            return true;
    return false;
}

/* The targets, as results/ decided them. */
static sf_status read_targets(sf_sheet *sheet, plan *p, sf_error *err)
{
    const sf_decision *decisions = NULL;
    size_t n = 0;
    sf_status status = sf_study_decisions(sheet->study, &decisions, &n, err);

    for (size_t t = 0; status == SF_OK && t < sheet->facts->n_targets && p->n_blocks < MOST_BLOCKS; t++) {
        block *b = &p->blocks[p->n_blocks];

        for (size_t i = 0; i < sheet->n_shown * SF_EFFECTS; i++) {
            const size_t plain = sheet->shown[i / SF_EFFECTS];
            const sf_decision *d =
                plain == sheet->baseline
                    ? NULL
                    : decision_on(decisions, n, t, sf_scenario_under(sheet, plain, (sf_effect)(i % SF_EFFECTS)));

            if (d == NULL)
                continue;
            if (b->items == NULL)
                *b = new_block(sheet, d->difference.metric, d->difference.entity, d->difference.segment,
                               (sf_stat)d->difference.stat, sheet->facts->targets[t].matters);
            if (b->items == NULL)
                return sf_sheet_status(sheet, err);
            add_item(sheet, b, (item){d->scenario, d->difference, d->low, d->high, true, d->verdict, NULL});
        }
        if (b->n_items > 0 && is_known_anywhere(b))
            p->n_blocks++;
        else
            *b = (block){0};
    }
    p->n_targets = p->n_blocks;
    return status;
}

static const double hardly = 0.01;        /* of the baseline's value */
static const double hardly_share = 0.002; /* for shares: a fifth of a percentage point */

/* Every difference and its interval within one hundredth of the baseline, or a fifth of a percentage point: named, not drawn. */
static bool hardly_differs(const block *b, bool is_share)
{
    for (size_t i = 0; i < b->n_items; i++) {
        const sf_difference *d = &b->items[i].difference;
        const double limit = fmax(hardly * fabs(d->base.mean), is_share ? hardly_share : 0.0);

        if (fabs(d->difference.mean) > limit || fabs(d->difference.low) > limit || fabs(d->difference.high) > limit ||
            (isnan(d->difference.mean) != isnan(b->items[0].difference.difference.mean)))
            return false;
    }
    return true;
}

static bool never_happens(const block *b)
{
    for (size_t i = 0; i < b->n_items; i++)
        if (b->items[i].difference.base.mean > 0.0 || b->items[i].difference.other.mean > 0.0)
            return false;
    return true;
}

/* One more measure, unless it is a target already, or nobody knows it. */
static sf_status read_measure(sf_sheet *sheet, plan *p, uint16_t metric, uint16_t entity, sf_stat stat, sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    block b;
    sf_status status = SF_OK;

    if (metric == SF_NOWHERE || entity == SF_NOWHERE || has_block(p, metric, entity, 0, stat) ||
        has_measure(p, metric, entity))
        return SF_OK;
    if (isnan(sf_estimate_of(sheet, sheet->baseline, metric, entity, 0, stat).mean))
        return SF_OK;
    if (p->n_blocks == MOST_BLOCKS) {
        p->left_out++;
        return SF_OK;
    }
    b = new_block(sheet, metric, entity, 0, stat, NAN);
    if (b.items == NULL)
        return sf_sheet_status(sheet, err);
    for (size_t i = 0; status == SF_OK && i < sheet->n_shown; i++) {
        item it = {.scenario = sheet->shown[i], .low = NAN, .high = NAN};

        if (it.scenario == sheet->baseline || !sf_study_is_compared(sheet->study, it.scenario))
            continue;
        status = sf_study_difference(sheet->study, sheet->facts->scenarios[it.scenario].id,
                                     sheet->facts->scenarios[sheet->baseline].id, c->metrics[metric].id,
                                     c->entities[entity], c->segments[0], stat, &it.difference, err);
        if (status == SF_OK) {
            add_item(sheet, &b, it);
        }
    }
    if (status != SF_OK || never_happens(&b))
        return status;
    if (hardly_differs(&b, sf_unit_is_share(c->metrics[metric].unit)))
        p->unchanged = p->unchanged == NULL
                           ? sf_full_name(sheet, metric, entity, 0)
                           : sf_print(sheet, "%s; %s", p->unchanged, sf_full_name(sheet, metric, entity, 0));
    else
        p->blocks[p->n_blocks++] = b;
    return SF_OK;
}

typedef struct measure {
    const char *prefix; /* a metric, or when it ends in '/' all that begin so */
    const char *suffix; /* that they must also end in, or NULL */
    sf_stat stat;
} measure;

static const measure main_measures[] = {
    {"stock", NULL, SF_STAT_MEAN},           {"stay", NULL, SF_STAT_MEAN},
    {"wait.veileder", NULL, SF_STAT_MEAN},   {"wait.meeting", NULL, SF_STAT_MEAN},
    {"wait.assessment", NULL, SF_STAT_MEAN}, {"wait.tiltak", NULL, SF_STAT_MEAN},
    {"contact.held", NULL, SF_STAT_MEAN},    {"contact.held", NULL, SF_STAT_RATE},
    {"use.veileder", NULL, SF_STAT_MEAN},    {"outcome.by/", "/24", SF_STAT_MEAN},
    {"cost.", NULL, SF_STAT_MEAN},           {"cost.", NULL, SF_STAT_SUM},
    {"cost.", NULL, SF_STAT_RATE},
};

static bool matches(const measure *m, const char *id)
{
    const size_t n = strlen(m->prefix), length = strlen(id);

    if (m->prefix[n - 1] != '/' && m->prefix[n - 1] != '.')
        return strcmp(id, m->prefix) == 0;
    return strncmp(id, m->prefix, n) == 0 &&
           (m->suffix == NULL ||
            (length > strlen(m->suffix) && strcmp(id + length - strlen(m->suffix), m->suffix) == 0));
}

/* For all together; where that is not known, programme by programme. */
static sf_status read_measure_or_parts(sf_sheet *sheet, plan *p, uint16_t metric, sf_stat stat, sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    sf_status status = SF_OK;

    if (!isnan(sf_estimate_of(sheet, sheet->baseline, metric, 0, 0, stat).mean))
        return read_measure(sheet, p, metric, 0, stat, err);
    for (size_t e = 1; status == SF_OK && e < c->n_entities; e++)
        if (strncmp(c->entities[e], "programmes.", strlen("programmes.")) == 0)
            status = read_measure(sheet, p, metric, (uint16_t)e, stat, err);
    return status;
}

static sf_status read_measures(sf_sheet *sheet, plan *p, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < sizeof main_measures / sizeof main_measures[0]; i++)
        for (size_t m = 0; status == SF_OK && m < sheet->catalogue->n_metrics; m++)
            if (matches(&main_measures[i], sheet->catalogue->metrics[m].id))
                status = read_measure_or_parts(sheet, p, (uint16_t)m, main_measures[i].stat, err);
    return status;
}

/* --- layout ------------------------------------------------------------------------------------------------------------ */

static double farthest(const block *b)
{
    double most = isfinite(b->matters) ? 1.6 * b->matters : 0.0;

    for (size_t i = 0; i < b->n_items; i++) {
        const sf_estimate *d = &b->items[i].difference.difference;
        const double values[] = {d->mean, d->low, d->high, b->items[i].low, b->items[i].high};

        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++)
            if (isfinite(values[k]))
                most = fmax(most, fabs(values[k]));
    }
    return most;
}

static double place_block(block *b, double names_width, double top)
{
    const double most = farthest(b);
    double reach = sf_nice_ceiling(most, 2.0 * most);

    b->is_flat = !(most > 0.0);
    if (b->is_flat)
        reach = 1.0;
    b->frame.plot =
        (sf_rect){SF_CHART_MARGIN + names_width, top + title_height, SF_CHART_WIDTH - SF_CHART_MARGIN - figures_width,
                  top + title_height + row_height * (double)b->n_items};
    b->frame.x = sf_scale_linear(-reach, reach, b->frame.plot.left + 8.0, b->frame.plot.right - 8.0);
    b->frame.y = sf_scale_linear(0.0, 1.0, b->frame.plot.bottom, b->frame.plot.top);
    b->ticks = sf_ticks_nice(-reach, reach, 6);
    return b->frame.plot.bottom + (b->is_flat ? 0.0 : axis_height);
}

/* As wide as the longest name needs, within reason. */
static double names_width_of(const sf_sheet *sheet)
{
    double widest = least_names;

    for (size_t i = 0; i < sheet->n_shown; i++) {
        const sf_text name = {sf_scenario_name(sheet, sheet->shown[i]), SF_TYPE_LABEL, 0.0, 1};

        if (sheet->shown[i] != sheet->baseline)
            widest = fmax(widest, sf_text_extent(sheet->lettering, name).width + 14.0);
    }
    return fmin(widest, most_names);
}

static double place_blocks(plan *p, double top)
{
    double y = top;

    p->second_head = NAN;
    for (size_t k = 0; k < p->n_blocks; k++) {
        if (k == p->n_targets && k > 0) {
            y += block_gap / 2.0;
            p->second_head = y;
            y += head_height;
        }
        y = place_block(&p->blocks[k], p->names_width, y) + block_gap;
    }
    return y - block_gap;
}

/* --- paint ------------------------------------------------------------------------------------------------------------- */

static void paint_item(const sf_pen *pen, const sf_sheet *sheet, const block *b, const item *it, double y)
{
    const sf_frame *frame = &b->frame;
    const sf_estimate *d = &it->difference.difference;
    const sf_look look =
        it->is_judged ? sf_look_of_verdict(it->verdict) : (sf_look){SF_INK, SF_MARKER_DISC, SF_DASH_SOLID};
    const bool is_plain = sf_effect_of(sheet, it->scenario) == SF_EFFECT_AS_CONFIGURED;
    const double indent = is_plain ? 0.0 : 16.0;
    const sf_text name = {name_of(sheet, it->scenario),
                          {12.0, false, is_plain ? SF_INK : SF_SOFT},
                          frame->plot.left - SF_CHART_MARGIN - 10.0 - indent,
                          1};
    const sf_text figures = {it->figures, {11.0, false, SF_INK}, figures_width - 12.0, 1};

    sf_paint_text(pen, name, SF_CHART_MARGIN + indent, y, SF_ALIGN_START, SF_ALIGN_MIDDLE);
    if (it->is_judged) { /* the verdict's own, wider interval, thin; ends marked */
        sf_paint_bar(pen, frame, it->low, it->high, y, 1.2, look.colour);
        if (isfinite(it->low))
            sf_paint_bar(pen, frame, it->low, it->low, y, 7.0, look.colour);
    }
    sf_paint_bar(pen, frame, d->low, d->high, y, 3.0, look.colour);
    sf_paint_marker(pen, frame->plot, sf_scale_at(frame->x, d->mean), y, it->is_judged ? 10.0 : 7.0, look);
    sf_paint_text(pen, figures, frame->plot.right + 12.0, y, SF_ALIGN_START, SF_ALIGN_MIDDLE);
}

static void paint_zone(const sf_pen *pen, const block *b)
{
    const double zero = sf_scale_at(b->frame.x, 0.0);
    const sf_rect plot = b->frame.plot;

    if (isfinite(b->matters) && b->matters > 0.0)
        sf_paint_box(
            pen,
            (sf_rect){sf_scale_at(b->frame.x, -b->matters), plot.top, sf_scale_at(b->frame.x, b->matters), plot.bottom},
            SF_GRID);
    sf_paint_rule(pen, zero, plot.top, zero, plot.bottom, 1.2, SF_INK, SF_DASH_SOLID);
}

static void paint_axis(const sf_pen *pen, const sf_sheet *sheet, const block *b)
{
    const double factor = sf_unit_factor(sheet->catalogue->metrics[b->metric].unit);
    const sf_rect plot = b->frame.plot;
    const bool lower = sheet->catalogue->metrics[b->metric].direction == SF_LOWER_IS_BETTER;

    sf_paint_rule(pen, plot.left, plot.bottom, plot.right, plot.bottom, 1.0, SF_RULE, SF_DASH_SOLID);
    sf_paint_numbers_x(pen, &b->frame, &b->ticks, factor);
    sf_paint_text(pen, (sf_text){b->toward_better, {11.0, true, SF_INK}, 0.0, 1},
                  lower ? plot.left - 40.0 : plot.right + 40.0, plot.bottom + 4.0,
                  lower ? SF_ALIGN_END : SF_ALIGN_START, SF_ALIGN_START);
}

static void paint_block(const sf_pen *pen, const sf_sheet *sheet, const block *b)
{
    const sf_rect plot = b->frame.plot;

    sf_paint_text(pen, (sf_text){b->title, SF_TYPE_PANEL, SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, 1}, SF_CHART_MARGIN,
                  plot.top - title_height, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_box(pen, plot, sf_colour_rgb(0xf8f9fa));
    if (b->is_flat) {
        sf_paint_text(pen,
                      (sf_text){_("No difference at all in any scenario."), SF_TYPE_NOTE, plot.right - plot.left, 1},
                      (plot.left + plot.right) / 2.0, (plot.top + plot.bottom) / 2.0, SF_ALIGN_MIDDLE, SF_ALIGN_MIDDLE);
        return;
    }
    paint_zone(pen, b);
    for (size_t i = 0; i < b->n_items; i++)
        paint_item(pen, sheet, b, &b->items[i], plot.top + ((double)i + 0.5) * row_height);
    paint_axis(pen, sheet, b);
}

/* What the markers mean, on one line. */
static void paint_key(const sf_pen *pen, double y)
{
    static const sf_verdict order[] = {SF_BETTER, SF_WORSE, SF_NO_DIFFERENCE_THAT_MATTERS, SF_UNDECIDED};
    double x = SF_CHART_MARGIN;

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const sf_text words = {sf_verdict_words(order[i]), SF_TYPE_LABEL, 0.0, 1};

        sf_paint_marker(pen, (sf_rect){x, y, x + 12.0, y + head_height}, x + 6.0, y + head_height / 2.0 - 2.0, 10.0,
                        sf_look_of_verdict(order[i]));
        sf_paint_text(pen, words, x + 16.0, y + head_height / 2.0 - 2.0, SF_ALIGN_START, SF_ALIGN_MIDDLE);
        x += 16.0 + sf_text_extent(pen->lettering, words).width + 22.0;
    }
}

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    if (p->n_targets > 0)
        paint_key(pen, p->blocks[0].frame.plot.top - title_height - head_height);
    if (!isnan(p->second_head))
        sf_paint_text(pen,
                      (sf_text){_("Other measures (no limit was declared for what matters)"),
                                {13.0, false, SF_SOFT},
                                SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN,
                                1},
                      SF_CHART_MARGIN, p->second_head, SF_ALIGN_START, SF_ALIGN_START);
    for (size_t k = 0; k < p->n_blocks; k++)
        paint_block(pen, sheet, &p->blocks[k]);
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    sf_table table = sf_table_begin(sheet, 6, 3,
                                    (const char *[]){_("Measure"), _("Scenario"), _("Verdict"), _("Baseline"),
                                                     _("Scenario's value"), _("Difference (95 % interval)")});

    for (size_t k = 0; k < p->n_blocks; k++)
        for (size_t i = 0; i < p->blocks[k].n_items; i++) {
            const block *b = &p->blocks[k];
            const item *it = &b->items[i];
            const char *unit = sheet->catalogue->metrics[b->metric].unit;
            const sf_estimate *base = &it->difference.base, *other = &it->difference.other;

            sf_table_add(sheet, &table,
                         (const char *[]){b->title, sf_scenario_name(sheet, it->scenario),
                                          it->is_judged ? sf_verdict_words(it->verdict) : "",
                                          sf_say_estimate(sheet, base->mean, base->low, base->high, unit),
                                          sf_say_estimate(sheet, other->mean, other->low, other->high, unit),
                                          it->figures});
        }
    return table;
}

static bool has_effects(const sf_sheet *sheet)
{
    return sheet->n_plain < sheet->facts->n_scenarios;
}

static const char *note_of(sf_sheet *sheet, const plan *p)
{
    const char *note = _("Thick: 95 % interval of the difference.");

    if (p->n_targets > 0)
        note = sf_print(
            sheet, "%s %s", note,
            _("Thin: the wider interval that the verdicts rest on, corrected for the number of comparisons (Holm). "
              "Grey zone: the least difference that the config says matters."));
    if (p->n_targets > 0 && has_effects(sheet))
        note = sf_print(
            sheet, "%s %s", note,
            _("Below each scenario: the same with no, low and high effect of follow-up on outcomes, against the baseline "
              "under that effect."));
    if (p->unchanged != NULL)
        note = sf_print(sheet, _("%s Not drawn, because they hardly differ in any scenario: %s."), note, p->unchanged);
    return note;
}

sf_status sf_chart_forest(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    const char *baseline = sheet->facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : "";
    sf_chart chart = sf_chart_begin(
        sheet, "forest", sf_print(sheet, _("What differs from “%s”"), baseline),
        _("Each mark is a scenario minus the baseline, on the same people and the same luck. On the line: no difference. "
          "Inside the grey zone: a difference too small to matter."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    sf_status status;
    double bottom;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    status = sheet->n_shown > 1 ? read_targets(sheet, p, err) : SF_OK;
    if (status == SF_OK && sheet->n_shown > 1)
        status = read_measures(sheet, p, err);
    if (status != SF_OK)
        return status;
    if (p->n_blocks == 0) {
        sf_chart_explain(sheet, &chart,
                         sheet->n_shown > 1
                             ? _("No measure is known in both the baseline and another scenario.")
                             : _("This study has one scenario only, so there is nothing to compare it with."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    p->names_width = names_width_of(sheet);
    bottom = place_blocks(p, chart.top + (p->n_targets > 0 ? head_height : 0.0));
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p);
    chart.alt = sf_print(sheet, _("%s: %zu measures by scenario. The numbers are in the table below it."), chart.title,
                         p->n_blocks);
    sf_chart_end(sheet, &chart, bottom, note_of(sheet, p));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
