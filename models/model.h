/* models/model.h - the compiled model: a checked config as flat tables, one set of tables for each stretch of time between
 * policy dates ("epoch"). Everything is ordered by id, so the order of lists in a config means nothing.
 *
 *   sf_config -> sf_model_compile -> sf_model (shared, read-only) -> sf_model_replicate, one thread each
 *
 * Times are engine days: 0 is the start of the warm-up. Rates are per day, work is in minutes, money in NOK.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_MODEL_H
#define SF_MODELS_MODEL_H

#include <assert.h>
#include <signal.h>

#include "core/arena.h"
#include "input/config.h"
#include "models/ages.h"
#include "models/observation.h"
#include "saksflyt/luck.h"
#include "sim/calendar.h"
#include "sim/sampler.h"

enum {
    SF_MOST_SEGMENTS = 64,
    SF_MOST_PROFILES = 64,
    SF_MOST_BARRIERS = 16,
    SF_MOST_NEEDS = 32,
    SF_MOST_EXITS = 24,         /* in one programme */
    SF_MOST_TASK_TYPES = 32,    /* in one programme */
    SF_MOST_RETURNS = 8,        /* from one exit */
    SF_MOST_CLAIMS = 255,       /* that are turned down in one spell; the next is granted */
    SF_MOST_CLOCK_DAYS = 32767, /* of used time that is remembered: 89 years */
    SF_NONE = 0xffff            /* "no such thing" in 16-bit references */
};

/* One thing that a held task may lead to. */
typedef enum consequence_kind {
    LEADS_TO_NEED,
    LEADS_TO_EXIT,
    LEADS_TO_TASK,
    LEADS_TO_CLEARED_BARRIER
} consequence_kind;
typedef struct consequence {
    consequence_kind kind;
    uint16_t target;         /* need, exit, task type or barrier */
    uint64_t rest;           /* bits: segments whose p is "rest": what the others leave, whatever the quality */
    const double *p;         /* by segment */
    const sf_sampler *delay; /* NULL: at once */
    uint32_t purpose, delay_purpose;
} consequence;

typedef enum task_opening { OPENS_AT_ENTRY, OPENS_AT_START, OPENS_WHEN_ASKED } task_opening;

/* The wait metrics that tasks feed (counts_as). */
typedef enum task_wait { WAIT_MEETING, WAIT_ASSESSMENT, WAIT_PLAN, WAIT_DECISION, TASK_WAITS } task_wait;

typedef struct task_type {
    const char *id, *label;
    uint32_t purpose, gap_purpose, no_show_purpose;
    task_opening opens;
    uint16_t after;      /* task type or SF_NONE */
    double due;          /* days from opening, NAN: none */
    const double *every; /* by segment, NULL: not recurring */
    const double *rate;  /* by segment, NULL: not at random */
    bool only_in_tiltak, is_travelled_for;
    uint16_t team;              /* that holds it for everybody, from one queue; SF_NONE: the person's owner */
    const double *self_service; /* by segment: share that people do themselves; NULL: none */
    uint32_t self_service_purpose;
    const sf_sampler *minutes;
    double documentation_minutes;
    double hours;         /* expected, with documentation */
    uint32_t followed_by; /* bits per task type of the programme: those that come after this one */
    int priority;         /* -1: by the team's rule */
    bool has_deadline, can_be_missed;
    double counts;
    int counts_as; /* task_wait or -1 */
    const consequence *then;
    size_t n_then;
} task_type;

typedef struct rate_step {
    double from_days, factor;
} rate_step;

/* A risk of people outside: that who left by an exit comes back, to this programme or another. */
typedef struct return_kind {
    const char *id;
    uint32_t purpose;
    uint16_t programme; /* that they come back to */
    const double *rate; /* by segment */
    const rate_step *steps;
    size_t n_steps;
} return_kind;

typedef struct exit_kind {
    const char *id, *label;
    uint32_t purpose;
    const double *rate; /* by segment; NULL: never by chance */
    const rate_step *steps;
    size_t n_steps;
    const rate_step *left_steps; /* by time left, the shortest first: from_days before the limit */
    size_t n_left_steps;
    double with_barrier, in_tiltak;
    bool is_local;                      /* the rate follows the labour market where the office is */
    double follow_up_k, follow_up_beta; /* design 3 door (ii); beta 0: no effect */
    uint16_t market;                    /* whose openings are taken; SF_NONE: demand without limit */
    const double *opening_share;        /* of people who need one, by segment */
    uint32_t opening_purpose;
    uint16_t handover;          /* task type or SF_NONE */
    const sf_sampler *decision; /* NULL: at once */
    uint32_t turned_down_purpose;
    const double *turned_down; /* share of claims, by segment; NULL: none */
    uint32_t enters_purpose;
    uint16_t enters;                /* the programme that the exit leads into, or SF_NONE */
    const double *enters_share;     /* by segment */
    const sf_sampler *enters_after; /* NULL: at once */
    const return_kind *returns;
    size_t n_returns;
    sf_direction good;
    uint16_t state; /* in the catalogue */
} exit_kind;

