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
#include "plots/chart.h"
#include "plots/charts.h"

const sf_chart_kind sf_chart_kinds[SF_CHART_KINDS] = {
    {"waits", N_("How long people wait"), sf_chart_waits},
    {"over_time", N_("People, portfolios, queues and hours over time"), sf_chart_over_time},
    {"clock", N_("Legal time lost, by cause"), sf_chart_clock},
    {"contact", N_("Contact held, by phase and segment"), sf_chart_contact},
    {"hours", N_("What veileder hours go to, and what had to wait"), sf_chart_hours},
    {"costs", N_("What it costs a year, by payer"), sf_chart_costs},
    {"whereabouts", N_("Where people are after they entered"), sf_chart_whereabouts},
    {"runs", N_("Every replication as a line"), sf_chart_runs},
    {"forest", N_("What differs from the baseline"), sf_chart_forest},
};

const char *const *sf_plot_names(size_t *n)
{
    static const char *const names[SF_CHART_KINDS] = {"waits", "over_time",   "clock", "contact", "hours",
                                                      "costs", "whereabouts", "runs",  "forest"};

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
            return SF_FAIL(err, SF_EUSAGE, NULL, _("%s is not a format of charts; png and svg are"), formats[i]);
    return SF_OK;
}

static sf_status write_chart(const sf_sheet *sheet, const sf_chart *chart, int folder, const char *where,
                             const char *name, sf_error *err)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    char file[80];
    sf_page_format format = SF_PAGE_PNG;
    sf_status status;
    const bool is_format = sf_page_format_read(name, &format);

    assert(is_format); /* check_formats has seen it */
    (void)is_format;
    status = sf_chart_render(sheet, chart, format, &bytes, &size, err);
    if (status != SF_OK)
        return status;
    snprintf(file, sizeof file, "%s.%s", chart->name, name);
    status = sf_file_write(folder, where, file, bytes, size, err);
    free(bytes);
    return status;
}

static sf_status plot(sf_sheet *sheet, const sf_chart_kind *kind, int folder, const char *where,
                      const char *const *formats, size_t n_formats, sf_error *err)
{
    sf_chart chart;
    sf_status status = kind->build(sheet, &chart, err);

    for (size_t i = 0; status == SF_OK && i < n_formats; i++)
        status = write_chart(sheet, &chart, folder, where, formats[i], err);
    return status;
}

/* The manifest lists a study's charts before they are written, so that --fresh knows what it may delete. A folder without a
 * manifest is not a study that could be replaced. */
static sf_status list_in_manifest(sf_sheet *sheet, const char *dir, const sf_chart_kind *first,
                                  const sf_chart_kind *end, const char *const *formats, size_t n_formats, sf_error *err)
{
    const size_t n = (size_t)(end - first) * n_formats;
    const char **names = sf_take(sheet, n > 0 ? n : 1, sizeof *names);
    sf_error unlisted = {0};
    sf_status status;

    for (size_t i = 0; names != NULL && i < n; i++)
        names[i] = sf_print(sheet, "%s.%s", first[i / n_formats].name, formats[i % n_formats]);
    status = sf_sheet_status(sheet, err);
    if (status != SF_OK || n == 0)
        return status;
    status = sf_manifest_add_charts(dir, names, n, &unlisted);
    if (status != SF_OK && status != SF_ENOINPUT && err != NULL)
        *err = unlisted;
    return status == SF_ENOINPUT ? SF_OK : status;
}

/* The charts [first, end) into DIR/charts. */
static sf_status plot_some(sf_study *study, const char *dir, const sf_chart_kind *first, const sf_chart_kind *end,
                           sf_language language, const char *const *formats, size_t n_formats, sf_error *err)
{
    sf_sheet sheet;
    int folder = -1;
    sf_status status = check_formats(formats, n_formats, err);

    if (status == SF_OK)
        status = sf_sheet_open(study, language, &sheet, err);
    if (status != SF_OK)
        return status;
    status = sf_folder_open(dir, "charts", &folder, err);
    if (status == SF_OK) {
        const char *where = sf_print(&sheet, "%s/charts", dir);

        status = list_in_manifest(&sheet, dir, first, end, formats, n_formats, err);
        for (const sf_chart_kind *kind = first; status == SF_OK && kind < end; kind++)
            status = plot(&sheet, kind, folder, where, formats, n_formats, err);
        close(folder);
    }
    sf_sheet_close(&sheet);
    return status;
}

static sf_status no_such_chart(const char *name, sf_error *err)
{
    char names[32 * SF_CHART_KINDS];
    size_t length = 0;

    for (size_t k = 0; k < SF_CHART_KINDS && length < sizeof names; k++)
        length +=
            (size_t)snprintf(names + length, sizeof names - length, "%s%s", k > 0 ? ", " : "", sf_chart_kinds[k].name);
    return SF_FAIL(err, SF_EUSAGE, NULL, _("there is no chart %.40s; there are %s"), name, names);
}

sf_status sf_plot_one(sf_study *study, const char *dir, const char *name, sf_language language,
                      const char *const *formats, size_t n_formats, sf_error *err)
{
    const sf_chart_kind *kind = kind_of(name);

    if (kind == NULL)
        return no_such_chart(name, err);
    return plot_some(study, dir, kind, kind + 1, language, formats, n_formats, err);
}

sf_status sf_plot_all(sf_study *study, const char *dir, sf_language language, const char *const *formats,
                      size_t n_formats, sf_error *err)
{
    return plot_some(study, dir, sf_chart_kinds, sf_chart_kinds + SF_CHART_KINDS, language, formats, n_formats, err);
}
