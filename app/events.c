/* app/events.c - lives as event logs: one case for each person of each replication, one activity for what happens.
 *
 * Names of columns and attributes are those of IEEE 1849-2016 (XES): pm4py reads them as they are, and bupaR's eventlog() is told
 * them. Times are civil time without summer time, as in the model: +01:00.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/events.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/xmlwriter.h>

#include "app/story.h"
#include "core/civil.h"
#include "core/text.h"
#include "experiments/rerun.h"
#include "plots/lettering.h"
#include "plots/page.h"
#include "results/eventlog.h"
#include "results/study.h"

enum { LONGEST_NAME = 400, MOST_OPEN = 128 };

/* One event as a process miner sees it. */
typedef struct activity {
    char name[LONGEST_NAME], time[96], resource[48];
    const char *transition; /* of the lifecycle */
    unsigned instance;      /* events of one task, one stay ... share it; counts within the case */
} activity;

/* What goes on in a case: which instance an activity belongs to. */
typedef struct open_activity {
    char name[LONGEST_NAME];
    unsigned instance;
} open_activity;

typedef struct writing writing;
typedef bool case_writer(writing *w, const char *case_id);
typedef bool event_writer(writing *w, const char *case_id, const activity *a);

struct writing {
    case_writer *begins, *ends; /* of a case; may be NULL */
    event_writer *event;
    const sf_event_block *block;
    FILE *csv;
    xmlTextWriterPtr xml;
    open_activity open[MOST_OPEN];
    size_t n_open;
    unsigned instances;
    char resource[48], segment[LONGEST_NAME];
};

/* --- an event as an activity ------------------------------------------------------------------------------------------------- */

static const char *transition_of(sf_life what)
{
    switch (what) {
    case SF_LIFE_WAITS_FOR_OWNER:
    case SF_LIFE_TASK_OPENS:
    case SF_LIFE_JOINS_LINE:
    case SF_LIFE_WAITS_TREATMENT:
        return "schedule";
    case SF_LIFE_TASK_BEGINS:
    case SF_LIFE_GETS_PLACE:
    case SF_LIFE_GOES_ON:
    case SF_LIFE_IS_TREATED:
        return "start";
    case SF_LIFE_TASK_IS_INTERRUPTED:
        return "suspend";
    case SF_LIFE_TASK_IS_MISSED:
        return "pi_abort";
    case SF_LIFE_GIVES_UP:
    case SF_LIFE_SUBSTITUTES:
        return "withdraw";
    case SF_LIFE_DROPS_OUT:
        return "ate_abort";
    case SF_LIFE_HELPS_THEMSELVES:
    case SF_LIFE_PROVIDER_HOLDS:
        return "autoskip";
    default:
        return "complete";
    }
}

/* Does the event begin an instance that others go on with? */
static bool goes_on(const char *transition)
{
    return strcmp(transition, "schedule") == 0 || strcmp(transition, "start") == 0 ||
           strcmp(transition, "suspend") == 0;
}

static unsigned instance_of(writing *w, const activity *a)
{
    size_t at = 0;

    while (at < w->n_open && strcmp(w->open[at].name, a->name) != 0)
        at++;
    if (at < w->n_open && strcmp(a->transition, "schedule") != 0) {
        const unsigned instance = w->open[at].instance;

        if (!goes_on(a->transition))
            w->open[at] = w->open[--w->n_open];
        return instance;
    }
    w->instances++;
    if (goes_on(a->transition) && (at < w->n_open || w->n_open < MOST_OPEN)) {
        snprintf(w->open[at].name, sizeof w->open[at].name, "%s", a->name);
        w->open[at].instance = w->instances;
        w->n_open += at == w->n_open;
    }
    return w->instances;
}

