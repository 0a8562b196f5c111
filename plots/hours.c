/* plots/hours.c - what veileder hours go to, task by task, and what had to wait: open tasks and the hours asked for.
 * Above: how full each team's hours are. Below: the tasks, those that take most hours first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plots/lanes.h"

enum { MOST_TASKS = SF_MOST_LANE_ROWS };

static const double key_width = SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, key_gap = 12.0, block_gap = 16.0;
static const char hours_prefix[] = "hours/", backlog_prefix[] = "backlog/";

typedef struct plan {
    sf_lanes teams, tasks;
    double key_top;
} plan;

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    sf_scenario_key(pen, sheet, SF_CHART_MARGIN, p->key_top, key_width, false);
    sf_lanes_paint(pen, sheet, &p->teams);
    sf_lanes_paint(pen, sheet, &p->tasks);
}

/* --- teams ------------------------------------------------------------------------------------------------------------- */

static bool is_team(const sf_sheet *sheet, size_t entity)
{
    return strncmp(sheet->catalogue->entities[entity], "teams.", strlen("teams.")) == 0;
}

/* "85,2 % of 8 314 h": the share, and the hours there are. */
static const char *share_of_hours(sf_sheet *sheet, double share, double hours)
{
    if (isnan(share) || isnan(hours))
        return sf_say_value(sheet, share, "share");
    return sf_print(sheet, _("%s of %s h"), sf_say_value(sheet, share, "share"), sf_say_count(sheet, hours));
}

static void add_team_panel(sf_sheet *sheet, sf_lanes *lanes, const uint16_t *teams, const char *metric_id,
                           const char *title)
{
    const uint16_t metric = sf_metric_of(sheet, metric_id), available = sf_metric_of(sheet, "hours.available");
    sf_lane *cells = sf_take(sheet, lanes->n_rows * sheet->n_shown, sizeof *cells);

    if (cells == NULL || metric == SF_NOWHERE)
        return;
    for (size_t t = 0; t < lanes->n_rows; t++)
        for (size_t i = 0; i < sheet->n_shown; i++) {
            const size_t s = sheet->shown[i];
            const sf_estimate share = sf_estimate_of(sheet, s, metric, teams[t], 0, SF_STAT_MEAN);
            const sf_estimate hours = sf_estimate_of(sheet, s, available, teams[t], 0, SF_STAT_RATE);

            cells[t * sheet->n_shown + i] = (sf_lane){share, share_of_hours(sheet, share.mean, hours.mean)};
        }
    lanes->panels[lanes->n_panels++] = (sf_lane_panel){.title = title,
                                                       .head = _("hours available a year"),
                                                       .counted = "",
                                                       .axis = _("per cent of the hours there are"),
                                                       .factor = 100.0,
                                                       .from_zero = true,
                                                       .lanes = cells,
                                                       .reference = 1.0};
}

static void fill_teams(sf_sheet *sheet, sf_lanes *lanes)
{
    const uint16_t use = sf_metric_of(sheet, "use.veileder");
    uint16_t teams[SF_MOST_LANE_ROWS];

    assert(lanes->n_rows == 0); /* teams has no others than these lanes */
    for (size_t e = 1; e < sheet->catalogue->n_entities && lanes->n_rows < SF_MOST_LANE_ROWS; e++)
        for (size_t i = 0; is_team(sheet, e) && i < sheet->n_shown; i++)
            if (!isnan(sf_estimate_of(sheet, sheet->shown[i], use, (uint16_t)e, 0, SF_STAT_MEAN).mean)) {
                lanes->rows[lanes->n_rows] = sf_entity_name(sheet, (uint16_t)e);
                teams[lanes->n_rows++] = (uint16_t)e;
                break;
            }
    lanes->n_across = 2;
    lanes->names_width = 196.0;
    if (lanes->n_rows == 0)
        return;
    add_team_panel(sheet, lanes, teams, "use.veileder", _("Hours used"));
    add_team_panel(sheet, lanes, teams, "load.veileder", _("Hours asked for"));
}

/* --- tasks ------------------------------------------------------------------------------------------------------------- */

typedef struct task {
    uint16_t hours, backlog; /* metrics; SF_NOWHERE: none */
    double weight;           /* hours in all scenarios together */
} task;

/* Documentation and no-shows are told team by team: their sum has no interval. */
static sf_estimate hours_of(const sf_sheet *sheet, size_t scenario, uint16_t metric)
{
    sf_estimate all = sf_estimate_of(sheet, scenario, metric, 0, 0, SF_STAT_RATE);

    for (size_t e = 1; isnan(all.mean) && e < sheet->catalogue->n_entities; e++) {
        double sum = 0.0;
        bool is_known = false;

        for (; e < sheet->catalogue->n_entities; e++) {
            const sf_estimate one = sf_estimate_of(sheet, scenario, metric, (uint16_t)e, 0, SF_STAT_RATE);

            if (!is_team(sheet, e) || isnan(one.mean))
                continue;
            sum += one.mean;
            is_known = true;
        }
        if (is_known)
            all.mean = sum;
    }
    return all;
}

