/* plots/page.h - one page: opened, painted on, closed into bytes, written whole or not at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_PLOTS_PAGE_H
#define SF_PLOTS_PAGE_H

#include <cairo.h>

#include "saksflyt/core.h"

typedef enum sf_page_format { SF_PAGE_PNG, SF_PAGE_SVG, SF_PAGE_PDF, SF_PAGE_FORMATS } sf_page_format;

#define SF_PIXELS_PER_POINT 2.0 /* of a PNG */

/** "png", "svg" or "pdf" to a format; false for anything else. */
bool sf_page_format_read(const char *name, sf_page_format *out);
const char *sf_page_format_name(sf_page_format format);

typedef struct sf_page sf_page;

/** A white page of width x height points (PNG: SF_PIXELS_PER_POINT), all of it drawn `scale` times as large. Owner: the caller, sf_page_close or sf_page_finish.
 *  Returns SF_ENOMEM, or SF_EDOMAIN for a page that is empty or larger than Cairo can hold. */
SF_MUST_CHECK sf_status sf_page_open(sf_page_format format, double width, double height, double scale, sf_page **out,
                                     sf_error *err);

/** Begins another page of the same document; PDF only, between pages of the same size. */
void sf_page_next(sf_page *page);

/** An entry in the reader's list of contents that leads to the present page; PDF only. */
void sf_page_outline(sf_page *page, const char *title);

cairo_t *sf_page_cairo(sf_page *page);

/** Ends the page and hands out its bytes (owner: the caller, free). title and description go into an SVG or PDF for those who
 *  listen instead of look. Cairo's status is checked after drawing and again after closing. *bytes is NULL on failure. */
SF_MUST_CHECK sf_status sf_page_finish(sf_page *page, const char *title, const char *description, unsigned char **bytes,
                                       size_t *size, sf_error *err);

/** Gives the page up. page may be NULL. */
void sf_page_close(sf_page *page);

/** Opens a directory to write in (SF_ECANTCREATE when it is not there); makes `sub` in it first when sub is not NULL.
 *  No symbolic link is followed below `dir`. Owner of *fd: the caller, close. */
SF_MUST_CHECK sf_status sf_folder_open(const char *dir, const char *sub, int *fd, sf_error *err);

/** Writes a file in an open folder: temporary name, fsync, rename, fsync of the folder. On failure the old file, if any, is
 *  intact. `where` names the folder in messages. Returns SF_ECANTCREATE or SF_EIO. */
SF_MUST_CHECK sf_status sf_file_write(int folder, const char *where, const char *name, const void *bytes, size_t size,
                                      sf_error *err);

#endif
