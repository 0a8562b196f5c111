/* app/story.c - a life in words and as a timeline.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/story.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"

/* --- collecting -------------------------------------------------------------------------------------------------------- */

void story_hears(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    story *s = user;

    if (key != s->key || s->failed)
        return;
    if (s->n == s->room) {
        const size_t room = s->room == 0 ? 256 : s->room * 2;
        story_event *events = realloc(s->events, room * sizeof *events);

        if (events == NULL) {
            s->failed = true;
            return;
        }
        s->events = events;
        s->room = room;
    }
    s->events[s->n++] = (story_event){time, what, detail, SF_NONE};
}

/* A spell is in the programme that it starts, also before the start; one that ends before any start is in the only programme
 * there may be. */
static void spell_ends(story *s, size_t first, size_t end, uint16_t started)
{
    const uint16_t only = s->model->n_programmes == 1 ? 0 : SF_NONE;

    for (size_t i = first; i < end; i++)
        s->events[i].programme = started != SF_NONE ? started : only;
}

void story_ends(story *s)
{
    uint16_t started = SF_NONE;
    size_t first = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (s->events[i].what == SF_LIFE_STARTS || s->events[i].what == SF_LIFE_COMES_BACK ||
            s->events[i].what == SF_LIFE_IS_THERE)
            started = (uint16_t)s->events[i].detail;
        if (s->events[i].what == SF_LIFE_LEAVES) {
            spell_ends(s, first, i + 1, started);
            first = i + 1;
            started = SF_NONE;
        }
    }
    spell_ends(s, first, s->n, started);
}

void story_free(story *s)
{
    free(s->events);
    s->events = NULL;
    s->n = s->room = 0;
}

/* --- names ------------------------------------------------------------------------------------------------------------- */

static const epoch *tables_of(const story *s)
{
    return &s->model->scenarios[s->scenario].epochs[0];
}

static const programme *programme_of(const story *s, const story_event *e)
{
    return e->programme < s->model->n_programmes ? &tables_of(s)->programmes[e->programme] : NULL;
}

static const task_type *task_of(const story *s, const story_event *e)
{
    const programme *p = programme_of(s, e);

    return p != NULL && e->detail < p->n_tasks ? &p->tasks[e->detail] : NULL;
}

static const char *exit_name(const story *s, const story_event *e)
{
    const programme *p = programme_of(s, e);

    return p != NULL && e->detail < p->n_exits ? p->exits[e->detail].label : _("the tiltak is over");
}

/* The model knows barriers by their numbers; what people call them stands in the config. */
static const char *barrier_name(const story *s, uint32_t which)
{
    const char *id = which < s->model->n_barriers ? tables_of(s)->barriers[which].id : "";
    const sf_node *list = sf_node_get(sf_setup_root(sf_config_base(s->config)), "barriers");

    for (size_t i = 0; i < sf_node_count(list); i++) {
        const sf_node *one = sf_node_at(list, i), *label = sf_node_get(one, "label");

        if (strcmp(sf_node_id(one), id) == 0 && label != NULL)
            return sf_node_text(label, SF_ALWAYS);
    }
    return id;
}

static const char *tiltak_name(const story *s, uint32_t which)
{
    return which < s->model->n_tiltak ? tables_of(s)->tiltak[which].label : "";
}

static const char *treatment_name(const story *s, uint32_t which)
{
    return which < s->model->n_treatments ? tables_of(s)->treatments[which].label : "";
}

static const char *task_name(const story *s, const story_event *e)
{
    const task_type *task = task_of(s, e);

    return task != NULL ? task->label : _("a task");
}

static const char *segment_name(const story *s, uint32_t which)
{
    return which < s->model->n_segments ? s->model->catalogue.segment_labels[1 + which] : "";
}

static const char *need_name(const story *s, uint32_t which)
{
    return which < s->model->n_needs ? s->model->catalogue.metrics[s->model->metrics.need_wanted[which]].label : "";
}

/* --- words ------------------------------------------------------------------------------------------------------------- */

