/* app/manual.c - pages made from tables. A page is plain text with a little of the language it is for (Markdown, troff, shell);
 * the sentences come from the key table and the command table, so that a new key or option documents itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/manual.h"

#include <math.h>
#include <string.h>

#include "app/command.h"
#include "core/text.h"
#include "core/units.h"
#include "models/keys.h"

const char *manual_type_words(sf_key_type type)
{
    switch (type) {
    case SF_KEY_GROUP:
        return _("a group, { ... }");
    case SF_KEY_LIST:
        return _("a list of groups with ids, ( { id = ...; }, ... )");
    case SF_KEY_ROWS:
        return _("a list of groups, ( { ... }, ... )");
    case SF_KEY_ID:
        return _("an id: a small letter, then letters, digits or _");
    case SF_KEY_TEXT:
        return _("text");
    case SF_KEY_WORD:
        return _("a word");
    case SF_KEY_SWITCH:
        return _("yes or no");
    case SF_KEY_DATE:
        return _("a date, \"2025-01-01\"");
    case SF_KEY_NUMBER:
        return _("a number");
    case SF_KEY_COUNT:
        return _("a whole number");
    case SF_KEY_SHARE:
        return _("a share, 0 to 1 or with %");
    case SF_KEY_DURATION:
        return _("a duration: min, h, d, w, mo, y");
    case SF_KEY_LEGAL_TIME:
        return _("a legal time: mo and y count by the calendar");
    case SF_KEY_WORK:
        return _("working time: min, h");
    case SF_KEY_RATE:
        return _("a rate: /d, /w, /mo, /y");
    case SF_KEY_HOURS_RATE:
        return _("hours of work: h/week");
    case SF_KEY_MONEY:
        return _("money: NOK");
    case SF_KEY_MONEY_RATE:
        return _("money per time: NOK/mo, NOK/y");
    case SF_KEY_G_RATE:
        return _("benefit: G/y");
    case SF_KEY_SEED:
        return _("a whole number from 0 to 18446744073709551615");
    case SF_KEY_DURATION_DIST:
        return _("a duration or a distribution of durations");
    case SF_KEY_WORK_DIST:
        return _("working time or a distribution of it");
    case SF_KEY_SEASON:
        return _("a season, \"sin(0.4, 12 mo)\"");
    case SF_KEY_REF:
        return _("an id of something declared");
    case SF_KEY_REFS:
        return _("a list of ids, [ ... ]");
    case SF_KEY_WORDS:
        return _("a list of texts, [ ... ]");
    case SF_KEY_SOURCES:
        return _("codes with titles");
    }
    return "";
}

const char *manual_range_words(const sf_key *key, char *buffer, size_t size)
{
    buffer[0] = '\0';
    if (!isnan(key->lowest))
        snprintf(buffer, size,
                 (key->flags & SF_KEY_POSITIVE) != 0 && key->lowest <= 0.0 ? _("above %g, at most %.10g")
                                                                           : "%g .. %.10g",
                 key->lowest, key->highest);
    return buffer;
}

static const char *last_name(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot == NULL ? path : dot + 1;
}

/* --- what keys have in common -------------------------------------------------------------------------------------------------- */

/* How a config is written, paragraph by paragraph. */
static const char *const how_to_write[] = {
    N_("A config is text in UTF-8. Its first line is \"saksflyt = 1;\". A setting is \"key = value;\". Groups stand in { }, lists of groups in "
       "( ), lists of words in [ ], texts in quotation marks, and what follows # is a comment. The line @include \"parts/kilder.cfg\" takes in "
       "another file, from the folder of the config, or from a folder named parts in it or beside it."),
    N_("A number is one text: the value with its unit, then optionally its range, then optionally its source: \"75 min, 45..120, antatt\". The "
       "source is a code of the group sources, or antatt for what nobody has measured. A value outside its range is warned of."),
    N_("A key that may differ by segment takes a group with a value for every segment in place of one value: { low = \"2 %/mo\"; high = "
       "\"1 %/mo\"; }. A key that may change by date takes values with dates: \"24; 44 from 2026-07-01\". Shares of a whole may say \"rest\" "
       "for one of them."),
    N_("What has an id can be pointed at: \"teams.aap.portfolio.limit = 60\" is an assignment in a scenario, or after --set. It may use += and "
       "*=, and end with \"from 2026-07-01\", or \"from always\" to change the warm-up, too. Without a date it acts at time.start. A change that ends says so "
       "after that: \"from 2025-01-01 until 2025-07-01\"; from that day on holds what would have held without it."),
    N_("What is left out does not exist: no documentation, no absence, no clock. Only the defaults below are filled in; the run writes them "
       "out in resolved.cfg."),
};
enum { PARAGRAPHS = sizeof how_to_write / sizeof how_to_write[0] };

