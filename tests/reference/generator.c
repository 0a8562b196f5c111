/* tests/reference/generator.c - see generator.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/generator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "core/text.h"
#include "saksflyt/luck.h"

enum construct { THE_OLDER_ONES, APPLICATION_TASKS, LABOUR_MARKETS, CONSTRUCTS };

typedef struct writer {
    char *text;
    size_t used, size;
    sf_luck luck;
    uint32_t drawn[CONSTRUCTS];
    enum construct construct; /* whose luck is drawn: one construct more leaves the worlds of the others as they were */
    bool is_whole;            /* all times are whole days, all offices open day and night */
    /* what has been written, so that what follows can point at it */
    unsigned segments, barriers, teams, tiltak, treatments;
    unsigned portfolios; /* bits: of teams */
    bool has_pool, has_back_office, has_message, has_test, has_budget, p_is_barred, p_is_returned_to, p_selects;
    bool drops_out[4]; /* of each tiltak */
    bool has_market;
    unsigned offices;
    bool has_goals, some_start_late;                                        /* of any programme */
    bool has_stock, applies, is_decided_by_task, starts_late, has_decision; /* of the programme p */
} writer;

static void put(writer *w, const char *format, ...) SF_PRINTF(2, 3);

static void put(writer *w, const char *format, ...)
{
    va_list list;
    int n;

    va_start(list, format);
    n = vsnprintf(w->text + w->used, w->size - w->used, format, list);
    va_end(list);
    assert_true(n >= 0 && w->used + (size_t)n < w->size);
    w->used += (size_t)n;
}

static double uniform(writer *w)
{
    return sf_luck_uniform(w->luck, 0, w->construct, 0, w->drawn[w->construct]++);
}

static bool often(writer *w, double share)
{
    return uniform(w) < share;
}

/* A whole number from low to high. */
static unsigned some(writer *w, unsigned low, unsigned high)
{
    return low + (unsigned)(uniform(w) * (double)(high - low + 1));
}

static const char *one_of(writer *w, const char *const *words, unsigned n)
{
    return words[some(w, 0, n - 1)];
}

static const char *const segments[] = {"low", "high", "young"};
static const char *const barriers[] = {"debt", "health", "skills"};
static const char *const needs[] = {"training", "support", "debt", "health", "skills"};

/* --- values ---------------------------------------------------------------------------------------------------------------------- */

/* A length of time with a distribution around so many days. */
static void put_time(writer *w, const char *key, unsigned days)
{
    if (w->is_whole)
        put(w, " %s = \"%u d\";", key, days);
    else if (often(w, 0.4))
        put(w, " %s = \"exponential(mean %u d)\";", key, days);
    else if (often(w, 0.5))
        put(w, " %s = \"gamma(mean %u d, sd %u d)\";", key, days, days / 2 + 1);
    else
        put(w, " %s = \"uniform(%u d, %u d)\";", key, days / 2, 2 * days);
}

static void put_minutes(writer *w, unsigned minutes)
{
    if (w->is_whole)
        put(w, " minutes = \"%u min\";", often(w, 0.1) ? 0 : 720 * some(w, 1, 2)); /* half a day, or a day */
    else if (often(w, 0.5))
        put(w, " minutes = \"%u min\";", minutes);
    else
        put(w, " minutes = \"lognormal(median %u min, p90 %u min)\";", minutes, 2 * minutes);
    if (!w->is_whole && often(w, 0.5))
        put(w, " documentation = \"%u min\";", minutes / 3);
}

/* One value for all, or one for each segment: unit is written after a whole number from low to high. */
static void put_by_segment(writer *w, const char *key, unsigned low, unsigned high, const char *unit)
{
    if (often(w, 0.5)) {
        put(w, " %s = \"%u %s\";", key, some(w, low, high), unit);
        return;
    }
    put(w, " %s = {", key);
    for (unsigned s = 0; s < w->segments; s++)
        put(w, " %s = \"%u %s\";", segments[s], some(w, low, high), unit);
    put(w, " };");
}

/* --- people ----------------------------------------------------------------------------------------------------------------------- */

static void put_people(writer *w)
{
    w->segments = some(w, 1, 3);
    w->barriers = some(w, 0, 3);
    put(w, "barriers = (");
    for (unsigned b = 0; b < w->barriers; b++) {
        put(w, "%s { id = \"%s\";", b == 0 ? "" : ",", barriers[b]);
        if (often(w, 0.6))
            put_by_segment(w, "clears", 0, 10, "%/mo");
        if (often(w, 0.4))
            put_by_segment(w, "returns", 0, 12, "%/mo");
        put(w, " }");
    }
    w->has_goals = w->barriers > 0 && often(w, 0.5);
    if (w->has_goals)
        put(w, " );\ngoals = ( { id = \"job\"; requires = [\"%s\"]; }, { id = \"life\"; requires = []; }",
            barriers[some(w, 0, w->barriers - 1)]);
    put(w, " );\nprofiles = ( { id = \"ready\"; phi = 1; }");
    for (unsigned b = 0; b < w->barriers; b++)
        put(w, ", { id = \"p%u\"; phi = \"0.%u\"; barriers = [\"%s\"%s%s%s];%s }", b, some(w, 0, 9), barriers[b],
            b > 0 ? ", \"" : "", b > 0 ? barriers[b - 1] : "", b > 0 ? "\"" : "",
            w->has_goals && often(w, 0.7) ? (often(w, 0.6) ? " goal = \"job\";" : " goal = \"life\";") : "");
    put(w, " );\nsegments = (");
    for (unsigned s = 0; s < w->segments; s++) {
        put(w, "%s { id = \"%s\"; share = \"%s\";", s == 0 ? "" : ",", segments[s],
            s + 1 == w->segments ? "rest" : "0.3");
        if (often(w, 0.5))
            put(w, " young = \"yes\";");
        if (often(w, 0.5))
            put(w, " complex = \"yes\";");
        if (often(w, 0.3))
            put(w, " frailty = \"0.%u\";", some(w, 1, 9));
        if (w->barriers > 0 && often(w, 0.8)) {
            put(w, " profiles = { ready = \"0.4\";");
            for (unsigned b = 0; b < w->barriers; b++)
                put(w, " p%u = \"%s\";", b, b + 1 == w->barriers ? "rest" : "0.2");
            put(w, " };");
        }
        put(w, " }");
    }
    put(w, " );\n");
}

