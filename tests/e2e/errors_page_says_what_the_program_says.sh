#!/usr/bin/env bash
# errors_page_says_what_the_program_says.sh - each mistake of docs/mistakes.txt, made in configs/kontor.cfg, ends with 78, a place and a
# sentence in both languages: those that stand in docs/errors.md.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "at least twenty mistakes are tried"
[ "$(grep -c '^= ' "$source/docs/mistakes.txt")" -ge 20 ] || fail "fewer than twenty"

checks "docs/errors.md"
"$source/docs/generate_errors.sh" "$saksflyt" "$source" "$work/errors.md"
diff "$source/docs/errors.md" errors.md >difference || fail "docs/errors.md is behind: run ./dev docs" difference
