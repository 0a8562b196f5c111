/* tests/fuzz/grammar.c - see grammar.h.
 * Invariant: ids are a letter for their kind and a number, and each list has as many elements as was decided at the start, so that a
 * reference can be written before what it points at.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/grammar.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/value.h"
#include "models/keys.h"

enum { MOST_KEYS = 512, MOST_TARGETS = 256 };

/* A kind of thing: its list, the letter of its ids, and how many there may be. */
typedef struct kind {
    const char *list, *name; /* name: as references call it */
    char letter;
    unsigned least, most;
} kind;

static const kind kinds[] = {
    {"barriers", "barriers", 'b', 0, 2},
    {"profiles", "profiles", 'f', 0, 2},
    {"segments", "segments", 's', 1, 3},
    {"streams", "streams", 'r', 0, 2},
    {"programmes", "programmes", 'p', 1, 2},
    {"programmes[].tasks", "tasks", 'k', 0, 4},
    {"programmes[].exits", "exits", 'e', 1, 3},
    {"programmes[].clock.extension.grounds", "grounds", 'g', 1, 2},
    {"teams", "teams", 't', 0, 3},
    {"tiltak", "tiltak", 'u', 0, 3},
    {"treatment", "treatment", 'v', 0, 2},
    {"cohorts", "cohorts", 'c', 0, 1},
    {"scenarios", "scenarios", 'x', 0, 3},
};
enum { KINDS = sizeof kinds / sizeof kinds[0], KIND_SEGMENTS = 2, KIND_PROGRAMMES = 4, KIND_TASKS = 5, KIND_TEAMS = 8 };

/* Values by type, the plainest first. */
typedef struct palette {
    sf_key_type type;
    const char *values[12];
} palette;

static const palette palettes[] = {
    {SF_KEY_NUMBER, {"1", "0", "0.5", "2", "10", "150 %"}},
    {SF_KEY_COUNT, {"2", "1", "0", "5", "3", "50"}},
    {SF_KEY_SHARE, {"0.1", "0", "0.5", "0.9", "30 %", "0.01"}},
    {SF_KEY_DURATION, {"30 d", "1 d", "90 d", "0 d", "6 mo", "1 y", "0.25 d", "10 y", "1 h"}},
    {SF_KEY_LEGAL_TIME, {"6 mo", "100 d", "1 mo", "1 y", "0 d", "31 d", "2 y", "1 d"}},
    {SF_KEY_WORK, {"60 min", "0 min", "5 min", "8 h", "500 min"}},
    {SF_KEY_RATE, {"5 %/mo", "1 /mo", "0 /y", "1 /w", "1 /d", "0.1 %/y"}},
    {SF_KEY_HOURS_RATE, {"37.5 h/week", "10 h/week", "20 h/week", "1 h/week"}},
    {SF_KEY_MONEY, {"1000 NOK", "0 NOK", "119000 NOK"}},
    {SF_KEY_MONEY_RATE, {"1000 NOK/mo", "0 NOK/y", "900000 NOK/y"}},
    {SF_KEY_G_RATE, {"2 G/y", "0 G/y", "0.5 G/y"}},
    {SF_KEY_SEED, {"1"}},
    {SF_KEY_DATE, {"2025-01-01", "2025-03-01", "2025-06-30"}},
    {SF_KEY_SEASON, {"sin(0.4, 12 mo)", "sin(1, 1 mo)", "sin(0, 1 y)"}},
    {SF_KEY_DURATION_DIST,
     {"30 d", "exponential(mean 20 d)", "gamma(mean 60 d, sd 30 d)", "0 d", "lognormal(median 10 d, p90 90 d)",
      "uniform(0 d, 40 d)", "mixture(0.3: exponential(mean 2 d), 0.7: constant(9 d))",
      "hyperexponential(mean 20 d, cv2 3)", "empirical(1 2 5 90, d)", "beta(5 d, 60 d, mean 20 d, sd 8 d)",
      "erlang(2, mean 10 d)", "weibull(shape 0.7, mean 30 d)"}},
    {SF_KEY_WORK_DIST,
     {"60 min", "exponential(mean 30 min)", "0 min", "gamma(mean 90 min, sd 20 min)",
      "triangular(5 min, 10 min, 8 h)"}},
};

