/* results/crowd.c - the same people under two policies.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/crowd.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/estimate.h"
#include "results/reader.h"
#include "results/suppression.h"
#include "saksflyt/statistics.h"

struct sf_crowd {
    sf_study *study;
    size_t n_segments, n_states, room, n; /* replications: room for, added */
    double matters[SF_GAINS];             /* days; NAN: nothing is said */
    int *rank;                            /* by state: 1 good, 0, -1 bad */
    sf_tally *tallies;                    /* [(replication * n_segments + segment) * SF_GAINS + gain] */
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
                        .tallies = calloc(replications * c->n_segments * SF_GAINS + 1, sizeof(sf_tally)),
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

static void count(sf_tally *t, double improvement, double matters)
{
    t->compared += 1.0;
    t->gained += improvement > 0.0 && improvement >= matters;
    t->lost += improvement < 0.0 && -improvement >= matters;
}

/* t: by gain. */
static void compare_person(sf_crowd *crowd, sf_tally *t, const sf_person_outcome *base, const sf_person_outcome *other)
{
    const double meeting = base->first_meeting_wait - other->first_meeting_wait; /* NAN unless both had one */
    const double tiltak = base->tiltak_wait - other->tiltak_wait;

    count(&t[SF_GAIN_OUTCOME], crowd->rank[other->exit_state] - crowd->rank[base->exit_state], 0.0);
    if (!isnan(meeting) && !isnan(crowd->matters[SF_GAIN_FIRST_MEETING]))
        count(&t[SF_GAIN_FIRST_MEETING], meeting, crowd->matters[SF_GAIN_FIRST_MEETING]);
    if (!isnan(tiltak) && !isnan(crowd->matters[SF_GAIN_TILTAK]))
        count(&t[SF_GAIN_TILTAK], tiltak, crowd->matters[SF_GAIN_TILTAK]);
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
    const size_t replication = crowd->n;
    size_t i = 0, j = 0;

    sf_crowd_begin_replication(crowd);
    while (i < n_base && j < n_other) {
        const int order = by_key_and_programme(&base[i], &other[j]);

        if (order == 0) {
            const uint16_t segment = base[i].segment;

            assert(segment < crowd->n_segments);
            compare_person(crowd, sf_crowd_tally(crowd, replication, 0, SF_GAIN_OUTCOME), &base[i], &other[j]);
            if (segment != 0)
                compare_person(crowd, sf_crowd_tally(crowd, replication, segment, SF_GAIN_OUTCOME), &base[i],
                               &other[j]);
            sf_crowd_moved(crowd, base[i].exit_state, other[j].exit_state)[replication] += 1.0;
        }
        if (order <= 0)
            i = next_person(base, n_base, i);
        if (order >= 0)
            j = next_person(other, n_other, j);
    }
}

void sf_crowd_begin_replication(sf_crowd *crowd)
{
    assert(crowd->n < crowd->room);
    crowd->n++;
}

/* --- of a study ----------------------------------------------------------------------------------------------------- */

static sf_status add_pair(sf_study *study, size_t baseline, size_t scenario, uint32_t replication, sf_crowd *crowd,
                          sf_error *err)
{
    sf_person_outcome *base = NULL, *other = NULL;
    size_t n_base = 0, n_other = 0;
    sf_status status = sf_study_read_persons(study, baseline, replication, &base, &n_base, err);

    if (status == SF_OK)
        status = sf_study_read_persons(study, scenario, replication, &other, &n_other, err);
    if (status == SF_OK)
        sf_crowd_add(crowd, base, n_base, other, n_other);
    free(base);
    free(other);
    return status;
}

/* The replications that both scenarios have finished, side by side. */
static sf_status fill(sf_study *study, size_t baseline, size_t scenario, sf_crowd *crowd, sf_error *err)
{
    const size_t n_base = sf_study_replications(study, baseline), n_other = sf_study_replications(study, scenario);
    sf_status status = SF_OK;

    for (size_t i = 0, j = 0; i < n_base && j < n_other && status == SF_OK;) {
        const uint32_t base = sf_study_replication_number(study, baseline, i);
        const uint32_t other = sf_study_replication_number(study, scenario, j);

        if (base == other)
            status = add_pair(study, baseline, scenario, base, crowd, err);
        i += base <= other;
        j += other <= base;
    }
    return status;
}

