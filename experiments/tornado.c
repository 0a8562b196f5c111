/* experiments/tornado.c - the scenarios of a sensitivity analysis: each declared range from end to end, one number at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/number.h"
#include "core/problems.h"
#include "core/text.h"
#include "experiments/sets.h"
#include "models/keys.h"
#include "models/model.h"

typedef struct making {
    const sf_config *config;
    const char *path;
    const char *const *sets;
    size_t n_sets;
    sf_declared declared[2]; /* the baseline, and what is compared with it */
    sf_points *out;
    const char **left_out;
    size_t n_left_out;
} making;

static bool has_range(const sf_assumption *a)
{
    return strstr(a->range, "..") != NULL && a->low < a->high && isfinite(a->low) && isfinite(a->high);
}

/* Has the end of a range a unit of its own? */
static bool has_unit(const char *text)
{
    const size_t length = sf_number_length(text, strlen(text));

    return text[length + strspn(text + length, " ")] != '\0';
}

/* "PATH = 30 min from always", or a factor where the number is a distribution's or has dates. */
static const char *assignment_of(making *m, const sf_assumption *a, bool is_high)
{
    sf_pool *pool = &m->out->pool;
    const sf_node *node = sf_node_get(sf_setup_root(sf_config_base(m->config)), a->path);
    const char *dots = strstr(a->range, "..");
    const char *end = is_high ? dots + 2 : sf_pool_copy(pool, a->range, (size_t)(dots - a->range));
    char digits[SF_NUMBER_ROOM];

    if (node == NULL || end == NULL)
        return NULL;
    while (isspace((unsigned char)*end))
        end++;
    if (isnan(sf_node_written_number(node, SF_ALWAYS)) || isfinite(sf_node_last_change(node))) {
        if (!(a->number > 0.0))
            return NULL;
        return sf_pool_print(pool, "%s *= %s from always", a->path,
                             sf_number_write((is_high ? a->high : a->low) / a->number, digits));
    }
    if (has_unit(end))
        return sf_pool_print(pool, "%s = %s from always", a->path, end);
    return sf_pool_print(pool, "%s = %s%s%s from always", a->path, end,
                         sf_node_unit(node, SF_ALWAYS)[0] != '\0' ? " " : "", sf_node_unit(node, SF_ALWAYS));
}

/* Would the config with this end be a right one? If not, why not (pool), NULL when it would. */
static const char *refusal_of(making *m, const sf_declared *of, const char *const *set, size_t n_set)
{
    const sf_more_scenario one = {"tried", of->label, set, n_set};
    sf_problems problems = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_error err = {0};
    const char *why = NULL;
    sf_status status =
        sf_config_read_more(m->path, sf_keys(), sf_keys_count(), m->sets, m->n_sets, &one, 1, &problems, &config, &err);

    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    for (size_t i = 0; i < problems.count && status != SF_OK && why == NULL; i++)
        if (!problems.items[i].is_warning)
            why = sf_pool_print(&m->out->pool, "%s", problems.items[i].message);
    if (status != SF_OK && why == NULL)
        why = sf_pool_print(&m->out->pool, "%s", err.message);
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
    return why;
}

static const char **set_with(making *m, const sf_declared *of, const char *first)
{
    const char **set = sf_pool_take(&m->out->pool, of->n_set + 2, sizeof *set);

    for (size_t i = 0; set != NULL && i < of->n_set; i++)
        set[i + 1] = of->set[i];
    if (set != NULL)
        set[0] = first;
    return set;
}

/* Both ends for both scenarios, or none of them. */
static sf_status add_factor(making *m, const sf_assumption *a, size_t axis, bool *is_added, sf_error *err)
{
    static const sf_design_role roles[] = {SF_ROLE_LOW, SF_ROLE_HIGH};
    sf_pool *pool = &m->out->pool;
    const char *texts[2] = {assignment_of(m, a, false), assignment_of(m, a, true)};
    sf_status status = SF_OK;

    *is_added = false;
    for (int end = 0; end < 2; end++) {
        const char **set = texts[end] == NULL ? NULL : set_with(m, &m->declared[1], texts[end]);
        const char *why = set == NULL ? _("it cannot be moved to the ends of its range")
                                      : refusal_of(m, &m->declared[1], set, m->declared[1].n_set + 1);

        if (why != NULL) {
            m->left_out[m->n_left_out++] = sf_pool_print(pool, "%s, %s: %s", a->path, a->range, why);
            return pool->failed ? sf_out_of_memory(err) : SF_OK;
        }
    }
    for (int end = 0; end < 2; end++)
        for (int s = 0; s < 2 && status == SF_OK; s++) {
            const sf_declared *of = &m->declared[s];
            const char **set = set_with(m, of, texts[end]);
            sf_design_value *value = sf_pool_take(pool, 1, sizeof *value);

            if (set == NULL || value == NULL)
                return sf_out_of_memory(err);
            *value = (sf_design_value){axis, end == 0 ? a->low : a->high};
            status =
                sf_points_add(m->out, of, sf_pool_print(pool, "%s%zu", end == 0 ? "low" : "high", axis + 1),
                              sf_pool_print(pool, "%s: %s", of->label, texts[end]), set, of->n_set + 1,
                              (sf_design_point){.role = roles[end], .number = axis + 1, .at = value, .n_at = 1}, err);
        }
    *is_added = status == SF_OK;
    return status;
}

