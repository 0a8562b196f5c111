#!/usr/bin/env bash
# configs_are_as_they_say.sh - every config of configs/ opens with a paragraph on what it is for and passes `saksflyt check` without a
# warning, and the tables of offices are those that configs/make_offices.py makes.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "every config"
shopt -s nullglob
for config in "$source"/configs/*.cfg "$source"/configs/undervisning/*.cfg; do
    same "first line of $config" "saksflyt = 1;" "$(head -n 1 "$config")"
    [ "${config##*/}" != calibrated.cfg ] || continue # fitted values, laid on top of configs
    [ "$(sed -n '2,${/^#/!q;p}' "$config" | wc -l)" -ge 3 ] || fail "$config does not say what it is for"
    exits 0 "$saksflyt" check "$config"
    ! grep -q 'warning' stderr || fail "$config has warnings" stderr
done

checks "teaching configs draw the charts that they name"
for config in "$source"/configs/undervisning/*.cfg; do
    exits 0 "$saksflyt" run "$config" -r 2 -o study --fresh
    named=0
    while read -r chart; do
        [ -s "study/charts/$chart.png" ] || fail "$config names the chart $chart, and there is none"
        named=$((named + 1))
    done < <(sed -n '2,${/^#/!q;p}' "$config" | grep -o '`[a-z_]*`' | tr -d '`')
    [ "$named" -ge 1 ] || fail "$config names no chart"
done

checks "tables of offices"
tables=0
while read -r _ arguments; do
    read -ra words <<<"$arguments"
    table=${words[2]}
    words[2]=$work/${table##*/}
    python3 "$source/configs/make_offices.py" "${words[@]}"
    diff "$source/$table" "${words[2]}" >difference || fail "$table is not what configs/make_offices.py makes" difference
    tables=$((tables + 1))
done < <(sed -n 's|^#   \(configs/make_offices.py .*\)|\1|p' "$source/configs/make_offices.py")
same "tables that are made" "$(ls "$source"/configs/*_kontorer.csv | wc -l)" "$tables"
