/* app/note.c - a config on paper, in columns: first people and hours, then places, then what nobody can meet, then the numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/note.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"

enum { NAME_WIDTH = 32, COLUMN_WIDTH = 14, MOST_COLUMNS = 7, FIRST_FEW = 5 };

typedef struct page {
    const note *about;
    sf_language language;
    FILE *out;
} page;

/* --- columns ---------------------------------------------------------------------------------------------------------------- */

/* Characters, not bytes: a name with æ takes one column for it. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void pad(const page *p, int count)
{
    for (; count > 0; count--)
        fputc(' ', p->out);
}

/* A name at the left; one that is too long pushes the columns of its row. */
static void put_name(const page *p, int indent, const char *name)
{
    pad(p, indent);
    fputs(name, p->out);
    pad(p, NAME_WIDTH - indent - width_of(name));
}

static void put_right(const page *p, const char *text)
{
    const int gap = COLUMN_WIDTH - width_of(text);

    pad(p, gap > 2 ? gap : 2);
    fputs(text, p->out);
}

static void put_number(const page *p, double value, int decimals)
{
    char text[64];

    put_right(p, isinf(value) ? _("unlimited") : sf_format_number(p->language, value, decimals, text, sizeof text));
}

static void put_share(const page *p, double part, double whole)
{
    char number[48], text[64];

    if (isinf(whole))
        put_right(p, "\xe2\x80\x93");
    else if (!(whole > 0.0))
        put_right(p, part > 0.0 ? "\xe2\x88\x9e" : "\xe2\x80\x93");
    else {
        snprintf(text, sizeof text, "%s %%",
                 sf_format_number(p->language, 100.0 * part / whole, 0, number, sizeof number));
        put_right(p, text);
    }
}

static void put_head(const page *p, const char *name, const char *const *columns, size_t count)
{
    fputc('\n', p->out);
    put_name(p, 0, name);
    for (size_t i = 0; i < count; i++)
        put_right(p, columns[i]);
    fputc('\n', p->out);
}

/* --- tables: the first scenario in full, of the others only what differs ------------------------------------------------------ */

typedef size_t row_count(const sf_outlook *o);
typedef const void *row_at(const sf_outlook *o, size_t i);
typedef void put_row(const page *p, const void *row);

typedef struct table {
    row_count *count;
    row_at *at;
    put_row *put;
    size_t size; /* of a row */
} table;

static bool differs(const page *p, const table *t, size_t scenario, size_t row)
{
    return memcmp(t->at(&p->about->outlooks[0], row), t->at(&p->about->outlooks[scenario], row), t->size) != 0;
}

static void put_table(const page *p, const table *t)
{
    const size_t scenarios = p->about->model->n_scenarios;

    for (size_t s = 0; s < scenarios; s++) {
        const sf_outlook *o = &p->about->outlooks[s];
        bool is_named = scenarios == 1;

        for (size_t i = 0; i < t->count(o); i++) {
            if (s > 0 && !differs(p, t, s, i))
                continue;
            if (!is_named)
                fprintf(p->out, "  %s\n", o->label);
            is_named = true;
            t->put(p, t->at(o, i));
        }
    }
}

static size_t programme_count(const sf_outlook *o)
{
    return o->n_programmes;
}

static const void *programme_at(const sf_outlook *o, size_t i)
{
    return &o->programmes[i];
}

static void put_programme(const page *p, const void *row)
{
    const sf_programme_outlook *o = row;

    put_name(p, 4, o->label);
    put_number(p, o->inflow, 0);
    put_number(p, o->starts, 0);
    put_number(p, o->stay_months, 1);
    put_number(p, o->people, 0);
    fputc('\n', p->out);
}

static size_t team_count(const sf_outlook *o)
{
    return o->n_teams;
}

static const void *team_at(const sf_outlook *o, size_t i)
{
    return &o->teams[i];
}

