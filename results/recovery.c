/* results/recovery.c - see recovery.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/recovery.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "results/reader.h"
#include "saksflyt/statistics.h"

static const sf_estimate nothing = {.mean = SF_NOTHING, .low = SF_NOTHING, .high = SF_NOTHING};
static const double level = 0.95;

/* --- pairs of series -------------------------------------------------------------------------------------------------- */

/* The months of all replications that both scenarios have. Owner of the arrays: the study. */
typedef struct pairs {
    size_t n, months;
    double *days;              /* [months], the middles */
    double *base, *difference; /* [n * months] */
} pairs;

/* Whether a line has the same months as another. */
static bool has_months_of(const sf_run_line *line, const sf_run_line *other)
{
    if (line->n != other->n)
        return false;
    for (size_t k = 0; k < line->n; k++) {
        if (fabs(line->days[k] - other->days[k]) > 1e-6)
            return false;
    }
    return true;
}

static bool room_for_pairs(sf_study *study, size_t n, const sf_run_line *line, pairs *p)
{
    double *memory = sf_study_take(study, line->n + 2 * n * line->n, sizeof *memory);

    if (memory == NULL)
        return false;
    *p = (pairs){.months = line->n, .days = memory, .base = memory + line->n, .difference = memory + (1 + n) * line->n};
    memcpy(p->days, line->days, line->n * sizeof *memory);
    return true;
}

static void add_pair(pairs *p, const sf_run_line *other, const sf_run_line *base)
{
    for (size_t k = 0; k < p->months; k++) {
        p->base[p->n * p->months + k] = base->values[k];
        p->difference[p->n * p->months + k] = other->values[k] - base->values[k];
    }
    p->n++;
}

static sf_status read_pairs(sf_study *study, size_t scenario, const char *metric, const char *entity, pairs *out,
                            sf_error *err)
{
    const size_t baseline = sf_study_baseline_of(study, scenario, sf_study_baseline(study));
    const sf_run_line *lines = NULL, *base = NULL;
    size_t n = 0, n_base = 0;
    sf_status status = SF_OK;

    *out = (pairs){0};
    if (scenario == baseline)
        return SF_OK;
    status = sf_study_lines(study, scenario, metric, entity, "all", -(double)INFINITY, &lines, &n, err);
    if (status == SF_OK)
        status = sf_study_lines(study, baseline, metric, entity, "all", -(double)INFINITY, &base, &n_base, err);
    if (status != SF_OK || n == 0 || n_base == 0)
        return status;
    if (!room_for_pairs(study, n, &lines[0], out))
        return sf_study_out_of_memory(err);
    for (size_t i = 0, k = 0; i < n; i++) {
        while (k < n_base && base[k].replication < lines[i].replication)
            k++;
        if (k < n_base && base[k].replication == lines[i].replication && has_months_of(&lines[i], &lines[0]) &&
            has_months_of(&base[k], &lines[0]))
            add_pair(out, &lines[i], &base[k]);
    }
    return SF_OK;
}

/* Each value becomes the mean of itself and of those of the following months: there are width - 1 fewer of them. */
static void average(pairs *p, size_t width)
{
    const size_t before = p->months, months = before >= width ? before - width + 1 : 0;

    for (size_t r = 0; r < p->n; r++) {
        for (size_t k = 0; k < months; k++) {
            double base = 0.0, difference = 0.0;

            for (size_t i = k; i < k + width; i++) {
                base += p->base[r * before + i];
                difference += p->difference[r * before + i];
            }
            p->base[r * months + k] = base / (double)width; /* what is read later lies behind */
            p->difference[r * months + k] = difference / (double)width;
        }
    }
    for (size_t k = 0; k < months; k++)
        p->days[k] = (p->days[k] + p->days[k + width - 1]) / 2.0;
    p->months = months;
}

/* The mean course: its months, with pointwise intervals. */
static sf_month *course_of(sf_study *study, const pairs *p)
{
    sf_month *months = sf_study_take(study, p->months, sizeof *months);

    for (size_t k = 0; months != NULL && k < p->months; k++) {
        sf_moments base = {0}, difference = {0};

        for (size_t r = 0; r < p->n; r++) {
            sf_moments_add(&base, p->base[r * p->months + k]);
            sf_moments_add(&difference, p->difference[r * p->months + k]);
        }
        months[k] = (sf_month){p->days[k], base.mean, difference.mean, SF_NOTHING, SF_NOTHING};
        if (p->n > 1) {
            const double half =
                sf_t_quantile(level, (double)p->n - 1.0) * sf_moments_sd(&difference) / sqrt((double)p->n);

            months[k].low = difference.mean - half;
            months[k].high = difference.mean + half;
        }
    }
    return months;
}

