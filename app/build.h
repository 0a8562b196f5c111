/* app/build.h - which build this is, and where its translations lie.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_APP_BUILD_H
#define SF_APP_BUILD_H

#include <stddef.h>

/** What decides whether a study may be continued by this program: version, hash of all sources, compiler, flags. One line
 *  without characters that JSON escapes, "0.1.0 sources-5b0c5f0c2a11 GNU-12.2.0 flags-90c1d2e3". Static. */
const char *sf_build_id(void);

/** The commit that was built, "16058c0f1d2e", with "+changes" when the tree differed from it; "unknown" without git.
 *  For people who trace a figure back; no part of the build id, since most commits change no result. Static. */
const char *sf_build_commit(void);

/** The folder of the translations for bindtextdomain: `locale` beside the program (a build folder), else
 *  ../share/locale (an installation). Writes into buffer and returns it; "" when neither exists. */
const char *sf_build_locale_dir(char *buffer, size_t size);

/** The folder of the configs that come with the program: `configs` beside it (a build folder), else ../share/saksflyt/configs
 *  (an installation). Writes into buffer and returns it; "" when neither exists. */
const char *sf_build_configs_dir(char *buffer, size_t size);

#endif
