#!/usr/bin/env bash
# same_digest_wherever_it_runs.sh - neither threads, nor the order of replications, nor addresses, nor what lay in memory before change a byte.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

run() { # run FOLDER COMMAND-PREFIX... -- ARGUMENT...
    local folder=$1 prefix=()

    shift
    while [ "$1" != -- ]; do
        prefix+=("$1")
        shift
    done
    shift
    exits 0 "${prefix[@]}" "$saksflyt" run "$small_office" -r 6 --no-report -o "$folder" "$@"
}

run one -- -j1
expected=$(digest_of one)

for threads in 2 3 7 16; do
    checks "$threads threads give the same digest and table"
    run "threads$threads" -- "-j$threads"
    same "digest" "$expected" "$(digest_of "threads$threads")"
    cmp one/summary.csv "threads$threads/summary.csv" || fail "summary.csv differs"
done

checks "replications in another order give the same digest"
exits 0 "$saksflyt" run "$small_office" -r 6 --no-report --shard 2/2 -o even
exits 0 "$saksflyt" run "$small_office" -r 6 --no-report --shard 1/2 -o odd
exits 0 "$saksflyt" merge even odd -o whole
same "digest" "$expected" "$(digest_of whole)"

checks "addresses that are the same in every run, and memory full of old bytes, give the same digest"
if setarch "$(uname -m)" -R true 2>/dev/null; then
    run fixed setarch "$(uname -m)" -R -- -j2
    same "digest" "$expected" "$(digest_of fixed)"
else
    echo "  (this machine does not let us fix addresses)"
fi
for byte in 1 165 255; do
    run "perturbed$byte" env MALLOC_PERTURB_=$byte -- -j2
    same "digest with MALLOC_PERTURB_=$byte" "$expected" "$(digest_of "perturbed$byte")"
done
