/* models/state.h - one replication while it runs: people, tasks, veiledere, queues. Compact records, 32-bit indexes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_STATE_H
#define SF_MODELS_STATE_H

#include "models/model.h"
#include "saksflyt/engine.h"
#include "saksflyt/statistics.h"
#include "sim/queue.h"

#define NOBODY SF_NOBODY

/* At the same instant: policy, then legal clocks, then what ends, then chance, then what begins. */
enum priority { FIRST_POLICY, FIRST_CLOCK, FIRST_COMPLETION, FIRST_RISK, FIRST_OPENING, FIRST_ARRIVAL, FIRST_MEASURE };

/* Timers of the run itself. */
enum { SLOT_POLICY, SLOT_MONTH, SLOT_WINDOW, SLOT_YEAR, FIXED_SLOTS };
/* Timers of a person. */
enum person_timer { TIMER_CLOCK, TIMER_RISK, TIMER_CLAIM, PERSON_TIMERS };
/* Timers of a post. */
enum post_timer { TIMER_WORK, TIMER_ABSENCE, TIMER_TURNOVER, POST_TIMERS };

typedef enum life_stage {
    STAGE_GONE,
    STAGE_APPLYING,
    STAGE_LISTED,
    STAGE_BEFORE_START,
    STAGE_IN_PROGRAMME,
    STAGE_ONLY_TILTAK
} life_stage;
typedef enum owner_stage { OWNER_NOT_NEEDED, OWNER_WAITING, OWNER_POOLED, OWNER_TEAM, OWNER_POST } owner_stage;
typedef enum participation_stage {
    STAGE_REFERRED,
    STAGE_ON_THE_WAY, /* from another tiltak */
    STAGE_IN_LINE,
    STAGE_TAKING_PART,
    STAGE_COMPLETED /* kept for an effect that stacks */
} participation_stage;

/* Why legal time was lost: clock.lost/<cause>. */
enum lost_cause { LOST_TILTAK, LOST_TREATMENT, LOST_VEILEDER, LOST_CAUSES };
enum contact_phase { PHASE_START, PHASE_MIDDLE, PHASE_END, PHASES };

/* Three cache lines: what every task touches lies in the first two. */
typedef struct person {
    uint64_t key;        /* birth key: subject of all luck */
    double start;        /* of the programme; NAN before */
    double risk_since;   /* budgets are spent up to here */
    double contact_rate; /* achieved contact (per day) as it was read at contact_read */
    double contact_read;
    double last_contact; /* NAN: none */
    double tiltak_ended; /* end of the latest completed one (NAN) */
    uint32_t first_task, first_participation;
    uint32_t owner;                    /* OWNER_POST: the post; waiting or pooled: the place in the line for an owner */
    uint32_t last_post;                /* who held the latest contact */
    uint32_t wanted, unmet;            /* bits per need */
    uint32_t active_types, held_types; /* bits per task type: scheduled or open; ever held */
    uint16_t programme, team;
    uint16_t home;     /* the office that the person belongs to; the one that serves it may be another */
    uint16_t barriers; /* open ones, bits */
    uint16_t last_tiltak;
    uint16_t turned_away; /* by this tiltak, since the latest task was held */
    uint16_t contacts;
    uint8_t segment, profile; /* profile NO_PROFILE: none */
    uint8_t stage, owner_stage;
    uint8_t planned_risk; /* that strikes next, or NO_RISK */
    uint8_t claim;        /* exit that is claimed, or NO_CLAIM */
    uint8_t spell;        /* programmes entered before: the spell of all luck */
    bool had_owner : 1, near_limit : 1, test_opened : 1, extension_refused : 1, past_limit : 1, handed_over : 1;
    uint16_t tests;
    double limit; /* present legal limit; INFINITY: none */
    double ordinary_limit;
    double since; /* applied; on a list; without an owner; owned: since when */
    double lost[LOST_CAUSES];
    double tiltak_wait, first_meeting_wait;
    uint32_t next_owned, previous_owned;
    uint32_t log; /* in the entrants' log, or NOBODY */
    uint16_t tiltak_started;
    uint16_t assigned; /* the tiltak that the person goes into at the start, or SF_NONE */
    uint16_t rules;    /* epoch whose rules of legal time go with the person, where they are for new spells only */
    uint8_t claims;    /* made before in this spell */
} person;
enum { NO_PROFILE = 0xff, NO_RISK = 0xff, NO_CLAIM = 0xff };

