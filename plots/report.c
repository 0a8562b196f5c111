/* plots/report.c - the one page a planner hands on: the answer first, then the numbers, then why to believe them.
 * Invariant: the page is whole in memory before a byte of it reaches the disk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/charts.h"
#include "plots/html.h"
#include "plots/plots.h"
#include "plots/wording.h"
#include "results/summary.h"

static const char css[] =
    ":root{color-scheme:light}"
    "body{font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;color:#1f2328;background:#fff;"
    "margin:0 auto;max-width:66rem;padding:1.5rem;overflow-wrap:break-word}"
    "h1{font-size:1.9rem;line-height:1.2;margin:.2em 0}h2{font-size:1.4rem;margin:2.2em 0 .5em;padding-top:.4em;"
    "border-top:1px solid #d0d7de}h3{font-size:1.08rem;margin:1.4em 0 .3em}p,li{max-width:46rem}"
    ".lead{font-size:1.1rem}.soft,figcaption,caption{color:#57606a}.soft{font-size:.9rem}"
    "a{color:#0550ae}.skip{position:absolute;left:-99rem}.skip:focus{position:static}"
    "nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;list-style:none}"
    ".answer{list-style:none;padding:0}.answer li{padding:.45em 0 .45em 2.1em;text-indent:-2.1em}"
    ".key{width:100%}.key .n{min-width:9.5rem}.key tbody th{min-width:15rem}.mark{display:inline-block;width:1.5em;text-indent:0;margin-right:.6em;text-align:center;font-weight:700}"
    ".better .mark,.better strong{color:#00598c}.worse .mark,.worse strong{color:#a64800}"
    ".same .mark,.same strong{color:#57606a}.open .mark,.open strong{color:#1f2328}"
    "figure{margin:1.5em 0}figure img{width:100%;height:auto;border:1px solid #e4e7eb}"
    "figcaption{font-size:.9rem}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;font-size:.88rem;margin:.5em 0}caption{text-align:left;padding:.3em 0}"
    "th,td{padding:.3em .7em .3em 0;text-align:left;vertical-align:top;border-bottom:1px solid #e4e7eb;"
    "overflow-wrap:anywhere;min-width:4.5rem}thead th{border-bottom:2px solid #57606a}th{font-weight:600}"
    "tbody th{font-weight:400}.n{text-align:right;font-variant-numeric:tabular-nums;padding-left:.7em}.n span{white-space:nowrap;color:#57606a}"
    ".key .group th{font-weight:700;padding-top:1.1em}"
    "details{margin:.6em 0}summary{cursor:pointer;color:#0550ae}code{font:.92em ui-monospace,monospace}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1.2em}dt{color:#57606a}dd{margin:0;"
    "overflow-wrap:anywhere}.bad{color:#a40e26;font-weight:700}footer{margin-top:3em;border-top:1px solid #d0d7de}"
    "@media print{body{font-size:10.5pt;max-width:none;padding:0}nav,.skip{display:none}h2,h3{break-after:avoid}"
    "figure,tr,li{break-inside:avoid}.scroll{overflow:visible}a{color:inherit;text-decoration:none}"
    "table{font-size:8pt}.key tbody th{min-width:9rem}@page{margin:16mm}}";

typedef struct report {
    FILE *out;
    sf_sheet *sheet;
} report;

static void section(const report *r, const char *id, const char *heading)
{
    fprintf(r->out, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">", id, id, id);
    sf_html_text(r->out, heading);
    fputs("</h2>\n", r->out);
}

static void section_ends(const report *r)
{
    fputs("</section>\n", r->out);
}

static void paragraph(const report *r, const char *class_name, const char *text)
{
    fprintf(r->out, class_name[0] != '\0' ? "<p class=\"%s\">" : "<p>", class_name);
    sf_html_text(r->out, text);
    fputs("</p>\n", r->out);
}

/* --- head -------------------------------------------------------------------------------------------------------------- */

static const char *title_of(const report *r)
{
    const char *title = r->sheet->facts->title;

    return title != NULL && title[0] != '\0' ? title : _("A study without a title");
}

