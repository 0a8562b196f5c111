/* models/compile_stock.c - the people of the first day: what is known of each, and what the rest is drawn from.
 * The tables are those of the day before, without any scenario, so that all scenarios begin with the same people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"
#include "models/routing.h"

/* Spells that are older than this are not looked for: 60 years. */
enum { OLDEST_SPELL_DAYS = 21915 };
/* A share of spells that is as good as none. */
static const double NEARLY_NOBODY = 1e-5;

typedef struct person_node {
    const sf_node *node;
    const char *owner; /* NULL: by rule */
    uint32_t desk;     /* of the owner's team */
    stock_row row;
} person_node;

/* --- the ages of a steady stock ------------------------------------------------------------------------------------------ */

static double hazard_of(const programme *p, size_t segment, bool is_barred, double age)
{
    double sum = 0.0;

    for (size_t j = 0; j < p->n_exits; j++) {
        const exit_kind *e = &p->exits[j];
        double factor = 1.0;

        if (e->rate == NULL)
            continue;
        for (size_t i = 0; i < e->n_steps && e->steps[i].from_days <= age; i++)
            factor = e->steps[i].factor;
        for (size_t i = 0; i < e->n_left_steps; i++) {
            if (p->limit.days - e->left_steps[i].from_days <= age) {
                factor *= e->left_steps[i].factor;
                break;
            }
        }
        sum += e->rate[segment] * factor * (is_barred ? e->with_barrier : 1.0);
    }
    return sum;
}

/* Probability that a test finds a ground that is looked at whatever is known of the person. */
static double share_extended(const programme *p, size_t segment)
{
    double none = 1.0;

    for (size_t i = 0; i < p->n_grounds; i++) {
        if (p->grounds[i].when == WHEN_ANY)
            none *= 1.0 - p->grounds[i].passes[segment];
    }
    return 1.0 - none;
}

/* Of those who have come to so old an age by the rates, the share that legal time has let stay. */
static double share_within_limits(const programme *p, size_t segment, double age)
{
    double limit = p->limit.days, share = 1.0;

    if (!p->has_clock)
        return 1.0;
    while (age >= limit) {
        if (!p->has_extension || !(p->extension_length.days > 0.0) ||
            limit >= p->limit.days + p->extension_cap.days - 0.5)
            return 0.0;
        limit = fmin(limit + p->extension_length.days, p->limit.days + p->extension_cap.days);
        share *= share_extended(p, segment);
    }
    return share;
}

static spell_ages compile_spell_ages(compiler *c, const programme *p, const segment_kind *kind, size_t segment,
                                     bool is_barred)
{
    double *at = compile_take(c, OLDEST_SPELL_DAYS, sizeof *at),
           *mass = compile_take(c, OLDEST_SPELL_DAYS, sizeof *mass),
           *hazard = compile_take(c, OLDEST_SPELL_DAYS, sizeof *hazard),
           *survival = compile_take(c, OLDEST_SPELL_DAYS, sizeof *survival);
    size_t n = 0;

    if (at == NULL || mass == NULL || hazard == NULL || survival == NULL)
        return (spell_ages){0};
    for (double share = 1.0; n < OLDEST_SPELL_DAYS && (n < 2 || share > NEARLY_NOBODY); n++) {
        const double theta = kind->frailty_variance;

        at[n] = (double)n;
        hazard[n] = n == 0 ? 0.0 : hazard[n - 1] + hazard_of(p, segment, is_barred, at[n - 1]);
        share = theta > 0.0 ? pow(1.0 + theta * hazard[n], -1.0 / theta) : exp(-hazard[n]);
        share *= share_within_limits(p, segment, at[n]);
        survival[n] = share;
        mass[n] = n == 0 ? 0.0 : mass[n - 1] + 0.5 * (survival[n - 1] + share);
    }
    return (spell_ages){{n, at, mass}, hazard, survival};
}

