/* plots/comparison.c - scenarios against a baseline, on the terminal: what may be concluded, what is only exploratory, and
 * who gains and who loses beside the placebo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "plots/lines.h"
#include "plots/plots.h"
#include "plots/wording.h"
#include "results/summary.h"

enum { LABEL_COLUMNS = 62, NUMBER_COLUMNS = 12, DIFFERENCE_COLUMNS = 34, MOST_TRANSITIONS = 12 };

typedef struct page {
    sf_sheet sheet;
    FILE *out;
    size_t baseline;
    const sf_comparison *rows;
    size_t n_rows;
    const sf_decision *decisions;
    size_t n_decisions;
    sf_status status; /* of reading while printing */
    sf_error *err;
} page;

/* --- decisions ------------------------------------------------------------------------------------------------------------ */

static const sf_comparison *row_of(const page *p, const sf_difference *d)
{
    for (size_t i = 0; i < p->n_rows; i++) {
        const sf_difference *one = &p->rows[i].difference;

        if (one->scenario == d->scenario && one->metric == d->metric && one->entity == d->entity &&
            one->segment == d->segment && one->stat == d->stat)
            return &p->rows[i];
    }
    return NULL;
}

static const char *say_pairing(sf_sheet *sheet, double pairing)
{
    if (isnan(pairing))
        return "";
    return sf_print(sheet, _(" Common luck was worth %s times as many runs."), sf_say_pairing(sheet, pairing));
}

static void print_decision(page *p, const sf_decision *decision)
{
    const sf_difference *d = &decision->difference;
    const sf_metric *metric = &p->sheet.catalogue->metrics[d->metric];
    const char *unit = sf_stat_unit(metric, (sf_stat)d->stat);
    const sf_said said = sf_say_apart(&p->sheet, d->difference.mean, decision->low, decision->high, unit, true);
    const sf_comparison *row = row_of(p, d);
    const char *levels = isnan(decision->low)
                             ? ""
                             : sf_print(&p->sheet, _(" With all targets together: %s to %s."), said.low, said.high);

    sf_print_wrapped(p->out, sf_print(&p->sheet, "%s %s%s%s", sf_verdict_begins(decision->verdict),
                                      sf_decision_sentence(&p->sheet, decision), levels,
                                      row == NULL ? "" : say_pairing(&p->sheet, row->pairing)));
}

static void print_decisions(page *p, size_t scenario)
{
    for (size_t i = 0; i < p->n_decisions; i++) {
        if (p->decisions[i].scenario == scenario)
            print_decision(p, &p->decisions[i]);
    }
    if (p->n_decisions == 0)
        sf_print_wrapped(p->out, _("No target is declared (study.targets), so nothing is concluded."));
}

/* --- what was not declared ------------------------------------------------------------------------------------------------ */

/* Of programmes, teams, tiltak and all together, everybody, by means and rates: what fits on a screen. All else is in
 * compare.csv. */
static bool is_told(const page *p, const sf_comparison *row)
{
    static const char *const told[] = {"stock",         "stay",           "flow.start",   "wait.veileder",
                                       "wait.meeting",  "wait.tiltak",    "queue.tiltak", "use.veileder",
                                       "use.tiltak",    "portfolio.size", "contact.held", "contact.late",
                                       "limit.reached", "tiltak.count"};
    const sf_difference *d = &row->difference;
    const char *metric = p->sheet.catalogue->metrics[d->metric].id, *entity = p->sheet.catalogue->entities[d->entity];

    if (d->difference.mean == 0.0 && isnan(row->pairing)) /* no difference in any replication */
        return false;
    if (row->is_target || d->segment != 0 || (d->stat != SF_STAT_MEAN && d->stat != SF_STAT_RATE) ||
        isnan(d->difference.mean) || strncmp(entity, "cohorts.", 8) == 0)
        return false;
    if (strncmp(metric, "cost.", 5) == 0)
        return d->entity == 0;
    if (strncmp(metric, "outcome.by/", 11) == 0)
        return strcmp(metric + strlen(metric) - 3, "/24") == 0 && strncmp(entity, "programmes.", 11) == 0;
    if (strncmp(entity, "tiltak.", 7) == 0 || strncmp(entity, "treatment.", 10) == 0)
        return false;
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        if (strcmp(metric, told[i]) == 0)
            return true;
    }
    return false;
}

static void print_row(page *p, const sf_comparison *row)
{
    sf_sheet *sheet = &p->sheet;
    const sf_difference *d = &row->difference;
    const char *unit = sf_stat_unit(&sheet->catalogue->metrics[d->metric], (sf_stat)d->stat);
    const char *words = sf_unit_is_share(unit) ? "" : sf_unit_words(unit);

    fputs("  ", p->out);
    sf_print_padded(p->out, sf_measure_name(sheet, d->metric, d->entity, d->segment, (sf_stat)d->stat, words),
                    LABEL_COLUMNS - 2, false);
    sf_print_padded(p->out, sf_say_value(sheet, d->base.mean, unit), NUMBER_COLUMNS, true);
    sf_print_padded(p->out, sf_say_value(sheet, d->other.mean, unit), NUMBER_COLUMNS, true);
    sf_print_padded(p->out, sf_say_difference(sheet, d->difference.mean, d->difference.low, d->difference.high, unit),
                    DIFFERENCE_COLUMNS, true);
    sf_print_padded(p->out, sf_say_pairing(sheet, row->pairing), NUMBER_COLUMNS, true);
    fputc('\n', p->out);
}

