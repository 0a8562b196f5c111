#!/usr/bin/env bash
# slurm_arrays_run_shards.sh - the batch script does in each task of an array what it says, and the shards merge to one study.
# There is no Slurm here: the script is run as Slurm runs it, with the variables that Slurm sets.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
script=$source/packaging/saksflyt-array.sbatch

checks "three tasks of an array that counts from 0, the second killed and submitted again"
task() { # task NUMBER
    SAKSFLYT=$saksflyt SLURM_ARRAY_TASK_ID=$1 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 SLURM_CPUS_PER_TASK=1 \
        bash "$script" "$small_office" study -r 6
}
exits 0 task 0
exits 0 task 1
exits 0 task 1
exits 0 task 2
same folders "study/shard-0001 study/shard-0002 study/shard-0003" "$(echo study/*)"

checks "they merge to one study"
exits 0 "$saksflyt" merge study/shard-*/ -o study/whole --no-report
exits 0 "$saksflyt" run "$small_office" -r 6 --no-report -o alone
same digest "$(digest_of alone)" "$(digest_of study/whole)"

checks "the same with a tool that runs commands in parallel"
seq 1 3 | xargs -P 2 -I '{}' "$saksflyt" run "$small_office" --shard '{}/3' -r 6 -j1 -o 'parallel/{}' >stdout 2>stderr ||
    fail "a shard failed" stdout stderr
exits 0 "$saksflyt" merge parallel/* -o parallel-whole --no-report
same digest "$(digest_of alone)" "$(digest_of parallel-whole)"

checks "outside an array it says how to run it"
code=0
bash "$script" "$small_office" nowhere >stdout 2>stderr || code=$?
[ "$code" -ne 0 ] && grep -q 'sbatch --array' stderr || fail "no help" stderr
[ ! -e nowhere ] || fail "a folder was made"
