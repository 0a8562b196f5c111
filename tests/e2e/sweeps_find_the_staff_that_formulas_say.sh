#!/usr/bin/env bash
# sweeps_find_the_staff_that_formulas_say.sh - sweep runs the scenarios at many values on common luck; --until finds the staff that Erlang C
# says, or tells the best that can be reached; a sweep continues, shards, verifies and is refused in one sentence when it is none.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
sweep() { "$saksflyt" sweep "$@"; }
desk=$source/configs/oracles/o2_mm5.cfg
places="tiltak.desk.places=5:12:1 from always"

erlang() { # erlang LOAD WAIT: the fewest servers with a mean wait of at most WAIT services, by Erlang C
    python3 - "$@" <<'END'
import sys
a, wait = map(float, sys.argv[1:])
c = int(a) + 1
while True:
    b = 1.0
    for k in range(1, c + 1):
        b = a * b / (k + a * b)
    if b / (1 - a / c * (1 - b)) / (c - a) <= wait:
        break
    c += 1
print(c)
END
}

checks "the staff found is that of Erlang C: 4 people a day, stays of a day"
for wait in 0.3 0.07 0.02; do
    c=$(erlang 4 "$wait")
    exits 0 sweep "$desk" --vary "$places" --until "wait.tiltak mean <= $wait d" -r 40 --set time.length="3 y" --no-report -o "d$wait" --lang en
    grep -q "from tiltak.desk.places = $c on" stdout || fail "Erlang C says $c places for a mean wait of $wait days" stdout
    grep -q "not excluded from $c on, sure from $c on" stdout || fail "the interval is not narrow enough to tell $c from its neighbours" stdout
done

checks "three times the staff needs no three times the reserve: the square-root rule"
# With load a the reserve c - a that keeps the same share waiting grows as the square root of a (Halfin & Whitt 1981); with the exact c of
# Erlang C for the same share the reserve of 36 is about three times that of 4, not nine.
reserve() { # reserve RATE FIRST LAST: the fewest places for which at least 78 of a hundred do not wait, less the load
    exits 0 sweep "$desk" --set "streams.arrivals.rate = $1 /d from always" --vary "tiltak.desk.places=$2:$3:1 from always" \
        --until "wait.tiltak share_zero >= 0.78" -r 20 --set time.length="1 y" --no-report -o "square$1" --lang en
    sed -n 's/.*from tiltak.desk.places = \([0-9]*\) on.*/\1/p' stdout | awk -v a="$1" '{ print $1 - a; exit }'
}
small=$(reserve 4 5 9)
large=$(reserve 36 38 48)
python3 - "$small" "$large" <<'END' || fail "reserves $small and $large are not those of Erlang C"
import sys
def share_waiting(c, a):
    b = 1.0
    for k in range(1, c + 1):
        b = a * b / (k + a * b)
    return b / (1 - a / c * (1 - b))
for a, found in zip((4, 36), map(int, sys.argv[1:])):
    c = next(c for c in range(a + 1, 200) if share_waiting(c, a) <= 0.22)
    assert c - a == found, (a, c, found)
assert int(sys.argv[2]) < 4 * int(sys.argv[1])
END

checks "what cannot be reached is told, with the best that can"
exits 0 sweep "$desk" --vary "tiltak.desk.places=5:7:1 from always" --until "wait.tiltak mean <= 0.001" -r 5 --set time.length="1 y" -o never --lang en
grep -q "not reached by any value that was tried" stdout || fail "nothing is said" stdout
tr '\n' ' ' <stdout | tr -s ' ' | grep -q "best that can be reached: tiltak.desk.places = 7 gives" || fail "the best is not told" stdout
[ -s never/charts/sweep.png ] && [ -s never/report.html ] || fail "no chart or no report"
grep -q 'id="answer"' never/report.html || fail "the report has no answer"

checks "what nobody has is told, too"
exits 0 sweep "$small_office" --vary teams.aap.veiledere=1:3:1 --until "wait.treatment mean <= 30 d" -r 2 -o nobody --no-report --lang en
tr '\n' ' ' <stdout | tr -s ' ' | grep -q 'There is no answer to “wait.treatment mean <= 30 d”' || fail "nothing is said" stdout

