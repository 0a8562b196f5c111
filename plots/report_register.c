/* plots/report_register.c - why to believe a report: the register of assumptions, self-checks, the STRESS-DES checklist, and where
 * it all comes from.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/report.h"
#include "results/settling.h"

const char *sf_years_of(sf_sheet *sheet, double days)
{
    const double years = round(days / SF_DAYS_PER_YEAR * 10.0) / 10.0;

    return sf_print(sheet, years == 1.0 ? _("%s year") : _("%s years"), sf_say_plain(sheet, years));
}

/* --- self-checks ------------------------------------------------------------------------------------------------------- */

typedef struct check_words {
    const char *id, *words;
} check_words;

static const char *words_of_check(const char *id)
{
    static const check_words known[] = {
        {"flow_conservation", N_("Nobody is lost or counted twice: in + already there = out + still there")},
        {"little_law", N_("Little's law, as an identity: the area under each queue is the sum of its waits")},
        {"little_law_programmes",
         N_("Little's law for programmes, as an identity: the area under the stock is the sum of the stays")},
        {"little_law_tiltak",
         N_("Little's law for tiltak, as an identity: the area under each queue is the sum of its waits")},
        {"veileder_hours", N_("No veileder works more hours than the calendar gives")},
        {"flow_conservation_everywhere",
         N_("In every programme, portfolio, line and place are those who came in and have not gone out, counted one by one")},
        {"little_law_treatment",
         N_("Little's law for treatment, as an identity: the area under each queue is the sum of its waits")},
        {"waits_in_vain",
         N_("Nobody waits while a place is free, a portfolio has room or a veileder who could take the task is idle")},
        {"little_law_treatment_places",
         N_("Little's law for those in treatment, as an identity: the area under their number is the sum of their times")},
        {"little_law_tiltak_places",
         N_("Little's law for those in tiltak, as an identity: the area under their number is the sum of their times")},
        {"little_law_portfolios",
         N_("Little's law for portfolios, as an identity: the area under their size is the sum of people's times in them")},
        {"little_law_owners",
         N_("Little's law for those without an owner, as an identity: the area under their number is the sum of their waits")},
        {"little_law_entry",
         N_("Little's law for applications and lists, as an identity: the area under their number is the sum of their waits")},
        {"little_law_work",
         N_("The hours that veiledere have worked on tasks, by the clock, are the hours that the tasks took")},
        {"little_law_openings",
         N_("Little's law for those who wait for a job opening, as an identity: the area under their number is the sum of their waits")},
        {"time_in_states", N_("Each person's time in states adds up to the time observed")}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].id, id) == 0)
            return _(known[i].words);
    return id;
}

/* "4e-15": how far from exact. */
static const char *say_residual(sf_sheet *sheet, double residual)
{
    return residual == 0.0 ? "0" : sf_print(sheet, "%.0e", residual);
}

sf_status sf_report_identities(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    const sf_check_result *checks = NULL;
    size_t n = 0, failed = 0;
    sf_status status = sf_study_checks(sheet->study, &checks, &n, err);
    sf_table table;

    if (status != SF_OK)
        return status;
    table = sf_table_begin(
        sheet, 5, 2,
        (const char *[]){_("What must hold"), _("Result"), _("Worst residual"), _("Limit"), _("Replications")});
    for (size_t i = 0; i < n; i++) {
        failed += checks[i].failed > 0;
        sf_table_add(
            sheet, &table,
            (const char *[]){words_of_check(checks[i].id),
                             checks[i].failed == 0 ? _("holds") : sf_print(sheet, _("FAILS in %zu"), checks[i].failed),
                             say_residual(sheet, checks[i].worst), say_residual(sheet, checks[i].limit),
                             sf_say_count(sheet, (double)checks[i].replications)});
    }
    if (n == 0)
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "", _("This study recorded no self-checks."));
    else if (failed == 0)
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "", _("Every identity holds in every replication."));
    else
        sf_document_add(
            document, SF_BLOCK_PARAGRAPH, "",
            _("At least one identity fails: do not use these results, and report it as a fault in the program."))
            ->tone = SF_TONE_BAD;
    if (n > 0)
        sf_document_add(document, SF_BLOCK_TABLE, "", _("Identities that must hold exactly in each replication"))
            ->table = table;
    return SF_OK;
}

