/* plots/gaps.h - a gap analysis read once, for its chart, its page and the terminal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_GAPS_H
#define SF_PLOTS_GAPS_H

#include "plots/chart.h"
#include "plots/document.h"

enum { SF_GAPS_MOST = 24 }; /* tiltak in one table */

/** What one more place does, in one tiltak: paired differences divided by the number of places added. */
typedef struct sf_gap {
    const char *scenario, *path, *name;
    uint16_t entity;
    double places, more;
    double cost;        /* of one place, NOK a year; NAN when the config has no price */
    sf_estimate starts; /* more people who start in it, persons a year for each place */
    sf_estimate work;   /* more exits to work, persons a year for each place */
    sf_estimate wait;   /* wait for a place in any tiltak, days for each place */
    sf_estimate lost;   /* share of the legal time lost in waiting for tiltak, for each place */
    sf_estimate limit;  /* share of exits at the limit, for each place */
    uint16_t whom;      /* the segment that takes most of the new starts; SF_NOWHERE when it cannot be said */
    double whom_share;  /* of the new starts */
} sf_gap;

typedef struct sf_gaps {
    const char *base; /* scenario */
    size_t base_number;
    bool has_work;
    sf_gap gaps
        [SF_GAPS_MOST]; /* by value for exits to work (or starts) of a place: what surely helps first, the largest first */
    size_t n;
    size_t left_out;
} sf_gaps;

/** Reads it. The study must have such a design. */
SF_MUST_CHECK sf_status sf_gaps_read(sf_sheet *sheet, sf_gaps *out, sf_error *err);

/** Tells the answer sentence by sentence: where the next 100 places would help most, whom, and what they would cost; idle places. */
typedef void sf_gaps_teller(void *user, const char *sentence);
void sf_gaps_tell(sf_sheet *sheet, const sf_gaps *gaps, sf_gaps_teller *tell, void *user);

/** What one more place is worth; places, waits and use of each tiltak; needs wanted and unmet by segment. */
sf_table sf_gaps_values(sf_sheet *sheet, const sf_gaps *gaps);
sf_table sf_gaps_tiltak(sf_sheet *sheet, const sf_gaps *gaps);
sf_table sf_gaps_needs(sf_sheet *sheet, const sf_gaps *gaps);

#endif
