#!/usr/bin/env bash
# validate_confronts_the_model.sh - `saksflyt validate` judges the targets it is asked for, with exactly the calibrated values.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "a target as JSON: the six keys of the contract, and a result that is one of three"
exits 0 "$saksflyt" --lang en validate V35 --format json -o studies -j 1
cp stdout v35.json
python3 - v35.json <<'END' || fail "not as the contract says" v35.json
import json, sys
targets = json.load(open(sys.argv[1]))["targets"]
assert len(targets) == 1
(one,) = targets
assert set(one) == {"id", "class", "result", "value", "band", "reason"}
assert one["id"] == "V35" and one["class"] == "CALIBRATION"
assert one["result"] in ("pass", "miss", "not_comparable")
assert isinstance(one["value"], float) and 5 < one["value"] < 15
assert one["band"] and "After 18 months" in one["reason"]
END

checks "it used the values of calibrated.cfg and no others: the same study comes out of run with exactly these"
mapfile -t sets < <(python3 - "$source/configs/calibrated.cfg" <<'END'
import re, sys
text = re.sub(r"#.*", "", open(sys.argv[1], encoding="utf8").read())
for row in re.findall(r"\{(.*?)\}", text, re.S):
    if '"validering/ips.cfg"' in row:
        print("\n".join(re.findall(r'"([^"]*)"', re.search(r"set = \[(.*?)\]", row, re.S).group(1))))
END
)
[ "${#sets[@]}" -gt 0 ] || fail "calibrated.cfg holds nothing for ips.cfg"
options=()
for one in "${sets[@]}"; do options+=(--set "$one"); done
replications=$(sqlite3 studies/ips/results.sqlite "SELECT max(number) FROM replication")
exits 0 "$saksflyt" run "$source/configs/validering/ips.cfg" -o again -r "$replications" --no-report "${options[@]}"
same "the digest" "$("$saksflyt" digest again)" "$("$saksflyt" digest studies/ips)"

checks "the page shows every target asked for, with its reason"
exits 0 "$saksflyt" --lang nb validate v35 -o studies
xmllint --noout studies/report.html || fail "not well-formed" studies/report.html
grep -q "V35 IPS" studies/report.html || fail "V35 is not there" studies/report.html
grep -q "^V35  " stdout || fail "V35 is not on the terminal" stdout

checks "an unknown target is a mistake of the command line, with the nearest one"
exits 64 "$saksflyt" --lang en validate V61 -o nowhere
grep -q 'there is no target "V61"; did you mean "V' stderr || fail "no suggestion" stderr
[ ! -e nowhere ] || fail "a folder was made"
exits 64 "$saksflyt" validate V35 --format yaml

checks "an installation finds its own configs"
mkdir -p there/bin there/share/saksflyt
cp "$saksflyt" there/bin/saksflyt
cp -rL "$source/configs" there/share/saksflyt/configs
cp -r "$source/plots/fonts" there/share/saksflyt/fonts
exits 0 there/bin/saksflyt --lang en validate V35 --format json -o installed -j 1
cmp v35.json stdout || fail "another answer"