/* --- did it hold? ------------------------------------------------------------------------------------------------------ */

static const char *words_of_settling(const sf_settling *one)
{
    if (one->drifts)
        return one->late > one->early ? _("grows all the time") : _("falls all the time");
    return one->never ? _("still moves when half of the time is over") : _("had not settled when measuring began");
}

static void add_settling(sf_sheet *sheet, sf_table *table, size_t scenario, const sf_settling *one)
{
    const char *unit = sheet->catalogue->metrics[one->metric].unit;

    sf_table_add(sheet, table,
                 (const char *[]){sf_measure_name(sheet, one->metric, one->entity, 0, SF_STAT_MEAN,
                                                  sf_unit_is_share(unit) ? "" : sf_unit_words(unit)),
                                  sf_scenario_name(sheet, scenario), words_of_settling(one),
                                  sf_say_value(sheet, one->early, unit), sf_say_value(sheet, one->late, unit)});
}

static void add_trend(sf_sheet *sheet, sf_table *table, size_t scenario, const sf_trend *one)
{
    const char *unit = sheet->catalogue->metrics[one->metric].unit;

    sf_table_add(
        sheet, table,
        (const char *[]){sf_measure_name(sheet, one->metric, one->entity, 0, SF_STAT_RATE, sf_unit_words(unit)),
                         sf_scenario_name(sheet, scenario),
                         one->per_year > 0.0 ? _("grows all the time") : _("falls all the time"),
                         sf_say_value(sheet, one->first, unit), sf_say_value(sheet, one->last, unit)});
}

sf_status sf_report_settled(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    sf_table table = sf_table_begin(
        sheet, 5, 3, (const char *[]){_("What"), _("Scenario"), _("How it goes"), _("At first"), _("Later")});
    bool has_runs = false;
    sf_status status = SF_OK;

    for (size_t s = 0; s < sheet->facts->n_scenarios && status == SF_OK; s++) {
        const sf_settling *unsettled = NULL;
        const sf_trend *trends = NULL;
        size_t n = 0, n_trends = 0;

        if (sf_effect_of(sheet, s) != SF_EFFECT_AS_CONFIGURED)
            continue;
        has_runs = has_runs || sf_study_replications(sheet->study, s) > 1;
        status = sf_study_trends(sheet->study, s, &trends, &n_trends, err);
        if (status == SF_OK)
            status = sf_study_unsettled(sheet->study, s, &unsettled, &n, err);
        for (size_t i = 0; i < n_trends && status == SF_OK; i++)
            add_trend(sheet, &table, s, &trends[i]);
        for (size_t i = 0; i < n && status == SF_OK; i++)
            add_settling(sheet, &table, s, &unsettled[i]);
    }
    if (status != SF_OK || !has_runs)
        return status;
    if (table.n_rows == 0) {
        sf_document_add(
            document, SF_BLOCK_PARAGRAPH, "",
            _("No queue, portfolio, stock or use of hours drifts, and none had yet to settle when measuring began: averages "
              "describe a steady state."));
        return SF_OK;
    }
    sf_document_add(
        document, SF_BLOCK_PARAGRAPH, "",
        _("The figures below moved while they were measured. Their averages belong to this period and describe no steady "
          "state; what grows all the time would go on growing if nothing changed after the last day."));
    sf_document_add(document, SF_BLOCK_TABLE, "", _("What had not settled, by scenario"))->table = table;
    return SF_OK;
}

/* --- assumptions ------------------------------------------------------------------------------------------------------- */

static bool is_assumed(const sf_assumption *a)
{
    return a->source == NULL || a->source[0] == '\0' || strcmp(a->source, "antatt") == 0;
}

static const char *source_of(sf_sheet *sheet, const sf_assumption *a)
{
    if (is_assumed(a))
        return _("assumed");
    return a->source_title != NULL && a->source_title[0] != '\0' ? sf_print(sheet, "%s: %s", a->source, a->source_title)
                                                                 : a->source;
}

