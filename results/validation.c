/* results/validation.c - the targets that the model is confronted with, kept as data, and what studies say about them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/validation.h"

#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/memory.h"
#include "core/text.h"
#include "input/config.h"
#include "input/pool.h"

#define ANY NAN, NAN
#define REQ SF_KEY_REQUIRED

/* The language of the file of targets. Who writes it reads this table; a planner never meets it, so it is not translated. */
static const sf_key target_keys[] = {
    {"saksflyt", SF_KEY_COUNT, REQ, 1, 1, NULL, NULL, "version of the config language", NULL, "1"},
    {"studies", SF_KEY_LIST, REQ, ANY, NULL, NULL, "what is run for the targets", NULL, NULL},
    {"studies[].id", SF_KEY_ID, REQ, ANY, NULL, NULL, "the name that formulas call it", NULL, "\"aap_2015\""},
    {"studies[].config", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "its config", NULL, "\"validering/aap.cfg\""},
    {"studies[].set", SF_KEY_WORDS, 0, ANY, NULL, NULL, "assignments on top, as after --set", NULL, NULL},
    {"studies[].replications", SF_KEY_COUNT, REQ | SF_KEY_POSITIVE, 1, 100000, NULL, NULL, "how many", NULL, "20"},
    {"targets", SF_KEY_LIST, REQ, ANY, NULL, NULL, "what the model is confronted with", NULL, NULL},
    {"targets[].id", SF_KEY_ID, REQ, ANY, NULL, NULL, "v01 is shown as V01", NULL, "\"v01\""},
    {"targets[].class", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "its class", NULL, "\"MECHANISM\""},
    {"targets[].title_nb", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "what it is about", NULL, NULL},
    {"targets[].title_en", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "the same in English", NULL, NULL},
    {"targets[].figure", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "what the sources say", NULL, NULL},
    {"targets[].figure_nb", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "the same in Norwegian", NULL, NULL},
    {"targets[].band", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "what makes it pass", NULL, NULL},
    {"targets[].band_nb", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "the same in Norwegian", NULL, NULL},
    {"targets[].source", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "the codes of its sources", NULL, NULL},
    {"targets[].why_nb", SF_KEY_TEXT, 0, ANY, NULL, NULL, "what must be known to read the result", NULL, NULL},
    {"targets[].why_en", SF_KEY_TEXT, 0, ANY, NULL, NULL, "the same in English", NULL, NULL},
    {"targets[].missing_nb", SF_KEY_TEXT, 0, ANY, NULL, NULL, "why it cannot be compared", NULL, NULL},
    {"targets[].missing_en", SF_KEY_TEXT, 0, ANY, NULL, NULL, "the same in English", NULL, NULL},
    {"targets[].checks", SF_KEY_ROWS, 0, ANY, NULL, NULL, "all of them must hold; the first gives the value", NULL,
     NULL},
    {"targets[].checks[].says_nb", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "what is measured", NULL, NULL},
    {"targets[].checks[].says_en", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "the same in English", NULL, NULL},
    {"targets[].checks[].form", SF_KEY_WORD, REQ, ANY, NULL, "within|above|below|rises|falls|convex|reported",
     "what makes it hold", NULL, "\"within\""},
    {"targets[].checks[].value", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "a formula", NULL, "\"[stock @aap]\""},
    {"targets[].checks[].at", SF_KEY_WORDS, 0, ANY, NULL, NULL, "the places of cells without one", NULL, NULL},
    {"targets[].checks[].loads", SF_KEY_WORDS, 0, ANY, NULL, NULL, "what the places differ by, for convex", NULL, NULL},
    {"targets[].checks[].within", SF_KEY_TEXT, 0, ANY, NULL, NULL, "the band, \"15..28\"; either end may be open", NULL,
     "\"15..28\""},
    {"targets[].checks[].unit", SF_KEY_TEXT, 0, ANY, "", NULL, "%: times 100", NULL, "\"%\""},
};

