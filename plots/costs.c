/* plots/costs.c - what each scenario costs a year, by payer and kind, and what would pay for it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/text.h"
#include "plots/change.h"
#include "plots/lanes.h"

static const char *const payers[] = {"state", "municipality"};
static const char *const kinds[] = {"veileder", "tiltak", "benefit"};
enum { PAYERS = 2, KINDS = 3, ROWS = KINDS + 1, MOST_SENTENCES = 5 };

static const double key_width = SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, key_gap = 12.0;

typedef struct plan {
    sf_lanes lanes;
    double key_top;
} plan;

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    sf_scenario_key(pen, sheet, SF_CHART_MARGIN, p->key_top, key_width, false);
    sf_lanes_paint(pen, sheet, &p->lanes);
}

static sf_estimate cost_of(sf_sheet *sheet, size_t scenario, size_t kind, size_t payer)
{
    return sf_estimate_of(sheet, scenario,
                          sf_metric_of(sheet, sf_print(sheet, "cost.%s/%s", kinds[kind], payers[payer])), 0, 0,
                          SF_STAT_RATE);
}

/* All kinds of one payer: a sum of means, whose interval is not known from theirs. */
static sf_estimate sum_of(sf_sheet *sheet, size_t scenario, size_t payer)
{
    sf_estimate sum = {NAN, NAN, NAN, 0};

    for (size_t k = 0; k < KINDS; k++) {
        const double one = cost_of(sheet, scenario, k, payer).mean;

        if (!isnan(one))
            sum.mean = isnan(sum.mean) ? one : sum.mean + one;
    }
    return sum;
}

static sf_estimate row_of(sf_sheet *sheet, size_t scenario, size_t row, size_t payer)
{
    return row < KINDS ? cost_of(sheet, scenario, row, payer) : sum_of(sheet, scenario, payer);
}

/* "16,2 (+4,5)": and what it is more than in the baseline. */
static const char *figures_of(sf_sheet *sheet, size_t scenario, double cost, double base)
{
    const char *value = sf_say_value(sheet, cost, "NOK/y");

    if (scenario == sheet->baseline || isnan(cost) || isnan(base))
        return value;
    return sf_print(sheet, "%s (%s)", value, sf_say_difference(sheet, cost - base, NAN, NAN, "NOK/y"));
}

static void add_panel(sf_sheet *sheet, sf_lanes *lanes, size_t payer, const char *title)
{
    sf_lane *cells = sf_take(sheet, ROWS * sheet->n_shown, sizeof *cells);
    double most = 0.0;

    if (cells == NULL)
        return;
    for (size_t row = 0; row < ROWS; row++)
        for (size_t i = 0; i < sheet->n_shown; i++) {
            const sf_estimate cost = row_of(sheet, sheet->shown[i], row, payer);
            const double base = row_of(sheet, sheet->baseline, row, payer).mean;

            cells[row * sheet->n_shown + i] = (sf_lane){cost, figures_of(sheet, sheet->shown[i], cost.mean, base)};
            most = fmax(most, cost.mean);
        }
    if (!(most > 0.0))
        return;
    lanes->panels[lanes->n_panels++] =
        (sf_lane_panel){.title = title,
                        .head = sf_print(sheet, _("(more than “%s”)"), sf_scenario_name(sheet, sheet->baseline)),
                        .counted = "",
                        .axis = _("million NOK a year"),
                        .factor = 1e-6,
                        .from_zero = true,
                        .lanes = cells,
                        .reference = NAN};
}

/* --- break-even -------------------------------------------------------------------------------------------------------- */

static double sum_of_kind(sf_sheet *sheet, size_t scenario, size_t kind)
{
    double sum = 0.0;

    for (size_t p = 0; p < PAYERS; p++)
        sum += fmax(0.0, cost_of(sheet, scenario, kind, p).mean); /* fmax passes over NAN */
    return sum;
}

/* What veiledere and tiltak cost more is paid back when so many fewer people are on benefit, at the benefit of an average
 * person in the baseline. Both payers together: who saves is not always who pays. */
