#!/usr/bin/env bash
# verify_finds_what_was_changed.sh - a study that is as it was run verifies; one changed row, anywhere, does not.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
export TMPDIR=$work/tmp
mkdir "$TMPDIR"

exits 0 "$saksflyt" run "$small_office" --no-report -r 4 -o study
before=$(sha256sum study/*)

checks "an untouched study, whole and by a sample; nothing is changed or left"
exits 0 "$saksflyt" verify study
grep -q '5 of 8 replications' stdout || fail "the sample is not told" stdout
exits 0 "$saksflyt" verify study --sample 100
grep -q '8 of 8 replications' stdout || fail "not all were run" stdout
same "bytes of the study" "$before" "$(sha256sum study/*)"
same "what is left in TMPDIR" "" "$(ls -A "$TMPDIR")"

differs() { # differs WORDS SQL: after this change of the database
    rm -rf changed
    cp -r study changed
    sqlite3 changed/results.sqlite "$2"
    exits 70 "$saksflyt" verify changed --sample 8
    grep -qE -- "$1" stderr || fail "the message does not say: $1" stderr
    same "what is left in TMPDIR" "" "$(ls -A "$TMPDIR")"
}
checks "one row of each table"
again='another one when it is run again'
differs "$again" "UPDATE series_data SET value = value * 1.0000001 WHERE scenario = 1 AND replication = 3 AND value > 0"
differs "$again" "UPDATE replication_data SET events = events + 1 WHERE scenario = 0 AND number = 2"
differs "$again" "DELETE FROM transition_data WHERE scenario = 1 AND replication = 4"
differs "$again" "UPDATE person_outcome_data SET contacts = contacts + 1 WHERE scenario = 0 AND replication = 1"
differs 'summary.csv' "UPDATE observation_data SET num = num * 2, value = value * 2 WHERE num > 0 AND replication = 2"
differs 'a replication that is not there' "DELETE FROM replication_data WHERE number = 2"
differs 'a replication without rows' "DELETE FROM observation_data WHERE replication = 2"

checks "the summary, and the config"
rm -rf changed && cp -r study changed
sed -i '2s/[0-9]/7/' changed/summary.csv
exits 70 "$saksflyt" verify changed
grep -q summary.csv stderr || fail "summary.csv is not named" stderr
rm -rf changed && cp -r study changed
sed -i 's/seed = 20250101/seed = 20250102/' changed/resolved.cfg
exits 70 "$saksflyt" verify changed
grep -q resolved.cfg stderr || fail "resolved.cfg is not named" stderr

checks "another build is told, and compared all the same"
rm -rf changed && cp -r study changed
sqlite3 changed/results.sqlite "UPDATE study SET value = '0.0.1 other' WHERE key = 'build'"
exits 0 "$saksflyt" verify changed
grep -q 'another build' stderr || fail "the other build is not told" stderr

checks "what is no study"
exits 66 "$saksflyt" verify nowhere
exits 64 "$saksflyt" verify