/* "2025-03-01T10:22:33.123+01:00" */
static void write_time(const sf_model *model, double time, char *buffer, size_t size)
{
    const double civil = model->origin_civil_day + time, day = floor(civil);
    const sf_date date = sf_civil_date((int32_t)day);
    long milliseconds = lround((civil - day) * 86400000.0);

    if (milliseconds > 86399999)
        milliseconds = 86399999; /* rounding never makes another day */
    snprintf(buffer, size, "%04d-%02d-%02dT%02ld:%02ld:%02ld.%03ld+01:00", date.year, date.month, date.day,
             milliseconds / 3600000, milliseconds / 60000 % 60, milliseconds / 1000 % 60, milliseconds % 1000);
}

static bool write_event(writing *w, const story *s, const story_event *e, const char *case_id)
{
    activity a = {.transition = transition_of(e->what)};
    char name[LONGEST_NAME];

    if (e->what == SF_LIFE_GETS_OWNER && e->detail != UINT32_MAX)
        snprintf(w->resource, sizeof w->resource, _("veileder %u"), e->detail + 1);
    sf_tame(story_activity(s, e, name, sizeof name), a.name, sizeof a.name);
    write_time(s->model, e->time, a.time, sizeof a.time);
    snprintf(a.resource, sizeof a.resource, "%s", w->resource);
    a.instance = instance_of(w, &a);
    return w->event(w, case_id, &a);
}

/* --- cases ------------------------------------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const sf_logged_event *const *x = a, *const *y = b;

    if ((*x)->key != (*y)->key)
        return (*x)->key < (*y)->key ? -1 : 1;
    return *x < *y ? -1 : *x > *y; /* both in one array: the order in which they happened */
}

static const char *segment_of(const story *s)
{
    const sf_catalogue *c = &s->model->catalogue;

    return s->n > 0 && s->events[0].what == SF_LIFE_ARRIVES && 1 + s->events[0].detail < c->n_segments
               ? c->segment_labels[1 + s->events[0].detail]
               : "";
}

