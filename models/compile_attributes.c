/* models/compile_attributes.c - segments as combinations of attributes: their shares, what a segment has by the value that it has, and the
 * values that results are split by.
 * Invariant: `of` of the segments takes each combination exactly once (input/attributes.c).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "models/compile.h"

enum { MOST_ATTRIBUTES = 8, MOST_COMBINATIONS = 64 };

/* Shares written with up to nine decimals add up to 1 within this. */
static const double sum_tolerance = 1e-9;

/* One value of each attribute: their numbers in the lists. */
typedef struct combination {
    size_t value[MOST_ATTRIBUTES];
    double share;
} combination;

static const sf_node *attribute_at(const compiler *c, size_t a)
{
    return sf_node_at(sf_node_get(c->root, "attributes"), a);
}

static const sf_node *value_at(const compiler *c, size_t a, size_t v)
{
    return sf_node_at(sf_node_get(attribute_at(c, a), "values"), v);
}

static size_t values_of(const compiler *c, size_t a)
{
    return sf_node_count(sf_node_get(attribute_at(c, a), "values"));
}

static size_t attributes_of(const compiler *c)
{
    return sf_node_count(sf_node_get(c->root, "attributes"));
}

/* The attribute with a value of that id; the number of attributes when there is none. */
static size_t attribute_with(const compiler *c, const char *id, size_t *value)
{
    size_t a = 0;

    for (; a < attributes_of(c); a++) {
        for (*value = 0; *value < values_of(c, a); (*value)++) {
            if (strcmp(sf_node_id(value_at(c, a, *value)), id) == 0)
                return a;
        }
    }
    return a;
}

/* --- what a segment is made of ------------------------------------------------------------------------------------------------------ */

/* Bits: the values of attribute a that people of the segment may have. */
static uint64_t values_in(const compiler *c, const sf_node *segment, size_t a)
{
    const sf_node *of = sf_node_get(segment, "of");
    uint64_t bits = 0;

    for (size_t i = 0; of != NULL && i < sf_node_words(of, SF_ALWAYS); i++) {
        size_t value = 0;

        if (attribute_with(c, sf_node_word(of, SF_ALWAYS, i), &value) == a)
            bits |= UINT64_C(1) << value;
    }
    return bits != 0 ? bits : (UINT64_C(1) << values_of(c, a)) - 1;
}

uint64_t compile_segments_with(const compiler *c, const char *value_id)
{
    size_t value = 0;
    const size_t a = attribute_with(c, value_id, &value);
    uint64_t bits = 0;

    for (size_t s = 0; a < attributes_of(c) && s < c->model->n_segments; s++) {
        if (values_in(c, c->segments[s], a) == UINT64_C(1) << value)
            bits |= UINT64_C(1) << s;
    }
    return bits;
}

/* The only value of attribute a that people of the segment have; NULL when they differ in it. */
static const sf_node *value_of_segment(const compiler *c, const sf_node *segment, size_t a)
{
    const uint64_t bits = values_in(c, segment, a);

    for (size_t v = 0; v < values_of(c, a); v++) {
        if (bits == UINT64_C(1) << v)
            return value_at(c, a, v);
    }
    return NULL;
}

bool compile_segment_is(const compiler *c, const sf_node *segment, const char *key)
{
    bool is = compile_is_on(c, segment, key);

    for (size_t a = 0; a < attributes_of(c); a++) {
        const sf_node *value = value_of_segment(c, segment, a);

        is = is || (value != NULL && compile_is_on(c, value, key));
    }
    return is;
}

const sf_node *compile_segment_key(const compiler *c, const sf_node *segment, const char *key)
{
    const sf_node *found = sf_node_get(segment, key);

    for (size_t a = 0; a < attributes_of(c) && found == NULL; a++) {
        const sf_node *value = value_of_segment(c, segment, a);

        found = value == NULL ? NULL : sf_node_get(value, key);
    }
    return found;
}

/* --- shares -------------------------------------------------------------------------------------------------------------------------- */

