/* plots/terminal.c - the short answer on the terminal: a table that a planner understands, then the decisions in words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plots/lines.h"
#include "plots/plots.h"
#include "plots/report_design.h"
#include "plots/wording.h"
#include "results/summary.h"

enum { LABEL_COLUMNS = 40, CELL_COLUMNS = 24, TEXT_COLUMNS = 100 };

/* The rows of the table: a metric, of every entity whose path begins with kind (NULL: all together). */
static const struct line {
    const char *metric, *kind;
    sf_stat stat;
} lines[] = {
    {"stock", "programmes.", SF_STAT_MEAN},
    {"stay", "programmes.", SF_STAT_MEAN},
    {"portfolio.size", "teams.", SF_STAT_MEAN},
    {"use.veileder", "teams.", SF_STAT_MEAN},
    {"queue.veileder", "teams.", SF_STAT_MEAN},
    {"wait.veileder", "teams.", SF_STAT_P90},
    {"wait.meeting", "programmes.", SF_STAT_MEAN},
    {"wait.meeting", "programmes.", SF_STAT_P90},
    {"wait.assessment", "programmes.", SF_STAT_P90},
    {"wait.tiltak", NULL, SF_STAT_MEAN},
    {"wait.tiltak", NULL, SF_STAT_P90},
    {"queue.tiltak", NULL, SF_STAT_MEAN},
    {"contact.held", "programmes.", SF_STAT_MEAN},
    {"contact.late", "programmes.", SF_STAT_MEAN},
    {"limit.reached", "programmes.", SF_STAT_MEAN},
    {"outcome.by/work/24", NULL, SF_STAT_MEAN},
    {"cost.veileder/state", NULL, SF_STAT_RATE},
    {"cost.veileder/municipality", NULL, SF_STAT_RATE},
};