/* --- programmes --------------------------------------------------------------------------------------------------------------------- */

static void put_need(writer *w, bool *is_first)
{
    const char *need = w->barriers > 0 && often(w, 0.5) ? barriers[some(w, 0, w->barriers - 1)] : needs[some(w, 0, 1)];

    put(w, "%s { need = \"%s\";", *is_first ? "" : ",", need);
    put_by_segment(w, "p", 0, 90, "%");
    put(w, " }");
    *is_first = false;
}

static const char *const knowledge[] = {"barrier_open", "in_treatment", "waiting_for_treatment", "in_tiltak",
                                        "tiltak_completed"};

static void put_clock(writer *w, bool has_test)
{
    unsigned limit = some(w, 4, 14);

    put(w, "  clock = { at_limit = \"end\";");
    if (often(w, 0.3))
        put(w, " at_limit_with_barrier = \"refused\";");
    if (often(w, 0.6))
        put(w, " applies_to = \"%s\";", often(w, 0.5) ? "everyone_on_date" : "new_spells");
    if (often(w, 0.4))
        put(w, " grace = \"%u d\";", some(w, 0, 60));
    if (often(w, 0.5))
        put(w, " renewed_after = \"%u d\";", some(w, 0, 90));
    if (w->is_whole)
        put(w, " limit = \"%u d\"; end_window = \"%u d\";", 30 * limit, 10 * some(w, 1, 6));
    else
        put(w, " limit = \"%u mo\"; end_window = \"%u mo\";", limit, some(w, 1, 3));
    if (has_test) {
        const char *unit = w->is_whole ? "d" : "mo";
        unsigned month = w->is_whole ? 30 : 1;

        put(w, " extension = { test = \"test\"; length = \"%u %s\"; cap = \"%u %s\"; if_late = \"%s\";",
            month * some(w, 1, 4), unit, month * some(w, 2, 6), unit, often(w, 0.6) ? "continues" : "ends");
        if (often(w, 0.7))
            put(w, " opens = \"%u %s\";", month * some(w, 0, 3), unit);
        if (often(w, 0.5))
            put(w, " refused = \"refused\";");
        put(w, " grounds = ( { id = \"g\";");
        put_by_segment(w, "passes", 20, 80, "%");
        if (often(w, 0.5))
            put(w, " when = \"%s\";", one_of(w, knowledge, 5));
        put(w, " }, { id = \"h\"; passes = \"0.%u\";", some(w, 1, 4));
        if (often(w, 0.5))
            put(w, " length = \"%u %s\";", month * some(w, 1, 4), unit);
        put(w, " } ); };");
    }
    put(w, " };\n");
}

static void put_decision(writer *w)
{
    w->construct = APPLICATION_TASKS;
    put(w, ",\n    { id = \"decide\"; team = \"%s\"; no_show = \"%s\";", often(w, 0.5) ? "back" : "t0",
        often(w, 0.2) ? "yes" : "no");
    put_minutes(w, 120);
    if (often(w, 0.4))
        put(w, " due = \"%u d\";", some(w, 2, 20));
    if (often(w, 0.4))
        put_by_segment(w, "self_service", 0, 50, "%");
    put(w, " }");
    w->construct = THE_OLDER_ONES;
}

static void put_tasks(writer *w, bool starts_late, bool has_test, bool has_handover, bool has_reading,
                      bool has_referral)
{
    bool is_first = true;

    w->some_start_late = w->some_start_late || starts_late;
    put(w, "  tasks = (\n    { id = \"meeting\"; due = \"%u d\"; no_show = \"%s\"; counts_as = \"meeting\";",
        some(w, 2, 20), often(w, 0.6) ? "yes" : "no");
    if (starts_late)
        put(w, " opens = \"entry\";");
    put_minutes(w, 60);
    put(w, " then = (");
    for (unsigned i = some(w, has_referral ? 1 : 0, 2); i > 0; i--)
        put_need(w, &is_first);
    if (starts_late) {
        put(w, "%s { next = \"offer\"; p = \"0.7\";", is_first ? "" : ",");
        if (often(w, 0.5))
            put_time(w, "delay", 9);
        put(w, " }, { exit = \"refused\"; p = \"rest\"; } ); },\n    { id = \"offer\";");
        put_minutes(w, 90);
        put(w, " }");
    } else {
        if (w->barriers > 0 && often(w, 0.5))
            put(w, "%s { clears = \"%s\"; p = \"0.3\"; }", is_first ? "" : ",", barriers[0]);
        put(w, " ); }");
    }
    put(w, ",\n    { id = \"follow_up\"; no_show = \"%s\";", often(w, 0.5) ? "yes" : "no");
    put_by_segment(w, "every", 10, 60, "d");
    if (often(w, 0.4))
        put(w, " after = \"meeting\";");
    put_minutes(w, 45);
    is_first = true;
    put(w, " then = (");
    for (unsigned i = some(w, 0, 2); i > 0; i--)
        put_need(w, &is_first);
    if (often(w, 0.3))
        put(w, "%s { exit = \"%s\"; p = \"0.02\"; }", is_first ? "" : ",", w->has_market ? "work" : "end");
    put(w, " ); }");
    w->has_message = w->has_back_office || often(w, 0.6);
    if (w->has_message) {
        put(w, ",\n    { id = \"message\"; counts = 0;");
        put_by_segment(w, "rate", 0, 3, "/mo");
        put_minutes(w, 8);
        if (often(w, 0.4))
            put_by_segment(w, "self_service", 0, 80, "%");
        if (w->has_back_office)
            put(w, " team = \"back\";");
        if (often(w, 0.3))
            put(w, " priority = %u;", some(w, 0, 3));
        put(w, " }");
    }
    if (often(w, 0.5)) {
        put(w, ",\n    { id = \"report\"; during = \"tiltak\"; every = \"%u d\"; counts = 0;", some(w, 5, 40));
        put_minutes(w, 20);
        put(w, " }");
    }
    if (often(w, 0.4)) {
        put(w, ",\n    { id = \"plan\"; travel = \"%s\"; after = \"meeting\"; due = \"7 d\"; counts_as = \"plan\";",
            often(w, 0.5) ? "yes" : "no");
        if (starts_late)
            put(w, " opens = \"%s\";", often(w, 0.5) ? "start" : "entry");
        put_minutes(w, 50);
        put(w, " }");
    }
    if (has_test) {
        put(w, ",\n    { id = \"test\"; counts_as = \"decision\"; deadline = \"%s\";", often(w, 0.5) ? "yes" : "no");
        put_minutes(w, 240);
        put(w, " }");
    }
    if (has_handover) {
        put(w, ",\n    { id = \"handover\"; counts = 0; deadline = \"yes\";");
        put_minutes(w, 300);
        put(w, " }");
    }
    if (has_reading) {
        put(w, ",\n    { id = \"reading\"; counts = 0;");
        put_minutes(w, 40);
        put(w, " }");
    }
    if (w->is_decided_by_task)
        put_decision(w);
    if (has_referral) {
        put(w, ",\n    { id = \"referral\"; counts = 0;");
        put_minutes(w, 60);
        put(w, " }");
    }
    put(w, " );\n");
}

