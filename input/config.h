/* input/config.h - the config door: from a file to a checked config, every value keeping file:line:column.
 * The only room that includes libconfig. Knows nothing about NAV: what keys exist is told by the key table.
 *
 *   file + @include -> scan (bytes, columns, limits) -> libconfig -> tree of nodes -> checked against the key table
 *        -> base setup; + scenario assignments + --set -> one setup per scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_CONFIG_H
#define SF_INPUT_CONFIG_H

#include <math.h>
#include <stdio.h>

#include "core/digest.h"
#include "core/distribution.h"
#include "core/problems.h"
#include "core/units.h"
#include "input/keys.h"

typedef struct sf_config sf_config; /* one file, read and checked, with all its scenarios */
typedef struct sf_setup sf_setup;   /* what one scenario (or the base) says */
typedef struct sf_node sf_node;     /* one setting in a setup */

#define SF_ALWAYS (-(double)INFINITY) /* the date before all dates: a value from the beginning */

/** Reads and checks a config.
 *  keys       the key table (n_keys rows), which must outlive the config
 *  sets       n_sets texts of --set, "PATH=VALUE", "PATH+=VALUE", "PATH*=VALUE", each maybe " from DATE" or " from always";
 *             reported as "--set:1:column" with the number of the option as line
 *  problems   receives every error and warning in file order (also when SF_OK is returned)
 *  Returns    SF_OK and *out (owner: the caller, sf_config_free); SF_ENOINPUT; SF_ECONFIG when there is any error; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_config_read(const char *path, const sf_key *keys, size_t n_keys, const char *const *sets,
                                       size_t n_sets, sf_problems *problems, sf_config **out, sf_error *err);

/** A scenario that stands not in the file: id, label and assignments as scenarios[] has them. */
typedef struct sf_more_scenario {
    const char *id, *label;
    const char *const *set;
    size_t n_set;
    const char *
        in_short; /* what is said in place of its assignments when they are too many to be written out; such a scenario is part
                           * of the digest, and left out of resolved.cfg: whoever made it can make it again. NULL: written out */
} sf_more_scenario;

/** As sf_config_read, with n_more scenarios after those of the file. They are part of the config: of its digest, and of what
 *  sf_config_write_resolved writes. A file without scenarios gets "base", which assigns nothing, before them.
 *  Problems in the k-th of them (from 1) stand at line k of a file named SF_MORE_SCENARIOS. Texts are copied. */
SF_MUST_CHECK sf_status sf_config_read_more(const char *path, const sf_key *keys, size_t n_keys,
                                            const char *const *sets, size_t n_sets, const sf_more_scenario *more,
                                            size_t n_more, sf_problems *problems, sf_config **out, sf_error *err);
#define SF_MORE_SCENARIOS "--vary"

void sf_config_free(sf_config *config);

/** The base as the file says it, with --set on top (what warm-up and a scenario without assignments run). */
const sf_setup *sf_config_base(const sf_config *config);
/** What --set assigned to it, joined by "; "; "" when nothing. Not what it set in time and study. */
const char *sf_config_base_overrides(const sf_config *config);

size_t sf_config_scenario_count(
    const sf_config *config); /* 0 when the file has no `scenarios`; the caller then runs the base as "base" */
const char *sf_config_scenario_id(const sf_config *config, size_t scenario);
const char *sf_config_scenario_label(const sf_config *config, size_t scenario); /* the id when no label is written */
/** The assignments of the scenario joined by "; ", those of --set last, but for time and study. */
const char *sf_config_scenario_overrides(const sf_config *config, size_t scenario);
const sf_setup *sf_config_scenario(const sf_config *config, size_t scenario);

/** Civil days (core/civil.h) at which some value of the setup changes, ascending, without duplicates and without
 *  SF_ALWAYS. An assignment without a date changes at time.start. Owner: the setup. */
size_t sf_setup_dates(const sf_setup *setup, const double **civil_days);

const sf_node *sf_setup_root(const sf_setup *setup);

/** SHA-256 of the canonical config: the base and every scenario as what they come to (--set applied), each key with its value,
 *  range and source code, sorted by key and id, defaults filled in. Left out: comments, layout, order of lists with ids, titles
 *  of sources, the wording of assignments, study.seed and study.replications. Cost O(1): computed when the config is read. */
void sf_config_digest(const sf_config *config, char hex[SF_DIGEST_HEX]);

