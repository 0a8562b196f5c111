/* input/table.c - CSV: the one place that includes libcsv.
 * libcsv is given one byte at a time, since it says what a cell holds but not where it stands.
 * Invariant: cells hold valid UTF-8 without NUL and control characters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/table.h"

#include <assert.h>
#include <csv.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

enum { MOST_TABLE_CELLS = 400000 };

typedef struct splitter {
    sf_tables *tables;
    sf_table *table;
    sf_table_cell *cells; /* of the whole table, row after row */
    size_t cell_count, cell_capacity, row_capacity;
    size_t row_start; /* the first cell of the row being read */
    int line, column; /* of the byte being read */
    int cell_line, cell_column;
    bool is_in_cell;
    bool failed; /* out of memory, or far too many cells */
} splitter;

bool sf_table_is_name(const char *name, size_t length)
{
    return length > 4 && strncasecmp(name + length - 4, ".csv", 4) == 0;
}

/* --- finding ---------------------------------------------------------------------------------------------------------------- */

sf_table_finder sf_table_finder_in(sf_tables *tables, const char *file)
{
    const sf_source *source = tables->source;
    const char *from = source->files[0];

    for (size_t i = 1; i < source->file_count; i++)
        if (strcmp(source->files[i], file) == 0)
            from = source->files[i];
    for (const sf_table_file *f = tables->files; f != NULL; f = f->next)
        if (strcmp(f->name, file) == 0)
            from = f->name;
    return (sf_table_finder){.tables = tables, .folder = sf_input_file_folder(tables->pool, from)};
}

/* "parts/tiltak.csv": the name from the program's point of view. */
static const char *path_of(const sf_table_finder *finder, const char *name)
{
    if (finder->folder == NULL)
        return NULL;
    return strcmp(finder->folder, ".") == 0 ? sf_pool_copy(finder->tables->pool, name, strlen(name))
                                            : sf_pool_print(finder->tables->pool, "%s/%s", finder->folder, name);
}

static sf_status no_memory(sf_tables *tables, sf_error *err)
{
    tables->pool->failed = true;
    return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the config"));
}

sf_status sf_table_find(const sf_table_finder *finder, const char *name, const char **real, sf_error *err)
{
    const char *path;
    char *found = NULL;
    sf_input_fault fault;

    if (finder->tables == NULL)
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("no CSV file can be read here: \"%.80s\""), name);
    path = path_of(finder, name);
    if (path == NULL)
        return no_memory(finder->tables, err);
    fault = sf_input_file_find(finder->tables->source->folder, path, name, &found);
    if (fault == SF_FILE_IS_OUTSIDE)
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("\"%.80s\" lies outside the config; CSV files are read from its own folder or from parts/"),
                       name);
    if (fault == SF_FILE_IS_MISSING)
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("there is no file \"%.80s\"; the name counts from the folder of the file that names it"),
                       name);
    if (fault != SF_FILE_IS_FINE)
        return no_memory(finder->tables, err);
    *real = sf_pool_copy(finder->tables->pool, found, strlen(found));
    free(found);
    return *real != NULL ? SF_OK : no_memory(finder->tables, err);
}

static sf_status read_bytes(const sf_table_finder *finder, const char *name, char **text, size_t *length, sf_error *err)
{
    sf_tables *tables = finder->tables;
    const char *real = NULL;
    sf_status status = sf_table_find(finder, name, &real, err);

    if (status != SF_OK)
        return status;
    if (tables->file_count >= SF_TABLES_MOST_FILES)
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("\"%.80s\" is one CSV file too many; a config reads at most %d"), name,
                       (int)SF_TABLES_MOST_FILES);
    switch (sf_input_file_read(tables->pool, real, SF_TABLES_MOST_BYTES - tables->bytes, text, length)) {
    case SF_FILE_IS_FINE:
        tables->bytes += *length;
        return SF_OK;
    case SF_FILE_IS_NOT_PLAIN:
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("\"%.80s\" is no plain file; a table is a CSV file"), name);
    case SF_FILE_IS_TOO_LARGE:
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("\"%.80s\" is too large; the CSV files of a config hold at most 2 MiB together"), name);
    case SF_FILE_NEEDS_MEMORY:
        return no_memory(tables, err);
    case SF_FILE_IS_MISSING:
    case SF_FILE_IS_OUTSIDE:
    case SF_FILE_IS_UNREADABLE:
        break;
    }
    return SF_FAIL(err, SF_EDOMAIN, NULL, _("\"%.80s\" cannot be read; check its permissions"), name);
}

/* Remembers the file for digests; once, however often it is read. */
static bool remember(sf_tables *tables, const char *name, const char *text, size_t length)
{
    sf_table_file *file;
    sf_digest digest;

    for (file = tables->files; file != NULL; file = file->next)
        if (strcmp(file->name, name) == 0)
            return true;
    tables->file_count++;
    file = sf_pool_take(tables->pool, 1, sizeof *file);
    if (file == NULL)
        return false;
    file->name = name;
    sf_digest_begin(&digest);
    sf_digest_add(&digest, text, length);
    sf_digest_end(&digest, file->hex);
    file->next = tables->files;
    tables->files = file;
    return true;
}