/* A legal time: calendar months when months > 0, else days. */
typedef struct legal_time {
    int months;
    double days;
} legal_time;

/* What must be known of the person for a ground to be looked at. */
typedef enum ground_when {
    WHEN_ANY,
    WHEN_BARRIER_IS_OPEN,
    WHEN_IN_TREATMENT,
    WHEN_WAITING_FOR_TREATMENT,
    WHEN_IN_TILTAK,
    WHEN_TILTAK_COMPLETED /* in this spell */
} ground_when;

typedef struct ground {
    uint32_t purpose;
    ground_when when;
    const double *passes; /* by segment */
    legal_time length;    /* of a grant on this ground */
} ground;

/* Whom a change of the rules of legal time reaches among those inside. */
typedef enum applies_to {
    APPLIES_FROM_NEXT_TEST, /* the ordinary limit stays; extensions are tested by the rules of the day */
    APPLIES_TO_NEW_SPELLS,
    APPLIES_TO_EVERYONE /* the ordinary limit is counted anew on the date */
} applies_to;

typedef struct programme {
    const char *id, *label;
    uint32_t purpose;
    uint16_t state, applying_state; /* in the catalogue */
    const double *benefit;          /* G a year by segment, NULL: none */
    bool municipality_pays;
    const sf_sampler *application_wait; /* NULL: none, and without a task no application */
    const double *application_refused;
    uint16_t application_task; /* that decides it when held, or SF_NONE */
    uint16_t refused_to;
    uint32_t application_purpose;
    uint16_t starts_with, referral, takeover; /* task types or SF_NONE */
    const double *reference;                  /* contacts per day, by segment; NULL: no measure */
    double memory_days, step_days, start_phase_days;
    bool has_no_show;
    const double *no_show_p;
    double no_show_minutes, no_show_rebook_days;
    double overbooked, overbooked_minutes,
        rebooking_minutes; /* share of slots given to two; cost when both come; when one does not */
    bool has_clock, has_end_window, has_extension;
    bool limit_moves_rates; /* some exit's rate follows the time left */
    legal_time limit, end_window, extension_opens, extension_length, extension_cap;
    applies_to applies_to;
    bool has_grace;
    legal_time grace;                      /* least time left to those whom a change reaches on its date */
    const uint16_t *at_limit;              /* exits by segment */
    const uint16_t *at_limit_with_barrier; /* of those with an open barrier; NULL: the same */
    uint16_t extension_test;
    bool late_test_continues;
    const uint16_t *extension_refused; /* exits by segment */
    const ground *grounds;
    size_t n_grounds;
    bool selects; /* people stand on a list until they are taken in */
    uint32_t score_purpose;
    const double *score;                                              /* mean, by segment */
    double score_spread, threshold, target, list_every, list_longest; /* target a day; INFINITY: everybody */
    uint64_t target_group;                                            /* bit per segment */
    double outside_share;                                             /* most of those taken in */
    uint16_t rejected_to;
    bool clock_is_renewed;    /* used time is forgotten ... */
    legal_time renewed_after; /* ... so long after the exit */
    uint32_t barred_exits;    /* bits: who leaves by these may not come back ... */
    legal_time bar_length;    /* ... for so long */
    bool bar_loses;           /* a return inside the bar: lost, or held to its last day */
    uint16_t past;            /* place among a person's past spells, or SF_NONE: nothing is remembered */
    uint32_t handed_back;     /* bits: tasks that come when the provider of some tiltak hands back */
    const task_type *tasks;
    size_t n_tasks;
    const exit_kind *exits;
    size_t n_exits;
} programme;

static inline bool programme_is_applied_for(const programme *p)
{
    return p->application_wait != NULL || p->application_task != SF_NONE;
}

typedef enum priority_rule {
    RULE_FIFO,
    RULE_EARLIEST_DEADLINE,
    RULE_NEW_AND_NEAR_LIMIT_FIRST,
    RULE_YOUNG_FIRST,
    RULE_COMPLEX_FIRST,
    RULE_WEIGHTED
} priority_rule;

/* A place where NAV meets people. */
typedef struct nav_office {
    const char *id, *label;
    double users;          /* its size beside the others' */
    double until;          /* share of all arrivals that come here or to an office before it */
    double labour;         /* factor on exits that depend on the local labour market */
    double travel_minutes; /* of tasks that one travels for */
    uint16_t served_by;    /* where its people are served: here, or where it has been merged into */
} nav_office;

/* Whose the places of a tiltak are, by where people belong: everybody's, those of each office, or those of each region. */
typedef enum catchment { CATCHMENT_ALL, CATCHMENT_OFFICE, CATCHMENT_REGION } catchment;

typedef enum when_full { FULL_OVERLOAD, FULL_WAIT, FULL_POOL } when_full;

/* How a team chooses among veiledere who have room. */
typedef enum pick_rule { PICK_FEWEST, PICK_IN_TURN, PICK_COMPETENT } pick_rule;