static const char *years_of(sf_sheet *sheet, double days)
{
    const double years = round(days / SF_DAYS_PER_YEAR * 10.0) / 10.0;

    return sf_print(sheet, years == 1.0 ? _("%s year") : _("%s years"), sf_say_plain(sheet, years));
}

/* What was asked: the config's own words, else said from what the study compares. */
static const char *question_of(sf_sheet *sheet)
{
    const sf_study_info *facts = sheet->facts;
    const char *start = sf_say_date(sheet, facts->start_civil_day);
    const char *length = years_of(sheet, facts->length_days);

    if (facts->question != NULL && facts->question[0] != '\0')
        return facts->question;
    if (facts->n_scenarios < 2)
        return sf_print(sheet, _("How does it go from %s, over %s, if nothing is changed?"), start, length);
    if (facts->n_scenarios == 2)
        return sf_print(sheet, _("What happens from %s, over %s, with “%s” instead of “%s”?"), start, length,
                        sf_scenario_name(sheet, sheet->baseline == 0 ? 1 : 0),
                        sf_scenario_name(sheet, sheet->baseline));
    return sf_print(sheet, _("What happens from %s, over %s, with each of %zu changes instead of “%s”?"), start, length,
                    facts->n_scenarios - 1, sf_scenario_name(sheet, sheet->baseline));
}

static void write_head(const report *r)
{
    fprintf(r->out,
            "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
            "'unsafe-inline'\"/>\n<meta name=\"generator\" content=\"Saksflyt %s\"/>\n",
            r->sheet->language == SF_LANGUAGE_NB ? "nb" : "en", sf_version());
    sf_html_element(r->out, "title", title_of(r));
    fprintf(r->out, "<style>%s</style>\n</head>\n<body>\n", css);
}

static void write_top(const report *r)
{
    const char *const parts[][2] = {{"answer", _("The answer")},       {"key", _("Key figures")},
                                    {"charts", _("Charts")},           {"checks", _("Self-checks")},
                                    {"assumptions", _("Assumptions")}, {"origin", _("Where it comes from")}};

    fputs("<a class=\"skip\" href=\"#answer\">", r->out);
    sf_html_text(r->out, _("Skip to the answer"));
    fputs("</a>\n<header>\n", r->out);
    sf_html_element(r->out, "h1", title_of(r));
    paragraph(r, "lead", question_of(r->sheet));
    fprintf(r->out, "</header>\n<nav aria-label=\"");
    sf_html_text(r->out, _("Contents"));
    fputs("\"><ul>\n", r->out);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        fprintf(r->out, "<li><a href=\"#%s\">", parts[i][0]);
        sf_html_text(r->out, parts[i][1]);
        fputs("</a></li>\n", r->out);
    }
    fputs("</ul></nav>\n<main>\n", r->out);
}

/* --- the answer -------------------------------------------------------------------------------------------------------- */

typedef struct verdict_mark {
    const char *class_name, *mark;
} verdict_mark;

static verdict_mark mark_of(sf_verdict verdict)
{
    switch (verdict) {
    case SF_BETTER:
        return (verdict_mark){"better", "✓"};
    case SF_WORSE:
        return (verdict_mark){"worse", "✗"};
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return (verdict_mark){"same", "="};
    case SF_UNDECIDED:
        break;
    }
    return (verdict_mark){"open", "?"};
}

static void write_decision(const report *r, const sf_decision *d)
{
    const verdict_mark mark = mark_of(d->verdict);

    fprintf(r->out, "<li class=\"%s\"><span class=\"mark\" aria-hidden=\"true\">%s</span><strong>", mark.class_name,
            mark.mark);
    sf_html_text(r->out, sf_verdict_begins(d->verdict));
    fputs("</strong> ", r->out);
    sf_html_text(r->out, sf_decision_sentence(r->sheet, d));
    fputs("</li>\n", r->out);
}

static void write_scenario_answer(const report *r, size_t scenario, const sf_decision *decisions, size_t n)
{
    const char *overrides = r->sheet->facts->scenarios[scenario].overrides;

    sf_html_element(r->out, "h3", sf_scenario_name(r->sheet, scenario));
    if (overrides != NULL && overrides[0] != '\0') {
        fputs("<p class=\"soft\">", r->out);
        sf_html_text(r->out, _("What is changed:"));
        fputs(" <code>", r->out);
        sf_html_text(r->out, overrides);
        fputs("</code></p>\n", r->out);
    }
    fputs("<ul class=\"answer\">\n", r->out);
    for (size_t i = 0; i < n; i++)
        if (decisions[i].scenario == scenario)
            write_decision(r, &decisions[i]);
    fputs("</ul>\n", r->out);
}

