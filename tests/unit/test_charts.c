/* tests/unit/test_charts.c - charts drawn from made-up studies: whole files, same bytes, everything inside its frame, no label on
 * top of another, and words where there is nothing to draw.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
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

#include "models/keys.h"
#include "plots/charts.h"
#include "plots/plots.h"
#include "plots/timeline.h"
#include "support/chart_study.h"
#include "support/synthetic_study.h"

static const char *const both[] = {"png", "svg"};

typedef struct fixture {
    char *sandbox;
    sf_study *study;
    sf_sheet sheet;
    sf_ledger ledger;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    if (f == NULL)
        return 1;
    f->sandbox = make_sandbox();
    f->ledger.room = 100000;
    f->ledger.entries = calloc(f->ledger.room, sizeof *f->ledger.entries);
    *state = f;
    return f->ledger.entries == NULL;
}

static int teardown(void **state)
{
    fixture *f = *state;

    free(f->ledger.entries);
    if (f->sheet.arena != NULL)
        sf_sheet_close(&f->sheet);
    sf_study_close(f->study);
    remove_sandbox(f->sandbox);
    free(f);
    return 0;
}

static void given(fixture *f, int kind, size_t n_scenarios, size_t replications)
{
    sf_error err = {0};

    f->study = make_chart_study(in_sandbox(f->sandbox, "s"), kind, n_scenarios, replications);
    if (sf_sheet_open(f->study, SF_LANGUAGE_NB, &f->sheet, &err) != SF_OK)
        fail_msg("%s", err.message);
}

static sf_chart built(fixture *f, size_t kind)
{
    sf_chart chart;
    sf_error err = {0};

    if (sf_chart_kinds[kind].build(&f->sheet, &chart, &err) != SF_OK)
        fail_msg("%s", err.message);
    assert_int_equal(f->sheet.is_spent, false);
    return chart;
}

static sf_chart named(fixture *f, const char *name)
{
    size_t kind = 0;

    while (kind < SF_CHART_KINDS && strcmp(sf_chart_kinds[kind].name, name) != 0)
        kind++;
    assert_true(kind < SF_CHART_KINDS);
    return built(f, kind);
}

/* Paints the chart and writes down what was painted where. */
static void painted(fixture *f, const sf_chart *chart)
{
    sf_page *page = NULL;
    sf_error err = {0};

    f->ledger.n = 0;
    if (sf_page_open(SF_PAGE_PNG, SF_CHART_WIDTH, chart->height, 1.0, &page, &err) != SF_OK)
        fail_msg("%s", err.message);
    sf_chart_paint(&(sf_pen){sf_page_cairo(page), f->sheet.lettering, SF_LANGUAGE_NB, &f->ledger}, &f->sheet, chart);
    assert_int_equal(cairo_status(sf_page_cairo(page)), CAIRO_STATUS_SUCCESS);
    sf_page_close(page);
    assert_true(f->ledger.n <= f->ledger.room);
}

static bool says(const fixture *f, const char *text)
{
    for (size_t i = 0; i < f->ledger.n; i++)
        if (f->ledger.entries[i].is_label && strstr(f->ledger.entries[i].text, text) != NULL)
            return true;
    return false;
}

static void every_mark_is_inside_its_plot(const fixture *f, const char *chart)
{
    for (size_t i = 0; i < f->ledger.n; i++) {
        const sf_ledger_entry *e = &f->ledger.entries[i];

        if (e->is_label)
            continue;
        if (!(e->place.left >= e->within.left - 0.5 && e->place.right <= e->within.right + 0.5 &&
              e->place.top >= e->within.top - 0.5 && e->place.bottom <= e->within.bottom + 0.5))
            fail_msg("%s: a mark at (%g, %g) is outside its plot (%g...%g, %g...%g)", chart, e->place.left,
                     e->place.top, e->within.left, e->within.right, e->within.top, e->within.bottom);
    }
}

/* The logical height of a line includes room for accents and descenders; two points of it are air. */
static bool overlap(sf_rect a, sf_rect b)
{
    const double across = fmin(a.right, b.right) - fmax(a.left, b.left);
    const double down = fmin(a.bottom, b.bottom) - fmax(a.top, b.top);

    return across > 0.5 && down > 2.0;
}

static void no_label_is_on_top_of_another_or_off_the_page(const fixture *f, const sf_chart *chart)
{
    for (size_t i = 0; i < f->ledger.n; i++) {
        const sf_ledger_entry *a = &f->ledger.entries[i];

        if (!a->is_label)
            continue;
        if (!(a->place.left >= 0.0 && a->place.right <= SF_CHART_WIDTH && a->place.top >= 0.0 &&
              a->place.bottom <= chart->height))
            fail_msg("%s: \"%s\" is off the page", chart->name, a->text);
        for (size_t k = i + 1; k < f->ledger.n; k++)
            if (f->ledger.entries[k].is_label && overlap(a->place, f->ledger.entries[k].place))
                fail_msg("%s: \"%s\" (%g, %g) is on top of \"%s\" (%g, %g)", chart->name, f->ledger.entries[k].text,
                         f->ledger.entries[k].place.left, f->ledger.entries[k].place.top, a->text, a->place.left,
                         a->place.top);
    }
}

static size_t marks(const fixture *f)
{
    size_t n = 0;

    for (size_t i = 0; i < f->ledger.n; i++)
        n += !f->ledger.entries[i].is_label;
    return n;
}

static void all_charts_are_tidy(fixture *f, int kind, size_t n_scenarios)
{
    given(f, kind, n_scenarios, 3);
    for (size_t k = 0; k < SF_CHART_KINDS; k++) {
        const sf_chart chart = built(f, k);

        painted(f, &chart);
        if (chart.nothing == NULL)
            every_mark_is_inside_its_plot(f, chart.name);
        no_label_is_on_top_of_another_or_off_the_page(f, &chart);
    }
}

static sf_status plot_one(sf_study *study, const char *dir, const char *name, sf_language language,
                          const char *const *formats, size_t n_formats, sf_error *err)
{
    return sf_plot(study, dir,
                   &(sf_plot_order){
                       .names = &name, .n_names = 1, .language = language, .formats = formats, .n_formats = n_formats},
                   err);
}

