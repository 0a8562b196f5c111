/* results/formula.c - arithmetic over the results of several studies, with an interval, on common replications.
 * A formula is short and is read anew for every group of replications; no tree is kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/formula.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "results/estimate.h"
#include "saksflyt/statistics.h"

enum { MOST_WORDS = 8, LONGEST_CELL = 256, DEEPEST = 32 };

/* One cell as written. */
typedef struct cell_name {
    char text[LONGEST_CELL]; /* the words below point into it */
    const char *metric, *entity, *segment, *place;
    sf_stat stat;
    double day; /* civil day of a series; NAN: a row of the summary */
} cell_name;

/* Replications that all cells have, ascending. */
typedef struct subset {
    uint32_t *numbers;
    size_t n;
} subset;

typedef struct reader {
    const char *formula, *next, *at; /* next: what is still to be read */
    const sf_formula_source *sources;
    size_t n_sources;
    sf_formula_visitor *visit; /* NULL: evaluate */
    void *user;
    subset *common;    /* while replications are gathered */
    bool any;          /* has a cell been met yet? */
    const subset *now; /* the replications that cells are read over */
    int depth;
    sf_status status;
    sf_error *err;
} reader;

static double sum(reader *r);

static double refuse(reader *r, const char *why, const char *what)
{
    if (r->status == SF_OK)
        r->status = SF_FAIL(r->err, SF_EDOMAIN, NULL, _("\"%s\": %s %s"), r->formula, why, what);
    return SF_NOTHING;
}

static void skip_blanks(reader *r)
{
    while (isspace((unsigned char)*r->next))
        r->next++;
}

static bool takes(reader *r, char mark)
{
    skip_blanks(r);
    if (*r->next != mark)
        return false;
    r->next++;
    return true;
}

/* --- cells ---------------------------------------------------------------------------------------------------------------- */

static int number_of(const char *digits, size_t n)
{
    int number = 0;

    for (size_t i = 0; i < n; i++)
        number = 10 * number + (digits[i] - '0');
    return number;
}

/* "2018-12-31". */
static bool read_day(const char *word, double *day)
{
    static const char shape[] = "0000-00-00";
    size_t n = 0;
    sf_date date;

    while (shape[n] != '\0' && (shape[n] == '-' ? word[n] == '-' : isdigit((unsigned char)word[n]) != 0))
        n++;
    if (shape[n] != '\0' || word[n] != '\0')
        return false;
    date = (sf_date){number_of(word, 4), number_of(word + 5, 2), number_of(word + 8, 2)};
    if (!sf_date_is_valid(date))
        return false;
    *day = sf_civil_day(date);
    return true;
}

static void sort_word(cell_name *cell, const char *word)
{
    double day;

    if (cell->metric == NULL)
        cell->metric = word;
    else if (word[0] == '@')
        cell->place = word + 1;
    else if (read_day(word, &day))
        cell->day = day;
    else if (strchr(word, '.') != NULL)
        cell->entity = word;
    else if (!sf_stat_find(word, &cell->stat) && strcmp(word, "all") != 0) /* "all" is what is meant without a word */
        cell->segment = word;
}