/* --- when it is over ---------------------------------------------------------------------------------------------------- */

static bool is_above(double excess, bool zero_is_above)
{
    return zero_is_above ? excess >= 0.0 : excess > 0.0;
}

double sf_settles(size_t n, const double days[], const double excess[], bool zero_is_above)
{
    size_t k = n; /* everything from here on is not above */

    while (k > 0 && !is_above(excess[k - 1], zero_is_above))
        k--;
    if (k == n)
        return SF_NOTHING;
    if (k == 0)
        return -(double)INFINITY;
    if (!(excess[k - 1] > excess[k])) /* both zero */
        return days[k];
    return days[k - 1] + (days[k] - days[k - 1]) * excess[k - 1] / (excess[k - 1] - excess[k]);
}

/* What is judged of a month, and how. */
typedef struct judge {
    enum { JUDGE_BAND, JUDGE_SIDE, JUDGE_SUM } kind;
    double within, least; /* JUDGE_BAND */
    double sign;          /* JUDGE_SIDE: 1 where lower is better */
    double counted_from;  /* days; times are counted from here, and only what comes later is looked at */
} judge;

/* How far a difference between low and high is outside: at the nearest of what the interval holds (nearest), or at the farthest. */
static double excess_of(const judge *j, double base, double low, double high, bool nearest)
{
    const double band = fmax(j->within * fabs(base), j->least);

    switch (j->kind) {
    case JUDGE_BAND:
        return nearest ? fmax(low - band, -high - band) : fmax(high - band, -low - band);
    case JUDGE_SIDE:
        return j->sign > 0.0 ? (nearest ? low : high) : (nearest ? -high : -low);
    case JUDGE_SUM:
        break;
    }
    return nearest ? low : high;
}

/* The first month that is looked at. */
static size_t first_month(const judge *j, const double *days, size_t n)
{
    size_t k = 0;

    while (k < n && days[k] < j->counted_from - 1e-6)
        k++;
    return k;
}

/* As a time from where it is counted; 0 where it never was outside. */
static double time_of(const judge *j, double settled)
{
    return isinf(settled) ? 0.0 : settled - j->counted_from; /* NAN stays NAN */
}

static sf_estimate judge_course(const judge *j, const sf_month *months, size_t n, double *days, double *excess)
{
    sf_estimate e = nothing;
    double *const into[3] = {&e.mean, &e.low, &e.high};

    for (size_t k = 0; k < n; k++)
        days[k] = months[k].days;
    for (int which = 0; which < 3; which++) {
        for (size_t k = 0; k < n; k++) {
            const sf_month *m = &months[k];

            excess[k] = which == 0 ? excess_of(j, m->base, m->mean, m->mean, true)
                                   : excess_of(j, m->base, m->low, m->high, which == 1);
        }
        if (which == 0 || (n > 0 && !isnan(months[0].low)))
            *into[which] = time_of(j, sf_settles(n, days, excess, j->kind == JUDGE_SIDE));
    }
    return e;
}

/* --- quantiles of times of which some lie beyond ------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The i-th smallest (from 1) of n times of which only the first `known` are; NAN beyond. */
static double order_statistic(const double *times, size_t known, size_t i)
{
    return i >= 1 && i <= known ? times[i - 1] : SF_NOTHING;
}

/* times[known] ascending. The interval: ranks that a binomial (n, q) count falls below, or reaches, with no more than 2.5 %. */
static sf_estimate quantile(const double *times, size_t known, size_t n, double q)
{
    const double tail = (1.0 - level) / 2.0;
    sf_estimate e = nothing;
    size_t low = 0, high = 1;

    e.replications = n;
    e.mean = order_statistic(times, known, (size_t)ceil(q * (double)n - 1e-9));
    while (low < n && gsl_cdf_binomial_P((unsigned)low, q, (unsigned)n) <= tail)
        low++; /* the quantile lies below the low-th with at most 2.5 % */
    while (high <= n && gsl_cdf_binomial_Q((unsigned)high - 1, q, (unsigned)n) > tail)
        high++;
    e.low = order_statistic(times, known, low);
    e.high = high <= n ? order_statistic(times, known, high) : SF_NOTHING;
    return e;
}