/* A way back from an exit, to its own programme or another. */
static void put_return(writer *w, const char *id, const char *to)
{
    put(w, " { id = \"%s\"; programme = \"%s\";", id, to);
    put_by_segment(w, "rate", 0, 40, "%/mo");
    if (often(w, 0.5))
        put(w, " by_time = ( { from = \"%u d\"; times = \"%u.%u\"; }, { from = \"15 d\"; times = \"0.%u\"; } );",
            some(w, 20, 90), some(w, 0, 3), some(w, 0, 9), some(w, 0, 9));
    put(w, " }");
}

static void put_ways_on(writer *w, const char *id, const char *other)
{
    if (other != NULL && often(w, 0.6)) {
        put(w, " enters = { programme = \"%s\";", other);
        put_by_segment(w, "share", 20, 100, "%");
        if (*other == 'p' || often(w, 0.5)) /* not at once both ways: who has no time left would go round and round */
            put_time(w, "after", 10);
        put(w, " };");
    }
    if (often(w, 0.7)) {
        put(w, " returns = (");
        put_return(w, "again", id);
        if (other != NULL && often(w, 0.5)) {
            put(w, ",");
            put_return(w, "elsewhere", other);
        }
        put(w, " );");
    }
}

static void put_opening(writer *w)
{
    if (!w->has_market)
        return;
    w->construct = LABOUR_MARKETS;
    put(w, " opening = { market = \"m\";");
    if (often(w, 0.6))
        put_by_segment(w, "share", 20, 100, "%");
    put(w, " };");
    w->construct = THE_OLDER_ONES;
}

static void put_exits(writer *w, const char *id, const char *other, bool needs_refused, bool has_handover)
{
    put(w, "  exits = ( { id = \"end\";");
    put_ways_on(w, id, other);
    put(w, " }, { id = \"work\"; good = \"yes\"; local = \"%s\";", often(w, 0.5) ? "yes" : "no");
    if (often(w, 0.6)) {
        w->p_is_returned_to = w->p_is_returned_to || *id == 'p';
        put(w, " returns = (");
        put_return(w, "back", id);
        put(w, " );");
    }
    put_by_segment(w, "rate", 0, 9, "%/mo");
    put_opening(w);
    if (often(w, 0.6))
        put(w, " with_barrier = \"0.%u\";", some(w, 0, 9));
    if (often(w, 0.5))
        put(w, " in_tiltak = \"0.%u\";", some(w, 0, 9));
    if (often(w, 0.5))
        put(w, " by_time = ( { from = \"60 d\"; times = \"0.%u\"; }, { from = \"150 d\"; times = \"1.%u\"; } );",
            some(w, 0, 9), some(w, 0, 9));
    if (often(w, 0.4))
        put(w,
            " by_time_left = ( { within = \"%u d\"; times = \"1.%u\"; }, { within = \"20 d\"; times = \"0.%u\"; } );",
            some(w, 30, 120), some(w, 0, 9), some(w, 0, 9));
    if (often(w, 0.6))
        put(w, " follow_up = { doubling = \"1.3\"; without_end = \"2.2\"; };");
    put(w, " }, { id = \"disability\";");
    put_by_segment(w, "rate", 0, 5, "%/mo");
    if (has_handover)
        put(w, " handover = \"handover\";");
    w->has_decision = often(w, 0.6);
    if (w->has_decision)
        put_time(w, "decision", 90);
    if (often(w, 0.5))
        put_by_segment(w, "turned_down", 10, 80, "%");
    put(w, " }");
    if (needs_refused) {
        put(w, ", { id = \"refused\"; rate = \"0.1 %%/mo\";");
        put_ways_on(w, id, NULL);
        put(w, " }");
    }
    put(w, " );\n");
}