/* What a person has to do with one tiltak or treatment: referred to it, in its line, or in one of its places. */
typedef struct participation {
    double since;          /* in the line, or in the place (of a tiltak or a treatment); completed at */
    uint32_t person, next; /* of the same person; of the free ones */
    uint16_t what;         /* tiltak; n_tiltak + treatment */
    uint16_t need;         /* that it is to meet, or SF_NONE */
    uint8_t stage;
    bool drops_out;       /* before `ends` */
    uint32_t node;        /* IN_LINE of a tiltak: the place in it */
    int32_t promised;     /* kroner of this year's budget */
    double ends;          /* in a place: when the stay ends if nothing comes between */
    double left, counted; /* in a place: budget of the risk of dropping out, as of `counted` */
} participation;

/* What is remembered of a person's earlier spells in one programme. Legal time counts whole days: a day begun is a day used. */
typedef struct past_spells {
    uint16_t used : 15;  /* days */
    uint16_t barred : 1; /* the latest one ended by an exit that the bar covers */
    uint16_t left;       /* engine day of the latest exit */
} past_spells;

/* A person who has left and will come back within the run: 24 bytes, and 4 for each programme that remembers (n_past). */
typedef struct outsider {
    uint64_t key;
    uint32_t next; /* of the free ones */
    uint16_t barriers;
    uint8_t segment, profile; /* profile NO_PROFILE: none */
    uint8_t left_programme,
        origin;               /* programme and exit of the latest spell; origin BY_LINK: an exit that led straight on */
    uint8_t programme, spell; /* that they come back to, and the number of the spell that begins then */
} outsider;
enum { BY_LINK = 0x80 };
enum { MOST_OCCASIONS = 0xffff }; /* of one task, line or treatment of one person in one spell: docs/streams.md */

typedef enum task_state { TASK_FREE, TASK_SCHEDULED, TASK_WITHOUT_OWNER, TASK_QUEUED, TASK_IN_WORK } task_state;

typedef struct task {
    double opened, due; /* due NAN: none */
    uint32_t person, next;
    uint32_t place; /* QUEUED: the place in the line; IN_WORK: the post */
    uint16_t type;
    uint8_t state;
    bool missed_before; /* rebooked: it keeps the time at which it first opened */
} task;

enum { DESK_QUEUE = 1 << 30 }; /* where a task stands in line: a post, or DESK_QUEUE | desk */

/* A task that was begun and then put aside for a more urgent one, while it waits to be resumed. */
typedef struct interruption {
    double begun;                  /* when it was first begun: the end of its wait; NAN: it had not really begun */
    double hours_left;             /* task hours; NAN: the task is not interrupted */
    double minutes, documentation; /* of the whole of it */
    bool no_show;
} interruption;

/* Three cache lines: what a task that opens looks at lies in the first. */
typedef struct post {
    _Alignas(64) sf_queue queue;
    uint32_t task; /* in work, or NOBODY */
    uint32_t team, desk;
    bool active, absent, no_show;
    bool vacant;     /* one has left, and no successor has begun */
    bool is_closing; /* its task is done, but not all that follows from it: the next one is chosen after that */
    uint32_t people, first_owned;
    uint32_t number; /* at the desk */
    uint64_t key;
    double begin, finish;          /* of the task in work, or of what is left of it */
    double first_begun;            /* when it was first begun, here or elsewhere */
    double minutes, documentation; /* of it */
    double remaining_hours;        /* office hours left of it when absence or a policy date broke in */
    double asked, worked;          /* task hours of it: what was to do when it was taken up, and done by the clock */
    double absent_since, next_absence;
    double counted_to; /* its hours are counted up to here */
    uint32_t absences;
    uint32_t holders; /* veiledere who have left it */
    double joined;    /* when the present one did; -INFINITY: before the run */
    double leaves_at; /* when the present one will; INFINITY: never */
} post;

/* A team in an office, or for all of them. */
typedef struct desk_state {
    sf_queue shared;            /* tasks for anybody in the team */
    sf_queue waiting;           /* people without an owner */
    uint32_t first_post, posts; /* its block of posts: the most it ever has */
    uint32_t people;            /* owned, waiting ones not counted */
    uint32_t turn;              /* posts given people in turn so far */
} desk_state;

/* A treatment, or a site of a tiltak: its line and its places. */
typedef struct tiltak_state {
    sf_queue queue;
    uint32_t taking_part;
    bool is_starting; /* a course, at this moment */
} tiltak_state;