static sf_estimate exact_share(size_t k, size_t n)
{
    const double tail = (1.0 - level) / 2.0;
    sf_estimate e = {.mean = (double)k / (double)n, .low = 0.0, .high = 1.0, .replications = n};

    if (k > 0)
        e.low = gsl_cdf_beta_Pinv(tail, (double)k, (double)(n - k) + 1.0);
    if (k < n)
        e.high = gsl_cdf_beta_Pinv(1.0 - tail, (double)k + 1.0, (double)(n - k));
    return e;
}

/* --- both ways ------------------------------------------------------------------------------------------------------------ */

/* Pairs whose months are all to be looked at. */
static sf_status judge_pairs(sf_study *study, const judge *j, const pairs *p, sf_time_to *out, sf_error *err)
{
    const size_t first = first_month(j, p->days, p->months), n = p->months - first;
    const sf_month *months = course_of(study, p);
    double *memory = sf_study_take(study, 2 * n + p->n, sizeof *memory), *times = memory + 2 * n;
    size_t known = 0;

    if (months == NULL || memory == NULL)
        return sf_study_out_of_memory(err);
    if (n == 0)
        return SF_OK;
    out->course = judge_course(j, months + first, n, memory, memory + n);
    out->course.replications = out->replications = p->n;
    out->followed_days = study->facts.length_days - j->counted_from;
    for (size_t r = 0; r < p->n; r++) {
        const double *base = p->base + r * p->months + first, *difference = p->difference + r * p->months + first;
        double time;

        for (size_t k = 0; k < n; k++)
            memory[n + k] = excess_of(j, base[k], difference[k], difference[k], true);
        time = time_of(j, sf_settles(n, memory, memory + n, j->kind == JUDGE_SIDE));
        if (!isnan(time))
            times[known++] = time;
    }
    qsort(times, known, sizeof *times, by_size);
    out->not_within = p->n - known;
    out->median = quantile(times, known, p->n, 0.5);
    out->p90 = quantile(times, known, p->n, 0.9);
    out->share_not_within = exact_share(out->not_within, p->n);
    return SF_OK;
}

static sf_time_to untold(void)
{
    return (sf_time_to){.course = nothing, .median = nothing, .p90 = nothing, .share_not_within = nothing};
}

static const sf_recovery_rule *rule_of(const sf_study *study, size_t rule)
{
    return study->facts.change != NULL && rule < study->facts.change->n_rules ? &study->facts.change->rules[rule]
                                                                              : NULL;
}

static sf_direction direction_of(const sf_study *study, const char *metric)
{
    uint16_t m;

    return sf_study_find_metric(study, metric, &m) ? study->catalogue.metrics[m].direction : SF_NEITHER_IS_BETTER;
}

sf_status sf_study_felt(sf_study *study, size_t scenario, size_t rule, sf_felt what, sf_time_to *out, sf_error *err)
{
    const sf_recovery_rule *its = rule_of(study, rule);
    const sf_disturbance when = sf_study_disturbance(study, scenario);
    judge j = {.counted_from = when.from};
    pairs p;
    sf_status status;

    *out = untold();
    if (its == NULL)
        return SF_OK;
    if (what == SF_FELT_BETTER) {
        j.kind = JUDGE_SIDE;
        j.sign = direction_of(study, its->metric) == SF_LOWER_IS_BETTER ? 1.0 : -1.0;
        if (direction_of(study, its->metric) == SF_NEITHER_IS_BETTER || isfinite(when.until))
            return SF_OK;
    } else {
        j.kind = JUDGE_BAND;
        j.within = its->within;
        j.least = its->least;
        j.counted_from = isinf(when.until) ? when.from : when.until;
    }
    status = read_pairs(study, scenario, its->metric, its->entity, &p, err);
    if (status != SF_OK || p.n == 0)
        return status;
    average(&p, its->months);
    return judge_pairs(study, &j, &p, out, err);
}