/* A file's bytes; owner the caller. */
static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes;
    long length;

    if (file == NULL)
        fail_msg("%s is missing", path);
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    bytes = malloc((size_t)length + 1);
    assert_non_null(bytes);
    *size = fread(bytes, 1, (size_t)length, file);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

/* --- files --------------------------------------------------------------------------------------------------------------- */

static void every_chart_is_written_as_png_and_as_svg(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s");
    size_t n = 0, size;
    const char *const *names = sf_plot_names(&n);
    sf_error err = {0};
    char path[600];

    given(f, CHARTS_ORDINARY, 3, 3);
    assert_int_equal(sf_plot_all(f->study, dir, SF_LANGUAGE_NB, both, 2, &err), SF_OK);
    assert_int_equal(n, SF_CHART_KINDS);
    for (size_t i = 0; i < SF_CHARTS_OF_ALL; i++) {
        char *bytes;

        assert_non_null(sf_plot_title(names[i]));
        assert_string_equal(names[i], sf_chart_kinds[i].name);
        snprintf(path, sizeof path, "%s/charts/%s.png", dir, names[i]);
        bytes = read_whole(path, &size);
        assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n", 8);
        assert_memory_equal(bytes + size - 8, "IEND\xae\x42\x60\x82", 8); /* the last chunk of every PNG */
        assert_null(memmem(bytes, size, "tIME", 4));
        free(bytes);
        snprintf(path, sizeof path, "%s/charts/%s.svg", dir, names[i]);
        bytes = read_whole(path, &size);
        assert_non_null(strstr(bytes, "<title>"));
        assert_string_equal(bytes + size - 7, "</svg>\n");
        free(bytes);
    }
    assert_null(sf_plot_title("no_such_chart"));
}

static void a_chart_as_pdf_is_whole_and_dated_the_same_whenever_it_is_made(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s"), *const pdf = "pdf";
    sf_error err = {0};
    size_t size;
    char *bytes;

    given(f, CHARTS_ORDINARY, 2, 2);
    assert_int_equal(plot_one(f->study, dir, "forest", SF_LANGUAGE_NB, &pdf, 1, &err), SF_OK);
    bytes = read_whole(in_sandbox(f->sandbox, "s/charts/forest.pdf"), &size);
    assert_memory_equal(bytes, "%PDF-", 5);
    assert_memory_equal(bytes + size - 6, "%%EOF\n", 6);
    assert_non_null(memmem(bytes, size, "20000101000000Z", 15));
    free(bytes);
}

