/* models/observation.h - what one replication leaves behind: plain data, numbered by a catalogue of names.
 * models/ fills it, results/ stores it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_OBSERVATION_H
#define SF_MODELS_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Statistics of design 6. Order and names are stored: append only. */
typedef enum sf_stat {
    SF_STAT_MEAN, /* num / den, sums over persons or time */
    SF_STAT_SD, /* value only: of one replication; pooled by results/ from num = sum of squared deviations, den = count */
    SF_STAT_P50, /* value only (NaN when not reached); pooled from the histograms */
    SF_STAT_P90,
    SF_STAT_P95,
    SF_STAT_SHARE_ZERO,    /* num of den waited not at all */
    SF_STAT_SHARE_WITHIN,  /* num of den within the declared target */
    SF_STAT_RATE,          /* num events / den time (per year) */
    SF_STAT_COUNT,         /* value */
    SF_STAT_SUM,           /* value */
    SF_STAT_ABANDONED,     /* num of den left unserved */
    SF_STAT_STILL_WAITING, /* num of den were open at the end */
    SF_STAT_KINDS
} sf_stat;

/** "mean", "sd", "p50", "p90", "p95", "share_zero", "share_within", "rate", "count", "sum", "abandoned", "still_waiting". */
const char *sf_stat_name(sf_stat stat);

/** The stat of such a name: true and *out; false when there is none. */
bool sf_stat_find(const char *name, sf_stat *out);

typedef enum sf_direction { SF_LOWER_IS_BETTER = -1, SF_NEITHER_IS_BETTER = 0, SF_HIGHER_IS_BETTER = 1 } sf_direction;

typedef struct sf_metric {
    const char *id;   /* "wait.meeting", "hours/follow_up" */
    const char *unit; /* "d", "share", "persons", "h/y", "NOK/y" ... */
    sf_direction direction;
    const char *label; /* English, short, N_() marked; of hours/, backlog/, need.wanted/ and unmet.need/ what the config
                        * calls the task or need. Results store it untranslated */
    double target;     /* for share_within, in the metric's unit; NAN when none is declared */
} sf_metric;

/** What a decision is made on (study.targets). Texts belong to whoever filled it. */
typedef struct sf_target {
    const char *metric;  /* "wait.meeting" */
    const char *entity;  /* "all" or a path */
    const char *segment; /* "all" or an id */
    const char *stat;    /* "p90" */
    double matters;      /* least difference that matters, in the metric's unit */
} sf_target;

/** How the way back of a metric to its undisturbed course is timed (study.change.recovery). Texts belong to whoever filled it. */
typedef struct sf_recovery_rule {
    const char *metric; /* recorded month by month, "contact.held" */
    const char *entity; /* "all" or a path */
    double within;      /* of the undisturbed value: back when the difference is no larger */
    double least;       /* or than this, in the metric's unit */
    uint32_t months;    /* over which difference and value are averaged before they are judged */
} sf_recovery_rule;

/** What a change is followed by (study.change). */
typedef struct sf_change {
    const sf_recovery_rule *rules;
    size_t n_rules;
} sf_change;

/** The names behind the numbers of a study: the same for all its scenarios. Owner: the compiled model. */
typedef struct sf_catalogue {
    const sf_metric *metrics;
    size_t n_metrics;
    const char *const *entities;      /* [0] is "all"; "teams.aap", "programmes.aap", "tiltak.aft" ... */
    const char *const *entity_labels; /* for people */
    size_t n_entities;
    const char *const *segments; /* [0] is "all" */
    const char *const *segment_labels;
    size_t n_segments;
    const char *const *states; /* for transitions and status: "aap", "work", ... */
    const char *const *state_labels;
    size_t n_states;
} sf_catalogue;

typedef struct sf_observation {
    uint16_t metric, entity, segment;
    uint8_t stat;    /* sf_stat */
    double num, den; /* NAN, NAN when only the value is meant */
    double value;    /* num / den where both are given; NAN = nothing to say */
} sf_observation;

typedef struct sf_series_point {
    uint16_t metric, entity, segment;
    double time_days; /* from time.start; negative in the warm-up */
    double value;
} sf_series_point;

/** How the wait of a counted person ended. */
typedef enum sf_wait_end { SF_WAIT_SERVED, SF_WAIT_ABANDONED, SF_WAIT_OPEN, SF_WAIT_ENDS } sf_wait_end;

typedef struct sf_histogram_bin {
    uint32_t
        bin; /* (bits of the double) >> 44: exponent and 8 leading mantissa bits; 0 holds exactly 0. See sim/statistics.h */
    uint32_t count;
} sf_histogram_bin;

typedef struct sf_histogram_record {
    uint16_t metric, entity, segment;
    uint8_t end; /* sf_wait_end; for times that are no waits always SF_WAIT_SERVED (or SF_WAIT_OPEN when censored) */
    uint32_t first_bin; /* index into bins */
    uint32_t n_bins;    /* ascending bin numbers, counts > 0 */
} sf_histogram_record;

typedef struct sf_transition {
    uint16_t segment, from_state, to_state;
    uint64_t count;
} sf_transition;

/** One person of the measured cohort (or of its stated sample). */
typedef struct sf_person_outcome {
    uint64_t key;       /* the birth key (docs/streams.md) */
    uint16_t programme; /* entity number */
    uint16_t segment;
    uint16_t
        exit_state; /* state number; the programme's own state while the person is still inside at the end of follow-up */
    double entry_days;         /* from time.start */
    double exit_days;          /* NAN while inside */
    double first_meeting_wait; /* days; NAN when none was held */
    double tiltak_wait;        /* days in tiltak queues */
    uint32_t contacts;         /* held contacts */
    uint32_t tiltak_started;
} sf_person_outcome;

/** One self-check of one replication: an identity that must hold (TRUST 3). */
typedef struct sf_self_check {
    const char *id;  /* "flow_conservation", "little_law_tiltak", "time_in_states"; static */
    double residual; /* how far from exact, relative (or a count of violations) */
    double limit;    /* passes when residual <= limit */
} sf_self_check;

/** One replication, whole. All arrays owned by the record (sf_replication_free). */
typedef struct sf_replication_record {
    uint32_t scenario;    /* from 0, in config order */
    uint32_t replication; /* from 1 */
    uint64_t events;
    double seconds;       /* of computing; goes to the timing table, never into a digest */
    uint32_t most_people; /* there at once */
    double people_bytes;  /* of memory that was in use for them: records, tasks, places in lines, timers, events */
    sf_observation *observations;
    size_t n_observations;
    sf_series_point *series;
    size_t n_series;
    sf_histogram_record *histograms;
    size_t n_histograms;
    sf_histogram_bin *bins;
    size_t n_bins;
    sf_transition *transitions;
    size_t n_transitions;
    sf_person_outcome *persons;
    size_t n_persons;
    sf_self_check *checks;
    size_t n_checks;
} sf_replication_record;

/** Frees what the arrays hold and empties the record (which is the caller's own). record may be NULL. */
void sf_replication_free(sf_replication_record *record);

#endif
