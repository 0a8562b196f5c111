/* results/crowd.c - the same people under two policies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/crowd.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/estimate.h"
#include "saksflyt/statistics.h"

/* Sums of one replication for one segment. */
typedef struct tally {
    double compared[SF_GAINS], gained[SF_GAINS], lost[SF_GAINS];
} tally;

struct sf_crowd {
    sf_study *study;
    size_t n_segments, n_states, room, n; /* replications: room for, added */
    double matters[SF_GAINS];             /* days; NAN: nothing is said */
    int *rank;                            /* by state: 1 good, 0, -1 bad */
    tally *tallies;                       /* [replication * n_segments + segment] */
    double *moved;                        /* [(from * n_states + to) * room + replication] */
};

/* --- opening -------------------------------------------------------------------------------------------------------- */

static int rank_of(const sf_study *study, const char *state)
{
    char id[96];
    uint16_t metric;

    snprintf(id, sizeof id, "outcome.exit/%s", state);
    return sf_study_find_metric(study, id, &metric) ? (int)sf_study_facts(study)->catalogue->metrics[metric].direction
                                                    : 0;
}

/* The least difference that matters among the targets on a metric, in its unit; NAN when there is none. */
static double matters_of(const sf_study_info *facts, const char *metric)
{
    double least = NAN;

    for (size_t i = 0; i < facts->n_targets; i++) {
        if (strcmp(facts->targets[i].metric, metric) == 0 && !(facts->targets[i].matters >= least))
            least = facts->targets[i].matters;
    }
    return least;
}

sf_status sf_crowd_open(sf_study *study, size_t replications, sf_crowd **out, sf_error *err)
{
    const sf_study_info *facts = sf_study_facts(study);
    const sf_catalogue *c = facts->catalogue;
    sf_crowd *crowd = calloc(1, sizeof *crowd);

    if (crowd == NULL)
        return sf_study_out_of_memory(err);
    *crowd = (sf_crowd){.study = study,
                        .n_segments = c->n_segments,
                        .n_states = c->n_states,
                        .room = replications,
                        .matters = {[SF_GAIN_OUTCOME] = 0.0,
                                    [SF_GAIN_FIRST_MEETING] = matters_of(facts, "wait.meeting"),
                                    [SF_GAIN_TILTAK] = matters_of(facts, "wait.tiltak")},
                        .rank = calloc(c->n_states + 1, sizeof(int)),
                        .tallies = calloc(replications * c->n_segments + 1, sizeof(tally)),
                        .moved = calloc(replications * c->n_states * c->n_states + 1, sizeof(double))};
    if (crowd->rank == NULL || crowd->tallies == NULL || crowd->moved == NULL) {
        sf_crowd_close(crowd);
        return sf_study_out_of_memory(err);
    }
    for (size_t i = 0; i < c->n_states; i++)
        crowd->rank[i] = rank_of(study, c->states[i]);
    *out = crowd;
    return SF_OK;
}

void sf_crowd_close(sf_crowd *crowd)
{
    if (crowd == NULL)
        return;
    free(crowd->rank);
    free(crowd->tallies);
    free(crowd->moved);
    free(crowd);
}

/* --- adding --------------------------------------------------------------------------------------------------------- */

static void count(tally *t, sf_gain gain, double improvement, double matters)
{
    t->compared[gain] += 1.0;
    t->gained[gain] += improvement > 0.0 && improvement >= matters;
    t->lost[gain] += improvement < 0.0 && -improvement >= matters;
}

static void compare_person(sf_crowd *crowd, tally *t, const sf_person_outcome *base, const sf_person_outcome *other)
{
    const double meeting = base->first_meeting_wait - other->first_meeting_wait; /* NAN unless both had one */
    const double tiltak = base->tiltak_wait - other->tiltak_wait;

    count(t, SF_GAIN_OUTCOME, crowd->rank[other->exit_state] - crowd->rank[base->exit_state], 0.0);
    if (!isnan(meeting) && !isnan(crowd->matters[SF_GAIN_FIRST_MEETING]))
        count(t, SF_GAIN_FIRST_MEETING, meeting, crowd->matters[SF_GAIN_FIRST_MEETING]);
    if (!isnan(tiltak) && !isnan(crowd->matters[SF_GAIN_TILTAK]))
        count(t, SF_GAIN_TILTAK, tiltak, crowd->matters[SF_GAIN_TILTAK]);
}