/* What some of the team's veiledere know better than the others. */
typedef struct competence {
    uint32_t veiledere;      /* the first so many of the team have it when the run begins */
    uint64_t segments;       /* bits: who it is for, */
    uint32_t barriers;       /* bits: or who has one of these open */
    double quality, minutes; /* factors when one who has it works for one whom it is for */
    bool leaves;             /* with the veileder; else it stays with the post */
    double successors;       /* probability that a successor has it */
    double learnt_days;      /* after which a successor has it all the same; INFINITY: never */
    uint32_t purpose;
} competence;

/* Days of head start in the queue under the rule `weighted`. */
typedef struct head_start {
    double is_new, near_limit, deadline, young, complex;
} head_start;

typedef struct team {
    const char *id, *label;
    uint32_t purpose;
    uint64_t serves;   /* bit per programme */
    uint64_t segments; /* bit per segment; all ones when none are named */
    bool names_segments;
    uint32_t veiledere;
    const sf_calendar *calendar;
    bool is_always_open; /* otherwise: from opens_at o'clock, a fifth of the week's hours on every working day */
    double opens_at;
    double hours_per_week;
    double pace; /* task hours per office hour: (1 - overhead)(1 - leave)(1 - absence if spread evenly) */
    const sf_sampler *absence_spell; /* NULL: spread evenly */
    double absence_gap_days;         /* mean time at work between spells */
    bool shared, municipality_pays;
    double limit; /* INFINITY: none */
    when_full full;
    uint16_t pool; /* team or SF_NONE */
    bool reorganises_at_once;
    priority_rule rule;
    bool interrupts; /* preempt = resume */
    pick_rule pick;
    head_start weights;
    double turnover_rate; /* per day, of each veileder; 0: nobody leaves */
    uint32_t turnover_purpose;
    const sf_sampler *vacancy; /* NULL: the successor is there at once */
    bool colleagues_take_over; /* else people wait for the successor, and colleagues do what has a deadline */
    double learning_days, first_speed, first_quality; /* a new veileder's, growing linearly to 1 */
    double method, continuity;                        /* factors on quality */
    const competence *competences;
    size_t n_competences;
    const char *minimum_task; /* NULL: none */
    double minimum_every;
} team;

typedef struct tiltak_effect {
    const uint16_t *exit;             /* by programme: its exit of that name, or SF_NONE */
    double during, after, lasts_days; /* lasts INFINITY: for the rest of the spell */
    uint64_t profiles;                /* bit per profile that it acts on */
    bool takes_all_profiles;
} tiltak_effect;

/* Where a person goes on to when a stay has ended. */
typedef struct tiltak_step {
    uint16_t next;           /* tiltak, or SF_NONE: nowhere */
    const double *p;         /* by segment */
    const sf_sampler *delay; /* NULL: at once */
    bool after_drop_out;     /* or else after a completed stay */
} tiltak_step;

/* A course starts on a day, and again every so often, before and after. */
typedef struct course_start {
    double on;        /* engine days */
    legal_time every; /* of no length: once */
} course_start;

/* What the provider of a tiltak does of the veileder's follow-up. */
typedef struct delegation {
    const uint32_t *tasks;     /* by programme: bits, held by the provider */
    const uint16_t *hand_back; /* by programme: the task that comes when the stay has ended, or SF_NONE */
    const double *share;       /* of those tasks, by segment */
    double contact, quality;   /* factors beside a veileder's */
    double cost;               /* NOK for each */
    const uint32_t *purposes;  /* [programme * SF_MOST_TASK_TYPES + task] */
} delegation;

typedef struct tiltak {
    const char *id, *label;
    uint32_t purpose, patience_purpose, clears_purpose, then_purpose, then_delay_purpose, drop_out_purpose;
    double places;                     /* of all sites together; INFINITY: unlimited */
    double room;                       /* at each site */
    const sf_sampler *stay, *patience; /* patience NULL: waits without end */
    double longest_days;               /* INFINITY: no limit */
    bool takes_everyone;
    uint32_t accepted_barriers; /* bit per barrier */
    uint64_t accepted_segments; /* bit per segment; all ones when none are named */
    uint64_t accepted_goals;    /* bit per goal */
    bool names_goals;
    uint32_t offers; /* bit per need */
    double clears;
    priority_rule rule;
    double cost_per_day;
    bool municipality_pays;
    bool is_parallel; /* beside any other; of the rest a person has one at a time */
    bool is_sheltered, keeps, stacks;
    const tiltak_step *then; /* one is drawn */
    size_t n_then;
    const double *drop_out;     /* per day by segment, NULL: nobody drops out */
    const course_start *starts; /* none: people begin whenever there is a place */
    size_t n_starts;
    uint16_t substitute; /* tiltak, or SF_NONE */
    double substitute_after_days;
    uint16_t budget;             /* or SF_NONE */
    const delegation *delegates; /* NULL: nothing */
    const tiltak_effect *effects;
    size_t n_effects;
} tiltak;

