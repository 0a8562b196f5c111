#!/usr/bin/env bash
# nightly_validation_page_says_what_validate_says.sh - all targets are judged within 20 minutes, docs/validation.md shows exactly what
# came out, and what was fitted gives the figures that it was fitted to.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "the whole run takes at most 20 minutes"
exits 0 timeout 1200 "$saksflyt" --lang en validate --format json -o studies
cp stdout all.json

checks "all 45 are judged, and every target of the class CALIBRATION passes"
python3 - all.json <<'END' || fail "a fit no longer gives what it was fitted to; fit again and say so in docs/validation.md" all.json
import json, sys
targets = json.load(open(sys.argv[1]))["targets"]
assert [t["id"] for t in targets] == [f"V{i:02}" for i in range(1, 46)]
wrong = [t["id"] for t in targets if t["class"] == "CALIBRATION" and t["result"] != "pass"]
assert not wrong, wrong
assert all(t["reason"] for t in targets)
END

checks "docs/validation.md is what it says"
exits 0 "$saksflyt" --lang en validate --format markdown -o studies
sed -n '/^<!-- the table begins -->$/,/^<!-- the table ends -->$/{//!p}' "$source/docs/validation.md" >page
diff page stdout >difference || fail "run docs/make_validation_table.sh, and explain in docs/validation.md what changed and why" difference
