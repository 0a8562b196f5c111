/* plots/by_segment.c - charts that show one kind of measure for each programme, segment and scenario: contact held by phase,
 * and legal time lost by cause.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/text.h"
#include "plots/lanes.h"

enum { METRICS = 3 };

typedef struct kind {
    const char *name, *title, *subtitle;
    const char *metrics[METRICS]; /* a panel of each for every programme */
    const char *titles[METRICS];  /* of the panels, after the programme's name */
    const char *panel, *value;    /* headings of the table */
    const char *unit;
    const char *nothing, *note;
} kind;

typedef struct plan {
    sf_lanes lanes;
    double key_top;
} plan;

static const double key_width = SF_CHART_WIDTH - 2.0 * SF_CHART_MARGIN, key_gap = 12.0;

static void paint(const sf_pen *pen, const sf_sheet *sheet, const void *the_plan)
{
    const plan *p = the_plan;

    sf_scenario_key(pen, sheet, SF_CHART_MARGIN, p->key_top, key_width, false);
    sf_lanes_paint(pen, sheet, &p->lanes);
}

/* Programmes under each other, their metrics side by side. */
static void add_panels(sf_sheet *sheet, const kind *k, sf_lanes *lanes)
{
    uint16_t metrics[METRICS];
    const uint16_t *segments;

    for (size_t i = 0; i < METRICS; i++)
        metrics[i] = sf_metric_of(sheet, k->metrics[i]);
    lanes->n_across = METRICS;
    lanes->names_width = 166.0;
    lanes->one_axis = true; /* phases and causes are compared with each other, too */
    segments = sf_lanes_segments(sheet, lanes, metrics, METRICS);
    for (size_t e = 1; segments != NULL && lanes->n_rows > 0 && e < sheet->catalogue->n_entities; e++)
        for (size_t i = 0; i < METRICS; i++)
            if (strncmp(sheet->catalogue->entities[e], "programmes.", strlen("programmes.")) == 0)
                (void)sf_lanes_add_by_segment(
                    sheet, lanes, segments, sf_print(sheet, "%s: %s", sf_entity_name(sheet, (uint16_t)e), k->titles[i]),
                    metrics[i], (uint16_t)e);
}

static sf_status build(sf_sheet *sheet, const kind *k, sf_chart *out, sf_error *err)
{
    sf_chart chart = sf_chart_begin(sheet, k->name, k->title, k->subtitle);
    plan *p = sf_take(sheet, 1, sizeof *p);

    if (p == NULL)
        return sf_sheet_status(sheet, err);
    add_panels(sheet, k, &p->lanes);
    if (p->lanes.n_panels == 0) {
        sf_chart_explain(sheet, &chart, k->nothing);
        *out = chart;
        return sf_sheet_status(sheet, err);
    }
    p->key_top = chart.top;
    chart.plan = p;
    chart.paint = paint;
    chart.table = sf_lanes_table(sheet, &p->lanes, k->panel, _("Segment"), k->value, k->unit);
    chart.alt = sf_print(sheet, _("%s: %zu panels by segment and scenario. The numbers are in the table below it."),
                         chart.title, p->lanes.n_panels);
    sf_chart_end(sheet, &chart,
                 sf_lanes_place(sheet, &p->lanes,
                                chart.top + key_gap +
                                    sf_scenario_key(NULL, sheet, SF_CHART_MARGIN, chart.top, key_width, false)),
                 k->note);
    *out = chart;
    return sf_sheet_status(sheet, err);
}

sf_status sf_chart_contact(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    const kind k = {
        .name = "contact",
        .title = _("Contact held, by phase and segment"),
        .subtitle = _("Meetings and other contacts that were held, for each person and month. Who is seen, and when?"),
        .metrics = {"contact.held/start", "contact.held/middle", "contact.held/end"},
        .titles = {_("start phase"), _("in the middle"), _("near the limit")},
        .panel = _("Programme and phase"),
        .value = _("Contacts per person and month"),
        .unit = "per person-month",
        .nothing = _("Nobody was followed up in this study: no programme has tasks that count as contact."),
        .note = _("Pale: 95 % interval. Phases are counted from entry and from the time left of the legal limit, never "
                  "from an exit that nobody knew of yet. A message or a no-show is no contact unless the config says "
                  "so."),
    };

    return build(sheet, &k, out, err);
}

sf_status sf_chart_clock(sf_sheet *sheet, sf_chart *out, sf_error *err)
{
    const kind k = {
        .name = "clock",
        .title = _("Legal time lost, by cause"),
        .subtitle = _("Of the time that the law gives a person in the programme: how many per cent went by in a queue. "
                      "The clock runs while people wait."),
        .metrics = {"clock.lost/veileder", "clock.lost/tiltak", "clock.lost/treatment"},
        .titles = {_("wait for the veileder"), _("wait for tiltak"), _("wait for treatment")},
        .panel = _("Programme and cause"),
        .value = _("Share of the legal time"),
        .unit = "share",
        .nothing = _("No programme of this study has a legal limit, so no legal time can be lost."),
        .note =
            _("Days spent waiting as a share of the days of the ordinary legal limit, in spells that ended in the "
              "measured period. Pale: 95 % interval. One may wait for two things at once, so causes do not add up."),
    };

    return build(sheet, &k, out, err);
}