static int by_key_and_programme(const sf_person_outcome *a, const sf_person_outcome *b)
{
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->programme > b->programme) - (a->programme < b->programme);
}

/* Steps over the later spells of the same person in the same programme. */
static size_t next_person(const sf_person_outcome *persons, size_t n, size_t i)
{
    size_t next = i + 1;

    while (next < n && by_key_and_programme(&persons[i], &persons[next]) == 0)
        next++;
    return next;
}

void sf_crowd_add(sf_crowd *crowd, const sf_person_outcome *base, size_t n_base, const sf_person_outcome *other,
                  size_t n_other)
{
    tally *tallies = crowd->tallies + crowd->n * crowd->n_segments;
    size_t i = 0, j = 0;

    assert(crowd->n < crowd->room);
    while (i < n_base && j < n_other) {
        const int order = by_key_and_programme(&base[i], &other[j]);

        if (order == 0) {
            const uint16_t segment = base[i].segment;

            assert(segment < crowd->n_segments);
            compare_person(crowd, &tallies[0], &base[i], &other[j]);
            if (segment != 0)
                compare_person(crowd, &tallies[segment], &base[i], &other[j]);
            crowd->moved[(base[i].exit_state * crowd->n_states + other[j].exit_state) * crowd->room + crowd->n] += 1.0;
        }
        if (order <= 0)
            i = next_person(base, n_base, i);
        if (order >= 0)
            j = next_person(other, n_other, j);
    }
    crowd->n++;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

double sf_crowd_size(const sf_crowd *crowd, uint16_t segment)
{
    double sum = 0.0;

    for (size_t r = 0; r < crowd->n; r++)
        sum += crowd->tallies[r * crowd->n_segments + segment].compared[SF_GAIN_OUTCOME];
    return crowd->n > 0 ? sum / (double)crowd->n : 0.0;
}

double sf_crowd_matters(const sf_crowd *crowd, sf_gain gain)
{
    return crowd->matters[gain];
}

static sf_estimate share_of(const sf_crowd *crowd, sf_gain gain, uint16_t segment, bool lost)
{
    double *num = calloc(2 * crowd->n + 1, sizeof *num), *den = num == NULL ? NULL : num + crowd->n;
    sf_fit fit = {.estimate = NAN, .error = NAN, .degrees = (double)crowd->n - 1.0, .replications = crowd->n};

    for (size_t r = 0; num != NULL && r < crowd->n; r++) {
        const tally *t = &crowd->tallies[r * crowd->n_segments + segment];

        num[r] = lost ? t->lost[gain] : t->gained[gain];
        den[r] = t->compared[gain];
    }
    if (num != NULL && crowd->n > 0)
        fit.estimate = sf_ratio_jackknife(crowd->n, num, den, &fit.error);
    free(num);
    return sf_fit_interval(fit, 0.95);
}

sf_estimate sf_crowd_gain(const sf_crowd *crowd, sf_gain gain, uint16_t segment)
{
    return share_of(crowd, gain, segment, false);
}

sf_estimate sf_crowd_loss(const sf_crowd *crowd, sf_gain gain, uint16_t segment)
{
    return share_of(crowd, gain, segment, true);
}

sf_estimate sf_crowd_transition(const sf_crowd *crowd, uint16_t from, uint16_t to)
{
    const double *moved = crowd->moved + (from * crowd->n_states + to) * crowd->room;
    sf_moments moments = {0};

    for (size_t r = 0; r < crowd->n; r++)
        sf_moments_add(&moments, moved[r]);
    return sf_fit_interval((sf_fit){.estimate = crowd->n > 0 ? moments.mean : (double)NAN,
                                    .error = sf_moments_sd(&moments) / sqrt((double)crowd->n),
                                    .degrees = (double)crowd->n - 1.0,
                                    .replications = crowd->n},
                           0.95);
}
