/* plots/sheet.h - what every chart and the report of one study share: the study's names, its scenarios, a memory that is
 * given back all at once, and how numbers are said.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_SHEET_H
#define SF_PLOTS_SHEET_H

#include "core/arena.h"
#include "core/format.h"
#include "plots/lettering.h"
#include "results/study.h"

enum {
    SF_MOST_SCENARIOS = 24, /* in one chart; the report's tables show them all */
    SF_NOWHERE = 0xffff     /* no such metric, entity or segment */
};

typedef struct sf_sheet {
    sf_study *study;
    const sf_study_info *facts;
    const sf_catalogue *catalogue;
    sf_lettering *lettering;
    sf_language language;
    sf_arena *arena;
    bool is_spent;   /* some sf_take or sf_print found no memory; checked once at the end */
    size_t baseline; /* scenario number of facts->compare_with, 0 when there is none of that name */
    size_t n_shown;
    size_t shown[SF_MOST_SCENARIOS]; /* of the plain ones, ascending; the baseline is among them */
    size_t n_plain;
    const size_t *
        plain; /* scenario numbers, ascending: all but those under another effect of follow-up (study.follow_up_effects) */
} sf_sheet;

/** What a scenario believes about the effect of follow-up on outcomes (design: off, low and high beside the config's own). */
typedef enum sf_effect { SF_EFFECT_AS_CONFIGURED, SF_EFFECT_OFF, SF_EFFECT_LOW, SF_EFFECT_HIGH, SF_EFFECTS } sf_effect;

/** Owner of the sheet's contents: the caller, sf_sheet_close. The study must outlive it. */
SF_MUST_CHECK sf_status sf_sheet_open(sf_study *study, sf_language language, sf_sheet *out, sf_error *err);
/** A sheet for words and numbers only, as on a terminal or in a workbook: no font is needed, and nothing can be drawn. */
SF_MUST_CHECK sf_status sf_sheet_open_words(sf_study *study, sf_language language, sf_sheet *out, sf_error *err);
/** A sheet for a drawing that belongs to no study: it has lettering and memory, and no names. */
SF_MUST_CHECK sf_status sf_sheet_open_bare(sf_language language, sf_sheet *out, sf_error *err);
void sf_sheet_close(sf_sheet *sheet);

/** SF_ENOMEM when the sheet ran out, otherwise SF_OK. */
SF_MUST_CHECK sf_status sf_sheet_status(const sf_sheet *sheet, sf_error *err);

/** Zeroed memory that lives as long as the sheet; NULL (and is_spent) when there is none. */
void *sf_take(sf_sheet *sheet, size_t count, size_t size);

/** printf into such memory; "" (and is_spent) when there is none. */
const char *sf_print(sf_sheet *sheet, const char *format, ...) SF_PRINTF(2, 3);

/* --- effects of follow-up ---------------------------------------------------------------------------------------------- */

/** "ID@low" is the scenario ID under the low effect. */
sf_effect sf_effect_of(const sf_sheet *sheet, size_t scenario);
/** The number of a plain scenario under an effect; SIZE_MAX when the study has none. */
size_t sf_scenario_under(const sf_sheet *sheet, size_t plain, sf_effect effect);
/** "no effect", "low effect" ...; "as in the config". */
const char *sf_effect_words(sf_effect effect);

/* --- names ------------------------------------------------------------------------------------------------------------- */

/** Numbers of a name, SF_NOWHERE when the catalogue does not hold it. */
uint16_t sf_metric_of(const sf_sheet *sheet, const char *id);
uint16_t sf_entity_of(const sf_sheet *sheet, const char *id);

/** Names for people; never empty. A metric with qualifiers says them: "Cost of veiledere: the municipality". */
const char *sf_metric_name(sf_sheet *sheet, uint16_t metric);
/** The metric's label alone: for hours/ and backlog/ the task's name. */
const char *sf_metric_label(const sf_sheet *sheet, uint16_t metric);
const char *sf_entity_name(const sf_sheet *sheet, uint16_t entity);
const char *sf_segment_name(const sf_sheet *sheet, uint16_t segment);
const char *sf_scenario_name(const sf_sheet *sheet, size_t scenario);
const char *sf_scenario_label(const sf_sheet *sheet,
                              const char *id); /* the same, by id; the id itself when the study has none */