/** Writes resolved.cfg: the config with @include and --set applied and every default written out (marked by a comment
 *  "# default"), itself a valid config that gives the same digest. The scenarios' own assignments are written unchanged; when
 *  there was a --set, they are followed by what it came to in that scenario. Returns SF_EIO when writing failed. */
SF_MUST_CHECK sf_status sf_config_write_resolved(const sf_config *config, FILE *file, sf_error *err);

/* --- nodes. A node of a checked setup has the type its key says, so the readers below cannot fail; asking for the wrong
 *     type is our bug (assert). `civil_day` chooses among dated values: the last one not after it; use SF_ALWAYS for the first. --- */

/** The child or grandchild at a relative path, "portfolio.limit"; filled in from the default when not written;
 *  NULL when it is neither written nor has a default (omitted means absent). parent may be NULL (gives NULL). */
const sf_node *sf_node_get(const sf_node *parent, const char *path);
size_t sf_node_count(const sf_node *node);                    /* elements of a list, keys of a group, 0 for NULL */
const sf_node *sf_node_at(const sf_node *node, size_t index); /* in file order */
const char *sf_node_name(const sf_node *node);                /* its key; for list elements the id (or number) */
const char *sf_node_id(const sf_node *node);                  /* the id of a list element, "" when it has none */
const char *sf_node_path(const sf_node *node);                /* by ids, "teams.aap.portfolio.limit"; "" for the root */
const sf_place *sf_node_place(const sf_node *node);
/** The last civil day from which a value of the setting holds; SF_ALWAYS when it never changes, or holds no value. */
double sf_node_last_change(const sf_node *node);
bool sf_node_is_group(const sf_node *node); /* e.g. to tell a by-segment group from one value */

/** Was the list read from a CSV file? */
bool sf_node_is_from_table(const sf_node *list);

/** For a key with SF_KEY_BY_SEGMENT (or BY_PROFILE): the value for that id; the node itself when it is one value for all. */
const sf_node *sf_node_for(const sf_node *node, const char *id);

/** Any quantity kind, in its own unit; a date: its civil day; "unlimited": infinity; "rest": NAN (see sf_node_is_rest);
 *  a distribution: its mean. */
double sf_node_number(const sf_node *node, double civil_day);
sf_quantity sf_node_quantity(const sf_node *node, double civil_day); /* with calendar_months */
/** The ends of the range that stands beside the value, in the kind's own unit; false, and the value itself twice, when none does. */
bool sf_node_range(const sf_node *node, double civil_day, double *low, double *high);
/** True when the setting holds numbers that can be written in its place: quantities, distributions. */
bool sf_node_takes_number(const sf_node *node);
/** True when it takes whole numbers only: a count, or a legal time written in calendar months. */
bool sf_node_is_whole(const sf_node *node);
/** The unit as written, and the number in that unit (NAN when there is no plain one, as for distributions and groups). */
const char *sf_node_unit(const sf_node *node, double civil_day);
double sf_node_written_number(const sf_node *node, double civil_day);
bool sf_node_is_rest(const sf_node *node, double civil_day); /* written as "rest" */
bool sf_node_switch(const sf_node *node, double civil_day);
uint64_t sf_node_seed(const sf_node *node);
const char *sf_node_text(const sf_node *node, double civil_day); /* id, text, word, ref; owner: the config */
size_t sf_node_words(const sf_node *node, double civil_day);     /* how many texts in [ ... ] */
const char *sf_node_word(const sf_node *node, double civil_day, size_t index);
const sf_distribution *sf_node_distribution(const sf_node *node, double civil_day);

typedef struct sf_season {
    double amplitude;   /* 0..1 */
    double period_days; /* > 0 */
} sf_season;
sf_season sf_node_season(const sf_node *node, double civil_day);

/* --- the register of assumptions: every number of a setup with its range and source --- */
typedef struct sf_assumption {
    const char *path;         /* "teams.aap.portfolio.limit" */
    const char *value;        /* as written, "100" or "8.6 %" */
    const char *range;        /* "30..300", "" when none */
    const char *source;       /* code, "P26"; "antatt" when none is written */
    const char *source_title; /* from `sources`; "" for antatt */
    bool has_source;          /* a source is written, if only antatt */
    bool is_default;          /* not written by the user */
    double number, low, high; /* in the kind's own unit; NAN where not a number or no range */
    sf_place place;
} sf_assumption;

/** All quantities and distributions, in file order, but for time, study and "rest". `number`, `low` and `high` of a distribution
 *  are about its first time (the mean, or the median). Owner: the setup. */
size_t sf_setup_assumptions(const sf_setup *setup, const sf_assumption **out);

#endif
