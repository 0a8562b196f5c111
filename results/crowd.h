/* results/crowd.h - the same people under two policies: who gains, who loses, and from which outcome to which.
 *
 * Who would gain is a property of the coupling (common luck), not of the policy alone, so a crowd is always read beside a
 * second one: the same policy twice, with one arrival more. What that one shows is how much lives move by themselves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_RESULTS_CROWD_H
#define SF_RESULTS_CROWD_H

#include "results/study.h"

/** In what a person may gain. An outcome is better when its own metric says so: from an exit whose share is better lower to
 *  one that is neither, or from there to one whose share is better higher. A wait has gained when it is shorter by at least
 *  the least difference that matters of a target on that wait; without such a target nothing is said about it. */
typedef enum sf_gain { SF_GAIN_OUTCOME, SF_GAIN_FIRST_MEETING, SF_GAIN_TILTAK, SF_GAINS } sf_gain;

typedef struct sf_crowd sf_crowd;

/** How many people of one segment in one replication were compared in one respect, and how many of them gained and lost. */
typedef struct sf_tally {
    double compared, gained, lost;
} sf_tally;

/** Opens an empty crowd for so many replications. Owner: the caller, sf_crowd_close; the study must outlive it. */
SF_MUST_CHECK sf_status sf_crowd_open(sf_study *study, size_t replications, sf_crowd **out, sf_error *err);
void sf_crowd_close(sf_crowd *crowd); /* crowd may be NULL */

/** Compares the people of one replication: a person is the same by birth key and programme, and of several spells the first
 *  counts. Both lists ascend as sf_person_order says; numbers are those of the study's catalogue. People who are in one list only are
 *  left out (a selection that differs, or the edge of a sample). Calls beyond `replications` are refused by an assert. */
void sf_crowd_add(sf_crowd *crowd, const sf_person_outcome *base, size_t n_base, const sf_person_outcome *other,
                  size_t n_other);

/** A scenario beside its baseline, over the replications that both have finished. Filled the first time it is asked for.
 *  Owner: the study. Cost O(persons), and memory for those of two replications. */
SF_MUST_CHECK sf_status sf_study_crowd(sf_study *study, size_t baseline, size_t scenario, const sf_crowd **out,
                                       sf_error *err);

/** Replications added. */
size_t sf_crowd_replications(const sf_crowd *crowd);

/** For those who keep a crowd (results/placebo.c): makes room for one more replication, all zero; its tallies by segment and gain;
 *  and how many moved from one outcome to another, by replication. */
void sf_crowd_begin_replication(sf_crowd *crowd);
sf_tally *sf_crowd_tally(const sf_crowd *crowd, size_t replication, uint16_t segment, sf_gain gain);
double *sf_crowd_moved(const sf_crowd *crowd, uint16_t from, uint16_t to);

/** People compared, mean per replication added. */
double sf_crowd_size(const sf_crowd *crowd, uint16_t segment);

/** The least change that counts; NAN when nothing is said about this gain. 0 for outcomes. */
double sf_crowd_matters(const sf_crowd *crowd, sf_gain gain);

/** Shares of the people compared who gain and who lose, with jackknife intervals over replications. segment 0 is all.
 *  In a study that begins with real people NAN where fewer than five of them are counted, and then for every segment. */
sf_estimate sf_crowd_gain(const sf_crowd *crowd, sf_gain gain, uint16_t segment);
sf_estimate sf_crowd_loss(const sf_crowd *crowd, sf_gain gain, uint16_t segment);

/** People whose outcome is `from` in the base and `to` in the other, mean per replication with its t interval; NAN where they are
 *  fewer than five real people. */
sf_estimate sf_crowd_transition(const sf_crowd *crowd, uint16_t from, uint16_t to);

#endif
