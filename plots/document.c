/* plots/document.c - the list of blocks.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/document.h"

sf_block *sf_document_add(sf_document *document, sf_block_kind kind, const char *name, const char *text)
{
    sf_block *block = sf_take(document->sheet, 1, sizeof *block);

    if (block == NULL)
        return &document->spare; /* the sheet is spent, which its status says */
    block->kind = kind;
    block->name = name;
    block->text = text;
    if (document->first == NULL)
        document->first = block;
    else
        document->last->next = block;
    document->last = block;
    return block;
}

const char *sf_verdict_mark(sf_verdict verdict)
{
    switch (verdict) {
    case SF_BETTER:
        return "✓";
    case SF_WORSE:
        return "✗";
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return "=";
    case SF_UNDECIDED:
        break;
    }
    return "?";
}