/* What stands between [ and ]. False when it cannot be read; the reader knows why. */
static bool read_cell(reader *r, cell_name *cell)
{
    const char *end = strchr(r->next, ']');
    char *rest, *word;

    *cell = (cell_name){.entity = "all", .segment = "all", .place = r->at, .stat = SF_STAT_MEAN, .day = SF_NOTHING};
    if (end == NULL || (size_t)(end - r->next) >= sizeof cell->text) {
        (void)refuse(r, _("a cell ends with ]; read so far:"), r->next);
        return false;
    }
    memcpy(cell->text, r->next, (size_t)(end - r->next));
    r->next = end + 1;
    for (word = strtok_r(cell->text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        sort_word(cell, word);
    if (cell->metric == NULL || cell->place == NULL) {
        (void)refuse(r, _("a cell has a metric and a place, [stock @study]; this one lacks one:"),
                     cell->metric == NULL ? "[]" : cell->metric);
        return false;
    }
    return true;
}

/* The study and the scenario of a place. */
static bool find_place(reader *r, const char *place, sf_study **study, size_t *scenario)
{
    const char *dot = strchr(place, '.');
    const size_t length = dot != NULL ? (size_t)(dot - place) : strlen(place);

    for (size_t i = 0; i < r->n_sources; i++) {
        if (strlen(r->sources[i].id) != length || strncmp(r->sources[i].id, place, length) != 0)
            continue;
        *study = r->sources[i].study;
        *scenario = 0;
        if (dot == NULL || sf_study_find_scenario(*study, dot + 1, scenario))
            return true;
        (void)refuse(r, _("the study has no such scenario:"), place);
        return false;
    }
    (void)refuse(r, _("there is no such study:"), place);
    return false;
}

static bool find_row(reader *r, const cell_name *cell, const sf_study *study, size_t scenario, sf_row_key *key)
{
    uint16_t metric, entity, segment;

    if (!sf_study_find_metric(study, cell->metric, &metric)) {
        (void)refuse(r, _("the study has no such metric:"), cell->metric);
        return false;
    }
    if (!sf_study_find_entity(study, cell->entity, &entity)) {
        (void)refuse(r, _("the study has no such entity:"), cell->entity);
        return false;
    }
    if (!sf_study_find_segment(study, cell->segment, &segment)) {
        (void)refuse(r, _("there is no such statistic or segment:"), cell->segment);
        return false;
    }
    *key = sf_study_key(study, scenario, metric, entity, segment);
    return true;
}

/* Keeps of the common replications those that this scenario has, too. */
static double gather(reader *r, const sf_study *study, size_t scenario)
{
    const size_t n = sf_study_replications(study, scenario);
    size_t kept = 0;

    if (!r->any) {
        r->common->numbers = calloc(n + 1, sizeof *r->common->numbers);
        r->common->n = r->common->numbers == NULL ? 0 : n;
        for (size_t i = 0; i < r->common->n; i++)
            r->common->numbers[i] = sf_study_replication_number(study, scenario, i);
        if (r->common->numbers == NULL)
            r->status = sf_study_out_of_memory(r->err);
    }
    r->any = true;
    for (size_t i = 0, k = 0; i < r->common->n; i++) {
        while (k < n && sf_study_replication_number(study, scenario, k) < r->common->numbers[i])
            k++;
        if (k < n && sf_study_replication_number(study, scenario, k) == r->common->numbers[i])
            r->common->numbers[kept++] = r->common->numbers[i];
    }
    r->common->n = kept;
    return 1.0;
}

/* The mean over the replications of the last point not after the day. */
static double series_value(reader *r, const cell_name *cell, sf_study *study, size_t scenario)
{
    const double at = cell->day - sf_study_facts(study)->start_civil_day;
    const sf_run_line *lines;
    size_t n, used = 0;
    double total = 0.0;

    r->status =
        sf_study_lines(study, scenario, cell->metric, cell->entity, cell->segment, -INFINITY, &lines, &n, r->err);
    if (r->status != SF_OK)
        return SF_NOTHING;
    for (size_t i = 0, k = 0; i < n; i++) {
        size_t point = lines[i].n;

        while (k < r->now->n && r->now->numbers[k] < lines[i].replication)
            k++;
        if (k == r->now->n || r->now->numbers[k] != lines[i].replication)
            continue;
        while (point > 0 && lines[i].days[point - 1] > at)
            point--;
        if (point == 0)
            return refuse(r, _("the series does not reach so far back:"), cell->metric);
        total += lines[i].values[point - 1];
        used++;
    }
    return used > 0 ? total / (double)used : SF_NOTHING;
}

static double cell_value(reader *r)
{
    cell_name cell;
    sf_study *study = NULL;
    size_t scenario;
    sf_row_key key;
    double value = SF_NOTHING;

    if (!read_cell(r, &cell))
        return SF_NOTHING;
    if (r->visit != NULL) {
        r->visit(r->user, cell.place);
        return 1.0;
    }
    if (!find_place(r, cell.place, &study, &scenario))
        return SF_NOTHING;
    if (r->now == NULL)
        return gather(r, study, scenario);
    if (!find_row(r, &cell, study, scenario, &key))
        return SF_NOTHING;
    if (!isnan(cell.day))
        return series_value(r, &cell, study, scenario);
    r->status = sf_fit_over(study, key, cell.stat, r->now->numbers, r->now->n, &value, r->err);
    return value;
}

/* --- arithmetic ----------------------------------------------------------------------------------------------------------- */

static double number(reader *r)
{
    char *end;
    const double value = strtod(r->next, &end);

    if (end == r->next)
        return refuse(r, _("a number, a cell or ( is missing before"), *r->next != '\0' ? r->next : _("the end"));
    r->next = end;
    return value;
}

static double extreme(reader *r, bool least)
{
    double best;

    r->next += 3;
    if (!takes(r, '('))
        return refuse(r, _("( is missing before"), r->next);
    best = sum(r);
    while (r->status == SF_OK && takes(r, ',')) {
        const double other = sum(r);

        if (isnan(other) || (least ? other < best : other > best))
            best = other;
    }
    return takes(r, ')') ? best : refuse(r, _(") is missing before"), r->next);
}

static double factor(reader *r)
{
    double value;

    if (r->status != SF_OK || ++r->depth > DEEPEST)
        return refuse(r, _("too many brackets:"), r->next);
    if (takes(r, '-')) {
        value = -factor(r);
    } else if (takes(r, '(')) {
        value = sum(r);
        if (!takes(r, ')'))
            value = refuse(r, _(") is missing before"), r->next);
    } else if (takes(r, '[')) {
        value = cell_value(r);
    } else if (strncmp(r->next, "min", 3) == 0 || strncmp(r->next, "max", 3) == 0) {
        value = extreme(r, r->next[1] == 'i');
    } else {
        value = number(r);
    }
    r->depth--;
    return value;
}

/* By nothing, there is nothing to say. So it is while places are only gathered, too. */
static double divided(double value, double by)
{
    return by != 0.0 ? value / by : SF_NOTHING;
}

static double product(reader *r)
{
    double value = factor(r);

    for (;;) {
        if (takes(r, '*'))
            value *= factor(r);
        else if (takes(r, '/'))
            value = divided(value, factor(r));
        else
            return value;
    }
}

static double sum(reader *r)
{
    double value = product(r);

    for (;;) {
        if (takes(r, '+'))
            value += product(r);
        else if (takes(r, '-'))
            value -= product(r);
        else
            return value;
    }
}

/* The whole formula with its cells at one place. */
static double whole(reader *r, const char *at)
{
    double value;

    r->next = r->formula;
    r->at = at;
    r->depth = 0;
    value = sum(r);
    skip_blanks(r);
    if (r->status == SF_OK && *r->next != '\0')
        return refuse(r, _("what does this mean here:"), r->next);
    return r->status == SF_OK ? value : SF_NOTHING;
}

static double weighted(reader *r, const sf_formula_place *places, size_t n)
{
    double value = 0.0;

    for (size_t i = 0; i < n; i++)
        value += places[i].weight * whole(r, places[i].at);
    return value;
}

/* Every g-th of the common replications. */
static void deal_out(const subset *common, size_t groups, size_t group, subset *out)
{
    out->n = 0;
    for (size_t i = group; i < common->n; i += groups)
        out->numbers[out->n++] = common->numbers[i];
}

static sf_estimate estimate(reader *r, const sf_formula_place *places, size_t n_places, const subset *common,
                            subset *dealt)
{
    const size_t groups = common->n < SF_SECTIONS ? common->n : SF_SECTIONS;
    sf_estimate out = {.low = SF_NOTHING, .high = SF_NOTHING, .replications = common->n};
    double squares = 0.0;

    r->now = common;
    out.mean = weighted(r, places, n_places);
    r->now = dealt;
    for (size_t group = 0; group < groups && groups >= 2 && r->status == SF_OK; group++) {
        double apart;

        deal_out(common, groups, group, dealt);
        apart = weighted(r, places, n_places) - out.mean;
        squares += apart * apart;
    }
    if (groups >= 2 && isfinite(out.mean) && isfinite(squares)) {
        const double degrees = (double)groups - 1.0,
                     half_width = sf_t_quantile(0.95, degrees) * sqrt(squares / degrees / (double)groups);

        out.low = out.mean - half_width;
        out.high = out.mean + half_width;
    }
    return out;
}

sf_status sf_formula_evaluate(const char *text, const sf_formula_place *places, size_t n_places,
                              const sf_formula_source *sources, size_t n_sources, sf_estimate *out, sf_error *err)
{
    subset common = {0}, dealt = {0};
    reader r = {
        .formula = text, .sources = sources, .n_sources = n_sources, .common = &common, .status = SF_OK, .err = err};
    sf_estimate value = {.mean = SF_NOTHING, .low = SF_NOTHING, .high = SF_NOTHING};

    (void)weighted(&r, places, n_places);
    if (r.status == SF_OK && (dealt.numbers = calloc(common.n + 1, sizeof *dealt.numbers)) == NULL)
        r.status = sf_study_out_of_memory(err);
    if (r.status == SF_OK && (common.n > 0 || !r.any))
        value = estimate(&r, places, n_places, &common, &dealt);
    free(common.numbers);
    free(dealt.numbers);
    if (r.status == SF_OK)
        *out = value;
    return r.status;
}

sf_status sf_formula_visit(const char *text, const char *at, sf_formula_visitor *visit, void *user, sf_error *err)
{
    reader r = {.formula = text, .visit = visit, .user = user, .status = SF_OK, .err = err};

    (void)whole(&r, at);
    return r.status;
}
