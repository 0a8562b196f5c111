/* models/compile_returns.c - what lies beyond an exit: the next programme, the ways back, and what bars them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text.h"
#include "models/compile.h"

static void compile_enters(compiler *c, const sf_node *owner, const sf_node *node, exit_kind *e)
{
    const sf_node *enters = sf_node_get(node, "enters");

    e->enters = SF_NONE;
    if (enters == NULL)
        return;
    e->enters_purpose = compile_purpose(c, "programmes.%s.exits.%s.enters", sf_node_id(owner), e->id);
    e->enters = compile_reference(c, enters, "programme", c->programmes, c->model->n_programmes);
    e->enters_share = compile_by_segment(c, enters, "share");
    e->enters_after = compile_sampler(c, enters, "after");
}

void compile_ways_on(compiler *c, const sf_node *owner, const sf_node *node, exit_kind *e)
{
    const sf_node *list = sf_node_get(node, "returns");
    const sf_node **rows = compile_elements(c, list, true);
    uint16_t itself = compile_index(c->programmes, c->model->n_programmes, sf_node_id(owner));
    return_kind *out;

    compile_enters(c, owner, node, e);
    e->n_returns = sf_node_count(list);
    if (e->n_returns > SF_MOST_RETURNS) {
        sf_problems_error(c->problems, sf_node_place(list), _("%zu returns; an exit may have at most %d"), e->n_returns,
                          SF_MOST_RETURNS);
        e->n_returns = SF_MOST_RETURNS;
    }
    e->returns = out = compile_take(c, e->n_returns, sizeof *out);
    for (size_t k = 0; out != NULL && rows != NULL && k < e->n_returns; k++) {
        out[k].id = sf_node_id(rows[k]);
        out[k].purpose = compile_purpose(c, "programmes.%s.exits.%s.returns.%s", sf_node_id(owner), e->id, out[k].id);
        out[k].programme = compile_reference(c, rows[k], "programme", c->programmes, c->model->n_programmes);
        if (out[k].programme == SF_NONE)
            out[k].programme = itself;
        out[k].rate = compile_by_segment(c, rows[k], "rate");
        out[k].steps = compile_rate_steps(c, rows[k], &out[k].n_steps);
    }
}

static uint16_t past_of(const compiler *c, const char *id)
{
    uint16_t place = 0;

    for (size_t p = 0; c->model->people_return && p < c->model->n_programmes; p++) {
        bool remembers = sf_node_get(c->programmes[p], "clock") != NULL || sf_node_get(c->programmes[p], "bar") != NULL;

        if (compile_index(c->programmes, c->model->n_programmes, id) == p)
            return remembers ? place : SF_NONE;
        place = (uint16_t)(place + remembers);
    }
    return SF_NONE;
}

void compile_past(compiler *c, const sf_node *node, programme *p, const sf_node *const *exits, size_t n_exits)
{
    const sf_node *bar = sf_node_get(node, "bar");
    bool any;

    p->past = past_of(c, p->id);
    p->clock_is_renewed = sf_node_get(node, "clock.renewed_after") != NULL;
    if (p->clock_is_renewed)
        p->renewed_after = compile_legal_time(c, node, "clock.renewed_after");
    if (bar == NULL)
        return;
    p->barred_exits = (uint32_t)compile_bits_among(c, sf_node_get(bar, "exits"), exits, n_exits, &any);
    p->bar_length = compile_legal_time(c, bar, "length");
    p->bar_loses = compile_is_word(c, bar, "returns", "lost");
}

void compile_what_returns_need(compiler *c)
{
    sf_model *m = c->model;

    for (size_t p = 0; p < m->n_programmes; p++) {
        const sf_node *exits = sf_node_get(c->programmes[p], "exits");

        for (size_t j = 0; j < sf_node_count(exits); j++)
            m->people_return = m->people_return || sf_node_get(sf_node_at(exits, j), "returns") != NULL ||
                               sf_node_get(sf_node_at(exits, j), "enters") != NULL;
    }
    for (size_t p = 0; p < m->n_programmes && m->people_return; p++)
        m->n_past += sf_node_get(c->programmes[p], "clock") != NULL || sf_node_get(c->programmes[p], "bar") != NULL;
}
