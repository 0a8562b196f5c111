#!/usr/bin/env bash
# nightly_signals_at_random_moments.sh - 500 times each SIGINT and SIGTERM at random moments: 130 and 143 within a second where the machine has
# nothing else to do, what was finished is saved and whole, no journal is left, and the study goes on to the digest of one that was never
# interrupted.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$small_office" -r 60 -j2 --no-report -o whole
digest=$(digest_of whole)
is_busy() { # more wants to run than there are processors
    awk -v n="$(nproc)" '{ exit !($1 > n + 1) }' /proc/loadavg
}
interrupted() { # interrupted SIGNAL EXIT_CODE
    local signal=$1 expected=$2 times=0 ended=0 before=0 now running code start slowest=0 took

    rm -rf stopped
    while [ "$times" -lt 500 ]; do
        # A shell starts what runs in the background with SIGINT ignored; a user's terminal does not.
        env --default-signal=INT,TERM "$saksflyt" run "$small_office" -r 60 -j2 --no-report -o stopped >stdout 2>stderr </dev/null &
        running=$!
        sleep "0.$(printf '%03d' $((RANDOM % 250)))"
        start=${EPOCHREALTIME/./}
        kill -s "$signal" "$running" 2>/dev/null || true
        code=0
        wait "$running" 2>/dev/null || code=$?
        took=$((${EPOCHREALTIME/./} - start))
        if [ "$code" -eq 0 ]; then
            same "digest of a study that was interrupted" "$digest" "$(digest_of stopped)"
            rm -rf stopped
            ended=$((ended + 1)) before=0
            continue
        fi
        # Before the program has set its handler, the signal ends it as it ends any other.
        [ "$code" -eq "$expected" ] || fail "SIG$signal gives exit code $code, not $expected" stdout stderr
        times=$((times + 1))
        [ "$took" -le "$slowest" ] || slowest=$took
        [ "$took" -lt 1000000 ] || is_busy || fail "ending took $took us"
        [ -e stopped/results.sqlite ] || continue
        [ ! -e stopped/results.sqlite-journal ] || fail "a journal is left"
        [ "$(sqlite3 stopped/results.sqlite "SELECT count(*) FROM sqlite_master WHERE name = 'replication'")" -gt 0 ] || continue
        is_whole stopped
        now=$(query stopped 'SELECT count(*) FROM replication')
        [ "$now" -ge "$before" ] || fail "a finished replication is gone: $before before, $now now"
        before=$now
    done
    exits 0 "$saksflyt" run "$small_office" -r 60 -j2 --no-report -o stopped
    same digest "$digest" "$(digest_of stopped)"
    checks "SIG$signal: $times times, the slowest ending took $((slowest / 1000)) ms; $ended studies got to their end in between"
}

interrupted INT 130
interrupted TERM 143