static void put_team(const page *p, const void *row)
{
    const sf_team_outlook *o = row;

    if (o->veiledere == 0 && o->people <= 0.0)
        return; /* a pool that nobody is sent to here */
    put_name(p, 4, o->label);
    put_number(p, o->people, 0);
    put_number(p, o->veiledere, 0);
    put_number(p, o->limit, 0);
    put_share(p, o->people, o->room);
    put_number(p, o->asked_hours, 0);
    put_number(p, o->there_hours, 0);
    put_share(p, o->asked_hours, o->there_hours);
    fputc('\n', p->out);
}

static size_t tiltak_count(const sf_outlook *o)
{
    return o->n_tiltak;
}

static const void *tiltak_at(const sf_outlook *o, size_t i)
{
    return &o->tiltak[i];
}

static void put_tiltak(const page *p, const void *row)
{
    const sf_tiltak_outlook *o = row;

    put_name(p, 4, o->label);
    put_number(p, o->wanted, 0);
    put_number(p, o->stay_months, 1);
    put_number(p, o->places_wanted, 0);
    put_number(p, fmin(o->places, o->places_paid), 0);
    put_share(p, o->places_wanted, fmin(o->places, o->places_paid));
    fputc('\n', p->out);
}

static size_t treatment_count(const sf_outlook *o)
{
    return o->n_treatments;
}

static const void *treatment_at(const sf_outlook *o, size_t i)
{
    return &o->treatments[i];
}

static void put_treatment(const page *p, const void *row)
{
    const sf_treatment_outlook *o = row;

    put_name(p, 4, o->label);
    put_number(p, o->wanted, 0);
    put_number(p, o->wait_months, 1);
    put_number(p, o->stay_months, 1);
    put_number(p, o->waiting, 0);
    put_number(p, o->treated, 0);
    fputc('\n', p->out);
}

static size_t market_count(const sf_outlook *o)
{
    return o->n_markets;
}

static const void *market_at(const sf_outlook *o, size_t i)
{
    return &o->markets[i];
}

static void put_market(const page *p, const void *row)
{
    const sf_market_outlook *o = row;

    put_name(p, 4, o->label);
    put_number(p, o->wanted, 0);
    put_number(p, o->openings, 0);
    put_share(p, o->wanted, o->openings);
    fputc('\n', p->out);
}

static void put_tables(const page *p)
{
    const sf_outlook *o = &p->about->outlooks[0];
    const char *const people[] = {_("inflow/year"), _("start/year"), _("stay, months"), _("people")};
    const char *const teams[] = {_("people"),      _("veiledere"),   _("limit"), _("of the room"),
                                 _("hours asked"), _("hours there"), _("load")};
    const char *const places[] = {_("wanted/year"), _("stay, months"), _("places wanted"), _("places"), _("load")};
    const char *const treatments[] = {_("wanted/year"), _("wait, months"), _("stay, months"), _("waiting"),
                                      _("in treatment")};
    const char *const markets[] = {_("ready/year"), _("openings/year"), _("load")};

    if (o->n_programmes > 0) {
        put_head(p, _("People = inflow x stay"), people, 4);
        put_table(p, &(table){programme_count, programme_at, put_programme, sizeof *o->programmes});
    }
    if (o->n_teams > 0) {
        put_head(p, _("Teams (hours a year)"), teams, 7);
        put_table(p, &(table){team_count, team_at, put_team, sizeof *o->teams});
    }
    if (o->n_tiltak > 0) {
        put_head(p, _("Tiltak"), places, 5);
        put_table(p, &(table){tiltak_count, tiltak_at, put_tiltak, sizeof *o->tiltak});
    }
    if (o->n_treatments > 0) {
        put_head(p, _("Treatment"), treatments, 5);
        put_table(p, &(table){treatment_count, treatment_at, put_treatment, sizeof *o->treatments});
    }
    if (o->n_markets > 0) {
        put_head(p, _("Labour markets"), markets, 3);
        put_table(p, &(table){market_count, market_at, put_market, sizeof *o->markets});
    }
}

/* --- sentences -------------------------------------------------------------------------------------------------------------- */

