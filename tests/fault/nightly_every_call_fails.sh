#!/usr/bin/env bash
# nightly_every_call_fails.sh - as some_calls_fail.sh, at every write, sync and rename, and at every 31st allocation.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
. "$source/tests/support/faults.bash"

faults write "74 73" 1
faults write "74 73" 1 +
faults sync "74" 1
faults rename "74" 1
faults malloc "71" 31
faults malloc "71" 97 +
