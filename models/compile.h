/* models/compile.h - inside the compiler: reading checked nodes, and the tables that each file makes of them.
 * Every reader takes its value as of compiler.day; a key that is omitted gives NULL, SF_NONE or the value named in the call.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_COMPILE_H
#define SF_MODELS_COMPILE_H

#include "models/model.h"

/* All that lives as long as the model. */
struct model_memory {
    struct block *blocks; /* everything, what is named below included */
    struct cached_sampler *samplers;
    struct cached_calendar *calendars;
    struct named_purpose *purposes;
    const bool *working_days;
    size_t n_days;
};

typedef struct compiler {
    sf_model *model;
    sf_problems *problems;
    const sf_node *root;
    double day; /* the civil day whose values count */
    follow_up_effect effect;
    const sf_node **segments, **profiles, **barriers, **programmes, **teams, **tiltak, **treatments, **budgets,
        **offices, **goals, **markets;
    sf_status status;
    sf_error *err;
} compiler;

/* --- compile_values.c --- */
/* Zeroed memory of the model's lifetime; NULL marks the compiler as failed. */
void *compile_take(compiler *c, size_t count, size_t size);
/* The elements of a list, ordered by id when sorted (rows without ids keep their order). */
const sf_node **compile_elements(compiler *c, const sf_node *list, bool sorted);
/* The number of the element of that id; SF_NONE. */
uint16_t compile_index(const sf_node *const *nodes, size_t n, const char *id);
double compile_number(const compiler *c, const sf_node *parent, const char *key, double otherwise);
const char *compile_text(const compiler *c, const sf_node *parent, const char *key);
const char *compile_label(const compiler *c, const sf_node *element);
bool compile_is_word(const compiler *c, const sf_node *parent, const char *key, const char *word);
bool compile_is_on(const compiler *c, const sf_node *parent, const char *key);
/* One number per segment; NULL when the key is omitted. */
const double *compile_by_segment(compiler *c, const sf_node *parent, const char *key);
/* Shares over ids that add up to 1, "rest" filled in; ids left out have none. */
double *compile_shares(compiler *c, const sf_node *group, const sf_node *const *ids, size_t n);
legal_time compile_legal_time(const compiler *c, const sf_node *parent, const char *key);
/* The sampler of a distribution, made once for all that are alike; NULL when the key is omitted. */
const sf_sampler *compile_sampler(compiler *c, const sf_node *parent, const char *key);
const sf_sampler *compile_sampler_of(compiler *c, const sf_distribution *wanted);
/* The purpose of a path, registered so that two paths never share one. */
uint32_t compile_purpose(compiler *c, const char *format, ...) SF_PRINTF(2, 3);
const sf_calendar *compile_calendar(compiler *c, bool always, double opens_at, double hours_per_week);
uint32_t compile_need_bits(const compiler *c, const sf_node *parent, const char *key);
/* A bit for each named element; *any tells whether some word named one of the kind. */
uint64_t compile_bits_among(const compiler *c, const sf_node *node, const sf_node *const *kind, size_t n, bool *any);
priority_rule compile_rule(const compiler *c, const sf_node *parent, const char *key);
uint16_t compile_reference(const compiler *c, const sf_node *parent, const char *key, const sf_node *const *kind,
                           size_t n);
uint16_t compile_state(const compiler *c, const char *id);

/* The rows of by_time, in the order of time. */
const rate_step *compile_rate_steps(compiler *c, const sf_node *node, size_t *n);

/* --- compile_attributes.c --- */
/* Bits: the segments whose people all have that value of its attribute; 0 when there is no such value. */
uint64_t compile_segments_with(const compiler *c, const char *value_id);
/* The key of the segment's own row, or of the value of an attribute that has it; NULL. */
const sf_node *compile_segment_key(const compiler *c, const sf_node *segment, const char *key);
/* Is a switch on, in the row of the segment or at one of its values? */
bool compile_segment_is(const compiler *c, const sf_node *segment, const char *key);
/* Adds the shares of segments that come from those of attributes to out[]; with `own`, shares of the values of one attribute in place
 * of its usual ones: the others' stay as they are among people with the same value. */
void compile_combined_shares(compiler *c, const sf_node *own, double *out);
/* Once a setup: the shares of attributes add up, on the day. */
bool compile_attributes_hold(compiler *c);
/* Once, from the base: the model's values, by which results are split beside segments. */
void compile_values_reported(compiler *c);

/* --- compile_returns.c --- */
/* Once, from the base: does anybody return, and how many programmes remember earlier spells. */
void compile_what_returns_need(compiler *c);
/* What an exit of the programme `owner` leads to. */
void compile_ways_on(compiler *c, const sf_node *owner, const sf_node *node, exit_kind *e);
/* What is remembered of a person's earlier spells in p, and what it bars. */
void compile_past(compiler *c, const sf_node *node, programme *p, const sf_node *const *exits, size_t n_exits);

/* --- compile_selection.c --- */
void compile_selection(compiler *c, const sf_node *node, programme *p, const sf_node *const *exits, size_t n_exits);

/* --- one epoch's tables, each from its own file --- */
const segment_kind *compile_segments(compiler *c);
const profile *compile_profiles(compiler *c);
const barrier *compile_barriers(compiler *c);
const stream *compile_streams(compiler *c);
const assignment *compile_assignments(compiler *c, const stream *streams);
const programme *compile_programmes(compiler *c);
team *compile_teams(compiler *c);
tiltak *compile_tiltak(compiler *c, const programme *programmes);
const treatment *compile_treatments(compiler *c);
const appropriation *compile_budgets(compiler *c);

/* --- compile_stock.c --- */
/* The people of the first day, from the base; `before` holds the tables of the day before. */
void compile_stock(compiler *c, const epoch *before);

/* --- compile_sites.c --- */
void compile_catchments(compiler *c); /* the model's; after the desks, before any epoch */
/* Places by site; after the heads. Sets the places of each tiltak to the sum of its sites. */
const double *compile_site_places(compiler *c, tiltak *all, const nav_office *offices, const team *teams);

/* The catchment that a list element writes, if there are offices, or regions, to belong to; and how many sites it has. */
catchment compile_catchment(compiler *c, const sf_node *node);
uint32_t compile_sites_in(const sf_model *m, catchment which);

/* --- compile_openings.c --- */
void compile_districts(compiler *c); /* the model's; after the catchments */
const labour_market *compile_markets(compiler *c);
/* The openings that an exit of the programme `owner` takes. */
void compile_opening(compiler *c, const sf_node *owner, const sf_node *node, exit_kind *e);

/* --- compile_offices.c --- */
void compile_desks(compiler *c); /* the model's; before any epoch */
const nav_office *compile_offices(compiler *c);
/* Veiledere by desk. Sets the teams' own numbers to the sum of their desks. */
const uint32_t *compile_heads(compiler *c, team *teams, const nav_office *offices);

#endif
