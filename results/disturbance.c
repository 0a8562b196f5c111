/* results/disturbance.c - see disturbance.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/disturbance.h"

#include <math.h>
#include <string.h>

#include "input/value.h"

/* The day of " from 2026-07-01" or " until 2026-07-01" in an assignment; NAN when it has no such day. */
static double day_after(const char *text, size_t n, const char *word)
{
    const size_t length = strlen(word);
    double day = (double)NAN;

    for (size_t i = 0; i + length + 10 <= n; i++) {
        const char *date = text + i + length + strspn(text + i + length, " ");
        double found;

        if (text[i] == '"') /* a value in quotes may hold dates of its own */
            day = (double)NAN;
        else if (memcmp(text + i, word, length) == 0 && date + 10 <= text + n && sf_day_read(date, 10, &found))
            day = found;
    }
    return day;
}

/* Where the assignment that begins here ends: at a semicolon that stands in no quotes and no value by date. */
static size_t assignment_length(const char *text)
{
    bool is_quoted = false;
    size_t i = 0;

    for (; text[i] != '\0'; i++) {
        is_quoted ^= text[i] == '"';
        if (text[i] == ';' && !is_quoted)
            break;
    }
    return i;
}

sf_disturbance sf_disturbance_of(const char *overrides, double start_civil_day)
{
    sf_disturbance whole = {.from = (double)INFINITY, .until = 0.0};

    for (size_t n; *(overrides += strspn(overrides, "; ")) != '\0'; overrides += n) {
        double from, until;

        n = assignment_length(overrides);
        from = day_after(overrides, n, " from ");
        until = day_after(overrides, n, " until ");
        whole.from = fmin(whole.from, isnan(from) ? 0.0 : fmax(from - start_civil_day, 0.0));
        whole.until = fmax(whole.until, isnan(until) ? (double)INFINITY : fmax(until - start_civil_day, 0.0));
    }
    if (isinf(whole.from))
        whole.from = 0.0;
    return whole;
}

sf_disturbance sf_study_disturbance(const sf_study *study, size_t scenario)
{
    const sf_study_info *facts = sf_study_facts(study);
    const char *overrides = facts->scenarios[scenario].overrides;

    return sf_disturbance_of(overrides == NULL ? "" : overrides, facts->start_civil_day);
}
