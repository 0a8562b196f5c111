/* input/value.c - one setting's text, split into values by date, and each value into number, range and source.
 * Invariant: a value that is returned is inside its key's domain (lowest..highest, words, pattern).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/value.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/civil.h"
#include "core/number.h"
#include "core/text.h"
#include "input/suggest.h"

/* A piece of the text that is read. */
typedef struct span {
    const char *text;
    size_t length;
} span;

static span trimmed(const char *text, size_t length)
{
    while (length > 0 && isspace((unsigned char)*text)) {
        text++;
        length--;
    }
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    return (span){text, length};
}

static bool span_is(span s, const char *word)
{
    return s.length == strlen(word) && memcmp(s.text, word, s.length) == 0;
}

/* How much of the user's text a message repeats. */
static int shown(span s)
{
    return s.length > 60 ? 60 : (int)s.length;
}

static bool complain(const sf_value_reader *reader, const char *format, ...) SF_PRINTF(2, 3);

/* Adds "PATH: what is wrong; what would be right". Always false. */
static bool complain(const sf_value_reader *reader, const char *format, ...)
{
    char message[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    sf_problems_error(reader->problems, &reader->place, "%s: %s", reader->path, message);
    return false;
}

/* --- kinds ---------------------------------------------------------------------------------------------------------------- */

static const struct {
    sf_key_type type;
    sf_quantity_kind kind;
} number_types[] = {
    {SF_KEY_NUMBER, SF_Q_NUMBER},
    {SF_KEY_COUNT, SF_Q_COUNT},
    {SF_KEY_SHARE, SF_Q_SHARE},
    {SF_KEY_DURATION, SF_Q_DURATION},
    {SF_KEY_LEGAL_TIME, SF_Q_LEGAL_TIME},
    {SF_KEY_WORK, SF_Q_WORK},
    {SF_KEY_RATE, SF_Q_RATE},
    {SF_KEY_HOURS_RATE, SF_Q_HOURS_RATE},
    {SF_KEY_MONEY, SF_Q_MONEY},
    {SF_KEY_MONEY_RATE, SF_Q_MONEY_RATE},
    {SF_KEY_G_RATE, SF_Q_G_RATE},
    {SF_KEY_DURATION_DIST, SF_Q_DURATION},
    {SF_KEY_WORK_DIST, SF_Q_WORK},
};

sf_quantity_kind sf_key_quantity_kind(sf_key_type type)
{
    for (size_t i = 0; i < sizeof number_types / sizeof number_types[0]; i++)
        if (number_types[i].type == type)
            return number_types[i].kind;
    return SF_Q_KIND_COUNT;
}

static bool is_distribution(sf_key_type type)
{
    return type == SF_KEY_DURATION_DIST || type == SF_KEY_WORK_DIST;
}

bool sf_key_is_number(sf_key_type type)
{
    return sf_key_quantity_kind(type) != SF_Q_KIND_COUNT || type == SF_KEY_SEASON;
}

/* --- small readers -------------------------------------------------------------------------------------------------------- */

static bool read_digits(const char *text, size_t count, int *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
        *out = 10 * *out + (text[i] - '0');
    }
    return true;
}

bool sf_day_read(const char *text, size_t length, double *civil_day)
{
    sf_date date;

    if (length != 10 || text[4] != '-' || text[7] != '-' || !read_digits(text, 4, &date.year) ||
        !read_digits(text + 5, 2, &date.month) || !read_digits(text + 8, 2, &date.day) || !sf_date_is_valid(date))
        return false;
    *civil_day = sf_civil_day(date);
    return true;
}

