/* models/compile.c - from a checked config to flat tables, once per epoch and scenario.
 * Invariant: entity k of a kind is the k-th by id, in every epoch and scenario.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "models/change.h"
#include "models/compile.h"
#include "models/semantics.h"
#include "models/targets.h"

static void gather_elements(compiler *c, const sf_setup *setup)
{
    c->root = sf_setup_root(setup);
    c->segments = compile_elements(c, sf_node_get(c->root, "segments"), true);
    c->profiles = compile_elements(c, sf_node_get(c->root, "profiles"), true);
    c->barriers = compile_elements(c, sf_node_get(c->root, "barriers"), true);
    c->programmes = compile_elements(c, sf_node_get(c->root, "programmes"), true);
    c->teams = compile_elements(c, sf_node_get(c->root, "teams"), true);
    c->tiltak = compile_elements(c, sf_node_get(c->root, "tiltak"), true);
    c->treatments = compile_elements(c, sf_node_get(c->root, "treatment"), true);
    c->goals = compile_elements(c, sf_node_get(c->root, "goals"), true);
    c->budgets = compile_elements(c, sf_node_get(c->root, "budgets"), true);
    c->offices = compile_elements(c, sf_node_get(c->root, "offices"), true);
    c->markets = compile_elements(c, sf_node_get(c->root, "labour_markets"), true);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All ids that somebody offers or that are a barrier, sorted: what a person may need. */
static void gather_needs(compiler *c)
{
    sf_model *m = c->model;
    const char **needs = compile_take(c, SF_MOST_NEEDS, sizeof *needs);
    uint16_t *barriers = compile_take(c, SF_MOST_NEEDS, sizeof *barriers);
    const sf_node *lists[2] = {sf_node_get(c->root, "tiltak"), sf_node_get(c->root, "treatment")};
    const sf_node *programme_list = sf_node_get(c->root, "programmes");
    size_t n = 0;

    if (needs == NULL || barriers == NULL)
        return;
#define ADD_NEED(name)                                                                                            \
    do {                                                                                                          \
        const char *added = (name);                                                                               \
        bool known = false;                                                                                       \
        for (size_t known_need = 0; known_need < n; known_need++)                                                 \
            known = known || strcmp(needs[known_need], added) == 0;                                               \
        if (!known && n < SF_MOST_NEEDS)                                                                          \
            needs[n++] = added;                                                                                   \
        else if (!known)                                                                                          \
            sf_problems_error(c->problems, NULL, _("there are more than %d different needs; %s is one too many"), \
                              SF_MOST_NEEDS, added);                                                              \
    } while (0)
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < sf_node_count(lists[k]); i++) {
            const sf_node *offers = sf_node_get(sf_node_at(lists[k], i), "offers");
            size_t words = offers == NULL ? 0 : sf_node_words(offers, SF_ALWAYS);

            for (size_t w = 0; w < words; w++)
                ADD_NEED(sf_node_word(offers, SF_ALWAYS, w));
        }
    }
    for (size_t p = 0; p < sf_node_count(programme_list); p++) { /* needs that nobody offers are needs all the same */
        const sf_node *tasks = sf_node_get(sf_node_at(programme_list, p), "tasks");

        for (size_t t = 0; t < sf_node_count(tasks); t++) {
            const sf_node *then = sf_node_get(sf_node_at(tasks, t), "then");

            for (size_t i = 0; i < sf_node_count(then); i++) {
                const char *need = compile_text(c, sf_node_at(then, i), "need");

                if (need != NULL)
                    ADD_NEED(need);
            }
        }
    }
#undef ADD_NEED
    qsort(needs, n, sizeof *needs, by_text);
    for (size_t i = 0; i < n; i++)
        barriers[i] = compile_index(c->barriers, m->n_barriers, needs[i]);
    m->needs = needs;
    m->need_barrier = barriers;
    m->n_needs = n;
}

uint16_t compile_state(const compiler *c, const char *id)
{
    for (size_t i = 0; i < c->model->n_states; i++) {
        if (strcmp(c->model->catalogue.states[i], id) == 0)
            return (uint16_t)i;
    }
    return SF_NONE;
}

