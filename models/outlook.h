/* models/outlook.h - what pencil and paper say about a config before it is run: people = inflow x stay, hours asked against hours
 * there, places wanted against places there, and needs that nothing meets.
 *
 * People come by streams, by exits of other programmes, and back from outside, month by month from the empty start on; figures are means of
 * the measured period. Lists take the best down to their target. On paper nobody waits, nobody gets better by treatment or
 * tiltak, and contact is at the reference. A stay ends by the declared exit rates as competing risks and by what tasks lead to,
 * barriers clear by themselves, claims take their decision time, and the legal clock with its extensions ends the rest (Cox &
 * Oakes 1984; Little 1961). Who completes a tiltak goes on along its chain, who drops out does not, and an appropriation pays for so many
 * places. The run tells what waiting and tiltak make of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_MODELS_OUTLOOK_H
#define SF_MODELS_OUTLOOK_H

#include "models/model.h"

typedef struct sf_programme_outlook {
    const char *id, *label;
    double inflow;      /* people a year who reach the programme */
    double starts;      /* of these a year who start it */
    double stay_months; /* mean of those who start, 0 when nobody does */
    double people;      /* starts x stay */
    double inflow_first,
        inflow_last; /* as inflow, in the first and the last month measured: they differ where flows have not settled */
} sf_programme_outlook;

typedef struct sf_team_outlook {
    const char *id, *label;
    uint32_t veiledere;
    double limit;       /* of one portfolio; INFINITY */
    double people;      /* whom the team owns, or looks after as a pool; with when_full = wait also those in line */
    double room;        /* veiledere x limit; INFINITY */
    double sent_on;     /* of the people those that a pool looks after, because there is no room */
    double asked_hours; /* of work a year, documentation and missed meetings included */
    double there_hours; /* task hours a year */
} sf_team_outlook;

typedef struct sf_tiltak_outlook {
    const char *id, *label;
    double wanted; /* people a year who come to want it, those who come straight to it included */
    double stay_months;
    double places;        /* INFINITY: as many as there are people */
    double places_wanted; /* wanted x stay */
    double
        places_paid; /* that the appropriation pays for, shared among its tiltak by what they would cost; INFINITY: no budget */
    double left_over; /* of the wanted, people a year for whom there is no place */
    double
        line; /* people in line in the long run: left_over x mean patience; INFINITY: it grows without end; 0: none */
} sf_tiltak_outlook;

typedef struct sf_treatment_outlook {
    const char *id, *label;
    double wanted; /* people a year */
    double wait_months, stay_months;
    double waiting, treated; /* people at any one time, were there no end of places */
    double places;           /* of a line; INFINITY */
    double left_over, line;  /* as for tiltak */
} sf_treatment_outlook;

typedef struct sf_market_outlook {
    const char *id, *label;
    double wanted;   /* people a year who become ready for work that is one of its openings */
    double openings; /* a year */
} sf_market_outlook;

typedef enum sf_gap_kind {
    SF_GAP_NOBODY_OFFERS, /* no tiltak or treatment offers what is needed */
    SF_GAP_NEVER,         /* those that offer it never take people like these */
    SF_GAP_LATER          /* not before a barrier has cleared */
} sf_gap_kind;

/** A need that cannot be met as it is seen. */
typedef struct sf_gap {
    sf_gap_kind kind;
    const char *need;
    double wanted;     /* people a year who have it, and for whom this is so */
    uint64_t segments; /* bits: who they are */
    uint32_t barriers; /* bits: the open barriers in the way, of those whom some tiltak would take without them */
} sf_gap;

typedef struct sf_outlook {
    const char *scenario, *label;
    size_t later_dates; /* dates after time.start at which something changes: not in these figures */
    sf_programme_outlook *programmes;
    sf_team_outlook *teams;
    sf_tiltak_outlook *tiltak;
    sf_treatment_outlook *treatments;
    sf_market_outlook *markets;
    size_t n_programmes, n_teams, n_tiltak, n_treatments, n_markets;
    sf_gap *gaps;
    size_t n_gaps;
    uint64_t left_out; /* bits: segments of which no tiltak takes anybody as they come; 0 when there is no tiltak */
} sf_outlook;

/** Works out a scenario (from 0) as it is from time.start on.
 *  Owner    the caller, sf_outlook_free; texts belong to the model, which must outlive it.
 *  Returns  SF_OK and *out; SF_ENOMEM. Cost: about a millisecond for an office. */
SF_MUST_CHECK sf_status sf_outlook_make(const sf_model *model, size_t scenario, sf_outlook *out, sf_error *err);
void sf_outlook_free(sf_outlook *outlook);

/** One spell on paper: what becomes of people of a segment who start a programme with these barriers. */
typedef struct sf_spell {
    double days; /* mean length, decision times included */
    double exits
        [SF_MOST_EXITS]; /* shares by exit, those at the limit included; they add up to 1 when all leave in 100 years */
    double at_limit;     /* share that leaves because time is up */
    double tests;        /* extension tests for each person */
} sf_spell;

/** Integrates the spell, exactly where rates are constant and else in steps of a day and longer (at most 1/200 of the time passed).
 *  Source: competing risks with a hard limit (Cox 1962); configs/oracles/o14_aap_like_spell.cfg has the closed form. */
sf_spell sf_spell_on_paper(const sf_model *model, const epoch *now, size_t programme, size_t segment,
                           uint32_t barriers);

#endif
