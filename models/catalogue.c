/* models/catalogue.c - the names of everything a study of this model can report: metrics, entities, segments, states.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "models/model.h"

uint16_t entity_of_team(const sf_model *m, size_t i)
{
    return (uint16_t)(1 + m->n_programmes + i);
}
uint16_t entity_of_tiltak(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_team(m, m->n_teams) + i);
}
uint16_t entity_of_treatment(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_tiltak(m, m->n_tiltak) + i);
}
uint16_t entity_of_cohort(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_treatment(m, m->n_treatments) + i);
}

bool programme_is_entered_from(const programme *programmes, size_t n_programmes, size_t to, size_t state)
{
    for (size_t p = 0; p < n_programmes; p++) {
        for (size_t j = 0; j < programmes[p].n_exits; j++) {
            const exit_kind *e = &programmes[p].exits[j];

            if (e->enters == to && programmes[p].state == state)
                return true;
            for (size_t k = 0; k < e->n_returns; k++) {
                if (e->returns[k].programme == to && e->state == state)
                    return true;
            }
        }
    }
    return false;
}

bool exit_is_returned_from(const programme *programmes, size_t n_programmes, size_t state)
{
    for (size_t p = 0; p < n_programmes; p++) {
        for (size_t j = 0; j < programmes[p].n_exits; j++) {
            if (programmes[p].exits[j].state == state && programmes[p].exits[j].n_returns > 0)
                return true;
        }
    }
    return false;
}

uint16_t entity_of_budget(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_cohort(m, m->n_cohorts) + i);
}

uint16_t entity_of_market(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_budget(m, m->n_budgets) + i);
}

uint16_t entity_of_office(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_market(m, m->n_markets) + i);
}

uint32_t desk_of(const sf_model *model, size_t which, size_t where)
{
    return model->first_desk[which] + (model->in_each_office[which] ? (uint32_t)where : 0);
}

static uint32_t among(const sf_model *model, catchment which, size_t home)
{
    switch (which) {
    case CATCHMENT_OFFICE:
        return (uint32_t)home;
    case CATCHMENT_REGION:
        return model->region_of_office[home];
    case CATCHMENT_ALL:
        break;
    }
    return 0;
}

uint32_t site_of(const sf_model *model, size_t which, size_t home)
{
    return model->first_site[which] + among(model, model->catchments[which], home);
}

uint32_t district_of(const sf_model *model, size_t market, size_t home)
{
    return model->first_district[market] + among(model, model->market_catchments[market], home);
}

double most_openings(const sf_model *model, const epoch *now, size_t market)
{
    const labour_market *m = &now->markets[market];
    double labour = 0.0;

    for (size_t i = 0; i < model->n_offices; i++)
        labour = fmax(labour, now->offices[i].labour);
    return m->rate * (1.0 + m->season_amplitude) * labour;
}

uint16_t entity_of_site(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_office(m, m->has_offices ? m->n_offices : 0) + i);
}

static size_t entities_of_sites(const sf_model *m)
{
    return m->has_local_tiltak ? m->n_sites : 0;
}

uint16_t entity_of_region(const sf_model *m, size_t i)
{
    return (uint16_t)(entity_of_site(m, entities_of_sites(m)) + i);
}

uint16_t entity_of_tiltak_in_region(const sf_model *m, size_t which, size_t region)
{
    size_t before = 0;

    if (m->catchments[which] == CATCHMENT_REGION)
        return entity_of_site(m, m->first_site[which] + region);
    for (size_t t = 0; t < which; t++)
        before += m->catchments[t] == CATCHMENT_REGION ? 0 : m->n_zones;
    return (uint16_t)(entity_of_region(m, m->n_zones) + before + region);
}

typedef struct lister {
    sf_model *model;
    sf_metric *metrics;
    size_t n, room;
    const sf_node *within;
    bool failed;
} lister;

static const char *written(lister *l, const char *format, ...) SF_PRINTF(2, 3);
static const char *written(lister *l, const char *format, ...)
{
    char text[256];
    va_list arguments;
    size_t length;
    char *copy;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    length = strlen(text) + 1;
    copy = sf_model_allocate(l->model, length, 1);
    if (copy == NULL) {
        l->failed = true;
        return "";
    }
    return memcpy(copy, text, length);
}

static double target_of(const lister *l, const char *id)
{
    for (size_t i = 0; i < sf_node_count(l->within); i++) {
        const sf_node *row = sf_node_at(l->within, i);

        if (strcmp(sf_node_text(sf_node_get(row, "metric"), SF_ALWAYS), id) == 0)
            return sf_node_number(sf_node_get(row, "target"), SF_ALWAYS);
    }
    return NAN;
}

static uint16_t metric(lister *l, const char *id, const char *unit, sf_direction direction, const char *label)
{
    for (size_t i = 0; i < l->n; i++) {
        if (strcmp(l->metrics[i].id, id) == 0)
            return (uint16_t)i;
    }
    if (l->n == l->room) {
        l->failed = true;
        return 0;
    }
    l->metrics[l->n] = (sf_metric){id, unit, direction, label, target_of(l, id)};
    return (uint16_t)l->n++;
}

static uint16_t *numbers(lister *l, size_t n)
{
    uint16_t *out = sf_model_allocate(l->model, n > 0 ? n : 1, sizeof *out);

    l->failed = l->failed || out == NULL;
    return out;
}

/* What results/recovery.c works out from the months of two scenarios. */
static void list_change(lister *l, metric_numbers *m, const sf_node *rules)
{
    static const char *const payers[] = {"all", "state", "municipality"};

    m->hours_handover = metric(l, "hours.handover", "h/y", SF_LOWER_IS_BETTER, N_("Hours of new owners reading up"));
    for (size_t i = 0; i < sizeof payers / sizeof payers[0]; i++)
        metric(l, written(l, "break_even/%s", payers[i]), "d", SF_LOWER_IS_BETTER,
               N_("Time until the change has paid for itself"));
    for (size_t i = 0; i < sf_node_count(rules); i++) {
        const char *of = sf_node_text(sf_node_get(sf_node_at(rules, i), "metric"), SF_ALWAYS);

        metric(l, written(l, "recovery/%s", of), "d", SF_LOWER_IS_BETTER,
               N_("Time until back on the undisturbed course"));
        metric(l, written(l, "better/%s", of), "d", SF_LOWER_IS_BETTER, N_("Time until better than undisturbed"));
    }
}

