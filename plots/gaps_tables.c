/* plots/gaps_tables.c - the tables of a gap analysis: what places are worth, who waits for what, why places are idle, where needs stand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/gaps.h"

enum {
    MOST_ROWS = 400
}; /* of a table that crosses regions and segments; beyond that each of them alone, and the rest in summary.csv */

static const char *say_difference(sf_sheet *sheet, sf_estimate e, double by, const char *unit)
{
    const sf_estimate all = sf_times(e, by);

    return sf_say_difference(sheet, all.mean, all.low, all.high, unit);
}

static const char *say_value(sf_sheet *sheet, sf_estimate e, const char *unit)
{
    return sf_say_estimate(sheet, e.mean, e.low, e.high, unit);
}

/* --- what places are worth --------------------------------------------------------------------------------------------- */

sf_table sf_gaps_values(sf_sheet *sheet, const sf_gaps *gaps)
{
    static const struct {
        const char *words;
        double place, million;
        const char *unit;
    } rows[SF_WORTHS] = {[SF_WORTH_WORK] = {N_("Exits to work a year"), 1.0, 1e6, "persons/y"},
                         [SF_WORTH_STARTS] = {N_("Starts a year"), 1.0, 1e6, "persons/y"},
                         [SF_WORTH_WAIT] = {N_("Wait for tiltak, days"), 1.0, 1e6, ""},
                         [SF_WORTH_LOST] = {N_("Legal time lost, percentage points"), 100.0, 1e8, ""},
                         [SF_WORTH_LIMIT] = {N_("Leave at limit, percentage points"), 100.0, 1e8, ""}};
    sf_table table = sf_table_begin(sheet, 5, 3,
                                    (const char *[]){_("Tiltak"), _("Places added"), _("What changes"),
                                                     _("For each place"), _("For a million NOK a year")});

    for (size_t i = 0; i < gaps->n; i++)
        for (size_t k = 0; k < SF_WORTHS; k++) {
            const sf_gap *g = &gaps->gaps[i];

            if (isnan(g->worth[k].mean))
                continue;
            sf_table_add(sheet, &table,
                         (const char *[]){g->name, sf_print(sheet, "%.0f + %.0f", g->places, g->more), _(rows[k].words),
                                          say_difference(sheet, g->worth[k], rows[k].place, rows[k].unit),
                                          say_difference(sheet, g->worth[k],
                                                         g->cost > 0.0 ? rows[k].million / g->cost : (double)NAN,
                                                         rows[k].unit)});
        }
    return table;
}

/* One tiltak in one region. Places that are everybody's are divided by all of them: the row then tells whom they reach. */
static sf_status add_region(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *g, const char *region, sf_table *table,
                            sf_error *err)
{
    const uint16_t entity = sf_gaps_in_region(sheet, g, region);
    const char *path = entity != SF_NOWHERE ? sheet->catalogue->entities[entity] : "all";
    const char *people = sf_print(sheet, "regions.%s", region);
    sf_estimate more, starts, work, wait;
    sf_status status = entity == SF_NOWHERE ? SF_OK
                                            : sf_gaps_difference(sheet, gaps, g, "places.tiltak", path, "all",
                                                                 SF_STAT_MEAN, 1.0, &more, err);
    double by;

    if (entity == SF_NOWHERE || status != SF_OK)
        return status;
    by = isnan(more.mean) ? g->more : more.mean;
    if (!(by > 0.0))
        return SF_OK; /* none of the places came here */
    status = sf_gaps_difference(sheet, gaps, g, "tiltak.started", path, "all", SF_STAT_RATE, by, &starts, err);
    if (status == SF_OK)
        status = sf_gaps_difference(sheet, gaps, g, "flow.out/work", people, "all", SF_STAT_RATE, by, &work, err);
    if (status == SF_OK)
        status = sf_gaps_difference(sheet, gaps, g, "wait.tiltak", path, "all", SF_STAT_MEAN, by, &wait, err);
    if (status == SF_OK)
        sf_table_add(sheet, table,
                     (const char *[]){g->name, region,
                                      isnan(more.mean) ? sf_print(sheet, _("%.0f for all"), g->more)
                                                       : sf_print(sheet, "%.0f", more.mean),
                                      say_difference(sheet, starts, 1.0, "persons/y"),
                                      say_difference(sheet, work, 1.0, "persons/y"),
                                      say_difference(sheet, wait, 1.0, "")});
    return status;
}

sf_status sf_gaps_values_by_region(sf_sheet *sheet, const sf_gaps *gaps, sf_table *out, sf_error *err)
{
    sf_status status = SF_OK;

    *out = sf_table_begin(sheet, 6, 2,
                          (const char *[]){_("Tiltak"), _("Region"), _("Places added"),
                                           _("Starts a year for each place"), _("Exits to work a year for each place"),
                                           _("Days of wait for this tiltak, for each place")});
    for (size_t i = 0; i < gaps->n; i++)
        for (size_t k = 0; k < gaps->n_regions && status == SF_OK; k++)
            status = add_region(sheet, gaps, &gaps->gaps[i], gaps->regions[k], out, err);
    return status;
}

