/* models/compile_openings.c - labour markets: where openings come from, for whom they are, and which exits take them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "core/text.h"
#include "models/compile.h"

/* How many districts each market has: the same in every scenario, at all dates. */
void compile_districts(compiler *c)
{
    sf_model *m = c->model;
    catchment *catchments = compile_take(c, m->n_markets + 1, sizeof *catchments);
    uint32_t *first = compile_take(c, m->n_markets + 1, sizeof *first);

    if (catchments == NULL || first == NULL)
        return;
    for (size_t i = 0; i < m->n_markets; i++) {
        catchments[i] = compile_catchment(c, c->markets[i]);
        first[i] = m->n_districts;
        m->n_districts += compile_sites_in(m, catchments[i]);
    }
    m->market_catchments = catchments;
    m->first_district = first;
}

const labour_market *compile_markets(compiler *c)
{
    labour_market *out = compile_take(c, c->model->n_markets, sizeof *out);

    for (size_t i = 0; out != NULL && i < c->model->n_markets; i++) {
        const sf_node *node = c->markets[i], *season = sf_node_get(node, "season");
        labour_market *m = &out[i];

        m->id = sf_node_id(node);
        m->label = compile_label(c, node);
        m->purpose = compile_purpose(c, "labour_markets.%s", m->id);
        m->gap_purpose = compile_purpose(c, "gap");
        m->lasts_purpose = compile_purpose(c, "labour_markets.%s.lasts", m->id);
        m->rate = compile_number(c, node, "openings", 0.0);
        m->lasts = compile_sampler(c, node, "lasts");
        if (season != NULL) {
            m->season_amplitude = sf_node_season(season, c->day).amplitude;
            m->season_period = sf_node_season(season, c->day).period_days;
        }
    }
    return out;
}

void compile_opening(compiler *c, const sf_node *owner, const sf_node *node, exit_kind *e)
{
    const sf_node *opening = sf_node_get(node, "opening");

    e->market = compile_reference(c, opening, "market", c->markets, c->model->n_markets);
    e->opening_share = compile_by_segment(c, opening, "share");
    e->opening_purpose = compile_purpose(c, "programmes.%s.exits.%s.opening", sf_node_id(owner), e->id);
    if (e->market != SF_NONE && (e->handover != SF_NONE || e->decision != NULL))
        sf_problems_error(
            c->problems, sf_node_place(opening),
            _("the exit %s is claimed and decided on, so nobody takes an opening by it; leave out opening, or handover and decision"),
            e->id);
}