typedef struct treatment {
    const char *id, *label;
    uint32_t wait_purpose, stay_purpose, clears_purpose, patience_purpose;
    uint32_t offers;
    const sf_sampler *wait; /* drawn; NULL: a line for places */
    const sf_sampler *stay;
    double places;              /* of a line; INFINITY: unlimited */
    const sf_sampler *patience; /* in a line; NULL: without end */
    priority_rule rule;
    double clears;
} treatment;

/* Money for the tiltak that name it, from one January to the next. */
typedef struct appropriation {
    const char *id;
    double per_day; /* NOK */
} appropriation;

/* Openings that people take who leave for work. */
typedef struct labour_market {
    const char *id, *label;
    uint32_t purpose, gap_purpose, lasts_purpose;
    double rate;                            /* openings per day, over all districts where labour demand is 1 */
    double season_amplitude, season_period; /* as of streams */
    const sf_sampler *lasts;                /* vacant, until it goes to somebody else */
} labour_market;

typedef struct stream {
    const char *id;
    uint32_t purpose, gap_purpose, segment_purpose, profile_purpose;
    uint16_t programme, tiltak; /* one of them is SF_NONE */
    double rate;                /* per day */
    double season_amplitude, season_period;
    double people;        /* who arrive in all; INFINITY: without end */
    const double *shares; /* by segment */
} stream;

/* A marked part of a stream that is sent to a programme or a tiltak, so that the same people can be run with and without it. */
typedef struct assignment {
    uint32_t purpose;
    uint16_t stream;
    double first, last; /* engine days on which they arrive: [first, last) */
    uint64_t segments;  /* bit per segment */
    double share;
    bool acts;
    uint16_t programme, tiltak; /* SF_NONE: as the stream says */
} assignment;

/* Somebody who is there on the first day. NAN: not known. */
typedef enum stock_state { STOCK_INSIDE, STOCK_BEFORE_START, STOCK_APPLYING } stock_state;

/* In place of the number of a veileder. */
#define OWNER_BY_RULE UINT32_MAX
#define OWNER_NONE (UINT32_MAX - 1)

typedef struct stock_row {
    uint64_t key;
    uint16_t programme, segment;
    uint16_t profile, home; /* SF_NONE: not known */
    stock_state state;
    bool knows_barriers;
    uint16_t barriers;          /* open ones, bits */
    uint32_t owner;             /* number of the veileder at the desk, or OWNER_BY_RULE, OWNER_NONE */
    double elapsed, owner_wait; /* days */
    double used, last_contact;
    bool is_extended;
    legal_time extended;
    uint16_t task, tiltak, completed, treatment, claim; /* SF_NONE: none */
    double task_in, task_open;
    double tiltak_elapsed, tiltak_wait; /* tiltak_wait: in its line */
    double completed_ago;
    double treatment_elapsed, treatment_wait;
    double claim_elapsed;
} stock_row;

/* The people of the first day, in the order of their keys, and what is drawn for them where nobody knows. */
typedef struct stock_table {
    size_t n;
    const stock_row *rows;
    bool is_real;
    uint32_t purpose; /* of their keys: the upper half */
    uint32_t profile_purpose, elapsed_purpose, tiltak_purpose, treatment_purpose, claim_purpose;
    const spell_ages *spells;      /* [(programme * n_segments + segment) * 2 + something bars the goal] */
    const age_table *applications; /* by programme */
    const age_table *claims;       /* [programme * SF_MOST_EXITS + exit] */
    const age_table *stays;        /* by tiltak */
    const age_table *treatments;
    const sf_assumption *assumptions; /* what is drawn, and for how many */
    size_t n_assumptions;
} stock_table;

typedef struct barrier {
    const char *id;
    uint32_t purpose;
    const double *clears; /* by segment, NULL: never by itself */
    uint32_t returns_purpose;
    const double *returns; /* by segment, after it has been cleared; NULL: never */
} barrier;

typedef struct profile {
    const char *id;
    uint32_t barriers; /* bits */
    double phi;
    uint16_t goal;     /* or SF_NONE */
    uint32_t requires; /* bits: barriers that must be gone for the goal; all of them without a goal */
} profile;

/* A value of an attribute, by which results are split. */
typedef struct attribute_value {
    const char *id, *label;
    uint64_t segments; /* bits: those that have it */
} attribute_value;

typedef struct segment_kind {
    const char *id;
    bool young, complex;
    const double *profile_shares; /* by profile; NULL: no profiles */
    const sf_sampler *frailty;    /* factor on all exit rates, mean 1; NULL: everybody alike */
    double frailty_variance;      /* of the factor; 0: everybody alike */
    uint32_t frailty_purpose;
} segment_kind;

