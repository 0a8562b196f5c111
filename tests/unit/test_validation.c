/* tests/unit/test_validation.c - targets are data: the file holds all 45 as they were set, and each form of check is judged as its
 * header says, on hand-made results.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "results/validation.h"
#include "support/synthetic_study.h"

/* The targets as they were set before anything was run: id, class, and what makes them pass. */
static const char *const set_targets[45][3] = {
    {"V01", "CALIBRATION",
     "cumulative within 2 %, stock within 5 %; print that about 2,000 persons cannot be accounted for"},
    {"V02", "CALIBRATION",
     "both within 1 percentage point at the same date and growth path; the tool must not take 8 % as a per-spell risk"},
    {"V03", "OUT-OF-SAMPLE", "15 to 28 % in 2022"},
    {"V04", "CALIBRATION", "each within 2 points"},
    {"V05", "MECHANISM",
     "direction, without changing outcome inputs by year; if it needs a labour-market index, say so"},
    {"V06", "OUT-OF-SAMPLE", "work 18 to 32 %; several-answer counting handled"},
    {"V07", "OUT-OF-SAMPLE", "direction of all three; size reported, not fitted"},
    {"V08", "OUT-OF-SAMPLE", "±6, ±5, ±3 points"},
    {"V09", "OUT-OF-SAMPLE", "stay rises; state that growth in stock also raises the derived number"},
    {"V10", "OUT-OF-SAMPLE", "spread of comparable order from plausible variation; else report what is missing"},
    {"V11", "OUT-OF-SAMPLE / CONFRONT", "positive; inside the interval under at least one reading; state the reading"},
    {"V12", "MECHANISM", "doc share > guidance share at KVP portfolio; falls when doc.minutes falls"},
    {"V13", "MECHANISM", "part of offices under-served at the same mean portfolio (distribution, not mean)"},
    {"V14", "MECHANISM", "dropout and non-work exits fall, waiting list/rejections rise"},
    {"V15", "MECHANISM", "wanted-used gap printed; closes when places rise"},
    {"V16", "CALIBRATION",
     "Little's law holds in the simulator within 3 %; same definition of exit (two months unpaid)"},
    {"V17", "CALIBRATION", "within 2 points"},
    {"V18", "OUT-OF-SAMPLE", "fall of 10 to 15 % in year 1; most of it by more exits"},
    {"V19", "OUT-OF-SAMPLE",
     "disability share rises 3 to 9 points; total to disability 2018 about +30 % on 2015-16 (34,800; +8,200) (P07)"},
    {"V20", "OUT-OF-SAMPLE", "exits fall 15 to 30 % against Q2 2019 with arrivals held; stock rises"},
    {"V21", "OUT-OF-SAMPLE", "12 to 20 %; then rising count with rising stock"},
    {"V22", "OUT-OF-SAMPLE", "±8 % each; report how much the rule and how much arrivals explain"},
    {"V23", "MECHANISM", "waiting grows faster than load near saturation (convex)"},
    {"V24", "MECHANISM", "monotone; larger for high complexity"},
    {"V25", "MECHANISM", "U-shape appears when portfolio ≥ about 80; flattens when portfolio ≤ 30"},
    {"V26", "MECHANISM", "meetings ratio 1.05 to 1.5; time to first tiltak and to clarification longer"},
    {"V27", "MECHANISM",
     "time to start falls for high, hardly for low complexity; effect of same number of ordinary AFT places is smaller for them"},
    {"V28", "MECHANISM", "under-30 wait falls, over-30 wait rises, mean about unchanged"},
    {"V29", "CONFRONT", "activity up, education slightly up, work not forced up"},
    {"V30", "MECHANISM", "hours for complex users fall / rise; break-even printed"},
    {"V31", "MECHANISM", "idle places can coexist with waiting users"},
    {"V32", "CONFRONT", "no gain, longer early phase"},
    {"V33", "CALIBRATION", "waiting share 45 to 60 %; then OUT-OF-SAMPLE: effect of +5,000 places"},
    {"V34", "OUT-OF-SAMPLE", "70 to 80 %, 58 to 70 %"},
    {"V35", "CALIBRATION", "difference 7 to 13 points, one effect parameter"},
    {"V36", "OUT-OF-SAMPLE", "ordering small < large appears from indivisible minimum staffing"},
    {"V37", "MECHANISM",
     "work share rises with non-target share; at 0.38 near 23 %; report work share inside the target group"},
    {"V38", "MECHANISM", "negative relation volume-success inside target group"},
    {"V39", "OUT-OF-SAMPLE + CONFRONT",
     "40 to 58 %; variance explained by portfolio alone small with default settings, else flag the model as contradicting TIO"},
    {"V40", "OUT-OF-SAMPLE",
     "ordering; level 15 to 32 %; show that 2009 (43 % for social assistance users) lies outside: between-year noise"},
    {"V41", "CALIBRATION + MECHANISM",
     "wasted counsellor hours and longer waits; throughput falls less than proportionally if slots are overbooked"},
    {"V42", "CONFRONT",
     "contact and trust proxy up; work difference inside ±3 points; must not require turning the hours effect off for everybody"},
    {"V43", "CALIBRATION + MECHANISM",
     "pooling lowers the spread of waits; at 20 % sick leave mid-phase contact collapses first, deadline work last"},
    {"V44", "MECHANISM",
     "new-case wait nearly flat, mid-phase overdue oppfølgingspunkter grow and stay high after the surge"},
    {"V45", "OUT-OF-SAMPLE (order of size)",
     "own break-even printed with range; with fixed job slots, untreated users lose and the net gain is smaller than the treated gain"},
};

