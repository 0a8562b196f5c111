/* plots/report.c - the report a planner hands on: the question, the answer, what it takes and does, who loses, what would overturn
 * it; then why to believe it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"
#include "plots/charts.h"
#include "plots/plots.h"
#include "plots/report_design.h"
#include "plots/wording.h"

/* What was asked: the config's own words, else said from what the study compares. */
static const char *question_of(sf_sheet *sheet)
{
    const sf_study_info *facts = sheet->facts;
    const char *start = sf_say_date(sheet, facts->start_civil_day);
    const char *length = sf_years_of(sheet, facts->length_days);

    if (facts->question != NULL && facts->question[0] != '\0')
        return facts->question;
    if (sheet->n_plain < 2)
        return sf_print(sheet, _("How does it go from %s, over %s, if nothing is changed?"), start, length);
    if (sheet->n_plain == 2)
        return sf_print(sheet, _("What happens from %s, over %s, with “%s” instead of “%s”?"), start, length,
                        sf_scenario_name(sheet, sheet->plain[sheet->baseline == sheet->plain[0] ? 1 : 0]),
                        sf_scenario_name(sheet, sheet->baseline));
    return sf_print(sheet, _("What happens from %s, over %s, with each of %zu changes instead of “%s”?"), start, length,
                    sheet->n_plain - 1, sf_scenario_name(sheet, sheet->baseline));
}

/* --- the answer -------------------------------------------------------------------------------------------------------- */

static void add_scenario_answer(sf_document *d, size_t scenario, const sf_decision *decisions, size_t n)
{
    const char *overrides = d->sheet->facts->scenarios[scenario].overrides;

    bool has_answer = false;

    for (size_t i = 0; i < n; i++)
        has_answer = has_answer || decisions[i].scenario == scenario;
    if (!has_answer)
        return;
    sf_document_add(d, SF_BLOCK_HEADING, "", sf_scenario_name(d->sheet, scenario));
    if (overrides != NULL && overrides[0] != '\0')
        sf_document_add(d, SF_BLOCK_CODE, _("What is changed:"), overrides);
    for (size_t i = 0; i < n; i++)
        if (decisions[i].scenario == scenario)
            sf_document_add(d, SF_BLOCK_VERDICT, "", sf_decision_sentence(d->sheet, &decisions[i]))->verdict =
                decisions[i].verdict;
}

/* What the declared limits are, in one sentence each. */
static void add_limits(sf_document *d, size_t n_decisions)
{
    sf_sheet *sheet = d->sheet;
    const sf_study_info *facts = sheet->facts;
    const char *limits = "";

    for (size_t t = 0; t < facts->n_targets; t++) {
        const sf_target *target = &facts->targets[t];
        const uint16_t metric = sf_metric_of(sheet, target->metric);
        const char *unit = metric == SF_NOWHERE ? "" : sheet->catalogue->metrics[metric].unit;

        limits = sf_print(sheet, "%s%s%s: %s %s", limits, t > 0 ? "; " : "",
                          metric == SF_NOWHERE ? target->metric : sf_metric_name(sheet, metric),
                          sf_say_plain(sheet, target->matters * sf_unit_factor(unit)),
                          sf_unit_is_share(unit) ? _("percentage points") : sf_unit_words(unit));
    }
    sf_document_add(
        d, SF_BLOCK_PARAGRAPH, "",
        sf_print(
            sheet,
            _("The least differences that matter are declared in the config (%s). “Better” and “worse” need an interval "
              "that lies wholly on one side of zero, corrected for %zu comparisons (Holm), and a difference at least so "
              "large. “No difference that matters” means that the whole interval is smaller. All else is “undecided”: "
              "more replications narrow the interval."),
            limits, n_decisions))
        ->tone = SF_TONE_SOFT;
}

/* Whether the link from follow-up to outcome was switched: the answer must say under which. */
static void add_link(sf_document *d)
{
    const sf_study_info *facts = d->sheet->facts;
    const bool is_varied = d->sheet->n_plain < facts->n_scenarios;
    bool has_link = false;

    for (size_t i = 0; i < facts->n_assumptions; i++)
        has_link |= strstr(facts->assumptions[i].path, ".follow_up.doubling") != NULL;
    if (has_link && !is_varied)
        sf_document_add(
            d, SF_BLOCK_PARAGRAPH, "",
            _("The link from follow-up to outcome stands at its default in every scenario. It is assumed, and "
              "nothing here says what happens when it is off, low or high."))
            ->tone = SF_TONE_SOFT;
}

static const sf_decision *decision_on(const sf_decision *decisions, size_t n, size_t target, size_t scenario)
{
    for (size_t i = 0; i < n; i++)
        if (decisions[i].target == target && decisions[i].scenario == scenario)
            return &decisions[i];
    return NULL;
}

