#!/usr/bin/env bash
# nightly_dieharder.sh - raw draws of 1, 2, 64 and 4,096 streams, interleaved by our keys, pass the dieharder battery (Brown, Eddelbuettel &
# Bauer). SAKSFLYT_DIEHARDER="1 8 15" takes only those of its tests; SAKSFLYT_STREAMS="64" only that many streams.
#
# Passes when no p-value lies outside [1e-10, 1 - 1e-10], and no more outside [1e-3, 1 - 1e-3] than chance explains: of n p-values,
# 0.002 n + 4.4 sqrt(0.002 n) + 1. Each of those is run again with a new seed, and must lie inside.
# Four tests look at tuples of any length: each night takes the length whose turn it is, so that 132 nights have been through all.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
command -v dieharder >/dev/null || fail "dieharder is missing; ./dev nightly installs it"
streams=$(dirname "$saksflyt")/tests/unit_nightly_streams
[ -x "$streams" ] || fail "there is no $streams"
seed=$(($(date +%s) / 86400))
# All tests but 5, 6, 7 (suspect by their authors' own word) and 14 (marked "do not use").
all="0 1 2 3 4 8 9 10 11 12 13 15 16 17 100 101 102 200 201 202 203 204 205 206 207 208 209"
tests=${SAKSFLYT_DIEHARDER:-$all}

tuple_of() { # of the day, of a test that takes several lengths
    local day=$(($(date +%s) / 86400))

    case $1 in
    200) echo "-n $((1 + day % 12))" ;;
    201 | 202) echo "-n $((2 + day % 4))" ;;
    203) echo "-n $((day % 33))" ;;
    esac
}

# battery STREAMS SEED TEST: lines "test ntup p"
battery() {
    local tuple

    read -ra tuple <<<"$(tuple_of "$3")"
    { "$streams" raw "$1" "$2" || true; } 2>/dev/null |
        dieharder -g 200 -d "$3" "${tuple[@]}" -c ',' -D test_name -D ntuple -D pvalues 2>/dev/null |
        awk -F, 'NF >= 3 && $NF + 0 == $NF { gsub(/ /, "", $1); print $1, $2, $NF }'
}

: >weak
total=0
for n in ${SAKSFLYT_STREAMS:-1 2 64 4096}; do
    checks "$n streams, seed $seed"
    for number in $tests; do
        battery "$n" "$seed" "$number" >found
        [ -s found ] || fail "dieharder says nothing of its test $number"
        total=$((total + $(wc -l <found)))
        while read -r name tuple p; do
            printf '    %5s streams  %-24s %3s  p %s\n' "$n" "$name" "$tuple" "$p"
            if awk -v p="$p" 'BEGIN { exit !(p < 1e-10 || p > 1 - 1e-10) }'; then
                fail "$n streams, seed $seed: $name ($tuple) has p = $p"
            fi
            if awk -v p="$p" 'BEGIN { exit !(p < 1e-3 || p > 1 - 1e-3) }'; then
                echo "$n $number $name $tuple $p" >>weak
            fi
        done <found
    done
done
allowed=$(awk -v n="$total" 'BEGIN { m = 0.002 * n; print int(m + 4.4 * sqrt(m) + 1) }')
printf '%s p-values, %s of them outside [0.001, 0.999]; chance allows %s\n' "$total" "$(wc -l <weak)" "$allowed"
[ "$(wc -l <weak)" -le "$allowed" ] || fail "too many p-values are extreme" weak
while read -r n number name tuple p; do
    checks "$name ($tuple) of $n streams, which had p = $p, with another seed"
    battery "$n" "$((seed + 1000000))" "$number" | awk -v name="$name" -v tuple="$tuple" '$1 == name && $2 == tuple' >found
    awk '{ print "    p", $3 } $3 < 1e-3 || $3 > 1 - 1e-3 { exit 1 }' found || fail "$name is weak again" found
done <weak
