/* tests/property/test_times_doubled.c - every time twice as long, every rate half as large: everything happens at twice the time, to the
 * last bit, since doubling is exact in floating point. What has a scale of its own must stay out of such a world: a calendar with nights
 * (so 24 hours are worked every day), calendar months and years, the layers that arrivals and openings are thinned in (so people stand on a list
 * until both are over), used legal time, which counts in whole days, and the lognormal, whose median goes through a logarithm.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/civil.h"
#include "support/diary.h"

#define SEED 20260101

enum { DECIDED_ON = 30 /* days: everybody who comes has come, and is taken in from the list */ };

/* ~ before a time, ^ before a rate, @ before a day of the run that stands for its date. */
static const char people[] =
    "saksflyt = 1; title = \"Prøve\"; time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"~900 d\"; };\n"
    "study = { replications = 1; seed = 1; };\n"
    "barriers = ( { id = \"health\"; clears = \"^0.001 /d\"; returns = \"^0.004 /d\"; }, { id = \"debt\"; clears = \"^0.005 /d\"; } );\n"
    "profiles = ( { id = \"ready\"; phi = 1; }, { id = \"ill\"; barriers = [\"health\"]; phi = \"0.5\"; },\n"
    "  { id = \"both\"; barriers = [\"health\", \"debt\"]; } );\n"
    "segments = ( { id = \"low\"; share = \"0.6\"; frailty = \"0.5\"; profiles = { ready = \"0.5\"; ill = \"rest\"; }; },\n"
    "  { id = \"high\"; share = \"rest\"; complex = \"yes\"; profiles = { ill = \"0.3\"; both = \"rest\"; }; } );\n"
    "labour_markets = ( { id = \"m\"; openings = \"3 /d; 0 /d from 2025-01-15\"; lasts = \"30000 d\"; } );\n" /* none is closed */
    "offices = ( { id = \"a\"; users = 2; }, { id = \"b\"; users = 1; travel = \"~45 min\"; } );\n"
    "programmes = (\n"
    "  { id = \"p\"; arrivals = \"12 /d; 0 /d from 2025-01-21\"; intake = { every = \"~30 d\"; score = 1; spread = \"0.5\"; rejected = \"no\"; };\n"
    "    referral = \"referral\"; takeover = \"reading\"; follow_up = { reference = \"^0.03 /d\"; memory = \"~120 d\"; step = \"~30 d\"; };\n"
    "    no_show = { p = \"0.2\"; minutes = \"~20 min\"; rebook = \"~7 d\"; };\n"
    "    clock = { limit = \"~400 d; ~430 d from @200\"; end_window = \"~60 d\"; at_limit = \"end\";\n"
    "      extension = { test = \"test\"; opens = \"~40 d\"; length = \"~90 d\"; cap = \"~180 d\"; if_late = \"continues\";\n"
    "        grounds = ( { id = \"g\"; passes = \"0.5\"; } ); }; };\n"
    "    tasks = ( { id = \"meeting\"; due = \"~14 d\"; no_show = \"yes\"; minutes = \"gamma(mean ~300 min, sd ~90 min)\"; documentation = \"~60 min\";\n"
    "        counts_as = \"meeting\"; then = ( { need = \"training\"; p = \"0.6\"; }, { need = \"health\"; p = \"0.7\"; },\n"
    "          { next = \"talk\"; p = \"0.3\"; delay = \"uniform(~3 d, ~9 d)\"; } ); },\n"
    "      { id = \"talk\"; minutes = \"~120 min\"; },\n"
    "      { id = \"follow_up\"; priority = 5; every = { low = \"~40 d\"; high = \"~25 d\"; }; no_show = \"yes\"; minutes = \"~200 min\";\n"
    "        then = ( { need = \"training\"; p = \"0.3\"; }, { exit = \"moved\"; p = \"0.01\"; } ); },\n"
    "      { id = \"message\"; rate = \"^0.02 /d; ^0.05 /d from @150\"; minutes = \"exponential(mean ~40 min)\"; counts = 0; self_service = \"0.2\"; },\n"
    "      { id = \"report\"; during = \"tiltak\"; every = \"~30 d\"; minutes = \"~90 min\"; counts = 0; },\n"
    "      { id = \"handover\"; priority = 0; minutes = \"~700 min\"; counts = 0; deadline = \"yes\"; }, { id = \"test\"; priority = 0; minutes = \"~400 min\"; },\n"
    "      { id = \"reading\"; minutes = \"~100 min\"; counts = 0; }, { id = \"referral\"; minutes = \"~150 min\"; counts = 0; } );\n"
    "    exits = ( { id = \"end\"; }, { id = \"no\"; }, { id = \"moved\"; }, { id = \"work\"; good = \"yes\"; rate = { low = \"^0.002 /d\"; high = \"^0.0007 /d\"; };\n"
    "        with_barrier = \"0.4\"; opening = { market = \"m\"; share = \"0.8\"; }; by_time = ( { from = \"~150 d\"; times = 0.7; }, { from = \"~300 d\"; times = 1.1; } );\n"
    "        follow_up = { doubling = \"1.1\"; without_end = \"1.4\"; };\n"
    "        returns = ( { id = \"back\"; programme = \"q\"; rate = \"^0.003 /d\"; by_time = ( { from = \"~100 d\"; times = 0.5; } ); } ); },\n"
    "      { id = \"disability\"; rate = \"^0.0012 /d\"; handover = \"handover\"; decision = \"gamma(mean ~60 d, sd ~25 d)\"; turned_down = \"0.3\"; },\n"
    "      { id = \"on\"; rate = \"^0.0005 /d\"; enters = { programme = \"q\"; share = \"0.8\"; after = \"uniform(~2 d, ~20 d)\"; }; } ); },\n"
    "  { id = \"q\"; application = { task = \"decide\"; wait = \"~5 d\"; }; tasks = ( { id = \"follow_up\"; every = \"~20 d\"; minutes = \"~240 min\"; },\n"
    "      { id = \"decide\"; team = \"pool\"; minutes = \"~500 min\"; due = \"~9 d\"; } ); exits = ( { id = \"out\"; rate = \"^0.01 /d\"; } ); } );\n";

