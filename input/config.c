/* input/config.c - the door itself: reads a config, lays its scenarios on top, and answers questions about them.
 * Invariant: a config that is handed out had no error, and nothing in it changes any more, so threads may share it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/config.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "core/text.h"
#include "input/attributes.h"
#include "input/check.h"
#include "input/node.h"
#include "input/overlay.h"
#include "input/scan.h"
#include "input/source.h"

struct sf_setup {
    const sf_node *root;
    double *dates;
    size_t date_count;
    sf_assumption *assumptions;
    size_t assumption_count;
};

typedef struct scenario {
    const char *id, *label, *overrides;
    sf_setup setup;
} scenario;

struct sf_config {
    sf_pool pool;
    sf_reader reader;
    sf_tables tables;
    const char *
        *table_marks; /* "HEX NAME" of each CSV file that was read, now or for resolved.cfg before; by HEX, once each */
    size_t table_mark_count;
    sf_setup base;
    const char *base_overrides;
    scenario *scenarios;
    size_t scenario_count;
    const char *const *sets; /* as given; read only while the config is being read */
    size_t set_count;
    const sf_more_scenario *more; /* as given; read only while the config is being read */
    size_t more_count;
    const char **set_paths; /* what --set assigned to; NULL where it was a key of time or study */
    sf_more_sets *restated; /* --set as it must stand in resolved.cfg, for each scenario; NULL without --set */
    char digest[SF_DIGEST_HEX];
};

/* The key of a resolved config that tells which CSV files are worked into it. */
static const char tables_key[] = "tables";

/* --- scenarios ------------------------------------------------------------------------------------------------------------------ */

static double day_of(const sf_node *root, const char *path)
{
    const sf_node *node = sf_node_get(root, path);

    return node != NULL && node->value_count > 0 ? node->values[0].quantity.value : (double)NAN;
}

/* Fills in when the assignment acts if it does not say so itself. */
static sf_assignment assignment_at(const sf_node *root, const char *text, const sf_place *place, bool is_set)
{
    const double warm_up = day_of(root, "time.warm_up");

    return (sf_assignment){.text = text,
                           .place = *place,
                           .is_set = is_set,
                           .start = day_of(root, "time.start"),
                           .is_start_always = !(warm_up > 0.0)};
}

/* Applies the --set texts of time and study, or the others. NULL when memory ran out. */
static const sf_node *apply_sets(sf_config *config, const sf_node *root, bool to_study)
{
    for (size_t i = 0; i < config->set_count && root != NULL; i++) {
        const sf_place place = {.file = "--set", .line = (int)i + 1, .column = 1};
        const sf_assignment assignment = assignment_at(root, config->sets[i], &place, true);

        if (sf_overlay_is_study(config->sets[i]) == to_study)
            root = sf_overlay_apply(&config->reader, root, &assignment, &config->set_paths[i]);
    }
    return root;
}

static const char *join(sf_pool *pool, const char *text, const char *more)
{
    if (text == NULL)
        return NULL;
    return text[0] == '\0' ? sf_pool_copy(pool, more, strlen(more)) : sf_pool_print(pool, "%s; %s", text, more);
}

/* --set behind a scenario's own assignments. Those of time and study set no scenario apart. */
static const char *with_sets(sf_config *config, const char *overrides)
{
    for (size_t i = 0; i < config->set_count; i++) {
        if (!sf_overlay_is_study(config->sets[i]))
            overrides = join(&config->pool, overrides, config->sets[i]);
    }
    return overrides;
}

/* The scenario's own assignments on the written config, then --set on top. */
static bool lay_scenario(sf_config *config, const sf_node *written, const sf_node *node, scenario *s)
{
    const sf_node *label = sf_node_child(node, "label"), *set = sf_node_child(node, "set");
    const sf_value *value = set != NULL && set->value_count > 0 ? &set->values[0] : NULL;
    const sf_node *root = written;
    const char *path;

    s->id = node->name;
    s->label = label != NULL && label->value_count > 0 ? label->values[0].text : s->id;
    s->overrides = "";
    config->reader.overlay++;
    for (size_t i = 0; value != NULL && i < value->word_count && root != NULL; i++) {
        const sf_assignment assignment = assignment_at(written, value->words[i], &value->word_places[i], false);

        root = sf_overlay_apply(&config->reader, root, &assignment, &path);
        if (node->in_short == NULL)
            s->overrides = join(&config->pool, s->overrides, value->words[i]);
    }
    if (node->in_short != NULL)
        s->overrides = node->in_short;
    s->overrides = with_sets(config, s->overrides);
    s->setup.root = root != NULL ? apply_sets(config, root, false) : NULL;
    return s->setup.root != NULL && s->overrides != NULL &&
           sf_check_tree(&config->reader, s->setup.root, config->base.root);
}

