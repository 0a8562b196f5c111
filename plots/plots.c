/* plots/plots.c - the charts by name, and their way to files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/plots.h"
#include "results/manifest.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"
#include "input/suggest.h"
#include "plots/chart.h"
#include "plots/charts.h"

const sf_chart_kind sf_chart_kinds[SF_CHART_KINDS] = {
    {"waits", N_("How long people wait"), sf_chart_waits, SF_CHART_FOR_ALL},
    {"over_time", N_("People, portfolios, queues and hours over time"), sf_chart_over_time, SF_CHART_FOR_ALL},
    {"clock", N_("Legal time lost, by cause"), sf_chart_clock, SF_CHART_FOR_ALL},
    {"contact", N_("Contact held, by phase and segment"), sf_chart_contact, SF_CHART_FOR_ALL},
    {"hours", N_("What veileder hours go to, and what had to wait"), sf_chart_hours, SF_CHART_FOR_ALL},
    {"costs", N_("What it costs a year, by payer"), sf_chart_costs, SF_CHART_FOR_ALL},
    {"whereabouts", N_("Where people are after they entered"), sf_chart_whereabouts, SF_CHART_FOR_ALL},
    {"runs", N_("Every replication as a line"), sf_chart_runs, SF_CHART_FOR_ALL},
    {"forest", N_("What differs from the baseline"), sf_chart_forest, SF_CHART_FOR_ALL},
    {"gainers", N_("Who gains and who loses"), sf_chart_gainers, SF_CHART_FOR_ALL},
    {"warm_up", N_("Whether the office had settled when measuring began"), sf_chart_warm_up, SF_CHART_FOR_ALL},
    {"sweep", N_("What changes with what was varied"), sf_chart_sweep, SF_DESIGN_SWEEP},
    {"gaps", N_("Which tiltak are waited for, and by whom"), sf_chart_gaps, SF_DESIGN_GAPS},
    {"tornado", N_("Which assumptions the answer hangs on"), sf_chart_tornado, SF_DESIGN_SENSITIVITY},
    {"morris", N_("Which assumptions move the answer at all"), sf_chart_morris, SF_DESIGN_MORRIS},
    {"hypercube", N_("Does the answer stand within the ranges?"), sf_chart_hypercube, SF_DESIGN_HYPERCUBE},
    {"recovery", N_("What a change does month by month, and when it is over"), sf_chart_recovery, SF_CHART_FOR_CHANGES},
};

const char *const *sf_plot_names(size_t *n)
{
    static const char *const names[SF_CHART_KINDS] = {
        "waits",   "over_time", "clock", "contact", "hours",   "costs",  "whereabouts", "runs",    "forest",
        "gainers", "warm_up",   "sweep", "gaps",    "tornado", "morris", "hypercube",   "recovery"};

    *n = SF_CHART_KINDS;
    return names;
}

static const sf_chart_kind *kind_of(const char *name)
{
    for (size_t k = 0; k < SF_CHART_KINDS; k++)
        if (strcmp(sf_chart_kinds[k].name, name) == 0)
            return &sf_chart_kinds[k];
    return NULL;
}

const char *sf_plot_title(const char *name)
{
    const sf_chart_kind *kind = kind_of(name);

    return kind == NULL ? NULL : _(kind->title);
}

static sf_status check_formats(const char *const *formats, size_t n_formats, sf_error *err)
{
    sf_page_format format;

    for (size_t i = 0; i < n_formats; i++)
        if (!sf_page_format_read(formats[i], &format))
            return SF_FAIL(err, SF_EUSAGE, NULL, _("%.40s is not a format of charts; png, svg and pdf are"),
                           formats[i]);
    return SF_OK;
}

/* What is written, and where. */
typedef struct workshop {
    sf_sheet *sheet;
    const sf_plot_order *order;
    const sf_chart_kind **kinds;
    size_t n_kinds;
    int folder;
    const char *where; /* the folder, for messages */
} workshop;

static sf_status write_chart(const workshop *w, const sf_chart *chart, const char *format_name, sf_error *err)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    char file[80];
    sf_page_format format = SF_PAGE_PNG;
    sf_status status;
    const bool is_format = sf_page_format_read(format_name, &format);

    assert(is_format); /* check_formats has seen it */
    (void)is_format;
    status = sf_chart_render(w->sheet, chart, format, (sf_chart_size){w->order->width, w->order->height}, &bytes, &size,
                             err);
    if (status != SF_OK)
        return status;
    snprintf(file, sizeof file, "%s.%s", chart->name, format_name);
    status = sf_file_write(w->folder, w->where, file, bytes, size, err);
    free(bytes);
    return status;
}

