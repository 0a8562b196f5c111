/* app/manual.h - the manual, made from the tables that the program itself obeys: keys, commands, options, units, distributions.
 * docs/config.md, both man pages and the completions are such pages; they cannot lag behind.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_MANUAL_H
#define SF_APP_MANUAL_H

#include <stdio.h>

#include "input/keys.h"

/** Writes one page, in the user's language where it is prose. */
typedef void manual_writer(FILE *out);

manual_writer manual_write_markdown;      /* docs/config.md */
manual_writer manual_write_program_man;   /* saksflyt.1 */
manual_writer manual_write_config_man;    /* saksflyt.cfg.5 */
manual_writer manual_write_bash;          /* completion */
manual_writer manual_write_zsh;           /* completion */
manual_writer manual_write_units;         /* saksflyt explain units */
manual_writer manual_write_distributions; /* saksflyt explain distributions */

/** "a duration: min, h, d, w, mo, y": how values of the type are written (translated). Static. */
const char *manual_type_words(sf_key_type type);

/** "0 .. 100", "above 0", or "" when there is no bound worth telling. Returns buffer. */
const char *manual_range_words(const sf_key *key, char *buffer, size_t size);

#endif
