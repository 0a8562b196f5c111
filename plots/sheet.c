/* plots/sheet.c - names and numbers as people read them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/sheet.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"

#define SHEET_BYTES ((size_t)256 << 20) /* address space; only what is used is committed */

sf_effect sf_effect_of(const sf_sheet *sheet, size_t scenario)
{
    static const char *const endings[SF_EFFECTS] = {"", "@off", "@low", "@high"};
    const char *id = sheet->facts->scenarios[scenario].id, *ending = id + strcspn(id, "@");

    for (int e = SF_EFFECT_OFF; e < SF_EFFECTS; e++)
        if (strcmp(ending, endings[e]) == 0)
            return (sf_effect)e;
    return SF_EFFECT_AS_CONFIGURED;
}

size_t sf_scenario_under(const sf_sheet *sheet, size_t plain, sf_effect effect)
{
    const char *id = sheet->facts->scenarios[plain].id;
    const size_t length = strcspn(id, "@");

    for (size_t s = 0; s < sheet->facts->n_scenarios; s++) {
        const char *other = sheet->facts->scenarios[s].id;

        if (sf_effect_of(sheet, s) == effect && strcspn(other, "@") == length && strncmp(other, id, length) == 0)
            return s;
    }
    return SIZE_MAX;
}

const char *sf_effect_words(sf_effect effect)
{
    static const char *const words[SF_EFFECTS] = {N_("as in the config"), N_("no effect"), N_("low effect"),
                                                  N_("high effect")};

    return _(words[effect]);
}

/* Generated scenarios are the points of one chart; all others show what was declared. */
static bool is_declared(const sf_study_info *facts, size_t scenario)
{
    return facts->design == NULL || sf_design_point_of(facts->design, facts->scenarios[scenario].id) == NULL;
}

static void choose_plain(sf_sheet *sheet)
{
    size_t *plain = sf_take(sheet, sheet->facts->n_scenarios, sizeof *plain);

    for (size_t s = 0; plain != NULL && s < sheet->facts->n_scenarios; s++)
        if (sf_effect_of(sheet, s) == SF_EFFECT_AS_CONFIGURED && is_declared(sheet->facts, s))
            plain[sheet->n_plain++] = s;
    sheet->plain = plain;
}

static void choose_scenarios(sf_sheet *sheet)
{
    const sf_study_info *facts = sheet->facts;

    choose_plain(sheet);

    for (size_t s = 0; s < facts->n_scenarios; s++)
        if (facts->compare_with != NULL && strcmp(facts->scenarios[s].id, facts->compare_with) == 0)
            sheet->baseline = s;
    for (size_t i = 0; i < sheet->n_plain && sheet->n_shown < SF_MOST_SCENARIOS; i++)
        sheet->shown[sheet->n_shown++] = sheet->plain[i];
    if (sheet->n_shown > 0 && sheet->baseline > sheet->shown[sheet->n_shown - 1])
        sheet->shown[sheet->n_shown - 1] = sheet->baseline;
}

sf_status sf_sheet_open_bare(sf_language language, sf_sheet *out, sf_error *err)
{
    sf_sheet sheet = {.language = language};
    sf_status status = sf_arena_open(SHEET_BYTES, &sheet.arena, err);

    if (status != SF_OK)
        return status;
    status = sf_lettering_open(&sheet.lettering, err);
    if (status != SF_OK) {
        sf_arena_close(sheet.arena);
        return status;
    }
    *out = sheet;
    return SF_OK;
}

static void belongs_to(sf_sheet *sheet, sf_study *study)
{
    sheet->study = study;
    sheet->facts = sf_study_facts(study);
    sheet->catalogue = sheet->facts->catalogue;
    choose_scenarios(sheet);
}

sf_status sf_sheet_open(sf_study *study, sf_language language, sf_sheet *out, sf_error *err)
{
    sf_status status = sf_sheet_open_bare(language, out, err);

    if (status == SF_OK)
        belongs_to(out, study);
    return status;
}

sf_status sf_sheet_open_words(sf_study *study, sf_language language, sf_sheet *out, sf_error *err)
{
    sf_sheet sheet = {.language = language};
    sf_status status = sf_arena_open(SHEET_BYTES, &sheet.arena, err);

    if (status != SF_OK)
        return status;
    belongs_to(&sheet, study);
    *out = sheet;
    return SF_OK;
}