static const sf_key calibrated_keys[] = {
    {"saksflyt", SF_KEY_COUNT, REQ, 1, 1, NULL, NULL, "version of the config language", NULL, "1"},
    {"calibrated", SF_KEY_LIST, REQ, ANY, NULL, NULL, "values that were fitted", NULL, NULL},
    {"calibrated[].id", SF_KEY_ID, REQ, ANY, NULL, NULL, "a name", NULL, NULL},
    {"calibrated[].configs", SF_KEY_WORDS, REQ, ANY, NULL, NULL, "the configs that it acts on", NULL, NULL},
    {"calibrated[].target", SF_KEY_TEXT, REQ, ANY, NULL, NULL, "the target that it was fitted to", NULL, "\"V16\""},
    {"calibrated[].set", SF_KEY_WORDS, REQ, ANY, NULL, NULL, "assignments, each from always", NULL, NULL},
};

struct sf_validation {
    sf_config *config, *calibrated; /* own all texts */
    sf_pool pool;
    sf_validation_target *targets;
    size_t n_targets;
    sf_validation_study *studies;
    size_t n_studies;
    sf_validation_fit *fits;
    size_t n_fits;
};

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static const char *text_of(const sf_node *node, const char *key)
{
    const sf_node *child = sf_node_get(node, key);

    return child != NULL ? sf_node_text(child, SF_ALWAYS) : NULL;
}

static void read_two(const sf_node *node, const char *nb, const char *en, sf_two_texts out)
{
    out[SF_LANGUAGE_NB] = text_of(node, nb);
    out[SF_LANGUAGE_EN] = text_of(node, en);
}

static size_t words_of(const sf_node *node, const char *key)
{
    const sf_node *child = sf_node_get(node, key);

    return child != NULL ? sf_node_words(child, SF_ALWAYS) : 0;
}

/* Copies the words of a key behind each other. */
static void read_words(const sf_node *node, const char *key, const char **out)
{
    const sf_node *child = sf_node_get(node, key);

    for (size_t i = 0; i < words_of(node, key); i++)
        out[i] = sf_node_word(child, SF_ALWAYS, i);
}

/* The whole text as a number; an empty one leaves *out alone. */
static bool read_end(const char *text, size_t length, double *out)
{
    char copy[32], *end = copy;

    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (length > 0)
        *out = strtod(copy, &end);
    return *end == '\0';
}

/* "15..28", "15..", "..28". */
static bool read_band(const char *text, double *low, double *high)
{
    const char *dots = text != NULL ? strstr(text, "..") : NULL;

    *low = -(double)INFINITY;
    *high = (double)INFINITY;
    if (text == NULL)
        return true;
    return dots != NULL && read_end(text, (size_t)(dots - text), low) && read_end(dots + 2, strlen(dots + 2), high) &&
           *low <= *high;
}

static sf_criterion criterion_of(const char *word)
{
    static const char *const words[] = {"within", "above", "below", "rises", "falls", "convex", "reported"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0)
            return (sf_criterion)i;
    }
    return SF_REPORTED;
}

static bool is_shape(sf_criterion criterion)
{
    return criterion == SF_RISES || criterion == SF_FALLS || criterion == SF_CONVEX;
}

static void no_place(void *user, const char *place)
{
    (void)user;
    (void)place;
}

/* Says what is wrong with a check, if something is. */
static void look_through(const sf_node *node, const sf_validation_check *check, sf_problems *problems)
{
    const sf_place *place = sf_node_place(node);
    const size_t least = check->criterion == SF_CONVEX ? 3 : is_shape(check->criterion) ? 2 : 0;
    sf_error why = {0};

    if (sf_formula_visit(check->value, check->n_at > 0 ? check->at[0] : NULL, no_place, NULL, &why) != SF_OK)
        sf_problems_error(problems, place, "%s", why.message);
    if (check->n_at > SF_MOST_PLACES || check->n_at < least)
        sf_problems_error(problems, place, _("a check of a shape takes 2 to %d places; convex takes 3"),
                          (int)SF_MOST_PLACES);
    if (!is_shape(check->criterion) && check->n_at > 1)
        sf_problems_error(problems, place, _("this form takes one place; write the others in the formula"));
    if ((check->criterion == SF_WITHIN || check->criterion == SF_ABOVE || check->criterion == SF_BELOW) &&
        isinf(check->low) && isinf(check->high))
        sf_problems_error(problems, place, _("this form needs a band, within = \"15..28\""));
    if (check->criterion == SF_CONVEX && check->loads == NULL)
        sf_problems_error(problems, place, _("convex needs one load for each place"));
}

