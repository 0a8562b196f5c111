/* core/text.h - translated strings. Every sentence a user can see goes through _() or N_().
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_TEXT_H
#define SF_CORE_TEXT_H

#include <libintl.h>

#define SF_TEXT_DOMAIN "saksflyt"
#define _(text) dgettext(SF_TEXT_DOMAIN, text)
#define N_(text) text /* marks a string for translation; pass it through _() where it is shown */

#endif
