/* models/measure.h - what is counted while a replication runs. Everything here only watches: it draws no luck and changes no life.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_MEASURE_H
#define SF_MODELS_MEASURE_H

#include "models/state.h"

typedef enum wait_kind {
    KIND_VEILEDER,
    KIND_MEETING, /* KIND_MEETING + task_wait */
    KIND_ASSESSMENT,
    KIND_PLAN,
    KIND_DECISION,
    KIND_TREATMENT,
    KIND_TILTAK,
    KIND_OPENING, /* ready for work, by labour market */
    KIND_LIST,    /* on the list of a programme that selects */
    KIND_STAY,    /* no wait, but a time with a distribution: in the programme, by those who left in the window */
    WAIT_KINDS
} wait_kind;

/* Levels that are integrated over time. */
typedef enum level_kind {
    LEVEL_STOCK,        /* programme: people in the programme */
    LEVEL_LISTED,       /* programme: people on its list */
    LEVEL_APPLYING,     /* programme: applications waiting */
    LEVEL_BEFORE_START, /* programme: people at the office whose programme has not started */
    LEVEL_ONLY_TILTAK,  /* one: people of a tiltak without a programme */
    LEVEL_OWNED,        /* team: people owned */
    LEVEL_POSTS,        /* team: active posts */
    LEVEL_WAIT_OWNER,   /* team */
    LEVEL_TILTAK_QUEUE, /* tiltak */
    LEVEL_IN_TILTAK,    /* tiltak */
    LEVEL_PLACES,       /* tiltak */
    LEVEL_TREATMENT,    /* treatment: waiting */
    LEVEL_IN_TREATMENT, /* treatment */
    LEVEL_BACKLOG,      /* task name: open tasks */
    LEVEL_UNMET,        /* need */
    LEVEL_UNSERVED,     /* programme: hours of open work */
    LEVEL_OFFICE_STOCK, /* office that serves them, where offices are declared: people in a programme */
    LEVEL_OFFICE_OWNED, /* office: people owned */
    LEVEL_OFFICE_POSTS, /* office: filled posts of the teams that are in each office */
    LEVEL_OFFICE_UNMET, /* [office that people belong to * n_needs + need] */
    LEVEL_SITE_QUEUE,   /* site, where some tiltak has a local catchment; no segment */
    LEVEL_IN_SITE,      /* the same */
    LEVEL_SITE_PLACES,  /* the same */
    LEVEL_STOPPED,      /* budget: 1 while intake is stopped */
    LEVEL_SEARCHING,    /* labour market: people who wait for an opening */
    LEVEL_KINDS
} level_kind;

sf_status measures_open(run *r, sf_arena *arena, sf_error *err);

/* segment is 0 where a level has none (posts, places, backlog, unserved hours). */
void level_changes(run *r, level_kind kind, uint32_t of, uint32_t segment, double change);

/* A wait that began at `joined` is over, or is given up, or was open at the end. */
void wait_ends(run *r, wait_kind kind, uint32_t of, uint32_t segment, double joined, double ended, sf_wait_end how);

/* Somebody has spent the time from `since` until now at a level: what Little's law holds against the area under it. */
void time_was_spent(run *r, level_kind kind, double since);
/* Somebody comes into the run (sign -1) or leaves it (1): the time of their presence, whatever their state. */
void presence_changes(run *r, double sign);

void measure_entrant(run *r, person *p); /* the programme has started */
void measure_arrival(run *r, const person *p, uint32_t stream_number);
void measure_is_there(run *r, const person *p); /* in the stock of the first day */
void measure_exit(run *r, person *p, uint16_t state, leave_cause cause);
/* A new spell begins, for somebody who comes from that state. */
void measure_return(run *r, const person *p, uint16_t from_state);
/* Somebody who has left by the exit will be back at that time (INFINITY: never). */
void measure_way_back(run *r, const person *p, uint16_t exit, double at);
void measure_refusal(run *r, const person *p, uint16_t state);
void measure_only_tiltak_left(run *r, const person *p);
void measure_contact(run *r, const person *p, uint32_t post, double weight);
void measure_task_held(run *r, const person *p, const task *t, const task_type *type, double begin);
void measure_task_opened(run *r, const person *p, const task_type *type);
/* The person has moved from one office to another (its number among the offices). */
void measure_move(run *r, const person *p, uint16_t from, uint16_t to);
/* One more or fewer people owned by the person's team, or filled posts. */
void measure_owned(run *r, const person *p, double change);
void measure_post(run *r, const post *worker, double change);
/* The first meeting, or another that counts as one, begins. */
void measure_meeting(run *r, const person *p, double opened, double begins);
/* Before a post's task, presence or hours change: counts what it has worked, or been away, up to now. */
void measure_hours(run *r, post *worker);
void measure_absence(run *r, post *worker);
/* A post's piece of work is over, with so many task hours of it left for another time (0: it is done). */
void measure_work_is_over(run *r, post *worker, double hours_left);
/* One more or fewer in line for a tiltak, or in one of its places. */
void measure_tiltak_line(run *r, const person *p, uint16_t which, double change);
void measure_tiltak_places(run *r, const person *p, uint16_t which, double change);
/* Policy tables begin to count: places were as in `before` (NULL: there were none), and are as they are now. */
void measure_places(run *r, const epoch *before);
/* A wait for a place is over now, or is open at the end. */
void measure_tiltak_wait(run *r, const person *p, uint16_t which, double since, sf_wait_end how);
void measure_unmet(run *r, const person *p, uint16_t need, double change);
void measure_tiltak_start(run *r, const person *p, uint16_t which);
void measure_tiltak_joined(run *r, uint16_t which);
void measure_delegated(run *r, const tiltak *by, const task_type *type);
void measure_tiltak_ended(run *r, const person *p, uint16_t which, bool dropped_out);
void measure_substituted(run *r, const person *p, uint16_t wanted);
void measure_stays_in_line(run *r);
void measure_budget(run *r, size_t which, int64_t used, int64_t amount); /* when its year is over */
void measure_opening(run *r, uint16_t market, bool is_taken);            /* it comes; it is taken */
void measure_need(run *r, const person *p, uint16_t need);
void measure_lost(run *r, person *p, enum lost_cause cause, double from, double to);

/* Before prices, hours or posts change: brings money and available hours up to now. */
void measure_account(run *r);

void month_ends(run *r, uint32_t month);
void window_turns(run *r, uint32_t which); /* 0 opens, 1 closes */

/* After the horizon: open waits, self-checks, the record. */
sf_status measures_report(run *r, uint32_t scenario, uint32_t replication, sf_replication_record *record,
                          sf_error *err);

#endif
