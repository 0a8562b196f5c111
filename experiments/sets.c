/* experiments/sets.c - the declared scenarios as lists of assignments, and generated ones added to them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sets.h"

#include <assert.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

enum { LONGEST_ID = 32 };

static sf_status read_declared(const sf_config *config, size_t number, sf_pool *pool, sf_declared *out, sf_error *err)
{
    const sf_node *list = sf_node_get(sf_setup_root(sf_config_base(config)), "scenarios");
    const sf_node *set = sf_node_get(sf_node_at(list, number), "set");
    const size_t n = sf_node_words(set, SF_ALWAYS);
    const char **words = sf_pool_take(pool, n + 1, sizeof *words);

    if (words == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < n; i++)
        words[i] = sf_node_word(set, SF_ALWAYS, i);
    *out = (sf_declared){sf_config_scenario_id(config, number), sf_config_scenario_label(config, number), words, n};
    return SF_OK;
}

static bool is_wanted(const char *id, const char *const *wanted, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(wanted[i], id) == 0)
            return true;
    return n == 0;
}

static bool is_declared(const sf_config *config, const char *id)
{
    for (size_t i = 0; i < sf_config_scenario_count(config); i++)
        if (strcmp(sf_config_scenario_id(config, i), id) == 0)
            return true;
    return sf_config_scenario_count(config) == 0 && strcmp(id, "base") == 0;
}

sf_status sf_points_declared(const sf_config *config, const char *const *wanted, size_t n_wanted, sf_points *points,
                             const sf_declared **out, size_t *n, sf_error *err)
{
    const size_t all = sf_config_scenario_count(config);
    sf_declared *declared = sf_pool_take(&points->pool, all + 1, sizeof *declared);
    sf_status status = declared == NULL ? sf_out_of_memory(err) : SF_OK;

    *n = 0;
    for (size_t i = 0; i < n_wanted && status == SF_OK; i++)
        if (!is_declared(config, wanted[i]))
            status = SF_FAIL(err, SF_EUSAGE, NULL, _("there is no scenario \"%s\" in the config"), wanted[i]);
    if (status == SF_OK && all == 0)
        declared[(*n)++] = (sf_declared){"base", "base", NULL, 0};
    for (size_t i = 0; i < all && status == SF_OK; i++)
        if (is_wanted(sf_config_scenario_id(config, i), wanted, n_wanted))
            status = read_declared(config, i, &points->pool, &declared[(*n)++], err);
    *out = declared;
    points->n_run = 0;
    if (status == SF_OK) {
        points->run = sf_pool_take(&points->pool, *n + 1, sizeof *points->run);
        if (points->run == NULL)
            return sf_out_of_memory(err);
        for (size_t i = 0; i < *n; i++)
            points->run[points->n_run++] = declared[i].id;
    }
    return status;
}

uint64_t sf_points_seed(const sf_config *config)
{
    const sf_node *seed = sf_node_get(sf_setup_root(sf_config_base(config)), "study.seed");

    return seed != NULL ? sf_node_seed(seed) : 0;
}

sf_status sf_points_room(sf_points *points, size_t n, sf_error *err)
{
    const char **run = sf_pool_take(&points->pool, points->n_run + n + 1, sizeof *run);

    points->more = sf_pool_take(&points->pool, n + 1, sizeof *points->more);
    points->at = sf_pool_take(&points->pool, n + 1, sizeof *points->at);
    points->design.points = points->at;
    if (run == NULL || points->more == NULL || points->at == NULL)
        return sf_out_of_memory(err);
    memcpy(run, points->run, points->n_run * sizeof *run);
    points->run = run;
    points->n_more = points->design.n_points = 0;
    return SF_OK;
}

/* "<declared>_<name>", or "s<number>_<name>" where that would be too long for an id. Declared ids may look like generated ones. */
static const char *id_of(const sf_points *points, sf_pool *pool, const sf_declared *of, const char *name)
{
    const char *id = strlen(of->id) + 1 + strlen(name) <= LONGEST_ID
                         ? sf_pool_print(pool, "%s_%s", of->id, name)
                         : sf_pool_print(pool, "s%zu_%s", points->n_more + 1, name);

    for (size_t i = 0; i < points->n_run && id != NULL; i++)
        if (strcmp(points->run[i], id) == 0) {
            id = sf_pool_print(pool, "s%zu_%s", points->n_more + 1, name);
            break;
        }
    return id;
}

