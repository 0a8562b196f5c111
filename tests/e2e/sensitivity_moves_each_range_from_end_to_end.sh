#!/usr/bin/env bash
# sensitivity_moves_each_range_from_end_to_end.sh - each declared range is tried at both ends, for both scenarios, on common luck; numbers
# without a range are listed; it continues, verifies and is refused in one sentence.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
exits 0 "$saksflyt" new office
sed -i 's/length = "[^"]*"/length = "1 y"/; s/warm_up = "[^"]*"/warm_up = "2 y"/' office.cfg

checks "every range at both ends, for the baseline and the other scenario"
exits 0 "$saksflyt" sensitivity office.cfg -r 2 -o s --lang en
query s "SELECT value FROM study WHERE key = 'design'" >design.json
python3 - <<'END' || fail "the design is not that of the declared ranges" stdout
import json, sqlite3
d = json.load(open("design.json"))
db = sqlite3.connect("file:s/results.sqlite?mode=ro", uri=True)
ranges = {p: (low, high) for p, low, high in db.execute("SELECT path, low, high FROM assumption WHERE range LIKE '%..%'")}
axes = [a["path"] for a in d["axes"]]
left_out = " ".join(d["left_out"])
assert len(axes) > 10 and all(p in axes or p in left_out for p in ranges), set(ranges) - set(axes)
assert len(d["points"]) == 4 * len(axes)
for p in d["points"]:
    path = axes[p["at"][0][0]]
    assert p["at"][0][1] == ranges[path][0 if p["role"] == "low" else 1], p
ran = {s for s, in db.execute("SELECT DISTINCT scenario FROM replication")}
assert ran == {p["scenario"] for p in d["points"]} | {p["of"] for p in d["points"]}
END
grep -q "Left out: .* has no range" stdout || fail "what has no range is not listed" stdout
grep -q "It moves most with" stdout || fail "no answer" stdout
[ -s s/charts/tornado.png ] || fail "no chart"
exits 0 "$saksflyt" verify s --sample 5
before=$(digest_of s)
exits 0 "$saksflyt" sensitivity office.cfg -r 2 -o s -j1
same "digest of what was there" "$before" "$(digest_of s)"

checks "what no number moves is told in words, and has no panel of rounding"
exits 0 "$saksflyt" sensitivity office.cfg --scenario more_places -r 2 -o still --lang en
grep -q "No number within its range moves it" <(tr -s '\n ' ' ' <stdout) || fail "what does not move is not told" stdout
grep -q "Not moved by any number within its range: .*Wait for the first meeting" <(tr -s '\n ' ' ' <still/report.html) ||
    fail "the chart does not say what it leaves out"

checks "what has nothing to move is told in one sentence"
exits 64 "$saksflyt" sensitivity "$small_office" --lang en
grep -q "no number of the config has a range\|the config has one" stderr || fail "nothing is said" stderr
exits 64 "$saksflyt" sensitivity office.cfg --scenario nobody --lang en
grep -q "there is no scenario" stderr || fail "nothing is said" stderr
[ ! -e out ] || fail "a refused analysis leaves a folder"