/* --- the file ------------------------------------------------------------------------------------------------------------- */

static sf_validation *read_file(const char *targets, const char *calibrated)
{
    sf_validation *validation = NULL;
    sf_problems problems = {0};
    sf_error err = {0};

    if (sf_validation_read(targets, calibrated, &problems, &validation, &err) != SF_OK)
        fail_msg("%s", err.message);
    sf_problems_free(&problems);
    return validation;
}

static sf_validation *read_ours(void)
{
    return read_file(SF_TEST_SOURCE_DIR "/configs/validering/targets.cfg",
                     SF_TEST_SOURCE_DIR "/configs/calibrated.cfg");
}

static void all_45_targets_are_there_as_they_were_set(void **state)
{
    sf_validation *validation = read_ours();
    size_t n;
    const sf_validation_target *targets = sf_validation_targets(validation, &n);

    (void)state;
    assert_int_equal(n, 45);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(targets[i].id, set_targets[i][0]);
        assert_string_equal(targets[i].kind, set_targets[i][1]);
        assert_string_equal(targets[i].band[SF_LANGUAGE_EN], set_targets[i][2]);
        assert_true(targets[i].figure[SF_LANGUAGE_EN][0] != '\0' && targets[i].source[0] != '\0');
        for (int language = 0; language < 2; language++) {
            assert_non_null(targets[i].title[language]);
            assert_int_equal(targets[i].missing[language] != NULL, targets[i].missing[1 - language] != NULL);
            assert_int_equal(targets[i].why[language] != NULL, targets[i].why[1 - language] != NULL);
        }
    }
    sf_validation_free(validation);
}

static void only_targets_of_the_class_calibration_are_fitted_to(void **state)
{
    sf_validation *validation = read_ours();
    size_t n;
    const sf_validation_fit *fits = sf_validation_fits(validation, &n);

    (void)state;
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        const size_t which = sf_validation_find(validation, fits[i].target);

        assert_true(which < 45);
        if (strstr(set_targets[which][1], "CALIBRATION") == NULL)
            fail_msg("%s is fitted to, and its class is %s", fits[i].target, set_targets[which][1]);
    }
    sf_validation_free(validation);
}

static void an_id_is_found_in_any_case(void **state)
{
    sf_validation *validation = read_ours();

    (void)state;
    assert_int_equal(sf_validation_find(validation, "V16"), 15);
    assert_int_equal(sf_validation_find(validation, "v16"), 15);
    assert_int_equal(sf_validation_find(validation, "V46"), 45);
    sf_validation_free(validation);
}

/* --- judging -------------------------------------------------------------------------------------------------------------- */

typedef struct fixture {
    char *sandbox;
    sf_study *study;
} fixture;

