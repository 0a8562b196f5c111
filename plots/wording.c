/* plots/wording.c - how a decision is said, alike on the terminal and in the report.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/civil.h"
#include "core/text.h"
#include "results/summary.h"

const char *sf_verdict_begins(sf_verdict verdict)
{
    switch (verdict) {
    case SF_BETTER:
        return _("Better:");
    case SF_WORSE:
        return _("Worse:");
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return _("No difference that matters:");
    case SF_UNDECIDED:
        break;
    }
    return _("Undecided:");
}

/* "Wait for the first meeting: nine of ten within 18,2 days instead of 36,4. The difference is −18,2 days (95 % interval
 * −23,5 to −12,9)." */
const char *sf_say_cost_per_exit(sf_sheet *sheet, const sf_fieller *set)
{
    if (isnan(set->ratio))
        return "–";
    switch (set->shape) {
    case SF_FIELLER_INTERVAL: /* a negative ratio may be more exits for less, or fewer for more: the differences tell which */
        return sf_say_difference(sheet, set->ratio, set->low, set->high, "NOK");
    case SF_FIELLER_OUTSIDE:
    case SF_FIELLER_EVERYTHING:
        break;
    }
    return _("not determined: the difference in exits may be zero");
}

const char *sf_say_decision(sf_sheet *sheet, const sf_decision *d)
{
    const sf_estimate *e = &d->difference.difference;

    return sf_say_difference(
        sheet, e->mean, e->low, e->high,
        sf_stat_unit(&sheet->catalogue->metrics[d->difference.metric], (sf_stat)d->difference.stat));
}

const char *sf_decision_sentence(sf_sheet *sheet, const sf_decision *d)
{
    const sf_difference *x = &d->difference;
    const sf_metric *metric = &sheet->catalogue->metrics[x->metric];
    const char *unit = sf_stat_unit(metric, (sf_stat)x->stat);
    const char *words = sf_unit_is_share(unit) ? "" : sf_unit_words(unit);
    const char *difference_words = sf_unit_is_share(unit) ? _("percentage points") : words;
    const char *what = sf_measure_name(sheet, x->metric, x->entity, x->segment, (sf_stat)x->stat, "");
    const sf_said said = sf_say_apart(sheet, x->difference.mean, x->difference.low, x->difference.high, unit, true);

    if (isnan(x->difference.mean))
        return sf_print(sheet, _("%s is not known in both scenarios."), what);
    /* Translators: "Wait for the first meeting: nine of ten within – 18 days instead of 36. ..." */
    return sf_print(sheet, _("%s – %s%s%s instead of %s. The difference is %s%s%s (95 %% interval %s to %s)."), what,
                    sf_say_value(sheet, x->other.mean, unit), words[0] != '\0' ? " " : "", words,
                    sf_say_value(sheet, x->base.mean, unit), said.mean, difference_words[0] != '\0' ? " " : "",
                    difference_words, said.low, said.high);
}

/* --- Little's law -------------------------------------------------------------------------------------------------------- */

static double mean_of(sf_sheet *sheet, size_t scenario, const char *metric, uint16_t entity, sf_stat stat)
{
    return sf_estimate_of(sheet, scenario, sf_metric_of(sheet, metric), entity, 0, stat).mean;
}

static bool is_path_of(const sf_sheet *sheet, uint16_t entity, const char *kind)
{
    return strncmp(sheet->catalogue->entities[entity], kind, strlen(kind)) == 0;
}