static bool read_check(sf_validation *v, const sf_node *node, sf_validation_check *out, sf_problems *problems)
{
    const char **at = sf_pool_take(&v->pool, words_of(node, "at") + 1, sizeof *at);
    double *loads = sf_pool_take(&v->pool, words_of(node, "loads") + 1, sizeof *loads);

    if (at == NULL || loads == NULL)
        return false;
    out->criterion = criterion_of(text_of(node, "form"));
    out->value = text_of(node, "value");
    out->unit = text_of(node, "unit");
    out->n_at = words_of(node, "at");
    out->at = at;
    read_words(node, "at", at);
    read_two(node, "says_nb", "says_en", out->says);
    for (size_t i = 0; i < words_of(node, "loads"); i++)
        loads[i] = strtod(sf_node_word(sf_node_get(node, "loads"), SF_ALWAYS, i), NULL);
    out->loads = words_of(node, "loads") == out->n_at && out->n_at > 0 ? loads : NULL;
    if (!read_band(text_of(node, "within"), &out->low, &out->high))
        sf_problems_error(problems, sf_node_place(node),
                          _("\"%s\" is no band; write \"15..28\", either end may be left out"),
                          text_of(node, "within"));
    look_through(node, out, problems);
    return true;
}

static const char *in_capitals(sf_pool *pool, const char *id)
{
    char *copy = sf_pool_copy(pool, id, strlen(id));

    for (size_t i = 0; copy != NULL && copy[i] != '\0'; i++)
        copy[i] = (char)toupper((unsigned char)copy[i]);
    return copy;
}

static bool read_target(sf_validation *v, const sf_node *node, sf_validation_target *out, sf_problems *problems)
{
    const sf_node *list = sf_node_get(node, "checks");
    sf_validation_check *checks = sf_pool_take(&v->pool, sf_node_count(list) + 1, sizeof *checks);

    out->id = in_capitals(&v->pool, sf_node_id(node));
    if (checks == NULL || out->id == NULL)
        return false;
    out->kind = text_of(node, "class");
    out->source = text_of(node, "source");
    read_two(node, "title_nb", "title_en", out->title);
    read_two(node, "figure_nb", "figure", out->figure);
    read_two(node, "band_nb", "band", out->band);
    read_two(node, "why_nb", "why_en", out->why);
    read_two(node, "missing_nb", "missing_en", out->missing);
    out->checks = checks;
    out->n_checks = sf_node_count(list);
    for (size_t i = 0; i < out->n_checks; i++) {
        if (!read_check(v, sf_node_at(list, i), &checks[i], problems))
            return false;
    }
    if (out->n_checks == 0 && out->missing[SF_LANGUAGE_EN] == NULL)
        sf_problems_error(problems, sf_node_place(node), _("a target has checks, or says why it cannot be compared"));
    return true;
}

static bool acts_on(const sf_node *row, const char *config)
{
    for (size_t i = 0; i < words_of(row, "configs"); i++) {
        if (strcmp(sf_node_word(sf_node_get(row, "configs"), SF_ALWAYS, i), config) == 0)
            return true;
    }
    return false;
}

/* The calibrated assignments of a config, behind each other. Returns how many; out may be NULL. */
static size_t calibrated_sets(const sf_validation *v, const char *config, const char **out)
{
    const sf_node *list = sf_node_get(sf_setup_root(sf_config_base(v->calibrated)), "calibrated");
    size_t n = 0;

    for (size_t i = 0; i < sf_node_count(list); i++) {
        const sf_node *row = sf_node_at(list, i);

        if (!acts_on(row, config))
            continue;
        if (out != NULL)
            read_words(row, "set", out + n);
        n += words_of(row, "set");
    }
    return n;
}