static sf_status choose_scenarios(making *m, const char *other, sf_error *err)
{
    const char *base = sf_points_baseline(m->config), *ids[2] = {base, other};
    const sf_declared *declared;
    size_t n = 0;
    sf_status status;

    for (size_t i = 0; i < sf_config_scenario_count(m->config) && ids[1] == NULL; i++)
        if (strcmp(sf_config_scenario_id(m->config, i), base) != 0)
            ids[1] = sf_config_scenario_id(m->config, i);
    if (ids[1] == NULL || strcmp(ids[1], base) == 0)
        return SF_FAIL(
            err, SF_EUSAGE, NULL, "%s",
            _("sensitivity asks what would overturn a decision between two scenarios; the config has one, or --scenario names the baseline"));
    status = sf_points_declared(m->config, ids, 2, m->out, &declared, &n, err);
    for (size_t i = 0; i < n && status == SF_OK; i++)
        m->declared[strcmp(declared[i].id, base) == 0 ? 0 : 1] = declared[i];
    return status;
}

sf_status sf_points_tornado(const sf_config *config, const char *path, const char *const *sets, size_t n_sets,
                            const char *other, sf_points *out, sf_error *err)
{
    making m = {.config = config, .path = path, .sets = sets, .n_sets = n_sets, .out = out};
    const sf_assumption *assumptions;
    const size_t n = sf_setup_assumptions(sf_config_base(config), &assumptions);
    sf_design_axis *axes;
    size_t n_axes = 0;
    bool is_added;
    sf_status status;

    *out = (sf_points){0};
    status = choose_scenarios(&m, other, err);
    axes = sf_pool_take(&out->pool, n + 1, sizeof *axes);
    m.left_out = sf_pool_take(&out->pool, n + 2, sizeof *m.left_out);
    if (status == SF_OK && (axes == NULL || m.left_out == NULL))
        status = sf_out_of_memory(err);
    if (status == SF_OK)
        status = sf_points_room(out, 4 * n, err);
    for (size_t i = 0; i < n && status == SF_OK; i++) {
        const sf_assumption *a = &assumptions[i];

        if (!has_range(a)) {
            if (!a->is_default)
                m.left_out[m.n_left_out++] = sf_pool_print(&out->pool, _("%s = %s has no range"), a->path, a->value);
            continue;
        }
        if (n_axes == SF_TORNADO_MOST_FACTORS) {
            m.left_out[m.n_left_out++] =
                sf_pool_print(&out->pool, _("%s: more than %d ranges"), a->path, SF_TORNADO_MOST_FACTORS);
            continue;
        }
        axes[n_axes] = (sf_design_axis){.path = a->path,
                                        .unit = "",
                                        .value = a->number,
                                        .low = a->low,
                                        .high = a->high,
                                        .range = a->range,
                                        .source = a->source};
        status = add_factor(&m, a, n_axes, &is_added, err);
        n_axes += is_added;
    }
    if (status == SF_OK && n_axes == 0)
        status = SF_FAIL(
            err, SF_EUSAGE, NULL, "%s",
            _("no number of the config has a range, so nothing can be moved; write \"75 min, 45..120, antatt\""));
    out->design.kind = SF_DESIGN_SENSITIVITY;
    out->design.from = "always";
    out->design.until = "";
    out->design.axes = axes;
    out->design.n_axes = n_axes;
    out->design.left_out = m.left_out;
    out->design.n_left_out = m.n_left_out;
    if (status != SF_OK)
        sf_points_free(out);
    return status;
}