/* All tables as they are from one policy date to the next. Sizes are those of the model: the same in every epoch. */
typedef struct epoch {
    double from; /* engine days; 0 for the first */
    const segment_kind *segments;
    const profile *profiles;
    const barrier *barriers;
    const stream *streams;
    const assignment *assignments;
    const programme *programmes;
    const team *teams;
    const tiltak *tiltak;
    const uint32_t *moved_by_tiltak; /* by programme: bits of the exits whose rates some tiltak moves */
    const treatment *treatments;
    const appropriation *appropriations;
    const labour_market *markets;
    const nav_office *offices;
    const uint32_t *heads;        /* veiledere by desk */
    const double *site_places;    /* by site; INFINITY: unlimited */
    double g;                     /* NOK a year */
    double veileder_cost_per_day; /* NOK, full time */
    double full_time_hours;       /* a week: what veileder_cost_per_day pays for */
} epoch;

/* What makes a person a member of a cohort, and is the moment that the member is followed from. */
typedef enum cohort_from {
    FROM_ENTRY,
    FROM_TILTAK_START,
    FROM_TILTAK_END,
    FROM_LIMIT,
    FROM_DATE,
    FROM_EXIT
} cohort_from;

typedef struct cohort {
    const char *id;
    cohort_from from;
    uint16_t programme;                  /* SF_NONE: all */
    uint64_t segments, profiles, tiltak; /* bits; all ones where none are named */
    uint64_t exits;                      /* bit per state modulo 64, of those followed from an exit */
    double first, last;                  /* engine days: [first, last) */
    double follow_days;
} cohort;

/* Where a need that has been seen stands, of a person who still has it (study.gaps): the first that is so. */
typedef enum need_standing {
    NEED_TAKING_PART, /* in a tiltak that meets it */
    NEED_IN_LINE,     /* for one */
    NEED_REFERRAL,    /* a place is to be asked for, but the veileder has not written the referral yet */
    NEED_NOT_TAKEN,   /* unmet: what meets it does not take the person's barriers, segment or goal */
    NEED_ABSENT,      /* unmet: nothing meets it where the person belongs */
    NEED_TREATMENT,   /* in treatment, or waiting for it */
    NEED_HELD,        /* in a place of another tiltak, and one excludes the other: locked in */
    NEED_OTHER_LINE,  /* in line for another tiltak */
    NEED_CONTACT,     /* something fits and could be asked for, at the next contact */
    NEED_STANDINGS
} need_standing;

/* Why a place is empty. */
typedef enum idle_cause {
    IDLE_COURSE, /* somebody waits for it, and for the course to start */
    IDLE_BUDGET, /* somebody waits for it, but intake is stopped */
    IDLE_NO_LINE,
    IDLE_CAUSES
} idle_cause;

/* Why somebody who waits does not take a place that is empty and that nobody waits for. The first that is so. */
typedef enum beside_cause {
    BESIDE_REFERRAL,     /* is to have it, when the veileder has written the referral */
    BESIDE_NOT_OFFERED,  /* it does not meet the need that the person waits for */
    BESIDE_CATCHMENT,    /* it is another region's, or another office's */
    BESIDE_NOT_ACCEPTED, /* the tiltak does not take the person's barriers, segment or goal */
    BESIDE_OTHER_LINE,   /* could take it, but stands in another line */
    BESIDE_CAUSES
} beside_cause;

/* Metric numbers, so that measuring never looks a name up. */
typedef struct metric_numbers {
    uint16_t wait_veileder, wait_task[TASK_WAITS], wait_treatment, wait_tiltak;
    uint16_t queue_veileder, queue_tiltak, queue_treatment, queue_application, portfolio_without_owner;
    uint16_t use_veileder, use_tiltak, load_veileder, load_tiltak, portfolio_size, staff_veileder;
    uint16_t hours_unserved, hours_documentation, hours_no_show, hours_available;
    uint16_t hours_handover; /* where a change is followed */
    uint16_t contact_held, contact_phase[3], contact_since, contact_late, contact_continuity;
    uint16_t tiltak_started, tiltak_count;
    uint16_t equity_portfolio, equity_meeting, equity_wait_tiltak;
    const uint16_t *equity_exit;                                                      /* by state */
    uint16_t tiltak_delegated, hours_delegated;                                       /* SF_NONE: not in this config */
    uint16_t tiltak_dropped_out, tiltak_sheltered, tiltak_wanted, tiltak_substituted; /* SF_NONE: not in this config */
    uint16_t budget_used, budget_stopped;
    uint16_t stock_ready, use_treatment;
    uint16_t stock, stay, limit_reached, flow_start;
    uint16_t lost[3];
    uint16_t cost_veileder[2], cost_tiltak[2], cost_benefit[2]; /* by payer: state, municipality */
    const uint16_t *stock_over;                                 /* by month of over_months */
    const uint16_t *hours_task;                                 /* by name of task, see task_names */
    const uint16_t *backlog_task;
    const uint16_t *flow_in;                                             /* by stream */
    uint16_t wait_list, queue_list;                                      /* where some programme has a list */
    uint16_t wait_opening, queue_opening, opening_posted, opening_taken; /* where there are labour markets */
    const uint16_t *flow_back;                /* by state that people come back from; NULL: nobody returns */
    const uint16_t *flow_out, *outcome_exit;  /* by state */
    const uint16_t *relapse;                  /* by state, then of all; NULL: nobody returns */
    const uint16_t *outcome_by;               /* [state * n_months + month] */
    const uint16_t *status_at;                /* [state * n_status_months + month] */
    const uint16_t *need_wanted, *need_unmet; /* by need */
    /* Where study.gaps is on: [need * NEED_STANDINGS + standing], and the rest of a gap analysis. */
    const uint16_t *need_now;
    uint16_t places, idle, idle_by[IDLE_CAUSES], idle_beside[BESIDE_CAUSES], held_back;
} metric_numbers;