static bool read_study(sf_validation *v, const sf_node *node, sf_validation_study *out)
{
    const char *config = text_of(node, "config");
    const size_t fitted = calibrated_sets(v, config, NULL);
    const char **sets = sf_pool_take(&v->pool, fitted + words_of(node, "set") + 1, sizeof *sets);

    if (sets == NULL)
        return false;
    (void)calibrated_sets(v, config, sets);
    read_words(node, "set", sets + fitted);
    *out =
        (sf_validation_study){.id = sf_node_id(node),
                              .config = config,
                              .sets = sets,
                              .n_sets = fitted + words_of(node, "set"),
                              .replications = (uint32_t)sf_node_number(sf_node_get(node, "replications"), SF_ALWAYS)};
    return true;
}

static sf_status read_all(sf_validation *v, sf_problems *problems, sf_error *err)
{
    const sf_node *root = sf_setup_root(sf_config_base(v->config));
    const sf_node *studies = sf_node_get(root, "studies"), *targets = sf_node_get(root, "targets");
    const sf_node *fits = sf_node_get(sf_setup_root(sf_config_base(v->calibrated)), "calibrated");
    bool has_memory;

    v->n_studies = sf_node_count(studies);
    v->n_targets = sf_node_count(targets);
    v->n_fits = sf_node_count(fits);
    v->studies = sf_pool_take(&v->pool, v->n_studies + 1, sizeof *v->studies);
    v->fits = sf_pool_take(&v->pool, v->n_fits + 1, sizeof *v->fits);
    v->targets = sf_pool_take(&v->pool, v->n_targets + 1, sizeof *v->targets);
    has_memory = v->studies != NULL && v->targets != NULL && v->fits != NULL;
    for (size_t i = 0; i < v->n_fits && has_memory; i++)
        v->fits[i] = (sf_validation_fit){sf_node_id(sf_node_at(fits, i)), text_of(sf_node_at(fits, i), "target")};
    for (size_t i = 0; i < v->n_studies && has_memory; i++)
        has_memory = read_study(v, sf_node_at(studies, i), &v->studies[i]);
    for (size_t i = 0; i < v->n_targets && has_memory; i++)
        has_memory = read_target(v, sf_node_at(targets, i), &v->targets[i], problems);
    return has_memory ? sf_problems_status(problems, err) : sf_out_of_memory(err);
}

sf_status sf_validation_read(const char *path, const char *calibrated, sf_problems *problems, sf_validation **out,
                             sf_error *err)
{
    sf_validation *v = calloc(1, sizeof *v);
    sf_status status;

    if (v == NULL)
        return sf_out_of_memory(err);
    status = sf_config_read(path, target_keys, sizeof target_keys / sizeof target_keys[0], NULL, 0, problems,
                            &v->config, err);
    if (status == SF_OK)
        status = sf_config_read(calibrated, calibrated_keys, sizeof calibrated_keys / sizeof calibrated_keys[0], NULL,
                                0, problems, &v->calibrated, err);
    if (status == SF_OK)
        status = read_all(v, problems, err);
    if (status == SF_OK)
        *out = v;
    else
        sf_validation_free(v);
    return status;
}

void sf_validation_free(sf_validation *validation)
{
    if (validation == NULL)
        return;
    sf_config_free(validation->config);
    sf_config_free(validation->calibrated);
    sf_pool_free(&validation->pool);
    free(validation);
}

const sf_validation_target *sf_validation_targets(const sf_validation *validation, size_t *n)
{
    *n = validation->n_targets;
    return validation->targets;
}

const sf_validation_study *sf_validation_studies(const sf_validation *validation, size_t *n)
{
    *n = validation->n_studies;
    return validation->studies;
}

const sf_validation_fit *sf_validation_fits(const sf_validation *validation, size_t *n)
{
    *n = validation->n_fits;
    return validation->fits;
}

size_t sf_validation_find(const sf_validation *validation, const char *id)
{
    for (size_t i = 0; i < validation->n_targets; i++) {
        if (strcasecmp(validation->targets[i].id, id) == 0)
            return i;
    }
    return validation->n_targets;
}

/* --- judging -------------------------------------------------------------------------------------------------------------- */

const char *sf_outcome_id(sf_outcome outcome)
{
    return outcome == SF_TARGET_PASSES ? "pass" : outcome == SF_TARGET_MISSES ? "miss" : "not_comparable";
}