static const char *const task_wait_ids[TASK_WAITS] = {"wait.meeting", "wait.assessment", "wait.plan", "wait.decision"};
static const char *const task_wait_labels[TASK_WAITS] = {N_("Wait for the first meeting"),
                                                         N_("Wait for the assessment"), N_("Wait for the plan"),
                                                         N_("Wait for the decision")};

/* What the config calls a task; its id where no programme gives it a label. */
static const char *task_label(const sf_model *model, size_t name)
{
    const epoch *e = &model->scenarios[0].epochs[0];

    for (size_t p = 0; p < model->n_programmes; p++) {
        for (size_t t = 0; t < e->programmes[p].n_tasks; t++) {
            const task_type *type = &e->programmes[p].tasks[t];

            if (strcmp(type->id, model->task_names[name]) == 0 && type->label != NULL && type->label[0] != '\0')
                return type->label;
        }
    }
    return model->task_names[name];
}

/* Needs have ids only: people know them by the tiltak and the treatment that meet them. */
static const char *need_label(lister *l, size_t need)
{
    const sf_model *model = l->model;
    const epoch *e = &model->scenarios[0].epochs[0];
    const char *label = "";

    for (size_t i = 0; i < model->n_tiltak; i++) {
        if (e->tiltak[i].offers >> need & 1)
            label = label[0] == '\0' ? e->tiltak[i].label : written(l, "%s / %s", label, e->tiltak[i].label);
    }
    for (size_t i = 0; i < model->n_treatments; i++) {
        if (e->treatments[i].offers >> need & 1)
            label = label[0] == '\0' ? e->treatments[i].label : written(l, "%s / %s", label, e->treatments[i].label);
    }
    return label[0] != '\0' ? label : model->needs[need];
}