static uint32_t big_endian(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void a_chart_is_as_large_as_fits_the_size_asked_for(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s"), *const png = "png", *const name = "costs";
    sf_plot_order order = {
        .names = &name, .n_names = 1, .language = SF_LANGUAGE_NB, .formats = &png, .n_formats = 1, .width = 600.0};
    sf_error err = {0};
    size_t size;
    char *bytes;

    given(f, CHARTS_ORDINARY, 2, 2);
    assert_int_equal(sf_plot(f->study, dir, &order, &err), SF_OK);
    bytes = read_whole(in_sandbox(f->sandbox, "s/charts/costs.png"), &size);
    assert_int_equal(big_endian(bytes + 16), 600); /* IHDR: width, height */
    free(bytes);
    order.height = 100.0;
    assert_int_equal(sf_plot(f->study, dir, &order, &err), SF_OK);
    bytes = read_whole(in_sandbox(f->sandbox, "s/charts/costs.png"), &size);
    assert_true(big_endian(bytes + 16) < 600);
    assert_int_equal(big_endian(bytes + 20), 100);
    free(bytes);
    order.width = order.height = 1e6;
    assert_int_equal(sf_plot(f->study, dir, &order, &err), SF_EDOMAIN);
}

static void the_same_study_gives_the_same_bytes(void **state)
{
    fixture *f = *state;
    sf_sheet again;
    sf_error err = {0};

    given(f, CHARTS_ORDINARY, 3, 3);
    assert_int_equal(sf_sheet_open(f->study, SF_LANGUAGE_NB, &again, &err), SF_OK);
    for (size_t k = 0; k < SF_CHART_KINDS; k++)
        for (int format = 0; format < SF_PAGE_FORMATS; format++) {
            const sf_chart first = built(f, k);
            sf_chart second;
            unsigned char *a = NULL, *b = NULL;
            size_t n_a = 0, n_b = 0;

            assert_int_equal(sf_chart_kinds[k].build(&again, &second, &err), SF_OK);
            assert_int_equal(
                sf_chart_render(&f->sheet, &first, (sf_page_format)format, (sf_chart_size){0.0, 0.0}, &a, &n_a, &err),
                SF_OK);
            assert_int_equal(
                sf_chart_render(&again, &second, (sf_page_format)format, (sf_chart_size){0.0, 0.0}, &b, &n_b, &err),
                SF_OK);
            assert_int_equal(n_a, n_b);
            assert_memory_equal(a, b, n_a);
            free(a);
            free(b);
        }
    sf_sheet_close(&again);
}

static void an_unknown_chart_or_format_is_refused_and_nothing_is_written(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s");
    const char *const wrong[] = {"png", "gif"};
    sf_error err = {0};

    given(f, CHARTS_ORDINARY, 1, 1);
    assert_int_equal(plot_one(f->study, dir, "pie", SF_LANGUAGE_EN, both, 2, &err), SF_EUSAGE);
    assert_non_null(strstr(err.message, "waits, over_time"));
    err = (sf_error){0};
    assert_int_equal(plot_one(f->study, dir, "wait", SF_LANGUAGE_EN, both, 2, &err), SF_EUSAGE);
    assert_non_null(strstr(err.message, "did you mean \"waits\"?"));
    err = (sf_error){0};
    assert_int_equal(sf_plot_all(f->study, dir, SF_LANGUAGE_EN, wrong, 2, &err), SF_EUSAGE);
    assert_non_null(strstr(err.message, "gif"));
    assert_int_equal(access(in_sandbox(f->sandbox, "s/charts"), F_OK), -1);
}

static void no_chart_that_cannot_be_written_harms_the_old_one(void **state)
{
    fixture *f = *state;
    char dir[512], chart[600], in_the_way[608];

    snprintf(dir, sizeof dir, "%s", in_sandbox(f->sandbox, "s"));
    given(f, CHARTS_ORDINARY, 2, 2);
    for (size_t k = 0; k < SF_CHART_KINDS; k++) {
        const char *name = sf_chart_kinds[k].name;
        sf_error err = {0};
        size_t n_before, n_after;
        char *before, *after;

        snprintf(chart, sizeof chart, "%s/charts/%s.svg", dir, name);
        snprintf(in_the_way, sizeof in_the_way, "%s.tmp", chart);
        assert_int_equal(plot_one(f->study, dir, name, SF_LANGUAGE_NB, both + 1, 1, &err), SF_OK);
        before = read_whole(chart, &n_before);
        assert_int_equal(mkdir(in_the_way, 0777), 0);
        assert_int_equal(plot_one(f->study, dir, name, SF_LANGUAGE_EN, both + 1, 1, &err), SF_ECANTCREATE);
        assert_non_null(strstr(err.message, name));
        after = read_whole(chart, &n_after);
        assert_int_equal(n_before, n_after);
        assert_memory_equal(before, after, n_before);
        free(before);
        free(after);
    }
}

static void a_link_in_place_of_the_folder_is_not_followed(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s"), *elsewhere = in_sandbox(f->sandbox, "elsewhere");
    sf_error err = {0};

    given(f, CHARTS_ORDINARY, 1, 1);
    assert_int_equal(mkdir(elsewhere, 0777), 0);
    assert_int_equal(symlink(elsewhere, in_sandbox(f->sandbox, "s/charts")), 0);
    assert_int_equal(plot_one(f->study, dir, "waits", SF_LANGUAGE_NB, both, 2, &err), SF_ECANTCREATE);
    assert_int_equal(access(in_sandbox(f->sandbox, "elsewhere/waits.png"), F_OK), -1);
}

/* The room of models knows no charts, so its list of them is held against the real one here. */
static void the_charts_that_a_config_may_name_are_those_there_are(void **state)
{
    char names[32 * SF_CHART_KINDS] = "";
    const char *words = NULL;

    (void)state;
    for (size_t k = 0; k < SF_CHART_KINDS; k++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", k > 0 ? "|" : "", sf_chart_kinds[k].name);
    for (size_t i = 0; i < sf_keys_count(); i++)
        if (strcmp(sf_keys()[i].path, "study.charts") == 0)
            words = sf_keys()[i].words;
    assert_non_null(words);
    assert_string_equal(words, names);
}

static void charts_are_drawn_as_the_config_chooses_and_others_when_asked_for(void **state)
{
    fixture *f = *state;
    const char *dir = in_sandbox(f->sandbox, "s"), *const svg = "svg";
    sf_error err = {0};

    given(f, CHARTS_CHOSEN, 2, 2);
    assert_int_equal(sf_plot_all(f->study, dir, SF_LANGUAGE_NB, &svg, 1, &err), SF_OK);
    assert_int_equal(access(in_sandbox(f->sandbox, "s/charts/waits.svg"), F_OK), 0);
    assert_int_equal(access(in_sandbox(f->sandbox, "s/charts/forest.svg"), F_OK), 0);
    assert_int_equal(access(in_sandbox(f->sandbox, "s/charts/costs.svg"), F_OK), -1);
    assert_int_equal(plot_one(f->study, dir, "costs", SF_LANGUAGE_NB, &svg, 1, &err), SF_OK);
    assert_int_equal(access(in_sandbox(f->sandbox, "s/charts/costs.svg"), F_OK), 0);
}

/* --- layout -------------------------------------------------------------------------------------------------------------- */

static void three_scenarios_are_tidy(void **state)
{
    all_charts_are_tidy(*state, CHARTS_ORDINARY, 3);
}

static void one_scenario_is_tidy_and_says_that_there_is_nothing_to_compare(void **state)
{
    fixture *f = *state;
    sf_chart forest;

    all_charts_are_tidy(f, CHARTS_ORDINARY, 1);
    forest = named(f, "forest");
    assert_non_null(forest.nothing);
    assert_non_null(strstr(forest.nothing, "one scenario"));
}

static void twelve_scenarios_are_tidy(void **state)
{
    all_charts_are_tidy(*state, CHARTS_ORDINARY, 12);
}

static void thirty_scenarios_show_the_first_twenty_four(void **state)
{
    fixture *f = *state;

    all_charts_are_tidy(f, CHARTS_ORDINARY, CHART_SCENARIOS);
    assert_int_equal(f->sheet.n_shown, SF_MOST_SCENARIOS);
}

static void a_sweep_is_tidy_and_shows_what_was_declared_only(void **state)
{
    fixture *f = *state;
    sf_chart sweep;

    all_charts_are_tidy(f, CHARTS_SWEEP, 9);
    assert_int_equal(f->sheet.n_shown, 1);
    sweep = named(f, "sweep");
    assert_null(sweep.nothing);
    assert_int_equal(sweep.table.n_rows % 8, 0); /* eight points for each measure */
    painted(f, &sweep);
    assert_true(marks(f) > 16);
}

static void a_gap_analysis_is_tidy(void **state)
{
    fixture *f = *state;
    sf_chart gaps;

    all_charts_are_tidy(f, CHARTS_GAPS, 2);
    gaps = named(f, "gaps");
    assert_null(gaps.nothing);
    painted(f, &gaps);
    assert_true(says(f, "AFT"));
    assert_true(says(f, "34,0 d"));
}

static void a_sensitivity_analysis_is_tidy(void **state)
{
    fixture *f = *state;
    sf_chart tornado;

    all_charts_are_tidy(f, CHARTS_RANGES, 14);
    tornado = named(f, "tornado");
    assert_null(tornado.nothing);
    assert_int_equal(tornado.table.n_rows, 2 * 3); /* two targets, three numbers */
    painted(f, &tornado);
    assert_true(marks(f) > 2 * 3 * 2);
}

static void draws_are_tidy_and_each_decision_has_its_panel(void **state)
{
    fixture *f = *state;
    sf_chart chart;

    all_charts_are_tidy(f, CHARTS_DRAWN, CHART_SCENARIOS); /* 14 draws of two scenarios, two targets */
    chart = named(f, "hypercube");
    assert_null(chart.nothing);
    assert_int_equal(chart.table.n_rows, 2);
    painted(f, &chart);
    assert_int_equal(marks(f), 2); /* as the config has it */
    assert_non_null(named(f, "morris").nothing);
}

static void trajectories_are_tidy_and_name_the_largest_numbers(void **state)
{
    fixture *f = *state;
    sf_chart chart;

    all_charts_are_tidy(f, CHARTS_SCREENED, 26); /* three trajectories of four steps of two scenarios */
    chart = named(f, "morris");
    assert_null(chart.nothing);
    assert_int_equal(chart.table.n_rows, 2 * 3); /* numbers of each target */
    painted(f, &chart);
    assert_true(says(f, "programmes.aap.tasks.assessment.then.3.p.high_over30"));
    assert_non_null(named(f, "hypercube").nothing);
}

/* Every kind of chart is filled by some made-up study, so that what is said of all of them is said of none that is empty. */
static void every_kind_of_chart_is_filled_by_some_study_here(void **state)
{
    static const int kinds[] = {CHARTS_ORDINARY, CHARTS_SWEEP, CHARTS_GAPS,
                                CHARTS_RANGES,   CHARTS_DRAWN, CHARTS_SCREENED};
    fixture *f = *state;
    bool is_filled[SF_CHART_KINDS] = {false};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char name[16], dir[512];
        sf_study *study;
        sf_sheet sheet;

        snprintf(name, sizeof name, "s%zu", i);
        snprintf(dir, sizeof dir, "%s", in_sandbox(f->sandbox, name));
        study = make_chart_study(dir, kinds[i], kinds[i] == CHARTS_SCREENED ? 18 : 6, 2);
        assert_int_equal(sf_sheet_open(study, SF_LANGUAGE_NB, &sheet, NULL), SF_OK);
        for (size_t k = 0; k < SF_CHART_KINDS; k++) {
            sf_chart chart;

            assert_int_equal(sf_chart_kinds[k].build(&sheet, &chart, NULL), SF_OK);
            is_filled[k] |= chart.nothing == NULL;
        }
        sf_sheet_close(&sheet);
        sf_study_close(study);
    }
    for (size_t k = 0; k < SF_CHART_KINDS; k++)
        if (!is_filled[k] &&
            sf_chart_kinds[k].design != SF_CHART_FOR_CHANGES) /* e2e/changes_are_followed_month_by_month fills it */
            fail_msg("no study here fills the chart %s", sf_chart_kinds[k].name);
}

static void a_study_that_varies_nothing_says_so_in_place_of_a_sweep(void **state)
{
    fixture *f = *state;

    given(f, CHARTS_ORDINARY, 2, 2);
    assert_non_null(strstr(named(f, "sweep").nothing, "varies nothing"));
}

static void hostile_labels_are_tidy_too(void **state)
{
    all_charts_are_tidy(*state, CHARTS_HOSTILE, 3);
}

static void a_hostile_sweep_is_tidy_too(void **state)
{
    all_charts_are_tidy(*state, CHARTS_SWEEP | CHARTS_HOSTILE_TOO, 5);
}

static void a_hostile_gap_analysis_is_tidy_too(void **state)
{
    all_charts_are_tidy(*state, CHARTS_GAPS | CHARTS_HOSTILE_TOO, 3);
}

static void a_hostile_sensitivity_analysis_is_tidy_too(void **state)
{
    all_charts_are_tidy(*state, CHARTS_RANGES | CHARTS_HOSTILE_TOO, 6);
}

static void hostile_draws_are_tidy_too(void **state)
{
    all_charts_are_tidy(*state, CHARTS_DRAWN | CHARTS_HOSTILE_TOO, 10);
}

static void hostile_trajectories_are_tidy_too(void **state)
{
    all_charts_are_tidy(*state, CHARTS_SCREENED | CHARTS_HOSTILE_TOO, 18);
}

static void twelve_hostile_scenarios_are_tidy_too(void **state)
{
    all_charts_are_tidy(*state, CHARTS_HOSTILE, 12);
}

static void constant_data_are_tidy_and_said_in_words(void **state)
{
    fixture *f = *state;
    sf_chart over_time;

    all_charts_are_tidy(f, CHARTS_CONSTANT, 3);
    over_time = named(f, "over_time");
    painted(f, &over_time);
    assert_true(says(f, "Always 925 in every scenario"));
    assert_true(says(f, "Always 93,0")); /* a share, in per cent */
}

static void an_empty_study_has_a_sentence_in_place_of_every_chart(void **state)
{
    fixture *f = *state;

    given(f, CHARTS_EMPTY, 3, 0);
    for (size_t k = 0; k < SF_CHART_KINDS; k++) {
        const sf_chart chart = built(f, k);

        assert_non_null(chart.nothing);
        assert_true(strlen(chart.nothing) > 20);
        painted(f, &chart);
        no_label_is_on_top_of_another_or_off_the_page(f, &chart);
    }
}

static void one_replication_draws_without_intervals(void **state)
{
    fixture *f = *state;

    given(f, CHARTS_ORDINARY, 2, 1);
    for (size_t k = 0; k < SF_CHARTS_OF_ALL; k++) {
        const sf_chart chart = built(f, k);

        assert_null(chart.nothing);
        painted(f, &chart);
        assert_true(marks(f) > 5);
        every_mark_is_inside_its_plot(f, chart.name);
    }
}

/* --- what the charts say ------------------------------------------------------------------------------------------------- */

static void a_wait_that_nine_of_ten_never_see_the_end_of_is_a_dash(void **state)
{
    fixture *f = *state;
    sf_chart waits;
    size_t dashes = 0;

    given(f, CHARTS_ORDINARY, 3, 3);
    waits = named(f, "waits");
    for (const sf_table_row *row = waits.table.first; row != NULL; row = row->next)
        if (strcmp(row->cells[1], "Høy kompleksitet") == 0 &&
            strcmp(row->cells[0], "Wait for a place in tiltak") == 0) {
            assert_string_equal(row->cells[4], "–");
            dashes++;
        }
    assert_int_equal(dashes, 3);
}

static void a_median_in_the_table_is_the_one_of_the_study(void **state)
{
    fixture *f = *state;
    sf_chart waits;
    sf_estimate half;

    given(f, CHARTS_ORDINARY, 3, 3);
    waits = named(f, "waits");
    half = sf_study_value(f->study, "s0", "wait.meeting", "all", "all", SF_STAT_P50);
    assert_true(half.mean > 13.0 && half.mean < 15.0); /* made from waits of 2.8, 5.6 ... 28 days */
    assert_string_equal(waits.table.first->cells[3], sf_say_estimate(&f->sheet, half.mean, half.low, half.high, "d"));
}

static void time_is_in_calendar_years_and_policy_dates_are_marked(void **state)
{
    fixture *f = *state;
    sf_chart over_time;

    given(f, CHARTS_ORDINARY, 3, 3);
    over_time = named(f, "over_time");
    painted(f, &over_time);
    assert_true(says(f, "2020"));
    assert_true(says(f, "2024"));
    assert_true(says(f, "start 1.1.2020"));
    assert_true(says(f, "1.7.2021"));
    assert_non_null(strstr(over_time.note, "Dashed: 1.7.2021 – tiltak.aft.places += 20."));
}

static void what_is_alike_in_every_scenario_is_a_sentence_and_what_differs_in_one_is_drawn(void **state)
{
    fixture *f = *state;
    sf_chart over_time;

    given(f, CHARTS_ORDINARY, 12, 2);
    over_time = named(f, "over_time");
    painted(f, &over_time);
    assert_false(says(f, "Practically the same")); /* scenario 11 ends 44 % below the first */
    assert_true(says(f, "Always 0"));              /* the pool */
}

static void the_axis_that_does_not_begin_at_zero_says_so(void **state)
{
    fixture *f = *state;
    sf_chart over_time;

    given(f, CHARTS_ORDINARY, 3, 3);
    over_time = named(f, "over_time");
    painted(f, &over_time);
    assert_true(says(f, "People in the programme, AAP (persons) – the axis begins at 8"));
}

static void the_shares_of_where_people_are_add_up_to_one(void **state)
{
    fixture *f = *state;
    sf_chart whereabouts;
    double sum = 0.0;

    given(f, CHARTS_CONSTANT, 1, 2);
    whereabouts = named(f, "whereabouts");
    assert_int_equal(whereabouts.table.n_rows, 4);
    for (const sf_table_row *row = whereabouts.table.first; row != NULL; row = row->next) {
        char digits[16] = "", *comma;

        assert_true(strlen(row->cells[5]) < sizeof digits + 40);
        snprintf(digits, sizeof digits, "%s", row->cells[5]); /* after 24 months: "36,8 % (36,8 to 36,8)" */
        comma = strchr(digits, ',');
        assert(comma != NULL);
        *comma = '.';
        sum += strtod(digits, NULL);
    }
    assert_true(fabs(sum - 100.0) < 0.21); /* four roundings to one decimal */
}

/* The first cell that follows cells which begin so; NULL when there is none. */
static const char *cell_after(const sf_chart *chart, const char *first, const char *second, const char *third,
                              size_t at)
{
    for (const sf_table_row *row = chart->table.first; row != NULL; row = row->next)
        if (strcmp(row->cells[0], first) == 0 && strcmp(row->cells[1], second) == 0 &&
            (third == NULL || strcmp(row->cells[2], third) == 0))
            return row->cells[at];
    fail_msg("no row begins with %s, %s, %s", first, second, third == NULL ? "" : third);
    return "";
}

static void contact_is_told_by_programme_phase_and_segment(void **state)
{
    fixture *f = *state;
    sf_chart contact;

    given(f, CHARTS_CONSTANT, 2, 2);
    contact = named(f, "contact");
    assert_string_equal(cell_after(&contact, "AAP: start phase", "Høy kompleksitet", "I dag", 3), "1,1 (1,1 to 1,1)");
    assert_string_equal(cell_after(&contact, "AAP: near the limit", "All", "I dag", 3), "0,50 (0,50 to 0,50)");
}

static void legal_time_lost_is_told_by_cause_in_per_cent(void **state)
{
    fixture *f = *state;
    sf_chart clock;

    given(f, CHARTS_CONSTANT, 2, 2);
    clock = named(f, "clock");
    assert_string_equal(cell_after(&clock, "AAP: wait for tiltak", "All", "I dag", 3), "4,0\xc2\xa0% (4,0 to 4,0)");
    painted(f, &clock);
    assert_true(says(f, "AAP: wait for tiltak"));
    assert_true(says(f, "AAP: wait for the veileder"));
}

static void tasks_stand_by_the_hours_they_take_with_what_lies_open(void **state)
{
    fixture *f = *state;
    sf_chart hours;
    const sf_table_row *row;

    given(f, CHARTS_CONSTANT, 1, 2);
    hours = named(f, "hours");
    row = hours.table.first;
    assert_string_equal(row->cells[0], "AAP-team"); /* 93 % used, 97 % asked for */
    assert_string_equal(row->cells[2], "93,0\xc2\xa0% (93,0 to 93,0)");
    assert_string_equal(row->cells[3], "97,0\xc2\xa0% (97,0 to 97,0)");
    row = row->next; /* follow-up takes 3,000 hours, the first meeting 500 */
    assert_string_equal(row->cells[0], "Oppfølging");
    assert_string_equal(row->cells[3], "60,0 (60,0 to 60,0)");
    assert_string_equal(row->next->cells[0], "Første møte");
    assert_string_equal(row->next->next->cells[0], "Documentation"); /* by team only: 400 in all */
    assert_string_equal(row->next->next->cells[2], "400");
    painted(f, &hours);
    assert_true(says(f, "93,0\xc2\xa0% of 8"));
}

static void costs_are_told_by_payer_and_say_what_would_pay_for_them(void **state)
{
    fixture *f = *state;
    sf_chart costs;

    given(f, CHARTS_ORDINARY, 3, 3);
    costs = named(f, "costs");
    assert_non_null(cell_after(&costs, "The state", "Veiledere", "I dag", 3));
    /* Scenario 2 has two posts more of 0.9 million. A year of benefit is 260 million over 925 people: 0.281 million each.
     * 1.8 million are 6.4 of them. */
    assert_non_null(strstr(costs.note, "cost 1,8 million NOK more a year; that is paid for when 6,"));
    assert_non_null(strstr(costs.note, "(0,28 million NOK each"));
}

static void thirty_runs_are_thirty_lines_and_the_table_has_the_lowest_and_highest(void **state)
{
    fixture *f = *state;
    sf_chart runs;

    given(f, CHARTS_ORDINARY, 2, 30);
    runs = named(f, "runs");
    painted(f, &runs);
    assert_string_equal(cell_after(&runs, "People waiting for a place (persons)", "I dag", NULL, 2), "30");
    assert_true(marks(f) > 30 * 60 * 2); /* monthly points of every replication of two scenarios in at least one row */
}

static void what_never_differs_from_run_to_run_is_said_in_words(void **state)
{
    fixture *f = *state;
    sf_chart runs;

    given(f, CHARTS_CONSTANT, 2, 3);
    runs = named(f, "runs");
    assert_non_null(runs.nothing);
}

static void a_declared_target_is_drawn_and_the_share_within_it_told(void **state)
{
    fixture *f = *state;
    sf_chart waits;

    given(f, CHARTS_ORDINARY, 1, 3);
    waits = named(f, "waits");
    painted(f, &waits);
    assert_true(says(f, "days (dashed: target 21)"));
    assert_non_null(strstr(cell_after(&waits, "Wait for the first meeting", "All", "I dag", 7), "\xc2\xa0%"));
    assert_string_equal(cell_after(&waits, "Wait for a place in tiltak", "All", "I dag", 7), "–");
}

static void the_caption_names_config_replications_seed_and_build(void **state)
{
    fixture *f = *state;
    sf_chart chart;

    given(f, CHARTS_ORDINARY, 2, 3);
    chart = named(f, "waits");
    assert_string_equal(chart.source,
                        "Source: made_up.cfg (config 001122334455), 3 replications, seed 18446744073709551615, 0.1.0 "
                        "test.");
}

static void a_scenario_that_was_not_run_does_not_count_in_the_caption(void **state)
{
    fixture *f = *state;

    given(f, CHARTS_LEFT_OUT, 3, 3);
    assert_non_null(strstr(named(f, "waits").source, "), 3 replications, seed "));
}

static void the_forest_gives_every_target_and_scenario_a_verdict(void **state)
{
    fixture *f = *state;
    sf_chart forest;
    size_t judged = 0;

    given(f, CHARTS_ORDINARY, 3, 5);
    forest = named(f, "forest");
    for (const sf_table_row *row = forest.table.first; row != NULL; row = row->next)
        judged += row->cells[2][0] != '\0';
    assert_int_equal(judged, 4); /* two targets, two scenarios beside the baseline */
    painted(f, &forest);
    assert_true(says(f, "← better"));
    assert_true(says(f, "better →"));
}

/* Of 60 people every tenth but the 20th ones goes to work under the other policy: in replication 1 those of key 8, 17, 26, 35, 44,
 * 53 (key + 1 is a multiple of 9); 3 of 60 lose theirs. */
static void gainers_and_losers_stand_beside_the_placebo(void **state)
{
    fixture *f = *state;
    sf_chart gainers;

    given(f, CHARTS_ORDINARY, 2, 1);
    gainers = named(f, "gainers");
    assert_string_equal(cell_after(&gainers, "Better or worse outcome", "All", NULL, 3), "60");
    assert_string_equal(cell_after(&gainers, "Better or worse outcome", "All", NULL, 4), "5,0\xc2\xa0%");
    assert_string_equal(cell_after(&gainers, "Better or worse outcome", "All", NULL, 5), "10,0\xc2\xa0%");
    assert_string_equal(cell_after(&gainers, "Better or worse outcome", "All", NULL, 6), "1,7\xc2\xa0%");
    assert_string_equal(cell_after(&gainers, "Better or worse outcome", "All", NULL, 7), "3,3\xc2\xa0%");
    assert_non_null(strstr(gainers.note, "Placebo: 1 replications"));
    painted(f, &gainers);
    assert_true(says(f, "what chance alone does"));
    assert_true(says(f, "First meeting at least 1 days sooner or later"));
}

static void without_a_placebo_the_gainers_say_so(void **state)
{
    fixture *f = *state;
    sf_chart gainers;

    given(f, CHARTS_ORDINARY, 2, 2);
    sf_sheet_close(&f->sheet);
    sf_study_close(f->study);
    assert_int_equal(unlink(in_sandbox(f->sandbox, "s/placebo.json")), 0);
    assert_int_equal(sf_study_open(in_sandbox(f->sandbox, "s"), &f->study, NULL), SF_OK);
    assert_int_equal(sf_sheet_open(f->study, SF_LANGUAGE_NB, &f->sheet, NULL), SF_OK);
    gainers = named(f, "gainers");
    painted(f, &gainers);
    assert_non_null(strstr(gainers.note, "No placebo is kept with this study"));
    assert_false(says(f, "what chance alone does"));
    assert_string_equal(cell_after(&gainers, "Better or worse outcome", "All", NULL, 6), "–");
}

/* --- one life ------------------------------------------------------------------------------------------------------------ */

enum { LIFE_BARS = 12, LIFE_DOTS = 40 };

/* A life of five years: a stay, tiltak side by side, and dates so near each other that their labels need tracks. */
static sf_life_story made_up_life(sf_life_bar bars[LIFE_BARS], sf_life_dot dots[LIFE_DOTS], double length)
{
    const double start = 20000.0;

    for (int i = 0; i < LIFE_BARS; i++)
        bars[i] =
            (sf_life_bar){i == 0 ? SF_LIFE_ROW_PROGRAMME : SF_LIFE_ROW_TILTAK, start + 40.0 * i,
                          start + 40.0 * i + (i == 0 ? length : 300.0), i % 3 == 1, "Arbeidsrettet rehabilitering"};
    for (int i = 0; i < LIFE_DOTS; i++)
        dots[i] = (sf_life_dot){(sf_life_row)(i % 2 == 0 ? SF_LIFE_ROW_CONTACT : SF_LIFE_ROW_CLOCK), start + 45.0 * i,
                                (sf_life_sign)(i % 3), i % 2 == 0 ? "" : "nær grensen"};
    return (sf_life_story){"I dag – Arbeid, 14.5.2026", bars, LIFE_BARS, dots, LIFE_DOTS};
}

static void a_life_under_two_policies_is_tidy_on_one_calendar(void **state)
{
    fixture *f = *state;
    sf_life_bar bars[2][LIFE_BARS];
    sf_life_dot dots[2][LIFE_DOTS];
    const sf_life_story stories[2] = {made_up_life(bars[0], dots[0], 1826.0), made_up_life(bars[1], dots[1], 700.0)};
    const sf_timeline timeline = {"One person", "Source: made up.", stories, 2};
    sf_error err = {0};
    sf_chart chart;

    assert_int_equal(sf_sheet_open_bare(SF_LANGUAGE_NB, &f->sheet, &err), SF_OK);
    assert_int_equal(sf_timeline_chart(&f->sheet, &timeline, &chart, &err), SF_OK);
    painted(f, &chart);
    every_mark_is_inside_its_plot(f, "timeline");
    no_label_is_on_top_of_another_or_off_the_page(f, &chart);
    assert_int_equal(marks(f), 2 * (2 * LIFE_BARS + LIFE_DOTS));
    assert_true(says(f, "2029")); /* 20000 days after 1970 is in October 2024 */
}

static void a_life_of_one_moment_and_an_empty_one_are_drawn(void **state)
{
    fixture *f = *state;
    const sf_life_dot moment = {SF_LIFE_ROW_CONTACT, 20000.0, SF_LIFE_HELD, ""};
    const sf_life_story stories[2] = {{"once", NULL, 0, &moment, 1}, {"never", NULL, 0, NULL, 0}};
    sf_error err = {0};
    sf_chart chart;

    assert_int_equal(sf_sheet_open_bare(SF_LANGUAGE_NB, &f->sheet, &err), SF_OK);
    for (size_t n = 1; n <= 2; n++) {
        const sf_timeline timeline = {"One person", "Source: made up.", stories + 2 - n, n};

        assert_int_equal(sf_timeline_chart(&f->sheet, &timeline, &chart, &err), SF_OK);
        painted(f, &chart);
        every_mark_is_inside_its_plot(f, "timeline");
    }
}

static void a_timeline_goes_only_to_a_file_that_says_its_format(void **state)
{
    fixture *f = *state;
    const sf_timeline timeline = {"One person", "Source: made up.", NULL, 0};
    sf_error err = {0};

    assert_int_equal(sf_plot_timeline(&timeline, SF_LANGUAGE_NB, in_sandbox(f->sandbox, "x.svg"), &err), SF_OK);
    assert_int_equal(sf_plot_timeline(&timeline, SF_LANGUAGE_NB, in_sandbox(f->sandbox, "x.gif"), &err), SF_EUSAGE);
    assert_int_equal(sf_plot_timeline(&timeline, SF_LANGUAGE_NB, in_sandbox(f->sandbox, "no/x.svg"), &err),
                     SF_ECANTCREATE);
    assert_int_equal(access(in_sandbox(f->sandbox, "x.svg"), F_OK), 0);
    assert_int_equal(access(in_sandbox(f->sandbox, "x.gif"), F_OK), -1);
}

/* --- colour and text ----------------------------------------------------------------------------------------------------- */

static void colours_can_be_seen_and_read_on_white(void **state)
{
    (void)state;
    for (size_t s = 0; s < 16; s++)
        assert_true(sf_colour_contrast(sf_look_of_scenario(s, 0).colour, SF_WHITE) >= 4.5); /* WCAG 2.2, 1.4.3: text */
    assert_true(sf_colour_contrast(SF_SOFT, SF_WHITE) >= 4.5);
    for (int v = SF_BETTER; v <= SF_UNDECIDED; v++)
        assert_true(sf_colour_contrast(sf_look_of_verdict((sf_verdict)v).colour, SF_WHITE) >=
                    3.0); /* 1.4.11: graphics */
    for (sf_area_kind kind = SF_AREA_INSIDE; kind < SF_AREA_KINDS; kind++)
        for (size_t k = 0; k < 8; k++)
            assert_true(sf_colour_contrast(sf_colour_on(sf_colour_of_area(kind, k)), sf_colour_of_area(kind, k)) >=
                        4.5);
    assert_true(fabs(sf_colour_contrast(SF_WHITE, sf_colour_rgb(0)) - 21.0) < 1e-9);
}

static void fifteen_scenarios_beside_the_baseline_all_look_different(void **state)
{
    (void)state;
    for (size_t a = 1; a <= 15; a++)
        for (size_t b = a + 1; b <= 15; b++) {
            const sf_look x = sf_look_of_scenario(a, 0), y = sf_look_of_scenario(b, 0);

            assert_false(x.dash == y.dash && x.colour.red == y.colour.red && x.colour.green == y.colour.green);
        }
}

static void verdicts_differ_in_shape_not_only_in_colour(void **state)
{
    (void)state;
    for (int a = SF_BETTER; a <= SF_UNDECIDED; a++)
        for (int b = a + 1; b <= SF_UNDECIDED; b++)
            assert_true(sf_look_of_verdict((sf_verdict)a).marker != sf_look_of_verdict((sf_verdict)b).marker);
}

static void a_long_text_is_cut_to_its_room(void **state)
{
    fixture *f = *state;
    sf_extent one, two;
    char text[3001];

    given(f, CHARTS_EMPTY, 1, 0);
    memset(text, 'w', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    one = sf_text_extent(f->sheet.lettering, (sf_text){text, SF_TYPE_LABEL, 100.0, 1});
    two = sf_text_extent(f->sheet.lettering, (sf_text){text, SF_TYPE_LABEL, 100.0, 2});
    assert_true(one.width <= 100.5 && two.width <= 100.5);
    assert_true(fabs(two.height - 2.0 * one.height) < 0.5);
}

static void numbers_follow_the_language(void **state)
{
    fixture *f = *state;

    given(f, CHARTS_EMPTY, 1, 0);
    assert_string_equal(sf_say_estimate(&f->sheet, 12.345, 11.8, 12.9, "d"), "12,3 (11,8 to 12,9)");
    assert_string_equal(sf_say_value(&f->sheet, 0.541, "share"), "54,1\xc2\xa0%");
    assert_string_equal(sf_say_value(&f->sheet, 9.1e7, "NOK/y"), "91,0");
    assert_string_equal(sf_say_difference(&f->sheet, 0.031, -0.002, 0.064, "share"), "+3,1 (\xe2\x88\x92"
                                                                                     "0,2 to +6,4)");
    assert_string_equal(sf_say_value(&f->sheet, (double)NAN, "d"), "–");
    assert_string_equal(sf_say_date(&f->sheet, 20635.0), "1.7.2026");
    f->sheet.language = SF_LANGUAGE_EN;
    assert_string_equal(sf_say_estimate(&f->sheet, 1234.4, 1200.0, 1300.0, "persons"), "1,234 (1,200 to 1,300)");
    assert_string_equal(sf_say_date(&f->sheet, 20635.0), "2026-07-01");
}

#define CHART_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHART_TEST(every_chart_is_written_as_png_and_as_svg),
        CHART_TEST(a_chart_as_pdf_is_whole_and_dated_the_same_whenever_it_is_made),
        CHART_TEST(a_chart_is_as_large_as_fits_the_size_asked_for),
        CHART_TEST(the_same_study_gives_the_same_bytes),
        CHART_TEST(an_unknown_chart_or_format_is_refused_and_nothing_is_written),
        CHART_TEST(no_chart_that_cannot_be_written_harms_the_old_one),
        CHART_TEST(a_link_in_place_of_the_folder_is_not_followed),
        cmocka_unit_test(the_charts_that_a_config_may_name_are_those_there_are),
        CHART_TEST(charts_are_drawn_as_the_config_chooses_and_others_when_asked_for),
        CHART_TEST(three_scenarios_are_tidy),
        CHART_TEST(one_scenario_is_tidy_and_says_that_there_is_nothing_to_compare),
        CHART_TEST(twelve_scenarios_are_tidy),
        CHART_TEST(thirty_scenarios_show_the_first_twenty_four),
        CHART_TEST(a_sweep_is_tidy_and_shows_what_was_declared_only),
        CHART_TEST(draws_are_tidy_and_each_decision_has_its_panel),
        CHART_TEST(trajectories_are_tidy_and_name_the_largest_numbers),
        CHART_TEST(a_study_that_varies_nothing_says_so_in_place_of_a_sweep),
        CHART_TEST(a_gap_analysis_is_tidy),
        CHART_TEST(a_sensitivity_analysis_is_tidy),
        CHART_TEST(every_kind_of_chart_is_filled_by_some_study_here),
        CHART_TEST(hostile_labels_are_tidy_too),
        CHART_TEST(a_hostile_sweep_is_tidy_too),
        CHART_TEST(a_hostile_gap_analysis_is_tidy_too),
        CHART_TEST(a_hostile_sensitivity_analysis_is_tidy_too),
        CHART_TEST(hostile_draws_are_tidy_too),
        CHART_TEST(hostile_trajectories_are_tidy_too),
        CHART_TEST(twelve_hostile_scenarios_are_tidy_too),
        CHART_TEST(constant_data_are_tidy_and_said_in_words),
        CHART_TEST(an_empty_study_has_a_sentence_in_place_of_every_chart),
        CHART_TEST(one_replication_draws_without_intervals),
        CHART_TEST(a_wait_that_nine_of_ten_never_see_the_end_of_is_a_dash),
        CHART_TEST(a_median_in_the_table_is_the_one_of_the_study),
        CHART_TEST(time_is_in_calendar_years_and_policy_dates_are_marked),
        CHART_TEST(what_is_alike_in_every_scenario_is_a_sentence_and_what_differs_in_one_is_drawn),
        CHART_TEST(the_axis_that_does_not_begin_at_zero_says_so),
        CHART_TEST(the_shares_of_where_people_are_add_up_to_one),
        CHART_TEST(contact_is_told_by_programme_phase_and_segment),
        CHART_TEST(legal_time_lost_is_told_by_cause_in_per_cent),
        CHART_TEST(tasks_stand_by_the_hours_they_take_with_what_lies_open),
        CHART_TEST(costs_are_told_by_payer_and_say_what_would_pay_for_them),
        CHART_TEST(thirty_runs_are_thirty_lines_and_the_table_has_the_lowest_and_highest),
        CHART_TEST(what_never_differs_from_run_to_run_is_said_in_words),
        CHART_TEST(a_declared_target_is_drawn_and_the_share_within_it_told),
        CHART_TEST(the_caption_names_config_replications_seed_and_build),
        CHART_TEST(a_scenario_that_was_not_run_does_not_count_in_the_caption),
        CHART_TEST(the_forest_gives_every_target_and_scenario_a_verdict),
        CHART_TEST(gainers_and_losers_stand_beside_the_placebo),
        CHART_TEST(without_a_placebo_the_gainers_say_so),
        CHART_TEST(a_life_under_two_policies_is_tidy_on_one_calendar),
        CHART_TEST(a_life_of_one_moment_and_an_empty_one_are_drawn),
        CHART_TEST(a_timeline_goes_only_to_a_file_that_says_its_format),
        cmocka_unit_test(colours_can_be_seen_and_read_on_white),
        cmocka_unit_test(fifteen_scenarios_beside_the_baseline_all_look_different),
        cmocka_unit_test(verdicts_differ_in_shape_not_only_in_colour),
        CHART_TEST(a_long_text_is_cut_to_its_room),
        CHART_TEST(numbers_follow_the_language),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
