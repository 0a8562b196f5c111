/* tests/reference/reference.h - the model once more, slow and plain: the executable specification.
 *
 * It shares with the engine only luck, samplers and the compiled config (models/model.h). There is no event set, no queue and no
 * free list here: who is next in any line, and what happens next in the world, is looked up among all people and posts every
 * time. Rules are read from the tables in force whenever they are needed, so nothing can be out of date.
 *
 *   one file for each section of docs/model.md:   time.c  people.c  stock.c  life.c  returns.c  risks.c  work.c  staff.c  portfolio.c  tiltak.c  treatment.c  intake.c
 *   and one for the dates on which rules change:  policy.c
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_REFERENCE_H
#define SF_TESTS_REFERENCE_H

#include "models/model.h"

/* What is due at one instant happens in this order; within one of these, in the order in which it was arranged. */
typedef enum turn { TURN_POLICY, TURN_CLOCK, TURN_END, TURN_CHANCE, TURN_OPENING, TURN_ARRIVAL } turn;

/* Something that has been arranged to happen. All zeros: nothing. */
typedef struct appointment {
    bool is_made;
    double at; /* engine days */
    turn turn;
    uint64_t number; /* the how-manieth arrangement of the run */
} appointment;

typedef struct ref_person ref_person;

/* --- people --------------------------------------------------------------------------------------------------------------- */

/* A person has at most one task of each type. */
typedef enum task_stage { NOT_THERE, PLANNED, WAITS, IN_WORK } task_stage;
typedef struct ref_task {
    task_stage stage;
    appointment opening; /* while PLANNED */
    double opened, due;  /* due NAN: no deadline */
    bool is_rebooked;    /* missed: it has been open since it first opened */
    bool was_held;       /* ever */
    uint32_t begun;      /* how often: the occasion of the next is this number */
    bool is_interrupted; /* begun and put aside for a more urgent one, while it WAITS to be resumed: */
    bool is_missed;      /* - the person does not come */
    double hours_left;   /* - task hours */
    double first_begun;  /* - NAN: it had not really begun */
} ref_task;

typedef enum whereabouts { NOWHERE, BETWEEN_PROGRAMMES, OUTSIDE, HELD_BACK } whereabouts; /* of somebody who is gone */
typedef enum stage { GONE, APPLIES, LISTED, BEFORE_START, IN_PROGRAMME, ONLY_TILTAK } stage;
typedef enum ownership { NO_TEAM, IN_LINE, OWNED_BY_TEAM, OWNED } ownership;
typedef enum part_stage { REFERRED, ON_THE_WAY, WAITS_FOR_PLACE, TAKES_PART, COMPLETED } part_stage;

/* What a person has to do with one tiltak or treatment. COMPLETED: nothing any more, but its effect stacks. */
typedef struct ref_part {
    size_t which; /* tiltak or treatment */
    bool is_treatment;
    size_t need; /* that it is to meet, or SF_NONE */
    part_stage stage;
    double since;                /* waiting, taking part, completed */
    double ends;                 /* the stay, if nothing comes between */
    double budget, budget_as_of; /* of dropping out */
    bool drops_out;
    long long promised; /* kroner of this year's budget */
    appointment change;
} ref_part;
enum { MOST_PARTS = 32 };

