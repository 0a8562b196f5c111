/* plots/report_comparison.c - what the verdicts of a report rest on, and who gains and who loses, person by person.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/text.h"
#include "plots/report.h"
#include "plots/wording.h"
#include "results/placebo.h"
#include "results/summary.h"

/* --- what verdicts rest on --------------------------------------------------------------------------------------------- */

static const sf_comparison *comparison_of(const sf_comparison *rows, size_t n, const sf_difference *d)
{
    for (size_t i = 0; i < n; i++) {
        const sf_difference *one = &rows[i].difference;

        if (one->scenario == d->scenario && one->metric == d->metric && one->entity == d->entity &&
            one->segment == d->segment && one->stat == d->stat)
            return &rows[i];
    }
    return NULL;
}

static void add_ground(sf_sheet *sheet, sf_table *table, const sf_decision *decision, const sf_comparison *row)
{
    const sf_difference *d = &decision->difference;
    const char *unit = sf_stat_unit(&sheet->catalogue->metrics[d->metric], (sf_stat)d->stat);
    const sf_said together = sf_say_apart(sheet, d->difference.mean, decision->low, decision->high, unit, true);

    sf_table_add(sheet, table,
                 (const char *[]){
                     sf_measure_name(sheet, d->metric, d->entity, d->segment, (sf_stat)d->stat,
                                     sf_unit_is_share(unit) ? _("percentage points") : sf_unit_words(unit)),
                     sf_scenario_name(sheet, d->scenario), sf_say_decision(sheet, decision),
                     isnan(decision->low) ? "–" : sf_print(sheet, _("%s to %s"), together.low, together.high),
                     d->difference.replications == 0 ? "–" : sf_say_count(sheet, (double)d->difference.replications),
                     row == NULL ? "–" : sf_say_pairing(sheet, row->pairing)});
}

sf_status sf_report_grounds(sf_document *document, const sf_decision *decisions, size_t n, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    const sf_comparison *rows = NULL;
    size_t n_rows = 0;
    sf_status status = sf_study_comparisons(sheet->study, sheet->baseline, &rows, &n_rows, err);
    sf_table table = sf_table_begin(sheet, 6, 2,
                                    (const char *[]){_("Measure"), _("Scenario"), _("Difference (95 % interval)"),
                                                     _("All targets together (Holm)"), _("Replications"),
                                                     _("Worth of common luck")});

    for (size_t i = 0; i < n && status == SF_OK; i++)
        if (sf_effect_of(sheet, decisions[i].scenario) == SF_EFFECT_AS_CONFIGURED)
            add_ground(sheet, &table, &decisions[i], comparison_of(rows, n_rows, &decisions[i].difference));
    if (status != SF_OK || table.n_rows == 0)
        return status;
    sf_document_add(document, SF_BLOCK_HEADING, "", _("What the verdicts rest on"));
    sf_document_add(
        document, SF_BLOCK_TABLE, "",
        _("The same people and the same luck in every scenario. Worth of common luck: so many times as many replications "
          "would have been needed without it. All measures: saksflyt compare"))
        ->table = table;
    return SF_OK;
}

/* --- who gains and who loses ------------------------------------------------------------------------------------------- */

enum { MOST_TRANSITIONS = 12 };

typedef struct pair {
    size_t scenario;
    const sf_crowd *crowd;
} pair;

static sf_status read_pairs(sf_sheet *sheet, pair **out, size_t *n, sf_error *err)
{
    pair *pairs = sf_take(sheet, sheet->n_plain + 1, sizeof *pairs);
    sf_status status = SF_OK;

    *n = 0;
    for (size_t i = 0; pairs != NULL && i < sheet->n_plain && status == SF_OK; i++) {
        const sf_crowd *crowd = NULL;

        if (sheet->plain[i] == sheet->baseline || !sf_study_is_compared(sheet->study, sheet->plain[i]))
            continue;
        status = sf_study_crowd(sheet->study, sheet->baseline, sheet->plain[i], &crowd, err);
        if (status == SF_OK && sf_crowd_size(crowd, 0) > 0.0)
            pairs[(*n)++] = (pair){sheet->plain[i], crowd};
    }
    *out = pairs;
    return status == SF_OK ? sf_sheet_status(sheet, err) : status;
}

static const char *say_share(sf_sheet *sheet, sf_estimate e)
{
    return sf_say_estimate(sheet, e.mean, e.low, e.high, "share");
}