typedef struct unit_line {
    const char *units;
    sf_quantity_kind kind;
    const char *meaning;
} unit_line;

static const unit_line unit_lines[] = {
    {"s min h d w mo y", SF_Q_DURATION,
     N_("a time by the calendar and the clock; 1 mo is 30.4375 d, 1 y is 365.25 d; legal times count mo and y by the calendar")},
    {"min h", SF_Q_WORK, N_("working time, in office hours only")},
    {"/d /w /mo /y", SF_Q_RATE, N_("a rate; 2.4 %/mo is 0.024 a month, never a probability")},
    {"h/week", SF_Q_HOURS_RATE, N_("contract hours of one post")},
    {"%", SF_Q_SHARE, N_("a share; 0.086 is 8.6 %")},
    {"NOK", SF_Q_MONEY, N_("money")},
    {"NOK/d NOK/mo NOK/y", SF_Q_MONEY_RATE, N_("money for each time: what a place in a tiltak costs")},
    {"G/y", SF_Q_G_RATE, N_("base amounts of the national insurance a year")},
};
enum { UNIT_LINES = sizeof unit_lines / sizeof unit_lines[0] };

typedef struct distribution_line {
    const char *pattern; /* one that can be explained itself */
    const char *meaning;
} distribution_line;

static const distribution_line distribution_lines[] = {
    {"constant(3 d)", N_("always the same; \"3 d\" says it, too")},
    {"uniform(5 d, 15 d)", N_("everything between two values is as likely")},
    {"exponential(mean 2 d)", N_("without memory: what is left never depends on what has passed")},
    {"gamma(mean 9 mo, sd 4 mo)", N_("one hump, a longer tail to the right; stays")},
    {"weibull(shape 1.5, mean 3 mo)", N_("a rate that rises (shape above 1) or falls (below 1) with time")},
    {"lognormal(median 45 d, p90 90 d)",
     N_("a long tail; waits of which the median and the 90th percentile are known")},
    {"lognormal(mean 10 d, sd 3 d)", N_("the same by mean and standard deviation")},
    {"triangular(1 d, 2 d, 4 d)", N_("least, most likely and largest value, straight lines between")},
    {"pert(1 d, 2 d, 4 d)", N_("the same three values in a smooth hump; what experts say")},
    {"erlang(4, mean 1 d)", N_("the sum of so many exponential stages")},
    {"beta(5 d, 60 d, mean 20 d, sd 8 d)", N_("any hump between a least and a largest value")},
    {"hyperexponential(mean 20 d, cv2 3)",
     N_("most are short and some very long; cv2 is the variance over the squared mean")},
    {"hyperexponential(0.3, mean 10 d, mean 40 d)",
     N_("the same by the share and the mean of the short ones, and the mean of the long")},
    {"empirical(12 14.5 30, d)", N_("what was measured, one value after the other, straight lines between")},
    {"empirical(waits.csv, d)",
     N_("the same from a CSV file with one column, beside the config; empirical(waits.csv, d, times 1.2) makes all longer")},
    {"mixture(0.3: exponential(mean 2 d), 0.7: constant(9 d))", N_("a share of one and a share of another")},
};
enum { DISTRIBUTION_LINES = sizeof distribution_lines / sizeof distribution_lines[0] };

void manual_write_units(FILE *out)
{
    for (size_t i = 0; i < UNIT_LINES; i++)
        fprintf(out, "  %-20s %s\n  %-20s %s %s\n", unit_lines[i].units, _(unit_lines[i].meaning), "", _("for example"),
                sf_quantity_example(unit_lines[i].kind));
}

void manual_write_distributions(FILE *out)
{
    for (size_t i = 0; i < DISTRIBUTION_LINES; i++)
        fprintf(out, "  %s\n      %s\n", distribution_lines[i].pattern, _(distribution_lines[i].meaning));
    fprintf(out, "\n%s\n",
            _("\"saksflyt explain 'gamma(mean 9 mo, sd 4 mo)'\" tells mean, spread and quantiles of one."));
}

