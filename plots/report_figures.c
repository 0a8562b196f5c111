/* plots/report_figures.c - the report's tables of figures, and what is made from differences.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/report.h"
#include "plots/wording.h"
#include "results/summary.h"
#include "saksflyt/statistics.h"

/* --- key figures ------------------------------------------------------------------------------------------------------- */

typedef struct key_figure {
    sf_figure_group group;
    const char *metric; /* whole, or when it ends in / or . all that begin so */
    const char *ending; /* ... and end so; NULL: whatever */
    const char *kind;   /* entities whose path begins so; NULL: all together */
    sf_stat stat;
    bool is_by_kind; /* one of many kinds: left out where it never happens */
} key_figure;

static const key_figure key_figures[] = {
    {SF_FIGURES_PEOPLE, "stock", NULL, "programmes.", SF_STAT_MEAN, false},
    {SF_FIGURES_PEOPLE, "flow.in", NULL, "programmes.", SF_STAT_RATE, false},
    {SF_FIGURES_PEOPLE, "flow.in/", NULL, "programmes.", SF_STAT_RATE, true},
    {SF_FIGURES_PEOPLE, "stay", NULL, "programmes.", SF_STAT_MEAN, false},
    {SF_FIGURES_PEOPLE, "limit.reached", NULL, "programmes.", SF_STAT_MEAN, false},
    {SF_FIGURES_STAFF, "staff.veileder", NULL, "teams.", SF_STAT_MEAN, true},
    {SF_FIGURES_STAFF, "portfolio.size", NULL, "teams.", SF_STAT_MEAN, false},
    {SF_FIGURES_STAFF, "use.veileder", NULL, "teams.", SF_STAT_MEAN, false},
    {SF_FIGURES_STAFF, "cost.", NULL, NULL, SF_STAT_MEAN, true},
    {SF_FIGURES_STAFF, "cost.", NULL, NULL, SF_STAT_RATE, true},
    {SF_FIGURES_STAFF, "cost.", NULL, NULL, SF_STAT_SUM, true},
    {SF_FIGURES_WAITS, "wait.", NULL, NULL, SF_STAT_MEAN, false},
    {SF_FIGURES_WAITS, "wait.", NULL, NULL, SF_STAT_P90, false},
    {SF_FIGURES_WAITS, "wait.", NULL, NULL, SF_STAT_SHARE_WITHIN, false},
    {SF_FIGURES_WAITS, "queue.", NULL, NULL, SF_STAT_MEAN, false},
    {SF_FIGURES_WAITS, "clock.lost/", NULL, "programmes.", SF_STAT_MEAN, true},
    {SF_FIGURES_CONTACT, "contact.", NULL, NULL, SF_STAT_MEAN, false},
    {SF_FIGURES_CONTACT, "contact.", NULL, NULL, SF_STAT_RATE, false},
    {SF_FIGURES_OUTCOMES, "outcome.by/", "/12", "programmes.", SF_STAT_MEAN, true},
    {SF_FIGURES_OUTCOMES, "outcome.by/", "/24", "programmes.", SF_STAT_MEAN, true},
    {SF_FIGURES_OUTCOMES, "relapse", NULL, NULL, SF_STAT_MEAN, false},
    {SF_FIGURES_NEEDS, "use.tiltak", NULL, NULL, SF_STAT_MEAN, false},
    {SF_FIGURES_NEEDS, "tiltak.started", NULL, NULL, SF_STAT_RATE, false},
    {SF_FIGURES_NEEDS, "tiltak.count", NULL, NULL, SF_STAT_MEAN, false},
    {SF_FIGURES_NEEDS, "unmet.need/", NULL, NULL, SF_STAT_MEAN, true},
    {SF_FIGURES_NEEDS, "unmet.need/", NULL, NULL, SF_STAT_RATE, true},
    {SF_FIGURES_NEEDS, "unmet.need/", NULL, NULL, SF_STAT_SUM, true},
};

static bool is_of_figure(const key_figure *figure, const char *id)
{
    const size_t n = strlen(figure->metric), length = strlen(id);
    const bool is_prefix = figure->metric[n - 1] == '/' || figure->metric[n - 1] == '.';

    if (!(is_prefix ? strncmp(id, figure->metric, n) == 0 : strcmp(id, figure->metric) == 0))
        return false;
    return figure->ending == NULL ||
           (length > strlen(figure->ending) && strcmp(id + length - strlen(figure->ending), figure->ending) == 0);
}

