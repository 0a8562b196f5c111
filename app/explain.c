/* app/explain.c - saksflyt explain: a key, a unit or a distribution of the config language, for people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "app/manual.h"
#include "core/text.h"
#include "input/distribution.h"
#include "input/suggest.h"
#include "input/table.h"
#include "models/keys.h"
#include "sim/sampler.h"

enum { OPTION_MARKDOWN = 256, OPTION_MAN, OPTION_CONFIG_MAN, OPTION_BASH, OPTION_ZSH };

typedef struct arguments {
    const char *wanted;
    manual_writer *writer; /* of a whole page, in place of one explanation */
} arguments;

/* The pages that are made from the tables; ./dev docs and the build ask for them. */
static const struct argp_option options[] = {
    {"markdown", OPTION_MARKDOWN, NULL, OPTION_HIDDEN, "docs/config.md", 0},
    {"man", OPTION_MAN, NULL, OPTION_HIDDEN, "saksflyt.1", 0},
    {"config-man", OPTION_CONFIG_MAN, NULL, OPTION_HIDDEN, "saksflyt.cfg.5", 0},
    {"bash", OPTION_BASH, NULL, OPTION_HIDDEN, "completion", 0},
    {"zsh", OPTION_ZSH, NULL, OPTION_HIDDEN, "completion", 0},
    {0}};

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case OPTION_MARKDOWN:
        a->writer = manual_write_markdown;
        return 0;
    case OPTION_MAN:
        a->writer = manual_write_program_man;
        return 0;
    case OPTION_CONFIG_MAN:
        a->writer = manual_write_config_man;
        return 0;
    case OPTION_BASH:
        a->writer = manual_write_bash;
        return 0;
    case OPTION_ZSH:
        a->writer = manual_write_zsh;
        return 0;
    case ARGP_KEY_ARG:
        if (a->wanted != NULL)
            argp_error(state, _("one key at a time: \"%s\" is one too many"), value);
        a->wanted = value;
        return 0;
    case ARGP_KEY_END:
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp explain_parser = {
    options,
    option,
    "[KEY]",
    N_("Explains a key of the config language, \"teams.veiledere\"; a distribution, \"gamma(mean 9 mo, sd 4 mo)\", with its mean, "
       "spread and quantiles; or the words units and distributions. Without KEY, lists all keys."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

/* --- keys --------------------------------------------------------------------------------------------------------------- */

/* "teams.aap.veiledere" is a "teams[].veiledere": path parts match, and a list takes one id more. */
static bool is_key(const char *pattern, const char *path)
{
    while (*pattern != '\0') {
        size_t n = strcspn(pattern, ".["), m = strcspn(path, ".[");

        if (n != m || strncmp(pattern, path, n) != 0)
            return false;
        pattern += n;
        path += m;
        if (strncmp(pattern, "[]", 2) == 0) {
            pattern += 2;
            if (strncmp(path, "[]", 2) == 0)
                path += 2;
            else if (*path == '.' && *pattern == '.' && !is_key(pattern + 1, path + 1)) /* an id stands there */
                path += 1 + strcspn(path + 1, ".");
        }
        if (*pattern != *path)
            return *pattern == '\0' && *path == '\0';
        if (*pattern == '.') {
            pattern++;
            path++;
        }
    }
    return *path == '\0';
}

static bool ends_with(const char *path, const char *name)
{
    size_t n = strlen(path), m = strlen(name);

    return n >= m && strcmp(path + n - m, name) == 0 && (n == m || path[n - m - 1] == '.');
}

static const char *last_name(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot == NULL ? path : dot + 1;
}

static void explain_key(const sf_key *key)
{
    char range[64];

    printf("%s\n  %s\n", key->path, _(key->meaning));
    printf("  %-12s %s\n", _("what"), manual_type_words(key->type));
    if (key->words != NULL)
        printf("  %-12s %s\n", _("words"), key->words);
    if (manual_range_words(key, range, sizeof range)[0] != '\0')
        printf("  %-12s %s\n", _("range"), range);
    printf("  %-12s %s\n", _("default"),
           (key->flags & SF_KEY_REQUIRED) != 0 ? _("none: it must be written")
           : key->fallback != NULL             ? key->fallback
                                               : _("omitted means absent"));
    if ((key->flags & SF_KEY_BY_SEGMENT) != 0)
        printf("  %-12s %s\n", "", _("may differ by segment: { low = ...; high = ...; }"));
    if ((key->flags & SF_KEY_DATED) != 0)
        printf("  %-12s %s\n", "", _("may change by date: \"24; 44 from 2026-07-01\""));
    if (key->source != NULL)
        printf("  %-12s %s\n", _("source"), key->source);
    if (key->example != NULL)
        printf("  %-12s %s = %s;\n", _("example"), last_name(key->path), key->example);
}

/* Each key of that path; if there is none, all keys whose last name it is. Returns how many. */
static size_t explain_keys(const char *wanted)
{
    size_t found = 0;

    for (size_t i = 0; i < sf_keys_count(); i++) {
        if (is_key(sf_keys()[i].path, wanted)) {
            explain_key(&sf_keys()[i]);
            found++;
        }
    }
    for (size_t i = 0; found == 0 && i < sf_keys_count(); i++) {
        if (ends_with(sf_keys()[i].path, wanted)) {
            for (; i < sf_keys_count(); i++) {
                if (ends_with(sf_keys()[i].path, wanted))
                    explain_key(&sf_keys()[i]);
            }
            return 1;
        }
    }
    return found;
}

/* --- distributions ------------------------------------------------------------------------------------------------------- */

typedef struct moment {
    const char *name;
    double value; /* in the kind's own unit */
} moment;

/* The unit of the text, and how many of the kind's own unit it is: 1 mo is 30.4375 days. */
static double unit_of(sf_quantity_kind kind, const char *unit)
{
    char one[32];
    sf_quantity q;
    sf_error err = {0};

    snprintf(one, sizeof one, "1 %s", unit);
    return sf_quantity_read(kind, one, strlen(one), &q, &err) == SF_OK && q.value > 0.0 ? q.value : 1.0;
}

static void print_moments(const app *context, sf_quantity_kind kind, const sf_distribution_text *said,
                          const sf_sampler *sampler)
{
    const double unit = unit_of(kind, said->unit);
    const moment moments[] = {{_("mean"), said->distribution.mean},
                              {_("sd"), said->distribution.sd},
                              {"p10", sf_sampler_quantile(sampler, 0.1)},
                              {_("p50 (median)"), sf_sampler_quantile(sampler, 0.5)},
                              {"p90", sf_sampler_quantile(sampler, 0.9)}};

    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        char number[48];

        printf("  %-14s %s %s\n", moments[i].name,
               sf_format_auto(context->language, moments[i].value / unit, number, sizeof number), said->unit);
    }
}

/* Durations and working times are written alike, and every unit of work is one of durations. CSV files count from where the user is. */
static int explain_distribution(const app *context, const char *text)
{
    sf_pool pool = {0};
    sf_problems problems = {0};
    char *folder = realpath(".", NULL);
    const sf_source here = {.folder = folder, .files = {"here"}, .file_count = 1};
    sf_tables tables = {.pool = &pool, .problems = &problems, .source = &here};
    const sf_table_finder finder = {folder == NULL ? NULL : &tables, "."};
    sf_distribution_text said;
    sf_sampler *sampler = NULL;
    sf_error err = {0};
    sf_status status = sf_distribution_read(&pool, &finder, SF_Q_DURATION, text, strlen(text), &said, &err);
    int code = EX_OK;

    if (status == SF_OK)
        status = sf_sampler_open(&said.distribution, &sampler, &err);
    show_problems(&problems);
    if (status == SF_OK) {
        printf("%s\n", text);
        print_moments(context, SF_Q_DURATION, &said, sampler);
    } else {
        if (problems.errors == 0)
            fprintf(stderr, "saksflyt: %s\n", err.message);
        code = status == SF_EDATA ? EX_DATAERR : status == SF_ENOMEM ? EX_OSERR : EX_USAGE;
    }
    sf_sampler_close(sampler);
    sf_problems_free(&problems);
    sf_pool_free(&pool);
    free(folder);
    return code;
}

static bool looks_like_distribution(const char *text)
{
    return strchr(text, '(') != NULL || (text[0] >= '0' && text[0] <= '9');
}

/* --- what was not found ----------------------------------------------------------------------------------------------------- */

static int say_unknown(const char *wanted)
{
    sf_pool pool = {0};
    sf_suggestion path = {.written = wanted}, name = {.written = last_name(wanted)};

    for (size_t i = 0; i < sf_keys_count(); i++) {
        sf_suggest(&path, &pool, sf_keys()[i].path);
        sf_suggest(&name, &pool, last_name(sf_keys()[i].path));
    }
    if (path.best != NULL)
        fprintf(stderr, _("saksflyt: there is no key \"%s\"; did you mean \"%s\"?\n"), wanted, path.best);
    else if (name.best != NULL)
        fprintf(stderr, _("saksflyt: there is no key \"%s\"; did you mean \"%s\"?\n"), wanted, name.best);
    else
        fprintf(stderr, _("saksflyt: there is no key \"%s\"; \"saksflyt explain\" lists all of them\n"), wanted);
    sf_pool_free(&pool);
    return EX_USAGE;
}

int command_explain(const app *context, int argc, char **argv)
{
    arguments a = {.wanted = NULL};
    const int code = parse_arguments(&explain_parser, argc, argv, &a);

    if (code != EX_OK)
        return code;
    if (a.writer != NULL) {
        a.writer(stdout);
    } else if (a.wanted == NULL) {
        for (size_t i = 0; i < sf_keys_count(); i++)
            printf("%s\n", sf_keys()[i].path);
    } else if (strcmp(a.wanted, "units") == 0) {
        manual_write_units(stdout);
    } else if (strcmp(a.wanted, "distributions") == 0) {
        manual_write_distributions(stdout);
    } else if (looks_like_distribution(a.wanted)) {
        return explain_distribution(context, a.wanted);
    } else if (explain_keys(a.wanted) == 0) {
        return say_unknown(a.wanted);
    }
    return EX_OK;
}
