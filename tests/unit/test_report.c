/* tests/unit/test_report.c - the one-page report: well-formed, in one file, the answer first, nothing a user wrote obeyed.
 * The page is written so that it is well-formed XML, too, which xmllint can judge strictly.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "plots/charts.h"
#include "plots/html.h"
#include "plots/plots.h"
#include "support/chart_study.h"
#include "support/synthetic_study.h"

typedef struct fixture {
    char *sandbox;
    sf_study *study;
    char *page;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    if (f == NULL)
        return 1;
    f->sandbox = make_sandbox();
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    free(f->page);
    sf_study_close(f->study);
    remove_sandbox(f->sandbox);
    free(f);
    return 0;
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes;
    long length;

    if (file == NULL)
        fail_msg("%s is missing", path);
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    bytes = calloc((size_t)length + 1, 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)length, file), length);
    fclose(file);
    return bytes;
}

static void reported(fixture *f, int kind, size_t n_scenarios, size_t replications, sf_language language)
{
    const char *dir = in_sandbox(f->sandbox, "s");
    sf_error err = {0};

    if (f->study == NULL)
        f->study = make_chart_study(dir, kind, n_scenarios, replications);
    if (sf_report_html(f->study, dir, language, &err) != SF_OK)
        fail_msg("%s", err.message);
    free(f->page);
    f->page = read_whole(in_sandbox(f->sandbox, "s/report.html"));
}

static bool has(const fixture *f, const char *text)
{
    return strstr(f->page, text) != NULL;
}

static size_t count(const fixture *f, const char *text)
{
    size_t n = 0;

    for (const char *at = f->page; (at = strstr(at, text)) != NULL; at += strlen(text))
        n++;
    return n;
}

/* xmllint comes with libxml2-utils, which ./dev installs. */
static void is_well_formed(const char *path)
{
    char command[700];

    snprintf(command, sizeof command, "xmllint --nonet --noout --huge '%s'", path);
    if (system(command) != 0) /* NOLINT(cert-env33-c): the path is ours */
        fail_msg("%s is not well-formed", path);
}

/* --- form ---------------------------------------------------------------------------------------------------------------- */

static void the_page_is_well_formed_whatever_the_study_holds(void **state)
{
    static const int kinds[] = {CHARTS_ORDINARY,
                                CHARTS_EMPTY,
                                CHARTS_CONSTANT,
                                CHARTS_HOSTILE,
                                CHARTS_SWEEP | CHARTS_HOSTILE_TOO,
                                CHARTS_GAPS | CHARTS_HOSTILE_TOO,
                                CHARTS_RANGES | CHARTS_HOSTILE_TOO};
    fixture *f = *state;
    sf_error err = {0};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char dir[512], file[600];
        const char *const svg = "svg";
        size_t n = 0;
        const char *const *names = sf_plot_names(&n);
        sf_study *study;

        snprintf(dir, sizeof dir, "%s/s%zu", f->sandbox, i);
        study = make_chart_study(dir, kinds[i], 6, 2);
        assert_int_equal(sf_report_html(study, dir, SF_LANGUAGE_NB, &err), SF_OK);
        assert_int_equal(sf_plot_all(study, dir, SF_LANGUAGE_NB, &svg, 1, &err), SF_OK);
        sf_study_close(study);
        snprintf(file, sizeof file, "%s/report.html", dir);
        is_well_formed(file);
        for (size_t k = 0; k < n; k++) {
            snprintf(file, sizeof file, "%s/charts/%s.svg", dir, names[k]);
            if (k < SF_CHARTS_OF_ALL || access(file, F_OK) == 0)
                is_well_formed(file);
        }
    }
}

static void the_language_is_declared(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 2, 2, SF_LANGUAGE_NB);
    assert_true(has(f, "<html lang=\"nb\">"));
    reported(f, CHARTS_ORDINARY, 2, 2, SF_LANGUAGE_EN);
    assert_true(has(f, "<html lang=\"en\">"));
}