/* The share of a value among people with the other values of the combination; NAN for the rest. */
static double written_share(const compiler *c, const combination *of, size_t a, size_t v)
{
    const sf_node *share = sf_node_get(value_at(c, a, v), "share");

    if (sf_node_is_group(share)) {
        size_t value = 0;
        const size_t other = attribute_with(c, sf_node_name(sf_node_at(share, 0)), &value);

        share = sf_node_get(share, sf_node_id(value_at(c, other, of->value[other])));
    }
    return sf_node_is_rest(share, c->day) ? (double)NAN : sf_node_number(share, c->day);
}

/* What the values of an attribute add up to beside the rest, for a combination of the others. */
static double written_sum(const compiler *c, const combination *of, size_t a, size_t *rests)
{
    double sum = 0.0;

    *rests = 0;
    for (size_t v = 0; v < values_of(c, a); v++) {
        const double share = written_share(c, of, a, v);

        *rests += isnan(share) ? 1 : 0;
        sum += isnan(share) ? 0.0 : share;
    }
    return sum;
}

static double share_of_combination(const compiler *c, const combination *of)
{
    double product = 1.0;

    for (size_t a = 0; a < attributes_of(c); a++) {
        const double share = written_share(c, of, a, of->value[a]);
        size_t rests;

        product *= isnan(share) ? fmax(0.0, 1.0 - written_sum(c, of, a, &rests)) : share;
    }
    return product;
}

/* Every combination, in the order of the lists; returns how many. */
static size_t combinations_of(const compiler *c, combination out[MOST_COMBINATIONS])
{
    combination now = {{0}, 0.0};
    size_t n = 0, a;

    do {
        now.share = share_of_combination(c, &now);
        out[n++] = now;
        for (a = attributes_of(c); a > 0 && ++now.value[a - 1] == values_of(c, a - 1); a--)
            now.value[a - 1] = 0;
    } while (a > 0);
    return n;
}

static size_t segment_of(const compiler *c, const combination *of)
{
    size_t s = 0;

    for (; s < c->model->n_segments; s++) {
        bool takes = true;

        for (size_t a = 0; a < attributes_of(c); a++)
            takes = takes && (values_in(c, c->segments[s], a) >> of->value[a] & 1) != 0;
        if (takes)
            break;
    }
    return s;
}

void compile_combined_shares(compiler *c, const sf_node *own, double *out)
{
    combination all[MOST_COMBINATIONS];
    const size_t n = combinations_of(c, all);
    size_t value, a = own == NULL ? 0 : attribute_with(c, sf_node_name(sf_node_at(own, 0)), &value);
    double *wanted = NULL, usual[MOST_COMBINATIONS] = {0.0};

    for (size_t i = 0; i < n && own != NULL; i++)
        usual[all[i].value[a]] += all[i].share;
    if (own != NULL) {
        const sf_node **values = compile_elements(c, sf_node_get(attribute_at(c, a), "values"), false);

        wanted = values == NULL ? NULL : compile_shares(c, own, values, values_of(c, a));
        if (wanted == NULL)
            return;
        for (size_t v = 0; v < values_of(c, a); v++) {
            if (wanted[v] > 0.0 && !(usual[v] > 0.0))
                sf_problems_error(
                    c->problems, sf_node_place(own),
                    _("%s: nobody has the value %s by its own share, so the shares of the other attributes "
                      "among such people are not known; give it a share above 0"),
                    sf_node_path(own), sf_node_id(value_at(c, a, v)));
        }
    }
    for (size_t i = 0; i < n; i++) {
        const double again = wanted == NULL                 ? 1.0
                             : usual[all[i].value[a]] > 0.0 ? wanted[all[i].value[a]] / usual[all[i].value[a]]
                                                            : 0.0;

        out[segment_of(c, &all[i])] += all[i].share * again;
    }
}

/* --- what can only be checked with all of it --------------------------------------------------------------------------------------- */

/* Bits: the attributes that the shares of a depend on. */
static uint32_t depends_on(const compiler *c, size_t a)
{
    uint32_t bits = 0;

    for (size_t v = 0; v < values_of(c, a); v++) {
        const sf_node *share = sf_node_get(value_at(c, a, v), "share");
        size_t value = 0;

        if (sf_node_is_group(share))
            bits |= UINT32_C(1) << attribute_with(c, sf_node_name(sf_node_at(share, 0)), &value);
    }
    return bits;
}