static age_table compile_ages(compiler *c, const sf_sampler *sampler)
{
    double *at = compile_take(c, AGE_POINTS, sizeof *at), *mass = compile_take(c, AGE_POINTS, sizeof *mass);

    if (sampler == NULL || at == NULL || mass == NULL)
        return (age_table){0};
    ages_of(sampler, at, mass);
    return (age_table){AGE_POINTS, at, mass};
}

/* --- rows ------------------------------------------------------------------------------------------------------------------ */

static const sf_place *place_in(const person_node *who, const char *key)
{
    const sf_node *node = sf_node_get(who->node, key);

    return sf_node_place(node != NULL ? node : who->node);
}

static uint16_t task_named(compiler *c, const programme *p, const person_node *who)
{
    const char *id = compile_text(c, who->node, "task");

    for (uint16_t t = 0; id != NULL && t < p->n_tasks; t++) {
        if (strcmp(p->tasks[t].id, id) == 0)
            return t;
    }
    if (id != NULL)
        sf_problems_error(c->problems, place_in(who, "task"), _("%s has no task %s; choose one of its tasks"), p->id,
                          id);
    return SF_NONE;
}

static uint16_t exit_named(compiler *c, const programme *p, const person_node *who)
{
    const char *id = compile_text(c, who->node, "claim");

    for (uint16_t j = 0; id != NULL && j < p->n_exits; j++) {
        if (strcmp(p->exits[j].id, id) == 0)
            return j;
    }
    if (id != NULL)
        sf_problems_error(c->problems, place_in(who, "claim"), _("%s has no exit %s; choose one of its exits"), p->id,
                          id);
    return SF_NONE;
}

/* Two columns that say the same, or one that says nothing without another. */
static void check_columns(compiler *c, const person_node *who)
{
    static const char *const needs[][2] = {{"tiltak_elapsed", "tiltak"},
                                           {"tiltak_wait", "tiltak"},
                                           {"completed_ago", "completed"},
                                           {"treatment_elapsed", "treatment"},
                                           {"treatment_wait", "treatment"},
                                           {"claim_elapsed", "claim"},
                                           {"task_in", "task"},
                                           {"task_open", "task"}};
    static const char *const either[][2] = {{"elapsed", "since"},
                                            {"task_in", "task_open"},
                                            {"tiltak_elapsed", "tiltak_wait"},
                                            {"treatment_elapsed", "treatment_wait"}};
    static const char *const inside[] = {"last_contact", "extended",  "used", "tiltak",
                                         "completed",    "treatment", "claim"};

    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        if (sf_node_get(who->node, needs[i][0]) != NULL && sf_node_get(who->node, needs[i][1]) == NULL)
            sf_problems_error(c->problems, place_in(who, needs[i][0]),
                              _("%s says nothing without %s; fill in that, or leave this cell empty"), needs[i][0],
                              needs[i][1]);
    }
    for (size_t i = 0; i < sizeof either / sizeof either[0]; i++) {
        if (sf_node_get(who->node, either[i][0]) != NULL && sf_node_get(who->node, either[i][1]) != NULL)
            sf_problems_error(c->problems, place_in(who, either[i][1]),
                              _("%s and %s exclude each other; leave one of them empty"), either[i][0], either[i][1]);
    }
    for (size_t i = 0; who->row.state != STOCK_INSIDE && i < sizeof inside / sizeof inside[0]; i++) {
        if (sf_node_get(who->node, inside[i]) != NULL)
            sf_problems_error(
                c->problems, place_in(who, inside[i]),
                _("%s is for people whose programme has started; leave the cell empty, or write inside in state"),
                inside[i]);
    }
}

