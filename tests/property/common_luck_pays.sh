#!/usr/bin/env bash
# common_luck_pays.sh - in the office that is shipped, the variance of a difference on common luck is at most half of what it is on luck of
# their own, for every target that is a mean or a share; and over all differences common luck is worth far more than that. The 90 %
# quantile of the wait for a meeting is another thing when a pool looks after half of the people: there pairing is worth 1.4 (thirty
# replications), and it is only asked to do no harm.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$source/configs/kontor.cfg" --no-report -r 20 -o study
exits 0 "$saksflyt" compare study
python3 - <<'END' || fail "common luck does not pay" study/compare.csv
import csv, statistics
targets = 0
worth = []
for row in csv.DictReader(open("study/compare.csv")):
    if row["pairing"] == "":
        continue
    pairing = float(row["pairing"])
    worth.append(pairing)
    if row["role"] != "target":
        continue
    print(row["scenario"], row["metric"], row["stat"], pairing)
    assert pairing >= (2.0 if row["stat"] == "mean" else 1.0), row
    targets += row["stat"] == "mean"
assert targets >= 4, targets
more = sum(w >= 2.0 for w in worth) / len(worth)
print(len(worth), "differences, median", statistics.median(worth), "share worth two or more", more)
assert len(worth) > 1000 and statistics.median(worth) >= 10.0 and more >= 0.85
END