/* Columns that UTF-8 text takes on a terminal: its characters that are no continuation bytes. */
static int width_of_bytes(const char *text, size_t n)
{
    int width = 0;

    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

static int width_of(const char *text)
{
    return width_of_bytes(text, strlen(text));
}

void sf_print_padded(FILE *out, const char *text, int columns, bool to_the_right)
{
    int blanks = columns - width_of(text);

    if (to_the_right)
        fprintf(out, "%*s", blanks > 0 ? blanks : 0, "");
    fputs(text, out);
    if (!to_the_right)
        fprintf(out, "%*s", blanks > 0 ? blanks : 0, "");
}

static bool is_known(const sf_sheet *sheet, uint16_t metric, uint16_t entity, sf_stat stat)
{
    for (size_t i = 0; i < sheet->n_plain; i++)
        if (!isnan(sf_estimate_of(sheet, sheet->plain[i], metric, entity, 0, stat).mean))
            return true;
    return false;
}

/* Bytes of the beginning of text that fit in some columns, broken at a blank where there is one. */
static size_t chunk_of(const char *text, int columns)
{
    size_t last = 0;
    int width = 0;

    for (size_t i = 0;; i++) {
        if (text[i] == ' ' || text[i] == '\0')
            last = i;
        if (text[i] == '\0' || (width >= columns && last > 0))
            return last;
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
}

static void print_cells(sf_sheet *sheet, FILE *out, int taken, uint16_t metric, uint16_t entity, sf_stat stat,
                        const char *unit)
{
    fprintf(out, "%*s", LABEL_COLUMNS > taken ? LABEL_COLUMNS - taken : 1, "");
    for (size_t i = 0; i < sheet->n_shown; i++) {
        const sf_estimate e = sf_estimate_of(sheet, sheet->shown[i], metric, entity, 0, stat);

        sf_print_padded(out, sf_say_estimate(sheet, e.mean, e.low, e.high, unit), CELL_COLUMNS, true);
    }
}

static void print_line(sf_sheet *sheet, FILE *out, uint16_t metric, uint16_t entity, sf_stat stat)
{
    const char *unit = sf_stat_unit(&sheet->catalogue->metrics[metric], stat);
    const char *name =
        sf_measure_name(sheet, metric, entity, 0, stat, sf_unit_is_share(unit) ? "" : sf_unit_words(unit));

    if (!is_known(sheet, metric, entity, stat))
        return;
    for (bool first = true; first || *name != '\0'; first = false) { /* a long name goes on below its figures */
        size_t n = chunk_of(name, LABEL_COLUMNS - 2 - (first ? 0 : 2));

        fprintf(out, first ? "" : "\n  ");
        fwrite(name, 1, n, out);
        if (first)
            print_cells(sheet, out, width_of_bytes(name, n), metric, entity, stat, unit);
        name += n;
        name += strspn(name, " ");
    }
    fputc('\n', out);
}

static void print_table(sf_sheet *sheet, FILE *out)
{
    const sf_catalogue *c = sheet->catalogue;

    fprintf(out, "\n%s\n\n", sheet->facts->title);
    sf_print_padded(out, "", LABEL_COLUMNS, false);
    for (size_t i = 0; i < sheet->n_shown; i++)
        sf_print_padded(out, sheet->facts->scenarios[sheet->shown[i]].id, CELL_COLUMNS, true);
    fputc('\n', out);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const uint16_t metric = sf_metric_of(sheet, lines[i].metric);

        if (metric == SF_NOWHERE)
            continue;
        if (lines[i].kind == NULL)
            print_line(sheet, out, metric, 0, lines[i].stat);
        for (size_t e = 1; lines[i].kind != NULL && e < c->n_entities; e++)
            if (strncmp(c->entities[e], lines[i].kind, strlen(lines[i].kind)) == 0)
                print_line(sheet, out, metric, (uint16_t)e, lines[i].stat);
    }
    fprintf(out, "\n%s\n",
            _("In brackets: 95 % interval over the replications. An en dash: nothing to say, never zero."));
}

void sf_print_wrapped(FILE *out, const char *text)
{
    int column = 2;

    fputs("  ", out);
    while (*text != '\0') {
        size_t n = strcspn(text, " ");
        int width = width_of_bytes(text, n);

        if (column + width > TEXT_COLUMNS && column > 2) {
            fputs("\n    ", out);
            column = 4;
        }
        fwrite(text, 1, n, out);
        column += width + 1;
        text += n;
        if (*text == ' ') {
            fputc(' ', out);
            text++;
        }
    }
    fputc('\n', out);
}

/* Portfolio size is no free lever: people = inflow x stay = veiledere x portfolio + people without an owner. */
static void print_balance(sf_sheet *sheet, FILE *out)
{
    for (size_t i = 0; i < sheet->n_plain; i++) {
        const size_t s = sheet->plain[i];
        const char *sentence = sf_balance_sentence(sheet, s);

        if (sentence[0] == '\0')
            continue;
        if (s == 0)
            fprintf(out, "\n%s\n",
                    _("Little's law: people = inflow × stay = veiledere × portfolio + people without an owner"));
        sf_print_wrapped(out, sf_print(sheet, "%s. %s", sf_scenario_name(sheet, s), sentence));
    }
}

/* "    no effect: undecided, -0.1; low effect: ..." of the scenarios that differ in this only. */
static void print_effects(sf_sheet *sheet, FILE *out, const sf_decision *plain, const sf_decision *all, size_t n)
{
    const char *sentence = "";

    for (int e = SF_EFFECT_OFF; e < SF_EFFECTS; e++) {
        const size_t under = sf_scenario_under(sheet, plain->scenario, (sf_effect)e);

        for (size_t i = 0; i < n; i++)
            if (all[i].target == plain->target && all[i].scenario == under)
                sentence = sf_print(sheet, "%s%s%s: %s (%s)", sentence, sentence[0] != '\0' ? "; " : "",
                                    sf_effect_words((sf_effect)e), sf_verdict_words(all[i].verdict),
                                    sf_say_decision(sheet, &all[i]));
    }
    if (sentence[0] != '\0')
        sf_print_wrapped(out, sf_print(sheet, "  %s", sentence));
}

static sf_status print_decisions(sf_sheet *sheet, FILE *out, sf_error *err)
{
    const sf_decision *decisions = NULL;
    size_t n = 0, last = SIZE_MAX;
    sf_status status = sheet->facts->n_scenarios > 1 ? sf_study_decisions(sheet->study, &decisions, &n, err) : SF_OK;

    if (status != SF_OK)
        return status;
    for (size_t k = 0; k < sheet->n_plain; k++) {
        const size_t s = sheet->plain[k];

        for (size_t i = 0; i < n; i++) {
            if (decisions[i].scenario != s)
                continue;
            if (last != s)
                fprintf(out, "\n%s (%s), %s “%s”:\n", sf_scenario_name(sheet, s), sheet->facts->scenarios[s].id,
                        _("against"), sf_scenario_name(sheet, sf_study_baseline_of(sheet->study, s, sheet->baseline)));
            last = s;
            sf_print_wrapped(out, sf_print(sheet, "%s %s", sf_verdict_begins(decisions[i].verdict),
                                           sf_decision_sentence(sheet, &decisions[i])));
            print_effects(sheet, out, &decisions[i], decisions, n);
        }
    }
    return SF_OK;
}

sf_status sf_report_terminal(sf_study *study, FILE *out, sf_language language, sf_error *err)
{
    sf_sheet sheet;
    sf_status status = sf_sheet_open_words(study, language, &sheet, err);

    if (status != SF_OK)
        return status;
    if (sheet.facts->design != NULL) {
        status = sf_design_print(&sheet, out, err);
    } else {
        print_table(&sheet, out);
        print_balance(&sheet, out);
        status = print_decisions(&sheet, out, err);
    }
    if (status == SF_OK)
        status = sf_sheet_status(&sheet, err);
    if (status == SF_OK && ferror(out) != 0)
        status = SF_FAIL(err, SF_EIO, NULL, "%s", _("the terminal or pipe cannot be written to"));
    sf_sheet_close(&sheet);
    return status;
}