static size_t find_tasks(sf_sheet *sheet, task tasks[MOST_TASKS])
{
    size_t n = 0;

    for (size_t m = 0; m < sheet->catalogue->n_metrics; m++) {
        const char *id = sheet->catalogue->metrics[m].id;
        task one = {.hours = (uint16_t)m};
        size_t at;

        if (strncmp(id, hours_prefix, strlen(hours_prefix)) != 0)
            continue;
        one.backlog = sf_metric_of(sheet, sf_print(sheet, "%s%s", backlog_prefix, id + strlen(hours_prefix)));
        for (size_t i = 0; i < sheet->n_shown; i++)
            one.weight += fmax(0.0, hours_of(sheet, sheet->shown[i], one.hours).mean); /* fmax passes over NAN */
        if (!(one.weight > 0.0))
            continue;
        for (at = n < MOST_TASKS ? n++ : n; at > 0 && tasks[at - 1].weight < one.weight; at--)
            if (at < MOST_TASKS)
                tasks[at] = tasks[at - 1];
        if (at < MOST_TASKS)
            tasks[at] = one;
    }
    return n;
}

static void fill_tasks(sf_sheet *sheet, sf_lanes *lanes)
{
    task tasks[MOST_TASKS];
    const size_t n = find_tasks(sheet, tasks);
    sf_lane *hours = sf_take(sheet, n * sheet->n_shown, sizeof *hours);
    sf_lane *open = sf_take(sheet, n * sheet->n_shown, sizeof *open);

    lanes->n_across = 2;
    lanes->names_width = 196.0;
    if (hours == NULL || open == NULL || n == 0)
        return;
    lanes->n_rows = n;
    for (size_t t = 0; t < n; t++) {
        lanes->rows[t] = sf_metric_label(sheet, tasks[t].hours);
        for (size_t i = 0; i < sheet->n_shown; i++) {
            hours[t * sheet->n_shown + i] = sf_lane_of(sheet, hours_of(sheet, sheet->shown[i], tasks[t].hours), "h/y");
            open[t * sheet->n_shown + i] = sf_lane_of(
                sheet, sf_estimate_of(sheet, sheet->shown[i], tasks[t].backlog, 0, 0, SF_STAT_MEAN), "tasks");
        }
    }
    lanes->panels[0] = (sf_lane_panel){.title = _("Hours by task"),
                                       .head = _("hours a year"),
                                       .counted = "",
                                       .axis = _("hours a year, all teams"),
                                       .factor = 1.0,
                                       .from_zero = true,
                                       .lanes = hours,
                                       .reference = NAN};
    lanes->panels[1] = (sf_lane_panel){.title = _("What waits: open tasks"),
                                       .head = _("open tasks"),
                                       .counted = "",
                                       .axis = _("open tasks, mean over time"),
                                       .factor = 1.0,
                                       .from_zero = true,
                                       .lanes = open,
                                       .reference = NAN};
    lanes->n_panels = 2;
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

static void add_rows(sf_sheet *sheet, sf_table *table, const sf_lanes *lanes, const char *unit)
{
    for (size_t g = 0; g < lanes->n_rows; g++)
        for (size_t i = 0; i < sheet->n_shown; i++) {
            const char *cells[4] = {lanes->rows[g], sf_scenario_name(sheet, sheet->shown[i]), "–", "–"};

            for (size_t k = 0; k < lanes->n_panels && k < 2; k++) {
                const sf_estimate *e = &lanes->panels[k].lanes[g * sheet->n_shown + i].at;

                cells[2 + k] = sf_say_estimate(sheet, e->mean, e->low, e->high, unit);
            }
            sf_table_add(sheet, table, cells);
        }
}

static sf_table table_of(sf_sheet *sheet, const plan *p)
{
    sf_table table =
        sf_table_begin(sheet, 4, 2,
                       (const char *[]){_("Team or task"), _("Scenario"), _("Hours a year; of teams: share used"),
                                        _("Open tasks; of teams: share asked for")});

    add_rows(sheet, &table, &p->teams, "share");
    add_rows(sheet, &table, &p->tasks, "h/y");
    return table;
}

sf_status sf_chart_hours(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart =
        sf_chart_begin(sheet, "hours", _("What veileder hours go to, and what had to wait"),
                       _("Above: how full the hours of each team are. Below: the hours that each task takes, and how "
                         "many tasks of that kind lie open at a time."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    double bottom;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    fill_teams(sheet, &p->teams);
    fill_tasks(sheet, &p->tasks);
    if (p->teams.n_panels + p->tasks.n_panels == 0) {
        sf_chart_explain(sheet, &chart, _("No veileder worked in this study: it has no team, or no tasks."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    p->key_top = chart.top;
    bottom = chart.top + key_gap + sf_scenario_key(NULL, sheet, SF_CHART_MARGIN, chart.top, key_width, false);
    if (p->teams.n_panels > 0)
        bottom = sf_lanes_place(sheet, &p->teams, bottom);
    if (p->tasks.n_panels > 0)
        bottom = sf_lanes_place(sheet, &p->tasks, bottom + (p->teams.n_panels > 0 ? block_gap : 0.0));
    chart.plan = p;
    chart.paint = paint;
    chart.table = table_of(sheet, p);
    chart.alt = sf_print(sheet, _("%s: %zu tasks by scenario. The numbers are in the table below it."), chart.title,
                         p->tasks.n_rows);
    sf_chart_end(
        sheet, &chart, bottom,
        _("Hours for tasks: contract hours less leave, absence and overhead. Dashed: all of them. Asked for above "
          "100 %: the pile of open tasks grows for as long as that lasts. Documentation stands by itself, not under its task. "
          "Thin line on a bar: 95 % interval."));
    *out = chart;
    return sf_sheet_status(sheet, err);
}