const char *story_words(const story *s, const story_event *e, char *buffer, size_t size)
{
    const uint32_t d = e->detail;

    switch (e->what) {
    case SF_LIFE_ARRIVES:
        snprintf(buffer, size, _("arrives (%s)"), segment_name(s, d));
        break;
    case SF_LIFE_COMES_BACK:
        snprintf(buffer, size, _("comes back, or on: %s"),
                 d < s->model->n_programmes ? tables_of(s)->programmes[d].label : "");
        break;
    case SF_LIFE_IS_THERE:
        snprintf(buffer, size, _("is there from before the run: %s"),
                 d < s->model->n_programmes ? tables_of(s)->programmes[d].label : "");
        break;
    case SF_LIFE_REACHES_OFFICE:
        snprintf(buffer, size, "%s", _("the application is granted and reaches the office"));
        break;
    case SF_LIFE_WAITS_FOR_OWNER:
        snprintf(buffer, size, _("waits for a veileder in %s"),
                 d < s->model->n_teams ? tables_of(s)->teams[d].label : "");
        break;
    case SF_LIFE_GETS_OWNER:
        if (d == UINT32_MAX)
            snprintf(buffer, size, "%s", _("gets a veileder"));
        else
            snprintf(buffer, size, _("gets veileder no. %u"), d + 1);
        break;
    case SF_LIFE_STARTS:
        snprintf(buffer, size, _("starts in %s"), d < s->model->n_programmes ? tables_of(s)->programmes[d].label : "");
        break;
    case SF_LIFE_TASK_OPENS:
        snprintf(buffer, size, _("to be done: %s"), task_name(s, e));
        break;
    case SF_LIFE_TASK_BEGINS:
        snprintf(buffer, size, _("the veileder takes up: %s"), task_name(s, e));
        break;
    case SF_LIFE_TASK_IS_INTERRUPTED:
        snprintf(buffer, size, _("the veileder turns to something more urgent; interrupted: %s"), task_name(s, e));
        break;
    case SF_LIFE_TASK_IS_MISSED:
        snprintf(buffer, size, _("does not come: %s"), task_name(s, e));
        break;
    case SF_LIFE_TASK_IS_HELD:
        snprintf(buffer, size, _("held: %s"), task_name(s, e));
        break;
    case SF_LIFE_NEED_IS_SEEN:
        snprintf(buffer, size, _("a need is seen: %s"), need_name(s, d));
        break;
    case SF_LIFE_JOINS_LINE:
        snprintf(buffer, size, _("waits for a place in %s"), tiltak_name(s, d));
        break;
    case SF_LIFE_GETS_PLACE:
        snprintf(buffer, size, _("gets a place in %s"), tiltak_name(s, d));
        break;
    case SF_LIFE_GIVES_UP:
        snprintf(buffer, size, _("gives up %s"), tiltak_name(s, d));
        break;
    case SF_LIFE_COMPLETES:
        snprintf(buffer, size, _("has finished %s"), tiltak_name(s, d));
        break;
    case SF_LIFE_GOES_ON:
        snprintf(buffer, size, _("goes on to %s"), tiltak_name(s, d));
        break;
    case SF_LIFE_SUBSTITUTES:
        snprintf(buffer, size, _("has waited long for %s and takes another"), tiltak_name(s, d));
        break;
    case SF_LIFE_DROPS_OUT:
        snprintf(buffer, size, _("drops out of %s"), tiltak_name(s, d));
        break;
    case SF_LIFE_WAITS_TREATMENT:
        snprintf(buffer, size, _("waits for %s"), treatment_name(s, d));
        break;
    case SF_LIFE_STOPS_WAITING:
        snprintf(buffer, size, _("gives up waiting for %s"), treatment_name(s, d));
        break;
    case SF_LIFE_IS_TREATED:
        snprintf(buffer, size, _("begins %s"), treatment_name(s, d));
        break;
    case SF_LIFE_TREATMENT_ENDS:
        snprintf(buffer, size, _("%s is over"), treatment_name(s, d));
        break;
    case SF_LIFE_BARRIER_CLEARS:
        snprintf(buffer, size, _("no longer in the way: %s"), barrier_name(s, d));
        break;
    case SF_LIFE_BARRIER_RETURNS:
        snprintf(buffer, size, _("in the way again: %s"), barrier_name(s, d));
        break;
    case SF_LIFE_NEAR_LIMIT:
        snprintf(buffer, size, "%s", _("comes near the legal limit"));
        break;
    case SF_LIFE_TEST_IS_PASSED:
        snprintf(buffer, size, "%s", _("is granted an extension"));
        break;
    case SF_LIFE_TEST_IS_REFUSED:
        snprintf(buffer, size, "%s", _("is refused an extension"));
        break;
    case SF_LIFE_CLAIMS:
        snprintf(buffer, size, _("claims %s; the decision is waited for"), exit_name(s, e));
        break;
    case SF_LIFE_WAITS_FOR_OPENING:
        snprintf(buffer, size, _("is ready for %s, and waits for a job opening"), exit_name(s, e));
        break;
    case SF_LIFE_GETS_OPENING:
        snprintf(buffer, size, _("gets a job opening: %s"), exit_name(s, e));
        break;
    case SF_LIFE_IS_LISTED:
        snprintf(buffer, size, "%s", _("is put on the list"));
        break;
    case SF_LIFE_IS_TURNED_DOWN:
        snprintf(buffer, size, _("the claim is turned down: %s"), exit_name(s, e));
        break;
    case SF_LIFE_LEAVES:
        snprintf(buffer, size, _("leaves: %s"), exit_name(s, e));
        break;
    case SF_LIFE_HELPS_THEMSELVES:
        snprintf(buffer, size, _("helps themselves: %s"), task_name(s, e));
        break;
    case SF_LIFE_PROVIDER_HOLDS:
        snprintf(buffer, size, _("with the provider of the tiltak: %s"), task_name(s, e));
        break;
    case SF_LIFE_KINDS:
        buffer[0] = '\0';
        break;
    }
    return buffer;
}

