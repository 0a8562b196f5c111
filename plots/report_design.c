/* plots/report_design.c - what a study of generated scenarios answers, for the report and for the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/report_design.h"

#include <string.h>

#include "core/text.h"
#include "plots/charts.h"
#include "plots/gaps.h"
#include "plots/hypercube.h"
#include "plots/lines.h"
#include "plots/morris.h"
#include "plots/sweep.h"
#include "plots/tornado.h"

const char *sf_design_chart(const sf_design *design)
{
    static const char *const names[SF_DESIGN_KINDS] = {"sweep", "gaps", "tornado", "morris", "hypercube"};

    return names[design->kind];
}

/* One sentence of the answer: a paragraph of the report, a line on the terminal. */
typedef void teller(void *user, const char *sentence);

static void tell_sweep(sf_sheet *sheet, const sf_sweep_table *t, teller *tell, void *user)
{
    const char *wish = sheet->facts->design->until;

    if (wish[0] != '\0' && (t->n_panels == 0 || t->panels[0].until == NULL))
        tell(user,
             sf_print(sheet,
                      _("There is no answer to “%s”: it has no value at any point, since nobody here has any of it."),
                      wish));
    for (size_t k = 0; k < t->n_panels; k++)
        for (size_t i = 0; i < t->n_curves; i++) {
            const sf_sweep_panel *p = &t->panels[k];
            const char *sentence = p->until == NULL ? "" : sf_sweep_until_sentence(sheet, p, &p->curves[i]);

            if (sentence[0] != '\0')
                tell(user, sentence);
        }
    for (size_t k = 0; k < t->n_panels; k++)
        for (size_t i = 0; i < t->n_curves; i++) {
            const char *sentence = sf_sweep_knee_sentence(sheet, &t->panels[k], &t->panels[k].curves[i]);

            if (sentence[0] != '\0')
                tell(user, sentence);
        }
}

static sf_status tell_answer(sf_sheet *sheet, teller *tell, void *user, sf_error *err)
{
    const sf_design *design = sheet->facts->design;
    sf_sweep_table table;
    sf_gaps gaps;
    const sf_tornado *tornados = NULL;
    const char *base, *other;
    size_t n = 0;
    sf_status status = SF_OK;

    switch (design->kind) {
    case SF_DESIGN_SWEEP:
        status = sf_sweep_table_read(sheet, &table, err);
        if (status == SF_OK)
            tell_sweep(sheet, &table, tell, user);
        break;
    case SF_DESIGN_GAPS:
        status = sf_gaps_read(sheet, &gaps, err);
        if (status == SF_OK)
            status = sf_gaps_tell(sheet, &gaps, tell, user, err);
        break;
    case SF_DESIGN_SENSITIVITY:
        status = sf_tornados_read(sheet, &tornados, &n, &base, &other, err);
        if (status == SF_OK && n == 0)
            tell(user, _("The config declares no study.targets, so there is no answer that could be overturned."));
        for (size_t i = 0; i < n && status == SF_OK; i++)
            tell(user, sf_tornado_sentence(sheet, &tornados[i]));
        break;
    case SF_DESIGN_MORRIS:
        status = sf_morris_tell(sheet, tell, user, err);
        break;
    case SF_DESIGN_HYPERCUBE:
        status = sf_hypercube_tell(sheet, tell, user, err);
        break;
    case SF_DESIGN_KINDS:
        break;
    }
    if (status != SF_OK)
        return status;
    for (size_t i = 0; i < design->n_left_out; i++)
        tell(user, sf_print(sheet, _("Left out: %s"), design->left_out[i]));
    return SF_OK;
}

/* --- the report -------------------------------------------------------------------------------------------------------- */

static void add_paragraph(void *document, const char *sentence)
{
    sf_document_add(document, SF_BLOCK_PARAGRAPH, "", sentence);
}

/* A table without rows says nothing. */
static void add_table(sf_document *d, const char *caption, sf_table table)
{
    if (table.n_rows > 0)
        sf_document_add(d, SF_BLOCK_TABLE, "", caption)->table = table;
}

static sf_status add_gap_tables(sf_document *d, sf_error *err)
{
    sf_gaps gaps;
    sf_table by_region;
    sf_status status = sf_gaps_read(d->sheet, &gaps, err);

    if (status == SF_OK)
        status = sf_gaps_values_by_region(d->sheet, &gaps, &by_region, err);
    if (status != SF_OK)
        return status;
    add_table(d,
              _("What one more place is worth: a tenth more, on common luck, divided by their number; 95 % intervals"),
              sf_gaps_values(d->sheet, &gaps));
    add_table(d, _("The same by region"), by_region);
    add_table(d, _("Idle places, and the people who wait beside them (one may stand beside several)"),
              sf_gaps_idle(d->sheet, &gaps));
    add_table(d, _("Where needs stand that have been seen"), sf_gaps_needs(d->sheet, &gaps));
    return sf_sheet_status(d->sheet, err);
}

static sf_status add_influences(sf_document *d, sf_error *err)
{
    sf_table table;
    const sf_status status = sf_hypercube_influences(d->sheet, &table, err);

    if (status != SF_OK)
        return status;
    sf_document_add(d, SF_BLOCK_HEADING, "", _("What would overturn it"));
    sf_document_add(d, SF_BLOCK_TABLE, "", _("The numbers that go most with each decision, over all draws"))->table =
        table;
    return SF_OK;
}

