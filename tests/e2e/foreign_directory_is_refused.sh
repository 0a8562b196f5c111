#!/usr/bin/env bash
# foreign_directory_is_refused.sh - a folder that holds something else, or another study, is left as it was: exit code 73.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

picture() { # of a folder: every name and every byte
    (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
}

refused() { # refused WORD FOLDER ARGUMENT...: the message must hold WORD, and the folder be as before
    local word=$1 folder=$2 before

    shift 2
    before=$(picture "$folder")
    exits 73 "$saksflyt" run "$small_office" -r 1 --no-report -o "$folder" "$@"
    grep -qi -- "$word" stderr || fail "the message does not say '$word'" stderr
    same "what the folder holds" "$before" "$(picture "$folder")"
}

checks "a folder with other people's files"
mkdir foreign
echo "not yours" >foreign/thesis.txt
refused foreign foreign
refused foreign foreign --fresh

checks "a file where the folder should be"
echo "a file" >file
exits 73 "$saksflyt" run "$small_office" -r 1 --no-report -o file
same "the file" "a file" "$(cat file)"

checks "a folder that cannot be made"
exits 73 "$saksflyt" run "$small_office" -r 1 --no-report -o file/study

checks "another study: other seed, other config"
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o study
digest=$(digest_of study)
refused seed study --seed 99
refused config study --set teams.aap.veiledere=5

checks "a study is not continued where logarithms have other last bits"
if grep -qw fma /proc/cpuinfo; then
    export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-FMA4_Usable,-AVX2,-FMA,-FMA4
    exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o without_fma
    refused "the C library or the processor" study -r 2
    exits 0 "$saksflyt" run "$small_office" -r 2 --no-report -o without_fma
    unset GLIBC_TUNABLES
    refused "the C library or the processor" without_fma
    exits 0 "$saksflyt" merge without_fma --no-report -o merged
    refused "the C library or the processor" merged # it is as far from here as its shard was
fi

checks "the same study goes on, and changes nothing when nothing is missing"
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o study
same "digest" "$digest" "$(digest_of study)"

checks "--fresh replaces the study and deletes only what a study wrote"
echo "mine" >study/notes.txt
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o study --fresh --seed 99
same "the note" "mine" "$(cat study/notes.txt)"
[ "$(digest_of study)" != "$digest" ] || fail "the study was not made anew"

checks "a seed is a seed, however it is given, and resolved.cfg tells it"
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o seed --seed 18446744073709551615
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o set --set study.seed=18446744073709551615
same "digest" "$(digest_of seed)" "$(digest_of set)"
grep -q 'seed = .*18446744073709551615' seed/resolved.cfg || fail "resolved.cfg has another seed" seed/resolved.cfg
grep -q '"seed": "18446744073709551615"' seed/manifest.json || fail "the manifest has another seed" seed/manifest.json
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o seed --set study.seed=18446744073709551615 # the same study
same "overrides" "" "$(query seed "SELECT overrides FROM scenario WHERE id = 'today'")"

checks "an empty folder is taken"
mkdir empty
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o empty

checks "a study in use by another process is refused with 75 and not harmed"
"$saksflyt" run "$small_office" -r 100000 -j1 --no-report -o busy >/dev/null 2>&1 </dev/null &
other=$!
for ((i = 0; i < 100; i++)); do
    [ ! -e busy/results.sqlite ] || break
    sleep 0.05
done
sleep 0.2
exits 75 "$saksflyt" run "$small_office" -r 1 --no-report -o busy
kill -TERM "$other"
code=0
wait "$other" || code=$?
same "exit code of the first one" 143 "$code"
is_whole busy
