#!/usr/bin/env bash
# docs_name_only_what_exists.sh - every file, ./dev verb, command, option, config key and metric that the documentation names
# in `code` or in a link is there.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
cd "$source" || exit
shopt -s nullglob
verbs=$(./dev help | sed -nE 's/^  ([a-z]+) .*/\1/p')
help=$(LC_ALL=C "$saksflyt" --help 2>&1)
options=$(while read -r program command _; do
    [ "$program" != saksflyt ] || LC_ALL=C "$saksflyt" "$command" --help
done <<<"$help")
sources=$(printf '%s\n' {app,core,experiments,input,models,plots,results,sim}/*.[ch])
wrong=0

complain() {
    printf '%s: %s\n' "$document" "$*"
    wrong=$((wrong + 1))
}

# What a run writes, and folders that a build makes, are not in the tree. A study's own files have fixed names.
is_made_later() {
    case $1 in
    out | out/* | DIR/* | build | build/* | build-*) return 0 ;;
    results.sqlite | summary.csv | resolved.cfg | manifest.json | report.html | charts | charts/) return 0 ;;
    esac
    return 1
}

exists() { # a path, maybe with *, seen from the root or from the document's folder; or the name of a source file in any room
    local file

    # shellcheck disable=SC2086 # a pattern is meant to be expanded
    for file in $1 ${document%"${document##*/}"}$1; do
        [ ! -e "$file" ] || return 0
    done
    [[ $1 != */* && $1 == *.[ch] ]] && grep -qF "/$1" <<<"$sources"
}

check_word() { # one `code` of the text, or one line of a code block
    local code=$1 rest=${1#* }

    case $code in
    './dev '*)
        rest=${rest%% *}
        grep -qx -- "$rest" <<<"$verbs" || complain "there is no verb $rest in ./dev"
        return
        ;;
    'saksflyt '* | 'build/saksflyt '*)
        rest=${rest%% *}
        if [[ $rest =~ ^[a-z]+$ ]]; then
            grep -qwF -- "$rest" <<<"$help" || complain "saksflyt has no command $rest"
        fi
        return
        ;;
    esac
    [[ $code != *' '* ]] || return 0
    if [[ $code =~ ^--[a-z-]+$ ]]; then
        grep -qF -- "$code" <<<"$help$options" || complain "saksflyt has no option $code"
    elif [[ $code =~ ^[A-Za-z0-9_.*/-]+$ ]] && { [[ $code == */* && $code != /* ]] || [[ $code =~ \.(c|h|md|cfg|csv|sh|py|po|cmake|json|html|txt)$ ]]; }; then
        is_made_later "$code" || exists "$code" || complain "there is no $code"
    elif [[ $code =~ ^[a-z_]+(\[\])?(\.[a-z_]+(\[\])?)+$ ]] && grep -qF "{\"${code%%[.[]*}\"," models/keys.c; then
        grep -qF "\"$code\"" models/keys.c || complain "there is no config key $code"
    elif [[ $code =~ ^[a-z]+(\.[a-z]+)+(/[A-Za-z|]+)*$ ]] && grep -qF "\"${code%%.*}." models/*.c; then
        grep -qF "\"${code%%/*}" models/*.c || complain "there is no metric $code"
    fi
}

for document in *.md docs/*.md configs/*.md tests/*.md; do
    checks "$document"
    # Links and pictures.
    while read -r target; do
        [ -n "$target" ] || continue
        [ -e "$(dirname "$document")/${target%%#*}" ] || complain "the link to $target leads nowhere"
    done < <(grep -oE '\]\([^)]+\)' "$document" | sed -E 's/^\]\(//; s/\)$//; s/ .*//' | grep -vE '^(https?:|mailto:|#)')
    # `code` in the running text, then the commands in code blocks.
    while read -r code; do
        check_word "$code"
    done < <(awk '/^```/ { inside = !inside; next } !inside' "$document" | grep -oE '`[^`]+`' | tr -d '`')
    while read -r code; do
        check_word "$code"
    done < <(awk '/^```/ { inside = !inside; next } inside' "$document" | grep -E '^ *(\./dev|build/saksflyt|saksflyt) ')
done
[ "$wrong" -eq 0 ] || fail "$wrong things are named that do not exist"
