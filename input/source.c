/* input/source.c - from files to one clean text with a map back to every line.
 * Invariant: libconfig never sees a byte, an @include or an amount of text that was not checked here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/source.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"

/* One file while it is being spliced. */
typedef struct reading {
    const char *text;
    size_t length, at, line_start;
    size_t file; /* index into source->files */
    int line;
    const struct reading *includer;
    const char *real_path; /* for finding circles */
} reading;

typedef struct splicer {
    sf_pool *pool;
    sf_source *source;
    sf_problems *problems;
    sf_error *err;
    size_t total;         /* bytes read so far */
    size_t line_capacity; /* of source->lines */
} splicer;

size_t sf_utf8_read(const char *text, size_t length, uint32_t *character)
{
    const unsigned char *b = (const unsigned char *)text;
    size_t n;
    uint32_t c;

    if (length == 0)
        return 0;
    n = b[0] < 0x80                   ? 1
        : b[0] >= 0xc2 && b[0] < 0xe0 ? 2
        : b[0] >= 0xe0 && b[0] < 0xf0 ? 3
        : b[0] >= 0xf0 && b[0] < 0xf5 ? 4
                                      : 0;
    if (n == 0 || n > length)
        return 0;
    c = n == 1 ? b[0] : b[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (b[i] & 0x3f);
    }
    if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0; /* a longer form than needed, or half of a UTF-16 pair */
    *character = c;
    return n;
}

/* --- places ----------------------------------------------------------------------------------------------------------- */

sf_place sf_input_file_place(const char *file, int line, int column)
{
    sf_place place = {.line = line, .column = column};
    const size_t length = strlen(file), room = sizeof place.file - 1;

    snprintf(place.file, sizeof place.file, "%s", length > room ? file + length - room : file); /* the end says more */
    return place;
}

sf_place sf_source_place(const sf_source *source, int line, int column)
{
    const size_t index = line >= 1 ? (size_t)line - 1 : 0;

    if (source->line_count == 0)
        return sf_input_file_place(source->files[0], 1, 1);
    if (index >= source->line_count) /* the end of the text */
        return sf_input_file_place(source->files[source->lines[source->line_count - 1].file],
                                   source->lines[source->line_count - 1].number, column);
    return sf_input_file_place(source->files[source->lines[index].file], source->lines[index].number, column);
}

static sf_place here(const splicer *s, const reading *r)
{
    int column = 1;

    for (size_t i = r->line_start; i < r->at && i < r->length; i++)
        if (((unsigned char)r->text[i] & 0xc0) != 0x80)
            column++;
    return sf_input_file_place(s->source->files[r->file], r->line, column);
}

#define COMPLAIN(s, r, ...)                                              \
    do {                                                                 \
        const sf_place complaint_place = here((s), (r));                 \
        sf_problems_error((s)->problems, &complaint_place, __VA_ARGS__); \
    } while (0)

/* --- files ------------------------------------------------------------------------------------------------------------ */

