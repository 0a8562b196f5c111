/* tests/unit/test_model_attributes.c - attributes and the segments that they make.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/diary.h"

#define SEED 20260101

#define HEAD                                                                                                              \
    "saksflyt = 1; title = \"Prøve\";\n"                                                                                 \
    "time = { start = \"2025-01-01\"; warm_up = \"1 y\"; length = \"3 y\"; }; study = { replications = 1; seed = 1; };\n" \
    "barriers = ( { id = \"debt\"; } ); profiles = ( { id = \"ready\"; }, { id = \"stuck\"; barriers = [\"debt\"]; } );\n"

/* 25 % are under 30; of them 60 % have high complexity, of the others 40 %. */
#define ATTRIBUTES                                                                                                \
    "attributes = (\n"                                                                                            \
    "  { id = \"age\"; values = ( { id = \"under30\"; share = \"0.25\"; young = true; },\n"                       \
    "    { id = \"over30\"; share = \"rest\"; } ); },\n"                                                          \
    "  { id = \"complexity\"; values = (\n"                                                                       \
    "    { id = \"high\"; share = { under30 = \"0.6\"; over30 = \"0.4\"; }; complex = true; frailty = \"0.5\";\n" \
    "      profiles = { ready = \"0.25\"; stuck = \"rest\"; }; },\n"                                              \
    "    { id = \"low\"; share = \"rest\"; profiles = { ready = \"0.75\"; stuck = \"rest\"; }; } ); } );\n"

#define OFFICE(shares, every, rate, whom)                                                                        \
    "programmes = ( { id = \"aap\"; arrivals = \"300 /y\"; shares = " shares ";\n"                               \
    "  tasks = ( { id = \"follow_up\"; every = " every "; minutes = \"60 min\"; counts_as = \"meeting\"; } );\n" \
    "  exits = ( { id = \"work\"; rate = " rate "; } ); } );\n"                                                  \
    "teams = ( { id = \"t\"; serves = [\"aap\"]; segments = " whom                                               \
    "; veiledere = 1; hours = \"37.5 h/week\"; priority = \"young_first\"; },\n"                                 \
    "  { id = \"u\"; serves = [\"aap\"]; veiledere = 1; hours = \"37.5 h/week\"; priority = \"complex_first\"; } );\n"

static const char by_attributes[] =
    HEAD ATTRIBUTES OFFICE("{ under30 = \"0.5\"; over30 = \"rest\"; }", "{ under30 = \"4 w\"; over30 = \"8 w\"; }",
                           "{ under30_high = \"3 %/mo\"; high = \"2 %/mo\"; low = \"5 %/mo\"; }", "[\"under30\"]");

/* The same people, every combination typed: 0.5 x 0.6 and 0.5 x 0.4 of each age. */
static const char by_hand[] = HEAD
    "segments = (\n"
    " { id = \"under30_high\"; share = \"0.15\"; young = true; complex = true; frailty = \"0.5\";\n"
    "   profiles = { ready = \"0.25\"; stuck = \"rest\"; }; },\n"
    " { id = \"under30_low\"; share = \"0.1\"; young = true; profiles = { ready = \"0.75\"; stuck = \"rest\"; }; },\n"
    " { id = \"over30_high\"; share = \"0.3\"; complex = true; frailty = \"0.5\";\n"
    "   profiles = { ready = \"0.25\"; stuck = \"rest\"; }; },\n"
    " { id = \"over30_low\"; share = \"rest\"; profiles = { ready = \"0.75\"; stuck = \"rest\"; }; } );\n" OFFICE(
        "{ under30_high = \"0.3\"; under30_low = \"0.2\"; over30_high = \"0.2\"; over30_low = \"0.3\"; }",
        "{ under30_high = \"4 w\"; under30_low = \"4 w\"; over30_high = \"8 w\"; over30_low = \"8 w\"; }",
        "{ under30_high = \"3 %/mo\"; over30_high = \"2 %/mo\"; under30_low = \"5 %/mo\"; over30_low = \"5 %/mo\"; }",
        "[\"under30_high\", \"under30_low\"]");

