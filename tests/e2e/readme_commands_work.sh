#!/usr/bin/env bash
# readme_commands_work.sh - `./dev run` and every `build/saksflyt ...` in a code block of README.md is run, in the order it
# stands there, with two replications; then the study folder is looked through.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
ln -s "$source/configs" configs

# ./dev run is `build/saksflyt run configs/kontor.cfg`; other verbs of ./dev are no business of the program.
mapfile -t commands < <(awk '/^```/ { inside = !inside; next } inside' "$source/README.md" |
    sed -nE 's|^ *\./dev run|run configs/kontor.cfg|p; s|^ *build/saksflyt ||p')
[[ " ${commands[*]}" == *" run configs/kontor.cfg"* ]] || fail "README.md does not run configs/kontor.cfg"
for command in "${commands[@]}"; do
    command=${command%%#*} # a comment beside the command
    read -ra words <<<"$command"
    [ "${words[0]}" != run ] || words+=(-r 2)
    checks "saksflyt ${words[*]}"
    exits 0 "$saksflyt" "${words[@]}"
    [ "${words[0]}" != run ] || cp stdout shown
done

study=out/kontor
checks "the study folder holds what the README says"
[ -d "$study" ] || fail "there is no $study"
for file in results.sqlite summary.csv resolved.cfg manifest.json report.html; do
    [ -s "$study/$file" ] || fail "$study/$file is missing or empty"
done
is_whole "$study"
same "replications of each scenario" 2 "$(query "$study" 'SELECT DISTINCT n FROM (SELECT count(*) AS n FROM replication GROUP BY scenario)')"
[ "$(query "$study" 'SELECT count(*) FROM scenario')" -ge 3 ] || fail "fewer than three scenarios"
same "head of summary.csv" "scenario,metric,entity,segment,stat,unit,mean,ci_low,ci_high,replications" \
    "$(head -n 1 "$study/summary.csv" | tr -d '\r')"
[ "$(wc -l <"$study/summary.csv")" -gt 100 ] || fail "summary.csv is short" "$study/summary.csv"
python3 -c 'import json, sys; m = json.load(open(sys.argv[1])); assert m["seed"] is not None' "$study/manifest.json"

checks "charts are PNG and SVG"
shopt -s nullglob
png=("$study"/charts/*.png) svg=("$study"/charts/*.svg)
[ "${#png[@]}" -ge 4 ] || fail "only ${#png[@]} PNG charts"
same "number of SVG charts and PNG charts" "${#svg[@]}" "${#png[@]}"
for chart in "${png[@]}"; do
    same "first bytes of $chart" 89504e470d0a1a0a "$(head -c 8 "$chart" | od -An -tx1 | tr -d ' \n')"
done
for chart in "${svg[@]}"; do
    xmllint --noout "$chart" || fail "$chart is not XML"
    grep -q '<svg' "$chart" || fail "$chart is not SVG"
done

checks "the report is one file that fetches nothing"
grep -qi '<html' "$study/report.html" || fail "report.html is not HTML"
if grep -Eo '(src|href)="[^"]*"' "$study/report.html" | grep -Ev '="(data:|#)' >fetched; then
    fail "report.html points outside itself" fetched
fi

checks "the terminal shows a table with every scenario"
for scenario in $(query "$study" 'SELECT id FROM scenario'); do
    label=$(query "$study" "SELECT label FROM scenario WHERE id = '$scenario'")
    grep -qF -e "$scenario" -e "$label" shown || fail "the terminal does not name $scenario" shown
done
