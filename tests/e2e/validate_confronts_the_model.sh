#!/usr/bin/env bash
# validate_confronts_the_model.sh - `saksflyt validate` judges the targets it is asked for, with exactly the calibrated values.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "a target as JSON: the six keys of the contract, and a result that is one of three"
exits 0 "$saksflyt" --lang en validate V16 --format json -o studies -j 1
cp stdout v16.json
python3 - v16.json <<'END' || fail "not as the contract says" v16.json
import json, sys
targets = json.load(open(sys.argv[1]))["targets"]
assert len(targets) == 1
(one,) = targets
assert set(one) == {"id", "class", "result", "value", "band", "reason"}
assert one["id"] == "V16" and one["class"] == "CALIBRATION"
assert one["result"] in ("pass", "miss", "not_comparable")
assert isinstance(one["value"], float) and 1000 < one["value"] < 2000
assert one["band"] and "Little's law" in one["reason"]
END

checks "it used the values of calibrated.cfg and no others: the same study comes out of run with exactly these"
mapfile -t sets < <(python3 - "$source/configs/calibrated.cfg" <<'END'
import re, sys
text = re.sub(r"#.*", "", open(sys.argv[1], encoding="utf8").read())
for row in re.findall(r"\{(.*?)\}", text, re.S):
    if '"validering/aap.cfg"' in row:
        print("\n".join(re.findall(r'"([^"]*)"', re.search(r"set = \[(.*?)\]", row, re.S).group(1))))
END
)
[ "${#sets[@]}" -gt 0 ] || fail "calibrated.cfg holds nothing for aap.cfg"
options=()
for one in "${sets[@]}"; do options+=(--set "$one"); done
replications=$(sqlite3 studies/aap_2015/results.sqlite "SELECT count(*) FROM replication")
exits 0 "$saksflyt" run "$source/configs/validering/aap.cfg" -o again -r "$replications" --scenario rules --no-report "${options[@]}"
same "the digest" "$("$saksflyt" digest again)" "$("$saksflyt" digest studies/aap_2015)"

checks "the page shows every target asked for, with its reason"
exits 0 "$saksflyt" --lang nb validate v16 -o studies
xmllint --noout studies/report.html || fail "not well-formed" studies/report.html
grep -q "V16 AAP 2015: bestand og opphold" studies/report.html || fail "V16 is not there" studies/report.html
grep -q "^V16  " stdout || fail "V16 is not on the terminal" stdout

checks "an unknown target is a mistake of the command line, with the nearest one"
exits 64 "$saksflyt" --lang en validate V61 -o nowhere
grep -q 'there is no target "V61"; did you mean "V' stderr || fail "no suggestion" stderr
[ ! -e nowhere ] || fail "a folder was made"
exits 64 "$saksflyt" validate V16 --format yaml

checks "an installation finds its own configs"
mkdir -p there/bin there/share/saksflyt
cp "$saksflyt" there/bin/saksflyt
cp -rL "$source/configs" there/share/saksflyt/configs
cp -r "$source/plots/fonts" there/share/saksflyt/fonts
exits 0 there/bin/saksflyt --lang en validate V16 --format json -o installed -j 1
cmp v16.json stdout || fail "another answer"
