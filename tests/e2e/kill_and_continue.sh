#!/usr/bin/env bash
# kill_and_continue.sh - a study that is killed without warning, several times, ends with the bytes of one that was not.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
study() { # study FOLDER
    "$saksflyt" run "$small_office" -r "$replications" -j2 --no-report -o "$1"
}

# Enough replications for a run of about two seconds, whatever the machine.
replications=8
took=$(seconds study "length$replications") || fail "the study cannot be run"
while [ "$replications" -lt 4000 ] && awk -v t="$took" 'BEGIN { exit !(t < 1.5) }'; do
    replications=$((replications * 2))
    took=$(seconds study "length$replications") || fail "the study cannot be run"
done
whole=length$replications
checks "a study of $replications replications, $took s"

kills=5 before=0 databases=0
for ((kill = 1; kill <= kills; kill++)); do
    # Random moments, and early enough that the study is not finished by the way.
    after=$(awk -v t="$took" -v r="$RANDOM" -v n="$kills" 'BEGIN { printf "%.3f", 0.02 + t / n * r / 32768 }')
    code=0
    # Not through the function: then the process to kill would be a shell, and the program live on.
    "$saksflyt" run "$small_office" -r "$replications" -j2 --no-report -o killed >stdout 2>stderr </dev/null &
    running=$!
    sleep "$after"
    kill -KILL "$running" 2>/dev/null || true # it may have finished
    wait "$running" 2>/dev/null || code=$?
    [ "$code" -eq 137 ] || [ "$code" -eq 0 ] || fail "exit code $code after kill -9 at $after s" stdout stderr
    [ -e killed/results.sqlite ] || continue
    databases=$((databases + 1))
    same "integrity check" ok "$(sqlite3 killed/results.sqlite 'PRAGMA integrity_check')" # also rolls an open transaction back
    if [ "$(sqlite3 killed/results.sqlite "SELECT count(*) FROM sqlite_master WHERE name = 'replication'")" -eq 0 ]; then
        continue # killed before the tables were there
    fi
    is_whole killed
    finished=$(query killed 'SELECT count(*) FROM replication')
    checks "killed after $after s: $finished whole replications are there"
    [ "$finished" -ge "$before" ] || fail "a finished replication is gone: $before before, $finished now"
    before=$finished
done
[ "$databases" -gt 0 ] || fail "no kill came after the database was made"

checks "the rest is run, and gives the same bytes"
exits 0 study killed
is_whole killed
same "digest" "$(digest_of "$whole")" "$(digest_of killed)"
cmp "$whole/summary.csv" killed/summary.csv || fail "summary.csv differs"
[ ! -e killed/results.sqlite-journal ] || fail "a journal is left"