static void add_state(const char **ids, const char **labels, size_t *n, const char *id, const char *label)
{
    size_t at = *n;

    for (size_t i = 0; i < *n; i++) {
        if (strcmp(ids[i], id) == 0)
            return;
    }
    while (at > 0 && strcmp(ids[at - 1], id) > 0) {
        ids[at] = ids[at - 1];
        labels[at] = labels[at - 1];
        at--;
    }
    ids[at] = id;
    labels[at] = label;
    ++*n;
}

/* Where people can be: applying, in a programme, or gone by an exit. An exit named as a programme leads into it. */
static void gather_states(compiler *c)
{
    size_t most = 1;
    const char **ids, **labels;

    for (size_t p = 0; p < c->model->n_programmes; p++)
        most += 1 + sf_node_count(sf_node_get(c->programmes[p], "exits"));
    ids = compile_take(c, most, sizeof *ids);
    labels = compile_take(c, most, sizeof *labels);
    if (ids == NULL || labels == NULL)
        return;
    c->model->n_states = 0;
    for (size_t p = 0; p < c->model->n_programmes; p++)
        add_state(ids, labels, &c->model->n_states, sf_node_id(c->programmes[p]), compile_label(c, c->programmes[p]));
    for (size_t p = 0; p < c->model->n_programmes; p++) {
        const sf_node *exits = sf_node_get(c->programmes[p], "exits");

        for (size_t i = 0; i < sf_node_count(exits); i++)
            add_state(ids, labels, &c->model->n_states, sf_node_id(sf_node_at(exits, i)),
                      compile_label(c, sf_node_at(exits, i)));
    }
    add_state(ids, labels, &c->model->n_states, "application", N_("Application"));
    c->model->catalogue.states = ids;
    c->model->catalogue.state_labels = labels;
    c->model->catalogue.n_states = c->model->n_states;
}

/* Tasks of the same id in different programmes share one name in the results. */
static void gather_task_names(compiler *c)
{
    sf_model *m = c->model;
    uint16_t *numbers = compile_take(c, m->n_programmes * SF_MOST_TASK_TYPES, sizeof *numbers);
    const char **names = compile_take(c, m->n_programmes * SF_MOST_TASK_TYPES, sizeof *names);
    size_t n = 0;

    for (size_t p = 0; numbers != NULL && names != NULL && p < m->n_programmes; p++) {
        const sf_node *list = sf_node_get(c->programmes[p], "tasks");
        const sf_node **tasks = compile_elements(c, list, true);

        for (size_t t = 0; tasks != NULL && t < sf_node_count(list) && t < SF_MOST_TASK_TYPES; t++) {
            size_t k = 0;

            while (k < n && strcmp(names[k], sf_node_id(tasks[t])) != 0)
                k++;
            if (k == n)
                names[n++] = sf_node_id(tasks[t]);
            numbers[p * SF_MOST_TASK_TYPES + t] = (uint16_t)k;
        }
    }
    m->task_name = numbers;
    m->task_names = names;
    m->n_task_names = n;
}