static void list_work(lister *l, metric_numbers *m)
{
    static const char *const phases[3] = {"contact.held/start", "contact.held/middle", "contact.held/end"};
    static const char *const phase_labels[3] = {N_("Contact in the start phase"), N_("Contact in the middle"),
                                                N_("Contact near the limit")};
    const sf_model *model = l->model;
    uint16_t *hours = numbers(l, model->n_task_names), *backlog = numbers(l, model->n_task_names);

    if (l->failed)
        return;
    m->use_veileder = metric(l, "use.veileder", "share", SF_NEITHER_IS_BETTER, N_("Use of veileder hours"));
    m->load_veileder =
        metric(l, "load.veileder", "share", SF_NEITHER_IS_BETTER, N_("Work asked for, per hour available"));
    m->portfolio_size = metric(l, "portfolio.size", "persons", SF_NEITHER_IS_BETTER, N_("People per veileder"));
    m->staff_veileder = metric(l, "staff.veileder", "persons", SF_NEITHER_IS_BETTER, N_("Veiledere employed"));
    m->hours_available = metric(l, "hours.available", "h/y", SF_NEITHER_IS_BETTER, N_("Hours available for tasks"));
    m->hours_unserved = metric(l, "hours.unserved", "h", SF_LOWER_IS_BETTER, N_("Hours of open work"));
    m->hours_documentation = metric(l, "hours/documentation", "h/y", SF_NEITHER_IS_BETTER, N_("Documentation"));
    m->hours_no_show = metric(l, "hours/no_show", "h/y", SF_LOWER_IS_BETTER, N_("No-shows"));
    for (size_t i = 0; i < model->n_task_names; i++) {
        hours[i] =
            metric(l, written(l, "hours/%s", model->task_names[i]), "h/y", SF_NEITHER_IS_BETTER, task_label(model, i));
        backlog[i] = metric(l, written(l, "backlog/%s", model->task_names[i]), "tasks", SF_LOWER_IS_BETTER,
                            task_label(model, i));
    }
    m->hours_task = hours;
    m->backlog_task = backlog;
    m->contact_held = metric(l, "contact.held", "per person-month", SF_HIGHER_IS_BETTER, N_("Contact held"));
    for (int k = 0; k < 3; k++)
        m->contact_phase[k] = metric(l, phases[k], "per person-month", SF_HIGHER_IS_BETTER, phase_labels[k]);
    m->contact_since = metric(l, "contact.since", "d", SF_LOWER_IS_BETTER, N_("Days since the latest contact"));
    m->contact_late = metric(l, "contact.late", "share", SF_LOWER_IS_BETTER, N_("Tasks held after their deadline"));
    m->contact_continuity = metric(l, "contact.continuity", "share", SF_HIGHER_IS_BETTER,
                                   N_("Contacts with the same veileder as last time"));
}

static sf_direction direction_of_exit(const sf_model *m, const char *state)
{
    const epoch *e = &m->scenarios[0].epochs[0];

    for (size_t p = 0; p < m->n_programmes; p++) {
        for (size_t j = 0; j < e->programmes[p].n_exits; j++) {
            if (strcmp(e->programmes[p].exits[j].id, state) == 0 &&
                e->programmes[p].exits[j].good != SF_NEITHER_IS_BETTER)
                return e->programmes[p].exits[j].good;
        }
    }
    return SF_NEITHER_IS_BETTER;
}

/* Only what somebody can do is listed: the names of a study are part of its digest. */
static void list_returns(lister *l, metric_numbers *m)
{
    const sf_model *model = l->model;
    const programme *programmes = model->scenarios[0].epochs[0].programmes;
    uint16_t *back = numbers(l, model->n_states), *relapse = numbers(l, model->n_states + 1);

    if (l->failed)
        return;
    for (size_t state = 0; state < model->n_states; state++) {
        const char *id = model->catalogue.states[state];

        for (size_t to = 0; to < model->n_programmes; to++) {
            if (programme_is_entered_from(programmes, model->n_programmes, to, state))
                back[state] = metric(l, written(l, "flow.in/%s", id), "persons/y", SF_NEITHER_IS_BETTER, N_("Inflow"));
        }
        if (exit_is_returned_from(programmes, model->n_programmes, state))
            relapse[state] = metric(l, written(l, "relapse/%s", id), "share", SF_LOWER_IS_BETTER,
                                    N_("Back within 12 months of leaving this way"));
    }
    relapse[model->n_states] =
        metric(l, "relapse", "share", SF_LOWER_IS_BETTER, N_("Back within 12 months of leaving"));
    m->flow_back = back;
    m->relapse = relapse;
}