/* A wait, a task of a team, or both. */
static void put_who_decides(writer *w)
{
    bool waits;

    w->construct = APPLICATION_TASKS;
    w->is_decided_by_task = w->has_back_office && often(w, 0.7);
    waits = !w->is_decided_by_task || often(w, 0.4);
    if (w->is_decided_by_task)
        put(w, " task = \"decide\";");
    w->construct = THE_OLDER_ONES;
    if (waits)
        put_time(w, "wait", 20);
}

static void put_programme(writer *w, const char *id, const char *other)
{
    const bool starts_late = often(w, 0.4), has_handover = often(w, 0.5), has_reading = often(w, 0.5),
               has_referral = w->tiltak > 0 && often(w, 0.5);

    w->has_test = often(w, 0.6);
    w->starts_late = starts_late;
    put(w, "{ id = \"%s\"; arrivals = \"%u /y\";", id, some(w, 60, 160));
    if (often(w, 0.4))
        put(w, " season = \"sin(0.%u, 6 mo)\";", some(w, 1, 9));
    if (often(w, 0.4)) {
        put(w, " shares = {");
        for (unsigned s = 0; s < w->segments; s++)
            put(w, " %s = \"%s\";", segments[s], s + 1 == w->segments ? "rest" : "0.2");
        put(w, " };");
    }
    w->applies = often(w, 0.4);
    w->is_decided_by_task = false;
    if (w->applies) {
        put(w, " application = {");
        put_who_decides(w);
        put_by_segment(w, "refused", 0, 40, "%");
        put(w, " refused_to = \"refused\"; };");
    }
    if (often(w, 0.3)) {
        w->p_selects = w->p_selects || *id == 'p';
        put(w, " intake = { rejected = \"refused\"; spread = \"0.%u\"; every = \"%u d\";", some(w, 0, 4),
            some(w, 10, 40));
        put_by_segment(w, "score", 0, 2, "");
        if (often(w, 0.6))
            put(w, " threshold = \"0.%u\";", some(w, 0, 9));
        if (often(w, 0.6))
            put(w, " target = \"%u /mo\";", some(w, 2, 12));
        if (often(w, 0.5))
            put(w, " longest = \"%u d\";", some(w, 20, 120));
        if (often(w, 0.5))
            put(w, " target_group = [\"%s\"]; outside = \"0.%u\";", segments[0], some(w, 0, 9));
        put(w, " };");
    }
    if (starts_late)
        put(w, " starts_with = \"offer\";");
    if (has_reading)
        put(w, " takeover = \"reading\";");
    if (has_referral)
        put(w, " referral = \"referral\";");
    put(w, "\n  follow_up = { reference = \"%u /mo\"; memory = \"%u d\"; step = \"%u d\"; };", some(w, 1, 3),
        some(w, 30, 150), some(w, 5, 40));
    put(w, " no_show = { p = \"0.%u\"; minutes = \"%u min\"; rebook = \"%u d\";", some(w, 1, 6),
        often(w, 0.4) ? 0
        : w->is_whole ? 720
                      : 25,
        some(w, 0, 9));
    if (often(w, 0.3))
        put(w, " overbooked = \"0.%u\"; rebooking_minutes = \"%u min\"; overbooked_minutes = \"%u min\";",
            some(w, 2, 9), w->is_whole ? 720 : 5, w->is_whole ? 720 : 9);
    put(w, " };\n");
    put_clock(w, w->has_test);
    put_tasks(w, starts_late, w->has_test, has_handover, has_reading, has_referral);
    if (often(w, 0.5)) {
        w->p_is_barred = w->p_is_barred || *id == 'p';
        put(w, "  bar = { exits = [\"end\"%s]; length = \"%u d\"; returns = \"%s\"; };\n",
            often(w, 0.5) ? ", \"work\"" : "", some(w, 10, 150), often(w, 0.5) ? "held" : "lost");
    }
    put_exits(w, id, other, true, has_handover);
    put(w, "}");
}

/* --- offices: people live near one, and may be served in the first ------------------------------------------------------------------- */

static void put_offices(writer *w)
{
    if (w->offices == 0)
        return;
    put(w, "offices = (");
    for (unsigned i = 0; i < w->offices; i++) {
        put(w, "%s { id = \"b%u\"; users = %u; labour = \"1.%u\"; travel = \"%u min\";", i == 0 ? "" : ",", i,
            some(w, 10, 90), some(w, 0, 9), w->is_whole ? 720 : some(w, 0, 60));
        put(w, " region = \"r%u\";", i % 2);
        if (i > 0 && often(w, 0.3))
            put(w, " served = \"in(b0)\";");
        put(w, " }");
    }
    put(w, " );\n");
}

/* --- labour markets: one, of which there is too little or enough ---------------------------------------------------------------------- */

static void put_its_openings(writer *w)
{
    put(w, "labour_markets = ( { id = \"m\"; openings = \"%u /y\";", some(w, 5, 60));
    put_time(w, "lasts", 20);
    if (w->offices > 0 && often(w, 0.6))
        put(w, " catchment = \"%s\";", often(w, 0.5) ? "office" : "region");
    if (often(w, 0.4))
        put(w, " season = \"sin(0.%u, 8 mo)\";", some(w, 1, 9));
    put(w, " } );\n");
}

static void put_market(writer *w)
{
    w->construct = LABOUR_MARKETS;
    w->has_market = often(w, 0.5);
    if (w->has_market)
        put_its_openings(w);
    w->construct = THE_OLDER_ONES;
}

/* --- teams ------------------------------------------------------------------------------------------------------------------------ */

