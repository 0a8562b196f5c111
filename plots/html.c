/* plots/html.c - the few pieces of HTML a report needs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/html.h"

#include <stdint.h>
#include <string.h>

#include "plots/lettering.h"

static void put_utf8(FILE *out, uint32_t c)
{
    if (c < 0x80) {
        fputc((int)c, out);
    } else if (c < 0x800) {
        fputc((int)(0xc0 | (c >> 6)), out);
        fputc((int)(0x80 | (c & 0x3f)), out);
    } else if (c < 0x10000) {
        fputc((int)(0xe0 | (c >> 12)), out);
        fputc((int)(0x80 | ((c >> 6) & 0x3f)), out);
        fputc((int)(0x80 | (c & 0x3f)), out);
    } else {
        fputc((int)(0xf0 | (c >> 18)), out);
        fputc((int)(0x80 | ((c >> 12) & 0x3f)), out);
        fputc((int)(0x80 | ((c >> 6) & 0x3f)), out);
        fputc((int)(0x80 | (c & 0x3f)), out);
    }
}

void sf_html_text(FILE *out, const char *text)
{
    uint32_t c;

    while ((c = sf_tame_next(&text)) != 0)
        switch (c) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            put_utf8(out, c);
        }
}

void sf_html_element(FILE *out, const char *tag, const char *text)
{
    fprintf(out, "<%s>", tag);
    sf_html_text(out, text);
    fprintf(out, "</%s>\n", tag);
}

/* "925 (914 to 936)": the interval may move to the next line, but whole. */
static void put_number(FILE *out, const char *text)
{
    const char *interval = strstr(text, " (");

    if (interval == NULL) {
        sf_html_text(out, text);
        return;
    }
    for (const char *at = text; at < interval; at++) /* made by the formatter: nothing to escape */
        fputc(*at, out);
    fputs(" <span>", out);
    sf_html_text(out, interval + 1);
    fputs("</span>", out);
}

void sf_html_number(FILE *out, const char *text)
{
    fputs("<td class=\"n\">", out);
    put_number(out, text);
    fputs("</td>", out);
}

static void put_row(FILE *out, const sf_table *table, const char *const cells[])
{
    fputs("<tr>", out);
    for (size_t i = 0; i < table->n_columns; i++) {
        if (i >= table->n_texts) {
            sf_html_number(out, cells[i]);
            continue;
        }
        fputs(i == 0 ? "<th scope=\"row\">" : "<td>", out);
        sf_html_text(out, cells[i]);
        fputs(i == 0 ? "</th>" : "</td>", out);
    }
    fputs("</tr>\n", out);
}

void sf_html_table(FILE *out, const char *class_name, const char *caption, const sf_table *table)
{
    if (table->heads == NULL) /* the sheet was spent, which its status says */
        return;
    fprintf(out, "<div class=\"scroll\" tabindex=\"0\"><table class=\"%s\">\n<caption>", class_name);
    sf_html_text(out, caption);
    fputs("</caption>\n<thead><tr>", out);
    for (size_t i = 0; i < table->n_columns; i++) {
        fputs(i < table->n_texts ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">", out);
        sf_html_text(out, table->heads[i]);
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (const sf_table_row *row = table->first; row != NULL; row = row->next)
        put_row(out, table, row->cells);
    fputs("</tbody></table></div>\n", out);
}

void sf_html_base64(FILE *out, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < size; i += 3) {
        const size_t n = size - i < 3 ? size - i : 3;
        const uint32_t three =
            (uint32_t)bytes[i] << 16 | (n > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (n > 2 ? (uint32_t)bytes[i + 2] : 0);

        for (size_t k = 0; k < 4; k++)
            fputc(k <= n ? digits[(three >> (18 - 6 * k)) & 0x3f] : '=', out);
    }
}
