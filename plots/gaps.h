/* plots/gaps.h - a gap analysis read once, for its chart, its page and the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_GAPS_H
#define SF_PLOTS_GAPS_H

#include "plots/chart.h"
#include "plots/document.h"

enum { SF_GAPS_MOST = 24 /* tiltak in one table */ };

/** What a place is worth, by what it changes. */
typedef enum sf_worth {
    SF_WORTH_WORK,   /* exits to work, persons a year */
    SF_WORTH_STARTS, /* people who start in it, persons a year */
    SF_WORTH_WAIT,   /* wait for a place in any tiltak, days */
    SF_WORTH_LOST,   /* share of the legal time lost in waiting for tiltak */
    SF_WORTH_LIMIT,  /* share of exits at the limit */
    SF_WORTHS
} sf_worth;

/** What one more place does, in one tiltak: paired differences divided by the number of places added. */
typedef struct sf_gap {
    const char *scenario, *path, *name;
    uint16_t entity;
    double places, more;
    double cost; /* of one place, NOK a year; NAN when the config has no price */
    sf_estimate worth[SF_WORTHS];
    uint16_t whom;     /* the segment that takes most of the new starts; SF_NOWHERE when it cannot be said */
    double whom_share; /* of the new starts of those who gain any */
} sf_gap;

typedef struct sf_gaps {
    const char *base; /* scenario */
    size_t base_number;
    bool has_work;
    sf_gap gaps
        [SF_GAPS_MOST]; /* by value for exits to work (or starts) of a place: what surely helps first, the largest first */
    size_t n;
    size_t left_out;
    const char *const *regions; /* ids; none where the config has fewer than two */
    size_t n_regions;
} sf_gaps;

/** Reads it. The study must have such a design. */
SF_MUST_CHECK sf_status sf_gaps_read(sf_sheet *sheet, sf_gaps *out, sf_error *err);

/** The people of a region in a tiltak: an entity, or SF_NOWHERE. */
uint16_t sf_gaps_in_region(sf_sheet *sheet, const sf_gap *gap, const char *region);

/** The paired difference that the added places of a tiltak make, divided by `by`; NANs when it is not known. */
SF_MUST_CHECK sf_status sf_gaps_difference(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *gap, const char *metric,
                                           const char *entity, const char *segment, sf_stat stat, double by,
                                           sf_estimate *out, sf_error *err);

/** An estimate of the scenario that places are added to; metric may be qualified. */
sf_estimate sf_gaps_value(sf_sheet *sheet, const sf_gaps *gaps, const char *metric, uint16_t entity, uint16_t segment,
                          sf_stat stat);

sf_estimate sf_times(sf_estimate e, double by);

/* --- plots/gaps_answer.c ------------------------------------------------------------------------------------------------ */

/** Tells the answer sentence by sentence: where the next 100 places would help most, whom, and what they would cost; what surely
 *  shortens waits and saves time; where; why places are idle; who is locked in; whose need nothing fits. */
typedef void sf_gaps_teller(void *user, const char *sentence);
SF_MUST_CHECK sf_status sf_gaps_tell(sf_sheet *sheet, const sf_gaps *gaps, sf_gaps_teller *tell, void *user,
                                     sf_error *err);

/* --- plots/gaps_tables.c ------------------------------------------------------------------------------------------------ */

/** What one more place is worth, for each place and each krone; the same by region (empty without regions). */
sf_table sf_gaps_values(sf_sheet *sheet, const sf_gaps *gaps);
SF_MUST_CHECK sf_status sf_gaps_values_by_region(sf_sheet *sheet, const sf_gaps *gaps, sf_table *out, sf_error *err);
/** Places, starts, waits, those who took another tiltak and exits held back, by tiltak, region and segment. */
sf_table sf_gaps_tiltak(sf_sheet *sheet, const sf_gaps *gaps);
/** Places that are idle, and why. */
sf_table sf_gaps_idle(sf_sheet *sheet, const sf_gaps *gaps);
/** Where needs stand, by need, region and segment. */
sf_table sf_gaps_needs(sf_sheet *sheet, const sf_gaps *gaps);

#endif