/* People who come and go, learn and know different things. */
static void put_staff(writer *w)
{
    if (often(w, 0.5)) {
        put(w, " turnover = { rate = \"%u /y\"; people = \"%s\";", some(w, 1, 4),
            often(w, 0.5) ? "successor" : "colleagues");
        if (often(w, 0.7))
            put_time(w, "vacancy", 10 * some(w, 1, 6));
        put(w, " };");
    }
    if (often(w, 0.4)) /* whole worlds keep to half days: speed stays 1 there */
        put(w, " learning = { time = \"%u d\"; speed = \"%s\"; quality = \"0.%u\"; };", 10 * some(w, 3, 30),
            w->is_whole ? "1" : "0.5", some(w, 2, 9));
    put(w, " quality = { method = \"%u.%u\"; continuity = \"0.%u\"; };", some(w, 0, 1), some(w, 2, 9), some(w, 3, 9));
    if (often(w, 0.4))
        put(w,
            " competences = ( { id = \"c\"; veiledere = %u; for = [\"%s\"]; quality = \"1.%u\"; minutes = \"%s\"; %s } );",
            some(w, 0, 2), w->barriers > 0 && often(w, 0.5) ? barriers[some(w, 0, w->barriers - 1)] : segments[0],
            some(w, 0, 9), w->is_whole ? "1" : "0.8",
            often(w, 0.4)   ? "successors = \"0.4\";"
            : often(w, 0.5) ? "successors = \"0.2\"; learnt = \"60 d\";"
                            : "");
    if (often(w, 0.6))
        put(w,
            " weights = { new = \"%u d\"; near_limit = \"%u d\"; deadline = \"%u d\"; young = \"%u d\"; complex = \"%u d\"; };",
            some(w, 0, 30), some(w, 0, 60), some(w, 0, 60), some(w, 0, 20), some(w, 0, 20));
}

static void put_team(writer *w, const char *id, const char *serves, const char *segment)
{
    static const char *const rules[] = {"fifo",        "earliest_deadline", "new_and_near_limit_first",
                                        "young_first", "complex_first",     "weighted"};
    static const char *const picks[] = {"fewest", "in_turn", "competent"};
    static const char *const full[] = {"overload", "wait", "pool(pool)"};
    const char *when_full = one_of(w, full, 3);

    put(w, "  { id = \"%s\"; serves = [%s]; veiledere = %u;", id, serves, some(w, w->offices > 0 ? 2 : 1, 3));
    if (w->offices > 0 && often(w, 0.8)) {
        put(w, " in_each_office = \"yes\"; staff = { at_least = %u;", some(w, 0, 2));
        if (often(w, 0.4))
            put(w, " users_per_veileder = \"%u\"; rounding = \"%s\";", some(w, 20, 60),
                often(w, 0.5) ? "up" : "nearest");
        put(w, " };");
    }
    if (segment != NULL)
        put(w, " segments = [\"%s\"];", segment);
    if (w->is_whole)
        put(w, " calendar = \"always\"; hours = \"168 h/week\";");
    else if (often(w, 0.3))
        put(w, " calendar = \"always\"; hours = \"%u h/week\"; overhead = \"0.%u\";", some(w, 10, 40), some(w, 1, 6));
    else
        put(w, " hours = \"%u h/week\"; overhead = \"0.%u\"; opens_at = %u;", some(w, 15, 40), some(w, 1, 7),
            some(w, 6, 10));
    if (often(w, 0.5)) {
        put(w, " absence = \"%u %%\";", some(w, 2, 20));
        if (often(w, 0.7))
            put_time(w, "absence_spell", 5);
    }
    if (often(w, 0.2)) {
        put(w, " shared = \"yes\";");
    } else {
        if (when_full == full[2])
            w->has_pool = true;
        w->portfolios |= 1u << w->teams;
        put(w, " portfolio = { limit = %u; when_full = \"%s\"; reorganise = \"%s\"; pick = \"%s\"; };", some(w, 8, 25),
            when_full, often(w, 0.7) ? "at_once" : "attrition", one_of(w, picks, 3));
    }
    put_staff(w);
    put(w, " priority = \"%s\";", one_of(w, rules, 6));
    if (often(w, 0.4))
        put(w, " preempt = \"resume\";");
    put(w, " }");
    w->teams++;
}

static void put_teams(writer *w, bool has_two_programmes)
{
    put(w, "teams = (\n");
    put_team(w, "t0", "\"p\"", NULL);
    if (has_two_programmes) {
        put(w, ",\n");
        put_team(w, "t1", "\"q\"", NULL);
    }
    if (w->segments > 1 && often(w, 0.6)) { /* goes first for this segment */
        put(w, ",\n");
        put_team(w, has_two_programmes ? "t2" : "t1", has_two_programmes ? "\"p\", \"q\"" : "\"p\"", segments[0]);
    }
    if (w->has_pool)
        put(w,
            ",\n  { id = \"pool\"; serves = []; veiledere = 1; %s minimum = { task = \"follow_up\"; every = \"%u d\"; }; }",
            w->is_whole ? "calendar = \"always\"; hours = \"168 h/week\";" : "hours = \"30 h/week\";", some(w, 30, 90));
    if (w->has_back_office)
        put(w,
            ",\n  { id = \"back\"; serves = []; veiledere = 1; %s priority = \"weighted\"; weights = { complex = \"9 d\"; }; }",
            w->is_whole ? "calendar = \"always\"; hours = \"168 h/week\";" : "hours = \"30 h/week\";");
    put(w, "\n);\n");
}

/* --- tiltak and treatment ------------------------------------------------------------------------------------------------------------ */

