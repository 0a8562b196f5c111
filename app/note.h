/* app/note.h - the short note to a planner that `saksflyt check` prints about a config without errors, and the same as JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_NOTE_H
#define SF_APP_NOTE_H

#include <jansson.h>
#include <stdio.h>

#include "core/format.h"
#include "models/outlook.h"

/** What the note is about. */
typedef struct note {
    const char *file; /* as the user named it */
    const sf_config *config;
    const sf_model *model;
    const sf_outlook *outlooks; /* one for each scenario */
    size_t warnings;
} note;

/** Prints the note in columns. Sentences are in the user's language, numbers as that language writes them. */
void note_print(const note *n, sf_language language, FILE *out);

/** The same as an object; numbers that are unlimited are null. Owner: the caller; NULL when memory ran out. */
json_t *note_json(const note *n);

#endif
