/* models/compile_sites.c - who may have which places of a tiltak: one site for everybody, one for each office, or one for each region.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool may_be_an_id(const char *text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz", rest[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

    return text[0] != '\0' && strspn(text, first) > 0 && strspn(text, rest) == strlen(text) && strlen(text) <= 32 &&
           strcmp(text, "all") != 0 && strcmp(text, "rest") != 0 && strcmp(text, "always") != 0;
}

static uint16_t number_of_region(const sf_model *m, const char *id)
{
    for (size_t i = 0; i < m->n_regions; i++) {
        if (strcmp(m->regions[i], id) == 0)
            return (uint16_t)i;
    }
    return SF_NONE;
}

/* The regions that offices name, by id, and the one of each office. */
static void compile_regions(compiler *c)
{
    sf_model *m = c->model;
    const char **ids = compile_take(c, m->n_offices + 1, sizeof *ids);
    uint16_t *of = compile_take(c, m->n_offices + 1, sizeof *of);
    size_t named = 0;

    m->region_of_office = of;
    if (ids == NULL || of == NULL || !m->has_offices)
        return;
    for (size_t i = 0; i < m->n_offices; i++) {
        const char *id = compile_text(c, c->offices[i], "region");

        if (id == NULL)
            continue;
        if (!may_be_an_id(id))
            sf_problems_error(
                c->problems, sf_node_place(sf_node_get(c->offices[i], "region")),
                _("\"%s\" cannot be the id of a region; write a letter a-z, then up to 31 of a-z, 0-9 and _"), id);
        ids[named++] = id;
    }
    qsort(ids, named, sizeof *ids, by_text);
    for (size_t i = 0; i < named; i++) {
        if (m->n_regions == 0 || strcmp(ids[m->n_regions - 1], ids[i]) != 0)
            ids[m->n_regions++] = ids[i];
    }
    m->regions = ids;
    for (size_t i = 0; i < m->n_offices; i++) {
        const char *id = compile_text(c, c->offices[i], "region");

        of[i] = id == NULL ? SF_NONE : number_of_region(m, id);
    }
}

catchment compile_catchment(compiler *c, const sf_node *node)
{
    const sf_model *m = c->model;
    const catchment wanted = compile_is_word(c, node, "catchment", "office")   ? CATCHMENT_OFFICE
                             : compile_is_word(c, node, "catchment", "region") ? CATCHMENT_REGION
                                                                               : CATCHMENT_ALL;

    if (wanted == CATCHMENT_ALL)
        return CATCHMENT_ALL;
    if (!m->has_offices) {
        sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "catchment")),
                          _("%s belongs to offices, but there are none; declare offices, or write catchment = \"all\""),
                          sf_node_id(node));
        return CATCHMENT_ALL;
    }
    for (size_t i = 0; wanted == CATCHMENT_REGION && i < m->n_offices; i++) {
        if (m->region_of_office[i] != SF_NONE)
            continue;
        sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "catchment")),
                          _("%s belongs to regions, but the office %s is in none; give each office a region"),
                          sf_node_id(node), sf_node_id(c->offices[i]));
        return CATCHMENT_ALL;
    }
    return wanted;
}

uint32_t compile_sites_in(const sf_model *m, catchment which)
{
    switch (which) {
    case CATCHMENT_OFFICE:
        return (uint32_t)m->n_offices;
    case CATCHMENT_REGION:
        return (uint32_t)m->n_regions;
    case CATCHMENT_ALL:
        break;
    }
    return 1;
}

void compile_catchments(compiler *c)
{
    sf_model *m = c->model;
    catchment *catchments = compile_take(c, m->n_tiltak + 1, sizeof *catchments);
    uint32_t *first = compile_take(c, m->n_tiltak + 1, sizeof *first), *owners;

    compile_regions(c);
    if (catchments == NULL || first == NULL || m->region_of_office == NULL)
        return;
    for (size_t t = 0; t < m->n_tiltak; t++) {
        catchments[t] = compile_catchment(c, c->tiltak[t]);
        first[t] = m->n_sites;
        m->n_sites += compile_sites_in(m, catchments[t]);
        m->has_local_tiltak = m->has_local_tiltak || catchments[t] != CATCHMENT_ALL;
    }
    first[m->n_tiltak] = m->n_sites;
    owners = compile_take(c, m->n_sites + 1, sizeof *owners);
    for (size_t t = 0; owners != NULL && t < m->n_tiltak; t++) {
        for (uint32_t s = first[t]; s < first[t + 1]; s++)
            owners[s] = (uint32_t)t;
    }
    m->catchments = catchments;
    m->first_site = first;
    m->tiltak_of_site = owners;
}