/* --- who waits for what ------------------------------------------------------------------------------------------------- */

/* A region, or all (its number is n_regions) where there is nothing to tell apart. */
static const char *region_name(const sf_gaps *gaps, size_t region)
{
    return region < gaps->n_regions ? gaps->regions[region] : _("All");
}

/* In a table all come first, then each. */
static size_t region_at(const sf_gaps *gaps, size_t row)
{
    return row == 0 ? gaps->n_regions : row - 1;
}

/* Every pair of region and segment, or where those are too many only the pairs in which one of them is all. */
static bool is_shown(const sf_sheet *sheet, const sf_gaps *gaps, size_t of, size_t region, size_t segment)
{
    const size_t all = of * (gaps->n_regions + 1) * sheet->catalogue->n_segments;

    return all <= MOST_ROWS || region == gaps->n_regions || segment == 0;
}

static void add_tiltak(sf_sheet *sheet, const sf_gaps *gaps, sf_table *table, const sf_gap *one, size_t region,
                       uint16_t segment)
{
    const bool is_all = region == gaps->n_regions;
    const uint16_t entity = is_all ? one->entity : sf_gaps_in_region(sheet, one, gaps->regions[region]);
    const sf_estimate places = segment > 0 ? (sf_estimate){NAN, NAN, NAN, 0}
                                           : sf_gaps_value(sheet, gaps, "places.tiltak", entity, 0, SF_STAT_MEAN);

    if (entity == SF_NOWHERE)
        return;
    sf_table_add(
        sheet, table,
        (const char *[]){
            one->name, region_name(gaps, region), sf_segment_name(sheet, segment),
            is_all && segment == 0 && isnan(places.mean) ? sf_say_count(sheet, one->places)
            : isnan(places.mean)                         ? ""
                                                         : sf_say_value(sheet, places.mean, "places"),
            segment == 0 ? say_value(sheet, sf_gaps_value(sheet, gaps, "use.tiltak", entity, 0, SF_STAT_MEAN), "share")
                         : "",
            say_value(sheet, sf_gaps_value(sheet, gaps, "tiltak.started", entity, segment, SF_STAT_RATE), "persons/y"),
            say_value(sheet, sf_gaps_value(sheet, gaps, "wait.tiltak", entity, segment, SF_STAT_MEAN), "d"),
            say_value(sheet, sf_gaps_value(sheet, gaps, "queue.tiltak", entity, segment, SF_STAT_MEAN), "persons"),
            say_value(sheet, sf_gaps_value(sheet, gaps, "wait.tiltak", entity, segment, SF_STAT_ABANDONED), "share"),
            say_value(sheet, sf_gaps_value(sheet, gaps, "tiltak.substituted", entity, segment, SF_STAT_RATE),
                      "persons/y"),
            say_difference(sheet, sf_gaps_value(sheet, gaps, "held_back.tiltak", entity, segment, SF_STAT_RATE), 1.0,
                           "persons/y")});
}

sf_table sf_gaps_tiltak(sf_sheet *sheet, const sf_gaps *gaps)
{
    sf_table table = sf_table_begin(
        sheet, 11, 3,
        (const char *[]){_("Tiltak"), _("Region"), _("Segment"), _("Places"), _("Use of places"), _("Start, a year"),
                         _("Wait, mean (days)"), _("Waiting at a time"), _("Left unserved"),
                         _("Took another one, a year"), _("Good exits held back by taking part, a year")});

    for (size_t i = 0; i < gaps->n; i++)
        for (size_t k = 0; k <= gaps->n_regions; k++)
            for (size_t g = 0; g < sheet->catalogue->n_segments; g++)
                if (is_shown(sheet, gaps, gaps->n, region_at(gaps, k), g))
                    add_tiltak(sheet, gaps, &table, &gaps->gaps[i], region_at(gaps, k), (uint16_t)g);
    return table;
}

/* --- idle places ---------------------------------------------------------------------------------------------------------- */