/* One row: the verdict on a target for a scenario, under each effect. True when they are not all the same. */
static bool add_effects_row(sf_sheet *sheet, sf_table *table, const sf_decision *plain, const sf_decision *all,
                            size_t n)
{
    const sf_difference *x = &plain->difference;
    const char *cells[2 + SF_EFFECTS] = {sf_measure_name(sheet, x->metric, x->entity, x->segment, (sf_stat)x->stat, ""),
                                         sf_scenario_name(sheet, plain->scenario)};
    bool depends = false;

    for (int e = 0; e < SF_EFFECTS; e++) {
        const sf_decision *d =
            decision_on(all, n, plain->target, sf_scenario_under(sheet, plain->scenario, (sf_effect)e));

        depends = depends || (d != NULL && d->verdict != plain->verdict);
        cells[2 + e] =
            d == NULL ? "–" : sf_print(sheet, "%s: %s", sf_verdict_words(d->verdict), sf_say_decision(sheet, d));
    }
    sf_table_add(sheet, table, cells);
    return depends;
}

/* The answer under no, low and high effect of follow-up: a belief about the world that nobody has measured here. */
static void add_effects(sf_document *d, const sf_decision *decisions, size_t n)
{
    sf_sheet *sheet = d->sheet;
    const char *depending = "";
    sf_table table = sf_table_begin(sheet, 2 + SF_EFFECTS, 2 + SF_EFFECTS,
                                    (const char *[]){_("Measure"), _("Scenario"), _("As in the config"), _("No effect"),
                                                     _("Low effect"), _("High effect")});

    if (sheet->n_plain == sheet->facts->n_scenarios || n == 0)
        return;
    for (size_t i = 0; i < n; i++) {
        const sf_difference *x = &decisions[i].difference;

        if (sf_effect_of(sheet, decisions[i].scenario) == SF_EFFECT_AS_CONFIGURED &&
            add_effects_row(sheet, &table, &decisions[i], decisions, n))
            depending = sf_print(sheet, "%s%s%s (%s)", depending, depending[0] != '\0' ? "; " : "",
                                 sf_measure_name(sheet, x->metric, x->entity, x->segment, (sf_stat)x->stat, ""),
                                 sf_scenario_name(sheet, decisions[i].scenario));
    }
    sf_document_add(d, SF_BLOCK_HEADING, "", _("If follow-up has no, a low or a high effect on outcomes"));
    sf_document_add(d, SF_BLOCK_PARAGRAPH, "",
                    depending[0] == '\0'
                        ? _("Every verdict is the same under all of them.")
                        : sf_print(sheet,
                                   _("These verdicts depend on what is believed about it: %s. The others do not."),
                                   depending));
    sf_document_add(
        d, SF_BLOCK_TABLE, "",
        _("Each scenario against the baseline under the same effect: verdict, difference, and its 95 % interval"))
        ->table = table;
}

/* The scenarios that study.compare leaves out. */
static void add_not_compared(sf_document *d)
{
    sf_sheet *sheet = d->sheet;
    const char *names = "";

    for (size_t i = 0; i < sheet->n_plain; i++)
        if (sheet->plain[i] != sheet->baseline && !sf_study_is_compared(sheet->study, sheet->plain[i]))
            names = sf_print(sheet, "%s%s%s", names, names[0] != '\0' ? "; " : "",
                             sf_scenario_name(sheet, sheet->plain[i]));
    if (names[0] != '\0')
        sf_document_add(
            d, SF_BLOCK_PARAGRAPH, "",
            sf_print(sheet, _("Not compared, as study.compare says: %s. The tables below tell how they go."), names))
            ->tone = SF_TONE_SOFT;
}

static sf_status add_answer(sf_document *d, sf_error *err)
{
    const sf_study_info *facts = d->sheet->facts;
    const sf_decision *decisions = NULL;
    size_t n = 0;
    sf_status status = facts->n_scenarios > 1 ? sf_study_decisions(d->sheet->study, &decisions, &n, err) : SF_OK;

    if (status != SF_OK)
        return status;
    sf_document_add(d, SF_BLOCK_SECTION, "answer", _("The answer"));
    if (d->sheet->n_plain < 2)
        sf_document_add(d, SF_BLOCK_PARAGRAPH, "",
                        _("This study has one scenario, so nothing is compared. The tables below say how it goes."));
    else if (n == 0 && facts->n_targets > 0)
        sf_document_add(d, SF_BLOCK_PARAGRAPH, "",
                        _("study.compare names no scenario beside the baseline, so nothing is decided here."));
    else if (n == 0)
        sf_document_add(d, SF_BLOCK_PARAGRAPH, "",
                        _("The config declares no study.targets, so nothing is decided here. The chart of differences "
                          "below shows what changes."));
    for (size_t i = 0; n > 0 && i < d->sheet->n_plain; i++)
        if (d->sheet->plain[i] != d->sheet->baseline)
            add_scenario_answer(d, d->sheet->plain[i], decisions, n);
    add_effects(d, decisions, n);
    add_not_compared(d);
    add_link(d);
    if (n == 0)
        return SF_OK;
    add_limits(d, n);
    return sf_report_grounds(d, decisions, n, err);
}

