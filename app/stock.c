/* app/stock.c - see stock.h. Nothing here is drawn: the same counts give the same stock.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/stock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "core/text.h"
#include "core/units.h"
#include "input/table.h"

enum { MOST_PEOPLE = 100000, MOST_COLUMNS = 64, MOST_PROGRAMMES = 64 };

typedef struct counts {
    sf_pool pool;
    sf_problems problems;
    sf_source source;
    sf_tables tables;
    sf_table *table;
    size_t from, to, people, veiledere, programme; /* columns; SIZE_MAX: not there */
    const char *programmes[MOST_PROGRAMMES];       /* seen so far, and how many of each have been dealt to veiledere */
    size_t dealt[MOST_PROGRAMMES], n_programmes;
} counts;

static size_t column(const counts *c, const char *name)
{
    const sf_table_row *header = &c->table->rows[0];

    for (size_t i = 0; i < header->count; i++) {
        if (strcmp(header->cells[i].text, name) == 0)
            return i;
    }
    return SIZE_MAX;
}

static void complain(counts *c, const sf_table_cell *cell, const char *message)
{
    const sf_place place = sf_table_place(c->table, cell);

    sf_problems_data_error(&c->problems, &place, "%s", message);
}

static bool find_columns(counts *c)
{
    const struct {
        const char *name;
        size_t *at;
    } wanted[] = {{"programme", &c->programme}, {"from", &c->from}, {"to", &c->to}, {"people", &c->people}};
    const sf_table_cell *first = &c->table->rows[0].cells[0];

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        *wanted[i].at = column(c, wanted[i].name);
        if (*wanted[i].at == SIZE_MAX) {
            const sf_place place = sf_table_place(c->table, first);

            sf_problems_data_error(
                &c->problems, &place,
                _("there is no column \"%s\"; a table of counts has programme, segment, from, to and people"),
                wanted[i].name);
        }
    }
    c->veiledere = column(c, "veiledere");
    if (c->veiledere != SIZE_MAX && column(c, "owner") != SIZE_MAX)
        complain(c, &c->table->rows[0].cells[c->veiledere],
                 _("veiledere and owner exclude each other; leave out one of the columns"));
    if (column(c, "elapsed") != SIZE_MAX)
        complain(c, &c->table->rows[0].cells[column(c, "elapsed")],
                 _("elapsed comes from the columns from and to; leave it out"));
    return c->problems.errors == 0;
}

/* A quantity in one cell; NAN after a complaint. */
static double number_in(counts *c, const sf_table_row *row, size_t which, sf_quantity_kind kind)
{
    const sf_table_cell *cell = &row->cells[which];
    const char *text = c->table->has_semicolons ? sf_table_number(&c->tables, c->table, cell->text) : cell->text;
    sf_quantity q;
    sf_error err = {0};

    if (text != NULL && sf_quantity_read(kind, text, strlen(text), &q, &err) == SF_OK)
        return q.value;
    complain(c, cell, err.message);
    return NAN;
}

static void put_cell(FILE *out, const char *text, char separator)
{
    const char special[] = {'"', '\n', separator, '\0'};

    if (strpbrk(text, special) == NULL) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

static bool is_copied(const counts *c, size_t which)
{
    return which != c->from && which != c->to && which != c->people && which != c->veiledere;
}

static void put_header(const counts *c, FILE *out, char separator)
{
    const sf_table_row *header = &c->table->rows[0];

    for (size_t i = 0; i < header->count; i++) {
        if (!is_copied(c, i))
            continue;
        put_cell(out, header->cells[i].text, separator);
        putc(separator, out);
    }
    fputs("elapsed", out);
    if (c->veiledere != SIZE_MAX)
        fprintf(out, "%cowner", separator);
    putc('\n', out);
}

/* The place of the programme among those seen; there are never more than a config may have, or the last is taken. */
static size_t programme_at(counts *c, const char *id)
{
    size_t i = 0;

    while (i < c->n_programmes && strcmp(c->programmes[i], id) != 0)
        i++;
    if (i == c->n_programmes && i < MOST_PROGRAMMES)
        c->programmes[c->n_programmes++] = id;
    return i < MOST_PROGRAMMES ? i : MOST_PROGRAMMES - 1;
}

static void put_people(counts *c, const sf_table_row *row, FILE *out, char separator, size_t n, double from, double to,
                       size_t veiledere)
{
    const char *programme = row->cells[c->programme].text;
    const size_t which = programme_at(c, programme);

    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < row->count; i++) {
            if (!is_copied(c, i))
                continue;
            put_cell(out, row->cells[i].text, separator);
            putc(separator, out);
        }
        fprintf(out, "%.0f d", from + (to - from) * ((double)k + 0.5) / (double)n);
        if (c->veiledere != SIZE_MAX)
            putc(separator, out);
        if (veiledere > 0)
            fprintf(out, "%s_%zu", programme, c->dealt[which]++ % veiledere + 1);
        putc('\n', out);
    }
}