const char *story_activity(const story *s, const story_event *e, char *buffer, size_t size)
{
    const uint32_t d = e->detail;

    switch (e->what) {
    case SF_LIFE_ARRIVES:
        snprintf(buffer, size, "%s", _("arrival"));
        break;
    case SF_LIFE_WAITS_FOR_OWNER:
    case SF_LIFE_GETS_OWNER:
        snprintf(buffer, size, "%s", _("a veileder of one's own"));
        break;
    case SF_LIFE_TASK_OPENS:
    case SF_LIFE_TASK_BEGINS:
    case SF_LIFE_TASK_IS_INTERRUPTED:
    case SF_LIFE_TASK_IS_MISSED:
    case SF_LIFE_TASK_IS_HELD:
    case SF_LIFE_HELPS_THEMSELVES:
    case SF_LIFE_PROVIDER_HOLDS:
        snprintf(buffer, size, "%s", task_name(s, e));
        break;
    case SF_LIFE_JOINS_LINE:
    case SF_LIFE_GETS_PLACE:
    case SF_LIFE_GIVES_UP:
    case SF_LIFE_COMPLETES:
    case SF_LIFE_GOES_ON:
    case SF_LIFE_SUBSTITUTES:
    case SF_LIFE_DROPS_OUT:
        snprintf(buffer, size, "%s", tiltak_name(s, d));
        break;
    case SF_LIFE_WAITS_TREATMENT:
    case SF_LIFE_IS_TREATED:
    case SF_LIFE_TREATMENT_ENDS:
        snprintf(buffer, size, "%s", treatment_name(s, d));
        break;
    default: /* what happens once is its own activity */
        return story_words(s, e, buffer, size);
    }
    return buffer;
}

const char *story_date(const sf_model *model, sf_language language, double time, char *buffer, size_t size)
{
    const sf_date date = sf_civil_date((int32_t)floor(model->origin_civil_day + time));

    if (language == SF_LANGUAGE_NB)
        snprintf(buffer, size, "%d.%d.%d", date.day, date.month, date.year);
    else
        snprintf(buffer, size, "%04d-%02d-%02d", date.year, date.month, date.day);
    return buffer;
}

const char *story_outcome(const story *s, sf_language language, char *buffer, size_t size)
{
    const story_event *last = s->n > 0 ? &s->events[s->n - 1] : NULL;
    char date[32];

    if (last == NULL)
        snprintf(buffer, size, "%s", _("never arrives"));
    else if (last->what != SF_LIFE_LEAVES)
        snprintf(buffer, size, "%s", _("still there when the run ends"));
    else
        snprintf(buffer, size, _("%s, %s"), exit_name(s, last),
                 story_date(s->model, language, last->time, date, sizeof date));
    return buffer;
}