/* What the programme must have for the row to make sense. */
static void check_row(compiler *c, const programme *p, const person_node *who)
{
    const stock_row *row = &who->row;

    check_columns(c, who);
    if (row->elapsed < 0.0)
        sf_problems_error(c->problems, place_in(who, "since"), "%s",
                          _("since lies after time.start; the stock is of that day, or take a later time.start"));
    if (row->state == STOCK_APPLYING && !programme_is_applied_for(p))
        sf_problems_error(c->problems, place_in(who, "state"), _("%s has no application; write before_start or inside"),
                          p->id);
    if (row->state == STOCK_APPLYING && p->application_task != SF_NONE && isnan(row->elapsed))
        sf_problems_error(
            c->problems, place_in(who, "state"), "%s",
            _("how long an application waits for a team to decide it cannot be drawn; fill in elapsed or since"));
    if (row->state == STOCK_BEFORE_START && p->starts_with == SF_NONE)
        sf_problems_error(c->problems, place_in(who, "state"),
                          _("%s starts when people reach the office; write inside"), p->id);
    if (row->state == STOCK_BEFORE_START && isnan(row->elapsed))
        sf_problems_error(
            c->problems, place_in(who, "state"), "%s",
            _("how long somebody waits for a programme to start cannot be drawn; fill in elapsed or since"));
    if (row->used > 0.0 && p->past == SF_NONE)
        sf_problems_error(
            c->problems, place_in(who, "used"),
            _("nobody returns to %s, or it has no clock, so that no used time is kept; leave the cell empty"), p->id);
    if (row->is_extended && !p->has_extension)
        sf_problems_error(c->problems, place_in(who, "extended"), _("%s has no extension; leave the cell empty"),
                          p->id);
    if (row->claim != SF_NONE && p->exits[row->claim].decision == NULL)
        sf_problems_error(c->problems, place_in(who, "claim"),
                          _("%s is not decided on after a claim; leave the cell empty"), p->exits[row->claim].id);
}

static double days_in(compiler *c, const person_node *who, const char *key)
{
    return compile_number(c, who->node, key, NAN);
}

static void compile_row(compiler *c, const epoch *before, uint32_t stock_purpose, person_node *who)
{
    const sf_node *node = who->node, *barriers = sf_node_get(node, "barriers");
    stock_row *row = &who->row;
    const programme *p;
    bool any;

    row->key = sf_luck_subject(stock_purpose, compile_purpose(c, "stock.people.%s", sf_node_name(node)));
    row->programme = compile_reference(c, node, "programme", c->programmes, c->model->n_programmes);
    row->segment = compile_reference(c, node, "segment", c->segments, c->model->n_segments);
    if (row->programme == SF_NONE || row->segment == SF_NONE || before->programmes == NULL)
        return; /* told already */
    p = &before->programmes[row->programme];
    row->state = compile_is_word(c, node, "state", "applying")       ? STOCK_APPLYING
                 : compile_is_word(c, node, "state", "before_start") ? STOCK_BEFORE_START
                                                                     : STOCK_INSIDE;
    row->profile = compile_reference(c, node, "profile", c->profiles, c->model->n_profiles);
    row->home = compile_reference(c, node, "office", c->offices, c->model->has_offices ? c->model->n_offices : 0);
    row->knows_barriers = barriers != NULL;
    row->barriers = (uint16_t)compile_bits_among(c, barriers, c->barriers, c->model->n_barriers, &any);
    row->elapsed = days_in(c, who, "elapsed");
    if (sf_node_get(node, "since") != NULL)
        row->elapsed = c->model->start_civil_day - compile_number(c, node, "since", NAN);
    row->owner_wait = days_in(c, who, "owner_wait");
    row->used = compile_number(c, node, "used", 0.0);
    row->is_extended = sf_node_get(node, "extended") != NULL;
    if (row->is_extended)
        row->extended = compile_legal_time(c, node, "extended");
    row->last_contact = days_in(c, who, "last_contact");
    row->task = task_named(c, p, who);
    row->task_in = days_in(c, who, "task_in");
    row->task_open = days_in(c, who, "task_open");
    row->tiltak = compile_reference(c, node, "tiltak", c->tiltak, c->model->n_tiltak);
    row->tiltak_elapsed = days_in(c, who, "tiltak_elapsed");
    row->tiltak_wait = days_in(c, who, "tiltak_wait");
    row->completed = compile_reference(c, node, "completed", c->tiltak, c->model->n_tiltak);
    row->completed_ago = days_in(c, who, "completed_ago");
    row->treatment = compile_reference(c, node, "treatment", c->treatments, c->model->n_treatments);
    row->treatment_elapsed = days_in(c, who, "treatment_elapsed");
    row->treatment_wait = days_in(c, who, "treatment_wait");
    row->claim = exit_named(c, p, who);
    row->claim_elapsed = days_in(c, who, "claim_elapsed");
    who->owner = compile_text(c, node, "owner");
    check_row(c, p, who);
}