static void people_by_attributes_are_those_of_the_segments_typed_by_hand(void **state)
{
    world a = world_of_text(by_attributes), b = world_of_text(by_hand);
    diary x = diary_of(&a, "base", 1, SEED), y = diary_of(&b, "base", 1, SEED);

    (void)state;
    assert_true(x.n == y.n && x.n > 5000);
    for (size_t i = 0; i < x.n; i++)
        assert_true(x.entries[i].key == y.entries[i].key && x.entries[i].what == y.entries[i].what &&
                    x.entries[i].detail == y.entries[i].detail && !(x.entries[i].time < y.entries[i].time) &&
                    !(x.entries[i].time > y.entries[i].time));
    assert_int_equal(rows_that_differ(&b, &y.record, &a, &x.record), 0); /* a has rows by value beside them */
    diary_close(&x);
    diary_close(&y);
    world_close(&a);
    world_close(&b);
}

static const double *shares_of(const world *w)
{
    return w->model->scenarios[0].epochs[0].streams[0].shares;
}

/* Segments are ordered by id: over30_high, over30_low, under30_high, under30_low. */
static void shares_of_segments_are_products_along_the_attributes(void **state)
{
    static const double usual[] = {0.75 * 0.4, 0.75 * 0.6, 0.25 * 0.6, 0.25 * 0.4}, /* their own */
        reweighed[] = {0.5 * 0.4, 0.5 * 0.6, 0.5 * 0.6, 0.5 * 0.4};                 /* by age, complexity as before */
    world a = world_of_text(HEAD ATTRIBUTES "programmes = ( { id = \"aap\"; arrivals = \"300 /y\";\n"
                                            "  exits = ( { id = \"work\"; rate = \"2 %/mo\"; } ); } );\n");
    world b = world_of_text(by_attributes);

    (void)state;
    assert_int_equal(a.model->n_segments, 4);
    for (size_t s = 0; s < 4; s++) {
        assert_true(fabs(shares_of(&a)[s] - usual[s]) < 1e-15);
        assert_true(fabs(shares_of(&b)[s] - reweighed[s]) < 1e-15);
    }
    world_close(&a);
    world_close(&b);
}

/* A rule over attributes: everybody under 30 is one segment, whatever their complexity. */
static void a_row_of_segments_takes_every_combination_of_its_values(void **state)
{
    world w = world_of_text(
        HEAD ATTRIBUTES
        "segments = ( { id = \"young\"; of = [\"under30\"]; profiles = { ready = \"1\"; }; } );\n"
        "programmes = ( { id = \"aap\"; arrivals = \"300 /y\";\n"
        "  exits = ( { id = \"work\"; rate = { under30 = \"1 %/mo\"; over30 = \"2 %/mo\"; }; } ); } );\n");
    const epoch *e = &w.model->scenarios[0].epochs[0];

    (void)state;
    assert_int_equal(w.model->n_segments, 3); /* over30_high, over30_low, young */
    assert_string_equal(e->segments[2].id, "young");
    assert_true(fabs(shares_of(&w)[2] - 0.25) < 1e-15 && fabs(shares_of(&w)[1] - 0.45) < 1e-15);
    assert_true(e->segments[2].young && !e->segments[2].complex); /* it mixes high and low */
    assert_true(e->programmes[0].exits[0].rate[2] < e->programmes[0].exits[0].rate[1]);
    /* Nobody can tell the complexity of who is young: results are split by age alone. */
    assert_int_equal(w.model->n_values, 2);
    assert_string_equal(w.model->values[0].id, "under30");
    assert_true(w.model->values[0].segments == 4 && w.model->values[1].segments == 3);
    world_close(&w);
}