sf_status sf_study_crowd(sf_study *study, size_t baseline, size_t scenario, const sf_crowd **out, sf_error *err)
{
    const size_t n = study->facts.n_scenarios, n_base = sf_study_replications(study, baseline);
    sf_crowd *crowd = NULL;
    sf_status status;

    if (study->crowds == NULL)
        study->crowds = sf_study_take(study, n * n, sizeof *study->crowds);
    if (study->crowds == NULL)
        return sf_study_out_of_memory(err);
    if (study->crowds[baseline * n + scenario] == NULL) {
        status = sf_crowd_open(study, n_base, &crowd, err);
        if (status == SF_OK)
            status = fill(study, baseline, scenario, crowd, err);
        if (status != SF_OK) {
            sf_crowd_close(crowd);
            return status;
        }
        study->crowds[baseline * n + scenario] = crowd;
    }
    *out = study->crowds[baseline * n + scenario];
    return SF_OK;
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

size_t sf_crowd_replications(const sf_crowd *crowd)
{
    return crowd->n;
}

sf_tally *sf_crowd_tally(const sf_crowd *crowd, size_t replication, uint16_t segment, sf_gain gain)
{
    assert(replication < crowd->n && segment < crowd->n_segments);
    return &crowd->tallies[(replication * crowd->n_segments + segment) * SF_GAINS + gain];
}

double *sf_crowd_moved(const sf_crowd *crowd, uint16_t from, uint16_t to)
{
    return crowd->moved + (from * crowd->n_states + to) * crowd->room;
}

double sf_crowd_size(const sf_crowd *crowd, uint16_t segment)
{
    double sum = 0.0;

    for (size_t r = 0; r < crowd->n; r++)
        sum += sf_crowd_tally(crowd, r, segment, SF_GAIN_OUTCOME)->compared;
    return crowd->n > 0 ? sum / (double)crowd->n : 0.0;
}

double sf_crowd_matters(const sf_crowd *crowd, sf_gain gain)
{
    return crowd->matters[gain];
}

/* Whether a mean number of people may be told: few real ones, and everything that they could be worked out from, may not. */
static bool may_show(const sf_crowd *crowd, sf_gain gain, uint16_t segment, bool lost)
{
    for (uint16_t g = 0; crowd->study->facts.is_about_real_people && g < crowd->n_segments; g++) {
        double people = 0.0;

        for (size_t r = 0; r < crowd->n; r++) {
            const sf_tally *t = sf_crowd_tally(crowd, r, g, gain);

            people += lost ? t->lost : t->gained;
        }
        if ((segment != 0 || g == 0) && crowd->n > 0 && !sf_study_may_show(crowd->study, people / (double)crowd->n))
            return false;
    }
    return true;
}

static sf_estimate share_of(const sf_crowd *crowd, sf_gain gain, uint16_t segment, bool lost)
{
    double *num = calloc(2 * crowd->n + 1, sizeof *num), *den = num == NULL ? NULL : num + crowd->n;
    sf_fit fit = {.estimate = NAN, .error = NAN, .degrees = (double)crowd->n - 1.0, .replications = crowd->n};

    for (size_t r = 0; num != NULL && r < crowd->n; r++) {
        const sf_tally *t = sf_crowd_tally(crowd, r, segment, gain);

        num[r] = lost ? t->lost : t->gained;
        den[r] = t->compared;
    }
    if (num != NULL && crowd->n > 0 && may_show(crowd, gain, segment, lost))
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
    const double *moved = sf_crowd_moved(crowd, from, to);
    sf_moments moments = {0};

    for (size_t r = 0; r < crowd->n; r++)
        sf_moments_add(&moments, moved[r]);
    if (crowd->n > 0 && !sf_study_may_show(crowd->study, moments.mean))
        return (sf_estimate){NAN, NAN, NAN, crowd->n};
    return sf_fit_interval((sf_fit){.estimate = crowd->n > 0 ? moments.mean : (double)NAN,
                                    .error = sf_moments_sd(&moments) / sqrt((double)crowd->n),
                                    .degrees = (double)crowd->n - 1.0,
                                    .replications = crowd->n},
                           0.95);
}