/* --- veiledere: who has the same name at the same desk has the same one -------------------------------------------------- */

static int by_desk_and_owner(const void *a, const void *b)
{
    const person_node *x = *(person_node *const *)a, *y = *(person_node *const *)b;

    if (x->desk != y->desk)
        return x->desk < y->desk ? -1 : 1;
    return strcmp(x->owner, y->owner);
}

static void compile_owners(compiler *c, const epoch *before, person_node *people, size_t n)
{
    person_node **owned = compile_take(c, n, sizeof(person_node *));
    size_t m = 0;
    uint32_t number = 0;

    if (owned == NULL)
        return;
    for (size_t i = 0; i < n; i++) {
        person_node *who = &people[i];
        uint16_t team_number = team_that_serves(c->model, before, who->row.programme, who->row.segment);

        who->row.owner = who->owner == NULL ? OWNER_BY_RULE : OWNER_NONE;
        if (who->owner == NULL || strcmp(who->owner, "none") == 0)
            continue;
        if (team_number == SF_NONE || who->row.state == STOCK_APPLYING) {
            sf_problems_error(
                c->problems, place_in(who, "owner"), "%s",
                _("nobody owns people in this programme, or before they have reached the office; leave the cell empty"));
            continue;
        }
        if (c->model->in_each_office[team_number] && who->row.home == SF_NONE) {
            sf_problems_error(
                c->problems, place_in(who, "owner"), "%s",
                _("the team is in each office, so the owner is not known without the office; fill in office"));
            continue;
        }
        who->desk =
            desk_of(c->model, team_number, who->row.home == SF_NONE ? 0 : before->offices[who->row.home].served_by);
        owned[m++] = who;
    }
    qsort(owned, m, sizeof(person_node *), by_desk_and_owner);
    for (size_t i = 0; i < m; i++) {
        number = i == 0 || owned[i]->desk != owned[i - 1]->desk      ? 0
                 : strcmp(owned[i]->owner, owned[i - 1]->owner) == 0 ? number
                                                                     : number + 1;
        owned[i]->row.owner = number;
        if (number == before->heads[owned[i]->desk] &&
            (i == 0 || owned[i - 1]->desk != owned[i]->desk || owned[i - 1]->row.owner != number))
            sf_problems_warning(
                c->problems, place_in(owned[i], "owner"),
                _("the stock names more veiledere than the %u of the team %s; people of the others get an owner by the team's rule"),
                before->heads[owned[i]->desk], before->teams[c->model->team_of_desk[owned[i]->desk]].id);
    }
}

/* --- what is drawn ------------------------------------------------------------------------------------------------------------ */

static void assume(compiler *c, sf_assumption *out, size_t *n, const char *key, size_t unknown, size_t of,
                   const char *how)
{
    char *path, *value;

    if (unknown == 0)
        return;
    path = compile_take(c, 64, 1);
    value = compile_take(c, 200, 1);
    if (path == NULL || value == NULL)
        return;
    snprintf(path, 64, "stock.people.%s", key);
    snprintf(value, 200, "%s (%zu / %zu)", how, unknown, of);
    out[(*n)++] = (sf_assumption){.path = path,
                                  .value = value,
                                  .range = "",
                                  .source = "antatt",
                                  .source_title = "",
                                  .has_source = true,
                                  .number = NAN,
                                  .low = NAN,
                                  .high = NAN};
}

