/* plots/report_validation.c - what the model has been confronted with, in every report: the results of the last full validation, with the
 * evidence that contradicts a convenient model first. Nothing is run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/text.h"
#include "plots/report.h"
#include "plots/validation.h"
#include "results/validation_record.h"

/* 0: confronts, 1: missed, 2: the rest. */
static int rank_of(const sf_recorded_target *target)
{
    return sf_kind_confronts(target->kind) ? 0 : target->outcome == SF_TARGET_MISSES ? 1 : 2;
}

/* Texts are copied: the record is given back before the document is written. */
static void add_target(sf_sheet *sheet, sf_table *table, const sf_recorded_target *t)
{
    sf_table_add(sheet, table,
                 (const char *[]){sf_print(sheet, "%s %s", t->id, t->title), sf_outcome_words(t->outcome),
                                  sf_print(sheet, "%s (%s)", t->figure, t->source),
                                  t->value[0] == '\0' ? "–" : sf_print(sheet, "%s", t->value),
                                  sf_print(sheet, "%s", t->kind)});
}

static void add_record(sf_document *document, const sf_validation_record *record)
{
    sf_sheet *sheet = document->sheet;
    const bool is_ours = strcmp(record->build, sheet->facts->build) == 0;
    sf_table table = sf_table_begin(
        sheet, 5, 5,
        (const char *[]){_("Target"), _("Result"), _("What the sources say"), _("What the model says"), _("Class")});

    sf_document_add(
        document, SF_BLOCK_PARAGRAPH, "",
        sf_print(
            sheet,
            _("The model has been confronted with %zu published findings: it meets %zu, misses %zu, and %zu cannot be compared."),
            record->n, record->count[SF_TARGET_PASSES], record->count[SF_TARGET_MISSES],
            record->count[SF_NOT_COMPARABLE]));
    sf_document_add(
        document, SF_BLOCK_PARAGRAPH, "",
        sf_print(
            sheet,
            is_ours
                ? _("These results are of %s and of the build that made this study (%s). That is no validation of this study: its base "
                    "scenario should be held against what is known of the office it describes.")
                : _("These results are of %s and of another build than the one that made this study (%s); “saksflyt validate” does it again. "
                    "That is no validation of this study: its base scenario should be held against what is known of the office it describes."),
            sf_say_date(sheet, record->civil_day), record->build))
        ->tone = SF_TONE_SOFT;
    for (int rank = 0; rank < 3; rank++)
        for (size_t i = 0; i < record->n; i++)
            if (rank_of(&record->targets[i]) == rank)
                add_target(sheet, &table, &record->targets[i]);
    sf_document_add(
        document, SF_BLOCK_TABLE, "",
        _("First the evidence that contradicts a convenient model (CONFRONT), then what is missed, then the rest. Bands and "
          "reasons: docs/validation.md"))
        ->table = table;
}

sf_status sf_report_validation(sf_document *document, sf_error *err)
{
    sf_validation_record *record = NULL;
    sf_status status = sf_validation_record_open(document->sheet->language, &record, err);

    if (status != SF_OK)
        return status;
    sf_document_add(document, SF_BLOCK_SECTION, "validation", _("What the model has been confronted with"));
    add_record(document, record);
    sf_validation_record_free(record);
    return sf_sheet_status(document->sheet, err);
}