/* An opening that nobody has taken yet. */
typedef struct opening {
    uint32_t district;
    uint32_t previous, next; /* vacant in the same district, before and after it; of the free ones: next */
} opening;

/* The openings of a labour market for some people, and who waits for one: one of the two is always empty. */
typedef struct district {
    sf_queue line;
    uint32_t first_vacant, last_vacant; /* NOBODY */
} district;

/* Of a person: the wait for an opening. */
typedef struct search {
    double since;
    uint32_t place;        /* in the line */
    uint16_t exit_and_one; /* that the opening leads to; 0: waits for none */
} search;

typedef struct stream_state {
    uint32_t arrived; /* so far */
} stream_state;

/* The list of a programme that selects. */
typedef struct list_state {
    sf_queue line; /* the best first */
    double quota;  /* places left of the target */
    uint64_t taken, taken_outside;
} list_state;

typedef struct layer_state {
    uint32_t stream; /* or n_streams + labour market */
    uint32_t layer, candidate;
    double time; /* of the latest candidate */
} layer_state;

struct measures;

typedef struct run {
    sf_engine engine;
    const sf_model *model;
    const sf_scenario_tables *scenario;
    const epoch *now; /* the tables in force */
    size_t epoch;
    sf_luck luck;
    double window_from, window_to; /* the measured period */
    double horizon;
    bool wants_extra; /* one arrival more than the config has is still to come: the placebo */

    person *people;
    unsigned char *belongings; /* of every person, a block each: see budgets_of and what follows it */
    uint32_t belongings_bytes, first_search, first_occasion, first_visit,
        first_return; /* of a block; where its parts begin */
    uint32_t people_capacity, people_used, first_free_person;
    uint32_t live;

    list_state *lists; /* by programme; NULL: no programme has one */
    uint32_t *listed;  /* room for the people of one decision, and their scores */
    double *scores;

    outsider *outsiders;
    past_spells *pasts, *outside_pasts; /* [person or outsider * n_past + programme.past] */
    uint32_t outsiders_capacity, outsiders_used, first_free_outsider;
    uint32_t outside; /* now */

    task *tasks;
    interruption *interruptions; /* by task; NULL when no team ever interrupts */
    uint32_t tasks_capacity, tasks_used, first_free_task;

    participation *participations;
    uint32_t participations_capacity, participations_used, first_free_participation;

    sf_queue_node *nodes; /* places in lines, for whoever stands in one: people, tasks, participations */
    uint32_t nodes_capacity, nodes_used, first_free_node;

    post *posts;
    uint32_t n_posts;
    desk_state *desks;
    tiltak_state *sites, *treatments;
    district *districts;
    opening *openings;
    uint32_t openings_capacity, openings_used, first_free_opening;
    int64_t *bound; /* by budget: kroner of this year, used and promised */
    bool *is_stopped;
    double year_began, year_ends; /* of the civil year, engine days; kept where there are budgets */
    stream_state *streams;
    layer_state *layers;
    uint32_t n_layers;
    uint32_t *scratch;     /* room for an index of every person */
    double *stock_frailty; /* by row of the stock */

    /* First timer slots; their order is in replicate.c. */
    uint32_t slot_lists, slot_courses, slot_openings, slot_streams, slot_posts, slot_outsiders, slot_people,
        slot_participations, slot_tasks;
    uint32_t months_ended, window_turned;
    struct measures *measures;
    bool out_of_room;
    bool out_of_occasions; /* something has happened to somebody more often than they have luck for */
    bool is_reorganising;  /* a policy date: nobody takes up work before everything is in order */
    sf_life_log *log;      /* NULL: nobody listens */
    void *log_user;
} run;

static inline double now_of(const run *r)
{
    return r->engine.now;
}
static inline void life(const run *r, const person *p, sf_life what, uint32_t detail)
{
    if (r->log != NULL)
        r->log(r->log_user, p->key, r->engine.now, what, detail);
}
static inline const programme *programme_of(const run *r, const person *p)
{
    return &r->now->programmes[p->programme];
}
static inline const nav_office *office_of(const run *r, const person *p)
{
    return &r->now->offices[r->now->offices[p->home].served_by];
}
static inline uint32_t desk_for(const run *r, const person *p, uint16_t which)
{
    return desk_of(r->model, which, r->now->offices[p->home].served_by);
}
/* Where the person takes part in a tiltak, or waits to. */
static inline uint32_t site_for(const run *r, const person *p, size_t which)
{
    return r->model->has_local_tiltak ? site_of(r->model, which, p->home) : (uint32_t)which;
}
static inline uint32_t index_of_person(const run *r, const person *p)
{
    return (uint32_t)(p - r->people);
}
static inline uint32_t person_slot(const run *r, uint32_t who, enum person_timer timer)
{
    return r->slot_people + who * PERSON_TIMERS + (uint32_t)timer;
}
static inline uint32_t post_slot(const run *r, uint32_t who, enum post_timer timer)
{
    return r->slot_posts + who * POST_TIMERS + (uint32_t)timer;
}