/* What the declared limits are, in one sentence each. */
static void write_limits(const report *r, size_t n_decisions)
{
    const sf_study_info *facts = r->sheet->facts;
    const char *limits = "";

    for (size_t t = 0; t < facts->n_targets; t++) {
        const sf_target *target = &facts->targets[t];
        const uint16_t metric = sf_metric_of(r->sheet, target->metric);
        const char *unit = metric == SF_NOWHERE ? "" : r->sheet->catalogue->metrics[metric].unit;
        const bool is_share = sf_unit_is_share(unit);

        limits = sf_print(r->sheet, "%s%s%s: %s %s", limits, t > 0 ? "; " : "",
                          metric == SF_NOWHERE ? target->metric : sf_metric_name(r->sheet, metric),
                          sf_say_plain(r->sheet, target->matters * sf_unit_factor(unit)),
                          is_share ? _("percentage points") : sf_unit_words(unit));
    }
    paragraph(
        r, "soft",
        sf_print(
            r->sheet,
            _("The least differences that matter are declared in the config (%s). A verdict needs the interval to lie "
              "wholly on one side of that limit, corrected for %zu comparisons (Holm). “Undecided” means that "
              "the interval crosses the limit: more replications narrow it."),
            limits, n_decisions));
}

static sf_status write_answer(const report *r, sf_error *err)
{
    const sf_study_info *facts = r->sheet->facts;
    const sf_decision *decisions = NULL;
    size_t n = 0;
    sf_status status = facts->n_scenarios > 1 ? sf_study_decisions(r->sheet->study, &decisions, &n, err) : SF_OK;

    if (status != SF_OK)
        return status;
    section(r, "answer", _("The answer"));
    if (facts->n_scenarios < 2)
        paragraph(r, "", _("This study has one scenario, so nothing is compared. The table below says how it goes."));
    else if (n == 0)
        paragraph(r, "",
                  _("The config declares no study.targets, so nothing is decided here. The chart of differences below "
                    "shows what changes."));
    for (size_t s = 0; n > 0 && s < facts->n_scenarios; s++)
        if (s != r->sheet->baseline)
            write_scenario_answer(r, s, decisions, n);
    if (n > 0)
        write_limits(r, n);
    section_ends(r);
    return SF_OK;
}

/* --- key figures ------------------------------------------------------------------------------------------------------- */

typedef struct key_figure {
    const char *group;  /* N_() marked; shown before the first row of the group */
    const char *metric; /* whole, or when it ends in / or . all that begin so */
    const char *ending; /* ... and end so; NULL: whatever */
    const char *kind;   /* entities whose path begins so; NULL: all together */
    sf_stat stat;
    bool is_by_kind; /* one of many kinds: left out where it never happens */
} key_figure;

