/* tests/golden/test_chart_bytes.c - the charts of made-up studies have, byte by byte, the SVG that somebody has looked at.
 * tests/golden/charts.txt holds a SHA-256 for each, and with which Cairo and Pango they were made: those of Debian 12, where the
 * per-commit tests run. Elsewhere bytes may differ, and the test says so instead of failing.
 *
 *   SF_GOLDEN_DIR    where charts that differ are put (all of them when renewing); the current folder when not set
 *   SF_GOLDEN_RENEW  set: charts.txt is written anew
 * `./dev golden` sets them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pango/pango.h>

#include "core/digest.h"
#include "plots/charts.h"
#include "support/chart_study.h"
#include "support/synthetic_study.h"

static const char charts_txt[] = SF_TEST_SOURCE_DIR "/tests/golden/charts.txt";

enum { NAME_SIZE = 64, LINE_SIZE = 256, MOST_CHARTS = 128 };

/* A study that charts are drawn from: all kinds from the ordinary one, else those of its design. */
typedef struct source {
    const char *name;
    int kind;
    size_t n_scenarios;
    int design; /* -1: the charts of all studies */
} source;

static const source sources[] = {{"three", CHARTS_ORDINARY, 3, -1},
                                 {"twelve", CHARTS_ORDINARY, 12, -1},
                                 {"sweep", CHARTS_SWEEP, 9, SF_DESIGN_SWEEP},
                                 {"gaps", CHARTS_GAPS, 2, SF_DESIGN_GAPS},
                                 {"ranges", CHARTS_RANGES, 14, SF_DESIGN_SENSITIVITY}};

typedef struct golden {
    char name[NAME_SIZE], sum[SF_DIGEST_HEX];
} golden;

typedef struct album {
    golden charts[MOST_CHARTS];
    size_t n;
} album;

/* "Cairo 1.16.0, Pango 1.50.12": what the bytes depend on. */
static void made_with(char text[LINE_SIZE])
{
    snprintf(text, LINE_SIZE, "Cairo %s, Pango %s", cairo_version_string(), pango_version_string());
}

static void put_file(const char *name, const unsigned char *bytes, size_t size)
{
    const char *dir = getenv("SF_GOLDEN_DIR");
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.svg", dir == NULL ? "." : dir, name);
    file = fopen(path, "wb");
    if (file == NULL) {
        fail_msg("%s cannot be written", path);
        return;
    }
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static const golden *golden_of(const album *known, const char *name)
{
    for (size_t i = 0; i < known->n; i++)
        if (strcmp(known->charts[i].name, name) == 0)
            return &known->charts[i];
    return NULL;
}

static void draw(const source *from, const sf_sheet *sheet, const sf_chart *chart, const album *known, album *drawn)
{
    golden *one = &drawn->charts[drawn->n];
    const golden *before;
    unsigned char *bytes = NULL;
    size_t size = 0;
    sf_digest digest;
    sf_error err = {0};

    assert_true(drawn->n < MOST_CHARTS);
    snprintf(one->name, sizeof one->name, "%s-%s-%s", from->name, chart->name,
             sheet->language == SF_LANGUAGE_NB ? "nb" : "en");
    if (sf_chart_render(sheet, chart, SF_PAGE_SVG, (sf_chart_size){0.0, 0.0}, &bytes, &size, &err) != SF_OK)
        fail_msg("%s: %s", one->name, err.message);
    sf_digest_begin(&digest);
    sf_digest_add(&digest, bytes, size);
    sf_digest_end(&digest, one->sum);
    before = golden_of(known, one->name);
    if (getenv("SF_GOLDEN_RENEW") != NULL || before == NULL || strcmp(before->sum, one->sum) != 0)
        put_file(one->name, bytes, size);
    free(bytes);
    drawn->n++;
}

static void draw_all(const char *sandbox, const album *known, album *drawn)
{
    static const sf_language languages[] = {SF_LANGUAGE_NB, SF_LANGUAGE_EN};

    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        for (size_t l = 0; l < sizeof languages / sizeof languages[0]; l++) {
            const sf_language language = languages[l];
            char dir[512];
            sf_study *study;
            sf_sheet sheet;

            if (l > 0 && i > 0)
                continue; /* the marks of numbers and dates differ alike in all of them */
            snprintf(dir, sizeof dir, "%s/s%zu_%zu", sandbox, i, l);
            study = make_chart_study(dir, sources[i].kind, sources[i].n_scenarios, 3);
            assert_int_equal(sf_sheet_open(study, language, &sheet, NULL), SF_OK);
            for (size_t k = 0; k < SF_CHART_KINDS; k++) {
                sf_chart chart;

                if (sf_chart_kinds[k].design != sources[i].design)
                    continue;
                assert_int_equal(sf_chart_kinds[k].build(&sheet, &chart, NULL), SF_OK);
                draw(&sources[i], &sheet, &chart, known, drawn);
            }
            sf_sheet_close(&sheet);
            sf_study_close(study);
        }
}

/* The sums that are kept, and with what they were made. */
static void read_album(album *known, char with[LINE_SIZE])
{
    FILE *file = fopen(charts_txt, "r");
    char line[LINE_SIZE];

    with[0] = '\0';
    if (file == NULL) {
        fail_msg("%s is missing; ./dev golden renew makes it", charts_txt);
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        golden *one = &known->charts[known->n];

        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "# made with ", 12) == 0)
            snprintf(with, LINE_SIZE, "%s", line + 12);
        else if (line[0] != '#' && sscanf(line, "%64s %63s", one->sum, one->name) == 2 && known->n + 1 < MOST_CHARTS)
            known->n++;
    }
    fclose(file);
}