static void put_about(const page *p)
{
    const sf_model *m = p->about->model;
    const sf_node *root = sf_setup_root(sf_config_base(p->about->config));
    const sf_date from = sf_civil_date((int32_t)m->start_civil_day),
                  to = sf_civil_date((int32_t)(m->start_civil_day + m->length_days) - 1);
    char years[32];

    if (p->about->warnings == 0)
        fprintf(p->out, _("%s: no errors.\n"), p->about->file);
    else
        fprintf(p->out, _("%s: no errors; warnings: %zu.\n"), p->about->file, p->about->warnings);
    fprintf(p->out, "%s\n", sf_node_text(sf_node_get(root, "title"), SF_ALWAYS));
    fprintf(
        p->out,
        _("Scenarios: %zu, %u replications of each. Measured from %04d-%02d-%02d to %04d-%02d-%02d, after %s years of warm-up.\n"),
        m->n_scenarios, m->replications, from.year, from.month, from.day, to.year, to.month, to.day,
        sf_format_auto(p->language, m->warm_up_days / SF_DAYS_PER_YEAR, years, sizeof years));
    if (m->n_programmes > 0)
        fprintf(
            p->out, "\n%s\n",
            _("On paper, from the first measured day on: nobody waits, treatment and tiltak change nothing, and a stay ends by the\n"
              "exit rates or the legal limit. The run tells what waiting and tiltak make of it."));
    if (m->people_return)
        fprintf(
            p->out, "%s\n",
            _("Who comes back, or comes on from another programme, is counted from the empty start on, month by month."));
    for (size_t s = 0; s < m->n_scenarios; s++) {
        if (p->about->outlooks[s].later_dates > 0)
            fprintf(p->out, _("%s: changes on %zu later dates are not in these figures.\n"),
                    p->about->outlooks[s].label, p->about->outlooks[s].later_dates);
    }
}

/* The ids whose bits are set, "low, high". */
static const char *ids_of(uint64_t bits, size_t count, const char *(*id_at)(const sf_model *m, size_t i),
                          const sf_model *m, char *buffer, size_t size)
{
    size_t length = 0;

    buffer[0] = '\0';
    for (size_t i = 0; i < count && i < 64; i++) {
        if ((bits >> i & 1) != 0 && length < size)
            length += (size_t)snprintf(buffer + length, size - length, "%s%s", length > 0 ? ", " : "", id_at(m, i));
    }
    return buffer;
}

static const char *segment_id(const sf_model *m, size_t i)
{
    return m->scenarios[0].epochs[0].segments[i].id;
}

static const char *barrier_id(const sf_model *m, size_t i)
{
    return m->scenarios[0].epochs[0].barriers[i].id;
}

static void put_gap(const page *p, const sf_gap *g)
{
    const sf_model *m = p->about->model;
    char who[512], why[512], number[32];

    sf_format_number(p->language, g->wanted, 0, number, sizeof number);
    ids_of(g->segments, m->n_segments, segment_id, m, who, sizeof who);
    ids_of(g->barriers, m->n_barriers, barrier_id, m, why, sizeof why);
    fputs("    ", p->out);
    if (g->kind == SF_GAP_NOBODY_OFFERS)
        fprintf(p->out, _("%s: nothing offers it; %s people a year want it (%s)\n"), g->need, number, who);
    else if (why[0] == '\0')
        fprintf(p->out, _("%s: what offers it has no places for these; %s people a year want it (%s)\n"), g->need,
                number, who);
    else if (g->kind == SF_GAP_NEVER)
        fprintf(p->out,
                _("%s: what offers it never takes people with %s, which never clears; %s people a year want it (%s)\n"),
                g->need, why, number, who);
    else
        fprintf(p->out, _("%s: not before %s has cleared; %s people a year want it (%s)\n"), g->need, why, number, who);
}

static void put_gaps(const page *p)
{
    const sf_outlook *o = &p->about->outlooks[0];
    char who[512];

    if (o->n_gaps > 0)
        fprintf(p->out, "\n%s\n", _("Needs that cannot be met as they are seen"));
    for (size_t i = 0; i < o->n_gaps; i++)
        put_gap(p, &o->gaps[i]);
    if (o->left_out != 0)
        fprintf(p->out, _("\nNo tiltak takes anybody of these segments as they come: %s\n"),
                ids_of(o->left_out, p->about->model->n_segments, segment_id, p->about->model, who, sizeof who));
}

