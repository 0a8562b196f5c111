/* plots/gaps_answer.c - a gap analysis in sentences: where places help, whom and at what cost; why places are idle; who is held; what nothing
 * fits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "plots/gaps.h"

enum { MOST_NAMED = 3 };

static const double next_places = 100.0;

static const char *say_times(sf_sheet *sheet, sf_estimate e, double by, const char *unit)
{
    const sf_estimate all = sf_times(e, by);

    return sf_say_difference(sheet, all.mean, all.low, all.high, unit);
}

/* --- the next 100 places ----------------------------------------------------------------------------------------------- */

static bool is_sure(sf_estimate e)
{
    return e.low > 0.0 || e.high < 0.0;
}

static const char *whom_of(sf_sheet *sheet, const sf_gap *gap)
{
    if (gap->whom == SF_NOWHERE)
        return "";
    return sf_print(sheet, _(" Of those who then start and did not before, %s are %s."),
                    sf_say_value(sheet, gap->whom_share, "share"), sf_segment_name(sheet, gap->whom));
}

/* The half width falls with the square root of the replications: how many would make it smaller than the value, with a fifth to spare. */
static const char *doubt_of(sf_sheet *sheet, sf_estimate e)
{
    static const double most = 10000.0;
    const double half = 0.5 * (e.high - e.low), size = fabs(e.mean);

    if (is_sure(e))
        return "";
    if (isnan(e.low))
        return _(" One replication gives no interval: not determined, run more (-r).");
    if (!(size > 0.0) || !(1.2 * (double)e.replications * pow(half / size, 2.0) <= most))
        return _(" The interval holds zero: no effect that more replications would soon tell from none.");
    return sf_print(
        sheet,
        _(" The interval holds zero: not determined; if it stays at this value, about %s replications would tell (-r)."),
        sf_say_count(sheet, ceil(0.12 * (double)e.replications * pow(half / size, 2.0)) * 10.0));
}

static const char *rank_sentence(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *gap, size_t rank)
{
    const sf_estimate e = gap->worth[gaps->has_work ? SF_WORTH_WORK : SF_WORTH_STARTS];
    const char *what = gaps->has_work ? _("exits to work a year") : _("starts a year");
    const char *cost = isnan(gap->cost) ? _("without a price in the config")
                                        : sf_print(sheet, _("%s million NOK a year"),
                                                   sf_say_value(sheet, next_places * gap->cost, "NOK/y"));

    return sf_print(sheet, _("%zu. %s: %s %s for %.0f places, %s.%s%s"), rank + 1, gap->name,
                    say_times(sheet, e, next_places, "persons/y"), what, next_places, cost, doubt_of(sheet, e),
                    whom_of(sheet, gap));
}

/* --- what surely helps against waiting, lost time and limits ---------------------------------------------------------------- */

/* The tiltak with the most for a place (or for a krone) among those that surely help, after those named already; NULL: none. */
static const sf_gap *next_best(const sf_gaps *gaps, sf_worth worth, bool by_krone, const sf_gap *const *named,
                               size_t n_named)
{
    const sf_gap *best = NULL;
    double most = 0.0;

    for (size_t i = 0; i < gaps->n; i++) {
        const sf_gap *g = &gaps->gaps[i];
        const sf_estimate e = worth == SF_WORTH_WORK ? sf_times(g->worth[worth], -1.0) : g->worth[worth];
        const double value = !by_krone ? -e.mean : g->cost > 0.0 ? -e.mean / g->cost : 0.0; /* no price, no place */
        bool is_named = false;

        for (size_t k = 0; k < n_named; k++)
            is_named = is_named || named[k] == g;
        if (!is_named && e.high < 0.0 && value > most) {
            best = g;
            most = value;
        }
    }
    return best;
}

typedef struct worth_words {
    const char *what, *place, *krone;
    double by;
    const char *unit;
} worth_words;