typedef struct bench {
    const sf_formula_source *sources;
    size_t n_sources;
} bench;

static sf_estimate times(sf_estimate estimate, double factor)
{
    estimate.mean *= factor;
    estimate.low *= factor;
    estimate.high *= factor;
    return estimate;
}

/* The formula at weighted places, in the unit shown. */
static sf_status value_at(const bench *b, const sf_validation_check *check, const sf_formula_place *places, size_t n,
                          sf_estimate *out, sf_error *err)
{
    const sf_status status = sf_formula_evaluate(check->value, places, n, b->sources, b->n_sources, out, err);

    if (status == SF_OK && strcmp(check->unit, "%") == 0)
        *out = times(*out, 100.0);
    return status;
}

/* Does the value keep its side of a bound? One that says nothing, or has no interval, does not. */
static bool keeps(sf_estimate estimate, double low, double high)
{
    return estimate.low > low && estimate.high < high;
}

/* The part of a shape that begins at a place: a step, or a change of slope. */
static sf_status part_of_shape(const bench *b, const sf_validation_check *c, size_t i, sf_estimate *out, sf_error *err)
{
    sf_formula_place places[3] = {{c->at[i], -1.0}, {c->at[i + 1], 1.0}};

    if (c->criterion == SF_CONVEX) {
        const double before = c->loads[i + 1] - c->loads[i], after = c->loads[i + 2] - c->loads[i + 1];

        places[0].weight = 1.0 / before;
        places[1].weight = -1.0 / before - 1.0 / after;
        places[2] = (sf_formula_place){c->at[i + 2], 1.0 / after};
    }
    return value_at(b, c, places, c->criterion == SF_CONVEX ? 3 : 2, out, err);
}

/* How far the nearer end of the interval is on the right side. */
static double margin(const sf_validation_check *check, sf_estimate part)
{
    return check->criterion == SF_FALLS ? -part.high : part.low;
}

static sf_status judge_shape(const bench *b, const sf_validation_check *c, sf_check_outcome *out, sf_error *err)
{
    const size_t parts = c->criterion == SF_CONVEX ? c->n_at - 2 : c->n_at - 1;
    sf_status status = SF_OK;

    out->passes = true;
    for (size_t i = 0; i < c->n_at && status == SF_OK; i++)
        status = value_at(b, c, &(sf_formula_place){c->at[i], 1.0}, 1, &out->each[i], err);
    for (size_t i = 0; i < parts && status == SF_OK; i++) {
        sf_estimate part;

        status = part_of_shape(b, c, i, &part, err);
        if (status != SF_OK)
            break;
        out->passes = out->passes && margin(c, part) > 0.0;
        if (i == 0 || !(margin(c, part) >= margin(c, out->estimate)))
            out->estimate = part;
    }
    return status;
}

static sf_status judge_check(const bench *b, const sf_validation_check *c, sf_check_outcome *out, sf_error *err)
{
    const sf_formula_place place = {c->n_at > 0 ? c->at[0] : NULL, 1.0};
    sf_status status;

    if (is_shape(c->criterion))
        return judge_shape(b, c, out, err);
    status = value_at(b, c, &place, 1, &out->estimate, err);
    switch (c->criterion) {
    case SF_WITHIN:
        out->passes = out->estimate.mean >= c->low && out->estimate.mean <= c->high;
        break;
    case SF_ABOVE:
        out->passes = keeps(out->estimate, c->low, (double)INFINITY);
        break;
    case SF_BELOW:
        out->passes = keeps(out->estimate, -(double)INFINITY, c->high);
        break;
    default:
        out->passes = true;
    }
    return status;
}

/* --- saying --------------------------------------------------------------------------------------------------------------- */

static void say_estimate(FILE *out, sf_language language, sf_estimate e, const char *unit)
{
    char mean[32], low[32], high[32];
    const char *space = unit[0] == '\0' ? "" : " ";

    fprintf(out, "%s%s%s", sf_format_auto(language, e.mean, mean, sizeof mean), space, unit);
    if (!isnan(e.low))
        fprintf(out, _(" (%s to %s)"), sf_format_auto(language, e.low, low, sizeof low),
                sf_format_auto(language, e.high, high, sizeof high));
}

