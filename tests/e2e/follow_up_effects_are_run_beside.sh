#!/usr/bin/env bash
# follow_up_effects_are_run_beside.sh - study.follow_up_effects runs every scenario under other effects of contact, on the same luck,
# and every decision compares like with like.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

cat >effects.cfg <<'END'
saksflyt = 1;
title = "Virkningen av oppfølging";
time = { start = "2025-01-01"; warm_up = "2 y"; length = "2 y"; };
study = { replications = 6; seed = 20250101; compare_with = "today"; follow_up_effects = ["high", "off", "low"];
          targets = ( { metric = "outcome.exit/work"; entity = "programmes.p"; stat = "mean"; matters = "0.001"; } ); };
profiles = ( { id = "ready"; barriers = []; phi = "1, 0.6..1, antatt"; } );
segments = ( { id = "people"; share = "1"; profiles = { ready = "1"; }; } );
programmes = ( { id = "p"; arrivals = "400 /y"; follow_up = { reference = "0.5 /mo"; };
  clock = { limit = "12 mo"; at_limit = "unresolved"; };
  tasks = ( { id = "talk"; every = "2 mo"; minutes = "60 min"; } );
  exits = ( { id = "work"; good = "yes"; rate = "5 %/mo"; follow_up = { doubling = "1.3, 1.1..1.5, antatt"; without_end = "2, 1.5..3, antatt"; }; },
            { id = "unresolved"; } ); } );
teams = ( { id = "t"; serves = ["p"]; veiledere = 20; hours = "37.5 h/week"; } );
scenarios = ( { id = "today"; set = []; }, { id = "more"; set = ["programmes.p.tasks.talk.every = 15 d from always"]; } );
END

work_share() { # of a scenario
    awk -F, -v s="$1" '$1 == s && $2 == "outcome.exit/work" && $3 == "programmes.p" && $4 == "all" && $5 == "mean" { print $7 }' effects/summary.csv
}

checks "each scenario stands there under its id and under ID@off, ID@low and ID@high"
exits 0 "$saksflyt" run effects.cfg -o effects --no-report
for scenario in today more today@off more@off today@low more@low today@high more@high; do
    [ -n "$(work_share $scenario)" ] || fail "$scenario is missing" effects/summary.csv
done

checks "without an effect more contact changes nobody's exit; with one it does, the more the larger"
[ "$(work_share today@off)" = "$(work_share more@off)" ] || fail "contact has an effect under off" effects/summary.csv
python3 - "$(work_share more@off)" "$(work_share more@low)" "$(work_share more)" "$(work_share more@high)" <<'END'
import sys
shares = [float(x) for x in sys.argv[1:]]
assert shares == sorted(shares) and shares[3] - shares[0] > 0.02, shares
END

checks "like is compared with like"
exits 0 "$saksflyt" compare effects
for effect in off low high; do
    awk -F, -v s="more@$effect" -v b="today@$effect" '$1 == s && $2 != b { exit 1 }' effects/compare.csv ||
        fail "more@$effect is compared with something else" effects/compare.csv
    grep -q "^more@$effect,today@$effect,outcome.exit/work," effects/compare.csv || fail "more@$effect is not compared" effects/compare.csv
    ! grep -q "^today@$effect," effects/compare.csv || fail "today@$effect is compared though it is a baseline" effects/compare.csv
done
grep -q "more@off), against .today @off" stdout || fail "the baseline with the same effect is not named" stdout

checks "the report tells the answer under each effect, and tables and charts otherwise show what the config says"
exits 0 "$saksflyt" report effects --lang en
grep -q 'If follow-up has no, a low or a high effect on outcomes' effects/report.html || fail "no section about effects"
for head in "As in the config" "No effect" "Low effect" "High effect"; do
    grep -q ">$head</th>" effects/report.html || fail "no column \"$head\""
done
! grep -o '<th[^<]*@[^<]*</th>' effects/report.html | grep -q . || fail "a table has a column for an effect"
exits 0 "$saksflyt" plot effects forest waits --format svg --lang en

checks "a part of them can be run alone, and follows a person"
exits 0 "$saksflyt" run effects.cfg -o alone --no-report --scenario more@low -r 1
[ "$(cut -d, -f1 alone/summary.csv | sort -u | grep -c @)" = 1 ] || fail "another scenario was run, too" alone/summary.csv

checks "an effect that is not there, and ends of ranges that are not there, are told"
sed 's/"high", "off"/"hgih", "off"/' effects.cfg >wrong.cfg
exits 78 "$saksflyt" check wrong.cfg
grep -q 'there is no follow-up effect "hgih"' stderr || fail "the wrong word is not told" stderr
sed 's/1.3, 1.1..1.5, antatt/1.3, antatt/' effects.cfg >wrong.cfg
exits 78 "$saksflyt" check wrong.cfg
grep -q 'no range to take them from' stderr || fail "the missing range is not told" stderr
sed 's/2, 1.5..3, antatt/2, 1.1..3, antatt/' effects.cfg >wrong.cfg
exits 78 "$saksflyt" check wrong.cfg
grep -q 'without_end is 1.1 and doubling is 1.1' stderr || fail "an impossible end is not told" stderr
