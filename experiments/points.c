/* experiments/points.c - scenarios that are made rather than written: the points of a sweep.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/points.h"

#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/number.h"
#include "core/text.h"
#include "experiments/sets.h"

void sf_points_free(sf_points *points)
{
    sf_pool_free(&points->pool);
    *points = (sf_points){0};
}

bool sf_layout_read(const char *word, sf_layout *out)
{
    static const char *const words[SF_LAYOUTS] = {"grid", "latin", "sobol", "halton"};

    for (size_t i = 0; i < SF_LAYOUTS; i++)
        if (strcmp(word, words[i]) == 0) {
            *out = (sf_layout)i;
            return true;
        }
    return false;
}

/* --- one axis ---------------------------------------------------------------------------------------------------------- */

/* "PATH *= a:b:step UNIT from DATE", taken apart. */
typedef struct axis {
    const char *text; /* as given, for messages */
    const char *path;
    const char *sign; /* "=", "+=" or "*=" */
    const char *unit; /* as written; "" when none */
    const char *from; /* " from always"; "" when none */
    double first, last, step;
    size_t n; /* values of a grid */
} axis;

static const char *after_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* The number that text begins with; moves on. */
static bool take_number(const char **text, double *out)
{
    const char *begin = after_blanks(*text);
    const size_t length = sf_number_length(begin, strlen(begin));

    *out = sf_number_of(begin, length);
    *text = begin + length;
    return length > 0 && isfinite(*out);
}

static bool take_colon(const char **text)
{
    *text = after_blanks(*text);
    if (**text != ':')
        return false;
    ++*text;
    return true;
}

static const char *copy_trimmed(sf_pool *pool, const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return sf_pool_copy(pool, text, length);
}

static sf_status no_range(const char *text, sf_error *err)
{
    return SF_FAIL(err, SF_EUSAGE, NULL,
                   _("--vary \"%.80s\" is no range of a number; write PATH=FIRST:LAST:STEP, "
                     "teams.aap.portfolio.limit=30:120:10 for example"),
                   text);
}

static sf_status split_axis(sf_pool *pool, const char *text, axis *out, sf_error *err)
{
    const char *path = after_blanks(text), *equals = strchr(path, '='), *rest, *from;
    size_t length;

    *out = (axis){.text = text, .sign = "="};
    if (equals == NULL || equals == path)
        return no_range(text, err);
    length = (size_t)(equals - path);
    if (equals[-1] == '+' || equals[-1] == '*') {
        out->sign = equals[-1] == '+' ? "+=" : "*=";
        length--;
    }
    rest = equals + 1;
    if (!take_number(&rest, &out->first) || !take_colon(&rest) || !take_number(&rest, &out->last) ||
        !take_colon(&rest) || !take_number(&rest, &out->step))
        return no_range(text, err);
    rest = after_blanks(rest);
    from = strstr(rest, "from ");
    if (from == NULL)
        from = rest + strlen(rest);
    out->path = copy_trimmed(pool, path, length);
    out->unit = copy_trimmed(pool, rest, (size_t)(from - rest));
    out->from = from[0] == '\0' ? "" : sf_pool_print(pool, " %s", from);
    return out->path == NULL || out->unit == NULL || out->from == NULL ? sf_out_of_memory(err) : SF_OK;
}

/* How many values the grid has: those that do not pass the last. A millionth of a step is rounding. */
static sf_status count_values(axis *a, sf_error *err)
{
    const bool stands_still = !(a->step < 0.0) && !(a->step > 0.0);
    const double steps = stands_still ? 0.0 : (a->last - a->first) / a->step;

    if (stands_still || steps < 0.0)
        return SF_FAIL(
            err, SF_EUSAGE, NULL,
            _("--vary \"%.80s\" holds no point: steps of %g never lead from %g to %g; write a step that does"), a->text,
            a->step, a->first, a->last);
    if (steps + 1e-6 < 1.0)
        return SF_FAIL(
            err, SF_EUSAGE, NULL,
            _("--vary \"%.80s\" holds one point only; a sweep takes two at least, and --set of run tries one value"),
            a->text);
    if (steps > SF_SWEEP_MOST_POINTS)
        return SF_FAIL(err, SF_EUSAGE, NULL, _("--vary \"%.80s\" holds more than %d points; take larger steps"),
                       a->text, SF_SWEEP_MOST_POINTS);
    a->n = (size_t)floor(steps + 1e-6) + 1;
    return SF_OK;
}

/* The path must be there and hold a number, unless it is a key that is not written: then the assignment itself says what is wrong. */
static sf_status check_path(const sf_config *config, const axis *a, sf_error *err)
{
    const sf_node *node = sf_node_get(sf_setup_root(sf_config_base(config)), a->path);

    if (node != NULL && !sf_node_takes_number(node))
        return SF_FAIL(err, SF_EUSAGE, NULL, _("--vary: %s holds no number, so there is nothing between %g and %g"),
                       a->path, a->first, a->last);
    return SF_OK;
}