sf_status sf_report_design(sf_document *d, sf_error *err)
{
    sf_chart *chart = sf_take(d->sheet, 1, sizeof *chart);
    const char *name = sf_design_chart(d->sheet->facts->design);
    sf_status status;

    if (chart == NULL)
        return sf_sheet_status(d->sheet, err);
    sf_document_add(d, SF_BLOCK_SECTION, "answer", _("The answer"));
    status = tell_answer(d->sheet, add_paragraph, d, err);
    for (size_t k = 0; k < SF_CHART_KINDS && status == SF_OK; k++)
        if (strcmp(sf_chart_kinds[k].name, name) == 0) {
            status = sf_chart_kinds[k].build(d->sheet, chart, err);
            if (status == SF_OK)
                sf_document_add(d, SF_BLOCK_CHART, name, "")->chart = chart;
        }
    if (status == SF_OK && d->sheet->facts->design->kind == SF_DESIGN_GAPS)
        status = add_gap_tables(d, err);
    if (status == SF_OK && d->sheet->facts->design->kind == SF_DESIGN_HYPERCUBE)
        status = add_influences(d, err);
    return status;
}

/* --- the terminal ------------------------------------------------------------------------------------------------------ */

enum { NAME_COLUMNS = 14, MOST_SHOWN = 5, WORDS_COLUMNS = 36, VALUE_COLUMNS = 26 };

static void print_sentence(void *out, const char *sentence)
{
    sf_print_wrapped(out, sentence);
}

/* Ids are short enough for a column; of a second axis, its value. */
static const char *id_of(sf_sheet *sheet, const sf_sweep_table *t, const sf_sweep_panel *p, size_t curve)
{
    return t->n_lines > 0 ? p->curves[curve].name : sheet->facts->scenarios[p->curves[curve].scenario].id;
}

/* The varied number down, the lines across. */
static void print_panel(sf_sheet *sheet, FILE *out, const sf_sweep_table *t, const sf_sweep_panel *p)
{
    const size_t shown = t->n_curves < MOST_SHOWN ? t->n_curves : MOST_SHOWN;

    fprintf(out, "\n%s\n  ", p->title);
    sf_print_padded(out, "", NAME_COLUMNS, false);
    for (size_t i = 0; i < shown; i++)
        sf_print_padded(out, id_of(sheet, t, p, i), 28, true);
    fputc('\n', out);
    for (size_t j = 0; shown > 0 && j < p->curves[0].n; j++) {
        fputs("  ", out);
        sf_print_padded(out, sf_say_plain(sheet, p->curves[0].sorted[j].x), NAME_COLUMNS, true);
        for (size_t i = 0; i < shown; i++) {
            const sf_estimate *e = j < p->curves[i].n ? &p->curves[i].sorted[j].at : NULL;

            sf_print_padded(out, e == NULL ? "–" : sf_say_estimate(sheet, e->mean, e->low, e->high, p->said), 28, true);
        }
        fputc('\n', out);
    }
}

static sf_status print_sweep(sf_sheet *sheet, FILE *out, sf_error *err)
{
    sf_sweep_table t;
    const sf_status status = sf_sweep_table_read(sheet, &t, err);

    if (status != SF_OK)
        return status;
    fprintf(out, "\n%s\n", sf_print(sheet, _("Varied: %s"), sf_sweep_axis_name(sheet, 0)));
    for (size_t k = 0; k < t.n_panels; k++)
        print_panel(sheet, out, &t, &t.panels[k]);
    if (t.n_curves > MOST_SHOWN)
        fprintf(out, "\n%s\n", sf_print(sheet, _("Only %d of %zu lines; the report has all."), MOST_SHOWN, t.n_curves));
    return SF_OK;
}

/* The first two columns as a heading where they change, then what changes: for each place, for each million. */
static void print_values(FILE *out, const sf_table *table)
{
    const char *tiltak = "";

    for (const sf_table_row *row = table->first; row != NULL; row = row->next) {
        if (strcmp(row->cells[0], tiltak) != 0) {
            fprintf(out, "\n%s, %s\n  ", row->cells[0], row->cells[1]);
            sf_print_padded(out, "", WORDS_COLUMNS, false);
            sf_print_padded(out, table->heads[3], VALUE_COLUMNS, true);
            sf_print_padded(out, table->heads[4], VALUE_COLUMNS, true);
            fputc('\n', out);
            tiltak = row->cells[0];
        }
        fputs("  ", out);
        sf_print_padded(out, row->cells[2], WORDS_COLUMNS, false);
        sf_print_padded(out, row->cells[3], VALUE_COLUMNS, true);
        sf_print_padded(out, row->cells[4], VALUE_COLUMNS, true);
        fputc('\n', out);
    }
}

static sf_status print_gaps(sf_sheet *sheet, FILE *out, sf_error *err)
{
    sf_gaps gaps;
    sf_table table;
    const sf_status status = sf_gaps_read(sheet, &gaps, err);

    if (status != SF_OK)
        return status;
    table = sf_gaps_values(sheet, &gaps);
    print_values(out, &table);
    return SF_OK;
}

sf_status sf_design_print(sf_sheet *sheet, FILE *out, sf_error *err)
{
    sf_status status = SF_OK;

    fprintf(out, "\n%s\n", sheet->facts->title);
    if (sheet->facts->design->kind == SF_DESIGN_SWEEP)
        status = print_sweep(sheet, out, err);
    if (sheet->facts->design->kind == SF_DESIGN_GAPS)
        status = print_gaps(sheet, out, err);
    fputc('\n', out);
    return status == SF_OK ? tell_answer(sheet, print_sentence, out, err) : status;
}
