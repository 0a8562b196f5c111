#!/usr/bin/env bash
# warm_up_is_judged.sh - a warm-up that is too short is told in words; one that is long enough is not.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
office() { sed "s/warm_up = \"6 y\"/warm_up = \"$1\"/; s/length = \"2 y\"/length = \"6 y\"/" "$small_office"; }

checks "an office that is empty when measuring begins"
office "1 mo" >short.cfg
exits 0 "$saksflyt" run short.cfg --no-report -r 10 -o short
grep -qE 'warning: stock of programmes.aap in scenario today (had not settled|still moves)' stderr || fail "no warning" stderr

checks "an office that has run for six years"
office "6 y" >long.cfg
exits 0 "$saksflyt" run long.cfg --no-report -r 10 -o long
! grep -qE 'had not settled|still moves' stderr || fail "a warning about nothing" stderr
! grep -qE 'has a trend|drifts' stderr || fail "a trend about nothing" stderr

checks "arrivals that grow year by year, under a season that would bend a straight line"
sed 's|arrivals = "60 /y, antatt"|arrivals = "600 /y; 660 /y from 2027-01-01; 720 /y from 2029-01-01"; season = "sin(0.4, 12 mo)"|; s/veiledere = 2/veiledere = 25/' \
    long.cfg >grows.cfg
exits 0 "$saksflyt" run grows.cfg --no-report -r 10 -o grows
grep -q 'warning: flow.in/aap of programmes.aap in scenario today has a trend' stderr || fail "no warning" stderr
grep -q 'warning: stock of programmes.aap in scenario today drifts' stderr || fail "the people who follow are not seen" stderr

checks "the season alone is no trend"
sed 's|600 /y; 660 /y from 2027-01-01; 720 /y from 2029-01-01|600 /y|' grows.cfg >season.cfg
exits 0 "$saksflyt" run season.cfg --no-report -r 10 -o season
! grep -qE 'has a trend|drifts' stderr || fail "a trend about nothing" stderr

checks "the report shows what is concluded"
exits 0 "$saksflyt" report grows --lang en
grep -q 'Trend: [56][0-9][0-9] in the first year, 7[0-9][0-9] in the last' grows/report.html || fail "no trend in the report"