static const key_figure key_figures[] = {
    {N_("People"), "stock", NULL, "programmes.", SF_STAT_MEAN, false},
    {N_("People"), "flow.in", NULL, "programmes.", SF_STAT_RATE, false},
    {N_("People"), "flow.in/", NULL, "programmes.", SF_STAT_RATE, true},
    {N_("People"), "stay", NULL, "programmes.", SF_STAT_MEAN, false},
    {N_("People"), "limit.reached", NULL, "programmes.", SF_STAT_MEAN, false},
    {N_("Waits"), "wait.", NULL, NULL, SF_STAT_MEAN, false},
    {N_("Waits"), "wait.", NULL, NULL, SF_STAT_P90, false},
    {N_("Waits"), "queue.", NULL, NULL, SF_STAT_MEAN, false},
    {N_("Follow-up"), "portfolio.size", NULL, "teams.", SF_STAT_MEAN, false},
    {N_("Follow-up"), "use.veileder", NULL, "teams.", SF_STAT_MEAN, false},
    {N_("Follow-up"), "contact.", NULL, NULL, SF_STAT_MEAN, false},
    {N_("Follow-up"), "contact.", NULL, NULL, SF_STAT_RATE, false},
    {N_("Tiltak and needs"), "use.tiltak", NULL, NULL, SF_STAT_MEAN, false},
    {N_("Tiltak and needs"), "tiltak.started", NULL, NULL, SF_STAT_RATE, false},
    {N_("Tiltak and needs"), "tiltak.count", NULL, NULL, SF_STAT_MEAN, false},
    {N_("Tiltak and needs"), "unmet.need/", NULL, NULL, SF_STAT_MEAN, true},
    {N_("Tiltak and needs"), "unmet.need/", NULL, NULL, SF_STAT_RATE, true},
    {N_("Tiltak and needs"), "unmet.need/", NULL, NULL, SF_STAT_SUM, true},
    {N_("Outcomes"), "outcome.by/", "/24", "programmes.", SF_STAT_MEAN, true},
    {N_("Outcomes"), "relapse", NULL, NULL, SF_STAT_MEAN, false},
    {N_("Cost"), "cost.", NULL, NULL, SF_STAT_MEAN, true},
    {N_("Cost"), "cost.", NULL, NULL, SF_STAT_RATE, true},
    {N_("Cost"), "cost.", NULL, NULL, SF_STAT_SUM, true},
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
    for (size_t s = 0; s < sheet->facts->n_scenarios; s++)
        if (sf_estimate_of(sheet, s, metric, entity, 0, stat).mean > 0.0)
            return true;
    return false;
}

static bool is_known(const sf_sheet *sheet, uint16_t metric, uint16_t entity, sf_stat stat)
{
    for (size_t s = 0; s < sheet->facts->n_scenarios; s++)
        if (!isnan(sf_estimate_of(sheet, s, metric, entity, 0, stat).mean))
            return true;
    return false;
}

typedef struct key_table {
    const char *group; /* the last one written */
    size_t n_rows;
} key_table;

static void write_group(const report *r, key_table *table, const char *group)
{
    if (table->group != NULL && strcmp(table->group, group) == 0)
        return;
    table->group = group;
    fprintf(r->out, "<tr class=\"group\"><th scope=\"colgroup\" colspan=\"%zu\">", r->sheet->facts->n_scenarios + 1);
    sf_html_text(r->out, _(group));
    fputs("</th></tr>\n", r->out);
}

static void write_figure(const report *r, key_table *table, const key_figure *figure, uint16_t metric, uint16_t entity)
{
    const char *unit = sf_stat_unit(&r->sheet->catalogue->metrics[metric], figure->stat);
    const char *words = sf_unit_is_share(unit) ? "" : sf_unit_words(unit);

    if (!is_known(r->sheet, metric, entity, figure->stat) ||
        (figure->is_by_kind && !is_ever_above_zero(r->sheet, metric, entity, figure->stat)))
        return;
    write_group(r, table, figure->group);
    fputs("<tr><th scope=\"row\">", r->out);
    sf_html_text(r->out, sf_measure_name(r->sheet, metric, entity, 0, figure->stat, words));
    fputs("</th>", r->out);
    for (size_t s = 0; s < r->sheet->facts->n_scenarios; s++) {
        const sf_estimate e = sf_estimate_of(r->sheet, s, metric, entity, 0, figure->stat);

        sf_html_number(r->out, sf_say_estimate(r->sheet, e.mean, e.low, e.high, unit));
    }
    fputs("</tr>\n", r->out);
    table->n_rows++;
}

/* One kind of figure: by the entities that have it, or for all together. */
static void write_figures(const report *r, key_table *table, const key_figure *figure, uint16_t metric)
{
    const sf_catalogue *c = r->sheet->catalogue;
    const size_t before = table->n_rows;

    for (size_t e = 1; figure->kind != NULL && e < c->n_entities; e++)
        if (strncmp(c->entities[e], figure->kind, strlen(figure->kind)) == 0)
            write_figure(r, table, figure, metric, (uint16_t)e);
    if (table->n_rows == before)
        write_figure(r, table, figure, metric, 0);
}

