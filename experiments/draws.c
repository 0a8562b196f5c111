/* experiments/draws.c - the scenarios of a sensitivity analysis in which all ranges are moved at once: the draws of a Latin hypercube, and
 * Morris trajectories.
 *
 * What is drawn follows from the seed, the paths of the numbers and the place of each draw, so a study keeps those and not its
 * assignments: with 170 numbers and 1,400 scenarios they would be a quarter of a million.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "experiments/ranges.h"
#include "results/sampling.h"

enum { MOST_TRIED = 40 /* times as many places as are wanted: then something is wrong with the ranges */, CHUNK = 8 };

typedef struct making {
    const sf_sensitivity *asked; /* NULL: nothing is tried, the places are known */
    sf_ranges ranges;
    const sf_declared *declared;
    size_t n_declared;
    sf_points *out;
    size_t n;     /* draws or trajectories that are wanted */
    size_t round; /* of the design */
    uint64_t seed;
    size_t *places; /* of those that were made */
    size_t n_made;
    size_t refused;           /* places that the checks refused */
    const char *last_refusal; /* why */
} making;

/* --- one place in the cube as scenarios --------------------------------------------------------------------------------- */

/* The assignments that put every number, or those that are tried, where they are to be. */
typedef struct place {
    const char **texts;
    size_t n;                    /* texts */
    const char *name, *in_short; /* "d17", "draw 17" */
    sf_design_point point;
} place;

static const char **set_of(const sf_declared *of, const place *p, sf_pool *pool)
{
    const char **set = sf_pool_take(pool, p->n + of->n_set + 1, sizeof *set);

    if (set == NULL)
        return NULL;
    memcpy(set, p->texts, p->n * sizeof *set);
    for (size_t i = 0; i < of->n_set; i++) /* what the scenario assigns comes on top */
        set[p->n + i] = of->set[i];
    return set;
}

static sf_status add_place(making *m, const place *p, sf_error *err)
{
    sf_pool *pool = &m->out->pool;
    sf_status status = SF_OK;

    for (size_t s = 0; s < m->n_declared && status == SF_OK; s++) {
        const sf_declared *of = &m->declared[s];
        const char **set = set_of(of, p, pool);

        if (set == NULL || p->name == NULL || p->in_short == NULL)
            return sf_out_of_memory(err);
        status = sf_points_add(m->out, of, p->name, sf_pool_print(pool, "%s: %s", of->label, p->in_short), set,
                               p->n + of->n_set, p->point, err);
        m->out->more[m->out->n_more - 1].in_short = p->in_short;
    }
    return status;
}

/* Why the checks refuse one of these places; NULL when they do not, also when memory runs out, which the caller finds out. */
static const char *refusal_of(making *m, const place *places, size_t n)
{
    sf_pool scratch = {0};
    sf_more_scenario *more = sf_pool_take(&scratch, n * m->n_declared + 1, sizeof *more);
    const char *why = NULL;
    size_t count = 0;

    for (size_t i = 0; i < n && more != NULL; i++)
        for (size_t s = 0; s < m->n_declared; s++, count++) {
            const sf_declared *of = &m->declared[s];

            more[count] = (sf_more_scenario){.id = sf_pool_print(&scratch, "tried_%zu", count + 1),
                                             .label = of->label,
                                             .set = set_of(of, &places[i], &scratch),
                                             .n_set = places[i].n + of->n_set};
        }
    if (scratch.failed)
        m->out->pool.failed = true;
    else
        why = sf_ranges_refusal(m->asked->path, m->asked->sets, m->asked->n_sets, more, count, &m->out->pool);
    sf_pool_free(&scratch);
    return why;
}

/* The same, counted and remembered. */
static bool is_refused(making *m, const place *places, size_t n)
{
    const char *why = refusal_of(m, places, n);

    if (why == NULL)
        return false;
    m->refused++;
    m->last_refusal = why;
    return true;
}

static sf_status too_often_refused(const making *m, sf_error *err)
{
    return SF_FAIL(
        err, SF_EUSAGE, NULL,
        _("%zu of %zu places within the ranges are refused by the checks of the config, so no sample of them can "
          "be had; the last one because %s. Leave numbers out with --only, or mend their ranges"),
        m->refused, m->refused + m->n_made, m->last_refusal);
}