static void nothing_outside_the_page_is_referred_to(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 3, 2, SF_LANGUAGE_NB);
    assert_false(has(f, "http:"));
    assert_false(has(f, "https:"));
    assert_false(has(f, "<script"));
    assert_false(has(f, "<link"));
    assert_false(has(f, "url("));
    assert_false(has(f, "@import"));
    assert_int_equal(count(f, " src=\""), SF_CHARTS_OF_ALL);
    assert_int_equal(count(f, " src=\"data:image/svg+xml;base64,"), SF_CHARTS_OF_ALL);
    assert_int_equal(count(f, "href=\""), count(f, "href=\"#"));
}

static void every_chart_has_words_for_those_who_cannot_see_it(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 3, 2, SF_LANGUAGE_NB);
    assert_int_equal(count(f, "<img "), SF_CHARTS_OF_ALL);
    assert_int_equal(count(f, " alt=\""), SF_CHARTS_OF_ALL);
    assert_int_equal(count(f, " alt=\"\""), 0);
    assert_int_equal(count(f, "<figcaption>"), SF_CHARTS_OF_ALL);
    assert_int_equal(count(f, "<details>"), SF_CHARTS_OF_ALL); /* the numbers behind each */
    assert_int_equal(count(f, "<main>"), 1);
    assert_int_equal(count(f, "<h1>"), 1);
}

static void the_answer_comes_first(void **state)
{
    static const char *const order[] = {"<h1>",          "id=\"answer\"",       "id=\"staff\"",    "id=\"costs\"",
                                        "id=\"waits\"",  "id=\"contact-held\"", "id=\"outcomes\"", "id=\"first-year\"",
                                        "id=\"worse\"",  "id=\"overturn\"",     "id=\"gaps\"",     "id=\"assumptions\"",
                                        "id=\"checks\"", "id=\"validation\"",   "id=\"stress\"",   "id=\"origin\""};
    fixture *f = *state;
    const char *at;

    reported(f, CHARTS_ORDINARY, 3, 4, SF_LANGUAGE_NB);
    at = f->page;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        at = strstr(at, order[i]);
        assert_non_null(at);
    }
    assert_int_equal(count(f, "<li class=\"better\">") + count(f, "<li class=\"worse\">") +
                         count(f, "<li class=\"same\">") + count(f, "<li class=\"open\">"),
                     4); /* two targets, two scenarios beside the baseline */
}

/* --- content ------------------------------------------------------------------------------------------------------------- */

static void what_a_user_wrote_is_shown_and_never_obeyed(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_HOSTILE, 3, 2, SF_LANGUAGE_NB);
    assert_false(has(f, "<script"));
    assert_false(has(f, "<img src=x"));
    assert_false(has(f, "<h1>Title"));
    assert_true(has(f, "&lt;h1&gt;Title &amp; &quot;more&quot;&lt;/h1&gt;"));
    assert_true(has(f, "&#39; onmouseover=&#39;alert(1)"));
    assert_false(has(f, "\xe2\x80\xae")); /* right-to-left override */
    assert_false(has(f, "\a"));
}

static void what_is_missing_is_a_dash_and_never_zero(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_EMPTY, 3, 0, SF_LANGUAGE_NB);
    assert_true(has(f, "It never stands for zero"));
    assert_false(has(f, "NaN"));
    assert_false(has(f, "nan"));
    assert_false(has(f, "<td class=\"n\">0<"));
}

static void one_scenario_is_not_compared(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 1, 2, SF_LANGUAGE_NB);
    assert_true(has(f, "This study has one scenario, so nothing is compared"));
    assert_false(has(f, "<li class=\"better\">"));
}