static void list_assumptions(compiler *c, stock_table *s)
{
    enum { MOST = 12 };
    sf_assumption *out = compile_take(c, MOST, sizeof *out);
    size_t elapsed = 0, profile_unknown = 0, barriers = 0, owner = 0, task = 0, stay = 0, stays = 0, treated = 0,
           treatments = 0, claims = 0, claimed = 0, contact = 0, inside = 0, home = 0;

    for (size_t i = 0; i < s->n; i++) {
        const stock_row *row = &s->rows[i];
        const bool is_inside = row->state == STOCK_INSIDE,
                   in_tiltak = row->tiltak != SF_NONE && isnan(row->tiltak_wait),
                   in_treatment = row->treatment != SF_NONE && isnan(row->treatment_wait);

        inside += is_inside;
        elapsed += isnan(row->elapsed) != 0;
        profile_unknown += row->profile == SF_NONE && c->model->n_profiles > 0;
        barriers += !row->knows_barriers && c->model->n_barriers > 0;
        owner += row->owner == OWNER_BY_RULE && row->state != STOCK_APPLYING;
        home += row->home == SF_NONE && c->model->has_offices;
        task += is_inside && row->task == SF_NONE;
        contact += is_inside && isnan(row->last_contact);
        stays += in_tiltak;
        stay += in_tiltak && isnan(row->tiltak_elapsed);
        treatments += in_treatment;
        treated += in_treatment && isnan(row->treatment_elapsed);
        claims += row->claim != SF_NONE;
        claimed += row->claim != SF_NONE && isnan(row->claim_elapsed);
    }
    if (out == NULL)
        return;
    assume(c, out, &s->n_assumptions, "elapsed", elapsed, s->n, _("drawn from the equilibrium ages of the stock"));
    assume(c, out, &s->n_assumptions, "profile", profile_unknown, s->n, _("drawn by share and time in the stock"));
    assume(c, out, &s->n_assumptions, "barriers", barriers, s->n, _("those of the profile"));
    assume(c, out, &s->n_assumptions, "office", home, s->n, _("drawn by the offices' users"));
    assume(c, out, &s->n_assumptions, "owner", owner, s->n, _("by the team's rule"));
    assume(c, out, &s->n_assumptions, "task", task, inside,
           _("recurring tasks drawn within their interval, others held"));
    assume(c, out, &s->n_assumptions, "last_contact", contact, inside, _("at the start of the programme"));
    assume(c, out, &s->n_assumptions, "tiltak_elapsed", stay, stays, _("drawn from the ages of stays under way"));
    assume(c, out, &s->n_assumptions, "treatment_elapsed", treated, treatments,
           _("drawn from the ages of stays under way"));
    assume(c, out, &s->n_assumptions, "claim_elapsed", claimed, claims,
           _("drawn from the ages of decisions under way"));
    s->assumptions = out;
}

/* Tables only for what some row needs. */
static void compile_draws(compiler *c, const epoch *before, stock_table *s)
{
    const sf_model *m = c->model;
    spell_ages *spells = compile_take(c, 2 * m->n_programmes * m->n_segments, sizeof *spells);
    age_table *applications = compile_take(c, m->n_programmes, sizeof *applications),
              *claims = compile_take(c, m->n_programmes * SF_MOST_EXITS, sizeof *claims),
              *stays = compile_take(c, m->n_tiltak, sizeof *stays),
              *treatments = compile_take(c, m->n_treatments, sizeof *treatments);

    if (spells == NULL || applications == NULL || claims == NULL || stays == NULL || treatments == NULL)
        return;
    for (size_t i = 0; i < s->n; i++) {
        const stock_row *row = &s->rows[i];
        const programme *p = &before->programmes[row->programme];
        spell_ages *both = &spells[2 * (row->programme * m->n_segments + row->segment)];

        for (size_t k = 0; k < 2 && both[k].hazard == NULL; k++)
            both[k] = compile_spell_ages(c, p, &before->segments[row->segment], row->segment, k == 1);
        if (row->state == STOCK_APPLYING && p->application_task == SF_NONE && applications[row->programme].n == 0)
            applications[row->programme] = compile_ages(c, p->application_wait);
        if (row->claim != SF_NONE && claims[row->programme * SF_MOST_EXITS + row->claim].n == 0)
            claims[row->programme * SF_MOST_EXITS + row->claim] = compile_ages(c, p->exits[row->claim].decision);
        if (row->tiltak != SF_NONE && stays[row->tiltak].n == 0)
            stays[row->tiltak] = compile_ages(c, before->tiltak[row->tiltak].stay);
        if (row->treatment != SF_NONE && treatments[row->treatment].n == 0)
            treatments[row->treatment] = compile_ages(c, before->treatments[row->treatment].stay);
    }
    s->spells = spells;
    s->applications = applications;
    s->claims = claims;
    s->stays = stays;
    s->treatments = treatments;
}

