/* app/trace.c - saksflyt trace: one person followed through one replication, event by event, under one policy or two.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/build.h"
#include "app/command.h"
#include "app/story.h"
#include "core/civil.h"
#include "core/text.h"
#include "models/keys.h"
#include "models/semantics.h"

enum { OPTION_PERSON = 256, OPTION_REPLICATION, OPTION_SCENARIO, OPTION_SET, MOST_LIVES = 2 };

typedef struct arguments {
    const char *config, *person, *output;
    const char *scenarios[MOST_LIVES];
    size_t n_scenarios;
    uint32_t replication;
    const char **sets;
    size_t n_sets;
} arguments;

static const struct argp_option options[] = {
    {"person", OPTION_PERSON, "KEY", 0,
     N_("16 hex digits, as in person_outcome; or first, longest-stay, worst-wait, worst-tiltak-wait, most-changed"), 0},
    {"replication", OPTION_REPLICATION, "R", 0, N_("the replication, from 1; the first when omitted"), 0},
    {"scenario", OPTION_SCENARIO, "ID", 0,
     N_("the policy; twice for two policies side by side; the first when omitted"), 0},
    {"set", OPTION_SET, "PATH=VALUE", 0, N_("one more assignment on top of every scenario; may be repeated"), 0},
    {"output", 'o', "FILE", 0, N_("draw the life as well: a name that ends in .png, .svg or .pdf"), 0},
    {0}};

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    uint64_t number;

    switch (key) {
    case OPTION_PERSON:
        a->person = value;
        return 0;
    case OPTION_REPLICATION:
        if (!read_whole(value, 1, 1000000, &number))
            argp_error(state, _("\"%s\" is no replication; write a whole number from 1 to 1000000"), value);
        a->replication = (uint32_t)number;
        return 0;
    case OPTION_SCENARIO:
        if (a->n_scenarios == MOST_LIVES)
            argp_error(state, _("two scenarios at a time: \"%s\" is one too many"), value);
        a->scenarios[a->n_scenarios++] = value;
        return 0;
    case OPTION_SET:
        a->sets[a->n_sets++] = value;
        return 0;
    case 'o':
        a->output = value;
        return 0;
    case ARGP_KEY_ARG:
        if (a->config != NULL)
            argp_error(state, _("one config at a time: \"%s\" is one too many"), value);
        a->config = value;
        return 0;
    case ARGP_KEY_END:
        if (a->config == NULL)
            argp_error(state, "%s", _("which config? Write its path, configs/kontor.cfg for example"));
        if (a->person == NULL)
            argp_error(state, "%s", _("whom? Write --person worst-wait, or a key from person_outcome"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp trace_parser = {
    options,
    option,
    "CONFIG",
    N_("Tells what happens to one person, event by event; with two scenarios, where the two lives part."),
    NULL,
    NULL,
    SF_TEXT_DOMAIN};

typedef struct tracing {
    const app *context;
    const arguments *arguments;
    sf_config *config;
    sf_model *model;
    sf_arena *arena;
    uint32_t scenarios[MOST_LIVES];
    size_t n;
    story lives[MOST_LIVES];
    uint64_t key;
} tracing;

/* --- whom -------------------------------------------------------------------------------------------------------------- */

/* How much a person stands out, by the word that the user wrote; NAN: not at all. other: the same person's other life, or
 * NULL. */
typedef double outstanding(const sf_model *model, const sf_person_outcome *p, const sf_person_outcome *other);

static double end_of(const sf_model *model, const sf_person_outcome *p)
{
    return isnan(p->exit_days) ? model->length_days + model->follow_up_days : p->exit_days;
}

static double first_to_enter(const sf_model *model, const sf_person_outcome *p, const sf_person_outcome *other)
{
    (void)model;
    (void)other;
    return -p->entry_days;
}
static double longest_stay(const sf_model *model, const sf_person_outcome *p, const sf_person_outcome *other)
{
    (void)other;
    return end_of(model, p) - p->entry_days;
}
static double worst_wait(const sf_model *model, const sf_person_outcome *p, const sf_person_outcome *other)
{
    (void)model;
    (void)other;
    return p->first_meeting_wait;
}
static double worst_tiltak_wait(const sf_model *model, const sf_person_outcome *p, const sf_person_outcome *other)
{
    (void)model;
    (void)other;
    return p->tiltak_wait;
}
static double most_changed(const sf_model *model, const sf_person_outcome *p, const sf_person_outcome *other)
{
    return other == NULL ? (double)NAN : fabs(end_of(model, p) - end_of(model, other));
}

static const struct selector {
    const char *word;
    outstanding *measure;
} selectors[] = {{"first", first_to_enter},
                 {"longest-stay", longest_stay},
                 {"worst-wait", worst_wait},
                 {"worst-tiltak-wait", worst_tiltak_wait},
                 {"most-changed", most_changed}};

