/* app/main.c - the command line: language, signals, and which subcommand it is.
 * The only place that calls setlocale; LC_NUMERIC stays "C" (core/format.h speaks to people).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/build.h"
#include "app/command.h"
#include "core/text.h"
#include "input/suggest.h"

static volatile sig_atomic_t stop_signal;

/* The first signal asks for an orderly end, the second ends at once. */
static void asked_to_stop(int signal_number)
{
    if (stop_signal != 0)
        _exit(128 + signal_number);
    stop_signal = signal_number;
}

static void listen_to_signals(void)
{
    struct sigaction action = {.sa_handler = asked_to_stop};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of writing, not the end of the process */
}

static void print_usage(FILE *out)
{
    size_t count;
    const command *commands = all_commands(&count);

    fprintf(out, _("Usage: %s COMMAND [ARGUMENT]... [--lang nb|en]\n\n"), "saksflyt");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  saksflyt %-8s %-18s %s\n", commands[i].name, commands[i].arguments, _(commands[i].meaning));
    fprintf(
        out, "\n%s\n",
        _("\"saksflyt COMMAND --help\" lists a command's options; \"saksflyt --version\" tells which build this is."));
}

/* Norwegian or English: --lang, else the locale. gettext translates nothing in the locale "C", so that one is lifted to C.UTF-8. */
static sf_language choose_language(const char *wanted)
{
    const char *locale = setlocale(LC_MESSAGES, NULL);
    sf_language language = SF_LANGUAGE_EN;

    if (wanted != NULL)
        language = strcmp(wanted, "nb") == 0 ? SF_LANGUAGE_NB : SF_LANGUAGE_EN;
    else if (locale != NULL &&
             (strncmp(locale, "nb", 2) == 0 || strncmp(locale, "no", 2) == 0 || strncmp(locale, "nn", 2) == 0))
        language = SF_LANGUAGE_NB;
    if (locale == NULL || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        setlocale(LC_MESSAGES, "C.UTF-8");
    setenv("LANGUAGE", language == SF_LANGUAGE_NB ? "nb" : "en", 1);
    return language;
}

static void open_translations(void)
{
    char folder[4096];

    sf_build_locale_dir(folder, sizeof folder);
    if (folder[0] != '\0')
        bindtextdomain(SF_TEXT_DOMAIN, folder);
    bind_textdomain_codeset(SF_TEXT_DOMAIN, "UTF-8");
    textdomain(SF_TEXT_DOMAIN);
}

/* Takes every "--lang X" and "--lang=X" out of the arguments, wherever it stands. Returns false when X is neither nb nor en. */
static bool take_language(int *argc, char **argv, const char **wanted)
{
    int kept = 1;

    for (int i = 1; i < *argc; i++) {
        const char *value = NULL;

        if (strcmp(argv[i], "--") == 0) {
            while (i < *argc)
                argv[kept++] = argv[i++];
            break;
        }
        if (strncmp(argv[i], "--lang=", 7) == 0)
            value = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0)
            value = i + 1 < *argc ? argv[++i] : "";
        if (value == NULL) {
            argv[kept++] = argv[i];
            continue;
        }
        if (strcmp(value, "nb") != 0 && strcmp(value, "en") != 0)
            return false;
        *wanted = value;
    }
    argv[kept] = NULL;
    *argc = kept;
    return true;
}

static const command *find_command(const char *name)
{
    size_t count;
    const command *commands = all_commands(&count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

static void say_unknown(const char *name)
{
    sf_pool pool = {0};
    sf_suggestion near = {.written = name};
    size_t count;
    const command *commands = all_commands(&count);

    for (size_t i = 0; i < count; i++)
        sf_suggest(&near, &pool, commands[i].name);
    if (near.best != NULL)
        fprintf(stderr, _("saksflyt: there is no command \"%s\"; did you mean \"%s\"?\n"), name, near.best);
    else
        fprintf(stderr, _("saksflyt: there is no command \"%s\"\n"), name);
    sf_pool_free(&pool);
}

int main(int argc, char **argv)
{
    const char *wanted = NULL;
    bool understood = take_language(&argc, argv, &wanted);
    app context = {.stop = &stop_signal};
    const command *which;
    int code;

    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    context.language = choose_language(wanted);
    open_translations();
    if (!understood) {
        fprintf(stderr, "saksflyt: %s\n", _("--lang takes nb or en"));
        return EX_USAGE;
    }
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)) {
        print_usage(stdout);
        return EX_OK;
    }
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        printf("saksflyt %s\n%s\n%s\n", sf_version(), sf_build_id(), sf_build_commit());
        return EX_OK;
    }
    if (argc < 2 || (which = find_command(argv[1])) == NULL) {
        if (argc >= 2)
            say_unknown(argv[1]);
        print_usage(stderr);
        return EX_USAGE;
    }
    context.command = which->name;
    listen_to_signals();
    code = which->run(&context, argc - 1, argv + 1);
    if (fflush(stdout) != 0 && code == EX_OK && errno != EPIPE) {
        fprintf(stderr, _("saksflyt: cannot write: %s\n"), strerror(errno));
        code = EX_IOERR;
    }
    return code;
}