static const worth_words words_of[SF_WORTHS] = {
    [SF_WORTH_WORK] = {N_("exits to work"), N_("Exits to work a year, for each place"),
                       N_("Exits to work a year, for a million NOK a year"), 1.0, "persons/y"},
    [SF_WORTH_WAIT] = {N_("waits for tiltak"), N_("Days of wait for tiltak, for each place"),
                       N_("Days of wait for tiltak, for a million NOK a year"), 1.0, ""},
    [SF_WORTH_LOST] = {N_("legal time lost in waiting"),
                       N_("Percentage points of legal time lost in waiting, for each place"),
                       N_("Percentage points of legal time lost in waiting, for a million NOK a year"), 100.0, ""},
    [SF_WORTH_LIMIT] = {N_("leaving at the legal limit"),
                        N_("Percentage points who leave at the legal limit, for each place"),
                        N_("Percentage points who leave at the legal limit, for a million NOK a year"), 100.0, ""}};

/* "" when no tiltak is sure to help. */
static const char *best_sentence(sf_sheet *sheet, const sf_gaps *gaps, sf_worth worth, bool by_krone)
{
    const worth_words *words = &words_of[worth];
    const sf_gap *named[MOST_NAMED];
    const char *list = "";
    size_t n = 0;

    while (n < MOST_NAMED && (named[n] = next_best(gaps, worth, by_krone, named, n)) != NULL) {
        const double by = words->by * (by_krone ? 1e6 / named[n]->cost : 1.0);

        list = sf_print(sheet, "%s%s%s %s", list, n > 0 ? "; " : "", named[n]->name,
                        say_times(sheet, named[n]->worth[worth], by, words->unit));
        n++;
    }
    return n > 0 ? sf_print(sheet, "%s: %s.", by_krone ? _(words->krone) : _(words->place), list) : "";
}

static void tell_best(sf_sheet *sheet, const sf_gaps *gaps, sf_gaps_teller *tell, void *user)
{
    const char *open = "";
    bool is_told = false;

    for (size_t w = 0; w < SF_WORTHS; w++) {
        const char *by_place = w == SF_WORTH_STARTS || isnan(gaps->gaps[0].worth[w].mean)
                                   ? NULL
                                   : best_sentence(sheet, gaps, (sf_worth)w, false);
        const char *by_krone;

        if (by_place == NULL)
            continue;
        if (by_place[0] == '\0') {
            open = sf_print(sheet, "%s%s%s", open, open[0] != '\0' ? ", " : "", _(words_of[w].what));
            continue;
        }
        if (!is_told)
            tell(user, _("What is sure to help, the most first:"));
        is_told = true;
        tell(user, by_place);
        by_krone = best_sentence(sheet, gaps, (sf_worth)w, true);
        if (by_krone[0] != '\0')
            tell(user, by_krone);
    }
    if (open[0] != '\0')
        tell(user, sf_print(sheet, _("Of no tiltak it is sure that more places help with: %s."), open));
}

/* --- where -------------------------------------------------------------------------------------------------------------------- */

typedef struct spot {
    const sf_gap *gap;
    const char *region;
    double waiting, days;
} spot;

static int by_waiting(const void *a, const void *b)
{
    const spot *x = a, *y = b;

    return (x->waiting < y->waiting) - (x->waiting > y->waiting);
}

