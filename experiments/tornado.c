/* experiments/tornado.c - the scenarios of a sensitivity analysis: each declared range from end to end, one number at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "experiments/ranges.h"

typedef struct making {
    const sf_sensitivity *asked;
    sf_ranges ranges;
    sf_declared declared[2]; /* the baseline, and what is compared with it */
    sf_points *out;
} making;

static const char **set_with(making *m, const sf_declared *of, const char *first)
{
    const char **set = sf_pool_take(&m->out->pool, of->n_set + 2, sizeof *set);

    for (size_t i = 0; set != NULL && i < of->n_set; i++)
        set[i + 1] = of->set[i];
    if (set != NULL)
        set[0] = first;
    return set;
}

/* Why one of the ends cannot be; NULL when both can. */
static const char *refusal_of(making *m, const char *const texts[2])
{
    const sf_sensitivity *a = m->asked;
    const char *why = NULL;

    for (int end = 0; end < 2 && why == NULL; end++) {
        const sf_declared *of = &m->declared[1];
        const char **set = texts[end] == NULL ? NULL : set_with(m, of, texts[end]);
        const sf_more_scenario one = {.id = "tried", .label = of->label, .set = set, .n_set = of->n_set + 1};

        why = set == NULL ? _("it cannot be moved to the ends of its range")
                          : sf_ranges_refusal(a->path, a->sets, a->n_sets, &one, 1, &m->out->pool);
    }
    return why;
}

/* Both ends for both scenarios, or none of them. */
static sf_status add_factor(making *m, size_t from, size_t axis, bool *is_added, sf_error *err)
{
    static const sf_design_role roles[] = {SF_ROLE_LOW, SF_ROLE_HIGH};
    sf_pool *pool = &m->out->pool;
    const sf_design_axis *a = &m->ranges.axes[from];
    const char *texts[2] = {sf_ranges_assign(&m->ranges, from, a->low, pool),
                            sf_ranges_assign(&m->ranges, from, a->high, pool)};
    const char *why = refusal_of(m, texts);
    sf_status status = pool->failed ? sf_out_of_memory(err) : SF_OK;

    *is_added = false;
    if (status == SF_OK && why != NULL) {
        m->ranges.left_out[m->ranges.n_left_out++] = sf_pool_print(pool, "%s, %s: %s", a->path, a->range, why);
        return pool->failed ? sf_out_of_memory(err) : SF_OK;
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

sf_status sf_points_tornado(const sf_config *config, const sf_sensitivity *asked, sf_points *out, sf_error *err)
{
    making m = {.asked = asked, .out = out};
    size_t n_axes = 0;
    bool is_added;
    sf_status status;

    *out = (sf_points){0};
    status = sf_ranges_need_targets(config, err);
    if (status == SF_OK)
        status = sf_ranges_pair(config, asked->n_scenarios > 0 ? asked->scenarios[0] : NULL, out, m.declared, err);
    if (status == SF_OK)
        status = sf_ranges_list(config, asked->sets, asked->n_sets, asked->only, asked->n_only, SF_TORNADO_MOST_FACTORS,
                                out, &m.ranges, err);
    if (status == SF_OK)
        status = sf_points_room(out, 4 * m.ranges.n, err);
    for (size_t i = 0; i < m.ranges.n && status == SF_OK; i++) {
        status = add_factor(&m, i, n_axes, &is_added, err);
        m.ranges.axes[n_axes] = m.ranges.axes[i]; /* n_axes <= i: those that were refused are closed up */
        n_axes += is_added;
    }
    if (status == SF_OK && n_axes == 0)
        status = SF_FAIL(err, SF_EUSAGE, NULL, _("no range can be moved from end to end; the last of them: %s"),
                         m.ranges.left_out[m.ranges.n_left_out - 1]);
    out->design.kind = SF_DESIGN_SENSITIVITY;
    out->design.from = "always";
    out->design.until = "";
    out->design.axes = m.ranges.axes;
    out->design.n_axes = n_axes;
    out->design.left_out = m.ranges.left_out;
    out->design.n_left_out = m.ranges.n_left_out;
    if (status != SF_OK)
        sf_points_free(out);
    return status;
}
