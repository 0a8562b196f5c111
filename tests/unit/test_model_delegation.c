/* tests/unit/test_model_delegation.c - the provider of a tiltak follows people up in the veileder's place, and hands them back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "models/outlook.h"
#include "support/told.h"

#define SEED 20260101
#define MINUTE (1.0 / 1440.0)

/* Everybody meets a veileder at once, wants the tiltak, and is in it from the first minute on for 95 days. Follow-up comes every 10 days
 * and takes 30 minutes with documentation. Tasks by id: back, follow_up, meeting. */
#define OFFICE(delegates, then, more)                                                                                                                           \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                                                       \
    "time = { start = \"2025-01-01\"; warm_up = \"0 d\"; length = \"2 y\"; }; study = { replications = 1; seed = 1; };\n"                                       \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"                                                                                                     \
    "programmes = ( { id = \"p\"; arrivals = \"500 /y\";\n"                                                                                                     \
    "  tasks = ( { id = \"meeting\"; opens = \"start\"; minutes = \"1 min\"; then = ( { need = \"work\"; p = \"1\"; }, { next = \"back\"; p = \"0\"; } ); },\n" \
    "    { id = \"back\"; minutes = \"90 min\"; },\n"                                                                                                           \
    "    { id = \"follow_up\"; every = \"10 d\"; minutes = \"20 min\"; documentation = \"10 min\"; " then " } );\n"                                             \
    "  exits = ( { id = \"out\"; rate = \"0.5 %/mo\"; }, { id = \"job\"; } ); } );\n"                                                                           \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 900; calendar = \"always\"; hours = \"168 h/week\"; } );\n"                                          \
    "money = { veileder = \"0 NOK/y\"; };\n"                                                                                                                    \
    "tiltak = ( { id = \"aft\"; places = \"unlimited\"; stay = \"95 d\"; offers = [\"work\"]; payer = \"municipality\";\n"                                      \
    "  " delegates " } );\n" more

enum { BACK, FOLLOW_UP, MEETING };

#define NO_JOB "then = ( { exit = \"job\"; p = \"0\"; } );"
#define ALL "delegates = { tasks = [\"follow_up\"]; cost = \"600 NOK\"; hand_back = \"back\"; };"

static bool is_at(double time, double expected)
{
    return fabs(time - expected) < 1e-9;
}

static void the_provider_follows_up_during_the_stay_and_hands_back_at_its_end(void **state)
{
    world w = world_of_text(OFFICE(ALL, NO_JOB, ""));
    told t = told_of(&w, "base", 1, SEED);
    size_t whole = 0;

    (void)state;
    for (size_t i = 0; i < t.n; i++) {
        const uint64_t key = t.events[i].key;
        const double start = t.events[i].time, left = told_when(&t, key, SF_LIFE_LEAVES, 1, start);

        if (t.events[i].what != SF_LIFE_STARTS || start > 600.0 || left < start + 110.0)
            continue;
        for (int k = 1; k <= 9; k++)
            assert_true(
                is_at(told_when(&t, key, SF_LIFE_PROVIDER_HOLDS, FOLLOW_UP, start + 10.0 * k - 5.0), start + 10.0 * k));
        assert_true(isnan(told_when(&t, key, SF_LIFE_PROVIDER_HOLDS, FOLLOW_UP, start + 91.0)));
        assert_true(is_at(told_when(&t, key, SF_LIFE_TASK_OPENS, BACK, start), start + MINUTE + 95.0));
        assert_true(is_at(told_when(&t, key, SF_LIFE_TASK_IS_HELD, FOLLOW_UP, start), start + 100.0 + 30.0 * MINUTE));
        whole++;
    }
    assert_true(whole > 500);
    told_free(&t);
    world_close(&w);
}

static void it_costs_its_payer_and_frees_hours(void **state)
{
    world w = world_of_text(OFFICE(ALL, NO_JOB, ""));
    told t = told_of(&w, "base", 1, SEED);
    const double years = 730.0 / 365.25, held = (double)told_count(&t, SF_LIFE_PROVIDER_HOLDS, FOLLOW_UP) / years;

    (void)state;
    assert_true(held > 3000.0);
    assert_true(fabs(observed(&w, &t.record, "tiltak.delegated", "tiltak.aft", SF_STAT_RATE) - held) < 0.01 * held);
    assert_true(fabs(observed(&w, &t.record, "hours.delegated", "tiltak.aft", SF_STAT_RATE) /
                         observed(&w, &t.record, "tiltak.delegated", "tiltak.aft", SF_STAT_RATE) -
                     0.5) < 1e-12);
    assert_true(fabs(observed(&w, &t.record, "cost.tiltak/municipality", "all", SF_STAT_RATE) /
                         observed(&w, &t.record, "tiltak.delegated", "tiltak.aft", SF_STAT_RATE) -
                     600.0) < 1e-9);
    assert_true(!(observed(&w, &t.record, "cost.tiltak/state", "all", SF_STAT_RATE) > 0.0));
    told_free(&t);
    world_close(&w);
}

/* Whether the provider holds a task is the same luck whatever the share. */
static void the_share_says_how_many_the_provider_holds(void **state)
{
    static const double shares[] = {0.3, 0.6};
    double held[2];

    (void)state;
    for (int k = 0; k < 2; k++) {
        char set[96];
        const char *const sets[] = {set};
        world w;
        told t;
        size_t during = 0;

        snprintf(set, sizeof set, "tiltak.aft.delegates.share = %g from always", shares[k]);
        w = world_of_text_with(OFFICE(ALL, NO_JOB, ""), sets, 1);
        t = told_of(&w, "base", 1, SEED);
        for (size_t i = 0; i < t.n; i++) /* follow-up that opens for a veileder in the first 95 days */
            during += t.events[i].what == SF_LIFE_TASK_OPENS && t.events[i].detail == FOLLOW_UP &&
                      isnan(told_when(&t, t.events[i].key, SF_LIFE_COMPLETES, 0, 0.0)) == 0 &&
                      t.events[i].time < told_when(&t, t.events[i].key, SF_LIFE_COMPLETES, 0, 0.0);
        held[k] = (double)told_count(&t, SF_LIFE_PROVIDER_HOLDS, FOLLOW_UP);
        assert_true(held[k] > 1000.0 && during > 1000);
        told_free(&t);
        world_close(&w);
    }
    assert_true(fabs(held[1] / held[0] - 2.0) < 0.15); /* 4 standard errors of a ratio of some 2,000 and 4,000 */
}

/* A contact with the provider moves the case with the provider's quality: none, half, as a veileder's. */
static void the_provider_moves_the_case_with_its_own_quality(void **state)
{
    static const char *const qualities[] = {"0", "0.5", "1"};

    (void)state;
    for (int k = 0; k < 3; k++) {
        char set[96];
        const char *const sets[] = {set};
        world w;
        told t;
        size_t exits = 0, held;

        snprintf(set, sizeof set, "tiltak.aft.delegates.quality = %s from always", qualities[k]);
        w = world_of_text_with(OFFICE(ALL, "then = ( { exit = \"job\"; p = \"0.1\"; } );", ""), sets, 1);
        t = told_of(&w, "base", 1, SEED);
        held = told_count(&t, SF_LIFE_PROVIDER_HOLDS, FOLLOW_UP);
        for (size_t i = 1; i < t.n; i++) /* exits by id: job, out */
            exits += t.events[i].what == SF_LIFE_LEAVES && t.events[i].detail == 0 &&
                     t.events[i - 1].what == SF_LIFE_PROVIDER_HOLDS && t.events[i - 1].key == t.events[i].key;
        assert_true(held > 1500);
        if (k == 0)
            assert_int_equal(exits, 0);
        else
            assert_true(fabs((double)exits / (double)held - 0.05 * k) < 4.4 * sqrt(0.1 * 0.9 / (double)held));
        told_free(&t);
        world_close(&w);
    }
}

/* The office on paper takes off what providers hold, and adds what they hand back. */
static void the_office_on_paper_knows_what_providers_hold(void **state)
{
    static const char *const configs[] = {OFFICE("", NO_JOB, ""), OFFICE(ALL, NO_JOB, "")};
    double asked[2], used[2], freed;

    (void)state;
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {"time.length = 10 y", "time.warm_up = 30 y",
                                    "programmes.p.arrivals = 20 /y from always",
                                    "programmes.p.exits.out.rate = 10 %/mo from always"};
        world w = world_of_text_with(configs[k], sets, 4);
        sf_replication_record r = life_of(&w, "base", 1, SEED);
        sf_outlook outlook;
        sf_error err = {0};

        assert_int_equal(sf_outlook_make(w.model, 0, &outlook, &err), SF_OK);
        asked[k] = outlook.teams[0].asked_hours;
        used[k] = observed(&w, &r, "hours/follow_up", "teams.t", SF_STAT_RATE);
        sf_outlook_free(&outlook);
        sf_replication_free(&r);
        world_close(&w);
    }
    /* Twenty a year stay 304.375 days on average, with 1/(exp(10/304.375) - 1) follow-ups of half an hour; of their time 95 days are in
     * the tiltak as planned (on paper nobody leaves it early), and each stay hands back 90 minutes. */
    freed = 20.0 * (0.5 / expm1(10.0 / 304.375) * 95.0 / 304.375 - 1.5);
    assert_true(fabs(asked[0] - asked[1] - freed) < 0.01 * freed);
    assert_true(used[1] < used[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_provider_follows_up_during_the_stay_and_hands_back_at_its_end),
        cmocka_unit_test(it_costs_its_payer_and_frees_hours),
        cmocka_unit_test(the_share_says_how_many_the_provider_holds),
        cmocka_unit_test(the_provider_moves_the_case_with_its_own_quality),
        cmocka_unit_test(the_office_on_paper_knows_what_providers_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
