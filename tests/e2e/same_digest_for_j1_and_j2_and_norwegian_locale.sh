#!/usr/bin/env bash
# same_digest_for_j1_and_j2_and_norwegian_locale.sh - neither threads, locale, time zone, folder nor terminal change a byte.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
locale -a | grep -qixE 'nb_NO\.utf-?8' || fail "the locale nb_NO.UTF-8 is missing; ./dev test makes it"

run() { # run FOLDER ARGUMENT...
    exits 0 "$saksflyt" --lang en run "$small_office" -r 4 -o "$@"
}

checks "one thread and two give the same digest, table and charts"
run one -j1
run two -j2
same "digest" "$(digest_of one)" "$(digest_of two)"
cmp one/summary.csv two/summary.csv || fail "summary.csv differs"
cmp one/resolved.cfg two/resolved.cfg || fail "resolved.cfg differs"
for chart in one/charts/*.svg; do
    cmp "$chart" "two/charts/${chart##*/}" || fail "chart differs"
done

checks "seven threads give the same digest"
run seven -j7 --no-report
same "digest" "$(digest_of one)" "$(digest_of seven)"

checks "a Norwegian locale, another time zone and another folder give the same digest and table"
mkdir elsewhere
(
    cd elsewhere || exit
    export LC_ALL=nb_NO.UTF-8 TZ=Asia/Kathmandu
    umask 077
    exits 0 "$saksflyt" run "$small_office" -r 4 -j2 -o ../norwegian
)
same "digest" "$(digest_of one)" "$(digest_of norwegian)"
same "digest taken in a Norwegian locale" "$(digest_of one)" "$(LC_ALL=nb_NO.UTF-8 digest_of norwegian)"
cmp one/summary.csv norwegian/summary.csv || fail "summary.csv differs"
cmp one/resolved.cfg norwegian/resolved.cfg || fail "resolved.cfg differs"

checks "fewer replications first and the rest later give the same digest"
exits 0 "$saksflyt" run "$small_office" -r 1 -o grown --no-report
exits 0 "$saksflyt" run "$small_office" -r 4 -o grown --no-report
same "digest" "$(digest_of one)" "$(digest_of grown)"
cmp one/summary.csv grown/summary.csv || fail "summary.csv differs"

checks "another seed gives another digest"
exits 0 "$saksflyt" run "$small_office" -r 4 -o other --seed 7 --no-report
[ "$(digest_of one)" != "$(digest_of other)" ] || fail "the seed has no effect"

checks "resolved.cfg is a config that gives the same results"
exits 0 "$saksflyt" run one/resolved.cfg -r 4 -o again --no-report
cmp one/summary.csv again/summary.csv || fail "summary.csv differs"