static sf_status write_case(writing *w, const sf_rerun *rerun, uint32_t scenario, const sf_logged_event *const *events,
                            size_t n, sf_error *err)
{
    story s = {.model = rerun->model, .config = rerun->config, .scenario = scenario, .key = events[0]->key};
    char case_id[128];
    bool is_well = true;

    for (size_t i = 0; i < n; i++)
        story_hears(&s, events[i]->key, events[i]->time, (sf_life)events[i]->what, events[i]->detail);
    if (s.failed) {
        story_free(&s);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    story_ends(&s);
    snprintf(case_id, sizeof case_id, "%s/%u/%016llx", w->block->scenario, w->block->replication,
             (unsigned long long)s.key);
    w->n_open = 0;
    w->instances = 0;
    w->resource[0] = '\0';
    sf_tame(segment_of(&s), w->segment, sizeof w->segment);
    if (w->begins != NULL)
        is_well = w->begins(w, case_id);
    for (size_t i = 0; i < s.n && is_well; i++)
        is_well = write_event(w, &s, &s.events[i], case_id);
    if (w->ends != NULL)
        is_well = w->ends(w, case_id) && is_well;
    story_free(&s);
    return is_well ? SF_OK : SF_FAIL(err, SF_EIO, NULL, _("the event log cannot be written: %s"), strerror(errno));
}

static sf_status write_block(writing *w, const char *dir, const sf_study *study, const sf_rerun *rerun, sf_error *err)
{
    sf_logged_event *events = NULL;
    const sf_logged_event **order = NULL;
    size_t n = 0, number = 0;
    uint32_t scenario = 0;
    sf_status status = sf_event_block_read(dir, w->block, &events, err);

    if (status == SF_OK && !sf_study_find_scenario(study, w->block->scenario, &number))
        status = SF_FAIL(err, SF_EDATA, NULL, _("%s/%s is damaged"), dir, SF_FILE_EVENTS);
    if (status == SF_OK)
        status = sf_rerun_scenario(rerun, study, number, &scenario, err);
    if (status == SF_OK) {
        n = (size_t)w->block->n_events;
        order = malloc((n + 1) * sizeof *order);
        if (order == NULL)
            status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    if (status == SF_OK) {
        for (size_t i = 0; i < n; i++)
            order[i] = &events[i];
        qsort(order, n, sizeof *order, by_key);
    }
    for (size_t i = 0; status == SF_OK && i < n;) {
        size_t end = i;

        while (end < n && order[end]->key == order[i]->key)
            end++;
        status = write_case(w, rerun, scenario, order + i, end - i, err);
        i = end;
    }
    free(order);
    free(events);
    return status;
}

/* By scenario as in the config, then replication. */
static size_t rank_of(const sf_study *study, const sf_event_block *block)
{
    size_t number = SIZE_MAX;

    (void)sf_study_find_scenario(study, block->scenario, &number);
    return number;
}

static void sort_blocks(const sf_study *study, sf_event_block *blocks, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0; k--) {
            const size_t a = rank_of(study, &blocks[k - 1]), b = rank_of(study, &blocks[k]);
            const sf_event_block swap = blocks[k];

            if (a < b || (a == b && blocks[k - 1].replication < blocks[k].replication))
                break;
            blocks[k] = blocks[k - 1];
            blocks[k - 1] = swap;
        }
}

/* A run that is stopped, or that has seen enough, logs replications that it does not store. */
static bool is_stored(const sf_study *study, const sf_event_block *block)
{
    size_t number = 0;

    if (!sf_study_find_scenario(study, block->scenario, &number))
        return true; /* a block of another study is found out when it is read */
    for (size_t i = 0; i < sf_study_replications(study, number); i++)
        if (sf_study_replication_number(study, number, i) == block->replication)
            return true;
    return false;
}

static sf_status write_blocks(writing *w, const char *dir, sf_error *err)
{
    sf_study *study = NULL;
    sf_rerun rerun = {0};
    sf_event_block *blocks = NULL;
    size_t n = 0;
    sf_status status = sf_study_open(dir, &study, err);

    if (status == SF_OK)
        status = sf_event_blocks(dir, &blocks, &n, err);
    if (status == SF_OK)
        status = sf_rerun_open(dir, study, &rerun, err);
    if (status == SF_OK)
        sort_blocks(study, blocks, n);
    for (size_t i = 0; status == SF_OK && i < n; i++) {
        w->block = &blocks[i];
        if (is_stored(study, w->block))
            status = write_block(w, dir, study, &rerun, err);
    }
    sf_rerun_close(&rerun);
    sf_study_close(study);
    free(blocks);
    return status;
}

/* --- files ------------------------------------------------------------------------------------------------------------------- */

/* A file that replaces DIR/name when it is whole. */
typedef struct growing {
    int folder, file;
    const char *dir, *name;
    char temporary[64];
} growing;

static sf_status begin_file(const char *dir, const char *name, growing *g, sf_error *err)
{
    sf_status status = sf_folder_open(dir, NULL, &g->folder, err);

    if (status != SF_OK)
        return status;
    g->dir = dir;
    g->name = name;
    snprintf(g->temporary, sizeof g->temporary, "%s.tmp", name);
    (void)unlinkat(g->folder, g->temporary, 0); /* left by a run that was killed */
    g->file = openat(g->folder, g->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (g->file >= 0)
        return SF_OK;
    status = SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s cannot be made: %s"), dir, name, strerror(errno));
    close(g->folder);
    return status;
}

static sf_status end_file(growing *g, sf_status status, sf_error *err)
{
    if (status == SF_OK && (fsync(g->file) != 0 || renameat(g->folder, g->temporary, g->folder, g->name) != 0))
        status = SF_FAIL(err, SF_EIO, NULL, _("%s/%s cannot be written: %s"), g->dir, g->name, strerror(errno));
    if (status == SF_OK)
        (void)fsync(g->folder);
    else
        (void)unlinkat(g->folder, g->temporary, 0);
    close(g->file);
    close(g->folder);
    return status;
}

/* --- CSV --------------------------------------------------------------------------------------------------------------------- */

/* RFC 4180: quoted, quotes doubled. */
static void put_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static bool csv_event(writing *w, const char *case_id, const activity *a)
{
    fprintf(w->csv, "%s,", case_id);
    put_quoted(w->csv, a->name);
    fprintf(w->csv, ",%s,%s,%s-%u,", a->time, a->transition, case_id, a->instance);
    put_quoted(w->csv, a->resource);
    fprintf(w->csv, ",%s,%u,", w->block->scenario, w->block->replication);
    put_quoted(w->csv, w->segment);
    fputc('\n', w->csv);
    return ferror(w->csv) == 0;
}

sf_status events_export_csv(const char *dir, sf_error *err)
{
    growing g;
    writing *w = calloc(1, sizeof *w);
    int copy; /* fclose closes it */
    sf_status status =
        w == NULL ? SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory")) : begin_file(dir, "events.csv", &g, err);

    if (status != SF_OK) {
        free(w);
        return status;
    }
    w->event = csv_event;
    copy = dup(g.file);
    w->csv = copy < 0 ? NULL : fdopen(copy, "w");
    if (w->csv == NULL && copy >= 0)
        close(copy);
    if (w->csv == NULL)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    if (status == SF_OK) {
        fputs("case:concept:name,concept:name,time:timestamp,lifecycle:transition,concept:instance,org:resource,"
              "case:scenario,case:replication,case:segment\n",
              w->csv);
        status = write_blocks(w, dir, err);
    }
    if (w->csv != NULL && fclose(w->csv) != 0 && status == SF_OK)
        status = SF_FAIL(err, SF_EIO, NULL, _("%s/%s cannot be written: %s"), dir, "events.csv", strerror(errno));
    free(w);
    return end_file(&g, status, err);
}

/* --- XES --------------------------------------------------------------------------------------------------------------------- */

static bool put_attribute(xmlTextWriterPtr xml, const char *kind, const char *key, const char *value)
{
    return xmlTextWriterStartElement(xml, BAD_CAST kind) >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "key", BAD_CAST key) >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "value", BAD_CAST value) >= 0 && xmlTextWriterEndElement(xml) >= 0;
}