/* stock in four replications: today 10 12 10 12, p60 20 22 20 22, pool 40 42 40 42; work 24 of 96 everywhere. */
static int setup(void **state)
{
    static const double level[] = {10.0, 20.0, 40.0};
    static fixture f;
    sf_study_info info = synthetic_study();
    sf_store *store;

    f.sandbox = make_sandbox();
    store = store_of(in_sandbox(f.sandbox, "s"), &info);
    for (uint32_t i = 0; i < 12; i++) {
        sf_replication_record record = synthetic_record(i % 3, i / 3 + 1);

        add_sums(&record, STOCK, SEGMENT_ALL, SF_STAT_MEAN, level[i % 3] + (i / 3 % 2 == 1 ? 2.0 : 0.0), 1.0);
        add_sums(&record, OUTCOME_WORK, SEGMENT_ALL, SF_STAT_MEAN, 24, 96);
        put_record(store, &record);
    }
    sf_store_close(store);
    f.study = study_of(in_sandbox(f.sandbox, "s"));
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    sf_study_close(f->study);
    remove_sandbox(f->sandbox);
    return 0;
}

#define STUDY "studies = ( { id = \"s\"; config = \"x.cfg\"; replications = 4; } );\n"
#define HEAD \
    "{ id = \"v01\"; class = \"MECHANISM\"; source = \"S1\"; title_nb = \"N\"; title_en = \"E\"; figure = \"f\"; figure_nb = \"f\"; band = \"b\"; band_nb = \"b\";"

/* A file with one target of one check (or more), read. */
static sf_validation *one_target(const fixture *f, const char *rest)
{
    char text[2048];
    char *targets = strdup(in_sandbox(f->sandbox, "t.cfg")), *fitted = strdup(in_sandbox(f->sandbox, "c.cfg"));
    sf_validation *validation;

    snprintf(text, sizeof text, "saksflyt = 1;\n" STUDY "targets = ( " HEAD " %s } );\n", rest);
    write_file(targets, text);
    write_file(
        fitted,
        "saksflyt = 1;\ncalibrated = ( { id = \"a\"; configs = [\"x.cfg\"]; target = \"V01\"; set = [\"b = 1\"]; } );\n");
    validation = read_file(targets, fitted);
    free(targets);
    free(fitted);
    return validation;
}

static sf_outcome judged(const fixture *f, const char *rest, char reason[512], double *value)
{
    const sf_formula_source source = {"s", f->study};
    sf_validation *validation = one_target(f, rest);
    size_t n;
    const sf_validation_target *target = sf_validation_targets(validation, &n);
    sf_target_outcome outcome;
    sf_error err = {0};
    sf_outcome result;

    if (sf_validation_judge(target, &source, 1, SF_LANGUAGE_EN, &outcome, &err) != SF_OK)
        fail_msg("%s", err.message);
    result = outcome.outcome;
    if (reason != NULL)
        snprintf(reason, 512, "%s", outcome.reason);
    if (value != NULL)
        *value = outcome.checks[0].estimate.mean;
    sf_target_outcome_free(&outcome);
    sf_validation_free(validation);
    return result;
}

#define CHECK(form, rest) "checks = ( { form = \"" form "\"; says_nb = \"n\"; says_en = \"e\"; " rest " } );"

static void each_form_is_judged_as_it_says(void **state)
{
    static const struct {
        const char *rest;
        sf_outcome expected;
    } cases[] = {
        {CHECK("within", "value = \"[stock @s.today]\"; within = \"11..12\";"), SF_TARGET_PASSES},
        {CHECK("within", "value = \"[stock @s.today]\"; within = \"11.1..12\";"), SF_TARGET_MISSES},
        {CHECK("within", "value = \"[outcome.by/work/24 @s.today]\"; within = \"24..26\"; unit = \"%\";"),
         SF_TARGET_PASSES},
        /* the interval of today is 11 +- 3.18 sqrt(4 / 3 / 4) = 9.16 .. 12.84 */
        {CHECK("above", "value = \"[stock @s.today]\"; within = \"9..\";"), SF_TARGET_PASSES},
        {CHECK("above", "value = \"[stock @s.today]\"; within = \"9.2..\";"), SF_TARGET_MISSES},
        {CHECK("below", "value = \"[stock @s.today]\"; within = \"..12.9\";"), SF_TARGET_PASSES},
        {CHECK("below", "value = \"[stock @s.today]\"; within = \"..12.8\";"), SF_TARGET_MISSES},
        /* paired, the differences are 10 and 20 in every replication */
        {CHECK("rises", "value = \"[stock]\"; at = [\"s.today\", \"s.p60\", \"s.pool\"];"), SF_TARGET_PASSES},
        {CHECK("rises", "value = \"[stock]\"; at = [\"s.today\", \"s.pool\", \"s.p60\"];"), SF_TARGET_MISSES},
        {CHECK("falls", "value = \"[stock]\"; at = [\"s.pool\", \"s.p60\", \"s.today\"];"), SF_TARGET_PASSES},
        {CHECK("rises", "value = \"[outcome.by/work/24]\"; at = [\"s.today\", \"s.p60\"];"), SF_TARGET_MISSES},
        {CHECK("convex",
               "value = \"[stock]\"; at = [\"s.today\", \"s.p60\", \"s.pool\"]; loads = [\"1\", \"2\", \"3\"];"),
         SF_TARGET_PASSES},
        {CHECK("convex",
               "value = \"[stock]\"; at = [\"s.today\", \"s.p60\", \"s.pool\"]; loads = [\"1\", \"2\", \"4\"];"),
         SF_TARGET_MISSES},
        {CHECK("reported", "value = \"[stock @s.today]\";"), SF_TARGET_PASSES},
        {"missing_nb = \"m\"; missing_en = \"no such thing\";", SF_NOT_COMPARABLE},
        /* nothing to say is no pass */
        {CHECK("within", "value = \"[status.at/work/12 @s.today]\"; within = \"..1\";"), SF_TARGET_MISSES},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const sf_outcome is = judged(*state, cases[i].rest, NULL, NULL);

        if (is != cases[i].expected)
            fail_msg("%s: %s", cases[i].rest, sf_outcome_id(is));
    }
}