/* --- as a timeline ----------------------------------------------------------------------------------------------------- */

/* What is being painted: at most one bar and one dot for each event, and as many open bars. */
typedef struct painter {
    const story *s;
    sf_life_bar *bars;
    uint32_t *of; /* of each bar: which tiltak or treatment; or what the programme bar stands for */
    bool *is_open;
    size_t n_bars;
    sf_life_dot *dots;
    size_t n_dots;
    bool lacks_owner;
} painter;

static void opens(painter *p, sf_life_row row, double at, bool is_waiting, uint32_t of, const char *label)
{
    p->bars[p->n_bars] = (sf_life_bar){row, at, at, is_waiting, label};
    p->of[p->n_bars] = of;
    p->is_open[p->n_bars++] = true;
}

/* Closes the latest open bar of the row that is about `of` (UINT32_MAX: all of the row). */
static void closes(painter *p, sf_life_row row, double at, uint32_t of)
{
    for (size_t i = p->n_bars; i-- > 0;)
        if (p->is_open[i] && p->bars[i].row == row && (of == UINT32_MAX || p->of[i] == of)) {
            p->bars[i].to = at;
            p->is_open[i] = false;
            if (of != UINT32_MAX)
                return;
        }
}

static void dot(painter *p, sf_life_row row, double at, sf_life_sign sign, const char *label)
{
    p->dots[p->n_dots++] = (sf_life_dot){row, at, sign, label};
}

/* The programme's row holds one stretch after another. */
static void turns(painter *p, double at, bool is_waiting, const char *label)
{
    closes(p, SF_LIFE_ROW_PROGRAMME, at, UINT32_MAX);
    opens(p, SF_LIFE_ROW_PROGRAMME, at, is_waiting, 0, label);
}

static bool is_contact(const story *s, const story_event *e)
{
    const task_type *task = task_of(s, e);

    return task == NULL || task->counts > 0.0;
}