static const sf_person_outcome *same_person(const sf_replication_record *record, const sf_person_outcome *p)
{
    for (size_t i = 0; record != NULL && i < record->n_persons; i++)
        if (record->persons[i].key == p->key && record->persons[i].programme == p->programme)
            return &record->persons[i];
    return NULL;
}

static sf_status run_life(tracing *t, size_t k, sf_life_log *log, void *user, sf_replication_record *record,
                          sf_error *err)
{
    sf_arena_reset(t->arena);
    return sf_model_replicate_logged(t->model, t->scenarios[k], t->arguments->replication, t->model->seed, t->arena,
                                     t->context->stop, log, user, record, err);
}

/* Ties go to the lowest key. Looking for the other life of everybody is quadratic, so only of whom would stand out. */
static sf_status choose_outstanding(tracing *t, outstanding *measure, sf_error *err)
{
    sf_replication_record records[MOST_LIVES] = {{0}};
    const sf_person_outcome *best = NULL;
    double most = -INFINITY;
    sf_status status = SF_OK;

    for (size_t k = 0; status == SF_OK && k < t->n; k++)
        status = run_life(t, k, NULL, NULL, &records[k], err);
    for (size_t i = 0; status == SF_OK && i < records[0].n_persons; i++) {
        const sf_person_outcome *p = &records[0].persons[i];
        const double value =
            measure(t->model, p, t->n > 1 && measure == most_changed ? same_person(&records[1], p) : NULL);

        if (value > most || (best != NULL && value == most && p->key < best->key)) {
            most = value;
            best = p;
        }
    }
    if (status == SF_OK && best == NULL)
        status = SF_FAIL(err, SF_ENOINPUT, NULL, _("replication %u has nobody for whom \"%s\" means anything%s"),
                         t->arguments->replication, t->arguments->person,
                         measure == most_changed && t->n < 2 ? _("; name two scenarios to compare") : "");
    else if (status == SF_OK)
        t->key = best->key;
    for (size_t k = 0; k < t->n; k++)
        sf_replication_free(&records[k]);
    return status;
}

static bool reads_key(const char *text, uint64_t *key)
{
    char *end;
    const size_t length = strlen(text);

    if (length == 0 || length > 16 || strspn(text, "0123456789abcdefABCDEF") != length)
        return false;
    *key = strtoull(text, &end, 16);
    return true;
}

static sf_status choose_person(tracing *t, sf_error *err)
{
    for (size_t i = 0; i < sizeof selectors / sizeof selectors[0]; i++)
        if (strcmp(selectors[i].word, t->arguments->person) == 0)
            return choose_outstanding(t, selectors[i].measure, err);
    if (reads_key(t->arguments->person, &t->key))
        return SF_OK;
    return SF_FAIL(err, SF_EUSAGE, NULL,
                   _("\"%.80s\" is no person; write a key of 16 hex digits, or first, longest-stay, worst-wait, "
                     "worst-tiltak-wait or most-changed"),
                   t->arguments->person);
}

/* --- words ------------------------------------------------------------------------------------------------------------- */

static bool is_same_event(const story_event *a, const story_event *b)
{
    return a->what == b->what && a->detail == b->detail && fabs(a->time - b->time) < 1e-9;
}

static void print_event(const tracing *t, const story *s, const story_event *e, const char *whose)
{
    char words[512], date[32], months[32];
    const double since = (e->time - s->events[0].time) / SF_DAYS_PER_MONTH;

    story_words(s, e, words, sizeof words);
    printf("%12s %8s  %-3s %s\n", story_date(t->model, t->context->language, e->time, date, sizeof date),
           sf_format_number(t->context->language, since, 1, months, sizeof months), whose, words);
}

/* Where in the other life the same thing happens at the same moment, from k on; n when it does not. */
static size_t same_event(const story *other, size_t k, const story_event *e)
{
    for (size_t i = k; i < other->n && other->events[i].time <= e->time + 1e-9; i++)
        if (is_same_event(&other->events[i], e))
            return i;
    return other->n;
}

/* Both lives as one list: what is the same in both is told once. */
static void print_events(const tracing *t)
{
    const story *a = &t->lives[0], *b = &t->lives[1];
    size_t k = 0;

    for (size_t i = 0; i < a->n; i++) {
        const story_event *e = &a->events[i];
        const size_t same = same_event(b, k, e);

        while (k < b->n && (same < b->n ? k < same : b->events[k].time < e->time))
            print_event(t, b, &b->events[k++], " B");
        print_event(t, a, e, t->n < 2 ? "" : same < b->n ? "AB" : "A");
        k += same < b->n;
    }
    while (k < b->n)
        print_event(t, b, &b->events[k++], " B");
}

