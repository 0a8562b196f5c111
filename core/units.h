/* core/units.h - typed quantities: a number and its unit become one double in the kind's own unit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_UNITS_H
#define SF_CORE_UNITS_H

#include "saksflyt/core.h"

typedef enum sf_quantity_kind {
    SF_Q_NUMBER,     /* no unit, or % (then /100): "1.3"; "130 %" */
    SF_Q_COUNT,      /* whole number >= 0, no unit */
    SF_Q_SHARE,      /* 0..1, or with %: "0.086", "8.6 %" */
    SF_Q_DURATION,   /* civil days: s, min, h, d, w, mo (30.4375 d), y (365.25 d) */
    SF_Q_LEGAL_TIME, /* as SF_Q_DURATION, but mo and y count calendar months (see calendar_months) */
    SF_Q_WORK,       /* working minutes: min, h */
    SF_Q_RATE,       /* per day: "4 /d", "430 /y", "2.4 %/mo" = 0.024/30.4375 a day */
    SF_Q_HOURS_RATE, /* working hours per week: "37.5 h/week" */
    SF_Q_MONEY,      /* NOK: "119000 NOK" */
    SF_Q_MONEY_RATE, /* NOK per day: "20975 NOK/mo", "750000 NOK/y" */
    SF_Q_G_RATE,     /* benefit, base amounts (G) per year: "2 G/y" */
    SF_Q_KIND_COUNT
} sf_quantity_kind;

typedef struct sf_quantity {
    double value;        /* in the kind's own unit, as above */
    int calendar_months; /* SF_Q_LEGAL_TIME written in mo or y: that many calendar months; otherwise 0 */
    char unit[16];       /* the unit as the user wrote it, "" when none */
} sf_quantity;

/** Reads "75 min" (the number, optional blanks, the unit; nothing after it) as a quantity of the kind.
 *  Locale-independent: the decimal mark is a point. Returns SF_EDOMAIN and a sentence that says what would be right
 *  (the units of the kind) for a wrong or missing unit, NaN, infinity, 1e999, a share outside 0..1, or a count that is
 *  negative or fractional. A blank unit is right only for NUMBER, COUNT and SHARE. */
SF_MUST_CHECK sf_status sf_quantity_read(sf_quantity_kind kind, const char *text, size_t length, sf_quantity *out,
                                         sf_error *err);

/** "days", "per day", "share" ...: the kind's own unit for messages and tables (translated). Static. */
const char *sf_quantity_unit_name(sf_quantity_kind kind);

/** A human example of the kind, "75 min". Static. */
const char *sf_quantity_example(sf_quantity_kind kind);

#endif