static void assumptions_are_listed_with_value_range_and_source(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 2, 2, SF_LANGUAGE_NB);
    assert_true(has(f, "<th scope=\"row\">teams.aap.portfolio.limit</th><td>100</td><td>30..300</td><td>assumed</td>"));
    assert_true(has(f,
                    "<th scope=\"row\">teams.aap.absence</th><td>8.6 % (default)</td><td>–</td><td>P26: dagsavisen.no "
                    "23.11.2023</td>"));
    assert_true(has(f, "2 in all. 1 of them are assumed"));
}

static void the_config_chooses_charts_and_what_is_compared(void **state)
{
    fixture *f = *state;
    const sf_decision *decisions = NULL;
    size_t n = 0;

    reported(f, CHARTS_CHOSEN, 3, 3, SF_LANGUAGE_NB);
    assert_int_equal(count(f, "<img "), 2);
    assert_true(has(f, "<figure id=\"waits\">"));
    assert_true(has(f, "<figure id=\"forest\">"));
    assert_true(has(f, "Not compared, as study.compare says: 90 per veileder"));
    assert_int_equal(sf_study_decisions(f->study, &decisions, &n, NULL), SF_OK);
    assert_int_equal(n, 2); /* two targets, and one scenario: fewer to correct for */
    assert_int_equal(decisions[0].scenario, 1);
    assert_true(has(f, "corrected for 2 comparisons (Holm)"));
}

static void self_checks_and_origin_are_told(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 2, 3, SF_LANGUAGE_NB);
    assert_true(has(f, "Every identity holds in every replication."));
    assert_true(has(f, "Little&#39;s law"));
    assert_true(has(f, "<dd>18446744073709551615</dd>"));
    assert_true(has(f, "<dd>00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff</dd>"));
    assert_true(has(f, "<dd>0.1.0 test</dd>"));
    assert_true(has(f, "open at the end"));
}

/* Rows of the first table after the words. */
static size_t rows_below(const fixture *f, const char *words)
{
    const char *at = strstr(f->page, words), *end;
    size_t rows = 0;

    assert_non_null(at);
    end = strstr(at, "</table>");
    for (; (at = strstr(at, "<tr><th scope=\"row\">")) != NULL && at < end; at++)
        rows++;
    return rows;
}

static void the_answer_says_what_its_verdicts_rest_on_and_what_common_luck_was_worth(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 3, 5, SF_LANGUAGE_NB);
    assert_int_equal(rows_below(f, "What the verdicts rest on"),
                     4); /* two targets, two scenarios beside the baseline */
    assert_true(has(f, "All targets together (Holm)"));
    assert_true(has(f, "Worth of common luck"));
}

static void who_is_worse_off_is_told_person_by_person_beside_the_placebo(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 2, 1, SF_LANGUAGE_EN);
    assert_true(has(f, "the baseline again with one arrival more, shows how many (1 replications)"));
    assert_true(has(f, "Uføretrygd → Arbeid"));
    assert_true(has(f, "Arbeid → Uføretrygd"));
    assert_true(has(f, "<td class=\"n\">10.0\xc2\xa0%")); /* six of 60 gain */
}

static void the_first_year_of_a_change_is_told_beside_the_last(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 2, 5, SF_LANGUAGE_NB);
    assert_true(has(f, "First year: difference"));
    /* Scenario 1 falls by 4 % of 925 people through five years: 0.4 % in the mean of the first, 3.6 % of the last. */
    assert_true(has(f, "<th scope=\"row\">People in the programme, AAP: mean (persons)</th>"));
}

static void what_would_overturn_a_verdict_is_told_for_every_target_and_scenario(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 3, 5, SF_LANGUAGE_NB);
    assert_int_equal(rows_below(f, "How far each verdict is from another one"), 4);
}

static void the_last_validation_is_shown_with_its_build_and_what_contradicts_first(void **state)
{
    fixture *f = *state;
    const char *at, *first;

    reported(f, CHARTS_ORDINARY, 2, 2, SF_LANGUAGE_EN);
    at = strstr(f->page, "The model has been confronted with 45 published findings");
    assert_non_null(at);
    assert_non_null(strstr(at, "of another build than the one that made this study (0.1.0 sources-"));
    first = strstr(at, "<tbody>");
    assert_non_null(first);
    assert_non_null(strstr(first, "CONFRONT</td>"));
    assert_true(strstr(first, "CONFRONT</td>") < strstr(first, "CALIBRATION</td>"));
}