void sf_sheet_close(sf_sheet *sheet)
{
    sf_lettering_close(sheet->lettering);
    sf_arena_close(sheet->arena);
    *sheet = (sf_sheet){0};
}

sf_status sf_sheet_status(const sf_sheet *sheet, sf_error *err)
{
    if (sheet->is_spent)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    return SF_OK;
}

void *sf_take(sf_sheet *sheet, size_t count, size_t size)
{
    void *memory = sf_arena_take(sheet->arena, count > 0 ? count : 1, size);

    if (memory == NULL)
        sheet->is_spent = true;
    return memory;
}

const char *sf_print(sf_sheet *sheet, const char *format, ...)
{
    va_list args;
    int length;
    char *text;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = length < 0 ? NULL : sf_take(sheet, (size_t)length + 1, 1);
    if (text == NULL)
        return "";
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    return text;
}

/* --- names ------------------------------------------------------------------------------------------------------------- */

uint16_t sf_metric_of(const sf_sheet *sheet, const char *id)
{
    for (size_t m = 0; m < sheet->catalogue->n_metrics; m++)
        if (strcmp(sheet->catalogue->metrics[m].id, id) == 0)
            return (uint16_t)m;
    return SF_NOWHERE;
}

uint16_t sf_entity_of(const sf_sheet *sheet, const char *id)
{
    for (size_t e = 0; e < sheet->catalogue->n_entities; e++)
        if (strcmp(sheet->catalogue->entities[e], id) == 0)
            return (uint16_t)e;
    return SF_NOWHERE;
}

/* gettext answers an empty text with the catalogue's header, so an empty label falls back on the id. */
static const char *label_or_id(const char *label, const char *id)
{
    return label != NULL && label[0] != '\0' ? label : id;
}

/* A qualifier in words: a state's or an entity's name, a payer; itself when it is none of these. */
static const char *qualifier_words(sf_sheet *sheet, const char *qualifier)
{
    const sf_catalogue *c = sheet->catalogue;

    for (size_t s = 0; s < c->n_states; s++)
        if (strcmp(c->states[s], qualifier) == 0)
            return sf_state_name(sheet, s);
    if (strcmp(qualifier, "state") == 0)
        return _("the state");
    if (strcmp(qualifier, "municipality") == 0)
        return _("the municipality");
    return qualifier;
}

/* "outcome.by/work/24" has a sentence of its own; other qualifiers follow the label. */
static const char *qualified_name(sf_sheet *sheet, const char *id, const char *label)
{
    char parts[96];
    char *first, *second;

    if (strlen(id) >= sizeof parts)
        return label;
    memcpy(parts, id, strlen(id) + 1);
    first = strchr(parts, '/');
    if (first == NULL)
        return label;
    *first++ = '\0';
    second = strchr(first, '/');
    if (second != NULL)
        *second++ = '\0';
    if (second != NULL && strcmp(parts, "outcome.by") == 0)
        return sf_print(sheet, _("%s within %s months of entry"), qualifier_words(sheet, first), second);
    if (second != NULL && strcmp(parts, "status.at") == 0)
        return sf_print(sheet, _("%s, %s months after entry"), qualifier_words(sheet, first), second);
    if (strcmp(parts, "contact.held") == 0 || strcmp(parts, "clock.lost") == 0) /* each has its own label */
        return label;
    if (strcmp(parts, "hours") == 0)
        return sf_print(sheet, _("Hours: %s"), label);
    if (strcmp(parts, "backlog") == 0)
        return sf_print(sheet, _("Open tasks: %s"), label);
    if (strcmp(parts, "need.wanted") == 0)
        return sf_print(sheet, _("Needs seen: %s"), label);
    if (strcmp(parts, "unmet.need") == 0)
        return sf_print(sheet, _("Unmet need: %s"), label);
    return sf_print(sheet, "%s: %s", label, qualifier_words(sheet, first));
}

const char *sf_metric_name(sf_sheet *sheet, uint16_t metric)
{
    const sf_metric *m = &sheet->catalogue->metrics[metric];
    const char *label = m->label != NULL && m->label[0] != '\0' ? _(m->label) : m->id;

    return strchr(m->id, '/') == NULL || label == m->id ? label : qualified_name(sheet, m->id, label);
}

const char *sf_metric_label(const sf_sheet *sheet, uint16_t metric)
{
    const sf_metric *m = &sheet->catalogue->metrics[metric];

    return m->label != NULL && m->label[0] != '\0' ? _(m->label) : m->id;
}