/* --- a hypercube -------------------------------------------------------------------------------------------------------- */

/* The columns of one hypercube; shape shares[axis * round + row]. */
static sf_status columns_of(const making *m, size_t number, double *shares, sf_error *err)
{
    sf_status status = SF_OK;

    for (size_t k = 0; k < m->ranges.n && status == SF_OK; k++)
        status = sf_latin_column(m->seed, number, m->ranges.axes[k].path, m->round, &shares[k * m->round], err);
    return status;
}

static sf_status draw_at(making *m, const double *shares, size_t row, place *out, sf_error *err)
{
    sf_pool *pool = &m->out->pool;
    const size_t number = m->n_made + 1;

    *out = (place){.texts = sf_pool_take(pool, m->ranges.n + 1, sizeof(char *)),
                   .n = m->ranges.n,
                   .name = sf_pool_print(pool, "d%zu", number),
                   .in_short = sf_pool_print(pool, "draw %zu", number),
                   .point = {.role = SF_ROLE_DRAW, .number = number}};
    if (out->texts == NULL)
        return sf_out_of_memory(err);
    for (size_t k = 0; k < m->ranges.n; k++) {
        const sf_design_axis *a = &m->ranges.axes[k];
        const double value = sf_triangular_quantile(a->low, a->value, a->high, shares[k * m->round + row]);

        out->texts[k] = sf_ranges_assign(&m->ranges, k, value, pool);
        if (out->texts[k] == NULL)
            return sf_out_of_memory(err);
    }
    return SF_OK;
}

static sf_status keep(making *m, size_t tried)
{
    m->places[m->n_made++] = tried;
    return SF_OK;
}

/* Hypercube after hypercube until there are enough draws that the checks allow; with known places, those. */
static sf_status make_draws(making *m, const size_t *known, sf_error *err)
{
    double *shares = sf_pool_take(&m->out->pool, m->ranges.n * m->round + 1, sizeof *shares);
    size_t latest = SIZE_MAX;
    sf_status status = shares == NULL ? sf_out_of_memory(err) : SF_OK;

    for (size_t tried = 0; m->n_made < m->n && status == SF_OK; tried++) {
        const size_t at = known != NULL ? known[m->n_made] : tried;
        place p;

        if (at / m->round != latest)
            status = columns_of(m, latest = at / m->round, shares, err);
        if (status == SF_OK)
            status = draw_at(m, shares, at % m->round, &p, err);
        if (status != SF_OK)
            break;
        if (known == NULL && is_refused(m, &p, 1)) {
            if (tried >= MOST_TRIED * m->n)
                status = too_often_refused(m, err);
            continue;
        }
        status = add_place(m, &p, err);
        if (status == SF_OK)
            status = keep(m, at);
    }
    return status;
}

/* --- trajectories ------------------------------------------------------------------------------------------------------- */

static const char *text_at(making *m, const sf_trajectory *t, size_t step, size_t axis)
{
    const sf_design_axis *a = &m->ranges.axes[axis];

    return sf_ranges_assign(&m->ranges, axis, a->low + sf_trajectory_at(t, step, axis) * (a->high - a->low),
                            &m->out->pool);
}

/* All steps of a trajectory; each shares the texts of the numbers that stay. */
static sf_status steps_of(making *m, const sf_trajectory *t, place *steps, sf_error *err)
{
    sf_pool *pool = &m->out->pool;
    const size_t number = m->n_made + 1, k = m->ranges.n;

    for (size_t s = 0; s <= k; s++) {
        steps[s] = (place){.texts = sf_pool_take(pool, k + 1, sizeof(char *)),
                           .n = k,
                           .name = sf_pool_print(pool, "t%zu_%zu", number, s),
                           .in_short = sf_pool_print(pool, "trajectory %zu, step %zu", number, s),
                           .point = {.role = SF_ROLE_STEP, .number = number, .step = s}};
        if (steps[s].texts == NULL)
            return sf_out_of_memory(err);
        for (size_t i = 0; i < k; i++) {
            steps[s].texts[i] = s == 0 || t->moves[i] == s ? text_at(m, t, s, i) : steps[s - 1].texts[i];
            if (steps[s].texts[i] == NULL)
                return sf_out_of_memory(err);
        }
    }
    return SF_OK;
}