static sf_input_fault read_all(sf_pool *pool, int file, size_t size, char **out, size_t *length)
{
    size_t n = 0;
    char *text = sf_pool_take(pool, size + 1, 1);

    if (text == NULL)
        return SF_FILE_NEEDS_MEMORY;
    while (n < size) {
        const ssize_t got = read(file, text + n, size - n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return SF_FILE_IS_UNREADABLE;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    text[n] = '\0';
    *out = text;
    *length = n;
    return SF_FILE_IS_FINE;
}

sf_input_fault sf_input_file_read(sf_pool *pool, const char *path, size_t most, char **text, size_t *length)
{
    struct stat about;
    sf_input_fault fault;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int why;

    if (file < 0)
        return SF_FILE_IS_MISSING;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        fault = SF_FILE_IS_NOT_PLAIN;
    else if ((unsigned long long)about.st_size > most)
        fault = SF_FILE_IS_TOO_LARGE;
    else
        fault = read_all(pool, file, (size_t)about.st_size, text, length);
    why = errno;
    close(file);
    errno = why; /* of reading, not of closing */
    return fault;
}

/* Reads a file of the config; *problem is a sentence for the user (static) when SF_ECONFIG is returned. */
static sf_status open_and_read(splicer *s, const char *path, char **text, size_t *length, const char **problem)
{
    switch (sf_input_file_read(s->pool, path, SF_SOURCE_MOST_BYTES - s->total, text, length)) {
    case SF_FILE_IS_FINE:
        s->total += *length;
        return SF_OK;
    case SF_FILE_IS_NOT_PLAIN:
        *problem = _("this is no plain file; a config is a text file");
        return SF_ECONFIG;
    case SF_FILE_IS_TOO_LARGE:
        *problem = _("the config is larger than 256 KiB with all that it includes; long lists belong in CSV files");
        return SF_ECONFIG;
    case SF_FILE_IS_UNREADABLE:
        return SF_FAIL(s->err, SF_EIO, NULL, _("reading the config failed: %s"), strerror(errno));
    case SF_FILE_NEEDS_MEMORY:
        return SF_FAIL(s->err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the config"));
    case SF_FILE_IS_MISSING:
    case SF_FILE_IS_OUTSIDE:
        break;
    }
    return SF_ENOINPUT;
}

/* The folder part of a path, "." when there is none. malloc; NULL when memory ran out. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

const char *sf_input_file_folder(sf_pool *pool, const char *path)
{
    char *folder = folder_of(path);
    const char *copy = folder != NULL ? sf_pool_copy(pool, folder, strlen(folder)) : NULL;

    pool->failed = pool->failed || copy == NULL;
    free(folder);
    return copy;
}

/* True when the real folder is the config's, its parts/, or the parts/ beside it. */
static bool is_allowed_folder(const char *config_folder, const char *folder)
{
    const size_t n = strlen(config_folder);
    const char *slash = strrchr(config_folder, '/');
    const size_t parent = slash != NULL ? (size_t)(slash - config_folder) : 0;

    if (strcmp(folder, config_folder) == 0)
        return true;
    if (strncmp(folder, config_folder, n) == 0 && strcmp(folder + n, "/parts") == 0)
        return true;
    return strncmp(folder, config_folder, parent) == 0 && strcmp(folder + parent, "/parts") == 0;
}

/* --- the text --------------------------------------------------------------------------------------------------------- */

static bool add_line(splicer *s, const reading *r)
{
    sf_source *source = s->source;

    if (source->line_count == s->line_capacity) {
        const size_t capacity = s->line_capacity == 0 ? 1024 : 2 * s->line_capacity;
        sf_source_line *lines = sf_pool_take(s->pool, capacity, sizeof *lines);

        if (lines == NULL)
            return false;
        if (source->line_count > 0)
            memcpy(lines, source->lines, source->line_count * sizeof *lines);
        source->lines = lines;
        s->line_capacity = capacity;
    }
    source->lines[source->line_count++] = (sf_source_line){.file = r->file, .number = r->line};
    return true;
}

static bool is_direction_override(uint32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

size_t sf_character_read(const char *text, size_t length, char problem[160])
{
    uint32_t c = 0;
    const size_t n = sf_utf8_read(text, length, &c);

    if (n == 0)
        snprintf(problem, 160, _("the byte 0x%02x here is not valid UTF-8; save the file as UTF-8"),
                 (unsigned char)text[0]);
    else if (c == 0)
        snprintf(problem, 160, "%s", _("there is a NUL byte here; a config is a text file"));
    else if (c == '\r')
        snprintf(problem, 160, "%s", _("there is a carriage return inside a line; lines end with a newline"));
    else if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0))
        snprintf(problem, 160, _("there is a control character (U+%04X) here; remove it"), (unsigned)c);
    else if (is_direction_override(c))
        snprintf(problem, 160,
                 _("there is a text direction override (U+%04X) here, which hides what is written; remove it"),
                 (unsigned)c);
    else if (c == 0xfeff)
        snprintf(problem, 160, "%s", _("there is a byte order mark inside the text; remove it"));
    else
        return n;
    return 0;
}

/* Checks the character at r->at; returns its length, or 0 after a complaint. */
static size_t check_character(splicer *s, const reading *r)
{
    char problem[160];
    const size_t n = sf_character_read(r->text + r->at, r->length - r->at, problem);

    if (n == 0)
        COMPLAIN(s, r, "%s", problem);
    return n;
}

/* "@include \"name\"" at r->at: the name in *name (pool) and the end of its line in *end; false after a complaint. */
static bool read_include_line(splicer *s, const reading *r, const char **name, size_t *end)
{
    const char *line = r->text + r->at;
    const size_t length = strcspn(line, "\n"), word = strlen("@include");
    size_t at = word;
    size_t name_length;

    if (length < word || strncmp(line, "@include", word) != 0) {
        COMPLAIN(s, r, "%s",
                 _("\"@\" is only for @include; write for example @include \"parts/tiltak.cfg\" on a line of its own"));
        return false;
    }
    at += strspn(line + at, " \t");
    name_length = line[at] == '"' ? strcspn(line + at + 1, "\"\n\\") : 0;
    if (name_length == 0 || line[at + 1 + name_length] != '"') {
        COMPLAIN(s, r, "%s", _("the file name is missing; write for example @include \"parts/tiltak.cfg\""));
        return false;
    }
    *name = sf_pool_copy(s->pool, line + at + 1, name_length);
    at += name_length + 2;
    at += strspn(line + at, " \t\r");
    if (line[at] != '\n' && line[at] != '\0' && line[at] != '#' && strncmp(line + at, "//", 2) != 0) {
        COMPLAIN(s, r, "%s", _("something follows the @include on its line; give it a line of its own"));
        return false;
    }
    *end = r->at + length;
    return *name != NULL;
}

static bool splice_file(splicer *s, reading *r);

static bool is_being_read(const reading *r, const char *real_path)
{
    for (; r != NULL; r = r->includer)
        if (strcmp(r->real_path, real_path) == 0)
            return true;
    return false;
}

sf_input_fault sf_input_file_find(const char *folder, const char *path, const char *name, char **real)
{
    char *found, *its_folder;
    sf_input_fault fault;

    if (strstr(name, "://") != NULL || name[0] == '/')
        return SF_FILE_IS_OUTSIDE;
    found = realpath(path, NULL);
    if (found == NULL)
        return errno == ENOMEM ? SF_FILE_NEEDS_MEMORY : SF_FILE_IS_MISSING;
    its_folder = folder_of(found);
    fault = its_folder == NULL                      ? SF_FILE_NEEDS_MEMORY
            : is_allowed_folder(folder, its_folder) ? SF_FILE_IS_FINE
                                                    : SF_FILE_IS_OUTSIDE;
    free(its_folder);
    if (fault == SF_FILE_IS_FINE)
        *real = found;
    else
        free(found);
    return fault;
}

/* A file of that name lies in the parts/ of the config's own folder, where a forgotten "parts/" would have found it. */
static bool is_in_parts(splicer *s, const char *name)
{
    const char *path =
        strchr(name, '/') == NULL ? sf_pool_print(s->pool, "%s/parts/%s", s->source->folder, name) : NULL;

    return path != NULL && access(path, R_OK) == 0;
}

/* The real path of an included file that may be read (malloc); NULL after a complaint. */
static char *find_included(splicer *s, const reading *r, const char *path, const char *name)
{
    char *real = NULL;
    const sf_input_fault fault = sf_input_file_find(s->source->folder, path, name, &real);

    if (fault == SF_FILE_NEEDS_MEMORY)
        s->pool->failed = true;
    else if (fault == SF_FILE_IS_MISSING && is_in_parts(s, name))
        COMPLAIN(s, r, _("there is no file \"%s\" to include; did you mean \"parts/%s\"?"), name, name);
    else if (fault == SF_FILE_IS_MISSING)
        COMPLAIN(s, r, _("there is no file \"%s\" to include; the name counts from the folder of this file"), name);
    else if (fault == SF_FILE_IS_OUTSIDE)
        COMPLAIN(s, r, _("\"%s\" lies outside the config; include files from its own folder or from parts/"), name);
    else if (!is_being_read(r, real))
        return real;
    else
        COMPLAIN(s, r, _("\"%s\" includes itself; remove one of the @include lines"), name);
    free(real);
    return NULL;
}

static size_t include_depth(const reading *r)
{
    size_t depth = 0;

    for (; r != NULL; r = r->includer)
        depth++;
    return depth;
}

static bool splice_included(splicer *s, const reading *r, const char *name)
{
    char *folder = folder_of(s->source->files[r->file]);
    const char *path = folder == NULL ? NULL
                       : strcmp(folder, ".") == 0 && strchr(s->source->files[r->file], '/') == NULL
                           ? sf_pool_copy(s->pool, name, strlen(name))
                           : sf_pool_print(s->pool, "%s/%s", folder, name);
    reading inner = {.file = s->source->file_count, .line = 1, .includer = r};
    const char *problem = NULL;
    char *text = NULL, *real = NULL;
    bool is_read = false;

    free(folder);
    if (path == NULL)
        return false;
    if (s->source->file_count >= SF_SOURCE_MOST_FILES || include_depth(r) >= SF_SOURCE_DEEPEST_INCLUDE) {
        COMPLAIN(s, r, _("too many files are included; at most %d files, %d deep"), (int)SF_SOURCE_MOST_FILES,
                 (int)SF_SOURCE_DEEPEST_INCLUDE);
        return false;
    }
    real = find_included(s, r, path, name);
    if (real == NULL)
        return false;
    inner.real_path = real;
    switch (open_and_read(s, real, &text, &inner.length, &problem)) {
    case SF_OK:
        inner.text = text;
        s->source->files[s->source->file_count++] = path;
        is_read = splice_file(s, &inner);
        break;
    case SF_ECONFIG:
        COMPLAIN(s, r, "%s: %s", name, problem);
        break;
    default:
        COMPLAIN(s, r, _("\"%s\" cannot be read; check its permissions"), name);
        break;
    }
    free(real);
    return is_read;
}

static void put(sf_source *source, const char *bytes, size_t count)
{
    memcpy(source->text + source->length, bytes, count);
    source->length += count;
}

typedef enum text_state { IN_CODE, IN_STRING, IN_LINE_COMMENT, IN_BLOCK_COMMENT } text_state;

/* What the state is after the character at r->at (an escaped quote does not end a string; a newline ends all but a block). */
static text_state next_state(text_state state, const reading *r)
{
    const char *c = r->text + r->at;
    size_t backslashes = 0;

    switch (state) {
    case IN_STRING:
        while (backslashes < r->at && c[-1 - (ptrdiff_t)backslashes] == '\\')
            backslashes++;
        return (*c == '"' && backslashes % 2 == 0) || *c == '\n' ? IN_CODE : IN_STRING;
    case IN_LINE_COMMENT:
        return *c == '\n' ? IN_CODE : IN_LINE_COMMENT;
    case IN_BLOCK_COMMENT:
        return *c == '/' && r->at > 0 && c[-1] == '*' ? IN_CODE : IN_BLOCK_COMMENT;
    case IN_CODE:
        break;
    }
    if (*c == '"')
        return IN_STRING;
    if (*c == '#' || (*c == '/' && c[1] == '/'))
        return IN_LINE_COMMENT;
    return *c == '/' && c[1] == '*' ? IN_BLOCK_COMMENT : IN_CODE;
}

static bool is_line_blank_until(const reading *r)
{
    for (size_t i = r->line_start; i < r->at; i++)
        if (r->text[i] != ' ' && r->text[i] != '\t')
            return false;
    return true;
}

/* Copies one file into the text, line by line; an @include line is replaced by the lines of its file. */
static bool splice_file(splicer *s, reading *r)
{
    text_state state = IN_CODE;

    if (r->length >= 3 && memcmp(r->text, "\xef\xbb\xbf", 3) == 0)
        r->at = r->line_start = 3; /* the byte order mark of Windows editors */
    if (!add_line(s, r))
        return false;
    while (r->at < r->length) {
        size_t n;

        if (r->text[r->at] == '\r' && r->text[r->at + 1] == '\n')
            r->at++;
        n = check_character(s, r);
        if (n == 0)
            return false;
        if (state == IN_CODE && r->text[r->at] == '@') {
            const char *name = NULL;
            size_t end = 0;

            if (!is_line_blank_until(r)) {
                COMPLAIN(s, r, "%s", _("@include must begin its line"));
                return false;
            }
            s->source->length -= r->at - r->line_start; /* the blanks before it */
            s->source->line_count--;
            if (!read_include_line(s, r, &name, &end) || !splice_included(s, r, name))
                return false;
            r->at = end; /* its newline ends the line that the included text left open */
            continue;
        }
        state = next_state(state, r);
        put(s->source, r->text + r->at, n);
        r->at += n;
        if (r->text[r->at - 1] == '\n') {
            r->line_start = r->at;
            r->line++;
            if (!add_line(s, r))
                return false;
        }
    }
    return true;
}

sf_status sf_source_read(sf_pool *pool, const char *path, sf_source *out, sf_problems *problems, sf_error *err)
{
    splicer s = {.pool = pool, .source = out, .problems = problems, .err = err};
    reading r = {.line = 1};
    const char *problem = NULL;
    char *text = NULL, *real = NULL;
    sf_status status;

    *out = (sf_source){.file_count = 1, .files = {sf_pool_copy(pool, path, strlen(path))}};
    /* Every included file is counted in `total`, and splicing adds a newline at most for each. */
    out->text = sf_pool_take(pool, SF_SOURCE_MOST_BYTES + SF_SOURCE_MOST_FILES + 1, 1);
    if (out->files[0] == NULL || out->text == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the config"));
    status = open_and_read(&s, path, &text, &r.length, &problem);
    if (status == SF_ENOINPUT)
        return SF_FAIL(err, SF_ENOINPUT, NULL, _("%s cannot be opened: %s; check the name"), path, strerror(errno));
    if (status == SF_ECONFIG) {
        const sf_place place = sf_input_file_place(path, 1, 1);

        sf_problems_error(problems, &place, "%s", problem);
    }
    if (status != SF_OK)
        return status;

    r.text = text;
    real = realpath(path, NULL);
    out->folder = real != NULL ? sf_input_file_folder(pool, real) : NULL;
    r.real_path = real;
    if (real == NULL && errno != ENOMEM)
        status = SF_FAIL(err, SF_ENOINPUT, NULL, _("%s cannot be opened: %s; check the name"), path, strerror(errno));
    else if (out->folder == NULL)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the config"));
    else if (!splice_file(&s, &r))
        status = pool->failed ? SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the config"))
                              : SF_ECONFIG;
    free(real);
    return status;
}