struct ref_person {
    uint64_t key;
    uint32_t spell; /* programmes entered before */
    stage stage;
    size_t segment, profile, programme; /* SF_NONE: none */
    size_t home;                        /* the office that the person belongs to */
    uint32_t barriers;                  /* open ones, bits */
    /* earlier spells, by programme: days used, the latest exit and whether the bar covers it */
    double days_used[64], left_on[64];
    bool is_covered[64];
    /* after the exit */
    whereabouts whereabouts;
    size_t left_by, back_to, back_by; /* exit; programme; number of the return, or SF_NONE for a link */
    double left_at, return_budget[SF_MOST_RETURNS];
    uint64_t left_as; /* number of the arrangement that leaving was */
    appointment way_back;
    size_t assigned;         /* the tiltak that the start of the programme leads into */
    double score, listed_on; /* on a list */
    bool was_looked_at;
    /* legal time */
    double start, ordinary_limit, limit; /* NAN before the start; limit INFINITY: none */
    bool is_near_limit, is_past_limit, test_has_opened, is_refused;
    uint32_t tests, claims_lost;
    const programme *own_rules;  /* of legal time, where changes are for new spells */
    appointment clock, decision; /* the decision on an application or on a claim */
    size_t claim;                /* the exit claimed, or SF_NONE */
    size_t sought;               /* the exit that an opening is waited for, or SF_NONE */
    double sought_since;
    bool is_handed_over; /* the claim */
    /* risks: exits first, then barriers */
    double frailty_left;                /* of somebody in the stock; the others 1 */
    uint32_t returns[SF_MOST_BARRIERS]; /* of each barrier, in this spell */
    double budget[SF_MOST_EXITS + SF_MOST_BARRIERS];
    double spent_to; /* budgets are spent up to here */
    double contact;  /* achieved contact a day, as of contact_read */
    double contact_read;
    appointment risk;
    size_t next_risk; /* SF_NONE: rates change, nothing strikes */
    /* work */
    ref_task tasks[SF_MOST_TASK_TYPES];
    ownership ownership;
    size_t team, owner; /* owner: index of the post */
    bool had_owner;
    double owner_wanted_since;
    size_t met; /* index of the post that held the latest contact; SF_NONE: none yet */
    double met_at;
    /* needs, tiltak, treatment */
    uint32_t wanted;             /* needs, bits */
    ref_part *parts[MOST_PARTS]; /* the newest first */
    size_t n_parts;
    uint32_t *lines_joined; /* of each tiltak */
    size_t latest_tiltak;   /* completed */
    double completed_at;
    size_t full_line;           /* the tiltak that has turned the person away since the latest task was held */
    uint32_t *treatments_ended; /* of each treatment */
};

/* A veileder's post: what it works on, and whether somebody is there. */
typedef struct ref_post {
    uint64_t key;
    size_t team, desk;
    uint32_t number; /* at the desk */
    bool is_filled, is_absent;
    double away_since;
    uint32_t absences;
    appointment absence; /* the next change between being there and being away */
    bool is_vacant;      /* one veileder has left, and the next has not begun */
    uint32_t holders;    /* who have left */
    double joined;       /* when the present one did; -INFINITY: before the run */
    appointment turnover;
    ref_person *person; /* whose task is in work; NULL: idle */
    size_t type;
    bool is_missed;     /* the person does not come */
    bool is_closing;    /* the task is done, what follows from it is not yet */
    double begins;      /* when the office is open for it */
    double first_begun; /* by whomever, before it was interrupted */
    double hours_left;  /* office hours of it, when it was last arranged or broken into */
    appointment done;
} ref_post;

/* The list of a programme that selects. */
typedef struct ref_list {
    appointment decision;
    double part_of_a_place; /* left over from the target */
    size_t taken, taken_outside;
} ref_list;

/* A job opening that nobody has taken. */
typedef struct ref_vacancy {
    size_t market, home;
    appointment end;
} ref_vacancy;

/* One layer of a stream of arrivals; or, with numbers after the streams', of the openings of a labour market. */
typedef struct ref_layer {
    size_t stream;
    uint32_t layer, candidate;
    double candidate_comes;
    appointment arrival;
} ref_layer;

typedef struct ref_world {
    const sf_model *model;
    const sf_scenario_tables *scenario;
    const epoch *rules; /* in force now */
    sf_luck luck;
    double now;
    uint64_t arranged;
    ref_person **people; /* everybody who is there, in no order that means anything */
    size_t n_people;
    ref_person **gone; /* and everybody who was */
    size_t n_gone;
    ref_post *posts;
    size_t n_posts;
    uint32_t *turns; /* of each desk: the number at it that comes next in turn */
    ref_layer *layers;
    size_t n_layers;
    double *arrived; /* so far, of each stream */
    ref_vacancy **vacant;
    size_t n_vacant;
    appointment policy, year;
    appointment *courses;           /* of each tiltak */
    const appointment *is_starting; /* the course that begins at this moment */
    long long *used;                /* of each budget: kroner of this year's stays that have ended */
    double year_began, year_ends;
    ref_list lists[64];   /* by programme */
    bool is_reorganising; /* a policy date: nobody takes up work before everything is in order */
    sf_life_log *log;
    void *user;
} ref_world;

/** Runs one replication and tells log everything that happens to everybody, as sf_model_replicate_logged does. */
void ref_replicate(const sf_model *model, uint32_t scenario, uint32_t replication, uint64_t seed, sf_life_log *log,
                   void *user);