static bool put_extension(xmlTextWriterPtr xml, const char *name, const char *prefix)
{
    char uri[64];

    snprintf(uri, sizeof uri, "http://www.xes-standard.org/%s.xesext", prefix);
    return xmlTextWriterStartElement(xml, BAD_CAST "extension") >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "name", BAD_CAST name) >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "prefix", BAD_CAST prefix) >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "uri", BAD_CAST uri) >= 0 && xmlTextWriterEndElement(xml) >= 0;
}

static bool put_classifier(xmlTextWriterPtr xml, const char *name, const char *keys)
{
    return xmlTextWriterStartElement(xml, BAD_CAST "classifier") >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "name", BAD_CAST name) >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "keys", BAD_CAST keys) >= 0 && xmlTextWriterEndElement(xml) >= 0;
}

static bool put_globals(xmlTextWriterPtr xml)
{
    return xmlTextWriterStartElement(xml, BAD_CAST "global") >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "scope", BAD_CAST "trace") >= 0 &&
           put_attribute(xml, "string", "concept:name", "") && xmlTextWriterEndElement(xml) >= 0 &&
           xmlTextWriterStartElement(xml, BAD_CAST "global") >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "scope", BAD_CAST "event") >= 0 &&
           put_attribute(xml, "string", "concept:name", "") &&
           put_attribute(xml, "date", "time:timestamp", "1970-01-01T00:00:00.000+01:00") &&
           put_attribute(xml, "string", "lifecycle:transition", "complete") && xmlTextWriterEndElement(xml) >= 0;
}