sf_status sf_points_add(sf_points *points, const sf_declared *of, const char *name, const char *label,
                        const char *const *set, size_t n_set, sf_design_point point, sf_error *err)
{
    const char *id = id_of(points, &points->pool, of, name);

    if (id == NULL || label == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < n_set; i++)
        if (set[i] == NULL)
            return sf_out_of_memory(err);
    point.scenario = id;
    point.of = of->id;
    points->at[points->design.n_points++] = point;
    points->more[points->n_more++] = (sf_more_scenario){.id = id, .label = label, .set = set, .n_set = n_set};
    points->run[points->n_run++] = id;
    return SF_OK;
}

const char *sf_points_baseline(const sf_config *config)
{
    const sf_node *with = sf_node_get(sf_setup_root(sf_config_base(config)), "study.compare_with");

    if (with != NULL)
        return sf_node_text(with, SF_ALWAYS);
    return sf_config_scenario_count(config) > 0 ? sf_config_scenario_id(config, 0) : "base";
}

/* --- what is kept ------------------------------------------------------------------------------------------------------ */

static bool is_one_of_many(sf_design_role role)
{
    return role == SF_ROLE_LOW || role == SF_ROLE_HIGH || role == SF_ROLE_STEP || role == SF_ROLE_DRAW;
}

/* A point of a sweep or of a gap analysis: its figures are compared, its people are not followed, and nobody looks at its course. */
static void thin(sf_replication_record *record)
{
    size_t kept = 0;

    record->n_series = record->n_transitions = record->n_persons = 0;
    for (size_t i = 0; i < record->n_histograms; i++)
        if (record->histograms[i].segment == 0)
            record->histograms[kept++] = record->histograms[i];
    record->n_histograms = kept;
}

/* Does the statistic come out of a distribution? Names as in study.targets. */
static bool is_of_distribution(const char *stat)
{
    static const char *const names[] = {"p50", "p90", "p95", "share_within"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], stat) == 0)
            return true;
    return false;
}

/* What is decided on: the names of a study's catalogue, and its targets. */
typedef struct decided {
    const sf_catalogue *catalogue;
    const sf_target *targets;
    size_t n;
} decided;

/* Is this row decided on? With `by_distribution`: by a statistic of its distribution. All other statistics of such a row are kept, as
 * some rest on others. */
static bool is_decided_on(const decided *d, uint16_t metric, uint16_t entity, uint16_t segment, bool by_distribution)
{
    const sf_catalogue *c = d->catalogue;

    for (size_t i = 0; i < d->n; i++)
        if (strcmp(c->metrics[metric].id, d->targets[i].metric) == 0 &&
            strcmp(c->entities[entity], d->targets[i].entity) == 0 &&
            strcmp(c->segments[segment], d->targets[i].segment) == 0 &&
            (!by_distribution || is_of_distribution(d->targets[i].stat)))
            return true;
    return false;
}

void sf_points_trim(const sf_design *design, const char *scenario, const sf_catalogue *catalogue,
                    const sf_target *targets, size_t n_targets, sf_replication_record *record)
{
    const sf_design_point *point = design != NULL ? sf_design_point_of(design, scenario) : NULL;
    const decided d = {catalogue, targets, n_targets};
    size_t kept = 0;

    if (point != NULL && (point->role == SF_ROLE_POINT || point->role == SF_ROLE_MORE))
        thin(record);
    if (point == NULL || !is_one_of_many(point->role))
        return;
    record->n_series = record->n_transitions = record->n_persons = 0;
    for (size_t i = 0; i < record->n_histograms; i++)
        if (is_decided_on(&d, record->histograms[i].metric, record->histograms[i].entity, record->histograms[i].segment,
                          true))
            record->histograms[kept++] = record->histograms[i];
    record->n_histograms = kept;
    kept = 0;
    for (size_t i = 0; i < record->n_observations; i++)
        if (is_decided_on(&d, record->observations[i].metric, record->observations[i].entity,
                          record->observations[i].segment,
                          is_of_distribution(sf_stat_name((sf_stat)record->observations[i].stat))))
            record->observations[kept++] = record->observations[i];
    record->n_observations = kept;
}