/* --- scenarios that stand not in the file ------------------------------------------------------------------------------------- */

static sf_place place_of_more(size_t number)
{
    return (sf_place){.file = SF_MORE_SCENARIOS, .line = (int)number, .column = 1};
}

static sf_node *new_scenario(sf_reader *reader, const sf_node *list, const sf_more_scenario *more, size_t number)
{
    const char *id = sf_pool_copy(reader->pool, more->id, strlen(more->id));
    sf_node *node = id == NULL ? NULL : sf_node_new(reader, list, list->row, id, SF_NODE_GROUP);

    if (node == NULL || !sf_node_make_room(reader, node, 3))
        return NULL;
    node->id = id;
    node->in_short = more->in_short == NULL ? NULL : sf_pool_copy(reader->pool, more->in_short, strlen(more->in_short));
    node->place = place_of_more(number);
    return sf_node_add_key(reader, node, "id", id, NULL, 0) &&
                   sf_node_add_key(reader, node, "label", more->label, NULL, 0) &&
                   sf_node_add_key(reader, node, "set", NULL, more->set, more->n_set)
               ? node
               : NULL;
}

/* The list of scenarios with room for all of them; made when the file has none. */
static sf_node *scenario_list(sf_config *config, sf_node *root)
{
    sf_reader *reader = &config->reader;
    sf_node *old = sf_node_child(root, "scenarios");
    const size_t most = (old == NULL ? 1 : old->count) + config->more_count;
    sf_node *list = sf_node_new(reader, root, sf_reader_row(reader, -1, "scenarios"), "scenarios", SF_NODE_LIST);
    sf_node **children = sf_pool_take(reader->pool, root->count + 1, sizeof(sf_node *));

    if (list == NULL || children == NULL || !sf_node_make_room(reader, list, most))
        return NULL;
    list->place = place_of_more(1);
    if (old != NULL) {
        list->place = old->place;
        memcpy(list->children, old->children, old->count * sizeof(sf_node *));
        list->count = old->count;
    }
    memcpy(children, root->children, root->count * sizeof(sf_node *));
    root->children = children;
    for (size_t i = 0; i < root->count; i++)
        if (children[i] == old)
            children[i] = list;
    if (old == NULL)
        children[root->count++] = list;
    return list;
}

/* False when memory ran out. */
static bool add_scenarios(sf_config *config, sf_node *root)
{
    const sf_more_scenario base = {.id = "base", .label = "base"};
    sf_node *list = config->more_count > 0 ? scenario_list(config, root) : NULL;

    if (config->more_count == 0)
        return true;
    if (list != NULL && list->count == 0) {
        list->children[0] = new_scenario(&config->reader, list, &base, 1);
        list->count = 1;
    }
    for (size_t i = 0; list != NULL && i < config->more_count; i++)
        list->children[list->count++] = new_scenario(&config->reader, list, &config->more[i], i + 1);
    return list != NULL && !config->pool.failed;
}

/* Base and scenarios on top of the tree of the file; problems are added. False when memory ran out. */
static bool lay_scenarios(sf_config *config, const sf_node *file)
{
    const sf_node *written, *list = sf_node_child(file, "scenarios");

    config->set_paths = sf_pool_take(&config->pool, config->set_count + 1, sizeof *config->set_paths);
    if (config->set_paths == NULL || !sf_check_tree(&config->reader, file, NULL))
        return false;
    written = apply_sets(config, file, true);
    config->base.root = written != NULL ? apply_sets(config, written, false) : NULL;
    config->base_overrides = with_sets(config, "");
    if (config->base.root == NULL || config->base_overrides == NULL ||
        !sf_check_tree(&config->reader, config->base.root, file))
        return false;
    if (list == NULL || list->count == 0)
        return true;
    config->scenario_count = list->count;
    config->scenarios = sf_pool_take(&config->pool, list->count, sizeof *config->scenarios);
    for (size_t i = 0; i < list->count; i++)
        if (config->scenarios == NULL || !lay_scenario(config, written, list->children[i], &config->scenarios[i]))
            return false;
    return true;
}