sf_table sf_gaps_idle(sf_sheet *sheet, const sf_gaps *gaps)
{
    static const struct {
        const char *metric, *unit;
    } columns[] = {{"places.tiltak", "places"},
                   {"idle.tiltak", "places"},
                   {"idle.tiltak/course", "places"},
                   {"idle.tiltak/budget", "places"},
                   {"idle.tiltak/no_line", "places"},
                   {"idle.beside/referral", "persons"},
                   {"idle.beside/not_offered", "persons"},
                   {"idle.beside/catchment", "persons"},
                   {"idle.beside/not_accepted", "persons"},
                   {"idle.beside/other_line", "persons"}};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    sf_table table =
        sf_table_begin(sheet, COLUMNS + 1, 1,
                       (const char *[]){_("Tiltak"), _("Places"), _("Idle at a time"), _("until a course starts"),
                                        _("for want of money"), _("nobody in line"),
                                        _("People beside them: referral not written"), _("need something else"),
                                        _("belong elsewhere"), _("are not taken"), _("stand in another line")});

    for (size_t i = 0; i < gaps->n; i++) {
        const char *cells[COLUMNS + 1] = {gaps->gaps[i].name};

        for (size_t k = 0; k < COLUMNS; k++)
            cells[1 + k] = sf_say_value(
                sheet, sf_gaps_value(sheet, gaps, columns[k].metric, gaps->gaps[i].entity, 0, SF_STAT_MEAN).mean,
                columns[k].unit);
        sf_table_add(sheet, &table, cells);
    }
    return table;
}

/* --- needs ----------------------------------------------------------------------------------------------------------------- */

static double standing(sf_sheet *sheet, const sf_gaps *gaps, const char *need, const char *where, uint16_t entity,
                       uint16_t segment)
{
    return sf_gaps_value(sheet, gaps, sf_print(sheet, "need.now/%s/%s", need, where), entity, segment, SF_STAT_MEAN)
        .mean;
}

/* "All", "north", "High complexity" or "north, High complexity". */
static const char *who(sf_sheet *sheet, const sf_gaps *gaps, size_t region, uint16_t segment)
{
    if (region == gaps->n_regions)
        return sf_segment_name(sheet, segment);
    return segment == 0 ? gaps->regions[region]
                        : sf_print(sheet, "%s, %s", gaps->regions[region], sf_segment_name(sheet, segment));
}

static void add_need(sf_sheet *sheet, const sf_gaps *gaps, sf_table *table, const char *need, size_t region,
                     uint16_t segment)
{
    /* A column for each, the last two together unmet; who waits for a referral or a contact waits for the veileder. */
    static const char *const standings[][2] = {{"taking_part", NULL}, {"in_line", NULL},    {"referral", "contact"},
                                               {"held", NULL},        {"other_line", NULL}, {"treatment", NULL},
                                               {"not_taken", NULL},   {"absent", NULL}};
    enum { COLUMNS = sizeof standings / sizeof *standings, BEFORE = 4 };
    const uint16_t entity =
        region == gaps->n_regions ? 0 : sf_entity_of(sheet, sf_print(sheet, "regions.%s", gaps->regions[region]));
    const char *cells[BEFORE + COLUMNS + 1] = {need, who(sheet, gaps, region, segment)};
    double all = 0.0, unmet = 0.0;

    for (size_t k = 0; k < COLUMNS; k++) {
        double people = standing(sheet, gaps, need, standings[k][0], entity, segment);

        if (standings[k][1] != NULL)
            people += standing(sheet, gaps, need, standings[k][1], entity, segment);
        all += people;
        unmet += k + 2 >= COLUMNS ? people : 0.0;
        cells[BEFORE + k] = sf_say_value(sheet, people, "persons");
    }
    cells[2] = sf_say_value(
        sheet, sf_gaps_value(sheet, gaps, sf_print(sheet, "need.wanted/%s", need), entity, segment, SF_STAT_RATE).mean,
        "persons/y");
    cells[3] = sf_say_value(sheet, all, "persons");
    cells[BEFORE + COLUMNS] = sf_say_value(sheet, all > 0.0 ? unmet / all : (double)NAN, "share");
    sf_table_add(sheet, table, cells);
}

sf_table sf_gaps_needs(sf_sheet *sheet, const sf_gaps *gaps)
{
    static const char wanted[] = "need.wanted/";
    const sf_catalogue *c = sheet->catalogue;
    sf_table table = sf_table_begin(
        sheet, 13, 2,
        (const char *[]){_("Need"), _("Who"), _("Wanted, a year"), _("Have it, at a time"), _("are in a tiltak for it"),
                         _("are in line"), _("wait for the veileder"), _("are held in another tiltak"),
                         _("are in another line"), _("are treated, or wait for it"), _("are not taken as they are"),
                         _("have nothing where they live"), _("Unmet, share")});
    size_t n = 0;

    for (size_t m = 0; m < c->n_metrics; m++)
        n += strncmp(c->metrics[m].id, wanted, sizeof wanted - 1) == 0;
    for (size_t m = 0; m < c->n_metrics; m++)
        for (size_t k = 0; strncmp(c->metrics[m].id, wanted, sizeof wanted - 1) == 0 && k <= gaps->n_regions; k++)
            for (size_t g = 0; g < c->n_segments; g++)
                if (is_shown(sheet, gaps, n, region_at(gaps, k), g))
                    add_need(sheet, gaps, &table, c->metrics[m].id + sizeof wanted - 1, region_at(gaps, k),
                             (uint16_t)g);
    return table;
}