static const char services[] =
    "teams = (\n"
    "  { id = \"t\"; serves = [\"p\"]; veiledere = \"6; 4 from @160; 7 from @260\"; calendar = \"always\"; hours = \"168 h/week\"; overhead = \"0.2\";\n"
    "    absence = \"0.1; 0.15 from @300\"; absence_spell = \"gamma(mean ~9 d, sd ~6 d)\"; preempt = \"resume\"; priority = \"weighted\";\n"
    "    weights = { new = \"~20 d\"; near_limit = \"~30 d\"; deadline = \"~8 d\"; complex = \"~5 d\"; };\n"
    "    turnover = { rate = \"^0.002 /d\"; vacancy = \"uniform(~5 d, ~25 d)\"; people = \"successor\"; }; learning = { time = \"~60 d\"; speed = \"0.6\"; quality = \"0.8\"; };\n"
    "    portfolio = { limit = \"30; 24 from @120\"; when_full = \"pool(pool)\"; reorganise = \"at_once\"; }; },\n"
    "  { id = \"pool\"; serves = []; veiledere = 1; calendar = \"always\"; hours = \"168 h/week\"; minimum = { task = \"follow_up\"; every = \"~90 d\"; }; },\n"
    "  { id = \"u\"; serves = [\"q\"]; veiledere = 1; calendar = \"always\"; hours = \"168 h/week\"; shared = \"yes\"; } );\n"
    "tiltak = (\n"
    "  { id = \"aft\"; offers = [\"training\"]; accepts = []; places = \"8; 0 from @220; 12 from @250\"; stay = \"weibull(shape 1.6, mean ~70 d)\"; patience = \"gamma(mean ~80 d, sd ~40 d)\";\n"
    "    drop_out = \"^0.003 /d\"; substitute = { tiltak = \"arr\"; after = \"~10 d\"; }; then = ( { next = \"arr\"; p = \"0.3\"; delay = \"~10 d\"; } );\n"
    "    delegates = { tasks = [\"follow_up\"]; share = \"0.7\"; contact = \"0.5\"; quality = \"0.5\"; };\n"
    "    effect = ( { exit = \"work\"; during = \"0.5\"; after = \"1.4\"; lasts = \"~120 d\"; } ); },\n"
    "  { id = \"arr\"; offers = [\"training\", \"debt\"]; accepts = [\"health\", \"debt\"]; places = 12; room = 8; clears = \"0.6\"; queue = \"complex_first\"; stay = \"~45 d\"; } );\n"
    "treatment = ( { id = \"dps\"; offers = [\"health\"]; places = 9; patience = \"exponential(mean ~200 d)\"; stay = \"exponential(mean ~60 d)\"; clears = \"0.7\"; } );\n";