static double value_of(const axis *a, double share)
{
    const double steps = share * (a->last - a->first) / a->step;

    return a->first + round(steps) * a->step; /* a step is how finely the axis is tried: whole people, for example */
}

/* --- where the points are ---------------------------------------------------------------------------------------------- */

static void place_on_grid(const axis *axes, size_t n_axes, size_t point, double *at)
{
    for (size_t k = n_axes; k-- > 0;) { /* the last axis runs fastest */
        at[k] = axes[k].first + (double)(point % axes[k].n) * axes[k].step;
        point /= axes[k].n;
    }
}

/* In [0, 1): the same points for the same seed, whatever is swept. */
static sf_status place_latin(sf_pool *pool, size_t n_axes, size_t n, uint64_t seed, double *shares, sf_error *err)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t *order = sf_pool_take(pool, n + 1, sizeof *order);

    if (rng == NULL || order == NULL) {
        gsl_rng_free(rng);
        return sf_out_of_memory(err);
    }
    gsl_rng_set(rng, (unsigned long)(seed ^ (seed >> 32)) & 0xffffffffUL);
    for (size_t k = 0; k < n_axes; k++) {
        for (size_t i = 0; i < n; i++)
            order[i] = i;
        gsl_ran_shuffle(rng, order, n, sizeof *order);
        for (size_t i = 0; i < n; i++)
            shares[i * n_axes + k] = ((double)order[i] + gsl_rng_uniform(rng)) / (double)n;
    }
    gsl_rng_free(rng);
    return SF_OK;
}

static sf_status place_quasi(sf_layout layout, size_t n_axes, size_t n, double *shares, sf_error *err)
{
    gsl_qrng *points = gsl_qrng_alloc(layout == SF_LAYOUT_SOBOL ? gsl_qrng_sobol : gsl_qrng_halton, (unsigned)n_axes);

    if (points == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < n; i++)
        gsl_qrng_get(points, &shares[i * n_axes]);
    gsl_qrng_free(points);
    return SF_OK;
}

static sf_status place_points(sf_pool *pool, const sf_sweep *sweep, const axis *axes, size_t n, uint64_t seed,
                              double *at, sf_error *err)
{
    const size_t n_axes = sweep->n_varies;
    sf_status status = SF_OK;

    if (sweep->layout == SF_LAYOUT_GRID) {
        for (size_t i = 0; i < n; i++)
            place_on_grid(axes, n_axes, i, &at[i * n_axes]);
        return SF_OK;
    }
    status = sweep->layout == SF_LAYOUT_LATIN ? place_latin(pool, n_axes, n, seed, at, err)
                                              : place_quasi(sweep->layout, n_axes, n, at, err);
    for (size_t i = 0; i < n * n_axes && status == SF_OK; i++)
        at[i] = value_of(&axes[i % n_axes], at[i]);
    return status;
}

/* --- the scenarios ----------------------------------------------------------------------------------------------------- */

typedef struct making {
    const sf_config *config;
    const sf_sweep *sweep;
    sf_points *out;
    axis axes[SF_SWEEP_MOST_AXES];
    size_t n_points;
    const double *at;
} making;

static const char *say_point(sf_pool *pool, const axis *axes, size_t n_axes, const double *at)
{
    const char *text = "";

    for (size_t k = 0; k < n_axes && text != NULL; k++) {
        char digits[SF_NUMBER_ROOM];

        text = sf_pool_print(pool, "%s%s%s%s%s%s", text, k > 0 ? " / " : "",
                             axes[k].sign[0] == '='   ? ""
                             : axes[k].sign[0] == '+' ? "+"
                                                      : "x ",
                             sf_number_write(at[k], digits), axes[k].unit[0] != '\0' ? " " : "", axes[k].unit);
    }
    return text;
}

static sf_status add_point(making *m, const sf_declared *of, size_t point, sf_error *err)
{
    sf_pool *pool = &m->out->pool;
    const size_t n_axes = m->sweep->n_varies;
    const double *at = &m->at[point * n_axes];
    const char **set = sf_pool_take(pool, of->n_set + n_axes + 1, sizeof *set);
    sf_design_value *values = sf_pool_take(pool, n_axes + 1, sizeof *values);
    const char *name = sf_pool_print(pool, "p%zu", point + 1), *where = say_point(pool, m->axes, n_axes, at);
    size_t n = 0;

    if (set == NULL || values == NULL || name == NULL || where == NULL)
        return sf_out_of_memory(err);
    for (size_t i = 0; i < of->n_set; i++)
        set[n++] = of->set[i];
    for (size_t k = 0; k < n_axes; k++) {
        const axis *a = &m->axes[k];
        char digits[SF_NUMBER_ROOM];

        set[n++] = sf_pool_print(pool, "%s %s %s%s%s%s", a->path, a->sign, sf_number_write(at[k], digits),
                                 a->unit[0] != '\0' ? " " : "", a->unit, a->from);
        values[k] = (sf_design_value){k, at[k]};
    }
    return sf_points_add(m->out, of, name, sf_pool_print(pool, "%s: %s", of->label, where), set, n,
                         (sf_design_point){.role = SF_ROLE_POINT, .number = point + 1, .at = values, .n_at = n_axes},
                         err);
}