/* Whether it ever happens: an outcome that nobody has is not worth a row. */
static bool is_ever_above_zero(const sf_sheet *sheet, uint16_t metric, uint16_t entity, sf_stat stat)
{
    for (size_t i = 0; i < sheet->n_plain; i++)
        if (sf_estimate_of(sheet, sheet->plain[i], metric, entity, 0, stat).mean > 0.0)
            return true;
    return false;
}

static bool is_known(const sf_sheet *sheet, uint16_t metric, uint16_t entity, sf_stat stat)
{
    for (size_t i = 0; i < sheet->n_plain; i++)
        if (!isnan(sf_estimate_of(sheet, sheet->plain[i], metric, entity, 0, stat).mean))
            return true;
    return false;
}

/* A table of scenarios across: its first column has no heading. */
static sf_table begin_by_scenario(sf_sheet *sheet)
{
    const size_t n = sheet->n_plain;
    const char **heads = sf_take(sheet, n + 1, sizeof *heads);

    if (heads == NULL)
        return (sf_table){0};
    heads[0] = _("What");
    for (size_t s = 0; s < n; s++)
        heads[s + 1] = sf_scenario_name(sheet, sheet->plain[s]);
    return sf_table_begin(sheet, n + 1, 1, heads);
}

static void add_by_scenario(sf_sheet *sheet, sf_table *table, const char *name, uint16_t metric, uint16_t entity,
                            sf_stat stat)
{
    const size_t n = sheet->n_plain;
    const char **cells = sf_take(sheet, n + 1, sizeof *cells);

    if (cells == NULL)
        return;
    cells[0] = name;
    for (size_t s = 0; s < n; s++) {
        const sf_estimate e = sf_estimate_of(sheet, sheet->plain[s], metric, entity, 0, stat);

        cells[s + 1] =
            sf_say_estimate(sheet, e.mean, e.low, e.high, sf_stat_unit(&sheet->catalogue->metrics[metric], stat));
    }
    sf_table_add(sheet, table, cells);
}

static void add_figure(sf_sheet *sheet, sf_table *table, const key_figure *figure, uint16_t metric, uint16_t entity)
{
    const char *unit = sf_stat_unit(&sheet->catalogue->metrics[metric], figure->stat);
    const char *words = sf_unit_is_share(unit) ? "" : sf_unit_words(unit);

    if (is_known(sheet, metric, entity, figure->stat) &&
        (!figure->is_by_kind || is_ever_above_zero(sheet, metric, entity, figure->stat)))
        add_by_scenario(sheet, table, sf_measure_name(sheet, metric, entity, 0, figure->stat, words), metric, entity,
                        figure->stat);
}

/* One kind of figure: by the entities that have it, or for all together. */
static void add_figures(sf_sheet *sheet, sf_table *table, const key_figure *figure, uint16_t metric)
{
    const sf_catalogue *c = sheet->catalogue;
    const size_t before = table->n_rows;

    for (size_t e = 1; figure->kind != NULL && e < c->n_entities; e++)
        if (strncmp(c->entities[e], figure->kind, strlen(figure->kind)) == 0)
            add_figure(sheet, table, figure, metric, (uint16_t)e);
    if (table->n_rows == before)
        add_figure(sheet, table, figure, metric, 0);
}

static void add_table(sf_document *document, sf_block_kind kind, const sf_table *table, const char *caption)
{
    if (table->n_rows > 0)
        sf_document_add(document, kind, "", caption)->table = *table;
}

void sf_report_figures(sf_document *document, sf_figure_group group, const char *caption)
{
    sf_sheet *sheet = document->sheet;
    sf_table table = begin_by_scenario(sheet);

    for (size_t i = 0; table.heads != NULL && i < sizeof key_figures / sizeof key_figures[0]; i++)
        for (size_t m = 0; key_figures[i].group == group && m < sheet->catalogue->n_metrics; m++)
            if (is_of_figure(&key_figures[i], sheet->catalogue->metrics[m].id))
                add_figures(sheet, &table, &key_figures[i], (uint16_t)m);
    add_table(document, SF_BLOCK_FIGURES, &table, caption);
}