/* --- bytes ------------------------------------------------------------------------------------------------------------------ */

/* Adds a problem at the first byte that no table may hold; false then. */
static bool check_bytes(sf_tables *tables, const sf_table *table, const char *text, size_t length)
{
    char problem[160];
    int line = 1, column = 1;

    for (size_t i = 0; i < length;) {
        const bool is_line_end = text[i] == '\r' && i + 1 < length && text[i + 1] == '\n';
        const size_t n = is_line_end ? 1 : sf_character_read(text + i, length - i, problem);

        if (n == 0) {
            const sf_place place = sf_input_file_place(table->name, line, column);

            sf_problems_data_error(tables->problems, &place, "%s", problem);
            return false;
        }
        column = text[i] == '\n' ? 1 : column + 1;
        line += text[i] == '\n' ? 1 : 0;
        i += n;
    }
    return true;
}

static bool has_semicolon(const char *text, size_t length)
{
    bool is_quoted = false;

    for (size_t i = 0; i < length && (is_quoted || text[i] != '\n'); i++) {
        is_quoted = is_quoted != (text[i] == '"');
        if (text[i] == ';' && !is_quoted)
            return true;
    }
    return false;
}

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

static bool grow(splitter *s)
{
    const size_t capacity = s->cell_capacity == 0 ? 256 : 2 * s->cell_capacity;
    sf_table_cell *cells =
        capacity <= (size_t)2 * MOST_TABLE_CELLS ? sf_pool_take(s->tables->pool, capacity, sizeof *cells) : NULL;

    if (cells == NULL)
        return false;
    if (s->cell_count > 0)
        memcpy(cells, s->cells, s->cell_count * sizeof *cells);
    s->cells = cells;
    s->cell_capacity = capacity;
    return true;
}

static void cell_ends(void *text, size_t length, void *data)
{
    splitter *s = data;
    const char *copy = sf_pool_copy(s->tables->pool, text != NULL ? text : "", text != NULL ? length : 0);

    if (!s->is_in_cell) { /* an empty one: it is where it ends */
        s->cell_line = s->line;
        s->cell_column = s->column;
    }
    s->is_in_cell = false;
    s->failed = s->failed || copy == NULL || (s->cell_count == s->cell_capacity && !grow(s));
    if (!s->failed)
        s->cells[s->cell_count++] = (sf_table_cell){copy, s->cell_line, s->cell_column};
}

static bool is_empty_row(const splitter *s)
{
    for (size_t i = s->row_start; i < s->cell_count; i++)
        if (s->cells[i].text[0] != '\0')
            return false;
    return true;
}

static void row_ends(int ender, void *data)
{
    splitter *s = data;
    sf_table *table = s->table;

    (void)ender;
    if (s->failed || is_empty_row(s)) {
        s->cell_count = s->row_start;
        return;
    }
    if (table->row_count == s->row_capacity) {
        const size_t capacity = s->row_capacity == 0 ? 256 : 2 * s->row_capacity;
        sf_table_row *rows = sf_pool_take(s->tables->pool, capacity, sizeof *rows);

        s->failed = rows == NULL;
        if (s->failed)
            return;
        if (table->row_count > 0)
            memcpy(rows, table->rows, table->row_count * sizeof *rows);
        table->rows = rows;
        s->row_capacity = capacity;
    }
    table->rows[table->row_count++] =
        (sf_table_row){.count = s->cell_count - s->row_start, .line = s->cells[s->row_start].line};
    s->row_start = s->cell_count;
}

/* Rows find their cells when all of these have come to rest. */
static void hand_out_cells(splitter *s)
{
    size_t first = 0;

    for (size_t i = 0; i < s->table->row_count; i++) {
        s->table->rows[i].cells = s->cells + first;
        first += s->table->rows[i].count;
    }
}

static void step(splitter *s, const char *text)
{
    if (text[0] == '\n') {
        s->line++;
        s->column = 1;
    } else if (((unsigned char)text[1] & 0xc0) != 0x80) {
        s->column++;
    }
}

/* Splits the text; SF_EDATA after a complaint. */
static sf_status split(splitter *s, const char *text, size_t length, char separator)
{
    struct csv_parser parser;
    sf_place place;

    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return SF_ENOMEM;
    csv_set_delim(&parser, (unsigned char)separator);
    s->line = s->column = 1;
    for (size_t i = 0; i < length && !s->failed; i++) {
        if (!s->is_in_cell && strchr(" \t\r\n", text[i]) == NULL && text[i] != separator) {
            s->is_in_cell = true;
            s->cell_line = s->line;
            s->cell_column = s->column;
        }
        if (csv_parse(&parser, text + i, 1, cell_ends, row_ends, s) != 1) {
            const bool is_quote = csv_error(&parser) == CSV_EPARSE;

            place = sf_input_file_place(s->table->name, s->line, s->column);
            csv_free(&parser);
            if (!is_quote)
                return SF_ENOMEM;
            sf_problems_data_error(
                s->tables->problems, &place, "%s",
                _("there is a quote inside a cell; put the whole cell in quotes, and write \"\" for a quote in it"));
            return SF_EDATA;
        }
        step(s, text + i);
    }
    if (!s->failed && csv_fini(&parser, cell_ends, row_ends, s) != 0) {
        place = sf_input_file_place(s->table->name, s->cell_line, s->cell_column);
        sf_problems_data_error(s->tables->problems, &place, "%s", _("the quote that begins this cell is never closed"));
        csv_free(&parser);
        return SF_EDATA;
    }
    csv_free(&parser);
    if (!s->failed)
        return SF_OK;
    if (s->tables->pool->failed)
        return SF_ENOMEM;
    place = sf_input_file_place(s->table->name, s->line, s->column);
    sf_problems_data_error(s->tables->problems, &place,
                           _("there are more than %d cells; a table this large is not read"), (int)MOST_TABLE_CELLS);
    return SF_EDATA;
}

