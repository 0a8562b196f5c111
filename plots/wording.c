/* plots/wording.c - how a decision is said, alike on the terminal and in the report.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/wording.h"

#include <math.h>

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