/* The desk of a team that serves people of an office. */
struct sf_model;
uint32_t desk_of(const struct sf_model *model, size_t team, size_t office);
/* The site of a tiltak that takes people of an office (where they belong, whichever office serves them). */
uint32_t site_of(const struct sf_model *model, size_t which, size_t home);

/* Where somebody of an office takes openings of a labour market, or waits for them. */
uint32_t district_of(const struct sf_model *model, size_t market, size_t home);
/* The highest rate of openings per day that the tables of an epoch allow: in high season, where labour demand is highest. */
double most_openings(const struct sf_model *model, const epoch *now, size_t market);

/* Entity numbers of the catalogue: all, programmes, teams, tiltak, treatments, cohorts, budgets, labour markets, offices, sites, each
 * kind by id. */
struct sf_model;
static inline uint16_t entity_of_programme(size_t i)
{
    return (uint16_t)(1 + i);
}
uint16_t entity_of_team(const struct sf_model *model, size_t i);
uint16_t entity_of_tiltak(const struct sf_model *model, size_t i);
uint16_t entity_of_treatment(const struct sf_model *model, size_t i);
uint16_t entity_of_cohort(const struct sf_model *model, size_t i);
uint16_t entity_of_budget(const struct sf_model *model, size_t i);
uint16_t entity_of_market(const struct sf_model *model, size_t i);
uint16_t entity_of_office(const struct sf_model *model, size_t i);
uint16_t entity_of_site(const struct sf_model *model, size_t i); /* of a tiltak with a local catchment */
/* Where study.gaps is on and there are regions: a region, and the people of a region in a tiltak (its site, where it has one there). */
uint16_t entity_of_region(const struct sf_model *model, size_t i);
uint16_t entity_of_tiltak_in_region(const struct sf_model *model, size_t which, size_t region);

/* Whether people who come from that state (an exit, or a programme that leads straight on) can enter programme `to`. */
bool programme_is_entered_from(const programme *programmes, size_t n_programmes, size_t to, size_t state);
/* Whether anybody who has left by exits of that state may come back. */
bool exit_is_returned_from(const programme *programmes, size_t n_programmes, size_t state);

enum { SF_OVER_MONTHS = 4, SF_OUTCOME_MONTHS = 4, SF_STATUS_MONTHS = 21 };
/* Months of stock.over, outcome.by and status.at in the report. */
static const int sf_over_months[SF_OVER_MONTHS] = {12, 24, 36, 48};
static const int sf_outcome_months[SF_OUTCOME_MONTHS] = {12, 24, 36, 60};
enum { SF_STATUS_STEP_MONTHS = 3 };
enum { SF_RELAPSE_MONTHS = 12 }; /* relapse counts returns within so many months of the exit */

/* How much more contact does to exits (design 3): at the values, not at all, or at the ends of their ranges. */
typedef enum follow_up_effect {
    EFFECT_DEFAULT,
    EFFECT_OFF,
    EFFECT_LOW,
    EFFECT_HIGH,
    FOLLOW_UP_EFFECTS
} follow_up_effect;

typedef struct sf_scenario_tables {
    const char *id, *label, *overrides;
    const epoch *epochs;
    size_t n_epochs;
} sf_scenario_tables;