/* --- what is worked out once ------------------------------------------------------------------------------------------------------ */

static bool is_dated(const sf_node *node)
{
    return node->shape == SF_NODE_VALUE && node->key->type != SF_KEY_SOURCES;
}

/* Adds every date to setup->dates, or only counts them while there is no room for them. */
static void collect_dates(const sf_node *node, sf_setup *setup)
{
    for (size_t i = 0; is_dated(node) && i < node->value_count; i++) {
        if (!isfinite(node->values[i].from))
            continue;
        if (setup->dates != NULL)
            setup->dates[setup->date_count] = node->values[i].from;
        setup->date_count++;
    }
    for (size_t i = 0; i < node->count; i++)
        collect_dates(node->children[i], setup);
}

static int compare_days(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static void sort_dates(sf_setup *setup)
{
    size_t kept = 0;

    qsort(setup->dates, setup->date_count, sizeof *setup->dates, compare_days);
    for (size_t i = 0; i < setup->date_count; i++)
        if (kept == 0 || setup->dates[i] > setup->dates[kept - 1])
            setup->dates[kept++] = setup->dates[i];
    setup->date_count = kept;
}

static sf_assumption assumption_of(const sf_node *root, const sf_node *node)
{
    const sf_value *value = &node->values[0];
    const sf_node *source = sf_node_get(sf_node_child(root, "sources"), value->source);

    return (sf_assumption){.path = node->path,
                           .value = value->text,
                           .range = value->range,
                           .source = value->source[0] != '\0' ? value->source : "antatt",
                           .source_title = source != NULL && source->value_count > 0 ? source->values[0].text : "",
                           .has_source = value->source[0] != '\0',
                           .is_default = node->is_default,
                           .number = value->headline,
                           .low = value->low,
                           .high = value->high,
                           .place = node->place};
}

/* Numbers about NAV: not those that say how to run the study. Only counts them while there is no room. */
static void collect_assumptions(const sf_node *root, const sf_node *node, sf_setup *setup)
{
    if (strcmp(node->path, "saksflyt") == 0 || strcmp(node->path, "time") == 0 || strcmp(node->path, "study") == 0)
        return;
    if (node->key != NULL && (node->key->flags & SF_KEY_PRIVATE) != 0)
        return;                                                /* what is so of one person is nothing assumed */
    assert(node->key != NULL || node->shape != SF_NODE_VALUE); /* only the root is of no key */
    if (node->shape == SF_NODE_VALUE && sf_key_is_number(node->key->type) && !node->values[0].is_rest) {
        if (setup->assumptions != NULL)
            setup->assumptions[setup->assumption_count] = assumption_of(root, node);
        setup->assumption_count++;
    }
    for (size_t i = 0; i < node->count; i++)
        collect_assumptions(root, node->children[i], setup);
}

static bool finish_setup(sf_config *config, sf_setup *setup)
{
    collect_dates(setup->root, setup);
    collect_assumptions(setup->root, setup->root, setup);
    setup->dates = sf_pool_take(&config->pool, setup->date_count + 1, sizeof *setup->dates);
    setup->assumptions = sf_pool_take(&config->pool, setup->assumption_count + 1, sizeof *setup->assumptions);
    if (setup->dates == NULL || setup->assumptions == NULL)
        return false;
    setup->date_count = setup->assumption_count = 0;
    collect_dates(setup->root, setup);
    sort_dates(setup);
    collect_assumptions(setup->root, setup->root, setup);
    return sf_canonical_digest(&config->pool, (sf_node *)setup->root); /* fills in what nobody could read before */
}

static int compare_scenarios(const void *left, const void *right)
{
    const scenario *const *a = left, *const *b = right;

    return strcmp((*a)->id, (*b)->id);
}

/* --- CSV files -------------------------------------------------------------------------------------------------------------------- */

static int compare_marks(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;

    return strcmp(*a, *b);
}

static bool is_mark(const char *text)
{
    const size_t digits = SF_DIGEST_HEX - 1;

    return strspn(text, "0123456789abcdef") == digits && (text[digits] == ' ' || text[digits] == '\0');
}

/* Gathers the CSV files read now and those that a resolved config tells of. False when memory ran out. */
static bool gather_marks(sf_config *config)
{
    const sf_node *told = sf_node_child(config->base.root, tables_key);
    const sf_value *value = told != NULL && told->value_count > 0 ? &told->values[0] : NULL;
    const size_t most = config->tables.file_count + (value != NULL ? value->word_count : 0);
    size_t count = 0, kept = 0;
    const char **marks = sf_pool_take(&config->pool, most + 1, sizeof *marks);

    if (marks == NULL)
        return false;
    for (const sf_table_file *f = config->tables.files; f != NULL; f = f->next) {
        const char *slash = strrchr(f->name, '/');

        marks[count] = sf_pool_print(&config->pool, "%s %s", f->hex, slash != NULL ? slash + 1 : f->name);
        if (marks[count++] == NULL)
            return false;
    }
    for (size_t i = 0; value != NULL && i < value->word_count; i++)
        marks[count++] = value->words[i];
    qsort(marks, count, sizeof *marks, compare_marks);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || strncmp(marks[kept - 1], marks[i], SF_DIGEST_HEX - 1) != 0)
            marks[kept++] = marks[i];
    config->table_marks = marks;
    config->table_mark_count = kept;
    return true;
}

