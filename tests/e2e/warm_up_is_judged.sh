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
