#!/usr/bin/env bash
# only_sf_symbols_are_exported.sh - the shared library shows functions that begin with sf_, and no data that could be written.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
library=$(dirname "$saksflyt")/libsaksflyt.so
[ -e "$library" ] || fail "there is no $library"

nm -D --defined-only "$library" >symbols
checks "$(wc -l <symbols) exported symbols"
[ "$(grep -c ' T sf_' symbols)" -gt 10 ] || fail "hardly anything is exported" symbols
if grep -v ' [A-Za-z] sf_' symbols >strangers; then
    fail "exported outside sf_" strangers
fi
if grep -E ' [BbDdGgSsCVv] ' symbols >writable; then
    fail "writable data is exported" writable
fi

checks "every function that a public header declares is exported"
grep -ohE 'SF_API [^;(]*\b(sf_[a-z0-9_]+)\(' "$source"/include/saksflyt/*.h | grep -oE 'sf_[a-z0-9_]+\($' | tr -d '(' | sort -u >declared
[ -s declared ] || fail "no declaration found"
while read -r name; do
    grep -q " T $name$" symbols || fail "$name is declared and not exported"
done <declared

checks "the rooms keep no writable data of their own"
# .data.rel.ro holds constants with pointers in them, which the loader fills in and then write-protects.
find "$(dirname "$saksflyt")/CMakeFiles/sf_rooms.dir" -name '*.o' -exec objdump -t {} + |
    awk '/file format/ { file = $1 } / O / && /\t/ { split($0, part, "\t"); n = split(part[1], word, " "); section = word[n]
         if (section ~ /^\.(data|bss|tdata|tbss)|^\*COM\*/ && section !~ /^\.data\.rel\.ro/) print file, section, part[2] }' >writable
[ ! -s writable ] || fail "a variable that outlives its function" writable
