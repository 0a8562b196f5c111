/* core/units.c - a number and its unit become one double in the kind's own unit.
 * Invariant: a value that is returned is finite and inside the kind's domain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/units.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "core/number.h"
#include "core/text.h"

/* A unit is times / over of the kind's own unit: two whole numbers, so that 8.6 % is the double nearest to 0.086. */
typedef struct unit_row {
    const char *symbol;
    double times, over;
    int calendar_months; /* for legal times */
} unit_row;

static const unit_row no_units[] = {{"", 1.0, 1.0, 0}, {NULL, 0.0, 0.0, 0}};
static const unit_row share_units[] = {{"", 1.0, 1.0, 0}, {"%", 1.0, 100.0, 0}, {NULL, 0.0, 0.0, 0}};
static const unit_row time_units[] = {{"s", 1.0, 86400.0, 0},
                                      {"min", 1.0, 1440.0, 0},
                                      {"h", 1.0, 24.0, 0},
                                      {"d", 1.0, 1.0, 0},
                                      {"w", 7.0, 1.0, 0},
                                      {"mo", SF_DAYS_PER_MONTH, 1.0, 1},
                                      {"y", SF_DAYS_PER_YEAR, 1.0, 12},
                                      {NULL, 0.0, 0.0, 0}};
static const unit_row work_units[] = {{"min", 1.0, 1.0, 0}, {"h", 60.0, 1.0, 0}, {NULL, 0.0, 0.0, 0}};
static const unit_row hours_units[] = {{"h/week", 1.0, 1.0, 0}, {NULL, 0.0, 0.0, 0}};
static const unit_row money_units[] = {{"NOK", 1.0, 1.0, 0}, {NULL, 0.0, 0.0, 0}};
static const unit_row g_units[] = {{"G/y", 1.0, 1.0, 0}, {NULL, 0.0, 0.0, 0}};

/* One kind: how it is written, and what its messages say. */
typedef struct kind_row {
    const unit_row *units; /* of the number, or of what stands under the line of a rate */
    const char *over;      /* what stands above the line of a rate, "" or "NOK"; NULL when the kind is no rate */
    const char *own_unit;
    const char *noun;   /* "a duration" */
    const char *choice; /* the units in words */
    const char *example;
} kind_row;

static const kind_row kinds[SF_Q_KIND_COUNT] = {
    [SF_Q_NUMBER] = {share_units, NULL, N_("number"), N_("a number"), N_("without a unit, or in %"), "1.3"},
    [SF_Q_COUNT] = {no_units, NULL, N_("count"), N_("a count"), N_("as a whole number without a unit"), "12"},
    [SF_Q_SHARE] = {share_units, NULL, N_("share"), N_("a share"), N_("as a number from 0 to 1, or in %"), "8.6 %"},
    [SF_Q_DURATION] = {time_units, NULL, N_("days"), N_("a duration"), N_("in s, min, h, d, w, mo or y"), "14 d"},
    [SF_Q_LEGAL_TIME] = {time_units, NULL, N_("days"), N_("a legal time limit"), N_("in s, min, h, d, w, mo or y"),
                         "36 mo"},
    [SF_Q_WORK] = {work_units, NULL, N_("working minutes"), N_("a working time"), N_("in min or h"), "75 min"},
    [SF_Q_RATE] = {time_units, "", N_("per day"), N_("a rate"), N_("in /d, /w, /mo, /y, or %/mo and so on"),
                   "2.4 %/mo"},
    [SF_Q_HOURS_RATE] = {hours_units, NULL, N_("hours per week"), N_("a working week"), N_("in h/week"), "37.5 h/week"},
    [SF_Q_MONEY] = {money_units, NULL, N_("NOK"), N_("an amount of money"), N_("in NOK"), "119000 NOK"},
    [SF_Q_MONEY_RATE] = {time_units, "NOK", N_("NOK per day"), N_("a cost"), N_("in NOK/d, NOK/mo or NOK/y"),
                         "20975 NOK/mo"},
    [SF_Q_G_RATE] = {g_units, NULL, N_("G per year"), N_("a benefit"), N_("in G/y"), "2 G/y"},
};

/* Beyond these a number is a slip of the hand, and products of a few of them would overflow or vanish. */
static const double largest_number = 1e15;
static const double smallest_number = 1e-15;
static const double most_legal_months = 12000.0;

static const kind_row *kind_of(sf_quantity_kind kind)
{
    assert((int)kind >= 0 && kind < SF_Q_KIND_COUNT);
    return &kinds[kind];
}

const char *sf_quantity_unit_name(sf_quantity_kind kind)
{
    return _(kind_of(kind)->own_unit);
}

const char *sf_quantity_example(sf_quantity_kind kind)
{
    return kind_of(kind)->example;
}

/* The unit without blanks beside a slash: "% / mo" is "%/mo". False when it is too long to be one. */
static bool tidy_unit(const char *text, size_t length, char unit[16])
{
    size_t n = 0;

    for (size_t i = 0; i < length; i++) {
        size_t next = i + 1;

        if (text[i] == ' ') {
            while (next < length && text[next] == ' ')
                next++;
            if ((next < length && text[next] == '/') || (n > 0 && unit[n - 1] == '/'))
                continue;
        }
        if (n + 1 >= 16)
            return false;
        unit[n++] = text[i];
    }
    unit[n] = '\0';
    return true;
}

static const unit_row *find_unit(const unit_row *units, const char *symbol)
{
    for (; units->symbol != NULL; units++)
        if (strcmp(units->symbol, symbol) == 0)
            return units;
    return NULL;
}

