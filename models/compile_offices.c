/* models/compile_offices.c - offices: who comes where, who works where. Without a list of offices there is one, with everybody in it.
 *
 * A desk is one team in one office, or a team that serves all offices. Rules belong to the team, people and posts to the desk.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

/* The number of desks, and where those of each team begin: the same in every scenario, at all dates. */
void compile_desks(compiler *c)
{
    sf_model *m = c->model;
    uint32_t *first, *owners;
    uint32_t *purposes;
    bool *each;

    m->n_offices = sf_node_count(sf_node_get(c->root, "offices"));
    m->has_offices = m->n_offices > 0;
    if (!m->has_offices)
        m->n_offices = 1;
    each = compile_take(c, m->n_teams + 1, sizeof *each);
    first = compile_take(c, m->n_teams + 1, sizeof *first);
    if (each == NULL || first == NULL)
        return;
    for (size_t t = 0; t < m->n_teams; t++) {
        each[t] = m->has_offices && compile_is_on(c, c->teams[t], "in_each_office");
        first[t] = m->n_desks;
        m->n_desks += each[t] ? (uint32_t)m->n_offices : 1;
    }
    owners = compile_take(c, m->n_desks + 1, sizeof *owners);
    purposes = compile_take(c, m->n_desks + 1, sizeof *purposes);
    for (size_t t = 0; owners != NULL && purposes != NULL && t < m->n_teams; t++) {
        for (uint32_t d = first[t]; d < first[t] + (each[t] ? m->n_offices : 1); d++) {
            owners[d] = (uint32_t)t;
            purposes[d] = each[t] ? compile_purpose(c, "teams.%s.offices.%s", sf_node_id(c->teams[t]),
                                                    sf_node_id(c->offices[d - first[t]]))
                                  : compile_purpose(c, "teams.%s", sf_node_id(c->teams[t]));
        }
    }
    m->in_each_office = each;
    m->first_desk = first;
    m->team_of_desk = owners;
    m->desk_purpose = purposes;
    m->home_purpose = compile_purpose(c, "office");
}

/* "here", or "in(ID)". */
static uint16_t served_by(compiler *c, const sf_node *node, size_t self)
{
    const char *text = compile_text(c, node, "served");
    char id[64];
    uint16_t by;

    if (text == NULL || strncmp(text, "in(", 3) != 0)
        return (uint16_t)self;
    snprintf(id, sizeof id, "%.*s", (int)strcspn(text + 3, ")"), text + 3);
    by = compile_index(c->offices, c->model->n_offices, id);
    if (by == SF_NONE) {
        sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "served")),
                          _("there is no office \"%s\"; write here, or in(ID) with the id of another office"), id);
        return (uint16_t)self;
    }
    return by;
}

const nav_office *compile_offices(compiler *c)
{
    const size_t n = c->model->n_offices;
    nav_office *out = compile_take(c, n, sizeof *out);
    double all = 0.0, until = 0.0;

    if (out == NULL)
        return NULL;
    if (!c->model->has_offices) {
        out[0] = (nav_office){.id = "", .label = "", .users = 1.0, .until = 1.0, .labour = 1.0};
        return out;
    }
    for (size_t i = 0; i < n; i++) {
        const sf_node *node = c->offices[i];

        out[i] = (nav_office){.id = sf_node_id(node),
                              .label = compile_label(c, node),
                              .users = compile_number(c, node, "users", 0.0),
                              .labour = compile_number(c, node, "labour", 1.0),
                              .travel_minutes = compile_number(c, node, "travel", 0.0),
                              .served_by = served_by(c, node, i)};
        all += out[i].users;
    }
    for (size_t i = 0; i < n; i++) {
        until += out[i].users;
        out[i].until = i + 1 == n ? 1.0 : until / all;
        if (out[out[i].served_by].served_by != out[i].served_by) {
            sf_problems_error(
                c->problems, sf_node_place(sf_node_get(c->offices[i], "served")),
                _("the people of %s are served in %s, whose people are served elsewhere themselves; name the office that serves them all"),
                out[i].id, out[out[i].served_by].id);
            break;
        }
    }
    return out;
}

/* Whole heads for each desk, as close to `shares` of `total` as whole heads can be (largest remainder), none below `least` where there is
 * somebody to serve. The first by id goes before among equal remainders. */
static void allocate(uint32_t *heads, const double *shares, size_t n, uint32_t total, uint32_t least)
{
    double sum = 0.0;
    uint32_t given = 0;

    for (size_t i = 0; i < n; i++)
        sum += shares[i];
    for (size_t i = 0; i < n; i++) {
        heads[i] = sum > 0.0 ? (uint32_t)floor(total * (shares[i] / sum)) : 0;
        if (shares[i] > 0.0 && heads[i] < least)
            heads[i] = least;
        given += heads[i];
    }
    while (given < total && sum > 0.0) { /* whose share is farthest above what it has */
        size_t most = n;

        for (size_t i = 0; i < n; i++) {
            if (shares[i] > 0.0 &&
                (most == n || total * (shares[i] / sum) - heads[i] > total * (shares[most] / sum) - heads[most]))
                most = i;
        }
        heads[most]++;
        given++;
    }
    while (given > total) { /* the least number took too many: from whoever has most above their share */
        size_t most = n;

        for (size_t i = 0; i < n; i++) {
            if (heads[i] > least &&
                (most == n || heads[i] - total * (shares[i] / sum) > heads[most] - total * (shares[most] / sum)))
                most = i;
        }
        if (most == n)
            return; /* everybody has the least number already: it costs more than the total */
        heads[most]--;
        given--;
    }
}

static double rounded(const compiler *c, const sf_node *node, double heads)
{
    if (compile_is_word(c, node, "staff.rounding", "up"))
        return ceil(heads - 1e-9);
    if (compile_is_word(c, node, "staff.rounding", "down"))
        return floor(heads + 1e-9);
    return floor(heads + 0.5);
}

/* Veiledere at each desk; a team's own number becomes that of all its desks together. */
const uint32_t *compile_heads(compiler *c, team *teams, const nav_office *offices)
{
    const sf_model *m = c->model;
    uint32_t *heads = compile_take(c, m->n_desks, sizeof *heads);
    double *users = compile_take(c, m->n_offices, sizeof *users); /* whom an office serves */

    if (heads == NULL || users == NULL || offices == NULL)
        return NULL;
    for (size_t i = 0; i < m->n_offices; i++)
        users[offices[i].served_by] += offices[i].users;
    for (size_t t = 0; t < m->n_teams; t++) {
        const sf_node *node = c->teams[t];
        const double per = compile_number(c, node, "staff.users_per_veileder", 0.0);
        const uint32_t least = (uint32_t)compile_number(c, node, "staff.at_least", 0.0);
        uint32_t *desks = &heads[m->first_desk[t]];

        if (!m->in_each_office[t]) {
            desks[0] = teams[t].veiledere;
            continue;
        }
        if (per <= 0.0) {
            allocate(desks, users, m->n_offices, teams[t].veiledere, least);
        } else {
            for (size_t i = 0; i < m->n_offices; i++)
                desks[i] = users[i] > 0.0 ? (uint32_t)fmax(rounded(c, node, users[i] / per), least) : 0;
        }
        teams[t].veiledere = 0;
        for (size_t i = 0; i < m->n_offices; i++)
            teams[t].veiledere += desks[i];
    }
    return heads;
}
