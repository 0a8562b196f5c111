#!/usr/bin/env bash
# nightly_same_digest_at_every_optimisation.sh - the program gives the same bytes however much the compiler optimises it.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$small_office" -r 20 -o as_built --no-report
expected=$(digest_of as_built)
for flags in "-O0" "-O1" "-O2" "-O3 -march=native" "-O2 -flto"; do
    checks "$flags"
    cmake -S "$source" -B build -G Ninja -DCMAKE_BUILD_TYPE=Release "-DSF_OPTIMIZE=$flags" >log 2>&1 || fail "cannot configure" log
    cmake --build build --target saksflyt >log 2>&1 || fail "cannot build" log
    rm -rf study
    exits 0 build/saksflyt run "$small_office" -r 20 -o study --no-report
    same "digest with $flags" "$expected" "$(digest_of study)"
    cmp as_built/summary.csv study/summary.csv || fail "summary.csv differs"
done