const char *sf_state_name(const sf_sheet *sheet, size_t state);

/** "Waiting time to the first meeting, AAP, high complexity": the metric with entity and segment where they are not all. */
const char *sf_full_name(sf_sheet *sheet, uint16_t metric, uint16_t entity, uint16_t segment);

/** "mean", "half within", "nine of ten within" ...: a statistic in words. */
const char *sf_stat_words(sf_stat stat);

/** "Wait for the first meeting, AAP: nine of ten within (days)": the full name with statistic and unit, where they add
 *  something. unit in words, for example sf_unit_words(...). */
const char *sf_measure_name(sf_sheet *sheet, uint16_t metric, uint16_t entity, uint16_t segment, sf_stat stat,
                            const char *unit);

/** The measure name of a target (study.targets) and its metric's unit; the metric's id and "" when the study does not have it. */
const char *sf_target_name(sf_sheet *sheet, size_t target, const char **unit);

/** Is the size of a change of a target's difference no more than what equal sums leave when they are added up in another order? That is a
 *  millionth of what matters, or 1e-12 where nothing says what matters. True of NAN. */
bool sf_is_no_effect(const sf_sheet *sheet, size_t target, double size);

/** "better", "worse", "no difference that matters", "undecided". */
const char *sf_verdict_words(sf_verdict verdict);

/** The unit in words ("days", "%" for shares); "" when there is none. */
const char *sf_unit_words(const char *unit);

/** What a number is multiplied by before it is shown: 100 for shares (in per cent), a millionth for NOK, else 1. */
double sf_unit_factor(const char *unit);
bool sf_unit_is_share(const char *unit);

/* --- numbers ----------------------------------------------------------------------------------------------------------- */

/** The estimate at these numbers; NAN throughout when there is none or when metric or entity is SF_NOWHERE. */
sf_estimate sf_estimate_of(const sf_sheet *sheet, size_t scenario, uint16_t metric, uint16_t entity, uint16_t segment,
                           sf_stat stat);

/** "12,3", "54,1 %": as many digits as the size asks for. NAN is an en dash. */
const char *sf_say_value(sf_sheet *sheet, double value, const char *unit);

/** "12,3 (11,8 to 12,9)"; without brackets when there is no interval. Of what cannot be negative: an interval ends at 0. */
const char *sf_say_estimate(sf_sheet *sheet, double mean, double low, double high, const char *unit);

/** The same with a sign: "+3,1 (−0,2 to +6,4)". */
const char *sf_say_difference(sf_sheet *sheet, double mean, double low, double high, const char *unit);

/** The same numbers one by one, with a common number of digits. */
typedef struct sf_said {
    const char *mean, *low, *high;
} sf_said;
sf_said sf_say_apart(sf_sheet *sheet, double mean, double low, double high, const char *unit, bool is_signed);

/** A number as its owner wrote it, without digits that say nothing: "5", "0,5". */
const char *sf_say_plain(sf_sheet *sheet, double value);

/** A whole number with thousands apart. */
const char *sf_say_count(sf_sheet *sheet, double count);

/** A civil day as people write it: 1.7.2026 in Norwegian, 2026-07-01 in English. */
const char *sf_say_date(sf_sheet *sheet, double civil_day);

/** "30 replications, seed 20250101, kontor.cfg 1a2b3c4d5e6f, saksflyt 0.1.0": where a chart comes from. */
const char *sf_say_source(sf_sheet *sheet);

/* --- tables ------------------------------------------------------------------------------------------------------------ */

typedef struct sf_table_row {
    const char *const *cells;
    struct sf_table_row *next;
} sf_table_row;

/** Text in rows and columns, the numbers behind a chart. Everything lives in the sheet. */
typedef struct sf_table {
    size_t n_columns, n_texts; /* the first n_texts columns are text, the rest numbers */
    const char *const *heads;
    sf_table_row *first, *last;
    size_t n_rows;
} sf_table;

/** heads[n_columns] is copied (the array, not the strings). */
sf_table sf_table_begin(sf_sheet *sheet, size_t n_columns, size_t n_texts, const char *const heads[]);
void sf_table_add(sf_sheet *sheet, sf_table *table, const char *const cells[]);

#endif