static void measure_sizes(compiler *c)
{
    sf_model *m = c->model;
    const sf_node *programme_list = sf_node_get(c->root, "programmes");

    m->n_segments = sf_node_count(sf_node_get(c->root, "segments"));
    m->n_profiles = sf_node_count(sf_node_get(c->root, "profiles"));
    m->n_barriers = sf_node_count(sf_node_get(c->root, "barriers"));
    m->n_programmes = sf_node_count(programme_list);
    m->n_teams = sf_node_count(sf_node_get(c->root, "teams"));
    m->n_tiltak = sf_node_count(sf_node_get(c->root, "tiltak"));
    m->n_treatments = sf_node_count(sf_node_get(c->root, "treatment"));
    m->n_goals = sf_node_count(sf_node_get(c->root, "goals"));
    m->n_budgets = sf_node_count(sf_node_get(c->root, "budgets"));
    m->n_markets = sf_node_count(sf_node_get(c->root, "labour_markets"));
    m->n_streams = sf_node_count(sf_node_get(c->root, "streams"));
    for (size_t p = 0; p < m->n_programmes; p++) {
        const sf_node *node = sf_node_at(programme_list, p);
        size_t exits = sf_node_count(sf_node_get(node, "exits")), tasks = sf_node_count(sf_node_get(node, "tasks"));

        m->n_streams += sf_node_get(node, "arrivals") != NULL;
        m->n_risks = exits + m->n_barriers > m->n_risks ? exits + m->n_barriers : m->n_risks;
        m->n_task_types = tasks > m->n_task_types ? tasks : m->n_task_types;
        if (tasks > SF_MOST_TASK_TYPES)
            sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "tasks")),
                              _("%zu kinds of task; a programme may have at most %d"), tasks, SF_MOST_TASK_TYPES);
        if (exits > SF_MOST_EXITS)
            sf_problems_error(c->problems, sf_node_place(sf_node_get(node, "exits")),
                              _("%zu exits; a programme may have at most %d"), exits, SF_MOST_EXITS);
    }
    m->n_assignments = sf_node_count(sf_node_get(c->root, "assign"));
    for (size_t t = 0; t < m->n_tiltak; t++)
        m->providers_hold_tasks = m->providers_hold_tasks || sf_node_get(c->tiltak[t], "delegates") != NULL;
    compile_what_returns_need(c);
    for (size_t p = 0; p < m->n_programmes; p++)
        m->people_are_selected = m->people_are_selected || sf_node_get(c->programmes[p], "intake") != NULL;
    if (m->n_segments > SF_MOST_SEGMENTS || m->n_programmes > 64 || m->n_barriers > SF_MOST_BARRIERS ||
        m->n_profiles > SF_MOST_PROFILES)
        sf_problems_error(c->problems, NULL,
                          _("at most %d segments, %d profiles, %d barriers and 64 programmes are possible"),
                          SF_MOST_SEGMENTS, SF_MOST_PROFILES, SF_MOST_BARRIERS);
}

/* By programme, a bit for each exit whose rate some tiltak moves: the others need not be asked about. */
static const uint32_t *compile_moved(compiler *c, const epoch *e)
{
    const sf_model *m = c->model;
    uint32_t *moved = compile_take(c, m->n_programmes, sizeof *moved);

    for (size_t p = 0; moved != NULL && e->programmes != NULL && p < m->n_programmes; p++) {
        for (size_t j = 0; j < e->programmes[p].n_exits; j++) {
            if (e->programmes[p].exits[j].in_tiltak < 1.0 || e->programmes[p].exits[j].in_tiltak > 1.0)
                moved[p] |= UINT32_C(1) << j;
        }
        for (size_t t = 0; e->tiltak != NULL && t < m->n_tiltak; t++) {
            for (size_t i = 0; i < e->tiltak[t].n_effects; i++) {
                if (e->tiltak[t].effects[i].exit[p] != SF_NONE)
                    moved[p] |= UINT32_C(1) << e->tiltak[t].effects[i].exit[p];
            }
        }
    }
    return moved;
}

static void compile_epoch(compiler *c, epoch *out)
{
    team *teams = compile_teams(c);
    tiltak *all_tiltak;

    if (c->problems->errors == 0) /* told of one day, not of each */
        (void)compile_attributes_hold(c);
    out->segments = compile_segments(c);
    out->profiles = compile_profiles(c);
    out->barriers = compile_barriers(c);
    out->streams = compile_streams(c);
    out->assignments = compile_assignments(c, out->streams);
    out->programmes = compile_programmes(c);
    out->offices = compile_offices(c);
    if (c->status != SF_OK)
        return;
    if (teams != NULL)
        out->heads = compile_heads(c, teams, out->offices);
    out->teams = teams;
    all_tiltak = compile_tiltak(c, out->programmes);
    if (c->status != SF_OK)
        return;
    out->site_places = compile_site_places(c, all_tiltak, out->offices, teams);
    out->tiltak = all_tiltak;
    out->moved_by_tiltak = compile_moved(c, out);
    out->treatments = compile_treatments(c);
    out->appropriations = compile_budgets(c);
    out->markets = compile_markets(c);
    out->g = compile_number(c, c->root, "money.g", 0.0);
    out->veileder_cost_per_day = compile_number(c, c->root, "money.veileder", 0.0);
    out->full_time_hours = compile_number(c, c->root, "money.full_time", 1.0);
}