/* What belongs to a person in numbers that the model decides lies in one block, so that it comes from memory together. */
static inline unsigned char *belongings_of(const run *r, uint32_t who)
{
    return r->belongings + (size_t)who * r->belongings_bytes;
}
static inline double *budgets_of(const run *r, const person *p) /* n_risks */
{
    return (void *)belongings_of(r, index_of_person(r, p));
}
static inline search *search_of(const run *r, const person *p) /* where there are labour markets */
{
    return (void *)(belongings_of(r, index_of_person(r, p)) + r->first_search);
}
static inline uint16_t *occasion_of(const run *r, uint32_t who, uint16_t type) /* how often it has been taken up */
{
    return (uint16_t *)(void *)(belongings_of(r, who) + r->first_occasion) + type;
}

/* The occasion of what happens to somebody now, of those counted in *next: 0, 1 ... Where there is none left the run ends. */
static inline uint16_t occasion_taken(run *r, uint16_t *next)
{
    if (*next == MOST_OCCASIONS) {
        r->out_of_occasions = r->engine.is_full = true;
        return *next;
    }
    return (*next)++;
}

/* How often the person has joined the line of a tiltak, or been through a treatment: the occasion of its luck. */
static inline uint16_t *visits_to(const run *r, const person *p, uint16_t what)
{
    return (uint16_t *)(void *)(belongings_of(r, index_of_person(r, p)) + r->first_visit) + what;
}
/* How often the barrier has returned in this spell; only where barriers return. */
static inline uint8_t *returns_of_barrier(const run *r, const person *p, uint16_t which)
{
    return belongings_of(r, index_of_person(r, p)) + r->first_return + which;
}

/* --- life.c: arriving, entering, starting, leaving --- */
uint16_t home_of(const run *r, uint64_t key); /* the office that somebody belongs to, all their life */
void streams_begin(run *r);
void arrives(run *r, uint32_t layer);
void clock_strikes(run *r, uint32_t who);
void claim_is_decided(run *r, uint32_t who);
void test_is_held(run *r, person *p);
void programme_starts(run *r, person *p);
/* The person claims or takes an exit: hand-over and decision first where the exit has them. */
void takes_exit(run *r, person *p, uint16_t exit);
void handover_is_held(run *r, person *p);
double legal_time_after(const run *r, double from, legal_time time, int sign);
/* A policy date, after the tables of `before`: the new rules reach somebody inside. Lines and timers are the caller's. */
void clock_rules_change(run *r, person *p, const epoch *before);
void clock_is_set(run *r, person *p); /* anew, whenever a rule that it counts by may have changed */

/* A person with nothing but a place in memory; NULL when there is no room. */
person *person_born(run *r);
/* The application, or the office at once. The person has a programme. */
void programme_is_wanted(run *r, person *p);

void application_is_decided(run *r, person *p);
void reaches_the_office(run *r, person *p);

/* --- selection.c: a list, and who is taken in from it --- */
void lists_begin(run *r);
void is_listed(run *r, person *p);
void list_is_decided(run *r, uint32_t which);

/* --- returns.c: out of one programme and into the next, or back --- */
double past_days(const run *r, const person *p);           /* used before, and not forgotten */
double used_days(run *r, const person *p);                 /* that count in the spell that starts now */
void goes_outside(run *r, const person *p, uint16_t exit); /* before the record of the person is given up */
void comes_back(run *r, uint32_t which);
/* The end of the bar that keeps the person out of a programme, under the rules of an epoch; -INFINITY: there is none. */
double bar_ends(const run *r, const programme *prog, const past_spells *past);

/* --- risks.c: competing risks --- */
void risks_begin(run *r, person *p);
void risks_spend(run *r, person *p); /* before anything that changes a rate */
void risks_plan(run *r, person *p);  /* after it */
void risk_is_drawn_anew(run *r, person *p, uint16_t exit);
void risk_strikes(run *r, uint32_t who);
void contact_counts(run *r, person *p, double weight);
void barrier_clears(run *r, person *p, uint16_t barrier);
/* Of somebody in a tiltak: by how much less a day good exits come than they would outside it (negative: more). */
double good_exits_held_back(const run *r, const person *p);
bool is_ready(const run *r, const person *p); /* no barrier that the goal requires to be gone */