/* What a setting needs that the table does not say: never written, always written, or values of its own. */
typedef struct rule {
    const char *path;
    bool is_never, is_always;
    const char *values[6];
} rule;

static const rule rules[] = {
    {.path = "saksflyt", .values = {"1"}},
    {.path = "sources", .is_never = true},
    {.path = "tables", .is_never = true},
    {.path = "question", .is_never = true},
    {.path = "time.start", .values = {"2025-01-01"}},
    {.path = "time.warm_up", .values = {"30 d", "1 y", "0 d", "10.5 d"}},
    {.path = "time.length", .values = {"120 d", "1 y", "2 y", "100.25 d"}},
    {.path = "study.replications", .is_never = true},
    {.path = "study.seed", .is_never = true},
    {.path = "study.targets[].metric", .values = {"wait.meeting", "wait.tiltak", "portfolio.size"}},
    {.path = "study.targets[].entity", .is_never = true},
    {.path = "study.targets[].segment", .values = {"s0"}},
    {.path = "study.targets[].matters", .values = {"1", "0.5"}},
    {.path = "study.within[].metric", .values = {"wait.meeting", "wait.tiltak"}},
    {.path = "programmes[].arrivals", .is_always = true, .values = {"40 /y", "5 /y", "100 /y", "1 /d", "0 /y"}},
    {.path = "streams[].rate", .values = {"40 /y", "5 /y", "100 /y", "1 /d", "0 /y"}},
    {.path = "programmes[].exits[].rate", .is_always = true},
    {.path = "programmes[].exits[].follow_up.doubling", .values = {"1.1", "1.2", "1.01"}},
    {.path = "programmes[].exits[].follow_up.without_end", .values = {"1.5", "3", "1.45"}},
    {.path = "programmes[].tasks[].minutes", .is_always = true},
    {.path = "programmes[].tasks[].then[].id", .is_never = true},
    {.path = "programmes[].tasks[].then[].p", .values = {"0.3", "0.1", "0", "rest", "0.5", "0.9"}},
    {.path = "tiltak[].then[].p", .values = {"0.3", "0.1", "0", "rest", "0.5"}},
    {.path = "tiltak[].offers", .is_always = true},
    {.path = "teams[].opens_at", .values = {"8", "0", "12.5"}},
    {.path = "cohorts[].first", .values = {"2025-01-01", "2025-01-10"}},
    {.path = "cohorts[].last", .values = {"2025-01-31", "2025-03-31"}},
};

typedef struct generator {
    const uint8_t *bytes;
    size_t size, at;
    FILE *out;
    const sf_key *keys;
    size_t key_count;
    int parents[MOST_KEYS];
    unsigned counts[KINDS];
    char path[8][64]; /* by ids, of the group that is being written */
    size_t depth;
    struct {
        char path[256];
        size_t row;
    } targets[MOST_TARGETS]; /* what scenarios may change */
    size_t target_count;
    bool has_pool; /* the last team is one, to which the first sends people */
} generator;

static unsigned next(generator *g)
{
    return g->at < g->size ? g->bytes[g->at++] : 0;
}

/* A number below n; 0 when the bytes have come to an end. */
static unsigned choose(generator *g, unsigned n)
{
    return n > 1 ? next(g) % n : 0;
}

static const char *name_of(const sf_key *key)
{
    const char *dot = strrchr(key->path, '.');

    return dot != NULL ? dot + 1 : key->path;
}

/* "programmes[].tasks" for "programmes[].tasks[].minutes". */
static void link_parents(generator *g)
{
    assert(g->key_count <= MOST_KEYS);
    for (size_t i = 0; i < g->key_count; i++) {
        const char *path = g->keys[i].path, *dot = strrchr(path, '.');
        size_t length = dot == NULL ? 0 : (size_t)(dot - path);

        if (length > 2 && strncmp(path + length - 2, "[]", 2) == 0)
            length -= 2;
        g->parents[i] = -1;
        for (size_t j = 0; j < i && length > 0; j++)
            if (strlen(g->keys[j].path) == length && strncmp(g->keys[j].path, path, length) == 0)
                g->parents[i] = (int)j;
    }
}

