/* experiments/ranges.c - numbers of a config that may be moved within their declared ranges.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/ranges.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/number.h"
#include "core/problems.h"
#include "core/text.h"
#include "models/keys.h"
#include "models/model.h"

static bool has_range(const sf_assumption *a)
{
    return strstr(a->range, "..") != NULL && a->low < a->high && isfinite(a->low) && isfinite(a->high);
}

/* Is `path` the setting at `place`, or within it? */
static bool is_within(const char *path, const char *place, size_t length)
{
    return strncmp(path, place, length) == 0 && (path[length] == '\0' || path[length] == '.');
}

/* --set comes on top of every scenario, so what it gives a value cannot be moved. */
static bool is_set(const char *path, const char *const *sets, size_t n_sets)
{
    for (size_t i = 0; i < n_sets; i++) {
        const char *begin = sets[i] + strspn(sets[i], " \t");
        const size_t length = strcspn(begin, " \t=+*");

        if (length > 0 && is_within(path, begin, length))
            return true;
    }
    return false;
}

static bool is_asked_for(const char *path, const char *const *only, size_t n_only)
{
    for (size_t i = 0; i < n_only; i++)
        if (is_within(path, only[i], strlen(only[i])))
            return true;
    return n_only == 0;
}

/* Every --only must lead to something with a range: a mistyped one would otherwise be silent among others. */
static sf_status check_only(const sf_assumption *all, size_t n, const char *const *only, size_t n_only, sf_error *err)
{
    for (size_t i = 0; i < n_only; i++) {
        bool is_there = false, is_number = false;

        for (size_t k = 0; k < n; k++) {
            const bool is_here = is_within(all[k].path, only[i], strlen(only[i]));

            is_number |= is_here;
            is_there |= is_here && has_range(&all[k]);
        }
        if (!is_number)
            return SF_FAIL(err, SF_EUSAGE, NULL,
                           _("--only %.80s: the config has no number at or below that path; write one as overrides do, "
                             "teams.aap.hours or programmes.aap"),
                           only[i]);
        if (!is_there)
            return SF_FAIL(
                err, SF_EUSAGE, NULL,
                _("--only %.80s: no number at or below that path has a range; write \"75 min, 45..120, antatt\""),
                only[i]);
    }
    return SF_OK;
}

static sf_design_axis axis_of(const sf_assumption *a)
{
    return (sf_design_axis){.path = a->path,
                            .unit = "",
                            .value = a->number,
                            .low = a->low,
                            .high = a->high,
                            .range = a->range,
                            .source = a->source};
}

/* Why an assumption is not moved; NULL when it is. */
static const char *reason_against(const sf_ranges *r, const sf_assumption *a, const char *const *sets, size_t n_sets,
                                  size_t most, sf_pool *pool)
{
    if (!has_range(a))
        return sf_pool_print(pool, _("%s = %s has no range"), a->path, a->value);
    if (is_set(a->path, sets, n_sets))
        return sf_pool_print(pool, _("%s is given by --set"), a->path);
    if (r->n == most)
        return sf_pool_print(pool, _("%s: more than %zu ranges"), a->path, most);
    return NULL;
}

sf_status sf_ranges_list(const sf_config *config, const char *const *sets, size_t n_sets, const char *const *only,
                         size_t n_only, size_t most, sf_points *points, sf_ranges *out, sf_error *err)
{
    sf_pool *pool = &points->pool;
    const sf_assumption *all;
    const size_t n = sf_setup_assumptions(sf_config_base(config), &all);
    sf_status status;

    *out = (sf_ranges){.config = config,
                       .axes = sf_pool_take(pool, n + 1, sizeof *out->axes),
                       .of = sf_pool_take(pool, n + 1, sizeof(sf_assumption *)),
                       .left_out = sf_pool_take(pool, n + 8, sizeof(char *))};
    if (out->axes == NULL || out->of == NULL || out->left_out == NULL)
        return sf_out_of_memory(err);
    status = check_only(all, n, only, n_only, err);
    for (size_t i = 0; i < n && status == SF_OK; i++) {
        const sf_assumption *a = &all[i];
        const char *why;

        if (!is_asked_for(a->path, only, n_only) || (a->is_default && !has_range(a)))
            continue;
        why = reason_against(out, a, sets, n_sets, most, pool);
        out->axes[out->n] = axis_of(a);
        out->of[out->n] = a;
        if (why == NULL && sf_ranges_assign(out, out->n, a->high, pool) == NULL)
            why = sf_pool_print(pool, _("%s, %s: it cannot be moved to the ends of its range"), a->path, a->range);
        if (pool->failed)
            return sf_out_of_memory(err);
        if (why != NULL)
            out->left_out[out->n_left_out++] = why;
        else
            out->n++;
    }
    if (status == SF_OK && out->n == 0)
        status = SF_FAIL(
            err, SF_EUSAGE, NULL, "%s",
            _("no number of the config has a range, so nothing can be moved; write \"75 min, 45..120, antatt\""));
    return status;
}

