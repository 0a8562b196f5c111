#!/usr/bin/env bash
# shards_merge_to_the_same_study.sh - a study run in shards and merged has the digest and the summary of one run of everything;
# folders that do not fit together are refused by name, and nothing is written.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

shard() { # shard K/N FOLDER ARGUMENT...
    local which=$1 folder=$2

    shift 2
    exits 0 "$saksflyt" run "$small_office" --shard "$which" -o "$folder" -r 7 "$@"
}
refused() { # refused WORDS FOLDER...
    local words=$1

    shift
    exits 65 "$saksflyt" merge "$@" -o refused
    grep -qE -- "$words" stderr || fail "the message does not say: $words" stderr
    [ ! -e refused ] || fail "a folder was made"
}

checks "every replication in one shard, none in two; no shard has charts or a report"
exits 0 "$saksflyt" run "$small_office" -r 7 --no-report -o whole
for k in 1 2 3; do
    shard $k/3 s$k
    same "replications of shard $k" "$(seq -s, $k 3 7)" \
        "$(query s$k "SELECT group_concat(number) FROM (SELECT DISTINCT number FROM replication ORDER BY number)")"
    [ ! -e s$k/charts ] && [ ! -e s$k/report.html ] || fail "a shard has charts or a report"
done

checks "merged, in any order, they are the same study"
exits 0 "$saksflyt" merge s3 s1 s2 -o merged
same digest "$(digest_of whole)" "$(digest_of merged)"
cmp whole/summary.csv merged/summary.csv || fail "summary.csv differs"
cmp whole/resolved.cfg merged/resolved.cfg || fail "resolved.cfg differs"
[ -e merged/report.html ] && [ -n "$(ls merged/charts)" ] || fail "the merged study has no report"
is_whole merged
exits 0 "$saksflyt" merge s3 s1 s2 -o merged --no-report # again: nothing to do
same digest "$(digest_of whole)" "$(digest_of merged)"

checks "a merged study goes on like any other"
exits 0 "$saksflyt" run "$small_office" -r 8 --no-report -o merged
exits 0 "$saksflyt" run "$small_office" -r 8 --no-report -o whole
same digest "$(digest_of whole)" "$(digest_of merged)"

checks "scenarios one by one are shards, too, when one adds the other"
exits 0 "$saksflyt" run "$small_office" -r 7 --no-report -o today --scenario today
exits 0 "$saksflyt" run "$small_office" -r 7 --no-report -o more --scenario more_staff
exits 0 "$saksflyt" merge today more --no-report -o both
exits 0 "$saksflyt" run "$small_office" -r 7 --no-report -o seven
same digest "$(digest_of seven)" "$(digest_of both)"

checks "shards that do not fit together"
refused 'shard 2/3 is missing' s1 s3
refused 'shard 1/3 is there twice' s1 s2 s3 s1
shard 1/2 half
refused 'one of 3 shards and half one of 2' s1 half
shard 2/3 longer --fresh -r 9
refused '7 replications in all and longer for 9' s1 longer s3
cp -r s2 unfinished
sqlite3 unfinished/results.sqlite "DELETE FROM replication_data WHERE number = 5"
refused 'replication 5 of scenario .* is in none' s1 unfinished s3
shard 2/3 seed --seed 5
refused 'not of one study: the seed' s1 seed s3
shard 2/3 config --set teams.aap.veiledere=4
refused 'not of one study: the config' s1 config s3
cp -r s2 build
sqlite3 build/results.sqlite "UPDATE study SET value = '0.0.1 other' WHERE key = 'build'"
refused 'the build of the program' s1 build s3
cp -r s2 machine
sqlite3 machine/results.sqlite "UPDATE study SET value = 'glibc-2.17' WHERE key = 'machine'"
refused "the C library or the processor" s1 machine s3
refused 'is in today and in seven' today seven

checks "what is no folder of a study, a foreign folder, and one in use"
exits 66 "$saksflyt" merge s1 nowhere s3 -o refused
mkdir foreign && echo mine >foreign/mine.txt
exits 73 "$saksflyt" merge s1 s2 s3 -o foreign
(flock 9 && exec sleep 30) 9>s2/study.lock >/dev/null 2>&1 &
holder=$!
for ((i = 0; i < 100; i++)); do
    code=0
    "$saksflyt" merge s1 s2 s3 -o inuse >stdout 2>stderr </dev/null || code=$?
    [ "$code" -ne 75 ] || break
    sleep 0.05
done
kill "$holder"
same "exit code while a shard is being written" 75 "$code"

checks "usage"
for wrong in 0/3 4/3 a/b 1 /3 1/0 -1/3; do
    exits 64 "$saksflyt" run "$small_office" --shard "$wrong" -o refused
done
exits 64 "$saksflyt" run "$small_office" --shard 1/3
exits 64 "$saksflyt" merge s1 s2 s3
exits 64 "$saksflyt" merge -o refused
[ ! -e refused ] || fail "a folder was made"