/* --- openings.c: work that there is --- */
/* The person may leave by the exit: there is an opening, which is taken, or none is needed. Otherwise the person waits for one. */
bool opening_is_found(run *r, person *p, uint16_t exit);
uint16_t market_sought(const run *r, const person *p); /* by somebody who waits */
bool waits_for_opening(const run *r, const person *p,
                       const exit_kind *e);                /* some opening, and could not take e without one */
uint16_t exit_that_is_free(const run *r, const person *p); /* of whom waits and needs no opening any more; SF_NONE */
void search_is_given_up(run *r, person *p);                /* the person leaves otherwise */
void opening_comes(run *r, uint16_t market, uint64_t key);
void opening_is_closed(run *r, uint32_t which); /* it has gone to somebody else */

/* --- stock.c: who is there on the first day --- */
void stock_begins(run *r);
const stock_row *stock_row_of(const run *r, uint64_t key); /* NULL: somebody who has arrived since */
/* What the frailty of somebody from the stock is multiplied by, for life; 1 for others. */
double frailty_in_stock(const run *r, const person *p);

/* --- work.c: tasks and the veiledere who hold them --- */
void task_asked(run *r, person *p, uint16_t type, double delay_days);
void entry_tasks_open(run *r, person *p, task_opening when);
void tasks_drop(run *r, person *p);
void tasks_requeue(run *r, person *p); /* ranks or owner have changed: idle posts begin at once */
void tasks_wait(run *r, person *p);    /* in no line, until they rejoin one */
void tasks_rejoin(run *r, person *p);  /* the same, but nobody begins yet */
void tasks_asked_at_other_rates(run *r, person *p, const epoch *before);
void tasks_reweighed(run *r, const person *p, const epoch *before); /* minutes changed: hours of open work, too */
void tasks_are_under_way(run *r, person *p, const stock_row *row);  /* of somebody in the stock */
void task_has_been_open(run *r, person *p, uint16_t type, double days);
void tiltak_tasks_begin(run *r, person *p);
void tiltak_tasks_end(run *r, person *p);
void work_begins(run *r, uint32_t who); /* an idle post takes the next task */
void desk_works(run *r, uint32_t desk);
/* Where the team interrupts: a busy post turns to more urgent work of its own people; the least urgent of a team to that of the
 * shared line. */
void turns_to_urgent_work(run *r, uint32_t who);
void everybody_works(
    run *r); /* everything is in order again: idle posts begin, busy ones turn to what is more urgent */
void desk_turns_to_urgent_work(run *r, uint32_t desk);
double task_begun(const run *r, uint32_t which); /* when a veileder first turned to it; NAN: not yet */
void work_replanned(run *r, uint32_t who, const team *before);
void work_is_broken_off(run *r, uint32_t who); /* the task is nobody's work any more */
void task_is_done(run *r, uint32_t who);
void task_opens(run *r, uint32_t which);
void gets_sick_or_well(run *r, uint32_t who);
void absence_begins(run *r, uint32_t who);
void absence_replanned(run *r, uint32_t who, const team *before);

/* --- staff.c: veiledere leave, are replaced, learn, and are good at something --- */
/* A veileder is there to own people and hold tasks, now or after an absence. */
static inline bool is_filled(const post *worker)
{
    return worker->active && !worker->vacant;
}
void turnover_begins(run *r, uint32_t who); /* the post has got a veileder, or has gone */
void turnover_replanned(run *r, uint32_t who, const team *before);
void leaves_or_is_replaced(run *r, uint32_t who);
/* Minutes that the veileder needs, per minute of one who is competent and has no special competence. */
double slowness_of(const run *r, const post *worker, const person *p);
/* What a held task's probabilities are multiplied by (design 3, door i). */
double quality_of(const run *r, const post *worker, const person *p);
bool has_competence(const run *r, const post *worker, const person *p);

