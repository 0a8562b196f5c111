/* experiments/gaps.c - the scenarios of a gap analysis: a tenth more places in one tiltak at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "experiments/sets.h"

static const double more_share = 0.1;

static const sf_setup *setup_of(const sf_config *config, const char *id)
{
    for (size_t i = 0; i < sf_config_scenario_count(config); i++)
        if (strcmp(sf_config_scenario_id(config, i), id) == 0)
            return sf_config_scenario(config, i);
    return sf_config_base(config);
}

/* Places at time.start; infinite where there is no limit, NAN where none are written. */
static double places_of(const sf_setup *setup, const sf_node *tiltak)
{
    const sf_node *places = sf_node_get(tiltak, "places"), *start = sf_node_get(sf_setup_root(setup), "time.start");

    if (places == NULL || !sf_node_takes_number(places) || sf_node_is_group(places))
        return (double)NAN;
    return sf_node_number(places, start != NULL ? sf_node_number(start, SF_ALWAYS) : SF_ALWAYS);
}

static sf_status add_more(const sf_setup *setup, const sf_declared *of, const sf_node *tiltak, size_t axis,
                          sf_design_axis *described, sf_points *out, sf_error *err)
{
    sf_pool *pool = &out->pool;
    const double places = places_of(setup, tiltak), more = fmax(1.0, round(more_share * places));
    const sf_node *label = sf_node_get(tiltak, "label");
    const char *name = label != NULL ? sf_node_text(label, SF_ALWAYS) : sf_node_id(tiltak);
    const char **set = sf_pool_take(pool, of->n_set + 2, sizeof *set);
    sf_design_value *value = sf_pool_take(pool, 1, sizeof *value);

    if (set == NULL || value == NULL)
        return sf_out_of_memory(err);
    *value = (sf_design_value){axis, more};
    for (size_t i = 0; i < of->n_set; i++)
        set[i] = of->set[i];
    set[of->n_set] = sf_pool_print(pool, "%s.places += %.0f", sf_node_path(tiltak), more);
    *described = (sf_design_axis){.path = sf_node_path(tiltak),
                                  .unit = "",
                                  .value = places,
                                  .low = places,
                                  .high = places + more,
                                  .range = "",
                                  .source = ""};
    return sf_points_add(out, of, sf_node_id(tiltak), sf_pool_print(pool, "%s: %s +%.0f", of->label, name, more), set,
                         of->n_set + 1,
                         (sf_design_point){.role = SF_ROLE_MORE, .number = axis + 1, .at = value, .n_at = 1}, err);
}

sf_status sf_points_gaps(const sf_config *config, const char *scenario, sf_points *out, sf_error *err)
{
    const char *id = scenario != NULL ? scenario : sf_points_baseline(config);
    const sf_setup *setup = setup_of(config, id);
    const sf_node *list = sf_node_get(sf_setup_root(setup), "tiltak");
    const sf_declared *declared = NULL;
    sf_design_axis *axes;
    size_t n = 0, n_axes = 0;
    sf_status status;

    *out = (sf_points){0};
    status = sf_points_declared(config, &id, 1, out, &declared, &n, err);
    if (status == SF_OK)
        status = sf_points_room(out, sf_node_count(list), err);
    axes = sf_pool_take(&out->pool, sf_node_count(list) + 1, sizeof *axes);
    if (status == SF_OK && axes == NULL)
        status = sf_out_of_memory(err);
    for (size_t i = 0; i < sf_node_count(list) && status == SF_OK; i++)
        if (isfinite(places_of(setup, sf_node_at(list, i)))) {
            status = add_more(setup, &declared[0], sf_node_at(list, i), n_axes, &axes[n_axes], out, err);
            n_axes++;
        }
    if (status == SF_OK && n_axes == 0)
        status = SF_FAIL(
            err, SF_EUSAGE, NULL, "%s",
            _("no tiltak in the config has a limited number of places, so there is no gap to look for; write tiltak[].places"));
    out->design.kind = SF_DESIGN_GAPS;
    out->design.from = out->design.until = "";
    out->design.axes = axes;
    out->design.n_axes = n_axes;
    if (status != SF_OK)
        sf_points_free(out);
    return status;
}
