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
#include "core/text.h"
#include "new_office.h" /* made by cmake/embed.cmake: new_office[] and new_office_length */

enum { LONGEST_NAME = 64, LONGEST_PATH = 4096 };

typedef struct arguments {
    const char *name;
} arguments;

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
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
    NULL,          option,
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

static void put_office(FILE *out, sf_language language, const char *name, const char *file)
{
    const char *const mine = language == SF_LANGUAGE_NB ? "#nb " : "#en ", *const theirs = language == SF_LANGUAGE_NB
                                                                                               ? "#en "
                                                                                               : "#nb ";
    const char *line = new_office, *const end = new_office + new_office_length;

    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        const size_t indent = strspn(line, " ");
        const char *words = line + indent;

        if (strncmp(words, mine, 4) == 0) {
            fprintf(out, "%*s", (int)indent, "");
            if (strncmp(words + 4, "question = ", 11) != 0) /* a setting, in the reader's language */
                fputs("# ", out);
            put_line(out, words + 4, (size_t)(stop - words) - 4, name, file);
        } else if (strncmp(words, theirs, 4) != 0) {
            put_line(out, line, (size_t)(stop - line), name, file);
        }
        line = stop + 1;
    }
}

static int cannot(const char *file, int code, int error)
{
    fprintf(stderr, _("saksflyt: cannot write %s: %s\n"), file, strerror(error));
    return code;
}

static int write_office(const app *context, const char *path, const char *name)
{
    char file[LONGEST_PATH];
    FILE *out;
    int fd, error;

    if (snprintf(file, sizeof file, "%.*s%s.cfg", (int)(strrchr(path, '/') == NULL ? 0 : strrchr(path, '/') + 1 - path),
                 path, name) >= (int)sizeof file)
        return cannot(path, EX_CANTCREAT, ENAMETOOLONG);
    fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) {
        fprintf(stderr, _("saksflyt: %s is there already; choose another name, or remove it first\n"), file);
        return EX_CANTCREAT;
    }
    if (fd < 0 || (out = fdopen(fd, "w")) == NULL)
        return cannot(file, EX_CANTCREAT, errno);
    put_office(out, context->language, name, file);
    error = ferror(out) ? errno : 0;
    if (fclose(out) != 0 || error != 0) {
        error = error != 0 ? error : errno;
        unlink(file);
        return cannot(file, EX_IOERR, error);
    }
    printf(_("%s is written. Look at it with \"saksflyt check %s\", run it with \"saksflyt run %s\".\n"), file, file,
           file);
    return EX_OK;
}

int command_new(const app *context, int argc, char **argv)
{
    arguments a = {.name = NULL};
    char name[LONGEST_NAME + 1];
    const int code = parse_arguments(&new_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    if (!name_of(a.name, name)) {
        fprintf(
            stderr,
            _("saksflyt: \"%s\" is no name for an office; write up to %d letters a-z, digits, - _ or ., my_office for example\n"),
            a.name, (int)LONGEST_NAME);
        return EX_USAGE;
    }
    return write_office(context, a.name, name);
}
