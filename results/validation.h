/* results/validation.h - the targets that the model is confronted with, kept as data, and what studies say about them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_VALIDATION_H
#define SF_RESULTS_VALIDATION_H

#include <stdio.h>

#include "core/format.h"
#include "core/problems.h"
#include "input/keys.h"
#include "results/formula.h"

/** What makes a check pass. Intervals are 95 %. */
typedef enum sf_criterion {
    SF_WITHIN,  /* the estimate lies in the band */
    SF_ABOVE,   /* the whole interval lies above the lower end of the band */
    SF_BELOW,   /* the whole interval lies below the upper end of the band */
    SF_RISES,   /* from place to place the value rises: every step's interval lies above 0 */
    SF_FALLS,   /* every step's interval lies below 0 */
    SF_CONVEX,  /* the slope rises from step to step: the interval of every change of slope lies above 0 */
    SF_REPORTED /* told, and nothing hangs on it */
} sf_criterion;

/** A text in both languages, by sf_language; NULL where there is none. */
typedef const char *sf_two_texts[2];

typedef struct sf_validation_check {
    sf_two_texts says; /* what is measured */
    sf_criterion criterion;
    const char *value; /* a formula (results/formula.h) */
    const char *const *at;
    size_t n_at;         /* places: one, or those that it rises, falls or bends over */
    const double *loads; /* what the places differ by, for SF_CONVEX: shape [n_at] */
    double low, high;    /* the band in the unit shown; infinite where it is open */
    const char *unit;    /* "%": the value times 100 is shown and compared */
} sf_validation_check;

typedef struct sf_validation_target {
    const char *id;   /* "V01" */
    const char *kind; /* "CALIBRATION", "MECHANISM", "OUT-OF-SAMPLE + CONFRONT" ... */
    const char *source;
    sf_two_texts figure;              /* what the sources say */
    sf_two_texts band;                /* what makes it pass, in English as the list of targets has it */
    sf_two_texts title, why, missing; /* missing: why it cannot be compared */
    const sf_validation_check *checks;
    size_t n_checks;
} sf_validation_target;

typedef struct sf_validation_study {
    const char *id, *config; /* beside the file of the targets, or in the folder above */
    const char *const *sets; /* those of the calibration, then its own */
    size_t n_sets;
    uint32_t replications;
} sf_validation_study;

/** A row of the calibrated values. */
typedef struct sf_validation_fit {
    const char *id, *target; /* "V16" */
} sf_validation_fit;

typedef struct sf_validation sf_validation;

/** Reads the targets and the calibrated values.
 *  path        of the file of targets
 *  calibrated  of the calibrated values: assignments that act always, on every study of a config
 *  Returns     SF_OK and *out (owner: the caller, sf_validation_free); as sf_config_read, with problems. */
SF_MUST_CHECK sf_status sf_validation_read(const char *path, const char *calibrated, sf_problems *problems,
                                           sf_validation **out, sf_error *err);
void sf_validation_free(sf_validation *validation);

const sf_validation_target *sf_validation_targets(const sf_validation *validation, size_t *n);
const sf_validation_study *sf_validation_studies(const sf_validation *validation, size_t *n);

const sf_validation_fit *sf_validation_fits(const sf_validation *validation, size_t *n);

/** The place in the list of a target's id, in any case; n when there is none. */
size_t sf_validation_find(const sf_validation *validation, const char *id);

typedef enum sf_outcome { SF_TARGET_PASSES, SF_TARGET_MISSES, SF_NOT_COMPARABLE } sf_outcome;

/** "pass", "miss", "not_comparable": for tables, not translated. Static. */
const char *sf_outcome_id(sf_outcome outcome);

enum { SF_MOST_PLACES = 8 };

typedef struct sf_check_outcome {
    sf_estimate estimate;             /* in the unit shown; of a shape the step that is nearest to breaking it */
    sf_estimate each[SF_MOST_PLACES]; /* of a shape: the value at each place */
    bool passes;
} sf_check_outcome;

typedef struct sf_target_outcome {
    const sf_validation_target *target;
    sf_outcome outcome;
    sf_check_outcome *checks; /* shape [target->n_checks] */
    char *reason;             /* in the language asked for */
} sf_target_outcome;

/** Judges one target over open studies. Owner of what *out holds: the caller, sf_target_outcome_free.
 *  Errors: those of sf_formula_evaluate, with the target's id. */
SF_MUST_CHECK sf_status sf_validation_judge(const sf_validation_target *target, const sf_formula_source *sources,
                                            size_t n_sources, sf_language language, sf_target_outcome *out,
                                            sf_error *err);
void sf_target_outcome_free(sf_target_outcome *outcome);

/** The value of the first check, "12,3 % (11,8..12,9)"; "" when there is none. Returns buffer. */
const char *sf_target_value_say(const sf_target_outcome *outcome, sf_language language, char *buffer, size_t size);

/** Writes {"targets": [{"id","class","result","value","band","reason"}]}; value is that of the first check, null when there is
 *  none. SF_EIO, SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_validation_write_json(const sf_target_outcome *outcomes, size_t n, FILE *out, sf_error *err);

/** Writes the record that reports of studies show (results/validation_record.h): results, figures and names in both languages, with
 *  the build that they are of and the day, "2026-01-31". SF_EIO, SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_validation_write_record(const sf_target_outcome *outcomes, size_t n, const char *build,
                                                   const char *day, FILE *out, sf_error *err);

#endif