/* --- can it last? ------------------------------------------------------------------------------------------------------------- */

static const char *amount(const page *p, double value, char buffer[32])
{
    return sf_format_number(p->language, value, value < 10.0 ? 1 : 0, buffer, 32);
}

static void put_team_that_lacks_hours(const page *p, const sf_team_outlook *o)
{
    char hours[32], done[32];

    fprintf(
        p->out,
        _("    %s: %s hours a year more are asked for than there are; about %s %% of the work is done, what has a deadline first\n"),
        o->label, amount(p, o->asked_hours - o->there_hours, hours),
        amount(p, 100.0 * o->there_hours / o->asked_hours, done));
}

static void put_line_that_grows(const page *p, const char *label, double left_over, double wanted, double line)
{
    char left[32], all[32], people[32];

    amount(p, left_over, left);
    amount(p, wanted, all);
    if (isinf(line))
        fprintf(p->out,
                _("    %s: %s of %s people a year find no place, and nobody gives up: the line grows without end\n"),
                label, left, all);
    else
        fprintf(
            p->out,
            _("    %s: %s of %s people a year find no place; they give up as fast as they come when about %s stand in line\n"),
            label, left, all, amount(p, line, people));
}

static void put_market_that_is_short(const page *p, const sf_market_outlook *o)
{
    char ready[32], openings[32];

    fprintf(
        p->out,
        _("    %s: %s people a year are ready for %s openings; the rest wait, or leave otherwise, and who is helped to be ready sooner goes before others\n"),
        o->label, amount(p, o->wanted, ready), amount(p, o->openings, openings));
}

static void put_flow_that_moves(const page *p, const sf_programme_outlook *o)
{
    char first[32], last[32];

    fprintf(
        p->out,
        _("    %s: %s people a year come in the first month measured, %s in the last: a transition, no steady state\n"),
        o->label, amount(p, o->inflow_first, first), amount(p, o->inflow_last, last));
}

/* Sentences of one scenario: how many there are, and how many of them are left out because the first scenario has them, too. */
typedef struct sentences {
    size_t said, left_out;
} sentences;

static bool is_news(sentences *n, const void *row, const void *first, size_t size)
{
    const bool is_new = row == first || memcmp(row, first, size) != 0;

    *(is_new ? &n->said : &n->left_out) += 1;
    return is_new;
}

/* Fluid arithmetic: what is asked for against what there is. */
static sentences put_what_cannot_last(const page *p, const sf_outlook *o, const sf_outlook *first)
{
    const double least_movement = 0.05;
    sentences n = {0};

    for (size_t i = 0; i < o->n_programmes; i++) {
        const sf_programme_outlook *x = &o->programmes[i];

        if (fabs(x->inflow_last - x->inflow_first) > least_movement * x->inflow &&
            is_news(&n, x, &first->programmes[i], sizeof *x))
            put_flow_that_moves(p, x);
    }
    for (size_t i = 0; i < o->n_teams; i++) {
        const sf_team_outlook *x = &o->teams[i];

        if (x->asked_hours > x->there_hours && is_news(&n, x, &first->teams[i], sizeof *x))
            put_team_that_lacks_hours(p, x);
    }
    for (size_t i = 0; i < o->n_tiltak; i++) {
        const sf_tiltak_outlook *x = &o->tiltak[i];

        if (x->left_over > 0.0 && is_news(&n, x, &first->tiltak[i], sizeof *x))
            put_line_that_grows(p, x->label, x->left_over, x->wanted, x->line);
    }
    for (size_t i = 0; i < o->n_treatments; i++) {
        const sf_treatment_outlook *x = &o->treatments[i];

        if (x->left_over > 0.0 && is_news(&n, x, &first->treatments[i], sizeof *x))
            put_line_that_grows(p, x->label, x->left_over, x->wanted, x->line);
    }
    for (size_t i = 0; i < o->n_markets; i++) {
        const sf_market_outlook *x = &o->markets[i];

        if (x->wanted > x->openings && is_news(&n, x, &first->markets[i], sizeof *x))
            put_market_that_is_short(p, x);
    }
    return n;
}

