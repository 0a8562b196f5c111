/* input/source.h - the text of a config: its files read, checked byte by byte and spliced at their @include lines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_SOURCE_H
#define SF_INPUT_SOURCE_H

#include "core/problems.h"
#include "input/pool.h"

enum {
    SF_SOURCE_MOST_BYTES = 256 * 1024, /* of all files together */
    SF_SOURCE_MOST_FILES = 64,
    SF_SOURCE_DEEPEST_INCLUDE = 8
};

/** Where one line of the spliced text comes from. */
typedef struct sf_source_line {
    size_t file; /* index into files */
    int number;  /* from 1 */
} sf_source_line;

typedef struct sf_source {
    char *text; /* valid UTF-8 without NUL, lines end in '\n' only; has an end */
    size_t length;
    sf_source_line *lines;
    size_t line_count;
    const char *files[SF_SOURCE_MOST_FILES]; /* as messages name them */
    size_t file_count;
    const char *folder; /* the config's own, without symbolic links: what it reads lies there or in a parts/ */
} sf_source;

/** Reads a config and what it includes.
 *  An included file lies in the config's folder, in a parts/ there, or in a parts/ beside that folder; symbolic links out of
 *  them are not followed.
 *  Refused by name: NUL and control bytes, invalid UTF-8, text-direction overrides, too much text. BOM and CRLF are accepted.
 *  Returns SF_OK; SF_ENOINPUT when path cannot be opened; SF_EIO; SF_ECONFIG with the problem added to problems; SF_ENOMEM.
 *  Owner of the text: the pool. */
SF_MUST_CHECK sf_status sf_source_read(sf_pool *pool, const char *path, sf_source *out, sf_problems *problems,
                                       sf_error *err);

/** The user's place of a line and column (both from 1) of the spliced text. */
sf_place sf_source_place(const sf_source *source, int line, int column);

/** The same of a line and column of any file; of a very long name only the end is kept. */
sf_place sf_input_file_place(const char *file, int line, int column);

/** Length in bytes of the character that text begins with; 0 when no file of ours may hold it, with a sentence that names it. */
size_t sf_character_read(const char *text, size_t length, char problem[160]);

/** What may be wrong with a file. */
typedef enum sf_input_fault {
    SF_FILE_IS_FINE,
    SF_FILE_IS_MISSING,
    SF_FILE_IS_OUTSIDE, /* of the folders that a config may read from */
    SF_FILE_IS_NOT_PLAIN,
    SF_FILE_IS_TOO_LARGE,
    SF_FILE_IS_UNREADABLE,
    SF_FILE_NEEDS_MEMORY
} sf_input_fault;

/** Where `path`, written as `name` in a config in `folder` (a real path), really is: in that folder, in a parts/ there or beside
 *  it. Owner of *real: the caller (free). */
sf_input_fault sf_input_file_find(const char *folder, const char *path, const char *name, char **real);

/** Reads a plain file of at most `most` bytes. The text has an end beyond its length. Owner: the pool. */
sf_input_fault sf_input_file_read(sf_pool *pool, const char *path, size_t most, char **text, size_t *length);

/** The folder part of a path, "." when there is none. Owner: the pool; NULL when memory ran out. */
const char *sf_input_file_folder(sf_pool *pool, const char *path);

/** Length in bytes of the UTF-8 character that text begins with, and the character; 0 when it is not valid UTF-8. */
size_t sf_utf8_read(const char *text, size_t length, uint32_t *character);

#endif