static size_t read_row(counts *c, const sf_table_row *row, FILE *out, char separator)
{
    double from, to, n, veiledere = 0.0;

    if (row->count != c->table->rows[0].count) {
        complain(c, &row->cells[0],
                 _("this row has not as many cells as the first line; fill it up, or mend the line"));
        return 0;
    }
    from = number_in(c, row, c->from, SF_Q_DURATION);
    to = number_in(c, row, c->to, SF_Q_DURATION);
    n = number_in(c, row, c->people, SF_Q_COUNT);
    if (c->veiledere != SIZE_MAX && row->cells[c->veiledere].text[0] != '\0')
        veiledere = number_in(c, row, c->veiledere, SF_Q_COUNT);
    if (isnan(from) || isnan(to) || isnan(n) || isnan(veiledere))
        return 0;
    if (to < from)
        complain(c, &row->cells[c->to], _("to is less than from; the longer time comes last"));
    if (n > MOST_PEOPLE)
        complain(c, &row->cells[c->people], _("a stock holds at most 100000 people; take a smaller number"));
    if (c->problems.errors > 0)
        return 0;
    put_people(c, row, out, separator, (size_t)n, from, to, (size_t)veiledere);
    return (size_t)n;
}

static sf_status read_counts(counts *c, const char *path, FILE *out, size_t *people, sf_error *err)
{
    const char *base = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
    char *folder = realpath(sf_input_file_folder(&c->pool, path), NULL);
    sf_table_finder finder;
    sf_status status;
    char separator;

    if (folder == NULL)
        return SF_FAIL(err, SF_ENOINPUT, NULL, _("there is no file %s"), path);
    c->source = (sf_source){.files = {path}, .file_count = 1, .folder = folder};
    c->tables = (sf_tables){.pool = &c->pool, .problems = &c->problems, .source = &c->source};
    finder = sf_table_finder_in(&c->tables, path);
    status = sf_table_read(&finder, base, false, &c->table, err);
    free(folder);
    if (status != SF_OK)
        return status == SF_EDOMAIN ? (err->status = SF_ENOINPUT) : status;
    if (!find_columns(c))
        return SF_EDATA;
    separator = c->table->has_semicolons ? ';' : ',';
    put_header(c, out, separator);
    for (size_t i = 1; i < c->table->row_count && *people <= MOST_PEOPLE; i++)
        *people += read_row(c, &c->table->rows[i], out, separator);
    if (*people > MOST_PEOPLE)
        return SF_FAIL(err, SF_EDATA, NULL, "%s", _("a stock holds at most 100000 people; take a smaller number"));
    if (*people == 0 && c->problems.errors == 0)
        return SF_FAIL(err, SF_EDATA, NULL, _("%s counts nobody; fill in the column people"), path);
    return c->problems.errors > 0 ? SF_EDATA : SF_OK;
}

int stock_from_counts(const char *path, FILE *out, size_t *people)
{
    counts *c = calloc(1, sizeof *c);
    sf_error err = {0};
    sf_status status;
    int code = EX_OK;

    *people = 0;
    if (c == NULL)
        return show_no_memory();
    status = read_counts(c, path, out, people, &err);
    if (c->problems.errors > 0) {
        show_problems(&c->problems);
        status = sf_problems_status(&c->problems, &err);
    }
    if (status != SF_OK)
        code = show_error(&err, c->problems.errors > 0);
    sf_problems_free(&c->problems);
    sf_pool_free(&c->pool);
    free(c);
    return code;
}