static void compile_scenario(compiler *c, const sf_setup *setup, sf_scenario_tables *out)
{
    const sf_model *m = c->model;
    const double *dates;
    size_t n_dates = sf_setup_dates(setup, &dates);
    epoch *epochs = compile_take(c, n_dates + 1, sizeof *epochs);

    if (epochs == NULL)
        return;
    gather_elements(c, setup);
    if (c->status != SF_OK)
        return;
    out->epochs = epochs;
    c->day = m->origin_civil_day;
    compile_epoch(c, &epochs[0]);
    out->n_epochs = 1;
    for (size_t i = 0; i < n_dates && c->status == SF_OK; i++) {
        if (!(dates[i] > m->origin_civil_day && dates[i] < m->origin_civil_day + m->horizon_days))
            continue;
        c->day = dates[i];
        epochs[out->n_epochs].from = dates[i] - m->origin_civil_day;
        compile_epoch(c, &epochs[out->n_epochs++]);
    }
}

/* Which days of the run are working days in Norway. */
static void fill_working_days(compiler *c)
{
    const sf_model *m = c->model;
    size_t n = (size_t)m->horizon_days + 3660; /* work begun near the end is finished in thought */
    int32_t first = (int32_t)floor(m->origin_civil_day);

    bool *days = compile_take(c, n, sizeof *days);

    for (size_t i = 0; days != NULL && i < n; i++)
        days[i] = sf_civil_is_working_day(first + (int32_t)i);
    m->memory->working_days = days;
    m->memory->n_days = n;
}

static void compile_exits_of_cohort(compiler *c, const sf_node *node, cohort *k)
{
    const sf_node *exits = sf_node_get(node, "exits");

    k->exits = exits == NULL ? UINT64_MAX : 0;
    if (exits != NULL && k->from != FROM_EXIT)
        sf_problems_error(c->problems, sf_node_place(exits),
                          _("the cohort %s names exits, but is not followed from one; write from = \"exit\""), k->id);
    for (size_t i = 0; exits != NULL && i < sf_node_words(exits, SF_ALWAYS); i++)
        k->exits |= UINT64_C(1) << compile_state(c, sf_node_word(exits, SF_ALWAYS, i)) % 64;
}

static void compile_membership(compiler *c, const sf_node *node, cohort *k)
{
    static const char *const froms[] = {"entry", "tiltak.start", "tiltak.end", "limit", "date", "exit"};
    const sf_node *where = sf_node_get(node, "where");
    bool any;

    for (size_t i = 0; i < sizeof froms / sizeof froms[0]; i++) {
        if (compile_is_word(c, node, "from", froms[i]))
            k->from = (cohort_from)i;
    }
    k->segments = compile_bits_among(c, where, c->segments, c->model->n_segments, &any);
    k->segments = any ? k->segments : UINT64_MAX;
    k->profiles = compile_bits_among(c, where, c->profiles, c->model->n_profiles, &any);
    k->profiles = any ? k->profiles : UINT64_MAX;
    k->tiltak = compile_bits_among(c, where, c->tiltak, c->model->n_tiltak, &any);
    if (any && k->from != FROM_TILTAK_START && k->from != FROM_TILTAK_END)
        sf_problems_error(
            c->problems, sf_node_place(where),
            _("the cohort %s names a tiltak, but is not followed from one; write from = \"tiltak.start\" or \"tiltak.end\""),
            k->id);
    k->tiltak = any ? k->tiltak : UINT64_MAX;
    compile_exits_of_cohort(c, node, k);
    if (k->from == FROM_ENTRY && where != NULL)
        sf_problems_error(
            c->problems, sf_node_place(where),
            _("the cohort %s is followed from entry, whose results are split by segment already; leave out where"),
            k->id);
    if (k->from == FROM_DATE && k->last > k->first + 1.0)
        sf_problems_error(c->problems, sf_node_place(node),
                          _("the cohort %s is everybody there on a day, so first and last must be that day"), k->id);
}

