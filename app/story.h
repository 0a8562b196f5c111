/* app/story.h - one person's life in one replication: collected from the engine's log, told in words, laid out as a timeline.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_STORY_H
#define SF_APP_STORY_H

#include "core/format.h"
#include "models/model.h"
#include "plots/timeline.h"

typedef struct story_event {
    double time; /* engine days */
    sf_life what;
    uint32_t detail;
    uint16_t programme; /* that the spell is in; SF_NONE when it is in none */
} story_event;

typedef struct story {
    const sf_model *model;
    const sf_config *config;
    uint32_t scenario;
    uint64_t key;
    story_event *events; /* in the order in which they happened */
    size_t n, room;
    bool failed; /* no memory */
} story;

/** Hears the engine's log; user is the story, whose key says whose events are kept. */
void story_hears(void *user, uint64_t key, double time, sf_life what, uint32_t detail);

/** Finds out which programme every event belongs to. Call once, when all has been heard. */
void story_ends(story *s);

void story_free(story *s);

/** "gets a place in AFT": what happened, in the reader's language, into a buffer of the caller. */
const char *story_words(const story *s, const story_event *e, char *buffer, size_t size);

/** What a process miner calls the activity: "First meeting" for everything that happens to that task, "AFT" for the line, the place
 *  and its end. Into a buffer of the caller. */
const char *story_activity(const story *s, const story_event *e, char *buffer, size_t size);

/** The story as bars and dots; *out is freed by story_picture_free. False when memory runs out. */
bool story_picture(const story *s, sf_language language, sf_life_story *out);
void story_picture_free(sf_life_story *picture);

/** What became of the person: "work, 14.5.2026", into a buffer of the caller. */
const char *story_outcome(const story *s, sf_language language, char *buffer, size_t size);

/** A day as people write it, from engine days, into a buffer of the caller. */
const char *story_date(const sf_model *model, sf_language language, double time, char *buffer, size_t size);

#endif