static void the_checklist_has_its_twenty_items(void **state)
{
    fixture *f = *state;

    reported(f, CHARTS_ORDINARY, 2, 2, SF_LANGUAGE_NB);
    assert_true(has(f, "1.1 Purpose of the model"));
    assert_true(has(f, "5.2 Random sampling"));
    assert_true(has(f, "6.1 Sharing of the model"));
    assert_true(has(f, "<th scope=\"row\">4.1 Initialisation</th><td>Empty, then a warm-up of 2 years that is not "
                       "measured</td>"));
}

static void the_report_as_pdf_is_whole_whatever_the_study_holds(void **state)
{
    static const int kinds[] = {CHARTS_ORDINARY,
                                CHARTS_EMPTY,
                                CHARTS_CONSTANT,
                                CHARTS_HOSTILE,
                                CHARTS_SWEEP | CHARTS_HOSTILE_TOO,
                                CHARTS_GAPS | CHARTS_HOSTILE_TOO,
                                CHARTS_RANGES | CHARTS_HOSTILE_TOO};
    fixture *f = *state;
    sf_error err = {0};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char dir[512], file[600], *bytes;
        sf_study *study;

        snprintf(dir, sizeof dir, "%s/s%zu", f->sandbox, i);
        study = make_chart_study(dir, kinds[i], 12, 2);
        assert_int_equal(sf_report_pdf(study, dir, SF_LANGUAGE_NB, &err), SF_OK);
        sf_study_close(study);
        snprintf(file, sizeof file, "%s/report.pdf", dir);
        bytes = read_whole(file);
        assert_memory_equal(bytes, "%PDF-", 5);
        free(bytes);
    }
}

/* What a shell command prints; owner the caller. unzip comes with ./dev's packages. */
static char *printed_by(const char *format, const char *path)
{
    char command[900], *text = NULL;
    size_t size = 0, n;
    FILE *out = open_memstream(&text, &size), *pipe;
    char buffer[4096];

    snprintf(command, sizeof command, format, path);
    pipe = popen(command, "r"); /* NOLINT(cert-env33-c): the path is ours */
    assert_non_null(pipe);
    assert_non_null(out);
    while ((n = fread(buffer, 1, sizeof buffer, pipe)) > 0)
        fwrite(buffer, 1, n, out);
    assert_int_equal(pclose(pipe), 0);
    fclose(out);
    return text;
}

static void the_workbook_is_whole_and_well_formed_whatever_the_study_holds(void **state)
{
    static const int kinds[] = {CHARTS_ORDINARY,
                                CHARTS_EMPTY,
                                CHARTS_CONSTANT,
                                CHARTS_HOSTILE,
                                CHARTS_SWEEP | CHARTS_HOSTILE_TOO,
                                CHARTS_GAPS | CHARTS_HOSTILE_TOO,
                                CHARTS_RANGES | CHARTS_HOSTILE_TOO};
    fixture *f = *state;
    sf_error err = {0};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char dir[512], file[600];
        sf_study *study;

        snprintf(dir, sizeof dir, "%s/s%zu", f->sandbox, i);
        study = make_chart_study(dir, kinds[i], 6, 2);
        if (sf_report_xlsx(study, dir, SF_LANGUAGE_NB, &err) != SF_OK)
            fail_msg("%s", err.message);
        sf_study_close(study);
        snprintf(file, sizeof file, "%s/report.xlsx", dir);
        free(printed_by("unzip -tq '%s'", file));
        free(printed_by(
            "for part in xl/workbook.xml xl/sharedStrings.xml xl/worksheets/sheet2.xml "
            "xl/worksheets/sheet6.xml; do unzip -p '%1$s' $part | xmllint --noout --huge --nonet - || exit 1; done",
            file));
    }
}

