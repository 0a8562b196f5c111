#!/usr/bin/env bash
# manual_is_up_to_date.sh - docs/config.md is what the key table says; man pages and completions know every key, command and option.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "docs/config.md"
"$saksflyt" --lang en explain --markdown >config.md
diff "$source/docs/config.md" config.md >difference || fail "docs/config.md is behind: run ./dev docs" difference

checks "no key is left out of the manual page of the config language"
for language in en nb; do
    "$saksflyt" --lang "$language" explain --config-man >saksflyt.cfg.5
    while read -r key; do
        grep -qxF ".TP" saksflyt.cfg.5 && grep -qxF "\\fB$key\\fR" saksflyt.cfg.5 || fail "$key is missing"
    done < <("$saksflyt" explain)
    # A line that begins with a dot is an order to troff: only these are meant.
    ! grep -E "^[.']" saksflyt.cfg.5 | grep -vE '^\.(\\"|TH |SH |TP$|PP$|br$|ad l$)' || fail "a sentence begins with a dot"
done

checks "the manual page of the program names every command, option and exit code"
"$saksflyt" --lang en explain --man >saksflyt.1
commands=$("$saksflyt" --lang en --help | sed -nE 's/^  saksflyt ([a-z]+) .*/\1/p')
for command in $commands; do
    grep -qF ".SS \"saksflyt $command " saksflyt.1 || fail "$command is missing"
    for option in $("$saksflyt" --lang en "$command" --help | grep -oE ' --[a-z-]+' | grep -vE 'help|usage'); do
        grep -qF "${option//-/\\-}" saksflyt.1 || fail "$command $option is missing"
    done
done
for code in 0 64 65 66 69 70 71 73 74 75 78 130 143; do
    grep -qx "$code" saksflyt.1 || fail "exit code $code is missing"
done
if command -v groff >/dev/null; then
    for page in saksflyt.1 saksflyt.cfg.5; do
        groff -man -Tutf8 -Kutf8 -ww "$page" 2>warnings >page || true
        [ ! -s warnings ] || fail "groff complains about $page" warnings
    done
fi

checks "completion in bash: commands, options, keys, configs"
"$saksflyt" explain --bash >completion
bash -n completion || fail "no bash"
PATH=$(dirname "$saksflyt"):$PATH
completes() { # completes WORD... : what the last word may become
    bash -c 'source ./completion; COMP_WORDS=(saksflyt "$@"); COMP_CWORD=$#; _saksflyt; printf "%s\n" "${COMPREPLY[@]}"' _ "$@"
}
touch office.cfg office.txt
same "a command" explain "$(completes expl)"
same "an option" --scenario "$(completes run --sc)"
same "a key" 'teams[].veiledere' "$(completes explain 'teams[].vei')"
same "a config" office.cfg "$(completes check off)"
same "a language" nb "$(completes --lang n)"
"$saksflyt" explain --zsh >_saksflyt
same "first line" '#compdef saksflyt' "$(head -1 _saksflyt)"
if command -v zsh >/dev/null; then zsh -n _saksflyt || fail "no zsh"; fi
