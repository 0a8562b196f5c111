/* results/views.c - what charts and reports draw: bands over time, curves of waits, shares by state, persons,
 * self-checks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "results/estimate.h"
#include "results/study.h"
#include "results/suppression.h"
#include "saksflyt/statistics.h"

/* The code of a scenario in the database. */
static int64_t code_of_scenario(const sf_study *study, size_t scenario)
{
    for (size_t i = 0; i < study->scenarios.n; i++) {
        if (study->scenarios.index_of[i] == scenario)
            return study->scenarios.codes[i];
    }
    assert(false);
    return -1;
}

/* Binds whole numbers to ?1, ?2, ... of a query that is used again and again. */
static void ask_for(sqlite3_stmt *query, const int64_t *numbers, int n)
{
    sqlite3_reset(query);
    for (int i = 0; i < n; i++)
        sqlite3_bind_int64(query, i + 1, numbers[i]); /* cannot fail: numbers need no memory, and ?n exists */
}

/* A quantile of sorted values, linear between order statistics (Hyndman & Fan 1996, type 7). n > 0. */
static double quantile_of(const double *sorted, size_t n, double q)
{
    const double place = q * (double)(n - 1);
    const size_t below = (size_t)place;

    assert(n > 0);
    if (below + 1 >= n)
        return sorted[n - 1];
    /* below + 1 < n, which the analyzer loses sight of: NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Mean and 95 % t interval of values without NAN. */
static sf_estimate estimate_values(const double *values, size_t n)
{
    sf_moments moments = {0};
    sf_fit fit = {.estimate = SF_NOTHING, .error = SF_NOTHING, .degrees = SF_NOTHING, .replications = n};

    for (size_t i = 0; i < n; i++)
        sf_moments_add(&moments, values[i]);
    if (n > 0)
        fit.estimate = moments.mean;
    if (n > 1) {
        fit.error = sf_moments_sd(&moments) / sqrt((double)n);
        fit.degrees = (double)n - 1.0;
    }
    return sf_fit_interval(fit, 0.95);
}

/* --- bands -------------------------------------------------------------------------------------------------------- */

typedef struct moment {
    double time_days, value;
} moment;

typedef struct moments {
    moment *items;
    size_t n, room;
} moments;

static bool moments_add(moments *list, moment one)
{
    if (list->n == list->room) {
        const size_t room = list->room == 0 ? 1024 : list->room * 2;
        moment *grown = realloc(list->items, room * sizeof *grown);

        if (grown == NULL)
            return false;
        list->items = grown;
        list->room = room;
    }
    list->items[list->n++] = one;
    return true;
}

static int by_time_and_value(const void *a, const void *b)
{
    const moment *first = a, *second = b;

    if (first->time_days != second->time_days)
        return first->time_days < second->time_days ? -1 : 1;
    return (first->value > second->value) - (first->value < second->value);
}

/* All points of one series in the finished replications, by time and then value. */
static sf_status read_series(sf_study *study, size_t scenario, const int64_t codes[3], moments *out, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    const sf_finished *finished = &study->finished[scenario];
    sf_status status =
        sf_database_prepare(study->db,
                            "SELECT time_days, value FROM series_data WHERE scenario = ? AND replication = ?"
                            " AND metric = ? AND entity = ? AND segment = ?",
                            &query, err);

    for (size_t i = 0; i < finished->n && status == SF_OK; i++) {
        const int64_t key[] = {code_of_scenario(study, scenario), finished->number[i], codes[0], codes[1], codes[2]};

        ask_for(query, key, 5);
        while (sf_database_next(query, &status, err)) {
            const moment one = {sf_database_real(query, 0), sf_database_real(query, 1)};

            if (!isnan(one.value) && !moments_add(out, one)) {
                status = sf_study_out_of_memory(err);
                break;
            }
        }
    }
    sqlite3_finalize(query);
    if (out->n > 0)
        qsort(out->items, out->n, sizeof *out->items, by_time_and_value);
    return status;
}

static size_t count_times(const moments *list)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        n += i == 0 || list->items[i].time_days != list->items[i - 1].time_days;
    return n;
}