/* --- assignments ------------------------------------------------------------------------------------------------------- */

/* A number and what follows it. */
typedef struct end_of_range {
    double number;
    const char *unit;
} end_of_range;

static end_of_range read_end(const char *text)
{
    size_t length;

    text += strspn(text, " \t");
    length = sf_number_length(text, strlen(text));
    return (end_of_range){sf_number_of(text, length), text + length + strspn(text + length, " \t")};
}

/* In the unit of the high end of the range, as it is written; the ends themselves come out digit for digit. */
static const char *written(const sf_assumption *a, const sf_node *node, double value, sf_pool *pool)
{
    const end_of_range low = read_end(a->range), high = read_end(strstr(a->range, "..") + 2);
    const char *unit = high.unit[0] != '\0' ? high.unit : sf_node_unit(node, SF_ALWAYS);
    const bool is_one_unit = strncmp(low.unit, "..", 2) == 0; /* the low end has none of its own */
    char digits[SF_NUMBER_ROOM];
    double number;

    if (!(high.number > 0.0) || !(a->high > 0.0))
        return NULL;
    number = value * (high.number / a->high);
    if (value == a->high)
        number = high.number;
    else if (value == a->low && is_one_unit)
        number = low.number;
    if (sf_node_is_whole(node))
        number = round(number);
    return sf_pool_print(pool, "%s = %s%s%s from always", a->path, sf_number_write(number, digits),
                         unit[0] != '\0' ? " " : "", unit);
}

const char *sf_ranges_assign(const sf_ranges *ranges, size_t axis, double value, sf_pool *pool)
{
    const sf_assumption *a = ranges->of[axis];
    const sf_node *node = sf_node_get(sf_setup_root(sf_config_base(ranges->config)), a->path);
    char digits[SF_NUMBER_ROOM];

    if (node == NULL)
        return NULL;
    /* a distribution, or a number with dates, is scaled */
    if (isnan(sf_node_written_number(node, SF_ALWAYS)) || isfinite(sf_node_last_change(node))) {
        if (!(a->number > 0.0))
            return NULL;
        return sf_pool_print(pool, "%s *= %s from always", a->path, sf_number_write(value / a->number, digits));
    }
    return written(a, node, value, pool);
}

const char *sf_ranges_refusal(const char *path, const char *const *sets, size_t n_sets, const sf_more_scenario *more,
                              size_t n_more, sf_pool *pool)
{
    sf_problems problems = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_error err = {0};
    const char *why = NULL;
    sf_status status =
        sf_config_read_more(path, sf_keys(), sf_keys_count(), sets, n_sets, more, n_more, &problems, &config, &err);

    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    for (size_t i = 0; i < problems.count && status != SF_OK && why == NULL; i++)
        if (!problems.items[i].is_warning)
            why = sf_pool_print(pool, "%s", problems.items[i].message);
    if (status != SF_OK && why == NULL)
        why = sf_pool_print(pool, "%s", err.message);
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
    return why;
}

/* --- what is compared -------------------------------------------------------------------------------------------------- */

sf_status sf_ranges_need_targets(const sf_config *config, sf_error *err)
{
    const sf_node *targets = sf_node_get(sf_setup_root(sf_config_base(config)), "study.targets");

    if (sf_node_count(targets) > 0)
        return SF_OK;
    return SF_FAIL(
        err, SF_EUSAGE, NULL, "%s",
        _("the config declares no study.targets, so there is no answer that could be overturned; write what you decide on, "
          "targets = ( { metric = \"wait.meeting\"; stat = \"p90\"; matters = \"5 d\"; } ); for example"));
}

sf_status sf_ranges_pair(const sf_config *config, const char *other, sf_points *points, sf_declared pair[2],
                         sf_error *err)
{
    const char *base = sf_points_baseline(config), *ids[2] = {base, other};
    const sf_declared *declared;
    size_t n = 0;
    sf_status status;

    for (size_t i = 0; i < sf_config_scenario_count(config) && ids[1] == NULL; i++)
        if (strcmp(sf_config_scenario_id(config, i), base) != 0)
            ids[1] = sf_config_scenario_id(config, i);
    if (ids[1] == NULL || strcmp(ids[1], base) == 0)
        return SF_FAIL(
            err, SF_EUSAGE, NULL, "%s",
            _("sensitivity asks what would overturn a decision between two scenarios; the config has one, or --scenario names the baseline"));
    status = sf_points_declared(config, ids, 2, points, &declared, &n, err);
    for (size_t i = 0; i < n && status == SF_OK; i++)
        pair[strcmp(declared[i].id, base) == 0 ? 0 : 1] = declared[i];
    return status;
}
