/* plots/page.c - Cairo surfaces that end up in memory, and memory that ends up in a file.
 * Invariant: bytes reach the disk only after Cairo has said that the whole page is well.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/page.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "core/text.h"
#include "plots/html.h"

enum { MOST_PIXELS = 32767 };

/* The same drawing has the same bytes whenever it is made. */
static const char fixed_date[] = "2000-01-01T00:00:00Z";

struct sf_page {
    sf_page_format format;
    cairo_surface_t *surface;
    cairo_t *cr;
    unsigned char *bytes;
    size_t size, room;
    int number; /* of the present page of a PDF */
};

static const char *const format_names[] = {[SF_PAGE_PNG] = "png", [SF_PAGE_SVG] = "svg", [SF_PAGE_PDF] = "pdf"};

bool sf_page_format_read(const char *name, sf_page_format *out)
{
    for (size_t i = 0; i < SF_PAGE_FORMATS; i++)
        if (strcmp(name, format_names[i]) == 0) {
            *out = (sf_page_format)i;
            return true;
        }
    return false;
}

const char *sf_page_format_name(sf_page_format format)
{
    return format_names[format];
}

static cairo_status_t keep_bytes(void *closure, const unsigned char *data, unsigned length)
{
    sf_page *page = closure;

    if (page->size + length > page->room) {
        const size_t room = (page->size + length) * 2;
        unsigned char *bytes = realloc(page->bytes, room);

        if (bytes == NULL)
            return CAIRO_STATUS_NO_MEMORY;
        page->bytes = bytes;
        page->room = room;
    }
    memcpy(page->bytes + page->size, data, length);
    page->size += length;
    return CAIRO_STATUS_SUCCESS;
}

static sf_status cairo_fails(cairo_status_t status, sf_error *err)
{
    if (status == CAIRO_STATUS_NO_MEMORY)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    return SF_FAIL(err, SF_EBUG, NULL, _("drawing failed: %s"), cairo_status_to_string(status));
}

/* width and height: as drawn, scaled already. */
static cairo_surface_t *open_surface(sf_page *page, double width, double height)
{
    switch (page->format) {
    case SF_PAGE_SVG:
        page->surface = cairo_svg_surface_create_for_stream(keep_bytes, page, width, height);
        cairo_svg_surface_set_document_unit(page->surface, CAIRO_SVG_UNIT_PX);
        break;
    case SF_PAGE_PDF:
        page->surface = cairo_pdf_surface_create_for_stream(keep_bytes, page, width, height);
        cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_CREATE_DATE, fixed_date);
        cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_MOD_DATE, fixed_date);
        break;
    case SF_PAGE_PNG:
    case SF_PAGE_FORMATS:
        page->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)round(width * SF_PIXELS_PER_POINT),
                                                   (int)round(height * SF_PIXELS_PER_POINT));
        break;
    }
    return page->surface;
}

static void paint_white(cairo_t *cr)
{
    cairo_save(cr);
    cairo_set_source_rgb(cr, 1.0, 1.0, 1.0);
    cairo_paint(cr);
    cairo_restore(cr);
}

