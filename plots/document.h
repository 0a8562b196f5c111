/* plots/document.h - a report as a list of blocks, so that the same words and figures go to HTML and to PDF.
 * Everything lives in the sheet; texts that are given must live as long as it does.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_DOCUMENT_H
#define SF_PLOTS_DOCUMENT_H

#include "plots/chart.h"

typedef enum sf_tone { SF_TONE_PLAIN, SF_TONE_SOFT, SF_TONE_BAD } sf_tone;

typedef enum sf_block_kind {
    SF_BLOCK_SECTION,   /* name (an id of its own), text: the heading */
    SF_BLOCK_HEADING,   /* text */
    SF_BLOCK_PARAGRAPH, /* tone, text */
    SF_BLOCK_CODE,      /* name: what it is, text: as in a config */
    SF_BLOCK_VERDICT,   /* verdict, text */
    SF_BLOCK_FIGURES,   /* table: key figures, text: its caption */
    SF_BLOCK_TABLE,     /* table, text: its caption */
    SF_BLOCK_FACT,      /* name, text */
    SF_BLOCK_CHART      /* chart */
} sf_block_kind;

typedef struct sf_block {
    sf_block_kind kind;
    sf_tone tone;
    sf_verdict verdict;
    const char *name, *text;
    sf_table table;
    const sf_chart *chart;
    struct sf_block *next;
} sf_block;

typedef struct sf_document {
    sf_sheet *sheet;
    const char *title, *question, *footer;
    sf_block *first, *last;
    sf_block spare; /* handed out when memory is spent; nobody reads it */
} sf_document;

/** Adds a block of a kind at the end, and returns it to be filled; never NULL. */
sf_block *sf_document_add(sf_document *document, sf_block_kind kind, const char *name, const char *text);

/** The mark before a verdict, which says it without colour: a tick, a cross, an equals sign, a question mark. */
const char *sf_verdict_mark(sf_verdict verdict);

/** The document's bytes. Owner of *bytes: the caller, free. SF_ENOMEM, or what drawing gives. */
SF_MUST_CHECK sf_status sf_document_html(const sf_document *document, char **bytes, size_t *size, sf_error *err);
SF_MUST_CHECK sf_status sf_document_pdf(const sf_document *document, char **bytes, size_t *size, sf_error *err);

#endif
