#!/usr/bin/env bash
# po/collect.sh SOURCE_DIR POT - collects every marked sentence of the sources into the template POT.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$1"
# Sorted, so that the template does not depend on the order of a folder.
find app core experiments include input models plots results sim -name '*.[ch]' | LC_ALL=C sort >"$2.files"
xgettext --files-from="$2.files" --output="$2" --language=C --from-code=UTF-8 --keyword --keyword=_ --keyword=N_ \
    --flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=sf_error_set:6:c-format --flag=SF_FAIL:4:c-format \
    --flag=sf_log_write:3:c-format --add-comments=Translators: --no-location --sort-output --width=120 \
    --package-name=saksflyt --copyright-holder='the Saksflyt authors' --force-po