sf_status sf_study_felt_course(sf_study *study, size_t scenario, size_t rule, const sf_month **months, size_t *n,
                               sf_error *err)
{
    const sf_recovery_rule *its = rule_of(study, rule);
    pairs p = {0};
    sf_status status = SF_OK;

    *months = NULL;
    *n = 0;
    if (its != NULL)
        status = read_pairs(study, scenario, its->metric, its->entity, &p, err);
    if (status != SF_OK || p.n == 0)
        return status;
    *months = course_of(study, &p);
    *n = p.months;
    return *months != NULL ? SF_OK : sf_study_out_of_memory(err);
}

/* --- money ------------------------------------------------------------------------------------------------------------------ */

static const char *const payer_ids[SF_PAYERS] = {"all", "state", "municipality"};
static const char *const kind_ids[SF_COST_KINDS] = {"veileder", "tiltak", "benefit"};

const char *sf_payer_id(sf_payer payer)
{
    return payer_ids[payer];
}

const char *sf_cost_kind_id(size_t kind)
{
    return kind_ids[kind];
}

/* Replication by replication: all that is paid has the same months and the same replications. */
static void add_pairs(pairs *sum, const pairs *more)
{
    if (sum->n == 0) {
        *sum = *more;
        return;
    }
    for (size_t i = 0; i < sum->n * sum->months && more->n == sum->n && more->months == sum->months; i++) {
        sum->base[i] += more->base[i];
        sum->difference[i] += more->difference[i];
    }
}

static sf_status read_cost(sf_study *study, size_t scenario, sf_payer payer, size_t kind, pairs *out, sf_error *err)
{
    sf_status status = SF_OK;

    *out = (pairs){0};
    for (size_t k = 0; k < SF_COST_KINDS; k++) {
        for (int who = SF_PAYER_STATE; who < SF_PAYERS && status == SF_OK; who++) {
            char metric[64];
            pairs one;

            if ((kind != SF_COST_KINDS && k != kind) || (payer != SF_PAYER_ALL && (int)payer != who))
                continue;
            snprintf(metric, sizeof metric, "cost.%s/%s", kind_ids[k], payer_ids[who]);
            status = read_pairs(study, scenario, metric, "all", &one, err);
            if (status == SF_OK)
                add_pairs(out, &one);
        }
    }
    return status;
}

/* Rates a year become sums in kroner from the month in which it began on: a point more, its beginning, at which nothing has been paid. */
static sf_status cumulate(sf_study *study, double from, pairs *p, sf_error *err)
{
    const judge j = {.counted_from = from};
    const size_t first = first_month(&j, p->days, p->months), months = p->months - first + 1;
    double *memory = sf_study_take(study, months + 2 * p->n * months, sizeof *memory), *base, *difference;

    if (memory == NULL)
        return sf_study_out_of_memory(err);
    base = memory + months;
    difference = base + p->n * months;
    memory[0] = from;
    for (size_t k = 1; k < months; k++)
        memory[k] = p->days[first + k - 1] + SF_DAYS_PER_MONTH / 2.0;
    for (size_t r = 0; r < p->n; r++) {
        for (size_t k = 1; k < months; k++) {
            const double years = SF_DAYS_PER_MONTH / SF_DAYS_PER_YEAR;
            const size_t at = r * p->months + first + k - 1, to = r * months + k;

            base[to] = base[to - 1] + p->base[at] * years;
            difference[to] = difference[to - 1] + p->difference[at] * years;
        }
    }
    *p = (pairs){.n = p->n, .months = months, .days = memory, .base = base, .difference = difference};
    return SF_OK;
}

/* Pairs of rates, as their sums since the disturbance began. */
static sf_status sum_course(sf_study *study, size_t scenario, pairs *p, const sf_month **months, size_t *n,
                            sf_error *err)
{
    sf_status status = cumulate(study, sf_study_disturbance(study, scenario).from, p, err);

    if (status != SF_OK)
        return status;
    *months = course_of(study, p);
    *n = p->months;
    return *months != NULL ? SF_OK : sf_study_out_of_memory(err);
}

sf_status sf_study_cost_course(sf_study *study, size_t scenario, sf_payer payer, size_t kind, const sf_month **months,
                               size_t *n, sf_error *err)
{
    pairs p;
    sf_status status = read_cost(study, scenario, payer, kind, &p, err);

    *months = NULL;
    *n = 0;
    return status != SF_OK || p.n == 0 ? status : sum_course(study, scenario, &p, months, n, err);
}

