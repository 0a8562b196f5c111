/* input/keys.h - the key table: one row per key a config may hold. The table itself lives with the model that means it
 * (models/keys.c); this room only knows how to obey it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_KEYS_H
#define SF_INPUT_KEYS_H

#include <stddef.h>

typedef enum sf_key_type {
    SF_KEY_GROUP,         /* { ... } with the keys declared below it */
    SF_KEY_LIST,          /* ( {id = ...;}, ... ) : groups that may be pointed at by id; path "teams[]" */
    SF_KEY_ROWS,          /* ( {...}, {...} ) : groups where id is optional; pointed at by id, or by number from 1. With
                           * SF_KEY_PRIVATE it may be a CSV file, as any SF_KEY_LIST */
    SF_KEY_ID,            /* an identifier, [a-z][a-z0-9_]{0,31}, not all, rest, always */
    SF_KEY_TEXT,          /* free text for people */
    SF_KEY_WORD,          /* one of `words` ("a|b|c"); "pool(*teams)" in words means pool(ID of a team) */
    SF_KEY_SWITCH,        /* true/false, or "yes"/"no" */
    SF_KEY_DATE,          /* "2025-01-01" */
    SF_KEY_NUMBER,        /* dimensionless, or % */
    SF_KEY_COUNT,         /* whole number >= 0; with SF_KEY_UNLIMITED the word "unlimited" is taken too (infinity) */
    SF_KEY_SHARE,         /* 0..1 or % */
    SF_KEY_DURATION,      /* civil days */
    SF_KEY_LEGAL_TIME,    /* civil days, or calendar months */
    SF_KEY_WORK,          /* working minutes */
    SF_KEY_RATE,          /* per day */
    SF_KEY_HOURS_RATE,    /* working hours per week */
    SF_KEY_MONEY,         /* NOK */
    SF_KEY_MONEY_RATE,    /* NOK per day */
    SF_KEY_G_RATE,        /* base amounts per year */
    SF_KEY_SEED,          /* unsigned 64-bit whole number */
    SF_KEY_DURATION_DIST, /* a distribution of civil days; a plain duration is the constant */
    SF_KEY_WORK_DIST,     /* a distribution of working minutes; a plain quantity is the constant */
    SF_KEY_SEASON,        /* "sin(0.4, 12 mo)": amplitude 0..1 and period; see sf_node_season */
    SF_KEY_REF,           /* the id of one thing of the kinds in `words` ("teams|tiltak") */
    SF_KEY_REFS,          /* [ "a", "b" ]: several of them, maybe none */
    SF_KEY_WORDS,         /* [ "text", ... ]: assignments of a scenario, for example, or several of `words` */
    SF_KEY_SOURCES        /* the group of sources: CODE = "title"; any names [A-Za-z][A-Za-z0-9_]* */
} sf_key_type;

enum {
    SF_KEY_REQUIRED = 1, /* must be written (in each element of its list) */
    SF_KEY_BY_SEGMENT =
        2, /* may be a group keyed by segment id: { low = ...; high = ...; } ; must then name every segment, itself or by one
            * value of an attribute that it has */
    SF_KEY_DATED = 4,       /* may change by date: "24; 44 from 2026-07-01", and scenarios may date it */
    SF_KEY_REST = 8,        /* "rest" is allowed once among its siblings: 1 minus the others */
    SF_KEY_UNLIMITED = 16,  /* SF_KEY_COUNT: "unlimited" is allowed */
    SF_KEY_BY_PROFILE = 32, /* a group keyed by profile id */
    SF_KEY_POSITIVE = 64,   /* zero is refused, too */
    SF_KEY_STUDY = 128,     /* a key of time or study: an override simply replaces it */
    SF_KEY_PRIVATE =
        256, /* SF_KEY_ROWS in a group with a key `synthetic`: each element is a human being. A resolved config
                             * names their file and does not hold them, unless synthetic = yes; they are no assumptions */
    SF_KEY_BY_VALUE = 512, /* may be a group keyed by the values of another attribute */
    SF_KEY_BY_ID = SF_KEY_BY_SEGMENT | SF_KEY_BY_PROFILE | SF_KEY_BY_VALUE
};

typedef struct sf_key {
    const char
        *path; /* "programmes[].tasks[].minutes"; rows in the order of the manual, a parent before its children */
    sf_key_type type;
    unsigned flags;
    double lowest, highest; /* allowed, in the kind's own unit; NAN, NAN when the kind's domain is all there is */
    const char *fallback;   /* the default as a user would write it, or NULL: omitted means absent */
    const char *
        words; /* SF_KEY_WORD, and SF_KEY_WORDS when not NULL: allowed words; SF_KEY_REF(S): kinds ("barriers|segments") */
    const char *meaning; /* one or two sentences, N_() marked */
    const char *source;  /* law, paper or design section; NULL when there is none */
    const char *example; /* as a user would write it */
} sf_key;

#endif