void sf_report_by_entity(sf_document *document, const char *metric_id, sf_stat stat, const char *caption)
{
    sf_sheet *sheet = document->sheet;
    const uint16_t metric = sf_metric_of(sheet, metric_id);
    sf_table table = begin_by_scenario(sheet);

    for (size_t e = 0; metric != SF_NOWHERE && table.heads != NULL && e < sheet->catalogue->n_entities; e++)
        if (is_known(sheet, metric, (uint16_t)e, stat))
            add_by_scenario(sheet, &table, sf_entity_name(sheet, (uint16_t)e), metric, (uint16_t)e, stat);
    add_table(document, SF_BLOCK_TABLE, &table, caption);
}

void sf_report_still_waiting(sf_document *document)
{
    sf_sheet *sheet = document->sheet;
    sf_table table = begin_by_scenario(sheet);

    for (size_t m = 0; table.heads != NULL && m < sheet->catalogue->n_metrics; m++)
        if (strncmp(sheet->catalogue->metrics[m].id, "wait.", 5) == 0 &&
            is_known(sheet, (uint16_t)m, 0, SF_STAT_STILL_WAITING))
            add_by_scenario(sheet, &table, sf_metric_name(sheet, (uint16_t)m), (uint16_t)m, 0, SF_STAT_STILL_WAITING);
    add_table(document, SF_BLOCK_TABLE, &table, _("Share of the waits that were still open at the end"));
}

/* --- what an extra exit costs ------------------------------------------------------------------------------------------ */

static sf_status add_cost_per_exit(sf_sheet *sheet, sf_table *table, size_t scenario, uint16_t exit, sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    const char *unit = c->metrics[exit].unit;
    sf_difference exits;
    sf_fieller services, all;
    sf_status status = sf_study_difference(sheet->study, sheet->facts->scenarios[scenario].id,
                                           sheet->facts->scenarios[sheet->baseline].id, c->metrics[exit].id,
                                           c->entities[0], c->segments[0], SF_STAT_RATE, &exits, err);

    if (status == SF_OK)
        status = sf_study_cost_per_exit(sheet->study, scenario, sheet->baseline, exit, true, &services, err);
    if (status == SF_OK)
        status = sf_study_cost_per_exit(sheet->study, scenario, sheet->baseline, exit, false, &all, err);
    if (status == SF_OK && !isnan(all.ratio))
        sf_table_add(sheet, table,
                     (const char *[]){sf_metric_name(sheet, exit), sf_scenario_name(sheet, scenario),
                                      sf_say_difference(sheet, exits.difference.mean, exits.difference.low,
                                                        exits.difference.high, unit),
                                      sf_say_cost_per_exit(sheet, &services), sf_say_cost_per_exit(sheet, &all)});
    return status;
}

sf_status sf_report_cost_per_exit(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    size_t n = 0;
    const uint16_t *exits = sf_study_good_exits(sheet->study, &n);
    sf_table table = sf_table_begin(sheet, 5, 2,
                                    (const char *[]){_("What"), _("Scenario"), _("More exits a year"),
                                                     _("Cost of each: veiledere and tiltak, million NOK"),
                                                     _("Benefits included, million NOK")});
    sf_status status = SF_OK;

    for (size_t i = 0; i < n && status == SF_OK; i++)
        for (size_t s = 0; s < sheet->n_plain && status == SF_OK; s++)
            if (sheet->plain[s] != sheet->baseline)
                status = add_cost_per_exit(sheet, &table, sheet->plain[s], exits[i], err);
    if (status != SF_OK || table.n_rows == 0)
        return status;
    add_table(document, SF_BLOCK_TABLE, &table, _("What an extra exit costs (95-percent sets by Fieller)"));
    sf_document_add(
        document, SF_BLOCK_PARAGRAPH, "",
        _("Where there are fewer exits, the figure is what each lost one saves (or, below zero, costs besides). Where the difference "
          "in exits may be zero, no figure is given: almost any would do."))
        ->tone = SF_TONE_SOFT;
    return SF_OK;
}

/* --- the first year ---------------------------------------------------------------------------------------------------- */