/* A few steps at a time: the sooner one is refused, the fewer are tried. */
static bool is_trajectory_refused(making *m, const place *steps)
{
    for (size_t s = 0; s <= m->ranges.n; s += CHUNK)
        if (is_refused(m, &steps[s], m->ranges.n + 1 - s < CHUNK ? m->ranges.n + 1 - s : CHUNK))
            return true;
    return false;
}

static sf_status make_trajectories(making *m, const size_t *known, sf_error *err)
{
    sf_pool *pool = &m->out->pool;
    const size_t k = m->ranges.n;
    sf_trajectory t = {.n = k,
                       .start = sf_pool_take(pool, k + 1, sizeof(double)),
                       .change = sf_pool_take(pool, k + 1, sizeof(double)),
                       .moves = sf_pool_take(pool, k + 1, sizeof(size_t))};
    place *steps = sf_pool_take(pool, k + 1, sizeof *steps);
    sf_status status = pool->failed ? sf_out_of_memory(err) : SF_OK;

    for (size_t tried = 0; m->n_made < m->n && status == SF_OK; tried++) {
        const size_t at = known != NULL ? known[m->n_made] : tried;

        status = sf_trajectory_make(m->seed, at, SF_MORRIS_LEVELS, &t, err);
        if (status == SF_OK)
            status = steps_of(m, &t, steps, err);
        if (status != SF_OK)
            break;
        if (known == NULL && is_trajectory_refused(m, steps)) {
            if (tried >= MOST_TRIED * m->n)
                status = too_often_refused(m, err);
            continue;
        }
        for (size_t s = 0; s <= k && status == SF_OK; s++)
            status = add_place(m, &steps[s], err);
        if (status == SF_OK)
            status = keep(m, at);
    }
    return status;
}

/* --- the study ---------------------------------------------------------------------------------------------------------- */

static sf_status make_room(making *m, size_t steps, sf_error *err)
{
    const size_t scenarios = m->n * steps * m->n_declared;

    if (scenarios > SF_DRAWN_MOST_SCENARIOS)
        return SF_FAIL(
            err, SF_EUSAGE, NULL,
            _("that makes %zu scenarios, more than %d; take fewer draws or trajectories, fewer numbers (--only) or "
              "fewer scenarios (--scenario)"),
            scenarios, SF_DRAWN_MOST_SCENARIOS);
    m->places = sf_pool_take(&m->out->pool, m->n + 1, sizeof *m->places);
    return m->places == NULL ? sf_out_of_memory(err) : sf_points_room(m->out, scenarios, err);
}

static void describe(making *m, sf_design_kind kind)
{
    sf_pool *pool = &m->out->pool;

    if (m->refused > 0)
        m->ranges.left_out[m->ranges.n_left_out++] = sf_pool_print(
            pool,
            kind == SF_DESIGN_MORRIS
                ? _("%zu of %zu trajectories that the checks of a config refuse, and others in their place; the last one because %s")
                : _("%zu of %zu draws that the checks of a config refuse, and others in their place; the last one because %s"),
            m->refused, m->refused + m->n_made, m->last_refusal);
    m->out->design.kind = kind;
    m->out->design.from = "always";
    m->out->design.until = "";
    m->out->design.axes = m->ranges.axes;
    m->out->design.n_axes = m->ranges.n;
    m->out->design.left_out = m->ranges.left_out;
    m->out->design.n_left_out = m->ranges.n_left_out;
    m->out->design.drawing =
        (sf_design_drawing){.seed = m->seed, .round = m->round, .places = m->places, .n = m->n_made};
}

static sf_status list_ranges(making *m, const sf_config *config, sf_error *err)
{
    const sf_sensitivity *a = m->asked;
    sf_status status = sf_ranges_need_targets(config, err);

    m->seed = a->seed;
    return status != SF_OK ? status
                           : sf_ranges_list(config, a->sets, a->n_sets, a->only, a->n_only, SF_DRAWN_MOST_FACTORS,
                                            m->out, &m->ranges, err);
}