static sf_status describe_axes(making *m, sf_error *err)
{
    sf_pool *pool = &m->out->pool;
    const sf_node *root = sf_setup_root(sf_config_base(m->config));
    sf_design_axis *axes = sf_pool_take(pool, m->sweep->n_varies, sizeof *axes);

    if (axes == NULL)
        return sf_out_of_memory(err);
    for (size_t k = 0; k < m->sweep->n_varies; k++) {
        const axis *a = &m->axes[k];
        const sf_node *node = sf_node_get(root, a->path);
        const bool is_plain = node != NULL && a->sign[0] == '=';

        axes[k] = (sf_design_axis){.path = a->sign[0] == '=' ? a->path : sf_pool_print(pool, "%s %s", a->path, a->sign),
                                   .unit = a->unit[0] != '\0' || !is_plain ? a->unit : sf_node_unit(node, SF_ALWAYS),
                                   .value = is_plain ? sf_node_written_number(node, SF_ALWAYS) : (double)NAN,
                                   .low = fmin(a->first, a->last),
                                   .high = fmax(a->first, a->last),
                                   .range = "",
                                   .source = ""};
        if (axes[k].path == NULL)
            return sf_out_of_memory(err);
    }
    m->out->design = (sf_design){.kind = SF_DESIGN_SWEEP,
                                 .from = m->axes[0].from[0] != '\0' ? m->axes[0].from + strlen(" from ") : "",
                                 .until = m->sweep->until != NULL ? m->sweep->until : "",
                                 .axes = axes,
                                 .n_axes = m->sweep->n_varies};
    return SF_OK;
}

static sf_status read_axes(making *m, sf_error *err)
{
    sf_status status = SF_OK;
    double all = 1.0;

    for (size_t k = 0; k < m->sweep->n_varies && status == SF_OK; k++) {
        status = split_axis(&m->out->pool, m->sweep->varies[k], &m->axes[k], err);
        if (status == SF_OK)
            status = count_values(&m->axes[k], err);
        if (status == SF_OK)
            status = check_path(m->config, &m->axes[k], err);
        for (size_t i = 0; i < k && status == SF_OK; i++)
            if (strcmp(m->axes[i].path, m->axes[k].path) == 0 && strcmp(m->axes[i].from, m->axes[k].from) == 0)
                status = SF_FAIL(err, SF_EUSAGE, NULL,
                                 _("--vary: %s is varied twice, and the second would undo the first; write it once"),
                                 m->axes[k].path);
        if (status == SF_OK)
            all *= (double)m->axes[k].n;
    }
    if (status == SF_OK && m->sweep->layout != SF_LAYOUT_GRID)
        all = (double)m->sweep->n_points;
    m->n_points = (size_t)fmin(all, SF_SWEEP_MOST_POINTS + 1.0);
    return status;
}

sf_status sf_points_sweep(const sf_config *config, const sf_sweep *sweep, sf_points *out, sf_error *err)
{
    making m = {.config = config, .sweep = sweep, .out = out};
    const sf_declared *declared = NULL;
    double *at = NULL;
    size_t n = 0;
    sf_status status;

    *out = (sf_points){0};
    if (sweep->n_varies < 1 || sweep->n_varies > SF_SWEEP_MOST_AXES)
        return SF_FAIL(err, SF_EUSAGE, NULL, _("a sweep takes one --vary or two, not %zu"), sweep->n_varies);
    status = read_axes(&m, err);
    if (status == SF_OK)
        status = sf_points_declared(config, sweep->scenarios, sweep->n_scenarios, out, &declared, &n, err);
    if (status == SF_OK && m.n_points * n > SF_SWEEP_MOST_POINTS)
        status = SF_FAIL(
            err, SF_EUSAGE, NULL,
            _("%zu scenarios at %zu points are more than %d; take larger steps, or fewer scenarios (--scenario)"), n,
            m.n_points, SF_SWEEP_MOST_POINTS);
    if (status == SF_OK && (at = sf_pool_take(&out->pool, m.n_points * sweep->n_varies + 1, sizeof *at)) == NULL)
        status = sf_out_of_memory(err);
    if (status == SF_OK)
        status = place_points(&out->pool, sweep, m.axes, m.n_points, sf_points_seed(config), at, err);
    m.at = at;
    if (status == SF_OK)
        status = describe_axes(&m, err);
    if (status == SF_OK)
        status = sf_points_room(out, n * m.n_points, err);
    for (size_t s = 0; s < n && status == SF_OK; s++)
        for (size_t i = 0; i < m.n_points && status == SF_OK; i++)
            status = add_point(&m, &declared[s], i, err);
    if (status != SF_OK)
        sf_points_free(out);
    return status;
}