/* The tiltak and regions in which most people wait. */
static void tell_where(sf_sheet *sheet, const sf_gaps *gaps, sf_gaps_teller *tell, void *user)
{
    spot *spots = sf_take(sheet, gaps->n * gaps->n_regions + 1, sizeof *spots);
    const char *list = "";
    size_t n = 0;

    for (size_t i = 0; i < gaps->n && spots != NULL; i++)
        for (size_t k = 0; k < gaps->n_regions; k++) {
            const uint16_t entity = sf_gaps_in_region(sheet, &gaps->gaps[i], gaps->regions[k]);
            const double waiting = sf_gaps_value(sheet, gaps, "queue.tiltak", entity, 0, SF_STAT_MEAN).mean;

            if (waiting >= 1.0)
                spots[n++] = (spot){&gaps->gaps[i], gaps->regions[k], waiting,
                                    sf_gaps_value(sheet, gaps, "wait.tiltak", entity, 0, SF_STAT_MEAN).mean};
        }
    if (n == 0)
        return;
    qsort(spots, n, sizeof *spots, by_waiting);
    for (size_t i = 0; i < n && i < MOST_NAMED; i++)
        list = sf_print(sheet, _("%s%s%s in %s, %s people for %s days"), list, i > 0 ? "; " : "", spots[i].gap->name,
                        spots[i].region, sf_say_value(sheet, spots[i].waiting, "persons"),
                        sf_say_value(sheet, spots[i].days, "d"));
    tell(user, sf_print(sheet, _("Most wait here: %s. The table has what a place is worth in each region."), list));
}

/* --- idle places --------------------------------------------------------------------------------------------------------------- */

static double value_at(sf_sheet *sheet, const sf_gaps *gaps, const char *metric, uint16_t entity)
{
    const double value = sf_gaps_value(sheet, gaps, metric, entity, 0, SF_STAT_MEAN).mean;

    return isnan(value) ? 0.0 : value;
}

/* Places stand empty and people wait: why, each reason with how many. */
static const char *idle_sentence(sf_sheet *sheet, const sf_gaps *gaps, const sf_gap *gap)
{
    static const struct {
        const char *metric, *words;
    } reasons[] = {{"idle.tiltak/course", N_("of them are waited for until a course starts")},
                   {"idle.tiltak/budget", N_("of them are waited for while there is no money (budget)")},
                   {"idle.beside/referral", N_("people are to have one when the veileder has written the referral")},
                   {"idle.beside/catchment", N_("people who wait belong elsewhere (catchment)")},
                   {"idle.beside/not_offered", N_("people wait for something that it does not offer")},
                   {"idle.beside/not_accepted", N_("people who wait are not taken as they are (accepts)")},
                   {"idle.beside/other_line", N_("people could take one, but stand in another line")}};
    const double idle = value_at(sheet, gaps, "idle.tiltak", gap->entity);
    const char *list = "";

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        const double value = value_at(sheet, gaps, reasons[i].metric, gap->entity);

        if (value >= 0.5)
            list = sf_print(sheet, "%s%s%s %s", list, list[0] != '\0' ? "; " : "",
                            sf_say_value(sheet, value, "persons"), _(reasons[i].words));
    }
    if (idle < 0.5 || list[0] == '\0')
        return "";
    return sf_print(sheet, _("%s: %s of %s places stand idle at a time. Beside them: %s."), gap->name,
                    sf_say_value(sheet, idle, "places"), sf_say_count(sheet, gap->places), list);
}

/* --- lock-in, substitution, needs ------------------------------------------------------------------------------------------------ */

static const char *held_back_sentence(sf_sheet *sheet, const sf_gaps *gaps)
{
    const char *list = "";

    for (size_t i = 0; i < gaps->n; i++) {
        const sf_gap *g = &gaps->gaps[i];
        const sf_estimate e = sf_gaps_value(sheet, gaps, "held_back.tiltak", g->entity, 0, SF_STAT_RATE);

        if (e.low > 0.0)
            list = sf_print(sheet, "%s%s%s %s", list, list[0] != '\0' ? "; " : "", g->name,
                            sf_say_estimate(sheet, e.mean, e.low, e.high, "persons/y"));
    }
    if (list[0] == '\0')
        return "";
    return sf_print(
        sheet,
        _("Locked in: taking part holds back good exits that people would have had outside, a year: %s. What they gain "
          "afterwards is in the value of a place above."),
        list);
}