static void put_sustainability(const page *p)
{
    const sf_outlook *all = p->about->outlooks;

    fprintf(p->out, "\n%s\n", _("Can it last? What is asked for against what there is"));
    for (size_t s = 0; s < p->about->model->n_scenarios; s++) {
        sentences n;

        fprintf(p->out, "  %s\n", all[s].label);
        n = put_what_cannot_last(p, &all[s], &all[0]);
        if (n.said + n.left_out == 0)
            fprintf(p->out, "    %s\n", _("yes: no team, tiltak or treatment is asked for more than there is"));
        else if (n.left_out > 0)
            fprintf(p->out, _("    the rest as in “%s”\n"), all[0].label);
    }
}

/* --- where the numbers come from ---------------------------------------------------------------------------------------------- */

typedef bool is_such(const sf_assumption *a);

static bool is_written(const sf_assumption *a)
{
    return !a->is_default;
}

static bool is_assumed(const sf_assumption *a)
{
    return !a->is_default && a->has_source && strcmp(a->source, "antatt") == 0;
}

static bool has_no_source(const sf_assumption *a)
{
    return !a->is_default && !a->has_source;
}

static bool is_outside_its_range(const sf_assumption *a)
{
    return a->number < a->low || a->number > a->high; /* false without a range */
}

static size_t count_such(const note *n, is_such *such)
{
    const sf_assumption *all;
    const size_t count = sf_setup_assumptions(sf_config_base(n->config), &all);
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        found += such(&all[i]);
    return found;
}

static void put_first_few(const page *p, is_such *such)
{
    const sf_assumption *all;
    const size_t count = sf_setup_assumptions(sf_config_base(p->about->config), &all);
    size_t shown = 0;

    for (size_t i = 0; i < count; i++) {
        if (!such(&all[i]))
            continue;
        if (shown == FIRST_FEW) {
            fputs(", ...", p->out);
            break;
        }
        fprintf(p->out, "%s%s", shown == 0 ? ": " : ", ", all[i].path);
        shown++;
    }
    fputc('\n', p->out);
}

static void put_sources(const page *p)
{
    const size_t all = count_such(p->about, is_written), assumed = count_such(p->about, is_assumed),
                 without = count_such(p->about, has_no_source), outside = count_such(p->about, is_outside_its_range);

    fprintf(p->out, _("\nNumbers: %zu. With a source %zu, antatt (assumed) %zu, without a source %zu"), all,
            all - assumed - without, assumed, without);
    put_first_few(p, has_no_source);
    if (outside > 0) {
        fprintf(p->out, _("Outside their own range: %zu"), outside);
        put_first_few(p, is_outside_its_range);
    }
}

void note_print(const note *n, sf_language language, FILE *out)
{
    const page p = {n, language, out};

    put_about(&p);
    put_tables(&p);
    put_sustainability(&p);
    put_gaps(&p);
    put_sources(&p);
}

/* --- JSON --------------------------------------------------------------------------------------------------------------------- */