static void list_openings(lister *l, metric_numbers *m)
{
    m->wait_opening = metric(l, "wait.opening", "d", SF_LOWER_IS_BETTER, N_("Wait for a job opening, ready for work"));
    m->queue_opening = metric(l, "queue.opening", "persons", SF_LOWER_IS_BETTER,
                              N_("People ready for work who wait for a job opening"));
    m->opening_posted = metric(l, "opening.posted", "/y", SF_NEITHER_IS_BETTER, N_("Job openings that come"));
    m->opening_taken = metric(l, "opening.taken", "share", SF_NEITHER_IS_BETTER,
                              N_("Of the job openings, taken by people of the programmes"));
}

static void list_people(lister *l, metric_numbers *m)
{
    const sf_model *model = l->model;
    size_t states = model->n_states;
    uint16_t *over = numbers(l, SF_OVER_MONTHS), *in = numbers(l, model->n_streams), *out = numbers(l, states),
             *exits = numbers(l, states);
    uint16_t *by = numbers(l, states * SF_OUTCOME_MONTHS), *at = numbers(l, states * SF_STATUS_MONTHS);

    if (l->failed)
        return;
    m->stock = metric(l, "stock", "persons", SF_NEITHER_IS_BETTER, N_("People in the programme"));
    m->stay = metric(l, "stay", "d", SF_NEITHER_IS_BETTER, N_("Time in the programme"));
    m->flow_start = metric(l, "flow.start", "persons/y", SF_NEITHER_IS_BETTER, N_("People who start the programme"));
    m->limit_reached = metric(l, "limit.reached", "share", SF_LOWER_IS_BETTER, N_("Exits at the legal limit"));
    for (int i = 0; i < SF_OVER_MONTHS; i++)
        over[i] = metric(l, written(l, "stock.over/%d", sf_over_months[i]), "share", SF_LOWER_IS_BETTER,
                         N_("Stock longer than so many months"));
    for (size_t i = 0; i < model->n_streams; i++)
        in[i] = metric(l, written(l, "flow.in/%s", model->scenarios[0].epochs[0].streams[i].id), "persons/y",
                       SF_NEITHER_IS_BETTER, N_("Inflow"));
    for (size_t s = 0; s < states; s++) {
        const char *id = model->catalogue.states[s];
        sf_direction good = direction_of_exit(model, id);

        out[s] = metric(l, written(l, "flow.out/%s", id), "persons/y", SF_NEITHER_IS_BETTER, N_("Outflow"));
        exits[s] = metric(l, written(l, "outcome.exit/%s", id), "share", good, N_("Share of exits"));
        for (int k = 0; k < SF_OUTCOME_MONTHS; k++)
            by[s * SF_OUTCOME_MONTHS + (size_t)k] =
                metric(l, written(l, "outcome.by/%s/%d", id, sf_outcome_months[k]), "share", good,
                       N_("Left this way within so many months of entry"));
        for (int k = 0; k < SF_STATUS_MONTHS; k++)
            at[s * SF_STATUS_MONTHS + (size_t)k] =
                metric(l, written(l, "status.at/%s/%d", id, k * SF_STATUS_STEP_MONTHS), "share", SF_NEITHER_IS_BETTER,
                       N_("Where people are so many months after entry"));
    }
    if (model->people_return)
        list_returns(l, m);
    if (model->people_are_selected) {
        m->wait_list = metric(l, "wait.list", "d", SF_LOWER_IS_BETTER, N_("Wait on the list of a programme"));
        m->queue_list = metric(l, "queue.list", "persons", SF_LOWER_IS_BETTER, N_("People on the list of a programme"));
    }
    if (model->n_markets > 0)
        list_openings(l, m);
    m->stock_over = over;
    m->flow_in = in;
    m->flow_out = out;
    m->outcome_exit = exits;
    m->outcome_by = by;
    m->status_at = at;
}

