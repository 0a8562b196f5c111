/* models/gaps.h - what a gap analysis counts beside the usual (study.gaps): where needs stand, places that are idle beside people who
 * wait, exits held back by taking part, all by region. It only watches, as everything in measure.h does.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_GAPS_H
#define SF_MODELS_GAPS_H

#include "models/state.h"

struct gap_account;

/* NULL in *out where study.gaps is not on. */
sf_status gap_account_open(const sf_model *model, sf_arena *arena, struct gap_account **out, sf_error *err);

/* A look at everybody and at every place, once a month of the measured period. Cost O(people x what they are in + waiting x tiltak). */
void gap_account_looks(run *r, struct gap_account *account);

/* Of somebody who joined the line of a tiltak in the measured period: the wait is over. And a start, an exit in that period. */
void gap_wait(const run *r, struct gap_account *account, const person *p, uint16_t which, double days);
void gap_start(const run *r, struct gap_account *account, const person *p, uint16_t which);
void gap_need(const run *r, struct gap_account *account, const person *p, uint16_t need); /* seen now */
void gap_exit(const run *r, struct gap_account *account, const person *p, uint16_t state);

/* Every row: num / den of a metric, entity and segment of the catalogue. */
typedef void gap_put(void *user, uint16_t metric, uint16_t entity, size_t segment, sf_stat stat, double num,
                     double den);
void gap_account_report(const run *r, const struct gap_account *account, gap_put *put, void *user);

#endif
