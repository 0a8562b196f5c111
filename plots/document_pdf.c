/* plots/document_pdf.c - a document as A4 pages: text flows, tables repeat their heads on every page, charts are drawn as in
 * their files, as large as the page allows. The data behind the charts is left to HTML and the workbook.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cairo-pdf.h>

#include "core/text.h"
#include "plots/document.h"
#include "plots/wording.h"

enum { MOST_COLUMNS = 32, MOST_LINES = 80 };

/* A4 in points. */
static const double page_width = 595.28, page_height = 841.89, margin = 40.0, foot = 24.0;
static const double cell_gap = 8.0, row_gap = 3.0, narrowest = 24.0;

#define TYPE_TITLE ((sf_type){20.0, true, SF_INK})
#define TYPE_SECTION ((sf_type){14.0, true, SF_INK})
#define TYPE_HEADING ((sf_type){11.0, true, SF_INK})
#define TYPE_BODY ((sf_type){10.0, false, SF_INK})
#define TYPE_SOFT ((sf_type){9.0, false, SF_SOFT})
#define TYPE_CELL ((sf_type){7.5, false, SF_INK})
#define TYPE_HEAD ((sf_type){7.5, true, SF_INK})

typedef struct writer {
    const sf_document *document;
    sf_page *page;
    sf_pen pen;
    double y; /* where the next thing goes */
    int number;
} writer;

static double width_of_text(void)
{
    return page_width - 2.0 * margin;
}

static double room_left(const writer *w)
{
    return page_height - margin - foot - w->y;
}