/* --- docs/config.md ---------------------------------------------------------------------------------------------------------- */

/* A bar would end a cell of the table. */
static void put_cell(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|')
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void put_markdown_key(FILE *out, const sf_key *key)
{
    char range[64];

    fprintf(out, "| `%s` | ", key->path);
    put_cell(out, _(key->meaning));
    fprintf(out, " | ");
    put_cell(out, manual_type_words(key->type));
    if (key->words != NULL) {
        fprintf(out, " (");
        put_cell(out, key->words);
        fprintf(out, ")");
    }
    if (manual_range_words(key, range, sizeof range)[0] != '\0')
        fprintf(out, "; %s", range);
    fprintf(out, "%s%s", (key->flags & SF_KEY_BY_SEGMENT) != 0 ? _("; by segment") : "",
            (key->flags & SF_KEY_DATED) != 0 ? _("; by date") : "");
    fprintf(out, " | %s | ",
            (key->flags & SF_KEY_REQUIRED) != 0 ? _("must be written")
            : key->fallback != NULL             ? key->fallback
                                                : "");
    if (key->example != NULL) {
        fputc('`', out);
        put_cell(out, key->example);
        fputc('`', out);
    }
    fprintf(out, " |\n");
}

void manual_write_markdown(FILE *out)
{
    fprintf(out, "# %s\n\n", _("The config language"));
    fprintf(out, "<!-- %s -->\n\n",
            _("Made from the key table by ./dev docs; change models/keys.c or app/manual.c, not this page."));
    for (size_t i = 0; i < PARAGRAPHS; i++)
        fprintf(out, "%s\n\n", _(how_to_write[i]));
    fprintf(out, "## %s\n\n", _("Units"));
    for (size_t i = 0; i < UNIT_LINES; i++)
        fprintf(out, "* %s: %s, %s %s\n", unit_lines[i].units, _(unit_lines[i].meaning), _("for example"),
                sf_quantity_example(unit_lines[i].kind));
    fprintf(out, "\n## %s\n\n", _("Distributions"));
    for (size_t i = 0; i < DISTRIBUTION_LINES; i++)
        fprintf(out, "* `%s`: %s\n", distribution_lines[i].pattern, _(distribution_lines[i].meaning));
    for (size_t i = 0; i < sf_keys_count(); i++) {
        const sf_key *key = &sf_keys()[i];
        const sf_key_type type = key->type;
        const bool is_block = type == SF_KEY_GROUP || type == SF_KEY_LIST || type == SF_KEY_ROWS;

        if (i == 0 || (strpbrk(key->path, ".[") == NULL && is_block))
            fprintf(out, "\n## %s\n\n| %s | %s | %s | %s | %s |\n| --- | --- | --- | --- | --- |\n",
                    i == 0 ? _("The whole") : key->path, _("key"), _("meaning"), _("what"), _("default"), _("example"));
        put_markdown_key(out, key);
    }
}

/* --- man pages --------------------------------------------------------------------------------------------------------------- */

/* troff: a backslash is \e, a hyphen that is typed is \-, and a line may not begin with a dot or an apostrophe. */
static void put_troff(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", out);
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else if (*text == '\'')
            fputs("\\(aq", out);
        else
            fputc(*text, out);
        if (*text == '|') /* a line may break after each of many words */
            fputs("\\:", out);
    }
}

static void put_troff_line(FILE *out, const char *text)
{
    put_troff(out, text);
    fputc('\n', out);
}

static void put_section(FILE *out, const char *name)
{
    fputs(".SH ", out);
    put_troff_line(out, name);
}

static void put_title(FILE *out, const char *page, int section)
{
    fprintf(out, ".\\\" %s\n", _("Made from the program's own tables; see app/manual.c."));
    fprintf(out, ".TH %s %d \"\" \"saksflyt %s\" \"Saksflyt\"\n", page, section, sf_version());
}

static void put_man_option(FILE *out, const struct argp_option *o)
{
    fputs(".TP\n", out);
    if (o->key > 0 && o->key < 256)
        fprintf(out, "\\fB\\-%c\\fR%s\\fI%s\\fR, ", o->key, o->arg == NULL ? "" : " ", o->arg == NULL ? "" : o->arg);
    fputs("\\fB\\-\\-", out);
    put_troff(out, o->name);
    fprintf(out, "\\fR%s\\fI%s\\fR\n", o->arg == NULL ? "" : "=", o->arg == NULL ? "" : o->arg);
    put_troff_line(out, _(o->doc));
}