static void check_marks(sf_config *config, const sf_node *root)
{
    const sf_node *told = sf_node_child(root, tables_key);

    for (size_t i = 0; told != NULL && told->value_count > 0 && i < told->values[0].word_count; i++)
        if (!is_mark(told->values[0].words[i]))
            sf_problems_error(config->reader.problems, &told->place,
                              _("%s: \"%.80s\" is no SHA-256 of a CSV file; this key is written by the program"),
                              told->path, told->values[0].words[i]);
}

/* Base, and every scenario as what it comes to, whatever way it is written. */
static bool make_digest(sf_config *config)
{
    const scenario **sorted = sf_pool_take(&config->pool, config->scenario_count + 1, sizeof(scenario *));
    sf_digest digest;

    if (sorted == NULL)
        return false;
    for (size_t i = 0; i < config->scenario_count; i++)
        sorted[i] = &config->scenarios[i];
    qsort(sorted, config->scenario_count, sizeof(scenario *), compare_scenarios);
    sf_digest_begin(&digest);
    sf_digest_add_text(&digest, "saksflyt config 1");
    sf_digest_add_text(&digest, config->base.root->digest);
    for (size_t i = 0; i < config->scenario_count; i++) {
        sf_digest_add_text(&digest, sorted[i]->id);
        sf_digest_add_text(&digest, sorted[i]->label);
        sf_digest_add_text(&digest, sorted[i]->setup.root->digest);
    }
    for (size_t i = 0; i < config->table_mark_count; i++)
        sf_digest_add(&digest, config->table_marks[i], SF_DIGEST_HEX - 1);
    sf_digest_end(&digest, config->digest);
    return true;
}

/* In resolved.cfg the base holds --set already; each scenario then states what its own assignments and --set came to, so that
 * reading it again gives the same. */
static bool restate_sets(sf_config *config)
{
    if (config->set_count == 0)
        return true;
    config->restated = sf_pool_take(&config->pool, config->scenario_count + 1, sizeof *config->restated);
    for (size_t i = 0; config->restated != NULL && i < config->scenario_count; i++) {
        const sf_node *root = config->scenarios[i].setup.root;
        sf_more_sets *more = &config->restated[i];
        size_t most = 0;

        for (size_t j = 0; j < config->set_count; j++)
            if (!sf_overlay_is_study(config->sets[j]))
                most += sf_overlay_restate(&config->pool, sf_node_get(root, config->set_paths[j]), NULL, 0);
        more->lines = sf_pool_take(&config->pool, most + 1, sizeof *more->lines);
        if (more->lines == NULL)
            return false;
        for (size_t j = 0; j < config->set_count; j++)
            if (!sf_overlay_is_study(config->sets[j]))
                more->count += sf_overlay_restate(&config->pool, sf_node_get(root, config->set_paths[j]),
                                                  more->lines + more->count, most - more->count);
    }
    return config->restated != NULL;
}