static const char *or_dash(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "–";
}

void sf_report_assumptions(sf_document *document)
{
    sf_sheet *sheet = document->sheet;
    const sf_study_info *facts = sheet->facts;
    size_t assumed = 0, defaults = 0;
    sf_table table = sf_table_begin(sheet, 4, 4, (const char *[]){_("Number"), _("Value"), _("Range"), _("Source")});

    for (size_t i = 0; i < facts->n_assumptions; i++) {
        const sf_assumption *a = &facts->assumptions[i];

        assumed += is_assumed(a);
        defaults += a->is_default;
        sf_table_add(sheet, &table,
                     (const char *[]){a->path, a->is_default ? sf_print(sheet, _("%s (default)"), a->value) : a->value,
                                      or_dash(a->range), source_of(sheet, a)});
    }
    sf_document_add(document, SF_BLOCK_SECTION, "assumptions", _("Assumptions"));
    if (facts->n_assumptions == 0) {
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "", _("The study records no assumptions."));
        return;
    }
    sf_document_add(
        document, SF_BLOCK_PARAGRAPH, "",
        sf_print(sheet,
                 _("Every number of the base config: %zu in all. %zu of them are assumed, that is, nobody has "
                   "measured them or no source was found; %zu are the program's defaults."),
                 facts->n_assumptions, assumed, defaults));
    sf_document_add(document, SF_BLOCK_TABLE, "", _("Path in the config, value, range and source"))->table = table;
    if (facts->is_about_real_people)
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "",
                        _("The study begins with real people: results about fewer than five of them are not shown."));
}

/* --- STRESS-DES -------------------------------------------------------------------------------------------------------- */

static size_t count_entities(const sf_sheet *sheet, const char *kind)
{
    size_t n = 0;

    for (size_t e = 1; e < sheet->catalogue->n_entities; e++)
        n += strncmp(sheet->catalogue->entities[e], kind, strlen(kind)) == 0;
    return n;
}

/* Names of sources, each once: "P21, P26, ...". */
static const char *sources_of(sf_sheet *sheet)
{
    const sf_study_info *facts = sheet->facts;
    const char *names = "";

    for (size_t i = 0; i < facts->n_assumptions; i++) {
        bool is_new = !is_assumed(&facts->assumptions[i]);

        for (size_t k = 0; is_new && k < i; k++)
            is_new = facts->assumptions[k].source == NULL ||
                     strcmp(facts->assumptions[k].source, facts->assumptions[i].source) != 0;
        if (is_new)
            names = sf_print(sheet, "%s%s%s", names, names[0] != '\0' ? ", " : "", facts->assumptions[i].source);
    }
    return names[0] != '\0' ? names : "–";
}

