/* input/value.h - what one setting says: the one-string number and its relatives, as text and as plain data.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_VALUE_H
#define SF_INPUT_VALUE_H

#include "core/problems.h"
#include "input/config.h"
#include "input/distribution.h"
#include "input/pool.h"

/** One value and the day from which it holds. A setting has one, or several by date. */
typedef struct sf_value {
    double from;           /* civil day; SF_ALWAYS for the first */
    const char *text;      /* the value alone, "8.6 %": without date, range and source */
    const char *full_text; /* with the values of each file in place of its name; NULL when that is the same */
    const char *range;     /* "30..300" as written, "" when none is known */
    const char *source;    /* its code, "" when none is written */
    double low, high;      /* the range in the kind's own unit; NAN when none */
    bool has_own_range;    /* the range stands beside this very value */
    bool has_own_source;
    bool is_rest;
    bool is_on;           /* SF_KEY_SWITCH */
    sf_quantity quantity; /* quantities; a date's civil day; infinity for "unlimited"; NAN for "rest" */
    double headline;      /* the number that low..high is about: the quantity, or a distribution's first one */
    sf_distribution distribution;
    sf_season season;
    uint64_t seed;
    const char **words;    /* SF_KEY_REFS, SF_KEY_WORDS */
    sf_place *word_places; /* of each; NULL when they stand in an assignment */
    size_t word_count;
} sf_value;

/** Who reads, and where complaints go. */
typedef struct sf_value_reader {
    sf_pool *pool;
    sf_problems *problems;
    sf_place place;
    const char *path; /* of the setting, for messages */
    sf_table_finder finder;
} sf_value_reader;

/** True for the key types whose text may carry range and source: quantities, distributions, seasons. */
bool sf_key_is_number(sf_key_type type);

/** The kind of quantity a key holds; SF_Q_KIND_COUNT when it holds none. A distribution has the kind of its times. */
sf_quantity_kind sf_key_quantity_kind(sf_key_type type);

/** Reads the text of a setting: "75 min, 45..120, antatt" or "24; 44 from 2026-07-01".
 *  Returns the values (owner: the pool), *count of them, ascending in time; NULL after adding a problem, or when memory ran out. */
sf_value *sf_value_read(const sf_value_reader *reader, const sf_key *key, const char *text, size_t *count);

/** Reads one value without ";" and "from": for the assignments of a scenario. `unit` is used when the text has none; may be "". */
bool sf_value_read_one(const sf_value_reader *reader, const sf_key *key, const char *text, const char *unit,
                       sf_value *out);

/** Reads "2025-01-01" as a civil day. False when it is no day of the calendar from 1900 to 2199. */
bool sf_day_read(const char *text, size_t length, double *civil_day);

/** "2025-01-01" of a civil day. Returns buffer. */
const char *sf_day_write(double civil_day, char buffer[16]);

/** True for [a-z][a-z0-9_]{0,31} but for the reserved words all, rest, always. */
bool sf_id_is_valid(const char *id);

/** True when word is one of "a|b|pool(*teams)"; a word with brackets matches any id between them. */
bool sf_word_is_known(const char *words, const char *word);

/** As sf_word_is_known of the key's words; says so, with what may have been meant, when it is not. */
bool sf_word_read(const sf_value_reader *reader, const sf_key *key, const char *word);

/** The id between the brackets of "pool(pool)" (pool memory); NULL when there are none. */
const char *sf_word_argument(sf_pool *pool, const char *word);

/** What an id between brackets must be one of: "teams" for "pool(x)" and words "wait|pool(*teams)" (pool memory); NULL when it has none. */
const char *sf_word_kind(sf_pool *pool, const char *words, const char *word);

/** The whole setting as text, as it may stand in a config: values, ranges, sources and dates. Owner: the pool. */
const char *sf_value_write(sf_pool *pool, const sf_key *key, const sf_value *values, size_t count);

#endif
