/* input/identity.h - what looks like the national identity number of a human being has no place in any file of ours.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_INPUT_IDENTITY_H
#define SF_INPUT_IDENTITY_H

#include <stdbool.h>

/** True for eleven digits, maybe with blanks, points or hyphens between them, whose two control digits fit: fødselsnummer,
 *  D-numbers, and the numbers that hospitals and test systems make in the same way.
 *  Source: forskrift om folkeregistrering § 2-2; weights of modulus 11 from Selmer (1964). */
bool sf_identity_is_number(const char *text);

/** True for a name that such a column bears: fnr, fødselsnummer, personnummer, d_number, national_id ... whatever its case. */
bool sf_identity_is_name(const char *name);

#endif