static void say_band(FILE *out, sf_language language, const sf_validation_check *c)
{
    char low[32], high[32];

    if (!isinf(c->low) && !isinf(c->high))
        fprintf(out, _("%s to %s"), sf_format_auto(language, c->low, low, sizeof low),
                sf_format_auto(language, c->high, high, sizeof high));
    else if (!isinf(c->low))
        fprintf(out, _("above %s"), sf_format_auto(language, c->low, low, sizeof low));
    else
        fprintf(out, _("below %s"), sf_format_auto(language, c->high, high, sizeof high));
}

static const char *wanted_shape(sf_criterion criterion)
{
    return criterion == SF_RISES ? _("is to rise") : criterion == SF_FALLS ? _("is to fall") : _("is to bend upwards");
}

static void say_check(FILE *out, sf_language language, const sf_validation_check *c, const sf_check_outcome *o)
{
    fprintf(out, "%s: ", c->says[language]);
    if (is_shape(c->criterion)) {
        for (size_t i = 0; i < c->n_at; i++) {
            fputs(i > 0 ? ", " : "", out);
            say_estimate(out, language, o->each[i], c->unit);
        }
        fprintf(out, "; %s, ", wanted_shape(c->criterion));
    } else {
        say_estimate(out, language, o->estimate, c->unit);
        if (c->criterion != SF_REPORTED) {
            fputs("; ", out);
            say_band(out, language, c);
            fputs(", ", out);
        }
    }
    if (c->criterion != SF_REPORTED)
        fputs(o->passes ? _("holds") : _("does not hold"), out);
    fputs(". ", out);
}

/* Every check with its figures, then what must be known to read them. */
static sf_status say_reason(const sf_target_outcome *o, sf_language language, char **out, sf_error *err)
{
    size_t length;
    FILE *stream = open_memstream(out, &length);

    if (stream == NULL)
        return sf_out_of_memory(err);
    if (o->outcome == SF_NOT_COMPARABLE)
        fprintf(stream, "%s ", o->target->missing[language]);
    for (size_t i = 0; i < o->target->n_checks; i++)
        say_check(stream, language, &o->target->checks[i], &o->checks[i]);
    if (o->target->why[language] != NULL)
        fputs(o->target->why[language], stream);
    if (fclose(stream) != 0)
        return sf_out_of_memory(err);
    while (length > 0 && (*out)[length - 1] == ' ')
        (*out)[--length] = '\0';
    return SF_OK;
}

const char *sf_target_value_say(const sf_target_outcome *outcome, sf_language language, char *buffer, size_t size)
{
    FILE *out;

    buffer[0] = '\0';
    if (outcome->target->n_checks == 0 || (out = fmemopen(buffer, size, "w")) == NULL)
        return buffer;
    say_estimate(out, language, outcome->checks[0].estimate, outcome->target->checks[0].unit);
    (void)fclose(out);
    return buffer;
}

sf_status sf_validation_judge(const sf_validation_target *target, const sf_formula_source *sources, size_t n_sources,
                              sf_language language, sf_target_outcome *out, sf_error *err)
{
    const bench b = {sources, n_sources};
    sf_status status = SF_OK;
    sf_error why = {0};

    *out = (sf_target_outcome){.target = target, .checks = calloc(target->n_checks + 1, sizeof *out->checks)};
    if (out->checks == NULL)
        return sf_out_of_memory(err);
    out->outcome = target->missing[language] != NULL ? SF_NOT_COMPARABLE : SF_TARGET_PASSES;
    for (size_t i = 0; i < target->n_checks && status == SF_OK; i++) {
        status = judge_check(&b, &target->checks[i], &out->checks[i], &why);
        if (!out->checks[i].passes && out->outcome == SF_TARGET_PASSES)
            out->outcome = SF_TARGET_MISSES;
    }
    if (status != SF_OK)
        (void)SF_FAIL(err, status, NULL, "%s: %s", target->id, why.message);
    if (status == SF_OK)
        status = say_reason(out, language, &out->reason, err);
    if (status != SF_OK)
        sf_target_outcome_free(out);
    return status;
}