/* What `unit` is worth in the kind's own unit, in *out; false when the unit is wrong. */
static bool read_unit(const kind_row *kind, const char *unit, unit_row *out)
{
    double parts = 1.0;
    const unit_row *row;

    if (kind->over != NULL) {
        const char *slash = strchr(unit, '/');
        size_t length = slash == NULL ? 0 : (size_t)(slash - unit);

        if (slash == NULL)
            return false;
        if (kind->over[0] == '\0' && length == 1 && unit[0] == '%')
            parts = 100.0;
        else if (length != strlen(kind->over) || memcmp(unit, kind->over, length) != 0)
            return false;
        unit = slash + 1;
    }
    row = find_unit(kind->units, unit);
    if (row == NULL)
        return false;
    *out = *row;
    if (kind->over != NULL)
        *out = (unit_row){.times = row->over, .over = row->times * parts};
    return true;
}

/* 1e-400 is so small that it has become 0; 0e5 was 0 from the beginning. */
static bool has_vanished(double number, const char *text, int length)
{
    for (int i = 0; number == 0.0 && i < length && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] >= '1' && text[i] <= '9')
            return true;
    }
    return false;
}

static sf_status check_number(double number, const kind_row *kind, const char *text, int length, sf_error *err)
{
    if (!isfinite(number) || fabs(number) > largest_number)
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("%.*s is too large for a number; at most 1e15 is understood"), length,
                       text);
    if ((number != 0.0 && fabs(number) < smallest_number) || has_vanished(number, text, length))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("%.*s is too small for a number; write 0, or at least 1e-15"), length,
                       text);
    if (number == 0.0 && text[0] == '-')
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("%.*s is minus zero; write 0"), length, text);
    if (number < 0.0 && kind != &kinds[SF_Q_NUMBER])
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("%.*s is negative; %s is zero or more, for example \"%s\""), length,
                       text, _(kind->noun), kind->example);
    return SF_OK;
}

static sf_status check_domain(sf_quantity_kind kind, double value, const char *text, int length, sf_error *err)
{
    if (kind == SF_Q_COUNT && value != floor(value))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("%.*s is not a whole number; a count is 0, 1, 2 and so on"), length,
                       text);
    if (kind == SF_Q_SHARE && value >= 2.0 && value <= 100.0 && strspn(text, "0123456789.") >= (size_t)length)
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("%.*s is more than the whole; a share is from 0 to 1, and percent are written \"%.*s %%\""),
                       length, text, length, text);
    if (kind == SF_Q_SHARE && value > 1.0)
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("%.*s is more than the whole; a share is from 0 to 1, or 0 %% to 100 %%"), length, text);
    return SF_OK;
}

static sf_status explain_no_number(const kind_row *kind, const char *text, int length, sf_error *err)
{
    const int sign = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;

    if (length == 0)
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("a number is missing; %s is written %s, for example \"%s\""),
                       _(kind->noun), _(kind->choice), kind->example);
    if (length >= sign + 3 && (strncasecmp(text + sign, "nan", 3) == 0 || strncasecmp(text + sign, "inf", 3) == 0))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("\"%.*s\" is not a finite number; %s is written %s, for example \"%s\""), length, text,
                       _(kind->noun), _(kind->choice), kind->example);
    return SF_FAIL(err, SF_EDOMAIN, NULL, _("\"%.*s\" is not a number; %s is written %s, for example \"%s\""), length,
                   text, _(kind->noun), _(kind->choice), kind->example);
}

static sf_status explain_unit(const kind_row *kind, const char *text, int length, const char *unit, sf_error *err)
{
    if (unit[0] == ',' && isdigit((unsigned char)unit[1]))
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("\"%.*s\" has a decimal comma; the decimal mark is a point"), length,
                       text);
    if (unit[0] == '\0')
        return SF_FAIL(err, SF_EDOMAIN, NULL, _("\"%.*s\" has no unit; %s is written %s, for example \"%s\""), length,
                       text, _(kind->noun), _(kind->choice), kind->example);
    return SF_FAIL(err, SF_EDOMAIN, NULL, _("\"%s\" is not a unit here; %s is written %s, for example \"%s\""), unit,
                   _(kind->noun), _(kind->choice), kind->example);
}

static void trim(const char **text, size_t *length)
{
    while (*length > 0 && isspace((unsigned char)**text)) {
        (*text)++;
        (*length)--;
    }
    while (*length > 0 && isspace((unsigned char)(*text)[*length - 1]))
        (*length)--;
}

sf_status sf_quantity_read(sf_quantity_kind kind, const char *text, size_t length, sf_quantity *out, sf_error *err)
{
    const kind_row *row = kind_of(kind);
    const int most_shown = 60; /* bytes of a user's text in a message */
    sf_quantity quantity = {.value = 0.0};
    unit_row unit;
    double number;
    const char *unit_text;
    size_t digits, unit_length;
    int shown;
    sf_status status;

    trim(&text, &length);
    shown = length < (size_t)most_shown ? (int)length : most_shown;
    digits = sf_number_length(text, length);
    if (digits == 0)
        return explain_no_number(row, text, shown, err);
    number = sf_number_of(text, digits);
    status = check_number(number, row, text, shown, err);
    if (status != SF_OK)
        return status;

    unit_text = text + digits;
    unit_length = length - digits;
    trim(&unit_text, &unit_length);
    if (!tidy_unit(unit_text, unit_length, quantity.unit))
        return explain_no_number(row, text, shown, err);
    if (!read_unit(row, quantity.unit, &unit))
        return explain_unit(row, text, shown, quantity.unit, err);
    quantity.value = number * unit.times / unit.over;
    if (kind == SF_Q_LEGAL_TIME && number == floor(number) && number <= most_legal_months)
        quantity.calendar_months = (int)number * unit.calendar_months;
    status = check_domain(kind, quantity.value, text, shown, err);
    if (status == SF_OK)
        *out = quantity;
    return status;
}
