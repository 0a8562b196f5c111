#!/usr/bin/env bash
# sensitivity_moves_all_ranges_at_once.sh - draws of a hypercube and Morris trajectories are ordinary studies: all scenarios share each draw,
# it continues after a kill, shards make the same study, it verifies from its own folder, and what is wrong is told in one sentence.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
exits 0 "$saksflyt" new office
sed -i 's/length = "[^"]*"/length = "1 y"/; s/warm_up = "[^"]*"/warm_up = "2 y"/' office.cfg

checks "each draw lies within the ranges, and all scenarios share it"
exits 0 "$saksflyt" sensitivity office.cfg --method hypercube --draws 12 -r 2 -o h --lang en
cp stdout told
query h "SELECT value FROM study WHERE key = 'design'" >design.json
python3 - <<'END' || fail "the design is not that of a hypercube" design.json
import json, sqlite3
d = json.load(open("design.json"))
db = sqlite3.connect("file:h/results.sqlite?mode=ro", uri=True)
ranges = {p for p, in db.execute("SELECT path FROM assumption WHERE range LIKE '%..%'")}
assert d["kind"] == "hypercube" and {a["path"] for a in d["axes"]} == ranges, ranges
assert len(d["drawing"]["places"]) == 12 and d["drawing"]["round"] == 12
declared = {s for s, in db.execute("SELECT id FROM scenario")} - {p["scenario"] for p in d["points"]}
assert len(declared) == 3
assert {(p["of"], p["number"]) for p in d["points"]} == {(s, n) for s in declared for n in range(1, 13)}
ran = {s for s, in db.execute("SELECT DISTINCT scenario FROM replication")}
assert ran == declared | {p["scenario"] for p in d["points"]}
# what is decided on is kept of a draw, and nothing else
targets = {(m, e, s) for m, e, s in db.execute("SELECT metric, entity, segment FROM target")}
kept = set(db.execute("SELECT DISTINCT metric, entity, segment FROM observation WHERE scenario LIKE '%\\_d1' ESCAPE '\\'"))
assert kept and kept <= targets, kept - targets
END
grep -q "draws within the ranges" told || fail "no answer" told
grep -q "Left out: .* has no range" told || fail "what has no range is not listed" told
[ -s h/charts/hypercube.png ] && [ -s h/report.html ] || fail "no chart or no report"
grep -q "What would overturn it" h/report.html || fail "the report does not say what would overturn it"
if grep -q "draw 1" h/resolved.cfg; then fail "the draws stand in resolved.cfg" h/resolved.cfg; fi

checks "what was found is there for other programs"
exits 0 "$saksflyt" export h --format csv
exits 0 "$saksflyt" export h --format json
python3 - <<'END' || fail "sensitivity.csv and export.json do not say what the draws say" h/sensitivity.csv
import csv, json
rows = list(csv.DictReader(open("h/sensitivity.csv")))
found = json.load(open("h/export.json"))["sensitivity"]
assert len(rows) == sum(len(f["numbers"]) for f in found) > 0
by = {(f["metric"], f["stat"], f["scenario"]): f for f in found}
for f in found:
    assert f["below"] + f["within"] + f["above"] == f["draws"] <= 12 and f["agree"] <= f["draws"]
    if f["draws"] == 12:
        assert abs(f["share"]["mean"] - f["agree"] / 12) < 1e-12 and f["p05"] <= f["p50"] <= f["p95"]
for r in rows:
    assert -1 <= float(r["rank_correlation"]) <= 1
    assert (r["metric"], r["stat"], r["scenario"]) in by
END

