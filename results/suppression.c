/* results/suppression.c - see suppression.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/suppression.h"

#include <stdlib.h>
#include <string.h>

/* All observations of one key, and how many persons they are about. */
typedef struct group {
    sf_row_key key;
    size_t first, count;
    double persons; /* NAN: not known to be about any number of persons */
    bool is_hidden;
} group;

bool sf_study_may_show(const sf_study *study, double persons)
{
    return !study->facts.is_about_real_people || !(persons > 0.0 && persons < SF_FEWEST_PERSONS_SHOWN);
}

bool sf_metric_counts_people(const sf_metric *metric)
{
    return strcmp(metric->unit, "persons") == 0 && strncmp(metric->id, "staff.", 6) != 0; /* veiledere are staff */
}

static const sf_metric *metric_of(const sf_study *study, sf_row_key key)
{
    uint32_t scenario;
    uint16_t metric, entity, segment;

    sf_study_split_key(study, key, &scenario, &metric, &entity, &segment);
    return &study->catalogue.metrics[metric];
}

/* Sums over the replications of one row. */
typedef struct row_sums {
    double num, den, value;
} row_sums;

/* How many persons a row of sums over n replications is about, a replication; the fewest of what it counts, but not 0. NAN: no persons.
 * A time that is divided by (person-months) is a base, too: below 5 of them there are fewer than 5 persons. */
static double persons_in(const sf_metric *metric, sf_stat stat, const row_sums *sum, double n)
{
    double counts[3] = {NAN, NAN, NAN}, least = NAN;

    switch (stat) {
    case SF_STAT_RATE: /* events in so many years */
        if (strcmp(metric->unit, "persons/y") == 0)
            counts[0] = sum->num;
        break;
    case SF_STAT_COUNT:
        counts[0] = sum->value;
        break;
    case SF_STAT_MEAN:
    case SF_STAT_SHARE_ZERO:
    case SF_STAT_SHARE_WITHIN:
    case SF_STAT_ABANDONED:
    case SF_STAT_STILL_WAITING:
        counts[0] = sum->den;
        if (stat != SF_STAT_MEAN || strcmp(metric->unit, "share") == 0)
            counts[1] = sum->num;
        if (sf_metric_counts_people(metric))
            counts[2] = sum->value;
        break;
    default:
        break;
    }
    for (int i = 0; i < 3; i++) {
        if (counts[i] > 0.0)
            least = fmin(least, counts[i] / n); /* fmin forgets a NAN */
    }
    return least;
}

/* The fewest persons that one of the rows is about: what hides one hides all. */
static double persons_behind(const sf_study *study, const group *g)
{
    const sf_metric *metric = metric_of(study, g->key);
    double least = NAN;

    for (size_t i = 0, n; i < g->count; i += n) {
        const sf_stored_observation *of = &study->observations[g->first + i];
        row_sums sum = {0.0, 0.0, 0.0};

        for (n = 0; i + n < g->count && of[n].stat == of[0].stat; n++) {
            sum.num += of[n].num;
            sum.den += of[n].den;
            sum.value += of[n].value;
        }
        least = fmin(least, persons_in(metric, (sf_stat)of[0].stat, &sum, (double)n));
    }
    return least;
}

static void segment_goes_along(const sf_study *study, group *groups, size_t first, size_t n)
{
    size_t hidden = 0, smallest = n;

    for (size_t i = first; i < first + n; i++) {
        uint32_t scenario;
        uint16_t metric, entity, segment;

        sf_study_split_key(study, groups[i].key, &scenario, &metric, &entity, &segment);
        if (segment == 0)
            continue; /* all of them */
        hidden += groups[i].is_hidden;
        if (!groups[i].is_hidden && !isnan(groups[i].persons) &&
            (smallest == n || groups[i].persons < groups[first + smallest].persons))
            smallest = i - first;
    }
    if (hidden == 1 && smallest < n)
        groups[first + smallest].is_hidden = true;
}

static size_t find_groups(const sf_study *study, group *groups)
{
    size_t n = 0;

    for (size_t i = 0; i < study->n_observations; i++) {
        if (i == 0 || study->observations[i].key != study->observations[i - 1].key)
            groups[n++] = (group){.key = study->observations[i].key, .first = i};
        groups[n - 1].count++;
    }
    return n;
}

/* The same scenario, metric and entity: all but the last 16 bits, which are the segment. */
static bool are_of_one_table(sf_row_key a, sf_row_key b)
{
    return a >> 16 == b >> 16;
}

sf_status sf_study_suppress(sf_study *study, sf_error *err)
{
    group *groups;
    size_t n, kept = 0;

    if (!study->facts.is_about_real_people || study->n_observations == 0)
        return SF_OK;
    groups = calloc(study->n_observations, sizeof *groups);
    if (groups == NULL)
        return sf_study_out_of_memory(err);
    n = find_groups(study, groups);
    study->hidden = sf_study_take(study, n, sizeof *study->hidden);
    if (study->hidden == NULL) {
        free(groups);
        return sf_study_out_of_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        groups[i].persons = persons_behind(study, &groups[i]);
        groups[i].is_hidden = !isnan(groups[i].persons) && !sf_study_may_show(study, groups[i].persons);
    }
    for (size_t i = 0, m; i < n; i += m) {
        for (m = 1; i + m < n && are_of_one_table(groups[i].key, groups[i + m].key); m++)
            ;
        segment_goes_along(study, groups, i, m);
    }
    for (size_t i = 0; i < n; i++) {
        if (groups[i].is_hidden) {
            study->hidden[study->n_hidden++] = groups[i].key;
            continue;
        }
        memmove(&study->observations[kept], &study->observations[groups[i].first],
                groups[i].count * sizeof *study->observations);
        kept += groups[i].count;
    }
    study->n_observations = kept;
    free(groups);
    return SF_OK;
}

bool sf_study_is_hidden(const sf_study *study, sf_row_key key)
{
    size_t at;

    SF_SEARCH(at, study->n_hidden, study->hidden[at] < key);
    return at < study->n_hidden && study->hidden[at] == key;
}