static const char *break_even_of(sf_sheet *sheet, size_t scenario)
{
    const double stock_before =
        sf_estimate_of(sheet, sheet->baseline, sf_metric_of(sheet, "stock"), 0, 0, SF_STAT_MEAN).mean;
    const double stock_after = sf_estimate_of(sheet, scenario, sf_metric_of(sheet, "stock"), 0, 0, SF_STAT_MEAN).mean;
    const double benefit = sum_of_kind(sheet, sheet->baseline, 2) / stock_before;
    const double more = sum_of_kind(sheet, scenario, 0) + sum_of_kind(sheet, scenario, 1) -
                        sum_of_kind(sheet, sheet->baseline, 0) - sum_of_kind(sheet, sheet->baseline, 1);
    const double fewer = stock_before - stock_after;

    if (!(benefit > 0.0) || isnan(fewer) || !(more > 0.001 * sum_of_kind(sheet, sheet->baseline, 0)))
        return "";
    return sf_print(
        sheet,
        _("Break-even of “%s”: veiledere and tiltak cost %s million NOK more a year; that is paid for when %s fewer "
          "people are on benefit at a time (%s million NOK each a year). Here it is %s."),
        sf_scenario_name(sheet, scenario), sf_say_value(sheet, more, "NOK/y"),
        sf_say_value(sheet, more / benefit, "persons"), sf_say_value(sheet, benefit, "NOK/y"),
        sf_say_value(sheet, fewer, "persons"));
}

/* Where cost is recorded month by month: when all that was paid more has come in again, both payers together. */
static sf_status told_by_month(sf_sheet *sheet, size_t scenario, const char **sentence, sf_error *err)
{
    sf_time_to time;
    sf_status status = sf_study_break_even(sheet->study, scenario, SF_PAYER_ALL, &time, err);

    *sentence = "";
    if (status != SF_OK || time.replications == 0)
        return status;
    *sentence = sf_print(sheet, _("Months until “%s” has paid for itself, both payers together: %s."),
                         sf_scenario_name(sheet, scenario), sf_say_time_to(sheet, &time, _("from the first day")));
    return SF_OK;
}

static sf_status note_of(sf_sheet *sheet, const char **out, sf_error *err)
{
    const char *note =
        _("Bars: mean of the replications; thin line: 95 % interval. In brackets: the difference. Benefits "
          "follow the dated G of the config.");
    size_t told = 0;
    sf_status status = SF_OK;

    for (size_t i = 0; i < sheet->n_shown && told < MOST_SENTENCES && status == SF_OK; i++) {
        const char *sentence = "";

        if (sheet->facts->change != NULL)
            status = told_by_month(sheet, sheet->shown[i], &sentence, err);
        else if (sheet->shown[i] != sheet->baseline)
            sentence = break_even_of(sheet, sheet->shown[i]);
        told += sentence[0] != '\0';
        if (sentence[0] != '\0')
            note = sf_print(sheet, "%s %s", note, sentence);
    }
    *out = note;
    return status;
}

/* --- the chart --------------------------------------------------------------------------------------------------------- */

sf_status sf_chart_costs(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(
        sheet, "costs", _("What it costs a year, by payer"),
        _("The state and the municipality pay for different things, and what one pays more the other may save."));
    plan *p = sf_take(sheet, 1, sizeof *p);
    const char *note = "";
    sf_status status;

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    p->lanes.n_across = PAYERS;
    p->lanes.names_width = 130.0;
    p->lanes.n_rows = ROWS;
    p->lanes.rows[0] = _("Veiledere");
    p->lanes.rows[1] = _("Tiltak places");
    p->lanes.rows[2] = _("Benefits");
    p->lanes.rows[3] = _("Together");
    add_panel(sheet, &p->lanes, 0, _("The state"));
    add_panel(sheet, &p->lanes, 1, _("The municipality"));
    if (p->lanes.n_panels == 0) {
        sf_chart_explain(sheet, &chart, _("Nothing costs anything in this study: the config has no prices."));
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    status = note_of(sheet, &note, err);
    if (status != SF_OK)
        return status;
    p->key_top = chart.top;
    chart.plan = p;
    chart.paint = paint;
    chart.table = sf_lanes_table(sheet, &p->lanes, _("Payer"), _("For what"), _("Million NOK a year"), "NOK/y");
    chart.alt = sf_print(sheet, _("%s: by scenario. The numbers are in the table below it."), chart.title);
    sf_chart_end(sheet, &chart,
                 sf_lanes_place(sheet, &p->lanes,
                                chart.top + key_gap +
                                    sf_scenario_key(NULL, sheet, SF_CHART_MARGIN, chart.top, key_width, false)),
                 note);
    *out = chart;
    return sf_sheet_status(sheet, err);
}