/* Nobody can say how old a stock is that nothing ever leaves. */
static void check_equilibrium(compiler *c, const person_node *people, size_t n, const stock_table *s)
{
    for (size_t i = 0; i < n && s->spells != NULL; i++) {
        const stock_row *row = &people[i].row;
        const spell_ages *ages = &s->spells[2 * (row->programme * c->model->n_segments + row->segment)];

        if (row->state != STOCK_INSIDE || !isnan(row->elapsed) || ages->survival == NULL)
            continue;
        if (ages->ages.n == OLDEST_SPELL_DAYS && ages->survival[OLDEST_SPELL_DAYS - 1] > 0.01) {
            sf_problems_error(
                c->problems, place_in(&people[i], "elapsed"), "%s",
                _("people stay in this programme for ever, or nearly so, and the ages of such a stock cannot be drawn; fill in elapsed or since"));
            return;
        }
    }
}

static int by_subject(const void *a, const void *b)
{
    const stock_row *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

/* What is wrong with rows of a file is wrong with data, not with the config: another exit code. */
static void rows_are_data(compiler *c, const sf_node *list, size_t first)
{
    for (size_t i = first; sf_node_is_from_table(list) && i < c->problems->count; i++) {
        if (!c->problems->items[i].is_warning)
            c->problems->items[i].status = SF_EDATA;
    }
}

void compile_stock(compiler *c, const epoch *before)
{
    const sf_node *list = sf_node_get(c->root, "stock.people");
    const size_t n = sf_node_count(list);
    stock_table *s = &c->model->stock;
    person_node *people = compile_take(c, n, sizeof *people);
    stock_row *rows = compile_take(c, n, sizeof *rows);
    size_t first;

    s->is_real = !compile_is_on(c, c->root, "stock.synthetic");
    s->purpose = compile_purpose(c, "stock");
    s->profile_purpose = compile_purpose(c, "profile");
    s->elapsed_purpose = compile_purpose(c, "stock.elapsed");
    s->tiltak_purpose = compile_purpose(c, "stock.tiltak");
    s->treatment_purpose = compile_purpose(c, "stock.treatment");
    s->claim_purpose = compile_purpose(c, "stock.claim");
    if (c->model->warm_up_days > 0.0)
        sf_problems_error(
            c->problems, sf_node_place(list), "%s",
            _("a stock is what the office begins with, so there is no warm-up; write warm_up = \"0 d\", or leave out stock"));
    if (n == 0)
        sf_problems_error(c->problems, sf_node_place(list), "%s",
                          _("there is nobody in the stock; leave out the block"));
    if (people == NULL || rows == NULL)
        return;
    first = c->problems->count;
    for (size_t i = 0; i < n; i++) {
        people[i].node = sf_node_at(list, i);
        compile_row(c, before, s->purpose, &people[i]);
    }
    rows_are_data(c, list, first);
    if (c->status != SF_OK || c->problems->errors > 0)
        return;
    compile_owners(c, before, people, n);
    rows_are_data(c, list, first);
    for (size_t i = 0; i < n; i++)
        rows[i] = people[i].row;
    qsort(rows, n, sizeof *rows, by_subject);
    s->rows = rows;
    s->n = n;
    compile_draws(c, before, s);
    check_equilibrium(c, people, n, s);
    rows_are_data(c, list, first);
    list_assumptions(c, s);
}