const char *sf_balance_sentence(sf_sheet *sheet, size_t scenario)
{
    const char *text = "", *between = "";

    for (uint16_t e = 1; e < sheet->catalogue->n_entities; e++) {
        const double inflow = mean_of(sheet, scenario, "flow.start", e, SF_STAT_RATE);
        const double years = mean_of(sheet, scenario, "stay", e, SF_STAT_MEAN) / SF_DAYS_PER_YEAR;

        if (!is_path_of(sheet, e, "programmes.") || isnan(inflow) || isnan(years))
            continue;
        text = sf_print(sheet, _("%s%s%s: %s start a year and stay %s years, so %s × %s = %s people (%s counted)"),
                        text, between, sf_entity_name(sheet, e), sf_say_value(sheet, inflow, ""),
                        sf_say_value(sheet, years, ""), sf_say_value(sheet, inflow, ""), sf_say_value(sheet, years, ""),
                        sf_say_value(sheet, inflow * years, ""),
                        sf_say_value(sheet, mean_of(sheet, scenario, "stock", e, SF_STAT_MEAN), ""));
        between = "; ";
    }
    if (text[0] == '\0')
        return text;
    text = sf_print(sheet, "%s. ", text);
    between = "";
    for (uint16_t e = 1; e < sheet->catalogue->n_entities; e++) {
        const double staff = mean_of(sheet, scenario, "staff.veileder", e, SF_STAT_MEAN);
        const double portfolio = mean_of(sheet, scenario, "portfolio.size", e, SF_STAT_MEAN);
        const double waiting = mean_of(sheet, scenario, "queue.veileder", e, SF_STAT_MEAN);

        if (!is_path_of(sheet, e, "teams.") || !(staff > 0.0))
            continue;
        text = portfolio > 0.0
                   ? sf_print(sheet, _("%s%s%s: %s veiledere × %s = %s people"), text, between,
                              sf_entity_name(sheet, e), sf_say_value(sheet, staff, ""),
                              sf_say_value(sheet, portfolio, ""), sf_say_value(sheet, staff * portfolio, ""))
                   : sf_print(sheet, _("%s%s%s: %s veiledere, who own nobody and work for those without an owner"),
                              text, between, sf_entity_name(sheet, e), sf_say_value(sheet, staff, ""));
        if (waiting >= 0.5)
            text = sf_print(sheet, _("%s, and %s without an owner"), text, sf_say_value(sheet, waiting, ""));
        between = "; ";
    }
    return sf_print(sheet, "%s.", text);
}

/* --- the same people under two policies -------------------------------------------------------------------------------- */

const char *sf_gain_words(sf_sheet *sheet, const sf_crowd *crowd, sf_gain gain)
{
    const double matters = sf_crowd_matters(crowd, gain);

    switch (gain) {
    case SF_GAIN_OUTCOME:
        return _("Better or worse outcome");
    case SF_GAIN_FIRST_MEETING:
        return sf_print(sheet, _("First meeting at least %s days sooner or later"), sf_say_plain(sheet, matters));
    case SF_GAIN_TILTAK:
        return sf_print(sheet, _("At least %s days less or more in line for tiltak"), sf_say_plain(sheet, matters));
    case SF_GAINS:
        break;
    }
    return "";
}

static int most_first(const void *a, const void *b)
{
    const sf_move *first = a, *second = b;

    if (first->count.mean != second->count.mean)
        return first->count.mean > second->count.mean ? -1 : 1;
    if (first->from != second->from)
        return first->from < second->from ? -1 : 1;
    return (first->to > second->to) - (first->to < second->to);
}

const sf_move *sf_moves_of(sf_sheet *sheet, const sf_crowd *crowd, size_t *n)
{
    const size_t states = sheet->catalogue->n_states;
    sf_move *moves = sf_take(sheet, states * states + 1, sizeof *moves);

    *n = 0;
    for (uint16_t from = 0; moves != NULL && from < states; from++) {
        for (uint16_t to = 0; to < states; to++) {
            const sf_estimate count = sf_crowd_transition(crowd, from, to);

            if (from != to && count.mean > 0.0)
                moves[(*n)++] = (sf_move){from, to, count};
        }
    }
    if (*n > 0)
        qsort(moves, *n, sizeof *moves, most_first);
    return moves;
}

const char *sf_say_pairing(sf_sheet *sheet, double pairing)
{
    /* above that it only says that nothing much differs */
    return pairing > 1000.0 ? sf_print(sheet, _("over %s"), sf_say_count(sheet, 1000.0))
                            : sf_say_value(sheet, pairing, "");
}