static void put_man_command(FILE *out, const command *c)
{
    fprintf(out, ".SS \"saksflyt %s %s\"\n", c->name, c->arguments);
    put_troff_line(out, _(c->parser->doc));
    for (const struct argp_option *o = c->parser->options; o != NULL && o->name != NULL; o++) {
        if ((o->flags & OPTION_HIDDEN) == 0)
            put_man_option(out, o);
    }
}

typedef struct exit_code {
    int code;
    const char *meaning;
} exit_code;

static const exit_code exit_codes[] = {
    {0, N_("all went well")},
    {64, N_("the command line is not understood")},
    {65, N_("bad rows in a CSV table")},
    {66, N_("there is no such input")},
    {69, N_("a package that is needed is missing")},
    {70, N_("a fault of the program, or a self-check that failed")},
    {71, N_("memory or threads ran out")},
    {73, N_("a file cannot be made, or the directory belongs to another study")},
    {74, N_("reading or writing failed")},
    {75, N_("the study directory is in use by another process")},
    {78, N_("the config is wrong")},
    {130, N_("stopped by SIGINT; finished work is saved")},
    {143, N_("stopped by SIGTERM; finished work is saved")},
};

void manual_write_program_man(FILE *out)
{
    size_t count;
    const command *commands = all_commands(&count);

    put_title(out, "SAKSFLYT", 1);
    put_section(out, _("NAME"));
    fputs("saksflyt \\- ", out);
    put_troff_line(out, _("simulates caseload and policy in NAV, person by person"));
    put_section(out, _("SYNOPSIS"));
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s\\fBsaksflyt %s\\fR %s\n", i == 0 ? "" : ".br\n", commands[i].name, commands[i].arguments);
    put_section(out, _("DESCRIPTION"));
    put_troff_line(
        out,
        _("People enter AAP, KVP and other programmes, are given a veileder, wait for meetings, decisions, treatment and tiltak, and "
          "leave, while legal clocks run and veiledere have limited hours. A config describes an office and the policies to compare; "
          "a run gives tables, charts and a report."));
    put_section(out, _("COMMANDS"));
    for (size_t i = 0; i < count; i++)
        put_man_command(out, &commands[i]);
    put_section(out, _("OPTIONS OF ALL COMMANDS"));
    fprintf(out, ".TP\n\\fB\\-\\-lang\\fR=\\fInb|en\\fR\n%s\n", _("Norwegian or English; by the locale when omitted."));
    fprintf(out, ".TP\n\\fB\\-\\-help\\fR\n%s\n", _("What the command does, and its options."));
    put_section(out, _("EXIT STATUS"));
    for (size_t i = 0; i < sizeof exit_codes / sizeof exit_codes[0]; i++) {
        fprintf(out, ".TP\n%d\n", exit_codes[i].code);
        put_troff_line(out, _(exit_codes[i].meaning));
    }
    put_section(out, _("SEE ALSO"));
    fputs("\\fBsaksflyt.cfg\\fR(5)\n", out);
}

static void put_man_key(FILE *out, const sf_key *key)
{
    char range[64];

    fputs(".TP\n\\fB", out);
    put_troff(out, key->path);
    fputs("\\fR\n", out);
    put_troff_line(out, _(key->meaning));
    fputs(".br\n", out);
    put_troff(out, manual_type_words(key->type));
    if (key->words != NULL) {
        fputs(" (", out);
        put_troff(out, key->words);
        fputc(')', out);
    }
    if (manual_range_words(key, range, sizeof range)[0] != '\0') {
        fputs("; ", out);
        put_troff(out, range);
    }
    fputc('\n', out);
    if ((key->flags & SF_KEY_REQUIRED) != 0 || key->fallback != NULL) {
        fputs(".br\n", out);
        if ((key->flags & SF_KEY_REQUIRED) != 0) {
            put_troff_line(out, _("must be written"));
        } else {
            fprintf(out, "%s ", _("default"));
            put_troff_line(out, key->fallback);
        }
    }
    if (key->example != NULL) {
        fprintf(out, ".br\n%s: \\fI", _("example"));
        put_troff(out, last_name(key->path));
        fputs(" = ", out);
        put_troff(out, key->example);
        fputs(";\\fR\n", out);
    }
}

