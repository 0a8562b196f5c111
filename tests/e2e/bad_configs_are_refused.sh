#!/usr/bin/env bash
# bad_configs_are_refused.sh - a mistake in a config ends with 78, the place of the mistake and what would be right, and
# nothing is written.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "the config that the mistakes are made in is fine"
exits 0 "$saksflyt" check "$small_office"

# refused WHAT 'OLD TEXT' 'NEW TEXT' PATTERN [LINES_ABOVE]: OLD, which stands on one line, becomes NEW; the message must be
# about that line, or one so many lines above it, and match PATTERN (extended, any case).
refused() {
    local what=$1 old=$2 new=$3 pattern=$4 above=${5:-0} text line command

    checks "$what"
    text=$(cat "$small_office")
    [[ $text == *"$old"* ]] || fail "small_office.cfg does not hold: $old"
    printf '%s\n' "${text/"$old"/"$new"}" >bad.cfg
    line=$({ diff "$small_office" bad.cfg || true; } | sed -n '1s/[^0-9].*//p')
    line=$((line - above))
    for command in check run; do
        if [ "$command" = check ]; then exits 78 "$saksflyt" check bad.cfg; else exits 78 "$saksflyt" run bad.cfg -o study; fi
        cat stdout stderr >said # `check` may list on stdout; `run` must not
        [ "$command" = check ] || cp stderr said
        grep -qE "(^|[ /])bad\.cfg:$line:[1-9][0-9]*: .+" said || fail "no bad.cfg:$line:column: in what $command says" said
        grep -qiE -- "$pattern" said || fail "what $command says does not match '$pattern'" said
    done
    [ ! -e study ] || fail "a study folder was made"
    [ ! -e out/bad ] || fail "a study folder was made"
    same "files in the folder" "bad.cfg said stderr stdout" "$(echo *)"
}

refused "a misspelt key gets a suggestion" 'replications = 3' 'replicatons = 3' 'replicatons.*replications'
refused "an unknown key" 'seed = 20250101' 'colour = 5' 'colour'
refused "a misspelt chart gets a suggestion" 'seed = 20250101' 'charts = [ "waits", "forrest" ]' 'study.charts: "forrest".*"forest"'
refused "a chart that is none lists those that are" 'seed = 20250101' 'charts = [ "pie" ]' 'waits, over_time'
refused "a scenario to compare that there is not" 'seed = 20250101' 'compare = [ "more_stafff" ]' 'more_stafff.*more_staff'
refused "a wrong unit" 'length = "2 y"' 'length = "2 kg"' 'kg'
refused "a rate where a duration belongs" 'warm_up = "6 y"' 'warm_up = "6 /y"' 'warm_up'
refused "an impossible date" '"2025-01-01"' '"2025-02-30"' '2025-02-30'
refused "a negative head" 'veiledere = 2' 'veiledere = -3' 'veiledere.*-3'
refused "a fractional head" 'veiledere = 2' 'veiledere = 2.5' 'veiledere.*2.5'
refused "a share above one" 'share = "0.6, antatt"' 'share = "1.2, antatt"' '1\.2'
refused "an id that does not exist" 'serves = ["aap"]' 'serves = ["app"]' 'app.*aap'
refused "an exit that does not exist" 'at_limit = "unresolved"' 'at_limit = "unresolvd"' 'unresolvd.*unresolved'
refused "a metric that does not exist" '"wait.meeting"' '"wait.meting"' 'wait\.meting.*wait\.meeting'
refused "a least difference in another unit than the metric's" 'matters = "2 d"' 'matters = "2 min of work"' 'wait\.meeting.*5 d'
refused "a target for people who are not there" 'stat = "mean"; matters' 'stat = "mean"; entity = "programmes.app"; matters' 'programmes\.app.*programmes\.aap'
refused "text for a number" 'places = 6' 'places = "many"' 'many'
refused "an infinite number" 'places = 6' 'places = 1e999' 'places|number'
refused "a key that is missing is told where its block begins" '    hours = "37.5 h/week";' '' 'hours.*37\.5 h/week' 3
refused "an override of a path that does not exist" 'teams.aap.veiledere = 3' 'teams.aap.veilederr = 3' 'veilederr.*veiledere'
refused "a syntax error" 'length = "2 y";' 'length "2 y";' '.'

checks "shares that do not add up"
sed 's/share = "rest"/share = "0.5, antatt"/' "$small_office" >bad.cfg
exits 78 "$saksflyt" run bad.cfg -o study
grep -qE 'bad\.cfg:[0-9]+:[0-9]+: .*share' stderr || fail "no place or no word about shares" stderr
grep -q '1\.1' stderr || fail "the sum is not told" stderr

checks "all mistakes are listed at once"
sed -e 's/replications = 3/replicatons = 3/' -e 's/veiledere = 2/veiledere = -3/' -e 's/"2 y"/"2 kg"/' "$small_office" >bad.cfg
exits 78 "$saksflyt" check bad.cfg
[ "$(cat stdout stderr | grep -cE 'bad\.cfg:[0-9]+:[0-9]+: ')" -ge 3 ] || fail "fewer than three mistakes are listed" stdout stderr

checks "mistakes in --set"
exits 78 "$saksflyt" run "$small_office" --set teams.aap.veiledere=-1 -o study
grep -q 'veiledere' stderr || fail "the path is not named" stderr
exits 78 "$saksflyt" run "$small_office" --set teams.app.veiledere=1 -o study
grep -qE 'app.*aap' stderr || fail "no suggestion" stderr
[ ! -e study ] || fail "a study folder was made"

checks "no such config: 66; nonsense on the command line: 64"
exits 66 "$saksflyt" run there_is_no_such.cfg -o study
exits 64 "$saksflyt" run "$small_office" --no-such-option -o study
exits 64 "$saksflyt" run "$small_office" -r zero -o study
exits 64 "$saksflyt" run -o study
exits 64 "$saksflyt" no_such_command
exits 64 "$saksflyt" chek "$small_office"
grep -q 'did you mean "check"' stderr || fail "no suggestion for a command" stderr
[ ! -e study ] || fail "a study folder was made"
