/* models/routing.h - how a programme's tasks lead to each other, seen on paper: no time, no queue, no luck.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_ROUTING_H
#define SF_MODELS_ROUTING_H

#include "models/model.h"

/** What can happen in a programme at all. A probability or rate of zero counts: a scenario may raise it. */
typedef struct routing {
    uint32_t before; /* bits of the task types that can open before the programme has started */
    uint32_t open;   /* bits of those that can open at all */
    uint32_t exits;  /* bits of the exits by which somebody can leave */
    bool starts;     /* somebody can start */
    bool sees_needs; /* some task that can open sees a need */
} routing;

/** Cost O(tasks^2 x outcomes). */
routing routing_of(const programme *prog, size_t n_segments);

/** What happens to one entrant besides the tasks themselves, as sf_outlook finds it out. */
typedef struct course {
    double stay_days;                       /* from the start of the programme */
    double tiltak_days;                     /* of these in a tiltak */
    double joins;                           /* times the entrant joins the queue of a tiltak */
    double tests;                           /* extension tests */
    double handed_back[SF_MOST_TASK_TYPES]; /* times a provider hands back with this task */
    double exits[SF_MOST_EXITS];            /* share of those who start that leaves by chance, by exit */
} course;

/** How often one entrant meets each task, on average. */
typedef struct visits {
    double task[SF_MOST_TASK_TYPES];
    double starts; /* probability that the programme starts */
    double leaves; /* number of exits that tasks lead to before the start: at least the probability of leaving so */
} visits;

/** The expected number of tasks of each type for an entrant of the segment who has this course (NULL: one who gets as far as the
 *  start). An upper bound where two ways lead to the same task. Cost O(rounds x tasks x outcomes), a few microseconds. */
visits routing_visits(const programme *prog, size_t segment, const course *how);

/** The probability that a held task of this type leads to one of its exits. */
double routing_exit_share(const task_type *type, size_t segment);

/** True when the task takes no minute of anybody's time. */
bool task_takes_no_time(const task_type *type);

/** The team for a programme and segment in an epoch: one that names the segment goes before one that names none; SF_NONE. */
uint16_t team_that_serves(const sf_model *model, const epoch *now, size_t which, size_t segment);

#endif