const char *sf_entity_name(const sf_sheet *sheet, uint16_t entity)
{
    if (entity == 0)
        return _("All");
    return label_or_id(sheet->catalogue->entity_labels[entity], sheet->catalogue->entities[entity]);
}

const char *sf_segment_name(const sf_sheet *sheet, uint16_t segment)
{
    if (segment == 0)
        return _("All");
    return label_or_id(sheet->catalogue->segment_labels[segment], sheet->catalogue->segments[segment]);
}

const char *sf_scenario_name(const sf_sheet *sheet, size_t scenario)
{
    return label_or_id(sheet->facts->scenarios[scenario].label, sheet->facts->scenarios[scenario].id);
}

const char *sf_state_name(const sf_sheet *sheet, size_t state)
{
    return label_or_id(sheet->catalogue->state_labels[state], sheet->catalogue->states[state]);
}

/* "Inflow: AAP" needs no ", AAP". */
static bool ends_with(const char *text, const char *ending)
{
    const size_t n = strlen(text), m = strlen(ending);

    return n >= m && strcmp(text + n - m, ending) == 0;
}

const char *sf_full_name(sf_sheet *sheet, uint16_t metric, uint16_t entity, uint16_t segment)
{
    const char *name = sf_metric_name(sheet, metric);

    if (entity > 0 && !ends_with(name, sf_entity_name(sheet, entity)))
        name = sf_print(sheet, "%s, %s", name, sf_entity_name(sheet, entity));
    if (segment > 0)
        name = sf_print(sheet, "%s, %s", name, sf_segment_name(sheet, segment));
    return name;
}

const char *sf_stat_words(sf_stat stat)
{
    switch (stat) {
    case SF_STAT_MEAN:
        return _("mean");
    case SF_STAT_SD:
        return _("spread (standard deviation)");
    case SF_STAT_P50:
        return _("half within");
    case SF_STAT_P90:
        return _("nine of ten within");
    case SF_STAT_P95:
        return _("19 of 20 within");
    case SF_STAT_SHARE_ZERO:
        return _("share without a wait");
    case SF_STAT_SHARE_WITHIN:
        return _("share within the target");
    case SF_STAT_RATE:
        return _("a year");
    case SF_STAT_COUNT:
        return _("number");
    case SF_STAT_SUM:
        return _("total");
    case SF_STAT_ABANDONED:
        return _("share who left unserved");
    case SF_STAT_STILL_WAITING:
        return _("share still waiting");
    case SF_STAT_KINDS:
        break;
    }
    return "";
}

/* The share of those who ..., and a rate whose unit says "a year", need no word for the statistic. */
static bool says_itself(const sf_metric *metric, sf_stat stat)
{
    return (stat == SF_STAT_MEAN && sf_unit_is_share(metric->unit)) ||
           (stat == SF_STAT_RATE && metric->unit != NULL && strchr(metric->unit, '/') != NULL);
}

const char *sf_measure_name(sf_sheet *sheet, uint16_t metric, uint16_t entity, uint16_t segment, sf_stat stat,
                            const char *unit)
{
    const char *name = sf_full_name(sheet, metric, entity, segment);

    if (!says_itself(&sheet->catalogue->metrics[metric], stat))
        name = sf_print(sheet, "%s: %s", name, sf_stat_words(stat));
    return unit[0] != '\0' ? sf_print(sheet, "%s (%s)", name, unit) : name;
}

const char *sf_scenario_label(const sf_sheet *sheet, const char *id)
{
    size_t number;

    return sf_study_find_scenario(sheet->study, id, &number) ? sf_scenario_name(sheet, number) : id;
}

bool sf_is_no_effect(const sf_sheet *sheet, size_t target, double size)
{
    const double matters = sheet->facts->targets[target].matters;

    return isnan(size) || fabs(size) <= (matters > 0.0 ? 1e-6 * matters : 1e-12);
}

const char *sf_target_name(sf_sheet *sheet, size_t target, const char **unit)
{
    const sf_target *t = &sheet->facts->targets[target];
    uint16_t metric, entity, segment;
    sf_stat stat;

    *unit = "";
    if (!sf_study_find_metric(sheet->study, t->metric, &metric) ||
        !sf_study_find_entity(sheet->study, t->entity, &entity) ||
        !sf_study_find_segment(sheet->study, t->segment, &segment) || !sf_stat_find(t->stat, &stat))
        return t->metric;
    *unit = sheet->catalogue->metrics[metric].unit;
    return sf_measure_name(sheet, metric, entity, segment, stat, sf_unit_words(*unit));
}