static void numbers_of_the_workbook_are_numbers_and_its_heads_stay(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s");
    sf_error err = {0};
    char *sheet;

    f->study = make_chart_study(dir, CHARTS_CONSTANT, 2, 2);
    assert_int_equal(sf_report_xlsx(f->study, dir, SF_LANGUAGE_NB, &err), SF_OK);
    sheet = printed_by("unzip -p '%s' xl/worksheets/sheet4.xml", in_sandbox(f->sandbox, "s/report.xlsx"));
    assert_non_null(strstr(sheet, "state=\"frozen\""));
    assert_non_null(strstr(sheet, "<v>252000000</v>")); /* cost of benefits, the state: a number cell has no t="s" */
    assert_non_null(strstr(sheet, "<drawing "));
    free(sheet);
    sheet = printed_by("unzip -p '%s' xl/charts/chart1.xml | tr '<' '\\n' | grep -c '^c:ser>'",
                       in_sandbox(f->sandbox, "s/report.xlsx"));
    assert_string_equal(sheet, "2\n"); /* a series for each scenario */
    free(sheet);
}

static void a_workbook_has_the_same_bytes_again_and_leaves_no_half_file(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s");
    sf_error err = {0};
    char *first, *second;

    f->study = make_chart_study(dir, CHARTS_ORDINARY, 2, 2);
    assert_int_equal(sf_report_xlsx(f->study, dir, SF_LANGUAGE_NB, &err), SF_OK);
    first = printed_by("sha256sum <'%s'", in_sandbox(f->sandbox, "s/report.xlsx"));
    assert_int_equal(sf_report_xlsx(f->study, dir, SF_LANGUAGE_NB, &err), SF_OK);
    second = printed_by("sha256sum <'%s'", in_sandbox(f->sandbox, "s/report.xlsx"));
    assert_string_equal(first, second);
    free(second);
    assert_int_equal(mkdir(in_sandbox(f->sandbox, "s/report.xlsx.tmp"), 0777), 0); /* in the way */
    assert_int_equal(sf_report_xlsx(f->study, dir, SF_LANGUAGE_NB, &err), SF_ECANTCREATE);
    second = printed_by("sha256sum <'%s'", in_sandbox(f->sandbox, "s/report.xlsx"));
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void the_same_study_gives_the_same_page(void **state)
{
    fixture *f = *state;
    char *first;

    reported(f, CHARTS_ORDINARY, 3, 2, SF_LANGUAGE_NB);
    first = f->page;
    f->page = NULL;
    reported(f, CHARTS_ORDINARY, 3, 2, SF_LANGUAGE_NB);
    assert_string_equal(first, f->page);
    free(first);
}

static void a_page_that_cannot_be_written_leaves_the_old_one_whole(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s");
    char *after;
    sf_error err = {0};

    reported(f, CHARTS_ORDINARY, 2, 2, SF_LANGUAGE_NB);
    assert_int_equal(mkdir(in_sandbox(f->sandbox, "s/report.html.tmp"), 0777), 0); /* in the way */
    assert_int_equal(sf_report_html(f->study, dir, SF_LANGUAGE_EN, &err), SF_ECANTCREATE);
    assert_non_null(strstr(err.message, "report.html"));
    after = read_whole(in_sandbox(f->sandbox, "s/report.html"));
    assert_string_equal(after, f->page);
    free(after);
    err = (sf_error){0};
    assert_int_equal(sf_report_html(f->study, in_sandbox(f->sandbox, "nowhere"), SF_LANGUAGE_EN, &err), SF_ECANTCREATE);
}

/* --- pieces -------------------------------------------------------------------------------------------------------------- */

static void base64_is_that_of_rfc_4648(void **state)
{
    static const char *const plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
    static const char *const encoded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};

    (void)state;
    for (size_t i = 0; i < 7; i++) { /* RFC 4648, section 10 */
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);

        assert_non_null(out);
        sf_html_base64(out, (const unsigned char *)plain[i], strlen(plain[i]));
        fclose(out);
        assert_string_equal(text, encoded[i]);
        free(text);
    }
}