/* What follows a stay, and what a tiltak may have beside its places. */
static void put_more_of_tiltak(writer *w, unsigned number)
{
    const unsigned other = number > 0 ? 0 : some(w, 0, w->tiltak - 1);

    w->drops_out[number] = !w->is_whole && often(w, 0.4);
    if (often(w, 0.3))
        put(w, " parallel = \"yes\";");
    if (w->drops_out[number])
        put_by_segment(w, "drop_out", 0, 40, "%/mo");
    if (often(w, 0.5)) {
        put(w, " then = ( { next = \"a%u\"; p = \"0.%u\";", some(w, 0, w->tiltak - 1), some(w, 1, 8));
        if (often(w, 0.5))
            put_time(w, "delay", 12);
        put(w, " }, { next = \"a%u\"; p = \"0.1\"; }", number);
        if (w->drops_out[number])
            put(w, ", { next = \"a%u\"; p = \"rest\"; after = \"drop_out\"; }", some(w, 0, w->tiltak - 1));
        put(w, " );");
    }
    if (often(w, 0.3))
        put(w, " starts = ( { on = \"2025-0%u-1%u\"; every = \"%u %s\"; }, { on = \"2025-03-03\"; } );", some(w, 1, 9),
            some(w, 0, 9), some(w, 1, 3), often(w, 0.5) ? "mo" : "w");
    if (other != number && often(w, 0.9))
        put(w, " substitute = { tiltak = \"a%u\"; after = \"%u d\"; };", other, some(w, 0, 12));
    if (often(w, 0.3))
        put(w, " keep = \"yes\";");
    if (often(w, 0.4))
        put(w, " stack = \"yes\";");
    if (often(w, 0.5)) {
        put(w, " delegates = { tasks = [\"follow_up\"%s]; contact = \"0.%u\"; quality = \"0.%u\"; cost = \"%u NOK\";",
            w->has_message && often(w, 0.5) ? ", \"message\"" : "", some(w, 0, 9), some(w, 0, 9), some(w, 0, 900));
        put_by_segment(w, "share", 30, 100, "%");
        if (!w->some_start_late && often(w, 0.5))
            put(w, " hand_back = \"meeting\";");
        put(w, " };");
    }
    if (w->has_budget && often(w, 0.7))
        put(w, " budget = \"money\"; cost = \"%u NOK/mo\";", 1000 * some(w, 5, 20));
}

static void put_tiltak(writer *w, unsigned number)
{
    static const char *const rules[] = {"fifo", "young_first", "complex_first"};

    put(w, "%s\n  { id = \"a%u\"; places = %u; offers = [\"%s\"%s%s%s];", number == 0 ? "" : ",", number,
        some(w, 1, number == 0 ? 20 : 8), needs[some(w, 0, 1)], w->barriers > 0 ? ", \"" : "",
        w->barriers > 0 ? barriers[number % w->barriers] : "", w->barriers > 0 ? "\"" : "");
    put_time(w, "stay", 10 * some(w, 2, 8));
    if (w->offices > 0 && often(w, 0.5)) {
        const bool by_office = often(w, 0.5);

        put(w, " catchment = \"%s\";", by_office ? "office" : "region");
        if (w->offices > 1 && often(w, 0.4))
            put(w, " sites = ( { id = \"%s1\"; places = %u; } );", by_office ? "b" : "r", some(w, 0, 4));
    } else if (number > 0 && often(w, 0.4))
        put(w, " specialists = { team = \"t0\"; each = %u; };", some(w, 1, 4));
    if (often(w, 0.3))
        put(w, " longest = \"70 d\";");
    if (often(w, 0.6))
        put_time(w, "patience", 10 * some(w, 1, 8));
    if (often(w, 0.4))
        put(w, " room = %u;", some(w, 0, 4));
    if (often(w, 0.7)) {
        put(w, " accepts = [");
        if (w->barriers > 0 && often(w, 0.7))
            put(w, "\"%s\"%s", barriers[number % w->barriers], w->has_goals && often(w, 0.4) ? ", \"job\"" : "");
        put(w, "];");
    }
    put(w, " clears = \"0.%u\"; queue = \"%s\";", some(w, 2, 9), one_of(w, rules, 3));
    if (often(w, 0.6))
        put(w,
            " effect = ( { exit = \"work\"; during = \"0.%u\"; after = \"1.%u\"; lasts = \"%u d\"; profiles = [\"%s\"]; }",
            some(w, 0, 9), some(w, 0, 9), 10 * some(w, 2, 20), w->barriers > 0 && often(w, 0.5) ? "p0" : "ready");
    else
        put(w, " effect = ( { exit = \"work\"; during = \"0.%u\"; after = \"1.%u\"; lasts = \"%u d\"; }", some(w, 0, 9),
            some(w, 0, 9), 10 * some(w, 2, 20));
    if (often(w, 0.5))
        put(w, ", { exit = \"work\"; during = \"1.%u\"; after = \"0.%u\"; lasts = \"%u d\"; }", some(w, 0, 9),
            some(w, 0, 9), 10 * some(w, 2, 20));
    put(w, " );");
    put_more_of_tiltak(w, number);
    put(w, " }");
}

static void put_help(writer *w)
{
    w->has_budget = w->tiltak > 0 && often(w, 0.4);
    if (w->has_budget)
        put(w, "budgets = ( { id = \"money\"; amount = \"%u NOK/y; %u NOK/y from 2025-07-01\"; } );\n",
            10000 * some(w, 5, 40), 10000 * some(w, 5, 40));
    put(w, "tiltak = (");
    for (unsigned i = 0; i < w->tiltak; i++)
        put_tiltak(w, i);
    put(w, " );\ntreatment = (");
    w->treatments = w->barriers > 0 ? some(w, 0, 2) : 0;
    for (unsigned i = 0; i < w->treatments; i++) {
        put(w, "%s { id = \"h%u\"; offers = [\"%s\"]; clears = \"0.%u\";", i == 0 ? "" : ",", i,
            barriers[some(w, 0, w->barriers - 1)], some(w, 2, 9));
        if (often(w, 0.3)) {
            put_time(w, "wait", 30);
        } else {
            put(w, " places = %u; queue = \"%s\";", some(w, 1, 4), often(w, 0.5) ? "young_first" : "complex_first");
            if (often(w, 0.7))
                put_time(w, "patience", 15);
        }
        put_time(w, "stay", 60);
        put(w, " }");
    }
    put(w, " );\n");
}

