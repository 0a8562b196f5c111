#!/usr/bin/env bash
# saksflyt trace: one person's events in words and as a drawing, the same whenever it is asked, and a sentence for what it
# cannot do.
# SPDX-License-Identifier: GPL-3.0-or-later
source "$(dirname "${BASH_SOURCE[0]}")/../support/e2e.bash"

config=$source/tests/e2e/small_office.cfg

checks "the life of whoever waited longest is told from arrival to exit, twice alike"
exits 0 "$saksflyt" --lang en trace "$config" --person worst-wait
cp stdout first
grep -q '^Person [0-9a-f]\{16\} in replication 1$' first || fail "no heading" first
grep -q 'arrives (' first || fail "nobody arrives" first
grep -q 'held: first_meeting' first || fail "no first meeting is held" first
exits 0 "$saksflyt" --lang en trace "$config" --person worst-wait
cmp first stdout || fail "the second time it is another life" stdout

checks "the key in the heading finds the same life"
key=$(sed -n 's/^Person \([0-9a-f]*\) .*/\1/p' first)
exits 0 "$saksflyt" --lang en trace "$config" --person "$key"
cmp first stdout || fail "the key finds another life" stdout

checks "the key of a person in a study is the same person: entry and exit agree with person_outcome"
exits 0 "$saksflyt" run "$config" -o study -r 1 --no-report
exits 0 sqlite3 -separator ' ' study/results.sqlite \
    "select person, date(julianday('2025-01-01') + exit_days), exit_state from person_outcome
     where scenario = 'today' and replication = 1 and exit_days is not null order by person limit 1"
read -r key date state <stdout || fail "the study knows nobody" stdout
exits 0 "$saksflyt" --lang en trace "$config" --person "$key"
case $state in work) label=Arbeid ;; *) label=Uavklart ;; esac
grep -q "^ *$date .* leaves: $label" stdout || fail "$key should leave to $label on $date" stdout

checks "two policies: what is alike is told once, and Norwegian is Norwegian"
exits 0 "$saksflyt" --lang nb trace "$config" --person first --scenario today --scenario today
grep -q ' AB  kommer (' stdout || fail "the arrival is not shared" stdout
if grep -qE ' (A |B) ' stdout; then fail "the same policy gives two lives" stdout; fi

checks "the drawing goes where it is asked for, in the format its name ends in"
for format in svg png pdf; do
    exits 0 "$saksflyt" trace "$config" --person longest-stay -o life.$format
    [ -s life.$format ] || fail "life.$format is missing"
done
xmllint --nonet --noout life.svg

checks "a sentence and an exit code for what cannot be done"
exits 64 "$saksflyt" --lang en trace "$config"
exits 64 "$saksflyt" --lang en trace "$config" --person somebody
grep -q 'is no person; write a key' stderr || fail "no sentence" stderr
exits 66 "$saksflyt" --lang en trace "$config" --person 0123456789abcdef
exits 64 "$saksflyt" --lang en trace "$config" --person first --scenario nowhere
exits 66 "$saksflyt" --lang en trace "$config" --person most-changed
exits 64 "$saksflyt" --lang en trace "$config" --person first -o life.gif
exits 73 "$saksflyt" --lang en trace "$config" --person first -o nowhere/life.svg
exits 66 "$saksflyt" --lang en trace nowhere.cfg --person first
if compgen -G '*.tmp' >/dev/null; then fail "half a file is left"; fi