const char *sf_verdict_words(sf_verdict verdict)
{
    switch (verdict) {
    case SF_BETTER:
        return _("better");
    case SF_WORSE:
        return _("worse");
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return _("no difference that matters");
    case SF_UNDECIDED:
        break;
    }
    return _("undecided");
}

typedef struct unit_words {
    const char *unit, *words;
} unit_words;

const char *sf_unit_words(const char *unit)
{
    static const unit_words known[] = {{"d", N_("days")},
                                       {"share", "%"},
                                       {"persons", N_("persons")},
                                       {"mo", N_("months")},
                                       {"h", N_("hours")},
                                       {"h/y", N_("hours a year")},
                                       {"NOK", N_("million NOK")},
                                       {"NOK/y", N_("million NOK a year")},
                                       {"/y", N_("a year")},
                                       {"persons/y", N_("persons a year")},
                                       {"1/y", N_("a year")},
                                       {"/mo", N_("a month")},
                                       {"1/mo", N_("a month")},
                                       {"places", N_("places")},
                                       {"tasks", N_("tasks")},
                                       {"y", N_("years")},
                                       {"count", N_("number")},
                                       {"person-days", N_("person-days")},
                                       {"G", N_("base amounts (G)")},
                                       {"G/y", N_("base amounts (G) a year")},
                                       {"veiledere", N_("veiledere")},
                                       {"per person-month", N_("per person and month")},
                                       {"per spell", N_("per spell")},
                                       {"person-days/y", N_("person-days a year")},
                                       {"1", ""}};

    if (unit == NULL || unit[0] == '\0')
        return "";
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].unit, unit) == 0)
            return known[i].words[0] == '\0' ? "" : _(known[i].words);
    return unit;
}

bool sf_unit_is_share(const char *unit)
{
    return unit != NULL && strcmp(unit, "share") == 0;
}

double sf_unit_factor(const char *unit)
{
    if (sf_unit_is_share(unit))
        return 100.0;
    return unit != NULL && strncmp(unit, "NOK", 3) == 0 ? 1e-6 : 1.0; /* an office costs tens of millions a year */
}

/* --- numbers ----------------------------------------------------------------------------------------------------------- */

sf_estimate sf_estimate_of(const sf_sheet *sheet, size_t scenario, uint16_t metric, uint16_t entity, uint16_t segment,
                           sf_stat stat)
{
    const sf_catalogue *catalogue = sheet->catalogue;

    if (metric == SF_NOWHERE || entity == SF_NOWHERE || segment == SF_NOWHERE)
        return (sf_estimate){NAN, NAN, NAN, 0};
    return sf_study_value(sheet->study, sheet->facts->scenarios[scenario].id, catalogue->metrics[metric].id,
                          catalogue->entities[entity], catalogue->segments[segment], stat);
}

/* Digits after the mark that suit the largest of the numbers shown together. Tenths of a day and of a per cent are enough. */
static int decimals_for(double largest, const char *unit)
{
    if (sf_unit_is_share(unit))
        return 1;
    if (!(largest > 0.0) || !(largest < 100.0))
        return 0;
    if (largest >= 1.0 || (unit != NULL && strcmp(unit, "d") == 0))
        return 1;
    return largest >= 0.1 ? 2 : 3;
}

static double largest_of(double a, double b, double c)
{
    return fmax(isfinite(a) ? fabs(a) : 0.0, fmax(isfinite(b) ? fabs(b) : 0.0, isfinite(c) ? fabs(c) : 0.0));
}

static const char *say(sf_sheet *sheet, double value, int decimals, bool is_signed)
{
    char buffer[64];
    const char *number = sf_format_number(sheet->language, value, decimals, buffer, sizeof buffer);

    return sf_print(sheet, "%s%s", is_signed && value > 0.0 && strpbrk(number, "123456789") != NULL ? "+" : "", number);
}

