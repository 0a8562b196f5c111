/* tests/support/lives.h - a config as text or file, run through the model itself, and its results by name.
 * Everything that goes wrong fails the test, a failed self-check too.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_LIVES_H
#define SF_TESTS_LIVES_H

#include "models/model.h"

/** A compiled config and the memory it runs in. */
typedef struct world {
    sf_config *config;
    sf_model *model;
    sf_arena *arena;
} world;

/** Reads and compiles. sets: n_sets texts as of --set (may be NULL, 0). Owner: the caller, world_close. */
world world_of_file(const char *path, const char *const *sets, size_t n_sets);
world world_of_text(const char *text);
world world_of_text_with(const char *text, const char *const *sets, size_t n_sets);
void world_close(world *w);

/** The number of a scenario; fails when there is none. */
uint32_t scenario_of(const world *w, const char *id);

/** Runs one replication and asserts its self-checks. Free with sf_replication_free. */
sf_replication_record life_of(const world *w, const char *scenario, uint32_t replication, uint64_t seed);

/** A config as text and what came of its scenario "base" in the first replication. Owner: the caller, lived_close. */
typedef struct lived {
    world w;
    sf_replication_record r;
} lived;
lived lived_of(const char *text, uint64_t seed);
void lived_close(lived *l);

/** The row of these names; NULL when the record has none. Unknown names fail. */
const sf_observation *find_row(const world *w, const sf_replication_record *r, const char *metric, const char *entity,
                               const char *segment, sf_stat stat);
/** The value of a row that must be there. */
double observed(const world *w, const sf_replication_record *r, const char *metric, const char *entity, sf_stat stat);
double observed_in(const world *w, const sf_replication_record *r, const char *metric, const char *entity,
                   const char *segment, sf_stat stat);

/** How many rows of a are missing in b or differ in some bit of value, numerator or denominator. Names decide, not numbers:
 *  the worlds may be of different configs. */
size_t rows_that_differ(const world *wa, const sf_replication_record *a, const world *wb,
                        const sf_replication_record *b);

/** Every byte of two records of one model alike, timing apart. */
bool same_record(const sf_replication_record *a, const sf_replication_record *b);

#endif
