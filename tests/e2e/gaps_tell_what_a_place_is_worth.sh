#!/usr/bin/env bash
# gaps_tell_what_a_place_is_worth.sh - gaps adds a tenth to the places of one tiltak at a time: in a loss system the value of a place is what
# Erlang's formula says; in an office it tells waits, needs and a ranking; it continues and is refused in one sentence.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
gaps() { "$saksflyt" gaps "$@"; }
lines=$source/configs/oracles/o7_mg20_20.cfg

checks "a place in a loss system of 20 lets in as many more as Erlang B says: 16 a day, stays of a day, two places more"
exits 0 gaps "$lines" -r 40 -o lines --lang en
python3 - <<'END' || fail "the value of a place is not Erlang's" stdout
import re
def lost(c, a):
    b = 1.0
    for k in range(1, c + 1):
        b = a * b / (k + a * b)
    return b
exact = 16 * 365.25 * (lost(20, 16) - lost(22, 16)) / 2
text = open("stdout").read().replace(",", "")
mean, low, high = map(float, re.search(r"Starts a year for each place\s+\+([\d.]+) \(\+([\d.]+) to \+([\d.]+)\)", text).groups())
assert low - 1 <= exact <= high + 1, (exact, low, high)
assert high - low < 0.1 * exact, (exact, low, high)
END

checks "an office: every tiltak with a limit, its wait by segment, needs, the next 100 places"
exits 0 gaps "$small_office" -o office --lang en
grep -q "Where the next 100 places would help most" stdout || fail "no ranking" stdout
[ -s office/charts/gaps.png ] || fail "no chart"
[ ! -e office/charts/sweep.png ] || fail "a chart of a sweep is drawn where nothing was swept"
grep -q "Needs, by segment" office/report.html || fail "no table of needs"
same "scenarios that were run" "today today_aft" \
    "$(query office "SELECT DISTINCT scenario FROM replication ORDER BY 1" | tr '\n' ' ' | sed 's/ $//')"
exits 0 "$saksflyt" verify office
before=$(digest_of office)
exits 0 gaps "$small_office" -o office
same "digest of what was there" "$before" "$(digest_of office)"
exits 0 gaps "$small_office" --shard 1/2 -o s1
exits 0 gaps "$small_office" --shard 2/2 -o s2
exits 0 "$saksflyt" merge s1 s2 -o merged
same "digest of shards" "$before" "$(digest_of merged)"

checks "what has no gaps is told in one sentence"
sed -E 's/places = [0-9]+/places = "unlimited"/; s/places = "[^"]*"/places = "unlimited"/' "$small_office" >open.cfg
exits 64 gaps open.cfg --lang en
grep -q "no tiltak in the config has a limited number of places" stderr || fail "nothing is said" stderr
exits 64 gaps "$small_office" --scenario nobody --lang en
grep -q "there is no scenario" stderr || fail "nothing is said" stderr
[ ! -e out ] || fail "a refused analysis leaves a folder"