sf_status sf_study_sum_course(sf_study *study, size_t scenario, const char *metric, const sf_month **months, size_t *n,
                              sf_error *err)
{
    pairs p;
    sf_status status = read_pairs(study, scenario, metric, "all", &p, err);

    *months = NULL;
    *n = 0;
    return status != SF_OK || p.n == 0 ? status : sum_course(study, scenario, &p, months, n, err);
}

static bool is_all_the_same(const pairs *p)
{
    for (size_t i = 0; i < p->n * p->months; i++) {
        if (fabs(p->difference[i]) > 1e-9 * fabs(p->base[i]))
            return false;
    }
    return true;
}

sf_status sf_study_break_even(sf_study *study, size_t scenario, sf_payer payer, sf_time_to *out, sf_error *err)
{
    judge j = {.kind = JUDGE_SUM, .counted_from = sf_study_disturbance(study, scenario).from};
    pairs p;
    sf_status status = read_cost(study, scenario, payer, SF_COST_KINDS, &p, err);

    *out = untold();
    if (status != SF_OK || p.n == 0 || is_all_the_same(&p))
        return status;
    status = cumulate(study, j.counted_from, &p, err);
    return status == SF_OK ? judge_pairs(study, &j, &p, out, err) : status;
}

/* --- rows of the summary ------------------------------------------------------------------------------------------------------ */

typedef struct row_list {
    sf_study *study;
    sf_summary_row *rows;
    size_t n;
} row_list;

static void add_rows(row_list *l, size_t scenario, const char *prefix, const char *of, const char *entity,
                     const sf_time_to *time)
{
    const struct {
        sf_stat stat;
        const sf_estimate *estimate;
    } told[] = {{SF_STAT_MEAN, &time->course},
                {SF_STAT_P50, &time->median},
                {SF_STAT_P90, &time->p90},
                {SF_STAT_STILL_WAITING, &time->share_not_within}};
    char id[128];
    uint16_t m, e;

    snprintf(id, sizeof id, "%s/%s", prefix, of);
    if (time->replications == 0 || !sf_study_find_metric(l->study, id, &m) ||
        !sf_study_find_entity(l->study, entity, &e))
        return;
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        l->rows[l->n++] = (sf_summary_row){(uint32_t)scenario, m, e, 0, (uint8_t)told[i].stat, *told[i].estimate};
}

static sf_status add_scenario(row_list *l, size_t scenario, sf_error *err)
{
    static const char *const prefixes[] = {[SF_FELT_RECOVERY] = "recovery", [SF_FELT_BETTER] = "better"};
    sf_status status = SF_OK;
    sf_time_to time;

    for (size_t i = 0; i < l->study->facts.change->n_rules && status == SF_OK; i++) {
        const sf_recovery_rule *rule = &l->study->facts.change->rules[i];

        for (int what = SF_FELT_RECOVERY; what <= SF_FELT_BETTER && status == SF_OK; what++) {
            status = sf_study_felt(l->study, scenario, i, (sf_felt)what, &time, err);
            if (status == SF_OK)
                add_rows(l, scenario, prefixes[what], rule->metric, rule->entity, &time);
        }
    }
    for (int payer = 0; payer < SF_PAYERS && status == SF_OK; payer++) {
        status = sf_study_break_even(l->study, scenario, (sf_payer)payer, &time, err);
        if (status == SF_OK)
            add_rows(l, scenario, "break_even", payer_ids[payer], "all", &time);
    }
    return status;
}

sf_status sf_study_change_rows(sf_study *study, const sf_summary_row **rows, size_t *n, sf_error *err)
{
    row_list l = {.study = study};
    sf_status status = SF_OK;

    *rows = NULL;
    *n = 0;
    if (study->facts.change == NULL)
        return SF_OK;
    l.rows = sf_study_take(study, study->facts.n_scenarios * 4 * (2 * study->facts.change->n_rules + SF_PAYERS),
                           sizeof *l.rows);
    if (l.rows == NULL)
        return sf_study_out_of_memory(err);
    for (size_t s = 0; s < study->facts.n_scenarios && status == SF_OK; s++)
        status = add_scenario(&l, s, err);
    *rows = l.rows;
    *n = l.n;
    return status;
}

bool sf_time_is_told(const sf_time_to *time)
{
    const bool rules_nothing_out = !(time->course.low > 0.0) && !isnan(time->course.low) && isnan(time->course.high);

    return time->replications > 0 && (time->replications == 1 || !rules_nothing_out);
}
