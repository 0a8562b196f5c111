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
mean, low, high = map(float, re.search(r"Starts a year\s+\+([\d.]+) \(\+([\d.]+) to \+([\d.]+)\)", text).groups())
assert low - 1 <= exact <= high + 1, (exact, low, high)
assert high - low < 0.1 * exact, (exact, low, high)
END

checks "an office: every tiltak with a limit, its wait by segment, needs, the next 100 places"
exits 0 gaps "$small_office" -o office --lang en
grep -q "Where the next 100 places would help most" stdout || fail "no ranking" stdout
[ -s office/charts/gaps.png ] || fail "no chart"
[ ! -e office/charts/sweep.png ] || fail "a chart of a sweep is drawn where nothing was swept"
for table in "What one more place is worth" "Idle places, and the people who wait beside them" "Where needs stand that have been seen"; do
    grep -q "$table" office/report.html || fail "no table: $table"
done
grep -q "The same by region" office/report.html && fail "a table of regions where there are none"
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

checks "a county: who waits in which region, why places are idle, where a place helps; places go to regions as the config says"
{
    sed -E 's/places = 6;/places = 60;/; s/stay = "gamma/catchment = "region"; sites = ( { id = "south"; places = 1; } ); stay = "gamma/' "$small_office"
    echo 'offices = ( { id = "a"; users = 500; region = "north"; }, { id = "b"; users = 300; region = "north"; }, { id = "c"; users = 300; region = "south"; } );'
} >county.cfg
exits 0 gaps county.cfg -o county --lang en
text=$(tr '\n' ' ' <stdout | tr -s ' ')
[[ $text == *"Most wait here: AFT in south,"* ]] || fail "it is not told where people wait" stdout
[[ $text == *"people who wait belong elsewhere (catchment)"* ]] || fail "it is not told why places are idle" stdout
grep -q "The same by region" county/report.html || fail "no table of regions"
python3 - <<'END' || fail "regions do not add up" county/summary.csv
import csv
value = {(r["scenario"], r["metric"], r["entity"], r["segment"], r["stat"]): float(r["mean"] or "nan") for r in csv.DictReader(open("county/summary.csv"))}
def of(metric, entity, segment="all", stat="mean", scenario="today"):
    return value[scenario, metric, entity, segment, stat]
near = lambda a, b: abs(a - b) <= 1e-9 * max(1, abs(a))
sites = ["tiltak.aft.sites.north", "tiltak.aft.sites.south"]
assert near(sum(of("tiltak.started", s, "low", "rate") for s in sites), of("tiltak.started", "tiltak.aft", "low", "rate"))
assert near(sum(of("flow.out/work", f"regions.{r}", "all", "rate") for r in ("north", "south")), of("flow.out/work", "all", "all", "rate"))
assert near(sum(of("places.tiltak", s) for s in sites), of("places.tiltak", "tiltak.aft")) and of("places.tiltak", sites[1]) == 1
assert of("places.tiltak", sites[0], scenario="today_aft") == of("places.tiltak", sites[0]) + 6
for where in "taking_part in_line referral not_taken absent treatment held other_line contact".split():
    assert near(sum(of(f"need.now/work_training/{where}", f"regions.{r}", s) for r in ("north", "south") for s in ("low", "high")),
                of(f"need.now/work_training/{where}", "all"))
END

checks "what has no gaps is told in one sentence"
sed -E 's/places = [0-9]+/places = "unlimited"/; s/places = "[^"]*"/places = "unlimited"/' "$small_office" >open.cfg
exits 64 gaps open.cfg --lang en
grep -q "no tiltak in the config has a limited number of places" stderr || fail "nothing is said" stderr
exits 64 gaps "$small_office" --scenario nobody --lang en
grep -q "there is no scenario" stderr || fail "nothing is said" stderr
[ ! -e out ] || fail "a refused analysis leaves a folder"
