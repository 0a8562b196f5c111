#!/usr/bin/env bash
# a_stock_is_what_the_office_begins_with.sh - the people of the first day: made up by `new --stock`, or real and then kept in the house.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "new --stock writes an office, its stock and the counts, which check without a word, and runs"
exits 0 "$saksflyt" new office --stock
exits 0 "$saksflyt" check office.cfg
[ ! -s stderr ] || fail "check has something to say" stderr
same "people" "$(awk -F, 'NR > 1 { n += $5 } END { print n }' office_counts.csv)" "$(($(wc -l <office_stock.csv) - 1))"
exits 0 "$saksflyt" run office.cfg -r 2 -o made_up --no-report
grep -q 'elapsed = "14 d"' made_up/resolved.cfg || fail "people who are made up may stand in resolved.cfg" made_up/resolved.cfg
exits 0 "$saksflyt" verify made_up

checks "counts of the office's own become a stock; what is wrong with them is told: 65"
exits 73 "$saksflyt" new office --stock=office_counts.csv
cp office_stock.csv before.csv && rm office_stock.csv
exits 0 "$saksflyt" new office --stock=office_counts.csv
cmp before.csv office_stock.csv || fail "the same counts give another stock"
printf 'programme,segment,from,people\naap,low,0 mo,3\n' >bad.csv
exits 65 "$saksflyt" new other --stock=bad.csv
grep -q 'bad.csv:1:1: there is no column "to"' stderr || fail "not told" stderr
printf 'programme,segment,from,to,people\naap,low,9 mo,3 mo,3\n' >bad.csv
exits 65 "$saksflyt" new other --stock=bad.csv
grep -q 'bad.csv:2:14' stderr || fail "not told where" stderr
[ ! -e other_stock.csv ] || fail "half a file is left" other_stock.csv
exits 66 "$saksflyt" new other --stock=nowhere.csv

checks "bad rows are data errors, and identity numbers are refused by name"
sed 's/synthetic = "yes"; //; s/office_stock/people/' office.cfg >real.cfg
sed '2s/aap/kvp/' office_stock.csv >people.csv
exits 65 "$saksflyt" check real.cfg
grep -q 'people.csv:2:1:' stderr || fail "not told where" stderr
sed '1s/elapsed/fnr/' office_stock.csv >people.csv
exits 65 "$saksflyt" run real.cfg
grep -q 'people.csv:1:[0-9]*: the column "fnr" is for national identity numbers' stderr || fail "not told" stderr

checks "of real people no row is in resolved.cfg, no life is written out, and few are not shown"
{ cat office_stock.csv; printf 'aap,low,aft,300 d,aap_1\n'; } >people.csv
exits 0 "$saksflyt" run real.cfg -r 2 -o real --no-report
! grep -q 'elapsed = "14 d"' real/resolved.cfg || fail "people stand in resolved.cfg" real/resolved.cfg
grep -q 'people = "people.csv"' real/resolved.cfg || fail "their file is not named" real/resolved.cfg
grep -q 'people.csv' real/resolved.cfg || fail "the file's SHA-256 is not told" real/resolved.cfg
exits 64 "$saksflyt" run real.cfg --events -r 1 -o never
exits 64 "$saksflyt" trace real.cfg --person 1
cut -d, -f1-5 made_up/summary.csv | sort >all
cut -d, -f1-5 real/summary.csv | sort >shown
[ "$(comm -23 all shown | wc -l)" -gt 0 ] || fail "nothing is hidden"
same "rows that only the study of real people has" 0 "$(comm -13 all shown | wc -l)"
awk -F, '$6 == "persons" && $2 !~ /^staff/ && $7 != "" && $7 > 0 && $7 < 5' real/summary.csv >told
[ ! -s told ] || fail "few persons are told of" told
exits 0 "$saksflyt" export real --format json

checks "who verifies the study brings the file: 66 or 65 without it, and the same results with it"
"$saksflyt" verify real >stdout 2>stderr && fail "verified without the people" stdout
grep -q 'people.csv' stderr || fail "the file is not asked for" stderr
cp people.csv real/
exits 0 "$saksflyt" verify real

checks "people with ids may come in any order"
awk -F, 'NR == 1 { print "id," $0 } NR > 1 { print "p" NR "," $0 }' office_stock.csv >people.csv
sed 's/people = "people.csv"/synthetic = "yes"; people = "people.csv"/' real.cfg >ordered.cfg
exits 0 "$saksflyt" run ordered.cfg -r 1 -o first --no-report
{ head -1 people.csv; tail -n +2 people.csv | sort -r; } >turned.csv && mv turned.csv people.csv
exits 0 "$saksflyt" run ordered.cfg -r 1 -o second --no-report
cmp first/summary.csv second/summary.csv || fail "the order of rows changes results"
