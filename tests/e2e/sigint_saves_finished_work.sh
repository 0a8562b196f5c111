#!/usr/bin/env bash
# sigint_saves_finished_work.sh - Ctrl-C and SIGTERM end a run quickly with 130 and 143; what was finished is kept.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

# Waits until the study holds a whole replication, however slow this build and this machine are.
until_something_is_saved() { # until_something_is_saved PROCESS FOLDER
    local deadline=$((SECONDS + 120))

    until [ "$(query "$2" 'SELECT count(*) FROM replication' 2>/dev/null || echo 0)" -gt 0 ]; do
        kill -0 "$1" 2>/dev/null || fail "the run ended before it was interrupted" stdout stderr
        [ "$SECONDS" -lt "$deadline" ] || fail "no replication is saved after two minutes" stdout stderr
        sleep 0.1
    done
}

interrupted() { # interrupted SIGNAL EXIT_CODE FOLDER
    local start code=0 took running

    # A shell starts what runs in the background with SIGINT ignored; a user's terminal does not.
    env --default-signal=INT,TERM "$saksflyt" run "$small_office" -r 100000 -j2 -o "$3" >stdout 2>stderr </dev/null &
    running=$!
    until_something_is_saved "$running" "$3"
    start=$EPOCHREALTIME
    kill -s "$1" "$running"
    wait "$running" || code=$?
    took=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", b - a }')
    [ "$code" -eq "$2" ] || fail "SIG$1 gives exit code $code, not $2" stdout stderr
    awk -v t="$took" 'BEGIN { exit !(t < 5) }' || fail "ending took $took s"
    is_whole "$3"
    finished=$(query "$3" 'SELECT count(*) FROM replication')
    [ ! -e "$3/results.sqlite-journal" ] || fail "a journal is left"
    checks "SIG$1: exit code $2 after $took s, $finished replications saved"
}

interrupted INT 130 interrupted
interrupted TERM 143 terminated

checks "an interrupted study can be read and its saved replications are those of an uninterrupted one"
digest_of interrupted >/dev/null
exits 0 "$saksflyt" run "$small_office" -r 1 -j2 -o short --no-report
for table in observation series histogram transition; do
    first="SELECT * FROM $table WHERE replication = 1 ORDER BY 1, 2, 3, 4, 5, 6"
    same "rows of $table in replication 1" "$(query short "$first" | sha256sum)" "$(query interrupted "$first" | sha256sum)"
done

checks "a reader that goes away ends the program quietly"
code=0
{ "$saksflyt" run "$small_office" -r 2 -o piped --no-report 2>stderr || code=$?; echo "$code" >code; } | head -c 1 >/dev/null
grep -qxE '0|141' code || fail "exit code $(cat code) when the reader is gone" stderr