static void compile_study(compiler *c)
{
    sf_model *m = c->model;
    const sf_node *cohorts = sf_node_get(c->root, "cohorts"), **sorted;

    c->day = SF_ALWAYS;
    m->start_civil_day = compile_number(c, c->root, "time.start", 0.0);
    m->warm_up_days =
        ceil(compile_number(c, c->root, "time.warm_up", 0.0)); /* begins at midnight, as working days do */
    m->length_days = compile_number(c, c->root, "time.length", 0.0);
    m->origin_civil_day = m->start_civil_day - m->warm_up_days;
    m->seed = sf_node_seed(sf_node_get(c->root, "study.seed"));
    m->replications = (uint32_t)compile_number(c, c->root, "study.replications", 1.0);
    m->looks_for_gaps = compile_is_on(c, c->root, "study.gaps");
    m->n_zones = m->looks_for_gaps && m->n_regions > 1 ? m->n_regions : 0;
    m->n_cohorts = sf_node_count(cohorts);
    m->cohorts = compile_take(c, m->n_cohorts, sizeof *m->cohorts);
    sorted = compile_elements(c, cohorts, true); /* as the results number them */
    for (size_t i = 0; m->cohorts != NULL && sorted != NULL && i < m->n_cohorts; i++) {
        const sf_node *node = sorted[i];
        cohort *k = &m->cohorts[i];
        const char *programme_id = compile_text(c, node, "programme");
        double reach;

        k->id = sf_node_id(node);
        k->programme = programme_id == NULL ? SF_NONE : compile_index(c->programmes, m->n_programmes, programme_id);
        k->first = compile_number(c, node, "first", 0.0) - m->origin_civil_day;
        k->last = compile_number(c, node, "last", 0.0) + 1.0 - m->origin_civil_day;
        k->follow_days = compile_number(c, node, "follow", 0.0);
        compile_membership(c, node, k);
        if (!(k->last > k->first && k->first >= m->warm_up_days && k->last <= m->warm_up_days + m->length_days))
            sf_problems_error(
                c->problems, sf_node_place(node),
                _("the members of cohort %s do not enter within the measured period; first must not be after last, and both must lie from time.start to time.start + time.length"),
                k->id);
        reach = k->last + k->follow_days - m->warm_up_days - m->length_days;
        m->follow_up_days = reach > m->follow_up_days ? reach : m->follow_up_days;
    }
    m->horizon_days = m->warm_up_days + m->length_days + m->follow_up_days;
}

static double longest_stay(const tiltak *t)
{
    return fmin(t->longest_days, sf_sampler_quantile(t->stay, 0.99));
}

/* Design 3: a warm-up shorter than the longest legal spell plus the longest tiltak leaves traces of the empty start. */
static void check_warm_up(compiler *c)
{
    const epoch *e = &c->model->scenarios[0].epochs[0];
    double spell = 0.0, stay = 0.0;

    for (size_t p = 0; p < c->model->n_programmes; p++) {
        if (e->programmes[p].has_clock)
            spell = fmax(spell, e->programmes[p].limit.days +
                                    (e->programmes[p].has_extension ? e->programmes[p].extension_cap.days : 0.0));
    }
    for (size_t i = 0; i < c->model->n_tiltak; i++)
        stay = fmax(stay, longest_stay(&e->tiltak[i]));
    if (c->model->stock.n == 0 && spell > 0.0 && c->model->warm_up_days < spell + stay)
        sf_problems_warning(
            c->problems, sf_node_place(sf_node_get(c->root, "time")),
            _("the warm-up of %.0f days is shorter than the longest legal spell and the longest tiltak together (%.0f days): the first results "
              "still carry traces of an empty office; a warm_up of \"%.0f y\" would be right"),
            c->model->warm_up_days, spell + stay, ceil((spell + stay) / SF_DAYS_PER_YEAR));
}

/* What comes in at most in an epoch of so many days. */
typedef double comes(const sf_model *m, const epoch *now, double days);

static double people_who_come(const sf_model *m, const epoch *now, double days)
{
    double sum = 0.0;

    for (size_t k = 0; k < m->n_streams; k++) {
        const stream *from = &now->streams[k]; /* in high season all the time, to be sure */

        sum += fmin(from->rate * (1.0 + from->season_amplitude) * days, from->people);
    }
    return sum;
}

/* In high season and with the highest labour demand all the time. */
static double openings_that_come(const sf_model *m, const epoch *now, double days)
{
    double sum = 0.0;

    for (size_t k = 0; k < m->n_markets; k++)
        sum += most_openings(m, now, k) * days;
    return sum;
}