static void picture_event(painter *p, const story_event *e)
{
    const story *s = p->s;
    const double at = s->model->origin_civil_day + e->time;

    switch (e->what) {
    case SF_LIFE_ARRIVES:
    case SF_LIFE_COMES_BACK:
    case SF_LIFE_IS_LISTED:
        turns(p, at, true, _("application"));
        break;
    case SF_LIFE_WAITS_FOR_OWNER:
        p->lacks_owner = true;
        turns(p, at, true, _("without a veileder"));
        break;
    case SF_LIFE_IS_THERE:
    case SF_LIFE_STARTS: /* some programmes start before there is an owner */
        if (!p->lacks_owner)
            turns(p, at, false, programme_of(s, e) != NULL ? programme_of(s, e)->label : "");
        break;
    case SF_LIFE_GETS_OWNER:
        p->lacks_owner = false;
        turns(p, at, false, programme_of(s, e) != NULL ? programme_of(s, e)->label : "");
        break;
    case SF_LIFE_TASK_IS_HELD:
        dot(p, is_contact(s, e) ? SF_LIFE_ROW_CONTACT : SF_LIFE_ROW_WORK, at, SF_LIFE_HELD, "");
        break;
    case SF_LIFE_TASK_IS_MISSED:
        dot(p, SF_LIFE_ROW_CONTACT, at, SF_LIFE_MISSED, "");
        break;
    case SF_LIFE_JOINS_LINE:
        opens(p, SF_LIFE_ROW_TILTAK, at, true, e->detail, tiltak_name(s, e->detail));
        break;
    case SF_LIFE_GETS_PLACE:
        closes(p, SF_LIFE_ROW_TILTAK, at, e->detail);
        opens(p, SF_LIFE_ROW_TILTAK, at, false, e->detail, tiltak_name(s, e->detail));
        break;
    case SF_LIFE_GIVES_UP:
    case SF_LIFE_COMPLETES:
    case SF_LIFE_SUBSTITUTES:
    case SF_LIFE_DROPS_OUT:
        closes(p, SF_LIFE_ROW_TILTAK, at, e->detail);
        break;
    case SF_LIFE_GOES_ON: /* the line is told of when it is joined */
        break;
    case SF_LIFE_WAITS_TREATMENT:
        opens(p, SF_LIFE_ROW_TREATMENT, at, true, e->detail, treatment_name(s, e->detail));
        break;
    case SF_LIFE_IS_TREATED:
        closes(p, SF_LIFE_ROW_TREATMENT, at, e->detail);
        opens(p, SF_LIFE_ROW_TREATMENT, at, false, e->detail, treatment_name(s, e->detail));
        break;
    case SF_LIFE_STOPS_WAITING:
    case SF_LIFE_TREATMENT_ENDS:
        closes(p, SF_LIFE_ROW_TREATMENT, at, e->detail);
        break;
    case SF_LIFE_BARRIER_CLEARS:
    case SF_LIFE_BARRIER_RETURNS:
        dot(p, SF_LIFE_ROW_CLOCK, at, SF_LIFE_NOTED, barrier_name(s, e->detail));
        break;
    case SF_LIFE_NEAR_LIMIT:
        dot(p, SF_LIFE_ROW_CLOCK, at, SF_LIFE_NOTED, _("near the limit"));
        break;
    case SF_LIFE_TEST_IS_PASSED:
        dot(p, SF_LIFE_ROW_CLOCK, at, SF_LIFE_NOTED, _("extended"));
        break;
    case SF_LIFE_TEST_IS_REFUSED:
        dot(p, SF_LIFE_ROW_CLOCK, at, SF_LIFE_NOTED, _("not extended"));
        break;
    case SF_LIFE_CLAIMS:
    case SF_LIFE_IS_TURNED_DOWN:
    case SF_LIFE_WAITS_FOR_OPENING:
    case SF_LIFE_GETS_OPENING:
        dot(p, SF_LIFE_ROW_CLOCK, at, SF_LIFE_NOTED, exit_name(s, e));
        break;
    case SF_LIFE_LEAVES:
        for (int row = 0; row < SF_LIFE_ROWS; row++)
            closes(p, (sf_life_row)row, at, UINT32_MAX);
        break;
    case SF_LIFE_REACHES_OFFICE:
    case SF_LIFE_TASK_OPENS:
    case SF_LIFE_TASK_BEGINS:
    case SF_LIFE_NEED_IS_SEEN:
    case SF_LIFE_TASK_IS_INTERRUPTED:
    case SF_LIFE_HELPS_THEMSELVES:
    case SF_LIFE_PROVIDER_HOLDS:
    case SF_LIFE_KINDS:
        break;
    }
}

/* Stretches of no length, as between two things of one moment, are no stretches. */
static size_t without_empty_bars(sf_life_bar *bars, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (bars[i].to > bars[i].from)
            bars[kept++] = bars[i];
    return kept;
}

bool story_picture(const story *s, sf_language language, sf_life_story *out)
{
    const size_t room = s->n + 1;
    painter p = {.s = s,
                 .bars = calloc(room, sizeof *p.bars),
                 .of = calloc(room, sizeof *p.of),
                 .is_open = calloc(room, sizeof *p.is_open),
                 .dots = calloc(room, sizeof *p.dots)};
    char outcome[256];
    char *title = malloc(512);
    const bool has_memory = p.bars != NULL && p.of != NULL && p.is_open != NULL && p.dots != NULL && title != NULL;

    for (size_t i = 0; has_memory && i < s->n; i++)
        picture_event(&p, &s->events[i]);
    if (has_memory) {
        for (int row = 0; row < SF_LIFE_ROWS; row++) /* what goes on when the run ends */
            closes(&p, (sf_life_row)row, s->model->origin_civil_day + s->model->horizon_days, UINT32_MAX);
        snprintf(title, 512, "%s – %s", s->model->scenarios[s->scenario].label,
                 story_outcome(s, language, outcome, sizeof outcome));
        *out = (sf_life_story){title, p.bars, without_empty_bars(p.bars, p.n_bars), p.dots, p.n_dots};
    }
    free(p.of);
    free(p.is_open);
    if (!has_memory) {
        free(p.bars);
        free(p.dots);
        free(title);
    }
    return has_memory;
}

void story_picture_free(sf_life_story *picture)
{
    free((void *)picture->title);
    free((void *)picture->bars);
    free((void *)picture->dots);
    *picture = (sf_life_story){0};
}
