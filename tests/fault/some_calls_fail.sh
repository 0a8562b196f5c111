#!/usr/bin/env bash
# some_calls_fail.sh - a full disk, a disk that does not sync, a rename that is refused and memory that is gone, at some of all
# moments: an exit code, a reason, nothing half, nothing finished lost. nightly_every_call_fails.sh tries the rest.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
. "$source/tests/support/faults.bash"

faults write "74 73" 29
faults write "74 73" 61 +
faults sync "74" 6
faults rename "74" 1
faults malloc "71" 3989
faults malloc "71" 9973 +
