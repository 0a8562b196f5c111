/* plots/document_html.c - a document as one HTML page that needs no other file, and is well-formed XML, too.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "core/text.h"
#include "plots/document.h"
#include "plots/html.h"
#include "plots/wording.h"

static const char css[] =
    ":root{color-scheme:light}"
    "body{font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;color:#1f2328;background:#fff;"
    "margin:0 auto;max-width:66rem;padding:1.5rem;overflow-wrap:break-word}"
    "h1{font-size:1.9rem;line-height:1.2;margin:.2em 0}h2{font-size:1.4rem;margin:2.2em 0 .5em;padding-top:.4em;"
    "border-top:1px solid #d0d7de}h3{font-size:1.08rem;margin:1.4em 0 .3em}p,li{max-width:46rem}"
    ".lead{font-size:1.1rem}.soft,figcaption,caption{color:#57606a}.soft{font-size:.9rem}"
    "a{color:#0550ae}.skip{position:absolute;left:-99rem}.skip:focus{position:static}"
    "nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;list-style:none}"
    ".answer{list-style:none;padding:0}.answer li{padding:.45em 0 .45em 2.1em;text-indent:-2.1em}"
    ".key{width:100%}.key .n{min-width:8.2rem}.key tbody th{min-width:10rem}.mark{display:inline-block;width:1.5em;text-indent:0;margin-right:.6em;text-align:center;font-weight:700}"
    ".better .mark,.better strong{color:#00598c}.worse .mark,.worse strong{color:#a64800}"
    ".same .mark,.same strong{color:#57606a}.open .mark,.open strong{color:#1f2328}"
    "figure{margin:1.5em 0}figure img{width:100%;height:auto;border:1px solid #e4e7eb}"
    "figcaption{font-size:.9rem}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;font-size:.88rem;margin:.5em 0}caption{text-align:left;padding:.3em 0}"
    "th,td{padding:.3em .7em .3em 0;text-align:left;vertical-align:top;border-bottom:1px solid #e4e7eb;"
    "overflow-wrap:break-word;min-width:4.5rem;max-width:26rem}thead th{border-bottom:2px solid #57606a}th{font-weight:600}"
    "tbody th{font-weight:400}.n{text-align:right;font-variant-numeric:tabular-nums;padding-left:.7em}.n span{white-space:nowrap;color:#57606a}"
    ""
    "details{margin:.6em 0}summary{cursor:pointer;color:#0550ae}code{font:.92em ui-monospace,monospace}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1.2em}dt{color:#57606a}dd{margin:0;"
    "overflow-wrap:anywhere}.bad{color:#a40e26;font-weight:700}footer{margin-top:3em;border-top:1px solid #d0d7de}"
    "@media(max-width:40rem){dl{grid-template-columns:1fr}dt{margin-top:.4em}body{padding:1rem}}"
    "@media print{body{font-size:10.5pt;max-width:none;padding:0}nav,.skip{display:none}h2,h3{break-after:avoid}"
    "figure,tr,li{break-inside:avoid}.scroll{overflow:visible}a{color:inherit;text-decoration:none}"
    "table{font-size:8pt}.key tbody th{min-width:9rem}@page{margin:16mm}}";

/* What is open while blocks of one kind follow each other. */
typedef struct writer {
    FILE *out;
    const sf_document *document;
    bool in_section, in_list, in_facts;
} writer;

static void write_head(const writer *w)
{
    fprintf(w->out,
            "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
            "'unsafe-inline'\"/>\n<meta name=\"generator\" content=\"Saksflyt %s\"/>\n",
            w->document->sheet->language == SF_LANGUAGE_NB ? "nb" : "en", sf_version());
    sf_html_element(w->out, "title", w->document->title);
    fprintf(w->out, "<style>%s</style>\n</head>\n<body>\n", css);
}

static void write_paragraph(const writer *w, const char *class_name, const char *text)
{
    fprintf(w->out, class_name[0] != '\0' ? "<p class=\"%s\">" : "<p>", class_name);
    sf_html_text(w->out, text);
    fputs("</p>\n", w->out);
}

/* Title, question, and a way to every section. */
static void write_top(const writer *w)
{
    const sf_block *first = NULL;

    for (const sf_block *b = w->document->first; b != NULL && first == NULL; b = b->next)
        if (b->kind == SF_BLOCK_SECTION)
            first = b;
    if (first != NULL) {
        fprintf(w->out, "<a class=\"skip\" href=\"#%s\">", first->name);
        sf_html_text(w->out, _("Skip to the answer"));
        fputs("</a>\n", w->out);
    }
    fputs("<header>\n", w->out);
    sf_html_element(w->out, "h1", w->document->title);
    write_paragraph(w, "lead", w->document->question);
    fputs("</header>\n<nav aria-label=\"", w->out);
    sf_html_text(w->out, _("Contents"));
    fputs("\"><ul>\n", w->out);
    for (const sf_block *b = first; b != NULL; b = b->next)
        if (b->kind == SF_BLOCK_SECTION) {
            fprintf(w->out, "<li><a href=\"#%s\">", b->name);
            sf_html_text(w->out, b->text);
            fputs("</a></li>\n", w->out);
        }
    fputs("</ul></nav>\n<main>\n", w->out);
}