/* The mean of a line over [from, to) days; NAN when it has no point there. */
static double mean_between(const sf_run_line *line, double from, double to)
{
    double sum = 0.0;
    size_t n = 0;

    for (size_t i = 0; i < line->n; i++)
        if (line->days[i] >= from && line->days[i] < to) {
            sum += line->values[i];
            n++;
        }
    return n > 0 ? sum / (double)n : (double)NAN;
}

/* The paired difference of a stretch of time, over the replications that both scenarios have, with a 95 % t interval. */
static sf_estimate paired(const sf_run_line *lines, size_t n, const sf_run_line *base, size_t n_base, double from,
                          double to)
{
    sf_moments moments = {0};
    sf_estimate e = {NAN, NAN, NAN, 0};

    for (size_t i = 0, k = 0; i < n; i++) {
        double difference;

        while (k < n_base && base[k].replication < lines[i].replication)
            k++;
        if (k == n_base || base[k].replication != lines[i].replication)
            continue;
        difference = mean_between(&lines[i], from, to) - mean_between(&base[k], from, to);
        if (isnan(difference))
            continue;
        sf_moments_add(&moments, difference);
        e.replications++;
    }
    if (e.replications > 0)
        e.mean = moments.mean;
    if (e.replications > 1) {
        const double half =
            sf_t_quantile(0.95, (double)e.replications - 1.0) * sf_moments_sd(&moments) / sqrt((double)e.replications);

        e.low = e.mean - half;
        e.high = e.mean + half;
    }
    return e;
}

/* With one replication there is no interval, and the difference itself must do. */
static bool excludes_zero(const sf_estimate *e)
{
    return isnan(e->low) ? fabs(e->mean) > 0.0 : e->low > 0.0 || e->high < 0.0;
}

static sf_status add_course(sf_sheet *sheet, sf_table *table, uint16_t metric, uint16_t entity, sf_error *err)
{
    const sf_catalogue *c = sheet->catalogue;
    const char *unit = c->metrics[metric].unit;
    const double end = sheet->facts->length_days, year = fmin(SF_DAYS_PER_YEAR, end);
    const sf_run_line *base = NULL;
    size_t n_base = 0;
    sf_status status = sf_study_lines(sheet->study, sheet->baseline, c->metrics[metric].id, c->entities[entity],
                                      c->segments[0], 0.0, &base, &n_base, err);

    for (size_t s = 0; status == SF_OK && n_base > 0 && s < sheet->facts->n_scenarios; s++) {
        const sf_run_line *lines = NULL;
        size_t n = 0;
        sf_estimate first, last;

        if (s == sheet->baseline || sf_effect_of(sheet, s) != SF_EFFECT_AS_CONFIGURED)
            continue;
        status = sf_study_lines(sheet->study, s, c->metrics[metric].id, c->entities[entity], c->segments[0], 0.0,
                                &lines, &n, err);
        first = paired(lines, n, base, n_base, 0.0, year);
        last = paired(lines, n, base, n_base, end - year, end);
        if (status != SF_OK || (!excludes_zero(&first) && !excludes_zero(&last)))
            continue;
        sf_table_add(sheet, table,
                     (const char *[]){
                         sf_measure_name(sheet, metric, entity, 0, SF_STAT_MEAN,
                                         sf_unit_is_share(unit) ? _("percentage points") : sf_unit_words(unit)),
                         sf_scenario_name(sheet, s), sf_say_difference(sheet, first.mean, first.low, first.high, unit),
                         sf_say_difference(sheet, last.mean, last.low, last.high, unit)});
    }
    return status;
}