static void write_foot(const writer *w)
{
    const char *number = sf_print(w->document->sheet, "%d", w->number);
    const double y = page_height - margin;

    sf_paint_text(&w->pen, (sf_text){w->document->title, {8.0, false, SF_SOFT}, width_of_text() - 40.0, 1}, margin, y,
                  SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_text(&w->pen, (sf_text){number, {8.0, false, SF_SOFT}, 0.0, 1}, page_width - margin, y, SF_ALIGN_END,
                  SF_ALIGN_START);
}

static void next_page(writer *w)
{
    write_foot(w);
    sf_page_next(w->page);
    w->number++;
    w->y = margin;
}

/* Begins a new page unless so much room is left, or the page is empty anyway. */
static void needs(writer *w, double height)
{
    if (height > room_left(w) && w->y > margin)
        next_page(w);
}

static void write_text(writer *w, const char *text, sf_type type, double indent, double before, double after)
{
    const sf_text set = {text, type, width_of_text() - indent, MOST_LINES};
    const double height = sf_text_extent(w->pen.lettering, set).height;

    if (text[0] == '\0')
        return;
    needs(w, before + height);
    w->y += w->y > margin ? before : 0.0;
    sf_paint_text(&w->pen, set, margin + indent, w->y, SF_ALIGN_START, SF_ALIGN_START);
    w->y += height + after;
}

/* A heading stays with what follows it. */
static void write_heading(writer *w, const char *text, sf_type type, double before, double after)
{
    needs(w, before + type.size * 1.5 + after + 60.0);
    write_text(w, text, type, 0.0, before, after);
}

static void write_section(writer *w, const sf_block *b)
{
    write_heading(w, b->text, TYPE_SECTION, 18.0, 6.0);
    sf_page_outline(w->page, b->text);
}

static void write_verdict(writer *w, const sf_block *b)
{
    const char *text = sf_print(w->document->sheet, "%s %s", sf_verdict_begins(b->verdict), b->text);
    const sf_text set = {text, TYPE_BODY, width_of_text() - 22.0, MOST_LINES};
    const double height = sf_text_extent(w->pen.lettering, set).height;

    needs(w, height + 4.0);
    sf_paint_marker(&w->pen, (sf_rect){0.0, 0.0, page_width, page_height}, margin + 8.0, w->y + 6.5, 8.0,
                    sf_look_of_verdict(b->verdict));
    sf_paint_text(&w->pen, set, margin + 22.0, w->y, SF_ALIGN_START, SF_ALIGN_START);
    w->y += height + 4.0;
}

static void write_fact(writer *w, const sf_block *b)
{
    const double indent = 150.0;
    const sf_text name = {b->name, TYPE_SOFT, indent - 10.0, 3},
                  text = {b->text, TYPE_SOFT, width_of_text() - indent, 6};
    const double height =
        fmax(sf_text_extent(w->pen.lettering, name).height, sf_text_extent(w->pen.lettering, text).height);

    needs(w, height + 2.0);
    sf_paint_text(&w->pen, name, margin, w->y, SF_ALIGN_START, SF_ALIGN_START);
    sf_paint_text(&w->pen, text, margin + indent, w->y, SF_ALIGN_START, SF_ALIGN_START);
    w->y += height + 2.0;
}

/* --- tables ------------------------------------------------------------------------------------------------------------ */

typedef struct columns {
    size_t n, n_texts;
    double width[MOST_COLUMNS];
} columns;

static double width_needed(const writer *w, const sf_table *table, size_t column)
{
    double widest = sf_text_extent(w->pen.lettering, (sf_text){table->heads[column], TYPE_HEAD, 0.0, 1}).width;
    size_t seen = 0;

    if (column >= table->n_texts) /* heads of numbers may wrap */
        widest *= 0.5;
    for (const sf_table_row *row = table->first; row != NULL && seen < 400; row = row->next, seen++)
        widest = fmax(widest, sf_text_extent(w->pen.lettering, (sf_text){row->cells[column], TYPE_CELL, 0.0, 1}).width);
    return fmax(widest + 1.0, narrowest);
}

/* Every column as wide as it needs. Where that is too much, columns of text give way, the widest first; then all do. */
static columns measure(const writer *w, const sf_table *table)
{
    columns c = {.n = table->n_columns < MOST_COLUMNS ? table->n_columns : MOST_COLUMNS, .n_texts = table->n_texts};
    const double room = width_of_text() - cell_gap * (double)(c.n - 1);
    double total = 0.0, least = 0.0;

    for (size_t i = 0; i < c.n; i++)
        total += c.width[i] = width_needed(w, table, i);
    while (total > room) {
        size_t widest = 0;

        for (size_t i = 0; i < c.n_texts && i < c.n; i++)
            if (c.width[i] > c.width[widest])
                widest = i;
        if (widest >= c.n_texts || c.width[widest] <= 60.0)
            break;
        least = fmax(60.0, c.width[widest] - fmin(20.0, total - room));
        total -= c.width[widest] - least;
        c.width[widest] = least;
    }
    for (size_t i = 0; total > room && i < c.n; i++)
        c.width[i] *= room / total;
    return c;
}

static double row_height(const writer *w, const columns *c, const char *const cells[], sf_type type)
{
    double height = 0.0;

    for (size_t i = 0; i < c->n; i++)
        height = fmax(height, sf_text_extent(w->pen.lettering, (sf_text){cells[i], type, c->width[i], 6}).height);
    return height;
}

static void write_row(writer *w, const columns *c, const char *const cells[], sf_type type)
{
    const double height = row_height(w, c, cells, type);
    double x = margin;

    for (size_t i = 0; i < c->n; i++) {
        const bool is_number = i >= c->n_texts;

        sf_paint_text(&w->pen, (sf_text){cells[i], type, c->width[i], 6}, is_number ? x + c->width[i] : x, w->y,
                      is_number ? SF_ALIGN_END : SF_ALIGN_START, SF_ALIGN_START);
        x += c->width[i] + cell_gap;
    }
    w->y += height + row_gap;
    sf_paint_rule(&w->pen, margin, w->y - row_gap / 2.0, page_width - margin, w->y - row_gap / 2.0,
                  type.bold ? 0.8 : 0.3, type.bold ? SF_SOFT : SF_GRID, SF_DASH_SOLID);
}

static void write_table(writer *w, const char *caption, const sf_table *table)
{
    columns c;

    if (table->heads == NULL || table->n_rows == 0)
        return;
    c = measure(w, table);
    needs(w,
          30.0 + row_height(w, &c, table->heads, TYPE_HEAD) + 2.0 * row_height(w, &c, table->first->cells, TYPE_CELL));
    write_text(w, caption, TYPE_SOFT, 0.0, 6.0, 3.0);
    write_row(w, &c, table->heads, TYPE_HEAD);
    for (const sf_table_row *row = table->first; row != NULL; row = row->next) {
        if (row_height(w, &c, row->cells, TYPE_CELL) + row_gap > room_left(w)) {
            next_page(w);
            write_row(w, &c, table->heads, TYPE_HEAD);
        }
        write_row(w, &c, row->cells, TYPE_CELL);
    }
    w->y += 8.0;
}

/* --- charts ------------------------------------------------------------------------------------------------------------ */

static void write_chart(writer *w, const sf_chart *chart)
{
    const double whole = page_height - 2.0 * margin - foot;
    const double scale = fmin(width_of_text() / (SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN), whole / chart->height);
    const double height = scale * chart->height;
    cairo_t *cr = w->pen.cr;

    needs(w, height);
    cairo_save(cr);
    cairo_translate(cr, margin - scale * SF_CHART_MARGIN, w->y);
    cairo_scale(cr, scale, scale);
    sf_chart_paint(&w->pen, w->document->sheet, chart);
    cairo_restore(cr);
    w->y += height;
}

/* --- the document ------------------------------------------------------------------------------------------------------ */

static void write_block(writer *w, const sf_block *b)
{
    switch (b->kind) {
    case SF_BLOCK_SECTION:
        write_section(w, b);
        break;
    case SF_BLOCK_HEADING:
        write_heading(w, b->text, TYPE_HEADING, 8.0, 3.0);
        break;
    case SF_BLOCK_PARAGRAPH:
        write_text(w, b->text,
                   b->tone == SF_TONE_SOFT  ? TYPE_SOFT
                   : b->tone == SF_TONE_BAD ? (sf_type){10.0, true, SF_VERMILLION}
                                            : TYPE_BODY,
                   0.0, 2.0, 4.0);
        break;
    case SF_BLOCK_CODE:
        write_text(w, sf_print(w->document->sheet, "%s %s", b->name, b->text), TYPE_SOFT, 0.0, 0.0, 4.0);
        break;
    case SF_BLOCK_VERDICT:
        write_verdict(w, b);
        break;
    case SF_BLOCK_FIGURES:
    case SF_BLOCK_TABLE:
        write_table(w, b->text, &b->table);
        break;
    case SF_BLOCK_FACT:
        write_fact(w, b);
        break;
    case SF_BLOCK_CHART:
        write_chart(w, b->chart);
        break;
    }
}

sf_status sf_document_pdf(const sf_document *document, char **bytes, size_t *size, sf_error *err)
{
    writer w = {.document = document, .y = margin, .number = 1};
    unsigned char *made = NULL;
    sf_status status = sf_page_open(SF_PAGE_PDF, page_width, page_height, 1.0, &w.page, err);

    *bytes = NULL;
    if (status != SF_OK)
        return status;
    w.pen = (sf_pen){
        .cr = sf_page_cairo(w.page), .lettering = document->sheet->lettering, .language = document->sheet->language};
    write_text(&w, document->title, TYPE_TITLE, 0.0, 0.0, 4.0);
    write_text(&w, document->question, (sf_type){12.0, false, SF_INK}, 0.0, 0.0, 6.0);
    for (const sf_block *b = document->first; b != NULL; b = b->next)
        write_block(&w, b);
    write_text(&w, document->footer, TYPE_SOFT, 0.0, 14.0, 0.0);
    write_foot(&w);
    status = sf_sheet_status(document->sheet, err);
    if (status != SF_OK) {
        sf_page_close(w.page);
        return status;
    }
    status = sf_page_finish(w.page, document->title, document->question, &made, size, err);
    *bytes = (char *)made;
    return status;
}