/* Only where some tiltak of the config has it: an omitted construct leaves no row. */
static void list_tiltak_ends(lister *l, metric_numbers *m)
{
    const sf_model *model = l->model;
    bool drops_out = false, is_sheltered = false, substitutes = false, has_line = false;

    for (size_t i = 0; i < model->n_tiltak; i++) {
        const tiltak *t = &model->scenarios[0].epochs[0].tiltak[i];

        drops_out = drops_out || t->drop_out != NULL;
        is_sheltered = is_sheltered || t->is_sheltered;
        substitutes = substitutes || t->substitute != SF_NONE;
    }
    m->tiltak_dropped_out = m->tiltak_sheltered = m->tiltak_wanted = m->tiltak_substituted = SF_NONE;
    m->budget_used = m->budget_stopped = m->tiltak_delegated = m->hours_delegated = SF_NONE;
    if (model->providers_hold_tasks) {
        m->tiltak_delegated = metric(l, "tiltak.delegated", "1/y", SF_NEITHER_IS_BETTER,
                                     N_("Follow-up held by providers in place of a veileder"));
        m->hours_delegated = metric(l, "hours.delegated", "h/y", SF_NEITHER_IS_BETTER,
                                    N_("Hours that a veileder would have needed for it"));
    }
    if (drops_out)
        m->tiltak_dropped_out =
            metric(l, "tiltak.dropped_out", "share", SF_LOWER_IS_BETTER, N_("Stays in tiltak that were broken off"));
    if (is_sheltered)
        m->tiltak_sheltered =
            metric(l, "tiltak.sheltered", "share", SF_NEITHER_IS_BETTER, N_("Of those who start, in sheltered tiltak"));
    if (substitutes) {
        m->tiltak_wanted =
            metric(l, "tiltak.wanted", "persons/y", SF_NEITHER_IS_BETTER, N_("Asked for a place in tiltak"));
        m->tiltak_substituted = metric(l, "tiltak.substituted", "persons/y", SF_LOWER_IS_BETTER,
                                       N_("Took another tiltak than the one wanted"));
    }
    for (size_t i = 0; i < model->n_treatments; i++)
        has_line = has_line || model->scenarios[0].epochs[0].treatments[i].wait == NULL;
    m->stock_ready = m->use_treatment = SF_NONE;
    if (model->n_goals > 0)
        m->stock_ready = metric(l, "stock.ready", "share", SF_HIGHER_IS_BETTER,
                                N_("People with no barrier that their goal requires to be gone"));
    if (has_line)
        m->use_treatment = metric(l, "use.treatment", "share", SF_NEITHER_IS_BETTER, N_("Use of places in treatment"));
    if (model->n_budgets > 0) {
        m->budget_used = metric(l, "budget.used", "share", SF_NEITHER_IS_BETTER, N_("Of the year's money, used"));
        m->budget_stopped = metric(l, "budget.stopped", "share", SF_LOWER_IS_BETTER,
                                   N_("Share of the time in which intake is stopped"));
    }
}

/* What only a gap analysis tells. */
static void list_gaps(lister *l, metric_numbers *m)
{
    static const char *const standings[NEED_STANDINGS] = {"taking_part", "in_line", "referral",   "not_taken", "absent",
                                                          "treatment",   "held",    "other_line", "contact"};
    static const char *const causes[IDLE_CAUSES] = {"idle.tiltak/course", "idle.tiltak/budget", "idle.tiltak/no_line"};
    static const char *const cause_labels[IDLE_CAUSES] = {
        N_("Idle places that people wait for until a course starts"),
        N_("Idle places that people wait for while intake is stopped"), N_("Idle places that nobody waits for")};
    static const char *const besides[BESIDE_CAUSES] = {"idle.beside/referral", "idle.beside/not_offered",
                                                       "idle.beside/catchment", "idle.beside/not_accepted",
                                                       "idle.beside/other_line"};
    static const char *const beside_labels[BESIDE_CAUSES] = {
        N_("People beside idle places whose referral waits for the veileder"),
        N_("People beside idle places that do not meet their need"), N_("People beside idle places of other regions"),
        N_("People beside idle places that do not take them"),
        N_("People beside idle places who stand in another line")};
    const sf_model *model = l->model;
    uint16_t *now = numbers(l, model->n_needs * NEED_STANDINGS);

    for (size_t i = 0; i < model->n_needs && !l->failed; i++)
        for (size_t k = 0; k < NEED_STANDINGS; k++)
            now[i * NEED_STANDINGS + k] = metric(l, written(l, "need.now/%s/%s", model->needs[i], standings[k]),
                                                 "persons", SF_NEITHER_IS_BETTER, need_label(l, i));
    m->need_now = now;
    m->places = metric(l, "places.tiltak", "places", SF_NEITHER_IS_BETTER, N_("Places"));
    m->idle = metric(l, "idle.tiltak", "places", SF_NEITHER_IS_BETTER, N_("Idle places"));
    for (size_t k = 0; k < IDLE_CAUSES; k++)
        m->idle_by[k] = metric(l, causes[k], "places", SF_NEITHER_IS_BETTER, cause_labels[k]);
    for (size_t k = 0; k < BESIDE_CAUSES; k++)
        m->idle_beside[k] = metric(l, besides[k], "persons", SF_LOWER_IS_BETTER, beside_labels[k]);
    m->held_back =
        metric(l, "held_back.tiltak", "persons/y", SF_LOWER_IS_BETTER, N_("Good exits held back by taking part"));
}