/* time.c */
void ref_arrange(ref_world *w, appointment *what, double at, turn when);
double ref_after(const ref_world *w, double from, legal_time time, int sign);
double ref_opening(const ref_world *w, const team *its, double from);
double ref_finish(const ref_world *w, const team *its, double from, double hours);
double ref_hours(const ref_world *w, const team *its, double from, double to);
void ref_tell(ref_world *w, const ref_person *p, sf_life what, size_t detail);

/* people.c */
ref_person *ref_person_is_made(ref_world *w, uint64_t key);
void ref_comes_to_programme(ref_world *w, ref_person *p);
void ref_is_gone(ref_world *w, ref_person *p);
void ref_people_are_forgotten(ref_world *w);
void ref_streams_begin(ref_world *w);
void ref_arrives(ref_world *w, ref_layer *layer);
size_t ref_home_of(const ref_world *w, uint64_t key);

/* life.c */
const programme *ref_programme(const ref_world *w, const ref_person *p);
void ref_application_begins(ref_world *w, ref_person *p);
void ref_application_is_decided(ref_world *w, ref_person *p);
void ref_is_let_in(ref_world *w, ref_person *p);
void ref_reaches_office(ref_world *w, ref_person *p);
void ref_decision_falls(ref_world *w, ref_person *p);
void ref_programme_starts(ref_world *w, ref_person *p);
void ref_rules_change(ref_world *w, ref_person *p, const epoch *before);
void ref_clock_is_set(ref_world *w, ref_person *p);
void ref_clock_strikes(ref_world *w, ref_person *p);
void ref_test_is_held(ref_world *w, ref_person *p);
void ref_takes_exit(ref_world *w, ref_person *p, size_t exit);
void ref_claim_is_handed_over(ref_world *w, ref_person *p);
void ref_leaves(ref_world *w, ref_person *p, size_t exit);

/* openings.c */
bool ref_needs_opening(const ref_world *w, const ref_person *p, size_t exit);
bool ref_may_leave(ref_world *w, ref_person *p, size_t exit); /* now; otherwise the person waits for an opening */
void ref_opening_comes(ref_world *w, size_t market, uint64_t key, size_t home);
void ref_opening_closes(ref_world *w, ref_vacancy *o);
bool ref_waits_in_vain(const ref_world *w, const ref_person *p);

/* stock.c */
void ref_stock_begins(ref_world *w);

/* selection.c */
void ref_lists_begin(ref_world *w);
void ref_is_listed(ref_world *w, ref_person *p);
void ref_list_is_decided(ref_world *w, size_t which);

/* returns.c */
double ref_days_used(const ref_world *w, ref_person *p);
double ref_bar_ends(const ref_world *w, const ref_person *p, size_t programme);
void ref_goes_outside(ref_world *w, ref_person *p, size_t exit);
void ref_return_budgets_are_spent(ref_world *w, ref_person *p);
void ref_way_back_is_arranged(ref_world *w, ref_person *p);
void ref_way_back_is_due(ref_world *w, ref_person *p);

/* risks.c */
void ref_risks_begin(ref_world *w, ref_person *p);
void ref_budgets_are_spent(ref_world *w, ref_person *p); /* before anything that changes a rate */
void ref_risk_is_arranged(ref_world *w, ref_person *p);  /* and after it */
void ref_risk_is_due(ref_world *w, ref_person *p);
void ref_contact_is_counted(ref_world *w, ref_person *p, double weight);
bool ref_is_ready(const ref_world *w, const ref_person *p);
void ref_barrier_clears(ref_world *w, ref_person *p, size_t which);

/* work.c */
void ref_tasks_open(ref_world *w, ref_person *p, task_opening when);
void ref_tasks_are_asked_at_other_rates(ref_world *w, ref_person *p, const epoch *before);
void ref_task_is_asked(ref_world *w, ref_person *p, size_t type, double delay_days);
void ref_task_opens(ref_world *w, ref_person *p, size_t type);
void ref_task_has_been_open(ref_world *w, ref_person *p, size_t type, double days);
void ref_task_recurs(ref_world *w, ref_person *p, size_t type);
void ref_tasks_are_under_way(ref_world *w, ref_person *p, const stock_row *row, double waited);
void ref_task_is_done(ref_world *w, ref_post *post);
void ref_tasks_are_dropped(ref_world *w, ref_person *p);
void ref_takes_up_work(ref_world *w, ref_post *post);
void ref_desk_takes_up_work(ref_world *w, size_t which);
void ref_owner_takes_up_work(ref_world *w, const ref_person *p);
void ref_everybody_works(ref_world *w);
void ref_turns_to_urgent_work(ref_world *w, ref_post *post);
void ref_desk_turns_to_urgent_work(ref_world *w, size_t which);
void ref_work_is_put_down(ref_world *w, ref_post *post);
void ref_work_is_arranged(ref_world *w, ref_post *post);
void ref_absence_is_arranged(ref_world *w, ref_post *post);
void ref_absence_is_rearranged(ref_world *w, ref_post *post, const team *before);
void ref_absence_changes(ref_world *w, ref_post *post);

