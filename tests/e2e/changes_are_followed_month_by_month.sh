#!/usr/bin/env bash
# changes_are_followed_month_by_month.sh - a surge is felt as long as theory says, a reform breaks even when arithmetic says; portfolios reorganised
# at once cost hours of hand-over and contact first, by attrition neither, but that takes longer; what cannot be timed is refused in a sentence.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

months() { # months DIR SCENARIO METRIC ENTITY FROM TO: the mean over replications and the months FROM ... TO - 1 from time.start on
    query "$1" "SELECT avg(value) FROM series WHERE scenario = '$2' AND metric = '$3' AND entity = '$4' AND segment = 'all'
        AND time_days > $5 * 30.4375 AND time_days < $6 * 30.4375"
}
row() { # row DIR SCENARIO METRIC STAT: mean, ci_low, ci_high
    awk -F, -v s="$2" -v m="$3" -v t="$4" '$1 == s && $2 == m && $5 == t { print $7, $8, $9; exit }' "$1/summary.csv"
}
holds() { python3 -c "import sys
from math import *
assert $1, '$1'" 2>stderr || fail "this does not hold: $1" stderr; }

# People come at a rate and stay for 100 days on average, whatever else there is: M/M/infinity with 200 inside. A veileder costs, and so does a day inside.
cat >crowd.cfg <<'END'
saksflyt = 1;
title = "A crowd that nothing slows down";
time = { start = "2025-01-01"; warm_up = "3 y"; length = "3 y"; };
study = { replications = 60; seed = 1; compare_with = "today";
          change = { recovery = ( { metric = "stock"; entity = "programmes.p"; } ); }; };
money = { g = "20000 NOK"; veileder = "900000 NOK/y"; };
segments = ( { id = "one"; share = 1; } );
programmes = ( { id = "p"; arrivals = "2 /d"; benefit = "1 G/y";
    tasks = ( { id = "talk"; every = "60 d"; minutes = "6 min"; } );
    exits = ( { id = "gone"; rate = "0.01 /d"; } ); } );
teams = ( { id = "t"; serves = ["p"]; veiledere = 1; hours = "37.5 h/week"; } );
scenarios = ( { id = "today"; set = []; },
    { id = "surge"; set = ["programmes.p.arrivals *= 2 from 2025-01-01 until 2025-07-20"]; },
    { id = "reform"; set = ["programmes.p.arrivals *= 0.5", "teams.t.veiledere = 2"]; } );
END

checks "a surge is felt as long as M/M/infinity says"
# After 200 days of twice as many there are 200 (1 - e^-2) more, who leave at 1 % a day: no more than 10 % of 200 after 100 ln(10 (1 - e^-2)) days.
exits 0 "$saksflyt" run crowd.cfg -o crowd --lang en
read -r mean low high < <(row crowd surge recovery/stock mean)
holds "$low - 1 <= 100 * log(10 * (1 - exp(-2))) <= $high + 1"
holds "abs($mean - 100 * log(10 * (1 - exp(-2)))) < 8 and $high - $low < 30"
read -r nine_of_ten _ < <(row crowd surge recovery/stock p90)
holds "$nine_of_ten > $mean + 5" # single replications have luck of their own

checks "a reform breaks even when the integral says"
# One veileder more, 0.9 million a year. Half as many come, so 100 (1 - e^(-t/100 d)) fewer are inside, at 20,000 a year each:
# 0.9 t = 2 (t - tau (1 - e^(-t/tau))), tau = 100 days.
read -r mean low high < <(row crowd reform break_even/all mean)
t=$(python3 -c "
from math import *
tau, t = 100 / 365.25, 1.0
for _ in range(200): t = 2 * tau * (1 - exp(-t / tau)) / 1.1
print(t * 365.25)")
holds "$low - 1 <= $t <= $high + 1 and abs($mean - $t) < 6 and $high - $low < 25"
same "the state pays all" "$(row crowd reform break_even/all mean)" "$(row crowd reform break_even/state mean)"
same "the municipality pays nothing" "" "$(row crowd reform break_even/municipality mean)"
same "what is paid by month is what is paid in all" 0 "$(query crowd "SELECT count(*) FROM (SELECT s.scenario, s.replication, s.metric,
    avg(s.value) / o.value AS r FROM series s JOIN observation o USING (scenario, replication, metric, entity, segment)
    WHERE s.metric LIKE 'cost.%' AND s.time_days > 0 AND o.stat = 'rate' AND o.value > 0 GROUP BY 1, 2, 3) WHERE abs(r - 1) > 1e-9")"

checks "the report tells it, in English and in Norwegian"
[ -s crowd/charts/recovery.png ] || fail "no chart"
for words in "Break-even: when all" "How long the change is felt" "its end, 2025-07-20" "in the first twelve months after the change begins"; do
    grep -q "$words" crowd/report.html || fail "the report does not say: $words"
done
exits 0 "$saksflyt" --lang nb report crowd --format html
for words in "Hvor lenge endringen merkes" "slutten, 20.7.2025"; do
    grep -q "$words" crowd/report.html || fail "the Norwegian report does not say: $words"
done
exits 0 "$saksflyt" run "$small_office" --no-report -o plain
same "a study without study.change records no cost by month" 0 "$(query plain "SELECT count(*) FROM series WHERE metric LIKE 'cost.%'")"

checks "the same from shards"
for k in 1 2; do exits 0 "$saksflyt" run crowd.cfg --shard "$k/2" -o "part$k"; done
exits 0 "$saksflyt" merge part1 part2 -o merged
same "digest" "$(digest_of crowd)" "$(digest_of merged)"
cmp crowd/summary.csv merged/summary.csv || fail "the summary is another one"

# Two veiledere with sixty people each, always behind; four with a limit of thirty from the first day on. A new owner reads for eight hours.
cat >office.cfg <<'END'
saksflyt = 1;
title = "Thirty in place of sixty";
time = { start = "2025-01-01"; warm_up = "5 y"; length = "2 y"; };
study = { replications = 20; seed = 1; compare_with = "today";
          change = { recovery = ( { metric = "contact.held"; entity = "programmes.p"; } ); }; };
segments = ( { id = "one"; share = 1; } );
programmes = ( { id = "p"; arrivals = "0.2 /d"; takeover = "reading";
    tasks = ( { id = "talk"; every = "14 d"; minutes = "120 min"; priority = 1; },
              { id = "reading"; minutes = "480 min"; counts = 0; priority = 0; } );
    exits = ( { id = "gone"; rate = "0.6 /y"; } ); } );
teams = ( { id = "t"; serves = ["p"]; veiledere = 2; hours = "37.5 h/week"; portfolio = { limit = 60; }; } );
scenarios = ( { id = "today"; set = []; },
    { id = "at_once"; set = ["teams.t.veiledere = 4", "teams.t.portfolio.limit = 30", "teams.t.portfolio.reorganise = at_once"]; },
    { id = "attrition"; set = ["teams.t.veiledere = 4", "teams.t.portfolio.limit = 30", "teams.t.portfolio.reorganise = attrition"]; } );
END
checks "at once costs hand-over and contact first; attrition costs neither, and takes longer"
exits 0 "$saksflyt" run office.cfg --no-report -o office
for scenario in today at_once attrition; do
    declare "first_$scenario=$(months office $scenario contact.held programmes.p 0 1)" \
        "later_$scenario=$(months office $scenario contact.held programmes.p 4 7)" \
        "reading_$scenario=$(months office $scenario hours.handover all 0 12)"
done
holds "$first_at_once < 0.9 * $first_today"     # they read
holds "$first_attrition >= 0.99 * $first_today"  # nobody does
holds "$later_at_once > 1.3 * $later_today"      # twice as many veiledere
holds "$later_attrition < 0.95 * $later_at_once"  # whom nobody leaves
holds "$reading_today == 0 and $reading_attrition == 0 and 400 < $reading_at_once < 540" # some sixty people, eight hours each
read -r mean low high < <(row office at_once better/contact.held mean)
holds "10 < $low <= $mean <= $high < 75"

refused() { # refused OLD NEW SENTENCE: crowd.cfg with something else in it
    sed "s|$1|$2|" crowd.cfg >bad.cfg
    exits 78 "$saksflyt" check bad.cfg --lang en
    grep -qF -- "$3" stderr stdout || fail "this is not said: $3" stderr
}
checks "what cannot be timed, and a change that ends before it begins, are refused where they stand"
refused 'metric = "stock"' 'metric = "stok"' 'bad.cfg:5:46: "stok" is not recorded month by month, so its recovery cannot be timed; did you mean "stock"?'
refused 'metric = "stock"' 'metric = "stay"' 'bad.cfg:5:46: "stay" is not recorded month by month, so its recovery cannot be timed;'
refused 'programmes.p"; }' 'programme.p"; }' 'bad.cfg:5:64: stock is not recorded month by month for "programme.p"; did you mean "programmes.p"?'
refused '"programmes.p"; }' '"programmes.p"; least = "few"; }' 'bad.cfg:5:88: "few" is no difference of stock (persons); write a number that is not negative'
refused '"programmes.p"; }' '"programmes.p"; within = "110 %"; }' 'bad.cfg:5:89: study.change.recovery.1.within: 110 % is more than the whole'
refused 'until 2025-07-20' 'until 2024-07-20' 'bad.cfg:13:29: programmes.p.arrivals is changed from 2025-01-01 until 2024-07-20, so the change ends before it begins'
