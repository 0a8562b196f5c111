/* app/stock.h - a synthetic stock out of a table of counts: no row is a human being.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_STOCK_H
#define SF_APP_STOCK_H

#include <stdio.h>

/** Reads the counts and writes one row for each person.
 *
 *      programme;segment;from;to;people;veiledere;tiltak       from, to: how long they have been there; spread evenly in between.
 *      aap;high;12 mo;24 mo;31;2;                              veiledere: dealt out to so many, in turn (may be left out).
 *      aap;high;0 mo;12 mo;9;2;aft                             Every other column is one of stock.people, and copied.
 *
 *  Returns an exit code, with what is wrong shown on stderr; *people is the number of rows written. */
int stock_from_counts(const char *counts, FILE *out, size_t *people);

#endif