/* Lists and sections end before what does not belong in them. */
static void close_before(writer *w, sf_block_kind kind)
{
    if (w->in_list && kind != SF_BLOCK_VERDICT)
        fputs("</ul>\n", w->out);
    if (w->in_facts && kind != SF_BLOCK_FACT)
        fputs("</dl>\n", w->out);
    w->in_list &= kind == SF_BLOCK_VERDICT;
    w->in_facts &= kind == SF_BLOCK_FACT;
    if (w->in_section && kind == SF_BLOCK_SECTION)
        fputs("</section>\n", w->out);
}

static const char *class_of(sf_verdict verdict)
{
    switch (verdict) {
    case SF_BETTER:
        return "better";
    case SF_WORSE:
        return "worse";
    case SF_NO_DIFFERENCE_THAT_MATTERS:
        return "same";
    case SF_UNDECIDED:
        break;
    }
    return "open";
}

static void write_verdict(writer *w, const sf_block *b)
{
    if (!w->in_list)
        fputs("<ul class=\"answer\">\n", w->out);
    w->in_list = true;
    fprintf(w->out, "<li class=\"%s\"><span class=\"mark\" aria-hidden=\"true\">%s</span><strong>",
            class_of(b->verdict), sf_verdict_mark(b->verdict));
    sf_html_text(w->out, sf_verdict_begins(b->verdict));
    fputs("</strong> ", w->out);
    sf_html_text(w->out, b->text);
    fputs("</li>\n", w->out);
}

static void write_fact(writer *w, const sf_block *b)
{
    if (!w->in_facts)
        fputs("<dl>\n", w->out);
    w->in_facts = true;
    sf_html_element(w->out, "dt", b->name);
    sf_html_element(w->out, "dd", b->text);
}

static sf_status write_chart(const writer *w, const sf_chart *chart, sf_error *err)
{
    sf_sheet *sheet = w->document->sheet;
    unsigned char *bytes = NULL;
    size_t size = 0;
    sf_status status = sf_chart_render(sheet, chart, SF_PAGE_SVG, (sf_chart_size){0.0, 0.0}, &bytes, &size, err);

    if (status != SF_OK)
        return status;
    fprintf(w->out, "<figure id=\"%s\"><img width=\"%.0f\" height=\"%.0f\" alt=\"", chart->name, SF_CHART_WIDTH,
            chart->height);
    sf_html_text(w->out, chart->alt);
    fputs("\" src=\"data:image/svg+xml;base64,", w->out);
    sf_html_base64(w->out, bytes, size);
    free(bytes);
    fputs("\"/>\n<figcaption>", w->out);
    sf_html_text(w->out,
                 sf_print(sheet, "%s. %s", chart->title, chart->nothing != NULL ? chart->nothing : chart->subtitle));
    fputs("</figcaption>\n", w->out);
    if (chart->table.n_rows > 0) {
        fputs("<details><summary>", w->out);
        sf_html_text(w->out, _("The numbers behind the chart"));
        fputs("</summary>\n", w->out);
        sf_html_table(w->out, "data", sf_print(sheet, "%s. %s", chart->title, chart->note), &chart->table);
        fputs("</details>\n", w->out);
    }
    fputs("</figure>\n", w->out);
    return SF_OK;
}

static sf_status write_block(writer *w, const sf_block *b, sf_error *err)
{
    static const char *const tones[] = {[SF_TONE_PLAIN] = "", [SF_TONE_SOFT] = "soft", [SF_TONE_BAD] = "bad"};

    close_before(w, b->kind);
    switch (b->kind) {
    case SF_BLOCK_SECTION:
        fprintf(w->out, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">", b->name, b->name, b->name);
        sf_html_text(w->out, b->text);
        fputs("</h2>\n", w->out);
        w->in_section = true;
        break;
    case SF_BLOCK_HEADING:
        sf_html_element(w->out, "h3", b->text);
        break;
    case SF_BLOCK_PARAGRAPH:
        write_paragraph(w, tones[b->tone], b->text);
        break;
    case SF_BLOCK_CODE:
        fputs("<p class=\"soft\">", w->out);
        sf_html_text(w->out, b->name);
        fputs(" <code>", w->out);
        sf_html_text(w->out, b->text);
        fputs("</code></p>\n", w->out);
        break;
    case SF_BLOCK_VERDICT:
        write_verdict(w, b);
        break;
    case SF_BLOCK_FIGURES:
        sf_html_table(w->out, "key", b->text, &b->table);
        break;
    case SF_BLOCK_TABLE:
        sf_html_table(w->out, "data", b->text, &b->table);
        break;
    case SF_BLOCK_FACT:
        write_fact(w, b);
        break;
    case SF_BLOCK_CHART:
        return write_chart(w, b->chart, err);
    }
    return SF_OK;
}

sf_status sf_document_html(const sf_document *document, char **bytes, size_t *size, sf_error *err)
{
    writer w = {.out = open_memstream(bytes, size), .document = document};
    sf_status status = SF_OK;
    bool is_short;

    if (w.out == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    write_head(&w);
    write_top(&w);
    for (const sf_block *b = document->first; status == SF_OK && b != NULL; b = b->next)
        status = write_block(&w, b, err);
    close_before(&w, SF_BLOCK_SECTION);
    fputs("</main>\n<footer>", w.out);
    write_paragraph(&w, "soft", document->footer);
    fputs("</footer>\n</body>\n</html>\n", w.out);
    is_short = ferror(w.out) != 0;
    is_short |= fclose(w.out) != 0;
    if (status == SF_OK && is_short)
        status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    return status == SF_OK ? sf_sheet_status(document->sheet, err) : status;
}
