/* models/measures.h - the counters of one replication, shared by measure.c (which fills them) and report.c (which reads them).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_MEASURES_H
#define SF_MODELS_MEASURES_H

#include "models/measure.h"

/* Starts of programmes that are kept for each person who arrives, where people return. */
enum { SPELLS_EACH = 4 };

#define SERIES_BEFORE_DAYS 365.25 /* how much of the warm-up the series shows */
#define SERIES_MOST(m)                                                                                   \
    ((m)->n_programmes + (m)->n_streams + 3 * (m)->n_teams + 2 * (m)->n_tiltak + 1 + (m)->n_task_names + \
     ((m)->follows_change ? (m)->n_programmes + 1 + (size_t)2 * COST_KINDS : 0))

enum cost_kind { COST_VEILEDER, COST_TILTAK, COST_BENEFIT, COST_KINDS };

typedef struct wait_tally {
    uint32_t *counts[SF_WAIT_ENDS]; /* per slot */
    uint64_t octaves;               /* bits: in which blocks of SF_OCTAVE_SLOTS slots there may be something */
    uint64_t ends[SF_WAIT_ENDS];
    uint64_t zero;
    double sum;
    sf_moments moments; /* of ended waits */
} wait_tally;

/* At a site: the waits that are over of those who joined its line in the window, and all starts in the window. */
typedef struct site_wait {
    double days;
    uint64_t ended, started;
} site_wait;

typedef struct entrant {
    sf_person_outcome outcome;
} entrant;

/* One member of a cohort that is not followed from entry. */
typedef struct cohort_member {
    uint64_t key;
    double from, to; /* engine days; to NAN: still inside */
    uint32_t next;   /* of the same person; NOBODY */
    uint16_t cohort, segment, state, programme;
} cohort_member;

/* Arrays by segment inside: [of * n_segments + segment]. */
typedef struct measures {
    wait_tally *waits[WAIT_KINDS];
    size_t n_waits[WAIT_KINDS];
    double waited_ever[WAIT_KINDS]; /* all waits of the whole run, for Little's law */
    double spent_ever[LEVEL_KINDS]; /* the same of times at a level, person by person: time_was_spent */
    double present_ever;            /* times of presence: exits less arrivals, in engine days */
    double asked_ever, worked_ever; /* task hours of the work that has been done: as drawn, and by the clock */
    uint64_t pieces_of_work;        /* of that work: a task that is interrupted is two */
    sf_level *levels[LEVEL_KINDS];
    size_t n_levels[LEVEL_KINDS];
    double *at_opening[LEVEL_KINDS], *in_window[LEVEL_KINDS], *at_month[LEVEL_KINDS], *at_account[LEVEL_KINDS];

    uint64_t arrived, returned, kept_lines, left, exits;
    uint64_t *flow_back;     /* [cell of the programme come back to * n_states + state they come from] */
    uint64_t *relapsed;      /* [cell * n_states + exit]: of moved, back within SF_RELAPSE_MONTHS */
    uint64_t *flow_in;       /* stream */
    uint64_t *came_month;    /* stream, no segment: since the month began, also in the warm-up */
    uint64_t *entered;       /* programme: starts in the window */
    uint64_t *flow_out;      /* [cell * n_states + state] */
    uint64_t *moved;         /* as flow_out, but only those whose programme had started */
    uint64_t *limit_reached; /* programme */
    double *lost, *limit_days, *tiltak_count; /* programme; lost by cause */
    double *contact;                          /* [cell * PHASES + phase] */
    uint64_t *phase_people, *over, *snapshot_people, *ready;
    double *since_contact;
    uint64_t *due_held, *due_late, *repeated, *continued;
    uint64_t *started;                               /* tiltak */
    uint64_t *joined;                                /* tiltak, no segment */
    site_wait *site_waits;                           /* site, no segment; NULL without local catchments */
    uint64_t *completed, *dropped_out, *substituted; /* tiltak */
    uint64_t *delegated;                             /* tiltak, no segment: tasks that its provider has held, */
    double *delegated_hours;                         /* and what a veileder needs for them on average */
    double *budget_used, *budget_amount;             /* kroner of years that ended in the window */
    uint64_t *posted, *filled;                       /* openings, by labour market; no segment */
    uint64_t *wanted;                                /* need */
    double *hours;       /* [team * (n_task_names + 2) + name]; then documentation, no-shows */
    double *asked_hours; /* team */
    double *busy, *busy_month, *available, *available_month; /* team: office hours */
    double *available_task_hours;
    double *cost;                    /* [kind * 2 + municipality] NOK */
    double *cost_month;              /* the same since the month began, also in the warm-up */
    double *contact_month;           /* programme, no segment: since the month began */
    double *stock_month;             /* programme, no segment: mean of the month that ended last */
    double handover, handover_month; /* task hours of new owners reading up: in the window, and since the month began */
    uint64_t *office_exits;          /* [office * n_states + state] */
    uint64_t *office_meetings;
    double *office_meeting_days;
    uint64_t snapshots, waits_in_vain;
    struct gap_account *gaps; /* NULL where study.gaps is not on */

    sf_series_point *series;
    size_t n_series, series_room;
    entrant *log;
    size_t n_log, log_room;
    cohort_member *members;
    uint32_t *member_of; /* by person: the latest membership + 1; 0: none. NULL without such cohorts */
    size_t n_members, member_room;
    double month_from, accounted;
    bool window_is_open;
} measures;

/* The programme, or the tiltak, that a stream brings people to. */
uint16_t entity_of_stream(const run *r, size_t i);

/* After the horizon: what is known of entrants who are still inside. */
void measures_log_open(run *r);

#endif