static void print_exploratory(page *p, size_t scenario)
{
    bool first = true;

    for (size_t i = 0; i < p->n_rows; i++) {
        if (p->rows[i].difference.scenario != scenario || !is_told(p, &p->rows[i]))
            continue;
        if (first) {
            fprintf(p->out, "\n  ");
            sf_print_padded(p->out, _("Exploratory: not declared as targets, so nothing is concluded"),
                            LABEL_COLUMNS - 2, false);
            sf_print_padded(p->out, p->sheet.facts->scenarios[p->baseline].id, NUMBER_COLUMNS, true);
            sf_print_padded(p->out, p->sheet.facts->scenarios[scenario].id, NUMBER_COLUMNS, true);
            sf_print_padded(p->out, _("difference"), DIFFERENCE_COLUMNS, true);
            sf_print_padded(p->out, _("pairing"), NUMBER_COLUMNS, true);
            fputc('\n', p->out);
        }
        first = false;
        print_row(p, &p->rows[i]);
    }
}

/* --- who gains and who loses -------------------------------------------------------------------------------------------------- */

static const char *say_share(page *p, sf_estimate share)
{
    return sf_say_estimate(&p->sheet, share.mean, share.low, share.high, "share");
}

static void print_share_row(page *p, const char *name, const sf_crowd *crowd, const sf_crowd *placebo, sf_gain gain,
                            uint16_t segment)
{
    const int columns = 26;

    fputs("    ", p->out);
    sf_print_padded(p->out, name, LABEL_COLUMNS - 4, false);
    sf_print_padded(p->out, say_share(p, sf_crowd_gain(crowd, gain, segment)), columns, true);
    sf_print_padded(p->out, say_share(p, sf_crowd_loss(crowd, gain, segment)), columns, true);
    if (placebo != NULL) {
        sf_print_padded(p->out, sf_say_value(&p->sheet, sf_crowd_gain(placebo, gain, segment).mean, "share"),
                        NUMBER_COLUMNS, true);
        sf_print_padded(p->out, sf_say_value(&p->sheet, sf_crowd_loss(placebo, gain, segment).mean, "share"),
                        NUMBER_COLUMNS, true);
    }
    fputc('\n', p->out);
}

static void print_shares(page *p, const sf_crowd *crowd, const sf_crowd *placebo)
{
    const int columns = 26;

    fprintf(p->out, "\n  ");
    sf_print_padded(p->out,
                    sf_print(&p->sheet, _("Who gains and who loses, of %s people followed"),
                             sf_say_count(&p->sheet, round(sf_crowd_size(crowd, 0)))),
                    LABEL_COLUMNS - 2, false);
    sf_print_padded(p->out, _("gain"), columns, true);
    sf_print_padded(p->out, _("lose"), columns, true);
    if (placebo != NULL) {
        sf_print_padded(p->out, _("placebo"), NUMBER_COLUMNS, true);
        sf_print_padded(p->out, _("placebo"), NUMBER_COLUMNS, true);
    }
    fputc('\n', p->out);
    for (sf_gain gain = SF_GAIN_OUTCOME; gain < SF_GAINS; gain++) {
        if (isnan(sf_crowd_matters(crowd, gain)))
            continue;
        print_share_row(p, sf_gain_words(&p->sheet, crowd, gain), crowd, placebo, gain, 0);
        for (uint16_t g = 1; g < p->sheet.catalogue->n_segments; g++)
            print_share_row(p, sf_print(&p->sheet, "  %s", sf_segment_name(&p->sheet, g)), crowd, placebo, gain, g);
    }
}

static void print_transitions(page *p, const sf_crowd *crowd, const sf_crowd *placebo)
{
    size_t n = 0;
    const sf_move *moves = sf_moves_of(&p->sheet, crowd, &n);

    if (n == 0) {
        sf_print_wrapped(p->out, _("Nobody's outcome is another one."));
        return;
    }
    fprintf(p->out, "\n  ");
    sf_print_padded(p->out, _("From which outcome to which, people in a replication"), LABEL_COLUMNS - 2, false);
    sf_print_padded(p->out, _("people"), 26, true);
    if (placebo != NULL)
        sf_print_padded(p->out, _("placebo"), NUMBER_COLUMNS, true);
    fputc('\n', p->out);
    for (size_t i = 0; i < n && i < MOST_TRANSITIONS; i++) {
        fputs("    ", p->out);
        sf_print_padded(p->out,
                        sf_print(&p->sheet, "%s → %s", sf_state_name(&p->sheet, moves[i].from),
                                 sf_state_name(&p->sheet, moves[i].to)),
                        LABEL_COLUMNS - 4, false);
        sf_print_padded(p->out,
                        sf_say_estimate(&p->sheet, moves[i].count.mean, moves[i].count.low, moves[i].count.high, ""),
                        26, true);
        if (placebo != NULL)
            sf_print_padded(p->out,
                            sf_say_value(&p->sheet, sf_crowd_transition(placebo, moves[i].from, moves[i].to).mean, ""),
                            NUMBER_COLUMNS, true);
        fputc('\n', p->out);
    }
    if (n > MOST_TRANSITIONS)
        sf_print_wrapped(p->out, sf_print(&p->sheet, _("... and %zu rarer ones."), n - MOST_TRANSITIONS));
}

