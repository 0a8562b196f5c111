/* results/uncertainty.h - what not knowing the assumptions does to a decision, apart from what chance does to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_UNCERTAINTY_H
#define SF_RESULTS_UNCERTAINTY_H

#include "results/study.h"

/** The paired difference of one row between two scenarios: over all their common replications, and in each of them. */
typedef struct sf_paired {
    sf_estimate difference;
    size_t n;
    const double *each; /* shape each[n], by replication; NAN where it says nothing */
} sf_paired;

/** Differences on one target. Owner of out->each: the study. NANs where there is no such row; SF_EDOMAIN for an unknown scenario. */
SF_MUST_CHECK sf_status sf_study_paired(sf_study *study, const char *other, const char *base, const sf_target *target,
                                        sf_paired *out, sf_error *err);

/** The variance of y[draw * n_replications + replication] in three parts, by a two-way analysis of variance with random effects, one value
 *  a cell (Searle, Casella & McCulloch 1992, Variance Components, 4.5): mean squares are equated to their expectations, and what comes
 *  out below 0 is 0.
 *    parameters  between draws: from not knowing the assumptions
 *    common      between replications, the same for all draws: they share their luck
 *    own         what is left: luck that works differently under other assumptions
 *  NAN throughout with fewer than two draws or replications, or when a y is NAN. */
typedef struct sf_components {
    double parameters, common, own;
} sf_components;
sf_components sf_components_of(const double y[], size_t n_draws, size_t n_replications);

/** A share of n with its 95 % interval. Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209-212. NAN when n is 0. */
sf_estimate sf_wilson(size_t hits, size_t n);

/** What the difference says when its estimate is taken at its word: 0 nothing that matters (smaller than `matters`; NAN: 0),
 *  otherwise its sign. */
int sf_decision_sign(double difference, double matters);

/** How one assumption goes with the difference over the draws. */
typedef struct sf_influence {
    size_t axis;
    double correlation; /* Spearman's rank correlation of the number and the difference */
    bool stands_out;    /* of the correlation, at 5 % for all assumptions together (Holm 1979; t approximation) */
    double agree_low,
        agree_high; /* share of draws that agree with the config, in the lowest and the highest third of its draws */
} sf_influence;

/** One target for one scenario against the baseline, over all draws. */
typedef struct sf_uncertainty {
    size_t target;
    const char *base, *scenario;
    sf_direction direction;
    double matters;              /* 0 when nobody said */
    sf_paired as_is;             /* as the config has it */
    int sign;                    /* sf_decision_sign of that */
    size_t n;                    /* draws that say something */
    const double *draws;         /* their differences, ascending */
    size_t below, within, above; /* draws by their sign: -1, 0, 1 */
    size_t agree;
    sf_estimate share;       /* agree / n */
    double p05, p50, p95;    /* of the draws, linear between order statistics */
    sf_components variance;  /* of one replication */
    size_t replications;     /* of each draw */
    sf_influence *influence; /* the largest size of the correlation first */
    size_t n_influence;
} sf_uncertainty;

/** All of them, by target, then scenario. The study must be of SF_DESIGN_HYPERCUBE. Owner: the study. SF_EDATA, SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_study_uncertainties(sf_study *study, const sf_uncertainty **out, size_t *n, sf_error *err);

#endif