static const rule *rule_of(const char *path)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcmp(rules[i].path, path) == 0)
            return &rules[i];
    return NULL;
}

static int kind_named(const char *name, size_t length)
{
    for (int i = 0; i < KINDS; i++)
        if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, name, length) == 0)
            return i;
    return -1;
}

static int kind_of_list(const char *path)
{
    for (int i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].list, path) == 0)
            return i;
    return -1;
}

/* --- values ------------------------------------------------------------------------------------------------------------------ */

static const char *choose_from(generator *g, const char *const *values, size_t most)
{
    unsigned n = 0;

    while (n < most && values[n] != NULL)
        n++;
    return n > 0 ? values[choose(g, n)] : "1";
}

/* A value that the key's bounds refuse teaches nothing: unit by unit they have tests of their own. */
static bool is_inside(const sf_key *key, const char *text)
{
    const sf_quantity_kind what = sf_key_quantity_kind(key->type);
    sf_quantity q;

    if (what == SF_Q_KIND_COUNT || sf_quantity_read(what, text, strlen(text), &q, NULL) != SF_OK)
        return true;
    return !(((key->flags & SF_KEY_POSITIVE) != 0 && q.value <= 0.0) || q.value < key->lowest ||
             q.value > key->highest);
}

static const char *choose_value(generator *g, const sf_key *key)
{
    const rule *r = rule_of(key->path);
    const char *value;

    if (r != NULL && r->values[0] != NULL)
        return choose_from(g, r->values, 6);
    if ((key->flags & SF_KEY_UNLIMITED) != 0 && choose(g, 8) == 7)
        return "unlimited";
    for (size_t i = 0; i < sizeof palettes / sizeof palettes[0]; i++) {
        if (palettes[i].type != key->type)
            continue;
        value = choose_from(g, palettes[i].values, 12);
        for (int k = 0; k < 12 && palettes[i].values[k] != NULL && !is_inside(key, value); k++)
            value = palettes[i].values[k];
        return value;
    }
    return "x";
}

/* "teams|tiltak": an id of one of these kinds that there are. Needs are n0, n1 and the barriers. */
static void put_reference(generator *g, const char *words, char *buffer, size_t size)
{
    int there[4], n = 0;

    for (const char *c = words; *c != '\0' && n < 4; c += strcspn(c, "|"), c += *c == '|') {
        there[n] = kind_named(c, strcspn(c, "|"));
        n += there[n] < 0 || g->counts[there[n]] > 0;
    }
    n = n > 0 ? there[choose(g, (unsigned)n)] : -1;
    if (n < 0 && g->counts[0] > 0 && choose(g, 3) == 2) /* a need that is a barrier */
        n = 0;
    if (n >= 0)
        snprintf(buffer, size, "%c%u", kinds[n].letter, choose(g, g->counts[n]));
    else
        snprintf(buffer, size, "n%u", choose(g, 2));
}

static void put_word(generator *g, const char *words, char *buffer, size_t size)
{
    unsigned n = 1;

    for (const char *c = words; *c != '\0'; c++)
        n += *c == '|';
    for (n = choose(g, n); n > 0; n--)
        words = strchr(words, '|') + 1;
    snprintf(buffer, size, "%.*s", (int)strcspn(words, "|"), words);
    if (strcmp(buffer, "pool(*)") == 0)
        snprintf(buffer, size, "pool(t%u)", g->counts[KIND_TEAMS] > 0 ? g->counts[KIND_TEAMS] - 1 : 0);
}

/* One value without quotes. */
static void make_value(generator *g, const sf_key *key, char *buffer, size_t size)
{
    const rule *r = rule_of(key->path);

    if (r != NULL && r->values[0] != NULL)
        snprintf(buffer, size, "%s", choose_value(g, key));
    else if (key->type == SF_KEY_WORD)
        put_word(g, key->words, buffer, size);
    else if (key->type == SF_KEY_REF)
        put_reference(g, key->words, buffer, size);
    else if (key->type == SF_KEY_SWITCH)
        snprintf(buffer, size, "%s", choose(g, 2) == 1 ? "yes" : "no");
    else
        snprintf(buffer, size, "%s", choose_value(g, key));
}

