#!/usr/bin/env bash
# nightly_power_loss.sh - the power goes after each write, sync and rename of a run: whatever the disk then kept of what was not synced, the
# database is whole, nothing that was certain is gone, nothing half is there, and the run goes on to the same digest. kill -9 cannot show
# this: the system writes a dead program's pages all the same.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

command -v strace >/dev/null || fail "strace is missing: apt-get install strace"
again=("$saksflyt" run "$small_office" -j1 -r 2 --no-report)
replay() { # replay LOG: what power_loss.py says of it
    python3 "$source/tests/fault/power_loss.py" "$1" study "${again[@]}"
}

exits 0 strace -f -y -xx -s 10000000 -o log \
    -e trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat "${again[@]}" -o study
checks "$(replay log)"

checks "the replay would see it if a sync were left out"
grep -v fdatasync log >without
if replay without >said 2>&1; then fail "no sync is needed" said; fi
awk '/fdatasync/ && ++seen == 3 { next } { print }' log >without
if replay without >said 2>&1; then fail "the third sync could be left out" said; fi
