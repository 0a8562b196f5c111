#!/usr/bin/env bash
# exported_tables_say_what_the_summary_says.sh - export writes the same rows as CSV and as JSON.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$small_office" --no-report -o study
cp study/summary.csv first.csv
rm study/summary.csv

checks "summary.csv comes back as it was"
exits 0 "$saksflyt" export study --format csv
cmp first.csv study/summary.csv || fail "the summary differs"

checks "export.json holds the same rows, number by number, and the decisions"
exits 0 "$saksflyt" export study --format json
python3 - <<'END' || fail "export.json does not say what summary.csv says"
import csv, json
whole = json.load(open("study/export.json"))
rows = list(csv.DictReader(open("study/summary.csv")))
assert len(rows) > 100 and len(rows) == len(whole["summary"])
for one, other in zip(rows, whole["summary"]):
    for name in ("scenario", "metric", "entity", "segment", "stat", "unit"):
        assert one[name] == other[name]
    for name in ("mean", "ci_low", "ci_high"):
        assert (float(one[name]) if one[name] else None) == other[name], (one, other)
    assert int(one["replications"]) == other["replications"]
assert whole["seed"] == "20250101" and whole["start"] == "2025-01-01"
assert [d["scenario"] for d in whole["decisions"]] == ["more_staff"]
assert whole["decisions"][0]["verdict"] in ("better", "worse", "no_difference_that_matters", "undecided")
assert all(c["failed"] == 0 for c in whole["self_checks"])
END

checks "the same study gives the same bytes, and the digest is untouched"
before=$(digest_of study)
cp study/export.json first.json
exits 0 "$saksflyt" export study --format json
cmp first.json study/export.json || fail "export.json differs"
same digest "$before" "$(digest_of study)"

checks "--fresh deletes it; what does not exist is refused by name"
exits 0 "$saksflyt" run "$small_office" --no-report -o study --fresh -r 1
[ ! -e study/export.json ] || fail "export.json is left of a study that is gone"
exits 64 "$saksflyt" export study
exits 64 "$saksflyt" export study --format doc
grep -q doc stderr || fail "the format is not named" stderr
exits 66 "$saksflyt" export nowhere --format csv