/* One row for each way to gain and each scenario, of everybody: the chart has the segments. */
static void add_shares(sf_document *document, const pair *pairs, size_t n, const sf_crowd *placebo)
{
    sf_sheet *sheet = document->sheet;
    sf_table table = sf_table_begin(sheet, 6, 2,
                                    (const char *[]){_("What"), _("Scenario"), _("Lose"), _("Gain"),
                                                     _("Lose in the placebo"), _("Gain in the placebo")});

    for (int gain = 0; gain < SF_GAINS; gain++)
        for (size_t i = 0; i < n && !isnan(sf_crowd_matters(pairs[0].crowd, (sf_gain)gain)); i++)
            sf_table_add(
                sheet, &table,
                (const char *[]){sf_gain_words(sheet, pairs[i].crowd, (sf_gain)gain),
                                 sf_scenario_name(sheet, pairs[i].scenario),
                                 say_share(sheet, sf_crowd_loss(pairs[i].crowd, (sf_gain)gain, 0)),
                                 say_share(sheet, sf_crowd_gain(pairs[i].crowd, (sf_gain)gain, 0)),
                                 placebo == NULL ? "–" : say_share(sheet, sf_crowd_loss(placebo, (sf_gain)gain, 0)),
                                 placebo == NULL ? "–" : say_share(sheet, sf_crowd_gain(placebo, (sf_gain)gain, 0))});
    if (table.n_rows > 0)
        sf_document_add(document, SF_BLOCK_TABLE, "",
                        _("How many of those followed lose and gain, with 95 % intervals"))
            ->table = table;
}

/* The moves that most people make under any scenario. */
static sf_move *most_frequent(sf_sheet *sheet, const pair *pairs, size_t n, size_t *n_moves)
{
    sf_move *all = sf_take(sheet, MOST_TRANSITIONS, sizeof *all);

    *n_moves = 0;
    for (size_t place = 0; all != NULL && place < MOST_TRANSITIONS;
         place++) /* each scenario's most frequent ones in turn */
        for (size_t i = 0; i < n && *n_moves < MOST_TRANSITIONS; i++) {
            size_t count = 0, k = 0;
            const sf_move *moves = sf_moves_of(sheet, pairs[i].crowd, &count);

            if (moves == NULL || place >= count)
                continue;
            while (k < *n_moves && (all[k].from != moves[place].from || all[k].to != moves[place].to))
                k++;
            if (k == *n_moves)
                all[(*n_moves)++] = moves[place];
        }
    return all;
}

static void add_transitions(sf_document *document, const pair *pairs, size_t n, const sf_crowd *placebo)
{
    sf_sheet *sheet = document->sheet;
    const char **heads = sf_take(sheet, n + 2, sizeof *heads), **cells = sf_take(sheet, n + 2, sizeof *cells);
    size_t n_moves = 0;
    const sf_move *moves = most_frequent(sheet, pairs, n, &n_moves);
    sf_table table;

    if (heads == NULL || cells == NULL || moves == NULL)
        return; /* the sheet is spent, which its status says */
    if (n_moves == 0) {
        sf_document_add(document, SF_BLOCK_PARAGRAPH, "", _("Nobody's outcome is another one."));
        return;
    }
    heads[0] = _("From which outcome to which");
    for (size_t i = 0; i < n; i++)
        heads[1 + i] = sf_scenario_name(sheet, pairs[i].scenario);
    heads[1 + n] = _("Placebo");
    table = sf_table_begin(sheet, n + 2, 1, heads);
    for (size_t k = 0; k < n_moves; k++) {
        const uint16_t from = moves[k].from, to = moves[k].to;

        cells[0] = sf_print(sheet, "%s → %s", sf_state_name(sheet, from), sf_state_name(sheet, to));
        for (size_t i = 0; i < n; i++) {
            const sf_estimate e = sf_crowd_transition(pairs[i].crowd, from, to);

            cells[1 + i] = sf_say_estimate(sheet, e.mean, e.low, e.high, "");
        }
        cells[1 + n] = placebo == NULL ? "–" : sf_say_value(sheet, sf_crowd_transition(placebo, from, to).mean, "");
        sf_table_add(sheet, &table, cells);
    }
    sf_document_add(
        document, SF_BLOCK_TABLE, "",
        sf_print(sheet,
                 _("People whose outcome is another one than in “%s”, in a replication: the most frequent changes"),
                 sf_scenario_name(sheet, sheet->baseline)))
        ->table = table;
}

sf_status sf_report_gainers(sf_document *document, sf_error *err)
{
    sf_sheet *sheet = document->sheet;
    const sf_crowd *placebo = sf_study_placebo(sheet->study);
    pair *pairs = NULL;
    size_t n = 0;
    sf_status status = read_pairs(sheet, &pairs, &n, err);

    if (status != SF_OK || n == 0)
        return status; /* the chart says why */
    sf_document_add(
        document, SF_BLOCK_PARAGRAPH, "",
        placebo != NULL
            ? sf_print(
                  sheet,
                  _("The same people are followed under every scenario. Some of them gain and some lose by chance alone, because "
                    "any change moves who meets whom when: the placebo, the baseline again with one arrival more, shows how many "
                    "(%zu replications). Only what goes beyond it is the policy's doing."),
                  sf_crowd_replications(placebo))
            : _("The same people are followed under every scenario. How many of them would gain or lose by chance alone is not known here: "
                "no placebo is kept with this study. saksflyt compare makes one."));
    add_shares(document, pairs, n, placebo);
    add_transitions(document, pairs, n, placebo);
    return sf_sheet_status(sheet, err);
}