static void text_is_escaped_and_broken_bytes_are_replaced(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    assert_non_null(out);
    sf_html_text(out, "a<b>&\"'\n\xc3\xb8\xff\xf0\x9f\x98\x80\xef\xbf\xbf");
    fclose(out);
    assert_string_equal(text, "a&lt;b&gt;&amp;&quot;&#39; \xc3\xb8\xef\xbf\xbd\xf0\x9f\x98\x80\xef\xbf\xbd");
    free(text);
}

#define REPORT_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* Half of the replications saw no wait at all: the t interval of 0.4 +- 1.1 days is told as 0 to 1.5. */
static void an_interval_of_a_wait_ends_at_zero_and_that_of_a_difference_does_not(void **state)
{
    fixture *f = *state;
    sf_sheet sheet;
    sf_error err = {0};

    f->study = make_chart_study(in_sandbox(f->sandbox, "s"), CHARTS_ORDINARY, 2, 2);
    assert_int_equal(sf_sheet_open_words(f->study, SF_LANGUAGE_EN, &sheet, &err), SF_OK);
    assert_string_equal(sf_say_estimate(&sheet, 0.4, -0.7, 1.5, "d"), "0.4 (0.0 to 1.5)");
    assert_null(strstr(sf_say_difference(&sheet, 0.4, -0.7, 1.5, "d"), "(0.0"));
    sf_sheet_close(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPORT_TEST(the_page_is_well_formed_whatever_the_study_holds),
        REPORT_TEST(the_language_is_declared),
        REPORT_TEST(nothing_outside_the_page_is_referred_to),
        REPORT_TEST(every_chart_has_words_for_those_who_cannot_see_it),
        REPORT_TEST(the_answer_comes_first),
        REPORT_TEST(what_a_user_wrote_is_shown_and_never_obeyed),
        REPORT_TEST(what_is_missing_is_a_dash_and_never_zero),
        REPORT_TEST(one_scenario_is_not_compared),
        REPORT_TEST(assumptions_are_listed_with_value_range_and_source),
        REPORT_TEST(the_config_chooses_charts_and_what_is_compared),
        REPORT_TEST(self_checks_and_origin_are_told),
        REPORT_TEST(the_answer_says_what_its_verdicts_rest_on_and_what_common_luck_was_worth),
        REPORT_TEST(who_is_worse_off_is_told_person_by_person_beside_the_placebo),
        REPORT_TEST(the_first_year_of_a_change_is_told_beside_the_last),
        REPORT_TEST(what_would_overturn_a_verdict_is_told_for_every_target_and_scenario),
        REPORT_TEST(the_last_validation_is_shown_with_its_build_and_what_contradicts_first),
        REPORT_TEST(the_checklist_has_its_twenty_items),
        REPORT_TEST(the_report_as_pdf_is_whole_whatever_the_study_holds),
        REPORT_TEST(the_workbook_is_whole_and_well_formed_whatever_the_study_holds),
        REPORT_TEST(numbers_of_the_workbook_are_numbers_and_its_heads_stay),
        REPORT_TEST(a_workbook_has_the_same_bytes_again_and_leaves_no_half_file),
        REPORT_TEST(the_same_study_gives_the_same_page),
        REPORT_TEST(a_page_that_cannot_be_written_leaves_the_old_one_whole),
        REPORT_TEST(an_interval_of_a_wait_ends_at_zero_and_that_of_a_difference_does_not),
        cmocka_unit_test(base64_is_that_of_rfc_4648),
        cmocka_unit_test(text_is_escaped_and_broken_bytes_are_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