/* --- parts ------------------------------------------------------------------------------------------------------------- */

static sf_status add_chart(sf_document *d, const char *name, sf_error *err)
{
    sf_chart *chart;
    sf_status status = SF_OK;

    if (!sf_study_shows_chart(d->sheet->study, name))
        return SF_OK;
    chart = sf_take(d->sheet, 1, sizeof *chart);
    if (chart == NULL)
        return sf_sheet_status(d->sheet, err);
    for (size_t k = 0; status == SF_OK && k < SF_CHART_KINDS; k++)
        if (strcmp(sf_chart_kinds[k].name, name) == 0) {
            status = sf_chart_kinds[k].build(d->sheet, chart, err);
            if (status == SF_OK)
                sf_document_add(d, SF_BLOCK_CHART, name, "")->chart = chart;
        }
    return status;
}

/* Portfolio size is no free lever: what limits it is shown before the figures. */
static void add_balance(sf_document *d)
{
    for (size_t i = 0; i < d->sheet->n_plain; i++) {
        const size_t s = d->sheet->plain[i];
        const char *sentence = sf_balance_sentence(d->sheet, s);

        if (sentence[0] == '\0')
            continue;
        if (i == 0)
            sf_document_add(
                d, SF_BLOCK_PARAGRAPH, "",
                _("Little's law: people = inflow × stay = veiledere × portfolio + people without an owner"));
        sf_document_add(d, SF_BLOCK_PARAGRAPH, "",
                        sf_print(d->sheet, "%s. %s", sf_scenario_name(d->sheet, s), sentence))
            ->tone = SF_TONE_SOFT;
    }
}

static sf_status add_staff(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_document_add(d, SF_BLOCK_SECTION, "staff", _("People, staff and cost"));
    add_balance(d);
    sf_document_add(
        d, SF_BLOCK_PARAGRAPH, "",
        _("Each figure with its 95 % interval over the replications. An en dash: nothing to say, because it "
          "did not occur or the study did not last long enough. It never stands for zero."))
        ->tone = SF_TONE_SOFT;
    sf_report_figures(d, SF_FIGURES_PEOPLE, _("People"));
    sf_report_figures(d, SF_FIGURES_STAFF, _("Staff and cost"));
    status = sf_report_cost_per_exit(d, err);
    return status == SF_OK ? add_chart(d, "costs", err) : status;
}

static sf_status add_waits(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_document_add(d, SF_BLOCK_SECTION, "waits", _("Waits and legal time lost"));
    sf_report_figures(d, SF_FIGURES_WAITS, _("Waits, queues, and the share of the legal time that went by in them"));
    status = add_chart(d, "waits", err);
    return status == SF_OK ? add_chart(d, "clock", err) : status;
}

static sf_status add_contact(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_document_add(d, SF_BLOCK_SECTION, "contact-held", _("Contact held"));
    sf_report_figures(d, SF_FIGURES_CONTACT, _("Follow-up"));
    status = add_chart(d, "contact", err);
    return status == SF_OK ? add_chart(d, "hours", err) : status;
}

static sf_status add_outcomes(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_document_add(d, SF_BLOCK_SECTION, "outcomes", _("Outcomes"));
    sf_report_figures(d, SF_FIGURES_OUTCOMES, _("What became of people within 12 and 24 months of entry"));
    status = add_chart(d, "whereabouts", err);
    return status == SF_OK ? add_chart(d, "forest", err) : status;
}

static sf_status add_first_year(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_document_add(d, SF_BLOCK_SECTION, "first-year", _("The first year of the change"));
    status = sf_report_first_year(d, err);
    if (status == SF_OK)
        status = sf_report_change(d, err);
    if (status == SF_OK && d->sheet->facts->change != NULL)
        status = add_chart(d, "recovery", err);
    if (status == SF_OK)
        status = add_chart(d, "over_time", err);
    return status == SF_OK ? add_chart(d, "runs", err) : status;
}