static bool xes_begins(xmlTextWriterPtr xml)
{
    return xmlTextWriterSetIndent(xml, 1) >= 0 && xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL) >= 0 &&
           xmlTextWriterStartElement(xml, BAD_CAST "log") >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "xes.version", BAD_CAST "1849.2016") >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "xes.features", BAD_CAST "") >= 0 &&
           xmlTextWriterWriteAttribute(xml, BAD_CAST "xmlns", BAD_CAST "http://www.xes-standard.org/") >= 0 &&
           put_extension(xml, "Concept", "concept") && put_extension(xml, "Time", "time") &&
           put_extension(xml, "Lifecycle", "lifecycle") && put_extension(xml, "Organizational", "org") &&
           put_globals(xml) && put_classifier(xml, "Activity", "concept:name") &&
           put_classifier(xml, "Activity and transition", "concept:name lifecycle:transition");
}

static bool xes_case_begins(writing *w, const char *case_id)
{
    char replication[16];

    snprintf(replication, sizeof replication, "%u", w->block->replication);
    return xmlTextWriterStartElement(w->xml, BAD_CAST "trace") >= 0 &&
           put_attribute(w->xml, "string", "concept:name", case_id) &&
           put_attribute(w->xml, "string", "scenario", w->block->scenario) &&
           put_attribute(w->xml, "int", "replication", replication) &&
           put_attribute(w->xml, "string", "segment", w->segment);
}

static bool xes_case_ends(writing *w, const char *case_id)
{
    (void)case_id;
    return xmlTextWriterEndElement(w->xml) >= 0;
}

static bool xes_event(writing *w, const char *case_id, const activity *a)
{
    char instance[160];

    snprintf(instance, sizeof instance, "%s-%u", case_id, a->instance);
    return xmlTextWriterStartElement(w->xml, BAD_CAST "event") >= 0 &&
           put_attribute(w->xml, "string", "concept:name", a->name) &&
           put_attribute(w->xml, "date", "time:timestamp", a->time) &&
           put_attribute(w->xml, "string", "lifecycle:transition", a->transition) &&
           put_attribute(w->xml, "string", "concept:instance", instance) &&
           (a->resource[0] == '\0' || put_attribute(w->xml, "string", "org:resource", a->resource)) &&
           xmlTextWriterEndElement(w->xml) >= 0;
}

/* libxml2 would print what goes wrong; our own sentence says it. */
static void stays_quiet(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

sf_status events_export_xes(const char *dir, sf_error *err)
{
    growing g;
    writing *w = calloc(1, sizeof *w);
    xmlOutputBufferPtr buffer = NULL;
    sf_status status =
        w == NULL ? SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory")) : begin_file(dir, "events.xes", &g, err);

    if (status != SF_OK) {
        free(w);
        return status;
    }
    xmlSetGenericErrorFunc(NULL, stays_quiet);
    w->begins = xes_case_begins;
    w->ends = xes_case_ends;
    w->event = xes_event;
    buffer = xmlOutputBufferCreateFd(g.file, NULL);
    w->xml = buffer == NULL ? NULL : xmlNewTextWriter(buffer);
    if (w->xml == NULL || !xes_begins(w->xml)) {
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    } else {
        status = write_blocks(w, dir, err);
        errno = 0;
        if (status == SF_OK && (xmlTextWriterEndDocument(w->xml) < 0 || xmlTextWriterFlush(w->xml) < 0))
            status = SF_FAIL(err, SF_EIO, NULL, _("%s/%s cannot be written: %s"), dir, "events.xes", strerror(errno));
    }
    if (w->xml != NULL)
        xmlFreeTextWriter(w->xml);
    else if (buffer != NULL)
        xmlOutputBufferClose(buffer);
    free(w);
    return end_file(&g, status, err);
}
