#!/usr/bin/env bash
# explain_knows_keys_units_and_distributions.sh - keys, units and distributions are explained, in either language; near misses get a suggestion.
# manual_is_up_to_date.sh sees to it that no key is forgotten; here one in ten is asked for, to be quick.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "keys by their paths, in both languages"
"$saksflyt" explain >keys
[ "$(wc -l <keys)" -gt 150 ] || fail "hardly any key is listed" keys
while read -r key; do
    for language in en nb; do
        exits 0 "$saksflyt" --lang "$language" explain "$key"
        [ "$(head -1 stdout)" = "$key" ] || fail "$key is not explained" stdout
        [ "$(wc -l <stdout)" -ge 4 ] || fail "$key is hardly explained" stdout
    done
done < <(awk 'NR % 10 == 4' keys)

checks "a key by the path that an assignment uses, and by its last name"
exits 0 "$saksflyt" explain teams.aap.portfolio.limit
grep -q '^teams\[\]\.portfolio\.limit$' stdout || fail "the path with an id is not understood" stdout
grep -q 'default *unlimited' stdout || fail "the default is not told" stdout
exits 0 "$saksflyt" explain with_barrier
grep -q '^programmes\[\]\.exits\[\]\.with_barrier$' stdout || fail "the last name is not understood" stdout

checks "a near miss"
exits 64 "$saksflyt" explain portfolo
grep -q 'did you mean "portfolio"' stderr || fail "no suggestion" stderr
exits 64 "$saksflyt" --lang nb explain portfolo
grep -q 'mente du «portfolio»' stderr || fail "no Norwegian suggestion" stderr

checks "units, and every distribution with its moments"
exits 0 "$saksflyt" explain units
grep -q '30.4375 d' stdout || fail "a month is not told" stdout
exits 0 "$saksflyt" explain distributions
printf '12\n14.5\n30\n' >waits.csv
grep -oE '^  [a-z]+\(.*\)$' stdout | sed 's/^  //' >patterns
[ "$(wc -l <patterns)" -ge 16 ] || fail "distributions are missing" patterns
while read -r pattern; do
    exits 0 "$saksflyt" explain "$pattern"
    grep -qE '^  mean +[0-9.]+ (d|mo)$' stdout || fail "$pattern has no mean" stdout
done <patterns
exits 0 "$saksflyt" explain 'gamma(mean 9 mo, sd 4 mo)'
grep -qE '^  mean +9\.00 mo$' stdout && grep -qE '^  sd +4\.00 mo$' stdout || fail "wrong moments" stdout
exits 0 "$saksflyt" explain 'exponential(mean 10 d)'
grep -qE '^  p50 \(median\) +6\.93 d$' stdout && grep -qE '^  p90 +23\.0 d$' stdout || fail "ln 2 and ln 10 are not there" stdout
exits 64 "$saksflyt" explain 'gamma(mean 9 mo, sd 0 mo)'
grep -q 'sd' stderr || fail "the wrong parameter is not named" stderr
printf '12\nx\n' >waits.csv
exits 65 "$saksflyt" explain 'empirical(waits.csv, d)'
grep -q '^waits.csv:2:1: ' stderr || fail "the place in the table is not told" stderr
