/* input/table.h - CSV files beside a config: found by the rules of @include, checked byte by byte, split by libcsv, every cell
 * with its place. What Norwegian Excel writes (; between cells, decimal comma, byte order mark, CRLF) is taken, and named.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_TABLE_H
#define SF_INPUT_TABLE_H

#include "core/digest.h"
#include "core/distribution.h"
#include "input/source.h"

enum {
    SF_TABLES_MOST_BYTES = 2 * 1024 * 1024, /* of all CSV files of a config together */
    SF_TABLES_MOST_FILES = 256,
    SF_TABLES_MOST_CELLS = 20000,         /* that become settings; values of a sample are not counted */
    SF_TABLES_MOST_PEOPLE_CELLS = 200000, /* the same, once people are among them (SF_KEY_PRIVATE) */
    SF_TABLES_MOST_ERRORS = 50            /* that are told one by one */
};

/** One CSV file that was read. */
typedef struct sf_table_file {
    struct sf_table_file *next;
    const char *name;        /* as messages name it */
    char hex[SF_DIGEST_HEX]; /* SHA-256 of its bytes */
} sf_table_file;

/** All that one config has read so far. */
typedef struct sf_tables {
    sf_pool *pool;
    sf_problems *problems;
    const sf_source *source;
    sf_table_file *files; /* newest first */
    size_t file_count, bytes, cells;
    struct sf_sample *samples; /* of input/distribution.c: no sample is read twice */
} sf_tables;

/** Where the names of files in some text count from. */
typedef struct sf_table_finder {
    sf_tables *tables;  /* NULL: no files can be read */
    const char *folder; /* as messages name it, "configs/parts" */
} sf_table_finder;

typedef struct sf_table_cell {
    const char *text; /* without quotes and outer blanks */
    int line, column;
} sf_table_cell;

typedef struct sf_table_row {
    const sf_table_cell *cells;
    size_t count;
    int line;
} sf_table_row;

/** A CSV file. Rows of empty cells are left out. */
typedef struct sf_table {
    const char *name; /* as messages name it */
    sf_table_row *rows;
    size_t row_count;       /* 1 or more: rows[0] is the first line */
    bool has_mark;          /* began with a byte order mark */
    bool has_windows_lines; /* CRLF */
    bool has_semicolons;
    bool has_decimal_commas; /* set by whom it concerns */
} sf_table;

/** True when the name ends in .csv, in any case. */
bool sf_table_is_name(const char *name, size_t length);

/** The folder that names count from in a file of the config: the file's own. For what stands in no file, an assignment for
 *  example, the config's. Owner: the pool. */
sf_table_finder sf_table_finder_in(sf_tables *tables, const char *file);

/** Reads the CSV file `name`. Cells are separated by ; when the first line holds one, otherwise by commas; a table that
 *  is_single has one column, in which a comma is a decimal comma.
 *  Returns SF_OK and *out (owner: the pool); SF_EDOMAIN with a sentence about the name or the file in *err; SF_EDATA after
 *  adding problems inside it; SF_ENOMEM.
 *  Cost O(bytes). */
SF_MUST_CHECK sf_status sf_table_read(const sf_table_finder *finder, const char *name, bool is_single, sf_table **out,
                                      sf_error *err);

/** Where `name` really is, for telling whether two names mean one file. Returns as sf_table_read. Owner: the pool. */
SF_MUST_CHECK sf_status sf_table_find(const sf_table_finder *finder, const char *name, const char **real,
                                      sf_error *err);

sf_place sf_table_place(const sf_table *table, const sf_table_cell *cell);

/** A number with a decimal comma as one with a point, where the table may have such; otherwise the text. "8,6 %, 7..12,9, P26"
 *  is "8.6 %, 7..12.9, P26": a comma between two digits. NULL when memory ran out. Owner: the pool. */
const char *sf_table_number(sf_tables *tables, sf_table *table, const char *text);

/** Adds a notice of what Excel has left in the table, if it has. Call when all cells are read. */
void sf_table_notice(sf_tables *tables, const sf_table *table);

/** Gives the problems inside CSV files the status SF_EDATA; of more than SF_TABLES_MOST_ERRORS only those are kept, and how many
 *  more there were. The list is sorted. */
void sf_tables_sift(const sf_tables *tables, sf_problems *problems);

#endif
