#!/usr/bin/env bash
# tutorial_can_be_followed.sh - every command of docs/tutorial.md is run in the order it stands there, in both languages, and leaves the
# files that the text names.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

commands_of() { # commands_of HEADING: the commands in the code blocks of one language
    awk -v heading="## $1" '/^## / { wanted = $0 == heading } /^```/ { inside = !inside; next } wanted && inside' "$source/docs/tutorial.md"
}

checks "the commands are the same in both languages"
commands_of Norsk >norsk
commands_of English >english
cmp norsk english || fail "the languages differ" norsk english
[ "$(wc -l <norsk)" -ge 8 ] || fail "hardly a tutorial" norsk

for language in nb en; do
    mkdir "$language"
    cd "$language"
    while read -r command; do
        checks "$language: $command"
        case $command in 'build/saksflyt '*) ;; *) fail "not a command of the program: $command" ;; esac
        eval "words=(${command#build/saksflyt })" # quotes as in a shell
        exits 0 "$saksflyt" --lang "$language" "${words[@]}"
    done <../norsk
    for file in mitt_kontor.cfg out/mitt_kontor/{report.html,report.pdf,report.xlsx,results.sqlite,charts/waits.pdf,charts/over_time.pdf} liv.svg \
        out/ti_til/charts/over_time.svg; do
        [ -s "$file" ] || fail "$file is missing"
    done
    grep -q '<html lang="'"$language"'">' out/mitt_kontor/report.html || fail "the report is in another language"
    cd ..
done

checks "what the text says of the sweep is so"
exits 0 "$saksflyt" sweep nb/mitt_kontor.cfg --vary tiltak.aft.places=8:14:1 --until "wait.tiltak mean <= 7 d" --scenario today -o nb/out/mitt_kontor-sweep --lang en
tr '\n' ' ' <stdout | tr -s ' ' | grep -q "from tiltak.aft.places = 12 on .* sure from 13 on" || fail "the text says 12 and 13" stdout
[ -s nb/out/mitt_kontor-gaps/charts/gaps.png ] && [ -s nb/out/mitt_kontor-sweep/charts/sweep.png ] || fail "no charts"

checks "what the text says of the study is so"
same "replications" 20 "$(query nb/out/mitt_kontor "SELECT max(number) FROM replication")"
same "scenarios" "today more_staff more_places" "$(query nb/out/mitt_kontor "SELECT group_concat(id, ' ') FROM scenario")"