/* Writes a text with all its times so many times as long; returns its length. */
static size_t write_with_times(int times, const char *given, char *text, size_t size)
{
    const int32_t start = sf_civil_day((sf_date){2025, 1, 1});
    size_t n = 0;

    for (const char *at = given; *at != '\0'; at++) {
        const char sign = *at;
        char *end = NULL;
        double number;

        assert_true(n + 64 < size);
        if (sign != '~' && sign != '^' && sign != '@') {
            text[n++] = sign;
            continue;
        }
        number = strtod(at + 1, &end);
        if (sign == '@') {
            sf_date date = sf_civil_date(start + (int32_t)number * times);

            n += (size_t)snprintf(text + n, size - n, "%04d-%02d-%02d", date.year, date.month, date.day);
        } else {
            n += (size_t)snprintf(text + n, size - n, "%.17g", sign == '~' ? number * times : number / times);
        }
        at = end - 1;
    }
    text[n] = '\0';
    return n;
}

static world office_with_times(int times)
{
    char text[16384];
    size_t n = write_with_times(times, people, text, sizeof text);

    (void)write_with_times(times, services, text + n, sizeof text - n);
    return world_of_text(text);
}

static bool is_twice(double later, double earlier) /* in every bit */
{
    return later <= 2.0 * earlier && later >= 2.0 * earlier;
}

static void twice_the_times_are_twice_the_times_in_every_bit(void **state)
{
    world once = office_with_times(1), twice = office_with_times(2);

    size_t of_kind[SF_LIFE_KINDS] = {0};

    (void)state;
    for (uint32_t replication = 1; replication <= 3; replication++) {
        diary a = lives_of("once", &once, 0, replication, SEED), b = lives_of("twice", &twice, 0, replication, SEED);
        size_t compared = 0;

        assert_int_equal(a.n, b.n);
        for (size_t i = 0; i < a.n; i++) {
            const diary_entry *x = &a.entries[i], *y = &b.entries[i];

            assert_true(x->key == y->key && x->what == y->what && x->detail == y->detail);
            of_kind[x->what]++;
            if (x->time < DECIDED_ON)
                assert_true(x->what == SF_LIFE_ARRIVES || x->what == SF_LIFE_IS_LISTED);
            else if (!is_twice(y->time, x->time))
                fail_msg("%s of %llx: day %.17g, then %.17g", sf_life_name(x->what), (unsigned long long)x->key,
                         x->time, y->time);
            else
                compared++;
        }
        assert_true(compared > 10000);
        diary_close(&a);
        diary_close(&b);
    }
    for (int k = 0; k < SF_LIFE_KINDS; k++) {
        if (of_kind[k] == 0 && k != SF_LIFE_IS_THERE) /* a run begins with a stock or, as this one, with a warm-up */
            fail_msg("nothing %s here", sf_life_name((sf_life)k));
    }
    world_close(&once);
    world_close(&twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twice_the_times_are_twice_the_times_in_every_bit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
