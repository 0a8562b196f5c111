#!/usr/bin/env bash
# charts_do_not_depend_on_the_surroundings.sh - the same study has charts and reports of the same bytes whatever home, locale, time zone,
# fonts, colours, folder and umask there are, and at another moment.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$small_office" -o study -r 2
[ -e study/placebo.json ] || fail "there is no placebo to draw"

drawn() { # drawn WHAT NAME=VALUE...: charts and reports drawn in those surroundings are the first ones
    local what=$1

    shift
    checks "$what"
    rm -rf study/charts study/report.*
    exits 0 env "$@" "$saksflyt" --lang en plot study --format png --format svg --format pdf
    exits 0 env "$@" "$saksflyt" --lang en report study --format html --format pdf --format xlsx
    (cd study && find charts report.* -type f -exec sha256sum {} + | sort -k2) >drawn
    [ "$(wc -l <drawn)" -ge 36 ] || fail "there are too few files" drawn
    [ -e first ] || cp drawn first
    cmp first drawn || fail "drawn otherwise: $(diff first drawn)"
}

drawn "as it is"
drawn "without a home, in an empty world" -i LC_ALL=C.UTF-8
drawn "another home and cache that cannot be written" HOME=/proc XDG_CACHE_HOME=/proc XDG_CONFIG_HOME=/proc
drawn "a Norwegian locale" LC_ALL=nb_NO.UTF-8 LANGUAGE=nb
drawn "another time zone" TZ=Pacific/Kiritimati
drawn "other fonts, or none" FONTCONFIG_FILE=/nonexistent FONTCONFIG_PATH=/nonexistent PANGOCAIRO_BACKEND=fc
drawn "without colours, on a narrow terminal" NO_COLOR=1 COLUMNS=20 TERM=dumb
umask 077
drawn "a strict umask, a second later" LC_ALL=C.UTF-8