checks "the same points for any threads, cut and continued, and in shards"
exits 0 sweep "$small_office" --vary teams.aap.veiledere=1:3:1 -j1 --no-report -o whole
exits 0 sweep "$small_office" --vary teams.aap.veiledere=1:3:1 -j2 -r 1 --no-report -o grown
exits 0 sweep "$small_office" --vary teams.aap.veiledere=1:3:1 -j2 -r 3 --no-report -o grown
same "digest when it grows" "$(digest_of whole)" "$(digest_of grown)"
for k in 1 2 3; do exits 0 sweep "$small_office" --vary teams.aap.veiledere=1:3:1 --shard "$k/3" -o "shard$k"; done
exits 0 "$saksflyt" merge shard1 shard2 shard3 -o merged
same "digest of shards" "$(digest_of whole)" "$(digest_of merged)"
exits 0 "$saksflyt" plot merged sweep
exits 0 "$saksflyt" verify whole --sample 4

checks "a point is the same as a run with that value set"
value=$(query whole "SELECT num FROM observation WHERE scenario = 'today_p3' AND replication = 2 AND metric = 'wait.meeting' AND entity = 'all'
    AND segment = 'all' AND stat = 'mean'")
exits 0 "$saksflyt" run "$small_office" --set teams.aap.veiledere=3 --no-report -o set
same "wait.meeting" "$value" "$(query set "SELECT num FROM observation WHERE scenario = 'today' AND replication = 2 AND metric = 'wait.meeting'
    AND entity = 'all' AND segment = 'all' AND stat = 'mean'")"

checks "points in no grid: each part of the range is visited once"
exits 0 sweep "$small_office" --vary "teams.aap.veiledere=1:8:1" --vary "tiltak.aft.places=1:8:1" --design latin --points 4 -r 2 -o latin --scenario today
for axis in 0 1; do
    query latin "SELECT value FROM study WHERE key = 'design'" | python3 -c "
import json, sys
d = json.load(sys.stdin)
values = [p['at'][$axis][1] for p in d['points']]
parts = sorted(int((v - 1) / 7 * 4 - 1e-9) for v in values)
assert len(values) == 4 and max(abs(a - b) for a, b in zip(parts, range(4))) <= 1, values" || fail "not a Latin hypercube"
done

refused() { # refused CODE SENTENCE ARGUMENT...
    local code=$1 sentence=$2

    shift 2
    exits "$code" sweep "$small_office" --lang en "$@"
    grep -q -- "$sentence" stderr || fail "this is not said: $sentence" stderr
    [ ! -e out ] || fail "a refused sweep leaves a folder"
}
checks "what is no sweep is told in one sentence"
refused 64 "what is swept"
refused 64 "is no range of a number" --vary teams.aap.veiledere
refused 64 "is no range of a number" --vary teams.aap.veiledere=few:many:1
refused 64 "holds one point only" --vary teams.aap.veiledere=3:3:1
refused 64 "holds no point" --vary teams.aap.veiledere=3:1:1
refused 64 "holds no point" --vary teams.aap.veiledere=1:3:0
refused 64 "holds more than 1000 points" --vary teams.aap.veiledere=1:3:0.0001
refused 64 "holds no number" --vary teams.aap.priority=1:3:1
refused 64 "takes one --vary or two" --vary teams.aap.veiledere=1:3:1 --vary tiltak.aft.places=1:3:1 --vary time.length=1:2:1
refused 64 "is varied twice" --vary teams.aap.veiledere=1:3:1 --vary teams.aap.veiledere=1:3:1
refused 64 "there is no metric" --vary teams.aap.veiledere=1:3:1 --until "wait.metting <= 3"
refused 64 "is no wish" --vary teams.aap.veiledere=1:3:1 --until "wait.meeting mean"
refused 64 "is no value for" --vary teams.aap.veiledere=1:3:1 --until "wait.meeting mean <= soon"
refused 64 "there is no scenario" --vary teams.aap.veiledere=1:3:1 --scenario nobody
refused 64 "belongs to --design" --vary teams.aap.veiledere=1:3:1 --points 5
refused 78 "is the same for all scenarios" --vary "study.replications=1:3:1"
refused 78 'did you mean "veiledere"' --vary teams.aap.veileder=1:3:1
refused 78 "whole number" --vary teams.aap.veiledere=1:3:0.5
refused 64 "a shard needs a folder" --vary teams.aap.veiledere=1:3:1 --shard 1/2
[ "$(grep -c . stderr)" -le 3 ] || fail "more than one sentence" stderr
