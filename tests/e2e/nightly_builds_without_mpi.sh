#!/usr/bin/env bash
# nightly_builds_without_mpi.sh - -DMPI=OFF builds the same program but for mpirun, under which it ends with 69 and says why.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 TMPDIR=$work

ln -s "$source/plots" plots # where the program beside it looks for fonts
cmake -S "$source" -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DMPI=OFF >configure.log 2>&1 || fail "does not configure" configure.log
cmake --build build --target saksflyt >build.log 2>&1 || fail "does not build" build.log
! ldd build/saksflyt | grep -q libmpi || fail "it is linked with MPI all the same"

checks "the same study, which either of the two may go on with"
exits 0 build/saksflyt run "$small_office" --no-report -r 2 -o without
exits 0 "$saksflyt" run "$small_office" --no-report -r 2 -o with
same digest "$(digest_of with)" "$(digest_of without)"

checks "under a launcher: 69, and nothing is made"
exits 69 timeout 100 mpirun --oversubscribe -n 2 build/saksflyt run "$small_office" --no-report -r 2 -o refused
grep -q 'MPI' stderr || fail "MPI is not named" stderr
exits 69 env OMPI_COMM_WORLD_SIZE=2 build/saksflyt run "$small_office" --no-report -r 2 -o refused
[ ! -e refused ] || fail "a folder was made"