/* Shares out whole places in proportion to users, as seats are by Sainte-Laguë's highest quotients (Balinski & Young 1982): one place
 * more goes to one site, and nobody loses any. Among equal quotients the first by id goes before. Sites with a negative number of users
 * have places of their own. */
static void share_out(double *places, const double *users, size_t n, double total)
{
    double sum = 0.0, given = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += fmax(users[i], 0.0);
    for (size_t i = 0; i < n; i++) {
        if (users[i] >= 0.0)
            given += places[i] = isinf(total) ? total : floor(total * (users[i] / sum) + 0.5);
    }
    while (isfinite(total) && given < total) {
        size_t best = n;

        for (size_t i = 0; i < n; i++) {
            if (users[i] > 0.0 && (best == n || users[i] * (places[best] + 0.5) > users[best] * (places[i] + 0.5)))
                best = i;
        }
        places[best]++;
        given++;
    }
    while (isfinite(total) && given > total) {
        size_t worst = n;

        for (size_t i = 0; i < n; i++) {
            if (users[i] > 0.0 && places[i] > 0.0 &&
                (worst == n || users[i] * (places[worst] - 0.5) <= users[worst] * (places[i] - 0.5)))
                worst = i;
        }
        places[worst]--;
        given--;
    }
}

/* The rows of `sites`: sites with places of their own, which are not shared out. */
static void own_places(compiler *c, size_t t, double *places, double *users)
{
    const sf_model *m = c->model;
    const sf_node *list = sf_node_get(c->tiltak[t], "sites");

    for (size_t i = 0; i < sf_node_count(list); i++) {
        const sf_node *row = sf_node_at(list, i);
        const char *id = sf_node_id(row);
        const uint16_t at = m->catchments[t] == CATCHMENT_OFFICE   ? compile_index(c->offices, m->n_offices, id)
                            : m->catchments[t] == CATCHMENT_REGION ? number_of_region(m, id)
                                                                   : SF_NONE;

        if (at == SF_NONE) {
            sf_problems_error(
                c->problems, sf_node_place(row),
                m->catchments[t] == CATCHMENT_OFFICE
                    ? _("there is no office \"%s\"; a site is named by the office whose people it takes")
                : m->catchments[t] == CATCHMENT_REGION
                    ? _("no office is in a region \"%s\"; a site is named by the region whose people it takes")
                    : _("the site \"%s\" needs a catchment; write catchment = \"office\" or \"region\""),
                id);
            continue;
        }
        places[at] = compile_number(c, row, "places", 0.0);
        users[at] = -1.0;
    }
}

/* What the places say, or what the job specialists can serve when that is less. */
static double places_with_staff(compiler *c, size_t t, double places, const team *teams)
{
    const sf_node *node = sf_node_get(c->tiltak[t], "specialists");
    uint16_t which;

    if (node == NULL)
        return places;
    if (sf_node_get(c->tiltak[t], "sites") != NULL)
        sf_problems_error(
            c->problems, sf_node_place(node),
            _("the places of %s are given site by site, so its specialists cannot limit them; leave out sites or specialists"),
            sf_node_id(c->tiltak[t]));
    which = compile_reference(c, node, "team", c->teams, c->model->n_teams);
    return which == SF_NONE ? places
                            : fmin(places, floor(compile_number(c, node, "each", 0.0) * teams[which].veiledere));
}

const double *compile_site_places(compiler *c, tiltak *all, const nav_office *offices, const team *teams)
{
    const sf_model *m = c->model;
    double *places = compile_take(c, m->n_sites + 1, sizeof *places), *users;

    if (places == NULL || all == NULL || offices == NULL || teams == NULL)
        return places;
    users = compile_take(c, m->n_offices + 1, sizeof *users);
    for (size_t t = 0; users != NULL && t < m->n_tiltak; t++) {
        double *its = &places[m->first_site[t]];
        const size_t n = m->first_site[t + 1] - m->first_site[t];
        double left = 0.0, sum = 0.0;

        all[t].places = places_with_staff(c, t, all[t].places, teams);
        memset(users, 0, m->n_offices * sizeof *users);
        for (size_t i = 0; i < m->n_offices; i++)
            users[site_of(m, t, i) - m->first_site[t]] += offices[i].users;
        own_places(c, t, its, users);
        for (size_t i = 0; i < n; i++)
            left += fmax(users[i], 0.0);
        if (left > 0.0) {
            share_out(its, users, n, all[t].places);
        } else if (all[t].places > 0.0) {
            sf_problems_error(
                c->problems, sf_node_place(sf_node_get(c->tiltak[t], "places")),
                _("every site of %s has places of its own, so nobody is left to share out %g more; write places = 0, or leave out sites"),
                all[t].id, all[t].places);
        }
        for (size_t i = 0; i < n; i++)
            sum += its[i];
        all[t].places = sum;
    }
    return places;
}