static sf_status add_losers(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_document_add(d, SF_BLOCK_SECTION, "worse", _("Who is worse off"));
    status = sf_report_worse_off(d, err);
    if (status == SF_OK)
        status = sf_report_gainers(d, err);
    return status == SF_OK ? add_chart(d, "gainers", err) : status;
}

static void add_gaps(sf_document *d)
{
    const sf_block *heading = sf_document_add(d, SF_BLOCK_SECTION, "gaps", _("Gaps"));

    sf_report_figures(d, SF_FIGURES_NEEDS, _("Tiltak, and needs that were seen and not met"));
    sf_report_by_entity(d, "queue.tiltak", SF_STAT_MEAN, _("People waiting for a place, mean over time"));
    sf_report_by_entity(
        d, "load.tiltak", SF_STAT_MEAN,
        _("Places asked for, as a share of the places there are, every joining of a line counted. Above 100 %: people give up or wait ever longer"));
    if (d->last == heading)
        sf_document_add(d, SF_BLOCK_PARAGRAPH, "",
                        _("The config has no tiltak and no needs, so there is nothing that could be missing."));
}

static sf_status add_checks(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_document_add(d, SF_BLOCK_SECTION, "checks", _("Self-checks and load"));
    status = sf_report_identities(d, err);
    if (status != SF_OK)
        return status;
    sf_report_by_entity(
        d, "load.veileder", SF_STAT_MEAN,
        _("Work asked for, as a share of the hours there are. Above 100 %: the queue grew for as long as was simulated, or work was left undone"));
    sf_report_still_waiting(d);
    status = sf_report_settled(d, err);
    return status == SF_OK ? add_chart(d, "warm_up", err) : status;
}

/* Why to believe it. */
static sf_status add_reasons(sf_document *d, sf_error *err)
{
    sf_status status;

    sf_report_assumptions(d);
    status = add_checks(d, err);
    if (status != SF_OK)
        return status;
    status = sf_report_validation(d, err);
    if (status != SF_OK)
        return status;
    sf_report_stress(d);
    sf_report_origin(d);
    return sf_sheet_status(d->sheet, err);
}

sf_status sf_report_fill(sf_document *d, sf_error *err)
{
    const char *title = d->sheet->facts->title;
    sf_status status;

    d->title = title != NULL && title[0] != '\0' ? title : _("A study without a title");
    d->question = question_of(d->sheet);
    d->footer = sf_print(
        d->sheet, _("Made by Saksflyt %s. A model is a simplification: read the assumptions before the figures."),
        sf_version());
    status = d->sheet->facts->design == NULL ? add_answer(d, err) : sf_report_design(d, err);
    if (status == SF_OK && d->sheet->facts->design != NULL)
        return add_reasons(d, err);
    if (status == SF_OK)
        status = add_staff(d, err);
    if (status == SF_OK)
        status = add_waits(d, err);
    if (status == SF_OK)
        status = add_contact(d, err);
    if (status == SF_OK)
        status = add_outcomes(d, err);
    if (status == SF_OK)
        status = add_first_year(d, err);
    if (status == SF_OK)
        status = add_losers(d, err);
    if (status == SF_OK) {
        sf_document_add(d, SF_BLOCK_SECTION, "overturn", _("What would overturn it"));
        status = sf_report_overturn(d, err);
    }
    if (status != SF_OK)
        return status;
    add_gaps(d);
    return add_reasons(d, err);
}

/* --- files ------------------------------------------------------------------------------------------------------------- */

typedef sf_status document_writer(const sf_document *document, char **bytes, size_t *size, sf_error *err);

/* The file is whole in memory before a byte of it reaches the disk. */
static sf_status write_report(sf_study *study, const char *dir, sf_language language, const char *name,
                              document_writer *writes, sf_error *err)
{
    sf_sheet sheet;
    sf_document document = {.sheet = &sheet};
    char *bytes = NULL;
    size_t size = 0;
    int folder = -1;
    sf_status status = sf_sheet_open(study, language, &sheet, err);

    if (status != SF_OK)
        return status;
    status = sf_report_fill(&document, err);
    if (status == SF_OK)
        status = writes(&document, &bytes, &size, err);
    if (status == SF_OK)
        status = sf_folder_open(dir, NULL, &folder, err);
    if (status == SF_OK) {
        status = sf_file_write(folder, dir, name, bytes, size, err);
        close(folder);
    }
    free(bytes);
    sf_sheet_close(&sheet);
    return status;
}

sf_status sf_report_html(sf_study *study, const char *dir, sf_language language, sf_error *err)
{
    return write_report(study, dir, language, "report.html", sf_document_html, err);
}

sf_status sf_report_pdf(sf_study *study, const char *dir, sf_language language, sf_error *err)
{
    return write_report(study, dir, language, "report.pdf", sf_document_pdf, err);
}