/* Over the whole run, in the scenario with most. */
static double bound(const sf_model *m, comes *in_epoch)
{
    double most = 0.0;

    for (size_t s = 0; s < m->n_scenarios; s++) {
        double sum = 0.0;

        for (size_t e = 0; e < m->scenarios[s].n_epochs; e++) {
            const epoch *now = &m->scenarios[s].epochs[e];
            double until = e + 1 < m->scenarios[s].n_epochs ? m->scenarios[s].epochs[e + 1].from : m->horizon_days;

            sum += in_epoch(m, now, until - now->from);
        }
        most = fmax(most, sum);
    }
    return most;
}

static const char *const effect_words[FOLLOW_UP_EFFECTS] = {"", "off", "low", "high"};

/* The settings that study.follow_up_effects names. Anything else is told. */
static void read_effects(compiler *c, bool wanted[FOLLOW_UP_EFFECTS])
{
    const sf_node *node = sf_node_get(c->root, "study.follow_up_effects");
    size_t n = node == NULL ? 0 : sf_node_words(node, SF_ALWAYS);

    for (size_t i = 0; i < n; i++) {
        const char *word = sf_node_word(node, SF_ALWAYS, i);
        bool known = false;

        for (int k = EFFECT_OFF; k < FOLLOW_UP_EFFECTS; k++) {
            if (strcmp(word, effect_words[k]) == 0)
                wanted[k] = known = true;
        }
        if (!known)
            sf_problems_error(c->problems, sf_node_place(node),
                              _("there is no follow-up effect \"%s\"; choose among off, low and high"), word);
    }
}

static const char *joined(compiler *c, const char *a, const char *between, const char *b)
{
    const size_t size = strlen(a) + strlen(between) + strlen(b) + 1;
    char *out = compile_take(c, size, 1);

    if (out != NULL)
        snprintf(out, size, "%s%s%s", a, between, b);
    return out;
}

static const sf_setup *setup_of(const sf_config *config, size_t scenario)
{
    return sf_config_scenario_count(config) == 0 ? sf_config_base(config) : sf_config_scenario(config, scenario);
}

/* Every scenario once more with another effect of follow-up: the same in all else, and the same luck. */
static void compile_other_effects(compiler *c, const sf_config *config, const bool wanted[FOLLOW_UP_EFFECTS])
{
    sf_model *m = c->model;

    m->n_declared = m->n_scenarios;
    for (int k = EFFECT_OFF; k < FOLLOW_UP_EFFECTS; k++) {
        for (size_t i = 0; wanted[k] && i < m->n_declared && c->status == SF_OK; i++) {
            sf_scenario_tables *out = &m->scenarios[m->n_scenarios], *of = &m->scenarios[i];

            *out = (sf_scenario_tables){
                .id = joined(c, of->id, "@", effect_words[k]),
                .label = joined(c, of->label, " @", effect_words[k]),
                .overrides = joined(c, of->overrides, of->overrides[0] == '\0' ? "@" : "; @", effect_words[k])};
            c->effect = (follow_up_effect)k;
            compile_scenario(c, setup_of(config, i), out);
            m->n_scenarios++;
        }
    }
    c->effect = EFFECT_DEFAULT;
}

/* Once, from the base as it is on the day before: what a scenario changes on the first day has not acted when the stock came about. False: there
 * is something wrong, and to ask who ever enters a programme makes no sense. */
static bool begin_with_stock(compiler *c, const sf_config *config)
{
    const sf_node *stock = sf_node_get(sf_setup_root(sf_config_base(config)), "stock");
    epoch before = {0};

    for (size_t i = 0; i < sf_config_scenario_count(config); i++) {
        const sf_node *its = sf_node_get(sf_setup_root(sf_config_scenario(config, i)), "stock");

        if (its != stock)
            sf_problems_error(
                c->problems, sf_node_place(its != NULL ? its : stock), "%s",
                _("all scenarios begin with the same people; change them in the base, not in a scenario"));
    }
    c->day = c->model->origin_civil_day - 1.0;
    if (stock != NULL && c->problems->errors == 0)
        compile_epoch(c, &before);
    if (stock != NULL && c->problems->errors == 0 && c->status == SF_OK)
        compile_stock(c, &before);
    return c->status == SF_OK && (stock == NULL || c->problems->errors == 0);
}