static bool finish(sf_config *config)
{
    if (!finish_setup(config, &config->base))
        return false;
    for (size_t i = 0; i < config->scenario_count; i++)
        if (!finish_setup(config, &config->scenarios[i].setup))
            return false;
    return gather_marks(config) && make_digest(config) && restate_sets(config) && !config->pool.failed;
}

/* --- reading ---------------------------------------------------------------------------------------------------------------------- */

static sf_status no_memory(sf_error *err)
{
    return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while reading the config"));
}

static sf_status read_config(sf_config *config, const char *path, sf_source *source, sf_scan *scan, sf_error *err)
{
    sf_reader *reader = &config->reader;
    sf_status status;
    sf_node *root;

    reader->map = sf_pool_take(&config->pool, 1, sizeof *reader->map);
    if (reader->map == NULL || !sf_reader_link_keys(reader))
        return no_memory(err);
    status = sf_source_read(&config->pool, path, source, reader->problems, err);
    if (status == SF_OK)
        status = sf_scan_read(&config->pool, source, scan, reader->problems);
    if (status == SF_ENOMEM)
        return no_memory(err);
    if (status != SF_OK)
        return status;
    root = sf_tree_read(reader);
    if (root == NULL)
        return config->pool.failed ? no_memory(err) : SF_ECONFIG;
    if (!sf_attributes_combine(reader, root, reader->map))
        return no_memory(err);
    if (!add_scenarios(config, root) || !lay_scenarios(config, root))
        return no_memory(err);
    check_marks(config, root);
    if (reader->problems->errors > 0)
        return SF_ECONFIG;
    return finish(config) ? SF_OK : no_memory(err);
}

sf_status sf_config_read(const char *path, const sf_key *keys, size_t n_keys, const char *const *sets, size_t n_sets,
                         sf_problems *problems, sf_config **out, sf_error *err)
{
    return sf_config_read_more(path, keys, n_keys, sets, n_sets, NULL, 0, problems, out, err);
}

sf_status sf_config_read_more(const char *path, const sf_key *keys, size_t n_keys, const char *const *sets,
                              size_t n_sets, const sf_more_scenario *more, size_t n_more, sf_problems *problems,
                              sf_config **out, sf_error *err)
{
    sf_config *config = calloc(1, sizeof *config);
    sf_source source = {.text = NULL};
    sf_scan scan = {.items = NULL};
    sf_status status;

    if (config == NULL)
        return no_memory(err);
    config->reader = (sf_reader){.pool = &config->pool,
                                 .problems = problems,
                                 .keys = keys,
                                 .key_count = n_keys,
                                 .source = &source,
                                 .scan = &scan,
                                 .tables = &config->tables};
    config->tables = (sf_tables){.pool = &config->pool, .problems = problems, .source = &source};
    config->sets = sets;
    config->set_count = n_sets;
    config->more = more;
    config->more_count = n_more;
    status = read_config(config, path, &source, &scan, err);
    sf_problems_sort(problems);
    sf_tables_sift(&config->tables, problems);
    if (status == SF_ECONFIG)
        status = sf_problems_status(problems, err);
    config->reader.problems = NULL; /* borrowed while reading */
    config->reader.source = config->tables.source = NULL;
    config->tables.problems = NULL;
    config->reader.scan = NULL;
    config->sets = NULL;
    config->more = NULL;
    if (status == SF_OK)
        *out = config;
    else
        sf_config_free(config);
    return status;
}

void sf_config_free(sf_config *config)
{
    if (config == NULL)
        return;
    sf_pool_free(&config->pool);
    free(config);
}

const sf_setup *sf_config_base(const sf_config *config)
{
    return &config->base;
}