checks "a trajectory moves one number at each step"
exits 0 "$saksflyt" sensitivity office.cfg --method morris --only programmes.aap.exits --trajectories 3 -o m --lang en
query m "SELECT value FROM study WHERE key = 'design'" >design.json
python3 - <<'END' || fail "the design is not that of trajectories" design.json
import json
d = json.load(open("design.json"))
k = len(d["axes"])
assert d["kind"] == "morris" and k >= 3 and all(a["path"].startswith("programmes.aap.exits") for a in d["axes"])
assert len({p["of"] for p in d["points"]}) == 2
assert {(p["number"], p["step"]) for p in d["points"]} == {(t, s) for t in (1, 2, 3) for s in range(k + 1)}
END
[ -s m/charts/morris.png ] || fail "no chart"
exits 0 "$saksflyt" export m --format csv
head -n 1 m/sensitivity.csv | grep -q "path,range,mu,mu_star,ci_low,ci_high,sigma,luck,stands_out" || fail "no table" m/sensitivity.csv

checks "the draws are made again from the folder alone"
exits 0 "$saksflyt" verify h --sample 6
exits 0 "$saksflyt" verify m --sample 6

checks "--set, --seed and the draws come out again together"
exits 0 "$saksflyt" sensitivity office.cfg --method hypercube --draws 4 -r 1 -o s --seed 99 --set "teams.aap.absence = 12 %" --no-report --lang en
grep -q "teams.aap.absence is given by --set" stdout || fail "what --set gives is drawn all the same" stdout
exits 0 "$saksflyt" verify s --sample 15

checks "a study that was killed goes on to the same results"
whole=$(digest_of h)
"$saksflyt" sensitivity office.cfg --method hypercube --draws 12 -r 2 -o k --no-report -j 1 >killed.out 2>&1 &
victim=$!
for ((i = 0; i < 3000; i++)); do # until something is stored, but not all
    [ "$(sqlite3 k/results.sqlite 'SELECT count(*) FROM replication_data' 2>/dev/null || echo 0)" -gt 0 ] 2>/dev/null && break
    kill -0 "$victim" 2>/dev/null || break
    sleep 0.01
done
kill -9 "$victim" 2>/dev/null || true
wait "$victim" || true
exits 0 "$saksflyt" sensitivity office.cfg --method hypercube --draws 12 -r 2 -o k --no-report -j 2
same "digest after a kill" "$whole" "$(digest_of k)"

checks "two shards are the same study"
exits 0 "$saksflyt" sensitivity office.cfg --method hypercube --draws 12 -r 2 -o one --shard 1/2
exits 0 "$saksflyt" sensitivity office.cfg --method hypercube --draws 12 -r 2 -o two --shard 2/2
exits 0 "$saksflyt" merge one two -o both
same "digest of the shards" "$whole" "$(digest_of both)"
exits 0 "$saksflyt" verify both --sample 3

checks "what is wrong is told in one sentence"
wrong() { # wrong "SENTENCE" ARGUMENT...
    local sentence=$1

    shift
    exits 64 "$saksflyt" sensitivity "$@" --lang en -o wrong
    grep -q -- "$sentence" stderr || fail "instead of \"$sentence\"" stderr
    [ ! -e wrong ] || fail "a refused analysis leaves a folder"
}
wrong "is no method; there are tornado, morris and hypercube" office.cfg --method hypercubes
wrong "is no number of draws" office.cfg --method hypercube --draws 1
wrong "draws belongs to --method hypercube" office.cfg --method morris --draws 10
wrong "trajectories belongs to --method morris" office.cfg --trajectories 5
wrong "no number at or below that path" office.cfg --method morris --only programmes.app
wrong "no number at or below that path has a range" office.cfg --method morris --only teams.aap.hours
wrong "there is no scenario" office.cfg --method hypercube --scenario nobody
wrong "take fewer draws or trajectories" office.cfg --method hypercube --draws 2000
sed '/targets *=/,/);/d' office.cfg >untold.cfg
wrong "declares no study.targets" untold.cfg --method hypercube
sed 's/, *[0-9.]*\.\.[0-9.]*//g' office.cfg >unranged.cfg
wrong "no number of the config has a range" unranged.cfg --method hypercube