sf_status sf_page_open(sf_page_format format, double width, double height, double scale, sf_page **out, sf_error *err)
{
    const double pixels = scale * SF_PIXELS_PER_POINT;
    sf_page *page;
    cairo_status_t status;

    if (!(width * scale >= 1.0 && height * scale >= 1.0 && width * pixels <= MOST_PIXELS &&
          height * pixels <= MOST_PIXELS))
        return SF_FAIL(err, SF_EDOMAIN, NULL,
                       _("a chart of %.0f x %.0f points cannot be drawn; compare fewer scenarios"), width * scale,
                       height * scale);
    page = calloc(1, sizeof *page);
    if (page == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    page->format = format;
    page->number = 1;
    page->cr = cairo_create(open_surface(page, width * scale, height * scale));
    if (format == SF_PAGE_PNG)
        cairo_scale(page->cr, pixels, pixels);
    else
        cairo_scale(page->cr, scale, scale);
    status = cairo_status(page->cr);
    if (status != CAIRO_STATUS_SUCCESS) {
        sf_page_close(page);
        return cairo_fails(status, err);
    }
    paint_white(page->cr);
    *out = page;
    return SF_OK;
}

void sf_page_next(sf_page *page)
{
    assert(page->format == SF_PAGE_PDF);
    cairo_show_page(page->cr);
    page->number++;
    paint_white(page->cr);
}

void sf_page_outline(sf_page *page, const char *title)
{
    char target[64];

    assert(page->format == SF_PAGE_PDF);
    snprintf(target, sizeof target, "page=%d", page->number);
    cairo_pdf_surface_add_outline(page->surface, CAIRO_PDF_OUTLINE_ROOT, title, target, 0);
}

cairo_t *sf_page_cairo(sf_page *page)
{
    return page->cr;
}

/* Cairo numbers surfaces through the whole process, and writes the number into the root's id. Without it the same drawing has
 * the same bytes, whatever was drawn before. Nothing refers to that id. */
static void forget_surface_number(sf_page *page)
{
    static const char mark[] = "<g id=\"surface";
    char *number = memmem(page->bytes, page->size, mark, sizeof mark - 1);
    char *end, *const all = (char *)page->bytes + page->size;

    if (number == NULL)
        return;
    number += sizeof mark - 1;
    for (end = number; end < all && *end >= '0' && *end <= '9';)
        end++;
    memmove(number, end, (size_t)(all - end));
    page->size -= (size_t)(end - number);
}

/* Puts <title> and <desc> right inside <svg ...>. Replaces the page's bytes. */
static sf_status describe_svg(sf_page *page, const char *title, const char *description, sf_error *err)
{
    const unsigned char *svg = memmem(page->bytes, page->size, "<svg", 4);
    const unsigned char *inside = svg == NULL ? NULL : memchr(svg, '>', page->size - (size_t)(svg - page->bytes));
    char *bytes = NULL;
    size_t size = 0;
    FILE *out;
    bool is_short;

    if (inside == NULL)
        return SF_FAIL(err, SF_EBUG, NULL, "%s", _("drawing failed: Cairo wrote an SVG without a root"));
    out = open_memstream(&bytes, &size);
    if (out == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    inside++;
    fwrite(page->bytes, 1, (size_t)(inside - page->bytes), out);
    fputs("\n<title>", out);
    sf_html_text(out, title);
    fputs("</title>\n<desc>", out);
    sf_html_text(out, description);
    fputs("</desc>", out);
    fwrite(inside, 1, page->size - (size_t)(inside - page->bytes), out);
    is_short = ferror(out) != 0;
    is_short |= fclose(out) != 0;
    if (is_short) {
        free(bytes);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    free(page->bytes);
    page->bytes = (unsigned char *)bytes;
    page->size = size;
    return SF_OK;
}

sf_status sf_page_finish(sf_page *page, const char *title, const char *description, unsigned char **bytes, size_t *size,
                         sf_error *err)
{
    cairo_status_t drawn = cairo_status(page->cr);
    sf_status status = SF_OK;

    *bytes = NULL;
    if (page->format == SF_PAGE_PDF) {
        cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_TITLE, title);
        cairo_pdf_surface_set_metadata(page->surface, CAIRO_PDF_METADATA_SUBJECT, description);
    }
    if (drawn == CAIRO_STATUS_SUCCESS && page->format == SF_PAGE_PNG)
        drawn = cairo_surface_write_to_png_stream(page->surface, keep_bytes, page);
    cairo_surface_finish(page->surface);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_status(page->surface);
    if (drawn != CAIRO_STATUS_SUCCESS)
        status = cairo_fails(drawn, err);
    if (status == SF_OK && page->format == SF_PAGE_SVG) {
        forget_surface_number(page);
        status = describe_svg(page, title, description, err);
    }
    if (status == SF_OK) {
        *bytes = page->bytes;
        *size = page->size;
        page->bytes = NULL;
    }
    sf_page_close(page);
    return status;
}

void sf_page_close(sf_page *page)
{
    if (page == NULL)
        return;
    if (page->cr != NULL)
        cairo_destroy(page->cr);
    if (page->surface != NULL)
        cairo_surface_destroy(page->surface);
    free(page->bytes);
    free(page);
}

/* --- files ------------------------------------------------------------------------------------------------------------- */

sf_status sf_folder_open(const char *dir, const char *sub, int *fd, sf_error *err)
{
    const int outer = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int inner;

    if (outer < 0)
        return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s: %s"), dir, strerror(errno));
    if (sub == NULL) {
        *fd = outer;
        return SF_OK;
    }
    if (mkdirat(outer, sub, 0777) != 0 && errno != EEXIST) {
        const int reason = errno;

        close(outer);
        return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s cannot be made: %s"), dir, sub, strerror(reason));
    }
    inner = openat(outer, sub, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) {
        const int reason = errno;

        close(outer);
        return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s is not a folder that can be used: %s"), dir, sub,
                       strerror(reason));
    }
    close(outer);
    *fd = inner;
    return SF_OK;
}

static bool writes_all(int fd, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(fd, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

sf_status sf_file_write(int folder, const char *where, const char *name, const void *bytes, size_t size, sf_error *err)
{
    char temporary[96];
    int fd, reason = 0;

    assert(strlen(name) < sizeof temporary - 8 && strchr(name, '/') == NULL);
    snprintf(temporary, sizeof temporary, "%s.tmp", name);
    if (unlinkat(folder, temporary, 0) != 0 && errno != ENOENT) /* left by a run that was killed */
        return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s is in the way: %s"), where, temporary, strerror(errno));
    fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s/%s cannot be made: %s"), where, name, strerror(errno));
    if (!writes_all(fd, bytes, size) || fsync(fd) != 0)
        reason = errno;
    if (close(fd) != 0 && reason == 0)
        reason = errno;
    if (reason == 0 && renameat(folder, temporary, folder, name) != 0)
        reason = errno;
    if (reason != 0) {
        unlinkat(folder, temporary, 0);
        return SF_FAIL(err, SF_EIO, NULL, _("%s/%s cannot be written: %s"), where, name, strerror(reason));
    }
    if (fsync(folder) != 0)
        return SF_FAIL(err, SF_EIO, NULL, _("%s cannot be written: %s"), where, strerror(errno));
    return SF_OK;
}