static void put_one(generator *g, const sf_key *key)
{
    char value[128], later[128];

    make_value(g, key, value, sizeof value);
    if ((key->flags & SF_KEY_DATED) != 0 && strcmp(value, "rest") != 0 && choose(g, 8) == 7) {
        make_value(g, key, later, sizeof later);
        fprintf(g->out, "\"%s; %s from 2025-0%u-01\"", value, strcmp(later, "rest") == 0 ? value : later,
                2 + choose(g, 3));
    } else {
        fprintf(g->out, "\"%s\"", value);
    }
}

/* One value for all, or one for each segment or profile; shares of a whole leave the last one the rest. */
static void put_value(generator *g, const sf_key *key, unsigned index, unsigned count)
{
    const bool by_profile = (key->flags & SF_KEY_BY_PROFILE) != 0, is_whole = (key->flags & SF_KEY_REST) != 0;
    const unsigned parts = by_profile ? g->counts[1] : g->counts[2];
    const char *last = strrchr(key->path, '.');
    const bool is_row = last != NULL && strcmp(last, ".p") == 0;

    if (is_whole && !is_row && (key->flags & (SF_KEY_BY_SEGMENT | SF_KEY_BY_PROFILE)) == 0) {
        fprintf(g->out, index + 1 == count ? "\"rest\"" : "\"0.2\"");
    } else if ((is_whole && !is_row) || ((key->flags & SF_KEY_BY_SEGMENT) != 0 && choose(g, 4) == 3)) {
        fputs("{ ", g->out);
        for (unsigned i = 0; i < parts; i++) {
            fprintf(g->out, "%c%u = ", by_profile ? 'f' : 's', i);
            if (is_whole && !is_row)
                fprintf(g->out, i + 1 == parts ? "\"rest\"" : "\"0.3\"");
            else
                put_one(g, key);
            fputs("; ", g->out);
        }
        fputs("}", g->out);
    } else {
        put_one(g, key);
    }
}

/* Each team serves every programme; of two teams one serves a segment of its own, for a team that nobody is served by is refused. */
static void put_service(generator *g, const char *name, unsigned team)
{
    if (strcmp(name, "segments") == 0) {
        fprintf(g->out, "[\"s%u\"]", team - 1);
        return;
    }
    fputs("[", g->out);
    for (unsigned i = 0; i < g->counts[KIND_PROGRAMMES] && !(g->has_pool && team + 1 == g->counts[KIND_TEAMS]); i++)
        fprintf(g->out, "%s\"p%u\"", i > 0 ? ", " : "", i);
    fputs("]", g->out);
}

static void put_references(generator *g, const sf_key *key)
{
    char first[16], second[16] = "";
    const unsigned n = choose(g, 3);

    put_reference(g, key->words, first, sizeof first);
    if (n > 1)
        put_reference(g, key->words, second, sizeof second);
    if (n == 0 && strcmp(name_of(key), "offers") != 0)
        fputs("[]", g->out);
    else if (n < 2 || strcmp(first, second) == 0)
        fprintf(g->out, "[\"%s\"]", first);
    else
        fprintf(g->out, "[\"%s\", \"%s\"]", first, second);
}

/* --- groups ------------------------------------------------------------------------------------------------------------------ */

static void put_group(generator *g, int parent, unsigned index, unsigned count);

static void remember_target(generator *g, size_t row)
{
    const sf_key *key = &g->keys[row];
    size_t used = 0;

    if ((key->flags & SF_KEY_DATED) == 0 || g->target_count == MOST_TARGETS)
        return;
    for (size_t i = 0; i < g->depth; i++)
        used += (size_t)snprintf(g->targets[g->target_count].path + used, 256 - used, "%s.", g->path[i]);
    snprintf(g->targets[g->target_count].path + used, 256 - used, "%s", name_of(key));
    g->targets[g->target_count++].row = row;
}

/* A kind without elements is left out, and so is a row that would have nothing to point at. */
static bool is_possible(const generator *g, const sf_key *key)
{
    const int list = kind_of_list(key->path);
    int which;

    if (list >= 0 && g->counts[list] == 0)
        return false;
    if ((key->flags & SF_KEY_BY_PROFILE) != 0 && g->counts[1] == 0)
        return false;
    if ((key->type != SF_KEY_REF && key->type != SF_KEY_REFS) || strcmp(key->words, "needs") == 0)
        return true;
    which = kind_named(key->words, strcspn(key->words, "|"));
    return which < 0 || g->counts[which] > 0;
}