static double numerator(const world *w, const diary *d, const char *metric, const char *segment, sf_stat stat,
                        double *den)
{
    const sf_catalogue *names = &w->model->catalogue;

    for (size_t i = 0; i < d->record.n_observations; i++) {
        const sf_observation *o = &d->record.observations[i];

        if (strcmp(names->metrics[o->metric].id, metric) != 0 || strcmp(names->segments[o->segment], segment) != 0 ||
            strcmp(names->entities[o->entity], "programmes.aap") != 0 || o->stat != (uint8_t)stat)
            continue;
        if (den != NULL)
            *den = o->den;
        return isnan(o->num) ? o->value : o->num;
    }
    fail_msg("nothing is said about %s of %s", metric, segment);
    return NAN;
}

/* What a value has is what its segments have together. */
static void results_of_a_value_are_those_of_its_segments_together(void **state)
{
    static const struct {
        const char *metric;
        sf_stat stat;
    } counted[] = {{"stock", SF_STAT_MEAN},         {"flow.out/work", SF_STAT_RATE}, {"contact.held", SF_STAT_MEAN},
                   {"wait.meeting", SF_STAT_COUNT}, {"wait.meeting", SF_STAT_MEAN},  {"stay", SF_STAT_MEAN}};
    world w = world_of_text(by_attributes);
    diary d = diary_of(&w, "base", 1, SEED);
    double all, parts[3];

    (void)state;
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++) {
        const double young = numerator(&w, &d, counted[i].metric, "under30", counted[i].stat, NULL);

        parts[0] = numerator(&w, &d, counted[i].metric, "under30_high", counted[i].stat, NULL);
        parts[1] = numerator(&w, &d, counted[i].metric, "under30_low", counted[i].stat, NULL);
        assert_true(parts[0] > 0.0 && parts[1] > 0.0 && fabs(young - parts[0] - parts[1]) < 1e-9 * young);
    }
    /* What became of them has as many people in its base as its segments have. */
    (void)numerator(&w, &d, "outcome.by/work/12", "low", SF_STAT_MEAN, &all);
    (void)numerator(&w, &d, "outcome.by/work/12", "under30_low", SF_STAT_MEAN, &parts[0]);
    (void)numerator(&w, &d, "outcome.by/work/12", "over30_low", SF_STAT_MEAN, &parts[1]);
    assert_true(all > 100.0 && !(all < parts[0] + parts[1]) && !(all > parts[0] + parts[1]));
    diary_close(&d);
    world_close(&w);
}

static void an_assignment_may_name_a_value(void **state)
{
    char text[8192];
    world w;
    const epoch *now, *base;

    (void)state;
    snprintf(text, sizeof text, "%s%s", by_attributes,
             "scenarios = ( { id = \"now\"; set = []; }, { id = \"more\"; set = [\n"
             "  \"programmes.aap.tasks.follow_up.every.high = 2 w from always\",\n"
             "  \"programmes.aap.exits.work.rate.over30 *= 2 from always\" ]; } );\n");
    w = world_of_text(text);
    base = &w.model->scenarios[0].epochs[0];
    now = &w.model->scenarios[1].epochs[0];
    for (size_t s = 0; s < 4; s++) { /* over30_high, over30_low, under30_high, under30_low */
        const double every = now->programmes[0].tasks[0].every[s], was = base->programmes[0].tasks[0].every[s];
        const double rate = now->programmes[0].exits[0].rate[s] / base->programmes[0].exits[0].rate[s];

        assert_true(fabs(every - (s % 2 == 0 ? 14.0 : was)) < 1e-12);
        assert_true(fabs(rate - (s < 2 ? 2.0 : 1.0)) < 1e-12);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_by_attributes_are_those_of_the_segments_typed_by_hand),
        cmocka_unit_test(shares_of_segments_are_products_along_the_attributes),
        cmocka_unit_test(a_row_of_segments_takes_every_combination_of_its_values),
        cmocka_unit_test(results_of_a_value_are_those_of_its_segments_together),
        cmocka_unit_test(an_assignment_may_name_a_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