/* --- portfolio.c: who owns whom --- */
void owner_wanted(run *r, person *p);
/* Somebody in the stock: the owner that is known, if that veileder is there; then, for the others, one by the team's rule. */
void owner_is_there(run *r, person *p, uint32_t number);
void owner_is_found(run *r, person *p, double waited);
void owner_lost(run *r, person *p);     /* the person leaves */
void owner_reranked(run *r, person *p); /* the person has come near the limit, or away from it */
void portfolios_fill(run *r, uint32_t desk);
bool desk_has_room(const run *r, uint32_t desk); /* one of its veiledere could own another person */
void portfolios_reorganise(run *r, uint32_t desk);
void office_is_left(run *r, person *p);    /* its people will be served in another one: before the tables change */
void office_is_reached(run *r, person *p); /* and after */
void portfolio_is_handed_over(run *r, uint32_t post); /* its veileder has left: colleagues take the people */
void portfolio_waits(run *r, uint32_t post);          /* its veileder has left: people wait for the successor */
void portfolio_is_taken_over(run *r, uint32_t post);  /* by the successor */

/* --- line.c: places in lines --- */
uint32_t line_joined(run *r, sf_queue *line, sf_queue_node place); /* returns its number */
uint32_t line_first(const run *r, const sf_queue *line);           /* who stands first; NOBODY when nobody does */
uint32_t line_first_taken(run *r, sf_queue *line); /* who stood first; NOBODY when nobody stands in it */
void line_left(run *r, sf_queue *line, uint32_t place);
void line_reranked(run *r, sf_queue *line, uint32_t place, uint16_t class_, double time);

/* --- participation.c: what people have to do with tiltak and treatments --- */
uint32_t participation_begins(run *r, person *p, uint16_t what, uint16_t need); /* referred; NOBODY: no room */
void participation_ends(run *r, uint32_t which);                                /* its timer with it */
void participation_timer_set(run *r, uint32_t which, double days);
bool takes_part(const run *r, const person *p);                               /* in a place of some tiltak */
bool has_to_do_with(const run *r, const person *p, uint16_t what);            /* and has not completed it */
bool has_treatment(const run *r, const person *p, participation_stage stage); /* waits for treatment, or is in it */

/* --- tiltak.c: needs, queues, places; treatment.c --- */
void need_is_seen(run *r, person *p, uint16_t need);
void needs_looked_at_again(run *r, person *p);
void referral_is_held(run *r, person *p);
void stream_joins_tiltak(run *r, person *p, uint16_t which);
void tiltak_places_fill(run *r, uint32_t which);
/* Somebody in the stock has been in it, or in its line, for so many days; or completed it then. */
void tiltak_is_under_way(run *r, person *p, uint16_t which, double elapsed);
void tiltak_is_waited_for(run *r, person *p, uint16_t which, double waited);
void tiltak_was_completed(run *r, person *p, uint16_t which, double at);
void tiltak_line_rejoined(run *r, person *p); /* the place in line that the rule of today gives */
void tiltak_changes(run *r, uint32_t which);
void tiltak_left(run *r, person *p); /* the person leaves */
void tiltak_stay_replanned(run *r, const person *p, const epoch *before);
bool tiltak_is_held(const run *r, uint32_t which); /* people may wait while places are free */
void treatment_wanted(run *r, person *p, uint16_t need);
void treatment_changes(run *r, uint32_t which);
void treatment_left(run *r, person *p);
void treatment_places_fill(run *r, uint32_t which);
void treatment_is_under_way(run *r, person *p, uint16_t number, double elapsed); /* as with tiltak */
void treatment_is_waited_for(run *r, person *p, uint16_t number, double waited);
void treatment_line_rejoined(run *r, person *p);
double tiltak_factor(const run *r, const person *p, const exit_kind *e, double *until);
/* The same, were the person in no tiltak now: what those that are completed have left. */
double tiltak_factor_outside(const run *r, const person *p, const exit_kind *e);

/* --- intake.c: dates on which courses start, yearly budgets --- */
void intake_begins(run *r);
void course_is_planned(run *r, uint32_t which, double from);
void course_starts(run *r, uint32_t which);
void year_turns(run *r);

/* --- policy.c --- */
void policy_begins(run *r);
void policy_changes(run *r, uint32_t epoch_number);

/* --- life.c --- */
typedef enum leave_cause { LEAVES_BY_RISK, LEAVES_AT_LIMIT, LEAVES_REFUSED, LEAVES_BY_TASK, LEAVES_TILTAK } leave_cause;
void leaves(run *r, person *p, uint16_t exit, leave_cause cause);
/* Somebody who leaves keeps a place in line: a person without a programme, with the same luck. NULL: no room. */
person *person_stays_in_line(run *r, const person *p);

/* --- measure.c: see measure.h --- */

#endif