static sf_status plot_kind(const workshop *w, const sf_chart_kind *kind, sf_error *err)
{
    sf_chart chart;
    sf_status status = kind->build(w->sheet, &chart, err);

    for (size_t i = 0; status == SF_OK && i < w->order->n_formats; i++)
        status = write_chart(w, &chart, w->order->formats[i], err);
    return status;
}

/* The manifest lists a study's charts before they are written, so that --fresh knows what it may delete. A folder without a
 * manifest is not a study that could be replaced. */
static sf_status list_in_manifest(const workshop *w, const char *dir, sf_error *err)
{
    const size_t n_formats = w->order->n_formats, n = w->n_kinds * n_formats;
    const char **names = sf_take(w->sheet, n, sizeof *names);
    sf_error unlisted = {0};
    sf_status status;

    for (size_t i = 0; names != NULL && i < n; i++)
        names[i] = sf_print(w->sheet, "%s.%s", w->kinds[i / n_formats]->name, w->order->formats[i % n_formats]);
    status = sf_sheet_status(w->sheet, err);
    if (status != SF_OK || n == 0)
        return status;
    status = sf_manifest_add_charts(dir, names, n, &unlisted);
    if (status != SF_OK && status != SF_ENOINPUT && err != NULL)
        *err = unlisted;
    return status == SF_ENOINPUT ? SF_OK : status;
}

static sf_status no_such_chart(const char *name, sf_error *err)
{
    sf_suggestion suggestion = {.written = name};
    sf_pool pool = {0};

    for (size_t k = 0; k < SF_CHART_KINDS; k++)
        sf_suggest(&suggestion, &pool, sf_chart_kinds[k].name);
    (void)SF_FAIL(err, SF_EUSAGE, NULL, _("there is no chart \"%.40s\"; %s"), name,
                  sf_suggestion_text(&suggestion, &pool));
    sf_pool_free(&pool);
    return SF_EUSAGE;
}

/* Unasked, a chart of generated scenarios or of a change is drawn only for a study that has them. */
static bool is_for(const sf_sheet *sheet, const sf_chart_kind *kind)
{
    if (kind->design == SF_CHART_FOR_CHANGES)
        return sheet->facts->change != NULL;
    return kind->design == SF_CHART_FOR_ALL ||
           (sheet->facts->design != NULL && (int)sheet->facts->design->kind == kind->design);
}

/* The charts that are asked for, before anything is written. */
static sf_status choose_kinds(workshop *w, sf_error *err)
{
    const size_t n = w->order->n_names > 0 ? w->order->n_names : SF_CHART_KINDS;

    w->kinds = sf_take(w->sheet, n, sizeof *w->kinds);
    if (w->kinds == NULL)
        return sf_sheet_status(w->sheet, err);
    for (size_t i = 0; i < n; i++) {
        const sf_chart_kind *kind = w->order->n_names > 0 ? kind_of(w->order->names[i]) : &sf_chart_kinds[i];

        if (kind == NULL)
            return no_such_chart(w->order->names[i], err);
        if (w->order->n_names > 0 ||
            (is_for(w->sheet, kind) && (!w->order->as_configured || sf_study_shows_chart(w->sheet->study, kind->name))))
            w->kinds[w->n_kinds++] = kind;
    }
    return SF_OK;
}

sf_status sf_plot(sf_study *study, const char *dir, const sf_plot_order *order, sf_error *err)
{
    sf_sheet sheet;
    workshop w = {.sheet = &sheet, .order = order, .folder = -1};
    sf_status status = check_formats(order->formats, order->n_formats, err);

    if (status == SF_OK)
        status = sf_sheet_open(study, order->language, &sheet, err);
    if (status != SF_OK)
        return status;
    status = choose_kinds(&w, err);
    if (status == SF_OK)
        status = sf_folder_open(dir, "charts", &w.folder, err);
    if (status == SF_OK) {
        w.where = sf_print(&sheet, "%s/charts", dir);
        status = list_in_manifest(&w, dir, err);
        for (size_t k = 0; status == SF_OK && k < w.n_kinds; k++)
            status = plot_kind(&w, w.kinds[k], err);
        close(w.folder);
    }
    sf_sheet_close(&sheet);
    return status;
}

sf_status sf_plot_all(sf_study *study, const char *dir, sf_language language, const char *const *formats,
                      size_t n_formats, sf_error *err)
{
    return sf_plot(
        study, dir,
        &(sf_plot_order){.as_configured = true, .language = language, .formats = formats, .n_formats = n_formats}, err);
}