sf_status sf_report_first_year(sf_document *document, sf_error *err)
{
    static const char *const wanted[][2] = {{"stock", "programmes."},
                                            {"portfolio.size", "teams."},
                                            {"queue.veileder", "teams."},
                                            {"queue.tiltak", "all"},
                                            {"use.veileder", "teams."}};
    sf_sheet *sheet = document->sheet;
    sf_table table = sf_table_begin(
        sheet, 4, 2,
        (const char *[]){_("What"), _("Scenario"), _("First year: difference"), _("Last year measured: difference")});
    sf_status status = SF_OK;

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const uint16_t metric = sf_metric_of(sheet, wanted[i][0]);

        for (size_t e = 0; metric != SF_NOWHERE && status == SF_OK && e < sheet->catalogue->n_entities; e++)
            if (strncmp(sheet->catalogue->entities[e], wanted[i][1], strlen(wanted[i][1])) == 0)
                status = add_course(sheet, &table, metric, (uint16_t)e, err);
    }
    if (status != SF_OK)
        return status;
    if (table.n_rows == 0)
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "",
                        sheet->facts->n_scenarios < 2
                            ? _("There is one scenario, so there is no change to follow.")
                            : _("Nothing that is followed over time differs from the baseline."));
    add_table(
        document, SF_BLOCK_TABLE, &table,
        sf_print(
            sheet,
            _("Paired differences from “%s”, mean over the first twelve months and over the last twelve, with 95 %% intervals; only those that luck alone does not explain. Where the two differ, the change was still working itself through."),
            sheet->facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : ""));
    return SF_OK;
}

/* Under other effects of follow-up only the answer is told, and what would overturn it. */
static bool is_plain(const sf_sheet *sheet, const sf_decision *decision)
{
    return sf_effect_of(sheet, decision->scenario) == SF_EFFECT_AS_CONFIGURED;
}

/* --- who is worse off -------------------------------------------------------------------------------------------------- */

static bool is_worse(const sf_estimate *difference, sf_direction direction)
{
    return direction == SF_LOWER_IS_BETTER    ? difference->low > 0.0
           : direction == SF_HIGHER_IS_BETTER ? difference->high < 0.0
                                              : false;
}

static void add_worse(sf_sheet *sheet, sf_table *table, const sf_difference *d)
{
    const char *unit = sf_stat_unit(&sheet->catalogue->metrics[d->metric], (sf_stat)d->stat);

    sf_table_add(
        sheet, table,
        (const char *[]){sf_measure_name(sheet, d->metric, d->entity, 0, (sf_stat)d->stat,
                                         sf_unit_is_share(unit) ? _("percentage points") : sf_unit_words(unit)),
                         sf_segment_name(sheet, d->segment), sf_scenario_name(sheet, d->scenario),
                         sf_say_value(sheet, d->base.mean, unit), sf_say_value(sheet, d->other.mean, unit),
                         sf_say_difference(sheet, d->difference.mean, d->difference.low, d->difference.high, unit)});
}

sf_status sf_report_worse_off(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    const sf_study_info *facts = sheet->facts;
    const sf_catalogue *c = sheet->catalogue;
    const sf_decision *decisions = NULL;
    size_t n = 0, compared = 0, worse = 0;
    sf_table table = sf_table_begin(sheet, 6, 3,
                                    (const char *[]){_("Measure"), _("Segment"), _("Scenario"), _("Baseline"),
                                                     _("Scenario's own"), _("Difference (95 % interval)")});
    sf_status status = facts->n_scenarios > 1 ? sf_study_decisions(sheet->study, &decisions, &n, err) : SF_OK;

    for (size_t i = 0; i < n && status == SF_OK; i++)
        for (size_t g = 1; g < c->n_segments && status == SF_OK && is_plain(sheet, &decisions[i]); g++) {
            const sf_difference *all = &decisions[i].difference;
            sf_difference d;

            status = sf_study_difference(sheet->study, facts->scenarios[decisions[i].scenario].id,
                                         facts->scenarios[sheet->baseline].id, c->metrics[all->metric].id,
                                         c->entities[all->entity], c->segments[g], (sf_stat)all->stat, &d, err);
            if (status != SF_OK || isnan(d.difference.low))
                continue;
            compared++;
            if (!is_worse(&d.difference, c->metrics[all->metric].direction))
                continue;
            worse++;
            if (fabs(d.difference.mean) >= facts->targets[decisions[i].target].matters)
                add_worse(sheet, &table, &d);
        }
    if (status != SF_OK)
        return status;
    if (compared == 0)
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "",
                        _("Nothing is known by segment on the targets, or there is nothing to compare."));
    else
        sf_document_add(
            document, SF_BLOCK_PARAGRAPH, "",
            sf_print(sheet,
                     _("Of %zu differences by segment on the targets, %zu are for the worse with an interval "
                       "that excludes zero, and %zu of these by as much as the config says matters. They are "
                       "not corrected for being many: one in forty would look worse by luck alone."),
                     compared, worse, table.n_rows));
    add_table(document, SF_BLOCK_TABLE, &table,
              _("Segments that are worse off than in the baseline, by as much as matters"));
    return SF_OK;
}

