#!/usr/bin/env bash
# nightly_kills_at_random_moments.sh - 300 times kill -9 at random moments: the database is whole each time, no finished replication
# is lost, and whenever a study gets to its end it is the one that was never killed.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$small_office" -r 60 -j2 --no-report -o whole
digest=$(digest_of whole)
kills=0 ended=0 before=0
while [ "$kills" -lt 300 ]; do
    "$saksflyt" run "$small_office" -r 60 -j2 --no-report -o killed >stdout 2>stderr </dev/null &
    running=$!
    sleep "0.$(printf '%03d' $((RANDOM % 300)))"
    kill -KILL "$running" 2>/dev/null || true
    code=0
    wait "$running" 2>/dev/null || code=$?
    if [ "$code" -eq 0 ]; then
        same "digest of a study that was killed $before times" "$digest" "$(digest_of killed)"
        cmp -s whole/summary.csv killed/summary.csv || fail "summary.csv differs"
        rm -rf killed
        ended=$((ended + 1)) before=0
        continue
    fi
    [ "$code" -eq 137 ] || fail "exit code $code" stderr
    kills=$((kills + 1))
    [ -e killed/results.sqlite ] || continue
    same "integrity check" ok "$(sqlite3 killed/results.sqlite 'PRAGMA integrity_check')"
    [ "$(sqlite3 killed/results.sqlite "SELECT count(*) FROM sqlite_master WHERE name = 'replication'")" -gt 0 ] || continue
    is_whole killed
    now=$(query killed 'SELECT count(*) FROM replication')
    [ "$now" -ge "$before" ] || fail "a finished replication is gone: $before before, $now now"
    before=$now
done
exits 0 "$saksflyt" run "$small_office" -r 60 -j2 --no-report -o killed
same digest "$digest" "$(digest_of killed)"
checks "$kills kills, $ended studies got to their end in between"
