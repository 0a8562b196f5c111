/* tests/property/test_rule_versions.c - the rule versions of configs/parts/ do what they were made for: directions, on common luck.
 * Exit rates are illustrations; the rules come from the parts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "core/civil.h"
#include "support/diary.h"

#define SEED 20180101

/* An AAP of 2,000 arrivals a year; the part gives clock and bar. */
static world aap_under(const char *part, const char *start, const char *warm_up, const char *length)
{
    static const char text[] =
        "saksflyt = 1; title = \"Regler\";\n@include \"parts/kilder.cfg\"\n"
        "time = { start = \"%s\"; warm_up = \"%s\"; length = \"%s\"; }; study = { replications = 1; };\n"
        "barriers = ( { id = \"health\"; clears = \"2 %%/mo\"; } );\n"
        "profiles = ( { id = \"ready\"; }, { id = \"ill\"; barriers = [\"health\"]; } );\n"
        "segments = ( { id = \"people\"; share = \"1\"; profiles = { ready = \"0.3\"; ill = \"rest\"; }; } );\n"
        "programmes = ( { id = \"aap\"; arrivals = \"2000 /y\";\n@include \"parts/%s\"\n"
        "  tasks = ( { id = \"extension_test\"; minutes = \"0 min\"; } );\n"
        "  exits = ( { id = \"work\"; rate = \"1.5 %%/mo\"; with_barrier = \"0.4\"; }, { id = \"disability\"; rate = \"0.7 %%/mo\"; },\n"
        "            { id = \"unresolved\"; returns = ( { id = \"again\"; rate = \"4 %%/mo\"; } ); } ); } );\n"
        "teams = ( { id = \"t\"; serves = [\"aap\"]; veiledere = 1; hours = \"168 h/week\"; calendar = \"always\"; } );\n";
    char folder[] = "/tmp/saksflyt-rules-XXXXXX", path[64], command[1024];
    FILE *file;
    world w;

    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "cp -r '%s/configs/parts' '%s'", SF_TEST_SOURCE_DIR, folder);
    assert_int_equal(system(command), 0);
    snprintf(path, sizeof path, "%s/a.cfg", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, text, start, warm_up, length, part);
    assert_int_equal(fclose(file), 0);
    w = world_of_file(path, NULL, 0);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
    return w;
}

static double engine_day(const world *w, int year, int month)
{
    return sf_civil_day((sf_date){year, month, 1}) - w->model->origin_civil_day;
}

static size_t exits_in(const world *w, const diary *d, int year, int month, int months)
{
    int last = month - 1 + months;

    return diary_count(d, SF_LIFE_LEAVES, engine_day(w, year, month), engine_day(w, year + last / 12, 1 + last % 12));
}

static double stock_under(const char *part, double *long_stays)
{
    world w = aap_under(part, "2016-01-01", "12 y", "4 y");
    sf_replication_record r = life_of(&w, "base", 1, SEED);
    double stock = observed(&w, &r, "stock", "programmes.aap", SF_STAT_MEAN);

    *long_stays = observed(&w, &r, "stock.over/48", "programmes.aap", SF_STAT_MEAN);
    sf_replication_free(&r);
    world_close(&w);
    return stock;
}

static void stricter_rules_make_a_smaller_stock_and_fewer_long_stays(void **state)
{
    double long_2017, long_2018, long_2022, stock_2017 = stock_under("aap_2017.cfg", &long_2017),
                                            stock_2018 = stock_under("aap_2018.cfg", &long_2018),
                                            stock_2022 = stock_under("aap_2022.cfg", &long_2022);

    (void)state;
    print_message("stock and share over 48 months: %.0f, %.3f (2017); %.0f, %.3f (2018); %.0f, %.3f (2022)\n",
                  stock_2017, long_2017, stock_2018, long_2018, stock_2022, long_2022);
    assert_true(stock_2018 < stock_2022 && stock_2022 < stock_2017); /* V18, V21, V22: directions */
    assert_true(long_2018 < long_2022 && long_2022 < long_2017);
}

static void exits_rise_when_2018_comes_and_fall_in_the_pandemic(void **state)
{
    world w = aap_under("aap_regler.cfg", "2016-01-01", "10 y", "6 y");
    diary d = diary_of(&w, "base", 1, SEED);
    size_t before = exits_in(&w, &d, 2017, 1, 12), after = exits_in(&w, &d, 2018, 1, 12),
           quarter_2019 = exits_in(&w, &d, 2019, 4, 3), quarter_2020 = exits_in(&w, &d, 2020, 4, 3);

    (void)state;
    print_message("exits: %zu in 2017, %zu in 2018; %zu in the second quarter of 2019, %zu of 2020\n", before, after,
                  quarter_2019, quarter_2020);
    assert_true((double)after > 1.05 * (double)before);              /* V18: the fall comes by more exits */
    assert_true((double)quarter_2020 < 0.85 * (double)quarter_2019); /* V20: arrivals held */
    diary_close(&d);
    world_close(&w);
}

static void karens_keeps_people_out_until_it_is_lifted(void **state)
{
    world w = aap_under("aap_regler.cfg", "2016-01-01", "10 y", "8 y");
    diary d = diary_of(&w, "base", 1, SEED);
    /* No return within a year of the limit in 2019-2021; on 1 February 2022 the held come back. */
    size_t lifted = diary_count(&d, SF_LIFE_COMES_BACK, engine_day(&w, 2022, 2), engine_day(&w, 2022, 2) + 1.0),
           month_before = diary_count(&d, SF_LIFE_COMES_BACK, engine_day(&w, 2022, 1), engine_day(&w, 2022, 2));

    (void)state;
    print_message("came back: %zu in January 2022, %zu on 1 February\n", month_before, lifted);
    assert_true(lifted > 3 * month_before && lifted > 20);
    for (size_t i = 0; i < d.n; i++) {
        size_t back;

        if (d.entries[i].what != SF_LIFE_LEAVES || d.entries[i].time < engine_day(&w, 2020, 1) ||
            d.entries[i].time >= engine_day(&w, 2021, 1))
            continue;
        back = diary_next(&d, d.entries[i].key, SF_LIFE_COMES_BACK, i);
        if (back < d.n && d.entries[back].time < engine_day(&w, 2022, 2))
            assert_true(d.entries[back].time >= d.entries[i].time + 363.0); /* 52 weeks of whole days */
    }
    diary_close(&d);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stricter_rules_make_a_smaller_stock_and_fewer_long_stays),
        cmocka_unit_test(exits_rise_when_2018_comes_and_fall_in_the_pandemic),
        cmocka_unit_test(karens_keeps_people_out_until_it_is_lifted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
