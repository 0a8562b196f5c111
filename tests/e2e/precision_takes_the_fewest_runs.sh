#!/usr/bin/env bash
# precision_takes_the_fewest_runs.sh - --precision keeps the first n replications, where n is the smallest for which the interval is
# narrow enough and stays so over the look-ahead; alike for any number of threads, after kills, and for what was there before.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
run() { "$saksflyt" run "$small_office" --no-report "$@"; }
replications() { query "$1" 'SELECT max(number) FROM replication'; }

# What another program finds in 200 replications for a mean of sums.
exits 0 run -r 200 -o many
expected() { # expected HALFWIDTH
    python3 - "$1" <<'END'
import math, sqlite3, sys
T = lambda df: {2: 4.302652729749464}.get(df) or t_quantile(df)
def t_quantile(df): # by bisection of the distribution, integrated by Simpson's rule
    c = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)
    f = lambda x: c * (1 + x * x / df) ** (-(df + 1) / 2)
    def half(x, n=400):
        h = x / n
        return h / 3 * (f(0) + f(x) + sum((4 if i % 2 else 2) * f(i * h) for i in range(1, n)))
    low, high = 0.0, 20.0
    for _ in range(60):
        mid = (low + high) / 2
        low, high = (mid, high) if half(mid) < 0.475 else (low, mid)
    return low
goal = float(sys.argv[1])
db = sqlite3.connect("file:many/results.sqlite?mode=ro", uri=True)
rows = {}
for s, r, num, den in db.execute("SELECT scenario, replication, num, den FROM observation WHERE metric = 'wait.tiltak'"
                                 " AND entity = 'all' AND segment = 'all' AND stat = 'mean' ORDER BY replication"):
    rows.setdefault(s, []).append((num, den))
def width(pairs):
    k, n, d = len(pairs), sum(p[0] for p in pairs), sum(p[1] for p in pairs)
    p = [k * n / d - (k - 1) * (n - a) / (d - b) for a, b in pairs]
    m = sum(p) / k
    return T(k - 1) * math.sqrt(sum((x - m) ** 2 for x in p) / (k - 1) / k)
known = {}
def enough(n):
    if n not in known:
        known[n] = all(width(r[:n]) <= goal for r in rows.values())
    return known[n]
print(next(n for n in range(3, 120) if all(enough(m) for m in range(n, n + 1 + max(5, n // 20)))))
END
}

for goal in 25 4; do
    n=$(expected $goal)
    checks "a half-width of $goal days takes $n replications, on 1, 2 and 5 threads"
    for threads in 1 2 5; do
        exits 0 run -j "$threads" -o "j$threads-$goal" --precision "wait.tiltak=$goal d"
        same "replications kept" "$n" "$(replications "j$threads-$goal")"
        grep -q "^$n replications are enough" stdout || fail "n is not told" stdout
        same digest "$(digest_of "j1-$goal")" "$(digest_of "j$threads-$goal")"
    done
    exits 0 run -r "$n" -o "plain-$goal"
    same "digest of a plain run of $n" "$(digest_of "plain-$goal")" "$(digest_of "j1-$goal")"
    [ "$n" -gt 3 ] || fail "the goal is so wide that it tests nothing"
done

checks "a study that is cut short goes on to the same n; a narrower interval makes it grow"
exits 0 run -r 5 -o grown
exits 0 run -o grown --precision "wait.tiltak=25 d"
exits 0 run -j2 -o grown --precision "wait.tiltak=4"
same "replications kept" "$n" "$(replications grown)"
same digest "$(digest_of j1-4)" "$(digest_of grown)"
exits 0 run -o grown --precision "wait.tiltak=25 d" # what is there stays
same digest "$(digest_of j1-4)" "$(digest_of grown)"

checks "several at once: the most demanding one decides"
exits 0 run -o several --precision "wait.tiltak=4 d" --precision "stock programmes.aap=1000" --precision "outcome.exit/work programmes.aap low=0.5"
same digest "$(digest_of j1-4)" "$(digest_of several)"

checks "quantiles: the interval of the summary is narrow enough from n to the end of the look-ahead, and was not before"
width() { # width N ROW: the widest half-width of any scenario in a plain run of N
    exits 0 run -r "$1" -o grows
    awk -F, -v row="$2" 'index($0, row) { w = ($9 - $8) / 2; if (w > widest) widest = w } END { print widest }' grows/summary.csv
}
for goal in "wait.meeting p90=0.3 d|,wait.meeting,all,all,p90," "stay programmes.aap low p50=40 d|,stay,programmes.aap,low,p50,"; do
    row=${goal#*|} goal=${goal%|*} asked=${goal##*=}
    rm -rf quantile again grows
    exits 0 run -j2 -o quantile --precision "$goal"
    n=$(replications quantile)
    [ "$n" -gt 3 ] || fail "the goal is so wide that it tests nothing"
    exits 0 run -r 5 -o again
    exits 0 run -j1 -o again --precision "$goal" # what was there before counts, too
    same digest "$(digest_of quantile)" "$(digest_of again)"
    for ((r = n - 1; r <= n + 5; r++)); do
        w=$(width $r "$row")
        awk -v w="$w" -v asked="${asked% d}" -v before=$((r < n)) 'BEGIN { exit !(before ? w > asked : w <= asked) }' ||
            fail "$goal: n is $n, but with $r replications the half-width is $w"
    done
done

checks "above the most it says how many it would take"
exits 0 run -r 10 -o few --precision "wait.tiltak=1 d"
same "replications kept" 10 "$(replications few)"
grep -qE 'not reached with 10 replications; it takes about [0-9]' stdout || fail "it is not told" stdout

checks "what cannot be asked for is refused by name, and nothing is made"
refused() { # refused WORDS ARGUMENT...
    local words=$1

    shift
    exits 64 run -o refused "$@"
    grep -qE -- "$words" stderr || fail "the message does not say: $words" stderr
    [ ! -e refused ] || fail "a folder was made"
}
refused 'wait.tiltkk.*wait.tiltak' --precision "wait.tiltkk=1 d"
refused 'programmes.app.*programmes.aap' --precision "wait.meeting programmes.app=1 d"
refused 'no half-width' --precision "wait.tiltak=-1 d"
refused 'no half-width' --precision "wait.tiltak=1 kg"
refused 'METRIC=HALFWIDTH' --precision "wait.tiltak"
refused 'sd has no interval' --precision "wait.tiltak sd=1 d"
refused 'shard' --precision "wait.tiltak=1 d" --shard 1/2
