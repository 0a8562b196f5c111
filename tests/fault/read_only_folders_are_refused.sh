#!/usr/bin/env bash
# read_only_folders_are_refused.sh - a folder that may not be written to: 73 or 74 with the reason, and reading goes on.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

# Root may write everywhere, so the program runs as nobody where the test runs as root.
as_nobody() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi
}
chmod 755 "$work"
as_nobody test -x "$saksflyt" && as_nobody test -r "$small_office" || { # a tree that nobody may read
    cp "$saksflyt" program && cp "$small_office" small.cfg && chmod 755 program && chmod 644 small.cfg
    saksflyt=$work/program small_office=$work/small.cfg
}
exits 0 "$saksflyt" run "$small_office" -r 1 --no-report -o study
chmod 555 study
chmod 444 study/*

checks "a new study in a folder that may not be written to"
exits 73 as_nobody "$saksflyt" run "$small_office" -r 1 --no-report -o study/new
grep -q 'Permission denied' stderr || fail "the reason is not told" stderr

checks "a study that may not be written to does not grow, and is as it was"
before=$(sha256sum study/*)
code=0
as_nobody "$saksflyt" run "$small_office" -r 2 --no-report -o study >stdout 2>stderr </dev/null || code=$?
[ "$code" -eq 73 ] || [ "$code" -eq 74 ] || fail "exit code $code" stderr
same "what is in the folder" "$before" "$(sha256sum study/*)"

checks "it can be read, compared and merged from"
exits 0 as_nobody "$saksflyt" digest study
exits 0 "$saksflyt" merge study -o merged --no-report
same digest "$(digest_of study)" "$(digest_of merged)"
for command in "export study --format csv" "export study --format json" "plot study waits" "report study" "compare study"; do
    code=0
    # shellcheck disable=SC2086 # words
    as_nobody "$saksflyt" $command >stdout 2>stderr </dev/null || code=$?
    [ "$code" -eq 73 ] || [ "$code" -eq 74 ] || fail "exit code $code of $command" stderr
done
same "what is in the folder" "$before" "$(sha256sum study/*)"
chmod 755 study
