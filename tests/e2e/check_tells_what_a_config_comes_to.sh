#!/usr/bin/env bash
# check_tells_what_a_config_comes_to.sh - `saksflyt check` on a config without errors: people = inflow x stay, hours, places and
# sources, on the terminal and as JSON; on one with errors: all of them, for an editor.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "people are inflow x stay, by competing risks with a limit"
exits 0 "$saksflyt" check "$small_office" --format json
python3 - <<'END' || fail "the figures are not those of the config" stdout
import json, math
said = json.load(open("stdout"))
assert said["ok"] is True and said["errors"] == []
today, more_staff = said["summary"]["scenarios"]
assert (today["id"], more_staff["id"]) == ("today", "more_staff")
# 60 a year; 60 % leave at 3 % a month, 40 % at 1 %; the limit of 36 months ends the rest (Cox 1962). Months of the calendar are
# not all 30.4375 days long.
stays = [(share, (1 - math.exp(-36 * rate)) / rate) for share, rate in ((0.6, 0.03), (0.4, 0.01))]
stay = sum(share * months for share, months in stays)
aap = today["programmes"][0]
assert abs(aap["inflow_per_year"] - 60) < 1e-9 and abs(aap["stay_months"] / stay - 1) < 1e-3, (aap, stay)
assert abs(aap["people"] - aap["starts_per_year"] * aap["stay_months"] / 12) < 1e-9
team, staffed = today["teams"][0], more_staff["teams"][0]
assert team["room"] == 200 and staffed["room"] == 300 and abs(team["people"] - aap["people"]) < 1e-9
assert abs(staffed["available_hours_per_year"] / team["available_hours_per_year"] - 1.5) < 1e-12
# 75 minutes at the start, and 60 for every whole three months of a stay.
hours = 60 * (75 / 60 + sum(share / math.expm1(3 / months) for share, months in stays))
assert abs(team["asked_hours_per_year"] / hours - 1) < 1e-3, (team, hours)
# Half of them want work training, 11 months each.
aft = today["tiltak"][0]
assert abs(aft["wanted_per_year"] - 30) < 1e-9 and abs(aft["places_wanted"] - 30 * 11 / 12) < 1e-9 and aft["places"] == 6
# 6 places are for 6 x 12/11 a year; the others wait eight months each before they give up.
left = 30 - 6 * 12 / 11
assert abs(aft["left_over_per_year"] - left) < 1e-9 and abs(aft["line"] / (left * 8 / 12) - 1) < 1e-3, aft
assert aft["grows_without_end"] is False
END

checks "the same on the terminal, in either language"
exits 0 "$saksflyt" check "$small_office"
grep -qE 'AAP +60 +60 +25\.[23] +12[67]$' stdout || fail "no line about people" stdout
grep -qE 'AFT +30 +11\.0 +28 +6 +458 %$' stdout || fail "no line about places" stdout
exits 0 "$saksflyt" check "$small_office" --lang nb
grep -q 'Personer = tilgang x opphold' stdout || fail "not in Norwegian" stdout
grep -qE 'AAP +60 +60 +25,[23] +12[67]$' stdout || fail "no decimal comma" stdout

checks "what cannot last is told, and a line that nobody leaves grows without end"
exits 0 "$saksflyt" check "$small_office" --lang en
grep -q 'AFT: 23 of 30 people a year find no place; they give up as fast as they come when about 16 stand in line' stdout ||
    fail "no line in the long run" stdout
grep -q 'the rest as in “I dag”' stdout || fail "what is the same is told again" stdout
grep -v patience "$small_office" >patient.cfg
exits 0 "$saksflyt" check patient.cfg
grep -q 'AFT: 23 of 30 people a year find no place, and nobody gives up: the line grows without end' stdout || fail "no end" stdout
exits 0 "$saksflyt" check "$small_office" --set tiltak.aft.places=60
grep -q 'yes: no team, tiltak or treatment is asked for more than there is' stdout || fail "it could last" stdout

checks "what nothing offers is named, and numbers without a source are counted"
sed 's/offers = \["work_training"\]/offers = ["courage"]/' "$small_office" >gap.cfg
exits 0 "$saksflyt" check gap.cfg
grep -q 'work_training: nothing offers it; 30 people a year' stdout || fail "the gap is not told" stdout
grep -q 'without a source .*tiltak.aft.places' stdout || fail "numbers without a source are not told" stdout

checks "--set lies on top here, too"
exits 0 "$saksflyt" check "$small_office" --set tiltak.aft.places=60
grep -qE 'AFT +30 +11\.0 +28 +60 +46 %$' stdout || fail "--set has no effect" stdout

checks "errors as JSON: every one with its place; exit code 78"
sed -e 's/replications = 3/replicatons = 3/' -e 's/veiledere = 2/veiledere = -3/' "$small_office" >bad.cfg
exits 78 "$saksflyt" check bad.cfg --format json
python3 - <<'END' || fail "the errors are not as they should be" stdout
import json
said = json.load(open("stdout"))
assert said["ok"] is False and said["summary"] is None
lines = open("bad.cfg").read().split("\n")
assert [error["file"] for error in said["errors"]] == ["bad.cfg"] * 2
assert "replicatons" in lines[said["errors"][0]["line"] - 1] and "veiledere = -3" in lines[said["errors"][1]["line"] - 1]
assert lines[said["errors"][1]["line"] - 1][said["errors"][1]["column"] - 1:].startswith("-3")
END
[ ! -s stderr ] || fail "an editor would have to read two streams" stderr

checks "a file that is not there: 66, and still JSON"
exits 66 "$saksflyt" check none.cfg --format json
python3 -c 'import json; assert json.load(open("stdout"))["ok"] is False' || fail "no JSON" stdout
exits 64 "$saksflyt" check "$small_office" --format xml

checks "check writes nothing"
same "files in the folder" "bad.cfg gap.cfg patient.cfg stderr stdout" "$(echo *)"