/* --- the stock -------------------------------------------------------------------------------------------------------------------- */

static void put_days(writer *w, const char *key, unsigned most)
{
    put(w, " %s = \"%u%s d\";", key, some(w, 0, most), w->is_whole ? "" : ".25");
}

/* Somebody in the programme p, of whom more or less is known. */
static void put_somebody(writer *w)
{
    put(w, "  { programme = \"p\"; segment = \"%s\";", segments[some(w, 0, w->segments - 1)]);
    if (w->offices > 0 && (often(w, 0.5)))
        put(w, " office = \"b%u\";", some(w, 0, w->offices - 1));
    else if (w->offices == 0 && often(w, 0.2))
        put(w, " owner = \"none\"; owner_wait = \"%u d\";", some(w, 0, 40));
    if (w->applies && often(w, 0.15)) {
        put(w, " state = \"applying\";");
        if (w->is_decided_by_task || often(w, 0.5))
            put_days(w, "elapsed", 30);
    } else if (w->starts_late && often(w, 0.2)) {
        put(w, " state = \"before_start\";");
        put_days(w, "elapsed", 40);
        if (often(w, 0.4))
            put(w, " task = \"%s\"; task_open = \"%u d\";", often(w, 0.5) ? "offer" : "meeting", some(w, 0, 20));
        else if (often(w, 0.3))
            put(w, " task = \"meeting\"; task_in = \"%u d\";", some(w, 0, 20));
    } else {
        if (often(w, 0.6))
            put_days(w, "elapsed", 500);
        if (often(w, 0.3))
            put_days(w, "last_contact", 90);
        if (w->barriers > 0 && often(w, 0.3))
            put(w, " profile = \"p%u\";", some(w, 0, w->barriers - 1));
        if (w->barriers > 0 && often(w, 0.3))
            put(w, " barriers = [%s%s%s];", "\"", barriers[0], "\"");
        if (w->has_test && often(w, 0.3))
            put(w, " extended = \"%u d\";", some(w, 0, 200));
        if (often(w, 0.3))
            put(w, " task = \"%s\"; task_open = \"%u d\";", often(w, 0.5) ? "follow_up" : "meeting", some(w, 0, 60));
        else if (often(w, 0.3))
            put(w, " task = \"follow_up\"; task_in = \"%u d\";", some(w, 0, 30));
        if (w->tiltak > 0 && often(w, 0.3)) {
            put(w, " tiltak = \"a%u\";", some(w, 0, w->tiltak - 1));
            if (often(w, 0.4))
                put_days(w, "tiltak_wait", 60);
            else if (often(w, 0.5))
                put_days(w, "tiltak_elapsed", 60);
        }
        if (w->tiltak > 0 && often(w, 0.2)) {
            put(w, " completed = \"a%u\";", some(w, 0, w->tiltak - 1));
            if (often(w, 0.5))
                put_days(w, "completed_ago", 200);
        }
        if (w->treatments > 0 && often(w, 0.2)) {
            put(w, " treatment = \"h%u\";", some(w, 0, w->treatments - 1));
            if (often(w, 0.4))
                put_days(w, "treatment_wait", 40);
            else if (often(w, 0.5))
                put_days(w, "treatment_elapsed", 60);
        }
        if (w->has_decision && often(w, 0.1)) {
            put(w, " claim = \"disability\";");
            if (often(w, 0.5))
                put_days(w, "claim_elapsed", 80);
        }
    }
    put(w, " }");
}

static void put_stock(writer *w)
{
    const unsigned n = some(w, 5, 30);

    put(w, "stock = { synthetic = \"%s\"; people = (\n", often(w, 0.5) ? "yes" : "no");
    for (unsigned i = 0; i < n; i++) {
        put(w, "%s", i == 0 ? "" : ",\n");
        put_somebody(w);
    }
    put(w, "\n); };\n");
}

/* --- policy -------------------------------------------------------------------------------------------------------------------------- */