static sf_status compile_all(compiler *c, const sf_config *config)
{
    sf_model *m = c->model;
    bool effects[FOLLOW_UP_EFFECTS] = {false};
    const char *compare;

    gather_elements(c, sf_config_base(config));
    if (c->status != SF_OK)
        return c->status;
    measure_sizes(c);
    if (c->status != SF_OK || c->problems->errors > 0)
        return c->status;
    if (m->n_segments == 0) {
        sf_problems_error(c->problems, NULL, "%s",
                          _("there are no segments; declare at least one, with share = \"1\""));
        return SF_OK;
    }
    c->day = SF_ALWAYS;
    if (!compile_attributes_hold(c))
        return SF_OK;
    compile_values_reported(c);
    compile_desks(c);
    compile_catchments(c);
    compile_districts(c);
    gather_needs(c);
    gather_states(c);
    gather_task_names(c);
    compile_study(c);
    if (m->n_past > 0 && m->horizon_days > 65535.0)
        sf_problems_error(
            c->problems, sf_node_place(sf_node_get(c->root, "time")), "%s",
            _("the run is longer than 65,535 days, and people who return carry dates of 16 bits; shorten it"));
    if (c->status != SF_OK || c->problems->errors > 0)
        return c->status;
    fill_working_days(c);
    if (c->status != SF_OK)
        return c->status;
    read_effects(c, effects);
    m->n_scenarios = sf_config_scenario_count(config);
    m->scenarios = compile_take(c, FOLLOW_UP_EFFECTS * (m->n_scenarios > 0 ? m->n_scenarios : 1), sizeof *m->scenarios);
    if (m->scenarios == NULL)
        return c->status;
    if (m->n_scenarios == 0) {
        m->n_scenarios = 1;
        m->scenarios[0] =
            (sf_scenario_tables){.id = "base", .label = "base", .overrides = sf_config_base_overrides(config)};
        compile_scenario(c, sf_config_base(config), &m->scenarios[0]);
    } else {
        for (size_t i = 0; i < m->n_scenarios && c->status == SF_OK; i++) {
            m->scenarios[i] = (sf_scenario_tables){.id = sf_config_scenario_id(config, i),
                                                   .label = sf_config_scenario_label(config, i),
                                                   .overrides = sf_config_scenario_overrides(config, i)};
            compile_scenario(c, sf_config_scenario(config, i), &m->scenarios[i]);
        }
    }
    compile_other_effects(c, config, effects);
    if (c->status != SF_OK)
        return c->status;
    gather_elements(c, sf_config_base(config));
    if (c->status != SF_OK)
        return c->status;
    if (!begin_with_stock(c, config))
        return c->status;
    m->follows_change = sf_node_get(c->root, "study.change") != NULL;
    c->status = sf_model_catalogue(m, config, c->err);
    if (c->status != SF_OK)
        return c->status;
    if (!sf_model_check_semantics(m, config, c->problems) || !sf_model_read_targets(m, config, c->problems) ||
        !sf_model_read_change(m, config, c->problems))
        return SF_FAIL(c->err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
    if (c->problems->errors > 0)
        return c->status;
    c->day = SF_ALWAYS;
    compare = compile_text(c, c->root, "study.compare_with");
    m->compare_with = compare == NULL ? m->scenarios[0].id : compare;
    check_warm_up(c);
    m->people_bound = bound(m, people_who_come) + (double)m->stock.n;
    m->openings_bound = bound(m, openings_that_come);
    return c->status;
}

sf_status sf_model_compile(const sf_config *config, sf_problems *problems, sf_model **out, sf_error *err)
{
    sf_model *model = calloc(1, sizeof *model);
    compiler c = {.model = model, .problems = problems, .err = err};
    sf_status status;

    if (model == NULL || (model->memory = calloc(1, sizeof *model->memory)) == NULL) {
        free(model);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while compiling the config"));
    }
    status = compile_all(&c, config);
    if (status == SF_OK)
        status = sf_problems_status(problems, err);
    if (status != SF_OK) {
        sf_model_free(model);
        return status;
    }
    *out = model;
    return SF_OK;
}
