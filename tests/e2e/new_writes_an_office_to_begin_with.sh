#!/usr/bin/env bash
# new_writes_an_office_to_begin_with.sh - `saksflyt new` writes a commented office that checks without a word and runs.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

for language in en nb; do
    checks "the office in $language has comments in that language alone, and not even a warning"
    exits 0 "$saksflyt" --lang "$language" new "office_$language"
    exits 0 "$saksflyt" check "office_$language.cfg"
    [ ! -s stderr ] || fail "check has something to say" stderr
    ! grep -qE '@|#(nb|en) ' "office_$language.cfg" || fail "marks are left" "office_$language.cfg"
    same "title" "title = \"office_$language\";" "$(grep '^title' "office_$language.cfg")"
    [ "$(grep -c '#' "office_$language.cfg")" -ge 15 ] || fail "hardly any comment" "office_$language.cfg"
done
grep -q 'Tallene\|tallene' office_nb.cfg && ! grep -q 'The numbers\|the numbers' office_nb.cfg || fail "not Norwegian" office_nb.cfg
diff <(sed 's/ *#.*//; s/_nb"/_en"/; /^question/d' office_nb.cfg | grep .) <(sed 's/ *#.*//; /^question/d' office_en.cfg | grep .) ||
    fail "the two differ in more than comments"

checks "it runs as it is, and answers its question"
exits 0 "$saksflyt" run office_nb.cfg -r 2 -o study --no-report
[ "$(digest_of study)" ] || fail "no study"

checks "a file that is there is left alone: 73"
echo mine >office_en.keep && cp office_en.cfg before
exits 73 "$saksflyt" new office_en
cmp before office_en.cfg || fail "the file was changed"
ln -s nowhere linked.cfg
exits 73 "$saksflyt" new linked
[ ! -e nowhere ] || fail "a link was followed"
exits 73 "$saksflyt" new no_such_folder/office

checks "a name may have a folder and .cfg, but no other odd characters: 64"
mkdir folder
exits 0 "$saksflyt" new folder/mine.cfg
[ -f folder/mine.cfg ] || fail "not written"
for name in '' .hidden -rf 'a b' 'a"b' "$(printf 'x%.0s' {1..65})" 'nav/'; do
    exits 64 "$saksflyt" new -- "$name"
done
exits 64 "$saksflyt" new one two

checks "a full disk: 74, and no half file"
(
    trap '' XFSZ
    exits 74 prlimit --fsize=100 "$saksflyt" new full
)
[ ! -e full.cfg ] || fail "half a file is left" full.cfg