static bool has_what_it_needs(const generator *g, const sf_key *group)
{
    for (size_t i = 0; i < g->key_count; i++)
        if (g->parents[i] == (int)(group - g->keys) && (g->keys[i].flags & SF_KEY_REQUIRED) != 0 &&
            !is_possible(g, &g->keys[i]))
            return false;
    return true;
}

static bool is_wanted(generator *g, const sf_key *key)
{
    const rule *r = rule_of(key->path);

    if (strcmp(name_of(key), "label") == 0 || (r != NULL && r->is_never) || !is_possible(g, key))
        return false;
    if (key->type == SF_KEY_GROUP && !has_what_it_needs(g, key))
        return false;
    if ((key->flags & SF_KEY_REQUIRED) != 0 || (r != NULL && r->is_always) || kind_of_list(key->path) >= 0)
        return true;
    return choose(g, 4) == 3;
}

/* One of these is in a row of what a task leads to. */
static bool is_left_out(const sf_key *key, unsigned only)
{
    static const char *const ways[] = {"need", "exit", "next", "clears"};

    if (strncmp(key->path, "programmes[].tasks[].then[].", 28) != 0)
        return false;
    for (unsigned i = 0; i < 4; i++)
        if (strcmp(name_of(key), ways[i]) == 0)
            return i != only;
    return false;
}

static void put_elements(generator *g, size_t row)
{
    const sf_key *key = &g->keys[row];
    const int which = kind_of_list(key->path);
    const unsigned n = which >= 0 ? g->counts[which] : 1 + choose(g, 2);

    fputs("(", g->out);
    for (unsigned i = 0; i < n; i++) {
        fputs(i > 0 ? ",\n  { " : " { ", g->out);
        if (which >= 0)
            snprintf(g->path[g->depth], sizeof g->path[0], "%s.%c%u", name_of(key), kinds[which].letter, i);
        else
            snprintf(g->path[g->depth], sizeof g->path[0], "%s.%u", name_of(key), i + 1);
        g->depth++;
        put_group(g, (int)row, i, n);
        g->depth--;
        fputs("}", g->out);
    }
    fputs(" )", g->out);
}

static void put_key(generator *g, size_t row, unsigned index, unsigned count)
{
    const sf_key *key = &g->keys[row];
    const int list = g->parents[row] < 0 ? -1 : kind_of_list(g->keys[g->parents[row]].path);

    fprintf(g->out, "%s = ", name_of(key));
    switch (key->type) {
    case SF_KEY_GROUP:
        fputs("{ ", g->out);
        snprintf(g->path[g->depth++], sizeof g->path[0], "%s", name_of(key));
        put_group(g, (int)row, 0, 1);
        g->depth--;
        fputs("}", g->out);
        break;
    case SF_KEY_LIST:
    case SF_KEY_ROWS:
        put_elements(g, row);
        break;
    case SF_KEY_ID:
        fprintf(g->out, "\"%c%u\"", list >= 0 ? kinds[list].letter : 'i', index);
        break;
    case SF_KEY_REFS:
        if (strncmp(key->path, "teams[].", 8) == 0)
            put_service(g, name_of(key), index);
        else
            put_references(g, key);
        break;
    case SF_KEY_WORDS:
        fputs("[]", g->out);
        break;
    case SF_KEY_COUNT:
        if (strcmp(key->path, "saksflyt") == 0) {
            fputs("1", g->out);
            break;
        }
        remember_target(g, row);
        put_value(g, key, index, count);
        break;
    default:
        remember_target(g, row);
        put_value(g, key, index, count);
    }
    fputs("; ", g->out);
}

/* A task that nothing asks for would be refused: the plainest opens by itself. */
static void put_opening(generator *g)
{
    static const char *const ways[] = {"due = \"14 d\"; ", "every = \"20 d\"; ", "rate = \"1 /mo\"; ",
                                       "opens = \"entry\"; ", ""};

    fputs(ways[choose(g, 5)], g->out);
}