typedef struct sf_model {
    struct model_memory *memory; /* everything below is allocated from it */
    size_t n_assignments;
    size_t n_segments, n_profiles, n_barriers, n_streams, n_programmes, n_teams, n_tiltak, n_treatments, n_budgets,
        n_needs;
    size_t n_offices; /* 1 when none are declared */
    bool has_offices;
    uint32_t n_desks;           /* a desk: a team in one office, or one that serves all offices */
    const bool *in_each_office; /* by team */
    const uint32_t *first_desk; /* by team; those of its offices follow each other */
    const uint32_t *team_of_desk;
    const uint32_t *desk_purpose; /* of the luck of its posts */
    uint32_t home_purpose;
    size_t n_regions;
    const char *const *regions;       /* by id */
    const uint16_t *region_of_office; /* SF_NONE: in none */
    bool looks_for_gaps;              /* study.gaps */
    size_t n_zones;                   /* regions that a gap analysis tells apart; 0: fewer than two, or none is made */
    bool has_local_tiltak;
    uint32_t n_sites; /* a site: the places of a tiltak for those who belong to an office, to a region, or for all */
    const catchment *catchments; /* by tiltak */
    const uint32_t
        *first_site; /* by tiltak, and n_sites: its sites follow each other, by id of the office or the region */
    const uint32_t *tiltak_of_site;
    size_t n_markets;
    uint32_t
        n_districts; /* a district: the openings of a labour market for those of an office, of a region, or for all */
    const catchment *market_catchments;
    const uint32_t *first_district; /* by market; its districts follow each other, as sites do */
    double openings_bound;          /* expected over the whole run, in the scenario with most */
    const char *const *needs;
    const uint16_t *need_barrier; /* the barrier a need clears, or SF_NONE when it is no barrier */
    bool barriers_return, providers_hold_tasks;
    attribute_value *values;
    size_t n_values; /* 0: no attributes, or none that every segment tells apart */
    size_t n_goals;
    bool people_are_selected;  /* some programme has a list */
    bool people_return;        /* some exit leads back, or into another programme */
    size_t n_past;             /* programmes whose earlier spells are remembered */
    size_t n_risks;            /* budgets per person: the most exits of a programme + barriers */
    size_t n_task_types;       /* the most in a programme */
    size_t n_task_names;       /* different task ids over all programmes */
    const uint16_t *task_name; /* [programme * SF_MOST_TASK_TYPES + type] -> name number */
    const char *const *task_names;
    size_t n_states;
    sf_scenario_tables *scenarios;
    size_t n_scenarios;
    size_t n_declared; /* scenarios of the config come first, then the same with other follow-up effects: ID@off ... */
    cohort *cohorts;
    size_t n_cohorts;
    uint64_t seed;
    uint32_t replications;
    double start_civil_day; /* time.start */
    double warm_up_days, length_days, follow_up_days;
    double origin_civil_day; /* civil day of engine day 0 */
    double horizon_days;     /* warm-up + length + follow-up */
    sf_catalogue catalogue;
    metric_numbers metrics;
    const char *compare_with;
    sf_target *targets; /* study.targets */
    size_t n_targets;
    bool follows_change;     /* study.change is written */
    const sf_change *change; /* NULL where it is not */
    double people_bound;     /* expected arrivals over the whole run, in the busiest scenario, and the stock */
    stock_table stock;
} sf_model;

/** Compiles every scenario of a checked config. problems receives what only the model can see (semantics), with places.
 *  Returns SF_OK and *out (sf_model_free); SF_ECONFIG; SF_ENOMEM. The config must outlive the model. Cost: milliseconds. */
SF_MUST_CHECK sf_status sf_model_compile(const sf_config *config, sf_problems *problems, sf_model **out, sf_error *err);
void sf_model_free(sf_model *model);

/** True when the run begins with a stock that has not been declared synthetic. */
static inline bool sf_model_is_about_real_people(const sf_model *model)
{
    return model->stock.n > 0 && model->stock.is_real;
}

/** How many groups of people results are split by: all, each segment, each value of an attribute. In this order they have the numbers
 *  of the catalogue's segments. */
static inline size_t sf_model_groups(const sf_model *model)
{
    return 1 + model->n_segments + model->n_values;
}

/** Bits: the segments of a group. */
static inline uint64_t sf_model_segments_of(const sf_model *model, size_t group)
{
    assert(model->n_segments > 0 && model->n_segments <= 64);
    if (group == 0)
        return UINT64_MAX >> (64 - model->n_segments);
    return group <= model->n_segments ? UINT64_C(1) << (group - 1)
                                      : model->values[group - 1 - model->n_segments].segments;
}

/** Builds the catalogue and the metric numbers of a model whose tables are ready (called by sf_model_compile). */
sf_status sf_model_catalogue(sf_model *model, const sf_config *config, sf_error *err);

/** Memory of the model's lifetime; NULL when there is none. */
void *sf_model_allocate(sf_model *model, size_t count, size_t size);

/** Runs one replication (from 1) of one scenario (from 0) in the arena (reset first) and fills *record (sf_replication_free).
 *  Returns SF_OK; SF_EINTERRUPTED when *stop became non-zero; SF_ENOMEM when the arena's budget is spent; SF_EBUG. */
SF_MUST_CHECK sf_status sf_model_replicate(const sf_model *model, uint32_t scenario, uint32_t replication,
                                           uint64_t seed, sf_arena *arena, const volatile sig_atomic_t *stop,
                                           sf_replication_record *record, sf_error *err);

/* --- lives, event by event --------------------------------------------------------------------------------------------- */