static const char *substitution_sentence(sf_sheet *sheet, const sf_gaps *gaps)
{
    const char *list = "";

    if (sf_metric_of(sheet, "tiltak.substituted") == SF_NOWHERE)
        return _("The config names no tiltak to take in place of another (substitute), so nobody does.");
    for (size_t i = 0; i < gaps->n; i++) {
        const sf_gap *g = &gaps->gaps[i];
        const double others = sf_gaps_value(sheet, gaps, "tiltak.substituted", g->entity, 0, SF_STAT_RATE).mean;
        const double wanted = sf_gaps_value(sheet, gaps, "tiltak.wanted", g->entity, 0, SF_STAT_RATE).mean;

        if (others > 0.0)
            list =
                sf_print(sheet, _("%s%s%s of %s a year who asked for %s"), list, list[0] != '\0' ? "; " : "",
                         sf_say_value(sheet, others, "persons/y"), sf_say_value(sheet, wanted, "persons/y"), g->name);
    }
    return list[0] != '\0' ? sf_print(sheet, _("Took another tiltak than the one they wanted: %s."), list) : "";
}

/* The needs with the most people in one standing. */
static const char *needs_sentence(sf_sheet *sheet, const sf_gaps *gaps, const char *where, const char *sentence)
{
    static const char wanted[] = "need.wanted/";
    const sf_catalogue *c = sheet->catalogue;
    const char *list = "";
    double below = (double)INFINITY;

    for (size_t named = 0; named < MOST_NAMED; named++) {
        const char *most_id = NULL;
        double most = 0.5;

        for (size_t m = 0; m < c->n_metrics; m++) {
            const char *id = c->metrics[m].id + sizeof wanted - 1;
            double people;

            if (strncmp(c->metrics[m].id, wanted, sizeof wanted - 1) != 0)
                continue;
            people = value_at(sheet, gaps, sf_print(sheet, "need.now/%s/%s", id, where), 0);
            if (people > most && people < below) {
                most = people;
                most_id = id;
            }
        }
        if (most_id == NULL)
            break;
        list = sf_print(sheet, "%s%s%s %s", list, named > 0 ? "; " : "", most_id, sf_say_value(sheet, most, "persons"));
        below = most;
    }
    return list[0] != '\0' ? sf_print(sheet, "%s %s.", sentence, list) : "";
}

static void tell_unless_empty(sf_gaps_teller *tell, void *user, const char *sentence)
{
    if (sentence[0] != '\0')
        tell(user, sentence);
}

sf_status sf_gaps_tell(sf_sheet *sheet, const sf_gaps *gaps, sf_gaps_teller *tell, void *user, sf_error *err)
{
    if (gaps->n == 0)
        return SF_OK;
    tell(
        user,
        sf_print(
            sheet,
            _("Where the next %.0f places would help most, from “%s”, as far as the value of a tenth more holds for so many:"),
            next_places, sf_scenario_name(sheet, gaps->base_number)));
    for (size_t i = 0; i < gaps->n; i++)
        tell(user, rank_sentence(sheet, gaps, &gaps->gaps[i], i));
    tell_best(sheet, gaps, tell, user);
    if (gaps->n_regions > 0)
        tell_where(sheet, gaps, tell, user);
    for (size_t i = 0; i < gaps->n; i++)
        tell_unless_empty(tell, user, idle_sentence(sheet, gaps, &gaps->gaps[i]));
    tell_unless_empty(tell, user, held_back_sentence(sheet, gaps));
    tell_unless_empty(
        tell, user,
        needs_sentence(sheet, gaps, "held",
                       _("Locked in: people who need something and are in a place of another tiltak, at a time:")));
    tell_unless_empty(tell, user, substitution_sentence(sheet, gaps));
    tell_unless_empty(tell, user,
                      needs_sentence(sheet, gaps, "absent",
                                     _("Missing: no tiltak meets these needs where the people live, at a time:")));
    tell_unless_empty(
        tell, user,
        needs_sentence(sheet, gaps, "not_taken",
                       _("Missing: there is a tiltak, but none takes these people as they are (accepts), at a time:")));
    if (gaps->left_out > 0)
        tell(user, sf_print(sheet, _("%zu more tiltak are in summary.csv only."), gaps->left_out));
    return sf_sheet_status(sheet, err);
}
