#!/usr/bin/env bash
# run --events keeps every event of every life; export --format events-csv and xes tell them to process miners. What the log says
# agrees with what the study says of the same people.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "a run with --events has the same results as one without"
exits 0 "$saksflyt" run "$small_office" -o plain -r 2 -j 1 --no-report
exits 0 "$saksflyt" run "$small_office" -o logged -r 2 -j 2 --no-report --events
same "digest" "$(digest_of plain)" "$(digest_of logged)"

checks "without --events there is a sentence instead of a log"
exits 66 "$saksflyt" --lang en export plain --format xes
grep -q 'no event log; run the config with --events' stderr || fail "no sentence" stderr
[ ! -e plain/events.xes ] || fail "half a file is left"

checks "the CSV has the columns that pm4py and bupaR know, and agrees with the study"
exits 0 "$saksflyt" export logged --format events-csv
same "head of events.csv" "case:concept:name,concept:name,time:timestamp,lifecycle:transition,concept:instance,org:resource,case:scenario,case:replication,case:segment" \
    "$(head -n 1 logged/events.csv)"
sqlite3 -separator , logged/results.sqlite "select scenario || '/' || replication || '/' || person, contacts, exit_state from person_outcome
    where exit_days is not null" >people
cat >agree.py <<'P'
import csv, sys
cases, transitions = {}, set()
for row in csv.DictReader(open("logged/events.csv", encoding="utf-8", newline="")):
    cases.setdefault(row["case:concept:name"], []).append(row)
    transitions.add(row["lifecycle:transition"])
assert transitions <= {"schedule", "start", "complete", "suspend", "withdraw", "pi_abort", "ate_abort", "autoskip"}, transitions
for case, rows in cases.items():
    times = [row["time:timestamp"] for row in rows]
    assert times == sorted(times), case
    assert rows[0]["concept:name"] == "arrival", case
    over = set()
    for row in rows:  # an instance that is over has no further events
        assert row["concept:instance"] not in over, row
        if row["lifecycle:transition"] not in ("schedule", "start", "suspend"):
            over.add(row["concept:instance"])
seen = 0
for line in open("people"):
    case, contacts, state = line.strip().split(",")
    rows = cases[case]
    if sum(row["concept:name"].startswith("starts in") for row in rows) != 1:
        continue
    held = sum(row["lifecycle:transition"] == "complete" and row["concept:name"] in ("first_meeting", "follow_up") for row in rows)
    assert held == int(contacts), (case, held, contacts)
    assert rows[-1]["concept:name"] == {"work": "leaves: Arbeid", "unresolved": "leaves: Uavklart"}[state], (case, state)
    seen += 1
assert seen > 50, seen
P
LC_ALL=C.UTF-8 exits 0 python3 agree.py

checks "one thread or two, the same log"
exits 0 "$saksflyt" run "$small_office" -o one -r 2 -j 1 --no-report --events
exits 0 "$saksflyt" export one --format events-csv
cmp one/events.csv logged/events.csv

checks "the XES is as IEEE 1849 has it, and has the same number of events"
exits 0 "$saksflyt" export logged --format xes
xmllint --noout --nonet --relaxng "$source/tests/e2e/xes.rng" logged/events.xes 2>valid || fail "not XES" valid
same "events" "$(($(wc -l <logged/events.csv) - 1))" "$(grep -c '<event>' logged/events.xes)"

checks "what a killed run left behind is cut off, and the log goes on"
head -c 500 /dev/urandom >>logged/events.bin
exits 0 "$saksflyt" run "$small_office" -o logged -r 3 --no-report --events
exits 0 "$saksflyt" export logged --format events-csv
same "replications in the log" "1 2 3" "$(cut -d, -f8 logged/events.csv | tail -n +2 | sort -un | tr '\n' ' ' | sed 's/ $//')"

checks "a damaged log and a foreign file are told"
printf 'SFEVENTS 1\nBLK1nonsense' >one/events.bin
exits 0 "$saksflyt" export one --format events-csv
same "lines of an empty log" 1 "$(wc -l <one/events.csv)"
printf 'something else' >one/events.bin
exits 65 "$saksflyt" --lang en export one --format xes
grep -q 'is no event log of this program' stderr || fail "no sentence" stderr
exits 65 "$saksflyt" --lang en run "$small_office" -o one -r 3 --no-report --events
if compgen -G '*/*.tmp' >/dev/null; then fail "half a file is left"; fi