/* staff.c */
bool ref_is_there(const ref_post *post);
void ref_turnover_is_arranged(ref_world *w, ref_post *post);
void ref_turnover_is_rearranged(ref_world *w, ref_post *post, const team *before);
void ref_turnover_changes(ref_world *w, ref_post *post);
bool ref_has_competence(const ref_world *w, const ref_post *post, const ref_person *p);
double ref_slowness(const ref_world *w, const ref_post *post, const ref_person *p);
double ref_quality(const ref_world *w, const ref_post *post, const ref_person *p);

/* portfolio.c */
size_t ref_desk(const ref_world *w, const ref_person *p, size_t team_number);
void ref_office_is_left(ref_world *w, ref_person *p);
void ref_office_is_reached(ref_world *w, ref_person *p);
void ref_portfolio_is_handed_over(ref_world *w, ref_post *post);
void ref_portfolio_is_taken_over(ref_world *w, ref_post *post);
bool ref_is_pooled(const ref_world *w, const ref_person *p);
void ref_owner_is_wanted(ref_world *w, ref_person *p);
void ref_owner_is_there(ref_world *w, ref_person *p, uint32_t number);
void ref_owner_is_found(ref_world *w, ref_person *p, double waited);
void ref_owner_is_lost(ref_world *w, ref_person *p);
void ref_portfolios_are_reorganised(ref_world *w, size_t which);

/* tiltak.c */
void ref_need_is_seen(ref_world *w, ref_person *p, size_t need);
void ref_needs_are_looked_at_again(ref_world *w, ref_person *p);
void ref_referral_is_held(ref_world *w, ref_person *p);
bool ref_has_to_do_with(const ref_person *p, size_t which);
void ref_joins_line(ref_world *w, ref_person *p, size_t which);
void ref_places_are_given(ref_world *w, size_t which);
ref_part *ref_part_begins(ref_person *p, size_t which, bool is_treatment, size_t need);
void ref_part_ends(ref_person *p, ref_part *part);
bool ref_takes_part(const ref_person *p);
int ref_class_in_line(const ref_world *w, const ref_person *p, priority_rule rule);
void ref_stays_are_rearranged(ref_world *w, ref_person *p, const epoch *before);
void ref_end_of_stay_is_arranged(ref_world *w, const ref_person *p, ref_part *part);
void ref_tiltak_changes(ref_world *w, ref_person *p, ref_part *part);
void ref_tiltak_is_left(ref_world *w, ref_person *p);

/* treatment.c */
void ref_treatment_is_wanted(ref_world *w, ref_person *p, size_t need);
void ref_treatments_are_given(ref_world *w, size_t which);
void ref_treatment_is_left(ref_world *w, ref_person *p);
void ref_treatment_changes(ref_world *w, ref_person *p, ref_part *part);

/* intake.c */
void ref_course_is_arranged(ref_world *w, size_t which, double from);
void ref_course_starts(ref_world *w, size_t which);
bool ref_is_paid_for(const ref_world *w, size_t which);
void ref_stay_is_promised(ref_world *w, ref_part *part);
void ref_stay_is_paid(ref_world *w, const ref_part *part);
void ref_year_turns(ref_world *w);

/* What must never be, once an instant is over: work for an idle veileder, room for somebody in line, a place for one. */
bool ref_could_work(const ref_world *w, const ref_post *post);
bool ref_could_own(const ref_world *w, size_t team_number);
bool ref_could_place(const ref_world *w, size_t which);

/* policy.c */
void ref_posts_are_filled(ref_world *w);
void ref_policy_is_arranged(ref_world *w);
void ref_policy_changes(ref_world *w);

#endif