sf_status sf_table_read(const sf_table_finder *finder, const char *name, bool is_single, sf_table **out, sf_error *err)
{
    sf_tables *tables = finder->tables;
    sf_table *table = NULL;
    splitter s = {.tables = tables};
    char *text = NULL;
    size_t length = 0;
    sf_status status = read_bytes(finder, name, &text, &length, err);

    if (status != SF_OK)
        return status;
    table = sf_pool_take(tables->pool, 1, sizeof *table);
    if (table == NULL || (table->name = path_of(finder, name)) == NULL || !remember(tables, table->name, text, length))
        return no_memory(tables, err);
    assert(text != NULL);
    table->has_mark = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    if (table->has_mark) {
        text += 3;
        length -= 3;
    }
    if (!check_bytes(tables, table, text, length))
        return SF_EDATA;
    table->has_windows_lines = memmem(text, length, "\r\n", 2) != NULL;
    table->has_semicolons = !is_single && has_semicolon(text, length);
    s.table = table;
    status = split(&s, text, length, is_single || table->has_semicolons ? ';' : ',');
    if (status == SF_ENOMEM)
        return no_memory(tables, err);
    if (status == SF_OK && table->row_count == 0) {
        const sf_place place = sf_input_file_place(table->name, 1, 1);

        sf_problems_data_error(tables->problems, &place, "%s",
                               _("the file is empty; its first line names the columns"));
        status = SF_EDATA;
    }
    hand_out_cells(&s);
    if (status == SF_OK)
        *out = table;
    return status;
}

/* --- what is made of it ------------------------------------------------------------------------------------------------------- */

sf_place sf_table_place(const sf_table *table, const sf_table_cell *cell)
{
    return sf_input_file_place(table->name, cell->line, cell->column);
}

const char *sf_table_number(sf_tables *tables, sf_table *table, const char *text)
{
    char *copy = NULL;

    for (size_t i = 1; text[i] != '\0' && text[i - 1] != '\0'; i++) {
        if (text[i] != ',' || !isdigit((unsigned char)text[i - 1]) || !isdigit((unsigned char)text[i + 1]))
            continue;
        if (copy == NULL)
            copy = sf_pool_copy(tables->pool, text, strlen(text));
        if (copy == NULL)
            return NULL;
        copy[i] = '.';
        table->has_decimal_commas = true;
    }
    return copy != NULL ? copy : text;
}

void sf_table_notice(sf_tables *tables, const sf_table *table)
{
    const struct {
        bool is_there;
        const char *what;
    } marks[] = {
        {table->has_mark, _("a byte order mark")},
        {table->has_windows_lines, _("Windows line ends")},
        {table->has_semicolons, _("; between the cells")},
        {table->has_decimal_commas, _("decimal commas")},
    };
    const sf_place place = sf_input_file_place(table->name, 1, 1);
    const char *list = NULL;

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].is_there)
            list = list == NULL ? marks[i].what : sf_pool_print(tables->pool, "%s, %s", list, marks[i].what);
    if (list != NULL)
        sf_problems_warning(tables->problems, &place, _("the table is read as Excel writes it, with %s; all is well"),
                            list);
}

static bool is_in_table(const sf_tables *tables, const char *file)
{
    for (const sf_table_file *f = tables->files; f != NULL; f = f->next) {
        const sf_place place = sf_input_file_place(f->name, 1, 1);

        if (strcmp(place.file, file) == 0)
            return true;
    }
    return false;
}

void sf_tables_sift(const sf_tables *tables, sf_problems *problems)
{
    size_t kept = 0, told = 0, dropped = 0;
    sf_place last = {.file = ""};

    for (size_t i = 0; i < problems->count; i++) {
        sf_problem *problem = &problems->items[i];

        if (!problem->is_warning && (problem->status == SF_EDATA || is_in_table(tables, problem->place.file))) {
            problem->status = SF_EDATA;
            if (++told > SF_TABLES_MOST_ERRORS) {
                last = problem->place;
                free(problem->message);
                dropped++;
                problems->errors--;
                continue;
            }
        }
        problems->items[kept++] = *problem;
    }
    problems->count = kept;
    if (dropped > 0)
        sf_problems_data_error(problems, &last, _("and %zu more errors in tables"), dropped);
}
