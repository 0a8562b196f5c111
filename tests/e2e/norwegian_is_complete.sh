#!/usr/bin/env bash
# norwegian_is_complete.sh - every sentence that is marked for translation has one in po/nb.po, and the program speaks it.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "no sentence lacks a translation"
"$source/po/collect.sh" "$source" "$work/saksflyt.pot" 2>warnings || fail "the sentences cannot be collected" warnings
msgmerge --quiet --no-fuzzy-matching --output-file=merged.po "$source/po/nb.po" saksflyt.pot
msgattrib --untranslated --no-obsolete merged.po >missing.po 2>warnings
msgattrib --only-fuzzy --no-obsolete merged.po >>missing.po 2>>warnings
[ ! -s missing.po ] || fail "$(grep -c '^msgid "' missing.po) entries lack a Norwegian translation; see CONTRIBUTING.md" missing.po
msgfmt --check --output-file=nb.mo merged.po

checks "--lang nb speaks Norwegian in every locale, --lang en English"
for locale in C.UTF-8 nb_NO.UTF-8 C; do
    LC_ALL=$locale exits 0 "$saksflyt" --lang nb --help
    cp stdout norwegian
    LC_ALL=$locale exits 0 "$saksflyt" --lang en --help
    if cmp -s norwegian stdout; then fail "--lang makes no difference in the locale $locale" stdout; fi
    LC_ALL=$locale exits 0 "$saksflyt" --help --lang nb # before or after the command
    cmp norwegian stdout || fail "--lang nb after the command gives another text"
done

checks "the locale chooses the language"
LC_ALL=nb_NO.UTF-8 exits 0 "$saksflyt" --help
cmp norwegian stdout || fail "nb_NO.UTF-8 does not give Norwegian" stdout