/* --- what would overturn it -------------------------------------------------------------------------------------------- */

/* How many replications would put the nearer limit outside the interval, if the estimate stays where it is. */
static const char *replications_needed(sf_sheet *sheet, const sf_decision *d, double matters)
{
    const double mean = d->difference.difference.mean, half = (d->high - d->low) / 2.0;
    const double distance = fmin(fabs(fabs(mean) - matters), fabs(mean)); /* to the limit, and to zero */
    const double n = (double)d->difference.difference.replications;

    if (!(distance > 0.0) || isnan(half))
        return _("the estimate lies on the limit itself: no number of replications decides it");
    if (n * pow(half / distance, 2.0) > 1e6)
        return _("more than a million replications would be needed: it is too near the limit to call");
    return sf_print(sheet, _("about %s replications would decide it, if the estimate stays where it is"),
                    sf_say_count(sheet, ceil(n * pow(half / distance, 2.0))));
}

static const char *margin_of(sf_sheet *sheet, const sf_decision *d, double matters)
{
    const sf_metric *metric = &sheet->catalogue->metrics[d->difference.metric];
    const char *unit = sf_stat_unit(metric, (sf_stat)d->difference.stat);
    const char *words = sf_unit_is_share(unit) ? _("percentage points") : sf_unit_words(unit);
    const double mean = fabs(d->difference.difference.mean);
    const double factor = sf_unit_factor(unit);

    if (isnan(d->difference.difference.mean) || isnan(d->low))
        return _("nothing is known");
    switch (d->verdict) {
    case SF_BETTER:
    case SF_WORSE:
        return sf_print(sheet, _("an error of %s %s towards no difference would make it too small to matter"),
                        sf_say_value(sheet, (mean - matters) * factor, ""), words);
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return sf_print(sheet, _("an error of %s %s away from no difference would make it matter"),
                        sf_say_value(sheet, (matters - mean) * factor, ""), words);
    case SF_UNDECIDED:
        break;
    }
    return replications_needed(sheet, d, matters);
}

/* How many of the config's numbers have a range that was not tried. */
static void add_untried(sf_document *document)
{
    const sf_study_info *facts = document->sheet->facts;
    size_t with_range = 0;

    for (size_t i = 0; i < facts->n_assumptions; i++)
        with_range += facts->assumptions[i].range != NULL && facts->assumptions[i].range[0] != '\0';
    if (with_range > 0)
        sf_document_add(
            document, SF_BLOCK_PARAGRAPH, "",
            sf_print(document->sheet,
                     _("The intervals tell how much luck moves the figures, not how wrong the config may be. "
                       "%zu of its %zu numbers carry a range, and this study runs every one of them at its "
                       "middle value. The assumptions below say which they are."),
                     with_range, facts->n_assumptions));
}

sf_status sf_report_overturn(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    const sf_decision *decisions = NULL;
    size_t n = 0;
    sf_table table =
        sf_table_begin(sheet, 4, 4, (const char *[]){_("Measure"), _("Scenario"), _("Verdict"), _("Margin")});
    sf_status status = sheet->facts->n_scenarios > 1 ? sf_study_decisions(sheet->study, &decisions, &n, err) : SF_OK;

    if (status != SF_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        const sf_difference *x = &decisions[i].difference;

        if (!is_plain(sheet, &decisions[i]))
            continue;
        sf_table_add(
            sheet, &table,
            (const char *[]){sf_measure_name(sheet, x->metric, x->entity, x->segment, (sf_stat)x->stat, ""),
                             sf_scenario_name(sheet, decisions[i].scenario), sf_verdict_words(decisions[i].verdict),
                             margin_of(sheet, &decisions[i], sheet->facts->targets[decisions[i].target].matters)});
    }
    if (n == 0)
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "", _("Nothing is decided here, so nothing can be overturned."));
    add_untried(document);
    add_table(document, SF_BLOCK_TABLE, &table, _("How far each verdict is from another one"));
    return SF_OK;
}