static void write_album(const album *drawn, const char *with)
{
    FILE *file = fopen(charts_txt, "w");

    if (file == NULL) {
        fail_msg("%s cannot be written", charts_txt);
        return;
    }
    fprintf(
        file,
        "# SPDX-License-Identifier: GPL-3.0-or-later\n"
        "# SHA-256 of the SVG of charts of made-up studies (tests/golden/test_chart_bytes.c): study, chart, language.\n"
        "# `./dev golden` draws those that differ into build/golden/; when they look right, `./dev golden renew` writes this anew.\n"
        "# made with %s\n",
        with);
    for (size_t i = 0; i < drawn->n; i++)
        fprintf(file, "%s %s\n", drawn->charts[i].sum, drawn->charts[i].name);
    assert_int_equal(fclose(file), 0);
}

static void charts_have_the_bytes_that_somebody_has_looked_at(void **state)
{
    char *sandbox = make_sandbox(), here[LINE_SIZE], with[LINE_SIZE];
    album *known = calloc(1, sizeof *known), *drawn = calloc(1, sizeof *drawn);
    const bool renews = getenv("SF_GOLDEN_RENEW") != NULL;
    size_t differ = 0;

    (void)state;
    assert_true(known != NULL && drawn != NULL);
    if (known == NULL || drawn == NULL)
        return;
    made_with(here);
    if (!renews)
        read_album(known, with);
    draw_all(sandbox, known, drawn);
    remove_sandbox(sandbox);
    assert_true(drawn->n >= SF_CHART_KINDS);
    if (renews)
        write_album(drawn, here);
    for (size_t i = 0; !renews && i < drawn->n; i++) {
        const golden *before = golden_of(known, drawn->charts[i].name);

        if (before == NULL || strcmp(before->sum, drawn->charts[i].sum) != 0) {
            print_message("%s differs from the chart that somebody has looked at\n", drawn->charts[i].name);
            differ++;
        }
    }
    differ += !renews && differ == 0 && drawn->n != known->n; /* one that is no longer drawn */
    free(known);
    free(drawn);
    if (!renews && strcmp(here, with) != 0) {
        print_message("charts.txt was made with %s, and this is %s: bytes may differ\n", with, here);
        skip();
    }
    if (differ > 0)
        fail_msg("%zu charts differ: ./dev golden draws them into build/golden/; look at each, then ./dev golden renew",
                 differ);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(charts_have_the_bytes_that_somebody_has_looked_at)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