/* Changes one of the rules that the base has; false when it has no such rule. */
static bool put_rule(writer *w, unsigned which, unsigned team)
{
    const bool has_portfolio = (w->portfolios >> team & 1) != 0, often_so = often(w, 0.5);
    const unsigned number = some(w, 0, 9);

    switch (which) {
    case 0:
        put(w, "programmes.p.tasks.follow_up.every = %u d", 5 + 9 * number);
        return true;
    case 1:
        if (w->has_message)
            put(w, "programmes.p.tasks.message.rate = %u /mo", number / 2);
        return w->has_message;
    case 2:
        if (has_portfolio)
            put(w, "teams.t%u.portfolio.limit = %u", team, 4 + 3 * number);
        return has_portfolio;
    case 3:
        if (has_portfolio)
            put(w, "teams.t%u.portfolio.when_full = %s", team,
                often_so                    ? "overload"
                : w->has_pool && number > 4 ? "pool(pool)"
                                            : "wait");
        return has_portfolio;
    case 4:
        if (has_portfolio)
            put(w, "teams.t%u.portfolio.reorganise = %s", team, often_so ? "at_once" : "attrition");
        return has_portfolio;
    case 5:
        put(w, "teams.t%u.absence = %u %%", team, 3 * number);
        return true;
    case 6:
        if (w->has_test)
            put(w, "programmes.p.clock.extension.cap = %u d", 20 * number);
        return w->has_test;
    case 7:
        if (w->has_test)
            put(w, "programmes.p.clock.extension.length = %u d", 20 + 20 * number);
        return w->has_test;
    case 8:
        if (w->has_test)
            put(w, "programmes.p.clock.extension.if_late = %s", often_so ? "continues" : "ends");
        return w->has_test;
    case 9:
        if (w->tiltak > 0)
            put(w, "tiltak.a%u.queue = %s", number % w->tiltak, often_so ? "young_first" : "fifo");
        return w->tiltak > 0;
    case 10:
        if (w->tiltak > 0)
            put(w, "tiltak.a%u.clears = 0.%u", number % w->tiltak, number);
        return w->tiltak > 0;
    case 11:
        put(w, "programmes.p.no_show.rebook = %u d", number);
        return true;
    case 12:
    case 13:
        put(w, "teams.t%u.veiledere = %u", team, number / 2);
        return true;
    case 14:
        put(w, "teams.t%u.priority = %s", team, often_so ? "new_and_near_limit_first" : "complex_first");
        return true;
    case 15:
        put(w, "teams.t%u.overhead = 0.%u", team, number / 2);
        return true;
    case 16:
        put(w, "programmes.p.clock.end_window = %u d", 10 * number);
        return true;
    case 17:
        put(w, "programmes.p.exits.work.rate *= 1.%u", number);
        return true;
    case 18:
        put(w, "programmes.p.tasks.follow_up.minutes = %u min", w->is_whole ? 720 : 10 + 8 * number);
        return true;
    case 19:
        put(w, "programmes.p.arrivals *= 1.%u", number);
        return true;
    case 20:
        put(w, "teams.t%u.quality.method = 0.%u", team, number);
        return true;
    case 21:
        put(w, "teams.t%u.preempt = %s", team, often_so ? "resume" : "no");
        return true;
    case 22:
        if (w->tiltak > 0 && w->drops_out[0])
            put(w, "tiltak.a0.drop_out *= 1.%u", number);
        return w->tiltak > 0 && w->drops_out[0];
    case 23:
        if (w->has_budget)
            put(w, "budgets.money.amount *= 1.%u", number);
        return w->has_budget;
    case 29:
        if (w->has_market)
            put(w, "labour_markets.m.openings *= %u.%u", number / 4, number);
        return w->has_market;
    case 30:
        if (w->has_market)
            put(w, "programmes.p.exits.work.opening.share = 0.%u", number);
        return w->has_market;
    case 28:
        if (w->p_selects)
            put(w, "programmes.p.intake.score = %u", number);
        return w->p_selects;
    case 26:
    case 27:
        put(w, "programmes.p.clock.limit = %u d", 150 + 40 * number);
        return true;
    case 24:
        if (w->p_is_barred)
            put(w, "programmes.p.bar.length = %u d", 15 * number);
        return w->p_is_barred;
    case 25:
        if (w->p_is_returned_to)
            put(w, "programmes.p.exits.work.returns.back.rate *= 1.%u", number);
        return w->p_is_returned_to;
    default:
        if (w->tiltak > 0)
            put(w, "tiltak.a%u.places = %u", number % w->tiltak, some(w, 0, 9));
        return w->tiltak > 0;
    }
}

/* Assignments from the first of some month, dates of which there are few, so that several meet. */
static void put_policy(writer *w)
{
    put(w, "scenarios = ( { id = \"base\"; set = []; }, { id = \"other\"; set = [\n");
    for (unsigned i = 0; i < 10; i++) {
        const unsigned team = some(w, 0, w->teams - 1);

        put(w, "%s    \"", i == 0 ? "" : ",\n");
        if (w->offices > 1 && i < 3)
            put(w, "offices.b%u.served = %s", some(w, 1, w->offices - 1), often(w, 0.6) ? "in(b0)" : "here");
        else
            while (!put_rule(w, some(w, 0, 31), team))
                ;
        put(w, " from 2025-%02u-01", 2 + 2 * some(w, 0, 3));
        if (often(w, 0.3)) /* what held before comes back, on the dates of others, too */
            put(w, " until 2025-%02u-01", 9 + some(w, 0, 3));
        put(w, "\"");
    }
    put(w, " ]; } );\n");
}

void world_is_generated(uint64_t seed, uint32_t number, char *text, size_t size)
{
    writer w = {.text = text, .size = size, .luck = sf_luck_of(seed, number + 1), .is_whole = number % 2 == 1};
    bool has_two_programmes;

    w.has_stock = often(&w, 0.3);
    put(&w,
        "saksflyt = 1; title = \"World %u\";\ntime = { start = \"2025-01-01\"; warm_up = \"%u d\"; length = \"400 d\"; };\n",
        number, w.has_stock ? 0 : 200);
    put(&w, "study = { replications = 1; seed = 1; };\n");
    put_people(&w);
    w.tiltak = some(&w, 0, 4);
    w.has_back_office = often(&w, 0.4);
    w.offices = often(&w, 0.5) ? some(&w, 1, 3) : 0;
    put_offices(&w);
    put_market(&w);
    has_two_programmes = often(&w, 0.5);
    put(&w, "programmes = ( ");
    if (has_two_programmes) {
        put_programme(&w, "q", "p");
        put(&w, ",\n");
    }
    put_programme(&w, "p", has_two_programmes ? "q" : NULL);
    put(&w, " );\n");
    put_teams(&w, has_two_programmes);
    put_help(&w);
    if (w.has_stock)
        put_stock(&w);
    if (w.tiltak > 0 && often(&w, 0.4))
        put(&w, "streams = ( { id = \"direct\"; rate = \"%u /y\"; to = \"a0\"; people = %u; } );\n", some(&w, 10, 60),
            some(&w, 5, 50));
    if (w.tiltak > 0 && often(&w, 0.5))
        put(&w,
            "assign = ( { id = \"pilot\"; stream = \"p\"; first = \"2024-09-01\"; last = \"2025-08-31\"; share = \"0.%u\"; acts = \"%s\"; tiltak = \"a%u\";%s } );\n",
            some(&w, 2, 9), often(&w, 0.8) ? "yes" : "no", some(&w, 0, w.tiltak - 1),
            has_two_programmes && often(&w, 0.5) ? " programme = \"q\";" : "");
    put_policy(&w);
}