/* Portfolio size is no free lever: what limits it is shown before the figures. */
static void write_balance(const report *r)
{
    for (size_t s = 0; s < r->sheet->facts->n_scenarios; s++) {
        const char *sentence = sf_balance_sentence(r->sheet, s);

        if (sentence[0] == '\0')
            continue;
        if (s == 0)
            paragraph(r, "",
                      _("Little's law: people = inflow × stay = veiledere × portfolio + people without an owner"));
        paragraph(r, "soft", sf_print(r->sheet, "%s. %s", sf_scenario_name(r->sheet, s), sentence));
    }
}

static void write_key_figures(const report *r)
{
    const sf_sheet *sheet = r->sheet;
    key_table table = {0};

    section(r, "key", _("Key figures"));
    write_balance(r);
    fputs("<div class=\"scroll\" tabindex=\"0\"><table class=\"key\">\n<caption>", r->out);
    sf_html_text(
        r->out,
        _("Each figure with its 95 % interval over the replications. An en dash: nothing to say, because it did "
          "not occur or the study did not last long enough. It never stands for zero."));
    fputs("</caption>\n<thead><tr><th scope=\"col\"></th>", r->out);
    for (size_t s = 0; s < sheet->facts->n_scenarios; s++) {
        fputs("<th scope=\"col\" class=\"n\">", r->out);
        sf_html_text(r->out, sf_scenario_name(sheet, s));
        fputs("</th>", r->out);
    }
    fputs("</tr></thead>\n<tbody>\n", r->out);
    for (size_t i = 0; i < sizeof key_figures / sizeof key_figures[0]; i++)
        for (size_t m = 0; m < sheet->catalogue->n_metrics; m++)
            if (is_of_figure(&key_figures[i], sheet->catalogue->metrics[m].id))
                write_figures(r, &table, &key_figures[i], (uint16_t)m);
    fputs("</tbody></table></div>\n", r->out);
    section_ends(r);
}

/* --- charts ------------------------------------------------------------------------------------------------------------ */

static sf_status write_chart(const report *r, const sf_chart_kind *kind, sf_error *err)
{
    sf_chart chart;
    unsigned char *bytes = NULL;
    size_t size = 0;
    sf_status status = kind->build(r->sheet, &chart, err);

    if (status == SF_OK)
        status = sf_chart_render(r->sheet, &chart, SF_PAGE_SVG, (sf_chart_size){0.0, 0.0}, &bytes, &size, err);
    if (status != SF_OK)
        return status;
    fprintf(r->out, "<figure id=\"%s\"><img width=\"%.0f\" height=\"%.0f\" alt=\"", chart.name, SF_CHART_WIDTH,
            chart.height);
    sf_html_text(r->out, chart.alt);
    fputs("\" src=\"data:image/svg+xml;base64,", r->out);
    sf_html_base64(r->out, bytes, size);
    free(bytes);
    fputs("\"/>\n<figcaption>", r->out);
    sf_html_text(r->out,
                 sf_print(r->sheet, "%s. %s", chart.title, chart.nothing != NULL ? chart.nothing : chart.subtitle));
    fputs("</figcaption>\n", r->out);
    if (chart.table.n_rows > 0) {
        fputs("<details><summary>", r->out);
        sf_html_text(r->out, _("The numbers behind the chart"));
        fputs("</summary>\n", r->out);
        sf_html_table(r->out, "data", sf_print(r->sheet, "%s. %s", chart.title, chart.note), &chart.table);
        fputs("</details>\n", r->out);
    }
    fputs("</figure>\n", r->out);
    return SF_OK;
}

static sf_status write_charts(const report *r, sf_error *err)
{
    sf_status status = SF_OK;

    section(r, "charts", _("Charts"));
    for (size_t k = 0; status == SF_OK && k < SF_CHART_KINDS; k++)
        status = write_chart(r, &sf_chart_kinds[k], err);
    section_ends(r);
    return status;
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
        {"idle_places", N_("No place in tiltak is free while somebody who fits waits")},
        {"places", N_("No tiltak holds more people than it has places")},
        {"time_in_state", N_("Each person's time in states adds up to the time observed")}};

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