void manual_write_config_man(FILE *out)
{
    put_title(out, "SAKSFLYT.CFG", 5);
    fputs(".ad l\n", out); /* a line of many words without blanks cannot be spread */
    put_section(out, _("NAME"));
    fputs("saksflyt.cfg \\- ", out);
    put_troff_line(out, _("the config language of saksflyt"));
    put_section(out, _("DESCRIPTION"));
    for (size_t i = 0; i < PARAGRAPHS; i++) {
        if (i > 0)
            fputs(".PP\n", out);
        put_troff_line(out, _(how_to_write[i]));
    }
    put_section(out, _("UNITS"));
    for (size_t i = 0; i < UNIT_LINES; i++) {
        fprintf(out, ".TP\n%s\n", unit_lines[i].units);
        put_troff_line(out, _(unit_lines[i].meaning));
    }
    put_section(out, _("DISTRIBUTIONS"));
    for (size_t i = 0; i < DISTRIBUTION_LINES; i++) {
        fprintf(out, ".TP\n%s\n", distribution_lines[i].pattern);
        put_troff_line(out, _(distribution_lines[i].meaning));
    }
    put_section(out, _("KEYS"));
    for (size_t i = 0; i < sf_keys_count(); i++)
        put_man_key(out, &sf_keys()[i]);
    put_section(out, _("SEE ALSO"));
    fputs("\\fBsaksflyt\\fR(1)\n", out);
}

/* --- completion --------------------------------------------------------------------------------------------------------------- */

static void put_options(FILE *out, const struct argp_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        if ((options->flags & OPTION_HIDDEN) != 0)
            continue;
        if (options->key > 0 && options->key < 256)
            fprintf(out, "-%c ", options->key);
        fprintf(out, "--%s ", options->name);
    }
    fputs("--help --lang", out);
}

static void put_command_names(FILE *out)
{
    size_t count;
    const command *commands = all_commands(&count);

    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%s", i == 0 ? "" : " ", commands[i].name);
}

void manual_write_bash(FILE *out)
{
    size_t count;
    const command *commands = all_commands(&count);

    fputs("# completion of saksflyt for bash; made by app/manual.c\n"
          "_saksflyt()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    COMPREPLY=()\n"
          "    if [ \"$before\" = --lang ]; then\n"
          "        COMPREPLY=($(compgen -W 'nb en' -- \"$word\"))\n"
          "        return\n"
          "    fi\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    put_command_names(out);
    fputs(" --help --version --lang' -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]}:$word in\n",
          out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "    %s:-*) COMPREPLY=($(compgen -W '", commands[i].name);
        put_options(out, commands[i].parser->options);
        fputs("' -- \"$word\")) ;;\n", out);
    }
    fputs("    explain:*) COMPREPLY=($(compgen -W \"units distributions $(saksflyt explain)\" -- \"$word\")) ;;\n"
          "    run:* | check:*) COMPREPLY=($(compgen -f -X '!*.cfg' -- \"$word\") $(compgen -d -- \"$word\")) ;;\n"
          "    new:*) ;;\n"
          "    *) COMPREPLY=($(compgen -d -- \"$word\")) ;;\n"
          "    esac\n}\n"
          "complete -o filenames -F _saksflyt saksflyt\n",
          out);
}

void manual_write_zsh(FILE *out)
{
    size_t count;
    const command *commands = all_commands(&count);

    fputs("#compdef saksflyt\n# completion of saksflyt for zsh; made by app/manual.c\n"
          "if (( CURRENT == 2 )); then\n    compadd -- ",
          out);
    put_command_names(out);
    fputs(" --help --version --lang\n    return\nfi\n"
          "if [[ ${words[CURRENT-1]} == --lang ]]; then\n    compadd nb en\n    return\nfi\n"
          "case ${words[2]}:${words[CURRENT]} in\n",
          out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s:-*) compadd -- ", commands[i].name);
        put_options(out, commands[i].parser->options);
        fputs(" ;;\n", out);
    }
    fputs("explain:*) compadd -- units distributions $(saksflyt explain) ;;\n"
          "run:*|check:*) _files -g '*.cfg' ;;\n"
          "new:*) ;;\n"
          "*) _files -/ ;;\n"
          "esac\n",
          out);
}
