/* plots/report_change.c - the report on a change that is followed month by month: what its first year costs, what the hand-over takes, how
 * long it is felt and when it has paid for itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/change.h"
#include "plots/report.h"

typedef sf_status teller(sf_sheet *sheet, sf_table *table, size_t scenario, sf_error *err);

/* What one of the tables says of every scenario but the baseline and those under other effects of follow-up. */
static sf_status tell_each(sf_sheet *sheet, sf_table *table, teller *tells, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < sheet->n_plain && status == SF_OK; i++) {
        if (sheet->plain[i] != sheet->baseline)
            status = tells(sheet, table, sheet->plain[i], err);
    }
    return status;
}

static void add_table(sf_document *document, const sf_table *table, const char *caption)
{
    if (table->n_rows > 0)
        sf_document_add(document, SF_BLOCK_TABLE, "", caption)->table = *table;
}

/* --- the first year ---------------------------------------------------------------------------------------------------- */

/* The last month that ends within a year of the first point; NULL when there is none. */
static const sf_month *first_year_of(const sf_month *months, size_t n)
{
    const sf_month *last = NULL;

    for (size_t k = 1; k < n && months[k].days <= months[0].days + SF_DAYS_PER_YEAR + SF_DAYS_PER_MONTH / 2.0; k++)
        last = &months[k];
    return last;
}

static const char *kroner(sf_sheet *sheet, const sf_month *sum)
{
    return sum == NULL ? "–"
           : fabs(sum->mean) < 0.5 && !(sum->high - sum->low > 1.0)
               ? "0" /* of sums of the same kroner in another order */
               : sf_say_difference(sheet, sum->mean, sum->low, sum->high, "NOK");
}

static sf_status tells_first_year(sf_sheet *sheet, sf_table *table, size_t scenario, sf_error *err)
{
    static const sf_payer order[] = {SF_PAYER_STATE, SF_PAYER_MUNICIPALITY, SF_PAYER_ALL};
    sf_status status = SF_OK;

    for (size_t i = 0; i < sizeof order / sizeof order[0] && status == SF_OK; i++) {
        const sf_month *sums[SF_COST_KINDS + 1] = {NULL};

        for (size_t kind = 0; kind <= SF_COST_KINDS && status == SF_OK; kind++) {
            const sf_month *months = NULL;
            size_t n = 0;

            status = sf_study_cost_course(sheet->study, scenario, order[i], kind, &months, &n, err);
            sums[kind] = first_year_of(months, n);
        }
        if (status == SF_OK && sums[SF_COST_KINDS] != NULL)
            sf_table_add(sheet, table,
                         (const char *[]){sf_scenario_name(sheet, scenario), sf_payer_name(order[i]),
                                          kroner(sheet, sums[0]), kroner(sheet, sums[1]), kroner(sheet, sums[2]),
                                          kroner(sheet, sums[SF_COST_KINDS])});
    }
    return status;
}

/* What an hour for tasks costs: all that veiledere cost, over the hours they have for tasks. NAN when either is not known. */
static double hour_costs(sf_sheet *sheet, size_t scenario)
{
    const uint16_t available = sf_metric_of(sheet, "hours.available");
    double hours = 0.0, cost = 0.0;

    for (uint16_t e = 1; e < sheet->catalogue->n_entities; e++) {
        const double its = sf_estimate_of(sheet, scenario, available, e, 0, SF_STAT_RATE).mean;

        hours += isnan(its) ? 0.0 : its;
    }
    for (int payer = SF_PAYER_STATE; payer < SF_PAYERS; payer++) {
        const char *metric = sf_print(sheet, "cost.veileder/%s", sf_payer_id((sf_payer)payer));
        const double its = sf_estimate_of(sheet, scenario, sf_metric_of(sheet, metric), 0, 0, SF_STAT_RATE).mean;

        cost += isnan(its) ? 0.0 : its;
    }
    return hours > 0.0 ? cost / hours : (double)NAN;
}

static sf_status tells_handover(sf_sheet *sheet, sf_table *table, size_t scenario, sf_error *err)
{
    const sf_month *months = NULL, *year;
    const double price = hour_costs(sheet, scenario);
    size_t n = 0;
    sf_status status = sf_study_sum_course(sheet->study, scenario, "hours.handover", &months, &n, err);

    year = first_year_of(months, n);
    if (status != SF_OK || year == NULL || !(fabs(year->mean) >= 0.5))
        return status;
    sf_table_add(
        sheet, table,
        (const char *[]){sf_scenario_name(sheet, scenario),
                         sf_say_difference(sheet, year->mean, year->low, year->high, "h"),
                         sf_say_difference(sheet, year->mean * price, year->low * price, year->high * price, "NOK")});
    return SF_OK;
}

static sf_status add_first_year(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    const char *base = sf_scenario_name(sheet, sheet->baseline);
    sf_table costs = sf_table_begin(
        sheet, 6, 2,
        (const char *[]){_("Scenario"), _("Payer"), _("Veiledere"), _("Tiltak places"), _("Benefits"), _("Together")});
    sf_table hours = sf_table_begin(
        sheet, 3, 1, (const char *[]){_("Scenario"), _("Hours in the first year"), _("Worth, million NOK")});
    sf_status status = tell_each(sheet, &costs, tells_first_year, err);

    if (status == SF_OK)
        status = tell_each(sheet, &hours, tells_handover, err);
    if (status != SF_OK)
        return status;
    add_table(
        document, &costs,
        sf_print(
            sheet,
            _("What is paid more than in “%s” in the first twelve months after the change begins, million NOK, with 95 %% intervals"),
            base));
    add_table(
        document, &hours,
        _("Hand-over: hours in which new owners read themselves in. They are taken from what these veiledere would have done otherwise, and their money is in what veiledere cost already"));
    return SF_OK;
}