const char *sf_config_base_overrides(const sf_config *config)
{
    return config->base_overrides;
}

size_t sf_config_scenario_count(const sf_config *config)
{
    return config->scenario_count;
}

static const scenario *scenario_at(const sf_config *config, size_t index)
{
    assert(index < config->scenario_count);
    return &config->scenarios[index];
}

const char *sf_config_scenario_id(const sf_config *config, size_t index)
{
    return scenario_at(config, index)->id;
}

const char *sf_config_scenario_label(const sf_config *config, size_t index)
{
    return scenario_at(config, index)->label;
}

const char *sf_config_scenario_overrides(const sf_config *config, size_t index)
{
    return scenario_at(config, index)->overrides;
}

const sf_setup *sf_config_scenario(const sf_config *config, size_t index)
{
    return &scenario_at(config, index)->setup;
}

bool sf_node_is_from_table(const sf_node *list)
{
    return list->table != NULL;
}

size_t sf_setup_dates(const sf_setup *setup, const double **civil_days)
{
    *civil_days = setup->dates;
    return setup->date_count;
}

const sf_node *sf_setup_root(const sf_setup *setup)
{
    return setup->root;
}

size_t sf_setup_assumptions(const sf_setup *setup, const sf_assumption **out)
{
    *out = setup->assumptions;
    return setup->assumption_count;
}

void sf_config_digest(const sf_config *config, char hex[SF_DIGEST_HEX])
{
    memcpy(hex, config->digest, SF_DIGEST_HEX);
}

/* Which CSV files are worked in, so that the digest is the same. */
static bool write_marks(const sf_config *config, sf_pool *scratch, FILE *file)
{
    for (size_t i = 0; i < config->table_mark_count; i++) {
        const char *quoted = sf_canonical_quote(scratch, config->table_marks[i]);

        if (quoted == NULL)
            return false;
        fprintf(file, "%s%s", i == 0 ? "tables = [\n  " : ",\n  ", quoted);
    }
    fputs(config->table_mark_count > 0 ? " ];\n" : "", file);
    return true;
}

sf_status sf_config_write_resolved(const sf_config *config, FILE *file, sf_error *err)
{
    sf_pool scratch = {.blocks = NULL};
    bool is_written;

    fputs("# The config as it was run: includes and --set worked in, defaults written out.\n", file);
    is_written =
        sf_canonical_write(&scratch, config->base.root, config->restated, file) && write_marks(config, &scratch, file);
    sf_pool_free(&scratch);
    if (!is_written)
        return no_memory(err);
    if (fflush(file) != 0 || ferror(file))
        return SF_FAIL(err, SF_EIO, NULL, "%s", _("writing resolved.cfg failed; is the disk full?"));
    return SF_OK;
}

/* --- nodes ------------------------------------------------------------------------------------------------------------------------ */

const sf_node *sf_node_get(const sf_node *parent, const char *path)
{
    while (parent != NULL) {
        const size_t length = strcspn(path, ".");
        const sf_node *child = NULL;

        for (size_t i = 0; i < parent->count && child == NULL; i++)
            if (strlen(parent->children[i]->name) == length && memcmp(parent->children[i]->name, path, length) == 0)
                child = parent->children[i];
        if (child == NULL || path[length] == '\0')
            return child;
        parent = child;
        path += length + 1;
    }
    return NULL;
}

size_t sf_node_count(const sf_node *node)
{
    return node != NULL ? node->count : 0;
}

const sf_node *sf_node_at(const sf_node *node, size_t index)
{
    assert(index < node->count);
    return node->children[index];
}

const char *sf_node_name(const sf_node *node)
{
    return node->name;
}

const char *sf_node_id(const sf_node *node)
{
    return node->id;
}

const char *sf_node_path(const sf_node *node)
{
    return node->path;
}

const sf_place *sf_node_place(const sf_node *node)
{
    return &node->place;
}

bool sf_node_is_group(const sf_node *node)
{
    return node->shape == SF_NODE_GROUP || node->shape == SF_NODE_BY_ID;
}