static sf_band_point band_at(double time_days, const double *sorted, size_t n)
{
    const sf_estimate mean = estimate_values(sorted, n);

    return (sf_band_point){.time_days = time_days,
                           .mean = mean.mean,
                           .low = mean.low,
                           .high = mean.high,
                           .p10 = quantile_of(sorted, n, 0.10),
                           .p90 = quantile_of(sorted, n, 0.90)};
}

static sf_status make_band(sf_study *study, const moments *list, const sf_band_point **points, size_t *n, sf_error *err)
{
    sf_band_point *band = sf_study_take(study, count_times(list), sizeof *band);
    double *values = malloc((list->n + 1) * sizeof *values);
    size_t made = 0;

    if (band == NULL || values == NULL) {
        free(values);
        return sf_study_out_of_memory(err);
    }
    for (size_t i = 0; i < list->n;) {
        const double time_days = list->items[i].time_days;
        size_t m = 0;

        do
            values[m++] = list->items[i++].value;
        while (i < list->n && list->items[i].time_days == time_days);
        band[made++] = band_at(time_days, values, m);
    }
    free(values);
    *points = band;
    *n = made;
    return SF_OK;
}

/* A series of persons is not shown when they are ever few. */
static bool is_shown(const sf_study *study, size_t scenario, uint16_t m, uint16_t e, uint16_t g, const moments *list)
{
    if (sf_study_is_hidden(study, sf_study_key(study, scenario, m, e, g)))
        return false;
    for (size_t i = 0; sf_metric_counts_people(&study->catalogue.metrics[m]) && i < list->n; i++) {
        if (!sf_study_may_show(study, list->items[i].value))
            return false;
    }
    return true;
}

sf_status sf_study_band(sf_study *study, size_t scenario, const char *metric, const char *entity, const char *segment,
                        const sf_band_point **points, size_t *n, sf_error *err)
{
    uint16_t m, e, g;
    moments list = {0};
    sf_status status;

    assert(scenario < study->facts.n_scenarios);
    *points = NULL;
    *n = 0;
    if (!sf_study_find_metric(study, metric, &m) || !sf_study_find_entity(study, entity, &e) ||
        !sf_study_find_segment(study, segment, &g))
        return SF_OK;
    status = read_series(study, scenario,
                         (const int64_t[]){study->metrics.codes[m], study->entities.codes[e], study->segments.codes[g]},
                         &list, err);
    if (status == SF_OK && list.n > 0 && is_shown(study, scenario, m, e, g, &list))
        status = make_band(study, &list, points, n, err);
    free(list.items);
    return status;
}

/* --- one line for each replication --------------------------------------------------------------------------------- */

/* The points that the query finds, by time, as one line. *out has n 0 when there are none. */
static sf_status read_line(sf_study *study, sqlite3_stmt *query, sf_run_line *out, sf_error *err)
{
    moments list = {0};
    double *columns;
    sf_status status = SF_OK;

    while (sf_database_next(query, &status, err)) {
        const moment one = {sf_database_real(query, 0), sf_database_real(query, 1)};

        if (!isnan(one.value) && !moments_add(&list, one)) {
            status = sf_study_out_of_memory(err);
            break;
        }
    }
    columns = status == SF_OK && list.n > 0 ? sf_study_take(study, 2 * list.n, sizeof *columns) : NULL;
    if (status == SF_OK && list.n > 0 && columns == NULL)
        status = sf_study_out_of_memory(err);
    for (size_t i = 0; columns != NULL && i < list.n; i++) {
        columns[i] = list.items[i].time_days;
        columns[list.n + i] = list.items[i].value;
    }
    if (columns != NULL) {
        out->n = list.n;
        out->days = columns;
        out->values = columns + list.n;
    }
    free(list.items);
    return status;
}

static bool line_is_shown(const sf_study *study, uint16_t metric, const sf_run_line *line)
{
    const bool counts = sf_metric_counts_people(&study->catalogue.metrics[metric]);

    for (size_t i = 0; counts && i < line->n; i++) {
        if (!sf_study_may_show(study, line->values[i]))
            return false;
    }
    return true;
}