/* The keys of a team that hang together; false for the others. */
static bool put_team_key(generator *g, size_t row, const char *name, unsigned team)
{
    const bool is_pool = g->has_pool && team + 1 == g->counts[KIND_TEAMS];

    if (strcmp(name, "segments") == 0) {
        if (team > 0 && !is_pool)
            put_key(g, row, team, 0);
        return true;
    }
    if (strcmp(name, "portfolio") == 0 && g->has_pool && team == 0) {
        fprintf(g->out, "portfolio = { limit = %u; when_full = \"pool(t%u)\"; }; ", choose(g, 9),
                g->counts[KIND_TEAMS] - 1);
        return true;
    }
    return false;
}

static void put_group(generator *g, int parent, unsigned index, unsigned count)
{
    const char *path = parent < 0 ? "" : g->keys[parent].path;
    const bool is_task = strcmp(path, "programmes[].tasks") == 0;
    const unsigned only = strcmp(path, "programmes[].tasks[].then") == 0 ? choose(g, g->counts[0] > 0 ? 4 : 3) : 4;

    for (size_t i = 0; i < g->key_count; i++) {
        const sf_key *key = &g->keys[i];
        const char *name = name_of(key);

        if (g->parents[i] != parent || is_left_out(key, only))
            continue;
        if (strcmp(path, "teams") == 0 && put_team_key(g, i, name, index))
            continue;
        if (is_task && (strcmp(name, "due") == 0 || strcmp(name, "every") == 0 || strcmp(name, "rate") == 0 ||
                        strcmp(name, "opens") == 0))
            continue;
        if (parent < 0 && strcmp(name, "scenarios") == 0)
            continue;
        if (strncmp(key->path, "programmes[].tasks[].then[].", 28) == 0 && strcmp(name, "p") != 0 &&
            strcmp(name, "delay") != 0) {
            if (!is_possible(g, key) || (key->type == SF_KEY_ID))
                continue;
            put_key(g, i, index, count);
        } else if (is_wanted(g, key)) {
            put_key(g, i, index, count);
        }
        if (parent < 0)
            fputs("\n", g->out);
    }
    if (is_task)
        put_opening(g);
}

static void put_scenarios(generator *g)
{
    static const char *const ends[] = {"", " from 2025-03-15", " from always"};

    fputs("scenarios = (", g->out);
    for (unsigned i = 0; i < g->counts[KINDS - 1]; i++) {
        const unsigned n = choose(g, 3);

        fprintf(g->out, "%s { id = \"x%u\"; set = [", i > 0 ? "," : "", i);
        for (unsigned k = 0; k < n && g->target_count > 0; k++) {
            const size_t target = (next(g) * 256 + next(g)) % g->target_count;
            char value[128];

            make_value(g, &g->keys[g->targets[target].row], value, sizeof value);
            fprintf(g->out, "%s\"%s = %s%s\"", k > 0 ? ", " : "", g->targets[target].path, value, ends[choose(g, 3)]);
        }
        fputs("]; }", g->out);
    }
    fputs(" );\n", g->out);
}

char *grammar_config(const uint8_t *bytes, size_t size)
{
    generator g = {.bytes = bytes, .size = size, .keys = sf_keys(), .key_count = sf_keys_count()};
    char *text = NULL;
    size_t length;

    g.out = open_memstream(&text, &length);
    if (g.out == NULL)
        return NULL;
    link_parents(&g);
    for (size_t i = 0; i < KINDS; i++)
        g.counts[i] = kinds[i].least + choose(&g, kinds[i].most - kinds[i].least + 1);
    if (g.counts[KIND_TASKS] > 0 && g.counts[KIND_TEAMS] == 0)
        g.counts[KIND_TEAMS] = 1;
    if (g.counts[KIND_TEAMS] > g.counts[KIND_SEGMENTS])
        g.counts[KIND_TEAMS] = g.counts[KIND_SEGMENTS];
    if (g.counts[KIND_TEAMS] > 0 && choose(&g, 3) == 2) {
        g.has_pool = true;
        g.counts[KIND_TEAMS]++;
    }
    put_group(&g, -1, 0, 1);
    if (g.counts[KINDS - 1] > 0)
        put_scenarios(&g);
    if (fclose(g.out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