void sf_target_outcome_free(sf_target_outcome *outcome)
{
    free(outcome->checks);
    free(outcome->reason);
    outcome->checks = NULL;
    outcome->reason = NULL;
}

static json_t *value_of(const sf_target_outcome *outcome)
{
    const double value = outcome->target->n_checks > 0 ? outcome->checks[0].estimate.mean : (double)NAN;

    return isfinite(value) ? json_real(value) : json_null();
}

/* Takes the object over. */
static sf_status write_object(json_t *root, FILE *out, sf_error *err)
{
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    sf_status status = SF_OK;

    if (text == NULL)
        status = sf_out_of_memory(err);
    else if (fputs(text, out) == EOF || fputc('\n', out) == EOF)
        status = SF_FAIL(err, SF_EIO, NULL, "%s", _("cannot write the results as JSON"));
    free(text);
    json_decref(root);
    return status;
}

sf_status sf_validation_write_json(const sf_target_outcome *outcomes, size_t n, FILE *out, sf_error *err)
{
    json_t *list = json_array(), *root = json_pack("{so}", "targets", list);

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{ss ss ss so ss ss}", "id", outcomes[i].target->id, "class",
                                              outcomes[i].target->kind, "result", sf_outcome_id(outcomes[i].outcome),
                                              "value", value_of(&outcomes[i]), "band",
                                              outcomes[i].target->band[SF_LANGUAGE_EN], "reason", outcomes[i].reason));
    if (root != NULL && json_array_size(list) != n) {
        json_decref(root);
        root = NULL;
    }
    return write_object(root, out, err);
}

static json_t *both(const sf_two_texts texts)
{
    return json_pack("{ss* ss*}", "nb", texts[SF_LANGUAGE_NB], "en", texts[SF_LANGUAGE_EN]);
}

/* The value of the first check in a language that is not the program's own: "9,92 % (9,41–10,4)", without words. */
static const char *say_short(const sf_target_outcome *o, sf_language language, char *buffer, size_t size)
{
    char mean[32], low[32], high[32];
    const sf_estimate *e = o->target->n_checks > 0 ? &o->checks[0].estimate : NULL;
    const char *unit = e == NULL ? "" : o->target->checks[0].unit;
    int length = 0;

    buffer[0] = '\0';
    if (e != NULL)
        length = snprintf(buffer, size, "%s%s%s", sf_format_auto(language, e->mean, mean, sizeof mean),
                          unit[0] == '\0' ? "" : " ", unit);
    if (e != NULL && !isnan(e->low) && length > 0 && (size_t)length < size)
        snprintf(buffer + length, size - (size_t)length, " (%s–%s)", sf_format_auto(language, e->low, low, sizeof low),
                 sf_format_auto(language, e->high, high, sizeof high));
    return buffer;
}

sf_status sf_validation_write_record(const sf_target_outcome *outcomes, size_t n, const char *build, const char *day,
                                     FILE *out, sf_error *err)
{
    enum { VALUE_SIZE = 160 };
    json_t *list = json_array(), *root = json_pack("{ss ss so}", "build", build, "day", day, "targets", list);

    for (size_t i = 0; i < n; i++) {
        const sf_validation_target *t = outcomes[i].target;
        char nb[VALUE_SIZE], en[VALUE_SIZE];
        const sf_two_texts value = {[SF_LANGUAGE_NB] = say_short(&outcomes[i], SF_LANGUAGE_NB, nb, sizeof nb),
                                    [SF_LANGUAGE_EN] = say_short(&outcomes[i], SF_LANGUAGE_EN, en, sizeof en)};

        json_array_append_new(list, json_pack("{ss ss ss ss so so so so}", "id", t->id, "class", t->kind, "result",
                                              sf_outcome_id(outcomes[i].outcome), "source", t->source, "title",
                                              both(t->title), "figure", both(t->figure), "band", both(t->band), "value",
                                              both(value)));
    }
    if (root != NULL && json_array_size(list) != n) {
        json_decref(root);
        root = NULL;
    }
    return write_object(root, out, err);
}