const sf_node *sf_node_for(const sf_node *node, const char *id)
{
    const sf_node *own;

    if (node == NULL || node->shape != SF_NODE_BY_ID)
        return node;
    own = sf_node_child(node, id);
    for (size_t i = 0; i < node->count && own == NULL; i++)
        if (sf_attributes_has(node->map, id, node->children[i]->name))
            own = node->children[i];
    return own;
}

/* The value in force on a day: the last that begins no later. */
static const sf_value *value_on(const sf_node *node, double civil_day)
{
    size_t i;

    assert(node->shape == SF_NODE_VALUE && node->value_count > 0);
    for (i = node->value_count - 1; i > 0 && node->values[i].from > civil_day; i--)
        ;
    return &node->values[i];
}

double sf_node_number(const sf_node *node, double civil_day)
{
    assert(sf_key_quantity_kind(node->key->type) != SF_Q_KIND_COUNT || node->key->type == SF_KEY_DATE);
    return value_on(node, civil_day)->quantity.value;
}

sf_quantity sf_node_quantity(const sf_node *node, double civil_day)
{
    assert(sf_key_quantity_kind(node->key->type) != SF_Q_KIND_COUNT);
    return value_on(node, civil_day)->quantity;
}

double sf_node_last_change(const sf_node *node)
{
    return node->value_count > 0 ? node->values[node->value_count - 1].from : SF_ALWAYS;
}

bool sf_node_range(const sf_node *node, double civil_day, double *low, double *high)
{
    const sf_value *value = value_on(node, civil_day);
    const bool has_range = !isnan(value->low) && !isnan(value->high);

    *low = has_range ? value->low : sf_node_number(node, civil_day);
    *high = has_range ? value->high : sf_node_number(node, civil_day);
    return has_range;
}

bool sf_node_takes_number(const sf_node *node)
{
    return (node->shape == SF_NODE_VALUE || node->shape == SF_NODE_BY_ID) && sf_key_is_number(node->key->type) &&
           node->key->type != SF_KEY_SEASON;
}

bool sf_node_is_whole(const sf_node *node)
{
    return node->shape == SF_NODE_VALUE && node->value_count > 0 &&
           (node->key->type == SF_KEY_COUNT ||
            (node->key->type == SF_KEY_LEGAL_TIME && node->values[0].quantity.calendar_months != 0));
}

const char *sf_node_unit(const sf_node *node, double civil_day)
{
    if (node->shape == SF_NODE_BY_ID)
        return node->count > 0 ? sf_node_unit(node->children[0], civil_day) : "";
    return node->value_count > 0 ? value_on(node, civil_day)->quantity.unit : "";
}

double sf_node_written_number(const sf_node *node, double civil_day)
{
    const char *text = node->shape == SF_NODE_VALUE && node->value_count > 0 ? value_on(node, civil_day)->text : "";

    return sf_number_of(text, sf_number_length(text, strlen(text)));
}

bool sf_node_is_rest(const sf_node *node, double civil_day)
{
    return value_on(node, civil_day)->is_rest;
}

bool sf_node_switch(const sf_node *node, double civil_day)
{
    assert(node->key->type == SF_KEY_SWITCH);
    return value_on(node, civil_day)->is_on;
}

uint64_t sf_node_seed(const sf_node *node)
{
    assert(node->key->type == SF_KEY_SEED);
    return node->values[0].seed;
}

const char *sf_node_text(const sf_node *node, double civil_day)
{
    return value_on(node, civil_day)->text;
}

size_t sf_node_words(const sf_node *node, double civil_day)
{
    return node != NULL ? value_on(node, civil_day)->word_count : 0;
}

const char *sf_node_word(const sf_node *node, double civil_day, size_t index)
{
    const sf_value *value = value_on(node, civil_day);

    assert(index < value->word_count);
    return value->words[index];
}

const sf_distribution *sf_node_distribution(const sf_node *node, double civil_day)
{
    assert(node->key->type == SF_KEY_DURATION_DIST || node->key->type == SF_KEY_WORK_DIST);
    return &value_on(node, civil_day)->distribution;
}

sf_season sf_node_season(const sf_node *node, double civil_day)
{
    assert(node->key->type == SF_KEY_SEASON);
    return value_on(node, civil_day)->season;
}