static void list_tiltak_and_money(lister *l, metric_numbers *m)
{
    static const char *const lost_ids[3] = {"clock.lost/tiltak", "clock.lost/treatment", "clock.lost/veileder"};
    static const char *const lost_labels[3] = {N_("Legal time spent waiting for tiltak"),
                                               N_("Legal time spent waiting for treatment"),
                                               N_("Legal time spent waiting for the veileder")};
    static const char *const payers[2] = {"state", "municipality"};
    const sf_model *model = l->model;
    uint16_t *wanted = numbers(l, model->n_needs), *unmet = numbers(l, model->n_needs);

    if (l->failed)
        return;
    m->queue_veileder = metric(l, "queue.veileder", "persons", SF_LOWER_IS_BETTER, N_("People without an owner"));
    m->queue_tiltak = metric(l, "queue.tiltak", "persons", SF_LOWER_IS_BETTER, N_("People waiting for a place"));
    m->queue_treatment =
        metric(l, "queue.treatment", "persons", SF_LOWER_IS_BETTER, N_("People waiting for treatment"));
    m->queue_application =
        metric(l, "queue.application", "persons", SF_LOWER_IS_BETTER, N_("Applications waiting for a decision"));
    m->use_tiltak = metric(l, "use.tiltak", "share", SF_NEITHER_IS_BETTER, N_("Use of places"));
    m->load_tiltak = metric(l, "load.tiltak", "share", SF_NEITHER_IS_BETTER, N_("Places asked for, per place"));
    m->tiltak_started = metric(l, "tiltak.started", "persons/y", SF_NEITHER_IS_BETTER, N_("Started in tiltak"));
    list_tiltak_ends(l, m);
    m->tiltak_count = metric(l, "tiltak.count", "per spell", SF_NEITHER_IS_BETTER, N_("Tiltak started per spell"));
    for (size_t i = 0; i < model->n_needs; i++) {
        wanted[i] = metric(l, written(l, "need.wanted/%s", model->needs[i]), "persons/y", SF_NEITHER_IS_BETTER,
                           need_label(l, i));
        unmet[i] = metric(l, written(l, "unmet.need/%s", model->needs[i]), "person-days/y", SF_LOWER_IS_BETTER,
                          need_label(l, i));
    }
    m->need_wanted = wanted;
    m->need_unmet = unmet;
    for (int k = 0; k < 3; k++)
        m->lost[k] = metric(l, lost_ids[k], "share", SF_LOWER_IS_BETTER, lost_labels[k]);
    for (int k = 0; k < 2; k++) {
        m->cost_veileder[k] =
            metric(l, written(l, "cost.veileder/%s", payers[k]), "NOK/y", SF_LOWER_IS_BETTER, N_("Cost of veiledere"));
        m->cost_tiltak[k] = metric(l, written(l, "cost.tiltak/%s", payers[k]), "NOK/y", SF_LOWER_IS_BETTER,
                                   N_("Cost of tiltak places"));
        m->cost_benefit[k] =
            metric(l, written(l, "cost.benefit/%s", payers[k]), "NOK/y", SF_LOWER_IS_BETTER, N_("Cost of benefits"));
    }
}

/* "kind.id" and the label of every element of a list, ordered by id. */
static void list_entities(lister *l, const char **ids, const char **labels, size_t first, const sf_node *list,
                          const char *kind, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const sf_node *node = sf_node_at(list, i), *label = sf_node_get(node, "label");
        size_t rank = 0;

        for (size_t k = 0; k < n; k++)
            rank += strcmp(sf_node_id(sf_node_at(list, k)), sf_node_id(node)) < 0;
        ids[first + rank] = written(l, "%s.%s", kind, sf_node_id(node));
        labels[first + rank] = label == NULL ? sf_node_id(node) : sf_node_text(label, SF_ALWAYS);
    }
}