static sf_status write_identities(const report *r, sf_error *err)
{
    sf_sheet *sheet = r->sheet;
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
        paragraph(r, "", _("This study recorded no self-checks."));
    else if (failed == 0)
        paragraph(r, "", _("Every identity holds in every replication."));
    else
        paragraph(r, "bad",
                  _("At least one identity fails: do not use these results, and report it as a fault in the program."));
    if (n > 0)
        sf_html_table(r->out, "data", _("Identities that must hold exactly in each replication"), &table);
    return SF_OK;
}

/* A table of one metric: entities down, scenarios across. Nothing is written when nobody has it. */
static void write_by_entity(const report *r, const char *metric_id, sf_stat stat, const char *caption)
{
    sf_sheet *sheet = r->sheet;
    const uint16_t metric = sf_metric_of(sheet, metric_id);
    const size_t n = sheet->facts->n_scenarios;
    const char **cells = sf_take(sheet, n + 1, sizeof *cells);
    sf_table table;

    if (metric == SF_NOWHERE || cells == NULL)
        return;
    cells[0] = "";
    for (size_t s = 0; s < n; s++)
        cells[s + 1] = sf_scenario_name(sheet, s);
    table = sf_table_begin(sheet, n + 1, 1, cells);
    for (size_t e = 0; e < sheet->catalogue->n_entities; e++) {
        if (!is_known(sheet, metric, (uint16_t)e, stat))
            continue;
        cells[0] = sf_entity_name(sheet, (uint16_t)e);
        for (size_t s = 0; s < n; s++) {
            const sf_estimate x = sf_estimate_of(sheet, s, metric, (uint16_t)e, 0, stat);

            cells[s + 1] =
                sf_say_estimate(sheet, x.mean, x.low, x.high, sf_stat_unit(&sheet->catalogue->metrics[metric], stat));
        }
        sf_table_add(sheet, &table, cells);
    }
    if (table.n_rows > 0)
        sf_html_table(r->out, "data", caption, &table);
}

/* For each kind of wait, the share that was still open at the end: what the other figures cannot know. */
static void write_still_waiting(const report *r)
{
    sf_sheet *sheet = r->sheet;
    const size_t n = sheet->facts->n_scenarios;
    const char **cells = sf_take(sheet, n + 1, sizeof *cells);
    sf_table table;

    if (cells == NULL)
        return;
    cells[0] = "";
    for (size_t s = 0; s < n; s++)
        cells[s + 1] = sf_scenario_name(sheet, s);
    table = sf_table_begin(sheet, n + 1, 1, cells);
    for (size_t m = 0; m < sheet->catalogue->n_metrics; m++) {
        if (strncmp(sheet->catalogue->metrics[m].id, "wait.", 5) != 0 ||
            !is_known(sheet, (uint16_t)m, 0, SF_STAT_STILL_WAITING))
            continue;
        cells[0] = sf_metric_name(sheet, (uint16_t)m);
        for (size_t s = 0; s < n; s++) {
            const sf_estimate x = sf_estimate_of(sheet, s, (uint16_t)m, 0, 0, SF_STAT_STILL_WAITING);

            cells[s + 1] = sf_say_estimate(sheet, x.mean, x.low, x.high, "share");
        }
        sf_table_add(sheet, &table, cells);
    }
    if (table.n_rows > 0)
        sf_html_table(r->out, "data", _("Share of the waits that were still open at the end"), &table);
}

static sf_status write_checks(const report *r, sf_error *err)
{
    sf_status status;

    section(r, "checks", _("Self-checks"));
    status = write_identities(r, err);
    if (status != SF_OK)
        return status;
    write_by_entity(r, "load.veileder", SF_STAT_MEAN,
                    _("Work asked for, as a share of the hours there are. Above 100 %: the queue grows without end"));
    write_by_entity(
        r, "load.tiltak", SF_STAT_MEAN,
        _("Places asked for, as a share of the places there are. Above 100 %: people give up or wait ever longer"));
    write_still_waiting(r);
    section_ends(r);
    return SF_OK;
}

/* --- assumptions and origin -------------------------------------------------------------------------------------------- */

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

