/* app/explain.c - saksflyt explain KEY: one row of the key table, for people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "core/text.h"
#include "input/suggest.h"
#include "models/keys.h"

static error_t argument(int key, char *value, struct argp_state *state)
{
    const char **wanted = state->input;

    if (key == ARGP_KEY_ARG && *wanted == NULL) {
        *wanted = value;
        return 0;
    }
    if (key == ARGP_KEY_ARG)
        argp_error(state, _("one key at a time: \"%s\" is one too many"), value);
    return key == ARGP_KEY_END ? 0 : ARGP_ERR_UNKNOWN;
}

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

static const char *type_words(sf_key_type type)
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

static void explain(const sf_key *key)
{
    printf("%s\n  %s\n", key->path, _(key->meaning));
    printf("  %-12s %s\n", _("what"), type_words(key->type));
    if (key->words != NULL)
        printf("  %-12s %s\n", _("words"), key->words);
    if (!isnan(key->lowest))
        printf("  %-12s %g .. %g\n", _("range"), key->lowest, key->highest);
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
        printf("  %-12s %s = %s;\n", _("example"),
               strrchr(key->path, '.') == NULL ? key->path : strrchr(key->path, '.') + 1, key->example);
}

int command_explain(const app *context, int argc, char **argv)
{
    const struct argp parser = {
        NULL, argument, "[KEY]", _("Explains a key of the config language; without KEY, lists all of them."),
        NULL, NULL,     NULL};
    const char *wanted = NULL;
    int code = parse_arguments(&parser, argc, argv, &wanted);
    size_t found = 0;

    (void)context;
    if (code != EX_OK)
        return code;
    for (size_t i = 0; i < sf_keys_count(); i++) {
        if (wanted == NULL)
            printf("%s\n", sf_keys()[i].path);
        else if (is_key(sf_keys()[i].path, wanted)) {
            explain(&sf_keys()[i]);
            found++;
        }
    }
    for (size_t i = 0; wanted != NULL && found == 0 && i < sf_keys_count();
         i++) { /* the last part alone: all keys of that name */
        if (ends_with(sf_keys()[i].path, wanted))
            explain(&sf_keys()[i]);
    }
    for (size_t i = 0; wanted != NULL && found == 0 && i < sf_keys_count(); i++)
        found += ends_with(sf_keys()[i].path, wanted);
    if (wanted != NULL && found == 0) {
        fprintf(stderr, _("saksflyt: there is no key \"%s\"; \"saksflyt explain\" lists all of them\n"), wanted);
        return EX_USAGE;
    }
    return EX_OK;
}