/* "tiltak.aft.sites.x", as overrides write it; a tiltak for all is its own entity, and its site has the same name. */
static void list_sites(lister *l, const char **ids, const char **labels)
{
    const sf_model *m = l->model;
    const epoch *e = &m->scenarios[0].epochs[0];

    for (uint32_t s = 0; s < m->n_sites; s++) {
        const uint32_t which = m->tiltak_of_site[s], at = s - m->first_site[which];
        const tiltak *t = &e->tiltak[which];
        const uint16_t entity = entity_of_site(m, s);

        switch (m->catchments[which]) {
        case CATCHMENT_OFFICE:
            ids[entity] = written(l, "tiltak.%s.sites.%s", t->id, e->offices[at].id);
            labels[entity] = written(l, "%s, %s", t->label, e->offices[at].label);
            break;
        case CATCHMENT_REGION:
            ids[entity] = written(l, "tiltak.%s.sites.%s", t->id, m->regions[at]);
            labels[entity] = written(l, "%s, %s", t->label, m->regions[at]);
            break;
        case CATCHMENT_ALL:
            ids[entity] = written(l, "tiltak.%s.all", t->id);
            labels[entity] = t->label;
            break;
        }
    }
}

/* "regions.x" and "tiltak.aft.regions.x": regions are named by offices only, so no override can write them. */
static void list_regions(lister *l, const char **ids, const char **labels)
{
    const sf_model *m = l->model;

    for (size_t z = 0; z < m->n_zones; z++) {
        ids[entity_of_region(m, z)] = written(l, "regions.%s", m->regions[z]);
        labels[entity_of_region(m, z)] = m->regions[z];
        for (size_t t = 0; t < m->n_tiltak; t++) {
            const tiltak *one = &m->scenarios[0].epochs[0].tiltak[t];
            const uint16_t entity = entity_of_tiltak_in_region(m, t, z);

            if (m->catchments[t] == CATCHMENT_REGION)
                continue; /* its sites have names already */
            ids[entity] = written(l, "tiltak.%s.regions.%s", one->id, m->regions[z]);
            labels[entity] = written(l, "%s, %s", one->label, m->regions[z]);
        }
    }
}

/* How many there are. */
static size_t entity_of_all(const sf_model *m)
{
    size_t n = entity_of_region(m, m->n_zones);

    for (size_t t = 0; t < m->n_tiltak; t++)
        n += m->catchments[t] == CATCHMENT_REGION ? 0 : m->n_zones;
    return n;
}

static void list_names(lister *l, const sf_node *root, sf_catalogue *out)
{
    const sf_model *m = l->model;
    size_t n = entity_of_all(m);
    const char **entities = sf_model_allocate(l->model, n, sizeof *entities),
               **labels = sf_model_allocate(l->model, n, sizeof *labels);
    const size_t kinds = sf_model_groups(m);
    const char **segments = sf_model_allocate(l->model, kinds, sizeof *segments);
    const char **segment_labels = sf_model_allocate(l->model, kinds, sizeof *segment_labels);
    const sf_node *list = sf_node_get(root, "segments");

    if (entities == NULL || labels == NULL || segments == NULL || segment_labels == NULL) {
        l->failed = true;
        return;
    }
    entities[0] = segments[0] = "all";
    labels[0] = segment_labels[0] = N_("All");
    list_entities(l, entities, labels, 1, sf_node_get(root, "programmes"), "programmes", m->n_programmes);
    list_entities(l, entities, labels, entity_of_team(m, 0), sf_node_get(root, "teams"), "teams", m->n_teams);
    list_entities(l, entities, labels, entity_of_tiltak(m, 0), sf_node_get(root, "tiltak"), "tiltak", m->n_tiltak);
    list_entities(l, entities, labels, entity_of_treatment(m, 0), sf_node_get(root, "treatment"), "treatment",
                  m->n_treatments);
    list_entities(l, entities, labels, entity_of_cohort(m, 0), sf_node_get(root, "cohorts"), "cohorts", m->n_cohorts);
    list_entities(l, entities, labels, entity_of_budget(m, 0), sf_node_get(root, "budgets"), "budgets", m->n_budgets);
    list_entities(l, entities, labels, entity_of_market(m, 0), sf_node_get(root, "labour_markets"), "labour_markets",
                  m->n_markets);
    list_entities(l, entities, labels, entity_of_office(m, 0), sf_node_get(root, "offices"), "offices",
                  m->has_offices ? m->n_offices : 0);
    if (m->has_local_tiltak)
        list_sites(l, entities, labels);
    list_regions(l, entities, labels);
    for (size_t i = 0; i < m->n_segments; i++) {
        const sf_node *node = sf_node_at(list, i), *label = sf_node_get(node, "label");
        size_t rank = 0;

        for (size_t k = 0; k < m->n_segments; k++)
            rank += strcmp(sf_node_id(sf_node_at(list, k)), sf_node_id(node)) < 0;
        segments[1 + rank] = sf_node_id(node);
        segment_labels[1 + rank] = label == NULL ? sf_node_id(node) : sf_node_text(label, SF_ALWAYS);
    }
    for (size_t v = 0; v < m->n_values; v++) {
        segments[1 + m->n_segments + v] = m->values[v].id;
        segment_labels[1 + m->n_segments + v] = m->values[v].label;
    }
    out->entities = entities;
    out->entity_labels = labels;
    out->n_entities = n;
    out->segments = segments;
    out->segment_labels = segment_labels;
    out->n_segments = kinds;
}