/* The baseline and what is asked for, in config order. */
static sf_status choose_scenarios(making *m, const sf_config *config, sf_error *err)
{
    const sf_sensitivity *a = m->asked;
    const char *base = sf_points_baseline(config);
    const char **ids = sf_pool_take(&m->out->pool, a->n_scenarios + 2, sizeof *ids);
    sf_status status;

    if (ids == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < a->n_scenarios; i++)
        ids[i] = a->scenarios[i];
    ids[a->n_scenarios] = base;
    status = sf_points_declared(config, ids, a->n_scenarios > 0 ? a->n_scenarios + 1 : 0, m->out, &m->declared,
                                &m->n_declared, err);
    if (status == SF_OK && m->n_declared < 2)
        status = SF_FAIL(
            err, SF_EUSAGE, NULL, "%s",
            _("sensitivity asks what would overturn a decision between two scenarios; the config has one, or --scenario names the baseline"));
    return status;
}

/* The points are described, or freed when something failed on the way. */
static sf_status concluded(making *m, sf_design_kind kind, sf_status status, sf_error *err)
{
    if (status == SF_OK)
        describe(m, kind);
    if (status == SF_OK && m->out->pool.failed)
        status = sf_out_of_memory(err);
    if (status != SF_OK)
        sf_points_free(m->out);
    return status;
}

sf_status sf_points_hypercube(const sf_config *config, const sf_sensitivity *asked, sf_points *out, sf_error *err)
{
    making m = {.asked = asked, .out = out, .n = asked->draws > 0 ? asked->draws : SF_HYPERCUBE_USUAL};
    sf_status status;

    *out = (sf_points){0};
    m.round = m.n;
    status = choose_scenarios(&m, config, err);
    if (status == SF_OK)
        status = list_ranges(&m, config, err);
    if (status == SF_OK)
        status = make_room(&m, 1, err);
    if (status == SF_OK)
        status = make_draws(&m, NULL, err);
    return concluded(&m, SF_DESIGN_HYPERCUBE, status, err);
}

/* As many as fit, told when those are fewer than ten. */
static void choose_trajectories(making *m)
{
    const size_t steps = m->ranges.n + 1, fit = SF_MORRIS_USUAL_STEPS / steps;

    m->n = m->asked->draws;
    if (m->n > 0)
        return;
    m->n = fit < SF_MORRIS_FEWEST ? SF_MORRIS_FEWEST : fit > SF_MORRIS_USUAL ? SF_MORRIS_USUAL : fit;
    if (m->n < SF_MORRIS_USUAL)
        m->ranges.left_out[m->ranges.n_left_out++] = sf_pool_print(
            &m->out->pool,
            _("%zu of the usual %d trajectories, as %zu numbers take %zu steps each: --trajectories %d runs them all, and --only fewer numbers"),
            SF_MORRIS_USUAL - m->n, SF_MORRIS_USUAL, m->ranges.n, steps, SF_MORRIS_USUAL);
}

/* Trajectories go from corner to corner: with a few numbers that the checks refuse at an end even alone, hardly one of them is whole. So
 * those stay as they are. */
static sf_status leave_out_refused(making *m, sf_error *err)
{
    sf_pool *pool = &m->out->pool;
    size_t kept = 0;

    for (size_t k = 0; k < m->ranges.n; k++) {
        const sf_design_axis *a = &m->ranges.axes[k];
        const char *low = sf_ranges_assign(&m->ranges, k, a->low, pool),
                   *high = sf_ranges_assign(&m->ranges, k, a->high, pool);
        const place ends[] = {{.texts = &low, .n = 1}, {.texts = &high, .n = 1}};
        const char *why = low == NULL || high == NULL ? NULL : refusal_of(m, ends, 2);

        if (why != NULL) {
            m->ranges.left_out[m->ranges.n_left_out++] = sf_pool_print(pool, "%s, %s: %s", a->path, a->range, why);
            continue;
        }
        m->ranges.axes[kept] = *a;
        m->ranges.of[kept++] = m->ranges.of[k];
    }
    m->ranges.n = kept;
    if (pool->failed)
        return sf_out_of_memory(err);
    return kept > 0 ? SF_OK
                    : SF_FAIL(err, SF_EUSAGE, NULL, _("no range can be moved from end to end; the last of them: %s"),
                              m->ranges.left_out[m->ranges.n_left_out - 1]);
}