/* Monks, Currie, Onggo, Robinson, Kunc & Taylor 2019, Journal of Simulation 13(1), 55-67. */
void sf_report_stress(sf_document *document)
{
    sf_sheet *sheet = document->sheet;
    const sf_study_info *facts = sheet->facts;
    sf_table table = sf_table_begin(sheet, 2, 2, (const char *[]){_("Item"), _("In this study")});
    const char *const rows[][2] = {
        {_("1.1 Purpose of the model"), document->question},
        {_("1.2 Model outputs"),
         sf_print(sheet, _("%zu measures; %zu of them are targets with a least difference that matters"),
                  sheet->catalogue->n_metrics, facts->n_targets)},
        {_("1.3 Aims of the experiments"),
         sf_print(sheet, _("%zu scenarios, compared with “%s” on the same people and the same luck"),
                  facts->n_scenarios, facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : "–")},
        {_("2.1 Overview of the base model"), _("docs/model.md of the program")},
        {_("2.2 Logic of the base model"),
         _("resolved.cfg, with every default written out; docs/model.md says what it means")},
        {_("2.3 Logic of the scenarios"), _("The assignments under “The answer”; everything else is as in the base")},
        {_("2.4 Algorithms"),
         _("Discrete events; competing risks with one unit-exponential budget each; thinning of arrivals")},
        {_("2.5 Components"),
         sf_print(sheet, _("%zu programmes, %zu teams of veiledere, %zu tiltak, %zu kinds of treatment, %zu segments"),
                  count_entities(sheet, "programmes."), count_entities(sheet, "teams."),
                  count_entities(sheet, "tiltak."), count_entities(sheet, "treatment."),
                  sheet->catalogue->n_segments - 1)},
        {_("3.1 Data sources"), sources_of(sheet)},
        {_("3.2 Pre-processing"), _("None by the program; what the sources did is told in them")},
        {_("3.3 Input parameters"),
         sf_print(sheet, _("%zu numbers, listed under “Assumptions” with range and source"), facts->n_assumptions)},
        {_("3.4 Assumptions"), _("The numbers that are marked as assumed under “Assumptions”")},
        {_("4.1 Initialisation"), sf_print(sheet, _("Empty, then a warm-up of %s that is not measured"),
                                           sf_years_of(sheet, facts->warm_up_days))},
        {_("4.2 Run length"),
         sf_print(sheet, _("%s measured, and people followed up for %s after that"),
                  sf_years_of(sheet, facts->length_days), sf_years_of(sheet, facts->follow_up_days))},
        {_("4.3 Estimation"),
         _("Independent replications; ratios with jackknife, quantiles with sectioning, 95 % t intervals; "
           "verdicts corrected by Holm")},
        {_("5.1 Software"), sf_print(sheet, "Saksflyt %s, C17", sf_version())},
        {_("5.2 Random sampling"),
         _("Counter-based generator; a draw is a function of seed, replication, person and purpose, so "
           "scenarios share their luck")},
        {_("5.3 Execution of the model"),
         _("One event set in order of time, priority and sequence; same config, seed and build "
           "give the same bytes")},
        {_("5.4 System"), facts->build},
        {_("6.1 Sharing of the model"),
         _("GPL-3.0-or-later; this page, resolved.cfg and the seed are enough to run it again")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        sf_table_add(sheet, &table, rows[i]);
    sf_document_add(document, SF_BLOCK_SECTION, "stress", _("Checklist"));
    sf_document_add(document, SF_BLOCK_TABLE, "",
                    _("STRESS-DES: what a reader must be told of a discrete-event simulation (Monks and others, 2019)"))
        ->table = table;
}

/* --- where it comes from ----------------------------------------------------------------------------------------------- */

static void fact(sf_document *document, const char *what, const char *value)
{
    sf_document_add(document, SF_BLOCK_FACT, what, value);
}

void sf_report_origin(sf_document *document)
{
    sf_sheet *sheet = document->sheet;
    const sf_study_info *facts = sheet->facts;

    sf_document_add(document, SF_BLOCK_SECTION, "origin", _("Where it comes from"));
    fact(document, _("Config"), facts->config_path);
    fact(document, _("Config digest (SHA-256)"), facts->config_digest);
    fact(document, _("Seed"), sf_print(sheet, "%llu", (unsigned long long)facts->seed));
    fact(document, _("Build"), facts->build);
    for (size_t s = 0; s < facts->n_scenarios; s++)
        fact(document, sf_print(sheet, _("Replications, %s"), sf_scenario_name(sheet, s)),
             sf_say_count(sheet, (double)sf_study_replications(sheet->study, s)));
    fact(document, _("Compared with"), facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : "–");
    fact(document, _("First measured day"), sf_say_date(sheet, facts->start_civil_day));
    fact(document, _("Warm-up before it"), sf_years_of(sheet, facts->warm_up_days));
    fact(document, _("Measured"), sf_years_of(sheet, facts->length_days));
    fact(document, _("Followed up after that"), sf_years_of(sheet, facts->follow_up_days));
    sf_document_add(
        document, SF_BLOCK_PARAGRAPH, "",
        _("Same config, seed and build give the same numbers. The config with every default written out is "
          "resolved.cfg, every figure is in summary.csv, and all of it in results.sqlite, beside this page."))
        ->tone = SF_TONE_SOFT;
}
