/* plots/validation.c - what the validation found, for people: on the terminal, as a page, as a table for the manual.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/validation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"
#include "plots/document.h"
#include "plots/lines.h"
#include "plots/page.h"
#include "results/validation_record.h"

enum { VALUE_SIZE = 160 };

const char *sf_outcome_words(sf_outcome outcome)
{
    return outcome == SF_TARGET_PASSES ? _("pass") : outcome == SF_TARGET_MISSES ? _("miss") : _("not comparable");
}

static bool is_confront(const sf_target_outcome *o)
{
    return sf_kind_confronts(o->target->kind);
}

static size_t count_of(const sf_target_outcome *outcomes, size_t n, sf_outcome which)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += outcomes[i].outcome == which;
    return count;
}

/* --- terminal ------------------------------------------------------------------------------------------------------------- */

sf_status sf_validation_print(const sf_target_outcome *outcomes, size_t n, FILE *out, sf_language language,
                              sf_error *err)
{
    enum { ID_COLUMNS = 5, OUTCOME_COLUMNS = 20, KIND_COLUMNS = 32 };

    for (size_t i = 0; i < n; i++) {
        const sf_target_outcome *o = &outcomes[i];

        sf_print_padded(out, o->target->id, ID_COLUMNS, false);
        sf_print_padded(out, sf_outcome_words(o->outcome), OUTCOME_COLUMNS, false);
        sf_print_padded(out, o->target->kind, KIND_COLUMNS, false);
        fprintf(out, "%s\n", o->target->title[language]);
        sf_print_wrapped(out, o->reason);
    }
    fprintf(out, _("\n%zu targets: %zu pass, %zu miss, %zu cannot be compared.\n"), n,
            count_of(outcomes, n, SF_TARGET_PASSES), count_of(outcomes, n, SF_TARGET_MISSES),
            count_of(outcomes, n, SF_NOT_COMPARABLE));
    if (ferror(out))
        return SF_FAIL(err, SF_EIO, NULL, _("cannot write the results: %s"), strerror(errno));
    return SF_OK;
}

/* --- the page ------------------------------------------------------------------------------------------------------------- */

typedef bool chooses(const sf_target_outcome *o);

static bool is_missed(const sf_target_outcome *o)
{
    return !is_confront(o) && o->outcome == SF_TARGET_MISSES;
}

static bool is_other(const sf_target_outcome *o)
{
    return !is_confront(o) && o->outcome != SF_TARGET_MISSES;
}

static void add_rows(sf_document *d, const char *name, const char *heading, const char *caption,
                     const sf_target_outcome *outcomes, size_t n, chooses *which)
{
    const char *const heads[] = {_("Target"), _("Result"), _("What the sources say"),
                                 _("Band"),   _("Number"), _("Reason")};
    const sf_language language = d->sheet->language;
    sf_block *block;
    bool any = false;

    for (size_t i = 0; i < n; i++)
        any = any || which(&outcomes[i]);
    if (!any)
        return;
    sf_document_add(d, SF_BLOCK_SECTION, name, heading);
    block = sf_document_add(d, SF_BLOCK_TABLE, "", caption);
    block->table = sf_table_begin(d->sheet, 6, 6, heads);
    for (size_t i = 0; i < n; i++) {
        const sf_target_outcome *o = &outcomes[i];
        char value[VALUE_SIZE];

        if (!which(o))
            continue;
        sf_table_add(d->sheet, &block->table,
                     (const char *const[]){
                         sf_print(d->sheet, "%s %s (%s)", o->target->id, o->target->title[language], o->target->kind),
                         sf_outcome_words(o->outcome),
                         sf_print(d->sheet, "%s (%s)", o->target->figure[language], o->target->source),
                         o->target->band[language],
                         sf_print(d->sheet, "%s", sf_target_value_say(o, language, value, sizeof value)), o->reason});
    }
}

static void fill(sf_document *d, const sf_target_outcome *outcomes, size_t n)
{
    d->title = _("What the model is confronted with");
    d->question = sf_print(
        d->sheet,
        _("%zu targets: %zu pass, %zu miss, %zu cannot be compared. Only targets of the class CALIBRATION have been "
          "fitted to; the rest is predicted, and a direction must come out of the rules."),
        n, count_of(outcomes, n, SF_TARGET_PASSES), count_of(outcomes, n, SF_TARGET_MISSES),
        count_of(outcomes, n, SF_NOT_COMPARABLE));
    d->footer = _("Intervals are 95 %, over replications alone: what is assumed has an uncertainty of its own.");
    add_rows(d, "confront", _("Evidence that contradicts a convenient model"),
             _("The evidence, and what the model says beside it."), outcomes, n, is_confront);
    add_rows(d, "missed", _("What the model misses"),
             _("A miss that is shown is worth more than a pass that is tuned."), outcomes, n, is_missed);
    add_rows(d, "others", _("The other targets"), _("What passes, and what cannot be compared."), outcomes, n,
             is_other);
}

sf_status sf_validation_report(const sf_target_outcome *outcomes, size_t n, const char *dir, sf_language language,
                               sf_error *err)
{
    sf_sheet sheet;
    sf_document document = {.sheet = &sheet};
    char *bytes = NULL;
    size_t size = 0;
    int folder = -1;
    sf_status status = sf_sheet_open_bare(language, &sheet, err);

    if (status != SF_OK)
        return status;
    fill(&document, outcomes, n);
    status = sf_sheet_status(&sheet, err);
    if (status == SF_OK)
        status = sf_document_html(&document, &bytes, &size, err);
    if (status == SF_OK)
        status = sf_folder_open(dir, NULL, &folder, err);
    if (status == SF_OK) {
        status = sf_file_write(folder, dir, "report.html", bytes, size, err);
        close(folder);
    }
    free(bytes);
    sf_sheet_close(&sheet);
    return status;
}

/* --- the manual ----------------------------------------------------------------------------------------------------------- */

/* A cell of a table in Markdown: no bar ends it early. */
static void put_cell(FILE *out, const char *text)
{
    fputs(" ", out);
    for (; *text != '\0'; text++)
        fputs(*text == '|' ? "\\|" : (const char[]){*text, '\0'}, out);
    fputs(" |", out);
}

sf_status sf_validation_markdown(const sf_target_outcome *outcomes, size_t n, FILE *out, sf_error *err)
{
    fputs("| target | class | result | what the sources say | band | reason |\n| --- | --- | --- | --- | --- | --- |\n",
          out);
    for (size_t i = 0; i < n; i++) {
        const sf_validation_target *t = outcomes[i].target;
        const char *const cells[] = {t->id,
                                     t->kind,
                                     sf_outcome_words(outcomes[i].outcome),
                                     t->figure[SF_LANGUAGE_EN],
                                     t->band[SF_LANGUAGE_EN],
                                     outcomes[i].reason};

        fputs("|", out);
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++)
            put_cell(out, cells[k]);
        fputs("\n", out);
    }
    if (ferror(out))
        return SF_FAIL(err, SF_EIO, NULL, _("cannot write the results: %s"), strerror(errno));
    return SF_OK;
}