sf_status sf_points_morris(const sf_config *config, const sf_sensitivity *asked, sf_points *out, sf_error *err)
{
    making m = {.asked = asked, .out = out, .round = SF_MORRIS_LEVELS};
    sf_declared *pair;
    sf_status status;

    *out = (sf_points){0};
    pair = sf_pool_take(&out->pool, 2, sizeof *pair);
    if (pair == NULL)
        return sf_out_of_memory(err);
    status = sf_ranges_pair(config, asked->n_scenarios > 0 ? asked->scenarios[0] : NULL, out, pair, err);
    m.declared = pair;
    m.n_declared = 2;
    if (status == SF_OK)
        status = list_ranges(&m, config, err);
    if (status == SF_OK)
        status = leave_out_refused(&m, err);
    if (status == SF_OK) {
        choose_trajectories(&m);
        status = make_room(&m, m.ranges.n + 1, err);
    }
    if (status == SF_OK)
        status = make_trajectories(&m, NULL, err);
    return concluded(&m, SF_DESIGN_MORRIS, status, err);
}

/* --- again --------------------------------------------------------------------------------------------------------------- */

bool sf_points_are_drawn(const sf_design *design)
{
    return design != NULL && (design->kind == SF_DESIGN_MORRIS || design->kind == SF_DESIGN_HYPERCUBE);
}

/* The assumptions of the axes, by path. */
static sf_status find_axes(making *m, const sf_config *config, const sf_design *design, sf_error *err)
{
    const sf_assumption *all;
    const size_t n = sf_setup_assumptions(sf_config_base(config), &all);

    m->ranges = (sf_ranges){.config = config,
                            .axes = sf_pool_take(&m->out->pool, design->n_axes + 1, sizeof *m->ranges.axes),
                            .of = sf_pool_take(&m->out->pool, design->n_axes + 1, sizeof(sf_assumption *)),
                            .n = design->n_axes};
    if (m->ranges.axes == NULL || m->ranges.of == NULL)
        return sf_out_of_memory(err);
    for (size_t k = 0; k < design->n_axes; k++) {
        m->ranges.axes[k] = design->axes[k];
        for (size_t i = 0; i < n && m->ranges.of[k] == NULL; i++)
            if (strcmp(all[i].path, design->axes[k].path) == 0)
                m->ranges.of[k] = &all[i];
        if (m->ranges.of[k] == NULL)
            return SF_FAIL(err, SF_EDATA, NULL, _("the study draws %s, which its config does not hold"),
                           design->axes[k].path);
    }
    return SF_OK;
}

/* The scenarios that were drawn, in the order in which each of them was. */
static sf_status find_scenarios(making *m, const sf_config *config, const sf_design *design, sf_error *err)
{
    const char **ids = sf_pool_take(&m->out->pool, sf_config_scenario_count(config) + 2, sizeof *ids);
    sf_declared *sorted = sf_pool_take(&m->out->pool, sf_config_scenario_count(config) + 2, sizeof *sorted);
    size_t n = 0;
    sf_status status;

    if (ids == NULL || sorted == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < design->n_points && n <= sf_config_scenario_count(config); i++) {
        if (n > 0 && (design->points[i].number != design->points[0].number || design->points[i].step > 0))
            break;
        ids[n++] = design->points[i].of;
    }
    status = sf_points_declared(config, ids, n, m->out, &m->declared, &m->n_declared, err);
    for (size_t i = 0; i < n && status == SF_OK; i++)
        for (size_t s = 0; s < m->n_declared; s++)
            if (strcmp(m->declared[s].id, ids[i]) == 0)
                sorted[i] = m->declared[s];
    m->declared = sorted;
    m->n_declared = status == SF_OK ? n : 0;
    return status == SF_EUSAGE ? (err->status = SF_EDATA) : status;
}

sf_status sf_points_again(const sf_config *config, const sf_design *design, sf_points *out, sf_error *err)
{
    const sf_design_drawing *d = &design->drawing;
    making m = {.out = out, .n = d->n, .round = d->round, .seed = d->seed};
    const bool is_morris = design->kind == SF_DESIGN_MORRIS;
    sf_status status;

    *out = (sf_points){0};
    status = find_axes(&m, config, design, err);
    if (status == SF_OK)
        status = find_scenarios(&m, config, design, err);
    if (status == SF_OK)
        status = make_room(&m, is_morris ? m.ranges.n + 1 : 1, err);
    if (status == SF_OK)
        status = is_morris ? make_trajectories(&m, d->places, err) : make_draws(&m, d->places, err);
    if (status != SF_OK)
        sf_points_free(out);
    return status;
}
