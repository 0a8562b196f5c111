#!/usr/bin/env bash
# ranks_give_the_same_study.sh - under mpirun each process is a worker and the first alone writes: the same digest for 1, 2 and 4 of
# them, also after one was killed; every refusal lets all of them go.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
# Tests may run as root, on fewer processors than processes, and next to other tests.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
export TMPDIR=$work
ranks() { # ranks N ARGUMENT OF run...
    local n=$1

    shift
    timeout 100 mpirun --oversubscribe -n "$n" "$saksflyt" run "$small_office" --no-report "$@"
}
command -v mpirun >/dev/null || fail "there is no mpirun; ./dev test installs it"

exits 0 "$saksflyt" run "$small_office" --no-report -r 9 -o alone
digest=$(digest_of alone)

for n in 1 2 4; do
    checks "$n processes"
    exits 0 ranks "$n" -r 9 -o "ranks$n"
    same digest "$digest" "$(digest_of "ranks$n")"
    cmp alone/summary.csv "ranks$n/summary.csv" || fail "summary.csv differs"
    same "lines that say what was done" 1 "$(grep -c 'new replications' stdout)"
done

checks "a study goes on with another number of processes"
exits 0 ranks 2 -r 4 -o grown
exits 0 ranks 3 -r 9 -o grown
same digest "$digest" "$(digest_of grown)"

checks "a process that dies takes nothing with it that was finished"
timeout 100 mpirun --oversubscribe -n 3 "$saksflyt" run "$small_office" --no-report -r 3000 -o dead >stdout 2>stderr </dev/null &
launcher=$!
for ((i = 0; i < 300; i++)); do
    [ "$(query dead "SELECT count(*) FROM replication WHERE number = 1 AND scenario = 'today'" 2>/dev/null || echo 0)" -eq 0 ] || break
    sleep 0.1
done
victim=$(pgrep -P "$(pgrep -P "$launcher" mpirun || echo "$launcher")" -x saksflyt | tail -1)
[ -n "$victim" ] || fail "no process to kill" stdout stderr
kill -KILL "$victim"
code=0
wait "$launcher" || code=$?
[ "$code" -ne 0 ] || fail "a run that lost a process says it went well"
is_whole dead
kept=$(query dead 'SELECT count(*) FROM replication')
[ "$kept" -gt 0 ] || fail "nothing was saved"
query dead "SELECT * FROM observation WHERE replication = 1 AND scenario = 'today'" | sort >some
query alone "SELECT * FROM observation WHERE replication = 1 AND scenario = 'today'" | sort >all
cmp some all || fail "a saved replication is another one"

checks "refusals end all processes, with the code of the first"
exits 73 ranks 3 -r 9 -o alone --seed 5
exits 71 ranks 2 -r 9 -o memory --memory 1M
[ ! -e memory ] || fail "a folder was made"
exits 64 ranks 2 -r 9 -o threads -j 4
sed 's/veiledere = 2/veiledere = -3/' "$small_office" >bad.cfg
exits 78 timeout 100 mpirun --oversubscribe -n 2 "$saksflyt" run bad.cfg -o bad
same "times that the mistake is told" 1 "$(grep -c 'bad.cfg:[0-9]*:[0-9]*: ' stderr)"