sf_status sf_study_lines(sf_study *study, size_t scenario, const char *metric, const char *entity, const char *segment,
                         double from_days, const sf_run_line **lines, size_t *n, sf_error *err)
{
    uint16_t m, e, g;
    sqlite3_stmt *query = NULL;
    const sf_finished *finished = &study->finished[scenario];
    sf_run_line *made;
    sf_status status;

    assert(scenario < study->facts.n_scenarios);
    *lines = NULL;
    *n = 0;
    if (!sf_study_find_metric(study, metric, &m) || !sf_study_find_entity(study, entity, &e) ||
        !sf_study_find_segment(study, segment, &g))
        return SF_OK;
    if (sf_study_is_hidden(study, sf_study_key(study, scenario, m, e, g)))
        return SF_OK;
    made = sf_study_take(study, finished->n + 1, sizeof *made);
    if (made == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(study->db,
                                 "SELECT time_days, value FROM series_data WHERE scenario = ? AND replication = ? AND"
                                 " metric = ? AND entity = ? AND segment = ? AND time_days >= ?6 ORDER BY time_days",
                                 &query, err);
    for (size_t i = 0; i < finished->n && status == SF_OK; i++) {
        const int64_t key[] = {code_of_scenario(study, scenario), finished->number[i], study->metrics.codes[m],
                               study->entities.codes[e], study->segments.codes[g]};

        ask_for(query, key, 5);
        sqlite3_bind_double(query, 6, from_days); /* cannot fail, as in ask_for */
        made[*n].replication = finished->number[i];
        status = read_line(study, query, &made[*n], err);
        if (status == SF_OK && made[*n].n > 0 && line_is_shown(study, m, &made[*n]))
            (*n)++;
    }
    sqlite3_finalize(query);
    *lines = made;
    return status;
}

/* --- curves of waits ---------------------------------------------------------------------------------------------- */

/* Collects the points where the curve rises, beginning at time 0 and ending where follow-up ends. */
static size_t collect_curve(const double *share, sf_curve_point *all)
{
    size_t n = 0;
    uint32_t last = 0;

    all[n++] = (sf_curve_point){.days = 0.0, .share = share[0]};
    for (uint32_t slot = 1; slot < SF_BIN_SLOTS && !isnan(share[slot]); slot++) {
        if (share[slot] > share[slot - 1]) {
            if (slot > last + 1) /* flat until this slot begins */
                all[n++] = (sf_curve_point){.days = sf_bin_low(slot), .share = share[slot - 1]};
            all[n++] = (sf_curve_point){.days = sf_bin_high(slot), .share = share[slot]};
            last = slot;
        }
    }
    return n;
}

sf_status sf_study_wait_curve(sf_study *study, size_t scenario, const char *metric, const char *entity,
                              const char *segment, size_t most, const sf_curve_point **points, size_t *n, sf_error *err)
{
    uint16_t m, e, g;
    sf_curve_point *all, *kept;
    size_t found;
    sf_status status;

    assert(scenario < study->facts.n_scenarios && most >= 2);
    *points = NULL;
    *n = 0;
    if (!sf_study_find_metric(study, metric, &m) || !sf_study_find_entity(study, entity, &e) ||
        !sf_study_find_segment(study, segment, &g))
        return SF_OK;
    status = sf_study_read_histograms(study, err);
    if (status != SF_OK || sf_pool_incidence(study, sf_study_key(study, scenario, m, e, g)) == 0 ||
        isnan(study->pool.share[0]))
        return status;
    all = malloc((size_t)2 * SF_BIN_SLOTS * sizeof *all);
    kept = sf_study_take(study, most, sizeof *kept);
    if (all == NULL || kept == NULL) {
        free(all);
        return sf_study_out_of_memory(err);
    }
    found = collect_curve(study->pool.share, all);
    *n = found < most ? found : most;
    for (size_t i = 0; i < *n; i++) /* evenly, the first and the last included */
        kept[i] = all[*n < 2 ? 0 : i * (found - 1) / (*n - 1)];
    *points = kept;
    free(all);
    return SF_OK;
}

/* --- where people are after entry --------------------------------------------------------------------------------- */

/* Reads "status.at/<state>/<months>"; false for any other metric. */
static bool read_status_metric(const sf_catalogue *catalogue, const char *id, sf_status_share *out)
{
    static const char prefix[] = "status.at/";
    const char *state = id + strlen(prefix), *slash;
    char *end;

    if (strncmp(id, prefix, strlen(prefix)) != 0)
        return false;
    slash = strrchr(state, '/');
    if (slash == NULL || slash[1] < '0' || slash[1] > '9')
        return false;
    out->months = strtod(slash + 1, &end);
    if (*end != '\0')
        return false;
    for (size_t i = 0; i < catalogue->n_states; i++) {
        if (strlen(catalogue->states[i]) == (size_t)(slash - state) &&
            strncmp(catalogue->states[i], state, (size_t)(slash - state)) == 0) {
            out->state = (uint16_t)i;
            return true;
        }
    }
    return false;
}

static int by_state_and_months(const void *a, const void *b)
{
    const sf_status_share *first = a, *second = b;

    if (first->state != second->state)
        return first->state < second->state ? -1 : 1;
    return (first->months > second->months) - (first->months < second->months);
}

sf_status sf_study_status_shares(sf_study *study, size_t scenario, const char *entity, const char *segment,
                                 const sf_status_share **shares, size_t *n, sf_error *err)
{
    const sf_summary_row *rows;
    sf_status_share *found;
    uint16_t e, g;
    size_t n_rows;
    sf_status status;

    assert(scenario < study->facts.n_scenarios);
    *shares = NULL;
    *n = 0;
    if (!sf_study_find_entity(study, entity, &e) || !sf_study_find_segment(study, segment, &g))
        return SF_OK;
    status = sf_study_summary(study, &rows, &n_rows, err);
    if (status != SF_OK)
        return status;
    found = sf_study_take(study, study->catalogue.n_metrics, sizeof *found);
    if (found == NULL)
        return sf_study_out_of_memory(err);
    for (size_t m = 0; m < study->catalogue.n_metrics; m++) {
        const sf_cell *cell = sf_study_cell(study, sf_study_key(study, scenario, m, e, g), SF_STAT_MEAN);

        if (cell != NULL && read_status_metric(&study->catalogue, study->catalogue.metrics[m].id, &found[*n]))
            found[(*n)++].share = rows[cell - study->cells].estimate;
    }
    if (*n > 0)
        qsort(found, *n, sizeof *found, by_state_and_months);
    *shares = found;
    return SF_OK;
}

/* --- transitions -------------------------------------------------------------------------------------------------- */

/* The estimate of a count that some replications did not mention because it was 0 there. values has room for all. */
static sf_estimate estimate_counts(double *values, size_t n, size_t replications)
{
    while (n < replications)
        values[n++] = 0.0;
    return estimate_values(values, replications);
}

static sf_status read_transitions(sf_study *study, size_t scenario, sf_mean_transition *out, double *values,
                                  size_t room, size_t *n, sf_error *err)
{
    const size_t replications = study->finished[scenario].n;
    const int64_t code = code_of_scenario(study, scenario);
    sqlite3_stmt *query = NULL;
    size_t seen = 0;
    sf_status status =
        sf_database_prepare(study->db,
                            "SELECT segment, from_state, to_state, count FROM transition_data WHERE scenario = ?"
                            " ORDER BY segment, from_state, to_state, replication",
                            &query, err);

    ask_for(query, &code, status == SF_OK ? 1 : 0);
    *n = 0;
    while (status == SF_OK && sf_database_next(query, &status, err)) {
        const sf_mean_transition one = {
            .segment = (uint16_t)sf_names_index(&study->segments, sqlite3_column_int64(query, 0)),
            .from_state = (uint16_t)sf_names_index(&study->states, sqlite3_column_int64(query, 1)),
            .to_state = (uint16_t)sf_names_index(&study->states, sqlite3_column_int64(query, 2))};
        sf_mean_transition *latest = *n > 0 ? &out[*n - 1] : NULL;

        if (one.segment >= study->segments.n || one.from_state >= study->states.n || one.to_state >= study->states.n)
            continue; /* never, but for damage */
        if (latest == NULL || latest->segment != one.segment || latest->from_state != one.from_state ||
            latest->to_state != one.to_state) {
            if (latest != NULL)
                latest->count = estimate_counts(values, seen, replications);
            if (*n == room)
                break;
            out[(*n)++] = one;
            seen = 0;
        }
        if (seen < replications)
            values[seen++] = (double)sqlite3_column_int64(query, 3);
    }
    if (*n > 0)
        out[*n - 1].count = estimate_counts(values, seen, replications);
    sqlite3_finalize(query);
    return status;
}

sf_status sf_study_transitions(sf_study *study, size_t scenario, const sf_mean_transition **out, size_t *n,
                               sf_error *err)
{
    const size_t room = study->segments.n * study->states.n * study->states.n;
    sf_mean_transition *found;
    double *values;
    sf_status status;

    assert(scenario < study->facts.n_scenarios);
    found = sf_study_take(study, room, sizeof *found);
    values = calloc(study->finished[scenario].n + 1, sizeof *values);
    if (found == NULL || values == NULL) {
        free(values);
        return sf_study_out_of_memory(err);
    }
    status = read_transitions(study, scenario, found, values, room, n, err);
    for (size_t i = 0, all = *n; i < all; i++) { /* what is shown moves up */
        if (i == 0)
            *n = 0;
        if (sf_study_may_show(study, found[i].count.mean))
            found[(*n)++] = found[i];
    }
    free(values);
    *out = found;
    return status;
}

/* --- persons ------------------------------------------------------------------------------------------------------ */

static sf_person_outcome read_person(const sf_study *study, sqlite3_stmt *query)
{
    return (sf_person_outcome){.key = (uint64_t)sqlite3_column_int64(query, 0),
                               .programme = (uint16_t)sf_names_index(&study->entities, sqlite3_column_int64(query, 1)),
                               .segment = (uint16_t)sf_names_index(&study->segments, sqlite3_column_int64(query, 2)),
                               .exit_state = (uint16_t)sf_names_index(&study->states, sqlite3_column_int64(query, 3)),
                               .contacts = (uint32_t)sqlite3_column_int64(query, 4),
                               .tiltak_started = (uint32_t)sqlite3_column_int64(query, 5),
                               .entry_days = sf_database_real(query, 6),
                               .exit_days = sf_database_real(query, 7),
                               .first_meeting_wait = sf_database_real(query, 8),
                               .tiltak_wait = sf_database_real(query, 9)};
}

int sf_person_order(const void *a, const void *b)
{
    const sf_person_outcome *first = a, *second = b;

    if (first->key != second->key)
        return first->key < second->key ? -1 : 1;
    if (first->programme != second->programme)
        return first->programme < second->programme ? -1 : 1;
    return (first->entry_days > second->entry_days) - (first->entry_days < second->entry_days);
}

static sf_status count_persons(sf_study *study, const int64_t key[2], size_t *n, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_status status = sf_database_prepare(
        study->db, "SELECT count(*) FROM person_outcome_data WHERE scenario = ? AND replication = ?", &query, err);

    *n = 0;
    if (status == SF_OK) {
        ask_for(query, key, 2);
        if (sf_database_next(query, &status, err))
            *n = (size_t)sqlite3_column_int64(query, 0);
    }
    sqlite3_finalize(query);
    return status;
}

sf_status sf_study_read_persons(sf_study *study, size_t scenario, uint32_t replication, sf_person_outcome **persons,
                                size_t *n, sf_error *err)
{
    const int64_t key[] = {code_of_scenario(study, scenario), replication};
    sqlite3_stmt *query = NULL;
    sf_person_outcome *found;
    size_t room, made = 0;
    sf_status status = count_persons(study, key, &room, err);

    if (status != SF_OK)
        return status;
    found = calloc(room + 1, sizeof *found);
    if (found == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(
        study->db,
        "SELECT person, programme, segment, exit_state, contacts, tiltak_started, entry_days, exit_days,"
        " first_meeting_wait_days, tiltak_wait_days FROM person_outcome_data"
        " WHERE scenario = ? AND replication = ?",
        &query, err);
    if (status == SF_OK)
        ask_for(query, key, 2);
    while (status == SF_OK && made < room && sf_database_next(query, &status, err)) {
        found[made] = read_person(study, query);
        made += found[made].programme < study->entities.n && found[made].segment < study->segments.n &&
                found[made].exit_state < study->states.n; /* always, but for damage */
    }
    sqlite3_finalize(query);
    if (status != SF_OK) {
        free(found);
        return status;
    }
    if (made > 0)
        qsort(found, made, sizeof *found, sf_person_order);
    *persons = found;
    *n = made;
    return SF_OK;
}

sf_status sf_study_persons(sf_study *study, size_t scenario, uint32_t replication, const sf_person_outcome **persons,
                           size_t *n, sf_error *err)
{
    sf_person_outcome *read = NULL, *kept;
    size_t count = 0;
    sf_status status = sf_study_read_persons(study, scenario, replication, &read, &count, err);

    if (status != SF_OK)
        return status;
    kept = sf_study_take(study, count, sizeof *kept);
    if (kept == NULL)
        status = sf_study_out_of_memory(err);
    else if (count > 0)
        memcpy(kept, read, count * sizeof *kept);
    free(read);
    if (status != SF_OK)
        return status;
    *persons = kept;
    *n = count;
    return SF_OK;
}

/* --- self-checks -------------------------------------------------------------------------------------------------- */

static const char *take_copy(sf_study *study, const char *text)
{
    char *copy = sf_study_take(study, strlen(text) + 1, 1);

    if (copy != NULL)
        memcpy(copy, text, strlen(text) + 1);
    return copy;
}

static void add_check(sf_check_result *result, double residual, double limit)
{
    const bool is_worse = isnan(residual) || residual / (limit > 0.0 ? limit : 1.0) >
                                                 result->worst / (result->limit > 0.0 ? result->limit : 1.0);

    if (result->replications == 0 || (!isnan(result->worst) && is_worse)) {
        result->worst = residual;
        result->limit = limit;
    }
    result->replications++;
    result->failed += !(residual <= limit);
}

static sf_status count_checks(sf_study *study, size_t *n, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_status status = sf_database_prepare(study->db, "SELECT count(DISTINCT id) FROM self_check_data", &query, err);

    *n = 0;
    if (status == SF_OK && sf_database_next(query, &status, err))
        *n = (size_t)sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    return status;
}

sf_status sf_study_checks(sf_study *study, const sf_check_result **out, size_t *n, sf_error *err)
{
    sqlite3_stmt *query = NULL;
    sf_check_result *found;
    size_t room, made = 0;
    sf_status status = count_checks(study, &room, err);

    if (status != SF_OK)
        return status;
    found = sf_study_take(study, room, sizeof *found);
    if (found == NULL)
        return sf_study_out_of_memory(err);
    status = sf_database_prepare(
        study->db, "SELECT id, residual, tolerance FROM self_check_data ORDER BY id, scenario, replication", &query,
        err);
    while (status == SF_OK && sf_database_next(query, &status, err)) {
        const char *id = sf_database_text(query, 0);

        if (made == 0 || strcmp(found[made - 1].id, id) != 0) {
            if (made == room)
                break;
            found[made].id = take_copy(study, id);
            if (found[made].id == NULL) {
                status = sf_study_out_of_memory(err);
                break;
            }
            made++;
        }
        add_check(&found[made - 1], sf_database_real(query, 1), sf_database_real(query, 2));
    }
    sqlite3_finalize(query);
    *out = found;
    *n = made;
    return status;
}

/* --- observations for another catalogue ---------------------------------------------------------------------------- */

/* The other catalogue's number of each of ours; n_others where it has none. Owner: the caller. */
static uint16_t *numbers_there(size_t n, const char *(*id_of)(const sf_catalogue *c, size_t i),
                               const sf_catalogue *ours, size_t n_others, const sf_catalogue *others)
{
    uint16_t *numbers = calloc(n + 1, sizeof *numbers);

    if (numbers == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        while (k < n_others && strcmp(id_of(ours, i), id_of(others, k)) != 0)
            k++;
        numbers[i] = (uint16_t)k;
    }
    return numbers;
}

static const char *metric_id(const sf_catalogue *c, size_t i)
{
    return c->metrics[i].id;
}

static const char *entity_id(const sf_catalogue *c, size_t i)
{
    return c->entities[i];
}

static const char *segment_id(const sf_catalogue *c, size_t i)
{
    return c->segments[i];
}

/* The numbers of a study's names in another catalogue; beyond its end where it has no such name. */
typedef struct translation {
    const sf_catalogue *to;
    uint16_t *metrics, *entities, *segments;
} translation;

static bool translate(const sf_study *study, const translation *t, sf_row_key key, uint16_t out[3])
{
    uint32_t scenario;
    uint16_t m, e, g;

    sf_study_split_key(study, key, &scenario, &m, &e, &g);
    out[0] = t->metrics[m];
    out[1] = t->entities[e];
    out[2] = t->segments[g];
    return out[0] < t->to->n_metrics && out[1] < t->to->n_entities && out[2] < t->to->n_segments;
}

static void copy_observations(const sf_study *study, const translation *t, size_t scenario, uint32_t replication,
                              sf_replication_record *out)
{
    for (size_t i = 0; i < study->n_observations; i++) {
        const sf_stored_observation *o = &study->observations[i];
        uint16_t to[3];

        if (o->replication == replication && sf_row_key_scenario(o->key) == scenario && translate(study, t, o->key, to))
            out->observations[out->n_observations++] = (sf_observation){.metric = to[0],
                                                                        .entity = to[1],
                                                                        .segment = to[2],
                                                                        .stat = o->stat,
                                                                        .num = o->num,
                                                                        .den = o->den,
                                                                        .value = o->value};
    }
}

static void copy_histograms(const sf_study *study, const translation *t, size_t scenario, uint32_t replication,
                            sf_replication_record *out)
{
    for (size_t i = 0; i < study->n_histograms; i++) {
        const sf_stored_histogram *h = &study->histograms[i];
        uint16_t to[3];

        if (h->replication != replication || sf_row_key_scenario(h->key) != scenario ||
            !translate(study, t, h->key, to))
            continue;
        out->histograms[out->n_histograms++] = (sf_histogram_record){.metric = to[0],
                                                                     .entity = to[1],
                                                                     .segment = to[2],
                                                                     .end = h->end,
                                                                     .first_bin = (uint32_t)out->n_bins,
                                                                     .n_bins = (uint32_t)h->count};
        for (size_t k = h->first; k < h->first + h->count; k++)
            out->bins[out->n_bins++] = (sf_histogram_bin){sf_bin_of_slot(study->bins[k].slot), study->bins[k].count};
    }
}

sf_status sf_study_observed(sf_study *study, const char *scenario, uint32_t replication, const sf_catalogue *catalogue,
                            sf_replication_record *out, sf_error *err)
{
    const sf_catalogue *ours = &study->catalogue;
    const translation t = {catalogue, numbers_there(ours->n_metrics, metric_id, ours, catalogue->n_metrics, catalogue),
                           numbers_there(ours->n_entities, entity_id, ours, catalogue->n_entities, catalogue),
                           numbers_there(ours->n_segments, segment_id, ours, catalogue->n_segments, catalogue)};
    size_t which = 0;
    sf_status status = sf_study_read_histograms(study, err);

    if (status == SF_OK) {
        out->observations = calloc(study->n_observations + 1, sizeof *out->observations);
        out->histograms = calloc(study->n_histograms + 1, sizeof *out->histograms);
        out->bins = calloc(study->n_bins + 1, sizeof *out->bins);
        if (t.metrics == NULL || t.entities == NULL || t.segments == NULL || out->observations == NULL ||
            out->histograms == NULL || out->bins == NULL)
            status = sf_study_out_of_memory(err);
    }
    if (status == SF_OK && sf_study_find_scenario(study, scenario, &which)) {
        copy_observations(study, &t, which, replication, out);
        copy_histograms(study, &t, which, replication, out);
    }
    free(t.metrics);
    free(t.entities);
    free(t.segments);
    return status;
}
