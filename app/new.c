/* app/new.c - saksflyt new: a small commented office to begin with. Its text is app/new_office.cfg, which the build puts into the
 * program, so that no number about NAV stands in C.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/command.h"
#include "app/stock.h"
#include "core/text.h"
#include "new_office.h" /* made by cmake/embed.cmake: new_office[] and new_office_length */
#include "new_stock.h"

enum { LONGEST_NAME = 64, LONGEST_PATH = 4096 };

typedef struct arguments {
    const char *name;
    bool with_stock;
    const char *counts; /* NULL: those of the office to begin with */
} arguments;

enum { OPTION_STOCK = 256 };

static const struct argp_option options[] = {
    {"stock", OPTION_STOCK, "COUNTS.csv", OPTION_ARG_OPTIONAL,
     N_("writes an office that begins with a synthetic stock, the stock, and the counts that it is made from; with COUNTS.csv only NAME_stock.csv, made from those counts"),
     0},
    {0}};

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case OPTION_STOCK:
        a->with_stock = true;
        a->counts = value;
        return 0;
    case ARGP_KEY_ARG:
        if (a->name != NULL)
            argp_error(state, _("one office at a time: \"%s\" is one too many"), value);
        a->name = value;
        return 0;
    case ARGP_KEY_END:
        if (a->name == NULL)
            argp_error(state, "%s", _("what is the office called? Write a name, my_office for example"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp new_parser = {
    options,       option,
    "NAME",        N_("Writes NAME.cfg, a small office with comments, to begin with. It replaces no file."),
    NULL,          NULL,
    SF_TEXT_DOMAIN};

/* The name as the file bears it: without folders and without .cfg. */
static bool name_of(const char *path, char name[LONGEST_NAME + 1])
{
    const char *base = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
    size_t length = strlen(base);

    if (length > 4 && strcmp(base + length - 4, ".cfg") == 0)
        length -= 4;
    if (length == 0 || length > LONGEST_NAME || base[0] == '-' || base[0] == '.' ||
        strspn(base, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") < length)
        return false;
    memcpy(name, base, length);
    name[length] = '\0';
    return true;
}

/* Lines that begin with "#nb " or "#en " are for readers of that language. */
static void put_line(FILE *out, const char *line, size_t length, const char *name, const char *file)
{
    const char *const end = line + length;

    while (line < end) {
        if (strncmp(line, "@NAME@", 6) == 0 || strncmp(line, "@FILE@", 6) == 0) {
            fputs(line[1] == 'N' ? name : file, out);
            line += 6;
        } else {
            fputc(*line++, out);
        }
    }
    fputc('\n', out);
}

/* The words of a line that is for offices of one kind only; NULL: not for this kind. */
static const char *words_for(const char *words, bool with_stock)
{
    if (strncmp(words, "#stock ", 7) == 0)
        return with_stock ? words + 7 : NULL;
    if (strncmp(words, "#empty ", 7) == 0)
        return with_stock ? NULL : words + 7;
    return words;
}

static void put_office(FILE *out, sf_language language, const char *name, const char *file, bool with_stock)
{
    const char *const mine = language == SF_LANGUAGE_NB ? "#nb " : "#en ", *const theirs = language == SF_LANGUAGE_NB
                                                                                               ? "#en "
                                                                                               : "#nb ";
    const char *line = new_office, *const end = new_office + new_office_length;

    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        const size_t indent = strspn(line, " ");
        const char *words = words_for(line + indent, with_stock);

        if (words == NULL) {
            line = stop + 1;
            continue;
        }
        if (strncmp(words, mine, 4) == 0) {
            fprintf(out, "%*s", (int)indent, "");
            if (strncmp(words + 4, "question = ", 11) != 0) /* a setting, in the reader's language */
                fputs("# ", out);
            put_line(out, words + 4, (size_t)(stop - words) - 4, name, file);
        } else if (strncmp(words, theirs, 4) != 0) {
            fprintf(out, "%*s", (int)indent, "");
            put_line(out, words, (size_t)(stop - words), name, file);
        }
        line = stop + 1;
    }
}

static int cannot(const char *file, int code, int error)
{
    fprintf(stderr, _("saksflyt: cannot write %s: %s\n"), file, strerror(error));
    return code;
}

/* A path of the folder of NAME; false when it is too long. */
static bool file_of(const char *path, const char *name, const char *ending, char file[LONGEST_PATH])
{
    return snprintf(file, LONGEST_PATH, "%.*s%s%s",
                    (int)(strrchr(path, '/') == NULL ? 0 : strrchr(path, '/') + 1 - path), path, name,
                    ending) < LONGEST_PATH;
}

/* A file that was not there before. NULL after a complaint, with the exit code. */
static FILE *new_file(const char *file, int *code)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    FILE *out = NULL;

    if (fd < 0 && errno == EEXIST) {
        fprintf(stderr, _("saksflyt: %s is there already; choose another name, or remove it first\n"), file);
        *code = EX_CANTCREAT;
    } else if (fd < 0 || (out = fdopen(fd, "w")) == NULL) {
        *code = cannot(file, EX_CANTCREAT, errno);
    }
    return out;
}

/* Closes the file; one that could not be written whole, or was not to be, is removed. */
static int file_ends(FILE *out, const char *file, int code)
{
    int error = ferror(out) ? errno : 0;

    if (fclose(out) != 0 || error != 0)
        code = cannot(file, EX_IOERR, error != 0 ? error : errno);
    if (code != EX_OK)
        unlink(file);
    return code;
}

static int write_office(const app *context, const char *path, const char *name, bool with_stock)
{
    char file[LONGEST_PATH];
    int code = EX_OK;
    FILE *out;

    if (!file_of(path, name, ".cfg", file))
        return cannot(path, EX_CANTCREAT, ENAMETOOLONG);
    out = new_file(file, &code);
    if (out == NULL)
        return code;
    put_office(out, context->language, name, file, with_stock);
    code = file_ends(out, file, EX_OK);
    if (code == EX_OK)
        printf(_("%s is written. Look at it with \"saksflyt check %s\", run it with \"saksflyt run %s\".\n"), file,
               file, file);
    return code;
}

static int write_counts(const char *path, const char *name, char file[LONGEST_PATH])
{
    int code = EX_OK;
    FILE *out;

    if (!file_of(path, name, "_counts.csv", file))
        return cannot(path, EX_CANTCREAT, ENAMETOOLONG);
    out = new_file(file, &code);
    if (out == NULL)
        return code;
    fwrite(new_stock, 1, new_stock_length, out);
    return file_ends(out, file, EX_OK);
}

static int write_stock(const char *path, const char *name, const char *counts)
{
    char file[LONGEST_PATH];
    int code = EX_OK;
    size_t people = 0;
    FILE *out;

    if (!file_of(path, name, "_stock.csv", file))
        return cannot(path, EX_CANTCREAT, ENAMETOOLONG);
    out = new_file(file, &code);
    if (out == NULL)
        return code;
    code = stock_from_counts(counts, out, &people);
    code = file_ends(out, file, code);
    if (code == EX_OK)
        printf(
            _("%s is written: %zu people, none of them real. A config begins with them by stock = { synthetic = \"yes\"; people = \"%s\"; };\n"),
            file, people, strrchr(file, '/') == NULL ? file : strrchr(file, '/') + 1);
    return code;
}

int command_new(const app *context, int argc, char **argv)
{
    arguments a = {.name = NULL};
    char name[LONGEST_NAME + 1];
    int code = parse_arguments(&new_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    if (!name_of(a.name, name)) {
        fprintf(
            stderr,
            _("saksflyt: \"%s\" is no name for an office; write up to %d letters a-z, digits, - _ or ., my_office for example\n"),
            a.name, (int)LONGEST_NAME);
        return EX_USAGE;
    }
    if (a.counts != NULL)
        return write_stock(a.name, name, a.counts);
    if (a.with_stock) {
        char counts[LONGEST_PATH];

        code = write_counts(a.name, name, counts);
        if (code == EX_OK)
            code = write_stock(a.name, name, counts);
        if (code != EX_OK)
            return code;
    }
    return write_office(context, a.name, name, a.with_stock);
}
