/* results/formula.h - arithmetic over the results of several studies, with an interval, on common replications.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_FORMULA_H
#define SF_RESULTS_FORMULA_H

#include "results/study.h"

/* A formula has numbers, + - * / ( ), min(a, b, ...) and max(a, b, ...), and cells:
 *
 *   [stock mean programmes.aap @aap.no_rule]     metric, stat, entity, segment and place of one row of a summary
 *   [stock 2018-12-31 programmes.aap]            the last point not after that day of a series
 *
 * Only the metric must be written: the stat is mean, entity and segment are all, and the place, a study and one of its
 * scenarios, is the one that the formula is asked for. Without a scenario it is the study's first one. */

/** An open study by the name that formulas call it. */
typedef struct sf_formula_source {
    const char *id;
    sf_study *study;
} sf_formula_source;

/** Where cells without a place are read, and what the formula then counts for: +1 and -1 make a difference. */
typedef struct sf_formula_place {
    const char *at; /* "study" or "study.scenario"; NULL when every cell says it */
    double weight;
} sf_formula_place;

/** The sum of weight x formula over the places.
 *  Common luck: only replications that every cell has are used, and what is common cancels. The estimate is that of all of
 *  them together; its 95 % interval by sectioning, as in results/study.h: replications dealt out in turn to g = min(10, n)
 *  groups, the mean square of the groups' estimates about it, t with g - 1 degrees of freedom (Asmussen & Glynn 2007,
 *  III.5a). NANs where a cell has nothing to say.
 *  Returns  SF_OK; SF_EDOMAIN a formula that cannot be read, or names what no study has, in a sentence; SF_ENOMEM; SF_EDATA. */
SF_MUST_CHECK sf_status sf_formula_evaluate(const char *text, const sf_formula_place *places, size_t n_places,
                                            const sf_formula_source *sources, size_t n_sources, sf_estimate *out,
                                            sf_error *err);

/** Told the place of every cell, "study" or "study.scenario", as written; the given one where none is. */
typedef void sf_formula_visitor(void *user, const char *place);

/** Reads a formula without evaluating it. SF_EDOMAIN when it cannot be read. */
SF_MUST_CHECK sf_status sf_formula_visit(const char *text, const char *at, sf_formula_visitor *visit, void *user,
                                         sf_error *err);

#endif