/* jansson has no infinity: what is unlimited is null. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *programme_json(const sf_programme_outlook *o)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "id", o->id, "inflow_per_year", number(o->inflow),
                     "starts_per_year", number(o->starts), "stay_months", number(o->stay_months), "people",
                     number(o->people), "inflow_first_month", number(o->inflow_first), "inflow_last_month",
                     number(o->inflow_last));
}

static json_t *team_json(const sf_team_outlook *o)
{
    return json_pack("{s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:o}", "id", o->id, "people", number(o->people), "veiledere",
                     (json_int_t)o->veiledere, "limit", number(o->limit), "room", number(o->room), "sent_on",
                     number(o->sent_on), "asked_hours_per_year", number(o->asked_hours), "available_hours_per_year",
                     number(o->there_hours));
}

static json_t *tiltak_json(const sf_tiltak_outlook *o)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "id", o->id, "wanted_per_year", number(o->wanted),
                     "stay_months", number(o->stay_months), "places_wanted", number(o->places_wanted), "places",
                     number(o->places), "places_paid", number(o->places_paid), "left_over_per_year",
                     number(o->left_over), "line", number(o->line), "grows_without_end", isinf(o->line));
}

static json_t *treatment_json(const sf_treatment_outlook *o)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "id", o->id, "wanted_per_year",
                     number(o->wanted), "wait_months", number(o->wait_months), "stay_months", number(o->stay_months),
                     "waiting", number(o->waiting), "in_treatment", number(o->treated), "places", number(o->places),
                     "left_over_per_year", number(o->left_over), "line", number(o->line), "grows_without_end",
                     isinf(o->line));
}

static json_t *market_json(const sf_market_outlook *o)
{
    return json_pack("{s:s, s:o, s:o}", "id", o->id, "ready_per_year", number(o->wanted), "openings_per_year",
                     number(o->openings));
}

static json_t *ids_json(uint64_t bits, size_t count, const char *(*id_at)(const sf_model *m, size_t i),
                        const sf_model *m)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count && i < 64; i++) {
        if ((bits >> i & 1) != 0)
            json_array_append_new(list, json_string(id_at(m, i)));
    }
    return list;
}

static json_t *gap_json(const sf_gap *g, const sf_model *m)
{
    static const char *const kinds[] = {"nobody_offers", "never", "later"};

    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "need", g->need, "kind", kinds[g->kind], "wanted_per_year",
                     number(g->wanted), "segments", ids_json(g->segments, m->n_segments, segment_id, m), "barriers",
                     ids_json(g->barriers, m->n_barriers, barrier_id, m));
}

static json_t *scenario_json(const sf_outlook *o, const sf_model *m)
{
    json_t *programmes = json_array(), *teams = json_array(), *places = json_array(), *treatments = json_array(),
           *gaps = json_array(), *scenario;

    for (size_t i = 0; i < o->n_programmes; i++)
        json_array_append_new(programmes, programme_json(&o->programmes[i]));
    for (size_t i = 0; i < o->n_teams; i++)
        json_array_append_new(teams, team_json(&o->teams[i]));
    for (size_t i = 0; i < o->n_tiltak; i++)
        json_array_append_new(places, tiltak_json(&o->tiltak[i]));
    for (size_t i = 0; i < o->n_treatments; i++)
        json_array_append_new(treatments, treatment_json(&o->treatments[i]));
    for (size_t i = 0; i < o->n_gaps; i++)
        json_array_append_new(gaps, gap_json(&o->gaps[i], m));
    scenario = json_pack("{s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "id", o->scenario, "later_dates",
                         (json_int_t)o->later_dates, "programmes", programmes, "teams", teams, "tiltak", places,
                         "treatment", treatments, "unmet", gaps, "segments_no_tiltak_takes",
                         ids_json(o->left_out, m->n_segments, segment_id, m));
    if (o->n_markets > 0) {
        json_t *markets = json_array();

        for (size_t k = 0; k < o->n_markets; k++)
            json_array_append_new(markets, market_json(&o->markets[k]));
        json_object_set_new(scenario, "labour_markets", markets);
    }
    return scenario;
}

static json_t *paths_json(const note *n, is_such *such)
{
    const sf_assumption *all;
    const size_t count = sf_setup_assumptions(sf_config_base(n->config), &all);
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++) {
        if (such(&all[i]))
            json_array_append_new(list, json_string(all[i].path));
    }
    return list;
}

json_t *note_json(const note *n)
{
    json_t *scenarios = json_array();

    for (size_t s = 0; s < n->model->n_scenarios; s++)
        json_array_append_new(scenarios, scenario_json(&n->outlooks[s], n->model));
    return json_pack("{s:I, s:o, s:I, s:I, s:o, s:o}", "replications", (json_int_t)n->model->replications, "scenarios",
                     scenarios, "numbers", (json_int_t)count_such(n, is_written), "assumed",
                     (json_int_t)count_such(n, is_assumed), "without_source", paths_json(n, has_no_source),
                     "outside_range", paths_json(n, is_outside_its_range));
}