static void the_reason_gives_number_interval_and_band(void **state)
{
    char reason[512];
    double value;

    assert_int_equal(
        judged(*state,
               CHECK("within",
                     "value = \"[stock @s.today]\"; within = \"20..30\";") " why_nb = \"v\"; why_en = \"So it is.\";",
               reason, &value),
        SF_TARGET_MISSES);
    assert_true(value == 11.0);
    assert_string_equal(reason, "e: 11.0 (9.16 to 12.8); 20.0 to 30.0, does not hold. So it is.");
    (void)judged(*state, CHECK("rises", "value = \"[stock]\"; at = [\"s.today\", \"s.p60\"];"), reason, &value);
    assert_true(value == 10.0);
    assert_string_equal(reason, "e: 11.0 (9.16 to 12.8), 21.0 (19.2 to 22.8); is to rise, holds.");
}

static void the_table_as_json_has_the_six_keys(void **state)
{
    fixture *f = *state;
    const sf_formula_source source = {"s", f->study};
    sf_validation *validation = one_target(f, CHECK("within", "value = \"[stock @s.today]\"; within = \"11..12\";"));
    size_t n, length;
    sf_target_outcome outcome;
    char *text = NULL;
    FILE *out = open_memstream(&text, &length);
    sf_error err = {0};

    assert_non_null(out);
    assert_int_equal(
        sf_validation_judge(sf_validation_targets(validation, &n), &source, 1, SF_LANGUAGE_EN, &outcome, &err), SF_OK);
    assert_int_equal(sf_validation_write_json(&outcome, 1, out, &err), SF_OK);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "{\n  \"targets\": [\n    {\n      \"id\": \"V01\",\n      \"class\": \"MECHANISM\",\n"
                              "      \"result\": \"pass\",\n      \"value\": 11.0,\n      \"band\": \"b\",\n"
                              "      \"reason\": \"e: 11.0 (9.16 to 12.8); 11.0 to 12.0, holds.\"\n    }\n  ]\n}\n");
    free(text);
    sf_target_outcome_free(&outcome);
    sf_validation_free(validation);
}

static void a_study_is_run_with_the_calibrated_values_of_its_config(void **state)
{
    sf_validation *validation = one_target(*state, CHECK("reported", "value = \"1\";"));
    size_t n;
    const sf_validation_study *studies = sf_validation_studies(validation, &n);

    assert_int_equal(n, 1);
    assert_int_equal(studies[0].n_sets, 1);
    assert_string_equal(studies[0].sets[0], "b = 1");
    sf_validation_free(validation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_45_targets_are_there_as_they_were_set),
        cmocka_unit_test(only_targets_of_the_class_calibration_are_fitted_to),
        cmocka_unit_test(an_id_is_found_in_any_case),
        cmocka_unit_test(each_form_is_judged_as_it_says),
        cmocka_unit_test(the_reason_gives_number_interval_and_band),
        cmocka_unit_test(the_table_as_json_has_the_six_keys),
        cmocka_unit_test(a_study_is_run_with_the_calibrated_values_of_its_config),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
