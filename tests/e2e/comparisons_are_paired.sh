#!/usr/bin/env bash
# comparisons_are_paired.sh - compare: every difference again by another program, the placebo, the baseline, what is refused.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$small_office" --no-report -r 10 -o study
before=$(digest_of study)

checks "compare.csv says what the observations say: sum by sum, jackknifed over pairs, and what pairing was worth"
exits 0 "$saksflyt" compare study
cp stdout said
python3 - <<'END' || fail "compare.csv is not what the observations give" study/compare.csv
import csv, math, sqlite3
T9 = 2.262157162798205
db = sqlite3.connect("file:study/results.sqlite?mode=ro", uri=True)
sums = {}
for s, r, m, e, g, t, num, den in db.execute(
        "SELECT scenario, replication, metric, entity, segment, stat, num, den FROM observation WHERE num IS NOT NULL"):
    sums.setdefault((s, m, e, g, t), {})[r] = (num, den)

def pseudo(pairs):
    n, d = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
    k, whole = len(pairs), n / d
    return whole, [k * whole - (k - 1) * (n - a) / (d - b) for a, b in pairs]

def error(values):
    k, mean = len(values), sum(values) / len(values)
    return math.sqrt(sum((v - mean) ** 2 for v in values) / (k - 1) / k)

checked = varied = 0
for row in csv.DictReader(open("study/compare.csv")):
    assert row["baseline"] == "today" and row["scenario"] == "more_staff"
    if row["stat"] not in ("mean", "rate", "share_zero", "abandoned", "still_waiting"):
        continue
    key = (row["metric"], row["entity"], row["segment"], row["stat"])
    a, b = sums.get(("more_staff", *key), {}), sums.get(("today", *key), {})
    if len(a) != 10 or len(b) != 10 or any(d == 0 for _, d in list(a.values()) + list(b.values())):
        continue
    one, p = pseudo([a[r] for r in range(1, 11)])
    other, q = pseudo([b[r] for r in range(1, 11)])
    se = error([x - y for x, y in zip(p, q)])
    scale = max(1.0, abs(one), abs(other))
    assert abs(float(row["difference"]) - (one - other)) <= 1e-9 * scale, row
    assert abs(float(row["ci_high"]) - (one - other + T9 * se)) <= 1e-7 * scale, row
    checked += 1
    if se > 1e-6 * scale:
        worth = (error(p) ** 2 + error(q) ** 2) / se ** 2
        assert abs(float(row["pairing"]) / worth - 1) < 1e-5, (row, worth)
        varied += 1
assert checked > 100 and varied > 20, (checked, varied)
END

checks "the one target is decided, and nothing else"
same "targets in compare.csv" 1 "$(grep -c ',target$' study/compare.csv)"
same "verdicts told" 1 "$(grep -cE '^ *(Better|Worse|Undecided|No difference that matters):' said)"
grep -q 'Exploratory' said || fail "what was not declared is not marked" said

checks "gainers and losers stand beside a placebo"
grep -q 'Placebo: the baseline against itself' said || fail "there is no placebo" said
same "replications of the placebo that is kept" 10 "$(python3 -c 'import json; print(json.load(open("study/placebo.json"))["replications"])')"
exits 0 "$saksflyt" --lang en report study
grep -q 'the baseline again with one arrival more, shows how many (10 replications)' study/report.html || fail "the report has no placebo"
exits 0 "$saksflyt" compare study
diff stdout said || fail "the placebo that is kept says something else than the one that was played"

checks "another baseline turns the signs round"
cp study/compare.csv forward.csv
exits 0 "$saksflyt" compare study --baseline more_staff
python3 - <<'END' || fail "the differences are not the negatives"
import csv
key = lambda r: (r["metric"], r["entity"], r["segment"], r["stat"])
forward = {key(r): r for r in csv.DictReader(open("forward.csv"))}
for row in csv.DictReader(open("study/compare.csv")):
    assert row["scenario"] == "today"
    if row["difference"] and key(row) in forward:
        assert abs(float(row["difference"]) + float(forward[key(row)]["difference"])) <= 1e-9 * max(1, abs(float(row["base"] or 0)))
END

checks "nothing of the study is changed, and --fresh deletes compare.csv"
same digest "$before" "$(digest_of study)"

checks "what cannot be compared is refused by name"
exits 64 "$saksflyt" compare study --baseline todya
grep -q 'todya.*today' stderr || fail "no suggestion" stderr
exits 66 "$saksflyt" compare nowhere
sed -e '/^scenarios = (/,$d' -e '/compare_with/d' "$small_office" >alone.cfg
exits 0 "$saksflyt" run alone.cfg --no-report -r 2 -o alone
exits 64 "$saksflyt" compare alone

checks "a config that was changed afterwards gives no placebo, and the sentence says so"
sed -i 's/60 \/y/61 \/y/' study/resolved.cfg
exits 0 "$saksflyt" compare study
grep -q 'Placebo: the baseline against itself' stdout || fail "the placebo that is kept was not used" stdout
rm study/placebo.json
exits 0 "$saksflyt" compare study
grep -q 'No placebo stands beside' stdout || fail "a changed config was run" stdout
exits 0 "$saksflyt" run "$small_office" --no-report -r 1 -o study --fresh
[ ! -e study/compare.csv ] || fail "compare.csv is left of a study that is gone"
[ ! -e study/placebo.json ] || fail "placebo.json is left of a study that is gone"

checks "run plays a placebo of a third of the replications, and at least two"
exits 0 "$saksflyt" run "$small_office" -r 9 -o whole
same "replications of the placebo" 3 "$(python3 -c 'import json; print(json.load(open("whole/placebo.json"))["replications"])')"
[ -s whole/charts/gainers.svg ] || fail "there is no chart of gainers and losers"
exits 0 "$saksflyt" run alone.cfg -r 2 -o alone
[ ! -e alone/placebo.json ] || fail "a study that compares nothing has a placebo"