/* --- the whole --------------------------------------------------------------------------------------------------------------------- */

/* What each extra exit of a good kind costs: a ratio of two differences, so it has a set of its own. */
static void print_cost_per_exit(page *p, size_t scenario)
{
    size_t n = 0;
    const uint16_t *exits = sf_study_good_exits(p->sheet.study, &n);
    const size_t base = sf_study_baseline_of(p->sheet.study, scenario, p->baseline);

    for (size_t i = 0; i < n && p->status == SF_OK; i++) {
        sf_fieller services, all;

        p->status = sf_study_cost_per_exit(p->sheet.study, scenario, base, exits[i], true, &services, p->err);
        if (p->status == SF_OK)
            p->status = sf_study_cost_per_exit(p->sheet.study, scenario, base, exits[i], false, &all, p->err);
        if (p->status == SF_OK && !isnan(all.ratio))
            sf_print_wrapped(
                p->out,
                sf_print(&p->sheet,
                         _("Cost of each extra exit, million NOK – %s: veiledere and tiltak %s; benefits included %s."),
                         sf_metric_name(&p->sheet, exits[i]), sf_say_cost_per_exit(&p->sheet, &services),
                         sf_say_cost_per_exit(&p->sheet, &all)));
    }
}

static void print_scenario(page *p, size_t scenario, const sf_crowd *placebo)
{
    const size_t base = sf_study_baseline_of(p->sheet.study, scenario, p->baseline);
    const sf_crowd *crowd = NULL;

    fprintf(p->out, "\n%s (%s), %s “%s”:\n", sf_scenario_name(&p->sheet, scenario),
            p->sheet.facts->scenarios[scenario].id, _("against"), sf_scenario_name(&p->sheet, base));
    print_decisions(p, scenario);
    print_exploratory(p, scenario);
    print_cost_per_exit(p, scenario);
    if (p->status == SF_OK)
        p->status = sf_study_crowd(p->sheet.study, base, scenario, &crowd, p->err);
    if (p->status != SF_OK || !(sf_crowd_size(crowd, 0) > 0.0))
        return;
    print_shares(p, crowd, placebo);
    print_transitions(p, crowd, placebo);
}

static void print_reading(page *p, const sf_crowd *placebo, const char *why_no_placebo)
{
    fputc('\n', p->out);
    sf_print_wrapped(
        p->out,
        _("Each 95 % interval says what the luck of the replications leaves open; verdicts rest on those with all targets "
          "together (Holm). Whether the assumptions are right is another question: saksflyt sensitivity."));
    sf_print_wrapped(p->out,
                     _("Pairing: how many times as many replications it would have taken without common luck. Below 1 "
                       "it did harm."));
    if (placebo != NULL)
        sf_print_wrapped(
            p->out,
            _("Placebo: the baseline against itself with one arrival more. Who gains and who loses there does so by no "
              "policy; only what a policy does beyond that is its doing."));
    else if (why_no_placebo != NULL && why_no_placebo[0] != '\0')
        sf_print_wrapped(p->out,
                         sf_print(&p->sheet, _("No placebo stands beside gainers and losers: %s."), why_no_placebo));
}

sf_status sf_report_comparison(sf_study *study, size_t baseline, const sf_crowd *placebo, const char *why_no_placebo,
                               FILE *out, sf_language language, sf_error *err)
{
    page p = {.out = out, .baseline = baseline, .err = err};
    sf_status status = sf_sheet_open_words(study, language, &p.sheet, err);

    if (status != SF_OK)
        return status;
    status = sf_study_comparisons(study, baseline, &p.rows, &p.n_rows, err);
    if (status == SF_OK)
        status = sf_study_decisions_against(study, baseline, &p.decisions, &p.n_decisions, err);
    if (status == SF_OK) {
        fprintf(out, "\n%s\n", p.sheet.facts->title);
        for (size_t s = 0; s < p.sheet.facts->n_scenarios; s++) {
            if (s != sf_study_baseline_of(study, s, baseline) && sf_study_replications(study, s) > 0)
                print_scenario(&p, s, placebo);
        }
        print_reading(&p, placebo, why_no_placebo);
        status = p.status == SF_OK ? sf_sheet_status(&p.sheet, err) : p.status;
    }
    if (status == SF_OK && ferror(out) != 0)
        status = SF_FAIL(err, SF_EIO, NULL, "%s", _("the terminal or pipe cannot be written to"));
    sf_sheet_close(&p.sheet);
    return status;
}