static void print_lives(const tracing *t)
{
    static const char *const letters[MOST_LIVES] = {"A: ", "B: "};
    char outcome[256];

    assert(t->n <= MOST_LIVES);
    printf(_("Person %016llx in replication %u\n"), (unsigned long long)t->key, t->arguments->replication);
    for (size_t k = 0; k < t->n; k++)
        printf("%s%s – %s\n", t->n > 1 ? letters[k] : "", t->model->scenarios[t->scenarios[k]].label,
               story_outcome(&t->lives[k], t->context->language, outcome, sizeof outcome));
    printf("\n%12s %8s\n", _("date"), _("months"));
    print_events(t);
}

/* --- the command ------------------------------------------------------------------------------------------------------- */

static sf_status draw(const tracing *t, sf_error *err)
{
    sf_life_story pictures[MOST_LIVES] = {{0}};
    char title[256], source[512];
    sf_status status = SF_OK;

    for (size_t k = 0; status == SF_OK && k < t->n; k++)
        if (!story_picture(&t->lives[k], t->context->language, &pictures[k]))
            status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    snprintf(title, sizeof title, t->n > 1 ? _("One person under two policies (%016llx)") : _("One person (%016llx)"),
             (unsigned long long)t->key);
    snprintf(source, sizeof source, _("Source: %s, replication %u, seed %llu, %s."), t->arguments->config,
             t->arguments->replication, (unsigned long long)t->model->seed, sf_build_id());
    if (status == SF_OK)
        status = sf_plot_timeline(&(sf_timeline){title, source, pictures, t->n}, t->context->language,
                                  t->arguments->output, err);
    for (size_t k = 0; k < t->n; k++)
        story_picture_free(&pictures[k]);
    return status;
}

static sf_status find_scenarios(tracing *t, sf_error *err)
{
    const arguments *a = t->arguments;

    t->n = a->n_scenarios > 0 ? a->n_scenarios : 1;
    for (size_t k = 0; k < a->n_scenarios; k++) {
        size_t s = 0;

        while (s < t->model->n_scenarios && strcmp(t->model->scenarios[s].id, a->scenarios[k]) != 0)
            s++;
        if (s == t->model->n_scenarios)
            return SF_FAIL(err, SF_EUSAGE, NULL, _("there is no scenario \"%s\" in %s"), a->scenarios[k], a->config);
        t->scenarios[k] = (uint32_t)s;
    }
    return SF_OK;
}

static sf_status follow(tracing *t, sf_error *err)
{
    sf_status status = find_scenarios(t, err);

    if (status == SF_OK)
        status = sf_arena_open(sf_model_memory_need(t->model), &t->arena, err);
    if (status == SF_OK)
        status = choose_person(t, err);
    for (size_t k = 0; status == SF_OK && k < t->n; k++) {
        sf_replication_record record = {0};
        story *s = &t->lives[k];

        *s = (story){.model = t->model, .config = t->config, .scenario = t->scenarios[k], .key = t->key};
        status = run_life(t, k, story_hears, s, &record, err);
        sf_replication_free(&record);
        if (status == SF_OK && s->failed)
            status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
        if (status == SF_OK)
            story_ends(s);
    }
    if (status == SF_OK && t->lives[0].n + t->lives[1].n == 0)
        status =
            SF_FAIL(err, SF_ENOINPUT, NULL,
                    _("nobody has the key %016llx in replication %u; the view person_outcome of a study lists keys"),
                    (unsigned long long)t->key, t->arguments->replication);
    return status;
}

static int trace(const app *context, const arguments *a)
{
    tracing t = {.context = context, .arguments = a};
    sf_problems problems = {0};
    sf_error err = {0};
    sf_status status =
        sf_config_read(a->config, sf_keys(), sf_keys_count(), a->sets, a->n_sets, &problems, &t.config, &err);
    int code = EX_OK;

    if (status == SF_OK)
        status = sf_model_compile(t.config, &problems, &t.model, &err);
    if (status == SF_OK && sf_model_is_about_real_people(t.model))
        status = SF_FAIL(
            &err, SF_EUSAGE, NULL, "%s",
            _("the stock is of real people, and no single life of such a run is written out; write stock.synthetic = \"yes\" if they are made up"));
    if (status != SF_OK) {
        sf_problems_sort(&problems);
        show_problems(&problems);
    }
    if (status == SF_OK)
        status = follow(&t, &err);
    if (status == SF_OK && a->output != NULL)
        status = draw(&t, &err);
    if (status == SF_OK)
        print_lives(&t);
    else
        code = show_error(&err, problems.errors > 0);
    for (size_t k = 0; k < MOST_LIVES; k++)
        story_free(&t.lives[k]);
    sf_arena_close(t.arena);
    sf_model_free(t.model);
    sf_config_free(t.config);
    sf_problems_free(&problems);
    return code;
}

int command_trace(const app *context, int argc, char **argv)
{
    arguments a = {.replication = 1, .sets = calloc((size_t)argc, sizeof *a.sets)};
    int code;

    if (a.sets == NULL)
        return show_no_memory();
    code = parse_arguments(&trace_parser, argc, argv, &a);
    if (code == EX_OK)
        code = trace(context, &a);
    free(a.sets);
    return code;
}