static const char *say_with_interval(sf_sheet *sheet, double mean, double low, double high, const char *unit,
                                     bool is_signed)
{
    const double factor = sf_unit_factor(unit);
    /* No-break space. A difference of shares is in percentage points, which its heading says. */
    const char *suffix = sf_unit_is_share(unit) && !is_signed ? "\xc2\xa0%" : "";
    const int decimals = decimals_for(largest_of(mean, low, high) * factor, unit);
    const char *number;

    if (isnan(mean))
        return "–";
    number = say(sheet, mean * factor, decimals, is_signed);
    if (isnan(low) || isnan(high))
        return sf_print(sheet, "%s%s", number, suffix);
    /* Translators: an estimate with its interval: "12.3 (11.8 to 12.9)"; the second %s is "" or " %" */
    return sf_print(sheet, _("%s%s (%s to %s)"), number, suffix, say(sheet, low * factor, decimals, is_signed),
                    say(sheet, high * factor, decimals, is_signed));
}

const char *sf_say_value(sf_sheet *sheet, double value, const char *unit)
{
    return say_with_interval(sheet, value, NAN, NAN, unit, false);
}

const char *sf_say_estimate(sf_sheet *sheet, double mean, double low, double high, const char *unit)
{
    /* A symmetric interval may reach below zero, where no wait, share or number of people lies. */
    return say_with_interval(sheet, mean, mean >= 0.0 && low < 0.0 ? 0.0 : low, high, unit, false);
}

const char *sf_say_difference(sf_sheet *sheet, double mean, double low, double high, const char *unit)
{
    return say_with_interval(sheet, mean, low, high, unit, true);
}

sf_said sf_say_apart(sf_sheet *sheet, double mean, double low, double high, const char *unit, bool is_signed)
{
    const double factor = sf_unit_factor(unit);
    const int decimals = decimals_for(largest_of(mean, low, high) * factor, unit);

    return (sf_said){say(sheet, mean * factor, decimals, is_signed), say(sheet, low * factor, decimals, is_signed),
                     say(sheet, high * factor, decimals, is_signed)};
}

const char *sf_say_plain(sf_sheet *sheet, double value)
{
    int decimals = 0;
    double scaled = fabs(value);

    while (decimals < 4 && fabs(scaled - round(scaled)) > 1e-6 * fmax(1.0, scaled)) {
        scaled *= 10.0;
        decimals++;
    }
    return say(sheet, value, decimals, false);
}

const char *sf_say_count(sf_sheet *sheet, double count)
{
    return say(sheet, count, 0, false);
}

const char *sf_say_date(sf_sheet *sheet, double civil_day)
{
    const sf_date date = sf_civil_date((int32_t)floor(civil_day));

    if (sheet->language == SF_LANGUAGE_NB)
        return sf_print(sheet, "%d.%d.%d", date.day, date.month, date.year);
    return sf_print(sheet, "%04d-%02d-%02d", date.year, date.month, date.day);
}

static const char *file_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

const char *sf_say_source(sf_sheet *sheet)
{
    const sf_study_info *facts = sheet->facts;
    size_t least = SIZE_MAX, most = 0;

    for (size_t s = 0; s < facts->n_scenarios; s++) {
        const size_t n = sf_study_replications(sheet->study, s);

        if (n == 0)
            continue; /* left out: not in the picture */
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    if (least > most)
        least = most;
    return sf_print(
        sheet, _("Source: %s (config %.12s), %s replications, seed %llu, %s."), file_of(facts->config_path),
        facts->config_digest,
        least == most ? sf_say_count(sheet, (double)most)
                      : sf_print(sheet, "%s–%s", sf_say_count(sheet, (double)least), sf_say_count(sheet, (double)most)),
        (unsigned long long)facts->seed, facts->build);
}

/* --- tables ------------------------------------------------------------------------------------------------------------ */

static const char *const *copy_cells(sf_sheet *sheet, size_t n, const char *const cells[])
{
    const char **copy = sf_take(sheet, n, sizeof *copy);

    if (copy != NULL)
        memcpy(copy, cells, n * sizeof *copy);
    return copy;
}

sf_table sf_table_begin(sf_sheet *sheet, size_t n_columns, size_t n_texts, const char *const heads[])
{
    return (sf_table){.n_columns = n_columns, .n_texts = n_texts, .heads = copy_cells(sheet, n_columns, heads)};
}

void sf_table_add(sf_sheet *sheet, sf_table *table, const char *const cells[])
{
    sf_table_row *row = sf_take(sheet, 1, sizeof *row);

    if (row == NULL)
        return;
    row->cells = copy_cells(sheet, table->n_columns, cells);
    if (row->cells == NULL)
        return;
    if (table->last == NULL)
        table->first = row;
    else
        table->last->next = row;
    table->last = row;
    table->n_rows++;
}