const char *sf_day_write(double civil_day, char buffer[16])
{
    const sf_date date = sf_civil_date((int32_t)civil_day);

    snprintf(buffer, 16, "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
    return buffer;
}

bool sf_id_is_valid(const char *id)
{
    const size_t length = strlen(id);

    if (length == 0 || length > 32 || id[0] < 'a' || id[0] > 'z')
        return false;
    if (strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_") != length)
        return false;
    return strcmp(id, "all") != 0 && strcmp(id, "rest") != 0 && strcmp(id, "always") != 0;
}

/* "pool(*teams)" or "wait" against a written word. */
static bool word_matches(const char *allowed, size_t length, const char *word)
{
    const size_t written = strlen(word);
    const char *star = memchr(allowed, '*', length);

    if (star != NULL) {
        const size_t head = (size_t)(star - allowed); /* with the ( */

        return written > head + 1 && memcmp(word, allowed, head) == 0 && word[written - 1] == ')';
    }
    return written == length && memcmp(word, allowed, length) == 0;
}

bool sf_word_is_known(const char *words, const char *word)
{
    while (words != NULL && *words != '\0') {
        const size_t length = strcspn(words, "|");

        if (word_matches(words, length, word))
            return true;
        words += length + (words[length] == '|' ? 1 : 0);
    }
    return false;
}

const char *sf_word_argument(sf_pool *pool, const char *word)
{
    const char *open = strchr(word, '(');

    return open == NULL ? NULL : sf_pool_copy(pool, open + 1, strcspn(open + 1, ")"));
}

const char *sf_word_kind(sf_pool *pool, const char *words, const char *word)
{
    while (words != NULL && *words != '\0') {
        const size_t length = strcspn(words, "|");
        const char *star = memchr(words, '*', length);

        if (star != NULL && word_matches(words, length, word))
            return sf_pool_copy(pool, star + 1, strcspn(star + 1, ")"));
        words += length + (words[length] == '|' ? 1 : 0);
    }
    return NULL;
}

static void suggest_words(sf_suggestion *suggestion, sf_pool *pool, const char *words)
{
    while (words != NULL && *words != '\0') {
        const size_t length = strcspn(words, "|");
        const char *word = sf_pool_copy(pool, words, length);

        if (word != NULL)
            sf_suggest(suggestion, pool, word);
        words += length + (words[length] == '|' ? 1 : 0);
    }
}

/* --- one value ------------------------------------------------------------------------------------------------------------ */

static bool check_bounds(const sf_value_reader *reader, const sf_key *key, double number, span text)
{
    const char *unit = sf_quantity_unit_name(sf_key_quantity_kind(key->type));

    if ((key->flags & SF_KEY_POSITIVE) != 0 && !(number > 0.0))
        return complain(reader, _("%.*s is not above zero; write for example %s"), shown(text), text.text,
                        key->example != NULL ? key->example : sf_quantity_example(sf_key_quantity_kind(key->type)));
    if (!isnan(key->lowest) && number < key->lowest)
        return complain(reader, _("%.*s is too small; it is from %.10g to %.10g (%s)"), shown(text), text.text,
                        key->lowest, key->highest, unit);
    if (!isnan(key->highest) && number > key->highest)
        return complain(reader, _("%.*s is too large; it is from %.10g to %.10g (%s)"), shown(text), text.text,
                        key->lowest, key->highest, unit);
    return true;
}

/* The text with `unit` when it is a bare number and its kind wants a unit. */
static span with_unit(const sf_value_reader *reader, span text, const char *unit)
{
    char *joined;

    if (unit[0] == '\0' || text.length == 0 || sf_number_length(text.text, text.length) != text.length)
        return text;
    joined = sf_pool_print(reader->pool, "%.*s %s", (int)text.length, text.text, unit);
    return joined == NULL ? text : (span){joined, strlen(joined)};
}

static bool read_quantity(const sf_value_reader *reader, const sf_key *key, span text, sf_value *out)
{
    const sf_quantity_kind kind = sf_key_quantity_kind(key->type);
    sf_error err = {.status = SF_OK};

    if ((key->flags & SF_KEY_UNLIMITED) != 0 && span_is(text, "unlimited")) {
        out->quantity.value = out->headline = (double)INFINITY;
        return true;
    }
    if ((key->flags & SF_KEY_REST) != 0 && span_is(text, "rest")) {
        out->is_rest = true;
        out->quantity.value = out->headline = (double)NAN;
        return true;
    }
    if (sf_quantity_read(kind, text.text, text.length, &out->quantity, &err) != SF_OK)
        return complain(reader, "%s", err.message);
    out->headline = out->quantity.value;
    return check_bounds(reader, key, out->quantity.value, text);
}

static bool read_distribution(const sf_value_reader *reader, const sf_key *key, span text, sf_value *out)
{
    sf_distribution_text said;
    sf_error err = {.status = SF_OK};

    switch (sf_distribution_read(reader->pool, &reader->finder, sf_key_quantity_kind(key->type), text.text, text.length,
                                 &said, &err)) {
    case SF_OK:
        break;
    case SF_EDATA: /* told at its place in the CSV file */
    case SF_ENOMEM:
        return false;
    default:
        return complain(reader, "%s", err.message);
    }
    out->text = said.text;
    out->full_text = said.full_text;
    out->distribution = said.distribution;
    out->quantity.value = said.distribution.mean;
    memcpy(out->quantity.unit, said.unit, sizeof out->quantity.unit);
    out->headline = said.headline;
    return check_bounds(reader, key, said.distribution.mean, text);
}

/* "sin(0.4, 12 mo)": amplitude and period. */
static bool read_season(const sf_value_reader *reader, span text, sf_value *out)
{
    const char *comma = memchr(text.text, ',', text.length);
    sf_quantity amplitude, period;
    span first, second;

    if (text.length < 5 || memcmp(text.text, "sin(", 4) != 0 || text.text[text.length - 1] != ')' || comma == NULL)
        return complain(reader,
                        _("\"%.*s\" is not a season; write amplitude and period, for example \"sin(0.4, 12 mo)\""),
                        shown(text), text.text);
    first = trimmed(text.text + 4, (size_t)(comma - text.text) - 4);
    second = trimmed(comma + 1, (size_t)(text.text + text.length - comma) - 2);
    if (sf_quantity_read(SF_Q_SHARE, first.text, first.length, &amplitude, NULL) != SF_OK)
        return complain(reader, _("the amplitude %.*s is not from 0 to 1; write for example \"sin(0.4, 12 mo)\""),
                        shown(first), first.text);
    if (sf_quantity_read(SF_Q_DURATION, second.text, second.length, &period, NULL) != SF_OK || !(period.value > 0.0))
        return complain(reader, _("the period %.*s is not a time above zero; write for example \"sin(0.4, 12 mo)\""),
                        shown(second), second.text);
    out->season = (sf_season){.amplitude = amplitude.value, .period_days = period.value};
    out->quantity.value = out->headline = amplitude.value;
    return true;
}

static bool read_seed(const sf_value_reader *reader, span text, sf_value *out)
{
    uint64_t seed = 0;

    for (size_t i = 0; i < text.length; i++) {
        const uint64_t digit = (uint64_t)(text.text[i] - '0');

        if (!isdigit((unsigned char)text.text[i]) || seed > (UINT64_MAX - digit) / 10)
            return complain(reader, _("%.*s is not a seed; it is a whole number from 0 to 18446744073709551615"),
                            shown(text), text.text);
        seed = 10 * seed + digit;
    }
    if (text.length == 0)
        return complain(reader, "%s", _("the seed is missing; it is a whole number from 0 to 18446744073709551615"));
    out->seed = seed;
    return true;
}

static bool read_switch(const sf_value_reader *reader, span text, sf_value *out)
{
    out->is_on = span_is(text, "yes") || span_is(text, "true");
    if (out->is_on || span_is(text, "no") || span_is(text, "false"))
        return true;
    return complain(reader, _("\"%.*s\" is neither yes nor no; write \"yes\" or \"no\""), shown(text), text.text);
}

static bool read_date(const sf_value_reader *reader, span text, sf_value *out)
{
    if (sf_day_read(text.text, text.length, &out->quantity.value))
        return true;
    return complain(reader,
                    _("\"%.*s\" is not a day of the calendar; write year-month-day, for example \"2025-01-01\""),
                    shown(text), text.text);
}

bool sf_word_read(const sf_value_reader *reader, const sf_key *key, const char *word)
{
    sf_suggestion suggestion = {.written = word};

    if (sf_word_is_known(key->words, word))
        return true;
    suggest_words(&suggestion, reader->pool, key->words);
    return complain(reader, _("\"%.60s\" is not a choice here; %s"), word,
                    sf_suggestion_text(&suggestion, reader->pool));
}

static bool read_id(const sf_value_reader *reader, const char *id)
{
    if (sf_id_is_valid(id))
        return true;
    if (strcmp(id, "all") == 0 || strcmp(id, "rest") == 0 || strcmp(id, "always") == 0)
        return complain(reader, _("\"%s\" is a reserved word; choose another id"), id);
    return complain(reader, _("\"%.60s\" is not an id; write a-z, then a-z, 0-9 or _, at most 32 of them"), id);
}

/* [ "a", "b" ] or [ a, b ], as it stands in an assignment. */
static bool read_words(const sf_value_reader *reader, const sf_key *key, span text, sf_value *out)
{
    const bool is_choice = key->type == SF_KEY_WORDS && key->words != NULL;

    size_t most = 1;

    if (text.length < 2 || text.text[0] != '[' || text.text[text.length - 1] != ']')
        return complain(reader, _("\"%.*s\" is not a list; write for example [ \"a\", \"b\" ]"), shown(text),
                        text.text);
    text = trimmed(text.text + 1, text.length - 2);
    for (size_t i = 0; i < text.length; i++)
        most += text.text[i] == ',' ? 1 : 0;
    out->words = sf_pool_take(reader->pool, most, sizeof *out->words);
    if (out->words == NULL)
        return false;
    for (size_t start = 0; text.length > 0 && start <= text.length;) {
        const char *comma = memchr(text.text + start, ',', text.length - start);
        const size_t end = comma != NULL ? (size_t)(comma - text.text) : text.length;
        span word = trimmed(text.text + start, end - start);

        if (word.length >= 2 && word.text[0] == '"' && word.text[word.length - 1] == '"')
            word = trimmed(word.text + 1, word.length - 2);
        if (word.length == 0)
            return complain(reader, "%s", _("an element of the list is empty; write for example [ \"a\", \"b\" ]"));
        out->words[out->word_count] = sf_pool_copy(reader->pool, word.text, word.length);
        if (is_choice && !sf_word_read(reader, key, out->words[out->word_count]))
            return false;
        out->word_count++;
        start = end + 1;
    }
    return true;
}

/* The value alone, without range, source and date. */
static bool read_core(const sf_value_reader *reader, const sf_key *key, span text, const char *unit, sf_value *out)
{
    if (sf_key_is_number(key->type))
        text = with_unit(reader, text, unit);
    out->text = sf_pool_copy(reader->pool, text.text, text.length);
    if (out->text == NULL)
        return false;
    if (is_distribution(key->type))
        return read_distribution(reader, key, text, out);
    switch (key->type) {
    case SF_KEY_ID:
        return read_id(reader, out->text);
    case SF_KEY_TEXT:
        return true;
    case SF_KEY_WORD:
        return sf_word_read(reader, key, out->text);
    case SF_KEY_SWITCH:
        return read_switch(reader, text, out);
    case SF_KEY_DATE:
        return read_date(reader, text, out);
    case SF_KEY_SEED:
        return read_seed(reader, text, out);
    case SF_KEY_SEASON:
        return read_season(reader, text, out);
    case SF_KEY_REF:
        return read_id(reader, out->text);
    case SF_KEY_REFS:
    case SF_KEY_WORDS:
        return read_words(reader, key, text, out);
    default:
        return read_quantity(reader, key, text, out);
    }
}

/* --- range and source ----------------------------------------------------------------------------------------------------- */

static const char *find_dots(span text)
{
    return memmem(text.text, text.length, "..", 2);
}

/* "45..120" beside a value with a unit: both ends take the unit that stands, the high end's before the value's. */
static bool read_range(const sf_value_reader *reader, const sf_key *key, span text, sf_value *out)
{
    const char *dots = find_dots(text);
    const sf_quantity_kind kind = key->type == SF_KEY_SEASON ? SF_Q_SHARE : sf_key_quantity_kind(key->type);
    const span low_text = trimmed(text.text, (size_t)(dots - text.text));
    const span high_text = trimmed(dots + 2, (size_t)(text.text + text.length - dots) - 2);
    const char *unit = key->type == SF_KEY_SEASON ? "" : out->quantity.unit;
    const span high_with_unit = with_unit(reader, high_text, unit);
    sf_quantity low, high;
    span low_with_unit;
    sf_error err = {.status = SF_OK};

    if (sf_quantity_read(kind, high_with_unit.text, high_with_unit.length, &high, &err) != SF_OK)
        return complain(reader, _("in the range %.*s: %s"), shown(text), text.text, err.message);
    low_with_unit = with_unit(reader, low_text, high.unit);
    if (sf_quantity_read(kind, low_with_unit.text, low_with_unit.length, &low, &err) != SF_OK)
        return complain(reader, _("in the range %.*s: %s"), shown(text), text.text, err.message);
    if (low.value > high.value)
        return complain(reader, _("the range %.*s falls; write the low end first"), shown(text), text.text);
    out->low = low.value;
    out->high = high.value;
    out->has_own_range = true;
    out->range = sf_pool_copy(reader->pool, text.text, text.length);
    return out->range != NULL;
}

static bool is_source_code(span text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!(isalpha((unsigned char)text.text[i]) ||
              (i > 0 && (isdigit((unsigned char)text.text[i]) || text.text[i] == '_'))))
            return false;
    return text.length > 0;
}

static bool read_source(const sf_value_reader *reader, span text, sf_value *out)
{
    if (text.length > 0 && isdigit((unsigned char)text.text[0]))
        return complain(reader, _("\"%.*s\" is neither a range nor a source; a range is written low..high"),
                        shown(text), text.text);
    if (!is_source_code(text))
        return complain(reader, _("\"%.*s\" is not the code of a source; write a code from `sources`, or antatt"),
                        shown(text), text.text);
    out->source = sf_pool_copy(reader->pool, text.text, text.length);
    out->has_own_source = true;
    return out->source != NULL;
}

/* The end of the field that begins at start: a comma or `mark` outside brackets and quotes. */
static size_t field_end(span text, size_t start, char mark)
{
    int depth = 0;

    for (size_t i = start; i < text.length; i++) {
        const char c = text.text[i];

        if (c == '(' || c == '[')
            depth++;
        else if (c == ')' || c == ']')
            depth--;
        else if (c == mark && depth <= 0)
            return i;
    }
    return text.length;
}

/* "8,6 %": digits on both sides of a comma, and what follows is no range as in "10,5..20". */
static bool has_decimal_comma(span text, size_t comma)
{
    const size_t end = comma < text.length ? field_end(text, comma + 1, ',') : comma;

    return comma > 0 && end > comma + 1 && isdigit((unsigned char)text.text[comma - 1]) &&
           isdigit((unsigned char)text.text[comma + 1]) && find_dots((span){text.text + comma, end - comma}) == NULL;
}

/* VALUE [, low..high] [, SOURCE] */
static bool read_fields(const sf_value_reader *reader, const sf_key *key, span text, const char *unit, sf_value *out)
{
    size_t end = field_end(text, 0, ',');

    if (has_decimal_comma(text, end))
        return complain(reader, _("\"%.*s\" has a decimal comma; the decimal mark is a point"), shown(text), text.text);
    if (!read_core(reader, key, trimmed(text.text, end), unit, out))
        return false;
    while (end < text.length) {
        const size_t start = end + 1;
        span field;

        end = field_end(text, start, ',');
        field = trimmed(text.text + start, end - start);
        if (field.length > 0 && find_dots(field) != NULL) {
            if (out->has_own_range || out->has_own_source)
                return complain(reader, _("the range %.*s stands in the wrong place; write value, range, source"),
                                shown(field), field.text);
            if (!read_range(reader, key, field, out))
                return false;
        } else if (out->has_own_source) {
            return complain(reader, _("\"%.*s\" is one field too many; write value, range, source"), shown(field),
                            field.text);
        } else if (!read_source(reader, field, out)) {
            return false;
        }
    }
    return true;
}

static sf_value empty_value(void)
{
    return (sf_value){.from = SF_ALWAYS,
                      .text = "",
                      .range = "",
                      .source = "",
                      .low = (double)NAN,
                      .high = (double)NAN,
                      .headline = (double)NAN};
}

bool sf_value_read_one(const sf_value_reader *reader, const sf_key *key, const char *text, const char *unit,
                       sf_value *out)
{
    const span all = key->type == SF_KEY_TEXT ? (span){text, strlen(text)} : trimmed(text, strlen(text));

    *out = empty_value();
    return sf_key_is_number(key->type) ? read_fields(reader, key, all, unit, out)
                                       : read_core(reader, key, all, "", out);
}

/* --- several values by date ----------------------------------------------------------------------------------------------- */

/* Takes " from DATE" out of the text; what stands before and after it is joined in *rest (pool).
 * *from is SF_ALWAYS when there is none or it says always. */
static bool take_date(const sf_value_reader *reader, span text, span *rest, double *from, bool *has_date)
{
    const char *word = memmem(text.text, text.length, " from ", 6);
    span date;
    size_t end;
    char *joined;

    *rest = text;
    *from = SF_ALWAYS;
    *has_date = word != NULL;
    if (word == NULL)
        return true;
    date = trimmed(word + 6, (size_t)(text.text + text.length - word) - 6);
    end = field_end(date, 0, ',');
    if (!span_is(trimmed(date.text, end), "always") && !sf_day_read(date.text, trimmed(date.text, end).length, from))
        return complain(reader, _("\"%.*s\" is not a day of the calendar; write for example from 2026-07-01"),
                        shown(trimmed(date.text, end)), date.text);
    joined = sf_pool_print(reader->pool, "%.*s%.*s", (int)(word - text.text), text.text, (int)(date.length - end),
                           date.text + end);
    if (joined == NULL)
        return false;
    *rest = trimmed(joined, strlen(joined));
    return true;
}

static void inherit(sf_value *value, const sf_value *before)
{
    if (!value->has_own_range) {
        value->range = before->range;
        value->low = before->low;
        value->high = before->high;
    }
    if (!value->has_own_source)
        value->source = before->source;
}

static bool read_dated(const sf_value_reader *reader, const sf_key *key, span text, size_t index, sf_value *values)
{
    sf_value *value = &values[index];
    bool has_date;
    double from;
    span rest;

    *value = empty_value();
    if (!take_date(reader, text, &rest, &from, &has_date))
        return false;
    if (has_date && (key->flags & SF_KEY_DATED) == 0)
        return complain(reader, "%s", _("this cannot change by date; write one value"));
    if (index == 0 && isfinite(from))
        return complain(
            reader, "%s",
            _("the first value has a date; write what holds before it first, for example \"24; 44 from 2026-07-01\""));
    if (index > 0 && !has_date)
        return complain(reader, _("\"%.*s\" has no date; write for example \"24; 44 from 2026-07-01\""), shown(text),
                        text.text);
    if (index > 0 && !(from > values[index - 1].from))
        return complain(reader, "%s", _("the dates do not rise; write the earliest first"));
    if (sf_key_is_number(key->type)
            ? !read_fields(reader, key, rest, index > 0 ? values[index - 1].quantity.unit : "", value)
            : !read_core(reader, key, rest, "", value))
        return false;
    value->from = from;
    if (index > 0)
        inherit(value, &values[index - 1]);
    return true;
}

sf_value *sf_value_read(const sf_value_reader *reader, const sf_key *key, const char *text, size_t *count)
{
    const bool may_be_dated = (key->flags & SF_KEY_DATED) != 0 || sf_key_is_number(key->type);
    const span all = {text, strlen(text)};
    size_t most = 1;
    sf_value *values;

    for (size_t i = 0; may_be_dated && i < all.length; i++)
        most += all.text[i] == ';' ? 1 : 0;
    values = sf_pool_take(reader->pool, most, sizeof *values);
    if (values == NULL)
        return NULL;
    *count = 0;
    if (!may_be_dated) {
        *count = sf_value_read_one(reader, key, text, "", values) ? 1 : 0;
        return *count > 0 ? values : NULL;
    }
    for (size_t start = 0, n = 0; start <= all.length; n++) {
        const size_t end = field_end(all, start, ';');

        if (!read_dated(reader, key, trimmed(all.text + start, end - start), n, values)) {
            *count = 0;
            return NULL;
        }
        *count = n + 1;
        start = end + 1;
    }
    return values;
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

const char *sf_value_write(sf_pool *pool, const sf_key *key, const sf_value *values, size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count && text != NULL; i++) {
        const sf_value *value = &values[i];
        const bool is_number = sf_key_is_number(key->type);
        /* A later value takes range and source of the one before it, so they are written where they change. */
        const bool has_range =
            is_number && value->range[0] != '\0' && (i == 0 || strcmp(value->range, values[i - 1].range) != 0);
        const bool has_source =
            is_number && value->source[0] != '\0' && (i == 0 || strcmp(value->source, values[i - 1].source) != 0);
        char day[16] = "";

        if (isfinite(value->from))
            sf_day_write(value->from, day);
        text = sf_pool_print(pool, "%s%s%s%s%s%s%s%s%s", text, i > 0 ? "; " : "",
                             value->full_text != NULL ? value->full_text : value->text, has_range ? ", " : "",
                             has_range ? value->range : "", has_source ? ", " : "", has_source ? value->source : "",
                             isfinite(value->from) ? " from " : "", day);
    }
    return text;
}