/* How far apart the offices are: the office that nine of ten lie below, over the one that one of ten lies below. */
static void list_offices(lister *l, metric_numbers *m)
{
    const sf_model *model = l->model;
    uint16_t *exits = numbers(l, model->n_states);

    if (l->failed)
        return;
    m->equity_wait_tiltak = SF_NONE;
    if (model->has_local_tiltak)
        m->equity_wait_tiltak = metric(l, "equity/wait.tiltak", "ratio", SF_LOWER_IS_BETTER,
                                       N_("Wait for a place in tiltak, sites apart (p90 over p10)"));
    m->equity_portfolio = metric(l, "equity/portfolio.size", "ratio", SF_LOWER_IS_BETTER,
                                 N_("People per veileder, offices apart (p90 over p10)"));
    m->equity_meeting = metric(l, "equity/wait.meeting", "ratio", SF_LOWER_IS_BETTER,
                               N_("Wait for the first meeting, offices apart (p90 over p10)"));
    for (size_t s = 0; s < model->n_states; s++)
        exits[s] = metric(l, written(l, "equity/outcome.exit/%s", model->catalogue.states[s]), "ratio",
                          SF_LOWER_IS_BETTER, N_("Share of exits, offices apart (p90 over p10)"));
    m->equity_exit = exits;
}

sf_status sf_model_catalogue(sf_model *model, const sf_config *config, sf_error *err)
{
    const sf_node *root = sf_setup_root(sf_config_base(config));
    size_t room = 100 + NEED_STANDINGS * model->n_needs + 2 * model->n_task_names + model->n_streams +
                  model->n_states * (5 + SF_OUTCOME_MONTHS + SF_STATUS_MONTHS) + 2 * model->n_needs +
                  2 * sf_node_count(sf_node_get(root, "study.change.recovery"));
    lister l = {.model = model, .room = room, .within = sf_node_get(root, "study.within")};
    metric_numbers *m = &model->metrics;

    l.metrics = sf_model_allocate(model, room, sizeof *l.metrics);
    l.failed = l.metrics == NULL;
    if (!l.failed) {
        m->wait_veileder = metric(&l, "wait.veileder", "d", SF_LOWER_IS_BETTER, N_("Wait for a veileder"));
        for (int w = 0; w < TASK_WAITS; w++)
            m->wait_task[w] = metric(&l, task_wait_ids[w], "d", SF_LOWER_IS_BETTER, task_wait_labels[w]);
        m->wait_treatment = metric(&l, "wait.treatment", "d", SF_LOWER_IS_BETTER, N_("Wait for treatment"));
        m->wait_tiltak = metric(&l, "wait.tiltak", "d", SF_LOWER_IS_BETTER, N_("Wait for a place in tiltak"));
        list_work(&l, m);
        list_people(&l, m);
        list_tiltak_and_money(&l, m);
        if (model->has_offices)
            list_offices(&l, m);
        if (model->looks_for_gaps)
            list_gaps(&l, m);
        if (model->follows_change)
            list_change(&l, m, sf_node_get(root, "study.change.recovery"));
        list_names(&l, root, &model->catalogue);
    }
    if (l.failed)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
    model->catalogue.metrics = l.metrics;
    model->catalogue.n_metrics = l.n;
    return SF_OK;
}
