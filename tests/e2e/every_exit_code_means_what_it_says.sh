#!/usr/bin/env bash
# every_exit_code_means_what_it_says.sh - one way to get each exit code that scripts may rely on, and what is left behind.
# 70 (our own bug) has no way that a user could take; 130 and 143 are in sigint_saves_finished_work.sh.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

study() { # study FOLDER ARGUMENT...
    local folder=$1

    shift
    "$saksflyt" run "$small_office" -r 1 -j1 --no-report -o "$folder" "$@"
}
nothing_is_left() { # nothing_is_left FOLDER
    [ ! -e "$1" ] || fail "$1 was made: $(ls "$1")"
}

checks "0: done; a second time there is nothing to do"
exits 0 study done
exits 0 study done

checks "64: usage"
exits 64 "$saksflyt"
exits 64 "$saksflyt" run "$small_office" -o usage -r 1.5
exits 64 "$saksflyt" run "$small_office" -o usage --lang de
exits 64 study usage --scenario nobody
nothing_is_left usage

checks "65: rows of a data file"
printf '5\nmany\n-3\n' >stays.csv
sed 's/"gamma(mean 11 mo, sd 5 mo), antatt"/"empirical(stays.csv, d), antatt"/' "$small_office" >rows.cfg
exits 65 "$saksflyt" run rows.cfg -o rows
grep -q 'stays.csv:2:1: ' stderr && grep -q 'stays.csv:3:1: ' stderr || fail "not every bad row has its place" stderr
nothing_is_left rows

checks "66: no such input"
exits 66 "$saksflyt" run there_is_none.cfg -o input
exits 66 "$saksflyt" digest there_is_none
nothing_is_left input

checks "69: a study of a newer version of the program; 73: and its folder is not ours to continue"
cp -r done newer
sqlite3 newer/results.sqlite 'PRAGMA user_version = 1000'
exits 69 "$saksflyt" digest newer
exits 73 study newer

checks "71: not enough memory, told before anything is made"
exits 71 study memory --memory 1M
grep -qE '[0-9]+ MiB' stderr || fail "the need is not told" stderr
nothing_is_left memory

checks "73: a folder that cannot be made"
echo "a file" >file
exits 73 study file

checks "74: what is written does not fit"
code=0
"$saksflyt" digest done >/dev/full 2>stderr || code=$?
same "exit code of digest onto a full disk" 74 "$code"
exits 0 study measured
code=0
(ulimit -f 64 && study quota) >stdout 2>stderr </dev/null || code=$? # 64 KiB for one file
same "exit code when a file may not grow" 74 "$code"
grep -q "quota/results.sqlite: .*File too large" stderr || fail "neither the file nor the reason is told" stderr
exits 0 study quota # what is there can be continued
same "digest" "$(digest_of measured)" "$(digest_of quota)"

checks "75: in use"
(flock 9 && exec sleep 30) 9>done/study.lock >/dev/null 2>&1 &
holder=$!
for ((i = 0; i < 100; i++)); do
    code=0
    study done >stdout 2>stderr </dev/null || code=$?
    [ "$code" -ne 75 ] || break
    sleep 0.05
done
kill "$holder"
same "exit code while another process has the folder" 75 "$code"

checks "78: the config"
sed 's/veiledere = 2/veiledere = -3/' "$small_office" >bad.cfg
exits 78 "$saksflyt" run bad.cfg -o config
nothing_is_left config