/* --- when it has paid for itself ------------------------------------------------------------------------------------------ */

static sf_status tells_break_even(sf_sheet *sheet, sf_table *table, size_t scenario, sf_error *err)
{
    static const sf_payer order[] = {SF_PAYER_STATE, SF_PAYER_MUNICIPALITY, SF_PAYER_ALL};
    sf_status status = SF_OK;

    for (size_t i = 0; i < sizeof order / sizeof order[0] && status == SF_OK; i++) {
        const sf_month *months = NULL;
        sf_time_to time;
        size_t n = 0;

        status = sf_study_break_even(sheet->study, scenario, order[i], &time, err);
        if (status == SF_OK)
            status = sf_study_cost_course(sheet->study, scenario, order[i], SF_COST_KINDS, &months, &n, err);
        if (status == SF_OK && time.replications > 0)
            sf_table_add(sheet, table,
                         (const char *[]){sf_scenario_name(sheet, scenario), sf_payer_name(order[i]),
                                          sf_say_time_to(sheet, &time, _("from the first day")),
                                          sf_say_not_within(sheet, &time),
                                          kroner(sheet, n > 0 ? &months[n - 1] : NULL)});
    }
    return status;
}

/* --- how long it is felt ---------------------------------------------------------------------------------------------------- */

static const char *counted_from(sf_sheet *sheet, size_t scenario)
{
    const sf_disturbance when = sf_study_disturbance(sheet->study, scenario);
    const double start = sheet->facts->start_civil_day;

    return isinf(when.until) ? sf_print(sheet, _("its beginning, %s"), sf_say_date(sheet, start + when.from))
                             : sf_print(sheet, _("its end, %s"), sf_say_date(sheet, start + when.until));
}

static const char *single(sf_sheet *sheet, const sf_time_to *time, const sf_estimate *quantile)
{
    return time->replications == 0 ? "–"
           : isnan(quantile->mean) ? sf_print(sheet, _("not within %s"), sf_say_months(sheet, time->followed_days))
                                   : sf_say_months(sheet, quantile->mean);
}

/* "10 %", and "0,05" where a least difference is declared. */
static const char *within(sf_sheet *sheet, const sf_recovery_rule *rule)
{
    const char *share = sf_print(sheet, "%s %%", sf_say_plain(sheet, 100.0 * rule->within));

    return rule->least > 0.0 ? sf_print(sheet, _("%s or %s"), share, sf_say_plain(sheet, rule->least)) : share;
}

static sf_status tells_felt(sf_sheet *sheet, sf_table *table, size_t scenario, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t i = 0; i < sheet->facts->change->n_rules && status == SF_OK; i++) {
        const sf_recovery_rule *rule = &sheet->facts->change->rules[i];
        sf_time_to back, better;

        status = sf_study_felt(sheet->study, scenario, i, SF_FELT_RECOVERY, &back, err);
        if (status == SF_OK)
            status = sf_study_felt(sheet->study, scenario, i, SF_FELT_BETTER, &better, err);
        if (status == SF_OK && back.replications > 0)
            sf_table_add(sheet, table,
                         (const char *[]){sf_full_name(sheet, sf_metric_of(sheet, rule->metric),
                                                       sf_entity_of(sheet, rule->entity), 0),
                                          sf_scenario_name(sheet, scenario), counted_from(sheet, scenario),
                                          within(sheet, rule), sf_say_time_to(sheet, &back, _("never away")),
                                          single(sheet, &back, &back.median), sf_say_not_within(sheet, &back),
                                          sf_say_time_to(sheet, &better, _("from the first day"))});
    }
    return status;
}

static sf_status add_felt(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    sf_table table = sf_table_begin(sheet, 8, 3,
                                    (const char *[]){_("What"), _("Scenario"), _("Counted from"), _("Within"),
                                                     _("Back after, months"), _("Half of single offices"),
                                                     _("Not back"), _("Better after, months")});
    sf_status status = tell_each(sheet, &table, tells_felt, err);

    if (status != SF_OK)
        return status;
    add_table(document, &table, _("How long the change is felt"));
    if (table.n_rows > 0)
        sf_document_add(
            document, SF_BLOCK_PARAGRAPH, "",
            _("Back: the difference from the undisturbed course is no larger than the share under Within, and stays so for the rest of the measured period. The months are those of the mean of all replications; in brackets what their 95 % intervals do not rule out. A single office moves by luck as well: half of the replications are back within the next figure, and so many are not back at all. Better: of a change that lasts, when it is on the good side of the undisturbed course for good."))
            ->tone = SF_TONE_SOFT;
    return SF_OK;
}

sf_status sf_report_change(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    sf_table table = sf_table_begin(sheet, 5, 2,
                                    (const char *[]){_("Scenario"), _("Payer"), _("Paid for itself after, months"),
                                                     _("Not yet in the end"), _("Paid more in all, million NOK")});
    sf_status status;

    if (sheet->facts->change == NULL)
        return SF_OK;
    status = add_first_year(document, err);
    if (status == SF_OK)
        status = tell_each(sheet, &table, tells_break_even, err);
    if (status != SF_OK)
        return status;
    add_table(document, &table,
              _("Break-even: when all that has been paid more since the change began has come in again"));
    return add_felt(document, err);
}