static void write_assumptions(const report *r)
{
    sf_sheet *sheet = r->sheet;
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
    section(r, "assumptions", _("Assumptions"));
    if (facts->n_assumptions == 0) {
        paragraph(r, "", _("The study records no assumptions."));
    } else {
        paragraph(
            r, "",
            sf_print(sheet,
                     _("Every number of the base config: %zu in all. %zu of them are assumed, that is, nobody has "
                       "measured them or no source was found; %zu are the program's defaults."),
                     facts->n_assumptions, assumed, defaults));
        sf_html_table(r->out, "data", _("Path in the config, value, range and source"), &table);
    }
    section_ends(r);
}

static void fact(const report *r, const char *what, const char *value)
{
    sf_html_element(r->out, "dt", what);
    sf_html_element(r->out, "dd", value);
}

static void write_origin(const report *r)
{
    sf_sheet *sheet = r->sheet;
    const sf_study_info *facts = sheet->facts;

    section(r, "origin", _("Where it comes from"));
    fputs("<dl>\n", r->out);
    fact(r, _("Config"), facts->config_path);
    fact(r, _("Config digest (SHA-256)"), facts->config_digest);
    fact(r, _("Seed"), sf_print(sheet, "%llu", (unsigned long long)facts->seed));
    fact(r, _("Build"), facts->build);
    for (size_t s = 0; s < facts->n_scenarios; s++)
        fact(r, sf_print(sheet, _("Replications, %s"), sf_scenario_name(sheet, s)),
             sf_say_count(sheet, (double)sf_study_replications(sheet->study, s)));
    fact(r, _("Compared with"), facts->n_scenarios > 0 ? sf_scenario_name(sheet, sheet->baseline) : "–");
    fact(r, _("First measured day"), sf_say_date(sheet, facts->start_civil_day));
    fact(r, _("Warm-up before it"), years_of(sheet, facts->warm_up_days));
    fact(r, _("Measured"), years_of(sheet, facts->length_days));
    fact(r, _("Followed up after that"), years_of(sheet, facts->follow_up_days));
    fputs("</dl>\n", r->out);
    paragraph(r, "soft",
              _("Same config, seed and build give the same numbers. The config with every default written out is "
                "resolved.cfg, every figure is in summary.csv, and all of it in results.sqlite, beside this page."));
    section_ends(r);
}

/* --- the page ---------------------------------------------------------------------------------------------------------- */

static sf_status write_page(const report *r, sf_error *err)
{
    sf_status status;

    write_head(r);
    write_top(r);
    status = write_answer(r, err);
    if (status != SF_OK)
        return status;
    write_key_figures(r);
    status = write_charts(r, err);
    if (status == SF_OK)
        status = write_checks(r, err);
    if (status != SF_OK)
        return status;
    write_assumptions(r);
    write_origin(r);
    fputs("</main>\n<footer>", r->out);
    paragraph(r, "soft",
              sf_print(r->sheet,
                       _("Made by Saksflyt %s. A model is a simplification: read the assumptions before the figures."),
                       sf_version()));
    fputs("</footer>\n</body>\n</html>\n", r->out);
    return sf_sheet_status(r->sheet, err);
}

/* The whole page in memory. Owner of *bytes: the caller, free. */
static sf_status page_in_memory(sf_sheet *sheet, char **bytes, size_t *size, sf_error *err)
{
    FILE *out = open_memstream(bytes, size);
    sf_status status;
    bool is_short;

    if (out == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    status = write_page(&(report){out, sheet}, err);
    is_short = ferror(out) != 0;
    is_short |= fclose(out) != 0;
    if (status == SF_OK && is_short)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    return status;
}

sf_status sf_report_html(sf_study *study, const char *dir, sf_language language, sf_error *err)
{
    sf_sheet sheet;
    char *bytes = NULL;
    size_t size = 0;
    int folder = -1;
    sf_status status = sf_sheet_open(study, language, &sheet, err);

    if (status != SF_OK)
        return status;
    status = page_in_memory(&sheet, &bytes, &size, err);
    if (status == SF_OK)
        status = sf_folder_open(dir, NULL, &folder, err);
    if (status == SF_OK) {
        status = sf_file_write(folder, dir, "report.html", bytes, size, err);
        close(folder);
    }
    free(bytes);
    sf_sheet_close(&sheet);
    return status;
}