/** What may happen to a person. Names in sf_life_name; `detail` says to what or by whom. */
typedef enum sf_life {
    SF_LIFE_ARRIVES,             /* detail: segment */
    SF_LIFE_REACHES_OFFICE,      /* after the application; detail: 0 */
    SF_LIFE_WAITS_FOR_OWNER,     /* detail: team */
    SF_LIFE_GETS_OWNER,          /* detail: number of the post in its team; UINT32_MAX for a team with one queue */
    SF_LIFE_STARTS,              /* the programme; detail: programme */
    SF_LIFE_TASK_OPENS,          /* detail: task type */
    SF_LIFE_TASK_BEGINS,         /* a veileder takes it up, or takes it up again; detail: task type */
    SF_LIFE_TASK_IS_INTERRUPTED, /* for a more urgent one, to be resumed where it was left; detail: task type */
    SF_LIFE_TASK_IS_MISSED,      /* a no-show has been waited out; detail: task type */
    SF_LIFE_TASK_IS_HELD,        /* minutes and documentation are done; detail: task type */
    SF_LIFE_NEED_IS_SEEN,        /* detail: need */
    SF_LIFE_JOINS_LINE,          /* of a tiltak; detail: tiltak */
    SF_LIFE_GETS_PLACE,          /* detail: tiltak */
    SF_LIFE_GIVES_UP,            /* patience, or a full room; detail: tiltak */
    SF_LIFE_COMPLETES,           /* detail: tiltak */
    SF_LIFE_WAITS_TREATMENT,     /* detail: treatment */
    SF_LIFE_IS_TREATED,          /* detail: treatment */
    SF_LIFE_TREATMENT_ENDS,      /* detail: treatment */
    SF_LIFE_BARRIER_CLEARS,      /* detail: barrier */
    SF_LIFE_NEAR_LIMIT,          /* detail: 0 */
    SF_LIFE_TEST_IS_PASSED,      /* the limit is moved; detail: 0 */
    SF_LIFE_TEST_IS_REFUSED,     /* detail: 0 */
    SF_LIFE_CLAIMS,              /* detail: exit */
    SF_LIFE_LEAVES,              /* detail: exit, or UINT32_MAX from a tiltak without a programme */
    SF_LIFE_GOES_ON,             /* from one tiltak to the next; detail: tiltak */
    SF_LIFE_HELPS_THEMSELVES,    /* no veileder is needed after all; detail: task type */
    SF_LIFE_SUBSTITUTES,         /* takes another tiltak; detail: the one waited for */
    SF_LIFE_DROPS_OUT,           /* detail: tiltak */
    SF_LIFE_BARRIER_RETURNS,     /* detail: barrier */
    SF_LIFE_STOPS_WAITING,       /* for treatment; detail: treatment */
    SF_LIFE_COMES_BACK,          /* a new spell begins; detail: programme */
    SF_LIFE_IS_TURNED_DOWN,      /* the claim; detail: exit */
    SF_LIFE_IS_LISTED,           /* until taken in, or not; detail: programme */
    SF_LIFE_IS_THERE,            /* in the stock of the first day; detail: programme */
    SF_LIFE_WAITS_FOR_OPENING,   /* ready for work that there is not yet; detail: exit */
    SF_LIFE_GETS_OPENING,        /* and leaves; detail: exit */
    SF_LIFE_PROVIDER_HOLDS,      /* a task in place of the veileder; detail: task type */
    SF_LIFE_KINDS
} sf_life;

/** "arrives", "task_opens" ...; static. */
const char *sf_life_name(sf_life what);

/** Receives every event of every life, in the order in which the engine handles them. time in engine days. */
typedef void sf_life_log(void *user, uint64_t key, double time, sf_life what, uint32_t detail);

/** As sf_model_replicate, and tells log (which may be NULL) what happens to everybody. */
SF_MUST_CHECK sf_status sf_model_replicate_logged(const sf_model *model, uint32_t scenario, uint32_t replication,
                                                  uint64_t seed, sf_arena *arena, const volatile sig_atomic_t *stop,
                                                  sf_life_log *log, void *user, sf_replication_record *record,
                                                  sf_error *err);

/** The most people that one replication can hold at a time, whatever the memory (timers have SF_SLOT_BITS), and the bytes that each
 *  of them takes. bytes_each may be NULL. */
double sf_model_room(const sf_model *model, double *bytes_each);

/** As sf_model_replicate with one arrival more: the first candidate of the first stream in the measured window that thinning
 *  turned down comes all the same. Nothing else is changed, so what differs from the replication without is only how one
 *  person's presence shifts everybody's turn: the placebo that gainers and losers of a policy stand beside. */
SF_MUST_CHECK sf_status sf_model_replicate_placebo(const sf_model *model, uint32_t scenario, uint32_t replication,
                                                   uint64_t seed, sf_arena *arena, const volatile sig_atomic_t *stop,
                                                   sf_replication_record *record, sf_error *err);

/** A sensible memory budget in bytes for one replication of the model. */
size_t sf_model_memory_need(const sf_model *model);

/** SF_OK when one replication of every scenario has room in so many bytes; SF_ENOMEM with what it would take. Cost: address
 *  space only, no page is touched. */
SF_MUST_CHECK sf_status sf_model_fits(const sf_model *model, size_t memory_bytes, sf_error *err);

#endif