/* Shares that depend on each other in a circle say nothing. True when there is none. */
static bool check_circles(const compiler *c)
{
    const size_t n = attributes_of(c);
    uint32_t known = 0;

    for (size_t round = 0; round < n; round++) {
        for (size_t a = 0; a < n; a++)
            known |= (depends_on(c, a) & ~known) == 0 ? UINT32_C(1) << a : 0;
    }
    for (size_t a = 0; a < n; a++) {
        if ((known >> a & 1) != 0)
            continue;
        sf_problems_error(
            c->problems, sf_node_place(attribute_at(c, a)),
            _("%s: its shares depend on shares that depend on its own; give one attribute shares by itself"),
            sf_node_path(attribute_at(c, a)));
        return false;
    }
    return true;
}

static void check_sums(const compiler *c)
{
    for (size_t a = 0; a < attributes_of(c); a++) {
        combination now = {{0}, 0.0};
        bool is_right = true;
        size_t b;

        do {
            size_t rests;
            const double sum = written_sum(c, &now, a, &rests);

            is_right = rests == 0 ? fabs(sum - 1.0) <= sum_tolerance : rests == 1 && sum <= 1.0 + sum_tolerance;
            if (!is_right)
                sf_problems_error(
                    c->problems, sf_node_place(attribute_at(c, a)),
                    _("%s: the shares of its values add up to %.10g and %zu times \"rest\"; they are 1 in all, or less "
                      "and one rest, among people with any values of the other attributes"),
                    sf_node_path(attribute_at(c, a)), sum, rests);
            for (b = attributes_of(c); b > 0 && ++now.value[b - 1] == values_of(c, b - 1); b--)
                now.value[b - 1] = 0;
        } while (b > 0 && is_right);
    }
}

/* What a segment gets by a value it can get by one only. */
static void check_one_value_says(const compiler *c, const sf_node *segment, const char *key)
{
    const sf_node *first = sf_node_get(segment, key);

    for (size_t a = 0; a < attributes_of(c); a++) {
        const sf_node *value = value_of_segment(c, segment, a), *own = value == NULL ? NULL : sf_node_get(value, key);

        if (own == NULL)
            continue;
        if (first == NULL)
            first = own;
        else if (sf_node_get(segment, key) == NULL)
            sf_problems_error(c->problems, sf_node_place(own),
                              _("%s: people of the segment %s have this by %s, too; write a row of segments with of = "
                                "[ ... ] and its own"),
                              sf_node_path(own), sf_node_id(segment), sf_node_path(first));
    }
}

bool compile_attributes_hold(compiler *c)
{
    const size_t errors = c->problems->errors;

    if (attributes_of(c) == 0)
        return true;
    if (check_circles(c))
        check_sums(c);
    for (size_t s = 0; s < c->model->n_segments; s++) {
        check_one_value_says(c, c->segments[s], "profiles");
        check_one_value_says(c, c->segments[s], "frailty");
    }
    return c->problems->errors == errors;
}

/* --- what results are split by ------------------------------------------------------------------------------------------------------ */

/* Every segment has one value of the attribute, and no segment is called as one of them. */
static bool is_told_apart(const compiler *c, size_t a)
{
    for (size_t s = 0; s < c->model->n_segments; s++) {
        size_t value = 0;

        if (value_of_segment(c, c->segments[s], a) == NULL ||
            attribute_with(c, sf_node_id(c->segments[s]), &value) < attributes_of(c))
            return false;
    }
    return true;
}

void compile_values_reported(compiler *c)
{
    sf_model *m = c->model;
    const sf_node *stock = sf_node_get(c->root, "stock");
    size_t most = 0;

    for (size_t a = 0; a < attributes_of(c); a++)
        most += values_of(c, a);
    m->values = compile_take(c, most, sizeof *m->values);
    /* Of real people a count by an attribute could be the key to one of a segment that is hidden (results/suppression.c). */
    if (m->values == NULL || (stock != NULL && !compile_is_on(c, stock, "synthetic")))
        return;
    for (size_t a = 0; a < attributes_of(c); a++) {
        for (size_t v = 0; v < values_of(c, a) && is_told_apart(c, a); v++) {
            const sf_node *value = value_at(c, a, v);

            m->values[m->n_values++] = (attribute_value){sf_node_id(value), compile_label(c, value),
                                                         compile_segments_with(c, sf_node_id(value))};
        }
    }
}
